"""Previews: they show drafts to whom they are meant for, are kept by nobody, and change nothing."""

from datetime import timedelta
from typing import Any

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Group, User
from django.core import signing
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from quotes.editing import EditContext, withdraw
from quotes.models import Citation, KeptForm, OpenForm, Revision, State, Statement
from quotes.models.form_drafts import CLEARED, KEPT_FOR, SHUT_AFTER
from quotes.website.previews import link_to_preview
from tests import factories as make
from tests import html
from tests.groups import make_groups
from tests.html_forms import cited, editor, form_in, opened, page_of, saved

pytestmark = pytest.mark.django_db

ADD = "/admin/quotes/statement/add/"


@pytest.fixture
def ada() -> Client:
    return editor("ada")


@pytest.fixture
def bob() -> Client:
    return editor("bob")


def contributor() -> Client:
    make_groups()
    user = User.objects.create_user("carla", is_staff=True)
    user.groups.add(Group.objects.get(name="contributor"))
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def draft() -> Statement:
    statement = make.draft(text="An axolotl will guard us.", topics=(make.topic(),))
    make.citation(statement)
    return statement


def address(name: str, statement: Statement) -> str:
    return reverse(f"admin:quotes_statement_{name}", args=[statement.pk])


def page(response: Any, status: int = 200) -> str:
    """The text of a page that neither a cache nor an index may hold."""
    assert response.status_code == status
    assert "no-store" in response["Cache-Control"]
    assert "noindex" in response["X-Robots-Tag"]
    assert response["Referrer-Policy"] == "no-referrer"
    assert "Content-Security-Policy" in response
    text = response.content.decode()
    assert html.faults(text) == []
    return text


# Of what is stored


def test_a_draft_is_shown_as_its_page_will_be_under_a_banner(ada, draft):
    text = page(ada.get(address("preview", draft)))
    assert "Preview, not published." in text
    assert "An axolotl will guard us." in text
    assert "As each source printed it" in text
    assert 'name="robots" content="noindex' in text
    assert '<script type="application/ld+json"' not in text
    assert "og:title" not in text


def test_of_what_is_published_it_says_so(ada):
    statement = make.statement()
    text = page(ada.get(address("preview", statement)))
    assert "Preview of what is published." in text
    assert f'href="{statement.get_absolute_url()}"' in text


def test_without_a_source_there_is_no_page_to_preview(ada):
    statement = make.draft()
    assert "has no source yet" in page(ada.get(address("preview", statement)), 409)
    form = opened(ada, statement) | {"_preview": "Preview"}
    assert "has no source yet" in page(ada.post(page_of(statement), form), 409)


def test_a_preview_in_the_admin_asks_who_looks(draft):
    assert Client().get(address("preview", draft)).status_code == 302
    assert contributor().get(address("preview", draft)).status_code == 200
    visitor = Client()
    visitor.force_login(User.objects.create_user("assistant", is_staff=True))
    assert visitor.get(address("preview", draft)).status_code == 403
    assert editor("eve").get("/admin/quotes/statement/999999/preview/").status_code == 404


def test_the_form_offers_its_previews(ada, draft):
    form = ada.get(page_of(draft)).content.decode()
    assert f'href="{address("preview", draft)}"' in form
    assert f'href="{address("link", draft)}"' in form
    assert 'name="_preview"' in form


# Of what is in the form


def everything() -> list[Any]:
    models = (Statement, Citation, Revision, LogEntry)
    return [list(model.objects.order_by("pk").values()) for model in models]


def test_what_is_typed_is_shown_and_not_saved(ada, draft):
    form = cited(opened(ada, draft), "only guard") | {"text": "A bergamot will guard us."}
    before = everything()
    text = page(ada.post(page_of(draft), form | {"_preview": "Preview"}))
    assert "not saved" in text
    assert "A bergamot will guard us." in text
    assert "2 sources" in text
    assert everything() == before
    # Nor does the next page say that something was done.
    assert "was changed" not in ada.get(page_of(draft)).content.decode()


def test_a_new_statement_is_shown_before_it_is_there(ada):
    speaker = make.speaker("Mark Carney")
    form = form_in(ada.get(ADD)) | {
        "speaker": speaker.pk,
        "text": "A bergamot will guard us.",
        "citations-0-source": make.source().pk,
        "citations-0-wording": "A bergamot",
        "_preview": "Preview",
    }
    text = page(ada.post(ADD, form))
    assert "A bergamot will guard us." in text
    assert "Mark Carney" in text
    assert not Statement.objects.exists()
    assert not LogEntry.objects.exists()


def test_a_change_of_what_is_public_is_shown_without_a_reason(ada):
    statement = make.statement()
    words = {"text": "Other words.", "citations-0-wording": "Other words."}
    form = opened(ada, statement) | words | {"_preview": "Preview"}
    assert "Other words." in page(ada.post(page_of(statement), form))
    assert statement.revisions.count() == 1
    assert "Other words." not in Client().get(statement.get_absolute_url()).content.decode()


