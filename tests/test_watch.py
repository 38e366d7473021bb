"""The lives of pages, played by a server on this machine, and what the watch says of each."""

import json
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from io import StringIO
from typing import Any

import pytest
from django.contrib.auth.models import Group, User
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import Client
from django.urls import reverse

from quotes.capture import archive_copies
from quotes.capture.captures import capture
from quotes.capture.documents import read
from quotes.capture.fetch import Fetcher, Limits, Untrusted
from quotes.capture.link_monitor import (
    WATCHING,
    LookOutcome,
    NoNetwork,
    Watched,
    enlist,
    watch_pages,
)
from quotes.editing import EditContext, merge, publish, record_changes
from quotes.management.commands import fetch_captures as fetch_captures_command
from quotes.management.commands import watch as watch_command
from quotes.models import (
    Capture,
    CheckState,
    Citation,
    PageState,
    Revision,
    Source,
    Watch,
    WatchedPage,
)
from quotes.models.vocabulary import How, Kind
from tests import factories as make
from tests.documents import ARTICLE, WORDS
from tests.groups import make_groups
from tests.local_site import Answer, LocalSite, local_site

pytestmark = pytest.mark.django_db

START = datetime(2026, 1, 5, 12, tzinfo=UTC)
PATH = "/news/2025/carney-talks"

HERE = Answer(ARTICLE.encode())
ALTERED = Answer(ARTICLE.replace("a good idea", "a bad idea").encode())
REMOVED = Answer(ARTICLE.replace(f"“{WORDS}” he said in", "He spoke in").encode())
NOT_FOUND = Answer(b"<h1>Not Found</h1>", 404)
GONE = Answer(b"", 410)
HOME = Answer(status=301, headers={"Location": "/"})
SECTION = Answer(status=302, headers={"Location": "/news/"})
TOLD_NOTHING = Answer(
    b"<html><head><title>Page not found - CBC</title></head><body><p>Sorry.</p></body></html>"
)
TOLD_NOTHING_IN_FRENCH = Answer(
    b"<html><body><h1>Oups</h1><p>Cette page est introuvable.</p></body></html>"
)
CHALLENGE = Answer(b"<title>Just a moment...</title><p>Checking your browser.</p>")
WALL = Answer(
    b'<script type="application/ld+json">{"isAccessibleForFree": false}</script>'
    b"<title>Carney confirms talks</title><p>The prime minister spoke to reporters.</p>"
)
PICTURE = Answer(b"\x89PNG", kind="image/png")
CONSENT = Answer(status=302, headers={"Location": "/consent/?back=news"})
IN_FRENCH = Answer(
    b'<html lang="fr"><title>Carney confirme</title><body><article><p>Le premier ministre a parl'
    b" aux journalistes mercredi, au lendemain de l'annonce.</p></article></body></html>"
)
MADE_BY_SCRIPT = Answer(
    b'<html lang="en"><title>CBC News</title><body><p>CBC News</p><div id="app"></div>'
    b'<script src="/app.js"></script></body></html>'
)


def late(_request: object) -> Answer:
    time.sleep(1.2)
    return HERE


@dataclass
class Watching:
    """A source with one proved wording, and the server that plays its page."""

    site: LocalSite
    citation: Citation
    day: float = 0.0
    limits: Limits = field(default_factory=lambda: Limits(connect=1, read=0.5, total=1))

    @property
    def source(self) -> Source:
        return self.citation.source

    @property
    def page(self) -> WatchedPage:
        return WatchedPage.objects.select_related("source").get(source=self.source)

    @property
    def now(self) -> datetime:
        return START + timedelta(days=self.day)

    def look(self, after: float = 1.0, **options: Any) -> Watched:
        """Look at the page, so many days later."""
        self.day += after
        with self.site.fetcher(self.limits, **options) as fetcher:
            [watched] = watch_pages([self.page], fetcher, self.now)
        return watched

    def state(self) -> Watch:
        self.citation.refresh_from_db()
        return Watch(self.citation.watch)


