"""Who may do what: every group, every state, every act, through HTTP and with forged requests."""

import re
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser, Group, Permission, User
from django.contrib.messages import constants
from django.core.management import call_command
from django.db import connection, models, transaction
from django.test import Client, override_settings
from django.urls import reverse
from django.utils.html import strip_tags

from quotes.editing import EditContext, publish
from quotes.editing import withdraw as withdraw_statement
from quotes.editing.workflow import (
    Action,
    NotAllowed,
    may,
    publish_reviewed,
    send_back,
    send_to_review,
)
from quotes.models import Citation, Occasion, Outlet, Source, Speaker, State, Statement, Topic
from tests import factories as make
from tests.admin_forms import added_row, address, filled
from tests.groups import make_groups

pytestmark = pytest.mark.django_db

# --- the table -----------------------------------------------------------------------------------
#
# + is done   - is refused in a sentence   . asks for nothing, and nothing is done   > sign in first

STANDINGS = {
    "own draft": (State.DRAFT, True),
    "other's draft": (State.DRAFT, False),
    "own in review": (State.IN_REVIEW, True),
    "other's in review": (State.IN_REVIEW, False),
    "own published": (State.PUBLISHED, True),
    "other's published": (State.PUBLISHED, False),
    "own withdrawn": (State.WITHDRAWN, True),
    "other's withdrawn": (State.WITHDRAWN, False),
}

#                      draft  | review | public | withdrawn, each first one's own, then another's
CONTRIBUTOR = """
    view               + +      + +      + +      + +
    change words       + -      + -      - -      - -
    add a citation     + -      + -      - -      - -
    change a citation  + -      + -      - -      - -
    send by form       + -      . -      - -      - -
    send by list       + -      - -      - -      - -
    send back          . -      + -      - -      - -
    publish by form    - -      - -      - -      - -
    publish by list    - -      - -      - -      - -
    withdraw by form   - -      - -      - -      - -
    withdraw           - -      - -      - -      - -
    delete             + -      - -      - -      - -
    delete by list     + -      - -      - -      - -
"""
EDITOR = """
    view               + +      + +      + +      + +
    change words       + +      + +      + +      - -
    add a citation     + +      + +      + +      - -
    change a citation  + +      + +      + +      - -
    send by form       + +      . .      . .      - -
    send by list       + +      - -      - -      - -
    send back          . .      + +      . .      - -
    publish by form    - -      - +      . .      - -
    publish by list    - -      - +      - -      - -
    withdraw by form   - -      - -      . .      - -
    withdraw           - -      - -      + +      - -
    delete             + +      + +      - -      - -
    delete by list     + +      + +      - -      - -
"""
ADMIN = """
    view               + +      + +      + +      + +
    change words       + +      + +      + +      + +
    add a citation     + +      + +      + +      + +
    change a citation  + +      + +      + +      + +
    send by form       + +      . .      . .      . .
    send by list       + +      - -      - -      - -
    send back          . .      + +      . .      . .
    publish by form    + +      + +      . .      . .
    publish by list    + +      + +      - -      - -
    withdraw by form   - -      - -      . .      . .
    withdraw           - -      - -      + +      - -
    delete             + +      + +      - -      - -
    delete by list     + +      + +      - -      - -
"""


def read_table(table: str) -> dict[str, list[str]]:
    rows = (line.rsplit(maxsplit=len(STANDINGS)) for line in table.strip().splitlines())
    return {cells[0].strip(): cells[1:] for cells in rows}


ACTS = list(read_table(ADMIN))
EXPECTED = {
    "anonymous": {act: [">"] * len(STANDINGS) for act in ACTS},
    "staff without group": {act: ["-"] * len(STANDINGS) for act in ACTS},
    "contributor": read_table(CONTRIBUTOR),
    "editor": read_table(EDITOR),
    "admin": read_table(ADMIN),
    "superuser": read_table(ADMIN),
}


# --- accounts and statements ---------------------------------------------------------------------


def account(role: str) -> User | AnonymousUser:
    if role == "anonymous":
        return AnonymousUser()
    if role == "superuser":
        return User.objects.create_superuser("superuser")
    user = User.objects.create_user(f"a-{role}", first_name="Ada", last_name=role, is_staff=True)
    user.groups.set(Group.objects.filter(name=role))
    return user


