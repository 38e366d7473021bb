"""The words of a statement's own text that none of its wordings prints.

A statement has one text, which readers see, cite and copy, and a wording for each of its sources.
The text may be joined from several wordings, but nothing in it may be new: each sentence of it must
stand in one wording, as `verify` finds words in a text, *exact*, *folded* or with marked
*omissions*. A sentence that follows on another must begin where a sentence begins in its wording,
or behind a mark of omission there. Where both stand in one wording and nowhere else, it must also
follow at once, but for what that wording marks as left out: to turn two sentences around, or to
pass over one without a mark, makes a passage that nobody printed. What stands in different wordings
may stand in any order, for no source tells which came first. What one source prints in pieces, its
text may join by marks of omission (`with_joined`).

Two things are the printer's. A mark of omission in square brackets behind a comma or another mark
of a wording stands for "he said" and may be passed over; inside of a clause it may not. And a comma
before "and" or "or" is there or not by an outlet's style.
"""

import heapq
import re
from collections.abc import Hashable, Iterable, Iterator, Sequence
from itertools import chain, pairwise
from typing import NamedTuple

from quotes.text.differences import Piece
from quotes.text.spans import Span
from quotes.text.tokens import words
from quotes.verification.verify import OMISSION_MARK, has_words, proved, verify

# A mark that ends a sentence, with what closes behind it, before what may begin one.
_SENTENCE_END = re.compile(r"(?<![.…])[.?!](?!\.)[?!]*[\"'”’»)]*\s+(?=[^\W_a-zà-öø-ÿ]|[\"'“‘«(\[])")
# What stands before the first word of a sentence.
_BEGINS = re.compile(r"(?:\A|[.?!…\])\"'”’»\n])[\s\"'“‘«(]*\Z")
_SAID_BETWEEN = re.compile(rf"(?<=[,.;:!?–—’'”\"])\s*(?=\[)(?:{OMISSION_MARK.pattern})")
JOINED_BY = " […] "
_PRINTERS_COMMA = re.compile(r",(?=\s+(?:and|or|et|ou)\b)", re.IGNORECASE)

# To find the nearest passage is slow: it is done for so many sentences, in so many wordings.
_MOST_NARROWED, _MOST_COMPARED = 10, 3


class _ReadWording(NamedTuple):
    """A wording as it is read, without what is the printer's or with it."""

    wording: str
    text: str


class _PrintedAt(NamedTuple):
    """Where a sentence stands."""

    page: _ReadWording
    span: Span

    @property
    def begins_sentence(self) -> bool:
        return bool(_BEGINS.search(self.page.text[: self.span.start]))


def unprinted(text: str, wordings: Iterable[str], language: str = "") -> list[Span]:
    """The stretches of the text that none of the wordings prints so, in their order.

    Each is the words that differ from the nearest wording; where words are missing, those beside
    the gap; where sentences that are printed do not follow on each other, the second. Nothing is
    told of a text without any wording.
    """
    printed = list(wordings)
    if not printed or text in printed:
        return []
    sentences = list(_sentences(text))
    places = _places(text, sentences, printed)
    found: list[Span] = []
    for number, sentence in enumerate(sentences):
        if not places[number]:
            is_narrowed = len(found) < _MOST_NARROWED
            found.append(_differing(text, sentence, printed, language) if is_narrowed else sentence)
        elif number and not _may_follow(text, sentences, places, number):
            found.append(sentence)
    return found


def with_joined(printed: Iterable[tuple[Hashable, str]]) -> list[str]:
    """The wordings, and for each source that prints several pieces all of them, joined by marks.

    Each is given with what names its source, in the order of the statement.
    """
    pieces: dict[Hashable, list[str]] = {}
    for source, wording in printed:
        pieces.setdefault(source, []).append(wording)
    joined = [JOINED_BY.join(of_source) for of_source in pieces.values() if len(of_source) > 1]
    return [*chain.from_iterable(pieces.values()), *joined]


def _sentences(text: str) -> Iterator[Span]:
    parts = [(0, 0), *(match.span() for match in _SENTENCE_END.finditer(text))]
    for (_end, start), (_stop, following) in pairwise([*parts, (len(text), len(text))]):
        sentence = text[start:following].rstrip()
        if has_words(sentence):
            yield Span(start, start + len(sentence))


