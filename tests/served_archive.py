"""An archive of its own behind gunicorn, as a supervisor runs it, whose processes a test may kill.

The socket is opened once and handed to each new server, as systemd does, so that who comes
meanwhile waits and is not refused.
"""

import contextlib
import json
import logging
import os
import random
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
from collections import defaultdict
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import httpx2
from django.conf import settings

from dometracker.embedded import folders, keeper
from tests.html_forms import form_in

START_LIMIT = 120
# A line for each of thousands of requests.
logging.getLogger("httpx2").setLevel(logging.WARNING)
PASSWORD = "correct horse battery staple"


class ServedArchive:
    """The server of one home folder, started again whenever it has ended."""

    def __init__(self, home: Path, **variables: str) -> None:
        without = {"DATABASE_URL", "DEBUG", "HTTPS"}
        self.home = home
        self.environment = {
            **{k: v for k, v in os.environ.items() if k not in without},
            "DOMETRACKER_HOME": str(home),
            "DOMETRACKER_LINGER": "1",
            "DJANGO_SETTINGS_MODULE": "tests.served_settings",
            "LOG_LEVEL": "ERROR",
            "SINGLE_EDITOR": "1",
            **variables,
        }
        self.log = home.parent / "server.log"
        self.ids: list[int] = json.loads(self.asked("prepare"))
        self.listener = socket.create_server(("127.0.0.1", 0), backlog=128)
        self.url = f"http://127.0.0.1:{self.listener.getsockname()[1]}"
        self.server = self._start()

    def asked(self, what: str) -> str:
        """What ``tests.archive_witness`` answers from this archive."""
        told = subprocess.run(
            [sys.executable, "-m", "tests.archive_witness", what],
            cwd=settings.BASE_DIR,
            env=self.environment,
            stdout=subprocess.PIPE,
            text=True,
            check=True,
        )
        return told.stdout.strip().splitlines()[-1]

    def _start(self) -> "subprocess.Popen[bytes]":
        command = [sys.executable, "-m", "gunicorn", "--config", "python:dometracker.gunicorn"]
        command += ["--bind", f"fd://{self.listener.fileno()}", "dometracker.wsgi"]
        with self.log.open("ab") as log:
            return subprocess.Popen(
                command,
                cwd=settings.BASE_DIR,
                env=self.environment,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                pass_fds=[self.listener.fileno()],
                start_new_session=True,
            )

    def start_if_ended(self) -> None:
        """What a supervisor does: end what is left of the server, and start it anew."""
        if self.server.poll() is not None:
            _kill_group(self.server.pid)
            self.server = self._start()

    def wait_until_ready(self) -> float:
        """The seconds until the server answers that its database does, too."""
        begun = time.monotonic()
        while time.monotonic() - begun < START_LIMIT:
            self.start_if_ended()
            try:
                if httpx2.get(f"{self.url}/readyz", timeout=5).status_code == 200:
                    return time.monotonic() - begun
            except httpx2.HTTPError:
                pass
            time.sleep(0.05)
        raise AssertionError(f"the archive did not come back:\n{self.log.read_text()[-3000:]}")

    # Its processes

    def workers(self) -> list[int]:
        return [pid for pid in _children(self.server.pid) if b"gunicorn" in _command(pid)]

    def place(self) -> Path:
        """The folder of the database, which for root lies elsewhere than in the home folder."""
        return folders.place_of(self.home)

    def postmaster(self) -> int:
        """The number of the server of the database; 0 where there is none."""
        server = keeper.running(self.place() / "data")
        return server.pid if server else 0

    def keepers(self) -> list[int]:
        place = os.fsencode(self.place())
        processes = [int(path.name) for path in Path("/proc").glob("[0-9]*")]
        lines = {pid: _command(pid) for pid in processes}
        return [pid for pid, line in lines.items() if b"keeper.py" in line and place in line]

    def backends(self) -> list[int]:
        return [pid for pid in _children(self.postmaster()) if b" idle" in _command(pid)]

    def end(self) -> None:
        if self.server.poll() is None:
            self.server.terminate()
            with contextlib.suppress(subprocess.TimeoutExpired):
                self.server.wait(20)
        _kill_group(self.server.pid)
        self.server.wait()
        self.listener.close()
        for pid in [*self.keepers(), self.postmaster()]:
            if pid:
                kill(pid)
        shutil.rmtree(self.place(), ignore_errors=True)


