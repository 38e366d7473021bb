"""Every door of the admin: what the public reads changes with one revision, or not at all.

Each door is tried without a reason first, as a hurried editor would, and then with one.
"""

import csv
import io
import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django import forms
from django.contrib import admin
from django.contrib.auth.models import User
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.db import connection, models, transaction
from django.test import Client, RequestFactory
from django.urls import get_resolver, reverse
from selectolax.lexbor import LexborHTMLParser

from quotes.admin.base import ReadOnly
from quotes.editing import EditContext, merge, publish, record_changes, withdraw
from quotes.models import (
    Change,
    DeskAct,
    Figure,
    Inquiry,
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
)
from quotes.revisions.snapshot import snapshot_of, speaker_snapshot_of
from tests import factories as make
from tests.html_forms import form_in
from tests.import_files import CSL, as_csv
from tests.other_values import VALUES, another_row
from tests.workbench_scenes import candidates, capture_of, card, filled, opened, president

__all__ = ["candidates", "president"]  # fixtures

pytestmark = pytest.mark.django_db

REASON = "Read again."
BLANK = " \r\n "

Rows = dict[Any, Any]
Doing = Callable[[str], Any]


@pytest.fixture
def unrecorded_scenes() -> None:
    """Here nothing public may be left without its revision."""


@pytest.fixture
def client() -> Client:
    chief = Client()
    chief.force_login(User.objects.create_superuser("chief", first_name="Ada", last_name="Long"))
    return chief


@pytest.fixture
def rows() -> Rows:
    """A statement published by a transaction that is over, and a row of each kind it shows."""
    speaker = make.speaker("Mark Carney", slug="mark-carney")
    make.role(speaker, "Prime Minister", since="2025-03-14")
    statement = make.draft(
        text="We will build it.",
        speaker=speaker,
        topics=(make.topic("cost"),),
        occasion=make.occasion("News conference"),
        place="Ottawa",
    )
    source = make.source("2025-05-22")
    make.citation(statement, source=source, via=make.outlet())
    make.citation(statement, position=1, wording="We will build it, for $175 billion, he said.")
    Figure.objects.create(statement=statement, quantity="cost", low=175, unit="billion USD")
    publish(statement, EditContext("First published"))
    other = make.statement(speaker=speaker, said="2025-06-01", text="Nothing was decided.")
    statement.relations.create(kind="clarifies", to_statement=other, reason="It says which.")
    make.recorded()
    return {
        Statement: statement,
        Speaker: speaker,
        Source: source,
        Outlet: source.outlet,
        Topic: statement.topics.get(),
        Occasion: statement.occasion,
        Relation: statement.relations.get(),
    }


# What is public, and what is refused


def ledger() -> dict[tuple[Any, int], tuple[Any, int]]:
    """The public state of all that is public, and how many revisions it has."""
    statements = Statement.objects.published().with_page()
    speakers = Speaker.objects.public().with_roles()
    told = [(row, snapshot_of(row)) for row in statements]
    told += [(row, speaker_snapshot_of(row)) for row in speakers]
    return {(type(row), row.pk): (state, row.revisions.count()) for row, state in told}


def is_recorded(before: dict[Any, Any], after: dict[Any, Any]) -> None:
    for key, (state, count) in after.items():
        model, pk = key
        last = model.objects.get(pk=pk).revisions.order_by("-number")[0]
        assert last.public_state == state, key
        if key in before:
            was, had = before[key]
            assert count == had + (was != state), key
    for model, pk in before.keys() - after.keys():
        if model is Statement:
            gone = Statement.objects.get(pk=pk)
            assert gone.state == State.WITHDRAWN
            assert Redirect.objects.get(kind="statement", old=gone.public_id).reason == REASON


def is_done(response: Any) -> bool:
    if response.headers.get("Content-Type", "").startswith("application/json"):
        return bool(response.json()["done"])
    return response.status_code == 302


def sentences(response: Any) -> str:
    """What a page says against what was sent."""
    if response.headers["Content-Type"].startswith("application/json"):
        return str(response.json()["told"])
    told = LexborHTMLParser(response.content.decode()).css(
        ".errorlist, .error, .errornote, .warning"
    )
    return " ".join(element.text().strip() for element in told)


