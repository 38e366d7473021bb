"""``manage.py verify``: hold the wordings of the record against the texts of their sources."""

import json
import sys
from argparse import ArgumentParser
from collections import Counter
from collections.abc import Iterator
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db.models import Q, QuerySet

from quotes.addresses.canonical import InvalidURL, canonical_url
from quotes.management.commands._tables import require_tables
from quotes.models import CheckState, Citation, Source, Statement
from quotes.verification.store import PROOF, Checked, check_citations, checkable, stale

UNPROVED, BAD_INPUT = 1, 2
# Sources of one transaction, whose citations are in memory together; of their texts, one is.
BATCH = 50
# Wordings that are not proved, of which the table names this many; --json names all.
NAMED = 20


class Command(BaseCommand):
    help = (
        "Hold wordings against the captured texts of their sources and keep the outcomes "
        "(docs/checks.md). Exits with 0 when all that was checked is proved, with 1 when a wording "
        "differs or is not found, and with 2 when what was asked for does not exist or the "
        "tables are out of date."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--source", metavar="ID", help="only this source: its public id or URL")
        parser.add_argument("--statement", metavar="ID", help="only this statement: its public id")
        parser.add_argument(
            "--stale",
            action="store_true",
            help="only what was never checked, or not since the newest text was captured",
        )
        parser.add_argument(
            "--json", action="store_true", help="print one JSON object a line for each citation"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            require_tables()
        except CommandError as error:
            raise CommandError(str(error), returncode=BAD_INPUT) from error
        asked = chosen(options["source"], options["statement"])
        without = asked.filter(wording__isnull=False).exclude(pk__in=checkable()).count()
        citations = asked.filter(pk__in=checkable())
        outcomes: Counter[str] = Counter()
        named: list[Checked] = []
        cautioned = 0
        for checked in checks(stale(citations) if options["stale"] else citations):
            outcome = checked.verdict.outcome
            outcomes[outcome] += 1
            cautioned += checked.citation.is_cautioned
            if options["json"]:
                self.stdout.write(json.dumps(described(checked), ensure_ascii=False))
            elif len(named) < NAMED and (outcome not in PROOF or checked.citation.is_cautioned):
                named.append(checked)
        if not options["json"]:
            self.report(outcomes, without, cautioned, named)
        if set(outcomes) - PROOF:
            sys.exit(UNPROVED)

    def report(
        self, outcomes: Counter[str], without: int, cautioned: int, named: list[Checked]
    ) -> None:
        """The table of outcomes, and the first wordings not proved or with a caution."""
        for checked in named:
            citation, verdict = checked
            self.stdout.write(f"{citation.statement.public_id}  {citation.outlet_name}")
            self.stdout.write(f"  “{citation.wording}”: {verdict.outcome.label}")
            for finding in verdict.findings:
                self.stdout.write(f"  {finding.sentence}")
            if citation.is_cautioned:
                self.stdout.write(f"  {citation.caution_note}")
        unproved = sum(count for outcome, count in outcomes.items() if outcome not in PROOF)
        more = unproved - sum(checked.verdict.outcome not in PROOF for checked in named)
        if more:
            self.stdout.write(f"… and {more:,} more; --json names all")
        for state in CheckState:
            if state in outcomes:
                self.stdout.write(f"{outcomes[state]:>9,}  {state.label}")
        self.stdout.write(f"{sum(outcomes.values()):>9,}  checked")
        if cautioned:
            self.stdout.write(f"{cautioned:>9,}  of them with a caution: see docs/checks.md")
        if without:
            self.stdout.write(f"{without:>9,}  not checked: no text of the source was captured")


def chosen(source: str | None, statement: str | None) -> "QuerySet[Citation]":
    """The citations that the options name. Raises CommandError, with exit code 2."""
    citations = Citation.objects.all()
    if source:
        citations = citations.filter(source=_source(source))
    if statement:
        found = Statement.objects.filter(public_id=statement).first()
        if found is None:
            raise CommandError(f"There is no statement {statement}.", returncode=BAD_INPUT)
        citations = citations.filter(statement=found)
    return citations


def _source(named: str) -> Source:
    known = Q(public_id=named)
    if "/" in named:
        try:
            known = Q(canonical_url=canonical_url(named))
        except InvalidURL as error:
            raise CommandError(
                f"{named} is no address of a source: {error}", returncode=BAD_INPUT
            ) from error
    found = Source.objects.filter(known).first()
    if found is None:
        raise CommandError(f"There is no source {named}.", returncode=BAD_INPUT)
    return found


def checks(citations: "QuerySet[Citation]") -> Iterator[Checked]:
    """Check them source by source, each batch of sources in a transaction of its own."""
    sources = list(citations.order_by().values_list("source_id", flat=True).distinct())
    for first in range(0, len(sources), BATCH):
        together = citations.filter(source__in=sources[first : first + BATCH])
        yield from check_citations(together.select_related("source__outlet", "statement"))


def described(checked: Checked) -> dict[str, Any]:
    """One line of the JSON: where, what was found, and why it is no proof."""
    citation, verdict = checked
    return {
        "statement": citation.statement.public_id,
        "source": citation.source.public_id,
        "outlet": citation.outlet_name,
        "wording": citation.wording,
        "outcome": verdict.outcome.value,
        "start": verdict.start,
        "end": verdict.end,
        "caution": citation.caution,
        "credited_to": citation.credited_to,
        "findings": [
            {"what": finding.what.value, "sentence": finding.sentence}
            for finding in verdict.findings
        ],
    }
