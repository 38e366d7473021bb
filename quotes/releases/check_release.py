#!/usr/bin/env python3
"""Hold a release of the archive against itself:  python3 check_release.py [FOLDER]

Needs Python 3.11 or later and nothing else. It says of every file whether it is as it was written,
and where not, which row, line or bytes differ; then it computes the chains of revisions anew, and
compares the statements with their last revisions. It exits with 1 if anything is wrong.

A release that was altered on purpose, with all its sums made anew, agrees with itself. Compare its
"seal", which is printed at the end, with the one that the archive or somebody else has published.
"""

import csv
import hashlib
import json
import sqlite3
import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any, NamedTuple

SUMS = "SHA256SUMS"
ROWS = "rows"
DATABASE = "datasette/dometracker.db"
# Files that are no text; their sums are of so many bytes each.
BINARY = (".db", ".parquet")
BLOCK = 4096
# Hexadecimal digits of the hash of a line. They only say where; that a file is whole is told by
# all 64 digits of its own.
SHORT = 16


class Fault(NamedTuple):
    """What is wrong, and where: a file, and the row, line or bytes in it."""

    file: str
    where: str
    what: str

    def __str__(self) -> str:
        return ", ".join(filter(None, [self.file, self.where])) + f": {self.what}"


# --- sums ----------------------------------------------------------------------------------------


def chained(head: str, row: Sequence[Any]) -> str:
    """The chain at a row: SHA-256 of that of the row before, a line feed, and the row as JSON.

    The row is a list of its cells but for the chain, with keys of objects sorted and no blanks.
    """
    return hashlib.sha256(f"{head}\n{_json(list(row))}".encode()).hexdigest()


def state_sha256(state: Any, previous: str) -> str:
    """The hash of a public state, as its archive computed it when it was made."""
    return hashlib.sha256(f"{previous}\n{_json(state)}".encode()).hexdigest()


def _json(value: Any) -> str:
    return json.dumps(value, sort_keys=True, ensure_ascii=False, separators=(",", ":"))


def pieces(path: Path) -> Iterator[tuple[bytes, str]]:
    """The pieces of a file that have a sum each, with what they are called: rows of CSV (the head
    is row 0; one that has line ends in it is several pieces), lines of text, blocks of bytes."""
    with path.open("rb") as file:
        if path.suffix in BINARY:
            start = 0
            while block := file.read(BLOCK):
                yield block, f"bytes {start}-{start + len(block) - 1}"
                start += len(block)
            return
        row, is_open, called = 0, False, "row" if path.suffix == ".csv" else "line"
        for number, line in enumerate(file, start=1):
            yield line, f"{called} {row if called == 'row' else number}"
            is_open ^= line.count(b'"') % 2 == 1
            row += 0 if is_open else 1


def short_sum(piece: bytes) -> str:
    return hashlib.sha256(piece).hexdigest()[:SHORT]


def write_sums(folder: Path) -> str:
    """Write the sums of every file of a release, and return its seal: the SHA-256 of all sums."""
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    for path in files:
        name = folder / ROWS / f"{path.relative_to(folder)}.sums"
        name.parent.mkdir(parents=True, exist_ok=True)
        with name.open("w", encoding="utf-8", newline="\n") as sums:
            sums.writelines(f"{short_sum(piece)} {place}\n" for piece, place in pieces(path))
    with (folder / SUMS).open("w", encoding="utf-8", newline="\n") as sums:
        for path in sorted(path for path in folder.rglob("*") if path.is_file()):
            if path.name != SUMS:
                sums.write(f"{sha256_of(path)}  {path.relative_to(folder).as_posix()}\n")
    return sha256_of(folder / SUMS)


