"""Statements in French news: « … », tirets, inversion, *incises*, and who is meant by « il ».

French marks its reports more plainly than English does. Behind the words the verb comes first
(« Oui », a déclaré M. Carney; a-t-il dit; précise-t-elle); an *incise* between commas stands inside
the marks as if they were closed (« Nous allons, a-t-il ajouté, décider »); in a dialogue a tiret
opens the words and no mark closes them; *selon* and *d’après* name a source. So this reader looks
for these forms in each sentence and needs no parser. Names are followed through the article as far
as it takes to know whom « M. Carney » or « elle » means.
"""

import re
from bisect import bisect
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache

from quotes.dates.partial import PartialDate
from quotes.extraction.candidates import Candidate
from quotes.extraction.certainty import Form, NamedForm, of_name, of_words
from quotes.extraction.dating import said_on
from quotes.extraction.figures import amounts
from quotes.extraction.french_forms import (
    APPOSED,
    AROUND,
    BEFORE_WHOLE,
    BEHIND_WHO,
    CAPITAL,
    CITING,
    CLAUSE,
    CLITICS,
    COURTESY,
    DONE_BY,
    END_OF_INCISE,
    FARTHEST_REPORT,
    FEWEST_OF_SENTENCE,
    FINITE,
    FOR,
    FOR_SOMEBODY,
    HANGS,
    HEARD,
    INNER_MARK,
    INVERTED,
    LABEL,
    LINKED,
    LONGEST_INCISE,
    MOST_WORDS_OF_LABEL,
    NAME,
    NAMES_A_THING,
    NEVER_SAID,
    NOT_BEFORE,
    NOUN,
    OFFICE,
    OPENED,
    OPENING_PERSON,
    PASSED,
    PERSON_BEFORE,
    RELATIVE,
    SAYING_OF,
    SEVERAL_WHO,
    SHARES,
    SIGNATURE,
    SOURCE,
    SOURCE_PRONOUN,
    THAT,
    THE_ONE,
    TITLED,
    TOGETHER,
    UNREAL,
    VERB,
    VIA,
    WANTED,
    WHO,
    is_wish,
    pronoun_of,
)
from quotes.extraction.french_people import People, bare_name, is_no_name, is_person_noun
from quotes.extraction.identity import (
    NOBODY,
    Identification,
    Identifier,
)
from quotes.extraction.known import Directory
from quotes.extraction.marks import Quoted, paragraphs, quotations
from quotes.models.vocabulary import Kind
from quotes.text.spans import Span


@dataclass(frozen=True, slots=True)
class _Report:
    """Who says it by which words: ``who`` is the mention, "" with ``pronoun`` for « il »."""

    cue: Span
    mention: Span | None
    pronoun: str
    rule: str


def candidates(
    text: str,
    published: PartialDate | date | None = None,
    outlet: str = "",
    directory: Directory | None = None,
) -> list[Candidate]:
    """The statements that a French article seems to print, in the order of the text.

    ``outlet`` is who publishes it, and is not credited; ``directory`` knows the speakers.
    """
    return _Reader(text, published, outlet, directory or Directory(())).candidates()


_FRENCH_WORDS = re.compile(
    r"\b(?:le|la|les|des|du|et|est|une|dans|que|qui|pour|sur|avec|il|au|de|ont|mais|pas)\b", re.I
)
_ENGLISH_WORDS = re.compile(
    r"\b(?:the|of|and|is|was|in|that|to|for|on|with|he|she|said|by)\b", re.I
)
_FRENCH_LETTERS = re.compile(r"[éèêëàâçîïôûùœ]|\b(?:[ldnscjmt]|qu)[’'](?=[a-zà-ÿ]{3})")
# Characters of an article that tell its language as well as all of it.
_BEGINNING = 4_000


def is_french(text: str) -> bool:
    """Whether a text reads like French rather than English, by its smallest words."""
    beginning = text[:_BEGINNING]
    french = len(_FRENCH_WORDS.findall(beginning)) + len(_FRENCH_LETTERS.findall(beginning)) // 2
    french += 2 * beginning.count("«")
    return french > 1 and french > 2 * len(_ENGLISH_WORDS.findall(beginning))


# --- reading -------------------------------------------------------------------------------------


