"""Addresses that lead to the words of a citation on the page of its source.

A captured text may have 100 kB and is never public, so a page must not load it. What a link needs
of the text around the words is kept beside the wording (`quotes.verification.store.place`).
"""

from collections.abc import Iterable

from quotes.addresses.time_codes import at_time, is_recording, seconds_of
from quotes.models import Citation, Watch
from quotes.models.vocabulary import SourceKind
from quotes.text.fragments import directive, linked


def page_of(citation: Citation) -> str:
    """Where the page of a citation can be read: its archived copy, once the page is gone."""
    source = citation.source
    is_gone = citation.watch == Watch.GONE
    return (is_gone and source.archived_url) or source.url or ""


def recording_at(citation: Citation) -> str:
    """The address at which a recording begins with the words of a citation.

    Empty where the source is no recording, where the locator tells no time, and where the page is
    gone. Load the citation with its source.
    """
    source = citation.source
    seconds = seconds_of(citation.locator) if citation.locator and source.url else None
    if seconds is None or not source.url or citation.watch == Watch.GONE:
        return ""
    is_video = source.kind == SourceKind.VIDEO or is_recording(source.url)
    return at_time(source.url, seconds) if is_video else ""


def words_at(url: str, pieces: Iterable[Citation]) -> str:
    """The address at which a browser shows these words of one source, the first piece foremost.

    ``url`` is that of the source or of its archived copy; it is as it was where no piece has a
    place in a capture. Reads only columns of the citations.
    """
    return linked(url, map(_directive, pieces)) if url else ""


def _directive(piece: Citation) -> str:
    if not (piece.prefix or piece.suffix):
        return ""
    return directive(piece.wording or "", piece.prefix, piece.suffix)
