"""Turns of a transcript: who speaks by the label of a line, and the paragraphs up to the next one.

White House and Pentagon ("THE PRESIDENT:", "SEC. HEGSETH:", "Q:"), hearings ("SENATOR REED:"),
Hansard in both languages ("Hon. Ann Long (Minister of National Defence, Lib.):"), and interviews
("Ann Long:" at line after line) print words without quotation marks. Questions of the press and
what stands in brackets ("(Laughter.)") are nobody's statements. A post of social media is one turn:
name, handle, words, day.
"""

import re
from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from quotes.dates.partial import PartialDate
from quotes.dates.relative import Unresolvable, resolve
from quotes.extraction.certainty import Form, NamedForm, of_name, of_words
from quotes.extraction.english import ENGLISH
from quotes.extraction.figures import amounts_of
from quotes.extraction.identity import (
    Identification,
    Identifier,
    NamedPerson,
    courtesy_gender,
    state_behind,
)
from quotes.extraction.known import Directory, name_words, surname_of
from quotes.extraction.marks import paragraphs
from quotes.extraction.values import Candidate, SaidOn
from quotes.models.vocabulary import Kind
from quotes.text.folding import search_fold
from quotes.text.spans import Span

# Paragraphs of one candidate; a longer turn is several.
_MOST_PARAGRAPHS = 12
# Labels in small letters count only where a text has so many of them.
_FEWEST_LABELS = 3
# Small words behind a label that tables have, and speech has more of.
_FEW_WORDS = 2