# Characters back to whoever spoke last, for whole sentences that nobody is credited with.
_FARTHEST_SPEAKER = 600
_PLAIN_SIGNATURE = re.compile(rf"\s+(?P<who>{CAPITAL} {NAME}), [a-zà-ÿ][^.]*$")
_TEASER = re.compile(
    r"\W*(?:Voir|Lire|À lire|A lire|À voir|Écouter|Vidéo|Interview|Entretien|Podcast|Replay)\b"
)
_DENIES = re.compile(r"contest|contredi|\bdément|démenti|réfut|récus|\bni[eé]")
_LATER = re.compile(r"(?:,\s+|(?<=\x00)\s+)(?:(?:comme|ainsi que) (?:l[’'])?)?")
_OF_WHOM = re.compile(rf"(?P<who>{COURTESY}{NAME}|(?:la |l[’'])?[a-zà-ÿ ]*(?:, )?{NAME}|{TITLED})")
_OPENING_NOUN = re.compile(
    r"(?:(?:Mais|Et|Pourtant|Toutefois),? )?(?P<who>(?:[Uu]ne?|[Ll]e|[Ll]a|[Ll][’']|[Cc]e|[Cc]et"
    r"|[Cc]ette) ?(?P<noun>[a-zà-ÿ-]+)(?: [a-zà-ÿ-]+)?)(?=[ ,])"
)
# Et de conclure : « … »; D’ajouter le ministre.
_GOING_ON = re.compile(r"(?:Et d|D)(?:e |[’'])[a-zà-ÿ]+(?:er|re|ir)\b[^:]{0,40}:$")
# « … », a-t-il dit, ajoutant que le pays n’avait « pas le temps ».
_OTHER_CLAUSE = re.compile(r"\bque\b|\bqu[’']|\w+ant\b")
_ADDING = re.compile(
    r"\b(?:ajout|précis|soulign|affirm|estim|assur|expliqu|dis|rappel|promett|dénonç|évoqu|insist"
    r"|déplor|not|jug|avertiss|répét|martel|indiqu|reconnaiss|parl|qualifi)ant\b[^.;:]*$"
)
_FOR_WHOM = re.compile(r"\b(?:pour|selon|chez) (?P<pronoun>lui|elle)\b")
# A person with whom a clause begins that ends in a colon.
_ANNOUNCER = re.compile(
    rf"(?P<pronoun>Il|Elle|il|elle)\b|(?P<who>{COURTESY}{NAME}|{TITLED}|{NAME}"
    rf"|(?:[Ll]e |[Ll]a |[Ll][’'])[a-zà-ÿ-]+(?: [a-zà-ÿ-]+)? {NAME}"
    r"|(?:[Ll]e |[Ll]a )(?:jeune |vieil |vieille |quadra|quinqua|sexa|octo)?\w*"
    r"(?:femme|homme|fille|garçon|dame|mère|père|génaire))(?=[ ,])",
)
_PRONOUN_SUBJECT = re.compile(r"(?:Ils?|Elles?|ils?|elles?)\b")
# Characters between a subject and its verb.
_FARTHEST_SUBJECT = 140
_NOUN_BEFORE = re.compile(
    r"(?:\b(?:[Ll]e|[Ll]a|[Uu]ne?|[Ss]on|[Ss]a|[Cc]e|[Cc]ette) |\b[Ll][’'])"
    r"(?!(?:rapport|loi|affaire|plan|gouvernement|administration|camp|clan|cabinet|équipe|projet"
    r"|livre|film|site|journal|quotidien|magazine|groupe|société|entreprise)\b)"
    r"[a-zà-ÿ-]+(?: [a-zà-ÿ-]+){0,3} $"
)
_BLANKS = str.maketrans("\u00a0\u202f\u2009", "   ")


