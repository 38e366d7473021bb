"""What the archive holds, as the entries of a record: the inverse of the loader.

The loader compares with these entries, so "unchanged" means the same as "would be written alike".
The entries are made without checks, because the tables have made them.
"""

from collections.abc import Iterable

from django.db.models import Prefetch

from quotes import models
from quotes.addresses import public_ids
from quotes.models.statements import StatementTopic
from quotes.transfer import outlets, schema


def speaker(row: models.Speaker) -> schema.Speaker:
    """Needs ``aliases`` and ``roles``."""
    return schema.Speaker.model_construct(
        slug=row.slug,
        kind=row.kind,
        name=row.name,
        name_fr=_known(row.name_fr),
        sort_name=row.sort_name,
        aliases=[alias.name for alias in row.aliases.all()],
        country=_known(row.country),
        party=_known(row.party),
        description=_known(row.description),
        roles=[role(held) for held in row.roles.all()],
        wikidata=_known(row.wikidata),
    )


def role(row: models.Role) -> schema.Role:
    return schema.Role.model_construct(
        title=row.title,
        title_fr=_known(row.title_fr),
        organization=_known(row.organization),
        country=_known(row.country),
        since=row.since,
        until=row.until,
    )


def source(row: models.Source) -> schema.Source:
    """Needs ``outlet``, ``wire`` and ``derived_from``."""
    return schema.Source.model_construct(
        id=row.slug,
        public_id=row.public_id,
        url=row.url,
        archived_url=_known(row.archived_url),
        archived_at=row.archived_at,
        title=_known(row.title),
        outlet=row.outlet.name,
        authors=row.authors,
        published=row.published,
        language=row.language,
        kind=row.kind,
        primary=row.is_primary,
        wire=row.wire.name if row.wire else None,
        derived_from=row.derived_from.slug if row.derived_from else None,
    )


def statement(row: models.Statement) -> schema.Statement:
    """Needs what `with_entry` loads."""
    return schema.Statement.model_construct(
        id=row.slug,
        public_id=row.public_id,
        speaker=row.speaker.slug,
        date=row.said,
        date_basis=_known(row.said_basis),
        place=_known(row.place),
        occasion=row.occasion.name if row.occasion else None,
        kind=row.kind,
        language=row.language,
        text=row.text,
        topics=[topic.slug for topic in row.ordered_topics()],
        figures=[figure(number) for number in row.figures.all()],
        citations=[citation(cited) for cited in row.citations.all()],
        notes=_known(row.note),
    )


def figure(row: models.Figure) -> schema.Figure:
    return schema.Figure.model_construct(
        quantity=row.quantity,
        low=row.low if row.low is None else schema.shortest(row.low),
        high=row.high if row.high is None else schema.shortest(row.high),
        bound=row.bound,
        unit=row.unit,
        as_of=row.as_of,
    )


def citation(row: models.Citation) -> schema.Citation:
    """Needs ``source`` and ``via``."""
    return schema.Citation.model_construct(
        source=row.source.slug,
        quoted=row.wording,
        kind=row.kind,
        via=row.via.name if row.via else None,
        locator=_known(row.locator),
    )


def topic(row: models.Topic) -> schema.Topic:
    return schema.Topic.model_construct(
        slug=row.slug,
        name=row.name,
        name_fr=_known(row.name_fr),
        description=_known(row.description),
    )


def outlet(row: models.Outlet) -> schema.Outlet:
    return schema.Outlet.model_construct(
        name=row.name,
        slug=row.slug,
        kind=_known(row.kind),
        country=_known(row.country),
        hosts=row.hosts,
    )


def _known(text: str) -> str | None:
    return text if text.strip() else None


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
