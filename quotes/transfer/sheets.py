"""Tables as people keep them (CSV, Excel, YAML, JSON), read into rows of text, and rows to export.

Nothing is guessed that would change a word: a cell is the characters that stand in it. Of Excel's
own types a date becomes a day of ISO 8601 and a whole number has no decimal point. A formula is
refused, because what it shows is not in the file but computed by whoever opens it.
"""

import csv
import io
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from quotes.citing.bibliography_files.bibliography_entry import UnreadableFile, json_of
from quotes.citing.bibliography_files.reading import decoded, refuse_large
from quotes.exports.table_files import GUARDED
from quotes.models import Statement
from quotes.models.fields import CITATION, JSON, SHEET, STATEMENT, YAML, Field, FieldTable
from quotes.text.characters import is_storable, storable
from quotes.transfer import yaml_document
from quotes.transfer.entries import entry_of, with_entry
from quotes.transfer.schema import RecordEntry
from quotes.transfer.workbook import Line, first_sheet, text_of, too_many_rows

MOST_ROWS = 5_000
_MOST_COLUMNS = 100
_LONGEST_CELL = 100_000
# In YAML, with the names of the columns in each row.
_MOST_VALUES = 500_000

# Between the values of a cell that holds several, as in the exports.
SEVERAL = ";"
# Written for whoever reads it, and not read again.
STATE = "state"

# The first has the names of the columns.
Lines = Iterator[Line]


@dataclass(frozen=True, slots=True)
class TableRow:
    """One row: the number by which its reader finds it in the file, and its cells by column.

    A cell that is empty or missing is not in ``cells``. ``faults`` are sentences where the row
    itself cannot be read.
    """

    number: int
    cells: dict[str, str]
    faults: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ImportedTable:
    """The columns of a file in their order, its rows, and a sentence on how it was read."""

    columns: tuple[str, ...]
    rows: tuple[TableRow, ...]
    note: str = ""


def read_table(content: bytes, name: str) -> ImportedTable:
    """The table in a file of that name. Its ending says in which form it is.

    Raises `UnreadableFile`. At most `MOST_ROWS` are read.
    """
    refuse_large(content)
    if not content.strip():
        raise UnreadableFile(_("The file is empty."))
    ending = name.lower().rpartition(".")[2]
    if ending == "xlsx":
        lines, title = first_sheet(content, MOST_ROWS)
        note = _("Only the first sheet, “%(name)s”, was read.") % {"name": title} if title else ""
        table = _table(iter(lines), note)
    elif ending in TEXT_READERS:
        text, note = decoded(content)
        table = _table(TEXT_READERS[ending](text), note)
    else:
        known = ", ".join(f".{known}" for known in (*TEXT_READERS, "xlsx"))
        told = {"name": name[:80], "known": known}
        raise UnreadableFile(_("“%(name)s” is not a supported format: %(known)s.") % told)
    if not table.rows:
        raise UnreadableFile(_("The file has no rows below the column names."))
    return table


def parts(text: str) -> list[str]:
    """The values of a cell that holds several."""
    return list(filter(None, map(str.strip, text.split(SEVERAL))))


def _table(lines: Lines, note: str) -> ImportedTable:
    """A table of lines; ``note`` says how they were read."""
    _number, header, _fault = next(lines, (0, [], ""))
    columns = tuple(name.strip().lower().replace(" ", "_") for name in header)
    _refuse_header(columns)
    rows: list[TableRow] = []
    for number, values, fault in lines:
        cells = {
            column: value
            for column, value in zip(columns, values, strict=False)
            if column and value.strip()
        }
        if any(value.strip() for value in values[len(columns) :]):
            fault = fault or _("This row has more cells than there are columns.")
        if cells or fault:
            faults = filter(None, (fault, _fault_of(cells)))
            held = {name: storable(value) for name, value in _unguarded(cells).items()}
            rows.append(TableRow(number, held, tuple(faults)))
        if len(rows) > MOST_ROWS:
            raise too_many_rows(MOST_ROWS)
    return ImportedTable(tuple(filter(None, columns)), tuple(rows), note)


def _refuse_header(columns: tuple[str, ...]) -> None:
    if len(columns) > _MOST_COLUMNS:
        raise UnreadableFile(_("The first row has too many columns."))
    if not all(map(is_storable, columns)):
        raise UnreadableFile(_("A column’s name cannot hold U+0000 or half a character."))
    named = [column for column in columns if column]
    if not named:
        raise UnreadableFile(_("The first row must contain the column names."))
    twice = next((name for name in named if named.count(name) > 1), "")
    if twice:
        raise UnreadableFile(_("Two columns are called “%(name)s”.") % {"name": twice[:80]})


def _unguarded(cells: dict[str, str]) -> dict[str, str]:
    """Without the apostrophes that an export of ours has set before what looks like a formula."""
    guarded = cells.pop(GUARDED, "").split()
    freed = {name: cells[name].removeprefix("'") for name in guarded if name in cells}
    return {name: text.replace("\r\n", "\n") for name, text in (cells | freed).items()}


