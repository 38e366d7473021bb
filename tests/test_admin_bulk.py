"""Changes of many statements at once: what is shown, what is done, and what a forged POST does."""

from collections.abc import Iterable
from typing import Any

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Group, User
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from quotes.admin import bulk
from quotes.editing import EditContext, bulk_changes, withdraw
from quotes.editing.workflow import Action, may
from quotes.models import DeskAct, State, Statement, StatementTopic, Topic
from quotes.models.desk_acts import UNDONE_WITHIN
from quotes.revisions.chain import broken_at
from quotes.verification.store import check_citations
from tests import factories as make
from tests.groups import make_groups
from tests.two_editors import at_once
from tests.workbench_scenes import capture_of

pytestmark = pytest.mark.django_db

LIST = "/admin/quotes/statement/"
REASON = "A topic was missing."
GROUPS = ["contributor", "editor", "admin"]


def account(group: str) -> User:
    make_groups()
    user = User.objects.create_user(group, is_staff=True, first_name="Ada", last_name="Long")
    user.groups.add(Group.objects.get(name=group))
    return user


@pytest.fixture
def user() -> User:
    return account("editor")


@pytest.fixture
def client(user: User) -> Client:
    return signed_in(user)


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def page_of(key: str) -> str:
    return reverse("admin:quotes_statement_bulk", args=[key])


def select(client: Client, key: str, statements: Iterable[Statement], **more: Any) -> Any:
    """What the list answers when an action is chosen for these rows."""
    rows = [statement.pk for statement in statements]
    return client.post(LIST, {"action": key, "_selected_action": rows, **more})


def send(client: Client, key: str, statements: Iterable[Statement], **fields: Any) -> Any:
    keys = ",".join(str(statement.pk) for statement in statements)
    sent = {"keys": keys, "stage": "apply", "reason": REASON, "is_complete": "on", **fields}
    return client.post(page_of(key), sent, follow=True)


def told(response: Any) -> str:
    assert response.status_code == 200
    return " ".join(str(message) for message in response.context["messages"])


def in_review(**fields: Any) -> Statement:
    made = make.draft(**fields)
    make.citation(made)
    Statement.objects.filter(pk=made.pk).update(state=State.IN_REVIEW)
    made.refresh_from_db()
    return made


def withdrawn(**fields: Any) -> Statement:
    made = make.statement(**fields)
    withdraw(made, EditContext("It was not said."))
    return made


STANDINGS = {
    "own draft": lambda user: make.draft(created_by=user),
    "other draft": lambda user: make.draft(),
    "own in review": lambda user: in_review(created_by=user),
    "other in review": lambda user: in_review(),
    "published": lambda user: make.statement(),
    "withdrawn": lambda user: withdrawn(),
}


def chosen_for(key: str, statement: Statement) -> dict[str, Any]:
    """What is chosen so that the act would change the statement."""
    if key == "set_occasion":
        return {"chosen": make.occasion(f"Hearing {next(make.numbers)}").pk}
    if key == "publish_with_reason":
        return {}
    topic = make.topic()
    if key == "remove_topic":
        StatementTopic.objects.create(statement=statement, topic=topic)
        make.recorded()
    return {"chosen": topic.pk}


def state_of(statement: Statement) -> tuple[Any, ...]:
    row = Statement.objects.get(pk=statement.pk)
    return row.state, row.occasion_id, sorted(row.topics.values_list("pk", flat=True))


# --- what is done --------------------------------------------------------------------------------


def test_a_topic_is_added_to_drafts_and_to_what_is_public(client):
    topic, first = make.topic("cost"), make.topic("first")
    rows = [make.draft(topics=(first,)), make.statement(topics=(first,))]
    page = select(client, "add_topic", rows)
    assert "Preview changes" in page.content.decode()
    page = send(client, "add_topic", rows, stage="confirm", chosen=topic.pk, reason="")
    assert "First, Cost" in page.content.decode()
    assert StatementTopic.objects.filter(topic=topic).count() == 0

    assert "2 statements were changed" in told(send(client, "add_topic", rows, chosen=topic.pk))
    for row in rows:
        assert row.ordered_topics() == [first, topic]
        entry = LogEntry.objects.get(object_id=str(row.pk))
        assert entry.change_message == "Add the topic “Cost”."
        assert Statement.objects.get(pk=row.pk).version == row.version + 1
    revision = rows[1].revisions.get(number=2)
    assert (revision.reason, revision.editor_name) == (REASON, "Ada Long")
    assert not rows[0].revisions.exists()


def test_a_topic_is_removed_and_named_without_javascript(client):
    topic = make.topic("cost")
    rows = [make.statement(topics=(topic,)), make.draft()]
    answer = told(send(client, "remove_topic", rows, name="COST"))
    assert "1 statement was changed" in answer
    assert "It does not have this topic." in answer
    assert not StatementTopic.objects.exists()
    assert rows[0].revisions.count() == 2


