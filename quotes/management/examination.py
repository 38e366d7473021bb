"""What an operator should know of an archive at a glance: what is wrong, and what to do.

Each examiner looks at one subject and yields findings. One that fails is itself a finding, so that
a database that is away does not hide what is wrong with the disk.
"""

import shutil
import smtplib
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from pathlib import Path

from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.staticfiles.finders import get_finders
from django.core import checks, mail
from django.core.management.base import OutputWrapper
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.db.models import Max
from django.utils import timezone

from dometracker.backups import making, restoring, rotation
from quotes.models import Revision, WatchedPage


class Level(StrEnum):
    """How much a finding matters."""

    FINE = "fine"
    LOOK = "look"
    WRONG = "wrong"


@dataclass(frozen=True, slots=True)
class Finding:
    """What was found of a subject, and what to do about it."""

    subject: str
    level: Level
    told: str
    to_do: str = ""


def fine(subject: str, told: str) -> Finding:
    return Finding(subject, Level.FINE, told)


def look(subject: str, told: str, to_do: str) -> Finding:
    return Finding(subject, Level.LOOK, told, to_do)


def wrong(subject: str, told: str, to_do: str) -> Finding:
    return Finding(subject, Level.WRONG, told, to_do)


Examiner = Callable[[], Iterator[Finding]]


def examine(stream: OutputWrapper, *, quick: bool) -> Iterator[Finding]:
    """Everything, one subject after the other; ``quick`` leaves the index out, which takes long."""
    examiners: dict[str, Examiner] = {
        "settings": _settings,
        "database": _database,
        "migrations": _migrations,
        "clock": _clock,
        "disk": _disk,
        "static files": _static_files,
        "accounts": _accounts,
        "backups": _backups,
        "mail": _mail,
        "links": _links,
    }
    if not quick:
        examiners["index"] = lambda: _index(stream)
    for subject, examiner in examiners.items():
        try:
            yield from examiner()
        except DatabaseError as error:
            yield wrong(subject, _first_line(error), "Mend the database first.")
        except OSError as error:
            yield wrong(subject, _first_line(error), "See what the system says of it.")


def _first_line(error: BaseException) -> str:
    return (str(error).strip().splitlines() or [type(error).__name__])[0]


def _settings() -> Iterator[Finding]:
    messages = checks.run_checks(include_deployment_checks=settings.HTTPS)
    for message in messages:
        if message.is_silenced():
            continue
        kind = wrong if message.level >= checks.ERROR else look
        yield kind("settings", message.msg, message.hint or "docs/operations.md has the table.")
    local = {"localhost", "127.0.0.1", "[::1]"}
    if settings.DEBUG and not set(settings.ALLOWED_HOSTS) <= local:
        yield wrong("settings", "DEBUG shows the inside of the program to everybody.", "DEBUG=0")
    if not settings.HTTPS and not set(settings.ALLOWED_HOSTS) <= local:
        yield look(
            "settings", "The site is public, and HTTPS is off.", "Put a proxy in front; HTTPS=1"
        )
    if not messages:
        yield fine("settings", "Every setting can be read.")


def _database() -> Iterator[Finding]:
    begun = time.monotonic()
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_database_size(current_database()), pg_is_in_recovery()")
        size, is_replica = cursor.fetchone()
        cursor.execute(
            "SELECT count(*), current_setting('max_connections')::int FROM pg_stat_activity"
            " WHERE backend_type = 'client backend'"
        )
        used, most = cursor.fetchone()
    took = time.monotonic() - begun
    version = ".".join(map(str, connection.get_database_version()))
    yield fine(
        "database", f"PostgreSQL {version}, {size / 1e6:,.0f} MB, answers in {took * 1000:.0f} ms."
    )
    if is_replica:
        yield wrong("database", "It is a replica, which takes no edits.", "Promote it.")
    if used > most * 0.8:
        yield look(
            "database",
            f"{used} of {most} connections are taken.",
            "Fewer processes or threads, or PgBouncer in front.",
        )


def _migrations() -> Iterator[Finding]:
    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    if plan:
        first, _ = plan[0]
        yield wrong(
            "migrations", f"{len(plan)} are outstanding, first {first}.", "manage.py migrate"
        )
        return
    later = [name for name in executor.loader.applied_migrations if _is_unknown(executor, name)]
    if later:
        yield look(
            "migrations",
            f"The database knows {'.'.join(max(later))}, which this program does not.",
            "Check out the version of the program that was here last.",
        )
    yield fine("migrations", "All are applied.")


def _is_unknown(executor: MigrationExecutor, name: tuple[str, str]) -> bool:
    loader = executor.loader
    replaced = {old for migration in loader.replacements.values() for old in migration.replaces}
    known = {app for app, _ in loader.disk_migrations}
    return name[0] in known and name not in loader.disk_migrations and name not in replaced


def _clock() -> Iterator[Finding]:
    with connection.cursor() as cursor:
        before = timezone.now()
        cursor.execute("SELECT clock_timestamp()")
        there = cursor.fetchone()[0]
    apart = abs((there - before).total_seconds())
    to_do = "Set the clock by NTP: timedatectl set-ntp true"
    if apart > 5:
        yield wrong("clock", f"It is {apart:.0f} s from that of the database.", to_do)
    newest = Revision.objects.aggregate(newest=Max("made_at"))["newest"]
    if newest and newest > timezone.now() + timedelta(minutes=5):
        yield wrong("clock", f"A version is of {newest:%Y-%m-%d %H:%M}, which is to come.", to_do)
    elif apart <= 5:
        yield fine("clock", f"{timezone.now():%Y-%m-%d %H:%M:%S} UTC, as in the database.")


