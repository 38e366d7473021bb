"""The tables, as Markdown: what was aimed at, ratios, and then the numbers.

Times are milliseconds. A cell that could not be measured says why; nothing is left out.
"""

import os
import platform
import statistics
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from importlib.metadata import version
from typing import TYPE_CHECKING, Any

from bench.load import of_clients

if TYPE_CHECKING:
    import argparse

    from bench.load import Cell
    from bench.run import Measured, Run

WORKLOAD = "random workload"
NOT_ASKED = "–"
FAMILIES = ("server", "PostgreSQL")
MILLION = 1_000_000

# What the archive is to reach: whole pages of the random workload for one client, in milliseconds.
MEDIAN_AT_A_MILLION, P95_AT_A_MILLION, EVER = 20, 60, 500
MEDIAN_AT_TEN_THOUSAND = 10
MOST_QUERIES = 12
TIMES_THE_PEER = 5
# A kept answer: its answers a second beside the peer's, and beside those of a file of its bytes.
KEPT_TIMES_THE_PEER = 20
FILES_TIMES_KEPT = 3


def markdown(runs: Sequence["Run"], options: "argparse.Namespace") -> str:
    parts = [_facts(runs, options)]
    if any(run.kinds for run in runs):
        parts.append("### Aims\n\n" + "\n".join(aims(runs)))
        if options.peer:
            parts.append(_against_peer(runs, options.clients))
        if len(runs) > 1:
            parts.append(_growth(runs))
        parts.append(_memory(runs))
        parts += [_numbers(run, options.clients) for run in runs]
        parts += [_kept(run, options.clients) for run in runs]
        parts += [_days(run) for run in runs if run.days]
        if options.peer:
            parts += [_peer_numbers(run, options.clients) for run in runs]
    return "\n\n".join(parts) + "\n"


def _facts(runs: Sequence["Run"], options: "argparse.Namespace") -> str:
    survey = runs[-1].survey
    programs = [f"Python {platform.python_version()}", f"Django {version('django')}"]
    programs += [f"gunicorn {version('gunicorn')}", f"PostgreSQL {survey['postgresql']}"]
    programs += [survey["peer"]] if "peer" in survey else []
    lines = [
        f"Measured on {datetime.now(UTC):%Y-%m-%d} by `{command(options)}`.",
        f"{os.cpu_count()} cores, {_memory_of_machine():.0f} GB of memory, {platform.machine()}, "
        f"{platform.system()}; {', '.join(programs)}.",
        "Servers, database and clients share the cores. The clients, one process, cost "
        + " / ".join(f"{run.client_cpu * 1000:.2f}" for run in runs)
        + f" ms of processor time a request at {_sizes(runs)} statements.",
        "Times are from asking to the last byte, in a closed loop over loopback, all warm. "
        "The first answer of a fresh server took "
        + " / ".join(_ms(run.first_answer) for run in runs)
        + " ms.",
        "Load averages of the machine after the run: "
        + ", ".join(f"{load:.1f}" for load in os.getloadavg())
        + ".",
    ]
    return "\n".join(lines)


def command(options: "argparse.Namespace") -> str:
    """The command that was given, without folders."""
    parts = ["python -m bench", f"--sizes {','.join(map(str, options.sizes))}"]
    parts.append(f"--clients {','.join(map(str, options.clients))}")
    parts.append(f"--seconds {options.seconds:g} --seed {options.seed}")
    parts += [f"--peer {options.peer}"] if options.peer else []
    parts += [f"--only '{options.only}'"] if options.only else []
    parts += [f"--days {','.join(map(str, options.days))}"] if options.days else []
    return " ".join(parts)


def _memory_of_machine() -> float:
    return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 1e9


def _sizes(runs: Sequence["Run"]) -> str:
    return " / ".join(f"{run.statements:,}" for run in runs)


# What was aimed at