def client_of(user: User | AnonymousUser) -> Client:
    client = Client()
    if user.is_authenticated:
        client.force_login(user)
    return client


@pytest.fixture(autouse=True)
def groups(db: None) -> None:
    make_groups()


@pytest.fixture
def other() -> User:
    return User.objects.create_user("somebody-else")


@pytest.fixture
def chief() -> Client:
    """A browser that sees every field, to forge from."""
    return client_of(User.objects.create_superuser("chief"))


def statement_in(state: State, begun_by: Any) -> Statement:
    begun = {"created_by": begun_by if begun_by and begun_by.pk else None}
    if state in (State.PUBLISHED, State.WITHDRAWN):
        statement = make.statement(**begun)
    else:
        statement = make.draft(**begun)
        make.citation(statement)
    Statement.objects.filter(pk=statement.pk).update(state=state)
    statement.refresh_from_db()
    return statement


# --- the acts ------------------------------------------------------------------------------------

REASON = {"reason": "Known better now.", "sent_back_because": "Name the day."}
REASON |= {"despite_check": "So in the recording."}


def page_of(statement: Statement, name: str = "change") -> str:
    return address(Statement, name, statement.pk)


def whole_form(statement: Statement) -> dict[str, Any]:
    """All that a browser of an admin would send for an untouched form, whatever its state."""
    given = ["text", "kind", "language", "state", "said_basis", "place", "note", "slug"]
    data = {name: getattr(statement, name) for name in given}
    data |= {"speaker": statement.speaker_id, "said": statement.said.text, "occasion": ""}
    for prefix in ("citations", "topic_links", "figures", "relations", "revisions"):
        data |= {f"{prefix}-TOTAL_FORMS": 0, f"{prefix}-INITIAL_FORMS": 0}
    citation = statement.citations.get()
    row = {"id": citation.pk, "statement": statement.pk, "source": citation.source_id}
    row |= {"kind": citation.kind, "position": 0, "wording": citation.wording}
    return added_row(data, "citations", **row) | {"citations-INITIAL_FORMS": 1}


def form(changes: dict[str, Any]) -> Callable:
    def send(client: Client, statement: Statement, data: dict[str, Any]) -> Any:
        return client.post(page_of(statement), data | REASON | changes)

    return send


def add_citation(client: Client, statement: Statement, data: dict[str, Any]) -> Any:
    row = {"kind": "direct", "position": 1, "wording": "build it", "source": make.source().pk}
    return client.post(page_of(statement), added_row(data, "citations", **row) | REASON)


def delete(client: Client, statement: Statement, data: dict[str, Any]) -> Any:
    return client.post(page_of(statement, "delete"), {"post": "yes"})


def withdraw(client: Client, statement: Statement, data: dict[str, Any]) -> Any:
    return client.post(page_of(statement, "withdraw"), REASON)


def from_list(action: str) -> Callable:
    def send(client: Client, statement: Statement, data: dict[str, Any]) -> Any:
        chosen = {"action": action, "_selected_action": [statement.pk], "post": "yes"}
        chosen |= {"gaps_asked": "1", "is_complete": "on"}
        return client.post(address(Statement, "changelist"), chosen)

    return send


def view(client: Client, statement: Statement, data: dict[str, Any]) -> Any:
    return client.get(page_of(statement))


DO: dict[str, Callable] = {
    "view": view,
    "change words": form({"text": "Other words."}),
    "add a citation": add_citation,
    "change a citation": form({"citations-0-wording": "Other words."}),
    "send by form": form({"state": "in-review"}),
    "send by list": from_list("send_to_review"),
    "send back": form({"state": "draft"}),
    "publish by form": form({"state": "published", "is_complete": "on"}),
    "publish by list": from_list("publish"),
    "withdraw by form": form({"state": "withdrawn"}),
    "withdraw": withdraw,
    "delete": delete,
    "delete by list": from_list("delete_selected"),
}


@dataclass(frozen=True)
class Seen:
    """All of a statement that any of the acts could change."""

    text: str
    state: str
    wordings: tuple[str, ...]
    revisions: int