def tried(doing: Doing, name: str, kept: dict[str, Any] | None = None) -> None:
    """Do it without a reason, and if that is refused, with one.

    A refusal says why, changes no row, and keeps what was typed.
    """
    before, changes = ledger(), Change.objects.count()
    response = doing(BLANK)
    connection.check_constraints()
    if not is_done(response):
        assert response.status_code in (200, 409), name
        assert sentences(response), name
        assert (ledger(), Change.objects.count()) == (before, changes), name
        if kept:
            again = form_in(response)
            assert {one: again.get(one) for one in kept} == kept, name
        response = doing(REASON)
        connection.check_constraints()
        assert is_done(response), (name, sentences(response))
        assert ledger() != before, name
    assert Change.objects.count() > changes, name
    is_recorded(before, ledger())


def page_of(row: models.Model, page: str = "change") -> str:
    return reverse(f"admin:quotes_{row._meta.model_name}_{page}", args=[row.pk])


# Every field of every form

# Forms of which nothing stands in the public state of a statement.
NOT_SHOWN = {Redirect}
# What a field gets where one more letter would be refused.
TYPED = {
    **{name: str(value) for name, value in VALUES.items()},
    "outlet.hosts": "another.example",
    "source.archived_url": "https://archive.example/1",
    "occasion.url": "https://news.example/occasion",
    "citation.position": "7",
    "statementtopic.position": "7",
}


def test_every_form_is_known(rows):
    ours = [
        model
        for model, model_admin in admin.site._registry.items()
        if model._meta.app_label == "quotes" and not isinstance(model_admin, ReadOnly)
    ]
    assert set(ours) == set(rows) | NOT_SHOWN


def fields_of(page: Any) -> Iterator[tuple[str, Any]]:
    """Every field that an editor can write in, of the form and of the rows in it, by its column."""
    inlines = [one for one in page.context["inline_admin_formsets"] if one.has_change_permission]
    shown = [form for inline in inlines for form in inline.formset.initial_forms]
    for form in [page.context["adminform"].form, *shown]:
        for name, field in form.fields.items():
            if not field.widget.is_hidden and name not in ("DELETE", "reason"):
                yield f"{form._meta.model._meta.model_name}.{name}", form[name]


def typed(column: str, bound: Any, data: dict[str, Any]) -> dict[str, Any]:
    """What a browser sends when the field is given another value; a doubt goes with its reason,
    and a reply with its signature."""
    name, field = bound.html_name, bound.field
    value = data.get(name, "")
    if name.endswith("doubt"):
        return {name: TYPED[column], f"{name}_reason": "The minister denies it"}
    if name.endswith("doubt_reason"):
        return {
            name: f"{value}x",
            name.removesuffix("_reason"): TYPED[column.removesuffix("_reason")],
        }
    if column in ("statement.reply", "statement.reply_by"):
        return {"reply": "It was another shield.", "reply_by": "Her office"}
    if column in TYPED:
        return {name: TYPED[column]}
    if isinstance(field, forms.ModelChoiceField):
        return {name: str(another_row(field.queryset.model, value))}
    if isinstance(field, forms.MultiValueField):
        return {f"{name}_0": "2026-01-01", f"{name}_1": "00:00:00"}
    if isinstance(field, forms.ChoiceField):
        return {name: next(key for key, _label in field.choices if key and key != value)}
    if isinstance(field, forms.BooleanField):
        return {name: "on"}
    if isinstance(field, forms.DecimalField | forms.IntegerField):
        return {name: str(int(float(value or 0)) + 1)}
    return {name: f"{value}x"}


FORMS = (Statement, Speaker, Source, Outlet, Topic, Occasion, Relation)
NOT_ADDRESSED = {Relation}


@pytest.mark.parametrize("model", FORMS, ids=lambda model: model.__name__)
def test_every_field_of_a_form(client, rows, model):
    page = page_of(rows[model])
    looked = client.get(page)
    data = form_in(looked)
    fields = list(fields_of(looked))
    assert fields
    for column, bound in fields:
        with transaction.atomic():
            sent = typed(column, bound, data)
            tried(
                lambda reason, sent=sent: client.post(
                    page, data | {"despite_check": reason} | sent | {"reason": reason}
                ),
                column,
                kept=sent,
            )
            transaction.set_rollback(True)


