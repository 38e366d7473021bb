"""A Chromium, the bundled record behind a server, and pages that fail a test for any complaint.

These tests run in a process of their own (``pytest tests/browser``): the event loop of Playwright
stays for the session, and the record is committed to their database.
"""

import os
import shutil
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.core.management import call_command
from django.db import connection
from django.test import Client
from playwright.sync_api import (
    Browser,
    CDPSession,
    ConsoleMessage,
    Page,
    expect,
    sync_playwright,
)
from playwright.sync_api import Error as PlaywrightError
from pytest_django.live_server_helper import LiveServer

from quotes.models import KeptForm
from tests import databases
from tests.browser import axe

NAMES = ("chromium", "chromium-browser", "google-chrome")
# Nothing that the browser does by itself may reach out, nor any page.
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE localhost, EXCLUDE 127.0.0.1",
]

# In milliseconds; a page takes far less, but the machine may be busy.
PATIENCE = 15_000
expect.set_options(timeout=PATIENCE)

NewPage = Callable[..., Page]
Shares = Callable[[int, int], list[axe.Look]]


def chromium() -> str | None:
    """The program: what CHROMIUM names, or else the first that is on the PATH."""
    named = os.environ.get("CHROMIUM")
    found = map(shutil.which, [named] if named else NAMES)
    return next(filter(None, found), None)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    program = chromium()
    if program is None:
        reason = f"no Chromium: CHROMIUM is not set to one, nor is any of {', '.join(NAMES)} there"
        if os.environ.get("DOMETRACKER_REQUIRE_BROWSER"):
            pytest.fail(reason, pytrace=False)
        pytest.skip(reason)
    # The event loop makes Django believe that every query comes from asynchronous code.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=program, args=ARGUMENTS)
        yield launched
        launched.close()


@pytest.fixture(scope="session")
def django_db_setup(browser: Browser, template: str, django_db_blocker: Any) -> Iterator[None]:
    """A database apart from that of the other tests, after ``browser``: a skip costs nothing."""
    name = f"{connection.creation._get_test_db_name()}_browser"
    with (
        django_db_blocker.unblock(),
        databases.copy_of(template, name),
        django_db_blocker.block(),
    ):
        yield


def beside(name: str) -> str:
    """A name for a database that no other process takes."""
    return f"{connection.settings_dict['NAME']}_{name}"


@contextmanager
def copied(database: str, name: str) -> Iterator[LiveServer]:
    """A server with a copy of its own."""
    with databases.copy_of(database, beside(name)):
        server = LiveServer("localhost")
        yield server
        server.stop()


@pytest.fixture(scope="session")
def record(template: str, django_db_setup: None, django_db_blocker: Any) -> Iterator[str]:
    """The name of a database with the bundled record and one account, to be copied like that."""
    with django_db_blocker.unblock(), databases.copy_of(template, beside("record")) as name:
        call_command("load_archive", verbosity=0)
        get_user_model()._default_manager.create_superuser("editor")
        connection.close()
        yield name


@pytest.fixture(scope="session")
def archive(record: str, django_db_blocker: Any) -> Iterator[LiveServer]:
    """A server with the bundled record, shared by all that only read it or clear up after them."""
    with django_db_blocker.unblock(), copied(record, "shared") as server:
        yield server


@pytest.fixture
def editor_session(archive: LiveServer) -> str:
    """The session key of an editor who is signed in."""
    client = Client()
    client.force_login(get_user_model()._default_manager.get(username="editor"))
    return client.cookies["sessionid"].value


@pytest.fixture
def complaints() -> Iterator[list[str]]:
    """What the browser says against the pages of a test; fails the test at its end."""
    heard: list[str] = []
    yield heard
    assert not heard, "\n".join(heard)


@pytest.fixture
def afterwards() -> Iterator[ExitStack]:
    """What a test takes away again, once its pages are closed: an open one may still ask for it."""
    with ExitStack() as stack:
        yield stack


