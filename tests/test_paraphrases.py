"""A paraphrase is a summary of our own: it stands in no quotation marks anywhere."""

import csv
import io
import json
import re
from collections.abc import Iterator
from typing import Any
from xml.etree import ElementTree

import html5lib
import pytest
from django.test import Client

from quotes.editing import EditContext, publish
from quotes.models import Citation, Statement
from tests import factories as make

pytestmark = pytest.mark.django_db

SUMMARY = "He doubts the price of the northern shield"
REPORTED = "He asked aloud whether it could be had for that"
# A mark at either end of the words, whatever the language or the format has for one.
MARKS = "“”„‟\"«»‹›‘’'`"
MARKED = re.compile(
    rf"[{MARKS}]\s*(?:{SUMMARY}|{REPORTED})|(?:{SUMMARY}|{REPORTED})[.,]?\s*[{MARKS}]"
)


@pytest.fixture
def paraphrase() -> Statement:
    speaker = make.speaker("Ada Long", slug="ada-long")
    topic = make.topic("cost")
    statement = make.draft(
        text=SUMMARY, kind="paraphrase", speaker=speaker, topics=(topic,), said="2025-05-21"
    )
    source = make.source("2025-05-22", title="Shield talks begin")
    make.citation(statement, source=source, kind="paraphrase", wording=REPORTED)
    make.citation(statement, kind="paraphrase", wording=None, position=1)
    publish(statement, EditContext("First published"))
    return statement


def addresses(statement: Statement) -> dict[str, str]:
    """Where a statement is shown, by the form in which it is."""
    pid = statement.public_id
    first: Citation = statement.citations.order_by("position")[0]
    source = first.source.public_id
    pages = {
        "page": statement.get_absolute_url(),
        "version": f"/statements/{pid}/v/1/",
        "embed": f"/embed/{pid}",
        "source": first.source.get_absolute_url(),
        "official": "/officials/ada-long/",
        "topic": "/topics/cost/",
        "day": "/dates/2025/05/21/",
        "front": "/",
        "list": "/statements/",
        "found": "/statements/?q=doubts",
        "found in a wording": "/statements/?q=aloud",
        "corrections": "/corrections/",
    }
    suffixes = ("bib", "ris", "csl.json", "json", "csv", "atom")
    lists = {f"list.{suffix}": f"/statements.{suffix}" for suffix in suffixes}
    alone = {f"statement.{one}": f"/s/{pid}.{one}" for one in suffixes[:4]}
    sources = {f"source.{one}": f"/sources/{source}.{one}" for one in suffixes[:3]}
    others = {
        "annotation.json": f"/s/{pid}/annotation.jsonld",
        "oembed.json": f"/oembed?format=json&url=http://testserver{statement.get_absolute_url()}",
        "corrections.atom": "/corrections.atom",
        "corrections.json": "/corrections.json",
    }
    return {**pages, **lists, **alone, **sources, **others}


def values(form: str, content: str) -> Iterator[str]:
    """What a reader of the format gets: texts, without the marks that are the format's own."""
    if form.endswith("json"):
        yield from strings(json.loads(content))
    elif form.endswith("csv"):
        yield from (cell for row in csv.reader(io.StringIO(content)) for cell in row)
    elif form.endswith("atom"):
        for element in ElementTree.fromstring(content).iter():
            yield from filter(None, (element.text, *element.attrib.values()))
    elif form.endswith(("bib", "ris")):
        yield content
    else:
        yield from of_html(content)


def of_html(content: str) -> Iterator[str]:
    tree = html5lib.parse(content, namespaceHTMLElements=False)
    for element in tree.iter():
        if element.tag == "script":
            if "json" in element.get("type", ""):
                yield from strings(json.loads(element.text or "null"))
            element.text = ""
        if isinstance(element.tag, str):
            yield from map(str, element.attrib.values())
    yield "".join(tree.itertext())


def strings(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        yield from (one for each in value.values() for one in strings(each))
    elif isinstance(value, list):
        yield from (one for each in value for one in strings(each))


def test_its_summary_and_what_a_source_reports_stand_in_no_marks(
    client: Client, paraphrase: Statement, subtests: Any
) -> None:
    make.recorded()
    shown = 0
    for form, address in addresses(paraphrase).items():
        with subtests.test(form):
            answer = client.get(address)
            assert answer.status_code == 200
            content = answer.getvalue().decode("utf-8-sig")
            found = [*values(form, content)]
            assert not [one for one in found if MARKED.search(one)]
            shown += any(SUMMARY in one for one in found)
    # A test that meets the words nowhere would say nothing.
    assert shown >= 15


@pytest.mark.parametrize(
    "shown", [f"“{SUMMARY}”", f"« {SUMMARY} »", f'"{SUMMARY}."', f"``{SUMMARY}''", f"‘{REPORTED}’"]
)
def test_marks_would_be_seen(shown: str) -> None:
    assert MARKED.search(shown)
