"""Modality of French reports: words that an article holds and nobody is reported to have said.

« N’a pas dit », « nie avoir dit », « s’il dit », « pourrait dire », « dira » and « a-t-il dit … ? »
lead to such words. What is read here is the sentence around words that have no report; of what it
does not know, they are nobody's.
"""

import re

from quotes.extraction.french_forms import ADVERB, DONE
from quotes.extraction.french_verbs import FUTURE, GERUNDS, INFINITIVES, PARTICIPLES, TELLING, VERBS
from quotes.extraction.modality import Modality

_CONDITIONAL_MOOD = "|".join(f"{v.future[:-1]}ait|{v.future[:-1]}aient" for v in VERBS)
# The words of somebody, named before or behind their marks: les mots « … » attribués à M. Keller.
_WORDING = r"(?:mots?|phrases?|propos|paroles?|citations?|formules?|déclarations?|termes?|remarque)"
_FORGED = (
    r"\b(?:parodie|imitat(?:eur|rice)|sosie|canular|sketch|caricature|pastiche)\b"
    r"|\b(?:site|journal|compte|hebdomadaire) (?:satirique|parodique|humoristique)"
    r"|\b(?:fausse|prétendue) (?:vidéo|citation|déclaration|publication|lettre|photo|image|capture"
    r"|entrevue|interview)|\bfaux (?:compte|message|communiqué|article|enregistrement|tweet)"
    r"|\b(?:vidéo|image|photo|citation|capture|publication|message|compte|enregistrement|extrait"
    r"|montage|bande|clip)s? (?:\w+ )?(?:truqué|trafiqué|fabriqué|falsifié|parodi|satiri|détourné"
    r"|(?:générée?|créée?) (?:par|avec|à l[’']aide))|\bhypertru[cq]|\bdeepfake"
    r"|\b(?:faux|fausse) (?:M\. |Mme )?[A-ZÀ-Þ]"
)
FORGED = re.compile(_FORGED)
_HEARSAY = r"\b(?:rumeurs?|légende|bruits? d\w+ couloirs?|ragots?|racontars?)\b"
_BY = r"(?:[Ss]elon|[Dd][’']après|[Àà] en croire|[Ss]i l[’']on en croit)"
_A = r" ?(?:(?:une?|la|le|les|des|l[’']|cette|cet|ce|son|sa|ces|certaines) ?)?"
# What forges words, or only passes on what is rumoured, as where they were said: « … dans une
# fausse vidéo »; not « … à propos d’une fausse vidéo ».
_FORGED_PLACE = (
    rf"(?:(?:[Dd]ans|[Vv]ia|[Ss]ur(?={_A}(?:faux compte|compte|site|chaîne|page)\b)){_A}"
    rf"(?:(?:courte|longue|autre|nouvelle|vieille|prétendue) )?(?:{_FORGED})"
    rf"|{_BY}{_A}(?:[\w’'-]+ )?(?:{_FORGED}|{_HEARSAY}))"
)
_DAY = r"(?:lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche|hier)(?: (?:matin|soir|dernier))?"
_FORGED_BEHIND = re.compile(
    rf"(?:,| {_DAY}| (?:à|au|en|aux) [A-ZÀ-Þ][\w-]+){{0,3}} {_FORGED_PLACE}"
    rf"|[^.;:\x00]{{0,60}}? {_BY}{_A}(?:[\w’'-]+ )?(?:{_FORGED}|{_HEARSAY})"
)
_FORGED_AHEAD = re.compile(rf"\W*{_FORGED_PLACE}[^,;:]{{0,60}},\s*$")
_FORGED_SOURCE = re.compile(_FORGED_PLACE)
# Of what is only supposed, denied or asked, nothing was said.
_UNREAL = (
    (
        Modality.DENIED,
        re.compile(
            r"\b(?:faux|inexact|exclu|douteux|impossible|possible|improbable) (?:de \w+ )?"
            r"qu(?:e |[’'])"
            r"|\bpas (?:vrai|exact|certain|sûr) qu(?:e |[’'])|\bnie qu|\bdément qu"
            r"|\b(?:[Rr]ien|[Pp]ersonne|[Nn]ul|[Aa]ucune? [a-zà-ÿ]+) (?:ne |n[’'])\w+ (?:\w+ )?"
            r"qu(?:e |[’'])"
            rf"|{_FORGED}"
        ),
    ),
    (
        Modality.ASKED,
        re.compile(
            r"\b(?:a|ont|avait|avaient)-(?:t-)?(?:ils?|elles?|on)\b|\b[Ee]st-ce qu(?:e |[’'])"
        ),
    ),
    (
        Modality.CONDITIONAL,
        re.compile(r"(?:^|[\s(])(?:[Ss]i|[Ss][’'](?=ils?\b))\s?(?![^,]*,)"),
    ),
    (
        Modality.HYPOTHETICAL,
        re.compile(
            r"\b(?:[Ss]upposons|[Ii]magine[zr]|[Ii]maginons|[Aa]dmettons)\b"
            r"|\b(?:rumeurs?|bruit court|légende)\b[^,;]{0,30}\bqu(?:e |[’'])"
            rf"|\b{_BY}{_A}(?:[\w’'-]+ )?{_HEARSAY}(?![^.]{{0,200}}\bmais\b)"
        ),
    ),
    (
        Modality.EXPECTED,
        re.compile(r"\b(?:exig|réclam|souhait)\w+ [^.;«]{0,60}\bqu(?:e |[’'])"),
    ),
)
UNREAL = re.compile("|".join(pattern.pattern for _modality, pattern in _UNREAL))

