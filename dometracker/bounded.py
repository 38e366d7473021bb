"""A parser of what people send, run apart within bounds of processor time and memory.

A small file can make a parser take all memory, run for minutes or overflow its stack, which ends
the process with every request in it. So such a function runs in a process of its own, which the
kernel stops at its bounds::

    @bounded(refusal=too_costly, seconds=2, megabytes=200)
    def read_entries(text: str) -> tuple[Entry, ...]: ...

That process is forked from a server (`dometracker.bounded_server`), which the first call in each
process of the site starts and which ends with it. The server has one thread, so that a fork is
safe; it has imported the parser, so that a fork is quick; and it holds no connection and no secret
of the site. Arguments, results and exceptions travel pickled.
"""

import atexit
import json
import os
import pickle
import socket
import struct
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from functools import wraps
from pathlib import Path
from typing import Any, ParamSpec, TypeVar, cast

from django.conf import settings
from django.utils.translation import get_language, gettext

P = ParamSpec("P")
R = TypeVar("R")

ROOT = Path(__file__).resolve().parent.parent

# How a run begins: the lengths of the names of its modules and of what is pickled, seconds, and
# megabytes.
REQUEST = struct.Struct("!IIII")
# How it ends: the status of its process, seconds of processor time, and the bytes by which its
# memory grew.
REPORT = struct.Struct("!idq")

# A run is given up after so many times its seconds: processor time is not what a clock says.
PATIENCE = 15
# Runs of one process of the site at the same time: half of its threads, so that the others answer
# readers. Who waits for a turn holds a thread, too, and is sent away after so many seconds.
_AT_ONCE = 2
_TURN = 0.3
# What sentences are made with.
_SETTINGS = ("LANGUAGE_CODE", "LOCALE_PATHS", "FORMAT_MODULE_PATH", "TIME_ZONE", "USE_TZ")


@dataclass(frozen=True, slots=True)
class Cost:
    """What a run took. ``status`` is 0, or as `os.waitstatus_to_exitcode` has it: negative for a
    signal; ``megabytes`` are those by which its memory grew."""

    status: int
    seconds: float
    megabytes: float


@dataclass(frozen=True, slots=True)
class Finished:
    """What a function returned or, where ``error`` is one, raised; and what that took."""

    value: Any
    error: Exception | None
    took: Cost


class BeyondBounds(Exception):
    """A run that was stopped or broke its process; ``run`` is None if nobody waited for it."""

    def __init__(self, run: Cost | None = None) -> None:
        super().__init__(f"stopped: {run}")
        self.run = run


class Busy(Exception):
    """As many files are being read as may be at a time, or the machine has nothing left to read
    another with. Its sentence is for who sent one."""

    def __str__(self) -> str:
        return gettext("We are reading as many files as we can. Please send yours again.")


class _Place(threading.local):
    """Where calls run: apart, unless this is where they were sent to."""

    is_apart = False


_place = _Place()


