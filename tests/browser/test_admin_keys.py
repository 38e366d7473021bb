"""The keys of the admin: what they do, that they keep out of the way, and that they can be off."""

import re
from contextlib import ExitStack

import pytest
from django.contrib.auth.models import User
from django.urls import reverse
from playwright.sync_api import Page, expect

from quotes.admin.keys import shortcuts_for
from quotes.models import Topic
from tests.browser import axe
from tests.browser.conftest import NewPage, Shares

LIST = "/admin/quotes/statement/"


@pytest.fixture
def page(new_desk_page: NewPage) -> Page:
    return new_desk_page()


def row(page: Page, number: int) -> str:
    return f"#result_list tbody tr:nth-child({number})"


def test_the_dialog_opens_from_a_key_and_a_button_and_closes_again(page: Page):
    page.goto("/admin/")
    dialog = page.get_by_role("dialog", name="Shortcuts")
    expect(dialog).to_be_hidden()
    page.keyboard.press("?")
    expect(dialog).to_be_visible()
    page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    page.get_by_role("button", name="Shortcuts").click()
    expect(dialog).to_be_visible()
    dialog.get_by_role("button", name="Close").click()
    expect(dialog).to_be_hidden()


def test_every_key_that_leads_somewhere_goes_there(page: Page):
    user = User.objects.get(username="editor")
    places = [one for part in shortcuts_for(user) for one in part.shortcuts if one.url]
    assert len(places) == 9
    for shortcut in places:
        page.goto("/admin/")
        for key in shortcut.keys:
            page.keyboard.press(key)
        page.wait_for_url(re.compile(re.escape(shortcut.url) + "$"))


def test_rows_are_walked_selected_and_opened(page: Page):
    page.goto(LIST)
    page.keyboard.press("j")
    page.keyboard.press("j")
    assert page.locator(f"{row(page, 2)} :focus").count() == 1
    page.keyboard.press("k")
    assert page.locator(f"{row(page, 1)} :focus").count() == 1
    page.keyboard.press("x")
    expect(page.locator(f"{row(page, 1)} .action-select")).to_be_checked()
    expect(page.locator(".action-counter")).to_contain_text("1 of")
    page.keyboard.press("x")
    expect(page.locator(f"{row(page, 1)} .action-select")).not_to_be_checked()
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r"/statement/\d+/change/"))


def test_the_search_box_is_reached_and_takes_every_character(page: Page):
    page.goto(LIST)
    page.keyboard.press("/")
    box = page.locator("#searchbar")
    expect(box).to_be_focused()
    page.keyboard.type("? j x g s /")
    expect(box).to_have_value("? j x g s /")
    expect(page.get_by_role("dialog")).to_be_hidden()
    assert page.url.endswith(LIST)


def test_keys_of_the_browser_are_left_to_it(page: Page):
    page.goto(LIST)
    page.evaluate(
        """window.taken = [];
        addEventListener("keydown", (event) => taken.push(event.defaultPrevented))"""
    )
    for keys in ("Control+j", "Alt+g", "Meta+j", "Control+s", "Control+Enter", "h"):
        page.keyboard.press(keys)
    assert not any(page.evaluate("taken"))


def test_a_form_is_saved_while_one_types(page: Page, afterwards: ExitStack):
    afterwards.callback(Topic.objects.filter(name="Keyboards").delete)
    page.goto(reverse("admin:quotes_topic_add"))
    page.locator("#id_name").fill("Keyboards")
    page.keyboard.press("Control+s")
    page.wait_for_url(re.compile(r"/topic/\d+/change/"))
    page.locator("#id_description").fill("What editors type on.")
    page.keyboard.press("Control+Enter")
    page.wait_for_url(re.compile(r"/quotes/topic/$"))
    expect(page.locator(".messagelist")).to_contain_text("Keyboards")


def test_keys_of_one_character_can_be_off_and_stay_so(page: Page):
    page.goto(LIST)
    page.keyboard.press("?")
    page.get_by_label("Use single-key shortcuts").uncheck()
    page.keyboard.press("Escape")
    for _visit in range(2):
        page.keyboard.press("?")
        page.keyboard.press("j")
        expect(page.get_by_role("dialog")).to_be_hidden()
        assert page.locator("#result_list :focus").count() == 0
        page.reload()
    page.get_by_role("button", name="Shortcuts").click()
    page.get_by_label("Use single-key shortcuts").check()
    page.keyboard.press("Escape")
    page.locator("h1").click()
    page.keyboard.press("/")
    expect(page.locator("#searchbar")).to_be_focused()


def test_without_scripts_no_keys_are_offered(new_desk_page: NewPage):
    page = new_desk_page(java_script_enabled=False)
    page.goto("/admin/")
    expect(page.get_by_role("button", name="Shortcuts")).to_be_hidden()
    expect(page.locator("#keys")).to_be_hidden()


def test_the_dialog_is_for_everybody(page: Page, looks: Shares):
    page.goto("/admin/")
    page.keyboard.press("?")
    expect(page.get_by_role("dialog")).to_be_visible()
    assert axe.faults(page, looks(0, 1)) == []


def test_the_preview_is_opened_where_there_is_one(page: Page):
    page.goto(LIST)
    page.keyboard.press("p")
    assert page.url.endswith(LIST)
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r"/statement/\d+/change/"))
    page.evaluate(
        """window.pressed = "";
        document.addEventListener("click", (event) => {
            pressed = event.target.name || event.target.href;
            event.preventDefault();
        })"""
    )
    page.keyboard.press("p")
    assert re.search(r"_preview$|/preview/$", page.evaluate("pressed"))


def test_the_palette_finds_and_leads_there_by_keys(page: Page, looks: Shares):
    page.goto("/admin/")
    page.keyboard.press("Control+k")
    box = page.get_by_role("combobox", name="Find or do")
    expect(box).to_be_focused()
    expect(page.get_by_role("option", name="Our work")).to_be_visible()
    page.keyboard.type("carney")
    first = page.get_by_role("group", name="Officials").get_by_role("option").first
    expect(first).to_contain_text("Mark Carney")
    expect(page.get_by_role("group", name="Statements").get_by_role("option").first).to_be_visible()
    assert axe.faults(page, looks(0, 1)) == []
    active = box.get_attribute("aria-activedescendant")
    page.keyboard.press("ArrowDown")
    assert box.get_attribute("aria-activedescendant") != active
    page.keyboard.press("ArrowUp")
    assert box.get_attribute("aria-activedescendant") == active
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r"/speaker/\d+/change/"))
    page.keyboard.press("Control+k")
    page.keyboard.press("Escape")
    expect(box).to_be_hidden()
