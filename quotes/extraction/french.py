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
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from quotes.dates.partial import PartialDate
from quotes.extraction.candidates import Candidate
from quotes.extraction.dating import said_on
from quotes.extraction.figures import amounts
from quotes.extraction.known import Directory
from quotes.extraction.marks import Quoted, paragraphs, quotations
from quotes.models.vocabulary import Kind
from quotes.text.spans import Span

# --- the words of reports ------------------------------------------------------------------------

_PARTICIPLES = (
    "dit déclaré affirmé précisé ajouté indiqué expliqué souligné estimé soutenu assuré "
    "annoncé lancé écrit répondu répliqué rappelé noté confié reconnu averti prévenu promis "
    "insisté martelé conclu poursuivi renchéri avancé commenté confirmé jugé plaidé réagi "
    "résumé mentionné observé raconté tranché dénoncé déploré regretté réitéré répété signalé "
    "admis argué rétorqué clamé demandé critiqué salué qualifié prédit"
).split()
_PRESENT = (
    "dit déclare affirme précise ajoute indique explique souligne estime soutient assure "
    "annonce lance écrit répond réplique rappelle note confie reconnaît avertit prévient "
    "promet insiste martèle conclut poursuit renchérit avance commente confirme juge plaide "
    "réagit résume mentionne observe raconte tranche dénonce déplore regrette réitère répète "
    "signale admet argue rétorque clame demande critique salue croit pense"
).split()
_DONE = "|".join(sorted(_PARTICIPLES, key=len, reverse=True)) + "|fait (?:valoir|savoir|remarquer)"
_DOES = "|".join(sorted(_PRESENT, key=len, reverse=True)) + "|fait (?:valoir|savoir|remarquer)"
_ADVERB = (
    r"(?:(?:également|aussi|ensuite|encore|alors|toutefois|d[’']abord|notamment|bien|\w+ment) )?"
)

_PRONOUN = "ils?|elles?|on"
# a-t-il dit, ont-ils déclaré, précise-t-elle, dit-il.
_INVERTED = re.compile(
    rf"\b(?:(?:a|avait|ont|avaient)-(?:t-)?(?P<one>{_PRONOUN}) {_ADVERB}(?:{_DONE})"
    rf"|(?:{_DOES})-(?:t-)?(?P<other>{_PRONOUN}))\b"
)
# a déclaré …, déclare …, with its subject before or behind.
# « s’est dit « inquiet » », with the auxiliary of a reflexive verb
_REFLEXIVE = rf"s[’']est {_ADVERB}(?:dite?|déclarée?)"
_VERB = re.compile(
    rf"\b(?:(?:a|ont|avait|avaient) {_ADVERB}(?:{_DONE})|{_REFLEXIVE}|(?:{_DOES}))\b"
)
_SOURCE = re.compile(r"\b(?:[Ss]elon|[Dd][’']après)\b")

# --- who is named --------------------------------------------------------------------------------

