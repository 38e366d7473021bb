"""Entries of a record made of rows, and the columns of a row made of an entry.

What is planned is compared as entries, so "unchanged" means the same as "would be written alike".
Entries of rows are made without checks, because the tables have made them.
"""

from collections.abc import Callable, Iterable
from decimal import Decimal
from typing import Any

from django.db.models import Model, Prefetch, QuerySet

from quotes import models
from quotes.addresses import public_ids
from quotes.editing.slugs import outlet_slugs
from quotes.models.fields import YAML
from quotes.models.statements import StatementTopic
from quotes.transfer import schema


def with_entry(rows: QuerySet[Any]) -> QuerySet[Any]:
    """Rows of a model with all that their entries say."""
    carried = schema.ENTRIES[rows.model].table.carried(YAML).values()
    named = [one.name for one in carried if one.shows and one.rows is None]
    listed: list[Any] = []
    for one in carried:
        if one.of is not None:
            listed.append(Prefetch(one.name, with_entry(one.of.model._default_manager.all())))
        elif one.name == "topics":
            listed.append(Prefetch("topic_links", StatementTopic.objects.select_related("topic")))
        elif one.rows is not None:
            listed.append(one.name)
    return (rows.select_related(*named) if named else rows).prefetch_related(*listed)


def named_rows(kind: type[schema.RecordEntry], names: Iterable[str]) -> QuerySet[Any]:
    """The rows that entries of a kind are for, by the first of their keys."""
    return kind.table.model._default_manager.filter(**{f"{name_column(kind)}__in": names})


def name_column(kind: type[schema.RecordEntry]) -> str:
    """The column that holds the name of an entry, as a query follows it."""
    field = kind.table.carried(YAML)[kind.named_by]
    return "__".join(filter(None, [field.name, field.names_by]))


def entry_of(row: Any) -> Any:
    """The entry of a row, which is loaded best `with_entry`."""
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


def whole_record() -> schema.ArchiveRecord:
    """All that is published, and all speakers and sources, in the order in which it is written."""
    record = schema.ArchiveRecord(
        speakers=_entries(models.Speaker.objects.all()),
        sources=_entries(models.Source.objects.all()),
        statements=_entries(models.Statement.objects.published()),
        relations=_entries(models.Relation.objects.public()),
    )
    record.statements.sort(key=lambda entry: entry.date.text)
    for entry in (*record.sources, *record.statements):
        # It goes without saying where the entry's own name would give it again.
        if entry.public_id == public_ids.derived(entry.id, ()):
            entry.public_id = None
    outlets = _entries(models.Outlet.objects.all())
    special = _special_slugs({entry.name: entry.slug or "" for entry in outlets})
    for entry in outlets:
        entry.slug = special.get(entry.name)
    topics = _entries(models.Topic.objects.all())
    record.topics = _telling(topics, record.named(models.Topic))
    record.outlets = _telling(outlets, record.named(models.Outlet))
    return record


def _entries(rows: QuerySet[Any]) -> list[Any]:
    return sorted(map(entry_of, with_entry(rows)), key=lambda entry: entry.known_as)


def _telling(entries: list[Any], named: set[str]) -> list[Any]:
    """Those of which more is known than their name, or that are named nowhere else."""
    return [
        entry
        for entry in entries
        if entry.known_as not in named or entry != entry.only_named(entry.known_as)
    ]


def _special_slugs(slugs: dict[str, str]) -> dict[str, str]:
    """The slugs that must be written so that the names alone give all the others again."""
    special: dict[str, str] = {}
    while missed := dict(slugs.items() - outlet_slugs(slugs, special).items()):
        special |= missed
    return special
