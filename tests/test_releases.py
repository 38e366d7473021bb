"""Releases: what goes out, whether it proves itself, and the archive that is made of it again."""

import csv
import json
import re
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from io import StringIO
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from django.core.management import CommandError, call_command
from django.db import connection, transaction
from django.test import Client

from quotes.editing import EditContext, Refused, merge, publish, record_changes, undo, withdraw
from quotes.exports import json_schemas
from quotes.models import Figure, Merge, Redirect, Relation, Statement
from quotes.releases import check_release
from tests import factories as make
from tests import merge_pairs

pytestmark = pytest.mark.django_db

ORIGIN = "https://archive.example"


def release(folder: Path, **options: Any) -> str:
    out = StringIO()
    call_command("release", folder, url=ORIGIN, stdout=out, stderr=StringIO(), **options)
    return out.getvalue()


def load(folder: Path) -> str:
    out = StringIO()
    call_command("load_release", folder, stdout=out, stderr=StringIO())
    return out.getvalue()


def contents(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def table(folder: Path, name: str) -> list[dict[str, str]]:
    return list(check_release.records(folder / "data" / f"{name}.csv"))


def emptied() -> None:
    """Nothing is left of the record, as in an archive that is new."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET LOCAL archive.may_be_emptied = 'on'")
        cursor.execute(
            "SELECT string_agg(quote_ident(tablename), ', ') FROM pg_tables"
            " WHERE schemaname = 'public' AND tablename LIKE 'quotes\\_%'"
            " AND tablename NOT IN ('quotes_archiveversion', 'quotes_change')"
        )
        cursor.execute(f"TRUNCATE {cursor.fetchone()[0]}")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")


@transaction.atomic
def _eventful() -> dict[str, str]:
    """An archive to which everything has happened that leaves a trace in public.

    Returns the public ids of what became of statements.
    """
    kept, merged = merge_pairs.two_statements()
    act = EditContext("They are one.", editor_name="Ada Example")
    merge(kept, merged, act)
    merge(*merge_pairs.two_topics(), act)
    merge(*merge_pairs.two_outlets(), act)
    second = make.statement()
    lost = make.statement(text="These words led nowhere.")
    into = make.statement(speaker=lost.speaker)
    merge(into, lost, act)
    withdraw(into, EditContext("It was never said.", editor_name="Ben Example"))
    official = make.speaker("Lorem Ipsum", description="Speaks\nin lines.", country="CA")
    make.role(official, 'Minister of "Tests"', since="2024", title_fr="Ministre")
    make.alias(official, "L. Ipsum")
    report = make.source("2025-05", title="A report", authors=["A. B", "C, D"])
    make.citation(first := make.statement(), source=report, position=1)
    odd = make.statement(
        "2025-05-21~",
        speaker=official,
        text='One line,\r\nanother "line" — и ещё.',
        occasion=make.occasion(place="Nuuk", url="https://events.example/"),
        topics=(make.topic("words"),),
        note="Sources disagree.",
    )
    make.citation(odd, source=make.source(derived_from=report), via=make.outlet(), position=1)
    Figure.objects.create(statement=odd, quantity="cost", low="17.5", unit="USD-billion")
    Relation.objects.create(
        kind="revises", from_statement=first, to_statement=odd, reason="It says more."
    )
    record_changes(
        [odd.pk, first.pk], EditContext("More was known", "Ada Example", overrides_check=True)
    )
    second.text = "The words were mended."
    second.save()
    record_changes([second.pk], EditContext("A slip of the pen", overrides_check=True))
    make.draft(text="Nobody may read this draft.")
    ids = {"kept": kept, "merged": merged, "withdrawn": into, "lost": lost, "odd": odd}
    return {name: one.public_id for name, one in ids.items()}


@pytest.fixture
def eventful() -> dict[str, str]:
    return _eventful()


def faults(folder: Path) -> list[str]:
    return [str(fault) for fault in check_release.faults(folder)]


# What is in one


def test_a_release_rebuilds_an_empty_archive_that_releases_the_same(
    eventful: dict[str, str], tmp_path: Path, client: Client
) -> None:
    addresses = [
        *(f"/s/{public_id}" for public_id in eventful.values()),
        *("/s/{merged}/v/1".format(**eventful), "/s/{odd}.json".format(**eventful)),
        *("/corrections.json", "/statements.json", "/officials/", "/topics/", "/outlets/"),
        *(f"/{one.kind}s/{one.old}/" for one in Redirect.objects.exclude(kind="statement")),
        *(one.get_absolute_url() for one in Statement.objects.published()),
    ]

    def answers() -> dict[str, tuple[int, bytes]]:
        found = {address: client.get(address, follow=True) for address in addresses}
        # The switch of languages names the address that answered; of what is withdrawn there is one
        # more while the old row is there.
        return {
            address: (one.status_code, re.sub(rb'page=[^"]*"', b'page="', b"".join(one)))
            for address, one in found.items()
        }

    before = answers()
    assert {status for status, _ in before.values()} == {200, 410}
    release(tmp_path / "first")
    emptied()
    assert Statement.objects.count() == 0
    load(tmp_path / "first")
    connection.check_constraints()
    release(tmp_path / "second")
    assert contents(tmp_path / "second") == contents(tmp_path / "first")
    after = answers()
    told, told_after = (
        json.loads(one.pop("/corrections.json")[1])["corrections"] for one in (before, after)
    )
    # Of what was withdrawn there is the tombstone and no more: no correction of before, nor who
    # said it; what was merged into it is gone with it.
    lost, withdrawn = eventful["lost"], eventful["withdrawn"]
    expected = [one for one in told if one["old"] not in (lost, withdrawn) or not one["version"]]
    for one in expected:
        if one["old"] in (lost, withdrawn):
            one |= {"name": None, "changes": ["withdrawn"]}
    assert told_after == expected
    lists = [json.loads(one.pop("/statements.json")[1]) for one in (before, after)]
    for one in lists[0]["gone"]:
        one["merged_into"] = None if one["public_id"] == lost else one["merged_into"]
    assert lists[1] == lists[0]
    assert before.pop(f"/s/{lost}")[0] == after.pop(f"/s/{lost}")[0] == 410
    for address, answer in before.items():
        assert after[address][1].decode() == answer[1].decode(), address
    assert after == before


def test_the_record_rebuilds_itself(record: None, tmp_path: Path) -> None:
    release(tmp_path / "first", parquet=True)
    assert faults(tmp_path / "first") == []
    emptied()
    load(tmp_path / "first")
    release(tmp_path / "second", parquet=True)
    assert contents(tmp_path / "second") == contents(tmp_path / "first")


def test_only_public_things_go_out(eventful: dict[str, str], tmp_path: Path) -> None:
    merge_pairs.two_sources()
    hidden = make.source(title="A source that only a draft has")
    make.citation(make.draft(), source=hidden)
    odd = Statement.objects.get(public_id=eventful["odd"])
    make.citation(odd, source=make.source(derived_from=hidden), position=2)
    record_changes([odd.pk], EditContext("One more source"))
    everything = b""
    release(tmp_path / "made")
    for data in contents(tmp_path / "made").values():
        everything += data
    for private in (
        *("Nobody may read this draft", "These words led nowhere"),
        "A source that only a draft has",
    ):
        assert private.encode() not in everything
    assert b"One line," in everything
    # The words are there, but no text that was captured of a source.
    assert not [row for row in table(tmp_path / "made", "checks") if "text" in row]


def test_checks_go_out_and_are_not_taken_in(tmp_path: Path) -> None:
    merge_pairs.two_sources()
    release(tmp_path / "first")
    (check,) = {row["check_state"] for row in table(tmp_path / "first", "checks")}
    assert check == "exact"
    emptied()
    assert "checks were left out" in load(tmp_path / "first")
    release(tmp_path / "second")
    assert table(tmp_path / "second", "checks") == []
    assert table(tmp_path / "second", "citations") == table(tmp_path / "first", "citations")


def test_a_merge_that_came_with_a_release_is_not_undone(
    eventful: dict[str, str], tmp_path: Path
) -> None:
    release(tmp_path / "made")
    emptied()
    load(tmp_path / "made")
    for one in Merge.objects.all():
        with pytest.raises(Refused, match="came with a release"):
            undo(one, EditContext("By mistake"))


def test_histories_go_on_after_loading(eventful: dict[str, str], tmp_path: Path) -> None:
    release(tmp_path / "made")
    emptied()
    load(tmp_path / "made")
    one = Statement.objects.get(public_id=eventful["odd"])
    before = one.revisions.count()
    one.place = "Ottawa"
    one.save()
    record_changes([one.pk], EditContext("The place is known"))
    assert one.revisions.count() == before + 1
    fresh = make.draft()
    make.citation(fresh)
    publish(fresh, EditContext("First published"))
    connection.check_constraints()


def test_what_stands_in_the_way_is_said(eventful: dict[str, str], tmp_path: Path) -> None:
    release(tmp_path / "made")
    with pytest.raises(CommandError, match="not empty: name a new folder"):
        release(tmp_path / "made")
    with pytest.raises(CommandError, match="The archive is not empty"):
        load(tmp_path / "made")
    with pytest.raises(CommandError, match="is no release"):
        load(tmp_path)
    (tmp_path / "file").write_text("")
    with pytest.raises(CommandError, match="name a new folder"):
        release(tmp_path / "file")
    with pytest.raises(CommandError, match="not a day such as"):
        call_command("release", str(tmp_path / "x"), "--date=yesterday")
    with pytest.raises(CommandError, match="not an address such as"):
        call_command("release", str(tmp_path / "x"), "--url=archive.example")
    emptied()
    words = tmp_path / "made" / "data" / "statements.csv"
    words.write_bytes(words.read_bytes().replace(b"mended", b"minded"))
    with pytest.raises(CommandError, match=r"statements\.csv, row \d+: not as it was written"):
        load(tmp_path / "made")
    assert Statement.objects.count() == 0


def test_parquet_says_what_it_needs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    monkeypatch.setitem(sys.modules, "pyarrow.parquet", None)
    with pytest.raises(CommandError, match="needs the library pyarrow, which is not installed"):
        release(tmp_path / "made", parquet=True)
    assert not (tmp_path / "made").exists()


# Other programs


def test_frictionless_and_others_read_it(record: None, tmp_path: Path) -> None:
    from frictionless import Package
    from pyarrow import parquet

    release(tmp_path / "made", parquet=True, date="2026-12-01")
    folder = tmp_path / "made"
    report = Package(str(folder / "datapackage.json")).validate()
    assert report.valid, report.flatten(["rowNumber", "fieldName", "type", "message"])[:5]
    described = json.loads((folder / "datapackage.json").read_text())
    assert described["version"] == "2026-12-01"
    for resource in described["resources"]:
        name = Path(resource["path"]).stem
        given = table(folder, name)
        read = parquet.read_table(folder / "parquet" / f"{name}.parquet")
        assert read.num_rows == len(given)
        assert read.column_names == [field["name"] for field in resource["schema"]["fields"]]
        assert all(len(field["description"]) > 8 for field in resource["schema"]["fields"])
    lines = (folder / "jsonl" / "statements.jsonl").read_text().splitlines()
    statements = [json.loads(line) for line in lines]
    assert [one["public_id"] for one in statements] == [
        row["public_id"] for row in table(folder, "statements")
    ]
    for one in statements:
        jsonschema.validate(one, json_schemas.statement())


def test_sqlite_is_searched_and_described(record: None, tmp_path: Path) -> None:
    release(tmp_path / "made")
    folder = tmp_path / "made" / "datasette"
    described = json.loads((folder / "metadata.json").read_text())
    of_tables = described["databases"]["dometracker"]["tables"]
    with closing(sqlite3.connect(folder / "dometracker.db")) as database:
        assert database.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        names = {name for (name,) in database.execute("SELECT name FROM sqlite_master")}
        assert set(of_tables) <= names
        for name, told in of_tables.items():
            columns = {row[1] for row in database.execute(f"PRAGMA table_info({name})")}
            assert set(told["columns"]) == columns
            if "fts_table" in told:
                database.execute(f"INSERT INTO {name}_fts({name}_fts) VALUES ('integrity-check')")
        found = database.execute(
            "SELECT s.text FROM statements_fts f JOIN statements s ON s.rowid = f.rowid"
            " WHERE statements_fts MATCH 'text : dome'"
        ).fetchall()
        assert found
        assert all("dome" in text.casefold() or "dôme" in text.casefold() for (text,) in found)


# The checker


@pytest.fixture
def made(eventful: dict[str, str], tmp_path: Path) -> Path:
    release(tmp_path / "made")
    return tmp_path / "made"


def flipped(path: Path, at: int) -> Iterator[None]:
    """The file with one bit of a byte turned over."""
    before = path.read_bytes()
    after = bytearray(before)
    after[at] ^= 1
    path.write_bytes(after)
    yield
    path.write_bytes(before)


def test_one_flipped_byte_is_named_by_file_and_row(made: Path, subtests: pytest.Subtests) -> None:
    """Of every file: its first byte, its last, and some between."""
    assert faults(made) == []
    for path in sorted(path for path in made.rglob("*") if path.is_file()):
        name, size = path.relative_to(made).as_posix(), path.stat().st_size
        for at in sorted({0, size // 3, size // 2, size - 2, size - 1} & set(range(size))):
            with subtests.test(file=name, at=at):
                for _ in flipped(path, at):
                    found = check_release.faults(made)
                    assert found, "nothing was noticed"
                    assert {fault.file for fault in found} <= {name, "SHA256SUMS"}, found
                    assert name == "SHA256SUMS" or any(fault.where for fault in found), found


def test_the_row_is_the_right_one(made: Path) -> None:
    path = made / "data" / "statements.csv"
    for number, row in enumerate(table(made, "statements"), start=1):
        data = path.read_bytes()
        written = row["text"].replace('"', '""').encode()
        for _ in flipped(path, data.index(written) + len(written) - 1):
            assert f"data/statements.csv, row {number}: not as it was written" in faults(made)


def test_a_row_of_the_database_is_named(made: Path) -> None:
    path = made / check_release.DATABASE
    at = path.read_bytes().index(b"Speaks\nin lines.")
    slugs = [row["description"] for row in table(made, "speakers")]
    number = 1 + slugs.index("Speaks\nin lines.")
    for _ in flipped(path, at):
        told = f"{check_release.DATABASE}, row {number} of the table speakers"
        assert faults(made) == [f"{told}: not as it was written"]


def rewritten(made: Path, name: str, change: Any) -> None:
    """A table changed on purpose, with all sums made anew."""
    path = made / "data" / f"{name}.csv"
    head, *rows = csv.reader(StringIO(path.read_text(), newline=""))
    rows = change(head, rows)
    with path.open("w", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows([head, *rows])
    shutil.rmtree(made / "rows")
    (made / "SHA256SUMS").unlink()
    check_release.write_sums(made)


FORGERIES = {
    "words": (
        "statements",
        lambda head, rows: [[cell.replace("mended", "minded") for cell in row] for row in rows],
        "does not read as its last revision says",
    ),
    "state": (
        "revisions",
        lambda head, rows: [[cell.replace("mended", "minded") for cell in row] for row in rows],
        "the hash is not that of version",
    ),
    "reason": (
        "revisions",
        lambda head, rows: [
            [cell.replace("slip of the pen", "lie") for cell in row] for row in rows
        ],
        "it does not continue the chain",
    ),
    "a row less": (
        "revisions",
        lambda head, rows: [row for row in rows if "A slip of the pen" not in row],
        "does not read as its last revision says",
    ),
    "two rows in another order": (
        "speaker_revisions",
        lambda head, rows: [rows[1], rows[0], *rows[2:]],
        "it does not continue the chain",
    ),
}


@pytest.mark.parametrize("forgery", FORGERIES)
def test_a_forged_history_breaks_its_chain(made: Path, forgery: str) -> None:
    name, change, told = FORGERIES[forgery]
    rewritten(made, name, change)
    found = faults(made)
    assert any(told in fault for fault in found), found


def test_the_script_runs_by_itself(made: Path, tmp_path: Path) -> None:
    """With the standard library alone, and none of the packages of the project."""
    run = [sys.executable, "-I", "-S", made / "check_release.py"]
    held = subprocess.run(run, capture_output=True, text=True, check=False)
    assert (held.returncode, held.stderr) == (0, "")
    assert f"Seal: {check_release.sha256_of(made / 'SHA256SUMS')}" in held.stdout
    (made / "data" / "extra.csv").write_text("x\n")
    broken = subprocess.run(run, capture_output=True, text=True, check=False)
    assert broken.returncode == 1
    assert "data/extra.csv: SHA256SUMS does not list it" in broken.stdout
