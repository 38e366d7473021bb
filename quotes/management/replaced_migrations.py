"""The migrations from before the first release, which ``0001_tables`` and ``0002_sql`` replace.

Django takes a replacement for applied where all that it replaces are applied, and makes it where
none is. Where some are, it says nothing and leaves the tables as they are.
"""

from collections.abc import Sequence
from typing import Any

from django.core.checks import CheckMessage, Error
from django.core.management.base import CommandError
from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder

# A commit in which all of the replaced migrations can still be applied.
WITH_THEM = "7150ef0"

HINT = (
    f"Check out the commit {WITH_THEM} and run there: python manage.py migrate. Then run it again "
    "with this version."
)


def check_all_or_none(databases: Sequence[str] | None = None, **_: Any) -> list[CheckMessage]:
    """A check of Django's of which ``migrate`` makes sure first, whatever else it is asked."""
    stopped = filter(None, (_stopped_at(connections[alias]) for alias in databases or ()))
    return [Error(_refusal(name), hint=HINT, id="quotes.E001") for name in stopped]


def require_all_or_none(connection: BaseDatabaseWrapper) -> None:
    """Raises CommandError where an archive stopped in the midst of the replaced migrations."""
    if stopped_at := _stopped_at(connection):
        raise CommandError(f"{_refusal(stopped_at)} {HINT}")


def _refusal(stopped_at: str) -> str:
    return (
        f"This archive was made by an earlier version and has its migrations up to {stopped_at} "
        "only, so this version cannot take it over. Nothing was changed."
    )


def _stopped_at(connection: BaseDatabaseWrapper) -> str:
    """The last of the replaced migrations that is applied, where others are not; else empty."""
    applied = MigrationRecorder(connection).applied_migrations()
    partly = False
    found = []
    for (app, _name), migration in MigrationLoader(None).replacements.items():
        replaced = migration.replaces if app == "quotes" else []
        present = [name for _app, name in replaced if (_app, name) in applied]
        partly |= 0 < len(present) < len(replaced)
        found += present
    return max(found) if partly else ""
