"""What a bibliography cites of the archive: addresses of statements, words, days.

A text that is no bibliography is read, too: each address in it is an entry.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from dometracker.bounded import bounded
from quotes.citing.bibliography_check.permalinks import Permalink, permalinks
from quotes.citing.bibliography_files.bibliography_entry import (
    MOST_ENTRIES,
    BibliographyTooLarge,
    UnreadableFile,
    cleaned,
    form_of,
    too_costly,
    too_many,
)
from quotes.citing.bibliography_files.reading import IMPORTS, READERS, read_entries

MOST_BYTES = 2_000_000

# What a text can be: a bibliography in one of these, or just a text with addresses.
FORMS = (*READERS, "text")


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
    """The entries of a text in their order; ``form`` is one of `FORMS`."""

    form: str
    entries: tuple[CitedEntry, ...]


def decoded(content: bytes) -> str:
    """The text of a file in UTF-8, with or without a byte order mark.

    Raises `BibliographyTooLarge` for more than ``MOST_BYTES``, and `UnreadableFile` for
    another encoding.
    """
    if len(content) > MOST_BYTES:
        raise too_large()
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise UnreadableFile(
            _("Line %(line)d is not in UTF-8. Save the file as UTF-8 and send it again.")
            % {"line": line}
        ) from None


def too_large() -> BibliographyTooLarge:
    return BibliographyTooLarge(
        _("That is more than %(limit)d MB. Send the bibliography in parts.")
        % {"limit": MOST_BYTES // 1_000_000}
    )


@bounded(refusal=too_costly, seconds=5, megabytes=200, imports=IMPORTS)
def read(text: str) -> Bibliography:
    """The entries of a bibliography, in its order. Its form is seen from the text.

    Raises `UnreadableFile` where the text has no entries, and `BibliographyTooLarge` where
    it has more than ``MOST_ENTRIES``, is longer than ``MOST_BYTES`` or costs too much.
    """
    text = cleaned(text)
    if len(text.encode()) > MOST_BYTES:
        raise too_large()
    if not text.strip():
        raise UnreadableFile(_("There is nothing to check: the text is empty."))
    form = form_of(text)
    entries = tuple(_entries(text, form))
    if not entries:
        raise UnreadableFile(
            _(
                "Nothing here can be checked: it is neither BibTeX, RIS nor CSL-JSON, and no "
                "address of a statement stands in it."
            )
        )
    return Bibliography(form, entries)


def _entries(text: str, form: str) -> Iterator[CitedEntry]:
    """What each entry cites; what many inherit from one is looked through once."""
    if form not in READERS:
        yield from _read_text(text)
        return
    known: dict[int, tuple[Permalink, ...]] = {}

    def addresses(texts: tuple[str, ...]) -> tuple[Permalink, ...]:
        if id(texts) not in known:
            known[id(texts)] = tuple(found for text in texts for found in permalinks(text))
        return known[id(texts)]

    for entry in read_entries(text, form):
        yield CitedEntry(
            key=entry.key,
            line=entry.line,
            addresses=addresses(entry.texts) or addresses(entry.inherited),
            words=entry.words,
            accessed=entry.accessed,
            fault=entry.fault,
        )


def _read_text(text: str) -> Iterator[CitedEntry]:
    """Each address is an entry. In a list of addresses, so is a line that is none."""
    lines = [(number, line.strip()) for number, line in enumerate(text.split("\n"), start=1)]
    filled = [(number, line, tuple(permalinks(line))) for number, line in lines if line]
    if not any(found for _number, _line, found in filled):
        return
    is_list = all(" " not in line for _number, line, _found in filled)
    entries = 0
    for number, line, found in filled:
        for address in found:
            yield CitedEntry(line=number, addresses=(address,))
        if is_list and not found:
            yield CitedEntry(key=line[:200], line=number)
        entries += len(found) or is_list
        if entries > MOST_ENTRIES:
            raise too_many()
