"""What stands in the way of a merge: sentences why two rows are not the same thing."""

from collections.abc import Callable, Iterator
from typing import Any

from django.db.models import Model
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from quotes.dates.partial import PartialDate
from quotes.editing.addressed import kind_of
from quotes.models import Occasion, Outlet, Source, Speaker, State, Statement
from quotes.models.vocabulary import Addressed


def obstacles(kept: Model, merged: Model) -> list[str]:
    """A sentence for each reason; none when the rows may be merged."""
    if kept.pk == merged.pk:
        return [_("They are the same one.")]
    return list(_AGAINST.get(kind_of(kept), _nothing)(kept, merged))


def _nothing(kept: Any, merged: Any) -> Iterator[str]:
    yield from ()


def _speakers(kept: Speaker, merged: Speaker) -> Iterator[str]:
    yield from _differing(kept, merged, "kind", "country", "wikidata")


def _outlets(kept: Outlet, merged: Outlet) -> Iterator[str]:
    yield from _differing(kept, merged, "country")


def _sources(kept: Source, merged: Source) -> Iterator[str]:
    yield from _differing(kept, merged, "outlet", "language")
    if not _may_be_one_day(kept.published, merged.published):
        yield _disagree(kept, "published", kept.published.text, merged.published.text)
    if merged.url and not kept.url:
        yield _("The other source has a URL and this one does not. Keep the one with the URL.")
    if _derives(kept, merged) or _derives(merged, kept):
        yield _("One is derived from the other, so they are two documents.")


def _statements(kept: Statement, merged: Statement) -> Iterator[str]:
    if {kept.state, merged.state} != {State.PUBLISHED}:
        yield _("Only published statements can be merged, and one of these is not published.")
    yield from _differing(kept, merged, "speaker")
    if not _may_be_one_day(kept.said, merged.said):
        yield _disagree(kept, "said", kept.said.text, merged.said.text)


def _occasions(kept: Occasion, merged: Occasion) -> Iterator[str]:
    yield from _differing(kept, merged, "url")
    if not _may_be_one_day(kept.date, merged.date):
        yield _disagree(kept, "date", kept.date.text, merged.date.text)


_AGAINST: dict[Addressed, Callable[[Any, Any], Iterator[str]]] = {
    Addressed.SPEAKER: _speakers,
    Addressed.OUTLET: _outlets,
    Addressed.SOURCE: _sources,
    Addressed.STATEMENT: _statements,
    Addressed.OCCASION: _occasions,
}


def _differing(kept: Model, merged: Model, *columns: str) -> Iterator[str]:
    """A sentence for each column that both have and tell differently."""
    for column in columns:
        one, other = getattr(kept, column), getattr(merged, column)
        if one and other and one != other:
            yield _disagree(kept, column, one, other)


def _disagree(row: Model, column: str, one: object, other: object) -> str:
    told = {
        "column": capfirst(str(row._meta.get_field(column).verbose_name)),  # type: ignore[union-attr]
        "one": one,
        "other": other,
    }
    return (
        _(
            "%(column)s: “%(one)s” here, “%(other)s” there. If they are the same, correct "
            "this first."
        )
        % told
    )


def _may_be_one_day(one: PartialDate, other: PartialDate) -> bool:
    """Whether the dates have a possible day in common; an unknown one may be any day."""
    if not one.text or not other.text:
        return True
    return not (_ends_before(one, other) or _ends_before(other, one))


def _ends_before(one: PartialDate, other: PartialDate) -> bool:
    return bool(one.last and other.first and one.last < other.first)


def _derives(source: Source, origin: Source) -> bool:
    """Whether a source goes back to another; the database refuses a circle, so this ends."""
    before = source.derived_from
    while before is not None and before.pk != origin.pk:
        before = before.derived_from
    return before is not None
