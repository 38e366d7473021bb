"""How alike two wordings are: a number from 0 to 100 that ranks, and never proves anything.

A wording is evidence only when `quotes.verification.verify` finds it; this is for the question
whether somebody has entered the same utterance before. Two things are weighed of the words that
stand in both in the same order, whatever their endings:

* the share of the shorter wording that they are, so that a piece is found in the whole;
* how much they are. Few words of a few letters are said by everybody and again and again: the
  less there is in common, the more of the shorter wording it has to be.

A number or a negation that only one of two wordings has in what they share is never *very* alike:
"will not join" is another statement than "will join". Words that somebody uses all the time
(`common_stems`) and another day weigh against it.

Knows no database, and nothing of meaning: translations and paraphrases are not alike.
"""

import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import Enum, StrEnum
from functools import cached_property, lru_cache
from typing import NamedTuple

from rapidfuzz.distance import LCSseq

from quotes.text.folding import search_fold
from quotes.text.number_words import (
    NEITHER_FRENCH,
    NO_ENGLISH,
    NO_FRENCH,
    NUMBERS,
    PERHAPS_NUMBERS,
    SCALES,
)

# What is worth showing to somebody who looks; and what is alike enough to stop and ask.
LEAST = 60
VERY = 85

# Characters. What is longer is compared by its beginning, so that no text takes seconds.
LONGEST = 4_000

# Below so much in common (about the weight of a long word and a half) nothing is very alike but
# the same words.
_LEAST_WEIGHT = 1.3

# Of little in common the shorter wording must be nearly all; of much, at least so much of it.
_MOST_SHARE = 0.85
_LEAST_SHARE = 0.25
_FEW = 1.8

# From so much in common on it does not rank higher for being more.
_MUCH = 8

# A single word that agrees, far from the next that does, is mostly chance.
_STRAY = 0.4
_BESIDE = 3

# What somebody uses all the time counts half.
_COMMON = 0.5

# A shorter wording is a piece of the longer one, and not another form of it, below this.
_OF_ONE_LENGTH = 0.75

# Changes of more words than this are other sentences, not one with a number or a "not" changed.
_ONE_CHANGE = 4

_TYPOGRAPHY = str.maketrans("‘’“”«»–—…", '\'\'""""--.')

_WORD = re.compile(r"\d+(?:[.,]\d+)*|[^\W\d_]+")

# Han and kana have no blanks: each letter counts as a word.
_UNSPACED = re.compile(r"([\u3040-\u30ff\u3400-\u9fff])")

# Hebrew, Arabic, and the scripts of India write few or no vowels as letters.
_SHORT_WORDED = re.compile(r"[\u0590-\u06ff\u0900-\u0dff]")

# What a writer put into somebody's words: within a word it belongs to it, else it was not said.
_WITHIN_WORD = re.compile(r"\[(\w*)\](?=\w)|(?<=\w)\[(\w*)\]")
_PUT_IN = re.compile(r"\[[^\[\]]*\]")

# English as it is spoken and as it is written out.
_SPELLED_OUT = [
    (re.compile(rf"{short}\b"), whole)
    for short, whole in {
        r"\bwon't": "will not",
        r"\bcan(?:'t|not)": "can not",
        r"(?<=[a-z])n't": " not",
        "'re": " are",
        "'ll": " will",
        "'ve": " have",
        r"\bi'm": "i am",
        r"\b(it|that|he|she|there|what|who|here)'s": r"\1 is",
        r"\bgonna": "going to",
        r"\bwhether or not": "whether",
        r"\bper cent": "percent",
    }.items()
] + [(re.compile(r"(?<=\d)\s*%"), " percent ")]

_PERHAPS_SHORT = re.compile(r"['%]|\b(?:cannot|gonna|whether|per)\b")

_SCALES = {"b": "billion", "bn": "billion", "t": "trillion", "tn": "trillion", "mn": "million"}
# "Hundred" is read as a number, and "cent" is a coin.
_SCALED = frozenset(
    f"{one}{s}" for one in {*SCALES} - {"hundred", "cent", "mille"} for s in ("", "s")
)

_VALUES = {word: value for word, value in NUMBERS.items() if word not in PERHAPS_NUMBERS}
_BEHIND_TENS = {word: value for word, value in _VALUES.items() if 0 < value < 10} | {"one": 1}

_NEGATIONS = (
    NO_ENGLISH
    | NO_FRENCH
    | NEITHER_FRENCH
    | frozenset(
        """
        ne n
        nicht kein keine keinen keiner nie niemals ohne ikke inte aldrig niet geen
        no nunca jamas ningun ninguna nao
        не ни нет никогда без нельзя nie
        不 没 沒 無 无 未 非 لا لم لن ليس غير नहीं لیس نه
        """.split()
    )
)


class Way(StrEnum):
    """How two wordings are alike."""

    SAME = "same"
    ALIKE = "alike"
    PART = "part"
    WHOLE = "whole"


class Nearness(float, Enum):
    """How much what agrees may count, by what else is known of two utterances."""

    SAME_DAYS = 1.0
    DAY_UNKNOWN = 0.75
    # Or another speaker.
    FAR = 0.45


