"""The list in other forms: the same statements in the same order, the words as they stand, and a
sentence for whatever cannot be read.
"""

import csv
import io
import json
import random
from collections.abc import Iterator
from datetime import datetime
from functools import partial
from itertools import pairwise
from urllib.parse import urlencode, urljoin
from xml.etree import ElementTree

import pytest
import rispy
from django.db import connection
from django.http import QueryDict
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import resolve, reverse
from pybtex.database import parse_string as parse_bibtex

from quotes.citing.reference import Site
from quotes.dates.partial import parse
from quotes.editing import EditContext, merge, publish, record_changes, withdraw
from quotes.exports import (
    export_rows,
    feed_items,
    statements_csv,
    statements_json,
    table_files,
)
from quotes.exports.formats import FEED_FORMATS, FORMATS, REFERENCE_FORMATS
from quotes.exports.objects import objects_of
from quotes.models import State, Statement
from quotes.website.downloads import file_name
from tests import factories, html
from tests.loaded import Scene

pytestmark = pytest.mark.django_db

ATOM = "{http://www.w3.org/2005/Atom}"
XHTML = "{http://www.w3.org/1999/xhtml}"
XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"

# What is easily lost on the way out.
WORDS = [
    'He said "no", then “yes”; it’s ‘fine’ – really…',
    "One line,\nanother line\r\nand a third\ra tab\there",
    "  blanks at both ends  ",
    "=HYPERLINK(\"https://evil.example\",\"click\")",
    "+1 for the dome",
    "-2 billion, they say",
    "@everyone knows",
    "\tindented",
    "'quoted at the start",
    "＝SUM(A1)",
    "قبة ذهبية، 175 مليار",
    "כיפת זהב",
    "金色穹頂",
    "🛡️ the 👩🏽‍🚀 shield",
    "a < b & c > d ]]> <script>alert(1)</script> &amp; {{ braces }}",
    "line\u2028separator and\u00a0hard blank",
    "NULL",
]  # fmt: skip


def get(client: Client, address: str) -> str:
    response = client.get(address)
    assert response.status_code == 200, (address, response.getvalue())
    return response.getvalue().decode()


def as_objects(client: Client, query: str = "") -> list[dict]:
    return json.loads(get(client, f"/statements.json?{query}"))["statements"]


def as_lines(client: Client, query: str = "") -> list[dict[str, str]]:
    text = get(client, f"/statements.csv?{query}")
    assert text.startswith(table_files.BYTE_ORDER_MARK)
    return list(csv.DictReader(io.StringIO(text[1:], newline=""), strict=True))


def as_feed(client: Client, query: str = "") -> ElementTree.Element:
    return ElementTree.fromstring(get(client, f"/statements.atom?{query}"))


def linked(feed: ElementTree.Element, rel: str) -> str:
    """The address that a feed or an entry links to, or nothing."""
    links = [link for link in feed.findall(f"{ATOM}link") if link.get("rel") == rel]
    return links[0].get("href", "") if links else ""


def entry_ids(feed: ElementTree.Element) -> list[str]:
    return [entry.findtext(f"{ATOM}id", "").rsplit("/", 1)[1] for entry in entries(feed)]


def entries(feed: ElementTree.Element) -> list[ElementTree.Element]:
    return feed.findall(f"{ATOM}entry")


def ids_of_pages(client: Client, query: str) -> list[str]:
    seen: list[str] = []
    path = f"/statements/?{query}"
    while path:
        response = client.get(path)
        seen += [card.statement.public_id for card in response.context["cards"]]
        path = response.context["older_url"]
    return seen


def ids_of_feed(client: Client, query: str) -> list[str]:
    seen: list[str] = []
    address = f"/statements.atom?{query}"
    while address:
        feed = ElementTree.fromstring(get(client, address))
        seen += entry_ids(feed)
        address = linked(feed, "next")
    return seen


def ids_of_references(client: Client, suffix: str, query: str) -> list[str]:
    """The ids in the keys of the entries, as libraries that are not ours read them."""
    text = get(client, f"/statements.{suffix}?{query}")
    if suffix == "bib":
        keys = list(parse_bibtex(text, "bibtex").entries)
    elif suffix == "ris":
        keys = [record["id"] for record in rispy.loads(text)]
    else:
        keys = [item["id"] for item in json.loads(text)]
    return [key.split("-")[1] for key in keys]


# The same statements in the same order


