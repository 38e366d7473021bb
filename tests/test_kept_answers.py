"""Public answers are kept whole, and none outlives a change of the record."""

import gzip
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from functools import partial
from typing import Any
from urllib.parse import unquote_to_bytes

import brotli
import pytest
from django.apps import apps
from django.conf import settings
from django.core.cache import caches
from django.core.handlers.wsgi import WSGIHandler
from django.db import connection
from django.db.utils import OperationalError
from django.http import HttpResponse, StreamingHttpResponse
from django.test import Client, RequestFactory, override_settings
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from dometracker.memory_cache import MemoryCache
from quotes.editing import EditContext, record_changes
from quotes.models import (
    ArchiveVersion,
    Citation,
    Figure,
    Occasion,
    Outlet,
    Relation,
    Role,
    Source,
    Speaker,
    Statement,
    Topic,
)
from quotes.models.vocabulary import RelationKind
from quotes.website import kept_answers
from quotes.website.kept_answers import LARGEST_KEPT, KeptAnswersMiddleware, KeptFirst
from tests import factories, pages
from tests.kept import MEMORY

pytestmark = pytest.mark.django_db


@pytest.fixture
def keeping() -> Iterator[None]:
    """Answers are kept, as they are outside of the tests."""
    with override_settings(CACHES=MEMORY):
        yield


@pytest.fixture
def statement() -> Statement:
    topic = factories.topic("cost", name="Cost")
    made = factories.statement(
        "2025-05-21",
        topics=(topic,),
        text="The shield will cost sixty billion dollars.",
        occasion=factories.occasion("A briefing"),
    )
    factories.role(made.speaker, "Minister of Works", since="2025-01-01")
    return made


def public_addresses() -> list[str]:
    """One of each kind of public page."""
    others = ("redirect", "switch", "posted", "gone", "missing")
    shown = [kinds for kinds in pages.PAGES.values() if kinds.answer not in others]
    found = (kinds.addresses()[:1] for kinds in shown)
    return [address for [address] in filter(None, found)]


# --- what is kept --------------------------------------------------------------------------------


def test_a_page_asked_for_again_is_the_same_and_costs_one_query(
    client, statement, keeping, django_assert_num_queries
):
    address = statement.get_absolute_url()
    first = client.get(address)
    with django_assert_num_queries(1):
        second = client.get(address)
    assert first.status_code == second.status_code == 200
    assert second.content == first.content
    assert dict(second.items()) == dict(first.items())


def test_a_reader_who_has_the_page_is_told_so_for_one_query(
    client, statement, keeping, django_assert_num_queries
):
    tag = client.get("/statements/")["ETag"]
    assert tag.startswith('W/"')
    with django_assert_num_queries(1):
        answer = client.get("/statements/", headers={"If-None-Match": f'"other", {tag}'})
    assert (answer.status_code, answer.content) == (304, b"")
    assert answer["ETag"] == tag
    assert answer["Cache-Control"] == kept_answers.PUBLIC
    # Weak or strong, it is the same page; of any other nothing is known.
    strong = tag.removeprefix("W/")
    assert client.get("/statements/", headers={"If-None-Match": strong}).status_code == 304
    for unknown in ("*", '"x"', "W/", "nonsense", ""):
        answer = client.get("/statements/", headers={"If-None-Match": unknown})
        assert answer.status_code == 200, unknown


def test_every_kind_of_public_page_says_how_long_it_is_fresh(client, statement, keeping):
    varied = (None, "Accept-Encoding", "Accept-Encoding, Cookie")
    for address in public_addresses():
        answer = client.get(address)
        # What a monitor is told is of now.
        if address in ("/healthz", "/readyz", "/metrics"):
            continue
        if address.startswith("/preview/"):
            assert "private" in answer["Cache-Control"]
        elif answer.status_code == 200 and answer.get("Vary") in varied:
            assert answer.get("ETag"), address
            assert "public" in answer["Cache-Control"], address
        # But for the front page, which leads to the language that was chosen.
        assert address == "/" or "cookie" not in answer.get("Vary", "").lower(), address


