"""Writes what statements refer to: topics, outlets, speakers, sources.

Each function compares, writes what differs and nothing else, and returns the rows by the name that
the record gives them.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from quotes.addresses import public_ids
from quotes.addresses.canonical import canonical_url
from quotes.models import Alias, Outlet, Redirect, Role, Source, Speaker, Topic
from quotes.models.vocabulary import Addressed
from quotes.transfer import collector, outlets, schema
from quotes.transfer.summary import Count

BATCH = 500

# Columns that a row keeps for good, because they are its public address.
_FIXED = frozenset({"slug", "public_id"})


@dataclass
class Written:
    """The rows of one model by name, and the names of those that were added or changed."""

    model: Any
    rows: dict[str, Any]
    added: list[str] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)

    def pk(self, name: str) -> int:
        return self.rows[name].pk

    def pk_if_any(self, name: str | None) -> int | None:
        return self.pk(name) if name else None

    @property
    def touched(self) -> list[Any]:
        return [self.rows[name] for name in (*self.added, *self.changed)]

    @property
    def count(self) -> Count:
        added, changed = len(self.added), len(self.changed)
        return Count(
            added=added,
            changed=changed,
            unchanged=len(self.rows) - added - changed,
            left_alone=self.model.objects.count() - len(self.rows),
        )


def write(model: Any, rows: Mapping[str, Any], values: Mapping[str, dict[str, Any]]) -> Written:
    """Add or update the row of each name in ``values``; the other ``rows`` stay untouched."""
    new = {name: model(**columns) for name, columns in values.items() if name not in rows}
    model.objects.bulk_create(new.values(), batch_size=BATCH)
    changed = [name for name in values if name in rows]
    for name in changed:
        for column, value in values[name].items():
            setattr(rows[name], column, value)
    if changed:
        columns = values[changed[0]].keys() - _FIXED
        model.objects.bulk_update([rows[name] for name in changed], columns, batch_size=BATCH)
    return Written(model, {**rows, **new}, list(new), changed)


def ids_for(
    model: Any, kind: Addressed, entries: Iterable[schema.Source | schema.Statement]
) -> dict[str, str]:
    """The public id of each new entry: the one it gives, or the one its name derives."""
    new = list(entries)
    taken = set(model.objects.values_list("public_id", flat=True))
    taken.update(Redirect.objects.filter(kind=kind).values_list("old", flat=True))
    taken.update(entry.public_id for entry in new if entry.public_id)
    ids = {}
    for entry in new:
        ids[entry.id] = entry.public_id or public_ids.derived(entry.id, taken)
        taken.add(ids[entry.id])
    return ids


def write_topics(record: schema.Record) -> Written:
    """Topics that only statements name get a name made of their slug, and keep one they have."""
    told = {entry.slug: entry for entry in record.topics}
    wanted = {
        slug: schema.Topic(slug=slug, name=schema.topic_name(slug))
        for statement in record.statements
        for slug in statement.topics
    } | told
    rows = {row.slug: row for row in Topic.objects.filter(slug__in=wanted)}
    values = {
        slug: _topic_columns(entry)
        for slug, entry in wanted.items()
        if slug not in rows or (slug in told and collector.topic(rows[slug]) != entry)
    }
    return write(Topic, rows, values)


def _topic_columns(entry: schema.Topic) -> dict[str, Any]:
    return {
        "slug": entry.slug,
        "name": entry.name,
        "name_fr": entry.name_fr or "",
        "description": entry.description or "",
    }


def write_outlets(record: schema.Record) -> Written:
    """Outlets are known by their names; those that only have a name keep all they have."""
    told = {entry.name: entry for entry in record.outlets}
    names = outlets.named(record)
    rows = {row.name: row for row in Outlet.objects.filter(name__in=names)}
    slugs = _outlet_slugs(names - set(rows), told)
    values = {
        name: _outlet_columns(
            told.get(name) or schema.Outlet(name=name),
            slugs.get(name) or rows[name].slug,
        )
        for name in sorted(names)
        if name not in rows or (name in told and _tells_other(told[name], rows[name]))
    }
    return write(Outlet, rows, values)


def _outlet_slugs(new: set[str], told: Mapping[str, schema.Outlet]) -> dict[str, str]:
    given = {name: slug for name in new if name in told and (slug := told[name].slug)}
    taken = {*Outlet.objects.values_list("slug", flat=True)}
    taken.update(Redirect.objects.filter(kind=Addressed.OUTLET).values_list("old", flat=True))
    return outlets.slugs(new, given, taken)


def _tells_other(entry: schema.Outlet, row: Outlet) -> bool:
    """Whether more differs than the slug, which a row keeps."""
    return collector.outlet(row) != entry.model_copy(update={"slug": row.slug})


def _outlet_columns(entry: schema.Outlet, slug: str) -> dict[str, Any]:
    return {
        "name": entry.name,
        "slug": slug,
        "kind": entry.kind or "",
        "country": entry.country or "",
        "hosts": entry.hosts,
    }


def write_speakers(record: schema.Record) -> Written:
    wanted = {entry.slug: entry for entry in record.speakers}
    rows = {
        row.slug: row
        for row in Speaker.objects.filter(slug__in=wanted).prefetch_related("aliases", "roles")
    }
    before = {slug: collector.speaker(row) for slug, row in rows.items()}
    values = {
        slug: _speaker_columns(entry) for slug, entry in wanted.items() if before.get(slug) != entry
    }
    written = write(Speaker, rows, values)
    for part, replace in (("aliases", _replace_aliases), ("roles", _replace_roles)):
        other = [
            (written.rows[slug], wanted[slug])
            for slug in values
            if slug not in before or getattr(before[slug], part) != getattr(wanted[slug], part)
        ]
        replace(other)
    return written


def _speaker_columns(entry: schema.Speaker) -> dict[str, Any]:
    return {
        "slug": entry.slug,
        "kind": entry.kind,
        "name": entry.name,
        "name_fr": entry.name_fr or "",
        "sort_name": entry.sort_name,
        "country": entry.country or "",
        "party": entry.party or "",
        "description": entry.description or "",
        "wikidata": entry.wikidata or "",
    }


def _replace_aliases(speakers: list[tuple[Speaker, schema.Speaker]]) -> None:
    """Aliases anew, in the order given; one that stays keeps its language, which no file tells."""
    old = Alias.objects.filter(speaker__in=[row for row, _ in speakers])
    languages = {(alias.speaker_id, alias.name): alias.language for alias in old}
    old.delete()
    Alias.objects.bulk_create(
        (
            Alias(speaker=row, name=name, language=languages.get((row.pk, name), ""))
            for row, entry in speakers
            for name in entry.aliases
        ),
        batch_size=BATCH,
    )


def _replace_roles(speakers: list[tuple[Speaker, schema.Speaker]]) -> None:
    Role.objects.filter(speaker__in=[row for row, _ in speakers]).delete()
    Role.objects.bulk_create(
        (
            Role(
                speaker=row,
                title=role.title,
                title_fr=role.title_fr or "",
                organization=role.organization or "",
                country=role.country or "",
                since=role.since,
                until=role.until,
            )
            for row, entry in speakers
            for role in entry.roles
        ),
        batch_size=BATCH,
    )


def write_sources(record: schema.Record, by_outlet: Written) -> Written:
    wanted = {entry.id: entry for entry in record.sources}
    rows = {
        row.slug: row
        for row in Source.objects.filter(slug__in=wanted).select_related(
            "outlet", "wire", "derived_from"
        )
    }
    differing = {
        name: entry
        for name, entry in wanted.items()
        if name not in rows or _differs(rows[name], entry)
    }
    ids = ids_for(
        Source, Addressed.SOURCE, (entry for name, entry in differing.items() if name not in rows)
    )
    _release([rows[name] for name in differing if name in rows])
    values = {
        name: _source_columns(entry, by_outlet)
        | {"public_id": ids[name] if name in ids else rows[name].public_id}
        for name, entry in differing.items()
    }
    written = write(Source, rows, values)
    _derive(written, wanted)
    return written


def _differs(row: Source, entry: schema.Source) -> bool:
    said = entry.model_copy(update={"outlet": outlets.outlet_of(entry), "public_id": row.public_id})
    return collector.source(row) != said


def _release(changing: list[Source]) -> None:
    """Let go of what only one row may have, so that two sources can exchange it in one load."""
    Source.objects.filter(pk__in=[row.pk for row in changing]).update(
        url=None, canonical_url=None, derived_from=None
    )


def _source_columns(entry: schema.Source, by_outlet: Written) -> dict[str, Any]:
    return {
        "slug": entry.id,
        "outlet_id": by_outlet.pk(outlets.outlet_of(entry)),
        "url": entry.url,
        # A bulk update writes this column as it stands, unlike save().
        "canonical_url": canonical_url(entry.url) if entry.url else None,
        "archived_url": entry.archived_url or "",
        "archived_at": entry.archived_at,
        "title": entry.title or "",
        "authors": entry.authors,
        "published": entry.published,
        "language": entry.language,
        "kind": entry.kind,
        "is_primary": entry.primary,
        "wire_id": by_outlet.pk_if_any(entry.wire),
    }


def _derive(written: Written, wanted: Mapping[str, schema.Source]) -> None:
    """Say what derives from what, when all the rows are there."""
    derived = [row for row in written.touched if wanted[row.slug].derived_from]
    for row in derived:
        row.derived_from_id = written.pk_if_any(wanted[row.slug].derived_from)
    Source.objects.bulk_update(derived, ["derived_from"], batch_size=BATCH)
