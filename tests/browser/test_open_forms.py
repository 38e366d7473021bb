"""Forms while they are open: what is typed is kept, the other editor is told, conflicts are asked.

The record of the session is read by other tests, so each of these works on a draft of its own.
"""

import re
from contextlib import ExitStack
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.contrib.sessions.models import Session
from django.test import Client
from django.urls import reverse
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from quotes.models import KeptForm, OpenForm, Source, Speaker, Statement
from tests import factories as make
from tests.browser import axe
from tests.browser.conftest import NewPage, Shares
from tests.browser.keyboard import tab_to

# So many states of a form and of what comes of it are examined, in looks by turns.
NOTICES = 5


def session_of(name: str) -> str:
    client = Client()
    client.force_login(User.objects.create_superuser(name, first_name=name.capitalize()))
    return client.cookies["sessionid"].value


@pytest.fixture
def draft(archive: LiveServer, afterwards: ExitStack) -> Statement:
    statement = make.draft(speaker=Speaker.objects.first(), text="We will build it.", note="First.")
    make.citation(statement, source=Source.objects.first())
    afterwards.callback(take_away, statement)
    return statement


def take_away(statement: Statement) -> None:
    OpenForm.objects.all().delete()
    KeptForm.objects.all().delete()
    statement.citations.all().delete()
    statement.delete()
    User.objects.filter(username__in=["ada", "bob"]).delete()


def opened(new_page: NewPage, archive: LiveServer, name: str, path: str, **options: Any) -> Page:
    page = new_page(missing_is_meant=True, **options)
    cookie = {"name": "sessionid", "value": session_of(name), "url": archive.url}
    page.context.add_cookies([cookie])
    page.goto(path)
    return page


def form_of(statement: Statement) -> str:
    return reverse("admin:quotes_statement_change", args=[statement.pk])


def test_what_is_typed_is_kept_and_restored(
    new_page: NewPage, archive: LiveServer, draft: Statement, looks: Shares
):
    page = opened(new_page, archive, "ada", form_of(draft))
    page.locator("#id_note").fill("A long note.")
    expect(page.locator(".in-work-kept")).to_contain_text("Draft autosaved")
    page.goto(form_of(draft))
    expect(page.locator("#in-work-kept")).to_contain_text("You have unsaved changes from")
    expect(page.locator("#id_note")).to_have_value("First.")
    assert axe.faults(page, looks(0, NOTICES)) == []
    page.get_by_role("button", name="Restore").click()
    expect(page.locator("#id_note")).to_have_value("A long note.")
    expect(page.locator("#in-work-restored")).to_be_visible()
    page.locator("input[name='_continue']").first.click()
    expect(page.locator(".messagelist")).to_contain_text("was changed")
    expect(page.locator("#in-work-kept")).to_have_count(0)
    draft.refresh_from_db()
    assert draft.note == "A long note."


def test_the_first_is_told_when_a_second_comes(
    new_page: NewPage, archive: LiveServer, draft: Statement, looks: Shares
):
    first = opened(new_page, archive, "ada", form_of(draft))
    notice = first.locator(".in-work-others")
    expect(notice).to_be_empty()
    second = opened(new_page, archive, "bob", form_of(draft))
    expect(second.locator(".in-work-others")).to_contain_text("Ada has had this open since")
    # Coming back to a window asks at once, not after half a minute.
    first.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    expect(notice).to_contain_text("Bob has had this open since")
    assert notice.get_attribute("role") == "status"
    assert axe.faults(first, looks(1, NOTICES)) == []
    second.goto("/admin/")
    for _try in range(20):
        first.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
        first.wait_for_timeout(250)
        if not notice.inner_text():
            break
    expect(notice).to_be_empty()


def test_without_scripts_the_second_is_told_and_the_first_choice_asked(
    new_page: NewPage, archive: LiveServer, draft: Statement
):
    opened(new_page, archive, "ada", form_of(draft), java_script_enabled=False)
    page = opened(new_page, archive, "bob", form_of(draft), java_script_enabled=False)
    expect(page.locator(".in-work-others")).to_contain_text("Ada has had this open since")
    Statement.objects.filter(pk=draft.pk).update(note="Theirs.")
    page.locator("#id_note").fill("Mine.")
    page.locator("input[name='_continue']").first.click()
    page.get_by_label("Keep theirs").check()
    page.locator("input[name='_continue']").first.click()
    expect(page.locator("#id_note")).to_have_value("Theirs.")


