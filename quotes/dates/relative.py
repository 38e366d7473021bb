"""What "Wednesday", "hier" or "21 May" means in a source that was published on a known day.

News gives the day of a statement as it is given to readers of that day. The phrases of English and
French that name one are read here, for an editor who types them and for a program that finds them
in a text. Rules that usage leaves open:

* A statement is not made after the source that prints it. A weekday, or a month without a year,
  is the nearest one on or before the day of publication; the same day and month are allowed, as
  newspapers name their own day. With "last" or "dernier" it is never the same day or month.
* A day and month without a year is the nearest such day that is not after the publication; one
  day after is allowed, because the place may be a time zone ahead of the outlet.
* Weeks are those of ISO 8601, Monday to Sunday; this week ends on the day of publication.
* A month or year named relatively is that whole month or year, never a guessed day of it.
* A count back in weeks, months or years is rounded by whoever counts, so it is approximate; so is
  one of more than seven days ("il y a quinze jours" is a fortnight).
* The time of day is read over: the record knows days.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from django.utils.translation import gettext as _

from quotes.dates.display import humanize
from quotes.dates.partial import InvalidDate, PartialDate, parse
from quotes.text.folding import search_fold
from quotes.text.languages import in_record_language, primary_subtag

_ONE_DAY = timedelta(days=1)
_ONE_WEEK = timedelta(days=7)

# Characters; no date in words is longer, and a message does not repeat a pasted page.
LONGEST_PHRASE = 80
_LONGEST_ECHO = 40


class Unresolvable(ValueError):
    """A phrase that names no day here; ``str()`` is a sentence, small and without a full stop."""


@dataclass(frozen=True, slots=True)
class Resolved:
    """The date a phrase means, and how that is known, in the language of the record.

    ``basis`` is empty where nothing was worked out: the phrase itself gives the whole date.
    """

    said: PartialDate
    basis: str


def resolve(phrase: str, published: PartialDate | None, language: str = "en") -> Resolved:
    """The date that a phrase means in a source published then (``None``: not known).

    EDTF and dates in words are read whatever the publication, the future included; every other
    phrase needs a day of publication that is beyond doubt. Both languages are always read;
    ``language`` (BCP 47) decides where they differ: "mar." is March or mardi. The empty phrase is
    the unknown date. Raises `Unresolvable` with a translated sentence.
    """
    written = " ".join(phrase.split())
    bare, is_about = _ABOUT.subn("", written, count=1)
    try:
        found = _stated(bare) or _counted(bare, written, published, language)
    except InvalidDate as error:
        raise Unresolvable(str(error)) from error
    except OverflowError as error:
        message = _("“%(phrase)s” reaches beyond the years 0001 to 9999")
        raise Unresolvable(message % {"phrase": _echo(written)}) from error
    return replace(found, said=_approximate(found.said)) if is_about else found


def _basis(phrase: str, published: date) -> str:
    with in_record_language():
        return f"“{phrase}” in an article of {humanize(PartialDate.of(published))}"


def _echo(text: str) -> str:
    return text if len(text) <= _LONGEST_ECHO else text[:_LONGEST_ECHO] + "…"


def _approximate(said: PartialDate) -> PartialDate:
    doubts = {"": "~", "?": "%"}
    sides = (
        side.text + (doubts.get(side.qualifier, side.qualifier) if side.first else "")
        for side in said.sides
    )
    return parse("/".join(sides))


# --- the words of both languages -----------------------------------------------------------------
# Without accents and in small letters, with blanks for full stops, commas, hyphens, apostrophes.


def _numbered(lines: str, first: int) -> dict[str, int]:
    """Each word of a line with the number of the line."""
    rows = enumerate(lines.strip().splitlines(), start=first)
    return {word: number for number, names in rows for word in names.split()}


_MONTHS = _numbered(
    """
    january jan janvier janv
    february feb fevrier fevr fev
    march mar mars
    april apr avril avr
    may mai
    june jun juin
    july jul juillet juil
    august aug aout
    september sept sep septembre
    october oct octobre
    november nov novembre
    december dec decembre
    """,
    first=1,
)

# As ``date.weekday()`` counts.
_WEEKDAYS = _numbered(
    """
    monday mon lundi lun
    tuesday tues tue mardi mar
    wednesday weds wed mercredi mer
    thursday thurs thur thu jeudi jeu
    friday fri vendredi ven
    saturday sat samedi sam
    sunday sun dimanche dim
    """,
    first=0,
)

_NUMBERS = _numbered(
    """
    a an one un une
    two deux
    three trois
    four quatre
    five cinq
    six
    seven sept
    eight huit
    nine neuf
    ten dix
    eleven onze
    twelve douze
    thirteen treize
    fourteen quatorze
    fifteen quinze
    """,
    first=1,
)

_PERIODS = {
    **dict.fromkeys(("day", "jour"), "day"),
    **dict.fromkeys(("week", "semaine"), "week"),
    **dict.fromkeys(("month", "mois"), "month"),
    **dict.fromkeys(("year", "annee", "an"), "year"),
}

_SEPARATORS = re.compile(r"[\s.,'\-‐–]+")

# Read in the text as written, because what follows may be EDTF.
_ABOUT = re.compile(
    r"^(?:(?:on|le) )?(?:about|around|approximately|circa|ca\.?|c\.|vers|environ|autour d[eu]"
    r"|aux environs d[eu]) |(?<=\bil y a )environ ",
    re.IGNORECASE,
)
_EDTF = re.compile(r"[0-9X/.~?%-]*", re.IGNORECASE)


def _one_of(name: str, words: dict[str, int] | dict[str, str]) -> str:
    return f"(?P<{name}>{'|'.join(words)})"


_DAY = "(?P<day>[0-9]{1,2})(?:st|nd|rd|th|er)?"
_YEAR = "(?P<year>[0-9]{4})"
_MONTH = _one_of("month", _MONTHS)
_WEEKDAY = _one_of("weekday", _WEEKDAYS)
_PERIOD = _one_of("period", _PERIODS)
_COUNT = f"(?P<count>[0-9]{{1,4}}|{'|'.join(_NUMBERS)})"

_LEADING = "(?:(?:on|in|the|during|month of|le|la|l|en|du|au|dans|pendant|durant|mois de|mois d) )*"
_PART_OF_DAY = (
    "(?: (?:in the |at |au |dans la |en )?"
    "(?:morning|afternoon|evening|night|matin|matinee|apres midi|soir|soiree|nuit))?"
)
_PART_BEFORE = "(?:(?:early|earlier|late|later) (?:on )?)?"
_LAST_BEFORE = "(?P<last>(?:this )?(?:last|past) )?"
_LAST_BEHIND = "(?P<dernier> dernier| passe)?"


def _pattern(words: str) -> re.Pattern[str]:
    """Matches the words with what may stand before and behind any of them."""
    return re.compile(f"{_LEADING}(?:{words}){_PART_OF_DAY}")


# --- dates that a phrase gives whole -------------------------------------------------------------


def _stated(written: str) -> Resolved | None:
    """What a phrase means that needs no other day; None if it needs one, or is no date."""
    if _EDTF.fullmatch(written):
        return Resolved(parse(written), "")
    words = _words(written)
    for pattern in _WITH_YEAR:
        match = pattern.fullmatch(words)
        if match:
            return Resolved(_calendar_date(match.groupdict()), "")
    return None


_WITH_YEAR = [
    _pattern(f"(?:{_WEEKDAY} (?:the |le )?)?{_DAY} (?:of )?{_MONTH} {_YEAR}"),
    _pattern(f"(?:{_WEEKDAY} )?{_MONTH} (?:the )?{_DAY} {_YEAR}"),
    _pattern(f"{_MONTH} (?:of |de )?{_YEAR}"),
    _pattern(_YEAR),
]


def _words(written: str) -> str:
    """The phrase as the tables of this module spell it; nothing of what is too long for a date."""
    if len(written) > LONGEST_PHRASE:
        return ""
    return _SEPARATORS.sub(" ", search_fold(written)).strip()


def _calendar_date(parts: dict[str, Any]) -> PartialDate:
    written = parts["year"]
    if parts.get("month"):
        written += f"-{_MONTHS[parts['month']]:02}"
    if parts.get("day"):
        written += f"-{int(parts['day']):02}"
    said = parse(written)
    _refuse_other_weekday(said, parts.get("weekday"))
    return said


def _refuse_other_weekday(said: PartialDate, weekday: str | None) -> None:
    """One of the two is a slip, and nothing says which."""
    if weekday and said.first and said.first.weekday() != _WEEKDAYS[weekday]:
        message = _("%(date)s was a different day of the week")
        raise Unresolvable(message % {"date": humanize(said)})


# --- dates that are counted from the publication -------------------------------------------------


def _counted(written: str, phrase: str, published: PartialDate | None, language: str) -> Resolved:
    """What ``written``, the ``phrase`` without its "about", means from the publication."""
    words = _words(written)
    if _LATER.fullmatch(words):
        message = _("“%(phrase)s” is after the day the source was published")
        raise Unresolvable(message % {"phrase": _echo(phrase)})
    is_french = primary_subtag(language) == "fr"
    for pattern, reader in [*_FROM_PUBLICATION, *(_NAMED if is_french else _NAMED[::-1])]:
        match = pattern.fullmatch(words)
        if match:
            day = _publication_day(phrase, published)
            return Resolved(reader(match, day), _basis(phrase, day))
    message = _(
        "“%(phrase)s” cannot be read as a date: write 21 May 2025, 21 May, Wednesday, yesterday, "
        "last week, May 2025, or EDTF such as 2025-05-21~"
    )
    raise Unresolvable(message % {"phrase": _echo(phrase)})


def _publication_day(phrase: str, published: PartialDate | None) -> date:
    """The one day to count from; a doubtful one would make a doubtful day look certain."""
    if published is None or published.is_unknown:
        message = _(
            "“%(phrase)s” is relative to the publication date, which is not known: write "
            "the date in full"
        )
        raise Unresolvable(message % {"phrase": _echo(phrase)})
    side = published.sides[0]
    if published.precision != "day" or side.qualifier or side.first is None:
        message = _(
            "“%(phrase)s” is relative to the publication date, which is known only as "
            "“%(published)s”: write the date in full"
        )
        raise Unresolvable(message % {"phrase": _echo(phrase), "published": humanize(published)})
    return side.first


def _today(named: re.Match[str], day: date) -> PartialDate:
    return PartialDate.of(day)


def _yesterday(named: re.Match[str], day: date) -> PartialDate:
    return PartialDate.of(day - _ONE_DAY)


def _day_before_yesterday(named: re.Match[str], day: date) -> PartialDate:
    return PartialDate.of(day - 2 * _ONE_DAY)


def _this(named: re.Match[str], day: date) -> PartialDate:
    match _PERIODS[named["period"]]:
        case "day":
            return PartialDate.of(day)
        case "week":
            return _days(day - day.weekday() * _ONE_DAY, day)
        case "month":
            return _month(day.year, day.month)
    return _year(day.year)


def _last(named: re.Match[str], day: date) -> PartialDate:
    match _PERIODS[named["period"]]:
        case "day":
            return PartialDate.of(day - _ONE_DAY)
        case "week":
            monday = day - day.weekday() * _ONE_DAY - _ONE_WEEK
            return _days(monday, monday + 6 * _ONE_DAY)
        case "month":
            return _months_before(day, 1)
    return _year(day.year - 1)


def _ago(named: re.Match[str], day: date) -> PartialDate:
    counted = named["count"]
    number = _NUMBERS[counted] if counted in _NUMBERS else int(counted)
    match _PERIODS[named["period"]]:
        case "day":
            said = PartialDate.of(day - number * _ONE_DAY)
            return said if number <= 7 else _approximate(said)
        case "week":
            said = PartialDate.of(day - number * _ONE_WEEK)
        case "month":
            said = _months_before(day, number)
        case _:
            said = _year(day.year - number)
    return _approximate(said)


def _named_weekday(named: re.Match[str], day: date) -> PartialDate:
    back = (day.weekday() - _WEEKDAYS[named["weekday"]]) % 7
    if not back and _is_last(named):
        back = 7
    return PartialDate.of(day - back * _ONE_DAY)


def _named_month(named: re.Match[str], day: date) -> PartialDate:
    month = _MONTHS[named["month"]]
    is_over = month < day.month or (month == day.month and not _is_last(named))
    return _month(day.year if is_over else day.year - 1, month)


def _is_last(named: re.Match[str]) -> bool:
    return bool(named["last"] or named["dernier"])


def _day_without_year(named: re.Match[str], day: date) -> PartialDate:
    month, number = _MONTHS[named["month"]], int(named["day"])
    latest = min(day, date.max - _ONE_DAY) + _ONE_DAY
    # Two days of 29 February are eight years apart round 1900.
    for year in range(latest.year, max(latest.year - 9, 0), -1):
        found = _existing(year, month, number)
        if found and found <= latest:
            said = PartialDate.of(found)
            _refuse_other_weekday(said, named["weekday"])
            return said
    parse(f"{day.year:04}-{month:02}-{number:02}")
    # A day that exists, but only after the publication: it would be before the first of all years.
    raise OverflowError(day)


def _existing(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _days(first: date, last: date) -> PartialDate:
    return PartialDate.of(first) if first == last else parse(f"{_iso(first)}/{_iso(last)}")


def _iso(day: date) -> str:
    return PartialDate.of(day).text


def _months_before(day: date, number: int) -> PartialDate:
    year, month = divmod(day.year * 12 + day.month - 1 - number, 12)
    return _month(year, month + 1)


def _month(year: int, month: int) -> PartialDate:
    return parse(f"{_year(year).text}-{month:02}")


def _year(year: int) -> PartialDate:
    if year < 1:
        raise OverflowError(year)
    return parse(f"{year:04}")


Reader = Callable[[re.Match[str], date], PartialDate]

_LATER = _pattern(
    f"tomorrow|demain|apres demain|next .+|(?:{_PERIOD}|{_WEEKDAY}|{_MONTH}) prochaine?"
)

_FROM_PUBLICATION: list[tuple[re.Pattern[str], Reader]] = [
    (
        _pattern(
            "(?:earlier )?today|tonight|this (?:morning|afternoon|evening)"
            "|aujourd hui|ce (?:jour|matin|soir)|cet apres midi"
        ),
        _today,
    ),
    (_pattern(f"{_PART_BEFORE}yesterday|last (?:night|evening)|hier"), _yesterday),
    (_pattern("day before yesterday|avant hier"), _day_before_yesterday),
    (_pattern(f"(?:(?:earlier|plus tot) )?(?:this|cette|cet|ce) {_PERIOD}(?: ci)?"), _this),
    (_pattern(f"{_PART_BEFORE}last {_PERIOD}"), _last),
    (_pattern(f"{_PERIOD} (?:derniere?|passee?)"), _last),
    (_pattern(f"{_COUNT} {_PERIOD}s? ago"), _ago),
    (_pattern(f"il y a {_COUNT} {_PERIOD}s?"), _ago),
    (
        _pattern(f"(?:{_WEEKDAY} (?:the |le )?)?{_DAY} (?:of )?{_MONTH}(?: last| dernier)?"),
        _day_without_year,
    ),
    (_pattern(f"(?:{_WEEKDAY} )?{_MONTH} (?:the )?{_DAY}"), _day_without_year),
]

# The order in which French reads "mar."; English turns it round.
_NAMED: list[tuple[re.Pattern[str], Reader]] = [
    (
        _pattern(f"{_PART_BEFORE}(?:(?:this|ce) )?{_LAST_BEFORE}{_WEEKDAY}{_LAST_BEHIND}"),
        _named_weekday,
    ),
    (_pattern(f"{_LAST_BEFORE}{_MONTH}{_LAST_BEHIND}"), _named_month),
]
