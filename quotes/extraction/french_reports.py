"""Who says the words of a French sentence: before, behind, inside of it, or by a colon or a name.

French marks its reports more plainly than English does. Behind the words the verb comes first
(« Oui », a déclaré M. Carney; a-t-il dit; précise-t-elle); an *incise* between commas stands inside
the marks as if they were closed (« Nous allons, a-t-il ajouté, décider »); *selon* and *d’après*
name a source. So these forms are looked for in each sentence, and no parser is needed.
"""

import re
from dataclasses import replace

from quotes.extraction.french_forms import (
    AGENT,
    AND_TO_ADD,
    ANSWER_OF,
    BEHIND_GERUND,
    BEHIND_WHO,
    BODY,
    BY_ANOTHER,
    CAPITAL,
    CITING,
    CLAUSE,
    COURTESY,
    DENIED,
    DENYING,
    FARTHEST_REPORT,
    FOR,
    GERUND,
    HEARD,
    INVERTED,
    LABEL,
    LONGEST_INCISE,
    MOST_WORDS_OF_LABEL,
    NAME,
    NAMED,
    NAMED_BY,
    NEVER_SAID,
    NO_PERSON,
    NOT_BEFORE,
    NOT_NAMED,
    NOT_YET,
    OBJECT_BEHIND,
    ONE_READS,
    OPENED,
    OTHERS_WORDS,
    OUTLET,
    OWN_VIEW,
    PASSES_ON,
    RELATIVE,
    SIGNATURE,
    SIGNATURE_LINE,
    SOURCE,
    THAT_IS_HOW,
    TITLED,
    TO_ADD,
    TO_SAY,
    TOLD_TO,
    VERB,
    VOICE,
    WANTED,
    is_wish,
)
from quotes.extraction.french_modality import UNREAL, not_said, of_forgery, unsaid
from quotes.extraction.french_people import People, bare_name, is_no_name, is_person_noun
from quotes.extraction.french_speakers import PRONOUN_SUBJECT, Report, SpeakerReader
from quotes.extraction.french_text import FrenchText
from quotes.extraction.marks import Quoted
from quotes.extraction.modality import Modality
from quotes.text.spans import Span

_PLAIN_SIGNATURE = re.compile(rf"\s+(?P<who>{CAPITAL} {NAME}), [a-zà-ÿ][^.]*$")
_LATER = re.compile(r"(?:,\s+|(?<=\x00)\s+)(?:(?:comme|ainsi que) )?")
_OPENING_NOUN = re.compile(
    r"(?:(?:Mais|Et|Pourtant|Toutefois),? )?(?P<who>(?:[Uu]ne?|[Ll]e|[Ll]a|[Ll][’']|[Cc]e|[Cc]et"
    r"|[Cc]ette) ?(?P<noun>[a-zà-ÿ-]+)(?: [a-zà-ÿ-]+)?)(?=[ ,])"
)
_OPENING_THINGS = re.compile(r"(?:Les|Des|Ces|Ses|Leurs|Plusieurs) [a-zà-ÿ-]+ ")
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
_LEADS_IN = re.compile(r"\b(?:que |qu[’'])(?:[LlUu]e |[Ll]a |[Ll][’'])?$")


