"""Dates as readers type them into a form: "May 2025", "21/05/2025", "1er mai 2025"."""

import re

from django.utils.translation import gettext as _

from quotes.dates.partial import InvalidDate, PartialDate, parse
from quotes.dates.relative import LONGEST_PHRASE, Unresolvable, resolve
from quotes.text.folding import search_fold

_YEAR_FIRST = re.compile(r"(\d{4})[-/. ](\d{1,2})(?:[-/. ](\d{1,2}))?", re.ASCII)
_YEAR_LAST = re.compile(r"(?:(\d{1,2})[-/. ])?(\d{1,2})[-/. ](\d{4})", re.ASCII)
_SEASON = re.compile(r"(?:the |en |l )?(?P<season>[a-z]+)(?: of| de)? (?P<year>\d{4})")
_SEASONS = {
    **dict.fromkeys(("spring", "printemps"), 21),
    **dict.fromkeys(("summer", "ete"), 22),
    **dict.fromkeys(("autumn", "fall", "automne"), 23),
    **dict.fromkeys(("winter", "hiver"), 24),
}


def typed_date(text: str, language: str = "en") -> PartialDate:
    """The date that a text means: EDTF, or a date in figures or in words of English or French.

    "Yesterday" is none: an address goes on meaning the same. Of two figures that could both be the
    month, French puts the day first; in English nobody can tell. Raises `InvalidDate` with a
    sentence.
    """
    written = " ".join(text.split())
    try:
        return parse(written)
    except InvalidDate:
        pass
    in_figures = _in_figures(written, language)
    if in_figures:
        return parse(in_figures)
    season = _SEASON.fullmatch(search_fold(written[:LONGEST_PHRASE]).strip())
    if season and season["season"] in _SEASONS:
        return parse(f"{season['year']}-{_SEASONS[season['season']]}")
    try:
        return resolve(written, None, language).said
    except Unresolvable as error:
        raise InvalidDate(_unreadable(written)) from error


def _in_figures(written: str, language: str) -> str:
    """A date in figures as EDTF; empty if it is none. Raises `InvalidDate` where it is unclear."""
    if match := _YEAR_FIRST.fullmatch(written):
        return _edtf(match[1], match[2], match[3])
    match = _YEAR_LAST.fullmatch(written)
    if not match:
        return ""
    first, second, year = match.groups()
    if first is None:
        return _edtf(year, second, None)
    day, month = (second, first) if int(second) > 12 else (first, second)
    is_unclear = int(first) <= 12 and int(second) <= 12 and first != second
    if is_unclear and not language.startswith("fr"):
        message = _("“%(text)s”: which number is the month? Write the month as a word.")
        raise InvalidDate(message % {"text": written})
    return _edtf(year, month, day)


def _edtf(year: str, month: str, day: str | None) -> str:
    return f"{year}-{int(month):02}" + (f"-{int(day):02}" if day else "")


def _unreadable(written: str) -> str:
    shown = written if len(written) <= 40 else written[:40] + "…"
    return _("“%(text)s” is not a date that can be read: write 2025, May 2025 or 21 May 2025.") % {
        "text": shown
    }
