"""The search of a frozen copy: opened from the disk, and served with a strict policy."""

import threading
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from django.http import QueryDict
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from quotes.freezing import frozen_site, links
from quotes.models import Statement
from quotes.search.filters import find
from tests.browser.conftest import NewPage

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "font-src 'self'; form-action 'self'; base-uri 'none'"
)


@pytest.fixture
def copy(archive: LiveServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The search of the copy with its index and style; the pages are tests/test_freeze.py's."""
    want = frozen_site._Freezing._want

    def static_alone(self: Any, address: str) -> None:
        if links.is_static(address):
            want(self, address)

    monkeypatch.setattr(frozen_site._Freezing, "_want", static_alone)
    frozen_site.freeze(tmp_path / "copy", "https://archive.example")
    return tmp_path / "copy"


class Strict(SimpleHTTPRequestHandler):
    """A static server that sends the policy with everything."""

    def end_headers(self) -> None:
        self.send_header("Content-Security-Policy", POLICY)
        super().end_headers()

    def log_message(self, *_of_no_concern: object) -> None:
        pass


@pytest.fixture
def served(copy: Path) -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Strict, directory=str(copy)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/statements/index.html"
    server.shutdown()
    server.server_close()


def words(page: Page) -> list[str]:
    return page.locator("#frozen-found .said").all_inner_texts()


def searches(page: Page, address: str) -> None:
    page.goto(address)
    total = Statement.objects.published().count()
    expect(page.locator("#frozen-count")).to_have_text(f"{total} statements")
    page.locator("#frozen-words").fill("“complete the golden dome”")
    page.locator("#frozen-words").press("Enter")
    # As many as the search of the site finds.
    found = find(QueryDict("q=“complete the golden dome”")).count().number
    expect(page.locator("#frozen-count")).to_have_text(f"{found} statements")
    expect(page.locator("#frozen-found .statement")).to_have_count(found)
    one = Statement.objects.get(slug="carney-2025-05-21-complete-the-dome")
    links_shown = page.locator("#frozen-found .words a").evaluate_all(
        "found => found.map((each) => each.getAttribute('href'))"
    )
    assert f"../{links.file_of(one.get_absolute_url())}" in links_shown
    # Of «not […] Canada lives» nobody said "not Canada lives".
    for phrase, expected in (("“They’re not Canada lives”", 0), ("“Canada lives because of”", 2)):
        page.goto(f"{address}?q={phrase}")
        assert find(QueryDict(f"q={phrase}")).count().number == expected
        expect(page.locator("#frozen-found .statement")).to_have_count(expected)
    # What is asked of the list of statements is asked of this as well.
    page.goto(f"{address}?speaker=mark-carney&since=2025-05&until=2025-05&has=figure")
    expect(page.locator("#frozen-ignored")).to_contain_text("has")
    shown = {name.split(",")[0] for name in page.locator("#frozen-found .byline").all_inner_texts()}
    assert shown == {"Mark Carney"}
    before = page.locator("#frozen-count").inner_text()
    page.locator("#frozen-chips a").filter(has_text="until").click()
    expect(page.locator("#frozen-count")).not_to_have_text(before)
    # A paraphrase is never shown as a quotation.
    page.goto(f"{address}?kind=paraphrase")
    expect(page.locator("#frozen-found .statement").first).to_be_visible()
    expect(page.locator("#frozen-found blockquote")).to_have_count(0)
    page.locator("#frozen-more").focus()
    page.keyboard.press("Enter")
    expect(page.locator("#frozen-found .statement")).not_to_have_count(25)
    page.goto(f"{address}?q=zzyzx")
    expect(page.locator("#frozen-count")).to_have_text("Nothing found.")
    assert words(page) == []


def test_the_copy_is_searched_from_the_disk(copy: Path, new_page: NewPage) -> None:
    searches(new_page(), (copy / "statements" / "index.html").as_uri())


def test_the_copy_is_searched_under_a_strict_policy(served: str, new_page: NewPage) -> None:
    searches(new_page(), served)
