"""What an archive holds that its pages can be asked for: written as JSON to stdout.

    … python -m bench.child bench.survey SEED

A process of its own, since Django settles for one database when it starts. All that is drawn is
drawn from the seed, so that the same archive is asked the same questions everywhere.
"""

import json
import random
import sys
from typing import Any

from django.db import connection
from django.db.models import Count

from quotes.models import Entry, EntryState, Facet, Source, Statement

DIMENSIONS = ("speaker", "country", "party", "topic", "outlet", "kind", "language", "place", "role")
MOST_VALUES = 2_000
SAMPLED = 400
DEPTHS = (0.5, 0.75, 0.9, 0.99)


def survey(seed: int) -> dict[str, Any]:
    """Values of the dimensions with their totals, statements, sources, and marks in the list."""
    rng = random.Random(f"survey {seed}")
    state = EntryState.now()
    ids = sorted(rng.sample(range(1, state.entries + 1), min(SAMPLED, state.entries)))
    statements = Statement.objects.filter(pk__in=ids).order_by("pk")
    sources = (
        Source.objects.filter(citations__statement__in=ids[:40])
        .annotate(cited=Count("citations"))
        .distinct()
        .order_by("pk")
    )
    ordered = Entry.objects.order_by("-said_to", "-said_from", "-statement")
    marks = [
        ordered.select_related("statement")[int(depth * (state.entries - 1))] for depth in DEPTHS
    ]
    return {
        "statements": state.entries,
        "sample_rate": state.sample_rate,
        "postgresql": str(_scalar("SHOW server_version")),
        "database_mb": _scalar("SELECT pg_database_size(current_database()) / 1000000"),
        "values": {dimension: _values(dimension) for dimension in DIMENSIONS},
        "samples": [
            {"id": s.pk, "url": s.get_absolute_url(), "text": s.text, "language": s.language}
            for s in statements
        ],
        "sources": [{"id": s.pk, "url": s.get_absolute_url()} for s in sources],
        "marks": [
            {
                "id": mark.pk,
                "public_id": mark.statement.public_id,
                "said_to": mark.said_to.isoformat(),
            }
            for mark in marks
        ],
    }


def _values(dimension: str) -> list[tuple[str, int]]:
    """The values of a dimension with their totals, the most frequent first."""
    known = Facet.objects.filter(dimension=dimension, total__gt=0).exclude(key="none")
    return list(known.order_by("-total", "key").values_list("key", "total")[:MOST_VALUES])


def _scalar(sql: str) -> Any:
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return cursor.fetchone()[0]


if __name__ == "__main__":
    json.dump(survey(int(sys.argv[1])), sys.stdout)
