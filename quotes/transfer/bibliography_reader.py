"""Bibliographies as a reference manager exports them, such as Zotero: CSL-JSON, RIS and BibTeX."""

from typing import NamedTuple

from django.utils.translation import gettext as _

from quotes.citing.bibliography_files.bibliography_entry import (
    BibliographyEntry,
    UnreadableFile,
    cleaned,
    form_of,
)
from quotes.citing.bibliography_files.reading import READERS, read_entries
from quotes.models.vocabulary import SourceKind
from quotes.transfer.sheet_reader import decoded, refuse_large

# Types of CSL 1.0.2, of RIS and of BibTeX and biblatex, and what kind of source they are; and our
# own names of the kinds, which a table may have.
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
} | {kind.value: kind for kind in SourceKind}


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


def kind_of(entry: BibliographyEntry) -> str:
    """The kind of source that the type of an entry is; ``""`` where it may be several."""
    kind = _KINDS.get(entry.kind)
    return kind.value if kind else ""
