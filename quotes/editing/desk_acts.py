"""Undoing what was done with many statements at once, and withdrawals, from the record of the act.

Each statement is a transaction of its own, is asked again when it is locked, and is left as it is
where somebody has changed it since. What is public gets a revision with the reason for the undoing.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.contrib.auth.models import User
from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from quotes.editing.bulk_changes import CHANGES
from quotes.editing.gate import record_changes
from quotes.editing.locks import locked
from quotes.editing.refusals import Refused
from quotes.editing.withdraw import restore
from quotes.editing.workflow import Account, Action, may, may_ever
from quotes.models import DeskAct, Statement
from quotes.models.revisions import state_sha256
from quotes.revisions.edit_context import EditContext
from quotes.revisions.snapshot import snapshot_of

WITHDRAWAL = "withdraw"


@dataclass(frozen=True, slots=True)
class UndoneAct:
    """The statements that are as before, and those that are not, by the reason."""

    done: list[Statement] = field(default_factory=list)
    refused: dict[str, list[Statement]] = field(default_factory=dict)


def digest_of(statement_id: int) -> str:
    """What tells whether a statement was changed: a digest of all that is public of it."""
    row = Statement.objects.with_page().with_relations().get(pk=statement_id)
    return state_sha256(snapshot_of(row), "")


def keep_act(
    kind: str, title: str, reason: str, account: Account, was: dict[int, Any], chosen: Any = None
) -> DeskAct:
    """Keep what was just done; ``was`` is what stood there before, by statement."""
    rows = [{"statement": pk, "was": before, "state": digest_of(pk)} for pk, before in was.items()]
    return DeskAct.objects.create(
        kind=kind,
        title=title[:400],
        reason=reason,
        account_id=account.pk,
        chosen=getattr(chosen, "pk", None),
        rows=rows,
    )


def withdrawal_of(statement: Statement) -> DeskAct | None:
    """The record by which the withdrawal of a statement can still be undone."""
    acts = DeskAct.objects.filter(
        kind=WITHDRAWAL, undone_at=None, rows__contains=[{"statement": statement.pk}]
    )
    act = acts.order_by("-pk").first()
    return act if act and act.is_open else None


def may_undo(user: Account, act: DeskAct) -> bool:
    """Whether the account may do what it takes; of each statement it is asked again."""
    action = Action.PUBLISH if act.kind == WITHDRAWAL else Action.CHANGE
    return act.is_open and bool(may_ever(user, action))


def undo_act(act: DeskAct, user: User, context: EditContext) -> UndoneAct:
    """Set back each statement of an act that nobody has changed since. Raises `Refused`."""
    if not may_undo(user, act):
        raise Refused([_("This can no longer be undone.")])
    outcome = UndoneAct()
    known = Statement.objects.select_related("speaker").in_bulk(
        [row["statement"] for row in act.rows]
    )
    for row in act.rows:
        statement = known.get(row["statement"])
        if row.get("undone") or statement is None:
            continue
        try:
            with transaction.atomic():
                _undo_row(act, row, statement, user, context)
                connection.check_constraints()
        except Refused as refused:
            outcome.refused.setdefault(str(refused), []).append(statement)
        else:
            row["undone"] = True
            outcome.done.append(statement)
    _keep_outcome(act, outcome.done)
    return outcome


def _undo_row(
    act: DeskAct, row: dict[str, Any], statement: Statement, user: User, context: EditContext
) -> None:
    (now,) = locked(Statement, statement.pk)
    if digest_of(now.pk) != row["state"]:
        raise Refused([_("It was changed since.")])
    if act.kind == WITHDRAWAL:
        restore(now, context)
        return
    answer = may(user, Action.CHANGE, now)
    if not answer:
        raise Refused([answer.sentence])
    CHANGES[act.kind].take_back(now, act.chosen, row["was"])
    record_changes([now.pk], context)


@transaction.atomic
def _keep_outcome(act: DeskAct, done: Iterable[Statement]) -> None:
    """Note which rows were undone; the act is over once all are."""
    stored = DeskAct.objects.select_for_update().get(pk=act.pk)
    undone = {statement.pk for statement in done}
    for row in stored.rows:
        if row["statement"] in undone:
            row["undone"] = True
    if all(row.get("undone") for row in stored.rows):
        stored.undone_at = timezone.now()
    stored.save(update_fields=["rows", "undone_at"])
    act.rows, act.undone_at = stored.rows, stored.undone_at
