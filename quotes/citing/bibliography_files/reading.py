"""The reader of each format of bibliographies."""

from collections.abc import Callable, Iterator
from itertools import islice

from quotes.citing.bibliography_files.bibliography_entry import (
    MOST_ENTRIES,
    BibliographyEntry,
    too_many,
)
from quotes.citing.bibliography_files.bibtex_file import read_bibtex
from quotes.citing.bibliography_files.csl_file import read_csl
from quotes.citing.bibliography_files.ris_file import read_ris

READERS: dict[str, Callable[[str], Iterator[BibliographyEntry]]] = {
    "bibtex": read_bibtex,
    "ris": read_ris,
    "csl-json": read_csl,
}


def read_entries(text: str, form: str) -> tuple[BibliographyEntry, ...]:
    """The entries of a text in one of the `READERS`' formats.

    Raises `UnreadableFile`, and `BibliographyTooLarge` for more than ``MOST_ENTRIES``.
    """
    entries = tuple(islice(READERS[form](text), MOST_ENTRIES + 1))
    if len(entries) > MOST_ENTRIES:
        raise too_many()
    return entries
