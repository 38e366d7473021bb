"""The peer: the same rows in SQLite, served by Datasette as those who know it would.

One wide table with a column for each dimension (what can have several values is a JSON array, as
Datasette's own faceting wants it), an index for each column with the day behind it, full-text
search by FTS5 with its English stemmer over the texts and the wordings, keys to the tables of
speakers and sources, and statistics (ANALYZE). It is opened as immutable, with its rows counted
before, which is Datasette's quickest way. Its settings are the defaults; the facets that stand
beside our list are set in its metadata, and the page size is asked for in the address.

Datasette lives in an environment of its own below the bench's folder and is no dependency of the
project.

    … python -m bench.child bench.datasette FILE
"""

import json
import socket
import sqlite3
import subprocess
import sys
import venv
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.db import connection

from bench import load
from bench.archive import Archive, Served, stop, wait_for
from bench.pages import SEVERAL, column

WANTED = "datasette>=0.65,<0.66"
ONE_VALUE = ("speaker", "country", "party", "language", "kind", "place", "occasion", "month")
FACETS = (*ONE_VALUE, "sources", "has_figure")
BATCH = 5_000

TABLES = """
    CREATE TABLE speakers (slug TEXT PRIMARY KEY, name TEXT, country TEXT, party TEXT);
    CREATE TABLE sources (id INTEGER PRIMARY KEY, title TEXT, outlet TEXT, kind TEXT, url TEXT,
        published TEXT);
    CREATE TABLE statements (id INTEGER PRIMARY KEY, public_id TEXT, said TEXT, said_from TEXT,
        said_to TEXT, sources INTEGER, has_figure INTEGER, text TEXT, wordings TEXT,
        speaker TEXT REFERENCES speakers(slug), country TEXT, party TEXT, language TEXT, kind TEXT,
        place TEXT, occasion TEXT, month TEXT,
        topic TEXT, outlet TEXT, source_kind TEXT, "check" TEXT, role TEXT);
    CREATE TABLE citations (id INTEGER PRIMARY KEY,
        statement INTEGER REFERENCES statements(id), source INTEGER REFERENCES sources(id),
        kind TEXT, wording TEXT, "check" TEXT);
"""
STATEMENTS = """
    SELECT s.id, s.public_id, s.said, e.said_from::text, e.said_to::text, e.sources, e.facets,
        s.text, (SELECT string_agg(DISTINCT c.wording, E'\n') FROM quotes_citation c
            WHERE c.statement_id = s.id AND c.wording <> s.text)
    FROM quotes_entry e JOIN quotes_statement s ON s.id = e.statement_id ORDER BY s.id
"""
OTHERS = {
    "speakers": "SELECT slug, name, country, party FROM quotes_speaker",
    "sources": """SELECT s.id, s.title, o.name, s.kind, s.url, s.published FROM quotes_source s
        JOIN quotes_outlet o ON o.id = s.outlet_id""",
    "citations": """SELECT id, statement_id, source_id, kind, wording, check_state
        FROM quotes_citation ORDER BY id""",
}


def build(path: Path) -> None:
    """Copy the archive that the settings name into a new SQLite file."""
    draft = path.with_suffix(".unfinished")
    draft.unlink(missing_ok=True)
    with sqlite3.connect(draft) as made:
        made.executescript("PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF;" + TABLES)
        for table, sql in OTHERS.items():
            _copy(made, table, _rows(sql))
        _copy(made, "statements", _statements())
        made.executescript(_indexes())
    made.close()
    draft.rename(path)


def _rows(sql: str) -> Iterator[tuple[Any, ...]]:
    """Read row by row: a million of them are not to stand in memory."""
    connection.ensure_connection()
    with (
        connection.connection.transaction(),
        connection.connection.cursor(name="bench") as cursor,
    ):
        cursor.itersize = BATCH
        cursor.execute(sql)
        for row in cursor:
            yield tuple(row)


