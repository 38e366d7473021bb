"""The forms of French reports: their verbs, names, titles, and what stands between them."""

import re

from quotes.extraction.french_verbs import (
    FUTURE,
    GERUNDS,
    INFINITIVES,
    PARTICIPLES,
    SELF_PARTICIPLES,
    SELF_TELLING,
    TELLING,
)

# --- the words of reports ------------------------------------------------------------------------

OF_SEVERAL = (
    r"fait (?:valoir|savoir|remarquer|observer)|(?:mis|met) en garde|laiss[ée] (?:tomber|entendre)"
    r"|(?:tient|tenu) à \w+(?:er|ir|re)|fait (?:part|état) de"
)
# n’a cessé de répéter, se borne à dire, vient de déclarer, a cru bon d’ajouter
PERIPHRASIS = (
    r"(?:n[’'](?:a|ont|avait|avaient) (?:eu de )?cesse?é? de|ne cess(?:e|ent|ait|aient) de"
    r"|(?:se |s[’']est |se sont )(?:born|content|limit|pla[iî]|plu|hât|empress)\w* (?:à|de)"
    r"|s[’']empresse (?:de|d[’'])|(?:a|ont|avait) (?:cru (?:bon|utile|devoir)|fini par|préféré"
    r"|tenu à|choisi de|continué (?:de|à))(?: de)?|vien(?:t|nent) de|venait de|tien(?:t|nent) à"
    r"|aime à|ne manque pas de|n[’'](?:a|ont|avait|avaient) pas (?:hésité à|craint de|manqué de)"
    r"|n[’']hésit(?:e|ent|ait) pas à|ne se prive(?:nt)? pas de|ne s[’'](?:est|était) pas privée? de"
    rf") ?(?:d[’'])?(?:{INFINITIVES})"
)
DONE = rf"{OF_SEVERAL}|{PARTICIPLES}|fait|laissé|mis"
DOES = rf"{OF_SEVERAL}|y voi(?:t|ent)|voi(?:t|ent) (?:là|dans|en)|{TELLING}"
ADVERB = (
    r"(?:(?:également|aussi|ensuite|encore|alors|toutefois|d[’'](?:abord|ailleurs|emblée)|notamment"
    r"|bien|pourtant|déjà|même|toujours|souvent|volontiers|aussitôt|longtemps|plusieurs fois"
    r"|à (?:son|leur) tour|par ailleurs|de nouveau|en outre|en revanche|une (?:nouvelle"
    r"|dernière) fois|pour sa part|de son côté|(?:lui|elle) aussi|quant à (?:lui|elle)"
    r"|sans (?:détour|surprise|hésiter)|\w+ment) )?"
)

PRONOUN = "ils?|elles?|on"
# a déclaré …, déclare …, with its subject before or behind.
# « s’est dit « inquiet » », with the auxiliary of a reflexive verb
REFLEXIVE = (
    rf"(?:(?:s[’']est|s[’']était|se sont|s[’']étaient) {ADVERB}(?:{SELF_PARTICIPLES})"
    rf"|s[’']est content[ée]e? de dire|(?:se |s[’'])(?:{SELF_TELLING}))"
)
# a-t-il dit, ont-ils déclaré, précise-t-elle, dit-il.
INVERTED = re.compile(
    rf"\b(?:(?:a|avait|ont|avaient)-(?:t-)?(?P<one>{PRONOUN}) {ADVERB}(?:{DONE})"
    rf"|(?:se |s[’'])?(?:{DOES}|{SELF_TELLING})-(?:t-)?(?P<other>{PRONOUN})"
    rf"|(?:fait|faisait|met|mettait|laisse|laissait|tient|tenait)-(?:t-)?(?P<split>{PRONOUN})"
    r" (?:valoir|savoir|remarquer|observer|part|état|en garde|tomber|entendre|à \w+er)"
    rf"|s[’']est-(?P<self>{PRONOUN}) {ADVERB}(?:{SELF_PARTICIPLES}"
    rf"|contentée? de (?:{INFINITIVES})))\b"
)
VERB = re.compile(
    rf"(?:(?<![\w’'-])|(?<=\bqu[’'])|(?<=\b[mt][’']))"
    rf"(?:(?:l[’'])?(?:a|ont|avait|avaient) {ADVERB}(?:{DONE})"
    rf"|{REFLEXIVE}|{PERIPHRASIS}|(?:{DOES})"
    # « décrit par M. Long comme « fini » » is of M. Long.
    r"(?! par (?:[A-ZÀ-Þ]|l[ea]s? |l[’']|une? |son |sa |des )))(?![\w-])"
)
SOURCE = re.compile(
    r"\b(?:(?:[Ss]elon|[Dd]ans|[Pp]our (?:reprendre|citer)) (?:les (?:propres )?(?:mots|termes"
    r"|propos|dires)|l[’']expression|la formule) (?:de|du|d(?=[’']))"
    r"|[Ss]elon|[Dd][’']après|[Pp]our|[Dd]e l[’']avis (?:de|du|des)|[Aa]ux yeux (?:de|du)"
    r"|À en croire|à en croire|[Dd]ixit|[Aa]ux dires (?:de|du))(?=[ ’'])"
)
# À son avis; à ses yeux: of whoever the sentence is about.
OWN_VIEW = re.compile(
    r"\b(?:[Àà] (?P<son>son) (?:avis|sens)|[Àà] (?P<ses>ses) yeux"
    r"|(?:[Ss]elon|[Dd]ans|[Dd][’']après) (?P<own>ses) (?:propres )?(?:mots|termes|dires|propos))\b"
)
# Of these any clause may begin so: only at the head of a sentence, before a comma.
FOR = re.compile(r"[Pp]our$")

