"""The rule for the server of a database: PostgreSQL, and not too old."""

from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.utils import NotSupportedError

OLDEST = 15


def require_supported(connection: BaseDatabaseWrapper, **_: Any) -> None:
    """Close the connection and raise NotSupportedError unless its server is PostgreSQL 15 or later.

    Fit to be a receiver of Django's signal ``connection_created``.
    """
    if connection.vendor != "postgresql":
        version = connection.display_name
    else:
        major = connection.get_database_version()[0]
        if major >= OLDEST:
            return
        version = f"PostgreSQL {major}"
    connection.close()
    raise NotSupportedError(
        f"The archive needs PostgreSQL {OLDEST} or later, and DATABASE_URL names a server with "
        f"{version}. Name a newer server, or leave DATABASE_URL empty to use the embedded one."
    )
