"""An archive made of a release: the same ids, addresses, versions, redirects and tombstones.

Only an empty archive takes one in, and the release is held against itself before. What its rows say
is then held against the last version of each statement and official, so that an archive that was
loaded reads as the one it came from. Its histories go on from there.
"""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from itertools import islice
from pathlib import Path
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.core.management.color import no_style
from django.db import connection, models, transaction

from quotes.dates.partial import parse
from quotes.editing.addressed import key_field
from quotes.editing.locks import lock_record
from quotes.models import (
    Merge,
    Occasion,
    Outlet,
    Redirect,
    Revision,
    Source,
    Speaker,
    SpeakerRevision,
    State,
    Statement,
    Topic,
)
from quotes.models.vocabulary import Addressed
from quotes.releases import check_release
from quotes.releases.package import RefusedRelease
from quotes.releases.tables import ReleaseTable, record_tables
from quotes.revisions.snapshot import is_same_snapshot, snapshot_of, speaker_snapshot_of

BATCH = 500

Record = Mapping[str, str]


def load(folder: Path, on_step: Callable[[str], None] = lambda _name: None) -> dict[str, int]:
    """Load a release, and return how many rows each table had. Raises `RefusedRelease`."""
    on_step("proving the release")
    if found := check_release.faults(folder):
        raise RefusedRelease(f"{folder} is not as it was written:\n{check_release.told(found)}")
    with transaction.atomic():
        lock_record()
        if any(model._default_manager.exists() for model in _HELD):
            raise RefusedRelease("The archive is not empty: only an empty one takes in a release.")
        return _Loader(folder, on_step).load()


_HELD = (Statement, Speaker, Source, Outlet, Topic, Redirect, Revision)


