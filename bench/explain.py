"""Each SQL statement of one page, with its time and its plan: for finding what to mend.

    … python -m bench.child bench.explain ADDRESS

The page is made in this process, without HTTP, twice: what is told is the second time, with warm
caches. Then each statement is run once more with EXPLAIN (ANALYZE).
"""

import sys
import time
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

from django.db import connection
from django.test import Client

if TYPE_CHECKING:
    from bench.archive import Archive

LONGEST_PARAMETER = 400


class Recorder:
    """Keeps every statement that is executed; an ``execute_wrapper`` of Django."""

    def __init__(self) -> None:
        self.statements: list[tuple[str, Any, float, int]] = []

    def __call__(
        self, execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any
    ) -> Any:
        started = time.perf_counter()
        try:
            return execute(sql, params, many, context)
        finally:
            seconds = time.perf_counter() - started
            rows = context["cursor"].rowcount
            self.statements.append((sql, params, seconds, rows))


def explain(archive: "Archive", address: str) -> str:
    """The report on one page of an archive, made in a process of its own."""
    archive.fill()
    return archive.run("-m", "bench.child", "bench.explain", address)


def report(address: str) -> Iterator[str]:
    client = Client(headers={"host": "127.0.0.1"})
    _asked(client, address)
    recorder = Recorder()
    started = time.perf_counter()
    with connection.execute_wrapper(recorder):
        status = _asked(client, address)
    seconds = time.perf_counter() - started
    of_sql = sum(one[2] for one in recorder.statements)
    yield (
        f"{address}\nstatus {status}; {seconds * 1000:.1f} ms, of which SQL {of_sql * 1000:.1f} ms "
        f"in {len(recorder.statements)} queries"
    )
    for number, (sql, params, taken, rows) in enumerate(recorder.statements, 1):
        yield f"\n-- {number}: {taken * 1000:.1f} ms, {rows} rows\n{_readable(sql, params)}"
        yield _plan(sql, params)


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
