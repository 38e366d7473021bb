"""Showing the reply of the person quoted beside a statement (the right of reply)."""

from django.db import transaction
from django.utils.translation import gettext as _

from quotes.editing.gate import record_changes
from quotes.editing.locks import locked
from quotes.editing.refusals import Refused
from quotes.models import State, Statement
from quotes.revisions.edit_context import EditContext


@transaction.atomic
def show_reply(statement: Statement, reply: str, reply_by: str, act: EditContext) -> None:
    """Put a signed reply beside a published statement, as one revision. Raises `Refused`.

    A statement that has a reply keeps it: another one is written into its form, below the first.
    """
    (row,) = locked(Statement, statement.pk)
    if row.state != State.PUBLISHED:
        raise Refused([_("Only a published statement can show a reply.")])
    if row.reply:
        raise Refused(
            [_("This statement shows a reply already. Add this one to it in the statement’s form.")]
        )
    row.reply, row.reply_by = reply, reply_by
    row.save(update_fields=["reply", "reply_by", "updated_at"])
    record_changes([row.pk], act)
