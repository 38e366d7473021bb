"""The list as a page: what it says it shows, and every link that narrows, widens or turns it."""

import hashlib
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from django.db import connection
from django.http import QueryDict
from django.test import Client

from quotes.models import Topic
from quotes.models.search_index import rebuild_entries
from quotes.search.filters import FILTERED, find
from quotes.search.queries import Count
from quotes.website.lists.choices import OFFERED, SHOWN, DimensionChoices
from quotes.website.lists.histogram import Bar
from quotes.website.lists.sentence import any_of, sentence
from tests import factories, html, loaded

pytestmark = pytest.mark.django_db

VENDOR = Path(__file__).resolve().parent.parent / "static" / "vendor"


@pytest.fixture
def carney():
    return mark_carney()


def mark_carney():
    return factories.speaker("Mark Carney", slug="mark-carney", country="CA")


def four_statements():
    """Two of Mark Carney, one in French, one undated."""
    carney = mark_carney()
    cost = factories.topic("cost", name="Cost")
    blair = factories.speaker("Bill Blair", slug="bill-blair", country="CA")
    trump = factories.speaker("Donald Trump", slug="donald-trump", country="US")
    factories.statement("2025-05-21", speaker=carney, topics=(cost,), text="A fair share.")
    factories.statement("2025-06-03", speaker=carney, place="Ottawa", text="It is costly.")
    factories.statement("2025-08", speaker=blair, language="fr", text="Pas un mot.")
    factories.statement("", speaker=trump, kind="partial", text="a beautiful dome")


FOUR = loaded.Scene(four_statements)


@pytest.fixture
def few(db):
    FOUR.lay()


def page(client: Client, address: str):
    response = client.get(address)
    assert response.status_code == 200
    assert html.faults(response.content.decode()) == []
    return response


def facet(response, name: str) -> DimensionChoices:
    return next(one for one in response.context["facets"] if one.name == name)


def choices(response, name: str) -> dict:
    return {choice.label: choice for choice in facet(response, name).choices}


def asked_by(url: str) -> dict[str, list[str]]:
    return parse_qs(urlsplit(url).query)


# The sentence


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("", "All 4 statements"),
        ("speaker=mark-carney", "2 statements by Mark Carney"),
        ("speaker=mark-carney&speaker=bill-blair", "3 statements by Mark Carney or Bill Blair"),
        ("not-speaker=mark-carney", "2 statements not by Mark Carney"),
        ("language=fr", "1 statement in French"),
        ("topic=cost&speaker=mark-carney", "1 statement by Mark Carney on Cost"),
        ("topic=none", "3 statements on no topic"),
        ("country=CA&not-language=fr", "2 statements from Canada not in French"),
        ("place=ottawa", "1 statement in Ottawa"),
        ("sources=1", "4 statements with one source"),
        ("speaker=mark-carney&since=2025-05&until=2025-06", "by Mark Carney, May–June 2025"),
        ("since=2025-05-21&until=2025-05-21", "1 statement, 21 May 2025"),
        ("since=2025-06", "2 statements, since June 2025"),
        ("until=2025-06&dates=certainly", "2 statements, certainly until June 2025"),
        ("q=“fair share”", "1 statement mentioning “fair share”"),
        ("q=fair share", "1 statement mentioning “fair share”"),
        ("q=costly or beautiful", "2 statements found by costly or beautiful"),
        ("q=speaker:blair", "1 statement found by speaker:blair"),
        ("q=costly&topic=cost", "No statements on Cost mentioning “costly”"),
        ("kind=nonsense", "Statements"),
    ],
)
def test_the_heading_says_what_is_shown(client, few, query, said):
    response = page(client, f"/statements/?{query}")
    heading = response.context["heading"]
    assert heading == said if said[0] in "AN0123456789S" else heading.endswith(said)
    assert f"{heading}</h1>" in response.content.decode()
    assert f"<title>{heading}" in response.content.decode()


def test_alternatives_are_read_as_such_and_many_are_cut():
    assert any_of(["A"]) == "A"
    assert any_of(["A", "B", "C"]) == "A, B or C"
    assert any_of(["A", "B", "C", "D", "E", "F"]) == "A, B, C and 3 more"


def test_an_estimate_is_said_to_be_one(few):
    found = find(QueryDict("speaker=mark-carney"))
    assert sentence(found, Count(243_000, is_exact=False)) == (
        "About 243,000 statements by Mark Carney"
    )


@pytest.mark.parametrize("dimension", FILTERED)
def test_every_dimension_has_its_phrase(few, dimension):
    found = find(QueryDict(f"not-{dimension}=none"))
    if found.is_valid:
        assert " not " in sentence(found, Count(1))


# Facets


