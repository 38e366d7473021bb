"""Invented officials for articles that are made up: nobody real is given words in a test."""

from collections.abc import Iterable
from datetime import date

from quotes.extraction import extract
from quotes.extraction.values import Candidate, KnownSpeaker, Office

PUBLISHED = date(2025, 5, 22)
SINCE = date(2025, 1, 20)


def official(
    slug: str,
    name: str,
    title: str,
    body: str,
    country: str,
    *aliases: str,
    until: date | None = None,
) -> KnownSpeaker:
    return KnownSpeaker(
        slug=slug,
        name=name,
        aliases=aliases,
        offices=(Office(title, body, SINCE, until),),
        country=country,
    )


OFFICIALS = (
    official("keller", "Martin Keller", "Prime Minister of Canada", "Canada", "CA", "PM Keller"),
    official(
        "halvorsen", "Victor Halvorsen", "President of the United States", "United States", "US"
    ),
    official("reed", "Jonas Reed", "Senator from Rhode Island", "United States Senate", "US"),
    official("kelly", "Daniel Kelly", "Senator from Arizona", "United States Senate", "US"),
    official("smith", "Aaron Smith", "Representative from Washington", "House", "US"),
    official("torrance", "William Torrance", "Minister of National Defence", "Canada", "CA"),
    official("okafor", "Grace Okafor", "Secretary of Defense", "United States", "US"),
    official("volkov", "Sergey Volkov", "Deputy Foreign Minister", "Russia", "RU"),
    official(
        "lindqvist", "Erik Lindqvist", "Commander", "Space Command", "US", "Gen. Erik Lindqvist"
    ),
    official("king", "Angus King", "Senator from Maine", "United States Senate", "US"),
    official("moreau", "Élise Moreau", "Ministre de la Défense", "France", "FR"),
    KnownSpeaker(slug="pentagon", name="United States Department of Defense", is_institution=True),
)

# Of a later lot: surnames that are words, places and given names, and an office in each language.
OTHER_OFFICIALS = (
    official("holt", "Warren Holt", "President of the United States", "United States", "US"),
    official("dunleavy", "Margaret Dunleavy", "Secretary of Defense", "United States", "US"),
    official(
        "reyes", "Samuel Reyes", "Director", "Golden Dome for America", "US", "Gen. Samuel Reyes"
    ),
    official("bishop", "Grace Bishop", "Director", "Missile Defense Agency", "US"),
    official("keller", "Thomas Keller", "Senator from Ohio", "United States Senate", "US"),
    official("forest", "Daniel Forest", "Prime Minister of Canada", "Canada", "CA"),
    official("rao", "Anand Rao", "Minister of National Defence", "Canada", "CA"),
    official("marchand", "Hélène Marchand", "Minister of Foreign Affairs", "Canada", "CA"),
    official("lavoie", "Étienne Lavoie", "Minister of Industry", "Canada", "CA"),
)


def found(
    text: str, language: str = "en", speakers: Iterable[KnownSpeaker] = OFFICIALS
) -> list[Candidate]:
    """What extraction proposes of an article of that day, to an archive with these officials."""
    return extract(
        text, published=PUBLISHED, outlet="CBC News", language=language, speakers=speakers
    )
