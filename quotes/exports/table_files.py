"""A table of text as a file that a spreadsheet opens: CSV, a workbook (XLSX) or YAML."""

import csv
import io
from collections.abc import Callable, Iterable, Sequence
from typing import Any

import yaml

from quotes.text.characters import NOT_XML

# Without it spreadsheets read UTF-8 as something else and damage quotation marks and accents.
BYTE_ORDER_MARK = "\ufeff"

# A spreadsheet takes a cell that begins so for a formula and runs it (OWASP, "CSV Injection").
FORMULA_STARTS = tuple("=+-@\t\r\n＝＋－＠")

# Which cells begin with an apostrophe that is not of the record.
GUARDED = "guarded"

Rows = Sequence[dict[str, str]]


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


def csv_head(columns: Sequence[str]) -> str:
    """The byte order mark, and the line that names the columns."""
    return BYTE_ORDER_MARK + csv_lines(columns, [dict(zip(columns, columns, strict=True))])


def csv_lines(columns: Sequence[str], rows: Iterable[dict[str, Any]]) -> str:
    """Lines of CSV (RFC 4180)."""
    text = io.StringIO(newline="")
    csv.DictWriter(text, columns).writerows(rows)
    return text.getvalue()


def as_csv(columns: Sequence[str], rows: Rows) -> bytes:
    """With a byte order mark, and an apostrophe before what a spreadsheet would run."""
    columns = [*columns, GUARDED]
    lines = csv_lines(columns, (guarded(dict(row)) for row in rows))
    return (csv_head(columns) + lines).encode()


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
                cell.value = NOT_XML.sub("", text)
                cell.data_type = "s"
    written = io.BytesIO()
    workbook.save(written)
    return written.getvalue()


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
