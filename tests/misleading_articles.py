"""Articles written to mislead, with whose words they hold.

In the files of ``misleading/`` a line ``= kind`` begins an article; behind ``|`` it may name the
officials who may be credited with what stands unmarked. ``{keller|words}`` are words of an
official, ``{-|words}`` those of anybody else, and ``{!|words}`` what nobody is reported to have
said.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from quotes.extraction.values import Candidate, KnownSpeaker
from quotes.text.spans import Span
from tests.officials import OFFICIALS, OTHER_OFFICIALS, found

FOLDER = Path(__file__).parent / "misleading"
NOBODY, UNSAID = "-", "!"
# The files written for the second set of officials.
_LATER = frozenset(("fifth", "sixth", "plain"))


@dataclass(frozen=True)
class MisleadingArticle:
    """An article, the officials of what stands unmarked, and whose each marked stretch is."""

    name: str
    kind: str
    text: str
    others: frozenset[str]
    marked: tuple[tuple[Span, str], ...]

    @cached_property
    def proposed(self) -> list[Candidate]:
        return found(self.text, self.name[:2], self._officials)

    @property
    def _officials(self) -> tuple[KnownSpeaker, ...]:
        """Those of the archive that the article was written for."""
        is_later = self.name.partition("-")[0][3:] in _LATER
        return OTHER_OFFICIALS if is_later else OFFICIALS

    def is_found(self, span: Span) -> bool:
        return any(_meets(one, span) for one in self.proposed)

    def is_given(self, span: Span, who: str) -> bool:
        """Whether an official is proposed or offered for words."""
        return any(who in (one.speaker, *one.offered) for one in self.proposed if _meets(one, span))

    def right(self, candidate: Candidate) -> str | None:
        """Whose the words are; None where they stand unmarked."""
        return next((who for span, who in self.marked if _meets(candidate, span)), None)

    def faults(self) -> Iterator[tuple[Candidate, str]]:
        """Proposals that credit an official wrongly, or take for said what was not."""
        for one in self.proposed:
            right = self.right(one)
            allowed = self.others if right is None else {right}
            if one.speaker and one.speaker not in allowed:
                yield one, "credited"
            elif right == UNSAID and not one.not_said:
                yield one, "said"


def _meets(candidate: Candidate, span: Span) -> bool:
    return any(piece.start < span.end and span.start < piece.end for piece in candidate.pieces)


def articles(file: str) -> list[MisleadingArticle]:
    blocks = re.split(r"^= ", (FOLDER / f"{file}.txt").read_text("utf-8"), flags=re.MULTILINE)
    return [_read(f"{file}-{number}", block) for number, block in enumerate(blocks[1:], start=1)]


def _read(name: str, block: str) -> MisleadingArticle:
    header, _line, body = block.partition("\n")
    kind, _bar, others = header.partition("|")
    text, marked = "", []
    for part in re.split(r"(\{[^}]*\})", body.strip()):
        if part.startswith("{"):
            who, _bar, words = part[1:-1].partition("|")
            marked.append((Span(len(text), len(text) + len(words)), who))
            part = words
        text += part
    return MisleadingArticle(name, kind, text, frozenset(others.split()), tuple(marked))
