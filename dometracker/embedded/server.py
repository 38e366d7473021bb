"""The embedded server as the engine sees it, which starts it at the first connection."""

import functools
from pathlib import Path
from typing import Any

import psycopg
from psycopg import errors, sql

from dometracker.embedded import folders
from dometracker.embedded.cluster import Cluster
from dometracker.embedded.configuration import ROLE


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
