"""The first sheet of an Excel workbook (ISO/IEC 29500-1) as text. Knows nothing of the archive."""

import io
import zipfile
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from django.utils.translation import gettext as _

from dometracker.bounded import bounded
from quotes.citing.bibliography_files.bibliography_entry import UnreadableFile

# An Excel file is packed; what it holds unpacked is bounded before it is opened.
MOST_UNPACKED = 60_000_000

# The number of a row, the texts of its cells, and a sentence where one of them has none.
Line = tuple[int, list[str], str]


@dataclass(frozen=True, slots=True)
class Sheet:
    """The rows of a sheet; none where ``last_row``, their highest number, is beyond the limit."""

    title: str
    is_only: bool
    last_row: int
    lines: list[Line]


def _too_costly() -> UnreadableFile:
    return UnreadableFile(
        _(
            "This workbook takes too much time or memory to read. Copy the rows into a new one, or "
            "save it as CSV."
        )
    )


@bounded(refusal=_too_costly, seconds=5, megabytes=200, imports=("openpyxl",))
def first_sheet(content: bytes, most_rows: int) -> Sheet:
    """Raises `UnreadableFile`, also for merged cells, of which nobody can tell their row."""
    # A tenth of what a process takes to start, for what few requests need.
    from openpyxl import load_workbook
    from openpyxl.utils.exceptions import InvalidFileException

    try:
        _refuse_bomb(content)
        book = load_workbook(io.BytesIO(content))
        sheet: Any = book.worksheets[0]
        _refuse_merged(sheet)
        rows = sheet.iter_rows() if sheet.max_row <= most_rows else ()
        lines = [_line(number, row) for number, row in enumerate(rows, start=1)]
    except (UnreadableFile, MemoryError):
        raise
    # A damaged workbook fails in whatever part of the reader meets the damage.
    except (InvalidFileException, KeyError, ValueError, IndexError, TypeError, SyntaxError,
            AttributeError, zipfile.BadZipFile, OSError) as error:  # fmt: skip
        raise UnreadableFile(_("This is not a readable Excel workbook (.xlsx).")) from error
    return Sheet(str(sheet.title), len(book.worksheets) == 1, sheet.max_row, lines)


def _refuse_bomb(content: bytes) -> None:
    with zipfile.ZipFile(io.BytesIO(content)) as packed:
        unpacked = sum(part.file_size for part in packed.infolist())
    if unpacked > MOST_UNPACKED:
        raise UnreadableFile(_("This workbook is too large when unpacked. Split it."))


def _refuse_merged(sheet: Any) -> None:
    if sheet.merged_cells.ranges:
        merged = ", ".join(str(found) for found in list(sheet.merged_cells.ranges)[:5])
        raise UnreadableFile(
            _("Merged cells (%(merged)s) do not show which row they belong to. Split them.")
            % {"merged": merged}
        )


def _line(number: int, row: tuple[Any, ...]) -> Line:
    read = [_cell_text(cell) for cell in row]
    return number, [text for text, _fault in read], next((f for _t, f in read if f), "")


def _cell_text(cell: Any) -> tuple[str, str]:
    """The text of a cell, and a sentence where it has none of its own."""
    value = cell.value
    if value is None:
        return "", ""
    if cell.data_type == "f":
        return "", _("Cell %(cell)s is a formula. Paste its value instead.") % {
            "cell": cell.coordinate
        }
    if cell.data_type == "e":
        return "", _("Cell %(cell)s contains an error.") % {"cell": cell.coordinate}
    return text_of(value), ""


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
