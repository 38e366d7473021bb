"""``manage.py release DIR``: write the public record as files that prove themselves."""

from argparse import ArgumentParser, ArgumentTypeError
from datetime import date
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from quotes.management.commands._origins import HERE, origin_option
from quotes.management.commands._tables import require_tables
from quotes.releases import package
from quotes.releases.check_release import sha256_of
from quotes.releases.files import MissingLibrary


def _day(text: str) -> str:
    try:
        return date.fromisoformat(text).isoformat()
    except ValueError:
        raise ArgumentTypeError(f"“{text}” is not a day such as 2026-12-01") from None


class Command(BaseCommand):
    help = (
        "Write all that is public as a release: tables with their description (Frictionless data "
        "package), JSON Lines, SQLite for Datasette, every version in a chain of hashes, and a "
        "script that proves it all (docs/releases.md). Drafts, accounts and captured texts are "
        "not part of it."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "folder", type=Path, metavar="DIR", help="a folder that is new or empty"
        )
        parser.add_argument(
            "--date",
            type=_day,
            help="the date of the release; without it, the day of the last public change",
        )
        parser.add_argument(
            "--url",
            type=origin_option,
            help="where the archive is served, for its addresses (default: SITE_URL)",
        )
        parser.add_argument(
            "--parquet", action="store_true", help="write Parquet too; needs the extra “parquet”"
        )

        parser.add_argument(
            "--zip", action="store_true", help="write DIR.zip too: all of it as one file"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        require_tables()
        origin = options["url"] or settings.SITE_URL
        if not origin:
            told = f"Neither SITE_URL nor --url is given: addresses will begin with {HERE}."
            self.stderr.write(self.style.WARNING(told))
        beside = package.zip_of(options["folder"])
        if options["zip"] and beside.exists():
            raise CommandError(f"{beside} is there already: remove it, or name another folder.")
        try:
            made = package.write(
                options["folder"],
                origin or HERE,
                day=options["date"] or "",
                with_parquet=options["parquet"],
                on_step=self._show_progress,
            )
            whole = package.as_one_file(made) if options["zip"] else None
        except (package.RefusedRelease, MissingLibrary) as refused:
            raise CommandError(str(refused)) from None
        except OSError as error:
            raise CommandError(
                f"{options['folder']} cannot be written: {error.strerror}."
            ) from None
        rows = f"{made.counts['statements']} statements, {made.counts['revisions']} revisions"
        self.stdout.write(f"Release of {made.day}: {rows}, in {made.folder}.")
        self.stdout.write(f"Seal: {made.seal}")
        if whole:
            self.stdout.write(f"As one file: {whole}, SHA-256 {sha256_of(whole)}")

    def _show_progress(self, name: str) -> None:
        if self.stderr.isatty():
            self.stderr.write(f"  {name} …", style_func=str)
