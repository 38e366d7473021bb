"""Fetch the text of the sources that have none yet."""

import argparse
import time
from contextlib import suppress
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db.models import QuerySet

from quotes.capture import queue
from quotes.capture.captures import article_of
from quotes.capture.fetch import Fetcher
from quotes.management.commands._tables import require_tables
from quotes.models import Capture, QueuedPage, QueueState, Source


class Command(BaseCommand):
    help = (
        "Fetch the pages of sources that have no captured text, keep their texts, and check the "
        "words cited from them. Obeys robots.txt. Prints a line for each page; those that could "
        "not be had come last the next time. Exits with 1 when none could be had. With --queue "
        "the pages are left to the worker (work_queue), which also tries again."
    )

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("--source", metavar="ID", help="one source, by its public id")
        parser.add_argument("--limit", type=int, default=50, help="so many pages (default: 50)")
        parser.add_argument(
            "--host-delay",
            type=float,
            default=queue.HOST_DELAY,
            metavar="S",
            help="seconds between two pages of one host (default: 5)",
        )
        parser.add_argument(
            "--queue", action="store_true", help="only queue them, all or as many as --limit says"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        require_tables()
        sources, limit = self.sources(options), max(options["limit"], 0)
        if options["queue"]:
            self.leave_to_worker(sources, limit)
            return
        pages = queue.enqueue_texts(sources, limit=limit)
        had = 0
        with Fetcher() as fetcher:
            for page in pages:
                time.sleep(queue.pause_left(page, options["host_delay"]))
                had += self.fetched(page, fetcher)
        self.stdout.write(f"{had} of {len(pages)} texts were kept.")
        if pages and not had:
            raise CommandError("No text could be had.")

    def leave_to_worker(self, sources: QuerySet[Source], limit: int) -> None:
        # The tasks know the queue; nothing else of the command needs them.
        from quotes.capture.tasks import is_worked_off, start

        pages = queue.enqueue_texts(sources, start, limit)
        self.stdout.write(f"{len(pages)} pages wait in the queue.")
        if not is_worked_off():
            self.stdout.write("Nobody works it off: start manage.py work_queue.")

    def fetched(self, page: QueuedPage, fetcher: Fetcher) -> bool:
        """Keep the text of one source; whether there was any."""
        assert page.source
        with suppress(queue.Later):
            queue.work_off(page, fetcher)
        if page.state != QueueState.ADDED:
            self.stdout.write(f"{page.source.public_id}: {page.told}")
            return False
        kept = Capture.objects.filter(source=page.source).latest("pk")
        self.stdout.write(f"{page.source.public_id}: {len(article_of(kept).split()):,} words")
        return True

    def sources(self, options: dict[str, Any]) -> QuerySet[Source]:
        if not options["source"]:
            return queue.without_text()
        found = Source.objects.filter(url__isnull=False, public_id=options["source"])
        if not found:
            raise CommandError(f"No source with a page has the id {options['source']}.")
        return found
