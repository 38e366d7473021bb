"""An article from the paste to the review, with every key and click counted."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from django.contrib.auth.models import Group, User
from django.test import Client
from django.urls import reverse
from playwright.sync_api import Locator, Page, expect
from pytest_django.live_server_helper import LiveServer

from quotes.models import State, Statement
from tests import factories as make
from tests.browser.conftest import NewPage, copied
from tests.groups import make_groups

MOST = 25
ARTICLE = """Minister doubts price of northern shield

By Dana Wells

HALIFAX, May 21 — The price of the northern shield divided officials on Wednesday.

“We will paint every fence before we pay for a single roof,” Defence Minister Ida Longmore told \
reporters in Halifax on Wednesday. “Nobody has shown me a bill,” she said.

“It is a number in search of a program,” Gen. Robin Amesbury told Harbour Post on Tuesday.

Sen. Angus Kingsley was not persuaded. “The ladder is behind the house,” Kingsley said on \
Wednesday.
"""
# Words, speaker, day, place, via.
RIGHT = {
    ("We will paint every fence before we pay", "Ida Longmore", "2025-05-21", "Halifax", None),
    ("Nobody has shown me a bill", "Ida Longmore", "2025-05-21", "Halifax", None),
    ("It is a number in search of a program", "Robin Amesbury", "2025-05-20", "", "Harbour Post"),
    ("The ladder is behind the house", "Angus Kingsley", "2025-05-21", "", None),
}


@pytest.fixture(scope="module")
def archive(record: str, django_db_blocker: Any) -> Iterator[LiveServer]:
    with django_db_blocker.unblock(), copied(record, "article") as server:
        yield server


@dataclass
class Counted:
    """A page whose keys and clicks are counted."""

    page: Page
    count: int = 0

    def press(self, key: str) -> None:
        self.count += 1
        self.page.keyboard.press(key)

    def click(self, place: Locator) -> None:
        self.count += 1
        place.click()

    def paste(self, text: str) -> None:
        self.count += 1
        self.page.keyboard.insert_text(text)


def test_an_article_goes_to_review_in_few_keys_with_all_of_it_right(
    new_page: NewPage, archive: LiveServer
):
    make_groups()
    author = User.objects.create_user("kim", is_staff=True)
    author.groups.add(Group.objects.get(name="contributor"))
    ida, robin = make.speaker("Ida Longmore"), make.speaker("Robin Amesbury")
    make.role(ida, "Minister of National Defence", since="2024-01-01")
    make.role(robin, "Commander", since="2024-01-01")
    make.outlet("Harbour Post")
    source = make.source("2025-05-22", language="en", title="Minister doubts price")
    client = Client()
    client.force_login(author)
    page = new_page()
    session = client.cookies["sessionid"].value
    page.context.add_cookies([{"name": "sessionid", "value": session, "url": archive.url}])
    page.goto(reverse("admin:quotes_source_capture", args=[source.pk]))
    hand = Counted(page)
    hand.click(page.locator("textarea[name=pasted]"))
    hand.paste(ARTICLE)
    hand.click(page.locator("[name=how][value=pasted]"))
    hand.click(page.locator(".understood [type=submit]"))
    page.wait_for_selector(".workbench.has-keys")
    told, number = page.locator("#workbench-told"), page.locator(".card.is-current .card-number")
    for card in range(1, 5):
        expect(number).to_have_text(str(card))
        hand.press("a")
    expect(told).to_contain_text("All done.")
    send = page.get_by_role("button", name="Send my 4 drafts to review")
    expect(send).to_be_focused()
    hand.press("Enter")
    # Nobody knows an office of the senator: that is asked once.
    hand.click(page.get_by_role("checkbox"))
    hand.click(page.locator("#content-main [type=submit]").first)
    expect(page.locator(".messagelist")).to_contain_text("4 statements were sent for review.")
    assert hand.count <= MOST
    rows = Statement.objects.filter(citations__source=source, state=State.IN_REVIEW)
    found = {
        (row.text, str(row.speaker), row.said.text, row.place, via and via.name)
        for row in rows.select_related("speaker")
        for via in [row.citations.get().via]
    }
    begun = {(words[:39], *rest) for words, *rest in found}
    assert begun == {(words[:39], *rest) for words, *rest in RIGHT}