def test_every_kind_of_public_page_is_kept(client, statement, keeping):
    Figure.objects.create(statement=statement, quantity="total-cost", low=60, unit="USD-billion")
    record_changes([statement.pk], EditContext("A figure", overrides_check=True))
    made_anew = []
    for address in public_addresses():
        # A picture is known by what it shows; a preview is for who has its address; what a monitor
        # counts is of now.
        if address.startswith(("/share/", "/preview/", "/metrics")):
            continue
        for _time in range(2):
            client.get(address).getvalue()
        with CaptureQueriesContext(connection) as queries:
            client.get(address).getvalue()
        if len(queries) > 1:
            made_anew.append(address)
    assert made_anew == []


def test_each_address_has_an_etag_of_its_own(client, statement, keeping):
    asked = ["/statements/", "/statements/?q=shield", "/officials/", "/statements.json"]
    tags = {client.get(address)["ETag"] for address in asked}
    tags.add(client.get("/statements/", headers={"host": "localhost"})["ETag"])
    assert len(tags) == 5


# --- what is not ---------------------------------------------------------------------------------


def test_nothing_is_kept_of_an_editor(client, admin_client, statement, keeping):
    address = statement.get_absolute_url()
    tag = client.get(address)["ETag"]
    answer = admin_client.get(address, headers={"If-None-Match": tag})
    assert answer.status_code == 200
    assert not answer.has_header("ETag")
    assert not answer.has_header("Content-Encoding")
    admin = admin_client.get(reverse("admin:quotes_statement_changelist"))
    assert "public" not in admin.get("Cache-Control", "")
    assert not admin.has_header("ETag")


@pytest.mark.parametrize(
    "address", ["/no-such-page/", "/statements/zzzzz/", "/healthz", "/readyz", "/check-citations"]
)
def test_errors_and_answers_of_the_moment_are_made_anew(address, client, keeping):
    answer = client.get(address)
    assert not answer.has_header("ETag")
    assert "public" not in answer.get("Cache-Control", "")


def test_a_post_is_not_an_answer_to_keep(client, keeping):
    client.get("/check-citations")
    answer = client.post("/check-citations", {"text": "nothing"})
    assert not answer.has_header("ETag")


def _answer(body: bytes = b"x" * 900, **headers: str) -> HttpResponse:
    return HttpResponse(body, headers={"Content-Type": "text/html", **headers})


def _with_cookie() -> HttpResponse:
    answer = _answer()
    answer.set_cookie("a", "b")
    return answer


PRIVATE: dict[str, Callable[[], HttpResponse]] = {
    "private": lambda: _answer(**{"Cache-Control": "private"}),
    "no-store": lambda: _answer(**{"Cache-Control": "no-store"}),
    "no-cache": lambda: _answer(**{"Cache-Control": "max-age=0, no-cache"}),
    "cookie": _with_cookie,
    "varies": lambda: _answer(Vary="Cookie"),
    "varies by accept": lambda: _answer(Vary="Accept-Encoding, Accept"),
    "404": lambda: HttpResponse(b"x" * 900, status=404),
    "500": lambda: HttpResponse(b"x" * 900, status=500),
    "has its own": lambda: _answer(ETag='"content"'),
    "301": lambda: HttpResponse(status=301, headers={"Location": "/"}),
}


@pytest.mark.parametrize("name", PRIVATE)
def test_an_answer_that_is_not_for_everybody_is_left_as_it_is(name, statement, keeping):
    made = []

    def answer(request: object) -> HttpResponse:
        made.append(request)
        return PRIVATE[name]()

    middleware = KeptAnswersMiddleware(answer)
    for _ in range(2):
        told = middleware(RequestFactory().get("/x", headers={"Accept-Encoding": "br"}))
        assert dict(told.items()) == dict(PRIVATE[name]().items())
    assert len(made) == 2


