"""The article as a whole: credits that its sentences alone do not give.

A quotation whose sentence credits nobody belongs to whoever the paragraph is about; one that goes
on over paragraphs to whoever began it.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from itertools import islice, takewhile

from quotes.extraction.attribution import STRONG, Attribution, SentenceReader
from quotes.extraction.indirect import IndirectReader, Paraphrase
from quotes.extraction.labels import is_label
from quotes.extraction.lexicon import Lexicon, Tag
from quotes.extraction.marks import Quoted, paragraphs, quotations
from quotes.extraction.names import is_person_noun
from quotes.extraction.sentences import TaggedToken, sentences
from quotes.text.spans import Span

# A whole sentence, not a term that happens to begin with a capital.
_FEWEST_WORDS_OF_LAST = 5
# Quotations of a paragraph that are looked back at; a line may be a whole book.
_FARTHEST_QUOTATION = 30
_LONGEST_BARE_REPORT = 12
_GUESSES = ("sentence before", "last")
_CONTINUE_SENTENCE = (Tag.PREPOSITION, Tag.SUBORDINATOR, Tag.RELATIVE)
_BETWEEN_STATEMENTS = (Tag.QUOTE, Tag.MARK, Tag.CONJUNCTION, Tag.ADVERB)


@dataclass(slots=True)
class Credited:
    """A stretch in quotation marks, the word of a sentence that stands for it, and its credit."""

    quoted: Quoted
    sentence: int
    index: int
    attribution: Attribution | None


class Article:
    """The text of an article with its sentences read."""

    def __init__(self, text: str, lexicon: Lexicon) -> None:
        self.text = text
        self.lexicon = lexicon
        self.lines = paragraphs(text)
        self.sentences = sentences(text, self.lines, quotations(text, self.lines), lexicon)
        self.readers = [SentenceReader(text, s, lexicon) for s in self.sentences]

    def statements(self) -> list[Credited]:
        """What stands in quotation marks and is somebody's words, in order."""
        return [credited for credited in self._credited() if self._is_statement(credited)]

    def paraphrases(self, statements: list[Credited]) -> list[tuple[int, Paraphrase]]:
        """What is reported without marks, each with the number of its sentence.

        A cue that leads to words in marks is not read twice.
        """
        cues = {s.attribution.cue for s in statements if s.attribution}
        spoken: list[list[int]] = [[] for _ in self.readers]
        taken: list[list[Span]] = [[] for _ in self.readers]
        for statement in statements:
            taken[statement.sentence].append(statement.quoted.words)
            if not statement.quoted.doubtful:
                spoken[statement.sentence].append(statement.index)
        return [
            (number, paraphrase)
            for number, reader in enumerate(self.readers)
            for paraphrase in IndirectReader(reader, self.lexicon, spoken[number]).paraphrases()
            if paraphrase.attribution.cue not in cues
            and not _meets(paraphrase.pieces, taken[number])
        ]

    def quoted_in_line(self, sentence: int) -> list[Quoted]:
        """What stands in marks in the line of a sentence."""
        line = self.sentences[sentence].line
        before = takewhile(lambda s: s.line == line, reversed(self.sentences[:sentence]))
        behind = takewhile(lambda s: s.line == line, self.sentences[sentence:])
        parts = [*reversed(list(before)), *behind]
        return [token.quoted for part in parts for token in part.tokens if token.quoted]

    def words(self, credited: Credited) -> str:
        return self.text[slice(*credited.quoted.words)]

    def is_whole(self, credited: Credited) -> bool:
        """Whether the words are a sentence of their own rather than part of the writer's."""
        tokens = self.sentences[credited.sentence].tokens
        if self._is_continued(tokens, credited):
            return False
        before = tokens[credited.index - 1] if credited.index else None
        if before is None or before.tag in (Tag.MARK, Tag.QUOTE):
            return not self._continues_clause(tokens, credited)
        return self.readers[credited.sentence].parser.frame(credited.index - 1) == "speech"

    def _is_continued(self, tokens: list[TaggedToken], credited: Credited) -> bool:
        """ "“We go it alone” if need be, he said"."""
        if credited.index + 1 >= len(tokens) or self.words(credited)[-1] in ",.?!…":
            return False
        follows = tokens[credited.index + 1]
        return follows.tag in _CONTINUE_SENTENCE or self._has_predicate(tokens, credited)

    def _has_predicate(self, tokens: list[TaggedToken], credited: Credited) -> bool:
        """ "“local forces” must lead", "the “zero” option": the words are a phrase of it."""
        follows = tokens[credited.index + 1]
        if follows.tag is Tag.AUXILIARY:
            return True
        parser = self.readers[credited.sentence].parser
        return follows.tag in (Tag.VERB, Tag.WORD) and parser.frame(credited.index + 1) == ""

    def _continues_clause(self, tokens: list[TaggedToken], credited: Credited) -> bool:
        """ "The plan, Carney said, “is a mistake”", "Without it, “we are late,” he said"."""
        if credited.attribution is None or not credited.index:
            return False
        if tokens[credited.index - 1].text != ",":
            return False
        earlier = tokens[: credited.index]
        if credited.attribution.rule == "behind":
            return not any(token.tag is Tag.QUOTE for token in earlier)
        goes_on = credited.attribution.rule == "before" and self.words(credited)[0].islower()
        return goes_on and not any(token.tag is Tag.QUOTE for token in earlier)

    def _is_statement(self, credited: Credited) -> bool:
        attribution = credited.attribution
        if attribution is None:
            return False
        parser = self.readers[credited.sentence].parser
        if is_label(parser, credited.index, self.words(credited), attribution):
            return False
        return self.is_whole(credited) or not credited.quoted.doubtful

    # --- who is credited -------------------------------------------------------------------------

    def _credited(self) -> list[Credited]:
        found: list[Credited] = []
        for number, reader in enumerate(self.readers):
            for index in reader.quotes():
                quoted = reader.tokens[index].quoted
                assert quoted is not None
                attribution = reader.attribution(index)
                if attribution:
                    attribution = replace(attribution, sentence=number)
                else:
                    attribution = self._from_context(found, number, index, quoted)
                found.append(Credited(quoted, number, index, attribution))
        self._credit_backwards(found)
        return found

    def _credit_backwards(self, found: list[Credited]) -> None:
        """Words whose report comes only where they end, a paragraph or more later."""
        for at in range(len(found) - 2, -1, -1):
            credited, follows = found[at], found[at + 1].attribution
            is_guess = credited.attribution is None or credited.attribution.rule in _GUESSES
            if credited.quoted.goes_on and is_guess and follows and follows.rule not in _GUESSES:
                credited.attribution = replace(follows, rule="goes on")

    def _from_context(
        self, found: list[Credited], number: int, index: int, quoted: Quoted
    ) -> Attribution | None:
        """The credit of words whose own sentence gives none."""
        if found and found[-1].quoted.goes_on:
            began = found[-1].attribution
            return replace(began, rule="goes on") if began else None
        words = self.text[slice(*quoted.words)]
        if len(words) < 2:
            return None
        if not self._stands_alone(number, index):
            goes_on = self._opens_sentence(number, index) and _is_long(words)
            return self._of_paragraph(found, number) if goes_on else None
        if words[0].islower() and not index:
            return None
        return (
            self._signed_behind(number)
            or self._of_paragraph(found, number)
            or self._from_line_behind(number, words)
            or self._from_sentence_before(number)
            or self._of_last(found, words)
        )

    def _stands_alone(self, number: int, index: int) -> bool:
        """Whether the sentence is nothing but what is quoted: "Indeed, “…”", "“…” if need be"."""
        tokens = self.readers[number].tokens
        if index == 0 and len(tokens) > 1 and tokens[1].tag in _CONTINUE_SENTENCE:
            return True
        lead = bool(tokens) and tokens[0].low in self._leads()
        return all(token.tag in _BETWEEN_STATEMENTS for token in tokens[lead:])

    def _opens_sentence(self, number: int, index: int) -> bool:
        """ "“We go it alone” and other slogans.": nothing of the sentence comes before."""
        tokens = self.readers[number].tokens
        return index == 0 and not any(
            self.readers[number].parser.is_main_verb(at) for at in range(1, len(tokens))
        )

    def _leads(self) -> frozenset[str]:
        """Words at the head of a sentence that are written large and only lead on."""
        return self.lexicon.adverbs | self.lexicon.leads

    def _of_paragraph(self, found: list[Credited], number: int) -> Attribution | None:
        """Who is credited with the last whole quotation of the paragraph, else with any."""
        line = self.sentences[number].line
        last: Attribution | None = None
        since = number
        for credited in islice(reversed(found), _FARTHEST_QUOTATION):
            if self.sentences[credited.sentence].line != line:
                break
            since = credited.sentence if last is None else since
            if credited.attribution and self.is_whole(credited):
                last, since = credited.attribution, credited.sentence
                break
            last = last or credited.attribution
        if last is None:
            return None
        if any(self._changes_person(between, last) for between in range(since + 1, number)):
            return replace(last, rule="last", certainty=0.3)
        return replace(last, rule="continued", certainty=0.85)

    def _changes_person(self, number: int, last: Attribution) -> bool:
        """Whether a sentence between is about somebody else: "Bob Short was there, too."."""
        reader = self.readers[number]
        said = self.text[slice(*last.mention)] if last.mention else ""
        for verb in range(1, len(reader.tokens)):
            if not reader.parser.is_verb(verb):
                continue
            phrase = reader.parser.subject(verb)
            if phrase is None or phrase[1] > verb or not reader.parser.is_speaker(phrase):
                return False
            name = reader.tokens[phrase[1] - 1]
            return name.tag is Tag.NAME and name.text not in said
        return False

    def _from_sentence_before(self, number: int) -> Attribution | None:
        """ "Carney answered. “…”", in the same paragraph or the one before."""
        line = self.sentences[number].line
        for earlier in range(number - 1, max(-1, number - 3), -1):
            if self.sentences[earlier].line < line - 1:
                return None
            reader = self.readers[earlier]
            found = reader.main_report() or (
                reader.announcement() if earlier == number - 1 else None
            )
            if found:
                return replace(found, sentence=earlier, rule="sentence before", certainty=0.6)
            if self._is_about_stranger(earlier):
                return None
        return None

    def _is_about_stranger(self, number: int) -> bool:
        """ "| A miner | shook his head.": what follows may be the words of somebody unnamed."""
        tokens = self.readers[number].tokens
        return any(
            token.low in ("a", "an", "one", "another")
            and tokens[at + 1].tag is Tag.WORD
            and is_person_noun(tokens[at + 1].low)
            and all(before.tag is Tag.MARK for before in tokens[max(0, at - 1) : at])
            for at, token in enumerate(tokens[:-1])
        )

    def _from_line_behind(self, number: int, words: str) -> Attribution | None:
        """ "“…,”" and in the next line "Carney said.": a break where none belongs."""
        if words[-1] not in ",?!" or number + 1 >= len(self.readers):
            return None
        follows = self.sentences[number + 1]
        if follows.line != self.sentences[number].line + 1:
            return None
        if len(follows.tokens) > _LONGEST_BARE_REPORT or any(
            t.tag is Tag.QUOTE for t in follows.tokens
        ):
            return None
        report = self.readers[number + 1].main_report()
        return replace(report, sentence=number + 1, rule="end") if report else None

    def _signed_behind(self, number: int) -> Attribution | None:
        """ "“…”" and in the next line "— Ann Long, Windsor.", as pull quotes are signed."""
        if number + 1 >= len(self.readers):
            return None
        if self.sentences[number + 1].line != self.sentences[number].line + 1:
            return None
        signed = self.readers[number + 1].signature(0)
        return replace(signed, sentence=number + 1) if signed else None

    def announced(self) -> list[tuple[int, Span, Attribution]]:
        """Lines without marks that a report in the line before leads to: "Carney said:"."""
        found = []
        for number, reader in enumerate(self.readers[:-1]):
            tokens = reader.tokens
            line = self.sentences[number].line
            if self.sentences[number + 1].line != line + 1 or tokens[-1].text != ":":
                continue
            report = reader.main_report()
            words = self.lines[line + 1]
            inside = [s for s in self.sentences[number + 1 :] if s.line == line + 1]
            is_marked = any(t.tag is Tag.QUOTE for s in inside for t in s.tokens)
            is_last = report and report.cue and report.cue.end >= tokens[-2].end
            if report and is_last and not is_marked and self.text[words.end - 1] in ".!?":
                found.append((number, words, replace(report, sentence=number, rule="announced")))
        return found

    def _of_last(self, found: list[Credited], words: str) -> Attribution | None:
        """Whoever spoke last, for whole sentences that nobody is credited with."""
        if not found or len(words.split()) < _FEWEST_WORDS_OF_LAST:
            return None
        last = found[-1].attribution
        return replace(last, rule="last", certainty=0.3) if last and last.frame in STRONG else None


def _is_long(words: str) -> bool:
    return len(words.split()) >= _FEWEST_WORDS_OF_LAST and not words[0].islower()


def _meets(pieces: Iterable[Span], taken: Iterable[Span]) -> bool:
    return any(a.start < b.end and b.start < a.end for a in pieces for b in taken)
