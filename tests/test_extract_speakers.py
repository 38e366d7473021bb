"""The speakers of an article: officials and their namesakes, those who speak for them, relays."""

import pytest

from quotes.extraction import extract
from quotes.extraction.certainty import CERTAIN
from quotes.extraction.values import Candidate, KnownSpeaker
from tests.officials import found


# A Thursday.
def last(text: str, language: str = "en") -> Candidate:
    return found(text, language)[-1]


SAID = "“We will build it here with our own hands,”"

NAMESAKES = [
    f"Owen Smith and Chloe Smith spoke. {SAID} said Smith.",
    f"Aaron Smith and Chloe Smith spoke. {SAID} said Smith.",
    f"Jake Reed, a local shop owner, was at the event. {SAID} Reed said.",
    f"The singer Diana Keller performed. {SAID} Keller said.",
    f"Melania Halvorsen visited the school. {SAID} Halvorsen said.",
    f"Gov. Laura Kelly spoke. {SAID} Kelly said.",
    f"Jake Volkov, the former adviser, was there. {SAID} Volkov said.",
    f"{SAID} said Mrs. Keller.",
    f"{SAID} Eric Halvorsen said. “It is beautiful and strong,” Halvorsen added.",
    f"{SAID} Victor Halvorsen Jr. said.",
    f"Victor Halvorsen Jr. spoke for his father. {SAID} Halvorsen said.",
    f"Kelly Osborne sang at the gala. {SAID} Kelly said.",
    f"The actor Martin Keller opened the gallery. {SAID} Keller said.",
    f"British historian Aaron Smith gave a talk. {SAID} Smith said.",
    f"Martin Keller, the mayor of Dunmore, was there. {SAID} Keller said.",
    f"Martin Keller, an Australian swimmer, won the race. {SAID} Keller said.",
    f"Governor Daniel Kelly signed the bill. {SAID} Kelly said.",
    f"Daniel Kelly (D-Ohio) was against it. {SAID} Kelly said.",
    f"Ms. Reed runs the shop on Main Street. {SAID} Ms. Reed said.",
    f"{SAID} Smith said.",
    f"Coach Angus King praised his team. {SAID} King said.",
    f"Martin Luther King III was on television. {SAID} said Martin Luther King III.",
    f"Judge Jonas Reed read the ruling. {SAID} Reed said.",
    f"Brig. Gen. Jonas Reed of the Guard spoke. {SAID} Reed said.",
    f"Premier William Torrance of Dunmore spoke. {SAID} Torrance said.",
]


@pytest.mark.parametrize("text", NAMESAKES)
def test_a_namesake_is_never_the_official(text: str) -> None:
    assert last(text).speaker == ""
    assert last(text).name, "the name stays as it is printed"


OFFICIAL = [
    (f"Prime Minister Martin Keller spoke. {SAID} Keller said.", "keller"),
    (f"{SAID} Martin Keller said.", "keller"),
    (f"{SAID} Keller said.", "keller"),
    (f"Martin Keller and Diana Keller came. {SAID} Martin Keller said.", "keller"),
    (f"Martin Keller and Diana Keller came. {SAID} Prime Minister Keller said.", "keller"),
    (f"Sen. Daniel Kelly, D-Ariz., spoke. {SAID} Kelly said.", "kelly"),
    (f"{SAID} Sen. Kelly said.", "kelly"),
    (f"Deputy Foreign Minister Sergei Volkov spoke. {SAID} Volkov said.", "volkov"),
    (f"{SAID} Russian Deputy Foreign Minister Sergei Volkov said.", "volkov"),
    (f"Defence Minister Bill Torrance spoke. {SAID} Torrance said.", "torrance"),
    (f"{SAID} President Halvorsen said.", "halvorsen"),
    (f"{SAID} Canada’s defence minister said.", "torrance"),
    (f"Martin Keller, the prime minister, spoke. {SAID} the prime minister said.", "keller"),
    (f"{SAID} the Pentagon said.", "pentagon"),
    (f"Sen. Angus King spoke first. {SAID} King said.", "king"),
    (f"{SAID} Sen. Angus King said.", "king"),
    ("“Will it work at all?” Sen. Angus King asked.", "king"),
    ("“Why would it?” Mr. Keller said.", "keller"),
    ("“It will work in the end!” Gen. Erik Lindqvist said.", "lindqvist"),
]


