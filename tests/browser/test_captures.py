"""Adding a text to a source: by keyboard, without scripts, on a phone, and by axe-core."""

import re

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


def test_what_is_copied_from_a_page_is_read_with_its_markup(new_desk_page: NewPage):
    """Headline, byline and day, and a footnote mark, which plain text has beside a number."""
    reader = new_desk_page()
    page = capture_page(reader.context.new_page())
    reader.set_content(
        f"<h1>Minister rejects the plan</h1><p>By Lee Long</p><p>Oct. 14, 2025</p><p>{WORDS}</p>"
        "<p>“It costs 175<sup>2</sup> billion dollars in this year alone,” she said.</p>"
    )
    reader.bring_to_front()
    reader.keyboard.press("Control+A")
    reader.keyboard.press("Control+C")
    page.bring_to_front()
    field = page.get_by_label("Text or HTML of the page")
    field.focus()
    page.keyboard.press("Control+V")
    expect(field).to_have_value(re.compile("Minister rejects the plan\\s"))
    page.get_by_role("button", name="Use this text").click()
    found = page.get_by_role("region", name="Details found")
    expect(found).to_contain_text("Minister rejects the plan")
    expect(found).to_contain_text("Lee Long")
    expect(found).to_contain_text("2025-10-14")
    expect(page.get_by_role("region", name="The article")).to_contain_text("It costs 175 billion")
    # A change by hand counts: the plain text is read, as it stands there.
    field.focus()
    page.keyboard.press("Control+V")
    page.keyboard.press("Control+A")
    page.keyboard.press("Control+V")
    page.keyboard.insert_text(" And that is all that she said of it.")
    page.get_by_role("button", name="Use this text").click()
    article = page.get_by_role("region", name="The article")
    expect(article).to_contain_text("And that is all that she said of it.")
