"""What stands between a valid record and this archive: addresses that would no longer hold.

A published address never changes its meaning. Where a record would give it another one, or would
bring back what editors have merged, nothing is loaded until a person has decided.
"""

from collections.abc import Iterable, Iterator
from typing import Any

from quotes.addresses import public_ids
from quotes.addresses.canonical import canonical_url
from quotes.models import Outlet, Redirect, Source, Speaker, Statement, Topic
from quotes.models.sources import outlet_slug
from quotes.models.vocabulary import Addressed
from quotes.transfer import outlets, schema
from quotes.transfer.yaml_document import Mistake


def conflicts(record: schema.ArchiveRecord) -> list[Mistake]:
    """Every conflict, in the order of the files; empty when the record can be loaded."""
    return [
        *_merged_speakers(record),
        *_other_ids("sources.yaml", Source, record.sources),
        *_merged_sources(record),
        *_documents_known_by_other_names(record),
        *_other_ids("statements.yaml", Statement, record.statements),
        *_merged_topics(record),
        *_other_outlet_slugs(record),
        *_merged_outlets(record),
    ]


def _other_ids(
    file: str, model: Any, entries: Iterable[schema.SourceEntry | schema.StatementEntry]
) -> Iterator[Mistake]:
    names = {entry.id: entry.public_id for entry in entries if entry.public_id}
    for slug, public_id in model.objects.filter(slug__in=names).values_list("slug", "public_id"):
        if public_id != names[slug]:
            message = f"“{slug}” has the public id {public_id} here, not {names[slug]}"
            yield Mistake(file, 0, message)
    given = {public_id: name for name, public_id in names.items()}
    others = model.objects.filter(public_id__in=given).values_list("slug", "public_id")
    for slug, public_id in others:
        if slug != given[public_id]:
            message = f"“{given[public_id]}” cannot have the public id {public_id}: “{slug}” has it"
            yield Mistake(file, 0, message)


def _documents_known_by_other_names(record: schema.ArchiveRecord) -> Iterator[Mistake]:
    names = {entry.id for entry in record.sources}
    urls = {canonical_url(entry.url): entry.id for entry in record.sources if entry.url}
    others = Source.objects.filter(canonical_url__in=urls).exclude(slug__in=names)
    for slug, url in others.values_list("slug", "canonical_url"):
        message = f"“{urls[url]}” is the document that is called “{slug}” here"
        yield Mistake("sources.yaml", 0, message)


def _merged_speakers(record: schema.ArchiveRecord) -> Iterator[Mistake]:
    old = {entry.slug: entry.slug for entry in record.speakers}
    yield from _merged("speakers.yaml", Speaker, Addressed.SPEAKER, old)


def _merged_topics(record: schema.ArchiveRecord) -> Iterator[Mistake]:
    told = {entry.slug for entry in record.topics}
    used = {slug for statement in record.statements for slug in statement.topics}
    yield from _merged("topics.yaml", Topic, Addressed.TOPIC, {slug: slug for slug in told | used})


def _merged_sources(record: schema.ArchiveRecord) -> Iterator[Mistake]:
    known = set(Source.objects.values_list("slug", flat=True))
    old = {
        entry.public_id or public_ids.derived(entry.id, ()): entry.id
        for entry in record.sources
        if entry.id not in known
    }
    yield from _merged("sources.yaml", None, Addressed.SOURCE, old)


def _merged_outlets(record: schema.ArchiveRecord) -> Iterator[Mistake]:
    placed = {entry.name for entry in record.outlets if entry.slug}
    new = outlets.named(record) - set(Outlet.objects.values_list("name", flat=True)) - placed
    old = {outlet_slug(name): name for name in sorted(new)}
    yield from _merged("outlets.yaml", None, Addressed.OUTLET, old)


def _merged(file: str, model: Any, kind: Addressed, old: dict[str, str]) -> Iterator[Mistake]:
    """``old`` has the names in the record by the address that each has or would get."""
    standing = set(model.objects.values_list("slug", flat=True)) if model else set()
    for redirect in Redirect.objects.filter(kind=kind, old__in=set(old) - standing):
        where = f"leads to “{redirect.target}”" if redirect.target else "is gone"
        message = f"the address of “{old[redirect.old]}” {where} here; name that, or another"
        yield Mistake(file, 0, message)


def _other_outlet_slugs(record: schema.ArchiveRecord) -> Iterator[Mistake]:
    given = {entry.name: entry.slug for entry in record.outlets if entry.slug}
    for name, slug in Outlet.objects.filter(name__in=given).values_list("name", "slug"):
        if slug != given[name]:
            message = f"“{name}” has the slug {slug} here, not {given[name]}"
            yield Mistake("outlets.yaml", 0, message)
    by_slug = {slug: name for name, slug in given.items()}
    for name, slug in Outlet.objects.filter(slug__in=by_slug).values_list("name", "slug"):
        if name != by_slug[slug]:
            message = f"“{by_slug[slug]}” cannot have the slug {slug}: “{name}” has it"
            yield Mistake("outlets.yaml", 0, message)