@pytest.fixture
def site() -> Iterator[LocalSite]:
    with local_site() as site:
        site.pages[PATH] = HERE
        site.pages["/"] = Answer(b"<title>CBC</title><p>All the news of today, and more.</p>")
        site.pages["/consent/?back=news"] = Answer(
            b"<title>CBC</title><p>" + b"Your choices of cookies and partners are many. " * 40
        )
        site.pages["/news/"] = Answer(b"<title>News</title><p>All the news of today.</p>")
        yield site


@pytest.fixture
def watching(site) -> Watching:
    source = make.source(url=site.url(PATH), language="en")
    statement = make.draft(text=WORDS)
    citation = make.citation(statement, source=source)
    publish(statement, EditContext("First published"))
    capture(source, read(ARTICLE.encode()), How.PASTED, START - timedelta(days=90))
    enlist(START)
    return Watching(site, citation)


def move(watching: Watching, url: str) -> None:
    """Give the source another address, as an editor does: with a revision."""
    Source.objects.filter(pk=watching.source.pk).update(url=url)
    record_changes({watching.citation.statement_id}, EditContext("The page has moved."))


# --- the table -----------------------------------------------------------------------------------

Played = Answer | Callable[[Any], Answer]
P, A, R, G, B, U = (
    Watch.PRESENT,
    Watch.ALTERED,
    Watch.REMOVED,
    Watch.GONE,
    Watch.BLOCKED,
    Watch.UNKNOWN,
)

# A life: what the page answers, a day apart, and what is said of the words after each look.
# docs/watching.md has this table for people.
LIVES: dict[str, list[tuple[Played, Watch]]] = {
    "stays": [(HERE, P), (HERE, P)],
    "altered": [(HERE, P), (ALTERED, A), (ALTERED, A)],
    "altered from the first look": [(ALTERED, A)],
    "removed": [(HERE, P), (REMOVED, P), (REMOVED, R), (REMOVED, R)],
    "shown in part, once": [(HERE, P), (REMOVED, P), (HERE, P), (REMOVED, P)],
    "shown in part, with trouble between": [
        (HERE, P),
        (REMOVED, P),
        (Answer(status=503), P),
        (REMOVED, P),
        (REMOVED, R),
    ],
    "altered, then removed": [(ALTERED, A), (REMOVED, A), (REMOVED, R)],
    "altered, then mended": [(ALTERED, A), (HERE, P)],
    "removed, then back": [(REMOVED, U), (REMOVED, R), (HERE, P)],
    "gone, then back without the words": [
        *[(GONE, U)] * 2,
        (GONE, G),
        (REMOVED, G),
        (REMOVED, R),
    ],
    "not found once": [(HERE, P), (NOT_FOUND, P), (HERE, P)],
    "not found twice": [(HERE, P), (NOT_FOUND, P), (NOT_FOUND, P), (HERE, P)],
    "not found for good": [(HERE, P), (NOT_FOUND, P), (NOT_FOUND, P), (NOT_FOUND, G)],
    "gone for good": [(HERE, P), (GONE, P), (GONE, P), (GONE, G)],
    "never seen, then not found": [(NOT_FOUND, U), (NOT_FOUND, U), (NOT_FOUND, G)],
    "gone, then back": [(NOT_FOUND, U), (NOT_FOUND, U), (NOT_FOUND, G), (HERE, P)],
    "gone, then in trouble": [(GONE, U), (GONE, U), (GONE, G), *[(Answer(status=503), G)] * 4],
    "altered, then gone": [(ALTERED, A), (GONE, A), (GONE, A), (GONE, G)],
    "led to the home page": [(HERE, P), (HOME, P), (HOME, P), (HOME, G)],
    "led to its section": [(HERE, P), (SECTION, P), (SECTION, P), (SECTION, G)],
    "says it is not there": [(HERE, P), *[(TOLD_NOTHING, P)] * 2, (TOLD_NOTHING, G)],
    "says so in French": [(TOLD_NOTHING_IN_FRENCH, U)] * 2 + [(TOLD_NOTHING_IN_FRENCH, G)],
    "forbidden": [(HERE, P), *[(Answer(status=403), P)] * 2, *[(Answer(status=403), B)] * 4],
    "too many requests": [(HERE, P), *[(Answer(status=429), P)] * 2, (Answer(status=429), B)],
    "in trouble": [(HERE, P), *[(Answer(status=500), P)] * 2, (Answer(status=502), B)],
    "in trouble, then back": [*[(Answer(status=503), U)] * 2, (Answer(status=503), B), (HERE, P)],
    "slow": [(HERE, P), (late, P), (late, P), (late, B)],
    "asks who is there": [(HERE, P), *[(CHALLENGE, P)] * 2, (CHALLENGE, B)],
    "behind a wall": [(HERE, P), *[(WALL, P)] * 2, (WALL, B)],
    "asks for consent elsewhere": [(HERE, P), *[(CONSENT, P)] * 2, (CONSENT, B)],
    "shown in another language": [(HERE, P), *[(IN_FRENCH, P)] * 2, (IN_FRENCH, B)],
    "made by a script now": [(HERE, P), *[(MADE_BY_SCRIPT, P)] * 2, (MADE_BY_SCRIPT, B)],
    "a picture": [(HERE, P), *[(PICTURE, P)] * 2, (PICTURE, B)],
    "empty": [(HERE, P), *[(Answer(b""), P)] * 2, (Answer(b""), B)],
    "altered, then in trouble": [(ALTERED, A), *[(Answer(status=503), A)] * 5],
    "removed, then forbidden": [(REMOVED, U), (REMOVED, R), *[(Answer(status=403), R)] * 5],
    "not found and in trouble by turns": [
        (HERE, P),
        *[(NOT_FOUND, P), (Answer(status=503), P)] * 4,
    ],
}


