"""The pages of single acts in the admin: who may, what they tell, what a forged POST does."""

from typing import Any

import pytest
from django.contrib.auth.models import Group, User
from django.test import Client
from django.urls import reverse

from quotes.admin.people import SpeakerAdmin
from quotes.editing import EditContext, merge
from quotes.models import Merge, Redirect, Speaker, State, Statement, Topic
from tests import factories as make
from tests.groups import make_groups
from tests.merge_pairs import PAIRS, two_outlets, two_speakers, two_statements

pytestmark = pytest.mark.django_db

REASON = {"reason": "They are the same."}


def editor(group: str) -> Client:
    make_groups()
    user = User.objects.create_user(group, is_staff=True, first_name="Ada", last_name="Long")
    user.groups.add(Group.objects.get(name=group))
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def client() -> Client:
    return editor("editor")


def page(row: Any, name: str) -> str:
    return reverse(f"admin:quotes_{row._meta.model_name}_{name}", args=[row.pk])


def text(response: Any, status: int = 200) -> str:
    assert response.status_code == status
    return response.content.decode()


def told(response: Any) -> str:
    """What the page after an act says of it."""
    return " ".join(str(message) for message in response.context["messages"])


@pytest.fixture(params=PAIRS)
def pair(request) -> tuple[Any, Any]:
    return PAIRS[request.param]()


# What the form of a row offers


def test_the_form_of_what_is_public_leads_to_its_acts(client):
    statement = make.statement()
    form = text(client.get(page(statement, "change")))
    for name in ("withdraw", "merge", "rename"):
        assert f'href="{page(statement, name)}"' in form


def test_the_form_of_a_draft_offers_none(client):
    draft = make.draft(speaker=make.speaker())
    form = text(client.get(page(draft, "change")))
    assert page(draft, "withdraw") not in form
    assert page(draft, "merge") not in form


@pytest.mark.parametrize("name", ["withdraw", "merge", "rename"])
def test_each_page_opens_and_writes_nothing(client, name):
    statement = make.statement()
    response = client.get(page(statement, name))
    assert text(response)
    assert "Content-Security-Policy" in response
    assert Statement.objects.get().state == State.PUBLISHED
    assert not Redirect.objects.exists()


def test_what_is_not_there_is_a_404(client):
    for kind, name in (("statement", "withdraw"), ("topic", "merge"), ("merge", "undo")):
        address = reverse(f"admin:quotes_{kind}_{name}", args=[999_999])
        assert client.get(address).status_code == 404


# Withdraw


def test_withdrawing_tells_what_follows_and_does_it(client):
    statement = make.statement()
    asked = text(client.get(page(statement, "withdraw")))
    assert "withdrawn (410)" in asked
    assert "its 1 earlier version" in asked
    done = client.post(page(statement, "withdraw"), {"reason": "Nobody said it."}, follow=True)
    assert "Statement withdrawn" in told(done)
    gone = client.get(statement.get_absolute_url())
    assert "Nobody said it." in text(gone, 410)


def test_withdrawing_needs_a_reason_and_something_published(client):
    statement, draft = make.statement(), make.draft()
    again = client.post(page(statement, "withdraw"), {"reason": " "})
    assert "This field is required." in text(again)
    assert Statement.objects.get(pk=statement.pk).state == State.PUBLISHED
    assert "not published" in text(client.post(page(draft, "withdraw"), REASON))


# Change an address


def test_an_address_is_changed_with_a_reason_and_the_old_one_leads_there(client):
    speaker = make.statement().speaker
    old = speaker.get_absolute_url()
    done = client.post(page(speaker, "rename"), {"slug": "another-name", **REASON}, follow=True)
    assert "Address changed" in told(done)
    assert client.get(old)["Location"] == "/officials/another-name/"
    revision = speaker.statements.get().revisions.get(number=2)
    assert (revision.reason, revision.editor_name) == ("They are the same.", "Ada Long")


@pytest.mark.parametrize(
    ("slug", "sentence"), [("a b", "cannot contain spaces"), ("taken", "has this address")]
)
def test_an_address_that_cannot_be_given_is_a_sentence(client, slug, sentence):
    topic = make.statement(topics=(make.topic("cost"),)).topics.get()
    make.topic("taken", name="Taken")
    refused = text(client.post(page(topic, "rename"), {"slug": slug, **REASON}))
    assert sentence in refused
    assert f'value="{slug}"' in refused
    assert Topic.objects.get(pk=topic.pk).slug == "cost"


# Merge


def test_two_are_merged_after_a_preview_and_it_is_undone(client, pair):
    kept, merged = pair
    model = type(kept)
    shown = text(client.get(page(merged, "merge"), {"other": kept.pk}))
    assert "Moved: " in shown
    assert not Merge.objects.exists()
    done = client.post(page(merged, "merge"), {"other": kept.pk, **REASON}, follow=True)
    assert "The two are now merged." in told(done)
    record = Merge.objects.get()
    assert (record.editor_name, record.reason) == ("Ada Long", "They are the same.")
    asked = text(client.get(page(record, "change")))
    assert f'href="{page(record, "undo")}"' in asked
    assert record.moved["told"][0] in asked
    undone = client.post(page(record, "undo"), {"reason": "Two after all."}, follow=True)
    assert "Merge undone." in told(undone)
    assert model.objects.filter(pk=merged.pk).exists()
    assert page(record, "undo") not in text(client.get(page(record, "change")))
    assert "already been undone" in text(client.post(page(record, "undo"), REASON))


