"""Writes a record into the archive, as far as the archive differs from it.

One transaction: all of it or nothing. A second load of the same record changes nothing. What the
archive has and the record does not is left alone.
"""

from collections.abc import Callable

from django.db import connection, transaction
from django.db.models import Q

from quotes.editing import EditContext, record_changes
from quotes.models import Citation, Outlet, Source, Speaker, Statement, Topic
from quotes.transfer.conflicts import conflicts
from quotes.transfer.document import Refused
from quotes.transfer.references import (
    Written,
    write_outlets,
    write_sources,
    write_speakers,
    write_topics,
)
from quotes.transfer.schema import Record
from quotes.transfer.statements import References, write_statements
from quotes.transfer.summary import Summary

REASON = "Loaded from the record"

OnStep = Callable[[str, int], None]


def is_empty() -> bool:
    """Whether the archive has nothing in it yet."""
    return not any(model.objects.exists() for model in (Speaker, Source, Statement))


def load(
    record: Record,
    act: EditContext,
    *,
    dry_run: bool = False,
    on_step: OnStep = lambda _what, _count: None,
) -> Summary:
    """Load a record; ``act.reason`` stands in the revision of each statement that changes.

    A dry run does all of it and takes it back. ``on_step`` is told each kind of thing and how many
    of it follow. Raises `Refused` when an address would change its meaning (see `conflicts`).
    """
    with transaction.atomic():
        _keep_others_from_writing()
        if found := conflicts(record):
            raise Refused(found)
        summary = _write(record, act, on_step)
        if dry_run:
            _check_deferred_constraints()
            transaction.set_rollback(True)
    return summary


def _keep_others_from_writing() -> None:
    """Hold off every other writer until the end; readers go on.

    Two loads run one after the other, and nobody edits what has been compared and is not yet
    written. The mode conflicts with itself and with every write, not with reading
    (PostgreSQL, "Explicit Locking").
    """
    quoted = ", ".join(
        connection.ops.quote_name(model._meta.db_table)
        for model in (Statement, Citation, Source, Speaker, Outlet, Topic)
    )
    with connection.cursor() as cursor:
        cursor.execute(f"LOCK TABLE {quoted} IN SHARE ROW EXCLUSIVE MODE")


def _check_deferred_constraints() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


def _write(record: Record, act: EditContext, on_step: OnStep) -> Summary:
    on_step("topics", len(record.topics))
    topics = write_topics(record)
    on_step("outlets", len(record.outlets))
    outlets = write_outlets(record)
    on_step("speakers", len(record.speakers))
    speakers = write_speakers(record)
    on_step("sources", len(record.sources))
    sources = write_sources(record, outlets)
    on_step("statements", len(record.statements))
    to = References(topics, outlets, speakers, sources)
    statements, skipped = write_statements(record, to, act.at)
    affected = _with_a_changed_public_state(statements, speakers, sources)
    on_step("revisions", len(affected))
    revisions = record_changes(affected, act)
    counts = {
        "topics": topics.count,
        "outlets": outlets.count,
        "speakers": speakers.count,
        "sources": sources.count,
        "statements": statements.count,
    }
    return Summary(counts, skipped, len(revisions))


def _with_a_changed_public_state(
    statements: Written, speakers: Written, sources: Written
) -> list[int]:
    """Published statements that may read otherwise now, those only the archive has among them.

    Which of them do is for `record_changes` to find out.
    """
    spoken = Q(speaker__in=[speakers.rows[name].pk for name in speakers.changed])
    cited = Citation.objects.filter(source__in=[sources.rows[name].pk for name in sources.changed])
    told = Q(pk__in=[row.pk for row in statements.touched]) | spoken
    told |= Q(pk__in=cited.values("statement"))
    return list(Statement.objects.published().filter(told).values_list("pk", flat=True))
