"""A French article: its lines, sentences and quotations, and the *incises* within its words."""

import re
from bisect import bisect
from collections.abc import Iterable, Iterator

from quotes.extraction.french_forms import (
    ARTICLE,
    BEHIND_WHO,
    DONE_BY,
    END_OF_INCISE,
    FINITE,
    INNER_MARK,
    INVERTED,
    LONGEST_INCISE,
    PASSED,
    THE_ONE,
    TOLD_TO,
    VERB,
)
from quotes.extraction.french_people import is_no_name, is_person_noun
from quotes.extraction.marks import Quoted, paragraphs, quotations
from quotes.text.spans import Span

_BLANKS = str.maketrans("\u00a0\u202f\u2009", "   ")
_ABBREVIATED = re.compile(r"(?:\b(?:MM?|Mme|Dre?|Me|St|Ste|[A-Z]|etc|p)|\.[A-Z])$")
_SENTENCE_END = re.compile(r"[.!?…](?=\s+[«“\x00A-ZÀ-Þ—])")


class FrenchText:
    """An article to be read. ``masked`` is its text with what stands in marks made unreadable."""

    def __init__(self, text: str) -> None:
        # One kind of blank, so that no pattern need know of the others.
        text = self.text = text.translate(_BLANKS)
        self.lines = paragraphs(text)
        self.quoted = [*quotations(text, self.lines), *_dialogue(text, self.lines)]
        self.quoted.sort(key=lambda quoted: quoted.marked)
        self.masked = _masked(text, self.quoted)
        self._ends: dict[Span, tuple[int, ...]] = {}
        self.all_sentences = [one for line in self.lines for one in self.sentences(line)]

    def line(self, at: int) -> Span:
        return self.lines[self._number_of_line(at)]

    def line_before(self, line: Span) -> Span | None:
        number = self._number_of_line(line.start)
        return self.lines[number - 1] if number else None

    def line_behind(self, line: Span) -> Span | None:
        number = self._number_of_line(line.start) + 1
        return self.lines[number] if number < len(self.lines) else None

    def _number_of_line(self, at: int) -> int:
        return bisect(self.lines, at, key=lambda line: line.start) - 1

    def sentences(self, line: Span) -> Iterator[Span]:
        start = line.start
        for end in self._ends_of_sentences(line):
            yield Span(start, end)
            start = end
        if start < line.end:
            yield Span(start, line.end)

    def sentence_start(self, line: Span, at: int) -> int:
        """Where the sentence of a line begins that holds an offset."""
        ends = self._ends_of_sentences(line)
        before = bisect(ends, at)
        return ends[before - 1] if before else line.start

    def sentence_end(self, line: Span, at: int) -> int:
        """Where the sentence behind the one that holds an offset begins, or the line ends."""
        ends = self._ends_of_sentences(line)
        before = bisect(ends, at)
        return ends[before] if before < len(ends) else line.end

    def incises(self, words: Span) -> Iterator[Span]:
        """Where a report stands between commas inside of the words, from behind its comma on."""
        return _incises(self.text, words)

    def _ends_of_sentences(self, line: Span) -> tuple[int, ...]:
        """Where the sentences of a line begin but the first; asked for each of its quotations."""
        if line not in self._ends:
            self._ends[line] = tuple(
                _past_blanks(self.masked, end.end())
                for end in _SENTENCE_END.finditer(self.masked, *line)
                if not _ABBREVIATED.search(
                    self.masked, max(line.start, end.start() - 6), end.start()
                )
            )
        return self._ends[line]


def _incises(text: str, words: Span) -> Iterator[Span]:
    at = words.start
    while comma := INNER_MARK.search(text, at, words.end):
        at = comma.end()
        told = _end_of_report(text, at, words.end)
        if told is not None:
            told = _past_role(text, words, told)
            stop = END_OF_INCISE.search(text, told, min(words.end, told + LONGEST_INCISE))
            yield Span(at, stop.end() if stop else words.end)
            at = stop.end() if stop else words.end


_ROLE = re.compile(
    rf",\s(?:{ARTICLE}|ex-|ancien(?:ne)? )?(?P<noun>[a-zà-ÿ-]+)(?P<rest>[^,.;:«»]{{0,80}})(?=[,.])"
)


