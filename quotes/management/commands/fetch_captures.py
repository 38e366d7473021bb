"""Fetch the text of the sources that have none yet."""

import argparse
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db.models import F, QuerySet
from django.utils import timezone

from quotes.capture.captures import article_of, capture_fetched
from quotes.capture.documents import DocumentError
from quotes.capture.fetch import Fetcher, FetchError
from quotes.management.commands._tables import require_tables
from quotes.models import Source, WatchedPage


class Command(BaseCommand):
    help = (
        "Fetch the pages of sources that have no captured text, keep their texts, and check the "
        "words cited from them. Obeys robots.txt. Prints a line for each page; those that could "
        "not be had come last the next time. Exits with 1 when none could be had."
    )

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("--source", metavar="ID", help="one source, by its public id")
        parser.add_argument("--limit", type=int, default=50, help="so many pages (default: 50)")
        parser.add_argument(
            "--host-delay",
            type=float,
            default=5.0,
            metavar="S",
            help="seconds between two pages of one host (default: 5)",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        require_tables()
        sources = list(self.sources(options))
        had = 0
        with Fetcher(pause=options["host_delay"]) as fetcher:
            for source in sources:
                had += self.fetched(source, fetcher)
        self.stdout.write(f"{had} of {len(sources)} texts were kept.")
        if sources and not had:
            raise CommandError("No text could be had.")

    def fetched(self, source: Source, fetcher: Fetcher) -> bool:
        """Keep the text of one source; whether there was any."""
        try:
            kept = capture_fetched(source, fetcher)
        except (FetchError, DocumentError) as error:
            _note(source, str(error))
            self.stdout.write(f"{source.public_id}: {error}")
            return False
        words = len(article_of(kept).split())
        self.stdout.write(f"{source.public_id}: {words:,} words")
        return True

    def sources(self, options: dict[str, Any]) -> QuerySet[Source]:
        with_page = Source.objects.filter(url__isnull=False)
        if options["source"]:
            found = with_page.filter(public_id=options["source"])
            if not found:
                raise CommandError(f"No source with a page has the id {options['source']}.")
            return found
        waiting = with_page.filter(captures__isnull=True)
        return waiting.order_by(F("watched__looked_at").asc(nulls_first=True), "-pk")[
            : max(options["limit"], 0)
        ]


def _note(source: Source, told: str) -> None:
    """That it was tried, so that the next run begins with others."""
    now = timezone.now()
    WatchedPage.objects.update_or_create(
        source=source,
        defaults={"looked_at": now, "told": told},
        create_defaults={"looked_at": now, "told": told, "due_at": now},
    )
