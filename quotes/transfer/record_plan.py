"""The plan for a record: what of it is new, differs, or is the same as what the archive has.

A record speaks for the whole of each entry. What it only names, a topic or an outlet without an
entry, is made if it is not there and else keeps all that it has.
"""

from collections.abc import Callable, Iterable, Mapping
from operator import attrgetter
from typing import Any

from quotes.addresses import public_ids
from quotes.models import Outlet, Redirect, Relation, Source, Speaker, State, Statement, Topic
from quotes.models.vocabulary import Addressed
from quotes.transfer import outlets, schema
from quotes.transfer.entries import entry_of, with_entry
from quotes.transfer.plan import EntryOutcome, ImportPlan, PlannedEntry


def planned_record(record: schema.ArchiveRecord) -> ImportPlan:
    """What becomes of each entry of a record that has no conflicts with the archive."""
    return ImportPlan(
        [
            *_topics(record),
            *_outlets(record),
            *_speakers(record),
            *_sources(record),
            *(statements := _statements(record)),
            *_relations(record, statements),
        ]
    )


def _planned(
    wanted: Mapping[str, schema.RecordEntry],
    rows: Iterable[Any],
    name_of: Callable[[Any], str] = attrgetter("slug"),
) -> list[PlannedEntry]:
    """Each entry with its row, found by its name; what a row keeps for good is no difference."""
    there = {name_of(row): row for row in rows}
    planned = []
    for name, told in wanted.items():
        one = PlannedEntry(name, row=there.get(name), entry=told, told=told)
        if one.row:
            one.before = entry_of(one.row)
            one.entry = _with_addresses_of(told, one.before)
        planned.append(one)
    return planned


def _with_addresses_of(entry: schema.RecordEntry, before: Any) -> schema.RecordEntry:
    if isinstance(entry, schema.OutletEntry):
        formerly = sorted({*before.formerly, *entry.formerly})
        return entry.but(slug=before.slug, formerly=formerly)
    if "public_id" in entry.by_key():
        return entry.but(public_id=before.public_id)
    return entry


def _only_named(planned: list[PlannedEntry], told: Iterable[str]) -> list[PlannedEntry]:
    """Those that are there and that the record has no entry for stay as they are."""
    for one in planned:
        if one.row and one.name not in told:
            one.entry = one.before
    return planned


def _topics(record: schema.ArchiveRecord) -> list[PlannedEntry]:
    """Topics that only statements name get a name made of their slug."""
    told = {entry.slug: entry for entry in record.topics}
    wanted = {
        slug: schema.TopicEntry(slug=slug, name=schema.topic_name(slug))
        for statement in record.statements
        for slug in statement.topics
    } | told
    rows = Topic.objects.filter(slug__in=wanted)
    return _only_named(_planned(wanted, rows), told)


def _outlets(record: schema.ArchiveRecord) -> list[PlannedEntry]:
    """Outlets are known by their names."""
    told = {entry.name: entry for entry in record.outlets}
    names = sorted(outlets.named(record))
    wanted = {name: told.get(name) or schema.OutletEntry(name=name) for name in names}
    rows = Outlet.objects.filter(name__in=names).prefetch_related("redirects")
    return _only_named(_planned(wanted, rows, attrgetter("name")), told)


def _speakers(record: schema.ArchiveRecord) -> list[PlannedEntry]:
    wanted = {entry.slug: entry for entry in record.speakers}
    rows = Speaker.objects.filter(slug__in=wanted).prefetch_related("aliases", "roles")
    return _planned(wanted, rows)


def _sources(record: schema.ArchiveRecord) -> list[PlannedEntry]:
    wanted = {entry.id: entry.but(outlet=outlets.outlet_of(entry)) for entry in record.sources}
    rows = Source.objects.filter(slug__in=wanted)
    return _planned(wanted, rows.select_related("outlet", "wire", "derived_from"))


def _statements(record: schema.ArchiveRecord) -> list[PlannedEntry]:
    """Those that the archive has withdrawn or merged since are refused: a load restores nothing."""
    wanted = {entry.id: entry for entry in record.statements}
    rows = with_entry(Statement.objects.filter(slug__in=wanted))
    moved = set(Redirect.objects.filter(kind=Addressed.STATEMENT).values_list("old", flat=True))
    planned = _planned(wanted, rows)
    for one in planned:
        old = {one.name, one.entry.public_id or public_ids.derived(one.name, ())}
        if one.row and one.row.state == State.WITHDRAWN:
            one.reasons.append(f"{one.name} was withdrawn in the archive and stays withdrawn")
        elif not one.row and old & moved:
            one.reasons.append(
                f"{one.name} was merged or removed in the archive and is not added again"
            )
        one.is_moved = bool(one.row and one.row.state != State.PUBLISHED)
    return planned


def _relations(
    record: schema.ArchiveRecord, statements: Iterable[PlannedEntry]
) -> list[PlannedEntry]:
    """Those of a statement that is refused are refused with it."""
    wanted = {entry.name: entry for entry in record.relations}
    named = {entry.ends[0] for entry in record.relations}
    rows = Relation.objects.filter(from_statement__slug__in=named).with_statements()
    refused = {one.name for one in statements if one.outcome is EntryOutcome.REFUSED}
    planned = _planned(wanted, rows, lambda row: entry_of(row).name)
    for one in planned:
        left_out = sorted(refused & {*one.entry.ends})
        if left_out:
            with_it = " and ".join(left_out)
            one.reasons.append(f"the relation “{one.name}” is left out with {with_it}")
    return planned
