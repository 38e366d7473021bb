"""The home page, and what the archive says of itself."""

from django.db.models import Max
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.views.decorators.http import require_safe

from quotes import facets
from quotes.filters import find
from quotes.models import CheckState, Citation, Dimension, Outlet, Source, Speaker, State, Statement
from quotes.views.cards import cards
from quotes.views.histogram import month_histogram
from quotes.views.listing import count_display, facet_label

NEWEST_SHOWN = 5
TOP_SHOWN = 8


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """What the archive holds, and the ways into it."""
    everything = find(QueryDict())
    counted = facets.spread(
        everything, (Dimension.SPEAKER, Dimension.TOPIC, Dimension.MONTH), TOP_SHOWN
    )
    context = {
        "totals": _totals(),
        "cards": cards(
            Statement.objects.published()
            .said_on_one_day()
            .newest_first()
            .with_card()[:NEWEST_SHOWN]
        ),
        "speakers": _linked(counted, Dimension.SPEAKER),
        "topics": _linked(counted, Dimension.TOPIC),
        "histogram": month_histogram(QueryDict(), everything, counted.of(Dimension.MONTH)),
    }
    return render(request, "quotes/home.html", context)


def _linked(counted: facets.Spread, dimension: Dimension) -> list[dict]:
    return [
        {
            "label": facet_label(value.facet),
            "slug": value.facet.key,
            "count": count_display(value.count),
        }
        for value in counted.of(dimension)
        if value.facet.key != "none"
    ]


def _totals() -> dict[str, object]:
    cited = Citation.objects.filter(statement__state=State.PUBLISHED)
    return {
        "statements": Statement.objects.published().count(),
        "speakers": Speaker.objects.public().count(),
        "sources": Source.objects.public().count(),
        "outlets": Outlet.objects.public().count(),
        "citations": cited.count(),
        "unchecked": cited.filter(check_state=CheckState.UNCHECKED).count(),
        "latest": Statement.objects.published().aggregate(latest=Max("published_at"))["latest"],
    }


@require_safe
def about(request: HttpRequest) -> HttpResponse:
    """What is recorded, by which rules, and what has not been checked."""
    return render(request, "quotes/about.html", {"totals": _totals()})