def test_a_value_adds_itself_and_a_chosen_one_takes_itself_away(client, few):
    response = page(client, "/statements/?speaker=mark-carney&size=10&after=")
    values = choices(response, "speaker")
    assert values["Mark Carney"].chosen
    assert asked_by(values["Mark Carney"].url) == {"size": ["10"]}
    assert asked_by(values["Bill Blair"].url)["speaker"] == ["mark-carney", "bill-blair"]
    # Counted without regard to the choice of officials itself.
    assert values["Bill Blair"].count == "1"


def test_a_value_can_be_left_out_and_let_in_again(client, few):
    response = page(client, "/statements/?speaker=mark-carney")
    carney = choices(response, "speaker")["Mark Carney"]
    assert asked_by(carney.not_url) == {"not-speaker": ["mark-carney"]}
    without = page(client, carney.not_url)
    assert without.context["heading"] == "2 statements not by Mark Carney"
    excluded = choices(without, "speaker")["Mark Carney"]
    assert excluded.excluded
    assert (asked_by(excluded.url), excluded.not_url) == ({}, "")
    assert 'id="not-speaker-bill-blair"' in without.content.decode()


def test_what_is_unknown_is_a_value(client, few):
    response = page(client, "/statements/")
    unknown = choices(response, "topic")["unknown"]
    assert unknown.count == "3"
    assert len(page(client, unknown.url).context["cards"]) == 3


def test_a_dimension_without_a_choice_is_left_out(client, few):
    names = [one.name for one in page(client, "/statements/").context["facets"]]
    # Nobody has a party, and all statements have the same check.
    assert "party" not in names
    assert "check" not in names
    assert {"speaker", "topic", "language", "place"} <= set(names)
    in_use = page(client, "/statements/?check=unchecked")
    assert choices(in_use, "check")["not yet checked"].chosen


def test_less_used_dimensions_are_closed_until_they_are_in_use(client, few):
    assert not facet(page(client, "/statements/"), "place").is_open
    assert facet(page(client, "/statements/?place=ottawa"), "place").is_open
    assert facet(page(client, "/statements/?not-place=none"), "place").is_open


def test_every_facet_link_of_a_page_finds_as_many_as_it_says(client, few):
    for address in ("/statements/", "/statements/?country=CA", "/statements/?not-topic=cost"):
        for one in page(client, address).context["facets"]:
            for choice in one.choices:
                alone = find(QueryDict(urlsplit(choice.url).query))
                if not (choice.chosen or choice.excluded or asked_by(address).get(one.name)):
                    assert alone.count().number == int(choice.count), choice.url


# All values of a dimension


def many_officials():
    four_statements()
    for number in range(SHOWN):
        factories.statement(
            speaker=factories.speaker(f"Élodie Number{number}", slug=f"el-{number}")
        )


MANY = loaded.Scene(many_officials)


@pytest.fixture
def many(db):
    MANY.lay()


def test_more_values_than_are_shown_have_a_page(client, many):
    response = page(client, "/statements/?language=en")
    assert len(facet(response, "speaker").choices) == SHOWN
    url = facet(response, "speaker").more_url
    assert url == "/statements/choose/speaker/?language=en"
    assert not facet(response, "topic").more_url
    every = page(client, url)
    labels = [choice.label for choice in every.context["choices"]]
    assert labels[0] == "Mark Carney"
    assert "Bill Blair" not in labels
    assert len(labels) == every.context["total"] == SHOWN + 2
    assert every.context["sentence"] in every.content.decode()


def test_a_page_of_values_can_be_sorted_and_searched(client, many):
    by_name = page(client, "/statements/choose/speaker/?order=name").context["choices"]
    labels = [choice.label for choice in by_name]
    assert labels == sorted(labels, key=lambda label: label.replace("É", "E"))
    found = page(client, "/statements/choose/speaker/?name=CARN&topic=cost")
    assert [choice.label for choice in found.context["choices"]] == ["Mark Carney"]
    # The link leads to the list, and what belongs to this page alone is left behind.
    assert asked_by(found.context["choices"][0].url) == {
        "topic": ["cost"],
        "speaker": ["mark-carney"],
    }
    assert len(page(client, "/statements/choose/speaker/?name=elodie").context["choices"]) == SHOWN
    nobody = page(client, "/statements/choose/speaker/?name=arney")
    assert "No name begins with that." in nobody.content.decode()


def test_people_are_sorted_by_the_name_that_an_index_has(client):
    names = {
        "JD Vance": "Vance, JD",
        "Mark Carney": "Carney, Mark",
        "Xi Jinping": "Xi Jinping",
        "NORAD": "NORAD",
    }
    for name, sort_name in names.items():
        factories.statement(speaker=factories.speaker(name, sort_name=sort_name))
    choices = page(client, "/statements/choose/speaker/?order=name").context["choices"]
    assert [choice.label for choice in choices] == [
        "Mark Carney",
        "NORAD",
        "JD Vance",
        "Xi Jinping",
    ]