def _disk() -> Iterator[Finding]:
    named = {"DOMETRACKER_HOME": settings.HOME, "BACKUP_DIR": settings.BACKUP_DIR}
    for name, folder in {**named, **making.folders()}.items():
        if not folder:
            continue
        path = _nearest(Path(folder))
        usage = shutil.disk_usage(path)
        told = f"{name}: {usage.free / 1e9:,.1f} GB of {usage.total / 1e9:,.1f} GB are free."
        if usage.free < 500e6:
            yield wrong("disk", told, f"Make room below {path}, or nothing can be saved soon.")
        elif usage.free < 5e9 and usage.free < usage.total / 10:
            yield look("disk", told, f"Make room below {path}.")
        else:
            yield fine("disk", told)


def _nearest(path: Path) -> Path:
    """The folder itself, or the first one above that is there."""
    return next(folder for folder in (path, *path.absolute().parents) if folder.exists())


def _static_files() -> Iterator[Finding]:
    if settings.DEBUG:
        return
    manifest = settings.STATIC_ROOT / "staticfiles.json"
    if not manifest.exists():
        yield wrong(
            "static files", "They were never collected.", "manage.py collectstatic --no-input"
        )
    elif manifest.stat().st_mtime < _newest_static_file():
        yield look(
            "static files",
            "They are older than those of the program.",
            "manage.py collectstatic --no-input, and restart",
        )
    else:
        yield fine("static files", "They are collected.")


def _newest_static_file() -> float:
    """When the last of the files that are collected was changed, in seconds since 1970."""
    return max(
        Path(storage.path(name)).stat().st_mtime
        for finder in get_finders()
        for name, storage in finder.list([])
    )


def _accounts() -> Iterator[Finding]:
    active = get_user_model()._default_manager.filter(is_active=True, is_staff=True)
    admins = active.filter(is_superuser=True).count()
    if not admins:
        yield look("accounts", "Nobody may change accounts.", "manage.py createsuperuser")
    else:
        yield fine("accounts", f"{active.count()} may edit, {admins} of them everything.")


def _backups() -> Iterator[Finding]:
    for database in restoring.left_behind():
        yield look(
            "backups",
            f"The database {database} is left of a restore.",
            f"""When nobody misses it: echo 'DROP DATABASE "{database}"' | manage.py dbshell""",
        )
    for folder in restoring.folders_left_behind():
        yield look(
            "backups", f"The folder {folder} is left of a restore.", "When nobody misses it: rm -r"
        )
    if settings.BACKUP_DIR is None:
        yield look("backups", "None are made: BACKUP_DIR is empty.", "docs/operations.md#backup")
        return
    every = timedelta(hours=settings.BACKUP_EVERY)
    found = rotation.backups_in(settings.BACKUP_DIR)
    to_do = f"manage.py backup {settings.BACKUP_DIR} tells why"
    if not found:
        yield wrong("backups", f"There is none in {settings.BACKUP_DIR}.", to_do)
        return
    age = datetime.now(UTC) - found[-1].at
    told = f"The last of {len(found)} is {age.total_seconds() / 3600:,.1f} hours old."
    if age > 2 * every:
        yield wrong("backups", told, to_do)
    else:
        yield fine("backups", told)


def _mail() -> Iterator[Finding]:
    if not settings.MAIL_FROM:
        yield fine("mail", "No letters are sent: MAIL_FROM is empty.")
        return
    where = f"{settings.EMAIL_HOST}:{settings.EMAIL_PORT}"
    server = mail.get_connection()
    try:
        server.open()
        server.close()
    except (OSError, smtplib.SMTPException) as error:
        yield wrong("mail", f"{where} does not take letters: {_first_line(error)}", "MAIL_… is it?")
    else:
        yield fine("mail", f"{where} takes letters.")


def _links() -> Iterator[Finding]:
    now = timezone.now()
    overdue = WatchedPage.objects.due(now - timedelta(days=7)).count()
    last = WatchedPage.objects.aggregate(last=Max("looked_at"))["last"]
    if overdue:
        yield look(
            "links",
            f"{overdue:,} cited pages should have been looked at a week ago"
            f" (last: {f'{last:%Y-%m-%d}' if last else 'never'}).",
            "Have a scheduler run manage.py watch every hour.",
        )
    else:
        yield fine("links", f"Last looked at: {f'{last:%Y-%m-%d %H:%M}' if last else 'never'}.")


def _index(stream: OutputWrapper) -> Iterator[Finding]:
    from quotes.management.commands.check_entries import find_wrong

    named = find_wrong(stream).named()
    for what, names in named.items():
        yield wrong("index", f"{what}: {len(names):,}", "manage.py check_entries --repair")
    if not named:
        yield fine("index", "The entries are what the record says.")
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM quotes_unrecorded")
        left = cursor.fetchone()[0]
    if left:
        yield wrong("index", f"{left} changes have no version.", "Report it: this cannot happen.")
