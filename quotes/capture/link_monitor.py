"""Whether the words that are cited still stand where they were printed.

A look at a page ends in one of four ways (`LookOutcome`); only what was seen is said of the words:

* the page was *read*: each wording that a text of this source has proved stands there still
  (*present*), stands there with other words (*altered*), or does not (*removed*, once two looks in
  a row say so: a page may show only its beginning to some). Of a wording that no text ever proved
  nothing is said: that it differs is what its check says, and not the watch;
* it is the *same* as at the last look (HTTP 304): so are the words;
* it is *missing*: 404, 410, or a page that answers 200 and is not the document (the home page; one
  that says that there is nothing, or says the same of an address that cannot exist). Only after
  `TRIES` looks in a row, over `GONE_AFTER`, are its words *gone*: sites fail, and come back;
* it is *blocked*: the site does not show it to us, does not answer, or shows something in its way.
  That is not known of the page, so it is never *gone*; after `TRIES` looks in a row its words are
  *blocked*, unless they were found altered, removed or gone before.

docs/watching.md has the table. What is found is written in one transaction a page, so that a run
can be stopped at any time and goes on where it was.
"""

import re
import secrets
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from urllib.parse import urlsplit

from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from rapidfuzz.fuzz import ratio

from quotes.addresses.canonical import InvalidURL, canonical_url
from quotes.capture.captures import (
    Read,
    article_of,
    capture,
    captured,
    hash_of,
    refusal_of_status,
)
from quotes.capture.documents import DocumentError, PageDocument, read
from quotes.capture.fetch import Fetched, Fetcher, FetchError, Unreachable
from quotes.editing.locks import lock_record
from quotes.models import Capture, CheckState, Citation, PageState, Source, Watch, WatchedPage
from quotes.models.link_checks import LOST
from quotes.models.vocabulary import How
from quotes.text.languages import primary_subtag
from quotes.verification.store import PROOF
from quotes.verification.verify import verify

# Looks in a row after which a page counts as gone or blocked, and the time they are spread over.
TRIES = 3
GONE_AFTER = timedelta(days=2)

# When a page is looked at again.
_AFTER_READING = timedelta(days=7)
_AFTER_FAILING = timedelta(days=1)
_AFTER_GONE = timedelta(days=30)
_LONGEST_PAUSE = timedelta(days=14)

# Hosts that cannot be reached, before any was, after which it is our network that fails.
_UNREACHED = 3


class LookOutcome(StrEnum):
    """How a look at a page ended."""

    READ = "read"
    SAME = "same"
    MISSING = "missing"
    BLOCKED = "blocked"


@dataclass(frozen=True, slots=True)
class Look:
    """What a look found, with a sentence where the page was not read or has moved.

    ``page`` is there when it was. ``is_unreached`` says that there was no answer at all.
    """

    found: LookOutcome
    told: str = ""
    page: Read | None = None
    is_unreached: bool = False


@dataclass(frozen=True, slots=True)
class Watched:
    """What became of one source: the state of each citation, and whether a new text was kept."""

    source: Source
    found: LookOutcome
    told: str
    states: dict[Watch, int]
    is_captured: bool = False


# --- which pages ---------------------------------------------------------------------------------


def enlist(now: datetime) -> int:
    """Have every cited page on the list; how many are new on it."""
    unlisted = Source.objects.filter(
        url__isnull=False, watched__isnull=True, citations__isnull=False
    ).distinct()
    made = WatchedPage.objects.bulk_create(
        [WatchedPage(source_id=pk, due_at=now) for pk in unlisted.values_list("pk", flat=True)],
        ignore_conflicts=True,
    )
    return len(made)


