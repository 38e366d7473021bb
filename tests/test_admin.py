"""The editors' side, through HTTP: every page of it, and what a form may and may not do."""

from collections.abc import Iterator
from functools import partial
from typing import Any
from urllib.parse import parse_qs

import html5lib
import pytest
from django.apps import apps
from django.contrib import admin
from django.contrib.admin.models import LogEntry
from django.contrib.admin.widgets import AutocompleteSelect, RelatedFieldWidgetWrapper
from django.contrib.auth.models import Permission, User
from django.db import connection, models
from django.test import Client, RequestFactory
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from quotes.dates.partial import parse
from quotes.editing import EditContext, merge, publish
from quotes.editing.slugs import proposed_slug, source_parts, statement_parts
from quotes.models import (
    Capture,
    Change,
    Citation,
    DeskAct,
    Figure,
    Inquiry,
    Merge,
    Occasion,
    Outlet,
    Redirect,
    Relation,
    Revision,
    Role,
    Source,
    Speaker,
    SpeakerRevision,
    State,
    Statement,
    StatementTopic,
    Topic,
    WatchedPage,
    accounts,
    archive_version,
    form_drafts,
    proposals,
    public_changes,
    queued_pages,
    review_notes,
    search_index,
    subscriptions,
    two_documents,
)
from tests import factories as make
from tests.admin_forms import added_row, address, cited, errors_in, filled, new_statement, saved

pytestmark = pytest.mark.django_db

# Tables that the database, an open form, a page, the workbench or a reader writes and nobody edits.
DERIVED = {
    model
    for model in apps.get_app_config("quotes").get_models()
    if model.__module__
    in (
        accounts.__name__,
        archive_version.__name__,
        search_index.__name__,
        two_documents.__name__,
        form_drafts.__name__,
        proposals.__name__,
        public_changes.__name__,
        queued_pages.__name__,
        review_notes.__name__,
        subscriptions.__name__,
    )
}

OURS = [model for model in admin.site._registry if model._meta.app_label == "quotes"]


@pytest.fixture
def superuser() -> User:
    return User.objects.create_superuser("chief", first_name="Ada", last_name="Long")


@pytest.fixture
def client(superuser) -> Client:
    client = Client()
    client.force_login(superuser)
    return client


# --- rows of every kind --------------------------------------------------------------------------


def capture(**fields: Any) -> Capture:
    fields.setdefault("source", make.source())
    given = {"text": "Words.", "sha256": "0" * 64, "taken_at": timezone.now(), "how": "pasted"}
    return Capture.objects.create(**given | fields)


def full_statement(**fields: Any) -> Statement:
    """Published, with a row in each inline."""
    speaker = make.speaker()
    make.role(speaker, "Prime Minister", since="2025-03-14")
    make.alias(speaker, f"PM {speaker.name}")
    statement = make.draft(speaker=speaker, topics=(make.topic(),), occasion=occasion(), **fields)
    make.citation(statement)
    Figure.objects.create(statement=statement, quantity="cost", low=175, unit="billion USD")
    relation(from_statement=statement)
    publish(statement, EditContext("First published", overrides_check=True))
    capture(source=statement.citations.get().source)
    return statement


def occasion() -> Occasion:
    return make.occasion(f"Press conference {next(make.numbers)}")


def relation(**fields: Any) -> Relation:
    fields.setdefault("from_statement", make.draft())
    return Relation.objects.create(
        kind="repeats", to_statement=make.draft(), reason="Same words.", **fields
    )


def redirect() -> Redirect:
    number = next(make.numbers)
    return Redirect.objects.create(kind="speaker", old=f"old-{number}", speaker=make.speaker())


def revision() -> Revision:
    return make.statement().revisions.get()


def inquiry() -> Inquiry:
    return Inquiry.objects.create(about="other", text="Where is 2024?", language="en")


