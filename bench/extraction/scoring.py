"""What counts as found, and how much of it was.

* Words: a proposal meets a marked record with at least four fifths of the characters of both in
  common; each meets one, the best pairs first.
* Mention: the phrase beside the cue that names the speaker, its head word in it.
* Name: the same last name, and no other first name.
* One click: exactly the words, the kind, mention, name, and day, where the article gives them.

Records of headlines and in single marks are neither asked for nor held against a proposal; where
nobody is named, or words stand within other words, the words count and the speaker does not. In
the row of indirect speech, thoughts and facts ("non-speech") are left out too.
"""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from bench.extraction.documents import MarkedArticle, MarkedQuote

ENOUGH = 0.8
EXACT = 0.9999
_HALF = 0.5

QUOTED = "quoted"
INDIRECT = "indirect"
FAMILIES = {QUOTED: ("direct", "partial"), INDIRECT: ("indirect",)}


@dataclass(slots=True)
class PrecisionRecall:
    """Right, marked and proposed, from which precision, recall and their mean come."""

    right: int = 0
    marked: int = 0
    proposed: int = 0

    @property
    def precision(self) -> float:
        return self.right / self.proposed if self.proposed else 0.0

    @property
    def recall(self) -> float:
        return self.right / self.marked if self.marked else 0.0

    @property
    def f1(self) -> float:
        both = self.precision + self.recall
        return 2 * self.precision * self.recall / both if both else 0.0

    def add(self, right: int, marked: int, proposed: int) -> None:
        self.right += right
        self.marked += marked
        self.proposed += proposed


@dataclass(slots=True)
class Share:
    """So many of so many."""

    right: int = 0
    of: int = 0

    @property
    def value(self) -> float:
        return self.right / self.of if self.of else 0.0

    def add(self, is_right: bool) -> None:
        self.right += is_right
        self.of += 1


# Lower bounds of the classes of the reliability table.
CLASSES = (0.9, 0.8, 0.7, 0.5, 0.0)

MEASURES = ("words", "e2e", "who", "click")


@dataclass(slots=True)
class Scores:
    """All rows of both families, and the shares beside them."""

    rows: dict[tuple[str, str], PrecisionRecall] = field(
        default_factory=lambda: {(f, m): PrecisionRecall() for f in FAMILIES for m in MEASURES}
    )
    kind: Share = field(default_factory=Share)
    day: Share = field(default_factory=Share)
    # Of the days given, those where none is marked; and those whose paragraph names no day at all.
    unmarked_day: Share = field(default_factory=Share)
    unfounded_day: Share = field(default_factory=Share)
    resolved: Share = field(default_factory=Share)
    nobodys: Share = field(default_factory=Share)
    # Wrong names among those given with so much certainty, by the lower bound of the class.
    wrong_names: dict[float, Share] = field(
        default_factory=lambda: {least: Share() for least in CLASSES}
    )


def score(marked: Iterable[MarkedArticle], proposed: dict[str, MarkedArticle]) -> Scores:
    """The scores over all documents; one without proposals counts as one with none."""
    scores = Scores()
    for document in marked:
        found = proposed[document.name].records if document.name in proposed else ()
        for family in FAMILIES:
            _score_family(scores, family, document, list(found))
        for is_proposed in nobodys_words(document, found):
            scores.nobodys.add(is_proposed)
    return scores


def of_family(records: Iterable[MarkedQuote], family: str) -> list[MarkedQuote]:
    return [record for record in records if record.kind in FAMILIES[family]]


def is_ignored(record: MarkedQuote, family: str) -> bool:
    flags = {"headline", "single"}
    if family == INDIRECT:
        flags |= {"non-speech", "no-source"}
    return bool(record.flags & flags)


def has_judged_speaker(record: MarkedQuote, family: str) -> bool:
    """Whether a proposal's speaker can be right or wrong."""
    return (
        not is_ignored(record, family)
        and record.speaker is not None
        and not record.flags & {"no-source", "nested", "ambiguous"}
    )


def pairs(marked: list[MarkedQuote], proposed: list[MarkedQuote], least: float) -> dict[int, int]:
    """Indices of marked records with those of the proposals that meet them, each once."""
    candidates = sorted(
        (
            (record.overlap(proposal), -i, -j)
            for i, record in enumerate(marked)
            for j, proposal in enumerate(proposed)
            if record.start < proposal.end and proposal.start < record.end
        ),
        reverse=True,
    )
    met: dict[int, int] = {}
    used: set[int] = set()
    for overlap, i, j in candidates:
        if overlap >= least and -i not in met and -j not in used:
            met[-i] = -j
            used.add(-j)
    return met


