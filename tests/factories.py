"""Plain functions that make one row each, with only what the test in hand cares about given."""

import copy
from dataclasses import replace
from itertools import count
from typing import Any

from django.db import connection, transaction
from django.utils import timezone

from quotes.addresses import public_ids
from quotes.dates.partial import parse
from quotes.editing import EditContext, record_changes
from quotes.models import (
    Alias,
    Citation,
    Occasion,
    Outlet,
    Revision,
    Role,
    Source,
    Speaker,
    SpeakerRevision,
    State,
    Statement,
    StatementTopic,
    Topic,
)
from quotes.models.sources import outlet_slug
from quotes.revisions.chain import next_in_chain
from quotes.revisions.record_speakers import record_speakers
from quotes.revisions.snapshot import snapshot_of, speaker_snapshot_of

numbers = count(1)


def public_id(number: int) -> str:
    """The public id of the row of that number: no two are alike, and none has to be looked for."""
    # Any prime that is no factor of the size of the alphabet spreads them without a repetition.
    rest, digits = number * 7_654_321 % len(public_ids.ALPHABET) ** public_ids.LENGTH, ""
    for _ in range(public_ids.LENGTH):
        rest, digit = divmod(rest, len(public_ids.ALPHABET))
        digits += public_ids.ALPHABET[digit]
    return digits


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
    fields.setdefault("public_id", public_id(number))
    fields.setdefault("slug", f"source-{number}")
    fields.setdefault("url", f"https://news.example/{number}")
    if "outlet" not in fields:
        fields["outlet"] = outlet()
    return Source.objects.create(published=parse(published), **fields)


def occasion(name: str = "Press conference", date: str = "", **fields: Any) -> Occasion:
    fields.setdefault("slug", f"{outlet_slug(name)}-{next(numbers)}")
    return Occasion.objects.create(name=name, date=parse(date), **fields)


def draft(said: str = "2025-05-21", topics: tuple[Topic, ...] = (), **fields: Any) -> Statement:
    number = next(numbers)
    fields.setdefault("public_id", public_id(number))
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


@transaction.atomic(savepoint=False)
def statement(said: str = "2025-05-21", wordings: tuple[str, ...] = (), **fields: Any) -> Statement:
    """A published statement, with a citation of its own words or one for each of ``wordings``.

    Its rows are written in the state that `quotes.editing.publish` leaves them in, at some third
    of its queries; tests/test_factories.py holds the two against each other.
    """
    act = EditContext("First published", at=timezone.now())
    known = fields.get("speaker")
    made = draft(said, **fields)
    citations = [
        citation(made, wording=wording, position=position)
        for position, wording in enumerate(wordings or (made.text,))
    ]
    # At last, so that the entry of the index is made once.
    made.state, made.published_at = State.PUBLISHED, act.at
    made.save(update_fields=["state", "published_at", "updated_at"])
    read = _as_read(made, citations, fields.get("topics", ()), known)
    Revision.objects.create(statement=made, **next_in_chain(None, snapshot_of(read), act))
    if known:
        record_speakers({known.pk}, act)
    else:
        first = next_in_chain(None, speaker_snapshot_of(read.speaker), act)
        SpeakerRevision.objects.create(speaker=made.speaker, slug=made.speaker.slug, **first)
    if _note_recorded(made):
        record_changes([], replace(act, reason="A related statement was published."))
    return made


def _as_read(
    made: Statement,
    citations: list[Citation],
    topics: tuple[Topic, ...],
    known: Speaker | None,
) -> Statement:
    """A copy of a statement with all that its public state is read from.

    An official who was made with it has no offices yet; those of one that was known are read.
    """
    read, speaker = copy.copy(made), copy.copy(made.speaker)
    roles = list(Role.objects.in_time().filter(speaker=known)) if known else []
    speaker._prefetched_objects_cache = {"roles": roles}
    read.speaker = speaker
    read._prefetched_objects_cache = {
        "topic_links": [StatementTopic(statement=made, topic=topic) for topic in topics],
        "citations": citations,
        "figures": [],
        "relations": [],
        "related": [],
    }
    return read


def _note_recorded(made: Statement) -> bool:
    """Tell the triggers that all of it has its revision; whether something else has none."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT archive_state_is_recorded('statement', %s),"
            " archive_state_is_recorded('speaker', %s)",
            [[made.pk], [made.speaker_id]],
        )
        cursor.execute(
            "SELECT EXISTS (SELECT FROM quotes_unrecorded WHERE made_in = pg_current_xact_id())"
        )
        return cursor.fetchone()[0]


def recorded() -> None:
    """Give what was changed of published statements its revisions: none may be left without."""
    public = Statement.objects.published().values_list("pk", flat=True)
    record_changes(public, EditContext("More was known", overrides_check=True))
