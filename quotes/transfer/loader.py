"""Loads a record into the archive, as far as the archive differs from it.

One transaction: all of it or nothing. A second load of the same record changes nothing. What the
archive has and the record does not is left alone.
"""

from collections.abc import Callable
from dataclasses import dataclass, field

from django.db import connection, transaction

from quotes.editing import EditContext, RefutedByCheck, record_changes
from quotes.models import Citation, Outlet, Relation, Source, Speaker, Statement, Topic
from quotes.transfer import former_addresses
from quotes.transfer.conflicts import conflicts
from quotes.transfer.plan import EntryOutcome, ImportPlan
from quotes.transfer.record_plan import planned_record
from quotes.transfer.schema import FILES, ArchiveRecord
from quotes.transfer.writing import write
from quotes.transfer.yaml_document import Mistake, RefusedRecord
from quotes.verification.store import check_citations, checkable, stale

REASON = "Loaded from the record"

# In the order in which they are written.
_PARTS = ("topics", "outlets", "speakers", "sources", "statements", "relations")
_KINDS = {file.part: file.entry for file in FILES}


@dataclass(frozen=True)
class PartCounts:
    """How many entries of one part were added, changed or left as they were.

    ``left_alone`` counts the rows that only the archive has.
    """

    added: int
    changed: int
    unchanged: int
    left_alone: int


@dataclass
class LoadSummary:
    """The counts by part ("speakers"), and the sentences on statements that were skipped."""

    counts: dict[str, PartCounts] = field(default_factory=dict)
    skipped: list[str] = field(default_factory=list)
    revisions: int = 0


def is_empty() -> bool:
    """Whether the archive has nothing in it yet."""
    return not any(model.objects.exists() for model in (Speaker, Source, Statement))


def load(
    record: ArchiveRecord,
    act: EditContext,
    *,
    dry_run: bool = False,
    on_step: Callable[[str, int], None] = lambda _what, _count: None,
) -> LoadSummary:
    """Load a record; ``act.reason`` stands in the revision of each statement that changes.

    ``dry_run`` does all of it, the checks of the database among it, and then takes it back.
    ``on_step`` is told what is about to be written and how many entries that are. Raises
    `RefusedRecord`, and writes nothing, where a published address would change its meaning (see
    `conflicts`), or where words would become public that the text of their source does not have and
    ``act`` has no reason for that.
    """
    with transaction.atomic():
        _keep_others_from_writing()
        plan = planned_record(record)
        if found := conflicts(plan):
            raise RefusedRecord(found)
        written = write(
            plan.entries, act, on_step=lambda part: on_step(part, len(getattr(record, part)))
        )
        cited = stale(checkable()).filter(statement__in=written)
        check_citations(cited.select_related("source"))
        # What else reads otherwise now, such as by a new name, the triggers have noted.
        try:
            revisions = record_changes((), act)
            left = former_addresses.lead_on(plan, act)
        except RefutedByCheck as refuted:
            raise RefusedRecord(
                [Mistake("statements", 0, sentence) for sentence in refuted.sentences]
            ) from refuted
        summary = LoadSummary(_counts(plan), [*_skipped(plan), *left], len(revisions))
        if dry_run:
            connection.check_constraints()
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
        for model in (Statement, Citation, Relation, Source, Speaker, Outlet, Topic)
    )
    with connection.cursor() as cursor:
        cursor.execute(f"LOCK TABLE {quoted} IN SHARE ROW EXCLUSIVE MODE")


def _counts(plan: ImportPlan) -> dict[str, PartCounts]:
    """The counts of a plan that has been written."""
    counts = {}
    for part in _PARTS:
        kind = _KINDS[part]
        taken = [one.outcome for one in plan.of(kind) if one.outcome is not EntryOutcome.REFUSED]
        counts[part] = PartCounts(
            added=taken.count(EntryOutcome.NEW),
            changed=taken.count(EntryOutcome.CHANGED),
            unchanged=taken.count(EntryOutcome.UNCHANGED),
            left_alone=kind.table.model._default_manager.count() - len(taken),
        )
    return counts


def _skipped(plan: ImportPlan) -> list[str]:
    return [reason for entry in plan.entries for reason in entry.reasons]
