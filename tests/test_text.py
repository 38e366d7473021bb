"""Folding, words and the difference of two wordings, in any script."""

import re
import unicodedata
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quotes.text import folding as text_module
from quotes.text.differences import compare_wording, word_difference
from quotes.text.folding import fold, fold_with_offsets, search_fold
from quotes.text.languages import direction, is_language_tag
from quotes.text.tokens import words
from tests.work import calls

# --- folding ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("printed", "folded"),
    [
        ("“shield” „Schild‟ «bouclier» 「盾」", '"shield" "Schild" "bouclier" "盾"'),
        ("don’t ‘so’ l´armée it＇s", "don't 'so' l'armée it's"),
        ("a–b — c -- d ‑ e − f", "a-b - c - d - e - f"),
        ("\u3000a\u00a0\u2009b\r\n\tc ", "a b c"),
        ("mis\u00adsile\u200b \u200fקול\u2069 \ufeffx", "missile קול x"),
        ("ﬁve oﬀers Ｇｏｌｄ", "five offers Gold"),
        ("wait… what", "wait... what"),
        ("cafe\u0301 \u1100\u1161\u11a8", "café 각"),
        ("القـــبة", "القبة"),
        ("ÉTÉ Straße œuvre", "ÉTÉ Straße œuvre"),
        ("", ""),
        (" \u200b ", ""),
    ],
)
def test_printings_of_the_same_words_fold_alike(printed, folded):
    assert fold(printed) == folded


@pytest.mark.parametrize(
    ("one", "another"),
    [
        ("10²", "102"),
        ("H₂O", "H2O"),
        ("5½", "51/2"),
        ("résumé", "resume"),
        ("US", "us"),
        ("1,000", "1000"),
        ("now here", "nowhere"),
    ],
)
def test_what_may_differ_in_meaning_stays_apart(one, another):
    assert fold(one) != fold(another)


def test_offsets_lead_back_to_the_printed_characters():
    text = " ﬁ\u00ad–— e\u0301 x"
    folded, offsets = fold_with_offsets(text)
    assert folded == "fi- é x"
    assert offsets == [1, 1, 3, 5, 6, 8, 9]


# What makes folding hard, more often than chance would bring it.
TRICKY = st.text(
    alphabet=st.one_of(
        st.sampled_from("ab'\"’“«-–— \u00a0\u00ad\u200d.,%$5²½ﬁ℃…é´¨e\u0301\u0323ſẛᄀ각ক\u09be中।"),
        st.characters(exclude_categories=["Cs"]),
    ),
    max_size=24,
)


@given(TRICKY)
def test_folding_twice_changes_nothing(text):
    assert fold(fold(text)) == fold(text)


@given(TRICKY)
def test_the_normal_form_of_a_text_does_not_matter(text):
    assert fold(unicodedata.normalize("NFD", text)) == fold(unicodedata.normalize("NFC", text))


@given(TRICKY)
def test_offsets_go_forward_through_the_text(text):
    folded, offsets = fold_with_offsets(text)
    assert folded == fold(text)
    assert len(offsets) == len(folded)
    assert offsets == sorted(offsets)
    assert all(0 <= offset < len(text) for offset in offsets)


@given(st.text(alphabet="abc é.中"), st.text(alphabet="abc é.中"), st.text(alphabet="abc é.中"))
def test_a_place_in_the_folded_text_is_a_place_in_the_text(before, inside, after):
    text = f"{before}|{inside}|{after}"
    folded, offsets = fold_with_offsets(text)
    start, end = folded.index("|"), folded.rindex("|")
    assert fold(text[offsets[start] : offsets[end]]) == folded[start:end].strip()


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("L’Armée d'Été", "l armee d ete"),
        ("Œuvre, Ægir, ǽ, Straße, GROẞ", "oeuvre, aegir, ae, strasse, gross"),
        ("İstanbul ΟΔΟΣ", "istanbul οδοσ"),
        ("ﬁve  ½", "five  1⁄2"),
        ("Золотой", "золотои"),
        ("“quoted” – x", "“quoted” – x"),
    ],
)
def test_the_search_forgets_case_accents_and_ligatures(text, folded):
    assert search_fold(text) == folded


@given(TRICKY)
def test_search_folding_does_not_depend_on_the_normal_form(text):
    assert search_fold(unicodedata.normalize("NFD", text)) == search_fold(text)


