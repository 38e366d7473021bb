"""Phrases for the day of a statement: what they mean, counted from a publication, and what not."""

import re
from datetime import date, timedelta

import pytest
from django.utils import translation
from hypothesis import given, settings
from hypothesis import strategies as st

from quotes.dates.partial import InvalidDate, PartialDate, parse
from quotes.dates.relative import Unresolvable, resolve

# A Thursday.
PUBLISHED = "2025-05-22"


def said(phrase: str, published: str | None = PUBLISHED, language: str = "en") -> str:
    return resolve(phrase, None if published is None else parse(published), language).said.text


def refusal(phrase: str, published: str | None = PUBLISHED, language: str = "en") -> str:
    with pytest.raises(Unresolvable) as refused:
        said(phrase, published, language)
    return str(refused.value)


# --- dates that need no publication --------------------------------------------------------------

IN_FULL = [
    ("2025", "2025"),
    ("in 2025", "2025"),
    ("en 2025", "2025"),
    ("2025-05-21", "2025-05-21"),
    ("2025-05-21~", "2025-05-21~"),
    ("2025-05/2025-06", "2025-05/2025-06"),
    ("../2025-05", "../2025-05"),
    ("202x", "202X"),
    ("", ""),
    ("  ", ""),
    ("21 May 2025", "2025-05-21"),
    ("21 MAY 2025", "2025-05-21"),
    ("21-May-2025", "2025-05-21"),
    ("21st May 2025", "2025-05-21"),
    ("the 21st of May, 2025", "2025-05-21"),
    ("May 21, 2025", "2025-05-21"),
    ("on May 21st, 2025", "2025-05-21"),
    ("Wednesday, May 21, 2025", "2025-05-21"),
    ("Wednesday 21 May 2025", "2025-05-21"),
    ("Sept. 3, 2025", "2025-09-03"),
    ("Sep 3 2025", "2025-09-03"),
    ("29 February 2024", "2024-02-29"),
    ("May 2025", "2025-05"),
    ("in the month of May 2025", "2025-05"),
    ("21 mai 2025", "2025-05-21"),
    ("le 21 mai 2025", "2025-05-21"),
    ("1er mai 2025", "2025-05-01"),
    ("Le 1ᵉʳ mai 2025", "2025-05-01"),
    ("mercredi 21 mai 2025", "2025-05-21"),
    ("le mercredi 21 mai 2025 au matin", "2025-05-21"),
    ("mar. 20 mai 2025", "2025-05-20"),
    ("20 mar. 2025", "2025-03-20"),
    ("3 août 2025", "2025-08-03"),
    ("3 AOUT 2025", "2025-08-03"),
    ("3 févr. 2025", "2025-02-03"),
    ("25 déc. 2025", "2025-12-25"),
    ("mai 2025", "2025-05"),
    ("au mois de mai 2025", "2025-05"),
    ("au mois d’avril 2025", "2025-04"),
    ("about 21 May 2025", "2025-05-21~"),
    ("around May 2025", "2025-05~"),
    ("circa 2025", "2025~"),
    ("c. 2025", "2025~"),
    ("ca. 2025", "2025~"),
    ("about 2025?", "2025%"),
    ("about 2025~", "2025~"),
    ("about 2025-05/..", "2025-05~/.."),
    ("vers le 21 mai 2025", "2025-05-21~"),
    ("vers 2025", "2025~"),
    ("aux environs du 21 mai 2025", "2025-05-21~"),
]


@pytest.mark.parametrize(("phrase", "meant"), IN_FULL)
@pytest.mark.parametrize("published", [None, "", "2024", PUBLISHED])
def test_a_date_in_full_needs_no_publication(phrase, meant, published):
    found = resolve(phrase, None if published is None else parse(published))
    assert (found.said.text, found.basis) == (meant, "")


def test_a_date_in_full_may_be_after_the_publication():
    """A source may have been found undated and dated wrongly; the editor sees both."""
    assert said("23 May 2025") == "2025-05-23"
    assert said("2031") == "2031"


