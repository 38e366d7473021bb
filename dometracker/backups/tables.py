"""What the tables of a database hold, as a hash of each that a copy must have too."""

import hashlib
from collections.abc import Callable, Iterator
from typing import Any

from psycopg import Connection, sql

# Counts of who asked how often: they run out by themselves, and PostgreSQL empties the table after
# a crash.
NOT_KEPT = frozenset({"dometracker_allowance"})

# Generated columns follow from the others, by rules that may differ between versions of PostgreSQL.
_TABLES = """
    SELECT c.relname::text, array_agg(a.attname::text ORDER BY a.attname)
    FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid
    WHERE c.relnamespace = 'public'::regnamespace AND c.relkind = 'r'
      AND a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated = ''
    GROUP BY c.relname ORDER BY c.relname
"""

# The same text of a value on every server.
_FORMS = """
    SELECT set_config(name, value, false) FROM (VALUES
        ('datestyle', 'ISO, YMD'), ('intervalstyle', 'iso_8601'), ('timezone', 'UTC'),
        ('bytea_output', 'hex'), ('extra_float_digits', '1'), ('search_path', 'public'),
        ('statement_timeout', '0'), ('lock_timeout', '0'),
        ('idle_in_transaction_session_timeout', '0')
    ) AS form (name, value)
"""

# Each row by itself, so that no order matters and nothing is sorted; 128 bits of SHA-256, added up.
_HASH = """
    SELECT count(*), coalesce(sum(('x' || left(h, 16))::bit(64)::bigint::numeric), 0),
        coalesce(sum(('x' || substr(h, 17, 16))::bit(64)::bigint::numeric), 0)
    FROM (SELECT encode(sha256(convert_to(ROW({columns})::text, 'UTF8')), 'hex') AS h
          FROM {table}) AS hashed
"""

# Without conditions, which are spelt otherwise once they have been dumped and read.
_SCHEMA = """
    SELECT format('column %s %s %s %s', attrelid::regclass, attname,
        format_type(atttypid, atttypmod), attnotnull)
    FROM pg_attribute JOIN pg_class c ON c.oid = attrelid
    WHERE relnamespace = 'public'::regnamespace AND relkind = 'r'
      AND attnum > 0 AND NOT attisdropped
    UNION ALL SELECT pg_get_functiondef(oid) FROM pg_proc
    WHERE pronamespace = 'public'::regnamespace AND prokind IN ('f', 'p')
      AND NOT EXISTS (SELECT FROM pg_depend WHERE objid = pg_proc.oid AND deptype = 'e')
    UNION ALL SELECT format('trigger %s %s %s %s %s', tgrelid::regclass, tgname,
        tgtype, tgenabled, tgfoid::regproc)
    FROM pg_trigger t JOIN pg_class c ON c.oid = tgrelid
    WHERE relnamespace = 'public'::regnamespace AND NOT tgisinternal
    UNION ALL SELECT format('index %s %s', tablename, indexname)
    FROM pg_indexes WHERE schemaname = 'public'
    UNION ALL SELECT format('constraint %s %s %s', conrelid::regclass, conname, contype)
    FROM pg_constraint WHERE connamespace = 'public'::regnamespace AND contype <> 'n'
"""

Rows = tuple[int, str]


def use_fixed_forms(connection: Connection[Any]) -> None:
    """Have the connection write values as every other does that hashes, and wait for nothing."""
    connection.execute(_FORMS)


def names(connection: Connection[Any]) -> dict[str, list[str]]:
    """The tables, each with the columns that are hashed."""
    found = connection.execute(_TABLES).fetchall()
    return {name: columns for name, columns in found if name not in NOT_KEPT}


def hashes(connection: Connection[Any], done: Callable[[], None]) -> dict[str, Rows]:
    """Of each table the number of rows and their hash; ``done`` is called after each."""
    return dict(_hashed(connection, done))


def _hashed(connection: Connection[Any], done: Callable[[], None]) -> Iterator[tuple[str, Rows]]:
    for name, columns in names(connection).items():
        listed = sql.SQL(", ").join(map(sql.Identifier, columns))
        query = sql.SQL(_HASH).format(columns=listed, table=sql.Identifier("public", name))
        row = connection.execute(query).fetchone()
        assert row
        count, *sums = row
        yield name, (count, hashlib.sha256(f"{count} {sums}".encode()).hexdigest())
        done()


def schema_hash(connection: Connection[Any]) -> str:
    """A hash of the columns, functions, triggers, indexes and constraints."""
    lines = sorted(line for (line,) in connection.execute(_SCHEMA))
    return hashlib.sha256("\0".join(lines).encode()).hexdigest()


def differences(expected: dict[str, Rows], found: dict[str, Rows]) -> list[str]:
    """A sentence for each table that is not the same."""
    told = []
    for name in sorted(expected.keys() | found.keys()):
        was, is_now = expected.get(name), found.get(name)
        if was is None:
            told.append(f"{name} is no table of the backup")
        elif is_now is None:
            told.append(f"{name} is missing")
        elif was[0] != is_now[0]:
            told.append(f"{name} has {is_now[0]:,} rows and had {was[0]:,}")
        elif tuple(was) != tuple(is_now):
            told.append(f"{name} has {was[0]:,} rows, and not the same")
    return told
