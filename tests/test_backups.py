"""A backup made while the archive is edited is restored, and is the same to the row."""

import os
import shutil
import signal
import subprocess
import sys
import tarfile
import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.core.management import CommandError, call_command
from django.db import connection, connections, transaction
from django.utils import timezone

from dometracker.backups import encryption, programs, restoring, rotation
from dometracker.backups.rotation import Backup, Kept
from quotes.editing import EditContext, record_changes, withdraw
from quotes.models import Capture, Revision, State, Statement
from quotes.revisions import chain
from tests import databases, factories

NAME = f"backup_of_{os.getpid()}"


@pytest.fixture(scope="module")
def scene(template: str, django_db_blocker: Any) -> Iterator[None]:
    """An archive with something of each kind, in a database of its own."""
    with django_db_blocker.unblock():
        with databases.copy_of(template, NAME):
            published = factories.statement("2025-05-20", place="Ottawa")
            withdrawn = factories.statement("2025-05-21", text="Nobody ever said “\\ \t ; é 世”.")
            withdraw(withdrawn, EditContext("Nobody said it."))
            factories.draft("2025-06~", note="Line one\nand two\u2028three")
            source = published.citations.get().source
            Capture.objects.create(
                source=source,
                text="The page.\n" * 500,
                sha256="0" * 64,
                taken_at=timezone.now(),
                how="pasted",
            )
            get_user_model()._default_manager.create_user("ada", password="correct horse")
            yield
        _drop_others()


@pytest.fixture
def archive(scene: None, django_db_blocker: Any, settings: Any, tmp_path: Path) -> Iterator[Path]:
    """That archive with two files, and a folder for its backups."""
    settings.MEDIA_ROOT, settings.HOME = str(tmp_path / "media"), tmp_path / "home"
    (tmp_path / "media" / "pictures").mkdir(parents=True)
    (tmp_path / "media" / "pictures" / "a.png").write_bytes(b"\x89PNG" * 1000)
    (tmp_path / "home").mkdir()
    (tmp_path / "home" / "secret-key").write_text("the key of before")
    with django_db_blocker.unblock():
        yield tmp_path / "backups"
        connection.close()


def _drop_others() -> None:
    with connection._nodb_cursor() as cursor:
        cursor.execute("SELECT datname FROM pg_database WHERE starts_with(datname, %s)", [NAME])
        for (name,) in cursor.fetchall():
            cursor.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


def edits_until(over: threading.Event, made: list[int]) -> None:
    """Correct a published statement again and again, a transaction a time."""
    try:
        while not over.is_set():
            with transaction.atomic():
                statement = Statement.objects.published().get()
                statement.place = f"Room {len(made)}"
                statement.save()
                record_changes([statement.pk], EditContext(f"Correction {len(made)}"))
            made.append(statement.pk)
    finally:
        connections.close_all()


def run(command: str, *args: Any, **options: Any) -> str:
    told = StringIO()
    call_command(command, *args, stdout=told, stderr=told, **options)
    return told.getvalue()


def test_what_is_backed_up_while_editors_write_is_restored_to_the_row(archive: Path) -> None:
    over, made = threading.Event(), list[int]()
    editor = threading.Thread(target=edits_until, args=[over, made])
    editor.start()
    try:
        told = run("backup", archive, verify=True)
    finally:
        over.set()
        editor.join()
    assert made, "nobody wrote meanwhile, so that nothing was tried"
    assert "Dumping the database:" in told
    assert "every file are the same" in told
    [backup] = rotation.backups_in(archive)
    assert backup.path.stat().st_mode & 0o077 == 0

    # What happens afterwards is what the backup does not know.
    late = factories.statement("2025-07-01")
    media = Path(archive.parent / "media" / "pictures" / "a.png")
    media.write_bytes(b"painted over")
    (archive.parent / "home" / "secret-key").write_text("another key")
    with pytest.raises(CommandError, match=r"not empty\. With --replace"):
        run("restore", backup.path)
    assert "can be restored" in run("restore", backup.path, dry_run=True)
    assert Statement.objects.filter(pk=late.pk).exists()

    told = run("restore", backup.path, replace=True)
    assert not Statement.objects.filter(pk=late.pk).exists()
    states = Statement.objects.values_list("state", flat=True)
    assert sorted(states) == sorted([State.PUBLISHED, State.WITHDRAWN, State.DRAFT])
    assert Capture.objects.get().text == "The page.\n" * 500
    assert get_user_model()._default_manager.get().check_password("correct horse")
    # The last revision is that of the row as it stands: the backup cut nothing in the middle.
    statement = Statement.objects.published().get()
    history = list(Revision.objects.filter(statement=statement).order_by("number"))
    assert chain.broken_at(history) is None
    assert history[-1].public_state["place"] == statement.place
    assert media.read_bytes() == b"\x89PNG" * 1000
    assert (archive.parent / "home" / "secret-key").read_text() == "the key of before"
    assert run("check_entries").endswith("The entries are what the record says.\n")
    # What was there before is kept, and named.
    [aside] = restoring.left_behind()
    assert aside in told
    with programs.connected(aside) as before:
        late_there = before.execute(
            "SELECT count(*) FROM quotes_statement WHERE id = %s", [late.pk]
        )
        assert late_there.fetchone() == (1,)
    # And the archive goes on: a new row gets a number that no other has.
    factories.statement("2025-08-01")


