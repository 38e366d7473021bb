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
from quotes.extraction.identity import (
    NOBODY,
    Identification,
    Identifier,
    NamedPerson,
    courtesy_gender,
    gender_of,
)
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
    "admis argué rétorqué clamé demandé critiqué salué qualifié prédit ironisé plaisanté glissé "
    "lâché tempéré tonné raillé fustigé détaillé nuancé complété développé défendu argumenté "
    "asséné balayé avoué clarifié constaté contredit convenu corrigé décrit énoncé évoqué "
    "illustré justifié murmuré objecté ordonné proposé protesté questionné rapporté rassuré "
    "redouté relaté relevé repris révélé soupiré soufflé suggéré témoigné tweeté vanté "
    "proclamé accusé appelé assumé certifié concédé craint décrété exhorté exigé exposé "
    "interrogé invité juré mis menacé parlé pointé prôné réaffirmé réclamé recommandé "
    "revendiqué sermonné spécifié taclé fait publié laissé dressé comparé dépeint décrié "
    "voulu souhaité cité"
).split()
_PRESENT = (
    "dit déclare affirme précise ajoute indique explique souligne estime soutient assure "
    "annonce lance écrit répond réplique rappelle note confie reconnaît avertit prévient "
    "promet insiste martèle conclut poursuit renchérit avance commente confirme juge plaide "
    "réagit résume mentionne observe raconte tranche dénonce déplore regrette réitère répète "
    "signale admet argue rétorque clame demande critique salue croit pense ironise plaisante "
    "glisse lâche tempère tonne raille fustige détaille nuance complète développe défend "
    "argumente assène balaie avoue clarifie constate contredit convient corrige décrit énonce "
    "évoque illustre justifie murmure objecte ordonne propose proteste questionne rapporte "
    "rassure redoute relate relève reprend révèle soupire souffle suggère témoigne tweete "
    "vante proclame accuse appelle concède craint décrète exhorte exige expose juré menace "
    "pointe prône réaffirme réclame recommande revendique spécifie tacle abonde enchaîne "
    "expliquent estiment affirment disent déclarent dénoncent ajoutent précisent soulignent "
    "assurent racontent écrivent rappellent indiquent notent répondent jugent regrettent "
    "veut souhaite parle compare cite"
).split()
_OF_SEVERAL = (
    r"fait (?:valoir|savoir|remarquer|observer)|(?:mis|met) en garde|laiss[ée] (?:tomber|entendre)"
    r"|(?:tient|tenu) à (?:préciser|rappeler|souligner)|fait (?:part|état) de"
)
_DONE = rf"{_OF_SEVERAL}|" + "|".join(sorted(_PARTICIPLES, key=len, reverse=True))
_DOES = rf"{_OF_SEVERAL}|" + "|".join(sorted(_PRESENT, key=len, reverse=True))
_ADVERB = (
    r"(?:(?:également|aussi|ensuite|encore|alors|toutefois|d[’']abord|notamment|bien|\w+ment) )?"
)

