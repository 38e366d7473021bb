"""What the archive holds, as the entries of a record: the inverse of the loader.

The loader compares with these entries, so "unchanged" means the same as "would be written alike".
The entries are made without checks, because the tables have made them.
"""

from collections.abc import Iterable
from decimal import Decimal
from typing import Any, TypeVar

from django.db.models import Prefetch

from quotes import models
from quotes.addresses import public_ids
from quotes.models.fields import (
    CITATION,
    OUTLET,
    SOURCE,
    SPEAKER,
    STATEMENT,
    TOPIC,
    YAML,
    FieldTable,
)
from quotes.models.statements import StatementTopic
from quotes.transfer import outlets, schema

E = TypeVar("E", bound=schema.Entry)

# The entries that stand within others, by the model of their rows.
_WITHIN: dict[type, type[schema.Entry]] = {
    models.Role: schema.Role,
    models.Figure: schema.Figure,
    models.Citation: schema.Citation,
}


def _entry(kind: type[E], table: FieldTable, row: Any) -> E:
    """The entry of a row, made of what its table gives a key of YAML."""
    values: dict[str, Any] = {}
    for key, field in table.carried(YAML).items():
        value = field.entry(row)
        if field.of is not None:
            value = [_entry(_WITHIN[type(one)], field.of, one) for one in value]
        values[key] = schema.shortest(value) if isinstance(value, Decimal) else value
    return kind.model_construct(**values)


def speaker(row: models.Speaker) -> schema.Speaker:
    """Needs ``aliases`` and ``roles``."""
    return _entry(schema.Speaker, SPEAKER, row)


def source(row: models.Source) -> schema.Source:
    """Needs ``outlet``, ``wire`` and ``derived_from``."""
    return _entry(schema.Source, SOURCE, row)


def statement(row: models.Statement) -> schema.Statement:
    """Needs what `with_entry` loads."""
    return _entry(schema.Statement, STATEMENT, row)


def citation(row: models.Citation) -> schema.Citation:
    """Needs ``source`` and ``via``."""
    return _entry(schema.Citation, CITATION, row)


def topic(row: models.Topic) -> schema.Topic:
    return _entry(schema.Topic, TOPIC, row)


def outlet(row: models.Outlet) -> schema.Outlet:
    return _entry(schema.Outlet, OUTLET, row)


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


def whole_record() -> schema.Record:
    """All that is published, and all speakers and sources, in the order in which it is written."""
    speakers = models.Speaker.objects.prefetch_related("aliases", "roles")
    sources = models.Source.objects.select_related("outlet", "wire", "derived_from")
    published = with_entry(models.Statement.objects.published())
    record = schema.Record(
        speakers=sorted(map(speaker, speakers), key=lambda entry: entry.slug),
        sources=sorted(map(source, sources), key=lambda entry: entry.id),
        statements=sorted(map(statement, published), key=lambda entry: (entry.date.text, entry.id)),
    )
    _leave_out_derived_ids(record.sources)
    _leave_out_derived_ids(record.statements)
    record.topics = _telling_topics(record)
    record.outlets = _telling_outlets(record)
    return record


def _leave_out_derived_ids(entries: Iterable[schema.Source | schema.Statement]) -> None:
    """A public id goes without saying where the entry's own name would give it again."""
    for entry in entries:
        if entry.public_id == public_ids.derived(entry.id, ()):
            entry.public_id = None


def _telling_topics(record: schema.Record) -> list[schema.Topic]:
    """Topics of which more is known than a statement's list of topics tells."""
    used = {slug for statement in record.statements for slug in statement.topics}
    known = sorted(map(topic, models.Topic.objects.all()), key=lambda entry: entry.slug)
    return [entry for entry in known if entry.slug not in used or entry != _untold_topic(entry)]


def _untold_topic(entry: schema.Topic) -> schema.Topic:
    return schema.Topic.model_construct(slug=entry.slug, name=schema.topic_name(entry.slug))


def _telling_outlets(record: schema.Record) -> list[schema.Outlet]:
    """Outlets of which more is known than their name, or that are named nowhere else."""
    known = sorted(map(outlet, models.Outlet.objects.all()), key=lambda entry: entry.name)
    special = _special_slugs({entry.name: entry.slug or "" for entry in known})
    for entry in known:
        entry.slug = special.get(entry.name)
    named = outlets.named(record)
    return [
        entry
        for entry in known
        if entry.name not in named or entry != schema.Outlet.model_construct(name=entry.name)
    ]


def _special_slugs(slugs: dict[str, str]) -> dict[str, str]:
    """The slugs that must be written so that the names alone give all the others again."""
    special: dict[str, str] = {}
    while missed := _missed(outlets.slugs(slugs, special), slugs):
        special |= missed
    return special


def _missed(derived: dict[str, str], wanted: dict[str, str]) -> dict[str, str]:
    return {name: slug for name, slug in wanted.items() if derived[name] != slug}