@pytest.mark.parametrize(("text", "slug"), OFFICIAL)
def test_an_official_is_found_by_the_fullest_name(text: str, slug: str) -> None:
    assert last(text).speaker == slug


def test_a_country_is_none_of_its_institutions() -> None:
    body = KnownSpeaker(
        slug="pentagon",
        name="United States Department of Defense",
        aliases=("US government",),
        is_institution=True,
    )
    for text in (f"{SAID} the US government said.", "They told us it was late, us said."):
        assert not any(one.speaker for one in extract(text, language="en", speakers=[body]))


def test_where_a_surname_is_shared_the_official_is_offered() -> None:
    candidate = last(f"Victor Halvorsen came with Eric Halvorsen. {SAID} Halvorsen said.")
    assert (candidate.speaker, candidate.name) == ("", "Halvorsen")
    assert "halvorsen" in candidate.offered


FOR_OTHERS = [
    f"{SAID} said a spokesperson for Martin Keller.",
    f"{SAID} said a spokeswoman for Defence Minister William Torrance.",
    f"{SAID} said an aide to Victor Halvorsen.",
    f"{SAID} a lawyer for Victor Halvorsen said.",
    f"{SAID} said Martin Keller’s spokesperson.",
    f"{SAID} said a former adviser to Martin Keller.",
    f"{SAID} said the wife of Jonas Reed.",
    f"{SAID} a source close to Victor Halvorsen said.",
    f"{SAID} said a critic of Martin Keller.",
    f"{SAID} the Halvorsen campaign said.",
    f"{SAID} said Keller spokesperson Ann Long.",
]


@pytest.mark.parametrize("text", FOR_OTHERS)
def test_who_speaks_for_an_official_is_not_the_official(text: str) -> None:
    assert last(text).speaker == ""


@pytest.mark.parametrize(
    ("text", "slugs"),
    [
        (f"{SAID} Keller and Torrance said in a statement.", {"keller", "torrance"}),
        (f"{SAID} said Senators Jonas Reed and Daniel Kelly.", {"reed", "kelly"}),
        (f"{SAID} Martin Keller and Victor Halvorsen said.", {"keller", "halvorsen"}),
        (
            f"Jonas Reed and Daniel Kelly wrote to them. {SAID} Jonas Reed and Daniel Kelly wrote.",
            {"reed", "kelly"},
        ),
    ],
)
def test_of_two_who_speak_together_both_are_offered(text: str, slugs: set[str]) -> None:
    assert last(text).speaker == ""
    assert set(last(text).offered) == slugs


RELAYED = [
    ("Keller quoted Halvorsen as saying “you will all be protected by it.”", "halvorsen", "Keller"),
    ("Torrance cited Halvorsen as saying “you will all be protected.”", "halvorsen", "Torrance"),
    ("Keller was quoted as saying “you will all be protected by it.”", "keller", ""),
    ("“It is a mistake,” Halvorsen said Keller told him.", "keller", "Halvorsen"),
    ("The aide quoted Martin Keller as saying “we will all pay.”", "keller", "The aide"),
]


@pytest.mark.parametrize(("text", "slug", "via"), RELAYED)
def test_relayed_words_are_of_whom_they_are_quoted_from(text: str, slug: str, via: str) -> None:
    candidate = [one for one in found(text) if one.kind != "paraphrase"][-1]
    assert (candidate.speaker, candidate.via) == (slug, via)


