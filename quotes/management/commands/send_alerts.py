"""``manage.py send_alerts``: write to everybody who follows something that has news."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from quotes.management.commands._tables import require_tables
from quotes.notices import letters
from quotes.website.alerts.sending import send_due
from quotes.website.alerts.subscriptions import is_offered


class Command(BaseCommand):
    help = (
        "Send the letters that are due to who follows lists or corrections by e-mail, and to "
        "editors about their notices; delete addresses that nobody has confirmed. Meant to run "
        "every hour or every day (docs/following.md); nothing is ever sent twice."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        require_tables()
        if not is_offered():
            raise CommandError("No e-mail is sent: MAIL_FROM and SITE_URL are not both set.")
        done = send_due(timezone.now())
        self.stdout.write(
            f"Sent {done.sent} letters; {done.nothing_new} readers had nothing to be told; "
            f"forgot {done.forgotten} addresses that were not confirmed."
        )
        sent, failed = letters.send_due(timezone.now())
        self.stdout.write(f"Sent {sent} letters with notices to editors.")
        if done.failed or failed:
            raise CommandError(
                f"{done.failed + failed} letters could not be sent; the next run tries again."
            )
