"""Statements in French news: « … », tirets, inversion, *incises*, and who is meant by « il ».

`french_text` has the sentences and quotations of an article, `french_reports` the reports that
stand beside their words, `french_speakers` the subjects of these, `french_context` the reports that
other sentences give, `french_modality` those of words that nobody said, `french_people` whom
« M. Carney » or « elle » means, `french_forms` the words and forms of all of them, and
`french_verbs` the verbs.
"""

import re
from bisect import bisect
from collections.abc import Iterator
from dataclasses import replace
from datetime import date

from quotes.extraction.candidates import ArticleContext
from quotes.extraction.carriers import credited_agency
from quotes.extraction.carrying import carried
from quotes.extraction.certainty import Form, NamedForm, of_name, of_words
from quotes.extraction.dating import said_on
from quotes.extraction.figures import amounts_of
from quotes.extraction.french_context import ContextReader
from quotes.extraction.french_forms import (
    ANNOUNCING,
    AROUND,
    BEFORE_WHOLE,
    BLAMES,
    COURTESY,
    DENYING,
    FOR_SOMEBODY,
    JUDGES,
    LONGEST_INCISE,
    MAY_NAME_A_THING,
    MOST_WORDS_OF_LABEL,
    NAMES_A_THING,
    OFFICE,
    OWNED,
    RELAYED,
    SOURCE,
    THAT,
    TOGETHER,
    VERB,
    VIA,
    WHO,
    is_wish,
    plain_office,
)
from quotes.extraction.french_modality import FORGED, is_of_forgery
from quotes.extraction.french_people import People, bare_name
from quotes.extraction.french_reports import ReportReader
from quotes.extraction.french_speakers import Report
from quotes.extraction.french_text import FrenchText, trimmed, without_stop
from quotes.extraction.identity import NOBODY, Identification, Identifier
from quotes.extraction.marks import Quoted
from quotes.extraction.modality import Modality
from quotes.extraction.values import Candidate
from quotes.models.vocabulary import Kind
from quotes.text.spans import Span

# Characters between a verb and a word that judges: il parle d’une « erreur ».
_FARTHEST_JUDGMENT = 40
# « … », a-t-il dit, ajoutant que le pays n’avait « pas le temps ».
_OTHER_CLAUSE = re.compile(r"\bque\b|\bqu[’']|\w+ant\b")


