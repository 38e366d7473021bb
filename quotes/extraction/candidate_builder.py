"""Candidates built from an article: pieces joined, speakers, days, figures, outlets."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from quotes.dates.partial import PartialDate
from quotes.extraction.article import Article, Credited
from quotes.extraction.attribution import Attribution
from quotes.extraction.candidates import Amount, Candidate, KnownSpeaker, SaidOn
from quotes.extraction.carriers import carrier, credited_agency
from quotes.extraction.clauses import Parser
from quotes.extraction.coreference import Coreference
from quotes.extraction.dating import said_on
from quotes.extraction.figures import amounts
from quotes.extraction.known import Directory
from quotes.extraction.lexicon import Tag
from quotes.extraction.marks import Quoted
from quotes.extraction.names import Entity, Names
from quotes.models.vocabulary import Kind
from quotes.text.spans import Span

# Of these, all behind the cue is of the report, for the words stand before it.
_OWN_SENTENCE = ("behind", "continued")
# Of these, the cue may depend on a verb before it.
_DEPENDENT = ("before", "indirect")
_JOINED_RULES = ("continued", "before", "behind")
_ENDS_REPORT = (Tag.MARK, Tag.QUOTE, Tag.SUBORDINATOR, Tag.RELATIVE, Tag.CONJUNCTION)
# Without a name, an editor has the harder half of the work left.
_NAMELESS = 0.8


@dataclass(frozen=True, slots=True)
class ArticleContext:
    """The publication of an article: its day, outlet and language, and the known speakers."""

    published: PartialDate | None
    outlet: str
    language: str
    directory: Directory

    @property
    def day(self) -> date | None:
        return self.published.last if self.published is not None else None


@dataclass(frozen=True, slots=True)
class _Reported:
    """Words and their credit, which stands in the sentence of that number."""

    pieces: tuple[Span, ...]
    kind: str
    attribution: Attribution
    sentence: int


class CandidateBuilder:
    """The candidates of one article."""

    def __init__(self, article: Article, context: ArticleContext) -> None:
        self.article = article
        self.context = context
        self.names = Names(article.sentences, article.lexicon)
        parsers = [reader.parser for reader in article.readers]
        self.coreference = Coreference(article.sentences, parsers, self.names, article.lexicon)
        self.agency = credited_agency(article.text, context.outlet)
        self._named = frozenset(self._slugs())
        self._said_before: dict[str, SaidOn] = {}
        self._masked_line = -1, ""

    def candidates(self) -> list[Candidate]:
        """Quotations and paraphrases, in the order of the text."""
        statements = self.article.statements()
        found = [self._reported(group) for group in self._joined(statements)]
        found += [
            _Reported(paraphrase.pieces, Kind.PARAPHRASE.value, paraphrase.attribution, number)
            for number, paraphrase in self.article.paraphrases(statements)
        ]
        return [self._candidate(reported) for reported in sorted(found, key=lambda r: r.pieces)]

    # --- pieces ----------------------------------------------------------------------------------

    def _joined(self, statements: list[Credited]) -> list[list[Credited]]:
        """Quotations that only "he said", or the end of a paragraph, cuts in two, together."""
        groups: list[list[Credited]] = []
        for credited in statements:
            if groups and self._goes_on(groups[-1][-1], credited):
                groups[-1].append(credited)
            else:
                groups.append([credited])
        return groups

    def _goes_on(self, last: Credited, credited: Credited) -> bool:
        one, other = last.attribution, credited.attribution
        if one is None or other is None or one.cue != other.cue:
            return False
        if last.quoted.goes_on:
            return True
        if not (self.article.is_whole(last) and other.rule in _JOINED_RULES):
            return False
        if credited.sentence == last.sentence:
            return one.rule == "behind" and self._only_report_between(last, credited)
        return credited.sentence == last.sentence + 1 and other.rule == "continued"

    def _only_report_between(self, last: Credited, credited: Credited) -> bool:
        cue = credited.attribution.cue if credited.attribution else None
        return cue is not None and last.quoted.words.end <= cue.start < credited.quoted.words.start

    def _reported(self, group: list[Credited]) -> _Reported:
        first = group[0]
        assert first.attribution is not None
        if any(credited.quoted.doubtful for credited in group):
            kind = Kind.PARAPHRASE
        else:
            kind = Kind.DIRECT if self.article.is_whole(first) else Kind.PARTIAL
        pieces = tuple(credited.quoted.words for credited in group)
        return _Reported(pieces, kind.value, first.attribution, first.attribution.sentence)

    # --- the rest of a candidate -----------------------------------------------------------------

    def _candidate(self, reported: _Reported) -> Candidate:
        attribution, sentence = reported.attribution, reported.sentence
        entity = self._entity(attribution, sentence)
        said = self._said(attribution, sentence)
        known = self._known(attribution, entity, said)
        name = entity.name if entity else known.name if known else ""
        return Candidate(
            pieces=reported.pieces,
            kind=reported.kind,
            mention=attribution.mention,
            cue=attribution.cue,
            name=name,
            speaker=known.slug if known else "",
            via=self._via(attribution, sentence, name),
            said=self._said_on_same_occasion(said, attribution, name),
            figures=self._figures(reported.pieces),
            language=self.context.language,
            certainty=round(attribution.certainty * (1 if name else _NAMELESS), 2),
        )

    def _said_on_same_occasion(
        self, said: SaidOn | None, attribution: Attribution, name: str
    ) -> SaidOn | None:
        """ "he added" is of the day of what the same speaker said before it."""
        cue = self.article.text[slice(*attribution.cue)].lower() if attribution.cue else ""
        base = self.article.lexicon.speech.get(cue)
        if said is None and name and base in self.article.lexicon.continuing:
            return self._said_before.get(name)
        if name:
            self._said_before.pop(name, None)
            if said:
                self._said_before[name] = said
        return said

    def _entity(self, attribution: Attribution, sentence: int) -> Entity | None:
        if attribution.mention is None:
            return None
        return self.coreference.entity(sentence, attribution.mention)

    def _said(self, attribution: Attribution, sentence: int) -> SaidOn | None:
        """The day tied to the cue, else to the verb it depends on: "issued a letter Friday saying".

        Only the line is read, what is quoted made unreadable as it was found here, marks mixed or
        forgotten included.
        """
        line = self.article.lines[self.article.sentences[sentence].line]
        masked = self._line_masked(sentence)
        for verb in self._verbs(attribution, sentence):
            here = Span(verb.start - line.start, verb.end - line.start)
            found = said_on(masked, here, self.context.published, self.context.language)
            if found:
                start, end = found.phrase
                return found._replace(phrase=Span(start + line.start, end + line.start))
        return None

    def _line_masked(self, sentence: int) -> str:
        """The line of a sentence, masked once however many statements stand in it."""
        number = self.article.sentences[sentence].line
        if self._masked_line[0] != number:
            line = self.article.lines[number]
            masked = self._masked(line, self.article.quoted_in_line(sentence))
            self._masked_line = number, masked
        return self._masked_line[1]

    def _masked(self, line: Span, inside: list[Quoted]) -> str:
        text, at = [], line.start
        for quoted in inside:
            start, end = max(at, quoted.marked.start), min(line.end, quoted.marked.end)
            if start < end:
                text += [self.article.text[at:start], "\0" * (end - start)]
                at = end
        return "".join([*text, self.article.text[at : line.end]])

    def _verbs(self, attribution: Attribution, sentence: int) -> list[Span]:
        """The cue; the verb it depends on, up to the cue ("issued a letter Friday saying"); it."""
        cue, mention = attribution.cue, attribution.mention
        if cue is None:
            return []
        parser = self.article.readers[sentence].parser
        if attribution.rule in _OWN_SENTENCE:
            return [cue, *_reach(parser, cue)]
        if mention is None or mention.end > cue.start or attribution.rule not in _DEPENDENT:
            return [cue]
        if attribution.rule == "indirect" and not _shares_subject(parser, cue):
            return [cue]
        verbs = [
            token
            for at, token in enumerate(parser.tokens)
            if mention.end <= token.start < cue.start
            and parser.is_main_verb(at)
            and parser.tokens[at - 1].tag is not Tag.RELATIVE
        ]
        if len(verbs) != 1:
            return [cue, *(Span(verb.start, verb.end) for verb in verbs)]
        return [cue, Span(verbs[0].start, cue.end), Span(verbs[0].start, verbs[0].end)]

    def _known(
        self, attribution: Attribution, entity: Entity | None, said: SaidOn | None
    ) -> KnownSpeaker | None:
        """The archive's speaker: by name where the article gives one, else by office that day."""
        if attribution.mention is None or not self.context.directory.by_slug:
            return None
        day = said.said.last if said else self.context.day
        mention = self.article.text[slice(*attribution.mention)]
        asked = (entity.name, mention) if entity else (mention,)
        for words in asked:
            known = self.context.directory.resolve(words, day, self._named)
            if known:
                return known
        return None

    def _slugs(self) -> list[str]:
        """The speakers of the archive that the article names in full."""
        directory = self.context.directory
        if not directory.by_slug:
            return []
        known = (directory.resolve(entity.name) for entity in self.names.entities)
        return [speaker.slug for speaker in known if speaker]

    def _via(self, attribution: Attribution, sentence: int, name: str) -> str:
        found = carrier(self.article.sentences[sentence], self.article.lexicon, name)
        return found or self.agency

    def _figures(self, pieces: tuple[Span, ...]) -> tuple[Amount, ...]:
        text, language = self.article.text, self.context.language
        return tuple(a for piece in pieces for a in amounts(text, *piece, language))


def _shares_subject(parser: Parser, cue: Span) -> bool:
    """Whether the cue goes on with the verb before: "…, | saying", "… and | suggested"."""
    tokens = parser.tokens
    at = next((at for at, token in enumerate(tokens) if token.start >= cue.start), 0)
    if tokens[at].low.endswith("ing"):
        return True
    at -= 1
    while at > 0 and tokens[at].tag is Tag.ADVERB:
        at -= 1
    return tokens[at].tag is Tag.CONJUNCTION


def _reach(parser: Parser, cue: Span) -> Iterator[Span]:
    """The cue with what follows it up to a day: "said in answer to a reporter | on Monday"."""
    tokens = parser.tokens
    start = next((at for at, token in enumerate(tokens) if token.start >= cue.end), len(tokens))
    for at in range(start + 1, len(tokens)):
        if tokens[at].tag in _ENDS_REPORT or parser.is_main_verb(at):
            return
        if tokens[at].low in parser.lexicon.days_and_months:
            last = at - 2 if tokens[at - 1].low == "on" else at - 1
            if last >= start:
                yield Span(cue.start, tokens[last].end)
            return