def test_what_cannot_be_saved_is_not_shown_but_the_form(ada, draft):
    form = opened(ada, draft) | {"said": "someday", "note": "Mine.", "_preview": "Preview"}
    response = ada.post(page_of(draft), form)
    assert response.status_code == 200
    assert form_in(response)["note"] == "Mine."
    assert "cannot be read as a date" in response.content.decode()


def test_what_was_changed_meanwhile_is_asked_before_a_preview(ada, bob, draft):
    form = opened(bob, draft)
    saved(ada.post(page_of(draft), opened(ada, draft) | {"note": "Ada’s."}))
    response = bob.post(page_of(draft), form | {"note": "Bob’s.", "_preview": "Preview"})
    assert response.status_code == 409


# The link for a reviewer


def link_of(client: Client, draft: Statement) -> str:
    response = client.post(address("link", draft))
    assert response.status_code == 200
    assert "no-store" in response["Cache-Control"]
    return response.context["link_url"].removeprefix("http://testserver")


def test_whoever_has_the_link_reads_the_draft_without_an_account(ada, draft):
    assert not ada.get(address("link", draft)).context.get("link_url")
    link = link_of(ada, draft)
    text = page(Client().get(link))
    assert "An axolotl will guard us." in text
    assert "works until" in text
    # The one exception: no other address shows it.
    for other in (draft.get_absolute_url(), f"/s/{draft.public_id}", f"/embed/{draft.public_id}"):
        assert Client().get(other).status_code == 404
    history = LogEntry.objects.get()
    assert link.split("/")[-2] not in history.change_message


def test_the_link_shows_what_is_stored_now_and_that_it_changed(ada, draft):
    made = timezone.now() - timedelta(days=1)
    link = link_to_preview(draft, made).path
    saved(ada.post(page_of(draft), opened(ada, draft) | {"text": "A bergamot will guard us."}))
    text = page(Client().get(link))
    assert "A bergamot will guard us." in text
    assert "changed since the link was made" in text


@pytest.mark.parametrize("days", [1, 7])
def test_a_link_expires(draft, settings, days):
    settings.PREVIEW_LINK_DAYS = days
    now = timezone.now()
    fresh = link_to_preview(draft, now - timedelta(days=days) + timedelta(minutes=1)).path
    stale = link_to_preview(draft, now - timedelta(days=days, seconds=1)).path
    assert "axolotl" in page(Client().get(fresh))
    text = page(Client().get(stale), 410)
    assert "expired" in text
    assert "axolotl" not in text


def forged(token: str) -> list[str]:
    return ["x", "a:b:c", token[:-1], f"{token}x", token.swapcase(), "%00", token.replace(":", "")]


def test_a_forged_link_reveals_nothing(draft):
    token = link_to_preview(draft, timezone.now()).path.split("/")[-2]
    for other in forged(token):
        text = page(Client().get(f"/preview/{other}/"), 404)
        assert "not valid" in text
        assert "axolotl" not in text


def test_a_link_signed_for_something_else_is_none(draft):
    named = [draft.pk, draft.public_id, int(timezone.now().timestamp())]
    page(Client().get(f"/preview/{signing.dumps(named)}/"), 404)


def test_a_link_ends_with_the_statement(draft):
    link = link_to_preview(draft, timezone.now()).path
    draft.citations.all().delete()
    draft.delete()
    assert "axolotl" not in page(Client().get(link), 404)
    published = make.statement(text="An axolotl was withdrawn.")
    link = link_to_preview(published, timezone.now()).path
    assert "axolotl" in page(Client().get(link))
    withdraw(published, EditContext("Nobody said it."))
    assert "axolotl" not in page(Client().get(link), 410)


def test_a_link_is_only_looked_at(draft):
    link = link_to_preview(draft, timezone.now()).path
    assert Client().post(link).status_code == 405


def test_only_who_may_change_a_statement_makes_a_link(draft):
    carla = contributor()
    assert carla.post(address("link", draft)).status_code == 403
    assert address("link", draft) not in carla.get(page_of(draft)).content.decode()
    Statement.objects.filter(pk=draft.pk).update(created_by=User.objects.get(username="carla"))
    assert "axolotl" in page(Client().get(link_of(carla, draft)))
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(User.objects.get(username="carla"))
    assert strict.post(address("link", draft)).status_code == 403


def test_none_is_made_of_what_was_withdrawn(ada):
    statement = make.statement()
    withdraw(statement, EditContext("Nobody said it."))
    assert ada.post(address("link", statement)).status_code == 403
    assert statement.state == State.WITHDRAWN


# Forms that are open


