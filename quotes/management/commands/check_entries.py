"""Prove that what lists and counts are read from is what the record says, and mend it."""

import argparse
import sys
from collections import defaultdict
from collections.abc import Iterator
from contextlib import nullcontext
from typing import Any

from django.core.management.base import BaseCommand
from django.db import connection, transaction

from quotes.management.progress import Progress
from quotes.models.entries import refresh_entries

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

REPAIR_FACETS = """
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
        repair = options["repair"]
        with transaction.atomic() if repair else nullcontext():
            if repair:
                run("SELECT archive_lock_entries()")
            wrong = self.check(repair)
        if not wrong:
            self.stdout.write("The entries are what the record says.")
        elif repair:
            self.stdout.write("Mended.")
        else:
            self.stdout.write("To mend this, run: manage.py check_entries --repair")
            sys.exit(1)

    def check(self, repair: bool) -> bool:
        """Whether anything was wrong. Entries first: totals and sample are counted from them."""
        was_wrong = self.check_entries(repair)
        was_wrong |= self.report("facets", wrong_facets())
        if repair:
            run(REPAIR_FACETS)
            run("SELECT archive_relabel_facets(ARRAY(SELECT id FROM quotes_facet))")
        state = [text for (text,) in run(WRONG_STATE)]
        was_wrong |= self.report("state", {"state": state} if state else {})
        if repair:
            run(REPAIR_STATE)
            if state:
                run("SELECT archive_make_sample()")
        return was_wrong

    def check_entries(self, repair: bool) -> bool:
        wrong: dict[str, list[int]] = defaultdict(list)
        with Progress(self.stderr, "entries", count_concerned()) as bar:
            for ids in concerned():
                for statement, problem in run(
                    "SELECT statement_id, problem FROM archive_wrong_entries(%s)", [ids]
                ):
                    wrong[problem].append(statement)
                bar.advance(len(ids))
        if repair:
            refresh_entries(sorted({s for statements in wrong.values() for s in statements}))
        names = {problem: [f"statement {s}" for s in found] for problem, found in wrong.items()}
        return self.report("entries", names)

    def report(self, what: str, wrong: dict[str, list[str]]) -> bool:
        for problem, names in sorted(wrong.items()):
            more = " …" if len(names) > EXAMPLES else ""
            examples = "; ".join(names[:EXAMPLES])
            self.stdout.write(f"{what}, {problem}: {len(names):,} ({examples}{more})")
        return bool(wrong)


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


def wrong_facets() -> dict[str, list[str]]:
    wrong: dict[str, list[str]] = defaultdict(list)
    for name, problem in run("SELECT name, problem FROM archive_wrong_facets()"):
        kind = "total" if problem.startswith("total") else "label"
        wrong[kind].append(f"{name}: {problem}")
    return wrong
