"""``manage.py doctor``: what is wrong with this archive, and what to do."""

import argparse
import json
import sys
from dataclasses import asdict
from typing import Any

from django.core.management.base import BaseCommand

from quotes.management.examination import Level, examine

_SIGNS = {Level.FINE: "ok   ", Level.LOOK: "look ", Level.WRONG: "WRONG"}


class Command(BaseCommand):
    help = (
        "Look at settings, database, migrations, clock, disk, static files, accounts, backups, "
        "mail, links and index, and say what to do. Changes nothing. Exits with 1 when something "
        "is wrong, and with 0 where a look is only advised."
    )
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument(
            "--quick", action="store_true", help="without the index, which takes long if large"
        )
        parser.add_argument("--json", action="store_true", help="a JSON object a line")

    def handle(self, *args: Any, **options: Any) -> None:
        is_wrong = False
        for finding in examine(self.stderr, quick=options["quick"]):
            is_wrong |= finding.level == Level.WRONG
            if options["json"]:
                self.stdout.write(json.dumps(asdict(finding), ensure_ascii=False))
                continue
            self.stdout.write(f"{_SIGNS[finding.level]} {finding.subject}: {finding.told}")
            if finding.to_do:
                self.stdout.write(f"      → {finding.to_do}")
        if is_wrong:
            sys.exit(1)
