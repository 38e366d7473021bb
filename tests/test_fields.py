"""A column of the record that is forgotten in the table of fields, or by a format, fails here."""

import csv
import io
import re
from collections.abc import Iterable
from pathlib import Path

import pytest
from django.db import connection

from quotes.citing.reference import Site
from quotes.exports import objects
from quotes.exports.formats import FORMATS
from quotes.models import Statement
from quotes.models import fields as f
from quotes.models.fields import FieldFormat, FieldTable
from quotes.revisions import corrections
from quotes.revisions.comparison import PARTS, SPEAKER_PARTS
from quotes.revisions.snapshot import snapshot_of, speaker_snapshot_of
from quotes.transfer import schema, statement_plan
from tests.catalogue import followed_columns

ROOT = Path(__file__).resolve().parent.parent
SITE = Site("https://dome.example")

EACH_TABLE = pytest.mark.parametrize("table", f.TABLES, ids=lambda table: table.model.__name__)


def known(table: FieldTable) -> set[str]:
    """The columns that a table speaks of."""
    return {one.name for one in table.fields} | {*table.internal, *table.belongs_by}


def columns(table: FieldTable) -> set[str]:
    """The columns that somebody writes: neither the number of a row nor what is generated."""
    return {
        column.name
        for column in table.model._meta.concrete_fields
        if not column.primary_key and not column.generated
    }


# The table against the models


@EACH_TABLE
def test_every_column_is_carried_or_said_to_be_internal(table):
    missing = columns(table) - known(table)
    assert not missing, f"{table.model.__name__}: give them a row of quotes.models.fields"


@EACH_TABLE
def test_the_table_speaks_of_nothing_that_is_not_there(table):
    there = {column.name for column in table.model._meta.get_fields()}
    assert {one.name for one in table.fields if not one.is_derived} <= there
    assert {*table.internal, *table.belongs_by} <= there
    names = [one.name for one in table.fields] + [*table.internal, *table.belongs_by]
    assert len(names) == len(set(names))
    assert all(reason.strip() for reason in table.internal.values())
    assert all(one.keys for one in table.fields)


@EACH_TABLE
@pytest.mark.parametrize("format", FieldFormat)
def test_a_key_of_a_format_means_one_field(table, format):
    keys = [one.keys[format] for one in table.fields if format in one.keys]
    assert len(keys) == len(set(keys))


def test_every_model_of_the_record_has_a_table(db):
    """Those of which a change is kept in the history, but for captures and old addresses."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT DISTINCT c.relname FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid"
            " WHERE t.tgname = 'change_kept_insert'"
        )
        kept = {name for (name,) in cursor.fetchall()}
    private = {"quotes_capture", "quotes_redirect", "quotes_merge"}
    assert {table.model._meta.db_table for table in f.TABLES} == kept - private


# The formats against the table


def shapes(table: FieldTable, format: FieldFormat) -> set[str]:
    """The keys that an object of a table has."""
    keys = set()
    for key, one in table.carried(format).items():
        keys.add(key)
        if one.beside is not None:
            keys |= shapes(one.beside, format)
    return keys


@pytest.fixture
def whole(record):
    """A published statement that has something of everything."""
    found = (
        Statement.objects.published()
        .with_page()
        .with_relations()
        .filter(figures__isnull=False, citations__isnull=False)
        .first()
    )
    assert found is not None
    return found


def left_out(table: FieldTable, format: FieldFormat) -> set[str]:
    """What a snapshot of a row within a list has only where it is not what it always was."""
    sparse = format is f.SNAPSHOT and bool(table.belongs_by)
    carried = table.carried(format).items()
    return {key for key, one in carried if sparse and one.if_absent is not f.ALWAYS}


def check_shape(made: dict, table: FieldTable, format: FieldFormat) -> None:
    assert set(made) | left_out(table, format) == shapes(table, format)
    for key, one in table.carried(format).items():
        for part in made[key] if one.of else ():
            check_shape(part, one.of, format)


def test_a_snapshot_has_every_public_field(whole):
    check_shape(snapshot_of(whole), f.STATEMENT, f.SNAPSHOT)
    check_shape(speaker_snapshot_of(whole.speaker), f.SPEAKER, f.SNAPSHOT)
    assert {"text", "said_basis", "citations", "relations"} <= set(snapshot_of(whole))


def test_json_has_every_field_that_it_carries(whole):
    (made,) = objects.objects_of([whole.pk], SITE)
    check_shape(made, f.STATEMENT, f.JSON)
    assert list(made) == list(f.STATEMENT.carried(f.JSON))


def test_csv_has_every_field_that_it_carries(client, whole):
    text = client.get("/statements.csv").getvalue().decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(text)))
    columns = [*f.STATEMENT.carried(f.CSV), *statement_of_citations(f.CSV), "guarded"]
    assert list(rows[0]) == columns
    assert {row["said_basis"] for row in rows} - {""}


def statement_of_citations(format: FieldFormat) -> list[str]:
    """The columns of a citation, with those of its source behind that which names it."""
    keys = list(f.CITATION.carried(format))
    return [keys[0], *f.SOURCE.carried(format), *keys[1:]]


ENTRIES = {
    f.STATEMENT: schema.StatementEntry,
    f.CITATION: schema.CitationEntry,
    f.FIGURE: schema.FigureEntry,
    f.SPEAKER: schema.SpeakerEntry,
    f.ROLE: schema.RoleEntry,
    f.SOURCE: schema.SourceEntry,
    f.OUTLET: schema.OutletEntry,
    f.TOPIC: schema.TopicEntry,
    f.RELATION: schema.RelationEntry,
}


@pytest.mark.parametrize("table", ENTRIES, ids=lambda table: table.model.__name__)
def test_an_entry_of_yaml_has_every_field_that_it_carries(table):
    entry = ENTRIES[table]
    assert entry.table is table
    assert set(entry.by_key()) == set(table.carried(f.YAML)), "quotes/transfer/schema.py"


def test_every_table_with_fields_of_yaml_has_an_entry():
    assert {table for table in f.TABLES if table.carried(f.YAML)} == set(ENTRIES)


def test_a_sheet_has_every_column_that_is_read_from_it():
    columns = {*f.STATEMENT.carried(f.SHEET), *f.CITATION.carried(f.SHEET)}
    assert set(statement_plan.COLUMNS) == columns


# What is public goes out everywhere, but for this.

OF_ROLE = {"title", "title_fr", "organization", "organization_fr", "country", "since", "until"}
OF_RELATION = {"from_statement", "kind", "to_statement", "reason"}
NOT_IN = {
    ("Statement", f.JSON): {"slug"},
    ("Statement", f.YAML): {"offices", "relations"},
    ("Statement", f.CSV): {"slug", "citations", "relations"},
    ("Speaker", f.JSON): {"name", "name_fr", "roles"},
    ("Speaker", f.CSV): {"name", "name_fr", "roles"},
    ("Figure", f.CSV): {"quantity", "low", "high", "bound", "unit", "as_of"},
    ("Role", f.JSON): OF_ROLE,
    ("Role", f.CSV): OF_ROLE,
    ("Relation", f.CSV): OF_RELATION,
}


@EACH_TABLE
@pytest.mark.parametrize("format", [f.JSON, f.CSV, f.YAML])
def test_what_a_revision_says_goes_out_everywhere(table, format):
    public = {one.name for one in table.fields if f.SNAPSHOT in one.keys}
    left_out = {one.name for one in table.fields if one.name in public and format not in one.keys}
    assert left_out == NOT_IN.get((table.model.__name__, format), set())


@EACH_TABLE
def test_what_is_exported_has_a_revision(table):
    """But for what is worked out, what only an editor's tools say, and the state of a check."""
    exported = {one.name for one in table.fields if f.JSON in one.keys and not one.is_derived}
    without = {one.name for one in table.fields if one.name in exported} - {
        one.name for one in table.fields if f.SNAPSHOT in one.keys
    }
    expected = {
        "Statement": {"published_at"},
        "Citation": {"check_state", "checked_at", "caution", "credited_to"},
        "Source": {"archived_url", "title", "authors", "language", "kind"},
    }
    assert without == expected.get(table.model.__name__, set())