ROWS = {
    Capture: capture,
    Change: lambda: Change.objects.filter(row_id=make.topic().pk, table_name="topic").get(),
    Occasion: occasion,
    Outlet: lambda: make.source().outlet,
    Redirect: redirect,
    Relation: relation,
    Revision: revision,
    DeskAct: lambda: DeskAct.objects.create(kind="topic", title="Topic added", rows=[]),
    Inquiry: inquiry,
    Merge: lambda: merge(make.topic(), make.topic(), EditContext("The same.")),
    Source: lambda: full_statement().citations.get().source,
    Speaker: lambda: full_statement().speaker,
    SpeakerRevision: lambda: full_statement().speaker.revisions.get(),
    Statement: full_statement,
    Topic: lambda: full_statement().topics.get(),
    User: lambda: User.objects.create_user(f"editor-{next(make.numbers)}"),
    WatchedPage: lambda: WatchedPage.objects.create(
        source=full_statement().citations.get().source, due_at=timezone.now()
    ),
}


# --- the walk ------------------------------------------------------------------------------------


def pages_of(model: type[models.Model], row: models.Model) -> Iterator[str]:
    yield (changelist := address(model, "changelist"))
    yield f"{changelist}?q=a"
    yield f"{changelist}?o=1.-2"
    yield address(model, "change", row.pk)
    yield address(model, "history", row.pk)
    model_admin = admin.site._registry[model]
    request = RequestFactory().get("/")
    request.user = User.objects.filter(is_superuser=True).first()
    if model_admin.has_add_permission(request) and model is not User:
        yield address(model, "add")
    if model_admin.has_delete_permission(request):
        yield address(model, "delete", row.pk)


def filters_on(client: Client, model: type[models.Model]) -> set[str]:
    """The links of the filters and of the dates beside a list."""
    changelist = address(model, "changelist")
    page = client.get(changelist).content.decode()
    tree = html5lib.parse(page, namespaceHTMLElements=False)
    hrefs = (link.get("href") or "" for link in tree.iter("a"))
    own = {href for href in hrefs if href.startswith("?") and href != "?"}
    return {changelist + href for href in own if not set(parse_qs(href[1:])) & {"o", "p"}}


def test_every_model_has_its_place_in_the_admin():
    inlined = {
        inline.model
        for model_admin in admin.site._registry.values()
        for inline in model_admin.inlines
    }
    all_models = set(apps.get_app_config("quotes").get_models())
    assert all_models - set(admin.site._registry) - inlined == DERIVED


def test_the_walk_knows_a_row_of_every_registered_model():
    assert set(admin.site._registry) == set(ROWS)


@pytest.mark.parametrize("model", ROWS, ids=lambda model: model.__name__)
def test_every_page_opens(client, model):
    row = ROWS[model]()
    ROWS[model]()
    for page in pages_of(model, row):
        response = client.get(page)
        assert response.status_code == 200, page
        assert "Content-Security-Policy" in response, page


@pytest.mark.parametrize("model", OURS, ids=lambda model: model.__name__)
def test_every_filter_opens(client, model):
    ROWS[model]()
    make.draft("", speaker=make.speaker(country="CA"))
    filters = filters_on(client, model)
    assert filters or not admin.site._registry[model].list_filter
    for page in filters:
        response = client.get(page)
        assert response.status_code == 200, page


@pytest.mark.parametrize(
    "page", ["index", "login", "account", "public_name", "notices", "auth_user_invite", "jsi18n"]
)
def test_pages_of_the_site_open(client, page):
    reader = Client() if page == "login" else client
    response = reader.get(reverse(f"admin:{page}"))
    assert response.status_code == 200
    assert "'unsafe" not in response["Content-Security-Policy"]


def test_the_index_begins_with_what_an_editor_comes_for(client):
    groups = client.get(reverse("admin:index")).context["app_list"]
    ours = [group for group in groups if group["app_label"] == "quotes"]
    names = [table["object_name"] for group in ours for table in group["models"]]
    assert names[:6] == ["Source", "Statement", "Speaker", "Outlet", "Topic", "Occasion"]
    registered = {m.__name__ for m in admin.site._registry if m._meta.app_label == "quotes"}
    assert set(names) == registered
    assert len(names) == len(set(names))


def test_part_of_the_index_opens(client):
    assert client.get(reverse("admin:app_list", args=["quotes"])).status_code == 200