# What a writer adds to a report: lors d’une audition, devant les journalistes, visiblement émue.
_ADDED = re.compile(
    r",\s(?:lors d|devant (?:les? |la |des )(?:journalistes|médias|presse|comité"
    r"|commission|députés|élus|caméras|membres)|à l[’'](?:issue d|antenne)|au (?:cours d"
    r"|micro d|terme d)|en (?:marge d|entrevue|conférence|point de presse|mêlée)"
    r"|sur les ondes|dans une? (?:entre|lettre|communiqué|message)|avant (?:de |d[’'])"
    r"|(?P<relative>qui |dont )|visiblement |manifestement |à (?:son arrivée|sa sortie)"
    r"|interrogée?|jointe?|rencontrée?|questionnée?|interpellée?)[^,.;:«»]{0,90}(?=[,.])"
)
# « C’est lui, dit M. Long, qui a commencé. »: the clause is of the words.
_CLEFT = re.compile(r"\b[Cc](?:[’']|e (?:n[’'])?)(?:est|était|sont|sera|seront)\b")


def _past_role(text: str, words: Span, at: int) -> int:
    """Where what is added to a name ends: « …, dit Mme Long, professeure à Laval, …. … »."""
    while True:
        role = _ROLE.match(text, at, words.end)
        is_role = role and is_person_noun(role["noun"]) and not FINITE.search(role["rest"])
        added = role if is_role else _ADDED.match(text, at, words.end)
        is_relative = added is not None and added.groupdict().get("relative") is not None
        if added is None or (is_relative and _CLEFT.search(text, words.start, at)):
            return at
        at = added.end()


def _end_of_report(text: str, start: int, end: int) -> int | None:
    """Where the verb and its subject end, if they stand here: a-t-il dit; a répondu M. Carney."""
    told_to = TOLD_TO.match(text, start, end)
    start = told_to.end() if told_to else start
    inverted = INVERTED.match(text, start, end)
    if inverted:
        return inverted.end()
    cue = VERB.match(text, start, end)
    passed = cue and PASSED.match(text, cue.end(), end)
    who = passed and (
        THE_ONE.match(text, passed.end(), end) or BEHIND_WHO.match(text, passed.end(), end)
    )
    if not who or is_no_name(who[0]):
        return None
    # Within the words a verb and a name may be theirs, unless a mark ends the report at once.
    is_closed = text[who.end() : who.end() + 1] in (",", ".", ";", ":", "")
    return who.end() if is_closed or (cue and DONE_BY.match(text, start, end)) else None


def _dialogue(text: str, lines: Iterable[Span]) -> Iterator[Quoted]:
    """Lines that a tiret opens and in which somebody reports: — Oui, a répondu le ministre."""
    for line in lines:
        opened = re.compile(r"[—–-]\s+(?=\w)").match(text, *line)
        if opened is None or re.search("[«“]", text[slice(*line)]):
            continue
        words = Span(opened.end(), line.end)
        if next(_incises(text, words), None):
            yield Quoted(words, line)


def _masked(text: str, quoted: Iterable[Quoted]) -> str:
    parts, at = [], 0
    for each in quoted:
        start, end = each.marked
        # Words that end a sentence end it for what stands around them as well.
        is_end = text[each.words.end - 1] in ".!?"
        last = "." if is_end else "\x00"
        if start >= at:
            parts += [text[at:start], "\x00" * (end - start - 1), last]
            at = end
    return "".join((*parts, text[at:]))


def _past_blanks(masked: str, at: int) -> int:
    while at < len(masked) and masked[at].isspace():
        at += 1
    return at


def trimmed(text: str, start: int, end: int) -> Span:
    """The span without the blanks and commas at its edges."""
    while start < end and text[start] in " \u00a0\u202f,;\n":
        start += 1
    while end > start and text[end - 1] in " \u00a0\u202f,\n":
        end -= 1
    return Span(start, end)


def without_stop(text: str, piece: Span) -> Span:
    """A paraphrase without the full stop of the writer's sentence."""
    is_stop = text[piece.end - 1 : piece.end] == "." and text[piece.end - 2] != "."
    return Span(piece.start, piece.end - 1) if is_stop else piece
