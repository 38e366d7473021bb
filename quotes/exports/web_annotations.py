"""A statement as Web Annotations: for each wording, which words of which document are meant.

W3C "Web Annotation Data Model" (2017) in JSON-LD. An annotation *identifies* words in a source as
the statement of this archive: the body is the statement at its pinned revision, the target the
document at its own address, with its archived copy as a state of it.

A `TextPositionSelector` counts in the text that was captured, which is no part of the web: the
state beside it says when it was captured and gives its SHA-256, so that who has the same text can
know it. Nothing else of a capture goes out than the few words of `quotes.citing.passages`.
"""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from quotes.citing.reference import Site
from quotes.exports.export_rows import ExportRow, instant
from quotes.models import Capture, CheckState, Citation

MEDIA_TYPE = 'application/ld+json; profile="http://www.w3.org/ns/anno.jsonld"'

_CONTEXT = ["http://www.w3.org/ns/anno.jsonld", {"sha256": "http://schema.org/sha256"}]

Node = dict[str, Any]


def captures_of(row: ExportRow) -> dict[int, Capture]:
    """The captures that the statement's wordings were found in, by id, without their texts."""
    ids = {citation.capture_id for citation in row.statement.citations.all()} - {None}
    if not ids:
        return {}
    return Capture.objects.only("sha256", "taken_at").in_bulk(ids)


def collection(row: ExportRow, site: Site, address: str, captures: Mapping[int, Capture]) -> Node:
    """An AnnotationCollection with its one page; ``address`` is the absolute one it is found at.

    Load the statement by ``with_page()``.
    """
    items = annotations(row, site, address, captures)
    return {
        "@context": _CONTEXT,
        "id": address,
        "type": "AnnotationCollection",
        "label": _("Where the words of a statement stand in the sources that printed it"),
        "total": len(items),
        "first": {
            "id": f"{address}#page",
            "type": "AnnotationPage",
            "partOf": address,
            "startIndex": 0,
            "items": items,
        },
    }


def annotations(
    row: ExportRow, site: Site, address: str, captures: Mapping[int, Capture]
) -> list[Node]:
    """One annotation for each citation, in the order of the page."""
    body = _body(row, site)
    seen: dict[str, int] = {}
    made = []
    for citation in row.statement.citations.all():
        source = citation.source.public_id
        seen[source] = seen.get(source, 0) + 1
        made.append(
            {
                "id": f"{address}#{source}-{seen[source]}",
                "type": "Annotation",
                "motivation": "identifying" if _selected(citation) else "linking",
                "created": instant(row.statement.published_at),
                "modified": instant(row.updated_at),
                "body": body,
                "target": _target(citation, site, captures.get(citation.capture_id or 0)),
            }
        )
    return made


def _body(row: ExportRow, site: Site) -> Node:
    statement = row.statement
    return {
        "type": "SpecificResource",
        "source": {
            "id": site.permalink(statement.public_id),
            "type": "Text",
            "format": "text/html",
            "language": statement.language,
        },
        "state": {
            "type": "TimeState",
            "sourceDate": instant(row.updated_at),
            "cached": site.pinned(statement.public_id, row.revision),
        },
    }


def _target(citation: Citation, site: Site, capture: Capture | None) -> Node:
    source = citation.source
    # What was only printed has no address but that of what this archive knows of it.
    url = source.url or source.archived_url or site.source(source)
    target: Node = {
        "type": "SpecificResource",
        "source": {"id": url, "type": "Text", "language": source.language},
    }
    selectors = _selectors(citation)
    states = _states(citation, capture)
    if selectors:
        target["selector"] = selectors
    if states:
        target["state"] = states
    return target


def _selected(citation: Citation) -> bool:
    """Whether the words can be selected: the source prints them, as far as anybody has looked."""
    unprinted = (CheckState.NOT_FOUND, CheckState.DIFFERS)
    return bool(citation.wording) and citation.check_state not in unprinted


def _selectors(citation: Citation) -> list[Node]:
    if not _selected(citation):
        return []
    around = {"prefix": citation.prefix.strip("\n"), "suffix": citation.suffix.strip("\n")}
    selectors: list[Node] = [
        {"type": "TextQuoteSelector", "exact": citation.wording}
        | {name: text for name, text in around.items() if text}
    ]
    if citation.start is not None:
        selectors.append(
            {"type": "TextPositionSelector", "start": citation.start, "end": citation.end}
        )
    return selectors


def _states(citation: Citation, capture: Capture | None) -> list[Node]:
    states: list[Node] = []
    source = citation.source
    if source.archived_url:
        state: Node = {"type": "TimeState", "cached": source.archived_url}
        if source.archived_at:
            state["sourceDate"] = instant(source.archived_at)
        states.append(state)
    if capture and citation.start is not None and _selected(citation):
        states.append(
            {
                "type": "TimeState",
                "sourceDate": instant(capture.taken_at),
                "sha256": capture.sha256,
                "label": _(
                    "The text that the positions count in, in Unicode code points. It was taken "
                    "from the source at this moment and is not public; its SHA-256 (of UTF-8) is "
                    "given."
                ),
            }
        )
    return states
