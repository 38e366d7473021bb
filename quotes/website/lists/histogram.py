"""Statements over time, as plain values for the bars and for the table beside them.

The bars stand for days where the range asked for is short, else for months, and for years where
an archive is so long that months could not be told apart. Places and sizes are percentages of the
drawing, so that it needs neither a script nor a style to fill its space, and text in it keeps its
shape.
"""

import calendar
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import IntEnum
from functools import lru_cache

from django.http import QueryDict
from django.utils.translation import get_language, ngettext, pgettext
from django.utils.translation import gettext as _

from quotes.dates.display import date_format
from quotes.models.search_index import NONE
from quotes.presentation import list_addresses
from quotes.presentation.labels import count_display
from quotes.search import facets
from quotes.search.facets import CountedFacet
from quotes.search.filters import SearchResult
from quotes.search.queries import Count
from quotes.website.lists.months import month_of

# The longest range that is shown day by day, and the longest axis of months.
MOST_DAYS = 62
MOST_MONTHS = 120
# A shorter axis would make a single month as wide as the page.
LEAST_MONTHS = 12

# Percent of the width: how much of its place a bar fills, how far apart two labels of the axis
# begin at least (a year takes as much on a phone), how near the edge a label is turned inwards.
FILLED = 84
LABEL_GAP = 12
EDGE = 6
# A single statement must be seen beside ten thousand; percent of the height.
LEAST_HEIGHT = 2.5

# So many timelines are kept by each process.
TIMELINES_KEPT = 100


class Grain(IntEnum):
    """What a bar stands for; the value is the length of its EDTF text."""

    YEAR = 4
    MONTH = 7
    DAY = 10

    def text(self, day: date) -> str:
        """The period that a day is in, as EDTF."""
        return day.isoformat()[: self.value]

    def first(self, day: date) -> date:
        """The first day of the period that a day is in."""
        return date.fromisoformat((self.text(day) + "-01-01")[:10])

    def last(self, day: date) -> date:
        """The last day of the period that a day is in."""
        match self:
            case Grain.YEAR:
                return day.replace(month=12, day=31)
            case Grain.MONTH:
                return day.replace(day=calendar.monthrange(day.year, day.month)[1])
        return day

    def label(self, day: date) -> str:
        """What the period that begins on a day is called in the language of the page."""
        return _period_name(get_language(), self, day)

    @property
    def heading(self) -> str:
        """What the first column of the table is called."""
        return {Grain.YEAR: _("Year"), Grain.MONTH: _("Month"), Grain.DAY: _("Day")}[self]

    @property
    def summary(self) -> str:
        """What the picture shows, for those who do not see it."""
        return {
            Grain.YEAR: _(
                "Statements per year, %(first)s to %(last)s; the most, %(count)s, in %(most)s."
            ),
            Grain.MONTH: _(
                "Statements per month, %(first)s to %(last)s; the most, %(count)s, in %(most)s."
            ),
            Grain.DAY: _(
                "Statements per day, %(first)s to %(last)s; the most, %(count)s, on %(most)s."
            ),
        }[self]


@lru_cache(maxsize=2_000)
def _period_name(language: str | None, grain: Grain, day: date) -> str:
    """Kept, since the timeline of every list names the same months."""
    match grain:
        case Grain.YEAR:
            return str(day.year)
        case Grain.MONTH:
            return date_format(day, pgettext("format of a month", "F Y"))
    return date_format(day, pgettext("format of a day", "j F Y"))


@dataclass(frozen=True)
class Period:
    """Days from a first to a last one, both in it."""

    first: date
    last: date

    @property
    def days(self) -> int:
        return (self.last - self.first).days + 1

    @property
    def months(self) -> int:
        years = self.last.year - self.first.year
        return years * 12 + self.last.month - self.first.month + 1

    def widened(self, grain: Grain) -> "Period":
        """To whole periods."""
        return Period(grain.first(self.first), grain.last(self.last))

    def periods(self, grain: Grain) -> Iterator[date]:
        """The first day of each period."""
        day = grain.first(self.first)
        while True:
            yield day
            last = grain.last(day)
            if last >= self.last:
                return
            day = last + timedelta(days=1)


@dataclass
class Series:
    """What is drawn: counts by the first day of each period, and the shape behind them."""

    grain: Grain
    axis: Period
    counts: Mapping[date, Count]
    behind: Mapping[date, int]


@dataclass(frozen=True, slots=True)
class Bar:
    """A period in the drawing; heights are empty where there is nothing to be seen."""

    label: str
    text: str
    number: int
    count: str
    url: str
    chosen: bool
    slot_x: str
    slot_width: str
    x: str
    width: str
    y: str
    height: str
    behind_y: str
    behind_height: str


