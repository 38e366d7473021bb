"""``manage.py doctor`` finds what is wrong, and every setting is known and told of."""

import json
import re
from collections.abc import Callable
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as site_settings
from django.core.management import call_command
from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.db.utils import OperationalError

from dometracker import known_settings
from tests import factories

DOCUMENT = site_settings.BASE_DIR / "docs" / "operations.md"


def names_in_the_table() -> list[str]:
    text = DOCUMENT.read_text().partition("## Environment\n")[2].partition("\n## ")[0]
    cells = re.findall(r"^\| (`[^|]+`) \|", text, re.MULTILINE)
    return [name for cell in cells for name in re.findall(r"`(\w+)`", cell)]


def test_the_table_has_each_setting_once_and_no_other():
    assert sorted(names_in_the_table()) == sorted(known_settings.known())


def test_what_the_code_reads_from_the_environment_is_known():
    """By name, wherever it is read: a variable that no table names is found here."""
    read = set()
    for path in [
        *site_settings.BASE_DIR.glob("dometracker/**/*.py"),
        *site_settings.BASE_DIR.glob("quotes/**/*.py"),
    ]:
        source = path.read_text()
        read |= set(re.findall(r"os\.environ(?:\.get\(|\[)\s*[\"'](\w+)", source))
        read |= set(re.findall(r"[\"'](\w+)[\"'] not in os\.environ", source))
    ours = known_settings.known() | known_settings.OF_BUILDING
    assert read - ours - {"DJANGO_SETTINGS_MODULE"} == set()


@pytest.mark.parametrize(
    ("name", "meant"),
    [
        ("ALLOWED_HOST", "ALLOWED_HOSTS"),
        ("BACKUPS_DIR", "BACKUP_DIR"),
        ("BEHIND_A_PROXY", "BEHIND_PROXY"),
        ("CSRF_TRUSTED_ORIGIN", "CSRF_TRUSTED_ORIGINS"),
        ("DATABASE_URI", "DATABASE_URL"),
        ("DOMETRACKER_HOM", "DOMETRACKER_HOME"),
        ("GUNICORN_ARGS", "GUNICORN_CMD_ARGS"),
        ("HOME", None),
        ("HOST", None),
        ("HOSTNAME", None),
        ("HTTP_PROXY", None),
        ("LANG", None),
        ("LOG_LEVELS", "LOG_LEVEL"),
        ("MAIL_PASSWD", "MAIL_PASSWORD"),
        ("PATH", None),
        ("SECRETKEY", "SECRET_KEY"),
        ("https", "HTTPS"),
    ],
)
def test_a_mistyped_setting_is_named(name: str, meant: str | None):
    told = known_settings.misspelt([name, "ALLOWED_HOSTS"])
    assert [sentence.rpartition(" ")[2] for sentence in told] == ([f"{meant}?"] if meant else [])


def findings(*, status: int = 0, **options: Any) -> dict[str, list[dict[str, str]]]:
    told = StringIO()
    try:
        call_command("doctor", json=True, stdout=told, stderr=StringIO(), **options)
        ended = 0
    except SystemExit as exit:
        ended = int(exit.code or 0)
    found: dict[str, list[dict[str, str]]] = {}
    for line in told.getvalue().splitlines():
        finding = json.loads(line)
        found.setdefault(finding["subject"], []).append(finding)
    assert ended == status, told.getvalue()
    return found


def levels(found: list[dict[str, str]]) -> set[str]:
    return {finding["level"] for finding in found}


def _no_backup(settings: Any, folder: Path) -> None:
    settings.BACKUP_DIR = folder


def _old_backup(settings: Any, folder: Path) -> None:
    settings.BACKUP_DIR = folder
    (folder / "dometracker-20250101T000000Z.tar").touch()


def _no_mail(settings: Any, folder: Path) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1


def _debug(settings: Any, folder: Path) -> None:
    settings.DEBUG, settings.ALLOWED_HOSTS = True, ["archive.example"]


def _lost_entry(settings: Any, folder: Path) -> None:
    connection.check_constraints()
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE quotes_entry DISABLE TRIGGER USER; DELETE FROM quotes_entry")


def _later_version(settings: Any, folder: Path) -> None:
    connection.check_constraints()
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE quotes_revision DISABLE TRIGGER USER")
        cursor.execute("UPDATE quotes_revision SET made_at = now() + interval '2 days'")


def _outstanding(settings: Any, folder: Path) -> None:
    [(_, name)] = MigrationLoader(connection).graph.leaf_nodes("quotes")
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM django_migrations WHERE app = 'quotes' AND name = %s", [name])


FAULTS: dict[str, tuple[str, Callable[[Any, Path], None]]] = {
    "no backup": ("backups", _no_backup),
    "an old backup": ("backups", _old_backup),
    "no mail server": ("mail", _no_mail),
    "debug pages in public": ("settings", _debug),
    "an entry that is missing": ("index", _lost_entry),
    "a version of the day after tomorrow": ("clock", _later_version),
    "a migration that is outstanding": ("migrations", _outstanding),
}


@pytest.mark.django_db
def test_each_fault_is_found_under_its_subject(cell: Any, settings: Any, tmp_path: Path):
    settings.STATIC_ROOT = tmp_path / "static"
    settings.STATIC_ROOT.mkdir()
    (settings.STATIC_ROOT / "staticfiles.json").touch()
    settings.MAIL_FROM = ""
    factories.statement()
    fine = findings()
    assert {"settings", "database", "clock", "disk", "index", "links", "mail"} <= fine.keys()
    assert levels(fine["index"]) == levels(fine["clock"]) == {"fine"}
    for name, (subject, break_it) in FAULTS.items():
        folder = tmp_path / name
        folder.mkdir()
        with cell(fault=name):
            before = {key: getattr(settings, key) for key in ("BACKUP_DIR", "DEBUG")}
            hosts = settings.ALLOWED_HOSTS
            settings.MAIL_FROM = "a@archive.example" if subject == "mail" else ""
            break_it(settings, folder)
            found = findings(status=1)
            settings.BACKUP_DIR, settings.DEBUG = before["BACKUP_DIR"], before["DEBUG"]
            settings.ALLOWED_HOSTS = hosts
            assert "wrong" in levels(found[subject])
            assert all(finding["to_do"] for finding in found[subject] if finding["level"] != "fine")
            others = {key for key, of in found.items() if "wrong" in levels(of)}
            assert others == {subject}


@pytest.mark.django_db
def test_a_database_that_is_away_hides_nothing_else(monkeypatch: pytest.MonkeyPatch):
    def gone(*_: Any) -> Any:
        raise OperationalError("connection refused")

    with monkeypatch.context() as patch:
        patch.setattr(connection, "cursor", gone)
        found = findings(status=1, quick=True)
    assert levels(found["database"]) == {"wrong"}
    assert "connection refused" in found["database"][0]["told"]
    assert "disk" in found
    assert "index" not in found
