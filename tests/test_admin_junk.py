"""What no editor’s browser sends: the admin answers with a sentence or a 404, never a 500."""

from typing import Any

import pytest
from django.contrib import admin
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse

from quotes.admin.base import ReadOnly
from tests import factories as make
from tests.html_forms import form_in

pytestmark = pytest.mark.django_db

OURS = [model for model in admin.site._registry if model._meta.app_label == "quotes"]
WRITTEN = [one for one in OURS if not isinstance(admin.site._registry[one], ReadOnly)]
JUNK = ["\0", "a\0b", "9" * 400, "'", '"', "%", "\\", "-1", "\ud7ff\uffff", "x" * 20_000, "1e999"]


@pytest.fixture
def client() -> Client:
    # An error becomes an answer, so that each row of a table is asked.
    chief = Client(raise_request_exception=False)
    chief.force_login(User.objects.create_superuser("chief"))
    make.statement()
    return chief


def page_of(model: Any, name: str, *args: object) -> str:
    return reverse(f"admin:quotes_{model._meta.model_name}_{name}", args=args)


def failing(answers: list[tuple[object, int]]) -> list[object]:
    return [asked for asked, status in answers if status >= 500]


@pytest.mark.parametrize("model", OURS, ids=lambda model: model.__name__)
def test_searches_and_filters(client, model):
    page = page_of(model, "changelist")
    names = ["q", "p", "o", "e", "all", "_facets", "nonsense", "id__exact", "pk__in", "_popup"]
    shown = client.get(page).context["cl"]
    names += [name for spec in shown.filter_specs for name in spec.expected_parameters()]
    if shown.date_hierarchy:
        names += [f"{shown.date_hierarchy}__{part}" for part in ("year", "month", "day")]
    asked = [(name, junk) for name in names for junk in ("\0", "9" * 400, "x", "-1")]
    assert not failing([(one, client.get(page, dict([one])).status_code) for one in asked])


@pytest.mark.parametrize("model", OURS, ids=lambda model: model.__name__)
def test_numbers_of_rows(client, model):
    numbers = ["%00", "9" * 400, "-1", "x", "1.5", "_00", "1_00", "%D9%A3", "9223372036854775808"]
    pages = ["change", "delete", "history"]
    asked = [
        page_of(model, page, "NUMBER").replace("NUMBER", number)
        for page in pages
        for number in numbers
    ]
    assert not failing([(one, client.get(one).status_code) for one in asked])


def test_autocompletion(client):
    page = reverse("admin:autocomplete")
    right = {"app_label": "quotes", "model_name": "citation", "field_name": "source", "term": "a"}
    tables = ["citation", "statement", "statementtopic", "source", "relation", "nonsense", "user"]
    fields = ["source", "via", "speaker", "topic", "to_statement", "text", "nonsense", "id"]
    asked: list[dict[str, str]] = [right | {name: junk} for name in right for junk in JUNK]
    asked += [
        right | {"model_name": table, "field_name": one} for table in tables for one in fields
    ]
    asked += [right | {"page": junk} for junk in JUNK]
    asked += [{name: value for name, value in right.items() if name != left} for left in right]
    asked += [{}]
    assert not failing([(one, client.get(page, one).status_code) for one in asked])


@pytest.mark.parametrize("model", WRITTEN, ids=lambda model: model.__name__)
def test_every_field_of_a_form_with_a_nul(client, model):
    """Each field by itself, in the form of a new row; of a table without one, nothing to send."""
    page = page_of(model, "add")
    looked = client.get(page)
    if looked.status_code == 403:
        return
    data = form_in(looked)
    asked = [(name, client.post(page, data | {name: "a\0b"}).status_code) for name in data]
    assert asked
    assert not failing(asked)