def test_the_other_is_found_by_its_address_or_id(client):
    kept, merged = two_statements()
    for key in (kept.public_id, f" {kept.slug} "):
        assert "What will move to" in text(client.get(page(merged, "merge"), {"key": key}))
    done = client.post(page(merged, "merge"), {"key": kept.public_id, **REASON})
    assert done.status_code == 302
    assert Merge.objects.get().kept_id == kept.pk


@pytest.mark.parametrize(
    ("sent", "sentence"),
    [
        ({"key": "nobody"}, "Nothing has this address or ID"),
        ({"key": ""}, "Choose which one to merge into."),
        ({"key": "\0"}, "Null characters are not allowed."),
        ({"other": "999999"}, "Select a valid choice"),
        ({"other": "x"}, "Select a valid choice"),
        ({"key": "cost"}, "the same one"),
    ],
)
@pytest.mark.parametrize("method", ["get", "post"])
def test_a_choice_that_is_none_is_a_sentence(client, method, sent, sentence):
    topic = make.topic("cost")
    data = sent | REASON if method == "post" else sent
    assert sentence in text(getattr(client, method)(page(topic, "merge"), data))
    assert Topic.objects.count() == 1


def test_what_stands_in_the_way_is_shown_and_cannot_be_forged_past(client):
    kept, merged = make.speaker(country="CA"), make.speaker(country="US")
    shown = text(client.get(page(merged, "merge"), {"other": kept.pk}))
    assert "Country: “CA” here, “US” there." in shown
    assert 'value="Merge"' not in shown
    forged = client.post(page(merged, "merge"), {"other": kept.pk, **REASON})
    assert "Country: “CA” here, “US” there." in text(forged)
    assert Speaker.objects.count() == 2


def test_a_merge_needs_a_reason(client):
    kept, merged = two_outlets()
    again = client.post(page(merged, "merge"), {"other": kept.pk, "reason": ""})
    assert "This field is required." in text(again)
    assert not Merge.objects.exists()


def test_an_undo_that_is_refused_says_why(client):
    kept, merged = two_speakers()
    record = merge(kept, merged, EditContext("The same."))
    kept.aliases.all().delete()
    assert "changed since" in text(client.post(page(record, "undo"), REASON))


def test_the_list_of_merges_leads_to_what_was_kept(client):
    kept, merged = two_speakers()
    merge(kept, merged, EditContext("The same."))
    listed = text(client.get(reverse("admin:quotes_merge_changelist")))
    assert f'<a href="{page(kept, "change")}">Mark Carney</a>' in listed


def test_a_merge_is_only_read(client):
    record = merge(make.topic(), make.topic(), EditContext("The same."))
    assert client.post(page(record, "change"), {}).status_code == 403
    assert client.post(page(record, "delete"), {"post": "yes"}).status_code == 403
    assert client.get(reverse("admin:quotes_merge_add")).status_code == 403


# Who may


def forged(row: Any, kept: Any) -> list[tuple[str, dict[str, Any]]]:
    """A POST of every act on a row."""
    posts = [
        (page(row, "merge"), {"other": kept.pk, **REASON}),
        (page(row, "rename"), {"slug": "another-name", **REASON}),
    ]
    if isinstance(row, Statement):
        posts.append((page(row, "withdraw"), REASON))
    return posts


@pytest.mark.parametrize("group", ["contributor", "nobody"])
def test_who_may_not_change_what_is_public_does_nothing_with_it(pair, group):
    kept, merged = pair
    visitor = editor("contributor") if group == "contributor" else Client()
    if group == "nobody":
        visitor.force_login(User.objects.create_user("assistant", is_staff=True))
    for address, data in forged(merged, kept):
        assert visitor.get(address).status_code == 403, address
        assert visitor.post(address, data).status_code == 403, address
    assert not Merge.objects.exists()
    assert not Redirect.objects.exists()
    record = merge(kept, merged, EditContext("The same."))
    assert visitor.post(page(record, "undo"), REASON).status_code == 403
    assert Merge.objects.get().undone_at is None


def test_both_must_be_ones_that_the_editor_may_change(monkeypatch, client):
    kept, merged = two_speakers()
    may = SpeakerAdmin.has_change_permission
    monkeypatch.setattr(
        SpeakerAdmin,
        "has_change_permission",
        lambda self, request, obj=None: obj != kept and may(self, request, obj),
    )
    refused = client.post(page(merged, "merge"), {"other": kept.pk, **REASON})
    assert "have permission to change “Mark Carney”" in text(refused, 403)
    assert Speaker.objects.count() == 2


def test_who_is_not_signed_in_is_sent_to_the_door(pair):
    kept, merged = pair
    for address, data in forged(merged, kept):
        response = Client().post(address, data)
        assert response.status_code == 403
        assert "You have been signed out" in text(response, 403)
    assert not Merge.objects.exists()


def test_a_post_from_elsewhere_is_refused(pair, client):
    kept, merged = pair
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(User.objects.get())
    for address, data in forged(merged, kept):
        assert strict.post(address, data).status_code == 403
    assert not Merge.objects.exists()
