"""Every change is kept, whoever makes it; and no public one is made without its revision."""

import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.apps import apps
from django.contrib import admin
from django.contrib.auth.models import Permission, User
from django.db import IntegrityError, connection, models, transaction
from django.test import Client
from django.urls import reverse

from quotes import editing
from quotes.dates.partial import parse
from quotes.editing import EditContext, merge, publish, record_changes, rename
from quotes.models import (
    Capture,
    Change,
    Citation,
    Figure,
    Occasion,
    Outlet,
    Relation,
    Revision,
    Role,
    Source,
    Speaker,
    SpeakerRevision,
    Statement,
    StatementTopic,
    Topic,
    fields,
)
from quotes.models.change_log import TABLES, without_history, written_by
from quotes.models.revisions import state_sha256
from quotes.revisions.chain import broken_at
from quotes.revisions.comparison import changed_parts
from quotes.revisions.snapshot import snapshot_of, speaker_snapshot_of
from tests import factories as make
from tests.loaded import Scene, triggers_at_rest
from tests.other_values import another

pytestmark = pytest.mark.django_db

ACT = EditContext("Read again.", "An Editor", overrides_check=True)


def execute(sql: str, *parameters: object) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)


def newest(table: str) -> Change:
    return Change.objects.filter(table_name=table).newest_first()[0]


@pytest.fixture
def unrecorded_scenes() -> None:
    """Here nothing public may be left without its revision."""


def a_statement() -> Statement:
    speaker = make.speaker("Mark Carney")
    make.role(speaker, "Prime Minister", since="2025-03-14")
    occasion = make.occasion()
    made = make.draft(speaker=speaker, topics=(make.topic(),), occasion=occasion, place="Ottawa")
    make.citation(made, via=make.outlet())
    Figure.objects.create(statement=made, quantity="cost", low=175, unit="billion USD")
    made.relations.create(kind="repeats", to_statement=make.statement(), reason="The same words.")
    publish(made, EditContext("First published", overrides_check=True))
    return made


PUBLISHED = Scene(a_statement)


@pytest.fixture
def statement(db: None) -> Statement:
    return PUBLISHED.lay()


# What is kept


def test_an_insert_an_update_and_a_delete_are_kept_with_what_changed():
    topic = make.topic("cost", name="Cost")
    made = newest("topic")
    assert (made.action, made.row_id, made.before) == ("insert", topic.pk, None)
    assert made.after["name"] == "Cost"
    Topic.objects.update(name="Price", name_fr="Prix")
    changed = newest("topic")
    assert (changed.action, changed.before, changed.after) == (
        "update",
        {"name": "Cost", "name_fr": ""},
        {"name": "Price", "name_fr": "Prix"},
    )
    execute("DELETE FROM quotes_topic WHERE id = %s", topic.pk)
    gone = newest("topic")
    assert (gone.action, gone.row_id, gone.after) == ("delete", topic.pk, None)
    assert gone.before["slug"] == "cost"


def test_what_changes_nothing_is_not_kept():
    make.topic()
    before = Change.objects.count()
    Topic.objects.update(name=models.F("name"))
    assert Change.objects.count() == before


def test_generated_columns_and_the_text_of_a_capture_are_not_kept(statement):
    source = statement.citations.get().source
    Capture.objects.create(
        source=source, text="Long.", sha256="0" * 64, taken_at="2026-01-01T00:00Z", how="pasted"
    )
    kept = newest("capture")
    assert kept.after["sha256"] == "0" * 64
    assert "text" not in kept.after
    assert kept.owner_id == source.pk
    assert not {"said_from", "said_to"} & set(newest("statement").after or {})
    Statement.objects.filter(pk=statement.pk).update(said=parse("2025-05-20"))
    assert set(newest("statement").after) == {"said"}
    record_changes([], ACT)


def test_many_rows_at_once_are_kept_one_by_one():
    topics = [make.topic() for _ in range(5)]
    for topic in topics:
        topic.description = f"About {topic.slug}"
    Topic.objects.bulk_update(topics, ["description"])
    kept = Change.objects.filter(table_name="topic", action="update")
    assert {change.row_id: change.after["description"] for change in kept} == {
        topic.pk: topic.description for topic in topics
    }
    assert len({change.made_in for change in kept}) == 1


