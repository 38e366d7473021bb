"""Writes statements with their topics, figures and citations, comparing each with what is there."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from quotes.addresses import public_ids
from quotes.models import (
    CheckState,
    Citation,
    Figure,
    Occasion,
    Redirect,
    State,
    Statement,
    StatementTopic,
    Watch,
)
from quotes.models.vocabulary import Addressed
from quotes.transfer import collector, schema
from quotes.transfer.references import BATCH, Written, ids_for, write

# A citation whose words are others has not been checked: nothing found out about the old words
# holds for it.
_NO_EVIDENCE: Mapping[str, Any] = {
    "capture_id": None,
    "start": None,
    "end": None,
    "prefix": "",
    "suffix": "",
    "check_state": CheckState.UNCHECKED,
    "checked_at": None,
    "watch": Watch.UNKNOWN,
    "watched_at": None,
}


@dataclass(frozen=True)
class References:
    """The rows that statements refer to."""

    topics: Written
    outlets: Written
    speakers: Written
    sources: Written


def write_statements(
    record: schema.Record, to: References, at: datetime
) -> tuple[Written, list[str]]:
    """Add and update statements, all of them published.

    Also returns a sentence on each that the archive has withdrawn or merged since, which a load
    does not bring back.
    """
    wanted = {entry.id: entry for entry in record.statements}
    rows = {
        row.slug: row for row in collector.with_entry(Statement.objects.filter(slug__in=wanted))
    }
    skipped = _gone(wanted, rows)
    for name in skipped:
        rows.pop(name, None)
        del wanted[name]
    before = {name: collector.statement(row) for name, row in rows.items()}
    differing = {
        name: entry
        for name, entry in wanted.items()
        if name not in rows
        or rows[name].state != State.PUBLISHED
        or before[name] != entry.model_copy(update={"public_id": rows[name].public_id})
    }
    written = _write_rows(differing, rows, before, to, at)
    _write_parts(differing, written, before, to)
    return written, list(skipped.values())


def _gone(wanted: Mapping[str, schema.Statement], rows: Mapping[str, Statement]) -> dict[str, str]:
    moved = set(Redirect.objects.filter(kind=Addressed.STATEMENT).values_list("old", flat=True))
    skipped = {}
    for name, entry in wanted.items():
        row = rows.get(name)
        old = {name, entry.public_id or public_ids.derived(name, ())}
        if row and row.state == State.WITHDRAWN:
            skipped[name] = f"{name} was withdrawn in the archive and stays withdrawn"
        elif not row and old & moved:
            skipped[name] = f"{name} was merged or removed in the archive and is not added again"
    return skipped


def _write_rows(
    differing: Mapping[str, schema.Statement],
    rows: Mapping[str, Statement],
    before: Mapping[str, schema.Statement],
    to: References,
    at: datetime,
) -> Written:
    new = [entry for name, entry in differing.items() if name not in rows]
    ids = ids_for(Statement, Addressed.STATEMENT, new)
    moved = {
        name: entry
        for name, entry in differing.items()
        if name not in before or _occasion_key(before[name]) != _occasion_key(entry)
    }
    left = {rows[name].occasion_id for name in moved if name in rows}
    occasions = _occasions(moved.values())
    values = {}
    for name, entry in differing.items():
        row = rows.get(name)
        occasion = occasions.get(_occasion_key(entry)) if name in moved else rows[name].occasion_id
        values[name] = _columns(entry, to, occasion) | _standing(row, ids.get(name), at)
    written = write(Statement, rows, values)
    _clear_away(left)
    return written


def _columns(entry: schema.Statement, to: References, occasion: int | None) -> dict[str, Any]:
    return {
        "slug": entry.id,
        "speaker_id": to.speakers.pk(entry.speaker),
        "said": entry.date,
        "said_basis": entry.date_basis or "",
        "place": entry.place or "",
        "occasion_id": occasion,
        "kind": entry.kind,
        "language": entry.language,
        "text": entry.text,
        "note": entry.notes or "",
    }


def _standing(row: Statement | None, new_id: str | None, at: datetime) -> dict[str, Any]:
    """What the archive itself says of a statement: its id, its state and its times."""
    return {
        "public_id": row.public_id if row else new_id,
        "state": State.PUBLISHED,
        "published_at": (row and row.published_at) or at,
        "updated_at": at,
        # An editor who has the old version open in a form must not write it back.
        "version": row.version + 1 if row else 1,
    }


OccasionKey = tuple[str | None, str, str]


def _occasion_key(entry: schema.Statement) -> OccasionKey:
    return (entry.occasion, entry.place or "", entry.date.text)


def _occasions(entries: Iterable[schema.Statement]) -> dict[OccasionKey, int]:
    """The occasions of statements, made where they are missing."""
    wanted = {_occasion_key(entry): entry for entry in entries if entry.occasion}
    names = {name for name, _, _ in wanted}
    known = {
        (row.name, row.place, row.date.text): row.pk
        for row in Occasion.objects.filter(name__in=names)
    }
    missing = {key: entry for key, entry in wanted.items() if key not in known}
    made = Occasion.objects.bulk_create(
        (
            Occasion(name=entry.occasion or "", place=entry.place or "", date=entry.date)
            for entry in missing.values()
        ),
        batch_size=BATCH,
    )
    return known | {key: row.pk for key, row in zip(missing, made, strict=True)}


def _clear_away(occasions: Iterable[int | None]) -> None:
    """Remove the occasions that nothing was said at any more, unless an editor wrote to them."""
    Occasion.objects.filter(
        pk__in=[pk for pk in occasions if pk], statements=None, name_fr="", url=""
    ).delete()


def _write_parts(
    differing: Mapping[str, schema.Statement],
    written: Written,
    before: Mapping[str, schema.Statement],
    to: References,
) -> None:
    def other(part: str) -> list[tuple[Statement, schema.Statement]]:
        return [
            (written.rows[name], entry)
            for name, entry in differing.items()
            if name not in before or getattr(before[name], part) != getattr(entry, part)
        ]

    _replace_topics(other("topics"), to.topics)
    _replace_figures(other("figures"))
    _write_citations(other("citations"), set(before), to)


def _replace_topics(statements: list[tuple[Statement, schema.Statement]], topics: Written) -> None:
    StatementTopic.objects.filter(statement__in=[row for row, _ in statements]).delete()
    StatementTopic.objects.bulk_create(
        (
            StatementTopic(statement=row, topic_id=topics.pk(slug), position=position)
            for row, entry in statements
            for position, slug in enumerate(entry.topics)
        ),
        batch_size=BATCH,
    )


def _replace_figures(statements: list[tuple[Statement, schema.Statement]]) -> None:
    Figure.objects.filter(statement__in=[row for row, _ in statements]).delete()
    Figure.objects.bulk_create(
        (
            Figure(
                statement=row,
                quantity=figure.quantity,
                low=figure.low,
                high=figure.high,
                bound=figure.bound,
                unit=figure.unit,
                as_of=figure.as_of,
            )
            for row, entry in statements
            for figure in entry.figures
        ),
        batch_size=BATCH,
    )


@dataclass
class _CitationChanges:
    new: list[Citation] = field(default_factory=list)
    changed: list[Citation] = field(default_factory=list)
    removed: list[int] = field(default_factory=list)


def _write_citations(
    statements: list[tuple[Statement, schema.Statement]], known: set[str], to: References
) -> None:
    changes = _CitationChanges()
    for row, entry in statements:
        rows = list(row.citations.all()) if row.slug in known else []
        _compare_citations(row, rows, entry.citations, to, changes)
    Citation.objects.filter(pk__in=changes.removed).delete()
    Citation.objects.bulk_create(changes.new, batch_size=BATCH)
    columns = ["position", "kind", "wording", "via_id", "locator", *_NO_EVIDENCE]
    Citation.objects.bulk_update(changes.changed, columns, batch_size=BATCH)


def _compare_citations(
    statement: Statement,
    rows: list[Citation],
    entries: list[schema.Citation],
    to: References,
    changes: _CitationChanges,
) -> None:
    pairs, removed = _paired(rows, entries)
    changes.removed += [row.pk for row in removed]
    for position, (row, entry) in enumerate(pairs):
        columns = _citation_columns(entry, position, to)
        if row is None:
            source = to.sources.pk(entry.source)
            changes.new.append(Citation(statement=statement, source_id=source, **columns))
        elif any(getattr(row, column) != value for column, value in columns.items()):
            if row.wording != entry.quoted:
                columns |= _NO_EVIDENCE
            for column, value in columns.items():
                setattr(row, column, value)
            changes.changed.append(row)


def _citation_columns(entry: schema.Citation, position: int, to: References) -> dict[str, Any]:
    return {
        "position": position,
        "kind": entry.kind,
        "wording": entry.quoted,
        "via_id": to.outlets.pk_if_any(entry.via),
        "locator": entry.locator or "",
    }


def _paired(
    rows: list[Citation], entries: list[schema.Citation]
) -> tuple[list[tuple[Citation | None, schema.Citation]], list[Citation]]:
    """Each entry with the row that it continues, and the rows that none continues.

    First those that are alike in everything, then those with the same words in the same source,
    then what one source prints, in its order: so a row keeps the outcome of its check for as long
    as the words it was made for are cited.
    """
    free = [(row, collector.citation(row)) for row in rows]
    found: dict[int, Citation] = {}
    for likeness in (_everything, _words, _source):
        for index, entry in enumerate(entries):
            match = next((pair for pair in free if likeness(pair[1]) == likeness(entry)), None)
            if index not in found and match:
                found[index] = match[0]
                free.remove(match)
    return [(found.get(index), entry) for index, entry in enumerate(entries)], [
        row for row, _ in free
    ]


def _everything(entry: schema.Citation) -> Any:
    return entry


def _words(entry: schema.Citation) -> Any:
    return (entry.source, entry.quoted)


def _source(entry: schema.Citation) -> Any:
    return entry.source
