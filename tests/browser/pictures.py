"""The pictures of docs/editors.md, made from the running admin: ``make pictures``.

No test by its name, so that only whoever asks for pictures gets new ones.
"""

import io
from collections.abc import Callable
from pathlib import Path

import pytest
from django.urls import reverse
from PIL import Image
from playwright.sync_api import Page

from quotes.models import Source, Statement
from tests.browser.conftest import NewPage

FOLDER = Path(__file__).parents[2] / "docs" / "pictures"
# Wide enough for the tables of the admin, and readable beside a text.
SIZE = {"width": 1180, "height": 860}
# A picture of a page has few colours; so many are not told apart from all of them.
COLOURS = 96


def index(page: Page) -> None:
    page.goto(reverse("admin:index"))


def from_url(page: Page) -> None:
    page.goto(reverse("admin:quotes_source_from_url"))
    known = Source.objects.exclude(url=None).order_by("pk")[0]
    page.locator("input[name='url']").fill(f"{known.url}?utm_source=newsletter")
    page.keyboard.press("Enter")
    page.wait_for_load_state()


def statement(page: Page) -> None:
    shown = Statement.objects.published().order_by("pk")[0]
    page.goto(reverse("admin:quotes_statement_change", args=[shown.pk]))


def to_mend(page: Page) -> None:
    page.goto(reverse("admin:quotes_statement_changelist") + "?mend=unchecked")


def keys(page: Page) -> None:
    to_mend(page)
    page.keyboard.press("?")
    page.locator("dialog[open]").wait_for()


PICTURES: dict[str, Callable[[Page], None]] = {
    "first-page": index,
    "from-a-url": from_url,
    "statement": statement,
    "to-mend": to_mend,
    "keys": keys,
}


@pytest.mark.parametrize("name", PICTURES)
def test_picture(name: str, new_desk_page: NewPage):
    page = new_desk_page(viewport=SIZE)
    PICTURES[name](page)
    page.wait_for_load_state("networkidle")
    taken = Image.open(io.BytesIO(page.screenshot()))
    FOLDER.mkdir(exist_ok=True)
    taken.convert("RGB").quantize(COLOURS).save(FOLDER / f"{name}.png", optimize=True)