# --- who is named --------------------------------------------------------------------------------

# Not an elided article before a noun in small letters: L’acteur.
CAPITAL = r"(?!(?:[LDSNJMC]|Qu)[’'][a-zà-ÿ])[A-ZÀ-ÖØ-Þ][\w’'.-]*\w"
NAME = rf"{CAPITAL}(?:[ \u00a0](?:(?:de|du|des|la|le|von|van|der) )?{CAPITAL}){{0,3}}"
COURTESY = (
    r"(?:MM?\.|Mmes?|Mlle|Me|[Ll][’']hon(?:orable|\.)|(?:[Ll]e |[Ll]a )?(?:Dre?|Pre?|professeure?"
    r"|docteure?)|le général|la générale|Sir|Monsieur|Madame)[ \u00a0]"
)
# A noun of persons or of bodies, with what may follow it in small letters.
OFFICE = (
    r"(?:premi(?:er|ère) ministre|ministre|président|présidente|secrétaire|porte-parole|sénateur"
    r"|sénatrice|député|députée|général|générale|ambassadeur|ambassadrice|directeur|directrice"
    r"|chef|cheffe|commandant|commandante|dirigeant|dirigeante|chancelier|chancelière|roi|reine"
    r"|vice-président|vice-présidente|conseiller|conseillère|maire|mairesse|gouverneur"
    r"|gouverneure|ministère|bureau|cabinet|gouvernement|Pentagone|Maison-Blanche|Kremlin|OTAN"
    r"|mairesse|professeure?|chercheu(?:r|se)|avocate?|économiste|historien(?:ne)?|ex-\w+"
    r"|milliardaire|républicain|républicaine|démocrate|élu|élue|expert|experte|analyste)(?!\w)"
)
ARTICLE = r"(?:[Ll][ea] |[Ll][’']|[Uu]ne? |[Ss]on |[Ss]a )"
COMPLEMENT = (
    r"(?:[ \u00a0](?:général|générale|adjoint|adjointe|russe|belge|suisse|turque?|grec|d[’']État"
    r"|[a-zà-ÿ]+(?:ain|aine|ien|ienne|ais"
    r"|aise|ois|oise|éen|éenne|ois|in|ine|al|ale|ique|andais|if|ive|anol|anole)\b"
    r"|(?:de la|de l[’']|du|des|à la|à l[’']|aux?) ?(?:premier ministre"
    rf"|{CAPITAL}(?:[ ]nationale|[ ]étrangères|-{CAPITAL})?|États-Unis)"
    # Not « l’ex-ministre de Martin Keller »: that is somebody else.
    rf"|(?:de |d[’']){CAPITAL}(?:-{CAPITAL})?(?![\w-]| {CAPITAL})))"
)
TITLED = (
    rf"(?:M\. |Mme )?{ARTICLE}(?:[a-zà-ÿ]+ )?{OFFICE}{COMPLEMENT}{{0,3}}"
    rf"(?:,? {NAME}(?=[\s,.»;:]|$))?"
)
WHO = re.compile(rf"(?P<courtesy>{COURTESY}{NAME})|(?P<titled>{TITLED})|(?P<name>{NAME})")
# Any noun phrase that stands right behind a verb: « … », déplore un responsable du ministère.
NOUN = (
    r"(?:[Ll]es? |[Ll]a |[Ll][’']|[Uu]ne? |[Dd]es |[Dd]eux |[Tt]rois |[Pp]lusieurs |[Cc]e "
    r"|[Cc]ette "
    r"|[Cc]et |[Ss]on |[Ss]a |[Ss]es |[Ll]eurs? )[a-zà-ÿœ][\w’'-]*"
    r"(?: (?:de la |de l[’']|du |des |de |d[’']|à la |à l[’']|au |aux |à |en |chargée? de )?"
    r"(?:MM?\. |Mme )?[\w’'-]+){0,6}?"
)
ENDS_NOUN = (
    r"(?<! M)(?<! MM)"
    r"(?=\s*(?:[,.»;:()\x00…]|$| (?:qui|dans|lors|sous|avant|après|devant|sur"
    r"|lundi|mardi|mercredi|jeudi|vendredi|samedi"
    r"|dimanche)\b))"
)
BEHIND_WHO = re.compile(
    rf"(?P<courtesy>{COURTESY}{NAME})|(?P<titled>{TITLED})(?=[\s,.»;:()\x00]|$)"
    r"|(?P<name>(?!(?:L[ea]s?|Une?|Des|Cet?|Cette|Ces|Son|Sa|Ses|Leurs?) [a-zà-ÿ])"
    rf"{NAME})|(?P<body>(?:[Ll]e |[Ll]a |[Ll]es |[Ll][’']){NAME})"
    rf"|(?P<noun>{NOUN}{ENDS_NOUN})"
)
# Who is spoken to or of, behind the speaker: le chef de l’État | à l’intention de M. Long.
SPOKEN_TO = re.compile(
    r"\s(?:à l[’'](?:intention|adresse|égard|encontre|attention)|à propos|au sujet|en présence"
    r"|en réponse|aux côtés|devant|avec|contre|face|après|avant|sur|lors)\b"
)
# Of two offices a name behind may be either’s: le conseiller du président, Paul Long.
OF_AN_OFFICE = re.compile(
    r"\b(?:du|de la|de l[’']|de (?:son|sa|leur)|d[’']une?|des) ?(?:[a-zà-ÿ]+ )?(?:[Pp]résidente?"
    r"|[Pp]remi(?:er|ère) ministre|ministre|chanceli(?:er|ère)|roi|reine|sénat(?:eur|rice)|maire"
    r"|gouverneure?|députée?|candidate?)\b"
)
# « … », d’après d’anciens officiers.
SEVERAL_WHO = re.compile(
    rf"(?:[Dd]e |[Dd][’'])(?:ancien|nombreu|haut|autre)\w* [a-zà-ÿ][\w’'-]*(?: [\w’'-]+){{0,5}}?"
    rf"{ENDS_NOUN}"
)
APPOSED = re.compile(
    rf"[^,.;:«»]{{0,40}}, (?P<name>(?:{COURTESY}|(?:le |la |l[’'])[a-zà-ÿ-]+ )?{NAME})"
    r"(?=[,.»;:\s]|$)"
)
SIGNATURE = re.compile(
    rf"\.?\s*(?P<dash>[—–-](?=\s)|\()\s*(?P<who>(?:{COURTESY})?{NAME})(?=\s*(?:[,.)]|$))"
)
LABEL = re.compile(
    rf"\s*(?:[—–-] )?(?P<who>{COURTESY}{NAME}|{TITLED}|{NAME})(?:, [^:«»]{{3,80}})?\s*"
    rf"(?P<colon>:)\s*"
)
SOURCE_PRONOUN = re.compile(r"(?:lui|elle|eux|elles|celui-ci|celle-ci)\b")
OPENED = re.compile(
    r"(?:(?:Mais|Et|Or|Puis|Car|Ainsi|De son côté|Pour sa part|À son tour|Enfin"
    r"|D[’']ailleurs)[ ,]+\s?)?"
)
LINKED = re.compile(
    r"(?: (?:a|ont|ne|n[’']|se|s[’']|l[’']|le|la|les|lui|leur|en|y|\w+ment|aussi|également|même"
    r"|toutefois|pourtant|encore|alors|désormais|lundi|mardi|mercredi|jeudi|vendredi|samedi"
    r"|dimanche|hier))*\s*"
)
# Who speaks for somebody, whose name may stand behind.
FOR_SOMEBODY = re.compile(
    r"(?:(?:[Uu]ne?|[Ll]e|[Ll]a|[Ll][’']|[Ss]on|[Ss]a|[Dd]es) ?)?(?:porte-parole|conseill[eè]re?"
    r"|attachée?"
    r"|avocate?|proche|entourage|cabinet|bureau|adjointe?|collaborat\w+|directeur de cabinet"
    r"|critique|épouse?|femme|mari|fils|fille|père|mère|frère|sœur)\b[^,]* (?:de|du|d[’']|des) ?"
)
FEWEST_OF_SENTENCE = 5
OPENING_PERSON = re.compile(
    rf"(?P<pronoun>Il|Elle|Celui-ci|Celle-ci|Ce dernier|Cette dernière)(?!\w)"
    rf"|(?P<who>{COURTESY}{NAME}|{TITLED}|{NAME}"
    rf"|(?:L[ea] |L[’'])[a-zà-ÿ-]+ {NAME})(?=[ ,])"
)
# « … ». C’est ce qu’a déclaré M. Long.
THAT_IS_WHAT = re.compile(
    r"(?:C[’']est|Voilà|Tel(?:le)? est)(?: du moins| en tout cas| aussi| notamment)?,? (?:ce|ainsi"
    r"|en (?:ces|ses) (?:termes|mots)|(?:le|la|l[’'])[a-zà-ÿ -]{3,30}) ?(?:que |qu[’'])"
)
# Et le ministre de conclure : « … »; Et d’ajouter : « … ».
AND_TO_ADD = re.compile(
    rf"(?:Et |Puis )?(?:(?P<who>(?:[LlUu]e |[Ll]a |[Ll][’']|[A-ZÀ-Þ])[^:;.,]{{1,80}}?) )?"
    rf"[dD](?:e |[’'])(?:{INFINITIVES}|mettre en garde)\b[^:]{{0,40}}:?$"
)
# What a body says « par la voix de » somebody are his words.
VOICE = re.compile(r"\b[Pp]ar la voix d(?:e |u |[’'])")
# A paragraph that is nothing but a name, with its role: the signature of the words above it.
SIGNATURE_LINE = re.compile(
    rf"\s*(?P<dash>[—–-]\s*)?(?P<who>(?:{COURTESY})?{NAME})(?P<role>, [a-zà-ÿ][^.:«»]{{2,90}})?\s*$"
)
LATTER = "[Cc]elui-ci|[Cc]elle-ci|[Cc]e dernier|[Cc]ette dernière"
# Before a verb, whom it is said to: « … », m’a confié M. Long; « … », lui a-t-elle répondu.
TOLD_TO = re.compile(r"(?:(?:lui|leur|nous|vous|me|te|le|la|les|y|en) |[mtl][’'])+(?=\w)")
# « … », ajoute celui qui dirigeait l’instance; « … », a dit celle-ci.
THE_ONE = re.compile(r"(?P<who>(?:celui|celle)(?:-ci| qui)|ce dernier|cette dernière)\b")


