"""Dates as an archive knows them: a day, a month, a season, a decade, an interval, or nothing.

The notation is EDTF, the Extended Date/Time Format of ISO 8601-2:2019: level 0, the date forms of
level 1, and one borrowing from level 2 (a season may be a side of an interval). Left out because
no public statement needs them: times of day, years outside 0001 to 9999, sets, exponents.

Three rules that the standard leaves open are settled here:

* A qualifier (``~`` approximate, ``?`` uncertain, ``%`` both) never widens the first and last
  possible day. How wide "about" is, nobody can say; a search that guessed would find rows for a
  reason that no reader could see. The qualifier is shown to the reader instead.
* Seasons are those of the northern hemisphere in whole months: spring (21) is March to May,
  summer (22) June to August, autumn (23) September to November. Winter (24) belongs to the year
  it is written with and runs from that December to the end of the next February.
* Unspecified digits (``2025-XX``) are kept in the text, but count as the precision that is known:
  ``2025-XX`` is a year, ``2025-05-XX`` a month.
"""

import calendar
import re
from dataclasses import dataclass
from datetime import date
from typing import Literal

from django.utils.translation import gettext as _

Precision = Literal["day", "month", "season", "year", "decade", "century", "interval", "unknown"]


# The months a season begins with; each lasts three.
_SEASON_BEGINS = {21: 3, 22: 6, 23: 9, 24: 12}


_DATE = re.compile(
    r"(?P<year>[0-9]{4}|[0-9]{3}X|[0-9]{2}XX)"
    r"(?:-(?P<month>[0-9]{2}|XX)(?:-(?P<day>[0-9]{2}|XX))?)?"
    r"(?P<qualifier>[~?%]?)"
)


# A message repeats what was typed, but not a whole pasted page.
_LONGEST_ECHO = 40


class InvalidDate(ValueError):
    """A text that is not a date of the archive; ``str()`` is a sentence for the person typing."""


@dataclass(frozen=True, slots=True)
class Side:
    """A date without a slash: the whole of a plain date, or one side of an interval.

    ``text`` is without its qualifier; ``first`` and ``last`` are ``None`` for an open (``..``) or
    unknown (empty) side of an interval.
    """

    text: str
    qualifier: str
    precision: Precision
    first: date | None
    last: date | None


@dataclass(frozen=True, slots=True)
class PartialDate:
    """A date known to some precision. Made by `parse`, `PartialDate.of`, `PartialDate.unknown`.

    ``sides`` holds nothing for an unknown date, one `Side` for a date, two for an interval. Equal
    dates have the same canonical text, so the class can be a key of a dictionary.
    """

    sides: tuple[Side, ...] = ()

    @classmethod
    def unknown(cls) -> "PartialDate":
        return cls()

    @classmethod
    def of(cls, day: date) -> "PartialDate":
        """The date of one day. A ``datetime`` gives its own day, in its own time zone."""
        return parse(f"{day.year:04}-{day.month:02}-{day.day:02}")

    @property
    def text(self) -> str:
        """The canonical EDTF text; ``""`` when nothing is known. ``parse(d.text) == d``."""
        return "/".join(side.text + side.qualifier for side in self.sides)

    @property
    def first(self) -> date | None:
        """The first day it can have been; ``None`` when unknown or without a beginning."""
        return self.sides[0].first if self.sides else None

    @property
    def last(self) -> date | None:
        """The last day it can have been; ``None`` when unknown or without an end."""
        return self.sides[-1].last if self.sides else None

    @property
    def precision(self) -> Precision:
        if not self.sides:
            return "unknown"
        return self.sides[0].precision if len(self.sides) == 1 else "interval"

    @property
    def is_unknown(self) -> bool:
        return not self.sides

    @property
    def is_approximate(self) -> bool:
        return any(side.qualifier in ("~", "%") for side in self.sides)

    @property
    def is_uncertain(self) -> bool:
        return any(side.qualifier in ("?", "%") for side in self.sides)

    def certainly_within(self, first: date | None, last: date | None) -> bool:
        """Whether every possible day lies in ``[first, last]``; a bound of ``None`` is open.

        Always false for an unknown date: nothing is certain about it, even without bounds.
        """
        if self.is_unknown:
            return False
        begins = first is None or (self.first is not None and self.first >= first)
        ends = last is None or (self.last is not None and self.last <= last)
        return begins and ends

    def possibly_within(self, first: date | None, last: date | None) -> bool:
        """Whether some possible day lies in ``[first, last]``; a bound of ``None`` is open.

        Always false for an unknown date, or it would turn up in every search by date.
        """
        if self.is_unknown or (first is not None and last is not None and first > last):
            return False
        begins = last is None or self.first is None or self.first <= last
        ends = first is None or self.last is None or self.last >= first
        return begins and ends

    def __str__(self) -> str:
        return self.text


