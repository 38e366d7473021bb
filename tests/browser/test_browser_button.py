"""From the page in view to the card: the bookmarklet and the extension, and what may not get in."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest
from django.contrib.auth.models import Group, User
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from playwright.sync_api import Browser, BrowserContext, Page, expect
from pytest_django.live_server_helper import LiveServer

from quotes.models import Capture, Outlet, Proposal, QueuedPage, Source, Statement
from quotes.models.vocabulary import How
from tests.browser.conftest import ARGUMENTS, chromium, copied
from tests.documents import ARTICLE, WORDS
from tests.local_site import Answer, LocalSite, local_site

SELECT = """() => {
  const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node = walk.nextNode(); node; node = walk.nextNode()) {
    const at = node.data.indexOf("it is a good idea");
    if (at >= 0) {
      getSelection().setBaseAndExtent(node, at, node, at + 17);
      return;
    }
  }
}"""


@pytest.fixture
def desk(template: str, django_db_setup: None, django_db_blocker: Any) -> Iterator[LiveServer]:
    with django_db_blocker.unblock(), copied(template, "button") as server:
        call_command("make_groups", verbosity=0)
        yield server


@pytest.fixture
def site() -> Iterator[LocalSite]:
    with local_site() as site:
        # Its own policy allows no script at all, and it lies behind a wall for who fetches it.
        site.pages["/article"] = Answer(
            ARTICLE.encode(), headers={"Content-Security-Policy": "script-src 'none'"}
        )
        site.pages["/evil"] = Answer(b"<title>Evil</title><p>Nothing to see here.</p>")
        yield site


def signed_in(context: BrowserContext, desk: LiveServer) -> BrowserContext:
    user = User.objects.create_user("ann", is_staff=True)
    user.groups.add(Group.objects.get(name="contributor"))
    client = Client()
    client.force_login(user)
    session = client.cookies["sessionid"].value
    context.add_cookies([{"name": "sessionid", "value": session, "url": desk.url}])
    return context


def written() -> list[int]:
    return [model.objects.count() for model in (Source, Outlet, Capture, Statement, Proposal)]


def confirmed(place: Page, url: str) -> None:
    """What was sent is shown, with nothing written; one press writes it and leads to the card."""
    expect(place.get_by_text("nothing is saved until you confirm")).to_be_visible()
    expect(place.locator(".queue-address")).to_have_text(url)
    expect(place.locator(".queued-words blockquote")).to_have_text("it is a good idea")
    assert written() == [0, 0, 0, 0, 0]
    if not place.locator("[name=new_outlet]").input_value():
        place.locator("[name=new_outlet]").fill("CBC News")
    place.get_by_role("button", name="Add and extract quotations").click()
    place.wait_for_url("**/workbench/?card=*")
    kept = Capture.objects.get()
    assert kept.how == How.SENT
    assert WORDS in kept.text
    card = Proposal.objects.get(pk=int(place.url.partition("card=")[2].partition("#")[0]))
    assert "it is a good idea" in kept.text[card.start : card.end]
    assert Source.objects.get().title


def test_from_the_page_to_the_card_by_the_bookmark(
    desk: LiveServer, site: LocalSite, browser: Browser
):
    context = signed_in(browser.new_context(), desk)
    page = context.new_page()
    page.goto(desk.url + reverse("admin:quotes_source_browser_button"))
    button = page.locator("a.bookmarklet").get_attribute("href") or ""
    assert button.startswith("javascript:")
    code = unquote(button.removeprefix("javascript:"))

    # A page of another site, with a token that it has made up, or for an address that is not its.
    listening = """(send) =>
      addEventListener("message", (event) => event.source.postMessage(send, "*"))"""
    place = desk.url + reverse("admin:quotes_source_from_browser")
    forged = {"domeTracker": "page", "html": ARTICLE, "words": "", "token": "0" * 64}
    for url, told in (
        (site.url("/evil", "127.0.0.1"), "This button was made for another account"),
        ("https://www.cbc.ca/news/1", "A page tried to send another page’s address"),
    ):
        evil = page.context.new_page()
        evil.goto(site.url("/evil", "127.0.0.1"))
        evil.evaluate(listening, {**forged, "url": url})
        with evil.expect_popup() as opened:
            evil.evaluate("(place) => void window.open(place)", place)
        expect(opened.value.get_by_text(told)).to_be_visible()
        opened.value.close()
    assert not QueuedPage.objects.exists()

    article = page.context.new_page()
    article.goto(site.url("/article", "127.0.0.1"))
    article.evaluate(SELECT)
    with article.expect_popup() as opened:
        article.evaluate(code)
    confirmed(opened.value, site.url("/article", "127.0.0.1"))
    # Once more: it is known by now, and its text is offered to be kept there.
    with article.expect_popup() as opened:
        article.evaluate(code)
    opened.value.wait_for_url("**/capture/?queued=*")
    assert Source.objects.count() == 1
    context.close()


def test_from_the_page_to_the_card_by_the_extension(
    desk: LiveServer, site: LocalSite, tmp_path: Path, browser: Browser
):
    folder = tmp_path / "extension"
    call_command("browser_extension", folder, site=desk.url, verbosity=0)
    manifest = json.loads((folder / "manifest.json").read_text())
    # What pressing the button allows for the page in view, no script can press here.
    manifest["host_permissions"].append("http://127.0.0.1/*")
    (folder / "manifest.json").write_text(json.dumps(manifest))
    context = browser.browser_type.launch_persistent_context(
        tmp_path / "profile",
        executable_path=chromium(),
        # The headless mode of old knows no extensions.
        channel="chromium",
        headless=True,
        args=[
            *ARGUMENTS,
            f"--load-extension={folder}",
            f"--disable-extensions-except={folder}",
        ],
    )
    signed_in(context, desk)
    workers = context.service_workers
    worker = workers[0] if workers else context.wait_for_event("serviceworker")
    page = context.new_page()
    page.goto(site.url("/article", "127.0.0.1"))
    page.evaluate(SELECT)
    with context.expect_page() as opened:
        worker.evaluate(
            "async (url) => void sendPage((await chrome.tabs.query({ url: `${url}*` }))[0])",
            "http://127.0.0.1/",
        )
    opened.value.wait_for_url("**/queue/*/")
    confirmed(opened.value, site.url("/article", "127.0.0.1"))
    context.close()