def bounded(
    *,
    refusal: Callable[[], Exception],
    seconds: int = 2,
    megabytes: int = 200,
    imports: Sequence[str] = (),
) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Run a function of a module apart, and raise what ``refusal`` makes where that is stopped.

    ``imports`` are the modules that the function itself imports, to be there when it begins.
    Within another bounded call it is an ordinary one, and counts among what that may take.
    """

    def decorate(function: Callable[P, R]) -> Callable[P, R]:
        @wraps(function)
        def apart(*args: P.args, **kwargs: P.kwargs) -> R:
            if _place.is_apart:
                return function(*args, **kwargs)
            try:
                outcome = run(function, args, kwargs, seconds, megabytes, imports)
            except BeyondBounds as stopped:
                raise refusal() from stopped
            if outcome.error is not None:
                raise outcome.error
            return cast(R, outcome.value)

        return apart

    return decorate


def run(
    function: Callable[..., Any],
    args: tuple[Any, ...] = (),
    kwargs: dict[str, Any] | None = None,
    seconds: int = 2,
    megabytes: int = 200,
    imports: Sequence[str] = (),
) -> Finished:
    """Run a function of a module apart, and say what came of it.

    Raises `BeyondBounds`, and `Busy`, which `dometracker.deadlines` answers.
    """
    call = pickle.dumps((function.__qualname__, args, kwargs or {}, get_language()))
    modules = " ".join([*imports, function.__module__]).encode()
    request = REQUEST.pack(len(modules), len(call), seconds, megabytes) + modules + call
    with _turn():
        answer, report = _server.answer(request, seconds * PATIENCE)
    status, taken, grown = REPORT.unpack(report)
    took = Cost(status, taken, grown / 1_000_000)
    if status or not answer:
        raise BeyondBounds(took)
    value, error = pickle.loads(answer)
    return Finished(value, error, took)


@contextmanager
def in_this_process(here: bool = True) -> Iterator[None]:
    """Bounded functions that this thread calls run here, without bounds: within a run, in tests."""
    before, _place.is_apart = _place.is_apart, here
    try:
        yield
    finally:
        _place.is_apart = before


_turns = threading.BoundedSemaphore(_AT_ONCE)


@contextmanager
def _turn() -> Iterator[None]:
    if not _turns.acquire(timeout=_TURN):
        raise Busy
    try:
        yield
    finally:
        _turns.release()


def _send(control: socket.socket, ends: tuple[socket.socket, ...]) -> None:
    socket.send_fds(control, [b"r"], [end.fileno() for end in ends])


def _asked(connection: socket.socket, request: bytes) -> bytes:
    """All that is answered; nothing by a process that has ended before, as its report says."""
    try:
        connection.sendall(request)
        return b"".join(iter(lambda: connection.recv(1 << 20), b""))
    except ConnectionError:
        return b""


class _RunServer:
    """The process that forks the runs, from the side that asks it."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._control: socket.socket | None = None
        self._process: subprocess.Popen[bytes] | None = None

    def answer(self, request: bytes, patience: float) -> tuple[bytes, bytes]:
        """The answer to a request, and the report of its run, each through a connection of its own.

        Raises `BeyondBounds` where none comes in time, and `Busy` where no run could be begun.
        """
        with ExitStack() as opened:
            try:
                asking, asked = map(opened.enter_context, socket.socketpair())
                reported, reporting = map(opened.enter_context, socket.socketpair())
                self._hand_over(asked, reporting)
            except OSError as error:
                raise Busy from error
            # The ends of the server, by whose closing this process knows that all has come.
            asked.close()
            reporting.close()
            asking.settimeout(patience)
            reported.settimeout(patience)
            try:
                answer = _asked(asking, request)
                report = reported.recv(REPORT.size)
            except TimeoutError as error:
                raise BeyondBounds from error
        if len(report) < REPORT.size:
            raise Busy
        return answer, report

    def _hand_over(self, *ends: socket.socket) -> None:
        """Give the server its ends of the connections; one that has ended is started anew.

        Raises OSError, for example where no more processes or files may be open.
        """
        with self._lock:
            if self._control:
                with suppress(OSError):
                    _send(self._control, ends)
                    return
            try:
                _send(self._started(), ends)
            except OSError:
                self._stop()
                raise

    def _started(self) -> socket.socket:
        self._stop()
        self._control, theirs = socket.socketpair()
        told = {name: getattr(settings, name, None) for name in _SETTINGS}
        with theirs:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "dometracker.bounded_server", str(theirs.fileno()),
                 json.dumps(told, default=str)],
                pass_fds=[theirs.fileno()],
                cwd=ROOT,
                # No address and no password of the site.
                env={name: os.environ[name] for name in ("PATH", "LANG", "LC_ALL", "HOME")
                     if name in os.environ},
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                # Ctrl-C is for the site, whose end is the end of the connection.
                start_new_session=True,
            )  # fmt: skip
        return self._control

    def _stop(self) -> None:
        if self._control:
            self._control.close()
        if self._process:
            self._process.wait()
        self._control = self._process = None

    def left(self) -> "_RunServer":
        """A new one, for a process that was forked: the connection is the other process's."""
        if self._control:
            self._control.close()
        if self._process:
            # It is no child of this process, which need not wait for it.
            self._process.returncode = 0
        return _RunServer()

    def stop(self) -> None:
        """End it with its last run. The next call starts another."""
        with self._lock:
            self._stop()


_server = _RunServer()
atexit.register(_server.stop)


def _forget() -> None:
    """A process that was forked from one of the site starts a server of its own."""
    global _server, _turns
    _server = _server.left()
    _turns = threading.BoundedSemaphore(_AT_ONCE)


os.register_at_fork(after_in_child=_forget)