# --- words -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "tokens"),
    [
        ("I don’t know.", ["I", "don’t", "know", "."]),
        ("l'armée du Rés.-Gen", ["l'armée", "du", "Rés.-Gen"]),
        ("land-based, U.S.-led U.S.", ["land-based", ",", "U.S.-led", "U.S", "."]),
        ("a shield—even one–two -- x", ["a", "shield", "—", "even", "one", "–", "two", "--", "x"]),
        ("1,000.5 $175 17.5% 175€", ["1,000.5", "$175", "17.5%", "175€"]),
        ("US$1.2T, C$61bn", ["US$1.2T", ",", "C$61bn"]),
        ("2025, 2026", ["2025", ",", "2026"]),
        ("wait... “so”", ["wait", "...", "“", "so", "”"]),
        ("加拿大5月。", ["加", "拿", "大", "5", "月", "。"]),
        ("ゴールデン", ["ゴ", "ー", "ル", "デ", "ン"]),
        ("골든 돔", ["골든", "돔"]),
        ("القبة الذهبية، قال", ["القبة", "الذهبية", "،", "قال"]),
        ("Золотой купол!", ["Золотой", "купол", "!"]),
        ("गोल्डन डोम।", ["गोल्डन", "डोम", "।"]),
        ("ฉันรัก", ["ฉั", "น", "รั", "ก"]),
        ("mis\u00adsile\u200f x", ["mis\u00adsile", "x"]),
        ("5½ ℃", ["5½", "℃"]),
        ("  ", []),
    ],
)
def test_a_text_falls_into_words_and_marks(text, tokens):
    assert [token.text for token in words(text)] == tokens


def test_words_and_marks_are_told_apart():
    kinds = {token.text: token.kind for token in words("“Yes,” 175 加 %")}
    assert kinds == {
        **dict.fromkeys(["Yes", "175", "加"], "word"),
        **dict.fromkeys(["“", ",", "”", "%"], "mark"),
    }


@given(TRICKY)
def test_tokens_are_stretches_of_the_text_and_leave_nothing_visible_out(text):
    tokens = words(text)
    assert all(text[token.start : token.end] == token.text != "" for token in tokens)
    assert all(before.end <= after.start for before, after in pairwise(tokens))
    ends = [0, *(token.end for token in tokens)]
    starts = [*(token.start for token in tokens), len(text)]
    assert all(fold(text[a:b]) == "" for a, b in zip(ends, starts, strict=True))


# --- difference ------------------------------------------------------------------------------


def shown(pieces) -> str:
    """Pieces in a notation for the eye: [-deleted-], {+inserted+}, <omitted>."""
    frames = {"same": "{}", "insert": "{{+{}+}}", "delete": "[-{}-]", "omitted": "<{}>"}
    return "".join(frames[piece.op].format(piece.text) for piece in pieces)


@pytest.mark.parametrize(
    ("base", "other", "difference"),
    [
        (
            "investments in partnership",
            "investments and partnership",
            "investments [-in -]{+and +}partnership",
        ),
        (
            "complete it with investments in partnership now",
            "complete it with an investment and partnership now",
            "complete it with [-investments in -]{+an investment and +}partnership now",
        ),
        ("the big shield", "the shield", "the [-big -]shield"),
        ("a b", "a", "a[- b-]"),
        ("a b", "b", "[-a -]b"),
        ("a", "a b", "a{+ b+}"),
        ("well, yes", "well yes", "well[-,-] yes"),
        ("well yes", "well, yes", "well{+,+} yes"),
        ("it’s “so” — he said", 'it\'s  "so" - he said', 'it\'s  "so" - he said'),
        ("Ground-based radar", "space-based radar", "[-Ground-]{+space+}-based radar"),
        ("missile defence", "missile-defence", "missile{+-+}defence"),
        ("cost 175 billion", "cost 185 billion", "cost [-175 -]{+185 +}billion"),
        ("it will not work", "it will work", "it will [-not -]work"),
        ("加拿大需要盾", "加拿大想要盾", "加拿大[-需-]{+想+}要盾"),
        ("now here", "nowhere", "[-now here-]{+nowhere+}"),
        ("quoi ?", "quoi?", "quoi?"),
        ("", "new", "{+new+}"),
        ("old", "", "[-old-]"),
        ("", "", ""),
    ],
)
def test_a_difference_reads_word_by_word(base, other, difference):
    assert shown(word_difference(base, other)) == difference


def test_a_tiny_word_between_two_changes_does_not_split_them():
    pieces = word_difference("he praised the shield today", "he attacked the dome today")
    assert shown(pieces) == "he [-praised the shield -]{+attacked the dome +}today"


def test_a_number_between_two_changes_is_kept():
    pieces = word_difference("about 175 billion then", "roughly 175 milliards then")
    assert shown(pieces) == "[-about -]{+roughly +}175 [-billion -]{+milliards +}then"


