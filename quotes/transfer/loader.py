"""Loads a record into the archive, as far as the archive differs from it.

One transaction: all of it or nothing. A second load of the same record changes nothing. What the
archive has and the record does not is left alone. A record speaks for the whole of each entry. What
it only names, a topic or an outlet without an entry, is made if it is not there and else keeps all
that it has. A published address never changes its meaning: where a record would give it another
one, or would bring back what editors have merged, nothing is loaded until a person has decided.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Any

from django.db import connection, transaction

from quotes.addresses import public_ids
from quotes.addresses.canonical import canonical_url
from quotes.editing import EditContext, Refused, RefutedByCheck, merge, record_changes
from quotes.editing.addressed import key_field, kind_of, new_redirect
from quotes.editing.locks import lock_record
from quotes.models import Merge, Outlet, Redirect, Source, Speaker, State, Statement
from quotes.models.sources import outlet_slug
from quotes.models.vocabulary import Addressed
from quotes.transfer import schema
from quotes.transfer.entries import entry_of, name_column, named_rows, with_entry
from quotes.transfer.plan import EntryOutcome, ImportPlan, PlannedEntry
from quotes.transfer.writing import write
from quotes.transfer.yaml_document import Mistake, RefusedRecord

REASON = "Loaded from the record"

EntryKind = type[schema.RecordEntry]


@dataclass
class LoadSummary:
    """What was done, in counts and sentences.

    ``counts`` says of each part ("speakers") how many entries have which outcome, and how many rows
    only the archive has. ``skipped`` are sentences on statements.
    """

    counts: dict[str, tuple[Counter[EntryOutcome], int]]
    skipped: list[str]
    revisions: int


def is_empty() -> bool:
    """Whether the archive has nothing in it yet."""
    return not any(model.objects.exists() for model in (Speaker, Source, Statement))


def load(
    record: schema.ArchiveRecord,
    act: EditContext,
    *,
    dry_run: bool = False,
    on_step: Callable[[str, int], None] = lambda _what, _count: None,
) -> LoadSummary:
    """Load a record; ``act.reason`` stands in the revision of each statement that changes.

    Whoever else would write waits, for as long as requests may; readers go on. ``dry_run`` does all
    of it, the checks of the database among it, and then takes it back. ``on_step`` is told what is
    about to be written and how many entries that are. Raises `RefusedRecord`, and writes nothing,
    where a published address would change its meaning (see `conflicts`), or where words would
    become public that the text of their source, or all wordings of their statement, do not have and
    ``act`` has no reason for that.
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
            mistakes = [Mistake("statements", 0, sentence) for sentence in refuted.sentences]
            raise RefusedRecord(mistakes) from refuted
        counts = {kind.part: _counts(kind, plan) for kind in schema.BY_REFERENCE}
        skipped = [reason for entry in plan.entries for reason in entry.reasons]
        summary = LoadSummary(counts, [*skipped, *left], len(revisions))
        if dry_run:
            connection.check_constraints()
            transaction.set_rollback(True)
    return summary


def _counts(kind: EntryKind, plan: ImportPlan) -> tuple[Counter[EntryOutcome], int]:
    found = Counter(one.outcome for one in plan.of(kind))
    taken = found.total() - found[EntryOutcome.REFUSED]
    return found, kind.table.model._default_manager.count() - taken


# --- the plan ------------------------------------------------------------------------------------


def planned_record(record: schema.ArchiveRecord) -> ImportPlan:
    """What becomes of each entry of a record that has no `conflicts` with the archive."""
    record = replace(record, sources=[entry.with_outlet() for entry in record.sources])
    plan = ImportPlan([one for kind in schema.BY_REFERENCE for one in _planned(kind, record)])
    _refuse_moved(plan.of(schema.StatementEntry))
    refused = {one.name for one in plan.entries if one.outcome is EntryOutcome.REFUSED}
    for one in plan.of(schema.RelationEntry):
        if left_out := sorted(refused & {*one.entry.ends}):
            with_it = " and ".join(left_out)
            one.reasons.append(f"the relation “{one.name}” is left out with {with_it}")
    return plan


def _planned(kind: EntryKind, record: schema.ArchiveRecord) -> list[PlannedEntry]:
    """Each entry of a part with its row; what a row keeps for good is no difference."""
    told = {entry.known_as: entry for entry in getattr(record, kind.part)}
    named = () if kind.is_required else sorted(record.named(kind.table.model))
    wanted = {name: kind.only_named(name) for name in named} | told
    names = {vars(entry)[kind.named_by] for entry in wanted.values()}
    rows = ((row, entry_of(row)) for row in with_entry(named_rows(kind, names)))
    there = {before.known_as: (row, before) for row, before in rows}
    planned = []
    for name, entry in wanted.items():
        one = PlannedEntry(name, entry=entry, told=entry)
        if name in there:
            one.row, one.before = there[name]
            one.entry = _with_addresses_of(entry, one.before) if name in told else one.before
        planned.append(one)
    return planned


def _with_addresses_of(entry: schema.RecordEntry, before: Any) -> schema.RecordEntry:
    if isinstance(entry, schema.OutletEntry):
        formerly = sorted({*before.formerly, *entry.formerly})
        return entry.but(slug=before.slug, formerly=formerly)
    if "public_id" in entry.by_key():
        return entry.but(public_id=before.public_id)
    return entry


def _refuse_moved(statements: Iterable[PlannedEntry]) -> None:
    """Those that the archive has withdrawn or merged since are refused: a load restores nothing."""
    moved = set(Redirect.objects.filter(kind=Addressed.STATEMENT).values_list("old", flat=True))
    for one in statements:
        if one.row and one.row.state == State.WITHDRAWN:
            one.reasons.append(f"{one.name} was withdrawn in the archive and stays withdrawn")
        elif not one.row and moved & {one.name, _address_of(one.told)}:
            gone = "was merged or removed in the archive and is not added again"
            one.reasons.append(f"{one.name} {gone}")
        one.is_moved = bool(one.row and one.row.state != State.PUBLISHED)


