"""Which source has the document that was just read already, before anything of it is kept.

Told by the address that the page gives as its own, and by its text. Copies that other outlets
print are sources of their own here; of those of the same day it is said that the text is the same.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import urlsplit

from django.db.models import Case, Exists, OuterRef, Q, QuerySet, Subquery, Value, When
from django.db.models.functions import Left

from quotes.addresses.canonical import InvalidURL, canonical_url
from quotes.capture.documents import PageDocument
from quotes.dates.partial import PartialDate, parse
from quotes.editing.known_sources import MOST_TWINS, known_source, possibly_known
from quotes.models import Capture, Source
from quotes.text.same_text import Runs

# Sources whose newest text is compared; those of the same outlet and day come first.
_MOST_COMPARED = 60
# Characters of a text that are read for it.
_MOST_READ = 50_000


@dataclass(frozen=True, slots=True)
class Twin:
    """A source that has the document, or whose outlet printed the same text."""

    source: Source
    is_document: bool


def twins_of(source: Source, document: PageDocument) -> list[Twin]:
    """The other sources that seem to have this document, those of its outlet first."""
    runs = Runs.of(document.article[:_MOST_READ])
    told = _told_by_address(source, document, runs)
    alike = [] if not runs.can_tell else _told_by_text(source, document, runs)
    found = {row.pk: Twin(row, row.outlet_id == source.outlet_id) for row in (*told, *alike)}
    return sorted(found.values(), key=lambda twin: not twin.is_document)[:MOST_TWINS]


# --- by the address ------------------------------------------------------------------------------


def _told_by_address(source: Source, document: PageDocument, runs: Runs) -> list[Source]:
    """The sources whose address the page gives as its own, unless their text is another one."""
    named = document.metadata.canonical_url
    try:
        # The front of a site is no document, though some give it as the address of all.
        if not named or urlsplit(canonical_url(named)).path in ("", "/"):
            return []
        same, maybe = known_source(named), possibly_known(named)
    except InvalidURL:
        return []
    # Nor is a live page that is named as its own by all that stands on it.
    wanted = {row.pk for row in (same, *maybe) if row} - {source.pk}
    rows = with_newest_text(Source.objects.filter(pk__in=wanted))
    return [row for row in rows if not runs.is_other(runs_of(row))]


# --- by the text ---------------------------------------------------------------------------------


def _told_by_text(source: Source, document: PageDocument, runs: Runs) -> Iterator[Source]:
    """The sources of this outlet, and of others on this day, whose newest text is the same."""
    day = day_of(source.published) or day_of(parse(document.metadata.published))
    there = Source.objects.exclude(pk=source.pk).filter(Exists(_captures_of(OuterRef("pk"))))
    of_day = Q(published_from=day, published_to=day) if day else Q(pk__in=[])
    mine = there.filter(outlet=source.outlet_id)
    near = Case(When(of_day, then=Value(0)), default=Value(1))
    for rows in (mine.order_by(near, "-pk"), there.filter(of_day).exclude(pk__in=mine)):
        for row in with_newest_text(rows[:_MOST_COMPARED]):
            if runs.is_same(runs_of(row), same_day=may_be_one_day(day, day_of(row.published))):
                yield row


def with_newest_text(rows: QuerySet[Source]) -> QuerySet[Source]:
    """The rows with the text that was captured of each last, for `runs_of`."""
    newest = _captures_of(OuterRef("pk")).order_by("-taken_at", "-pk")
    return rows.select_related("outlet").annotate(
        newest_text=Subquery(newest.values(read=Left("text", _MOST_READ))[:1]),
        newest_end=Subquery(newest.values("metadata__article_end")[:1]),
    )


def _captures_of(source: OuterRef) -> QuerySet[Capture]:
    return Capture.objects.filter(source=source)


def runs_of(row: Any) -> Runs:
    """The newest article of a source, made ready to be compared."""
    return Runs.of((row.newest_text or "")[: row.newest_end])


def may_be_one_day(one: date | None, other: date | None) -> bool:
    """Whether two documents may be of one day; one that is not known may be any."""
    return not (one and other) or one == other


def day_of(published: PartialDate | None) -> date | None:
    """The day, where it is known exactly."""
    if published is None or published.first != published.last:
        return None
    return published.first
