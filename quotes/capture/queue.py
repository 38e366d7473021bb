"""The queue of pages to be read: for new sources, which an editor confirms, and for texts alone.

Its rows are `QueuedPage`s, and each waiting one has a job (`quotes.capture.tasks`) until it is
worked off. A page that cannot be had for a passing reason is asked for again, with growing pauses
and not for ever. Nothing here writes into the record but the text of a source that is there.
"""

import logging
from collections.abc import Callable, Iterable, Iterator
from dataclasses import asdict
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import Max, QuerySet
from django.utils import timezone, translation
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from dometracker.bounded import Busy
from quotes.addresses.canonical import InvalidURL, canonical_url, host_of, unwrapped
from quotes.capture.archive_copies import ask_soon
from quotes.capture.captures import NoPage, Read, capture, fetched
from quotes.capture.documents import DocumentError, PageDocument
from quotes.capture.fetch import BrokenAnswer, Fetcher, FetchError, TooSlow, Unreachable
from quotes.capture.metadata import Metadata
from quotes.editing.known_sources import known_source
from quotes.models import QueueAim, QueuedPage, QueueState, Source
from quotes.models.vocabulary import How

logger = logging.getLogger(__name__)

# Until a page is asked for again that could not be had; after the last it is given up.
PAUSES = (timedelta(minutes=10), timedelta(hours=1), timedelta(hours=6), timedelta(days=1))
# Seconds between two pages of one host.
HOST_DELAY = 5.0

# The columns that a page gets once it was read.
_READ = ("told", "taken_at", "origin", "document", "how", "title", "state", "source", "changed_at")

# What hands a page to the worker, in the transaction that queues it.
Start = Callable[[QueuedPage], None]


class Later(Exception):
    """A page that could not be had now, and is due again at ``at``."""

    def __init__(self, at: datetime) -> None:
        super().__init__(f"again at {at.isoformat()}")
        self.at = at


# --- into the queue ------------------------------------------------------------------------------


@transaction.atomic
def enqueue(url: str, account_id: int, start: Start) -> QueuedPage:
    """Have a page read for a new source, unless the archive has it or it is in the queue already.

    Raises `quotes.addresses.canonical.InvalidURL`.
    """
    QueuedPage.objects.clear()
    there = asked_for(url, account_id)
    if there:
        return there
    page = begun_page(url, account_id)
    same = known_source(url)
    if same:
        page.source, page.state = same, QueueState.HERE
    page.save()
    if page.is_waiting:
        start(page)
    return page


def begun_page(url: str, account_id: int) -> QueuedPage:
    """A row for an address, not saved. Raises `InvalidURL`."""
    address = unwrapped(url).url
    return QueuedPage(
        account_id=account_id,
        url=url,
        canonical_url=canonical_url(address),
        host=host_of(address),
        language=get_language() or settings.LANGUAGE_CODE,
    )


def asked_for(url: str, account_id: int) -> QueuedPage | None:
    """The row of an account for this address that it has not added yet. Raises `InvalidURL`."""
    rows = QueuedPage.objects.of(account_id).exclude(state=QueueState.ADDED)
    return rows.filter(canonical_url=canonical_url(unwrapped(url).url)).first()


def without_text() -> QuerySet[Source]:
    """The sources with a page whose text the archive does not have."""
    return Source.objects.filter(url__isnull=False, captures__isnull=True)


@transaction.atomic
def enqueue_texts(
    sources: QuerySet[Source], start: Start | None = None, limit: int | None = None
) -> list[QueuedPage]:
    """Have the texts of sources read; their rows, those asked for longest ago first.

    A row that is there is used again, also one that was given up. Hosts take turns, so that none
    is asked for page after page. Without ``start`` the caller works the rows off.
    """
    there = {row.source_id: row for row in QueuedPage.objects.texts().filter(source__in=sources)}
    language = get_language() or settings.LANGUAGE_CODE
    rows = []
    for source in sources.order_by("-pk"):
        row = there.get(source.pk) or _text_of(source)
        if row.pk is None or not row.is_waiting or start is None:
            row.state, row.tries, row.due_at = QueueState.WAITING, 0, timezone.now()
            row.language = language
        rows.append(row)
    rows = _in_turns(rows)[:limit]
    for row in rows:
        row.save()
        if start:
            start(row)
    return rows


def _text_of(source: Source) -> QueuedPage:
    address = source.url or ""
    return QueuedPage(
        aim=QueueAim.TEXT,
        source=source,
        url=address,
        canonical_url=source.canonical_url or "",
        host=host_of(address),
    )


def _in_turns(rows: Iterable[QueuedPage]) -> list[QueuedPage]:
    """The rows in rounds, in each at most one of a host; untried ones first."""
    rounds: dict[str, int] = {}
    placed: list[tuple[float, int, int, QueuedPage]] = []
    for row in rows:
        rounds[row.host] = rounds.get(row.host, 0) + 1
        tried = row.asked_at.timestamp() if row.asked_at else 0.0
        placed.append((tried, rounds[row.host], len(placed), row))
    return [row for *_place, row in sorted(placed, key=lambda each: each[:3])]


def try_again(pages: Iterable[QueuedPage], start: Start) -> int:
    """Put pages that were given up, or wait for another try, at the end of the queue; how many."""
    count = 0
    for page in pages:
        with transaction.atomic():
            page.state, page.tries, page.due_at = QueueState.WAITING, 0, timezone.now()
            page.save(update_fields=["state", "tries", "due_at", "changed_at"])
            start(page)
        count += 1
    return count


