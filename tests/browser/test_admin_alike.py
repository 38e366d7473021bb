"""What is there already, told below the words of a statement while they are typed."""

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from quotes.models import Statement
from tests.browser import axe
from tests.browser.conftest import NewPage


@pytest.fixture
def statement(archive: LiveServer) -> Statement:
    """One with enough words to be known by, and no other like it."""
    return Statement.objects.get(text__startswith="an integrated missile defense system for all")


@pytest.fixture
def page(new_desk_page: NewPage, statement: Statement) -> Page:
    """The form of a new statement, with the official of the other chosen."""
    page = new_desk_page()
    page.goto(f"{reverse('admin:quotes_statement_add')}?speaker={statement.speaker_id}")
    return page


def test_what_is_typed_is_compared_and_leads_to_the_other(page: Page, statement: Statement):
    page.locator("#id_citations-0-wording").fill("Something that nobody else has ever said here")
    page.locator("#id_text").fill(statement.text.replace("integrated", "enormous"))
    told = page.locator(".alike-one").first
    expect(told).to_contain_text("Already in the archive: “an integrated missile defense")
    told.get_by_text("Difference").click()
    expect(told.locator("ins")).to_have_text("enormous")
    assert axe.violations(page) == []
    told.get_by_role("button", name="Add this as another wording").click()
    page.wait_for_url(f"**{reverse('admin:quotes_statement_change', args=[statement.pk])}*")
    added = page.locator(f"#id_citations-{statement.citations.count()}-wording")
    expect(added).to_have_value("Something that nobody else has ever said here")


def test_what_is_like_nothing_is_told_nothing(page: Page):
    page.locator("#id_text").fill("Wooden ladders are stored behind the third greenhouse")
    with page.expect_response("**/alike/") as asked:
        page.locator("#id_text").press("s")
    assert asked.value.json() == {"found": []}
    expect(page.locator(".alike")).to_be_empty()
