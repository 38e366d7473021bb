"""Documents as a reference manager exports them, such as Zotero: CSL-JSON, RIS and BibTeX."""

import json
import logging
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from quotes.citing.bibliography_check import tex
from quotes.citing.bibliography_check.bibliographies import form_of
from quotes.models.vocabulary import SourceKind
from quotes.transfer.tables import MOST_BYTES, MOST_ROWS, Unreadable, decoded

if TYPE_CHECKING:
    from bibtexparser.model import Entry

# Its reader logs each fault with the text around it; here the answer names it.
logging.getLogger("bibtexparser").setLevel(logging.CRITICAL)

_MONTHS = "jan feb mar apr may jun jul aug sep oct nov dec".split()

# Types of CSL 1.0.2, of RIS and of BibTeX and biblatex, and what kind of source they are.
_KINDS: dict[str, SourceKind] = {
    "article-newspaper": SourceKind.NEWS_ARTICLE,
    "article-magazine": SourceKind.NEWS_ARTICLE,
    "post": SourceKind.SOCIAL_POST,
    "report": SourceKind.REPORT,
    "speech": SourceKind.SPEECH,
    "broadcast": SourceKind.VIDEO,
    "motion_picture": SourceKind.VIDEO,
    "hearing": SourceKind.HEARING,
    "news": SourceKind.NEWS_ARTICLE,
    "mgzn": SourceKind.NEWS_ARTICLE,
    "rprt": SourceKind.REPORT,
    "hear": SourceKind.HEARING,
    "video": SourceKind.VIDEO,
    "techreport": SourceKind.REPORT,
}


@dataclass(frozen=True, slots=True)
class Item:
    """A document as a file tells of it; ``number`` is its line, in JSON its place in the list.

    ``published`` is EDTF, ``kind`` a kind of source or ``""``; ``fault`` a sentence where the item
    cannot be read at all.
    """

    number: int
    url: str = ""
    title: str = ""
    authors: tuple[str, ...] = ()
    published: str = ""
    container: str = ""
    language: str = ""
    kind: str = ""
    archived_url: str = ""
    fault: str = ""


@dataclass(frozen=True, slots=True)
class Items:
    """The items of a file, and sentences about how it was read."""

    items: tuple[Item, ...]
    notes: tuple[str, ...] = ()


def read(content: bytes) -> Items:
    """The items of a file; which form it has is seen from its text. Raises `Unreadable`."""
    if len(content) > MOST_BYTES:
        limit = MOST_BYTES // 1_000_000
        raise Unreadable(_("That is more than %(limit)d MB: send it in parts.") % {"limit": limit})
    text, note = decoded(content)
    text = text.replace("\0", "").replace("\r\n", "\n").replace("\r", "\n")
    reader = READERS.get(form_of(text))
    if reader is None:
        raise Unreadable(_("The file is neither CSL-JSON, RIS nor BibTeX."))
    items = tuple(reader(text))
    if not items:
        raise Unreadable(_("The file has no entries."))
    if len(items) > MOST_ROWS:
        raise _too_many()
    return Items(items, (note,) if note else ())


def _too_many() -> Unreadable:
    limit = {"limit": f"{MOST_ROWS:,}"}
    return Unreadable(_("That is more than %(limit)s entries: send it in parts.") % limit)


def _day(year: str, month: str = "", day: str = "") -> str:
    """EDTF, as precise as it is told; ``""`` for what is no date."""
    month = f"{_MONTHS.index(month[:3].lower()) + 1}" if month[:3].lower() in _MONTHS else month
    if not re.fullmatch(r"[0-9]{4}", year):
        return ""
    parts = [year]
    for part in (month, day):
        if not re.fullmatch(r"[0-9]{1,2}", part) or int(part) == 0:
            break
        parts.append(f"{int(part):02}")
    return "-".join(parts)


def _day_of(text: str) -> str:
    """A date as it is written in RIS or BibTeX: ``2025-05-21``, ``2025/05/21/``, ``2025``."""
    year, month, day, *_rest = [*re.split(r"[-/T ]", text.strip()), "", ""]
    return _day(year, month, day)


# --- CSL-JSON ------------------------------------------------------------------------------------


def _read_csl(text: str) -> Iterator[Item]:
    try:
        data = json.loads(text)
    except json.JSONDecodeError as error:
        told = {"line": error.lineno, "reason": error.msg}
        raise Unreadable(_("Line %(line)d is not JSON: %(reason)s.") % told) from error
    except (RecursionError, ValueError) as error:
        raise Unreadable(_("This is not JSON that can be read.")) from error
    if isinstance(data, dict):
        data = data["items"] if isinstance(data.get("items"), list) else [data]
    if not isinstance(data, list):
        raise Unreadable(_("CSL-JSON is a list of items, and this is none."))
    for number, item in enumerate(data, start=1):
        yield _csl_item(number, item)


def _csl_item(number: int, item: Any) -> Item:
    if not isinstance(item, dict):
        return Item(number, fault=_("This is no item of CSL-JSON, which has names and values."))

    def text(name: str) -> str:
        value = item.get(name)
        return " ".join(value.split()) if isinstance(value, str) else ""

    return Item(
        number,
        url=text("URL"),
        title=text("title"),
        authors=tuple(_csl_names(item.get("author"))),
        published=_csl_day(item.get("issued")),
        container=text("container-title") or text("publisher"),
        language=text("language"),
        kind=_KINDS.get(text("type"), ""),
        archived_url=text("archive_location") if "://" in text("archive_location") else "",
    )


