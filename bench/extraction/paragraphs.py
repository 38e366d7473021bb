"""Marked paragraphs of our own: the styles of the press of this field, with invented officials.

A line ``= Name|kind|day / …`` tells the label of each stretch in braces of the paragraph below it,
in order; the last label holds for all further stretches. An empty name is somebody unnamed.
``fr_articles`` are short articles of several paragraphs. The
files that are called unread were written before the rules were tried on them, and are not looked
at while rules are made.
"""

import re
from collections.abc import Iterator
from pathlib import Path

from bench.extraction.documents import MarkedArticle, MarkedQuote, Stretch

FOLDER = Path(__file__).parent / "paragraphs"
# A Thursday, from which the weekdays of the paragraphs are counted.
PUBLISHED = "2025-05-22"


def paragraphs(name: str) -> list[MarkedArticle]:
    """The paragraphs of a file of the folder, each as an article with its marks."""
    return list(_read(name))


def _read(name: str) -> Iterator[MarkedArticle]:
    blocks = re.split(r"^= ", (FOLDER / f"{name}.txt").read_text("utf-8"), flags=re.MULTILINE)
    for number, block in enumerate(blocks[1:], start=1):
        header, _line, body = block.partition("\n")
        labels = [label.strip().split("|") for label in header.split(" / ")]
        yield _article(f"{name}-{number}", labels, body.strip())


def _article(name: str, labels: list[list[str]], marked: str) -> MarkedArticle:
    text, records = "", []
    for part in re.split(r"(\{[^}]*\})", marked):
        if part.startswith("{"):
            who, kind, day = labels[min(len(records), len(labels) - 1)]
            start = len(text)
            text += part[1:-1]
            records.append((start, len(text), who, kind, day))
        else:
            text += part
    return MarkedArticle(name, text, PUBLISHED, tuple(_quote(text, *record) for record in records))


def _quote(text: str, start: int, end: int, who: str, kind: str, day: str) -> MarkedQuote:
    while end > start and text[end - 1] in " ,.;:":
        end -= 1
    surname = who.split()[-1] if who else ""
    at = text.rfind(surname) if surname else -1
    # Somebody who is meant by a title: the mention is not asked for, the name is.
    speaker = Stretch(at, at + len(surname)) if at >= 0 else Stretch(0, 1) if who else None
    return MarkedQuote(start, end, kind, speaker, who, None, day)
