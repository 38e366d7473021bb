"""Quotation marks: where they open and close in a text, and the stretches they enclose.

Papers mix straight and curly marks, turn them the wrong way, forget to close them, and open a
paragraph with a mark because the one before was not closed. A mark's own shape is believed first,
then what stands beside it, then whether something is open. A stretch never crosses the end of a
line: a speech over several paragraphs gives one stretch for each, tied by ``goes_on``.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Literal

from quotes.text.spans import Span

_OPENING = "“„«〝❝"
_CLOSING = "”»〞❞"
_EITHER = '"″＂‟'
_MARK = re.compile(f"[{_OPENING}{_CLOSING}{_EITHER}]")
# Two single marks where a double one is meant: ‘‘…’’ and ``…'' are typeset or typed so, and no less
# sure; of ''…'' see `_is_converted`.
_DOUBLED = "''|``|‘‘|’’"
_DOUBLED_MARK = re.compile(_DOUBLED)
_ANY_MARK = re.compile(f"{_MARK.pattern}|{_DOUBLED}")
# With no double mark in the whole text, the paper quotes with single ones.
_SINGLE_MARK = re.compile(r"(?<![\w’'])[‘'](?=[\w$£€\[…])|(?<=[\w.,!?…;:)\]—–-])[’'](?![\w’'])")

_BEFORE_OPENING = frozenset("([{—–―-/|>:,;")
_AFTER_CLOSING = frozenset(")]}—–―-/.,;:!?|<…")
# What belongs to the sentence around the words rather than to the words.
_EDGES = " \t\r\xa0\u2009\u202f\u200b"

Role = Literal["open", "close", "either"]


@dataclass(frozen=True, slots=True)
class Quoted:
    """A stretch between marks: the words alone, and the same with their marks."""

    words: Span
    marked: Span
    closed: bool = True
    # The marks are what became of marks; the words need a look at the source.
    doubtful: bool = False
    # The words go on in the next stretch of the list, the first of the next paragraph.
    goes_on: bool = False


@dataclass(frozen=True, slots=True)
class _Mark:
    start: int
    end: int
    role: Role


def paragraphs(text: str) -> list[Span]:
    """The lines that hold something, in order, without the characters that end them."""
    return [
        Span(*line.span())
        for line in re.finditer(r"[^\n\r\u2028\u2029]*\S[^\n\r\u2028\u2029]*", text)
    ]


def quotations(text: str, lines: list[Span]) -> list[Quoted]:
    """Every stretch of the lines in quotation marks, in order."""
    is_converted = _is_converted(text)
    pattern = (
        _DOUBLED_MARK if is_converted else _ANY_MARK if _ANY_MARK.search(text) else _SINGLE_MARK
    )
    found: list[Quoted] = []
    is_open = False
    for number, line in enumerate(lines):
        marks = [_read(text, line, match) for match in pattern.finditer(text, *line)]
        follows = lines[number + 1] if number + 1 < len(lines) else None
        in_line = list(_pair(text, line, marks, is_open))
        if is_open and found and in_line and in_line[0].marked.start <= _first(text, line):
            found[-1] = replace(found[-1], goes_on=True)
        is_open = bool(in_line) and not in_line[-1].closed and follows is not None
        found += in_line
    return _settled(text, found, doubtful=is_converted)


def _is_converted(text: str) -> bool:
    """Whether the text comes from a database that has made two apostrophes of every mark.

    There they are easily lost or doubled on the way, so what they enclose is not offered as words
    to the letter. Such a text has no curly mark or apostrophe left and hardly a double mark; where
    there are, somebody typed the two apostrophes as a quotation mark, and they are one.
    """
    apostrophes = text.count("''")
    if not apostrophes or any(mark in text for mark in "’‘``“”"):
        return False
    return apostrophes > text.count('"')


def _first(text: str, line: Span) -> int:
    return line.end - len(text[line.start : line.end].lstrip())


def _read(text: str, line: Span, match: re.Match[str]) -> _Mark:
    start, end = match.span()
    before = text[start - 1] if start > line.start else " "
    behind = text[end] if end < line.end else " "
    return _Mark(start, end, _role(match[0], before, behind))


def _role(mark: str, before: str, behind: str) -> Role:
    """What a mark does, by its shape unless its neighbours say it was turned the wrong way."""
    may_open = not behind.isspace() and (before.isspace() or before in _BEFORE_OPENING)
    may_close = not before.isspace() and (behind.isspace() or behind in _AFTER_CLOSING)
    if mark in "«»":
        return "open" if mark == "«" else "close"
    if mark[0] in _OPENING or mark[0] in "‘`":
        return "close" if may_close and not may_open else "open"
    if mark[0] in _CLOSING or mark[0] == "’":
        # ”Carney said: a blank is missing more often than a mark is turned.
        return "open" if may_open and not may_close and before not in ",.:;" else "close"
    if may_open == may_close:
        return "either"
    return "open" if may_open else "close"


def _pair(text: str, line: Span, marks: list[_Mark], is_open: bool) -> Iterator[Quoted]:
    """The stretches of one line; ``is_open``: the line before ended inside a quotation."""
    opened: _Mark | None = None
    depth = 0
    for number, mark in enumerate(marks):
        if opened is None:
            if _opens(text, line, marks, number):
                opened, depth = mark, 0
            elif number == 0 and _closes_what_the_line_began(text, line, mark, is_open):
                yield _quoted(text, Span(line.start, mark.start), Span(line.start, mark.end))
        elif mark.role == "open" and _is_nested(marks, number, depth):
            depth += 1
        elif mark.role == "open":
            yield _quoted(
                text, Span(opened.end, mark.start), Span(opened.start, mark.start), closed=False
            )
            opened, depth = mark, 0
        elif depth:
            depth -= 1
        else:
            yield _quoted(text, Span(opened.end, mark.start), Span(opened.start, mark.end))
            opened = None
    if opened is not None:
        yield _quoted(text, Span(opened.end, line.end), Span(opened.start, line.end), closed=False)


def _opens(text: str, line: Span, marks: list[_Mark], number: int) -> bool:
    """Whether a mark opens where nothing is open."""
    mark = marks[number]
    if mark.role != "close":
        return not _measures(text, line, mark)
    # 'Carney said," We will see"': a mark on the wrong side of the blank, another one behind it.
    start = max(line.start, mark.start - _LONGEST_CUE)
    is_misplaced = _SAID_BEFORE.search(text, start, mark.start) is not None
    return is_misplaced and text[mark.start] in _EITHER and (len(marks) - number) % 2 == 0


_LONGEST_CUE = 12
_SAID_BEFORE = re.compile(r"\b(?:said|says|added|wrote|told|asked|stated|declared),$")


def _measures(text: str, line: Span, mark: _Mark) -> bool:
    """Inches and seconds: 6'2"."""
    return mark.start > line.start and mark.role == "either" and text[mark.start - 1].isdigit()


