"""The speakers of an article: officials and their namesakes, those who speak for them, relays."""

import pytest

from quotes.extraction import extract
from quotes.extraction.candidates import Candidate, KnownSpeaker
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