_CAPITALS = re.compile(
    r"(?P<who>[A-ZÀ-Þ][A-ZÀ-Þ.’'\- ]{0,70}?(?: \([^()\n]{1,60}\))?)"
    r"(?:, (?P<office>[^:\n]{3,80}))? ?:(?=\s)"
)
_HANSARD = re.compile(
    r"(?P<who>(?:(?:The )?(?:Right |Rt\. )?Hon\.|Mrs?\.?|Ms\.?|Miss|Dr\.?|M\.|Mme|L[’']hon\."
    r"|Le très hon\.|La très hon\.|Hon\.)(?: ?(?:[A-ZÀ-Þ][\w.’'—-]*|de|du|des|la|van|von)){1,5})"
    r"(?: \((?P<office>[^()\n]{2,90})\))? ?:(?=\s)"
)
# Westminster: "Bob Short (Windsor) (Lab):", "The Secretary of State for Defence (Ann Long):".
_MEMBER = re.compile(
    r"(?P<who>(?:[A-ZÀ-Þ][\w.’'-]+ ){1,4}[A-ZÀ-Þ][\w.’'-]+)(?: \([^()\n]{2,60}\))?"
    r" \((?P<office>Con|Lab(?:/Co-op)?|LD|SNP|DUP|PC|SDLP|Green|Reform(?: UK)?|Ind|Alliance|TUV)\)"
    r" ?:(?=\s)"
)
_MINISTER = re.compile(
    r"(?P<office>The (?:[A-Z][\w’'-]+|of|for|and|the|to)"
    r"(?:,? (?:[A-Z][\w’'-]+|of|for|and|the|to))*)"
    r" \((?P<who>[A-ZÀ-Þ][\w.’'-]+(?: [A-ZÀ-Þ][\w.’'-]+){1,4})\) ?:(?=\s)"
)
# Committees and the Record of Congress: "Senator Reed. What does it cost?", "Mr. KING. …".
_CONGRESS = re.compile(
    r"(?P<who>(?:Chair(?:man|woman|person)?|Senator|Representative|Secretary|General|Admiral|Colonel"
    r"|Ambassador|Director|Mrs?\.|Ms\.|Miss|Dr\.) [A-Z][\w’'-]+(?: of [A-Z]\w+(?: [A-Z]\w+)?)?"
    r"|The (?:CHAIR\w*|PRESIDING OFFICER|VICE PRESIDENT|SPEAKER|Chair\w*|Speaker))\.\s+(?=[A-Z“\"])"
)
_FEWEST_OF_CONGRESS = 3
# Whoever speaks between without a name ends the turn before: "Some hon. members:".
_OTHERS = re.compile(
    r"(?P<who>(?:Some|An?|Other|Several|Hon\.?|Des|Une?|Quelques|Plusieurs|Le|La|The)\b[^:.\n]{0,20}?"
    r"(?:hon\. )?\b(?i:members?|senators?|députée?s?|sénat\w+|voix|speaker|chair\w*|président\w*"
    r"|president|clerk|greffi\w+|interpreter|interprète|witness\w*)[^:\n]{0,40}?) ?:(?=\s)"
)
_PLAIN = re.compile(
    r"(?P<who>(?:[A-ZÀ-Þ][\w.’'-]+ ?){1,5})(?:, (?P<office>[^:\n]{3,60})|\("
    r"(?P<party>[^()\n]+)\))? ?:(?=\s)"
)
_QUESTION = re.compile(
    r"(?:Q|QUESTION|REPORTER|PRESS|Reporter|Question|MODERATOR|Moderator|Journaliste)"
    r"(?: \d+)?[:.]?$"
)
_ASKED = re.compile(r"(?P<who>Q|QUESTION|REPORTER) ?[:.]?\s+(?=[A-ZÀ-Þ])")
_LAST_ASIDE = re.compile(r"\s*[\[(][^\])]*[\])]\.?\s*$")
_FIRST_ASIDE = re.compile(r"[\[(][^\])]{2,60}[\])]\.?\s+")
# Words of labels that are no person's: headings of pages.
_HEADINGS = frozenset(
    (
        *"update updated note related watch read more photo video breaking live".split(),
        *"source sources".split(),
        *"editor correction clarification washington ottawa london moscow exclusive".split(),
        *"analysis".split(),
        *"opinion transcript subject date time where what when why how who contact".split(),
        *"media tags".split(),
        *"topics summary warning caption image credit credits about share follow".split(),
    )
)
_TITLES_OF_LABELS = frozenset(
    (
        *"president minister secretary sec senator sen general gen admiral adm mr ms".split(),
        *"mrs dr".split(),
        *"chairman chairwoman chair rep representative congressman congresswoman governor".split(),
        *"gov ambassador amb colonel col lieutenant lt major maj speaker director under".split(),
        *"deputy prime spokesperson spokeswoman spokesman premier ministre hon senateur".split(),
        *"presidente depute vice first lady chairperson acting former elect".split(),
        *"president-elect mayor attorney justice judge commissioner administrator rt".split(),
    )
)


# What speech ends with, and lists and tables do not.
_ENDS = frozenset('.?!…”»"’')
# Kinds of labels that are a person's wherever they stand.
_SPOKEN = ("hansard", "capitals")
_KEEPING_ORDER = frozenset("speaker président officer members membres chair".split())
_NAMING = ("capitals", "unlisted")
_LONGEST_NAME = 4
# Characters at the head of a transcript that tell whose it is, and how sure that is.
_HEAD = 600
_ANNOUNCED = 0.85
# A label, the office beside it, its kind, and where the words begin.
_Label = tuple[Span, str, str, int]


@dataclass(frozen=True, slots=True)
class Turn:
    """The label of a turn, with the office in its brackets, and the paragraphs of it.

    Of a question, the label names nobody ("Q:").
    """

    label: Span
    office: str
    paragraphs: tuple[Span, ...]
    is_question: bool = False


def turns(text: str) -> list[Turn]:
    """The turns of a transcript, in order; none where a text has no labels of people."""
    return [turn for turn in dialogue(text) if not turn.is_question]


