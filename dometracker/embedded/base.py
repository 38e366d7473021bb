"""Django's PostgreSQL engine on the embedded server, which starts at the first connection.

Settings: ``NAME`` (made if missing) and ``HOME`` (pathlib.Path), the folder for the data.
"""

from collections.abc import Iterable
from pathlib import Path
from typing import Any

import psycopg
from django.db.backends.postgresql import base, client, features

from dometracker.database import OLDEST
from dometracker.embedded.server import embedded


class DatabaseClient(client.DatabaseClient):
    """``manage.py dbshell`` with the psql that comes along."""

    @classmethod
    def settings_to_cmd_args_env(
        cls, settings_dict: dict[str, Any], parameters: Iterable[str]
    ) -> tuple[list[str], dict[str, str] | None]:
        server = embedded(Path(settings_dict["HOME"]))
        address = {key.upper(): value for key, value in server.address().items()}
        args, env = super().settings_to_cmd_args_env({**settings_dict, **address}, parameters)
        # Without the empty PGHOSTADDR, one in the environment would beat the socket.
        return [str(server.program("psql")), *args[1:]], {**(env or {}), "PGHOSTADDR": ""}


class DatabaseFeatures(features.DatabaseFeatures):
    minimum_database_version = (OLDEST,)


class DatabaseWrapper(base.DatabaseWrapper):
    client_class = DatabaseClient
    features_class = DatabaseFeatures

    def get_connection_params(self) -> dict[str, Any]:
        server = embedded(Path(self.settings_dict["HOME"]))
        return {**super().get_connection_params(), **server.address()}

    def get_new_connection(self, conn_params: dict[str, Any]) -> Any:
        try:
            return super().get_new_connection(conn_params)
        except psycopg.OperationalError:
            # The database is not there yet, or the server was killed since the last connection.
            server = embedded(Path(self.settings_dict["HOME"]))
            if not server.repair(conn_params["dbname"]):
                raise
        return super().get_new_connection(self.get_connection_params())
