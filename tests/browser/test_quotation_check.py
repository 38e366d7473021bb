"""A draft is pasted and answered, without JavaScript, and every kind of answer is accessible."""

from playwright.sync_api import expect

from tests.browser import axe
from tests.browser.conftest import NewPage

DRAFT = """“we care about is protecting”

“No one is more qualified for this job,” Donald Trump said.

“No one is more qualified for this work,” Donald Trump said.

“All we care about is protecting the homeland,” Donald Trump added.

“All we care about is protecting the homeland. No one is more qualified for this job.”

“Nobody repaired the wooden lighthouse before the midnight regatta,” he said."""

OUTCOMES = [
    "Exact",
    "Altered",
    "Said by somebody else",
    "Part of a longer sentence",
    "Several sentences joined",
    "Not in this archive",
]


def test_a_draft_is_answered_without_javascript(new_page: NewPage):
    page = new_page(java_script_enabled=False)
    page.goto("/check/")
    page.get_by_label("Paste it here").fill(DRAFT)
    page.get_by_role("button", name="Check", exact=True).click()
    expect(page.get_by_label("Paste it here")).to_have_value(DRAFT)
    told = page.locator(".verdict-label").all_inner_texts()
    for outcome in OUTCOMES:
        assert any(outcome in one for one in told), (outcome, told)
    assert page.url.endswith("/check/")


def test_the_answers_are_accessible(new_page: NewPage):
    page = new_page()
    page.goto("/check/")
    page.get_by_label("Paste it here").fill(DRAFT)
    page.get_by_role("button", name="Check", exact=True).click()
    looks = [axe.Look(1280, "light"), axe.Look(320, "light"), axe.Look(1280, "dark")]
    assert axe.faults(page, looks, axe.EVERYTHING) == []