class _Reader:
    """One article. ``masked`` is its text with what stands in marks made unreadable."""

    def __init__(
        self,
        text: str,
        published: PartialDate | date | None,
        outlet: str,
        directory: Directory,
    ) -> None:
        # One kind of blank, so that the patterns below need not know of the others.
        text = self.text = text.translate(_BLANKS)
        self.outlet = outlet
        self.published = published
        self.directory = directory
        self.lines = paragraphs(text)
        self.quoted = [*quotations(text, self.lines), *_dialogue(text, self.lines)]
        self.quoted.sort(key=lambda quoted: quoted.marked)
        self.masked = _masked(text, self.quoted)
        starts = [start for line in self.lines for start, _end in _sentences(self.masked, line)]
        self.people = People(text, self.masked, starts)
        self.identifier = Identifier(directory, self.people.persons())

    def candidates(self) -> list[Candidate]:
        found: list[Candidate] = []
        last: tuple[Span, _Report] | None = None
        reports = self._reports()
        for quoted, report in zip(self.quoted, reports, strict=True):
            line = self._line(quoted.marked.start)
            report = report or self._of_context(quoted, line, last)
            if report is None or self._is_label(quoted, report):
                continue
            last = (line, report)
            pieces = tuple(self._pieces(quoted))
            if not pieces:
                continue
            if found and self._continues(found[-1], quoted, report):
                found[-1] = self._candidate((*found[-1].pieces, *pieces), quoted, report)
            else:
                found.append(self._candidate(pieces, quoted, report))
        found += self._paraphrases([piece for each in found for piece in each.pieces])
        return sorted(found, key=lambda candidate: candidate.pieces)

    def _reports(self) -> list["_Report | None"]:
        """The report of each quotation; of one that goes on over paragraphs, where it ends."""
        found = [self._report(quoted, self._line(quoted.marked.start)) for quoted in self.quoted]
        for at in range(len(found) - 2, -1, -1):
            if self.quoted[at].goes_on and found[at] is None:
                found[at] = found[at + 1]
        for at in range(1, len(found)):
            if self.quoted[at - 1].goes_on and found[at] is None:
                found[at] = found[at - 1]
        return found

    def _line(self, at: int) -> Span:
        return self.lines[bisect(self.lines, at, key=lambda line: line.start) - 1]

    def _report(self, quoted: Quoted, line: Span) -> "_Report | None":
        return (
            self._inside(quoted)
            or self._behind(quoted, line)
            or self._signed(quoted, line)
            or self._before(quoted, line)
            or self._labelled(quoted, line)
            or self._announced(quoted, line)
            or self._later(quoted, line)
        )

    def _signed(self, quoted: Quoted, line: Span) -> "_Report | None":
        """« … » — Mark Carney, premier ministre."""
        match = SIGNATURE.match(self.masked, quoted.marked.end, line.end)
        if match is None:
            return self._signed_plainly(quoted, line)
        if is_no_name(match["who"]):
            return None
        return _Report(Span(*match.span("dash")), Span(*match.span("who")), "", "signed")

    def _signed_plainly(self, quoted: Quoted, line: Span) -> "_Report | None":
        """« … » Paul Long, journaliste: a paragraph that is nothing but words and a name."""
        if self.masked[line.start : quoted.marked.start].strip():
            return None
        match = _PLAIN_SIGNATURE.match(self.masked, quoted.marked.end, line.end)
        if match is None or VERB.search(self.masked, match.end("who"), line.end):
            return None
        span = Span(*match.span("who"))
        return _Report(span, span, "", "signed")

    def _labelled(self, quoted: Quoted, line: Span) -> "_Report | None":
        """Mark Carney : « … », as interviews print it; or the line before ends so."""
        start = _sentence_start(self.masked, line, quoted.marked.start)
        label = LABEL.fullmatch(self.masked, start, quoted.marked.start)
        if label and not is_no_name(label["who"]):
            return _Report(Span(*label.span("colon")), Span(*label.span("who")), "", "labelled")
        before = self.masked[line.start : quoted.marked.start].strip(" —–-")
        number = bisect(self.lines, line.start, key=lambda one: one.start) - 1
        if before or not number:
            return None
        earlier = self.lines[number - 1]
        if not self.masked[earlier.start : earlier.end].rstrip().endswith(":"):
            return None
        return self._last_of(earlier)

    def _announced(self, quoted: Quoted, line: Span) -> "_Report | None":
        """La ministre s’est inquiétée des délais : « … »: a colon leads from any clause."""
        start = _sentence_start(self.masked, line, quoted.marked.start)
        before = self.masked[start : quoted.marked.start].rstrip()
        unsaid = (UNREAL, NEVER_SAID, HEARD)
        if not before.endswith(":") or any(pattern.search(before) for pattern in unsaid):
            return None
        colon = Span(start + len(before) - 1, start + len(before))
        source = _FOR_WHOM.search(self.masked, start, colon.start)
        if source:
            meant = "elle" if source["pronoun"] == "elle" else "il"
            return _Report(colon, Span(*source.span("pronoun")), meant, "labelled")
        clauses = [start, *(m.end() for m in CLAUSE.finditer(self.masked, start, colon.start))]
        for at in reversed(clauses):
            who = _ANNOUNCER.match(self.masked, at, colon.start)
            if who is None or is_no_name(who[0]) or RELATIVE.search(self.masked, start, at):
                continue
            if " " not in who[0] and not who["pronoun"] and not self.people.knows(who[0]):
                continue
            named = "pronoun" if who["pronoun"] else "who"
            pronoun = (who["pronoun"] or "").lower()
            return _Report(colon, Span(*who.span(named)), pronoun, "labelled")
        return self._announced_by_noun(start, colon)

    def _announced_by_noun(self, start: int, colon: Span) -> "_Report | None":
        """Une source se montre plus nuancée : « … »; Pas de quoi convaincre Mme Long : « … »."""
        opening = _OPENING_NOUN.match(self.masked, start, colon.start)
        if opening and is_person_noun(opening["noun"]):
            return _Report(colon, Span(*opening.span("who")), "", "labelled")
        people = self.people.mentioned_between(start, colon.start)
        if len({name for _span, name in people}) == 1:
            return _Report(colon, people[-1][0], "", "last")
        return None

    def _last_of(self, line: Span) -> "_Report | None":
        """The last report of a line, with its subject."""
        start = _sentence_start(self.masked, line, line.end - 1)
        for cue in reversed(list(VERB.finditer(self.masked, start, line.end))):
            found = self._subject(start, cue)
            if found:
                return replace(found, rule="sentence before")
        return None

    def _later(self, quoted: Quoted, line: Span) -> "_Report | None":
        """« … » depuis un an, d’après d’anciens officiers; « … » chaque jour, a dit le ministre."""
        end = _sentence_end(self.masked, line, quoted.marked.end)
        end = min(end, quoted.marked.end + FARTHEST_REPORT)
        for comma in _LATER.finditer(self.masked[quoted.marked.end : end]):
            at = quoted.marked.end + comma.end()
            found = self._inverted_at(at, end) or self._noun_behind(at, end)
            if found:
                return replace(found, rule="end")
        return None

    def _of_context(
        self, quoted: Quoted, line: Span, last: "tuple[Span, _Report] | None"
    ) -> "_Report | None":
        """Whose words stand without a report of their own."""
        words = self.text[slice(*quoted.words)]
        sentence = _sentence_start(self.masked, line, quoted.marked.start)
        is_same = last is not None and last[0] == line
        if _TEASER.match(self.masked, line.start, line.end):
            return None
        if not self._stands_alone(quoted, line, sentence):
            return self._of_last(quoted, line, sentence, last) if last and is_same else None
        if len(words.split()) < FEWEST_OF_SENTENCE or words[0].islower():
            return self._going_on(quoted, line, last) if last and is_same else None
        found = self._named_after(quoted, line)
        if found:
            return found
        told = self._sentence_before(line, sentence)
        if told is not None:
            if last and told.start <= last[1].cue.start < told.end:
                return self._going_on(quoted, line, last)
            found = self._subject_of_sentence(*told)
            if found:
                return found
        if last and is_same and (going := self._going_on(quoted, line, last)):
            return going
        return self._opening_of_line(line, told) or self._farther(line, last)

    def _named_after(self, quoted: Quoted, line: Span) -> "_Report | None":
        """« … » Le constat de Paul Long est sans appel."""
        number = bisect(self.lines, line.start, key=lambda one: one.start)
        at = _past_blanks(self.masked, quoted.marked.end)
        end = line.end
        if at >= line.end and number < len(self.lines):
            at, end = self.lines[number].start, self.lines[number].end
        noun = SAYING_OF.match(self.masked, at, end)
        who = noun and _OF_WHOM.match(self.masked, noun.end(), end)
        if not noun or not who or is_no_name(who["who"]):
            return None
        return _Report(Span(*noun.span()), self._with_name(Span(*who.span("who"))), "", "signed")

    def _stands_alone(self, quoted: Quoted, line: Span, sentence: int) -> bool:
        end = _sentence_end(self.masked, line, quoted.marked.end)
        before = self.masked[sentence : quoted.marked.start].strip(" —–-\x00,")
        return not before and not self.masked[quoted.marked.end : end].strip(" .,\x00")

    def _going_on(
        self, quoted: Quoted, line: Span, last: "tuple[Span, _Report]"
    ) -> "_Report | None":
        is_on = last[0] == line and self._goes_on(quoted, *last)
        return replace(last[1], rule="continued") if is_on else None

    def _of_last(
        self, quoted: Quoted, line: Span, sentence: int, last: "tuple[Span, _Report]"
    ) -> "_Report | None":
        """Words at the end of a sentence, in a paragraph in which somebody is quoted."""
        going = self._going_on(quoted, line, last)
        if going and sentence <= last[1].cue.start:
            return going
        words = self.text[slice(*quoted.words)]
        before = self.masked[sentence : quoted.marked.start].rstrip()
        end = _sentence_end(self.masked, line, quoted.marked.end)
        is_end = not self.masked[quoted.marked.end : end].strip(" .\x00")
        is_long = len(words.split()) > FEWEST_OF_SENTENCE
        is_added = sentence <= last[1].cue.start and _ADDING.search(before)
        if _GOING_ON.match(before) or (is_added and not NEVER_SAID.search(before)):
            return replace(last[1], rule="continued")
        if before.endswith(":") or (is_end and is_long):
            return None if UNREAL.search(before) else replace(last[1], rule="last")
        return None

    def _sentence_before(self, line: Span, sentence: int) -> Span | None:
        """The sentence before, in this paragraph or at the end of the one before it."""
        if sentence > line.start:
            start = _sentence_start(self.masked, line, max(line.start, sentence - 2))
            return Span(start, sentence)
        number = bisect(self.lines, line.start, key=lambda one: one.start) - 1
        earlier = self.lines[number - 1] if number else None
        if earlier is None:
            return None
        return Span(_sentence_start(self.masked, earlier, earlier.end - 1), earlier.end)

    def _opening_of_line(self, line: Span, told: Span | None) -> "_Report | None":
        """Whom the paragraph before begins with, or the only person whom a sentence names."""
        if told is None:
            return None
        opening = self._line(told.start)
        who = OPENING_PERSON.match(self.masked, opening.start, opening.end)
        if opening != line and who and who["who"] and self._may_open(who["who"]):
            span = Span(*who.span("who"))
            return _Report(span, span, "", "last")
        people = set(self.people.named_between(*told))
        if len(people) != 1:
            return None
        named = self.masked.find(next(iter(people)), *told)
        span = Span(named, named + len(next(iter(people))))
        return _Report(span, span, "", "last") if named >= 0 else None

    def _may_open(self, name: str) -> bool:
        return not is_no_name(name) and (" " in name or self.people.knows(name))

    def _farther(self, line: Span, last: "tuple[Span, _Report] | None") -> "_Report | None":
        """Whoever spoke last, not far before."""
        is_near = last is not None and line.start - last[0].end < _FARTHEST_SPEAKER
        return replace(last[1], rule="last") if last and is_near else None

    def _subject_of_sentence(self, start: int, end: int) -> "_Report | None":
        for cue in reversed(list(VERB.finditer(self.masked, start, end))):
            found = self._subject(start, cue)
            if found:
                return replace(found, rule="sentence before")
        source = SOURCE.match(self.masked, start, end)
        found = self._source(source, end, "last") if source else None
        if found:
            return found
        who = OPENING_PERSON.match(self.masked, start, end)
        if who is None or (who["who"] and not self._may_open(who["who"])):
            return None
        span = Span(*who.span("who" if who["who"] else "pronoun"))
        return _Report(span, span, pronoun_of(who["pronoun"] or ""), "last")

    def _inside(self, quoted: Quoted) -> "_Report | None":
        """An *incise* between the commas of the words."""
        for start, end in _incises(self.text, quoted.words):
            return self._inverted_at(start, end) or self._noun_behind(start, end)
        return None

    def _behind(self, quoted: Quoted, line: Span) -> "_Report | None":
        """« … », a déclaré M. Carney; « … », a-t-il dit; « … », selon lui."""
        start = quoted.marked.end
        while start < line.end and self.masked[start] in " ,\u00a0\u202f—–":
            start += 1
        return self._inverted_at(start, line.end) or self._noun_behind(start, line.end)

    def _inverted_at(self, start: int, end: int) -> "_Report | None":
        match = INVERTED.match(self.text, start, end)
        if match is None:
            return None
        group = next(name for name in ("one", "other", "split", "self") if match[name])
        return _Report(Span(*match.span()), Span(*match.span(group)), match[group], "behind")

    def _noun_behind(self, start: int, end: int) -> "_Report | None":
        text = self.text
        cue = VERB.match(text, start, end)
        source = None if cue else SOURCE.match(text, start, end)
        if source and (FOR.fullmatch(source[0]) or source[0][0].isupper()):
            return None
        cue = cue or source
        if cue is None:
            return None
        if source:
            return self._source(source, end, "according")
        passed = PASSED.match(text, cue.end(), end)
        at = passed.end() if passed else cue.end()
        latter = THE_ONE.match(text, at, end)
        if latter:
            span = Span(*latter.span("who"))
            return _Report(Span(*cue.span()), span, pronoun_of(latter["who"]), "behind")
        who = BEHIND_WHO.match(text, at, end)
        if who is None or is_no_name(who[0]):
            return None
        mention = self._joined(self._with_name(Span(*who.span())), end)
        return _Report(Span(*cue.span()), mention, "", "behind")

    def _joined(self, who: Span, end: int) -> Span:
        """« … », ont déclaré Mark Carney | et Bill Blair: both."""
        other = re.compile(rf" et (?:{COURTESY}{NAME}|{TITLED}|{NAME})").match(
            self.masked, who.end, end
        )
        return Span(who.start, other.end()) if other else who

    def _with_name(self, who: Span) -> Span:
        """The mention with the name behind its comma: son porte-parole, Dmitri Peskov."""
        if bare_name(self.text[slice(*who)]):
            return who
        apposed = APPOSED.match(self.text, who.end)
        return Span(who.start, apposed.end("name")) if apposed else who

    def _source(self, source: re.Match[str], end: int, rule: str) -> "_Report | None":
        at = source.end()
        while at < end and self.masked[at] in " ’'":
            at += 1
        several = SEVERAL_WHO.match(self.masked, source.end() + 1, end)
        if several:
            return _Report(Span(*source.span()), Span(*several.span()), "", rule)
        pronoun = SOURCE_PRONOUN.match(self.masked, at, end)
        if pronoun:
            meant = "elle" if pronoun[0].startswith("elle") else "il"
            return _Report(Span(*source.span()), Span(*pronoun.span()), meant, rule)
        who = BEHIND_WHO.match(self.masked, at, end)
        if who is None or is_no_name(who[0]):
            return None
        return _Report(Span(*source.span()), self._with_name(Span(*who.span())), "", rule)

    def _before(self, quoted: Quoted, line: Span) -> "_Report | None":
        """M. Carney a déclaré : « … »; il a dit que c’est « … »; selon lui, « … »."""
        start = _sentence_start(self.masked, line, quoted.marked.start)
        start = max(start, quoted.marked.start - FARTHEST_REPORT)
        for cue in reversed(list(VERB.finditer(self.masked, start, quoted.marked.start))):
            between = self.masked[cue.end() : quoted.marked.start]
            if NEVER_SAID.search(between) or (is_wish(cue[0]) and WANTED.match(between)):
                return None
            if CITING.search(cue[0]) and between.lstrip()[:1].isupper():
                # a cité Hugo : « … »
                return None
            subject = self._subject(start, cue, quoted.marked.start)
            if subject:
                return subject
        for source in SOURCE.finditer(self.masked, start, quoted.marked.start):
            is_first = not self.masked[start : source.start()].strip(" \x00,—–-")
            if FOR.fullmatch(source[0]) and not is_first:
                continue
            found = self._source(source, quoted.marked.start, "according")
            if found and (not FOR.fullmatch(source[0]) or self._is_followed(found, quoted)):
                return found
        return None

    def _is_followed(self, report: "_Report", quoted: Quoted) -> bool:
        """Pour lui, « … »: nothing but a comma between the source and the words."""
        assert report.mention is not None
        between = self.masked[report.mention.end : quoted.marked.start]
        return "," in between and len(between) < LONGEST_INCISE

    def _subject(
        self, start: int, cue: re.Match[str], until: int | None = None
    ) -> "_Report | None":
        """Whoever stands before the verb of a report, in its clause; ``until`` the words begin."""
        listed = re.compile(r"(?:\b(?:comme|ainsi que|que) (?:l[’'])?)$")
        if listed.search(self.masked, max(start, cue.start() - 14), cue.start()):
            return self._noun_behind(cue.start(), until or self._line(cue.start()).end)
        before = self.masked[start : cue.start()]
        if UNREAL.search(before) or NOT_BEFORE.search(before):
            return None
        span = Span(*cue.span())
        who = _last(PERSON_BEFORE, self.masked, start, cue.start())
        if who is not None:
            if self._is_relative(start, who.start(), cue.end(), until):
                return None
            if who["pronoun"]:
                return _Report(
                    span, Span(*who.span("pronoun")), pronoun_of(who["pronoun"]), "before"
                )
            named = next(name for name in ("courtesy", "titled", "name") if who[name])
            hangs = HANGS.search(self.masked, max(start, who.start() - 12), who.start())
            if not is_no_name(who[named]) and (who["qui"] or not hangs):
                return _Report(span, self._whole_name(start, Span(*who.span(named))), "", "before")
        return self._opening_subject(start, span, until)

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

    def _opening_subject(self, start: int, cue: Span, until: int | None) -> "_Report | None":
        """The subject of a clause whose verb comes later: L’organisme, qui compte …, dénonce."""
        starts = [start, *(m.end() for m in CLAUSE.finditer(self.masked, start, cue.start))]
        for at in reversed(starts):
            found = self._subject_at(at, cue)
            if found and not self._is_relative(start, at, cue.end, until):
                return found
        return None

    def _subject_at(self, at: int, cue: Span) -> "_Report | None":
        opened = OPENED.match(self.masked, at, cue.start)
        at = opened.end() if opened else at
        pronoun = _PRONOUN_SUBJECT.match(self.masked, at, cue.start)
        if pronoun:
            meant = pronoun[0].lower()
            is_led = self._leads(pronoun.end(), cue.start)
            return _Report(cue, Span(*pronoun.span()), meant, "before") if is_led else None
        who = BEHIND_WHO.match(self.masked, at, cue.start) or _noun_before(
            self.masked, at, cue.start
        )
        if who is None or is_no_name(who[0]) or not self._leads(who.end(), cue.start):
            return None
        return _Report(cue, self._with_name(Span(*who.span())), "", "before")

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

    def _goes_on(self, quoted: Quoted, line: Span, report: _Report) -> bool:
        """Whether the words stand alone, or go on behind the report, so that its speaker speaks."""
        between = self.masked[report.cue.end : quoted.marked.start].rstrip()
        sentence = _sentence_start(self.masked, line, quoted.marked.start)
        if between.endswith(",") and sentence <= report.cue.start:
            return True
        words = self.text[slice(*quoted.words)].split()
        return len(words) > MOST_WORDS_OF_LABEL and between[-1:] in ("", ".", "»")

    def _is_label(self, quoted: Quoted, report: _Report) -> bool:
        """Whether the marks are around the name of a thing: le projet « Dôme d’or »."""
        words = self.text[slice(*quoted.words)].split()
        before = self.masked[max(0, quoted.marked.start - 30) : quoted.marked.start]
        return (
            len(words) <= MOST_WORDS_OF_LABEL
            and (report.cue.end <= quoted.marked.start or report.rule == "end")
            and NAMES_A_THING.search(before) is not None
        )

    def _pieces(self, quoted: Quoted) -> Iterator[Span]:
        """The words without the *incises* inside of them."""
        at = quoted.words.start
        for start, end in (*_incises(self.text, quoted.words), (quoted.words.end,) * 2):
            piece = _trimmed(self.text, at, start)
            if any(map(str.isalnum, self.text[slice(*piece)])):
                yield piece
            at = end

    def _continues(self, before: Candidate, quoted: Quoted, report: _Report) -> bool:
        """« A », a-t-il dit, « b » : the second part goes on in small letters, or over lines."""
        if report.cue == before.cue and self._is_next_paragraph(before, quoted):
            return True
        between = self.masked[before.end : quoted.marked.start]
        first = self.text[quoted.words.start : quoted.words.start + 1]
        is_other = _OTHER_CLAUSE.search(between) is not None
        is_same = report.cue == before.cue and first.islower() and not is_other
        return is_same and len(between) < LONGEST_INCISE

    def _is_next_paragraph(self, before: Candidate, quoted: Quoted) -> bool:
        """Whether the quotation before was left open at the end of its paragraph."""
        at = self.quoted.index(quoted)
        earlier = self.quoted[at - 1] if at else None
        return earlier is not None and earlier.goes_on and earlier.words.end == before.end

    # --- what is known of it -------------------------------------------------------------------

    def _candidate(self, pieces: tuple[Span, ...], quoted: Quoted, report: _Report) -> Candidate:
        words = self.text[slice(*pieces[0])]
        before = self.masked[max(0, quoted.marked.start - 4) : quoted.marked.start].rstrip()[-1:]
        is_whole = words[:1].isupper() and (before in BEFORE_WHOLE)
        kind = Kind.DIRECT if is_whole or len(pieces) > 1 or before == ":" else Kind.PARTIAL
        return self._made(pieces, kind, report)

    def _made(self, pieces: tuple[Span, ...], kind: Kind, report: _Report) -> Candidate:
        if kind is Kind.PARAPHRASE:
            pieces = tuple(_without_stop(self.text, piece) for piece in pieces)
        said = said_on(self._with_incise(report), report.cue, self.published, "fr")
        day = said.said.first if said else _day(self.published)
        mention = self.text[slice(*report.mention)] if report.mention else ""
        name = self.people.name(report.mention, report.pronoun)
        if name and report.mention and report.rule != "last":
            self.people.speaks(report.mention.start, name)
        together = TOGETHER.split(mention)
        if len(together) > 1 and all(bare_name(one) for one in together):
            name = ""
        identified = self._identified(name, mention, report, day)
        known = identified.speaker
        named = (known.name if known and not bare_name(mention) else "") or name
        named = named or (known.name if known else "")
        is_paraphrase = kind is Kind.PARAPHRASE
        certainty = of_name(
            report.rule,
            self._form(name, mention, report),
            is_speech=True,
            is_paraphrase=is_paraphrase,
        )
        if known:
            certainty = min(certainty if name else identified.certainty, identified.certainty)
        return Candidate(
            pieces=pieces,
            kind=kind.value,
            mention=report.mention,
            cue=report.cue,
            name=named,
            speaker=known.slug if known else "",
            via=self._via(report, pieces),
            said=said,
            figures=tuple(
                amount for piece in pieces for amount in amounts(self.text, *piece, "fr")
            ),
            language="fr",
            certainty=of_words(report.rule, is_paraphrase=is_paraphrase),
            speaker_certainty=certainty if named else 0.0,
            offered=identified.offered,
        )

    def _with_incise(self, report: "_Report") -> str:
        """The masked text, in which the report that stands within the words can be read."""
        cue = report.cue
        if self.masked[cue.start] != "\x00":
            return self.masked
        for quoted in self.quoted:
            if quoted.words.start <= cue.start < quoted.words.end:
                for start, end in _incises(self.text, quoted.words):
                    if start <= cue.start < end:
                        shown = self.text[start:end]
                        return self.masked[:start] + shown + self.masked[end:]
        return self.masked

    def _identified(
        self, name: str, mention: str, report: "_Report", day: date | None
    ) -> Identification:
        if FOR_SOMEBODY.match(mention) or AROUND.match(mention):
            return NOBODY
        if not name and len(together := TOGETHER.split(mention)) > 1:
            each = (self.people.name_of(one) for one in together)
            found = (self.identifier.of_name(self.people.person(n, ""), n, day) for n in each if n)
            return Identification(offered=tuple(f.speaker.slug for f in found if f.speaker))
        if not name:
            return NOBODY if report.pronoun else self.identifier.of_title(mention, day)
        rivals = self._rivals(report)
        if not report.pronoun and not bare_name(mention):
            held = self.identifier.of_title(mention, day)
            if held.speaker:
                return held
            rivals = [name]
        if rivals or report.rule == "last":
            people = (self.people.person(one, "") for one in dict.fromkeys((name, *rivals)) if one)
            met = (self.identifier.of_name(person, "", day).speaker for person in people)
            return Identification(offered=tuple(one.slug for one in met if one))
        namesakes = [] if " " in bare_name(mention) else self.people.namesakes(name)
        return self.identifier.of_name(
            self.people.person(name, mention), "" if report.pronoun else mention, day, namesakes
        )

    def _rivals(self, report: "_Report") -> list[str]:
        """Others whom the pronoun may mean."""
        if not report.pronoun or report.mention is None:
            return []
        return self.people.meant_by(report.pronoun.lower(), report.mention.start)[1]

    def _form(self, name: str, mention: str, report: "_Report") -> NamedForm:
        if report.pronoun:
            return NamedForm(Form.PRONOUN, rivals=len(self._rivals(report)), distance=2)
        bare = bare_name(mention)
        if not bare:
            return NamedForm(Form.TITLE)
        form = Form.FULL if " " in bare else Form.SURNAME if " " in name else Form.SINGLE
        return NamedForm(form, namesakes=len(self.people.namesakes(name)))

    def _via(self, report: _Report, pieces: tuple[Span, ...]) -> str:
        """The outlet that the sentence credits: selon l’AFP, à Radio-Canada."""
        line = self._line(report.cue.start)
        start = _sentence_start(self.masked, line, report.cue.start)
        stop = _sentence_end(self.masked, line, max(report.cue.end, pieces[-1].end))
        match = VIA.search(self.masked, start, stop)
        if match is None or (report.mention and match.start("outlet") == report.mention.start):
            return ""
        credited = re.sub(r"^l[’']", "", match["outlet"])
        return "" if credited == self.outlet else credited

    # --- without marks -------------------------------------------------------------------------

    def _paraphrases(self, taken: list[Span]) -> Iterator[Candidate]:
        """Le premier ministre a déclaré que …; selon le ministre, …: of known or titled people."""
        taken = sorted(taken)
        for line in self.lines:
            for start, end in _sentences(self.masked, line):
                before = bisect(taken, end - 1, key=lambda piece: piece.start)
                if before and taken[before - 1].end > start:
                    continue
                found = self._reported(start, end) or self._according(start, end)
                if found and self._is_official(found[1]):
                    yield self._made((found[0],), Kind.PARAPHRASE, found[1])

    def _reported(self, start: int, end: int) -> tuple[Span, _Report] | None:
        for cue in VERB.finditer(self.masked, start, end):
            that = (
                None
                if is_wish(cue[0]) or _DENIES.search(cue[0])
                else THAT.match(self.masked, cue.end(), end)
            )
            report = self._subject(start, cue) if that else None
            if that and report:
                words = _trimmed(self.text, that.end(), end)
                return words, replace(report, rule="indirect")
        return None

    def _according(self, start: int, end: int) -> tuple[Span, _Report] | None:
        source = SOURCE.match(self.masked, start, end)
        who = source and WHO.match(self.masked, source.end() + 1, end)
        if not source or not who or self.masked[who.end() : who.end() + 1] != ",":
            return None
        words = _trimmed(self.text, who.end() + 1, end)
        return words, _Report(Span(*source.span()), Span(*who.span()), "", "indirect")

    def _is_official(self, report: _Report) -> bool:
        if report.mention is None or report.pronoun:
            return False
        mention = self.text[slice(*report.mention)]
        is_titled = re.search(OFFICE, mention) or re.match(COURTESY, mention)
        return bool(is_titled) or self.directory.resolve(mention) is not None


