"""The copy buttons of a statement: by mouse and by keyboard, what they put on the clipboard."""

from contextlib import suppress
from html import unescape

import pytest
from playwright.sync_api import Error, Page, expect
from pytest_django.live_server_helper import LiveServer

from quotes.citing.reference import Site
from quotes.embedding.embeds import Copied, copies, embed_code, of_statement
from quotes.models import Statement
from tests.browser.conftest import NewPage

BUTTONS = ("Copy link", "Copy quotation", "Copy embed code")
CLIPBOARD = """async () => {
    const [item] = await navigator.clipboard.read();
    const parts = item.types.map(async (type) => [type, await (await item.getType(type)).text()]);
    return Object.fromEntries(await Promise.all(parts));
}"""

# The words of the quotation, as a program finds them that pastes its markup.
PARSED = """(html) => {
    const pasted = new DOMParser().parseFromString(html, "text/html");
    return pasted.querySelector("blockquote").textContent;
}"""


@pytest.fixture
def statement(archive: LiveServer) -> Statement:
    return Statement.objects.published().filter(kind="direct").order_by("pk").with_page()[0]


def offered_to_copy(statement: Statement, origin: str) -> dict[str, Copied]:
    embedded = of_statement(statement, 1)
    code = embed_code(statement, embedded, origin)
    return {one.label: one for one in copies(statement, embedded, code, origin)}


def press(page: Page, name: str, how: str) -> None:
    button = page.locator("#copy").get_by_role("button", name=name)
    expect(button).to_be_visible()
    if how == "mouse":
        button.click()
        return
    page.locator("#copy button").first.focus()
    for _each in range(BUTTONS.index(name)):
        page.keyboard.press("Tab")
    expect(button).to_be_focused()
    page.keyboard.press("Enter" if how == "Enter" else "Space")


def copied_by(page: Page) -> dict[str, str]:
    """What stands in the clipboard as soon as it is not what stood there before.

    What the page says of it is the same for each button, so that it tells nothing of this one.
    """
    copied: dict[str, str] = {}
    for _try in range(50):
        # It may change while it is read.
        with suppress(Error):
            copied = page.evaluate(CLIPBOARD)
        if copied.get("text/plain", "before") != "before":
            break
        page.wait_for_timeout(100)
    return copied


@pytest.mark.parametrize("how", ["mouse", "Enter", "Space"])
def test_each_button_copies_what_it_names_and_says_so(
    new_page: NewPage, archive: LiveServer, statement: Statement, how: str
) -> None:
    page = new_page(permissions=["clipboard-read", "clipboard-write"])
    page.goto(statement.get_absolute_url())
    offered = offered_to_copy(statement, archive.url)
    assert tuple(offered) == BUTTONS
    for name in BUTTONS:
        page.evaluate("navigator.clipboard.writeText('before')")
        press(page, name, how)
        expect(page.locator("#copy [role=status]")).to_have_text("Copied")
        copied = copied_by(page)
        assert copied["text/plain"] == unescape(offered[name].text)
        assert ("text/html" in copied) == (name == "Copy quotation")
        if name == "Copy link":
            assert copied["text/plain"] == Site(archive.url).permalink(statement.public_id)
        if name == "Copy quotation":
            words, _line, attribution = copied["text/plain"].partition("\n— ")
            assert words == f"“{statement.text}”"
            assert statement.speaker.name in attribution
            assert attribution.endswith(f"/s/{statement.public_id}")
            assert page.evaluate(PARSED, copied["text/html"]) == words


@pytest.mark.parametrize("how", ["mouse", "Enter"])
@pytest.mark.parametrize("name", BUTTONS)
def test_where_copying_is_refused_the_text_is_there_to_be_copied(
    new_page: NewPage, archive: LiveServer, statement: Statement, name: str, how: str
) -> None:
    page = new_page(init_script="delete Navigator.prototype.clipboard")
    page.goto(statement.get_absolute_url())
    press(page, name, how)
    expect(page.locator("#copy [role=status]")).to_contain_text("Ctrl+C")
    field = page.get_by_label("Text to copy")
    expect(field).to_be_focused()
    offered = offered_to_copy(statement, archive.url)
    expect(field).to_have_value(unescape(offered[name].text))
    selected = "(field) => field.value.slice(field.selectionStart, field.selectionEnd)"
    assert field.evaluate(selected) == unescape(offered[name].text)
