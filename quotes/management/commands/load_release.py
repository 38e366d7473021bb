"""``manage.py load_release DIR``: make an empty archive what a release says."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from quotes.management.commands._tables import require_tables
from quotes.releases import loading
from quotes.releases.package import RefusedRelease


class Command(BaseCommand):
    help = (
        "Load a release (docs/releases.md) into an empty archive: the same statements at the same "
        "addresses, with all their versions, redirects and tombstones. The release is held against "
        "itself first; all of it is loaded, or nothing."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("folder", type=Path, metavar="DIR", help="the folder of the release")

    def handle(self, *args: Any, **options: Any) -> None:
        require_tables()
        try:
            counts = loading.load(options["folder"], on_step=self._show_progress)
        except RefusedRelease as refused:
            raise CommandError(f"{refused}\nNothing was loaded.") from None
        told = ", ".join(f"{count} {name.replace('_', ' ')}" for name, count in counts.items())
        self.stdout.write(f"Loaded {told}.")
        if left := counts.get("checks"):
            self.stdout.write(
                self.style.WARNING(
                    f"{left} outcomes of checks were left out: they are evidence only beside the "
                    "texts of the sources, which a release does not have. “fetch_captures” gets "
                    "the texts anew."
                )
            )

    def _show_progress(self, name: str) -> None:
        if self.stderr.isatty():
            self.stderr.write(f"  {name} …", style_func=str)