@dataclass(frozen=True, slots=True)
class Likeness:
    """``score`` is between 0 and 100; 100 is kept for the same words.

    ``way`` is *part* when the first wording stands in the other, *whole* when it is the other way
    round. ``numbers_differ`` is true where the one names a number that the other has otherwise,
    ``negations_differ`` where one of them denies what the other says.
    """

    score: int
    way: Way
    numbers_differ: bool = False
    negations_differ: bool = False


NOTHING = Likeness(0, Way.ALIKE)


class _PlacedWord(NamedTuple):
    """A word as it is compared: by its stem, with what it counts."""

    stem: str
    weight: float
    is_number: bool
    is_negation: bool


class Wording:
    """A wording made ready to be compared with many others."""

    def __init__(self, text: str) -> None:
        folded = _folded(text[:LONGEST])
        self.folded = " ".join(_WORD.findall(folded))
        self.words = [_word(written) for written in _spelled_out(folded)]

    @cached_property
    def stems(self) -> list[str]:
        return [word.stem for word in self.words]

    @cached_property
    def known(self) -> frozenset[str]:
        return frozenset(self.stems)

    @cached_property
    def weight(self) -> float:
        return sum(word.weight for word in self.words)

    @cached_property
    def numbers(self) -> frozenset[str]:
        return _numbers(self.words)

    def likeness(
        self,
        other: "Wording",
        nearness: Nearness = Nearness.SAME_DAYS,
        common: Collection[str] = frozenset(),
        least: int = 0,
    ) -> Likeness:
        """How alike this wording is to the other. What has no words is like nothing.

        ``common`` are stems that say little, because the speaker uses them all the time. Of what
        cannot come to ``least`` nothing is told, which is known much sooner.
        """
        if not self.words or not other.words or self.known.isdisjoint(other.known):
            return NOTHING
        if self.folded == other.folded:
            return Likeness(100, Way.SAME)
        is_shorter = self._size < other._size
        short, long = (self, other) if is_shorter else (other, self)
        if least and round(short._most(long, nearness)) < least:
            return NOTHING
        changes = _Changes.between(short, long)
        share = changes.weight([word.weight for word in short.words]) / short.weight
        says = [word.weight * (_COMMON if word.stem in common else 1) for word in short.words]
        score = _score(share, changes.weight(says) * nearness)
        numbers, negations = changes.of_numbers, changes.of_negations
        if numbers or negations:
            score = min(score, VERY - 1)
        way = Way.ALIKE
        if changes.is_of_piece:
            way = Way.PART if is_shorter else Way.WHOLE
        return Likeness(min(99, round(score)), way, numbers, negations)

    def _most(self, longer: "Wording", nearness: float) -> float:
        """What the score comes to at most, by the words that both have, in whatever order."""
        shared = sum(word.weight for word in self.words if word.stem in longer.known)
        return _score(shared / self.weight, shared * nearness)

    @property
    def _size(self) -> tuple[float, int, str]:
        # The last so that of two wordings it is always the same that counts as the shorter.
        return self.weight, len(self.words), self.folded


def _score(share: float, weight: float) -> float:
    """Rises with the share; `VERY` is where there is enough for what agrees."""
    if weight < _LEAST_WEIGHT:
        return LEAST * share * min(1, weight)
    enough = min(_MOST_SHARE, _LEAST_SHARE + _FEW / weight)
    if share < enough:
        return VERY * share / enough
    return VERY + (99 - VERY) * (share - enough) / (1 - enough) * min(1, weight / _MUCH)


class _Stretch(NamedTuple):
    """A run of words in the shorter wording and one in the longer, the same or not."""

    is_same: bool
    short: slice
    long: slice


@dataclass(frozen=True, slots=True)
class _Changes:
    """What agrees between two wordings, and what does not."""

    short: Wording
    long: Wording
    stretches: Sequence[_Stretch]

    @classmethod
    def between(cls, short: Wording, long: Wording) -> "_Changes":
        found = LCSseq.opcodes(short.stems, long.stems)
        stretches = [
            _Stretch(
                one.tag == "equal",
                slice(one.src_start, one.src_end),
                slice(one.dest_start, one.dest_end),
            )
            for one in found
        ]
        return cls(short, long, _joined(stretches))

    @property
    def is_of_piece(self) -> bool:
        return self.short.weight < _OF_ONE_LENGTH * self.long.weight

    def weight(self, weights: Sequence[float]) -> float:
        """What agrees, where the words of the shorter wording have these weights."""
        same = [one for one in self.stretches if one.is_same]
        total = 0.0
        for number, one in enumerate(same):
            counted = sum(weights[one.short])
            if one.short.stop - one.short.start == 1:
                beside = (same[number - 1 : number] if number else []) + same[number + 1 :][:1]
                if beside and all(_apart(one, other) > _BESIDE for other in beside):
                    counted *= _STRAY
            total += counted
        return total

    @property
    def of_numbers(self) -> bool:
        """Whether the shorter wording has a number that the longer has not, or has otherwise."""
        if self.short.numbers - self.long.numbers:
            return True
        pairs = [(_numbers(short), _numbers(long)) for short, long in self._small_changes()]
        return any(short != long if short and long else short for short, long in pairs)

    @property
    def of_negations(self) -> bool:
        """Whether one of them has a "not" within what both say that the other has not."""
        return any(_denies(short) != _denies(long) for short, long in self._small_changes())

    def _small_changes(self) -> Iterator[tuple[list[_PlacedWord], list[_PlacedWord]]]:
        """Small changes inside of what agrees; of wordings of one length, at its ends too.

        What stands before or behind a piece was perhaps not quoted.
        """
        same = [number for number, one in enumerate(self.stretches) if one.is_same]
        first, last = same[0], same[-1]
        for number, one in enumerate(self.stretches):
            is_inside = first < number < last
            if one.is_same or not (is_inside or not self.is_of_piece):
                continue
            if max(_length(one.short), _length(one.long)) <= _ONE_CHANGE:
                yield self.short.words[one.short], self.long.words[one.long]


