"""What a command asks of the database before it begins."""

from django.core.management.base import CommandError
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from quotes.management.replaced_migrations import require_all_or_none


def require_tables() -> None:
    """Raises CommandError, which says what to do, while migrations are outstanding."""
    require_all_or_none(connection)
    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        raise CommandError("The tables are not up to date. Run first: python manage.py migrate")
