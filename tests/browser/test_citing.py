"""Citing: a style is chosen and a text copied, by keyboard, refused, and without a script."""

import re

import pytest
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from quotes.citing.styles import STYLES
from quotes.models import Statement
from tests.browser.conftest import NewPage

# In the record: printed by more outlets than anything else.
SLUG = "carney-2025-05-21-complete-the-dome"


@pytest.fixture
def path(archive: LiveServer) -> str:
    return Statement.objects.get(slug=SLUG).get_absolute_url()


def shown(page: Page) -> list[str]:
    return page.locator(".cite-words:visible").all_inner_texts()


def clipboard(page: Page) -> str:
    return page.evaluate("navigator.clipboard.readText()")


def test_a_citation_is_copied_by_the_keyboard_alone(new_page: NewPage, path: str):
    page = new_page(permissions=["clipboard-read", "clipboard-write"])
    page.goto(path)
    page.locator(".cite [name=style]:checked").focus()
    page.keyboard.press("ArrowRight")
    expect(page.get_by_role("radio", name="MLA 9")).to_be_checked()
    page.keyboard.press("Tab")
    button = page.locator(":focus")
    expect(button).to_have_accessible_name("Copy Works cited (MLA 9)")
    page.keyboard.press("Enter")
    expect(page.locator("#cite [role=status]")).to_have_text("Copied")
    expect(button).to_have_text("Copied")
    assert clipboard(page) == shown(page)[0]
    page.keyboard.press("Tab")
    page.keyboard.press("Space")
    expect(button).to_have_text("Copied")
    assert clipboard(page) == shown(page)[1]
    expect(page.locator(".cite-copy", has_text="Copied")).to_have_count(1)


def test_italics_are_copied_too(new_page: NewPage, path: str):
    page = new_page(permissions=["clipboard-read", "clipboard-write"])
    page.goto(f"{path}?style=mla")
    page.locator(".cite-copy:visible").first.click()
    expect(page.locator("#cite [role=status]")).to_have_text("Copied")
    copied = page.evaluate(
        """async () => {
            const [item] = await navigator.clipboard.read();
            return (await item.getType("text/html")).text();
        }"""
    )
    assert "<i>" in copied


def test_a_template_is_copied_as_plain_text(new_page: NewPage, path: str):
    page = new_page(permissions=["clipboard-read", "clipboard-write"])
    page.goto(f"{path}?style=wikipedia")
    page.locator(".cite-copy:visible").click()
    expect(page.locator("#cite [role=status]")).to_have_text("Copied")
    assert clipboard(page).startswith("{{cite ")
    assert page.evaluate("navigator.clipboard.read().then((items) => items[0].types)") == [
        "text/plain"
    ]


@pytest.mark.parametrize(
    "refusal",
    [
        "navigator.clipboard.write = () => Promise.reject(new DOMException('no'));",
        "Object.defineProperty(navigator, 'clipboard', { value: undefined });",
    ],
    ids=["refused", "missing"],
)
def test_where_copying_is_refused_the_text_is_selected(new_page: NewPage, path: str, refusal: str):
    page = new_page(init_script=refusal)
    page.goto(path)
    page.locator(".cite-copy:visible").first.click()
    status = page.locator("#cite [role=status]")
    expect(status).to_contain_text("Ctrl+C")
    expect(status).to_be_visible()
    assert page.evaluate("getSelection().toString()").strip() == shown(page)[0]


def test_without_a_script_styles_are_chosen_and_texts_selected(new_page: NewPage, path: str):
    page = new_page(java_script_enabled=False)
    page.goto(path)
    expect(page.locator(".cite-copy")).to_have_count(0)
    seen = set()
    for style in STYLES.values():
        page.get_by_role("radio", name=style.label).check()
        assert len(shown(page)) == len(style.forms)
        seen.update(shown(page))
    assert len(seen) == sum(len(style.forms) for style in STYLES.values())


def test_a_click_takes_the_whole_text(new_page: NewPage, path: str):
    page = new_page()
    page.goto(path)
    page.locator(".cite-words:visible").first.click()
    assert page.evaluate("getSelection().toString()").strip() == shown(page)[0]


def test_another_source_is_cited_in_the_style_of_the_address(new_page: NewPage, path: str):
    page = new_page(java_script_enabled=False)
    page.goto(f"{path}?style=chicago")
    before = shown(page)
    page.locator(".cite-sources a").nth(2).click()
    expect(page).to_have_url(re.compile("style=chicago&cite=[a-z0-9]+#cite$"))
    expect(page.get_by_role("radio", name="Chicago 17")).to_be_checked()
    assert shown(page) != before
    expect(page.locator(".cite-sources [aria-current]")).to_have_count(1)


def test_a_style_once_chosen_goes_along_to_another_source(new_page: NewPage, path: str):
    page = new_page()
    page.goto(path)
    page.get_by_role("radio", name="Harvard").check()
    page.locator(".cite-sources a").nth(3).click()
    expect(page).to_have_url(re.compile("style=harvard"))
    expect(page.get_by_role("radio", name="Harvard")).to_be_checked()


def test_nothing_is_cut_off_on_a_small_screen(new_page: NewPage, path: str):
    page = new_page(viewport={"width": 320, "height": 640})
    page.goto(f"{path}?style=wikipedia")
    assert page.evaluate("document.documentElement.scrollWidth") == 320