def test_codes_are_searched_by_what_they_are_called(client, few):
    found = page(client, "/statements/choose/country/?name=unit&order=name")
    assert [choice.label for choice in found.context["choices"]] == ["United States"]
    every = page(client, "/statements/choose/language/?order=name")
    assert [choice.label for choice in every.context["choices"]] == ["English", "French"]


def test_a_long_page_of_values_is_cut(client, few, monkeypatch):
    monkeypatch.setattr("quotes.website.lists.choices.PAGE_SIZE", 2)
    first = page(client, "/statements/choose/speaker/")
    second = page(client, first.context["older_url"])
    labels = [c.label for part in (first, second) for c in part.context["choices"]]
    assert sorted(labels) == ["Bill Blair", "Donald Trump", "Mark Carney"]
    assert second.context["older_url"] == ""
    assert second.context["newer_url"] == "/statements/choose/speaker/"


@pytest.mark.parametrize("dimension", list(OFFERED))
def test_every_dimension_has_a_page_of_values(client, few, dimension):
    page(client, f"/statements/choose/{dimension}/?name=%00x&order=name")
    page(client, f"/statements/choose/{dimension}/?speaker=mark-carney&not-{dimension}=none")


@pytest.mark.parametrize(
    "path", ["nothing/", "month/", "q/", "speaker/?page=2", "speaker/?page=x", "speaker/?page=0"]
)
def test_there_is_no_page_of_other_values(client, few, path):
    assert client.get(f"/statements/choose/{path}").status_code == 404


def test_a_page_of_values_says_what_cannot_be_read(client, few):
    response = page(client, "/statements/choose/topic/?speaker=nobody")
    assert "there is no “nobody”" in response.content.decode()


# Chips


@pytest.mark.parametrize(
    ("query", "label", "left"),
    [
        ("q=fair&speaker=mark-carney", "fair", {"speaker": ["mark-carney"]}),
        ("q=fair&speaker=mark-carney", "Mark Carney", {"q": ["fair"]}),
        ("not-topic=cost&since=2025", "Cost", {"since": ["2025"]}),
        ("since=2025-05&until=2025-06", "May 2025", {"until": ["2025-06"]}),
        ("since=2025&dates=certainly", "certainly in this period", {"since": ["2025"]}),
    ],
)
def test_every_filter_has_a_chip_that_takes_it_away(client, few, query, label, left):
    response = page(client, f"/statements/?{query}")
    chips = {chip["label"]: chip for chip in response.context["chips"]}
    assert asked_by(chips[label]["remove_url"]) == left
    assert response.context["active_count"] == len(chips) == 2
    assert "Clear all" in response.content.decode()


def test_choices_and_timeline_of_before_are_not_shown_after_a_change(client, few):
    Topic.objects.filter(slug="cost").update(name="Budget")
    before = page(client, "/statements/")
    assert choices(before, "topic")["Budget"].count == "1"
    Topic.objects.filter(slug="cost").update(name="Price")
    factories.statement("2025-05-22", topics=(Topic.objects.get(slug="cost"),))
    shown = page(client, "/statements/")
    assert choices(shown, "topic")["Price"].count == "2"
    assert shown.context["histogram"].bars[4].number == 2
    words = shown.content.decode()
    assert '<span class="choice-name">Price</span>' in words
    assert "Budget" not in words
    assert "<title>May 2025: 2</title>" in words


# The timeline


def bars(client: Client, query: str) -> dict[str, Bar]:
    return {
        bar.text: bar for bar in page(client, f"/statements/?{query}").context["histogram"].bars
    }


def test_the_timeline_has_at_least_a_year_of_months(client, few):
    shown = bars(client, "")
    assert list(shown)[0::11] == ["2025-01", "2025-12"]
    assert {text for text, bar in shown.items() if bar.number} == {
        "2025-05",
        "2025-06",
        "2025-08",
    }
    # A month is as high as the highest, and nothing stands behind what is not narrowed.
    assert (shown["2025-05"].y, shown["2025-05"].height) == ("0%", "100%")
    assert not shown["2025-05"].behind_height


def test_the_whole_archive_stands_behind_what_is_found(client, few):
    shown = bars(client, "speaker=mark-carney")
    assert not shown["2025-08"].height
    assert shown["2025-08"].behind_height == "100%"