@dataclass
class _Loader:
    """The tables of a release in the order they are written, and the keys of what was written.

    ``keys`` are the primary keys of the rows of each table by the key that others name them by.
    """

    folder: Path
    on_step: Callable[[str], None]
    counts: dict[str, int] = field(default_factory=dict)
    keys: dict[str, dict[str, int]] = field(default_factory=dict)

    def load(self) -> dict[str, int]:
        for table in record_tables():
            self._rows(table)
        self._merged_statements()
        for made in self._in_batches("revisions", self._revision):
            Revision.objects.bulk_create(made)
        for made in self._in_batches("speaker_revisions", self._speaker_revision):
            SpeakerRevision.objects.bulk_create(made)
        self._redirects()
        self.counts["checks"] = sum(1 for _ in self._records("checks"))
        _require_last_states()
        return self.counts

    def _records(self, name: str) -> Iterator[Record]:
        """The rows of a table, counted. A column that the archive does not know is not read."""
        self.counts[name] = 0
        for record in check_release.records(self.folder / "data" / f"{name}.csv"):
            self.counts[name] += 1
            yield record

    def _in_batches(self, name: str, made: Callable[[Record], Any]) -> Iterator[list[Any]]:
        self.on_step(name)
        for some in _batched(self._records(name)):
            yield [made(record) for record in some]

    def _rows(self, table: ReleaseTable) -> None:
        """Write a table of the record, and keep the keys by which other tables name its rows."""
        model: Any = table.model
        by = table.key[0] if len(table.key) == 1 else ""
        keys = self.keys.setdefault(table.name, {})
        later: list[tuple[str, str, str]] = []
        self.on_step(table.name)
        for some in _batched(self._records(table.name)):
            made = model.objects.bulk_create([self._row(table, record) for record in some])
            if by:
                keys |= {record[by]: row.pk for record, row in zip(some, made, strict=True)}
            for record in some:
                later += self._within(table, record)
        if "pk" in table.paths:
            _count_on(model)
        for column, name, other in later:
            model.objects.filter(pk=keys[name]).update(**{f"{column}_id": keys[other]})

    def _row(self, table: ReleaseTable, record: Record) -> Any:
        values: dict[str, Any] = {}
        if "pk" in table.paths:
            values["pk"] = int(record["id"])
        for name in (name for name in table.paths if name != "pk"):
            refers = table.column(name).refers
            if refers is None:
                values[name] = _value(table.model, name, record[name])
            elif refers[0] != table.name and record[name]:
                values[f"{name}_id"] = self.keys[refers[0]][record[name]]
        model: Any = table.model
        return model(**values, **({"state": State.PUBLISHED} if model is Statement else {}))

    def _within(self, table: ReleaseTable, record: Record) -> Iterator[tuple[str, str, str]]:
        """References to rows of the same table, which may come later."""
        for column in table.columns:
            if column.refers and column.refers[0] == table.name and record[column.name]:
                yield column.name, record[table.key[0]], record[column.name]

    # --- histories -------------------------------------------------------------------------------

    def _merged_statements(self) -> None:
        """The rows of statements that were merged, of which only versions are public.

        They say what their last version says. Nothing shows them but the pages of these versions.
        """
        last: dict[str, Record] = {}
        first: dict[str, str] = {}
        for record in check_release.records(self.folder / "data" / "revisions.csv"):
            if record["statement"] not in self.keys["statements"]:
                last[record["statement"]] = record
                first.setdefault(record["statement"], record["made_at"])
        redirects = {
            (moved["kind"], moved["old"]): moved["to"]
            for moved in check_release.records(self.folder / "data" / "redirects.csv")
        }
        rows = []
        for public_id, newest in last.items():
            state = json.loads(newest["public_state"])
            speaker = self._speaker_of(public_id, state, redirects, last)
            rows.append(_merged_row(public_id, state, speaker, _moment(first[public_id])))
        made = Statement.objects.bulk_create(rows, batch_size=BATCH)
        self.keys["statements"] |= {row.public_id: row.pk for row in made}

    def _speaker_of(
        self,
        public_id: str,
        state: Mapping[str, Any],
        redirects: Mapping[tuple[str, str], str],
        merged: Mapping[str, Record],
    ) -> int:
        """Who said a merged statement: as it says, else who said what it was merged into."""
        slug = state["speaker"]["slug"]
        while slug and slug not in self.keys["speakers"]:
            slug = redirects.get(("speaker", slug), "")
        if slug:
            return self.keys["speakers"][slug]
        while public_id in merged:
            public_id = redirects["statement", public_id]
        return Statement.objects.values_list("speaker_id", flat=True).get(public_id=public_id)

    def _revision(self, record: Record) -> Revision:
        statement = self.keys["statements"][record["statement"]]
        return Revision(statement_id=statement, **_revision_columns(record))

    def _speaker_revision(self, record: Record) -> SpeakerRevision:
        speaker = self.keys["speakers"][record["speaker"]]
        columns = _revision_columns(record)
        return SpeakerRevision(speaker_id=speaker, slug=record["slug"], **columns)

    def _redirects(self) -> None:
        for made in self._in_batches("redirects", lambda record: record):
            rows = [self._redirect(record) for record in made]
            moments = [row.made_at for row in rows]
            Redirect.objects.bulk_create(rows)
            # A new row is given the time of today.
            for row, moment in zip(rows, moments, strict=True):
                row.made_at = moment
            Redirect.objects.bulk_update(rows, ["made_at"])
            Merge.objects.bulk_create(
                self._merge(record, row)
                for record, row in zip(made, rows, strict=True)
                if record["is_merge"] == "true"
            )

    def _redirect(self, record: Record) -> Redirect:
        kind = Addressed(record["kind"])
        columns: dict[str, Any] = {}
        if record["to"]:
            columns[f"{kind}_id"] = self._pk_of(kind, record["to"])
        if record["is_merge"] != "true":
            columns["editor_name"] = record["editor_name"]
        return Redirect(
            kind=kind,
            old=record["old"],
            reason=record["reason"],
            made_at=_moment(record["made_at"]),
            **columns,
        )

    def _pk_of(self, kind: Addressed, key: str) -> int:
        if kind is Addressed.OCCASION:
            # Statements name it by a number of the release, addresses by its slug.
            return Occasion.objects.values_list("pk", flat=True).get(slug=key)
        return self.keys[f"{kind}s"][key]

    def _merge(self, record: Record, row: Redirect) -> Merge:
        """The record of a merge. What it moved is not public, so that nobody can undo it."""
        return Merge(
            kind=row.kind,
            kept_id=self._pk_of(Addressed(row.kind), record["to"]),
            kept_name=record["to"],
            merged_key=record["old"],
            merged_name=record["old"],
            moved={"told": [], "steps": []},
            made_at=row.made_at,
            editor_name=record["editor_name"],
            reason=record["reason"],
        )


