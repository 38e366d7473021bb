"""Writing a release: every public table in every form, what describes them, and their sums."""

import json
import shutil
import zipfile
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path
from typing import Any

from django.db import connection, transaction
from django.db.models import Max

from quotes.citing.reference import Site
from quotes.exports import json_schemas
from quotes.exports.objects import objects_of
from quotes.models import Redirect, Revision, SpeakerRevision, Statement
from quotes.releases import check_release, descriptor, files, licence
from quotes.releases.history import (
    MergedStatements,
    redirects_table,
    revisions_table,
    speaker_revisions_table,
)
from quotes.releases.tables import CHUNK, ReleaseTable, checks_table, record_tables

CHECKER = Path(check_release.__file__)
README = Path(__file__).with_name("readme.md")

# Statements are made into objects so many at a time.
OBJECTS = 500


class RefusedRelease(RuntimeError):
    """A release that cannot be written or read; the message says why."""


@dataclass(frozen=True)
class Release:
    """What was written: its day, how many rows each table has, and its seal."""

    folder: Path
    day: str
    counts: dict[str, int]
    seal: str


def tables() -> list[ReleaseTable]:
    """Every table of a release, each before those that refer to it."""
    merged = MergedStatements()
    histories = [revisions_table(merged), speaker_revisions_table(), redirects_table(merged)]
    return [*record_tables(), checks_table(), *histories]


def write(
    folder: Path,
    origin: str,
    *,
    day: str = "",
    with_parquet: bool = False,
    on_step: Callable[[str], None] = lambda _name: None,
) -> Release:
    """Write a release into a folder that is new or empty.

    ``origin`` is the scheme and host that the archive is served at. ``day`` is the date of the
    release (ISO 8601), by default the day on which the public record last changed. Raises
    `RefusedRelease`, `files.MissingLibrary` and OSError. What was begun and failed is removed.
    """
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise RefusedRelease(f"{folder} is there already and not empty: name a new folder.")
    if with_parquet:
        files.require_parquet()
    folder.mkdir(parents=True, exist_ok=True)
    try:
        with _one_moment():
            return _written(folder, origin, day or last_change(), with_parquet, on_step)
    except BaseException:
        shutil.rmtree(folder)
        raise


@contextmanager
def _one_moment() -> Iterator[None]:
    """The record of one moment, though it takes many queries."""
    outermost = not connection.in_atomic_block
    with transaction.atomic():
        if outermost:
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        yield


def last_change() -> str:
    """The day (UTC) of the last change that left a trace in the histories."""
    moments = [
        model._default_manager.aggregate(last=Max(column))["last"]
        for model, column in (
            (Revision, "made_at"),
            (SpeakerRevision, "made_at"),
            (Redirect, "made_at"),
            (Statement, "published_at"),
        )
    ]
    known = [moment for moment in moments if moment is not None]
    return (max(known) if known else datetime(2026, 1, 1, tzinfo=UTC)).date().isoformat()


def _written(
    folder: Path, origin: str, day: str, with_parquet: bool, on_step: Callable[[str], None]
) -> Release:
    made = tables()
    database = files.SqliteFile(folder / check_release.DATABASE)
    counts: dict[str, int] = {}
    heads: dict[str, str] = {}
    for table in made:
        on_step(table.name)
        with ExitStack() as stack:
            takers = [
                stack.enter_context(files.csv_file(folder / f"data/{table.name}.csv", table)),
                stack.enter_context(database.table(table)),
            ]
            if with_parquet:
                path = folder / f"parquet/{table.name}.parquet"
                takers.append(stack.enter_context(files.parquet_file(path, table)))
            last = deque(_taken(table, takers, counts), maxlen=1)
        if table.columns[-1].name == "chain":
            heads[table.name] = last[0][-1] if last else ""
    database.finish(made)
    on_step("statements.jsonl")
    _write_objects(folder / "jsonl" / "statements.jsonl", Site(origin))
    package = descriptor.data_package(folder, made, day=day, origin=origin, heads=heads)
    _write_json(folder / "datapackage.json", package)
    about = descriptor.datasette(made, day=day, origin=origin)
    _write_json(folder / "datasette" / "metadata.json", about)
    for name in json_schemas.SCHEMAS:
        schema = json_schemas.document(name, f"{origin}/data/schemas/{name}.json")
        _write_json(folder / "schemas" / f"{name}.json", schema)
    _write_text(folder / "README.md", _readme(day, origin, counts, heads, with_parquet))
    _write_text(folder / "LICENSE.txt", f"{licence.TITLE}\n{licence.URL}\n\n{licence.COVERS}\n")
    _write_text(folder / CHECKER.name, CHECKER.read_text(encoding="utf-8"))
    on_step("sums")
    return Release(folder, day, counts, check_release.write_sums(folder))


