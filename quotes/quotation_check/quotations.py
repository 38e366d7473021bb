"""The quotations of a pasted text, each with whom the text names for it."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from quotes.extraction import extract
from quotes.extraction.known import Directory
from quotes.extraction.marks import Quoted, paragraphs, quotations
from quotes.extraction.values import Candidate
from quotes.models.vocabulary import Kind
from quotes.quotation_check.verdicts import QuotationVerdict
from quotes.text.languages import is_french
from quotes.text.spans import Span

# Marks round one or two words that nobody is credited with are those of a name or a title, but for
# those of the record, where nothing else stands in marks.
_FEWEST_WORDS = 3
# The share of a stretch that a candidate must hold to be the same words.
_SAME = 0.6
_DOUBLE = re.compile('[“”„«»"]')
# Words of a text that may be one quotation in spite of marks in it, and the share within these.
_LONGEST_ONE, _MOST_INSIDE = 120, 0.6


@dataclass(frozen=True, slots=True)
class PastedQuotation:
    """A quotation of a pasted text: its pieces without their marks, as spans of the text.

    ``candidate`` is what the extractor makes of it: whom the text names. None where it names
    nobody.
    """

    pieces: tuple[Span, ...]
    candidate: Candidate | None = None

    @property
    def span(self) -> Span:
        return Span(self.pieces[0].start, self.pieces[-1].end)


@dataclass(frozen=True, slots=True)
class PastedQuotations:
    """The quotations of a text in their order.

    ``is_whole_text`` says that it has no quotation marks, so that all of it is one; ``skipped`` is
    how many stretches in marks are too short to be anything but a name or a title. ``short`` are
    such stretches where there are no others.
    """

    found: tuple[PastedQuotation, ...]
    is_whole_text: bool = False
    skipped: int = 0
    short: tuple[PastedQuotation, ...] = ()


def quotations_in(text: str, language: str, speakers: Directory) -> PastedQuotations:
    """The quotations of a text; the whole of it where nothing stands in marks.

    ``speakers`` are those to be recognised beside them.
    """
    stretches = quotations(text, paragraphs(text))
    if not stretches:
        return whole(text)
    candidates = [
        one
        for one in extract(text, language=language, speakers=speakers)
        if one.kind != Kind.PARAPHRASE
    ]
    groups = _grouped(stretches, candidates)
    told = [one for one in groups if one.candidate or _words(text, one) >= _FEWEST_WORDS]
    if not told:
        return replace(whole(text), short=tuple(groups))
    return PastedQuotations(tuple(told), skipped=len(groups) - len(told))


def may_be_one(text: str, found: PastedQuotations) -> bool:
    """Whether the marks may be those within words that stand in none themselves.

    So it may be where the text is one paragraph and most of it is outside of them.
    """
    if found.is_whole_text or len(paragraphs(text)) > 1 or len(text.split()) > _LONGEST_ONE:
        return False
    inside = sum(_words(text, one) for one in found.found)
    return inside < _MOST_INSIDE * len(text.split())


def may_be_near(text: str, found: PastedQuotations) -> bool:
    """Whether a text with marks in it may be words that were changed: it says nobody's they are.

    Single marks are mostly those within others, whatever name stands beside them.
    """
    told = [one.candidate for one in found.found if one.candidate and one.candidate.name]
    return not told or (_DOUBLE.search(text) is None and not any(one.speaker for one in told))


def is_changed_around(text: str, one: QuotationVerdict, found: PastedQuotations) -> bool:
    """Whether most words of a text outside of its marks are those of what is nearest to it.

    Where they are not, they tell who said what stands in the marks. ``one`` is the verdict on all
    of the text.
    """
    spans = [span for quotation in found.found for span in quotation.pieces]
    at, shares = one.start, []
    for piece in one.difference:
        if piece.op == "delete":
            continue
        for word in re.finditer(r"\w+", piece.text):
            if not any(span.start <= at + word.start() < span.end for span in spans):
                shares.append(piece.op == "same")
        at += len(piece.text)
    return 2 * sum(shares) >= len(shares)


def language_of(text: str) -> str:
    """The language that a text speaks around its quotations: "fr" or "en"."""
    parts, done = [], 0
    for stretch in quotations(text, paragraphs(text)):
        parts.append(text[done : stretch.words.start])
        done = stretch.words.end
    around = "".join([*parts, text[done:]])
    told = around if any(map(str.isalpha, around)) else text
    return "fr" if is_french(told) else "en"


def whole(text: str) -> PastedQuotations:
    """All of a text as one quotation."""
    span = Span(len(text) - len(text.lstrip()), len(text.rstrip()))
    return PastedQuotations((PastedQuotation((span,)),), is_whole_text=True)


def _words(text: str, one: PastedQuotation) -> int:
    return sum(len(text[slice(*piece)].split()) for piece in one.pieces)


def _grouped(stretches: Sequence[Quoted], candidates: Sequence[Candidate]) -> list[PastedQuotation]:
    """The stretches, with those together that one report divides or that go on in a paragraph."""
    made: list[PastedQuotation] = []
    goes_on = False
    for stretch in stretches:
        candidate = next((one for one in candidates if _holds(one, stretch.words)), None)
        last = made[-1] if made else None
        is_same = last is not None and candidate is not None and last.candidate is candidate
        if last is not None and (is_same or goes_on):
            both = last.candidate or candidate
            made[-1] = PastedQuotation((*last.pieces, stretch.words), both)
        else:
            made.append(PastedQuotation((stretch.words,), candidate))
        goes_on = stretch.goes_on
    return made


def _holds(candidate: Candidate, words: Span) -> bool:
    shared = sum(
        max(0, min(piece.end, words.end) - max(piece.start, words.start))
        for piece in candidate.pieces
    )
    return shared >= _SAME * (words.end - words.start)