def choosing_fields(user: User) -> Iterator[tuple[type[models.Model], str, Any]]:
    """Every field of an editable form, or of a row in it, in which another row is chosen."""
    request = RequestFactory().get("/")
    request.user = user
    for model in OURS:
        model_admin = admin.site._registry[model]
        inlines = [
            (formset.form, formset.fk.name)
            for formset, inline in model_admin.get_formsets_with_inlines(request)
            if inline.has_add_permission(request, None)
        ]
        may_add = model_admin.has_add_permission(request)
        own = [(model_admin.get_form(request), "")] if may_add else []
        for form, parent in own + inlines:
            for name, field in form.base_fields.items():
                if hasattr(field, "queryset") and name != parent:
                    yield form._meta.model, name, field


def test_every_foreign_key_completes_as_one_types(client, superuser):
    """No form lists all rows of a table: a page with 10,000 sources in a menu does not open."""
    seen = set()
    for model, name, field in choosing_fields(superuser):
        widget = field.widget
        if isinstance(widget, RelatedFieldWidgetWrapper):
            widget = widget.widget
        assert isinstance(widget, AutocompleteSelect), (model, name)
        ROWS[field.queryset.model]()
        asked = {"app_label": "quotes", "model_name": model._meta.model_name, "field_name": name}
        response = client.get(reverse("admin:autocomplete"), {**asked, "term": "a"})
        assert response.status_code == 200, (model, name)
        seen.add((model, name))
    assert {(Statement, "speaker"), (Citation, "source"), (Citation, "via")} <= seen
    assert {(StatementTopic, "topic"), (Source, "derived_from"), (Redirect, "topic")} <= seen


def test_autocomplete_finds_an_alias(client):
    speaker = make.speaker("Mark Carney")
    make.alias(speaker, "PM Carnéy of Canada")
    asked = {"app_label": "quotes", "model_name": "statement", "field_name": "speaker"}
    found = client.get(reverse("admin:autocomplete"), {**asked, "term": "carney canada"}).json()
    assert [result["text"] for result in found["results"]] == ["Mark Carney"]


def queries_of(client: Client, page: str) -> int:
    with CaptureQueriesContext(connection) as captured:
        assert client.get(page).status_code == 200
    return len(captured)


@pytest.mark.parametrize("model", OURS, ids=lambda model: model.__name__)
def test_a_longer_list_asks_no_more_questions(client, model):
    changelist = address(model, "changelist")
    for _ in range(2):
        ROWS[model]()
    queries_of(client, changelist)  # content types and the like, read once a process
    with_two = queries_of(client, changelist)
    for _ in range(5):
        ROWS[model]()
    assert queries_of(client, changelist) <= with_two
    # Session, user, count and rows, and one each for filters, dates and prefetched rows.
    assert with_two <= 16


@pytest.mark.parametrize("model", OURS, ids=lambda model: model.__name__)
def test_editor_without_permission_sees_nothing(model):
    visitor = Client()
    changelist = address(model, "changelist")
    assert visitor.get(changelist).status_code == 302
    row = ROWS[model]()
    visitor.force_login(User.objects.create_user("assistant", is_staff=True))
    for page in (changelist, address(model, "change", row.pk), address(model, "add")):
        assert visitor.get(page).status_code == 403
        assert visitor.post(page, {}).status_code == 403


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("melanie joly", "Mélanie Joly"),
        ("JOLY mél", "Mélanie Joly"),
        ("poilievre", "Pierre Marcel"),
        ("l'armée", "L’Armée canadienne"),
    ],
)
def test_search_finds_names_and_aliases_without_accents(client, typed, name):
    make.alias(make.speaker(name), "Poïlievre, Pierre" if name == "Pierre Marcel" else "Someone")
    make.speaker("Nobody Else")
    page = client.get(address(Speaker, "changelist"), {"q": typed})
    assert [row.name for row in page.context["cl"].queryset] == [name]


# --- forms ---------------------------------------------------------------------------------------