@pytest.mark.parametrize("life", LIVES)
def test_the_table_of_states(watching, life):
    for number, (answer, expected) in enumerate(LIVES[life]):
        watching.site.pages[PATH] = answer
        watching.look()
        assert watching.state() == expected, number


def test_a_page_is_not_gone_by_three_looks_in_an_hour(watching):
    watching.site.pages[PATH] = NOT_FOUND
    for _number in range(5):
        watching.look(after=0.01)
        assert watching.state() == Watch.UNKNOWN
    watching.look(after=2)
    assert watching.state() == Watch.GONE


def test_a_page_like_that_of_an_address_that_cannot_exist_is_missing(watching):
    """Some sites answer 200 to everything, and say nothing that could be recognised."""
    shell = Answer(b"<title>CBC</title><p>Welcome to the place where you find all there is.</p>")

    class Everything(dict):
        def get(self, path: str, _other: Any = None) -> Any:
            return NOT_FOUND if path == "/robots.txt" else shell

    watching.site.pages = Everything()
    for expected in (Watch.UNKNOWN, Watch.UNKNOWN, Watch.GONE):
        assert watching.look().found == LookOutcome.MISSING
        assert watching.state() == expected
    probes = [path for path in watching.site.paths() if path not in (PATH, "/robots.txt")]
    assert len(probes) == 3
    assert len(set(probes)) == 3


def test_a_page_that_has_moved_is_read_where_it_is_and_the_address_is_noted(watching):
    watching.site.pages["/politics/carney-talks"] = HERE
    watching.site.pages[PATH] = Answer(status=301, headers={"Location": "/politics/carney-talks"})
    assert watching.look().found == LookOutcome.READ
    assert watching.state() == Watch.PRESENT
    assert watching.page.told == (
        f"The page has moved to {watching.site.url('/politics/carney-talks')}."
    )
    watching.site.pages[PATH] = HERE
    watching.look()
    assert watching.page.told == ""


def test_a_certificate_that_is_not_valid_is_no_network_of_our_own(watching, monkeypatch):
    """One site whose certificate has run out must not keep what was seen from being written."""

    def untrusted(*_asked: Any, **_options: Any) -> None:
        raise Untrusted("news.example does not prove who it is.")

    monkeypatch.setattr(Fetcher, "fetch", untrusted)
    for expected in (Watch.UNKNOWN, Watch.UNKNOWN, Watch.BLOCKED):
        assert watching.look().found == LookOutcome.BLOCKED
        assert watching.state() == expected