@dataclass
class Tab:
    """A page, the only one of a context of its own."""

    page: Page
    protocol: CDPSession
    heard: list[tuple[str, Callable[[Any], None]]] = field(default_factory=list)

    def hear(self, event: str, listener: Callable[[Any], None]) -> None:
        """Listen until the tab is given back."""
        self.page.on(event, listener)
        self.heard.append((event, listener))

    def clear(self) -> None:
        """Leave the site, and take away what a test has added to the page and its context."""
        while self.heard:
            self.page.remove_listener(*self.heard.pop())
        self.page.unroute_all()
        self.page.goto("about:blank")
        for other in self.page.context.pages:
            if other != self.page:
                other.close()
        self.page.context.clear_cookies()


class Tabs:
    """Tabs of a browser, which are used again, as a new one costs half a second.

    No two of a test are the same, and no cookie and nothing that a site stores outlives a test.
    What does is the cache of HTTP: the admin is made of forty files.
    """

    def __init__(self, browser: Browser) -> None:
        self.browser = browser
        self.idle: dict[str, list[Tab]] = defaultdict(list)
        self.used: list[tuple[str, Tab]] = []

    def take(self, base_url: str, init_script: str = "", **options: Any) -> Tab:
        """A tab as good as a new one; the script runs at the beginning of every page in it."""
        alike = repr([base_url, init_script, sorted(options.items())])
        idle = self.idle[alike]
        if not idle:
            idle.append(self.new(base_url, init_script, options))
        tab = idle.pop()
        self.used.append((alike, tab))
        # In the size and the colours that Playwright gives to a new one.
        tab.page.set_viewport_size(options.get("viewport", {"width": 1280, "height": 720}))
        tab.page.emulate_media(color_scheme="light")
        stored = {"origin": base_url, "storageTypes": "local_storage,indexeddb"}
        tab.protocol.send("Storage.clearDataForOrigin", stored)
        return tab

    def new(self, base_url: str, init_script: str, options: dict[str, Any]) -> Tab:
        context = self.browser.new_context(base_url=base_url, **options)
        context.set_default_timeout(PATIENCE)
        if init_script:
            context.add_init_script(init_script)
        page = context.new_page()
        return Tab(page, context.new_cdp_session(page))

    def give_back(self) -> None:
        """Clear all that a test has taken; those that it has closed or broken are not kept."""
        while self.used:
            alike, tab = self.used.pop()
            try:
                tab.clear()
            except PlaywrightError:
                tab.page.context.close()
            else:
                self.idle[alike].append(tab)


@pytest.fixture(scope="session")
def tabs(browser: Browser) -> Tabs:
    return Tabs(browser)


@pytest.fixture
def new_page(
    tabs: Tabs, archive: LiveServer, afterwards: ExitStack, complaints: list[str]
) -> Iterator[NewPage]:
    """Open pages in contexts of their own; keywords are those of ``Browser.new_context``.

    Each error in a console, such as a violation of the Content-Security-Policy, and each exception
    in a script is a complaint. With ``missing_is_meant`` the page itself may answer 404 or 410;
    ``init_script`` runs before the scripts of every page.
    """

    def open_page(missing_is_meant: bool = False, **options: Any) -> Page:
        tab = tabs.take(**{"base_url": archive.url, "reduced_motion": "reduce", **options})

        def on_console(message: ConsoleMessage) -> None:
            of_itself = message.location.get("url") == tab.page.url
            if message.type == "error" and not (missing_is_meant and of_itself):
                complaints.append(f"{tab.page.url}: {message.text}")

        tab.hear("console", on_console)
        tab.hear("pageerror", lambda error: complaints.append(f"{tab.page.url}: {error}"))
        return tab.page

    yield open_page
    tabs.give_back()


@pytest.fixture
def new_desk_page(
    new_page: NewPage, archive: LiveServer, editor_session: str, afterwards: ExitStack
) -> NewPage:
    """Open pages as ``new_page`` does, on which an editor is signed in."""
    # What is typed is kept for the editor, and would be offered to the next test.
    afterwards.callback(KeptForm.objects.all().delete)

    def open_page(**options: Any) -> Page:
        page = new_page(**options)
        cookie = {"name": "sessionid", "value": editor_session, "url": archive.url}
        page.context.add_cookies([cookie])
        return page

    return open_page


@pytest.fixture(
    params=[axe.share, pytest.param(axe.every, marks=pytest.mark.torture)],
    ids=["its share of looks", "every look"],
)
def looks(request: pytest.FixtureRequest) -> Shares:
    """The looks in which a page is examined, by its number among so many of a kind."""
    return request.param
