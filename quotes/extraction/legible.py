"""A text as it is read: accents composed, soft hyphens and marks without width left out.

Pages print é as one character or as two, and hide hyphens in words for browsers to break them at.
Neither is seen, and rules know neither. What is found is told in offsets of the text as it was.
"""

import re
import unicodedata
from bisect import bisect
from collections.abc import Iterable
from dataclasses import fields, is_dataclass, replace
from typing import Any

from quotes.extraction.values import Candidate
from quotes.text.spans import Span

_UNSEEN = "\u00ad\u200b\u200c\u2060\ufeff"
_CHANGED = re.compile(f"[^\u0300-\u036f{_UNSEEN}][\u0300-\u036f]+|[{_UNSEEN}]")


class LegibleText:
    """The text to be read, and the way back to offsets of the printed one."""

    def __init__(self, printed: str) -> None:
        self.printed = printed
        # Where the two part: offsets of the text that is read, with those of the printed one.
        self._read: list[int] = [0]
        self._at: list[int] = [0]
        parts: list[str] = []
        at = length = 0
        for match in _CHANGED.finditer(printed):
            composed = "" if match[0] in _UNSEEN else unicodedata.normalize("NFC", match[0])
            parts += [printed[at : match.start()], composed]
            length += match.start() - at + len(composed)
            at = match.end()
            self._read.append(length)
            self._at.append(at)
        self.text = "".join([*parts, printed[at:]])

    def printed_at(self, offset: int) -> int:
        """The offset in the printed text of one in the text that is read."""
        before = bisect(self._read, offset) - 1
        return self._at[before] + offset - self._read[before]

    def span(self, span: Span) -> Span:
        """A stretch of the printed text; what is unseen at its edges stays outside."""
        start, end = self.printed_at(span.start), self.printed_at(span.end)
        while end > start and self.printed[end - 1] in _UNSEEN:
            end -= 1
        return Span(start, end)

    def printed_candidates(self, candidates: Iterable[Candidate]) -> list[Candidate]:
        """The candidates with every place in them told in offsets of the printed text."""
        if self.text == self.printed:
            return list(candidates)
        return [self._moved(candidate) for candidate in candidates]

    def _moved(self, value: Any) -> Any:
        if isinstance(value, Span):
            return self.span(value)
        if isinstance(value, tuple):
            moved = [self._moved(part) for part in value]
            return type(value)(*moved) if hasattr(value, "_fields") else tuple(moved)
        if is_dataclass(value) and not isinstance(value, type):
            parts = {field.name: getattr(value, field.name) for field in fields(value)}
            return replace(value, **{name: self._moved(part) for name, part in parts.items()})
        return value
