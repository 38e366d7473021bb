"""Look whether the words that are cited still stand where they were printed."""

import argparse
import json
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db.models import QuerySet
from django.utils import timezone

from quotes.capture.archive_copies import ask_for_copies, queue_for_copies
from quotes.capture.fetch import Fetcher
from quotes.capture.link_monitor import (
    AlreadyWatching,
    NoNetwork,
    Watched,
    alone,
    enlist,
    watch_pages,
)
from quotes.management.commands._tables import require_tables
from quotes.models import WatchedPage


class Command(BaseCommand):
    help = (
        "Look at the pages that are cited and are due: do they still show the words? Obeys "
        "robots.txt, asks only whether a page has changed where the site can tell, and keeps the "
        "text of one that has. Meant to be run by a scheduler, as often as every hour; each run "
        "goes on where the last one was, and only one is at work at a time. Prints a line for each "
        "page. Exits with 1 when no site could be reached."
    )

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("--limit", type=int, default=200, help="so many pages (default: 200)")
        parser.add_argument(
            "--host-delay",
            type=float,
            default=5.0,
            metavar="S",
            help="seconds between two pages of one host (default: 5)",
        )
        parser.add_argument(
            "--source", metavar="ID", help="one source, by its public id, due or not"
        )
        parser.add_argument("--json", action="store_true", help="a JSON object a line")

    def handle(self, *args: Any, **options: Any) -> None:
        require_tables()
        try:
            with alone():
                self.watch(options)
        except AlreadyWatching as error:
            # No failure: a scheduler that starts runs faster than they end does no harm.
            self.stderr.write(str(error), style_func=str)
        except NoNetwork as error:
            raise CommandError(str(error)) from error

    def watch(self, options: dict[str, Any]) -> None:
        """Look at what is due, then work off the queue for archived copies, if that is on."""
        enlist(timezone.now())
        with Fetcher(pause=options["host_delay"]) as fetcher:
            for watched in watch_pages(self.pages(options), fetcher):
                self.stdout.write(_as_json(watched) if options["json"] else _as_line(watched))
        if settings.ARCHIVE_COPIES:
            queue_for_copies(timezone.now())
            for line in ask_for_copies():
                self.stderr.write(line, style_func=str)

    def pages(self, options: dict[str, Any]) -> QuerySet[WatchedPage]:
        listed = WatchedPage.objects.select_related("source")
        if not options["source"]:
            return listed.due(timezone.now())[: max(options["limit"], 0)]
        found = listed.filter(source__public_id=options["source"])
        if not found:
            raise CommandError(f"No source with a page has the id {options['source']}.")
        return found


def _as_line(watched: Watched) -> str:
    counts = ", ".join(f"{count} {state.label}" for state, count in watched.states.items())
    kept = "; new text kept" if watched.is_captured else ""
    told = f" ({watched.told})" if watched.told else ""
    return f"{watched.source.public_id} {watched.found}{told}: {counts}{kept}"


def _as_json(watched: Watched) -> str:
    return json.dumps(
        {
            "source": watched.source.public_id,
            "url": watched.source.url,
            "found": watched.found,
            "told": watched.told,
            "citations": watched.states,
            "captured": watched.is_captured,
        },
        ensure_ascii=False,
    )
