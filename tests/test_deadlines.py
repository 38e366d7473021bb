"""Every request ends, whatever its statements wait for, and is answered in a sentence."""

from collections.abc import Callable, Iterator

import psycopg
import pytest
from django.contrib import admin
from django.db import connection, transaction
from django.http import HttpRequest, HttpResponse
from django.test import Client, override_settings
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.views.decorators.csrf import csrf_exempt

from dometracker.bounded import Busy
from dometracker.deadlines import DeadlinePassed
from quotes import urls
from quotes.models import Topic
from tests import html

pytestmark = pytest.mark.django_db

ASLEEP = "SELECT pg_sleep(3600)"


@pytest.fixture(autouse=True)
def hurried() -> Iterator[None]:
    """The patience of the site, shortened; a client that is made now has it."""
    with override_settings(PATIENCE={"public": (0.5, 0.1), "desk": (60, 30)}):
        yield


def asking(sql: str, times: int = 1) -> Callable[[HttpRequest], HttpResponse]:
    def view(request: HttpRequest) -> HttpResponse:
        with transaction.atomic(), connection.cursor() as cursor:
            for _time in range(times):
                cursor.execute(sql)
        return HttpResponse("done")

    return view


def answered(monkeypatch: pytest.MonkeyPatch, view: Callable, **headers: str) -> HttpResponse:
    route = next(route for route in urls.urlpatterns if route.name == "about")
    monkeypatch.setattr(route, "callback", view)
    return Client().get(reverse("about"), headers=headers)


def limits() -> list[str]:
    names = ("statement_timeout", "lock_timeout", "idle_in_transaction_session_timeout")
    with connection.cursor() as cursor:
        return [cursor.execute(f"SHOW {name}").fetchone()[0] for name in names]


def test_a_statement_that_takes_too_long_ends_with_a_page(monkeypatch: pytest.MonkeyPatch):
    response = answered(monkeypatch, asking(ASLEEP))
    assert response.status_code == 503
    assert response["Retry-After"] == "10"
    assert "This took too long" in response.content.decode()
    assert html.faults(response.content.decode()) == []


def test_many_short_statements_end_too(monkeypatch: pytest.MonkeyPatch):
    assert answered(monkeypatch, asking("SELECT 1", 10_000_000)).status_code == 503


def test_waiting_for_a_lock_ends(monkeypatch: pytest.MonkeyPatch):
    address = connection.get_connection_params()
    address = {name: address[name] for name in ("host", "port", "user", "dbname", "password")
               if address.get(name)}  # fmt: skip
    with psycopg.connect(**address) as other:
        other.execute("SELECT pg_advisory_lock(20261201)")
        response = answered(monkeypatch, asking("SELECT pg_advisory_lock(20261201)"))
    assert response.status_code == 503


def test_the_desk_is_told_in_its_language(monkeypatch: pytest.MonkeyPatch, admin_client: Client):
    with override_settings(PATIENCE={"public": (9, 9), "desk": (0.4, 0.1)}):
        client = Client()
        client.cookies = admin_client.cookies
        table = admin.site.get_model_admin(Topic)
        monkeypatch.setattr(table, "get_queryset", lambda request: asking(ASLEEP)(request))
        response = client.get("/admin/quotes/topic/", headers={"accept-language": "fr"})
    assert response.status_code == 503
    assert "Le délai est dépassé" in response.content.decode()


@pytest.mark.parametrize(
    "place",
    [
        "dometracker.rate_limits.RateLimitMiddleware.process_view",
        "dometracker.rate_limits.RateLimitMiddleware.__call__",
        "quotes.admin.account.AccountMiddleware.__call__",
        "django.contrib.sessions.middleware.SessionMiddleware.process_request",
        "django.contrib.sessions.middleware.SessionMiddleware.process_response",
        "dometracker.languages.PublicLanguageMiddleware.__call__",
        "django.contrib.auth.middleware.AuthenticationMiddleware.process_request",
        "django.contrib.messages.middleware.MessageMiddleware.process_response",
        "quotes.website.kept_answers.KeptAnswersMiddleware.__call__",
    ],
)
@pytest.mark.parametrize("raise_", [DeadlinePassed(), ASLEEP, Busy()], ids=["time", "sql", "busy"])
def test_what_stands_around_a_view_ends_with_the_same_page(
    monkeypatch: pytest.MonkeyPatch, place: str, raise_: Exception | str
):
    def step(*_args: object) -> None:
        if isinstance(raise_, Exception):
            raise raise_
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(raise_)

    monkeypatch.setattr(place, step)
    response = Client(raise_request_exception=False).get("/about/")
    assert response.status_code == 503
    assert response["Retry-After"] == "10"
    assert html.faults(response.content.decode()) == []


def test_who_sent_something_is_not_told_that_nothing_was_done(monkeypatch: pytest.MonkeyPatch):
    """Several rows are published one by one, and what is done stays."""
    view = csrf_exempt(asking(ASLEEP))
    read = answered(monkeypatch, view).content.decode()
    sent = Client().post(reverse("about")).content.decode()
    assert "Part of it may be saved" in sent
    assert "saved" not in read
    assert "Nothing was changed" not in read + sent


def test_what_the_site_needs_is_within_its_time_and_costs_no_query(monkeypatch):
    told: list[list[str]] = []

    def view(request: HttpRequest) -> HttpResponse:
        told.append(limits())
        return HttpResponse("done")

    with CaptureQueriesContext(connection) as asked:
        response = answered(monkeypatch, view)
    assert response.status_code == 200
    assert len([query for query in asked if "set_config" in query["sql"]]) == 0
    (statement, lock, idle) = told[0]
    assert 0 < int(statement.removesuffix("ms")) <= 250
    assert (lock, idle) == ("100ms", "500ms")


def test_commands_and_tests_have_no_limits(monkeypatch: pytest.MonkeyPatch):
    answered(monkeypatch, asking("SELECT 1"))
    assert limits() == ["0", "0", "0"]
