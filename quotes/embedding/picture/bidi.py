"""The order in which the parts of a line stand, left to right, when two directions meet in it.

A line is set in several fonts, and a font's own layout orders only what it is given. This is the
Unicode Bidirectional Algorithm (UAX 9) as far as one line of a quotation needs it: without explicit
embeddings, isolates and paired brackets.
"""

import unicodedata
from dataclasses import dataclass
from itertools import groupby

_NUMBERS = ("EN", "AN")


@dataclass(frozen=True)
class DirectionalRun:
    """Characters in the order they are read, which all go one way."""

    text: str
    is_rtl: bool


def visual_runs(line: str, is_rtl: bool) -> list[DirectionalRun]:
    """The runs of a line from left to right; ``is_rtl`` is the direction of the whole text."""
    levels = _levels(line, base=1 if is_rtl else 0)
    runs = [
        (level, "".join(character for _level, character in group))
        for level, group in groupby(zip(levels, line, strict=True), key=lambda pair: pair[0])
    ]
    return [DirectionalRun(text, level % 2 == 1) for level, text in _reordered(runs)]


def _reordered(runs: list[tuple[int, str]]) -> list[tuple[int, str]]:
    """Rule L2: from the highest level down to 1, turn round what stands at that level or above."""
    for level in range(max((level for level, _text in runs), default=0), 0, -1):
        turned: list[tuple[int, str]] = []
        for is_inside, group in groupby(runs, key=lambda run: run[0] >= level):
            members = list(group)
            turned += members[::-1] if is_inside else members
        runs = turned
    return runs


def _levels(line: str, base: int) -> list[int]:
    """Rules I1 and I2, for types that have been resolved."""
    by_type = {"L": 2 if base else 0, "R": 1, "EN": 2, "AN": 2}
    return [by_type[kind] for kind in _neutrals(_weak(line, base), base)]


def _weak(line: str, base: int) -> list[str]:
    """Rules W1 to W7: each character is L, R, EN, AN or a neutral (ON)."""
    kinds: list[str] = []
    strong = "R" if base else "L"
    for character in line:
        kind = unicodedata.bidirectional(character) or "L"
        if kind in ("NSM", "BN"):
            kind = kinds[-1] if kinds else strong
        elif kind in ("R", "AL"):
            kind, strong = "R", kind
        elif kind == "L":
            strong = "L"
        elif kind == "EN" and strong == "AL":
            kind = "AN"
        kinds.append(kind)
    kinds = _joined_numbers(kinds)
    return _numbers_in_latin(kinds, base)


def _joined_numbers(kinds: list[str]) -> list[str]:
    """Rules W4 to W6: a mark between two digits, and a sign of money or per cent beside one."""
    joined = list(kinds)
    for i in range(1, len(kinds) - 1):
        before, after = kinds[i - 1], kinds[i + 1]
        if kinds[i] in ("CS", "ES") and before == after and before in _NUMBERS:
            joined[i] = before
    for order in (range(len(joined)), reversed(range(len(joined)))):
        previous = ""
        for i in order:
            if joined[i] == "ET" and previous == "EN":
                joined[i] = "EN"
            previous = joined[i]
    return [kind if kind in ("L", "R", *_NUMBERS) else "ON" for kind in joined]


def _numbers_in_latin(kinds: list[str], base: int) -> list[str]:
    """Rule W7: a European number after a letter that is read rightwards goes with it."""
    strong = "R" if base else "L"
    resolved = []
    for kind in kinds:
        if kind in ("L", "R"):
            strong = kind
        resolved.append("L" if kind == "EN" and strong == "L" else kind)
    return resolved


def _neutrals(kinds: list[str], base: int) -> list[str]:
    """Rules N1 and N2: blanks and marks between two of one direction go that way, else the text's.

    A number counts as right-to-left here.
    """
    default = "R" if base else "L"
    resolved: list[str] = []
    before = default
    for is_neutral, group in groupby(enumerate(kinds), key=lambda pair: pair[1] == "ON"):
        members = list(group)
        if not is_neutral:
            resolved += [kind for _i, kind in members]
            before = _direction_of(members[-1][1])
            continue
        end = members[-1][0] + 1
        after = _direction_of(kinds[end]) if end < len(kinds) else default
        resolved += [before if before == after else default] * len(members)
    return resolved


def _direction_of(kind: str) -> str:
    return "L" if kind == "L" else "R"
