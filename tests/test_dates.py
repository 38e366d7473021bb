"""Partial dates: what is read, what it means in days, and how it is said."""

import re
import warnings
from datetime import date, datetime, timedelta

import pytest
from django.utils import translation
from hypothesis import given, settings
from hypothesis import strategies as st

from quotes.dates.display import humanize, machine
from quotes.dates.partial import InvalidDate, PartialDate, parse

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    import edtf

# text, first day, last day, precision
READ = [
    ("2025", "2025-01-01", "2025-12-31", "year"),
    ("0001", "0001-01-01", "0001-12-31", "year"),
    ("9999-12-31", "9999-12-31", "9999-12-31", "day"),
    ("2025-05", "2025-05-01", "2025-05-31", "month"),
    ("2024-02", "2024-02-01", "2024-02-29", "month"),
    ("2025-05-21", "2025-05-21", "2025-05-21", "day"),
    ("2024-02-29~", "2024-02-29", "2024-02-29", "day"),
    ("2025-05?", "2025-05-01", "2025-05-31", "month"),
    ("2025%", "2025-01-01", "2025-12-31", "year"),
    ("202X", "2020-01-01", "2029-12-31", "decade"),
    ("20XX", "2000-01-01", "2099-12-31", "century"),
    ("2025-XX", "2025-01-01", "2025-12-31", "year"),
    ("2025-XX-XX", "2025-01-01", "2025-12-31", "year"),
    ("2025-02-XX", "2025-02-01", "2025-02-28", "month"),
    ("2025-21", "2025-03-01", "2025-05-31", "season"),
    ("2025-22", "2025-06-01", "2025-08-31", "season"),
    ("2025-23", "2025-09-01", "2025-11-30", "season"),
    ("2025-24", "2025-12-01", "2026-02-28", "season"),
    ("2027-24", "2027-12-01", "2028-02-29", "season"),
    ("2025-05/2025-06", "2025-05-01", "2025-06-30", "interval"),
    ("2025-05-21/2025-05", "2025-05-21", "2025-05-31", "interval"),
    ("2025-05~/2026?", "2025-05-01", "2026-12-31", "interval"),
    ("2025-05/..", "2025-05-01", None, "interval"),
    ("../2025-05", None, "2025-05-31", "interval"),
    ("2025-05/", "2025-05-01", None, "interval"),
    ("/2025-05", None, "2025-05-31", "interval"),
    ("", None, None, "unknown"),
]


@pytest.mark.parametrize(("text", "first", "last", "precision"), READ)
def test_a_date_is_read_with_its_first_and_last_possible_day(text, first, last, precision):
    partial = parse(text)
    assert partial.text == str(partial) == text
    assert partial.first == (date.fromisoformat(first) if first else None)
    assert partial.last == (date.fromisoformat(last) if last else None)
    assert partial.precision == precision


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("2025-02-30", "2025-02-30 is not a valid date"),
        ("2025-02-29?", "2025-02-29 is not a valid date"),
        ("2025-05-00", "2025-05-00 is not a valid date"),
        ("2025-13", "2025-13 is not a valid date (month 13)"),
        ("2025-21-01", "2025-21-01 is not a valid date (month 21)"),
        ("0000", "0000 reaches beyond the years 0001 to 9999"),
        ("000X", "000X reaches beyond the years 0001 to 9999"),
        ("9999-24", "9999-24 reaches beyond the years 0001 to 9999"),
        ("2025-06/2025-05", "the interval ends before it begins"),
        ("2025-05-22/2025-05-21", "the interval ends before it begins"),
        ("/", "an interval needs a date on at least one side"),
        ("../..", "an interval needs a date on at least one side"),
        (
            "21 May 2025",
            "“21 May 2025” cannot be read as a date: write 2025, 2025-05, 2025-05-21, "
            "2025-05-21~ or 2025-05/2025-06",
        ),
    ],
)
def test_what_is_no_date_is_refused_with_a_sentence(text, sentence):
    with pytest.raises(InvalidDate) as refusal:
        parse(text)
    assert str(refusal.value) == sentence


@pytest.mark.parametrize(
    "text",
    [
        *("2025-5", "25", "2025-05-21T10:00", "~2025", "2025~-05", "2025-XX-21", "202X-05"),
        *("2XXX", "XXXX", "2025/2026/2027", "2025-05-21?~", "٢٠٢٥", "2025\n2026", "Y12025", ".."),
    ],
)
def test_forms_outside_the_levels_used_here_are_refused(text):
    with pytest.raises(InvalidDate, match="cannot be read as a date"):
        parse(text)


