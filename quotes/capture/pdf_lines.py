"""The lines of a PDF as paragraphs: a page of a PDF has lines at places, and nothing else.

Lines are joined by a blank until one ends a paragraph. What stands at the head or foot of page
after page, and the page's number, is no part of the text. A word that a hyphen breaks at the end
of a line is made whole where the document shows how: by a soft hyphen, or by the same word in a
line of its own, with its hyphen or without. Whatever else is so broken stays as printed, line end
and all: "long-" and "term" may be either, and `verify` takes it for either.
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence

from quotes.verification.matching import LineEnd, line_ends

# How many lines at the head and the foot of a page may be the same on others.
_RUNNING = 2
# As a part of the widest line of a page: a line below the first ends a sentence's paragraph, one
# below the second is a headline.
_SHORT, _VERY_SHORT = 0.8, 0.65

_PAGE_NUMBER = re.compile(
    r"(?:page|pg\.?|p\.|seite|página)?\s*[-–—|]?\s*\d{1,4}\s*(?:(?:of|/|sur|de|von)\s*\d{1,4})?"
    r"\s*[-–—|]?",
    re.I,
)
_ENDS_SENTENCE = re.compile(r"[.!?…:;][\"'”’»)\]]*$|[\"”»]$")
# An item of a list, a question, a speaker of a transcript.
_BEGINS = re.compile(
    r"[•●▪◦*–—-]\s|\(?[a-z0-9]{1,3}[.)]\s|[QA][:.]\s|[A-ZÀ-Þ][A-ZÀ-Þ.,' ’()-]{2,60}:"
)
_HYPHENATED = re.compile(r"\w[-\u00ad]$")


def text_of_pages(pages: Sequence[str]) -> str:
    """The text of a document, of the lines of its pages."""
    left = _without_running_lines([page.split("\n") for page in pages])
    return _rejoined(_joined([paragraph for page in left for paragraph in _paragraphs(page)]))


def _without_running_lines(pages: list[list[str]]) -> list[list[str]]:
    """Pages without what is the same at the head or the foot of most of them, and their numbers."""
    pages = [[line.strip() for line in page] for page in pages]
    for places in ([*range(_RUNNING)], [*range(-1, -_RUNNING - 1, -1)]):
        for _line in range(_RUNNING):
            at = places[0]
            seen = Counter(_alike(page[at]) for page in pages if len(page) > 1)
            pages = [
                _without(page, at)
                if len(page) > 1 and (_is_number(page, at) or _is_running(seen, page[at]))
                else page
                for page in pages
            ]
    return pages


def _without(page: list[str], at: int) -> list[str]:
    left = [*page]
    del left[at]
    # The blank lines that parted it from the text.
    while len(left) > 1 and not left[at]:
        del left[at]
    return left


def _alike(line: str) -> str:
    """A line as it is on every page, whatever the number in it."""
    return re.sub(r"\d+", "0", line)


def _is_number(page: list[str], at: int) -> bool:
    """Whether a line is the page's number. One alone, in digits, may be the end of a sentence."""
    line = page[at]
    if not line or not _PAGE_NUMBER.fullmatch(line):
        return False
    before = page[at - 1] if at < 0 else "-"
    return not line.isdigit() or not before or bool(_ENDS_SENTENCE.search(before))


def _is_running(seen: Counter[str], line: str) -> bool:
    times = seen[_alike(line)]
    return bool(line) and times > 1 and 2 * times >= seen.total()


def _paragraphs(lines: list[str]) -> Iterator[str]:
    """The paragraphs of one page."""
    widest = max(map(len, lines), default=0)
    paragraph = ""
    for line in lines:
        if not line:
            yield paragraph
            paragraph = ""
            continue
        if paragraph and _is_apart(paragraph.rpartition("\n")[2], line, widest):
            yield paragraph
            paragraph = ""
        paragraph = f"{paragraph}\n{line}" if paragraph else line
    yield paragraph


def _is_apart(line: str, following: str, widest: int) -> bool:
    """Whether a paragraph ends between two lines."""
    if _BEGINS.match(following):
        return True
    if len(line) < _SHORT * widest and _ENDS_SENTENCE.search(line):
        return True
    return len(line) < _VERY_SHORT * widest and following[:1].isupper() and line[-1:] not in ",-–"


def _joined(paragraphs: list[str]) -> str:
    """Paragraphs with their lines joined; one that goes on from page to page is whole."""
    whole: list[str] = []
    for paragraph in filter(None, paragraphs):
        goes_on = whole and not _ENDS_SENTENCE.search(whole[-1]) and paragraph[:1].islower()
        if goes_on:
            whole[-1] += f"\n{paragraph}"
        else:
            whole.append(paragraph)
    return "\n\n".join("".join(_with_blanks(paragraph)) for paragraph in whole)


def _with_blanks(paragraph: str) -> Iterator[str]:
    lines = paragraph.split("\n")
    for line in lines[:-1]:
        yield line
        yield "\n" if _HYPHENATED.search(line) else " "
    yield lines[-1]


# --- words broken at line ends -------------------------------------------------------------------


def _rejoined(text: str) -> str:
    """Words that a hyphen breaks at a line end made whole, where the document shows how."""
    ends = [end for end in line_ends(text) if end.is_soft or end.may_be_of_line]
    if not ends:
        return text
    known = set(_WORDS_OF_PDF.findall(text.lower()))
    parts, done = [], 0
    for end in ends:
        mended = _mended(end, known)
        if mended is not None:
            parts += [text[done : end.start], mended]
            done = end.end
    return "".join([*parts, text[done:]])


_WORDS_OF_PDF = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")


def _mended(end: LineEnd, known: set[str]) -> str | None:
    """What stands for a broken line end; None where the document does not show it."""
    if end.is_soft:
        return ""
    has_hyphen, is_one = end.hyphenated.lower() in known, end.joined.lower() in known
    if has_hyphen == is_one:
        return None
    return "-" if has_hyphen else ""
