"""Modality of a report: whether its words are reported as said at all.

"Did not say", "denied saying", "if Carney says", "might say", "will say on Friday" and "did Carney
say …?" hold words that nobody is reported to have said. What follows is a reading of the verb group
of the cue and of the clause that it stands in; of what it does not know, a report is one.
"""

from collections.abc import Collection, Iterable
from enum import StrEnum

from quotes.extraction.clauses import Parser, Phrase
from quotes.extraction.lexicon import Tag


class Modality(StrEnum):
    """How far words are reported as said; the empty one is that of a plain report."""

    SAID = ""
    NEGATED = "negated"
    DENIED = "denied"
    HYPOTHETICAL = "hypothetical"
    CONDITIONAL = "conditional"
    EXPECTED = "expected"
    ASKED = "asked"
    HEARD = "heard"


_NEGATIONS = frozenset("not n't never hardly cannot scarcely rarely nowhere".split())
_FUTURE = frozenset("will 'll shall won't".split())
_REFUSING = frozenset(
    (
        *"refuse refused refuses refusing refusal decline declined declines declining".split(),
        *"fail failed fails failing failure neglected forgot omitted reluctance reluctant".split(),
        *"hesitated yet unwilling loath unable stop stopped avoid avoided avoids".split(),
    )
)
_WANTING = frozenset(
    (
        *"want wants wanted wanting expect expects expected expecting plan plans planned".split(),
        *"planning hope hopes hoped hoping intend intends intended intending prepare".split(),
        *"prepares prepared preparing urge urges urged urging ask asks asked asking set".split(),
        *"likely unlikely due scheduled about going ready poised supposed threaten".split(),
        *"threatens threatened threatening wish wishes wished need needs needed like".split(),
        *"tempted force forced forces pressed pressured tell told order ordered invited".split(),
        *"invite challenge challenged dare dared encourage encouraged beg begged allow".split(),
        *"advised coached taught trained instructed programmed love loved chance reason".split(),
        *"position intention opportunity allowed try tries tried trying able free".split(),
        *"eager willing order mean meant".split(),
    )
)
_UNREAL = frozenset(
    (
        *"short instead accused suspected verge brink edge cusp risk fear danger".split(),
        *"possibility chance prospect idea thought capable incapable record evidence proof".split(),
        *"dreamed dreams charge allegation allegations accuses accusing accuse hint".split(),
        *"intention hope".split(),
    )
)
_CONSIDERING = frozenset("about considered considering consider contemplated mulled".split())
_NEARLY = frozenset("close closer near nearer averse opposed resistant".split())
_RULING = frozenset("rule rules ruled ruling".split())
_ALMOST = frozenset("almost nearly practically virtually".split())
_OCCASIONS = frozenset("chance opportunity position".split())
_TAKING = frozenset("took take takes used uses seized seizes".split())
_BELIEVING = frozenset("believe believes believed think thinks remember recalls remembers".split())
_FEW = frozenset("few nobody none".split())
_RUMORED = frozenset(
    "rumored rumoured believed thought purported alleged supposed imagined claimed ought".split()
)
_WISHING = frozenset("wish wishes wished wishing".split())
_MAKING = frozenset("let lets make makes made making have has had having".split())
_FICTION = frozenset(
    (
        *"film movie novel play sketch skit cartoon parody satire sitcom musical dream".split(),
        *"thriller comic fable spoof comedy drama".split(),
    )
)
_WITHOUT = frozenset("without of from against instead before than rather".split())
_CONDITIONS = frozenset("if unless whether lest until suppose supposing imagine assuming".split())
_UNTRUE = frozenset(
    (
        *"false untrue fake fabricated wrong incorrect doubtful unclear unlikely invented".split(),
        *"fiction fictional baseless unproven inaccurate misleading possible conceivable".split(),
        *"impossible unthinkable hoax lie myth bogus".split(),
    )
)
_DENYING = frozenset(
    (
        *"deny denies denied denying dispute disputes disputed disputing doubt doubts".split(),
        *"doubted reject rejects rejected refute refutes refuted disavow disavowed debunk".split(),
        *"debunked contest contested disagree disagreed disagrees".split(),
    )
)
_DOUBTED_NOUNS = frozenset(
    "evidence proof record indication sign rumor rumour rumors rumours notion idea".split()
)
_IMAGINING = frozenset("imagine imagines imagined imagining picture pictures pictured".split())
_FALSELY = frozenset("falsely wrongly incorrectly erroneously mistakenly inaccurately".split())
_MISQUOTING = frozenset("misquote misquotes misquoted misquoting".split())
# Hearsay, which nobody vouches for.
_ALLEGEDLY = frozenset("supposedly allegedly purportedly".split())
_AT_NO = frozenset("at under on in by to".split())
_NOBODY = frozenset("nobody none no neither nothing".split())
_INVERTED = frozenset(
    (
        *"did does do has have had will would could should can may might is was were".split(),
        *"didn't doesn't don't hasn't haven't won't wouldn't why when what where how who".split(),
    )
)
_SAYINGS = frozenset(
    (
        *"statement statements comment comments mention promise promises pledge claim".split(),
        *"reference suggestion remark remarks assertion one such".split(),
    )
)
_CLAIMS = frozenset(
    "claim claims report reports story stories suggestion suggestions rumors rumours".split()
)
_IDEAS = frozenset("idea notion view argument allegation charge accusation line theory".split())
_FORGED = frozenset(
    (
        *"fake fabricated doctored manipulated parody satirical satire deepfake forged".split(),
        *"bogus ai-cloned cloned synthetic".split(),
        *"ai-generated computer-generated digitally-altered hoax spoof".split(),
    )
)
_CARRYING = frozenset("in on from by".split())
_FORGED_THINGS = frozenset(
    (
        *"video videos clip audio image images photo post posts quote quotation account".split(),
        *"screenshot recording article headline letter tweet meme interview memo site".split(),
        *"website transcript document email page".split(),
    )
)
# Negated, these say that somebody did.
_HESITATING = frozenset(
    "hesitate hesitated fail failed stop stopped forget neglect neglected omit refrain".split()
)
_LONGEST_ASIDE = 14
# Words between "urged" and "to say", the one who is urged.
_FARTHEST_GOVERNOR = 6


