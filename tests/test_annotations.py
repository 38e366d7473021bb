"""Links to the words in their sources, and the statement as Web Annotations."""

import hashlib
import json
import re
from datetime import UTC, datetime
from typing import Any

import html5lib
import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from quotes.citing.passages import words_at
from quotes.editing import EditContext, publish
from quotes.models import Capture, CheckState, Citation, Kind, Redirect, State, Statement
from quotes.models.vocabulary import Addressed, How
from quotes.verification.store import place
from tests import factories

pytestmark = pytest.mark.django_db

TEXT = """He said: “We will build it.” Asked again, he said: “We will build it.”
“It will be ready,” he went on, “by the end of the term.”"""


def capture(of: Any, text: str = TEXT) -> Capture:
    return Capture.objects.create(
        source=of,
        text=text,
        sha256=hashlib.sha256(text.encode()).hexdigest(),
        taken_at=datetime(2025, 5, 23, 8, tzinfo=UTC),
        how=How.FETCHED,
    )


def placed(citation: Citation, start: int, text: str = TEXT) -> Citation:
    """The citation, with the place of its words in a capture of its source."""
    citation.capture = capture(citation.source, text)
    citation.start, citation.end = start, start + len(citation.wording or "")
    citation.check_state, citation.checked_at = CheckState.EXACT, timezone.now()
    place(citation)
    citation.save()
    return citation


@pytest.fixture
def statement() -> Statement:
    """Printed by a source that prints the words twice, and by one of which nothing is captured."""
    made = factories.statement(text="We will build it.", wordings=("We will build it", "We will…"))
    first = made.citations.get(position=0)
    source = first.source
    source.archived_url = "https://web.archive.org/web/2025/https://news.example/1"
    source.archived_at = datetime(2025, 5, 22, 12, tzinfo=UTC)
    source.save()
    placed(first, TEXT.rindex("We will build it"))
    return made


# --- the place of the words ----------------------------------------------------------------------


def test_the_place_keeps_what_a_link_needs_and_no_more(statement: Statement):
    citation = statement.citations.get(position=0)
    assert (citation.prefix, citation.suffix) == ("again, he said: “", ".”\n")


def test_words_that_do_not_stand_at_the_offsets_have_no_place(statement: Statement):
    citation = statement.citations.get(position=0)
    citation.wording = "We will not build it"
    assert not place(citation)
    assert citation.prefix == citation.suffix == ""
    assert words_at("https://news.example/1", [citation]) == "https://news.example/1"


def test_without_offsets_there_is_no_place(statement: Statement):
    citation = statement.citations.get(position=0)
    citation.start = citation.end = None
    assert not place(citation)
    assert citation.prefix == citation.suffix == ""


def links_of(client: Client, statement: Statement) -> list[str]:
    """The addresses that its page links to, on this site and elsewhere."""
    page = client.get(statement.get_absolute_url()).content.decode()
    tree = html5lib.parse(page, namespaceHTMLElements=False)
    return [element.get("href") for element in tree.iter("a")]


def test_the_links_of_the_page_lead_to_the_words(client: Client, statement: Statement):
    links = links_of(client, statement)
    citation = statement.citations.get(position=0)
    directive = "#:~:text=" + words_at("x", [citation]).partition("text=")[2]
    assert "We%20will%20build%20it" in directive
    assert f"{citation.source.url}{directive}" in links
    assert f"{citation.source.archived_url}{directive}" in links
    assert statement.citations.get(position=1).source.url in links


def test_pieces_of_one_source_are_linked_together(client: Client):
    made = factories.statement(text="It will be ready by the end of the term.")
    first = made.citations.get()
    first.wording = "It will be ready"
    placed(first, TEXT.index("It will be ready"))
    second = factories.citation(
        made, source=first.source, wording="by the end of the term", position=1
    )
    placed(second, TEXT.index("by the end"))
    links = links_of(client, made)
    directives = ["text=It%20will%20be%20ready", "text=by%20the%20end%20of%20the%20term"]
    for order in (directives, directives[::-1]):
        assert f"{first.source.url}#:~:{'&'.join(order)}" in links


def test_no_page_loads_a_capture(
    client: Client, statement: Statement, django_assert_max_num_queries: DjangoAssertNumQueries
):
    with django_assert_max_num_queries(12) as queries:
        client.get(statement.get_absolute_url())
    assert not [query for query in queries if '"quotes_capture"' in query["sql"]]


