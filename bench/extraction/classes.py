"""What makes a quotation hard, and how many of each sort were found with their speaker."""

import re
from collections.abc import Iterable

from bench.extraction.documents import MarkedArticle, MarkedQuote
from bench.extraction.scoring import (
    ENOUGH,
    QUOTED,
    Share,
    has_judged_speaker,
    of_family,
    pairs,
    speaker_is_right,
)

_FEW_WORDS = 3
NONE = "none of these"


def recall(
    marked: Iterable[MarkedArticle], proposed: dict[str, MarkedArticle]
) -> dict[str, tuple[Share, Share]]:
    """For each class its words found, and its words with the right speaker."""
    found: dict[str, tuple[Share, Share]] = {}
    for document in marked:
        given = proposed[document.name].records if document.name in proposed else ()
        records, proposals = of_family(document.records, QUOTED), of_family(given, QUOTED)
        met = pairs(records, proposals, ENOUGH)
        for i, record in enumerate(records):
            if not has_judged_speaker(record, QUOTED):
                continue
            is_right = i in met and speaker_is_right(document.text, record, proposals[met[i]])
            for name in classes(document.text, record, records):
                words, speaker = found.setdefault(name, (Share(), Share()))
                words.add(i in met)
                speaker.add(is_right)
    return found


def classes(text: str, record: MarkedQuote, records: list[MarkedQuote]) -> list[str]:
    """All classes that the record is of."""
    group = [other for other in records if record.group and other.group == record.group]
    tests = {
        "split: “…,” she said, “…”": _is_split(record, group),
        "goes on over paragraphs": len({_line(text, other.start) for other in group}) > 1,
        "cue in another paragraph": _is_cue_elsewhere(text, record),
        "quote within the quote": _holds_a_quote(text[record.start : record.end]),
        "pronoun": record.speaker_type == "pronoun",
        "title or description (the mayor)": record.speaker_type == "nominal",
        "according to": _cue(text, record).startswith("according"),
        "said X (verb first)": _is_verb_first(record),
        "aside between name and verb": _has_aside(text, record),
        "fragment of 1 to 3 words": len(text[record.start : record.end].split()) <= _FEW_WORDS,
    }
    return [name for name, holds in tests.items() if holds] or [NONE]


def _cue(text: str, record: MarkedQuote) -> str:
    return text[slice(*record.cue)].lower() if record.cue else ""


def _line(text: str, offset: int) -> int:
    return text.rfind("\n", 0, offset) + 1


def _is_split(record: MarkedQuote, group: list[MarkedQuote]) -> bool:
    cue = record.cue
    if cue is None or len(group) < 2:
        return False
    return any(g.end <= cue.start for g in group) and any(g.start >= cue.end for g in group)


def _is_cue_elsewhere(text: str, record: MarkedQuote) -> bool:
    return record.cue is not None and _line(text, record.cue.start) != _line(text, record.start)


def _holds_a_quote(words: str) -> bool:
    return re.search(r"(?<!\w)['‘]\w[^'’\n]*['’](?!\w)", words) is not None


def _is_verb_first(record: MarkedQuote) -> bool:
    cue, speaker = record.cue, record.speaker
    return cue is not None and speaker is not None and cue.end <= speaker.start <= cue.end + 3


def _has_aside(text: str, record: MarkedQuote) -> bool:
    cue, speaker = record.cue, record.speaker
    if cue is None or speaker is None:
        return False
    between = text[speaker.end - 1 : cue.start] if speaker.end <= cue.start else ""
    return "," in text[slice(*speaker)] or re.search(r",\s.*,\s*$", between) is not None