class ModalityReader:
    """The modality of each report of a sentence."""

    def __init__(self, parser: Parser) -> None:
        self.parser = parser
        self.tokens = parser.tokens
        self._is_question = self._asks()

    def of(self, cue: int, subject: Phrase) -> Modality:
        """The modality of the report whose cue is the word ``cue``."""
        if not self.parser.frame(cue):
            return Modality.SAID
        return (
            self._of_group(cue)
            or self._of_subject(subject)
            or self._of_cleft(subject)
            or self._of_clause(cue, subject)
            or self._of_forged_source(cue)
            or (Modality.ASKED if self._is_question else Modality.SAID)
        )

    def _asks(self) -> bool:
        """ "Did Carney say …?", "Why would he call it …?"."""
        tokens = [t for t in self.tokens if t.tag is not Tag.QUOTE]
        words = [t for t in tokens if t.tag is not Tag.MARK]
        if not tokens or not words or tokens[-1].text != "?":
            return False
        opener = words[1] if words[0].tag is Tag.CONJUNCTION and len(words) > 1 else words[0]
        return opener.low in _INVERTED

    # --- the verb and what stands before it ------------------------------------------------------

    def _of_group(self, cue: int) -> Modality:
        at = cue - 1
        if at > 0 and self.tokens[at].low == "yet" and self.tokens[at - 1].low in _NEGATIONS:
            return Modality.NEGATED
        if at >= 0 and self.tokens[at].low in _ALMOST | {"neither", "nor"}:
            return Modality.NEGATED
        if [token.low for token in self.tokens[max(0, at - 1) : cue]] == ["all", "but"]:
            return Modality.NEGATED
        first = self._before_auxiliaries(at)
        aside = self._before_aside(first)
        lows = [token.low for token in self.tokens[first + 1 : cue]]
        if aside < first:
            earlier = self._before_auxiliaries(aside)
            lows = [token.low for token in self.tokens[earlier + 1 : aside + 1]] + lows
        if not self.parser.is_passive(cue):
            # "falsely claimed": he did claim it; "was falsely quoted"
            lows = [low for low in lows if low not in _FALSELY]
        return (
            self._of_auxiliaries(lows)
            or self._of_link(cue, first)
            or self._of_bare_form(cue, first)
            or self._of_what_follows(cue)
        )

    def _of_bare_form(self, cue: int, at: int) -> Modality:
        """ "should stand up and | say", "made Keller | say": a verb without an ending of its own.

        It hangs on a modal or an infinitive before it, or on who lets or hears somebody say it.
        """
        low = self.tokens[cue].low
        lexicon = self.parser.lexicon
        if lexicon.speech.get(low, lexicon.naming.get(low)) != low or at < 0:
            return Modality.SAID
        if self.tokens[at].tag is Tag.CONJUNCTION or self.tokens[at].text == ",":
            return self._of_chain(at)
        phrase = self.parser.phrase_ending(at)
        if phrase is None or self.tokens[at].tag is not Tag.NAME:
            return Modality.SAID
        # "Let", large at the head of a sentence, looks like the first word of the name.
        governor = max(0, phrase[0] - 1)
        if self.tokens[governor].low in _MAKING:
            return Modality.HYPOTHETICAL
        # "you will never hear Keller say"
        return self._of_auxiliaries(self._group(governor))

    def _of_chain(self, at: int) -> Modality:
        """What the first verb of "could stand up and say" is under, if it is a modal."""
        for index in range(at - 1, -1, -1):
            token = self.tokens[index]
            if token.tag in (Tag.SUBORDINATOR, Tag.RELATIVE, Tag.QUOTE) or token.text in ";:":
                return Modality.SAID
            if token.tag is Tag.PRONOUN and token.low in ("they", "we", "you", "i"):
                follows = self.tokens[index + 1]
                if follows.low not in self.parser.lexicon.modals:
                    return Modality.SAID
            if token.low in self.parser.lexicon.modals:
                return self._of_auxiliaries([token.low])
            if token.tag is Tag.AUXILIARY and token.low in ("did", "does", "do", "didn't"):
                return self._of_auxiliaries([t.low for t in self.tokens[index : index + 3]])
        return Modality.SAID

    def _before_auxiliaries(self, at: int) -> int:
        while at >= 0 and self.tokens[at].tag in (Tag.AUXILIARY, Tag.ADVERB):
            at -= 1
        return at

    def _before_aside(self, at: int) -> int:
        """ "did not|, as some claimed, |say": where the verb group went on before the aside."""
        if at < 1 or self.tokens[at].text != ",":
            return at
        for opening in range(at - 1, max(0, at - _LONGEST_ASIDE), -1):
            if self.tokens[opening].text == ",":
                is_group = self.tokens[opening - 1].tag is Tag.AUXILIARY
                is_group |= self.tokens[opening - 1].low in _NEGATIONS
                return opening - 1 if is_group else at
        return at

    def _of_what_follows(self, cue: int) -> Modality:
        """ "made no statement such as", "told no one": the object denies what the verb says."""
        follows = [token.low for token in self.tokens[cue + 1 : cue + 4]]
        if follows[:1] == ["to"] and follows[1:2] in (["hear"], ["see"], ["read"], ["receive"]):
            return Modality.EXPECTED
        if follows[:1] == ["no"] and any(low in _SAYINGS for low in follows[1:]):
            return Modality.NEGATED
        is_end = len(follows) < 2 or self.tokens[cue + 2].tag is Tag.MARK
        is_nothing = follows[:1] == ["nothing"] and (
            is_end or follows[1] in ("like", "such", "of", "about", "more", "further")
        )
        return Modality.NEGATED if is_nothing or follows[:1] == ["nobody"] else Modality.SAID

    def _of_auxiliaries(self, lows: list[str]) -> Modality:
        """ "did not", "falsely", "will", "might"."""
        if _denies(lows):
            return Modality.NEGATED
        if any(low in _FALSELY for low in lows):
            return Modality.DENIED
        if any(low in _ALMOST for low in lows):
            return Modality.NEGATED
        if any(low in _ALLEGEDLY for low in lows):
            return Modality.HYPOTHETICAL
        modals = [low for low in lows if low in self.parser.lexicon.modals]
        if not modals or (modals[0] == "could" and "only" in lows):
            return Modality.SAID
        return Modality.EXPECTED if modals[0] in _FUTURE else Modality.HYPOTHETICAL

    def _of_link(self, cue: int, at: int) -> Modality:
        """What the verb group hangs on: an infinitive, a participle, an auxiliary before both."""
        if self.tokens[at + 1].low == "having" and at >= 0 and self.tokens[at].low in _DENYING:
            return Modality.DENIED
        if self.tokens[cue].low.endswith("ing"):
            return self._of_participle(at)
        if at >= 0 and self.tokens[at].low == "to":
            return self._of_infinitive(at)
        return self._inverted(cue, at)

    def _inverted(self, cue: int, at: int) -> Modality:
        """ "Never did Carney say", "had Carney said": the auxiliary stands before the subject."""
        phrase = self.parser.subject(cue)
        if phrase is None or phrase[1] > cue:
            return Modality.SAID
        before = phrase[0] - 1
        if before < 0 or self.tokens[before].tag is not Tag.AUXILIARY:
            return Modality.SAID
        opening = [t.low for t in self.tokens[:before] if t.tag is not Tag.MARK]
        if opening[-1:] and opening[-1] in ("never", "nor", "neither", "nowhere"):
            return Modality.NEGATED
        is_none = opening[1:2] == ["no"] and opening[0] in _AT_NO
        if is_none or opening[:1] in (["never"], ["nowhere"]) or opening[-3:-2] == ["no"]:
            # "At no point, his office says, did Carney say", "Nowhere in it does Carney say"
            return Modality.NEGATED
        is_first = all(t.tag in (Tag.MARK, Tag.CONJUNCTION) for t in self.tokens[:before])
        if self.tokens[before].low in ("had", "should", "were") and is_first:
            return Modality.CONDITIONAL
        return Modality.SAID

    def _of_infinitive(self, to: int) -> Modality:
        """ "refused to say", "is expected to say", "urged Carney to say"; not "went on to say"."""
        before = [token.low for token in self.tokens[max(0, to - 4) : to]]
        if self.tokens[to + 1].low == "know" or before[-1:] == ["on"]:
            # "wanted to know, “…”", "going on to say"
            return Modality.SAID
        if before[-1:] == ["yet"]:
            return Modality.NEGATED
        if "for" in before[:-1]:
            # "wrong for Carney to say"
            return Modality.HYPOTHETICAL
        for at in range(to - 1, max(-1, to - 1 - _FARTHEST_GOVERNOR), -1):
            is_far = self.tokens[at].low == "so"
            if self.tokens[at].tag in (Tag.MARK, Tag.QUOTE, Tag.CONJUNCTION) and not is_far:
                return Modality.SAID
            if at == to - 1 and self._is_to(at):
                return Modality.EXPECTED
            found = self._as_governor(at)
            if found is not None:
                return found
        return Modality.SAID

    def _as_governor(self, at: int) -> Modality | None:
        """What a word before an infinitive makes of it; None where it makes nothing of it."""
        low = self.tokens[at].low
        if low in ("not", "never", "too", "than"):
            return Modality.NEGATED
        if low in _TAKING:
            return Modality.SAID
        if low in _REFUSING | _HESITATING | _WANTING:
            return self._of_governing(at)
        if low in ("go", "goes", "went", "gone"):
            # "did not | go | so far as to say"
            return self._of_auxiliaries(self._group(at))
        if low in _RUMORED:
            return Modality.HYPOTHETICAL
        if low == "be" and at and self.tokens[at - 1].low in self.parser.lexicon.modals:
            return self._of_auxiliaries([self.tokens[at - 1].low])
        if self.parser.is_main_verb(at) or low.endswith(("ed", "ing", "wn")):
            is_excused = low in ("authorized", "authorised")
            return Modality.SAID if is_excused else self._of_auxiliaries(self._group(at))
        return None

    def _group(self, verb: int) -> list[str]:
        """The auxiliaries and adverbs right before a verb."""
        first = self._before_auxiliaries(verb - 1)
        return [token.low for token in self.tokens[first + 1 : verb]]

    def _of_governing(self, verb: int) -> Modality:
        """ "refused to", "expected to"; but "did not hesitate to say" is of somebody who did."""
        low = self.tokens[verb].low
        is_denied = _denies(self._group(verb))
        if low in _HESITATING and is_denied:
            return Modality.SAID
        if low in _OCCASIONS and any(
            t.low in _TAKING for t in self.tokens[max(0, verb - 3) : verb]
        ):
            # "took the opportunity to say"
            return Modality.SAID
        return Modality.NEGATED if low in _REFUSING | _HESITATING else Modality.EXPECTED

    def _is_to(self, at: int) -> bool:
        """ "Keller | was | to have said": what was planned of a person."""
        if self.tokens[at].low not in ("was", "were", "is", "are") or not at:
            return False
        return self.tokens[at - 1].tag in (Tag.NAME, Tag.PRONOUN)

    def _of_participle(self, at: int) -> Modality:
        """ "denied saying", "without saying", "imagine Carney saying"."""
        if at < 0:
            return Modality.SAID
        low = self.tokens[at].low
        if low in _DENYING:
            return Modality.DENIED
        if low == "as":
            return self._of_quoting(at)
        if low in _REFUSING or low in ("not", "never") or self._falls_short(at):
            return Modality.NEGATED
        is_imagined = any(t.low in _IMAGINING for t in self.tokens[max(0, at - 4) : at + 1])
        if low in _CONSIDERING or is_imagined or self._is_had(at):
            # "joked about saying", "a meme has Keller saying"
            return Modality.HYPOTHETICAL
        return Modality.SAID

    def _is_had(self, at: int) -> bool:
        phrase = self.parser.phrase_ending(at) if self.tokens[at].tag is Tag.NAME else None
        before = self.tokens[phrase[0] - 1].low if phrase and phrase[0] else ""
        return before in ("has", "have", "had")

    def _falls_short(self, at: int) -> bool:
        """ "without saying", "came close | to saying", "stopped himself | before saying"."""
        low = self.tokens[at].low
        if low == "before":
            return self._has_before(at, _REFUSING)
        if low in _WITHOUT:
            on_point = [t.low for t in self.tokens[max(0, at - 3) : at]] == ["on", "the", "point"]
            return low != "of" or on_point or self._has_before(at, _UNREAL)
        return (low == "to" and self._has_before(at, _NEARLY)) or (
            low == "out" and self._has_before(at, _RULING)
        )

    def _has_before(self, at: int, wanted: Collection[str]) -> bool:
        return any(token.low in wanted for token in self.tokens[max(0, at - 2) : at])

    def _of_quoting(self, at: int) -> Modality:
        """ "was falsely quoted as saying", "never quoted him as saying"."""
        lows = {token.low for token in self.tokens[max(0, at - 6) : at]}
        if lows & (_MISQUOTING | _FALSELY):
            return Modality.DENIED
        return Modality.NEGATED if lows & _NEGATIONS else Modality.SAID

    # --- the clause ------------------------------------------------------------------------------

    def _of_subject(self, subject: Phrase) -> Modality:
        """ "Nobody said", "no minister has said", "neither Carney nor Blair said"."""
        start = subject[0]
        lows = [token.low for token in self.tokens[max(0, start - 1) : start + 1]]
        if _NOBODY & set(lows[-1:]) or lows[0] in ("neither", "nor", "no"):
            return Modality.NEGATED
        if self._is_told_in_fiction(start):
            return Modality.HYPOTHETICAL
        if self._shows_forgery(start):
            return Modality.DENIED
        opening = [token.low for token in self.tokens if token.tag is not Tag.MARK][:2]
        if opening[:1] == ["nobody"] or opening == ["no", "one"]:
            return Modality.NEGATED
        described = {token.low for token in self.tokens[start : subject[1]]}
        return Modality.DENIED if described & _FORGED else Modality.SAID

    def _is_told_in_fiction(self, end: int) -> bool:
        """ "In the film, | Keller says", "In Ann Long's novel, …"."""
        lows = [token.low for token in self.tokens[:end]]
        if lows[:1] not in (["in"], ["on"]) or lows[-1:] != [","]:
            return False
        return len(lows) < _LONGEST_ASIDE and any(low in _FICTION for low in lows)

    def _of_cleft(self, subject: Phrase) -> Modality:
        """ "It was not | Carney | who said", "it was Blair, not | Carney, | who said"."""
        start = subject[0]
        if self.tokens[start].tag is Tag.RELATIVE:
            antecedent = self.parser.antecedent(start)
            start = antecedent[0] if antecedent else start
        if start > 1 and self.tokens[start - 1].low == "what":
            # "is not what | Keller said"
            start -= 1
        before = self.tokens[start - 1].low if start else ""
        return Modality.NEGATED if before == "not" or before.endswith("n't") else Modality.SAID

    def _shows_forgery(self, end: int) -> bool:
        """ "A fabricated video shows | Keller saying"."""
        lows = [token.low for token in self.tokens[:end]]
        return any(
            low in _FORGED and _FORGED_THINGS & set(lows[at + 1 : at + 4])
            for at, low in enumerate(lows)
        )

    def _of_forged_source(self, cue: int) -> Modality:
        """ "Carney said, according to a | satirical site", "said in a | fake video"."""
        lows = [token.low for token in self.tokens]
        for at in range(cue + 1, len(lows)):
            is_thing = lows[at] in _FORGED and _FORGED_THINGS & set(lows[at + 1 : at + 4])
            before = lows[max(cue, at - 3) : at]
            if is_thing and ("according" in before or _CARRYING & set(before[-2:])):
                return Modality.DENIED
        return Modality.SAID

    def _of_clause(self, cue: int, subject: Phrase) -> Modality:
        """What the clause depends on: "if Carney says", "it is false that Carney said"."""
        if subject[0] > cue:
            return Modality.SAID
        if self.tokens[cue].low in _DENYING and self._denies_saying(cue):
            return Modality.DENIED
        before = subject[0] - 1
        while before >= 0 and self.tokens[before].tag is Tag.ADVERB:
            before -= 1
        if before < 0:
            return Modality.SAID
        opener = self.tokens[before].low
        if opener in _CONDITIONS:
            return Modality.CONDITIONAL
        if self._is_awaited(cue, before):
            return Modality.EXPECTED
        return self._of_governor(before) if opener == "that" else self._of_opener(before)

    def _of_opener(self, at: int) -> Modality:
        """What the word before the subject makes of it: "as though", "falsely claims"."""
        opener, before = self.tokens[at].low, self.tokens[at - 1].low if at else ""
        if opener == "though" and before == "as":
            return Modality.HYPOTHETICAL
        is_disbelieved = opener in _BELIEVING and self._is_disbelieved(at)
        if opener in _DENYING or is_disbelieved or (before in _FALSELY and self.parser.frame(at)):
            return Modality.DENIED
        if opener in _IMAGINING or opener in _WISHING:
            return Modality.HYPOTHETICAL
        return Modality.SAID

    def _is_awaited(self, cue: int, opener: int) -> bool:
        """ "| When Keller says “…”, we will know", "| Once Keller says"."""
        low, present = self.tokens[opener].low, self.tokens[cue].low
        if self.parser.lexicon.speech.get(present, "") + "s" != present:
            return False
        is_soon = low == "as" and opener > 0 and self.tokens[opener - 1].low == "soon"
        is_future = any(token.low in _FUTURE for token in self.tokens)
        return low == "once" or is_soon or (low in ("when", "day", "moment") and is_future)

    def _is_disbelieved(self, verb: int) -> bool:
        """ "I do not | believe", "few | believe"."""
        lows = [token.low for token in self.tokens[max(0, verb - 4) : verb]]
        return bool(_FEW & set(lows)) or _denies(lows)

    def _denies_saying(self, cue: int) -> bool:
        """ "denied saying", "denied having said", "denies that he said"; not "denied it: “…”"."""
        follows = self.tokens[cue + 1 : cue + 5]
        lows = [token.low for token in follows]
        if lows[:1] == ["having"] or lows[:1] == ["that"] or lows[:1] == ["ever"]:
            return True
        is_claim = any(low in _CLAIMS | _SAYINGS | _IDEAS for low in lows[:3]) and "as" not in lows
        if is_claim and ("that" in lows or any(token.tag is Tag.QUOTE for token in follows)):
            # "rejected the idea that", "disputed the claim “…”"
            return True
        says = any(
            low.endswith("ing") and self.parser.frame(cue + 1 + at)
            for at, low in enumerate(lows[:2])
        )
        return says or self._leads_to_clause(cue)

    def _leads_to_clause(self, cue: int) -> bool:
        """ "denied | the plan would cost billions", "denied it was “free”": of others' claims."""
        for token in self.tokens[cue + 1 :]:
            if token.tag in (Tag.MARK, Tag.QUOTE):
                return False
            if token.tag is Tag.AUXILIARY:
                return True
        return False

    def _of_governor(self, that: int) -> Modality:
        """What "that" hangs on: "it is false", "there is no evidence", "they denied"."""
        window = self.tokens[max(0, that - 5) : that]
        lows = [token.low for token in window]
        if not lows:
            return Modality.SAID
        last = lows[-1]
        is_denied = _denies(lows)
        if last in _BELIEVING and (is_denied or _FEW & set(lows)):
            return Modality.DENIED
        if last in _UNTRUE or last in _DENYING:
            return Modality.SAID if is_denied and last in _UNTRUE else Modality.DENIED
        if last in ("true", "correct", "certain", "clear") and is_denied:
            return Modality.DENIED
        if last in _DOUBTED_NOUNS and ("no" in lows or last.startswith(("rumo", "notion", "idea"))):
            return Modality.DENIED
        is_doubted = any(t.low in _UNTRUE for t in self.tokens[that:] if t.tag is Tag.WORD)
        if last in _CLAIMS and (is_doubted or _DENYING & set(lows)):
            return Modality.DENIED
        return Modality.SAID


def _denies(lows: Iterable[str]) -> bool:
    return any(low in _NEGATIONS or low.endswith("n't") for low in lows)
