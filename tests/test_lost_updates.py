"""Two editors at one row: nothing that either saved is lost, and nothing typed goes unsaid."""

from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth.models import Group, User
from django.core.management import call_command
from django.test import Client
from django.urls import reverse

from quotes.editing import EditContext, merge, withdraw
from quotes.models import (
    Citation,
    Figure,
    Outlet,
    Source,
    State,
    Statement,
)
from tests import factories as make
from tests.groups import make_groups
from tests.html_forms import cited, editor, form_in, opened, page_of, saved
from tests.two_editors import at_once

pytestmark = pytest.mark.django_db

PUBLISHED = {"state": "published", "is_complete": "on"}


@pytest.fixture
def ada() -> Client:
    return editor("ada")


@pytest.fixture
def bob() -> Client:
    return editor("bob")


def refused(response: Any) -> tuple[str, dict[str, Any]]:
    """The page of a save that was not done, and the form in it."""
    assert response.status_code == 409
    return response.content.decode(), form_in(response)


def lines(response: Any) -> dict[str, Any]:
    """The table above the form, by the names of its lines."""
    return {line.label: line for line in response.context["merging"].lines}


def draft(**fields: Any) -> Statement:
    statement = make.draft(text="We will build it.", note="First.", **fields)
    make.citation(statement)
    return statement


# One after the other


def test_a_form_that_nobody_else_changed_is_saved(ada):
    statement = draft()
    saved(ada.post(page_of(statement), opened(ada, statement) | {"note": "Second."}))
    statement.refresh_from_db()
    assert statement.note == "Second."


def test_what_both_changed_is_asked_and_nothing_is_saved(ada, bob):
    statement = draft()
    form = opened(bob, statement)
    saved(ada.post(page_of(statement), opened(ada, statement) | {"note": "Ada’s note."}))
    response = bob.post(page_of(statement), form | {"note": "Bob’s note.", "place": "Ottawa"})
    page, again = refused(response)
    line = lines(response)["Note"]
    assert (line.was, line.now, line.mine) == ("First.", "Ada’s note.", "Bob’s note.")
    assert "Ada Long" in page
    assert (again["note"], again["place"]) == ("Bob’s note.", "Ottawa")
    # Neither is chosen beforehand.
    assert line.choice not in again
    statement.refresh_from_db()
    assert (statement.note, statement.place) == ("Ada’s note.", "")
    # Without a choice it is asked again.
    page, again = refused(bob.post(page_of(statement), again))
    assert again["note"] == "Bob’s note."


@pytest.mark.parametrize(("choice", "note"), [("theirs", "Ada’s note."), ("mine", "Bob’s note.")])
def test_the_choice_is_kept(ada, bob, choice, note):
    statement = draft()
    form = opened(bob, statement)
    saved(ada.post(page_of(statement), opened(ada, statement) | {"note": "Ada’s note."}))
    response = bob.post(page_of(statement), form | {"note": "Bob’s note.", "place": "Ottawa"})
    _page, again = refused(response)
    saved(bob.post(page_of(statement), again | {lines(response)["Note"].choice: choice}))
    statement.refresh_from_db()
    assert (statement.note, statement.place) == (note, "Ottawa")


def test_a_choice_is_asked_anew_when_it_changed_again(ada, bob):
    statement = draft()
    form = opened(bob, statement)
    saved(ada.post(page_of(statement), opened(ada, statement) | {"note": "Ada’s note."}))
    response = bob.post(page_of(statement), form | {"note": "Bob’s note."})
    _page, again = refused(response)
    saved(ada.post(page_of(statement), opened(ada, statement) | {"note": "Ada’s other note."}))
    response = bob.post(page_of(statement), again | {lines(response)["Note"].choice: "mine"})
    refused(response)
    assert lines(response)["Note"].now == "Ada’s other note."


def test_what_only_the_other_changed_is_taken_and_said(ada, bob):
    statement = draft()
    form = opened(bob, statement)
    saved(ada.post(page_of(statement), opened(ada, statement) | {"note": "Ada’s note."}))
    response = bob.post(page_of(statement), form | {"place": "Ottawa"})
    page, again = refused(response)
    assert "Their change kept" in page
    assert not response.context["merging"].asks
    saved(bob.post(page_of(statement), again))
    statement.refresh_from_db()
    assert (statement.note, statement.place) == ("Ada’s note.", "Ottawa")


