"""Withdrawing a statement, so that its address says why; and showing it again."""

from dataclasses import replace

from django.db import transaction
from django.utils.translation import gettext as _

from quotes.editing.addressed import new_redirect
from quotes.editing.gate import let_through
from quotes.editing.locks import locked
from quotes.editing.refusals import Refused
from quotes.models import Redirect, Revision, State, Statement
from quotes.models.vocabulary import Addressed
from quotes.revisions.edit_context import EditContext
from quotes.revisions.record import record_changes, record_statements


@transaction.atomic
def withdraw(statement: Statement, act: EditContext) -> Redirect:
    """Take a published statement out of the public record; the tombstone that says why.

    There is no revision of it: a revision is a public state, and what is withdrawn has none. All
    of its revisions stay, and are gone for the public as it is. What it is related to no longer
    shows that, and gets a revision that says why. Raises `Refused`.
    """
    (row,) = locked(Statement, statement.pk)
    if row.state != State.PUBLISHED:
        raise Refused(
            [_("Only a published statement can be withdrawn, and this one is not published.")]
        )
    Redirect.objects.filter(kind=Addressed.STATEMENT, old=row.public_id).delete()
    tombstone = new_redirect(Addressed.STATEMENT, row.public_id, None, act.reason)
    tombstone.editor_name = act.editor_name
    tombstone.save()
    row.state = statement.state = State.WITHDRAWN
    row.save(update_fields=["state", "updated_at"])
    record_changes([], replace(act, reason=f"A related statement was withdrawn: {act.reason}"))
    return tombstone


@transaction.atomic
def restore(statement: Statement, act: EditContext) -> Revision:
    """Make a withdrawn statement public again; the revision that says so.

    It has a revision even where nothing of it was changed, so that readers find when and why it
    came back. The gate is asked as for a first publication. Raises `Refused` and `RefutedByCheck`.
    """
    (row,) = locked(Statement, statement.pk)
    tombstones = Redirect.objects.filter(kind=Addressed.STATEMENT, old=row.public_id)
    tombstone = tombstones.first()
    if row.state != State.WITHDRAWN or tombstone is None or tombstone.target is not None:
        raise Refused([_("It is not withdrawn, or was merged into another.")])
    tombstones.delete()
    row.state = statement.state = State.PUBLISHED
    row.save(update_fields=["state", "updated_at"])
    (again,) = record_statements({row.pk}, act, even_if_same=True)
    let_through([again], act, as_first=True)
    record_changes([], replace(act, reason=f"A related statement is shown again: {act.reason}"))
    return again