def test_an_answer_that_is_too_large_is_made_each_time(statement, keeping):
    made = []

    def answer(request: object) -> HttpResponse:
        made.append(request)
        return _answer(b"x" * (LARGEST_KEPT + 1))

    middleware = KeptAnswersMiddleware(answer)
    for _ in range(2):
        assert middleware(RequestFactory().get("/x"))["ETag"]
    assert len(made) == 2


def test_an_archive_nobody_has_written_to_is_served_all_the_same(client, keeping):
    ArchiveVersion.objects.all().delete()
    answer = client.get("/about/")
    assert answer.status_code == 200
    assert not answer.has_header("ETag")


# --- a change of the record ----------------------------------------------------------------------


def retitle(statement: Statement) -> None:
    source = statement.citations.get().source
    Source.objects.filter(pk=source.pk).update(title="Another headline")


def doubt(statement: Statement) -> None:
    record_changes(
        EditContext(reason="Seen on the video"),
        lambda: Statement.objects.filter(pk=statement.pk).update(place="Lakeside"),
        statements=[statement.pk],
    )


CHANGES: dict[str, tuple[Callable[[Statement], Any], str]] = {
    "source": (retitle, "Another headline"),
    "outlet": (
        lambda s: Outlet.objects.filter(sources__citations__statement=s).update(name="Other Post"),
        "Other Post",
    ),
    "speaker": (
        lambda s: Speaker.objects.filter(pk=s.speaker_id).update(name="Another Name"),
        "Another Name",
    ),
    "role": (
        lambda s: Role.objects.filter(speaker=s.speaker_id).update(title="Minister of Roads"),
        "Minister of Roads",
    ),
    "topic": (lambda s: Topic.objects.update(name="Money"), "Money"),
    "occasion": (lambda s: Occasion.objects.update(name="A hearing"), "A hearing"),
    "check": (
        lambda s: Citation.objects.filter(statement=s).update(locator="page 7"),
        "page 7",
    ),
    "relation": (
        lambda s: Relation.objects.create(
            kind=RelationKind.REPEATS,
            from_statement=s,
            to_statement=factories.statement("2025-05-24", text="As dear as a moon."),
            reason="He says so himself.",
        ),
        "He says so himself.",
    ),
}


@pytest.mark.parametrize("name", CHANGES)
def test_a_page_shows_what_was_saved_since(name, client, statement, keeping):
    change, shown = CHANGES[name]
    address = statement.get_absolute_url()
    before = client.get(address)
    assert shown not in before.content.decode()
    change(statement)
    after = client.get(address, headers={"If-None-Match": before["ETag"]}, follow=True)
    assert after.status_code == 200
    assert shown in after.content.decode()


def test_no_kind_of_page_outlives_a_change(client, statement, keeping):
    addresses = public_addresses()
    tags = {address: client.get(address).get("ETag", "") for address in addresses}
    retitle(statement)
    for address, tag in tags.items():
        # A strong one is of the content alone.
        if tag.startswith("W/"):
            answer = client.get(address, headers={"If-None-Match": tag})
            assert answer.status_code == 200, address
            assert answer["ETag"] != tag, address


def test_every_table_raises_the_version_or_is_of_editors_alone():
    """A new table has to be added to one of the two."""
    of_editors = {"keptform", "openform", "proposal", "change", "archiveversion", "unrecorded"}
    of_editors |= {"twodocuments", "queuedpage", "reviewnote", "reviewnote_mentioned"}
    of_editors |= {"assignment", "deskact"}
    # Of readers, who are told by letters and by a hub.
    of_editors |= {"subscription", "hubnotice", "inquiry"}
    of_editors |= {"invitation", "notice", "profile"}
    # Written with what it tells of, which raises the version.
    of_editors.add("publicchange")
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT tgrelid::regclass::text FROM pg_trigger WHERE tgname LIKE %s",
            ["version_raised%"],
        )
        raising = {name for (name,) in cursor.fetchall()}
    tables = {model._meta.db_table for model in apps.get_app_config("quotes").get_models()}
    tables |= {
        table for table in connection.introspection.table_names() if table.startswith("quotes_")
    }
    assert tables - raising == {f"quotes_{name}" for name in of_editors}