SPEAKERS = ["mark-carney", "donald-trump", "dmitry-peskov"]
# What is filtered by.
VALUES = {
    "speaker": SPEAKERS,
    "not-speaker": SPEAKERS,
    "topic": ["cost", "allies", "norad", "none"],
    "not-topic": ["cost", "none"],
    "outlet": ["cbc", "ap", "tass"],
    "language": ["en", "fr", "ru"],
    "kind": ["direct", "partial"],
    "country": ["CA", "US", "none"],
    "sources": ["1", "2"],
    "since": ["2025", "2025-05-21"],
    "until": ["2025-05", "2026"],
    "dates": ["possibly", "certainly"],
    "sort": ["newest", "oldest", "added", "relevance", "most-cited"],
    "q": ["cost", "partnership or price", "-allies", '"cost and allies"', "speaker:carney"],
}


def forty_statements() -> None:
    """Statements that differ in all that is filtered by."""
    luck = random.Random(5)
    speakers = [
        factories.speaker(name, slug=slug, country=country)
        for name, slug, country in (
            ("Mark Carney", "mark-carney", "CA"),
            ("Donald Trump", "donald-trump", "US"),
            ("Dmitry Peskov", "dmitry-peskov", ""),
        )
    ]
    for speaker in speakers[:2]:
        factories.role(speaker, "Leader", "2025")
    topics = [factories.topic(slug) for slug in ("cost", "allies", "norad")]
    outlets = [factories.outlet(name) for name in ("CBC", "AP", "TASS")]
    days = ("2025-05-20", "2025-05-21", "2025-05", "2025", "2026-01-02", "", "2025-06/..")
    for number in range(40):
        words = f"{luck.choice(['Cost and allies', 'The price', 'A partnership'])} number {number}"
        made = factories.draft(
            luck.choice(days),
            topics=tuple(luck.sample(topics, luck.randrange(3))),
            speaker=luck.choice(speakers),
            language=luck.choice(["en", "fr", "ru"]),
            kind=luck.choice(["direct", "partial"]),
            text=words,
        )
        for position in range(luck.randint(1, 3)):
            source = factories.source("2025-05-22", outlet=luck.choice(outlets))
            factories.citation(made, source=source, position=position)
        publish(made, EditContext("First published"))


FORTY = Scene(forty_statements)


@pytest.fixture
def archive(db: None) -> dict[str, list[str]]:
    """The forty statements; the values that they have."""
    FORTY.lay()
    return VALUES


QUERIES = [
    "",
    "sort=oldest",
    "sort=most-cited",
    "sort=relevance",
    "q=cost&sort=relevance",
    "q=allies",
    "speaker=mark-carney",
    "speaker=mark-carney&speaker=donald-trump&not-topic=cost",
    "topic=none",
    "since=2025-05&until=2025-05",
    "since=2025-05&until=2025-05&dates=certainly",
    "language=ru&sources=2",
    "q=unheardof",
    "utm_source=elsewhere",
    "speaker=&q=",
]


def random_query(luck: random.Random, values: dict[str, list[str]]) -> str:
    names = luck.sample(sorted(values), luck.randint(1, 4))
    return urlencode([(name, luck.choice(values[name])) for name in names])


@pytest.fixture
def small_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    """Parts so small that a list of forty has several in every form."""
    monkeypatch.setattr(export_rows, "CHUNK", 7)
    monkeypatch.setattr(feed_items, "PAGE", 10)


def assert_same_ids(client: Client, query: str) -> int:
    expected = ids_of_pages(client, query)
    assert [one["public_id"] for one in as_objects(client, query)] == expected, query
    assert [line["public_id"] for line in as_lines(client, query)] == expected, query
    assert ids_of_api(client, query) == expected, query
    # A feed begins with what was added last, unless another order is asked for.
    in_order = expected if "sort=" in query else ids_of_pages(client, f"{query}&sort=added")
    assert ids_of_feed(client, query) == in_order, query
    assert sorted(in_order) == sorted(expected)
    for suffix in REFERENCE_FORMATS:
        assert ids_of_references(client, suffix, query) == expected, (suffix, query)
    return len(expected)


def ids_of_api(client: Client, query: str) -> list[str]:
    """Those of all parts of the list, each found through the one before it."""
    ids: list[str] = []
    address = f"/api/v1/statements?{query}&size=10&fields=public_id"
    while address:
        part = json.loads(get(client, address))
        ids += [one["public_id"] for one in part["statements"]]
        address = part["next"]
    return ids


def test_every_form_lists_what_the_pages_list(client, archive, small_parts):
    counts = [assert_same_ids(client, query) for query in QUERIES]
    assert counts[0] == 40
    assert counts[QUERIES.index("q=unheardof")] == 0
    assert len(set(counts)) > 5


def test_every_form_lists_what_the_pages_list_for_any_filter(client, archive, small_parts):
    luck = random.Random(20)
    counts = [assert_same_ids(client, random_query(luck, archive)) for _ in range(25)]
    # Or the filters were such that nothing was compared.
    assert sum(count > 10 for count in counts) > 5


