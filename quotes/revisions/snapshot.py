"""Snapshots: what is public of a statement or an official on a day, as plain JSON values.

Revisions store and hash them. What is in them is said by the tables of `quotes.models.fields`.
"""

from collections.abc import Mapping
from typing import Any

from quotes.models import Speaker, Statement
from quotes.models.fields import ALWAYS, SNAPSHOT, SPEAKER, STATEMENT

# Parts that older snapshots do not have, each with what is true of a statement then.
ADDED_LATER: dict[str, Any] = {
    key: field.if_absent
    for key, field in STATEMENT.carried(SNAPSHOT).items()
    if field.if_absent is not ALWAYS
}


def snapshot_of(statement: Statement) -> dict[str, Any]:
    """The snapshot of a statement: all that its public page says of it.

    Rows it refers to (speaker, outlet, source) are named by their public keys and by the name they
    bore on that day; what a page says of them beside that is theirs, and has no revision here
    (docs/editors.md). Load it by ``with_page()`` and ``with_relations()``. The history of every
    statement is hashed over this: a field more adds a revision to each of them, unless its
    ``if_absent`` says what was true before.
    """
    return STATEMENT.public(statement, SNAPSHOT)


def speaker_snapshot_of(speaker: Speaker) -> dict[str, Any]:
    """The names of an official and the offices held, in time. Load it by ``with_roles()``."""
    return SPEAKER.public(speaker, SNAPSHOT)


def is_same_snapshot(before: Mapping[str, Any], after: Mapping[str, Any]) -> bool:
    """Whether two snapshots say the same; without a part that was added later there was none."""
    return {**ADDED_LATER, **before} == {**ADDED_LATER, **after}
