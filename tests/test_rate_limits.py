"""Who asks too often is asked to wait, and nobody waits for somebody else."""

from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db.models import F
from django.http import HttpResponse
from django.test import Client, RequestFactory, override_settings
from django.utils import timezone

from dometracker import guesses, rate_limits
from dometracker.models import Allowance, Rate
from dometracker.visitors import network_of
from quotes import urls
from tests import html

pytestmark = pytest.mark.django_db

HERE, ELSEWHERE = "198.51.100.7", "198.51.100.8"
PASSWORD = "correct horse battery"


# --- whose request it is -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("seen", "passed", "behind", "proxies", "network"),
    [
        (HERE, "", False, 1, HERE),
        (HERE, ELSEWHERE, False, 1, HERE),
        ("127.0.0.1", ELSEWHERE, False, 1, ""),
        ("::1", "", False, 1, ""),
        ("", "", False, 1, ""),
        ("127.0.0.1", ELSEWHERE, True, 1, ELSEWHERE),
        ("127.0.0.1", f"{HERE}, {ELSEWHERE}", True, 1, ELSEWHERE),
        ("127.0.0.1", f"1.2.3.4, {HERE},{ELSEWHERE}", True, 2, HERE),
        ("127.0.0.1", ELSEWHERE, True, 3, ELSEWHERE),
        ("127.0.0.1", "", True, 1, ""),
        ("127.0.0.1", "unknown", True, 1, ""),
        ("2001:db8:1:2:3::4", "", False, 1, "2001:db8:1:2::/64"),
        (f"::ffff:{HERE}", "", False, 1, HERE),
    ],
)
def test_a_network_is_what_our_own_proxy_has_seen(
    seen: str, passed: str, behind: bool, proxies: int, network: str
):
    sent = {"X-Forwarded-For": passed} if passed else {}
    request = RequestFactory().get("/", REMOTE_ADDR=seen, headers=sent)
    with override_settings(BEHIND_PROXY=behind, PROXIES=proxies):
        assert network_of(request) == network


# --- counts --------------------------------------------------------------------------------------


def test_a_count_is_refused_beyond_its_most_and_runs_out_by_itself():
    rate = Rate(3, 60)
    assert [rate.take("a") for _time in range(3)] == [0, 0, 0]
    assert rate.take("a") == pytest.approx(60, abs=2)
    assert rate.take("b") == 0
    later(180)
    assert rate.take("a") == 0
    rate.forget("a")
    assert [rate.take("a") for _time in range(3)] == [0, 0, 0]


def later(seconds: float) -> None:
    """As if so much time had gone by."""
    gone = timedelta(seconds=seconds)
    Allowance.objects.update(at=F("at") - gone, empty_at=F("empty_at") - gone)


@pytest.mark.parametrize(
    ("most", "seconds", "each"),
    [
        (120, 0.5, 1 / 3),
        (20, 6, 1),
        (6, 10, 9),
        (240, 0.25, 0.2),
        (5, 60, 61),
        (5, 60, 30),
        (1, 60, 20),
    ],
)
def test_who_goes_on_asking_is_answered_as_often_as_the_rate_says(
    most: int, seconds: float, each: float
):
    """From the first refusal on: what is refused is not counted."""
    rate = Rate(most, seconds)
    while not rate.take("a"):
        pass
    got = 0
    for _time in range(60):
        later(each)
        got += not rate.take("a")
    assert got >= min(60, int(60 * each / seconds) - 1)


def test_the_seconds_to_wait_are_those_until_the_next_answer():
    rate = Rate(2, 30)
    assert [rate.take("a") for _time in range(2)] == [0, 0]
    later(10)
    wait = rate.take("a")
    later(wait - 2)
    assert rate.take("a") > 0
    later(2)
    assert rate.take("a") == 0
    assert rate.take("a") > 0


def test_what_is_given_back_is_one():
    rate = Rate(2, 60)
    rate.give_back("a")
    assert [rate.take("a") for _time in range(2)] == [0, 0]
    rate.give_back("a")
    assert rate.take("a") == 0
    assert rate.take("a") > 0


