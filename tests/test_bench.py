"""The bench: its arithmetic, its questions, its clients, and one small run from end to end."""

import os
import shutil
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from bench import load, run
from bench.archive import BenchError
from bench.datasette import timed_out_facets
from bench.load import Answer, Cell, percentile
from bench.pages import MIX, Values, kinds, listed, workload
from bench.processes import family, processor_time, pss
from bench.report import aims, growth, times_the_peer
from bench.run import Measured, Run
from bench.synthetic_rows import OLD_WORDS, vocabulary
from dometracker.embedded import folders, keeper

ROOT = Path(__file__).resolve().parent.parent


# Arithmetic


@pytest.mark.parametrize(
    ("values", "percent", "expected"),
    [
        ([5.0], 95, 5.0),
        (range(1, 101), 95, 95),
        (range(1, 21), 95, 19),
        (range(1, 22), 95, 20),
        ([3, 1, 2], 50, 2),
        ([3, 1, 2], 100, 3),
        ([3, 1, 2], 0, 1),
    ],
)
def test_percentile(values, percent: float, expected: float) -> None:
    assert percentile(list(values), percent) == expected


def test_there_is_no_percentile_of_nothing() -> None:
    with pytest.raises(ValueError, match="percentile of nothing"):
        percentile([], 50)


def test_growth() -> None:
    assert growth(2, 5) == 2.5
    with pytest.raises(ValueError, match="above zero"):
        growth(0, 5)


def cell(times: list[float], elapsed: float, *, clients: int = 1, status: int = 200) -> Cell:
    made = Cell(clients, elapsed=elapsed)
    for seconds in times:
        made.add(Answer(status, {}, b"body", seconds))
    return made


def test_cell() -> None:
    measured = cell([0.1, 0.3, 0.2], elapsed=0.5)
    assert (measured.median, measured.p95, measured.most) == (0.2, 0.3, 0.3)
    assert measured.rate == 6
    assert measured.is_good
    measured.add(Answer(500, {}, b"", 0.1))
    assert not measured.is_good
    assert measured.rate == 6, "an error is no answer"


def test_a_peer_that_gives_up_has_answered() -> None:
    kind = Measured("k", cells=[cell([0.1] * 10, elapsed=1)])
    assert times_the_peer(kind, 1) is None
    kind.peer = [cell([0.5] * 2, elapsed=1, status=400)]
    assert times_the_peer(kind, 1) == 5
    assert times_the_peer(kind, 8) is None


def test_aims_are_missed_and_met() -> None:
    slow = Measured("random workload", cells=[cell([0.03] * 9 + [0.6], 1)], sql=[(13, 1.0)])
    told = aims([Run(1_000_000, {}, 0.0, kinds=[slow])])
    assert [line for line in told if "missed" in line] == told
    assert len(told) == 4
    quick = Measured("random workload", cells=[cell([0.005] * 9, 1)], sql=[(12, 1.0)])
    told = aims([Run(1_000_000, {}, 0.0, kinds=[quick])])
    assert not [line for line in told if "missed" in line]


def test_facets_that_datasette_gave_up_are_counted() -> None:
    page = b'<p class="facets-timed-out">These facets timed out: topic, outlet</p><p>a, b, c</p>'
    assert timed_out_facets(page) == 2
    assert timed_out_facets(b"<p>All, of them</p>") == 0


# Questions


