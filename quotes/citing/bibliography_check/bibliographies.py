"""Bibliographies read into entries: BibTeX, RIS, CSL-JSON, and texts with addresses in them.

Of an entry only what the check needs is read: what it is called, the addresses of statements that
stand in it, the words it cites, and the day on which they were read.
"""

import json
import logging
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from itertools import islice
from typing import Any

from django.utils.translation import gettext as _

from quotes.citing.bibliography_check import tex
from quotes.citing.bibliography_check.permalinks import Permalink, permalinks

MOST_BYTES = 2_000_000
MOST_ENTRIES = 5_000

# The reader of BibTeX logs each fault with the text in which it stands. Here that is no fault of
# ours, but somebody's file, and the answer names it.
logging.getLogger("bibtexparser").setLevel(logging.CRITICAL)


class UnreadableBibliography(ValueError):
    """A text that is no bibliography; ``str()`` is a sentence for a person."""


class TooLarge(UnreadableBibliography):
    """More than is read at once."""


@dataclass(frozen=True, slots=True)
class CitedEntry:
    """What one entry cites. ``key`` is its name in the file; ``line`` is counted from 1.

    ``words`` are the cited ones, empty where the entry has none; ``accessed`` is the day on which
    they were read. ``fault`` is a sentence where the entry itself cannot be read.
    """

    key: str = ""
    line: int | None = None
    addresses: tuple[Permalink, ...] = ()
    words: str = ""
    accessed: date | None = None
    fault: str = ""


@dataclass(frozen=True, slots=True)
class Bibliography:
    """``form`` is one of `FORMS`."""

    form: str
    entries: tuple[CitedEntry, ...]


def decoded(content: bytes) -> str:
    """The text of a file in UTF-8, with or without a byte order mark.

    Raises `TooLarge` for more than ``MOST_BYTES``, `UnreadableBibliography` for another encoding.
    """
    if len(content) > MOST_BYTES:
        raise too_large()
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise UnreadableBibliography(
            _("Line %(line)d is not in UTF-8. Save the file as UTF-8 and send it again.")
            % {"line": line}
        ) from None