def test_publishing_by_the_form_makes_the_first_revision(client):
    response = client.post(
        address(Statement, "add"),
        cited(new_statement(client, state=State.PUBLISHED, is_complete="on")),
    )
    saved(response)
    statement = Statement.objects.get()
    assert statement.state == State.PUBLISHED
    assert statement.published_at
    assert statement.created_by.username == "chief"
    first = statement.revisions.get()
    assert (first.number, first.reason, first.editor_name) == (1, "First published", "Ada Long")
    assert first.public_state["citations"][0]["wording"] == "We will build it."


def test_a_draft_makes_no_revision_until_it_is_published(client):
    saved(client.post(address(Statement, "add"), new_statement(client)))
    statement = Statement.objects.get()
    assert (statement.state, statement.published_at) == (State.DRAFT, None)
    page = address(Statement, "change", statement.pk)
    words = "We shall build it."
    saved(client.post(page, cited(filled(client, page), wording=words) | {"text": words}))
    assert not Revision.objects.exists()
    saved(client.post(page, filled(client, page) | {"state": State.PUBLISHED, "is_complete": "on"}))
    assert statement.revisions.get().public_state["text"] == "We shall build it."


def test_publishing_without_a_citation_writes_nothing(client):
    data = new_statement(client, state=State.PUBLISHED)
    response = client.post(address(Statement, "add"), data)
    assert "A published statement needs at least one source." in errors_in(response)
    assert "We will build it." in response.content.decode()
    assert not Statement.objects.exists()
    assert not LogEntry.objects.exists()


def test_the_last_citation_of_a_published_statement_stays(client):
    statement = make.statement()
    page = address(Statement, "change", statement.pk)
    data = filled(client, page) | {"citations-0-DELETE": "on", "reason": "Not needed."}
    assert "needs at least one source" in errors_in(client.post(page, data))
    assert statement.citations.count() == 1


def test_new_words_need_a_reason_and_make_one_revision(client):
    statement = make.statement()
    page = address(Statement, "change", statement.pk)
    words = "Other words altogether."
    data = filled(client, page) | {"text": words, "citations-0-wording": words}
    response = client.post(page, data)
    assert "Give a reason" in errors_in(response)
    assert "Other words altogether." in response.content.decode()
    statement.refresh_from_db()
    assert statement.text != "Other words altogether."
    assert statement.revisions.count() == 1

    saved(client.post(page, data | {"reason": "Misheard."}))
    second = statement.revisions.get(number=2)
    assert (second.reason, second.editor_name) == ("Misheard.", "Ada Long")
    assert second.public_state["text"] == "Other words altogether."
    assert statement.revisions.count() == 2


@pytest.mark.parametrize(
    ("prefix", "fields"),
    [
        ("citations", {"kind": "partial", "wording": "build it", "position": 1}),
        ("figures", {"quantity": "share", "low": "7", "bound": "about", "unit": "percent"}),
        ("topic_links", {"position": 0}),
    ],
)
def test_a_change_of_an_inline_alone_needs_a_reason(client, prefix, fields):
    statement = make.statement(text="We will build it with 7 percent.")
    page = address(Statement, "change", statement.pk)
    if prefix == "citations":
        fields = {**fields, "source": make.source().pk}
    if prefix == "topic_links":
        fields = {**fields, "topic": make.topic().pk}
    data = added_row(filled(client, page), prefix, **fields)
    assert "Give a reason" in errors_in(client.post(page, data))
    assert getattr(statement, prefix).count() == (prefix == "citations")
    saved(client.post(page, data | {"reason": "Found another."}))
    assert list(statement.revisions.values_list("number", flat=True)) == [1, 2]


def test_saving_without_a_change_makes_no_revision(client):
    statement = full_statement(note="Two lines.\nThe second.")
    for row in (statement, statement.speaker, statement.citations.get().source):
        page = address(type(row), "change", row.pk)
        saved(client.post(page, filled(client, page)))
    assert statement.revisions.count() == 1


def test_what_is_not_public_needs_no_reason(client):
    statement = make.statement()
    page = address(Speaker, "change", statement.speaker.pk)
    saved(client.post(page, filled(client, page) | {"description": "An economist."}))
    assert statement.revisions.count() == 1