# --- the sentence around words that have no report ------------------------------------------------

_FORMS = (
    f"{INFINITIVES}|{PARTICIPLES}|{TELLING}|{FUTURE}|{GERUNDS}|{_CONDITIONAL_MOOD}"
    r"|dise|disent|prétend\w*|mis en garde|qualifi\w+|attribu\w+"
)
_SAYING = re.compile(rf"(?<![\w-])(?:{_FORMS})(?:e|s|es)?(?![\w-])")
# What leads to the words: nothing ends a clause in it, and it is no longer than such clauses are.
_CLAUSE = re.compile(r"(?<![^\s’'])[^.;!?:\x00]{0,120}:?\s*$")
_NO = r"pas|jamais|rien|point|ni|nullement|guère|plus|personne|aucune?|nulle(?: part)?"
# A clause of its own begins behind these, with a verb of its own.
_APART = (
    r"(?!(?:mais|puis|car|or|et(?! (?:dû|pu|voulu)\b)|où|qui|dont|que|quand|lorsque|si|comme|a|ont"
    r"|avait|avaient|est|sont|était)\b|qu[’'])"
)
_WORDS = rf"(?:{_APART}[\w’'-]+\.? )"
_NE = re.compile(r"\b[Nn](?:e\b|[’'])")
_NEGATOR = re.compile(rf"\b(?:{_NO})\b", re.IGNORECASE)
# « N’a pas hésité à dire », « ne cesse de répéter »: said.
_SAID_ALL_THE_SAME = re.compile(
    r"\b(?:hésit|cach|manqu|cess|tard|crain|mâch|priv|attend|empêch|gên|résist|content|born|oubli"
    r"|arrêt|omis|omett|seulement|simplement|uniquement|mystère)\w*"
    r"|\b(?:seule?|premi(?:er|ère)) à\b|\bperd\w* (?:de )?temps"
    r"|\b(?:d[’']autre|de plus|autre chose|sinon)(?: que)?\s*:?\s*$"
)
_DENYING = re.compile(
    r"\b(?:ni(?:e|é|ent|ait)|dément\w*|contest\w+|réfut\w+|récus\w+|défend\w*) "
    r"(?:\w+ ){0,2}?(?:d[’'])?(?:avoir|que|qu[’'])"
)
_ASIDE = r"(?: [^,.;:]{0,60}?)?"
_HEARD = re.compile(
    r"\bs[’'](?:est|était|sont) (?:fait|vu|entendu) $|\b[Oo]n (?:lui |leur )?(?:a|avait) $"
    r"|\b[Oo]n (?:lui )?(?:a|avait) \w+ à\b|\bse voit $|\bfait $"
)
# The verb of saying is positive and finite: « a dit », « a aussitôt répondu ».
_FINITE = re.compile(
    rf"(?<![\w’'-])(?:l[’'])?(?:a|ont|avait|avaient|s[’']est|se sont) {ADVERB}(?:\w+ment )?$"
)
# What makes another report of the verb of saying, in its own clause and up to it.
_NEGATED_VERB = re.compile(
    rf"\b[Nn](?:e |[’'])(?:[\w’-]+(?:,[^,;:]{{0,60}},)? ){_WORDS}{{0,4}}?(?:{_NO})\b(?: part)?"
    rf" {_WORDS}{{0,6}}$"
    rf"|\b(?:{_NO})\b {_WORDS}{{0,6}}?[Nn](?:e |[’'])(?:[\w’-]+ ){{0,2}}$",
    re.IGNORECASE,
)
_DENIED_VERB = re.compile(
    r"\b(?:ni(?:e|é|ent|ait)|dément\w*|contest\w+|réfut\w+|récus\w+|défend\w*) "
    r"[^,;:]{0,60}?(?:d[’'])?avoir (?:\w+ ){0,2}$"
)
_UNDONE_VERB = re.compile(
    rf"\b(?:(?:aurai(?:t|ent)|eût) (?:[\w’-]+(?:,[^,;:]{{0,60}},)? )?{_WORDS}{{0,4}}"
    rf"|(?:pourrai|devrai)(?:t|ent) {_WORDS}{{0,3}}avoir {_WORDS}{{0,2}}"
    r"|(?:voudrai|aimerai|souhaiterai|préférerai)(?:t|ent) (?:bien )?(?:pouvoir )?"
    r"|faill\w* |rêv\w+ (?:de |d[’'])|(?:accus|soupçonn|reproch)\w* [^,;:]{0,60}?d[’']avoir"
    r" (?:\w+ ){0,2})$"
)
# « Ne dit pas », « n’écrit nulle part »: the negation stands behind a verb in the present.
_NE_BEFORE = re.compile(r"\b[Nn](?:e |[’'])(?:(?:le|la|les|lui|leur|nous|vous|se) ){0,2}$")
# « M. Keller ne croit pas au plan : « … » » gives his view.
_VIEW = re.compile(r"croi|pens|appréci|accept|aim")
_NO_BEHIND = re.compile(rf" (?:{_NO})\b")
_INFINITIVE = re.compile(INFINITIVES)
# « Va jusqu’à dire »; « a dit, sans citer personne »: it was said.
_NOT_UNDONE = re.compile(rf"\bjusqu[’']à $|(?:{_FORMS})(?:e|s|es)?\b[^.;:]*\bsans (?:\w+ )?$")
# What stands before the verb of saying, up to it.
_BEFORE_VERB = (
    (Modality.DENIED, _DENYING),
    (
        Modality.NEGATED,
        re.compile(
            r"\b(?:[Ss]ans(?: même| jamais)?|[Ll]oin d(?:e|[’'])|(?:refus|évit|abst|gard|hésit"
            r"|renonc|oubli|omis|omett|néglig)\w*"
            rf"{_ASIDE} (?:à|de|d[’'])) ?(?:\w+ )?$"
        ),
    ),
    (
        Modality.CONDITIONAL,
        re.compile(r"\b(?:[Àà] moins|[Tt]ant|[Aa]vant) qu(?:e |[’'])|\b[Cc]omme s(?:i |[’'])"),
    ),
    (
        Modality.HYPOTHETICAL,
        re.compile(r"\b(?:aurai(?:t|ent)|pourrai(?:t|ent)|voudrai(?:t|ent))\b[^,;:]{0,40}$"),
    ),
    (
        Modality.EXPECTED,
        re.compile(
            r"\b(?:va|vont|allai(?:t|ent)|doi(?:t|vent)|dev(?:ait|aient|rait|raient)|peut|peuvent"
            r"|compt(?:e|ent|ait)|espère|entend\b|apprête à|envisage de|intention (?:de|d[’'])"
            rf"|invitée? à|sommée? de|(?:press|exig|réclam|demand|souhait|veut|veulent|attend)\w*"
            rf"{_ASIDE} (?:à|de|d[’']|que|qu[’']))[^,;:]{{0,40}}$"
        ),
    ),
)
_IN_FUTURE = re.compile(rf"(?:{FUTURE})")
_IN_CONDITIONAL = re.compile(rf"(?:{_CONDITIONAL_MOOD})")
# « … », pourrait dire M. Keller; « … », n’a jamais dit M. Keller.
_BEHIND = (
    (
        Modality.NEGATED,
        re.compile(
            rf"(?:ce qu(?:e |[’']))?(?:ne |n[’'])(?:\w+ )?(?:{_NO}) (?:\w+ )?(?:{_FORMS})\b"
        ),
    ),
    (
        Modality.HYPOTHETICAL,
        re.compile(
            rf"(?:aurai(?:t|ent)(?:-(?:t-)?(?:il|elle)s?)? {ADVERB}(?:{DONE}|pu\b|fini\b|tenu\b)"
            rf"|(?:pourrai|devrai)(?:t|ent)(?:-(?:il|elle)s?)? {ADVERB}(?:{INFINITIVES})"
            rf"|(?:{_CONDITIONAL_MOOD})(?:-(?:il|elle)s?)?\b)"
        ),
    ),
    (
        Modality.EXPECTED,
        re.compile(
            rf"(?:(?:va|vont|doit|doivent)(?:-(?:t-)?(?:il|elle)s?)? {ADVERB}(?:{INFINITIVES})"
            rf"|(?:{FUTURE})(?:-t-(?:il|elle)s?)?\b)"
        ),
    ),
)
_WORDING_BEFORE = re.compile(rf"\b{_WORDING} $")
_WRONGLY_ATTRIBUTED = re.compile(
    r"[^.;!?]{0,120}?\b(?:faussement|à tort|par erreur|sont fau[xs]|est fausse|apocryphe"
    r"|ne figure|n[’']a jamais|n[’']ont jamais)"
)
_IN_ERROR = re.compile(r"\b(?:faussement|à tort|par erreur|[Àà] la suite d[’']une erreur)\b")