# --- conflicts -----------------------------------------------------------------------------------


def conflicts(plan: ImportPlan) -> list[Mistake]:
    """What stands between the plan for a record and this archive, by file; empty for nothing."""
    return [
        Mistake(schema.file_of(kind), 0, message)
        for kind, rules in _RULES.items()
        for rule in rules
        for message in rule(kind, plan.of(kind))
    ]


def _other_addresses(kind: EntryKind, planned: list[PlannedEntry]) -> Iterator[str]:
    """Addresses that an entry gives, and that its row has not, or another has."""
    model: Any = kind.table.model
    column = key_field(kind_of(model))
    label = model._meta.get_field(column).verbose_name
    given = {value: one for one in planned if (value := getattr(one.told, column))}
    for value, one in given.items():
        if one.row and getattr(one.row, column) != value:
            yield f"“{one.name}” has the {label} {getattr(one.row, column)} here, not {value}"
    rows = model.objects.filter(**{f"{column}__in": given})
    for holder, value in rows.values_list(name_column(kind), column):
        if holder != given[value].name:
            yield f"“{given[value].name}” cannot have the {label} {value}: “{holder}” has it"


def _led_elsewhere(kind: EntryKind, planned: list[PlannedEntry]) -> Iterator[str]:
    """Addresses of new entries, and former ones, that lead to something else here."""
    new = {_address_of(one.told): one for one in planned if not one.row}
    former = _former(planned)
    of_kind = Redirect.objects.filter(kind=kind_of(kind.table.model))
    for redirect in of_kind.filter(old__in={*new, *former}):
        where = f"leads to “{redirect.target}”" if redirect.target else "is gone"
        if one := new.get(redirect.old):
            yield f"the address of “{one.name}” {where} here; name that, or another"
        one = former.get(redirect.old)
        if one and (redirect.target is None or redirect.target != one.row):
            yield f"the former address {redirect.old} of “{one.name}” {where} here"


def _address_of(entry: Any) -> str:
    """The key of the address that a new row gets; ``""`` where an outlet's was chosen with care."""
    if "public_id" in entry.by_key():
        return entry.public_id or public_ids.derived(entry.id, ())
    if isinstance(entry, schema.OutletEntry):
        return "" if entry.slug else outlet_slug(entry.name)
    return str(entry.slug)


def _known_by_other_names(_kind: EntryKind, sources: list[PlannedEntry]) -> Iterator[str]:
    urls = {canonical_url(one.entry.url): one.name for one in sources if one.entry.url}
    names = [one.name for one in sources]
    others = Source.objects.filter(canonical_url__in=urls).exclude(slug__in=names)
    for slug, url in others.values_list("slug", "canonical_url"):
        yield f"“{urls[url]}” is the document that is called “{slug}” here"


def _still_named(_kind: EntryKind, outlets: list[PlannedEntry]) -> Iterator[str]:
    """Outlets at a former address that the record has, too."""
    former, named = _former(outlets), {one.name for one in outlets}
    for row in Outlet.objects.filter(slug__in=former, name__in=named).order_by("slug"):
        now = former[row.slug].name
        yield f"{row.slug} is the address of “{row.name}” here, not a former one of “{now}”"


_RULES: dict[EntryKind, tuple[Callable[..., Iterator[str]], ...]] = {
    schema.SpeakerEntry: (_led_elsewhere,),
    schema.SourceEntry: (_other_addresses, _led_elsewhere, _known_by_other_names),
    schema.StatementEntry: (_other_addresses,),
    schema.TopicEntry: (_led_elsewhere,),
    schema.OutletEntry: (_other_addresses, _led_elsewhere, _still_named),
}


def _former(planned: list[PlannedEntry]) -> dict[str, PlannedEntry]:
    """The outlet that each address of an earlier edition of the record leads to."""
    return {old: one for one in planned for old in getattr(one.told, "formerly", ())}


def lead_on(plan: ImportPlan, act: EditContext) -> list[str]:
    """Let the addresses of an earlier edition lead on to what they are now.

    An outlet that the archive still has there is merged, by the act that editors merge with, so
    that it can be undone. Returns a sentence for each that editors have parted again, which stays.
    Raises `RefusedRecord` for two that are not one.
    """
    former = _former(plan.of(schema.OutletEntry))
    parted = Merge.objects.filter(kind=Addressed.OUTLET, undone_at__isnull=False)
    left_apart = set(parted.filter(merged_key__in=former).values_list("kept_id", "merged_key"))
    left = []
    for row in Outlet.objects.filter(slug__in=former).order_by("slug"):
        one = former.pop(row.slug)
        if (one.row.pk, row.slug) in left_apart:
            left.append(f"{row.name} was parted from {one.name} in the archive and stays")
            continue
        try:
            merge(one.row, row, act)
        except Refused as refused:
            reasons = " ".join(refused.sentences)
            message = f"“{row.name}” cannot be merged into “{one.name}”: {reasons}"
            raise RefusedRecord([Mistake("outlets.yaml", 0, message)]) from refused
    there = Redirect.objects.filter(kind=Addressed.OUTLET, old__in=former)
    known = set(there.values_list("old", flat=True))
    # Without a reason, because nothing was corrected here.
    Redirect.objects.bulk_create(
        new_redirect(Addressed.OUTLET, old, one.row, "")
        for old, one in former.items()
        if old not in known
    )
    return left
