"""What is found in French articles; the fixtures are sentences made for it, after real forms."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quotes.dates.partial import parse
from quotes.extraction import extract
from quotes.extraction.values import Candidate, KnownSpeaker, Office
from quotes.text.languages import is_french
from tests.officials import OFFICIALS
from tests.work import calls

PUBLISHED = parse("2025-05-22")
SPEAKERS = [
    KnownSpeaker(
        slug="carney",
        name="Mark Carney",
        offices=(Office("Prime Minister of Canada", "Government of Canada"),),
    ),
    KnownSpeaker(
        slug="trump",
        name="Donald Trump",
        offices=(Office("President of the United States", "United States Government"),),
    ),
    KnownSpeaker(slug="joly", name="Mélanie Joly"),
]


def found(text: str) -> list[Candidate]:
    return extract(text, published=PUBLISHED, language="fr", speakers=SPEAKERS)


def only(text: str) -> Candidate:
    (candidate,) = found(text)
    return candidate


def words(candidate: Candidate, text: str) -> list[str]:
    return [text[slice(*piece)] for piece in candidate.pieces]


def mentioned(candidate: Candidate, text: str) -> tuple[str, str]:
    assert candidate.mention is not None
    assert candidate.cue is not None
    return text[slice(*candidate.mention)], text[slice(*candidate.cue)]


@pytest.mark.parametrize(
    ("text", "said", "mention", "cue"),
    [
        (
            "« C’est une bonne idée pour les Canadiens », a déclaré M. Carney à Ottawa.",
            *("C’est une bonne idée pour les Canadiens", "M. Carney", "a déclaré"),
        ),
        (
            "« C’est une bonne idée », a déclaré mercredi le premier ministre Mark Carney.",
            *("C’est une bonne idée", "le premier ministre Mark Carney", "a déclaré"),
        ),
        ("« C’est faux », affirme Mélanie Joly.", "C’est faux", "Mélanie Joly", "affirme"),
        ("« C’est faux », a-t-il dit.", "C’est faux", "il", "a-t-il dit"),
        ("« C’est faux », précise-t-elle.", "C’est faux", "elle", "précise-t-elle"),
        ("« C’est faux », ont-ils soutenu.", "C’est faux", "ils", "ont-ils soutenu"),
        ("“C’est faux”, a répondu le Pentagone.", "C’est faux", "le Pentagone", "a répondu"),
        ("« C’est faux », selon le ministère.", "C’est faux", "le ministère", "selon"),
        (
            "Mark Carney a répondu : « Nous ferons nos choix. »",
            *("Nous ferons nos choix.", "Mark Carney", "a répondu"),
        ),
        (
            "La ministre de l’Industrie, Mélanie Joly, a répondu : « Le Canada choisira. »",
            *("Le Canada choisira.", "La ministre de l’Industrie, Mélanie Joly", "a répondu"),
        ),
        (
            "Selon M. Trump, « le Canada a appelé ».",
            *("le Canada a appelé", "M. Trump", "Selon"),
        ),
        (
            "M. Carney a dit que le Canada pourrait y participer « si nécessaire ».",
            *("si nécessaire", "M. Carney", "a dit"),
        ),
        (
            "D’après le président américain, « rien n’est gratuit ».",
            *("rien n’est gratuit", "le président américain", "D’après"),
        ),
        ("Il a qualifié l’offre de « ridicule ».", "ridicule", "Il", "a qualifié"),
    ],
)
def test_who_said_what(text: str, said: str, mention: str, cue: str) -> None:
    candidate = only(text)
    assert words(candidate, text) == [said]
    assert mentioned(candidate, text) == (mention, cue)
    assert candidate.language == "fr"


@pytest.mark.parametrize(
    ("text", "pieces"),
    [
        (
            "« Nous avons, a-t-il ajouté, la capacité de le faire. »",
            ["Nous avons", "la capacité de le faire."],
        ),
        (
            "« Nous verrons bien, a répondu M. Carney, en temps et lieu. »",
            ["Nous verrons bien", "en temps et lieu."],
        ),
        (
            "« Le Canada nous a appelés », a lancé M. Trump, « et il veut en faire partie ».",
            ["Le Canada nous a appelés", "et il veut en faire partie"],
        ),
        (
            "— Nous verrons bien, a répondu le premier ministre, en temps et lieu.",
            ["Nous verrons bien", "en temps et lieu."],
        ),
        ("– Je ne sais pas, a-t-elle dit.", ["Je ne sais pas"]),
    ],
)
def test_incises_divide_the_words(text: str, pieces: list[str]) -> None:
    assert words(only(text), text) == pieces


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("« C’est une bonne idée », a dit M. Carney.", "direct"),
        ("OTTAWA — « C’est une bonne idée », a dit M. Carney.", "direct"),
        ("M. Carney a dit : « c’est une bonne idée ».", "direct"),
        ("M. Carney a dit que c’est « une bonne idée ».", "partial"),
        ("Le ministre Bill Blair a dit que rien n’est décidé.", "paraphrase"),
        ("Selon le premier ministre, le Canada paiera sa part.", "paraphrase"),
    ],
)
def test_kinds(text: str, kind: str) -> None:
    assert only(text).kind == kind


@pytest.mark.parametrize(
    "text",
    [
        "Le projet « Dôme d’or » avance, a dit M. Carney.",
        "Le bouclier antimissile appelé « Dôme d’or » coûte cher.",
        "Elle a lu « Le Devoir » ce matin.",
        "La foule attendait devant la porte.",
        "Selon les experts, rien n’est décidé.",
        "M. Carney a annoncé un « dôme d’or » mardi.",
        "Webinaire : « Quelles mobilisations pour notre avenir? »",
        "Violences sexuelles : « Les enseignants ont peur d’en parler. »",
        "« La Camargnole » - Contre-sommet Afrique France",
        "« Les voix de demain » appelle les députés à voter contre.",
        "M. Trump a présenté son « dôme d’or » mardi.",
        "M. Trump a parlé du « Dôme d’or ».",
    ],
)
def test_names_of_things_and_voices_of_nobody_are_not_proposed(text: str) -> None:
    assert found(text) == []


ARTICLE = """Le Canada discute du « Dôme d’or »

OTTAWA — « C’est une bonne idée », a déclaré mercredi le premier ministre Mark Carney à Ottawa.

« Nous avons la capacité de le faire », a ajouté M. Carney. « Nous déciderons quand il le faudra. »

Le président américain, Donald Trump, a affirmé mardi que ce serait 175 milliards de dollars.

« Le Canada paiera 61 milliards de dollars », a-t-il dit à Radio-Canada.

« Nous ne paierons rien », a répondu la ministre Mélanie Joly. « C’est clair », précise-t-elle.