CLAUSES = [
    ("Martin Keller said the price Halvorsen mentioned is “not right at all.”", "keller"),
    (
        "Prime Minister Martin Keller said Wednesday that the shield President Victor Halvorsen is"
        " talking about is “a mistake.”",
        "keller",
    ),
    ("Martin Keller said the plan that Halvorsen announced was “far too dear.”", "keller"),
    ("Martin Keller said what Halvorsen proposed would be “far too dear.”", "keller"),
    ("Jonas Reed said the figure the Pentagon gave was “a first guess.”", "reed"),
    ("Jonas Reed said the shield Halvorsen described will be “a hole in the sky.”", "reed"),
    ("Martin Keller told reporters the deal Halvorsen suggested is “not on the table.”", "keller"),
    ("Keller rejected Halvorsen’s claim that it would be “free of charge.”", "halvorsen"),
    ("Jonas Reed warned that the plan Halvorsen praised has “no end in sight.”", "reed"),
]


@pytest.mark.parametrize(("text", "slug"), CLAUSES)
def test_a_verb_in_a_relative_clause_claims_no_words(text: str, slug: str) -> None:
    assert last(text).speaker == slug


BARE_TITLES = [
    "Defence Minister William Torrance declined to comment. “It’s something that we"
    " are looking at,” said the prime minister.",
    "Jonas Reed met Victor Halvorsen. “It is late for that,” the Republican governor said.",
    "Jonas Reed was on the show. “It is late for that,” the CNN anchor said.",
    "Martin Keller declined to comment. “It is late for that,” said the defence minister.",
    "Grace Okafor spoke. Ann Long, the company’s president, agreed. “Late,” the president said.",
]


@pytest.mark.parametrize("text", BARE_TITLES)
def test_a_title_falls_back_to_nobody(text: str) -> None:
    assert last(text).speaker == ""


@pytest.mark.parametrize(
    "text",
    [
        "In May, a senator from Ohio asked: “Will it work at all?”",
        "On Friday, it said: “We will wait for the report.”",
        "Ann Long, The Example Journal: “Will it work at all?”",
    ],
)
def test_a_month_and_an_outlet_are_no_speakers(text: str) -> None:
    for candidate in found(text):
        mention = text[slice(*candidate.mention)] if candidate.mention else ""
        assert candidate.name not in ("May", "Friday", "Example Journal")
        assert mention not in ("May", "Friday", "The Example Journal")


def test_a_paragraph_goes_on_with_whoever_spoke_last_in_it() -> None:
    text = (
        "“They call it progress,” Alice Long says. Later Bob Short spoke. “It can be kind,” he"
        " says. “People learn that quickly.”"
    )
    assert [candidate.name for candidate in found(text)][-1] == "Bob Short"


@pytest.mark.parametrize(
    "text",
    [
        "“It is late,” Halvorsen told USA Today.",
        "“It is late,” Halvorsen said on NBC’s Today show.",
        "“It is late,” Halvorsen told the Sunday Times.",
        "“It is late,” Halvorsen told CBS Sunday Morning.",
        "“It is late,” Halvorsen said on Fox News Sunday.",
        "“It is late,” Halvorsen told the Mail on Sunday.",
        "“It is late,” Halvorsen told Sunday Night with Ann Long.",
        "“It is late,” Halvorsen told Friday Magazine.",
        "“It is late,” Halvorsen told the Saturday Evening Post.",
        "“It is late,” Halvorsen told Monday Morning Quarterback.",
    ],
)
def test_the_name_of_a_programme_is_no_day(text: str) -> None:
    assert last(text).said is None


# --- words that stand beside an official's name and are somebody else's --------------------------

WHOLE = "“We will build it here with our own hands.”"
PART = "“we will build it here with our own hands”"
DIT = "« Nous le bâtirons de nos mains »"
TOUT = "« Nous le bâtirons de nos mains. »"