def _incises(text: str, words: Span) -> Iterator[tuple[int, int]]:
    """Where a report stands between commas inside of the words, from behind its comma on."""
    at = words.start
    while comma := INNER_MARK.search(text, at, words.end):
        at = comma.end()
        told = _end_of_report(text, at, words.end)
        if told is not None:
            stop = END_OF_INCISE.search(text, told, min(words.end, told + LONGEST_INCISE))
            yield at, stop.end() if stop else words.end
            at = stop.end() if stop else words.end


def _end_of_report(text: str, start: int, end: int) -> int | None:
    """Where the verb and its subject end, if they stand here: a-t-il dit; a répondu M. Carney."""
    inverted = INVERTED.match(text, start, end)
    if inverted:
        return inverted.end()
    cue = VERB.match(text, start, end)
    passed = cue and PASSED.match(text, cue.end(), end)
    who = passed and BEHIND_WHO.match(text, passed.end(), end)
    if not who or is_no_name(who[0]):
        return None
    # Within the words a verb and a name may be theirs, unless a mark ends the report at once.
    is_closed = text[who.end() : who.end() + 1] in (",", ".", ";", ":", "")
    return who.end() if is_closed or (cue and DONE_BY.match(text, start, end)) else None


def _dialogue(text: str, lines: Iterable[Span]) -> Iterator[Quoted]:
    """Lines that a tiret opens and in which somebody reports: — Oui, a répondu le ministre."""
    for line in lines:
        opened = re.compile(r"[—–]\s+(?=\w)").match(text, *line)
        if opened is None or re.search("[«“]", text[slice(*line)]):
            continue
        words = Span(opened.end(), line.end)
        if next(_incises(text, words), None):
            yield Quoted(words, line)


