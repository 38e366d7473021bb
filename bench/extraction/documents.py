"""Articles with their statements, in JSONL: one object a line, offsets in code points.

    {"id": …, "text": …, "published": "2016-04-14" or null, "quotes": [
        {"start": …, "end": …, "kind": "direct" | "partial" | "indirect",
         "speaker": [start, end] or null, "speaker_name": … or null,
         "cue": [start, end] or null, "date": "2016-04-13" or null,
         "speaker_type": "name" | "pronoun" | "nominal" | "org" | "relative",
         "flags": [...], "group": …}]}

The last three are of what people marked only. ``speaker`` is the mention beside the cue,
``speaker_name`` whom it stands for, ``date`` the day where the article states one.
"""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, NamedTuple

# Blanks and quotation marks, and what of a sentence may stand on either side of them.
_EDGES = " \t\r\n\xa0\"“”«»„‘’'`,;:."


class Stretch(NamedTuple):
    """``text[start:end]``."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class MarkedQuote:
    """One stretch of somebody's words within a paragraph."""

    start: int
    end: int
    kind: str
    speaker: Stretch | None = None
    name: str = ""
    cue: Stretch | None = None
    day: str = ""
    speaker_type: str = "name"
    flags: frozenset[str] = frozenset()
    group: str = ""
    speaker_certainty: float = 0.0

    def overlap(self, other: "MarkedQuote") -> float:
        """Shared characters over all characters of both, 0 to 1."""
        shared = min(self.end, other.end) - max(self.start, other.start)
        if shared <= 0:
            return 0.0
        return shared / (max(self.end, other.end) - min(self.start, other.start))


@dataclass(frozen=True, slots=True)
class MarkedArticle:
    """An article and the records of it."""

    name: str
    text: str
    published: str
    records: tuple[MarkedQuote, ...]


def documents(folder: Path) -> list[MarkedArticle]:
    """All documents of the ``*.jsonl`` files of a folder, or of one such file.

    Raises ValueError where a line is not of the form above, FileNotFoundError without any file.
    """
    files = sorted(folder.glob("*.jsonl")) if folder.is_dir() else [folder]
    if not files:
        raise FileNotFoundError(f"{folder} holds no *.jsonl file")
    return [document for file in files for document in _read(file)]


def _read(file: Path) -> Iterator[MarkedArticle]:
    for number, line in enumerate(file.read_text("utf-8").splitlines(), start=1):
        if line.strip():
            try:
                yield _document(json.loads(line))
            except (ValueError, KeyError, TypeError) as error:
                raise ValueError(f"{file.name}, line {number}: {error!r}") from error


def _document(written: dict[str, Any]) -> MarkedArticle:
    records = tuple(
        piece for quote in written["quotes"] for piece in _pieces(written["text"], _record(quote))
    )
    return MarkedArticle(written["id"], written["text"], written.get("published") or "", records)


def _record(quote: dict[str, Any]) -> MarkedQuote:
    return MarkedQuote(
        quote["start"],
        quote["end"],
        quote["kind"],
        Stretch(*quote["speaker"]) if quote.get("speaker") else None,
        quote.get("speaker_name") or "",
        Stretch(*quote["cue"]) if quote.get("cue") else None,
        quote.get("date") or "",
        quote.get("speaker_type") or "name",
        frozenset(quote.get("flags") or ()),
        quote.get("group") or "",
    )


def _pieces(text: str, record: MarkedQuote) -> Iterator[MarkedQuote]:
    """The record without edges, one for each line where the words are in marks."""
    start = record.start
    ends = [record.end]
    if record.kind != "indirect":
        ends = [i for i in range(record.start, record.end) if text[i] == "\n"] + ends
    for end in ends:
        piece = _trimmed(text, replace(record, start=start, end=end))
        if piece.start < piece.end:
            yield piece
        start = end


def _trimmed(text: str, record: MarkedQuote) -> MarkedQuote:
    start, end = max(record.start, 0), min(record.end, len(text))
    while start < end and text[start] in _EDGES:
        start += 1
    while end > start and text[end - 1] in _EDGES:
        end -= 1
    return replace(record, start=start, end=end)


def written(document: MarkedArticle) -> str:
    """The document as a line of JSON."""
    return json.dumps(
        {
            "id": document.name,
            "text": document.text,
            "published": document.published or None,
            "quotes": [_quote(record) for record in document.records],
        },
        ensure_ascii=False,
    )


def _quote(record: MarkedQuote) -> dict[str, Any]:
    return {
        "start": record.start,
        "end": record.end,
        "kind": record.kind,
        "speaker": list(record.speaker) if record.speaker else None,
        "speaker_name": record.name or None,
        "cue": list(record.cue) if record.cue else None,
        "date": record.day or None,
    }


def with_records(document: MarkedArticle, records: Iterable[MarkedQuote]) -> MarkedArticle:
    """The same article with other records, cut and trimmed as those that are read."""
    pieces = tuple(piece for record in records for piece in _pieces(document.text, record))
    return replace(document, records=pieces)
