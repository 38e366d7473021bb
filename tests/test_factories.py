"""What the factories write at once is what the acts of an editor leave."""

import json
from collections.abc import Callable
from datetime import UTC, datetime
from itertools import count
from typing import Any

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from quotes.editing import EditContext, publish
from quotes.models import Statement
from tests import factories as make
from tests.loaded import COLUMNS

pytestmark = pytest.mark.django_db

SEQUENCES = """
SELECT oid::regclass::text FROM pg_class
WHERE relnamespace = current_schema()::regnamespace AND relkind = 'S'
"""


def published(said: str = "2025-05-21", wordings: tuple[str, ...] = (), **fields: Any) -> Statement:
    """By the act that an editor's form ends in."""
    made = make.draft(said, **fields)
    for position, wording in enumerate(wordings or (made.text,)):
        make.citation(made, wording=wording, position=position)
    publish(made, EditContext("First published", at=timezone.now()))
    return made


def plain(statement: Callable) -> None:
    statement()


def with_all_of_it(statement: Callable) -> None:
    official = make.speaker("Jane Roe")
    make.role(official, "Secretary", "2025-01-20")
    make.role(official, "Senator", "2001", "2024")
    topics = (make.topic("cost"), make.topic("sensors"))
    statement(
        "2025-05",
        wordings=("We will build it.", "will build"),
        speaker=official,
        topics=topics,
        occasion=make.occasion(),
        text="We will build it.",
        said_basis="By the report of the day.",
        place="Ottawa",
        note="Two reports differ.",
    )


def second_of_an_official(statement: Callable) -> None:
    official = make.speaker("Jane Roe")
    statement(speaker=official)
    make.role(official, "Secretary", "2025-01-20")
    statement(speaker=official, language="fr", said="")


def rows(scene: Callable, statement: Callable, monkeypatch: pytest.MonkeyPatch) -> dict[str, list]:
    """Every row that a scene leaves in the tables of the archive, each with names and values."""
    monkeypatch.setattr(make, "numbers", count(1))
    monkeypatch.setattr(timezone, "now", lambda: datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC))
    found = {}
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(COLUMNS)
        tables = [name for name, _columns in cursor.fetchall()]
        cursor.execute(SEQUENCES)
        for (sequence,) in cursor.fetchall():
            cursor.execute(f"ALTER SEQUENCE {sequence} RESTART WITH 1000")
        scene(statement)
        for name in tables:
            cursor.execute(f"SELECT to_jsonb({name}) FROM {name}")
            found[name] = sorted((json.loads(row) for (row,) in cursor.fetchall()), key=repr)
        transaction.set_rollback(True)
    for change in found["quotes_change"]:
        del change["made_at"]  # by the clock of the database
    for change in found["quotes_publicchange"]:
        del change["mark"]  # drawn by chance
    del found["quotes_archiveversion"]  # drawn by chance
    return found


@pytest.mark.parametrize("scene", [plain, with_all_of_it, second_of_an_official])
def test_a_statement_is_as_if_it_had_been_published(scene, monkeypatch):
    assert rows(scene, make.statement, monkeypatch) == rows(scene, published, monkeypatch)


def test_it_costs_far_fewer_queries():
    with CaptureQueriesContext(connection) as at_once:
        make.statement()
    with CaptureQueriesContext(connection) as by_steps:
        published()
    assert 5 * len(at_once) <= 2 * len(by_steps)