def test_an_occasion_is_set(client):
    occasion = make.occasion("Hearing")
    rows = [make.draft(), make.statement()]
    send(client, "set_occasion", rows, name="hearing")
    assert Statement.objects.filter(occasion=occasion).count() == 2
    assert "It already has this occasion." in told(
        send(client, "set_occasion", rows[:1], chosen=occasion.pk)
    )


def test_publishing_gives_its_reason(client):
    rows = [in_review(), make.draft()]
    page = select(client, "publish_with_reason", rows).content.decode()
    assert "This is still a draft" in page
    answer = told(send(client, "publish_with_reason", rows, reason="Confirmed by the office."))
    assert "1 statement was changed" in answer
    assert "This is still a draft" in answer
    assert rows[0].revisions.get().reason == "Confirmed by the office."


def test_the_page_shows_what_changes_and_what_stays(client):
    topic = make.topic("cost")
    has = make.draft(topics=(topic,))
    page = send(client, "add_topic", [make.draft(), has], stage="confirm", chosen=topic.pk)
    shown = page.content.decode()
    assert "1 statement will change" in shown
    assert "It already has this topic." in shown
    assert StatementTopic.objects.count() == 1


def test_what_is_public_needs_a_reason_and_nothing_typed_is_lost(client):
    topic = make.topic("cost")
    rows = [make.statement(), make.draft()]
    page = send(client, "add_topic", rows, chosen=topic.pk, reason=" ")
    shown = page.content.decode()
    assert "This field is required" in shown
    assert f'name="chosen" value="{topic.pk}"' in shown
    assert not StatementTopic.objects.exists()
    assert "reason" not in str(
        send(client, "add_topic", rows[1:], stage="confirm", chosen=topic.pk).content
    )


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({}, "Choose one, or write its name."),
        ({"name": "no such"}, "Nothing here is called “no such”."),
        ({"name": "Twice"}, "More than one is called “Twice”."),
        ({"chosen": "999999"}, "not one of the available choices"),
        ({"chosen": "x"}, "not one of the available choices"),
    ],
)
def test_what_cannot_be_chosen_is_a_sentence(client, fields, sentence):
    make.occasion("Twice", place="a"), make.occasion("Twice", place="b")
    page = send(client, "set_occasion", [make.draft()], **fields)
    assert sentence in page.content.decode().replace("&#x27;", "'")


def test_back_goes_to_the_list_and_nowhere_else(client):
    topic = make.topic()
    keys = str(make.draft().pk)
    sent = {"keys": keys, "stage": "apply", "chosen": topic.pk}
    for back, leads in [
        (f"{LIST}?state__exact=draft", f"{LIST}?state__exact=draft"),
        ("https://elsewhere.example.org/", LIST),
        ("//elsewhere.example.org/", LIST),
    ]:
        response = client.post(page_of("add_topic"), {**sent, "back": back})
        assert response["Location"] == leads


# --- who may -------------------------------------------------------------------------------------


@pytest.mark.parametrize("group", GROUPS)
@pytest.mark.parametrize("standing", STANDINGS)
@pytest.mark.parametrize("key", bulk_changes.CHANGES)
def test_a_forged_post_does_what_the_role_may_and_no_more(group, standing, key):
    user = account(group)
    statement = STANDINGS[standing](user)
    chosen = chosen_for(key, statement)
    action = Action.PUBLISH if key == "publish_with_reason" else Action.CHANGE
    if key == "publish_with_reason" and not statement.citations.exists():
        make.citation(statement)
    allowed = bool(may(user, action, statement))
    before = state_of(statement)
    response = send(signed_in(user), key, [statement], **chosen)
    assert response.status_code in (200, 403)
    assert (state_of(statement) != before) == allowed
    assert LogEntry.objects.filter(object_id=str(statement.pk)).exists() == allowed


@pytest.mark.parametrize("key", bulk_changes.CHANGES)
def test_who_has_no_group_is_refused(key):
    user = User.objects.create_user("assistant", is_staff=True)
    statement = make.draft()
    chosen = chosen_for(key, statement)
    before = state_of(statement)
    assert send(signed_in(user), key, [statement], **chosen).status_code == 403
    assert state_of(statement) == before
    assert Client().post(page_of(key), {"keys": statement.pk}).status_code == 403


def test_contributors_are_not_offered_to_publish():
    client = signed_in(account("contributor"))
    make.draft()
    offered = client.get(LIST).content.decode()
    assert "add_topic" in offered
    assert "publish_with_reason" not in offered