def pronoun_of(written: str) -> str:
    """The pronoun that another word stands for: il for celui-ci, elle for cette dernière."""
    low = written.lower()
    if low.startswith(("celui", "ce ", "lui")):
        return "il"
    return "elle" if low.startswith(("celle", "cette")) else low


# Small words between a subject and its verb: M. Carney lui a dit, il nous l’a dit.
CLITICS = r"(?:(?:se|lui|leur|nous|vous|me|le|la|les|y|en) |[slmt][’'])*"
PERSON_BEFORE = re.compile(
    rf"(?:\b(?P<pronoun>[Ii]ls?|[Ee]lles?|[Oo]n|{LATTER})(?!\w)|(?P<courtesy>{COURTESY}{NAME})"
    rf"|(?P<titled>{TITLED})|(?P<name>{NAME}))"
    # An apposition, a day, an adverb may stand before the verb.
    r"(?P<between>,[^,;:]{2,80},|,|,? (?:lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche|hier)"
    r"(?: (?:matin|soir|dernier))?,?|(?:, quant à (?:lui|elle),|, pour sa part,))?\s"
    rf"(?P<qui>qui )?{CLITICS}$"
)
# A name behind these is no subject: le massif du Ziama, pour M. Carney.
HANGS = re.compile(
    r"(?:\b(?:de|du|des|à|au|aux|en|par|pour|avec|chez|contre|sur|dans|sous|vers|sans|entre"
    r"|selon|comme|depuis|après|devant|outre|malgré|fondat\w+|direct\w+)|\bd[’'])\s?$",
    re.IGNORECASE,
)
# « le prix que | M. Trump a annoncé | est »: the verb of a relative clause.
RELATIVE = re.compile(r"(?P<noun>[\w’'-]+) (?:que |qu[’']|dont |où )$")
# Words of a finite verb that is none of saying, between a subject and the verb looked for.
FINITE = re.compile(
    r"\b(?:a|ont|est|sont|était|étaient|avait|avaient|sera|seront|va|vont|allait|fait|font|peut"
    r"|peuvent|doit|doivent|devait|reste|restent|voit|prend|met|tient|vient|permet|montre|porte"
    r"|trouve|donne|passe|laisse|semble|devient|compte|a été|fut|eut|aura|auront|\w+(?:aient"
    r"|èrent|rait|raient))\b"
)
# Before a verb that shares the subject of the one before it: « a rencontré X et | affirme ».
SHARES = re.compile(r"(?:\bet|\bmais|\bpuis|\bou)\s(?:\w+ment |aussi |même |en )?$")
# Where a clause may begin, with its subject behind.
CLAUSE = re.compile(r"[,;:—–]\s|\b(?:et|mais|car|or|que|quand|lorsque|si|comme|où|puis) |qu[’']")
# What an official wants others to say, or says that nobody said.
_WISHES = re.compile(r"(?:veu[lt]\w*|souhait\w+|demand\w+|exig\w+|réclam\w+|ordonn\w+|voul\w+)$")
WANTED = re.compile(r"\s(?:à ce |de [^«“,]{2,30} )?(?:que\s|qu[’'])[^«“]{2,60}$")
NEVER_SAID = re.compile(
    r"\bn[’'](?:avoir|a|ont|avait) (?:pas|jamais|rien|nullement)|\bne (?:pas|jamais) \w+er\b"
    rf"|\b(?:ne (?:pas|jamais)|n[’'](?:avoir|être)) (?:avoir |pas |jamais )+(?:{PARTICIPLES})\b"
    r"|\b(?:jamais|pas|point) (?:dit|déclaré|affirmé|parlé|écrit)|\bsans (?:jamais )?dire"
)
# What others say, to or through the subject: M. Carney s’est fait dire, a entendu, a cité Hugo.
HEARD = re.compile(
    r"\bs[’'](?:est|était|sont) (?:fait|vu|entendu) \w+re?\b|\bse fai(?:t|sai[ts]) \w+re?\b"
    r"|\b(?:a|avait|ont|avaient) (?:\w+ment )?(?:entendu|reçu|lu|partagé|relayé|republié|repartagé"
    r"|rediffusé)\b|(?<!\bque )\b(?:cite|a cité|citait|partage|relaie) (?:[A-ZÀ-Þ]|une?\b"
    r"|l[ae]s?\b|l[’'])"
    r"|\b[Oo]n (?:lui )?(?:a|avait) \w+ à\b"
)
# Somebody else's words: « a rappelé les mots de M. Long : … ».
OTHERS_WORDS = re.compile(
    r"(?:rappel|repri|répét|cit|évoqu|paraphras|comment|salu|dénon|critiqu)\w* (?:les (?:mots"
    r"|propos|paroles)|le mot|la (?:phrase|formule|réponse)) (?:de|du|d[’'])"
)
# « presse M. Long de dire « oui » »: it is wanted of somebody.
TO_SAY = re.compile(
    r"\s(?:de |d[’']|à )(?:ne pas )?(?:dire|redire|déclarer|répéter|affirmer|répondre|annoncer"
    r"|écrire|reconnaître|admettre|avouer)\b[^,;]{0,30}$"
)
# Behind a verb of denying: what nobody is reported to have said.
DENIED = re.compile(r"\s(?:d[’'])?(?:avoir|être|que)\b|\squ[’']")
DENYING = re.compile(
    r"contest|contredi|\bdément|démenti|réfut|récus|\bni[eé]|\bse défend|est défendu"
)
# Of the future, the conditional, or an intention: nothing was said yet, or it is hearsay.
NOT_YET = re.compile(
    rf"\b(?:(?:aura|auront|aurait|auraient) {ADVERB}(?:{DONE})"
    r"|(?:va|vont|allait|allaient|doi(?:t|vent)|dev(?:ait|aient|rait|raient)|peut|peuvent"
    r"|pourrai(?:t|ent)|voudrai(?:t|ent)|compt(?:e|ent|ait)|espère|entend|s[’']apprête à"
    r"|envisage de|refus\w+ de|hésit\w+ à|évit\w+ de)"
    rf" {ADVERB}(?:{INFINITIVES})|{FUTURE})\b"
)
CITING = re.compile(r"\bcit(?:e|é|ait)$")
# The people around somebody, by his name: le gouvernement Carney, l’équipe de M. Carney.
AROUND = re.compile(
    r"(?:[Ll]e |[Ll]a |[Ll][’'])(?:(?:gouvernement|administration|cabinet|campagne) (?=[A-ZÀ-Þ])"
    r"|(?:camp|clan|équipe|famille|entourage) (?:de |d[’']|du )?(?=[A-ZÀ-Þ]|M\.|Mme))"
)
# Right before a verb of saying: nobody said it, or somebody denies it.
NOT_BEFORE = re.compile(
    r"(?:\b(?:ait|aient|eût|avoir|être|[Nn]e|pas|jamais|rien|plus|guère|nullement|point"
    r"|dont|que|où|ce que|aurait|auraient"
    r"|pourrait|devrait|[Ss]ans|à) |\b(?:n|qu)[’']|\b(?:nie|nié|nient|niait|dément|démentent"
    r"|démenti"
    r"|conteste|contesté|réfute|réfuté|refuse|refusé|évite|évité)\b"
    r"(?:(?!\b(?:et|mais|puis)\b)[^,;:]){0,20})$"
)


