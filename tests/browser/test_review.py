"""The review by keys: published, sent back, passed by, and told to a colleague."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.contrib.auth.models import Group, User
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from quotes.models import Speaker, State, Statement
from tests import factories as make
from tests.browser import axe
from tests.browser.conftest import NewPage, Shares, copied
from tests.groups import make_groups
from tests.workbench_scenes import capture_of

TEXT = (
    "“We will paint the fence,” Ada Long said. “Nobody has seen the brush.”\n\n"
    "“The ladder is behind the house,” she said."
)
WORDS = ("We will paint the fence", "Nobody has seen the brush", "The ladder is behind the house")


@pytest.fixture(scope="module")
def archive(record: str, django_db_blocker: Any) -> Iterator[LiveServer]:
    with django_db_blocker.unblock(), copied(record, "reviewed") as server:
        yield server


@pytest.fixture
def waiting(archive: LiveServer) -> list[Statement]:
    author = User.objects.create_user("kim", first_name="Kim", last_name="Doe", is_staff=True)
    make_groups()
    author.groups.add(Group.objects.get(name="contributor"))
    speaker: Speaker = make.speaker("Ada Long")
    make.role(speaker, "Minister", since="2024-01-01")
    source = make.source("2025-05-22", language="en", title="Fences")
    capture_of(source, TEXT)
    rows = []
    for words in WORDS:
        row = make.draft(text=words, speaker=speaker, state=State.IN_REVIEW, created_by=author)
        make.citation(row, source=source, wording=words)
        rows.append(row)
    return rows


def state(row: Statement) -> str:
    return Statement.objects.values_list("state", flat=True).get(pk=row.pk)


def shows(page: Page, row: Statement) -> None:
    page.wait_for_url(re.compile(rf"/statement/{row.pk}/review/"))


def test_a_queue_is_worked_off_by_keys(
    new_desk_page: NewPage, waiting: list[Statement], looks: Shares
):
    first, second, third = waiting
    page = new_desk_page()
    page.goto("/admin/")
    page.keyboard.press("g")
    page.keyboard.press("r")
    page.wait_for_url(re.compile(r"/statement/review/$"))
    found = axe.faults(page, looks(0, 2))
    page.get_by_role("link", name="Review one by one").click()
    shows(page, first)
    frame = page.frame_locator("iframe.review-preview")
    expect(frame.locator(".words-frame")).to_contain_text(WORDS[0])
    expect(page.locator(".review-text mark")).to_have_text(WORDS[0])
    # One key publishes nothing; it leads to the button, and Enter is what publishes.
    page.keyboard.press("a")
    expect(page.locator("#review-publish")).to_be_focused()
    expect(page.locator(".review-told")).to_have_text("Press Enter to publish.")
    assert state(first) == State.IN_REVIEW
    page.keyboard.press("Enter")
    shows(page, second)
    assert state(first) == State.PUBLISHED
    found += axe.faults(page, looks(1, 2))
    page.set_viewport_size({"width": 1280, "height": 900})
    page.keyboard.press("n")
    shows(page, third)
    page.keyboard.press("n")
    shows(page, second)
    page.keyboard.press("c")
    page.get_by_role("button", name="@kim").click()
    page.keyboard.type("which brush?")
    page.keyboard.press("Tab")
    page.get_by_role("button", name="Add comment").click()
    expect(page.locator(".comments")).to_contain_text("@kim which brush?")
    page.locator("h1").click()
    page.keyboard.press("r")
    page.keyboard.type("Nobody says whose brush. Publish is a n o t h e r matter.")
    # The keys of a form would publish, were it not for the field.
    page.keyboard.press("Control+Enter")
    shows(page, third)
    assert state(second) == State.DRAFT
    page.keyboard.press("a")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r"/statement/review/$"))
    assert state(third) == State.PUBLISHED
    assert found == []