_PRONOUN = "ils?|elles?|on"
# a déclaré …, déclare …, with its subject before or behind.
# « s’est dit « inquiet » », with the auxiliary of a reflexive verb
_SELF_DONE = (
    r"dite?|déclarée?|indignée?|réjouie?|félicitée?|inquiétée?|défendue?|emportée?|souvenue?"
    r"|étonnée?|interrogée?|exclamée?|agacée?|insurgée?|alarmée?|vantée?|moquée?|expliquée?"
    r"|exprimée?|engagée?|plainte?|montrée?"
)
_SELF_DOES = (
    r"dit|déclare|indigne|réjouit|félicite|inquiète|défend|emporte|souvient|étonne|interroge"
    r"|exclame|agace|insurge|alarme|vante|moque|remémore|désole|plaint|engage|montre|demande"
)
_REFLEXIVE = (
    rf"(?:s[’']est {_ADVERB}(?:{_SELF_DONE})|s[’'](?:était|y) {_ADVERB}(?:{_SELF_DONE})"
    rf"|(?:se |s[’'])(?:{_SELF_DOES}))"
)
# a-t-il dit, ont-ils déclaré, précise-t-elle, dit-il.
_INVERTED = re.compile(
    rf"\b(?:(?:a|avait|ont|avaient)-(?:t-)?(?P<one>{_PRONOUN}) {_ADVERB}(?:{_DONE})"
    rf"|(?:se |s[’'])?(?:{_DOES}|{_SELF_DOES})-(?:t-)?(?P<other>{_PRONOUN})"
    rf"|s[’']est-(?P<self>{_PRONOUN}) {_ADVERB}(?:{_SELF_DONE}))\b"
)
_VERB = re.compile(
    rf"(?<![\w’'-])(?:(?:l[’'])?(?:a|ont|avait|avaient) {_ADVERB}(?:{_DONE})|{_REFLEXIVE}"
    rf"|(?:{_DOES}))(?![\w-])"
)
_SOURCE = re.compile(
    r"\b(?:[Ss]elon|[Dd][’']après|[Pp]our|[Dd]e l[’']avis (?:de|du|des)|[Aa]ux yeux (?:de|du)"
    r"|À en croire|à en croire|[Dd]ixit|[Aa]ux dires (?:de|du))(?=[ ’'])"
)
# Of these any clause may begin so: only at the head of a sentence, before a comma.
_FOR = re.compile(r"[Pp]our$")

# --- who is named --------------------------------------------------------------------------------

