"""What a stranger sends costs no more than its bounds: each parser against files made to stop it.

Processor time and memory are what the kernel counted for the process of the run, so that a busy
machine changes nothing.
"""

import errno
import os
import resource
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.test import Client, override_settings
from django.utils.translation import override

from dometracker import bounded
from dometracker.bounded import BeyondBounds, Cost
from quotes.capture import documents
from quotes.capture.documents import DocumentError
from quotes.citing.bibliography_check.bibliographies import read
from quotes.citing.bibliography_files.bibliography_entry import UnreadableFile
from quotes.citing.bibliography_files.reading import read_entries
from quotes.models import Source
from quotes.transfer.workbook import first_sheet
from tests import bounded_runs, hostile_files
from tests import factories as make
from tests.documents import ARTICLE, pdf

UNHURRIED = {"public": (60, 60), "desk": (60, 60)}


@pytest.fixture(autouse=True)
def apart() -> Iterator[None]:
    """As on the site: parsers run in a process of their own."""
    with bounded.in_this_process(False):
        yield


@pytest.fixture
def runs(monkeypatch: pytest.MonkeyPatch) -> list[Cost]:
    """What each run of the test took."""
    made: list[Cost] = []
    run = bounded.run

    def recorded(*args: Any) -> bounded.Finished:
        try:
            outcome = run(*args)
        except BeyondBounds as stopped:
            assert stopped.run
            made.append(stopped.run)
            raise
        made.append(outcome.took)
        return outcome

    monkeypatch.setattr(bounded, "run", recorded)
    return made


def within(runs: list[Cost], seconds: float, megabytes: float = 200) -> bool:
    return bool(runs) and all(
        run.seconds < seconds + 0.5 and run.megabytes < megabytes + 10 for run in runs
    )


# --- how functions run apart ---------------------------------------------------------------------


def result(function: Callable[..., Any], *args: Any, **bounds: int) -> Any:
    outcome = bounded.run(function, args, **bounds)
    if outcome.error:
        raise outcome.error
    return outcome.value


def test_what_is_returned_and_raised_comes_back():
    assert result(bounded_runs.same, {"a": [1, "é"]}) == {"a": [1, "é"]}
    large = "x" * 10_000_000
    assert result(bounded_runs.same, large) == large
    with pytest.raises(bounded_runs.Refused, match="no such file"):
        result(bounded_runs.refuse, "no such file")
    with pytest.raises(RecursionError):
        result(bounded_runs.nest, 100_000)


@pytest.mark.parametrize(
    ("function", "args", "status"),
    [
        (bounded_runs.spin, (), -signal.SIGXCPU),
        (bounded_runs.fill, (400,), 77),
        (bounded_runs.break_down, (), -signal.SIGSEGV),
    ],
)
def test_what_goes_beyond_its_bounds_is_stopped_and_the_next_runs(
    function: Callable[..., Any], args: tuple[Any, ...], status: int
):
    with pytest.raises(BeyondBounds) as stopped:
        bounded.run(function, args, seconds=1, megabytes=100)
    assert stopped.value.run and stopped.value.run.status == status
    assert within([stopped.value.run], 1, 100)
    assert result(bounded_runs.same, 1) == 1


def test_bounds_are_those_of_one_run():
    """Neither time nor memory of earlier ones counts."""
    for _run in range(3):
        assert result(bounded_runs.fill, 60, megabytes=100) == 60_000_000


