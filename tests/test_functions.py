"""The two rules that stand in Python and in SQL alike: they must never drift apart.

Python and PostgreSQL each bring their own tables of Unicode (Python 3.11: Unicode 14; PostgreSQL
18: Unicode 16), so the comparison keeps to characters that Python's own table knows.
"""

import unicodedata
from datetime import date

import pytest
from django.db import DataError, connection, transaction
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from quotes.dates.partial import InvalidDate, PartialDate, parse
from quotes.models.columns import FIRST_DAY, LAST_DAY
from quotes.text.folding import search_fold
from quotes.text.printed_words import printed_words

pytestmark = pytest.mark.django_db

MODEST = settings(max_examples=60, deadline=None)


def in_sql(function: str, texts: list[str]) -> list:
    """One of our SQL functions over many texts, in one question."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT {function}(t) FROM unnest(%s::text[]) WITH ORDINALITY AS given(t, n) "
            "ORDER BY n",
            [texts],
        )
        return [row[0] for row in cursor]


# --- archive_fold -------------------------------------------------------------------------------


def is_known(character: str) -> bool:
    """Assigned in Python's Unicode, and storable: PostgreSQL has neither NUL nor surrogates."""
    return character != "\0" and unicodedata.category(character) not in ("Cn", "Cs")


KNOWN = [character for character in map(chr, range(0x110000)) if is_known(character)]


def folds_by_table(character: str) -> bool:
    """Private use (Co) has no case and no decomposition: one stands for 137,468."""
    return unicodedata.category(character) != "Co"


def test_every_character_folds_alike():
    characters = [*filter(folds_by_table, KNOWN), "\ue000", "\U00100000"]
    folded = in_sql("archive_fold", characters)
    wrong = [
        f"U+{ord(character):04X}: SQL {sql!r}, Python {search_fold(character)!r}"
        for character, sql in zip(characters, folded, strict=True)
        if sql != search_fold(character)
    ]
    assert len(characters) > 140_000
    assert wrong == []


# Where the order of steps shows: accents on accents, letters beside elisions, sigma at an end,
# Turkish i, Vietnamese, Arabic and Hebrew marks, Korean, Devanagari, Thai, compatibility forms.
SCRIPTS = st.one_of(
    st.text(st.sampled_from("aàéÉïİIıſßẞœŒæÆøØÅåçñ'’‘ʼ`-– \n%_\\.ﬁ½²ⅣΣςσΑάЙёЖ\u0301\u0323")),
    st.text(st.sampled_from("أإآىةئًَُِّשּׁׂ가각가क़ड़ก็ำ香港ｶﾞガǅǆⰀꙀꭰᏸⴀႠᲐ𐐀𞤀")),
    st.text(st.characters(exclude_categories=("Cn", "Cs", "Co"), exclude_characters="\0")),
)


@MODEST
@given(st.lists(SCRIPTS, min_size=1, max_size=40))
@example(["L’armée d'Œuvre", "ΟΔΥΣΣΕΥΣ", "İstanbul", "Straße", "naïve ﬁancée", ""])
def test_texts_fold_alike(texts):
    assume(all(map(is_known, "".join(texts))))
    assert in_sql("archive_fold", texts) == [search_fold(text) for text in texts]


# --- archive_printed_words ----------------------------------------------------------------------

PRINTED = st.one_of(
    SCRIPTS,
    st.text(
        st.sampled_from("abUSnt019 .,$%€£½²’'-–\u00a0\u202f\u200b\u00ad\n…/_()[]“”«»№①ド金\ufeff🎉")
    ),
)


@MODEST
@given(st.lists(PRINTED, min_size=1, max_size=40))
@example(
    [
        "“Will not — join,” at $61 billion. U.S. won’t",
        "1,000,000 or 61 000 or 1,5",
        "not\u00adably²",
        "[…] a[. . .]b (...) [.5] ［…］ [.\n.] [. . ] … 1…2",
    ]
)
def test_printed_words_are_the_same_in_the_database(texts):
    assume(all(map(is_known, "".join(texts))))
    in_python = [" ".join(printed_words(text)) for text in texts]
    assert in_sql("archive_printed_words", texts) == in_python


