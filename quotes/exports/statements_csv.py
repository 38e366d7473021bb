"""A list of statements as CSV (RFC 4180), for a spreadsheet.

It begins with a byte order mark, without which spreadsheets read UTF-8 as something else and
damage quotation marks and accents unseen. Programs are better served with JSON.
"""

from collections.abc import Callable, Iterable, Iterator
from typing import Any

from quotes.citing.reference import Site
from quotes.exports.export_rows import ExportRequest, id_chunks
from quotes.exports.objects import objects_of
from quotes.exports.table_files import GUARDED, csv_head, csv_lines, guarded
from quotes.models.fields import CITATION, CSV, JSON, STATEMENT, FieldTable


def _columns(table: FieldTable) -> Iterator[str]:
    for column, field in table.carried(CSV).items():
        yield column
        if field.beside is not None:
            yield from _columns(field.beside)


COLUMNS = (*_columns(STATEMENT), *_columns(CITATION), GUARDED)


_BETWEEN = "; "


def write(asked: ExportRequest) -> Iterator[str]:
    """The document, in parts. Raises `UnreadableQuery` before the first of them."""
    every_citation = asked.is_by_citation()
    found = asked.found()
    site = Site(asked.origin)
    parts = (
        (line for made in objects_of(ids, site) for line in _lines(made, every_citation))
        for ids in id_chunks(found)
    )
    return _stream(parts)


def _stream(parts: Iterable[Iterable[dict[str, Any]]]) -> Iterator[str]:
    yield csv_head(COLUMNS)
    for part in parts:
        yield csv_lines(COLUMNS, part)


def _lines(statement: dict[str, Any], every_citation: bool) -> list[dict[str, Any]]:
    """A line for the first citation of a statement that nobody doubts, or for each of them."""
    citations = sorted(statement["citations"], key=lambda citation: bool(citation["doubt"]))
    cells = _cells(STATEMENT, statement, _OF_STATEMENT)
    shown = citations if every_citation else citations[:1]
    return [guarded(cells | _cells(CITATION, citation, {})) for citation in shown]


def _cells(
    table: FieldTable, made: dict[str, Any], derived: dict[str, Callable[[dict[str, Any]], Any]]
) -> dict[str, Any]:
    """The cells of a row by column: as in JSON, but for what is worked out for CSV alone."""
    cells = {}
    for column, field in table.carried(CSV).items():
        read = derived.get(column)
        cells[column] = read(made) if read else _cell(made[field.keys[JSON]])
        if field.beside is not None:
            cells |= _cells(field.beside, made, derived)
    return cells


def _cell(value: Any) -> Any:
    return _BETWEEN.join(value) if isinstance(value, list) else value


_OF_STATEMENT: dict[str, Callable[[dict[str, Any]], Any]] = {
    "speaker": lambda made: made["speaker"]["name"],
    "speaker_slug": lambda made: made["speaker"]["slug"],
    "said": lambda made: made["said"]["edtf"],
    "said_first": lambda made: made["said"]["first"],
    "said_last": lambda made: made["said"]["last"],
    "figures": lambda made: _BETWEEN.join(map(_figure, made["figures"])),
    "sources": lambda made: len({citation["source"] for citation in made["citations"]}),
}


def _figure(figure: dict[str, Any]) -> str:
    """A figure in a cell: "total-cost: at-least 500 USD-billion"; "exact" is not said."""
    numbers = dict.fromkeys(str(n) for n in (figure["low"], figure["high"]) if n is not None)
    bound = "" if figure["bound"] in ("exact", "range") else f"{figure['bound']} "
    as_of = f" ({figure['as_of']})" if figure["as_of"] else ""
    return f"{figure['quantity']}: {bound}{'–'.join(numbers)} {figure['unit']}{as_of}"
