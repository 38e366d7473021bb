"""Coreference: the person or body for "Carney", "he", "the prime minister", "who".

A pronoun is taken up from the subject of what was said last, as reporters write: the subject of
the sentence, else of those before it, else whoever spoke last, as long as gender allows.
"""

from quotes.extraction.clauses import Parser, Phrase
from quotes.extraction.lexicon import Lexicon, Tag
from quotes.extraction.names import Entity, Names
from quotes.extraction.sentences import Sentence
from quotes.text.spans import Span

_FARTHEST = 8
_FARTHEST_BODY = 3


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

    def entity(self, sentence: int, mention: Span) -> Entity | None:
        """Whom the words stand for; None where the article does not tell."""
        tokens = self.sentences[sentence].tokens
        inside = [
            i for i, t in enumerate(tokens) if mention.start <= t.start and t.end <= mention.end
        ]
        if not inside:
            return None
        return self.of_phrase(sentence, (inside[0], inside[-1] + 1))

    def of_phrase(self, sentence: int, phrase: Phrase) -> Entity | None:
        start, end = phrase
        token = self.sentences[sentence].tokens[start]
        gender = self.lexicon.pronoun_gender.get(token.low)
        if gender and end - start == 1:
            return self._pronoun(sentence, start, gender)
        if token.tag is Tag.RELATIVE:
            return self._antecedent(sentence, start)
        return self._named(sentence, phrase) or self._described(sentence, phrase)

    # --- names -----------------------------------------------------------------------------------

    def _named(self, sentence: int, phrase: Phrase) -> Entity | None:
        """The name a phrase ends with: "Clinton campaign manager | Robby Mook"."""
        start, end = phrase
        tokens = self.sentences[sentence].tokens
        stop = next(
            (i for i in range(start, end) if tokens[i].tag is Tag.PREPOSITION and i > start), end
        )
        inside = self.names.within(sentence, start, stop)
        if not inside:
            inside = [m for m in self.names.within(sentence, start, end) if len(m[0].words) > 1]
            stop = end
        if not inside:
            return None
        mention, entity = inside[-1]
        behind = tokens[mention.end : stop]
        if any(t.tag in (Tag.WORD, Tag.GENITIVE) for t in behind):
            return None
        if tokens[start].tag is Tag.DETERMINER and tokens[start].low in ("a", "an"):
            return entity if len(mention.words) > 1 else None
        return entity

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
        if not fitting:
            return self._last_spoken_of(sentence, start, self._gender_of(nouns[-1]))
        return max(
            fitting,
            key=lambda e: (sum(n in e.titles for n in nouns), self._last_before(e, at)),
        )

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
            for entity in self._salient(earlier, limit):
                if _fits(entity, gender):
                    return entity
        people = [e for e in self.names.entities if e.is_person and _fits(e, gender)]
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
        self._subjects_of.append(found)
        for verb in range(len(tokens)):
            if not parser.is_verb(verb):
                continue
            phrase = parser.subject(verb) or parser.inverted_subject(verb)
            if phrase is None or tokens[phrase[0]].tag is Tag.RELATIVE:
                continue
            entity = self.of_phrase(sentence, phrase)
            if entity:
                found.append((phrase[0], entity))

    def _salient(self, sentence: int, limit: int) -> list[Entity]:
        """The people of a sentence before a word, subjects of its verbs first."""
        found = [entity for entity in self._subjects(sentence, limit) if entity.is_person]
        for mention, entity in self.names.by_sentence[sentence]:
            if mention.end <= limit and entity.is_person and entity not in found:
                found.append(entity)
        return found


def _fits(entity: Entity, gender: str) -> bool:
    return not gender or not entity.gender or entity.gender == gender