def dialogue(text: str) -> list[Turn]:
    """The turns with the questions between them; none where a text has no labels of people."""
    found = _with_unlisted(text, list(_labelled(text))) or _of_congress(text)
    is_plain = _is_dialogue(text, [one[0] for one in found if one[2] == "plain"])
    spoken = [one for one in found if one[2] in _SPOKEN]
    if len(spoken) == 1 and not (spoken[0][1] or spoken[0][2] == "capitals"):
        # "Mr. Ridge: …" alone may be anything.
        spoken = []
    surnames = {_last_word(text[slice(*one[0])]) for one in spoken}
    if not is_plain and not surnames:
        return []
    lines = paragraphs(text)
    made: list[Turn] = []
    for number, (label, office, kind, start) in enumerate(found):
        stop = _line_start(text, found[number + 1][0]) if number + 1 < len(found) else len(text)
        # Whatever looks like a label ends the turn before it, whether it is one or not.
        is_named = (kind in _SPOKEN and bool(spoken)) or (kind == "plain" and is_plain)
        is_question = kind == "question"
        if not (is_named or is_question) and _last_word(text[slice(*label)]) not in surnames:
            continue
        inside = tuple(_paragraphs_of(text, lines, start, stop))
        if any(text[piece.end - 1] in _ENDS for piece in inside):
            made.append(Turn(label, office, inside, is_question))
    return made


def _line_start(text: str, label: Span) -> int:
    """Where the line of a label begins, which an office may open."""
    return text.rfind("\n", 0, label.start) + 1


def _of_congress(text: str) -> list[_Label]:
    """The labels of a hearing as it is printed, with a full stop, if there are several."""
    found = [
        (Span(*match.span("who")), "", "hansard", match.end())
        for line in paragraphs(text)
        if (match := _CONGRESS.match(text, *line))
    ]
    found = [
        one if not _is_chair(text[slice(*one[0])]) else (one[0], "", "other", one[3])
        for one in found
    ]
    names = Counter(_words(text[slice(*label)])[-1] for label, *_rest in found)
    is_dialogue = len(found) >= _FEWEST_OF_CONGRESS and len(names) > 1
    return found if is_dialogue else []


def _with_unlisted(text: str, found: list[_Label]) -> list[_Label]:
    """Capitals that name somebody whose given name is in no list, by the labels around them.

    "XOCHITL QUILL:" comes again, as "QUILL:", and others have labels too.
    """
    last = [_last_word(text[slice(*label)]) for label, *_rest in found]
    counted = Counter(last)
    people = {word for word, one in zip(last, found, strict=True) if one[2] in _NAMING}
    return [
        (label, office, _settled(kind, len(people) > 1 and counted[word] > 1), start)
        for word, (label, office, kind, start) in zip(last, found, strict=True)
    ]


def _settled(kind: str, is_person: bool) -> str:
    return kind if kind != "unlisted" else "capitals" if is_person else "other"


def _last_word(label: str) -> str:
    return (_words(_bare(label)) or [""])[-1]


def _bare(label: str) -> str:
    """A label without what stands in brackets: "KELLER (on camera)"."""
    return re.sub(r"\s*\([^)]*\)", "", label)


def _labelled(text: str) -> Iterator[_Label]:
    """Each label with the office in its brackets, its kind, and where the words begin."""
    for line in paragraphs(text):
        asked = _ASKED.match(text, *line)
        hansard = _HANSARD.match(text, *line)
        capitals = _CAPITALS.match(text, *line)
        member = _MEMBER.match(text, *line) or _MINISTER.match(text, *line)
        others = None if hansard or member else _OTHERS.match(text, *line)
        match = asked or member or hansard or capitals or others or _PLAIN.match(text, *line)
        if match is None:
            continue
        who = match["who"].strip()
        groups = match.groupdict()
        office = groups.get("office") or groups.get("party") or ""
        label = Span(match.start("who"), match.start("who") + len(who))
        start = match.end()
        if asked or _QUESTION.fullmatch(who):
            yield label, "", "question", start
        elif (hansard or member) and not _is_chair(f"{who} {office}"):
            yield label, office, "hansard", start
        elif capitals and _is_person(who):
            yield label, office, "capitals", start
        elif capitals and not _is_heading(who) and 2 <= len(_words(_bare(who))) <= _LONGEST_NAME:
            yield label, office, "unlisted", start
        elif others or hansard or member:
            yield label, office, "other", start
        else:
            is_plain = not capitals and not _is_heading(who)
            yield label, office, "plain" if is_plain else "other", start


