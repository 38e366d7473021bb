"""A shallow parser for the sentences of news: noun phrases, verbs that report, and their subjects.

It knows no grammar beyond what reports are made of: asides between a name and its verb ("Carney, a
former banker, said"), verbs before their subject ("said Carney"), participles and infinitives whose
subject is that of the main clause ("spoke in Ottawa, adding", "went on to say"), coordination ("met
reporters and said"), and what stands between subject and verb ("on Wednesday", "in a tweet").

Phrases are pairs of indices into the tokens of a sentence, ends exclusive.
"""

from itertools import takewhile

from quotes.extraction.lexicon import Lexicon, Tag
from quotes.extraction.sentences import TaggedToken, names_a_day

Phrase = tuple[int, int]

_NOMINAL = (Tag.NAME, Tag.WORD, Tag.NUMBER)
_LINKS_INTO_PHRASE = (
    *("of", "for", "from", "with", "at", "to", "by", "inside", "in", "on"),
    *("against", "behind", "about", "beside", "near", "under", "over", "around", "like"),
)
_LONGEST_NAME = 5
_ADVERBIAL_LINKS = ("in", "at", "on", "during", "via", "after", "before", "through", "by")
DASHES = ("—", "–", "-", "--", "―")


class Parser:
    """The tokens of one sentence, and the questions attribution has about them."""

    def __init__(self, tokens: list[TaggedToken], lexicon: Lexicon) -> None:
        self.tokens = tokens
        self.lexicon = lexicon
        self._frames: dict[int, str] = {}
        self._subjects: dict[tuple[int, int], Phrase | None] = {}

    # --- verbs -----------------------------------------------------------------------------------

    def frame(self, index: int) -> str:
        """How the word reports: "speech", "naming", "thinking", "acting"; empty if it does not."""
        if index not in self._frames:
            self._frames[index] = self._read_frame(index)
        return self._frames[index]

    def _read_frame(self, index: int) -> str:
        token = self.tokens[index]
        if token.tag not in (Tag.WORD, Tag.VERB, Tag.NAME) or (token.text[0].isupper() and index):
            return ""
        lexicon = self.lexicon
        follows = self.tokens[index + 1].low if index + 1 < len(self.tokens) else ""
        if follows == "to" and lexicon.speech.get(token.low) == "continue":
            return ""
        for name, forms in (
            ("speech", lexicon.speech),
            ("naming", lexicon.naming),
            ("thinking", lexicon.thinking),
            ("acting", lexicon.acting),
        ):
            if token.low in forms:
                return "" if self._is_noun_here(index) else name
        return ""

    def _is_noun_here(self, index: int) -> bool:
        token = self.tokens[index]
        before = self._before(index)
        follows = self.tokens[index + 1] if index + 1 < len(self.tokens) else None
        if token.low == "state" and follows and self._is_state_of(index):
            return True
        if before is None:
            return token.low in self.lexicon.also_nouns
        also_noun = token.low in self.lexicon.also_nouns
        if before.low == "'s" and index > 1 and self.tokens[index - 2].tag is Tag.PRONOUN:
            # "he's predicting": the verb "is", no genitive
            return False
        if before.tag in (Tag.DETERMINER, Tag.POSSESSIVE, Tag.GENITIVE) and (
            also_noun or before.low not in _ALONE
        ):
            return True
        if also_noun:
            follows = self.tokens[index + 1] if index + 1 < len(self.tokens) else None
            if (
                follows
                and before.tag is not Tag.PRONOUN
                and (
                    follows.tag in (Tag.AUXILIARY, Tag.VERB)
                    or (follows.tag is Tag.WORD and follows.low.endswith("ed"))
                )
            ):
                return True
            if before.tag is Tag.QUOTE and follows and follows.tag is Tag.WORD:
                return True
            if before.tag is Tag.QUOTE and index > 1 and self.tokens[index - 2].tag in _OPENS_NOUN:
                # "according to her “clawback” plan, …"
                return True
            if before.tag is Tag.PREPOSITION:
                return before.low != "to" and not self._takes_clause(token, follows)
            is_of_person = self._ends_person(index - 1) and before.low != "executive"
            return before.tag in (Tag.WORD, Tag.NUMBER, Tag.VERB) and not is_of_person
        return False

    def _is_state_of(self, index: int) -> bool:
        """ "| state | Del. Ann Long", "from state to state", "Minnesota | state | delegate"."""
        before, follows = self.tokens[index - 1] if index else None, self.tokens[index + 1]
        if follows.low in self.lexicon.abbreviations:
            return True
        takes_subject = before is not None and (
            before.low.endswith("s")
            or before.low in (*self.lexicon.modals, "to", "they", "we", "not")
        )
        return not takes_subject and follows.tag in (Tag.WORD, Tag.NAME, Tag.PREPOSITION)

    def _takes_clause(self, token: TaggedToken, follows: TaggedToken | None) -> bool:
        """ "by warning | that", "upon saying, “…”"."""
        return (
            token.low.endswith("ing")
            and follows is not None
            and (follows.low == "that" or follows.tag in (Tag.QUOTE, Tag.ADVERB))
        )

    def _ends_person(self, index: int) -> bool:
        low = self.tokens[index].low
        return low in self.lexicon.person_nouns or low in self.lexicon.group_nouns

    def _before(self, index: int) -> TaggedToken | None:
        return self.tokens[index - 1] if index else None

    def is_verb(self, index: int) -> bool:
        """Whether the word looks like the finite verb of a clause."""
        token = self.tokens[index]
        if token.tag is Tag.AUXILIARY:
            return token.low not in ("not", "n't", "never", "be", "been", "being", "having")
        if token.tag is Tag.VERB:
            return not token.low.endswith("ing")
        if self.frame(index):
            return not token.low.endswith("ing")
        if token.tag is not Tag.WORD or not token.low.endswith("ed") or not index:
            return False
        before = self.tokens[index - 1]
        return (
            before.tag in (Tag.NAME, Tag.PRONOUN, Tag.RELATIVE, Tag.ADVERB)
            or before.text in (",", ")")
            or (before.tag is Tag.WORD and self._ends_person(index - 1))
        )

    def is_main_verb(self, index: int) -> bool:
        """Whether the word is a finite verb that is no auxiliary."""
        return self.tokens[index].tag is not Tag.AUXILIARY and self.is_verb(index)

    def is_passive(self, index: int) -> bool:
        """ "was called", "is described as": the subject is not who says it."""
        if self.tokens[index].low.endswith("ing"):
            return False
        at = index - 1
        while at >= 0 and (
            self.tokens[at].tag is Tag.ADVERB or self.tokens[at].low in ("not", "n't")
        ):
            at -= 1
        if at >= 0 and self.tokens[at].low in _BE:
            return True
        return self._is_reduced_passive(index, at)

    def is_asked(self, index: int) -> bool:
        """Whether the word tells of whom somebody asks or tells: "| Asked why, Keller left"."""
        low = self.tokens[index].low
        return low in self.lexicon.telling or low in _QUESTIONED

    def _is_reduced_passive(self, verb: int, at: int) -> bool:
        """ "Keller, | nicknamed “…” by colleagues, left", "laughed when | told", "| Asked if"."""
        lexicon, low = self.lexicon, self.tokens[verb].low
        is_told = self.is_asked(verb)
        if not (is_told or (low in lexicon.naming and low.endswith("ed"))):
            return False
        if at < 0 or self.tokens[at].tag is Tag.CONJUNCTION:
            return is_told and at <= 0
        if self.tokens[at].tag is Tag.SUBORDINATOR:
            return is_told
        if self.tokens[at].text != "," or at < 1 or self.tokens[at - 1].tag is not Tag.NAME:
            return False
        phrase = self.phrase_ending(at - 1)
        return phrase is not None and all(
            token.tag in (Tag.MARK, Tag.CONJUNCTION, Tag.ADVERB)
            for token in self.tokens[: phrase[0]]
        )

    def is_in_relative(self, verb: int, end: int) -> bool:
        """ "the price Trump mentioned | is": behind it a finite verb of the clause around follows.

        Then the verb hangs on a noun before it, and what follows is not what it reports.
        """
        tokens = self.tokens
        at = verb + 1
        while at < end and (
            tokens[at].tag is Tag.ADVERB
            or (tokens[at].tag is Tag.PREPOSITION and at == verb + 1)
            or tokens[at].low in self.lexicon.time_words - {"the", "that"}
        ):
            at += 1
        if at >= end or tokens[at].tag not in (Tag.AUXILIARY, Tag.VERB, Tag.WORD):
            return False
        if tokens[at].low in ("be", "been", "being", "not") or not self.is_verb(at):
            return False
        subject = self.subject(verb)
        if subject is None or subject[1] > verb:
            return False
        before = tokens[subject[0] - 1] if subject[0] else None
        if before is None:
            return tokens[subject[0]].tag is not Tag.PRONOUN and self._holds_subject(subject)
        is_noun = before.tag in (Tag.WORD, Tag.RELATIVE, Tag.NAME) or before.low == "what"
        return is_noun or self._holds_subject(subject)

    def is_within_naming(self, verb: int) -> bool:
        """ "called the shield that Trump says he wants “…”": the outer verb names the object."""
        tokens = self.tokens
        subject = self.subject(verb)
        if subject is None or subject[1] > verb or subject[0] < 2 or verb + 1 >= len(tokens):
            return False
        is_relative = (
            tokens[subject[0] - 1].low in ("that", "which", "whom")
            and tokens[subject[0] - 2].tag is Tag.WORD
            and not self.frame(subject[0] - 2)
        )
        leads_on = tokens[verb + 1].tag in (Tag.PRONOUN, Tag.NAME)
        return (
            is_relative
            and leads_on
            and any(self.is_main_verb(at) and self.calls(at) for at in range(subject[0] - 2))
        )

    def is_name_of(self, verb: int) -> bool:
        """ "an account | called “Hypo”": what a thing is called, and nobody calls it."""
        before = self._before(verb)
        is_thing = before is not None and before.tag is Tag.WORD and not self._ends_person(verb - 1)
        return is_thing and self.calls(verb)

    def calls(self, index: int) -> bool:
        """Whether the verb puts a label on somebody or something."""
        low, lexicon = self.tokens[index].low, self.lexicon
        return (lexicon.speech.get(low) or lexicon.naming.get(low)) in lexicon.calling

    def _holds_subject(self, phrase: Phrase) -> bool:
        """ "the shield President Trump": a noun and a name behind it without a link."""
        tokens = self.tokens[phrase[0] : phrase[1]]
        if tokens[0].tag is not Tag.DETERMINER or tokens[0].low not in ("the", "a", "an"):
            return False
        noun = next((at for at, t in enumerate(tokens) if t.tag is Tag.WORD), None)
        if noun is None or tokens[noun].low in self.lexicon.person_nouns | self.lexicon.titles:
            return False
        return any(t.tag is Tag.NAME for t in tokens[noun + 1 :])

    # --- noun phrases ----------------------------------------------------------------------------

    def phrase_ending(self, last: int, first: int = 0) -> Phrase | None:
        """The noun phrase that ends with the word ``last``, not reaching before ``first``."""
        tokens = self.tokens
        if last < first:
            return None
        tag = tokens[last].tag
        if tag is Tag.PRONOUN or tokens[last].low == "who":
            return last, last + 1
        if tag is Tag.RELATIVE:
            return self.antecedent(last, first)
        if tokens[last].text == ")":
            opening = self._opening(last, first)
            return None if opening is None else self.phrase_ending(opening - 1, first)
        if tag is Tag.DETERMINER and tokens[last].low in _ALONE:
            is_two = last > first and tokens[last - 1].low in ("the", "these", "those")
            return self._with_head(last - is_two, last + 1, first)
        if tag not in _NOMINAL or (tokens[last].low.endswith("ing") and self.frame(last)):
            return None
        start = self._start_of_phrase(last, first)
        return self._with_head(start, last + 1, first)

    def antecedent(self, index: int, first: int = 0) -> Phrase | None:
        """What "that" or "which" takes up: "an ad | that urges"."""
        at = index - 1
        while at >= first and self.tokens[at].text == ",":
            at -= 1
        return self.phrase_ending(at, first)

    def _start_of_phrase(self, last: int, first: int) -> int:
        tokens = self.tokens
        start = last
        while start > first:
            before = tokens[start - 1]
            if before.tag in _NOMINAL and not self.is_verb(start - 1):
                start -= 1
            elif before.tag is Tag.GENITIVE or (
                before.text in (".", "&")
                and start - 2 >= first
                and (tokens[start - 2].tag is Tag.NAME and before.start == tokens[start - 2].end)
            ):
                start -= 2
            elif before.text == "'" or before.text == "’":
                start -= 1
            elif before.tag in (Tag.DETERMINER, Tag.POSSESSIVE):
                is_counted = before.low in _ALONE and start - 2 >= first
                opens = tokens[start - 2].tag in (Tag.DETERMINER, Tag.POSSESSIVE)
                return start - 2 if is_counted and opens else start - 1
            elif (
                before.tag is Tag.ADVERB
                and start - 2 >= first
                and (tokens[start - 2].tag is Tag.DETERMINER)
            ):
                return start - 2
            else:
                break
        return start

    def _with_head(self, start: int, end: int, first: int) -> Phrase:
        """The phrase with what it hangs on: "a spokesman | for Disney", "Trump | in a tweet"."""
        tokens = self.tokens
        link = start - 1
        if link - 1 < first or tokens[link].low not in _LINKS_INTO_PHRASE:
            return start, end
        is_clause = self.is_verb(link - 1) and tokens[link - 2].tag in (Tag.NAME, Tag.PRONOUN)
        if is_clause and link - 2 >= first:
            # "Carney objected | to Trump saying"
            return start, end
        head = self.phrase_ending(self._before_participle(link - 1, first), first)
        if head is None or tokens[head[0]].tag is Tag.RELATIVE:
            return start, end
        if tokens[link].low in _ADVERBIAL_LINKS and tokens[head[1] - 1].tag in (
            Tag.NAME,
            Tag.PRONOUN,
        ):
            return head
        follows_link = head[0] > first and tokens[head[0] - 1].tag is Tag.PREPOSITION
        is_whole = tokens[link].low == "of" and (
            # "with | the campaign | of the senator saying", "by the Federation | of Teachers"
            tokens[head[0] - 1].low == "with"
            or (tokens[link - 1].tag is Tag.NAME and tokens[start].tag is Tag.NAME)
        )
        if follows_link and not is_whole and tokens[head[0]].low not in ("least", "most"):
            return start, end
        return head[0], end

    def _before_participle(self, at: int, first: int) -> int:
        """ "a source | speaking | to CNN"."""
        if at - 1 >= first and self.tokens[at].low in self.lexicon.loose_participles:
            return at - 1
        return at

    def _before_walking(self, phrase: Phrase, first: int) -> Phrase:
        """ "protesters | marching through | the streets": who does, not where."""
        participle = phrase[0] - 2
        if participle - 1 < first or self.tokens[phrase[0] - 1].tag is not Tag.PREPOSITION:
            return phrase
        is_participle = self.tokens[participle].low.endswith("ing") and not self.frame(participle)
        head = self.phrase_ending(participle - 1, first) if is_participle else None
        is_noun = head is not None and self.tokens[head[1] - 1].tag in (Tag.WORD, Tag.NAME)
        return (head[0], phrase[1]) if head and is_noun and self.is_speaker(head) else phrase

    def phrase_starting(self, first: int) -> Phrase | None:
        """The noun phrase that begins with the word ``first``, with what hangs on a title."""
        tokens = self.tokens
        at = first
        if at < len(tokens) and tokens[at].tag in (Tag.PRONOUN, Tag.RELATIVE):
            return at, at + 1
        while at < len(tokens) and tokens[at].tag in (Tag.DETERMINER, Tag.POSSESSIVE):
            at += 1
        at = self._end_of_words(at)
        if at == first:
            return None
        return first, self._with_tail(first, at)

    def _end_of_words(self, at: int) -> int:
        tokens = self.tokens
        while at < len(tokens):
            token = tokens[at]
            if (
                (
                    token.tag in (Tag.NAME, Tag.WORD, Tag.NUMBER, Tag.GENITIVE)
                    and not (self._is_time_of(at) or self.is_verb(at))
                )
                or (
                    token.text == "."
                    and at
                    and tokens[at - 1].end == token.start
                    and (
                        tokens[at - 1].low in self.lexicon.abbreviations
                        or len(tokens[at - 1].text) == 1
                    )
                )
                or (
                    token.low in self.lexicon.name_particles
                    and at + 1 < len(tokens)
                    and (tokens[at + 1].tag is Tag.NAME and tokens[at - 1].tag is Tag.NAME)
                )
            ):
                at += 1
            else:
                break
        return at

    def _is_time_of(self, at: int) -> bool:
        """A day that tells when; not that of "a | Wednesday | editorial"."""
        tokens = self.tokens
        if not names_a_day(tokens, at, self.lexicon):
            return False
        is_attribute = (
            0 < at < len(tokens) - 1
            and tokens[at - 1].low in ("a", "an")
            and tokens[at + 1].tag is Tag.WORD
        )
        return not is_attribute

    def _with_tail(self, first: int, end: int) -> int:
        tokens = self.tokens
        if end + 2 < len(tokens) and tokens[end].low in _POSTPOSED:
            # "the chief | known as | Bob", "a source | involved in | the talks"
            return self._tail_behind(end + 1) or end
        if end + 1 >= len(tokens) or tokens[end].low not in ("of", "for", "at", "from", "with"):
            return end
        if tokens[end - 1].tag is Tag.NAME and tokens[first].tag is Tag.NAME:
            return end
        return self._tail_behind(end) or end

    def _tail_behind(self, link: int) -> int | None:
        """The end of the phrase that a preposition leads to; None where there is no phrase."""
        tokens, at = self.tokens, link + 1
        if tokens[link].tag not in (Tag.PREPOSITION, Tag.SUBORDINATOR):
            return None
        while at < len(tokens) and tokens[at].tag in (Tag.DETERMINER, Tag.POSSESSIVE):
            at += 1
        tail = self._end_of_words(at)
        return tail if tail > at else None

    def _opening(self, closing: int, first: int) -> int | None:
        for at in range(closing - 1, first - 1, -1):
            if self.tokens[at].text == "(":
                return at
        return None

    # --- subjects --------------------------------------------------------------------------------

    def subject(self, verb: int, first: int = 0) -> Phrase | None:
        """Who does what the verb says, looking no further left than ``first``.

        Verbs hang on other verbs; each is asked once, and none on the way to itself.
        """
        asked = verb, first
        if asked not in self._subjects:
            self._subjects[asked] = None
            self._subjects[asked] = self._find_subject(verb, first)
        return self._subjects[asked]

    def _find_subject(self, verb: int, first: int) -> Phrase | None:
        tokens = self.tokens
        at, progressive = self._left_of_group(verb, first)
        is_participle = tokens[verb].low.endswith("ing") and not progressive
        if at < first:
            return self._of_clause_behind(verb) if is_participle else None
        before = tokens[at]
        if is_participle:
            return self._of_participle(verb, at, first)
        if before.tag is Tag.CONJUNCTION:
            return self._shared_subject(at, first)
        if before.low == "to":
            return self._governing_subject(at, first)
        if before.text == "." and at > first and self._is_abbreviated(at):
            phrase = self.phrase_ending(at - 1, first)
            return (phrase[0], at + 1) if phrase else None
        if before.tag is Tag.MARK and before.text != ")":
            return self._before_aside(at, first)
        if before.tag is Tag.OBJECT:
            return at, at + 1
        if before.tag is Tag.WORD and before.low.endswith(("ed", "ing")):
            return self.main_subject(at + 1, first)
        phrase = self._apposed_to(self.phrase_ending(at, first), first)
        return None if phrase is None else self._outermost(phrase, verb, first)

    def _outermost(self, phrase: Phrase, verb: int, first: int) -> Phrase | None:
        """The whole subject of which the phrase right before the verb may be a part."""
        if self._is_pretended(phrase, first):
            return self._first_phrase(first, phrase[0])
        phrase = self._before_walking(self._behind_town(phrase, first), first)
        phrase = self._coordinated(self._outside_relative(phrase, verb, first), first)
        return self._apposed_to(phrase, first)

    def _behind_town(self, phrase: Phrase, first: int) -> Phrase:
        """ "Ann Long of Columbia, | South Carolina": the state ends the phrase before."""
        if not self._is_place_behind_comma(phrase, first):
            return phrase
        named = self.phrase_ending(phrase[0] - 2, first)
        is_of_town = named and any(
            token.low in ("of", "from") for token in self.tokens[named[0] : named[1]]
        )
        return named if named and is_of_town else phrase

    def _is_pretended(self, phrase: Phrase, first: int) -> bool:
        """ "somebody claiming to be | Keller", "a caller posing as | Keller"."""
        before = [token.low for token in self.tokens[max(first, phrase[0] - 2) : phrase[0]]]
        return before == ["to", "be"] or (before[-1:] == ["as"] and before[0] in _PRETENDING)

    def _outside_relative(self, phrase: Phrase, verb: int, first: int) -> Phrase:
        """ "the man who ran against Carney | said": whom the relative clause is about."""
        tokens = self.tokens
        if self.lexicon.speech.get(tokens[verb].low) == tokens[verb].low:
            # "those who heard Carney say"
            return phrase
        for at in range(phrase[0] - 1, first, -1):
            token = tokens[at]
            if token.tag in (Tag.MARK, Tag.QUOTE, Tag.CONJUNCTION, Tag.SUBORDINATOR):
                return phrase
            if token.tag is Tag.RELATIVE:
                verbs = [v for v in range(at + 1, phrase[0]) if self.is_main_verb(v)]
                hangs = tokens[phrase[0] - 1].tag is Tag.PREPOSITION or (
                    # "an official who spoke to discuss | the plan"
                    tokens[phrase[0] - 2].low == "to"
                )
                reports = any(self.frame(v) in ("speech", "thinking") for v in verbs)
                if not verbs or (reports and not hangs):
                    return phrase
                return self.antecedent(at, first) or phrase
        return phrase

    def without_relative(self, phrase: Phrase, cue: int) -> Phrase:
        """ "the bill | Carney introduced" of "the bill Carney introduced says", as of "said the
        woman Carney beat": a noun, with a name behind it that is the subject of another verb."""
        tokens = self.tokens
        start, end = phrase
        name = end
        while name > start and tokens[name - 1].tag is Tag.NAME:
            name -= 1
        is_described = tokens[start].tag is Tag.DETERMINER and name > start + 1
        if not is_described or name == end or end >= len(tokens) or end == cue:
            return phrase
        if tokens[name - 1].tag is not Tag.WORD or not self.is_verb(end):
            return phrase
        between = tokens[end:cue] if cue > end else []
        is_linked = any(
            t.tag in (Tag.MARK, Tag.CONJUNCTION, Tag.QUOTE) or t.low == "to" for t in between
        )
        is_participle = cue > end and tokens[cue].low.endswith("ing")
        return phrase if is_linked or is_participle else (start, name)

    def _of_participle(self, verb: int, at: int, first: int) -> Phrase | None:
        """The subject of "saying": the noun before it, or that of the clause it hangs on."""
        before = self.tokens[at]
        if before.low == "by":
            return self._governing_subject(at, first)
        thanked = self.phrase_ending(at - 1, first) if before.low == "for" and at > first else None
        if thanked and self.tokens[at - 1].tag is Tag.NAME and thanked[0] > first:
            # "thanked | Carney | for saying"; not "was praised by Carney for saying"
            is_agent = self.tokens[thanked[0] - 1].low == "by"
            return self.main_subject(at, first) if is_agent else thanked
        if before.low in _PERCEIVED and at > first and self.tokens[at - 1].low in _BE:
            # "could be | heard | grousing"
            return self.subject(at, first)
        if before.tag in (Tag.NAME, Tag.WORD, Tag.OBJECT):
            return self._beside_participle(at, first)
        return (
            self._of_joined_participle(at, first)
            or self._of_finished_report(at, first)
            or self.main_subject(at, first)
            or self._of_clause_behind(verb)
        )

    def _beside_participle(self, at: int, first: int) -> Phrase | None:
        """ "a source | saying"; of "emailed voters saying", "opened the debate saying" who did."""
        phrase = self.phrase_ending(at, first)
        if phrase is None or phrase[0] <= first or self.tokens[at].tag is Tag.OBJECT:
            return phrase
        before = phrase[0] - 1
        outer = (
            self._is_addressed(before, first)
            or self._is_object_of(before, phrase)
            or self._tells_when(phrase)
            or (self.tokens[before].low in ("on", "via") and self.tokens[at].low in _PLATFORMS)
        )
        return (outer and self.main_subject(phrase[0], first)) or phrase

    def _is_addressed(self, before: int, first: int) -> bool:
        """ "emailed | voters | saying", "wrote to | Keller | saying": whom it is said to.

        Not "objected to | Keller | saying", "recalled | Keller | telling".
        """
        lexicon, is_linked = self.lexicon, self.tokens[before].low == "to"
        for verb in range(before - is_linked, first, -1):
            if self.is_main_verb(verb) or self.tokens[verb].low in lexicon.issuing:
                low = self.tokens[verb].low
                base = lexicon.speech.get(low, "")
                if is_linked:
                    return base in _WRITING_TO or low in lexicon.issuing
                return base in _WRITING or base in lexicon.addressing
            if not is_linked or self.tokens[verb].tag is Tag.MARK:
                return False
        return False

    def _is_object_of(self, verb: int, phrase: Phrase) -> bool:
        """ "opened | the debate | saying": no person, and nothing that speaks or is written on."""
        noun = self.tokens[phrase[1] - 1]
        low = noun.low.removesuffix("s")
        verb -= self.tokens[verb].low in ("out", "up", "off")
        return (
            noun.tag is Tag.WORD
            and not self.is_speaker(phrase)
            and low not in self.lexicon.group_nouns
            and not low.endswith(_OF_AGENTS)
            and self.is_main_verb(verb)
            and self.tokens[verb].low not in _SHOWING
        )

    def _tells_when(self, phrase: Phrase) -> bool:
        """ "at | one point | calling it late"."""
        return self.tokens[phrase[0] - 1].low == "at" and self.tokens[phrase[1] - 1].low in _MOMENTS

    def _of_joined_participle(self, at: int, first: int) -> Phrase | None:
        """ "with Long calling it late and | asking": the subject of the participle before."""
        if self.tokens[at].tag is not Tag.CONJUNCTION:
            return None
        for verb in range(at - 1, first, -1):
            if self.tokens[verb].low.endswith("ing") and self.frame(verb) == "speech":
                return self.subject(verb, first)
            if self.is_main_verb(verb):
                return None
        return None

    def _is_abbreviated(self, stop: int) -> bool:
        """ "Victor Halvorsen Jr| . |said": the full stop is of the name."""
        before = self.tokens[stop - 1]
        return before.end == self.tokens[stop].start and before.low in self.lexicon.abbreviations

    def _shared_subject(self, conjunction: int, first: int) -> Phrase | None:
        """ "met reporters and said": the subject of the verb before, in the same clause."""
        verbs = [v for v in range(conjunction - 1, first - 1, -1) if self.is_verb(v)]
        if not (verbs and verbs[0] == conjunction - 1 and self._has_own_subject(verbs[0])):
            verbs.sort(key=lambda v: self.frame(v) not in ("speech", "naming"))
        for verb in verbs:
            phrase = self.subject(verb, first)
            if phrase:
                return phrase
        return self._first_phrase(first, conjunction)

    def _has_own_subject(self, verb: int) -> bool:
        """ "he | laughed": a pronoun or name right before it."""
        return verb > 0 and self.tokens[verb - 1].tag in (Tag.PRONOUN, Tag.NAME)

    def _governing_subject(self, end: int, first: int) -> Phrase | None:
        """ "said she wanted | to speak": the subject of the verb right before."""
        for verb in range(end - 1, first - 1, -1):
            if self.is_main_verb(verb):
                return self.subject(verb, first) or self.main_subject(end, first)
        return self.main_subject(end, first)

    def _of_finished_report(self, end: int, first: int) -> Phrase | None:
        """ "They will meet, Carney said, | adding": the last who said something in full."""
        for verb in range(end - 1, first, -1):
            is_closed = self.tokens[verb + 1].text == ","
            if is_closed and self.frame(verb) == "speech" and self.is_main_verb(verb):
                return self.subject(verb, first)
        return None

    def _of_clause_behind(self, verb: int) -> Phrase | None:
        """ "After saying it was “done,” | she left": who acts in the clause that follows."""
        tokens = self.tokens
        if any(t.tag not in (Tag.PREPOSITION, Tag.SUBORDINATOR, Tag.ADVERB) for t in tokens[:verb]):
            return None
        for at in range(verb + 1, len(tokens) - 1):
            is_edge = tokens[at].text == "," or tokens[at].tag is Tag.QUOTE
            phrase = self.phrase_starting(at + 1) if is_edge else None
            if phrase and phrase[1] < len(tokens) and self.is_verb(phrase[1]):
                return phrase
        return None

    def _coordinated(self, phrase: Phrase, first: int) -> Phrase:
        """ "Carney and Trump said": both, where nothing comes before them in the clause."""
        tokens = self.tokens
        start = phrase[0]
        if start - 2 < first or tokens[start - 1].low != "and" or tokens[start].tag is Tag.PRONOUN:
            return phrase
        other = self.phrase_ending(start - 2, first)
        if other is not None and self._shares_article(other, phrase):
            return other[0], phrase[1]
        if other is None or not self.is_speaker(other):
            return phrase
        if other[0] > first and tokens[other[0] - 1].tag not in (Tag.MARK, Tag.SUBORDINATOR):
            return phrase
        return other[0], phrase[1]

    def _shares_article(self, one: Phrase, other: Phrase) -> bool:
        """ "The former first lady and | senator|": one person of two offices."""
        tokens, titles = self.tokens, self.lexicon.titles
        return (
            tokens[one[0]].low == "the"
            and tokens[other[0]].tag in (Tag.WORD, Tag.NAME)
            and tokens[one[1] - 1].low in titles
            and tokens[other[1] - 1].tag is Tag.WORD
            and tokens[other[1] - 1].low in titles
        )

    def _apposed_to(self, phrase: Phrase | None, first: int) -> Phrase | None:
        """The name before an aside whose second comma is missing: "Carney, the leader said"."""
        if phrase is None or phrase[0] - 2 < first:
            return phrase
        tokens = self.tokens
        opener, comma, name = tokens[phrase[0]], tokens[phrase[0] - 1], tokens[phrase[0] - 2]
        is_described = opener.low in ("a", "an") or opener.low in self.lexicon.person_nouns
        is_day = name.low in self.lexicon.days_and_months
        if is_described and comma.text == "," and name.tag is Tag.NAME and not is_day:
            named = self.phrase_ending(phrase[0] - 2, first)
            # not "In reply to | Carney|, one user wrote"
            is_linked = named and named[0] and tokens[named[0] - 1].tag is Tag.PREPOSITION
            return phrase if is_linked else named
        return phrase

    def is_speaker(self, phrase: Phrase) -> bool:
        """Whether the phrase can name somebody, or a body or document that speaks."""
        start, end = phrase
        tokens, lexicon = self.tokens, self.lexicon
        if tokens[start].tag is Tag.PRONOUN:
            return tokens[start].low != "it"
        if tokens[start].tag is Tag.RELATIVE or tokens[start].tag is Tag.OBJECT:
            return True
        stop = next((i for i in range(start, end) if tokens[i].tag is Tag.PREPOSITION), end)
        head = tokens[stop - 1] if stop > start else tokens[end - 1]
        if head.tag is Tag.NAME:
            return head.low not in lexicon.days_and_months
        return head.low in lexicon.person_nouns or head.low in lexicon.group_nouns

    def _left_of_group(self, verb: int, first: int) -> tuple[int, bool]:
        """The last word before the verb with its auxiliaries; whether "be" is among these."""
        tokens = self.tokens
        at, progressive = verb - 1, False
        while at >= first:
            token = tokens[at]
            if token.tag is Tag.AUXILIARY:
                progressive = progressive or token.low in _BE
            elif token.low == "'s" and at > first and tokens[at - 1].tag is Tag.PRONOUN:
                progressive = True
            elif token.tag is not Tag.ADVERB and token.low not in ("both", "all", "once"):
                earlier = self._before_time(at, first)
                if earlier == at:
                    break
                at = earlier
                continue
            at -= 1
        return at, progressive

    def _before_time(self, at: int, first: int) -> int:
        """The last word before an adverbial of time that ends here: "on Wednesday", "last week"."""
        start, names_time = at, False
        while start >= first and (
            self.tokens[start].low in self.lexicon.time_words
            or self.tokens[start].tag is Tag.NUMBER
            or self.tokens[start].text == "."
        ):
            low = self.tokens[start].low
            names_time = names_time or low in self.lexicon.days_and_months or low in _PERIODS
            names_time = names_time or _is_year(low)
            start -= 1
        return start if names_time and start >= first else at

    def _before_aside(self, mark: int, first: int) -> Phrase | None:
        """The phrase an aside belongs to, given the mark that ends the aside."""
        tokens = self.tokens
        closing = tokens[mark].text
        pairs = DASHES if closing in DASHES else (",",)
        if closing not in (",", *DASHES):
            return None
        if mark > first and tokens[mark - 1].text == ")":
            return self.phrase_ending(mark - 1, first)
        for at in range(mark - 1, first, -1):
            token = tokens[at]
            if (token.tag is Tag.QUOTE and at == mark - 1) or token.text in (";", ":"):
                return None
            if token.text in pairs:
                phrase = self.phrase_ending(at - 1, first)
                if phrase and self._can_have_aside(phrase, first):
                    return phrase
        return self.main_subject(mark, first)

    def _can_have_aside(self, phrase: Phrase, first: int) -> bool:
        """Not itself part of an aside: "…, director of the fund, a charity, said"."""
        start = phrase[0]
        if self._is_place_behind_comma(phrase, first):
            return False
        if self._is_office_before_name(phrase):
            return True
        if self.tokens[start].tag in (Tag.NAME, Tag.PRONOUN):
            return start == first or self.tokens[start - 1].tag is not Tag.PREPOSITION
        if self.tokens[start].tag is Tag.WORD:
            return start == first
        return start == first or self.tokens[start - 1].tag not in (
            Tag.MARK,
            Tag.AUXILIARY,
            Tag.PREPOSITION,
            Tag.WORD,
            Tag.VERB,
        )

    def _is_office_before_name(self, phrase: Phrase) -> bool:
        """ "In a note, | her senior adviser|, Jake Long, said": a name alone makes the aside."""
        tokens, (start, end) = self.tokens, phrase
        if not start or tokens[start].tag not in (Tag.POSSESSIVE, Tag.DETERMINER):
            return False
        if tokens[start - 1].text != "," or tokens[end - 1].low not in self.lexicon.person_nouns:
            return False
        aside = takewhile(lambda token: token.tag is Tag.NAME, tokens[end + 1 :])
        return 1 < len(list(aside)) < _LONGEST_NAME

    def _is_place_behind_comma(self, phrase: Phrase, first: int) -> bool:
        """ "of Raleigh, N.C., who …": the state is nobody's name."""
        start, end = phrase
        if start - 1 < first or self.tokens[start - 1].text != "," or end - start > 2:
            return False
        low, last = self.tokens[start].low, self.tokens[end - 1].low
        return "." in low or last in self.lexicon.places or low in self.lexicon.abbreviations

    def main_subject(self, end: int, first: int = 0) -> Phrase | None:
        """The subject of the main clause before the word ``end``."""
        start = self._clause_start(end, first)
        for verb in range(start + 1, end):
            if self.is_verb(verb):
                phrase = self.subject(verb, start)
                if phrase and self.tokens[phrase[0]].tag is not Tag.RELATIVE:
                    return phrase
        return self._first_phrase(start, end)

    def _first_phrase(self, start: int, end: int) -> Phrase | None:
        """What the clause begins with, where its verb is not known as one."""
        while start < end and self.tokens[start].tag in (Tag.MARK, Tag.CONJUNCTION, Tag.ADVERB):
            start += 1
        phrase = self.phrase_starting(start) if start < end else None
        return phrase if phrase and phrase[1] <= end else None

    def _clause_start(self, end: int, first: int) -> int:
        tokens = self.tokens
        start = first
        for at in range(first, end):
            if tokens[at].text == ";":
                start = at + 1
        if start >= end:
            return start
        opener = tokens[start]
        introduces = opener.tag in (Tag.SUBORDINATOR, Tag.PREPOSITION) or opener.low.endswith("ing")
        if introduces:
            last_verb = next((v for v in range(end - 1, start, -1) if self.is_verb(v)), start)
            for at in range(start + 1, last_verb):
                if tokens[at].text == ",":
                    return at + 1
        return start

    def inverted_subject(self, verb: int) -> Phrase | None:
        """The subject behind its verb: "said Carney"."""
        tokens = self.tokens
        if verb + 1 >= len(tokens) or tokens[verb].low in self.lexicon.no_inversion:
            return None
        if tokens[verb].low.endswith("ing"):
            return None
        at = verb + 1
        while at < len(tokens) and tokens[at].tag is Tag.ADVERB:
            at += 1
        if at >= len(tokens) or tokens[at].tag not in _STARTS_SUBJECT:
            return None
        return self._joined(self._behind_place(self.phrase_starting(at)))

    def _behind_place(self, phrase: Phrase | None) -> Phrase | None:
        """ "said Keller, Texas, | mayor Ann Long": a town is who speaks for nobody."""
        if phrase is None or phrase[1] + 3 > len(self.tokens):
            return phrase
        comma, state, closing = self.tokens[phrase[1] : phrase[1] + 3]
        is_place = comma.text == closing.text == "," and state.low in self.lexicon.places
        return (self.phrase_starting(phrase[1] + 3) or phrase) if is_place else phrase

    def _joined(self, phrase: Phrase | None) -> Phrase | None:
        """ "said Jack Reed | and Jeff Merkley.": both, where no verb of the second follows."""
        if phrase is None or phrase[1] + 1 >= len(self.tokens):
            return phrase
        tokens, link = self.tokens, phrase[1]
        begins = (Tag.NAME, Tag.DETERMINER, Tag.POSSESSIVE)
        is_office = tokens[link - 1].text == "." and tokens[link - 2].low in self.lexicon.titles
        if tokens[link].low != "and" or not (is_office or tokens[link + 1].tag in begins):
            return phrase
        if tokens[link - 1].tag is not Tag.NAME and not is_office:
            return phrase
        other = self.phrase_starting(link + 1)
        if other is None:
            return phrase
        follows = tokens[other[1]] if other[1] < len(tokens) else None
        if follows is None or follows.tag in (Tag.MARK, Tag.PREPOSITION, Tag.QUOTE):
            return phrase[0], other[1]
        return phrase


