"""Matching of a wording in a text: every span where its words stand, exact or folded.

A text is folded once, and sought in by the string search of Python, which is as fast as it gets;
that what is found begins and ends with a word, and has its quotation marks in the same places, is
looked at afterwards. `verify` says what counts as typography.
"""

import re
import unicodedata
from array import array
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import islice

from quotes.text.folding import fold, fold_with_offsets
from quotes.text.footnotes import footnote_marks
from quotes.text.number_words import NUMBERS, SCALES
from quotes.text.spans import Span
from quotes.text.tokens import words

# Places of one wording that are counted; a text that has more repeats itself.
MOST_PLACES = 1_000


# Each run of what is neither letter nor digit, but for the plain blank between two words.
_BETWEEN = re.compile(r"(?! [^\W_])(?:[^\w]|_)+")
_BLANK_GOES_BEFORE = frozenset("-?!:;,.%)]")
_BLANK_GOES_BEHIND = frozenset("-([")
_ONE_DIRECTION = {"«": "opens", "‹": "opens", "»": "closes", "›": "closes"}
_OPENING = frozenset("«‹“„‘‚「『〝❝❛")
# What a quotation may follow without a blank; and what may follow one that has ended.
_BEFORE_OPENING = frozenset("([{-–—/")
_BEHIND_CLOSING = frozenset(".,;:!?)]}-–—/")