def test_a_version_never_comes_twice(statement):
    seen = [ArchiveVersion.mark_now()]
    for title in ("a", "b", "a", "b"):
        Source.objects.update(title=title)
        seen.append(ArchiveVersion.mark_now())
    assert len(set(seen)) == len(seen)


# --- before Django -------------------------------------------------------------------------------


def asked_of(application: KeptFirst, address: str, **headers: str) -> HttpResponse:
    """What a server would send."""
    told: list[Any] = []
    environ = RequestFactory().get(address, headers=headers).environ
    # As a server hands it on (PEP 3333), where the factory has it decoded already.
    environ["PATH_INFO"] = unquote_to_bytes(address.partition("?")[0]).decode("latin-1")
    body = b"".join(application(environ, lambda *head: told.extend(head)))
    status, head = told
    return HttpResponse(body, status=int(status[:3]), headers=dict(head))


@pytest.fixture
def passed_on() -> list[str]:
    """The addresses that were asked of Django."""
    return []


@pytest.fixture
def application(keeping: None, passed_on: list[str]) -> KeptFirst:
    site = WSGIHandler()

    def noted(environ: dict[str, Any], start_response: Any) -> Any:
        passed_on.append(environ["PATH_INFO"])
        return site(environ, start_response)

    return KeptFirst(noted)


@pytest.mark.django_db(transaction=True)
def test_what_is_kept_is_sent_as_it_was_before_django_makes_a_request(application, passed_on):
    address = factories.statement().get_absolute_url()
    for accepted in ("br", "gzip", ""):
        passed_on.clear()
        first = asked_of(application, address, Accept_Encoding=accepted)
        assert passed_on == [address]
        again = asked_of(application, address, Accept_Encoding=accepted)
        assert passed_on == [address]
        assert again.status_code == first.status_code == 200
        assert again.content == first.content
        assert dict(again.items()) == dict(first.items())
        assert "default-src 'none'" in again["Content-Security-Policy"]
        assert again["X-Content-Type-Options"] == "nosniff"


@pytest.mark.django_db(transaction=True)
def test_an_address_with_other_letters_is_the_same_before_django(application, passed_on):
    slugs = ("明報", "ведомости", "néomédia", "hürriyet", "צפון", "ñandú", "ελλάδα", "प्रेस")
    for slug in slugs:
        citation = factories.statement().citations.get()
        Outlet.objects.filter(pk=citation.source.outlet_id).update(slug=slug)
        address = reverse("outlet", args=[slug])
        first = asked_of(application, address)
        again = asked_of(application, address)
        assert (first.status_code, again.status_code) == (200, 200), slug
        assert again.content == first.content
    assert len(passed_on) == len(slugs)
    tracked = f"{address}?utm_source=x&size=10"
    assert b"utm_source" not in gzip.decompress(
        asked_of(application, tracked, Accept_Encoding="gzip").content
    )


@pytest.mark.django_db(transaction=True)
def test_a_reader_who_has_the_page_is_told_so_before_django_makes_a_request(application, passed_on):
    factories.statement()
    tag = asked_of(application, "/statements/")["ETag"]
    answer = asked_of(application, "/statements/", If_None_Match=tag)
    assert (answer.status_code, answer.content) == (304, b"")
    assert answer["ETag"] == tag
    assert answer["Cache-Control"] == kept_answers.PUBLIC
    assert passed_on == ["/statements/"]


