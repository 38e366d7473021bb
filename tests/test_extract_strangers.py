"""People of an article who are not the official of that name, and those without any name.

In each of these paragraphs no words may be credited to an official: the name is of somebody whom
the article presents as another, or a pronoun may mean somebody whom it does not name.
"""

import pytest

from tests.officials import found

SAID = "“We will build it here with our own hands,”"
HE = "“We have waited long enough for all of it,” he said."

NAMESAKES = [
    f"Angus King the elder founded the store in 1921. {SAID} King wrote in his diary.",
    f"Jonas Reed the younger runs the farm. {SAID} Reed said.",
    f"The younger Halvorsen, 24, runs the hotel. {SAID} the younger Halvorsen said.",
    f"President Victor Halvorsen waved to his son. {SAID} the younger Halvorsen said.",
    f"Martin Keller has a father of the same name. {SAID} the older Keller said.",
    f"Another Victor Halvorsen got the letter. {SAID} Halvorsen said.",
    f"A different Victor Halvorsen got the letter. {SAID} Halvorsen said.",
    f"Victor Halvorsen — no relation to the president — got the letter. {SAID} Halvorsen said.",
    f"Victor Halvorsen (no relation) got the letter. {SAID} Halvorsen said.",
    f"Grace Okafor, no relation to the defense secretary, got it. {SAID} Okafor said.",
    f"Grace Okafor, not to be confused with the secretary, got it. {SAID} Okafor said.",
    f"Her mother, also named Grace Okafor, was there. {SAID} Okafor said.",
    f"A woman named Grace Okafor was there. {SAID} Okafor said.",
    f"Martin Keller III, the grandson, was there. {SAID} Keller said.",
    f"Daniel Kelly, who died in 1911, kept a diary. {SAID} Kelly wrote.",
    f"The late Jonas Reed built the mill. {SAID} Reed used to say.",
]
INTRODUCED = [
    f"Sergei Volkov, a chess grandmaster, lost. {SAID} Volkov said.",
    f"Dr. Erik Lindqvist of Uppsala University spoke. {SAID} Lindqvist said.",
    f"Erik Lindqvist, who teaches at Uppsala, spoke. {SAID} Lindqvist said.",
    f"Victor Halvorsen, a high school junior, won the match. {SAID} Halvorsen said.",
    f"Victor Halvorsen, 17, won the match. {SAID} Halvorsen said.",
    f"Quarterback Victor Halvorsen won the match. {SAID} Halvorsen said.",
    f"Shopper Grace Okafor was pleased. {SAID} Okafor said.",
    f"Neighbor Grace Okafor was pleased. {SAID} Okafor said.",
    f"Grace Okafor, a voter from Leeds, was pleased. {SAID} Okafor said.",
    f"Grace Okafor, a mother of three, was pleased. {SAID} Okafor said.",
    f"Firefighter Daniel Kelly was pleased. {SAID} Kelly said.",
    f"Daniel Kelly, who owns a bar in Tucson, was pleased. {SAID} Kelly said.",
    f"Daniel Kelly, who runs a bar in Tucson, was pleased. {SAID} Kelly said.",
    f"Daniel Kelly, CEO of a bank, was pleased. {SAID} Kelly said.",
    f"Daniel Kelly, an analyst at Example Research, was pleased. {SAID} Kelly said.",
    f"Attorney Daniel Kelly was pleased. {SAID} Kelly said.",
    f"Councilwoman Grace Okafor was pleased. {SAID} Okafor said.",
    f"Police Chief William Torrance was pleased. {SAID} Torrance said.",
    f"Local baker Daniel Kelly was pleased. {SAID} Kelly said.",
    f"{SAID} said bystander Daniel Kelly.",
    f"{SAID} Officer Daniel Kelly said.",
    f"{SAID} Detective Daniel Kelly said.",
    f"{SAID} Principal Daniel Kelly said.",
    f"{SAID} Prof. Daniel Kelly said.",
    f"{SAID} Lord Daniel Kelly said.",
    f"{SAID} Ambassador Jonas Reed said.",
    f"{SAID} state Sen. Jonas Reed said.",
    f"{SAID} state senator Jonas Reed said.",
    f"{SAID} Sen. Jonas Reed of Ohio said.",
    f"{SAID} said Jonas Reed, spokesman for the union.",
    f"{SAID} said union leader Jonas Reed.",
    f"{SAID} said Jonas Reed, head of the miners’ union.",
    f"{SAID} said Victor Halvorsen, president of the miners’ union.",
    f"{SAID} said Victor Halvorsen, the union’s president.",
    f"{SAID} said Victor Halvorsen, president of Example College.",
    f"{SAID} said Grace Okafor, secretary of the school board.",
    f"{SAID} said William Torrance, minister at the First Church.",
    f"{SAID} said the Rev. William Torrance, a minister.",
]
UNNAMED = [
    f"Martin Keller met his Danish counterpart. {HE}",
    f"Martin Keller met with the Danish prime minister. {HE}",
    f"Sen. Jonas Reed’s chief of staff called. {HE}",
    f"A biographer of Martin Keller was there. {HE}",
    f"Martin Keller spoke in Windsor. The mayor was there. {HE}",
    f"Martin Keller spoke in Windsor. Windsor’s mayor did not clap. {HE}",
    f"Martin Keller spoke in Windsor. The local union boss did not clap. {HE}",
    f"Martin Keller spoke in Windsor, where farmers waited. One of them was angry. {HE}",
    f"Martin Keller spoke in Windsor. A man in the front row stood up. {HE}",
    f"Martin Keller spoke in Windsor. Outside, a driver waited. {HE}",
    f"Halvorsen appointed Erik Lindqvist. {HE}",
    f"Keller’s son was ten. {HE}",
    f"Keller’s father worked in the mine. {HE}",
    f"Martin Keller remembered a neighbor. {HE}",
]


@pytest.mark.parametrize("text", [*NAMESAKES, *INTRODUCED, *UNNAMED])
def test_nobody_is_taken_for_an_official(text: str) -> None:
    candidates = found(text)
    assert candidates
    assert [one.speaker for one in candidates if one.speaker] == []


@pytest.mark.parametrize(
    ("text", "slug"),
    [
        (f"Sen. Daniel Kelly, a veteran, was pleased. {SAID} Kelly said.", "kelly"),
        (f"Daniel Kelly, an Arizona senator, was pleased. {SAID} Kelly said.", "kelly"),
        (f"President Victor Halvorsen, 78, was pleased. {SAID} Halvorsen said.", "halvorsen"),
        (f"Billionaire Victor Halvorsen was pleased. {SAID} Halvorsen said.", "halvorsen"),
        (f"Martin Keller, a former banker, was pleased. {SAID} Keller said.", "keller"),
        (f"Martin Keller, the prime minister, was in Windsor. The prime minister left. {HE}", ""),
        (f"Prime Minister Martin Keller spoke. The prime minister was pleased. {HE}", "keller"),
    ],
)
def test_what_an_official_is_called_speaks_for_nobody_else(text: str, slug: str) -> None:
    assert found(text)[-1].speaker in ("keller", slug)
