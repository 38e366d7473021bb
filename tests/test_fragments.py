"""Links to exact words, against a naive reading of the specification's own search."""

import re
import unicodedata
from collections.abc import Iterator
from itertools import product
from typing import NamedTuple
from urllib.parse import unquote

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from quotes.text.fragments import (
    LONGEST_WHOLE,
    FragmentContext,
    context,
    directive,
    linked,
)
from tests.directives import text_directive

# --- the search of the specification, step by step and one character at a time -------------------


class Directive(NamedTuple):
    prefix: str
    start: str
    end: str
    suffix: str


def parsed(written: str) -> Directive:
    """The grammar of a text directive: commas part its terms, hyphens mark the outer ones."""
    terms = written.removeprefix("text=").split(",")
    prefix = terms.pop(0)[:-1] if terms[0].endswith("-") else ""
    suffix = terms.pop()[1:] if terms[-1].startswith("-") else ""
    assert 1 <= len(terms) <= 2
    assert not any("-" in term or "&" in term for term in (prefix, *terms, suffix))
    start, end = [*terms, ""][:2]
    return Directive(*map(unquote, (prefix, start, end, suffix)))


def bare(text: str) -> str:
    """Base letters without case; only for letters that stay one character."""
    decomposed = unicodedata.normalize("NFD", text)
    return "".join(c for c in decomposed if not unicodedata.combining(c)).lower().replace("’", "'")


WORD = re.compile(r"\w+(?:'\w+)*")


class Search:
    """A page of the blocks that the lines of a text are; every character stays in its place."""

    def __init__(self, text: str) -> None:
        self.text = "".join(bare(c) for c in text)
        assert len(self.text) == len(text)
        words = [match.span() for match in WORD.finditer(self.text)]
        self.inside = {place for start, end in words for place in range(start + 1, end)}

    def strings(self, term: str, start: int, bounded: tuple[bool, bool]) -> Iterator[int]:
        """Every place from ``start`` on of a term in one block, whole words where bounded."""
        term = bare(term)
        for place in range(start, len(self.text) - len(term) + 1):
            ends = place, place + len(term)
            if self.text[slice(*ends)] == term and not any(
                must and end in self.inside for must, end in zip(bounded, ends, strict=True)
            ):
                yield place

    def beyond_blanks(self, place: int) -> int:
        while place < len(self.text) and self.text[place].isspace():
            place += 1
        return place

    def first(self, term: str, start: int, bounded: tuple[bool, bool]) -> int | None:
        return next(self.strings(term, start, bounded), None)

    def starts(self, wanted: Directive) -> Iterator[int]:
        ends_a_word = bool(wanted.end) or not wanted.suffix
        if not wanted.prefix:
            yield from self.strings(wanted.start, 0, (True, ends_a_word))
            return
        for place in self.strings(wanted.prefix, 0, (True, False)):
            begin = self.beyond_blanks(place + len(wanted.prefix))
            if self.first(wanted.start, begin, (False, ends_a_word)) == begin:
                yield begin

    def ends(self, wanted: Directive, start: int) -> Iterator[int]:
        after = start + len(wanted.start)
        if not wanted.end:
            yield after
            return
        for place in self.strings(wanted.end, after, (True, not wanted.suffix)):
            yield place + len(wanted.end)

    def is_followed(self, wanted: Directive, end: int) -> bool:
        begin = self.beyond_blanks(end)
        return not wanted.suffix or self.first(wanted.suffix, begin, (False, True)) == begin

    def matches(self, wanted: Directive) -> list[tuple[int, int]]:
        """Where the directive leads, and where it would if all before were not there."""
        found = []
        for start in self.starts(wanted):
            fitting = (e for e in self.ends(wanted, start) if self.is_followed(wanted, e))
            if (end := next(fitting, None)) is not None:
                found.append((start, end))
        return list(dict.fromkeys(found))


# --- texts that repeat themselves ----------------------------------------------------------------

words = st.sampled_from(["a", "A", "b", "ab", "á", "a-b", "a'b", "b,", "b&", "“a”", "-", "b."])
blocks = st.lists(words, min_size=1, max_size=7).map(" ".join)
texts = st.lists(blocks, min_size=1, max_size=3).map("\n".join)


@st.composite
def quotations(draw: st.DrawFn) -> tuple[str, int, int]:
    """A text, and where some of its words stand; the offsets begin and end anywhere."""
    text = draw(texts)
    start = draw(st.integers(0, len(text) - 1))
    return text, start, draw(st.integers(start + 1, len(text)))


def trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    """Without blanks, and without marks that stand in a block of their own, at the ends."""
    part = re.sub(
        r"\A(?:[^\w\n]*\n)+|(?:\n[^\w\n]*)+\Z", lambda m: " " * len(m[0]), text[start:end]
    )
    return start + len(part) - len(part.lstrip()), end - len(part) + len(part.rstrip())


def is_whole(text: str, start: int, end: int) -> bool:
    inside = Search(text).inside
    return bool(re.search(r"\w", text[start:end])) and not {start, end} & inside


@given(quotations())
def test_a_directive_leads_to_the_offsets_and_nowhere_else(quotation: tuple[str, int, int]):
    text, start, end = quotation
    found = text_directive(text, start, end)
    assume(found)
    assert Search(text).matches(parsed(found)) == [trimmed(text, start, end)]


def contexts(text: str, start: int, end: int) -> Iterator[tuple[bool, int, Directive]]:
    """Every directive for the words with whole words of one block on each side.

    With each: whether it reaches into another block, and of how many words its context is.
    """
    begins, stops = (
        [0, *(m.start() for m in WORD.finditer(Search(text).text))],
        [*(m.end() for m in WORD.finditer(Search(text).text)), len(text)],
    )
    before = [text[at:start] for at in reversed(begins[1:]) if at < start]
    after = [text[end:at] for at in stops[:-1] if at > end]
    lines = re.split("\n+", text[start:end].strip())
    terms = (lines[0].strip(), lines[-1].strip() if len(lines) > 1 else "")
    for (p, prefix), (s, suffix) in product(enumerate(["", *before]), enumerate(["", *after])):
        if "\n" not in prefix.strip() + suffix.strip():
            wanted = Directive(prefix.strip(), *terms, suffix.strip())
            yield "\n" in prefix + suffix, p + s, wanted


@given(quotations())
def test_none_is_given_only_where_no_context_will_do_and_no_shorter_one_does(
    quotation: tuple[str, int, int],
):
    text, start, end = quotation
    start, end = trimmed(text, start, end)
    assume(start < end and is_whole(text, start, end))
    lines = text[start:end].split("\n")
    assume(re.search(r"\w", lines[0]) and re.search(r"\w", lines[-1]))
    search = Search(text)
    touches = all(
        re.fullmatch(r"\w", beside) for beside in (text[start - 1 : start], text[end : end + 1])
    )
    enough = [
        (leaves, length)
        for leaves, length, wanted in contexts(text, start, end)
        if search.matches(wanted) == [(start, end)] and length >= touches
    ]
    found = text_directive(text, start, end)
    assert bool(found) == bool(enough), found
    if found:
        given_ = parsed(found)
        length = sum(len(WORD.findall(bare(part))) for part in (given_.prefix, given_.suffix))
        assert length == min(enough)[1], (found, enough)


@given(quotations())
def test_the_stored_context_and_the_words_make_the_same_directive(
    quotation: tuple[str, int, int],
):
    text, start, end = quotation
    found = context(text, start, end)
    assume(found)
    assert any(found), "both empty would mean that there is no link"
    framed = f"\n{text}\n"
    begin, stop = trimmed(text, start, end)
    assert framed[: begin + 1].endswith(found.prefix)
    assert framed[stop + 1 :].startswith(found.suffix)
    assert directive(text[start:end], *found) == text_directive(text, start, end)


@given(
    st.text(alphabet="ab ’'.,\u00ad\u0301한が\n中-", max_size=30),
    st.integers(-2, 32),
    st.integers(-2, 32),
)
def test_no_text_and_no_offsets_are_an_error(text: str, start: int, end: int):
    found = text_directive(text, start, end)
    assert found is None or found.startswith("text=")


# --- how it is written ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("words", "written"),
    [
        ("state-of-the-art", "text=state%2Dof%2Dthe%2Dart"),
        ("fast, cheap", "text=fast%2C%20cheap"),
        ("R&D", "text=R%26D"),
        ("100% #1 a+b=c? d/e", "text=100%25%20%231%20a%2Bb%3Dc%3F%20d%2Fe"),
        ("  two\u00a0 blanks ", "text=two%20blanks"),
        ("dôme d’or", "text=d%C3%B4me%20d%E2%80%99or"),
        ("Мы", "text=%D0%9C%D1%8B"),
        ("我们", "text=%E6%88%91%E4%BB%AC"),
        ("القبة", "text=%D8%A7%D9%84%D9%82%D8%A8%D8%A9"),
        ("🎉 1", "text=%F0%9F%8E%89%201"),
        ("a_b.c~d", "text=a_b.c~d"),
        ("one\ntwo\nthree", "text=one,three"),
        ("We will … build it", "text=We%20will,build%20it"),
        ("We will ... build it", "text=We%20will,build%20it"),
        ("We will . . . build it", "text=We%20will,build%20it"),
        ("We [Canada] will build it", "text=We,will%20build%20it"),
        ("… and then we go …", "text=and%20then%20we%20go"),
        ("…", ""),
        ("", ""),
    ],
)
def test_words_are_encoded_and_interrupted_ones_given_by_their_ends(words: str, written: str):
    assert directive(words) == written


