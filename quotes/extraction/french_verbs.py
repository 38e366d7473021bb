"""The verbs by which French reports what somebody says, with the forms of a third person.

A verb is listed once. Those of the first group stand by their infinitive and are inflected by rule;
of the others the table gives the forms.
"""

import re
from collections.abc import Iterable
from typing import NamedTuple


class VerbForms(NamedTuple):
    """A verb's forms: those that tell (blanks between), future, participles, gerund, infinitive."""

    telling: str
    future: str
    participle: str
    gerund: str
    infinitive: str


_FIRST_GROUP = (
    "abonder accuser acquiescer affirmer ajouter alerter analyser annoncer anticiper appeler "
    "appréhender approuver argumenter assener asséner assumer assurer attester avancer avouer "
    "bafouiller balayer balbutier blâmer certifier chuchoter citer clamer clarifier commenter "
    "comparer compléter complimenter concéder condamner confesser confier confirmer conseiller "
    "considérer constater contester corriger crier critiquer demander déclarer déconseiller "
    "décréter décrier décrypter dénoncer déplorer détailler développer diagnostiquer dresser "
    "embrayer enchaîner enrager espérer estimer exhorter exiger expliquer exposer exprimer "
    "écarter énoncer évoquer féliciter fulminer fustiger glisser grincer grommeler hasarder "
    "hurler illustrer implorer indiquer insinuer insister interpeller interroger invectiver "
    "inviter invoquer ironiser juger jurer justifier lancer lâcher louer marmonner marteler "
    "maugréer menacer mentionner minimiser modérer murmurer narrer noter nuancer objecter "
    "observer opposer ordonner parler penser persifler persister pester philosopher plaider "
    "plaisanter pointer presser préciser préconiser présenter proclamer pronostiquer "
    "prophétiser proposer protester prôner publier qualifier questionner raconter railler "
    "rappeler rapporter rassurer râler recommander redouter regretter rejeter relater "
    "relativiser relever remarquer remercier reprocher ressasser revendiquer réaffirmer "
    "récapituler réclamer réitérer répéter répliquer résumer rétorquer révéler ricaner riposter "
    "rouspéter saluer sangloter scander sermonner signaler sommer souffler souhaiter souligner "
    "soupirer spécifier stipuler suggérer tacler tempérer temporiser témoigner théoriser titrer "
    "tonner trancher trouver vanter vitupérer"
)
_OTHERS = (
    "admettre admet admettent admettait admettaient admit,admettra,admis,admettant",
    "arguer argue arguent arguait arguaient argua,arguera,argué,arguant",
    "avertir avertit avertissent avertissait,avertira,averti,avertissant",
    "conclure conclut concluent concluait,conclura,conclu,concluant",
    "contredire contredit contredisent contredisait,contredira,contredit,contredisant",
    "convenir convient conviennent convenait convint,conviendra,convenu,convenant",
    "craindre craint craignent craignait,craindra,craint,craignant",
    "croire croit croient croyait croyaient,croira,cru,croyant",
    "décrire décrit décrivent décrivait,décrira,décrit,décrivant",
    "défendre défend défendent défendait,défendra,défendu,défendant",
    "démentir dément démentent démentait,démentira,démenti,démentant",
    "dépeindre dépeint dépeignent dépeignait,dépeindra,dépeint,dépeignant",
    "dire dit disent disait disaient dirent,dira,dit,disant",
    "écrire écrit écrivent écrivait écrivaient écrivit,écrira,écrit,écrivant",
    "garantir garantit garantissent garantissait,garantira,garanti,garantissant",
    "gémir gémit gémissent gémissait,gémira,gémi,gémissant",
    "maintenir maintient maintiennent maintenait,maintiendra,maintenu,maintenant",
    "prédire prédit prédisent prédisait,prédira,prédit,prédisant",
    "prévenir prévient préviennent prévenait,préviendra,prévenu,prévenant",
    "prévoir prévoit prévoient prévoyait,prévoira,prévu,prévoyant",
    "promettre promet promettent promettait promettaient promit,promettra,promis,promettant",
    "poursuivre poursuit poursuivent poursuivait poursuivit,poursuivra,poursuivi,poursuivant",
    "réagir réagit réagissent réagissait,réagira,réagi,réagissant",
    "reconnaître reconnaît reconnait reconnaissent reconnaissait,reconnaîtra,reconnu,reconnaissant",
    "redire redit redisent redisait,redira,redit,redisant",
    "rire rit riait,rira,ri,riant",
    "renchérir renchérit renchérissent renchérissait,renchérira,renchéri,renchérissant",
    "répondre répond répondent répondait répondaient répondit,répondra,répondu,répondant",
    "reprendre reprend reprennent reprenait reprit,reprendra,repris,reprenant",
    "rugir rugit rugissait,rugira,rugi,rugissant",
    "sourire sourit souriait,sourira,souri,souriant",
    "soutenir soutient soutiennent soutenait soutenaient soutint,soutiendra,soutenu,soutenant",
    "tweeter tweete tweetent tweetait tweeta,tweetera,tweeté,tweetant",
    "traduire traduit traduisait,traduira,traduit,traduisant",
    "voir voyait,verra,vu,voyant",
    "vouloir veut veulent voulait voulaient,voudra,voulu,voulant",
)
# With « se »: s’est indigné, se félicite, s’étonne-t-il.
_REFLEXIVE_FIRST_GROUP = (
    "agacer alarmer amuser avouer défausser désoler déclarer demander émerveiller emporter "
    "énerver engager enthousiasmer étonner étrangler esclaffer exclamer excuser expliquer exprimer "
    "féliciter impatienter indigner inquiéter insurger interroger justifier lamenter montrer "
    "moquer offusquer rassurer remémorer vanter"
)
_REFLEXIVE_OTHERS = (
    "dire dit disent disait,dira,dit,disant",
    "défendre défend défendent défendait,défendra,défendu,défendant",
    "émouvoir émeut,émouvra,ému,émouvant",
    "plaindre plaint plaignent plaignait,plaindra,plaint,plaignant",
    "réjouir réjouit réjouissent réjouissait,réjouira,réjoui,réjouissant",
    "souvenir souvient souviennent souvenait,souviendra,souvenu,souvenant",
)
_DOUBLING = ("appel", "rappel", "rejet")
_NO_PARTICIPLE = frozenset(("vu", "ri", "cru", "souri", "maintenant"))


