"""What Prometheus asks for: `/metrics`, for the machine itself or by a token."""

import hmac
from collections.abc import Iterator
from datetime import UTC, datetime
from ipaddress import ip_address

from django.conf import settings
from django.db import DatabaseError, connection
from django.db.models import Count
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from dometracker import metrics
from dometracker.backups import rotation
from quotes.models import Statement, WatchedPage

TEXT_FORMAT = "text/plain; version=0.0.4; charset=utf-8"


@require_safe
@never_cache
def for_prometheus(request: HttpRequest) -> HttpResponse:
    """404 for whoever may not ask: nobody else has to know that there is anything."""
    if not _may_ask(request):
        raise Http404
    lines = [*metrics.lines(), *_of_the_backups(), *_of_the_archive()]
    return HttpResponse("\n".join(lines) + "\n", content_type=TEXT_FORMAT)


def _may_ask(request: HttpRequest) -> bool:
    if token := settings.METRICS_TOKEN:
        sent = request.headers.get("Authorization", "")
        return hmac.compare_digest(sent.encode(), f"Bearer {token}".encode())
    # Behind a proxy on this machine everybody's address would be that of the machine.
    if "X-Forwarded-For" in request.headers or "Forwarded" in request.headers:
        return False
    try:
        return ip_address(request.META.get("REMOTE_ADDR", "")).is_loopback
    except ValueError:
        return False


def _of_the_backups() -> Iterator[str]:
    if settings.BACKUP_DIR:
        found = rotation.backups_in(settings.BACKUP_DIR)
        age = (datetime.now(UTC) - found[-1].at).total_seconds() if found else float("inf")
        yield from metrics.gauge("backup_age_seconds", "Age of the last backup.", {"": age})


def _of_the_archive() -> Iterator[str]:
    try:
        states = Statement.objects.values_list("state").annotate(Count("pk")).order_by("state")
        by_state: dict[str, float] = {f'state="{state}"': count for state, count in states}
        overdue = WatchedPage.objects.due(timezone.now()).count()
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"
            )
            (connections,) = cursor.fetchone()
    except DatabaseError:
        yield from metrics.gauge("database_up", "Whether the database answers.", {"": 0})
        return
    yield from metrics.gauge("database_up", "Whether the database answers.", {"": 1})
    yield from metrics.gauge("database_connections", "Open connections.", {"": connections})
    yield from metrics.gauge("statements", "Statements by state.", by_state)
    yield from metrics.gauge("links_due", "Cited pages that are to be looked at.", {"": overdue})
