"""Figures over time, as plain values for a drawing: one for each unit, since none is converted.

Places are percentages of the drawing, so that it fills its space without a script or a style and
its text keeps its shape; what stands around a point is in pixels. A number is a point, a range a
bar between its ends, and what is open on one side ends in an arrow.
"""

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from quotes.dates.display import date_format
from quotes.models import Bound, Figure
from quotes.models.figure_words import measure_name, number_words
from quotes.text.units import YEAR, unit_of

# The frame of the points within the drawing, in percent from its left and its top.
_LEFT, _RIGHT, _TOP, _BOTTOM = 9.0, 97.0, 12.0, 88.0

# From this ratio of the largest number to the smallest on, an even scale would lay all but the
# largest on each other.
_UNEVEN_FROM = 20

# Points as near as this, in percent of the width and the height, would lie on each other.
_NEAR_X, _NEAR_Y = 2.6, 6.0
# By so many pixels one of them is moved aside.
_ASIDE = 17

# More points than these have no room for their numbers.
MOST_NUMBERED = 40

_MOST_TICKS = 5
_LEAST_DAYS = 60
_STEPS = (1, 2, 5)


@dataclass(frozen=True, slots=True)
class Place:
    """A line across the drawing with its label, in percent from the left or from the top."""

    at: str
    label: str
    anchor: str = "middle"


@dataclass(frozen=True, slots=True)
class Point:
    """A figure in the drawing.

    ``who`` and ``amount`` are its two lines of words, which stand at ``readout``. ``number`` is
    that of its row in the table. ``low`` and ``high`` are places from the top, ``from_x`` and
    ``to_x`` those of the first and the last possible day, and ``aside`` is in pixels.
    """

    number: int
    url: str
    who: str
    amount: str
    x: str
    y: str
    aside: int
    low: str
    high: str
    is_range: bool
    opens_up: bool
    opens_down: bool
    is_about: bool
    is_doubted: bool
    from_x: str
    to_x: str
    readout: Place


@dataclass(frozen=True, slots=True)
class Chart:
    """Figures of one unit. ``undated`` says how many have no day and stand in the table alone.

    ``is_uneven`` is true where the scale is logarithmic: ten times as much is one step up.
    """

    measure: str
    name: str
    title: str
    summary: str
    points: Sequence[Point]
    lines: Sequence[Place]
    ticks: Sequence[Place]
    is_numbered: bool
    is_uneven: bool = False
    undated: str = ""


@dataclass(frozen=True, slots=True)
class DrawnFigure:
    """A figure with the number of its row in the table, where it leads, and who said it when."""

    number: int
    figure: Figure
    url: str
    who: str

    @property
    def label(self) -> str:
        """In one line: "Ada Example, 20 May 2025: US$175 billion"."""
        return _("%(who)s: %(amount)s") % {"who": self.who, "amount": self.figure.amount}


@dataclass
class _Axis:
    """Numbers and the places they have, from ``first`` at one end to ``last`` at the other."""

    low: float
    high: float
    first: float
    last: float
    is_uneven: bool = False

    def at(self, value: float) -> float:
        low, high = self.low, self.high
        if self.is_uneven:
            value, low, high = math.log10(value), math.log10(low), math.log10(high)
        return self.first + (value - low) / (high - low) * (self.last - self.first)


def charts(figures: Iterable[DrawnFigure], quantity: str) -> list[Chart]:
    """A drawing for each unit of the figures of a quantity, those of most figures first."""
    by_measure: dict[str, list[DrawnFigure]] = {}
    for one in figures:
        by_measure.setdefault(unit_of(one.figure.unit).measure, []).append(one)
    parts = sorted(by_measure.items(), key=lambda pair: (-len(pair[1]), pair[0]))
    return [made for measure, drawn in parts if (made := _chart(measure, drawn, quantity))]


