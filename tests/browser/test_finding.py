"""The list in place: filters, history, focus, the timeline, the dialog of all values.

What is read on the page after each step is what a reader sees or hears; that the page itself was
not loaded anew is known by a mark on its window, which a new page would not have.
"""

import re
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from tests.browser import axe
from tests.browser.conftest import NewPage

CARNEY = "Mark Carney"
WIDE = {"width": 1280, "height": 900}
# What a bar counts was certainly said then.
CERTAINLY = {"dates": ["certainly"]}


@pytest.fixture
def page(new_page: NewPage) -> Page:
    """The whole list, with the mark."""
    page = new_page(viewport=WIDE)
    page.goto("/statements/")
    page.evaluate("window.stays = true")
    return page


def is_same_page(page: Page) -> bool:
    return page.evaluate("window.stays === true")


def query(page: Page) -> dict[str, list[str]]:
    return parse_qs(urlsplit(page.url).query)


def heading(page: Page) -> str:
    return page.get_by_role("heading", level=1).inner_text()


def expect_heading(page: Page, pattern: str) -> None:
    expect(page.get_by_role("heading", level=1)).to_have_text(re.compile(pattern))


def choose(page: Page, name: str) -> None:
    page.locator(".facet .choice").filter(has_text=name).first.click()


def test_a_filter_changes_list_facets_title_and_address_in_place(page: Page):
    everything = page.locator("#choice-kind-direct .choice-count").inner_text()
    choose(page, CARNEY)
    expect_heading(page, f"statements by {CARNEY}")
    assert query(page) == {"speaker": ["mark-carney"]}
    assert is_same_page(page)
    for text in page.locator("article.statement").all_inner_texts():
        assert CARNEY in text
    assert page.locator("#choice-kind-direct .choice-count").inner_text() != everything
    expect(page).to_have_title(re.compile(f"by {CARNEY}"))
    expect(page.get_by_role("status")).to_have_text(heading(page))
    expect(page.locator("#choice-speaker-mark-carney")).to_be_focused()
    expect(page.locator("#chip-speaker-mark-carney")).to_be_visible()


def test_the_switch_of_the_language_follows_the_list_and_is_remembered(page: Page):
    choose(page, CARNEY)
    expect_heading(page, CARNEY)
    page.get_by_role("link", name="Français").click()
    expect_heading(page, f"déclarations de {CARNEY}")
    assert urlsplit(page.url).path == "/fr/statements/"
    assert query(page) == {"speaker": ["mark-carney"]}
    page.goto("/")
    expect(page.locator("html")).to_have_attribute("lang", "fr")
    page.get_by_role("link", name="English").click()
    expect(page.locator("html")).to_have_attribute("lang", "en")
    assert urlsplit(page.url).path == "/"


def test_back_and_forward_restore_the_list(page: Page):
    whole = heading(page)
    choose(page, CARNEY)
    expect_heading(page, CARNEY)
    page.locator("#sort-oldest").click()
    page.wait_for_url("**sort=oldest**")
    page.go_back()
    page.wait_for_url(lambda url: "sort" not in url)
    expect_heading(page, CARNEY)
    page.go_back()
    page.wait_for_url("**/statements/")
    expect(page.get_by_role("heading", level=1)).to_have_text(whole)
    expect(page.locator("#choice-speaker-mark-carney[aria-current]")).to_have_count(0)
    page.go_forward()
    expect_heading(page, CARNEY)
    assert query(page) == {"speaker": ["mark-carney"]}
    assert is_same_page(page)
    # What came out of the history answers to clicks as well.
    page.locator("#chip-speaker-mark-carney").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(whole)
    assert is_same_page(page)


def test_back_from_a_statement_comes_to_the_same_list(page: Page):
    choose(page, CARNEY)
    expect_heading(page, CARNEY)
    narrowed = heading(page)
    page.locator("article.statement a").first.click()
    page.wait_for_url(re.compile(r"/(statements|officials)/.+/"))
    page.go_back()
    expect(page.get_by_role("heading", level=1)).to_have_text(narrowed)
    page.go_back()
    expect_heading(page, "^All ")


