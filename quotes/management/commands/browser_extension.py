"""``manage.py browser_extension FOLDER``: the extension that sends pages to the desk, unpacked."""

import argparse
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from quotes.admin.browser_button import extension_files


class Command(BaseCommand):
    help = (
        "Write the WebExtension for Firefox and Chromium that sends the page in view to the desk "
        "of an archive (tools/extension/README.md)."
    )

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("folder", type=Path)
        parser.add_argument(
            "--site", default=settings.SITE_URL, help="where the archive is served (SITE_URL)"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        site = options["site"].rstrip("/")
        if not site.startswith(("https://", "http://")):
            raise CommandError("Name the site: --site https://archive.example")
        folder: Path = options["folder"]
        folder.mkdir(parents=True, exist_ok=True)
        for name, text in extension_files(site).items():
            (folder / name).write_text(text, encoding="utf-8")
        self.stdout.write(f"Load it unpacked from {folder}, for {site}.")