def test_a_whole_list_has_no_parts(client, archive):
    whole = [one["public_id"] for one in as_objects(client)]
    cut = f"size=10&after={whole[3]}&before={whole[9]}"
    assert [one["public_id"] for one in as_objects(client, cut)] == whole
    assert [line["public_id"] for line in as_lines(client, cut + "&size=7")] == whole


def test_the_pages_of_a_feed_lead_back(client, archive, small_parts):
    first = as_feed(client, "sort=oldest")
    second = ElementTree.fromstring(get(client, linked(first, "next")))
    assert linked(first, "previous") == ""
    assert linked(second, "first") == linked(first, "self")
    back = ElementTree.fromstring(get(client, linked(second, "previous")))
    assert entry_ids(back) == entry_ids(first)
    assert {feed.findtext(f"{ATOM}id") for feed in (first, second, back)} == {
        first.findtext(f"{ATOM}id")
    }


# The words


@pytest.fixture
def spoken() -> list[str]:
    """A statement for each of the words, in the order of the list."""
    for number, words in enumerate(WORDS):
        factories.statement(f"2025-05-{28 - number:02}", text=words)
    return WORDS


def test_json_keeps_the_words(client, spoken):
    statements = as_objects(client)
    assert [one["text"] for one in statements] == spoken
    assert [one["citations"][0]["wording"] for one in statements] == spoken
    assert "قبة ذهبية" in get(client, "/statements.json")


def unguarded(line: dict[str, str]) -> dict[str, str]:
    """A line without the apostrophes that its last column tells of."""
    names = line["guarded"].split()
    return line | {name: line[name].removeprefix("'") for name in names}


def test_csv_keeps_the_words_and_says_what_it_guards(client, spoken):
    lines = as_lines(client)
    assert [unguarded(line)["text"] for line in lines] == spoken
    assert [unguarded(line)["wording"] for line in lines] == spoken
    for line in lines:
        risky = line["text"].removeprefix("'").startswith(table_files.FORMULA_STARTS)
        assert line["guarded"].split() == (["text", "wording"] if risky else [])
        for cell in line.values():
            assert not cell.startswith(table_files.FORMULA_STARTS)


def test_every_line_of_csv_ends_as_rfc_4180_says(client):
    factories.statement(text="one\ntwo")
    text = get(client, "/statements.csv")
    assert text.endswith("\r\n")
    assert text.count("\r\n") == 2


def test_a_feed_keeps_the_words(client, spoken):
    contents = as_feed(client, "sort=newest").iterfind(f"{ATOM}entry/{ATOM}content")
    assert [content.findtext(f".//{XHTML}blockquote/{XHTML}p") for content in contents] == spoken


def test_a_feed_shows_that_xml_cannot_hold_a_character(client):
    factories.statement(text="a bell \x07 and \ufffe")
    feed = as_feed(client)
    assert feed.findtext(f".//{XHTML}p") == "a bell \ufffd and \ufffd"


def test_words_say_their_language(client):
    factories.statement(text="دعونا نبني القبة", language="ar")
    entry = entries(as_feed(client))[0]
    words = entry.find(f".//{XHTML}blockquote/{XHTML}p")
    assert (words.get(XML_LANG), words.get("lang"), words.get("dir")) == ("ar", "ar", "rtl")
    assert entry.find(f"{ATOM}title").get(XML_LANG) == "ar"


# What each form holds


@pytest.fixture
def complete() -> Statement:
    """One statement with a value in every column."""
    speaker = factories.speaker("Mark Carney", slug="mark-carney", country="CA")
    factories.role(speaker, "Governor of the Bank of Canada", "2008", "2013")
    factories.role(speaker, "Prime Minister of Canada", "2025-03-14")
    made = factories.draft(
        "2025-05",
        topics=(factories.topic("cost"), factories.topic("allies")),
        speaker=speaker,
        said_basis="Three sources name the month.",
        place="Ottawa",
        occasion=factories.occasion("Press conference"),
        kind="partial",
        text="complete the Golden Dome",
        note="CBC has “a Golden Dome”.",
    )
    made.figures.create(quantity="cost", low=500, high=None, bound="at-least", unit="CAD")
    source = factories.source(
        "2025-05-22~",
        outlet=factories.outlet("CBC"),
        title="Canada in talks",
        authors=["A. Writer", "B. Writer"],
        url="https://cbc.example/story",
        archived_url="https://archive.example/1",
    )
    agency = factories.outlet("AP")
    factories.citation(made, source=source, via=agency, locator="para. 3")
    factories.citation(made, source=source, wording="the Dome", position=1)
    other = factories.source(kind="transcript", language="fr", url=None)
    factories.citation(made, source=other, kind="paraphrase", wording=None, position=2)
    publish(made, EditContext("First published", overrides_check=True))
    made.place = "Ottawa, Ontario"
    made.save()
    record_changes([made.pk], EditContext("More exact"))
    return made


