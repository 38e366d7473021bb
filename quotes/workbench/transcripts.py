"""A transcript as its turns: who speaks, in which office, and on which day all of it was said.

Statements are cut from the turns, a sentence or a selection at a time; what is cut has speaker and
day of its turn.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from quotes.capture.captures import article_of
from quotes.dates.display import humanize
from quotes.dates.partial import PartialDate
from quotes.dates.relative import Unresolvable, resolve
from quotes.extraction.english import ENGLISH
from quotes.extraction.known import Directory
from quotes.extraction.turns import Turn, TurnReader, dialogue
from quotes.extraction.values import Candidate, SaidOn
from quotes.models import Capture, Source, Speaker
from quotes.models.vocabulary import SourceKind
from quotes.text.languages import in_record_language
from quotes.text.spans import Span
from quotes.verification.known_speakers import known_speakers

# Words of a turn that may be one statement; of a longer one an editor cuts what is to be kept.
LONGEST_STATEMENT = 100
# Characters before the first turn, in which a transcript gives its day.
_HEAD = 1_500
# Documents that are of the day on which they were spoken. An article is not.
_OF_THEIR_DAY = (SourceKind.TRANSCRIPT, SourceKind.HEARING, SourceKind.SPEECH)

_DAY = re.compile(
    r"\b(?:[A-Z][a-z]{2,8}\.? \d{1,2}, \d{4}|\d{1,2}(?:er)? [A-Za-zéûÉ]{3,9}\.? \d{4}"
    r"|\d{4}-\d\d-\d\d)\b"
)
_END = re.compile(r"[.?!…]+(?:[ \u00a0\u202f]?[”\"’»)\]])*\s+(?=[“\"‘«(\[—–-]?\s*[A-ZÀ-Þ0-9])")
_LAST_WORD = re.compile(r"[\w.’'-]+$")


@dataclass(frozen=True, slots=True)
class SpokenTurn:
    """A turn with whom it is taken for; of a question, nobody.

    ``name`` is the fullest that the transcript gives, ``offered`` are officials who may be meant.
    """

    turn: Turn
    name: str
    speaker: Speaker | None
    offered: tuple[str, ...]
    said: SaidOn | None

    @property
    def start(self) -> int:
        return self.turn.label.start

    @property
    def end(self) -> int:
        return self.turn.paragraphs[-1].end

    @property
    def offices(self) -> list[str]:
        """The offices of the official on the day of the transcript."""
        if self.speaker is None or self.said is None:
            return []
        return [role.public_title for role in self.speaker.offices_on(self.said.said)]

    def pieces(self, span: Span) -> list[Span]:
        """The words of the turn in a stretch of the text, a piece for each paragraph."""
        within = (
            Span(max(span.start, start), min(span.end, end)) for start, end in self.turn.paragraphs
        )
        return [piece for piece in within if piece.start < piece.end]


def transcript_of(capture: Capture) -> list[SpokenTurn]:
    """The turns of a captured text, the questions among them; none where it is no transcript."""
    text = article_of(capture)
    turns = dialogue(text)
    if not turns:
        return []
    source = capture.source
    said = said_of(capture, turns)
    day = said.said if said else source.published
    reader = TurnReader(text, Directory(known_speakers()), day, source.outlet.name, source.language)
    found = [
        (turn, "", "", ()) if turn.is_question else _identified(reader, turn) for turn in turns
    ]
    rows = Speaker.objects.filter(slug__in={slug for _turn, _name, slug, _offered in found})
    speakers = {row.slug: row for row in rows.with_roles()}
    return [
        SpokenTurn(turn, name, speakers.get(slug), offered, said)
        for turn, name, slug, offered in found
    ]


def _identified(reader: TurnReader, turn: Turn) -> tuple[Turn, str, str, tuple[str, ...]]:
    name, found = reader.who(turn)
    return turn, name, found.speaker.slug if found.speaker else "", found.offered


def turn_at(turns: Sequence[SpokenTurn], offset: int) -> SpokenTurn | None:
    """The turn that a place of the text lies in."""
    return next((one for one in turns if one.start <= offset < one.end), None)


def said_of(capture: Capture, turns: Sequence[Turn]) -> SaidOn | None:
    """The day of a transcript: the only one that its head gives, or else that of the document.

    None where the head gives several, and of an article, which is of the day after.
    """
    source = capture.source
    if source.kind not in _OF_THEIR_DAY or not turns:
        return None
    head = capture.text[: min(_HEAD, turns[0].label.start)]
    given = {found: match for match in _DAY.finditer(head) if (found := _day(match[0], source))}
    if len(given) == 1:
        [(said, match)] = given.items()
        return SaidOn(said, f"“{match[0]}” at the head of the transcript", Span(*match.span()))
    if given or source.published.precision != "day":
        return None
    with in_record_language():
        basis = f"a transcript of {humanize(source.published)}"
    return SaidOn(source.published, basis, Span(0, 0))


def _day(phrase: str, source: Source) -> PartialDate | None:
    try:
        found = resolve(phrase, source.published, source.language).said
    except Unresolvable:
        return None
    return found if found.precision == "day" else None


def sentences_of(text: str, paragraph: Span) -> Iterator[Span]:
    """The sentences of a paragraph; where it is not clear that one ends, it goes on."""
    start = paragraph.start
    for end in _END.finditer(text, *paragraph):
        is_number = text[end.end()].isdigit()
        if text[end.start()] == "." and _is_abbreviated(text[start : end.start()], is_number):
            continue
        yield Span(start, start + len(text[start : end.end()].rstrip()))
        start = end.end()
    if start < paragraph.end:
        yield Span(start, paragraph.end)


def _is_abbreviated(before: str, is_number: bool) -> bool:
    word = _LAST_WORD.search(before)
    if word is None or (word[0].lower() == "no" and not is_number):
        return False
    is_initials = len(word[0]) == 1 or "." in word[0]
    return is_initials or word[0].lower() in ENGLISH.abbreviations


def of_transcript(capture: Capture, candidates: list[Candidate]) -> list[Candidate]:
    """What is proposed of a text: of a transcript, turns with its day that may be one statement.

    A longer one is shown as a turn, from which an editor cuts.
    """
    turns = dialogue(article_of(capture))
    labels = {turn.label: turn for turn in turns}
    said = said_of(capture, turns)
    made = []
    for one in candidates:
        turn = labels.get(one.mention) if one.mention else None
        if turn is None:
            made.append(one)
        elif _length(capture.text, turn) <= LONGEST_STATEMENT:
            made.append(replace(one, said=one.said or said))
    return made


def _length(text: str, turn: Turn) -> int:
    return sum(len(text[slice(*piece)].split()) for piece in turn.paragraphs)