def _is_chair(label: str) -> bool:
    """ "Mr Speaker", "Hon. Members": who keeps order, or is nobody in particular."""
    return bool(_KEEPING_ORDER.intersection(_words(label)))


def _is_dialogue(text: str, labels: Sequence[Span]) -> bool:
    """Whether labels in small letters are those of people who speak in turn.

    Two of them at least come again, and each has a given name, at least where it comes first.
    """
    written = [_bare(text[slice(*label)]).strip() for label in labels]
    if len(written) < _FEWEST_LABELS:
        return False
    counted = Counter(_words(label)[-1] for label in written)
    full = [[w for w in _words(label) if w not in _TITLES_OF_LABELS] for label in written]
    people = {words[-1] for words in full if len(words) > 1 and words[0] in ENGLISH.given_names}
    if people:
        # Beside those of known given names, whoever is named in full and comes again.
        people |= {words[-1] for words in full if len(words) > 1 and counted[words[-1]] > 1}
    others = set(counted) - people
    lines = (text[label.end : text.find("\n", label.end)] for label in labels)
    if (
        sum(len(re.findall(r"\b[a-zà-ÿ]+\b", line)) > _FEW_WORDS for line in lines)
        < len(labels) / 2
    ):
        return False
    return len([name for name in people if counted[name] > 1]) > 1 and len(others) <= len(people)


def _words(label: str) -> list[str]:
    return [word.lower().strip(".,'’") for word in re.findall(r"[\w.’'-]+", label)]


def _is_heading(label: str) -> bool:
    return bool(set(_words(label)) & _HEADINGS)


def _is_person(label: str) -> bool:
    """Whether capital letters name somebody: a title is among them, or a given name first."""
    words = _words(label)
    if _is_heading(label):
        return False
    return bool(set(words) & _TITLES_OF_LABELS) or (
        2 <= len(words) <= 5 and words[0] in ENGLISH.given_names
    )


def _paragraphs_of(text: str, lines: Sequence[Span], start: int, stop: int) -> Iterator[Span]:
    for line in lines[bisect_right(lines, start, key=lambda line: line.end) :]:
        first, last = max(line.start, start), min(line.end, stop)
        if line.start >= stop:
            return
        if first >= last:
            continue
        while first < last and text[first] in " \t\u00a0":
            first += 1
        while last > first and text[last - 1] in " \t\u00a0\r":
            last -= 1
        opening = _FIRST_ASIDE.match(text, first, last)
        first = opening.end() if opening else first
        aside = _LAST_ASIDE.search(text[first:last])
        last = first + aside.start() if aside else last
        if first < last:
            yield Span(first, last)


# --- candidates ----------------------------------------------------------------------------------