def _masked(text: str, quoted: Iterable[Quoted]) -> str:
    parts, at = [], 0
    for each in quoted:
        start, end = each.marked
        # Words that end a sentence end it for what stands around them as well.
        is_end = text[each.words.end - 1] in ".!?"
        last = "." if is_end else "\x00"
        if start >= at:
            parts += [text[at:start], "\x00" * (end - start - 1), last]
            at = end
    return "".join((*parts, text[at:]))


_ABBREVIATED = re.compile(r"(?:\b(?:MM?|Mme|Dre?|Me|St|Ste|[A-Z]|etc|p)|\.[A-Z])$")
_SENTENCE_END = re.compile(r"[.!?…](?=\s+[«“\x00A-ZÀ-Þ—])")


def _sentences(masked: str, line: Span) -> Iterator[tuple[int, int]]:
    start = line.start
    for end in _ends(masked, line):
        yield start, end
        start = end
    if start < line.end:
        yield start, line.end


@lru_cache(maxsize=2)
def _ends(masked: str, line: Span) -> tuple[int, ...]:
    """Where the sentences of a line begin but the first; asked for each quotation of the line."""
    return tuple(
        _past_blanks(masked, end.end())
        for end in _SENTENCE_END.finditer(masked, *line)
        if not _ABBREVIATED.search(masked, max(line.start, end.start() - 6), end.start())
    )


