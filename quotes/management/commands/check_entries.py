"""Prove that what lists and counts are read from is what the record says, and mend it."""

import argparse
import sys
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.core.management.base import BaseCommand, OutputWrapper
from django.db import connection, transaction

from quotes.management.progress import Progress
from quotes.models.search_index import refresh_entries

BATCH = 5_000
EXAMPLES = 5

# The state is checked by one statement, so it needs no lock: a statement sees one moment.
WRONG_STATE = """
    SELECT format('%s entries counted, there are %s', coalesce(s.entries, 0), live.n)
    FROM (SELECT count(*) AS n FROM quotes_entry) AS live LEFT JOIN quotes_entrystate s ON true
    WHERE live.n <> coalesce(s.entries, 0)
    UNION ALL
    SELECT format('one in %s of %s entries is sampled, should be one in %s (0: none)',
        s.sample_rate, live.n, archive_sample_rate(live.n))
    FROM (SELECT count(*) AS n FROM quotes_entry) AS live, quotes_entrystate s
    WHERE archive_sample_is_due(live.n, s.sample_rate)
"""

REPAIR_TOTALS = """
    WITH live AS (SELECT unnest(facets) AS id, count(*) AS n FROM quotes_entry GROUP BY 1)
    UPDATE quotes_facet f SET total = coalesce(live.n, 0)
    FROM quotes_facet g LEFT JOIN live USING (id)
    WHERE g.id = f.id AND f.total <> coalesce(live.n, 0)
"""

REPAIR_STATE = """
    INSERT INTO quotes_entrystate (id, entries, sample_rate)
    SELECT 1, count(*), 0 FROM quotes_entry
    ON CONFLICT (id) DO UPDATE SET entries = EXCLUDED.entries
"""


class Command(BaseCommand):
    help = (
        "Compare the entries, by which statements are found and counted, with the record. "
        "Prints what differs and exits with 1 when anything does."
    )

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument(
            "--repair",
            action="store_true",
            help="mend what differs, in one transaction; editors wait until it ends",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if options["repair"]:
            self.repair()
        elif self.report(find_wrong(self.stderr)):
            self.stdout.write("To mend this, run: manage.py check_entries --repair")
            sys.exit(1)

    @transaction.atomic
    def repair(self) -> None:
        run("SELECT archive_lock_entries()")
        wrong = find_wrong(self.stderr)
        if self.report(wrong):
            mend(wrong)
            self.stdout.write("Mended.")

    def report(self, wrong: "Wrong") -> bool:
        """Say what is wrong; whether anything is."""
        for what, names in wrong.named().items():
            more = "; …" if len(names) > EXAMPLES else ""
            self.stdout.write(f"{what}: {len(names):,} ({'; '.join(names[:EXAMPLES])}{more})")
        if not wrong.named():
            self.stdout.write("The entries are what the record says.")
        return bool(wrong.named())


@dataclass(frozen=True, slots=True)
class Wrong:
    """What differs: statements by problem, facets and the state, each with what is wrong."""

    statements: dict[str, list[int]]
    facets: list[str]
    state: list[str]

    def named(self) -> dict[str, list[str]]:
        """Examples of what differs, by what is wrong with them; empty when all is right."""
        named = {
            f"entries, {problem}": [f"statement {pk}" for pk in found]
            for problem, found in sorted(self.statements.items())
        }
        named |= {"facets": self.facets, "state": self.state}
        return {what: names for what, names in named.items() if names}


def find_wrong(stream: OutputWrapper) -> Wrong:
    """Compare everything with the record. Half a minute for 100,000 statements."""
    statements: dict[str, list[int]] = defaultdict(list)
    with Progress(stream, "entries", count_concerned()) as bar:
        for ids in concerned():
            query = "SELECT statement_id, problem FROM archive_wrong_entries(%s)"
            for statement, problem in run(query, [ids]):
                statements[problem].append(statement)
            bar.advance(len(ids))
    facets = run("SELECT name || ': ' || problem FROM archive_wrong_facets() ORDER BY name")
    state = run(WRONG_STATE)
    return Wrong(statements, [text for (text,) in facets], [text for (text,) in state])


def mend(wrong: Wrong) -> None:
    """Entries first: everything else is counted from them."""
    refresh_entries(sorted({pk for found in wrong.statements.values() for pk in found}))
    run(REPAIR_TOTALS)
    run("SELECT archive_relabel_facets(ARRAY(SELECT id FROM quotes_facet))")
    run(REPAIR_STATE)
    if wrong.state:
        run("SELECT archive_make_sample()")


def concerned() -> Iterator[list[int]]:
    """The ids of all statements that have an entry or should have one, in batches."""
    after = 0
    while ids := _ids_after(after):
        yield ids
        after = ids[-1]


def _ids_after(after: int) -> list[int]:
    rows = run(
        """
        SELECT id FROM (
            (SELECT id FROM quotes_statement WHERE id > %(after)s AND state = 'published'
             ORDER BY id LIMIT %(batch)s)
            UNION
            (SELECT statement_id FROM quotes_entry WHERE statement_id > %(after)s
             ORDER BY statement_id LIMIT %(batch)s)
            UNION
            (SELECT statement_id FROM quotes_entrysample WHERE statement_id > %(after)s
             ORDER BY statement_id LIMIT %(batch)s)
        ) AS concerned ORDER BY id LIMIT %(batch)s
        """,
        {"after": after, "batch": BATCH},
    )
    return [row[0] for row in rows]


def count_concerned() -> int:
    """About how many they are."""
    return run("SELECT count(*) FROM quotes_statement WHERE state = 'published'")[0][0]


def run(query: str, params: Any = None) -> list[tuple[Any, ...]]:
    """The rows of a query, or none of a command that has none."""
    with connection.cursor() as cursor:
        cursor.execute(query, params)
        return cursor.fetchall() if cursor.description else []