@dataclass(frozen=True, eq=False)
class Timeline:
    """What the template draws; ``_histogram.html`` says what each is."""

    grain: str
    bars: Sequence[Bar]
    peak_label: Mapping[str, str] | None
    ticks: Sequence[Mapping[str, str]]
    has_behind: bool
    unit: str
    summary: str
    range_url: str
    shown_url: str
    note: str


def month_histogram(
    query: QueryDict,
    found: SearchResult,
    counted: list[CountedFacet],
    archive: Mapping[str, int] | None = None,
    total: Count | None = None,
) -> Timeline | None:
    """A bar for each month of the archive; ``counted`` are the months of what is found.

    Where the query asks for a short range, days; where the archive is very long, years. ``archive``
    are the months of the whole archive, where anything is filtered by; ``total`` is how many are
    found. Costs one query for days or years, else none. None where there is nothing to draw.
    """
    counts = {_first_day(c.facet.key): c.count for c in counted if c.facet.key != NONE}
    unplaced = next((c.count for c in counted if c.facet.key == NONE), Count(0))
    behind = {day: count.number for day, count in counts.items()}
    if archive and found.is_narrowed("dates"):
        behind = {_first_day(key): number for key, number in archive.items()}
    if not behind or not found.is_valid:
        return None
    whole = Period(min(behind), Grain.MONTH.last(max(behind)))
    asked = _asked(found, whole)
    series = _series(found, whole, asked, counts, behind)
    note = ""
    if series.grain == Grain.DAY:
        note = _note_of_days(series, asked, total)
    elif series.grain == Grain.MONTH:
        note = _note(unplaced)
    undated = list_addresses.setting(query, since="", until="", dates="")
    return _drawn(
        get_language(),
        undated.urlencode(),
        series.grain,
        series.axis,
        tuple(series.counts.items()),
        tuple(series.behind.items()),
        asked,
        note,
    )


def _first_day(key: str) -> date:
    month = month_of(key)
    return date(month.year, month.number, 1)


def _asked(found: SearchResult, whole: Period) -> Period | None:
    """The range of days asked for, an open end being that of the archive; None if there is none."""
    since, until = found.data.get("since"), found.data.get("until")
    first = (since and since.first) or whole.first
    last = (until and until.last) or whole.last
    if not since and not until:
        return None
    # A range that begins behind the archive is empty, but is asked for all the same.
    return Period(first, max(first, last))


def _series(
    found: SearchResult,
    whole: Period,
    asked: Period | None,
    counts: Mapping[date, Count],
    behind: Mapping[date, int],
) -> Series:
    if asked and asked.days <= MOST_DAYS:
        axis = asked.widened(Grain.MONTH)
        by_day = facets.days(found, axis.first, axis.last)
        return Series(Grain.DAY, axis, by_day.found, by_day.archive)
    shape = behind if found.is_narrowed("dates") else {}
    if whole.months <= MOST_MONTHS:
        return Series(Grain.MONTH, _long_enough(whole), counts, shape)
    if asked and asked.months <= MOST_MONTHS:
        return Series(Grain.MONTH, asked.widened(Grain.YEAR), counts, shape)
    by_year = {date(year, 1, 1): count for year, count in facets.years(found).items()}
    return Series(Grain.YEAR, whole.widened(Grain.YEAR), by_year, _by_year(shape))


def _long_enough(whole: Period) -> Period:
    """At least a year, or a single month would look like a wall."""
    if whole.months >= LEAST_MONTHS:
        return whole
    first, last = whole.first, whole.last
    if whole.first.year == whole.last.year:
        return whole.widened(Grain.YEAR)
    return Period(first, Grain.MONTH.last(first.replace(year=last.year) - timedelta(days=1)))


def _by_year(behind: Mapping[date, int]) -> dict[date, int]:
    shape: dict[date, int] = {}
    for day, number in behind.items():
        shape[Grain.YEAR.first(day)] = shape.get(Grain.YEAR.first(day), 0) + number
    return shape