def shared_rows(statement: Statement) -> list[tuple[models.Model, dict[str, str]]]:
    source = statement.citations.get().source
    return [
        (statement.speaker, {"name": "Another Name"}),
        (statement.speaker, {"roles-0-title": "Former Prime Minister"}),
        (source, {"published": "2025-05"}),
        (source.outlet, {"name": "Another Gazette"}),
        (statement.occasion, {"name": "Another Hearing"}),
    ]


@pytest.mark.parametrize("number", range(5))
def test_what_published_statements_show_is_changed_with_a_reason(client, number):
    statement, other = full_statement(), full_statement()
    row, change = shared_rows(statement)[number]
    page = address(type(row), "change", row.pk)
    data = filled(client, page) | change
    assert "Give a reason" in errors_in(client.post(page, data))
    assert statement.revisions.count() == 1
    saved(client.post(page, data | {"reason": "Known better now."}))
    assert statement.revisions.get(number=2).reason == "Known better now."
    assert other.revisions.count() == 1


def test_what_only_drafts_show_needs_no_reason(client):
    speaker = make.draft().speaker
    page = address(Speaker, "change", speaker.pk)
    data = filled(client, page)
    assert "reason" not in data
    saved(client.post(page, data | {"name": "Another Name"}))


def test_state_and_address_of_a_published_statement_are_fixed(client):
    statement = make.statement()
    page = address(Statement, "change", statement.pk)
    forged = {"state": "draft", "slug": "another", "public_id": "22222", "reason": "Forged."}
    saved(client.post(page, filled(client, page) | forged))
    unchanged = Statement.objects.get(pk=statement.pk)
    assert (unchanged.state, unchanged.slug, unchanged.public_id) == (
        State.PUBLISHED,
        statement.slug,
        statement.public_id,
    )


def test_withdrawing_is_not_a_matter_of_choosing_a_word(client):
    data = cited(new_statement(client, state=State.WITHDRAWN))
    assert "Select a valid choice" in errors_in(client.post(address(Statement, "add"), data))


@pytest.mark.parametrize("model", [Speaker, Outlet, Source, Topic])
def test_address_of_what_was_public_is_fixed(client, model):
    row = ROWS[model]() if model is not Outlet else full_statement().citations.get().source.outlet
    page = address(model, "change", row.pk)
    data = filled(client, page)
    assert "slug" not in data
    saved(client.post(page, data | {"slug": "another"}))
    assert model.objects.get(pk=row.pk).slug == row.slug


def test_other_words_are_checked_again(client):
    source = make.source()
    statement = make.draft(text="Words.")
    make.citation(
        statement,
        source=source,
        capture=capture(source=source),
        start=0,
        end=6,
        check_state="exact",
        checked_at=timezone.now(),
    )
    page = address(Statement, "change", statement.pk)
    saved(client.post(page, filled(client, page) | {"note": "A note."}))
    assert statement.citations.get().check_state == "exact"
    saved(client.post(page, filled(client, page) | {"citations-0-wording": "Other words."}))
    citation = statement.citations.get()
    assert (citation.check_state, citation.start) == ("not-found", None)


# --- what is typed wrong -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("2025-02-30", "2025-02-30 is not a valid date."),
        ("21 May", "“21 May” is relative to the publication date"),
        ("2025-06/2025-05", "The interval ends before it begins."),
        ("2025-05-21" * 5, "cannot be read as a date"),
    ],
)
def test_a_bad_date_is_a_sentence_and_stays_in_the_field(client, typed, sentence):
    response = client.post(address(Statement, "add"), cited(new_statement(client, said=typed)))
    assert sentence in errors_in(response)
    assert f'value="{typed}"' in response.content.decode()
    assert not Statement.objects.exists()