def test_the_same_change_of_both_is_no_conflict(ada, bob):
    statement = draft()
    form = opened(bob, statement)
    saved(ada.post(page_of(statement), opened(ada, statement) | {"note": "Known."}))
    saved(bob.post(page_of(statement), form | {"note": "Known."}))


def test_other_errors_of_the_form_keep_what_it_was_opened_with(ada, bob):
    statement = draft()
    form = opened(bob, statement)
    wrong = bob.post(page_of(statement), form | {"said": "someday", "note": "Bob’s note."})
    assert wrong.status_code == 200
    saved(ada.post(page_of(statement), opened(ada, statement) | {"note": "Ada’s note."}))
    again = form_in(wrong) | {"said": "2025-05-21"}
    response = bob.post(page_of(statement), again)
    refused(response)
    assert lines(response)["Note"].now == "Ada’s note."


def test_a_note_that_was_not_written_here_is_refused(ada):
    statement = draft()
    form = opened(ada, statement) | {"_opened": "forged", "note": "Mine."}
    response = ada.post(page_of(statement), form)
    assert response.status_code == 200
    again = form_in(response)
    assert again["note"] == "Mine."
    statement.refresh_from_db()
    assert statement.note == "First."
    saved(ada.post(page_of(statement), again))


# Rows in the form


def test_a_citation_that_changed_is_asked(ada, bob):
    statement = draft()
    form = opened(bob, statement)
    words = {"citations-0-wording": "We shall build it."}
    saved(ada.post(page_of(statement), opened(ada, statement) | words))
    response = bob.post(page_of(statement), form | {"citations-0-wording": "We may build it."})
    _page, again = refused(response)
    line = lines(response)["Citation · Wording"]
    assert (line.now, line.mine) == ("We shall build it.", "We may build it.")
    saved(bob.post(page_of(statement), again | {line.choice: "theirs", "note": "Both."}))
    assert statement.citations.get().wording == "We shall build it."
    statement.refresh_from_db()
    assert statement.note == "Both."


def test_citations_that_both_added_are_both_kept(ada, bob):
    statement = draft()
    form = opened(bob, statement)
    saved(ada.post(page_of(statement), cited(opened(ada, statement), "build")))
    response = bob.post(page_of(statement), cited(form, "it"))
    page, again = refused(response)
    assert "Added by them" in page
    saved(bob.post(page_of(statement), again))
    assert {c.wording for c in statement.citations.all()} == {"We will build it.", "build", "it"}


def test_a_row_deleted_meanwhile_and_left_alone_is_gone(ada, bob):
    statement = draft()
    Figure.objects.create(statement=statement, quantity="cost", low=175, unit="billion USD")
    form = opened(bob, statement)
    saved(ada.post(page_of(statement), opened(ada, statement) | {"figures-0-DELETE": "on"}))
    page, again = refused(bob.post(page_of(statement), form | {"note": "Bob’s note."}))
    assert "Deleted by them" in page
    saved(bob.post(page_of(statement), again))
    assert not statement.figures.exists()


@pytest.mark.parametrize(("choice", "kept"), [("theirs", []), ("mine", [180])])
def test_a_row_deleted_meanwhile_and_changed_is_asked(ada, bob, choice, kept):
    statement = draft()
    Figure.objects.create(statement=statement, quantity="cost", low=175, unit="billion USD")
    form = opened(bob, statement)
    saved(ada.post(page_of(statement), opened(ada, statement) | {"figures-0-DELETE": "on"}))
    response = bob.post(page_of(statement), form | {"figures-0-low": "180"})
    page, again = refused(response)
    assert "180" in page
    refused(bob.post(page_of(statement), again))
    saved(bob.post(page_of(statement), again | {lines(response)["Figure"].choice: choice}))
    assert [figure.low for figure in statement.figures.all()] == kept


