"""Whether two titles may be of one document: nearly the same words, and what sets two apart.

One rule for all who ask: while a source is added or planned, and for the list of what may be here
twice, whose query only looks for whom to ask about.
"""

import re
from typing import NamedTuple

from quotes.text.folding import search_fold
from quotes.text.number_words import PARTING

# Titles of one or two words ("Remarks") tell nothing.
LEAST_WORDS = 3

_WORD = re.compile(r"\w+")


class TitleWords(NamedTuple):
    """The words of a title, each once, and those among them that part it from others."""

    words: frozenset[str]
    parting: frozenset[str]

    @classmethod
    def of(cls, title: str) -> "TitleWords":
        words = frozenset(_WORD.findall(search_fold(title)))
        parting = (one for one in words if one in PARTING or any(map(str.isdigit, one)))
        return cls(words, frozenset(parting))

    def is_alike(self, other: "TitleWords") -> bool:
        """Whether they have two thirds of all their words in common, and what parts them, too.

        At just two thirds one must have all the words of the other: a title with a few more.
        """
        both = len(self.words & other.words)
        if both < LEAST_WORDS or self.parting != other.parting:
            return False
        shared, least = 3 * both, 2 * len(self.words | other.words)
        return shared > least or (shared == least and both in map(len, (self.words, other.words)))
