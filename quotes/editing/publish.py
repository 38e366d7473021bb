"""Publishing, and the revision that every later change of the public record leaves."""

from dataclasses import replace

from django.db import transaction

from quotes.editing.gate import let_through
from quotes.models import Revision, State, Statement
from quotes.revisions.edit_context import EditContext
from quotes.revisions.record import record_changes, record_statements


@transaction.atomic
def publish(statement: Statement, act: EditContext) -> Revision:
    """Make a statement public. Its first revision is the state it is published in.

    What it is related to shows that from now on, and gets a revision that says so. Raises
    `RefutedByCheck` where the text of a source does not have a quoted wording, or no wording the
    words of the statement, and the act has no reason for that.
    """
    statement.state = State.PUBLISHED
    statement.published_at = act.at
    statement.save(update_fields=["state", "published_at", "updated_at"])
    (first,) = record_statements({statement.pk}, act)
    let_through([first], act)
    record_changes([], replace(act, reason="A related statement was published."))
    return first
