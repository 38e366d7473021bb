"""Each SQL statement of one page, with its time and its plan: for finding what to mend.

    … python -m bench.child bench.explain ADDRESS

The page is made in this process, without HTTP, several times: what is told is the last time, with
warm caches. Then each statement is run once more with EXPLAIN (ANALYZE). Beside the time that
passed stands the processor time of the database's process, which a busy machine does not lengthen.
"""

import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.db import connection
from django.test import Client

if TYPE_CHECKING:
    from bench.archive import Archive

LONGEST_PARAMETER = 400
WARMING = 5


@dataclass
class Statement:
    """One SQL statement as executed; times in seconds."""

    sql: str
    params: Any
    seconds: float
    processor: float
    rows: int


class Recorder:
    """Keeps every statement that is executed; an ``execute_wrapper`` of Django."""

    def __init__(self, backend: int) -> None:
        self.backend = backend
        self.statements: list[Statement] = []

    def __call__(
        self, execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any
    ) -> Any:
        started, processor = time.perf_counter(), processor_time(self.backend)
        try:
            return execute(sql, params, many, context)
        finally:
            seconds = time.perf_counter() - started
            processor = processor_time(self.backend) - processor
            rows = context["cursor"].rowcount
            self.statements.append(Statement(sql, params, seconds, processor, rows))


def processor_time(pid: int) -> float:
    """The seconds that a process has run (Linux); 0 where that cannot be read."""
    try:
        return int(Path(f"/proc/{pid}/schedstat").read_text().split()[0]) / 1e9
    except (OSError, ValueError, IndexError):
        return 0.0


def explain(archive: "Archive", address: str) -> str:
    """The report on one page of an archive, made in a process of its own."""
    archive.fill(as_is=True)
    return archive.run("-m", "bench.child", "bench.explain", address)


def report(address: str) -> Iterator[str]:
    client = Client(headers={"host": "127.0.0.1"})
    for _ in range(WARMING):
        _asked(client, address)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        recorder = Recorder(cursor.fetchone()[0])
    started, processor = time.perf_counter(), time.process_time()
    with connection.execute_wrapper(recorder):
        status = _asked(client, address)
    seconds, processor = time.perf_counter() - started, time.process_time() - processor
    of_sql = sum(one.seconds for one in recorder.statements)
    of_database = sum(one.processor for one in recorder.statements)
    yield (
        f"{address}\nstatus {status}; {seconds * 1000:.1f} ms, of which SQL {of_sql * 1000:.1f} ms "
        f"in {len(recorder.statements)} queries; processor time: Python {processor * 1000:.1f} ms, "
        f"PostgreSQL {of_database * 1000:.1f} ms"
    )
    for number, one in enumerate(recorder.statements, 1):
        yield (
            f"\n-- {number}: {one.seconds * 1000:.1f} ms, processor {one.processor * 1000:.1f} ms, "
            f"{one.rows} rows\n{_readable(one.sql, one.params)}"
        )
        yield _plan(one.sql, one.params)


def _asked(client: Client, address: str) -> int:
    """Ask for the page, to the end of it if it is streamed."""
    response = client.get(address)
    if response.streaming:
        for _part in response.streaming_content:
            pass
    return response.status_code


def _readable(sql: str, params: Any) -> str:
    told = str(list(params or ()))
    if len(told) > LONGEST_PARAMETER:
        told = told[:LONGEST_PARAMETER] + " …"
    return f"{sql.strip()}\n-- with {told}"


def _plan(sql: str, params: Any) -> str:
    if not sql.lstrip(" \n(").upper().startswith(("SELECT", "WITH")):
        return "-- not a query that is explained"
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN (ANALYZE, BUFFERS, SETTINGS) {sql}", params)
        return "\n".join(f"--   {row[0]}" for row in cursor.fetchall())


if __name__ == "__main__":
    for text in report(sys.argv[1]):
        print(text)