def watch_pages(
    pages: Iterable[WatchedPage], fetcher: Fetcher, now: datetime | None = None
) -> Iterator[Watched]:
    """Look at pages one after the other, and keep what is found of each.

    While no host at all could be reached, nothing is written of those that could not: it may be our
    own network. Raises `NoNetwork` when that goes on, and where it was so to the end.
    """
    watch = _Run(fetcher)
    held_back: list[tuple[WatchedPage, Look]] = []
    for page in pages:
        look = watch.look(page)
        if look.is_unreached and not watch.has_reached:
            held_back.append((page, look))
            hosts = {urlsplit(held.source.url or "").hostname for held, _look in held_back}
            if len(hosts) >= _UNREACHED:
                break
            continue
        for held, found in (*held_back, (page, look)):
            watched = record(held, found, now or timezone.now())
            if watched:
                yield watched
        held_back.clear()
    if held_back:
        raise NoNetwork(
            _("We cannot reach any site from here. Nothing was saved; try again later.")
        )


class NoNetwork(Exception):
    """No page could be asked for; ``str()`` is a sentence."""


class AlreadyWatching(Exception):
    """Another run is looking at the pages; ``str()`` is a sentence."""


# A number of our own for the lock of PostgreSQL that a run holds.
WATCHING = 7003017