# --- where the sentences stand -------------------------------------------------------------------


def _places(
    text: str, sentences: Sequence[Span], wordings: Iterable[str]
) -> list[list[_PrintedAt]]:
    """For each sentence all places where it stands. One wording after the other is read."""
    places: list[list[_PrintedAt]] = [[] for _sentence in sentences]
    for wording in dict.fromkeys(wordings):
        bare = _SAID_BETWEEN.sub("", wording)
        for page in dict.fromkeys((wording, bare)):
            for found, (start, end) in zip(places, sentences, strict=True):
                found += _places_on(_ReadWording(wording, page), text[start:end])
        page = _PRINTERS_COMMA.sub("", bare)
        for found, (start, end) in zip(places, sentences, strict=True):
            if not found:
                found += _places_on(
                    _ReadWording(wording, page), _PRINTERS_COMMA.sub("", text[start:end])
                )
    return places


def _places_on(page: _ReadWording, sentence: str) -> list[_PrintedAt]:
    verdict = proved(sentence, page.text)
    return [_PrintedAt(page, span) for span in verdict.places] if verdict else []


def _may_follow(
    text: str, sentences: Sequence[Span], places: Sequence[Sequence[_PrintedAt]], number: int
) -> bool:
    """Whether a sentence follows on the one before it in a way that is printed, or is marked."""
    before, sentence = (text[slice(*span)] for span in sentences[number - 1 : number + 1])
    is_marked = bool(OMISSION_MARK.match(sentence) or _ENDS_OMITTED.search(before))
    if not places[number - 1]:
        return True
    seconds = [place for place in places[number] if is_marked or place.begins_sentence]
    return any(
        first.page.wording != second.page.wording or _follows(first, second, is_marked)
        for second in seconds
        for first in places[number - 1]
    )


_ENDS_OMITTED = re.compile(rf"(?:{OMISSION_MARK.pattern})\W*\Z")


def _follows(first: _PrintedAt, second: _PrintedAt, is_marked: bool) -> bool:
    """Whether one stands behind the other, with nothing between unless that is marked."""
    if first.page != second.page or first.span.end > second.span.start:
        return False
    between = first.page.text[first.span.end : second.span.start]
    return is_marked or not has_words(between)


# --- which words ---------------------------------------------------------------------------------


def _differing(text: str, sentence: Span, wordings: Iterable[str], language: str) -> Span:
    """The words of a sentence that differ from the wording that is most like it.

    All of it where none is like it.
    """
    sought = text[slice(*sentence)]
    verdicts = [verify(sought, one, language=language) for one in _nearest(sought, wordings)]
    differences = [verdict.difference for verdict in verdicts if verdict.difference]
    if not differences:
        return sentence
    changed = _changed(sought, min(differences, key=_cost))
    return Span(sentence.start + changed.start, sentence.start + changed.end)


def _nearest(sentence: str, wordings: Iterable[str]) -> list[str]:
    """The wordings that have most words of the sentence."""
    wanted = {word.text for word in words(sentence) if word.kind == "word"}
    return heapq.nlargest(
        _MOST_COMPARED,
        dict.fromkeys(wordings),
        key=lambda wording: len(wanted & {word.text for word in words(wording)}),
    )


def _cost(difference: Sequence[Piece]) -> int:
    return sum(len(piece.text) for piece in difference if piece.op != "same")


def _changed(sought: str, difference: Sequence[Piece]) -> Span:
    """From the first changed word to the last; of words that are gone, those beside the gap."""
    is_of_words = any(piece.op != "same" and has_words(piece.text) for piece in difference)
    at, ends = 0, []
    for piece in difference:
        after = at if piece.op == "delete" else at + len(piece.text)
        if piece.op != "same" and (has_words(piece.text) or not is_of_words):
            ends += [at, after]
        at = after
    start, end = ends[0], ends[-1]
    if not has_words(sought[start:end]):
        found = [word for word in words(sought) if word.kind == "word"]
        start = max((word.start for word in found if word.end <= start), default=start)
        end = min((word.end for word in found if word.start >= end), default=end)
    whole = sought[start:end].rstrip(" .,;:")
    return Span(start + len(whole) - len(whole.lstrip()), start + len(whole))