def parse(text: str) -> PartialDate:
    """Read EDTF (see the head of this module); blanks around it and a small ``x`` are forgiven.

    The empty text is the unknown date. Raises `InvalidDate` with a translated sentence.
    """
    written = text.strip().replace("x", "X")
    if not written:
        return PartialDate()
    if "/" not in written:
        return PartialDate((_read_date(written),))
    sides = tuple(_read_end(side) for side in written.split("/"))
    if len(sides) != 2:
        raise _unreadable(written)
    _refuse_impossible_interval(*sides)
    return PartialDate(sides)


def _read_end(text: str) -> Side:
    if text in ("", ".."):
        return Side(text, "", "unknown", None, None)
    return _read_date(text)


def _refuse_impossible_interval(begin: Side, end: Side) -> None:
    if begin.first is None and end.last is None:
        raise InvalidDate(_("an interval needs a date on at least one side"))
    if begin.first is not None and end.last is not None and begin.first > end.last:
        raise InvalidDate(_("the interval ends before it begins"))


def _read_date(text: str) -> Side:
    match = _DATE.fullmatch(text)
    if match is None:
        raise _unreadable(text)
    bare, qualifier = text.rstrip("~?%"), match["qualifier"]
    _refuse_scattered_digits(match, text)
    precision, first, last = _extent(match["year"], match["month"], match["day"], bare)
    return Side(bare, qualifier, precision, first, last)


def _refuse_scattered_digits(match: re.Match[str], text: str) -> None:
    """Level 1 leaves digits out from the right only: not ``2025-XX-21``, not ``202X-05``."""
    year, month, day = match["year"], match["month"], match["day"]
    if (month and "X" in year) or (day not in (None, "XX") and month == "XX"):
        raise _unreadable(text)


def _extent(
    year: str, month: str | None, day: str | None, bare: str
) -> tuple[Precision, date, date]:
    """Precision, first and last possible day of the parts of a date that `_DATE` has matched."""
    earliest, latest = int(year.replace("X", "0")), int(year.replace("X", "9"))
    if earliest < 1:
        raise _year_out_of_range(bare)
    if month in (None, "XX"):
        by_gaps: dict[int, Precision] = {0: "year", 1: "decade", 2: "century"}
        return by_gaps[year.count("X")], date(earliest, 1, 1), date(latest, 12, 31)
    number = int(month or 0)
    if number in _SEASON_BEGINS and day is None:
        return _season(earliest, number, bare)
    if not 1 <= number <= 12:
        raise InvalidDate(
            _("%(text)s is not a valid date (month %(month)s)") % {"text": bare, "month": month}
        )
    month_ends = calendar.monthrange(earliest, number)[1]
    if day in (None, "XX"):
        return "month", date(earliest, number, 1), date(earliest, number, month_ends)
    if not 1 <= int(day or 0) <= month_ends:
        raise InvalidDate(_("%(text)s is not a valid date") % {"text": bare})
    exact = date(earliest, number, int(day or 0))
    return "day", exact, exact


def _season(year: int, season: int, bare: str) -> tuple[Precision, date, date]:
    begins = _SEASON_BEGINS[season]
    if begins < 12:
        last_day = calendar.monthrange(year, begins + 2)[1]
        return "season", date(year, begins, 1), date(year, begins + 2, last_day)
    if year == 9999:
        raise _year_out_of_range(bare)
    return "season", date(year, 12, 1), date(year + 1, 2, calendar.monthrange(year + 1, 2)[1])


def _unreadable(text: str) -> InvalidDate:
    shown = text if len(text) <= _LONGEST_ECHO else text[:_LONGEST_ECHO] + "…"
    return InvalidDate(
        _(
            "“%(text)s” cannot be read as a date: write 2025, 2025-05, 2025-05-21, "
            "2025-05-21~ or 2025-05/2025-06"
        )
        % {"text": shown}
    )


def _year_out_of_range(text: str) -> InvalidDate:
    return InvalidDate(_("%(text)s reaches beyond the years 0001 to 9999") % {"text": text})