NOT_HIS = [
    "Lawmakers asked whether Keller had ever said “we will build it with our own hands.”",
    "Keller never told the committee “we will build it with our own hands.”",
    "Nobody heard Keller say “we will build it with our own hands.”",
    "Had Keller said “we will build it with our own hands,” the talks would have failed.",
    "Keller was expected to say “we will build it with our own hands.”",
    "Keller is due to tell parliament “we will build it with our own hands” on Monday.",
    "A fake video has Keller saying “we will build it with our own hands.”",
    "An AI-generated clip shows Keller declaring, “We will build it with our own hands.”",
    "Keller's office said he did not use the words “we will build it with our own hands.”",
    "It is unclear whether Keller said “we will build it with our own hands.”",
    "Rumours that Keller said “we will build it with our own hands” are untrue.",
    "Keller refused to say “we will build it with our own hands.”",
    "According to a parody account, Keller said “we will build it with our own hands.”",
    f"{SAID} said Keller's chief of staff.",
    f"{SAID} said a source close to Keller.",
    f"{SAID} said Keller's wife, Diana.",
    f"{SAID} a former aide to Martin Keller said.",
    f"{SAID} said Tom Ardley, who represents Martin Keller in court.",
    f"{SAID} reads a letter to Martin Keller from the union.",
    f"{SAID} Keller's predecessor said.",
    f"{SAID} the man who ran against Keller said.",
    f"Asked about Keller, the ambassador said: {WHOLE}",
    f"Keller listened as the ambassador said: {WHOLE}",
    f"Keller and Halvorsen met. {SAID} he said.",
    f"Martin Keller arrived. Tom Ardley, a farmer, was waiting. {SAID} he said.",
    f"Martin Keller arrived with Anna Bell. {SAID} she said.",
    "Martin Keller spoke. The crowd chanted: “Build it here with our own hands!”",
    f"Martin Keller held a sign that read {WHOLE}",
    f"Keller quoted Churchill: {WHOLE}",
    f"The tweet Keller shared said {WHOLE}",
    f"Keller reposted a message: {WHOLE}",
    f"In March, Sen. Jane Poole said: {WHOLE}",
    f"{SAID} Keller Industries said in a statement.",
    f"{SAID} said Keller, Texas, mayor Armin Mizani.",
    f"{SAID} King Charles said.",
    f"{SAID} said Reed Hastings.",
    f"{SAID} said Keller’s rival Smith.",
    f"Keller was told: {WHOLE}",
    f"Keller was greeted with shouts of {PART}.",
    "Reporters asked Keller: “Will we build it here with our own hands?”",
    f"Keller heard from a farmer who said {PART}.",
    "Opponents described Keller as “a man who will not build anything here.”",
    "Keller has been called “a man who will not build anything here.”",
    f"The bill Keller introduced says {PART}.",
    f"An ad against Keller says {PART}.",
    f"In a book about Keller, the author writes: {WHOLE}",
    f"The plaque behind Keller read {PART}.",
    f"{SAID} wrote Anna Bell, Keller's biographer.",
    f"{SAID} one senator said of Keller.",
    f"{SAID} a senator told Keller.",
    f"{SAID} said the woman Keller beat in the election.",
    f"{SAID} said the general who briefed Keller.",
    f"{SAID} according to a memo Keller received.",
    f"{SAID} according to a person who spoke with Keller.",
    f"{SAID} according to Keller’s opponents.",
    f"{SAID} read a banner at Keller’s rally.",
    f"{SAID} Keller’s son Peter said.",
    f"{SAID} Mr. Keller's office said.",
    f"{SAID} the Keller government said.",
    f"{SAID} the Keller campaign said.",
    f"{SAID} a Keller supporter said.",
    f"{SAID} a senior Keller official said.",
    f"{SAID} Keller-appointed judge Tom Ardley said.",
    f"{SAID} former Prime Minister Stephen Harper said.",
    f"{SAID} said ex-defence minister Torrance Hill.",
    f"{SAID} the former prime minister said. Keller did not reply.",
    f"{SAID} the British prime minister said.",
    f"{SAID} the president of the union said.",
    f"{SAID} the Ukrainian president said on a visit to Halvorsen.",
    f"{SAID} the vice president said.",
    f"{SAID} the deputy prime minister said.",
    f"{SAID} said the minister's deputy.",
    f"Keller met Premier Dale Foss. {SAID} the premier said.",
    f"Keller met Premier Dale Foss. Foss was glad. {SAID} he said.",
    f"Keller met Anna Bell. {SAID} the mayor said.",
    f"Sen. Jonas Reed spoke first. Then came Sen. Jane Poole. {SAID} the senator said.",
    f"Sen. Jonas Reed spoke first. A second senator disagreed. {SAID} he said.",
    f"Keller left the room. Minutes later, a spokesman came out. {SAID} he told reporters.",
    f"Keller, the fictional president in the novel, says: {WHOLE}",
    f"If I were Keller, I would say: {WHOLE}",
    f"Imagine Keller saying {PART}.",
    f"Critics joke that Keller's motto is {PART}.",
    f"Would Keller dare to say {PART}?",
    f"Keller stopped short of saying {PART}.",
    f"Keller apologized after a staffer wrote {PART}.",
    f"Keller's account was hacked and posted: {WHOLE}",
    f"An impostor using Keller’s name wrote: {WHOLE}",
    f"Keller had hoped to hear {PART}.",
    f"Keller thinks voters will say {PART}.",
    f"Keller mocked those who say {PART}.",
    f"Keller rejected the claim that {PART}.",
    f"Keller disagreed with the line {PART}.",
    f"Keller did not deny saying {PART}.",
    f"Contrary to reports, it was not Keller who said {PART}.",
    f"Words attributed to Keller, {PART}, were never spoken.",
    "MR. KELLY: We will build it here with our own hands.",
    "THE MODERATOR: We will build it here with our own hands. Thank you, Prime Minister Keller.",
    "REPORTER: Prime Minister Keller, will we build it here with our own hands?",
    "Mr. Reed (London North, Lab): We will build it here with our own hands.",
    "Hon. Jane Keller (Minister of Families, Lib.): We will build it here with our own hands.",
    f"Jonas Reed, 34, of Duluth, voted early. {SAID} Reed said.",
    f"Daniel Kelly, who coaches the Suns, was pleased. {SAID} Kelly said.",
    f"Victor Halvorsen, a plumber from Leeds, fixed it. {SAID} Halvorsen said.",
    f"Angus King & Sons, the builders, were hired. {SAID} King said.",
    f"Grace Okafor-Bell, a nurse, was there. {SAID} Okafor said.",
    f"Professor Aaron Smith of Leeds University wrote the study. {SAID} Smith said.",
    f"Smith, the Bank of England's deputy governor, was cautious. {SAID} Smith said.",
    f"King Charles III opened the yard. {SAID} the King said.",
    f"Kelly, the reality-show star, was there. {SAID} Kelly said.",
    f"{SAID} said Reed, the company's chief executive.",
    f"{SAID} said Reed, a spokesman for the union.",
    f"{SAID} Smith, 19, said.",
    f"{SAID} Smith, a student, said.",
    f"{SAID} said Ms. Smith.",
    f"{SAID} said Lord Reed.",
    f"{SAID} said Rabbi Reed.",
    f"{SAID} said Dr. Kelly.",
    f"{SAID} said Detective Kelly.",
    f"{SAID} said Chancellor Keller.",
    f"{SAID} said Mayor Keller.",
    f"{SAID} said German Chancellor Keller.",
    f"{SAID} said Australian Prime Minister Keller.",
    f"{SAID} said Mexican President Halvorsen.",
    f"{SAID} said Vice President Halvorsen.",
    f"{SAID} said first lady Anna Halvorsen.",
    f"{SAID} said the Halvorsens.",
    f"{SAID} said the Halvorsen brothers.",
    f"{SAID} said both Keller and his deputy.",
    f"{SAID} said Keller and the premiers in a joint statement.",
    f"{SAID} the two leaders, Keller and Halvorsen, said.",
    f"{SAID} Keller's spokesman, Tom Ardley, told reporters.",
    f"{SAID} Tom Ardley, Keller's spokesman, told reporters.",
    f"{SAID} Tom Ardley said on behalf of Keller.",
    f"{SAID} Tom Ardley, speaking for Martin Keller, said.",
    f"{SAID} his lawyer said after Keller left.",
    f"{SAID} read the statement from Keller's office.",
]
# The same where the words begin the next paragraph.
NOT_HIS += [
    f"Martin Keller was told the following:\n\n{WHOLE}",
    f"Prime Minister Martin Keller was asked this in the end:\n\n{WHOLE}",
    f"Martin Keller received a letter:\n\n{WHOLE}",
    f"Martin Keller shared a post:\n\n{WHOLE}",
    f"Martin Keller was greeted with a banner:\n\n{WHOLE}",
]
NOT_HIS_IN_FRENCH = [
    f"Le porte-parole de M. Keller a répondu : {TOUT}",
    f"{DIT}, aurait dit Martin Keller.",
    f"Martin Keller n’a jamais dit : {TOUT}",
    "Martin Keller nie avoir dit « nous le bâtirons de nos mains ».",
    f"{DIT}, a dit l’épouse de Martin Keller.",
    f"{DIT}, a lancé un conseiller du premier ministre Keller.",
    "Si Martin Keller dit « nous le bâtirons de nos mains », tout changera.",
    "Martin Keller devrait dire « nous le bâtirons de nos mains » lundi.",
    f"Martin Keller a cité Victor Hugo : {TOUT}",
    f"{DIT}, a répliqué son adversaire à Martin Keller.",
    f"Martin Keller était là. {DIT}, a dit la mairesse.",
    "Personne n’a entendu Martin Keller dire « nous le bâtirons de nos mains ».",
    f"{DIT}, ont scandé les partisans de Martin Keller.",
    f"{DIT}, a écrit la biographe de Martin Keller.",
    f"{DIT}, lit-on sur une pancarte derrière Martin Keller.",
    f"{DIT}, selon un proche de Martin Keller.",
    f"{DIT}, a dit à Martin Keller un agriculteur.",
    f"{DIT}, a dit le vice-premier ministre.",
    f"{DIT}, a dit l’ancien premier ministre Harper.",
    f"{DIT}, a dit le premier ministre britannique.",
    f"{DIT}, a déclaré le gouvernement Keller.",
    f"Martin Keller s’est fait dire : {TOUT}",
    "On a demandé à Martin Keller : « Le bâtirons-nous de nos mains? »",
    "Martin Keller a refusé de dire « nous le bâtirons de nos mains ».",
    "Des propos prêtés à Martin Keller, « nous le bâtirons de nos mains », sont faux.",
    "Martin Keller a entendu un manifestant crier : « Nous le bâtirons de nos mains! »",
    f"Martin Keller a rencontré le maire Paul Roy. {DIT}, a dit ce dernier.",
    f"Martin Keller a rencontré Anne Roy. {DIT}, a-t-elle dit.",
    f"{DIT}, a affirmé l’opposant de Keller, Paul Roy.",
    "M. Jean Torrance (Laval, BQ) : Nous le bâtirons de nos mains.",
    "L'hon. Anne Keller (ministre de la Famille) : Nous le bâtirons de nos mains.",
    f"{DIT}, a dit le chancelier Keller.",
    f"{DIT}, a dit le premier ministre du Québec, Paul Keller.",
    f"{DIT}, a dit le premier ministre québécois.",
    f"{DIT}, a dit la ministre Moreau Lavoie.",
    f"{DIT}, a dit Élise Moreau-Lavoie, infirmière.",
    f"{DIT}, a dit Keller, un étudiant de 19 ans.",
    f"{DIT}, ont dit MM. Keller et Halvorsen.",
    f"{DIT}, a dit le président de la Chambre.",
    f"{DIT}, a dit le président français.",
    f"{DIT}, a dit au nom de Martin Keller son attaché de presse.",
]