@pytest.mark.django_db(transaction=True)
def test_what_is_no_public_page_is_passed_on(application, passed_on):
    factories.statement()
    asked = {
        "/statements/": {"Cookie": f"{settings.SESSION_COOKIE_NAME}=x"},
        "/about/": {"Host": "evil.example"},
        "/admin/": {},
        "/healthz": {},
    }
    for address in asked:
        asked_of(application, address)
    passed_on.clear()
    for address, headers in asked.items():
        asked_of(application, address, **headers)
    assert passed_on == list(asked)


@pytest.mark.django_db(transaction=True)
def test_a_connection_that_broke_is_mended_by_django(application, passed_on):
    factories.statement()
    for _ in range(2):
        asked_of(application, "/statements/")
    assert len(passed_on) == 1
    connection.connection.pgconn.finish()
    assert asked_of(application, "/statements/").status_code == 200
    assert len(passed_on) == 2
    asked_of(application, "/statements/")
    assert len(passed_on) == 2


@pytest.mark.django_db(transaction=True)
def test_a_query_that_the_server_prepared_and_lost_is_prepared_again(
    application: KeptFirst, passed_on: list[str]
) -> None:
    factories.statement()
    for _ in range(2):
        asked_of(application, "/statements/")
    with connection.cursor() as cursor:
        cursor.execute("DEALLOCATE ALL")
    for _ in range(4):
        assert asked_of(application, "/statements/").status_code == 200
    # Once to be made, and once at most to find out.
    assert len(passed_on) <= 2


@pytest.mark.django_db(transaction=True)
def test_a_query_that_cannot_be_prepared_is_tried_again(
    application: KeptFirst, passed_on: list[str]
) -> None:
    factories.statement()
    asked_of(application, "/statements/")
    with connection.cursor() as cursor:
        cursor.execute("DEALLOCATE ALL")
        cursor.execute("ALTER TABLE quotes_archiveversion RENAME TO elsewhere")
    try:
        # The first finds that it is lost, the second that it cannot be prepared.
        assert [ArchiveVersion.mark_at_once() for _ in range(2)] == ["", ""]
    finally:
        with connection.cursor() as cursor:
            cursor.execute("ALTER TABLE elsewhere RENAME TO quotes_archiveversion")
    assert ArchiveVersion.mark_at_once() == ArchiveVersion.mark_now()


@pytest.mark.django_db(transaction=True)
def test_after_a_commit_no_reader_gets_the_page_of_before(application):
    """Readers hammer the page while an editor saves: what is committed before a reader asks is in
    the answer."""
    statement = factories.statement("2025-05-21", text="The shield will cost much.")
    address = statement.get_absolute_url()
    committed, stop, stale = 0, threading.Event(), []

    def read(ask: Callable[[], HttpResponse]) -> None:
        while not stop.is_set():
            at_least = committed
            text = ask().content.decode()
            shown = int(text.partition("Edition ")[2].partition(" end")[0])
            if shown < at_least:
                stale.append((shown, at_least))
        connection.close()

    Source.objects.update(title="Edition 0 end")
    asks = [lambda: asked_of(application, address)] * 3 + [lambda: Client().get(address)]
    readers = [threading.Thread(target=read, args=[ask]) for ask in asks]
    try:
        for reader in readers:
            reader.start()
        for number in range(1, 60):
            Source.objects.update(title=f"Edition {number} end")
            committed = number
    finally:
        stop.set()
        for reader in readers:
            reader.join()
    assert not stale


# --- addresses -----------------------------------------------------------------------------------


def test_the_order_of_parameters_makes_no_other_page(client, statement, keeping):
    one = client.get("/statements/?topic=cost&q=shield")
    other = client.get("/statements/?q=shield&topic=cost")
    assert one["ETag"] == other["ETag"]
    # That of values of one name may mean something.
    one = client.get("/statements/?topic=cost&topic=none")
    other = client.get("/statements/?topic=none&topic=cost")
    assert one["ETag"] != other["ETag"]