def seen(statement: Statement) -> Seen | None:
    row = Statement.objects.filter(pk=statement.pk).first()
    if row is None:
        return None
    wordings = row.citations.order_by("pk").values_list("wording", flat=True)
    return Seen(row.text, row.state, tuple(wordings), row.revisions.count())


def is_done(act: str, before: Seen, after: Seen | None) -> bool:
    """Whether exactly that which was asked for has come about."""
    if act.startswith("delete"):
        return after is None
    if after is None:
        return False
    more = 1 if before.state == State.PUBLISHED else 0
    corrected = before.revisions + more
    words = before.wordings
    wanted = {
        "change words": Seen("Other words.", before.state, words, corrected),
        "add a citation": Seen(before.text, before.state, (*words, "build it"), corrected),
        "change a citation": Seen(before.text, before.state, ("Other words.",), corrected),
        "send": Seen(before.text, State.IN_REVIEW, words, 0),
        "send back": Seen(before.text, State.DRAFT, words, 0),
        "publish": Seen(before.text, State.PUBLISHED, words, 1),
        "withdraw": Seen(before.text, State.WITHDRAWN, words, before.revisions),
    }
    return after != before and after == wanted[re.sub(" by (form|list)$", "", act)]


def sentence_of(client: Client, response: Any) -> str:
    """What somebody is told whose request was refused."""
    if response.status_code == 403:
        told = (response.context or {}).get("sentences") or []
    elif response.status_code == 302:
        following = client.get(response.url)
        told = [str(m) for m in following.context["messages"] if m.level == constants.ERROR]
    else:
        told = [str(error) for error in response.context.get("errors") or []]
        if "form" in response.context:
            told += response.context["form"].non_field_errors()
        told += [str(sentence) for sentence in response.context.get("protected") or []]
    return " ".join(found for found in map(strip_tags, told) if "." in found)


def outcome(act: str, client: Client, statement: Statement) -> str:
    """The sign for what came of it; a word that is in no table for what must never be."""
    before = seen(statement)
    response = DO[act](client, statement, whole_form(statement))
    after = seen(statement)
    if act == "view" and response.status_code == 200:
        return "+"
    if is_done(act, before, after):
        return "+"
    if after != before:
        return f"{before} became {after}"
    if response.status_code == 302 and "/login/" in response.url:
        return ">"
    if response.status_code == 403 and b"You have been signed out" in response.content:
        return ">"
    sentence = sentence_of(client, response)
    if sentence:
        return "-"
    return "." if response.status_code == 302 else f"{response.status_code} without a sentence"


@pytest.mark.parametrize("role", EXPECTED)
def test_every_act_in_every_state(role, other, cell):
    user = account(role)
    client = client_of(user)
    statements = [statement_in(state, user if own else other) for state, own in STANDINGS.values()]
    for act in ACTS:
        for standing, statement, sign in zip(
            STANDINGS, statements, EXPECTED[role][act], strict=True
        ):
            with cell(act=act, statement=standing):
                client.cookies.pop("messages", None)
                assert outcome(act, client, statement) == sign


def test_the_table_names_every_act():
    assert set(DO) == set(ACTS)
    for table in EXPECTED.values():
        assert list(table) == ACTS
        assert all(len(cells) == len(STANDINGS) for cells in table.values())


# --- refusals keep what was typed ----------------------------------------------------------------


def new_statement(client: Client, **fields: Any) -> dict[str, Any]:
    data = filled(client, address(Statement, "add")) | {
        "speaker": make.speaker().pk,
        "text": "We will build it.",
        "said": "2025-05-21",
    }
    row = {"kind": "direct", "position": 0, "wording": "We will build it."}
    return added_row(data, "citations", source=make.source().pk, **row) | fields


@pytest.mark.parametrize("role", ["contributor", "editor"])
def test_publishing_ones_own_on_adding_is_refused_and_what_was_typed_stays(role):
    client = client_of(account(role))
    data = new_statement(client, state="published", text="Typed with care.")
    response = client.post(address(Statement, "add"), data)
    assert response.context["adminform"].form.errors["state"]
    assert "Typed with care." in response.content.decode()
    assert "We will build it." in response.content.decode()
    assert not Statement.objects.exists()