class FoldedText:
    """A text folded, without its quotation marks, footnote marks and the blanks that style sets.

    ``marks`` are the places in ``text``, blanks before them not counted, where a quotation mark
    stood; a place stands there as often as it has marks. ``noted`` are the offsets in the original
    where a footnote mark begins.
    """

    def __init__(self, original: str) -> None:
        notes = footnote_marks(original)
        self._notes = {note.end: note.start for note in notes}
        self.noted = {note.start for note in notes}
        folded, offsets = _without(notes, *fold_with_offsets(original))
        self.original = original
        self.marks: list[int] = []
        self._mark_offsets: list[int] = []
        parts: list[str] = []
        self._kept = array("L")
        self._length, done = 0, 0
        for run in _BETWEEN.finditer(folded):
            if _is_inner_apostrophe(folded, run.start(), run.end()):
                continue
            self._keep(parts, folded, range(done, run.start()))
            self._keep_run(parts, folded, offsets, run.start(), run.end())
            done = run.end()
        self._keep(parts, folded, range(done, len(folded)))
        self.text = "".join(parts)
        self._folded_offsets = array("L", [*offsets, len(original)])

    def _keep(self, parts: list[str], folded: str, indices: range) -> None:
        parts.append(folded[indices.start : indices.stop])
        self._kept.extend(indices)
        self._length += len(indices)

    def _keep_run(
        self, parts: list[str], folded: str, offsets: Sequence[int], start: int, stop: int
    ) -> None:
        """Keep what stands between two words, without its quotation marks and stray blanks."""
        kept, marks = _tidied(
            folded[start:stop],
            "".join(self.original[offset] for offset in offsets[start:stop]),
            start > 0,
            stop < len(folded),
        )
        for index, is_after in marks:
            self.marks.append(self._length + is_after)
            self._mark_offsets.append(offsets[start + index])
        parts.append("".join(folded[start + index] for index in kept))
        self._kept.extend(start + index for index in kept)
        self._length += len(kept)

    def _begins_line(self, offset: int) -> bool:
        before = offset - 1
        while before >= 0 and self.original[before] in " \t\u00a0\u202f":
            before -= 1
        return before < 0 or self.original[before] in "\n\r\u2028\u2029"

    def span(self, start: int, stop: int) -> Span | None:
        """Where characters ``start`` to ``stop`` stand in the original; None inside a character."""
        offsets = self._folded_offsets
        first, behind = self._kept[start], self._kept[stop - 1] + 1
        is_cut = first and offsets[first - 1] == offsets[first]
        is_cut = is_cut or offsets[behind] == offsets[behind - 1]
        return None if is_cut else self.around(start, stop)

    def around(self, start: int, stop: int) -> Span:
        """The same, with the whole of a character that only a part of is asked for."""
        begin = self._folded_offsets[self._kept[start]]
        behind = self._kept[stop - 1] + 1
        while self._folded_offsets[behind] == self._folded_offsets[behind - 1]:
            behind += 1
        end = self._folded_offsets[behind]
        end = max(begin + 1, self._notes.get(end, end))
        while end > begin + 1 and _is_unseen(self.original[end - 1]):
            end -= 1
        return Span(begin, end)

    def index_of(self, offset: int) -> int:
        """The first character of ``text`` that stands at the offset of the original or later."""
        return bisect_left(self._kept, bisect_left(self._folded_offsets, offset))

    def splits(self, at: int) -> bool:
        """Whether letters or digits of one word stand on both sides, with no mark between."""
        if not _splits(self.text, at):
            return False
        index = bisect_left(self.marks, at)
        return self.marks[index : index + 1] != [at]

    def has_marks(self, start: int, stop: int, wanted: Counter[int]) -> bool:
        """Whether these characters have as many quotation marks inside, in the same places.

        ``wanted`` counts from ``start``. Passed over are marks that open a further paragraph of a
        speech that goes on; where one ends the paragraph before, two people may be speaking.
        """
        begin, end = bisect_left(self.marks, start + 1), bisect_left(self.marks, stop)
        there = Counter(mark - start for mark in self.marks[begin:end])
        reopening = Counter(
            self.marks[number] - start for number in range(begin, end) if number in self._reopening
        )
        return not wanted - there and there - wanted <= reopening

    @cached_property
    def _reopening(self) -> set[int]:
        """The numbers of the marks that begin a line while a quotation in such marks is open."""
        found: set[int] = set()
        is_open = {'"': False, "'": False}
        for number, offset in enumerate(self._mark_offsets):
            kind = fold(self.original[offset])
            if self._begins_line(offset) or (number - 1 in found and self._is_next(number)):
                if is_open[kind]:
                    found.add(number)
                is_open[kind] = True
            else:
                is_open[kind] = self._opens(offset)
        return found

    def _is_next(self, number: int) -> bool:
        """Whether a mark stands beside the one before it."""
        before, offset = self._mark_offsets[number - 1 : number + 1]
        return not self.original[before + 1 : offset].strip()

    def _opens(self, offset: int) -> bool:
        """Whether a quotation mark opens a quotation, by what is beside it, else by its form."""
        before, behind = self._beside(offset, -1), self._beside(offset, 1)
        may_open = not before or before.isspace() or before in _BEFORE_OPENING
        may_close = not behind or behind.isspace() or behind in _BEHIND_CLOSING
        return self.original[offset] in _OPENING if may_open == may_close else may_open

    def _beside(self, offset: int, step: int) -> str:
        """The next character to one side that is no quotation mark; "" at the end of the text."""
        at = offset + step
        while 0 <= at < len(self.original) and fold(self.original[at]) in ("'", '"'):
            at += step
        return self.original[at] if 0 <= at < len(self.original) else ""


def _without(notes: Sequence[Span], folded: str, offsets: list[int]) -> tuple[str, list[int]]:
    """A folded text without footnote marks."""
    for note in reversed(notes):
        start, end = bisect_left(offsets, note.start), bisect_left(offsets, note.end)
        folded = folded[:start] + folded[end:]
        del offsets[start:end]
    return folded, offsets


def _is_inner_apostrophe(folded: str, start: int, stop: int) -> bool:
    return folded[start:stop] == "'" and start > 0 and stop < len(folded)


def _is_unseen(character: str) -> bool:
    return character.isspace() or unicodedata.category(character) == "Cf"


