"""Entries of a record made of rows, and the columns of a row made of an entry.

What is planned is compared as entries, so "unchanged" means the same as "would be written alike".
Entries of rows are made without checks, because the tables have made them.
"""

from collections.abc import Callable, Iterable
from decimal import Decimal
from typing import Any

from django.db.models import Model, Prefetch

from quotes import models
from quotes.addresses import public_ids
from quotes.models.fields import YAML
from quotes.models.statements import StatementTopic
from quotes.transfer import outlets, schema


def entry_of(row: Any) -> Any:
    """The entry of a row: of a speaker with ``aliases`` and ``roles``, of a statement `with_entry`.

    A source needs ``outlet``, ``wire`` and ``derived_from``.
    """
    kind = schema.ENTRIES[type(row)]
    values: dict[str, Any] = {}
    for key, field in kind.table.carried(YAML).items():
        value = field.entry(row)
        if field.of is not None:
            value = [entry_of(one) for one in value]
        values[key] = schema.shortest(value) if isinstance(value, Decimal) else value
    return kind(**values)


def columns_of(
    entry: schema.RecordEntry, key_of: Callable[[type[Model], str], int]
) -> dict[str, Any]:
    """What the columns of its row hold; ``key_of`` gives the row that a name refers to.

    Lists of other rows are left out, and so is an occasion, which a name alone does not tell from
    others.
    """
    columns: dict[str, Any] = {}
    for key, field in entry.table.carried(YAML).items():
        column: Any = entry.table.model._meta.get_field(field.name)
        if field.rows is not None or column.related_model is models.Occasion:
            continue
        value = vars(entry)[key]
        if column.is_relation:
            columns[column.attname] = key_of(column.related_model, value) if value else None
        else:
            columns[column.name] = "" if value is None and not column.null else value
    return columns


def with_entry(statements: models.statements.StatementQuerySet) -> Iterable[models.Statement]:
    """Statements with all that their entries say."""
    return statements.select_related("speaker", "occasion").prefetch_related(
        Prefetch("topic_links", StatementTopic.objects.select_related("topic")),
        Prefetch(
            "citations",
            models.Citation.objects.select_related("source", "via").order_by("position", "pk"),
        ),
        "figures",
    )


def whole_record() -> schema.ArchiveRecord:
    """All that is published, and all speakers and sources, in the order in which it is written."""
    speakers = models.Speaker.objects.prefetch_related("aliases", "roles")
    sources = models.Source.objects.select_related("outlet", "wire", "derived_from")
    published = with_entry(models.Statement.objects.published())
    record = schema.ArchiveRecord(
        speakers=sorted(map(entry_of, speakers), key=lambda entry: entry.slug),
        sources=sorted(map(entry_of, sources), key=lambda entry: entry.id),
        statements=sorted(map(entry_of, published), key=lambda entry: (entry.date.text, entry.id)),
    )
    _leave_out_derived_ids(record.sources)
    _leave_out_derived_ids(record.statements)
    related = models.Relation.objects.public().with_statements()
    record.relations = sorted(map(entry_of, related), key=lambda entry: entry.name)
    record.topics = _telling_topics(record)
    record.outlets = _telling_outlets(record)
    return record


def _leave_out_derived_ids(entries: Iterable[schema.SourceEntry | schema.StatementEntry]) -> None:
    """A public id goes without saying where the entry's own name would give it again."""
    for entry in entries:
        if entry.public_id == public_ids.derived(entry.id, ()):
            entry.public_id = None


def _telling_topics(record: schema.ArchiveRecord) -> list[schema.TopicEntry]:
    """Topics of which more is known than a statement's list of topics tells."""
    used = {slug for statement in record.statements for slug in statement.topics}
    known = sorted(map(entry_of, models.Topic.objects.all()), key=lambda entry: entry.slug)
    return [entry for entry in known if entry.slug not in used or entry != _untold_topic(entry)]


def _untold_topic(entry: schema.TopicEntry) -> schema.TopicEntry:
    return schema.TopicEntry(slug=entry.slug, name=schema.topic_name(entry.slug))


def _telling_outlets(record: schema.ArchiveRecord) -> list[schema.OutletEntry]:
    """Outlets of which more is known than their name, or that are named nowhere else."""
    rows = models.Outlet.objects.prefetch_related("redirects")
    known = sorted(map(entry_of, rows), key=lambda entry: entry.name)
    special = _special_slugs({entry.name: entry.slug or "" for entry in known})
    for entry in known:
        entry.slug = special.get(entry.name)
    named = outlets.named(record)
    return [
        entry
        for entry in known
        if entry.name not in named or entry != schema.OutletEntry(name=entry.name)
    ]


def _special_slugs(slugs: dict[str, str]) -> dict[str, str]:
    """The slugs that must be written so that the names alone give all the others again."""
    special: dict[str, str] = {}
    while missed := _missed(outlets.slugs(slugs, special), slugs):
        special |= missed
    return special


def _missed(derived: dict[str, str], wanted: dict[str, str]) -> dict[str, str]:
    return {name: slug for name, slug in wanted.items() if derived[name] != slug}
