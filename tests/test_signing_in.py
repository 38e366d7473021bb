"""Whoever is signed out while a form is open loses nothing of it, and is told so."""

from typing import Any

import html5lib
import pytest
from django.contrib.auth.models import User
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from quotes.models import Change, Statement, Topic
from tests import factories as make
from tests.html_forms import form_in

pytestmark = pytest.mark.django_db

PASSWORD = "correct horse"


@pytest.fixture
def client() -> Client:
    chief = Client(enforce_csrf_checks=True)
    account = User.objects.create_superuser("chief", first_name="Ada", last_name="Long")
    account.set_password(PASSWORD)
    account.save()
    chief.force_login(account)
    return chief


def controls(response: Any) -> list[tuple[str, str]]:
    """What a browser would send for the one form of a page."""
    tree = html5lib.parse(response.content.decode(), namespaceHTMLElements=False)
    texts = [(one.get("name"), one.text or "") for one in tree.iter("textarea")]
    inputs = [
        (one.get("name"), one.get("value") or "")
        for one in tree.find(".//div[@id='content-main']").iter("input")
        if one.get("type") != "submit"
    ]
    return [*inputs, *((name, text.replace("\n", "\r\n")) for name, text in texts)]


def sent_by_nobody(client: Client, address: str, data: dict[str, Any]) -> dict[str, str]:
    """Send a form whose session has ended; the form of the sign-in page that answers."""
    client.get(reverse("admin:index"))
    del client.cookies["sessionid"]
    changes = Change.objects.count()
    response = client.post(address, data | token(client))
    assert response.status_code == 403
    assert "no-store" in response["Cache-Control"]
    assert "You have been signed out, so nothing was saved." in response.content.decode()
    assert Change.objects.count() == changes
    return dict(controls(response))


def token(client: Client) -> dict[str, str]:
    return {"csrfmiddlewaretoken": client.cookies["csrftoken"].value}


def signed_in(client: Client, form: dict[str, str], password: str = PASSWORD) -> Any:
    sent = form | {"login": "chief", "password": password}
    return client.post(reverse("admin:login"), sent, follow=True)


def add(client: Client) -> tuple[str, dict[str, Any]]:
    return reverse("admin:quotes_topic_add"), {"name": "Cost", "slug": "cost"}


def change(client: Client) -> tuple[str, dict[str, Any]]:
    statement = make.statement()
    page = page_of(statement, "change")
    typed = {"note": "“Both” say <so>\r\n& so.", "reason": "Read again."}
    opened = form_in(client.get(page))
    del opened["csrfmiddlewaretoken"]
    return page, opened | typed


def withdraw(client: Client) -> tuple[str, dict[str, Any]]:
    return page_of(make.statement(), "withdraw"), {"reason": "Never said."}


def bulk(client: Client) -> tuple[str, dict[str, Any]]:
    keys = [make.statement().pk, make.statement().pk]
    page = reverse("admin:quotes_statement_bulk", args=["add_topic"])
    sent = {"keys": keys, "stage": "apply", "chosen": make.topic().pk, "reason": "Read again."}
    return page, sent


def page_of(statement: Statement, page: str) -> str:
    return reverse(f"admin:quotes_statement_{page}", args=[statement.pk])


@pytest.mark.parametrize("begun", [add, change, withdraw, bulk], ids=lambda begun: begun.__name__)
def test_what_was_sent_is_offered_again(client, begun):
    address, data = begun(client)
    door = sent_by_nobody(client, address, data)
    mistyped = signed_in(client, door, "wrong")
    assert mistyped.status_code == 200
    response = signed_in(client, dict(controls(mistyped)))
    assert "Everything you typed is still here." in response.content.decode()
    again: dict[str, list[str]] = {}
    for name, text in controls(response):
        again.setdefault(name, []).append(text)
    for name, value in data.items():
        values = value if isinstance(value, list) else [value]
        assert again[name] == [str(one) for one in values]
    changes = Change.objects.count()
    assert client.post(response.context["url"], again).status_code == 302
    assert Change.objects.count() > changes


def test_a_file_has_to_be_chosen_again(client):
    address = reverse("admin:quotes_statement_import")
    data = {"file": SimpleUploadedFile("a.csv", b"text\nWords.")}
    response = signed_in(client, sent_by_nobody(client, address, data))
    page = response.content.decode()
    assert "choose the file again" in page
    assert f'href="{address}"' in page


def test_no_password_is_carried(client):
    address = reverse("admin:password_change")
    sent = {"old_password": PASSWORD, "new_password1": "another"}
    door = sent_by_nobody(client, address, sent)
    assert PASSWORD not in door["typed"]


@pytest.mark.parametrize(
    "typed", ["", "{", "[]", "3", '{"fields": 3, "files": 0}', '{"fields": [["a"]], "files": 0}']
)
def test_what_is_not_of_our_making_is_not_carried(client, typed):
    sent = {"typed": typed, "login": "chief", "password": PASSWORD, "next": "/admin/"}
    response = Client().post(reverse("admin:login"), sent)
    assert (response.status_code, response.url) == (302, "/admin/")


def test_another_site_cannot_leave_something_to_be_sent(client):
    client.logout()
    response = client.post(reverse("admin:quotes_topic_add"), {"name": "Cost", "slug": "cost"})
    assert response.status_code == 403
    assert b"typed" not in response.content
    assert not Topic.objects.exists()


def test_a_script_is_led_to_the_door_as_ever(client):
    page = reverse("admin:quotes_topic_keep_new")
    headers = {"Sec-Fetch-Mode": "cors"}
    assert Client().post(page, {"name": "Cost"}, headers=headers).status_code == 302