def test_what_a_site_forbids_to_robots_is_blocked_and_not_asked_for(watching):
    watching.site.pages["/robots.txt"] = Answer(
        b"User-agent: *\nDisallow: /news/", kind="text/plain"
    )
    for expected in (Watch.UNKNOWN, Watch.UNKNOWN, Watch.BLOCKED):
        watching.look()
        assert watching.state() == expected
    assert PATH not in watching.site.paths()


def test_words_that_no_text_ever_proved_are_not_said_to_be_altered(watching):
    """That they differ from their source is what their check says."""
    other = make.citation(
        make.draft(text=WORDS.replace("good", "splendid")), source=watching.source
    )
    watching.look()
    other.refresh_from_db()
    assert (other.watch, other.watched_at) == (Watch.UNKNOWN, None)
    assert other.check_state == CheckState.DIFFERS


def test_a_paraphrase_has_no_words_to_be_watched(watching):
    other = make.citation(
        make.draft(kind=Kind.PARAPHRASE), source=watching.source, wording=None, kind=Kind.PARAPHRASE
    )
    watching.look()
    other.refresh_from_db()
    assert other.watch == Watch.UNKNOWN
    watching.site.pages[PATH] = GONE
    for _number in range(3):
        watching.look()
    other.refresh_from_db()
    assert other.watch == Watch.GONE


def test_a_first_look_takes_the_text_and_proves_the_words(site):
    source = make.source(url=site.url(PATH))
    citation = make.citation(make.draft(text=WORDS), source=source)
    assert enlist(START) == 1
    assert enlist(START) == 0
    watching = Watching(site, citation)
    assert watching.look().is_captured
    assert watching.state() == Watch.PRESENT
    assert citation.check_state == CheckState.EXACT


# --- texts ---------------------------------------------------------------------------------------


def test_a_new_text_is_kept_only_when_the_article_changed(watching):
    watching.look()
    count = Capture.objects.count()
    around = ARTICLE.replace("Related: another official", "Related: somebody else entirely")
    watching.site.pages[PATH] = Answer(around.encode())
    assert not watching.look().is_captured
    assert Capture.objects.count() == count
    watching.site.pages[PATH] = ALTERED
    assert watching.look().is_captured
    assert not watching.look().is_captured
    assert Capture.objects.count() == count + 1
    newest = Capture.objects.latest("pk")
    assert (newest.how, newest.metadata["status"]) == ("fetched", 200)
    assert "a bad idea" in newest.text
    assert watching.page.capture == newest


def test_a_page_that_is_not_the_document_is_never_kept_as_its_text(watching):
    count = Capture.objects.count()
    for answer in (TOLD_NOTHING, HOME, CHALLENGE, WALL, NOT_FOUND):
        watching.site.pages[PATH] = answer
        watching.look()
    assert Capture.objects.count() == count


def test_the_proof_of_altered_words_is_the_text_that_had_them(watching):
    watching.site.pages[PATH] = ALTERED
    watching.look()
    watching.citation.refresh_from_db()
    assert watching.citation.check_state == CheckState.EXACT
    assert WORDS in watching.citation.capture.text


def test_a_change_of_the_words_makes_no_revision(watching):
    before = Revision.objects.count()
    watching.site.pages[PATH] = ALTERED
    watching.look()
    assert Revision.objects.count() == before


def test_unchanged_pages_are_not_sent_again(watching):
    def conditional(request: Any) -> Answer:
        same = request.headers.get("If-None-Match") == '"7"'
        return Answer(status=304) if same else Answer(ARTICLE.encode(), headers={"ETag": '"7"'})

    watching.site.pages[PATH] = conditional
    assert watching.look().found == LookOutcome.READ
    assert watching.look().found == LookOutcome.SAME
    assert watching.state() == Watch.PRESENT
    assert watching.citation.watched_at == watching.now


def test_what_a_site_said_of_another_address_is_not_asked_of_the_new_one(watching):
    watching.site.pages[PATH] = Answer(ARTICLE.encode(), headers={"ETag": '"7"'})
    watching.look()
    watching.look()
    assert watching.site.asked[-1][1]["if-none-match"] == '"7"'
    move(watching, watching.site.url("/moved"))
    watching.site.pages["/moved"] = HERE
    watching.look()
    assert "if-none-match" not in watching.site.asked[-1][1]