class TurnReader:
    """The candidates of the turns of one transcript."""

    def __init__(
        self,
        text: str,
        directory: Directory,
        published: PartialDate | None,
        outlet: str,
        language: str,
    ) -> None:
        self.text = text
        self.directory = directory
        self.published = published
        self.outlet = outlet
        self.language = language
        self.turns = turns(text)
        self.identifier = Identifier(directory, self._people())

    def spans(self) -> list[Span]:
        """The stretches of the text that are turns, labels included."""
        return [Span(turn.label.start, turn.paragraphs[-1].end) for turn in self.turns]

    def candidates(self) -> list[Candidate]:
        return [
            self._candidate(turn, turn.paragraphs[first : first + _MOST_PARAGRAPHS])
            for turn in self.turns
            for first in range(0, len(turn.paragraphs), _MOST_PARAGRAPHS)
        ]

    def _people(self) -> list[NamedPerson]:
        people = dict.fromkeys(self._person(turn) for turn in self.turns)
        return [person for person in people if " " in person.name]

    def _person(self, turn: Turn) -> NamedPerson:
        label = self.text[slice(*turn.label)]
        name = self._name(label)
        described = {*_words(label), *_words(turn.office)} - {*_words(name)}
        state = state_behind(label, label.find("(")) if "(" in label else ""
        return NamedPerson(
            name,
            frozenset(described),
            frozenset([state] if state else ()),
            courtesy_gender(label),
        )

    def _name(self, label: str) -> str:
        """The name in a label, in small letters, the fullest that another label gives."""
        own = _own_name(label)
        if not own or " " in own:
            return own
        fuller = self._fuller.get(_surname_in(own), ())
        return next(iter(fuller)) if len(fuller) == 1 else own

    def _shares_name(self, name: str) -> bool:
        """Whether two people of the transcript have the surname: "JONAS REED", "ELLEN REED"."""
        return len(self._fuller.get(_surname_in(name), ())) > 1

    @cached_property
    def _fuller(self) -> dict[str, set[str]]:
        """The names of several words in labels, by surname; each label is read once."""
        fuller = defaultdict(set)
        for label in {self.text[slice(*turn.label)] for turn in self.turns}:
            name = _own_name(label)
            if " " in name:
                fuller[_surname_in(name)].add(name)
        return fuller

    def _identified(self, turn: Turn, person: NamedPerson, day: date | None) -> Identification:
        label = self.text[slice(*turn.label)]
        if person.name:
            found = self.identifier.of_name(person, _bare(label), day)
            if " " not in person.name and self._shares_name(person.name):
                slugs = (found.speaker.slug,) if found.speaker else found.offered
                return Identification(offered=slugs)
            return found
        title = label.title()
        if title in ("The President", "President") and self._is_american():
            title = "the U.S. president"
        return self._if_announced(self.identifier.of_title(title, day))

    def _if_announced(self, found: Identification) -> Identification:
        """The one holder of an office whom the head names: "Remarks by President Keller"."""
        if found.speaker or len(found.offered) != 1:
            return found
        speaker = self.directory.by_slug[found.offered[0]]
        head = search_fold(self.text[:_HEAD]).split()
        is_named = surname_of(speaker.name) in head
        return Identification(speaker, _ANNOUNCED) if is_named else found

    def _is_american(self) -> bool:
        head = self.text[:3_000] + self.outlet
        return "White House" in head or "United States" in head

    def who(self, turn: Turn) -> tuple[str, Identification]:
        """The fullest name of whose turn it is, and the official that it is taken for."""
        day = self.published.last if self.published else None
        person = self._person(turn)
        found = self._identified(turn, person, day)
        return person.name or (found.speaker.name if found.speaker else ""), found

    def _candidate(self, turn: Turn, pieces: tuple[Span, ...]) -> Candidate:
        name, found = self.who(turn)
        is_full = len(name_words(name)) > 1
        certainty = of_name(
            "turn",
            NamedForm(Form.FULL if is_full else Form.SINGLE),
            is_speech=True,
            is_paraphrase=False,
        )
        if found.speaker:
            certainty = min(0.97, found.certainty)
        return Candidate(
            pieces=pieces,
            kind=Kind.DIRECT.value,
            mention=turn.label,
            cue=self._colon(turn),
            name=name,
            speaker=found.speaker.slug if found.speaker else "",
            figures=amounts_of(self.text, pieces, self.language),
            language=self.language,
            certainty=of_words("turn", is_paraphrase=False),
            speaker_certainty=certainty if name else 0.0,
            offered=found.offered,
        )

    def _colon(self, turn: Turn) -> Span:
        """The colon of the label, or its full stop."""
        at = self.text.find(":", turn.label.end, turn.paragraphs[0].start)
        at = turn.label.end if at < 0 else at
        return Span(at, at + 1)


