"""Who says words that stand without a report of their own, by what stands around them."""

import re
from dataclasses import replace

from quotes.extraction.french_forms import (
    AND_TO_ADD,
    COURTESY,
    FEWEST_OF_SENTENCE,
    MOST_WORDS_OF_LABEL,
    NAME,
    NEVER_SAID,
    NO_PERSON,
    OPENING_PERSON,
    SAYING_OF,
    SOURCE,
    THAT_IS_WHAT,
    TITLED,
    VERB,
    pronoun_of,
)
from quotes.extraction.french_modality import UNREAL
from quotes.extraction.french_people import is_no_name
from quotes.extraction.french_reports import ReportReader
from quotes.extraction.french_speakers import Report
from quotes.extraction.marks import Quoted
from quotes.text.spans import Span

# Characters back to whoever spoke last, for whole sentences that nobody is credited with.
_FARTHEST_SPEAKER = 600
_TEASER = re.compile(
    r"\W*(?:Voir|Lire|À lire|A lire|À voir|Écouter|Vidéo|Interview|Entretien|Podcast|Replay)\b"
)
_OF_WHOM = re.compile(rf"(?P<who>{COURTESY}{NAME}|(?:la |l[’'])?[a-zà-ÿ ]*(?:, )?{NAME}|{TITLED})")
_ADDING = re.compile(
    r"\b(?:ajout|précis|soulign|affirm|estim|assur|expliqu|dis|rappel|promett|dénonç|évoqu|insist"
    r"|déplor|not|jug|avertiss|répét|martel|indiqu|reconnaiss|parl|qualifi)ant\b[^.;:]*$"
)