@pytest.mark.parametrize("keys", ["", "a", "1,,2", "-1", "1;2", ",".join(["1"] * 501)])
def test_rows_that_no_page_sends_are_refused(client, keys):
    sent = {"keys": keys, "stage": "apply", "chosen": make.topic().pk}
    assert client.post(page_of("add_topic"), sent).status_code == 400


def test_a_row_of_a_list_is_a_number(client):
    sent = {"action": "add_topic", "_selected_action": ["x"]}
    assert client.post(LIST, sent).status_code == 400


def test_what_is_looked_at_is_not_done(client):
    assert client.get(page_of("add_topic"))["Location"] == LIST
    assert client.post(page_of("no-such"), {"keys": "1"})["Location"] == LIST


def test_a_row_deleted_meanwhile_does_not_stop_the_others(client):
    topic = make.topic()
    rows = [make.draft(), make.draft()]
    keys = list(rows)
    Statement.objects.filter(pk=rows[0].pk).delete()
    assert "1 statement was changed" in told(send(client, "add_topic", keys, chosen=topic.pk))


# --- how many ------------------------------------------------------------------------------------


def test_more_rows_than_are_changed_at_once_are_refused(client, monkeypatch):
    monkeypatch.setattr(bulk, "MOST_ROWS", 2)
    rows = [make.draft() for _ in range(3)]
    response = client.post(
        LIST, {"action": "add_topic", "_selected_action": [row.pk for row in rows]}, follow=True
    )
    assert "at most 2 statements" in told(response)


def test_the_plan_of_many_rows_asks_as_often_as_that_of_one(user):
    topic = make.topic()
    rows = [make.draft(topics=(make.topic(),)) for _ in range(6)]

    def questions(keys: list[int]) -> int:
        # Their groups are read once for all that one request asks.
        editor = User.objects.get(pk=user.pk)
        with CaptureQueriesContext(connection) as captured:
            plan = bulk_changes.planned(bulk_changes.AddTopic(), topic, keys, editor)
        assert len(plan.changes) == len(keys)
        return len(captured)

    assert questions([rows[0].pk]) == questions([row.pk for row in rows])


def test_each_row_costs_the_same(client):
    topics: list[Topic] = [make.topic(), make.topic()]
    few = [make.statement() for _ in range(2)]
    many = [make.statement() for _ in range(12)]

    def questions(rows: list[Statement], topic: Topic) -> int:
        with CaptureQueriesContext(connection) as captured:
            send(client, "add_topic", rows, chosen=topic.pk)
        return len(captured)

    a_row = (questions(many, topics[0]) - questions(few, topics[1])) / 10
    assert a_row <= 32


# --- two editors ---------------------------------------------------------------------------------


@pytest.mark.django_db(transaction=True)
def test_what_is_withdrawn_meanwhile_is_left_out_and_told():
    """The list waits for the other act; of its rows the ones that may be changed still are."""
    editor = signed_in(account("editor"))
    topic, gone, stays = make.topic(), make.statement(), make.statement()
    answers: list[Any] = []
    errors = at_once(
        lambda: withdraw(gone, EditContext("It was not said.")),
        lambda: answers.append(send(editor, "add_topic", [gone, stays], chosen=topic.pk)),
    )
    assert errors == [None, None]
    [answer] = answers
    assert "1 statement was changed" in told(answer)
    assert str(gone) in told(answer)
    assert state_of(gone) == (State.WITHDRAWN, None, [])
    assert state_of(stays) == (State.PUBLISHED, None, [topic.pk])
    assert [made.number for made in stays.revisions.all()] == [1, 2]


# --- undone --------------------------------------------------------------------------------------


def undo(client: Client, act: DeskAct, reason: str = "It was the wrong topic.") -> Any:
    page = reverse("admin:quotes_deskact_undo", args=[act.pk])
    return client.post(page, {"reason": reason}, follow=True)


def topics_of(statement: Statement) -> list[str]:
    return [topic.name for topic in statement.ordered_topics()]


def test_an_added_topic_is_taken_back_where_nobody_has_worked_since(client):
    topic, other = make.topic("cost", name="Cost"), make.topic("range", name="Range")
    had = make.statement(topics=(topic,))
    given, draft, changed = make.statement(topics=(other,)), make.draft(), make.statement()
    page = send(client, "add_topic", [had, given, draft, changed], chosen=topic.pk)
    act = DeskAct.objects.get()
    assert f'href="/admin/quotes/deskact/{act.pk}/undo/"' in page.content.decode()
    assert len(act.rows) == 3
    changed.refresh_from_db()
    Statement.objects.filter(pk=changed.pk).update(place="Halifax")
    make.recorded()
    assert "required" in str(undo(client, act, reason="").context["form"].errors)
    page = undo(client, act)
    assert "Undone for 2 statements." in told(page)
    assert "It was changed since." in told(page)
    rows = [Statement.objects.get(pk=one.pk) for one in (had, given, draft, changed)]
    assert [topics_of(one) for one in rows] == [["Cost"], ["Range"], [], ["Cost"]]
    assert given.revisions.latest("number").reason == "It was the wrong topic."
    assert LogEntry.objects.filter(object_id=given.pk, change_message__startswith="Undone").exists()
    # What was changed may be changed back, and then it can be undone as well.
    Statement.objects.filter(pk=changed.pk).update(place="")
    make.recorded()
    assert "Undone for 1 statement." in told(undo(client, act))
    assert "can no longer be undone" in told(undo(client, act))