def _csl_names(names: Any) -> Iterator[str]:
    for name in names if isinstance(names, list) else ():
        if isinstance(name, dict):
            parts = [name.get("literal"), name.get("given"), name.get("family")]
            if joined := " ".join(part.strip() for part in parts if isinstance(part, str)):
                yield joined


def _csl_day(value: Any) -> str:
    if not isinstance(value, dict):
        return ""
    parts = value.get("date-parts")
    if isinstance(parts, list) and parts and isinstance(parts[0], list):
        return _day(*[str(part) for part in parts[0][:3]]) if parts[0] else ""
    told = value.get("raw") or value.get("literal")
    return _day_of(told) if isinstance(told, str) else ""


# --- RIS -----------------------------------------------------------------------------------------

_RIS_LINE = re.compile(r"(?P<tag>[A-Z][A-Z0-9]) {0,2}- ?(?P<value>.*)")


def _read_ris(text: str) -> Iterator[Item]:
    """Each record from its TY to its ER, or, without one, to the next TY."""
    record: dict[str, list[str]] = {}
    begins = 0
    for number, line in enumerate(text.split("\n"), start=1):
        match = _RIS_LINE.match(line.strip(" \t\ufeff"))
        if match is None:
            continue
        if match["tag"] in ("TY", "ER") and record:
            yield _ris_item(begins, record)
            record = {}
        if match["tag"] == "TY":
            begins = number
        if match["tag"] == "TY" or record:
            record.setdefault(match["tag"], []).append(match["value"].strip())
    if record:
        yield _ris_item(begins, record)


def _ris_item(number: int, record: Mapping[str, list[str]]) -> Item:
    def first(*tags: str) -> str:
        return next((value for tag in tags for value in record.get(tag, ()) if value), "")

    names = [name for tag in ("AU", "A1") for name in record.get(tag, ())]
    return Item(
        number,
        url=first("UR"),
        title=first("TI", "T1"),
        authors=tuple(map(_in_order, filter(None, names))),
        published=_day_of(first("DA", "PY", "Y1")),
        container=first("T2", "JO", "JF", "PB"),
        language=first("LA"),
        kind=_KINDS.get(first("TY").lower(), ""),
    )


def _in_order(name: str) -> str:
    """``Long, Ada`` as it is printed: ``Ada Long``."""
    family, _comma, given = name.partition(",")
    return f"{given.strip()} {family.strip()}".strip()


# --- BibTeX --------------------------------------------------------------------------------------


def _read_bibtex(text: str) -> Iterator[Item]:
    heads = re.findall(r"^[ \t]*@(?!string|comment|preamble)\w+[ \t]*[{(]", text, re.M | re.I)
    if len(heads) > MOST_ROWS:
        # Before it is parsed, because broken entries take very long.
        raise _too_many()
    # Takes long to import, as in `quotes.citing.bibliography_check.bibliographies`.
    import bibtexparser
    from bibtexparser.model import Entry

    library = bibtexparser.parse_string(text, parse_stack=[])
    for block in library.blocks:
        entry = getattr(block, "ignore_error_block", None) or block
        line = (block.start_line or 0) + 1
        if isinstance(entry, Entry):
            yield _bibtex_item(line, entry)
        elif getattr(block, "error", None):
            yield Item(line, fault=_("This entry has no end, or is not BibTeX."))


def _bibtex_item(number: int, entry: "Entry") -> Item:
    raw = {field.key.lower(): _unquoted(str(field.value)) for field in entry.fields}
    fields = {name: " ".join(tex.plain(value).split()) for name, value in raw.items()}

    def first(*names: str) -> str:
        return next((fields[name] for name in names if fields.get(name)), "")

    day = _day_of(first("date")) or _day(first("year"), first("month"), first("day"))
    return Item(
        number,
        url=_verbatim(raw.get("url", "")),
        title=first("title"),
        authors=tuple(_bibtex_names(raw.get("author", ""))),
        published=day,
        container=first("journal", "journaltitle", "publisher", "institution", "organization"),
        language=first("langid", "language"),
        kind=_KINDS.get(str(entry.entry_type).lower(), ""),
    )


def _bibtex_names(raw: str) -> Iterable[str]:
    for name in re.split(r"\s+and\s+", raw):
        is_whole = name.strip().startswith("{") and name.strip().endswith("}")
        plain = " ".join(tex.plain(name).split())
        if plain:
            yield plain if is_whole else _in_order(plain)


def _verbatim(url: str) -> str:
    """An address as BibLaTeX keeps it, where two hyphens are no dash and ``%`` begins no comment.

    ``\\url{…}`` around it, and the backslashes that BibTeX needed, are taken off.
    """
    bare = re.sub(r"^\\url\s*\{(.*)\}$", r"\1", url.strip())
    return "".join(re.sub(r"\\([%_&#~$])(?:\{\})?", r"\1", bare).split())


def _unquoted(value: str) -> str:
    value = value.strip()
    if len(value) > 1 and (value[0], value[-1]) in (("{", "}"), ('"', '"')):
        return value[1:-1]
    return value


READERS: dict[str, Callable[[str], Iterator[Item]]] = {
    "csl-json": _read_csl,
    "ris": _read_ris,
    "bibtex": _read_bibtex,
}
