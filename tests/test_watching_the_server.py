"""What operators see of requests: ids, the log, counts, failures; and nothing of readers."""

import io
import json
import logging
import re
import warnings
from collections.abc import Iterator
from functools import cache
from importlib import import_module
from typing import Any

import psycopg
import pytest
from django.core.signals import request_finished, request_started
from django.db import close_old_connections, connection
from django.db.utils import InterfaceError, OperationalError
from django.test import Client
from psycopg import errors

from dometracker import metrics, request_log, sentry, slow_queries
from dometracker.request_log import (
    JsonFormatter,
    LineFormatter,
    RequestLog,
    WithRequest,
    path_without_keys,
)

SECRET = "nobody may read these words"


@cache
def site() -> Any:
    """The site as gunicorn imports it; the files of its style need not be collected here."""
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", "No directory at")
        return import_module("dometracker.wsgi").site


@pytest.fixture
def log() -> Iterator[io.StringIO]:
    """The log as lines of JSON."""
    # Its import sets up the log, which would take this handler away.
    site()
    written = io.StringIO()
    handler = logging.StreamHandler(written)
    handler.setFormatter(JsonFormatter())
    handler.addFilter(WithRequest())
    root = logging.getLogger()
    before, root.level = root.level, logging.INFO
    root.addHandler(handler)
    yield written
    root.removeHandler(handler)
    root.setLevel(before)


@pytest.fixture(autouse=True)
def one_connection() -> Iterator[None]:
    """A request leaves the connection of the test open, as those of Django's own client do."""
    signals = (request_started, request_finished)
    for signal in signals:
        signal.disconnect(close_old_connections)
    yield
    for signal in signals:
        signal.connect(close_old_connections)


def asked(path: str, body: bytes = b"", behind_proxy: bool = False, **meta: str) -> dict[str, Any]:
    """The status, headers and body of a request to the site as gunicorn runs it."""
    path, _, query = path.partition("?")
    environ = {
        "REQUEST_METHOD": "POST" if body else "GET",
        "PATH_INFO": path,
        "QUERY_STRING": query,
        "SERVER_NAME": "localhost",
        "SERVER_PORT": "80",
        "REMOTE_ADDR": "127.0.0.1",
        "CONTENT_LENGTH": str(len(body)),
        "CONTENT_TYPE": "text/plain",
        "wsgi.input": io.BytesIO(body),
        "wsgi.errors": io.StringIO(),
        "wsgi.url_scheme": "http",
        **meta,
    }
    told: dict[str, Any] = {}

    def start(status: str, headers: list[tuple[str, str]], *_: Any) -> None:
        told.update(status=int(status[:3]), headers=dict(headers))

    answer: Any = RequestLog(site(), behind_proxy=behind_proxy, lines=True)(environ, start)
    told["body"] = b"".join(answer)
    answer.close()
    return told


@pytest.mark.django_db
def test_each_line_and_the_answer_have_the_id_of_the_request(log: io.StringIO):
    answer = asked("/no-such-page/")
    name = answer["headers"]["X-Request-ID"]
    assert re.fullmatch(r"[0-9a-f]{16}", name)
    lines = [json.loads(line) for line in log.getvalue().splitlines()]
    [line] = [line for line in lines if line["logger"] == "dometracker.request_log"]
    assert {line["request"] for line in lines} == {name}
    assert (line["method"], line["path"], line["status"]) == ("GET", "/no-such-page/", 404)
    assert line["ms"] > 0
    assert asked("/healthz")["headers"]["X-Request-ID"] != name
    assert request_log.request_id() == ""


@pytest.mark.parametrize(
    ("given", "behind_proxy", "is_taken"),
    [
        ("abcdef-0123456789", True, True),
        ("abcdef-0123456789", False, False),
        ("short", True, False),
        ("a" * 65, True, False),
        ('"}\n{"level": "x', True, False),
        ("<script>alert(1)", True, False),
    ],
)
@pytest.mark.django_db
def test_an_id_of_a_proxy_is_taken_where_there_is_one(
    given: str, behind_proxy: bool, is_taken: bool
):
    answer = asked("/healthz", behind_proxy=behind_proxy, HTTP_X_REQUEST_ID=given)
    assert (answer["headers"]["X-Request-ID"] == given) == is_taken


@pytest.mark.django_db
def test_the_log_has_nothing_that_a_reader_typed(log: io.StringIO):
    words = SECRET.replace(" ", "+")
    asked(f"/statements/?q={words}")
    asked("/check-citations.json", SECRET.encode())
    asked(f"/no-such-page/?q={words}", HTTP_REFERER=f"https://x.example/?q={words}")
    asked(f"/preview/{words}/")
    asked(f"/follow/confirm/{words}/")
    asked("/admin/login/", f"username={words}".encode(), HTTP_COOKIE=f"sessionid={words}")
    told = log.getvalue()
    assert told.count('"dometracker.request_log"') == 6
    assert "nobody" not in told
    assert '"/preview/…"' in told


