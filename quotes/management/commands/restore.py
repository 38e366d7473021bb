"""``manage.py restore FILE``: an archive of a backup."""

import argparse
from functools import partial
from pathlib import Path
from typing import Any

import psycopg
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import Error, connection

from dometracker.backups import BackupError, encryption, restoring
from quotes.management.progress import Progress


class Command(BaseCommand):
    help = (
        "Put what a backup holds in the place of the archive. It is read into a second database "
        "and compared table by table first; until then, and if anything is wrong, nothing changes."
    )
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("file", type=Path, metavar="FILE", help="a file that `backup` wrote")
        parser.add_argument(
            "--replace",
            action="store_true",
            help="though the archive is not empty: what is there is put aside, and not deleted",
        )
        parser.add_argument(
            "--dry-run", action="store_true", help="restore and compare, and change nothing"
        )
        parser.add_argument(
            "--key",
            default="",
            help="the file with the private key of age, or with the passphrase",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        path: Path = options["file"].expanduser().absolute()
        key = options["key"] or _passphrase_file()
        steps = partial(Progress, self.stderr)
        try:
            if options["dry_run"]:
                restored, aside = restoring.rehearse(path, key, steps), ""
            else:
                restored, aside = restoring.restore(path, key, steps, replace=options["replace"])
        except (BackupError, Error, psycopg.Error) as error:
            raise CommandError(str(error).strip()) from error
        held = f"{restored.rows:,} rows of {len(restored.manifest['tables'])} tables"
        moment = restored.about["made_at"]
        if options["dry_run"]:
            self.stdout.write(f"{path.name} can be restored: {held}, as of {moment}.")
            return
        self.stdout.write(f"Restored {held}, as of {moment}.")
        if aside:
            self.stdout.write(
                f"What was there before is the database {aside}; when nobody misses it:\n"
                f"  echo 'DROP DATABASE \"{aside}\"' | python manage.py dbshell"
            )
        self.stdout.write("Now run: python manage.py migrate, and restart the site.")
        connection.close()


def _passphrase_file() -> str:
    """What encrypts also decrypts, if it is a passphrase."""
    key: str = settings.BACKUP_KEY
    return key if encryption.kind_of(key) == "openssl" else ""
