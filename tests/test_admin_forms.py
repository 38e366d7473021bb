"""How the forms and lists of the admin are laid out: what is folded, what is offered, and how."""

from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse

from quotes.models import Role, Statement
from tests import factories as make

pytestmark = pytest.mark.django_db


@pytest.fixture
def client() -> Client:
    client = Client()
    client.force_login(User.objects.create_superuser("chief"))
    return client


def form_of(row: Any) -> str:
    return reverse(f"admin:quotes_{row._meta.model_name}_change", args=[row.pk])


WORDS = "Words that their source does not have"


def folded(response: Any) -> set[str]:
    """The groups of fields that are folded away on a page with a form."""
    assert response.status_code == 200
    return {str(part.name) for part in response.context["adminform"] if part.is_collapsible}


# What a statement seldom has.
EMPTY = ("Doubt", "Reply of the person quoted")


def test_a_note_is_folded_away_until_there_is_one(client):
    plain, noted = make.draft(), make.draft(note="Two sources disagree.")
    assert folded(client.get(form_of(plain))) == {"Note", WORDS, *EMPTY, "Address", "History"}
    assert folded(client.get(form_of(noted))) == {WORDS, *EMPTY, "Address", "History"}
    assert folded(client.get(reverse("admin:quotes_statement_add"))) == {
        "Note",
        WORDS,
        *EMPTY,
        "Address",
    }


def test_what_was_typed_or_is_wrong_is_not_folded_away(client):
    sent = {"note": "Typed, and not saved yet.", "slug": "No address"}
    assert folded(client.post(form_of(make.draft()), sent)) == {WORDS, *EMPTY, "History"}


def test_where_a_source_comes_from_is_folded_away_until_it_is_known(client):
    report = make.source()
    copy = make.source(derived_from=report)
    assert folded(client.get(form_of(report))) == {"Origin", "Address"}
    assert folded(client.get(form_of(copy))) == {"Address"}
    new = client.get(reverse("admin:quotes_source_add"))
    assert "Canonical URL" not in new.content.decode()


def test_only_what_can_be_deleted_offers_it(client):
    for statement, offered in ((make.draft(), True), (make.statement(), False)):
        page = client.get(form_of(statement)).content.decode()
        assert (reverse("admin:quotes_statement_delete", args=[statement.pk]) in page) is offered


def test_beside_a_choice_nothing_deletes_the_chosen_row(client):
    page = client.get(form_of(make.statement())).content.decode()
    assert 'id="add_id_speaker"' in page
    assert 'id="change_id_speaker"' in page
    assert 'id="delete_id_speaker"' not in page
    assert 'id="view_id_speaker"' not in page


def test_a_row_of_another_table_names_each_of_its_fields(client):
    role: Role = make.role(make.speaker(), "Minister", since="2025-05")
    page = client.get(form_of(role.speaker)).content.decode()
    for label in ("Title", "Organization", "Since", "Until", "Delete?"):
        assert f'data-label="{label}"' in page


def test_long_filters_are_folded_unless_they_are_used(client):
    topics = tuple(make.topic() for _number in range(6))
    statement: Statement = make.draft(topics=topics)
    address = reverse("admin:quotes_statement_changelist")
    assert '"topics" open>' not in client.get(address).content.decode()
    assert '"state" open>' in client.get(address).content.decode()
    used = client.get(address, {"topics__id__exact": topics[0].pk})
    assert '"topics" open>' in used.content.decode()
    assert list(used.context["cl"].result_list) == [statement]


def test_codes_are_shown_by_name_with_their_counts(client):
    make.draft(language="fr")
    make.draft(language="en")
    page = client.get(reverse("admin:quotes_statement_changelist"), {"_facets": "True"})
    assert "French (1)" in page.content.decode()


def test_a_list_is_called_by_what_it_lists(client):
    address = reverse("admin:quotes_speaker_changelist")
    assert client.get(address).context["title"] == "Officials"
    assert client.get(address, {"_popup": "1"}).context["title"] != "Officials"
