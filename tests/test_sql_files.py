"""What ``quotes/sql`` says is what the database has, and a version says the same for ever."""

import hashlib
import re

import pytest
from django.apps import apps
from django.db import connection, transaction
from django.db.migrations.state import ProjectState

from quotes.sql import FOLDER, LoadSQL, path_of
from tests.catalogue import (
    ROUTINES,
    Catalogue,
    catalogue,
    followed_columns,
    load_files,
    loads,
)

VERSIONS = FOLDER / "versions.txt"

# A constraint trigger cannot be replaced: it is dropped first.
REPLACING = re.compile(
    "CREATE OR REPLACE (FUNCTION|AGGREGATE|TRIGGER) "
    "|DROP TRIGGER IF EXISTS |CREATE CONSTRAINT TRIGGER |DO "
)


def from_files_alone() -> Catalogue:
    """The functions and triggers that the files make where there are none of either.

    Functions that are there already are renamed, because columns and indexes depend on some.
    """
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("""
            DO $$
            DECLARE
                command text;
            BEGIN
                FOR command IN
                    SELECT format('DROP TRIGGER %I ON %s', tgname, tgrelid::regclass)
                    FROM pg_trigger WHERE NOT tgisinternal
                    UNION ALL
                    SELECT format(
                        'ALTER ROUTINE %s RENAME TO %I', oid::regprocedure, 'old_' || proname)
                    FROM pg_proc WHERE pronamespace = 'public'::regnamespace
                LOOP
                    EXECUTE command;
                END LOOP;
            END $$
        """)
        load_files()
        made = catalogue(*ROUTINES)
        transaction.set_rollback(True)
    return {name: rest for name, rest in made.items() if not re.match(r"\w+ old_", name)}


@pytest.mark.django_db
def test_the_functions_and_triggers_of_a_fresh_database_are_those_of_the_files():
    stored = catalogue(*ROUTINES)
    assert len(stored) > 250
    assert from_files_alone() == stored


@pytest.mark.django_db
def test_the_files_can_be_loaded_again():
    before = catalogue()
    load_files()
    load_files()
    assert catalogue() == before


def test_every_file_is_loaded_by_a_migration():
    present = {path.stem for path in FOLDER.glob("*.sql")}
    assert {load.subject for load in loads()} == present


def test_versions_of_a_file_follow_each_other_and_the_last_is_the_present_one():
    seen: dict[str, int] = {}
    for load in loads():
        assert load.version == seen.get(load.subject, 0) + 1, load.describe()
        seen[load.subject] = load.version
    for load in loads():
        is_present = path_of(load.subject, load.version).parent == FOLDER
        assert is_present == (load.version == seen[load.subject]), load.describe()
    earlier = {path.stem for path in (FOLDER / "earlier").glob("*.sql")}
    assert earlier == {
        f"{load.subject}_{load.version}" for load in loads() if load.version < seen[load.subject]
    }


def test_what_a_version_says_never_changes():
    known = dict(re.findall(r"^(\S+ \d+) ([0-9a-f]{64})$", VERSIONS.read_text(), re.MULTILINE))
    read = {}
    for load in loads():
        text = path_of(load.subject, load.version).read_bytes()
        read[f"{load.subject} {load.version}"] = hashlib.sha256(text).hexdigest()
    new = [f"{version} {digest}" for version, digest in read.items() if version not in known]
    assert new == [], f"not in {VERSIONS.name} yet"
    assert read == known, "an archive that has loaded this would stay as it is: see README.md there"


@pytest.mark.parametrize("path", sorted(FOLDER.glob("*.sql")), ids=lambda path: path.stem)
def test_a_file_says_what_it_is_for_and_replaces_what_it_makes(path):
    text = path.read_text()
    assert text.startswith("-- ")
    commands = re.findall(r"^(?:CREATE|DROP|ALTER|DO)\b.*", text, re.MULTILINE)
    assert commands
    assert [command for command in commands if not REPLACING.match(command)] == []


TRIGGERS = ["change_noted", "change_noted_of_related", "change_noted_of_speaker", "entry_2_rows"]


@pytest.mark.django_db
@pytest.mark.parametrize("trigger", TRIGGERS)
def test_what_a_trigger_follows_are_columns(trigger):
    """A name that is no column would be an error only once such a row is changed."""
    followed = followed_columns(trigger)
    assert followed
    models = {model._meta.db_table: model for model in apps.get_app_config("quotes").get_models()}
    for table, columns in followed.items():
        assert columns <= {field.column for field in models[table]._meta.concrete_fields}, table


# --- another version -----------------------------------------------------------------------------


ONE = """-- A number.
CREATE OR REPLACE FUNCTION archive_number() RETURNS int LANGUAGE sql RETURN {number};
"""


def number() -> int | None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT to_regproc('archive_number') IS NOT NULL")
        [there] = cursor.fetchone()
        if not there:
            return None
        cursor.execute("SELECT archive_number()")
        [found] = cursor.fetchone()
        return found


@pytest.mark.django_db
def test_each_version_is_loaded_as_it_was_and_taken_back(tmp_path, monkeypatch):
    monkeypatch.setattr("quotes.sql.FOLDER", tmp_path)
    (tmp_path / "earlier").mkdir()
    (tmp_path / "earlier" / "number_1.sql").write_text(ONE.format(number=1))
    (tmp_path / "earlier" / "number_2.sql").write_text(ONE.format(number=2))
    (tmp_path / "number.sql").write_text(ONE.format(number=3))
    states = []
    steps = [LoadSQL("number", version=version) for version in (1, 2, 3)]
    with connection.schema_editor(atomic=False) as editor:
        for step in steps:
            step.database_forwards("quotes", editor, ProjectState(), ProjectState())
            states.append(number())
        for step in reversed(steps):
            step.database_backwards("quotes", editor, ProjectState(), ProjectState())
            states.append(number())
    assert states == [1, 2, 3, 2, 1, None]
    assert [step.describe() for step in steps[:1]] == ["Load version 1 of quotes/sql/number.sql"]