def test_words_are_seen_when_the_page_was_read(watching):
    watching.look()
    read_at = watching.now
    watching.site.pages[PATH] = Answer(status=503)
    watching.look()
    assert watching.state() == Watch.PRESENT
    assert watching.citation.watched_at == read_at
    assert watching.page.looked_at == watching.now


# --- when ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("answer", "looks", "days"),
    [
        (HERE, 1, 7),
        (ALTERED, 1, 7),
        (REMOVED, 1, 1),
        (REMOVED, 2, 7),
        (NOT_FOUND, 1, 1),
        (NOT_FOUND, 3, 30),
        (Answer(status=503), 1, 1),
        (Answer(status=503), 2, 2),
        (Answer(status=503), 3, 4),
        (Answer(status=503), 9, 14),
    ],
)
def test_the_next_look_depends_on_the_last_one(watching, answer, looks, days):
    watching.site.pages[PATH] = answer
    for _number in range(looks):
        watching.look()
    assert watching.page.due_at == watching.now + timedelta(days=days)


def test_pages_are_looked_at_when_they_are_due_the_longest_waiting_first(watching):
    late = WatchedPage.objects.create(source=make.source(), due_at=START - timedelta(days=2))
    WatchedPage.objects.create(source=make.source(), due_at=START + timedelta(days=2))
    assert list(WatchedPage.objects.due(START)) == [late, watching.page]


def test_two_pages_of_one_host_are_asked_with_a_pause(watching):
    other = make.source(url=watching.site.url("/other"))
    make.citation(make.draft(), source=other)
    enlist(START)
    started = time.monotonic()
    with watching.site.fetcher(pause=0.4) as fetcher:
        list(watch_pages(WatchedPage.objects.select_related("source"), fetcher, START))
    assert time.monotonic() - started >= 0.4


def test_a_run_that_is_stopped_goes_on_where_it_was(watching):
    other = make.source(url=watching.site.url("/other"))
    make.citation(make.draft(), source=other)
    enlist(START)
    with watching.site.fetcher() as fetcher:
        next(watch_pages(WatchedPage.objects.due(START).select_related("source"), fetcher, START))
    assert [page.source for page in WatchedPage.objects.due(START)] == [other]


def test_a_source_that_is_merged_or_moved_while_it_is_looked_at_is_passed_over(watching):
    """Whatever happens between the look and the writing; the run goes on."""

    page = watching.page
    with watching.site.fetcher() as fetcher:
        run = watch_pages([page], fetcher, START)
        move(watching, watching.site.url("/new"))
        assert list(run) == []
        WatchedPage.objects.all().delete()
        assert list(watch_pages([page], fetcher, START)) == []


def test_without_a_network_nothing_is_written(watching):
    def nowhere(_host: str, _port: int) -> list[str]:
        raise OSError("no network")

    with pytest.raises(NoNetwork):
        watching.look(resolve=nowhere)
    assert watching.page.state == PageState.UNSEEN
    assert watching.page.looked_at is None


def test_a_host_that_cannot_be_reached_while_others_can_is_blocked(watching):
    def partly(host: str, _port: int) -> list[str]:
        if host == "dead.example":
            raise OSError("no such host")
        return ["127.0.0.1"]

    dead = make.source(url="http://dead.example/a")
    make.citation(make.draft(), source=dead)
    enlist(START - timedelta(days=1))
    with watching.site.fetcher(resolve=partly) as fetcher:
        watched = list(watch_pages(WatchedPage.objects.due(START), fetcher, START))
    assert {one.source: one.found for one in watched} == {
        dead: LookOutcome.BLOCKED,
        watching.source: LookOutcome.READ,
    }


def test_a_private_address_is_blocked_and_not_asked(watching):
    """Whatever an address leads to by now: see tests/test_fetch.py."""
    watching.site.pages[PATH] = Answer(status=302, headers={"Location": "http://169.254.169.254/"})
    with Fetcher(
        watching.limits,
        allow=frozenset({("127.0.0.1", watching.site.port)}),
        resolve=lambda host, _port: ["127.0.0.1" if host == "news.example" else host],
    ) as fetcher:
        [watched] = watch_pages([watching.page], fetcher, START)
    assert watched.found == LookOutcome.BLOCKED
    assert "public internet" in watched.told