@contextmanager
def alone() -> Iterator[None]:
    """Be the only run that looks at pages. Raises `AlreadyWatching`.

    Two at once would ask a host twice as often, and count what both see in one minute as two looks
    in a row. The lock goes with the connection, so a run that is killed leaves none.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s)", [WATCHING])
        if not cursor.fetchone()[0]:
            raise AlreadyWatching(_("Another check of the pages is already running."))
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_unlock(%s)", [WATCHING])


# --- one look ------------------------------------------------------------------------------------


@dataclass
class _Run:
    """Looks of one run; what a host shows at an address that cannot exist is asked for once."""

    fetcher: Fetcher
    has_reached: bool = False
    _nothing: dict[str, Read | None] = field(default_factory=dict)

    def look(self, page: WatchedPage) -> Look:
        """Ask for a page, unless it is unchanged, and tell what came."""
        url = page.source.url or ""
        try:
            answer = self.fetcher.fetch(url, _conditions(page))
        except Unreachable as error:
            return Look(LookOutcome.BLOCKED, str(error), is_unreached=True)
        except FetchError as error:
            self.has_reached = True
            return Look(LookOutcome.BLOCKED, str(error))
        self.has_reached = True
        if answer.status == 304 and page.capture_id:
            return Look(LookOutcome.SAME)
        if answer.status in (404, 410):
            return Look(LookOutcome.MISSING, refusal_of_status(answer.status))
        if not answer.is_ok:
            return Look(LookOutcome.BLOCKED, refusal_of_status(answer.status))
        try:
            document = read(answer.body, answer.content_type, url=answer.final_url)
        except DocumentError as error:
            return Look(LookOutcome.BLOCKED, str(error))
        return self._judged(page, Read(document, answer))

    def _judged(self, page: WatchedPage, came: Read) -> Look:
        """Whether a page that answers 200 is the document, and not something in its place."""
        if _has_words_of(page.source, came.document):
            return Look(LookOutcome.READ, _moved(came.answer), page=came)
        told = _told_missing(came)
        if told:
            return Look(LookOutcome.MISSING, told)
        in_the_way = _in_the_way(page, came)
        if in_the_way:
            return Look(LookOutcome.BLOCKED, in_the_way)
        nothing = self._shown_for_nothing(came.answer)
        if nothing and _are_alike(came, nothing):
            return Look(
                LookOutcome.MISSING,
                _("The site shows the same page as for an address that does not exist."),
            )
        return Look(LookOutcome.READ, _moved(came.answer), page=came)

    def _shown_for_nothing(self, answer: Fetched) -> Read | None:
        """What the host shows at an address that cannot exist, if that is a page at all."""
        parts = urlsplit(answer.final_url)
        site = f"{parts.scheme}://{parts.netloc}"
        if site not in self._nothing:
            self._nothing[site] = self._asked_for_nothing(f"{site}/{secrets.token_hex(12)}")
        return self._nothing[site]

    def _asked_for_nothing(self, url: str) -> Read | None:
        try:
            answer = self.fetcher.fetch(url)
            if not answer.is_ok:
                return None
            return Read(read(answer.body, answer.content_type, url=url), answer)
        except (FetchError, DocumentError):
            return None


def _conditions(page: WatchedPage) -> dict[str, str]:
    """Headers that let the site answer that nothing has changed (RFC 9110, section 13)."""
    if not page.capture_id or page.read_url != page.source.url:
        return {}
    given = {"If-None-Match": page.etag, "If-Modified-Since": page.last_modified}
    return {name: value for name, value in given.items() if value}


def _has_words_of(source: Source, document: PageDocument) -> bool:
    """Whether the page has any words that are cited from it, altered ones too."""
    return any(
        verify(citation.wording or "", document.text, language=source.language).outcome
        != CheckState.NOT_FOUND
        for citation in source.citations.filter(wording__isnull=False)
    )


# What pages say that are not there, in their title or in a few words.
_NOTHING_HERE = re.compile(
    r"\b404\b|\b410 gone\b"
    r"|(page|article|story|content|document|video|post)s? "
    r"((was|were|is|are|has been|could|can) ?)?(not|n’t|n't) (be )?(found|exist)"
    r"|(page|article|story|post)s? (you|that)[^.]{0,60}(not|n’t|n't|no longer)"
    r"|no longer (available|exists?|online)|nothing (was )?found|has been (removed|deleted)"
    r"|page non trouv[ée]e|introuvable|n[’']existe (plus|pas)|n[’']est plus disponible",
    re.I,
)
_IN_THE_WAY = re.compile(
    r"just a moment|verify (that )?you are (a )?human|are you a robot|enable (javascript|cookies)|"
    r"access (to this page has been )?denied|captcha|unusual traffic|attention required|"
    r"your privacy (choices|matters)|we value your privacy|before you continue|"
    r"(subscribe|sign in|log in) to (continue|read)|subscribers only|r[ée]serv[ée] aux abonn[ée]s|"
    r"consent",
    re.I,
)
_PAYWALL = re.compile(rb"\"isAccessibleForFree\"\s*:\s*\"?false", re.I)
# A redirect to such a host or path asks for consent or an account first.
_WALLS = re.compile(r"^(consent|login|signin|sso|auth|accounts?|guce|captcha)$")
_SCRIPT = b"<script"
# What is left of a page that a script would have filled.
_FEWEST_WORDS = 25
# A page of so few words may be nothing but such a sentence.
_FEW_WORDS = 150


def _told_missing(came: Read) -> str:
    """Why a page that answers 200 is not the document, or ``""``."""
    if _leads_home(came.answer):
        return _("The address now opens the home page or a section of the site.")
    if _says(_NOTHING_HERE, came.document):
        return _("The site shows a page that says there is nothing here.")
    return ""


def _moved(answer: Fetched) -> str:
    """That the document has another address now, for the editor to enter; else ``""``."""
    try:
        is_same = canonical_url(answer.url) == canonical_url(answer.final_url)
    except InvalidURL:
        is_same = True
    return "" if is_same else _("The page has moved to %(url)s.") % {"url": answer.final_url}


def _leads_home(answer: Fetched) -> bool:
    """Whether a redirect ended at the home page, or at a folder that the address was in."""
    if not answer.redirects:
        return False
    asked, came = urlsplit(answer.url), urlsplit(answer.final_url)
    path, end = asked.path.rstrip("/"), came.path.rstrip("/")
    is_above = not end or path.startswith(f"{end}/")
    return is_above and not came.query and path != end


def _in_the_way(page: WatchedPage, came: Read) -> str:
    """Why what was shown is no sign of what the document says now, or ``""``."""
    if _says(_IN_THE_WAY, came.document) or _leads_to_a_wall(came.answer):
        return _("The site shows something else first: a question, a form or a paywall.")
    shown, expected = came.document.metadata.language, page.source.language
    if shown and expected and primary_subtag(shown) != primary_subtag(expected):
        return _("The site shows the page in another language.")
    if len(came.document.text.split()) < _FEWEST_WORDS and _SCRIPT in came.answer.body.lower():
        return _("The page shows its text only to browsers that run scripts.")
    known = Capture.objects.filter(source=page.source).first()
    is_short = known and len(came.document.article) < len(article_of(known)) / 2
    if is_short and _PAYWALL.search(came.answer.body):
        return _("The site shows only the beginning of the page to readers without an account.")
    return ""


def _leads_to_a_wall(answer: Fetched) -> bool:
    """Whether a redirect ended at an address that is named for what it asks."""
    if not answer.redirects:
        return False
    asked, came = (_names(url) for url in (answer.url, answer.final_url))
    return any(_WALLS.match(name) for name in came - asked)


def _names(url: str) -> set[str]:
    """The labels of the host and the segments of the path."""
    parts = urlsplit(url.lower())
    return {*(parts.hostname or "").split("."), *parts.path.split("/")}


def _says(pattern: re.Pattern[str], document: PageDocument) -> bool:
    """In its title, or, of a page with few words, anywhere."""
    if pattern.search(document.metadata.title):
        return True
    return len(document.text.split()) <= _FEW_WORDS and bool(pattern.search(document.text))


def _are_alike(one: Read, other: Read) -> bool:
    if one.answer.final_url == other.answer.final_url:
        return True
    return ratio(one.document.article[:5_000], other.document.article[:5_000]) >= 90


# --- what is kept of it --------------------------------------------------------------------------


@transaction.atomic
def record(looked: WatchedPage, look: Look, now: datetime) -> Watched | None:
    """Keep what a look found: of the page, of its words, and its text where that has changed.

    None, and nothing written, where the source was merged or got another address meanwhile.
    """
    # A capture is a row of the record, and its lock comes before any row.
    lock_record()
    pages = WatchedPage.objects.select_related("source")
    page = pages.filter(pk=looked.pk, source__url=looked.source.url).first()
    if page is None:
        return None
    citations = list(page.source.citations.all())
    earlier = page.capture.text if page.capture and page.state == PageState.READABLE else ""
    is_captured = _keep_text(page, look.page, citations) if look.page else False
    page.looked_at, page.told = now, look.told
    _count(page, look.found, now)
    text = _text_of(page, look)
    if text:
        states, page.due_at = _states_read(page, citations, text, earlier, now)
    else:
        states, page.due_at = _states_unread(page, citations, now)
    _write(citations, states, bool(text), now)
    if any(states[each.pk] in LOST and states[each.pk] != each.watch for each in citations):
        page.seen_at = None
    page.save()
    return Watched(page.source, look.found, look.told, _counted(states.values()), is_captured)


_STATES = {
    LookOutcome.READ: PageState.READABLE,
    LookOutcome.SAME: PageState.READABLE,
    LookOutcome.MISSING: PageState.MISSING,
    LookOutcome.BLOCKED: PageState.BLOCKED,
}


def _count(page: WatchedPage, found: LookOutcome, now: datetime) -> None:
    """Count the looks in a row that ended alike in vain."""
    state = _STATES[found]
    if state == PageState.READABLE:
        page.failures, page.failing_since = 0, None
    elif state == page.state:
        page.failures += 1
    else:
        page.failures, page.failing_since = 1, now
    page.state = state


def _text_of(page: WatchedPage, look: Look) -> str:
    """What the page says by this look; ``""`` where it was not read."""
    if look.page:
        return look.page.document.text
    return page.capture.text if look.found == LookOutcome.SAME and page.capture else ""


def _states_read(
    page: WatchedPage, citations: list[Citation], text: str, earlier: str, now: datetime
) -> tuple[dict[int, Watch], datetime]:
    """What is said of the words, and when to look again: soon, where it has to be confirmed.

    ``earlier`` is the text of the look before, which has to lack what was removed, too.
    """
    language = page.source.language
    found = {each.pk: judged(each, language, text) for each in citations}
    states = dict(found)
    for citation in citations:
        if found[citation.pk] != Watch.REMOVED or citation.watch == Watch.REMOVED:
            continue
        if not earlier or judged(citation, language, earlier) != Watch.REMOVED:
            states[citation.pk] = Watch(citation.watch)
    return states, now + (_AFTER_READING if states == found else _AFTER_FAILING)


def _states_unread(
    page: WatchedPage, citations: list[Citation], now: datetime
) -> tuple[dict[int, Watch], datetime]:
    states = {citation.pk: _unread(citation, page, now) for citation in citations}
    if page.state == PageState.MISSING:
        pause = _AFTER_GONE if Watch.GONE in states.values() else _AFTER_FAILING
    else:
        pause = min(_AFTER_FAILING * 2 ** min(page.failures - 1, 8), _LONGEST_PAUSE)
    return states, now + pause


def _unread(citation: Citation, page: WatchedPage, now: datetime) -> Watch:
    if page.failures < TRIES:
        return Watch(citation.watch)
    if page.state == PageState.MISSING:
        is_lasting = page.failing_since and now - page.failing_since >= GONE_AFTER
        return Watch.GONE if is_lasting else Watch(citation.watch)
    return Watch(citation.watch) if citation.watch in LOST else Watch.BLOCKED


def judged(citation: Citation, language: str, text: str) -> Watch:
    """What a text of the page says of words that are cited from it."""
    if not citation.wording:
        return Watch.UNKNOWN
    outcome = verify(citation.wording, text, language=language).outcome
    if outcome in PROOF:
        return Watch.PRESENT
    if citation.check_state not in PROOF:
        return Watch.UNKNOWN
    return Watch.ALTERED if outcome == CheckState.DIFFERS else Watch.REMOVED


def _keep_text(page: WatchedPage, came: Read, citations: list[Citation]) -> bool:
    """Keep the text where it says something new; whether it did.

    The rest of a page changes with every visit, so it counts only where it changes what is found of
    the words.
    """
    article = hash_of(came.document.article)
    page.read_url = page.source.url or ""
    page.etag, page.last_modified = came.answer.etag, came.answer.last_modified
    language, text = page.source.language, came.document.text
    is_same = article == page.article_sha256 and all(
        judged(citation, language, text) == citation.watch for citation in citations
    )
    if is_same and page.capture_id:
        return False
    is_new = captured(page.source, came.document) is None
    page.article_sha256 = article
    page.capture = capture(
        page.source, came.document, How.FETCHED, came.answer.fetched_at, came.origin
    )
    # The checks may have proved words in the new text.
    for citation in citations:
        citation.refresh_from_db(fields=["check_state"])
    return is_new


def _write(
    citations: list[Citation], states: dict[int, Watch], is_read: bool, now: datetime
) -> None:
    """A finding of a machine, so no revision; `quotes.revisions.snapshot` does not tell of it.

    ``watched_at`` is when the words, or their absence, were last seen: a look in vain leaves it.
    """
    by_state: dict[Watch, list[int]] = {}
    for citation in citations:
        state = states[citation.pk]
        if state != citation.watch or (is_read and state != Watch.UNKNOWN):
            by_state.setdefault(state, []).append(citation.pk)
    for state, pks in by_state.items():
        Citation.objects.filter(pk__in=pks).update(watch=state, watched_at=now)


def _counted(states: Iterable[Watch]) -> dict[Watch, int]:
    found = list(states)
    return {state: found.count(state) for state in Watch if state in found}