def test_a_damaged_or_cut_backup_changes_nothing(archive: Path, subtests: Any) -> None:
    run("backup", archive)
    [backup] = rotation.backups_in(archive)
    whole = backup.path.read_bytes()
    with tarfile.open(backup.path) as tar:
        places = {member.name: member.offset_data for member in tar}
    before = set(Statement.objects.values_list("pk", flat=True))

    def flipped(at: int) -> bytes:
        return whole[:at] + bytes([whole[at] ^ 1]) + whole[at + 1 :]

    damages = {
        "a bit of a file": (flipped(places["media/pictures/a.png"] + 7), "damaged|whole"),
        "a bit of the key": (flipped(places["secret-key"] + 1), "secret-key is damaged"),
        "cut in the dump": (whole[: places["database.dump/000000"] + 5000], "whole|restored"),
        "cut before the manifest": (whole[: places["manifest.json"] - 512], "cut off|whole"),
        "empty": (b"", "whole"),
        "something else": (b"PK\x03\x04" * 5000, "whole"),
    }
    for name, (content, sentence) in damages.items():
        with subtests.test(name):
            damaged = archive / "damaged.tar"
            damaged.write_bytes(content)
            with pytest.raises(CommandError, match=sentence):
                run("restore", damaged, replace=True)
            assert set(Statement.objects.values_list("pk", flat=True)) == before
            assert not list(archive.parent.rglob(".dometracker-new*"))
    with connection._nodb_cursor() as cursor:
        cursor.execute("SELECT datname FROM pg_database WHERE datname ~ '_restored_[0-9]+$'")
        assert cursor.fetchall() == []