# --- counted from Thursday 22 May 2025 -----------------------------------------------------------

ENGLISH = [
    ("today", "2025-05-22"),
    ("Today", "2025-05-22"),
    ("earlier today", "2025-05-22"),
    ("tonight", "2025-05-22"),
    ("this morning", "2025-05-22"),
    ("this afternoon", "2025-05-22"),
    ("yesterday", "2025-05-21"),
    ("YESTERDAY", "2025-05-21"),
    ("late yesterday", "2025-05-21"),
    ("yesterday evening", "2025-05-21"),
    ("last night", "2025-05-21"),
    ("the day before yesterday", "2025-05-20"),
    ("Wednesday", "2025-05-21"),
    ("wednesday", "2025-05-21"),
    ("Wed.", "2025-05-21"),
    ("on Wednesday", "2025-05-21"),
    ("on Wednesday,", "2025-05-21"),
    ("Wednesday morning", "2025-05-21"),
    ("Wednesday in the afternoon", "2025-05-21"),
    ("late on Wednesday night", "2025-05-21"),
    ("early Wednesday", "2025-05-21"),
    ("this Wednesday", "2025-05-21"),
    ("last Wednesday", "2025-05-21"),
    ("this past Wednesday", "2025-05-21"),
    ("Thursday", "2025-05-22"),
    ("Thurs.", "2025-05-22"),
    ("last Thursday", "2025-05-15"),
    ("Friday", "2025-05-16"),
    ("last Friday", "2025-05-16"),
    ("Sunday", "2025-05-18"),
    ("Monday", "2025-05-19"),
    ("Tues.", "2025-05-20"),
    ("21 May", "2025-05-21"),
    ("May 21", "2025-05-21"),
    ("on May 21st", "2025-05-21"),
    ("the 21st of May", "2025-05-21"),
    ("Wednesday, May 21", "2025-05-21"),
    ("Wed. 21 May", "2025-05-21"),
    ("22 May", "2025-05-22"),
    ("23 May", "2025-05-23"),
    ("24 May", "2024-05-24"),
    ("Sept. 3", "2024-09-03"),
    ("29 February", "2024-02-29"),
    ("May", "2025-05"),
    ("in May", "2025-05"),
    ("last May", "2024-05"),
    ("April", "2025-04"),
    ("last April", "2025-04"),
    ("June", "2024-06"),
    ("in Dec.", "2024-12"),
    ("Mar.", "2025-03"),
    ("this week", "2025-05-19/2025-05-22"),
    ("earlier this week", "2025-05-19/2025-05-22"),
    ("last week", "2025-05-12/2025-05-18"),
    ("late last week", "2025-05-12/2025-05-18"),
    ("this month", "2025-05"),
    ("earlier this month", "2025-05"),
    ("last month", "2025-04"),
    ("this year", "2025"),
    ("earlier this year", "2025"),
    ("last year", "2024"),
    ("a day ago", "2025-05-21"),
    ("two days ago", "2025-05-20"),
    ("2 days ago", "2025-05-20"),
    ("ten days ago", "2025-05-12~"),
    ("a week ago", "2025-05-15~"),
    ("three weeks ago", "2025-05-01~"),
    ("two months ago", "2025-03~"),
    ("six months ago", "2024-11~"),
    ("three years ago", "2022~"),
    ("about three weeks ago", "2025-05-01~"),
    ("about two days ago", "2025-05-20~"),
    ("around Wednesday", "2025-05-21~"),
    ("about 21 May", "2025-05-21~"),
    ("about last week", "2025-05-12~/2025-05-18~"),
]

