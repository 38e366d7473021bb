"""Tables without what makes a row dear, while very many are copied in; at the end all of it again.

A row that is copied in pays for each index, each foreign key and each trigger. Made over the whole
table, an index costs a third of that and a foreign key hardly anything, and both still prove that
the rows are right: PostgreSQL refuses to make them where one is not.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from django.db import connection
from psycopg import sql

# Unique ones before the foreign keys that may need them. Primary keys stay: rows come in order.
_CONSTRAINTS = """
    SELECT format('ALTER TABLE %%s DROP CONSTRAINT %%I', conrelid::regclass, conname),
        format('ALTER TABLE %%s ADD CONSTRAINT %%I %%s', conrelid::regclass, conname,
            pg_get_constraintdef(oid))
    FROM pg_constraint
    WHERE conrelid = ANY (%s::regclass[]) AND contype IN ('f', 'u')
    ORDER BY contype DESC, conname
"""
_INDEXES = """
    SELECT format('DROP INDEX %%s', indexrelid::regclass), pg_get_indexdef(indexrelid)
    FROM pg_index
    WHERE indrelid = ANY (%s::regclass[]) AND NOT indisprimary
    ORDER BY indexrelid
"""


@contextmanager
def bare(tables: Sequence[str]) -> Iterator[None]:
    """Within a transaction: the tables without triggers, foreign keys and indexes.

    What triggers would have checked or made of the rows is the business of who copies them in.
    """
    with without_triggers(tables):
        again = _dropped(_CONSTRAINTS, tables)
        # What is left are those that no constraint has made.
        again = _dropped(_INDEXES, tables) + again
        yield
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL maintenance_work_mem = '512MB'")
            for command in again:
                cursor.execute(command)
            cursor.execute("SET LOCAL maintenance_work_mem TO DEFAULT")


@contextmanager
def without_triggers(tables: Sequence[str]) -> Iterator[None]:
    """Within a transaction: the tables without triggers."""
    _triggers("DISABLE", tables)
    yield
    _triggers("ENABLE", tables)


def _dropped(query: str, tables: Sequence[str]) -> list[str]:
    """Drop what the query names; returns the commands that make it again."""
    with connection.cursor() as cursor:
        cursor.execute(query, [list(tables)])
        found = cursor.fetchall()
        for drop, _ in found:
            cursor.execute(drop)
    return [make for _, make in found]


def _triggers(change: str, tables: Sequence[str]) -> None:
    command = sql.SQL("ALTER TABLE {} {} TRIGGER USER")
    with connection.cursor() as cursor:
        for table in tables:
            cursor.execute(command.format(sql.Identifier(table), sql.SQL(change)))
