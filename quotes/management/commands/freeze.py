"""``manage.py freeze DIR``: write the whole public site as files that need no server."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from quotes.freezing import frozen_site
from quotes.management.commands._origins import HERE, origin_option
from quotes.management.commands._tables import require_tables


class Command(BaseCommand):
    help = (
        "Write every public page, in every language, as a folder of files with relative links and "
        "a search of its own, which a browser opens from the disk and any static server serves "
        "(docs/end-of-life.md)."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "folder", type=Path, metavar="DIR", help="a folder that is new or empty"
        )
        parser.add_argument(
            "--url",
            type=origin_option,
            help="where the archive is, or was, served: its pages go on naming that as their "
            "address (default: SITE_URL)",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        require_tables()
        origin = options["url"] or settings.SITE_URL
        if not origin:
            told = f"Neither SITE_URL nor --url is given: pages will name {HERE} as their address."
            self.stderr.write(self.style.WARNING(told))
        try:
            made = frozen_site.freeze(
                options["folder"], origin or HERE, on_step=self._show_progress
            )
        except frozen_site.RefusedFreeze as refused:
            raise CommandError(str(refused)) from None
        except OSError as error:
            raise CommandError(
                f"{options['folder']} cannot be written: {error.strerror}."
            ) from None
        self.stdout.write(
            f"Froze {made.files} files in {made.folder}; {len(made.redirects)} addresses lead on "
            "or are gone (redirects.json)."
        )
        for one in made.missing:
            self.stdout.write(self.style.WARNING(f"Led nowhere: {one}"))

    def _show_progress(self, done: int, left: int) -> None:
        if self.stderr.isatty():
            self.stderr.write(f"  {done} files, {left} addresses known and left …", style_func=str)
