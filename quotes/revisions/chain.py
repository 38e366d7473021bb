"""A history of public states: each revision names its number, its reason and the one before it."""

from collections.abc import Iterable, Iterator
from typing import Any

from quotes.models import Revision, SpeakerRevision
from quotes.models.revisions import state_sha256
from quotes.revisions.edit_context import EditContext
from quotes.revisions.snapshot import is_same_snapshot


def next_in_chain(
    last: Revision | SpeakerRevision | None,
    state: dict[str, Any],
    act: EditContext,
    even_if_same: bool = False,
) -> dict[str, Any] | None:
    """The columns of the revision that continues a history.

    None when nothing in it has changed, unless one is wanted even so.
    """
    if last and not even_if_same and is_same_snapshot(last.public_state, state):
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


def broken_at(revisions: Iterable[Revision]) -> int | None:
    """The number of the first revision that does not continue the one before it.

    None when the history holds: the numbers have no gap, each revision names the hash of the one
    before, and its own hash is that of its state (see `state_sha256`). ``revisions`` are all of
    one statement, in order.
    """
    return next(_breaks(revisions), None)


def _breaks(revisions: Iterable[Revision]) -> Iterator[int]:
    previous = ""
    for number, revision in enumerate(revisions, start=1):
        computed = state_sha256(revision.public_state, previous)
        if (revision.number, revision.previous_sha256, revision.sha256) != (
            number,
            previous,
            computed,
        ):
            yield revision.number
        previous = revision.sha256