FRENCH = [
    ("aujourd’hui", "2025-05-22"),
    ("Aujourd'hui", "2025-05-22"),
    ("ce matin", "2025-05-22"),
    ("ce soir", "2025-05-22"),
    ("cet après-midi", "2025-05-22"),
    ("hier", "2025-05-21"),
    ("Hier soir", "2025-05-21"),
    ("avant-hier", "2025-05-20"),
    ("avant‑hier", "2025-05-20"),
    ("mercredi", "2025-05-21"),
    ("Mercredi soir", "2025-05-21"),
    ("mercredi après-midi", "2025-05-21"),
    ("ce mercredi", "2025-05-21"),
    ("mercredi dernier", "2025-05-21"),
    ("jeudi", "2025-05-22"),
    ("jeudi dernier", "2025-05-15"),
    ("jeudi passé", "2025-05-15"),
    ("vendredi", "2025-05-16"),
    ("dimanche", "2025-05-18"),
    ("mar.", "2025-05-20"),
    ("mar. dernier", "2025-05-20"),
    ("mer.", "2025-05-21"),
    ("le 21 mai", "2025-05-21"),
    ("21 mai", "2025-05-21"),
    ("le mercredi 21 mai", "2025-05-21"),
    ("mercredi 21 mai", "2025-05-21"),
    ("le 21 mai dernier", "2025-05-21"),
    ("le 1er mai", "2025-05-01"),
    ("le 25 décembre", "2024-12-25"),
    ("3 juil.", "2024-07-03"),
    ("en mai", "2025-05"),
    ("mai", "2025-05"),
    ("mai dernier", "2024-05"),
    ("au mois d’août", "2024-08"),
    ("mars", "2025-03"),
    ("cette semaine", "2025-05-19/2025-05-22"),
    ("plus tôt cette semaine", "2025-05-19/2025-05-22"),
    ("la semaine dernière", "2025-05-12/2025-05-18"),
    ("la semaine passée", "2025-05-12/2025-05-18"),
    ("ce mois-ci", "2025-05"),
    ("le mois dernier", "2025-04"),
    ("cette année", "2025"),
    ("l’année dernière", "2024"),
    ("l'an dernier", "2024"),
    ("il y a deux jours", "2025-05-20"),
    ("Il y a sept jours", "2025-05-15"),
    ("il y a quinze jours", "2025-05-07~"),
    ("il y a environ deux jours", "2025-05-20~"),
    ("il y a trois semaines", "2025-05-01~"),
    ("il y a un mois", "2025-04~"),
    ("il y a deux ans", "2023~"),
    ("vers le 21 mai", "2025-05-21~"),
]


@pytest.mark.parametrize(("phrase", "meant"), ENGLISH)
def test_english_is_counted_from_the_publication(phrase, meant):
    found = resolve(phrase, parse(PUBLISHED))
    assert found.said.text == meant
    assert found.basis == f"“{phrase}” in an article of 22 May 2025"


@pytest.mark.parametrize(("phrase", "meant"), FRENCH)
def test_french_is_counted_from_the_publication(phrase, meant):
    found = resolve(phrase, parse(PUBLISHED), "fr-CA")
    assert found.said.text == meant
    assert found.basis == f"“{phrase}” in an article of 22 May 2025"


@pytest.mark.parametrize(("phrase", "meant"), [*ENGLISH, *FRENCH])
def test_the_language_decides_nothing_but_what_is_ambiguous(phrase, meant):
    if phrase.lower().startswith("mar."):
        assert said("mar.", language="en") == "2025-03"
        assert said("mar.", language="fr") == "2025-05-20"
    else:
        assert said(phrase, language="en") == said(phrase, language="fr") == meant


def test_the_basis_is_in_english_on_a_french_page():
    with translation.override("fr"):
        assert resolve("hier", parse(PUBLISHED)).basis == "“hier” in an article of 22 May 2025"


@pytest.mark.parametrize(
    ("published", "phrase", "meant"),
    [
        # The first day of a week has no earlier one in it.
        ("2025-05-19", "this week", "2025-05-19"),
        ("2025-05-25", "this week", "2025-05-19/2025-05-25"),
        ("2025-01-02", "last week", "2024-12-23/2024-12-29"),
        ("2025-01-01", "yesterday", "2024-12-31"),
        ("2025-01-01", "31 December", "2024-12-31"),
        # Where the new year has begun already.
        ("2024-12-31", "1 January", "2025-01-01"),
        ("2025-01-15", "last month", "2024-12"),
        ("2025-01-15", "January", "2025-01"),
        ("2025-01-15", "December", "2024-12"),
        ("2025-03-31", "one month ago", "2025-02~"),
        ("2024-02-29", "29 Feb", "2024-02-29"),
        ("2024-02-28", "29 Feb", "2024-02-29"),
        ("2024-02-27", "29 Feb", "2020-02-29"),
        ("1904-01-01", "29 Feb", "1896-02-29"),
        ("9999-12-31", "31 December", "9999-12-31"),
        ("0001-01-01", "today", "0001-01-01"),
    ],
)
def test_the_ends_of_weeks_months_and_years(published, phrase, meant):
    assert said(phrase, published) == meant