def test_where_a_reader_came_from_is_not_handed_on(client, statement, keeping):
    tagged = client.get("/statements/?utm_source=letter&q=shield&fbclid=abc")
    assert tagged["ETag"] == client.get("/statements/?q=shield")["ETag"]
    assert "utm_source" not in tagged.content.decode()
    assert "fbclid" not in tagged.content.decode()
    assert "q=shield" in tagged.content.decode()


def test_an_address_with_a_query_is_kept_once_it_is_asked_for_again(statement, keeping):
    made = []

    def answer(request: object) -> HttpResponse:
        made.append(request)
        return _answer()

    middleware = KeptAnswersMiddleware(answer)
    for number in range(50):
        middleware(RequestFactory().get(f"/statements/?junk={number}"))
    assert middleware._cache.bytes_kept == 0
    for _ in range(3):
        middleware(RequestFactory().get("/statements/?q=shield"))
    assert len(made) == 52


@pytest.mark.parametrize(
    "query", ["q=%ff", "%00=%00", "q=a%00b", "&&&", "=", "q=%ED%A0%80", "a" * 8000]
)
def test_odd_queries_are_answered_as_before(query, client, statement, keeping):
    for _ in range(2):
        assert client.get(f"/statements/?{query}").status_code in (200, 400)


def test_another_host_is_refused(client, keeping):
    assert client.get("/statements/", headers={"host": "evil.example"}).status_code == 400


# --- encodings -----------------------------------------------------------------------------------

ACCEPTED = {
    "": "",
    "identity": "",
    "gzip": "gzip",
    "br": "br",
    "gzip, deflate, br": "br",
    "gzip, deflate, br;q=0": "gzip",
    "br;q=0.0, gzip;q=0": "",
    "GZIP;q=0.5": "gzip",
    "brx, xgzip": "",
    ";;,,": "",
}
DECODED: dict[str, Callable[[bytes], bytes]] = {
    "": bytes,
    "gzip": gzip.decompress,
    "br": brotli.decompress,
}


@pytest.mark.parametrize("accepted", ACCEPTED)
def test_a_page_comes_in_the_best_encoding_a_reader_has(accepted, client, statement, keeping):
    plain = client.get("/statements/")
    for _ in range(2):
        answer = client.get("/statements/", headers={"Accept-Encoding": accepted})
        encoding = answer.get("Content-Encoding", "")
        assert encoding == ACCEPTED[accepted]
        assert DECODED[encoding](answer.content) == plain.content
        assert int(answer["Content-Length"]) == len(answer.content)
        assert answer["Vary"] == "Accept-Encoding"
        assert answer["ETag"] == plain["ETag"]


def test_an_export_is_compressed_as_it_flows(client, statement, keeping):
    plain = client.get("/statements.csv").getvalue()
    flowing = client.get("/statements.csv", headers={"Accept-Encoding": "gzip, br"})
    assert flowing["Content-Encoding"] == "gzip"
    assert gzip.decompress(flowing.getvalue()) == plain
    # As it flows, there is no brotli; once it has flowed, it is kept in that.
    only_brotli = client.get("/statements.csv", headers={"Accept-Encoding": "br"})
    assert brotli.decompress(only_brotli.getvalue()) == plain
    caches["answers"].clear()
    only_brotli = client.get("/statements.csv?q=shield", headers={"Accept-Encoding": "br"})
    assert only_brotli.getvalue() == plain


def flowing(parts: Iterable[bytes]) -> StreamingHttpResponse:
    return StreamingHttpResponse(iter(parts), headers={"Content-Type": "text/csv"})