def _chart(measure: str, drawn: Sequence[DrawnFigure], quantity: str) -> Chart | None:
    dated = [one for one in drawn if _days(one.figure) is not None]
    if not dated:
        return None
    time, values = _time_axis(dated), _value_axis(measure, dated)
    told = {"quantity": quantity, "unit": measure_name(measure)}
    return Chart(
        measure=measure,
        name=measure_name(measure),
        title=_("What was said of “%(quantity)s”, in %(unit)s") % told,
        summary=_summary(dated),
        points=list(_points(dated, time, values)),
        lines=[
            Place(_percent(values.at(float(number))), number_words(number, _code(dated)), "start")
            for number in _round_numbers(values)
        ],
        ticks=list(_days_named(time)),
        is_numbered=len(dated) <= MOST_NUMBERED,
        is_uneven=values.is_uneven,
        undated=_undated(len(drawn) - len(dated)),
    )


def _code(drawn: Sequence[DrawnFigure]) -> str:
    """The unit in which places are named: without a scale, as they are written out."""
    return unit_of(drawn[0].figure.unit).measure


def _undated(count: int) -> str:
    if not count:
        return ""
    return ngettext(
        "%(count)s figure of an unknown day stands in the table alone.",
        "%(count)s figures of an unknown day stand in the table alone.",
        count,
    ) % {"count": count}


def _summary(drawn: Sequence[DrawnFigure]) -> str:
    """What the drawing shows, for those who do not see it."""
    first, last = drawn[0], drawn[-1]
    count = ngettext("%(count)s figure.", "%(count)s figures.", len(drawn)) % {"count": len(drawn)}
    if len(drawn) == 1:
        return f"{count} {first.label}."
    ends = _("The earliest: %(first)s. The latest: %(last)s.") % {
        "first": first.label,
        "last": last.label,
    }
    return f"{count} {ends}"


# --- time ----------------------------------------------------------------------------------------


def _days(figure: Figure) -> tuple[date, date] | None:
    """The first and the last possible day on which it was said; None where one is not known."""
    said = figure.statement.said
    return (said.first, said.last) if said.first and said.last else None


def _time_axis(drawn: Sequence[DrawnFigure]) -> _Axis:
    days = [day for one in drawn for day in _days(one.figure) or ()]
    first, last = min(days).toordinal(), max(days).toordinal()
    missing = max(0, _LEAST_DAYS - (last - first))
    margin = missing / 2 + 0.04 * (last - first)
    return _Axis(first - margin, last + margin, _LEFT, _RIGHT)


