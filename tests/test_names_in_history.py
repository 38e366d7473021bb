"""What officials are called and the offices they held: each public change has its own record."""

import json
from datetime import UTC, datetime

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client

from quotes.editing import EditContext, merge, publish, record_changes, withdraw
from quotes.models import Role, Speaker, SpeakerRevision, Statement
from quotes.models.revisions import state_sha256
from tests import factories as make
from tests import html

pytestmark = pytest.mark.django_db

WHY = EditContext("He became a Lord.", "An Editor", datetime(2026, 7, 1, 12, tzinfo=UTC))


@pytest.fixture
def speaker() -> Speaker:
    made = make.speaker("Mark Carney", slug="mark-carney")
    make.role(made, "Prime Minister", since="2025-03-14", country="CA")
    make.statement(speaker=made)
    return made


def change(speaker: Speaker, act: EditContext = WHY, **columns: object) -> list[SpeakerRevision]:
    Speaker.objects.filter(pk=speaker.pk).update(**columns)
    record_changes(speaker.statements.values_list("pk", flat=True), act)
    return list(speaker.revisions.order_by("number"))


def page(client: Client, path: str = "/officials/mark-carney/") -> str:
    response = client.get(path)
    assert response.status_code == 200
    shown = response.getvalue().decode()
    assert html.faults(shown) == []
    return shown


def listed(client: Client, query: str = "") -> list[dict]:
    return json.loads(client.get(f"/corrections.json{query}").getvalue())["corrections"]


def test_the_first_record_is_made_with_the_first_publication(client, speaker):
    (first,) = speaker.revisions.all()
    assert first.number == 1
    assert first.public_state["name"] == "Mark Carney"
    assert [role["title"] for role in first.public_state["roles"]] == ["Prime Minister"]
    assert "<h2>Changes</h2>" not in page(client)
    assert listed(client) == []


def test_who_is_not_public_has_no_record():
    hidden = make.speaker()
    draft = make.draft(speaker=hidden)
    make.citation(draft)
    record_changes([draft.pk], WHY)
    assert not hidden.revisions.exists()
    publish(draft, WHY)
    assert hidden.revisions.count() == 1


def test_records_continue_a_chain_of_hashes(speaker):
    first, second = change(speaker, name_fr="Marc Carney")
    assert (second.number, second.previous_sha256) == (2, first.sha256)
    assert second.sha256 == state_sha256(second.public_state, first.sha256)
    assert change(speaker) == [first, second]


@pytest.mark.parametrize(
    "columns",
    [
        {"title": "Governor"},
        {"title_fr": "Premier ministre"},
        {"organization": "Government"},
        {"country": "GB"},
        {"since": "2025-03-15"},
        {"until": "2026"},
    ],
    ids=lambda columns: next(iter(columns)),
)
def test_a_change_of_an_office_is_recorded(speaker, columns):
    Role.objects.filter(speaker=speaker).update(**columns)
    assert len(change(speaker)) == 2


def test_what_is_no_name_and_no_office_is_not_recorded(speaker):
    assert len(change(speaker, description="Of Canada.", party="Liberal")) == 1


def test_the_page_of_the_official_tells_it(client, speaker):
    change(speaker, name="Lord Carney", act=WHY)
    shown = page(client)
    assert "<h2>Changes</h2>" in shown
    assert "Version 2, 1 July 2026, by An Editor" in shown
    assert "He became a Lord." in shown
    assert "<del>" in shown
    assert "Prime Minister" in shown


def test_it_is_a_correction_among_the_others(client, speaker):
    change(speaker, name_fr="Marc Carney")
    (told,) = listed(client)
    assert told["id"] == "speaker:mark-carney.2"
    assert (told["changes"], told["parts"]) == (["speaker"], ["name_fr"])
    assert (told["editor"], told["reason"]) == ("An Editor", "He became a Lord.")
    assert told["url"].endswith("/officials/mark-carney/")
    assert (told["before"], told["after"]) == (None, None)
    assert told["text"]["before"].startswith("Mark Carney; Prime Minister, CA, 2025-03-14–")
    assert told["text"]["after"].startswith("Mark Carney / Marc Carney; ")
    assert listed(client, "?change=speaker") == [told]
    assert listed(client, "?change=words") == []
    assert listed(client, "?month=2026-07") == [told]
    shown = page(client, "/corrections/")
    assert "?month=2026-07" in shown
    assert "Changed: the name in French" in shown
    assert "speaker:mark-carney.2" in client.get("/corrections.atom").getvalue().decode()


def test_a_name_that_statements_show_gives_them_a_revision_too(client, speaker):
    change(speaker, name="Lord Carney")
    assert {one["id"].rpartition(".")[0] for one in listed(client)} == {
        "speaker:mark-carney",
        speaker.statements.get().public_id,
    }


def test_the_list_goes_on_behind_an_official(client, speaker):
    for number in range(30):
        change(speaker, name_fr=f"Marc {number}")
    first = page(client, "/corrections/")
    assert first.count('class="correction"') == 25
    older = html_link(first, "after=")
    assert page(client, older).count('class="correction"') == 5


def html_link(shown: str, part: str) -> str:
    """The address of the first link that has this in it."""
    return next(
        piece.partition('"')[0].replace("&amp;", "&")
        for piece in shown.split('href="')[1:]
        if part in piece.partition('"')[0]
    )


def test_of_who_is_no_longer_public_nothing_is_told(client, speaker):
    change(speaker, name_fr="Marc Carney")
    withdraw(speaker.statements.get(), EditContext("Nobody said it."))
    told = next(one for one in listed(client) if one["id"] == "speaker:mark-carney.2")
    assert (told["name"], told["reason"], told["text"], told["url"]) == (None, None, None, None)


def test_a_merger_leaves_the_records_and_gives_the_kept_one_its_own(client, speaker):
    change(speaker, name_fr="Marc Carney")
    kept = make.speaker("Mark J. Carney")
    make.statement(speaker=kept)
    merge(kept, speaker, EditContext("The same."))
    assert SpeakerRevision.objects.filter(slug="mark-carney").count() == 2
    assert kept.revisions.count() == 2
    assert page(client, "/corrections/")


def test_a_withdrawal_names_its_editor(client, speaker):
    withdraw(speaker.statements.get(), EditContext("Nobody said it.", "An Editor"))
    (told,) = listed(client)
    assert told["editor"] == "An Editor"
    assert "by An Editor" in page(client, "/corrections/")


@pytest.mark.django_db(transaction=True)
def test_no_name_and_no_office_is_changed_without_a_record():
    made = make.speaker("Mark Carney")
    make.role(made, "Prime Minister")
    make.statement(speaker=made)
    for rows, columns in (
        (Speaker.objects.filter(pk=made.pk), {"name_fr": "Marc"}),
        (Role.objects.all(), {"organization": "Government"}),
    ):
        with pytest.raises(IntegrityError) as caught:
            rows.update(**columns)
        assert caught.value.__cause__.diag.constraint_name == "speaker_change_is_recorded"
    with pytest.raises(IntegrityError):
        make.role(made, "Governor")
    with pytest.raises(IntegrityError):
        Role.objects.all().delete()
    with transaction.atomic():
        Role.objects.update(organization="Government")
        record_changes(Statement.objects.values_list("pk", flat=True), WHY)
    assert made.revisions.count() == 2
    connection.check_constraints()