# --- refusals ------------------------------------------------------------------------------------

RELATIVE = ["Wednesday", "yesterday", "hier", "21 May", "May", "last week", "two weeks ago"]


@pytest.mark.parametrize("phrase", RELATIVE)
@pytest.mark.parametrize("published", [None, ""])
def test_without_a_publication_it_is_said_what_is_missing(phrase, published):
    assert refusal(phrase, published) == (
        f"“{phrase}” is relative to the publication date, which is not known: "
        "write the date in full"
    )


@pytest.mark.parametrize("phrase", RELATIVE)
@pytest.mark.parametrize(
    ("published", "known"),
    [
        ("2025-05", "May 2025"),
        ("2025", "2025"),
        ("2025-05-XX", "May 2025"),
        ("2025-05-21/2025-05-22", "21–22 May 2025"),
        ("2025-05-22/..", "since 22 May 2025"),
        ("2025-05-22~", "about 22 May 2025"),
        ("2025-05-22?", "22 May 2025 (uncertain)"),
    ],
)
def test_a_publication_not_known_to_the_day_counts_for_nothing(phrase, published, known):
    assert refusal(phrase, published) == (
        f"“{phrase}” is relative to the publication date, which is known only as "
        f"“{known}”: write the date in full"
    )


@pytest.mark.parametrize(
    "phrase", ["tomorrow", "demain", "next week", "next May", "mercredi prochain"]
)
def test_nothing_was_said_after_its_publication(phrase):
    assert refusal(phrase) == f"“{phrase}” is after the day the source was published"


@pytest.mark.parametrize(
    ("phrase", "sentence"),
    [
        ("31 June 2025", "2025-06-31 is not a valid date"),
        ("31 June", "2025-06-31 is not a valid date"),
        ("30 février", "2025-02-30 is not a valid date"),
        ("0 May", "2025-05-00 is not a valid date"),
        ("29 February 2025", "2025-02-29 is not a valid date"),
        ("2025-02-30", "2025-02-30 is not a valid date"),
        ("21 May 0000", "0000-05-21 reaches beyond the years 0001 to 9999"),
        ("9000 years ago", "“9000 years ago” reaches beyond the years 0001 to 9999"),
        ("Thursday, 21 May 2025", "21 May 2025 was a different day of the week"),
        ("jeudi 21 mai", "21 May 2025 was a different day of the week"),
        ("2025-06/2025-05", "the interval ends before it begins"),
    ],
)
def test_what_cannot_be_is_refused(phrase, sentence):
    assert refusal(phrase) == sentence


@pytest.mark.parametrize(
    "phrase", ["yesterday", "last week", "one month ago", "31 Dec", "last year"]
)
def test_nothing_is_before_the_first_day_of_all(phrase):
    assert "reaches beyond the years 0001 to 9999" in refusal(phrase, "0001-01-01")


@pytest.mark.parametrize(
    "phrase",
    [
        *("soon", "Wednes", "Wednesday or Thursday", "the 21st", "21 Mai-Juin", "21/05/2025"),
        *("05/21/2025", "21.05.2025", "21 May 25", "some days ago", "about", "vers", "x", "?"),
        *("May 2025 or so", "Wednesday\x00", "٢١ May 2025", "2025-05-21T10:00", "last", "ago"),
    ],
)
def test_what_names_no_date_is_refused(phrase):
    assert "cannot be read as a date: write" in refusal(phrase)


