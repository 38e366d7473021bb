"""The wording of the record that is nearest to a quotation that stands nowhere as it is."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from rapidfuzz.distance import LCSseq

from quotes.models.vocabulary import CheckState
from quotes.quotation_check.record_wordings import RecordStatement, RecordWording
from quotes.quotation_check.same_words import printed_words, quoted_words, standing
from quotes.quotation_check.small_words import telling
from quotes.text.differences import Piece, word_difference
from quotes.text.folding import search_fold
from quotes.text.spans import Span
from quotes.text.tokens import words
from quotes.verification.verify import verify

# Wordings that are compared word by word.
_MOST_COMPARED = 10
# Two texts are two forms of one utterance from this share of common words on, of both together.
LEAST_ALIKE = 0.6
# What is said for a statement of the official who is named, and against what nobody is sure of.
_SAME_SPEAKER, _UNSURE = 0.04, 0.06


@dataclass(frozen=True, slots=True)
class NearWording:
    """A wording that has nearly the words: the passage of it, how alike it is from 0 to 1, the
    difference from the passage to the quotation, and what differs, in sentences. ``citations``
    are the numbers of those that print the passage."""

    statement: RecordStatement
    wording: RecordWording
    span: Span
    alike: float
    difference: tuple[Piece, ...]
    findings: tuple[str, ...]
    citations: tuple[int, ...] = ()

    @property
    def passage(self) -> str:
        return self.wording.words[slice(*self.span)]


def nearest_wording(
    quoted: str, statements: Iterable[RecordStatement], is_named: Callable[[str], bool]
) -> NearWording | None:
    """The nearest wording of these statements; None where none is a form of the words.

    ``is_named`` says of the slug of a speaker whether the quotation is said to be theirs.
    """
    ranked = sorted(_ranked(quoted, statements), key=lambda one: -one[0])[:_MOST_COMPARED]
    compared = [
        near
        for _share, statement, wording in ranked
        if (near := _compared(quoted, statement, wording)) is not None
    ]

    def rank(near: NearWording) -> float:
        bonus = _SAME_SPEAKER if is_named(near.statement.speaker) else 0
        return near.alike + bonus - (0 if near.wording.is_sure else _UNSURE)

    best = max(compared, key=rank, default=None)
    return _as_printed(best) if best is not None and best.alike >= LEAST_ALIKE else None


def _as_printed(near: NearWording) -> NearWording:
    """It with all citations that print the passage, also where it is one of the archive's text."""
    passage = quoted_words([near.passage])
    citations = [
        number
        for other in near.statement.wordings
        if other.is_sure == near.wording.is_sure
        and (other is near.wording or not other.is_joined)
        and standing(passage, printed_words(other.words), other.language) is not None
        for number in other.citations
    ]
    return replace(near, citations=tuple(dict.fromkeys([*near.wording.citations, *citations])))


def _ranked(
    quoted: str, statements: Iterable[RecordStatement]
) -> Iterator[tuple[float, RecordStatement, RecordWording]]:
    wanted = _keys(quoted)
    for statement in statements:
        for wording in statement.wordings:
            there = _keys(wording.words)
            shared = LCSseq.similarity(wanted, there)
            longer = max(0, len(there) - len(wanted)) / max(1, len(wanted) + len(there))
            yield shared / max(1, len(wanted)) - 0.1 * longer, statement, wording


def _keys(text: str) -> list[str]:
    return [search_fold(token.text) for token in words(text) if token.kind == "word"]


def _compared(
    quoted: str, statement: RecordStatement, wording: RecordWording
) -> NearWording | None:
    verdict = verify(quoted, wording.words, language=wording.language)
    if verdict.outcome == CheckState.NOT_FOUND or verdict.span is None:
        return None
    passage = wording.words[slice(*verdict.span)]
    wanted, there = telling(_keys(quoted)), telling(_keys(passage))
    # What both have of small words alone any two texts have.
    if 2 * LCSseq.similarity(wanted, there) < len(wanted):
        return None
    return NearWording(
        statement,
        wording,
        verdict.span,
        _alike(_keys(quoted), _keys(passage)),
        verdict.difference or tuple(word_difference(passage, quoted.strip())),
        tuple(dict.fromkeys(finding.sentence for finding in verdict.findings)),
    )


def _alike(one: Sequence[str], other: Sequence[str]) -> float:
    """The share of words that both have in the same order, of the words of both."""
    return 2 * LCSseq.similarity(one, other) / max(1, len(one) + len(other))
