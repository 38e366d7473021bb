"""Adding a text to a source: by keyboard, without scripts, on a phone, and by axe-core."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.urls import reverse
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from quotes.models import Source
from tests.browser.conftest import NewPage
from tests.documents import ARTICLE, WORDS

WCAG = {
    "resultTypes": ["violations"],
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"],
}


def capture_page(page: Page, archive: LiveServer, session: str) -> Page:
    page.context.add_cookies([{"name": "sessionid", "value": session, "url": archive.url}])
    source = Source.objects.order_by("pk").first()
    assert source
    page.goto(reverse("admin:quotes_source_capture", args=[source.pk]))
    return page


def test_a_text_is_pasted_and_looked_at_with_the_keyboard_alone(
    new_page: NewPage, archive: LiveServer, editor_session: str
):
    """Without scripts, so that nothing but HTML does it. What is shown is not kept."""
    page = capture_page(
        new_page(java_script_enabled=False, viewport={"width": 320, "height": 800}),
        archive,
        editor_session,
    )
    page.get_by_label("Text or HTML of the page").focus()
    page.keyboard.insert_text(ARTICLE)
    page.keyboard.press("Tab")
    expect(page.get_by_role("button", name="Read what is pasted")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="What was understood")).to_be_visible()
    expect(page.get_by_role("region", name="The article")).to_contain_text(WORDS)
    expect(page.get_by_role("button", name="Keep this text")).to_be_visible()
    expect(page.get_by_label("Text or HTML of the page")).to_have_value(ARTICLE)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 320])
def test_what_was_understood_is_accessible(
    new_page: NewPage,
    archive: LiveServer,
    editor_session: str,
    complaints: list[str],
    scheme: str,
    width: int,
):
    page = capture_page(
        new_page(color_scheme=scheme, viewport={"width": width, "height": 800}),
        archive,
        editor_session,
    )
    page.get_by_label("Text or HTML of the page").fill(ARTICLE)
    page.get_by_role("button", name="Read what is pasted").click()
    expect(page.get_by_role("heading", name="What was understood")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    said = len(complaints)
    found = Axe().run(page, options=WCAG).response["violations"]
    # What axe-core itself does to a page is no complaint about it.
    del complaints[said:]
    assert [rule["id"] for rule in found] == []
