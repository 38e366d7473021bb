"""Publishing, and the revision that every later change of the public record leaves."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from quotes.exports.state import public_state
from quotes.models import Revision, State, Statement
from quotes.models.history import state_sha256


@dataclass(frozen=True, slots=True)
class Act:
    """Who changes the record, why, and when: what its revisions say."""

    reason: str
    editor_name: str = ""
    at: datetime = field(default_factory=timezone.now)


@transaction.atomic
def publish(statement: Statement, act: Act) -> Revision:
    """Make a statement public. Its first revision is the state it is published in."""
    statement.state = State.PUBLISHED
    statement.published_at = act.at
    statement.save(update_fields=["state", "published_at", "updated_at"])
    return record_changes([statement.pk], act)[0]


@transaction.atomic
def record_changes(statement_ids: Iterable[int], act: Act) -> list[Revision]:
    """Add a revision to each published statement whose public state is no longer its last one.

    The statements are locked until the transaction ends, so that two editors cannot both continue
    the same history.
    """
    statements = list(
        Statement.objects.published()
        .filter(pk__in=statement_ids)
        .order_by("pk")
        .select_for_update(of=("self",))
        .with_page()
    )
    last = _last_revisions(statements)
    revisions = [
        revision
        for statement in statements
        if (revision := _next_revision(statement, last.get(statement.pk), act))
    ]
    return Revision.objects.bulk_create(revisions, batch_size=500)


def _last_revisions(statements: list[Statement]) -> dict[int, Revision]:
    revisions = (
        Revision.objects.filter(statement__in=statements)
        .order_by("statement_id", "-number")
        .distinct("statement_id")
    )
    return {revision.statement_id: revision for revision in revisions}


def _next_revision(statement: Statement, last: Revision | None, act: Act) -> Revision | None:
    """The revision that continues a history; None when nothing public has changed."""
    state = public_state(statement)
    if last and last.public_state == state:
        return None
    previous = last.sha256 if last else ""
    return Revision(
        statement=statement,
        number=last.number + 1 if last else 1,
        made_at=act.at,
        editor_name=act.editor_name,
        reason=act.reason,
        public_state=state,
        sha256=state_sha256(state, previous),
        previous_sha256=previous,
    )
