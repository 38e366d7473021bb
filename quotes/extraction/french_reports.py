"""Who says the words of a French sentence: before, behind, inside of it, or by a colon or a name.

French marks its reports more plainly than English does. Behind the words the verb comes first
(« Oui », a déclaré M. Carney; a-t-il dit; précise-t-elle); an *incise* between commas stands inside
the marks as if they were closed (« Nous allons, a-t-il ajouté, décider »); *selon* and *d’après*
name a source. So these forms are looked for in each sentence, and no parser is needed.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from quotes.extraction.french_forms import (
    AGENT,
    AND_TO_ADD,
    ANSWER_OF,
    APPOSED,
    BEHIND_GERUND,
    BEHIND_WHO,
    BODY,
    CAPITAL,
    CITING,
    CLAUSE,
    CLITICS,
    COURTESY,
    DENIED,
    DENYING,
    FARTHEST_REPORT,
    FINITE,
    FOR,
    GERUND,
    HANGS,
    HEARD,
    INVERTED,
    LABEL,
    LINKED,
    LONGEST_INCISE,
    MOST_WORDS_OF_LABEL,
    NAME,
    NAMED,
    NEVER_SAID,
    NO_PERSON,
    NOT_BEFORE,
    NOT_NAMED,
    NOT_YET,
    NOUN,
    OBJECT_BEHIND,
    OF_AN_OFFICE,
    ONE_READS,
    OPENED,
    OTHERS_WORDS,
    OUTLET,
    OWN_VIEW,
    PASSED,
    PASSES_ON,
    PERSON_BEFORE,
    RELATIVE,
    SEVERAL_WHO,
    SHARES,
    SIGNATURE,
    SIGNATURE_LINE,
    SOURCE,
    SOURCE_PRONOUN,
    SPOKEN_TO,
    THAT_IS_HOW,
    THE_ONE,
    TITLED,
    TO_ADD,
    TO_SAY,
    TOLD_TO,
    UNREAL,
    VERB,
    VOICE,
    WANTED,
    is_wish,
    pronoun_of,
)
from quotes.extraction.french_people import People, bare_name, is_no_name, is_person_noun
from quotes.extraction.french_text import FrenchText
from quotes.extraction.marks import Quoted
from quotes.text.spans import Span


@dataclass(frozen=True, slots=True)
class Report:
    """Who says it by which words: ``pronoun`` is set where the mention is « il » or « elle »."""

    cue: Span
    mention: Span | None
    pronoun: str
    rule: str


_PLAIN_SIGNATURE = re.compile(rf"\s+(?P<who>{CAPITAL} {NAME}), [a-zà-ÿ][^.]*$")
_LATER = re.compile(r"(?:,\s+|(?<=\x00)\s+)(?:(?:comme|ainsi que) )?")
_OPENING_NOUN = re.compile(
    r"(?:(?:Mais|Et|Pourtant|Toutefois),? )?(?P<who>(?:[Uu]ne?|[Ll]e|[Ll]a|[Ll][’']|[Cc]e|[Cc]et"
    r"|[Cc]ette) ?(?P<noun>[a-zà-ÿ-]+)(?: [a-zà-ÿ-]+)?)(?=[ ,])"
)
_FOR_WHOM = re.compile(r"\b(?:pour|selon|chez) (?P<pronoun>lui|elle)\b")
# A person with whom a clause begins that ends in a colon.
_ANNOUNCER = re.compile(
    rf"(?P<pronoun>Il|Elle|il|elle)\b|(?P<who>{COURTESY}{NAME}|{TITLED}|{NAME}"
    rf"|(?:[Ll]e |[Ll]a |[Ll][’'])[a-zà-ÿ-]+(?: [a-zà-ÿ-]+)? {NAME}"
    r"|(?:[Ll]e |[Ll]a )(?:jeune |vieil |vieille |quadra|quinqua|sexa|octo)?\w*"
    r"(?:femme|homme|fille|garçon|dame|mère|père|génaire))(?=[ ,])",
)
_FIRST_NOUN = re.compile(
    r"(?:[Ll]es? |[Ll]a |[Ll][’']|[Uu]ne? |[Dd]es |[Pp]lusieurs |[Dd]eux |[Ss]on |[Ss]a "
    r"|[Cc]et(?:te)? |[Cc]e )?"
    r"(?:ancien(?:ne)?s? |jeunes? |autres? )?(?P<noun>[a-zà-ÿA-ZÀ-Þ-]+?)s?(?![\w-])"
)
_COLON = re.compile(r"\s*:\s*")
_PRONOUN_SUBJECT = re.compile(r"(?:Ils?|Elles?|ils?|elles?)\b")
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
_LEADS_IN = re.compile(r"\b(?:que |qu[’'])(?:[LlUu]e |[Ll]a |[Ll][’'])?$")
_LINKING = re.compile(r"\b(?:qui|que|dont|où)\b")
# « le coût | a doublé »: no noun, for it has a verb.
_IS_CLAUSE = re.compile(r" (?:a|ont|est|sont|était|avait|sera|va|peut|doit|fait) ")
_LAST_NOUN = re.compile(
    rf"(?P<noun>{NOUN})(?= {CLITICS}(?:(?:\w+ment|aussi|également|toutefois|lui-même) )?$)"
)


class ReportReader:
    """The reports of an article that stand in the sentence of their words."""

    def __init__(self, page: FrenchText, people: People) -> None:
        self.page = page
        self.text = page.text
        self.masked = page.masked
        self.people = people

    def report(self, quoted: Quoted, line: Span) -> Report | None:
        """The report of a quotation in its sentence."""
        ways = (
            lambda: self._inside(quoted),
            lambda: self._of_relative(quoted, line),
            lambda: self._behind(quoted, line),
            lambda: self._signed(quoted, line),
            lambda: self._before(quoted, line),
            lambda: self._labelled(quoted, line),
            lambda: self._announced(quoted, line),
            lambda: self._later(quoted, line),
        )
        found = next((one for way in ways if (one := way()) and not self._passes_on(one)), None)
        return self._by_voice(found, line) if found else None

    def _passes_on(self, report: Report) -> bool:
        """« … », rapporte La Presse: the outlet carries the words of somebody else."""
        mention = self.text[slice(*report.mention)] if report.mention else ""
        is_relaying = PASSES_ON.search(self.text[slice(*report.cue)]) is not None
        return is_relaying and OUTLET.fullmatch(mention) is not None

    def _by_voice(self, report: Report, line: Span) -> Report:
        """L’Alliance a jugé cela, par la voix de sa porte-parole, Ann Long, « prématuré »: her."""
        start = self.page.sentence_start(line, report.cue.start)
        end = self.page.sentence_end(line, report.cue.start)
        voice = VOICE.search(self.masked, start, end)
        who = voice and BEHIND_WHO.match(self.masked, voice.end(), end)
        if not who or is_no_name(who[0]) or report.pronoun or report.mention is None:
            return report
        if self.people.name_of(self.text[slice(*report.mention)]) in self.people.full:
            return report
        return replace(report, mention=self.with_name(Span(*who.span())))

    def _signed(self, quoted: Quoted, line: Span) -> Report | None:
        """« … » — Mark Carney, premier ministre."""
        match = SIGNATURE.match(self.masked, quoted.marked.end, line.end)
        if match is None:
            return self._signed_plainly(quoted, line) or self._signed_below(quoted, line)
        if is_no_name(match["who"]) or NO_PERSON.search(match["who"]):
            return None
        if match["dash"] == "(" and (" " not in match["who"] or OUTLET.match(match["who"])):
            return None
        return Report(Span(*match.span("dash")), Span(*match.span("who")), "", "signed")

    def _signed_below(self, quoted: Quoted, line: Span) -> Report | None:
        """The words fill a paragraph, and their name the next one."""
        before = self.masked[line.start : quoted.marked.start]
        behind = self.masked[quoted.marked.end : line.end]
        below = self.page.line_behind(line)
        if (before + behind).strip(" .") or below is None:
            return None
        name = SIGNATURE_LINE.match(self.masked, *below)
        if name is None or is_no_name(name["who"]) or " " not in name["who"]:
            return None
        is_known = name["role"] or self.text.count(name["who"]) > 1
        if not (name["dash"] or is_known):
            return None
        span = Span(*name.span("who"))
        return Report(span, span, "", "signed")

    def _signed_plainly(self, quoted: Quoted, line: Span) -> Report | None:
        """« … » Paul Long, journaliste: a paragraph that is nothing but words and a name."""
        if self.masked[line.start : quoted.marked.start].strip():
            return None
        match = _PLAIN_SIGNATURE.match(self.masked, quoted.marked.end, line.end)
        if match is None or VERB.search(self.masked, match.end("who"), line.end):
            return None
        span = Span(*match.span("who"))
        return Report(span, span, "", "signed")

    def _labelled(self, quoted: Quoted, line: Span) -> Report | None:
        """Mark Carney : « … », as interviews print it; or the line before ends so."""
        start = self.page.sentence_start(line, quoted.marked.start)
        is_answer = ANSWER_OF.match(self.masked[start : quoted.marked.start].rstrip())
        label = None if is_answer else LABEL.fullmatch(self.masked, start, quoted.marked.start)
        if label and self._may_be_labelled(label["who"]):
            return Report(Span(*label.span("colon")), Span(*label.span("who")), "", "labelled")
        before = self.masked[line.start : quoted.marked.start].strip(" —–-")
        earlier = self.page.line_before(line)
        if before or earlier is None:
            return None
        if not self.masked[earlier.start : earlier.end].rstrip().endswith(":"):
            return None
        return self._last_of(earlier)

    def _may_be_labelled(self, who: str) -> bool:
        """Whether a label names a person rather than a heading: Webinaire : « … »."""
        name = bare_name(who)
        if is_no_name(who) or NO_PERSON.search(name):
            return False
        return name != who or " " in name or self.people.knows(name)

    def _announced(self, quoted: Quoted, line: Span) -> Report | None:
        """La ministre s’est inquiétée des délais : « … »: a colon leads from any clause."""
        start = self.page.sentence_start(line, quoted.marked.start)
        before = self.masked[start : quoted.marked.start].rstrip()
        unsaid = (UNREAL, NEVER_SAID, HEARD, NOT_YET, OTHERS_WORDS)
        if not before.endswith(":") or any(pattern.search(before) for pattern in unsaid):
            return None
        colon = Span(start + len(before) - 1, start + len(before))
        answer = ANSWER_OF.match(before)
        if answer:
            first, last = answer.span("who")
            return Report(colon, Span(start + first, start + last), "", "labelled")
        adds = AND_TO_ADD.match(before)
        if adds and adds["who"]:
            first, last = adds.span("who")
            return Report(colon, Span(start + first, start + last), "", "labelled")
        source = _FOR_WHOM.search(self.masked, start, colon.start)
        if source:
            meant = "elle" if source["pronoun"] == "elle" else "il"
            return Report(colon, Span(*source.span("pronoun")), meant, "labelled")
        clauses = [start, *(m.end() for m in CLAUSE.finditer(self.masked, start, colon.start))]
        for at in reversed(clauses):
            who = _ANNOUNCER.match(self.masked, at, colon.start)
            if who is None or is_no_name(who[0]) or RELATIVE.search(self.masked, start, at):
                continue
            if not who["pronoun"] and not self._may_be_labelled(who[0]):
                continue
            named = "pronoun" if who["pronoun"] else "who"
            pronoun = (who["pronoun"] or "").lower()
            return Report(colon, Span(*who.span(named)), pronoun, "labelled")
        return self._announced_by_noun(start, colon)

    def _announced_by_noun(self, start: int, colon: Span) -> Report | None:
        """Une source se montre plus nuancée : « … »; Pas de quoi convaincre Mme Long : « … »."""
        opening = _OPENING_NOUN.match(self.masked, start, colon.start)
        if opening and is_person_noun(opening["noun"]):
            return Report(colon, Span(*opening.span("who")), "", "labelled")
        people = self.people.mentioned_between(start, colon.start)
        if len({name for _span, name in people}) == 1:
            return Report(colon, people[-1][0], "", "last")
        return None

    def _last_of(self, line: Span) -> Report | None:
        """The last report of a line, with its subject."""
        start = self.page.sentence_start(line, line.end - 1)
        for cue in reversed(list(VERB.finditer(self.masked, start, line.end))):
            found = self.subject(start, cue)
            if found:
                return replace(found, rule="sentence before")
        return None

    def _later(self, quoted: Quoted, line: Span) -> Report | None:
        """« … » depuis un an, d’après d’anciens officiers; « … » chaque jour, a dit le ministre."""
        end = self.page.sentence_end(line, quoted.marked.end)
        end = min(end, quoted.marked.end + FARTHEST_REPORT)
        for comma in _LATER.finditer(self.masked[quoted.marked.end : end]):
            at = quoted.marked.end + comma.end()
            found = self.inverted_at(at, end) or self.noun_behind(at, end)
            if found and self._may_speak(found):
                return replace(found, rule="end")
        return None

    def _may_speak(self, report: Report) -> bool:
        """Whether the mention is no thing: « …, fustigent ses approximations » has an object."""
        mention = self.text[slice(*report.mention)] if report.mention else ""
        if report.pronoun or report.rule == "according" or bare_name(mention):
            return True
        noun = _FIRST_NOUN.match(mention)
        if noun is None:
            return False
        return is_person_noun(noun["noun"]) or BODY.fullmatch(noun["noun"]) is not None

    def _inside(self, quoted: Quoted) -> Report | None:
        """An *incise* between the commas of the words."""
        for start, end in self.page.incises(quoted.words):
            told_to = TOLD_TO.match(self.text, start, end)
            start = told_to.end() if told_to else start
            return self.inverted_at(start, end) or self.noun_behind(start, end)
        return None

    def _behind(self, quoted: Quoted, line: Span) -> Report | None:
        """« … », a déclaré M. Carney; « … », a-t-il dit; « … », selon lui."""
        start = quoted.marked.end
        while start < line.end and self.masked[start] in " ,\u00a0\u202f—–":
            start += 1
        told_to = TOLD_TO.match(self.masked, start, line.end)
        start = told_to.end() if told_to else start
        found = self.inverted_at(start, line.end) or self.noun_behind(start, line.end)
        found = found or self._read_or_added(start, line.end) or self._agent(quoted, line)
        found = found or self._that_is_how(quoted, line)
        is_parted = self.masked[quoted.marked.end : start].strip() != ""
        if found is None or is_parted or found.pronoun or found.rule == "agent":
            return found
        return None if OBJECT_BEHIND.match(self.masked, *found.cue) else found

    def _read_or_added(self, start: int, end: int) -> Report | None:
        """« … », peut-on lire dans une lettre signée par M. Long; « … », d’ajouter M. Long."""
        cue = ONE_READS.match(self.masked, start, end) or TO_ADD.match(self.masked, start, end)
        who = cue and BEHIND_WHO.match(self.masked, cue.end(), end)
        if not cue or not who or is_no_name(who[0]):
            return None
        return Report(Span(*cue.span()), self.with_name(Span(*who.span())), "", "behind")

    def _that_is_how(self, quoted: Quoted, line: Span) -> Report | None:
        """« Un feu de paille » : voilà comment M. Long décrit le plan."""
        how = THAT_IS_HOW.match(self.masked, quoted.marked.end, line.end)
        colon = how or _COLON.match(self.masked, quoted.marked.end, line.end)
        who = colon and BEHIND_WHO.match(self.masked, colon.end(), line.end)
        if not colon or not who or is_no_name(who[0]):
            return None
        if how is None and not self._is_headed(quoted, line, who):
            return None
        return Report(Span(*colon.span()), self.with_name(Span(*who.span())), "", "signed")

    def _is_headed(self, quoted: Quoted, line: Span, who: re.Match[str]) -> bool:
        """« Trop cher, trop tard » : M. Long n’est pas tendre: words that open their sentence."""
        words = self.text[slice(*quoted.words)].split()
        is_opening = self.page.sentence_start(line, quoted.marked.start) == quoted.marked.start
        is_person = self.people.name_of(who[0]) in self.people.full
        return is_opening and is_person and len(words) > MOST_WORDS_OF_LABEL

    def _agent(self, quoted: Quoted, line: Span) -> Report | None:
        """L’accord, qualifié d’« historique » par M. Long."""
        start = self.page.sentence_start(line, quoted.marked.start)
        cue = NAMED.search(self.masked, start, quoted.marked.start)
        by = cue and AGENT.match(self.masked, quoted.marked.end, line.end)
        who = by and BEHIND_WHO.match(self.masked, by.end(), line.end)
        if not cue or not who or is_no_name(who[0]):
            return None
        if NOT_NAMED.search(self.masked, start, cue.start()):
            return None
        return Report(Span(*cue.span("cue")), self.with_name(Span(*who.span())), "", "agent")

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

    def _before(self, quoted: Quoted, line: Span) -> Report | None:
        """M. Carney a déclaré : « … »; il a dit que c’est « … »; selon lui, « … »."""
        start = self.page.sentence_start(line, quoted.marked.start)
        start = max(start, quoted.marked.start - FARTHEST_REPORT)
        end = quoted.marked.start
        cues = [
            *OWN_VIEW.finditer(self.masked, start, end),
            *VERB.finditer(self.masked, start, end),
            *GERUND.finditer(self.masked, start, end),
            *INVERTED.finditer(self.masked, start, end),
            *SOURCE.finditer(self.masked, start, end),
        ]
        for cue in sorted(cues, key=lambda cue: -cue.start()):
            if cue.re is VERB and self._says_nothing(cue, end):
                return None
            found = self._of_cue(cue, start, quoted)
            if found:
                return found
        return None

    def _says_nothing(self, cue: re.Match[str], end: int) -> bool:
        """What is denied or wanted behind the verb, or are somebody else's words."""
        between = self.masked[cue.end() : end]
        is_unsaid = NEVER_SAID.search(between) or (is_wish(cue[0]) and WANTED.match(between))
        is_denied = DENYING.search(cue[0]) and DENIED.match(between)
        # a cité Hugo : « … »; a rappelé les mots de Hugo : « … »
        is_cited = CITING.search(cue[0]) and between.lstrip()[:1].isupper()
        is_cited = is_cited or OTHERS_WORDS.search(self.masked, cue.start(), end) is not None
        return bool(is_unsaid or is_denied or is_cited or TO_SAY.search(between))

    def _of_cue(self, cue: re.Match[str], start: int, quoted: Quoted) -> Report | None:
        if cue.re is OWN_VIEW:
            group = next(name for name in ("son", "ses", "own") if cue[name])
            return Report(Span(*cue.span()), Span(*cue.span(group)), cue[group], "according")
        if cue.re is GERUND:
            return self._of_gerund(cue, start, quoted)
        if cue.re is SOURCE:
            return self._source_before(cue, start, quoted)
        is_aside = self.masked[max(start, cue.start() - 2) : cue.start()] == ", "
        if cue.re is INVERTED:
            return self.inverted_at(cue.start(), quoted.marked.start) if is_aside else None
        found = (self._aside_before(cue, quoted) if is_aside else None) or self.subject(
            start, cue, quoted.marked.start
        )
        return self._of_inner_clause(found, start) if found else None

    def _of_inner_clause(self, report: Report, start: int) -> Report:
        """M. Long dit que | M. Keller a promis « la lune »: the words may be of either."""
        before = self.masked[start : report.mention.start] if report.mention else ""
        is_inner = _LEADS_IN.search(before) and VERB.search(before)
        return replace(report, rule="clause") if is_inner else report

    def _of_gerund(self, cue: re.Match[str], start: int, quoted: Quoted) -> Report | None:
        """Jugeant l’idée « prématurée », M. Long est parti: of the subject of its sentence."""
        before = self.masked[start : cue.start()]
        if any(pattern.search(before) for pattern in (UNREAL, NOT_BEFORE, NEVER_SAID)):
            return None
        is_opening = not self.masked[start : cue.start()].strip()
        behind = BEHIND_GERUND.match(self.masked, quoted.marked.end) if is_opening else None
        at = behind.end() if behind else start
        opened = OPENED.match(self.masked, at)
        at = opened.end() if opened else at
        pronoun = _PRONOUN_SUBJECT.match(self.masked, at)
        who = None if pronoun else BEHIND_WHO.match(self.masked, at)
        if (is_opening and not behind) or (pronoun is None and (not who or is_no_name(who[0]))):
            return None
        span = Span(*cue.span())
        if pronoun:
            return Report(span, Span(*pronoun.span()), pronoun[0].lower(), "before")
        assert who is not None
        return Report(span, self.with_name(Span(*who.span())), "", "before")

    def _aside_before(self, cue: re.Match[str], quoted: Quoted) -> Report | None:
        """Le projet, assure M. Carney, « est une erreur »."""
        found = self.noun_behind(cue.start(), quoted.marked.start)
        if found is None or found.mention is None:
            return None
        is_named = bare_name(self.text[slice(*found.mention)]) != ""
        is_closed = self.masked[found.mention.end : found.mention.end + 1] == ","
        return found if is_named and is_closed else None

    def _source_before(self, source: re.Match[str], start: int, quoted: Quoted) -> Report | None:
        is_first = not self.masked[start : source.start()].strip(" \x00,—–-")
        if self.masked.startswith(" qui ", source.end()):
            return self._for_whom(source, start)
        if FOR.fullmatch(source[0]) and not is_first:
            return None
        found = self.source(source, quoted.marked.start, "according")
        if found and FOR.fullmatch(source[0]) and not self._is_followed(found, quoted):
            return None
        return found

    def _of_relative(self, quoted: Quoted, line: Span) -> Report | None:
        """M. Long, selon qui le pays doit « payer », …: whoever reports behind, it is his."""
        start = self.page.sentence_start(line, quoted.marked.start)
        for source in SOURCE.finditer(self.masked, start, quoted.marked.start):
            between = self.masked[source.end() : quoted.marked.start]
            if between.startswith(" qui ") and not re.search("[,;:\x00]", between):
                return self._for_whom(source, start)
        return None

    def _for_whom(self, source: re.Match[str], start: int) -> Report | None:
        """M. Long, pour qui l’accord est « historique », est parti."""
        who = next(_ending_at(_PERSON_AND_COMMA, self.masked, start, source.start()), None)
        if who is None or is_no_name(who["who"]):
            return None
        return Report(Span(*source.span()), Span(*who.span("who")), "", "according")

    def _is_followed(self, report: Report, quoted: Quoted) -> bool:
        """Pour lui, « … »: nothing but a comma between the source and the words."""
        assert report.mention is not None
        between = self.masked[report.mention.end : quoted.marked.start]
        return "," in between and len(between) < LONGEST_INCISE

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
        pronoun = _PRONOUN_SUBJECT.match(self.masked, at, cue.start)
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