# Each order and each part of a list has the same.
@lru_cache(maxsize=TIMELINES_KEPT)
def _drawn(
    _language: str | None,
    undated: str,
    grain: Grain,
    axis: Period,
    counted: tuple[tuple[date, Count], ...],
    behind: tuple[tuple[date, int], ...],
    asked: Period | None,
    note: str,
) -> Timeline | None:
    """The drawing: bars, labels of the axis, the label of the highest bar."""
    counts, shape = dict(counted), dict(behind)
    days = list(axis.periods(grain))
    peak = max((counts.get(day, Count(0)).number for day in days), default=0)
    highest = max((shape.get(day, 0) for day in days), default=0)
    if not peak and not highest:
        return None
    pitch = 100 / len(days)
    list_url = list_addresses.statements_url(QueryDict(undated))
    appending = list_addresses.Appending(QueryDict(undated))
    bars = []
    for place, day in enumerate(days):
        count, text = counts.get(day, Count(0)), grain.text(day)
        y, height = _height(count.number, peak)
        behind_y, behind_height = _height(shape.get(day, 0), highest)
        bars.append(
            Bar(
                label=grain.label(day),
                text=text,
                number=count.number,
                count=count_display(count),
                # It counts what was certainly said then, and so does the list that it leads to.
                url=appending.with_values({"since": text, "until": text, "dates": "certainly"}),
                chosen=_is_in(day, grain, asked),
                slot_x=_percent(place * pitch),
                slot_width=_percent(pitch),
                x=_percent((place + (1 - FILLED / 100) / 2) * pitch),
                width=_percent(pitch * FILLED / 100),
                y=y,
                height=height,
                behind_y=behind_y,
                behind_height=behind_height,
            )
        )
    top = max(bars, key=lambda bar: bar.number)
    told = {"first": bars[0].label, "last": bars[-1].label, "count": top.count, "most": top.label}
    middle = bars.index(top) * pitch + pitch / 2
    return Timeline(
        grain=grain.name.lower(),
        bars=bars,
        peak_label=_edge_aware(middle, top.count) if peak else None,
        ticks=_ticks(grain, days),
        has_behind=bool(highest),
        unit=grain.heading,
        summary=grain.summary % told,
        range_url=list_url,
        shown_url=list_url if asked else "",
        note=note,
    )


def _is_in(day: date, grain: Grain, asked: Period | None) -> bool:
    return asked is None or (day <= asked.last and grain.last(day) >= asked.first)


def _height(number: int, peak: int) -> tuple[str, str]:
    """Beginning and height of a bar that stands on the ground: SVG measures from the top."""
    if not number:
        return "", ""
    height = max(LEAST_HEIGHT, 100 * number / peak)
    return _percent(100 - height), _percent(height)


def _percent(value: float) -> str:
    return f"{value:.3f}".rstrip("0").rstrip(".") + "%"


def _edge_aware(place: float, text: str) -> dict[str, str]:
    """A text centred at a place of the axis, or turned inwards at an edge."""
    if place < EDGE:
        return {"x": "0%", "anchor": "start", "text": text}
    if place > 100 - EDGE:
        return {"x": "100%", "anchor": "end", "text": text}
    return {"x": _percent(place), "anchor": "middle", "text": text}


def _ticks(grain: Grain, days: list[date]) -> list[dict[str, str]]:
    """The labels under the axis: years, or of days the months and, where there is room, weeks."""
    begins = [
        (100 * place / len(days), _tick_text(grain, day, place, len(days)))
        for place, day in enumerate(days)
    ]
    ticks: list[tuple[float, str]] = []
    for place, text in begins:
        if not text:
            continue
        # Where a year begins just behind the edge, its label matters more than the one before it.
        if len(ticks) == 1 and ticks[0][0] == 0 and place < LABEL_GAP:
            ticks.pop()
        if not ticks or place - ticks[-1][0] >= LABEL_GAP:
            ticks.append((place, text))
    return [
        {"x": _percent(place), "text": text}
        if place <= 100 - LABEL_GAP
        else {"x": "100%", "anchor": "end", "text": text}
        for place, text in ticks
    ]


def _tick_text(grain: Grain, day: date, place: int, length: int) -> str:
    if grain == Grain.YEAR:
        return str(day.year)
    if grain == Grain.MONTH:
        return str(day.year) if day.month == 1 or place == 0 else ""
    if day.day == 1:
        return date_format(day, pgettext("a short month", "M Y"))
    return str(day.day) if length <= 31 and day.day in (15, 22) else ""


def _note_of_days(series: Series, asked: Period | None, total: Count | None) -> str:
    """How many of those in the range stand in no bar, where all is counted exactly."""
    shown = [count for day, count in series.counts.items() if _is_in(day, series.grain, asked)]
    if total is None or not all(count.is_exact for count in (total, *shown)):
        return ""
    more = total.number - sum(count.number for count in shown)
    if more <= 0:
        return ""
    return ngettext(
        "%(count)s more has no exact day.",
        "%(count)s more have no exact day.",
        more,
    ) % {"count": count_display(Count(more))}


def _note(unplaced: Count) -> str:
    if not unplaced.number:
        return ""
    return ngettext(
        "%(count)s more is dated only to a year, or undated.",
        "%(count)s more are dated only to a year, or undated.",
        unplaced.number,
    ) % {"count": count_display(unplaced)}
