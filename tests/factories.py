"""Plain functions that make one row each, with only what the test in hand cares about given."""

from itertools import count
from typing import Any

from django.utils import timezone

from quotes.dates.partial import parse
from quotes.editing import EditContext, publish, record_changes
from quotes.models import (
    Alias,
    Citation,
    Occasion,
    Outlet,
    Role,
    Source,
    Speaker,
    Statement,
    StatementTopic,
    Topic,
)
from quotes.models.sources import outlet_slug

numbers = count(1)


def speaker(name: str = "", **fields: Any) -> Speaker:
    number = next(numbers)
    name = name or f"Speaker Number {number}"
    fields.setdefault("slug", f"{outlet_slug(name)}-{number}")
    fields.setdefault("sort_name", name)
    return Speaker.objects.create(name=name, **fields)


def alias(of: Speaker, name: str) -> Alias:
    return Alias.objects.create(speaker=of, name=name)


def role(of: Speaker, title: str, since: str = "", until: str = "", **fields: Any) -> Role:
    return Role.objects.create(
        speaker=of,
        title=title,
        since=parse(since),
        until=parse(until),
        **fields,
    )


def topic(slug: str = "", **fields: Any) -> Topic:
    slug = slug or f"topic-{next(numbers)}"
    return Topic.objects.create(slug=slug, name=fields.pop("name", slug.capitalize()), **fields)


def outlet(name: str = "", **fields: Any) -> Outlet:
    name = name or f"Outlet Number {next(numbers)}"
    return Outlet.objects.create(name=name, slug=fields.pop("slug", outlet_slug(name)), **fields)


def source(published: str = "", **fields: Any) -> Source:
    number = next(numbers)
    fields.setdefault("slug", f"source-{number}")
    fields.setdefault("url", f"https://news.example/{number}")
    if "outlet" not in fields:
        fields["outlet"] = outlet()
    return Source.objects.create(published=parse(published), **fields)


def occasion(name: str = "Press conference", **fields: Any) -> Occasion:
    return Occasion.objects.create(name=name, **fields)


def draft(said: str = "2025-05-21", topics: tuple[Topic, ...] = (), **fields: Any) -> Statement:
    number = next(numbers)
    fields.setdefault("slug", f"statement-{number}")
    fields.setdefault("text", f"These are the words of statement number {number}.")
    if "speaker" not in fields:
        fields["speaker"] = speaker()
    made = Statement.objects.create(said=parse(said), **fields)
    for position, of in enumerate(topics):
        StatementTopic.objects.create(statement=made, topic=of, position=position)
    return made


def citation(of: Statement, **fields: Any) -> Citation:
    fields.setdefault("wording", of.text)
    fields.setdefault("kind", of.kind)
    if "source" not in fields:
        fields["source"] = source()
    return Citation.objects.create(statement=of, **fields)


def statement(said: str = "2025-05-21", wordings: tuple[str, ...] = (), **fields: Any) -> Statement:
    """A published statement, with a citation of its own words or one for each of ``wordings``."""
    made = draft(said, **fields)
    for position, wording in enumerate(wordings or (made.text,)):
        citation(made, wording=wording, position=position)
    publish(made, EditContext("First published", at=timezone.now()))
    return made


def recorded() -> None:
    """Give what was changed of published statements its revisions: none may be left without."""
    public = Statement.objects.published().values_list("pk", flat=True)
    record_changes(public, EditContext("More was known"))
