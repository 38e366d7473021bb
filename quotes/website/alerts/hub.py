"""WebSub: a hub is told which feeds have something new, and tells whoever subscribed to them
(WebSub 1.0, section 4; how a hub is told is left to it, and this is how the public ones want it).
"""

from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import islice

import httpx2
from django.conf import settings
from django.db import transaction
from django.http import QueryDict
from django.urls import reverse
from django.utils import translation

from quotes.exports.formats import FEED_FORMATS
from quotes.models import HubNotice, Redirect, Revision, Statement
from quotes.presentation.list_addresses import here

# As of letters: what may have been committed after it was looked at is looked at again.
OVERLAP = timedelta(minutes=15)
# Feeds that one request names, and seconds it may take.
BATCH = 50
PATIENCE = 20


class HubFailed(RuntimeError):
    """A hub that did not take what it was told."""


def tell_hub(now: datetime) -> int:
    """Tell the hub of every feed with something new since the last time; how many they are.

    Raises `HubFailed`; it is told of the same again the next time.
    """
    with transaction.atomic():
        last = HubNotice.objects.select_for_update().first()
        since = last.told_until if last else None
        feeds = iter(list(_changed(since)))
        count = 0
        with httpx2.Client(timeout=PATIENCE) as client:
            while some := list(islice(feeds, BATCH)):
                _publish(client, some)
                count += len(some)
        HubNotice.objects.update_or_create(
            pk=last.pk if last else 1, defaults={"told_until": now - OVERLAP}
        )
    return count


def _publish(client: httpx2.Client, feeds: list[str]) -> None:
    try:
        answer = client.post(settings.WEBSUB_HUB, data={"hub.mode": "publish", "hub.url": feeds})
        answer.raise_for_status()
    except httpx2.HTTPError as error:
        raise HubFailed(f"The hub {settings.WEBSUB_HUB} was not told: {error}") from error


def _changed(since: datetime | None) -> Iterator[str]:
    """The feeds that have something new: those of everything, and of the officials, topics and
    statements concerned. All of the first kind where nothing was told before."""
    if since is None:
        yield from _addresses("statements-as")
        yield from _addresses("corrections-as")
        return
    revised = Revision.objects.filter(made_at__gt=since)
    gone = Redirect.objects.filter(made_at__gt=since)
    if revised.exists():
        yield from _addresses("statements-as")
    if gone.exists() or revised.filter(number__gt=1).exists():
        yield from _addresses("corrections-as")
    shown = Statement.objects.published().filter(pk__in=revised.values("statement"))
    for name, path in (("speaker", "speaker__slug"), ("topic", "topics__slug")):
        for key in shown.order_by(path).values_list(path, flat=True).distinct():
            if key:
                yield from _addresses("statements-as", **{name: key})
    corrected = revised.filter(number__gt=1).values_list("statement__public_id", flat=True)
    for public_id in corrected.order_by("statement__public_id").distinct():
        yield from _addresses("corrections-as", statement=public_id)


def _addresses(route: str, **query: str) -> Iterator[str]:
    asked = QueryDict(mutable=True)
    asked.update(query)
    for code, _name in settings.LANGUAGES:
        with translation.override(code):
            for suffix in FEED_FORMATS:
                yield settings.SITE_URL + here(reverse(route, args=[suffix]), asked)