@pytest.mark.parametrize(("choice", "kept"), [("theirs", [180]), ("mine", [])])
def test_to_delete_a_row_that_changed_meanwhile_is_asked(ada, bob, choice, kept):
    statement = draft()
    Figure.objects.create(statement=statement, quantity="cost", low=175, unit="billion USD")
    form = opened(bob, statement)
    saved(ada.post(page_of(statement), opened(ada, statement) | {"figures-0-low": "180"}))
    response = bob.post(page_of(statement), form | {"figures-0-DELETE": "on"})
    _page, again = refused(response)
    refused(bob.post(page_of(statement), again))
    saved(bob.post(page_of(statement), again | {lines(response)["Figure"].choice: choice}))
    assert [figure.low for figure in statement.figures.all()] == kept


@pytest.fixture
def cost() -> Figure:
    return Figure.objects.create(statement=draft(), quantity="cost", low=175, unit="billion USD")


def test_what_both_delete_is_no_conflict(ada, bob, cost):
    form = opened(bob, cost.statement) | {"figures-0-DELETE": "on"}
    gone = opened(ada, cost.statement) | {"figures-0-DELETE": "on"}
    saved(ada.post(page_of(cost.statement), gone))
    saved(bob.post(page_of(cost.statement), form))
    assert not cost.statement.figures.exists()


def test_what_was_chosen_once_is_not_asked_again_while_something_else_is(ada, bob, cost):
    statement = cost.statement
    form = opened(bob, statement) | {"note": "Bob’s.", "place": "Ottawa", "figures-0-low": "190"}
    theirs = {"note": "Ada’s.", "place": "Halifax", "figures-0-low": "180"}
    saved(ada.post(page_of(statement), opened(ada, statement) | theirs))
    response = bob.post(page_of(statement), form)
    _page, again = refused(response)
    asked = lines(response)
    assert {*asked} == {"Note", "Place", "Figure · Low"}
    chosen = {asked["Note"].choice: "theirs", asked["Place"].choice: "mine"}
    response = bob.post(page_of(statement), again | chosen)
    _page, again = refused(response)
    [line] = response.context["merging"].lines
    assert (line.label, again["note"], again["place"]) == ("Figure · Low", "Ada’s.", "Ottawa")
    saved(bob.post(page_of(statement), again | {line.choice: "mine"}))
    statement.refresh_from_db()
    assert (statement.note, statement.place) == ("Ada’s.", "Ottawa")
    assert statement.figures.get().low == 190


def test_what_was_taken_over_can_be_set_back(ada, bob):
    """The value it had when the form was opened is an edit like any other by then."""
    statement = draft()
    form = opened(bob, statement)
    saved(ada.post(page_of(statement), opened(ada, statement) | {"note": "Ada’s note."}))
    _page, again = refused(bob.post(page_of(statement), form | {"place": "Ottawa"}))
    saved(bob.post(page_of(statement), again | {"note": "First."}))
    statement.refresh_from_db()
    assert statement.note == "First."


def test_a_row_taken_over_that_changes_once_more_is_told_again(ada, bob, cost):
    statement = cost.statement
    form = opened(bob, statement)
    Figure.objects.create(statement=statement, quantity="share", low=2, unit="percent")
    _page, again = refused(bob.post(page_of(statement), form))
    statement.figures.filter(quantity="share").update(low=3)
    response = bob.post(page_of(statement), again)
    _page, again = refused(response)
    assert lines(response)["Figure · Low"].outcome.startswith("Their change kept")
    saved(bob.post(page_of(statement), again))
    assert statement.figures.get(quantity="share").low == 3


def test_a_row_put_back_against_a_deletion_stays_while_something_else_is_asked(ada, bob, cost):
    statement = cost.statement
    form = opened(bob, statement) | {"figures-0-low": "180", "note": "Bob’s."}
    gone = {"figures-0-DELETE": "on", "note": "Ada’s."}
    saved(ada.post(page_of(statement), opened(ada, statement) | gone))
    response = bob.post(page_of(statement), form)
    _page, again = refused(response)
    response = bob.post(page_of(statement), again | {lines(response)["Figure"].choice: "mine"})
    _page, again = refused(response)
    saved(bob.post(page_of(statement), again | {lines(response)["Note"].choice: "mine"}))
    assert [figure.low for figure in statement.figures.all()] == [180]


