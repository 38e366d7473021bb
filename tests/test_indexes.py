"""The indexes of officials and outlets: whole while they are short, by initial letter when long."""

import re

import pytest
from django.test import Client

from quotes.models import Outlet, Speaker
from quotes.website.lists import alphabet
from tests import factories, loaded

pytestmark = pytest.mark.django_db


@pytest.fixture
def few(monkeypatch):
    """An index of more than five names is long."""
    monkeypatch.setattr(alphabet, "MOST", 5)


def official(name, sort_name="", **fields):
    speaker = factories.speaker(name, sort_name=sort_name or name, **fields)
    factories.statement(speaker=speaker)
    return speaker


def outlet(name):
    made = factories.outlet(name, slug=f"outlet-{Outlet.objects.count()}")
    factories.citation(factories.statement(), source=factories.source(outlet=made))
    return made


def nine_officials():
    """Nine officials under six initials, one of whom is known by another name."""
    for name, sort_name in [
        ("Mark Carney", "Carney, Mark"),
        ("Chrystia Freeland", "Freeland, Chrystia"),
        ("Éric Caire", "Caire, Éric"),
        ("Jean Charest", "Charest, Jean"),
        ("Øystein Bø", "Bø, Øystein"),
        ("1st Space Brigade", ""),
        ("Сергей Лавров", "Лавров, Сергей"),
        ("‘Friends of the Dome’", ""),
    ]:
        official(name, sort_name)
    factories.alias(official("Élise Ébène", "Ébène, Élise"), "Madame la Députée Dupré")


NINE = loaded.Scene(nine_officials)


@pytest.fixture
def names(few, db):
    NINE.lay()


def get(path: str, status: int = 200) -> str:
    response = Client().get(path)
    assert response.status_code == status
    return response.content.decode()


def shown(page: str) -> list[str]:
    return re.findall(r'class="index-name"><a href="[^"]*">([^<]*)</a>', page)


def outlets_shown(page: str) -> list[str]:
    return re.findall(r'scope="row"><a href="[^"]*" dir="auto">([^<]*)</a>', page)


def strip(page: str) -> list[tuple[str, str, str]]:
    """Address, current or not, and what a screen reader says, of each initial."""
    nav = page.split('<nav class="letters"')[1].split("</nav>")[0]
    found = re.findall(r'<a href="([^"]*)"(?: aria-current="([^"]*)")?>(.*?)</a>', nav)
    return [
        (
            address,
            current,
            re.sub(r"<[^>]*>", "", re.sub(r'<span aria-hidden="true">[^<]*</span>', "", text)),
        )
        for address, current, text in found
    ]


def test_a_short_index_is_whole_and_has_no_field(few):
    for name in ("Anna Bø", "Éric Caire", "Bill Blair", "4th Wing", "Ann Carney"):
        official(name, " ".join(reversed(name.split())))
    page = get("/officials/")
    assert shown(page) == ["Bill Blair", "Anna Bø", "Éric Caire", "Ann Carney", "4th Wing"]
    assert re.findall(r'<h2 id="h-(.)">', page) == ["B", "C", "W"]
    assert 'href="#l-C"' in page
    assert "Find an official" not in page
    assert shown(get("/officials/?letter=c")) == shown(page)


def test_an_empty_index_is_a_page():
    assert "0 people" in get("/officials/")
    assert "Outlets" in get("/outlets/")


def test_a_long_index_is_cut_by_the_initials_there_are(names):
    page = get("/officials/")
    assert strip(page) == [
        ("/officials/?letter=b", "page", "B, 1 name"),
        ("/officials/?letter=c", "", "C, 3 names"),
        ("/officials/?letter=e", "", "E, 1 name"),
        ("/officials/?letter=f", "", "F, 2 names"),
        ("/officials/?letter=%D0%BB", "", "Л, 1 name"),
        ("/officials/?letter=0-9", "", "Digits, 1 name"),
    ]
    assert shown(page) == ["Øystein Bø"]
    assert "9 people and institutions" in page
    assert "Find an official" in page


