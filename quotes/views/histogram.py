"""Statements over time, as plain values for the bars and for the table beside them."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from django.http import QueryDict
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from quotes.facets import Counted
from quotes.filters import Found
from quotes.views import addresses

Month = tuple[int, int]


def month_histogram(query: QueryDict, found: Found, counted: list[Counted]) -> dict[str, Any]:
    """A bar for each month from the first to the last in which something was said.

    What is only known to a longer span stands in no bar; ``undated`` counts it.
    """
    counts = {_month(c.facet.key): c.count.number for c in counted if c.facet.key != "none"}
    undated = next((c.count.number for c in counted if c.facet.key == "none"), 0)
    if not counts:
        return {"peak": 0, "bars": []}
    bars = [_bar(query, found, month, counts.get(month, 0)) for month in _through(counts)]
    peak = max(bars, key=lambda bar: bar["count"])
    first, last = bars[0]["label"], bars[-1]["label"]
    return {
        "bars": bars,
        "peak": peak["count"],
        "unit": _("Month"),
        "first_label": first,
        "last_label": last,
        "summary": _("Statements a month, %(first)s to %(last)s; most, %(count)s, in %(month)s.")
        % {"first": first, "last": last, "count": peak["count"], "month": peak["label"]},
        "note": ngettext(
            "%(count)s more is known only by its year, or not dated.",
            "%(count)s more are known only by their year, or not dated.",
            undated,
        )
        % {"count": undated}
        if undated
        else "",
    }


def _bar(query: QueryDict, found: Found, month: Month, count: int) -> dict[str, Any]:
    text = f"{month[0]:04}-{month[1]:02}"
    day = date(*month, 1)
    since, until = (found.data.get(name) if found.is_valid else None for name in ("since", "until"))
    begins, ends = since and since.first, until and until.last
    return {
        "label": date_format(day, "F Y"),
        "count": count,
        "url": addresses.statements_url(addresses.setting(query, since=text, until=text)),
        "chosen": (not begins or begins.replace(day=1) <= day) and (not ends or day <= ends),
    }


def _month(key: str) -> Month:
    year, month = key.split("-")
    return int(year), int(month)


def _through(counts: dict[Month, int]) -> Iterator[Month]:
    """Every month from the first to the last, those without anything too."""
    (year, month), last = min(counts), max(counts)
    while (year, month) <= last:
        yield year, month
        year, month = (year + 1, 1) if month == 12 else (year, month + 1)