def test_a_row_that_gets_another_number_is_one_less_and_one_more():
    topic = make.topic()
    execute("UPDATE quotes_topic SET id = %s WHERE id = %s", topic.pk + 1_000, topic.pk)
    kept = Change.objects.filter(table_name="topic").newest_first()[:2]
    assert {(change.action, change.row_id) for change in kept} == {
        ("delete", topic.pk),
        ("insert", topic.pk + 1_000),
    }


def test_what_moves_is_in_the_history_of_both(statement):
    other = make.draft()
    figure = statement.figures.get()
    Figure.objects.filter(pk=figure.pk).update(statement=other)
    record_changes([], ACT)
    for row in (statement, other):
        assert Change.objects.of(row).filter(table_name="figure", action="update").exists()


def test_a_relation_is_in_the_history_of_both():
    one, other = make.draft(), make.draft()
    one.relations.create(kind="repeats", to_statement=other, reason="The same words.")
    for row in (one, other):
        assert Change.objects.of(row).filter(table_name="relation").exists()


def test_what_was_rolled_back_never_was():
    before = Change.objects.count()
    with transaction.atomic():
        make.topic()
        transaction.set_rollback(True)
    assert Change.objects.count() == before


def test_emptying_a_table_is_kept():
    connection.check_constraints()
    execute("TRUNCATE quotes_alias")
    assert newest("alias").action == "truncate"


@pytest.mark.parametrize("table", [*TABLES, "revision", "speakerrevision"])
def test_what_was_published_is_not_emptied_unless_the_session_says_so(statement, table):
    connection.check_constraints()
    with transaction.atomic():
        execute("SET LOCAL archive.may_be_emptied = off")
        refused_by("record_is_not_emptied", lambda: execute(f"TRUNCATE quotes_{table} CASCADE"))
        execute("SET LOCAL archive.may_be_emptied = on")
        execute(f"TRUNCATE quotes_{table} CASCADE")
        transaction.set_rollback(True)


def test_every_table_of_the_record_is_followed_in_all_four_ways():
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT substr(tgrelid::regclass::text, 8), count(*) FROM pg_trigger"
            " WHERE tgname LIKE 'change_kept_%' AND tgenabled = 'O' GROUP BY 1"
        )
        assert dict(cursor.fetchall()) == dict.fromkeys(TABLES, 4)
    named = {model._meta.model_name for model in apps.get_app_config("quotes").get_models()}
    assert set(TABLES) <= named


def test_a_synthetic_load_is_not_kept_and_a_real_archive_is_never_left_out():
    before = Change.objects.count()
    with without_history():
        make.topic()
    assert Change.objects.count() == before
    make.statement()
    before = Change.objects.count()
    with without_history():
        make.topic()
    assert Change.objects.count() == before + 1


# Who


def superuser_client() -> Client:
    client = Client()
    client.force_login(User.objects.create_superuser("chief", first_name="Chief", last_name="Ed"))
    return client


def test_the_admin_names_the_account_and_the_page_and_nobody_after_it():
    client = superuser_client()
    page = reverse("admin:quotes_topic_add")
    response = client.post(page, {"name": "Cost", "slug": "cost"})
    assert response.status_code == 302
    kept = newest("topic")
    assert (kept.account_id, kept.page) == (User.objects.get().pk, page)
    make.topic()
    kept = newest("topic")
    assert (kept.account_id, kept.page) == (None, "")
    assert kept.database_role


def test_an_account_is_forgotten_after_an_error():
    with pytest.raises(ZeroDivisionError), written_by(7, "/"):
        make.topic()
        raise ZeroDivisionError
    assert newest("topic").account_id == 7
    make.topic()
    assert newest("topic").account_id is None


def history_of(client: Client, row: models.Model) -> str:
    page = reverse(f"admin:quotes_{row._meta.model_name}_history", args=[row.pk])
    response = client.get(page)
    assert response.status_code == 200
    return response.content.decode()


def test_the_history_of_a_draft_tells_what_became_of_it_and_its_citations():
    client = superuser_client()
    draft = make.draft(text="We will build it.", place="Ottawa")
    citation = make.citation(draft, locator="p. 3")
    Statement.objects.filter(pk=draft.pk).update(place="Halifax")
    citation.delete()
    page = history_of(client, draft)
    assert "Outside the admin" in page
    assert "<del>Ottawa</del> → <ins>Halifax</ins>" in page
    assert f"Citation {citation.pk or ''}".strip() in page
    assert "<del>p. 3</del>" in page


