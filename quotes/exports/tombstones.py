"""Statements that were public and stand no more: what a copy of the whole list has to drop."""

from collections.abc import Iterator
from typing import Any

from quotes.exports.export_rows import instant
from quotes.models import Redirect
from quotes.models.vocabulary import Addressed


def tombstones() -> Iterator[dict[str, Any]]:
    """One object for each id that was withdrawn or merged, the latest first.

    It has the id, the moment, the reason and, of a merged one, the id it was merged into. Nothing
    that the statement said is in it.
    """
    gone = Redirect.objects.filter(kind=Addressed.STATEMENT).order_by("-made_at", "-pk")
    rows = gone.values_list("old", "made_at", "reason", "statement__public_id")
    for public_id, made_at, reason, into in rows.iterator(chunk_size=2_000):
        yield {
            "public_id": public_id,
            "gone_at": instant(made_at),
            "reason": reason,
            "merged_into": into,
        }
