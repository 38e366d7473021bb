"""The doorway to the database: the embedded server, and the rule for one that is given.

Without DATABASE_URL the engine ``dometracker.embedded`` comes here at its first connection.
"""

import functools
from pathlib import Path
from typing import Any

import psycopg
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.utils import NotSupportedError
from psycopg import errors, sql

from dometracker.embedded import EmbeddedDatabaseError, folders
from dometracker.embedded.cluster import Cluster
from dometracker.embedded.configuration import ROLE

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


class EmbeddedServer:
    """The embedded PostgreSQL of one home folder, as a client sees it."""

    def __init__(self, home: Path) -> None:
        self.cluster = Cluster(home)
        self.entered = False

    def address(self) -> dict[str, Any]:
        """Where to connect (host, port, user …), with the server started if need be."""
        if not self.entered or not self.cluster.socket_folder():
            self.cluster.ensure()
            self.entered = True
        # An address in the environment (PGHOSTADDR) would take precedence over the socket.
        where = {"host": self.cluster.socket_folder(), "hostaddr": "", "port": str(folders.PORT)}
        return {**where, "user": ROLE}

    def program(self, name: str) -> Path:
        """A client program of PostgreSQL that fits the server, such as psql or pg_dump."""
        return self.cluster.program(name)

    def repair(self, database: str) -> bool:
        """After a failed connection: start the server again and make the database if missing.

        Returns whether there is any point in trying again.
        """
        was_ready = self.cluster.ready()
        self.cluster.ensure()
        made = self._make(database)
        return made or not was_ready

    def _make(self, database: str) -> bool:
        with psycopg.connect(dbname="postgres", autocommit=True, **self.address()) as connection:
            known = "SELECT 1 FROM pg_database WHERE datname = %s"
            if connection.execute(known, [database]).fetchone():
                return False
            make = sql.SQL("CREATE DATABASE {} TEMPLATE template0 ENCODING 'UTF8'")
            try:
                connection.execute(make.format(sql.Identifier(database)))
            except (errors.DuplicateDatabase, errors.UniqueViolation):
                # Another process made it in the meantime, which is as good.
                return True
            return True


@functools.cache
def embedded(home: Path) -> EmbeddedServer:
    """The embedded server of ``home``; nothing is started before its address is asked for."""
    return EmbeddedServer(home)


__all__ = ["EmbeddedDatabaseError", "EmbeddedServer", "embedded", "require_supported"]