def unsaid(before: str, behind: str) -> tuple[Modality, int, int] | None:
    """Why words are not reported as said, and where the verb stands that says so.

    ``before`` and ``behind`` are the sentence up to the words and from them on; a place from the
    length of ``before`` on lies behind.
    """
    cue = _leading_verb(before)
    if cue:
        modality = _of_verb(before, cue, behind)
        if modality:
            return modality, *cue.span()
    at = len(behind) - len(behind.lstrip(" ,"))
    for modality, pattern in _BEHIND:
        found = pattern.match(behind, at)
        if found:
            return modality, len(before) + found.start(), len(before) + found.end()
    noun = _WORDING_BEFORE.search(before)
    if noun and (_WRONGLY_ATTRIBUTED.match(behind) or _IN_ERROR.search(before)):
        return Modality.DENIED, noun.start(), noun.end() - 1
    return None


def not_said(before: str) -> tuple[Modality, int, int] | None:
    """Why a verb that leads to words reports that they were not said, and where it stands.

    ``before`` is the sentence up to the words. Only the verb's own clause is asked, since somebody
    is found to report them: « M. Keller n’a pas répondu mais a dit » is such a report.
    """
    cue = _leading_verb(before)
    if cue is None or _FINITE.search(before, 0, cue.start()):
        return None
    head = before[: cue.start()]
    negated = _NEGATED_VERB.search(head)
    if not negated and not _VIEW.match(cue[0]) and _NO_BEHIND.match(before, cue.end()):
        negated = _NE_BEFORE.search(head)
    if negated:
        is_said = _SAID_ALL_THE_SAME.search(before, negated.start())
        return None if is_said else (Modality.NEGATED, *cue.span())
    ways: tuple[tuple[Modality, re.Pattern[str]], ...] = (
        (Modality.DENIED, _DENIED_VERB),
        (Modality.HYPOTHETICAL, _UNDONE_VERB),
    )
    if _INFINITIVE.fullmatch(cue[0]) and not _NOT_UNDONE.search(head):
        ways = (*ways, *_BEFORE_VERB)
    return next(((way, *cue.span()) for way, pattern in ways if pattern.search(head)), None)


