"""Embedding pages of another origin, with strict policies, show the words and what became of them.

The embedding page is served from another port of this machine, which is another origin (RFC 6454).
"""

from collections.abc import Callable, Iterator
from functools import partial
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread
from urllib.parse import urlencode

import pytest
from playwright.sync_api import expect
from pytest_django.live_server_helper import LiveServer

from quotes.embedding import embeds
from quotes.models import Statement
from tests.browser import axe
from tests.browser.conftest import NewPage

Embedding = Callable[..., str]


class Host(BaseHTTPRequestHandler):
    """Serves the page that was put on it last, under its policy."""

    page, policy = "", ""

    def do_GET(self) -> None:
        body = type(self).page.encode()
        self.send_response(200)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Security-Policy", type(self).policy)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *args: object) -> None:
        """Silence: what is served is what the test asked for."""


@pytest.fixture
def embedding() -> Iterator[Embedding]:
    """Put HTML on a page of another origin, under a policy; gives the page's address."""
    handler = type("OneHost", (Host,), {})
    server = HTTPServer(("localhost", 0), partial(handler))
    Thread(target=server.serve_forever, daemon=True).start()

    def put(body: str, policy: str) -> str:
        handler.page = (
            '<!DOCTYPE html><html lang="en"><head><link rel="icon" href="data:,">'
            f"<title>An article</title></head><body>{body}</body></html>"
        )
        handler.policy = policy
        return f"http://localhost:{server.server_port}/"

    yield put
    server.shutdown()
    server.server_close()


def strict(archive: LiveServer) -> str:
    """Nothing but frames of this archive, their width on a phone, and an empty icon.

    A page that allows no styles at all has the frame as wide as it says.
    """
    styles = "style-src-attr 'unsafe-inline'"
    return f"default-src 'none'; img-src data:; {styles}; frame-src {archive.url}"


def loaded(**wanted: str) -> Statement:
    """The first statement with these fields, with all that its page shows."""
    return Statement.objects.published().filter(**wanted).order_by("pk").with_page()[0]


def code_of(statement: Statement, archive: LiveServer) -> tuple[str, str]:
    """The words as text, and the frame."""
    shown = embeds.of_statement(statement, 1)
    frame = embeds.frame_html(shown, archive.url, 600, embeds.height_of(shown, 600))
    return embeds.quotation_html(statement, shown, archive.url), frame


@pytest.mark.parametrize("language", ["en", "fr", "ru"])
def test_the_frame_shows_the_words_on_a_page_with_a_strict_policy(
    language: str, new_page: NewPage, archive: LiveServer, embedding: Embedding
):
    statement = loaded(kind="direct", language=language)
    _text, frame = code_of(statement, archive)
    page = new_page(java_script_enabled=False)
    page.goto(embedding(frame, strict(archive)))
    inside = page.frame_locator("iframe")
    expect(inside.locator("blockquote")).to_contain_text(" ".join(statement.text.split()))
    expect(inside.locator("main")).to_contain_text(statement.speaker.name)
    assert page.context.cookies() == []


def test_the_link_in_the_frame_takes_the_whole_page_to_the_statement(
    new_page: NewPage, archive: LiveServer, embedding: Embedding
):
    statement = loaded(kind="direct")
    page = new_page()
    page.goto(embedding(code_of(statement, archive)[1], strict(archive)))
    page.frame_locator("iframe").get_by_role("link").click()
    expect(page).to_have_url(f"{archive.url}{statement.get_absolute_url()}")


def test_the_text_shows_the_words_where_nothing_is_allowed(
    new_page: NewPage, archive: LiveServer, embedding: Embedding
):
    statement = loaded(kind="direct", language="en")
    page = new_page(java_script_enabled=False)
    page.goto(embedding(code_of(statement, archive)[0], "default-src 'none'; img-src data:"))
    expect(page.locator("blockquote")).to_contain_text(" ".join(statement.text.split()))
    expect(page.locator("figcaption")).to_contain_text(statement.speaker.name)
    expect(page.get_by_role("link", name="DomeTracker")).to_have_attribute(
        "href", f"{archive.url}/s/{statement.public_id}"
    )


def test_no_other_page_shows_in_a_frame(
    new_page: NewPage, archive: LiveServer, embedding: Embedding, complaints: list[str]
):
    address = f"{archive.url}{loaded().get_absolute_url()}"
    page = new_page()
    page.goto(embedding(f'<iframe src="{address}"></iframe>', strict(archive)))
    page.wait_for_timeout(500)
    assert page.frame_locator("iframe").locator("main").count() == 0
    refused = [complaint for complaint in complaints if "frame-ancestors" in complaint]
    assert refused
    complaints.clear()


def test_a_frame_from_oembed_fits_its_page_at_every_width(new_page: NewPage, archive: LiveServer):
    page = new_page()
    statements = [loaded(kind=kind) for kind in ("direct", "partial", "paraphrase")]
    longest = max(Statement.objects.published(), key=lambda statement: len(statement.text))
    cut = []
    for statement in [*statements, longest, loaded(language="ru"), loaded(language="fr")]:
        for width in (280, 320, 450, 600):
            query = {"url": f"{archive.url}/s/{statement.public_id}", "maxwidth": width}
            answer = page.request.get(f"/oembed?{urlencode(query)}").json()
            page.set_viewport_size({"width": answer["width"], "height": answer["height"]})
            page.goto(f"/embed/{statement.public_id}")
            needed = page.evaluate("document.documentElement.scrollHeight")
            across = page.evaluate("document.documentElement.scrollWidth")
            if needed > answer["height"] or across > answer["width"]:
                cut.append(f"{statement.public_id} at {width}: {needed} of {answer['height']}")
    assert cut == []


def test_the_framed_page_is_accessible(new_page: NewPage):
    page = new_page()
    page.goto(f"/embed/{loaded(kind='direct').public_id}")
    looks = [look for look in axe.LOOKS if look.width == 320]
    assert axe.faults(page, looks, axe.EVERYTHING) == []


def test_what_to_copy_can_be_opened_and_selected_without_a_script(
    new_page: NewPage, archive: LiveServer
):
    statement = loaded(kind="direct")
    page = new_page(java_script_enabled=False)
    page.goto(statement.get_absolute_url())
    page.locator("#embed summary").first.click()
    expect(page.locator("#embed-quotation")).to_have_text(
        " ".join(code_of(statement, archive)[0].split())
    )


def test_a_button_copies_the_text(new_page: NewPage, archive: LiveServer):
    statement = loaded(kind="direct")
    page = new_page(permissions=["clipboard-read", "clipboard-write"])
    page.goto(statement.get_absolute_url())
    page.locator("#embed summary").last.focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator("#embed button").last).to_have_text("Copied")
    assert page.evaluate("navigator.clipboard.readText()") == code_of(statement, archive)[1]


def test_a_browser_that_refuses_to_copy_selects_the_text(new_page: NewPage, archive: LiveServer):
    statement = loaded(kind="direct")
    page = new_page(init_script="delete Navigator.prototype.clipboard")
    page.goto(statement.get_absolute_url())
    page.locator("#embed summary").last.click()
    page.locator("#embed button").last.click()
    expect(page.locator("#embed button").last).to_contain_text("Selected")
    assert page.evaluate("String(getSelection())") == code_of(statement, archive)[1]
