"""A source with three statements, from its URL to the public page, without a mouse."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.contrib.auth.models import Group, User
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from quotes.models import Source, State, Statement
from tests import factories as make
from tests.browser.conftest import NewPage, copied
from tests.browser.keyboard import tab_to

ARTICLE = "https://www.example.org/2025/golden-dome?utm_source=mail"
WORDS = [
    ("Wednesday", "We will build it together."),
    ("Tuesday", "It protects all of us."),
    ("yesterday", "The talks go on."),
]


@pytest.fixture(scope="module")
def desk(template: str, django_db_setup: None, django_db_blocker: Any) -> Iterator[LiveServer]:
    """A server with an empty archive, as what is published here could not be taken back."""
    with django_db_blocker.unblock(), copied(template, "adding") as server:
        call_command("make_groups", verbosity=0)
        yield server


def sign_in(page: Page, desk: LiveServer, group: str) -> Page:
    user = User.objects.create_user(group, is_staff=True)
    user.groups.add(Group.objects.get(name=group))
    client = Client()
    client.force_login(user)
    session = client.cookies["sessionid"].value
    page.context.add_cookies([{"name": "sessionid", "value": session, "url": desk.url}])
    return page


def typed(page: Page, name: str, text: str) -> None:
    tab_to(page, f"[name='{name}']")
    page.keyboard.press("Control+A")
    page.keyboard.insert_text(text)


def press(page: Page, selector: str) -> None:
    """Press Enter on a link or a button that leads to another page."""
    tab_to(page, selector)
    with page.expect_navigation():
        page.keyboard.press("Enter")


def choose(page: Page, field: str, term: str, detail: str) -> None:
    """Choose in a list that is searched while one types."""
    tab_to(page, f".field-{field} .select2-selection")
    page.keyboard.press("Enter")
    page.keyboard.type(term)
    best = page.locator(".select2-results__option--highlighted")
    expect(best).to_contain_text(detail)
    page.keyboard.press("Enter")


def link(url: str) -> str:
    return f"#content a[href^='{url}']"


def add_statement(page: Page, number: int, save: str) -> None:
    phrase, words = WORDS[number]
    typed(page, "citations-0-wording", words)
    if number == 0:
        choose(page, "speaker", "pm carn", "also “PM Carney”")
    tab_to(page, ".field-text .adding-words")
    page.keyboard.press("Enter")
    expect(page.locator("#id_text")).to_have_value(words)
    typed(page, "said", phrase)
    hint = page.locator("#id_said_understood")
    expect(hint).to_contain_text("Office at that time: Prime Minister.")
    # The basis that was kept told of another phrase.
    typed(page, "said_basis", "")
    press(page, f".submit-row input[name='{save}']")


def contribute(page: Page) -> None:
    page.goto(reverse("admin:index"))
    press(page, link(reverse("admin:quotes_source_from_url")))
    typed(page, "url", ARTICLE)
    press(page, "input[value='Continue']")
    expect(page.locator("#id_url")).to_be_focused()
    expect(page.locator("#id_new_outlet")).to_have_value("Example")
    expect(page.locator("#id_url_known")).to_be_empty()
    typed(page, "new_outlet", "Example News")
    typed(page, "title", "The dome")
    typed(page, "published", "2025-05-22")
    press(page, "input[name='_to_statement']")
    expect(page.locator(".field-speaker .select2-selection")).to_be_focused()
    add_statement(page, 0, "_another")
    expect(page.locator(".adding-told")).to_contain_text("Mark Carney")
    add_statement(page, 1, "_another")
    add_statement(page, 2, "_save")


def act_on_all(page: Page, work: str, action: str) -> None:
    """Do something with every row of a list of one's work."""
    page.goto(reverse("admin:index"))
    press(page, link(f"{reverse('admin:quotes_statement_changelist')}?{work}"))
    tab_to(page, "#action-toggle")
    page.keyboard.press("Space")
    tab_to(page, "select[name='action']")
    page.keyboard.type(action)
    press(page, "button[name='index']")


def test_from_a_url_to_the_public_page_by_keyboard(new_page: NewPage, desk: LiveServer):
    speaker = make.speaker("Mark Carney")
    make.role(speaker, "Prime Minister", since="2025-03-14")
    make.alias(speaker, "PM Carney")
    contributor = sign_in(new_page(base_url=desk.url), desk, "contributor")
    contribute(contributor)
    source = Source.objects.get()
    assert (source.outlet.name, source.outlet.hosts) == ("Example News", ["example.org"])
    said = list(Statement.objects.order_by("pk").values_list("said", "text", "said_basis"))
    assert [(day.text, words, basis) for day, words, basis in said] == [
        (day, words, f"“{phrase}” in an article of 22 May 2025")
        for day, (phrase, words) in zip(
            ["2025-05-21", "2025-05-20", "2025-05-21"], WORDS, strict=True
        )
    ]
    act_on_all(contributor, "work=mine", "Send for review")
    assert set(Statement.objects.values_list("state", flat=True)) == {State.IN_REVIEW}

    editor = sign_in(new_page(base_url=desk.url), desk, "editor")
    act_on_all(editor, "work=to-review", "Publish")
    assert set(Statement.objects.values_list("state", flat=True)) == {State.PUBLISHED}
    editor.goto(source.get_absolute_url())
    for _phrase, words in WORDS:
        expect(editor.locator("main")).to_contain_text(words)
