"""A list of statements as CSV (RFC 4180), for a spreadsheet.

It begins with a byte order mark, without which spreadsheets read UTF-8 as something else and
damage quotation marks and accents unseen. Programs are better served with JSON.
"""

import csv
import io
from collections.abc import Iterable, Iterator
from typing import Any

from quotes.citing.reference import Site
from quotes.exports.export_rows import Asked, id_chunks
from quotes.exports.objects import objects_of

BYTE_ORDER_MARK = "\ufeff"

STATEMENT_COLUMNS = (
    *("public_id", "url", "speaker", "speaker_slug", "offices"),
    *("said", "said_first", "said_last", "said_basis", "place", "occasion"),
    *("kind", "language", "text", "note", "topics"),
    *("revision", "published_at", "updated_at", "sources"),
)
CITATION_COLUMNS = (
    *("source", "source_url", "archived_url", "source_title", "outlet", "source_published"),
    *("source_authors", "source_language", "source_kind"),
    *("citation_kind", "wording", "via", "locator", "check", "checked_at"),
)
# Which cells begin with an apostrophe that is not of the record.
GUARDED = "guarded"
COLUMNS = (*STATEMENT_COLUMNS, *CITATION_COLUMNS, GUARDED)

# A spreadsheet takes a cell that begins so for a formula and runs it (OWASP, "CSV Injection").
FORMULA_STARTS = tuple("=+-@\t\r\n＝＋－＠")

_BETWEEN = "; "


def write(asked: Asked) -> Iterator[str]:
    """The document, in parts. Raises `Unreadable` before the first of them."""
    every_citation = asked.is_by_citation()
    found = asked.found()
    site = Site(asked.origin)
    parts = (
        (line for made in objects_of(ids, site) for line in _lines(made, every_citation))
        for ids in id_chunks(found)
    )
    return _stream(parts)


def _stream(parts: Iterable[Iterable[dict[str, Any]]]) -> Iterator[str]:
    yield BYTE_ORDER_MARK + _written([dict(zip(COLUMNS, COLUMNS, strict=True))])
    for part in parts:
        yield _written(part)


def _written(lines: Iterable[dict[str, Any]]) -> str:
    text = io.StringIO(newline="")
    csv.DictWriter(text, COLUMNS).writerows(lines)
    return text.getvalue()


def _lines(statement: dict[str, Any], every_citation: bool) -> list[dict[str, Any]]:
    """A line for the first citation of a statement, or for each of them."""
    citations = statement["citations"]
    cells = _statement_cells(statement)
    shown = citations if every_citation else citations[:1]
    return [guarded(cells | _citation_cells(citation)) for citation in shown]


def _statement_cells(statement: dict[str, Any]) -> dict[str, Any]:
    return {
        "public_id": statement["public_id"],
        "url": statement["url"],
        "speaker": statement["speaker"]["name"],
        "speaker_slug": statement["speaker"]["slug"],
        "offices": _BETWEEN.join(statement["offices"]),
        "said": statement["said"]["edtf"],
        "said_first": statement["said"]["first"],
        "said_last": statement["said"]["last"],
        "said_basis": statement["said_basis"],
        "place": statement["place"],
        "occasion": statement["occasion"],
        "kind": statement["kind"],
        "language": statement["language"],
        "text": statement["text"],
        "note": statement["note"],
        "topics": _BETWEEN.join(statement["topics"]),
        "revision": statement["revision"],
        "published_at": statement["published_at"],
        "updated_at": statement["updated_at"],
        "sources": len({citation["source"] for citation in statement["citations"]}),
    }


def _citation_cells(citation: dict[str, Any]) -> dict[str, Any]:
    return {
        "source": citation["source"],
        "source_url": citation["url"],
        "archived_url": citation["archived_url"],
        "source_title": citation["title"],
        "outlet": citation["outlet"],
        "source_published": citation["published"],
        "source_authors": _BETWEEN.join(citation["authors"]),
        "source_language": citation["language"],
        "source_kind": citation["source_kind"],
        "citation_kind": citation["kind"],
        "wording": citation["wording"],
        "via": citation["via"],
        "locator": citation["locator"],
        "check": citation["check"],
        "checked_at": citation["checked_at"],
    }


def guarded(cells: dict[str, Any]) -> dict[str, Any]:
    """The cells, with an apostrophe before each that a spreadsheet would take for a formula.

    The last column names them, so that whoever needs the words exactly knows what to take off.
    """
    risky = [
        name
        for name, value in cells.items()
        if isinstance(value, str) and value.startswith(FORMULA_STARTS)
    ]
    changed = {name: f"'{cells[name]}" for name in risky}
    return cells | changed | {GUARDED: " ".join(risky)}
