"""Undoing what was done with many statements at once, and withdrawals, from the record of the act.

Each statement is a transaction of its own, is asked again when it is locked, and is left as it is
where somebody has changed it since. What is public gets a revision with the reason for the undoing.
"""

from collections.abc import Collection, Iterable
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
from quotes.editing.workflow import Account, Action, Answer, EditorGroup, group_of, may, may_ever
from quotes.models import DeskAct, Statement
from quotes.models.revisions import state_sha256
from quotes.revisions.edit_context import EditContext
from quotes.revisions.snapshot import snapshot_of
from quotes.verification.store import check_citations, checkable, stale

WITHDRAWAL = "withdraw"

# Statements that are in memory at a time.
_SLICE = 200


@dataclass(frozen=True, slots=True)
class UndoneAct:
    """The statements that are as before, and those that are not, by the reason."""

    done: list[Statement] = field(default_factory=list)
    refused: dict[str, list[Statement]] = field(default_factory=dict)


def digests_of(statement_ids: Collection[int]) -> dict[int, str]:
    """What tells whether a statement was changed: a digest of all that is public of each."""
    keys, found = list(statement_ids), Statement.objects.with_page().with_relations()
    return {
        row.pk: state_sha256(snapshot_of(row), "")
        for start in range(0, len(keys), _SLICE)
        for row in found.filter(pk__in=keys[start : start + _SLICE])
    }


def keep_act(
    kind: str, title: str, reason: str, account: Account, was: dict[int, Any], chosen: Any = None
) -> DeskAct:
    """Keep what was just done; ``was`` is what stood there before, by statement."""
    states = digests_of(was)
    rows = [{"statement": pk, "was": before, "state": states[pk]} for pk, before in was.items()]
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
    if act.kind == WITHDRAWAL:
        return act.is_open and bool(_may_show_again(user, act))
    return act.is_open and bool(may_ever(user, Action.CHANGE))


def _may_show_again(user: Account, act: DeskAct) -> Answer:
    """Whether an account may undo a withdrawal: its own while it may publish, an admin any."""
    answer = may_ever(user, Action.PUBLISH)
    is_own = act.account_id is not None and act.account_id == user.pk
    if not answer or is_own or group_of(user) is EditorGroup.ADMIN:
        return answer
    return Answer(_("Only who withdrew a statement and administrators can show it again."))


def undo_act(act: DeskAct, user: User, context: EditContext) -> UndoneAct:
    """Set back each statement of an act that nobody has changed since. Raises `Refused`."""
    if not may_undo(user, act):
        raise Refused([_("This can no longer be undone.")])
    outcome = UndoneAct()
    if act.kind == WITHDRAWAL:
        check_withdrawn(act)
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


def check_withdrawn(act: DeskAct) -> None:
    """Hold the wordings of what was withdrawn against texts that were taken since."""
    keys = [row["statement"] for row in act.rows]
    check_citations(stale(checkable().filter(statement__in=keys)))


def _undo_row(
    act: DeskAct, row: dict[str, Any], statement: Statement, user: User, context: EditContext
) -> None:
    (now,) = locked(Statement, statement.pk)
    is_withdrawal = act.kind == WITHDRAWAL
    answer = _may_show_again(user, act) if is_withdrawal else may(user, Action.CHANGE, now)
    if not answer:
        raise Refused([answer.sentence])
    # What was withdrawn once more is as it was, but by another act.
    is_another = is_withdrawal and withdrawal_of(now) != act
    if is_another or digests_of([now.pk])[now.pk] != row["state"]:
        raise Refused([_("It was changed since.")])
    if is_withdrawal:
        restore(now, context)
        return
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