def test_json_names_all_that_goes_out(client, complete):
    document = json.loads(get(client, "/statements.json?speaker=mark-carney&since=2025"))
    assert document["query"] == {
        "speaker": ["mark-carney"],
        "since": "2025",
        "dates": "possibly",
        "sort": "newest",
    }
    assert document["count"] == {"number": 1, "is_exact": True}
    (statement,) = document["statements"]
    citations = statement.pop("citations")
    revision = complete.revisions.last()
    assert statement == {
        "public_id": complete.public_id,
        "url": f"http://testserver/s/{complete.public_id}",
        "speaker": {"slug": "mark-carney", "name": "Mark Carney"},
        "offices": ["Prime Minister of Canada"],
        "said": {"edtf": "2025-05", "first": "2025-05-01", "last": "2025-05-31"},
        "said_basis": "Three sources name the month.",
        "place": "Ottawa, Ontario",
        "occasion": "Press conference",
        "kind": "partial",
        "language": "en",
        "text": "complete the Golden Dome",
        "note": "CBC has “a Golden Dome”.",
        "doubt": "",
        "doubt_reason": "",
        "reply": "",
        "reply_by": "",
        "topics": ["cost", "allies"],
        "figures": [
            {
                "quantity": "cost",
                "low": 500,
                "high": None,
                "bound": "at-least",
                "unit": "CAD",
                "as_of": "",
            }
        ],
        "relations": [],
        "revision": 2,
        "published_at": export_rows.instant(complete.published_at),
        "updated_at": export_rows.instant(revision.made_at),
    }
    assert citations[0] == {
        "source": complete.citations.first().source.public_id,
        "url": "https://cbc.example/story",
        "archived_url": "https://archive.example/1",
        "title": "Canada in talks",
        "outlet": "CBC",
        "published": "2025-05-22~",
        "authors": ["A. Writer", "B. Writer"],
        "language": "en",
        "source_kind": "news-article",
        "kind": "partial",
        "wording": "complete the Golden Dome",
        "via": "AP",
        "locator": "para. 3",
        "caution": "unknown",
        "credited_to": "",
        "doubt": "",
        "doubt_reason": "",
        "check": "unchecked",
        "checked_at": None,
    }
    assert (citations[2]["wording"], citations[2]["url"]) == (None, None)


def test_an_address_in_an_export_leads_to_the_statement(client, complete):
    (statement,) = as_objects(client)
    response = client.get(statement["url"], follow=True)
    assert complete.text in response.content.decode()


def test_dates_without_an_end_have_none(client):
    for said in ("", "2025-05-21/.."):
        factories.statement(said)
    found = {one["said"]["edtf"]: one["said"] for one in as_objects(client)}
    assert found[""] == {"edtf": "", "first": None, "last": None}
    assert found["2025-05-21/.."] == {"edtf": "2025-05-21/..", "first": "2025-05-21", "last": None}


def test_csv_has_a_line_a_statement_with_its_first_source(client, complete):
    (line,) = as_lines(client)
    assert tuple(line) == statements_csv.COLUMNS
    assert line["sources"] == "2"
    assert line["said"] == "2025-05"
    assert line["offices"] == "Prime Minister of Canada"
    assert line["topics"] == "cost; allies"
    assert (line["outlet"], line["via"], line["source_authors"]) == (
        "CBC",
        "AP",
        "A. Writer; B. Writer",
    )


def test_csv_has_a_line_a_citation_when_asked(client, complete):
    factories.statement("2020")
    lines = as_lines(client, "rows=citations")
    assert [line["wording"] for line in lines[:3]] == ["complete the Golden Dome", "the Dome", ""]
    assert [line["public_id"] for line in lines[:3]] == [complete.public_id] * 3
    assert len(lines) == 4


