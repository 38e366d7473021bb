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
    r"|\b(?:vidéo|image|photo|citation|capture|publication|message|compte)s? (?:\w+ )?(?:truqué"
    r"|trafiqué|fabriqué|falsifié|parodi|satiri|détourné|générée? par)|\bhypertruc|\bdeepfake"
    r"|\b(?:faux|fausse) (?:M\. |Mme )?[A-ZÀ-Þ]"
)
FORGED = re.compile(_FORGED)
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
_NE = re.compile(r"\b[Nn](?:e\b|[’'])")
_NEGATOR = re.compile(rf"\b(?:{_NO})\b", re.IGNORECASE)
# « N’a pas hésité à dire », « ne cesse de répéter »: said.
_SAID_ALL_THE_SAME = re.compile(r"\b(?:hésit|cach|manqu|cess|tard|crain|mâch|priv)\w*")
_DENYING = re.compile(
    r"\b(?:ni(?:e|é|ent|ait)|dément\w*|contest\w+|réfut\w+|récus\w+|défend\w*) "
    r"(?:\w+ ){0,2}?(?:d[’'])?(?:avoir|que|qu[’'])"
)
_ASIDE = r"(?: [^,.;:]{0,60}?)?"
_HEARD = re.compile(
    r"\bs[’'](?:est|était|sont) (?:fait|vu|entendu) $|\b[Oo]n (?:lui |leur )?(?:a|avait) $"
    r"|\b[Oo]n (?:lui )?(?:a|avait) \w+ à\b|\bse voit $|\bfait $"
)
# What stands before the verb of saying, up to it.
_BEFORE_VERB = (
    (Modality.DENIED, _DENYING),
    (
        Modality.NEGATED,
        re.compile(
            r"\b(?:[Ss]ans(?: même| jamais)?|[Ll]oin d(?:e|[’'])|(?:refus|évit|abst|gard|hésit)\w*"
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
