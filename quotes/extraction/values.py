"""The values of extraction: candidates, known speakers, days and amounts.

Offsets are indices of Python strings (code points) into the text of the capture, ends exclusive.
"""

from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from quotes.dates.partial import PartialDate
from quotes.text.spans import Span


class Office(NamedTuple):
    """An office somebody held, from a first to a last day; None where that is not known."""

    title: str
    organization: str
    since: date | None = None
    until: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownSpeaker:
    """A speaker of the archive, as far as it takes to recognise one in an article."""

    slug: str
    name: str
    aliases: tuple[str, ...] = ()
    is_institution: bool = False
    offices: tuple[Office, ...] = ()
    # A code of ISO 3166-1; empty where it is not known.
    country: str = ""


class SaidOn(NamedTuple):
    """The day of a statement as the article gives it: EDTF, the reason in words, and the phrase.

    ``carried_from`` is the sentence that gives the day, where it is not that of the statement.
    """

    said: PartialDate
    basis: str
    phrase: Span
    carried_from: Span | None = None


class CarriedText(NamedTuple):
    """A place or an outlet that another sentence of the report gives, with that sentence."""

    text: str
    carried_from: Span


@dataclass(frozen=True, slots=True, kw_only=True)
class Amount:
    """A number in the words: what is counted, between which values, in which unit.

    ``bound`` is a value of `quotes.models.vocabulary.Bound`; ``low`` and ``high`` are decimal
    numbers written out (``"175000000000"``), empty where there is none.
    """

    quantity: str
    low: str
    high: str
    bound: str
    unit: str
    span: Span


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """A statement that an article seems to print, for an editor to accept or to reject.

    ``pieces`` are the words without their outer quotation marks, in order; there are several where
    "he said" or a paragraph stands between them. ``kind`` is a value of
    `quotes.models.vocabulary.Kind`. ``mention`` names the speaker beside the ``cue`` ("he",
    "the prime minister"); ``name`` is the fullest form of that name in the article, and
    ``speaker`` the slug of a `KnownSpeaker`; both are empty where they cannot be told, and
    ``offered`` are those who may be meant. ``via`` is the outlet that the article credits, or who
    passes the words on. ``not_said`` tells why the words are not reported as said ("negated",
    "expected" …), and is empty where they are. ``certainty`` is that of the words and
    ``speaker_certainty`` that of the name, each between 0 and 1. ``via_from`` is the sentence that
    names the outlet, and ``place`` where it was said, where another sentence of the report says so.
    """

    pieces: tuple[Span, ...]
    kind: str
    mention: Span | None = None
    cue: Span | None = None
    name: str = ""
    speaker: str = ""
    via: str = ""
    said: SaidOn | None = None
    figures: tuple[Amount, ...] = ()
    language: str = "en"
    certainty: float = 0.0
    speaker_certainty: float = 0.0
    offered: tuple[str, ...] = ()
    not_said: str = ""
    via_from: Span | None = None
    place: CarriedText | None = None

    @property
    def start(self) -> int:
        return self.pieces[0].start

    @property
    def end(self) -> int:
        return self.pieces[-1].end
