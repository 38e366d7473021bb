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
from http import HTTPStatus
from itertools import cycle
from typing import Any

HOST = "127.0.0.1"
# A request that takes longer is given up, counted with this time, and named as an error.
TIMEOUT = 60.0
GAVE_UP = 0


@dataclass
class Answer:
    """An answer as read from the socket; ``seconds`` from asking to its last byte."""

    status: int
    headers: dict[bytes, bytes]
    body: bytes
    seconds: float = 0.0


class Wire(asyncio.Protocol):
    """The bytes that come over a connection, until whoever waits for them has taken them.

    Half as dear as asyncio's streams, and what the clients cost the servers cannot have.
    """

    def __init__(self) -> None:
        self.bytes = bytearray()
        self.is_over = False
        self.transport: asyncio.Transport | None = None
        self._waiting: asyncio.Future[None] | None = None

    def connection_made(self, transport: Any) -> None:
        self.transport = transport

    def data_received(self, data: bytes) -> None:
        self.bytes += data
        self._wake()

    def connection_lost(self, error: Exception | None) -> None:
        self.is_over = True
        self._wake()

    def _wake(self) -> None:
        if self._waiting is not None and not self._waiting.done():
            self._waiting.set_result(None)

    async def more(self) -> None:
        """Wait for bytes. Raises ConnectionError when there will be none."""
        if self.is_over:
            raise ConnectionError
        self._waiting = asyncio.get_running_loop().create_future()
        await self._waiting

    async def until(self, mark: bytes) -> bytes:
        """The bytes up to a mark and with it."""
        while (end := self.bytes.find(mark)) < 0:
            await self.more()
        return self.take(end + len(mark))

    async def exactly(self, count: int) -> bytes:
        while len(self.bytes) < count:
            await self.more()
        return self.take(count)

    async def rest(self) -> bytes:
        """All bytes to the end of the connection."""
        while not self.is_over:
            await self.more()
        return self.take(len(self.bytes))

    def take(self, count: int) -> bytes:
        taken = bytes(self.bytes[:count])
        del self.bytes[:count]
        return taken


class Connection:
    """One client's connection, which is opened again when the server has closed it.

    ``accepts`` are the encodings that it asks for, none unless they are given.
    """

    def __init__(self, port: int, accepts: str = "") -> None:
        self.port = port
        self.wire: Wire | None = None
        accepted = f"Accept-Encoding: {accepts}\r\n" if accepts else ""
        self._headers = f"Host: {HOST}:{port}\r\nAccept: */*\r\n{accepted}\r\n"

    async def get(self, path: str, *, whole: bool = True) -> Answer:
        """Ask for ``path``. Unless ``whole``, stop at the first bytes of the body, and hang up."""
        started = time.perf_counter()
        try:
            async with asyncio.timeout(TIMEOUT):
                answer = await self._retried(path, whole)
        except (TimeoutError, OSError):
            self.close()
            answer = Answer(GAVE_UP, {}, b"")
        answer.seconds = time.perf_counter() - started
        return answer

    async def _retried(self, path: str, whole: bool) -> Answer:
        """A server may close an idle connection just as we use it: that is no failure of its."""
        was_open = self.wire is not None
        try:
            return await self._ask(path, whole)
        except ConnectionError:
            self.close()
            if not was_open:
                raise
            return await self._ask(path, whole)

    async def _ask(self, path: str, whole: bool) -> Answer:
        if self.wire is None:
            loop = asyncio.get_running_loop()
            _, self.wire = await loop.create_connection(Wire, HOST, self.port)
        wire = self.wire
        assert wire.transport is not None
        wire.transport.write(f"GET {path} HTTP/1.1\r\n{self._headers}".encode())
        status, headers = _read_head(await wire.until(b"\r\n\r\n"))
        if not whole:
            if not wire.bytes:
                await wire.more()
            body = wire.take(len(wire.bytes))
            self.close()
            return Answer(status, headers, body)
        if status == HTTPStatus.NOT_MODIFIED:
            return Answer(status, headers, b"")
        body, is_closed = await _read_body(wire, headers)
        if is_closed or headers.get(b"connection", b"").lower() == b"close":
            self.close()
        return Answer(status, headers, body)

    def close(self) -> None:
        if self.wire is not None:
            if self.wire.transport is not None:
                self.wire.transport.close()
            self.wire = None


def _read_head(head: bytes) -> tuple[int, dict[bytes, bytes]]:
    lines = head.split(b"\r\n")
    status = int(lines[0].split(b" ", 2)[1])
    pairs = (line.split(b":", 1) for line in lines[1:] if b":" in line)
    return status, {name.lower(): value.strip() for name, value in pairs}


async def _read_body(wire: Wire, headers: dict[bytes, bytes]) -> tuple[bytes, bool]:
    """The body (RFC 9112, section 6.3), and whether the connection ends with it."""
    if b"content-length" in headers:
        return await wire.exactly(int(headers[b"content-length"])), False
    if headers.get(b"transfer-encoding", b"").lower() != b"chunked":
        return await wire.rest(), True
    chunks = []
    while True:
        size = int((await wire.until(b"\r\n")).split(b";")[0], 16)
        chunk = await wire.exactly(size + 2)
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


def of_clients(cells: Sequence[Cell], clients: int) -> Cell | None:
    """The cell of so many clients, if that was measured."""
    return next((cell for cell in cells if cell.clients == clients), None)


def percentile(values: Sequence[float], percent: float) -> float:
    """The least value that ``percent`` % of the values do not exceed (nearest rank, no guess
    between two of them). Raises ValueError if there are none."""
    if not values:
        raise ValueError("There is no percentile of nothing.")
    rank = max(1, math.ceil(len(values) * percent / 100))
    return sorted(values)[rank - 1]


def measure(
    port: int,
    paths: Sequence[str],
    clients: int,
    seconds: float,
    whole: bool,
    accepts: str = "",
) -> Cell:
    """Let ``clients`` ask for the paths in turn until ``seconds`` are over.

    Each path has been asked for before, so that nothing is timed cold. Every client asks at least
    once; a request under way at the end is waited for and counted.
    """
    connections = [Connection(port, accepts) for _ in range(clients)]
    return asyncio.run(_measure(connections, paths, seconds, whole))


async def _measure(
    connections: Sequence[Connection], paths: Sequence[str], seconds: float, whole: bool
) -> Cell:
    cell = Cell(len(connections))
    turns = cycle(paths)
    cpu, started = time.thread_time(), time.perf_counter()
    async with asyncio.TaskGroup() as group:
        for connection in connections:
            group.create_task(_play(connection, turns, started + seconds, cell, whole))
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


def ask(port: int, paths: Sequence[str], whole: bool = True, accepts: str = "") -> list[Answer]:
    """Ask for each path once, one after the other."""

    async def one_by_one() -> list[Answer]:
        connection = Connection(port, accepts)
        try:
            return [await connection.get(path, whole=whole) for path in paths]
        finally:
            connection.close()

    return asyncio.run(one_by_one())


def warm(port: int, paths: Sequence[str], clients: int = 16, accepts: str = "") -> None:
    """Ask for each path a few times over many connections, so that every thread has answered."""
    asyncio.run(_warm([Connection(port, accepts) for _ in range(clients)], paths))


async def _warm(connections: Sequence[Connection], paths: Sequence[str]) -> None:
    for path in paths:
        await asyncio.gather(*(connection.get(path) for connection in connections))
    for connection in connections:
        connection.close()
