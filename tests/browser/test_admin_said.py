"""The day of a statement while it is typed: the hint below the field, with and without scripts."""

import pytest
from django.urls import reverse
from playwright.sync_api import expect
from pytest_django.live_server_helper import LiveServer

from quotes.models import Statement
from tests.browser.conftest import NewPage


@pytest.fixture
def statement(archive: LiveServer) -> Statement:
    """One whose first source was published on a known day."""
    return next(
        statement
        for statement in Statement.objects.order_by("pk")
        if (first := statement.citations.order_by("position", "pk").first())
        and first.source.published.text == "2025-05-22"
    )


def change_page(statement: Statement) -> str:
    return reverse("admin:quotes_statement_change", args=[statement.pk])


def test_the_hint_follows_what_is_typed_and_chosen(new_desk_page: NewPage, statement: Statement):
    page = new_desk_page()
    page.goto(change_page(statement))
    hint = page.locator("#id_said_understood")
    # At once, of the date that is there.
    expect(hint).to_contain_text(f"“{statement.said.text}” was read as")
    said = page.locator("#id_said")
    said.fill("yesterday")
    expect(hint).to_contain_text(
        "“yesterday” was read as 21 May 2025 (2025-05-21), based on the publication "
        "date 22 May 2025."
    )
    assert hint.get_attribute("aria-live") == "polite"
    assert "id_said_understood" in (said.get_attribute("aria-describedby") or "").split()
    said.fill("yesterd")
    expect(hint).to_contain_text("cannot be read as a date")
    said.fill("")
    expect(hint).to_be_empty()


def test_a_source_taken_away_counts_no_more(new_desk_page: NewPage, statement: Statement):
    page = new_desk_page()
    page.goto(change_page(statement))
    page.locator("#id_said").fill("yesterday")
    hint = page.locator("#id_said_understood")
    expect(hint).to_contain_text("based on the publication date 22 May 2025")
    for box in page.locator("input[name^='citations-'][name$='-DELETE']").all():
        box.check()
    expect(hint).to_contain_text("which is not known")


def test_without_scripts_the_form_answers(new_desk_page: NewPage, statement: Statement):
    page = new_desk_page(java_script_enabled=False)
    page.goto(change_page(statement))
    page.locator("#id_said").fill("someday")
    page.locator("input[name='_continue']").first.click()
    expect(page.locator(".field-said .errorlist")).to_contain_text(
        "“someday” cannot be read as a date"
    )
    expect(page.locator("#id_said")).to_have_value("someday")