def test_a_feed_is_valid_atom(client, complete):
    made = factories.statement("2025-04-01", kind="direct")
    feed = as_feed(client, "sort=newest")
    assert feed.tag == f"{ATOM}feed"
    assert feed.get(XML_LANG) == "en"
    assert_has_one(feed, "id", "title", "updated")
    assert linked(feed, "self") == "http://testserver/statements.atom?sort=newest"
    assert linked(feed, "alternate") == "http://testserver/statements/?sort=newest"
    first, second = entries(feed)
    for entry in (first, second):
        assert_has_one(entry, "id", "title", "updated", "published", "author", "content")
        assert entry.find(f"{ATOM}content").get("type") == "xhtml"
        assert [child.tag for child in entry.find(f"{ATOM}content")] == [f"{XHTML}div"]
        for name in ("published", "updated"):
            assert (
                datetime.fromisoformat(entry.findtext(f"{ATOM}{name}", "")).utcoffset() is not None
            )
    assert first.findtext(f"{ATOM}id") == f"tag:testserver,2026:/s/{complete.public_id}"
    assert second.findtext(f"{ATOM}id") == f"tag:testserver,2026:/s/{made.public_id}"
    assert first.findtext(f"{ATOM}author/{ATOM}name") == "Mark Carney"
    assert first.findtext(f"{ATOM}updated") == export_rows.instant(
        complete.revisions.last().made_at
    )
    assert linked(first, "alternate") == f"http://testserver{complete.get_absolute_url()}"
    assert linked(first, "via") == "https://cbc.example/story"
    assert len(first.findall(f"{ATOM}content//{XHTML}li")) == 2
    assert feed.findtext(f"{ATOM}updated") == max(
        entry.findtext(f"{ATOM}updated", "") for entry in entries(feed)
    )


def assert_has_one(element: ElementTree.Element, *names: str) -> None:
    for name in names:
        (child,) = element.findall(f"{ATOM}{name}")
        assert "".join(child.itertext()).strip(), name


def test_a_paraphrase_is_no_quotation_in_a_feed(client):
    made = factories.draft(kind="paraphrase", text="He doubts the price.")
    factories.citation(made, wording=None)
    publish(made, EditContext("First published"))
    feed = as_feed(client)
    assert feed.find(f".//{XHTML}blockquote") is None
    assert feed.findtext(f".//{XHTML}p") == "He doubts the price."


def test_a_feed_without_sources_on_the_web_links_to_none(client):
    made = factories.draft()
    factories.citation(made, source=factories.source(url=None))
    publish(made, EditContext("First published"))
    (entry,) = entries(as_feed(client))
    assert linked(entry, "via") == ""
    assert entry.find(f".//{XHTML}a") is None


def test_what_finds_nothing_is_a_valid_document(client):
    factories.statement()
    nothing = "q=unheardof"
    assert as_objects(client, nothing) == []
    assert as_lines(client, nothing) == []
    feed = as_feed(client, nothing)
    assert_has_one(feed, "id", "title", "updated")
    assert entries(feed) == []


def test_an_empty_archive_is_a_valid_document(client):
    assert (as_objects(client), as_lines(client), entries(as_feed(client))) == ([], [], [])


def test_other_languages_of_the_pages_have_the_same_statements(client):
    made = factories.statement()
    with_prefix = json.loads(get(client, "/fr/statements.json"))["statements"]
    assert with_prefix == as_objects(client)
    feed = ElementTree.fromstring(get(client, "/fr/statements.atom"))
    assert feed.get(XML_LANG) == "fr"
    assert linked(entries(feed)[0], "alternate") == (
        f"http://testserver/fr/statements/{made.public_id}/{made.slug}/"
    )
    assert entry_ids(feed) == [made.public_id]


# What cannot be read, and what is not there


@pytest.mark.parametrize("suffix", FORMATS)
@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("speaker=nobody", "there is no “nobody” in this archive"),
        ("kind=nonsense", "nonsense"),
        ("topic=%00", "in this archive"),
        ("since=2025-02-30", "2025-02-30"),
        ("since=2025-06&until=2025-05", "before the first"),
        ("dates=perhaps", "perhaps"),
        ("sort=loudest", "loudest"),
        ("q=speaker:nobody", "nobody"),
    ],
)
def test_a_query_that_cannot_be_read_is_a_400_that_says_why(client, suffix, query, said):
    factories.statement()
    response = client.get(f"/statements.{suffix}?{query}")
    assert response.status_code == 400
    text = response.getvalue().decode()
    if suffix.endswith("json"):
        assert response["Content-Type"] == "application/json"
        assert any(said in error for error in json.loads(text)["errors"])
    else:
        assert response["Content-Type"].startswith("text/plain")
        assert said in text


@pytest.mark.parametrize("query", ["rows=pages", "rows=%00"])
def test_csv_refuses_rows_it_does_not_know(client, query):
    response = client.get(f"/statements.csv?{query}")
    assert response.status_code == 400
    assert "statements, citations" in response.getvalue().decode()


def test_a_feed_refuses_to_continue_what_it_does_not_list(client):
    response = client.get("/statements.atom?after=zzzzz")
    assert response.status_code == 400
    assert "zzzzz" in response.getvalue().decode()


@pytest.mark.parametrize(
    "path", ["xyz", "jsonx", "json.", "JSON", "csl", "%00", "json%0A", "__class__"]
)
def test_a_suffix_that_names_no_form_is_a_404(client, path):
    response = client.get(f"/statements.{path}")
    assert response.status_code == 404
    assert "<h1" in response.content.decode()


