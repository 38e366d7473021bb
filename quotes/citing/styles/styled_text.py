"""Text with italics, from which the plain and the HTML form are made, and the marks between parts.

What makes a citation wrong is mostly a mark: a full stop after a question mark, a comma outside
American quotation marks. So parts are joined by functions that look at how a part ends.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from html import escape

from django.utils.safestring import SafeString, mark_safe

from quotes.text.languages import direction

NO_BREAK = "\u00a0"

# After one of these no full stop follows (Chicago 17, 6.123 and 14.96; the others agree).
_ENDS = (".", "?", "!", "…")
_CLOSERS = "”’»\"'\u00a0\u202f"

# A full stop that belongs to its word: "U.S.", and the dots of an ellipsis.
_OWN_STOP = re.compile(r"(?:\b\w\.\w\.|\.\s?\.)$")


@dataclass(frozen=True)
class StyledRun:
    """Letters of one kind. ``language`` is a BCP 47 tag, given where it may not be the page's."""

    text: str
    is_italic: bool = False
    language: str = ""


@dataclass(frozen=True)
class StyledText:
    """A citation or a part of one."""

    runs: tuple[StyledRun, ...] = ()

    def __add__(self, other: "StyledText | str") -> "StyledText":
        return text(self, other)

    def __radd__(self, other: str) -> "StyledText":
        return text(other, self)

    def __bool__(self) -> bool:
        return bool(self.plain)

    @property
    def plain(self) -> str:
        return "".join(run.text for run in self.runs)

    @property
    def html(self) -> SafeString:
        """Escaped, with ``<i>``; words of another language say so, and in which direction they run.

        An element with ``dir`` is isolated, so that a title in Arabic does not draw the marks
        behind it to its other side.
        """
        return mark_safe("".join(map(_run_html, self.runs)))

    def followed_by(self, mark: str) -> "StyledText":
        """With a mark at its end, unless it has one that makes it superfluous."""
        if self.plain.endswith(mark):
            return self
        if mark == "." and self.plain.rstrip(_CLOSERS).endswith(_ENDS):
            return self
        return self + mark


def _run_html(run: StyledRun) -> str:
    attributes = ""
    if run.language:
        attributes = f' lang="{escape(run.language)}" dir="{direction(run.language)}"'
    if run.is_italic:
        return f"<i{attributes}>{escape(run.text)}</i>"
    if attributes:
        return f"<span{attributes}>{escape(run.text)}</span>"
    return escape(run.text)


def text(*parts: "Part") -> StyledText:
    """The parts one behind the other."""
    runs: list[StyledRun] = []
    for part in parts:
        if isinstance(part, str):
            runs += [StyledRun(part)] if part else []
        else:
            runs += (part if isinstance(part, StyledText) else part.followed_by("")).runs
    return StyledText(tuple(runs))


def words(content: str, language: str = "") -> StyledText:
    """Words of somebody else, in a language that may not be the citation's."""
    return (
        StyledText((StyledRun(one_line(content), language=language),)) if content else StyledText()
    )


def italic(part: "Part") -> StyledText:
    return StyledText(tuple(replace(run, is_italic=True) for run in text(part).runs))


def one_line(content: str) -> str:
    return re.sub(r"\s*[\r\n\t\v\f\u2028\u2029]\s*", " ", content).strip()


# --- Quotation marks -------------------------------------------------------------------------


@dataclass(frozen=True)
class Marks:
    """Outer and inner quotation marks, and whether commas and full stops stand inside them."""

    opening: str
    closing: str
    inner_opening: str
    inner_closing: str
    are_outside: bool
    nest: Callable[[str], str]


_CURLY = re.compile("“([^“”]*)”")
_SINGLE = re.compile(r"(?<!\w)‘([^‘]*?)’(?!\w)")
_STRAIGHT = re.compile('"([^"]*)"')
_GUILLEMETS = re.compile("«\\s*([^«»]*?)\\s*»")


# A straight single mark: an apostrophe within a word or before what it shortens, an opening one
# before a word, a closing one behind it.
_APOSTROPHE = re.compile(r"(?<=\w)'(?=\w)|(?<!\w)'(?=\d\ds?\b|(?i:em|til|tis|twas|cause)\b)")
_OPENING_SINGLE = re.compile(r"(?<![\w'’])'(?=[\w“\"$€£(])")