def test_who_waits_for_nothing_is_not_waited_for(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(bounded, "PATIENCE", 0.2)
    with pytest.raises(BeyondBounds):
        bounded.run(bounded_runs.wait, (20,), seconds=1)
    assert result(bounded_runs.same, 1, seconds=10) == 1


@pytest.mark.parametrize("length", [0, 150_000, 180_000, 210_000, 215_000, 3_000_000])
def test_an_answer_comes_whole_to_who_reads_it_slowly(monkeypatch: pytest.MonkeyPatch, length: int):
    """As much of it as a socket holds may still be there when its run has ended."""
    receive = socket.socket.recv

    def slowly(connection: socket.socket, most: int) -> bytes:
        time.sleep(0.05)
        return receive(connection, most)

    monkeypatch.setattr(socket.socket, "recv", slowly)
    assert result(bounded_runs.same, b"x" * length) == b"x" * length


@pytest.mark.parametrize("number", [errno.EMFILE, errno.EAGAIN, errno.ENOMEM])
@pytest.mark.parametrize("step", ["socket.socketpair", "subprocess.Popen", "socket.send_fds"])
@pytest.mark.django_db
def test_a_machine_that_has_no_more_to_give_asks_to_come_back(
    monkeypatch: pytest.MonkeyPatch, step: str, number: int
):
    def refuse(*_args: Any, **_kwargs: Any) -> None:
        raise OSError(number, "there is none")

    bounded._server.stop()
    with monkeypatch.context() as patched, override_settings(PATIENCE=UNHURRIED):
        patched.setattr(f"dometracker.bounded.{step}", refuse)
        response = Client().post("/check-citations.json", "@misc{a}", content_type="text/plain")
    assert response.status_code == 503
    assert result(bounded_runs.same, 1) == 1


def test_runs_at_the_same_time_do_not_meet(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(bounded, "_TURN", 60)
    with ThreadPoolExecutor(6) as threads:
        assert list(threads.map(lambda n: result(bounded_runs.same, n), range(24))) == [*range(24)]


@pytest.mark.django_db
def test_who_waits_for_a_turn_is_sent_away(monkeypatch: pytest.MonkeyPatch):
    """Or readers would find every thread waiting."""
    monkeypatch.setattr(bounded, "_turns", threading.BoundedSemaphore(1))
    monkeypatch.setattr(bounded, "_TURN", 0.01)
    with bounded._turn(), override_settings(PATIENCE=UNHURRIED):
        response = Client().post("/check-citations.json", "@misc{a}", content_type="text/plain")
    assert response.status_code == 503
    assert int(response["Retry-After"]) > 0
    assert "Too many files at once" in response.content.decode()


def test_a_server_that_was_killed_is_started_anew():
    result(bounded_runs.same, 1)
    process = bounded._server._process
    assert process
    process.kill()
    process.wait()
    assert result(bounded_runs.same, 2) == 2


def test_sentences_are_in_the_language_of_the_page():
    with override("fr"):
        said = result(bounded_runs.translated, "The file is empty.")
    assert said == "Le fichier est vide."
    assert result(bounded_runs.translated, "The file is empty.") == "The file is empty."


def test_nothing_of_the_site_is_where_a_parser_runs(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
):
    bounded._server.stop()
    monkeypatch.setenv("SECRET_KEY", "never told")
    assert "never told" not in result(bounded_runs.environment).values()
    with pytest.raises(OSError):
        result(bounded_runs.write, str(tmp_path / "a"))


def test_the_server_ends_with_the_process_that_started_it():
    """However that one ends."""
    program = (
        "import os, django; from django.conf import settings; settings.configure(); "
        "from dometracker import bounded; from tests import bounded_runs; "
        "bounded.run(bounded_runs.same, (1,)); "
        "print(bounded._server._process.pid, flush=True); os._exit(0)"
    )
    told = subprocess.run(
        [sys.executable, "-c", program], cwd=bounded.ROOT, capture_output=True, check=True
    )
    process = int(told.stdout)
    for _try in range(1_000):
        if not Path(f"/proc/{process}").exists():
            return
        subprocess.run([sys.executable, "-c", ""], check=True)
    pytest.fail("it is still there")


def test_a_process_that_was_forked_starts_its_own_server():
    """As gunicorn's do."""
    result(bounded_runs.same, 1)
    process = os.fork()
    if not process:
        status = 1
        try:
            status = 0 if result(bounded_runs.same, 3) == 3 else 1
            bounded._server.stop()
        finally:
            os._exit(status)
    assert os.waitstatus_to_exitcode(os.waitpid(process, 0)[1]) == 0
    assert result(bounded_runs.same, 2) == 2


# --- bibliographies, which everybody may hand in -------------------------------------------------

# Those that take seconds each are for `make torture`.
STOPPED_LATE = {
    "accents",
    "authors",
    "fields",
    "copies",
    "quotation marks",
    "braces",
    "RIS authors",
}


@pytest.mark.django_db
@pytest.mark.parametrize(
    "name",
    [
        pytest.param(name, marks=pytest.mark.torture if name in STOPPED_LATE else ())
        for name in hostile_files.BIBLIOGRAPHIES
    ],
)
def test_no_bibliography_costs_more_than_its_bounds(client: Client, runs: list[Cost], name: str):
    before = resource.getrusage(resource.RUSAGE_SELF)
    response = client.post(
        "/check-citations.json", hostile_files.BIBLIOGRAPHIES[name], content_type="text/plain"
    )
    after = resource.getrusage(resource.RUSAGE_SELF)
    assert response.status_code in (200, 400, 413), response.content
    assert within(runs, 5)
    assert after.ru_utime - before.ru_utime < 3
    assert after.ru_maxrss - before.ru_maxrss < 150_000
    if response.status_code != 200:
        assert response.json()["errors"][0].endswith(".")


def test_what_is_stopped_is_told_in_the_language_of_the_page(monkeypatch: pytest.MonkeyPatch):
    def stopped(*_call: Any) -> None:
        raise BeyondBounds

    monkeypatch.setattr(bounded, "run", stopped)
    with override("fr"), pytest.raises(UnreadableFile) as refused:
        read("@misc{a}")
    assert str(refused.value) == "Sa lecture demande trop de temps ou de mémoire. Divisez-le."


def test_a_bibliography_is_read_apart_as_it_is_read_here():
    texts = ["@misc{a, title={\\'Etat}, url={http://testserver/s/7kq2m}}", "TY  - NEWS\nER  - "]
    for text, form in zip(texts, ("bibtex", "ris"), strict=True):
        read_apart = (read(text), read_entries(text, form))
        with bounded.in_this_process():
            assert (read(text), read_entries(text, form)) == read_apart


# --- YAML, which is counted while it is read -----------------------------------------------------

# Nested, they ended the process.
DEEP = ("lists", "closed lists", "lists by dashes", "mappings", "lists as keys")
QUICK_YAML = (*DEEP, *hostile_files.REPEATING, "rows", "tags")


@pytest.mark.parametrize(
    "name",
    [
        pytest.param(name, marks=() if name in QUICK_YAML else pytest.mark.torture)
        for name in hostile_files.YAML
    ],
)
def test_no_table_in_yaml_costs_more_than_its_bounds(name: str):
    read = bounded.run(
        bounded_runs.mistakes_of_yaml, (hostile_files.YAML[name], 500_000), None, 5, 300
    )
    assert read.took.seconds < 3
    assert read.took.megabytes < 200


@pytest.mark.parametrize("name", DEEP)
def test_what_is_nested_too_deeply_is_a_mistake_of_a_record(tmp_path: Path, name: str):
    (tmp_path / "topics.yaml").write_bytes(hostile_files.YAML[name])
    with pytest.raises(CommandError) as refused:
        call_command("load_archive", "--check", str(tmp_path))
    assert "lists are nested too deeply" in str(refused.value)


@pytest.mark.django_db
def test_what_is_nested_too_deeply_is_told_where_it_was_chosen(admin_client: Client):
    sent = {"file": SimpleUploadedFile("a.yaml", hostile_files.YAML["lists"])}
    response = admin_client.post("/admin/quotes/statement/import/", sent)
    assert "lists are nested too deeply" in response.content.decode()


def test_as_many_rows_as_are_read_are_within_the_bounds():
    cells = ", ".join(f"column{number}: v{number}" for number in range(40))
    content = f"- {{{cells}}}\n".encode() * 5_000
    outcome = bounded.run(bounded_runs.mistakes_of_yaml, (content, 500_000), None, 5, 300)
    assert outcome.value == []


# --- workbooks, PDF and HTML ---------------------------------------------------------------------

# Those that are told within a second of processor time; the others are for `make torture`.
QUICK = {
    *("merged cells", "a repeated page", "nested b"),
    *("styles", "entities", "JSON-LD", "wide predictor"),
}


@pytest.mark.parametrize(
    "name",
    [
        pytest.param(name, marks=() if name in QUICK else pytest.mark.torture)
        for name in (*hostile_files.WORKBOOKS, *hostile_files.DOCUMENTS)
    ],
)
def test_no_file_costs_more_than_its_bounds(runs: list[Cost], name: str):
    workbook = hostile_files.WORKBOOKS.get(name)
    before = resource.getrusage(resource.RUSAGE_SELF)
    try:
        if workbook:
            first_sheet(workbook(), 5_001)
        else:
            documents.read(hostile_files.DOCUMENTS[name](), url="https://news.example/a")
    except (UnreadableFile, DocumentError) as refused:
        assert str(refused).endswith(".")
    after = resource.getrusage(resource.RUSAGE_SELF)
    assert within(runs, 5 if workbook else 10)
    assert after.ru_utime - before.ru_utime < 3


@pytest.mark.parametrize("name", hostile_files.damaged_workbooks())
def test_a_damaged_workbook_is_refused_in_a_sentence(name: str):
    content = hostile_files.damaged_workbooks()[name]
    with bounded.in_this_process(), pytest.raises(UnreadableFile) as refused:
        first_sheet(content, 100)
    assert str(refused.value) == "This is not a readable Excel workbook (.xlsx)."


def test_files_are_read_apart_as_they_are_read_here():
    def here_and_apart() -> tuple[Any, ...]:
        return (
            first_sheet(hostile_files.workbook("<row><c t='str'><v>a</v></c></row>"), 10),
            documents.read(ARTICLE.encode(), "text/html", url="https://www.cbc.example/a"),
            documents.read(pdf("Some words of a page.")),
            documents.read_pasted("Some words.\n\nAnd others.", url="https://www.cbc.example/a"),
        )

    read_apart = here_and_apart()
    with bounded.in_this_process():
        assert here_and_apart() == read_apart


@pytest.mark.django_db
def test_a_workbook_that_costs_too_much_is_told_where_it_was_chosen(admin_client: Client):
    content = hostile_files.WORKBOOKS["merged cells"]()
    sent = {"file": SimpleUploadedFile("a.xlsx", content)}
    response = admin_client.post("/admin/quotes/statement/import/", sent)
    assert response.status_code == 200
    assert "too much time or memory" in response.content.decode()


@pytest.fixture
def nothing_free(monkeypatch: pytest.MonkeyPatch) -> None:
    """Strangers have as many files read as may be."""
    monkeypatch.setattr(bounded, "_turns", threading.BoundedSemaphore(1))
    monkeypatch.setattr(bounded, "_TURN", 0.01)
    bounded._turns.acquire()


BUSY = "We are reading as many files as we can."


@pytest.mark.django_db
@pytest.mark.usefixtures("nothing_free")
@pytest.mark.parametrize(
    "sent",
    [
        {"how": "pasted", "pasted": "Words nobody types twice."},
        {"how": "pasted", "pasted": "Words nobody types twice.", "copied": "<p>Words</p>"},
        {"how": "uploaded", "pasted": "Words nobody types twice.", "file": "<p>Some words"},
    ],
)
def test_a_text_that_cannot_be_read_now_is_still_in_its_form(
    admin_client: Client, sent: dict[str, Any]
):
    file = {"file": SimpleUploadedFile("a.html", sent["file"].encode())} if "file" in sent else {}
    address = f"/admin/quotes/source/{make.source().pk}/capture/"
    response = admin_client.post(address, {**sent, **file})
    assert response.status_code == 200
    assert BUSY in response.content.decode()
    assert "Words nobody types twice." in response.content.decode()


@pytest.mark.django_db
@pytest.mark.usefixtures("nothing_free")
@pytest.mark.parametrize(
    ("table", "name", "content"),
    [
        ("statement", "a.xlsx", hostile_files.workbook()),
        ("source", "a.bib", b"@misc{a, title={A}}"),
        ("source", "a.ris", b"TY  - NEWS\nER  - "),
    ],
    ids=["workbook", "BibTeX", "RIS"],
)
def test_a_file_that_cannot_be_read_now_is_told_where_it_was_chosen(
    admin_client: Client, table: str, name: str, content: bytes
):
    sent = {"file": SimpleUploadedFile(name, content)}
    response = admin_client.post(f"/admin/quotes/{table}/import/", sent)
    assert response.status_code == 200
    assert BUSY in response.content.decode()


@pytest.mark.django_db
def test_an_import_that_cannot_be_read_now_is_sent_again(
    admin_client: Client, monkeypatch: pytest.MonkeyPatch
):
    address, title = "/admin/quotes/source/import/", "A title of its own"
    entry = f"@misc{{a, title={{{title}}}, url={{https://news.example/a}}, publisher={{News}}}}"
    sent = {"file": SimpleUploadedFile("a.bib", entry.encode())}
    shown = admin_client.post(address, sent).context
    confirmed = {"kept": shown["kept"], "digest": shown["digest"], "reason": "Because of this."}
    with monkeypatch.context() as patched:
        patched.setattr(bounded, "_TURN", 0.01)
        patched.setattr(bounded, "_turns", threading.BoundedSemaphore(1))
        bounded._turns.acquire()
        busy = admin_client.post(address, confirmed)
    assert busy.status_code == 200
    assert BUSY in busy.content.decode()
    carried = dict(busy.context["carried"])
    assert carried == confirmed
    assert not Source.objects.filter(title=title).exists()
    assert admin_client.post(address, carried).status_code == 302
    assert Source.objects.filter(title=title).exists()


# --- searches ------------------------------------------------------------------------------------


@pytest.mark.django_db
@pytest.mark.parametrize(
    "query",
    [
        *("a " * 41, "a or " * 11, "topic:cost " * 21, '"a b" ' * 100, "61 billion " * 45),
        *("-a b " * 100, "é " * 400, "or " * 10 + "x or y " * 20, "a|b " * 90, "« a » " * 80),
    ],
)
def test_a_search_for_too_much_finds_nothing_and_says_why(
    client: Client, query: str, django_assert_max_num_queries: Any
):
    with django_assert_max_num_queries(20):
        response = client.get("/statements/", {"q": query})
    assert "at most 40 words, 10 alternatives and 20 filters" in response.content.decode()
    assert client.get("/statements.json", {"q": query}).status_code == 400


@pytest.mark.django_db
@pytest.mark.parametrize("query", ["a " * 40, "a or " * 10, '"a b" ' * 40, "x" * 990])
def test_as_much_as_anybody_types_is_searched_for(client: Client, query: str):
    response = client.get("/statements/", {"q": query})
    assert "at most 40 words" not in response.content.decode()


@pytest.mark.django_db
@pytest.mark.parametrize(
    "query",
    [
        *(
            '"topic:nowhere and so on"',
            '"since:x is no day"',
            "« kind:x y »",
            '"a until:2025-99 b"',
        ),
        *('"speaker:nobody here"', "“place:nowhere at all”", '"a -speaker:x b"', '"in: x"'),
        *('"not-topic:x y" -z', '"or or or"', '"-a -b"', "'since:x y'"),
    ],
)
def test_a_phrase_that_would_be_a_filter_without_its_marks_is_a_phrase(client: Client, query: str):
    assert client.get("/statements/", {"q": query}).status_code == 200