def sha256_of(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


# --- what is altered -----------------------------------------------------------------------------


def altered(folder: Path) -> Iterator[Fault]:
    """What is not as it was written, by file and row."""
    listed: dict[str, tuple[int, str]] = {}
    lines = list(enumerate(_lines(folder / SUMS), start=1))
    for number, line in lines:
        digest, blanks, name = line[:64], line[64:66], line[66:]
        if blanks != "  " or set(digest) - set("0123456789abcdef") or not name:
            yield Fault(SUMS, f"line {number}", "this is no line of sums")
        elif not (folder / name).is_file():
            yield Fault(SUMS, f"line {number}", f"there is no file {name!r}")
        else:
            listed[name] = number, digest
    there = {
        path.relative_to(folder).as_posix()
        for path in folder.rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }
    unlisted = sorted(there - {*listed, SUMS})
    # A line that is damaged is told already, and not the file that it was about.
    if len(unlisted) > len(lines) - len(listed):
        yield from (Fault(name, "", f"{SUMS} does not list it") for name in unlisted)
    wrong = {name for name, (_, digest) in listed.items() if sha256_of(folder / name) != digest}
    for name in sorted(wrong):
        of = name.removeprefix(f"{ROWS}/").removesuffix(".sums")
        if name.startswith(f"{ROWS}/") and of in wrong:
            continue  # The file itself is told, where its sums disagree with it.
        if name.startswith(f"{ROWS}/"):
            yield from _differing_sums(folder, name, of, listed[name][0])
        else:
            yield from _differing_rows(folder, name, listed[name][0])


def _lines(path: Path) -> list[str]:
    """The lines of a file of sums; bytes that are no text stand as what cannot be in one, and so
    does a line without its end."""
    if not path.is_file():
        return []
    *lines, rest = path.read_bytes().decode("utf-8", "replace").split("\n")
    return [*lines, f"\ufffd{rest}"] if rest else lines


def _differing_rows(folder: Path, name: str, line: int) -> Iterator[Fault]:
    path, sums = folder / name, _lines(folder / ROWS / f"{name}.sums")
    told: list[str] = []
    found = [(short_sum(piece), place) for piece, place in pieces(path)]
    for index, known in enumerate(sums):
        digest, _, place = known.partition(" ")
        if (index >= len(found) or found[index][0] != digest) and place not in told:
            told.append(place)
    if len(found) > len(sums):
        told.append(found[len(sums)][1])
    if not told:
        yield Fault(SUMS, f"line {line}", f"this is not the SHA-256 of {name}")
    if path.suffix == ".db" and told:
        told = list(_differing_in_database(folder)) or told
    # A line end that is gone moves all lines behind it, so that the first is what tells.
    moved = len(told) > 3 and path.suffix not in BINARY
    yield from (
        Fault(name, place, "not as it was written") for place in told[: 1 if moved else 100]
    )


def _differing_sums(folder: Path, name: str, of: str, line: int) -> Iterator[Fault]:
    sums = _lines(folder / name)
    if not (folder / of).is_file():
        yield Fault(name, "", "the file that it is about is not there")
        return
    right = [f"{short_sum(piece)} {place}" for piece, place in pieces(folder / of)]
    differing = [
        index + 1
        for index in range(max(len(right), len(sums)))
        if right[index : index + 1] != sums[index : index + 1]
    ]
    if differing:
        yield Fault(name, f"line {differing[0]}", f"not the sum of {of}")
    else:
        yield Fault(SUMS, f"line {line}", f"this is not the SHA-256 of {name}")


def _differing_in_database(folder: Path) -> Iterator[str]:
    """The rows of the database that are not those of the tables."""
    path = folder / DATABASE
    try:
        with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as database:
            for table in sorted((folder / "data").glob("*.csv")):
                yield from _differing_in_table(database, table)
    except (sqlite3.Error, csv.Error, ValueError):
        return  # What cannot be read is told by its bytes.


def _differing_in_table(database: sqlite3.Connection, table: Path) -> Iterator[str]:
    given = rows(table)
    head = next(given)
    columns = ", ".join(f'"{name}"' for name in head)
    stored = database.execute(f'SELECT {columns} FROM "{table.stem}" ORDER BY rowid')
    for number, row in enumerate(given, start=1):
        found = stored.fetchone()
        if found is None or ["" if cell is None else str(cell) for cell in found] != row:
            yield f"row {number} of the table {table.stem}"


# --- what does not agree -------------------------------------------------------------------------


def rows(path: Path) -> Iterator[list[str]]:
    """The rows of a table, its head first."""
    csv.field_size_limit(sys.maxsize)
    with path.open(encoding="utf-8", newline="") as file:
        yield from csv.reader(file, strict=True)


def records(path: Path) -> Iterator[dict[str, str]]:
    """The rows of a table by the names of the columns."""
    found = rows(path)
    head = next(found)
    for row in found:
        yield dict(zip(head, row, strict=True))


def broken(folder: Path) -> Iterator[Fault]:
    """Where the histories do not hold, and what does not read as its last revision says."""
    last: dict[str, str] = {}
    for name, of in (("revisions", "statement"), ("speaker_revisions", "speaker")):
        yield from _breaks(folder, name, of, last)
    for number, row in enumerate(records(folder / "data" / "statements.csv"), start=1):
        known = last.get(f"statement {row['public_id']}")
        if known is not None and known != _summed({key: row[key] for key in COMPARED}):
            told = f"{row['public_id']} does not read as its last revision says"
            yield Fault("data/statements.csv", f"row {number}", told)


# What stands in a row of a statement as in a public state. An occasion has a number here.
COMPARED = (
    *("public_id", "slug", "speaker", "said", "said_basis", "place", "kind", "language", "text"),
    *("note", "doubt", "doubt_reason", "reply", "reply_by"),
)


def _breaks(folder: Path, name: str, of: str, last: dict[str, str]) -> Iterator[Fault]:
    file = f"data/{name}.csv"
    histories: dict[str, tuple[int, str]] = {}
    head = ""
    for number, row in enumerate(records(folder / file), start=1):
        where, key = f"row {number}", row[of]
        before, previous = histories.get(key, (0, ""))
        state = json.loads(row["public_state"])
        made = int(row["number"])
        if (made, row["previous_sha256"]) != (before + 1, previous):
            yield Fault(file, where, f"it does not continue the history of {key}")
        if row["sha256"] != state_sha256(state, row["previous_sha256"]):
            yield Fault(file, where, f"the hash is not that of version {made} of {key}")
        cells = [_typed(name, cell) for name, cell in row.items() if name != "chain"]
        head = chained(head, cells)
        if row["chain"] != head:
            yield Fault(file, where, "it does not continue the chain")
            head = row["chain"]
        histories[key] = made, row["sha256"]
        speaker = state.get("speaker")
        told = state | {"speaker": speaker["slug"] if isinstance(speaker, dict) else ""}
        last[f"{of} {key}"] = _summed({key: told.get(key, "") for key in COMPARED})


def _typed(name: str, cell: str) -> Any:
    if name == "public_state":
        return json.loads(cell)
    return int(cell) if name == "number" else cell


def _summed(row: dict[str, Any]) -> str:
    # Of a million statements all words would not fit into the memory.
    return short_sum(_json(row).encode())


def faults(folder: Path) -> list[Fault]:
    """All that is wrong with a release; nothing is compared within files that were altered."""
    if not (folder / SUMS).is_file():
        return [Fault(SUMS, "", f"{folder} is no release: this file is missing")]
    return list(altered(folder)) or list(broken(folder))


def told(found: Iterable[Fault]) -> str:
    return "\n".join(map(str, found))


def main(arguments: Sequence[str]) -> int:
    folder = Path(arguments[0]) if arguments else Path(__file__).resolve().parent
    found = faults(folder)
    if found:
        print(told(found))
        print("This release is not as it was written.")
        return 1
    counts = [
        f"{sum(1 for _ in rows(path)) - 1} {path.stem.replace('_', ' ')}"
        for path in sorted((folder / "data").glob("*.csv"))
    ]
    print("Every file is as it was written, and every chain holds: " + ", ".join(counts) + ".")
    print(f"Seal: {sha256_of(folder / SUMS)}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
