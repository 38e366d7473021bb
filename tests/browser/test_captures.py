"""Adding a text to a source: by keyboard, without scripts, on a phone, and by axe-core."""

from django.urls import reverse
from playwright.sync_api import Page, expect

from quotes.models import Source
from tests.browser import axe
from tests.browser.conftest import NewPage, Shares
from tests.documents import ARTICLE, WORDS


def capture_page(page: Page) -> Page:
    source = Source.objects.order_by("pk").first()
    assert source
    page.goto(reverse("admin:quotes_source_capture", args=[source.pk]))
    return page


def test_a_text_is_pasted_and_looked_at_with_the_keyboard_alone(new_desk_page: NewPage):
    """Without scripts, so that nothing but HTML does it. What is shown is not kept."""
    phone = {"width": 320, "height": 800}
    page = capture_page(new_desk_page(java_script_enabled=False, viewport=phone))
    page.get_by_label("Text or HTML of the page").focus()
    page.keyboard.insert_text(ARTICLE)
    page.keyboard.press("Tab")
    expect(page.get_by_role("button", name="Use this text")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Details found")).to_be_visible()
    expect(page.get_by_role("region", name="The article")).to_contain_text(WORDS)
    expect(page.get_by_role("button", name="Save this text")).to_be_visible()
    expect(page.get_by_label("Text or HTML of the page")).to_have_value(ARTICLE)


def test_what_was_understood_is_accessible(new_desk_page: NewPage, looks: Shares):
    page = capture_page(new_desk_page())
    page.get_by_label("Text or HTML of the page").fill(ARTICLE)
    page.get_by_role("button", name="Use this text").click()
    expect(page.get_by_role("heading", name="Details found")).to_be_visible()
    assert axe.faults(page, looks(0, 1)) == []
