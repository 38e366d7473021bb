"""``manage.py backup [DIR]``: all that cannot be made again, in one file that proves itself."""

import argparse
import os
import select
import sys
import time
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

import psycopg
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import Error

from dometracker.backups import BackupError, encryption, making, restoring, rotation
from quotes.management.progress import Progress

# How often it is looked whether a backup is due.
PAUSE = 60


class Command(BaseCommand):
    help = (
        "Write a backup while the archive runs: drafts, revisions, captures, accounts and files, "
        "all of one moment, with a hash of each table. `manage.py restore` reads it."
    )
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument(
            "folder", nargs="?", type=Path, metavar="DIR", help="where to (default: BACKUP_DIR)"
        )
        parser.add_argument(
            "--verify",
            action="store_true",
            help="then restore it into a second database, compare each table, and drop that",
        )
        parser.add_argument(
            "--encrypt-to",
            metavar="KEY",
            default=settings.BACKUP_KEY,
            help="a public key of age, or a file with a passphrase (default: BACKUP_KEY)",
        )
        parser.add_argument(
            "--key", default="", help="with --verify: the file that decrypts what age encrypted"
        )
        parser.add_argument(
            "--if-due",
            action="store_true",
            help="only if the newest is older than BACKUP_EVERY; then remove those of before that "
            "BACKUP_KEEP does not name",
        )
        parser.add_argument(
            "--repeat",
            action="store_true",
            help="look each minute whether one is due, until the standard input ends",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        folder: Path | None = options["folder"] or settings.BACKUP_DIR
        if folder is None:
            raise CommandError("Say where to: manage.py backup DIR, or set BACKUP_DIR.")
        folder = folder.expanduser().absolute()
        key = options["encrypt_to"]
        if options["repeat"]:
            self.repeat(folder, key)
            return
        if options["verify"] and encryption.kind_of(key) == "age" and not options["key"]:
            raise CommandError("What age encrypts only its private key reads: name that by --key.")
        try:
            if options["if_due"]:
                self.make_if_due(folder, key)
                return
            path = self.make(folder, key)
            if options["verify"]:
                self.verify(path, options["key"] or key)
        except (BackupError, Error, psycopg.Error) as error:
            raise CommandError(str(error).strip()) from error

    def make(self, folder: Path, key: str) -> Path:
        path = making.make(folder, key, partial(Progress, self.stderr))
        size = path.stat().st_size / 1_000_000
        self.stdout.write(f"Wrote {path} ({size:,.1f} MB).")
        return path

    def verify(self, path: Path, key: str) -> None:
        restored = restoring.rehearse(path, key, partial(Progress, self.stderr))
        tables = len(restored.manifest["tables"])
        self.stdout.write(
            f"It was restored into a second database: {restored.rows:,} rows of {tables} tables "
            "and every file are the same."
        )

    def make_if_due(self, folder: Path, key: str) -> None:
        every = timedelta(hours=settings.BACKUP_EVERY)
        if not rotation.is_due(folder, every, datetime.now(UTC)):
            return
        self.make(folder, key)
        for backup in rotation.superfluous(rotation.backups_in(folder), settings.BACKUP_KEEP):
            backup.path.unlink(missing_ok=True)
            self.stdout.write(f"Removed {backup.path}.")

    def repeat(self, folder: Path, key: str) -> None:
        """For the server of the site, which closes the standard input when it ends."""
        while True:
            try:
                self.make_if_due(folder, key)
            except (BackupError, Error, psycopg.Error, OSError) as error:
                self.stderr.write(f"No backup was made: {error}")
            if _ends_within(PAUSE):
                return


def _ends_within(seconds: float) -> bool:
    """Whether the standard input ends within the time."""
    deadline = time.monotonic() + seconds
    while (left := deadline - time.monotonic()) > 0:
        ready, _, _ = select.select([sys.stdin], [], [], left)
        if ready and not os.read(sys.stdin.fileno(), 1024):
            return True
    return False
