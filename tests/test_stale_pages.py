"""No reader is given a page of before, whatever kind it is and whichever process gives it."""

import hashlib
import json
import os
import subprocess
import sys
import threading
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings

from tests.demo_server import Demo

pytestmark = pytest.mark.torture

EDITS = 500
READERS = 3
# Each on a connection of its own, so that both processes are asked.
TIMES = 4


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path / "home"


@pytest.fixture
def site(home: Path) -> Iterator[Demo]:
    # Behind a proxy that names nobody, readers share no network, and none is told to wait.
    demo = Demo(home, WEB_CONCURRENCY="2", BEHIND_PROXY="1")
    yield demo
    demo.end()


@pytest.fixture
def editor(home: Path, site: Demo) -> Iterator[subprocess.Popen[str]]:
    host = site.url().removeprefix("http://").rstrip("/")
    environment = {
        **{k: v for k, v in os.environ.items() if k not in {"DATABASE_URL", "DEBUG", "HTTPS"}},
        "DOMETRACKER_HOME": str(home),
        "DJANGO_SETTINGS_MODULE": "dometracker.settings",
        "KEPT_ANSWERS_MB": "0",
        "ALLOWED_HOSTS": "127.0.0.1",
        "BEHIND_PROXY": "1",
    }
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.stale_editor", host],
        cwd=settings.BASE_DIR,
        env=environment,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    yield process
    process.kill()
    process.communicate()


def asked(origin: str, path: str, network: str) -> list[object]:
    """The status and the hash of the body."""
    request = urllib.request.Request(f"{origin}{path}", headers={"X-Forwarded-For": network})
    try:
        with urllib.request.urlopen(request, timeout=60) as answer:
            return [answer.status, hashlib.sha256(answer.read()).hexdigest()]
    except urllib.error.HTTPError as error:
        return [error.code, hashlib.sha256(error.read()).hexdigest()]


def test_no_page_outlives_an_edit(site: Demo, editor: subprocess.Popen[str]):
    origin = f"http://{site.told.partition('http://')[2].partition('/')[0]}"
    over, shown = threading.Event(), ["/"]

    def read(network: str) -> None:
        while not over.is_set():
            for path in shown[-40:]:
                asked(origin, path, network)

    readers = [
        threading.Thread(target=read, args=[f"198.51.100.{number}"]) for number in range(READERS)
    ]
    for reader in readers:
        reader.start()
    stale, compared = [], 0
    assert editor.stdin
    assert editor.stdout
    try:
        for number in range(EDITS):
            editor.stdin.write("edit\n")
            editor.stdin.flush()
            pages = json.loads(editor.stdout.readline())
            for path, expected in pages.items():
                for time in range(TIMES):
                    network = f"203.0.113.{(number * TIMES + time) % 250}"
                    compared += 1
                    if asked(origin, path, network) != expected:
                        stale.append((number, path))
            shown += pages
    finally:
        over.set()
        for reader in readers:
            reader.join()
    print(f"\n{compared} answers of {len(set(shown))} pages compared after {EDITS} edits")
    assert stale == []
