"""BibTeX and BibLaTeX: macros, comments, entries in parentheses and parents (``crossref``)."""

import logging
import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from django.utils.translation import gettext as _

from quotes.citing.bibliography_files.author_names import UnreadableName, names_of_bibtex
from quotes.citing.bibliography_files.bibliography_entry import (
    MOST_ENTRIES,
    BibliographyEntry,
    doi_address,
    fact_lines,
    first_of,
    language_of,
    too_many,
)
from quotes.citing.bibliography_files.dates import day_of, edtf, edtf_of_parts
from quotes.citing.bibliography_files.markup import (
    one_line,
    plain_tex,
    verbatim,
    without_markup,
)

# Its reader logs each fault with the text around it; here the answer names it.
logging.getLogger("bibtexparser").setLevel(logging.CRITICAL)

_WORDS = ("annotation", "annote", "abstract", "quote", "quotation")
_CONTAINERS = ("journaltitle", "journal", "booktitle", "publisher", "institution", "organization")
_URLS = ("url", "howpublished", "note")
# What an export of ours writes under names without the hyphens, which BibTeX has in no name.
_FACTS = {
    "untitled": "untitled",
    "unsigned": "unsigned",
    "keptat": "kept-at",
    "sourceurl": "source-url",
    "archiveurl": "archive-url",
    "sourcepage": "source-page",
}

# A macro may be long and stand in every entry; to be read here it need only hold an address.
_LONGEST_MACRO = 200
_MOST_PARTS = 20
_PART_OF_VALUE = re.compile(
    r'\s*(?:"(?P<quoted>[^"]*)"|\{(?P<braced>[^{}]*)\}|(?P<name>[^\s#"{}]+))\s*(?:#|$)'
)
_HEAD = re.compile(r"@(?!string|comment|preamble)\w+[ \t]*[{(]", re.I)
_ADDRESS = re.compile(r"https?://[^\s{}<>\"]+", re.I)


def read_bibtex(text: str) -> Iterator[BibliographyEntry]:
    """The entries of a file. Of two with one key both are read. Raises `BibliographyTooLarge`."""
    # Before it is parsed: many entries without an end, on one line, take a gigabyte.
    if len(_HEAD.findall(text)) > MOST_ENTRIES:
        raise too_many()
    # A tenth of a second to import, in every process, for what few requests need.
    import bibtexparser

    library = bibtexparser.parse_string(text, parse_stack=[])
    macros = {
        string.key.lower(): _unquoted(str(string.value))[:_LONGEST_MACRO]
        for string in library.strings
    }
    read = [found for block in library.blocks if (found := _block(block, macros))]
    parents: dict[str, BibliographyEntry] = {}
    for entry, _parent in read:
        # Of two with one key the first is the one that is meant, as BibTeX has it.
        parents.setdefault(entry.key.lower(), entry)
    for entry, parent in read:
        yield _with_inherited(entry, parents.get(parent)) if parent else entry


def _with_inherited(
    entry: BibliographyEntry, parent: BibliographyEntry | None
) -> BibliographyEntry:
    """After biblatex, an entry has what the parent has that its crossref names and it has not."""
    if parent is None:
        return entry
    return replace(
        entry,
        inherited=parent.texts,
        words=entry.words or parent.words,
        accessed=entry.accessed or parent.accessed,
        urls=entry.urls or parent.urls,
        authors=entry.authors or parent.authors,
        published=entry.published or parent.published,
        container=entry.container or parent.container or parent.title,
        language=entry.language or parent.language,
    )


def _block(block: Any, macros: Mapping[str, str]) -> tuple[BibliographyEntry, str] | None:
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
        return BibliographyEntry(line=line, fault=fault), ""
    if not isinstance(block, Entry):
        return None
    fields: dict[str, str] = {}
    for field in block.fields:
        fields.setdefault(field.key.lower(), _value(str(field.value), macros))
    entry = _entry(str(block.key), line, str(block.entry_type).lower(), fields)
    return entry, fields.get("crossref", "").strip().lower()


def _entry(key: str, line: int, kind: str, fields: Mapping[str, str]) -> BibliographyEntry:
    authors, problems = _authors(fields.get("author", ""))
    published, notes = _published(fields)
    language, unread = language_of(_plain(first_of(fields, ("language", "langid"))))
    facts = fact_lines(plain_tex(fields.get("note", "")))
    facts |= {name: verbatim(fields[field]) for field, name in _FACTS.items() if field in fields}
    return BibliographyEntry(
        key=key,
        line=line,
        problems=problems,
        notes=(*notes, *unread),
        texts=tuple(map(verbatim, fields.values())),
        words=plain_tex(first_of(fields, _WORDS)),
        accessed=day_of(plain_tex(fields.get("urldate", ""))),
        urls=tuple(_urls(fields)),
        title=_title(fields),
        authors=authors,
        published=published,
        container=_container(fields),
        language=language,
        kind=kind,
        facts=facts,
    )


def _plain(value: str) -> str:
    return one_line(without_markup(plain_tex(value)))


def _container(fields: Mapping[str, str]) -> str:
    r"""Where it stood; a macro of a journal's class file, such as ``\aap``, names nothing."""
    found = _plain(first_of(fields, _CONTAINERS))
    return "" if re.fullmatch(r"\\[A-Za-z]+", found) else found


def _title(fields: Mapping[str, str]) -> str:
    parts = [_plain(fields.get(name, "")) for name in ("title", "subtitle")]
    return ": ".join(filter(None, parts))


def _authors(raw: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The authors, and a sentence where what stands there cannot be names."""
    try:
        return tuple(names_of_bibtex(raw)), ()
    except UnreadableName as error:
        return (), (str(error),)


def _published(fields: Mapping[str, str]) -> tuple[str, tuple[str, ...]]:
    """The date, and a sentence where what stands there was not read."""
    told = fields.get("date", "").strip()
    if found := edtf(told.replace("\\textasciitilde", "~")):
        return found, ()
    year, month, day = (fields.get(name, "") for name in ("year", "month", "day"))
    found = edtf_of_parts(plain_tex(year), month, day) if year.strip() else ""
    # A month or a day that does not fit the year is lost where the year alone is read.
    parts = f"{day} {month} {year}" if found == edtf(plain_tex(year)) and month.strip() else ""
    unread = told or (parts if found else year).strip()
    note = _("The date “%(date)s” could not be read.") % {"date": _plain(unread)[:80]}
    return found, (note,) if unread else ()


def _urls(fields: Mapping[str, str]) -> Iterator[str]:
    """The addresses of the document, the most certain first."""
    if url := "".join(verbatim(fields.get("url", "")).split()):
        own = verbatim(fields.get("sourceurl", "")).strip()
        # What this archive exports has a dollar sign escaped there, and here as it is.
        yield own if own.replace("$", "%24") == url else url
    for name in _URLS[1:]:
        yield from _ADDRESS.findall(verbatim(fields.get(name, "")))
    if doi := doi_address(verbatim(fields.get("doi", ""))):
        yield doi


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
        if part is None or len(parts) > _MOST_PARTS:
            return _unquoted(raw)
        name = part["name"]
        parts.append(
            macros.get(name.lower(), name) if name else part["quoted"] or part["braced"] or ""
        )
        position = part.end()
    return "".join(parts)