def test_a_choice_survives_another_error_of_the_form(ada, bob):
    statement = draft()
    form = opened(bob, statement)
    saved(ada.post(page_of(statement), opened(ada, statement) | {"note": "Ada’s note."}))
    response = bob.post(page_of(statement), form | {"note": "Bob’s note."})
    _page, again = refused(response)
    again |= {lines(response)["Note"].choice: "mine", "said": "someday"}
    wrong = bob.post(page_of(statement), again)
    assert wrong.status_code == 200
    saved(bob.post(page_of(statement), form_in(wrong) | {"said": "2025-05-21"}))
    statement.refresh_from_db()
    assert statement.note == "Bob’s note."


# Every form of the record


def changed_everywhere() -> list[tuple[Any, str]]:
    """A row of each table that editors change, and a text field of it."""
    source = make.source(title="First.")
    return [
        (source, "title"),
        (make.speaker(description="First."), "description"),
        (source.outlet, "name"),
        (make.occasion(), "place"),
        (make.topic(description="First."), "description"),
        (draft(), "note"),
    ]


def test_every_form_of_the_record_asks(ada, bob):
    for row, name in changed_everywhere():
        form = opened(bob, row)
        saved(ada.post(page_of(row), opened(ada, row) | {name: "Ada’s."}))
        response = bob.post(page_of(row), form | {name: "Bob’s."})
        _page, again = refused(response)
        assert again[name] == "Bob’s."
        assert getattr(type(row).objects.get(pk=row.pk), name) == "Ada’s."


def test_a_form_that_nobody_touched_is_saved_whatever_it_holds(ada):
    """No value looks changed because a browser sends it in another form than it is stored."""
    statement = draft(
        topics=(make.topic(),), occasion=make.occasion(date="2025-05"), place="Ottawa"
    )
    Statement.objects.filter(pk=statement.pk).update(note="Two lines.\nThe second.")
    Figure.objects.create(statement=statement, quantity="cost", low="1.50", unit="billion USD")
    make.alias(statement.speaker, "PM")
    make.role(statement.speaker, "Prime Minister", since="2025-03-14")
    source = statement.citations.get().source
    Source.objects.filter(pk=source.pk).update(
        authors=["A. One", "B. Two"], archived_at="2025-05-22T10:20:30Z"
    )
    Outlet.objects.filter(pk=source.outlet_id).update(hosts=["one.example", "two.example"])
    rows = [statement, statement.speaker, source, source.outlet, statement.occasion]
    for row in rows:
        saved(ada.post(page_of(row), opened(ada, row)))


# The row itself is another, or gone


def contributor(statement: Statement) -> Client:
    make_groups()
    user = User.objects.create_user("carla", is_staff=True)
    user.groups.add(Group.objects.get(name="contributor"))
    Statement.objects.filter(pk=statement.pk).update(created_by=user)
    client = Client()
    client.force_login(user)
    return client


def test_published_meanwhile_shows_what_a_contributor_had_typed(ada):
    statement = draft()
    carla = contributor(statement)
    form = opened(carla, statement)
    saved(ada.post(page_of(statement), opened(ada, statement) | PUBLISHED))
    response = carla.post(page_of(statement), form | {"note": "Carla’s long note."})
    assert response.status_code == 403
    page = response.content.decode()
    assert "Carla’s long note." in page
    assert "until they are published" in page
    statement.refresh_from_db()
    assert statement.note == "First."


def test_published_meanwhile_is_told_to_an_editor_who_goes_on(ada, bob):
    statement = draft()
    form = opened(bob, statement)
    saved(ada.post(page_of(statement), opened(ada, statement) | PUBLISHED))
    response = bob.post(page_of(statement), form | {"note": "Bob’s note."})
    _page, again = refused(response)
    assert (lines(response)["State"].was, lines(response)["State"].now) == ("draft", "published")
    assert again["note"] == "Bob’s note."
    saved(bob.post(page_of(statement), again | {"reason": "Better known."}))
    assert statement.revisions.count() == 2


def gone(statement: Statement) -> None:
    statement.citations.all().delete()
    statement.delete()