def is_wish(verb: str) -> bool:
    """Whether a verb wants something to be said: veut, exige, a demandé."""
    return _WISHES.search(verb) is not None


# A stranger: somebody without a name, who comes up between a name and a pronoun.
STRANGER = re.compile(
    rf"\b(?P<opener>[Uu]ne?|[Ss]on|[Ss]a|[Ll]eur|[Cc]ertaine?) (?:autre |ancien(?:ne)? |jeune "
    rf"|vieil |vieux |vieille )?(?P<noun>{OFFICE}|[a-zà-ÿ]+)\b(?!,? (?:[a-zà-ÿ]+ ){{0,2}}[A-ZÀ-Þ])"
)
UNNAMED = frozenset(
    (
        *"homme femme adversaire collegue homologue officier militante militant".split(),
        *"syndicaliste delegue deleguee responsable manifestant manifestante ami amie".split(),
        *"conseiller conseillere collaborateur collaboratrice opposant opposante".split(),
        *"specialiste diplomate representant representante fonctionnaire source".split(),
        *"consul consule electeur electrice elu elue jeune personne chef agent".split(),
        *"agente soldat".split(),
    )
)
# Bodies that speak, whose nouns are in small letters.
BODY = re.compile(
    r"police|armée|organisation|organisme|syndicat|parti|association|diplomatie|agence|groupe"
    r"|entreprise|société|direction|préfecture|parquet|autorité|opposition|coalition|fédération"
    r"|centrale|mairie|ville|commission|comité|banque|ambassade|collectif|famille|ordre|délégation"
)
FEMALE_NAMES = frozenset(
    (
        *"agnes alice amelie anais andree angele anne annie audrey aurelie aurore".split(),
        *"beatrice brigitte camille carole caroline catherine cecile celine chantal".split(),
        *"charlotte chloe christelle christiane christine claire claudine clementine".split(),
        *"colette corinne danielle delphine denise diane dominique elisabeth elise".split(),
        *"elodie emilie emmanuelle estelle eva fabienne fanny florence francoise".split(),
        *"gabrielle genevieve ghislaine gisele helene isabelle jacqueline jeanne".split(),
        *"jocelyne josee josiane julie juliette justine karine laetitia laure laurence".split(),
        *"lea liliane lise louise lucie ludivine lydia madeleine magali manon".split(),
        *"marguerite marie marine marion marlene martine mathilde maude melanie".split(),
        *"michele micheline mireille monique muriel myriam nadia nadine nancy natacha".split(),
        *"nathalie nicole noemie odile olivia pascale patricia pauline raphaelle".split(),
        *"renee rachida sabrina sandra sandrine sarah segolene severine simone solange".split(),
        *"sonia sophie stephanie suzanne sylvie therese valerie vanessa veronique".split(),
        *"victoire virginie viviane yolande yvette yvonne zoe".split(),
    )
)
MALE_NAMES = frozenset(
    (
        *"adrien alain albert alexandre alexis andre antoine armand arnaud arthur".split(),
        *"aurelien baptiste bastien benoit bernard bertrand bruno cedric christian".split(),
        *"christophe clement cyril daniel david denis didier dominic edouard emile".split(),
        *"emmanuel eric etienne fabien fabrice felix fernand francis francois franck".split(),
        *"frederic gabriel gaetan gerald gerard gilbert gilles gregoire guillaume guy".split(),
        *"henri herve hubert hugo hugues jacques jean jerome joel julien laurent leo".split(),
        *"leon lionel loic louis luc lucas marc marcel mario martin mathieu matthieu".split(),
        *"maurice maxime michel nicolas noel normand olivier pascal patrice patrick".split(),
        *"paul philippe pierre quentin raphael raymond regis remi remy rene richard".split(),
        *"robert robin roger roland romain samuel sebastien serge simon stephane".split(),
        *"sylvain theo thibault thierry thomas tristan valentin victor vincent xavier".split(),
        *"yann yannick yves yvan yvon".split(),
    )
)
NO_NAMES = frozenset(
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
        *"Puisque Tandis Interview Voir Ni Non Oui Autre Afin Devant Derrière Pas Rien".split(),
        *"Personne Quant Joint Jointe Joints Questionné Questionnée Appelé Appelée Invité".split(),
        *"Invitée Reste Voilà Voici Bref Côté Parfois Souvent Aussi Encore Jamais Toujours".split(),
        *"Écoutez Lisez Voyez Regardez Découvrez Consultez Retrouvez Relisez Réécouter".split(),
        *"Défense Intérieur Finances Armées Santé Éducation Économie Culture Transports".split(),
        *"Réponse Réaction Réplique Verdict Promesse Conclusion Constat Message Bilan".split(),
        *"Rappelons Industrie Environnement Justice Travail Étrangères".split(),
        *"Accusé Accusée Traité Traitée Présent Présente Critiqué Critiquée Notons".split(),
    )
)
# Words of names that are no person's.
NO_PERSON = re.compile(
    r"\b(?:Université|Conseil|Journal|Monde|Commission|Street|Times|Post|Parti|Union|Assemblée"
    r"|Institut|Fondation|Ministère|Comité|Association|Agence|Banque|Cour|Sénat|Parlement"
    r"|Gouvernement|Nation\w*|Internation\w*|Unis?|Unies|Nord|Sud|Est|Ouest|Saint\w*|York|Maison"
    r"|Blanche|Presse|News|Radio|TV|Express|Figaro|Media|Hebdo|Groupe|Centre|École|Collège|Musée"
    r"|Hôpital|Festival|Prix|Loi|Code|Constitution|Église|Europe|France|Canada|Québec|Afrique"
    r"|Amérique|Asie|Moyen|Orient|Atlantique|Guerre|République|Fédération|Syndicat|Ligue|Club"
    r"|Facebook|Twitter|Google|WhatsApp|Organisation|Forum|Pacifique|Grand\w*)\b"
)
FEMININE = re.compile(
    r"^(?:Mme|Mlle|la |La |une |Une )|ministre .*\bprem?ière|première|présidente|sénatrice|députée"
)

