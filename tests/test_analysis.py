"""Analyses for readers: each number is that of the statements it leads to; drafts never count."""

import math
from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.test import Client

from quotes.editing import EditContext, record_changes, withdraw
from quotes.models import Speaker, Statement
from quotes.text.keyness import log_likelihood
from tests import factories as make


@pytest.mark.parametrize(
    ("own", "own_total", "others", "others_total", "expected"),
    [
        (10, 100, 10, 100, 0),
        (0, 100, 0, 100, 0),
        (5, 0, 5, 100, 0),
        (5, 100, 5, 0, 0),
        # Worked out by hand from the table of two rows and two columns.
        (10, 20, 10, 80, 2 * (10 * math.log(10 / 4) + 10 * math.log(10 / 16)
                              + 10 * math.log(10 / 16) + 70 * math.log(70 / 64))),
        (10, 20, 0, 80, 2 * (10 * math.log(10 / 2) + 10 * math.log(10 / 18)
                             + 80 * math.log(80 / 72))),
        (20, 20, 80, 80, 0),
    ],
)  # fmt: skip
def test_the_log_likelihood_ratio(own, own_total, others, others_total, expected):
    assert log_likelihood(own, own_total, others, others_total) == pytest.approx(expected)
    assert log_likelihood(others, others_total, own, own_total) == pytest.approx(-expected)


@pytest.fixture
def officials(db: None) -> tuple[Speaker, Speaker]:
    """Two who speak of money and of rain: one always of sheep as well, and once in a paraphrase."""
    ann = make.speaker("Ann Example", slug="ann")
    bob = make.speaker("Bob Sample", slug="bob")
    money, rain = make.topic("money"), make.topic("rain")
    for number in range(6):
        make.statement(
            f"2025-0{number % 3 + 1}-10",
            speaker=ann,
            topics=(money,) if number < 4 else (rain, money),
            text=f"The sheep of number {number} are costly.",
        )
        make.statement(
            "2025-04-01", speaker=bob, topics=(rain,), text=f"It will rain on number {number}."
        )
    make.draft("2025-01-10", speaker=ann, topics=(rain,), text="Sheep that nobody counts.")
    for number in range(12):
        make.statement(text=f"Nobody speaks of number {number} here.")
    return ann, bob


def context(client: Client, path: str) -> Any:
    response = client.get(path)
    assert response.status_code == 200
    return response.context


def number_of(client: Client, url: str) -> int:
    """How many statements the list at an address has."""
    return context(client, url)["total"].number


def test_topics_are_counted_by_official_and_month(client, officials):
    panels = {panel.name: panel for panel in context(client, "/analysis/topics/")["panels"]}
    lines = panels["Ann Example"].lines
    assert [(line.name, line.count, len(line.months.bars)) for line in lines] == [
        ("Money", "6", 3),
        ("Rain", "2", 2),
    ]
    assert [number_of(client, line.url) for line in lines] == [6, 2]
    assert [line.months.summary for line in panels["Bob Sample"].lines] == [
        "Most in April 2025: 6 statements."
    ]


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("speaker=ann", ["Ann Example"]),
        ("topic=rain", ["Bob Sample", "Ann Example"]),
        ("q=sheep", ["Ann Example"]),
        ("speaker=nobody", []),
    ],
)
def test_topics_are_those_of_the_statements_found(client, officials, query, names):
    panels = context(client, f"/analysis/topics/?{query}")["panels"]
    assert [panel.name for panel in panels] == names


def test_a_word_sets_apart_whose_statements_have_it(client, officials):
    found = context(client, "/analysis/words/?speaker=ann")
    lines = {line.word: line for line in found["lines"]}
    assert set(lines) == {"sheep", "costly"}
    assert (lines["sheep"].own, lines["sheep"].others) == ("6", "0")
    assert (found["own_total"], found["others_total"]) == ("6", "18")
    for line in lines.values():
        assert number_of(client, line.url) == int(line.own)


