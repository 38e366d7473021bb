"""Every page of the admin by axe-core (WCAG 2.2 A and AA), light and dark, wide and at 320 pixels,
where nothing but a table is scrolled sideways (WCAG 1.4.10).
"""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.contrib import admin
from django.contrib.auth.models import Group, User
from django.test import RequestFactory
from django.urls import get_resolver, reverse
from django.utils import timezone
from playwright.sync_api import Page
from pytest_django.live_server_helper import LiveServer

from quotes.editing import Act, merge
from quotes.models import (
    Capture,
    Change,
    Merge,
    Occasion,
    Outlet,
    Redirect,
    Relation,
    Revision,
    Source,
    Speaker,
    SpeakerRevision,
    State,
    Statement,
    Topic,
    WatchedPage,
)
from tests import factories as make
from tests.browser.conftest import NewPage
from tests.browser.test_accessibility import WCAG, Examiner, examiner, is_too_wide
from tests.test_workbench import capture_of

__all__ = ["examiner"]  # fixture

# Pages of one row, and those of a whole table. Each is walked for every table that has it.
OF_A_ROW = (
    *("change", "history", "delete", "merge", "rename", "withdraw", "undo", "link"),
    *("capture", "workbench", "workbench_certain"),
)
OF_A_TABLE = ("changelist", "add", "import", "from_url")
OF_THE_SITE = ("index", "password_change", "first_steps")
# What answers with JSON, leads elsewhere, or is the public page of a statement, walked as such.
NO_PAGE = {
    *("said", "alike", "another", "choices", "known", "open", "keep", "keep_new", "preview"),
    *("choose", "workbench_state", "workbench_mark", "workbench_card", "workbench_again"),
}
# Pages that only a POST shows, walked by themselves below.
AFTER_A_POST = {"bulk"}


def page_names() -> Iterator[tuple[str, str]]:
    """The tables of the admin with the names of their pages."""
    [site] = [
        one for one in get_resolver().url_patterns if getattr(one, "namespace", "") == "admin"
    ]
    for part in site.url_patterns:
        for page in getattr(part, "url_patterns", ()):
            if page.name:
                _app, table, name = page.name.split("_", 2)
                yield table, name


def test_every_page_of_the_admin_is_walked():
    names = {name for table, name in page_names() if table not in ("user", "group")}
    assert names == {*OF_A_ROW, *OF_A_TABLE} | NO_PAGE | AFTER_A_POST


@pytest.fixture(scope="module")
def rows(archive: LiveServer, editor_session: str) -> dict[str, Any]:
    """A row of every table. Nothing of it is public but what the archive holds."""
    draft = make.draft()
    made: dict[Any, Callable[[], Any]] = {
        Statement: lambda: Statement.objects.published().newest_first()[0],
        Speaker: lambda: Statement.objects.published().newest_first()[0].speaker,
        Source: lambda: make.source("2025-05-22", title="A headline for the evening"),
        Outlet: lambda: Source.objects.earliest("pk").outlet,
        Topic: lambda: Topic.objects.earliest("pk"),
        Occasion: lambda: Occasion.objects.earliest("pk"),
        Relation: lambda: Relation.objects.create(
            kind="repeats", from_statement=draft, to_statement=make.draft(), reason="The same."
        ),
        Redirect: lambda: Redirect.objects.create(
            kind="speaker", old="walked", speaker=make.speaker()
        ),
        Merge: lambda: merge(make.topic(), make.topic(), Act("The same.")),
        Revision: lambda: Revision.objects.earliest("pk"),
        SpeakerRevision: lambda: SpeakerRevision.objects.earliest("pk"),
        Change: lambda: Change.objects.latest("pk"),
        Group: lambda: Group.objects.create(name="Walkers"),
        User: lambda: User.objects.get(username="editor"),
    }
    rows = {model: make_row() for model, make_row in made.items()}
    rows[Capture] = capture_of(rows[Source])
    rows[WatchedPage] = WatchedPage.objects.create(source=rows[Source], due_at=timezone.now())
    return {model._meta.model_name: row for model, row in rows.items()}


@pytest.fixture
def page(new_page: NewPage, archive: LiveServer, editor_session: str) -> Page:
    opened = new_page()
    opened.context.add_cookies([{"name": "sessionid", "value": editor_session, "url": archive.url}])
    return opened


