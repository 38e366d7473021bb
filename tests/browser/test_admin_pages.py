"""Every page of the admin by axe-core (WCAG 2.2 A and AA), light and dark, wide and at 320 pixels,
where nothing but a table is scrolled sideways (WCAG 1.4.10).

What the walk makes is in a copy of the record, which is dropped after it.
"""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.contrib import admin
from django.contrib.auth.models import User
from django.test import RequestFactory
from django.urls import get_resolver, reverse
from django.utils import timezone
from playwright.sync_api import Page
from pytest_django.live_server_helper import LiveServer

from quotes.capture import queue
from quotes.capture.documents import read_pasted
from quotes.editing import EditContext, merge
from quotes.editing.desk_acts import keep_act
from quotes.models import (
    Capture,
    Change,
    DeskAct,
    Inquiry,
    Merge,
    Occasion,
    Outlet,
    QueuedPage,
    QueueState,
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
from quotes.models.vocabulary import How
from tests import factories as make
from tests.browser import axe
from tests.browser.conftest import NewPage, Shares, copied
from tests.workbench_scenes import capture_of

# Pages of one row, and those of a whole table. Each is walked for every table that has it.
OF_A_ROW = (
    *("change", "history", "delete", "merge", "rename", "withdraw", "undo", "link"),
    *("capture", "workbench", "workbench_certain", "password_change", "review"),
    *("discussion", "answer", "reply"),
)
OF_A_TABLE = (
    *("changelist", "add", "import", "from_url", "queue", "browser_button", "from_browser"),
    "review_queue",
    "invite",
)
OF_THE_SITE = (*("index", "first_steps", "team", "account", "public_name", "notices", "sessions"),)
# What answers with JSON, leads elsewhere, or is the public page of a statement, walked as such.
NO_PAGE = {
    *("said", "alike", "another", "choices", "known", "open", "keep", "keep_new", "preview"),
    *("choose", "workbench_state", "workbench_mark", "workbench_card", "workbench_again"),
    *("workbench_send", "review_next", "extension", "assign"),
    *("queue_state", "queue_texts", "queue_again", "queue_clear"),
}
# Pages that only a POST shows, or that are of two rows, walked by themselves below.
BY_THEMSELVES = {"bulk", "twin", "queued"}


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
    names = {name for _table, name in page_names()}
    assert names == {*OF_A_ROW, *OF_A_TABLE} | NO_PAGE | BY_THEMSELVES


@pytest.fixture(scope="module")
def archive(record: str, django_db_blocker: Any) -> Iterator[LiveServer]:
    with django_db_blocker.unblock(), copied(record, "walked") as server:
        yield server


@pytest.fixture(scope="module")
def rows(archive: LiveServer) -> dict[str, Any]:
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
        DeskAct: lambda: keep_act("add_topic", "Add a topic.", "", User(pk=None), {draft.pk: None}),
        Inquiry: lambda: Inquiry.objects.create(
            about="reply",
            statement=Statement.objects.published().newest_first()[0],
            text="It was another shield.",
            name="Her office",
            email="office@example.org",
            language="en",
        ),
        Merge: lambda: merge(make.topic(), make.topic(), EditContext("The same.")),
        Revision: lambda: Revision.objects.earliest("pk"),
        SpeakerRevision: lambda: SpeakerRevision.objects.earliest("pk"),
        Change: lambda: Change.objects.latest("pk"),
        User: lambda: User.objects.get(username="editor"),
    }
    rows = {model: make_row() for model, make_row in made.items()}
    rows[Capture] = capture_of(rows[Source])
    rows[WatchedPage] = WatchedPage.objects.create(source=rows[Source], due_at=timezone.now())
    return {model._meta.model_name: row for model, row in rows.items()}


@pytest.fixture
def page(new_desk_page: NewPage) -> Page:
    return new_desk_page()


def place(table: str, name: str) -> tuple[int, int]:
    """The number of a table among those that have such a page, and how many they are."""
    having = sorted({one for one, of in page_names() if of == name})
    return having.index(table), len(having)


def walk(table: str, row: Any) -> Iterator[tuple[str, str]]:
    """The names and addresses of the pages of a table."""
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
            yield name, reverse(f"admin:{app}_{table}_{name}", args=[row.pk])
        elif name in OF_A_TABLE:
            yield name, reverse(f"admin:{app}_{table}_{name}")


@pytest.mark.parametrize("table", sorted({table for table, _name in page_names()}))
def test_pages_of_a_table(table: str, page: Page, rows: dict[str, Any], looks: Shares):
    walked = list(walk(table, rows[table]))
    assert walked
    found = []
    for name, address in walked:
        page.goto(address)
        found += axe.faults(page, looks(*place(table, name)))
    assert found == []