def new_source(client: Client, **fields: object) -> dict[str, Any]:
    data = filled(client, address(Source, "add"))
    outlet = Outlet.objects.first() or make.outlet("The Gazette")
    return data | {"outlet": outlet.pk, "url": "https://news.example/a", **fields}


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("news.example/a", "An address begins with https:// or http://."),
        ("ftp://news.example/a", "not with ftp:."),
        ("https://news.example/a b", "An address holds no blanks"),
        ("https://", "The address names no host"),
    ],
)
def test_a_bad_url_is_a_sentence_and_stays_in_the_field(client, typed, sentence):
    response = client.post(address(Source, "add"), new_source(client, url=typed))
    assert sentence in errors_in(response)
    assert f'value="{typed}"' in response.content.decode()


@pytest.mark.parametrize(
    "again", ["http://www.news.example/1/?utm_source=x", "https://news.example/1"]
)
def test_a_document_enters_once_and_the_first_is_linked(client, again):
    first = make.source(url="https://news.example/1", title="First")
    response = client.post(address(Source, "add"), new_source(client, url=again))
    errors_in(response)
    page = response.content.decode()
    assert "already in the archive" in page
    assert f'href="{address(Source, "change", first.pk)}"' in page
    assert Source.objects.count() == 1


def test_a_printed_source_has_no_url(client):
    for _ in range(2):
        saved(client.post(address(Source, "add"), new_source(client, url="", title="In print")))
    assert list(Source.objects.values_list("url", "canonical_url")) == [(None, None)] * 2


@pytest.mark.parametrize("typed", ["", "  \r\n "])
def test_only_a_paraphrase_does_without_a_wording(client, typed):
    data = cited(new_statement(client), wording=typed)
    response = client.post(address(Statement, "add"), data)
    assert "only a paraphrase can be saved without it" in errors_in(response)
    assert "We will build it." in response.content.decode()
    saved(client.post(address(Statement, "add"), data | {"citations-1-kind": "paraphrase"}))
    assert Citation.objects.get().wording is None


def test_a_wording_is_kept_exactly(client):
    typed = " We will…\r\nbuild « it » "
    saved(client.post(address(Statement, "add"), cited(new_statement(client), wording=typed)))
    assert Citation.objects.get().wording == " We will…\nbuild « it » "


@pytest.mark.parametrize(
    ("prefix", "fields", "sentence"),
    [
        ("figures", {"quantity": "cost", "unit": "USD", "bound": "exact"}, "the lower number"),
        (
            "figures",
            {"quantity": "cost", "unit": "USD", "bound": "range", "low": 2, "high": 1},
            "cannot be smaller than the lower",
        ),
        ("relations", {"kind": "repeats", "reason": "Same."}, "related to itself"),
    ],
)
def test_rules_of_inlines_are_sentences(client, prefix, fields, sentence):
    statement = make.draft()
    if prefix == "relations":
        fields = {**fields, "to_statement": statement.pk}
    page = address(Statement, "change", statement.pk)
    data = added_row(filled(client, page), prefix, **fields)
    assert sentence in errors_in(client.post(page, data))


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"wikidata": "12"}, "the letter Q followed by a number"),
        ({"country": "Canada"}, "at most 2 characters"),
        ({"country": "ca"}, "two capital letters"),
        ({"roles-0-until": "2024"}, "cannot end before it begins"),
        ({"slug": "a b"}, "cannot contain spaces"),
    ],
)
def test_rules_of_officials_are_sentences(client, change, sentence):
    speaker = make.speaker()
    make.role(speaker, "Minister", since="2025")
    page = address(Speaker, "change", speaker.pk)
    assert sentence in errors_in(client.post(page, filled(client, page) | change))


def test_a_rule_over_several_rows_is_a_sentence(client):
    first = make.source()
    second = make.source(derived_from=first)
    page = address(Source, "change", first.pk)
    data = filled(client, page) | {"derived_from": second.pk, "title": "Typed"}
    response = client.post(page, data)
    assert "cannot go both ways" in errors_in(response)
    assert "Typed" in response.content.decode()


def test_what_another_editor_took_meanwhile_is_a_sentence(client, monkeypatch):
    """The form finds the address free; the database has it by the time of the save."""
    make.topic("cost")
    monkeypatch.setattr(Topic, "validate_unique", lambda self, exclude=None: None)
    data = filled(client, address(Topic, "add")) | {"name": "Cost", "slug": "cost"}
    response = client.post(address(Topic, "add"), data)
    assert "has just been saved" in errors_in(response)
    assert Topic.objects.count() == 1