# --- the vocabulary of the Web Annotation Data Model ---------------------------------------------

IRI = re.compile(r"https?://[^\s<>\"{}|\\^`]+")
MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")
LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*")
MOTIVATIONS = {
    *("assessing", "bookmarking", "classifying", "commenting", "describing", "editing"),
    *("highlighting", "identifying", "linking", "moderating", "questioning", "replying"),
    "tagging",
}
SHA256 = re.compile("[0-9a-f]{64}")

# For each class: what it must have, and what else it may, with the form of each value.
CLASSES: dict[str, tuple[dict[str, Any], dict[str, Any]]] = {
    "AnnotationCollection": (
        {"@context": list, "id": IRI, "label": str, "total": int, "first": {"AnnotationPage"}},
        {},
    ),
    "AnnotationPage": (
        {"id": IRI, "partOf": IRI, "startIndex": int, "items": [{"Annotation"}]},
        {},
    ),
    "Annotation": (
        {"id": IRI, "body": {"SpecificResource"}, "target": {"SpecificResource"}},
        {"motivation": MOTIVATIONS.__contains__, "created": MOMENT, "modified": MOMENT},
    ),
    "SpecificResource": (
        {"source": {"Text"}},
        {
            "selector": [{"TextQuoteSelector", "TextPositionSelector"}],
            "state": [{"TimeState"}],
        },
    ),
    "Text": ({"id": IRI}, {"format": "text/html".__eq__, "language": LANGUAGE}),
    "TimeState": ({}, {"sourceDate": MOMENT, "cached": IRI, "sha256": SHA256, "label": str}),
    "TextQuoteSelector": ({"exact": str}, {"prefix": str, "suffix": str}),
    "TextPositionSelector": ({"start": int, "end": int}, {}),
}


def faults(node: Any, classes: set[str], where: str = "") -> list[str]:
    """What the node has against the model, each with its path."""
    if not isinstance(node, dict) or node.get("type") not in classes:
        return [f"{where}: not one of {sorted(classes)}"]
    must, may = CLASSES[node["type"]]
    found = [f"{where}: no {name}" for name in must if name not in node]
    for name, value in node.items():
        if name != "type":
            form = {**must, **may}.get(name)
            found += _faults_of(value, form, f"{where}/{name}")
    return found


def _faults_of(value: Any, form: Any, where: str) -> list[str]:
    if form is None:
        return [f"{where}: unknown"]
    if isinstance(form, set):
        return faults(value, form, where)
    if isinstance(form, list):
        values = value if isinstance(value, list) else [value]
        return [fault for one in values for fault in faults(one, form[0], where)]
    if isinstance(form, type):
        is_right = isinstance(value, form) and value not in ("", [])
    elif isinstance(form, re.Pattern):
        is_right = isinstance(value, str) and bool(form.fullmatch(value))
    else:
        is_right = form(value)
    return [] if is_right else [f"{where}: {value!r}"]


def annotation_address(statement: Statement) -> str:
    return reverse("statement-annotation", args=[statement.public_id])


def annotations(client: Client, statement: Statement) -> list[dict[str, Any]]:
    response = client.get(annotation_address(statement))
    assert response.status_code == 200
    document = json.loads(response.content)
    assert document["@context"][0] == "http://www.w3.org/ns/anno.jsonld"
    assert faults(document, {"AnnotationCollection"}) == []
    items = document["first"]["items"]
    assert document["total"] == len(items) == statement.citations.count()
    assert len({item["id"] for item in items}) == len(items)
    return items


def test_the_check_of_the_vocabulary_finds_faults():
    good = {"type": "Text", "id": "https://a.example/"}
    assert faults(good, {"Text"}) == []
    assert faults(good | {"id": "nowhere"}, {"Text"})
    assert faults(good | {"colour": "red"}, {"Text"})
    assert faults({"type": "Text"}, {"Text"})
    assert faults(good, {"TimeState"})