def addresses(table: str, row: Any) -> Iterator[str]:
    request = RequestFactory().get("/")
    request.user = User.objects.get(username="editor")
    model_admin = admin.site.get_model_admin(type(row))
    refused = set()
    if not model_admin.has_add_permission(request):
        refused.add("add")
    if not model_admin.has_delete_permission(request):
        refused.add("delete")
    app = row._meta.app_label
    for name in [name for of, name in page_names() if of == table and name not in refused]:
        if name in OF_A_ROW:
            yield reverse(f"admin:{app}_{table}_{name}", args=[row.pk])
        elif name in OF_A_TABLE:
            yield reverse(f"admin:{app}_{table}_{name}")


# Made by a script of Django's (SelectFilter2.js) beside the two lists of permissions; and the two
# parts of a moment in Django's form of an account, which have one label for both.
OF_DJANGO = (".help-tooltip.search-label-icon", "#id_last_login_", "#id_date_joined_")


def faults(examiner: Examiner, page: Page, address: str) -> list[str]:
    heard = examiner.faults(page, address, WCAG)
    found = [one for one in heard if not any(part in one for part in OF_DJANGO)]
    page.set_viewport_size({"width": 320, "height": 900})
    if is_too_wide(page):
        found.append(f"{address} at 320 px: must be scrolled sideways")
    return found


TABLES = sorted({table for table, _name in page_names()})


@pytest.mark.parametrize("table", TABLES)
def test_pages_of_a_table(table: str, page: Page, rows: dict[str, Any], examiner: Examiner):
    walked = list(addresses(table, rows[table]))
    assert walked
    found = [fault for address in walked for fault in faults(examiner, page, address)]
    assert not found, "\n".join(found)


def test_pages_of_the_site(page: Page, examiner: Examiner):
    found = [
        fault for name in OF_THE_SITE for fault in faults(examiner, page, reverse(f"admin:{name}"))
    ]
    assert not found, "\n".join(found)


def as_it_stands(examiner: Examiner, page: Page) -> list[str]:
    """The faults of a page that a POST has shown, which an address does not lead to."""
    found = []
    for width in (1280, 320):
        page.set_viewport_size({"width": width, "height": 900})
        if is_too_wide(page):
            found.append(f"{page.url} at {width} px: must be scrolled sideways")
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme=scheme)
            found += [f"{width} {scheme}: {one}" for one in examiner.violations(page, WCAG)]
    return found


def test_changes_of_many(page: Page, examiner: Examiner):
    page.goto(reverse("admin:quotes_statement_changelist"))
    for box in page.locator("input.action-select").all()[:3]:
        box.check()
    page.select_option("select[name=action]", "add_topic")
    page.click("button[name=index]")
    found = as_it_stands(examiner, page)
    page.fill("[name=name]", Topic.objects.earliest("pk").name)
    page.click("form:has([name=keys]) [type=submit]")
    page.wait_for_selector("[name=stage][value=apply]", state="attached")
    found += as_it_stands(examiner, page)
    assert not found, "\n".join(found)


TABLE = "speaker,said,text,source,wording\n{},2025-05-21,Words.,,\nnobody-at-all,2025,Words.,,\n"


def test_previews_of_imports(page: Page, examiner: Examiner, rows: dict[str, Any]):
    files = {
        "statement": ("a.csv", TABLE.format(rows["speaker"].slug)),
        "source": ("a.bib", "@article{a, title={A story}, url={https://news.example.org/z}}"),
    }
    found = []
    for table, (name, content) in files.items():
        page.goto(reverse(f"admin:quotes_{table}_import"))
        sent = {"name": name, "mimeType": "text/plain", "buffer": content.encode()}
        page.set_input_files("[name=file]", sent)
        page.click("form:has([name=file]) [type=submit]")
        page.wait_for_selector("[name=digest]", state="attached")
        found += as_it_stands(examiner, page)
    assert not found, "\n".join(found)


def test_a_conflict(
    new_page: NewPage, archive: LiveServer, editor_session: str, examiner: Examiner
):
    page = new_page(missing_is_meant=True)
    page.context.add_cookies([{"name": "sessionid", "value": editor_session, "url": archive.url}])
    draft = make.draft(note="First.")
    page.goto(reverse("admin:quotes_statement_change", args=[draft.pk]))
    page.fill("[name=note]", "Mine.")
    Statement.objects.filter(pk=draft.pk, state=State.DRAFT).update(note="Theirs.")
    page.click("[name=_save] >> nth=0")
    page.wait_for_selector("text=Nothing was saved")
    found = as_it_stands(examiner, page)
    draft.delete()
    assert not found, "\n".join(found)