@pytest.mark.parametrize("accepted", ["", "gzip", "br", "gzip, br"])
def test_a_short_export_is_kept_when_it_has_flowed_to_its_end(accepted, statement, keeping):
    made = []

    def answer(request: object) -> StreamingHttpResponse:
        made.append(request)
        return flowing([b"who,what\n"] * 100)

    middleware = KeptAnswersMiddleware(answer)
    request = RequestFactory().get("/statements.csv", headers={"Accept-Encoding": accepted})
    first = middleware(request)
    assert middleware(request).streaming, "it was not at its end"
    first.getvalue()
    kept = middleware(request)
    assert len(made) == 2
    assert kept.headers["Content-Type"] == "text/csv"
    assert kept.headers["ETag"] == first.headers["ETag"]
    assert int(kept.headers["Content-Length"]) == len(kept.content)
    encoding = accepted.split(", ")[-1]
    assert kept.get("Content-Encoding", "") == encoding
    assert DECODED[encoding](kept.content) == b"who,what\n" * 100


def test_an_export_that_is_long_or_broke_off_is_not_kept(statement, keeping):
    def breaks() -> Iterator[bytes]:
        yield b"x" * 900
        raise OperationalError

    def given(make: Callable[[], Iterable[bytes]], request: object) -> StreamingHttpResponse:
        return flowing(make())

    long = [b"x" * 1000] * (LARGEST_KEPT // 1000 + 1)
    for make in (breaks, lambda: long):
        middleware = KeptAnswersMiddleware(partial(given, make))
        with suppress(OperationalError):
            middleware(RequestFactory().get("/statements.csv")).getvalue()
        # Nor one whose reader has left.
        middleware(RequestFactory().get("/statements.csv")).close()
        assert middleware._cache.bytes_kept == 0


def test_pictures_are_compressed_already(statement, keeping):
    answer = KeptAnswersMiddleware(lambda request: _answer(**{"Content-Type": "image/png"}))(
        RequestFactory().get("/x.png", headers={"Accept-Encoding": "br"})
    )
    assert not answer.has_header("Content-Encoding")


def test_a_head_request_has_the_headers_of_the_page(client, statement, keeping):
    asked = client.head("/statements/")
    page = client.get("/statements/")
    assert (asked.status_code, asked["ETag"]) == (200, page["ETag"])


# --- the memory ----------------------------------------------------------------------------------


def memory(size: int) -> MemoryCache:
    return MemoryCache("", {"OPTIONS": {"BYTES": size}})


@given(st.lists(st.tuples(st.sampled_from("abcdef"), st.binary(max_size=60)), max_size=60))
def test_memory_never_holds_more_than_it_may(sets):
    cache = memory(100)
    last: dict[str, bytes] = {}
    for key, value in sets:
        cache.set(key, value)
        last[key] = value
        assert cache.bytes_kept <= 100
        assert cache.get(key) == value
    for key, value in last.items():
        assert cache.get(key) in (None, value)


def test_memory_is_a_cache_of_django():
    cache = memory(10)
    cache.set("large", b"x" * 11)
    assert cache.get("large", "nothing") == "nothing"
    assert cache.add("a", b"1") and not cache.add("a", b"2")
    assert "a" in cache and cache.touch("a") and not cache.touch("b")
    assert cache.get_many(["a", "b"]) == {"a": b"1"}
    assert cache.delete("a") and not cache.delete("a")
    cache.set("b", b"2")
    cache.clear()
    assert cache.bytes_kept == 0


def test_what_is_not_asked_for_makes_room():
    cache = memory(3)
    for key in "abc":
        cache.set(key, b"x")
    assert cache.get("a") == b"x"
    cache.set("d", b"x")
    assert [key for key in "abcd" if key in cache] == ["a", "c", "d"]


def test_all_threads_of_a_process_share_the_memory(statement, keeping):
    middleware = KeptAnswersMiddleware(lambda request: _answer())
    middleware(RequestFactory().get("/x"))
    found = []
    thread = threading.Thread(target=lambda: found.append(middleware._cache.bytes_kept))
    thread.start()
    thread.join()
    assert found[0] > 900
    assert isinstance(caches["answers"], MemoryCache)