def test_each_citation_is_an_annotation(client: Client, statement: Statement):
    first, second = annotations(client, statement)
    citation = statement.citations.get(position=0)
    short = f"http://testserver/s/{statement.public_id}"
    assert first["body"]["source"]["id"] == short
    assert first["body"]["state"]["cached"] == f"{short}/v/1"
    assert first["motivation"] == "identifying"
    target = first["target"]
    assert target["source"] == {"id": citation.source.url, "type": "Text", "language": "en"}
    quote, position = target["selector"]
    assert quote["exact"] == "We will build it"
    assert TEXT.count(quote["prefix"] + quote["exact"] + quote["suffix"]) == 1
    assert TEXT[position["start"] : position["end"]] == quote["exact"]
    archived, captured = target["state"]
    assert archived["cached"] == citation.source.archived_url
    assert archived["sourceDate"] == "2025-05-22T12:00:00Z"
    assert captured["sha256"] == hashlib.sha256(TEXT.encode()).hexdigest()
    assert captured["sourceDate"] == "2025-05-23T08:00:00Z"
    assert second["target"]["selector"] == [{"type": "TextQuoteSelector", "exact": "We will…"}]
    assert "state" not in second["target"]


def test_the_media_type_names_the_profile(client: Client, statement: Statement):
    response = client.get(annotation_address(statement))
    assert response["Content-Type"] == (
        'application/ld+json; profile="http://www.w3.org/ns/anno.jsonld"'
    )
    again = client.get(annotation_address(statement), headers={"If-None-Match": response["ETag"]})
    assert again.status_code == 304


def test_the_page_links_to_its_annotations(client: Client, statement: Statement):
    links = links_of(client, statement)
    assert annotation_address(statement) in links


def test_a_paraphrase_and_words_not_found_select_nothing(client: Client):
    made = factories.statement(kind=Kind.PARAPHRASE, text="The dome will be built.")
    made.citations.update(wording=None)
    (only,) = annotations(client, made)
    assert only["motivation"] == "linking" and "selector" not in only["target"]
    other = factories.statement(text="It never was said.")
    citation = other.citations.get()
    citation.capture, citation.checked_at = capture(citation.source), timezone.now()
    citation.check_state = CheckState.NOT_FOUND
    citation.save()
    (only,) = annotations(client, other)
    assert "selector" not in only["target"] and "state" not in only["target"]


def test_what_was_only_printed_has_the_address_of_its_source_here(client: Client):
    made = factories.draft()
    source = factories.source(url=None)
    factories.citation(made, source=source)
    publish(made, EditContext("First published", at=timezone.now()))
    (only,) = annotations(client, made)
    assert only["target"]["source"]["id"] == f"http://testserver/sources/{source.public_id}/"


def test_nothing_more_of_a_capture_goes_out(client: Client, statement: Statement):
    text = client.get(annotation_address(statement)).content.decode()
    assert "by the end of the term" not in text
    assert "It will be ready" not in text


def test_its_queries_do_not_grow_with_the_citations(
    client: Client, statement: Statement, django_assert_max_num_queries: DjangoAssertNumQueries
):
    for number in range(20):
        made = factories.citation(statement, wording="We will build it", position=number + 2)
        placed(made, TEXT.rindex("We will build it"))
    with django_assert_max_num_queries(12) as queries:
        annotations(client, statement)
    assert not [query for query in queries if '"quotes_capture"."text"' in query["sql"]]


def test_a_draft_and_an_unknown_id_are_404(client: Client):
    assert client.get(annotation_address(factories.draft())).status_code == 404
    assert client.get("/s/zzzzz/annotation.jsonld").status_code == 404
    assert client.get("/s/a%00b/annotation.jsonld").status_code == 404


def test_a_withdrawn_statement_is_410_with_its_reason(client: Client, statement: Statement):
    Statement.objects.filter(pk=statement.pk).update(state=State.WITHDRAWN)
    Redirect.objects.create(
        kind=Addressed.STATEMENT, old=statement.public_id, reason="It was never said."
    )
    response = client.get(annotation_address(statement))
    assert response.status_code == 410
    assert response.json() == {"errors": ["It was never said."]}


def test_a_merged_statement_is_301_to_the_annotations_of_the_other(
    client: Client, statement: Statement
):
    other = factories.statement()
    Redirect.objects.create(kind=Addressed.STATEMENT, old="9zzz9", statement=other)
    response = client.get("/s/9zzz9/annotation.jsonld")
    assert response.status_code == 301
    assert response["Location"] == annotation_address(other)


def test_only_reading_is_allowed(client: Client, statement: Statement):
    assert client.post(annotation_address(statement)).status_code == 405
