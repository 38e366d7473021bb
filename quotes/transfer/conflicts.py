"""What stands between a valid record and this archive: addresses that would no longer hold.

A published address never changes its meaning. Where a record would give it another one, or would
bring back what editors have merged, nothing is loaded until a person has decided.
"""

from collections.abc import Iterator
from typing import Any

from quotes.addresses import public_ids
from quotes.addresses.canonical import canonical_url
from quotes.models import Redirect, Source
from quotes.models.sources import outlet_slug
from quotes.models.vocabulary import Addressed
from quotes.transfer import former_addresses
from quotes.transfer.plan import ImportPlan, PlannedEntry
from quotes.transfer.schema import (
    FILES,
    OutletEntry,
    RecordEntry,
    SourceEntry,
    SpeakerEntry,
    StatementEntry,
    TopicEntry,
)
from quotes.transfer.yaml_document import Mistake

_FILES = {file.entry: file.name for file in FILES}

# The address that an entry may give, what it is called, and the column of the entry's own name.
_GIVEN: dict[type[RecordEntry], tuple[str, str, str]] = {
    SourceEntry: ("public_id", "public id", "slug"),
    StatementEntry: ("public_id", "public id", "slug"),
    OutletEntry: ("slug", "slug", "name"),
}
_MERGED: dict[type[RecordEntry], Addressed] = {
    SpeakerEntry: Addressed.SPEAKER,
    SourceEntry: Addressed.SOURCE,
    TopicEntry: Addressed.TOPIC,
    OutletEntry: Addressed.OUTLET,
}


def conflicts(plan: ImportPlan) -> list[Mistake]:
    """Every conflict of the plan for a record, by its files; empty when it can be loaded."""
    found = []
    for kind, file in _FILES.items():
        planned = plan.of(kind)
        messages = [*_other_addresses(kind, planned), *_led_elsewhere(kind, planned)]
        if kind is SourceEntry:
            messages += _known_by_other_names(planned)
        if kind is OutletEntry:
            messages += former_addresses.conflicts(plan)
        found += [Mistake(file, 0, message) for message in messages]
    return found


def _other_addresses(kind: type[RecordEntry], planned: list[PlannedEntry]) -> Iterator[str]:
    """Addresses that an entry gives, and that its row has not, or another has."""
    if kind not in _GIVEN:
        return
    column, label, name = _GIVEN[kind]
    given = {value: one for one in planned if (value := getattr(one.told, column))}
    for value, one in given.items():
        if one.row and getattr(one.row, column) != value:
            yield f"“{one.name}” has the {label} {getattr(one.row, column)} here, not {value}"
    rows: Any = kind.table.model._default_manager.filter(**{f"{column}__in": given})
    for holder, value in rows.values_list(name, column):
        if holder != given[value].name:
            yield f"“{given[value].name}” cannot have the {label} {value}: “{holder}” has it"


def _led_elsewhere(kind: type[RecordEntry], planned: list[PlannedEntry]) -> Iterator[str]:
    """Addresses of new entries that lead to what they were merged into."""
    old = {_address_of(one.told): one.name for one in planned if one.row is None}
    for redirect in Redirect.objects.filter(kind=_MERGED.get(kind), old__in=old):
        where = f"leads to “{redirect.target}”" if redirect.target else "is gone"
        yield f"the address of “{old[redirect.old]}” {where} here; name that, or another"


def _address_of(entry: Any) -> str:
    if isinstance(entry, SourceEntry):
        return entry.public_id or public_ids.derived(entry.id, ())
    if isinstance(entry, OutletEntry):
        # Where it gives a slug, it has been chosen with care.
        return "" if entry.slug else outlet_slug(entry.name)
    return getattr(entry, "slug", "")


def _known_by_other_names(planned: list[PlannedEntry]) -> Iterator[str]:
    urls = {canonical_url(one.entry.url): one.name for one in planned if one.entry.url}
    names = [one.name for one in planned]
    others = Source.objects.filter(canonical_url__in=urls).exclude(slug__in=names)
    for slug, url in others.values_list("slug", "canonical_url"):
        yield f"“{urls[url]}” is the document that is called “{slug}” here"