def test_a_history_names_rows_by_what_they_are_called(statement):
    client = superuser_client()
    other = make.speaker("Another Official")
    Statement.objects.filter(pk=statement.pk).update(speaker=other)
    record_changes([], ACT)
    assert "<del>Mark Carney</del> → <ins>Another Official</ins>" in history_of(client, statement)


def test_other_accounts_are_named_to_those_who_may_see_accounts():
    writer = User.objects.create_user("writer", first_name="Some", last_name="Writer")
    with written_by(writer.pk, "/admin/"):
        draft = make.draft()
    assert "Some Writer" in history_of(superuser_client(), draft)
    reader = User.objects.create_user("reader", is_staff=True)
    reader.user_permissions.add(Permission.objects.get(codename="view_statement"))
    client = Client()
    client.force_login(reader)
    page = history_of(client, draft)
    assert "Some Writer" not in page
    assert "An editor" in page
    writer.delete()
    assert "(deleted)" in history_of(superuser_client_again(), draft)


def superuser_client_again() -> Client:
    client = Client()
    client.force_login(User.objects.get(username="chief"))
    return client


def test_a_long_history_has_parts_and_costs_the_same(django_assert_max_num_queries):
    client = superuser_client()
    draft = make.draft()
    for number in range(120):
        Statement.objects.filter(pk=draft.pk).update(place=f"City {number}")
    with django_assert_max_num_queries(20):
        page = history_of(client, draft)
    assert "City 119" in page
    assert "City 3<" not in page
    assert "?changes=3" in page


# Nothing public is changed around its revision


def refused_by(rule: str, change: Callable[[], object]) -> None:
    with pytest.raises(IntegrityError) as caught, transaction.atomic():
        change()
        connection.check_constraints()
    assert caught.value.__cause__.diag.constraint_name == rule


RULE = "public_change_is_recorded"


def test_a_revision_made_before_a_change_is_not_enough(statement):
    """Neither that of an earlier transaction nor one of the same, made a moment too early."""
    change = Statement.objects.filter(pk=statement.pk).update
    refused_by(RULE, lambda: change(text="No."))
    change(text="No.")
    record_changes([statement.pk], ACT)
    connection.check_constraints()
    change(place="Halifax")
    record_changes([statement.pk], ACT)
    refused_by(RULE, lambda: execute("UPDATE quotes_citation SET wording = 'Perhaps.'"))
    change(note="Later.")
    refused_by(RULE, connection.check_constraints)
    record_changes([statement.pk], ACT)
    connection.check_constraints()
    is_recorded(statement)


def test_a_revision_of_an_official_made_before_a_change_is_not_enough(statement):
    change = Speaker.objects.filter(pk=statement.speaker_id).update
    change(name_fr="Marc Carney")
    record_changes([statement.pk], ACT)
    change(name_fr="M. Carney")
    refused_by("speaker_change_is_recorded", connection.check_constraints)
    record_changes([statement.pk], ACT)
    connection.check_constraints()
    is_recorded(statement)


def test_a_revision_written_by_sql_answers_for_what_was_changed_before_it(statement):
    """Whoever adds one by hand has to write its hash; the rule is the same for them."""
    first = statement.revisions.get()
    state = first.public_state | {"text": "No."}
    sha256 = state_sha256(state, first.sha256)

    def add() -> None:
        execute(
            "INSERT INTO quotes_revision (statement_id, number, made_at, editor_name, reason,"
            " public_state, sha256, previous_sha256)"
            " VALUES (%s, 2, now(), '', 'By hand', %s, %s, %s)",
            *(statement.pk, json.dumps(state), sha256, first.sha256),
        )

    def change() -> None:
        execute("UPDATE quotes_statement SET text = 'No.' WHERE id = %s", statement.pk)

    refused_by(RULE, lambda: (add(), change()))
    change()
    add()
    connection.check_constraints()


def test_savepoints_do_not_hide_the_transaction(statement):
    with transaction.atomic():
        Statement.objects.filter(pk=statement.pk).update(text="No.")
    with transaction.atomic():
        record_changes([statement.pk], ACT)
    connection.check_constraints()


def test_what_ends_where_it_began_needs_no_revision(statement):
    rows = Statement.objects.filter(pk=statement.pk)
    rows.update(place="Halifax")
    rows.update(place="Ottawa")
    assert record_changes([statement.pk], ACT) == []
    connection.check_constraints()