@lru_cache(maxsize=4096)
def _tidied(
    run: str, original: str, has_before: bool, has_behind: bool
) -> tuple[tuple[int, ...], tuple[tuple[int, int], ...]]:
    """Of a run between words: the indices that are kept, and its quotation marks.

    Each mark with how many of the kept characters, blanks at the end of them not counted, stand
    before it.
    """
    kept: list[int] = []
    marks: list[tuple[int, int]] = []
    glued = False
    for index, character in enumerate(run):
        if character in "\"'" and not (index == 0 and has_before and _elides(run, original)):
            # »Wort«: a mark that touches a word and no blank does not belong to the other side.
            direction = _ONE_DIRECTION.get(original[index], "")
            if (direction == "closes" and index == len(run) - 1 and has_behind) or (
                direction == "opens" and index == 0 and has_before
            ):
                direction = ""
            if direction == "closes" and kept and run[kept[-1]] == " ":
                kept.pop()
            glued = direction == "opens"
            marks.append((index, len(kept) - bool(kept and run[kept[-1]] == " ")))
            continue
        last = run[kept[-1]] if kept else ""
        if character == " ":
            dots = "".join(run[at] for at in kept[-3:]) == "..."
            if glued or last == " " or last in _BLANK_GOES_BEHIND or dots:
                continue
            if not kept and not has_before:
                continue
        elif character in _BLANK_GOES_BEFORE and last == " ":
            kept.pop()
        glued = False
        kept.append(index)
    if kept and run[kept[-1]] == " " and not has_behind:
        kept.pop()
    return tuple(kept), tuple(marks)


def _elides(run: str, original: str) -> bool:
    """Whether the run begins with an apostrophe before an opening mark: l'« armée »."""
    return (
        run[0] == "'"
        and run[1:2] in ("'", '"')
        and (original[1] in "«‹“„‘" or not run.strip("\"'"))
    )


# --- words broken at the end of a line ------------------------------------------------------------

_LINE_END_HYPHEN = re.compile(r"(?<=[^\W_])[-\u2010\u00ad][ \t]*(?:\r\n?|\n)[ \t]*(?=[^\W_])")
_LETTERS_BEFORE = re.compile(r"[^\W\d_]+\Z")
_LETTERS_BEHIND = re.compile(r"[^\W\d_]+")
_SOFT_HYPHEN = "\u00ad"


@dataclass(frozen=True, slots=True)
class LineEnd:
    """A hyphen at the end of a line and the line end behind it, from ``start`` to ``end``.

    ``before`` and ``behind`` are the letters beside it. Whether the hyphen belongs to the word
    (long-term) or to the line (sys-tems) is not known, unless it is a soft one.
    """

    start: int
    end: int
    before: str
    behind: str
    is_soft: bool

    @property
    def may_be_of_line(self) -> bool:
        """No compositor parts a word before a capital letter, nor a number."""
        return bool(self.before) and self.behind[:1].islower()

    @property
    def joined(self) -> str:
        return self.before + self.behind

    @property
    def hyphenated(self) -> str:
        return f"{self.before}-{self.behind}"


def line_ends(text: str) -> list[LineEnd]:
    """The hyphens at line ends that stand between two letters or digits, in their order."""
    return [_line_end(text, *match.span()) for match in _LINE_END_HYPHEN.finditer(text)]


def _line_end(text: str, start: int, end: int) -> LineEnd:
    before = _LETTERS_BEFORE.search(text[max(0, start - REACH) : start])
    behind = _LETTERS_BEHIND.match(text[end : end + REACH])
    return LineEnd(
        start,
        end,
        before[0] if before else "",
        behind[0] if behind else "",
        text[start] == _SOFT_HYPHEN,
    )


def whole_again(passage: str, wording: str) -> str:
    """A passage to be read beside a wording, without the line ends in words that it has whole."""
    cuts = [
        (end.start + (end.hyphenated in wording), end.end)
        for end in line_ends(passage)
        if end.joined in wording or end.hyphenated in wording
    ]
    return _Rejoined(passage, cuts).text