@pytest.mark.parametrize("name", OF_THE_SITE)
def test_page_of_the_site(name: str, page: Page, looks: Shares):
    page.goto(reverse(f"admin:{name}"))
    assert axe.faults(page, looks(0, 1)) == []


def test_signing_in_and_out(new_desk_page: NewPage, looks: Shares):
    page = new_desk_page()
    page.goto(reverse("admin:index"))
    page.click("#logout-form [type=submit]")
    page.wait_for_url(f"**{reverse('admin:logout')}")
    found = axe.faults(page, looks(0, 1))
    page.goto(reverse("admin:login"))
    assert found + axe.faults(page, looks(0, 1)) == []


def test_changes_of_many(page: Page, looks: Shares):
    page.goto(reverse("admin:quotes_statement_changelist"))
    for box in page.locator("input.action-select").all()[:3]:
        box.check()
    page.select_option("select[name=action]", "add_topic")
    page.click("button[name=index]")
    found = axe.faults(page, looks(0, 2))
    page.fill("[name=name]", Topic.objects.earliest("pk").name)
    page.click("form:has([name=keys]) [type=submit]")
    page.wait_for_selector("[name=stage][value=apply]", state="attached")
    assert found + axe.faults(page, looks(1, 2)) == []


def test_two_sources_side_by_side(page: Page, rows: dict[str, Any], looks: Shares):
    twin = make.source("2025-05-22", title="A headline for the evening", url="https://a.example/1")
    capture_of(twin, "Nobody said so.")
    page.goto(reverse("admin:quotes_source_twin", args=[rows["source"].pk, twin.pk]))
    found = axe.faults(page, looks(0, 2))
    page.click("text=These are two documents")
    page.wait_for_url("**mend=twice")
    page.goto(reverse("admin:quotes_source_twin", args=[rows["source"].pk, twin.pk]))
    page.wait_for_selector("text=noted on")
    assert found + axe.faults(page, looks(1, 2)) == []


def test_pages_of_the_queue(page: Page, looks: Shares):
    account = User.objects.get(username="editor").pk
    text = "A shield for all\n\nBy Ann Long\n\nMay 3, 2025\n\nNobody has said so in the house."
    made = [queue.begun_page(f"https://queue.example/{number}", account) for number in range(4)]
    read, failed, waiting, here = made
    queue.keep_read(read, read_pasted(text), How.PASTED)
    read.words = "Nobody has said so"
    failed.state, failed.told = QueueState.FAILED, "The site says this page does not exist (404)."
    waiting.told, waiting.tries = "We cannot reach queue.example from here.", 1
    here.state, here.source = QueueState.HERE, Source.objects.earliest("pk")
    for row in made:
        row.save()
    found = []
    addresses = [reverse("admin:quotes_source_queued", args=[row.pk]) for row in made[:3]]
    for number, address in enumerate([*addresses, reverse("admin:quotes_source_queue")]):
        page.goto(address)
        found += axe.faults(page, looks(number, 4))
    QueuedPage.objects.all().delete()
    assert found == []


TABLE = "speaker,said,text,source,wording\n{},2025-05-21,Words.,,\nnobody-at-all,2025,Words.,,\n"


def test_previews_of_imports(page: Page, rows: dict[str, Any], looks: Shares):
    files = {
        "statement": ("a.csv", TABLE.format(rows["speaker"].slug)),
        "source": ("a.bib", "@article{a, title={A story}, url={https://news.example.org/z}}"),
    }
    found = []
    for number, (table, (name, content)) in enumerate(files.items()):
        page.goto(reverse(f"admin:quotes_{table}_import"))
        sent = {"name": name, "mimeType": "text/plain", "buffer": content.encode()}
        page.set_input_files("[name=file]", sent)
        page.click("form:has([name=file]) [type=submit]")
        page.wait_for_selector("[name=digest]", state="attached")
        found += axe.faults(page, looks(number, len(files)))
    assert found == []


def test_a_conflict(new_desk_page: NewPage, looks: Shares):
    page = new_desk_page(missing_is_meant=True)
    # Nothing in the record is alike, which the page would tell of at a moment of its own.
    draft = make.draft(text="Wooden ladders stand behind the greenhouse.", note="First.")
    page.goto(reverse("admin:quotes_statement_change", args=[draft.pk]))
    page.fill("[name=note]", "Mine.")
    Statement.objects.filter(pk=draft.pk, state=State.DRAFT).update(note="Theirs.")
    page.click("[name=_save] >> nth=0")
    page.wait_for_selector("text=Not saved: this was changed")
    assert axe.faults(page, looks(0, 1)) == []
