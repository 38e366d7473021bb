"""Day, place and wire of a report, carried to the statements whose own sentence gives none.

A report tells once when and where somebody spoke ("Carney said in Toronto on Wednesday, The
Associated Press reported") and then quotes on. What its lead tells of a speaker is carried to the
other statements of the same speaker, with the sentence that it comes from, so that an editor sees
that it is a conclusion. Nothing is carried where the report gives two days, or where the sentence
speaks of another time ("had earlier said", "last month").
"""

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import replace

from quotes.extraction.carriers import reporting_agency
from quotes.extraction.values import Candidate, CarriedText, SaidOn
from quotes.text.spans import Span

# Characters of a report in which its lead must have come.
_LEAD = 1_500
_OTHER_TIME = re.compile(
    r"\b(?:had|earlier|previously|last|ago|once|later|before|since|next|in (?:19|20)\d\d|avait"
    r"|avaient|auparavant|naguère|jadis|dernière?|plus tôt|plus tard|(?:January|February|March"
    r"|April"
    r"|June|July|August|September|October|November|December|(?:Mon|Tues|Wednes|Thurs|Fri|Satur"
    r"|Sun)day))\b"
)
_PLACE = re.compile(
    r"^[^,.;:“”\"«»]{0,60}?\b(?:[Ii]n|[Àà]|[Aa]t) (?P<place>(?!the\b)[A-ZÀ-Þ][\w’-]+"
    r"(?:[ -][A-ZÀ-Þ][\w’-]+){0,2})(?=[ ,.;]|$)"
)
_NO_PLACE = re.compile(
    r"(?:January|February|March|April|May|June|July|August|September|October|November|December"
    r"|(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day|Congress|Parliament|Twitter|Facebook|French"
    r"|English)"
)


def carried(
    candidates: Sequence[Candidate], text: str, sentences: Sequence[Span]
) -> list[Candidate]:
    """The candidates with what the lead of the report gives; ``sentences`` are in order."""
    placed = [_with_place(one, text, sentences) for one in candidates]
    wire, wire_from = _wire(text, sentences)
    return [
        _with_wire(
            _with_day(_with_carried_place(one, placed), placed, text, sentences), wire, wire_from
        )
        for one in placed
    ]


def sentence_around(sentences: Sequence[Span], at: int) -> Span:
    """The sentence that an offset lies in."""
    number = bisect_right(sentences, at, key=lambda span: span.start) - 1
    return sentences[max(number, 0)]


def _own_sentence(one: Candidate, sentences: Sequence[Span]) -> Span:
    return sentence_around(sentences, one.cue.start if one.cue else one.start)


def _with_place(one: Candidate, text: str, sentences: Sequence[Span]) -> Candidate:
    """The place right behind the verb: "said in Toronto", "told reporters in Ottawa"."""
    if one.cue is None or not sentences:
        return one
    start = max(one.cue.end, one.mention.end if one.mention else 0)
    sentence = _own_sentence(one, sentences)
    found = _PLACE.match(text[start : sentence.end])
    if found is None or _NO_PLACE.match(found["place"]):
        return one
    return replace(one, place=CarriedText(found["place"], sentence))


def _with_carried_place(one: Candidate, others: Sequence[Candidate]) -> Candidate:
    if one.place or not one.name or one.not_said:
        return one
    places = {
        other.place.text: other.place for other in others if other.name == one.name and other.place
    }
    return replace(one, place=next(iter(places.values()))) if len(places) == 1 else one


def _with_day(
    one: Candidate, others: Sequence[Candidate], text: str, sentences: Sequence[Span]
) -> Candidate:
    if one.said or not one.name or one.not_said or not sentences:
        return one
    given = [
        other.said
        for other in others
        if other.name == one.name and other.said and other.said.said.precision == "day"
    ]
    if len({said.said.text for said in given}) != 1 or given[0].phrase.start > _LEAD:
        return one
    own = _own_sentence(one, sentences)
    if _OTHER_TIME.search(_outside(one, text, own)):
        return one
    lead: SaidOn = given[0]
    told_in = sentence_around(sentences, lead.phrase.start)
    return replace(one, said=lead._replace(carried_from=told_in))


def _outside(one: Candidate, text: str, sentence: Span) -> str:
    """The words of the sentence around the statement."""
    start, end = sentence
    for piece in one.pieces:
        if piece.start >= start and piece.end <= end:
            text = text[: piece.start] + " " * (piece.end - piece.start) + text[piece.end :]
    return text[start:end]


def _wire(text: str, sentences: Sequence[Span]) -> tuple[str, Span | None]:
    """The agency that the lead says reported it: "…, The Associated Press reported"."""
    for sentence in sentences:
        if sentence.start > _LEAD // 2:
            break
        agency = reporting_agency(text[slice(*sentence)])
        if agency:
            return agency, sentence
    return "", None


def _with_wire(one: Candidate, wire: str, wire_from: Span | None) -> Candidate:
    return one if one.via or not wire else replace(one, via=wire, via_from=wire_from)
