"""The forms a list can be had in, by the suffix of its address. A new form is one line here."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from quotes.citing import bibtex, csl_json, ris
from quotes.citing.reference_fields import Document
from quotes.exports import (
    corrections_atom,
    corrections_json,
    corrections_json_feed,
    json_feed,
    reference_rows,
    statements_atom,
    statements_csv,
    statements_json,
    statements_json_feed,
)
from quotes.exports.export_rows import ExportRequest
from quotes.exports.feed_items import FeedPage


@dataclass(frozen=True)
class Format:
    """One form of a list.

    ``write`` gives the text of the whole document, or its parts one after another, which are then
    sent as they are made. It raises `UnreadableQuery` before the first part. ``is_saved`` is true
    of what a browser should save and not show. ``document`` makes one of any references, where the
    form is for reference managers; ``feed`` one of any page of statements, where it is a feed.
    """

    suffix: str
    label: str
    media_type: str
    write: Callable[[ExportRequest], str | Iterator[str]]
    is_saved: bool = False
    document: Document | None = None
    feed: Callable[[ExportRequest, FeedPage], str] | None = None


def _of_references(suffix: str, label: str, media_type: str, document: Document) -> Format:
    """A form for reference managers."""

    def write(asked: ExportRequest) -> Iterator[str]:
        return document(reference_rows.asked_for(asked))

    return Format(suffix, label, media_type, write, is_saved=True, document=document)


FORMATS = {
    form.suffix: form
    for form in (
        Format("json", "JSON", "application/json", statements_json.write),
        Format("csv", "CSV", "text/csv", statements_csv.write, is_saved=True),
        Format(
            "atom",
            "Atom",
            "application/atom+xml",
            statements_atom.write,
            feed=statements_atom.document,
        ),
        Format(
            "feed.json",
            "JSON Feed",
            json_feed.MEDIA_TYPE,
            statements_json_feed.write,
            feed=statements_json_feed.document,
        ),
        _of_references("bib", "BibTeX", "application/x-bibtex", bibtex.document),
        _of_references("ris", "RIS", "application/x-research-info-systems", ris.document),
        _of_references(
            "csl.json", "CSL-JSON", "application/vnd.citationstyles.csl+json", csl_json.document
        ),
    )
}

# Those of a source, and, with JSON, those of one statement.
REFERENCE_FORMATS = {suffix: form for suffix, form in FORMATS.items() if form.document}
STATEMENT_FORMATS = {"json": FORMATS["json"], **REFERENCE_FORMATS}

# What one can subscribe to: those of a list, and of the statements that a source prints.
FEED_FORMATS = {suffix: form for suffix, form in FORMATS.items() if form.feed}
SOURCE_FORMATS = {**REFERENCE_FORMATS, **FEED_FORMATS}

# Those of the list of corrections.
CORRECTION_FORMATS = {
    form.suffix: form
    for form in (
        Format("atom", "Atom", "application/atom+xml", corrections_atom.write),
        Format("feed.json", "JSON Feed", json_feed.MEDIA_TYPE, corrections_json_feed.write),
        Format("json", "JSON", "application/json", corrections_json.write),
    )
}
