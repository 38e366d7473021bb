"""Fills an empty archive with synthetic statements, to measure and to try the pages out.

    python -m bench.child bench.synthetic --statements 100000 --seed 1

with DJANGO_SETTINGS_MODULE and, for the database, DOMETRACKER_HOME or DATABASE_URL before it.
"""

import argparse
import re
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.apps import apps
from django.core.management.base import BaseCommand, CommandError
from django.db import connection, models, transaction
from psycopg import errors, sql

from bench.bare_tables import bare, without_triggers
from bench.synthetic_rows import NAME, PREFIX, Archive, Table
from quotes.management.progress import Progress
from quotes.models import Occasion, Outlet, Redirect, Source, Speaker, Statement, Topic
from quotes.models.change_log import without_history
from quotes.models.search_index import deferred_entries, rebuild_entries

MOST = 100_000_000
# Rows between two looks at the clock.
PACE = 1_000

# Whatever is not synthetic shows in one of these.
REAL: list[models.QuerySet[Any]] = [
    *(
        model._default_manager.exclude(slug__startswith=PREFIX)
        for model in (Speaker, Topic, Outlet, Source, Statement)
    ),
    Occasion.objects.exclude(name__startswith=f"{NAME} "),
    Redirect.objects.exclude(old__startswith=PREFIX),
]

# By the name of the rule: rows that a trigger of `quotes/sql` would have refused.
BREACHES = {
    "statement_published_is_cited": """
        SELECT FROM quotes_statement s WHERE NOT EXISTS (
            SELECT FROM quotes_citation c WHERE c.statement_id = s.id)""",
    "citation_capture_of_its_source": """
        SELECT FROM quotes_citation c JOIN quotes_capture k ON k.id = c.capture_id
        WHERE k.source_id <> c.source_id OR c.check_state = 'exact'""",
}


class Command(BaseCommand):
    help = (
        "Fill an empty archive with synthetic statements (officials, outlets and topics are "
        "numbers). What an earlier run made is replaced; an archive that holds anything else is "
        "refused. Synthetic statements have no revisions."
    )

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("--statements", type=int, required=True, metavar="N")
        parser.add_argument("--seed", type=int, default=1, metavar="S", help="default: 1")

    def handle(self, *args: Any, **options: Any) -> None:
        statements = options["statements"]
        if not 1 <= statements <= MOST:
            raise CommandError(f"--statements is a number from 1 to {MOST:,}.")
        refuse_real_records()
        started = time.monotonic()
        self.fill(Archive(statements, options["seed"]))
        analyze()
        seconds = time.monotonic() - started
        self.stdout.write(f"{statements:,} synthetic statements in {seconds:.0f} s.")

    def fill(self, archive: Archive) -> None:
        """All or nothing, in one transaction."""
        tables = archive.tables
        with transaction.atomic():
            with without_history(), deferred_entries():
                empty()
            with bare([table.name for table in tables]):
                for table in tables:
                    self.copy(table)
            check_rules()
            with self.rebuild_shown(archive.statements), without_triggers(["quotes_entry"]):
                rebuild_entries()
            write_words()

    def copy(self, table: Table) -> None:
        with Progress(self.stderr, table.name.removeprefix("quotes_"), table.count) as bar:
            copy(table, bar)
        number_on(table)

    @contextmanager
    def rebuild_shown(self, statements: int) -> Iterator[None]:
        """Show what the database tells of the rebuild that follows the load."""
        bar = Progress(self.stderr, "entries", statements)

        def show(notice: errors.Diagnostic) -> None:
            told = re.match(r"entries: (\d+)", notice.message_primary or "")
            if told:
                bar.reach(int(told[1]))

        connection.ensure_connection()
        connection.connection.add_notice_handler(show)
        try:
            yield
        finally:
            connection.connection.remove_notice_handler(show)


def refuse_real_records() -> None:
    for real in REAL:
        if (row := real.all().first()) is not None:
            raise CommandError(
                f"This archive holds what is not synthetic ({row._meta.verbose_name}: {row}). "
                "Synthetic statements are made only in a database of their own: set DATABASE_URL "
                "or DOMETRACKER_HOME to an empty one."
            )


def empty() -> None:
    """Remove what an earlier run made: nothing else is there."""
    models_ = apps.get_app_config("quotes").get_models(include_auto_created=True)
    # The internal history is not managed by Django, and never emptied.
    tables = [model._meta.db_table for model in models_ if model._meta.managed]
    names = sql.SQL(", ").join(map(sql.Identifier, tables))
    with connection.cursor() as cursor:
        cursor.execute(sql.SQL("TRUNCATE {} RESTART IDENTITY").format(names))


def check_rules() -> None:
    """Look over all rows for what a trigger would have refused in one of them."""
    with connection.cursor() as cursor:
        for rule, broken in BREACHES.items():
            cursor.execute(f"SELECT EXISTS ({broken})")
            if cursor.fetchone() != (False,):
                raise CommandError(f"The synthetic rows break the rule {rule}.")


def write_words() -> None:
    """Write the words of all entries, as their trigger would have done slice by slice.

    It takes them from the texts, in a third of the time of the whole rebuild. Those of synthetic
    texts are letters alone and stand as they are in what is printed.
    """
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM quotes_word")
        cursor.execute(
            """INSERT INTO quotes_word (word)
            WITH each AS MATERIALIZED (
                SELECT DISTINCT string_to_table(translate(printed, E'\n', ' '), ' ') AS word
                FROM quotes_entry
            )
            SELECT word FROM each WHERE word ~ '^[[:alpha:]]{3,40}$'"""
        )


def copy(table: Table, bar: Progress) -> None:
    columns = sql.SQL(", ").join(map(sql.Identifier, table.columns))
    command = sql.SQL("COPY {} ({}) FROM STDIN").format(sql.Identifier(table.name), columns)
    with connection.cursor() as cursor, cursor.copy(command) as rows:
        number = 0
        for number, row in enumerate(table.rows(), 1):
            rows.write_row(row)
            if number % PACE == 0:
                bar.reach(number)
        bar.reach(number)


def number_on(table: Table) -> None:
    """Let the next row that is added get the next number."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT setval(pg_get_serial_sequence(%s, 'id'), max(id)) FROM "
            + connection.ops.quote_name(table.name),
            [table.name],
        )


def analyze() -> None:
    """Statistics for the planner, and, outside a transaction, the map of what all may see."""
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE" if connection.in_atomic_block else "VACUUM (ANALYZE)")


if __name__ == "__main__":
    Command().run_from_argv(["python", "bench.synthetic", *sys.argv[1:]])