def test_whoever_adds_has_begun_it(other):
    user = account("contributor")
    client = client_of(user)
    data = new_statement(client, state="in-review", created_by=other.pk)
    assert client.post(address(Statement, "add"), data).status_code == 302
    added = Statement.objects.get()
    assert (added.created_by, added.state) == (user, State.IN_REVIEW)
    assert added.citations.count() == 1


def test_an_address_for_adding_by_copy_is_no_way_around(other):
    """Django reads ``_saveasnew`` from every form, also where the button is not offered."""
    user = account("contributor")
    client = client_of(user)
    statement = statement_in(State.PUBLISHED, other)
    before = seen(statement)
    forged = {"_saveasnew": "1", "state": "published", "slug": "a-copy"}
    client.post(page_of(statement), whole_form(statement) | forged)
    assert seen(statement) == before
    assert Statement.objects.published().count() == 1


def offered_states(client: Client, statement: Statement) -> list[str]:
    widget = client.get(page_of(statement)).context["adminform"].form.fields["state"].widget
    return [value for value, _label in widget.choices]


@pytest.mark.parametrize(
    ("role", "state", "own", "offered"),
    [
        ("contributor", State.DRAFT, True, ["draft", "in-review"]),
        ("contributor", State.IN_REVIEW, True, ["draft", "in-review"]),
        ("editor", State.IN_REVIEW, True, ["draft", "in-review"]),
        ("editor", State.IN_REVIEW, False, ["draft", "in-review", "published"]),
        ("editor", State.DRAFT, False, ["draft", "in-review"]),
        ("admin", State.DRAFT, True, ["draft", "in-review", "published"]),
    ],
)
def test_a_form_offers_what_is_allowed(role, state, own, offered, other):
    user = account(role)
    statement = statement_in(state, user if own else other)
    assert offered_states(client_of(user), statement) == offered


# --- one editor ----------------------------------------------------------------------------------


@pytest.mark.parametrize("act", ["publish by form", "publish by list"])
@pytest.mark.parametrize("state", [State.DRAFT, State.IN_REVIEW])
def test_a_single_editor_publishes_their_own(act, state):
    user = account("editor")
    client, statement = client_of(user), statement_in(state, user)
    assert outcome(act, client, statement) == "-"
    with override_settings(SINGLE_EDITOR=True):
        assert outcome(act, client, statement) == "+"


@override_settings(SINGLE_EDITOR=True)
def test_in_an_archive_of_one_editor_contributors_still_do_not_publish(other):
    user = account("contributor")
    for state in (State.DRAFT, State.IN_REVIEW):
        assert not may(user, Action.PUBLISH, statement_in(state, user))
    unfinished = statement_in(State.DRAFT, other)
    assert "still a draft" in may(account("editor"), Action.PUBLISH, unfinished).sentence


# --- sending back --------------------------------------------------------------------------------


def test_sending_back_needs_a_reason_which_whoever_began_it_reads():
    contributor, editor = account("contributor"), account("editor")
    statement = statement_in(State.IN_REVIEW, contributor)
    client, page = client_of(editor), page_of(statement)
    data = filled(client, page) | {"state": "draft"}
    response = client.post(page, data)
    assert response.context["adminform"].form.errors["sent_back_because"]
    statement.refresh_from_db()
    assert statement.state == State.IN_REVIEW
    assert client.post(page, data | {"sent_back_because": "Name the day."}).status_code == 302

    read = client_of(contributor).get(page).content.decode()
    assert ": Name the day." in read
    history = client_of(contributor).get(page_of(statement, "history")).content.decode()
    assert ": Name the day." in history


def test_who_takes_back_their_own_gives_no_reason():
    user = account("contributor")
    statement = statement_in(State.IN_REVIEW, user)
    client, page = client_of(user), page_of(statement)
    assert client.post(page, filled(client, page) | {"state": "draft"}).status_code == 302
    statement.refresh_from_db()
    assert statement.state == State.DRAFT
    assert "Sent back" not in client.get(page).content.decode()


# --- lists ---------------------------------------------------------------------------------------


def told(client: Client, action: str, statements: list[Statement]) -> list[str]:
    chosen = {"action": action, "_selected_action": [statement.pk for statement in statements]}
    # No office is on record for any of them.
    chosen |= {"gaps_asked": "1", "is_complete": "on"}
    response = client.post(address(Statement, "changelist"), chosen, follow=True)
    return [str(message) for message in response.context["messages"]]


