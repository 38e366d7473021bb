"""The clients: they ask, wait for the whole answer, and ask again.

One process with an event loop plays all of them, over HTTP/1.1 connections that stay open, on the
loopback interface. It parses no more of an answer than it must to find its end: its own cost is
measured too (``Cell.client_cpu``) and stands in the report.

A closed loop measures what a visitor waits for while so many others wait too; with more clients
than cores most of that is the queue. A time runs from just before the request is written until the
last byte of the answer is read. Every answer counts, the slow ones and the errors too.
"""

import asyncio
import math
import statistics
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import cycle

HOST = "127.0.0.1"
# A request that takes longer is given up, counted with this time, and named as an error.
TIMEOUT = 60.0
MOST_HEAD = 64 * 1024
GAVE_UP = 0


@dataclass
class Answer:
    """An answer as read from the socket; ``seconds`` from asking to its last byte."""

    status: int
    headers: dict[bytes, bytes]
    body: bytes
    seconds: float = 0.0


class Connection:
    """One client's connection, which is opened again when the server has closed it."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.streams: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None

    async def get(self, path: str, *, whole: bool = True) -> Answer:
        """Ask for ``path``. Unless ``whole``, stop at the first bytes of the body, and hang up."""
        started = time.perf_counter()
        try:
            answer = await asyncio.wait_for(self._retried(path, whole), TIMEOUT)
        except (TimeoutError, OSError, asyncio.IncompleteReadError):
            self.close()
            answer = Answer(GAVE_UP, {}, b"")
        answer.seconds = time.perf_counter() - started
        return answer

    async def _retried(self, path: str, whole: bool) -> Answer:
        """A server may close an idle connection just as we use it: that is no failure of its."""
        was_open = self.streams is not None
        try:
            return await self._ask(path, whole)
        except (ConnectionError, asyncio.IncompleteReadError):
            self.close()
            if not was_open:
                raise
            return await self._ask(path, whole)

    async def _ask(self, path: str, whole: bool) -> Answer:
        if self.streams is None:
            self.streams = await asyncio.open_connection(HOST, self.port, limit=MOST_HEAD)
        reader, writer = self.streams
        writer.write(
            f"GET {path} HTTP/1.1\r\nHost: {HOST}:{self.port}\r\nAccept: */*\r\n\r\n".encode()
        )
        head = await reader.readuntil(b"\r\n\r\n")
        status, headers = _read_head(head)
        if not whole:
            body = await reader.read(MOST_HEAD)
            self.close()
            return Answer(status, headers, body)
        body, is_closed = await _read_body(reader, headers)
        if is_closed or headers.get(b"connection", b"").lower() == b"close":
            self.close()
        return Answer(status, headers, body)

    def close(self) -> None:
        if self.streams is not None:
            self.streams[1].close()
            self.streams = None


def _read_head(head: bytes) -> tuple[int, dict[bytes, bytes]]:
    lines = head.split(b"\r\n")
    status = int(lines[0].split(b" ", 2)[1])
    pairs = (line.split(b":", 1) for line in lines[1:] if b":" in line)
    return status, {name.lower(): value.strip() for name, value in pairs}


async def _read_body(
    reader: asyncio.StreamReader, headers: dict[bytes, bytes]
) -> tuple[bytes, bool]:
    """The body (RFC 9112, section 6.3), and whether the connection ends with it."""
    if b"content-length" in headers:
        return await reader.readexactly(int(headers[b"content-length"])), False
    if headers.get(b"transfer-encoding", b"").lower() != b"chunked":
        return await reader.read(-1), True
    chunks = []
    while True:
        size = int((await reader.readuntil(b"\r\n")).split(b";")[0], 16)
        chunk = await reader.readexactly(size + 2)
        if size == 0:
            return b"".join(chunks), False
        chunks.append(chunk[:-2])


@dataclass
class Cell:
    """What one kind of page gave to so many clients. Times in seconds."""

    clients: int
    times: list[float] = field(default_factory=list)
    statuses: Counter[int] = field(default_factory=Counter)
    bytes: int = 0
    elapsed: float = 0.0
    client_cpu: float = 0.0
    # Processor time of the servers in this time, by their names.
    processor: dict[str, float] = field(default_factory=dict)

    def add(self, answer: Answer) -> None:
        self.times.append(answer.seconds)
        self.statuses[answer.status] += 1
        self.bytes += len(answer.body)

    @property
    def is_good(self) -> bool:
        return bool(self.times) and set(self.statuses) == {200}

    @property
    def rate(self) -> float:
        """Good answers a second."""
        return self.statuses[200] / self.elapsed if self.elapsed else 0.0

    def processor_of(self, name: str) -> float | None:
        """Seconds of processor time that one answer cost a server; None if it was not looked at."""
        return self.processor[name] / len(self.times) if name in self.processor else None

    @property
    def median(self) -> float:
        return statistics.median(self.times)

    @property
    def p95(self) -> float:
        return percentile(self.times, 95)

    @property
    def most(self) -> float:
        return max(self.times)


def percentile(values: Sequence[float], percent: float) -> float:
    """The least value that ``percent`` % of the values do not exceed (nearest rank, no guess
    between two of them). Raises ValueError if there are none."""
    if not values:
        raise ValueError("There is no percentile of nothing.")
    rank = max(1, math.ceil(len(values) * percent / 100))
    return sorted(values)[rank - 1]


def measure(port: int, paths: Sequence[str], clients: int, seconds: float, whole: bool) -> Cell:
    """Let ``clients`` ask for the paths in turn until ``seconds`` are over.

    Each path has been asked for before, so that nothing is timed cold. Every client asks at least
    once; a request under way at the end is waited for and counted.
    """
    return asyncio.run(_measure(port, paths, clients, seconds, whole))


async def _measure(
    port: int, paths: Sequence[str], clients: int, seconds: float, whole: bool
) -> Cell:
    cell = Cell(clients)
    turns = cycle(paths)
    cpu, started = time.thread_time(), time.perf_counter()
    async with asyncio.TaskGroup() as group:
        for _ in range(clients):
            group.create_task(_play(Connection(port), turns, started + seconds, cell, whole))
    cell.elapsed = time.perf_counter() - started
    cell.client_cpu = time.thread_time() - cpu
    return cell


async def _play(
    connection: Connection, turns: Iterator[str], until: float, cell: Cell, whole: bool
) -> None:
    while True:
        cell.add(await connection.get(next(turns), whole=whole))
        if time.perf_counter() >= until:
            break
    connection.close()


def ask(port: int, paths: Sequence[str], whole: bool = True) -> list[Answer]:
    """Ask for each path once, one after the other."""

    async def one_by_one() -> list[Answer]:
        connection = Connection(port)
        try:
            return [await connection.get(path, whole=whole) for path in paths]
        finally:
            connection.close()

    return asyncio.run(one_by_one())


def warm(port: int, paths: Sequence[str], clients: int = 16) -> None:
    """Ask for each path a few times over many connections, so that every thread has answered."""
    asyncio.run(_warm(port, paths, clients))


async def _warm(port: int, paths: Sequence[str], clients: int) -> None:
    connections = [Connection(port) for _ in range(clients)]
    for path in paths:
        await asyncio.gather(*(connection.get(path) for connection in connections))
    for connection in connections:
        connection.close()