def _batched(records: Iterator[Record]) -> Iterator[list[Record]]:
    while some := list(islice(records, BATCH)):
        yield some


def _count_on(model: type[models.Model]) -> None:
    """Let the next row of a model have a number that none has."""
    with connection.cursor() as cursor:
        for sql in connection.ops.sequence_reset_sql(no_style(), [model]):
            cursor.execute(sql)


def _value(model: Any, name: str, cell: str) -> Any:
    """The value of a column, read from a cell as `tables.cells` writes it."""
    column = model._meta.get_field(name)
    if column.null and not cell:
        return None
    if isinstance(column, models.DateTimeField):
        return _moment(cell)
    if isinstance(column, models.BooleanField):
        return cell == "true"
    return json.loads(cell) if isinstance(column, ArrayField) else column.to_python(cell)


def _moment(cell: str) -> datetime:
    return datetime.fromisoformat(cell)


def _revision_columns(record: Record) -> dict[str, Any]:
    told = {name: record[name] for name in ("editor_name", "reason", "sha256", "previous_sha256")}
    return told | {
        "number": int(record["number"]),
        "made_at": _moment(record["made_at"]),
        "public_state": json.loads(record["public_state"]),
    }


def _merged_row(
    public_id: str, state: Mapping[str, Any], speaker: int, published_at: datetime
) -> Statement:
    told = {name: state.get(name) or "" for name in ("said_basis", "place", "note")}
    return Statement(
        public_id=public_id,
        slug=state["slug"],
        speaker_id=speaker,
        said=parse(state["said"]),
        kind=state["kind"],
        language=state["language"],
        text=state["text"],
        state=State.WITHDRAWN,
        published_at=published_at,
        **told,
    )


# --- what the rows say, and the histories --------------------------------------------------------


def _require_last_states() -> None:
    """Raises `RefusedRelease` where a row does not read as its last version says.

    Told that all have been compared, the triggers let the transaction end.
    """
    statements = Statement.objects.published().order_by("pk").with_page().with_relations()
    for some in _chunks(Statement.objects.published()):
        rows = statements.filter(pk__in=some)
        _require_states(rows, Revision, "statement", snapshot_of)
    for some in _chunks(Speaker.objects.all()):
        speakers = Speaker.objects.filter(pk__in=some).with_roles()
        _require_states(speakers, SpeakerRevision, "speaker", speaker_snapshot_of)


def _chunks(rows: models.QuerySet[Any]) -> Iterator[list[int]]:
    keys = list(rows.order_by("pk").values_list("pk", flat=True))
    return (keys[start : start + BATCH] for start in range(0, len(keys), BATCH))


def _require_states(
    rows: Iterable[Any],
    revision: Any,
    of: str,
    state_of: Callable[[Any], dict[str, Any]],
) -> None:
    found = {row.pk: row for row in rows}
    newest = revision.objects.filter(**{f"{of}__in": found}).order_by(f"{of}_id", "-number")
    for last in newest.distinct(f"{of}_id"):
        row = found[getattr(last, f"{of}_id")]
        if not is_same_snapshot(last.public_state, state_of(row)):
            name = getattr(row, key_field(Addressed(of)))
            raise RefusedRelease(f"The {of} {name} does not read as its last version says.")
    with connection.cursor() as cursor:
        cursor.execute("SELECT archive_state_is_recorded(%s, %s)", [of, list(found)])
