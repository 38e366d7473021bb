"""The rows that names mean, as people write them: folded, by alias, by address."""

from collections import defaultdict
from collections.abc import Callable, Iterable
from typing import Any

from django.db.models import Model, Q

from quotes.addresses.canonical import InvalidURL, canonical_url, unwrapped
from quotes.models import Alias, Occasion, Outlet, Source, Speaker, Topic
from quotes.text.folding import search_fold

RowsByName = dict[str, set[Any]]


def rows_by_name(rows: Iterable[Any], *columns: str) -> RowsByName:
    """The rows of each name, blind to case and accents, that one of the columns holds."""
    named: RowsByName = defaultdict(set)
    for row in rows:
        for column in columns:
            if name := search_fold(getattr(row, column)).strip():
                named[name].add(row)
    return named


def speakers_by_name() -> RowsByName:
    """All officials by their names, aliases and the last parts of their addresses."""
    named = rows_by_name(Speaker.objects.all(), "slug", "name", "name_fr", "sort_name")
    exact = dict(named)
    for alias in Alias.objects.select_related("speaker"):
        # A name of somebody is not taken from them by an alias of somebody else.
        if alias.folded.strip() not in exact:
            named[alias.folded.strip()].add(alias.speaker)
    return named


# The rows that a name can mean, by what they are.
BY_NAME: dict[type[Model], Callable[[], RowsByName]] = {
    Speaker: speakers_by_name,
    Topic: lambda: rows_by_name(Topic.objects.all(), "slug", "name", "name_fr"),
    Occasion: lambda: rows_by_name(Occasion.objects.all(), "name", "name_fr"),
    Outlet: lambda: rows_by_name(Outlet.objects.all(), "slug", "name"),
}


def sources_by_text(texts: set[str]) -> dict[str, Source]:
    """Sources by what names each: a URL in any form, an id, the last part of an address."""
    canonical = {text: url for text in texts if (url := canonical_of(text))}
    asked = Q(canonical_url__in=canonical.values()) | Q(public_id__in=texts) | Q(slug__in=texts)
    rows = list(Source.objects.filter(asked).select_related("outlet"))
    by_key = {key: row for row in rows for key in (row.slug, row.public_id, row.canonical_url)}
    keys = {text: canonical.get(text, text) for text in texts}
    return {text: by_key[key] for text, key in keys.items() if key in by_key}


def canonical_of(text: str) -> str:
    """The canonical form of an address; ``""`` for what is none."""
    try:
        return canonical_url(unwrapped(text).url) if "://" in text else ""
    except InvalidURL:
        return ""
