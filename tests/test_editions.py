"""An archive that holds the first edition of the record is brought over to the bundled one."""

import re
import tarfile
from collections.abc import Iterable
from io import StringIO
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client

from quotes.editing import EditContext, undo
from quotes.management.commands.load_archive import BUNDLED
from quotes.models import Merge, Outlet, Redirect, Revision, Source, Statement
from quotes.revisions.chain import broken_at
from quotes.transfer import record_folder
from tests.loaded import Scene

pytestmark = pytest.mark.django_db

FIRST_EDITION = Path(__file__).parent / "golden" / "first_edition.tar.xz"
REASON = "The second edition of the record"

# What the archive with the first edition held.
before: dict[str, Any] = {}


def load(folder: Path, **options: Any) -> str:
    out = StringIO()
    call_command("load_archive", folder, stdout=out, stderr=StringIO(), **options)
    return out.getvalue()


def states(revisions: Iterable[Revision]) -> dict[tuple[int, int], tuple[str, Any]]:
    return {(row.statement_id, row.number): (row.sha256, row.public_state) for row in revisions}


def bring_over() -> None:
    with TemporaryDirectory() as folder, tarfile.open(FIRST_EDITION) as first:
        first.extractall(folder, filter="data")
        # It has two figures that no words of theirs name, as nobody asked then.
        load(Path(folder), despite_check=True, reason="The first edition.")
    before["statements"] = dict(Statement.objects.values_list("slug", "public_id"))
    before["paths"] = {row.public_id: row.get_absolute_url() for row in Statement.objects.all()}
    before["sources"] = {row.slug: row.get_absolute_url() for row in Source.objects.all()}
    before["outlets"] = {row.name: row.slug for row in Outlet.objects.all()}
    before["revisions"] = states(Revision.objects.all())
    before["told"] = load(BUNDLED, reason=REASON)


SCENE = Scene(bring_over)


@pytest.fixture
def brought_over() -> None:
    SCENE.lay()


@pytest.mark.usefixtures("brought_over")
def test_what_was_published_keeps_its_ids_and_addresses(client: Client) -> None:
    after = dict(Statement.objects.published().values_list("slug", "public_id"))
    assert before["statements"].items() <= after.items()
    for public_id, path in before["paths"].items():
        assert Statement.objects.get(public_id=public_id).get_absolute_url() == path
    assert (
        before["sources"].items()
        <= {row.slug: row.get_absolute_url() for row in Source.objects.all()}.items()
    )
    some = [*list(before["paths"].values())[::60], *list(before["sources"].values())[::60]]
    assert {client.get(path).status_code for path in some} == {200}


@pytest.mark.usefixtures("brought_over")
def test_revisions_stay_and_what_reads_otherwise_has_one_more_with_its_reason() -> None:
    rows = Revision.objects.order_by("statement_id", "number")
    kept = states(rows)
    assert {key: kept[key] for key in before["revisions"]} == before["revisions"]
    numbers = {row.statement_id: row.number for row in rows}
    assert set(numbers.values()) == {1, 2}
    held = set(Statement.objects.filter(slug__in=before["statements"]).values_list("pk", flat=True))
    changed = rows.filter(number=2)
    assert {row.statement_id for row in changed} <= held
    added = [row for row in rows if (row.statement_id, row.number) not in before["revisions"]]
    assert {row.reason for row in added} == {REASON}
    for row in changed:
        assert row.public_state != before["revisions"][row.statement_id, 1][1]
    for statement in held:
        assert broken_at(rows.filter(statement=statement)) is None


@pytest.mark.usefixtures("brought_over")
def test_the_archive_holds_the_bundled_record_and_nothing_else(tmp_path: Path) -> None:
    call_command("dump_archive", tmp_path / "dump", stdout=StringIO())
    dumped = {path.name: path.read_bytes() for path in (tmp_path / "dump").iterdir()}
    assert dumped == {path.name: path.read_bytes() for path in BUNDLED.glob("*.yaml")}
    assert "only in the archive" not in before["told"]


@pytest.mark.usefixtures("brought_over")
def test_names_that_nothing_uses_any_more_are_merged_and_their_addresses_lead_on(
    client: Client,
) -> None:
    gone = set(before["outlets"]) - set(Outlet.objects.values_list("name", flat=True))
    assert len(gone) == 35
    assert set(Merge.objects.values_list("merged_name", flat=True)) == gone
    for name in gone:
        answer = client.get(f"/outlets/{before['outlets'][name]}/")
        assert answer.status_code == 301, name
        assert client.get(answer["Location"]).status_code == 200
    assert client.get("/outlets/time/")["Location"] == "/outlets/time-2/"
    for name in set(before["outlets"]) - gone:
        assert Outlet.objects.get(name=name).slug == before["outlets"][name]


@pytest.mark.usefixtures("brought_over")
def test_a_second_load_changes_nothing() -> None:
    told = load(BUNDLED)
    assert re.findall(r"([1-9]\d*) (?:added|changed)", told) == []


@pytest.mark.usefixtures("brought_over")
def test_an_outlet_that_an_editor_parted_again_stays_apart() -> None:
    merged = Merge.objects.get(merged_name="BBC")
    undo(merged, EditContext("Not the same newsroom", "An Editor"))
    assert "BBC was parted from BBC News in the archive and stays" in load(BUNDLED)
    assert Outlet.objects.filter(name="BBC").exists()


@pytest.mark.usefixtures("record")
def test_a_new_archive_knows_the_former_addresses_too(client: Client) -> None:
    former = {
        old: outlet.name
        for outlet in record_folder.read(BUNDLED).outlets
        for old in outlet.formerly
    }
    assert former == {row.old: row.outlet.name for row in Redirect.objects.all()}  # type: ignore[union-attr]
    assert client.get("/outlets/time/")["Location"] == "/outlets/time-2/"
    assert not Merge.objects.exists()
    assert client.get("/corrections.json").json()["corrections"] == []