@pytest.mark.parametrize("suffix", FORMATS)
def test_only_reading_is_allowed(client, suffix):
    assert client.post(f"/statements.{suffix}").status_code == 405


# Headers


def test_every_form_says_what_it_is(client):
    factories.statement()
    assert {name: client.get(f"/statements.{name}")["Content-Type"] for name in FORMATS} == {
        "json": "application/json",
        "csv": "text/csv; charset=utf-8",
        "atom": "application/atom+xml; charset=utf-8",
        "feed.json": "application/feed+json",
        "bib": "application/x-bibtex; charset=utf-8",
        "ris": "application/x-research-info-systems; charset=utf-8",
        "csl.json": "application/vnd.citationstyles.csl+json",
    }
    saved = client.get("/statements.csv")["Content-Disposition"]
    assert saved == 'attachment; filename="dometracker-statements.csv"'
    assert not client.get("/statements.json").has_header("Content-Disposition")


@pytest.mark.parametrize("suffix", FORMATS)
def test_head_has_the_headers_and_nothing_else(client, suffix):
    factories.statement()
    head, whole = (ask(f"/statements.{suffix}") for ask in (client.head, client.get))
    assert head.status_code == 200
    assert head.getvalue() == b""
    assert head["Content-Type"] == whole["Content-Type"]


@pytest.mark.parametrize("suffix", ["json", "csv"])
def test_head_loads_no_statements(client, suffix):
    factories.statement()
    with CaptureQueriesContext(
        connection,
    ) as queries:
        client.head(f"/statements.{suffix}").getvalue()
    assert not [query for query in queries if "quotes_citation" in query["sql"]]


def test_a_feed_that_has_not_changed_is_not_sent_again(client):
    made = factories.statement()
    tag = client.get("/statements.atom")["ETag"]
    again = client.get("/statements.atom", headers={"if-none-match": tag})
    assert (again.status_code, again.content) == (304, b"")
    made.place = "Ottawa"
    made.text = "Other words"
    made.save()
    record_changes([made.pk], EditContext("Corrected", overrides_check=True))
    assert client.get("/statements.atom", headers={"if-none-match": tag}).status_code == 200


# Costs, and how little is held at a time


def fill(count: int) -> None:
    topic = factories.topic()
    for number in range(count):
        made = factories.draft(
            f"2025-05-{number % 28 + 1:02}",
            topics=(topic,),
            occasion=factories.occasion(f"Hearing {number}"),
        )
        factories.role(made.speaker, "Minister")
        for position in range(2):
            factories.citation(made, source=factories.source(), position=position)
        publish(made, EditContext("First published"))


# Filled with so many; 24 can be parted in many ways.
FILLED = {count: Scene(partial(fill, count)) for count in (2, 24)}

# The query for the version of the archive, which each public answer is marked by.
VERSION = 1

# How many queries a form may run for a list of one chunk: what is asked is read (2) and counted
# (2), the ids are listed (1) and the statements made by the database with all that belongs to them
# (1). A feed reads a page, as objects of the tables.
# The list itself is one of them: where it is short it is read at once, and not by a cursor of the
# server, whose queries nobody counts.
BUDGETS = {"json": 6 + VERSION, "csv": 5 + VERSION, "atom": 10 + VERSION}


@pytest.mark.parametrize("count", FILLED)
@pytest.mark.parametrize(("suffix", "budget"), BUDGETS.items())
def test_a_form_costs_the_same_for_few_rows_and_for_many(
    client, suffix, budget, count, django_assert_max_num_queries
):
    FILLED[count].lay()
    with django_assert_max_num_queries(budget):
        response = client.get(f"/statements.{suffix}?country=none&q=words")
        body = response.getvalue().decode()
    assert body.count("These are the words") >= count


@pytest.mark.parametrize("suffix", ["json", "csv"])
def test_queries_grow_with_chunks_and_with_nothing_else(client, suffix, monkeypatch):
    FILLED[24].lay()

    def cost(chunk: int) -> int:
        monkeypatch.setattr(export_rows, "CHUNK", chunk)
        with CaptureQueriesContext(connection) as queries:
            client.get(f"/statements.{suffix}").getvalue()
        return len(queries)

    costs = [cost(chunk) for chunk in (24, 12, 8, 6)]
    steps = {after - before for before, after in pairwise(costs)}
    assert len(steps) == 1
    assert 0 < steps.pop() <= 7


