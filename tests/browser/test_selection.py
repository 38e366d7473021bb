"""Select words of a quotation, take the link, follow it, and see those words marked."""

import io
from collections.abc import Callable
from urllib.parse import unquote

import pytest
from PIL import Image
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from quotes.models import Kind, Statement

NewPage = Callable[..., Page]

# Marks what a link led to in a colour that nothing else on a page has.
FOUND = "::target-text { background: rgb(1, 254, 3) !important; color: rgb(1, 254, 3) !important; }"

# The nth place of the words in the quotation, selected as a drag does; backwards if asked.
SELECT = """([words, nth]) => {
  const quotation = document.querySelector(".words-frame .words p");
  let at = -1;
  for (let i = 0; i < nth; i += 1) at = quotation.textContent.indexOf(words, at + 1);
  const point = (offset) => {
    const walker = document.createTreeWalker(quotation, NodeFilter.SHOW_TEXT);
    let left = offset;
    while (walker.nextNode() && left > walker.currentNode.length) left -= walker.currentNode.length;
    return [walker.currentNode, left];
  };
  getSelection().setBaseAndExtent(...point(at), ...point(at + words.length));
}"""


@pytest.fixture
def statement(archive: LiveServer) -> Statement:
    """A long quotation of the record, in English."""
    found = Statement.objects.published().filter(kind=Kind.DIRECT, language="en")
    return max(found, key=lambda one: len(one.text))


@pytest.fixture
def reading(new_page: NewPage, statement: Statement) -> Page:
    page = new_page(permissions=["clipboard-read", "clipboard-write"])
    page.goto(statement.get_absolute_url())
    return page


def offer(page: Page):
    return page.get_by_role("button", name="Link to these words")


def link_to(page: Page, words: str, nth: int = 1) -> str:
    """The address that is copied when these words are selected."""
    page.evaluate(SELECT, [words, nth])
    expect(page.locator(".words-link-offered")).to_be_visible()
    offer(page).click()
    expect(page.locator(".words-link [role=status]")).to_contain_text("Copied")
    return page.evaluate("navigator.clipboard.readText()")


def test_selected_words_are_offered_and_their_link_is_copied(reading: Page, statement: Statement):
    words = " ".join(statement.text.split()[2:5])
    address = link_to(reading, words)
    page, directive = address.split("#:~:text=")
    assert page.endswith(statement.get_absolute_url())
    assert words.strip(".,") in unquote(directive)


def test_half_selected_words_become_whole(reading: Page, statement: Statement):
    words = statement.text.split()
    address = link_to(reading, f"{words[2]} {words[3]}"[1:-1])
    linked = unquote(address.partition(":~:text=")[2])
    assert words[2] in linked and words[3].strip(".,") in linked


def test_the_offer_goes_with_the_selection(reading: Page, statement: Statement):
    reading.evaluate(SELECT, [statement.text.split()[0], 1])
    expect(reading.locator(".words-link-offered")).to_be_visible()
    reading.evaluate("getSelection().removeAllRanges()")
    expect(reading.locator(".words-link-offered")).to_have_count(0)


def test_a_drag_of_the_mouse_is_a_selection(reading: Page):
    box = reading.locator(".words-frame .words p").bounding_box()
    assert box
    reading.mouse.move(box["x"] + 60, box["y"] + 12)
    reading.mouse.down()
    reading.mouse.move(box["x"] + 260, box["y"] + 14, steps=5)
    reading.mouse.up()
    expect(reading.locator(".words-link-offered")).to_be_visible()
    offer(reading).click()
    assert ":~:text=" in reading.evaluate("navigator.clipboard.readText()")


def test_words_elsewhere_are_not_offered(reading: Page):
    reading.evaluate(
        """() => {
          const range = document.createRange();
          range.selectNodeContents(document.querySelector("#wordings"));
          getSelection().removeAllRanges();
          getSelection().addRange(range);
        }"""
    )
    reading.wait_for_timeout(300)
    expect(reading.locator(".words-link-offered")).to_have_count(0)


def test_the_keys_choose_the_words(reading: Page, statement: Statement):
    first, second, third = (word.strip(".,—") for word in statement.text.split()[:3])
    offer(reading).focus()
    expect(reading.locator(".words-link-help")).to_be_visible()
    reading.keyboard.press("Enter")
    expect(reading.locator(".words-link [role=status]")).to_contain_text("Select some words")
    status = reading.locator(".words-link [role=status]")
    reading.keyboard.press("ArrowRight")
    expect(status).to_have_text(f"“{first}”")
    reading.keyboard.press("ArrowRight")
    expect(status).to_have_text(f"“{second}”")
    reading.keyboard.press("Shift+ArrowRight")
    expect(status).to_contain_text(third)
    reading.keyboard.press("Enter")
    expect(status).to_contain_text("Copied")
    copied = unquote(reading.evaluate("navigator.clipboard.readText()"))
    assert second in copied and third in copied
    reading.keyboard.press("Escape")
    expect(status).to_have_text("")
    assert reading.evaluate("getSelection().isCollapsed")


