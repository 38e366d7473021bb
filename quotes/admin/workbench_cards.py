"""What the workbench shows of an article: its paragraphs, and a card for each proposal in them."""

import re
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import pairwise, takewhile

from django.db import models
from django.utils.text import Truncator
from django.utils.translation import gettext as _now

from quotes.admin.near_duplicate_warnings import (
    another_url,
    caution,
    day_of,
    likeness_sentence,
)
from quotes.admin.workbench_forms import CardForm
from quotes.editing.workflow import Account
from quotes.extraction.certainty import CERTAIN
from quotes.models import Citation, Proposal, Speaker, State, Topic
from quotes.search.near_duplicates import LEAST, VERY, Alike, alike
from quotes.text.differences import Piece, compare_wording
from quotes.text.folding import search_fold
from quotes.text.spans import Span
from quotes.workbench import decisions
from quotes.workbench.decisions import pieces_of, report_of
from quotes.workbench.joined_words import words_of
from quotes.workbench.transcripts import SpokenTurn, sentences_of

# What topics are suggested from: statements that are alike to some degree at least.
_AKIN = 50
_MOST_ALIKE = 3
_MOST_TOPICS = 4
# Letters that a word and a topic's name must share from the beginning, and those of an ending.
_STEM = 5
_LONGEST_ENDING = 3

_PARAGRAPH = re.compile(r"[^\n]+")


@dataclass(frozen=True, slots=True)
class KnownStatement:
    """A statement that is there already, as a card shows it."""

    found: Alike
    told: str
    caution: str
    may_add: bool
    # Whether this source is cited there already, so that the card has nothing to add.
    is_cited: bool
    difference: Sequence[Piece]

    @property
    def is_public(self) -> bool:
        """Whether another wording of it is a change that the public reads."""
        return self.found.statement.state == State.PUBLISHED

    @property
    def is_very(self) -> bool:
        return self.found.score >= VERY and self.found.is_same_speaker


@dataclass(frozen=True, slots=True)
class Suggested:
    """A topic, and why it is suggested."""

    topic: Topic
    why: str


@dataclass
class ProposalCard:
    """A proposal with what is shown of it: in a line, or whole once it is looked at."""

    proposal: Proposal
    number: int
    # The name of the official that it has by now; of a whole card the form knows it.
    speaker: str = ""
    known: list[KnownStatement] = field(default_factory=list)
    suggested: list[Suggested] = field(default_factory=list)
    decided_by: str = ""
    is_whole: bool = False

    @cached_property
    def form(self) -> CardForm:
        return CardForm(self.proposal, topics=[one.topic for one in self.suggested])

    @property
    def words(self) -> str:
        proposal = self.proposal
        return words_of(proposal.capture.text, pieces_of(proposal), report_of(proposal))

    @property
    def in_a_line(self) -> str:
        """Who says it, and when, as far as the card has it."""
        values = self.proposal.values
        parts = (self.speaker or values["new_speaker"], values["said"])
        return " · ".join(filter(None, parts))

    @property
    def mention(self) -> str:
        """Who says it, in the words of the article."""
        spans = [self.proposal.candidate.get(name) for name in ("mention", "cue")]
        text = self.proposal.capture.text
        return " … ".join(text[start:end] for start, end in filter(None, spans))

    @property
    def via_named(self) -> str:
        return str(self.proposal.candidate.get("via", ""))

    @property
    def percent(self) -> int | None:
        return self._percent("certainty")

    @property
    def speaker_percent(self) -> int | None:
        return self._percent("speaker_certainty")

    def _percent(self, name: str) -> int | None:
        certainty = self.proposal.candidate.get(name)
        return None if certainty is None else round(100 * certainty)

    @property
    def is_not_said(self) -> bool:
        """Whether the article does not report the words as said."""
        return bool(self.proposal.candidate.get("not_said"))

    @property
    def offered(self) -> list[Speaker]:
        """Officials who may be meant, where extraction leaves it open."""
        slugs = self.proposal.candidate.get("offered") or []
        return list(Speaker.objects.filter(slug__in=slugs)) if slugs else []

    @property
    def source_sentence(self) -> str:
        """The sentence of the report, as the article has it."""
        found = self.proposal.candidate
        spans = [*found.get("pieces", []), *filter(None, (found.get("mention"), found.get("cue")))]
        text = self.proposal.capture.text
        start, end = min(s for s, _e in spans), max(e for _s, e in spans)
        return text[start:end]

    @property
    def carried(self) -> list[tuple[str, str]]:
        """What another sentence of the report gives, with that sentence: day, place, outlet."""
        found = self.proposal.candidate
        said, place = found.get("said") or {}, found.get("place") or {}
        given = [
            (said.get("said", ""), said.get("from")),
            (place.get("text", ""), place.get("from")),
            (found.get("via", ""), found.get("via_from")),
        ]
        text = self.proposal.capture.text
        return [(what, text[slice(*span)]) for what, span in given if span]

    @property
    def is_certain(self) -> bool:
        """Whether it may be accepted with others: words and speaker certain, resolved, and new."""
        return self.is_most_likely_certain and not any(
            one.found.score >= VERY for one in self.known
        )

    @property
    def is_most_likely_certain(self) -> bool:
        """The same before it is known what the archive has already."""
        found = self.proposal.candidate
        return (
            self.proposal.is_open
            and not self.is_not_said
            and min(found.get("certainty") or 0, found.get("speaker_certainty") or 0) >= CERTAIN
            and self.proposal.values["speaker"] is not None
            and not self.proposal.values["new_speaker"]
        )