def test_topics_and_occasions_come_back_and_old_acts_stay(client):
    topic, occasion = make.topic("cost", name="Cost"), make.occasion("Hearing")
    statement = make.statement(topics=(topic, make.topic("range", name="Range")))
    send(client, "remove_topic", [statement], chosen=topic.pk)
    send(client, "set_occasion", [statement], chosen=occasion.pk)
    occasions, topics = DeskAct.objects.all()
    # The newer act is a change since the older one.
    assert "It was changed since." in undo(client, topics).content.decode()
    undo(client, occasions)
    undo(client, topics)
    statement = Statement.objects.get(pk=statement.pk)
    assert topics_of(statement) == ["Cost", "Range"]
    assert statement.occasion is None
    send(client, "set_occasion", [statement], chosen=occasion.pk)
    DeskAct.objects.update(made_at=timezone.now() - UNDONE_WITHIN)
    act = DeskAct.objects.filter(undone_at=None).get()
    assert "can no longer be undone" in told(undo(client, act))
    assert Statement.objects.get(pk=statement.pk).occasion == occasion


def test_a_withdrawal_is_undone_with_a_revision_and_asks_the_gate(client):
    statement = make.statement(text="We will build it.")
    withdraw_page = reverse("admin:quotes_statement_withdraw", args=[statement.pk])
    form = reverse("admin:quotes_statement_change", args=[statement.pk])
    page = client.post(withdraw_page, {"reason": "Nobody said it."}, follow=True)
    act = DeskAct.objects.get()
    assert f"/deskact/{act.pk}/undo/" in page.content.decode()
    public = statement.get_absolute_url()
    assert client.get(public).status_code == 410
    assert "Undo the withdrawal" in client.get(form).content.decode()
    page = undo(client, act, reason="They did: the recording has it.")
    assert "Undone for 1 statement." in told(page)
    assert client.get(public).status_code == 200
    last = statement.revisions.latest("number")
    assert (last.number, last.reason) == (2, "They did: the recording has it.")
    assert "They did: the recording has it." in client.get("/corrections/").content.decode()
    assert broken_at(statement.revisions.order_by("number")) is None
    # Words that their source does not have need a public reason to come back.
    client.post(withdraw_page, {"reason": "Nobody said it."})
    act = DeskAct.objects.filter(undone_at=None).get()
    capture_of(statement.citations.get().source, "Something else was said.")
    check_citations(statement.citations.all())
    page = undo(client, act)
    assert "It is published only with a public reason" in page.content.decode()
    assert client.get(public).status_code == 410
    assert undo(signed_in(account("contributor")), act).status_code == 403
    sent = {"reason": "As before.", "despite_check": "The recording has it."}
    client.post(reverse("admin:quotes_deskact_undo", args=[act.pk]), sent)
    assert client.get(public).status_code == 200


def test_a_withdrawal_is_undone_by_who_withdrew_or_an_admin_after_a_check(client):
    statement = make.statement(text="We will build it.")
    withdraw_page = reverse("admin:quotes_statement_withdraw", args=[statement.pk])
    form = reverse("admin:quotes_statement_change", args=[statement.pk])
    admin = signed_in(account("admin"))
    admin.post(withdraw_page, {"reason": "Nobody said it."})
    act = DeskAct.objects.get()
    assert "Undo the withdrawal" not in client.get(form).content.decode()
    assert undo(client, act).status_code == 403
    assert client.get(statement.get_absolute_url()).status_code == 410
    assert "Undone for 1 statement." in told(undo(admin, act))
    # An admin may undo what an editor did, and a text that was taken since is read first.
    client.post(withdraw_page, {"reason": "Nobody said it."})
    again = DeskAct.objects.filter(undone_at=None).get()
    capture_of(statement.citations.get().source, "Something else was said.")
    assert "It is published only with a public reason" in undo(admin, again).content.decode()
    assert client.get(statement.get_absolute_url()).status_code == 410
    # The record of an act that is over brings back nothing that was withdrawn once more.
    DeskAct.objects.filter(pk=act.pk).update(rows=again.rows, undone_at=None)
    assert "It was changed since." in undo(admin, act).content.decode()
