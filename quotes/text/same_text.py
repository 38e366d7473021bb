"""Whether two texts are one article in two states: retitled, corrected, or longer by a paragraph.

Compared are the runs of five words. Articles of one desk and day share paragraphs of background,
and pages share what stands around them; such a text also has long stretches that the other lacks,
on both sides. An update has them on one side at most. Knows no database.
"""

import re
from dataclasses import dataclass

from quotes.text.folding import search_fold

# Of words a text needs to be told from others: below, a post says "Read our statement here".
LEAST_WORDS = 40
# Words of a text that are read; no article is longer.
_MOST_WORDS = 8_000

_RUN = 5

# Of the runs of the shorter text those that stand in the other; and of both texts together.
_SHORTER = 0.8
_BOTH = 0.5
# Words in a row that only one has, on the side that has fewer such: a sentence, written anew.
_ANEW = 40

# From so many words on one number may have been corrected; in less, and on other days, it is what
# sets two texts of one pattern apart (results, schedules, contracts).
_LONG = 150

# Below this two texts say other things, whatever their pages tell of them.
_OTHER = 0.3

# Letters of scripts without blanks are words.
_UNSPACED = "\u0e00-\u0eff\u3040-\u30ff\u3400-\u9fff"
_WORD = re.compile(rf"[{_UNSPACED}]|[^\W_{_UNSPACED}]+")


@dataclass(frozen=True, slots=True)
class Runs:
    """A text as its runs of words, in order."""

    words: int
    each: tuple[str, ...]
    numbers: frozenset[str]

    @classmethod
    def of(cls, text: str) -> "Runs":
        words = _WORD.findall(search_fold(text))[:_MOST_WORDS]
        starts = range(max(0, len(words) - _RUN + 1))
        return cls(
            len(words),
            tuple(" ".join(words[at : at + _RUN]) for at in starts),
            frozenset(word for word in words if word[0].isdigit()),
        )

    @property
    def can_tell(self) -> bool:
        return self.words >= LEAST_WORDS

    def is_same(self, other: "Runs", same_day: bool = True) -> bool:
        """Whether it is the same article; never of a text that is too short to tell."""
        if not (self.can_tell and other.can_tell) or not self._same_numbers(other, same_day):
            return False
        mine, theirs = set(self.each), set(other.each)
        shared = len(mine & theirs)
        if shared < _SHORTER * min(len(mine), len(theirs)) or shared < _BOTH * len(mine | theirs):
            return False
        return min(self._longest_without(theirs), other._longest_without(mine)) <= _ANEW

    def is_other(self, other: "Runs") -> bool:
        """Whether it is surely another text; never of one that is too short to tell."""
        if not (self.can_tell and other.can_tell):
            return False
        mine, theirs = set(self.each), set(other.each)
        return len(mine & theirs) < _OTHER * min(len(mine), len(theirs))

    def _same_numbers(self, other: "Runs", same_day: bool) -> bool:
        """Whether one of two texts has the numbers of the other, but for one corrected."""
        changed = min(len(self.numbers - other.numbers), len(other.numbers - self.numbers))
        may_be_corrected = same_day and min(self.words, other.words) >= _LONG
        return changed <= (1 if may_be_corrected else 0)

    def _longest_without(self, others: set[str]) -> int:
        """The most words in a row that stand only here."""
        longest = row = 0
        for run in self.each:
            row = 0 if run in others else row + 1
            longest = max(longest, row)
        # A word that differs is in as many runs as a run has words.
        return max(0, longest - _RUN + 1)
