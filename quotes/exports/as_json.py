"""A list of statements as JSON (RFC 8259), one statement a line."""

import json
from collections.abc import Iterator
from typing import Any

from quotes.exports.rows import Asked, Row, chunks, instant
from quotes.exports.state import public_state
from quotes.filters import Found
from quotes.models import Citation
from quotes.models.finding import Count


def write(asked: Asked) -> Iterator[str]:
    """The document, in parts. Raises `Unreadable` before the first of them."""
    found = asked.found()
    head = {"query": _query(found), "count": _count(found.count())}
    return _stream(asked, found, head)


def write_one(asked: Asked, row: Row) -> str:
    """One statement: the same object as in a list."""
    return _dumped(statement_object(asked, row)) + "\n"


def _stream(asked: Asked, found: Found, head: dict[str, Any]) -> Iterator[str]:
    yield f'{_dumped(head)[:-1]}, "statements": ['
    separator = "\n"
    for rows in chunks(found):
        if rows:
            yield separator + ",\n".join(_dumped(statement_object(asked, row)) for row in rows)
            separator = ",\n"
    yield "\n]}\n"


def _dumped(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)


def _query(found: Found) -> dict[str, Any]:
    """What was asked, as it was understood; always with the order of the list."""
    chosen: dict[str, Any] = {}
    if words := found.query.get("q", "").strip():
        chosen["q"] = words
    for facets, prefix in ((found.chosen, ""), (found.excluded, "not-")):
        for dimension, values in facets.items():
            chosen[f"{prefix}{dimension.value}"] = [facet.key for facet in values]
    for name in ("since", "until"):
        if day := found.data.get(name):
            chosen[name] = day.text
    if "since" in chosen or "until" in chosen:
        chosen["dates"] = found.data.get("dates") or "possibly"
    return chosen | {"sort": found.sort}


def _count(count: Count) -> dict[str, Any]:
    return {"number": count.number, "is_exact": count.is_exact}


def statement_object(asked: Asked, row: Row) -> dict[str, Any]:
    """A statement with all its citations, in the columns that docs/exports.md promises."""
    statement = row.statement
    state = public_state(statement)
    return {
        "public_id": state["public_id"],
        "url": asked.permalink(statement),
        "speaker": state["speaker"],
        "offices": state["offices"],
        "said": {
            "edtf": state["said"],
            "first": statement.said.first and statement.said.first.isoformat(),
            "last": statement.said.last and statement.said.last.isoformat(),
        },
        "said_basis": state["said_basis"],
        "place": state["place"],
        "occasion": state["occasion"],
        "kind": state["kind"],
        "language": state["language"],
        "text": state["text"],
        "note": state["note"],
        "topics": state["topics"],
        "figures": state["figures"],
        "citations": [
            citation_object(citation, cited)
            for citation, cited in zip(statement.citations.all(), state["citations"], strict=True)
        ],
        "revision": row.revision,
        "published_at": instant(statement.published_at),
        "updated_at": instant(row.updated_at),
    }


def citation_object(citation: Citation, state: dict[str, Any]) -> dict[str, Any]:
    """A citation with its source; ``state`` is what is public of it."""
    source = citation.source
    return {
        "source": state["source"],
        "url": state["url"],
        "archived_url": source.archived_url,
        "title": source.title,
        "outlet": state["outlet"],
        "published": state["published"],
        "authors": source.authors,
        "language": source.language,
        "source_kind": source.kind,
        "kind": state["kind"],
        "wording": state["wording"],
        "via": state["via"],
        "locator": state["locator"],
        "check": citation.check_state,
        "checked_at": instant(citation.checked_at),
    }
