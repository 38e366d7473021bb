"""What a release says of itself: as a Frictionless data package, and as metadata of Datasette."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from quotes.releases import licence
from quotes.releases.check_release import sha256_of
from quotes.releases.tables import Column, ReleaseTable

NAME = "dometracker"
TITLE = "Public statements on the Golden Dome"
DESCRIPTION = (
    "What public officials said about the Golden Dome missile-defence programme: who said it, "
    "when, in exactly which words, and which sources printed it."
)

# The JSON of a cell has a type of its own; an array of Frictionless is JSON in CSV, too.
_TYPES = {"datetime": {"type": "datetime", "format": "any"}}


def data_package(
    folder: Path, tables: Sequence[ReleaseTable], *, day: str, origin: str, heads: dict[str, str]
) -> dict[str, Any]:
    """The ``datapackage.json`` of a release whose tables are written (Data Package 1.0).

    ``heads`` are the last chain of each history, by the name of its table.
    """
    return {
        "profile": "tabular-data-package",
        "name": NAME,
        "title": TITLE,
        "description": f"{DESCRIPTION} {licence.COVERS}",
        "version": day,
        "created": f"{day}T00:00:00Z",
        "homepage": f"{origin}/data/",
        "licenses": [{"name": licence.NAME, "title": licence.TITLE, "path": licence.URL}],
        "sources": [{"title": "The archive", "path": f"{origin}/"}],
        "chains": heads,
        "resources": [_resource(folder, table) for table in tables],
    }


def _resource(folder: Path, table: ReleaseTable) -> dict[str, Any]:
    path = f"data/{table.name}.csv"
    return {
        "name": table.name.replace("_", "-"),
        "path": path,
        "profile": "tabular-data-resource",
        "title": table.name.replace("_", " ").capitalize(),
        "description": table.description,
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "bytes": (folder / path).stat().st_size,
        "hash": f"sha256:{sha256_of(folder / path)}",
        "dialect": {"delimiter": ",", "quoteChar": '"', "doubleQuote": True, "header": True},
        "schema": _schema(table),
    }


def _schema(table: ReleaseTable) -> dict[str, Any]:
    schema: dict[str, Any] = {
        "fields": [_field(column) for column in table.columns],
        "primaryKey": list(table.key),
        "missingValues": [""],
    }
    if references := [column for column in table.columns if column.refers]:
        schema["foreignKeys"] = [_foreign_key(table, column) for column in references]
    return schema


def _field(column: Column) -> dict[str, Any]:
    field = {
        "name": column.name,
        "description": column.description,
        **_TYPES.get(column.type, {"type": column.type}),
    }
    constraints: dict[str, Any] = {}
    if column.is_required:
        constraints["required"] = True
    if column.is_unique:
        constraints["unique"] = True
    if column.known:
        constraints["enum"] = list(column.known)
    return field | ({"constraints": constraints} if constraints else {})


def _foreign_key(table: ReleaseTable, column: Column) -> dict[str, Any]:
    other, key = column.refers or ("", "")
    # A table that refers to itself is named by nothing (Data Package 1.0).
    resource = "" if other == table.name else other.replace("_", "-")
    return {"fields": column.name, "reference": {"resource": resource, "fields": key}}


def datasette(tables: Sequence[ReleaseTable], *, day: str, origin: str) -> dict[str, Any]:
    """The ``metadata.json`` of Datasette."""
    return {
        "title": f"{TITLE}, {day}",
        "description": f"{DESCRIPTION} {licence.COVERS}",
        "license": licence.TITLE,
        "license_url": licence.URL,
        "source": "The archive",
        "source_url": f"{origin}/",
        "databases": {NAME: {"tables": {table.name: _of_table(table) for table in tables}}},
    }


def _of_table(table: ReleaseTable) -> dict[str, Any]:
    told: dict[str, Any] = {
        "description": table.description,
        "columns": {column.name: column.description for column in table.columns},
    }
    if table.searched:
        told |= {"fts_table": f"{table.name}_fts", "fts_pk": "rowid"}
    labels = ("name", "title", "text")
    if label := next((name for name in labels if name in table.paths), ""):
        told["label_column"] = label
    return told
