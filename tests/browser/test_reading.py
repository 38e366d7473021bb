"""What a reader does, with JavaScript and without, with a mouse and with the keyboard alone."""

import re

import pytest
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from quotes.models import Statement
from tests.browser.conftest import NewPage

# In the record: said in 2025, printed by more outlets than anything else.
CARNEY = "Mark Carney"


@pytest.fixture(params=[True, False], ids=["with JavaScript", "without JavaScript"])
def page(request: pytest.FixtureRequest, new_page: NewPage) -> Page:
    return new_page(java_script_enabled=request.param)


def test_from_the_front_page_to_how_each_source_printed_it(page: Page):
    page.goto("/")
    page.get_by_role("navigation", name="Sections").get_by_role("link", name="Statements").click()
    expect(page.get_by_role("heading", level=1)).to_be_visible()

    before = page.locator("article.statement").count()
    assert before > 1
    page.locator(".facet").get_by_role("link", name=CARNEY).first.click()
    expect(page).to_have_url(re.compile("speaker=mark-carney"))
    statements = page.locator("article.statement")
    assert statements.count() >= 1
    for text in statements.all_inner_texts():
        assert CARNEY in text

    statements.first.get_by_role("link").first.click()
    public_id = page.url.split("/statements/")[1].split("/")[0]
    statement = Statement.objects.get(public_id=public_id)
    expect(page.get_by_role("main")).to_contain_text(statement.text.split()[0])
    for citation in statement.citations.select_related("source__outlet"):
        expect(page.get_by_role("main")).to_contain_text(citation.source.outlet.name)
    expect(page.get_by_role("main")).to_contain_text("not yet checked", ignore_case=True)


def test_a_search_finds_words_and_says_when_there_are_none(page: Page):
    page.goto("/")
    page.get_by_role("searchbox").fill("interceptors")
    page.get_by_role("button", name="Search").click()
    expect(page.locator("article.statement").first).to_contain_text("interceptor", ignore_case=True)
    page.get_by_role("searchbox").fill("zzyzx")
    page.get_by_role("button", name="Search").click()
    expect(page.locator("article.statement")).to_have_count(0)
    assert page.get_by_role("main").inner_text().strip()


def test_the_keyboard_reaches_the_content_first(page: Page):
    page.goto("/statements/")
    page.keyboard.press("Tab")
    skip = page.locator(":focus")
    expect(skip).to_have_attribute("href", "#content")
    expect(skip).to_be_in_viewport()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.locator("main :focus").count() == 1


def test_whatever_has_the_focus_can_be_seen_to_have_it(new_page: NewPage):
    page = new_page()
    page.goto("/statements/")
    unseen = []
    for _ in range(40):
        page.keyboard.press("Tab")
        shown = page.evaluate(
            """() => {
                const style = getComputedStyle(document.activeElement);
                return style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2
                    || style.boxShadow !== "none";
            }"""
        )
        if not shown:
            unseen.append(page.evaluate("document.activeElement.outerHTML.slice(0, 120)"))
    assert not unseen, "\n".join(unseen)


def test_the_browser_goes_nowhere_else(new_page: NewPage, archive: LiveServer):
    asked: list[str] = []
    page = new_page()
    page.on("request", lambda request: asked.append(request.url))
    page.goto("/statements/")
    assert asked
    assert [url for url in asked if not url.startswith((archive.url, "data:"))] == []
