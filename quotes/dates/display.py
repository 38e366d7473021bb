"""Partial dates as pages show them: in words, and for the HTML time element."""

from datetime import date

from django.utils import formats
from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _

from quotes.dates.partial import PartialDate, Side


def date_format(day: date, form: str) -> str:
    """A day or moment by the letters of Django's filter ``date``, in the language of the page.

    The first of a month is an ordinal in French: "1er mai".
    """
    if day.day == 1 and get_language() == "fr" and (form == "j" or "j F" in form or "j M" in form):
        form = form.replace("j", "j\\e\\r")
    return formats.date_format(day, form)


def humanize(partial: PartialDate) -> str:
    """The date as a reader of the active language expects it: "about 21 May 2025", "undated".

    Words and the order of day, month and year come from the message catalogue; names of months
    from Django's own.
    """
    if partial.is_unknown:
        return _("undated")
    if len(partial.sides) == 1:
        return _in_words(partial.sides[0])
    begin, end = partial.sides
    if begin.first is None or end.last is None:
        return _half_open(begin, end)
    if begin.qualifier == end.qualifier:
        return _qualified(_range(begin, end), begin.qualifier)
    return _spaced(_in_words(begin), _in_words(end))


def _half_open(begin: Side, end: Side) -> str:
    """EDTF tells an open side (``..``: it goes on) from an unknown one, and so must the words."""
    if begin.text == "..":
        return _("until %(date)s") % {"date": _in_words(end)}
    if begin.text == "":
        return _("until %(date)s, beginning unknown") % {"date": _in_words(end)}
    if end.text == "..":
        return _("since %(date)s") % {"date": _in_words(begin)}
    return _("from %(date)s, end unknown") % {"date": _in_words(begin)}


def _in_words(side: Side) -> str:
    return _qualified(_plain(side), side.qualifier)


def _qualified(words: str, qualifier: str) -> str:
    if qualifier in ("~", "%"):
        words = pgettext("an approximate date", "about %(date)s") % {"date": words}
    if qualifier in ("?", "%"):
        words = pgettext("a date that may be wrong", "%(date)s (uncertain)") % {"date": words}
    return words


def _plain(side: Side) -> str:
    assert side.first is not None
    assert side.last is not None
    match side.precision:
        case "day":
            return date_format(side.first, pgettext("format of a day", "j F Y"))
        case "month":
            return date_format(side.first, pgettext("format of a month", "F Y"))
        case "season":
            return _season_in_words(side.text, side.first.year)
        case "decade":
            return pgettext("a decade", "the %(year)ss") % {"year": side.first.year}
        case "century":
            # "The 2000s" are also a decade, and the 21st century begins in 2001.
            years = {"first": side.first.year, "last": side.last.year}
            return pgettext("unspecified year", "between %(first)s and %(last)s") % years
    return str(side.first.year)


def _season_in_words(text: str, year: int) -> str:
    words = {
        "21": _("spring %(year)s"),
        "22": _("summer %(year)s"),
        "23": _("autumn %(year)s"),
        "24": _("winter %(year)s–%(next_year)s"),
    }
    return words[text[-2:]] % {"year": year, "next_year": year + 1}


def _range(begin: Side, end: Side) -> str:
    """An interval, without saying twice the month or the year that both sides share."""
    if begin.text == end.text:
        return _plain(begin)
    precisions = (begin.precision, end.precision)
    assert begin.first is not None
    assert end.first is not None
    same_year = begin.first.year == end.first.year
    same_month = same_year and begin.first.month == end.first.month
    if precisions == ("day", "day") and same_month:
        return _tight(date_format(begin.first, pgettext("day of a month", "j")), _plain(end))
    if precisions == ("day", "day") and same_year:
        return _spaced(date_format(begin.first, pgettext("day of a year", "j F")), _plain(end))
    if precisions == ("month", "month") and same_year:
        return _tight(date_format(begin.first, pgettext("month of a year", "F")), _plain(end))
    if precisions == ("year", "year"):
        return _tight(_plain(begin), _plain(end))
    return _spaced(_plain(begin), _plain(end))


def _tight(first: str, last: str) -> str:
    return pgettext("a range of single words", "%(first)s–%(last)s") % {
        "first": first,
        "last": last,
    }


def _spaced(first: str, last: str) -> str:
    return pgettext("a range of several words", "%(first)s – %(last)s") % {
        "first": first,
        "last": last,
    }


def machine(partial: PartialDate) -> str:
    """The ``datetime`` of an HTML ``<time>`` element, or ``""`` where HTML has no form for it.

    HTML knows a day, a month and a year, neither intervals nor doubt; a doubtful day still names
    that day.
    """
    if partial.precision not in ("day", "month", "year"):
        return ""
    return partial.sides[0].text.replace("-XX", "")


def date_of(partial: PartialDate) -> str:
    """The date as ISO 8601 writes a day, a month or a year; ``""`` for any other.

    schema.org has no word for doubt or for a span of days, so what is approximate or uncertain is
    not said at all.
    """
    if partial.is_approximate or partial.is_uncertain:
        return ""
    if partial.precision not in ("day", "month", "year"):
        return ""
    return partial.sides[0].text.replace("-XX", "")