def only(pieces, *ops) -> str:
    return "".join(piece.text for piece in pieces if piece.op in ops)


def without_blanks(text: str) -> str:
    return fold(text).replace(" ", "")


SENTENCES = st.one_of(
    TRICKY,
    st.lists(
        st.sampled_from(["the", "a", "dome", "Dome", "costs", "$175", ",", " .", "“", "”", "中"]),
        max_size=14,
    ).map(" ".join),
)


@given(SENTENCES, SENTENCES)
def test_a_difference_holds_both_texts(base, other):
    pieces = word_difference(base, other)
    assert only(pieces, "same", "insert") == other
    assert without_blanks(only(pieces, "same", "delete")) == without_blanks(base)
    assert all(piece.text for piece in pieces)
    assert all(before.op != after.op for before, after in pairwise(pieces))


@given(TRICKY)
def test_what_folds_alike_does_not_differ(text):
    for other in (text, fold(text), unicodedata.normalize("NFD", text).replace("'", "’")):
        if fold(other) == fold(text):
            assert {piece.op for piece in word_difference(text, other)} <= {"same"}


@pytest.mark.parametrize("unlike", [0, 5])
def test_the_work_of_a_comparison_grows_with_the_length_of_the_texts(unlike):
    def compare(length):
        base = [f"w{(n * n) % 97}" for n in range(length)]
        other = [f"x{n % 7}" if unlike and n % unlike == 0 else word for n, word in enumerate(base)]
        word_difference(" ".join(base), " ".join(other[1:] if unlike else other[::-1]))

    assert calls(lambda: compare(4_000)) < 6 * calls(lambda: compare(1_000))


# --- a source's wording ------------------------------------------------------------------------

SAID = "Well, it is a key issue. We talk of the dome, and the costs are high. We will see."


@pytest.mark.parametrize(
    ("wording", "pieces"),
    [
        ("Well, it is a key issue", "Well, it is a key issue<. We talk … see.>"),
        ("Well, it is a key issue,", "Well, it is a key issue,< We talk … see.>"),
        ("It is a key issue.", "<Well, >It is a key issue.< We talk … see.>"),
        ("“We will see!”", "<Well, it … high. >“We will see!”"),
        ("…the costs are high…", "<Well, it … and >…the costs are high…< We will see.>"),
        (
            "the dome [...] We will",
            "<Well, it … of >the dome<, and the … high. > [...] We will< see.>",
        ),
    ],
)
def test_a_part_of_the_statement_is_an_excerpt(wording, pieces):
    comparison = compare_wording(SAID, wording)
    assert abridged(comparison.pieces) == pieces
    assert comparison.excerpt
    assert not comparison.same
    assert comparison.changed_words == 0


def abridged(pieces) -> str:
    """`shown`, with only the first two words and the last of what is omitted."""
    return "".join(
        f"<{_ends(piece.text)}>" if piece.op == "omitted" else shown([piece]) for piece in pieces
    )


def _ends(text: str) -> str:
    first, last = re.match(r"\W*\w+\W+\w+", text), re.search(r"\S+\s*\Z", text)
    return text if first is None or len(text) < 18 else f"{first[0]} … {last[0]}"


@pytest.mark.parametrize(
    "wording",
    [
        SAID,
        SAID.replace(" ", "\u00a0"),
        "“" + SAID.removesuffix(".") + ",”",
        SAID.removesuffix("."),
        SAID.replace("Well", "well"),
        SAID.replace("issue. We", "issue, [...] We"),
    ],
)
def test_word_for_word_is_the_same(wording):
    comparison = compare_wording(SAID, wording)
    assert comparison.same
    assert not comparison.excerpt
    assert shown(comparison.pieces) == wording


@pytest.mark.parametrize(
    ("wording", "pieces", "changed"),
    [
        (
            "the costs are not high",
            "<Well, it … and >the costs are {+not +}high<. We will see.>",
            1,
        ),
        (
            "the prices are high",
            "<Well, it … and >the [-costs -]{+prices +}are high<. We will see.>",
            1,
        ),
        (
            "talk of a dome, and costs are high.",
            "<Well, it … We >talk of [-the -]{+a +}dome, and [-the -]costs are high."
            "< We will see.>",
            2,
        ),
        (
            "They talk of the dome",
            "<Well, it … issue. >[-We -]{+They +}talk of the dome<, and the … see.>",
            1,
        ),
        (
            "It was a key problem",
            "<Well, >It [-is -]{+was +}a key [-issue-]{+problem+}<. We talk … see.>",
            2,
        ),
    ],
)
def test_a_changed_excerpt_shows_the_change_and_not_the_rest(wording, pieces, changed):
    comparison = compare_wording(SAID, wording)
    assert abridged(comparison.pieces) == pieces
    assert comparison.changed_words == changed
    assert not comparison.same
    assert not comparison.excerpt
    assert not comparison.unrelated