« Nous verrons bien ce qui vient », a dit le premier ministre canadien.
"""


def test_an_article() -> None:
    candidates = found(ARTICLE)
    assert [(words(each, ARTICLE)[0], each.name, each.speaker) for each in candidates] == [
        ("C’est une bonne idée", "Mark Carney", "carney"),
        ("Nous avons la capacité de le faire", "Mark Carney", "carney"),
        ("Nous déciderons quand il le faudra.", "Mark Carney", "carney"),
        ("ce serait 175 milliards de dollars", "Donald Trump", "trump"),
        ("Le Canada paiera 61 milliards de dollars", "Donald Trump", "trump"),
        ("Nous ne paierons rien", "Mélanie Joly", "joly"),
        ("C’est clair", "Mélanie Joly", "joly"),
        ("Nous verrons bien ce qui vient", "Mark Carney", "carney"),
    ]
    said = [each.said.said.text if each.said else "" for each in candidates]
    assert said[0] == "2025-05-21"
    assert said[3] == "2025-05-20"
    carried = [bool(each.said and each.said.carried_from) for each in candidates]
    assert carried == [False, True, True, False, True, False, False, True]
    assert not any(said[5:7]), "no day is given that no sentence of the speaker names"
    assert [each.via for each in candidates if each.via] == ["Radio-Canada"]
    assert [(f.low, f.unit) for each in candidates for f in each.figures] == [
        ("175000000000", "USD"),
        ("61000000000", "USD"),
    ]


def test_the_outlet_itself_is_not_credited() -> None:
    text = "« Le Canada paiera », a dit M. Trump à Radio-Canada."
    (credited,) = extract(text, language="fr", outlet="La Presse")
    (own,) = extract(text, language="fr", outlet="Radio-Canada")
    assert (credited.via, own.via) == ("Radio-Canada", "")


def test_the_language_is_told_by_the_words() -> None:
    assert is_french(ARTICLE)
    assert not is_french("“It is a good idea to have them in place,” the prime minister said.")
    assert not is_french("")
    assert all(candidate.language == "fr" for candidate in extract(ARTICLE))


def test_an_unclosed_mark_swallows_no_more_than_its_paragraph() -> None:
    text = "« Nous avons la capacité, a dit M. Carney.\n\n« Oui, bien sûr », a dit M. Trump."
    last = found(text)[-1]
    assert words(last, text) == ["Oui, bien sûr"]


PARTS = ["« ", " »", "a dit", "M. Carney", "Selon", ", a-t-il dit,", "Oui", ".", "— ", "\n", "que"]


@given(st.lists(st.sampled_from(PARTS), max_size=25))
def test_any_text_is_read_and_offsets_slice_it(parts: list[str]) -> None:
    text = " ".join(parts)
    for candidate in found(text):
        assert candidate.pieces
        assert all(0 <= piece.start < piece.end <= len(text) for piece in candidate.pieces)
        assert candidate.pieces == tuple(sorted(candidate.pieces))


def test_whoever_calls_himself_so_says_it() -> None:
    text = "Le ministre était là. Mark Carney s’est dit « très inquiet de ce qui vient » mercredi."
    [candidate] = found(text)
    assert words(candidate, text) == ["très inquiet de ce qui vient"]
    assert candidate.name == "Mark Carney"


@pytest.mark.parametrize("text", ["« oui ", "« Oui », a-t-il dit. ", "selon le ministre "])
def test_the_work_grows_with_the_length_of_one_line(text: str) -> None:
    short, long = 4000 // len(text), 16000 // len(text)
    found(text * 3)  # What is made once, whoever asks first.
    assert calls(lambda: found(text * long)) < 6 * calls(lambda: found(text * short))


def test_the_work_grows_with_the_length_of_the_article() -> None:
    assert calls(lambda: found(ARTICLE * 12)) < 8 * calls(lambda: found(ARTICLE * 3))


# --- forms of the press, with invented officials -------------------------------------------------

FORMS = [
    ("« C’est un bon accord », a assuré, mardi 20 mai, Victor Halvorsen.", "halvorsen"),
    ("« C’est inacceptable pour nous », s’est indigné Martin Keller.", "keller"),
    ("« Il faudra bien payer », a ironisé Martin Keller.", "keller"),
    ("« On verra bien le moment venu », a laissé tomber Martin Keller.", "keller"),
    ("« Le prix est trop élevé pour le pays », met en garde Martin Keller.", "keller"),
    ("« Je n’ai rien promis à personne », s’est défendu William Torrance.", "torrance"),
    ("« Rien n’est encore décidé », tempère le ministre William Torrance.", "torrance"),
    ("« Rien n’est encore décidé », explique à La Presse la ministre Élise Moreau.", "moreau"),
    ("Pour Martin Keller, « le pays doit choisir ses partenaires ».", "keller"),
    ("De l’avis de Martin Keller, « le pays doit choisir ses partenaires ».", "keller"),
    ("Martin Keller : « Le pays doit choisir ses partenaires. »", "keller"),
    ("« Le pays doit choisir ses partenaires. » — Martin Keller, premier ministre", "keller"),
    ("« Cela relève de la Russie », a dit son porte-parole, Sergueï Markov.", "Sergueï Markov"),
    ('Martin Keller, qui rentrait, a dénoncé "une erreur historique" du gouvernement.', "keller"),
    ("“C’est une bonne nouvelle pour nous”, se réjouit Martin Keller.", "keller"),
    ("« C’est une bonne nouvelle », a réagi sur X le premier ministre Martin Keller.", "keller"),
    ("« C’est bon pour nous, se félicite Martin Keller. Il fallait le faire. »", "keller"),
    ("Victor Halvorsen a parlé. « Ce sera bien », a promis le président américain.", "halvorsen"),
    ("« Nous devons trouver une solution », a enchaîné Martin Keller.", "keller"),
    ("« Il y aura un avant et un après », pronostique Martin Keller.", "keller"),
    ("« C’est assez », rappela Martin Keller.", "keller"),
    ("Le projet, assure Martin Keller, « n’arrêtera rien du tout ».", "keller"),
    ("Martin Keller a parlé. Le projet, assure-t-il, « n’arrêtera rien du tout ».", "keller"),
    ("« J’aimerais comprendre », a laissé tomber, visiblement agacé, Martin Keller.", "keller"),
    ("« L’époque est révolue », a déclaré ce 20 mai Martin Keller.", "keller"),
    ("Martin Keller a tenu à rejeter « toute association avec eux ».", "keller"),
    ("Martin Keller y voit « une dérive ».", "keller"),
    ("Martin Keller a à son tour qualifié l’offre de « ridicule ».", "keller"),
    ("« Nous déciderons seuls. » C’est ce qu’a déclaré Martin Keller.", "keller"),
    ("Le pays « n’est pas prêt » pour la guerre. C’est ce qu’affirme Martin Keller.", "keller"),
    ("« C’est une erreur. »\n\n— Martin Keller, premier ministre", "keller"),
    ("Martin Keller était là.\n\n« C’est une erreur. »\n\nMartin Keller", "keller"),
    ("« C’est long, dit Martin Keller, premier ministre du pays. Très long. »", "keller"),
    ("L’Alliance juge, par la voix de Martin Keller, l’annonce « prématurée ».", "keller"),
    ("Martin Keller écorche Paul Long, qui se montre à son avis « bien naïf ».", "Martin Keller"),
    ("Martin Keller a vu William Torrance. « C’est clair », a dit ce dernier.", "torrance"),
    ("Et Martin Keller de conclure : « Le reste n’est que bruit. »", "keller"),
    ("« Nos alliés doivent payer », a ajouté la cheffe du Pentagone.", "okafor"),
    ("Martin Keller parle d’une « erreur ».", "keller"),
    ("Martin Keller fustige un projet « profondément déstabilisateur ».", "keller"),
    ("Le clan de Paul Long, qui rentrait, a agacé. Martin Keller dit : « Assez. »", "keller"),
    ("Martin Keller était là. « Nous verrons », s’est-il contenté de dire.", "keller"),
]


# Each prints « words » of Martin Keller, and of nobody else.
WAYS = """
« C’est faux », a martelé, mercredi, à Ottawa, Martin Keller.
« C’est faux ! » s’est exclamé Martin Keller.
« C’est faux ? », a ironisé Martin Keller.
« C’est faux », poursuit Martin Keller, qui a servi dix ans.
« C’est faux », de dire Martin Keller.
« C’est faux », dixit Martin Keller.
« C’est faux », a fait savoir Martin Keller par voie de communiqué.
« C’est faux », a écrit sur X Martin Keller.
« C’est faux », résumait la semaine dernière Martin Keller.
« C’est faux », avait pourtant assuré Martin Keller.
« C’est faux », n’a cessé de répéter Martin Keller.
« C’est faux », se borne à dire Martin Keller.
« C’est faux », a tenu à rappeler Martin Keller.
« C’est faux », a cru bon d’ajouter Martin Keller.
« C’est faux », vient de déclarer Martin Keller.
« C’est faux », répète à l’envi Martin Keller.
« C’est faux », insiste pour sa part Martin Keller.
« C’est faux », admet volontiers Martin Keller.
« C’est faux », confie d’une voix lasse Martin Keller.
« C’est faux », glisse en souriant Martin Keller.
« C’est faux », a déclaré au micro de Radio-Canada Martin Keller.
« C’est faux », a déclaré à Radio-Canada Martin Keller.
« C’est faux », a répondu du tac au tac Martin Keller.
« C’est faux », selon Martin Keller.
« C’est faux », aux dires de Martin Keller.
« C’est faux », d’après Martin Keller, qui l’a redit hier.
Martin Keller est catégorique : « C’est faux. »
Martin Keller, lui, n’y croit pas : « C’est faux. »
Martin Keller hausse les épaules : « C’est faux. »
Martin Keller a eu ces mots : « C’est faux. »
Réponse de Martin Keller : « C’est faux. »
La réponse de Martin Keller : « C’est faux. »
Et Martin Keller d’ajouter : « C’est faux. »
À la question, Martin Keller répond sans hésiter : « C’est faux. »
Ce à quoi Martin Keller a répliqué que c’était « faux ».
Martin Keller parle de « gâchis ».
Martin Keller parle d’un véritable « gâchis ».
Martin Keller évoque un « gâchis ».
Martin Keller a dénoncé un « gâchis monumental ».
Martin Keller s’est dit « outré ».
Martin Keller s’est dit prêt à « tout arrêter ».
Martin Keller se dit « confiant » et « serein ».
Martin Keller a qualifié l’accord d’« historique ».
Martin Keller juge l’accord « historique ».
Martin Keller trouve l’accord « historique ».
Martin Keller a estimé que l’accord était « historique », tout en le jugeant « incomplet ».
Martin Keller a réclamé « des comptes ».
Martin Keller a promis de « tout dire ».
Martin Keller a appelé à « la retenue ».
Martin Keller a appelé les parties à « la retenue ».
Martin Keller a invité chacun à « faire un effort ».
Martin Keller a exhorté les députés à « ne pas céder ».
Martin Keller a accusé Paul Long de « trahison ».
Martin Keller a reproché à Paul Long sa « naïveté ».
Martin Keller a félicité Paul Long pour son « courage ».
Martin Keller a remercié les soldats pour « leur courage ».
Martin Keller a regretté « un manque de clarté ».
Martin Keller s’inquiète d’« un manque de clarté ».
Martin Keller assure ne pas être « naïf ».
Martin Keller affirme avoir agi « de bonne foi ».
Martin Keller dit vouloir « tourner la page ».
Martin Keller a confirmé que les troupes resteraient « aussi longtemps qu’il le faudra ».
Martin Keller, pour qui l’accord est « historique », a quitté la salle.
Martin Keller, selon qui l’accord est « historique », a quitté la salle.
L’accord est « historique », selon les mots de Martin Keller.
L’accord est « historique », pour reprendre les mots de Martin Keller.
L’accord est « historique », comme l’a dit Martin Keller.
L’accord est « historique », s’est réjoui Martin Keller.
L’accord, « historique » selon Martin Keller, sera signé.
L’accord, qualifié d’« historique » par Martin Keller, sera signé.
Dans un communiqué, Martin Keller salue « un pas en avant ».
Dans un gazouillis, Martin Keller a salué « un pas en avant ».
Sur X, Martin Keller a parlé d’« un pas en avant ».
« On va signer, dit Martin Keller. Et vite. »
« On va signer (...) et vite », dit Martin Keller.
« On va signer [l’accord] », dit Martin Keller.
«On va signer», dit Martin Keller.
"On va signer", dit Martin Keller.
“On va signer”, dit Martin Keller.
– On va signer, dit Martin Keller.
- On va signer, dit Martin Keller.
« On m’a dit “non”, puis “oui” », raconte Martin Keller.
« On va signer » , dit Martin Keller .
« On va signer. », dit Martin Keller.
« On va signer », a dit M. le premier ministre Martin Keller.
« On va signer », a dit l’honorable Martin Keller.
« On va signer », a dit Martin Keller, premier ministre.
Joint par La Presse, Martin Keller hausse les épaules : « On verra. »
« On va signer », a dit, premier à parler, Martin Keller.
Jugeant l’idée « prématurée », Martin Keller a quitté les lieux.
« Trop cher, trop tard, trop risqué » : Martin Keller n’y va pas par quatre chemins.
Après avoir parlé d’un « gâchis » et dénoncé « une dérive », Martin Keller est parti.
Après avoir qualifié l’offre de « ridicule », Martin Keller s’est attiré des reproches.
Martin Keller, selon qui le pays devait « accepter son sort », a choqué, réagit Paul Long.
Martin Keller a quitté les lieux, jugeant l’idée « prématurée ».
« On est rendus là », se désole Martin Keller. « On n’a plus rien, ici. »
Pour sa part, Martin Keller a dénoncé « un scandale d’État », ajoutant que « cela suffit ».
Le rapport, « accablant » selon Martin Keller, sera étudié jeudi.
Martin Keller s’est dit d’avis que l’État avait « failli à la tâche ».
Martin Keller y va d’un avertissement : « Ne comptez pas sur nous. »
À l’autre bout du village, Martin Keller se montre plus sereine. « On a vu pire. »
« Un feu de paille » : voilà comment Martin Keller décrit le plan.
Martin Keller décrit le plan comme « un feu de paille ».
Martin Keller compare le plan à « un feu de paille ».
Martin Keller voit dans ce plan « un feu de paille ».
Martin Keller a eu cette formule : « Un feu de paille. »
Martin Keller a lancé un appel « au calme et à la raison ».
Martin Keller dit « comprendre la colère » des résidents.
Martin Keller se défend de « jouer avec les mots ».
Martin Keller craint « une catastrophe ».
Martin Keller appréhende « une catastrophe ».
Martin Keller redoute que le lac ne devienne « une soupe toxique ».
Martin Keller presse le ministre de « sortir de sa cachette ».
Martin Keller somme le ministre de « rendre des comptes ».
Martin Keller demande au ministre de « rendre des comptes ».
Martin Keller implore Ottawa d’« ouvrir les valves ».
Martin Keller avait qualifié, la veille, le ministre d’« incompétent ».
« Ah non! » réplique aussitôt Martin Keller.
« Bien sûr que oui », répond Martin Keller quand on lui demande si elle restera.
Et si c’était à refaire? « Je ne changerais rien », répond Martin Keller.
« Ils ont tout pris » (Martin Keller).
""".strip().split("\n")


@pytest.mark.parametrize("text", WAYS)
def test_the_ways_in_which_somebody_is_quoted(text: str) -> None:
    candidates = extract(text, published=PUBLISHED, language="fr", speakers=OFFICIALS)
    assert {one.speaker for one in candidates} == {"keller"}


@pytest.mark.parametrize(("text", "who"), FORMS)
def test_the_forms_of_the_press(text: str, who: str) -> None:
    [candidate] = extract(text, published=parse("2025-05-22"), speakers=OFFICIALS)
    assert candidate.speaker == who or candidate.name == who


def test_a_quotation_over_two_paragraphs_is_one() -> None:
    text = "« Le pays doit choisir ses amis.\n\n« Il le fera cette année », a dit Martin Keller."
    [candidate] = extract(text, speakers=OFFICIALS)
    assert (len(candidate.pieces), candidate.speaker) == (2, "keller")


@pytest.mark.parametrize(
    "text",
    [
        "« Nous nous sommes rencontrés ici », a déclaré Mme Keller.",
        "Jean Torrance, un citoyen, était là. « Rien ne tient debout », a dit M. Torrance.",
        "« Le ministre a été clair là-dessus », a déclaré un porte-parole de William Torrance.",
        "« Rien n’est réglé ici », a dit l’avocat de Victor Halvorsen.",
        "L’acteur Daniel Kelly était là. « J’aime cette ville », a dit M. Kelly.",
        "La mairesse Élise Torrance a répondu. « Rien n’est réglé », a dit Mme Torrance.",
        "Diana Keller a chanté. « J’aime cette ville », a dit Mme Keller.",
        "« Rien n’est réglé », ont déclaré Martin Keller et William Torrance.",
        "Aaron Smith, un historien britannique, était là. « C’est vieux », a dit M. Smith.",
        "« Rien n’est réglé », a dit la femme de Martin Keller.",
        "« Rien n’est réglé », a lâché le frère de Martin Keller.",
        "Le frère de Martin Keller a dit : « Rien n’est réglé. »",
        "La fille de William Torrance, Zoé, a confié : « Rien n’est réglé. »",
        "« Rien n’est réglé », confie Zoé Torrance.",
        "L’ex-ministre de Martin Keller, Paul Long, parle d’« une erreur ».",
        "L’ancien conseiller de Martin Keller Paul Long parle d’« une erreur ».",
        "Dans son livre sur Martin Keller, Paul Long parle d’« une erreur ».",
        "« Rien n’est réglé », écrit le biographe de Martin Keller.",
        "Le parti de Martin Keller dénonce « une erreur ».",
        "« Une erreur », dénonce le gouvernement Keller.",
        "Selon des proches de Martin Keller, « rien n’est réglé ».",
        "« Rien n’est réglé », assure-t-on dans l’entourage de Martin Keller.",
        "« Rien n’est réglé », a plaidé l’avocat de Martin Keller.",
        "« Il était furieux », raconte un proche de Martin Keller.",
        "Un journaliste a demandé à Martin Keller : « Paierez-vous? »",
        "« Paierez-vous? », a demandé un journaliste à Martin Keller.",
        "William Torrance était présent. « Nous paierons », a dit le ministre des Finances.",
        "« C’est faux », lance le maire à l’intention du président, Martin Keller.",
        "« C’est faux », lance le chef à l’adresse de son vis-à-vis, Martin Keller.",
        "« C’est faux », a dit le conseiller du premier ministre, Martin Keller.",
        "Après Martin Keller, puis William Torrance, il a répété : « C’est faux. »",
        "Martin Keller a reçu le président mexicain. « C’est fini », a dit ce dernier.",
        "Martin Keller, décrit par Paul Long comme « un homme fini », a souri.",
        "Martin Keller, traité par Paul Long de « menteur », a souri.",
        "Martin Keller recevait Paul Long. « C’est fini », a dit l’ancien ministre.",
        "« C’est fini », a dit le premier ministre du Québec.",
        "« C’est fini », a dit le vice-premier ministre.",
        "« C’est fini », a dit l’ex-président américain.",
        "« C’est fini », a dit le président de la Chambre.",
        "Le maire de Montval, Martin Keller, a parlé. « C’est fini », a-t-il dit.",
        "Martin Keller a été hué. « C’est fini! » criaient-ils.",
        "La veuve de Martin Keller a écrit. « C’est fini », dit-elle.",
        "Le premier ministre Paul Long a vu Martin Keller. « Fini », a dit le premier ministre.",
        "Martin Keller assure que, selon Paul Long, « c’est fini ».",
        "Paul Long à Martin Keller : « C’est fini. »",
        "Le ministre de Martin Keller a parlé. « Je démissionne », a-t-il dit.",
        "L’ancien conseiller de Martin Keller a parlé. « Je démissionne », a-t-il dit.",
        "« Il ment », a dit Paul Long au sujet de Martin Keller.",
        "Paul Long a interrompu Martin Keller : « Menteur! »",
        "Martin Keller, à qui Paul Long a reproché de « mentir », a souri.",
        "Martin Keller « est prêt », a dit sa porte-parole.",
        "Martin Keller s’est tu. Sa ministre, elle, parle d’une « erreur ».",
        "Pascal Keller, l’épicier, était là. « C’est clair », a dit Keller.",
        "Contrairement à Martin Keller, Luc Desrosiers parle d’une « erreur ».",
        "Luc Desrosiers reproche à Martin Keller de « mentir ».",
        "« Mentir, c’est son métier », dit-on de Martin Keller.",
        "Selon Luc Desrosiers, Martin Keller aurait promis « la lune ».",
        "Martin Keller et William Torrance étaient là. « C’est clair », a-t-il dit.",
    ],
)
def test_a_french_namesake_is_never_the_official(text: str) -> None:
    [candidate] = extract(text, speakers=OFFICIALS, language="fr")
    assert candidate.speaker == ""


def test_who_passes_the_words_on_is_told() -> None:
    [candidate] = extract(
        "« Nous paierons », a dit Victor Halvorsen, cité par Martin Keller.", speakers=OFFICIALS
    )
    assert (candidate.speaker, candidate.via) == ("halvorsen", "Martin Keller")
    [of_paper] = extract("Selon La Presse, Martin Keller a promis « la lune ».", language="fr")
    assert of_paper.via == "La Presse"


@pytest.mark.parametrize(
    "text",
    [
        "Au ministère, on assure que « rien n’est arrêté ».",
        "À Ottawa, on se veut rassurant : « Les échanges se poursuivent », dit-on au bureau.",
        "« On marche sur des œufs », confie-t-on au cabinet du ministre.",
        "« Nous sommes inquiets », témoignent plusieurs habitants du quartier.",
    ],
)
def test_words_of_people_without_a_name_are_kept(text: str) -> None:
    [candidate] = extract(text, speakers=OFFICIALS, language="fr")
    assert (candidate.name, candidate.speaker) == ("", "")


@pytest.mark.parametrize(
    "report",
    [
        "a dit Ann Long, lors d’une audition au Sénat",
        "a dit la ministre des Ports, Ann Long, devant les journalistes",
        "a dit Ann Long, visiblement émue",
        "a dit Ann Long, qui préside le comité",
        "a dit Ann Long, professeure à Montval",
        "a dit Ann Long, mairesse de Montval, en entrevue à la radio",
        "a dit Ann Long avant de quitter la salle",
        "a répété à plusieurs reprises Ann Long",
        "nous a dit Ann Long",
        "m’a confié Ann Long",
        "lui a répondu Ann Long, interrogée sur ce point",
    ],
)
def test_what_the_writer_adds_to_a_report_is_not_said(report: str) -> None:
    text = f"« Nous irons jusqu’au bout, {report}. Et vite. »"
    assert words(only(text), text) == ["Nous irons jusqu’au bout", "Et vite."]


def test_a_clause_of_the_words_stays_theirs() -> None:
    text = "« C’est lui, a dit Ann Long, qui a commencé. »"
    assert words(only(text), text) == ["C’est lui", "qui a commencé."]


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("« C’est faux », a dit avant-hier Martin Keller.", "2025-05-20"),
        ("« C’est faux », a dit ce jeudi Martin Keller.", "2025-05-22"),
        ("« C’est faux », a dit Martin Keller mercredi dernier.", "2025-05-21"),
        ("« C’est faux », a dit Martin Keller, le 3 mars dernier.", "2025-03-03"),
        ("Lors d’un point de presse mercredi, Martin Keller a dit : « C’est faux. »", "2025-05-21"),
        ("Mercredi, Martin Keller a dit : « C’est faux. »", "2025-05-21"),
        ("« C’est faux », a dit Martin Keller à l’émission Dimanche magazine.", ""),
        ("« C’est faux », a dit Martin Keller dans Le Journal du dimanche.", ""),
        ("« C’est faux », a dit Martin Keller au Matin Dimanche.", ""),
        ("« Nous signerons mercredi », a dit Martin Keller.", ""),
    ],
)
def test_the_day_is_that_of_the_report(text: str, day: str) -> None:
    [candidate] = extract(text, published=PUBLISHED, language="fr", speakers=OFFICIALS)
    assert candidate.speaker == "keller"
    assert (candidate.said.said.text if candidate.said else "") == day


def test_an_outlet_that_passes_words_on_is_not_who_says_them() -> None:
    text = "Martin Keller a parlé mercredi d’« une bonne idée », rapporte La Presse canadienne."
    [candidate] = extract(text, published=PUBLISHED, language="fr", speakers=OFFICIALS)
    assert (candidate.speaker, candidate.via) == ("keller", "La Presse canadienne")
    [own] = extract("« Rien n’est perdu », écrit Le Devoir.", language="fr")
    assert own.name == "Le Devoir"


def test_day_and_wire_of_a_report_are_carried_to_its_other_statements() -> None:
    text = (
        "OTTAWA (AFP) – « C’est une bonne idée », a dit mercredi Martin Keller.\n\n"
        "« Nous en discutons », a ajouté M. Keller. « Rien n’est décidé. »\n\n"
        "Il avait déclaré auparavant : « Nous verrons bien. »"
    )
    first, *others, last = extract(text, published=PUBLISHED, speakers=OFFICIALS)
    assert first.said is not None
    assert first.said.carried_from is None
    for other in others:
        assert other.said is not None
        assert other.said.said.text == "2025-05-21"
        assert other.said.carried_from is not None
    assert last.said is None
    assert {one.via for one in (first, *others, last)} == {"AFP"}


def test_a_pronoun_is_nobody_of_the_other_sex() -> None:
    text = (
        "Marie-Pierre Lefort défend son point de vue.\n\nAutre enseignant, Antoine raconte."
        " « Je suis inquiet pour mon avenir », glisse-t-il."
    )
    [candidate] = extract(text, language="fr")
    assert candidate.name == "Antoine"


def test_what_somebody_says_that_another_said_is_not_certain() -> None:
    text = "Luc Desrosiers a dit que Martin Keller avait promis « la lune »."
    [candidate] = extract(text, speakers=OFFICIALS, language="fr")
    assert max(candidate.certainty, candidate.speaker_certainty) < 0.8


@pytest.mark.parametrize("text", ["Et d’ajouter : « Assez. »", "D’ajouter aussitôt : « Assez. »"])
def test_whoever_adds_speaks_on_in_the_next_paragraph(text: str) -> None:
    candidates = extract(f"« C’est faux », dit Martin Keller.\n\n{text}", speakers=OFFICIALS)
    assert [one.speaker for one in candidates] == ["keller", "keller"]


MOTS = "« nous paierons soixante et un milliards pour cela »"
NOT_SAID = [
    "Martin Keller n’a pas dit que c’était « une bonne idée ».",
    "Si Martin Keller dit que c’est « une bonne idée », tout change.",
    "Il est faux que Martin Keller a dit que c’était « une bonne idée ».",
    "Martin Keller pourrait dire que c’est « une bonne idée ».",
    "Martin Keller dira vendredi que c’est « une bonne idée ».",
    "Martin Keller a-t-il dit que c’était « une bonne idée »?",
    "Martin Keller a nié avoir dit que c’était « une bonne idée ».",
    "Martin Keller devrait annoncer « une bonne nouvelle » vendredi.",
    "Martin Keller n’a jamais déclaré que c’était « une bonne idée ».",
    "Est-ce que Martin Keller a dit que c’était « une bonne idée »?",
    "Martin Keller aurait déclaré à ses ministres : « Nous signerons demain. »",
    "« Nous signerons demain », aurait confié Martin Keller à ses ministres.",
    "Martin Keller dira demain : « Nous signerons. »",
    "Martin Keller va dire : « Nous signerons. »",
    "Martin Keller devrait répondre vendredi : « Nous signerons. »",
    "Martin Keller a refusé de répéter : « Nous signerons. »",
    "Martin Keller a démenti avoir dit « nous signerons demain ».",
    "Martin Keller conteste avoir parlé de « trahison ».",
    "Martin Keller nie avoir qualifié l’offre de « ridicule ».",
    "Martin Keller dément que l’offre soit « ridicule ».",
    "Une fausse vidéo montre Martin Keller disant : « Nous signerons demain. »",
    "Une vidéo truquée où Martin Keller dit « nous signerons demain » circule.",
    "La citation « nous signerons demain », faussement attribuée à Martin Keller, circule.",
    "Loin de parler de « trahison », Martin Keller a salué l’accord.",
    "Sans dire que l’offre est « ridicule », Martin Keller l’a écartée.",
    "Personne n’a entendu Martin Keller dire « nous signerons ».",
    "On prête à Martin Keller l’intention de « signer demain ».",
    "Martin Keller souhaite que son voisin dise « oui ».",
    "Martin Keller a rappelé les mots de Victor Halvorsen : « Nous paierons. »",
    "L’accord n’a pas été qualifié d’« historique » par Martin Keller.",
    "L’accord n’a jamais été jugé « historique » par Martin Keller.",
    "« Nous signerons », aurait fini par lâcher Martin Keller.",
    "« Nous signerons », pourrait répéter Martin Keller.",
    "« Nous signerons », n’a jamais dit Martin Keller.",
    "« Nous signerons », ce que n’a pas dit Martin Keller.",
    "Martin Keller croit-il que c’est « fini »?",
    "Martin Keller devrait qualifier l’accord d’« historique ».",
    "Martin Keller n’a ni dit ni écrit « nous signerons ».",
    "Martin Keller n’a dit à personne que c’était « fini ».",
    "À aucun moment Martin Keller n’a dit « nous signerons ».",
    "Jamais Martin Keller n’a dit « nous signerons ».",
    "Rien n’indique que Martin Keller ait dit « nous signerons ».",
    "Rien ne prouve que Martin Keller a dit « nous signerons ».",
    "Martin Keller aurait pu dire « nous signerons ».",
    "Martin Keller se défend d’avoir dit « nous signerons ».",
    "Martin Keller assure n’avoir jamais dit « nous signerons ».",
    "Martin Keller affirme ne pas avoir dit « nous signerons ».",
    "Martin Keller regrette de n’avoir pas dit « nous signerons ».",
    "On a fait dire à Martin Keller que c’était « fini ».",
    "Martin Keller se voit attribuer la phrase « nous signerons ».",
    "Les mots « nous signerons » attribués à Martin Keller sont faux.",
    "Martin Keller a ri quand on lui a dit « nous signerons ».",
    "Martin Keller s’est entendu dire : « Nous signerons. »",
    "On a demandé à Martin Keller s’il jugeait l’accord « fini ».",
    "Martin Keller ignore ce que veut dire « nous signerons ».",
    "Martin Keller a lu : « Nous signerons. »",
    "Il est inexact de prétendre que Martin Keller a dit « nous signerons ».",
    "Il est douteux que Martin Keller ait parlé de « trahison ».",
    "Martin Keller hésite à parler de « trahison ».",
    "Martin Keller s’est bien gardé de parler de « trahison ».",
    "Martin Keller n’ira pas jusqu’à parler de « trahison ».",
    "Martin Keller ne va pas jusqu’à dire que c’est « fini ».",
    "Martin Keller s’abstient de juger l’accord « historique ».",
    "Martin Keller n’est pas de ceux qui disent « nous signerons ».",
    "Qui a entendu Martin Keller dire « nous signerons »?",
    "Quand Martin Keller dira « nous signerons », il sera trop tard.",
    "Tant que Martin Keller n’aura pas dit « nous signerons », rien ne bougera.",
    "À moins que Martin Keller ne dise « nous signerons », rien ne bougera.",
    "Supposons que Martin Keller dise : « Nous signerons. »",
    "Imaginez Martin Keller qui dit : « Nous signerons. »",
    "Comme si Martin Keller avait dit « nous signerons ».",
    "Une rumeur veut que Martin Keller ait dit « nous signerons ».",
    "Le bruit court que Martin Keller a dit « nous signerons ».",
    "Selon une rumeur, Martin Keller aurait dit « nous signerons ».",
    "Un faux compte de Martin Keller a écrit « nous signerons ».",
    "Un imitateur de Martin Keller a dit « nous signerons ».",
    "Dans une parodie, Martin Keller dit « nous signerons ».",
    "Dans un hypertrucage, Martin Keller dit « nous signerons ».",
    "Martin Keller n’a pas l’intention de dire « nous signerons ».",
    "Martin Keller s’apprête à dire « nous signerons ».",
    "Martin Keller compte répondre : « Nous signerons. »",
    "Martin Keller est sommé de dire « nous signerons ».",
    "Martin Keller a été invité à dire « nous signerons ».",
    "L’opposition veut que Martin Keller dise « nous signerons ».",
    "L’opposition presse Martin Keller de dire « nous signerons ».",
    "L’opposition exige de Martin Keller qu’il parle de « trahison ».",
    "Martin Keller vu par Paul Long : « Un homme fini. »",
    "Martin Keller a été interrompu : « Menteur! »",
    "Des pancartes visaient Martin Keller : « Menteur! »",
    "La foule visait Martin Keller : « Menteur! »",
    "Martin Keller jugé par le député Paul Long : « Un homme fini. »",
    "Ne jugeant pas l’idée « prématurée », Martin Keller est resté.",
    "Martin Keller est resté, sans juger l’idée « prématurée ».",
    "Martin Keller est resté, ne jugeant pas l’idée « prématurée ».",
    "« Ils ont tout pris » (Reuters).",
    "« Dôme d’or » (Photo La Presse).",
    "Il est faux de dire que Martin Keller a dit « nous signerons ».",
    "Martin Keller a repris la formule de Victor Halvorsen : « Nous paierons. »",
]


@pytest.mark.parametrize("text", NOT_SAID)
def test_what_was_not_said_in_french_is_marked_or_not_proposed(text: str) -> None:
    for one in extract(text, speakers=OFFICIALS, language="fr"):
        assert one.not_said
        assert not one.speaker
        assert not one.offered
        assert one.speaker_certainty == 0


def test_most_of_what_was_not_said_in_french_is_offered_with_its_mark() -> None:
    offered = [text for text in NOT_SAID if extract(text, speakers=OFFICIALS, language="fr")]
    assert len(offered) > 0.8 * len(NOT_SAID)


@pytest.mark.parametrize(
    ("text", "why"),
    [
        (f"M. Keller n’a pas déclaré : {MOTS}.", "negated"),
        (f"{MOTS}, n’a jamais dit M. Keller.", "negated"),
        (f"Nulle part dans le texte M. Keller n’écrit {MOTS}.", "negated"),
        (f"M. Keller nie avoir dit {MOTS}.", "denied"),
        (f"Les mots {MOTS} ont été attribués par erreur à M. Keller.", "denied"),
        (f"S’il déclare {MOTS}, tout change.", "conditional"),
        (f"M. Keller pourrait dire {MOTS}.", "hypothetical"),
        (f"{MOTS}, dirait M. Keller.", "hypothetical"),
        (f"M. Keller dira {MOTS} vendredi.", "expected"),
        (f"{MOTS}, dira M. Keller vendredi.", "expected"),
        (f"L’opposition veut que M. Keller dise {MOTS}.", "expected"),
        (f"M. Keller a-t-il dit {MOTS} ?", "asked"),
        (f"On a demandé à M. Keller s’il jugeait que c’est {MOTS}.", "heard"),
    ],
)
def test_why_words_were_not_said_in_french_is_told(text: str, why: str) -> None:
    [candidate] = extract(text, speakers=OFFICIALS, language="fr")
    assert candidate.not_said == why
    assert candidate.speaker == ""


@pytest.mark.parametrize(
    "text",
    [
        f"M. Keller n’a pas hésité à dire {MOTS}.",
        f"M. Keller ne cesse de répéter {MOTS}.",
        f"M. Keller n’a pas caché sa colère : {MOTS}.",
        f"{MOTS}, n’a pas manqué de rappeler M. Keller.",
    ],
)
def test_what_was_said_all_the_same_has_no_mark(text: str) -> None:
    assert all(one.not_said == "" for one in extract(text, speakers=OFFICIALS, language="fr"))


# --- what leads to words, or ends their report, and takes them from whoever is named -------------

PAID = "« Nous paierons pour cela. »"
PAY = "« nous paierons pour cela »"
MET = (
    "OTTAWA — Le premier ministre Martin Keller et le président Victor Halvorsen se sont rencontrés"
    " lundi.\n\n"
)
# Before a colon and words that nobody is reported to have said.
LEADING_TO_UNSAID = [
    "M. Keller a démenti avoir dit",
    "M. Keller n’a ni dit ni pensé",
    "M. Keller n’a à aucun moment dit",
    "M. Keller aurait pu dire",
    "M. Keller a formellement démenti avoir déclaré",
    "M. Keller a toujours nié avoir écrit",
    "M. Keller réfute avoir jamais dit",
    "M. Keller conteste les avoir insultés et avoir dit",
    "M. Keller se défend d’avoir lancé",
    "M. Keller n’a ni écrit ni dit",
    "M. Keller n’a ni confirmé ni répété",
    "M. Keller n’avait ni promis ni déclaré",
    "M. Keller n’a, de toute sa carrière, jamais dit",
    "M. Keller n’a en aucun cas déclaré",
    "M. Keller n’a à mon avis pas dit",
    "M. Keller n’a en fait rien dit de tel que",
    "M. Keller n’a nulle part affirmé",
    "M. Keller n’a absolument pas dit",
    "M. Keller n’aurait pas dit",
    "M. Keller aurait dû répondre",
    "M. Keller aurait voulu dire",
    "M. Keller aurait bien aimé répondre",
    "M. Keller aurait peut-être dit",
    "M. Keller pourrait avoir dit",
    "À aucun moment M. Keller n’a dit",
    "Personne n’a entendu M. Keller dire",
    "M. Keller dément catégoriquement avoir affirmé",
    "Il est faux que M. Keller a dit",
    "Ni M. Keller ni M. Halvorsen n’ont dit",
    "Selon une rumeur, M. Keller a dit",
    "D’après une rumeur persistante, M. Keller a déclaré",
    "Selon des rumeurs, M. Keller a répondu",
    "D’après un site satirique, M. Keller a affirmé",
    "Selon un faux communiqué, M. Keller a affirmé",
    "Dans une vidéo générée par IA, M. Keller a dit",
    "D’après la légende, M. Keller a répondu",
    "Selon un canular, M. Keller a dit",
    "M. Keller, lui, n’a jamais dit",
    "Jamais M. Keller n’a dit",
    "Nulle part M. Keller n’écrit",
    "Aucun de ses ministres n’a dit",
    "Ni lui ni M. Keller n’avaient écrit",
    "Le premier ministre n’a pas une seule fois dit",
    "Elle n’a ni dit ni laissé entendre",
    "M. Keller a juré n’avoir jamais dit",
    "M. Keller ne dira jamais",
    "M. Keller ne dit pas",
    "M. Keller ne dit plus",
    "M. Keller ne répète plus",
    "M. Keller n’écrit nulle part",
    "M. Keller s’est défendu d’avoir pu dire",
    "M. Keller nie lui avoir jamais dit",
    "M. Keller a nié devant les élus avoir promis",
    "M. Keller aurait préféré dire",
    "M. Keller aurait sans doute répondu",
    "M. Keller aurait dû, ce soir-là, répondre",
    "M. Keller devrait avoir répondu",
    "M. Keller n’a pas pu dire",
    "M. Keller n’a pas osé répondre",
    "M. Keller n’a pas voulu déclarer",
    "M. Keller n’entend pas dire",
    "M. Keller n’ira pas jusqu’à dire",
    "M. Keller n’est pas homme à dire",
    "M. Keller n’était pas prêt à répondre",
    "M. Keller se garde bien de dire",
    "M. Keller évite de dire",
    "M. Keller a renoncé à dire",
    "M. Keller a failli dire",
    "M. Keller rêve de dire",
    "M. Keller aimerait pouvoir dire",
    "M. Keller a été accusé d’avoir dit",
    "On reproche à M. Keller d’avoir dit",
    "M. Keller est soupçonné d’avoir dit",
    "M. Keller a oublié de dire",
    "M. Keller a omis d’ajouter",
    "M. Keller n’a pas eu le temps de répondre",
    "M. Keller n’a pas eu à répondre",
]
# Around such words.
UNSAID_AROUND = [
    "{}, a dit M. Keller dans une vidéo générée par IA.",
    "{}, a affirmé M. Keller, d’après un site satirique.",
    "{}, a dit M. Keller dans une fausse vidéo.",
    "{}, a déclaré M. Keller, selon une rumeur.",
    "{}, a déclaré M. Keller, selon une fausse citation qui circule.",
    "{}, a écrit M. Keller sur un faux compte.",
    "{}, aurait dit M. Keller dans un canular.",
    "{}, affirme M. Keller dans un hypertrucage.",
    "{}, a lancé M. Keller dans un sketch de Radio-Canada.",
    "{}, dit M. Keller dans une vidéo truquée.",
    "{}, a-t-il dit dans une vidéo générée par IA. M. Keller n’a rien dit.",
    "{}, a confié M. Keller, à en croire le site parodique La Pravda.",
    "{}, a dit M. Keller, d’après un journal satirique.",
    "{}, a tonné M. Keller dans un enregistrement fabriqué par l’intelligence artificielle.",
    "« Nous paierons, a dit M. Keller dans une fausse vidéo, pour cela. »",
    "Selon une rumeur, M. Keller a dit que « nous paierons pour cela ».",
    "D’après une rumeur, M. Keller a dit que « nous paierons pour cela ».",
    "Selon un site satirique, M. Keller a dit que « nous paierons pour cela ».",
    "M. Keller n’a à aucun moment parlé de « trahison de tout un peuple ».",
    "M. Keller n’a ni dit ni pensé que c’était « la fin de tout cela ».",
    "M. Keller a démenti avoir dit que c’était « la fin de tout cela ».",
    "M. Keller aurait pu dire que c’était « la fin de tout cela ».",
    "Selon une rumeur, « nous paierons pour cela », a dit M. Keller.",
    "{}, a dit mardi M. Keller dans une vidéo générée par IA.",
    "{}, a dit M. Keller, mardi, dans une vidéo truquée.",
    "{}, a dit le premier ministre Martin Keller à Ottawa dans une fausse entrevue.",
    "{}, selon M. Keller, d’après un site satirique.",
    "{}, selon une rumeur.",
    "{}, dit M. Keller dans cette vidéo parodique.",
    "M. Keller a dit {} dans une fausse vidéo.",
    "M. Keller a dit {}, selon une rumeur persistante.",
    "M. Keller a dit : {}, d’après un site satirique.",
    "M. Keller : {}, selon un faux compte.",
    "{}, affirme le faux M. Keller.",
    "{}, a affirmé M. Keller, si l’on en croit un site satirique.",
    "{}, affirme une fausse citation attribuée à M. Keller.",
    "M. Keller a déclaré que le pays paierait cher, d’après un site satirique.",
    "M. Keller a déclaré dans une fausse vidéo que le pays paierait.",
    "M. Keller a déclaré que le pays paierait, selon une rumeur.",
]
# Before words that were said, although something is negated, denied or forged nearby.
LEADING_TO_SAID = [
    "M. Keller n’a pas répondu mais a dit",
    "sans hésiter, M. Keller a dit",
    "Sans hésiter, M. Keller a dit",
    "M. Keller n’est pas venu, mais il a déclaré",
    "M. Keller n’a pas hésité à dire",
    "M. Keller n’a pas mâché ses mots et a lancé",
    "M. Keller, qui n’avait jamais parlé du bouclier, a dit",
    "M. Keller, qui n’a rien promis, a répondu",
    "Sans ambages, M. Keller a déclaré",
    "M. Keller n’a pas voulu s’étendre : il a seulement dit",
    "M. Keller n’était pas au courant et a répondu",
    "M. Keller ne s’est pas laissé démonter et a répliqué",
    "M. Keller n’a pas nié et a ajouté",
    "M. Keller a refusé de partir et a dit",
    "M. Keller a démenti la nouvelle et a ajouté",
    "M. Keller a nié toute entente, puis a dit",
    "Jamais à court de mots, M. Keller a dit",
    "Interrogé sur des rumeurs, M. Keller a répondu",
    "Pour démentir une rumeur, M. Keller a dit",
    "M. Keller a répondu à un site satirique et a dit",
    "S’il n’a pas signé, M. Keller a dit",
    "M. Keller ne cesse de le répéter et l’a dit hier",
    "Sans citer personne, M. Keller a déclaré",
    "M. Keller n’a jamais été aussi clair. Il a dit",
    "M. Keller ne décolère pas. Il a dit",
    "M. Keller, qui aurait pu se taire, a dit",
    "M. Keller, qui devrait partir lundi, a dit",
    "M. Keller n’a dit qu’une chose",
    "M. Keller n’a fait que répéter",
    "M. Keller n’avait qu’un mot à dire",
    "M. Keller a fini par dire, sans rire",
    "M. Keller a démenti vendredi",
    "M. Keller n’a pas attendu longtemps pour répondre",
    "M. Keller n’a pas pu s’empêcher de dire",
    "M. Keller ne s’est pas gêné pour dire",
    "M. Keller ne s’est pas contenté de dire",
    "M. Keller n’a pas seulement dit",
    "M. Keller n’a rien dit d’autre que",
    "M. Keller n’est pas le seul à dire",
    "M. Keller n’a pas perdu de temps pour répondre",
    "M. Keller, dont le parti n’a jamais gagné, a répliqué",
    "Alors que rien n’est signé, M. Keller a dit",
    "Si rien ne change, a dit M. Keller",
    "M. Keller ne veut pas payer et il le dit",
    "M. Keller, qui ne décolère pas, martèle",
    "M. Keller n’en démord pas et répète",
    "M. Keller ne veut plus payer et déclare",
    "M. Keller ne se laisse pas abattre et promet",
    "M. Keller n’est plus chef, mais il affirme",
    "M. Keller n’est pas content. Il affirme",
    "Ce n’est pas la première fois que M. Keller dit",
    "Personne n’est venu et M. Keller a dit",
    "M. Keller a démenti toute rencontre et affirmé",
    "M. Keller nie tout et affirme",
    "M. Keller conteste le chiffre et assure",
    "M. Keller, qui aurait menti, répond",
    "Jamais M. Keller n’avait été aussi dur, lui qui disait",
    "Il n’y a pas d’urgence, estime M. Keller",
    "M. Keller a lancé, non sans ironie",
    "M. Keller a tranché, pas peu fier",
    "Le ministre ne plaisante pas quand il dit",
    "M. Keller n’a eu qu’un mot pour le dire",
    "Selon M. Halvorsen, rien ne presse, mais M. Keller a dit",
    "Dans une vidéo, M. Keller a dit",
    "D’après La Presse, M. Keller a dit",
    "M. Keller affirme n’avoir qu’un but",
    "M. Keller va jusqu’à dire",
    "M. Keller est allé jusqu’à dire",
    "M. Keller vient de dire",
    "M. Keller a tenu à répondre",
    "M. Keller a fini par dire",
    "M. Keller peut partir et le dit",
    "M. Keller va payer et répète",
    "M. Keller doit partir, mais il dit",
    "M. Keller a refusé l’offre et dit",
    "M. Keller refuse l’offre et répond",
    "M. Keller a oublié ses notes et a dit",
    "M. Keller, accusé d’avoir menti, a dit",
    "M. Keller, accusé d’avoir menti, répond",
    "M. Keller a répondu sans expliquer pourquoi",
    "M. Keller a déclaré, sans citer personne",
    "M. Keller a répliqué, sans rien préciser",
]
# Around such words.
SAID_AROUND = [
    "{}, a dit M. Keller, sans jamais hausser le ton.",
    "{}, a dit M. Keller, qui n’a pas voulu en dire plus.",
    "{}, a dit M. Keller à propos d’une fausse vidéo.",
    "{}, a dit M. Keller au sujet d’un site satirique.",
    "{}, a dit M. Keller pour démentir une rumeur.",
    "{}, a dit M. Keller, interrogé sur une vidéo truquée.",
    "{}, a dit M. Keller en dénonçant une vidéo générée par IA.",
    "{}, a dit M. Keller après la diffusion d’une fausse vidéo.",
    "{}, a dit M. Keller dans une vidéo, d’après La Presse.",
    "{}, a dit M. Keller contre un faux compte à son nom.",
    "{}, n’a pas hésité à dire M. Keller.",
    "{}, a dit M. Keller, qui n’a jamais rien promis.",
    "{}, a dit M. Keller dans une entrevue sur une fausse vidéo.",
    "{}, a dit M. Keller, visé dans une fausse vidéo.",
    "{}, a dit M. Keller dans une lettre contre les rumeurs.",
    "{}, a dit M. Keller, las des rumeurs.",
    "{}, a dit M. Keller sur une vidéo truquée qui le montre.",
    "{}, a dit M. Keller. D’après un site satirique, il a ri.",
    "D’après un site satirique, M. Halvorsen a ri. {}, a dit M. Keller.",
    "{}, a dit M. Keller, une légende du hockey.",
    "{}, selon M. Keller, une légende.",
    "{}, a dit M. Keller dans une publication sur X.",
    "{}, a dit M. Keller, selon La Presse, à propos d’une rumeur.",
]


@pytest.mark.parametrize(
    "text",
    [
        *(f"{leading} : {PAID}" for leading in LEADING_TO_UNSAID),
        *(around.format(PAY) for around in UNSAID_AROUND),
    ],
)
def test_nobody_is_given_what_the_report_takes_back(text: str) -> None:
    for one in extract(MET + text, speakers=OFFICIALS, language="fr"):
        assert one.not_said
        assert (one.speaker, one.offered, one.speaker_certainty) == ("", (), 0)


@pytest.mark.parametrize(
    "text",
    [
        *(f"{leading} : {PAID}" for leading in LEADING_TO_SAID),
        *(around.format(PAY) for around in SAID_AROUND),
    ],
)
def test_a_negation_elsewhere_takes_nothing_back(text: str) -> None:
    assert not any(one.not_said for one in extract(MET + text, speakers=OFFICIALS, language="fr"))


@pytest.mark.parametrize(
    ("text", "why"),
    [
        (f"M. Keller a démenti avoir dit : {PAID}", "denied"),
        (f"M. Keller n’a ni dit ni pensé : {PAID}", "negated"),
        (f"M. Keller n’a à aucun moment dit : {PAID}", "negated"),
        (f"M. Keller aurait pu dire : {PAID}", "hypothetical"),
        (f"{PAY}, a dit M. Keller dans une vidéo générée par IA.", "denied"),
        (f"{PAY}, a affirmé M. Keller, d’après un site satirique.", "denied"),
        (f"Selon une rumeur, M. Keller a dit que {PAY}.", "hypothetical"),
    ],
)
def test_why_a_report_takes_words_back_is_told(text: str, why: str) -> None:
    [candidate] = extract(MET + text, speakers=OFFICIALS, language="fr")
    assert candidate.not_said == why


def test_whoever_says_it_in_spite_of_a_negation_is_known() -> None:
    given = [
        one.speaker
        for leading in LEADING_TO_SAID
        for one in extract(f"{MET}{leading} : {PAID}", speakers=OFFICIALS, language="fr")
    ]
    assert given.count("keller") > 0.7 * len(LEADING_TO_SAID)


def test_a_report_of_several_sentences() -> None:
    """What is added is a statement of its own, and no word of a verb is an office."""
    text = (
        "Le premier ministre Martin Keller s’est montré prudent vendredi. « Nous allons étudier"
        " la proposition », a-t-il déclaré à Québec, ajoutant que le Canada n’avait « pas de temps"
        " à perdre ».\n\nSon ministre, William Torrance, a abondé dans le même sens. « Chaque"
        " dollar sera justifié », a promis M. Torrance. « C’est de l’improvisation totale », peste"
        " la députée Claire Dubreuil. « Et c’est nous qui payons », ajoute-t-elle."
    )
    candidates = extract(text, published=PUBLISHED, language="fr", speakers=OFFICIALS)
    assert [(words(one, text), one.name, one.speaker) for one in candidates] == [
        (["Nous allons étudier la proposition"], "Martin Keller", "keller"),
        (["pas de temps à perdre"], "Martin Keller", "keller"),
        (["Chaque dollar sera justifié"], "William Torrance", "torrance"),
        (["C’est de l’improvisation totale"], "Claire Dubreuil", ""),
        (["Et c’est nous qui payons"], "Claire Dubreuil", ""),
    ]