# What is said of a change


def test_every_part_of_a_snapshot_has_a_label_and_a_kind_of_correction():
    parts = {key for key in f.STATEMENT.carried(f.SNAPSHOT) if key != "public_id"}
    assert set(PARTS) == parts
    assert set(SPEAKER_PARTS) == set(f.SPEAKER.carried(f.SNAPSHOT))
    assert {name for names in corrections.PARTS.values() for name in names} == parts


# The documentation


def documented(name: str) -> str:
    return (ROOT / "docs" / name).read_text(encoding="utf-8")


@pytest.mark.parametrize("format", [f.JSON, f.CSV])
def test_the_documentation_of_exports_names_every_key(format):
    text = documented("exports.md")
    keys = [key for table in f.TABLES for key in table.carried(format)]
    assert [key for key in keys if f"`{key}`" not in text] == []


def test_the_documentation_of_a_record_names_every_key():
    text = documented("format.md")
    keys = [key for table in f.TABLES for key in table.carried(f.YAML)]
    assert [key for key in keys if not re.search(rf"\b{key}\b", text)] == []


def test_the_documentation_names_every_format():
    text = documented("exports.md")
    assert [suffix for suffix in FORMATS if f"| `.{suffix}` |" not in text] == []


# The triggers


def snapshot_columns(tables: Iterable[FieldTable]) -> dict[str, set[str]]:
    """The columns that these tables' snapshots are made of, by table of the database."""
    columns = {}
    for table in tables:
        carried = list(table.carried(f.SNAPSHOT).values())
        names = {one.name for one in carried if not one.is_derived and one.rows is None}
        own = {table.model._meta.get_field(name).column for name in {*names, *table.belongs_by}}
        columns[table.model._meta.db_table] = own | {"id"}
    return columns


def test_triggers_note_each_column_of_a_snapshot_of_a_statement(db):
    tables = (f.STATEMENT, f.CITATION, f.FIGURE, f.STATEMENT_TOPIC, f.SOURCE)
    expected = snapshot_columns(tables)
    # Whether it is public at all.
    expected["quotes_statement"] |= {"state"}
    # Of the others, what stands for them.
    for table in tables:
        for one in table.fields:
            if one.shows and not one.is_derived and f.SNAPSHOT in one.keys:
                other = table.model._meta.get_field(one.name).related_model._meta.db_table
                expected[other] = expected.get(other, {"id"}) | set(one.shows)
    # The offices of the day.
    expected["quotes_role"] = {"id", "speaker_id", "held_from", "held_to"}
    expected["quotes_role"] |= set(f.STATEMENT.carried(f.SNAPSHOT)["offices"].shows)
    assert followed_columns("change_noted") == expected


def test_triggers_note_each_column_of_a_snapshot_of_an_official(db):
    assert followed_columns("change_noted_of_speaker") == snapshot_columns((f.SPEAKER, f.ROLE))


def test_triggers_note_each_column_of_a_relation(db):
    noted = followed_columns("change_noted_of_related")
    assert noted == {**snapshot_columns((f.RELATION,)), "quotes_statement": {"id", "state"}}
