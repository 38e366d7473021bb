"""Candidates built from an article: pieces joined, speakers, days, figures, outlets."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from itertools import islice, takewhile

from quotes.dates.partial import PartialDate
from quotes.extraction.article import Article, Credited
from quotes.extraction.attribution import Attribution
from quotes.extraction.carriers import carrier, credited_agency
from quotes.extraction.carrying import carried
from quotes.extraction.certainty import Form, NamedForm, of_name, of_words
from quotes.extraction.clauses import Parser, Phrase
from quotes.extraction.coreference import Coreference
from quotes.extraction.dating import said_on
from quotes.extraction.figures import amounts_of
from quotes.extraction.identity import NOBODY, Identification, Identifier, NamedPerson
from quotes.extraction.known import Directory, countries_in
from quotes.extraction.lexicon import Tag
from quotes.extraction.marks import Quoted
from quotes.extraction.names import Entity, Names
from quotes.extraction.values import Candidate, SaidOn
from quotes.models.vocabulary import Kind
from quotes.text.spans import Span

# Of these, all behind the cue is of the report, for the words stand before it.
_OWN_SENTENCE = ("behind", "continued")
# Of these, the cue may depend on a verb before it.
_DEPENDENT = ("before", "indirect")
_JOINED_RULES = ("continued", "before", "behind")
_LONGEST_TITLE = 4
_ENDS_REPORT = (Tag.MARK, Tag.QUOTE, Tag.SUBORDINATOR, Tag.RELATIVE, Tag.CONJUNCTION)


_NESTED = re.compile(r"[‘']([^‘’'\n]{2,60}?)[,.]?[’'](?!\w)")
_VAGUE = ("the man", "the woman")
# What a report says of itself before its "that", and a day at the head of a copied text.
_BEFORE_PARAPHRASE = re.compile(
    r"(?:date )?\d{4}-\d\d-\d\d\s+"
    r"|(?:(?:on|in|at|during|last|this|earlier|late|early|to|before|a|an|the|his|her|week|month|year"
    r"|night|morning|afternoon|evening|interview|speech|statement|briefing|conference|news|press"
    r"|hearing|reporters|today|yesterday|[A-Z][\w.]+|\d{1,4}),? )+that (?=\w)"
)
_OTHERS = re.compile(r"(?:He|She|They|It)\b")


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
        self.names = Names(article.text, article.sentences, article.lexicon)
        parsers = [reader.parser for reader in article.readers]
        self.coreference = Coreference(article.sentences, parsers, self.names, article.lexicon)
        self.agency = credited_agency(article.text, context.outlet)
        self.identifier = Identifier(
            context.directory,
            [_person(e) for e in self.names.entities if len(e.words) > 1],
            self._titles_of_countries,
            context.day,
        )
        self._said_before: dict[str, SaidOn] = {}
        self._masked_line = -1, ""

    def _titles_of_countries(self) -> Iterator[str]:
        """ "Danish prime minister", "prime minister of Denmark", wherever the article has one."""
        for sentence in self.article.sentences:
            tokens = sentence.tokens
            for at, token in enumerate(tokens):
                if token.tag is Tag.NAME and countries_in(token.text):
                    behind = takewhile(lambda t: t.tag in (Tag.WORD, Tag.NAME), tokens[at + 1 :])
                    before = tokens[max(0, at - _LONGEST_TITLE) : at]
                    is_linked = bool(before) and before[-1].low == "of"
                    yield " ".join(
                        t.text
                        for t in (
                            *(before if is_linked else ()),
                            token,
                            *islice(behind, _LONGEST_TITLE),
                        )
                    )

    def candidates(self) -> list[Candidate]:
        """Quotations and paraphrases, in the order of the text."""
        statements = self.article.statements()
        found = [self._reported(group) for group in self._joined(statements)]
        found += [
            _Reported(
                self._bare(paraphrase.pieces),
                Kind.PARAPHRASE.value,
                paraphrase.attribution,
                number,
            )
            for number, paraphrase in self.article.paraphrases(statements)
        ]
        found = self._with_announced(found)
        made = [self._candidate(reported) for reported in sorted(found, key=lambda r: r.pieces)]
        return carried(made, self.article.text, self._sentence_spans())

    def _bare(self, pieces: tuple[Span, ...]) -> tuple[Span, ...]:
        """A paraphrase without the day, place or dateline before it: "in Oslo that | it will"."""
        first = pieces[0]
        before = _BEFORE_PARAPHRASE.match(self.article.text, *first)
        if before is None or before.end() >= first.end:
            return pieces
        return Span(before.end(), first.end), *pieces[1:]

    def _with_announced(self, found: list[_Reported]) -> list[_Reported]:
        """What was found, and lines that a report leads to in place of what they hold."""
        announced = [
            _Reported((words,), Kind.DIRECT.value, attribution, number)
            for number, words, attribution in self.article.announced()
        ]
        lines = [reported.pieces[0] for reported in announced]
        others = [
            reported
            for reported in found
            if not any(
                piece.start < line.end and line.start < piece.end
                for piece in reported.pieces
                for line in lines
            )
        ]
        return others + announced

    def _sentence_spans(self) -> list[Span]:
        tokens = (sentence.tokens for sentence in self.article.sentences)
        return [Span(inside[0].start, inside[-1].end) for inside in tokens if inside]

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
        nested = self._reported_fragment(group)
        if nested:
            return _Reported(
                (nested,), Kind.PARTIAL.value, first.attribution, first.attribution.sentence
            )
        pieces = tuple(credited.quoted.words for credited in group)
        return _Reported(pieces, kind.value, first.attribution, first.attribution.sentence)

    def _reported_fragment(self, group: list[Credited]) -> Span | None:
        """ "“He will pay his ‘fair share,’” the president reportedly said": the fragment alone.

        Prose of somebody else in quotation marks, at second hand, is no direct speech.
        """
        first = group[0]
        assert first.attribution is not None
        cue, start = first.attribution.cue, first.quoted.words.start
        if len(group) > 1 or cue is None:
            return None
        before = self.article.text[max(0, cue.start - 14) : cue.start].split()[-1:]
        found = _NESTED.search(self.article.text, start, first.quoted.words.end)
        is_other = _OTHERS.match(self.article.text, start) is not None
        return Span(*found.span(1)) if found and is_other and before == ["reportedly"] else None

    # --- the rest of a candidate -----------------------------------------------------------------

    def _candidate(self, reported: _Reported) -> Candidate:
        attribution, sentence = reported.attribution, reported.sentence
        entity = self._entity(attribution, sentence)
        said = self._said(attribution, sentence)
        identified = self._identification(attribution, sentence, entity, said)
        known = identified.speaker
        name = self._printed_name(attribution, sentence, entity) or (known.name if known else "")
        return Candidate(
            pieces=reported.pieces,
            kind=reported.kind,
            mention=attribution.mention,
            cue=attribution.cue,
            name=name,
            speaker=known.slug if known else "",
            via=self._via(attribution, sentence, name),
            said=self._said_on_same_occasion(said, attribution, name),
            figures=amounts_of(self.article.text, reported.pieces, self.context.language),
            language=self.context.language,
            certainty=of_words(
                attribution.rule, is_paraphrase=reported.kind == Kind.PARAPHRASE.value
            ),
            speaker_certainty=self._certainty_of_name(reported, entity, identified)
            if name
            else 0.0,
            offered=() if attribution.modality else identified.offered,
            not_said=attribution.modality.value,
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
                is_end = self.article.text[quoted.words.end - 1] in ".!?"
                hidden = "\0" * (end - start - is_end) + "." * is_end
                text += [self.article.text[at:start], hidden]
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
        outer = list(self._outer_reports(mention, sentence))
        if outer:
            return [cue, *outer]
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

    def _outer_reports(self, mention: Span, sentence: int) -> Iterator[Span]:
        """The verbs before "what | he | called" or "and | he | vowed", of the same speaker."""
        parser = self.article.readers[sentence].parser
        tokens = parser.tokens
        start = next(at for at, token in enumerate(tokens) if token.start >= mention.start)
        leads_on = start > 0 and tokens[start - 1].low in ("what", "and")
        if not leads_on or tokens[start].tag is not Tag.PRONOUN:
            return
        speaker = self.coreference.entity(sentence, mention)
        for verb in range(start - 1, -1, -1):
            if parser.frame(verb) == "speech" and parser.is_main_verb(verb):
                subject = parser.subject(verb)
                if speaker and subject and self.coreference.of_phrase(sentence, subject) is speaker:
                    yield Span(tokens[verb].start, tokens[verb].end)

    def _identification(
        self, attribution: Attribution, sentence: int, entity: Entity | None, said: SaidOn | None
    ) -> Identification:
        """The archive's speaker: by name where the article gives one, else by office that day."""
        if attribution.mention is None or attribution.modality:
            return NOBODY
        day = said.said.last if said else self.context.day
        mention = self.article.text[slice(*attribution.mention)]
        phrase = self.coreference.phrase_of(sentence, attribution.mention)
        if phrase is None:
            return NOBODY
        together = self.coreference.conjuncts(sentence, phrase)
        if together:
            return self._of_several([one for _mention, one in together])
        if entity is None:
            return self.identifier.of_title(mention, day)
        namesakes = self._namesakes(sentence, phrase, entity)
        found = self.identifier.of_name(
            _person(entity), mention, day, [_person(other) for other in namesakes]
        )
        named = self.coreference.last_mention(sentence, phrase)
        if found.speaker is None or (named and attribution.rule != "last"):
            return found
        return NOBODY if namesakes else self._unless_another(found, attribution, sentence, entity)

    def _unless_another(
        self, found: Identification, attribution: Attribution, sentence: int, entity: Entity
    ) -> Identification:
        """Whom a pronoun means, unless it may mean another: then each of them is offered."""
        assert attribution.mention is not None
        opener = self.article.text[slice(*attribution.mention)].lower()
        is_taken_up = opener in self.article.lexicon.pronoun_gender or opener in _VAGUE
        if attribution.rule != "last" and not is_taken_up:
            return found
        others = self.coreference.rivals(sentence, attribution.mention, entity)
        if found.speaker is None or not (others or attribution.rule == "last"):
            return found
        people = [self.identifier.of_name(_person(one), one.name, None) for one in others if one]
        slugs = [one.speaker.slug for one in people if one.speaker]
        return Identification(offered=tuple(dict.fromkeys((found.speaker.slug, *slugs))))

    def _of_several(self, people: list[Entity]) -> Identification:
        """Each of those who say it together, to choose from."""
        found = [self.identifier.of_name(_person(one), one.name, None) for one in people]
        slugs = [one.speaker.slug for one in found if one.speaker]
        return Identification(offered=tuple(slugs))

    def _namesakes(self, sentence: int, phrase: Phrase, entity: Entity) -> list[Entity]:
        """Others whom the printed form could mean: none of a full name."""
        mention = self.coreference.last_mention(sentence, phrase)
        if mention and len(mention.words) > 1:
            return []
        return self.names.namesakes(entity, mention.titles if mention else ())

    def _certainty_of_name(
        self, reported: _Reported, entity: Entity | None, identified: Identification
    ) -> float:
        """How often such a name is right; no more than the identification of the official."""
        attribution, sentence = reported.attribution, reported.sentence
        if attribution.modality or attribution.mention is None:
            return 0.0
        found = of_name(
            attribution.rule,
            self._named_form(attribution.mention, sentence, entity),
            is_speech=attribution.frame == "speech",
            is_paraphrase=reported.kind == Kind.PARAPHRASE.value,
        )
        if identified.speaker is None:
            return found
        # A title that the archive resolves is as certain as its offices make it.
        is_by_office = entity is None
        return identified.certainty if is_by_office else min(found, identified.certainty)

    def _named_form(self, mention: Span, sentence: int, entity: Entity | None) -> NamedForm:
        phrase = self.coreference.phrase_of(sentence, mention)
        if entity is None or phrase is None:
            return NamedForm(Form.TITLE)
        named = self.coreference.last_mention(sentence, phrase)
        namesakes = len(self._namesakes(sentence, phrase, entity))
        if named and len(named.words) == 1:
            namesakes += self.names.is_of_family(entity)
        if named:
            is_full, is_single = len(named.words) > 1, len(entity.words) == 1
            form = Form.FULL if is_full else Form.SINGLE if is_single else Form.SURNAME
            return NamedForm(form, entity.is_person, namesakes=namesakes)
        opener = self.article.sentences[sentence].tokens[phrase[0]].low
        is_pronoun = opener in self.article.lexicon.pronoun_gender
        return NamedForm(
            Form.PRONOUN if is_pronoun else Form.TITLE,
            entity.is_person,
            len(self.coreference.rivals(sentence, mention, entity)),
            self.coreference.distance(sentence, mention, entity),
            namesakes,
        )

    def _printed_name(self, attribution: Attribution, sentence: int, entity: Entity | None) -> str:
        """The fullest name of the speaker, or the surname as printed where two share it."""
        if entity is None or attribution.mention is None:
            return ""
        phrase = self.coreference.phrase_of(sentence, attribution.mention)
        mention = self.coreference.last_mention(sentence, phrase) if phrase else None
        if phrase and mention and self._namesakes(sentence, phrase, entity):
            return mention.written
        return entity.name

    def _via(self, attribution: Attribution, sentence: int, name: str) -> str:
        if attribution.relay:
            relay = self.coreference.entity(sentence, attribution.relay)
            return relay.name if relay else self.article.text[slice(*attribution.relay)]
        found = carrier(self.article.sentences[sentence], self.article.lexicon, name)
        return found or self.agency


def _person(entity: Entity) -> NamedPerson:
    """A person of the article as identification asks for them."""
    return NamedPerson(
        entity.name,
        frozenset(entity.described | set(entity.titles)),
        frozenset(entity.states),
        entity.gender,
        frozenset(entity.introduced),
        frozenset(entity.posts),
        frozenset(entity.years),
    )


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