@pytest.fixture
def loaded(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """How many statements were loaded at a time, as far as something was."""
    sizes: list[int] = []

    def counted(ids: list[int], site: Site) -> list[dict]:
        sizes.append(len(ids))
        return objects_of(ids, site)

    for module in (statements_json, statements_csv):
        monkeypatch.setattr(module, "objects_of", counted)
    return sizes


@pytest.mark.parametrize("suffix", ["json", "csv"])
def test_no_part_holds_the_whole_list(client, suffix, monkeypatch, loaded):
    fill(20)
    monkeypatch.setattr(export_rows, "CHUNK", 6)
    response = client.get(f"/statements.{suffix}")
    parts: Iterator[bytes] = iter(response)
    sent = [next(parts), next(parts)]
    # What is sent first was made before the rest was loaded.
    assert loaded == [6]
    sent += parts
    assert loaded == [6, 6, 6, 2]
    assert max(part.count(b"http://testserver/s/") for part in sent) == 6


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("suffix", ["json", "csv"])
def test_a_download_that_is_broken_off_leaves_nothing_open(client, suffix, monkeypatch, loaded):
    """Outside a transaction, where the database keeps the ids for as long as they are asked for."""
    fill(8)
    monkeypatch.setattr(export_rows, "CHUNK", 2)
    response = client.get(f"/statements.{suffix}")
    parts = iter(response)
    next(parts), next(parts)
    assert cursors_open() == 1
    response.close()
    del parts, response
    assert cursors_open() == 0
    assert loaded == [2]
    assert len(as_objects(client)) == 8
    assert cursors_open() == 0


def cursors_open() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_cursors WHERE name <> ''")
        return cursor.fetchone()[0]


# What is not public


@pytest.mark.parametrize("suffix", FORMATS)
def test_what_is_not_published_goes_out_in_no_form(client, suffix):
    shown = factories.statement(text="Said in public")
    for state in (State.DRAFT, State.IN_REVIEW):
        made = factories.draft(text="Not for anybody")
        factories.citation(made)
        Statement.objects.filter(pk=made.pk).update(state=state)
    withdrawn = factories.statement(text="Not any more")
    withdrawn.state = State.WITHDRAWN
    withdrawn.save()
    text = get(client, f"/statements.{suffix}")
    assert shown.text in text
    assert "Not for anybody" not in text
    assert "Not any more" not in text


@pytest.mark.parametrize("suffix", ["json", "csv"])
def test_what_is_withdrawn_while_it_is_sent_is_left_out(client, suffix, monkeypatch):
    monkeypatch.setattr(export_rows, "CHUNK", 1)
    last, middle, first = (factories.statement(f"2025-05-0{day}") for day in (1, 2, 3))
    parts = iter(client.get(f"/statements.{suffix}"))
    text = next(parts).decode() + next(parts).decode()
    middle.state = State.WITHDRAWN
    middle.save()
    text += b"".join(parts).decode()
    assert (first.text in text, middle.text in text, last.text in text) == (True, False, True)
    if suffix == "json":
        assert len(json.loads(text)["statements"]) == 2


# The way there


def test_a_list_names_its_other_forms(client):
    factories.statement(topics=(factories.topic("cost"),))
    response = client.get("/statements/?topic=cost&sort=oldest&size=10")
    page = response.content.decode()
    expected = [f"/statements.{suffix}?topic=cost&sort=oldest" for suffix in FORMATS]
    shown = [*expected[:2], f"{expected[1]}&rows=citations", *expected[2:]]
    # A feed is followed in its own order.
    followed = [f"/statements.{suffix}?topic=cost" for suffix in FEED_FORMATS]
    shown += followed
    assert [link for link in html.links(page) if link.startswith("/statements.")] == shown
    assert response["Link"] == ", ".join(
        f'<{address}>; rel="alternate"; type="{FORMATS[suffix].media_type}"'
        for suffix, address in zip(FORMATS, expected, strict=True)
    )
    assert html.faults(page) == []
    head = page.split("</head>")[0]
    others = [one for one, form in zip(expected, FORMATS.values(), strict=True) if not form.feed]
    for address in (*others, *followed):
        assert f'href="{address.replace("&", "&amp;")}"' in head
        assert client.get(address).status_code == 200


def test_the_other_forms_of_a_part_are_of_the_whole_list(client):
    made = factories.statement()
    factories.statement("2020")
    response = client.get(f"/statements/?after={made.public_id}")
    assert "after" not in response["Link"]
    assert "/statements.json>" in response["Link"]


def test_the_list_of_an_official_names_the_forms_of_that_list(client):
    made = factories.statement()
    page = client.get(made.speaker.get_absolute_url()).content.decode()
    address = f"/statements.json?speaker={made.speaker.slug}"
    assert address in html.links(page)
    assert [one["public_id"] for one in json.loads(get(client, address))["statements"]] == [
        made.public_id
    ]


def test_a_very_long_query_is_not_repeated_in_a_header(client):
    factories.statement()
    response = client.get("/statements/?" + urlencode({"q": "words " * 300}))
    assert response.status_code == 200
    assert not response.has_header("Link")


def test_a_list_that_cannot_be_read_names_no_other_form(client):
    page = client.get("/statements/?kind=nonsense").content.decode()
    assert [link for link in html.links(page) if link.startswith("/statements.")] == []


def test_the_addresses_of_a_feed_are_routes_of_this_site(client):
    made = factories.statement()
    feed = as_feed(client, f"speaker={made.speaker.slug}")
    for link in feed.iter(f"{ATOM}link"):
        if link.get("rel") != "via":
            path = urljoin("/", link.get("href", "").removeprefix("http://testserver"))
            assert resolve(path.split("?")[0])
            assert client.get(path).status_code == 200
    assert reverse("statements-as", args=["atom"]) == "/statements.atom"


def test_the_whole_list_says_what_a_copy_of_it_has_to_drop(client):
    one = factories.speaker()
    kept, twin, wrong = (
        factories.statement(text=f"Words {number}", speaker=one) for number in range(3)
    )
    factories.draft(text="Never public")
    withdraw(wrong, EditContext("Nobody said it."))
    merge(kept, twin, EditContext("The same words."))

    whole = json.loads(get(client, "/statements.json"))
    assert [one["public_id"] for one in whole["statements"]] == [kept.public_id]
    assert [(gone["public_id"], gone["reason"], gone["merged_into"]) for gone in whole["gone"]] == [
        (twin.public_id, "The same words.", kept.public_id),
        (wrong.public_id, "Nobody said it.", None),
    ]
    assert "gone" not in json.loads(get(client, "/statements.json?q=words"))
    assert "gone" not in json.loads(get(client, "/statements.json?since=2025"))


# --- downloads -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("query", "name"),
    [
        ("", "dometracker-statements"),
        ("speaker=mark-carney", "dometracker-mark-carney"),
        ("speaker=mark-carney&topic=cost&since=2025", "dometracker-mark-carney-cost-since-2025"),
        ("until=2025", "dometracker-until-2025"),
        ("since=2025-05&until=2026", "dometracker-2025-05-to-2026"),
        ("not-speaker=mark-carney", "dometracker-not-mark-carney"),
        ("topic=cost&not-topic=funding", "dometracker-cost-not-funding"),
        ("speaker=&q=+&since=", "dometracker-statements"),
        ("topic=cost&rows=citations", "dometracker-cost-citations"),
        ("since=2026&until=2026", "dometracker-2026"),
        ("q=%22not+sure%22", "dometracker-not-sure"),
        ("q=../../etc/passwd%0D%0AX:y", "dometracker-etcpasswd-xy"),
        ("q=%D0%BA%D1%83%D0%BF%D0%BE%D0%BB", "dometracker-filtered"),
        ("q=%D0%BA%D1%83%D0%BF&rows=citations", "dometracker-filtered-citations"),
        ("rows=citations", "dometracker-citations"),
        ("sort=oldest&utm_source=x", "dometracker-statements"),
        ("q=" + "word+" * 60, "dometracker-" + "word-" * 13 + "wor"),
    ],
)
def test_a_download_is_called_by_the_list_that_it_is(query, name):
    assert file_name(QueryDict(query)) == name


