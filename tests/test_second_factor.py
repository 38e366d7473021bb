"""A second factor: an app, recovery codes, required of who can publish; sessions to be ended."""

import html
import re
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import (
    format_hotp_value,
    hotp_value,
    yield_hotp_counters_from_time,
)
from django.contrib.auth.models import User
from django.core.cache import cache
from django.test import Client, override_settings
from django.urls import reverse

from quotes.admin.sessions import device_of
from quotes.editing.roles import give_role
from quotes.editing.workflow import EditorGroup
from quotes.models import Topic
from tests.groups import make_groups

pytestmark = pytest.mark.django_db

PASSWORD = "correct horse battery"
HTTPS = {"HTTPS": True}


@pytest.fixture(autouse=True)
def groups(db: None) -> None:
    make_groups()


def person(name: str = "ada", role: str = EditorGroup.EDITOR) -> User:
    account = User.objects.create_user(name, f"{name}@news.example", PASSWORD)
    give_role(account, role)
    return account


def sign_in(client: Client, name: str = "ada", **headers: Any) -> Any:
    sent = {"login": name, "password": PASSWORD}
    return client.post(reverse("admin:login"), sent, **headers)


def text(response: Any) -> str:
    return html.unescape(response.content.decode())


def code_of(secret: str) -> str:
    return format_hotp_value(hotp_value(secret, next(yield_hotp_counters_from_time())))


def set_up(client: Client) -> str:
    """Set up an app; its secret."""
    page = reverse("mfa_activate_totp")
    asked = client.get(page)
    client.post(asked.url, {"password": PASSWORD})
    secret = re.search(r'id="totp-secret" value="(\w+)"', text(client.get(page)))[1]
    wrong = client.post(page, {"code": "000000"})
    assert wrong.status_code == 200
    done = client.post(page, {"code": code_of(secret)}, follow=True)
    assert "<h1>Recovery codes</h1>" in text(done)
    return secret


def test_an_app_and_recovery_codes_are_asked_for_after_the_password():
    person()
    client = Client()
    sign_in(client)
    secret = set_up(client)
    codes = re.findall(r"<code>(\d+)</code>", text(client.get(reverse("mfa_view_recovery_codes"))))
    assert len(codes) == 10
    for code in (codes[0], codes[1]):
        other = Client()
        step = sign_in(other)
        assert step.url.startswith(reverse("mfa_authenticate"))
        assert other.get(reverse("admin:index")).status_code == 302
        assert other.post(step.url, {"code": code}).status_code == 302
        assert other.get(reverse("admin:index")).status_code == 200
    again = Client()
    used = again.post(sign_in(again).url, {"code": codes[0]})
    assert used.status_code == 200
    guessed = [again.post(reverse("mfa_authenticate"), {"code": f"{n:06}"}) for n in range(6)]
    assert guessed[-1].status_code == 429
    assert secret not in text(client.get(reverse("mfa_index")))


def test_wrong_codes_are_counted_wherever_they_come_from_and_whoever_knows_the_password():
    person()
    client = Client()
    sign_in(client)
    code = code_of(set_up(client))
    answers = []
    for number in range(6):
        guessing = Client(REMOTE_ADDR=f"203.0.113.{number}")
        step = sign_in(guessing).url
        answers.append(guessing.post(step, {"code": f"x{number}"}).status_code)
    assert answers == [200] * 5 + [429]
    elsewhere = Client(REMOTE_ADDR="198.51.100.1")
    assert elsewhere.post(sign_in(elsewhere).url, {"code": code}).status_code == 429


def test_a_code_of_an_app_is_taken_once_by_all_processes():
    person()
    client = Client()
    sign_in(client)
    code = code_of(set_up(client))
    answers = []
    for _process in range(2):
        cache.clear()
        other = Client()
        answers.append(other.post(sign_in(other).url, {"code": code}).status_code)
    assert answers == [302, 200]


def test_what_was_typed_comes_through_the_second_step():
    person()
    client = Client()
    sign_in(client)
    set_up(client)
    shown = text(client.get(reverse("mfa_view_recovery_codes")))
    codes = re.findall(r"<code>(\d+)</code>", shown)
    nobody = Client()
    door = nobody.post(reverse("admin:quotes_topic_add"), {"name": "Cost", "slug": "cost"})
    typed = html.unescape(
        re.search(r'name="typed" hidden>(.*?)</textarea>', door.content.decode())[1]
    )
    sent = {"login": "ada", "password": PASSWORD, "next": "/admin/quotes/topic/add/"}
    step = nobody.post(reverse("admin:login"), sent | {"typed": html.unescape(typed)})
    page = nobody.post(step.url, {"code": codes[0]}, follow=True)
    assert "Everything you typed is still here." in text(page)
    assert page.context["fields"] == [["name", "Cost"], ["slug", "cost"]]