class ContextReader:
    """The reports that another sentence of the article gives."""

    def __init__(self, reports: ReportReader) -> None:
        self.speakers = reports.speakers
        self.page = reports.page
        self.text = reports.text
        self.masked = reports.masked
        self.people = reports.people

    def report(self, quoted: Quoted, line: Span, last: tuple[Span, Report] | None) -> Report | None:
        """Whose words stand without a report of their own."""
        words = self.text[slice(*quoted.words)]
        sentence = self.page.sentence_start(line, quoted.marked.start)
        is_same = last is not None and last[0] == line
        if _TEASER.match(self.masked, line.start, line.end):
            return None
        found = self._named_after(quoted, line)
        if found:
            return found
        if last and self._is_added(quoted, line, last[0]):
            return replace(last[1], rule="continued")
        if not self._stands_alone(quoted, line, sentence):
            return self._of_last(quoted, line, sentence, last) if last and is_same else None
        is_short = len(words.split()) < FEWEST_OF_SENTENCE
        is_sentence = words[-1] in ".!?…" and " " in words and sentence > line.start
        if words[0].islower() or (is_short and not is_sentence):
            return self._going_on(quoted, line, last) if last and is_same else None
        told = self._sentence_before(line, sentence)
        if told is not None:
            if last and told.start <= last[1].cue.start < told.end:
                return self._going_on(quoted, line, last)
            found = self._subject_of_sentence(*told)
            if found:
                return found
        if last and is_same and (going := self._going_on(quoted, line, last)):
            return going
        return self._opening_of_line(line, told) or self._farther(line, last)

    def _named_after(self, quoted: Quoted, line: Span) -> Report | None:
        """« … » Le constat de Paul Long est sans appel; « … » C’est ce qu’a déclaré Paul Long."""
        at, end = self.page.sentence_end(line, quoted.marked.end), line.end
        behind = self.page.line_behind(line)
        if at >= line.end and behind is not None:
            at, end = behind
        that = THAT_IS_WHAT.match(self.masked, at, end)
        if that:
            found = self.speakers.noun_behind(that.end(), end)
            return replace(found, rule="signed") if found else None
        noun = SAYING_OF.match(self.masked, at, end)
        who = noun and _OF_WHOM.match(self.masked, noun.end(), end)
        if not noun or not who or is_no_name(who["who"]):
            return None
        return Report(
            Span(*noun.span()), self.speakers.with_name(Span(*who.span("who"))), "", "signed"
        )

    def _is_added(self, quoted: Quoted, line: Span, last: Span) -> bool:
        """Et d’ajouter : « … », in the paragraph of what was said before, or the next one."""
        start = self.page.sentence_start(line, quoted.marked.start)
        adds = AND_TO_ADD.match(self.masked[start : quoted.marked.start].rstrip())
        return adds is not None and not adds["who"] and last in (line, self.page.line_before(line))

    def _stands_alone(self, quoted: Quoted, line: Span, sentence: int) -> bool:
        end = self.page.sentence_end(line, quoted.marked.end)
        before = self.masked[sentence : quoted.marked.start].strip(" —–-\x00,")
        return not before and not self.masked[quoted.marked.end : end].strip(" .,\x00")

    def _going_on(self, quoted: Quoted, line: Span, last: tuple[Span, Report]) -> Report | None:
        is_on = last[0] == line and self._goes_on(quoted, *last)
        return replace(last[1], rule="continued") if is_on else None

    def _of_last(
        self, quoted: Quoted, line: Span, sentence: int, last: tuple[Span, Report]
    ) -> Report | None:
        """Words at the end of a sentence, in a paragraph in which somebody is quoted."""
        going = self._going_on(quoted, line, last)
        if going and sentence <= last[1].cue.start:
            return going
        words = self.text[slice(*quoted.words)]
        before = self.masked[sentence : quoted.marked.start].rstrip()
        end = self.page.sentence_end(line, quoted.marked.end)
        is_end = not self.masked[quoted.marked.end : end].strip(" .\x00")
        is_long = len(words.split()) > FEWEST_OF_SENTENCE
        is_added = sentence <= last[1].cue.start and _ADDING.search(before)
        if is_added and not NEVER_SAID.search(before):
            return replace(last[1], rule="continued")
        if before.endswith(":") or (is_end and is_long):
            return None if UNREAL.search(before) else replace(last[1], rule="last")
        return None

    def _sentence_before(self, line: Span, sentence: int) -> Span | None:
        """The sentence before, in this paragraph or at the end of the one before it."""
        if sentence > line.start:
            start = self.page.sentence_start(line, max(line.start, sentence - 2))
            return Span(start, sentence)
        earlier = self.page.line_before(line)
        if earlier is None:
            return None
        return Span(self.page.sentence_start(earlier, earlier.end - 1), earlier.end)

    def _opening_of_line(self, line: Span, told: Span | None) -> Report | None:
        """Whom the paragraph before begins with, or the only person whom a sentence names."""
        if told is None:
            return None
        opening = self.page.line(told.start)
        who = OPENING_PERSON.match(self.masked, opening.start, opening.end)
        if opening != line and who and who["who"] and self._may_open(who["who"]):
            span = Span(*who.span("who"))
            return Report(span, span, "", "last")
        people = set(self.people.named_between(*told))
        if len(people) != 1:
            return None
        named = self.masked.find(next(iter(people)), *told)
        span = Span(named, named + len(next(iter(people))))
        return Report(span, span, "", "last") if named >= 0 else None

    def _may_open(self, name: str) -> bool:
        if is_no_name(name) or NO_PERSON.search(name):
            return False
        return " " in name or self.people.knows(name)

    def _farther(self, line: Span, last: tuple[Span, Report] | None) -> Report | None:
        """Whoever spoke last, not far before."""
        is_near = last is not None and line.start - last[0].end < _FARTHEST_SPEAKER
        return replace(last[1], rule="last") if last and is_near else None

    def _subject_of_sentence(self, start: int, end: int) -> Report | None:
        for cue in reversed(list(VERB.finditer(self.masked, start, end))):
            found = self.speakers.subject(start, cue)
            if found:
                return replace(found, rule="sentence before")
        source = SOURCE.match(self.masked, start, end)
        found = self.speakers.source(source, end, "last") if source else None
        if found:
            return found
        who = OPENING_PERSON.match(self.masked, start, end)
        if who is None or (who["who"] and not self._may_open(who["who"])):
            return None
        span = Span(*who.span("who" if who["who"] else "pronoun"))
        return Report(span, span, pronoun_of(who["pronoun"] or ""), "last")

    def _goes_on(self, quoted: Quoted, line: Span, report: Report) -> bool:
        """Whether the words stand alone, or go on behind the report, so that its speaker speaks."""
        between = self.masked[report.cue.end : quoted.marked.start].rstrip()
        sentence = self.page.sentence_start(line, quoted.marked.start)
        if between.endswith(",") and sentence <= report.cue.start:
            return True
        words = self.text[slice(*quoted.words)]
        is_sentence = words[0].isupper() and words[-1] in ".!?…"
        is_long = len(words.split()) > MOST_WORDS_OF_LABEL
        return (is_sentence or is_long) and between[-1:] in ("", ".", "»")
