"""Every kind of page by axe-core (WCAG 2.2 A and AA, and its best practices), light and dark, on a
wide screen and at 320 pixels, which is also a wide screen at 400 % (WCAG 1.4.10, Reflow).

Those of the admin are in test_admin_pages.py.
"""

import pytest
from django.urls import reverse

from dometracker.languages import in_language
from tests import pages
from tests.browser import axe
from tests.browser.conftest import NewPage, Shares

MISSING = {
    "no such page": lambda: ["/no-such-page/"],
    "no such statement": lambda: [reverse("statement", args=["none", "none"])],
}


def test_every_public_route_is_walked():
    assert pages.missing_from(pages.PAGES) == []


def faults(new_page: NewPage, addresses: list[str], looks: Shares, **options: bool) -> list[str]:
    page = new_page(**options)
    found = []
    for number, address in enumerate(addresses):
        page.goto(address)
        found += axe.faults(page, looks(number, len(addresses)), axe.EVERYTHING)
    return found


@pytest.mark.parametrize("name", pages.html_pages())
def test_page(name: str, new_page: NewPage, looks: Shares):
    assert faults(new_page, pages.PAGES[name].addresses(), looks) == []


@pytest.mark.parametrize("name", ["home", "statements", "statement", "official", "figure"])
def test_page_in_french(name: str, new_page: NewPage, looks: Shares):
    french = [in_language(one, "fr") for one in pages.PAGES[name].addresses()[:1]]
    assert faults(new_page, french, looks) == []


@pytest.mark.parametrize("name", MISSING)
def test_page_of_what_is_missing(name: str, new_page: NewPage, looks: Shares):
    assert faults(new_page, MISSING[name](), looks, missing_is_meant=True) == []


def test_axe_finds_what_is_wrong(new_page: NewPage):
    page = new_page()
    page.goto(reverse("about"))
    page.evaluate("document.querySelector('h1').append(document.createElement('img'))")
    assert any(one.startswith("image-alt") for one in axe.violations(page))


def test_axe_sees_the_scheme(new_page: NewPage):
    page = new_page()
    page.goto(reverse("about"))
    page.evaluate(
        """() => {
          const sheet = new CSSStyleSheet();
          sheet.replaceSync("@media (prefers-color-scheme: dark) { h1 { color: #111 } }");
          document.adoptedStyleSheets = [sheet];
        }"""
    )
    assert axe.faults(page, [axe.Look(1280, "light")]) == []
    found = axe.faults(page, [axe.Look(1280, "dark")])
    assert [one for one in found if "color-contrast" in one] == found != []


def test_what_is_too_wide_is_noticed(new_page: NewPage):
    page = new_page()
    page.goto(reverse("about"))
    page.evaluate("document.querySelector('h1').textContent = 'x'.repeat(100)")
    page.evaluate("document.querySelector('h1').style.whiteSpace = 'pre'")
    [found] = axe.faults(page, [axe.Look(320, "light")])
    assert found.endswith("at 320 px, light: must be scrolled sideways")


def test_what_the_policy_refuses_is_a_complaint(new_page: NewPage, complaints: list[str]):
    page = new_page()
    page.goto(reverse("about"))
    page.evaluate("document.body.setAttribute('style', 'color: red')")
    page.evaluate("1")
    assert any("Content Security Policy" in one for one in complaints)
    complaints.clear()