def test_what_the_public_never_sees_needs_none(statement):
    Citation.objects.update(watch="present", watched_at="2026-01-01T00:00Z", prefix="he said")
    Speaker.objects.update(description="Of Canada.", sort_name="Carney, Mark")
    Source.objects.update(title="A headline")
    connection.check_constraints()


def test_what_was_withdrawn_needs_none(statement):
    editing.withdraw(statement, ACT)
    Statement.objects.filter(pk=statement.pk).update(text="No.")
    connection.check_constraints()


# Relations, which two statements show


def pair(**fields: Any) -> tuple[Statement, Statement]:
    one, other = make.statement(), make.draft(**fields)
    make.citation(other)
    one.relations.create(kind="clarifies", to_statement=other, reason="It says which.")
    return one, other


def test_a_relation_with_what_is_not_public_is_no_part_of_what_is(statement):
    one, other = pair()
    connection.check_constraints()
    assert record_changes([one.pk], ACT) == []
    assert snapshot_of(one)["relations"] == []
    assert other.public_id not in json.dumps(one.revisions.get().public_state)


def test_a_statement_that_comes_and_goes_is_recorded_where_it_is_related():
    one, other = pair()
    publish(other, EditContext("First published", "Ed"))
    connection.check_constraints()
    told = {
        "from": one.public_id,
        "kind": "clarifies",
        "to": other.public_id,
        "reason": "It says which.",
    }
    second = one.revisions.get(number=2)
    assert (second.public_state["relations"], second.editor_name) == ([told], "Ed")
    assert second.reason == "A related statement was published."
    assert other.revisions.get().public_state["relations"] == [told]
    editing.withdraw(other, EditContext("Never said.", "Ed"))
    connection.check_constraints()
    third = one.revisions.get(number=3)
    assert third.reason == "A related statement was withdrawn: Never said."
    assert third.public_state["relations"] == []
    assert changed_parts(second.public_state, third.public_state) == ["relations"]
    assert broken_at(one.revisions.all()) is None


def test_a_relation_that_moves_is_recorded_at_all_its_ends(statement):
    relation, other = statement.relations.get(), make.statement()
    before = {row.pk: row.revisions.count() for row in (statement, relation.to_statement, other)}
    Relation.objects.filter(pk=relation.pk).update(to_statement=other)
    added = record_changes([], ACT)
    connection.check_constraints()
    assert {revision.statement_id for revision in added} == set(before)


def test_a_state_of_before_relations_were_told_is_no_change_and_still_holds(client):
    made = make.statement()
    first = made.revisions.get()
    state = {name: value for name, value in first.public_state.items() if name != "relations"}
    with triggers_at_rest("quotes_revision"):
        execute(
            "UPDATE quotes_revision SET public_state = %s, sha256 = %s WHERE id = %s",
            *(json.dumps(state), state_sha256(state, ""), first.pk),
        )
    assert record_changes([made.pk], ACT) == []
    made.relations.create(kind="repeats", to_statement=make.statement(), reason="The same words.")
    record_changes([], ACT)
    connection.check_constraints()
    old, new = made.revisions.all()
    assert changed_parts(old.public_state, new.public_state) == ["relations"]
    assert broken_at([old, new]) is None
    page = client.get(made.get_absolute_url()).content.decode()
    assert "the related statements" in page
    pinned = client.get(reverse("revision", args=[made.public_id, 2])).content.decode()
    assert "This statement repeats: <a href=" in pinned
    assert "The same words." in pinned
    assert client.get(reverse("revision", args=[made.public_id, 1])).status_code == 200


def test_nothing_is_left_noted_when_a_transaction_ends(statement):
    Statement.objects.filter(pk=statement.pk).update(text="No.")
    record_changes([statement.pk], ACT)
    connection.check_constraints()
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM quotes_unrecorded")
        assert cursor.fetchone() == (0,)


@pytest.mark.django_db(transaction=True)
def test_a_real_commit_is_refused_too():
    statement = make.statement()
    with pytest.raises(IntegrityError):
        Statement.objects.filter(pk=statement.pk).update(text="No.")
    with pytest.raises(IntegrityError):
        statement.citations.update(wording="No.")
    assert Statement.objects.get().text == statement.text


# Every column of every table, by SQL

# What cannot be changed at all, or not by itself, by a rule of its own.
FIXED = {"statement.public_id", "statement.published_at", "citation.start", "citation.end"}
SHOWN = (
    Statement,
    Citation,
    StatementTopic,
    Figure,
    Relation,
    Speaker,
    Role,
    Source,
    Outlet,
    Topic,
    Occasion,
)