_CAPITAL = r"[A-ZÀ-ÖØ-Þ][\w’'.-]*\w"
_NAME = rf"{_CAPITAL}(?:[ \u00a0](?:(?:de|du|des|la|le|von|van|der) )?{_CAPITAL}){{0,3}}"
_COURTESY = r"(?:MM?\.|Mmes?|Mlle|Me|Dre?|le général|la générale|Sir)[ \u00a0]"
# A noun of persons or of bodies, with what may follow it in small letters.
_OFFICE = (
    r"(?:premi(?:er|ère) ministre|ministre|président|présidente|secrétaire|porte-parole|sénateur"
    r"|sénatrice|député|députée|général|générale|ambassadeur|ambassadrice|directeur|directrice"
    r"|chef|cheffe|commandant|commandante|dirigeant|dirigeante|chancelier|chancelière|roi|reine"
    r"|vice-président|vice-présidente|conseiller|conseillère|maire|mairesse|gouverneur"
    r"|gouverneure|ministère|bureau|cabinet|gouvernement|Pentagone|Maison-Blanche|Kremlin|OTAN"
    r"|milliardaire|républicain|républicaine|démocrate|élu|élue|expert|experte|analyste)"
)
_ARTICLE = r"(?:[Ll][ea] |[Ll][’']|[Uu]ne? |[Ss]on |[Ss]a )"
_COMPLEMENT = (
    r"(?:[ \u00a0](?:général|générale|adjoint|adjointe|d[’']État|[a-zà-ÿ]+(?:ain|aine|ien|ienne|ais"
    r"|aise|ois|oise|éen|éenne|ois|in|ine|al|ale|ique|andais|if|ive|anol|anole)\b"
    r"|(?:de la|de l[’']|du|des|de|d[’']|à la|à l[’']|aux?) ?(?:premier ministre"
    rf"|{_CAPITAL}(?:[ ]nationale|[ ]étrangères|-{_CAPITAL})?|États-Unis)))"
)
_TITLED = rf"{_ARTICLE}(?:[a-zà-ÿ]+ )?{_OFFICE}{_COMPLEMENT}{{0,3}}(?:,? {_NAME}(?=[\s,.»;:]|$))?"
_WHO = re.compile(rf"(?P<courtesy>{_COURTESY}{_NAME})|(?P<titled>{_TITLED})|(?P<name>{_NAME})")
_PERSON_BEFORE = re.compile(
    rf"(?:\b(?P<pronoun>[Ii]ls?|[Ee]lles?)\b|(?P<courtesy>{_COURTESY}{_NAME})"
    rf"|(?P<titled>{_TITLED})|(?P<name>{_NAME}))"
    # An apposition, a day, an adverb may stand before the verb.
    r"(?P<between>,[^,;:]{2,80},|,|,? (?:lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche|hier)"
    r"(?: (?:matin|soir|dernier))?,?|(?:, quant à (?:lui|elle),|, pour sa part,))?\s$"
)
_NO_NAMES = frozenset(
    (
        *"Le La Les L Un Une Des Ce Cette Ces Il Elle Ils Elles On Nous Vous Je Mais".split(),
        *"Et Ou Or Donc En Dans Sur Sous Pour Par Avec Sans Selon Après Avant".split(),
        *"Pendant Depuis Lors Si Quand Comme Lundi Mardi Mercredi Jeudi Vendredi".split(),
        *"Samedi Dimanche Hier Plus Tôt Ainsi Interrogé Interrogée À A Au Aux De Du".split(),
        *"D’après C’est S’il Qu’il Son Sa Ses Leur".split(),
    )
)
_FEMININE = re.compile(
    r"^(?:Mme|Mlle|la |La |une |Une )|ministre .*\bprem?ière|première|présidente|sénatrice|députée"
)

_OUTLETS = (
    r"(?:l[’'])?AFP|Agence France-Presse|La Presse canadienne|La Presse|Presse canadienne"
    r"|Radio-Canada"
    r"|Reuters|Associated Press|AP|CNN|CBC(?: News)?|CTV(?: News)?|Le Devoir|TVA(?: Nouvelles)?"
    r"|Le Monde|Le Figaro|Bloomberg|Fox News|Politico|The New York Times|New York Times"
    r"|Globe and Mail"
    r"|Global News|Le Journal de Montréal|RDI|LCN|BBC|NBC|ABC|CBS|Newsmax|Axios"
)
_VIA = re.compile(
    rf"(?:\b(?:selon|d[’']après|à|au|par|avec|dans|sur|cité par|rapporte|rapporté par)\s+"
    rf"(?:les ondes de |le réseau |la chaîne |le quotidien |l[’']agence |le |la )?)"
    rf"(?P<outlet>{_OUTLETS})\b"
)

# A quotation that is the name of a thing, not words of somebody.
_NAMES_A_THING = re.compile(
    r"(?:\b(?:le|du|au|ce|son|la|un|une|des|les|dit|projet|programme|bouclier|système|baptisée?|appelée?"
    r"|surnommée?|nommée?|intitulée?|titre|mot|terme|soi-disant|concept|d)|[’'])\s*$",
    re.IGNORECASE,
)
_MOST_WORDS_OF_LABEL = 4
# Characters between a report and the words it leads to; a line may be a whole book.
_FARTHEST_REPORT = 600


@dataclass(frozen=True, slots=True)
class _Report:
    """Who says it by which words: ``who`` is the mention, "" with ``pronoun`` for « il »."""

    cue: Span
    mention: Span | None
    pronoun: str
    certainty: float


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
    r"\b(?:le|la|les|des|du|et|est|une|dans|que|qui|pour|sur|avec|il|au)\b", re.I
)
_ENGLISH_WORDS = re.compile(
    r"\b(?:the|of|and|is|was|in|that|to|for|on|with|he|she|said|by)\b", re.I
)
# Characters of an article that tell its language as well as all of it.
_BEGINNING = 4_000


def is_french(text: str) -> bool:
    """Whether a text reads like French rather than English, by its smallest words."""
    beginning = text[:_BEGINNING]
    french = len(_FRENCH_WORDS.findall(beginning))
    return french > 2 and french > 2 * len(_ENGLISH_WORDS.findall(beginning))