def _own_name(label: str) -> str:
    """The name of a label behind its last title: "DEPUTY SECRETARY | ANN LONG"; empty for none."""
    words = _bare(label).split()
    titles = [at for at, word in enumerate(words) if word.strip(".").lower() in _TITLES_OF_LABELS]
    words = words[titles[-1] + 1 :] if titles else words
    bare = name_words(" ".join(words))
    return " ".join(_capitalised(word) for word in words[-len(bare) :]) if bare else ""


def _surname_in(name: str) -> str:
    return (name_words(name) or [""])[-1]


def _capitalised(word: str) -> str:
    """A word of a label as names are written: McGUINTY, O'NEIL, SMITH-JONES."""
    if not word.isupper() or (len(word.strip(".")) <= 2 and "." in word):
        return word
    if word.startswith("MC") and len(word) > 3:
        return f"Mc{word[2:].capitalize()}"
    return "-".join(
        "’".join(bit.capitalize() for bit in re.split("['’]", part)) for part in word.split("-")
    )


# --- posts ---------------------------------------------------------------------------------------

_HANDLE = re.compile(
    r"(?P<name>[^@\n()]{2,60}?)\s*\(?(?P<handle>@\w{2,30})\)?(?:\s*[·•|,–—-]\s*"
    r"(?P<day>[^\n]{3,40}))?\s*$"
)
_HANDLE_ALONE = re.compile(r"@\w{2,30}(?:\s*[·•|,–—-]\s*(?P<day>[^\n]{3,40}))?\s*$")
_FOOT = re.compile(
    r"(?:\d[\d,.KkM]* (?:Retweets?|ReTruths?|Likes?|Views?|Replies|Reposts?|Quotes?|Bookmarks?"
    r"|[Jj]’aime))|\d[\d,.KkM]*$|[·•]$|\d{1,2} ?[smhd]$|Replying to @|Quote$|Pinned$"
    r"|(?:Views?|Vues?|Post|Follow|Suivre|Original|Conversation"
    r"|See new posts|Subscribe|Show more)$"
    r"|(?:Translate|Reply|Share|Repost|Traduire)\b"
)
_EMBEDDED = re.compile(
    r"\s*[—–-]{1,2}\s*(?P<name>[^@()\n—–]{2,60}?) \((?P<handle>@\w{2,30})\)\s+"
    r"(?P<day>[A-Z][a-z]{2,8}\.? \d{1,2}, \d{4})\s*$"
)
_LAST_LINKS = re.compile(r"(?:\s*(?:https?://\S+|(?:pic\.twitter|pic\.x)\.com/\S+))+\s*$")
_AROUND = frozenset(' \t\u00a0"“”')
_SHOWN_NAME = re.compile(r"[\w.’' ()&,-]+")
_DAY_LINE = re.compile(
    r"(?:\d{1,2}:\d\d(?:\s*[APap]\.?[Mm]\.?)?\s*[·•,]?\s*)?(?P<day>"
    r"(?:[A-Z][a-z]{2,8}\.? \d{1,2}, \d{4}"
    r"|\d{1,2} [A-Za-zéû]{3,9}\.? \d{4}))(?:[\s·•,]+\d{1,2}:\d\d"
    r"(?:\s*[APap]\.?[Mm]\.?)?)?[^\n]{0,40}$"
)
_ABOUT_SOMEBODY = re.compile(
    r"fans?(?:$|[\d_])|parod|fake|bot(?:$|[\d_])|news|quotes?(?:$|[\d_])|updates?|daily|satir|not_|anti"
    r"|4(?:president|pm)|forpresident|watch|meme|lovers?|support|tribute|unofficial"
)
_OFFICIAL = re.compile(
    r"(?:potus|vp|pm|sec|sen|rep|gov|min|whitehouse|pressec|mp|hon|amb|gen|adm|prez|premier)"
)
_OFFICE_IN_HANDLE = re.compile(
    r"potus|flotus|vp|pm|pmo|premier|prez|president|whitehouse|press?sec|sec(?:retary)?"
    r"|sec(?:def|war|state|army|navy|af)|sen(?:ator)?|rep|gov|min(?:ister)?|mp|hon|amb|gen|adm"
)
_LONGEST_POST = 3_000
_MOST_LINES = 30