def test_a_line_for_people_has_the_id_too():
    record = logging.makeLogRecord({"name": "x", "msg": "Said.", "levelname": "INFO"})
    assert LineFormatter().format(record).endswith("INFO x: Said.")
    record.request_id = "abc"
    assert LineFormatter().format(record).endswith("INFO x [abc]: Said.")


KEYS = (
    *("/fr/preview/", "/follow/confirm/", "/admin/invitation/", "/admin/notices/stop/"),
    *("/admin/account/password/forgotten/", "/admin/account/email/"),
)


@pytest.mark.parametrize("below", KEYS)
def test_a_key_is_in_no_line(below: str):
    path = f"{below}1-secret/"
    try:
        raise ValueError(f"nothing at {path}")
    except ValueError as error:
        told = {"exc_info": (ValueError, error, error.__traceback__), "levelname": "INFO"}
    record = logging.makeLogRecord(told | {"msg": f"Not Found: {path}"})
    lines = [LineFormatter().format(record), JsonFormatter().format(record)]
    assert "secret" not in "".join([*lines, path_without_keys(f"{below}1 secret\n/")])


def test_a_path_forges_no_line():
    record = logging.makeLogRecord({"msg": "Not Found: /a\n2026 ERROR x\u2028\x1b[2K\r"})
    line = LineFormatter().format(record)
    assert len(line.splitlines()) == 1
    assert line.endswith(r"/a\n2026 ERROR x\u2028\x1b[2K\r")
    assert path_without_keys("/a\nb é") == r"/a\nb é"


def test_a_failure_is_one_line_of_json():
    try:
        raise ValueError("two\nlines")
    except ValueError as error:
        record = logging.makeLogRecord({"exc_info": (ValueError, error, error.__traceback__)})
    line = JsonFormatter().format(record)
    assert "\n" not in line
    assert "ValueError: two\nlines" in json.loads(line)["exception"]


# Counts


def counted() -> dict[str, float]:
    response = asked("/metrics")
    assert response["status"] == 200
    lines = [line for line in response["body"].decode().splitlines() if line[0] != "#"]
    return {name: float(value) for name, value in (line.rsplit(" ", 1) for line in lines)}


@pytest.mark.django_db
def test_requests_are_counted_by_kind_and_how_they_ended():
    before = counted()
    asked_for = ("/", "/about/", "/no-such-page/", "/api/v1/statements", "/healthz")
    assert [asked(path)["status"] for path in asked_for] == [200, 200, 404, 200, 200]
    after = counted()

    def more(name: str) -> float:
        return after[name] - before[name]

    assert more('dometracker_requests_total{kind="page",status="2xx"}') == 2
    assert more('dometracker_requests_total{kind="page",status="4xx"}') == 1
    assert more('dometracker_requests_total{kind="api",status="2xx"}') == 1
    # That of "before" is counted when it has ended.
    assert more('dometracker_requests_total{kind="monitor",status="2xx"}') == 2
    assert more('dometracker_request_seconds_bucket{kind="page",le="+Inf"}') == 3
    assert more('dometracker_request_seconds_count{kind="page"}') == 3
    assert more('dometracker_request_seconds_sum{kind="page"}') > 0
    assert after["dometracker_database_up"] == 1
    buckets = [after[name] for name in after if name.startswith("dometracker_request_seconds_b")]
    of_page = buckets[: len(metrics.BUCKETS) + 1]
    assert of_page == sorted(of_page)


@pytest.mark.django_db
def test_who_is_not_of_the_machine_and_has_no_token_finds_nothing(client: Client, settings: Any):
    assert client.get("/metrics", REMOTE_ADDR="203.0.113.5").status_code == 404
    assert client.get("/metrics", REMOTE_ADDR="::1").status_code == 200
    assert client.get("/metrics", headers={"X-Forwarded-For": "203.0.113.5"}).status_code == 404
    settings.METRICS_TOKEN = "a-token"
    assert client.get("/metrics").status_code == 404
    for sent in ("Bearer another", "a-token", "Bearer a-token ", "Bearer é"):
        assert client.get("/metrics", headers={"Authorization": sent}).status_code == 404
    sent = {"Authorization": "Bearer a-token", "X-Forwarded-For": "203.0.113.5"}
    response = client.get("/metrics", headers=sent)
    assert response.status_code == 200
    assert "no-store" in response["Cache-Control"]