@pytest.mark.parametrize(
    ("letter", "expected"),
    [
        ("c", ["Éric Caire", "Mark Carney", "Jean Charest"]),
        ("C", ["Éric Caire", "Mark Carney", "Jean Charest"]),
        ("É", ["Élise Ébène"]),
        ("л", ["Сергей Лавров"]),
        ("0-9", ["1st Space Brigade"]),
        # The mark before the name is a blank to the search, and neither sorts nor is an initial.
        ("f", ["Chrystia Freeland", "‘Friends of the Dome’"]),
    ],
)
def test_a_letter_shows_its_names_in_order(names, letter, expected):
    page = get(f"/officials/?letter={letter}")
    assert shown(page) == expected
    assert [current for _, current, _ in strip(page)].count("page") == 1


def test_what_a_draft_alone_names_is_not_counted(names):
    factories.draft(speaker=factories.speaker("Xavier Draft"))
    page = get("/officials/")
    assert "9 people" in page
    assert not [spoken for _, _, spoken in strip(page) if spoken.startswith("X")]
    assert "No name here" in get("/officials/?name=xavier")
    get("/officials/?letter=x", 404)


def test_groups_of_what_is_no_single_letter():
    counts = {"а": 1, "z": 2, "7": 3, "½": 1, "(": 2, "李": 4, "王": 5, "a": 1}
    found = alphabet.initials_of(counts, "/officials/")
    assert [(one.label, one.count) for one in found] == [
        ("A", 1),
        ("Z", 2),
        ("А", 1),
        ("漢字", 9),
        ("0–9", 4),
        ("#", 2),
    ]
    assert found[3].characters == ("李", "王")


def test_a_letter_with_many_names_has_pages(few):
    for number in range(12):
        official(f"Name {number:02}")
    official("Other")
    page = get("/officials/?letter=n")
    assert shown(page) == [f"Name {number:02}" for number in range(5)]
    assert ">1 to 5 of 12" in page
    assert 'rel="next" href="/officials/?letter=n&amp;page=2"' in page
    assert 'rel="prev"' not in page
    last = get("/officials/?letter=n&page=3")
    assert shown(last) == ["Name 10", "Name 11"]
    assert ">11 to 12 of 12" in last
    assert 'rel="prev" href="/officials/?letter=n&amp;page=2"' in last
    assert 'rel="next"' not in last
    assert strip(last)[0][1] == "true"


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("carn", ["Mark Carney"]),
        ("CARNEY, M", ["Mark Carney"]),
        ("mark car", ["Mark Carney"]),
        ("arney", []),
        ("eric", ["Éric Caire"]),
        ("ÉBEN", ["Élise Ébène"]),
        ("dupre", ["Élise Ébène"]),
        ("la depu", ["Élise Ébène"]),
        ("bo", ["Øystein Bø"]),
        ("лавр", ["Сергей Лавров"]),
        ("%", []),
        ("c.*", []),
        ("\\", []),
    ],
)
def test_a_name_is_found_by_how_a_word_of_it_begins(names, name, expected):
    page = Client().get("/officials/", {"name": name}).content.decode()
    assert shown(page) == expected
    assert ("No name here has a word" in page) == (not expected)
    assert '<meta name="robots" content="noindex">' in page


def test_a_name_is_found_by_its_french_form(names):
    official("Auditor General", name_fr="Vérificatrice générale")
    assert shown(get("/officials/?name=verif")) == ["Auditor General"]


def test_more_names_than_a_page_has_are_said_to_be_more(few):
    for number in range(7):
        official(f"Name {number}")
    page = get("/officials/?name=name")
    assert len(shown(page)) == 5
    assert "Showing the first 5 names." in page