def test_each_row_of_an_action_stands_for_itself(other):
    user = account("editor")
    good = [statement_in(State.IN_REVIEW, other) for _ in range(2)]
    own = statement_in(State.IN_REVIEW, user)
    uncited = statement_in(State.IN_REVIEW, other)
    uncited.citations.all().delete()
    messages = told(client_of(user), "publish", [good[0], own, uncited, good[1]])
    published = Statement.objects.published()
    assert set(published) == set(good)
    for statement in published:
        first = statement.revisions.get()
        assert (first.number, first.editor_name) == (1, "Ada editor")
    assert "2 statements were published." in messages
    assert any("another editor must" in message for message in messages)
    assert any("needs at least one source" in message for message in messages)
    assert any(own.text in message for message in messages)
    assert len(messages) == 3


def test_of_many_refused_for_one_reason_some_are_named(other):
    drafts = [statement_in(State.DRAFT, other) for _ in range(7)]
    (message,) = told(client_of(account("editor")), "publish", drafts)
    assert message.startswith("7 statements were not changed. This is still a draft")
    assert "and 2 more" in message
    assert sum(statement.text in message for statement in drafts) == 5


def test_actions_are_kept_in_the_history_of_each_statement(other):
    statement = statement_in(State.DRAFT, other)
    client = client_of(account("editor"))
    told(client, "send_to_review", [statement])
    told(client, "publish", [statement])
    history = client.get(page_of(statement, "history")).content.decode()
    assert history.index("Sent to review.") < history.index("Published.")


def test_contributors_are_not_offered_to_publish():
    client = client_of(account("contributor"))
    statement_in(State.DRAFT, None)
    page = client.get(address(Statement, "changelist")).content.decode()
    assert 'value="send_to_review"' in page
    assert 'value="publish"' not in page


def listed(client: Client, query: str) -> set[Statement]:
    page = client.get(f"{address(Statement, 'changelist')}?{query}")
    return set(page.context["cl"].queryset)


@pytest.mark.parametrize(
    ("role", "work"),
    [
        ("contributor", {"Your drafts": 1, "Yours awaiting review": 2}),
        ("editor", {"Your drafts": 1, "Yours awaiting review": 2, "To review": 3}),
        ("admin", {"Your drafts": 1, "Yours awaiting review": 2, "To review": 5}),
    ],
)
def test_the_first_page_leads_to_what_waits(role, work, other):
    user = account(role)
    for state, begun_by, number in [
        (State.DRAFT, user, 1),
        (State.IN_REVIEW, user, 2),
        (State.IN_REVIEW, other, 2),
        (State.IN_REVIEW, None, 1),
        (State.DRAFT, other, 1),
        (State.PUBLISHED, user, 1),
    ]:
        for _ in range(number):
            statement_in(state, begun_by)
    client = client_of(user)
    page = client.get(reverse("admin:index")).content.decode()
    of_the_account, _heading, _of_the_record = page.partition('id="desk-mend"')
    items = re.findall(
        r'<li><a href="([^"]+)">([^<]+)</a> <span class="desk-count">(\d+)</span>', of_the_account
    )
    assert {name: int(count) for _link, name, count in items} == work
    for link, name, _count in items:
        page = client.get(link.replace("&amp;", "&"))
        if "cl" in page.context:
            assert page.context["cl"].queryset.count() == work[name], name
        else:
            waiting = next(part for part in page.context["parts"] if part.key == "waiting")
            assert len(waiting.rows) == work[name], name


def test_the_first_page_has_no_work_for_who_is_in_no_group():
    page = client_of(account("staff without group")).get(reverse("admin:index"))
    assert "desk-count" not in page.content.decode()


def test_lists_are_narrowed_to_ones_own_and_to_what_waits(other):
    user = account("editor")
    mine = {statement_in(State.DRAFT, user), statement_in(State.PUBLISHED, user)}
    own_in_review = statement_in(State.IN_REVIEW, user)
    waiting = statement_in(State.IN_REVIEW, other)
    statement_in(State.DRAFT, other)
    client = client_of(user)
    assert listed(client, "work=mine") == mine | {own_in_review}
    assert listed(client, "work=to-review") == {waiting}
    with override_settings(SINGLE_EDITOR=True):
        assert listed(client, "work=to-review") == {waiting, own_in_review}
    assert listed(client_of(account("contributor")), "work=to-review") == set()