def aims(runs: Sequence["Run"]) -> list[str]:
    """Each aim with what was measured, and whether it was met."""
    lines: list[str] = []
    for run in runs:
        if run.statements >= MILLION:
            lines += _aims_at_a_million(run)
        elif run.statements <= 10_000:
            lines += _median_aim(run, MEDIAN_AT_TEN_THOUSAND)
    for run in runs:
        lines += _aims_at_any_size(run)
    return lines


def _aims_at_a_million(run: "Run") -> list[str]:
    lines = _median_aim(run, MEDIAN_AT_A_MILLION)
    cell = _workload(run)
    if cell:
        lines.append(
            _aim(
                f"{run.statements:,}: random workload ≤ {P95_AT_A_MILLION} ms at the 95th "
                "percentile, one client",
                cell.p95 * 1000 <= P95_AT_A_MILLION,
                f"{_ms(cell.p95)} ms",
            )
        )
    return lines


def _median_aim(run: "Run", most: float) -> list[str]:
    cell = _workload(run)
    if cell is None:
        return []
    aim = f"{run.statements:,}: random workload ≤ {most} ms at the median, one client"
    return [_aim(aim, cell.median * 1000 <= most, f"{_ms(cell.median)} ms")]


def _workload(run: "Run") -> "Cell | None":
    return next((m.cell(1) for m in run.kinds if m.name == WORKLOAD), None)


def _aims_at_any_size(run: "Run") -> list[str]:
    size = f"{run.statements:,}"
    cells = [(kind.name, cell) for kind in run.kinds for cell in kind.cells]
    slow = {}
    for name, cell in cells:
        if cell.most * 1000 > EVER:
            slow.setdefault(name, []).append(f"{_ms(cell.most)} ms with {cell.clients}")
    costly = {
        kind.name: max(queries for queries, _ in kind.sql)
        for kind in run.kinds
        if kind.sql and max(queries for queries, _ in kind.sql) > MOST_QUERIES
    }
    lines = [
        _aim(
            f"{size}: no answer above {EVER} ms, whatever the number of clients",
            not slow,
            "; ".join(f"{name}: {', '.join(given)}" for name, given in slow.items()),
        ),
        _aim(
            f"{size}: at most {MOST_QUERIES} queries a page",
            not costly,
            ", ".join(f"{name}: {queries}" for name, queries in costly.items()),
        ),
    ]
    missing = [f"{kind.name} ({kind.why_not})" for kind in run.kinds if kind.why_not]
    if missing:
        lines.append(_aim(f"{size}: every kind of page answers", False, ", ".join(missing)))
    ratios = [
        (f"{kind.name} with {cell.clients}", ratio)
        for kind in run.kinds
        for cell in kind.cells
        if (ratio := times_the_peer(kind, cell.clients)) is not None
    ]
    if ratios:
        behind = [f"{name}: {ratio:.1f} ×" for name, ratio in ratios if ratio < TIMES_THE_PEER]
        aim = f"{size}: at least {TIMES_THE_PEER} × the answers a second of Datasette"
        lines.append(_aim(aim, not behind, "; ".join(behind)))
    return [*lines, *_aims_of_kept(run)]


def _aims_of_kept(run: "Run") -> list[str]:
    """Of kept answers: beside the peer, and beside files of the same bytes."""
    size = f"{run.statements:,}"
    lines = []
    for least, others, aim in (
        (KEPT_TIMES_THE_PEER, "peer", f"at least {KEPT_TIMES_THE_PEER} × Datasette's"),
        (1 / FILES_TIMES_KEPT, "files", f"within {FILES_TIMES_KEPT} × of a file of the same bytes"),
    ):
        ratios = {
            f"{kind.name} with {cell.clients}": ratio
            for kind in run.kinds
            for cell in kind.kept
            if (ratio := times(cell, of_clients(getattr(kind, others), cell.clients))) is not None
        }
        behind = [f"{name}: {ratio:.2g} ×" for name, ratio in ratios.items() if ratio < least]
        if ratios:
            lines.append(
                _aim(f"{size}: kept answers a second {aim}", not behind, "; ".join(behind))
            )
    return lines


