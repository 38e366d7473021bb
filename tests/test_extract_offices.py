"""The office beside a name: whose it is tells namesakes from the officials of the archive.

A title alone does not: secretaries are of a state or of defence, senators of Maine or Tasmania.
"""

import pytest

from tests.officials import found

SAID = "“We will build it here with our own hands,”"
DIT = "« Nous le construirons ici de nos propres mains »"
# How somebody is introduced, and called beside the words.
ELSEWHERE = [
    ("en", "Victor Halvorsen, a Democratic candidate for Congress in Iowa,", "Halvorsen"),
    ("en", "Iowa congressional candidate Victor Halvorsen", "Halvorsen"),
    ("en", "Republican Victor Halvorsen of Texas, who is running for the Senate,", "Halvorsen"),
    ("en", "Victor Halvorsen, the Republican nominee for governor of Utah,", "Halvorsen"),
    ("en", "Victor Halvorsen, who is running for the state Senate in Ohio,", "Halvorsen"),
    ("en", "Victor Halvorsen, president of the Oregon Senate,", "Halvorsen"),
    ("en", "Oregon Senate President Victor Halvorsen", "Halvorsen"),
    ("en", "Ohio Secretary of State Grace Okafor", "Okafor"),
    ("en", "Grace Okafor, the secretary of agriculture,", "Okafor"),
    ("en", "Interior Secretary Grace Okafor", "Okafor"),
    ("en", "Texas Agriculture Commissioner Grace Okafor", "Okafor"),
    ("en", "Manitoba Finance Minister William Torrance", "Torrance"),
    ("en", "Ontario’s health minister, William Torrance,", "Torrance"),
    ("en", "William Torrance, health minister of Ontario,", "Torrance"),
    ("en", "Fisheries Minister William Torrance", "Torrance"),
    ("en", "Premier Martin Keller of Manitoba", "Keller"),
    ("en", "Martin Keller, Manitoba’s premier,", "Keller"),
    ("en", "Martin Keller, prime minister of Malta,", "Keller"),
    ("en", "Ohio Sen. Jonas Reed", "Reed"),
    ("en", "Rep. Aaron Smith of Ohio", "Smith"),
    ("en", "Rep. Aaron Smith (R-Ohio)", "Smith"),
    ("en", "Ohio Republican Jonas Reed", "Reed"),
    ("en", "Jonas Reed, the Ohio Republican,", "Reed"),
    ("en", "Jonas Reed, R-Ohio,", "Reed"),
    ("en", "Angus King, deputy mayor of Hull,", "King"),
    ("en", "Angus King, the Green candidate in Leeds,", "King"),
    ("en", "Erik Lindqvist, commander of the Swedish navy,", "Lindqvist"),
    ("en", "Erik Lindqvist, commander of the Uppsala police,", "Lindqvist"),
    ("en", "Sergey Volkov, deputy mayor of Omsk,", "Volkov"),
    ("en", "Sergey Volkov, deputy minister of sport,", "Volkov"),
    ("en", "Élise Moreau, France’s minister of culture,", "Moreau"),
    ("en", "Prime Minister Martin Keller, who governed from 1911 to 1920,", "Keller"),
    ("en", "Daniel Kelly, a senator in the 1890s,", "Kelly"),
    ("en", "Nineteenth-century senator Daniel Kelly", "Kelly"),
    ("en", "Sen. Daniel Kelly (1860–1921)", "Kelly"),
    ("fr", "Le ministre des Finances du Manitoba, William Torrance,", "M. Torrance"),
    ("fr", "William Torrance, ministre de la Santé de l’Ontario,", "M. Torrance"),
    ("fr", "Le ministre ontarien William Torrance", "M. Torrance"),
    ("fr", "La ministre de la Culture, Élise Moreau,", "Mme Moreau"),
    ("fr", "La ministre québécoise Élise Moreau", "Mme Moreau"),
    ("fr", "Élise Moreau, ministre belge de la Défense,", "Mme Moreau"),
    ("fr", "Jonas Reed, sénateur de l’Ohio,", "M. Reed"),
    ("fr", "Le sénateur de l’Ohio Jonas Reed", "M. Reed"),
    ("fr", "Le candidat républicain Victor Halvorsen, du Texas,", "M. Halvorsen"),
    ("fr", "Victor Halvorsen, candidat au Sénat en Iowa,", "M. Halvorsen"),
    ("fr", "Victor Halvorsen, président de l’Union des éleveurs,", "M. Halvorsen"),
    ("fr", "Martin Keller, premier ministre du Manitoba,", "M. Keller"),
    ("fr", "Martin Keller, premier ministre de Malte,", "M. Keller"),
    ("fr", "Grace Okafor, secrétaire à l’Agriculture,", "Mme Okafor"),
    ("fr", "Le sénateur Daniel Kelly (1860-1921)", "M. Kelly"),
]
ELSEWHERE_IN_TEXT = [
    ("en", f"Jonas Reed is a senator from Ohio. {SAID} Reed said."),
    ("en", f"In the 1890s, Prime Minister Martin Keller took a train. {SAID} Keller said."),
    ("en", f"During the Blitz of 1940, Martin Keller was prime minister. {SAID} Keller said."),
    ("en", "“We will build it,” Senator Daniel Kelly said in 1911."),
    ("en", f"Back in 1938, Daniel Kelly stood up. {SAID} Kelly said."),
    ("fr", f"Dans les années 1930, Martin Keller était premier ministre. {DIT}, a dit M. Keller."),
]
THEIRS = [
    ("en", "Defense Secretary Grace Okafor", "Okafor", "okafor"),
    ("en", "Grace Okafor, the U.S. secretary of defense,", "Okafor", "okafor"),
    ("en", "Defense Secretary Grace Okafor of Ohio", "Okafor", "okafor"),
    ("en", "President Victor Halvorsen of the United States", "Halvorsen", "halvorsen"),
    ("en", "Sen. Jonas Reed, D-R.I.,", "Reed", "reed"),
    ("en", "Rhode Island Sen. Jonas Reed", "Reed", "reed"),
    ("en", "Sen. Jonas Reed of Rhode Island", "Reed", "reed"),
    (
        "en",
        "Sen. Jonas Reed, the top Democrat on the Senate Armed Services Committee,",
        "Reed",
        "reed",
    ),
    ("en", "Jonas Reed, a Democratic senator from Rhode Island,", "Reed", "reed"),
    ("en", "Rep. Aaron Smith, D-Wash.,", "Rep. Smith", "smith"),
    ("en", "Rep. Aaron Smith, a Washington Democrat,", "Rep. Smith", "smith"),
    ("en", "Canada’s defence minister, William Torrance,", "Torrance", "torrance"),
    ("en", "Defence Minister William Torrance", "Torrance", "torrance"),
    ("en", "Minister of National Defence William Torrance", "Torrance", "torrance"),
    ("en", "Gen. Erik Lindqvist, commander of U.S. Space Command,", "Lindqvist", "lindqvist"),
    ("en", "Sergey Volkov, Russia’s deputy foreign minister,", "Volkov", "volkov"),
    ("en", "Russian Deputy Foreign Minister Sergey Volkov", "Volkov", "volkov"),
    ("en", "French Defense Minister Élise Moreau", "Moreau", "moreau"),
    (
        "en",
        "Prime Minister Martin Keller, a former governor of the central bank,",
        "Keller",
        "keller",
    ),
    ("en", "Victor Halvorsen, the Republican president,", "Halvorsen", "halvorsen"),
    ("en", "Martin Keller, leader of the Liberal Party,", "Keller", "keller"),
    ("en", "Angus King, an independent from Maine,", "King", "king"),
    ("en", "Sen. Angus King, I-Maine,", "King", "king"),
    ("fr", "Le premier ministre du Canada, Martin Keller,", "M. Keller", "keller"),
    ("fr", "Le premier ministre canadien Martin Keller", "M. Keller", "keller"),
    ("fr", "Le ministre de la Défense nationale, William Torrance,", "M. Torrance", "torrance"),
    ("fr", "La ministre française de la Défense, Élise Moreau,", "Mme Moreau", "moreau"),
    ("fr", "Élise Moreau, ministre de la Défense,", "Mme Moreau", "moreau"),
    ("fr", "Le président américain Victor Halvorsen", "M. Halvorsen", "halvorsen"),
    ("fr", "Le président des États-Unis, Victor Halvorsen,", "M. Halvorsen", "halvorsen"),
    ("fr", "La secrétaire américaine à la Défense, Grace Okafor,", "Mme Okafor", "okafor"),
    ("fr", "Le sénateur du Rhode Island Jonas Reed", "M. Reed", "reed"),
    ("fr", "Le sénateur démocrate Jonas Reed, du Rhode Island,", "M. Reed", "reed"),
    ("fr", "Le vice-ministre russe des Affaires étrangères, Sergey Volkov,", "M. Volkov", "volkov"),
    (
        "fr",
        "Le premier ministre Martin Keller, ancien gouverneur de la Banque du Canada,",
        "M. Keller",
        "keller",
    ),
]
THEIRS_IN_TEXT = [
    ("en", f"Erik Lindqvist, the commander, was there. {SAID} Lindqvist said.", "lindqvist"),
    ("en", f"U.S. President Victor Halvorsen was in Iowa. {SAID} Halvorsen said.", "halvorsen"),
    ("en", f"In Iowa, President Victor Halvorsen spoke. {SAID} Halvorsen said.", "halvorsen"),
    ("en", f"Iowa welcomed President Victor Halvorsen. {SAID} Halvorsen said.", "halvorsen"),
    ("en", f"Prime Minister Martin Keller met Ontario’s premier. {SAID} Keller said.", "keller"),
    ("en", f"In 2019, Sen. Jonas Reed spoke. {SAID} Reed said.", "reed"),
    (
        "en",
        f"In a report on the wars of 1812 and 1911, Sen. Jonas Reed spoke. {SAID} Reed said.",
        "reed",
    ),
    (
        "fr",
        f"Le ministre de la Défense a rencontré Martin Keller. {DIT}, a dit M. Keller.",
        "keller",
    ),
    (
        "fr",
        f"Au Manitoba, le premier ministre Martin Keller a parlé. {DIT}, a dit M. Keller.",
        "keller",
    ),
]


