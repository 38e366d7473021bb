"""The day a page was published: as it tells programs, read beside what it shows its readers.

A time in UTC tells no day: 02:11 on the 9th is the evening of the 8th in Toronto. The day is then
the one that the page gives somewhere else, in its own time zone, in its address or in its dateline;
without any, in the hours in which half the world has another day, it is not known. A day that two
countries read differently ("05/06/2025") is not known either, nor one that no page can have, nor
one that is told to programs while readers are shown another.
"""

import re
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache

from babel.dates import get_month_names
from django.utils import timezone

# In hours, where people live: from Hawaii to New Zealand.
_WEST, _EAST = timedelta(hours=10), timedelta(hours=13)
# Of a time in UTC: in these hours it is the same day from California to Moscow.
_SAME_DAY = range(8, 21)
# What programs write that know no day.
_NO_DAYS = frozenset(map(date.fromisoformat, ("1969-12-31", "1970-01-01", "1900-01-01")))
_OLDEST = 1900


@dataclass(frozen=True, slots=True)
class Stamp:
    """A day as a page tells programs, and the days it may be where people are."""

    day: date
    days: frozenset[date]
    is_certain: bool


def publication_day(
    strong: Sequence[str],
    weak: Sequence[str],
    url: str,
    shown: Iterable[Iterable[str]],
    guessed: Callable[[], str] = str,
) -> str:
    """The day in ISO 8601, or ``""`` where it is not known.

    ``strong`` are values that are named as the time of publication, ``weak`` are others that may be
    the time at which a file was made; ``shown`` are the lines that readers see beside the headline,
    for each place where that stands; the first place that names a day counts.
    ``guessed`` is asked last, where nothing says otherwise.
    """
    told, hinted = _stamps(strong), _stamps(weak)
    shown_day = _only_day(next(filter(None, map(_dates_in_lines, shown)), set()))
    seen = [*_day_of_address(url), *shown_day]
    stamps = told + hinted
    # The address may be that of an earlier version, the shown day is what readers are told.
    if stamps and not all(day in stamps[0].days for day in (shown_day if told else seen)):
        found = None
    elif stamps:
        found = _resolved(stamps[0], stamps[1:], seen)
    elif seen:
        found = seen[0] if len(set(seen)) == 1 else None
    else:
        return guessed()
    return found.isoformat() if found else ""


def day_told(value: str) -> str:
    """The day of one value for programs, in its own time zone, or ``""``."""
    found = stamp(value)
    return found.day.isoformat() if found else ""


def days_shown(lines: Iterable[str]) -> set[str]:
    """Every day that lines show, but those on which something was changed."""
    return {day.isoformat() for day in _dates_in_lines(lines)}


def _resolved(first: Stamp, others: Sequence[Stamp], seen: Sequence[date]) -> date | None:
    """The day of a stamp, told by the others and by what is seen where it is a time in UTC."""
    if first.is_certain:
        return first.day
    also = [*(other.day for other in others if other.is_certain), *seen]
    return next((day for day in also if day in first.days), None) or (
        first.day if len(first.days) == 1 else None
    )


# --- values for programs -------------------------------------------------------------------------

_ISO = re.compile(
    r"(?P<year>\d{4})(?P<sep>[-/.])(?P<month>\d{1,2})(?P=sep)(?P<day>\d{1,2})(?!\d)"
    r"|(?P<compact>(?:19|20)\d{6})(?!\d)"
)
_UTC = re.compile(
    r"[T ](?P<hour>\d{1,2}):(?P<minute>\d{2})(?::(?P<second>\d{2})(?:[.,]\d+)?)?\s*"
    r"(?:Z|UTC|GMT|[+-]00:?00)\s*$",
    re.I,
)


def _stamps(values: Iterable[str]) -> list[Stamp]:
    return [found for value in values if (found := stamp(value))]


def stamp(value: str) -> Stamp | None:
    """What one value tells, or None where it tells no day."""
    value = value.strip()
    iso = _ISO.match(value)
    if iso and iso["compact"]:
        day = _possible(int(value[:4]), int(value[4:6]), int(value[6:8]))
    elif iso:
        day = _possible(int(iso["year"]), int(iso["month"]), int(iso["day"]))
    else:
        named = set(_days_in(value))
        day = named.pop() if len(named) == 1 else None
    if day is None:
        return None
    time = _UTC.search(value)
    if time is None or int(time["hour"]) > 23 or _is_midnight(time):
        return Stamp(day, frozenset([day]), True)
    return Stamp(day, _days_at(day, time), False)


def _is_midnight(time: re.Match[str]) -> bool:
    """Whether a time is what programs write for none."""
    return not any(int(time[part] or 0) for part in ("hour", "minute", "second"))


