"""The bundled record as the loader leaves it, copied out of the database once and in again."""

from dataclasses import dataclass

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


def copied_out() -> list[Copied]:
    """Load the bundled record, keep what is in the tables then, and leave the database empty."""
    with transaction.atomic(), connection.cursor() as cursor:
        call_command("load_archive", verbosity=0)
        connection.check_constraints()
        cursor.execute(COLUMNS)
        tables = []
        for name, columns in cursor.fetchall():
            with cursor.copy(f"COPY {name} ({columns}) TO STDOUT") as copy:
                tables.append(Copied(name, columns, b"".join(copy)))
        transaction.set_rollback(True)
    return [table for table in tables if table.rows]


def copy_in(tables: list[Copied]) -> None:
    """Fill the tables with what a load has left there.

    Foreign keys are checked; the triggers rest, as what they do is among the rows. The sequences
    are past the ids, because no rollback takes them back.
    """
    with connection.cursor() as cursor:
        for table in tables:
            cursor.execute(f"ALTER TABLE {table.name} DISABLE TRIGGER USER")
            cursor.execute(f"DELETE FROM {table.name}")
        for table in tables:
            with cursor.copy(f"COPY {table.name} ({table.columns}) FROM STDIN") as copy:
                copy.write(table.rows)
        # No table whose keys wait to be checked can be altered.
        connection.check_constraints()
        for table in tables:
            cursor.execute(f"ALTER TABLE {table.name} ENABLE TRIGGER USER")
