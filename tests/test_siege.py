"""All attacks at once on a server that runs, while a reader reads."""

import itertools
import threading
import time
import urllib.error
import urllib.parse
import urllib.request
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests import hostile_files
from tests.demo_server import Demo

pytestmark = pytest.mark.torture

SECONDS = 30
ATTACKERS = 12
READ = ("/", "/statements/", "/statements/?q=dome", "/officials/", "/sources/", "/about/")
SEARCHES = (
    *("a " * 40, "a or " * 10, '"of the" ' * 40, "-the " * 10 + "dome", "10 billion " * 20),
    *("the of and to in", "x" * 900, "« le » " * 30),
)


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Demo]:
    demo = Demo(tmp_path / "home", BEHIND_PROXY="1")
    yield demo
    demo.end()


def answered(address: str, network: str, body: bytes | None = None) -> int:
    headers = {"Content-Type": "text/plain", "X-Forwarded-For": network}
    request = urllib.request.Request(address, body, headers)
    try:
        with urllib.request.urlopen(request, timeout=120) as response:
            response.read()
            return int(response.status)
    except urllib.error.HTTPError as error:
        return error.code


def attacks(url: str) -> Iterator[tuple[str, bytes | None]]:
    for number in itertools.count():
        texts = [*hostile_files.BIBLIOGRAPHIES.values()]
        yield f"{url}check-citations.json", texts[number % len(texts)].encode()
        query = urllib.parse.urlencode({"q": SEARCHES[number % len(SEARCHES)], "page": number})
        yield f"{url}statements/?{query}", None
        yield f"{url}statements.csv?{query}", None


def workers(demo: Demo) -> set[int]:
    """The processes that gunicorn has started, whoever of them has started others."""
    children = Path(f"/proc/{demo.process.pid}/task/{demo.process.pid}/children")
    return {
        int(child)
        for child in children.read_text().split()
        if "gunicorn" in Path(f"/proc/{child}/cmdline").read_text()
        or "manage.py" in Path(f"/proc/{child}/cmdline").read_text()
    }


def test_a_reader_is_answered_under_every_attack_at_once(site: Demo):
    url = site.url()
    before = workers(site)
    over = threading.Event()
    met: Counter[int] = Counter()
    sent = attacks(url)
    taking = threading.Lock()

    def attack(network: str) -> None:
        while not over.is_set():
            with taking:
                address, body = next(sent)
            met[answered(address, network, body)] += 1

    # Four of them share a network each.
    attackers = [
        threading.Thread(target=attack, args=[f"203.0.113.{number // 4}"])
        for number in range(ATTACKERS)
    ]
    for attacker in attackers:
        attacker.start()
    took, read = [], Counter[int]()
    ends = time.monotonic() + SECONDS
    for path in itertools.cycle(READ):
        begun = time.monotonic()
        if begun > ends:
            break
        read[answered(f"{url}{path.removeprefix('/')}", "198.51.100.1")] += 1
        took.append((time.monotonic() - begun, path))
        time.sleep(0.2)
    over.set()
    for attacker in attackers:
        attacker.join()
    took.sort()
    median, (slowest, where) = took[len(took) // 2][0], took[-1]
    print(f"\nreader: {dict(read)}, median {median:.2f} s, slowest {slowest:.2f} s ({where})")
    print(f"attackers: {dict(met)}")
    assert set(read) == {200}
    assert set(met) <= {200, 400, 413, 429, 503}
    assert workers(site) == before
