"""Relations as readers see them: at both ends, with both wordings, and as a thread in time."""

from collections.abc import Callable

import pytest
from django.test import Client

from quotes.editing import EditContext, record_changes, withdraw
from quotes.models import Relation, Statement
from quotes.models.vocabulary import RelationKind
from tests import factories as make

pytestmark = pytest.mark.django_db


def relate(one: Statement, other: Statement, kind: str = "revises") -> Relation:
    made = Relation.objects.create(
        from_statement=one, to_statement=other, kind=kind, reason=f"Why it {kind} the other."
    )
    record_changes([], EditContext("They belong together"))
    return made


def page(client: Client, path: str) -> str:
    response = client.get(path)
    assert response.status_code == 200
    return response.content.decode()


def thread(statement: Statement) -> str:
    return f"/threads/{statement.public_id}/"


@pytest.fixture
def three() -> list[Statement]:
    """Statements of three days, entered in another order, of which the middle one has relations."""
    last = make.statement("2025-07-01", text="It is seventy-one.")
    first = make.statement("2025-05-01", text="It is sixty-one.")
    middle = make.statement("2025-06", text="It is sixty-five.")
    relate(middle, first)
    relate(last, middle, "denies")
    return [first, middle, last]


@pytest.mark.parametrize("kind", RelationKind.values)
def test_both_ends_show_the_words_of_the_other_and_the_reason(client, kind):
    one = make.statement(text="The price is seventy-one.")
    other = make.statement(text="The price is sixty-one.")
    relate(one, other, kind)
    for here, there in ((one, other), (other, one)):
        shown = page(client, here.get_absolute_url())
        assert there.text in shown
        assert f"Why it {kind} the other." in shown
        assert there.get_absolute_url() in shown
        assert thread(here) in shown


def test_a_thread_has_all_that_is_connected_in_the_order_of_days(client, three):
    for asked in three:
        entries = client.get(thread(asked)).context["entries"]
        assert [entry.card.public_id for entry in entries] == [one.public_id for one in three]
        assert [entry.is_asked for entry in entries] == [one == asked for one in three]
        assert [len(entry.relations) for entry in entries] == [1, 2, 1]


def test_all_addresses_of_a_thread_name_one(client, three):
    canonical = f'<link rel="canonical" href="http://testserver{thread(three[0])}">'
    assert all(canonical in page(client, thread(one)) for one in three)


def test_relations_lead_to_each_other_within_the_page(client, three):
    shown = page(client, thread(three[1]))
    assert f'href="#s-{three[0].public_id}"' in shown
    assert f'id="s-{three[0].public_id}"' in shown


def test_what_is_not_public_parts_a_thread(client, three):
    first, middle, last = three
    withdraw(middle, EditContext("It was never said"))
    for one in (first, last):
        entries = client.get(thread(one)).context["entries"]
        assert [entry.card.public_id for entry in entries] == [one.public_id]
    assert client.get(thread(middle)).status_code == 410
    assert "sixty-five" not in page(client, thread(first))


def test_a_draft_is_in_no_thread(client):
    made, draft = make.statement(), make.draft(text="Unsaid and unsayable.")
    Relation.objects.create(from_statement=draft, to_statement=made, kind="denies", reason="Who")
    assert "unsayable" not in page(client, thread(made))
    assert "unsayable" not in page(client, "/threads/")
    assert client.get(thread(draft)).status_code == 404


def test_the_list_has_a_line_for_each_thread_the_newest_first(client, three):
    one, other = make.statement("2025-12-01"), make.statement("2025-11-01")
    relate(one, other, "repeats")
    lines = client.get("/threads/").context["lines"]
    assert [(line.begins.public_id, line.count, line.kinds) for line in lines] == [
        (other.public_id, 2, "1 × repeats"),
        (three[0].public_id, 3, "1 × denies, 1 × revises"),
    ]


def test_the_bundled_record_has_its_relations(client, record: None):
    assert Relation.objects.public().count() == 40
    lines = client.get("/threads/").context["lines"]
    assert sum(line.count for line in lines) == len(
        {pk for pair in Relation.objects.values_list("from_statement", "to_statement")
         for pk in pair}
    )  # fmt: skip


@pytest.mark.parametrize("path", ["/threads/zzzzz/", "/threads/%00/"])
def test_what_is_not_there_is_a_404(client, path):
    assert client.get(path).status_code == 404


@pytest.mark.parametrize("rows", [2, 25])
def test_threads_cost_the_same_with_few_and_with_many(
    rows: int, client: Client, django_assert_max_num_queries: Callable
):
    first = make.statement()
    for _number in range(rows):
        Relation.objects.create(
            from_statement=make.statement(), to_statement=first, kind="repeats", reason="Same."
        )
    record_changes([], EditContext("They belong together"))
    for path, budget in ((thread(first), 4), ("/threads/", 2)):
        # One more for the version of the archive.
        with django_assert_max_num_queries(budget + 1, info=path):
            client.get(path)
