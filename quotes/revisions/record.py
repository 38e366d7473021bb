"""Recording of revisions: what every change of the public record leaves behind."""

from collections.abc import Iterable

from django.db import connection, transaction

from quotes.models import Revision, Statement
from quotes.revisions.chain import next_in_chain
from quotes.revisions.edit_context import EditContext
from quotes.revisions.record_speakers import record_speakers
from quotes.revisions.snapshot import snapshot_of


@transaction.atomic
def record_changes(statement_ids: Iterable[int], act: EditContext) -> list[Revision]:
    """Add a revision to each published statement whose public state is no longer its last one.

    Looked at are those named and whatever else this transaction has changed in public, which the
    triggers have noted (quotes/sql/revisions.sql): who takes away a relation need not know both
    its ends. Those who said them get one of their own where their names or offices have changed.
    The statements are locked until the transaction ends, so that two editors cannot both continue
    the same history.
    """
    return record_statements({*statement_ids, *_noted()}, act)


def record_statements(
    statement_ids: set[int], act: EditContext, even_if_same: bool = False
) -> list[Revision]:
    """As `record_changes`, of these alone; of what is shown again ``even_if_same`` as before."""
    statements = list(
        Statement.objects.published()
        .filter(pk__in=statement_ids)
        .order_by("pk")
        .select_for_update(of=("self",))
        .with_page()
        .with_relations()
    )
    last = _last_revisions(statements)
    revisions = [
        revision
        for statement in statements
        if (revision := _next_revision(statement, last.get(statement.pk), act, even_if_same))
    ]
    _note_recorded(statements)
    added = Revision.objects.bulk_create(revisions, batch_size=500)
    record_speakers({statement.speaker_id for statement in statements}, act)
    return added


def _noted() -> list[int]:
    """The statements that this transaction may have changed in public since their last revision."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT row_id FROM quotes_unrecorded"
            " WHERE made_in = pg_current_xact_id() AND kind = 'statement'"
        )
        return [pk for (pk,) in cursor.fetchall()]


def _note_recorded(statements: list[Statement]) -> None:
    """Tell the triggers that these have been compared (quotes/sql/revisions.sql).

    A change that ends where it began makes no revision, and would else be refused for having none.
    """
    with connection.cursor() as cursor:
        ids = [statement.pk for statement in statements]
        cursor.execute("SELECT archive_state_is_recorded('statement', %s)", [ids])


def _last_revisions(statements: list[Statement]) -> dict[int, Revision]:
    revisions = (
        Revision.objects.filter(statement__in=statements)
        .order_by("statement_id", "-number")
        .distinct("statement_id")
    )
    return {revision.statement_id: revision for revision in revisions}


def _next_revision(
    statement: Statement, last: Revision | None, act: EditContext, even_if_same: bool
) -> Revision | None:
    columns = next_in_chain(last, snapshot_of(statement), act, even_if_same)
    return Revision(statement=statement, **columns) if columns else None