def too_large() -> TooLarge:
    return TooLarge(
        _("That is more than %(limit)d MB. Send the bibliography in parts.")
        % {"limit": MOST_BYTES // 1_000_000}
    )


def read(text: str) -> Bibliography:
    """The entries of a bibliography, in its order. Its form is seen from the text.

    Raises `UnreadableBibliography` where the text has no entries, and `TooLarge` where it has more
    than ``MOST_ENTRIES`` or is longer than ``MOST_BYTES``.
    """
    text = _clean(text)
    if len(text.encode()) > MOST_BYTES:
        raise too_large()
    if not text.strip():
        raise UnreadableBibliography(_("There is nothing to check: the text is empty."))
    form = form_of(text)
    entries = tuple(islice(FORMS[form](text), MOST_ENTRIES + 1))
    if len(entries) > MOST_ENTRIES:
        raise _too_many()
    if not entries:
        raise UnreadableBibliography(_nothing_found())
    return Bibliography(form, entries)


def form_of(text: str) -> str:
    """Which of `FORMS` a text is in, by how it begins or what stands at the head of its lines."""
    if re.match(r"\s*[\[{]", text):
        return "csl-json"
    if re.search(r"^TY {0,2}-", text, re.MULTILINE):
        return "ris"
    if re.search(r"^[ \t]*@\w+[ \t]*[{(]", text, re.MULTILINE):
        return "bibtex"
    return "text"


def _clean(text: str) -> str:
    """Without what neither a page nor a database can hold: NUL, and halves of characters."""
    text = text.replace("\0", "\ufffd").replace("\r\n", "\n").replace("\r", "\n")
    return text.removeprefix("\ufeff").encode("utf-8", "replace").decode()


def _too_many() -> TooLarge:
    return TooLarge(
        _("That is more than %(limit)d entries. Send the bibliography in parts.")
        % {"limit": MOST_ENTRIES}
    )


def _nothing_found() -> str:
    return _(
        "Nothing here can be checked: it is neither BibTeX, RIS nor CSL-JSON, and no address of "
        "a statement stands in it."
    )


def _day(text: str) -> date | None:
    """A whole day of ISO 8601, also with the slashes of RIS; None for anything less."""
    found = re.match(r"\s*(\d{4})[-/](\d{1,2})[-/](\d{1,2})(?!\d)", text)
    return _date(*map(int, found.groups())) if found else None


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except (ValueError, OverflowError):
        return None


def _first(fields: Mapping[str, str], names: tuple[str, ...]) -> str:
    return next((fields[name].strip() for name in names if fields.get(name, "").strip()), "")


# --- BibTeX ------------------------------------------------------------------------------------

_BIBTEX_WORDS = ("annotation", "annote", "abstract", "quote", "quotation")

# A macro may be long and stand in every entry; to be read here it need only hold an address.
_LONGEST_MACRO = 200

_PART_OF_VALUE = re.compile(
    r'\s*(?:"(?P<quoted>[^"]*)"|\{(?P<braced>[^{}]*)\}|(?P<name>[^\s#"{}]+))\s*(?:#|$)'
)


def _read_bibtex(text: str) -> Iterator[CitedEntry]:
    # Before it is parsed, because that takes a second for some thousands of broken entries.
    heads = len(re.findall(r"^[ \t]*@(?!string|comment|preamble)\w+[ \t]*[{(]", text, re.M | re.I))
    if heads > MOST_ENTRIES:
        raise _too_many()
    # A tenth of a second to import, in every process, for what few requests need.
    import bibtexparser

    library = bibtexparser.parse_string(text, parse_stack=[])
    macros = {
        string.key.lower(): _unquoted(str(string.value))[:_LONGEST_MACRO]
        for string in library.strings
    }
    blocks = [read for block in library.blocks if (read := _block(block, macros))]
    parents: dict[str, CitedEntry] = {}
    for entry, _parent in blocks:
        # Of two with one key the first is the one that is meant, as BibTeX has it.
        parents.setdefault(entry.key.lower(), entry)
    for entry, parent in blocks:
        yield _with_inherited(entry, parents.get(parent)) if parent else entry


def _with_inherited(entry: CitedEntry, parent: CitedEntry | None) -> CitedEntry:
    """After biblatex, an entry has what the parent has that its crossref names and it has not."""
    if parent is None:
        return entry
    return replace(
        entry,
        addresses=entry.addresses or parent.addresses,
        words=entry.words or parent.words,
        accessed=entry.accessed or parent.accessed,
    )


def _block(block: Any, macros: Mapping[str, str]) -> tuple[CitedEntry, str] | None:
    """An entry and the key of its parent; None for what is none, such as a comment or a macro."""
    from bibtexparser.model import (
        DuplicateBlockKeyBlock,
        DuplicateFieldKeyBlock,
        Entry,
        ParsingFailedBlock,
    )

    if isinstance(block, (DuplicateBlockKeyBlock, DuplicateFieldKeyBlock)):
        # The reader's objection is right, but the entry says what it says.
        block = block.ignore_error_block
    line = (block.start_line or 0) + 1
    if isinstance(block, ParsingFailedBlock):
        fault = _("Line %(line)d: this entry has no end, or is not BibTeX.") % {"line": line}
        return CitedEntry(line=line, fault=fault), ""
    if not isinstance(block, Entry):
        return None
    fields: dict[str, str] = {}
    for field in block.fields:
        fields.setdefault(field.key.lower(), tex.plain(_value(str(field.value), macros)))
    entry = CitedEntry(
        key=str(block.key),
        line=line,
        addresses=_addresses(fields.values()),
        words=_first(fields, _BIBTEX_WORDS),
        accessed=_day(fields.get("urldate", "")),
    )
    return entry, fields.get("crossref", "").strip().lower()


def _unquoted(raw: str) -> str:
    raw = raw.strip()
    if len(raw) > 1 and (raw[0], raw[-1]) in (("{", "}"), ('"', '"')):
        return raw[1:-1]
    return raw


def _value(raw: str, macros: Mapping[str, str]) -> str:
    """A value without its outer marks, with macros written out and ``#`` carried out."""
    parts: list[str] = []
    position = 0
    while position < len(raw):
        part = _PART_OF_VALUE.match(raw, position)
        if part is None or len(parts) > 20:
            return _unquoted(raw)
        name = part["name"]
        parts.append(
            macros.get(name.lower(), name) if name else part["quoted"] or part["braced"] or ""
        )
        position = part.end()
    return "".join(parts)


def _addresses(values: Any) -> tuple[Permalink, ...]:
    return tuple(found for value in values for found in permalinks(value))


# --- RIS ---------------------------------------------------------------------------------------

_RIS_WORDS = ("AB", "N2", "RN")
_RIS_LINE = re.compile(r"(?P<tag>[A-Z][A-Z0-9]) {0,2}-(?: (?P<value>.*))?$")


def _read_ris(text: str) -> Iterator[CitedEntry]:
    """The records of RIS, each from its TY to its ER, or, without one, to the next TY.

    A line without a tag continues the one before it. The readers that exist lose a record that
    has no ER, and take a time that grows with the square of such lines.
    """
    record: dict[str, list[str]] = {}
    start = 0
    values: list[str] = []
    for number, line in enumerate(text.split("\n"), start=1):
        match = _RIS_LINE.match(line.strip(" \t\ufeff"))
        if match is None:
            if record and line.strip():
                values.append(line.strip())
            continue
        if match["tag"] in ("TY", "ER"):
            if record:
                yield _ris_entry(record, start)
            record, start = {}, number
        if match["tag"] == "TY" or record:
            values = record.setdefault(match["tag"], [])
            values.append((match["value"] or "").strip())
    if record:
        yield _ris_entry(record, start)


def _ris_entry(record: Mapping[str, list[str]], line: int) -> CitedEntry:
    fields = {tag: "\n".join(values) for tag, values in record.items()}
    return CitedEntry(
        key=fields.get("ID", ""),
        line=line,
        addresses=_addresses(fields.values()),
        words=_first(fields, _RIS_WORDS),
        accessed=_day(fields.get("Y2", "")),
    )


# --- CSL-JSON ----------------------------------------------------------------------------------

_CSL_WORDS = ("abstract", "annote", "quote")

# Items of CSL-JSON are flat but for names, dates and custom fields.
_DEEPEST = 6


def _read_csl(text: str) -> Iterator[CitedEntry]:
    items = _json(text)
    if isinstance(items, dict):
        # One item alone, or the list as some programs wrap it.
        items = items["items"] if isinstance(items.get("items"), list) else [items]
    if not isinstance(items, list):
        raise UnreadableBibliography(_("CSL-JSON is a list of items, and this is none."))
    yield from map(_csl_entry, items)


def _json(text: str) -> Any:
    try:
        return json.loads(text)
    except json.JSONDecodeError as error:
        raise UnreadableBibliography(
            _("Line %(line)d cannot be read as JSON: %(reason)s.")
            % {"line": error.lineno, "reason": error.msg}
        ) from None
    except RecursionError:
        raise UnreadableBibliography(
            _("This JSON is nested deeper than any bibliography.")
        ) from None
    except ValueError:
        # Python reads no whole numbers of thousands of digits.
        raise UnreadableBibliography(_("A number in this JSON is too long to be read.")) from None


def _csl_entry(item: Any) -> CitedEntry:
    if not isinstance(item, dict):
        return CitedEntry(fault=_("This is no item of CSL-JSON, which has names and values."))
    fields = {name: _clean(value) for name, value in item.items() if isinstance(value, str)}
    key = item.get("id")
    return CitedEntry(
        key=_clean(str(key))[:200] if isinstance(key, (str, int)) else "",
        addresses=_addresses(map(_clean, _strings(item))),
        words=_first(fields, _CSL_WORDS),
        accessed=_csl_day(item.get("accessed")),
    )


def _strings(value: Any, depth: int = 0) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif depth < _DEEPEST and isinstance(value, (list, dict)):
        for inner in value.values() if isinstance(value, dict) else value:
            yield from _strings(inner, depth + 1)


def _csl_day(value: Any) -> date | None:
    """The day of a date variable: its ``date-parts``, or its text."""
    if not isinstance(value, dict):
        return None
    parts = value.get("date-parts")
    if isinstance(parts, list) and parts and isinstance(parts[0], list) and len(parts[0]) == 3:
        numbers = [int(n) for n in map(str, parts[0]) if re.fullmatch(r"[0-9]{1,4}", n)]
        return _date(*numbers) if len(numbers) == 3 else None
    text = value.get("raw") or value.get("literal")
    return _day(text) if isinstance(text, str) else None


# --- texts and lists ---------------------------------------------------------------------------


def _read_text(text: str) -> Iterator[CitedEntry]:
    """Each address is an entry. In a list of addresses, so is a line that is none."""
    lines = [(number, line.strip()) for number, line in enumerate(text.split("\n"), start=1)]
    filled = [(number, line, tuple(permalinks(line))) for number, line in lines if line]
    if not any(found for _number, _line, found in filled):
        return
    is_list = all(" " not in line for _number, line, _found in filled)
    for number, line, found in filled:
        for address in found:
            yield CitedEntry(line=number, addresses=(address,))
        if is_list and not found:
            yield CitedEntry(key=line[:200], line=number)


FORMS: dict[str, Callable[[str], Iterator[CitedEntry]]] = {
    "bibtex": _read_bibtex,
    "ris": _read_ris,
    "csl-json": _read_csl,
    "text": _read_text,
}
