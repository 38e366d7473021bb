"""Invitations, forgotten passwords and changed addresses, each by the letter that is sent."""

import html
import re
from datetime import timedelta
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.contrib.auth.models import User
from django.core import mail
from django.test import Client, override_settings
from django.urls import reverse
from django.utils import timezone

from quotes.editing.public_names import public_name_of
from quotes.editing.roles import give_role, role_of
from quotes.editing.workflow import EditorGroup
from quotes.models import Invitation, Profile
from tests.groups import make_groups

pytestmark = pytest.mark.django_db

PASSWORD = "correct horse battery"
MAIL = {"MAIL_FROM": "desk@archive.example"}
WHO = {"name": "Ada Long", "email": "Ada@News.example", "role": "editor"}


@pytest.fixture(autouse=True)
def groups(db: None) -> None:
    make_groups()


def person(name: str, role: str = EditorGroup.EDITOR) -> User:
    account = User.objects.create_user(name, f"{name}@news.example", PASSWORD)
    EmailAddress.objects.create(user=account, email=account.email, primary=True, verified=True)
    give_role(account, role)
    return account


@pytest.fixture
def chief() -> Client:
    client = Client()
    client.force_login(person("chief", EditorGroup.ADMIN))
    return client


def text(response: Any) -> str:
    return html.unescape(response.content.decode())


def invited(chief: Client, **changes: str) -> Any:
    return chief.post(reverse("admin:auth_user_invite"), WHO | changes, follow=True)


def link() -> str:
    """The link of the newest letter, without its host."""
    return re.search(r"https?://[^/]+(/\S+)", mail.outbox[-1].body)[1]


def sign_in(login: str, password: str, client: Client | None = None) -> int:
    sent = {"login": login, "password": password}
    return (client or Client()).post(reverse("admin:login"), sent).status_code


def accepted(address: str, **changes: str) -> Any:
    sent = {"public_name": "Ada L.", "password1": PASSWORD, "password2": PASSWORD} | changes
    return Client().post(address, sent)


@override_settings(**MAIL)
def test_from_the_invitation_to_the_desk_with_a_password_of_ones_own(chief: Client):
    assert "An invitation was sent to ada@news.example." in text(invited(chief))
    assert mail.outbox[-1].to == ["ada@news.example"]
    address, client = link(), Client()
    page = text(client.get(address))
    assert "You are invited as <b>editor</b>." in page
    assert 'value="Ada Long"' in page
    response = client.post(
        address, {"public_name": "Ada L.", "password1": PASSWORD, "password2": PASSWORD}
    )
    assert (response.status_code, response.url) == (302, reverse("admin:index"))
    assert client.get(reverse("admin:index")).status_code == 200
    account = User.objects.get(email="ada@news.example")
    assert (account.username, role_of(account)) == ("ada", EditorGroup.EDITOR)
    assert (account.is_superuser, account.get_full_name()) == (False, "Ada Long")
    assert public_name_of(account) == "Ada L."
    assert sign_in("ada@news.example", PASSWORD) == 302
    # Once, and no more.
    assert client.get(address).status_code == 410
    assert accepted(address).status_code == 410
    assert not Invitation.objects.exists()


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"password2": "another horse battery"}, "The two passwords differ."),
        ({"password1": "ada", "password2": "ada"}, "too short"),
        ({"password1": "", "password2": ""}, "This field is required."),
        ({"password1": "ada@news.example", "password2": "ada@news.example"}, "too similar"),
    ],
)
def test_a_bad_password_is_a_sentence_and_the_name_stays(
    chief: Client, changes: dict[str, str], sentence: str
):
    invited(chief)
    response = accepted(link(), public_name="Ada Q.", **changes)
    assert sentence in text(response)
    assert 'value="Ada Q."' in text(response)
    assert Invitation.objects.exists()
    assert User.objects.count() == 1


def test_a_link_ends_and_is_sent_again_or_taken_back(chief: Client):
    invited(chief)
    first, page = link(), reverse("admin:auth_user_invite")
    row = Invitation.objects.get()
    Invitation.objects.update(sent_at=timezone.now() - timedelta(days=8))
    assert Client().get(first).status_code == 410
    chief.post(page, {"invitation": row.pk, "again": ""})
    second = link()
    assert Client().get(first).status_code == 410
    assert Client().get(second).status_code == 200
    chief.post(page, {"invitation": row.pk, "take_back": ""})
    assert accepted(second).status_code == 410
    assert not Invitation.objects.exists()
    for forged in ("x", "", str(row.pk)):
        response = chief.post(page, {"invitation": forged, "again": ""}, follow=True)
        assert "accepted or taken back meanwhile" in text(response)
    assert Client().get(reverse("invitation", args=["a:b:c"])).status_code == 410


def test_a_second_invitation_takes_the_place_of_the_first(chief: Client):
    invited(chief)
    first = link()
    invited(chief, role="contributor")
    assert Invitation.objects.get().role == "contributor"
    assert Client().get(first).status_code == 410


def test_who_has_an_account_is_not_invited(chief: Client):
    response = invited(chief, email="CHIEF@news.example")
    assert "Another account has this e-mail address." in text(response)
    assert 'value="Ada Long"' in text(response)
    assert "Select a valid choice" in text(invited(chief, role="superuser"))
    assert not mail.outbox


@override_settings(MAIL_FROM="")
def test_without_a_server_of_mail_the_link_is_shown_to_be_passed_on(chief: Client):
    page = text(invited(chief))
    assert "No e-mail is set up. Pass this link on:" in page
    assert link() in page