def test_nothing_is_lost_that_came_or_was_ended_meanwhile(
    archive: Path, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    run("backup", archive)
    [backup] = rotation.backups_in(archive)
    settings.RELEASES_DIR = str(archive.parent / "releases")
    release = Path(settings.RELEASES_DIR) / "v1" / "data.csv"
    release.parent.mkdir(parents=True)
    release.write_text("of before")
    media = archive.parent / "media" / "pictures" / "a.png"
    media.write_bytes(b"painted over")
    late = factories.statement("2025-07-02")
    earlier = set(restoring.left_behind())

    def told_to_end(*_args: Any) -> None:
        assert media.read_bytes() != b"painted over"
        os.kill(os.getpid(), signal.SIGTERM)
        threading.Event().wait(10)

    with monkeypatch.context() as patched:
        patched.setattr(restoring, "_exchange_databases", told_to_end)
        with pytest.raises(SystemExit):
            run("restore", backup.path, replace=True)
    assert signal.getsignal(signal.SIGTERM) is signal.SIG_DFL
    assert media.read_bytes() == b"painted over"
    assert release.read_text() == "of before"
    assert restoring.folders_left_behind() == []

    # An archive that was empty when it began, and is not when it is exchanged.
    real, asked = restoring.holds_something, list[str]()

    def empty_at_first(raw: Any) -> bool:
        asked.append(raw.info.dbname)
        return len(asked) > 1 and real(raw)

    with monkeypatch.context() as patched:
        patched.setattr(restoring, "holds_something", empty_at_first)
        told = run("restore", backup.path)
    [aside] = set(restoring.left_behind()) - earlier
    assert asked[1] == aside
    assert aside in told
    assert not Statement.objects.filter(pk=late.pk).exists()
    assert release.exists()

    # Who replaces gets the files of the backup alone, and what was there is put aside.
    run("restore", backup.path, replace=True)
    assert not release.exists()
    [put] = [path for path in restoring.folders_left_behind() if "releases" in str(path)]
    assert (put / "v1" / "data.csv").read_text() == "of before"


@pytest.mark.parametrize("kind", ["age", "openssl"])
def test_an_encrypted_backup_is_read_with_its_key_alone(
    archive: Path, kind: str, tmp_path: Path
) -> None:
    if shutil.which(kind) is None:
        pytest.skip(f"there is no {kind} here")
    key, other = tmp_path / "key", tmp_path / "other"
    for path in (key, other):
        if kind == "age":
            subprocess.run(["age-keygen", "-o", path], check=True, capture_output=True)
        else:
            path.write_text(f"a passphrase of the file {path.name}\n")
    public = str(key)
    if kind == "age":
        public = key.read_text().partition("public key: ")[2].split("\n")[0]
    run("backup", archive, encrypt_to=public)
    [backup] = rotation.backups_in(archive)
    assert backup.path.name.endswith(encryption.ENDINGS[kind])
    content = backup.path.read_bytes()
    assert b"quotes_statement" not in content
    assert b"about.json" not in content
    with pytest.raises(CommandError, match=f"encrypted with {kind}: name the file"):
        run("restore", backup.path, dry_run=True)
    with pytest.raises(CommandError):
        run("restore", backup.path, dry_run=True, key=str(other))
    assert "can be restored" in run("restore", backup.path, dry_run=True, key=str(key))


def test_what_cannot_be_done_is_said_in_a_sentence(
    archive: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").write_text("short")
    refused = [
        ({"folder": tmp_path / "file" / "below"}, "cannot be written to"),
        ({"folder": archive, "encrypt_to": "no-such-file"}, "neither a public key of age"),
        ({"folder": archive, "encrypt_to": str(tmp_path / "file")}, "no passphrase"),
        ({"folder": archive, "encrypt_to": "age1x", "verify": True}, "name that by --key"),
    ]
    for options, sentence in refused:
        with pytest.raises(CommandError, match=sentence):
            run("backup", **options)
    with pytest.raises(CommandError, match="Say where to"):
        run("backup")
    with pytest.raises(CommandError, match="cannot be read: No such file"):
        run("restore", tmp_path / "none.tar", replace=True)
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(CommandError, match=r"The program age is not installed.*apt install age"):
        run("backup", archive, encrypt_to="age1x")
    assert not archive.exists() or list(archive.iterdir()) == []


# On a timer

NOW = datetime(2026, 12, 1, 12, tzinfo=UTC)


def days_before(*days: float) -> list[Backup]:
    moments = [NOW - timedelta(days=day) for day in days]
    return [Backup(at, Path(rotation.name_of(at, ""))) for at in moments]


def test_the_newest_of_each_day_week_and_month_is_kept() -> None:
    backups = days_before(*(number / 4 for number in range(4 * 400)))
    gone = rotation.superfluous(backups, Kept(7, 5, 12))
    kept = sorted(set(backups) - set(gone), reverse=True)
    assert kept[0] == max(backups)
    assert len({backup.at.date() for backup in kept}) == len(kept)
    assert [f"{backup.at:%m-%d}" for backup in kept] == [
        *("12-01", "11-30", "11-29", "11-28", "11-27", "11-26", "11-25"),
        *("11-22", "11-15", "11-08"),
        *("10-31", "09-30", "08-31", "07-31", "06-30", "05-31", "04-30", "03-31", "02-28"),
        "01-31",
    ]


@pytest.mark.parametrize("kept", [Kept(0, 0, 0), Kept(1, 0, 0)])
def test_the_last_one_is_never_removed(kept: Kept) -> None:
    assert rotation.superfluous(days_before(800), kept) == []
    assert len(rotation.superfluous(days_before(800, 801), kept)) == 1


def test_one_is_due_when_the_newest_is_old_and_other_files_are_none(archive: Path) -> None:
    archive.mkdir()
    day = timedelta(days=1)
    assert rotation.is_due(archive, day, NOW)
    for name in ("dometracker-20261201T113000Z.tar.part", ".unfinished-x", "notes.txt"):
        (archive / name).touch()
    assert rotation.is_due(archive, day, NOW)
    (archive / "dometracker-20261201T113000Z.tar.age").touch()
    assert not rotation.is_due(archive, day, NOW)
    assert rotation.is_due(archive, day, NOW + day)
    # A clock that went wrong for a while does not end all backups.
    (archive / "dometracker-20991201T113000Z.tar").touch()
    assert rotation.is_due(archive, day, NOW)


def test_the_timer_makes_one_and_removes_what_no_span_needs(archive: Path, settings: Any) -> None:
    settings.BACKUP_KEEP, settings.BACKUP_EVERY = Kept(2, 0, 0), 24
    archive.mkdir()
    for day in range(1, 5):
        (archive / f"dometracker-2026010{day}T000000Z.tar").touch()
    (archive / "of-somebody-else.tar").touch()
    assert "Wrote" in run("backup", archive, if_due=True)
    assert run("backup", archive, if_due=True) == ""
    left = [backup.path.name for backup in rotation.backups_in(archive)]
    assert left[0] == "dometracker-20260104T000000Z.tar"
    assert len(left) == 2
    assert (archive / "of-somebody-else.tar").exists()


def test_the_repeating_command_ends_with_its_input(archive: Path) -> None:
    environment = {**os.environ, "DOMETRACKER_HOME": str(archive.parent / "other")}
    process = subprocess.Popen(
        [sys.executable, "manage.py", "backup", str(archive / "none"), "--repeat"],
        stdin=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env={**environment, "DATABASE_URL": "postgres://nobody@127.0.0.1:1/none"},
        text=True,
    )
    _, told = process.communicate("", timeout=60)
    assert process.returncode == 0
    assert "No backup was made" in told