def test_who_opens_a_form_is_told_who_has_it_open(ada, bob, draft):
    first = ada.get(page_of(draft)).content.decode()
    assert "has had this open" not in first
    second = bob.get(page_of(draft)).content.decode()
    assert "Ada Long has had this open since" in second
    beat = ada.post(address("open", draft)).json()
    assert beat["others"].startswith("Bob Long has had this open since")
    assert bob.post(address("open", draft), {"_closing": "1"}).status_code == 204
    assert ada.post(address("open", draft)).json() == {"others": ""}


def test_a_form_that_is_silent_counts_as_shut_and_is_cleared_away(ada, bob, draft):
    ada.get(page_of(draft))
    OpenForm.objects.update(seen_at=timezone.now() - SHUT_AFTER - timedelta(seconds=1))
    assert "has had this open" not in bob.get(page_of(draft)).content.decode()
    assert OpenForm.objects.get().account.username == "bob"


def test_opening_again_keeps_the_time_of_the_first(ada, draft):
    ada.get(page_of(draft))
    first = OpenForm.objects.get()
    ada.get(page_of(draft))
    again = OpenForm.objects.get()
    assert again.opened_at == first.opened_at
    assert again.seen_at > first.seen_at


def test_what_may_not_be_changed_is_not_held_open(draft):
    carla = contributor()
    assert carla.get(page_of(draft)).status_code == 200
    assert not OpenForm.objects.exists()
    assert carla.post(address("open", draft)).status_code == 403
    assert carla.post(address("keep", draft), {"note": "x"}).status_code == 403
    by_script = {"Sec-Fetch-Mode": "cors"}
    assert Client().post(address("open", draft), headers=by_script).status_code == 302
    assert carla.get(address("open", draft)).status_code == 405
    assert carla.post("/admin/quotes/statement/999999/open/").status_code == 404


# What is typed and not saved


def test_what_is_typed_is_offered_and_restored_with_its_rows(ada, bob, draft):
    typed = cited(opened(ada, draft), "only guard") | {"note": "A long note.\x00"}
    assert "Draft autosaved" in ada.post(address("keep", draft), typed).json()["kept"]
    assert "You have unsaved changes" in ada.get(page_of(draft)).content.decode()
    # For nobody else.
    assert "unsaved changes" not in bob.get(page_of(draft)).content.decode()
    response = ada.post(page_of(draft), {"_restore": "1"})
    assert response.status_code == 200
    restored = form_in(response)
    assert (restored["note"], restored["citations-1-wording"]) == ("A long note.", "only guard")
    assert Statement.objects.get().note == ""
    saved(ada.post(page_of(draft), restored))
    assert Statement.objects.get().note == "A long note."
    assert draft.citations.count() == 2
    assert not KeptForm.objects.exists()


def test_what_is_restored_is_compared_with_what_was_saved_since(ada, bob, draft):
    typed = opened(ada, draft) | {"note": "Ada’s."}
    ada.post(address("keep", draft), typed)
    saved(bob.post(page_of(draft), opened(bob, draft) | {"note": "Bob’s."}))
    response = ada.post(page_of(draft), {"_restore": "1"})
    assert response.status_code == 409
    assert response.context["merging"].lines[0].now == "Bob’s."
    assert form_in(response)["note"] == "Ada’s."


def test_a_new_statement_is_kept_too_and_half_a_form_is_no_error(ada):
    keep = reverse("admin:quotes_statement_keep_new")
    ada.post(keep, form_in(ada.get(ADD)) | {"text": "A bergamot", "csrfmiddlewaretoken": "x"})
    assert "csrfmiddlewaretoken" not in KeptForm.objects.get().content
    response = ada.post(ADD, {"_restore": "1"})
    assert form_in(response)["text"] == "A bergamot"
    assert not Statement.objects.exists()
    assert "Please correct" not in response.content.decode()


def test_it_is_discarded_when_asked(ada, draft):
    ada.post(address("keep", draft), opened(ada, draft) | {"note": "Ada’s."})
    assert ada.post(page_of(draft), {"_discard": "1"}).status_code == 302
    assert not KeptForm.objects.exists()
    # There is nothing to restore any more, and that is no error.
    assert ada.post(page_of(draft), {"_restore": "1"}).status_code == 302


def test_what_is_kept_goes_after_its_time_a_few_at_once(ada, draft):
    past = timezone.now() - KEPT_FOR - timedelta(seconds=1)
    account = User.objects.get().pk
    KeptForm.objects.bulk_create(
        KeptForm(account_id=account, table="source", row_id=n, content={}, kept_at=past)
        for n in range(1, CLEARED + 6)
    )
    ada.post(address("keep", draft), {"note": "x"})
    assert KeptForm.objects.filter(kept_at=past).count() == 5
    KeptForm.objects.update(kept_at=past)
    assert "unsaved changes" not in ada.get(page_of(draft)).content.decode()


def test_too_much_is_not_kept_and_said(ada, draft):
    response = ada.post(address("keep", draft), {"note": "x" * 1_000_001})
    assert response.status_code == 413
    assert "too long" in response.json()["kept"]
    assert not KeptForm.objects.exists()