def _closes_what_the_line_began(text: str, line: Span, mark: _Mark, is_open: bool) -> bool:
    """A closing mark with nothing open: the words began with the line, their mark is missing."""
    if mark.role != "close":
        return False
    return is_open or (mark.start > line.start and text[mark.start - 1] in ".,!?…")


def _is_nested(marks: list[_Mark], number: int, depth: int) -> bool:
    """Whether enough marks close behind for the words inside and for those around them."""
    closing = 0
    # no slice of the list, which would make many marks in one line cost their square
    for at in range(number + 1, len(marks)):
        if marks[at].role == "open":
            break
        closing += 1
    return closing >= depth + 2


def _quoted(text: str, words: Span, marked: Span, *, closed: bool = True) -> Quoted:
    start, end = words
    while start < end and text[start] in _EDGES:
        start += 1
    while end > start and text[end - 1] in _EDGES:
        end -= 1
    return Quoted(Span(start, end), marked, closed)


# Where words end whose closing mark was forgotten: before "he said" and the like.
_FORGOTTEN = re.compile(
    r"[.!?]['’](?=\s)|[,.!?]['’]?\s+(?=(?:[A-Z][\w.’'-]+(?:\s[A-Z][\w.’'-]+)?|he|she|they)\s"
    r"(?:said|says|added|wrote|told|continued|tweeted)\b)"
)


def _settled(text: str, found: list[Quoted], *, doubtful: bool) -> list[Quoted]:
    """The stretches with words in them, unclosed ones cut where they must have ended."""
    kept = []
    for quoted in found:
        if not quoted.closed and not quoted.goes_on:
            shorter = _FORGOTTEN.search(text, *quoted.words)
            if shorter:
                end = shorter.start() + 1
                quoted = replace(
                    quoted,
                    words=Span(quoted.words.start, end),
                    marked=Span(quoted.marked.start, end + (text[end] in "'’")),
                )
        if any(letter.isalnum() for letter in text[slice(*quoted.words)]):
            kept.append(replace(quoted, doubtful=True) if doubtful else quoted)
    return kept