def _days_named(time: _Axis) -> Iterator[Place]:
    """The beginnings of some months of the axis, or of some years, with their names."""
    first, last = _day(time.low), _day(time.high)
    months = (last.year - first.year) * 12 + last.month - first.month + 1
    # The last holds for the whole of the calendar, which is 120,000 months.
    steps = (1, 2, 3, 6, 12, 24, 60, 120, 600, 12_000, 120_000)
    step = next(step for step in steps if months / step <= _MOST_TICKS)
    for index in range(first.year * 12 + first.month - 1, last.year * 12 + last.month):
        if index % step:
            continue
        day = date(index // 12, index % 12 + 1, 1)
        place = time.at(day.toordinal())
        if not _LEFT <= place <= _RIGHT:
            continue
        label = str(day.year) if step >= 12 else date_format(day, pgettext("a short month", "M Y"))
        yield Place(_percent(place), label, _anchor(place))


def _day(ordinal: float) -> date:
    return date.min + timedelta(days=min(max(0, round(ordinal) - 1), date.max.toordinal() - 1))


# --- values --------------------------------------------------------------------------------------


def _ends(figure: Figure) -> tuple[Decimal, Decimal]:
    """The lower and the higher number, written out; of a single number both are that."""
    unit = unit_of(figure.unit)
    low = figure.high if figure.low is None else figure.low
    high = figure.low if figure.high is None else figure.high
    assert low is not None
    assert high is not None
    return unit.whole(low), unit.whole(high)


def _value_axis(measure: str, drawn: Sequence[DrawnFigure]) -> _Axis:
    """From zero, but for years of the calendar, which do not begin there, and for numbers of very
    different size, which have powers of ten."""
    numbers = [float(end) for one in drawn for end in _ends(one.figure)]
    if measure == YEAR:
        return _Axis(min(numbers) - 1, max(numbers) + 1, _BOTTOM, _TOP)
    if min(numbers) > 0 and max(numbers) / min(numbers) >= _UNEVEN_FROM:
        first, last = math.floor(math.log10(min(numbers))), math.ceil(math.log10(max(numbers)))
        return _Axis(10.0**first, 10.0**last, _BOTTOM, _TOP, is_uneven=True)
    low, high = min(0.0, *numbers), max(0.0, *numbers)
    room = 0.12 * (high - low) or 1.0
    return _Axis(low - (room if low < 0 else 0), high + room, _BOTTOM, _TOP)


def _round_numbers(values: _Axis) -> Iterator[Decimal]:
    """A few round numbers of an axis: powers of ten, or 1, 2 or 5 of a power of ten apart."""
    if values.is_uneven:
        yield from (Decimal(10) ** power for power in range(*_powers(values)))
        return
    span = values.high - values.low
    power = 10 ** math.floor(math.log10(span / _MOST_TICKS))
    step = next(s * power for s in (*_STEPS, 10) if span / (s * power) <= _MOST_TICKS)
    exact = Decimal(f"{step:.12g}")
    if exact < 1 and values.low > 100:
        exact = Decimal(1)
    number = Decimal(math.ceil(values.low / float(exact))) * exact
    while float(number) <= values.high:
        yield number
        number += exact


def _powers(values: _Axis) -> tuple[int, int, int]:
    """The powers of ten on an axis, or every second, third … of very many."""
    first, last = round(math.log10(values.low)), round(math.log10(values.high))
    return first, last + 1, max(1, (last - first) // _MOST_TICKS + 1 if last - first > 6 else 1)


# --- points --------------------------------------------------------------------------------------


@dataclass
class _Taken:
    """Where points lie already, so that none hides another."""

    places: list[tuple[float, float]] = field(default_factory=list)

    def aside(self, x: float, y: float) -> int:
        """By how many pixels a point must be moved to lie free; it is, then."""
        slots = (0, 1, -1, 2, -2, 3, -3, 4, -4, 5, -5)
        width = _NEAR_X
        for slot in slots:
            moved = x + slot * width
            if all(abs(moved - a) >= width or abs(y - b) >= _NEAR_Y for a, b in self.places):
                self.places.append((moved, y))
                return slot * _ASIDE
        return 0


def _points(drawn: Sequence[DrawnFigure], time: _Axis, values: _Axis) -> Iterator[Point]:
    taken = _Taken()
    for one in drawn:
        figure = one.figure
        days = _days(figure)
        assert days is not None
        first, last = (time.at(day.toordinal()) for day in days)
        low, high = (values.at(float(end)) for end in _ends(figure))
        x, y = (first + last) / 2, (low + high) / 2
        up, down = _open_ends(figure)
        yield Point(
            number=one.number,
            url=one.url,
            who=one.who,
            amount=one.figure.amount,
            x=_percent(x),
            y=_percent(y),
            aside=taken.aside(x, y),
            low=_percent(low),
            high=_percent(high),
            is_range=low != high,
            opens_up=up,
            opens_down=down,
            is_about=figure.bound == Bound.ABOUT,
            is_doubted=bool(figure.statement.doubt),
            from_x=_percent(first),
            to_x=_percent(last),
            readout=_readout(x),
        )


def _open_ends(figure: Figure) -> tuple[bool, bool]:
    """Whether more may be meant, and whether less."""
    is_range = figure.bound == Bound.RANGE
    up = figure.bound == Bound.AT_LEAST or (is_range and figure.high is None)
    down = figure.bound == Bound.AT_MOST or (is_range and figure.low is None)
    return up, down


def _readout(x: float) -> Place:
    """Where the words of a point stand: above all, on its side."""
    anchor = _anchor(x, 35, 65)
    return Place({"start": "0%", "end": "100%"}.get(anchor, _percent(x)), "", anchor)


def _anchor(place: float, near: float = 12, far: float = 88) -> str:
    if place < near:
        return "start"
    return "end" if place > far else "middle"


def _percent(number: float) -> str:
    return f"{number:.2f}%".replace(".00%", "%")
