"""When it was said: years, months and days, and the statements of each."""

import calendar
from collections import Counter
from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db.models import Count
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.dates import WEEKDAYS, WEEKDAYS_ABBR
from django.utils.formats import get_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from quotes.dates.display import date_format
from quotes.models import Dimension, Entry, EntryState, Facet
from quotes.models.search_index import NONE
from quotes.presentation.cards import Link
from quotes.presentation.list_addresses import setting
from quotes.search.filters import find
from quotes.search.queries import capped_counts
from quotes.website.lists.listing import listing

# How many more may have been said in a time is counted up to here.
MOST_COUNTED = 100_000

# How dark a month or day of the calendar is, from its share of the busiest one.
LEVELS = 4


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """The calendar: every year in which something was said, with its months."""
    months, undated = _months(), Entry.objects.undated().count()
    years = {
        year: _month_cells(year, months)
        for year in sorted({day.year for day in months}, reverse=True)
    }
    context = {
        "years": [
            {
                "year": year,
                "url": reverse("year", args=[year]),
                "months": cells,
                "total": sum(cell["count"] for cell in cells),
            }
            for year, cells in years.items()
        ],
        "only_year": EntryState.now().entries - undated - sum(months.values()),
        "undated": undated,
    }
    return render(request, "quotes/dates.html", context)


@require_safe
def year(request: HttpRequest, year: int) -> HttpResponse:
    """A year: its months, and everything said in it."""
    first = _day(year, 1, 1)
    months = _months()
    context = {
        "heading": str(year),
        "months": _month_cells(year, months),
        "trail": [Link(_("Dates"), reverse("dates"))],
        **_neighbours("year", first, date(year, 12, 31)),
    }
    return _list(request, f"{year:04}", context)


@require_safe
def month(request: HttpRequest, year: int, month: int) -> HttpResponse:
    """A month: its days, and everything said in it."""
    first = _day(year, month, 1)
    last = date(year, month, calendar.monthrange(year, month)[1])
    days = Counter(
        dict(
            Entry.objects.said_on_one_day()
            .filter(said_to__range=(first, last))
            .values_list("said_to__day")
            .annotate(n=Count("pk"))
        )
    )
    context = {
        "heading": date_format(first, "F Y"),
        "month_name": date_format(first, "F Y"),
        "weekdays": _weekdays(),
        "weeks": _weeks(year, month, days),
        "trail": [
            Link(_("Dates"), reverse("dates")),
            Link(str(year), reverse("year", args=[year])),
        ],
        **_neighbours("month", first, last),
    }
    return _list(request, f"{year:04}-{month:02}", context)


@require_safe
def day(request: HttpRequest, year: int, month: int, day: int) -> HttpResponse:
    """A day, and everything said on it."""
    this = _day(year, month, day)
    context = {
        "heading": date_format(this, "l j F Y"),
        "trail": [
            Link(_("Dates"), reverse("dates")),
            Link(str(year), reverse("year", args=[year])),
            Link(date_format(this, "F Y"), reverse("month", args=[year, month])),
        ],
        **_neighbours("day", this, this),
    }
    return _list(request, this.isoformat(), context)


def _list(request: HttpRequest, text: str, context: dict[str, Any]) -> HttpResponse:
    query = QueryDict(mutable=True)
    query["since"] = query["until"] = text
    is_certain = request.GET.get("dates") != "possibly"
    query["dates"] = "certainly" if is_certain else "possibly"
    possibly, certainly = capped_counts(
        [find(setting(query, dates=mode)).entries.where() for mode in ("possibly", "certainly")],
        MOST_COUNTED,
    )
    context |= {
        "section": "dates",
        "scope_name": context["heading"],
        "is_certain": is_certain,
        "only_possibly": possibly - certainly,
        "other_url": request.path + ("?dates=possibly" if is_certain else ""),
    }
    return listing(
        request, "quotes/date.html", query, within=("since", "until", "dates"), context=context
    )


def _day(year: int, month: int, day: int) -> date:
    try:
        return date(year, month, day)
    except ValueError as error:
        raise Http404(_("There is no such day.")) from error


def _months() -> Counter[date]:
    """How many statements were said in each month, of those whose month is known."""
    kept = Facet.objects.filter(dimension=Dimension.MONTH, total__gt=0).exclude(key=NONE)
    totals = kept.values_list("key", "total")
    return Counter({date.fromisoformat(f"{key}-01"): total for key, total in totals})


def _level(count: int, most: int) -> int:
    return -(-count * LEVELS // most) if most else 0


def _month_cells(year: int, months: Counter[date]) -> list[dict[str, Any]]:
    most = max(months.values(), default=0)
    return [
        {
            "name": date_format(first, "F"),
            "count": months[first],
            "url": reverse("month", args=[year, first.month]) if months[first] else "",
            "level": _level(months[first], most),
        }
        for first in (date(year, number, 1) for number in range(1, 13))
    ]


def _weekdays() -> list[dict[str, str]]:
    """The seven days from the one that begins a week where the page's language is spoken."""
    begins = (get_format("FIRST_DAY_OF_WEEK") - 1) % 7
    order = [(begins + offset) % 7 for offset in range(7)]
    return [{"name": WEEKDAYS[number], "short": WEEKDAYS_ABBR[number]} for number in order]


def _weeks(year: int, month: int, days: Counter[int]) -> Iterable[list[dict[str, Any] | None]]:
    begins = (get_format("FIRST_DAY_OF_WEEK") - 1) % 7
    most = max(days.values(), default=0)
    for week in calendar.Calendar(begins).monthdayscalendar(year, month):
        yield [
            {
                "number": number,
                "count": days[number],
                "url": reverse("day", args=[year, month, number]) if days[number] else "",
                "level": _level(days[number], most),
            }
            if number
            else None
            for number in week
        ]


def _neighbours(kind: str, first: date, last: date) -> dict[str, Link | None]:
    """Links to the year, month or day before and after that have a statement of a known day."""
    said = Entry.objects.said_on_one_day().values_list("said_to", flat=True)
    before = said.filter(said_to__lt=first).order_by("-said_to").first()
    after = said.filter(said_to__gt=last).order_by("said_to").first()
    return {"previous": _link_to(kind, before), "next": _link_to(kind, after)}


def _link_to(kind: str, day: date | None) -> Link | None:
    """The page of the year, month or day that a day lies in."""
    if day is None:
        return None
    label = {"year": "Y", "month": "F Y", "day": "j F Y"}[kind]
    parts = {"year": 1, "month": 2, "day": 3}[kind]
    args = [day.year, day.month, day.day][:parts]
    return Link(date_format(day, label), reverse(kind, args=args))
