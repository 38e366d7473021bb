"""Differences between two snapshots of a statement or an official, from the snapshots alone.

Old snapshots may lack what was not yet public. What one of two does not say is not compared, but
for the parts of which it is known that there was none (`quotes.revisions.snapshot.ADDED_LATER`).
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from quotes.models.fields import SNAPSHOT, SPEAKER, STATEMENT, Field, FieldTable
from quotes.revisions.snapshot import ADDED_LATER
from quotes.text.differences import Piece, word_difference

PublicState = Mapping[str, Any]


def _in_reading_order(table: FieldTable) -> dict[str, Field]:
    """The fields of a snapshot that may change, by key, in the order a reader wants them in."""
    labelled = ((key, field) for key, field in table.carried(SNAPSHOT).items() if field.label)
    return dict(sorted(labelled, key=lambda one: one[1].rank))


PARTS = _in_reading_order(STATEMENT)
SPEAKER_PARTS = _in_reading_order(SPEAKER)


# Words kept on each side of a change, so that a reader finds its place without the whole text.
_AROUND = 4


_DOTS = "…"

# What a citation of a state has as texts.
_TEXTS = ("outlet", "url", "published", "kind", "via", "locator", "doubt", "doubt_reason")


@dataclass(frozen=True, slots=True)
class SnapshotCitation:
    """A citation in a snapshot; texts are empty where the snapshot has none.

    ``wording`` is None where the source prints none of the words. ``ordinal`` counts the pieces
    of one source from 0.
    """

    source: str
    ordinal: int
    outlet: str
    url: str
    published: str
    kind: str
    wording: str | None
    via: str
    locator: str
    doubt: str
    doubt_reason: str

    @property
    def place(self) -> tuple[str, int]:
        """The key by which the same piece of the same source is found in another snapshot."""
        return self.source, self.ordinal


def text_of(state: PublicState, key: str) -> str:
    """A text of a state; empty where the state has none under this name."""
    value = state.get(key)
    return value if isinstance(value, str) else ""


def printed(state: PublicState) -> list[SnapshotCitation]:
    """The citations of a state, in its order."""
    seen: dict[str, int] = {}
    found = []
    for citation in state.get("citations") or []:
        source = text_of(citation, "source")
        ordinal = seen[source] = seen.get(source, -1) + 1
        wording = citation.get("wording")
        found.append(
            SnapshotCitation(
                source=source,
                ordinal=ordinal,
                wording=wording if isinstance(wording, str) else None,
                **{name: text_of(citation, name) for name in _TEXTS},
            )
        )
    return found


def changed_parts(before: PublicState, after: PublicState) -> list[str]:
    """The names of the parts that both states have and tell differently."""
    old, new = {**ADDED_LATER, **before}, {**ADDED_LATER, **after}
    return [name for name in PARTS if name in old and name in new and old[name] != new[name]]


def changed_speaker_parts(before: PublicState, after: PublicState) -> list[str]:
    """The names of the parts that differ between two snapshots of an official."""
    return [name for name in SPEAKER_PARTS if before.get(name) != after.get(name)]


def part_label(name: str) -> str:
    """The label of a part of a snapshot, as it stands within a sentence."""
    return str((PARTS | SPEAKER_PARTS)[name].label)


def speaker_text(state: PublicState) -> str:
    """The names and offices of an official as one line."""
    names = filter(None, [text_of(state, "name"), text_of(state, "name_fr")])
    return "; ".join([" / ".join(names), *map(_role_text, state.get("roles", ()))])


def _role_text(role: Mapping[str, str]) -> str:
    titles = " / ".join(filter(None, [role["title"], role["title_fr"]]))
    held = f"{role['since']}–{role['until']}" if role["since"] or role["until"] else ""
    body = " / ".join(filter(None, [role["organization"], role.get("organization_fr")]))
    return ", ".join(filter(None, [titles, body, role["country"], held]))


def text_difference(before: PublicState, after: PublicState) -> list[Piece]:
    """The difference of the words of two snapshots; empty where they are the same."""
    old, new = text_of(before, "text"), text_of(after, "text")
    return [] if old == new else word_difference(old, new)


def abridged(pieces: Sequence[Piece]) -> list[Piece]:
    """The changes of a difference with a few words round each, and dots for the rest."""
    last = len(pieces) - 1
    return [
        _shortened(piece, has_before=index > 0, has_after=index < last)
        if piece.op == "same"
        else piece
        for index, piece in enumerate(pieces)
    ]


def _shortened(piece: Piece, *, has_before: bool, has_after: bool) -> Piece:
    words = list(re.finditer(r"\S+", piece.text))
    head, tail = _AROUND * has_before, _AROUND * has_after
    # One word more is as short as dots in its place.
    if len(words) <= head + tail + 1:
        return piece
    start = piece.text[: words[head - 1].end()] + " " if head else ""
    end = " " + piece.text[words[-tail].start() :] if tail else ""
    return Piece("same", start + _DOTS + end)