def test_deleted_meanwhile_shows_what_was_typed(ada):
    statement = draft()
    form = cited(opened(ada, statement), "only some words")
    page = page_of(statement)
    gone(statement)
    response = ada.post(page, form | {"note": "A long note."})
    assert response.status_code == 409
    shown = response.content.decode()
    assert "A long note." in shown
    assert "only some words" in shown
    assert not Statement.objects.exists()


def test_merged_meanwhile_shows_what_was_typed(ada):
    kept, merged = make.topic(), make.topic()
    form = opened(ada, merged) | {"description": "A long description."}
    page = page_of(merged)
    merge(kept, merged, EditContext("The same."))
    response = ada.post(page, form)
    assert response.status_code == 409
    assert "A long description." in response.content.decode()


# At the same time, on two connections


def answers(first: Callable[[], Any], second: Callable[[], Any]) -> list[int]:
    """The status of two requests of which the second begins while the first is not committed."""
    found: dict[int, int] = {}

    def of(number: int, doing: Callable[[], Any]) -> Callable[[], None]:
        def act() -> None:
            found[number] = doing().status_code

        return act

    assert at_once(of(0, first), of(1, second)) == [None, None]
    return [found[0], found[1]]


@pytest.mark.django_db(transaction=True)
class TestAtOnce:
    def test_the_same_statement_saved_by_two(self, ada, bob):
        statement = draft()
        page, mine, theirs = page_of(statement), opened(ada, statement), opened(bob, statement)
        assert answers(
            lambda: ada.post(page, mine | {"note": "Ada’s."}),
            lambda: bob.post(page, theirs | {"note": "Bob’s."}),
        ) == [302, 409]
        statement.refresh_from_db()
        assert statement.note == "Ada’s."

    def test_a_citation_changed_while_the_statement_is_saved(self, ada, bob):
        statement = draft()
        page, mine, theirs = page_of(statement), opened(ada, statement), opened(bob, statement)
        assert answers(
            lambda: ada.post(page, mine | {"citations-0-wording": "We shall build it."}),
            lambda: bob.post(page, theirs | {"note": "Bob’s."}),
        ) == [302, 409]
        assert statement.citations.get().wording == "We shall build it."
        statement.refresh_from_db()
        assert statement.note == "First."

    def test_merged_while_edited(self, ada):
        speaker = make.speaker()
        kept, merged = make.statement(speaker=speaker), make.statement(speaker=speaker)
        page, form = page_of(merged), opened(ada, merged)

        def merging() -> Any:
            merge(kept, merged, EditContext("The same."))
            return ada.get(page_of(kept))

        change = {"text": "Other words.", "reason": "Misheard."}
        assert answers(merging, lambda: ada.post(page, form | change)) == [200, 409]
        merged.refresh_from_db()
        assert merged.state == State.WITHDRAWN
        assert merged.text != "Other words."
        call_command("check_entries", verbosity=0)

    def test_published_while_withdrawn(self, ada, bob):
        statement = make.statement()
        page, form = page_of(statement), opened(bob, statement)

        def withdrawing() -> Any:
            withdraw(statement, EditContext("Nobody said it."))
            return ada.get(page)

        change = {"text": "Other words.", "reason": "Misheard.", "state": "published"}
        assert answers(withdrawing, lambda: bob.post(page, form | change)) == [200, 409]
        statement.refresh_from_db()
        assert statement.state == State.WITHDRAWN
        assert statement.text != "Other words."

    def test_deleted_while_open(self, ada, bob):
        statement = draft()
        page, form = page_of(statement), opened(bob, statement)
        delete = reverse("admin:quotes_statement_delete", args=[statement.pk])
        assert answers(
            lambda: ada.post(delete, {"post": "yes"}),
            lambda: bob.post(page, form | {"note": "Bob’s."}),
        ) == [302, 409]
        assert not Statement.objects.exists()
        assert not Citation.objects.exists()

    def test_a_source_saved_by_two(self, ada, bob):
        source = make.source()
        page, mine, theirs = page_of(source), opened(ada, source), opened(bob, source)
        assert answers(
            lambda: ada.post(page, mine | {"title": "Ada’s."}),
            lambda: bob.post(page, theirs | {"title": "Bob’s."}),
        ) == [302, 409]
        source.refresh_from_db()
        assert source.title == "Ada’s."