# --- archive_first_day, archive_last_day --------------------------------------------------------

YEAR = st.one_of(
    st.integers(1, 9999).map("{:04}".format),
    st.integers(1, 999).map("{:03}X".format),
    st.integers(1, 99).map("{:02}XX".format),
)
PLAIN_YEAR = st.integers(1, 9999).map("{:04}".format)
MONTH = st.integers(1, 12).map("{:02}".format)
QUALIFIER = st.sampled_from(["", "~", "?", "%"])
PLAIN_DATE = st.one_of(
    YEAR,
    st.builds("{}-XX".format, PLAIN_YEAR),
    st.builds("{}-XX-XX".format, PLAIN_YEAR),
    st.builds("{}-{}".format, PLAIN_YEAR, MONTH),
    st.builds("{}-{}-XX".format, PLAIN_YEAR, MONTH),
    st.builds("{}-{}".format, PLAIN_YEAR, st.sampled_from(["21", "22", "23", "24"])),
    st.dates().map(date.isoformat),
)
DATE = st.builds("{}{}".format, PLAIN_DATE, QUALIFIER)
SIDE = st.one_of(DATE, st.sampled_from(["", ".."]))
EDTF = st.one_of(DATE, st.builds("{}/{}".format, SIDE, SIDE), st.just(""))

# Nearly dates: what one of the two readers might take for one.
NEARLY = st.one_of(
    st.text(st.sampled_from("0129X-/.~?%x"), max_size=12),
    st.builds("{}-{}-{}".format, PLAIN_YEAR, st.integers(0, 99), st.integers(0, 99)),
)


def bounds(partial: PartialDate) -> tuple[date, date]:
    """What the columns ``…_from`` and ``…_to`` must hold."""
    if partial.is_unknown:
        return FIRST_DAY, FIRST_DAY
    return partial.first or FIRST_DAY, partial.last or LAST_DAY


def readable(text: str) -> PartialDate | None:
    try:
        return parse(text)
    except InvalidDate:
        return None


@MODEST
@given(st.lists(EDTF, min_size=1, max_size=60))
@example(["", "..", "2025/..", "../2025", "/2025", "2025/", "2024-02", "2023-24", "9999-12-31~"])
@example(["2024-02-29", "9998-24", "0001", "20XX", "202X?", "2025-05-21~/2025-06%"])
def test_days_of_dates_are_alike(texts):
    read = {text: partial for text in texts if (partial := readable(text)) is not None}
    written = [partial.text for partial in read.values()]
    firsts, lasts = in_sql("archive_first_day", written), in_sql("archive_last_day", written)
    assert list(zip(firsts, lasts, strict=True)) == [bounds(partial) for partial in read.values()]


def sql_bounds(text: str) -> tuple[date, date] | None:
    try:
        with transaction.atomic():
            first, last = in_sql("archive_first_day", [text]), in_sql("archive_last_day", [text])
    except DataError:
        return None
    return first[0], last[0]


@MODEST
@given(st.lists(NEARLY, min_size=1, max_size=15))
@example(["2025-02-30", "2025-13", "2025-00", "0000", "2025-25", "2025-21-01", "9999-24", "2025-5"])
@example(["2025~~", "..~", "2025-~05", "٢٠٢٥", "20X5", "202X-05", "2025-XX-21", "2025-XX", "00XX"])
def test_both_refuse_the_same_texts(texts):
    """Of texts without a slash, and in canonical form: nothing else reaches the column.

    What SQL does not look at in an interval, that it ends before it begins, a constraint refuses.
    """
    for text in filter(lambda text: "/" not in text, texts):
        partial = readable(text)
        if partial is None or partial.text == text:
            assert sql_bounds(text) == (partial and bounds(partial)), text


@pytest.mark.parametrize(
    "text", ["May 2025", "2025-5", "2025-13", "2025-02-30", "2025-21-01", "0000", "20X5", "..."]
)
def test_sql_refuses_what_is_not_a_date(text):
    with pytest.raises(DataError), transaction.atomic():
        in_sql("archive_first_day", [text])
