"""Bibliographies as reference managers export them, such as Zotero: CSL-JSON, RIS and BibTeX."""

import re
from collections.abc import Callable, Iterator
from itertools import islice
from typing import NamedTuple

from django.utils.translation import gettext as _

from dometracker.bounded import bounded
from quotes.citing.bibliography_files.bibliography_entry import (
    MOST_ENTRIES,
    BibliographyEntry,
    UnreadableFile,
    cleaned,
    form_of,
    too_costly,
    too_many,
)
from quotes.citing.bibliography_files.bibtex_file import read_bibtex
from quotes.citing.bibliography_files.csl_file import read_csl
from quotes.citing.bibliography_files.ris_file import read_ris

MOST_BYTES = 5_000_000

READERS: dict[str, Callable[[str], Iterator[BibliographyEntry]]] = {
    "bibtex": read_bibtex,
    "ris": read_ris,
    "csl-json": read_csl,
}


# What the readers import when they are needed.
IMPORTS = ("bibtexparser", "pylatexenc.latex2text")


# As many entries as are read take half of that, with TeX in each.
@bounded(refusal=too_costly, seconds=5, megabytes=200, imports=IMPORTS)
def read_entries(text: str, form: str) -> tuple[BibliographyEntry, ...]:
    """The entries of a text in one of the `READERS`' formats.

    Raises `UnreadableFile`, and `BibliographyTooLarge` for more than ``MOST_ENTRIES`` or for what
    costs too much.
    """
    entries = tuple(islice(READERS[form](text), MOST_ENTRIES + 1))
    if len(entries) > MOST_ENTRIES:
        raise too_many()
    return entries


class BibliographyFile(NamedTuple):
    """The entries of a file, and sentences about how it was read."""

    entries: tuple[BibliographyEntry, ...]
    notes: tuple[str, ...] = ()


def read_bibliography(content: bytes) -> BibliographyFile:
    """The entries of a file; which form it has is seen from its text. Raises `UnreadableFile`."""
    refuse_large(content)
    text, note = decoded(content)
    text = cleaned(text)
    form = form_of(text)
    if form not in READERS:
        raise UnreadableFile(_("The file is not CSL-JSON, RIS or BibTeX."))
    entries = read_entries(text, form)
    if not entries:
        raise UnreadableFile(_("The file has no entries."))
    return BibliographyFile(entries, (note,) if note else ())


def refuse_large(content: bytes) -> None:
    """Raise `UnreadableFile` for more than `MOST_BYTES`."""
    if len(content) > MOST_BYTES:
        raise UnreadableFile(
            _("The file is larger than %(limit)d MB. Split it.") % {"limit": MOST_BYTES // 10**6}
        )


def decoded(content: bytes) -> tuple[str, str]:
    """The text of a file, and a sentence where its encoding had to be guessed.

    By its byte order mark, else UTF-8, else the Windows encoding of old spreadsheets. Raises
    `UnreadableFile`, also for a file that is both.
    """
    for mark, encoding in (
        (b"\xef\xbb\xbf", "utf-8-sig"),
        (b"\xff\xfe", "utf-16"),
        (b"\xfe\xff", "utf-16"),
    ):
        if content.startswith(mark):
            return _decoded_as(content, encoding), ""
    try:
        text = content.decode()
    except UnicodeDecodeError as error:
        if _is_mostly_utf_8(content):
            line = content.count(b"\n", 0, error.start) + 1
            raise UnreadableFile(
                _("Line %(line)d is not in UTF-8, as the rest is. Save the whole file as UTF-8.")
                % {"line": line}
            ) from None
        guessed = _(
            "The file is not in UTF-8; it was read as Windows-1252. Please check accented letters."
        )
        return _decoded_as(content, "cp1252"), guessed
    garbled = _(
        "Another program has read letters of it in the wrong encoding, such as Ã© for é. Please "
        "mend it before you import it."
    )
    return text, garbled if _GARBLED.search(text) else ""


# What é, ’ and the like become where UTF-8 was read as Windows-1252, or as Latin-1, and saved so.
_GARBLED = re.compile(
    r"â(?:€[˜™œ\x9d\ufffd“”¦¢]|\x80[\x98\x99\x9c\x9d\x93\x94\xa6])"
    r"|Ã[\xa0-\xaf\xb1-\xb6\xb8-\xbc\x80\x89‰€]|Â[\xa0«»£°]"
)


def _is_mostly_utf_8(content: bytes) -> bool:
    """Whether most letters beyond ASCII are whole in UTF-8; in other encodings hardly one is."""
    text = content.decode("utf-8", "replace")
    return 2 * text.count("\ufffd") < sum(character > "\x7f" for character in text)


def _decoded_as(content: bytes, encoding: str) -> str:
    try:
        return content.decode(encoding)
    except UnicodeDecodeError:
        raise UnreadableFile(
            _("The encoding of the file cannot be read. Save it as UTF-8.")
        ) from None