def _of_first_group(infinitive: str) -> VerbForms:
    """Of répéter: répète répètent répétait répétaient répéta, répétera, répété, répétant."""
    stem = infinitive[:-2]
    strong = _strong(stem)
    soft = re.sub("c$", "ç", re.sub("g$", "ge", stem))
    telling = f"{strong}e {strong}ent {soft}ait {soft}aient {soft}a {stem}èrent"
    future = (strong if stem in _DOUBLING else stem) + "era"
    return VerbForms(telling, future, f"{stem}é", f"{soft}ant", infinitive)


def _strong(stem: str) -> str:
    """The stem before a silent ending: rappell-, répèt-, martèl-, balai-."""
    if stem in _DOUBLING:
        return stem + stem[-1]
    if stem.endswith("ay"):
        return stem[:-1] + "i"
    return re.sub(r"[eé]([^aeiouyéè])$", r"è\1", re.sub(r"é([^aeiouyéè]{2})$", r"è\1", stem))


def _listed(row: str) -> VerbForms:
    forms, future, participle, gerund = row.split(",")
    infinitive, _blank, telling = forms.partition(" ")
    return VerbForms(telling, future, participle, gerund, infinitive)


def _verbs(first_group: str, others: Iterable[str]) -> tuple[VerbForms, ...]:
    return (*map(_of_first_group, first_group.split()), *map(_listed, others))


def _alternatives(forms: Iterable[str]) -> str:
    """A pattern of all the forms, the longest first."""
    return "|".join(sorted(set(forms), key=lambda form: (-len(form), form)))


VERBS = _verbs(_FIRST_GROUP, _OTHERS)
REFLEXIVE_VERBS = _verbs(_REFLEXIVE_FIRST_GROUP, _REFLEXIVE_OTHERS)

TELLING = _alternatives(form for verb in VERBS for form in verb.telling.split())
# With « a »; some only with something else than words: a fait, a laissé, a mis.
PARTICIPLES = _alternatives(
    verb.participle for verb in VERBS if verb.participle not in _NO_PARTICIPLE
)
FUTURE = _alternatives(form for verb in VERBS for form in (verb.future, verb.future[:-1] + "ont"))
GERUNDS = _alternatives(verb.gerund for verb in VERBS)
INFINITIVES = _alternatives(verb.infinitive for verb in VERBS)
SELF_TELLING = _alternatives(form for verb in REFLEXIVE_VERBS for form in verb.telling.split())
SELF_PARTICIPLES = _alternatives(
    verb.participle + ending for verb in REFLEXIVE_VERBS for ending in ("", "e", "s", "es")
)
