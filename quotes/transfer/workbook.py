"""The first sheet of an Excel workbook (ISO/IEC 29500-1) as text. Knows nothing of the archive."""

import io
import zipfile
from datetime import date, datetime, time
from typing import Any

from django.utils.translation import gettext as _

from dometracker.bounded import bounded
from quotes.citing.bibliography_files.bibliography_entry import UnreadableFile

# An Excel file is packed; what it holds unpacked is bounded before it is opened.
MOST_UNPACKED = 60_000_000

# The number of a row, the texts of its cells, and a sentence where one of them has none.
Line = tuple[int, list[str], str]


def _too_costly() -> UnreadableFile:
    return UnreadableFile(
        _(
            "This workbook takes too much time or memory to read. Copy the rows into a new one, or "
            "save it as CSV."
        )
    )


@bounded(refusal=_too_costly, seconds=5, megabytes=200, imports=("openpyxl",))
def first_sheet(content: bytes, most_rows: int) -> tuple[list[Line], str]:
    """The rows of the first sheet, and its title where there are more.

    Raises `UnreadableFile`, also for merged cells, of which nobody can tell their row.
    """
    # A tenth of what a process takes to start, for what few requests need.
    from openpyxl import load_workbook

    try:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            unpacked = sum(part.file_size for part in packed.infolist())
        if unpacked > MOST_UNPACKED:
            raise UnreadableFile(_("This workbook is too large when unpacked. Split it."))
        book = load_workbook(io.BytesIO(content))
        sheet: Any = book.worksheets[0]
        _refuse_shape(sheet, most_rows)
        lines = [_line(number, row) for number, row in enumerate(sheet.iter_rows(), start=1)]
    except (UnreadableFile, MemoryError):
        raise
    # A damaged workbook fails in whatever part of the reader meets the damage.
    except Exception as error:
        raise UnreadableFile(_("This is not a readable Excel workbook (.xlsx).")) from error
    return lines, "" if len(book.worksheets) == 1 else str(sheet.title)


def too_many_rows(limit: int) -> UnreadableFile:
    return UnreadableFile(_("The file has more than %(limit)d rows. Split it.") % {"limit": limit})


def _refuse_shape(sheet: Any, most_rows: int) -> None:
    # Below the names of the columns.
    if sheet.max_row > most_rows + 1:
        raise too_many_rows(most_rows)
    if sheet.merged_cells.ranges:
        merged = ", ".join(str(found) for found in list(sheet.merged_cells.ranges)[:5])
        raise UnreadableFile(
            _("Merged cells (%(merged)s) do not show which row they belong to. Split them.")
            % {"merged": merged}
        )


def _line(number: int, row: tuple[Any, ...]) -> Line:
    faults = [_fault_of(cell) for cell in row]
    texts = ["" if fault else text_of(c.value) for c, fault in zip(row, faults, strict=True)]
    return number, texts, next(filter(None, faults), "")


def _fault_of(cell: Any) -> str:
    """A sentence where a cell has no text of its own."""
    if cell.data_type == "f":
        formula = _("Cell %(cell)s is a formula. Paste its value instead.")
        return formula % {"cell": cell.coordinate}
    if cell.data_type == "e":
        return _("Cell %(cell)s contains an error.") % {"cell": cell.coordinate}
    return ""


def text_of(value: Any) -> str:
    """A value of a cell: a date as ISO 8601 has it, a whole number without a decimal point."""
    if value is None:
        return ""
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time() else value.isoformat(" ")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)