def test_a_conflict_is_decided_by_keyboard(
    new_page: NewPage, archive: LiveServer, draft: Statement, looks: Shares
):
    page = opened(new_page, archive, "ada", form_of(draft))
    Statement.objects.filter(pk=draft.pk).update(note="Theirs.")
    page.locator("#id_note").fill("Mine.")
    page.locator("#id_note").press("Tab")
    page.locator("input[name='_continue']").first.focus()
    page.keyboard.press("Enter")
    conflict = page.locator(".conflict")
    expect(conflict).to_contain_text("Theirs.")
    expect(page.locator("#id_note")).to_have_value("Mine.")
    assert axe.faults(page, looks(2, NOTICES)) == []
    tab_to(page, ".conflict input")
    page.keyboard.press("ArrowRight")
    expect(page.get_by_label("Keep mine")).to_be_checked()
    page.locator("input[name='_continue']").first.focus()
    page.keyboard.press("Enter")
    expect(page.locator(".messagelist")).to_contain_text("was changed")
    draft.refresh_from_db()
    assert draft.note == "Mine."


def test_a_preview_opens_beside_the_form(
    new_page: NewPage, archive: LiveServer, draft: Statement, looks: Shares
):
    page = opened(new_page, archive, "ada", form_of(draft))
    page.locator("#id_text").fill("A bergamot will guard us.")
    with page.context.expect_page() as other:
        page.locator("input[name='_preview']").first.click()
    preview = other.value
    expect(preview.locator(".notice")).to_contain_text("Preview, not published and not saved.")
    expect(preview.locator(".hero")).to_contain_text("A bergamot will guard us.")
    expect(page.locator("#id_text")).to_have_value("A bergamot will guard us.")
    page.goto(reverse("admin:quotes_statement_link", args=[draft.pk]))
    page.get_by_role("button", name="Create a link").click()
    link = page.locator("#preview-link")
    expect(link).to_have_value(re.compile("/preview/"))
    assert axe.faults(page, looks(3, NOTICES)) == []
    page.get_by_role("button", name="Copy").click()
    expect(page.locator(".preview-link [role=status]")).not_to_be_empty()
    reader = new_page()
    reader.goto(link.input_value())
    expect(reader.locator(".notice")).to_contain_text("works until")
    assert axe.faults(reader, looks(4, NOTICES)) == []


def test_what_is_typed_offline_outlives_all_but_a_save(
    new_page: NewPage, archive: LiveServer, draft: Statement, complaints: list[str]
):
    page = opened(new_page, archive, "ada", form_of(draft))
    note, save = page.locator("#id_note"), page.locator("input[name='_continue']").first
    page.context.set_offline(True)
    note.fill("Typed offline.")
    save.click()
    expect(page.locator(".desk-offline")).to_contain_text("You are offline, so nothing was sent")
    expect(note).to_have_value("Typed offline.")
    page.context.set_offline(False)
    expect(page.locator(".desk-offline")).to_contain_text("You are online again")
    # What the server may have kept meanwhile is not what this is about.
    page.goto("/admin/")
    KeptForm.objects.all().delete()
    page.goto(form_of(draft))
    offered = page.locator(".desk-draft")
    expect(offered).to_contain_text("was not saved")
    expect(note).to_have_value("First.")
    # What is typed while the notice stands is kept beside it, in another window too.
    page.locator("#id_place").fill("Halifax")
    page.goto("/admin/")
    KeptForm.objects.all().delete()
    page.goto(form_of(draft))
    page.get_by_role("button", name="Put it back").click()
    expect(page.locator("#id_place")).to_have_value("Halifax")
    note.fill("Typed before the session ended.")
    [session] = [one for one in page.context.cookies() if one["name"] == "sessionid"]
    Session.objects.get(session_key=session["value"]).delete()
    save.click()
    expect(page.locator("#login-form")).to_be_visible()
    again = Client()
    again.force_login(User.objects.get(username="ada"))
    value = again.cookies["sessionid"].value
    page.context.add_cookies([{"name": "sessionid", "value": value, "url": archive.url}])
    KeptForm.objects.all().delete()
    page.goto(form_of(draft))
    page.get_by_role("button", name="Put it back").click()
    expect(note).to_have_value("Typed before the session ended.")
    save.click()
    expect(page.locator(".messagelist")).to_contain_text("was changed")
    page.goto(form_of(draft))
    expect(note).to_have_value("Typed before the session ended.")
    expect(offered).to_have_count(0)
    complaints[:] = [one for one in complaints if "ERR_INTERNET_DISCONNECTED" not in one]