# Rows that are added and taken away

ADDED: dict[str, Callable[[Rows], dict[str, Any]]] = {
    "citations": lambda rows: {
        "source": make.source().pk,
        "kind": "direct",
        "position": 2,
        "wording": "We shall.",
    },
    "topic_links": lambda rows: {"topic": make.topic().pk, "position": 1},
    "figures": lambda rows: {"quantity": "cost", "low": 2, "unit": "USD", "bound": "exact"},
    "relations": lambda rows: {
        "kind": "repeats",
        "to_statement": make.statement().pk,
        "reason": "The same words.",
    },
    "roles": lambda rows: {"title": "Minister", "since": "2025-01"},
    "aliases": lambda rows: {"name": "PM Carney"},
}


@pytest.mark.parametrize("model", [Statement, Speaker], ids=lambda model: model.__name__)
def test_every_inline(client, rows, model):
    page = page_of(rows[model])
    looked = client.get(page)
    data = form_in(looked)
    inlines = [one for one in looked.context["inline_admin_formsets"] if one.has_add_permission]
    for inline in inlines:
        prefix = inline.formset.prefix
        number = int(data[f"{prefix}-TOTAL_FORMS"])
        with transaction.atomic():
            added = {
                f"{prefix}-{number}-{name}": value for name, value in ADDED[prefix](rows).items()
            }
            added[f"{prefix}-TOTAL_FORMS"] = number + 1
            tried(
                lambda reason, added=added: client.post(
                    page, data | added | {"reason": reason, "despite_check": reason}
                ),
                f"add to {prefix}",
            )
            transaction.set_rollback(True)
        for row in range(number):
            with transaction.atomic():
                gone = {f"{prefix}-{row}-DELETE": "on"}
                tried(
                    lambda reason, gone=gone: client.post(
                        page, data | gone | {"reason": reason, "despite_check": reason}
                    ),
                    f"delete from {prefix}",
                    kept=gone,
                )
                transaction.set_rollback(True)


def test_the_last_citations_are_not_taken_away(client, rows):
    page = page_of(rows[Statement])
    data = form_in(client.get(page)) | {"reason": REASON}
    before = Change.objects.count()
    response = client.post(page, data | {f"citations-{row}-DELETE": "on" for row in (0, 1)})
    assert "needs at least one source" in sentences(response)
    assert Change.objects.count() == before


# Every other page that writes


def saved(response: Any) -> None:
    assert response.status_code == 302, sentences(response)


def merging(kind: Any) -> Callable[[Client, Rows], Doing]:
    def door(client: Client, rows: Rows) -> Doing:
        row = rows[kind]
        kept: Any = {
            Statement: lambda: make.statement(speaker=row.speaker, said=row.said.text),
            Speaker: lambda: make.speaker("Another Official"),
            Outlet: lambda: make.outlet("Another Outlet"),
            Topic: lambda: make.topic("another-topic"),
            Source: lambda: make.source(outlet=row.outlet),
            Occasion: lambda: make.occasion("Another occasion"),
        }[kind]()
        sent = {"other": kept.pk}
        return lambda reason: client.post(page_of(row, "merge"), sent | {"reason": reason})

    return door


def renaming(kind: Any) -> Callable[[Client, Rows], Doing]:
    def door(client: Client, rows: Rows) -> Doing:
        sent = {"slug": "another-name"}
        return lambda reason: client.post(page_of(rows[kind], "rename"), sent | {"reason": reason})

    return door


def withdrawing(client: Client, rows: Rows) -> Doing:
    return lambda reason: client.post(page_of(rows[Statement], "withdraw"), {"reason": reason})


def undoing(client: Client, rows: Rows) -> Doing:
    record = merge(make.speaker("Another Official"), rows[Speaker], EditContext(REASON))
    return lambda reason: client.post(page_of(record, "undo"), {"reason": reason})