# --- working it off ------------------------------------------------------------------------------


def pause_left(page: QueuedPage, delay: float | None = None) -> float:
    """Seconds until the host of a page may be asked again, whoever has asked it."""
    delay = HOST_DELAY if delay is None else delay
    asked = QueuedPage.objects.filter(host=page.host).aggregate(at=Max("asked_at"))["at"]
    if asked is None:
        return 0.0
    return min(delay, max(0.0, delay - (timezone.now() - asked).total_seconds()))


def work_off(page: QueuedPage, fetcher: Fetcher) -> None:
    """Ask for a page once, and keep what came of it.

    Raises `Later` where it is to be asked for again. What was done meanwhile is not done twice, and
    what editors did meanwhile (a pasted text, a page put away) stays.
    """
    if not _begun(page):
        return
    with translation.override(page.language):
        try:
            found = fetched(unwrapped(page.url).url, fetcher)
            _keep(page, found)
        except (FetchError, DocumentError, Busy) as error:
            _put_off_or_give_up(page, str(error), is_passing(error))
        except Exception:
            logger.exception("Page %s of the queue", page.pk)
            _put_off_or_give_up(page, _fault(), is_passing=True)


def _begun(page: QueuedPage) -> bool:
    """Count one more try, unless the page no longer waits or has ended a worker each time."""
    with transaction.atomic():
        if not page.is_waiting or not _still_waits(page):
            return False
        if page.tries > len(PAUSES):
            with translation.override(page.language):
                page.state, page.told = QueueState.FAILED, page.told or _fault()
            page.save(update_fields=["state", "told", "changed_at"])
            return False
        page.asked_at = timezone.now()
        page.tries += 1
        page.save(update_fields=["asked_at", "tries", "changed_at"])
    return True


def _still_waits(page: QueuedPage) -> bool:
    """Whether nobody has settled the page meanwhile, nor can until the transaction ends."""
    row = QueuedPage.objects.filter(pk=page.pk, state=QueueState.WAITING)
    return bool(row.select_for_update().values_list("pk"))


def _fault() -> str:
    return _("We could not read this page, through a fault of ours.")


def is_passing(error: Exception) -> bool:
    """Whether what stood in the way of a page may have gone the next time."""
    if isinstance(error, NoPage):
        return error.status == 429 or error.status >= 500
    return isinstance(error, Unreachable | TooSlow | BrokenAnswer | Busy)


@transaction.atomic
def _put_off(page: QueuedPage, told: str, is_passing: bool) -> bool:
    """Say what stood in the way; whether the page is to be asked for again."""
    if not _still_waits(page):
        return False
    page.told = told
    again = is_passing and page.tries <= len(PAUSES)
    if again:
        page.due_at = timezone.now() + PAUSES[page.tries - 1]
    else:
        page.state = QueueState.FAILED
    page.save(update_fields=["told", "due_at", "state", "changed_at"])
    return again


def _put_off_or_give_up(page: QueuedPage, told: str, is_passing: bool) -> None:
    if _put_off(page, told, is_passing):
        raise Later(page.due_at)


def _keep(page: QueuedPage, found: Read) -> None:
    """Keep the text of a source that is here; else what was read, until it is confirmed."""
    with transaction.atomic():
        if not _still_waits(page):
            return
        page.told, page.taken_at, page.origin = "", found.answer.fetched_at, found.origin
        if page.aim == QueueAim.TEXT and page.source:
            capture(page.source, found.document, How.FETCHED, page.taken_at, page.origin)
            page.state = QueueState.ADDED
        else:
            keep_read(page, found.document, How.FETCHED)
            same = known_source(found.answer.final_url)
            if same:
                page.source, page.state = same, QueueState.HERE
        page.save(update_fields=_READ)
    if page.aim == QueueAim.TEXT and page.source:
        ask_soon(page.source)


def keep_read(page: QueuedPage, document: PageDocument, how: How) -> None:
    """What was read, to be confirmed; not saved."""
    page.document, page.how, page.state = asdict(document), how, QueueState.READ
    page.title, page.told = document.metadata.title, ""
    page.taken_at = page.taken_at or timezone.now()


def moved_to(page: QueuedPage) -> str:
    """The address that a redirect led to, where it is another than was asked for; else ``""``."""
    came = str(page.origin.get("final_url", ""))
    try:
        return came if came and canonical_url(came) != page.canonical_url else ""
    except InvalidURL:
        return ""


def document_of(page: QueuedPage) -> PageDocument | None:
    """What was read of a page and waits to be confirmed."""
    return document_from(page.document) if page.document else None


def document_from(values: dict[str, Any]) -> PageDocument:
    """A document from its JSON."""
    told = values["metadata"] | {"authors": tuple(values["metadata"]["authors"])}
    return PageDocument(**(values | {"metadata": Metadata(**told)}))


# --- how far it is -------------------------------------------------------------------------------


def lost(now: datetime, has_job: Iterable[str | None]) -> Iterator[QueuedPage]:
    """Pages that are due and have no job: of a job that was lost, or queued without one."""
    known = set(has_job)
    return (
        page
        for page in QueuedPage.objects.overdue(now).defer("document")
        if job_name(page) not in known
    )


def job_name(page: QueuedPage) -> str:
    """What the open job of a page is known by; there is one at most."""
    return f"page:{page.pk}"