@pytest.mark.parametrize(
    ("prefix", "suffix", "written"),
    [
        ("said: “", ".” He", "text=said%3A%20%E2%80%9C-,it,-.%E2%80%9D%20He"),
        ("well-", "-known", "text=well%2D-,it,-%2Dknown"),
        ("\n“", ".”", "text=it"),
        ("", " is", "text=it,-is"),
    ],
)
def test_context_is_written_where_it_has_words(prefix: str, suffix: str, written: str):
    assert directive("it", prefix, suffix) == written


def test_long_words_are_given_by_whole_words_of_both_ends():
    words = " ".join(f"word{number}" for number in range(100))
    wanted = parsed(directive(words))
    assert words.startswith(f"{wanted.start} ") and words.endswith(f" {wanted.end}")
    assert 60 < len(wanted.start) <= 80 and 60 < len(wanted.end) <= 80
    short = words[:LONGEST_WHOLE].rsplit(" ", 1)[0]
    assert parsed(directive(short)).start == short


def test_long_words_without_blanks_are_cut_at_marks():
    words = "，".join(f"这是第{number}句话" for number in "一二三四五六七八九十" * 5)
    wanted = parsed(directive(words))
    assert words.startswith(wanted.start) and words.endswith(wanted.end) and wanted.end
    assert words[len(wanted.start)] == "，" or wanted.start.endswith("，")


@pytest.mark.parametrize(
    ("url", "directives", "expected"),
    [
        ("https://a.example/x", ["text=b"], "https://a.example/x#:~:text=b"),
        ("https://a.example/x#s", ["text=b"], "https://a.example/x#s:~:text=b"),
        ("https://a.example/x#", ["text=b"], "https://a.example/x#:~:text=b"),
        ("https://a.example/x#s:~:text=old", ["text=b"], "https://a.example/x#s:~:text=b"),
        ("https://a.example/x#:~:text=old", ["text=b"], "https://a.example/x#:~:text=b"),
        (
            "https://a.example/x?q=1",
            ["text=b", "", "text=c"],
            "https://a.example/x?q=1#:~:text=b&text=c",
        ),
        ("https://a.example/x#s", [""], "https://a.example/x#s"),
        (
            "https://web.archive.org/web/2025/https://a.example/x",
            ["text=b"],
            "https://web.archive.org/web/2025/https://a.example/x#:~:text=b",
        ),
    ],
)
def test_a_url_keeps_its_own_fragment(url: str, directives: list[str], expected: str):
    assert linked(url, directives) == expected


# --- where none is given -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "start", "end"),
    [
        ("the dome", 0, 2),  # half a word
        ("the dome", 5, 8),
        ("don't go", 0, 3),
        ("1,000 rockets", 2, 5),
        ("the dome", 4, 4),
        ("the dome", 4, 9),
        ("the dome", -4, 3),
        ("the — dome", 4, 5),  # no word
        ("", 0, 1),
        ("Same.\nSame.\nSame.\nSame.\nSame.", 12, 17),  # twins in front, twins behind
    ],
)
def test_none_is_given_for_what_cannot_be_linked(text: str, start: int, end: int):
    assert text_directive(text, start, end) is None


def test_words_that_a_dictionary_parts_are_led_to_with_context():
    text = "他说我们将建造金穹。"
    assert context(text, 5, 7) == FragmentContext("他说我们将", "金穹。"[:2])


def test_words_of_the_quotation_have_to_stand_at_the_offsets():
    text = "He said: We will not build it."
    assert context(text, 9, 29, "We will build it") is None
    assert context(text, 9, 29, "We will … build it")
    assert context(text, 9, 29, "“We WILL not build it”") is None
    assert context(text, 9, 29, "We WILL not build it")
    assert context(text, 12, 29, "We will not build it") is None


def test_a_page_of_one_sentence_again_and_again_is_given_up_in_time():
    sentence = "We will build the dome. "
    text = sentence * 4000
    start = 2000 * len(sentence)
    assert text_directive(text, start, start + len(sentence)) is None
