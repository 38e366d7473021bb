"""An archive of one size: its own database, filled once, and the real server before it.

Each size has a folder of its own, which is a DOMETRACKER_HOME: an embedded PostgreSQL that nothing
else uses, with the settings that the project gives it. The server is gunicorn with the project's
configuration, two workers, DEBUG off, on a port of the loopback interface that is free.
"""

import hashlib
import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bench import load
from dometracker.embedded import folders, keeper

ROOT = Path(__file__).resolve().parent.parent
WORKERS = 2
START_LIMIT = 120
# The database outlives the commands between which nobody uses it.
LINGER = "20"


class BenchError(Exception):
    """What ends a run; ``str()`` is a sentence for the person who started it."""


@dataclass(frozen=True)
class Served:
    """A server that answers: its port, and the process that began it."""

    port: int
    pid: int
    first_answer: float


class Archive:
    """The archive of ``size`` statements in the folder ``home / size``."""

    def __init__(self, home: Path, size: int, seed: int) -> None:
        self.size = size
        self.seed = seed
        self.home = (home / str(size)).resolve()
        self.fill_seconds: float | None = None
        self._stamp = self.home / "filled.json"

    def environment(
        self, *, with_sql_cost: bool = False, keeps_answers: bool = False
    ) -> dict[str, str]:
        return {
            **os.environ,
            "DOMETRACKER_HOME": str(self.home),
            "DOMETRACKER_LINGER": os.environ.get("DOMETRACKER_LINGER", LINGER),
            "DJANGO_SETTINGS_MODULE": "bench.settings",
            "BENCH": "1" if with_sql_cost else "",
            # What a developer's .env says would else decide.
            "DATABASE_URL": "",
            "DEBUG": "0",
            "HTTPS": "0",
            "ALLOWED_HOSTS": load.HOST,
            "WEB_CONCURRENCY": str(WORKERS),
            "KEPT_ANSWERS_MB": "64" if keeps_answers else "0",
            "KEPT_ANSWERS_URL": "",
            "PYTHONPATH": str(ROOT),
        }

    def run(self, *command: str) -> str:
        """Run Python with a command in this archive, its progress on stderr; return its stdout."""
        done = subprocess.run(
            [sys.executable, *command],
            env=self.environment(),
            cwd=ROOT,
            stdout=subprocess.PIPE,
            text=True,
        )
        if done.returncode:
            raise BenchError(f"This command failed, see above: python {' '.join(command)}")
        return done.stdout

    def fill(self, *, again: bool = False, as_is: bool = False) -> None:
        """Fill the database, unless it holds these statements already and was made by this code.

        ``as_is`` takes what is there, also if it was made by other code.
        """
        self.home.mkdir(parents=True, exist_ok=True)
        # It is no part of the checkout, wherever it lies.
        (self.home.parent / ".gitignore").write_text("*\n")
        wanted = {"statements": self.size, "seed": self.seed, "code": fingerprint()}
        found = json.loads(self._stamp.read_text()) if self._stamp.exists() else {}
        if not again and (found.items() >= wanted.items() or (found and as_is)):
            self.fill_seconds = found["seconds"]
            return
        self._stamp.unlink(missing_ok=True)
        self.run("-m", "bench.child", "bench.fresh")
        self.run("manage.py", "migrate", "--verbosity=0")
        started = time.monotonic()
        of_seed = f"--seed={self.seed}"
        self.run("-m", "bench.child", "bench.synthetic", f"--statements={self.size}", of_seed)
        self.fill_seconds = round(time.monotonic() - started, 1)
        self._stamp.write_text(json.dumps(wanted | {"seconds": self.fill_seconds}))

    def survey(self) -> dict[str, Any]:
        """What there is to ask for (`bench.survey`)."""
        return json.loads(self.run("-m", "bench.child", "bench.survey", str(self.seed)))

    @contextmanager
    def served(
        self, *, with_sql_cost: bool = False, keeps_answers: bool = False
    ) -> Iterator[Served]:
        """The server, answering; stopped in the end."""
        self.run("manage.py", "collectstatic", "--verbosity=0", "--no-input")
        environment = self.environment(with_sql_cost=with_sql_cost, keeps_answers=keeps_answers)
        listener = socket.create_server((load.HOST, 0), backlog=256)
        command = [sys.executable, "-m", "gunicorn", "--config", "python:dometracker.gunicorn"]
        command += ["--bind", f"fd://{listener.fileno()}", "dometracker.wsgi"]
        process = subprocess.Popen(
            command,
            cwd=ROOT,
            env=environment,
            pass_fds=[listener.fileno()],
        )
        port = listener.getsockname()[1]
        listener.close()
        try:
            yield Served(port, process.pid, wait_for(port, "/", process))
        finally:
            stop(process)

    def static_files(self, bodies: Sequence[bytes]) -> list[str]:
        """Addresses of static files with these bytes, for a server that is started after this."""
        folder = self.home.parent / "static" / "bench"
        folder.mkdir(parents=True, exist_ok=True)
        names = [f"{hashlib.sha256(body).hexdigest()[:16]}.bin" for body in bodies]
        for name, body in zip(names, bodies, strict=True):
            (folder / name).write_bytes(body)
        return [f"/static/bench/{name}" for name in names]

    def database_pid(self) -> int:
        """The first process of this archive's PostgreSQL."""
        server = keeper.pid_file(folders.place_of(self.home) / "data")
        if server is None:
            raise BenchError("The database of the archive does not run.")
        return server.pid


def fingerprint() -> str:
    """Of the code that decides what is in a filled database."""
    digest = hashlib.sha256()
    tables = [*(ROOT / "quotes/migrations").glob("*.py"), *(ROOT / "quotes/sql").rglob("*.sql")]
    for path in sorted([*tables, ROOT / "bench/synthetic_rows.py"]):
        digest.update(path.name.encode() + path.read_bytes())
    return digest.hexdigest()[:16]


def wait_for(port: int, path: str, process: subprocess.Popen[Any]) -> float:
    """Wait until a page can be read, and return how many seconds its first answer took."""
    started = time.monotonic()
    while time.monotonic() - started < START_LIMIT:
        if process.poll() is not None:
            raise BenchError("The server ended as it started; what it said stands above.")
        [answer] = load.ask(port, [path])
        if answer.status == 200:
            return answer.seconds
        if answer.status != load.GAVE_UP:
            raise BenchError(f"The server answers {path} with an error ({answer.status}).")
        time.sleep(0.1)
    raise BenchError(f"The server did not answer within {START_LIMIT} seconds.")


def stop(process: subprocess.Popen[Any]) -> None:
    """End a server that we started, kindly at first."""
    process.send_signal(signal.SIGTERM)
    try:
        process.wait(20)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
