"""What has changed of a statement since it was last sent back from review."""

from collections.abc import Sequence
from typing import Any, NamedTuple

from quotes.editing.workflow import last_sent_back
from quotes.models import ReviewNote, Statement
from quotes.revisions.comparison import (
    changed_parts,
    part_label,
    printed,
    text_difference,
)
from quotes.revisions.snapshot import snapshot_of
from quotes.text.differences import Piece, word_difference

# A value that is longer is shown by its words that changed.
_LONG = 60


class ChangedPart(NamedTuple):
    """A part of a statement by its label, and the words of it that differ."""

    label: str
    pieces: Sequence[Piece]


class ChangesSince(NamedTuple):
    """The note by which a statement was sent back, and what its author has changed since."""

    note: ReviewNote
    parts: list[ChangedPart]


def changes_since_sent_back(statement: Statement) -> ChangesSince | None:
    """None for what was never sent back; of a row that was loaded as its snapshot wants it."""
    note = last_sent_back(statement)
    if note is None or not note.sent_back:
        return None
    now = snapshot_of(statement)
    parts = [
        ChangedPart(part_label(name), _difference(name, note.sent_back, now))
        for name in changed_parts(note.sent_back, now)
    ]
    return ChangesSince(note, parts)


def _difference(name: str, before: dict[str, Any], after: dict[str, Any]) -> Sequence[Piece]:
    if name == "text":
        return text_difference(before, after)
    was, became = (_told(name, state) for state in (before, after))
    if len(was) > _LONG or len(became) > _LONG:
        return word_difference(was, became)
    ends = (Piece("delete", was), Piece("insert", became))
    return [piece for piece in ends if piece.text]


def _told(name: str, state: dict[str, Any]) -> str:
    """A part of a state in a line."""
    if name == "citations":
        return "; ".join(f"{one.outlet}: “{one.wording or ''}”" for one in printed(state))
    return _words(state.get(name))


def _words(value: Any) -> str:
    """A value of a snapshot as words: its names and texts, in their order."""
    if isinstance(value, dict):
        shown = value.get("name") or value.get("title")
        return str(shown) if shown else ", ".join(filter(None, map(_words, value.values())))
    if isinstance(value, list):
        return "; ".join(map(_words, value))
    return "" if value is None else str(value)