def undoing_many(client: Client, rows: Rows) -> Doing:
    topic = make.topic()
    sent = {"keys": rows[Statement].pk, "stage": "apply", "chosen": topic.pk, "reason": REASON}
    client.post(reverse("admin:quotes_statement_bulk", args=["add_topic"]), sent)
    act = DeskAct.objects.latest("pk")
    return lambda reason: client.post(page_of(act, "undo"), {"reason": reason})


def undoing_a_withdrawal(client: Client, rows: Rows) -> Doing:
    client.post(page_of(rows[Statement], "withdraw"), {"reason": REASON})
    act = DeskAct.objects.latest("pk")
    return lambda reason: client.post(page_of(act, "undo"), {"reason": reason})


def in_bulk(key: str) -> Callable[[Client, Rows], Doing]:
    def door(client: Client, rows: Rows) -> Doing:
        chosen: Any = {
            "add_topic": make.topic,
            "remove_topic": lambda: rows[Topic],
            "set_occasion": lambda: make.occasion("Hearing"),
        }[key]()
        page = reverse("admin:quotes_statement_bulk", args=[key])
        sent = {"keys": rows[Statement].pk, "stage": "apply", "chosen": chosen.pk}
        return lambda reason: client.post(page, sent | {"reason": reason})

    return door


# The answer that a statement goes on although no office is on record for its day.
AS_IT_IS = {"is_complete": "on"}


def draft_of(rows: Rows, state: str) -> Statement:
    made = make.draft(speaker=rows[Speaker], text="Another thing was said.")
    make.citation(made)
    Statement.objects.filter(pk=made.pk).update(state=state)
    return made


def publishing_in_bulk(client: Client, rows: Rows) -> Doing:
    page = reverse("admin:quotes_statement_bulk", args=["publish_with_reason"])
    sent = {"keys": draft_of(rows, State.IN_REVIEW).pk, "stage": "apply", **AS_IT_IS}
    return lambda reason: client.post(page, sent | {"reason": reason})


def publishing_in_the_review(client: Client, rows: Rows) -> Doing:
    page = reverse("admin:quotes_statement_review", args=[draft_of(rows, State.IN_REVIEW).pk])
    seen = client.get(page).context["form"]["seen"].value()
    sent = {"seen": seen, "decision": "publish", **AS_IT_IS}
    return lambda _reason: client.post(page, sent)


def publishing_in_the_list(client: Client, rows: Rows) -> Doing:
    sent = {"action": "publish", "_selected_action": [draft_of(rows, State.IN_REVIEW).pk]}
    sent |= {"gaps_asked": "1", **AS_IT_IS}
    return lambda _reason: client.post(reverse("admin:quotes_statement_changelist"), sent)


def showing_a_reply(client: Client, rows: Rows) -> Doing:
    statement = rows[Statement]
    sent = Inquiry.objects.create(
        about="reply", statement=statement, text="It was another shield.", name="Her office"
    )
    page = reverse("admin:quotes_inquiry_reply", args=[sent.pk])
    signed = {"reply": sent.text, "reply_by": sent.name}
    return lambda reason: client.post(page, signed | {"reason": reason})


def publishing_by_the_form(client: Client, rows: Rows) -> Doing:
    page = page_of(draft_of(rows, State.DRAFT))
    data = form_in(client.get(page)) | {"state": State.PUBLISHED, **AS_IT_IS}
    return lambda _reason: client.post(page, data)


def adding_by_the_form(client: Client, rows: Rows) -> Doing:
    page = reverse("admin:quotes_statement_add")
    citation = {f"citations-0-{name}": value for name, value in ADDED["citations"](rows).items()}
    data = form_in(client.get(page)) | citation
    data |= {"citations-TOTAL_FORMS": 1, "speaker": rows[Speaker].pk, "said": "2025-06-01"}
    data |= {"text": "We shall.", "language": "en", "state": State.PUBLISHED, **AS_IT_IS}
    return lambda _reason: client.post(page, data)


def importing(kind: Any, name: str, content: bytes) -> Callable[[Client, Rows], Doing]:
    def door(client: Client, rows: Rows) -> Doing:
        page = reverse(f"admin:quotes_{kind._meta.model_name}_import")
        shown = client.post(page, {"file": SimpleUploadedFile(name, content)})
        kept = {one: shown.context[one] for one in ("kept", "digest")}
        return lambda reason: client.post(page, kept | {"reason": reason})

    return door


