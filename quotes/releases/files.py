"""The forms of a table of a release: CSV, SQLite and Parquet, each written row by row.

Nothing in a file depends on when or where it was written, so that the same record makes the same
bytes.
"""

import csv
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any, TextIO

from quotes.releases.tables import Column, ReleaseTable, cells

Take = Callable[[Sequence[Any]], None]

# Rows of a group of a Parquet file, which is read as a whole; rows of an INSERT.
GROUP = 20_000
BATCH = 1_000


class MissingLibrary(RuntimeError):
    """A form needs a library that is not installed."""


# --- CSV -----------------------------------------------------------------------------------------


@contextmanager
def csv_file(path: Path, table: ReleaseTable) -> Iterator[Take]:
    """A file of CSV (RFC 4180, but for line feeds at the ends of lines) that takes rows."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = _writer(file)
        writer.writerow([column.name for column in table.columns])

        def take(row: Sequence[Any]) -> None:
            writer.writerow(cells(row))

        yield take


def _writer(file: TextIO) -> Any:
    return csv.writer(file, lineterminator="\n")


# --- SQLite --------------------------------------------------------------------------------------

_SQLITE_TYPES = {"integer": "INTEGER", "number": "NUMERIC", "boolean": "TEXT"}


class SqliteFile:
    """A database of SQLite with a table each, and their words to search by."""

    def __init__(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.unlink(missing_ok=True)
        self._database = sqlite3.connect(path, isolation_level=None)
        # Nobody else reads it, and a broken one is thrown away.
        self._database.execute("PRAGMA journal_mode = OFF")
        self._database.execute("PRAGMA synchronous = OFF")

    @contextmanager
    def table(self, table: ReleaseTable) -> Iterator[Take]:
        """A table that takes rows."""
        self._database.execute(_create(table))
        marks = ", ".join("?" * len(table.columns))
        insert = f'INSERT INTO "{table.name}" VALUES ({marks})'
        waiting: list[tuple[Any, ...]] = []

        def take(row: Sequence[Any]) -> None:
            waiting.append(_stored(table, row))
            if len(waiting) >= BATCH:
                write()

        def write() -> None:
            self._database.executemany(insert, waiting)
            waiting.clear()

        self._database.execute("BEGIN")
        yield take
        write()
        self._database.execute("COMMIT")

    def finish(self, tables: Sequence[ReleaseTable]) -> None:
        """Index references and words; raises ValueError for a row that refers to none."""
        with closing(self._database) as database:
            for table in tables:
                for column in table.columns:
                    if column.refers:
                        name = f"{table.name}_{column.name}"
                        database.execute(
                            f'CREATE INDEX "{name}" ON "{table.name}" ("{column.name}")'
                        )
                if table.searched:
                    _index_words(database, table)
            if missing := database.execute("PRAGMA foreign_key_check").fetchone():
                raise ValueError(f"a row of {missing[0]} refers to a row of {missing[2]} not there")


def _create(table: ReleaseTable) -> str:
    lines = [_definition(column) for column in table.columns]
    lines.append(f"PRIMARY KEY ({_names(table.key)})")
    for column in table.columns:
        if column.refers:
            other, key = column.refers
            lines.append(f'FOREIGN KEY ("{column.name}") REFERENCES "{other}" ("{key}")')
    return f'CREATE TABLE "{table.name}" (\n  ' + ",\n  ".join(lines) + "\n)"


def _definition(column: Column) -> str:
    unique = " UNIQUE" if column.is_unique else ""
    required = " NOT NULL" if column.is_required else ""
    return f'"{column.name}" {_SQLITE_TYPES.get(column.type, "TEXT")}{required}{unique}'


def _names(names: Sequence[str]) -> str:
    return ", ".join(f'"{name}"' for name in names)


def _stored(table: ReleaseTable, row: Sequence[Any]) -> tuple[Any, ...]:
    """The cells of a row; a reference to nothing is null, as SQL has it."""
    return tuple(
        None if column.refers and cell == "" else cell
        for column, cell in zip(table.columns, cells(row), strict=True)
    )


def _index_words(database: sqlite3.Connection, table: ReleaseTable) -> None:
    """Words of a table, found by Datasette by the name of their table (FTS5)."""
    database.execute(
        f'CREATE VIRTUAL TABLE "{table.name}_fts" USING fts5('
        f'{_names(table.searched)}, content="{table.name}",'
        " tokenize='unicode61 remove_diacritics 2')"
    )
    database.execute(
        f'INSERT INTO "{table.name}_fts" (rowid, {_names(table.searched)})'
        f' SELECT rowid, {_names(table.searched)} FROM "{table.name}" ORDER BY rowid'
    )


# --- Parquet -------------------------------------------------------------------------------------


def require_parquet() -> None:
    """Raises `MissingLibrary` where Parquet cannot be written."""
    try:
        import pyarrow.parquet  # noqa: F401
    except ImportError:
        raise MissingLibrary(
            "Parquet needs the library pyarrow, which is not installed. Install it (for example "
            "with “uv sync --extra parquet”), or make the release without --parquet."
        ) from None


@contextmanager
def parquet_file(path: Path, table: ReleaseTable) -> Iterator[Take]:
    """A file of Parquet that takes rows. Moments and partial dates are text, as in CSV."""
    import pyarrow as arrow
    from pyarrow import parquet

    types = {
        "integer": arrow.int64(),
        "number": arrow.float64(),
        "boolean": arrow.bool_(),
        "array": arrow.list_(arrow.string()),
    }
    schema = arrow.schema(
        arrow.field(
            column.name,
            types.get(column.type, arrow.string()),
            metadata={"description": column.description},
        )
        for column in table.columns
    )
    waiting: list[Sequence[Any]] = []
    path.parent.mkdir(parents=True, exist_ok=True)
    with parquet.ParquetWriter(path, schema, compression="zstd") as file:

        def take(row: Sequence[Any]) -> None:
            waiting.append([cells([v])[0] if isinstance(v, dict) else v for v in row])
            if len(waiting) >= GROUP:
                write()

        def write() -> None:
            columns = zip(*waiting, strict=True) if waiting else [[] for _ in table.columns]
            arrays = [
                arrow.array(column, field.type)
                for column, field in zip(columns, schema, strict=True)
            ]
            file.write_table(arrow.Table.from_arrays(arrays, schema=schema))
            waiting.clear()

        yield take
        if waiting:
            write()
