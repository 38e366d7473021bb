"""Coreference: the person or body for "Carney", "he", "the prime minister", "who".

A pronoun is taken up from the subject of what was said last, as reporters write: the subject of
the sentence, else of those before it, else whoever spoke last, as long as gender allows.
"""

from quotes.extraction.clauses import Parser, Phrase
from quotes.extraction.identity import OCCUPATIONS
from quotes.extraction.lexicon import Lexicon, Tag
from quotes.extraction.names import Entity, Mention, Names, is_person_noun
from quotes.extraction.sentences import Sentence, TaggedToken
from quotes.text.spans import Span

_FARTHEST = 8
_FARTHEST_BODY = 3
_ENDS_NAMED = (Tag.PREPOSITION, Tag.RELATIVE)
_INTRODUCES = frozenset("a an another one some his her their the 's".split())
_AGES = frozenset("elder older younger senior junior eldest oldest youngest other".split())
# Nouns that mean whoever was spoken of last, as pronouns do.
_VAGUE = ("man", "woman")
# Of peoples and parties: Danish, Liberals, Canadian.
_OF_PEOPLES = ("ish", "ans", "ats", "als", "ian", "ese", "ives", "ers", "ists")


class Coreference:
    """Answers for one article, in the order of its text: each answer helps the next."""

    def __init__(
        self, sentences: list[Sentence], parsers: list[Parser], names: Names, lexicon: Lexicon
    ) -> None:
        self.sentences = sentences
        self.parsers = parsers
        self.names = names
        self.lexicon = lexicon
        self._resolved: dict[int, Entity | None] = {}
        self._subjects_of: list[list[tuple[int, Entity]]] = []
        self._strangers_of: list[list[int]] = []

    def entity(self, sentence: int, mention: Span) -> Entity | None:
        """Whom the words stand for; None where the article does not tell."""
        phrase = self.phrase_of(sentence, mention)
        return self.of_phrase(sentence, phrase) if phrase else None

    def of_phrase(self, sentence: int, phrase: Phrase) -> Entity | None:
        start, end = phrase
        token = self.sentences[sentence].tokens[start]
        gender = self.lexicon.pronoun_gender.get(token.low)
        if gender and end - start == 1:
            return self._pronoun(sentence, start, gender)
        if token.tag is Tag.RELATIVE:
            return self._antecedent(sentence, start)
        return (
            self._named(sentence, phrase)
            or self._apposed_name(sentence, phrase)
            or self._described(sentence, phrase)
        )

    # --- names -----------------------------------------------------------------------------------

    def _named(self, sentence: int, phrase: Phrase) -> Entity | None:
        """The name a phrase ends with: "Clinton campaign manager | Robby Mook"."""
        start, end = phrase
        tokens = self.sentences[sentence].tokens
        stop = next((i for i in range(start + 1, end) if tokens[i].tag in _ENDS_NAMED), end)
        inside = self.names.within(sentence, start, stop)
        if not inside and stop < end and self._is_office(sentence, start, stop):
            inside = [
                m
                for m in self.names.within(sentence, start, end)
                if len(m[0].words) > 1 and m[0].start > stop + 1
            ]
            stop = end
        if not inside or self.conjuncts(sentence, phrase) or self._is_joint(sentence, phrase):
            return None
        mention, entity = inside[-1]
        if self._is_told_by_age(sentence, mention):
            return None
        behind = tokens[mention.end : stop]
        if any(t.tag in (Tag.WORD, Tag.GENITIVE) for t in behind):
            return None
        if tokens[start].tag is Tag.DETERMINER and tokens[start].low in ("a", "an"):
            return entity if len(mention.words) > 1 else None
        return entity

    def _is_told_by_age(self, sentence: int, mention: Mention) -> bool:
        """ "the younger | Keller": not whoever is called Keller elsewhere."""
        before = self.sentences[sentence].tokens[mention.start - 1] if mention.start else None
        return before is not None and before.low in _AGES and len(mention.words) == 1

    def _apposed_name(self, sentence: int, phrase: Phrase) -> Entity | None:
        """ "the company's chief executive, | Frank Long, | said": the name behind the comma."""
        tokens = self.sentences[sentence].tokens
        end = phrase[1]
        head = tokens[end - 1]
        if head.low not in self.lexicon.person_nouns or end + 2 >= len(tokens):
            return None
        if tokens[end].text != ",":
            return None
        for mention, entity in self.names.by_sentence[sentence]:
            is_closed = mention.end < len(tokens) and tokens[mention.end].text == ","
            if mention.start == end + 1 and len(mention.words) > 1 and is_closed:
                return entity
        return None

    def _is_office(self, sentence: int, start: int, link: int) -> bool:
        """ "Secretary | of State John Kerry"; not "a spokesperson | for Bill Blair"."""
        tokens = self.sentences[sentence].tokens
        head = tokens[link - 1]
        return (
            tokens[link : link + 1] != []
            and tokens[link].low == "of"
            and (head.tag is Tag.NAME and head.low in self.lexicon.titles)
        )

    def conjuncts(self, sentence: int, phrase: Phrase) -> list[tuple[Mention, Entity]]:
        """The people of "Jack Reed and Jeff Merkley"; empty where a phrase names one."""
        start, end = phrase
        tokens = self.sentences[sentence].tokens
        if not any(token.low == "and" for token in tokens[start:end]):
            return []
        named = self.names.within(sentence, start, end)
        links = [at for at in range(start, end) if tokens[at].low == "and"]
        is_joint = any(
            named[0][0].end <= link and named[-1][0].start > link for link in links if named
        )
        return named if is_joint and len(named) > 1 else []

    def _is_joint(self, sentence: int, phrase: Phrase) -> bool:
        """ "Reed, Kelly and | King": names on both sides, though one is not known as a name."""
        start, end = phrase
        tokens = self.sentences[sentence].tokens
        return any(
            tokens[at].low == "and"
            and tokens[at - 1].tag is Tag.NAME
            and tokens[at + 1].tag is Tag.NAME
            and tokens[at - 1].low not in self.lexicon.titles
            and tokens[at + 1].low not in self.lexicon.organisation_words
            for at in range(start + 1, end - 1)
        ) and all(entity.is_person for _mention, entity in self.names.within(sentence, *phrase))

    def last_mention(self, sentence: int, phrase: Phrase) -> Mention | None:
        """The last name that stands in a phrase."""
        inside = self.names.within(sentence, *phrase)
        return inside[-1][0] if inside else None

    def phrase_of(self, sentence: int, span: Span) -> Phrase | None:
        """The words of a stretch of a sentence."""
        tokens = self.sentences[sentence].tokens
        inside = [i for i, t in enumerate(tokens) if span.start <= t.start and t.end <= span.end]
        return (inside[0], inside[-1] + 1) if inside else None

    def rivals(self, sentence: int, span: Span, entity: Entity) -> list[Entity | None]:
        """Others whom a pronoun may mean: people between its last name and the pronoun.

        None stands for somebody who has no name, as "an old farmer", or is named farther back.
        """
        phrase = self.phrase_of(sentence, span)
        if phrase is None:
            return []
        opener = self.sentences[sentence].tokens[phrase[0]].low
        gender = self.lexicon.pronoun_gender.get(opener, "")
        others: dict[int, Entity | None] = {}
        for earlier in range(sentence, max(-1, sentence - _FARTHEST), -1):
            is_met, behind = False, -1
            for mention, other in self.names.by_sentence[earlier]:
                if earlier == sentence and mention.start >= phrase[0]:
                    continue
                if other is entity:
                    is_met = True
                    behind = -1 if self._hangs_on_noun(earlier, mention) else mention.end
                elif self._may_be_person(other) and _fits(other, gender):
                    others[id(other)] = other
            limit = phrase[0] if earlier == sentence else len(self.sentences[earlier].tokens)
            if self._meets_stranger(earlier, behind, limit, gender, entity):
                others[0] = None
            if is_met:
                return list(others.values())
        return [*others.values(), None]

    def _hangs_on_noun(self, sentence: int, mention: Mention) -> bool:
        """ "a biographer of | Martin Keller": the name is not what the sentence is about."""
        tokens = self.sentences[sentence].tokens
        at = mention.start - 1
        while at > 0 and tokens[at].low in mention.titles:
            at -= 1
        return at > 0 and tokens[at].tag is Tag.PREPOSITION and tokens[at - 1].tag is Tag.WORD

    def _may_be_person(self, entity: Entity) -> bool:
        """A person, or a lone name of which nothing tells that it is a place or a body."""
        if entity.is_person or len(entity.words) > 1:
            return entity.is_person
        word, lexicon = entity.words[0], self.lexicon
        low = word.lower()
        if word.isupper() or "-" in word or low.endswith(_OF_PEOPLES):
            return False
        return not (
            low in lexicon.places
            or low in lexicon.outlets
            or low in lexicon.organisation_words
            or low in lexicon.person_nouns
            or low in lexicon.days_and_months
        )

    def _meets_stranger(
        self, sentence: int, start: int, end: int, gender: str, entity: Entity
    ) -> bool:
        """Whether somebody without a name comes up: "an old farmer", "his opponent", "the mayor".

        Somebody else than the person: of a mayor, "the mayor" is no stranger.
        """
        tokens = self.sentences[sentence].tokens
        return any(
            self._is_stranger(sentence, at, gender, entity)
            for at in range(max(start, 0), end)
            if tokens[at].low in _INTRODUCES
        )

    def _is_stranger(
        self, sentence: int, at: int, gender: str, entity: Entity | None = None
    ) -> bool:
        """Whether a person without a name begins with the determiner at this word."""
        tokens = self.sentences[sentence].tokens
        opener = tokens[at].low
        if opener not in _INTRODUCES or (entity is None and opener in ("the", "'s", "some")):
            return False
        if opener in ("one", "some") and at + 1 < len(tokens) and tokens[at + 1].low == "of":
            return entity is not None
        head = self._head_behind(tokens, at)
        if head is None:
            return False
        follows = tokens[head + 1] if head + 1 < len(tokens) else None
        if follows and (follows.tag is Tag.NAME or follows.text == ","):
            return False
        noun = tokens[head].low
        if entity is None and not (noun in self.lexicon.person_nouns or noun in OCCUPATIONS):
            return False
        if entity is not None and noun in {*entity.titles, *entity.described, *_VAGUE}:
            return opener in ("his", "her", "'s", "another") or self._is_of_others(tokens, at, head)
        own = self.lexicon.gendered_nouns.get(noun, "")
        return not gender or not own or own == gender

    def _head_behind(self, tokens: list[TaggedToken], at: int) -> int | None:
        """The noun for a person that a determiner belongs to: "the Danish prime | minister"."""
        head = None
        for index in range(at + 1, min(at + 6, len(tokens))):
            if tokens[index].tag not in (Tag.WORD, Tag.NAME, Tag.NUMBER):
                break
            if tokens[index].tag is Tag.WORD and is_person_noun(tokens[index].low):
                head = index
        return head

    def _is_of_others(self, tokens: list[TaggedToken], start: int, head: int) -> bool:
        """ "the | Danish | prime minister": of a country that is named with the title."""
        return any(token.tag is Tag.NAME for token in tokens[start + 1 : head])

    def distance(self, sentence: int, span: Span, entity: Entity) -> int:
        """Sentences between a mention and the last one before it that names the same person."""
        for earlier in range(sentence, max(-1, sentence - _FARTHEST), -1):
            if any(
                other is entity and mention.span.start < span.start
                for mention, other in self.names.by_sentence[earlier]
            ):
                return sentence - earlier
        return _FARTHEST

    def _described(self, sentence: int, phrase: Phrase) -> Entity | None:
        """ "the mayor": who was called so, and was spoken of last."""
        start, end = phrase
        tokens = self.sentences[sentence].tokens
        if tokens[start].low not in ("the", "his", "her", "this", "that"):
            return None
        stop = next((i for i in range(start, end) if tokens[i].tag is Tag.PREPOSITION), end)
        nouns = [t.low for t in tokens[start:stop] if t.tag in (Tag.WORD, Tag.NAME)]
        if not nouns or nouns[-1] not in self.lexicon.person_nouns:
            return None
        at = tokens[start].start
        fitting = [e for e in self.names.entities if e.is_person and nouns[-1] in e.titles]
        fitting = [e for e in fitting if self._fits_description(e, nouns)]
        if not fitting:
            gender = self._gender_of(nouns[-1]) if nouns[-1] in _VAGUE else ""
            is_vague = gender and len(nouns) == 1 and stop == end
            return self._last_spoken_of(sentence, start, gender) if is_vague else None
        return max(
            fitting,
            key=lambda e: (sum(n in e.titles for n in nouns), self._last_before(e, at)),
        )

    def _fits_description(self, entity: Entity, nouns: list[str]) -> bool:
        """Whether the article calls the person all of it: prime and minister, not one of them."""
        called = set(entity.titles) | entity.described
        return all(noun in called for noun in nouns if noun not in ("former", "then", "late"))

    def _gender_of(self, noun: str) -> str:
        return self.lexicon.gendered_nouns.get(noun, "")

    def _last_before(self, entity: Entity, offset: int) -> int:
        spans = (m.span.start for line in self.names.by_sentence for m, e in line if e is entity)
        return max((start for start in spans if start < offset), default=-1)

    def _antecedent(self, sentence: int, index: int) -> Entity | None:
        at = index - 1
        tokens = self.sentences[sentence].tokens
        while at >= 0 and tokens[at].tag is Tag.MARK and tokens[at].text != ")":
            at -= 1
        phrase = self.parsers[sentence].phrase_ending(at) if at >= 0 else None
        return self.of_phrase(sentence, phrase) if phrase else None

    # --- pronouns --------------------------------------------------------------------------------

    def _pronoun(self, sentence: int, index: int, gender: str) -> Entity | None:
        if gender == "1":
            return None
        if gender in ("p", "n"):
            return self._last_body(sentence, index)
        self._subjects(sentence, 0)
        offset = self.sentences[sentence].tokens[index].start
        if offset not in self._resolved:
            self._resolved[offset] = None
            self._resolved[offset] = self._last_spoken_of(sentence, index, gender)
        return self._resolved[offset]

    def _last_spoken_of(self, sentence: int, index: int, gender: str) -> Entity | None:
        for earlier in range(sentence, max(-1, sentence - _FARTHEST), -1):
            limit = index if earlier == sentence else len(self.sentences[earlier].tokens)
            subjects = [e for e in self._subjects(earlier, limit) if e.is_person]
            is_strange = any(start < limit for start in self._strangers_of[earlier])
            for entity in subjects if is_strange else self._salient(earlier, limit):
                if _fits(entity, gender):
                    return entity
            if is_strange:
                return None
        at = self.sentences[sentence].tokens[index].start
        met = [e for e in self.names.entities if e.is_person and e.first < at]
        people = [e for e in met if _fits(e, gender)]
        return max(people, key=lambda e: e.times, default=None)

    def _last_body(self, sentence: int, index: int) -> Entity | None:
        """What "it" or "they" takes up: the body that is the subject of what was said last."""
        for earlier in range(sentence, max(-1, sentence - _FARTHEST_BODY), -1):
            limit = index if earlier == sentence else len(self.sentences[earlier].tokens)
            for entity in self._subjects(earlier, limit):
                return None if entity.is_person else entity
        return None

    def _subjects(self, sentence: int, limit: int) -> list[Entity]:
        """Whom the verbs of a sentence before a word have as subjects, in order, each once."""
        for unread in range(len(self._subjects_of), sentence + 1):
            self._read_subjects(unread)
        found = (entity for start, entity in self._subjects_of[sentence] if start < limit)
        return list(dict.fromkeys(found))

    def _read_subjects(self, sentence: int) -> None:
        """In the order of the text, for each pronoun takes up what was read before it."""
        parser, tokens = self.parsers[sentence], self.sentences[sentence].tokens
        found: list[tuple[int, Entity]] = []
        strangers: list[int] = []
        self._subjects_of.append(found)
        self._strangers_of.append(strangers)
        for verb in range(len(tokens)):
            if not parser.is_verb(verb):
                continue
            phrase = parser.subject(verb) or parser.inverted_subject(verb)
            if phrase is None or tokens[phrase[0]].tag is Tag.RELATIVE:
                continue
            entity = self.of_phrase(sentence, phrase)
            if entity:
                found.append((phrase[0], entity))
            elif self._is_stranger(sentence, phrase[0], ""):
                strangers.append(phrase[0])

    def _salient(self, sentence: int, limit: int) -> list[Entity]:
        """The people of a sentence before a word, subjects of its verbs first."""
        found = [entity for entity in self._subjects(sentence, limit) if entity.is_person]
        for mention, entity in self.names.by_sentence[sentence]:
            if mention.end <= limit and entity.is_person and entity not in found:
                found.append(entity)
        return found


def _fits(entity: Entity, gender: str) -> bool:
    return not gender or not entity.gender or entity.gender == gender