OUTLETS = (
    r"(?:l[’'])?AFP|Agence France-Presse|La Presse canadienne|La Presse|Presse canadienne"
    r"|Radio-Canada"
    r"|Reuters|Associated Press|AP|CNN|CBC(?: News)?|CTV(?: News)?|Le Devoir|TVA(?: Nouvelles)?"
    r"|Le Monde|Le Figaro|Bloomberg|Fox News|Politico|The New York Times|New York Times"
    r"|Globe and Mail"
    r"|Global News|Le Journal de Montréal|RDI|LCN|BBC|NBC|ABC|CBS|Newsmax|Axios"
)
OUTLET = re.compile(rf"(?:l[’']agence |le quotidien |la chaîne )?(?:{OUTLETS})\b")
# By these an outlet passes on what somebody else said.
PASSES_ON = re.compile(r"rapport|rel(?:at|a[iy])|révél|révèl|[Ss]elon|[Dd][’']après|indiqu|appr")
VIA = re.compile(
    rf"(?:\b(?:[Ss]elon|[Dd][’']après|à|au|par|avec|dans|sur|cité par|rapporte|rapporté par)\s+"
    rf"(?:les ondes de |le réseau |la chaîne |le quotidien |l[’']agence |le |la )?)"
    rf"(?P<outlet>{OUTLETS})\b"
)