def _taken(
    table: ReleaseTable, takers: list[files.Take], counts: dict[str, int]
) -> Iterator[tuple[Any, ...]]:
    """The rows, each given to all that take it, and counted."""
    counts[table.name] = 0
    for row in table.rows():
        for take in takers:
            take(row)
        counts[table.name] += 1
        yield row


def _write_objects(path: Path, site: Site) -> None:
    """JSON Lines: each statement as `/s/<id>.json` has it, in the order of the table."""
    path.parent.mkdir()
    keys = Statement.objects.published().order_by("pk").values_list("pk", flat=True)
    left = keys.iterator(chunk_size=CHUNK)
    with path.open("w", encoding="utf-8", newline="\n") as file:
        while ids := list(islice(left, OBJECTS)):
            for made in objects_of(ids, site):
                file.write(json.dumps(made, ensure_ascii=False) + "\n")


def _write_json(path: Path, value: Any) -> None:
    _write_text(path, json.dumps(value, ensure_ascii=False, indent=2) + "\n")


def _write_text(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding="utf-8", newline="\n") as file:
        file.write(text)


def as_one_file(made: Release) -> Path:
    """The release as a ZIP file beside its folder, the same bytes for the same release.

    It gets its name when it is whole: the page of data may be asked for it meanwhile.
    """
    path = zip_of(made.folder)
    begun = path.with_name(f"{path.name}.part")
    year, month, day = map(int, made.day.split("-"))
    with zipfile.ZipFile(begun, "w", zipfile.ZIP_DEFLATED) as packed:
        for file in sorted(file for file in made.folder.rglob("*") if file.is_file()):
            name = f"{made.folder.name}/{file.relative_to(made.folder).as_posix()}"
            entry = zipfile.ZipInfo(name, (year, month, day, 0, 0, 0))
            entry.compress_type, entry.external_attr = zipfile.ZIP_DEFLATED, 0o644 << 16
            with file.open("rb") as given, packed.open(entry, "w", force_zip64=True) as taken:
                shutil.copyfileobj(given, taken, 1 << 20)
    return begun.replace(path)


def zip_of(folder: Path) -> Path:
    """Where the ZIP file of a release stands."""
    folder = folder.resolve()
    return folder.with_name(f"{folder.name}.zip")


def _readme(
    day: str, origin: str, counts: dict[str, int], heads: dict[str, str], with_parquet: bool
) -> str:
    rows = "\n".join(f"| `{name}` | {count} |" for name, count in counts.items())
    chains = "\n".join(f"- `{name}`: `{head}`" for name, head in heads.items() if head)
    parquet = "\n- `parquet/`: the same tables as Parquet" if with_parquet else ""
    return README.read_text(encoding="utf-8").format(
        title=descriptor.TITLE,
        description=descriptor.DESCRIPTION,
        day=day,
        origin=origin,
        parquet=parquet,
        rows=rows,
        chains=chains or "- there is none",
        licence=licence.TITLE,
        licence_url=licence.URL,
        covers=licence.COVERS,
    )
