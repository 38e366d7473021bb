"""The figures of a quantity as CSV (RFC 4180): a line a figure, with the words it stands in."""

from collections.abc import Iterable, Iterator
from functools import partial
from itertools import islice
from typing import Any

from quotes.citing.reference import Site
from quotes.exports.export_rows import CHUNK, ExportRequest
from quotes.exports.formats import Format
from quotes.exports.table_files import GUARDED, csv_head, csv_lines, guarded
from quotes.models import Figure
from quotes.models.statements import plain_number
from quotes.search.figures import figures_of
from quotes.verification.stated_figures import stands_in, stated, texts_of

COLUMNS = (
    *("quantity", "low", "high", "bound", "unit", "as_of"),
    *("said", "said_first", "said_last", "speaker", "speaker_slug"),
    *("public_id", "url", "kind", "language", "text", "doubt", "doubt_reason"),
    *("stands_in_words", GUARDED),
)


def figure_formats(quantity: str) -> dict[str, Format]:
    """The forms in which the figures of a quantity are to be had."""
    return {"csv": Format("csv", "CSV", "text/csv", partial(write, quantity), is_saved=True)}


def write(quantity: str, asked: ExportRequest) -> Iterator[str]:
    """The document, in parts. Raises `UnreadableQuery` before the first of them."""
    figures = figures_of(asked.found(), quantity).with_statement().in_time()
    return _stream(figures.iterator(chunk_size=CHUNK), Site(asked.origin))


def _stream(figures: Iterator[Figure], site: Site) -> Iterator[str]:
    yield csv_head(COLUMNS)
    while part := list(islice(figures, CHUNK)):
        yield csv_lines(COLUMNS, _lines(part, site))


def _lines(figures: list[Figure], site: Site) -> Iterable[dict[str, Any]]:
    texts = texts_of({figure.statement_id: figure.statement for figure in figures}.values())
    for figure in figures:
        statement = figure.statement
        said = statement.said
        stands = stands_in(stated(figure), texts[statement.pk])
        yield guarded(
            {
                "quantity": figure.quantity,
                "low": plain_number(figure.low),
                "high": plain_number(figure.high),
                "bound": figure.bound,
                "unit": figure.unit,
                "as_of": figure.as_of.text,
                "said": said.text,
                "said_first": said.first,
                "said_last": said.last,
                "speaker": statement.speaker.name,
                "speaker_slug": statement.speaker.slug,
                "public_id": statement.public_id,
                "url": site.permalink(statement.public_id),
                "kind": statement.kind,
                "language": statement.language,
                "text": statement.text,
                "doubt": statement.doubt,
                "doubt_reason": statement.doubt_reason,
                "stands_in_words": "yes" if stands else "no",
            }
        )