# --- the command ---------------------------------------------------------------------------------


def run(command: Any, site: LocalSite, monkeypatch: Any, *args: str) -> str:
    def local(**options: Any) -> Fetcher:
        return site.fetcher(**options)

    monkeypatch.setattr(command, "Fetcher", local)
    out = StringIO()
    call_command(command.__name__.rpartition(".")[2], "--host-delay=0", *args, stdout=out)
    return out.getvalue()


def test_the_command_says_a_line_a_page(watching, monkeypatch):
    watching.site.pages[PATH] = ALTERED
    said = run(watch_command, watching.site, monkeypatch)
    assert said == f"{watching.source.public_id} read: 1 altered since; new text kept\n"
    assert run(watch_command, watching.site, monkeypatch) == ""


@pytest.mark.django_db(transaction=True)
def test_two_runs_at_once_do_not_ask_twice(watching, monkeypatch):
    other = connection.copy()
    try:
        with other.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_lock(%s)", [WATCHING])
            assert run(watch_command, watching.site, monkeypatch) == ""
            assert watching.site.asked == []
            cursor.execute("SELECT pg_advisory_unlock(%s)", [WATCHING])
    finally:
        other.close()
    assert "read: 1 still there" in run(watch_command, watching.site, monkeypatch)


def test_the_command_speaks_json(watching, monkeypatch):
    watching.site.pages[PATH] = NOT_FOUND
    public_id = watching.source.public_id
    said = json.loads(
        run(watch_command, watching.site, monkeypatch, "--json", f"--source={public_id}")
    )
    assert said == {
        "source": public_id,
        "url": watching.source.url,
        "found": "missing",
        "told": "The site says this page does not exist (404).",
        "citations": {"unknown": 1},
        "captured": False,
    }


def test_the_command_refuses_what_it_does_not_know(watching, monkeypatch):
    with pytest.raises(CommandError, match="No source"):
        run(watch_command, watching.site, monkeypatch, "--source=zzzzz")


def test_the_command_without_a_network_says_so(watching, site, monkeypatch):
    def nowhere(_host: str, _port: int) -> list[str]:
        raise OSError("no network")

    monkeypatch.setattr(watch_command, "Fetcher", lambda **_options: site.fetcher(resolve=nowhere))
    with pytest.raises(CommandError, match="We cannot reach any site"):
        call_command("watch")


def test_texts_are_fetched_for_sources_without_any(site, monkeypatch):
    had = make.source(url=site.url(PATH))
    lost = make.source(url=site.url("/nowhere"))
    make.source(url=None)
    said = run(fetch_captures_command, site, monkeypatch)
    assert f"{had.public_id}: 83 words" in said
    assert f"{lost.public_id}: The site says this page does not exist (404)." in said
    assert "1 of 2 texts were kept." in said
    assert Capture.objects.get().source == had
    with pytest.raises(CommandError):
        run(fetch_captures_command, site, monkeypatch)


def test_what_could_not_be_fetched_comes_last_the_next_time(site, monkeypatch):
    lost = [make.source(url=site.url(f"/nowhere-{number}")) for number in range(2)]
    for _number in range(2):
        with pytest.raises(CommandError):
            run(fetch_captures_command, site, monkeypatch, "--limit=1")
    tried = {path for path in site.paths() if path.startswith("/nowhere")}
    assert tried == {f"/nowhere-{number}" for number in range(2)}
    assert len(lost) == 2


# --- archived copies -----------------------------------------------------------------------------

COPY = "https://web.archive.org/web/20250522101112/https://news.example/a"


@pytest.fixture
def archive(watching, monkeypatch) -> LocalSite:
    site = watching.site
    monkeypatch.setattr(archive_copies, "AVAILABILITY", site.url("/available", "archive.example"))
    monkeypatch.setattr(archive_copies, "SAVE", site.url("/save/", "archive.example"))
    WatchedPage.objects.update(state=PageState.READABLE)
    # The same page by another address, so that paths of the test server stay simple.
    move(watching, "https://news.example/a")
    return site