def _past_blanks(masked: str, at: int) -> int:
    while at < len(masked) and masked[at].isspace():
        at += 1
    return at


def _sentence_start(masked: str, line: Span, at: int) -> int:
    ends = _ends(masked, line)
    before = bisect(ends, at)
    return ends[before - 1] if before else line.start


def _sentence_end(masked: str, line: Span, at: int) -> int:
    ends = _ends(masked, line)
    before = bisect(ends, at)
    return ends[before] if before < len(ends) else line.end


_LINKING = re.compile(r"\b(?:qui|que|dont|où)\b")
_LAST_NOUN = re.compile(
    rf"(?P<noun>{NOUN})(?= {CLITICS}(?:(?:\w+ment|aussi|également|toutefois|lui-même) )?$)"
)


def _noun_before(masked: str, start: int, end: int) -> re.Match[str] | None:
    """The noun phrase with which a clause begins, up to its verb: La jeune femme | affirme."""
    found = _LAST_NOUN.match(masked, start, end)
    is_clause = found and (CLAUSE.search(found[0]) or _LINKING.search(found[0]))
    return None if is_clause or (found and FINITE.search(found[0])) else found


def _trimmed(text: str, start: int, end: int) -> Span:
    while start < end and text[start] in " \u00a0\u202f,;\n":
        start += 1
    while end > start and text[end - 1] in " \u00a0\u202f,\n":
        end -= 1
    return Span(start, end)


def _without_stop(text: str, piece: Span) -> Span:
    """A paraphrase without the full stop of the writer's sentence."""
    is_stop = text[piece.end - 1 : piece.end] == "." and text[piece.end - 2] != "."
    return Span(piece.start, piece.end - 1) if is_stop else piece


def _last(pattern: re.Pattern[str], text: str, start: int, end: int) -> re.Match[str] | None:
    """The longest match that ends at ``end``; ``$`` in the pattern is that end."""
    for at in range(max(start, end - 200), end):
        if (at == start or not text[at - 1].isalnum()) and text[at].isalnum():
            match = pattern.match(text, at, end)
            if match:
                return match
    return None


def _day(published: PartialDate | date | None) -> date | None:
    return published.first if isinstance(published, PartialDate) else published