def test_what_has_run_out_is_cleared_away(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("dometracker.models._CLEARED_BY", 1)
    Rate(3, 60).take("a")
    Allowance.objects.update(empty_at=timezone.now() - timedelta(minutes=1))
    Rate(3, 60).take("b")
    assert Allowance.objects.count() == 1
    assert HERE not in Allowance.objects.get().key


# --- readers -------------------------------------------------------------------------------------


@pytest.fixture
def few(monkeypatch: pytest.MonkeyPatch) -> None:
    """Two of each are enough to see the third refused."""
    few = {name: Rate(2, 30) for name in rate_limits.RATES}
    monkeypatch.setattr(rate_limits, "RATES", few)


def asked(address: str, times: int = 3, network: str = HERE, **options: Any) -> HttpResponse:
    client = options.pop("client", Client())
    method = client.post if options else client.get
    for _time in range(times):
        response = method(address, REMOTE_ADDR=network, **options)
    return response


@pytest.mark.usefixtures("few")
@pytest.mark.parametrize(
    "address",
    [
        "/statements/?q=dome",
        "/statements/by-official/?q=dome",
        "/statements/choose/speaker/?q=a",
        "/statements.json",
        "/statements.csv?q=dome",
        "/corrections.atom",
        "/oembed?url=http://testserver/s/7kq2m",
        "/embed/statements?q=dome",
    ],
)
def test_who_asks_too_often_is_told_when_to_come_back(address: str):
    response = asked(address)
    assert response.status_code == 429
    assert int(response["Retry-After"]) > 0
    assert "Too many requests" in response.content.decode()
    assert html.faults(response.content.decode()) == []
    assert asked(address, 1, ELSEWHERE).status_code != 429


@pytest.mark.usefixtures("few")
def test_bibliographies_are_counted():
    sent = {"data": "x", "content_type": "text/plain"}
    assert asked("/check-citations", **sent).status_code == 429
    assert asked("/check-citations").status_code == 200


@pytest.mark.usefixtures("few")
def test_readers_and_editors_are_not_counted(admin_client: Client):
    for address in ("/", "/statements/", "/officials/", "/check-citations"):
        assert asked(address).status_code == 200
    assert asked("/statements/?q=dome", client=admin_client).status_code == 200
    assert asked("/statements/?q=dome", network="127.0.0.1").status_code == 200


def test_what_is_limited_is_there():
    names = {route.name for route in urls.urlpatterns} | {
        "api",
        "api:check-text",
        "api:check-texts",
    }
    assert set(rate_limits.RATES) <= names


# --- passwords -----------------------------------------------------------------------------------


@pytest.fixture
def editor() -> User:
    return User.objects.create_superuser("chief", password=PASSWORD)


def signed_in(
    client: Client, password: str, account: str = "chief", network: str = HERE
) -> HttpResponse:
    sent = {"login": account, "password": password, "next": "/admin/"}
    return client.post("/admin/login/", sent, REMOTE_ADDR=network)


def test_the_twelfth_wrong_password_is_not_looked_at(
    editor: User, caplog: pytest.LogCaptureFixture
):
    answers = [signed_in(Client(), f"wrong {number}") for number in range(12)]
    assert [answer.status_code for answer in answers] == [200] * 5 + [429] * 7
    assert "Try again in 1 minute." in answers[-1].content.decode()
    assert 50 < int(answers[-1]["Retry-After"]) <= 60
    assert "Too many wrong passwords" in caplog.text
    assert HERE not in caplog.text
    assert signed_in(Client(), PASSWORD).status_code == 429


def test_one_try_a_minute_is_looked_at_after_too_many(editor: User):
    for number in range(7):
        signed_in(Client(), f"wrong {number}")
    answers = []
    for number in range(3):
        later(61)
        answers += [signed_in(Client(), f"guess {number}{time}").status_code for time in "ab"]
    assert answers == [200, 429] * 3
    later(61)
    assert signed_in(Client(), PASSWORD).status_code == 302


def test_right_passwords_are_not_counted(editor: User, monkeypatch: pytest.MonkeyPatch):
    """Of a house with many editors."""
    monkeypatch.setattr(guesses, "OF_NETWORK", Rate(2, 600))
    assert [signed_in(Client(), PASSWORD).status_code for _time in range(5)] == [302] * 5


def test_what_is_refused_for_the_account_is_not_counted_for_the_network(
    editor: User, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(guesses, "OF_NETWORK", Rate(8, 600))
    User.objects.create_superuser("deputy", password=PASSWORD)
    for number in range(20):
        signed_in(Client(), f"wrong {number}")
    assert signed_in(Client(), PASSWORD, "deputy").status_code == 302


def test_what_is_refused_for_the_network_is_not_counted_for_the_account(
    editor: User, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(guesses, "OF_NETWORK", Rate(2, 10))
    for number in range(12):
        signed_in(Client(), f"wrong {number}")
    later(20)
    assert signed_in(Client(), PASSWORD).status_code == 302


def test_the_same_account_in_other_letters_is_the_same(editor: User):
    for name in ("chief", "Chief", " chief", "CHIEF ", "chief"):
        signed_in(Client(), "wrong", name)
    assert signed_in(Client(), "wrong").status_code == 429


def test_nobody_is_locked_out_by_the_guesses_of_others(editor: User):
    """Neither elsewhere, nor as another account, nor where they have signed in before."""
    known = Client()
    assert signed_in(known, PASSWORD).status_code == 302
    known.cookies.pop("sessionid")
    User.objects.create_superuser("deputy", password=PASSWORD)
    for number in range(6):
        signed_in(Client(), f"wrong {number}")
    assert signed_in(Client(), PASSWORD).status_code == 429
    assert signed_in(Client(), PASSWORD, network=ELSEWHERE).status_code == 302
    assert signed_in(Client(), PASSWORD, "deputy").status_code == 302
    assert signed_in(known, PASSWORD).status_code == 302


def test_one_password_for_many_accounts_is_slowed_down(
    editor: User, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(guesses, "OF_NETWORK", Rate(8, 10))
    known = Client()
    signed_in(known, PASSWORD)
    known.cookies.pop("sessionid")
    for number in range(10):
        last = signed_in(Client(), "password1", f"account{number}")
    assert last.status_code == 429
    assert signed_in(known, PASSWORD).status_code == 302


def test_the_cookie_of_one_account_is_none_of_another(editor: User):
    User.objects.create_superuser("deputy", password=PASSWORD)
    known = Client()
    signed_in(known, PASSWORD, "deputy")
    known.cookies.pop("sessionid")
    for number in range(6):
        last = signed_in(known, f"wrong {number}")
    assert last.status_code == 429
    known.cookies[guesses.COOKIE] = "forged:by:somebody"
    assert signed_in(known, PASSWORD).status_code == 429


def test_who_signs_in_begins_anew(editor: User):
    for _time in range(4):
        client = Client()
        for number in range(3):
            signed_in(client, f"wrong {number}")
        assert signed_in(client, PASSWORD).status_code == 302


@pytest.mark.parametrize("address", ["//evil.example/", "https://evil.example", "javascript:a", ""])
def test_a_bad_next_leads_to_the_desk(editor: User, address: str):
    sent = {"login": "chief", "password": PASSWORD, "next": address}
    response = Client().post("/admin/login/", sent, follow=True)
    assert (response.status_code, response.request["PATH_INFO"]) == (200, "/admin/")
