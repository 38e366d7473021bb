"""When it was said: years, months and days, and the statements of each."""

import calendar
from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any

from django.db.models import Count, F
from django.db.models.functions import Trunc
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.dates import WEEKDAYS, WEEKDAYS_ABBR
from django.utils.formats import date_format, get_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from quotes.filters import find
from quotes.models import Statement
from quotes.views.addresses import setting
from quotes.views.cards import Link
from quotes.views.listing import listing

# How dark a month or day of the calendar is, from its share of the busiest one.
LEVELS = 4


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """The calendar: every year in which something was said, with its months."""
    months = _months(Statement.objects.published().said_in_one_month())
    years = {
        year: _month_cells(year, months)
        for year in sorted({day.year for day in months}, reverse=True)
    }
    published = Statement.objects.published()
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
        "only_year": published.dated().count() - sum(months.values()),
        "undated": published.undated().count(),
    }
    return render(request, "quotes/dates.html", context)


@require_safe
def year(request: HttpRequest, year: int) -> HttpResponse:
    """A year: its months, and everything said in it."""
    first = _day(year, 1, 1)
    months = _months(Statement.objects.published().said_in_one_month().in_year(year))
    context = {
        "heading": str(year),
        "months": _month_cells(year, months),
        "trail": [Link(_("Dates"), reverse("dates"))],
        **_around("year", _shifted_years(first)),
    }
    return _list(request, f"{year:04}", context)


@require_safe
def month(request: HttpRequest, year: int, month: int) -> HttpResponse:
    """A month: its days, and everything said in it."""
    first = _day(year, month, 1)
    days = Counter(
        dict(
            Statement.objects.published()
            .said_on_one_day()
            .filter(said_from__year=year, said_from__month=month)
            .values_list("said_from__day")
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
        **_around("month", _shifted_months(first)),
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
        **_neighbouring_days(this),
    }
    return _list(request, this.isoformat(), context)


def _list(request: HttpRequest, text: str, context: dict[str, Any]) -> HttpResponse:
    query = QueryDict(mutable=True)
    query["since"] = query["until"] = text
    is_certain = request.GET.get("dates") != "possibly"
    query["dates"] = "certainly" if is_certain else "possibly"
    possibly = find(setting(query, dates="possibly")).count().number
    certainly = find(setting(query, dates="certainly")).count().number
    context |= {
        "section": "dates",
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


def _months(statements: Any) -> Counter[date]:
    """How many statements were said in each month."""
    return Counter(
        dict(
            statements.annotate(month=Trunc(F("said_from"), "month"))
            .values_list("month")
            .annotate(n=Count("pk"))
            .order_by()
        )
    )


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


def _shifted_years(first: date) -> Iterator[date | None]:
    for step in (-1, 1):
        yield first.replace(year=first.year + step) if 1 <= first.year + step <= 9999 else None


def _shifted_months(first: date) -> Iterator[date | None]:
    for step in (-1, 1):
        years, index = divmod(first.year * 12 + first.month - 1 + step, 12)
        yield date(years, index + 1, 1) if 1 <= years <= 9999 else None


def _around(kind: str, days: Iterable[date | None]) -> dict[str, Link | None]:
    """Links to the year or month before and after."""
    previous, following = (_link_to(kind, day) if day else None for day in days)
    return {"previous": previous, "next": following}


def _link_to(kind: str, first: date) -> Link:
    if kind == "year":
        return Link(str(first.year), reverse("year", args=[first.year]))
    return Link(date_format(first, "F Y"), reverse("month", args=[first.year, first.month]))


def _neighbouring_days(this: date) -> dict[str, Link | None]:
    """Links to the nearest days before and after on which something was said."""
    said = Statement.objects.published().said_on_one_day()
    before = said.filter(said_to__lt=this).order_by("-said_to").values_list("said_to", flat=True)
    after = (
        said.filter(said_from__gt=this).order_by("said_from").values_list("said_from", flat=True)
    )
    return {"previous": _day_link(before.first()), "next": _day_link(after.first())}


def _day_link(day: date | None) -> Link | None:
    if day is None:
        return None
    return Link(date_format(day, "j F Y"), reverse("day", args=[day.year, day.month, day.day]))