def _statements() -> Iterator[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT id, dimension, key FROM quotes_facet")
        facets = {pk: (dimension, key) for pk, dimension, key in cursor.fetchall()}
    for *columns, sources, held, text, wordings in _rows(STATEMENTS):
        values: dict[str, list[str]] = {}
        for dimension, key in (facets[pk] for pk in held):
            if key != "none":
                values.setdefault(dimension, []).append(key)
        yield (
            *(*columns, sources, int("has" in values), text, wordings or ""),
            *((values.get(name) or [None])[0] for name in ONE_VALUE),
            *(json.dumps(values.get(name, [])) for name in SEVERAL),
        )


def _copy(made: sqlite3.Connection, table: str, rows: Iterator[tuple[Any, ...]]) -> None:
    first = next(rows, None)
    if first is None:
        return
    places = ", ".join("?" * len(first))
    insert = f"INSERT INTO {table} VALUES ({places})"
    made.execute(insert, first)
    made.executemany(insert, rows)


def _indexes() -> str:
    columns = [*ONE_VALUE, "sources", "has_figure"]
    return f"""
        {"".join(f"CREATE INDEX by_{c} ON statements ({c}, said_to);" for c in columns)}
        CREATE INDEX by_day ON statements (said_to, id);
        CREATE INDEX by_first_day ON statements (said_from);
        CREATE INDEX citations_of_statement ON citations (statement);
        CREATE INDEX citations_of_source ON citations (source);
        CREATE VIRTUAL TABLE statements_fts USING fts5 (text, wordings, place, occasion,
            content = 'statements', content_rowid = 'id', tokenize = 'porter unicode61');
        INSERT INTO statements_fts (statements_fts) VALUES ('rebuild');
        INSERT INTO statements_fts (statements_fts) VALUES ('optimize');
        ANALYZE;
    """


METADATA = {
    "databases": {
        "archive": {
            "tables": {
                "statements": {
                    "label_column": "text",
                    "facets": [*FACETS, *({"array": column(name)} for name in SEVERAL)],
                },
                "speakers": {"label_column": "name"},
            }
        }
    }
}


class Datasette:
    """Datasette before the same rows as an archive."""

    def __init__(self, archive: Archive) -> None:
        self.archive = archive
        self.folder = archive.home / "datasette"
        self.python = archive.home.parent / "datasette-environment"
        self.file = self.folder / "archive.db"

    def prepare(self) -> None:
        """Install Datasette and copy the rows, if that has not been done."""
        if not (self.python / "bin/datasette").exists():
            venv.create(self.python, with_pip=True)
            self._run("pip", "install", "--quiet", "--disable-pip-version-check", WANTED)
        self.folder.mkdir(parents=True, exist_ok=True)
        stamp = self.archive.home / "filled.json"
        if not self.file.exists() or self.file.stat().st_mtime < stamp.stat().st_mtime:
            self.archive.run("-m", "bench.child", "bench.datasette", str(self.file))
            inspected = self._run("datasette", "inspect", str(self.file))
            (self.folder / "inspect.json").write_text(inspected)
        (self.folder / "metadata.json").write_text(json.dumps(METADATA))

    def version(self) -> str:
        code = "import sqlite3; print('SQLite', sqlite3.sqlite_version)"
        datasette = self._run("datasette", "--version").split()[-1]
        return f"Datasette {datasette}, {self._run('python', '-c', code).strip()}"

    @contextmanager
    def served(self) -> Iterator[Served]:
        """Datasette, answering; stopped in the end."""
        with socket.create_server((load.HOST, 0)) as free:
            port = free.getsockname()[1]
        command = [str(self.python / "bin/datasette"), "serve", "--immutable", str(self.file)]
        command += ["--inspect-file", str(self.folder / "inspect.json")]
        command += ["--metadata", str(self.folder / "metadata.json")]
        command += ["--host", load.HOST, "--port", str(port)]
        with (self.folder / "log.txt").open("w") as log:
            process = subprocess.Popen(command, stdout=log, stderr=log)
            try:
                yield Served(port, process.pid, wait_for(port, "/", process))
            finally:
                stop(process)

    def _run(self, program: str, *arguments: str) -> str:
        command = [str(self.python / "bin" / program), *arguments]
        return subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout


def timed_out_facets(body: bytes) -> int:
    """How many facets a page of Datasette says it gave up, at its time limit for each."""
    text = body.decode(errors="replace")
    _before, marked, after = text.partition("These facets timed out:")
    return after.partition("</p>")[0].count(",") + 1 if marked else 0


if __name__ == "__main__":
    build(Path(sys.argv[1]))
