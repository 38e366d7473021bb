"""Who stands beside the verb or the source of a French report, as subject before or behind it."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from quotes.extraction.french_forms import (
    APPOSED,
    BEHIND_WHO,
    CLAUSE,
    CLITICS,
    COURTESY,
    FINITE,
    FOR,
    HANGS,
    INVERTED,
    LINKED,
    NAME,
    NOT_BEFORE,
    NOUN,
    OF_AN_OFFICE,
    OPENED,
    PASSED,
    PERSON_BEFORE,
    RELATIVE,
    SEVERAL_WHO,
    SHARES,
    SOURCE,
    SOURCE_PRONOUN,
    SPOKEN_TO,
    THE_ONE,
    TITLED,
    VERB,
    pronoun_of,
)
from quotes.extraction.french_modality import UNREAL
from quotes.extraction.french_people import bare_name, is_no_name
from quotes.extraction.french_text import FrenchText
from quotes.extraction.modality import Modality
from quotes.text.spans import Span


@dataclass(frozen=True, slots=True)
class Report:
    """Who says it by which words: ``pronoun`` is set where the mention is « il » or « elle »."""

    cue: Span
    mention: Span | None
    pronoun: str
    rule: str
    modality: Modality = Modality.SAID


PRONOUN_SUBJECT = re.compile(r"(?:Ils?|Elles?|ils?|elles?)\b")
# Au ministère, on assure que …: of people whom a place or a body stands for.
_AT_PLACE = re.compile(r"(?:Aux? |À |Chez |Dans |Du côté )[^,.;:]{2,60}, on ")
# Characters between a subject and its verb.
_FARTHEST_SUBJECT = 140
_NOUN_BEFORE = re.compile(
    r"(?:\b(?:[Ll]e|[Ll]a|[Uu]ne?|[Ss]on|[Ss]a|[Cc]e|[Cc]ette) |\b[Ll][’'])"
    r"(?!(?:à quoi|qui|que|dont|rapport|loi|affaire|plan|gouvernement|administration|camp|clan"
    r"|cabinet|équipe|projet|livre|film|site|journal|quotidien|magazine|groupe|société|entreprise)\b)"
    r"[a-zà-ÿ-]+(?: [a-zà-ÿ-]+){0,3} $"
)
_PERSON_AND_COMMA = re.compile(rf"(?P<who>{COURTESY}{NAME}|{TITLED}|{NAME}), $")
_LINKING = re.compile(r"\b(?:qui|que|dont|où)\b")
# « le coût | a doublé »: no noun, for it has a verb.
_IS_CLAUSE = re.compile(r" (?:a|ont|est|sont|était|avait|sera|va|peut|doit|fait) ")
_LAST_NOUN = re.compile(
    rf"(?P<noun>{NOUN})(?= {CLITICS}(?:(?:\w+ment|aussi|également|toutefois|lui-même) )?$)"
)


class SpeakerReader:
    """The mentions of those who speak, in the sentences of an article."""

    def __init__(self, page: FrenchText) -> None:
        self.page = page
        self.text = page.text
        self.masked = page.masked

    def inverted_at(self, start: int, end: int) -> Report | None:
        match = INVERTED.match(self.text, start, end)
        if match is None:
            return None
        group = next(name for name in ("one", "other", "split", "self") if match[name])
        return Report(Span(*match.span()), Span(*match.span(group)), match[group], "behind")

    def noun_behind(self, start: int, end: int) -> Report | None:
        text = self.text
        cue = VERB.match(text, start, end)
        source = None if cue else SOURCE.match(text, start, end)
        if source and (FOR.fullmatch(source[0]) or source[0][0].isupper()):
            return None
        cue = cue or source
        if cue is None:
            return None
        if source:
            return self.source(source, end, "according")
        passed = PASSED.match(text, cue.end(), end)
        at = passed.end() if passed else cue.end()
        latter = THE_ONE.match(text, at, end)
        if latter:
            span = Span(*latter.span("who"))
            return Report(Span(*cue.span()), span, pronoun_of(latter["who"]), "behind")
        who = BEHIND_WHO.match(text, at, end)
        if who is None or is_no_name(who[0]):
            return None
        mention = self._joined(self.with_name(Span(*who.span())), end)
        return Report(Span(*cue.span()), mention, "", "behind")

    def _joined(self, who: Span, end: int) -> Span:
        """« … », ont déclaré Mark Carney | et Bill Blair: both."""
        other = re.compile(rf" et (?:{COURTESY}{NAME}|{TITLED}|{NAME})").match(
            self.masked, who.end, end
        )
        return Span(who.start, other.end()) if other else who

    def with_name(self, who: Span) -> Span:
        """The mention with the name behind its comma: son porte-parole, Dmitri Peskov."""
        apposed = APPOSED.match(self.text, who.end)
        end = apposed.start("name") if apposed else who.end
        other = SPOKEN_TO.search(self.text, who.start, end)
        if other and other.start() > who.start:
            return Span(who.start, min(who.end, other.start()))
        if not apposed or bare_name(self.text[slice(*who)]):
            return who
        is_either = OF_AN_OFFICE.search(self.text, who.start, end)
        return who if is_either else Span(who.start, apposed.end("name"))

    def source(self, source: re.Match[str], end: int, rule: str) -> Report | None:
        at = source.end()
        while at < end and self.masked[at] in " ’'":
            at += 1
        several = SEVERAL_WHO.match(self.masked, source.end() + 1, end)
        if several:
            return Report(Span(*source.span()), Span(*several.span()), "", rule)
        pronoun = SOURCE_PRONOUN.match(self.masked, at, end)
        if pronoun:
            meant = "elle" if pronoun[0].startswith("elle") else "il"
            return Report(Span(*source.span()), Span(*pronoun.span()), meant, rule)
        who = BEHIND_WHO.match(self.masked, at, end)
        if who is None or is_no_name(who[0]):
            return None
        return Report(Span(*source.span()), self.with_name(Span(*who.span())), "", rule)

    def for_whom(self, source: re.Match[str], start: int) -> Report | None:
        """M. Long, pour qui l’accord est « historique », est parti."""
        who = next(_ending_at(_PERSON_AND_COMMA, self.masked, start, source.start()), None)
        if who is None or is_no_name(who["who"]):
            return None
        return Report(Span(*source.span()), Span(*who.span("who")), "", "according")

    def subject(self, start: int, cue: re.Match[str], until: int | None = None) -> Report | None:
        """Whoever stands before the verb of a report, in its clause; ``until`` the words begin."""
        listed = re.compile(r"(?:\b(?:comme|ainsi que|que) (?:l[’'])?)$")
        if listed.search(self.masked, max(start, cue.start() - 14), cue.start()):
            return self.noun_behind(cue.start(), until or self.page.line(cue.start()).end)
        before = self.masked[start : cue.start()]
        if UNREAL.search(before) or NOT_BEFORE.search(before):
            return None
        span = Span(*cue.span())
        who = self._person_before(start, cue.start())
        if who is not None:
            if self._is_relative(start, who.start(), cue.end(), until):
                return None
            if who["pronoun"] in ("on", "On") and not _AT_PLACE.match(self.masked, start):
                return None
            if who["pronoun"]:
                return Report(
                    span, Span(*who.span("pronoun")), pronoun_of(who["pronoun"]), "before"
                )
            named = next(name for name in ("courtesy", "titled", "name") if who[name])
            hangs = HANGS.search(self.masked, max(start, who.start() - 12), who.start())
            if not is_no_name(who[named]) and (who["qui"] or not hangs):
                return Report(span, self._whole_name(start, Span(*who.span(named))), "", "before")
        return self._opening_subject(start, span, until)

    def _person_before(self, start: int, end: int) -> re.Match[str] | None:
        """The person before a verb; an aside between them holds no clause of somebody else."""
        for who in _ending_at(PERSON_BEFORE, self.masked, start, end):
            aside = who["between"] or ""
            is_own = re.match(r",\s(?:qui|dont|que|lui|elle)\b", aside) is not None
            if is_own or not (VERB.search(aside) or FINITE.search(aside)):
                return who
        return None

    def _is_relative(self, start: int, at: int, cue_end: int, until: int | None) -> bool:
        """Whether a verb behind belongs to a noun: « le prix que | M. Trump a annoncé est »."""
        found = RELATIVE.search(self.masked, max(start, at - 40), at)
        if found is None or found["noun"][0].isupper():
            return False
        end = found.end("noun")
        if any(cue.end() == end for cue in VERB.finditer(self.masked, start, end)):
            return False
        return until is None or FINITE.search(self.masked, cue_end, until) is not None

    def _whole_name(self, start: int, who: Span) -> Span:
        """The mention with the noun before a bare name: l’ingénieur | Paul Long."""
        noun = _NOUN_BEFORE.search(self.masked, max(start, who.start - 60), who.start)
        return Span(noun.start(), who.end) if noun else who

    def _opening_subject(self, start: int, cue: Span, until: int | None) -> Report | None:
        """The subject of a clause whose verb comes later: L’organisme, qui compte …, dénonce."""
        starts = [start, *(m.end() for m in CLAUSE.finditer(self.masked, start, cue.start))]
        for at in reversed(starts):
            found = self._subject_at(at, cue)
            if found and not self._is_relative(start, at, cue.end, until):
                return found
        return None

    def _subject_at(self, at: int, cue: Span) -> Report | None:
        opened = OPENED.match(self.masked, at, cue.start)
        at = opened.end() if opened else at
        pronoun = PRONOUN_SUBJECT.match(self.masked, at, cue.start)
        if pronoun:
            meant = pronoun[0].lower()
            is_led = self._leads(pronoun.end(), cue.start)
            return Report(cue, Span(*pronoun.span()), meant, "before") if is_led else None
        who = BEHIND_WHO.match(self.masked, at, cue.start) or _noun_before(
            self.masked, at, cue.start
        )
        if who is None or is_no_name(who[0]) or not self._leads(who.end(), cue.start):
            return None
        if who.groupdict().get("noun") and _IS_CLAUSE.search(who[0]):
            return None
        return Report(cue, self.with_name(Span(*who.span())), "", "before")

    def _leads(self, start: int, end: int) -> bool:
        """Whether nothing but asides stands between a subject and its verb, or they share it."""
        between = self.masked[start:end]
        if "\x00" in between or len(between) > _FARTHEST_SUBJECT:
            return False
        plain = re.sub(r",[^,]*,", " ", between)
        if LINKED.fullmatch(plain):
            return True
        if SHARES.search(between):
            return True
        return not FINITE.search(plain) and not CLAUSE.search(plain.replace(", ", " "))


def _noun_before(masked: str, start: int, end: int) -> re.Match[str] | None:
    """The noun phrase with which a clause begins, up to its verb: La jeune femme | affirme."""
    found = _LAST_NOUN.match(masked, start, end)
    is_clause = found and (CLAUSE.search(found[0]) or _LINKING.search(found[0]))
    return None if is_clause or (found and FINITE.search(found[0])) else found


def _ending_at(
    pattern: re.Pattern[str], text: str, start: int, end: int
) -> Iterator[re.Match[str]]:
    """The matches that end at ``end``, the longest first; ``$`` in the pattern is that end."""
    for at in range(max(start, end - 200), end):
        if (at == start or not text[at - 1].isalnum()) and text[at].isalnum():
            match = pattern.match(text, at, end)
            if match:
                yield match
