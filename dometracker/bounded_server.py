"""The process from which bounded runs are forked: ``python -m dometracker.bounded_server``.

It is handed two connections for each run: one for the question and the answer, and one for the
report of what that took. It imports the module that the run asks for, and forks. It ends with the
process that started it. See `dometracker.bounded`.
"""

import contextlib
import functools
import gc
import importlib
import json
import logging
import os
import pickle
import resource
import select
import signal
import socket
import struct
import sys
import warnings
from pathlib import Path
from types import ModuleType
from typing import Any

from django.apps import apps
from django.conf import settings
from django.utils import translation

from dometracker.bounded import PATIENCE, REPORT, REQUEST, in_this_process

_NO_MEMORY = 77
# In pages of memory: what a process may use of, and what it uses.
_MEMORY = Path("/proc/self/statm")


class ForkServer:
    """Forks a process for each pair of connections that comes through ``control``."""

    def __init__(self, control: socket.socket) -> None:
        self._control = control
        # By the number of the process: where its run is reported, and the memory it began with.
        self._runs: dict[int, tuple[socket.socket, int]] = {}
        self._ended, wake = os.pipe()
        for end in (self._ended, wake):
            os.set_blocking(end, False)
        signal.set_wakeup_fd(wake)
        signal.signal(signal.SIGCHLD, lambda _signal, _frame: None)

    def serve(self) -> None:
        """Until the other end is closed."""
        while True:
            watched: list[Any] = [self._control, self._ended]
            ready, _, _ = select.select(watched, [], [])
            if self._ended in ready:
                os.read(self._ended, 512)
                self._report_ended()
            if self._control in ready:
                _byte, connections, _flags, _from = socket.recv_fds(self._control, 1, 2)
                if not connections:
                    return
                run, report = (socket.socket(fileno=number) for number in connections)
                # Who asked may have gone before anything was said, or no process may be had.
                try:
                    with run:
                        self._begin(run, report)
                except (OSError, struct.error):
                    report.close()

    def _begin(self, run: socket.socket, report: socket.socket) -> None:
        names, call, seconds, megabytes = REQUEST.unpack(_received(run, REQUEST.size))
        # That of the function is the last.
        for name in _received(run, names).decode().split():
            module = importlib.import_module(name)
        # Else the first collection in each run would copy what all of them share.
        gc.collect()
        gc.freeze()
        allowed, used = _memory()
        process = os.fork()
        if process:
            self._runs[process] = report, used
            return
        status = 1
        try:
            self._leave()
            _limit(seconds, allowed + megabytes * 1_000_000 if allowed else 0)
            run.sendall(_answer(module, _received(run, call)))
            status = 0
        except MemoryError:
            status = _NO_MEMORY
        finally:
            os._exit(status)

    def _leave(self) -> None:
        """Let go of what is the server's, in a process that was forked from it."""
        signal.set_wakeup_fd(-1)
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        self._control.close()
        for report, _used in self._runs.values():
            report.close()

    def _report_ended(self) -> None:
        while self._runs:
            process, status, took = os.wait4(-1, os.WNOHANG)
            if not process:
                return
            report, used = self._runs.pop(process)
            peak = took.ru_maxrss * (1 if sys.platform == "darwin" else 1024)
            told = REPORT.pack(
                os.waitstatus_to_exitcode(status), took.ru_utime + took.ru_stime, peak - used
            )
            # Who has gone is told nothing; nothing else was sent here, so that it has room.
            with report, contextlib.suppress(OSError):
                report.sendall(told)


def _received(connection: socket.socket, length: int) -> bytes:
    """Exactly so many bytes, or fewer from somebody who has gone."""
    received = bytearray()
    while len(received) < length and (part := connection.recv(length - len(received))):
        received += part
    return bytes(received)


def _memory() -> tuple[int, int]:
    """The bytes of addresses that this process has, and of memory; zeros where no system says."""
    try:
        addresses, used, *_rest = map(int, _MEMORY.read_text().split())
    except OSError:
        return 0, 0
    return addresses * resource.getpagesize(), used * resource.getpagesize()


def _limit(seconds: int, addresses: int) -> None:
    """Bound this process. Of addresses, 0 is no bound: some systems have none to give."""
    limits = {
        resource.RLIMIT_CPU: (seconds, seconds + 1),
        resource.RLIMIT_CORE: (0, 0),
        resource.RLIMIT_FSIZE: (0, 0),
    }
    if addresses:
        limits[resource.RLIMIT_AS] = (addresses, addresses)
    for what, limit in limits.items():
        resource.setrlimit(what, limit)
    # Readers go first.
    os.nice(10)
    # For one that waits, which takes no processor time.
    signal.alarm(seconds * PATIENCE)


def _answer(module: ModuleType, call: bytes) -> bytes:
    """What a call returns or raises, pickled."""
    name, args, kwargs, language = pickle.loads(call)
    function: Any = functools.reduce(getattr, name.split("."), module)
    with in_this_process(), translation.override(language):
        try:
            return pickle.dumps((function(*args, **kwargs), None))
        except MemoryError:
            raise
        except Exception as error:
            return pickle.dumps((None, error))


def main(control: int, told: dict[str, object]) -> None:
    # Without the apps of the site: a parser has no database.
    settings.configure(**told, INSTALLED_APPS=[])
    apps.populate([])
    logging.disable(logging.CRITICAL)
    warnings.simplefilter("ignore")
    ForkServer(socket.socket(fileno=control)).serve()


if __name__ == "__main__":
    main(int(sys.argv[1]), json.loads(sys.argv[2]))
