"""The command line, and what one run measures."""

import argparse
import sys
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from bench import load, report
from bench.archive import WORKERS, Archive, BenchError, Served
from bench.datasette import Datasette, timed_out_facets
from bench.day import Day, play_day
from bench.explain import explain
from bench.load import Answer, Cell, of_clients
from bench.pages import Kind, kinds
from bench.processes import Watch

HOME = Path(__file__).resolve().parent / "home"
SQL_HEADER = b"x-bench-sql"
MOST_SIZE = 10_000_000
# So many addresses of a kind are asked for to learn their SQL; each twice, the second time counts.
SQL_PAGES = 40
WORKLOAD_TIMES = 5
BROTLI = "br"
# Each process keeps its own answers, and one with a query only when it is asked for again.
WARMINGS = 6


@dataclass
class Measured:
    """A kind of page at one size. Memory in bytes, SQL in milliseconds; by the number of clients.

    ``why_not`` says why it was not measured.
    """

    name: str
    cells: list[Cell] = field(default_factory=list)
    size: int = 0
    # As they are kept, compressed; files of the same bytes; and how many bytes these are.
    kept: list[Cell] = field(default_factory=list)
    files: list[Cell] = field(default_factory=list)
    wire: int = 0
    sql: list[tuple[int, float]] = field(default_factory=list)
    peer: list[Cell] = field(default_factory=list)
    peer_gave_up: int = 0
    why_not: str = ""
    peer_why_not: str = ""

    def cell(self, clients: int) -> Cell | None:
        return of_clients(self.cells, clients)

    def peer_cell(self, clients: int) -> Cell | None:
        return of_clients(self.peer, clients)


