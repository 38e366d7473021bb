"""What takes long to make, copied out of the database once and in again: above all the record."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from copy import deepcopy
from dataclasses import dataclass, field
from typing import Any

from django.core.management import call_command
from django.db import connection, transaction

COLUMNS = """
SELECT relname::text, string_agg(quote_ident(attname), ', ' ORDER BY attnum)
FROM pg_class JOIN pg_attribute ON attrelid = pg_class.oid
WHERE relnamespace = current_schema()::regnamespace AND relkind = 'r'
  AND starts_with(relname::text, 'quotes_')
  AND attnum > 0 AND NOT attisdropped AND attgenerated = ''
GROUP BY relname
"""


@dataclass(frozen=True)
class Copied:
    """All rows of a table, as COPY gives and takes them."""

    name: str
    columns: str
    rows: bytes


def copied() -> list[Copied]:
    """What is in the tables, without those that are empty."""
    tables = []
    with connection.cursor() as cursor:
        cursor.execute(COLUMNS)
        for name, columns in cursor.fetchall():
            with cursor.copy(f"COPY {name} ({columns}) TO STDOUT") as copy:
                tables.append(Copied(name, columns, b"".join(copy)))
    return [table for table in tables if table.rows]


def copied_out() -> list[Copied]:
    """Load the bundled record, keep what is in the tables then, and leave the database empty."""
    with transaction.atomic():
        call_command("load_archive", verbosity=0)
        connection.check_constraints()
        tables = copied()
        transaction.set_rollback(True)
    return tables


# By one setting of a superuser, rather than by two changes of each table, after which the server
# reads its catalogue anew. No row is returned to a role that may not set it.
REST = """
SELECT set_config('session_replication_role', 'replica', true)
FROM pg_roles WHERE rolname = current_user AND rolsuper
"""


@contextmanager
def triggers_at_rest(*tables: str) -> Iterator[None]:
    """Within a transaction: no trigger looks at what is written to the tables, nor, for a
    superuser, any foreign key."""
    with connection.cursor() as cursor:
        cursor.execute(REST)
        if cursor.fetchone():
            yield
            cursor.execute("SET LOCAL session_replication_role = origin")
            return
        # No table whose keys wait to be checked can be altered, before and behind.
        connection.check_constraints()
        cursor.execute(";".join(f"ALTER TABLE {name} DISABLE TRIGGER USER" for name in tables))
        yield
        connection.check_constraints()
        cursor.execute(";".join(f"ALTER TABLE {name} ENABLE TRIGGER USER" for name in tables))


def copy_in(tables: list[Copied]) -> None:
    """Fill the tables with what a load has left there.

    Triggers and foreign keys rest: what they do is among the rows, which were checked before they
    were copied. The sequences are past the ids, because no rollback takes them back.
    """
    with triggers_at_rest(*(table.name for table in tables)), connection.cursor() as cursor:
        cursor.execute(";".join(f"DELETE FROM {table.name}" for table in tables))
        for table in tables:
            with cursor.copy(f"COPY {table.name} ({table.columns}) FROM STDIN") as copy:
                copy.write(table.rows)


@dataclass
class Scene:
    """Rows that several tests begin with: made by the first of them, copied in for the others."""

    make: Callable[[], Any]
    tables: list[Copied] = field(default_factory=list)
    made: Any = None

    def lay(self) -> Any:
        """Put the rows into a database that has none; what was made, as if just now."""
        if self.tables:
            copy_in(self.tables)
        else:
            self.made = self.make()
            connection.check_constraints()
            self.tables = copied()
        return deepcopy(self.made)
