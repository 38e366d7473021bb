"""The databases of the tests: copies of one template, which holds the tables and no rows.

To run the migrations takes five seconds, to copy what they leave a fraction of one. The template
stays from run to run. Its comment is a fingerprint of what made it, so that it is made anew when
a migration has changed.
"""

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import django
from django.conf import settings
from django.db import connection

ROOT = Path(__file__).resolve().parent.parent
# Taken by the process that looks whether the template must be made; any number would do.
LOCK = 20_250_521


def fingerprint() -> str:
    """A digest of all that decides what the migrations leave."""
    digest = hashlib.sha256(f"Django {django.__version__} {settings.INSTALLED_APPS}".encode())
    for path in sorted([*ROOT.glob("*/migrations/*.py"), *ROOT.glob("quotes/sql/**/*.sql")]):
        digest.update(path.name.encode() + path.read_bytes())
    return digest.hexdigest()


def template() -> str:
    """The name of the template, made first where it is not there or no longer true."""
    name = f"test_{connection.settings_dict['NAME']}_template"
    with connection._nodb_cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s)", [LOCK])
        cursor.execute(
            "SELECT shobj_description(oid, 'pg_database') FROM pg_database WHERE datname = %s",
            [name],
        )
        if cursor.fetchone() != (fingerprint(),):
            _migrated(name)
            quoted = connection.ops.quote_name(name)
            cursor.execute(f"COMMENT ON DATABASE {quoted} IS '{fingerprint()}'")
    return name


def _migrated(name: str) -> None:
    """Make the database anew by the migrations."""
    names = connection.settings_dict
    production, test = names["NAME"], names["TEST"]["NAME"]
    names["TEST"]["NAME"] = name
    connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
    _leave_uncounted()
    connection.close()
    names["NAME"], names["TEST"]["NAME"] = production, test


def _leave_uncounted() -> None:
    """Keep autovacuum from counting the rows: between two tests it finds none.

    What loads the whole record would then be planned for one row.
    """
    with connection.cursor() as cursor:
        for table in connection.introspection.get_table_list(cursor):
            if table.type == "t":
                name = connection.ops.quote_name(table.name)
                cursor.execute(f"ALTER TABLE {name} SET (autovacuum_enabled = false)")


@contextmanager
def copy_of(source: str, name: str) -> Iterator[str]:
    """A copy by that name, which is the database of every test meanwhile.

    Nothing may be connected to the source.
    """
    before = connection.settings_dict["NAME"]
    quoted, of = connection.ops.quote_name(name), connection.ops.quote_name(source)
    # A browser keeps its connections to a server open, and that server those to its database.
    drop = f"DROP DATABASE IF EXISTS {quoted} WITH (FORCE)"
    with connection._nodb_cursor() as cursor:
        cursor.execute(drop)
        cursor.execute(f"CREATE DATABASE {quoted} TEMPLATE {of}")
    connection.close()
    connection.settings_dict["NAME"] = name
    try:
        yield name
    finally:
        connection.close()
        connection.settings_dict["NAME"] = before
        with connection._nodb_cursor() as cursor:
            cursor.execute(drop)


def allow_to_be_emptied() -> None:
    """Let the tests flush the database, published statements too.

    Each connection asks for it: only a superuser could have the database remember it.
    """
    connection.close()
    options = connection.settings_dict["OPTIONS"]
    options["options"] = f"{options.get('options', '')} -c archive.may_be_emptied=on"
