"""The day of a statement in the admin: phrases are read, explained, and never lost."""

from typing import Any

import pytest
from django.contrib.auth.models import Group, Permission, User
from django.contrib.messages import get_messages
from django.test import Client
from django.urls import reverse

from quotes.dates.partial import parse
from quotes.editing import EditContext, publish
from quotes.models import Source, Speaker, Statement
from tests import factories as make
from tests.admin_forms import added_row, address, cited, errors_in, filled, new_statement, saved

pytestmark = pytest.mark.django_db

BASIS = "“Wednesday” in an article of 22 May 2025"


@pytest.fixture
def client() -> Client:
    client = Client()
    client.force_login(User.objects.create_superuser("chief", first_name="Ada", last_name="Long"))
    return client


def told(response: Any) -> list[str]:
    """What the next page says about this save; the admin's own message stands last."""
    return [str(message) for message in get_messages(response.wsgi_request)]


def typed(client: Client, phrase: str, published: str = "2025-05-22", **fields: Any) -> Any:
    """The answer to a new statement with one citation, of a source published then."""
    data = new_statement(client, said=phrase, **fields)
    source = make.source(published)
    return client.post(address(Statement, "add"), cited(data, source=source.pk))


def test_a_phrase_counts_from_the_source_of_the_same_form(client):
    response = typed(client, "Wednesday")
    saved(response)
    statement = Statement.objects.get()
    assert (statement.said, statement.said_basis) == (parse("2025-05-21"), BASIS)
    assert (
        "“Wednesday” was read as 21 May 2025 (2025-05-21), based on the publication "
        "date 22 May 2025."
    ) in told(response)


def test_a_date_in_full_is_explained_and_needs_no_source(client):
    data = new_statement(client, said="May 21st, 2025")
    response = client.post(address(Statement, "add"), data)
    saved(response)
    statement = Statement.objects.get()
    assert (statement.said, statement.said_basis) == (parse("2025-05-21"), "")
    assert "“May 21st, 2025” was read as 21 May 2025 (2025-05-21)." in told(response)


@pytest.mark.parametrize("text", ["2025-05-21~", ""])
def test_a_date_as_it_is_kept_needs_no_explanation(client, text):
    response = typed(client, text)
    saved(response)
    assert Statement.objects.get().said == parse(text)
    assert not [message for message in told(response) if "was read as" in message]


def test_the_basis_that_an_editor_gave_stays(client):
    saved(typed(client, "Wednesday", said_basis="The broadcast shows the day."))
    statement = Statement.objects.get()
    assert statement.said == parse("2025-05-21")
    assert statement.said_basis == "The broadcast shows the day."


def test_a_french_source_is_read_in_french(client):
    french = make.source("2025-05-22", language="fr-CA")
    data = new_statement(client, said="mar.")
    saved(client.post(address(Statement, "add"), cited(data, source=french.pk)))
    assert Statement.objects.get().said == parse("2025-05-20")


@pytest.mark.parametrize(
    ("phrase", "published", "sentence"),
    [
        ("Wednesday", "", "which is not known: write the date in full."),
        ("yesterday", "2025-05", "known only as “May 2025”: write the date in full."),
        ("someday", "2025-05-22", "“someday” cannot be read as a date"),
        ("31 June 2025", "2025-05-22", "2025-06-31 is not a valid date."),
        ("tomorrow", "2025-05-22", "“tomorrow” is after the day the source was published."),
    ],
)
def test_a_refusal_keeps_what_was_typed(client, phrase, published, sentence):
    response = typed(client, phrase, published)
    assert sentence in errors_in(response)
    assert response.context["adminform"].form["said"].value() == phrase
    assert f'value="{phrase}"' in response.content.decode()
    assert not Statement.objects.exists()


def test_what_fails_elsewhere_keeps_the_phrase_too(client):
    response = typed(client, "Wednesday", text="")
    assert "required" in errors_in(response)
    assert response.context["adminform"].form["said"].value() == "Wednesday"
    assert not told(response)