# The database


@pytest.mark.django_db
def test_a_slow_statement_is_told_without_its_values(settings: Any, log: io.StringIO):
    settings.SLOW_QUERY_MS = 20
    slow_queries.note_slow(connection)
    slow_queries.note_slow(connection)
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_sleep(%s), %s", [0.03, SECRET])
            cursor.execute("SELECT 1")
        # What begins and ends with a request takes its own away, and not this.
        with connection.execute_wrapper(lambda execute, *args: execute(*args)):
            pass
        assert connection.execute_wrappers.count(slow_queries._timed) == 1
    finally:
        connection.execute_wrappers.remove(slow_queries._timed)
    [line] = [json.loads(line) for line in log.getvalue().splitlines()]
    assert line["statement"] == "SELECT pg_sleep(%s), %s"
    assert line["ms"] >= 20
    assert SECRET not in log.getvalue()


def error_of(cause: Exception, kind: type[Exception] = OperationalError) -> Exception:
    error = kind(str(cause))
    error.__cause__ = cause
    return error


AWAY = {
    "ended": (error_of(errors.AdminShutdown("terminating connection")), "does not answer"),
    "starting": (error_of(errors.CannotConnectNow("starting up")), "does not answer"),
    "crashed": (error_of(errors.CrashShutdown("crash")), "does not answer"),
    "no place": (error_of(errors.TooManyConnections("too many")), "does not answer"),
    "read only": (error_of(errors.ReadOnlySqlTransaction("read-only")), "nothing can be changed"),
    "full": (error_of(errors.DiskFull("no space")), "no room left"),
}


@pytest.mark.django_db
@pytest.mark.parametrize("name", AWAY)
def test_a_database_that_is_away_is_a_page_that_says_so(
    name: str, client: Client, monkeypatch: pytest.MonkeyPatch
):
    error, sentence = AWAY[name]
    client.raise_request_exception = False

    def gone(*_: Any, **__: Any) -> Any:
        raise error

    with monkeypatch.context() as patch:
        patch.setattr(connection, "cursor", gone)
        response = client.get("/officials/")
        problem = client.get("/api/v1/officials")
    assert response.status_code == 503
    assert response["Retry-After"]
    assert sentence in response.content.decode()
    assert problem.status_code == 503
    assert problem["Content-Type"] == "application/problem+json"


@pytest.mark.django_db
def test_a_lost_connection_is_told_and_a_fault_of_ours_is_not(
    client: Client, monkeypatch: pytest.MonkeyPatch
):
    client.raise_request_exception = False
    lost = error_of(psycopg.OperationalError("server closed the connection"))

    def status(error: Exception, *, lost: bool) -> int:
        def cursor(*_: Any, **__: Any) -> Any:
            raise error

        with monkeypatch.context() as patch:
            patch.setattr(connection, "cursor", cursor)
            if lost:
                patch.setattr(connection, "connection", None)
                patch.setattr(connection, "ensure_connection", lambda: None)
            return client.get("/officials/").status_code

    assert status(lost, lost=True) == 503
    assert status(error_of(psycopg.InterfaceError("closed"), InterfaceError), lost=True) == 503
    # The connection is there: it was something else.
    assert status(lost, lost=False) == 500


# Failures


def test_what_goes_to_sentry_has_nothing_of_the_reader():
    sent: list[Any] = []

    import sentry_sdk
    from sentry_sdk.transport import Transport

    class Kept(Transport):
        def capture_envelope(self, envelope: Any) -> None:
            sent.extend(item.get_event() or item.payload.json for item in envelope.items)

    sentry.begin("https://key@sentry.example/1", transport=Kept)
    try:
        typed = SECRET
        try:
            raise RuntimeError("The page cannot be made.")
        except RuntimeError as error:
            with sentry_sdk.new_scope() as scope:
                scope.set_user({"username": typed})
                scope.add_event_processor(
                    lambda event, _hint: {
                        **event,
                        "request": {
                            "method": "POST",
                            "url": f"https://archive.example/preview/{typed}/?q={typed}",
                            "data": typed,
                            "cookies": {"sessionid": typed},
                            "headers": {"Referer": typed},
                            "query_string": typed,
                        },
                    }
                )
                sentry_sdk.capture_exception(error)
        sentry_sdk.flush()
    finally:
        sentry_sdk.init()
    [event] = sent
    assert event["exception"]["values"][0]["type"] == "RuntimeError"
    assert event["request"] == {"method": "POST", "url": "https://archive.example/preview/…"}
    assert SECRET not in json.dumps(event, default=str)
