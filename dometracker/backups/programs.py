"""PostgreSQL's own programs for a database, and how they reach it."""

import os
import re
import shutil
import subprocess
from contextlib import suppress
from pathlib import Path
from typing import Any

from django.db import connection
from django.db.backends.base.base import BaseDatabaseWrapper
from psycopg import Connection
from psycopg.conninfo import make_conninfo

from dometracker.backups import BackupError
from dometracker.embedded import EmbeddedDatabaseError, binaries


def connected(database: str = "") -> Connection[Any]:
    """A connection of its own to the archive's server, to its database or to another."""
    other: BaseDatabaseWrapper = connection.copy()
    if database:
        other.settings_dict["NAME"] = database
    raw: Connection[Any] = other.get_new_connection(other.get_connection_params())
    raw.autocommit = True
    return raw


def program(name: str, server: int) -> Path:
    """The program of that name, such as pg_dump, of the server's major version or a later one.

    The one on the PATH if it is new enough, else that of the wheel with the embedded PostgreSQL.
    """
    candidates = []
    if on_path := shutil.which(name):
        candidates.append(Path(on_path))
    with suppress(EmbeddedDatabaseError):
        installed = binaries.majors()
        candidates += [installed[major] / "bin" / name for major in sorted(installed)]
    # The version of the server itself first: what it dumps it can read back.
    versions = {path: _major(path) for path in candidates if path.exists()}
    fit = sorted((major, path) for path, major in versions.items() if major >= server)
    if not fit:
        raise BackupError(
            f"There is no {name} for PostgreSQL {server} on this machine. Install the client "
            f"programs (Debian: postgresql-client-{server}), or the extra local-db, whose wheel "
            "brings them along."
        )
    return fit[0][1]


def _major(path: Path) -> int:
    try:
        told = subprocess.run([path, "--version"], capture_output=True, text=True, cwd="/")
    except OSError:
        return 0
    found = re.search(r"\) (\d+)", told.stdout)
    return int(found[1]) if found else 0


def address(raw: Connection[Any], database: str = "") -> tuple[str, dict[str, str]]:
    """What ``--dbname`` is given to reach the server of a connection, and the environment.

    A password stands in the environment, because everybody can read a command line.
    """
    info = raw.info
    environment = {k: v for k, v in os.environ.items() if not k.startswith(("PG", "LC_", "LANG"))}
    environment |= {"LC_ALL": "C"}
    if info.password:
        environment["PGPASSWORD"] = info.password
    return make_conninfo(info.dsn, dbname=database or info.dbname), environment


def server_major(raw: Connection[Any]) -> int:
    """The major version of the server, such as 15."""
    return raw.info.server_version // 10_000
