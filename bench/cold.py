"""What pages cost when they are made anew, in this checkout and in another, asked in turn.

    git worktree add ../before COMMIT && make -C ../before .venv/.test
    python -m bench.cold --against ../before

Each checkout fills an archive of its own with the same synthetic statements and serves it by its
own code and packages, keeping no whole answers. Both are asked for the same addresses, one a few
dozen times, then the other, so that what else the machine does falls on both. Told is the
processor time of server and database together: the median of the rounds.
"""

import argparse
import json
import statistics
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bench import load
from bench.archive import ROOT, WORKERS
from bench.pages import Kind, kinds
from bench.processes import family, processor_time

SEED = 1

# Run by the Python of the other checkout, in its folder, with its own bench.
_SERVE = """
import json, sys
from pathlib import Path
from bench.archive import Archive
archive = Archive(Path("bench/home"), int(sys.argv[1]), int(sys.argv[2]))
archive.fill()
survey = archive.survey()
with archive.served() as served:
    told = {"port": served.port, "server": served.pid, "database": archive.database_pid()}
    print(json.dumps(told | {"survey": survey}), flush=True)
    sys.stdin.read()
"""


@dataclass(frozen=True)
class Checkout:
    """A checkout that serves its archive."""

    port: int
    server: int
    database: int
    survey: dict[str, Any]

    def milliseconds(self, paths: Sequence[str], requests: int) -> tuple[float, float]:
        """What a page costs the server and the database; each of the paths is asked for in turn."""
        asked = [paths[number % len(paths)] for number in range(requests)]
        before = self._run()
        statuses = {answer.status for answer in load.ask(self.port, asked)}
        after = self._run()
        if statuses != {200}:
            raise SystemExit(f"bench: {asked[0]} and its like answer {statuses}")
        server, database = (
            1000 * (now - then) / requests for then, now in zip(before, after, strict=True)
        )
        return server, database

    def _run(self) -> tuple[float, float]:
        return processor_time(family(self.server)), processor_time(family(self.database))


@contextmanager
def served(folder: Path, size: int) -> Iterator[Checkout]:
    """The checkout in a folder, answering; stopped in the end."""
    python = folder / ".venv/bin/python"
    process = subprocess.Popen(
        [str(python), "-c", _SERVE, str(size), str(SEED)],
        cwd=folder,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdin and process.stdout
    try:
        line = process.stdout.readline()
        if not line:
            raise SystemExit(f"bench: the checkout in {folder} does not serve; see above.")
        yield Checkout(**json.loads(line))
    finally:
        process.stdin.close()
        process.wait()


def main(arguments: Sequence[str] | None = None) -> None:
    options = parser().parse_args(arguments)
    with ExitStack() as stack:
        both = [
            stack.enter_context(served(folder.resolve(), options.size))
            for folder in (options.against, ROOT)
        ]
        before, now = both
        if _rows(before) != _rows(now):
            raise SystemExit("bench: the two checkouts do not have the same statements.")
        print("| page | before: server + database, ms | now | before ÷ now |")
        print("|---|---:|---:|---:|")
        for kind in kinds(now.survey, SEED):
            if kind.whole and any(name in kind.name for name in options.only.split(",")):
                print(_row(kind, both, options), flush=True)


def _rows(checkout: Checkout) -> dict[str, Any]:
    """What the survey tells of the statements, and not of the tables that hold them."""
    return checkout.survey | {"database_mb": 0}


def _row(kind: Kind, both: Sequence[Checkout], options: argparse.Namespace) -> str:
    """A line of the table: each asked in each round, after every thread of both has answered."""
    paths = [pair.ours for pair in kind.pairs]
    for checkout in both:
        load.warm(checkout.port, paths[:4], 4 * WORKERS)
    rounds = [
        [checkout.milliseconds(paths, options.requests) for checkout in both]
        for _round in range(options.rounds)
    ]
    cells, totals = [], []
    for one in zip(*rounds, strict=True):
        server, database = (statistics.median(part) for part in zip(*one, strict=True))
        cells.append(f"{server:.1f} + {database:.1f} = {server + database:.1f}")
        totals.append(statistics.median(map(sum, one)))
    return f"| {kind.name} | {cells[0]} | {cells[1]} | {totals[0] / totals[1]:.2f} |"


def parser() -> argparse.ArgumentParser:
    made = argparse.ArgumentParser(prog="python -m bench.cold", description=__doc__)
    made.add_argument("--against", type=Path, required=True, help="the folder of another checkout")
    made.add_argument("--size", type=int, default=10_000, help="statements (%(default)s)")
    made.add_argument("--rounds", type=int, default=5, help="for each kind (%(default)s)")
    made.add_argument("--requests", type=int, default=48, help="in a round (%(default)s)")
    made.add_argument("--only", default="", help="parts of the names of kinds, with commas")
    return made


if __name__ == "__main__":
    sys.exit(main())