def test_the_keyboard_alone_filters_and_keeps_its_place(page: Page):
    page.locator("#f-show").focus()
    for _ in range(40):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.id") == "choice-speaker-mark-carney":
            break
    expect(page.locator("#choice-speaker-mark-carney")).to_be_focused()
    scrolled = page.evaluate("window.scrollY")
    page.keyboard.press("Enter")
    expect_heading(page, CARNEY)
    expect(page.locator("#choice-speaker-mark-carney")).to_be_focused()
    assert page.evaluate("window.scrollY") == scrolled
    # The next stop is the same value, left out: seen once it can be reached.
    page.keyboard.press("Tab")
    without = page.locator("#not-speaker-mark-carney")
    expect(without).to_be_focused()
    expect(without).to_have_css("opacity", "1")
    page.keyboard.press("Enter")
    expect_heading(page, f"not by {CARNEY}")
    assert query(page) == {"not-speaker": ["mark-carney"]}
    # That link is gone now, but the focus is not lost.
    expect(page.get_by_role("heading", level=1)).to_be_focused()


def test_the_search_box_keeps_to_the_list_that_is_shown(page: Page):
    scope = page.get_by_text("Searches within this list")
    expect(scope).to_be_hidden()
    page.locator("#choice-topic-cost").click()
    expect_heading(page, "on Cost")
    expect(scope).to_be_visible()
    page.get_by_label("Search the statements").fill("dome")
    page.keyboard.press("Enter")
    expect_heading(page, "on Cost mentioning “dome”")
    assert query(page) == {"topic": ["cost"], "q": ["dome"]}
    page.get_by_role("link", name="Search everything").click()
    expect_heading(page, "statements mentioning “dome”")
    assert query(page) == {"q": ["dome"]}


def test_a_disclosure_stays_as_it_was_left(page: Page):
    page.locator("#facet-place-title").click()
    page.locator("#facet-topic-title").click()
    choose(page, CARNEY)
    expect_heading(page, CARNEY)
    expect(page.locator("#facet-place")).to_have_attribute("open", "")
    expect(page.locator("#facet-topic")).not_to_have_attribute("open", "")


def test_the_form_of_days_asks_only_what_was_filled_in(page: Page):
    page.get_by_label("from", exact=True).fill("2025-06")
    page.keyboard.press("Enter")
    expect_heading(page, "since June 2025")
    assert query(page) == {"since": ["2025-06"]}
    assert is_same_page(page)


def test_older_statements_begin_at_the_top(page: Page):
    page.locator("a[rel=next]").click()
    page.wait_for_url("**after=**")
    expect(page.get_by_role("heading", level=1)).to_be_focused()
    expect(page.get_by_role("heading", level=1)).to_be_in_viewport()
    assert is_same_page(page)


def test_a_request_that_fails_becomes_a_visit(page: Page, complaints: list[str]):
    page.route(
        "**/statements/?speaker=*",
        lambda route: (
            route.fulfill(status=503, body="no")
            if route.request.headers.get("hx-request")
            else route.continue_()
        ),
    )
    choose(page, CARNEY)
    expect_heading(page, CARNEY)
    assert not is_same_page(page)
    assert query(page) == {"speaker": ["mark-carney"]}
    # The refusal is logged by the browser, as it should be.
    complaints[:] = [one for one in complaints if "503" not in one]


# The timeline


def bar_centre(page: Page, place: int) -> tuple[float, float]:
    box = page.locator(".timeline-slot").nth(place).bounding_box()
    assert box
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


def months(page: Page) -> list[str]:
    return page.locator(".timeline-bar").evaluate_all("bars => bars.map(b => b.dataset.text)")


