"""Whom a page credits with words that stand in it: the caution beside a check.

A check says that words stand in a text, not that the text gives them to the official. The extractor
reads who is credited; where it is certain enough and credits somebody else, or reads the words as
not said, that is told beside the outcome. It errs to the side of silence: whoever may be the
official is taken for them, and a page that credits the words to the official anywhere says nothing
against it. Only words that are joined over what stands between them must be shown to be theirs.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple

from rapidfuzz.fuzz import ratio

from quotes.extraction.certainty import CERTAIN
from quotes.extraction.identity import is_same_given_name
from quotes.extraction.known import NAME_SUFFIXES, Directory, name_words, office_words, surname_of
from quotes.extraction.values import Candidate, KnownSpeaker
from quotes.models.vocabulary import Caution, Kind
from quotes.text.spans import Span
from quotes.verification.verify import WordingVerdict

# Certainty from which on a whole name speaks against another, and words that this needs; below them
# a name must be certain, because a few words in marks are often a third person's.
_CERTAIN_NAME = 0.85
# Where a whole name stands beside the words, it is another's, whichever of its bearers is meant.
_PRINTED_NAME = 0.75
_FEW = 4
# The share of words that a quotation of the page must have to be the one in which they stand.
_LEAST_SHARE = 0.8
# Characters of a second quotation that words must reach into to stand in both.
_LEAST_REACH = 12
# Surnames that are as alike are two spellings of one.
_ALIKE = 80
_MARKS = frozenset("\"'“”‘’«»‹›„‟")
# Who speaks for somebody, and is not them.
DEPUTY = re.compile(
    r"\b(?:spokes\w+|aide|adviser|advisor|lawyer|attorney|press secretary|représentant\w*"
    r"|porte-parole|conseill\w+|avocate?|attachée? de presse)\b.*?\b(?:for|of|to|de|du|d)\b",
    re.IGNORECASE | re.DOTALL,
)
# Verbs of which "did not", "will" and "if" are reports that nothing was said; of others ("comment
# on", "expect") the marks may hold what was.
_SAYING = re.compile(
    r"\b(?:sa(?:y|ys|id|ying)|tell(?:s|ing)?|told|call\w*|declar\w+|stat(?:e|ed|es|ing)|announc\w+"
    r"|claim\w*|admit\w*|promi[st]\w*|pledg\w+|vow\w*|den(?:y|ies|ied|ying)"
    r"|di(?:t|re|ra|rait|se|sent|sant)|déclar\w+|affirm\w+|annonc\w+|promett\w+|prétend\w*"
    r"|écri(?:t|re|ra|v\w+))\b",
    re.IGNORECASE,
)
_FEWEST_UNSAID = 3
# Between two quotations without marks: a signature, or a line that announces the next.
_PARTING_LINE = re.compile(r"^\s*(?:[—–―-]\s*\w.{0,120}|.{0,120}:)\s*$", re.MULTILINE)


class PageCredit(NamedTuple):
    """What a page says against the attribution of words; ``credited_to`` is whom it names."""

    caution: Caution
    credited_to: str = ""


NOTHING_AGAINST = PageCredit(Caution.NONE)


@dataclass(frozen=True, slots=True)
class PageReading:
    """A text with the quotations that the extractor found in it, for speakers of the archive."""

    text: str
    quotations: Sequence[Candidate]
    directory: Directory

    @classmethod
    def of(
        cls, text: str, quotations: Iterable[Candidate], speakers: Iterable[KnownSpeaker]
    ) -> "PageReading":
        return cls(text, tuple(quotations), Directory(speakers))

    def credit(self, verdict: WordingVerdict, slug: str) -> PageCredit:
        """What speaks against the words of a verdict being those of a speaker of the archive."""
        speaker = self.directory.by_slug.get(slug)
        if speaker is None or not verdict.pieces:
            return NOTHING_AGAINST
        if len(verdict.pieces) > 1:
            return self._of_pieces(verdict.pieces, speaker)
        found = [self._of_pieces((place,), speaker) for place in verdict.places]
        # Words that are the official's anywhere are theirs.
        return NOTHING_AGAINST if NOTHING_AGAINST in found else found[0]

    def _of_pieces(self, pieces: Sequence[Span], speaker: KnownSpeaker) -> PageCredit:
        standing = [self._around(piece) for piece in pieces]
        quotations = list(dict.fromkeys(one for around in standing for one in around))
        unsaid = [one for one in quotations if self._is_unsaid(one)]
        if unsaid:
            return PageCredit(Caution.NOT_SAID, self._name(unsaid[0]))
        others = [one for one in quotations if self._is_somebody_else(one, speaker)]
        if others:
            is_all = len(others) == len(quotations) and all(standing)
            caution = Caution.CREDITED if is_all else Caution.PARTLY
            return PageCredit(caution, self._name(others[0]))
        if self._is_parted(pieces, standing, speaker):
            return PageCredit(Caution.SEPARATE)
        return NOTHING_AGAINST

    def _around(self, piece: Span) -> list[Candidate]:
        """The quotations of the page in which a piece stands."""
        reached = [(one, _overlap(one, piece)) for one in self.quotations]
        reached = [(one, size) for one, size in reached if size]
        if not reached or self._is_quoted_within(piece, [one for one, _size in reached]):
            return []
        most = max(size for _one, size in reached)
        if most >= _LEAST_SHARE * (piece.end - piece.start):
            return [one for one, size in reached if size == most][:1]
        return [one for one, size in reached if size >= _LEAST_REACH]

    def _is_quoted_within(self, piece: Span, around: Sequence[Candidate]) -> bool:
        """Whether the words are a quotation within one: whom that is of is not read."""
        before = self.text[max(0, piece.start - 2) : piece.start].rstrip()[-1:]
        behind = self.text[piece.end : piece.end + 2].lstrip(".,;:!?")[:1]
        return (
            before in _MARKS
            and behind in _MARKS
            and all(
                any(p.start < piece.start and piece.end < p.end for p in one.pieces)
                for one in around
            )
        )

    def _is_unsaid(self, one: Candidate) -> bool:
        """Whether the page reports the words as not said, or not yet."""
        return (
            bool(one.not_said)
            and one.certainty >= CERTAIN
            and self._length(one) >= _FEWEST_UNSAID
            and one.cue is not None
            and _SAYING.search(self.text[slice(*one.cue)]) is not None
        )

    def _length(self, one: Candidate) -> int:
        return sum(len(self.text[slice(*piece)].split()) for piece in one.pieces)

    # --- one quotation ---------------------------------------------------------------------------

    def _is_somebody_else(self, one: Candidate, speaker: KnownSpeaker) -> bool:
        """Whether the page certainly credits the words to another than the speaker."""
        if one.kind == Kind.PARAPHRASE or one.certainty < CERTAIN or self._may_be(one, speaker):
            return False
        if not one.name:
            return self._is_deputy(one, speaker)
        if one.speaker_certainty < self._least(one):
            return False
        return not self._is_of_their_body(one, speaker)

    def _least(self, one: Candidate) -> float:
        """From which certainty on a name speaks against another."""
        name = name_words(one.name)
        if len(name) < 2 or self._length(one) < _FEW:
            return CERTAIN
        is_printed = set(name) <= set(name_words(self._mention(one)))
        return _PRINTED_NAME if is_printed and one.speaker else _CERTAIN_NAME

    def _may_be(self, one: Candidate, speaker: KnownSpeaker) -> bool:
        if one.speaker == speaker.slug or speaker.slug in one.offered:
            return True
        return not one.speaker and bool(one.name) and may_be_named(one.name, speaker)

    def _is_deputy(self, one: Candidate, speaker: KnownSpeaker) -> bool:
        """Whether it is somebody who speaks for the speaker: "a spokesperson for Ada Long"."""
        mention = self._mention(one)
        found = DEPUTY.search(mention)
        return (
            found is not None
            and not speaker.is_institution
            and bool(set(name_words(speaker.name)) & set(name_words(mention[found.end() :])))
        )

    def _is_of_their_body(self, one: Candidate, speaker: KnownSpeaker) -> bool:
        """Whether one is an institution, and the other may speak for it."""
        if speaker.is_institution and not one.speaker:
            return True
        other = self.directory.by_slug.get(one.speaker)
        body, person = (speaker, one.speaker) if speaker.is_institution else (other, speaker.slug)
        if body is None or not body.is_institution:
            return False
        own = {word for word in office_words(body.name) if not word.startswith("@")}
        return bool(own & self.directory.held(person))

    def _name(self, one: Candidate) -> str:
        known = self.directory.by_slug.get(one.speaker)
        return known.name if known else one.name or self._mention(one)

    def _mention(self, one: Candidate) -> str:
        return " ".join(self.text[slice(*one.mention)].split()) if one.mention else ""

    # --- several ---------------------------------------------------------------------------------

    def _is_parted(
        self, pieces: Sequence[Span], standing: Sequence[list[Candidate]], speaker: KnownSpeaker
    ) -> bool:
        """Whether pieces stand in quotations that the page does not all give to the speaker."""
        if len({id(one) for around in standing for one in around}) > 1 or (
            any(standing) and not all(standing)
        ):
            return not all(
                around and all(self._may_go_on(one, speaker) for one in around)
                for around in standing
            )
        if any(standing):
            return False
        gaps = (self.text[a.end : b.start] for a, b in pairwise(pieces))
        return any("\n" in gap and _PARTING_LINE.search(gap) for gap in gaps)

    def _may_go_on(self, one: Candidate, speaker: KnownSpeaker) -> bool:
        """Whether it may be the speaker's: by name, or without any behind words that are theirs."""
        if one.name or one.speaker:
            return self._may_be(one, speaker)
        before = [other for other in self.quotations if other.end <= one.start and other.name]
        return bool(before) and self._may_be(before[-1], speaker)


def _overlap(one: Candidate, span: Span) -> int:
    return sum(max(0, min(p.end, span.end) - max(p.start, span.start)) for p in one.pieces)


def may_be_named(name: str, speaker: KnownSpeaker) -> bool:
    """Whether a printed name may be that of the speaker: a part of it, or another spelling."""
    return any(_is_alike(name, own) for own in _names(speaker))


def _names(speaker: KnownSpeaker) -> Iterator[str]:
    yield speaker.name
    yield from speaker.aliases


def _is_alike(name: str, own: str) -> bool:
    printed, known = name_words(name), name_words(own)
    if NAME_SUFFIXES & set(printed) - set(known):
        return False
    if set(printed) <= set(known) or set(known) <= set(printed):
        return True
    if ratio(surname_of(name), surname_of(own)) < _ALIKE:
        return False
    return len(printed) > 1 and len(known) > 1 and is_same_given_name(printed[0], known[0])
