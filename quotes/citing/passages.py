"""Where the words of a citation stand in the text of its source, and addresses that lead there.

A captured text may have 100 kB and is never public, so a page must not load it. What a link needs
of the text around the words is found once, when a capture is attached, and kept beside the wording.
"""

from collections.abc import Iterable

from quotes.models import Citation, Watch
from quotes.text.fragments import context, directive, linked


def place(citation: Citation) -> bool:
    """Fill ``prefix`` and ``suffix`` from the capture, for links to the words; whether they can be.

    To be called, before saving, whenever the wording, the capture, ``start`` or ``end`` is set or
    changed; nothing is saved here. Both are left empty where the words have no offsets, do not
    stand at them, or cannot be told from a twin. Reads the text of ``capture``.
    """
    found = None
    if citation.capture and citation.start is not None and citation.end is not None:
        words = citation.wording or ""
        found = context(citation.capture.text, citation.start, citation.end, words)
    citation.prefix, citation.suffix = found or ("", "")
    return found is not None


def page_of(citation: Citation) -> str:
    """Where the page of a citation can be read: its archived copy, once the page is gone."""
    source = citation.source
    is_gone = citation.watch == Watch.GONE
    return (is_gone and source.archived_url) or source.url or ""


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
