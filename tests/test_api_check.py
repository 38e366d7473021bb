"""Quotations sent to the API: the answer of the page, a bound to what is read, and no trace."""

import json
from typing import Any

import pytest
from django.db import connection
from django.http import HttpResponse
from django.test import Client

from quotes.quotation_check import MOST_CHARACTERS
from tests import factories, openapi

pytestmark = pytest.mark.django_db

ONE, SEVERAL = "/api/v1/check", "/api/v1/check/batch"
WORDS = "The zeppelins will be ready before the second winter."


@pytest.fixture
def statement() -> Any:
    speaker = factories.speaker("Ann Able", slug="ann-able")
    return factories.statement("2025-05-21", speaker=speaker, text=WORDS)


def send(client: Client, path: str, body: Any, **options: Any) -> HttpResponse:
    sent = body if isinstance(body, str | bytes) else json.dumps(body)
    options.setdefault("content_type", "application/json")
    response = client.post(path, sent, **options)
    assert openapi.faults(response, path, "post") == []
    assert response["Cache-Control"] == "no-store"
    return response


def test_a_quotation_is_answered_as_on_the_page(client, statement):
    asked = {"text": f"“{WORDS}”", "speaker": "ann-able", "when": "2025-05-21"}
    answer = json.loads(send(client, ONE, asked).content)
    page = client.post(
        "/check/",
        json.dumps(asked),
        content_type="application/json",
        HTTP_ACCEPT="application/json",
    )
    assert answer == json.loads(page.content)
    assert [one["outcome"] for one in answer["quotations"]] == ["exact"]
    assert answer["quotations"][0]["statements"][0]["statement"] == statement.public_id
    altered = json.loads(send(client, ONE, {"text": WORDS.replace("second", "third")}).content)
    assert altered["outcomes"]["altered"] == 1


def test_several_texts_are_answered_in_their_order(client, statement):
    texts = [{"text": WORDS}, {"text": "…"}, {"text": "Nobody said anything of the kind here."}]
    answers = json.loads(send(client, SEVERAL, {"texts": texts}).content)["answers"]
    assert answers[0]["checked"] == json.loads(send(client, ONE, texts[0]).content)
    assert (answers[1]["checked"], len(answers[1]["errors"])) == (None, 1)
    assert answers[2]["checked"]["outcomes"]["not-found"] == 1


LONG = "zeppelin " * (MOST_CHARACTERS // 9 + 1)
WRONG = [
    (ONE, {"text": "…"}, 400),
    (ONE, {"text": ""}, 400),
    (ONE, {}, 400),
    (ONE, [], 400),
    (ONE, "zeppelin", 400),
    (ONE, b"\xff\xfe", 400),
    (ONE, {"text": 7}, 400),
    (ONE, {"text": WORDS, "zeppelin": ""}, 400),
    (ONE, {"text": WORDS, "when": "zeppelin" * 1000}, 400),
    (ONE, {"text": LONG}, 413),
    (ONE, {"text": WORDS, "pad": "x" * 13 * MOST_CHARACTERS}, 400),
    (SEVERAL, {"texts": []}, 400),
    (SEVERAL, {"texts": [{"text": WORDS}] * 21}, 400),
    (SEVERAL, {"texts": [{"text": LONG[: len(LONG) // 2 + 10]}] * 2}, 413),
    (SEVERAL, "[" * 100_000, 400),
]


@pytest.mark.parametrize(("path", "body", "status"), WRONG)
def test_what_cannot_be_checked_is_refused_and_not_repeated(client, path, body, status):
    response = send(client, path, body)
    assert response.status_code == status
    told = json.loads(response.content)
    assert len(told["detail"]) > 10
    # The words of the parser are not ours.
    assert not {"should", "input", "validation"} & set(told["detail"].lower().split())
    assert "zeppelin" not in response.content.decode().lower()


def test_what_is_larger_than_is_read_is_refused_unread(client):
    response = send(client, ONE, b"x" * 1_000_000)
    assert response.status_code == 413


def test_only_json_is_read_and_only_by_post(client):
    assert send(client, ONE, WORDS, content_type="text/plain").status_code == 415
    response = client.get(f"{ONE}?text=x")
    assert (response.status_code, response["Allow"]) == (405, "OPTIONS, POST")


def rows() -> dict[str, int]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT relname::text FROM pg_class WHERE relkind = 'r'"
            " AND relnamespace = current_schema()::regnamespace"
        )
        found = {}
        for (name,) in cursor.fetchall():
            cursor.execute(f'SELECT count(*) FROM "{name}"')
            found[name] = cursor.fetchone()[0]
        return found


def test_nothing_that_is_sent_leaves_a_trace(client, statement, caplog):
    before = rows()
    for body in ({"text": f"{WORDS} And airships."}, {"text": 7}, "airships"):
        send(client, ONE, body)
    assert rows() == before
    assert "airships" not in caplog.text and "zeppelins" not in caplog.text


def test_a_page_of_another_site_may_ask(client):
    asked = {"Origin": "https://desk.example", "Access-Control-Request-Method": "POST"}
    answer = client.options(ONE, headers=asked)
    assert answer.status_code == 204
    assert "POST" in answer["Access-Control-Allow-Methods"]
    assert "Content-Type" in answer["Access-Control-Allow-Headers"]