@pytest.mark.parametrize("role", [EditorGroup.CONTRIBUTOR, EditorGroup.EDITOR])
def test_others_invite_nobody(role: EditorGroup):
    client = Client()
    client.force_login(person("ada", role))
    page = reverse("admin:auth_user_invite")
    assert [client.get(page).status_code, client.post(page, WHO).status_code] == [403, 403]
    assert not Invitation.objects.exists()


def test_two_with_one_name_are_two_accounts(chief: Client):
    person("ada")
    invited(chief, email="ada@other.example")
    accepted(link())
    assert User.objects.get(email="ada@other.example").username == "ada-1"


# --- the public name -----------------------------------------------------------------------------


def test_a_name_is_public_once_it_is_confirmed():
    account = person("ada")
    User.objects.filter(pk=account.pk).update(first_name="Ada", last_name="Long")
    client = Client()
    client.force_login(account)
    assert public_name_of(account) == ""
    asked = "Readers do not see your name yet"
    assert asked in text(client.get(reverse("admin:index")))
    page = reverse("admin:public_name")
    assert 'value="Ada Long"' in text(client.get(page))
    assert public_name_of(account) == ""
    client.post(page, {"public_name": " Ada L. "})
    assert public_name_of(account) == "Ada L."
    assert asked not in text(client.get(reverse("admin:index")))
    client.post(page, {"public_name": ""})
    assert public_name_of(account) == ""
    assert Profile.objects.get(account=account).named_at
    assert asked not in text(client.get(reverse("admin:index")))


# --- forgotten passwords and other addresses ------------------------------------------------------


def test_a_forgotten_password_is_set_anew_by_a_link_that_works_once():
    account, elsewhere = person("ada"), Client()
    elsewhere.force_login(account)
    client = Client()
    sent = client.post(reverse("account_reset_password"), {"email": "Ada@news.example"})
    assert (sent.status_code, sent.url) == (302, reverse("account_reset_password_done"))
    assert mail.outbox[-1].to == ["ada@news.example"]
    assert "Your user name is ada." in mail.outbox[-1].body
    address = link()
    form = client.get(address, follow=True)
    assert form.status_code == 200
    new = {"password1": "another horse battery", "password2": "another horse battery"}
    done = client.post(form.request["PATH_INFO"], new, follow=True)
    assert "Your password is set" in text(done)
    assert sign_in("ada", PASSWORD) == 200
    assert sign_in("ada", "another horse battery") == 302
    assert elsewhere.get(reverse("admin:index")).status_code == 302
    assert "This link no longer works" in text(Client().get(address, follow=True))


def test_nobody_learns_which_addresses_have_accounts(monkeypatch: pytest.MonkeyPatch):
    person("ada")
    answers = [
        Client().post(reverse("account_reset_password"), {"email": f"{name}@news.example"})
        for name in ("ada", "nobody")
    ]
    assert {(answer.status_code, answer.url) for answer in answers} == {
        (302, reverse("account_reset_password_done"))
    }
    assert [letter.to for letter in mail.outbox] == [["ada@news.example"]]


def test_letters_are_not_sent_as_often_as_somebody_asks():
    person("ada")
    for _time in range(5):
        last = Client().post(reverse("account_reset_password"), {"email": "ada@news.example"})
    assert "Too many letters were asked for." in text(last)
    assert 'value="ada@news.example"' in text(last)
    assert len(mail.outbox) == 3


def test_a_server_that_takes_no_letter_is_no_error(monkeypatch: pytest.MonkeyPatch):
    person("ada")

    def refuse(*_args: Any, **_options: Any) -> int:
        raise OSError("no server here")

    monkeypatch.setattr("django.core.mail.backends.locmem.EmailBackend.send_messages", refuse)
    answer = Client().post(reverse("account_reset_password"), {"email": "ada@news.example"})
    assert answer.status_code == 302


def test_ones_address_changes_when_the_letter_to_it_is_answered():
    account, client = person("ada"), Client()
    sign_in("ada", PASSWORD, client)
    page = reverse("account_email")
    asked = client.post(page, {"action_add": "", "email": "new@news.example"})
    # The password is asked for once more first.
    assert asked.url.startswith(reverse("account_reauthenticate"))
    client.post(asked.url, {"password": PASSWORD})
    client.post(page, {"action_add": "", "email": "new@news.example"})
    account.refresh_from_db()
    assert account.email == "ada@news.example"
    letter = next(one for one in mail.outbox if one.to == ["new@news.example"])
    address = re.search(r"https?://[^/]+(/\S+)", letter.body)[1]
    assert "new@news.example" in text(client.get(address))
    client.post(address)
    account.refresh_from_db()
    assert account.email == "new@news.example"
    assert sign_in("new@news.example", PASSWORD) == 302
    assert sign_in("ada@news.example", PASSWORD) == 200


def test_ones_password_is_changed_with_the_old_one_which_is_not_guessed_here():
    person("ada")
    client = Client()
    sign_in("ada", PASSWORD, client)
    client.cookies.pop("signed-in-before")
    page = reverse("account_change_password")
    new = {"password1": "another horse battery", "password2": "another horse battery"}
    answers = [client.post(page, new | {"oldpassword": f"wrong {n}"}) for n in range(7)]
    assert [answer.status_code for answer in answers] == [200] * 5 + [429] * 2
    assert sign_in("ada", PASSWORD) == 429