class _Rejoined:
    """A text without some of its characters, and the way back to its offsets."""

    def __init__(self, text: str, cuts: Iterable[tuple[int, int]]) -> None:
        parts: list[str] = []
        self._joints: list[int] = []
        self._lost = [0]
        length = done = 0
        for start, end in cuts:
            parts.append(text[done:start])
            length += start - done
            done = end
            self._joints.append(length)
            self._lost.append(self._lost[-1] + end - start)
        self.text = "".join([*parts, text[done:]])

    @cached_property
    def page(self) -> "SearchedText":
        return SearchedText(self.text)

    def span(self, span: Span) -> Span:
        """The same words in the text as it was."""
        return Span(self._offset(span.start), self._offset(span.end))

    def _offset(self, at: int) -> int:
        return at + self._lost[bisect_left(self._joints, at)]


class SearchedText:
    """The text that wordings are looked for in."""

    def __init__(self, text: str) -> None:
        self.text = text
        self._rejoined: dict[frozenset[str], _Rejoined] = {}

    @cached_property
    def plain(self) -> FoldedText:
        return FoldedText(self.text)

    @cached_property
    def line_ends(self) -> list[LineEnd]:
        return line_ends(self.text)

    def exact(self, sought: str) -> list[Span]:
        tried = (
            Span(at, at + len(sought))
            for at in _occurrences(self.text, sought)
            if not (_splits(self.text, at) or _splits(self.text, at + len(sought)))
        )
        whole = (span for span in islice(tried, _MOST_TRIES) if self._is_whole(*span))
        return list(islice(whole, MOST_PLACES))

    def folded(self, sought: str) -> list[Span]:
        return self._folded(SoughtWording(sought)) or self._over_line_ends(sought)

    def _over_line_ends(self, sought: str) -> list[Span]:
        """Places where words of the wording are broken by a hyphen at the end of a line.

        Each such hyphen is read as the wording has it, with or without; no other one is.
        """
        ends = [end for end in self.line_ends if end.may_be_of_line]
        if not ends:
            return []
        plain = fold(sought)
        kept = frozenset(
            end.hyphenated for end in ends if not end.is_soft and end.hyphenated in plain
        )
        if kept not in self._rejoined:
            self._rejoined[kept] = _Rejoined(
                self.text,
                [(end.start + (end.hyphenated in kept), end.end) for end in ends],
            )
        rejoined = self._rejoined[kept]
        return [rejoined.span(span) for span in rejoined.page.folded(sought)]

    def _folded(self, wanted: "SoughtWording") -> list[Span]:
        if not wanted.core:
            return []
        plain = self.plain
        tried = (
            at
            for at in _occurrences(plain.text, wanted.core)
            if not (plain.splits(at) or plain.splits(at + len(wanted.core)))
        )
        placed = (
            self._place(wanted, at)
            for at in islice(tried, _MOST_TRIES)
            if self._has_its_marks(wanted, at)
        )
        return list(islice(filter(None, placed), MOST_PLACES))

    def _is_whole(self, start: int, end: int) -> bool:
        return not (self.cuts_word(start) or self.cuts_word(end))

    def cuts_word(self, at: int) -> bool:
        """As `cuts_word`, in words too that a hyphen at a line end breaks: "un-" and "able"."""
        following = bisect_left(self.line_ends, at, key=lambda end: end.end)
        is_inside = following < len(self.line_ends) and self.line_ends[following].start <= at
        return is_inside or cuts_word(self.text, at)

    def _has_its_marks(self, wanted: "SoughtWording", at: int) -> bool:
        return self.plain.has_marks(at, at + len(wanted.core), wanted.marks)

    def _place(self, wanted: "SoughtWording", at: int) -> Span | None:
        stop = at + len(wanted.core)
        span = self.plain.span(at, stop)
        if span is None or self.cuts_word(span.start):
            return None
        if span.end not in self.plain.noted and self.cuts_word(span.end):
            return None
        if not wanted.last_mark:
            return span
        following = self.plain.text[stop : stop + 1]
        if following == wanted.last_mark:
            return self.plain.span(at, stop + 1)
        return span if self.may_end(stop, span.end) else None

    def may_end(self, stop: int, end: int) -> bool:
        """Whether a comma or full stop that the source lacks may stand here, by an outlet's style.

        ``stop`` is the place in the plain text and ``end`` the same in the original.
        """
        following = self.plain.text[stop : stop + 1]
        if not following or following in ",.;:-":
            return True
        at = bisect_left(self.plain.marks, stop)
        is_closed = self.plain.marks[at : at + 1] == [stop]
        return is_closed or self.text[end : end + REACH].lstrip(" \t\u00a0\u202f")[:1] in tuple(
            "\n\r\u2028\u2029"
        )