def ask(site: LocalSite, now: datetime = START) -> list[str]:
    types = frozenset({"text/html", "application/json"})
    return list(archive_copies.ask_for_copies(site.fetcher(types=types, obeys_robots=False), now))


def available(url: str | None) -> Answer:
    closest = {"available": True, "status": "200", "url": url, "timestamp": "20250522101112"}
    body = json.dumps({"archived_snapshots": {"closest": closest} if url else {}})
    return Answer(body.encode(), kind="application/json")


# Asked for is the copy nearest to the day on which the words were seen there.
AVAILABLE = "/available?url=https%3A%2F%2Fnews.example%2Fa&timestamp=20251007120000"
SAVE = "/save/https://news.example/a"


def test_a_copy_that_is_there_is_linked(watching, archive):
    archive.pages[AVAILABLE] = available(COPY.replace("https", "http", 1))
    assert archive_copies.queue_for_copies(START) == 1
    assert archive_copies.queue_for_copies(START) == 0
    ask(archive)
    source = Source.objects.get(pk=watching.source.pk)
    assert source.archived_url == COPY
    assert source.archived_at == datetime(2025, 5, 22, 10, 11, 12, tzinfo=UTC)
    assert ask(archive) == []


def test_where_there_is_none_one_is_asked_for(watching, archive):
    archive.pages[AVAILABLE] = available(None)
    path = "/web/20250522101112/https://news.example/a"
    archive.pages[SAVE] = Answer(status=302, headers={"Location": path})
    archive.pages[path] = HERE
    archive_copies.queue_for_copies(START)
    ask(archive)
    assert Source.objects.get(pk=watching.source.pk).archived_url.endswith(path)


def test_it_is_tried_again_with_growing_pauses_and_given_up(watching, archive):
    archive.pages[AVAILABLE] = Answer(status=503)
    archive.pages[SAVE] = Answer(status=429)
    archive_copies.queue_for_copies(START)
    now, pauses = START, []
    while due := WatchedPage.objects.get().archive_due_at:
        pauses.append(due - now)
        now = due
        assert ask(archive, now)
        assert not ask(archive, now)
    hours = [pause.total_seconds() / 3600 for pause in pauses]
    assert hours == [0, 6, 12, 24, 48, 96]
    assert archive_copies.queue_for_copies(now) == 0
    assert WatchedPage.objects.get().archive_told


@pytest.mark.parametrize(
    "body", [b"", b"[]", b'{"archived_snapshots": 7}', b'{"archived_snapshots": {"closest": {}}}']
)
def test_answers_of_the_archive_that_make_no_sense_are_no_copy(watching, archive, body):
    archive.pages[AVAILABLE] = Answer(body, kind="application/json")
    archive_copies.queue_for_copies(START)
    ask(archive)
    assert Source.objects.get(pk=watching.source.pk).archived_url == ""


def test_a_copy_that_an_editor_gave_stays(watching, archive):
    archive_copies.queue_for_copies(START)
    Source.objects.filter(pk=watching.source.pk).update(archived_url="https://archive.example/x")
    archive.pages[AVAILABLE] = available(COPY)
    ask(archive)
    assert Source.objects.get(pk=watching.source.pk).archived_url == "https://archive.example/x"


def test_nothing_is_asked_of_an_archive_unless_it_is_set(watching, monkeypatch, settings):
    def never(*_args: Any) -> Any:
        raise AssertionError("asked")

    monkeypatch.setattr(watch_command, "ask_for_copies", never)
    assert settings.ARCHIVE_COPIES is False
    run(watch_command, watching.site, monkeypatch)
    settings.ARCHIVE_COPIES = True
    with pytest.raises(AssertionError):
        run(watch_command, watching.site, monkeypatch)


# --- what editors and readers see ----------------------------------------------------------------


@pytest.fixture
def client() -> Client:
    client = Client()
    client.force_login(User.objects.create_superuser("chief"))
    return client


def queue(client: Client) -> list[WatchedPage]:
    listed = client.get(reverse("admin:quotes_watchedpage_changelist") + "?found=new")
    return list(listed.context["cl"].queryset)