def _joined(stretches: Iterable[_Stretch]) -> list[_Stretch]:
    """With what is left out and what is put in at one place as one change."""
    joined: list[_Stretch] = []
    for one in stretches:
        before = joined[-1] if joined else None
        if before and not before.is_same and not one.is_same:
            short = slice(before.short.start, one.short.stop)
            joined[-1] = _Stretch(False, short, slice(before.long.start, one.long.stop))
        else:
            joined.append(one)
    return joined


def _length(of: slice) -> int:
    return int(of.stop - of.start)


def _apart(one: _Stretch, other: _Stretch) -> int:
    first, second = (one, other) if one.short.start < other.short.start else (other, one)
    return int(max(second.short.start - first.short.stop, second.long.start - first.long.stop))


def _numbers(words: Iterable[_PlacedWord]) -> frozenset[str]:
    return frozenset(word.stem for word in words if word.is_number)


def _denies(words: Iterable[_PlacedWord]) -> bool:
    return any(word.is_negation for word in words)


def likeness(words: str, other: str) -> Likeness:
    """How alike two wordings are."""
    return Wording(words).likeness(Wording(other))


def common_stems(wordings: Collection[Wording]) -> frozenset[str]:
    """Stems that stand in a fifth of many wordings; none of few."""
    if len(wordings) < 10:
        return frozenset()
    counted = Counter(stem for wording in wordings for stem in wording.known)
    return frozenset(stem for stem, times in counted.items() if 5 * times >= len(wordings))


# --- words ---------------------------------------------------------------------------------------


def _folded(text: str) -> str:
    """As `search_fold`, for what parts words all the same; many texts are plain ASCII then."""
    plain = text.translate(_TYPOGRAPHY)
    return plain.lower() if plain.isascii() else search_fold(plain)


def _spelled_out(folded: str) -> Iterator[str]:
    """The words that were said, with contractions and numbers written one way."""
    folded = _PUT_IN.sub(" ", _WITHIN_WORD.sub(r"\1\2", folded)) if "[" in folded else folded
    if _PERHAPS_SHORT.search(folded):
        for short, whole in _SPELLED_OUT:
            folded = short.sub(whole, folded)
    words = _WORD.findall(_UNSPACED.sub(r" \1 ", folded))
    place = 0
    while place < len(words):
        written, *behind = words[place : place + 2]
        following = behind[0] if behind else ""
        number = _VALUES.get(written)
        is_pair = False
        if number is not None:
            is_pair = number >= 20 and following in _BEHIND_TENS
            yield str(number + _BEHIND_TENS[following] if is_pair else number)
        elif written[0].isdigit():
            is_pair = following in _SCALES
            yield _number(written)
            if is_pair:
                yield _SCALES[following]
        else:
            yield "100" if written == "hundred" else written
        place += 1 + is_pair


@lru_cache(maxsize=1 << 16)
def _word(written: str) -> _PlacedWord:
    is_number = written[0].isdigit() or written in _SCALED
    return _PlacedWord(_stem(written), _weight(written), is_number, written in _NEGATIONS)


def _stem(written: str) -> str:
    """The beginning of a word, which most of its forms share; a number is itself."""
    if written[0].isdigit():
        return written
    if len(written) > 3 and written.endswith("s") and not written.endswith("ss"):
        written = written[:-1]
    return written[:6]


def _weight(written: str) -> float:
    """How much a word says, by its length: the words of few letters are everybody's."""
    if written[0].isdigit():
        return 1.5
    if _UNSPACED.match(written):
        return 0.5
    letters = len(written) + (2 if _SHORT_WORDED.match(written) else 0)
    return {1: 0.15, 2: 0.15, 3: 0.3, 4: 0.6}.get(letters, 1.0)


def _number(written: str) -> str:
    """1,000 and 1000 are the same number; 17.5 and 175 are not."""
    return re.sub(r"[.,](?=\d{3}(?:\D|$))", "", written).replace(",", ".")