def a_survey() -> dict[str, Any]:
    words = vocabulary("en").words
    text = " ".join(words[rank] for rank in (3, 40, 700, 90, 5_000, 12)) + "."
    dimensions = ("speaker", "country", "party", "topic", "outlet", "kind", "language", "place")
    return {
        "values": {d: [(f"{d}-{n}", 100 // n) for n in range(1, 41)] for d in dimensions},
        "samples": [
            {"id": n, "url": f"/statements/id{n}/s/", "text": text, "language": "en"}
            for n in range(1, 20)
        ],
        "sources": [{"id": n, "url": f"/sources/id{n}/s/"} for n in range(1, 9)],
        "marks": [{"id": 7, "public_id": "abcde", "said_to": "2025-01-31"}],
    }


def test_one_seed_asks_the_same() -> None:
    assert kinds(a_survey(), 1) == kinds(a_survey(), 1)
    assert kinds(a_survey(), 1) != kinds(a_survey(), 2)


def test_every_kind_has_a_name_of_its_own_and_addresses() -> None:
    made = kinds(a_survey(), 1)
    assert len({kind.name for kind in made}) == len(made)
    for kind in made:
        assert kind.pairs, kind.name
        assert all(pair.ours.startswith("/") for pair in kind.pairs)
        assert all(not p.theirs or p.theirs.startswith("/archive/") for p in kind.pairs)


def test_the_workload_holds_what_is_hard() -> None:
    asked = [pair.ours for pair in workload(Values(a_survey(), 1), 400)]
    words = [parse_qs(urlsplit(address).query).get("q", [""])[0] for address in asked]
    assert set(words) & set(OLD_WORDS)
    assert set(words) & set(vocabulary("en").words[20:50])
    assert [text for text in words if text.startswith('"')], "no phrase"
    assert [address for address in asked if "after=" in address]
    assert [address for address in asked if address.count("&") == 2], "no three filters"
    assert {urlsplit(address).path for address in asked} == {"/statements/"}


def test_the_workload_is_mixed_as_it_says() -> None:
    asked = workload(Values(a_survey(), 1), 4_000)
    plain = sum(pair.ours == "/statements/" for pair in asked)
    assert plain / 4_000 == pytest.approx(MIX[0][0] / sum(share for share, _ in MIX), abs=0.02)


def test_both_sides_are_asked_for_the_same() -> None:
    mark = a_survey()["marks"][0]
    pair = listed(
        [("country", "US"), ("source-kind", "speech")],
        words="golden",
        since="2025-01-01",
        until="2025-02-01",
        dates="certainly",
        after=mark,
    )
    assert pair.ours == (
        "/statements/?country=US&source-kind=speech&q=golden&since=2025-01-01&until=2025-02-01"
        "&dates=certainly&after=abcde"
    )
    assert parse_qs(urlsplit(pair.theirs).query) == {
        "country": ["US"],
        "source_kind__arraycontains": ["speech"],
        "said_from__gte": ["2025-01-01"],
        "said_to__lte": ["2025-02-01"],
        "_sort_desc": ["said_to"],
        "_size": ["25"],
        "_next": ["2025-01-31,7"],
        "_search": ["golden"],
    }
    assert listed(words="golden", sort="relevance").theirs == ""


# Clients


class Page(BaseHTTPRequestHandler):
    """Answers each path in a way of its own."""

    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        getattr(self, f"give_{self.path.strip('/')}")()

    def give_whole(self) -> None:
        self._head(200, **{"Content-Length": "5"})
        self.wfile.write(b"whole")

    def give_missing(self) -> None:
        self._head(404, **{"Content-Length": "0"})

    def give_known(self) -> None:
        self._head(304)

    def give_chunked(self) -> None:
        self._head(200, **{"Transfer-Encoding": "chunked"})
        self.wfile.write(b"3\r\nchu\r\n4\r\nnked\r\n0\r\n\r\n")

    def give_closed(self) -> None:
        self._head(200, Connection="close")
        self.wfile.write(b"closed")
        self.close_connection = True

    def give_dropped(self) -> None:
        """As a server that closes a connection which it has kept open long enough."""
        self.give_whole()
        self.close_connection = True

    def _head(self, status: int, **headers: str) -> None:
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture(scope="module")
def port() -> Iterator[int]:
    with ThreadingHTTPServer((load.HOST, 0), Page) as server:
        server.daemon_threads = True
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield server.server_address[1]
        server.shutdown()
        thread.join()


@pytest.mark.parametrize("name", ["whole", "chunked", "closed"])
def test_an_answer_is_read_to_its_end_and_not_beyond(port: int, name: str) -> None:
    answers = load.ask(port, [f"/{name}", "/whole"])
    assert [answer.status for answer in answers] == [200, 200]
    assert [answer.body for answer in answers] == [name.encode(), b"whole"]
    assert all(answer.seconds > 0 for answer in answers)


def test_an_answer_without_a_body_is_not_waited_for(port: int) -> None:
    known, whole = load.ask(port, ["/known", "/whole"])
    assert (known.status, known.body, whole.body) == (304, b"", b"whole")


def test_a_connection_that_was_closed_meanwhile_is_opened_again(port: int) -> None:
    answers = load.ask(port, ["/dropped", "/dropped", "/whole"])
    assert [answer.status for answer in answers] == [200, 200, 200]


def test_first_bytes_are_enough_where_no_more_is_asked_for(port: int) -> None:
    [answer] = load.ask(port, ["/whole"], whole=False)
    assert answer.status == 200


def test_what_does_not_answer_is_counted_and_not_raised() -> None:
    with socket.create_server((load.HOST, 0)) as taken:
        free = taken.getsockname()[1]
    [answer] = load.ask(free, ["/whole"])
    assert answer.status == load.GAVE_UP


def test_all_clients_ask_and_all_is_counted(port: int) -> None:
    measured = load.measure(port, ["/whole", "/missing"], clients=4, seconds=0.2, whole=True)
    assert measured.statuses[200] == pytest.approx(measured.statuses[404], abs=4)
    assert len(measured.times) == sum(measured.statuses.values()) >= 4
    assert measured.elapsed >= 0.2
    assert not measured.is_good


def test_processes_are_looked_at() -> None:
    child = subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE)
    try:
        assert child.pid in family(os.getpid())
        assert pss([child.pid]) > 100_000
        assert pss([os.getpid()]) > pss([child.pid])
        assert processor_time([os.getpid()]) > 0
    finally:
        child.communicate(b"\n")


# From end to end


@pytest.mark.parametrize(
    "arguments", [["--sizes", "many"], ["--sizes", "0"], ["--clients", "1,,2"], ["--seconds", "0"]]
)
def test_bad_numbers_are_refused_in_a_sentence(arguments: list[str], capsys) -> None:
    with pytest.raises(SystemExit, match="2"):
        run.main(arguments)
    assert ": give " in capsys.readouterr().err


def test_production_settings_do_not_tell_sql() -> None:
    code = "from django.conf import settings; print(*settings.MIDDLEWARE, settings.DEBUG)"
    told = {}
    for name, value in {"dometracker.settings": "1", "bench.settings": ""}.items():
        environment = {**os.environ, "DJANGO_SETTINGS_MODULE": name, "BENCH": value, "DEBUG": "0"}
        told[name] = subprocess.run(
            [sys.executable, "-c", code],
            env=environment,
            cwd=ROOT,
            capture_output=True,
            text=True,
            check=True,
        ).stdout
    assert told["dometracker.settings"] == told["bench.settings"]
    assert "bench" not in told["bench.settings"]
    assert told["bench.settings"].endswith("False\n")


@pytest.fixture
def bench_home(monkeypatch) -> Iterator[Path]:
    """A folder that the user who runs PostgreSQL can enter, and no server left in it."""
    monkeypatch.setenv("DOMETRACKER_LINGER", "1")
    folder = Path(tempfile.mkdtemp(prefix="dometracker-bench-")).resolve()
    folder.chmod(0o755)
    yield folder
    data = folders.place_of(folder / "300") / "data"
    until = time.monotonic() + 60
    while keeper.running(data) and time.monotonic() < until:
        time.sleep(0.1)
    shutil.rmtree(folder)


def test_a_run(bench_home: Path, capsys) -> None:
    out = bench_home / "tables.md"
    asked = ["--sizes", "300", "--clients", "1,2", "--seconds", "0.1", "--home", str(bench_home)]
    assert run.main([*asked, "--only", "statements, newest", "--out", str(out)]) == 0
    text = out.read_text()
    row = next(line for line in text.splitlines() if line.startswith("| statements, newest |"))
    queries, sql = row.split("|")[2:4]
    assert 1 <= int(queries) <= 12
    assert float(sql) > 0
    assert row.count("/s") == 2, "one measure for each number of clients"
    assert str(bench_home) not in text
    assert run.main([*asked, "--only", "no such page"]) == 2
    assert "No kind of page" in capsys.readouterr().err
    assert run.main([*asked, "--explain", "/statements/?q=missile"]) == 0
    told = capsys.readouterr().out
    assert "status 200" in told
    assert "Limit" in told


def test_a_failed_command_ends_the_run_with_a_sentence(monkeypatch, capsys) -> None:
    def fail(*_: object) -> None:
        raise BenchError("This went wrong.")

    monkeypatch.setattr(run, "measure_size", fail)
    assert run.main(["--sizes", "300"]) == 2
    assert capsys.readouterr().err == "bench: This went wrong.\n"
