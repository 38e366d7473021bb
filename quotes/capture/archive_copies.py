"""A copy of a page in the Internet Archive: looked up, or asked for, and linked from its source.

Off unless ``ARCHIVE_COPIES`` is set, since it tells a third party what the archive reads. Requests
wait in a queue (`WatchedPage.archive_due_at`), are made one at a time with a pause, and are tried
again with growing pauses, because the service is busy more often than not.
"""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from urllib.parse import quote

from django.conf import settings
from django.db import transaction
from django.db.models import Min
from django.utils import timezone
from django.utils.translation import gettext as _

from quotes.capture.fetch import DOCUMENT_TYPES, Fetcher, FetchError, Limits
from quotes.editing.locks import lock_record
from quotes.models import PageState, Source, WatchedPage
from quotes.verification.store import PROOF

AVAILABILITY = "https://archive.org/wayback/available"
SAVE = "https://web.archive.org/save/"

MOST_TRIES = 6
MOST_IN_A_RUN = 20
# Save Page Now serves some 15 requests a minute of whoever is not signed in, and takes its time.
PAUSE = 10.0
LIMITS = Limits(connect=10, read=120, total=150)

_FIRST_PAUSE = timedelta(hours=6)
_MEMENTO = re.compile(r"/web/(?P<at>\d{14})[a-z_]*/(?P<url>.+)")


@dataclass(frozen=True, slots=True)
class Memento:
    """A copy of a page in a web archive, and when it was made."""

    url: str
    at: datetime


def fetcher() -> Fetcher:
    """One that reads what the web archive answers."""
    types = DOCUMENT_TYPES | {"application/json"}
    # Both addresses are made for programs; what is asked of robots is about crawling.
    return Fetcher(LIMITS, types=types, pause=PAUSE, obeys_robots=False)


# --- the queue -----------------------------------------------------------------------------------


def queue_for_copies(now: datetime) -> int:
    """Put every page on the queue that can be read and has no archived copy; how many are new."""
    waiting = WatchedPage.objects.filter(
        state=PageState.READABLE,
        source__archived_url="",
        archive_due_at__isnull=True,
        archive_tries=0,
    )
    return waiting.update(archive_due_at=now)


def ask_soon(source: Source) -> None:
    """Put the page of a source that was just read on the queue, if the archive asks for copies."""
    if not settings.ARCHIVE_COPIES or source.archived_url or not source.url:
        return
    now = timezone.now()
    WatchedPage.objects.get_or_create(
        source=source,
        defaults={"state": PageState.READABLE, "due_at": now, "archive_due_at": now},
    )


def ask_for_copies(asking: Fetcher | None = None, now: datetime | None = None) -> Iterator[str]:
    """Work off what is due of the queue; a line for each page."""
    now = now or timezone.now()
    due = WatchedPage.objects.waiting_for_archive(now).select_related("source")
    with asking or fetcher() as fetching:
        for page in due[:MOST_IN_A_RUN]:
            yield _asked(page, fetching, now)


def _asked(page: WatchedPage, fetching: Fetcher, now: datetime) -> str:
    url = page.source.url or ""
    try:
        memento = existing(url, fetching, words_seen_at(page.source)) or saved(url, fetching)
    except FetchError as error:
        _put_off(page, str(error), now)
        return f"{page.source.public_id}: {error}"
    if memento is None:
        _put_off(page, _("The web archive has not made a copy yet."), now)
        return f"{page.source.public_id}: {page.archive_told}"
    link(page, memento)
    return f"{page.source.public_id}: {memento.url}"


def _put_off(page: WatchedPage, told: str, now: datetime) -> None:
    page.archive_tries += 1
    page.archive_told = told
    is_over = page.archive_tries >= MOST_TRIES
    page.archive_due_at = None if is_over else now + _FIRST_PAUSE * 2 ** (page.archive_tries - 1)
    page.save(update_fields=["archive_tries", "archive_told", "archive_due_at"])


@transaction.atomic
def link(page: WatchedPage, memento: Memento) -> None:
    """Give a source its archived copy, unless an editor has given it one meanwhile.

    The address of a copy is not in the public state of a statement, so there is no revision; the
    history of the row (quotes/sql/change_log.sql) has the change.
    """
    lock_record()
    Source.objects.filter(pk=page.source_id, archived_url="").update(
        archived_url=memento.url, archived_at=memento.at
    )
    page.archive_due_at, page.archive_told = None, memento.url
    page.archive_tries += 1
    page.save(update_fields=["archive_due_at", "archive_told", "archive_tries"])


# --- the web archive -----------------------------------------------------------------------------


def words_seen_at(source: Source) -> datetime | None:
    """When the words that are cited stood there, by the oldest text that proves any of them."""
    proved = source.citations.filter(check_state__in=PROOF)
    seen: datetime | None = proved.aggregate(at=Min("capture__taken_at"))["at"]
    return seen


def existing(url: str, fetching: Fetcher, near: datetime | None = None) -> Memento | None:
    """A copy that is there, by the Wayback Availability API. Raises `FetchError`.

    The one nearest to a moment, since a later one may lack the words; without one the newest.
    """
    asked = f"{AVAILABILITY}?url={quote(url, safe='')}"
    if near:
        asked += f"&timestamp={near.astimezone(UTC):%Y%m%d%H%M%S}"
    answer = fetching.fetch(asked)
    if not answer.is_ok:
        return None
    try:
        closest = json.loads(answer.body)["archived_snapshots"]["closest"]
        if not closest["available"] or closest["status"] != "200":
            return None
        return memento_of(closest["url"])
    except (ValueError, KeyError, TypeError):
        return None


def saved(url: str, fetching: Fetcher) -> Memento | None:
    """The copy that Save Page Now makes, if it leads to it at once. Raises `FetchError`."""
    answer = fetching.fetch(f"{SAVE}{url}")
    return memento_of(answer.final_url) if answer.is_ok else None


def memento_of(url: str) -> Memento | None:
    """The copy at an address of the Wayback Machine, which has its time in it (UTC)."""
    match = _MEMENTO.search(url)
    if not match:
        return None
    try:
        at = datetime.strptime(match["at"], "%Y%m%d%H%M%S").replace(tzinfo=UTC)
    except ValueError:
        return None
    return Memento(re.sub(r"^http://", "https://", url), at)
