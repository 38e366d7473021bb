"""Who says it: for a search, each official, how often, and when first and last."""

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from quotes.presentation import list_addresses
from quotes.presentation.cards import Link
from quotes.search import facets
from quotes.website.lists.asked import asked_of
from quotes.website.lists.listing import chips_of, count_display, facet_label, scope_of
from quotes.website.lists.months import Month, month_of, through
from quotes.website.lists.sentence import sentence

MOST_SHOWN = 50


@dataclass(frozen=True)
class Bar:
    """A month of one official: where it stands in the drawing, and how high."""

    place: int
    height: int


class OfficialLine:
    """One official, with a small chart of the months."""

    def __init__(self, one: facets.BySpeaker, url: str, months: list[Month]) -> None:
        self.name = facet_label(one.speaker)
        self.url = url
        self.count = count_display(one.count)
        self.first = date_format(one.first, "j F Y") if one.first else ""
        self.last = date_format(one.last, "j F Y") if one.last else ""
        counts = {month_of(key): n for key, n in one.months.items() if key != "none"}
        self.peak = max(counts.values(), default=0)
        self.bars = [
            Bar(place, counts[month]) for place, month in enumerate(months) if month in counts
        ]
        self.summary = self._summary(counts)

    def _summary(self, counts: dict[Month, int]) -> str:
        if not counts:
            return _("Dated only to a year, or undated.")
        busiest = max(counts, key=lambda month: counts[month])
        return ngettext(
            "Most in %(month)s: %(count)s statement.",
            "Most in %(month)s: %(count)s statements.",
            counts[busiest],
        ) % {"month": busiest.label, "count": counts[busiest]}


@require_safe
def page(request: HttpRequest) -> HttpResponse:
    """The officials who said what the query string finds, the most frequent first."""
    asked = asked_of(list_addresses.without_cuts(request.GET))
    query, found = asked.query, asked.found
    spoke = facets.by_speaker(found, MOST_SHOWN)
    keys = {key for one in spoke for key in one.months if key != "none"}
    months = list(through({month_of(key) for key in keys}))
    lines = [_line(query, one, months) for one in spoke]
    context = {
        "section": "statements",
        "query": query.get("q", ""),
        "trail": [Link(_("Statements"), list_addresses.statements_url(query))],
        "scope": scope_of(query),
        "errors": found.errors,
        "notes": asked.notes,
        "chips": chips_of(query, found, path=request.path),
        "clear_url": request.path,
        "list_url": list_addresses.statements_url(query),
        "sentence": sentence(found, found.count()) if found.is_valid else "",
        # The same scale for all, and none where there is one month to compare.
        "months": months if len(months) > 1 else [],
        "peak": max((line.peak for line in lines), default=0),
        "first_month": months[0].label if months else "",
        "last_month": months[-1].label if months else "",
        "is_estimated": any(not one.count.is_exact for one in spoke),
        "is_cut": len(spoke) == MOST_SHOWN,
        "most": MOST_SHOWN,
        "lines": lines,
    }
    return render(request, "quotes/by_official.html", context)


def _line(query: QueryDict, one: facets.BySpeaker, months: list[Month]) -> OfficialLine:
    url = list_addresses.statements_url(list_addresses.setting(query, speaker=one.speaker.key))
    return OfficialLine(one, url, months)