def test_a_message_does_not_repeat_a_whole_page():
    with pytest.raises(InvalidDate) as refusal:
        parse("word " * 1000)
    assert len(str(refusal.value)) < 200


def test_blanks_around_and_a_small_x_are_forgiven():
    assert parse(" 202x \n") == parse("202X")
    assert parse("  ") == PartialDate.unknown()


def test_qualifiers_are_told_apart():
    def doubts(text):
        return parse(text).is_approximate, parse(text).is_uncertain

    assert doubts("2025") == (False, False)
    assert doubts("2025~") == (True, False)
    assert doubts("2025?") == (False, True)
    assert doubts("2025%") == (True, True)
    assert doubts("2025/2026~") == (True, False)
    assert doubts("2025?/2026~") == (True, True)


def test_dates_are_values():
    assert PartialDate.of(date(2025, 5, 21)) == parse("2025-05-21")
    assert PartialDate.of(datetime(2025, 5, 21, 23, 59)) == parse("2025-05-21")
    assert PartialDate.of(date(33, 4, 3)).text == "0033-04-03"
    assert len({parse("2025"), parse("2025 "), parse("2025~"), parse("2025-XX")}) == 3
    assert PartialDate.unknown().is_unknown
    with pytest.raises(AttributeError):
        parse("2025").sides = ()


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("2025-05-21", "21 May 2025"),
        ("2025-05", "May 2025"),
        ("2025-05-XX", "May 2025"),
        ("2025", "2025"),
        ("2025-XX", "2025"),
        ("2025-05-21~", "about 21 May 2025"),
        ("2025-05-21?", "21 May 2025 (uncertain)"),
        ("2025-05-21%", "about 21 May 2025 (uncertain)"),
        ("2025-05/2025-06", "May–June 2025"),
        ("2025-12/2026-01", "December 2025 – January 2026"),
        ("2025-05-21/2025-05-23", "21–23 May 2025"),
        ("2025-05-30/2025-06-02", "30 May – 2 June 2025"),
        ("2025-12-30/2026-01-02", "30 December 2025 – 2 January 2026"),
        ("2025-05-21~/2025-05-23~", "about 21–23 May 2025"),
        ("2025-05~/2025-06?", "about May 2025 – June 2025 (uncertain)"),
        ("2025-05-21/2025-06", "21 May 2025 – June 2025"),
        ("2025/2026", "2025–2026"),
        ("2025/2025", "2025"),
        ("2025-05/..", "since May 2025"),
        ("2025-05/", "from May 2025, end unknown"),
        ("../2025-05", "until May 2025"),
        ("/2025-05", "until May 2025, beginning unknown"),
        ("202X", "the 2020s"),
        ("20XX", "between 2000 and 2099"),
        ("2025-21", "spring 2025"),
        ("2025-22", "summer 2025"),
        ("2025-23", "autumn 2025"),
        ("2025-24~", "about winter 2025–2026"),
        ("", "undated"),
    ],
)
def test_a_date_is_said_in_words(text, words):
    with translation.override("en"):
        assert humanize(parse(text)) == words


def test_months_are_named_in_the_active_language():
    with translation.override("fr"):
        assert "mai" in humanize(parse("2025-05-21"))


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("2025-05-21", "2025-05-21"),
        ("2025-05-21~", "2025-05-21"),
        ("2025-05-XX?", "2025-05"),
        ("2025-XX-XX", "2025"),
        ("0987", "0987"),
        ("202X", ""),
        ("2025-21", ""),
        ("2025/2026", ""),
        ("2025-05/..", ""),
        ("", ""),
    ],
)
def test_only_what_html_can_say_is_said_to_machines(text, value):
    assert machine(parse(text)) == value


# --- properties ------------------------------------------------------------------------------