def test_without_a_source_a_phrase_counts_from_nothing(client):
    response = client.post(address(Statement, "add"), new_statement(client, said="Wednesday"))
    assert "which is not known" in errors_in(response)


def two_sources(client: Client, **first: Any) -> Any:
    data = new_statement(client, said="yesterday")
    early, late = make.source("2025-05-10"), make.source("2025-05-22")
    data = cited(data, source=early.pk, position=1, **first)
    return client.post(address(Statement, "add"), cited(data, source=late.pk, position=0))


def test_the_citation_that_stands_first_counts(client):
    saved(two_sources(client))
    assert Statement.objects.get().said == parse("2025-05-21")


def test_a_citation_that_is_taken_away_does_not_count(client):
    statement = make.draft()
    make.citation(statement, source=make.source("2025-05-10"), position=0)
    make.citation(statement, source=make.source("2025-05-22"), position=1)
    page = address(Statement, "change", statement.pk)
    data = filled(client, page) | {"said": "yesterday", "citations-0-DELETE": "on"}
    saved(client.post(page, data))
    statement.refresh_from_db()
    assert statement.said == parse("2025-05-21")


def test_citations_that_are_only_looked_at_count_as_stored():
    """Who may not change citations gets a form without them."""
    statement = make.draft("")
    make.citation(statement, source=make.source("2025-05-22"))
    editor = User.objects.create_user("assistant", is_staff=True)
    editor.groups.add(Group.objects.get_or_create(name="editor")[0])
    names = ["view_statement", "change_statement", "view_citation"]
    editor.groups.get().permissions.set(Permission.objects.filter(codename__in=names))
    client = Client()
    client.force_login(editor)
    page = address(Statement, "change", statement.pk)
    assert 'name="citations-0-source"' not in client.get(page).content.decode()
    sent = filled(client, page).items()
    data = {name: value for name, value in sent if not name.startswith("citations-0-")}
    saved(client.post(page, data | {"said": "Wednesday"}))
    statement.refresh_from_db()
    assert statement.said == parse("2025-05-21")


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("citations-TOTAL_FORMS", "many"),
        ("citations-TOTAL_FORMS", "9" * 50),
        ("citations-0-source", "9" * 50),
        ("citations-0-position", "-1"),
        ("citations-0-position", "first"),
    ],
)
def test_a_form_that_no_browser_sends_is_refused_with_sentences(client, name, value):
    data = cited(new_statement(client, said="Wednesday"), source=make.source("2025-05-22").pk)
    response = client.post(address(Statement, "add"), data | {name: value})
    assert response.status_code == 200
    assert response.context["errors"]
    assert not Statement.objects.exists()


def test_an_untouched_date_is_no_change(client):
    statement = make.statement("2025-05-21~")
    page = address(Statement, "change", statement.pk)
    response = client.post(page, filled(client, page))
    saved(response)
    assert not [message for message in told(response) if "was read as" in message]
    assert statement.revisions.count() == 1
    statement.refresh_from_db()
    assert (statement.said, statement.said_basis) == (parse("2025-05-21~"), "")


def test_a_published_date_is_corrected_by_a_phrase_with_its_reason(client):
    statement = make.draft("2025-05-20")
    make.citation(statement, source=make.source("2025-05-22"))
    publish(statement, EditContext("First published"))
    page = address(Statement, "change", statement.pk)
    data = filled(client, page) | {"said": "Wednesday"}
    assert "Give a reason" in errors_in(client.post(page, data))
    saved(client.post(page, data | {"reason": "Misread."}))
    state = statement.revisions.get(number=2).public_state
    assert (state["said"], state["said_basis"]) == ("2025-05-21", BASIS)


def test_a_phrase_in_a_second_citation_row_is_of_no_account(client):
    """A row that nobody filled in has no source."""
    data = added_row(
        new_statement(client, said="yesterday"), "citations", kind="direct", position=0
    )
    source = make.source("2025-05-22")
    saved(client.post(address(Statement, "add"), cited(data, source=source.pk, position=1)))
    assert Statement.objects.get().said == parse("2025-05-21")