def row_of(model: Any, statement: Statement) -> Any:
    citation = statement.citations.get()
    rows = {
        Statement: statement,
        Citation: citation,
        StatementTopic: statement.topic_links.get(),
        Figure: statement.figures.get(),
        Relation: statement.relations.get(),
        Speaker: statement.speaker,
        Role: statement.speaker.roles.get(),
        Source: citation.source,
        Outlet: citation.source.outlet,
        Topic: statement.topics.get(),
        Occasion: statement.occasion,
    }
    return rows[model]


def columns() -> Iterator[tuple[Any, Any]]:
    """Every column that can be written, of every table that a public state is made of."""
    for model in SHOWN:
        for column in model._meta.concrete_fields:
            name = f"{model._meta.model_name}.{column.name}"
            if not (column.primary_key or column.generated or name in FIXED):
                yield model, column


def public_columns() -> set[tuple[Any, str]]:
    """The columns that a snapshot is made of, and those that say what belongs to a statement."""
    public = {(table.model, name) for table in fields.TABLES for name in table.belongs_by}
    for table in fields.TABLES:
        for one in table.carried(fields.SNAPSHOT).values():
            public.add((table.model, one.name))
            if one.shows and not one.is_derived:
                other = table.model._meta.get_field(one.name).related_model
                public |= {(other, name) for name in one.shows}
    # A statement has one citation and one topic here, which may stand anywhere.
    return public - {(model, "position") for model, _name in public}


def is_public(model: Any, column: Any) -> bool:
    """Whether the pages of a statement read otherwise when the column of a row of it does."""
    return (model, column.name) in public_columns()


def told(statement: Statement) -> tuple[object, object]:
    """All that is public of a statement and of who said it."""
    now = Statement.objects.with_page().get(pk=statement.pk)
    speaker = Speaker.objects.with_roles().get(pk=statement.speaker_id)
    return snapshot_of(now), speaker_snapshot_of(speaker)


@pytest.mark.parametrize(
    ("model", "column"),
    [pytest.param(*one, id=f"{one[0].__name__}.{one[1].name}") for one in columns()],
)
def test_no_column_is_changed_by_sql_without_a_revision(statement, model, column):
    row = row_of(model, statement)
    value, before = another(model, column, row), told(statement)
    sql = f'UPDATE {model._meta.db_table} SET "{column.column}" = %s WHERE id = %s'
    if column.name == "url" and model is Source:
        sql = sql.replace(" WHERE", ", canonical_url = 'https://news.example/other' WHERE")
    # A doubt comes with its reason, a reply with its signature.
    beside = {"doubt": ", doubt_reason = 'x'", "doubt_reason": ", doubt = 'disputed'"}
    beside |= {"reply": ", reply_by = 'x'", "reply_by": ", reply = 'x'"}
    sql = sql.replace(" WHERE", f"{beside.get(column.name, '')} WHERE")
    if model is Statement and column.name == "state":
        # What is withdrawn has no public state, and so no revision; but what it is related to has.
        execute(sql, value, row.pk)
        refused_by(RULE, connection.check_constraints)
        assert len(record_changes([], ACT)) == 1
        connection.check_constraints()
        return
    is_moved_away = model in (Citation, StatementTopic, Figure) and column.name == "statement"
    if model is Citation and is_moved_away:
        make.citation(statement, position=1)
        record_changes([statement.pk], EditContext("More sources."))
        before = told(statement)
    with transaction.atomic():
        execute(sql, value, row.pk)
        after = told(statement)
        transaction.set_rollback(True)
    assert (after != before) == is_public(model, column)
    if not is_public(model, column):
        return
    with pytest.raises(IntegrityError) as caught, transaction.atomic():
        execute(sql, value, row.pk)
        connection.check_constraints()
    rule = caught.value.__cause__.diag.constraint_name
    assert rule in {RULE, "speaker_change_is_recorded"}
    execute(sql, value, row.pk)
    record_changes([statement.pk], ACT)
    connection.check_constraints()
    is_recorded(statement)


def is_recorded(statement: Statement) -> None:
    """The last revisions say what stands."""
    state, _speaker = told(statement)
    assert statement.revisions.order_by("-number")[0].public_state == state
    spoken = Statement.objects.get(pk=statement.pk).speaker
    assert spoken.revisions.order_by("-number")[0].public_state == speaker_snapshot_of(
        Speaker.objects.with_roles().get(pk=spoken.pk)
    )