def test_without_a_clipboard_the_address_is_shown_to_be_copied(
    new_page: NewPage, statement: Statement
):
    refusal = "navigator.clipboard.writeText = () => Promise.reject(new Error('no'))"
    page = new_page(init_script=refusal)
    page.goto(statement.get_absolute_url())
    page.evaluate(SELECT, [statement.text.split()[0], 1])
    expect(page.locator(".words-link-offered")).to_be_visible()
    offer(page).click()
    field = page.get_by_label("Address of these words")
    expect(field).to_be_focused()
    assert ":~:text=" in field.input_value()
    assert field.evaluate("field => field.selectionEnd - field.selectionStart > 20")
    page.wait_for_timeout(300)
    expect(field).to_be_visible()


def marked(page: Page, address: str) -> list[str]:
    """The words of the quotation whose ground is coloured after the link was followed."""
    page.goto("about:blank")
    page.goto(address)
    page.evaluate(
        """(css) => {
          const sheet = new CSSStyleSheet();
          sheet.replaceSync(css);
          document.adoptedStyleSheets = [sheet];
        }""",
        FOUND,
    )
    frame, boxes = page.evaluate(
        """() => {
          const quotation = document.querySelector(".words-frame .words p");
          const node = [...quotation.childNodes].find((n) => n.nodeType === Node.TEXT_NODE);
          const frame = quotation.getBoundingClientRect();
          const clip = { width: frame.width, height: frame.height };
          Object.assign(clip, { x: frame.x + scrollX, y: frame.y + scrollY });
          return [clip, [...node.data.matchAll(/\\S+/g)].map(({ 0: word, index }) => {
            const range = document.createRange();
            range.setStart(node, index);
            range.setEnd(node, index + word.length);
            const { x, y, width, height } = range.getClientRects()[0];
            return [word, x - frame.x, y - frame.y, width, height];
          })];
        }"""
    )
    taken = page.screenshot(full_page=True, clip=frame)
    picture = Image.open(io.BytesIO(taken)).convert("RGB")
    found = []
    for word, x, y, width, height in boxes:
        # The edges of a word's box lie over those of its neighbours, above and below too.
        middle = (x + width * 0.2, y + height * 0.4, x + width * 0.8, y + height * 0.6)
        colours = picture.crop(tuple(map(round, middle))).getcolors(1 << 20) or []
        if (1, 254, 3) in [colour for _, colour in colours]:
            found.append(word)
    return found


def test_following_the_link_marks_those_words_and_no_twin(reading: Page, statement: Statement):
    words = statement.text.split()
    for start, length in ((0, 2), (3, 1), (len(words) - 3, 3), (1, len(words) - 2)):
        part = words[start : start + length]
        text = " ".join(part)
        before = " ".join([*words[:start], ""])
        nth = before.count(text) + 1 if f"{before}{text}" in statement.text else 1
        assert marked(reading, link_to(reading, text, nth)) == part, text
        reading.goto(statement.get_absolute_url())


def test_a_word_that_stands_twice_is_linked_at_the_place_that_was_selected(
    reading: Page, statement: Statement
):
    words = statement.text.split()
    repeated = next(word for word in words if words.count(word) > 1 and len(word) > 1)
    places = [i for i, word in enumerate(words) if word == repeated]
    reading.evaluate(
        """(place) => {
          const quotation = document.querySelector(".words-frame .words p");
          const node = [...quotation.childNodes].find((n) => n.nodeType === Node.TEXT_NODE);
          const { 0: word, index } = [...node.data.matchAll(/\\S+/g)][place];
          getSelection().setBaseAndExtent(node, index, node, index + word.length);
        }""",
        places[1],
    )
    expect(reading.locator(".words-link-offered")).to_be_visible()
    offer(reading).click()
    expect(reading.locator(".words-link [role=status]")).to_contain_text("Copied")
    address = reading.evaluate("navigator.clipboard.readText()")
    assert "-," in address or ",-" in address
    marked_words = marked(reading, address)
    assert marked_words == [repeated]


@pytest.mark.parametrize("language", ["fr", "ru"])
def test_words_in_other_languages_are_marked(new_page: NewPage, archive: LiveServer, language: str):
    found = Statement.objects.published().filter(language__startswith=language)
    statement = found.exclude(kind=Kind.PARAPHRASE).first()
    assert statement, f"the record has no quotation in {language}"
    page = new_page(permissions=["clipboard-read", "clipboard-write"])
    page.goto(statement.get_absolute_url())
    words = statement.text.split()
    part = words[len(words) // 2 : len(words) // 2 + 3]
    assert marked(page, link_to(page, " ".join(part))) == part


def test_a_paraphrase_offers_no_words(new_page: NewPage, archive: LiveServer):
    paraphrase = Statement.objects.published().filter(kind=Kind.PARAPHRASE).first()
    assert paraphrase
    page = new_page()
    page.goto(paraphrase.get_absolute_url())
    expect(offer(page)).to_have_count(0)