@dataclass(frozen=True, slots=True)
class Segment:
    """A stretch of the article, with the cards that it belongs to; the first begins there."""

    text: str
    cards: tuple[ProposalCard, ...] = ()
    begins: tuple[ProposalCard, ...] = ()

    @property
    def names(self) -> str:
        return " ".join(str(card.proposal.pk) for card in self.cards)

    @property
    def decision(self) -> str:
        """Of several the one that still asks for something."""
        decisions = [card.proposal.decision for card in self.cards]
        return "open" if "open" in decisions else decisions[0]


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph of the article with the cards that begin in it.

    Of a transcript, ``turn`` begins with it, and ``sentences`` are where those of its speaker
    begin; ``words_end`` is where the last of them ends.
    """

    start: int
    segments: list[Segment]
    cards: list[ProposalCard]
    turn: SpokenTurn | None = None
    is_question: bool = False
    sentences: str = ""
    words_end: int = 0


def paragraphs(
    text: str, cards: Sequence[ProposalCard], turns: Sequence[SpokenTurn] = ()
) -> Iterator[Paragraph]:
    """The article in paragraphs, cut where a proposal begins or ends."""
    lines = [Span(*found.span()) for found in _PARAGRAPH.finditer(text) if found[0].strip()]
    ends = [line.end for line in lines]
    inside: dict[int, list[tuple[Span, ProposalCard]]] = defaultdict(list)
    own: dict[int, list[ProposalCard]] = defaultdict(list)
    for card in cards:
        own[bisect_right(ends, card.proposal.start)].append(card)
        for span in pieces_of(card.proposal):
            at = bisect_right(ends, span.start)
            while at < len(lines) and lines[at].start < span.end:
                inside[at].append((span, card))
                at += 1
    spoken = {at: turn for turn in turns for at in _lines_of(turn, ends)}
    for at, line in enumerate(lines):
        turn = spoken.get(at)
        is_first = turn is not None and spoken.get(at - 1) is not turn
        words = turn.pieces(line) if turn else []
        yield Paragraph(
            line.start,
            list(_segments(text, line, inside[at])),
            own[at],
            turn if is_first else None,
            bool(turn and turn.turn.is_question),
            " ".join(str(one.start) for part in words for one in sentences_of(text, part)),
            words[-1].end if words else 0,
        )


def _lines_of(turn: SpokenTurn, ends: Sequence[int]) -> range:
    return range(bisect_right(ends, turn.start), bisect_right(ends, turn.end - 1) + 1)


def _segments(
    text: str, line: Span, inside: Sequence[tuple[Span, ProposalCard]]
) -> Iterator[Segment]:
    cuts = {*line}
    for span, _card in inside:
        cuts |= {max(line.start, span.start), min(line.end, span.end)}
    for left, right in pairwise(sorted(cuts)):
        yield Segment(
            text[left:right],
            tuple(card for span, card in inside if span.start <= left and right <= span.end),
            tuple(card for span, card in inside if span.start == left),
        )


def suggested_topics(words: str, akin: Iterable[Alike], topics: Iterable[Topic]) -> list[Suggested]:
    """Topics of which a word of the name is said, then those of statements that are alike."""
    found: dict[int, Suggested] = {}
    said = set(re.findall(r"\w{4,}", search_fold(words)))
    for topic in topics:
        names = re.findall(r"\w{4,}", search_fold(f"{topic.name} {topic.name_fr}"))
        word = next((word for name in names for word in sorted(said) if _is_akin(word, name)), "")
        if word:
            why = _now("the word “%(word)s”") % {"word": word}
            found[topic.pk] = Suggested(topic, why)
    for one in akin:
        for topic in one.statement.topics.all():
            why = _now("as “%(words)s”") % {"words": Truncator(one.wording).chars(60)}
            found.setdefault(topic.pk, Suggested(topic, why))
    return list(found.values())[:_MOST_TOPICS]


def _is_akin(one: str, other: str) -> bool:
    """Whether two words differ in their ends alone: costs, cost; not « contrat », « contrôle »."""
    shorter, longer = sorted((one, other), key=len)
    letters = zip(shorter, longer, strict=False)
    shared = sum(1 for _pair in takewhile(lambda pair: pair[0] == pair[1], letters))
    if shared == len(shorter):
        return len(longer) - shared <= _LONGEST_ENDING
    return shared >= max(_STEM, len(longer) - 2)


def cards_of(proposals: Sequence[Proposal]) -> list[ProposalCard]:
    """All proposals of a text, each in a line. One query."""
    chosen = {proposal.values["speaker"] for proposal in proposals} - {None}
    names = dict(Speaker.objects.filter(pk__in=chosen).values_list("pk", "name"))
    return [
        ProposalCard(proposal, number, names.get(proposal.values["speaker"], ""))
        for number, proposal in enumerate(proposals, 1)
    ]


def made_whole(card: ProposalCard, user: Account, topics: Sequence[Topic]) -> ProposalCard:
    """The card with what is there already like it; of a decided one only what was decided.

    The comparison with the archive takes some 50 ms, so it is made of cards that are looked at.
    """
    proposal = card.proposal
    card.is_whole = True
    if not proposal.is_open:
        card.decided_by = decisions.decided_by(proposal)
        return card
    words = card.words
    speaker = Speaker.objects.filter(pk=proposal.values["speaker"] or 0).first()
    said = day_of(proposal.values.get("said", ""))
    akin = alike(words, speaker=speaker, said=said, drafts=True, least=_AKIN)
    models.prefetch_related_objects([one.statement for one in akin], "topics")
    own = Citation.objects.filter(
        source=proposal.capture.source_id, statement__in=[one.statement for one in akin]
    )
    cited = set(own.values_list("statement", flat=True))
    card.known = [
        KnownStatement(
            one,
            likeness_sentence(one, speaker_is_known=speaker is not None),
            caution(one),
            # Of somebody else it is no wording of the same utterance.
            (one.is_same_speaker or speaker is None) and bool(another_url(user, one.statement)),
            one.statement.pk in cited,
            compare_wording(one.wording, words).pieces,
        )
        for one in akin[:_MOST_ALIKE]
        if one.score >= LEAST
    ]
    card.suggested = suggested_topics(words, akin, topics)
    return card
