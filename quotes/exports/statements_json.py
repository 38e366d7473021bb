"""A list of statements as JSON (RFC 8259), one statement a line."""

import json
from collections.abc import Iterator
from typing import Any

from quotes.citing.reference import Site
from quotes.exports.export_rows import ExportRequest, id_chunks
from quotes.exports.objects import objects_of
from quotes.exports.tombstones import tombstones
from quotes.search.filters import SearchResult
from quotes.search.queries import Count


def write(asked: ExportRequest) -> Iterator[str]:
    """The document, in parts. Raises `UnreadableQuery` before the first of them."""
    found = asked.found()
    head = {"query": understood(found), "count": number_of(found.count())}
    return _stream(asked, found, head)


def write_one(asked: ExportRequest, pk: int) -> str | None:
    """One statement: the same object as in a list. None if it is not published any more."""
    found = objects_of([pk], Site(asked.origin))
    return _dumped(found[0]) + "\n" if found else None


def _stream(asked: ExportRequest, found: SearchResult, head: dict[str, Any]) -> Iterator[str]:
    yield f'{_dumped(head)[:-1]}, "statements": ['
    separator = "\n"
    site = Site(asked.origin)
    for ids in id_chunks(found):
        if objects := objects_of(ids, site):
            yield separator + ",\n".join(map(_dumped, objects))
            separator = ",\n"
    yield "\n]"
    if set(head["query"]) == {"sort"}:
        # Of a narrowed list nobody can say which of them it would have held.
        yield ', "gone": [' + ",".join(f"\n{_dumped(gone)}" for gone in tombstones()) + "\n]"
    yield "}\n"


def _dumped(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)


def understood(found: SearchResult) -> dict[str, Any]:
    """The query as it was understood; always with the order of the list."""
    chosen: dict[str, Any] = {}
    if words := found.query.get("q", "").strip():
        chosen["q"] = words
    for facets, prefix in ((found.chosen, ""), (found.excluded, "not-")):
        for dimension, values in facets.items():
            chosen[f"{prefix}{dimension.value}"] = [facet.key for facet in values]
    for name in ("since", "until"):
        if day := found.data.get(name):
            chosen[name] = day.text
    if words and found.data.get("in"):
        chosen["in"] = found.data["in"]
    if "since" in chosen or "until" in chosen:
        chosen["dates"] = found.data.get("dates") or "possibly"
    return chosen | {"sort": found.sort}


def number_of(count: Count) -> dict[str, Any]:
    """A count, and whether it is one or an estimate."""
    return {"number": count.number, "is_exact": count.is_exact}