# A quotation that is the name of a thing, not words of somebody: le projet « Dôme d’or ».
NAMES_A_THING = re.compile(
    r"(?:\b(?:le|la|les|du|au|aux|ce|cet|cette|son|sa|celui de|celle de|projet|programme|bouclier"
    r"|système|baptisée?|appelée?|surnommée?|nommée?|intitulée?|titre|mot|terme|soi-disant|concept"
    r"|dit)|\b[lL][’'])\s*$",
    re.IGNORECASE,
)
# Of somebody’s own things that are judged: M. Long lui reproche sa « naïveté ».
BLAMES = re.compile(r"reproch|félicit|remerci|salu|dénonc|critiqu|fustig|raill|regrett|déplor")
OWNED = re.compile(r"\b(?:sa|son|ses|leurs?) $")
# So may be « un « dôme d’or » » of whoever announces it; « une « erreur » » is a judgment.
MAY_NAME_A_THING = re.compile(r"(?:\b(?:un|une|des)|\bd[’'])\s*$", re.IGNORECASE)
ANNOUNCING = re.compile(r"annon|présent|dévoil|propos|lanc|prome|promi|vant|publi|confirm")
# Behind a quotation without a comma these have an object: « Les Voix » appelle les députés à voter.
OBJECT_BEHIND = re.compile(
    r"(?:appel|accus|invit|exhort|interpel|interrog|rassur|salu|critiqu|présent|menac|qualifi|compar"
    r"|publi|reconna|défend|dénonc|condamn)\w*$"
)
# Words that judge and name nothing: un projet « profondément déstabilisateur ».
JUDGES = re.compile(r"\w+ment\b|(?:très|trop|si|plus|moins|pas|bien|assez|tout) ")
MOST_WORDS_OF_LABEL = 4
# Characters between a report and the words it leads to; a line may be a whole book.
FARTHEST_REPORT = 600