def importing_a_table(client: Client, rows: Rows) -> Doing:
    sent = {"action": "export_csv", "_selected_action": [rows[Statement].pk]}
    table = client.post(reverse("admin:quotes_statement_changelist"), sent).content.decode()
    lines = list(csv.DictReader(io.StringIO(table.removeprefix("\ufeff"))))
    for line in lines:
        line["place"] = "Halifax"
    return importing(Statement, "a.csv", as_csv(*lines).encode())(client, rows)


def importing_a_bibliography(client: Client, rows: Rows) -> Doing:
    source = make.source(outlet=rows[Outlet])
    make.statement(speaker=rows[Speaker]).citations.update(source=source)
    record_changes([], EditContext("Its own source"))
    connection.cursor().execute("SET CONSTRAINTS ALL DEFERRED")
    entry = [json.loads(CSL)[0] | {"URL": source.url}]
    return importing(Source, "a.json", json.dumps(entry).encode())(client, rows)


def choosing(choice: str) -> Callable[[Client, Rows], Doing]:
    """Somebody else has saved another note meanwhile."""

    def door(client: Client, rows: Rows) -> Doing:
        page = page_of(rows[Statement])
        data = form_in(client.get(page)) | {"reason": REASON}
        saved(client.post(page, data | {"note": "Theirs."}))
        response = client.post(page, data | {"note": "Mine.", "place": "Halifax"})
        assert response.status_code == 409
        again = form_in(response) | {response.context["merging"].lines[0].choice: choice}
        return lambda reason: client.post(page, again | {"reason": reason})

    return door


def adding_a_wording(client: Client, rows: Rows) -> Doing:
    statement = rows[Statement]
    page = reverse("admin:quotes_statement_another", args=[statement.pk])
    citation = {f"citations-0-{name}": value for name, value in ADDED["citations"](rows).items()}
    response = client.post(page, citation | {"citations-TOTAL_FORMS": 1})
    data = form_in(client.get(response.url))
    return lambda reason: client.post(page_of(statement), data | {"reason": reason})


def deciding(act: str) -> Callable[[Client, Rows], Doing]:
    def door(client: Client, rows: Rows) -> Doing:
        source = make.source("2025-05-22")
        capture_of(source)
        proposal = opened(client, source)[0]
        sent = filled(client, proposal) | {"act": f"merge:{rows[Statement].pk}"}
        headers = {"Accept": "application/json"}

        def decide(reason: str) -> Any:
            return client.post(card(proposal), sent | {"reason": reason}, headers=headers)

        if act == "merge":
            return decide
        assert is_done(decide(REASON))
        return lambda _reason: client.post(card(proposal), {"act": act}, headers=headers)

    return door


DOORS: dict[str, Callable[[Client, Rows], Doing]] = {
    **{f"merge: {kind.__name__}": merging(kind) for kind in FORMS if kind not in NOT_ADDRESSED},
    **{
        f"rename: {kind.__name__}": renaming(kind)
        for kind in (Statement, Speaker, Topic)  # of the others the address is not shown
    },
    "withdraw": withdrawing,
    "review": publishing_in_the_review,
    "undo": undoing,
    **{f"bulk: {key}": in_bulk(key) for key in ("add_topic", "remove_topic", "set_occasion")},
    "undo: many": undoing_many,
    "undo: withdrawal": undoing_a_withdrawal,
    "bulk: publish_with_reason": publishing_in_bulk,
    "action: publish": publishing_in_the_list,
    "change: publish": publishing_by_the_form,
    "add: publish": adding_by_the_form,
    "import: table": importing_a_table,
    "import: bibliography": importing_a_bibliography,
    "change: theirs": choosing("theirs"),
    "change: mine": choosing("mine"),
    "another: wording": adding_a_wording,
    "reply": showing_a_reply,
    "workbench_card: merge": deciding("merge"),
    "workbench_card: undo": deciding("undo"),
}


@pytest.mark.parametrize("name", DOORS)
def test_every_page_that_writes(client, rows, candidates, name):
    doing = DOORS[name](client, rows)
    before = ledger()
    tried(doing, name)
    assert ledger() != before


