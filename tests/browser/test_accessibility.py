"""Every kind of page by axe-core (WCAG 2.2 A and AA, and its good practice), light and dark, on a
wide screen and at 320 pixels, which is also a wide screen at 400 % (WCAG 1.4.10, Reflow).
"""

from collections.abc import Callable

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.contrib.auth import get_user_model
from django.urls import reverse
from playwright.sync_api import Page
from pytest_django.live_server_helper import LiveServer

from quotes.models import Statement
from tests import pages
from tests.browser.conftest import NewPage

WIDTHS = (1280, 320)
SCHEMES = ("light", "dark")
AXE = Axe()

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
    "account": lambda: reverse(
        "admin:auth_user_change", args=[get_user_model().objects.get(username="editor").pk]
    ),
}


def violations(page: Page) -> list[str]:
    found = AXE.run(page).response["violations"]
    return [
        f"{rule['id']}: {rule['help']} at {', '.join(map(str, node['target']))}"
        for rule in found
        for node in rule["nodes"]
    ]


def is_too_wide(page: Page) -> bool:
    return page.evaluate("document.documentElement.scrollWidth > window.innerWidth")


def faults(page: Page, address: str) -> list[str]:
    """What axe-core finds at the address in each scheme and width, and what overflows."""
    page.goto(address)
    found = []
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        if is_too_wide(page):
            found.append(f"{address} at {width} px: must be scrolled sideways")
        for scheme in SCHEMES:
            page.emulate_media(color_scheme=scheme)
            found += [f"{address} at {width} px, {scheme}: {one}" for one in violations(page)]
    return found


def test_every_public_route_is_walked():
    assert pages.missing_from(pages.PAGES) == []


@pytest.mark.parametrize("name", pages.html_pages())
def test_page(name: str, new_page: NewPage):
    page = new_page()
    addresses = pages.PAGES[name].addresses()
    found = [fault for address in addresses for fault in faults(page, address)]
    assert not found, "\n".join(found)


@pytest.mark.parametrize("name", MISSING)
def test_page_of_what_is_missing(name: str, new_page: NewPage):
    found = faults(new_page(missing_is_meant=True), MISSING[name]())
    assert not found, "\n".join(found)


def test_sign_in(new_page: NewPage):
    found = faults(new_page(), reverse("admin:login"))
    assert not found, "\n".join(found)


@pytest.mark.parametrize("name", ADMIN)
def test_page_of_the_admin(name: str, new_page: NewPage, archive: LiveServer, editor_session: str):
    page = new_page()
    page.context.add_cookies([{"name": "sessionid", "value": editor_session, "url": archive.url}])
    found = faults(page, ADMIN[name]())
    assert not found, "\n".join(found)


def test_axe_finds_what_is_wrong(new_page: NewPage):
    page = new_page()
    page.goto(reverse("about"))
    page.evaluate(
        "document.querySelector('h1').outerHTML = '<img src=\"/static/img/favicon.svg\">'"
    )
    assert any(one.startswith("image-alt") for one in violations(page))


def test_what_is_too_wide_is_noticed(new_page: NewPage):
    page = new_page(viewport={"width": 320, "height": 900})
    page.goto(reverse("about"))
    page.evaluate("document.querySelector('h1').textContent = 'x'.repeat(200)")
    page.evaluate("document.querySelector('h1').style.whiteSpace = 'pre'")
    assert is_too_wide(page)
