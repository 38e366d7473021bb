"""The months of one line of a table, as a small drawing and in words."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from quotes.models.search_index import NONE
from quotes.website.lists.months import Month, month_of, through


@dataclass(frozen=True)
class MonthBar:
    """A month: where it stands in the drawing, and how high."""

    place: int
    height: int


class MonthBars:
    """What was said in each of some ``months``; ``totals`` are by the text of the month (EDTF)."""

    def __init__(self, totals: Mapping[str, int], months: Sequence[Month]) -> None:
        counts = {month_of(key): n for key, n in totals.items() if key != NONE}
        self.peak = max(counts.values(), default=0)
        self.bars = [MonthBar(place, counts[m]) for place, m in enumerate(months) if m in counts]
        self.summary = _summary(counts)


def _summary(counts: Mapping[Month, int]) -> str:
    if not counts:
        return _("Dated only to a year, or undated.")
    busiest = max(counts, key=lambda month: counts[month])
    return ngettext(
        "Most in %(month)s: %(count)s statement.",
        "Most in %(month)s: %(count)s statements.",
        counts[busiest],
    ) % {"month": busiest.label, "count": counts[busiest]}


def months_of(totals: Iterable[Collection[str]]) -> list[Month]:
    """Every month from the first of several totals to the last: the one scale of their drawings."""
    return list(through({month_of(key) for one in totals for key in one if key != NONE}))
