"""Who says it: for a search, each official, how often, and when first and last."""

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from quotes.dates.display import date_format
from quotes.presentation import list_addresses
from quotes.presentation.cards import Link
from quotes.search import facets
from quotes.website.lists.asked import asked_of
from quotes.website.lists.listing import count_display, counted_query_context, facet_label
from quotes.website.lists.month_bars import MonthBars, months_of
from quotes.website.lists.months import Month

MOST_SHOWN = 50


class OfficialLine:
    """One official, with a small chart of the months."""

    def __init__(self, one: facets.BySpeaker, url: str, months: list[Month]) -> None:
        self.name = facet_label(one.speaker)
        self.url = url
        self.count = count_display(one.count)
        self.first = date_format(one.first, "j F Y") if one.first else ""
        self.last = date_format(one.last, "j F Y") if one.last else ""
        self.months = MonthBars(one.months, months)


@require_safe
def page(request: HttpRequest) -> HttpResponse:
    """The officials who said what the query string finds, the most frequent first."""
    asked = asked_of(list_addresses.without_cuts(request.GET))
    query, found = asked.query, asked.found
    spoke = facets.by_speaker(found, MOST_SHOWN)
    months = months_of(one.months for one in spoke)
    lines = [_line(query, one, months) for one in spoke]
    context = counted_query_context(request, asked) | {
        "section": "statements",
        "trail": [Link(_("Statements"), list_addresses.statements_url(query))],
        # The same scale for all, and none where there is one month to compare.
        "months": months if len(months) > 1 else [],
        "peak": max((line.months.peak for line in lines), default=0),
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