def test_a_redirect_needs_a_target_of_its_kind_or_a_reason(client):
    data = filled(client, address(Redirect, "add")) | {"kind": "topic", "old": "prices"}
    send = partial(client.post, address(Redirect, "add"))
    assert "say why" in errors_in(send(data))
    assert "of the kind you named" in errors_in(send(data | {"speaker": make.speaker().pk}))
    saved(send(data | {"topic": make.topic().pk}))


def test_only_a_superuser_sets_redirects():
    editor = User.objects.create_user("editor", is_staff=True)
    editor.user_permissions.set(Permission.objects.filter(content_type__app_label="quotes"))
    client = Client()
    client.force_login(editor)
    row = redirect()
    assert client.get(address(Redirect, "change", row.pk)).status_code == 200
    assert client.get(address(Redirect, "add")).status_code == 403
    assert client.post(address(Redirect, "change", row.pk), {}).status_code == 403
    assert client.post(address(Redirect, "delete", row.pk), {"post": "yes"}).status_code == 403


@pytest.mark.parametrize("model", [Capture, Revision])
def test_evidence_and_history_are_only_read(client, model):
    row = ROWS[model]()
    assert client.get(address(model, "add")).status_code == 403
    assert client.post(address(model, "change", row.pk), {}).status_code == 403
    assert client.post(address(model, "delete", row.pk), {"post": "yes"}).status_code == 403


# --- addresses -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("parts", "taken", "slug"),
    [
        (statement_parts("mark-carney", parse("2025-05-21")), (), "mark-carney-2025-05-21"),
        (
            statement_parts("mark-carney", parse("2025-05-21~")),
            ("mark-carney-2025-05-21", "mark-carney-2025-05-21-2"),
            "mark-carney-2025-05-21-3",
        ),
        (statement_parts("li-jian", parse("2025-05/2025-06")), (), "li-jian-2025-05-2025-06"),
        (statement_parts("li-jian", parse("../2025")), (), "li-jian-2025"),
        (statement_parts("li-jian", parse("")), (), "li-jian"),
        (
            source_parts("cbc", parse("2025-05-21"), "Carney says: “We’re in talks” with the US"),
            (),
            "cbc-2025-05-21-carney-says-were",
        ),
        (source_parts("新华社", parse("2025"), "外交部 回应"), (), "新华社-2025-外交部-回应"),
        ([], (), ""),
        (["…"], (), ""),
    ],
)
def test_proposed_address(parts, taken, slug):
    assert proposed_slug(*parts, is_taken=set(taken).__contains__, longest=32) == slug


def test_proposed_address_never_exceeds_its_length():
    taken = {"a" * 10}
    assert proposed_slug("a" * 40, is_taken=taken.__contains__, longest=10) == "a" * 8 + "-2"


def test_empty_addresses_are_proposed(client):
    for _ in range(2):
        saved(client.post(address(Statement, "add"), new_statement_again(client)))
    slugs = Statement.objects.order_by("pk").values_list("slug", flat=True)
    assert list(slugs) == ["mark-carney-2025-05-21", "mark-carney-2025-05-21-2"]
    data = new_source(client, published="2025", title="A talk in Ottawa")
    saved(client.post(address(Source, "add"), data))
    assert Source.objects.latest("pk").slug.endswith("-2025-a-talk-in-ottawa")


def new_statement_again(client: Client) -> dict[str, Any]:
    known = Speaker.objects.filter(slug="mark-carney").first()
    if known is None:
        return new_statement(client)
    data = filled(client, address(Statement, "add"))
    return data | {"speaker": known.pk, "text": "Again.", "said": "2025-05-21"}


# --- deleting ------------------------------------------------------------------------------------


def kept_rows(statement: Statement) -> dict[type[models.Model], models.Model]:
    citation = statement.citations.get()
    return {
        Statement: statement,
        Speaker: statement.speaker,
        Source: citation.source,
        Outlet: citation.source.outlet,
        Topic: statement.topics.get(),
        Occasion: statement.occasion,
    }