def test_marks_inside_are_told_from_words():
    comparison = compare_wording("in security and in trade", "in security, and in trade.")
    assert shown(comparison.pieces) == "in security{+,+} and in trade."
    assert not (comparison.same or comparison.excerpt or comparison.unrelated)
    assert comparison.changed_words == 0


def test_a_chance_match_far_before_the_excerpt_is_not_believed():
    said = (
        "A " + "long and quite different sentence comes first " * 3 + "then a red shield is built"
    )
    comparison = compare_wording(said, "a blue shield is built")
    assert shown(comparison.pieces).endswith("a [-red -]{+blue +}shield is built")
    assert comparison.changed_words == 1
    assert [piece.op for piece in comparison.pieces].count("omitted") == 1


@pytest.mark.parametrize(
    "wording",
    ["C'est une question clé", "Мы говорим о щите", "Nothing like that was ever said.", "", "..."],
)
def test_another_language_or_utterance_is_not_compared(wording):
    comparison = compare_wording(SAID, wording)
    assert comparison.unrelated
    assert shown(comparison.pieces) == wording
    assert not comparison.same
    assert not comparison.excerpt


def test_capitals_of_a_headline_do_not_make_it_another_utterance():
    comparison = compare_wording("going well", "Going Well")
    assert not comparison.unrelated
    assert comparison.changed_words > 0


@given(SENTENCES, SENTENCES)
def test_a_comparison_holds_the_wording(base, wording):
    comparison = compare_wording(base, wording)
    assert only(comparison.pieces, "same", "insert") == wording
    assert comparison.same + comparison.excerpt + comparison.unrelated <= 1
    if comparison.same or comparison.excerpt:
        assert comparison.changed_words == 0
        assert {piece.op for piece in comparison.pieces} <= {"same", "omitted"}


PLAIN_WORDS = st.lists(st.sampled_from(["the", "dome", "costs", "much", "and"]), min_size=1)


@given(PLAIN_WORDS, PLAIN_WORDS, PLAIN_WORDS)
def test_a_run_of_words_of_the_statement_is_always_an_excerpt(before, inside, after):
    base, part = " ".join(before + inside + after), " ".join(inside)
    comparison = compare_wording(base, part)
    assert comparison.excerpt
    assert only(comparison.pieces, "same") == part


def test_an_excerpt_is_placed_up_to_folding():
    base = "He said: “it’s a  key issue”, twice."
    assert compare_wording(base, "it's a key issue,").excerpt
    assert not compare_wording(base, "it is a key issue").excerpt
    assert not compare_wording(base, "...").excerpt
    assert not compare_wording(base, base).excerpt
    assert not compare_wording("short", "short and more").excerpt


# --- languages -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        *((tag, "rtl") for tag in ("ar", "ar-EG", "fa", "he", "ur-PK", "ps", "yi", "ckb", "dv")),
        *((tag, "rtl") for tag in ("ug", "sd", "pa-Arab", "az-ARAB-IR", "en-Hebr", "FA")),
        *((tag, "ltr") for tag in ("en", "fr-CA", "zh-Hant", "ru", "hi", "ug-Cyrl", "ku", "da")),
        *((tag, "ltr") for tag in ("", "arabic!", "x", "en-AR")),
    ],
)
def test_a_language_is_written_in_a_direction(language, expected):
    assert direction(language) == expected


@pytest.mark.parametrize(
    "tag", ["en", "fr-CA", "zh-Hant", "zh-Hant-TW", "es-419", "ckb", "sl-rozaj", "de-1996", "EN-us"]
)
def test_a_language_tag_is_well_formed(tag):
    assert is_language_tag(tag)


@pytest.mark.parametrize(
    "tag", ["", "e", "english", "en_US", "en-", "en--US", "en-US-Latn", "en US", "en\n", "фр", "e1"]
)
def test_a_language_tag_is_not_well_formed(tag):
    assert not is_language_tag(tag)


@given(
    st.text(st.characters(codec="latin-1") | st.sampled_from("’“”–—\u00a0éœ йЁ-'\" "), max_size=60)
)
def test_the_quick_way_to_fold_is_the_long_way(text):
    long_way = text_module._composed(
        text_module._single_blanks_and_dashes(text_module._plain_characters(text))
    )
    assert text_module.fold_with_offsets(text) == long_way