def _aim(aim: str, is_met: bool, measured: str) -> str:
    return f"- {'met' if is_met else '**missed**'}: {aim}" + (f" ({measured})" if measured else "")


# Ratios


def times_the_peer(kind: "Measured", clients: int) -> float | None:
    """How many times the peer's answers a second are ours; None where either has none."""
    return times(kind.cell(clients), kind.peer_cell(clients))


def times(ours: "Cell | None", theirs: "Cell | None") -> float | None:
    """How many times theirs our answers a second are; None where either has none.

    Their answers count whatever their status: a peer that gives up at its time limit has answered.
    """
    if ours is None or theirs is None or not ours.is_good or not theirs.elapsed:
        return None
    answers = sum(theirs.statuses.values()) - theirs.statuses[0]
    return ours.rate / (answers / theirs.elapsed) if answers else None


def growth(smaller: float, larger: float) -> float:
    """How many times the one is the other. Raises ValueError for times that are none."""
    if smaller <= 0 or larger <= 0:
        raise ValueError("A ratio of times needs times above zero.")
    return larger / smaller


def _against_peer(runs: Sequence["Run"], clients: Sequence[int]) -> str:
    """Our answers a second for one of Datasette's."""
    head = [f"{run.statements:,}, {n} client{'s' * (n > 1)}" for run in runs for n in clients]
    rows = []
    for at, kind in enumerate(runs[-1].kinds):
        if not any(run.kinds[at].peer for run in runs):
            continue
        row = [kind.name]
        for run in runs:
            measured = run.kinds[at]
            row += [_times(times_the_peer(measured, n)) for n in clients]
        rows.append([*row, _gave_up(runs, at)])
    return (
        "### Answers a second, as a multiple of Datasette's\n\n"
        "“Gave up” says how many facets of a page Datasette left out at its time limit, or with "
        "what status it refused the page; such answers count in its favour.\n\n"
        + _table(["page", *head, "Datasette gave up"], rows)
    )


def _times(ratio: float | None) -> str:
    if ratio is None:
        return NOT_ASKED
    return f"{ratio:.1f}" if ratio < 20 else f"{ratio:.0f}"


def _gave_up(runs: Sequence["Run"], at: int) -> str:
    told = []
    for run in runs:
        measured = run.kinds[at]
        facets = f"{measured.peer_gave_up} facets" if measured.peer_gave_up else ""
        told.append(" and ".join(filter(None, (facets, measured.peer_why_not))) or "no")
    return " / ".join(told)


def _growth(runs: Sequence["Run"]) -> str:
    """The median for one client, and how many times it is that at the smallest size."""
    head = [f"{run.statements:,}" for run in runs]
    head += [f"{run.statements:,} : {runs[0].statements:,}" for run in runs[1:]]
    rows = []
    for at, kind in enumerate(runs[0].kinds):
        cells = [run.kinds[at].cells[0] if run.kinds[at].cells else None for run in runs]
        row = [kind.name, *(_ms(cell.median) if cell else NOT_ASKED for cell in cells)]
        for cell in cells[1:]:
            known = cell and cells[0]
            row.append(f"{growth(cells[0].median, cell.median):.1f}" if known else NOT_ASKED)
        rows.append(row)
    return "### Growth\n\nMedian in ms for the fewest clients.\n\n" + _table(["page", *head], rows)


def _memory(runs: Sequence["Run"]) -> str:
    names = list(dict.fromkeys(name for run in runs for name in run.memory))
    rows = [
        [
            f"{run.statements:,}",
            *(
                f"{run.memory[name] / 1e6:.0f}" if name in run.memory else NOT_ASKED
                for name in names
            ),
            str(run.survey["database_mb"]),
            f"{run.fill_seconds:.0f}",
        ]
        for run in runs
    ]
    head = ["statements", *(f"{name}, peak MB" for name in names), "database, MB", "filled in, s"]
    return (
        "### Memory\n\nProportional set size of all processes of a server, looked at every two "
        "seconds.\n\n" + _table(head, rows)
    )