def test_paraphrases_doubts_and_rare_words_set_nobody_apart(client, officials):
    ann, _bob = officials
    for number in range(4):
        make.statement(speaker=ann, kind="paraphrase", text=f"She spoke of zebras, {number} times.")
        make.statement(
            speaker=ann,
            text=f"Giraffes are {number} times as dear.",
            doubt="disputed",
            doubt_reason="She denies it.",
        )
    make.statement(speaker=ann, text="Two yaks.")
    make.statement(speaker=ann, text="Three yaks.")
    words = {line.word for line in context(client, "/analysis/words/?speaker=ann")["lines"]}
    assert not words & {"zebras", "giraffes", "yaks"}


def test_an_official_is_chosen_or_said_not_to_be_there(client, officials):
    offered = context(client, "/analysis/words/")["offered"]
    assert [one.name for one in offered] == ["Ann Example", "Bob Sample"]
    assert context(client, offered[0].url)["official"] == "Ann Example"
    errors = context(client, "/analysis/words/?speaker=nobody")["errors"]
    assert "there is no “nobody”" in errors[0]


def test_what_most_sources_print_comes_first(client, db):
    one = make.statement(text="Printed once.")
    three = make.statement(text="Printed three times.", wordings=("Printed", "three", "times"))
    two = make.statement(text="Printed twice.", wordings=("Printed", "twice"))
    cards = context(client, "/analysis/most-printed/")["cards"]
    assert [card.public_id for card in cards] == [one.public_id for one in (three, two, one)]
    narrowed = context(client, f"/analysis/most-printed/?speaker={one.speaker.slug}")["cards"]
    assert [card.public_id for card in narrowed] == [one.public_id]


def correct(made: Statement, **changes: str) -> None:
    Statement.objects.filter(pk=made.pk).update(**changes)
    record_changes([made.pk], EditContext("It was wrong", overrides_check=True))


def test_what_was_corrected_most_comes_first_with_what_changed(client, db):
    once, twice, gone = make.statement(), make.statement(), make.statement()
    correct(once, place="Ottawa")
    correct(twice, said="2025-05-22")
    correct(twice, text="Other words.")
    for place in ("Ottawa", "Paris", "Rome"):
        correct(gone, place=place)
    withdraw(gone, EditContext("It was never said"))
    make.statement()
    lines = context(client, "/analysis/most-corrected/")["lines"]
    assert [(line.card.public_id, line.count) for line in lines] == [
        (twice.public_id, 2),
        (once.public_id, 1),
    ]
    assert sorted(lines[0].kinds.split(", ")) == ["date (1)", "words (1)"]


def test_each_analysis_leads_to_the_others_and_says_how_it_is_made(client, officials):
    index = client.get("/analysis/").content.decode()
    for path in ("topics", "words", "most-printed", "most-corrected"):
        assert f'href="/analysis/{path}/"' in index
        assert "How it is made:" in client.get(f"/analysis/{path}/").content.decode()


def test_nothing_is_analysed_where_nothing_is_published(client, db):
    make.draft()
    for path in ("topics", "words", "most-printed", "most-corrected"):
        assert client.get(urlsplit(f"/analysis/{path}/").path).status_code == 200


@pytest.mark.django_db
@pytest.mark.parametrize("rows", [2, 25])
def test_analyses_cost_the_same_with_few_rows_and_with_many(
    rows: int, client: Client, django_assert_max_num_queries: Callable
):
    ann, topic = make.speaker(slug="ann"), make.topic("money")
    for number in range(rows):
        correct(make.statement(speaker=ann, topics=(topic,)), place=f"Town {number}")
    for path, budget in (
        ("/analysis/topics/", 4),
        ("/analysis/topics/?topic=money", 5),
        ("/analysis/words/", 2),
        ("/analysis/words/?speaker=ann", 6),
        ("/analysis/most-printed/", 4),
        ("/analysis/most-corrected/", 3),
    ):
        # One more for the version of the archive.
        with django_assert_max_num_queries(budget + 1, info=path):
            client.get(path)
