"""An archive from before the first release is taken over as it is, and every step leads back."""

import gzip
import socket
from collections.abc import Iterator
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.core.management.base import SystemCheckError
from django.db import connection

from quotes.management.replaced_migrations import WITH_THEM
from quotes.models import State
from tests.catalogue import Catalogue, catalogue
from tests.databases import copy_of

DUMP = Path(__file__).parent / "golden" / "archive_at_0022.sql.gz"
MADE_ANEW = {("quotes", "0001_tables"), ("quotes", "0002_sql")}


@pytest.fixture(autouse=True)
def unrecorded_scenes() -> None:
    """Nothing here stands on the rows of the test database."""


@pytest.fixture
def other_database(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """An empty database, which is that of the test meanwhile."""
    with django_db_blocker.unblock():
        connection.close()
        with copy_of("template0", connection.settings_dict["NAME"] + "_other"):
            yield


@pytest.fixture(scope="module")
def fresh(django_db_setup: None, django_db_blocker: Any) -> Catalogue:
    """The catalogue of the test database, which the migrations have made from nothing."""
    with django_db_blocker.unblock():
        return catalogue()


@pytest.fixture
def archive(other_database: None) -> None:
    """An archive as the last of the replaced migrations left it."""
    with connection.cursor() as cursor:
        cursor.execute(gzip.decompress(DUMP.read_bytes()).decode())
    connection.close()  # and with it what the dump has set for its session


def migrate(*target: str) -> str:
    told = StringIO()
    call_command("migrate", *target, stdout=told, skip_checks=False)
    return told.getvalue()


def query(sql: str) -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return cursor.fetchall()


def rows(*left_out: str) -> dict[str, list[str]]:
    """Every row of every table, as text."""
    tables = sorted(set(connection.introspection.table_names()) - set(left_out))
    return {
        table: sorted(row for (row,) in query(f"SELECT t::text FROM {table} t")) for table in tables
    }


def applied() -> set[tuple[str, str]]:
    return set(query("SELECT app, name FROM django_migrations"))


def differences(one: Catalogue, other: Catalogue) -> dict[str, tuple[Any, Any]]:
    names = one.keys() | other.keys()
    pairs = {name: (one.get(name), other.get(name)) for name in names}
    return {name: pair for name, pair in pairs.items() if pair[0] != pair[1]}


# --- taken over ----------------------------------------------------------------------------------


def test_the_archive_of_the_dump_has_something_of_everything(archive):
    empty = {table for table, found in rows().items() if table.startswith("quotes_") and not found}
    # Only a large archive has a sample, and notes are gone when a transaction ends.
    assert empty == {"quotes_entrysample", "quotes_unrecorded"}
    states = query("SELECT DISTINCT state FROM quotes_statement")
    assert {state for (state,) in states} == set(State.values)


def test_an_archive_with_all_that_is_replaced_is_taken_over_untouched(archive, fresh):
    before, known = rows("django_migrations"), applied()
    assert "No migrations to apply." in migrate("quotes", "0002")
    assert rows("django_migrations") == before
    assert applied() == known | MADE_ANEW
    migrate()
    assert differences(catalogue(), fresh) == {}
    call_command("check_entries", stdout=StringIO())


@pytest.mark.parametrize(
    "last", ["0001_functions", "0002_record", "0015_forms_in_work", "0021_relations_in_history"]
)
def test_an_archive_with_a_part_of_it_is_refused_with_what_to_do(archive, last, monkeypatch):
    later = "DELETE FROM django_migrations WHERE app = 'quotes' AND name > %s"
    with connection.cursor() as cursor:
        cursor.execute(later, [last])
    before = rows()
    for target in ([], ["quotes"], ["quotes", "zero"], ["quotes", "0002"]):
        with pytest.raises(SystemCheckError) as refused:
            migrate(*target)
        told = str(refused.value)
        assert last in told
        assert f"Check out the commit {WITH_THEM}" in told
    for command in (["load_archive"], ["demo", "--prepare-only"]):
        with socket.socket() as listener, pytest.raises(CommandError) as refusal:
            listener.bind(("127.0.0.1", 0))
            monkeypatch.setattr("dometracker.demo.listen", lambda *_, listening=listener: listening)
            call_command(*command, stdout=StringIO())
        assert f"up to {last} only" in str(refusal.value)
    assert rows() == before


# --- there and back ------------------------------------------------------------------------------


def test_the_functions_go_and_come_again_and_the_record_stays(archive, fresh):
    migrate("quotes", "0002")
    counted = ("django_migrations", "quotes_entry", "quotes_facet", "quotes_word")
    before = rows(*counted)
    migrate("quotes", "0001")
    assert ("quotes", "0002_sql") not in applied()
    assert not catalogue("trigger")
    assert rows(*counted) == before
    migrate("quotes", "0002")
    assert applied() > MADE_ANEW
    assert rows(*counted) == before
    migrate()
    assert differences(catalogue(), fresh) == {}
    # Entries, facets and words are made anew from the record, and are what it says.
    call_command("check_entries", stdout=StringIO())


def test_back_to_the_beginning_leaves_nothing(archive):
    migrate()
    migrate("quotes", "zero")
    assert not {name for app, name in applied() if app == "quotes"}
    assert not catalogue("function", "aggregate", "trigger", "type")
    assert not {name for name in catalogue() if "quotes_" in name}
    assert [*query("SELECT count(*) FROM auth_user")] == [(2,)]


def test_a_first_migration_that_was_interrupted_goes_on(other_database, fresh):
    migrate("quotes", "0001")
    assert ("quotes", "0001_tables") in applied()
    assert "Applying quotes.0002_sql" in migrate()
    assert differences(catalogue(), fresh) == {}


@pytest.mark.parametrize(
    "change",
    [
        "CREATE FUNCTION archive_stray() RETURNS int LANGUAGE sql RETURN 1",
        "DROP TRIGGER source_no_cycle ON quotes_source",
        "ALTER TABLE quotes_topic DISABLE TRIGGER change_kept_insert",
        "DROP INDEX statement_alike",
        "ALTER TABLE quotes_role ALTER country SET DEFAULT 'CA'",
        "ALTER TABLE quotes_figure DROP CONSTRAINT figure_has_number",
        "CREATE TYPE archive_kind AS ENUM ('a')",
    ],
)
def test_the_comparison_sees_a_difference(db, fresh, change):
    with connection.cursor() as cursor:
        cursor.execute(change)
    assert len(differences(catalogue(), fresh)) == 1
