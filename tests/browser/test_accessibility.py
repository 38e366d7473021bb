"""Every kind of page by axe-core (WCAG 2.2 A and AA, and its best practices), light and dark, on a
wide screen and at 320 pixels, which is also a wide screen at 400 % (WCAG 1.4.10, Reflow).

The admin is measured by WCAG alone: its tables are Django's, and Reflow exempts tables.
"""

from collections.abc import Callable

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.urls import reverse
from playwright.sync_api import Page
from pytest_django.live_server_helper import LiveServer

from quotes.models import Statement
from tests import pages
from tests.browser.conftest import NewPage

WIDTHS = (1280, 320)
SCHEMES = ("light", "dark")
AXE = Axe()
EVERYTHING: dict = {"resultTypes": ["violations"]}
WCAG = {
    **EVERYTHING,
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"],
}

MISSING = {
    "no such page": lambda: "/no-such-page/",
    "no such statement": lambda: reverse("statement", args=["none", "none"]),
}

ADMIN: dict[str, Callable[[], str]] = {
    "index": lambda: reverse("admin:index"),
    "list of statements": lambda: reverse("admin:quotes_statement_changelist"),
    "new statement": lambda: reverse("admin:quotes_statement_add"),
    "statement": lambda: reverse(
        "admin:quotes_statement_change", args=[Statement.objects.newest_first().first().pk]
    ),
    "list of sources": lambda: reverse("admin:quotes_source_changelist"),
}


class Examiner:
    """Looks at pages, and keeps what axe-core itself does to them from being a complaint."""

    def __init__(self, complaints: list[str]) -> None:
        self.complaints = complaints

    def violations(self, page: Page, rules: dict) -> list[str]:
        # A colour on its way from one scheme to the other has no contrast to be judged by.
        page.evaluate("Promise.all(document.getAnimations().map(one => one.finished))")
        before = len(self.complaints)
        found = AXE.run(page, options=rules).response["violations"]
        del self.complaints[before:]
        return [
            f"{rule['id']}: {rule['help']} at {', '.join(map(str, node['target']))}"
            for rule in found
            for node in rule["nodes"]
        ]

    def faults(self, page: Page, address: str, rules: dict = EVERYTHING) -> list[str]:
        """What axe-core finds at the address in each scheme and width, and what overflows."""
        page.goto(address)
        found = []
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": 900})
            if rules is EVERYTHING and is_too_wide(page):
                found.append(f"{address} at {width} px: must be scrolled sideways")
            for scheme in SCHEMES:
                page.emulate_media(color_scheme=scheme)
                found += [
                    f"{address} at {width} px, {scheme}: {one}"
                    for one in self.violations(page, rules)
                ]
        return found


@pytest.fixture
def examiner(complaints: list[str]) -> Examiner:
    return Examiner(complaints)


def is_too_wide(page: Page) -> bool:
    return page.evaluate("document.documentElement.scrollWidth > window.innerWidth")


def test_every_public_route_is_walked():
    assert pages.missing_from(pages.PAGES) == []


@pytest.mark.parametrize("name", pages.html_pages())
def test_page(name: str, new_page: NewPage, examiner: Examiner):
    page = new_page()
    addresses = pages.PAGES[name].addresses()
    found = [fault for address in addresses for fault in examiner.faults(page, address)]
    assert not found, "\n".join(found)


@pytest.mark.parametrize("name", MISSING)
def test_page_of_what_is_missing(name: str, new_page: NewPage, examiner: Examiner):
    found = examiner.faults(new_page(missing_is_meant=True), MISSING[name]())
    assert not found, "\n".join(found)


def test_sign_in(new_page: NewPage, examiner: Examiner):
    found = examiner.faults(new_page(), reverse("admin:login"), WCAG)
    assert not found, "\n".join(found)


@pytest.mark.parametrize("name", ADMIN)
def test_page_of_the_admin(
    name: str, new_page: NewPage, archive: LiveServer, editor_session: str, examiner: Examiner
):
    page = new_page()
    page.context.add_cookies([{"name": "sessionid", "value": editor_session, "url": archive.url}])
    found = examiner.faults(page, ADMIN[name](), WCAG)
    assert not found, "\n".join(found)


def test_axe_finds_what_is_wrong(new_page: NewPage, examiner: Examiner):
    page = new_page()
    page.goto(reverse("about"))
    page.evaluate("document.querySelector('h1').append(document.createElement('img'))")
    assert any(one.startswith("image-alt") for one in examiner.violations(page, WCAG))


def test_what_is_too_wide_is_noticed(new_page: NewPage):
    page = new_page(viewport={"width": 320, "height": 900})
    page.goto(reverse("about"))
    page.evaluate("document.querySelector('h1').textContent = 'x'.repeat(200)")
    page.evaluate("document.querySelector('h1').style.whiteSpace = 'pre'")
    assert is_too_wide(page)


def test_what_the_policy_refuses_is_a_complaint(new_page: NewPage, complaints: list[str]):
    page = new_page()
    page.goto(reverse("about"))
    page.evaluate("document.body.setAttribute('style', 'color: red')")
    page.evaluate("1")
    assert any("Content Security Policy" in one for one in complaints)
    complaints.clear()