_OPENS_NOUN = (Tag.DETERMINER, Tag.POSSESSIVE, Tag.GENITIVE)
_ALONE = frozenset(
    "one two three four five another many several few most both all those some others each".split()
)


def _is_year(low: str) -> bool:
    return len(low) == 4 and low.isdigit() and low[:2] in ("19", "20")


_BE = frozenset("is are was were be been being am 's 're 'm".split())
_PRETENDING = frozenset("posing masquerading disguised dressed acting appearing known".split())
_QUESTIONED = frozenset("pressed questioned quizzed challenged confronted".split())
_POSTPOSED = frozenset("known involved familiar identified close based".split())
_OF_AGENTS = ("er", "or", "ist", "ian", "ant", "ent", "man", "men", "ee", "people")
_SHOWING = frozenset(
    (
        *"featured features show shows showed shown heard hears saw sees seen included".split(),
        *"includes has had have with found finds caught drew draws sparked prompted".split(),
    )
)
_MOMENTS = frozenset("point points time times moment stage".split())
_WRITING = frozenset("email e-mail message text".split())
_WRITING_TO = frozenset("write respond reply speak talk appeal email tweet".split())
_PLATFORMS = frozenset("facebook twitter instagram youtube x social".split())
_PERCEIVED = frozenset("heard seen caught overheard recorded filmed spotted shown".split())
_PERIODS = frozenset(
    (
        *"week weeks month months year years day days weekend ago morning afternoon".split(),
        *"evening night today yesterday".split(),
    )
)

_STARTS_SUBJECT = (Tag.NAME, Tag.DETERMINER, Tag.POSSESSIVE, Tag.WORD, Tag.PRONOUN, Tag.NUMBER)