def test_dragging_over_the_timeline_chooses_a_range(page: Page):
    texts = months(page)
    page.mouse.move(*bar_centre(page, 3))
    page.mouse.down()
    page.mouse.move(*bar_centre(page, 5), steps=5)
    expect(page.locator(".timeline-bar-picked")).to_have_count(3)
    expect(page.locator(".timeline-readout")).not_to_be_empty()
    page.mouse.up()
    page.wait_for_url("**since=**")
    assert query(page) == {"since": [texts[3]], "until": [texts[5]], **CERTAINLY}
    expect(page.locator(".timeline-bar-chosen")).to_have_count(3)
    assert is_same_page(page)
    # Dragged to the left it is the same.
    page.mouse.move(*bar_centre(page, 6))
    page.mouse.down()
    page.mouse.move(*bar_centre(page, 4), steps=5)
    page.mouse.up()
    page.wait_for_url(f"**since={texts[4]}**")
    assert query(page) == {"since": [texts[4]], "until": [texts[6]], **CERTAINLY}


def test_escape_cancels_dragging(page: Page):
    page.mouse.move(*bar_centre(page, 3))
    page.mouse.down()
    page.mouse.move(*bar_centre(page, 5), steps=5)
    page.keyboard.press("Escape")
    page.mouse.up()
    expect(page.locator(".timeline-bar-picked")).to_have_count(0)
    page.wait_for_timeout(200)
    assert query(page) == {}


def test_a_click_on_a_bar_shows_its_days_and_a_click_on_a_day_that_day(page: Page):
    busiest = page.locator(".timeline-bar[data-text='2025-05']")
    busiest.click()
    page.wait_for_url("**since=2025-05&**")
    assert query(page) == {"since": ["2025-05"], "until": ["2025-05"], **CERTAINLY}
    expect(page.locator(".timeline-bar")).to_have_count(31)
    page.locator(".timeline-bar[data-text='2025-05-21']").click()
    page.wait_for_url("**since=2025-05-21&**")
    expect_heading(page, "21 May 2025")
    page.get_by_role("link", name="All dates").click()
    expect_heading(page, "^All ")
    assert is_same_page(page)


def test_the_timeline_is_chosen_from_by_keys(page: Page):
    texts = months(page)
    slider = page.get_by_role("slider")
    slider.focus()
    page.keyboard.press("Home")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Shift+ArrowRight")
    page.keyboard.press("Shift+ArrowRight")
    expect(slider).to_have_attribute("aria-valuetext", re.compile("February 2025 to April 2025"))
    expect(page.locator(".timeline-bar-picked")).to_have_count(3)
    page.keyboard.press("Escape")
    expect(page.locator(".timeline-bar-picked")).to_have_count(0)
    page.keyboard.press("Home")
    page.keyboard.press("Shift+ArrowRight")
    page.keyboard.press("Shift+End")
    page.keyboard.press("Shift+ArrowLeft")
    page.keyboard.press("Enter")
    page.wait_for_url("**since=**")
    assert query(page) == {"since": [texts[0]], "until": [texts[-2]], **CERTAINLY}
    expect(page.get_by_role("slider")).to_be_focused()
    assert is_same_page(page)


def test_the_timeline_of_the_home_page_leads_to_the_list(new_page: NewPage):
    page = new_page(viewport=WIDE)
    page.goto("/")
    page.mouse.move(*bar_centre(page, 3))
    page.mouse.down()
    page.mouse.move(*bar_centre(page, 5), steps=5)
    page.mouse.up()
    page.wait_for_url("**/statements/?since=**")
    expect_heading(page, r"statements, certainly \w+–\w+ 2025")


# All values


def test_an_official_is_found_by_typing(page: Page):
    page.locator("#all-speaker").click()
    field = page.get_by_role("dialog").get_by_role("combobox")
    expect(field).to_be_focused()
    expect(page.get_by_role("dialog").get_by_role("option").nth(20)).to_be_attached()
    field.press_sequentially("carn")
    expect(page.get_by_role("dialog").get_by_role("option")).to_have_count(1)
    expect(page.get_by_role("dialog").get_by_role("option")).to_contain_text(CARNEY)
    expect(field).to_have_attribute("aria-activedescendant", "choose-option-0")
    page.keyboard.press("Enter")
    expect_heading(page, f"by {CARNEY}")
    expect(page.get_by_role("dialog")).to_have_count(0)
    expect(page.locator("#all-speaker")).to_be_focused()
    assert is_same_page(page)


