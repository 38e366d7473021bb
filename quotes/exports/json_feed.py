"""The parts of every JSON Feed of the archive (version 1.1, jsonfeed.org)."""

import json
from collections.abc import Iterable, Mapping
from typing import Any

from django.conf import settings
from django.utils.translation import get_language

from quotes.exports.atom import question, title_of_feed, whole
from quotes.exports.export_rows import ExportRequest

VERSION = "https://jsonfeed.org/version/1.1"
MEDIA_TYPE = "application/feed+json"


def document(
    asked: ExportRequest, title: str, page: str, older: str, items: Iterable[Mapping[str, Any]]
) -> str:
    """A feed of the list that is asked for, one item a line.

    ``page`` is the path of the list in HTML, ``older`` what the next part begins behind; empty
    where there is none. What is not known of an item is left out.
    """
    query = whole(asked.query)
    here = asked.origin + asked.path
    cut = {name: at for name in ("after", "before") if (at := asked.query.get(name))}
    head = {
        "version": VERSION,
        "title": title_of_feed(title),
        "home_page_url": asked.origin + page + question(query),
        "feed_url": here + question(query, **cut),
        "next_url": here + question(query, after=older) if older else None,
        "language": get_language() or settings.LANGUAGE_CODE,
        "hubs": [{"type": "WebSub", "url": settings.WEBSUB_HUB}] if settings.WEBSUB_HUB else None,
    }
    lines = ",".join(f"\n{_dumped(item)}" for item in items)
    return f'{_dumped(head)[:-1]}, "items": [{lines}\n]}}\n'


def _dumped(value: Mapping[str, Any]) -> str:
    known = {name: one for name, one in value.items() if one not in (None, "", [])}
    return json.dumps(known, ensure_ascii=False)