class Editors:
    """Editors who correct statements over HTTP as fast as they can, each their own statements."""

    def __init__(self, archive: ServedArchive, number: int = 2) -> None:
        self.archive = archive
        self.over = threading.Event()
        # By statement, in order: what a 302 has said is saved.
        self.acknowledged: dict[int, list[str]] = defaultdict(list)
        self.failed: dict[str, int] = defaultdict(int)
        self.threads = [
            threading.Thread(target=self._edit, args=[n, archive.ids[n::number]])
            for n in range(number)
        ]

    def __enter__(self) -> "Editors":
        for thread in self.threads:
            thread.start()
        return self

    def __exit__(self, *error: Any) -> None:
        self.over.set()
        for thread in self.threads:
            thread.join(60)

    def count(self) -> int:
        return sum(len(saved) for saved in self.acknowledged.values())

    def _edit(self, number: int, ids: list[int]) -> None:
        rng, done, client = random.Random(number), 0, None
        while not self.over.is_set():
            try:
                client = client or signed_in(self.archive.url)
                pk, place = rng.choice(ids), f"Room {number}-{done}"
                done += 1
                if correct(client, pk, place):
                    self.acknowledged[pk].append(place)
            except (httpx2.HTTPError, NotAnswered) as error:
                self.failed[type(error).__name__ if not str(error).isdigit() else str(error)] += 1
                time.sleep(0.02)
        if client:
            client.close()


class NotAnswered(Exception):
    """A status that is no answer to what was asked."""


def signed_in(url: str) -> httpx2.Client:
    client = httpx2.Client(base_url=url, timeout=30)
    try:
        _require(client.get("/admin/login/"), 200)
        sent = {"login": "editor", "password": PASSWORD}
        sent["csrfmiddlewaretoken"] = client.cookies["csrftoken"]
        _require(client.post("/admin/login/", data=sent), 302)
    except BaseException:
        client.close()
        raise
    return client


def correct(client: httpx2.Client, pk: int, place: str) -> bool:
    """Change the place of a published statement as an editor does; whether it was acknowledged."""
    path = f"/admin/quotes/statement/{pk}/change/"
    page = client.get(path)
    _require(page, 200)
    form = form_in(SimpleNamespace(content=page.content))
    form |= {"place": place, "reason": f"They were in {place}."}
    _require(client.post(path, data=form), 302)
    return True


def _require(response: httpx2.Response, status: int) -> None:
    if response.status_code != status:
        raise NotAnswered(str(response.status_code))


def kill(pid: int, sign: int = signal.SIGKILL) -> bool:
    try:
        os.kill(pid, sign)
    except ProcessLookupError:
        return False
    return True


def _kill_group(pid: int) -> None:
    with contextlib.suppress(ProcessLookupError):
        os.killpg(pid, signal.SIGKILL)


def _children(pid: int) -> list[int]:
    try:
        return [int(n) for n in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
    except OSError:
        return []


def _command(pid: int) -> bytes:
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes()
    except OSError:
        return b""


def victims(archive: ServedArchive) -> dict[str, Callable[[], list[int]]]:
    """What can be killed, by what it is called."""
    return {
        "worker": archive.workers,
        "master": lambda: [archive.server.pid],
        "keeper": archive.keepers,
        "PostgreSQL": lambda: [archive.postmaster()],
        "backend": archive.backends,
    }