def _days_at(day: date, time: re.Match[str]) -> frozenset[date]:
    if int(time["hour"]) in _SAME_DAY:
        return frozenset([day])
    moment = datetime(day.year, day.month, day.day, int(time["hour"]), int(time["minute"]) % 60)
    return frozenset((moment + shift).date() for shift in (-_WEST, timedelta(), _EAST))


def _possible(year: int, month: int, day: int) -> date | None:
    """A day on which a page can have been published."""
    try:
        found = date(year, month, day)
    except ValueError:
        return None
    latest = timezone.now().date() + timedelta(days=1)
    return found if year >= _OLDEST and found <= latest and found not in _NO_DAYS else None


# --- what a reader sees --------------------------------------------------------------------------

_LANGUAGES = ("en", "fr", "es", "de", "it", "pt", "nl")
# Days that are not those of publication.
_OTHER = (
    r"(?:\b(?:updat|modif|revis|edited|mis[e]? à jour|actuali[sz]|aktuali|stand\b|geändert"
    r"|aggiornat|atuali|bijgewerkt|copyright|accessed|retrieved|archived)|©)"
)
_OTHER_DAY = re.compile(_OTHER, re.I)
# Where a line that tells several days goes on to the next.
_BETWEEN_DAYS = re.compile(
    rf" [|•·] |\n|(?<=\d)(?: ?(?:[ap]\.?m\.?|[a-z]{{2,4}})){{0,2}}[ ,;(–-]{{1,4}}(?={_OTHER})"
    r"|(?=\b(?:publish|publié|posted|veröffentlicht))",
    re.I,
)
_IN_ADDRESS = re.compile(r"/((?:19|20)\d\d)[/-](\d{1,2})[/-](\d{1,2})(?=\D|$)")
_NUMERIC = re.compile(r"(?<![\d./-])(\d{1,2})([./-])(\d{1,2})\2(\d{4})(?![\d/:-])")
_WRITTEN_ISO = re.compile(r"(?<![\d./-])(\d{4})-(\d{2})-(\d{2})(?![\d-])")


@cache
def _months() -> dict[str, int]:
    return {
        name.casefold().rstrip("."): number
        for language in _LANGUAGES
        for width in ("wide", "abbreviated")
        for number, name in get_month_names(width, locale=language).items()
    } | {"sept": 9}


@cache
def _named() -> re.Pattern[str]:
    """A day and the name of a month, that do not end a span of days ("14 – 20 May 2025").

    What pages part by their style sheets alone stands without a blank: "Article7 April 2020".
    """
    months = "|".join(sorted(map(re.escape, _months()), key=len, reverse=True))
    ordinal = r"(?:st|nd|rd|th|er|º|\.)?"
    begins = r"(?:\b|(?<=(?-i:[a-zà-ÿ]))(?=(?-i:[A-ZÀ-Þ\d])))"
    day = rf"(?<![-–]\s)(?<![-–]){begins}(\d{{1,2}}){ordinal}"
    day_first = rf"{day}\s+(?:de\s+|of\s+)?({months})\.?,?\s+(?:de\s+|del\s+)?"
    month_first = rf"{begins}({months})\.?\s+(\d{{1,2}}){ordinal},?\s+"
    return re.compile(rf"(?:{day_first}|{month_first})(\d{{4}})\b", re.I)


def _days_in(line: str) -> Iterable[date]:
    """Every day that a line names in full and without doubt."""
    for match in _named().finditer(line):
        first, name, other_name, last, year = match.groups()
        month = _months()[(name or other_name).casefold()]
        yield from filter(None, [_possible(int(year), month, int(first or last))])
    for match in _WRITTEN_ISO.finditer(line):
        yield from filter(None, [_possible(*map(int, match.groups()))])
    for match in _NUMERIC.finditer(line):
        one, mark, two, year = int(match[1]), match[2], int(match[3]), int(match[4])
        # With full stops the day comes first; with other marks that is a matter of country.
        if mark == "." or one > 12 or one == two:
            yield from filter(None, [_possible(year, two, one)])
        elif two > 12:
            yield from filter(None, [_possible(year, one, two)])


def _day_of_address(url: str) -> list[date]:
    found = _IN_ADDRESS.search(url)
    return [*filter(None, [_possible(*map(int, found.groups()))])] if found else []


def _only_day(days: Collection[date]) -> list[date]:
    """The one day of several lines, or none where they do not agree."""
    return [*days] if len(days) == 1 else []


def _dates_in_lines(lines: Iterable[str]) -> set[date]:
    """The days that lines name; when a page was changed is another matter."""
    return {day for line in lines for part in _parts(line) for day in _days_in(part)}


def _parts(line: str) -> list[str]:
    """``PUBLISHED: May 8, 2025 | UPDATED: May 9, 2025`` without what is no day of publication."""
    # Without runs of blanks, each of which would be tried from each of its places.
    plain = "\n".join(" ".join(each.split()) for each in line.split("\n"))
    return [part for part in _BETWEEN_DAYS.split(plain) if not _OTHER_DAY.search(part)]
