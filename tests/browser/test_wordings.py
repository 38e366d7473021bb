"""What a reader copies from "As each source printed it" is what the source printed."""

from collections import Counter
from collections.abc import Callable, Iterable

import pytest
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from quotes.models import Statement

NewPage = Callable[..., Page]

# The element is selected whole, as a triple click or a drag from its head to its end does.
SELECTED = """(element) => {
  getSelection().selectAllChildren(element);
  return getSelection().toString();
}"""
OPENED = "all => all.forEach((one) => (one.open = true))"
SHOWN = 8


@pytest.fixture
def varied(archive: LiveServer) -> list[Statement]:
    """The statements of the record with the most different wordings."""

    def wordings(statement: Statement) -> int:
        return len({each.quotation for each in statement.citations.all()})

    known = Statement.objects.published().prefetch_related("citations")
    return sorted(known, key=wordings, reverse=True)[:SHOWN]


def stored(statement: Statement) -> Counter[str]:
    """The wordings of a statement, each once for a language it is printed in."""
    printed = statement.citations.select_related("source").all()
    return Counter(
        words for words, _language in {(c.quotation, c.language) for c in printed} if words
    )


def copied(page: Page, elements: str) -> Iterable[str]:
    for element in page.locator(elements).all():
        element.evaluate(SELECTED)
        page.keyboard.press("ControlOrMeta+c")
        yield page.evaluate("navigator.clipboard.readText()").strip("\n")


def test_each_row_copies_the_wording_that_is_stored(varied: list[Statement], new_page: NewPage):
    page = new_page(permissions=["clipboard-read", "clipboard-write"])
    for statement in varied:
        page.goto(statement.get_absolute_url())
        assert Counter(copied(page, ".wording")) == stored(statement)


def test_a_comparison_copies_nothing_but_the_wording(varied: list[Statement], new_page: NewPage):
    page = new_page(permissions=["clipboard-read", "clipboard-write"])
    for statement in varied:
        page.goto(statement.get_absolute_url())
        page.eval_on_selector_all(".wording-compared", OPENED)
        taken = list(copied(page, ".wordings .difference"))
        assert taken
        assert not Counter(taken) - stored(statement)


def test_all_that_is_copied_together_holds_every_wording_and_no_word_beside(
    varied: list[Statement], new_page: NewPage
):
    page = new_page()
    page.goto(varied[0].get_absolute_url())
    whole = page.locator(".wordings").evaluate(SELECTED)
    assert all(words in whole for words in stored(varied[0]))
    assert "not quoted:" not in whole


def test_a_link_to_a_citation_leads_to_its_source(varied: list[Statement], new_page: NewPage):
    page = new_page()
    citation = varied[0].citations.last()
    assert citation
    page.goto(f"{varied[0].get_absolute_url()}#c-{citation.pk}")
    expect(page.locator(f"#c-{citation.pk}")).to_be_in_viewport()
    expect(page.locator(f"#c-{citation.pk}")).to_contain_text(citation.source.outlet.name)
