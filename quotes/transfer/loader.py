"""Loads a record into the archive, as far as the archive differs from it.

One transaction: all of it or nothing. A second load of the same record changes nothing. What the
archive has and the record does not is left alone.
"""

from collections.abc import Callable
from dataclasses import dataclass, field

from django.db import connection, transaction

from quotes.editing import EditContext, RefutedByCheck, record_changes
from quotes.editing.locks import lock_record
from quotes.models import Source, Speaker, Statement
from quotes.transfer.plan import EntryOutcome, ImportPlan
from quotes.transfer.record_plan import conflicts, lead_on, planned_record
from quotes.transfer.schema import BY_REFERENCE, ArchiveRecord
from quotes.transfer.writing import write
from quotes.transfer.yaml_document import Mistake, RefusedRecord

REASON = "Loaded from the record"


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

    Whoever else would write waits until it is done; readers go on. ``dry_run`` does all of it, the
    checks of the database among it, and then takes it back. ``on_step`` is told what is about to be
    written and how many entries that are. Raises `RefusedRecord`, and writes nothing, where a
    published address would change its meaning (see `conflicts`), or where words would become public
    that the text of their source does not have and ``act`` has no reason for that.
    """
    with transaction.atomic():
        lock_record()
        plan = planned_record(record)
        if found := conflicts(plan):
            raise RefusedRecord(found)
        write(plan.entries, act, on_step=lambda part: on_step(part, len(getattr(record, part))))
        # What else reads otherwise now, such as by a new name, the triggers have noted.
        try:
            revisions = record_changes((), act)
            left = lead_on(plan, act)
        except RefutedByCheck as refuted:
            raise RefusedRecord(
                [Mistake("statements", 0, sentence) for sentence in refuted.sentences]
            ) from refuted
        skipped = [reason for entry in plan.entries for reason in entry.reasons]
        summary = LoadSummary(_counts(plan), [*skipped, *left], len(revisions))
        if dry_run:
            connection.check_constraints()
            transaction.set_rollback(True)
    return summary


def _counts(plan: ImportPlan) -> dict[str, PartCounts]:
    """The counts of a plan that has been written."""
    counts = {}
    for kind in BY_REFERENCE:
        taken = [one.outcome for one in plan.of(kind) if not one.reasons]
        counts[kind.part] = PartCounts(
            added=taken.count(EntryOutcome.NEW),
            changed=taken.count(EntryOutcome.CHANGED),
            unchanged=taken.count(EntryOutcome.UNCHANGED),
            left_alone=kind.table.model._default_manager.count() - len(taken),
        )
    return counts