def test_a_list_offers_a_row_a_statement_and_a_row_a_source(db, client):
    factories.statement(wordings=("Some words", "Other words"))
    page = client.get("/statements/?size=10").content.decode()
    assert 'href="/statements.csv" type="text/csv"' in page
    assert 'href="/statements.csv?rows=citations" type="text/csv"' in page
    answer = client.get("/statements.csv?rows=citations")
    assert 'filename="dometracker-citations.csv"' in answer["Content-Disposition"]
    text = answer.getvalue().decode("utf-8-sig")
    assert len(list(csv.DictReader(io.StringIO(text)))) == 2


def test_a_sheet_has_the_figures(db, client):
    made = factories.draft(text="$61 billion, or $61 to $71.5 billion, three years late.")
    made.figures.create(quantity="cost", low=61, unit="USD-billion")
    made.figures.create(quantity="cost", low=61, high="71.5", bound="range", unit="USD-billion")
    made.figures.create(
        quantity="delay", low=3, bound="at-least", unit="years", as_of=parse("2025")
    )
    factories.citation(made)
    publish(made, EditContext("First published"))
    text = client.get("/statements.csv").getvalue().decode("utf-8-sig")
    (row,) = csv.DictReader(io.StringIO(text))
    assert row["figures"] == (
        "cost: 61 USD-billion; cost: 61–71.5 USD-billion; delay: at-least 3 years (2025)"
    )