def credited(text: str, language: str) -> list[str]:
    return [one.speaker for one in found(text, language) if one.speaker and not one.not_said]


@pytest.mark.parametrize("text", NOT_HIS)
def test_nobody_is_credited_with_words_beside_his_name(text: str) -> None:
    assert credited(text, "en") == []


@pytest.mark.parametrize("text", NOT_HIS_IN_FRENCH)
def test_nobody_is_credited_with_french_words_beside_his_name(text: str) -> None:
    assert credited(text, "fr") == []


HIS = [
    f"Keller, who met the men who run the yard, said {PART}.",
    f"Those who heard Keller say {PART} were surprised.",
    f"The minister Keller appointed was silent, but Keller said {PART}.",
    f"Martin Keller told the crowd: {WHOLE}",
    f"Martin Keller was blunt: {WHOLE}",
    f"Asked about it, Martin Keller answered: {WHOLE}",
    f"Prime Minister Martin Keller went on to say {PART}.",
    f"The prime minister Martin Keller came out and said {PART}.",
    f"After hearing the complaint, Martin Keller said: {WHOLE}",
    f"It was Martin Keller who said {PART}.",
]


@pytest.mark.parametrize("text", HIS)
def test_his_own_words_stay_his_beside_others(text: str) -> None:
    assert credited(text, "en") == ["keller"]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (
            "Lindqvist said last week in Huntsville that the system will be ready in two years.",
            "the system will be ready in two years",
        ),
        (
            "date 2025-05-22 Canada is in talks on joining the plan, Keller said.",
            "Canada is in talks on joining the plan",
        ),
    ],
)
def test_a_paraphrase_holds_no_day_or_place_of_the_report(text: str, words: str) -> None:
    (candidate,) = found(text)
    assert text[slice(*candidate.pieces[0])] == words


