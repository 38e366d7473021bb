"""Accounts: a person has a name, an address and one role; who has none is kept out, and told so."""

import html
import re
from io import StringIO
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.contrib import admin
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse

from quotes.editing.roles import give_role, may_publish, role_of
from quotes.editing.workflow import EditorGroup
from quotes.management.commands.demo import Command as Demo
from quotes.management.commands.make_groups import Command as MakeGroups
from tests.admin_forms import filled
from tests.groups import make_groups

pytestmark = pytest.mark.django_db

PASSWORD = "correct horse battery"


@pytest.fixture(autouse=True)
def groups(db: None) -> None:
    make_groups()


def person(name: str, role: str = "", **fields: Any) -> User:
    account = User.objects.create_user(name, password=PASSWORD, **fields)
    give_role(account, role)
    return account


def sign_in(login: str, client: Client | None = None, password: str = PASSWORD) -> Any:
    sent = {"login": login, "password": password, "next": ""}
    return (client or Client()).post(reverse("admin:login"), sent)


def text(response: Any) -> str:
    return html.unescape(response.content.decode())


def client_of(account: User) -> Client:
    client = Client()
    client.force_login(account)
    return client


def change_page(account: User) -> str:
    return reverse("admin:auth_user_change", args=[account.pk])


# --- signing in ----------------------------------------------------------------------------------


def test_one_signs_in_by_name_or_by_address():
    person("ada", EditorGroup.EDITOR, email="ada@news.example")
    for login in ("ada", "ADA", "ada@news.example", "Ada@News.example "):
        response = sign_in(login)
        assert (response.status_code, response.url) == (302, reverse("admin:index")), login
    assert sign_in("bob@news.example").status_code == 200


def test_who_has_no_role_is_told_so_and_by_whom_it_is_given():
    client = Client()
    person("ada")
    response = sign_in("ada", client)
    assert response.status_code == 200
    assert "Your account has no role yet." in text(response)
    # Nor does a session of before lead round in a circle.
    client.force_login(User.objects.get())
    response = client.get(reverse("admin:index"), follow=True)
    assert response.redirect_chain[-1][0].startswith(reverse("admin:login"))
    assert response.status_code == 200


def test_a_closed_account_is_signed_out_and_not_let_in_again():
    account = person("ada", EditorGroup.EDITOR)
    client = Client()
    sign_in("ada", client)
    User.objects.filter(pk=account.pk).update(is_active=False)
    assert client.get(reverse("admin:index")).status_code == 302
    assert client.get(sign_in("ada", client).url).status_code == 200
    assert client.get(reverse("admin:index")).status_code == 302


def test_the_command_opens_no_account_and_names_those_with_a_role_that_are_closed():
    account, said = person("ada", EditorGroup.CONTRIBUTOR), StringIO()
    User.objects.filter(pk=account.pk).update(is_staff=False)
    MakeGroups(stdout=said).handle(verbosity=1)
    assert "cannot sign in: ada." in said.getvalue()
    assert sign_in("ada").status_code == 200
    # What else is changed of it opens it no more than the command does.
    client = client_of(person("chief", EditorGroup.ADMIN))
    sent = filled(client, change_page(account)) | {"name": "Ada Long"}
    assert client.post(change_page(account), sent).status_code == 302
    account.refresh_from_db()
    assert (account.get_full_name(), account.is_staff) == ("Ada Long", False)


def test_nobody_signs_up():
    for client in (Client(), client_of(person("ada", EditorGroup.EDITOR))):
        for send in (client.get, client.post):
            send(reverse("account_signup"), {"email": "a@b.example", "password1": PASSWORD})
    assert User.objects.count() == 1


# --- roles ---------------------------------------------------------------------------------------


def test_the_form_of_a_person_knows_no_permissions():
    account = person("ada", EditorGroup.EDITOR, first_name="Ada", last_name="Long")
    page = text(client_of(person("chief", EditorGroup.ADMIN)).get(change_page(account)))
    names = set(re.findall(r'name="(\w+)"', page.partition('id="user_form"')[2]))
    fields = {"name", "email", "username", "role", "is_active"}
    assert {name for name in names if not name.startswith(("_", "csrf"))} == fields
    assert "pbkdf2" not in page
    assert 'value="Ada Long"' in page