def _score_family(
    scores: Scores, family: str, document: MarkedArticle, found: list[MarkedQuote]
) -> None:
    marked, proposed = of_family(document.records, family), of_family(found, family)
    met = {
        i: j
        for i, j in pairs(marked, proposed, ENOUGH).items()
        if not is_ignored(marked[i], family)
    }
    ignored = [record for record in marked if is_ignored(record, family)]
    forgiven = set(pairs(ignored, proposed, _HALF).values()) - set(met.values())
    held = len(proposed) - len(forgiven)
    counted = sum(not is_ignored(record, family) for record in marked)
    scores.rows[family, "words"].add(len(met), counted, held)
    speakers = _Family(document.text, family, marked, proposed, met, held)
    for measure, asked, is_right in (
        ("e2e", has_judged_speaker, speaker_is_right),
        ("who", _is_named, name_is_right),
        ("click", has_judged_speaker, is_acceptable),
    ):
        scores.rows[family, measure].add(*speakers.counts(asked, is_right))
    _score_shares(scores, speakers)


@dataclass(frozen=True, slots=True)
class _Family:
    text: str
    family: str
    marked: list[MarkedQuote]
    proposed: list[MarkedQuote]
    met: dict[int, int]
    held: int

    def counts(
        self,
        asked: Callable[[MarkedQuote, str], bool],
        is_right: Callable[[str, MarkedQuote, MarkedQuote], bool],
    ) -> tuple[int, int, int]:
        """Right, marked, proposed, where only records that are asked for count on either side."""
        right = sum(
            is_right(self.text, self.marked[i], self.proposed[j])
            for i, j in self.met.items()
            if asked(self.marked[i], self.family)
        )
        not_asked = sum(not asked(self.marked[i], self.family) for i in self.met)
        asked_for = sum(asked(record, self.family) for record in self.marked)
        return right, asked_for, self.held - not_asked


def _score_shares(scores: Scores, speakers: _Family) -> None:
    for i, j in speakers.met.items():
        record, proposal = speakers.marked[i], speakers.proposed[j]
        if speakers.family == QUOTED:
            scores.kind.add(record.kind == proposal.kind)
        if record.day:
            scores.day.add(record.day == proposal.day)
        if proposal.day:
            scores.unmarked_day.add(not record.day)
            scores.unfounded_day.add(not _names_day(speakers.text, proposal))
        if _is_named(record, speakers.family) and proposal.name:
            least = next(least for least in CLASSES if proposal.speaker_certainty >= least)
            scores.wrong_names[least].add(not name_is_right(speakers.text, record, proposal))
        if _is_named(record, speakers.family) and record.speaker_type in _STANDING_FOR_A_NAME:
            scores.resolved.add(name_is_right(speakers.text, record, proposal))


# What any phrase that names a day is made of, in English.
_DAY = re.compile(
    r"\b(?:(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day|today|tonight|yesterday|last night"
    r"|this (?:morning|afternoon|evening)|ago|(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)"
    r"[a-z]*\.? \d{1,2}|\d{1,2} (?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]*)\b",
    re.IGNORECASE,
)


def _names_day(text: str, proposal: MarkedQuote) -> bool:
    """Whether a day is named in the paragraph of the words, or in that of their cue."""
    return any(
        _DAY.search(text, text.rfind("\n", 0, place.start) + 1, end if end >= 0 else len(text))
        for place in (proposal, proposal.cue)
        if place is not None
        for end in [text.find("\n", place.end)]
    )


_STANDING_FOR_A_NAME = ("pronoun", "nominal", "relative")


def _is_named(record: MarkedQuote, family: str) -> bool:
    return has_judged_speaker(record, family) and bool(record.name)


# --- speakers ------------------------------------------------------------------------------------


def speaker_is_right(text: str, record: MarkedQuote, proposal: MarkedQuote) -> bool:
    """The mention; or, of somebody who is named there, another mention of the same name."""
    if mention_is_right(text, record, proposal):
        return True
    return (
        bool(record.name)
        and record.speaker_type == "name"
        and name_is_right(text, record, proposal)
    )