LONGEST_INCISE = 160
# What stands before words that begin a sentence of their own.
BEFORE_WHOLE = frozenset(("", ":", ".", "!", "?", "»", "—", "–", "\n", "\x00"))
THAT = re.compile(r"(?:[ ,][^,.;:]{0,60},?)?[ ](?:que |qu[’'])")
# « a déclaré mercredi M. Carney », « a dit à Ottawa le ministre »: what stands before the subject.
DAY = (
    r"(?:(?:ce )?(?:lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche)|hier|avant-hier|ce matin"
    r"|ce soir|cette semaine)"
    r"(?: (?:matin|soir|dernier|après-midi|\d{1,2}(?:er)? [a-zà-ÿ]+(?: \d{4})?))?"
    r"(?: (?:matin|soir|après-midi))?"
)
PASSED = re.compile(
    # An aside: a laissé tomber, visiblement excédée, la ministre.
    r"(?:, (?!(?:l[ea]s?|une?|son|sa|des?|du|et|ou|mais|qui|que|dont) |[ld][’'])[a-zà-ÿ]"
    r"[^,.;:«»\x00]{2,60},"
    rf"|,? (?:{DAY}|(?:le|ce) \d{{1,2}}(?:er)? [a-zà-ÿ]+(?: \d{{4}})?|à son tour|de son côté"
    r"|pour sa part|quant à (?:lui|elle|eux|elles)|aujourd[’']hui|d[’']emblée"
    r"|en entrevue|en conférence de presse|en point de presse|en anglais"
    r"|en français|en direct|en substance|en aparté|par (?:communiqué|courriel|écrit)"
    r"|d[’']une? (?:ton|air|voix|trait)(?: [a-zà-ÿ]+)?|en [a-zà-ÿ]+ant"
    r"|au micro d(?:e |u |[’'])[\w-]+|volontiers|pourtant|déjà|du tac au tac|dans la foulée"
    r"|à (?:plusieurs|de nombreuses|maintes) reprises|à nouveau"
    r"|la main sur le cœur|sans [a-zà-ÿ]+"
    r"|non sans [a-zà-ÿ]+|(?:la semaine|le mois|l[’']année|l[’']an|l[’']été) (?:dernière?|passée?)"
    r"|il y a [a-zà-ÿ ]{3,20}"
    rf"|(?:à|au|auprès de|auprès du|dans|sur) (?:la chaîne |le quotidien |l[’']agence |le |la "
    rf"|l[’'])?(?:{OUTLETS})"
    r"|(?:à la|à l[’']|au|aux|devant (?:la|le|les|l[’']|des)|dans (?:une?|son|sa|ses|le|la"
    r"|l[’'])|lors d[’']une?"
    r"|lors d[ue]s?|sur (?:son compte|le réseau)|à l[’']issue d[’']une?)"
    r" ?[a-zà-ÿ][^,.«»;:]{2,50}?|sur (?:X|Twitter|Truth Social|Facebook|Instagram)"
    rf"|à (?:{COURTESY})?{NAME}|également|aussi|encore|ensuite|alors|\w+ment),?"
    r")*\s+"
)


TOGETHER = re.compile(r" et (?=(?:MM?\.|Mme|[A-ZÀ-Þ]|l[ea] ))")


