"""Officials side by side, and what changed in the figures that one of them named."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from quotes.editing import EditContext, publish
from quotes.models import Figure, Speaker, Statement
from tests import factories as make

pytestmark = pytest.mark.django_db


@pytest.fixture
def officials() -> list[Speaker]:
    return [make.speaker(f"{name} Example", slug=name.lower()) for name in ("Ann", "Bob", "Cem")]


def figure(text: str, low: int, **given: Any) -> Statement:
    unit, quantity = given.pop("unit", "USD-billion"), given.pop("quantity", "cost")
    bound = given.pop("bound", "exact")
    made = make.draft(given.pop("date"), text=text, **given)
    make.citation(made)
    Figure.objects.create(statement=made, quantity=quantity, low=low, unit=unit, bound=bound)
    publish(made, EditContext("First published"))
    return made


def shown(client: Client, query: str) -> Any:
    response = client.get(f"/compare/?{query}")
    assert response.status_code == 200
    return response.context


def test_statements_stand_in_their_months_beside_each_other(client, officials):
    ann, bob, _cem = officials
    early = make.statement("2025-05-20", speaker=ann)
    late = make.statement("2025-07-02", speaker=ann)
    same = make.statement("2025-05-03", speaker=bob)
    vague = make.statement("2025", speaker=bob)
    periods = shown(client, "speaker=ann&speaker=bob")["periods"]
    cells = [[[card.public_id for card in cell] for cell in one.cells] for one in periods]
    assert [one.label for one in periods] == ["2025", "May 2025", "July 2025"]
    assert cells == [
        [[], [vague.public_id]],
        [[early.public_id], [same.public_id]],
        [[late.public_id], []],
    ]


def test_names_are_repeated_in_each_cell(client, officials):
    for speaker in officials[:2]:
        make.statement(speaker=speaker)
    page = client.get("/compare/?speaker=ann&speaker=bob").content.decode()
    assert page.count('<h3 class="compare-cell-name">Ann Example</h3>') == 1
    assert page.count('<h3 class="compare-cell-name">Bob Example</h3>') == 1


@pytest.mark.parametrize(
    ("query", "counts"),
    [
        ("topic=money", [1, 0]),
        ("q=price", [1, 1]),
        ("since=2025-06", [1, 0]),
        ("not-topic=money", [1, 1]),
    ],
)
def test_columns_are_narrowed_by_the_filters_of_lists(client, officials, query, counts):
    ann, bob, _cem = officials
    make.statement("2025-05-20", speaker=ann, topics=(make.topic("money"),), text="A price.")
    make.statement("2025-06-20", speaker=ann, text="Not a word on it.")
    make.statement("2025-05-21", speaker=bob, text="Our price is lower.")
    columns = shown(client, f"speaker=ann&speaker=bob&{query}")["columns"]
    assert [len(column.cards) for column in columns] == counts


def test_officials_are_chosen_one_by_one_without_a_script(client, officials):
    for speaker in officials:
        make.statement(speaker=speaker)
    first = shown(client, "topic=")["offered"]
    assert {one.name for one in first} == {"Ann Example", "Bob Example", "Cem Example"}
    second = client.get(first[0].url).context
    assert len(second["columns"]) == 1
    assert len(second["offered"]) == 2
    third = client.get(second["offered"][0].url).context
    assert len(third["columns"]) == 2
    whole = client.get(third["offered"][0].url).context
    assert (len(whole["columns"]), whole["offered"]) == (3, [])


def test_an_official_is_found_by_name(client, officials):
    for speaker in officials:
        make.statement(speaker=speaker)
    assert [one.name for one in shown(client, "speaker=ann&name=cem")["offered"]] == ["Cem Example"]
    assert shown(client, "speaker=ann&name=zzyzx")["offered"] == []


@pytest.mark.parametrize(
    ("query", "where", "said"),
    [
        ("speaker=nobody", "errors", "there is no “nobody” in this archive"),
        ("speaker=ann&speaker=nobody", "errors", "nobody"),
        ("speaker=ann&topic=nonsense", "errors", "nonsense"),
        ("speaker=ann&since=nonsense", "notes", "“nonsense” is not a date"),
        ("speaker=ann&via=ap", "notes", "“via” is not a filter"),
        ("speaker=ann&speaker=bob&speaker=cem&speaker=dan", "notes", "1 was left out"),
        ("speaker=%00", "errors", "in this archive"),
    ],
)
def test_what_cannot_be_read_is_said(client, officials, query, where, said):
    for speaker in officials:
        make.statement(speaker=speaker)
    assert said in " ".join(shown(client, query)[where])


def test_what_one_person_said_of_a_quantity_and_then_said_otherwise(client, officials):
    ann, bob, _cem = officials
    first = figure("It is $61 billion.", 61, date="2025-05-27", speaker=ann)
    figure("As I said, $61 billion.", 61, date="2025-06-01", speaker=ann)
    last = figure("It is $71 billion.", 71, date="2025-06-16", speaker=ann)
    figure("It is $80 billion.", 80, date="2025-06-20", speaker=bob)
    [change] = shown(client, "speaker=ann")["changes"]
    assert (change.speaker, change.quantity.label) == ("Ann Example", "Cost")
    assert [(step.amount, step.statement.public_id) for step in change.steps] == [
        ("US$61 billion", first.public_id),
        ("US$71 billion", last.public_id),
    ]
    page = client.get("/compare/?speaker=ann").content.decode()
    assert first.text in page
    assert last.text in page


@pytest.mark.parametrize(
    "other",
    [
        {"unit": "percent", "text": "It is 71 percent."},
        {"unit": "CAD-billion", "text": "It is C$71 billion."},
        {"quantity": "funding"},
        {"date": "2025-05-27"},
        {"date": "2025"},
        {"date": ""},
        {"doubt": "disputed", "doubt_reason": "He denies it."},
        {"low": 61, "text": "It is $61 billion, still."},
    ],
)
def test_what_cannot_be_compared_is_no_change(client, officials, other):
    figure("It is $61 billion.", 61, date="2025-05-27", speaker=officials[0])
    given = {"date": "2025-06-16", "text": "It is $71 billion.", "low": 71} | other
    figure(given.pop("text"), given.pop("low"), speaker=officials[0], **given)
    assert shown(client, "speaker=ann")["changes"] == []


def both(text: str, *lows: int, **given: Any) -> Statement:
    """A published statement with several figures of the cost."""
    made = make.draft(given.pop("date"), text=text, **given)
    make.citation(made)
    for low in lows:
        Figure.objects.create(statement=made, quantity="cost", low=low, unit="USD-billion")
    publish(made, EditContext("First published"))
    return made


def test_two_numbers_of_one_statement_are_no_change(client, officials):
    ann = officials[0]
    both("It is $61 billion, or $30 billion with us.", 61, 30, date="2025-05-27", speaker=ann)
    both("$30 billion with us, else $61 billion.", 30, 61, date="2025-06-16", speaker=ann)
    assert shown(client, "speaker=ann")["changes"] == []
    both("$30 billion with us, else $71 billion.", 30, 71, date="2025-07-16", speaker=ann)
    [change] = shown(client, "speaker=ann")["changes"]
    assert [step.amount for step in change.steps] == [
        *("US$61 billion", "US$30 billion"),
        *("US$30 billion", "US$71 billion"),
    ]


def test_pages_lead_to_the_comparison(client, officials):
    make.statement(speaker=officials[0], topics=(make.topic("money"),))
    assert "/compare/?speaker=ann" in client.get("/officials/ann/").content.decode()
    assert "/compare/?topic=money" in client.get("/topics/money/").content.decode()


@pytest.mark.parametrize("rows", [2, 25])
def test_a_comparison_costs_the_same_with_few_and_with_many(
    rows: int, officials: list[Speaker], client: Client, django_assert_max_num_queries: Callable
):
    for number in range(rows):
        figure(f"It is ${number + 100} billion.", number + 100, date=f"2025-05-{number + 1:02}",
               speaker=officials[number % 3])  # fmt: skip
    for path, budget in (
        ("/compare/", 4),
        ("/compare/?speaker=ann", 10),
        ("/compare/?speaker=ann&speaker=bob&speaker=cem&q=billion", 24),
    ):
        # One more for the version of the archive.
        with django_assert_max_num_queries(budget + 1, info=path):
            client.get(path)