def mention_is_right(text: str, record: MarkedQuote, proposal: MarkedQuote) -> bool:
    if record.speaker is None or proposal.speaker is None:
        return False
    right, given = record.speaker, proposal.speaker
    if min(right.end, given.end) <= max(right.start, given.start):
        return False
    if given.end - given.start > 3 * (right.end - right.start) + 40:
        return False
    return _head(text[slice(*right)]) in _words(text[slice(*given)])


def name_is_right(text: str, record: MarkedQuote, proposal: MarkedQuote) -> bool:
    given = proposal.name or (text[slice(*proposal.speaker)] if proposal.speaker else "")
    return is_same_name(given, record.name)


def is_acceptable(text: str, record: MarkedQuote, proposal: MarkedQuote) -> bool:
    """Whether an editor could take the proposal as it is."""
    return (
        speaker_is_right(text, record, proposal)
        and record.overlap(proposal) > EXACT
        and record.kind == proposal.kind
        and (not record.name or name_is_right(text, record, proposal))
        and (not record.day or record.day == proposal.day)
    )


_TITLES = frozenset(
    (
        *"mr mrs ms dr sen rep gov president senator secretary jr sr the former state ".split(),
        *"prime minister spokesman spokeswoman rev gen lt col judge".split(),
    )
)


def is_same_name(one: str, other: str) -> bool:
    """Titles aside, the same last word, and first words that may be of one person."""
    x, y = _words(one), _words(other)
    if not (set(x) - _TITLES and set(y) - _TITLES):
        return bool(x) and x == y
    x, y = [w for w in x if w not in _TITLES], [w for w in y if w not in _TITLES]
    if x[-1] != y[-1]:
        return _holds(x, y) or _holds(y, x)
    if len(x) == 1 or len(y) == 1 or x[0] == y[0] or set(x[:-1]) & set(y[:-1]):
        return True
    return min(len(x[0]), len(y[0])) == 1 and x[0][0] == y[0][0]


def _holds(longer: list[str], shorter: list[str]) -> bool:
    return len(shorter) > 1 and " ".join(shorter) in " ".join(longer)


def _words(text: str) -> list[str]:
    found = re.findall(r"[\w’'.\-]+", text)
    return [re.sub(r"[’']s$", "", w).strip(".,’'").lower() for w in found if w.strip(".")]


_LINK = re.compile(r"\s(?:for|of|with|at|in|on|from|to|by|that|inside|close|familiar|about)\s")


def _head(mention: str) -> str:
    """The word a mention cannot do without: its last name, else its noun."""
    first = _LINK.split(re.split(r",|\(| who | which ", mention.strip())[0])[0]
    words = re.findall(r"[A-Z][\w’'\-]+", first)[-1:] or re.findall(r"[\w’'\-]+", first)[-1:]
    return re.sub(r"[’']s?$", "", words[0]).lower() if words else ""


# --- nobody's words ------------------------------------------------------------------------------


def nobodys_words(document: MarkedArticle, found: Iterable[MarkedQuote]) -> list[bool]:
    """For each stretch in marks that nobody is credited with: whether it was proposed.

    The first line, the headline, is left out; marks are taken in pairs within a line.
    """
    marked, proposed = document.records, of_family(found, QUOTED)
    outcomes = []
    for line in re.finditer(r"[^\n]+", document.text):
        marks = [m.start() + line.start() for m in re.finditer(r"[“”\"]", line[0])]
        for start, end in zip(marks[::2], marks[1::2], strict=False):
            inside = MarkedQuote(start + 1, end, "direct")
            if not line.start() or end - start <= 2 or any(map(inside.overlap, marked)):
                continue
            outcomes.append(any(map(inside.overlap, proposed)))
    return outcomes


def outcomes_of(
    document: MarkedArticle, found: list[MarkedQuote]
) -> Iterable[tuple[str, MarkedQuote | None, MarkedQuote | None]]:
    """Each failure with the marked record and the proposal, where there is one."""
    for family in FAMILIES:
        marked, proposed = of_family(document.records, family), of_family(found, family)
        met = pairs(marked, proposed, ENOUGH)
        for i, record in enumerate(marked):
            if is_ignored(record, family):
                continue
            proposal = proposed[met[i]] if i in met else None
            if proposal is None:
                yield "missed", record, None
            elif has_judged_speaker(record, family) and not speaker_is_right(
                document.text, record, proposal
            ):
                yield "speaker", record, proposal
        for j, proposal in enumerate(proposed):
            if j not in met.values():
                yield "made up", None, proposal