@pytest.mark.parametrize("role", EditorGroup)
@override_settings(**HTTPS)
def test_who_can_publish_needs_one_where_the_archive_is_served_by_https(role: str):
    person(role=role)
    client = Client()
    sign_in(client)
    page = client.get(reverse("admin:index"))
    if role == EditorGroup.CONTRIBUTOR:
        assert page.status_code == 200
        return
    assert (page.status_code, page.url) == (302, reverse("mfa_index"))
    assert "needs a second factor before you go on" in text(client.get(page.url))
    sent = client.post(reverse("admin:quotes_topic_add"), {"name": "Cost", "slug": "cost"})
    assert (sent.status_code, sent.url) == (302, reverse("mfa_index"))
    assert not Topic.objects.exists()
    set_up(client)
    ready = text(client.get(reverse("mfa_index")))
    assert f'href="{reverse("admin:send_again")}">Go on' in ready
    again = client.get(reverse("admin:send_again"))
    assert again.context["fields"] == [["name", "Cost"], ["slug", "cost"]]
    fields = dict(again.context["fields"]) | {"typed-before": "1"}
    assert client.post(again.context["url"], fields).status_code == 302
    assert client.get(reverse("admin:send_again")).status_code == 302


def test_an_administrator_removes_a_second_factor_that_was_lost():
    account, chief = person(), Client()
    Authenticator.objects.create(user=account, type=Authenticator.Type.TOTP, data={})
    chief.force_login(person("chief", EditorGroup.ADMIN))
    sent = {"action": "remove_second_factor", "_selected_action": [account.pk]}
    chief.post(reverse("admin:auth_user_changelist"), sent)
    assert not Authenticator.objects.exists()
    assert sign_in(Client()).url == reverse("admin:index")


def test_sessions_are_listed_and_ended():
    person()
    here, there, third = Client(), Client(), Client()
    firefox = "Mozilla/5.0 (Windows NT 10.0; rv:140.0) Gecko/20100101 Firefox/140.0"
    seen: dict[str, Any] = {"headers": {"User-Agent": firefox}, "REMOTE_ADDR": "203.0.113.9"}
    for client in (here, there, third):
        sign_in(client, **seen)
        client.get(reverse("admin:index"), **seen)
    page = text(here.get(reverse("admin:sessions")))
    assert page.count("Firefox, Windows") >= 3
    assert "203.0.113.9" in page
    [one, _other] = re.findall(r'name="session" value="(\d+)"', page)
    here.post(reverse("admin:sessions"), {"session": one})
    signed_in = [client.get(reverse("admin:index")).status_code for client in (here, there, third)]
    assert sorted(signed_in) == [200, 200, 302]
    here.post(reverse("admin:sessions"), {"others": "all"})
    signed_in = [client.get(reverse("admin:index")).status_code for client in (here, there, third)]
    assert signed_in == [200, 302, 302]


def test_nobody_ends_the_session_of_somebody_else():
    person(), person("bob")
    mine, theirs = Client(), Client()
    sign_in(mine)
    sign_in(theirs, "bob")
    mine.post(reverse("admin:sessions"), {"others": "all"})
    assert theirs.get(reverse("admin:index")).status_code == 200


@pytest.mark.parametrize(
    ("user_agent", "device"),
    [
        ("Mozilla/5.0 (X11; Linux x86_64) Chrome/140.0.0.0 Safari/537.36", "Chrome, Linux"),
        ("Mozilla/5.0 (Windows NT 10.0) Chrome/140 Safari/537.36 Edg/140.0", "Edge, Windows"),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Safari/604.1", "Safari, iPhone"),
        ("Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15) Safari/605.1.15", "Safari, macOS"),
        ("Mozilla/5.0 (Linux; Android 15) Chrome/140 Mobile Safari/537.36", "Chrome, Android"),
        ("curl/8.0", "curl/8.0"),
        ("", "unknown device"),
    ],
)
def test_devices_are_called_as_people_call_them(user_agent: str, device: str):
    assert device_of(user_agent) == device