# Not an elided article before a noun in small letters: L’acteur.
_CAPITAL = r"(?!(?:[LDSNJMC]|Qu)[’'][a-zà-ÿ])[A-ZÀ-ÖØ-Þ][\w’'.-]*\w"
_NAME = rf"{_CAPITAL}(?:[ \u00a0](?:(?:de|du|des|la|le|von|van|der) )?{_CAPITAL}){{0,3}}"
_COURTESY = r"(?:MM?\.|Mmes?|Mlle|Me|Dre?|le général|la générale|Sir)[ \u00a0]"
# A noun of persons or of bodies, with what may follow it in small letters.
_OFFICE = (
    r"(?:premi(?:er|ère) ministre|ministre|président|présidente|secrétaire|porte-parole|sénateur"
    r"|sénatrice|député|députée|général|générale|ambassadeur|ambassadrice|directeur|directrice"
    r"|chef|cheffe|commandant|commandante|dirigeant|dirigeante|chancelier|chancelière|roi|reine"
    r"|vice-président|vice-présidente|conseiller|conseillère|maire|mairesse|gouverneur"
    r"|gouverneure|ministère|bureau|cabinet|gouvernement|Pentagone|Maison-Blanche|Kremlin|OTAN"
    r"|mairesse|professeure?|chercheu(?:r|se)|avocate?|économiste|historien(?:ne)?|ex-\w+"
    r"|milliardaire|républicain|républicaine|démocrate|élu|élue|expert|experte|analyste)"
)
_ARTICLE = r"(?:[Ll][ea] |[Ll][’']|[Uu]ne? |[Ss]on |[Ss]a )"
_COMPLEMENT = (
    r"(?:[ \u00a0](?:général|générale|adjoint|adjointe|russe|belge|suisse|turque?|grec|d[’']État"
    r"|[a-zà-ÿ]+(?:ain|aine|ien|ienne|ais"
    r"|aise|ois|oise|éen|éenne|ois|in|ine|al|ale|ique|andais|if|ive|anol|anole)\b"
    r"|(?:de la|de l[’']|du|des|de|d[’']|à la|à l[’']|aux?) ?(?:premier ministre"
    rf"|{_CAPITAL}(?:[ ]nationale|[ ]étrangères|-{_CAPITAL})?|États-Unis)))"
)
_TITLED = rf"{_ARTICLE}(?:[a-zà-ÿ]+ )?{_OFFICE}{_COMPLEMENT}{{0,3}}(?:,? {_NAME}(?=[\s,.»;:]|$))?"
_WHO = re.compile(rf"(?P<courtesy>{_COURTESY}{_NAME})|(?P<titled>{_TITLED})|(?P<name>{_NAME})")
# Any noun phrase that stands right behind a verb: « … », déplore un responsable du ministère.
_NOUN = (
    r"(?:[Ll]es? |[Ll]a |[Ll][’']|[Uu]ne? |[Dd]es |[Dd]eux |[Tt]rois |[Pp]lusieurs |[Cc]e "
    r"|[Cc]ette "
    r"|[Cc]et |[Ss]on |[Ss]a |[Ss]es |[Ll]eurs? )[a-zà-ÿœ][\w’'-]*"
    r"(?: (?:de la |de l[’']|du |des |de |d[’']|à la |à l[’']|au |aux |à |en |chargée? de )?"
    r"[\w’'-]+){0,6}?"
)
_ENDS_NOUN = (
    r"(?=\s*(?:[,.»;:()\x00…]|$| (?:qui|dans|lors|sur|lundi|mardi|mercredi|jeudi|vendredi|samedi"
    r"|dimanche)\b))"
)
_BEHIND_WHO = re.compile(
    rf"(?P<courtesy>{_COURTESY}{_NAME})|(?P<titled>{_TITLED})(?=[\s,.»;:()\x00]|$)"
    rf"|(?P<name>{_NAME})|(?P<noun>{_NOUN}{_ENDS_NOUN})"
)
_APPOSED = re.compile(rf"[^,.;:«»]{{0,40}}, (?P<name>{_NAME})(?=[,.»;:\s]|$)")
_SIGNATURE = re.compile(
    rf"\.?\s*(?P<dash>[—–-])\s+(?P<who>(?:{_COURTESY})?{_NAME})(?=\s*(?:,|\.|$))"
)
_LABEL = re.compile(
    rf"\s*(?:[—–-] )?(?P<who>{_COURTESY}{_NAME}|{_TITLED}|{_NAME})(?:, [^:«»]{{3,80}})?\s*"
    rf"(?P<colon>:)\s*"
)
_SOURCE_PRONOUN = re.compile(r"(?:lui|elle|eux|elles|celui-ci|celle-ci)\b")
# Of what is only supposed, denied or asked, nothing was said.
_UNREAL = re.compile(
    r"(?:^|[\s(])(?:[Ss]i|[Ss][’'](?=ils?\b))\s?(?![^,]*,)"
    r"|\b(?:faux|inexact|exclu|douteux|impossible|possible|improbable) qu(?:e |[’'])"
    r"|\b(?:a|ont|avait|avaient)-(?:t-)?(?:ils?|elles?|on)\b"
    r"|\bpas (?:vrai|exact|certain|sûr) qu(?:e |[’'])|\b[Ee]st-ce qu(?:e |[’'])|\bnie qu"
    r"|\bdément qu"
)
_OPENED = re.compile(
    r"(?:(?:Mais|Et|Or|Puis|Car|Ainsi|De son côté|Pour sa part|À son tour|Enfin"
    r"|D[’']ailleurs)[ ,]+\s?)?"
)
_LINKED = re.compile(
    r"(?: (?:a|ont|ne|n[’']|se|s[’']|l[’']|le|la|les|lui|leur|en|y|\w+ment|aussi|également|même"
    r"|toutefois|pourtant|encore|alors|désormais|lundi|mardi|mercredi|jeudi|vendredi|samedi"
    r"|dimanche|hier))*\s*"
)
# Who speaks for somebody, whose name may stand behind.
_FOR_SOMEBODY = re.compile(
    r"(?:(?:[Uu]ne?|[Ll]e|[Ll]a|[Ll][’']|[Ss]on|[Ss]a|[Dd]es) ?)?(?:porte-parole|conseill[eè]re?"
    r"|attachée?"
    r"|avocate?|proche|entourage|cabinet|bureau|adjointe?|collaborat\w+|directeur de cabinet"
    r"|critique|épouse?|femme|mari|fils|fille|père|mère|frère|sœur)\b[^,]* (?:de|du|d[’']|des) ?"
)
_FEWEST_OF_SENTENCE = 5
_OPENING_PERSON = re.compile(
    rf"(?P<pronoun>Il|Elle)\b|(?P<who>{_COURTESY}{_NAME}|{_TITLED}|{_NAME}"
    rf"|(?:L[ea] |L[’'])[a-zà-ÿ-]+ {_NAME})(?=[ ,])"
)
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
        *"D’après C’est S’il Qu’il Son Sa Ses Leur Leurs Notre Votre Nos Vos Mon Ma Mes".split(),
        *"Pourtant Toutefois Cependant Certes Aujourd’hui Parmi Malgré Dès Ici Là Déjà".split(),
        *"Enfin Puis Ensuite Alors Sauf Vers Entre Contre Face Grâce Outre Faute Chez".split(),
        *"Tout Tous Toute Toutes Chaque Aucun Aucune Plusieurs Certains Beaucoup Peu".split(),
        *"Trop Très Bien Mieux Même Autant Deux Trois Quatre Cinq Dix Cela Ceci Ça".split(),
        *"Celui Celle Ceux Qui Que Quoi Dont Où Pourquoi Comment Combien Lorsque".split(),
        *"Puisque Tandis Interview Voir Ni Non Oui Autre Afin Devant Derrière".split(),
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
    r"(?:\b(?:le|du|au|ce|son|la|un|une|des|les|dit|projet|programme|bouclier|système|baptisée?"
    r"|appelée?"
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
        self.people = _People(text, self.masked)
        self.identifier = Identifier(directory, self.people.persons())

    def candidates(self) -> list[Candidate]:
        found: list[Candidate] = []
        last: tuple[Span, _Report] | None = None
        reports = self._reports()
        for quoted, report in zip(self.quoted, reports, strict=True):
            line = self._line(quoted.marked.start)
            if report is None and last and last[0] == line and self._goes_on(quoted, *last):
                report = replace(last[1], rule="continued")
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
            or self._later(quoted, line)
        )

    def _signed(self, quoted: Quoted, line: Span) -> "_Report | None":
        """« … » — Mark Carney, premier ministre."""
        match = _SIGNATURE.match(self.masked, quoted.marked.end, line.end)
        if match is None or _is_no_name(match["who"]):
            return None
        return _Report(Span(*match.span("dash")), Span(*match.span("who")), "", "signed")

    def _labelled(self, quoted: Quoted, line: Span) -> "_Report | None":
        """Mark Carney : « … », as interviews print it; or the line before ends so."""
        start = _sentence_start(self.masked, line, quoted.marked.start)
        label = _LABEL.fullmatch(self.masked, start, quoted.marked.start)
        if label and not _is_no_name(label["who"]):
            return _Report(Span(*label.span("colon")), Span(*label.span("who")), "", "labelled")
        before = self.masked[line.start : quoted.marked.start].strip(" —–-")
        number = bisect(self.lines, line.start, key=lambda one: one.start) - 1
        if before or not number:
            return None
        earlier = self.lines[number - 1]
        if not self.masked[earlier.start : earlier.end].rstrip().endswith(":"):
            return None
        return self._last_of(earlier)

    def _last_of(self, line: Span) -> "_Report | None":
        """The last report of a line, with its subject."""
        start = _sentence_start(self.masked, line, line.end - 1)
        for cue in reversed(list(_VERB.finditer(self.masked, start, line.end))):
            found = self._subject(start, cue)
            if found:
                return replace(found, rule="sentence before")
        return None

    def _later(self, quoted: Quoted, line: Span) -> "_Report | None":
        """« … » depuis un an, d’après d’anciens officiers; « … » chaque jour, a dit le ministre."""
        end = _sentence_end(self.masked, line, quoted.marked.end)
        end = min(end, quoted.marked.end + _FARTHEST_REPORT)
        for comma in re.finditer(r",\s+", self.masked[quoted.marked.end : end]):
            at = quoted.marked.end + comma.end()
            found = self._inverted_at(at, end) or self._noun_behind(at, end)
            if found:
                return replace(found, rule="end")
        return None

    def _of_context(
        self, quoted: Quoted, line: Span, last: "tuple[Span, _Report] | None"
    ) -> "_Report | None":
        """Whoever speaks in the sentence before, where whole sentences stand alone."""
        words = self.text[slice(*quoted.words)]
        sentence = _sentence_start(self.masked, line, quoted.marked.start)
        stands_alone = not self.masked[sentence : quoted.marked.start].strip(" —–-\x00,")
        end = _sentence_end(self.masked, line, quoted.marked.end)
        stands_alone &= not self.masked[quoted.marked.end : end].strip(" .,\x00")
        if not stands_alone or len(words.split()) < _FEWEST_OF_SENTENCE or words[0].islower():
            return None
        if sentence > line.start:
            before = _sentence_start(self.masked, line, max(line.start, sentence - 2))
            found = self._subject_of_sentence(before, sentence)
        else:
            number = bisect(self.lines, line.start, key=lambda one: one.start) - 1
            earlier = self.lines[number - 1] if number else None
            if earlier is None:
                return None
            before = _sentence_start(self.masked, earlier, earlier.end - 1)
            found = self._subject_of_sentence(before, earlier.end)
        return found

    def _subject_of_sentence(self, start: int, end: int) -> "_Report | None":
        for cue in reversed(list(_VERB.finditer(self.masked, start, end))):
            found = self._subject(start, cue)
            if found:
                return replace(found, rule="sentence before")
        who = _OPENING_PERSON.match(self.masked, start, end)
        if who is None or (who["who"] and _is_no_name(who["who"])):
            return None
        span = Span(*who.span("who" if who["who"] else "pronoun"))
        return _Report(span, span, (who["pronoun"] or "").lower(), "last")

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
        match = _INVERTED.match(self.text, start, end)
        if match is None:
            return None
        group = next(name for name in ("one", "other", "self") if match[name])
        return _Report(Span(*match.span()), Span(*match.span(group)), match[group], "behind")

    def _noun_behind(self, start: int, end: int) -> "_Report | None":
        text = self.text
        cue = _VERB.match(text, start, end)
        source = None if cue else _SOURCE.match(text, start, end)
        if source and _FOR.fullmatch(source[0]):
            return None
        cue = cue or source
        if cue is None:
            return None
        if source:
            return self._source(source, end, "according")
        passed = _PASSED.match(text, cue.end(), end)
        who = _BEHIND_WHO.match(text, passed.end() if passed else cue.end(), end)
        if who is None or _is_no_name(who[0]):
            return None
        mention = self._joined(self._with_name(Span(*who.span())), end)
        return _Report(Span(*cue.span()), mention, "", "behind")

    def _joined(self, who: Span, end: int) -> Span:
        """« … », ont déclaré Mark Carney | et Bill Blair: both."""
        other = re.compile(rf" et (?:{_COURTESY}{_NAME}|{_TITLED}|{_NAME})").match(
            self.masked, who.end, end
        )
        return Span(who.start, other.end()) if other else who

    def _with_name(self, who: Span) -> Span:
        """The mention with the name behind its comma: son porte-parole, Dmitri Peskov."""
        if _bare_name(self.text[slice(*who)]):
            return who
        apposed = _APPOSED.match(self.text, who.end)
        return Span(who.start, apposed.end("name")) if apposed else who

    def _source(self, source: re.Match[str], end: int, rule: str) -> "_Report | None":
        at = source.end()
        while at < end and self.masked[at] in " ’'":
            at += 1
        pronoun = _SOURCE_PRONOUN.match(self.masked, at, end)
        if pronoun:
            meant = "elle" if pronoun[0].startswith("elle") else "il"
            return _Report(Span(*source.span()), Span(*pronoun.span()), meant, rule)
        who = _BEHIND_WHO.match(self.masked, at, end)
        if who is None or _is_no_name(who[0]):
            return None
        return _Report(Span(*source.span()), self._with_name(Span(*who.span())), "", rule)

    def _before(self, quoted: Quoted, line: Span) -> "_Report | None":
        """M. Carney a déclaré : « … »; il a dit que c’est « … »; selon lui, « … »."""
        start = _sentence_start(self.masked, line, quoted.marked.start)
        start = max(start, quoted.marked.start - _FARTHEST_REPORT)
        for cue in reversed(list(_VERB.finditer(self.masked, start, quoted.marked.start))):
            subject = self._subject(start, cue)
            if subject:
                return subject
        for source in _SOURCE.finditer(self.masked, start, quoted.marked.start):
            is_first = not self.masked[start : source.start()].strip(" \x00,—–-")
            if _FOR.fullmatch(source[0]) and not is_first:
                continue
            found = self._source(source, quoted.marked.start, "according")
            if found and (not _FOR.fullmatch(source[0]) or self._is_followed(found, quoted)):
                return found
        return None

    def _is_followed(self, report: "_Report", quoted: Quoted) -> bool:
        """Pour lui, « … »: nothing but a comma between the source and the words."""
        assert report.mention is not None
        between = self.masked[report.mention.end : quoted.marked.start]
        return "," in between and len(between) < _LONGEST_INCISE

    def _subject(self, start: int, cue: re.Match[str]) -> "_Report | None":
        """Whoever stands before the verb of a report, in its clause."""
        if _UNREAL.search(self.masked, start, cue.start()):
            return None
        span = Span(*cue.span())
        who = _last(_PERSON_BEFORE, self.masked, start, cue.start())
        if who is not None:
            if who["pronoun"]:
                return _Report(span, Span(*who.span("pronoun")), who["pronoun"], "before")
            named = next(name for name in ("courtesy", "titled", "name") if who[name])
            if not _is_no_name(who[named]):
                return _Report(span, Span(*who.span(named)), "", "before")
        return self._opening_subject(start, span)

    def _opening_subject(self, start: int, cue: Span) -> "_Report | None":
        """The subject with which the sentence opens: L’organisme, qui compte …, dénonce."""
        at = start
        opened = _OPENED.match(self.masked, at, cue.start)
        at = opened.end() if opened else at
        pronoun = re.compile(r"(?:Ils?|Elles?|ils?|elles?)\b").match(self.masked, at, cue.start)
        if pronoun:
            return _Report(cue, Span(*pronoun.span()), pronoun[0].lower(), "before")
        who = _BEHIND_WHO.match(self.masked, at, cue.start)
        if who is None or _is_no_name(who[0]):
            return None
        between = self.masked[who.end() : cue.start]
        is_apposed = between.startswith(",") and between.rstrip().endswith(",")
        if between.strip() and not is_apposed and not _LINKED.fullmatch(between):
            return None
        return _Report(cue, self._with_name(Span(*who.span())), "", "before")

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
            and (report.cue.end <= quoted.marked.start or report.rule == "end")
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
        """« A », a-t-il dit, « b » : the second part goes on in small letters, or over lines."""
        if report.cue == before.cue and self._is_next_paragraph(before, quoted):
            return True
        between = self.masked[before.end : quoted.marked.start]
        first = self.text[quoted.words.start : quoted.words.start + 1]
        return report.cue == before.cue and first.islower() and len(between) < _LONGEST_INCISE

    def _is_next_paragraph(self, before: Candidate, quoted: Quoted) -> bool:
        """Whether the quotation before was left open at the end of its paragraph."""
        at = self.quoted.index(quoted)
        earlier = self.quoted[at - 1] if at else None
        return earlier is not None and earlier.goes_on and earlier.words.end == before.end

    # --- what is known of it -------------------------------------------------------------------

    def _candidate(self, pieces: tuple[Span, ...], quoted: Quoted, report: _Report) -> Candidate:
        words = self.text[slice(*pieces[0])]
        before = self.masked[max(0, quoted.marked.start - 4) : quoted.marked.start].rstrip()[-1:]
        is_whole = words[:1].isupper() and (before in _BEFORE_WHOLE)
        kind = Kind.DIRECT if is_whole or len(pieces) > 1 or before == ":" else Kind.PARTIAL
        return self._made(pieces, kind, report)

    def _made(self, pieces: tuple[Span, ...], kind: Kind, report: _Report) -> Candidate:
        said = said_on(self._with_incise(report), report.cue, self.published, "fr")
        day = said.said.first if said else _day(self.published)
        mention = self.text[slice(*report.mention)] if report.mention else ""
        name = self.people.name(report.mention, report.pronoun)
        together = _TOGETHER.split(mention)
        if len(together) > 1 and all(_bare_name(one) for one in together):
            name = ""
        identified = self._identified(name, mention, report, day)
        known = identified.speaker
        named = name or (known.name if known else "")
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
        if _FOR_SOMEBODY.match(mention):
            return NOBODY
        if not name and len(together := _TOGETHER.split(mention)) > 1:
            each = (self.people.name_of(one) for one in together)
            found = (self.identifier.of_name(self.people.person(n, ""), n, day) for n in each if n)
            return Identification(offered=tuple(f.speaker.slug for f in found if f.speaker))
        if not name:
            return NOBODY if report.pronoun else self.identifier.of_title(mention, day)
        namesakes = [] if " " in _bare_name(mention) else self.people.namesakes(name)
        return self.identifier.of_name(
            self.people.person(name, mention), "" if report.pronoun else mention, day, namesakes
        )

    def _form(self, name: str, mention: str, report: "_Report") -> NamedForm:
        if report.pronoun:
            return NamedForm(Form.PRONOUN, rivals=0, distance=2)
        bare = _bare_name(mention)
        if not bare:
            return NamedForm(Form.TITLE)
        form = Form.FULL if " " in bare else Form.SURNAME if " " in name else Form.SINGLE
        return NamedForm(form, namesakes=len(self.people.namesakes(name)))

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
                return words, replace(report, rule="indirect")
        return None

    def _according(self, start: int, end: int) -> tuple[Span, _Report] | None:
        source = _SOURCE.match(self.masked, start, end)
        who = source and _WHO.match(self.masked, source.end() + 1, end)
        if not source or not who or self.masked[who.end() : who.end() + 1] != ",":
            return None
        words = _trimmed(self.text, who.end() + 1, end)
        return words, _Report(Span(*source.span()), Span(*who.span()), "", "indirect")

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
_DAY = (
    r"(?:lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche|hier|ce matin|cette semaine)"
    r"(?: (?:matin|soir|dernier|après-midi|\d{1,2}(?:er)? [a-zà-ÿ]+(?: \d{4})?))?"
)
_PASSED = re.compile(
    rf"(?:,? (?:{_DAY}|le \d{{1,2}}(?:er)? [a-zà-ÿ]+(?: \d{{4}})?|à son tour|de son côté"
    r"|pour sa part|d[’']emblée|en entrevue|en conférence de presse|en point de presse|en anglais"
    r"|en français|en direct|en substance|par (?:communiqué|courriel|écrit)|d[’']un ton \w+"
    rf"|(?:à|au|auprès de|auprès du|dans|sur) (?:la chaîne |le quotidien |l[’']agence |le |la "
    rf"|l[’'])?(?:{_OUTLETS})"
    r"|(?:à la|à l[’']|au|aux|devant (?:la|le|les|l[’']|des)|dans (?:une?|son|sa|ses|le|la"
    r"|l[’'])|lors d[’']une?"
    r"|lors d[ue]s?|sur (?:son compte|le réseau)|à l[’']issue d[’']une?)"
    r" ?[a-zà-ÿ][^,.«»;:]{2,50}?|sur (?:X|Twitter|Truth Social|Facebook|Instagram)"
    r"|à [A-ZÀ-Þ][\w-]+|également|aussi|encore|ensuite|alors|\w+ment),?)*\s+"
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
    cue = _VERB.match(text, start, end)
    passed = cue and _PASSED.match(text, cue.end(), end)
    who = passed and _WHO.match(text, passed.end(), end)
    if not who or _is_no_name(who[0]):
        return None
    # Within the words a verb and a name may be theirs, unless a mark ends the report at once.
    is_closed = text[who.end() : who.end() + 1] in (",", ".", ";", ":", "")
    return who.end() if is_closed or (cue and _DONE_BY.match(text, start, end)) else None


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


_TOGETHER = re.compile(r" et (?=(?:MM?\.|Mme|[A-ZÀ-Þ]|l[ea] ))")


class _People:
    """The people an article names: their full names, what they are called, who was named last."""

    def __init__(self, text: str, masked: str) -> None:
        self.text = text
        self.named: list[tuple[int, str, bool]] = []
        self.full: list[str] = []
        self.described: dict[str, set[str]] = {}
        self.gender: dict[str, str] = {}
        for match in _WHO.finditer(masked):
            name = _bare_name(match[0])
            if not name or _is_no_name(name):
                continue
            full = self._fullest(name)
            if full == name and " " in name and name not in self.full:
                self.full.append(name)
            is_person = bool(match["courtesy"] or match["titled"] or full in self.full)
            if is_person:
                is_woman = (
                    _FEMININE.search(match[0]) is not None
                    or gender_of(full) == "f"
                    or self._is_woman(full)
                )
                self.named.append((match.start(), full, is_woman))
                self._describe(full, match)

    def _describe(self, name: str, match: re.Match[str]) -> None:
        """What stands beside a name: its title, its apposition, what comes before in the clause."""
        called = self.described.setdefault(name, set())
        apposed = re.compile(
            r",? \(?(?!qui\b|dont\b|que\b|à\b|en\b|dans\b|lors\b|cité)((?:[^,.;:()«»\x00]|"
            r"(?<=[MJ])\.){3,70})"
        ).match(self.text, match.end())
        before = re.compile(
            r"(?:[LlUu]e|[Ll]a|[Uu]ne?|[Ll][’']|[Ss]on|[Ss]a)\s?((?:[a-zà-ÿ-]+ ?){1,6}),? ?$"
        ).search(self.text[max(0, match.start() - 60) : match.start()])
        words = [
            match["titled"] or "",
            apposed[1] if apposed and self.text[match.end()] in ",(" else "",
        ]
        words.append(before[1] if before else "")
        called |= {word.lower() for text in words for word in re.findall(r"[\w-]+", text)}
        courtesy = courtesy_gender(match[0])
        self.gender[name] = self.gender.get(name) or courtesy or gender_of(name)

    def persons(self) -> list[NamedPerson]:
        """Those with a full name, as identification asks for them."""
        return [self.person(name, "") for name in self.full]

    def person(self, name: str, mention: str) -> NamedPerson:
        described = self.described.get(name, set()) | {
            word.lower() for word in re.findall(r"[\w-]+", mention.replace(name, ""))
        }
        gender = courtesy_gender(mention) or self.gender.get(name, "")
        return NamedPerson(name, frozenset(described), frozenset(), gender)

    def namesakes(self, name: str) -> list[NamedPerson]:
        """Others of the article with the same surname."""
        surname = name.split()[-1]
        others = [full for full in self.full if full.split()[-1] == surname and full != name]
        return [self.person(full, "") for full in others]

    def name(self, mention: Span | None, pronoun: str) -> str:
        """The fullest form of the name that a mention stands for; "" where it cannot be told."""
        if mention is None:
            return ""
        if pronoun:
            return self._meant_by(pronoun.lower(), mention.start)
        return self.name_of(self.text[slice(*mention)])

    def name_of(self, mention: str) -> str:
        """The fullest form of the name in a mention; "" where it has none."""
        name = _bare_name(mention)
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
    if _FOR_SOMEBODY.match(mention) and "," not in mention:
        return ""
    mention = mention.rpartition(", ")[2]
    bare = re.sub(rf"^{_COURTESY}", "", mention)
    bare = re.sub(rf"^{_ARTICLE}(?:[a-zà-ÿ]+ )?{_OFFICE}{_COMPLEMENT}{{0,3}},? ?", "", bare)
    while " " in bare and bare.split()[0] in _NO_NAMES:
        bare = bare.split(" ", 1)[1]
    return bare if re.fullmatch(_NAME, bare) else ""
