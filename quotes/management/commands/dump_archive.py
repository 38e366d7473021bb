"""``manage.py dump_archive DIR``: write the public record as a folder of YAML files."""

from argparse import ArgumentParser
from collections import Counter
from pathlib import Path
from typing import Any

from django.contrib.auth import get_user_model
from django.core.management.base import BaseCommand, CommandError
from django.db import connection, transaction

from quotes.management.commands._tables import require_tables
from quotes.models import Capture, Revision, State, Statement
from quotes.transfer import entries, record_folder
from quotes.transfer.schema import PARTS, ArchiveRecord
from quotes.transfer.yaml_document import RefusedRecord


class Command(BaseCommand):
    help = (
        "Write what is published, as a folder of YAML files that load_archive reads "
        "(docs/format.md). Drafts, withdrawn statements, captures, the outcome of checks and the "
        "history are not part of it: they belong to a backup of the database."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("folder", type=Path, metavar="DIR", help="where to write the record")
        parser.add_argument(
            "--force", action="store_true", help="write into a folder that holds other files too"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        folder: Path = options["folder"]
        require_tables()
        record = _at_one_moment()
        try:
            record_folder.write(record, folder, force=options["force"])
        except RefusedRecord as refused:
            raise CommandError(str(refused)) from None
        except OSError as error:
            raise CommandError(f"{folder} cannot be written: {error.strerror}.") from None
        sizes = ", ".join(f"{len(getattr(record, kind.part))} {kind.part}" for kind in PARTS)
        self.stdout.write(f"Wrote {sizes} to {folder}.")
        self.stdout.write(f"Left out: {_left_out()}. `manage.py backup` keeps all of it.")


def _left_out() -> str:
    """What the archive has besides, counted now."""
    states = Counter(Statement.objects.values_list("state", flat=True))
    del states[State.PUBLISHED]
    counts = {f"statements in state {state}": n for state, n in sorted(states.items())}
    counts |= {"versions": Revision.objects.count(), "captured texts": Capture.objects.count()}
    counts |= {"accounts": get_user_model()._default_manager.count()}
    return ", ".join([*(f"{n:,} {what}" for what, n in counts.items()), "the outcome of checks"])


def _at_one_moment() -> ArchiveRecord:
    """The record of one moment, though it takes several queries.

    PostgreSQL only lets the first statement of a transaction ask for that.
    """
    outermost = not connection.in_atomic_block
    with transaction.atomic():
        if outermost:
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        return entries.whole_record()
