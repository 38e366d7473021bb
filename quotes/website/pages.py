"""The home page, and what the archive says of itself."""

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.utils.formats import number_format
from django.views.decorators.http import require_safe

from quotes.models import Dimension, Entry, Facet
from quotes.presentation.cards import cards
from quotes.presentation.head import site_of
from quotes.search import facets
from quotes.search.filters import find
from quotes.search.rows import listed
from quotes.website.lists.histogram import month_histogram
from quotes.website.lists.listing import count_display, facet_label
from quotes.website.subjects import home_subject

NEWEST_SHOWN = 5
TOP_SHOWN = 8


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """What the archive holds, and the ways into it."""
    everything, site = find(QueryDict()), site_of(request)
    counted = facets.spread(
        everything, (Dimension.SPEAKER, Dimension.TOPIC, Dimension.MONTH), TOP_SHOWN
    )
    context = {
        "subject": home_subject(site),
        "totals": _totals(),
        "cards": cards(
            listed(
                Entry.objects.newest_first().values_list("statement_id", flat=True)[:NEWEST_SHOWN]
            ),
            site,
        ),
        "speakers": _linked(counted, Dimension.SPEAKER),
        "topics": _linked(counted, Dimension.TOPIC),
        "histogram": month_histogram(QueryDict(), everything, counted.of(Dimension.MONTH)),
    }
    return render(request, "quotes/home.html", context)


def _linked(counted: facets.FacetCounts, dimension: Dimension) -> list[dict]:
    return [
        {
            "label": facet_label(value.facet),
            "slug": value.facet.key,
            "count": count_display(value.count),
        }
        for value in counted.of(dimension)
        if value.facet.key != "none"
    ]


def _totals() -> dict[str, str]:
    """What the archive holds, in numbers as they are read; from kept counts, by one query."""
    totals = Facet.objects.totals()
    return {name: number_format(number, force_grouping=True) for name, number in totals.items()}


@require_safe
def about(request: HttpRequest) -> HttpResponse:
    """What is recorded, by which rules, and what has not been checked."""
    return render(request, "quotes/about.html", {"totals": _totals()})
