"""Which speaker a mention means: one that can be told, or nobody."""

from datetime import date

import pytest

from quotes.extraction.known import Directory
from quotes.extraction.values import KnownSpeaker, Office
from quotes.verification.known_speakers import directory, known_speakers
from tests import factories as make
from tests.work import calls

DAY = date(2025, 5, 21)


def person(slug: str, name: str, *aliases: str, offices: tuple[Office, ...] = ()) -> KnownSpeaker:
    return KnownSpeaker(slug=slug, name=name, aliases=aliases, offices=offices)


SPEAKERS = [
    person(
        "carney",
        "Mark Carney",
        "PM Carney",
        offices=(
            Office("Prime Minister of Canada", "Government of Canada", since=date(2025, 3, 14)),
        ),
    ),
    person(
        "trudeau",
        "Justin Trudeau",
        offices=(
            Office(
                "Prime Minister of Canada",
                "Government of Canada",
                since=date(2015, 11, 4),
                until=date(2025, 3, 13),
            ),
        ),
    ),
    person(
        "frederiksen",
        "Mette Frederiksen",
        offices=(Office("Prime Minister of Denmark", "Denmark"),),
    ),
    person(
        "trump",
        "Donald Trump",
        "Donald J. Trump",
        "Trump",
        offices=(Office("President of the United States", "United States Government"),),
    ),
    person("putin", "Vladimir Putin", offices=(Office("President of Russia", "Russia"),)),
    person(
        "hegseth",
        "Pete Hegseth",
        offices=(Office("Secretary of Defense", "United States Department of Defense"),),
    ),
    person(
        "mcguinty",
        "David McGuinty",
        offices=(Office("Minister of National Defence", "Government of Canada"),),
    ),
    person("guetlein", "Michael Guetlein", "General Mike Guetlein"),
    person("smyth", "J.D. Smyth", "Maj.-Gen. Smyth"),
    person("rasmussen", "Lars Løkke Rasmussen"),
    person("leblanc", "Dominic LeBlanc"),
    person("kelly", "Mark Kelly"),
    person("other-kelly", "Robin Kelly"),
    person(
        "mao", "Mao Ning", offices=(Office("Spokesperson", "Ministry of Foreign Affairs of China"),)
    ),
    person("mckenna", "Frank McKenna", offices=(Office("Ambassador (former)", "Canada"),)),
    KnownSpeaker(slug="pentagon", name="United States Department of Defense", is_institution=True),
    KnownSpeaker(slug="mfa", name="Ministry of Foreign Affairs of China", is_institution=True),
    KnownSpeaker(
        slug="cbo", name="Congressional Budget Office", aliases=("CBO",), is_institution=True
    ),
]
KNOWN = Directory(SPEAKERS)


def meant(mention: str, on: date | None = DAY, among: tuple[str, ...] = ()) -> str | None:
    found = KNOWN.resolve(mention, on, among)
    return found.slug if found else None


@pytest.mark.parametrize(
    ("mention", "slug"),
    [
        ("Mark Carney", "carney"),
        ("MARK CARNEY", "carney"),
        ("Carney", "carney"),
        ("Carney’s", "carney"),
        ("Mr. Carney", "carney"),
        ("M. Carney", "carney"),
        ("Canadian Prime Minister Mark Carney", "carney"),
        ("Mark Carney, the former banker", "carney"),
        ("U.S. President Donald J. Trump, 78", "trump"),
        ("President Trump", "trump"),
        ("Defense Secretary Pete Hegseth", "hegseth"),
        ("Gen. Guetlein", "guetlein"),
        ("Michael A. Guetlein", "guetlein"),
        ("Mike Guetlein", "guetlein"),
        ("Maj.-Gen. J.D. Smyth", "smyth"),
        ("Lokke Rasmussen", "rasmussen"),
        ("Løkke Rasmussen", "rasmussen"),
        ("Robin Kelly", "other-kelly"),
        ("Chinese foreign ministry spokesperson Mao Ning", "mao"),
    ],
)
def test_names(mention: str, slug: str) -> None:
    assert meant(mention) == slug


@pytest.mark.parametrize(
    "mention",
    [
        *("Eric Trump", "Donald Trump Jr.", "Jean Guetlein", "Kelly", "Senator Kelly", "Mark"),
        *(
            "he",
            "",
            "—",
            "the minister",
            "a spokesman",
            "the spokesman",
            "Zelensky",
            "Carneys Bank",
            "General",
        ),
    ],
)
def test_whom_nobody_can_tell(mention: str) -> None:
    assert meant(mention) is None