class FrenchBuilder:
    """The candidates of one article, in the order of its text."""

    def __init__(self, text: str, context: ArticleContext) -> None:
        self.context = context
        self.page = FrenchText(text)
        self.text, self.masked = self.page.text, self.page.masked
        starts = [sentence.start for sentence in self.page.all_sentences]
        self.people = People(self.text, self.masked, starts)
        self.agency = credited_agency(self.text, context.outlet)
        self.identifier = Identifier(context.directory, self.people.persons(), day=context.day)
        self.reports = ReportReader(self.page, self.people)
        self.around = ContextReader(self.reports)

    def candidates(self) -> list[Candidate]:
        found: list[Candidate] = []
        last: tuple[Span, Report] | None = None
        reports = self._reports()
        for quoted, report in zip(self.page.quoted, reports, strict=True):
            line = self.page.line(quoted.marked.start)
            report = report or self.reports.unsaid(quoted, line)
            report = report or self.around.report(quoted, line, last)
            if report is None or self._is_label(quoted, report):
                continue
            last = (line, report)
            pieces = tuple(self._pieces(quoted))
            if not pieces:
                continue
            if found and self._continues(found[-1], quoted, report):
                found[-1] = self._candidate((*found[-1].pieces, *pieces), quoted, report)
            else:
                found.append(self._candidate(pieces, quoted, report))
        found += self._paraphrases([piece for each in found for piece in each.pieces])
        found.sort(key=lambda candidate: candidate.pieces)
        return carried(found, self.text, self.page.all_sentences)

    def _reports(self) -> list[Report | None]:
        """The report of each quotation; of one that goes on over paragraphs, where it ends."""
        found = [
            self.reports.report(quoted, self.page.line(quoted.marked.start))
            for quoted in self.page.quoted
        ]
        for at in range(len(found) - 2, -1, -1):
            if self.page.quoted[at].goes_on and found[at] is None:
                found[at] = found[at + 1]
        for at in range(1, len(found)):
            if self.page.quoted[at - 1].goes_on and found[at] is None:
                found[at] = found[at - 1]
        return found

    def _is_label(self, quoted: Quoted, report: Report) -> bool:
        """Whether the marks are around the name of a thing: le projet « Dôme d’or »."""
        words = self.text[slice(*quoted.words)]
        if len(words.split()) > MOST_WORDS_OF_LABEL or JUDGES.match(words):
            return False
        if report.cue.end > quoted.marked.start and report.rule != "end":
            return False
        first = max(0, quoted.marked.start - 30)
        # The verb itself may be a naming: il s’est dit « outré ».
        first = max(first, report.cue.end) if report.cue.end <= quoted.marked.start else first
        before = self.masked[first : quoted.marked.start]
        if OWNED.search(before) and words.islower():
            return BLAMES.search(self.text[slice(*report.cue)]) is None
        if MAY_NAME_A_THING.search(before):
            is_far = quoted.marked.start - report.cue.end > _FARTHEST_JUDGMENT and " " not in words
            return is_far or ANNOUNCING.search(self.text[slice(*report.cue)]) is not None
        return NAMES_A_THING.search(before) is not None

    def _pieces(self, quoted: Quoted) -> Iterator[Span]:
        """The words without the *incises* inside of them."""
        at = quoted.words.start
        for start, end in (*self.page.incises(quoted.words), (quoted.words.end,) * 2):
            piece = trimmed(self.text, at, start)
            if any(map(str.isalnum, self.text[slice(*piece)])):
                yield piece
            at = end

    def _continues(self, before: Candidate, quoted: Quoted, report: Report) -> bool:
        """« A », a-t-il dit, « b » : the second part goes on in small letters, or over lines."""
        if report.cue == before.cue and self._is_next_paragraph(before, quoted):
            return True
        between = self.masked[before.end : quoted.marked.start]
        first = self.text[quoted.words.start : quoted.words.start + 1]
        is_other = _OTHER_CLAUSE.search(between) is not None
        is_between = before.end <= report.cue.start < quoted.marked.start
        is_same = report.cue == before.cue and is_between and first.islower() and not is_other
        return is_same and len(between) < LONGEST_INCISE

    def _is_next_paragraph(self, before: Candidate, quoted: Quoted) -> bool:
        """Whether the quotation before was left open at the end of its paragraph."""
        at = self.page.quoted.index(quoted)
        earlier = self.page.quoted[at - 1] if at else None
        return earlier is not None and earlier.goes_on and earlier.words.end == before.end

    def _candidate(self, pieces: tuple[Span, ...], quoted: Quoted, report: Report) -> Candidate:
        words = self.text[slice(*pieces[0])]
        before = self.masked[max(0, quoted.marked.start - 4) : quoted.marked.start].rstrip()[-1:]
        is_whole = words[:1].isupper() and (before in BEFORE_WHOLE)
        kind = Kind.DIRECT if is_whole or len(pieces) > 1 or before == ":" else Kind.PARTIAL
        return self._made(pieces, kind, report)

    def _made(self, pieces: tuple[Span, ...], kind: Kind, report: Report) -> Candidate:
        if kind is Kind.PARAPHRASE:
            pieces = tuple(without_stop(self.text, piece) for piece in pieces)
        said = said_on(self._with_incise(report), report.cue, self.context.published, "fr")
        day = said.said.first if said else self.context.day
        mention = self.text[slice(*report.mention)] if report.mention else ""
        name = self.people.name(report.mention, report.pronoun)
        if name and report.mention and report.rule != "last" and not report.modality:
            self.people.speaks(report.mention.start, name)
        together = TOGETHER.split(mention)
        is_several = len(together) > 1 and all(bare_name(one) for one in together)
        if is_several or AROUND.match(mention):
            name = ""
        modality = report.modality or (Modality.DENIED if FORGED.search(mention) else Modality.SAID)
        identified = NOBODY if modality else self._identified(name, mention, report, day)
        known = identified.speaker
        named = (known.name if known and not bare_name(mention) else "") or name
        named = named or (known.name if known else "")
        is_paraphrase = kind is Kind.PARAPHRASE
        certainty = of_name(
            report.rule,
            self._form(name, mention, report),
            is_speech=True,
            is_paraphrase=is_paraphrase,
        )
        if known:
            certainty = min(certainty if name else identified.certainty, identified.certainty)
        return Candidate(
            pieces=pieces,
            kind=kind.value,
            mention=report.mention,
            cue=report.cue,
            name=named,
            speaker=known.slug if known else "",
            via=self._via(report, pieces) or self.agency,
            said=said,
            figures=amounts_of(self.text, pieces, "fr"),
            language="fr",
            certainty=of_words(report.rule, is_paraphrase=is_paraphrase),
            speaker_certainty=certainty if named and not modality else 0.0,
            offered=identified.offered,
            not_said=modality.value,
        )

    def _with_incise(self, report: Report) -> str:
        """The masked text, in which the report that stands within the words can be read."""
        cue = report.cue
        if self.masked[cue.start] != "\x00":
            return self.masked
        for quoted in self.page.quoted:
            if quoted.words.start <= cue.start < quoted.words.end:
                for start, end in self.page.incises(quoted.words):
                    if start <= cue.start < end:
                        shown = self.text[start:end]
                        return self.masked[:start] + shown + self.masked[end:]
        return self.masked

    def _identified(
        self, name: str, mention: str, report: Report, day: date | None
    ) -> Identification:
        if FOR_SOMEBODY.match(mention) or AROUND.match(mention):
            return NOBODY
        if not name and len(together := TOGETHER.split(mention)) > 1:
            each = (self.people.name_of(one) for one in together)
            found = (self.identifier.of_name(self.people.person(n, ""), n, day) for n in each if n)
            return Identification(offered=tuple(f.speaker.slug for f in found if f.speaker))
        if not name:
            return (
                NOBODY if report.pronoun else self.identifier.of_title(plain_office(mention), day)
            )
        rivals = self._rivals(report)
        if not report.pronoun and not bare_name(mention):
            held = self.identifier.of_title(plain_office(mention), day)
            if held.speaker:
                return held
            rivals = [name]
        if rivals or report.rule == "last":
            people = (self.people.person(one, "") for one in dict.fromkeys((name, *rivals)) if one)
            met = (self.identifier.of_name(person, "", day).speaker for person in people)
            return Identification(offered=tuple(one.slug for one in met if one))
        namesakes = [] if " " in bare_name(mention) else self.people.namesakes(name)
        return self.identifier.of_name(
            self.people.person(name, mention), "" if report.pronoun else mention, day, namesakes
        )

    def _rivals(self, report: Report) -> list[str]:
        """Others whom the pronoun may mean."""
        if not report.pronoun or report.mention is None:
            return []
        return self.people.meant(report.mention, report.pronoun)[1]

    def _form(self, name: str, mention: str, report: Report) -> NamedForm:
        if report.pronoun:
            return NamedForm(Form.PRONOUN, rivals=len(self._rivals(report)), distance=2)
        bare = bare_name(mention)
        if not bare or not name:
            return NamedForm(Form.TITLE)
        form = Form.FULL if " " in bare else Form.SURNAME if " " in name else Form.SINGLE
        return NamedForm(form, namesakes=len(self.people.namesakes(name)))

    def _via(self, report: Report, pieces: tuple[Span, ...]) -> str:
        """The outlet that the sentence credits: selon l’AFP, à Radio-Canada."""
        line = self.page.line(report.cue.start)
        start = self.page.sentence_start(line, report.cue.start)
        stop = self.page.sentence_end(line, max(report.cue.end, pieces[-1].end))
        relay = RELAYED.search(self.masked, pieces[-1].end, stop)
        if relay and not VIA.match(self.masked, relay.start()):
            return self.people.name_of(relay["who"]) or relay["who"]
        match = VIA.search(self.masked, start, stop)
        if match is None or (report.mention and match.start("outlet") == report.mention.start):
            return ""
        credited = re.sub(r"^l[’']", "", match["outlet"])
        return "" if credited == self.context.outlet else credited

    def _paraphrases(self, taken: list[Span]) -> Iterator[Candidate]:
        """Le premier ministre a déclaré que …; selon le ministre, …: of known or titled people."""
        taken = sorted(taken)
        for line in self.page.lines:
            for start, end in self.page.sentences(line):
                before = bisect(taken, end - 1, key=lambda piece: piece.start)
                if before and taken[before - 1].end > start:
                    continue
                found = self._reported(start, end) or self._according(start, end)
                if found and self._is_official(found[1]):
                    yield self._made((found[0],), Kind.PARAPHRASE, found[1])

    def _reported(self, start: int, end: int) -> tuple[Span, Report] | None:
        for cue in VERB.finditer(self.masked, start, end):
            that = (
                None
                if is_wish(cue[0]) or DENYING.search(cue[0])
                else THAT.match(self.masked, cue.end(), end)
            )
            report = self.reports.speakers.subject(start, cue) if that else None
            if that and report and not is_of_forgery(self.masked[start:end]):
                words = trimmed(self.text, that.end(), end)
                return words, replace(report, rule="indirect")
        return None

    def _according(self, start: int, end: int) -> tuple[Span, Report] | None:
        source = SOURCE.match(self.masked, start, end)
        who = source and WHO.match(self.masked, source.end() + 1, end)
        if not source or not who or self.masked[who.end() : who.end() + 1] != ",":
            return None
        words = trimmed(self.text, who.end() + 1, end)
        return words, Report(Span(*source.span()), Span(*who.span()), "", "indirect")

    def _is_official(self, report: Report) -> bool:
        if report.mention is None or report.pronoun:
            return False
        mention = self.text[slice(*report.mention)]
        is_titled = re.search(OFFICE, mention) or re.match(COURTESY, mention)
        return bool(is_titled) or self.context.directory.resolve(mention) is not None