# « … » Le constat de la présidente, Ann Long, est sans appel.
# Réponse de M. Long : « … »
ANSWER_OF = re.compile(
    r"(?:(?:L[ea]|Sa|Son|Une?) |L[’'])?(?:[Rr](?:éponse|éaction|éplique)|[Cc](?:onstat|onclusion"
    r"|ommentaire|onseil)|[Vv]erdict|[Ee]xplication|[Pp]romesse|[Aa](?:veu|nalyse|vertissement)"
    rf"|[Mm]essage|[Bb]ilan|[Dd]iagnostic)(?: [a-zà-ÿ]+)? (?:de |d[’'])"
    rf"(?P<who>{COURTESY}{NAME}|{NAME}|{TITLED})[^:.]{{0,40}}:$"
)
# L’accord, qualifié d’« historique » par M. Long: the naming before the words, the agent behind.
NAMED = re.compile(
    r"\b(?P<cue>(?:qualifi|jug|trait|décri|dépein|accus|présent)\w+) (?:de|d[’']|comme) ?$"
)
# Jugeant l’idée « prématurée », M. Long est parti; M. Long est parti, la jugeant « prématurée ».
# « Après avoir parlé d’un « gâchis », M. Long est parti » is read like it.
GERUND = re.compile(rf"\b(?:{GERUNDS}|après avoir {ADVERB}(?:{DONE}))\b", re.IGNORECASE)
BEHIND_GERUND = re.compile(r"[^,.;:]{0,200}, ")
# « Un feu de paille » : voilà comment M. Long décrit le plan.
THAT_IS_HOW = re.compile(
    r"\s*:\s*(?:(?:voilà|c[’']est) (?:comment |ainsi que |ainsi qu[’']|ce que |en ces termes que )"
    r"|(?:la (?:formule|phrase|promesse|citation)|le mot|l[’']expression) (?:est|vient)"
    r" (?:de |d[’']))"
)
NAMED_BY = re.compile(
    r"\b(?P<cue>(?:qualifi|jug|trait|décri|dépein|accus|présent)\w+) par "
    rf"(?P<who>{COURTESY}{NAME}|{TITLED}|{NAME}) (?:de|d[’']|comme) ?$"
)
# Who is seen, judged or attacked by somebody says nothing: « M. Keller vu par M. Long : … ».
BY_ANOTHER = re.compile(
    r"\b(?:a|ont|avait|avaient) été \w+(?:ée?s?|ue?s?)\b|"
    r"\b(?!(?i:interrog|join|question|rencontr|contact|sollicit|interpel|invit|relanc|press)\w*)"
    r"\w+(?:ée?s?|vue?s?|ite?s?|inte?s?) par (?=[A-ZÀ-Þ]|l[ea]s? |l[’']|une? |son |sa )"
    r"|\bvue?s? par (?=[A-ZÀ-Þ])"
)
NOT_NAMED = re.compile(r"\b(?:pas|jamais|point|plus|ni|aurait|auraient|sera|seront)\b[^,;]*$")
AGENT = re.compile(r"\s*par (?=[\w’'])")
# « … », de conclure le ministre.
TO_ADD = re.compile(rf"(?:de |d[’'])(?:{INFINITIVES}) ")
# « … », peut-on lire dans une lettre signée par M. Long.
ONE_READS = re.compile(
    r"(?:(?:peut|pouvait|pourra)-on (?:y )?lire|y?\s?lit-on|est-il écrit|y lit-on)\b"
    r"(?P<where>[^.;:«»]{0,80}?)\bsignée?s? (?:par |de |d[’'])"
)
SAYING_OF = re.compile(
    r"(?:Le (?:constat|message|cri du cœur|mot|ton|verdict|commentaire|coup de gueule)|L[’']"
    r"(?:aveu|appel|avertissement|analyse|observation)|La (?:mise en garde|réponse|confidence"
    r"|phrase|promesse|déclaration)|(?:Ces|Les) (?:mots|propos)|Cette (?:phrase|confidence)"
    r"|La citation) (?:est |sont |vient |viennent )?(?:de |d[’']|du )(?=(?:la |l[’'])?\w)"
)
# « … », a dit M. Long, cité par M. Grand.
RELAYED = re.compile(rf"\bcitée?s? par (?P<who>{COURTESY}{NAME}|{TITLED}|{NAME})")
INNER_MARK = re.compile(r"[,!?]\s|\s[–—]\s(?=\w+-(?:t-)?(?:il|elle)\b)")
END_OF_INCISE = re.compile(r"[,;:]|\.(?=\s|$)")
DONE_BY = re.compile(rf"(?:a|ont) {ADVERB}(?:{DONE})\b")


# Offices by the words that papers use in their stead, and what they are.
SAME_OFFICE = (
    (re.compile(r"[Cc]hef(?:fe)? du Pentagone"), "secrétaire américain à la Défense"),
    (re.compile(r"[Ll]ocataire de la Maison[- ][Bb]lanche"), "président américain"),
    (re.compile(r"[Mm]aître du Kremlin|[Cc]hef du Kremlin"), "président russe"),
    (re.compile(r"[Cc]hef(?:fe)? de la diplomatie américaine"), "secrétaire d’État américain"),
    (re.compile(r"[Cc]hef(?:fe)? de la diplomatie"), "ministre des Affaires étrangères"),
    (re.compile(r"[Cc]hef(?:fe)? de l[’']État"), "président"),
)


def plain_office(mention: str) -> str:
    """A mention with the office by its own name: le chef du Pentagone."""
    for pattern, office in SAME_OFFICE:
        mention = pattern.sub(office, mention)
    return mention
