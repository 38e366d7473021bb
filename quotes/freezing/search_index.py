"""The index of the search of a frozen copy: the words of every statement, and what it can be
narrowed by.

It is written as scripts and not as JSON, since a page that is opened from a disk may load the one
and not the other. Each has so many statements and calls one function with them; the page itself
holds no data (static/js/frozen-search.js).
"""

import json
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Any
from urllib.parse import quote

from django.utils.text import capfirst

from quotes.dates.display import humanize
from quotes.freezing.links import file_of
from quotes.models import Entry, Kind, Statement
from quotes.presentation.cards import StatementCard
from quotes.search.rows import listed
from quotes.text.quotation_marks import marks

# Statements of one script.
CHUNK = 2_000


def write(folder: Path) -> list[str]:
    """Write the scripts into a folder, and return their names, the newest statements first."""
    folder.mkdir(parents=True, exist_ok=True)
    left = iter(list(Entry.objects.newest_first().values_list("statement_id", flat=True)))
    names: list[str] = []
    while ids := list(islice(left, CHUNK)):
        name = f"statements-{len(names) + 1}.js"
        entries = json.dumps(list(_entries(ids)), ensure_ascii=False, separators=(",", ":"))
        # A line separator ends a line of older JavaScript; in JSON the escape means the same.
        entries = entries.replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")
        (folder / name).write_text(f"frozenStatements({entries});\n", encoding="utf-8")
        names.append(name)
    return names


def _entries(ids: list[int]) -> Iterator[dict[str, Any]]:
    told = _told_of(ids)
    for one in listed(ids):
        more = told[one.pk]
        wordings = [*dict.fromkeys(more["wordings"])]
        yield {
            "to": quote(file_of(one.get_absolute_url())),
            "by": one.speaker.public_name,
            "office": ", ".join(one.office_titles()),
            "day": humanize(one.said),
            "first": one.said.first.isoformat() if one.said.first else "",
            "last": one.said.last.isoformat() if one.said.last else "",
            "text": one.text,
            "lang": one.language,
            "dir": one.direction,
            "marks": None if one.kind == Kind.PARAPHRASE else [*marks(one.language)],
            "kind": one.get_kind_display(),
            "check": StatementCard(one).check_display,
            "doubt": capfirst(one.get_doubt_display()),
            # Words of sources that the text has not in the same way.
            "also": [wording for wording in wordings if wording != one.text],
            "in": more["facets"] | {"kind": [one.kind], "language": [one.language]},
        }


def _told_of(ids: list[int]) -> dict[int, dict[str, Any]]:
    """Of each statement its wordings, and the keys that lists are narrowed by."""
    rows = (
        Statement.objects.published()
        .filter(pk__in=ids)
        .prefetch_related("citations__source__outlet", "topic_links__topic", "speaker")
    )
    made = {}
    for row in rows:
        citations = row.citations.all()
        made[row.pk] = {
            "wordings": [one.wording for one in citations if one.wording],
            "facets": {
                "speaker": [row.speaker.slug],
                "country": [row.speaker.country] if row.speaker.country else [],
                "topic": [topic.slug for topic in row.ordered_topics()],
                "outlet": sorted({one.source.outlet.slug for one in citations}),
                "source-kind": sorted({one.source.kind for one in citations}),
            },
        }
    return made
