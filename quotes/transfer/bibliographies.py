"""Documents as a reference manager exports them, such as Zotero: CSL-JSON, RIS and BibTeX."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import islice

from django.utils.translation import gettext as _

from quotes.citing.bibliography_files.bibtex_file import read_bibtex
from quotes.citing.bibliography_files.csl_file import read_csl
from quotes.citing.bibliography_files.entries import (
    MOST_ENTRIES,
    BibliographyEntry,
    UnreadableBibliography,
    cleaned,
    form_of,
    too_many,
)
from quotes.citing.bibliography_files.ris_file import read_ris
from quotes.models.vocabulary import SourceKind
from quotes.transfer.tables import MOST_BYTES, UnreadableFile, decoded

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
class BibliographyFile:
    """The entries of a file with their numbers, and sentences about how it was read.

    A number is a line, in JSON a place in the list.
    """

    entries: tuple[tuple[int, BibliographyEntry], ...]
    notes: tuple[str, ...] = ()


def read_bibliography(content: bytes) -> BibliographyFile:
    """The entries of a file; which form it has is seen from its text. Raises `UnreadableFile`."""
    if len(content) > MOST_BYTES:
        limit = MOST_BYTES // 1_000_000
        raise UnreadableFile(
            _("That is more than %(limit)d MB: send it in parts.") % {"limit": limit}
        )
    text, note = decoded(content)
    text = cleaned(text)
    reader = _READERS.get(form_of(text))
    if reader is None:
        raise UnreadableFile(_("The file is neither CSL-JSON, RIS nor BibTeX."))
    try:
        entries = tuple(islice(reader(text), MOST_ENTRIES + 1))
        if len(entries) > MOST_ENTRIES:
            raise too_many()
    except UnreadableBibliography as error:
        raise UnreadableFile(str(error)) from error
    if not entries:
        raise UnreadableFile(_("The file has no entries."))
    numbered = ((entry.line or place, entry) for place, entry in enumerate(entries, start=1))
    return BibliographyFile(tuple(numbered), (note,) if note else ())


_READERS: dict[str, Callable[[str], Iterator[BibliographyEntry]]] = {
    "csl-json": read_csl,
    "ris": read_ris,
    "bibtex": read_bibtex,
}


def kind_of(entry: BibliographyEntry) -> str:
    """The kind of source that the type of an entry is; ``""`` where it may be several."""
    kind = _KINDS.get(entry.kind)
    return kind.value if kind else ""
