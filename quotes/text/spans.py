"""Spans: stretches of a text by their offsets."""

from typing import NamedTuple


class Span(NamedTuple):
    """A stretch of the text: ``text[start:end]``."""

    start: int
    end: int