class ReportReader:
    """The reports of an article that stand in the sentence of their words."""

    def __init__(self, page: FrenchText, people: People) -> None:
        self.page = page
        self.text = page.text
        self.masked = page.masked
        self.people = people
        self.speakers = SpeakerReader(page)

    def report(self, quoted: Quoted, line: Span) -> Report | None:
        """The report of a quotation in its sentence."""
        ways = (
            lambda: self._inside(quoted),
            lambda: self._of_relative(quoted, line),
            lambda: self._behind(quoted, line),
            lambda: self._signed(quoted, line),
            lambda: self._not_said(quoted, line),
            lambda: self._before(quoted, line),
            lambda: self._labelled(quoted, line),
            lambda: self._announced(quoted, line),
            lambda: self._later(quoted, line),
        )
        found = next((one for way in ways if (one := way()) and not self._passes_on(one)), None)
        if found is None:
            return None
        found = self._by_voice(found, line)
        return replace(found, modality=found.modality or self._of_forgery(quoted, line, found))

    def _of_forgery(self, quoted: Quoted, line: Span, report: Report) -> Modality:
        """« … », a dit M. Keller dans une fausse vidéo; Selon une rumeur, « … », dit M. Keller."""
        start = self.page.sentence_start(line, quoted.marked.start)
        end = self.page.sentence_end(line, quoted.marked.end)
        before = self.masked[max(start, quoted.marked.start - LONGEST_INCISE) : quoted.marked.start]
        told = max(report.cue.end, report.mention.end if report.mention else 0)
        text = self.text if told < quoted.words.end else self.masked
        at = told if told > quoted.words.start else quoted.marked.end
        end = min(end, at + LONGEST_INCISE)
        return of_forgery(before, text[report.cue.start : told], text[at:end])

    def _not_said(self, quoted: Quoted, line: Span) -> Report | None:
        """M. Keller a démenti avoir dit : « … »: led to from before, and said by nobody."""
        start = self.page.sentence_start(line, quoted.marked.start)
        start = max(start, quoted.marked.start - FARTHEST_REPORT)
        found = not_said(self.masked[start : quoted.marked.start])
        return self._of_nobody(start, quoted.marked.start, start, *found) if found else None

    def unsaid(self, quoted: Quoted, line: Span) -> Report | None:
        """The report by which words are not reported as said: « n’a jamais dit », « dira »."""
        start = self.page.sentence_start(line, quoted.marked.start)
        start = max(start, quoted.marked.start - FARTHEST_REPORT)
        end = self.page.sentence_end(line, quoted.marked.end)
        end = min(end, quoted.marked.end + FARTHEST_REPORT)
        before = self.masked[start : quoted.marked.start]
        found = unsaid(before, self.masked[quoted.marked.end : end])
        if found is None:
            return None
        at = start if found[1] < len(before) else quoted.marked.end - len(before)
        return self._of_nobody(start, end, at, *found)

    def _of_nobody(
        self, start: int, end: int, at: int, modality: Modality, first: int, last: int
    ) -> Report:
        """A report that words were not said, of the only person whom its sentence names."""
        people = self.people.mentioned_between(start, end)
        mention = people[0][0] if len({name for _span, name in people}) == 1 else None
        return Report(Span(at + first, at + last), mention, "", "before", modality)

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
        return replace(report, mention=self.speakers.with_name(Span(*who.span())))

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
        unsaid = (UNREAL, NEVER_SAID, HEARD, NOT_YET, OTHERS_WORDS, BY_ANOTHER)
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
        if opening or _OPENING_THINGS.match(self.masked, start, colon.start):
            return None
        people = self.people.mentioned_between(start, colon.start)
        if len({name for _span, name in people}) == 1:
            return Report(colon, people[-1][0], "", "last")
        return None

    def _last_of(self, line: Span) -> Report | None:
        """The last report of a line, with its subject."""
        start = self.page.sentence_start(line, line.end - 1)
        for cue in reversed(list(VERB.finditer(self.masked, start, line.end))):
            found = self.speakers.subject(start, cue)
            if found:
                return replace(found, rule="sentence before")
        return None

    def _later(self, quoted: Quoted, line: Span) -> Report | None:
        """« … » depuis un an, d’après d’anciens officiers; « … » chaque jour, a dit le ministre."""
        end = self.page.sentence_end(line, quoted.marked.end)
        end = min(end, quoted.marked.end + FARTHEST_REPORT)
        for comma in _LATER.finditer(self.masked[quoted.marked.end : end]):
            at = quoted.marked.end + comma.end()
            found = self.speakers.inverted_at(at, end) or self.speakers.noun_behind(at, end)
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
            return self.speakers.inverted_at(start, end) or self.speakers.noun_behind(start, end)
        return None

    def _behind(self, quoted: Quoted, line: Span) -> Report | None:
        """« … », a déclaré M. Carney; « … », a-t-il dit; « … », selon lui."""
        start = quoted.marked.end
        while start < line.end and self.masked[start] in " ,\u00a0\u202f—–":
            start += 1
        told_to = TOLD_TO.match(self.masked, start, line.end)
        start = told_to.end() if told_to else start
        found = self.speakers.inverted_at(start, line.end) or self.speakers.noun_behind(
            start, line.end
        )
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
        return Report(Span(*cue.span()), self.speakers.with_name(Span(*who.span())), "", "behind")

    def _that_is_how(self, quoted: Quoted, line: Span) -> Report | None:
        """« Un feu de paille » : voilà comment M. Long décrit le plan."""
        how = THAT_IS_HOW.match(self.masked, quoted.marked.end, line.end)
        colon = how or _COLON.match(self.masked, quoted.marked.end, line.end)
        who = colon and BEHIND_WHO.match(self.masked, colon.end(), line.end)
        if not colon or not who or is_no_name(who[0]):
            return None
        if how is None and not self._is_headed(quoted, line, who):
            return None
        return Report(Span(*colon.span()), self.speakers.with_name(Span(*who.span())), "", "signed")

    def _is_headed(self, quoted: Quoted, line: Span, who: re.Match[str]) -> bool:
        """« Trop cher, trop tard » : M. Long n’est pas tendre: words that open their sentence."""
        words = self.text[slice(*quoted.words)].split()
        is_opening = self.page.sentence_start(line, quoted.marked.start) == quoted.marked.start
        is_person = self.people.name_of(who[0]) in self.people.full
        return is_opening and is_person and len(words) > MOST_WORDS_OF_LABEL

    def _agent(self, quoted: Quoted, line: Span) -> Report | None:
        """L’accord, qualifié d’« historique » par M. Long."""
        start = self.page.sentence_start(line, quoted.marked.start)
        named_by = NAMED_BY.search(self.masked, start, quoted.marked.start)
        if named_by and not NOT_NAMED.search(self.masked, start, named_by.start()):
            return Report(Span(*named_by.span("cue")), Span(*named_by.span("who")), "", "agent")
        cue = NAMED.search(self.masked, start, quoted.marked.start)
        by = cue and AGENT.match(self.masked, quoted.marked.end, line.end)
        who = by and BEHIND_WHO.match(self.masked, by.end(), line.end)
        if not cue or not who or is_no_name(who[0]):
            return None
        if NOT_NAMED.search(self.masked, start, cue.start()):
            return None
        return Report(
            Span(*cue.span("cue")), self.speakers.with_name(Span(*who.span())), "", "agent"
        )

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
            return self.speakers.inverted_at(cue.start(), quoted.marked.start) if is_aside else None
        found = (self._aside_before(cue, quoted) if is_aside else None) or self.speakers.subject(
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
        pronoun = PRONOUN_SUBJECT.match(self.masked, at)
        who = None if pronoun else BEHIND_WHO.match(self.masked, at)
        if (is_opening and not behind) or (pronoun is None and (not who or is_no_name(who[0]))):
            return None
        span = Span(*cue.span())
        if pronoun:
            return Report(span, Span(*pronoun.span()), pronoun[0].lower(), "before")
        assert who is not None
        return Report(span, self.speakers.with_name(Span(*who.span())), "", "before")

    def _aside_before(self, cue: re.Match[str], quoted: Quoted) -> Report | None:
        """Le projet, assure M. Carney, « est une erreur »."""
        found = self.speakers.noun_behind(cue.start(), quoted.marked.start)
        if found is None or found.mention is None:
            return None
        is_named = bare_name(self.text[slice(*found.mention)]) != ""
        is_closed = self.masked[found.mention.end : found.mention.end + 1] == ","
        return found if is_named and is_closed else None

    def _source_before(self, source: re.Match[str], start: int, quoted: Quoted) -> Report | None:
        is_first = not self.masked[start : source.start()].strip(" \x00,—–-")
        if self.masked.startswith(" qui ", source.end()):
            return self.speakers.for_whom(source, start)
        if FOR.fullmatch(source[0]) and not is_first:
            return None
        found = self.speakers.source(source, quoted.marked.start, "according")
        if found and FOR.fullmatch(source[0]) and not self._is_followed(found, quoted):
            return None
        return found

    def _of_relative(self, quoted: Quoted, line: Span) -> Report | None:
        """M. Long, selon qui le pays doit « payer », …: whoever reports behind, it is his."""
        start = self.page.sentence_start(line, quoted.marked.start)
        for source in SOURCE.finditer(self.masked, start, quoted.marked.start):
            between = self.masked[source.end() : quoted.marked.start]
            if between.startswith(" qui ") and not re.search("[,;:\x00]", between):
                return self.speakers.for_whom(source, start)
        return None

    def _is_followed(self, report: Report, quoted: Quoted) -> bool:
        """Pour lui, « … »: nothing but a comma between the source and the words."""
        assert report.mention is not None
        between = self.masked[report.mention.end : quoted.marked.start]
        return "," in between and len(between) < LONGEST_INCISE