def curled(content: str) -> str:
    """Straight quotation marks as a printer sets them; a straight double one without partner stays.

    Of the words of a statement nothing is changed but their typography, as in all print.
    """
    content = _balanced(_STRAIGHT, content.replace("''", '"'), '"', "“{}”")
    content = _OPENING_SINGLE.sub("‘", _APOSTROPHE.sub("’", content))
    return content.replace("'", "’")


# A mark at the end that closes a quotation and is no apostrophe.
_CLOSES_INNER = re.compile(r"“[^“]*”$|‘[^‘]*’$|(?<!\w)'[^']*\w'$")


def _within_double(content: str) -> str:
    """Double marks become single, and single ones inside them double."""
    content = curled(content)
    return _CURLY.sub(lambda found: "‘" + _SINGLE.sub("“\\1”", found[1]) + "’", content)


def _within_single(content: str) -> str:
    content = curled(content)
    return content if "“" in content else _SINGLE.sub("“\\1”", content)


def _within_guillemets(content: str) -> str:
    return _GUILLEMETS.sub("“\\1”", curled(content))


def _balanced(pattern: re.Pattern[str], content: str, mark: str, form: str) -> str:
    """Straight marks are paired only where all have a partner; else they are left as printed."""
    if content.count(mark) % 2:
        return content
    return pattern.sub(lambda found: form.format(found[1]), content)


AMERICAN = Marks("“", "”", "‘", "’", False, _within_double)
BRITISH = Marks("‘", "’", "“", "”", True, _within_single)
FRENCH = Marks("«" + NO_BREAK, NO_BREAK + "»", "“", "”", True, _within_guillemets)


@dataclass(frozen=True)
class Quotation:
    """Words or a title in quotation marks, to be set with the mark that follows it.

    Marks within become the inner ones of the language; all the manuals have that done unsaid
    (Chicago 17, 13.7 and 13.30). A title keeps a comma after its own question mark (14.96); words
    do not (6.125).
    """

    content: str
    marks: Marks
    language: str = ""
    is_title: bool = False
    before: StyledText | str = ""

    def followed_by(self, mark: str) -> StyledText:
        content = self.marks.nest(one_line(self.content))
        if mark or not self.is_title:
            content = without_last_mark(content)
            if mark and not self.marks.are_outside and _CLOSES_INNER.search(content):
                content = without_last_mark(content[:-1]) + content[-1]
        if self.marks.are_outside:
            return self._set(content) + mark
        if content.rstrip(_CLOSERS).endswith(("?", "!")) and not (self.is_title and mark == ","):
            mark = ""
        if mark == "." and content.rstrip(_CLOSERS).endswith(_ENDS):
            mark = ""
        return self._set(content, mark)

    def whole(self) -> StyledText:
        """With the full stop that the words have themselves, for where they stand alone."""
        content = self.marks.nest(one_line(self.content)).rstrip()
        return self._set(content.rstrip(",;:"))

    def _set(self, content: str, mark: str = "") -> StyledText:
        closing = self.marks.closing
        if mark and _CLOSES_INNER.search(content):
            # American marks go into the inner quotation too (6.9).
            content, closing = content[:-1], content[-1] + closing
        return text(self.before, self.marks.opening, words(content, self.language), mark, closing)


def with_stop_inside(content: str) -> str:
    """A title in roman that ends with a quotation has its full stop in there, in American use."""
    if _CLOSES_INNER.search(content) and content[-2] not in _ENDS:
        return f"{content[:-1]}.{content[-1]}"
    return content


def without_last_mark(content: str) -> str:
    """Without the comma or full stop that stood there for the sentence round it (13.7)."""
    content = content.rstrip()
    if content.endswith((",", ";", ":")) or (
        content.endswith(".") and not _OWN_STOP.search(content)
    ):
        return content[:-1].rstrip()
    return content


Part = StyledText | Quotation | str

# --- Joining ---------------------------------------------------------------------------------


def series(parts: Sequence[Part], last: str = ".") -> StyledText:
    """The parts that are not empty, with commas between and ``last`` behind."""
    return _joined(parts, ",", last)


def sentences(parts: Sequence[Part], last: str = ".") -> StyledText:
    """The parts that are not empty, each with its full stop; ``last`` stands behind the last."""
    return _joined(parts, ".", last)


def _joined(parts: Sequence[Part], between: str, last: str) -> StyledText:
    present = [text(part) if isinstance(part, str) else part for part in parts if part]
    joined = StyledText()
    for place, part in enumerate(present):
        is_last = place == len(present) - 1
        joined += part.followed_by(last if is_last else between) + ("" if is_last else " ")
    return joined
