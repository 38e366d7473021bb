"""The API /api/v1/: what it answers, to whom, and that its description is true."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import OperationalError, close_old_connections
from django.test import Client, override_settings
from hypothesis import HealthCheck, given, settings
from openapi_spec_validator import validate
from psycopg import errors

from dometracker import gunicorn, rate_limits
from dometracker.models import Rate
from dometracker.problems import LONGEST_ADDRESS
from quotes.api import operations, schemas
from quotes.api.examples import EXAMPLES
from quotes.api.resources import RESOURCES, RowResource
from quotes.editing import EditContext, publish, record_changes, withdraw
from quotes.editing.merge.merge_plan import merge
from quotes.editing.rename import rename
from quotes.models import (
    Figure,
    Outlet,
    Relation,
    Source,
    Speaker,
    Statement,
    Topic,
)
from quotes.models.vocabulary import AttributionDoubt, RelationKind
from quotes.search.filters import SORTS
from tests import factories, openapi
from tests.kept import MEMORY

pytestmark = pytest.mark.django_db

BASE = "/api/v1/"
HERE = "198.51.100.7"
PROBLEM = "application/problem+json"
NAMES = list(RESOURCES)


def ask(client: Client, path: str, status: int = 200, **options: Any) -> Any:
    """The body of an answer, which has the status and is what the description says."""
    response = client.get(BASE + path, **options)
    assert response.status_code == status, response.content.decode()[:500]
    assert openapi.faults(response, BASE + path) == []
    return json.loads(response.content)


def member(name: str) -> str:
    return name.replace("-", "_")


def walk(client: Client, path: str) -> list[dict[str, Any]]:
    """All objects of a list, from part to part."""
    found: list[dict[str, Any]] = []
    address = path
    while address:
        part = ask(client, address)
        found += part[member(path.partition("?")[0])]
        address = (part["next"] or "").partition(BASE)[2]
    return found


# --- the description -----------------------------------------------------------------------------


def test_the_description_is_openapi():
    validate(openapi.description())
    assert openapi.description()["openapi"] == "3.1.0"


def test_every_resource_has_a_list_and_items(client):
    lists = ask(client, "")["resources"]
    assert list(lists) == NAMES
    for name, resource in RESOURCES.items():
        assert lists[name] == f"http://testserver{BASE}{name}"
        form = schemas.object_of(name)
        assert list(form.model_fields) == resource.members
        assert form.model_json_schema()["required"] == [resource.key]


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: example.path)
def test_an_example_is_answered_as_described(client, record, example):
    body = ask(client, example.path)
    # An example that finds nothing shows nothing.
    assert [value for value in body.values() if isinstance(value, list | dict) and value]


def test_the_record_is_what_the_description_says(client, record):
    """Every object of every list, alone and in the list."""
    for name, resource in RESOURCES.items():
        made = walk(client, f"{name}?size=100")
        keys = [one[resource.key] for one in made]
        assert len(keys) == len(set(keys)), name
        assert all(list(one) == resource.members for one in made), name
        if isinstance(resource, RowResource):
            assert len(made) == resource.rows().count(), name
        for one in made[:: max(1, len(made) // 3)]:
            assert ask(client, f"{name}/{one[resource.key]}") == one


def test_parts_of_a_statement_are_what_the_statement_says(client, record):
    statements = {one["public_id"]: one for one in walk(client, "statements?size=100")}
    for name, of in (("citations", "citations"), ("figures", "figures")):
        parts: dict[str, list[Any]] = {public_id: [] for public_id in statements}
        for one in sorted(walk(client, f"{name}?size=100"), key=lambda one: one["id"]):
            parts[one.pop("statement")].append({k: v for k, v in one.items() if k != "id"})
        for public_id, statement in statements.items():
            order = lambda one: json.dumps(one, sort_keys=True)  # noqa: E731
            assert sorted(parts[public_id], key=order) == sorted(statement[of], key=order)


# --- lists ---------------------------------------------------------------------------------------


@pytest.fixture
def archive() -> list[Statement]:
    """Seven statements by two officials, with something of everything."""
    cost = factories.topic("cost", name="Cost")
    able = factories.speaker("Ann Able", slug="ann-able", country="CA")
    factories.role(able, "Minister", "2025")
    factories.alias(able, "A. Able")
    best = factories.speaker("Ben Best", slug="ben-best", country="US")
    factories.role(best, "Senator", "2024")
    outlet, agency = factories.outlet("The Times"), factories.outlet("Wire")
    made = []
    for number in range(7):
        one = factories.draft(
            f"2025-05-{number + 10}",
            topics=(cost,) if number % 2 else (),
            speaker=(able, best)[number % 2],
            occasion=factories.occasion(f"Hearing {number}", place="Ottawa"),
        )
        source = factories.source("2025-05-22", outlet=outlet, title=f"Report {number}")
        factories.citation(one, source=source, via=agency)
        factories.citation(one, source=source, position=1, wording="these are the words")
        Figure.objects.create(statement=one, quantity="total-cost", low=number + 1, unit="USD")
        publish(one, EditContext("First published", overrides_check=True))
        made.append(one)
    Relation.objects.create(
        kind=RelationKind.REPEATS, from_statement=made[0], to_statement=made[1], reason="The same."
    )
    record_changes([], EditContext("Related"))
    return made


@pytest.mark.parametrize("name", NAMES)
def test_a_list_is_read_in_parts_and_back(client, archive, name, monkeypatch):
    monkeypatch.setattr("quotes.search.filters.PAGE_SIZES", (2,))
    key = RESOURCES[name].key
    whole = [one[key] for one in ask(client, f"{name}?size=100")[member(name)]]
    part = ask(client, f"{name}?size=10")
    assert [one[key] for one in part[member(name)]] == whole[:10]
    if len(whole) < 2:
        return
    behind = ask(client, f"{name}?size=10&after={whole[0]}")
    assert [one[key] for one in behind[member(name)]] == whole[1:11]
    back = ask(client, behind["previous"].partition(BASE)[2])
    assert [one[key] for one in back[member(name)]] == whole[:1]
    before = ask(client, f"{name}?size=10&before={whole[-1]}")
    assert [one[key] for one in before[member(name)]] == whole[:-1][-10:]
    ahead = ask(client, before["next"].partition(BASE)[2])
    assert [one[key] for one in ahead[member(name)]] == whole[-1:]


@pytest.mark.parametrize("order", SORTS)
def test_statements_go_on_behind_what_is_withdrawn(client, archive, order, monkeypatch):
    """Each part is left behind with its last statement gone; none of the others is missed."""
    doubt = {"doubt": AttributionDoubt.DISPUTED, "doubt_reason": "Two are named."}
    Statement.objects.filter(pk=archive[3].pk).update(**doubt)
    record_changes([archive[3].pk], EditContext("It is disputed"))
    path, by_key = f"statements?q=words&sort={order}", {one.public_id: one for one in archive}
    whole = [one["public_id"] for one in walk(client, path)]
    assert set(whole) == set(by_key)
    monkeypatch.setattr("quotes.api.reading.DEFAULT_SIZE", 2)
    seen = []
    while path:
        part = ask(client, path)
        seen += [one["public_id"] for one in part["statements"]]
        withdraw(by_key[seen[-1]], EditContext("It was a mistake"))
        path = (part["next"] or "").partition(BASE)[2]
    assert seen == whole
    back = ask(client, part["previous"].partition(BASE)[2])
    assert [one["public_id"] for one in back["statements"]] == [whole[2], whole[4]]


@pytest.mark.parametrize("name", ["sources", "occasions", "figures", "citations"])
def test_rows_go_on_behind_what_is_withdrawn(client, archive, name, monkeypatch):
    key = RESOURCES[name].key
    whole = [one[key] for one in walk(client, name)]
    each, rest = divmod(len(whole), len(archive))
    assert each and not rest
    monkeypatch.setattr("quotes.api.reading.DEFAULT_SIZE", 2 * each)
    part = ask(client, name)
    withdraw(archive[1], EditContext("It was a mistake"))
    assert [one[key] for one in walk(client, part["next"].partition(BASE)[2])] == whole[2 * each :]


def test_rows_go_on_behind_what_has_another_key_now(client, archive, monkeypatch):
    monkeypatch.setattr("quotes.api.reading.DEFAULT_SIZE", 1)
    parts = {name: ask(client, name) for name in ("officials", "offices", "outlets")}
    able = Speaker.objects.get(slug="ann-able")
    # Offices are known by their place: this one takes that of the first.
    factories.role(able, "Mayor", "2020")
    for row in (able, Outlet.objects.get(slug="the-times")):
        rename(row, f"{row.slug}-now", EditContext("It has this name now"))
    ahead = {name: walk(client, part["next"].partition(BASE)[2]) for name, part in parts.items()}
    assert [one["slug"] for one in ahead["officials"]] == ["ben-best"]
    assert [one["title"] for one in ahead["offices"]] == ["Senator", "Mayor"]
    assert [one["slug"] for one in ahead["outlets"]] == ["wire"]


CURSORS = [
    "officials?after=~",
    "officials?after=~x",
    "officials?after=1~1",
    "officials?before=~99999999999999999999",
    "statements?after=~1",
    "statements?after=newest~2025-05-01~2025-05-01",
    "statements?after=newest~2025-02-30~2025-05-01~1",
    "statements?after=newest~doubted",
    "statements?after=oldest~2025-05-01~2025-05-01~1",
    "statements?sort=added&after=added~yesterday~1",
    "statements?sort=added&before=added~20250501T000000.000000Z~1~1",
    "statements?sort=relevance&q=words&after=relevance~x~1",
]


@pytest.mark.parametrize("path", CURSORS)
def test_a_place_that_no_list_has_is_refused(client, archive, path):
    assert "“next”" in ask(client, path, 400)["detail"]


def test_the_next_part_is_linked_in_the_header_too(client, archive):
    response = client.get(f"{BASE}citations?size=10&q=words")
    body = json.loads(response.content)
    assert body["next"] and not body["previous"]
    assert response["Link"] == f'<{body["next"]}>; rel="next"'
    second = client.get(body["next"])
    assert 'rel="prev"' in second["Link"] and 'rel="next"' not in second["Link"]


def test_every_list_takes_the_filters_of_statements(client, archive):
    ids = {one.public_id for one in archive if one.speaker.slug == "ann-able"}
    query = "?speaker=ann-able&size=100"
    found = {name: ask(client, name + query)[member(name)] for name in NAMES}
    assert {one["public_id"] for one in found["statements"]} == ids
    assert [one["slug"] for one in found["officials"]] == ["ann-able"]
    assert [one["title"] for one in found["offices"]] == ["Minister"]
    assert {one["statement"] for one in found["citations"]} == ids
    assert {one["statement"] for one in found["figures"]} == ids
    assert {one["statement"] for one in found["revisions"]} == ids
    assert len(found["sources"]) == len(ids)
    assert [one["slug"] for one in found["outlets"]] == ["the-times", "wire"]
    assert found["topics"] == []
    assert len(found["occasions"]) == len(ids)
    assert {one["official"] for one in found["official-revisions"]} == {"ann-able"}
    # Of both ends of a relation.
    assert len(found["relations"]) == 1
    assert ask(client, "topics?speaker=ben-best")["topics"][0]["slug"] == "cost"


def test_only_what_is_asked_for_is_sent_and_what_is_named_beside_it(client, archive):
    body = ask(client, "statements?fields=text,said&size=10&expand=officials,sources,topics")
    assert all(list(one) == ["public_id", "said", "text"] for one in body["statements"])
    included = body["included"]
    assert {one["slug"] for one in included["officials"]} == {"ann-able", "ben-best"}
    assert [one["slug"] for one in included["topics"]] == ["cost"]
    assert len(included["sources"]) == 7
    related = ask(client, f"statements/{archive[0].public_id}?expand=statements")
    assert [one["public_id"] for one in related["included"]["statements"]] == [archive[1].public_id]
    again = ask(client, "statements?fields=text&fields=said&size=10")
    assert again["statements"] == body["statements"]


WRONG = [
    "statements?kind=nonsense",
    "statements?speaker=nobody",
    "statements?since=2025-02-30",
    "statements?since=2026&until=2025",
    "statements?size=7",
    "statements?size=many",
    "statements?after=zzzzz",
    "statements?sort=sideways",
    "statements?colour=red",
    "statements?fields=words",
    "statements?expand=everything",
    "statements?q=...",
    "statements?rows=citations",
    "officials?sort=oldest",
    "officials?after=nobody",
    "officials?after=%00",
    "citations?before=zzzzz.1",
    "sources?expand=officials",
    "facets?dimension=colour",
    "facets?size=10",
    "facets/speaker?page=0",
    "facets/speaker?page=first",
    "changes?since=yesterday",
    "changes?speaker=ann-able",
    "topics/cost?size=10",
    "?q=dome",
    "statements?colour=",
    "changes?speaker=",
    "outlets?outlet=nobody",
]


@pytest.mark.parametrize("path", WRONG)
def test_what_cannot_be_read_is_refused_with_a_sentence(client, archive, path):
    body = ask(client, path, 400)
    assert body["title"] == "Bad Request"
    assert body["errors"] and all(len(sentence) > 20 for sentence in body["errors"])
    assert body["detail"] == " ".join(body["errors"])


def test_agencies_are_listed_with_what_others_print_of_them_and_have_no_documents(client, archive):
    """“wire” stands as ``via`` alone: it is an outlet, and no document is its own."""
    for query in ("", "?speaker=ann-able"):
        assert [one["slug"] for one in ask(client, f"outlets{query}")["outlets"]] == [
            "the-times",
            "wire",
        ]
    body = ask(client, "statements?outlet=wire")
    assert (body["statements"], body["count"]["number"]) == ([], 0)
    assert ask(client, "statements?outlet=wire&outlet=the-times")["count"]["number"] == 7
    assert ask(client, "statements?not-outlet=wire")["count"]["number"] == 7
    assert ask(client, "facets?outlet=wire&dimension=speaker")["facets"]["speaker"] == []
    assert client.get("/statements/?outlet=wire").status_code == 200


def test_facets_end_where_there_are_no_more(client, archive):
    assert ask(client, "facets/topic?name=zeppelin")["values"] == []
    assert ask(client, "facets/topic?page=2", 404)["detail"].startswith("There are fewer")


def test_facets_are_those_of_the_page(client, archive):
    body = ask(client, "facets?q=words&dimension=speaker,topic,country")
    assert body["count"] == {"number": 7, "is_exact": True}
    counted = {v["key"]: v["count"]["number"] for v in body["facets"]["speaker"]}
    assert counted == {"ann-able": 4, "ben-best": 3}
    assert [v["label"] for v in body["facets"]["country"]] == ["Canada", "United States"]
    one = ask(client, "facets/speaker?speaker=ben-best&name=a")
    # A dimension is counted without its own filter.
    assert [v["key"] for v in one["values"]] == ["ann-able"]
    assert ask(client, "facets/colour", 404)["detail"].startswith("There is no dimension")


# --- what moved, and what is not there -----------------------------------------------------------


def test_what_was_merged_leads_on_and_what_was_withdrawn_says_why(client, archive):
    act = EditContext("They are one", overrides_check=True)
    withdraw(archive[2], EditContext("It was a mistake"))
    assert ask(client, f"statements/{archive[2].public_id}", 410)["detail"] == "It was a mistake"
    kept, merged = Speaker.objects.get(slug="ann-able"), factories.speaker("Ann B", slug="ann-b")
    factories.statement(speaker=merged)
    merge(kept, merged, act)
    response = client.get(f"{BASE}officials/ann-b?fields=name")
    assert (response.status_code, response["Location"]) == (
        301,
        f"{BASE}officials/ann-able?fields=name",
    )
    occasion = archive[0].occasion
    old = occasion.slug
    rename(occasion, "the-hearing", act)
    response = client.get(f"{BASE}occasions/{old}")
    assert response["Location"] == f"{BASE}occasions/the-hearing"
    one, other = archive[4], archive[6]
    Statement.objects.filter(pk=other.pk).update(said=one.said.text, text=one.text)
    record_changes([other.pk], EditContext("Known now", overrides_check=True))
    merge(one, Statement.objects.get(pk=other.pk), act)
    response = client.get(f"{BASE}statements/{other.public_id}")
    assert response["Location"] == f"{BASE}statements/{one.public_id}"


@pytest.mark.parametrize(
    "path",
    [f"{name}/zzzzz" for name in NAMES]
    + [f"{name}/zz.1" for name in NAMES]
    + ["statements/%00", "officials/%00", "citations/%00.1", "nothing", "statements/", "x/y/z"],
)
def test_what_is_not_there_is_a_problem(client, path):
    response = client.get(BASE + path)
    assert (response.status_code, response["Content-Type"]) == (404, PROBLEM)
    assert json.loads(response.content)["status"] == 404


def test_a_draft_is_in_no_list(client, archive):
    word = "xylophone"
    speaker = factories.speaker(f"Speaker {word}", slug=word)
    factories.role(speaker, f"Head of {word}")
    outlet = factories.outlet(f"The {word}", slug=f"the-{word}")
    source = factories.source(outlet=outlet, title=word)
    draft = factories.draft(
        speaker=speaker,
        text=f"A {word}.",
        topics=(factories.topic(word),),
        occasion=factories.occasion(word),
    )
    factories.citation(draft, source=source, wording=word)
    Figure.objects.create(statement=draft, quantity=word, low=1, unit=word)
    public = Source.objects.filter(citations__statement=archive[0]).first()
    Source.objects.filter(pk=public.pk).update(derived_from=source)
    Relation.objects.create(
        kind=RelationKind.DENIES, from_statement=archive[0], to_statement=draft, reason=word
    )
    told = ""
    for name in [*NAMES, "facets", "changes"]:
        told += client.get(f"{BASE}{name}?size=100").content.decode() if name != "facets" else ""
        told += client.get(f"{BASE}facets").content.decode() if name == "facets" else ""
    assert word not in told and source.public_id not in told and draft.public_id not in told


# --- protocol ------------------------------------------------------------------------------------


def test_what_is_kept_is_answered_304_until_the_archive_changes(client, archive):
    with override_settings(CACHES=MEMORY):
        first = client.get(f"{BASE}statements")
        tag = {"If-None-Match": first["ETag"]}
        known = client.get(f"{BASE}statements", headers=tag)
        assert (known.status_code, known.content) == (304, b"")
        assert known["Access-Control-Allow-Origin"] == "*"
        Topic.objects.filter(slug="cost").update(description="What it costs.")
        assert client.get(f"{BASE}statements", headers=tag).status_code == 200


OPEN = ["/api/v1/statements", "/statements.json", "/statements.csv", "/corrections.atom",
        "/data/citation.cff", "/api/v1/openapi.json", "/api/v1/nothing"]  # fmt: skip


@pytest.mark.parametrize("path", OPEN)
def test_pages_of_other_sites_may_read_what_is_public(client, path):
    response = client.get(path, headers={"Origin": "https://elsewhere.example"})
    assert response["Access-Control-Allow-Origin"] == "*"
    assert "Access-Control-Allow-Credentials" not in response
    assert "Link" in response["Access-Control-Expose-Headers"]
    preflight = client.options(
        path,
        headers={
            "Origin": "https://elsewhere.example",
            "Access-Control-Request-Method": "GET",
            "Access-Control-Request-Headers": "if-none-match",
        },
    )
    assert preflight.status_code == 204
    assert "If-None-Match" in preflight["Access-Control-Allow-Headers"]


@pytest.mark.parametrize("path", ["/", "/statements/", "/admin/login/", "/healthz"])
def test_pages_are_for_readers_of_this_site(client, path):
    assert "Access-Control-Allow-Origin" not in client.get(path)


def test_head_is_get_without_the_body(client, archive):
    whole, head = client.get(f"{BASE}statements"), client.head(f"{BASE}statements")
    assert (head.status_code, head.content) == (200, b"")
    assert head["Content-Length"] == whole["Content-Length"]


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
def test_nothing_can_be_written(client, method):
    response = getattr(client, method)(f"{BASE}statements")
    assert (response.status_code, response["Content-Type"]) == (405, PROBLEM)
    assert response["Allow"] == "GET, HEAD, OPTIONS"


def test_methods_are_told_to_whoever_asks(client):
    for path, allowed in (("statements", "GET, HEAD, OPTIONS"), ("check", "OPTIONS, POST")):
        response = client.options(BASE + path)
        assert (response.status_code, response["Allow"]) == (204, allowed)
    assert client.options(f"{BASE}nothing").status_code == 404


def test_an_address_that_is_too_long_is_a_problem(client):
    response = client.get(f"{BASE}facets/topic?name={'a' * 5000}")
    assert (response.status_code, response["Content-Type"]) == (414, PROBLEM)
    assert json.loads(response.content)["detail"].startswith("An address can have at most")
    # Whoever serves the archive reads more than that of an address.
    assert gunicorn.limit_request_line > LONGEST_ADDRESS


def test_limits_are_told_and_kept(client, archive, monkeypatch):
    monkeypatch.setitem(rate_limits.RATES, "api", Rate(3, 30))
    told = [client.get(f"{BASE}topics?size={size}", REMOTE_ADDR=HERE) for size in (10, 25, 50, 100)]
    assert [answer.status_code for answer in told] == [200, 200, 200, 429]
    assert [answer["RateLimit-Remaining"] for answer in told] == ["2", "1", "0", "0"]
    assert {answer["RateLimit-Limit"] for answer in told} == {"3"}
    assert 60 < int(told[2]["RateLimit-Reset"]) <= 90
    assert 0 < int(told[3]["Retry-After"]) <= 30
    assert told[3]["Content-Type"] == PROBLEM
    assert json.loads(told[3].content)["title"] == "Too Many Requests"
    assert told[3]["Access-Control-Allow-Origin"] == "*"


def test_what_is_left_to_one_reader_is_told_to_no_other(client, archive):
    with override_settings(CACHES=MEMORY):
        first = client.get(f"{BASE}topics", REMOTE_ADDR=HERE)
        again = client.get(f"{BASE}topics", REMOTE_ADDR="198.51.100.8")
    assert "RateLimit-Remaining" in first
    assert again.content == first.content
    assert "RateLimit-Remaining" not in again


def fails_with(error: Exception) -> Any:
    def failing(*_: object, **__: object) -> None:
        raise error

    return failing


def test_what_takes_too_long_and_what_fails_are_problems(client, monkeypatch):
    client.raise_request_exception = False
    stopped = OperationalError("canceled")
    stopped.__cause__ = errors.QueryCanceled()
    with override_settings(PATIENCE={"public": (10, 2), "desk": (300, 30)}):
        for error, status in ((stopped, 503), (ValueError("on purpose"), 500)):
            monkeypatch.setattr(operations, "found_by", fails_with(error))
            response = Client(raise_request_exception=False).get(f"{BASE}statements")
            assert (response.status_code, response["Content-Type"]) == (status, PROBLEM)
            assert openapi.faults(response, f"{BASE}statements") == []


# --- what it costs -------------------------------------------------------------------------------

BUDGETS = {
    "statements": 4,
    "statements?speaker=ann-able&q=words": 7,
    "statements?expand=officials,sources,topics,statements": 10,
    "officials": 3,
    "offices": 1,
    "sources": 2,
    "outlets": 1,
    "topics": 1,
    "occasions": 1,
    "figures": 1,
    "citations": 1,
    "citations?speaker=ann-able&expand=statements": 4,
    "revisions": 1,
    "official-revisions": 1,
    "relations": 1,
    "facets": 2,
    "facets/speaker": 2,
    "changes": 12,
    "": 1,
}


@pytest.mark.parametrize("rows", [2, 25])
def test_a_resource_costs_the_same_with_few_rows_and_with_many(
    client, archive, rows, django_assert_max_num_queries
):
    for number in range(rows):
        one = factories.draft(speaker=archive[0].speaker, occasion=factories.occasion(f"O{number}"))
        factories.citation(one)
        publish(one, EditContext("First published"))
    for path, budget in BUDGETS.items():
        # One more for the version of the archive, which each public answer is marked by.
        with django_assert_max_num_queries(budget + 1, info=path):
            assert client.get(BASE + path).status_code == 200, path


# --- anything that can be asked ------------------------------------------------------------------


@pytest.fixture
def open_connection() -> Iterator[None]:
    """The connection outlasts a request, as with Django's own client: nothing is committed."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@pytest.mark.usefixtures("open_connection")
def test_nothing_that_can_be_asked_is_answered_otherwise_than_described(archive):
    """What the schema forbids is refused, and no answer is of a form that it does not have."""
    schema = schemathesis.openapi.from_wsgi(f"{BASE}openapi.json", get_wsgi_application())
    # A value may have the right form and not be in this archive, which is refused with 400.
    left_out = [schemathesis.checks.positive_data_acceptance]
    for found in schema.get_all_operations():
        operation = found.ok()

        @given(case=operation.as_strategy())
        @settings(max_examples=6, deadline=None, suppress_health_check=list(HealthCheck))
        def asked(case: schemathesis.Case) -> None:
            case.call_and_validate(
                headers={"Accept-Encoding": "identity"}, excluded_checks=left_out
            )

        asked()
