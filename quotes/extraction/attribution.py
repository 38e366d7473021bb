"""Attribution within a sentence: the mention of a speaker and the cue, for each quotation.

The rules are tried from the surest to the weakest: a report right behind the words ("…,” said
Carney), one before them in the sentence (Carney said “…”), one that ends the sentence (the plan is
“…”, Carney said), and last what the sentences around are about.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from quotes.extraction.carriers import is_outlet
from quotes.extraction.clauses import DASHES, Parser, Phrase
from quotes.extraction.lexicon import Lexicon, Tag
from quotes.extraction.modality import Modality, ModalityReader
from quotes.extraction.sentences import Sentence
from quotes.text.spans import Span

_AWAITS_REPORT = frozenset(",?!—–-….")
_NO_REPORT = (Tag.CONJUNCTION, Tag.SUBORDINATOR, Tag.RELATIVE)
_LONGEST_REPORT = 40
# Words that open a clause which is not what the verb before them reports.
_OPENS_CLAUSE = frozenset("after when while because before since although though as".split())
STRONG = ("speech", "naming")
# Words between a verb and the words it leads to, for nothing else to come between.
_NEAR = 3
_FEWEST_OF_CLAUSE = 4
_IS = ("is", "are", "was", "were")
_RETOLD_BY = (Tag.NAME, Tag.POSSESSIVE, Tag.DETERMINER, Tag.PRONOUN)
# Words between a verb and the noun of speech that it gives to its subject.
_FARTHEST_GIVING = 6
# Of the passive only: "was called: “…”", "was heckled: “…”".
_INTERRUPTED = frozenset(
    "called interrupted heckled challenged welcomed jeered booed applauded".split()
)
# Nouns of speech that "for" links to their words; the other links do so with all of them.
_CALLS = frozenset("call calls demand demands plea appeal proposal argument pledge".split())
_LEADS_FROM_NOUN = frozenset("for about of on against".split())
# Of these, "of" names whom they are about: "a description of Long".
_OF_ITS_OBJECT = frozenset(
    "criticism denunciation description characterization accusation reference talk view".split()
)
_IMITATING = frozenset("imitating mimicking impersonating".split())


@dataclass(frozen=True, slots=True)
class Attribution:
    """Who says it by which words; ``certainty`` is of the rule, between 0 and 1.

    ``relay`` is who passes the words on ("Carney | quoted Trump as saying"), ``modality`` whether
    they are reported as said at all.
    """

    mention: Span | None
    cue: Span | None
    frame: str
    rule: str
    certainty: float
    sentence: int = -1
    modality: Modality = Modality.SAID
    relay: Span | None = None


class SentenceReader:
    """The reports of one sentence."""

    def __init__(self, text: str, sentence: Sentence, lexicon: Lexicon) -> None:
        self.text = text
        self.tokens = sentence.tokens
        self.lexicon = lexicon
        self.parser = Parser(sentence.tokens, lexicon)
        self.modality = ModalityReader(self.parser)
        self._found: dict[int, Attribution | None] = {}

    def attribution(self, index: int) -> Attribution | None:
        """Who is credited with the quotation at this word of the sentence."""
        if index not in self._found:
            self._found[index] = None
            self._found[index] = self._find(index)
        return self._found[index]

    def _find(self, index: int) -> Attribution | None:
        if self._is_in_opening(index):
            return self._asked(index)
        found = (
            self._led_to(index)
            or self._in_words(index)
            or self._behind(index)
            or self._headed(index)
            or self._given(index)
        )
        if found:
            return found
        before = self._introduced(index) or self._claimed(index) or self._before(index)
        if before and before.frame in STRONG:
            return before
        return (
            self._at_the_end(index)
            or before
            or self._by_possessor(index)
            or self._labelled(index)
            or self._signed(index)
            or self._by_clause(index)
        )

    def _is_in_opening(self, index: int) -> bool:
        """ "| Asked whether it was “free,” | Keller nodded": the words are of the question."""
        tokens, quoted = self.tokens, self.tokens[index].quoted
        first = next((at for at in range(index) if tokens[at].tag is not Tag.CONJUNCTION), index)
        if quoted is None or first >= index or not self.parser.is_asked(first):
            return False
        if not self.text[quoted.words.start].islower() or tokens[index - 1].tag is Tag.MARK:
            return False
        return not any(token.text in ",;:" for token in tokens[first:index])

    def _asked(self, index: int) -> Attribution | None:
        """Who is said to have said it, in "Reminded that Halvorsen called it “free,” Keller …"."""
        found = self._claimed(index) or self._before(index)
        if found:
            return found
        phrase = self.parser.phrase_starting(index + 1)
        if phrase is None or not self.parser.is_speaker(phrase):
            return None
        first = next(at for at in range(index) if self.parser.is_asked(at))
        return replace(self.made(phrase, first, "before", 0.5), modality=Modality.HEARD)

    def _led_to(self, index: int) -> Attribution | None:
        """ "he warned, “…”": nothing behind the words can claim them."""
        at = index - 1
        if at > 0 and self.tokens[at].text in (",", ":"):
            at -= 1
        if at > 1 and self.tokens[at].low == "with" and index - at == 2:
            at = self._responds(at)
        if at < 1 or self.parser.frame(at) != "speech" or self.tokens[at].low.endswith("ing"):
            return None
        if self._follows_words(at) or self.parser.is_passive(at):
            return None
        return self._reported_by(at)

    def _headed(self, index: int) -> Attribution | None:
        """ "According to CNN: “…”", "Voters are late - Ann Long: “…”": the last words before it."""
        if index < 3 or self.tokens[index - 1].text != ":":
            return None
        phrase = self.parser.phrase_starting(2) if self.tokens[0].low == "according" else None
        if phrase and phrase[1] == index - 1:
            # not of "According to CNN, Keller told them: “…”", which has a report of its own
            return self._according(0)
        phrase = self.parser.phrase_ending(index - 2)
        if phrase is None or not phrase[0]:
            return None
        is_signed = self.tokens[phrase[0] - 1].text in DASHES
        is_name = all(token.tag is Tag.NAME for token in self.tokens[phrase[0] : phrase[1]])
        if not (is_signed and is_name):
            return None
        made = self.made(phrase, index - 1, "labelled", 0.6)
        return replace(made, modality=Modality.HEARD) if self._is_told(phrase[0]) else made

    def _is_told(self, end: int) -> bool:
        """ "| Keller warned of one man - | Ann Long: “…”": whose the words are stays open."""
        subjects = (self.parser.subject(v) for v in range(end) if self.parser.frame(v) == "speech")
        return any(one and self.tokens[one[1] - 1].tag is Tag.NAME for one in subjects)

    def _in_words(self, index: int) -> Attribution | None:
        """ "because, in Long's words, “…”"."""
        if index < 4 or self.tokens[index - 1].text != ",":
            return None
        noun = index - 2
        if self.tokens[noun].low != "words":
            return None
        owner = self._possessor(noun)
        is_led = owner and owner[0] and self.tokens[owner[0] - 1].low == "in"
        is_led = is_led and self.tokens[noun - 1].tag is Tag.GENITIVE
        return self.made(owner, noun, "put", 0.9) if owner and is_led else None

    def _responds(self, at: int) -> int:
        """ "Clinton | responds | to Mills with, “…”": the verb that "with" hangs on."""
        near = range(at - 1, max(0, at - 6), -1)
        return next((verb for verb in near if self.parser.frame(verb) == "speech"), 0)

    def _introduced(self, index: int) -> Attribution | None:
        """ "When asked why, Carney fired back: “…”": a colon makes any verb one of saying."""
        tokens = self.tokens
        if index < 2 or tokens[index - 1].text != ":":
            return None
        start = max((i + 1 for i in range(index - 1) if tokens[i].text == ","), default=0)
        if any(self.parser.frame(i) for i in range(start, index - 1)):
            return None
        phrase = self.parser.phrase_starting(start)
        if phrase is None or tokens[phrase[0]].tag not in (Tag.NAME, Tag.PRONOUN):
            return None
        if phrase[1] >= index - 1 or not self.parser.is_speaker(phrase):
            return None
        return self._before_colon(phrase, index)

    def _signed(self, index: int) -> Attribution | None:
        """ "“…” — Mark Carney", as pull quotes and lists are signed."""
        return self.signature(index + 1)

    def signature(self, at: int) -> Attribution | None:
        """ "— Mark Carney, Prime Minister" from the dash on, up to the end of the sentence."""
        tokens = self.tokens
        if at + 1 >= len(tokens) or tokens[at].text not in DASHES:
            return None
        phrase = self.parser.phrase_starting(at + 1)
        if phrase is None or not self._closes_with_office(phrase[1]):
            return None
        return self.made(phrase, at, "signed", 0.7)

    def _closes_with_office(self, at: int) -> bool:
        """Nothing, or behind a comma an office without a verb: "— Mark Carney|, Prime Minister"."""
        rest = self.tokens[at:]
        if all(token.tag is Tag.MARK for token in rest):
            return True
        is_verbal = any(self.parser.is_verb(at + index) for index in range(len(rest)))
        return rest[0].text in (",", "(") and not is_verbal

    def _by_clause(self, index: int) -> Attribution | None:
        """ "Carney coached them to “look at the whole of it”": the subject, whatever the verb."""
        quoted = self.tokens[index].quoted
        assert quoted is not None
        words = self.text[slice(*quoted.words)]
        if not words[:1].islower() or len(words.split()) < _FEWEST_OF_CLAUSE:
            return None
        for verb in range(index - 1, 0, -1):
            if self.parser.frame(verb) == "speech" and self.parser.is_passive(verb):
                # "laughed when told it was “free”"
                return None
            if self.parser.is_main_verb(verb) and not self.parser.is_passive(verb):
                phrase = self.parser.subject(verb)
                if phrase and self.parser.is_speaker(phrase):
                    return replace(self.made(phrase, verb, "clause", 0.35), frame="acting")
        return None

    def quotes(self) -> Iterator[int]:
        for index, token in enumerate(self.tokens):
            if token.tag is Tag.QUOTE:
                yield index

    def main_report(self) -> Attribution | None:
        """The report of the sentence: of its first speaker, else its last verb of saying."""
        verbs = [v for v in range(len(self.tokens)) if self.parser.frame(v) in STRONG]
        reports = [r for r in map(self._reported_by, verbs) if r and r.frame == "speech"]
        return next(
            (r for r in reports if self._is_by_speaker(r)), reports[-1] if reports else None
        )

    def announcement(self) -> Attribution | None:
        """ "Carney issued the following statement:": a colon leads to the words of the subject."""
        tokens = self.tokens
        if len(tokens) < 3 or tokens[-1].text != ":":
            return None
        phrase = self.parser.main_subject(len(tokens) - 1)
        if phrase is None or not self.parser.is_speaker(phrase):
            return None
        return self._before_colon(phrase, len(tokens))

    # --- right behind the words ------------------------------------------------------------------

    def _behind(self, index: int) -> Attribution | None:
        tokens = self.tokens
        at = index + 1
        if at >= len(tokens):
            return None
        if not (
            index == 0
            or self._awaits_report(index)
            or tokens[at].text in ",—–-"
            or tokens[at].low in self.lexicon.speech
        ):
            return None
        while at < len(tokens) and tokens[at].text in (",", "—", "–", "-", "--", "“", "”"):
            at += 1
        if at < len(tokens) and tokens[at].tag in _NO_REPORT and tokens[at].low != "as":
            return None
        if self._ends_clause_of_another(index):
            return None
        return self._according(at) or self._as_put(at) or self._closing(index, at)

    def _ends_clause_of_another(self, index: int) -> bool:
        """ "After Trump said it was “free,” | Carney said no.": the words end the first clause."""
        tokens, quoted = self.tokens, self.tokens[index].quoted
        is_clause = quoted is not None and (
            self.text[quoted.words.start].islower() or (index and tokens[index - 1].low == "that")
        )
        if not is_clause:
            return False
        for verb in range(index - 1, 0, -1):
            if tokens[verb].tag in (Tag.MARK, Tag.QUOTE):
                return False
            if self.parser.frame(verb) != "speech" or not self.parser.is_main_verb(verb):
                continue
            phrase = self.parser.subject(verb)
            opener = tokens[phrase[0] - 1].low if phrase and phrase[0] else ""
            return opener in _OPENS_CLAUSE
        return False

    def _closing(self, index: int, first: int) -> Attribution | None:
        """The report that begins with the word ``first``.

        Of a fragment nothing but the report may follow: in "a “playbook” the site published told
        them to", and the like, the verb of another clause is not the fragment's.
        """
        found = self._report(first)
        if found is None or not self._is_fragment(index):
            return found
        opener = first + (self.tokens[first].low == "as")
        starts = [self.tokens[opener].start] if opener < len(self.tokens) else []
        places = [place.start for place in (found.mention, found.cue) if place]
        return found if starts and min(places) == starts[0] and self._is_by_speaker(found) else None

    def _is_fragment(self, index: int) -> bool:
        """One to three words that begin small: “fair share”."""
        quoted = self.tokens[index].quoted
        assert quoted is not None
        words = self.text[slice(*quoted.words)]
        return words[:1].islower() and len(words.split()) <= _NEAR

    def _awaits_report(self, index: int) -> bool:
        quoted = self.tokens[index].quoted
        assert quoted is not None
        last = self.text[quoted.words.start : quoted.words.end].rstrip("'’ ")[-1:]
        return last in _AWAITS_REPORT

    def _report(self, first: int) -> Attribution | None:
        """ "Carney, a former banker, said", "said Carney", from the word ``first`` on."""
        tokens = self.tokens
        for verb in range(first, min(len(tokens), first + _LONGEST_REPORT)):
            token = tokens[verb]
            if token.tag is Tag.QUOTE or token.text in ";:" or self._joins_clause(verb, first):
                return None
            if not self._may_report_behind(verb, first):
                continue
            if verb == first or all(t.tag is Tag.ADVERB for t in tokens[first:verb]):
                phrase = self.parser.inverted_subject(verb)
                if phrase is None:
                    continue
            else:
                phrase = self.parser.subject(verb, first)
            if phrase is None or self.parser.frame(verb) == "thinking":
                continue
            is_saying = self.parser.frame(verb) == "speech"
            if not is_saying and not self.parser.is_speaker(phrase):
                continue
            if self._is_relative(phrase):
                continue
            if phrase[0] > first + 12 and verb > first:
                continue
            return (
                self._retold(verb, phrase)
                or self._echoed(verb, phrase)
                or self.made(phrase, verb, "behind", 0.95)
            )
        return None

    def _joins_clause(self, at: int, first: int) -> bool:
        """ "“…,” for instance|, and | Trump vowed": what follows is another clause."""
        is_behind_comma = at > first and self.tokens[at - 1].text == ","
        if not is_behind_comma or self.tokens[at].tag is not Tag.CONJUNCTION:
            return False
        # not of "refugees, and migration, said": the last of a list
        return at + 2 >= len(self.tokens) or self.tokens[at + 2].text != ","

    def _retold(self, verb: int, relay: Phrase) -> Attribution | None:
        """ "“…,” Trump said | Carney told him": the words are of whom the second verb names.

        "“…,” Trump said | he was told": they are what he heard.
        """
        tokens = self.tokens
        if relay[0] > verb or verb + 2 >= len(tokens) or tokens[verb + 1].tag not in _RETOLD_BY:
            return None
        if self.lexicon.speech.get(tokens[verb].low) in self.lexicon.addressing:
            return None
        for second in range(verb + 2, min(verb + 6, len(tokens))):
            if tokens[second].tag is Tag.MARK or tokens[second].low == "that":
                return None
            if self.parser.frame(second) == "speech":
                return self._second_report(verb, second, relay)
        return None

    def _second_report(self, verb: int, second: int, relay: Phrase) -> Attribution | None:
        phrase = self.parser.subject(second, verb + 1)
        is_passive = self.parser.is_passive(second)
        if phrase is None or (self.tokens[phrase[0]].tag is Tag.PRONOUN and not is_passive):
            return None
        if is_passive or self.tokens[phrase[1] - 1].tag is not Tag.NAME:
            return replace(self.made(relay, verb, "behind", 0.5), modality=Modality.HEARD)
        return replace(self.made(phrase, second, "end", 0.8), relay=self._span(relay))

    def _echoed(self, verb: int, subject: Phrase) -> Attribution | None:
        """ "“…,” Keller said, | quoting Ann Long", "“…,” Keller read | from a letter"."""
        tokens = self.tokens
        at = max(verb + 1, subject[1])
        follows = tokens[at].low if at < len(tokens) else ""
        is_read = tokens[verb].low in self.lexicon.reciting and subject[0] < verb
        if is_read and follows in ("from", "aloud", "out"):
            return replace(self.made(subject, verb, "behind", 0.5), modality=Modality.HEARD)
        if follows != "," or at + 2 >= len(tokens):
            return None
        echoing = tokens[at + 1].low
        if echoing == "quoting":
            return self._quoted_by(at + 1, subject)
        if echoing in _IMITATING or echoing in self.lexicon.reciting:
            return replace(self.made(subject, verb, "behind", 0.5), modality=Modality.HEARD)
        return None

    def _quoted_by(self, quoting: int, relay: Phrase) -> Attribution | None:
        """ "quoting | Ann Long": her words, through whoever quotes them."""
        phrase = self.parser.phrase_starting(quoting + 1)
        if phrase is None:
            return None
        return replace(self.made(phrase, quoting, "end", 0.8), relay=self._span(relay))

    def _may_report_behind(self, verb: int, first: int) -> bool:
        """Verbs of saying, and those that only there are: "“…,” Carney went on"."""
        low = self.tokens[verb].low
        if low in self.lexicon.only_behind:
            return True
        if verb == first and low.endswith("ing"):
            return False
        return bool(self.parser.frame(verb)) and not self.parser.is_passive(verb)

    def _is_relative(self, phrase: Phrase) -> bool:
        return self.tokens[phrase[0]].tag is Tag.RELATIVE

    def _according(self, at: int) -> Attribution | None:
        tokens = self.tokens
        if at + 2 < len(tokens) and tokens[at].low == "according" and tokens[at + 1].low == "to":
            phrase = self.parser.phrase_starting(at + 2)
            if phrase:
                return self.made(phrase, at, "according", 0.8, cue_end=at + 2)
        return self._in_words_of(at)

    def _in_words_of(self, at: int) -> Attribution | None:
        """ "in the words of one official"."""
        tokens = self.tokens
        if [t.low for t in tokens[at : at + 4]] != ["in", "the", "words", "of"]:
            return None
        phrase = self.parser.phrase_starting(at + 4)
        return self.made(phrase, at, "put", 0.8, cue_end=at + 4) if phrase else None

    # --- before the words ------------------------------------------------------------------------

    def _before(self, index: int) -> Attribution | None:
        weaker: Attribution | None = None
        for verb in range(index - 1, -1, -1):
            token = self.tokens[verb]
            if token.tag is Tag.QUOTE:
                earlier = self.attribution(verb)
                if earlier and (earlier.frame in STRONG or weaker is None):
                    return replace(earlier, certainty=earlier.certainty * 0.95)
                continue
            found = self._according(verb) or self._put(verb)
            if found:
                return weaker if weaker and self._is_outlet(found) else found
            frame = self.parser.frame(verb)
            if frame and self.parser.is_in_relative(verb, index):
                continue
            if frame == "speech" and self.parser.is_within_naming(verb):
                continue
            found = self._reported_by(verb) if frame else None
            if found and found.modality and frame != "speech":
                found = self._under_report(verb, index) or found
            if found and frame in STRONG:
                is_loose = index - verb > _NEAR or self._takes_side(verb)
                if is_loose or not self._is_by_speaker(found):
                    return self._of_outer_clause(verb, index) or found
                return found
            weaker = weaker or found
        return weaker

    def _takes_side(self, verb: int) -> bool:
        """ "Long said they | targeted | her with “…”": no verb by which words are given to them."""
        low, lexicon = self.tokens[verb].low, self.lexicon
        return low in lexicon.naming and not self.parser.calls(verb)

    def _under_report(self, inner: int, index: int) -> Attribution | None:
        """ "Carney said he would name it “…”": what is only planned is said by who says so.

        Not "rebuked critics who say he should call it “…”".
        """
        outer = self._of_outer_clause(inner, index)
        if outer is None or outer.cue is None:
            return None
        between = (t for t in self.tokens[:inner] if t.start >= outer.cue.end)
        return None if any(t.tag is Tag.RELATIVE for t in between) else outer

    def _is_by_speaker(self, found: Attribution) -> bool:
        """Whether the subject can speak: not the platform of "a platform that calls for “…”"."""
        if found.mention is None:
            return False
        inside = [
            i
            for i, token in enumerate(self.tokens)
            if found.mention.start <= token.start < found.mention.end
        ]
        return self.parser.is_speaker((inside[0], inside[-1] + 1))

    def _of_outer_clause(self, inner: int, index: int) -> Attribution | None:
        """ "Carney said he would advise them on “…”": who says so, not who advises."""
        is_closed = any(token.text == "," for token in self.tokens[inner:index])
        for verb in range(inner - 1, -1, -1):
            token = self.tokens[verb]
            if (token.tag is Tag.MARK and token.text != "'") or token.tag is Tag.QUOTE:
                return None
            if token.low in _OPENS_CLAUSE - {"as"} and not is_closed:
                return None
            if self.parser.frame(verb) == "speech" and not token.low.endswith("ing"):
                found = self._reported_by(verb)
                if found and self.text[slice(*found.mention or (0, 0))] not in ("who", "that"):
                    return found
        return None

    def _is_outlet(self, found: Attribution) -> bool:
        assert found.mention is not None
        inside = [t for t in self.tokens if found.mention.start <= t.start < found.mention.end]
        return is_outlet(inside, self.lexicon)

    def _as_put(self, at: int) -> Attribution | None:
        """ "| as Carney put it": behind the words."""
        if at >= len(self.tokens) or self.tokens[at].low != "as":
            return None
        phrase = self.parser.phrase_starting(at + 1)
        return self._put(phrase[1]) if phrase and phrase[1] < len(self.tokens) else None

    def _put(self, at: int) -> Attribution | None:
        """ "as Carney put it"."""
        tokens = self.tokens
        if tokens[at].low not in ("put", "puts") or at + 1 >= len(tokens):
            return None
        if tokens[at + 1].low != "it":
            return None
        phrase = self.parser.subject(at)
        return self.made(phrase, at, "put", 0.9) if phrase else None

    def _reported_by(self, verb: int) -> Attribution | None:
        frame = self.parser.frame(verb)
        certainty = {"speech": 0.9, "naming": 0.8, "thinking": 0.6, "acting": 0.5}[frame]
        if self.parser.is_passive(verb):
            return self._agent(verb)
        relayed = self._relayed(verb) or self._passed_on(verb)
        if relayed:
            return relayed
        phrase = None
        if frame == "speech" and self._follows_words(verb):
            phrase = self.parser.inverted_subject(verb)
        phrase = phrase or self.parser.subject(verb)
        if phrase is None and self._opens_sentence(verb):
            phrase = self.parser.inverted_subject(verb)
        phrase = self.issuer(phrase, verb) if phrase else None
        if phrase is None or not (frame == "speech" or self.parser.is_speaker(phrase)):
            return None
        between = self.tokens[phrase[1] : verb]
        if len(between) > 2 and [token.low for token in between[:2]] == [",", "quoting"]:
            return self._quoted_by(phrase[1] + 1, phrase)
        return self.made(phrase, verb, "before", certainty)

    def _relayed(self, verb: int) -> Attribution | None:
        """ "Carney quoted | Trump | as saying": the words are of whom he quotes."""
        tokens = self.tokens
        if verb < 2 or tokens[verb - 1].low != "as" or not tokens[verb].low.endswith("ing"):
            return None
        quoting = next(
            (at for at in range(verb - 2, -1, -1) if tokens[at].low in self.lexicon.relaying), None
        )
        if quoting is None or any(t.tag is Tag.QUOTE for t in tokens[quoting:verb]):
            return None
        relay = self.parser.subject(quoting)
        if self.parser.is_passive(quoting):
            return self.made(relay, verb, "before", 0.9) if relay else None
        phrase = self.parser.phrase_starting(quoting + 1)
        if phrase is None or phrase[0] >= verb:
            return None
        made = self.made((phrase[0], min(phrase[1], verb - 1)), verb, "before", 0.85)
        return replace(made, relay=self._span(relay)) if relay else made

    def _passed_on(self, verb: int) -> Attribution | None:
        """ "Carney quoted | Churchill | : “…”", "shared | a post | : “…”": not who passes it on."""
        tokens = self.tokens
        is_read = tokens[verb].low in self.lexicon.reciting
        if tokens[verb].low not in self.lexicon.passing_on and not is_read:
            return None
        start = verb + 1
        while start < len(tokens) and tokens[start].low in ("aloud", "out"):
            start += 1
        phrase = self.parser.phrase_starting(start)
        if phrase is None or phrase[1] >= len(tokens) or tokens[phrase[0]].tag is Tag.POSSESSIVE:
            return None
        if tokens[phrase[1] - 1].tag is Tag.DETERMINER:
            # "cited another “trap”"
            return None
        if is_read and not any(t.tag in (Tag.GENITIVE, Tag.NAME) for t in tokens[slice(*phrase)]):
            # "read a statement: “…”", which is the reader's own
            return None
        if not (tokens[phrase[1]].tag is Tag.QUOTE or tokens[phrase[1]].text in (":", ",")):
            return None
        relay = self.parser.subject(verb)
        made = self.made(phrase, verb, "before", 0.8)
        return replace(made, relay=self._span(relay)) if relay else made

    def _span(self, phrase: Phrase) -> Span:
        return Span(self.tokens[phrase[0]].start, self.tokens[phrase[1] - 1].end)

    def issuer(self, phrase: Phrase, verb: int) -> Phrase:
        """ "Carney issued | a statement | saying", "ran an ad | that said": who issues it.

        A letter of somebody else ("a letter from his doctor", "Long's memo") speaks for itself, and
        so does a sign for whoever holds it.
        """
        if phrase[1] > verb or not phrase[0] or not self._is_issued(phrase):
            return phrase
        issuing = self._issuing_before(phrase[0])
        if issuing is not None:
            found = None if self._is_of_another(phrase[0], verb) else self.parser.subject(issuing)
            return found or phrase
        return phrase

    def _is_issued(self, phrase: Phrase) -> bool:
        """Whether its noun is a document: "a statement", "a radio | ad | in Indiana"."""
        tokens, nouns = self.tokens, self.lexicon.issued
        stop = next((i for i in range(*phrase) if tokens[i].tag is Tag.PREPOSITION), phrase[1])
        follows = tokens[phrase[1]] if phrase[1] < len(tokens) else None
        is_relative = follows is not None and follows.tag is Tag.RELATIVE
        if stop < phrase[1] and (is_relative or tokens[phrase[1] - 1].low in nouns):
            # "a message under | a headline | that said", "a statement on | a report | saying"
            return False
        return tokens[stop - 1].low in nouns

    def _is_of_another(self, start: int, end: int) -> bool:
        """ "a letter | from | his doctor", "| Long's | memo"."""
        return any(
            token.tag is Tag.GENITIVE or token.low in ("from", "by")
            for token in self.tokens[start:end]
        )

    def _issuing_before(self, end: int) -> int | None:
        """The verb right before a document at the word ``end``, or before "out", if it issues it.

        What stands between has an object or a direction of its own: "sent | back | a report",
        "filed | a complaint over | an ad".
        """
        at = end - 1
        is_put_out = at > 0 and self.tokens[at].low in ("out", "up")
        at -= is_put_out
        low = self.tokens[at].low
        is_issuing = low in self.lexicon.issuing or (is_put_out and low in self.lexicon.putting_out)
        is_done = is_issuing and not self.parser.is_passive(at)
        return at if is_done and not self.modality.of(at, (at, at)) else None

    def _opens_sentence(self, verb: int) -> bool:
        """ "But, said Carney, “…”"."""
        return all(t.tag in (Tag.MARK, Tag.CONJUNCTION, Tag.ADVERB) for t in self.tokens[:verb])

    def _follows_words(self, verb: int) -> bool:
        at = verb - 1
        while at >= 0 and self.tokens[at].text in (",", "—", "–"):
            at -= 1
        return at >= 0 and self.tokens[at].tag is Tag.QUOTE

    def _agent(self, verb: int) -> Attribution | None:
        """ "was called “…” by Carney" names its speaker behind "by", within the sentence."""
        tokens = self.tokens
        for at in range(verb + 1, len(tokens) - 1):
            if tokens[at].low == "by":
                phrase = self.parser.phrase_starting(at + 1)
                if phrase:
                    return self.made(phrase, verb, "agent", 0.7)
        return None

    # --- elsewhere in the sentence ---------------------------------------------------------------

    def _at_the_end(self, index: int) -> Attribution | None:
        """ "The plan is “…”, Carney said": a report after the last comma."""
        tokens = self.tokens
        for at in range(len(tokens) - 2, index, -1):
            if tokens[at].text not in (",", "—", "–") and tokens[at].tag is not Tag.QUOTE:
                continue
            found = self._according(at + 1) or self._as_put(at + 1) or self._closing(index, at + 1)
            if found:
                return replace(found, rule="end", certainty=0.85)
        return None

    def _by_possessor(self, index: int) -> Attribution | None:
        """ "his call for “…”", "Carney's promise of “…”"."""
        for noun in self._speech_nouns_before(index):
            owner = self._possessor(noun) or self._giver(noun)
            if owner:
                return self.made(owner, noun, "possessor", 0.7)
        return None

    def _speech_nouns_before(self, index: int) -> Iterator[int]:
        """ "call", "claim" and the like before a word, the nearest first, up to other words."""
        for noun in range(index - 1, 0, -1):
            if self.tokens[noun].tag is Tag.QUOTE:
                return
            if self.tokens[noun].low in self.lexicon.speech_nouns:
                yield noun

    def _given(self, index: int) -> Attribution | None:
        """ "a call | by allies | for “…”", "a claim | of Long's | that it is “…”": theirs.

        Whoever renews the call or repeats the claim, the sentence itself says whose it is.
        """
        for noun in self._speech_nouns_before(index):
            owner = self._owner_behind(noun)
            if owner and owner[1] < index and self._is_led_from(noun, owner[1], index):
                return self.made(owner, noun, "possessor", 0.7)
        return None

    def _owner_behind(self, noun: int) -> Phrase | None:
        """Who speaks, behind the noun: "a warning from | President Halvorsen"."""
        link = self.tokens[noun + 1].low
        is_objective = self.tokens[noun].low in _OF_ITS_OBJECT
        if link not in ("by", "from", "of") or (link == "of" and is_objective):
            return None
        phrase = self.parser.phrase_starting(noun + 2)
        if phrase is None:
            return None
        words = self.tokens[slice(*phrase)]
        # "a warning of higher prices" tells of what
        is_somebody = any(token.tag in (Tag.NAME, Tag.POSSESSIVE) for token in words)
        return phrase if link != "of" or is_somebody else None

    def _is_led_from(self, noun: int, link: int, index: int) -> bool:
        """Whether the word ``link`` leads from the noun to the words: "| about “…”", "| that …"."""
        low = self.tokens[link].low
        between = range(link + 1, index)
        if low == "that":
            is_reported = any(self.parser.frame(at) == "speech" for at in between)
            return not is_reported and not self._is_judged(link + 1, index)
        if low == "for" and self.tokens[noun].low not in _CALLS:
            # "faulted a report by Long for “…”"
            return False
        return low in _LEADS_FROM_NOUN and not any(self.parser.is_verb(at) for at in between)

    def _giver(self, noun: int) -> Phrase | None:
        """ "Carney opened with | a call | for “…”": whose speech a verb of giving makes it."""
        for at in range(noun - 1, max(0, noun - _FARTHEST_GIVING), -1):
            token = self.tokens[at]
            if token.low in self.lexicon.giving:
                is_own = not self.parser.is_passive(at) and not self.modality.of(at, (at, at))
                phrase = self.parser.subject(at) if is_own else None
                return phrase if phrase and self.parser.is_speaker(phrase) else None
            if token.tag in (Tag.MARK, Tag.QUOTE, Tag.GENITIVE, Tag.POSSESSIVE, Tag.OBJECT):
                return None
        return None

    def _claimed(self, index: int) -> Attribution | None:
        """ "rejected Trump's claim that it is “free”": his words, whoever rejects them."""
        for noun in self._speech_nouns_before(index - 1):
            if self.tokens[noun + 1].low == "that":
                if self._is_judged(noun + 2, index):
                    return None
                is_named = self.tokens[noun - 1].tag is Tag.GENITIVE
                owner = self._possessor(noun) if is_named else None
                return self.made(owner, noun, "possessor", 0.7) if owner else None
        return None

    def _is_judged(self, start: int, index: int) -> bool:
        """ "the claim that she is late | is | “not true”": the words are of who says so."""
        verbs = [at for at in range(start, index) if self.parser.is_verb(at)]
        return len(verbs) > 1 and verbs[-1] == index - 1 and self.tokens[index - 1].low in _IS

    def _possessor(self, noun: int) -> Phrase | None:
        for at in range(noun - 1, max(-1, noun - 5), -1):
            token = self.tokens[at]
            if token.tag is Tag.POSSESSIVE:
                return None if token.low == "your" else (at, at + 1)
            if token.tag is Tag.GENITIVE:
                return self._owner(at - 1)
            if token.tag not in (Tag.WORD, Tag.NUMBER, Tag.NAME):
                return None
        return None

    def _owner(self, last: int) -> Phrase | None:
        """Whose it is: "a cap with | Donald Trump|'s slogan", not the cap."""
        phrase = self.parser.phrase_ending(last)
        start = last
        while start and self.tokens[start].tag is Tag.NAME:
            start -= 1
        is_linked = phrase and phrase[0] < start and self.tokens[start].tag is Tag.PREPOSITION
        return (start + 1, last + 1) if is_linked and start < last else phrase

    def _labelled(self, index: int) -> Attribution | None:
        """ "Carney: “…”", as interviews and lists print it."""
        tokens = self.tokens
        if index < 2 or tokens[index - 1].text != ":":
            return None
        phrase = self.parser.phrase_ending(index - 2)
        if phrase is None or (phrase[0] and tokens[phrase[0] - 1].tag is not Tag.MARK):
            phrase = self.parser.main_subject(index - 1) or phrase
        if phrase and self._is_outlet_behind_comma(phrase):
            phrase = self.parser.phrase_ending(phrase[0] - 2)
        if phrase is None or (phrase[0] and tokens[phrase[0] - 1].tag is Tag.PREPOSITION):
            # "On Carney: “…”"
            return None
        return self._before_colon(phrase, index)

    def _before_colon(self, phrase: Phrase, index: int) -> Attribution:
        """The credit of the subject, unless it passes the words on or hears them."""
        made = self.made(phrase, index - 1, "labelled", 0.6)
        verb = self._verb_before(index - 1)
        if verb is None:
            return made
        if self._is_heard(verb):
            return replace(made, modality=Modality.HEARD)
        if self.tokens[verb - 1].low in ("that", "which"):
            # "received | a letter that | began: “…”"
            thing = self.parser.antecedent(verb - 1)
            return self.made(thing, index - 1, "labelled", 0.6) if thing else made
        return self._passed_on(verb) or made

    def _verb_before(self, end: int) -> int | None:
        """The last finite verb before the word ``end``, not reaching over other words of others."""
        lexicon = self.lexicon
        named = lexicon.passing_on | lexicon.hearing | lexicon.telling | _INTERRUPTED
        for at in range(end - 1, 0, -1):
            if self.tokens[at].tag is Tag.QUOTE:
                return None
            if self.parser.is_main_verb(at) or self.tokens[at].low in named:
                return at
        return None

    def _is_heard(self, verb: int) -> bool:
        """ "Carney was told: “…”", "Carney heard: “…”": what others say to the subject."""
        low = self.tokens[verb].low
        is_told = self.parser.is_passive(verb) and (
            low in self.lexicon.telling or low in _INTERRUPTED
        )
        return low in self.lexicon.hearing or is_told

    def _is_outlet_behind_comma(self, phrase: Phrase) -> bool:
        """ "Ann Long, | The Example Journal |: “…”": where she works, not who speaks."""
        start, end = phrase
        is_behind = start > 1 and self.tokens[start - 1].text == ","
        return is_behind and is_outlet(self.tokens[start:end], self.lexicon)

    def made(
        self, phrase: Phrase, cue: int, rule: str, certainty: float, cue_end: int = 0
    ) -> Attribution:
        """The credit of phrases of this sentence."""
        tokens = self.tokens
        phrase = self.parser.without_relative(phrase, cue)
        start, end = phrase
        return Attribution(
            mention=Span(tokens[start].start, tokens[end - 1].end),
            cue=Span(tokens[cue].start, tokens[(cue_end or cue + 1) - 1].end),
            frame=self.parser.frame(cue) or "speech",
            rule=rule,
            certainty=certainty,
            modality=self.modality.of(cue, phrase),
        )