def test_an_outlet_is_left_out_by_the_dialog(page: Page):
    page.locator("#all-outlet").click()
    page.get_by_label("Exclude instead of choosing").check()
    page.get_by_role("dialog").get_by_role("combobox").fill("tas")
    page.get_by_role("dialog").get_by_role("option").filter(has_text="TASS").click()
    expect_heading(page, "not printed by TASS")
    assert query(page) == {"not-outlet": ["tass"]}


def test_the_dialog_closes_with_escape_and_gives_the_focus_back(page: Page):
    page.locator("#all-topic").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("dialog")).to_be_visible()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)
    expect(page.locator("#all-topic")).to_be_focused()
    assert query(page) == {}


@pytest.mark.parametrize(
    "schemes",
    [("light", "dark"), pytest.param(("dark", "light"), marks=pytest.mark.torture)],
    ids=" then ".join,
)
def test_a_range_that_is_picked_and_the_dialog_are_accessible(page: Page, schemes: tuple[str, str]):
    picking, choosing = (axe.Look(WIDE["width"], scheme) for scheme in schemes)
    page.get_by_role("slider").focus()
    page.keyboard.press("Shift+Home")
    expect(page.locator(".timeline-picking")).to_have_count(1)
    assert axe.faults(page, [picking], axe.EVERYTHING) == []
    page.locator("#all-speaker").click()
    page.get_by_role("dialog").get_by_role("combobox").fill("a")
    expect(page.locator("[aria-activedescendant]")).to_have_count(1)
    assert axe.faults(page, [choosing], axe.EVERYTHING) == []


# Without JavaScript, and on a phone


def test_without_javascript_all_of_it_is_links_and_forms(new_page: NewPage):
    page = new_page(java_script_enabled=False, viewport=WIDE)
    page.goto("/statements/")
    assert page.locator(".timeline-slider").is_hidden()
    page.locator("#choice-topic-cost").click()
    expect_heading(page, "on Cost")
    page.locator("#all-speaker").click()
    expect_heading(page, "Choose officials")
    page.get_by_label("A word in the name begins with").fill("trump")
    page.get_by_role("button", name="Find").click()
    page.locator("#not-speaker-donald-trump").click()
    expect_heading(page, "not by Donald Trump on Cost")
    page.get_by_text("Show as a table").click()
    page.locator("#time-2025-05").click()
    expect_heading(page, "on Cost, certainly May 2025")
    page.locator("#sort-oldest").click()
    page.locator("#chip-topic-cost").click()
    expect_heading(page, "statements not by Donald Trump, certainly May 2025")
    assert query(page)["sort"] == ["oldest"]
    page.get_by_label("from", exact=True).fill("2025-06")
    page.get_by_label("to", exact=True).fill("2025-07")
    page.get_by_role("button", name="Apply dates").click()
    expect_heading(page, "June–July 2025")
    page.go_back()
    expect_heading(page, "May 2025")


def test_on_a_phone_the_filters_stay_open_while_one_chooses(new_page: NewPage, archive: LiveServer):
    page = new_page(viewport={"width": 390, "height": 800}, has_touch=True)
    page.goto("/statements/")
    page.get_by_text("Filters", exact=True).tap()
    choice = page.locator("#choice-topic-cost")
    choice.tap()
    expect(page.locator("#filters-title")).to_have_text("Filters (1)")
    expect(choice).to_be_in_viewport()
    page.locator("#choice-country-US").tap()
    expect(page.locator("#filters-title")).to_have_text("Filters (2)")
    page.locator(".filters-done a").tap()
    expect(page.get_by_role("heading", level=1)).to_be_in_viewport()