@pytest.mark.parametrize(
    ("mention", "slug"),
    [
        ("the Canadian prime minister", "carney"),
        ("Canada's prime minister", "carney"),
        ("le premier ministre du Canada", "carney"),
        ("the Danish prime minister", "frederiksen"),
        ("the U.S. president", "trump"),
        ("the Russian president", "putin"),
        ("le président américain", "trump"),
        ("the defense secretary", "hegseth"),
        ("le secrétaire à la Défense", "hegseth"),
        ("Canada's defence minister", "mcguinty"),
        ("the minister of national defence", "mcguinty"),
        ("le ministre de la Défense nationale", "mcguinty"),
        ("the Chinese foreign ministry spokesperson", "mao"),
        ("the prime minister", None),
        ("the president", None),
        ("the former Canadian prime minister", None),
        ("Canada's ambassador", None),
        ("the deputy prime minister", None),
        ("the prime minister's spokesman", None),
    ],
)
def test_offices(mention: str, slug: str | None) -> None:
    assert meant(mention) == slug


def test_an_office_is_that_of_its_holder_on_the_day() -> None:
    assert meant("Canada's prime minister", date(2025, 3, 13)) == "trudeau"
    assert meant("Canada's prime minister", date(2025, 3, 14)) == "carney"
    assert meant("Canada's prime minister", date(2010, 1, 1)) is None
    assert meant("Canada's prime minister", None) is None, "two have held it"


def test_of_several_that_may_be_meant_it_is_the_one_the_article_names() -> None:
    assert meant("the prime minister", among=("carney", "trump")) == "carney"
    assert meant("the prime minister", among=("carney", "frederiksen")) is None
    assert meant("the president", among=("putin",)) == "putin"
    assert meant("Kelly", among=("kelly",)) == "kelly"
    assert meant("the spokeswoman", among=("mao",)) == "mao"
    assert meant("Mark Carney", among=("trump",)) == "carney"


@pytest.mark.parametrize(
    ("mention", "slug"),
    [
        ("the Pentagon", "pentagon"),
        ("the U.S. Department of Defense", "pentagon"),
        ("China's foreign ministry", "mfa"),
        ("the Chinese Foreign Ministry", "mfa"),
        ("the CBO", "cbo"),
        ("the Congressional Budget Office", "cbo"),
        ("China's office", None),
        ("the ministry", None),
        ("the White House", None),
        ("us", None),
        ("the U.S. government", None),
    ],
)
def test_institutions(mention: str, slug: str | None) -> None:
    assert meant(mention) == slug


@pytest.mark.parametrize("mention", ["Prime Minister Mark Carney", "the president", "Last7"])
def test_among_thousands_of_speakers_asking_is_no_more_work(mention: str) -> None:
    many = [person(f"s-{n}", f"First{n} Last{n % 900}") for n in range(5_000)]
    few, all_of_them = Directory([*SPEAKERS, *many[:900]]), Directory([*SPEAKERS, *many])
    # What is cached of a mention must not count for the first that is asked.
    all_of_them.resolve(mention, DAY)
    assert calls(lambda: all_of_them.resolve(mention, DAY)) <= calls(
        lambda: few.resolve(mention, DAY)
    )


@pytest.mark.django_db
def test_speakers_are_read_from_the_archive(django_assert_num_queries) -> None:
    speaker = make.speaker("Mark Carney", slug="carney")
    make.alias(speaker, "PM Carney")
    make.alias(speaker, "Carney")
    make.role(
        speaker,
        "Prime Minister of Canada",
        since="2025-03",
        organization="Government of Canada",
        title_fr="Premier ministre du Canada",
    )
    make.speaker("Congressional Budget Office", slug="cbo", kind="institution", name_fr="Bureau")
    with django_assert_num_queries(2):
        carney, cbo = known_speakers()
    assert carney == KnownSpeaker(
        slug="carney",
        name="Mark Carney",
        aliases=("Carney", "PM Carney"),
        offices=(
            Office("Prime Minister of Canada", "Government of Canada", since=date(2025, 3, 1)),
            Office("Premier ministre du Canada", "Government of Canada", since=date(2025, 3, 1)),
        ),
    )
    assert (cbo.is_institution, cbo.aliases, cbo.offices) == (True, ("Bureau",), ())
    found = directory().resolve("the prime minister", DAY)
    assert found is not None
    assert found.slug == "carney"