class SoughtWording:
    """A wording made ready: its words without outer marks, and the mark of its end apart."""

    def __init__(self, sought: str) -> None:
        plain = FoldedText(sought)
        core = plain.text.strip(" ")
        lead = len(plain.text) - len(plain.text.lstrip(" "))
        is_edge = core[-1:] in (",", ".") and core[-2:-1] not in (",", ".")
        self.last_mark = core[-1] if is_edge else ""
        self.core = core[: len(core) - is_edge].rstrip(" ")
        self.marks = Counter(
            mark - lead for mark in plain.marks if 0 < mark - lead < len(self.core)
        )


# What no text that people read comes near. A text of one repeated letter would take hours without.
_MOST_TRIES = 5_000
_MOST_COMPARED = 20_000_000


def _occurrences(text: str, sought: str) -> Iterator[int]:
    at = text.find(sought)
    for _try in range(max(_MOST_TRIES, _MOST_COMPARED // len(sought))):
        if at < 0:
            return
        yield at
        at = text.find(sought, at + 1)


def _splits(text: str, at: int) -> bool:
    """Whether letters or digits of one word stand on both sides: the quick answer to most places.

    Not asked of scripts without blanks, where any two letters may belong to two words.
    """
    return (
        0 < at < len(text)
        and text[at].isalnum()
        and text[at - 1].isalnum()
        and not _IS_UNSPACED.search(text[at - 1 : at + 1])
    )


UNSPACED = r"\u0e00-\u109f\u1780-\u17ff\u3005-\u30ff\u3400-\u9fff\uf900-\ufaff"
_IS_UNSPACED = re.compile(f"[{UNSPACED}]")

# A word and its elided article, longer than any; what has more without a blank is no word.
REACH = 48
_ELISION = re.compile(r"(?:[ldjmtsc]|qu|jusqu|lorsqu|puisqu|quoiqu)['’]", re.IGNORECASE)


# The words that a number is nothing without: 61 is another figure than 61 billion, and than 61 %.
_NUMBER_ENDS = re.compile(
    rf"(?:\d|\b(?:{'|'.join(NUMBERS)}|vingts|hundred|thousand|few|half a|cents?|mille))$",
    re.IGNORECASE,
)
_MAGNITUDE = re.compile(
    rf"(?:%|‰|(?:{'|'.join(SCALES)})s?\b"
    r"|(?:bn|tn|m|b|k)\b|per ?cent\b|percentage points?\b|pour cent\b)",
    re.IGNORECASE,
)
_BLANKS = " \t\u00a0\u202f\u2009"


def cuts_quantity(text: str, at: int) -> bool:
    """Whether a number stands before this offset and the word that tells its size behind it."""
    before = text[max(0, at - REACH) : at].rstrip(_BLANKS + "-‑")
    behind = text[at : at + REACH].lstrip(_BLANKS + "-‑")
    return bool(_MAGNITUDE.match(behind)) and bool(_NUMBER_ENDS.search(before))


def cuts_word(text: str, at: int) -> bool:
    """Whether this offset lies inside of a word, a number, or the two with their sign or size."""
    if cuts_quantity(text, at):
        return True
    if not 0 < at < len(text) or text[at - 1].isspace() or text[at].isspace():
        return False
    if unicodedata.category(text[at])[0] == "M":
        return True
    low, high = max(0, at - REACH), at + REACH
    before, behind = text[low:at].split()[-1], text[at:high].split()[0]
    return any(
        word.kind == "word"
        and word.start < len(before) < word.end
        and not _ELISION.fullmatch(before[word.start :])
        for word in words(before + behind)
    )