def test_editors_have_a_queue_of_what_has_changed(watching, client):
    watching.look()
    assert queue(client) == []
    watching.site.pages[PATH] = ALTERED
    watching.look()
    [page] = queue(client)
    shown = client.get(reverse("admin:quotes_watchedpage_change", args=[page.pk])).content.decode()
    assert "altered since" in shown
    assert "as printed then:" in shown
    assert "as printed then: </span>good </del>" in shown
    assert shown.index("as printed then:") < shown.index("on the page now:")
    assert "on the page now: </span>bad </ins>" in shown


def test_what_an_editor_has_noted_leaves_the_queue_until_it_changes_again(watching, client):
    watching.site.pages[PATH] = ALTERED
    watching.look()
    chosen = {"action": "note", "_selected_action": [watching.page.pk]}
    client.post(reverse("admin:quotes_watchedpage_changelist"), chosen)
    assert queue(client) == []
    watching.look()
    assert queue(client) == []
    watching.site.pages[PATH] = REMOVED
    watching.look()
    watching.look()
    assert queue(client) == [watching.page]


def test_a_contributor_takes_nothing_off_the_queue(watching):
    make_groups()
    contributor = User.objects.create_user("contributor", is_staff=True)
    contributor.groups.add(Group.objects.get(name="contributor"))
    client = Client()
    client.force_login(contributor)
    watching.site.pages[PATH] = ALTERED
    watching.look()
    assert queue(client) == [watching.page]
    chosen = {"action": "note", "_selected_action": [watching.page.pk]}
    client.post(reverse("admin:quotes_watchedpage_changelist"), chosen)
    assert queue(client) == [watching.page]


def statement_page(watching: Watching) -> str:
    return Client().get(watching.citation.statement.get_absolute_url()).content.decode()


def test_readers_see_that_words_were_altered(watching):
    watching.look()
    assert "altered since" not in statement_page(watching)
    watching.site.pages[PATH] = ALTERED
    watching.look()
    assert "As printed on 7 October 2025; altered since (7 January 2026)." in statement_page(
        watching
    )
    watching.site.pages[PATH] = REMOVED
    watching.look()
    watching.look()
    assert "removed since (9 January 2026)." in statement_page(watching)


def test_links_of_a_page_that_is_gone_lead_to_its_archived_copy(watching):
    Source.objects.filter(pk=watching.source.pk).update(archived_url=COPY)
    link = f'href="{watching.source.url}'
    assert link in statement_page(watching)
    watching.site.pages[PATH] = GONE
    for _number in range(3):
        watching.look()
    page = statement_page(watching)
    assert "The page is no longer online (8 January 2026)." in page
    assert f'href="{COPY}' in page
    wordings = page[page.index('id="wordings"') : page.index('aria-labelledby="chain-title"')]
    assert f'href="{COPY}' in wordings
    assert link not in wordings
    source_page = Client().get(watching.source.get_absolute_url()).content.decode()
    assert "The page is no longer online." in source_page
    assert f'href="{COPY}' in source_page
    assert link not in source_page
    # Of the six styles those that name one address name the copy, which can be read.
    cited = source_page[source_page.index('id="cite"') :]
    assert cited.count(COPY) >= 6
    feed = Client().get("/statements.atom").content.decode()
    assert COPY in feed
    assert watching.source.url not in feed


def test_links_of_a_page_that_is_gone_stay_where_there_is_no_copy(watching):
    """They are what is known of where it was; a feed has nothing else to say."""
    watching.site.pages[PATH] = GONE
    for _number in range(3):
        watching.look()
    assert watching.source.url in Client().get("/statements.atom").content.decode()
    source_page = Client().get(watching.source.get_absolute_url()).content.decode()
    assert f'href="{watching.source.url}' not in source_page
    assert f'<span class="url">{watching.source.url}</span>' in source_page


def test_sources_that_are_watched_can_be_merged(watching):
    watching.look()
    twin = make.source(url=watching.site.url("/twin"), outlet=watching.source.outlet, language="en")
    make.citation(make.draft(), source=twin)
    enlist(START)
    merge(twin, watching.source, EditContext("The same document."))
    assert WatchedPage.objects.get().source == twin