# --- while it is typed ---------------------------------------------------------------------------


@pytest.fixture
def speaker() -> Speaker:
    speaker = make.speaker("Mark Carney")
    make.role(speaker, "Governor of the Bank", since="2008", until="2013")
    make.role(speaker, "Prime Minister", since="2025-03-14")
    return speaker


@pytest.fixture
def source() -> Source:
    return make.source("2025-05-22")


def asked(client: Client, phrase: str, **ids: Any) -> dict[str, Any]:
    response = client.get(reverse("admin:quotes_statement_said"), {"phrase": phrase, **ids})
    assert response.status_code == 200
    return response.json()


def test_the_form_is_told_the_day_and_the_office(client, source, speaker):
    assert asked(client, "Wednesday", source=source.pk, speaker=speaker.pk) == {
        "understood": True,
        "hint": "“Wednesday” was read as 21 May 2025 (2025-05-21), based on the publication "
        "date 22 May 2025. Office at that time: Prime Minister.",
        "said": "2025-05-21",
        "warning": False,
    }


@pytest.mark.parametrize(
    ("phrase", "hint"),
    [
        ("2010", "“2010” was read as 2010 (2010). Office at that time: Governor of the Bank."),
        ("2025", "“2025” was read as 2025 (2025). Office at that time: Prime Minister."),
        (
            "2020",
            "“2020” was read as 2020 (2020). No office is recorded for Mark Carney at that time.",
        ),
        ("", ""),
    ],
)
def test_the_office_follows_the_date(client, speaker, phrase, hint):
    answer = asked(client, phrase, speaker=speaker.pk)
    assert (answer["understood"], answer["hint"]) == (True, hint)
    assert answer["warning"] == ("No office" in hint)


def test_an_institution_holds_no_office(client):
    house = make.speaker("The White House", kind="institution")
    assert asked(client, "2025", speaker=house.pk)["hint"] == "“2025” was read as 2025 (2025)."


def test_the_form_is_told_what_is_missing(client, speaker):
    answer = asked(client, "Wednesday", speaker=speaker.pk)
    assert not answer["understood"]
    assert "which is not known: write the date in full." in answer["hint"]


@pytest.mark.parametrize("pk", ["", "0", "x", "-1", "1.5", "²", "9" * 30, "\x00"])
def test_ids_that_do_not_exist_count_as_not_chosen(client, pk):
    assert asked(client, "2025", source=pk, speaker=pk)["hint"] == "“2025” was read as 2025 (2025)."
    assert not asked(client, "Wednesday", source=pk)["understood"]


@pytest.mark.parametrize("phrase", ["\x00", "Wednesday " * 1000, "<b>", "%(phrase)s", "٢٠٢٥"])
def test_whatever_is_asked_is_answered(client, source, phrase):
    assert not asked(client, phrase, source=source.pk)["understood"]


def test_only_who_may_edit_statements_is_answered(source):
    page = reverse("admin:quotes_statement_said")
    visitor = Client()
    assert visitor.get(page).status_code == 302
    user = User.objects.create_user("assistant", is_staff=True)
    visitor.force_login(user)
    assert visitor.get(page).status_code == 403
    user.user_permissions.set(Permission.objects.filter(codename="view_statement"))
    assert visitor.get(page).status_code == 403
    user.user_permissions.set(Permission.objects.filter(codename="change_statement"))
    assert asked(visitor, "yesterday", source=source.pk)["understood"]


def test_it_is_only_asked_never_told(client):
    assert client.post(reverse("admin:quotes_statement_said")).status_code == 405


def test_the_form_names_the_page_to_ask_and_explains_itself(client):
    page = client.get(address(Statement, "add")).content.decode()
    assert f'data-said="{reverse("admin:quotes_statement_said")}"' in page
    assert "js/admin-said.js" in page
    assert "As the first source puts it" in page