def test_a_short_range_is_shown_by_days_in_whole_months(client, few):
    shown = bars(client, "since=2025-05-20&until=2025-06-05")
    assert list(shown)[0::60] == ["2025-05-01", "2025-06-30"]
    assert [text for text, bar in shown.items() if bar.number] == ["2025-05-21", "2025-06-03"]
    assert shown["2025-06-03"].chosen
    assert not shown["2025-06-06"].chosen
    assert asked_by(shown["2025-06-03"].url) == {
        "since": ["2025-06-03"],
        "until": ["2025-06-03"],
        "dates": ["certainly"],
    }


def test_days_outside_the_range_are_counted_too_and_the_archive_stands_behind(client, few):
    shown = bars(client, "since=2025-05-25&until=2025-06-05&topic=none")
    assert shown["2025-05-21"].number == 0
    assert shown["2025-05-21"].behind_height == "100%"
    assert bars(client, "since=2025-05-25&until=2025-06-05")["2025-05-21"].number == 1


def test_a_long_range_is_shown_by_months_and_the_rest_is_dimmed(client, few):
    shown = bars(client, "since=2025-05&until=2025-07")
    assert {text for text, bar in shown.items() if bar.chosen} == {
        "2025-05",
        "2025-06",
        "2025-07",
    }
    assert shown["2025-08"].number == 1


def test_a_long_archive_is_shown_by_years(client, few):
    factories.statement("1984-03-02")
    shown = bars(client, "")
    assert list(shown)[0::41] == ["1984", "2025"]
    assert (shown["1984"].number, shown["2025"].number) == (1, 3)
    assert list(bars(client, "since=1983-05&until=1985"))[0::35] == ["1983-01", "1985-12"]


@pytest.mark.parametrize(
    "query",
    [
        "since=1999-05&until=1999-06",
        "since=2030",
        "until=0001",
        "since=9999-12-31",
        "since=0001&until=9999",
        "since=2025-05/..",
        "q=unheardof",
        "kind=nonsense",
    ],
)
def test_the_timeline_stands_whatever_range_is_asked_for(client, few, query):
    page(client, f"/statements/?{query}")


def test_what_stands_in_no_bar_is_counted(client, few):
    def note(query):
        return page(client, f"/statements/?{query}").context["histogram"].note

    assert note("") == "1 more is dated only to a year, or undated."
    assert note("since=2025-06-03&until=2025-08-03") == "1 more has no exact day."
    assert note("since=2025-06&until=2025-06") == ""


def test_every_bar_has_its_line_in_the_table(client, few):
    text = page(client, "/statements/").content.decode()
    assert text.count('id="time-2025-') == 3
    assert 'aria-hidden="true" focusable="false"' in text


def test_days_of_a_sampled_archive_are_estimated(client, few, monkeypatch):
    # The sample is drawn by a hash of the ids: always the same ones, so that it is never empty.
    with connection.cursor() as cursor:
        cursor.execute("SELECT setval(pg_get_serial_sequence('quotes_statement', 'id'), 1000000)")
    for _ in range(40):
        factories.statement("2025-05-02")
    monkeypatch.setattr("quotes.search.filters.COUNTED", 5)
    with connection.cursor() as cursor:
        cursor.execute("SET archive.sample_above = 10")
        rebuild_entries()
        shown = bars(client, "since=2025-05&until=2025-05&language=en")
        cursor.execute("RESET archive.sample_above")
    number = shown["2025-05-02"].number
    assert number
    assert shown["2025-05-02"].count in ("some", f"about {number}")


# Sizes, and what is vendored


def test_a_page_has_as_many_statements_as_was_chosen(client, carney):
    for number in range(12):
        factories.statement(f"2025-05-{number + 1:02}", speaker=carney)
    response = page(client, "/statements/?speaker=mark-carney")
    sizes = {size["label"]: size for size in response.context["sizes"]}
    assert [label for label, size in sizes.items() if size["chosen"]] == ["25"]
    ten = page(client, sizes["10"]["url"])
    assert len(ten.context["cards"]) == 10
    assert asked_by(ten.context["older_url"])["size"] == ["10"]
    assert asked_by(sizes["25"]["url"]) == {"speaker": ["mark-carney"]}


def test_few_statements_need_no_sizes(client, few):
    assert page(client, "/statements/").context["sizes"] == []


def test_vendored_files_are_as_published():
    lines = (VENDOR / "SHA256SUMS").read_text(encoding="utf-8").splitlines()
    listed = dict(reversed(line.split("  ")) for line in lines if not line.startswith("#"))
    served = {str(path.relative_to(VENDOR)) for path in VENDOR.rglob("*") if path.is_file()}
    assert served - {"SHA256SUMS"} == set(listed)
    for name, digest in listed.items():
        assert hashlib.sha256((VENDOR / name).read_bytes()).hexdigest() == digest, name