# Numbers


def _numbers(run: "Run", clients: Sequence[int]) -> str:
    rows = []
    for kind in run.kinds:
        row = [kind.name, *_sql_columns(kind), *_processor_columns(kind)]
        row.append(f"{kind.size / 1000:.0f}")
        row += [_of_cell(kind.cell(n)) if not kind.why_not else kind.why_not for n in clients]
        rows.append(row)
    head = ["page", "queries", "SQL", "CPU server", "CPU database", "kB"]
    head += map(_clients_head, clients)
    return (
        f"### {run.statements:,} statements\n\n"
        "Most queries of a page, median of their time; processor time of a page for the fewest "
        "clients; then median · p95 · slowest, and answers a second.\n\n" + _table(head, rows)
    )


def _kept(run: "Run", clients: Sequence[int]) -> str:
    """Kept pages beside files of the same bytes and beside the peer."""
    rows = []
    for kind in run.kinds:
        if not kind.kept:
            continue
        cost = kind.kept[0].processor_of("server")
        row = [
            kind.name,
            f"{kind.wire / 1000:.1f}",
            NOT_ASKED if cost is None else f"{cost * 1000:.2f}",
        ]
        row += [
            ", ".join(f"{cell.rate:,.0f}" for cell in cells) for cells in (kind.kept, kind.files)
        ]
        for others in (kind.files, kind.peer):
            ratios = [times(cell, of_clients(others, cell.clients)) for cell in kind.kept]
            row.append(", ".join(map(_times, ratios)) if others else NOT_ASKED)
        rows.append(row)
    told = ", ".join(map(str, clients))
    head = ["page", "kB, brotli", "CPU, ms", f"kept, answers/s with {told}", "a file's"]
    head += ["kept ÷ file", "kept ÷ Datasette"]
    return f"### Kept, {run.statements:,} statements\n\n" + _table(head, rows)


def _days(run: "Run") -> str:
    lines = "\n".join(f"- {day.told}" for day in run.days)
    return f"### A day of traffic, {run.statements:,} statements\n\n{lines}"


def _sql_columns(kind: "Measured") -> tuple[str, str]:
    if not kind.sql:
        return NOT_ASKED, NOT_ASKED
    queries = max(queries for queries, _ in kind.sql)
    return str(queries), f"{statistics.median(ms for _, ms in kind.sql):.1f}"


def _processor_columns(kind: "Measured") -> tuple[str, ...]:
    costs = [kind.cells[0].processor_of(name) if kind.cells else None for name in FAMILIES]
    return tuple(NOT_ASKED if cost is None else _ms(cost) for cost in costs)


def _peer_numbers(run: "Run", clients: Sequence[int]) -> str:
    rows = [
        [kind.name, *(_of_cell(kind.peer_cell(n)) for n in clients)]
        for kind in run.kinds
        if kind.peer
    ]
    return f"### Datasette, {run.statements:,} statements\n\n" + _table(
        ["page", *map(_clients_head, clients)], rows
    )


def _clients_head(clients: int) -> str:
    return f"{clients} client{'s' * (clients > 1)}"


def _of_cell(cell: "Cell | None") -> str:
    if cell is None:
        return NOT_ASKED
    text = f"{_ms(cell.median)} · {_ms(cell.p95)} · {_ms(cell.most)}; {cell.rate:.0f}/s"
    bad = {status: n for status, n in cell.statuses.items() if status != 200}
    return text + "".join(f", {n} × status {status or 'none'}" for status, n in bad.items())


def _ms(seconds: float) -> str:
    milliseconds = seconds * 1000
    return f"{milliseconds:.1f}" if milliseconds < 100 else f"{milliseconds:,.0f}"


def _table(head: Sequence[str], rows: Iterable[Sequence[Any]]) -> str:
    rule = ["---", *("---:" for _ in head[1:])]
    return "\n".join(f"| {' | '.join(map(str, cells))} |" for cells in (head, rule, *rows))