def text_of(language: str, introduced: str, called: str) -> str:
    if language == "fr":
        return f"{introduced} était là. {DIT}, a dit {called}."
    return f"{introduced} was there. {SAID} {called} said."


@pytest.mark.parametrize(
    ("language", "text"),
    [*((row[0], text_of(*row)) for row in ELSEWHERE), *ELSEWHERE_IN_TEXT],
)
def test_an_office_of_another_body_place_or_time_is_of_somebody_else(
    language: str, text: str
) -> None:
    candidates = found(text, language)
    assert candidates
    assert [one.speaker for one in candidates if one.speaker] == []


@pytest.mark.parametrize(
    ("language", "text", "slug"),
    [*((row[0], text_of(*row[:3]), row[3]) for row in THEIRS), *THEIRS_IN_TEXT],
)
def test_their_own_office_however_it_is_put_is_theirs(language: str, text: str, slug: str) -> None:
    assert found(text, language)[-1].speaker == slug


FAR = "treaties that men in high hats and long coats once signed with pens of gold "
CENTURIES = [
    f"Beside nineteenth-century {FAR * 2}Prime Minister Martin Keller spoke.",
    f"Under a fifteenth century map of {FAR * 2}Martin Keller stood.",
    f"Amid 18th-century {FAR * 2}the Canadian Martin Keller stood.",
    f"Prime Minister Martin Keller spoke beside {FAR * 2}in 1850.",
    f"Prime Minister Martin Keller praised {FAR * 2}in the 1790s.",
    f"Martin Keller, the prime minister who showed {FAR * 2}in 1801 stood.",
]


@pytest.mark.parametrize("text", CENTURIES)
def test_a_century_or_a_year_pages_away_dates_nobody(text: str) -> None:
    assert found(f"{text} “We decide here and now,” Keller said.")[-1].speaker == "keller"