# --- what statements share -----------------------------------------------------------------------


def shared_rows(statement: Statement) -> list[tuple[models.Model, dict[str, str]]]:
    citation = statement.citations.get()
    occasion = make.occasion(f"Hearing {statement.pk}")
    Statement.objects.filter(pk=statement.pk).update(occasion=occasion)
    make.recorded()
    return [
        (statement.speaker, {"name": "Another Name"}),
        (citation.source, {"title": "Another title"}),
        (citation.source.outlet, {"name": "Another Gazette"}),
        (occasion, {"name": "Another Hearing"}),
    ]


@pytest.mark.parametrize("number", range(4))
@pytest.mark.parametrize(
    ("role", "state", "own", "allowed"),
    [
        ("contributor", State.DRAFT, True, True),
        ("contributor", State.IN_REVIEW, True, True),
        ("contributor", State.DRAFT, False, False),
        ("contributor", State.IN_REVIEW, False, False),
        ("contributor", State.PUBLISHED, True, False),
        ("contributor", State.WITHDRAWN, True, False),
        ("editor", State.DRAFT, False, True),
        ("editor", State.PUBLISHED, False, True),
        ("staff without group", State.DRAFT, True, False),
    ],
)
def test_what_statements_show_is_changed_by_those_who_may(
    role, state, own, allowed, number, other, chief
):
    user = account(role)
    row, change = shared_rows(statement_in(state, user if own else other))[number]
    page = address(type(row), "change", row.pk)
    response = client_of(user).post(page, filled(chief, page) | change | REASON)
    row.refresh_from_db()
    changed = all(getattr(row, name) == value for name, value in change.items())
    assert changed == allowed
    assert response.status_code == (302 if allowed else 403)
    if not allowed:
        assert sentence_of(client_of(user), response).endswith(".")


def test_a_row_that_nothing_public_shows_but_others_do_is_kept_from_contributors(other):
    user = account("contributor")
    source = make.source()
    make.citation(make.draft(created_by=user), source=source)
    client, page = client_of(user), address(Source, "change", source.pk)
    assert client.post(page, filled(client, page) | {"title": "Mine"}).status_code == 302
    make.citation(make.draft(created_by=other), source=source)
    assert client.post(page, {"title": "Still mine"}).status_code == 403
    assert client.get(page).status_code == 200


NEW: dict[type[models.Model], dict[str, Any]] = {
    Speaker: {"name": "A New Name", "sort_name": "Name, A New"},
    Outlet: {"name": "A New Gazette"},
    Source: {"url": "https://news.example/new", "title": "New"},
    Occasion: {"name": "A New Hearing"},
    Topic: {"name": "A new topic"},
}


@pytest.mark.parametrize("model", NEW, ids=lambda model: model.__name__)
@pytest.mark.parametrize("role", ["contributor", "editor", "admin"])
def test_contributors_add_all_but_topics(role, model, chief):
    data = filled(chief, address(model, "add")) | NEW[model]
    if model is Source:
        data |= {"outlet": make.outlet().pk}
    allowed = model is not Topic or role != "contributor"
    response = client_of(account(role)).post(address(model, "add"), data)
    assert response.status_code == (302 if allowed else 403)
    assert model.objects.filter(**NEW[model]).exists() == allowed


@pytest.mark.parametrize("model", [Speaker, Outlet, Source, Occasion, Topic])
def test_contributors_delete_nothing_that_is_shared(model):
    row = {
        Speaker: make.speaker,
        Outlet: make.outlet,
        Source: make.source,
        Occasion: make.occasion,
        Topic: make.topic,
    }[model]()
    client = client_of(account("contributor"))
    assert client.post(address(model, "delete", row.pk), {"post": "yes"}).status_code == 403
    chosen = {"action": "delete_selected", "_selected_action": [row.pk], "post": "yes"}
    client.post(address(model, "changelist"), chosen)
    assert model.objects.filter(pk=row.pk).exists()


