"""The figures: every quantity, and what was said of one over time, as a drawing and as a table."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.text import capfirst, slugify
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_safe

from quotes.dates.display import date_format, humanize, machine
from quotes.exports.figures_csv import figure_formats
from quotes.models import Figure, Kind, Speaker, Topic
from quotes.models.columns import in_page_language
from quotes.models.figure_words import measure_name, quantity_name
from quotes.models.statements import FigureQuerySet
from quotes.presentation import list_addresses
from quotes.presentation.alternates import Alternate
from quotes.presentation.cards import Link
from quotes.presentation.figure_chart import DrawnFigure, charts
from quotes.search.figures import QuantityTotals, figures_of, quantities
from quotes.search.filters import SearchResult
from quotes.text.languages import direction
from quotes.text.units import unit_of
from quotes.verification.stated_figures import stands_in, stated, texts_of
from quotes.website.downloads import file_name, whole_list
from quotes.website.lists.asked import asked_of
from quotes.website.lists.listing import query_context

# A page shows so many figures, the newest; all are in the CSV.
MOST_SHOWN = 200
# So many officials and topics are offered to narrow a page to.
MOST_OFFERED = 100
# What the form of a page asks for by itself; all other parameters are kept.
_ASKED = ("speaker", "topic", "since", "until")


class QuantityLine:
    """A quantity in the list of all."""

    def __init__(self, totals: QuantityTotals) -> None:
        self.name = capfirst(quantity_name(totals.quantity))
        self.url = reverse("figure", args=[totals.quantity])
        self.figures = totals.figures
        self.officials = totals.officials
        measures = dict.fromkeys(unit_of(unit).measure for unit in totals.units)
        self.units = ", ".join(map(measure_name, measures))
        self.first, self.last = _day(totals.first), _day(totals.last)


def _day(day: date | None) -> str:
    return date_format(day, pgettext("format of a day", "j F Y")) if day else ""


@dataclass(frozen=True)
class FigureLine:
    """A figure in the table: who said it and when, how much, and in which words."""

    number: int
    figure: Figure
    is_stated: bool

    @property
    def said_display(self) -> str:
        return humanize(self.figure.statement.said)

    @property
    def said_machine(self) -> str:
        return machine(self.figure.statement.said)

    @property
    def speaker(self) -> Link:
        speaker = self.figure.statement.speaker
        return Link(speaker.public_name, speaker.get_absolute_url())

    @property
    def amount(self) -> str:
        return capfirst(self.figure.amount)

    @property
    def as_of(self) -> str:
        return humanize(self.figure.as_of) if self.figure.as_of.text else ""

    @property
    def url(self) -> str:
        return self.figure.statement.get_absolute_url()

    @property
    def text(self) -> str:
        return self.figure.statement.text

    @property
    def language(self) -> str:
        return self.figure.statement.language

    @property
    def direction(self) -> str:
        return direction(self.language)

    @property
    def is_paraphrase(self) -> bool:
        return self.figure.statement.kind == Kind.PARAPHRASE

    @property
    def doubt(self) -> str:
        return self.figure.statement.doubt_sentence

    @property
    def label(self) -> str:
        """Who said it and when, for the drawing: "Ada Example, 20 May 2025"."""
        return _("%(speaker)s, %(date)s") % {
            "speaker": self.speaker.label,
            "date": self.said_display,
        }


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """Every quantity of which figures were said."""
    lines = [QuantityLine(totals) for totals in quantities()]
    return render(request, "quotes/figures.html", {"lines": lines})


@require_safe
def page(request: HttpRequest, quantity: str) -> HttpResponse:
    """What was said of one quantity, by whom and when."""
    everything = _all_of(quantity)
    asked = asked_of(list_addresses.without_cuts(request.GET))
    query, found = asked.query, asked.found
    total, lines = _lines(figures_of(found, quantity))
    name = quantity_name(quantity)
    drawn = [DrawnFigure(one.number, one.figure, one.url, one.label) for one in lines]
    csv = list_addresses.here(reverse("figure-as", args=[quantity, "csv"]), query)
    context = query_context(request, asked) | {
        "name": capfirst(name),
        "quantity": quantity,
        "trail": [Link(_("Figures"), reverse("figures"))],
        "lines": lines,
        "total": total,
        "is_cut": total > len(lines),
        "most": MOST_SHOWN,
        "charts": charts(drawn, name),
        "shows_as_of": any(one.as_of for one in lines),
        "formats": [Alternate(_("CSV"), "text/csv", csv)] if found.is_valid else [],
        "form": NarrowingForm(everything, query, found, asked.typed),
    }
    return render(request, "quotes/figure.html", context)


@require_safe
def in_form(request: HttpRequest, quantity: str, suffix: str) -> HttpResponseBase:
    """The figures of a quantity as CSV, narrowed by the same query string as the page."""
    _all_of(quantity)
    name = "-".join([file_name(request.GET).removesuffix("-statements"), slugify(quantity)])
    return whole_list(request, figure_formats(quantity), suffix, name)


def _all_of(quantity: str) -> FigureQuerySet:
    """The public figures of a quantity; 404 where there are none."""
    # PostgreSQL has no text with a NUL in it, so nothing can be called so.
    figures: FigureQuerySet = Figure.objects.public().filter(quantity=quantity.replace("\0", ""))
    if "\0" in quantity or not figures.exists():
        raise Http404(_("No published statement names a figure of this quantity."))
    return figures


def _lines(figures: FigureQuerySet) -> tuple[int, list[FigureLine]]:
    """How many figures there are, and the newest of them, in the order they were said."""
    newest = list(figures.with_statement().in_time().reverse()[: MOST_SHOWN + 1])
    total = figures.count() if len(newest) > MOST_SHOWN else len(newest)
    shown = newest[:MOST_SHOWN][::-1]
    texts = texts_of({one.statement_id: one.statement for one in shown}.values()) if shown else {}
    return total, [
        FigureLine(number, one, stands_in(stated(one), texts[one.statement_id]))
        for number, one in enumerate(shown, start=1)
    ]


@dataclass(frozen=True)
class Choice:
    """A value that a page can be narrowed to, with how many figures it has."""

    key: str
    label: str
    count: int
    is_chosen: bool


class NarrowingForm:
    """The form by which a page of figures is narrowed: by official, topic and days."""

    def __init__(
        self, figures: FigureQuerySet, query: QueryDict, found: SearchResult, typed: dict[str, str]
    ) -> None:
        self.speakers = _choices(figures, "speaker", query)
        self.topics = _choices(figures, "topics", query)
        self.since, self.until = typed["since"], typed["until"]
        self.kept = [
            (name, value)
            for name, values in query.lists()
            for value in values
            if name not in _ASKED
        ]


def _choices(figures: FigureQuerySet, what: str, query: QueryDict) -> Sequence[Choice]:
    """The officials or topics of some figures, those of most figures first."""
    slug, name, name_fr = (f"statement__{what}__{one}" for one in ("slug", "name", "name_fr"))
    rows = (
        figures.order_by()
        .exclude(**{slug: None})
        .values_list(slug, name, name_fr)
        .annotate(n=Count("pk"))
        .order_by("-n", slug)[:MOST_OFFERED]
    )
    chosen = query.getlist("topic" if what == "topics" else what)
    offered = [
        Choice(key, in_page_language(label, label_fr), n, key in chosen)
        for key, label, label_fr, n in rows
    ]
    missing = set(chosen) - {choice.key for choice in offered}
    if not missing:
        return offered
    # Or the form would ask for everybody when it is sent again.
    model: Any = Topic if what == "topics" else Speaker
    others = model.objects.public().filter(slug__in=[key for key in missing if "\0" not in key])
    return [*offered, *(Choice(one.slug, one.public_name, 0, True) for one in others)]