def _fault_of(cells: dict[str, str]) -> str:
    for column, value in cells.items():
        told = {"column": column}
        if not is_storable(value):
            return _("%(column)s: a text cannot hold U+0000 or half a character.") % told
        if len(value) > _LONGEST_CELL:
            return _("%(column)s: this cell is too long.") % told
    return ""


# --- CSV -----------------------------------------------------------------------------------------


def _read_csv(text: str) -> Lines:
    """RFC 4180, with the separator that the first line has most of: comma, semicolon or tab."""
    separator = max(",;\t", key=text.partition("\n")[0].count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    begins = 1
    try:
        for values in reader:
            yield begins, values, ""
            begins = reader.line_num + 1
    except csv.Error as error:
        raise UnreadableFile(
            _("Line %(line)d cannot be read as CSV: %(reason)s.")
            % {"line": reader.line_num, "reason": error}
        ) from None


# --- YAML and JSON -------------------------------------------------------------------------------


def _read_yaml(text: str) -> Lines:
    read = yaml_document.parse("", text.encode(), _MOST_VALUES)
    if read.mistakes:
        first = read.mistakes[0]
        raise UnreadableFile(
            _("Line %(line)d cannot be read as YAML: %(reason)s.")
            % {"line": first.line, "reason": first.message}
        )
    return _listed(read.data, lambda index: read.line_of((index,)))


def _read_json(text: str) -> Lines:
    data = json_of(text)
    if isinstance(data, dict):
        data = list(_exported(data))
    return _listed(data, lambda index: index + 1)


def _exported(data: dict[str, Any]) -> Iterator[Any]:
    """A row for each citation of an export of this archive, of a list or of one statement."""
    listed = data.get("statements", [data] if "citations" in data else None)
    if not isinstance(listed, list):
        raise _no_list()
    for statement in listed:
        cited = statement.get("citations") if isinstance(statement, dict) else None
        for citation in cited if isinstance(cited, list) and cited else [{}]:
            yield _cells_of(STATEMENT, statement) | _cells_of(CITATION, citation)


def _cells_of(table: FieldTable, told: Any) -> dict[str, Any]:
    """What an object of JSON says, under the names of the columns of a sheet."""
    if not isinstance(told, dict):
        raise _no_list()
    read = {key: field for key, field in table.carried(JSON).items() if SHEET in field.keys}
    return {
        field.keys[SHEET]: _name(told[key], field) for key, field in read.items() if key in told
    }


def _name(value: Any, field: Field) -> Any:
    """An object as the one of its values that names it; a date by its EDTF."""
    return value.get(next(iter(field.shows), "edtf")) if isinstance(value, dict) else value


def _no_list() -> UnreadableFile:
    return UnreadableFile(_("This must be a list of rows, each with names and values."))


def _listed(data: Any, number_of: Callable[[int], int]) -> Lines:
    """A list of mappings as lines; a list of plain values in a cell is joined as in a sheet."""
    if not isinstance(data, list) or not all(isinstance(item, dict) for item in data):
        raise _no_list()
    columns = list(dict.fromkeys(str(name) for item in data[: MOST_ROWS + 1] for name in item))
    yield 0, columns, ""
    for index, item in enumerate(data):
        cells = {str(name): value for name, value in item.items()}
        told = {name: _joined(cells.get(name)) for name in columns}
        nested = [name for name, text in told.items() if text is None]
        fault = _("%(column)s: a cell must be text or a list of texts.")
        texts = [text or "" for text in told.values()]
        yield number_of(index), texts, fault % {"column": nested[0]} if nested else ""


def _joined(value: Any) -> str | None:
    """The text of a cell; None for what is nested."""
    values = value if isinstance(value, list) else [value]
    if any(isinstance(one, (dict, list)) for one in values):
        return None
    return f"{SEVERAL} ".join(map(text_of, values))


TEXT_READERS: dict[str, Callable[[str], Lines]] = {
    "csv": _read_csv,
    "tsv": _read_csv,
    "yaml": _read_yaml,
    "yml": _read_yaml,
    "json": _read_json,
}


# --- rows to export ------------------------------------------------------------------------------


def sheet_rows(keys: Sequence[int]) -> Iterator[dict[str, str]]:
    """A row for each citation; one without a source for a statement that cites none yet."""
    for statement in with_entry(Statement.objects.filter(pk__in=keys)):
        entry, citations = entry_of(statement), statement.citations.all()
        cells = _cells_of_entry(entry) | {STATE: statement.state}
        if not citations:
            yield cells | dict.fromkeys(CITATION.carried(SHEET), "")
        for row, cited in zip(citations, entry.citations, strict=True):
            source = {"source": row.source.url or row.source.public_id}
            yield cells | _cells_of_entry(cited) | source


def _cells_of_entry(entry: RecordEntry) -> dict[str, str]:
    carried = entry.table.carried(SHEET).items()
    return {name: _joined(getattr(entry, field.keys[YAML])) or "" for name, field in carried}
