"""``manage.py load_archive [DIR]``: read a record and write it into the archive."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from quotes import transfer
from quotes.editing import EditContext
from quotes.management.commands._tables import require_tables
from quotes.transfer import loader, record_folder
from quotes.transfer.loader import LoadSummary
from quotes.transfer.plan import EntryOutcome
from quotes.transfer.schema import PARTS, ArchiveRecord
from quotes.transfer.yaml_document import RefusedRecord

BUNDLED = Path(transfer.__file__).parent / "golden_dome"


class Command(BaseCommand):
    help = (
        "Load a record (a folder of YAML files, docs/format.md) into the archive: all of it or, "
        "if anything is wrong with it, nothing. A second load of the same record changes nothing."
    )
    # A record can be checked where there is no database.
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "folder",
            nargs="?",
            type=Path,
            default=BUNDLED,
            metavar="DIR",
            help="the folder of the record; without it, the record that comes with the archive",
        )
        parser.add_argument(
            "--reason",
            default=loader.REASON,
            help="why statements change: stands in their history (default: “%(default)s”)",
        )
        parser.add_argument(
            "--despite-check",
            action="store_true",
            help="load words too that the captured text of their source, or all wordings of their "
            "statement, do not have; the reason says why, and is published",
        )
        parser.add_argument("--editor", default="", help="who changes them: stands there too")
        how = parser.add_mutually_exclusive_group()
        how.add_argument(
            "--dry-run", action="store_true", help="say what would change, and change nothing"
        )
        how.add_argument(
            "--check", action="store_true", help="only read and check; needs no database"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if not options["reason"].strip():
            raise CommandError("A reason cannot be blank.")
        read = self._read(options["folder"])
        if options["check"]:
            self.stdout.write(f"No mistakes: {_size(read)}.")
            return
        require_tables()
        if options["despite_check"] and options["reason"] == loader.REASON:
            raise CommandError("With --despite-check, --reason says why.")
        act = EditContext(
            reason=options["reason"],
            editor_name=options["editor"],
            overrides_check=options["despite_check"],
        )
        try:
            summary = loader.load(
                read, act, dry_run=options["dry_run"], on_step=self._show_progress
            )
        except RefusedRecord as refused:
            raise _error(
                "The archive cannot take this record; nothing was loaded", refused
            ) from None
        self._show(summary, dry_run=options["dry_run"])

    def _read(self, folder: Path) -> ArchiveRecord:
        self._show_progress(f"Reading {folder}")
        try:
            return record_folder.read(folder)
        except RefusedRecord as refused:
            raise _error(f"{folder} is not a record as it should be", refused) from None

    def _show_progress(self, what: str, count: int | None = None) -> None:
        """Only to a person who waits at a terminal; a log wants the result alone."""
        if self.stderr.isatty():
            shown = what if count is None else f"  {what} … {count}"
            # Without a style, what goes to stderr is red, and this is no error.
            self.stderr.write(shown, style_func=str)

    def _show(self, summary: LoadSummary, *, dry_run: bool) -> None:
        for part, (count, left) in summary.counts.items():
            words = (
                f"{count[EntryOutcome.NEW]} added, {count[EntryOutcome.CHANGED]} changed, "
                f"{count[EntryOutcome.UNCHANGED]} unchanged"
            )
            words += f", {left} only in the archive" if left else ""
            self.stdout.write(f"{part:<11}{words}")
        self.stdout.write(f"{'revisions':<11}{summary.revisions} added")
        for sentence in summary.skipped:
            self.stdout.write(self.style.WARNING(f"Skipped: {sentence}."))
        if dry_run:
            self.stdout.write("This was a dry run: nothing was changed.")


def _error(what: str, refused: RefusedRecord) -> CommandError:
    number = len(refused.mistakes)
    mistakes = "1 mistake" if number == 1 else f"{number} mistakes"
    return CommandError(f"{what}; nothing was loaded. {mistakes}:\n{refused}")


def _size(read: ArchiveRecord) -> str:
    return ", ".join(f"{len(getattr(read, kind.part))} {kind.part}" for kind in PARTS)