def post(
    text: str, directory: Directory, published: PartialDate | None, language: str
) -> Candidate | None:
    """The statement of a text that is one post: name, handle, words, day; None of any other."""
    lines = paragraphs(text)
    if not lines or len(text) > _LONGEST_POST or len(lines) > _MOST_LINES:
        return None
    head = _head_of_post(text, lines)
    if head is None:
        return None
    name, written, first = head
    pieces: list[Span] = []
    for number, line in enumerate(lines[first:], first):
        if _is_of_another(text, lines, number):
            # The post that this one quotes.
            break
        shown = text[slice(*line)].strip()
        day = _DAY_LINE.match(text, *line)
        if day and day.start() == line.start:
            written = Span(*day.span("day"))
        elif not _FOOT.match(shown) and not _HANDLE_ALONE.match(shown):
            pieces += _paragraphs_of(text, [line], line.start, line.end)
    if not pieces or len(pieces) > _MOST_PARAGRAPHS or text.startswith("RT @", pieces[0].start):
        return None
    handle = text[slice(*lines[first - 1])]
    return _posted(text, name, handle, tuple(pieces), written, (directory, published, language))


def embedded(
    text: str, directory: Directory, published: PartialDate | None, language: str
) -> list[Candidate]:
    """Posts as articles embed them: "… pic.twitter.com/x — Ann Long (@annlong) May 20, 2025"."""
    lines = paragraphs(text)
    made = []
    for number, line in enumerate(lines):
        found = _EMBEDDED.search(text, *line)
        if found is None:
            continue
        words = Span(line.start, found.start())
        if not text[slice(*words)].strip() and number:
            words = lines[number - 1]
        words = _without_marks(text, _without_links(text, words))
        if words.start < words.end:
            name, day = Span(*found.span("name")), Span(*found.span("day"))
            context = directory, published, language
            made.append(_posted(text, name, found["handle"], (words,), day, context))
    return made


def _without_links(text: str, words: Span) -> Span:
    links = _LAST_LINKS.search(text, *words)
    return Span(words.start, links.start()) if links else words


def _without_marks(text: str, words: Span) -> Span:
    start, end = words
    while start < end and text[start] in _AROUND:
        start += 1
    while end > start and text[end - 1] in _AROUND:
        end -= 1
    return Span(start, end)


def _is_of_another(text: str, lines: Sequence[Span], number: int) -> bool:
    """Whether the post of somebody else begins: a name and a handle, or one below the other."""
    whole = _HANDLE.match(text, *lines[number])
    if whole and whole["name"].strip() and not text[slice(*lines[number])].startswith("Replying"):
        return True
    follows = lines[number + 1] if number + 1 < len(lines) else None
    is_short = len(text[slice(*lines[number])].split()) <= _LONGEST_NAME + 1
    return follows is not None and is_short and bool(_HANDLE_ALONE.match(text, *follows))


_Context = tuple[Directory, PartialDate | None, str]