def test_an_inline_of_anothers_draft_is_read_only(other):
    statement = statement_in(State.DRAFT, other)
    response = client_of(account("contributor")).get(page_of(statement))
    for inline in response.context["inline_admin_formsets"]:
        assert not (inline.has_add_permission or inline.has_change_permission), inline
    assert Citation.objects.get().wording in response.content.decode()


# --- accounts ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("role", "status"), [("contributor", 403), ("editor", 403), ("admin", 200)]
)
def test_only_admins_look_after_accounts(role, status):
    user = account(role)
    client = client_of(user)
    for page in (
        address(User, "changelist"),
        address(User, "add"),
        address(User, "change", user.pk),
    ):
        # Nobody is added: people are invited.
        assert client.get(page, follow=True).status_code == status
    assert client.get("/admin/auth/group/").status_code == 404


@pytest.mark.parametrize("role", ["contributor", "editor"])
def test_nobody_puts_themselves_into_another_group(role):
    user = account(role)
    forged = {"username": user.username, "groups": [Group.objects.get(name="admin").pk]}
    response = client_of(user).post(address(User, "change", user.pk), forged)
    assert response.status_code == 403
    assert [group.name for group in user.groups.all()] == [role]


def test_groups_are_kept_in_step():
    group = Group.objects.get(name="contributor")
    permissions = set(group.permissions.all())
    group.permissions.add(Permission.objects.get(codename="delete_topic"))
    group.permissions.remove(Permission.objects.get(codename="add_statement"))
    call_command("make_groups", verbosity=0)
    assert set(group.permissions.all()) == permissions
    assert Group.objects.count() == 3


def test_the_most_trusted_group_counts(other):
    user = account("contributor")
    user.groups.add(Group.objects.get(name="editor"))
    assert may(user, Action.PUBLISH, statement_in(State.IN_REVIEW, other))
    User.objects.filter(pk=user.pk).update(is_active=False)
    user.refresh_from_db()
    assert not may(user, Action.PUBLISH, statement_in(State.IN_REVIEW, other))


# --- what has happened meanwhile -----------------------------------------------------------------


def test_a_step_is_asked_about_the_state_there_is_by_now(other):
    editor = account("editor")
    publishing = partial(publish_reviewed, user=editor, act=EditContext("First published"))
    for step, old, new in [
        (publishing, State.IN_REVIEW, State.DRAFT),
        (publishing, State.IN_REVIEW, State.WITHDRAWN),
        (partial(send_to_review, user=editor), State.DRAFT, State.PUBLISHED),
        (partial(send_back, user=editor, reason="No day."), State.IN_REVIEW, State.PUBLISHED),
    ]:
        ended = new if new in (State.PUBLISHED, State.WITHDRAWN) else old
        stale = statement_in(ended, other)
        Statement.objects.filter(pk=stale.pk).update(state=new)
        stale.state = old
        before = seen(stale)
        with pytest.raises(NotAllowed, match=r"\.$"):
            step(stale)
        assert seen(stale) == before


def wait_for_a_lock() -> None:
    """Return when another connection to this database waits for a lock."""
    waiting = "SELECT count(*) FROM pg_locks WHERE NOT granted"
    for _ in range(200):
        with connection.cursor() as cursor:
            cursor.execute(waiting)
            if cursor.fetchone()[0]:
                return
        time.sleep(0.05)
    raise AssertionError("nobody waits")


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    ("role", "before", "doing", "after"),
    [
        ("contributor", State.IN_REVIEW, publish, State.PUBLISHED),
        ("editor", State.PUBLISHED, withdraw_statement, State.WITHDRAWN),
    ],
)
def test_a_form_does_not_undo_what_is_done_while_it_is_sent(groups, role, before, doing, after):
    """Two connections: the form is sent when the other act is not yet committed."""
    user = account(role)
    statement = statement_in(before, user)
    client = client_of(user)
    data = whole_form(statement) | REASON | {"text": "Other words."}
    answers = []

    def change() -> None:
        try:
            answers.append(client.post(page_of(statement), data))
        finally:
            connection.close()

    sending = threading.Thread(target=change)
    with transaction.atomic():
        doing(statement, EditContext("Looked at again."))
        sending.start()
        wait_for_a_lock()
    sending.join(20)
    assert [answer.status_code for answer in answers] == [403]
    assert seen(statement) == Seen(statement.text, after, (statement.text,), 1)