# Pages that write nothing that a reader of a statement sees: they show, or make what is not public.
WRITES_NOTHING_PUBLIC = {
    *("changelist", "history", "preview", "link", "said", "alike", "choices", "known"),
    *("open", "keep", "keep_new", "from_url", "choose", "capture", "twin"),
    *("workbench", "workbench_state", "workbench_mark", "workbench_certain"),
    *("queue", "queue_state", "queue_texts", "queue_again", "queue_clear", "queued"),
    *("browser_button", "extension", "from_browser"),
    *("workbench_again", "workbench_send", "review_next"),
    *("review_queue", "discussion", "assign", "answer"),
}
# Their fields and lists are walked above and below.
WALKED = {"delete"}


def test_every_page_of_the_admin_is_known():
    assert admin_pages() == WRITES_NOTHING_PUBLIC | WALKED | {
        name.partition(":")[0] for name in DOORS if not name.startswith("action")
    }


def admin_pages() -> set[str]:
    """What the pages over our tables are called, without the table."""
    patterns = next(
        part.url_patterns
        for part in get_resolver().url_patterns
        if getattr(part, "namespace", "") == "admin"
    )
    tables = [part for part in patterns if str(part.pattern).startswith("quotes/")]
    names = [page.name for table in tables for page in table.url_patterns if page.name]
    return {name.split("_", 2)[2] for name in names}


# Every action of every list, and the pages that delete

# What each says of rows that are public: a page that asks, a file, or why nothing was done.
ACTIONS = {
    "send_to_review": "was not changed",
    "publish": "was not changed",
    "publish_with_reason": "stay",
    "add_topic": "Add a topic",
    "remove_topic": "Remove a topic",
    "set_occasion": "Set the occasion",
    "export_csv": "We will build it.",
    "export_yaml": "We will build it.",
    "export_xlsx": "PK",
    "delete_selected": "annot be deleted",
}


def test_every_action_of_a_list(client, rows):
    looking = RequestFactory().get("/")
    looking.user = User.objects.get()
    seen = set()
    for model, row in rows.items():
        for action in admin.site._registry[model].get_actions(looking):
            before = (ledger(), Change.objects.count())
            sent = {"action": action, "_selected_action": [row.pk], "post": "yes"}
            page = reverse(f"admin:quotes_{model._meta.model_name}_changelist")
            response = client.post(page, sent, follow=True)
            assert response.status_code == 200
            assert ACTIONS[action] in response.content.decode("utf-8", "replace"), action
            assert (ledger(), Change.objects.count()) == before, action
            seen.add(action)
    assert seen == set(ACTIONS)


@pytest.mark.parametrize("model", FORMS, ids=lambda model: model.__name__)
def test_no_page_deletes_what_is_public(client, rows, model):
    before = (ledger(), Change.objects.count())
    response = client.post(page_of(rows[model], "delete"), {"post": "yes"}, follow=True)
    assert "annot be deleted" in response.content.decode()
    assert (ledger(), Change.objects.count()) == before


# The loader


def test_the_loader(rows, tmp_path):
    call_command("dump_archive", tmp_path, verbosity=0)
    file = tmp_path / "statements.yaml"
    file.write_text(file.read_text().replace("place: Ottawa", "place: Halifax"))
    before, changes = ledger(), Change.objects.count()
    with pytest.raises(CommandError, match="reason"):
        call_command("load_archive", tmp_path, reason=BLANK, verbosity=0)
    assert Change.objects.count() == changes
    call_command("load_archive", tmp_path, reason=REASON, verbosity=0)
    connection.check_constraints()
    assert ledger() != before
    is_recorded(before, ledger())
    assert Revision.objects.latest("pk").reason == REASON
    assert not SpeakerRevision.objects.filter(number__gt=1).exists()


# What became of it


@pytest.mark.parametrize(("name", "said"), [("Ada Long", "by Ada Long"), ("", "by an editor")])
def test_the_page_of_what_was_withdrawn_names_its_editor_as_revisions_do(rows, name, said):
    statement = rows[Statement]
    withdraw(statement, EditContext(REASON, name))
    response = Client().get(statement.get_absolute_url())
    assert response.status_code == 410
    page = response.content.decode()
    assert REASON in page
    assert said in page