def is_of_forgery(sentence: str) -> bool:
    """Whether a sentence gives a forgery or a rumour as the place or source of what is said."""
    return _FORGED_SOURCE.search(sentence) is not None


def of_forgery(before: str, source: str, behind: str) -> Modality:
    """Whether words are of a forgery or of a rumour, by what opens their sentence or ends it.

    ``source`` is the report from its verb or preposition to the end of its name.
    """
    found = (
        _FORGED_AHEAD.match(before) or _FORGED_SOURCE.match(source) or _FORGED_BEHIND.match(behind)
    )
    if found is None:
        return Modality.SAID
    return Modality.HYPOTHETICAL if re.search(_HEARSAY, found[0]) else Modality.DENIED


def _leading_verb(before: str) -> re.Match[str] | None:
    """The last verb of saying of the clause that leads to the words."""
    first = _CLAUSE.search(before)
    verbs = _SAYING.finditer(before, first.start() if first else len(before))
    return max(verbs, key=lambda verb: verb.start(), default=None)


def _of_verb(before: str, cue: re.Match[str], behind: str) -> Modality:
    head = before[: cue.start()]
    negated = _NE.search(before)
    if negated and _NEGATOR.search(before):
        is_said = _SAID_ALL_THE_SAME.search(before, negated.end())
        return Modality.SAID if is_said else Modality.NEGATED
    if _DENYING.match(before + " ", cue.start()):
        return Modality.DENIED
    if behind.lstrip()[:1] == "?":
        return Modality.ASKED
    for modality, pattern in ((Modality.HEARD, _HEARD), *_UNREAL, *_BEFORE_VERB):
        if pattern.search(head):
            return modality
    if _IN_FUTURE.fullmatch(cue[0]):
        return Modality.EXPECTED
    return Modality.HYPOTHETICAL if _IN_CONDITIONAL.fullmatch(cue[0]) else Modality.SAID