def test_a_short_index_finds_names_too(few):
    official("Mark Carney")
    assert shown(get("/officials/?name=mark")) == ["Mark Carney"]


BAD_INPUT = [
    ("letter=q", 404),
    ("letter=cc", 404),
    ("letter=%00", 404),
    ("letter=%FF", 404),
    ("letter=%27", 404),
    ("letter=han", 404),
    ("letter=c&page=0", 404),
    ("letter=c&page=2", 404),
    ("letter=c&page=x", 404),
    ("letter=c&page=%C2%B2", 404),
    (f"letter=c&page={'9' * 40}", 404),
    ("letter=c&page=1", 200),
    ("letter=", 200),
    ("name=", 200),
    ("name=%00", 200),
    ("name=%27", 200),
    ("name=((", 200),
    (f"name={'n' * 120}", 200),
]


@pytest.mark.parametrize("path", ["/officials/", "/outlets/"])
def test_bad_input_is_answered(few, subtests, path):
    for name in "abcdefg":
        official(name)
        outlet(name)
    for query, status in BAD_INPUT:
        with subtests.test(query=query):
            page = get(f"{path}?{query}", status)
            if query == "name=%27":
                assert "has no letter to search for" in page


def test_outlets_are_cut_and_found_alike(few):
    for name in ("CBC", "Le Devoir", "La Presse", "Ēriks Ziņas", "24heures", "Canadaland"):
        outlet(name)
    page = get("/outlets/")
    # Each statement of the fixture has a source of its own beside it, of an "Outlet Number".
    assert [spoken for _, _, spoken in strip(page)] == [
        "C, 2 names",
        "E, 1 name",
        "L, 2 names",
        "O, 6 names",
        "Digits, 1 name",
    ]
    assert outlets_shown(page) == ["Canadaland", "CBC"]
    assert outlets_shown(get("/outlets/?letter=l")) == ["La Presse", "Le Devoir"]
    assert outlets_shown(get("/outlets/?name=zin")) == ["Ēriks Ziņas"]
    assert ">1 to 5 of 6" in get("/outlets/?letter=o")


def test_an_outlet_that_is_only_credited_has_an_initial(few):
    for number in range(6):
        factories.citation(factories.statement(), via=factories.outlet(f"Wire {number}"))
    assert strip(get("/outlets/"))[-1][2] == "W, 6 names"


def test_the_office_shown_is_the_latest(few):
    speaker = official("Mark Carney")
    factories.role(speaker, "Prime Minister", "2025-03-14")
    factories.role(speaker, "Governor", "2008", "2013")
    factories.role(official("Bill Blair"), "Minister")
    page = get("/officials/")
    assert "Prime Minister" in page
    assert "Minister</p>" in page
    assert "Governor" not in page


@pytest.mark.parametrize("rows", [2, 25])
def test_an_index_costs_the_same_with_few_names_and_with_many(
    rows, few, django_assert_max_num_queries
):
    for number in range(rows):
        speaker = official(f"Name {number}")
        factories.role(speaker, "Senator")
        factories.alias(speaker, f"Alias {number}")
    # Each with one more for the version of the archive.
    with django_assert_max_num_queries(4 + 1):
        get("/officials/")
    with django_assert_max_num_queries(3 + 1):
        get("/officials/?letter=n")
    with django_assert_max_num_queries(2 + 1):
        get("/officials/?name=alias")
    with django_assert_max_num_queries(3 + 1):
        get("/outlets/")
    with django_assert_max_num_queries(1 + 1):
        get("/outlets/?name=outlet")


def test_the_folded_names_follow_the_names():
    speaker = official("Élise Ébène")
    alias = factories.alias(speaker, "Député")
    Speaker.objects.filter(pk=speaker.pk).update(sort_name="Ængus")
    speaker.refresh_from_db()
    assert (speaker.folded_sort_name, alias.folded) == ("aengus", "depute")
