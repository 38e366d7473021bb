"""What the first lines of an article say of it where nothing else does: pasted text and excerpts.

A headline stands alone above the text; a byline begins with By or Par; a dateline names a day. What
is none of them for certain is not taken: the first sentence of a text is no title.
"""

import re
from collections.abc import Sequence

from quotes.capture.bylines import names_in
from quotes.capture.metadata import Metadata
from quotes.capture.publication_day import publication_day

# How many lines are looked at, and how many words lines have that are not the text itself.
_FIRST = 8
_MOST_WORDS = 25
_FEWEST_OF_TEXT = 12

_LABELLED = re.compile(
    r"(?P<name>title|headline|titre|subject|objet|date|published|publié|authors?|auteurs?|by|par|from"
    r"|to|cc|outlet|source|url)"
    r"(?:\s*:\s*|\s+(?=\d))(?P<value>\S.*)",
    re.I,
)
_TITLES = ("title", "headline", "titre", "subject", "objet")
_BYLINE = re.compile(r"(?:by|par|written by)\s+(?=[A-ZÀ-Þ])|(?:authors?|auteurs?)\s*:", re.I)
# A speaker of a transcript, a sentence, words of somebody, what stands above every page of a site.
_NO_TITLE = re.compile(
    r"[.;,:…]$|^[A-ZÀ-Þ .’'-]{3,40}:\s|^[QA]:\s|://"
    r"|^(?i:skip to|jump to|aller au|passer au|sign in|log in|subscribe|advertisement)\b"
)
# Marks of Markdown round a line, and of a quotation in mail.
_MARKED = re.compile(r"^(?:[#>]+\s+)*[*_]{0,3}|[*_]{1,3}$")


def told_by_first_lines(text: str, url: str = "") -> Metadata:
    """Title, authors and day of a text, as far as its first lines have them."""
    stripped = (_MARKED.sub("", line.strip()).strip() for line in text.split("\n"))
    lines = [*filter(None, stripped)]
    head = _above_the_text(lines)
    labelled = {
        match["name"].lower(): match["value"] for line in head if (match := _LABELLED.match(line))
    }
    bylines = [line for line in head if _BYLINE.match(line)]
    byline = next(iter(bylines), "")
    # Of "By Lee Long | Oct. 14, 2025" the day is read apart.
    author = re.sub(r"^(?:authors?|auteurs?)\s*:\s*", "", byline, flags=re.I)
    named = next((labelled[name] for name in _TITLES if name in labelled), "")
    return Metadata(
        title=named or _title(head, lines),
        authors=tuple(names_in(author)),
        published=publication_day([], [], url, [head]),
    )


def _above_the_text(lines: Sequence[str]) -> list[str]:
    """The lines before the first that is a paragraph of the text."""
    head: list[str] = []
    for line in lines[:_FIRST]:
        if len(line.split()) > _MOST_WORDS or (
            len(line.split()) >= _FEWEST_OF_TEXT and re.search(r"[.!?][\"”»’]?$", line)
        ):
            break
        head.append(line)
    return head


def _title(head: Sequence[str], lines: Sequence[str]) -> str:
    """The first line that is a headline, where a text follows it."""
    if len(head) == len(lines):
        return ""
    return next((line for line in head if _is_title(line)), "")


def _is_title(line: str) -> bool:
    return (
        len(line.split()) >= 3
        and not _NO_TITLE.search(line)
        and not _BYLINE.match(line)
        and not _LABELLED.match(line)
        and not publication_day([], [], "", [[line]])
    )
