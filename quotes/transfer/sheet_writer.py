"""Statements as sheets that can be imported again: CSV, a spreadsheet (XLSX) or YAML.

A row is a citation, with the columns that ``statement_plan`` reads, and the state of its statement.
"""

import csv
import io
from collections.abc import Callable, Iterator, Sequence

import yaml

from quotes.exports.statements_csv import BYTE_ORDER_MARK, GUARDED, guarded
from quotes.models import Statement
from quotes.models.fields import CITATION, SHEET, STATEMENT, YAML, FieldTable
from quotes.transfer.entries import entry_of, with_entry
from quotes.transfer.schema import RecordEntry
from quotes.transfer.sheet_reader import SEVERAL

Rows = Sequence[dict[str, str]]

STATE = "state"


def sheet_rows(keys: Sequence[int]) -> Iterator[dict[str, str]]:
    """A row for each citation; one without a source for a statement that cites none yet."""
    for statement in with_entry(Statement.objects.filter(pk__in=keys)):
        cells = {**_cells(STATEMENT, entry_of(statement)), STATE: statement.state}
        citations = list(statement.citations.all())
        if not citations:
            yield cells | dict.fromkeys(CITATION.carried(SHEET), "")
        for citation in citations:
            source = {"source": citation.source.url or citation.source.public_id}
            yield cells | _cells(CITATION, entry_of(citation)) | source


def _cells(table: FieldTable, entry: RecordEntry) -> dict[str, str]:
    values = {
        name: getattr(entry, field.keys[YAML]) for name, field in table.carried(SHEET).items()
    }
    return {
        name: f"{SEVERAL} ".join(value) if isinstance(value, list) else str(value or "")
        for name, value in values.items()
    }


def as_csv(columns: Sequence[str], rows: Rows) -> bytes:
    """With a byte order mark, and an apostrophe before what a spreadsheet would run."""
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, [*columns, GUARDED])
    writer.writeheader()
    writer.writerows(guarded(dict(row)) for row in rows)
    return (BYTE_ORDER_MARK + text.getvalue()).encode()


def as_xlsx(columns: Sequence[str], rows: Rows) -> bytes:
    """One sheet, in which every cell is text, whatever it looks like."""
    # A tenth of what a process takes to start, for what few requests need.
    import openpyxl

    workbook = openpyxl.Workbook()
    sheet = workbook.active
    assert sheet is not None
    sheet.append(list(columns))
    for number, row in enumerate(rows, start=2):
        for place, name in enumerate(columns, start=1):
            if text := row[name]:
                cell = sheet.cell(number, place)
                cell.value = _storable(text)
                cell.data_type = "s"
    written = io.BytesIO()
    workbook.save(written)
    return written.getvalue()


def _storable(text: str) -> str:
    """XML 1.0 has no place for control characters but tab and line ends."""
    return "".join(c for c in text if c >= " " or c in "\t\n\r")


def as_yaml(columns: Sequence[str], rows: Rows) -> bytes:
    """A list of mappings, each value in quotation marks, since YAML would guess at others."""
    told = [{name: row[name] for name in columns} for row in rows]
    written: str = yaml.safe_dump(
        told, allow_unicode=True, sort_keys=False, width=100, default_style='"'
    )
    return written.encode()


WRITERS: dict[str, tuple[str, Callable[[Sequence[str], Rows], bytes]]] = {
    "csv": ("text/csv; charset=utf-8", as_csv),
    "xlsx": ("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", as_xlsx),
    "yaml": ("application/yaml", as_yaml),
}
