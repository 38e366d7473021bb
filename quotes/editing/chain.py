"""A history of public states: each revision names its number, its reason and the one before it."""

from typing import Any

from quotes.editing.act import Act
from quotes.exports.state import same_state
from quotes.models import Revision, SpeakerRevision
from quotes.models.history import state_sha256


def next_in_chain(
    last: Revision | SpeakerRevision | None, state: dict[str, Any], act: Act
) -> dict[str, Any] | None:
    """The columns of the revision that continues a history; None when nothing in it has changed."""
    if last and same_state(last.public_state, state):
        return None
    previous = last.sha256 if last else ""
    return {
        "number": last.number + 1 if last else 1,
        "made_at": act.at,
        "editor_name": act.editor_name,
        "reason": act.reason,
        "public_state": state,
        "sha256": state_sha256(state, previous),
        "previous_sha256": previous,
    }