# --- reading -------------------------------------------------------------------------------------


class _Reader:
    """One article. ``masked`` is its text with what stands in marks made unreadable."""

    def __init__(
        self,
        text: str,
        published: PartialDate | date | None,
        outlet: str,
        directory: Directory,
    ) -> None:
        self.text = text
        self.outlet = outlet
        self.published = published
        self.directory = directory
        self.lines = paragraphs(text)
        self.quoted = [*quotations(text, self.lines), *_dialogue(text, self.lines)]
        self.quoted.sort(key=lambda quoted: quoted.marked)
        self.masked = _masked(text, self.quoted)
        self.people = _People(text, self.masked)

    def candidates(self) -> list[Candidate]:
        found: list[Candidate] = []
        last: tuple[Span, _Report] | None = None
        for quoted in self.quoted:
            line = self._line(quoted.marked.start)
            report = self._report(quoted, line)
            if report is None and last and last[0] == line and self._goes_on(quoted, *last):
                report = _Report(last[1].cue, last[1].mention, last[1].pronoun, 0.7)
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

    def _line(self, at: int) -> Span:
        return self.lines[bisect(self.lines, at, key=lambda line: line.start) - 1]

    def _report(self, quoted: Quoted, line: Span) -> _Report | None:
        return self._inside(quoted) or self._behind(quoted, line) or self._before(quoted, line)

    def _inside(self, quoted: Quoted) -> _Report | None:
        """An *incise* between the commas of the words."""
        for start, end in _incises(self.text, quoted.words):
            return self._inverted_at(start, end) or self._noun_behind(start, end)
        return None

    def _behind(self, quoted: Quoted, line: Span) -> _Report | None:
        """« … », a déclaré M. Carney; « … », a-t-il dit; « … », selon lui."""
        start = quoted.marked.end
        while start < line.end and self.masked[start] in " ,\u00a0\u202f—–":
            start += 1
        return self._inverted_at(start, line.end) or self._noun_behind(start, line.end)

    def _inverted_at(self, start: int, end: int) -> _Report | None:
        match = _INVERTED.match(self.text, start, end)
        if match is None:
            return None
        pronoun = match["one"] or match["other"]
        at = match.start("one") if match["one"] else match.start("other")
        return _Report(Span(*match.span()), Span(at, at + len(pronoun)), pronoun, 0.95)

    def _noun_behind(self, start: int, end: int) -> _Report | None:
        text = self.text
        cue = _VERB.match(text, start, end) or _SOURCE.match(text, start, end)
        if cue is None:
            return None
        at = cue.end()
        passed = _PASSED.match(text, at, end)
        at = passed.end() if passed else at
        who = _WHO.match(text, at, end)
        if who is None or _is_no_name(who[0]):
            return None
        return _Report(Span(*cue.span()), Span(*who.span()), "", 0.95)

    def _before(self, quoted: Quoted, line: Span) -> _Report | None:
        """M. Carney a déclaré : « … »; il a dit que c’est « … »; selon lui, « … »."""
        start = _sentence_start(self.masked, line, quoted.marked.start)
        start = max(start, quoted.marked.start - _FARTHEST_REPORT)
        for cue in reversed(list(_VERB.finditer(self.masked, start, quoted.marked.start))):
            subject = self._subject(start, cue)
            if subject:
                return subject
        source = _SOURCE.search(self.masked, start, quoted.marked.start)
        if source:
            who = _WHO.match(self.masked, source.end() + 1, quoted.marked.start)
            if who and not _is_no_name(who[0]):
                return _Report(Span(*source.span()), Span(*who.span()), "", 0.9)
        return None

    def _subject(self, start: int, cue: re.Match[str]) -> _Report | None:
        """Whoever stands right before the verb of a report."""
        who = _last(_PERSON_BEFORE, self.masked, start, cue.start())
        if who is None:
            return None
        if who["pronoun"]:
            return _Report(Span(*cue.span()), Span(*who.span("pronoun")), who["pronoun"], 0.85)
        named = next(name for name in ("courtesy", "titled", "name") if who[name])
        if _is_no_name(who[named]):
            return None
        return _Report(Span(*cue.span()), Span(*who.span(named)), "", 0.9)

    def _goes_on(self, quoted: Quoted, line: Span, report: _Report) -> bool:
        """Whether the words stand alone, or go on behind the report, so that its speaker speaks."""
        between = self.masked[report.cue.end : quoted.marked.start].rstrip()
        sentence = _sentence_start(self.masked, line, quoted.marked.start)
        if between.endswith(",") and sentence <= report.cue.start:
            return True
        words = self.text[slice(*quoted.words)].split()
        return len(words) > _MOST_WORDS_OF_LABEL and between[-1:] in ("", ".", "»")

    def _is_label(self, quoted: Quoted, report: _Report) -> bool:
        """Whether the marks are around the name of a thing: le projet « Dôme d’or »."""
        words = self.text[slice(*quoted.words)].split()
        before = self.masked[max(0, quoted.marked.start - 30) : quoted.marked.start]
        return (
            len(words) <= _MOST_WORDS_OF_LABEL
            and report.cue.end <= quoted.marked.start
            and _NAMES_A_THING.search(before) is not None
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
        """« A », a-t-il dit, « b » : the second part goes on in small letters."""
        between = self.masked[before.end : quoted.marked.start]
        first = self.text[quoted.words.start : quoted.words.start + 1]
        return report.cue == before.cue and first.islower() and len(between) < _LONGEST_INCISE

    # --- what is known of it -------------------------------------------------------------------

    def _candidate(self, pieces: tuple[Span, ...], quoted: Quoted, report: _Report) -> Candidate:
        words = self.text[slice(*pieces[0])]
        before = self.masked[: quoted.marked.start].rstrip()[-1:]
        is_whole = words[:1].isupper() and (before in _BEFORE_WHOLE)
        kind = Kind.DIRECT if is_whole or len(pieces) > 1 or before == ":" else Kind.PARTIAL
        return self._made(pieces, kind, report)

    def _made(self, pieces: tuple[Span, ...], kind: Kind, report: _Report) -> Candidate:
        said = said_on(self.masked, report.cue, self.published, "fr")
        name = self.people.name(report.mention, report.pronoun)
        day = said.said.first if said else _day(self.published)
        mention = self.text[slice(*report.mention)] if report.mention else ""
        known = self.directory.resolve(name, day) if name else None
        if known is None and not report.pronoun:
            known = self.directory.resolve(mention, day, self._named())
        return Candidate(
            pieces=pieces,
            kind=kind.value,
            mention=report.mention,
            cue=report.cue,
            name=name or (known.name if known else ""),
            speaker=known.slug if known else "",
            via=self._via(report, pieces),
            said=said,
            figures=tuple(
                amount for piece in pieces for amount in amounts(self.text, *piece, "fr")
            ),
            language="fr",
            certainty=report.certainty,
        )

    def _named(self) -> set[str]:
        """Slugs of the speakers whom the article names in full."""
        found = map(self.directory.resolve, self.people.full)
        return {known.slug for known in found if known}

    def _via(self, report: _Report, pieces: tuple[Span, ...]) -> str:
        """The outlet that the sentence credits: selon l’AFP, à Radio-Canada."""
        line = self._line(report.cue.start)
        start = _sentence_start(self.masked, line, report.cue.start)
        stop = _sentence_end(self.masked, line, max(report.cue.end, pieces[-1].end))
        match = _VIA.search(self.masked, start, stop)
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
        for cue in _VERB.finditer(self.masked, start, end):
            that = _THAT.match(self.masked, cue.end(), end)
            report = self._subject(start, cue) if that else None
            if that and report:
                words = _trimmed(self.text, that.end(), end)
                return words, _Report(report.cue, report.mention, report.pronoun, 0.6)
        return None

    def _according(self, start: int, end: int) -> tuple[Span, _Report] | None:
        source = _SOURCE.match(self.masked, start, end)
        who = source and _WHO.match(self.masked, source.end() + 1, end)
        if not source or not who or self.masked[who.end() : who.end() + 1] != ",":
            return None
        words = _trimmed(self.text, who.end() + 1, end)
        return words, _Report(Span(*source.span()), Span(*who.span()), "", 0.6)

    def _is_official(self, report: _Report) -> bool:
        if report.mention is None or report.pronoun:
            return False
        mention = self.text[slice(*report.mention)]
        is_titled = re.search(_OFFICE, mention) or re.match(_COURTESY, mention)
        return bool(is_titled) or self.directory.resolve(mention) is not None


_LONGEST_INCISE = 160
# What stands before words that begin a sentence of their own.
_BEFORE_WHOLE = frozenset(("", ":", ".", "!", "?", "»", "—", "–", "\n", "\x00"))
_THAT = re.compile(r"(?:[ ,][^,.;:]{0,60},?)?[ ](?:que |qu[’'])")
# « a déclaré mercredi M. Carney », « a dit à Ottawa le ministre »: what stands before the subject.
_PASSED = re.compile(
    r"(?:,? (?:lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche|hier|à son tour|de son côté"
    r"|pour sa part|en entrevue|en conférence de presse|en point de presse|à Ottawa|à Washington"
    r"|le \d{1,2}(?:er)? [a-zà-ÿ]+)(?: (?:matin|soir|dernier|après-midi))?,?)*\s+"
)


def _incises(text: str, words: Span) -> Iterator[tuple[int, int]]:
    """Where a report stands between commas inside of the words, from behind its comma on."""
    at = words.start
    while comma := _INNER_MARK.search(text, at, words.end):
        at = comma.end()
        told = _end_of_report(text, at, words.end)
        if told is not None:
            stop = _END_OF_INCISE.search(text, told, min(words.end, told + _LONGEST_INCISE))
            yield at, stop.end() if stop else words.end
            at = stop.end() if stop else words.end


_INNER_MARK = re.compile(r"[,!?]\s")
_END_OF_INCISE = re.compile(r"[,;:]|\.(?=\s|$)")
_DONE_BY = re.compile(rf"(?:a|ont) {_ADVERB}(?:{_DONE})\b")


def _end_of_report(text: str, start: int, end: int) -> int | None:
    """Where the verb and its subject end, if they stand here: a-t-il dit; a répondu M. Carney."""
    inverted = _INVERTED.match(text, start, end)
    if inverted:
        return inverted.end()
    cue = _DONE_BY.match(text, start, end)
    passed = cue and _PASSED.match(text, cue.end(), end)
    who = passed and _WHO.match(text, passed.end(), end)
    return who.end() if who and not _is_no_name(who[0]) else None


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


def _trimmed(text: str, start: int, end: int) -> Span:
    while start < end and text[start] in " \u00a0\u202f,;\n":
        start += 1
    while end > start and text[end - 1] in " \u00a0\u202f,\n":
        end -= 1
    return Span(start, end)


def _last(pattern: re.Pattern[str], text: str, start: int, end: int) -> re.Match[str] | None:
    """The longest match that ends at ``end``; ``$`` in the pattern is that end."""
    for at in range(max(start, end - 200), end):
        if (at == start or not text[at - 1].isalnum()) and text[at].isalnum():
            match = pattern.match(text, at, end)
            if match:
                return match
    return None


def _is_no_name(mention: str) -> bool:
    return mention.split()[0] in _NO_NAMES and len(mention.split()) == 1


def _day(published: PartialDate | date | None) -> date | None:
    return published.first if isinstance(published, PartialDate) else published


class _People:
    """The people an article names: their full names, and who was named last."""

    def __init__(self, text: str, masked: str) -> None:
        self.text = text
        self.named: list[tuple[int, str, bool]] = []
        self.full: list[str] = []
        for match in _WHO.finditer(masked):
            name = _bare_name(match[0])
            if not name or _is_no_name(name):
                continue
            full = self._fullest(name)
            if full == name and " " in name and name not in self.full:
                self.full.append(name)
            is_person = bool(match["courtesy"] or match["titled"] or full in self.full)
            if is_person:
                is_woman = _FEMININE.search(match[0]) is not None or self._is_woman(full)
                self.named.append((match.start(), full, is_woman))

    def name(self, mention: Span | None, pronoun: str) -> str:
        """The fullest form of the name that a mention stands for; "" where it cannot be told."""
        if mention is None:
            return ""
        if pronoun:
            return self._meant_by(pronoun.lower(), mention.start)
        name = _bare_name(self.text[slice(*mention)])
        return self._fullest(name) if name else ""

    def _fullest(self, name: str) -> str:
        """Mark Carney for Carney, if the article names one such person."""
        found = [full for full in self.full if full == name or full.endswith(f" {name}")]
        return found[0] if len(found) == 1 else name

    def _is_woman(self, name: str) -> bool:
        return any(known == name and woman for _at, known, woman in self.named)

    def _meant_by(self, pronoun: str, at: int) -> str:
        """The last person named before, of the pronoun's gender; nobody for several or « on »."""
        if pronoun not in ("il", "elle"):
            return ""
        wanted = pronoun == "elle"
        before = [name for place, name, woman in self.named if place < at and woman == wanted]
        return before[-1] if before else ""


def _bare_name(mention: str) -> str:
    """The name in a mention, without courtesy and office; "" where it has none."""
    bare = re.sub(rf"^{_COURTESY}", "", mention)
    bare = re.sub(rf"^{_ARTICLE}(?:[a-zà-ÿ]+ )?{_OFFICE}{_COMPLEMENT}{{0,3}},? ?", "", bare)
    return bare if re.fullmatch(_NAME, bare) else ""
