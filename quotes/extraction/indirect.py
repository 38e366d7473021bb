"""Speech reported without quotation marks: "Carney said Canada will decide", "…, he added".

What is reported runs from the report to the end of its clause. Where it holds words in quotation
marks, those are the statement and nothing is proposed here.
"""

from collections.abc import Collection, Iterator
from dataclasses import dataclass

from quotes.extraction.attribution import STRONG, Attribution, SentenceReader
from quotes.extraction.clauses import Phrase
from quotes.extraction.lexicon import Lexicon, Tag
from quotes.text.spans import Span

_FEWEST_WORDS = 3
_LONGEST_RETELLING = 7
# Of these, "it" is a body or a paper: "It said the bill was late".
_OF_BODIES = ("say", "add", "note", "state", "warn", "conclude")


@dataclass(frozen=True, slots=True)
class Paraphrase:
    pieces: tuple[Span, ...]
    attribution: Attribution


class IndirectReader:
    """The indirect speech of one sentence."""

    def __init__(
        self, reader: SentenceReader, lexicon: Lexicon, spoken: Collection[int] = ()
    ) -> None:
        """``spoken`` are the words of the sentence that stand for statements in marks."""
        self.reader = reader
        self.spoken = spoken
        self.tokens = reader.tokens
        self.parser = reader.parser
        self.lexicon = lexicon

    def paraphrases(self) -> Iterator[Paraphrase]:
        """What is reported, in order, no word in two of them."""
        taken = 0
        for index in range(len(self.tokens)):
            found = self._at(index)
            if found is None:
                continue
            parts, attribution = found
            parts = [part for part in parts if part[0] >= taken]
            if not (len(parts) > 1 and any(map(self._is_enough, parts))):
                parts = [part for part in parts if self._is_enough(part)]
            if parts:
                taken = parts[-1][1]
                yield Paraphrase(tuple(self._span(part) for part in parts), attribution)

    def _at(self, index: int) -> tuple[list[Phrase], Attribution] | None:
        if self.tokens[index].low == "according":
            return self._according(index)
        frame = self.parser.frame(index)
        if frame not in STRONG or self.parser.is_passive(index):
            return None
        low = self.tokens[index].low
        if self.parser.is_name_of(index):
            return None
        if (
            low.endswith("ed")
            and index + 1 < len(self.tokens)
            and (self.tokens[index + 1].low == "by")
        ):
            # "a system proposed by the president": no verb of the system's
            return None
        if (self.lexicon.speech.get(low) or self.lexicon.naming[low]) in self.lexicon.quoting_only:
            return None
        subject = self.parser.subject(index)
        if subject is None and self._ends_clause(index - 1):
            subject = self.parser.inverted_subject(index)
        if subject is None or not self._may_report(subject, frame, low):
            return None
        if self._is_hypothetical(index) or self._is_aside(index, subject):
            return None
        issuer = self.reader.issuer(subject, index)
        attribution = self.reader.made(issuer, index, "indirect", 0.5)
        return self._around(index, subject), attribution

    def _may_report(self, subject: Phrase, frame: str, verb: str) -> bool:
        first = self.tokens[subject[0]]
        if first.low == "it":
            return self.lexicon.speech.get(verb) in _OF_BODIES
        if first.low in ("you", "that", "this"):
            return False
        if verb.endswith("ing") and not self.parser.is_speaker(subject):
            return False
        return frame == "speech" or self.parser.is_speaker(subject)

    def _is_aside(self, verb: int, subject: Phrase) -> bool:
        """ "the charges, | which Carney denies|, and …": nothing of the sentence is reported."""
        before = self.tokens[subject[0] - 1].low if subject[0] else ""
        follows = self.tokens[verb + 1] if verb + 1 < len(self.tokens) else None
        is_closed = follows is None or follows.tag is Tag.MARK
        return before in ("which", "whom", "what") and is_closed

    def _is_hypothetical(self, verb: int) -> bool:
        """ "might claim", "wanted to proclaim": nothing was said."""
        at = verb - 1
        while at >= 0 and self.tokens[at].tag is Tag.ADVERB:
            at -= 1
        if at < 0:
            return False
        low = self.tokens[at].low
        return low in self.lexicon.modals or (
            low == "to" and self.tokens[at - 1].low not in ("on", "continued", "began")
        )

    def _around(self, verb: int, subject: Phrase) -> list[Phrase]:
        """The clause behind the report, else the one before it; both if it stands between."""
        report = min(verb, subject[0]), max(verb + 1, subject[1])
        behind = self._behind(report[1] if subject[0] > verb else verb + 1, verb, subject)
        if not self._ends_clause(report[0] - 1):
            return [behind] if behind else []
        before = self._before(report[0] - 1)
        if behind and before and self._is_introduction(before):
            return [behind]
        if behind and before and self._goes_on(report[1]):
            return [before, behind]
        if behind is None or self._is_adverbial(report[1]):
            return [before] if before else []
        return [behind]

    def _goes_on(self, at: int) -> bool:
        """ "The hashtag, he said|, was popular|": the clause goes on behind the report."""
        if at + 1 >= len(self.tokens) or self.tokens[at].text != ",":
            return False
        return not self._is_adverbial(at + 1) and not self._next_report(at + 1)

    def _ends_clause(self, at: int) -> bool:
        if at < 1:
            return False
        token = self.tokens[at]
        return token.text == "," or (token.quoted is not None and token.quoted.doubtful)

    def _is_introduction(self, part: Phrase) -> bool:
        """ "In court papers, …", "After the vote, …": of the report, not of what is reported."""
        opener = self.tokens[part[0]]
        return opener.tag in (Tag.PREPOSITION, Tag.SUBORDINATOR) or opener.low.endswith("ing")

    def _is_adverbial(self, at: int) -> bool:
        """Nothing but a time, a place or an occasion follows: "…, he said on Wednesday"."""
        if at >= len(self.tokens):
            return True
        token = self.tokens[at]
        if token.low in ("that", "the"):
            return False
        return token.low in self.lexicon.time_words or token.tag in (
            Tag.PREPOSITION,
            Tag.SUBORDINATOR,
            Tag.MARK,
        )

    # --- the clause behind -----------------------------------------------------------------------

    def _behind(self, start: int, verb: int, subject: Phrase | None = None) -> Phrase | None:
        start = self._begin(start, verb)
        end = self._end(start)
        if subject and self.tokens[subject[0]].tag is Tag.RELATIVE:
            end = next((i for i in range(start, end) if self.tokens[i].text == ","), end)
        if end <= start or any(self._is_quote(i) for i in range(start, end)):
            return None
        if end < len(self.tokens) and self._is_quote(end):
            return None
        return start, end

    def _is_quote(self, index: int) -> bool:
        return index in self.spoken

    def _begin(self, at: int, verb: int) -> int:
        """Behind the verb: adverbs, the listener, the time and the occasion are of the report."""
        tokens, size = self.tokens, len(self.tokens)
        while at < size and tokens[at].text in (",", ":"):
            at += 1
        base = self.lexicon.speech.get(tokens[verb].low, "")
        if base in self.lexicon.addressing and at < size:
            at = self._behind_listener(at)
        at = self._behind_time(at)
        if at < size and tokens[at].low in ("in", "during", "at", "after", "on", "to"):
            that = self._complement(at)
            at = that if that else at
        linked = self.lexicon.linked.get(base)
        if linked and at < size and tokens[at].low in linked:
            at += 1
        return at

    def _behind_listener(self, at: int) -> int:
        tokens = self.tokens
        if tokens[at].tag is Tag.OBJECT:
            return at + 1
        phrase = self.parser.phrase_starting(at)
        if phrase is None:
            return at
        return phrase[1]

    def _behind_time(self, at: int) -> int:
        tokens, start = self.tokens, at
        while at < len(tokens) and (
            tokens[at].low in self.lexicon.time_words
            and tokens[at].low not in ("that", "the", "in")
        ):
            at += 1
        names_day = any(t.low in self.lexicon.days_and_months for t in tokens[start:at])
        return at if names_day else start

    def _complement(self, at: int) -> int | None:
        """Where "that" begins the clause, at most a phrase away: "said in a statement | that"."""
        for index in range(at + 1, min(at + 12, len(self.tokens))):
            token = self.tokens[index]
            if token.low == "that":
                return index
            if token.tag in (Tag.MARK, Tag.QUOTE, Tag.AUXILIARY, Tag.VERB, Tag.SUBORDINATOR):
                return None
        return None

    def _end(self, start: int) -> int:
        tokens = self.tokens
        for index in range(start, len(tokens)):
            if tokens[index].text in ";:" or self._is_quote(index):
                return index
            if tokens[index].text in (",", "—", "–", "--") and self._next_report(index + 1):
                return index
            if tokens[index].tag is Tag.CONJUNCTION and self._is_second_report(index + 1):
                return index
        last = len(tokens)
        while last > start and tokens[last - 1].tag is Tag.MARK:
            last -= 1
        return last

    def _is_second_report(self, at: int) -> bool:
        """ "… and added that": the same subject's next verb."""
        while at < len(self.tokens) and self.tokens[at].tag in (Tag.ADVERB, Tag.AUXILIARY):
            at += 1
        if at + 1 >= len(self.tokens) or self.parser.frame(at) not in STRONG:
            return False
        follows = self.tokens[at + 1]
        return (
            self.tokens[at].low.endswith("ed")
            or self.tokens[at].low in ("said", "says", "wrote")
            or (follows.low == "that" or follows.tag is Tag.QUOTE)
        )

    def _next_report(self, at: int) -> bool:
        """Whether a comma is followed by another report: "adding …", "according to …"."""
        tokens = self.tokens
        if at >= len(tokens):
            return False
        if tokens[at].tag is Tag.CONJUNCTION or tokens[at].low == "while":
            at += 1
        if at >= len(tokens):
            return False
        if tokens[at].low == "according":
            return True
        if self.parser.frame(at) and tokens[at].low.endswith("ing"):
            return True
        for verb in range(at, min(at + 8, len(tokens))):
            if tokens[verb].tag in (Tag.MARK, Tag.QUOTE):
                return False
            if self.parser.frame(verb) in STRONG:
                subject = self.parser.subject(verb, at)
                return subject is not None and subject[0] == at
        return False

    # --- the clause before -----------------------------------------------------------------------

    def _before(self, comma: int) -> Phrase | None:
        end = comma + 1 if self.tokens[comma].tag is Tag.QUOTE else comma
        start = 0
        for index in range(comma):
            if self.tokens[index].text == ";":
                start = index + 1
        while start < end and self.tokens[start].tag in (Tag.MARK, Tag.CONJUNCTION):
            start += 1
        if start >= end or any(self._is_quote(i) for i in range(start, end)):
            return None
        return start, end

    def _according(self, at: int) -> tuple[list[Phrase], Attribution] | None:
        tokens = self.tokens
        if at + 2 >= len(tokens) or tokens[at + 1].low != "to":
            return None
        source = self.parser.phrase_starting(at + 2)
        if source is None:
            return None
        attribution = self.reader.made(source, at, "according", 0.5, cue_end=at + 2)
        if at <= 1:
            comma = next((i for i in range(source[1], len(tokens)) if tokens[i].text == ","), None)
            content = None if comma is None else self._behind(comma + 1, at)
        else:
            end = at if tokens[at - 1].text != "," else at - 1
            content = self._before(end) if end > 0 else None
        return ([content], attribution) if content else None

    def _is_enough(self, part: Phrase) -> bool:
        start, end = part
        if self._is_retelling(start, end) or self._is_listener(start, end):
            return False
        return sum(t.tag is not Tag.MARK for t in self.tokens[start:end]) >= _FEWEST_WORDS or any(
            t.tag is Tag.QUOTE for t in self.tokens[start:end]
        )

    def _is_retelling(self, start: int, end: int) -> bool:
        """ "“…,” Keller said | his mother told him|": a report of what stands in marks."""
        last = end - 1 if self.tokens[end - 1].tag is not Tag.OBJECT else end - 2
        is_behind = start > 1 and any(self._is_quote(at) for at in range(start))
        return (
            is_behind and end - start < _LONGEST_RETELLING and self.parser.frame(last) == "speech"
        )

    def _is_listener(self, start: int, end: int) -> bool:
        """ "wrote | to a voter in Windsor": to whom, and nothing of what."""
        if self.tokens[start].low != "to" or start + 1 >= end:
            return False
        begins = self.tokens[start + 1].tag in (
            Tag.DETERMINER,
            Tag.POSSESSIVE,
            Tag.NAME,
            Tag.OBJECT,
        )
        return begins and not any(self.parser.is_verb(at) for at in range(start, end))

    def _span(self, part: Phrase) -> Span:
        start, end = part
        return Span(self.tokens[start].start, self.tokens[end - 1].end)