@pytest.mark.parametrize("model", [Citation, StatementTopic, Figure, Relation, Role])
def test_a_row_is_not_added_or_deleted_without_a_revision(statement, model):
    row = row_of(model, statement)
    if model is Citation:
        make.citation(statement, position=1)
        record_changes([statement.pk], ACT)
    with pytest.raises(IntegrityError), transaction.atomic():
        execute(f"DELETE FROM {model._meta.db_table} WHERE id = %s", row.pk)
        connection.check_constraints()
    with pytest.raises(IntegrityError), transaction.atomic():
        if model is StatementTopic:
            row.topic = make.topic()
        if model is Relation:
            row.kind = "clarifies"
        row.pk = None
        row.save(force_insert=True)
        connection.check_constraints()


# Every door that the code has. A new one fails here until it is known to leave a revision.

DOORS = {"merge", "publish", "record_changes", "rename", "undo", "withdraw"}
NO_DOORS = {"EditContext", "Preview", "Refused", "RefutedByCheck", "preview"}


def test_every_editing_function_is_known():
    assert set(editing.__all__) == DOORS | NO_DOORS


def doors(statement: Statement) -> dict[str, Callable[[], object]]:
    """Every way of the code to change what is public of a statement."""
    twin = make.statement(speaker=statement.speaker, said=statement.said.text)
    citation = statement.citations.get()
    kept: dict[str, Any] = {
        "speaker": make.speaker("Another Official"),
        "outlet": make.outlet("Another Outlet"),
        "topic": make.topic("another-topic"),
        "source": make.source(outlet=citation.source.outlet),
    }
    rows: dict[str, Any] = {
        "speaker": statement.speaker,
        "outlet": citation.source.outlet,
        "topic": statement.topics.get(),
        "source": citation.source,
    }
    return {
        **{
            f"merge a {kind}": lambda kind=kind: merge(kept[kind], rows[kind], ACT) for kind in rows
        },
        "merge another statement into it": lambda: merge(statement, twin, ACT),
        **{
            f"rename a {kind}": lambda kind=kind: rename(rows[kind], "another-name", ACT)
            for kind in ("speaker", "topic")
        },
        "rename it": lambda: rename(statement, "another-name", ACT),
    }


DOOR_NAMES = [
    *(f"merge a {kind}" for kind in ("speaker", "outlet", "topic", "source")),
    "merge another statement into it",
    *(f"rename a {kind}" for kind in ("speaker", "topic")),
    "rename it",
]


@pytest.mark.parametrize("name", DOOR_NAMES)
def test_every_door_leaves_a_revision_with_the_state_that_stands(statement, name):
    known = doors(statement)
    assert list(known) == DOOR_NAMES
    before = told(statement)[0]
    count = Revision.objects.filter(statement=statement).count()
    known[name]()
    connection.check_constraints()
    statement.refresh_from_db()
    assert told(statement)[0] != before
    assert Revision.objects.filter(statement=statement).count() == count + 1
    is_recorded(statement)


def test_a_merge_is_undone_with_a_revision(statement):
    kept = make.speaker("Another Official")
    editing.undo(merge(kept, statement.speaker, ACT), EditContext("They are two."))
    connection.check_constraints()
    statement.refresh_from_db()
    is_recorded(statement)
    assert SpeakerRevision.objects.filter(speaker=statement.speaker).exists()


def test_every_action_of_the_admin_is_known(rf):
    request = rf.get("/")
    request.user = User.objects.create_superuser("chief")
    actions = {
        (model.__name__, name)
        for model, model_admin in admin.site._registry.items()
        if model._meta.app_label == "quotes"
        for name in model_admin.get_actions(request)
    }
    assert actions == ACTIONS


# Those that write go through `publish` or `record_changes`; the others delete what was never public
# (the database refuses the rest), or write nothing of the record.
ACTIONS = {
    *(
        ("Statement", name)
        for name in (
            *("send_to_review", "publish", "publish_with_reason", "add_topic", "remove_topic"),
            *("set_occasion", "export_csv", "export_xlsx", "export_yaml", "delete_selected"),
        )
    ),
    *(
        (name, "delete_selected")
        for name in ("Occasion", "Outlet", "Redirect", "Relation", "Source", "Speaker", "Topic")
    ),
    ("WatchedPage", "note"),
}
