"""How alike two wordings are: a number from 0 to 100 that ranks, and never proves anything.

A wording is evidence only when `quotes.verification.verify` finds it; this is for the question
whether somebody has entered the same utterance before. Two measures are taken of the folded words:

* the whole: the share of characters that stand in both in the same order (the normalised
  insertion and deletion distance), which forgives another form of a word;
* a part: the same between the shorter wording and the stretch of the longer that fits it best. A
  short piece fits into many longer texts, so it counts the less the shorter it is.

Knows no database.
"""

import re
from collections import Counter
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property

from rapidfuzz import fuzz

from quotes.text.folding import search_fold

# Characters. What is longer is compared by its beginning, so that no text takes seconds.
LONGEST = 4_000

# A part of so many characters says as much as a whole.
_LONG_PART = 60

# What a part of no length at all would count, and the most that a part counts.
_LEAST_OF_PART = 0.55
_MOST_OF_PART = 0.97

# Below this share of common words no stretch of the longer wording is looked for.
_SHARED_BY_PART = 0.6

_TYPOGRAPHY = str.maketrans("‘’“”«»–—…", '\'\'""""--.')

_WORD = re.compile(r"\d+(?:[.,]\d+)*|[^\W_]+")


class Way(StrEnum):
    """How two wordings are alike."""

    SAME = "same"
    ALIKE = "alike"
    PART = "part"
    WHOLE = "whole"


@dataclass(frozen=True, slots=True)
class Likeness:
    """``score`` is between 0 and 100; 100 is kept for the same words.

    ``way`` is *part* when the first wording stands in the other, *whole* when it is the other way
    round. ``numbers_differ`` is true where the one names a number that the other lacks.
    """

    score: int
    way: Way
    numbers_differ: bool = False


NOTHING = Likeness(0, Way.ALIKE)


class Wording:
    """A wording made ready to be compared with many others."""

    def __init__(self, text: str) -> None:
        self.words = _WORD.findall(_folded(text[:LONGEST]))
        self.folded = " ".join(self.words)

    @cached_property
    def counted(self) -> Counter[str]:
        return Counter(self.words)

    @cached_property
    def numbers(self) -> Counter[str]:
        return Counter(_number(word) for word in self.words if word[0].isdigit())

    def likeness(self, other: "Wording") -> Likeness:
        """How alike this wording is to the other. What has no words is like nothing."""
        if not self.words or not other.words:
            return NOTHING
        if self.folded == other.folded:
            return Likeness(100, Way.SAME)
        whole = fuzz.ratio(self.folded, other.folded)
        is_part = len(self.folded) < len(other.folded)
        short, long = (self, other) if is_part else (other, self)
        part = short.as_part_of(long)
        if part > whole:
            way = Way.PART if is_part else Way.WHOLE
            return Likeness(round(part), way, bool(short.numbers - long.numbers))
        return Likeness(min(99, round(whole)), Way.ALIKE, self.numbers != other.numbers)

    def as_part_of(self, longer: "Wording") -> float:
        """How well this stands in a longer wording, less for a piece of few characters."""
        shared = sum((self.counted & longer.counted).values())
        if shared < _SHARED_BY_PART * len(self.words):
            return 0
        weight = min(1, len(self.folded) / _LONG_PART)
        most = _LEAST_OF_PART + (_MOST_OF_PART - _LEAST_OF_PART) * weight
        return fuzz.partial_ratio(f" {self.folded} ", f" {longer.folded} ") * most


def likeness(words: str, other: str) -> Likeness:
    """How alike two wordings are."""
    return Wording(words).likeness(Wording(other))


def _folded(text: str) -> str:
    """As `search_fold`, for what parts words all the same; many texts are plain ASCII then."""
    plain = text.translate(_TYPOGRAPHY)
    return plain.lower() if plain.isascii() else search_fold(plain)


def _number(written: str) -> str:
    """1,000 and 1000 are the same number; 17.5 and 175 are not."""
    return re.sub(r"[.,](?=\d{3}(?:\D|$))", "", written)