@pytest.mark.parametrize("role", [*EditorGroup, ""])
def test_a_role_is_all_that_is_given(role: str):
    chief, account = person("chief", EditorGroup.ADMIN), person("ada", EditorGroup.CONTRIBUTOR)
    client = client_of(chief)
    sent = filled(client, change_page(account))
    sent |= {"role": role, "name": "Ada Q. Long", "email": "Ada@News.example"}
    assert client.post(change_page(account), sent).status_code == 302
    account = User.objects.get(pk=account.pk)
    assert role_of(account) == (role or None)
    assert (account.is_staff, account.is_superuser) == (bool(role), False)
    assert may_publish(account) == (role in (EditorGroup.EDITOR, EditorGroup.ADMIN))
    assert account.get_full_name() == "Ada Q. Long"
    address = EmailAddress.objects.get(user=account)
    assert (address.email, address.primary, address.verified) == ("ada@news.example", True, True)


def test_nobody_takes_their_own_role_or_that_of_a_superuser():
    chief, above = person("chief", EditorGroup.ADMIN), User.objects.create_superuser("root")
    client = client_of(chief)
    sent = filled(client, change_page(chief)) | {"role": "", "is_active": ""}
    client.post(change_page(chief), sent)
    assert role_of(User.objects.get(pk=chief.pk)) == EditorGroup.ADMIN
    assert client.post(change_page(above), sent | {"email": "mine@x.example"}).status_code == 403
    root = client_of(above)
    assert root.post(change_page(above), sent | {"username": "root"}).status_code == 302
    above.refresh_from_db()
    assert (above.is_superuser, above.is_staff, above.is_active) == (True, True, True)


def test_two_accounts_have_two_addresses():
    person("ada", EditorGroup.EDITOR, email="ada@news.example")
    bob, client = person("bob", EditorGroup.EDITOR), client_of(person("chief", EditorGroup.ADMIN))
    sent = filled(client, change_page(bob)) | {"email": "ADA@news.example"}
    response = client.post(change_page(bob), sent)
    assert "Another account has this e-mail address." in text(response)


PEOPLE = {"user_changelist", "user_invite", "user_change"}


@pytest.mark.parametrize("role", EditorGroup)
def test_people_are_managed_by_administrators(role: EditorGroup):
    client, other = client_of(person("ada", role)), person("bob", EditorGroup.EDITOR)
    expected = 200 if role is EditorGroup.ADMIN else 403
    for name in PEOPLE:
        args = [other.pk] if name == "user_change" else []
        assert client.get(reverse(f"admin:auth_{name}", args=args)).status_code == expected, name
    deleted = client.post(reverse("admin:auth_user_delete", args=[other.pk]), {"post": "yes"})
    assert deleted.status_code == 403
    assert User.objects.filter(pk=other.pk).exists()


def test_what_a_role_is_made_of_is_edited_nowhere():
    tables = {model._meta.label for model in admin.site._registry}
    assert not tables & {"auth.Group", "account.EmailAddress", "mfa.Authenticator"}


# --- the demo ------------------------------------------------------------------------------------


def test_the_demo_has_two_editors_so_that_its_first_steps_are_true(monkeypatch):
    shown = StringIO()
    Demo(stdout=shown).make_editors("http://127.0.0.1:8000/")
    passwords = dict(re.findall(r"(?m)^  name +(\S+)\n  password +(\S+)$", shown.getvalue()))
    assert set(passwords) == {"editor", "reviewer"}
    for name, password in passwords.items():
        account = User.objects.get(username=name)
        assert (role_of(account), account.is_superuser) == (EditorGroup.EDITOR, False)
        client = Client()
        assert sign_in(name, client, password).status_code == 302
        steps = text(client.get(reverse("admin:first_steps")))
        assert "Nothing goes public until a colleague has read it." in steps
    assert "reviewer" not in text(Client().get(reverse("admin:login")))
    monkeypatch.setenv("DOMETRACKER_ANNOUNCE", "http://127.0.0.1:8000/")
    page = text(Client().get(reverse("admin:login")))
    assert re.search(r"<b>editor</b> and <b>reviewer</b>", page)