YEARS = st.integers(2023, 2026)
DAYS = st.dates(date(2023, 12, 1), date(2026, 3, 1))
DATES = st.one_of(
    YEARS.map(str),
    st.sampled_from(["202X", "20XX", "201X"]),
    st.builds("{}-{:02}".format, YEARS, st.integers(1, 12)),
    st.builds("{}-{}".format, YEARS, st.integers(21, 24)),
    st.builds("{}-{:02}-XX".format, YEARS, st.integers(1, 12)),
    YEARS.map("{}-XX".format),
    DAYS.map(date.isoformat),
)
QUALIFIED = st.builds(str.__add__, DATES, st.sampled_from(["", "~", "?", "%"]))
ENDS = st.one_of(QUALIFIED, st.sampled_from(["", ".."]))
TEXTS = st.one_of(QUALIFIED, st.builds("{}/{}".format, ENDS, ENDS))


def _parsed(text: str) -> PartialDate | None:
    try:
        return parse(text)
    except InvalidDate:
        return None


PARTIALS = TEXTS.map(_parsed).filter(lambda partial: partial is not None)


@given(PARTIALS)
def test_the_canonical_text_reads_back_as_the_same_date(partial):
    assert parse(partial.text) == partial
    assert hash(parse(partial.text)) == hash(partial)
    assert humanize(partial) != ""


@given(PARTIALS)
def test_a_date_does_not_end_before_it_begins(partial):
    assert partial.first or partial.last
    assert not (partial.first and partial.last) or partial.first <= partial.last


@given(st.integers(1, 9999), st.sampled_from(["", "-XX", "-21", "-22", "-23", "-02", "-02-28"]))
def test_every_year_of_the_calendar_can_be_written(year, rest):
    partial = parse(f"{year:04}{rest}")
    assert partial.first.year == partial.last.year == year


@given(st.one_of(st.text(), st.text(alphabet="0129X-/.~?% ", max_size=24)))
def test_nothing_typed_raises_anything_but_the_refusal(text):
    partial = _parsed(text)
    if partial is not None:
        assert re.fullmatch(r"[0-9X\-/.~?%]*", partial.text)


# Some days before and after every date of the strategies stand for "without end".
FAR = timedelta(days=3)
BOUNDS = st.one_of(st.none(), DAYS)


@given(PARTIALS, BOUNDS, BOUNDS)
def test_certain_and_possible_agree_with_counting_days(partial, since, until):
    known = [d for d in (partial.first, partial.last, since, until) if d is not None]
    start, end = min(known) - FAR, max(known) + FAR
    days = [start + timedelta(days=n) for n in range((end - start).days + 1)]
    of_date = {d for d in days if (partial.first or start) <= d <= (partial.last or end)}
    of_window = {d for d in days if (since or start) <= d <= (until or end)}
    assert partial.possibly_within(since, until) == bool(of_date & of_window)
    assert partial.certainly_within(since, until) == (of_date <= of_window)
    if partial.certainly_within(since, until):
        assert partial.possibly_within(since, until)


@given(BOUNDS, BOUNDS)
@settings(max_examples=20)
def test_an_unknown_date_is_in_no_window(since, until):
    assert not PartialDate.unknown().possibly_within(since, until)
    assert not PartialDate.unknown().certainly_within(since, until)


# --- another reader of EDTF --------------------------------------------------------------------

# Left out where the edtf package departs from the standard or from a rule of ours: seasons, sides
# left empty, intervals that end before they begin.
ORACLE_DATES = st.one_of(
    st.integers(1000, 2100).map(str),
    st.builds("{}-{:02}".format, st.integers(1000, 2100), st.integers(1, 12)),
    st.dates(date(1000, 1, 1), date(2100, 1, 1)).map(date.isoformat),
    st.sampled_from(["202X", "20XX", "2025-XX", "2024-02-XX", "2025-XX-XX"]),
    st.sampled_from(["2025~", "2025-05?", "2025-05-21%"]),
)


@given(ORACLE_DATES)
@settings(max_examples=40, deadline=None)
def test_days_agree_with_the_edtf_package(text):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        oracle = edtf.parse_edtf(text)
    partial = parse(text)
    assert partial.first == date(*oracle.lower_strict()[:3])
    assert partial.last == date(*oracle.upper_strict()[:3])


@pytest.mark.parametrize("text", ["2024/2025", "2024-05/2025-02", "2025-05-21/2025-06-01"])
def test_intervals_agree_with_the_edtf_package(text):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        oracle = edtf.parse_edtf(text)
    assert parse(text).first == date(*oracle.lower_strict()[:3])
    assert parse(text).last == date(*oracle.upper_strict()[:3])
