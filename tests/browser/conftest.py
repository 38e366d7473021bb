"""A Chromium, the bundled record behind a server, and pages that fail a test for any complaint.

These tests run in a process of their own (``pytest -m browser``): the event loop of Playwright
stays for the session, and the record is committed to their database.
"""

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import setup_databases
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, sync_playwright
from pytest_django.live_server_helper import LiveServer

HERE = Path(__file__).parent
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

NewPage = Callable[..., Page]


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark all that stands in this folder, before ``-m`` selects."""
    for item in items:
        if HERE in item.path.parents:
            item.add_marker(pytest.mark.browser)


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
def django_db_setup(
    browser: Browser,
    django_test_environment: None,
    django_db_modify_db_settings: None,
    django_db_blocker: Any,
) -> None:
    """A database apart, made anew each time, since the record is committed to it.

    After ``browser``, so that a skip costs nothing.
    """
    connection.settings_dict["TEST"]["NAME"] += "_browser"
    with django_db_blocker.unblock():
        setup_databases(verbosity=0, interactive=False, aliases=["default"])


@pytest.fixture(scope="session")
def archive(django_db_setup: None, django_db_blocker: Any) -> Iterator[LiveServer]:
    """A server with the bundled record; tests may read from it, not write to it."""
    with django_db_blocker.unblock():
        call_command("load_archive", verbosity=0)
        server = LiveServer("localhost")
        yield server
        server.stop()


@pytest.fixture(scope="session")
def editor_session(archive: LiveServer) -> str:
    """The session key of an editor who is signed in."""
    client = Client()
    client.force_login(get_user_model()._default_manager.create_superuser("editor"))
    return client.cookies["sessionid"].value


@pytest.fixture
def complaints() -> Iterator[list[str]]:
    """What the browser says against the pages of a test; fails the test at its end."""
    heard: list[str] = []
    yield heard
    assert not heard, "\n".join(heard)


@pytest.fixture
def new_page(browser: Browser, archive: LiveServer, complaints: list[str]) -> Iterator[NewPage]:
    """Open pages in contexts of their own; keywords are those of ``Browser.new_context``.

    Each error in a console, such as a violation of the Content-Security-Policy, and each exception
    in a script is a complaint. With ``missing_is_meant`` the page itself may answer 404 or 410.
    """
    contexts: list[BrowserContext] = []

    def open_page(missing_is_meant: bool = False, **options: Any) -> Page:
        options = {"base_url": archive.url, "reduced_motion": "reduce", **options}
        context = browser.new_context(**options)
        context.set_default_timeout(PATIENCE)
        contexts.append(context)
        page = context.new_page()

        def on_console(message: ConsoleMessage) -> None:
            of_itself = message.location.get("url") == page.url
            if message.type == "error" and not (missing_is_meant and of_itself):
                complaints.append(f"{page.url}: {message.text}")

        page.on("console", on_console)
        page.on("pageerror", lambda error: complaints.append(f"{page.url}: {error}"))
        return page

    yield open_page
    for context in contexts:
        context.close()