@pytest.mark.parametrize("model", [Statement, Speaker, Source, Outlet, Topic, Occasion])
def test_what_is_in_use_is_not_deleted(client, model):
    row = kept_rows(full_statement())[model]
    page = address(model, "delete", row.pk)
    assert "cannot be deleted" in client.get(page).content.decode()
    client.post(page, {"post": "yes"})
    selected = {"action": "delete_selected", "_selected_action": [row.pk], "post": "yes"}
    client.post(address(model, "changelist"), selected)
    assert model.objects.filter(pk=row.pk).exists()


def test_a_published_statement_says_why_it_stays(client):
    page = client.get(address(Statement, "delete", full_statement().pk)).content.decode()
    assert "has been published, so it cannot be deleted." in page


def test_a_draft_is_deleted_with_all_that_belongs_to_it(client):
    draft = make.draft(topics=(make.topic(),))
    make.citation(draft)
    saved(client.post(address(Statement, "delete", draft.pk), {"post": "yes"}))
    assert not Citation.objects.exists()
    assert not Statement.objects.exists()


def test_a_refusal_of_the_database_to_delete_is_a_sentence(client, monkeypatch):
    """The page has found nothing against it; somebody else has published it since."""
    statement = make.statement()
    model_admin = admin.site._registry[Statement]
    nothing: tuple = ([], {}, set(), [])
    monkeypatch.setattr(model_admin, "get_deleted_objects", lambda *_: nothing)
    for page, data in (
        (address(Statement, "delete", statement.pk), {}),
        (
            address(Statement, "changelist"),
            {"action": "delete_selected", "_selected_action": [statement.pk]},
        ),
    ):
        response = client.post(page, {**data, "post": "yes"}, follow=True)
        assert "Not deleted" in response.content.decode()
    assert Statement.objects.filter(pk=statement.pk).exists()


# --- lists ---------------------------------------------------------------------------------------


def test_a_source_shows_the_statements_it_prints(client):
    statement = make.statement()
    page = client.get(address(Source, "change", statement.citations.get().source.pk))
    assert f'href="{address(Statement, "change", statement.pk)}"' in page.content.decode()


def test_counts_lead_to_what_they_count(client):
    statement = make.statement()
    make.draft()
    page = client.get(address(Speaker, "changelist")).content.decode()
    link = f"{address(Statement, 'changelist')}?speaker__id__exact={statement.speaker.pk}"
    assert f'href="{link}"' in page
    assert [row.pk for row in client.get(link).context["cl"].queryset] == [statement.pk]


def test_undated_statements_are_not_of_the_year_1(client):
    make.draft("")
    make.draft("2025")
    page = client.get(address(Statement, "changelist")).content.decode()
    assert "undated" in page


def test_authors_with_commas_and_hosts_survive_the_form(client):
    outlet = make.outlet(hosts=["cbc.ca", "cbc.radio-canada.ca"])
    source = make.source(authors=["Murray Brewster, CBC", "A. N. Other"], outlet=outlet)
    for row in (source, outlet):
        page = address(type(row), "change", row.pk)
        saved(client.post(page, filled(client, page)))
    source.refresh_from_db()
    assert source.authors == ["Murray Brewster, CBC", "A. N. Other"]
    page = address(Outlet, "change", outlet.pk)
    saved(client.post(page, filled(client, page) | {"hosts": "CBC.ca, ici.radio-canada.ca\r\n"}))
    outlet.refresh_from_db()
    assert outlet.hosts == ["cbc.ca", "ici.radio-canada.ca"]


def test_role_rows_are_saved_with_their_dates(client):
    speaker = make.speaker()
    page = address(Speaker, "change", speaker.pk)
    row = {"title": "Minister", "since": "2025-03-14", "until": "", "country": "CA"}
    saved(client.post(page, added_row(filled(client, page), "roles", **row)))
    role = Role.objects.get()
    assert (role.title, role.since.text, role.until.text) == ("Minister", "2025-03-14", "")
