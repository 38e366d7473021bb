"""What is said of a quotation: plain values, for a page, for JSON, for any program."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.db import models
from django.utils.translation import gettext_lazy as _

from quotes.dates.display import humanize
from quotes.dates.partial import PartialDate
from quotes.text.differences import Piece
from quotes.text.languages import direction


def _bare(text: str) -> str:
    """A text without marks at its ends."""
    return text.strip(" .,;:!?…\"'“”‘’«»\u00a0\u202f")


class Outcome(models.TextChoices):
    """What can be said of a quotation."""

    EXACT = "exact", _("exact")
    ALTERED = "altered", _("altered")
    SOMEBODY_ELSE = "somebody-else", _("said by somebody else")
    UNCONFIRMED = "unconfirmed", _("on record, attribution not confirmed")
    PART = "part", _("part of a longer sentence")
    JOINED = "joined", _("several sentences joined")
    PARAPHRASE = "paraphrase", _("paraphrase on record")
    CHANGED = "changed", _("withdrawn or corrected since")
    NOT_FOUND = "not-found", _("not in this archive, which does not mean that it was not said")


class Fits(models.TextChoices):
    """Whether what the asker says of a quotation is so, as far as the archive knows."""

    YES = "yes", _("yes")
    NO = "no", _("no")
    UNCLEAR = "unclear", _("cannot be told")
    NOT_ASKED = "not-asked", _("not asked")


@dataclass(frozen=True, slots=True)
class Answer:
    """What the archive says to one thing that was asked of a quotation, in a sentence.

    ``question`` is "speaker", "where" or "when"; ``asked`` is what was asked, as it was typed.
    """

    question: str
    asked: str
    fits: Fits
    sentence: str


@dataclass(frozen=True, slots=True)
class Printing:
    """How one source prints the words, and whether that was held against its text.

    ``checked_at`` is None where it never was. ``doubt`` says in a sentence what speaks against the
    wording or its attribution; empty where nothing does. ``via`` is whom the source has it from.
    """

    outlet: str
    title: str
    url: str
    page: str
    published: PartialDate
    wording: str
    language: str
    check_state: str
    check_label: str
    checked_at: datetime | None
    doubt: str = ""
    via: str = ""

    @property
    def is_checked(self) -> bool:
        return self.checked_at is not None

    @property
    def published_display(self) -> str:
        return humanize(self.published)

    @property
    def direction(self) -> str:
        return direction(self.language)


@dataclass(frozen=True, slots=True)
class RecordMatch:
    """A published statement that has the words, or the nearest to them.

    ``passage`` is what it has in their place, ``around`` the whole sentences that these are of, and
    ``printings`` are the sources that have them, those that were checked first. ``doubt`` says why
    somebody else may have said it; empty where nobody doubts that.
    """

    public_id: str
    page: str
    speaker: str
    speaker_slug: str
    said: PartialDate
    kind: str
    language: str
    text: str
    passage: str
    around: str
    version: int | None
    printings: tuple[Printing, ...] = ()
    doubt: str = ""

    @property
    def is_cut(self) -> bool:
        """Whether its sentences have more words than the passage."""
        return _bare(self.around) != _bare(self.passage)

    @property
    def said_display(self) -> str:
        return humanize(self.said)

    @property
    def direction(self) -> str:
        return direction(self.language)


@dataclass(frozen=True, slots=True)
class FormerWords:
    """A public state that had the words, and what became of it.

    ``public_id`` and ``version`` name the state; ``merged_into`` is the statement that stands for
    it where it was merged. ``reason`` and ``date`` are of the change. ``text`` is how the statement
    reads today; empty where it was withdrawn.
    """

    public_id: str
    version: int | None
    is_withdrawn: bool
    merged_into: str
    reason: str
    date: datetime | None
    text: str
    language: str
    page: str


@dataclass(frozen=True, slots=True)
class JoinedPart:
    """One of several sentences of a quotation, with the statement that has it."""

    words: str
    outcome: Outcome
    match: RecordMatch


@dataclass(frozen=True, slots=True)
class QuotationVerdict:
    """What is said of one quotation.

    ``number`` counts from 1; ``start`` and ``end`` are offsets (code points) in the pasted text.
    ``sentence`` says it to a person, ``notes`` answer what a reader asks next. ``answers`` are on
    who, where and when. ``matches`` are statements, the one that is spoken of first; none where
    nothing was found. ``difference`` sets the quotation against ``matches[0].passage``: "same" and
    "insert", joined, are the quotation. ``findings`` name what differs.
    """

    number: int
    words: str
    start: int
    end: int
    outcome: Outcome
    sentence: str
    notes: tuple[str, ...] = ()
    answers: tuple[Answer, ...] = ()
    matches: tuple[RecordMatch, ...] = ()
    difference: tuple[Piece, ...] = ()
    findings: tuple[str, ...] = ()
    omitted: tuple[str, ...] = ()
    parts: tuple[JoinedPart, ...] = ()
    former: FormerWords | None = None

    @property
    def label(self) -> str:
        return str(self.outcome.label)

    @property
    def match(self) -> RecordMatch | None:
        return self.matches[0] if self.matches else None


@dataclass(frozen=True, slots=True)
class CheckedText:
    """What is said of a pasted text: a verdict on each quotation, in the order of the text.

    ``is_whole_text``: it has no quotation marks, so all of it was taken for one quotation.
    ``skipped`` is how many stretches in marks were passed over as names or titles; ``unread`` is
    how many quotations are beyond what is checked at once. ``hint_notes`` say what could not be
    read of the hints, or leads nowhere, by hint.
    """

    verdicts: Sequence[QuotationVerdict]
    language: str
    is_whole_text: bool = False
    skipped: int = 0
    unread: int = 0
    hint_notes: dict[str, str] = field(default_factory=dict)