def _posted(
    text: str,
    name: Span,
    handle: str,
    pieces: tuple[Span, ...],
    written: Span | None,
    context: _Context,
) -> Candidate:
    """The statement of a post; "✓" and flags behind the name are no part of it."""
    directory, published, language = context
    shown = _SHOWN_NAME.match(text, *name)
    name = Span(name.start, name.start + len(shown[0].rstrip())) if shown else name
    person = NamedPerson(text[slice(*name)].strip())
    day = published.last if published else None
    identifier = Identifier(directory, [person])
    found = identifier.of_name(person, person.name, None)
    if not (found.speaker or found.offered):
        found = identifier.of_title(person.name, day)
    sure = _trust_in_handle(handle, person.name)
    if not sure or "parody" in text[name.start : pieces[0].start].lower():
        found = Identification(offered=(found.speaker.slug,) if found.speaker else found.offered)
    # A handle of an office, or of the whole name, says what an article says by an office.
    certainty = sure if _is_own(handle, person.name) else min(sure, found.certainty)
    return Candidate(
        pieces=pieces,
        kind=Kind.DIRECT.value,
        mention=name,
        name=person.name,
        speaker=found.speaker.slug if found.speaker else "",
        said=_said(text, written, published, language),
        figures=amounts_of(text, pieces, language),
        language=language,
        certainty=of_words("turn", is_paraphrase=False),
        speaker_certainty=certainty if found.speaker else 0.9,
        offered=found.offered,
    )


def _trust_in_handle(line: str, name: str) -> float:
    """How far the account is the person's: anybody may take a name, and nobody's handle twice.

    Sure of a handle with the surname or an office in it, less of any other, and 0 of an account
    that says itself that it is about somebody.
    """
    handle = _handle(line)
    if _ABOUT_SOMEBODY.search(handle):
        return 0.0
    is_near = _joined(surname_of(name)) in _joined(handle) or bool(_OFFICIAL.match(handle))
    return 0.97 if is_near else 0.7


def _is_own(line: str, name: str) -> bool:
    """Whether a handle is an office, or the whole name and at most an office, of a whole name.

    "@kellerplumbing" and "@mkeller" may be of any Martin Keller.
    """
    whole = name_words(name)
    if len(whole) < 2:
        return False
    handle = _joined(_handle(line)).rstrip("0123456789")
    surname = _joined(surname_of(name))
    parts = (_joined(" ".join(whole)), whole[0] + surname, surname, "")
    rest = next(handle.replace(part, "", 1) for part in parts if part in handle)
    is_office = bool(_OFFICE_IN_HANDLE.fullmatch(rest))
    return is_office or (not rest and handle != surname)


def _handle(line: str) -> str:
    found = re.findall(r"@(\w{2,30})", line)
    return search_fold(found[-1]) if found else ""


def _joined(words: str) -> str:
    return re.sub(r"[\W_]", "", words)


def _head_of_post(text: str, lines: Sequence[Span]) -> tuple[Span, Span | None, int] | None:
    """The name, the day beside the handle, and the first line of the words."""
    chrome = next((at for at, line in enumerate(lines) if not _FOOT.match(text[slice(*line)])), 0)
    for number, line in enumerate(lines[chrome : chrome + 3], start=chrome):
        one = _HANDLE.match(text, *line)
        if one and one["name"].strip():
            day = Span(*one.span("day")) if one["day"] else None
            return Span(*one.span("name")), day, number + 1
        follows = lines[number + 1] if number + 1 < len(lines) else None
        two = _HANDLE_ALONE.match(text, *follows) if follows else None
        if two and len(text[slice(*line)].split()) <= 6:
            day = Span(*two.span("day")) if two["day"] else None
            return line, day, number + 2
    return None


def _said(
    text: str, written: Span | None, published: PartialDate | None, language: str
) -> SaidOn | None:
    if written is None:
        return None
    try:
        found = resolve(text[slice(*written)].strip(), published, language or "en")
    except Unresolvable:
        return None
    if found.said.precision != "day":
        return None
    return SaidOn(found.said, found.basis or text[slice(*written)], written)
