"""Empties the bench's own database, so that migrations that were changed are applied anew.

… python -m bench.child bench.fresh
"""

from django.db import connection

from bench.synthetic import refuse_real_records


def empty() -> None:
    """Drop everything. Refused, as `bench.synthetic` refuses it, where anything real is."""
    if "quotes_statement" in connection.introspection.table_names():
        refuse_real_records()
    with connection.cursor() as cursor:
        cursor.execute("DROP SCHEMA public CASCADE")
        cursor.execute("CREATE SCHEMA public")


if __name__ == "__main__":
    empty()