def test_a_message_does_not_repeat_a_whole_page():
    assert len(refusal("word " * 5000)) < 250
    assert len(refusal("Wednesday " * 5000)) < 250


# --- properties ----------------------------------------------------------------------------------

DAYS = st.dates(date(1900, 1, 1), date(2100, 12, 31))
WEEKDAYS = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]
JOURS = ["lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche"]
COUNTED = [phrase for phrase, _meant in [*ENGLISH, *FRENCH] if not re.search(r"\d", phrase)]


@given(st.sampled_from(COUNTED), DAYS, st.sampled_from(["en", "fr"]))
def test_nothing_counted_begins_after_the_publication(phrase, day, language):
    found = resolve(phrase, PartialDate.of(day), language).said
    assert found.first <= day
    if found.precision in ("day", "interval"):
        assert found.last <= day
    assert parse(found.text) == found


@given(st.integers(0, 6), st.sampled_from([WEEKDAYS, JOURS]), DAYS)
def test_a_weekday_is_that_weekday_and_within_six_days(number, names, day):
    found = resolve(names[number], PartialDate.of(day)).said
    assert found.first == found.last
    assert found.first.weekday() == number
    assert timedelta(0) <= day - found.first <= timedelta(days=6)


@given(st.integers(0, 6), DAYS)
def test_the_last_weekday_is_one_to_seven_days_before(number, day):
    english = resolve(f"last {WEEKDAYS[number]}", PartialDate.of(day)).said
    assert english == resolve(f"{JOURS[number]} dernier", PartialDate.of(day)).said
    assert english.first.weekday() == number
    assert timedelta(days=1) <= day - english.first <= timedelta(days=7)


@given(DAYS, st.integers(0, 364))
def test_a_day_without_its_year_is_found_again(day, back):
    earlier = day - timedelta(days=back)
    found = resolve(f"{earlier.day} {earlier:%B}", PartialDate.of(day)).said.first
    assert (found.month, found.day) == (earlier.month, earlier.day)
    # The day of a year later is nearer where that is the day after the publication.
    assert earlier <= found <= day + timedelta(days=1)


@given(DAYS)
@settings(max_examples=50)
def test_weeks_are_whole_and_touch(day):
    this, last = (resolve(f"{word} week", PartialDate.of(day)).said for word in ("this", "last"))
    assert this.first.weekday() == last.first.weekday() == 0
    assert this.last == day
    assert last.last == this.first - timedelta(days=1)
    assert last.last - last.first == timedelta(days=6)


EDTF = st.one_of(
    DAYS.map(date.isoformat),
    st.builds("{}-{:02}".format, st.integers(1900, 2100), st.integers(1, 12)),
    st.integers(1900, 2100).map(str),
)


@given(EDTF, st.sampled_from(["", "~", "?", "%"]), st.one_of(st.none(), DAYS))
def test_edtf_means_what_it_always_means(text, qualifier, day):
    published = PartialDate.of(day) if day else None
    found = resolve(text + qualifier, published)
    assert (found.said, found.basis) == (parse(text + qualifier), "")
    assert resolve(f"about {text}{qualifier}", published).said.is_approximate


@given(st.one_of(st.text(), st.text(alphabet="0129X-/.~?% ", max_size=24)))
def test_nothing_typed_raises_anything_but_the_refusal(text):
    try:
        found = resolve(text, parse(PUBLISHED))
    except Unresolvable as refused:
        assert str(refused)
    except InvalidDate:
        pytest.fail("a refusal of the notation came through")
    else:
        assert parse(found.said.text) == found.said


WORDS = ["on", "last", "about", "may", "mardi", "21", "2025", "ago", "il", "y", "a", "de", "week"]


@given(st.lists(st.sampled_from(WORDS), max_size=6).map(" ".join), DAYS)
def test_words_in_any_order_are_a_date_or_refused(phrase, day):
    try:
        found = resolve(phrase, PartialDate.of(day)).said
    except Unresolvable as refused:
        assert str(refused)
    else:
        assert parse(found.text) == found
