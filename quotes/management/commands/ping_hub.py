"""``manage.py ping_hub``: tell a hub of WebSub which feeds have something new."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from quotes.management.commands._tables import require_tables
from quotes.website.alerts.hub import HubFailed, tell_hub


class Command(BaseCommand):
    help = (
        "Tell the hub that WEBSUB_HUB names which feeds have something new since the last time. "
        "Meant to run every few minutes (docs/following.md)."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        require_tables()
        if not (settings.WEBSUB_HUB and settings.SITE_URL):
            raise CommandError("No hub is told: WEBSUB_HUB and SITE_URL are not both set.")
        try:
            count = tell_hub(timezone.now())
        except HubFailed as failed:
            raise CommandError(str(failed)) from None
        self.stdout.write(f"Told the hub of {count} feeds.")
