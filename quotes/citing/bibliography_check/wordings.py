"""Whether cited words are those of a version, and how they differ from those of today."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property

from quotes.citing.reference import joined_pieces
from quotes.revisions.comparison import PublicState, changed_parts, printed, text_of
from quotes.text.differences import Piece, word_difference
from quotes.text.folding import fold

# What a style may put in front of, or behind, the words it quotes.
_OUTER_MARKS = " \"'.,;:"
_DOTS = re.compile(r"\s*\[?\.{3,}\]?\s*")

# Letters of scripts that put no blank between words: beside these a word may end anywhere.
_UNSPACED = re.compile(
    "[\u0e00-\u109f\u1780-\u17ff\u3005-\u9fff\uf900-\ufaff\U0001b000-\U0003ffff]"
)

# The text of the statement itself, among the wordings of its sources.
TEXT = ""


@dataclass(frozen=True)
class CitedVersion:
    """What one version says, as far as citations of it are checked.

    ``wordings``: the text of the statement under ``TEXT``, and under the id of each source what it
    prints, its pieces joined as an export joins them. ``parts`` are those that changed from the
    version before. ``number`` is None for a statement without a history.
    """

    number: int | None
    made_at: datetime
    reason: str
    wordings: Mapping[str, str]
    parts: tuple[str, ...] = ()

    @property
    def text(self) -> str:
        return self.wordings[TEXT]

    @cached_property
    def folded(self) -> Mapping[str, str]:
        return {key: _bare(wording) for key, wording in self.wordings.items()}

    def place_of(self, words: str) -> str | None:
        """Under which key it has these words, whole or in part; None where it has not.

        Marks and blanks that two printings may differ in do not count, nor do words that are left
        out where the citation has dots. Whole words only.
        """
        sought = _bare(words)
        whole = (key for key, wording in self.folded.items() if wording == sought)
        parts = [part for part in (p.strip(_OUTER_MARKS) for p in _DOTS.split(sought)) if part]
        within = (key for key, wording in self.folded.items() if _has_in_order(wording, parts))
        return next(whole, next(within, None)) if parts else None

    def today(self, key: str) -> str:
        """What it has under a key of another version; the text where it has nothing there."""
        return self.wordings.get(key, self.text)


def _bare(words: str) -> str:
    return fold(words).strip(_OUTER_MARKS)


def _has_in_order(wording: str, parts: Iterable[str]) -> bool:
    position = 0
    for part in parts:
        position = _find_whole(wording, part, position)
        if position < 0:
            return False
        position += len(part)
    return True


def _find_whole(wording: str, part: str, start: int) -> int:
    """Where the part begins, with no letter of a longer word beside it; -1 where nowhere."""
    at = wording.find(part, start)
    while at >= 0 and not (_is_edge(wording, at) and _is_edge(wording, at + len(part))):
        at = wording.find(part, at + 1)
    return at


def _is_edge(text: str, index: int) -> bool:
    beside = text[max(index - 1, 0) : index + 1]
    return len(beside) < 2 or not beside.isalnum() or bool(_UNSPACED.search(beside))


def wordings_of(state: PublicState) -> dict[str, str]:
    """The text of a state and what each source prints, by the keys of `CitedVersion`."""
    pieces: dict[str, list[str]] = {}
    for one in printed(state):
        if one.wording:
            pieces.setdefault(one.source, []).append(one.wording)
    text = text_of(state, "text")
    joined = {source: joined_pieces(parts, text) for source, parts in pieces.items() if source}
    return {TEXT: text, **joined}


def versions(
    rows: Iterable[tuple[int, int, datetime, str, PublicState]],
) -> Iterator[tuple[int, CitedVersion]]:
    """Versions of many statements from rows in order: statement, number, time, reason, state.

    Only two states are held at a time: those of a big bibliography would fill the memory.
    """
    last: tuple[int | None, PublicState] = (None, {})
    for statement, number, made_at, reason, state in rows:
        parts = changed_parts(last[1], state) if last[0] == statement else []
        yield statement, CitedVersion(number, made_at, reason, wordings_of(state), tuple(parts))
        last = (statement, state)


# A comparison takes about a second for each 100,000 characters of the two texts together.
_MOST_CHARACTERS = 200_000
_LONGEST = 20_000


@dataclass
class Differences:
    """Differences of words, each made once, until they would take too long."""

    left: int = _MOST_CHARACTERS
    made: dict[tuple[str, str], list[Piece]] = field(default_factory=dict)
    folded: dict[str, str] = field(default_factory=dict)

    def between(self, old: str, new: str) -> list[Piece] | None:
        """How ``new`` differs; nothing where it does not, None where it was not compared."""
        if old == new or self._folded(old) == self._folded(new):
            return []
        if (old, new) not in self.made:
            length = len(old) + len(new)
            if length > min(self.left, _LONGEST):
                return None
            self.left -= length
            self.made[old, new] = word_difference(old, new)
        return self.made[old, new]

    def _folded(self, text: str) -> str:
        # Of one statement many may be cited, and folding is most of the work.
        if text not in self.folded:
            self.folded[text] = fold(text)
        return self.folded[text]