@dataclass
class Run:
    """All that was measured at one size."""

    statements: int
    survey: dict[str, Any]
    fill_seconds: float
    first_answer: float = 0.0
    kinds: list[Measured] = field(default_factory=list)
    memory: dict[str, int] = field(default_factory=dict)
    client_cpu: float = 0.0
    days: list[Day] = field(default_factory=list)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the bench; returns 2 with a sentence on stderr for what cannot be done."""
    options = parser().parse_args(arguments)
    try:
        if options.explain:
            print(explain(Archive(options.home, options.sizes[-1], options.seed), options.explain))
            return 0
        runs = [measure_size(size, options) for size in options.sizes]
    except BenchError as error:
        print(f"bench: {error}", file=sys.stderr)
        return 2
    text = report.markdown(runs, options)
    if options.out:
        options.out.parent.mkdir(parents=True, exist_ok=True)
        options.out.write_text(text)
    else:
        print(text)
    return 0


def parser() -> argparse.ArgumentParser:
    made = argparse.ArgumentParser(
        prog="python -m bench",
        description="Fill archives with synthetic statements, serve them with the real server, "
        "and measure every kind of page. Prints Markdown.",
    )
    made.add_argument("--sizes", type=_numbers(MOST_SIZE), default=[10_000, 100_000, 1_000_000])
    made.add_argument("--clients", type=_numbers(256), default=[1, 8, 32])
    made.add_argument("--seconds", type=_seconds, default=3.0, help="for each cell (%(default)s)")
    made.add_argument("--seed", type=int, default=1)
    made.add_argument("--peer", choices=["datasette"], help="measure the same pages there, too")
    made.add_argument("--only", default="", help="kinds of pages whose names hold this text")
    made.add_argument("--out", type=Path, help="a file for the tables, instead of stdout")
    made.add_argument("--home", type=Path, default=HOME, help="where the databases are kept")
    made.add_argument("--refill", action="store_true", help="make the databases anew")
    made.add_argument(
        "--as-is",
        action="store_true",
        help="take databases that are there, even if the code that makes them has changed",
    )
    made.add_argument(
        "--days",
        type=_numbers(10_000_000),
        default=[],
        metavar="REQUESTS",
        help="play a part of a day with so many requests, and count how many were kept",
    )
    made.add_argument(
        "--fill-only", action="store_true", help="make the databases, and measure nothing"
    )
    made.add_argument(
        "--explain",
        metavar="ADDRESS",
        help="print each SQL statement of one page of the last size, with its time and plan",
    )
    return made


def _numbers(most: int) -> Any:
    def numbers(text: str) -> list[int]:
        try:
            found = [int(part.replace("_", "")) for part in text.split(",")]
        except ValueError:
            found = []
        if not found or not all(1 <= number <= most for number in found):
            raise argparse.ArgumentTypeError(
                f"give whole numbers from 1 to {most}, with commas between them"
            )
        return found

    return numbers


def _seconds(text: str) -> float:
    try:
        seconds = float(text)
    except ValueError:
        seconds = -1.0
    if not 0 < seconds <= 600:
        raise argparse.ArgumentTypeError("give a number of seconds, at most 600")
    return seconds


def say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


def measure_size(size: int, options: argparse.Namespace) -> Run:
    archive = Archive(options.home, size, options.seed)
    say(f"{size:,} statements: filling, unless that was done before …")
    archive.fill(again=options.refill, as_is=options.as_is)
    run = Run(size, archive.survey(), archive.fill_seconds or 0.0)
    if options.fill_only:
        return run
    wanted = [k for k in kinds(run.survey, options.seed) if options.only in k.name]
    if not wanted:
        raise BenchError(f"No kind of page has “{options.only}” in its name.")
    run.kinds = [Measured(kind.name) for kind in wanted]
    with archive.served(with_sql_cost=True) as served:
        for kind, measured in zip(wanted, run.kinds, strict=True):
            measure_sql(served, kind, measured)
    with (
        archive.served() as served,
        Watch({"server": served.pid, "PostgreSQL": archive.database_pid()}) as watch,
    ):
        run.first_answer = served.first_answer
        load.warm(served.port, ["/"], 4 * 4 * WORKERS)
        for kind, measured in zip(wanted, run.kinds, strict=True):
            measure_kind(watch, served, kind, measured, options)
        watch.look()
    run.memory = watch.peaks
    measure_kept(archive, wanted, run, options)
    for requests in options.days:
        run.days.append(play_day(archive, run.survey, options.seed, requests))
        say(f"  {run.days[-1].told}")
    if options.peer:
        measure_peer(archive, wanted, run, options)
    cells = [cell for measured in run.kinds for cell in measured.cells + measured.kept]
    answers = sum(len(cell.times) for cell in cells)
    run.client_cpu = sum(cell.client_cpu for cell in cells) / answers if answers else 0.0
    return run


def measure_sql(served: Served, kind: Kind, measured: Measured) -> None:
    """The SQL of each page, by a server that tells it; the first answers, with cold caches, do
    not count. Says why a page cannot be measured, if so."""
    paths = [pair.ours for pair in kind.pairs][:SQL_PAGES]
    load.ask(served.port, paths, kind.whole)
    answers = load.ask(served.port, paths, kind.whole)
    measured.why_not = _why_not(answers)
    measured.size = sum(len(answer.body) for answer in answers) // len(answers)
    measured.sql = [_sql(answer) for answer in answers if SQL_HEADER in answer.headers]


def _sql(answer: Answer) -> tuple[int, float]:
    queries, milliseconds = answer.headers[SQL_HEADER].split()
    return int(queries), float(milliseconds)


def _why_not(answers: Sequence[Answer]) -> str:
    """What is wrong with some answers; empty if nothing is."""
    statuses = {answer.status for answer in answers} - {200}
    if load.GAVE_UP in statuses:
        return f"no answer in {load.TIMEOUT:.0f} s"
    return " and ".join(f"status {status}" for status in sorted(statuses))


def measure_kind(
    watch: Watch, served: Served, kind: Kind, measured: Measured, options: argparse.Namespace
) -> None:
    if measured.why_not:
        say(f"  {kind.name}: {measured.why_not}")
        return
    paths = [pair.ours for pair in kind.pairs]
    load.ask(served.port, paths[:SQL_PAGES], kind.whole)
    measured.cells = _cells(watch, served, kind, paths, options)
    say(f"  {kind.name}: " + ", ".join(_short(cell) for cell in measured.cells))


def _cells(
    watch: Watch, served: Served, kind: Kind, paths: Sequence[str], options: argparse.Namespace
) -> list[Cell]:
    """The random workload is given more time than the others: its tail is what is asked for."""
    seconds = options.seconds * (WORKLOAD_TIMES if len(paths) > SQL_PAGES else 1)
    return [
        _cell(watch, served, paths, clients, seconds, whole=kind.whole)
        for clients in options.clients
    ]


def _cell(
    watch: Watch,
    served: Served,
    paths: Sequence[str],
    clients: int,
    seconds: float,
    accepts: str = "",
    *,
    whole: bool = True,
) -> Cell:
    before = watch.processor_times()
    cell = load.measure(served.port, paths, clients, seconds, whole, accepts)
    after = watch.processor_times()
    cell.processor = {name: after[name] - before[name] for name in before}
    return cell


def measure_kept(
    archive: Archive, wanted: Sequence[Kind], run: Run, options: argparse.Namespace
) -> None:
    """Each kind as it is kept, compressed as a browser asks for it, and beside it, in turn, a file
    of the same bytes from the same server."""
    asked = {kind.name: [pair.ours for pair in kind.pairs][:SQL_PAGES] for kind in wanted}
    with archive.served(keeps_answers=True) as served:
        bodies = {
            name: [answer.body for answer in load.ask(served.port, paths, accepts=BROTLI)]
            for name, paths in asked.items()
        }
    files = {name: archive.static_files(parts) for name, parts in bodies.items()}
    with (
        archive.served(keeps_answers=True) as served,
        Watch({"server": served.pid, "PostgreSQL": archive.database_pid()}) as watch,
    ):
        for kind, measured in zip(wanted, run.kinds, strict=True):
            if measured.why_not or not kind.whole:
                continue
            sizes = [len(body) for body in bodies[kind.name]]
            measured.wire = sum(sizes) // len(sizes)
            for _ in range(WARMINGS):
                load.warm(served.port, asked[kind.name], 4, BROTLI)
            for clients in options.clients:
                for cells, paths in (
                    (measured.kept, asked[kind.name]),
                    (measured.files, files[kind.name]),
                ):
                    cells.append(_cell(watch, served, paths, clients, options.seconds, BROTLI))
            say(
                f"  {kind.name}, kept: {', '.join(map(_short, measured.kept))}; "
                f"a file: {', '.join(map(_short, measured.files))}"
            )


def measure_peer(
    archive: Archive, wanted: Sequence[Kind], run: Run, options: argparse.Namespace
) -> None:
    """The same pages at the peer, as far as it has them."""
    datasette = Datasette(archive)
    say(f"{archive.size:,} statements in Datasette: copying, unless that was done before …")
    datasette.prepare()
    with datasette.served() as served, Watch({"Datasette": served.pid}) as watch:
        run.survey["peer"] = datasette.version()
        for kind, measured in zip(wanted, run.kinds, strict=True):
            paths = [pair.theirs for pair in kind.pairs if pair.theirs]
            if not paths:
                continue
            answers = load.ask(served.port, paths[:SQL_PAGES], kind.whole)
            measured.peer_gave_up = max(timed_out_facets(answer.body) for answer in answers)
            measured.peer_why_not = _why_not(answers)
            measured.peer = _cells(watch, served, kind, paths, options)
            say(f"  {kind.name}: " + ", ".join(_short(cell) for cell in measured.peer))
        watch.look()
    run.memory |= watch.peaks


def _short(cell: Cell) -> str:
    return f"{cell.clients} × {cell.median * 1000:.1f} ms, {cell.rate:.0f}/s"