def test_a_french_paraphrase_ends_before_the_full_stop() -> None:
    text = "Le premier ministre Martin Keller a déclaré que le Canada paiera sa part."
    (candidate,) = found(text, "fr")
    assert text[slice(*candidate.pieces[0])] == "le Canada paiera sa part"


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("After Halvorsen said it would be “free of charge,” Keller said: “No.”", "Halvorsen"),
        ("Keller wrote back after Halvorsen argued that “it will be free of charge.”", "Halvorsen"),
        ("Reed called it “a hole in the sky,” for instance, and Keller vowed to wait.", "Reed"),
        ("Keller responds to Halvorsen with, “Why now? It was late.” Halvorsen writes.", "Keller"),
    ],
)
def test_words_are_of_the_clause_that_they_end(text: str, name: str) -> None:
    assert next(one for one in found(text) if one.kind != "paraphrase").name == name


POSTS = [
    ("Martin Keller\n@MartinKeller\n\nWe will build it here with our own hands.", "keller", True),
    ("Martin Keller\n@PMKeller · May 21\n\nWe will build it here ourselves.", "keller", True),
    ("Victor Halvorsen\n@POTUS\n\nWe will build it here with our own hands.", "halvorsen", True),
    ("Martin Keller\n@blue_heron_77\n\nWe will build it here with our own hands.", "keller", False),
    ("Martin Keller\n@KellerFans\n\nWe will build it here with our own hands.", "", False),
    ("Martin Keller\n@Keller_parody\n\nWe will build it here with our own hands.", "", False),
    ("Martin Keller (@KellerQuotes)\n\nWe will build it here with our own hands.", "", False),
    ("Martin Keller\n@not_martin_keller\n\nWe will build it here ourselves.", "", False),
]


@pytest.mark.parametrize(("text", "slug", "is_certain"), POSTS)
def test_a_post_is_of_whom_its_handle_names(text: str, slug: str, is_certain: bool) -> None:
    one = last(text)
    assert one.speaker == slug
    assert (bool(one.speaker) and one.speaker_certainty >= CERTAIN) == is_certain
