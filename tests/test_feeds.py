"""Feeds: each with a title of its own, found from every page, in the order of publication."""

import json
from datetime import timedelta

import feedparser
import lxml.html
import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from jsonschema import Draft202012Validator

from quotes.editing import EditContext, merge, publish, record_changes, withdraw
from quotes.exports import atom
from quotes.models import Statement
from tests import factories as make
from tests import pages

pytestmark = pytest.mark.django_db

URL = {"type": "string", "pattern": "^https?://"}
TEXT = {"type": "string", "minLength": 1}
MOMENT = {"type": "string", "pattern": r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$"}
AUTHORS = {
    "type": "array",
    "items": {
        "type": "object",
        "properties": {"name": TEXT, "url": URL},
        "additionalProperties": False,
        "minProperties": 1,
    },
}
# What JSON Feed 1.1 says of a feed and its items, as far as it is used here; the rest is not.
JSON_FEED = {
    "type": "object",
    "required": ["version", "title", "items"],
    "properties": {
        "version": {"const": "https://jsonfeed.org/version/1.1"},
        "title": TEXT,
        "home_page_url": URL,
        "feed_url": URL,
        "next_url": URL,
        "language": TEXT,
        "hubs": {
            "type": "array",
            "items": {"type": "object", "required": ["type", "url"], "properties": {"url": URL}},
        },
        "items": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["id"],
                "anyOf": [{"required": ["content_html"]}, {"required": ["content_text"]}],
                "properties": {
                    "id": TEXT,
                    "url": URL,
                    "external_url": URL,
                    "title": TEXT,
                    "content_html": TEXT,
                    "date_published": MOMENT,
                    "date_modified": MOMENT,
                    "authors": AUTHORS,
                    "tags": {"type": "array", "items": TEXT},
                    "language": TEXT,
                },
                "additionalProperties": False,
            },
        },
    },
    "additionalProperties": False,
}


def as_atom(client: Client, address: str) -> feedparser.FeedParserDict:
    response = client.get(address)
    assert response.status_code == 200, address
    assert response["Content-Type"] == "application/atom+xml; charset=utf-8"
    read = feedparser.parse(response.content)
    assert not read.bozo, read.get("bozo_exception")
    assert read.version == "atom10"
    return read


def as_json(client: Client, address: str) -> dict:
    response = client.get(address)
    assert response.status_code == 200, address
    assert response["Content-Type"] == "application/feed+json"
    read = json.loads(response.content)
    Draft202012Validator(JSON_FEED).validate(read)
    return read


def published(at: int, **fields) -> Statement:
    """A statement that was published so many hours after the first of all."""
    moment = timezone.now() - timedelta(days=10) + timedelta(hours=at)
    made = make.draft(**fields)
    make.citation(made)
    publish(made, EditContext("First published", at=moment))
    return made


@pytest.fixture
def scene() -> dict[str, Statement]:
    """Said in one order, published in another."""
    speaker, topic = make.speaker("Lorem Ipsum"), make.topic("cost", name="Cost")
    return {
        "first": published(1, said="2025-06-01", speaker=speaker, text="It is <b>late</b> & dear."),
        "second": published(3, said="2024-01-01", speaker=speaker, topics=(topic,)),
        "third": published(2, said="2025-01-01", kind="paraphrase"),
    }


# --- what they say -------------------------------------------------------------------------------


def test_both_forms_say_the_same_in_the_order_of_publication(client: Client, scene) -> None:
    ids = [
        f"tag:testserver,2026:/s/{scene[name].public_id}" for name in ("second", "third", "first")
    ]
    for query in ("", "?speaker=" + scene["first"].speaker.slug, "?topic=cost", "?q=late"):
        read, made = (
            as_atom(client, f"/statements.atom{query}"),
            as_json(client, f"/statements.feed.json{query}"),
        )
        assert read.feed.title == made["title"]
        assert [one.id for one in read.entries] == [one["id"] for one in made["items"]]
        assert [one.title for one in read.entries] == [one["title"] for one in made["items"]]
        assert [one.published for one in read.entries] == [
            one["date_published"] for one in made["items"]
        ]
        for one in made["items"]:
            assert client.get(one["url"].removeprefix("http://testserver")).status_code == 200
    assert [one["id"] for one in as_json(client, "/statements.feed.json")["items"]] == ids


def test_words_stand_as_they_are(client: Client, scene) -> None:
    items = as_json(client, "/statements.feed.json")["items"]
    html = items[-1]["content_html"]
    assert "It is &lt;b&gt;late&lt;/b&gt; &amp; dear." in html
    assert "<blockquote>" in html
    assert "<blockquote>" not in items[1]["content_html"]
    assert "xmlns" not in html


def test_a_feed_goes_on_in_pages(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    made = [published(number) for number in range(5)]
    for module in ("feed_items", "atom"):
        monkeypatch.setattr(f"quotes.exports.{module}.PAGE", 10)
    monkeypatch.setattr(atom, "PAGE", 10)
    made += [published(number) for number in range(5, 25)]
    seen: list[str] = []
    address = "/statements.feed.json"
    while address:
        read = as_json(client, address)
        seen += [one["id"].rpartition("/")[2] for one in read["items"]]
        address = read.get("next_url", "").removeprefix("http://testserver")
    assert seen == [one.public_id for one in reversed(made)]


TITLES = {
    "": "Statements",
    "?speaker={speaker}": "Lorem Ipsum",
    "?topic=cost": "Cost",
    "?speaker={speaker}&topic=cost": "Statements by Lorem Ipsum on Cost",
    "?q=late": "Statements mentioning “late”",
    "?since=2025&until=2025": "Statements, 2025",
}


@pytest.mark.parametrize("query", TITLES)
def test_each_feed_has_a_title_of_its_own(client: Client, scene, query: str) -> None:
    asked = query.format(speaker=scene["first"].speaker.slug)
    for suffix, read in (("atom", as_atom), ("feed.json", as_json)):
        told = read(client, f"/statements.{suffix}{asked}")
        title = told.feed.title if suffix == "atom" else told["title"]
        assert title == f"DomeTracker: {TITLES[query]}"


def test_what_a_source_prints_is_a_feed(client: Client, scene) -> None:
    source = make.source(title="A long report")
    for name in ("first", "second"):
        make.citation(scene[name], source=source, position=1)
        record_changes([scene[name].pk], EditContext("One more source"))
    told = as_json(client, f"/sources/{source.public_id}.feed.json")
    assert told["title"] == "DomeTracker: A long report"
    assert told["home_page_url"] == f"http://testserver{source.get_absolute_url()}"
    assert len(told["items"]) == 2
    read = as_atom(client, f"/sources/{source.public_id}.atom")
    assert [one.id for one in read.entries] == [one["id"] for one in told["items"]]
    assert client.get("/sources/zzzzz.atom").status_code == 404


def test_the_corrections_of_one_statement_are_a_feed(client: Client, scene) -> None:
    one, other = scene["first"], scene["second"]
    for made, text in ((one, "It is late."), (other, "Other words.")):
        made.text = text
        made.save()
        record_changes([made.pk], EditContext(f"Now: {text}", overrides_check=True))
    query = f"?statement={one.public_id}"
    told = as_json(client, f"/corrections.feed.json{query}")
    assert told["title"] == "DomeTracker: Corrections of: Lorem Ipsum, 1 June 2025"
    assert ["Now: It is late." in item["content_html"] for item in told["items"]] == [True]
    withdraw(one, EditContext("It was never said."))
    ids = [item["id"] for item in as_json(client, f"/corrections.feed.json{query}")["items"]]
    assert [name.rpartition("/")[2] for name in ids] == [
        f"statement:{one.public_id}",
        f"{one.public_id}.2",
    ]
    assert len(as_atom(client, f"/corrections.atom{query}").entries) == 2
    assert len(as_json(client, "/corrections.feed.json")["items"]) == 3
    page = client.get(f"/corrections/{query}")
    assert len(page.context["found"].corrections) == 2
    assert client.get("/corrections.feed.json?statement=$$$").status_code == 400


def test_a_merger_is_told_to_who_follows_the_merged(client: Client, scene) -> None:
    kept = scene["first"]
    gone = published(4, said="2025-06-01", speaker=kept.speaker)
    merge(kept, gone, EditContext("They are one."))
    told = as_json(client, f"/corrections.feed.json?statement={gone.public_id}")
    assert "They are one." in told["items"][0]["content_html"]


def test_a_draft_is_not_named_by_its_corrections(client: Client) -> None:
    draft = make.draft(speaker=make.speaker("Nobody Known"))
    told = as_json(client, f"/corrections.feed.json?statement={draft.public_id}")
    assert told["title"] == f"DomeTracker: Corrections of: {draft.public_id}"
    assert told["items"] == []


# --- how they are found --------------------------------------------------------------------------


def alternates(client: Client, address: str) -> list[tuple[str, str, str]]:
    """The feeds that a page names: media type, title and address."""
    tree = lxml.html.fromstring(client.get(address).content.decode())
    links = tree.findall(".//head/link[@rel='alternate']")
    feeds = [
        one for one in links if one.get("type") in ("application/atom+xml", "application/feed+json")
    ]
    return [(one.get("type"), one.get("title"), one.get("href")) for one in feeds]


def test_every_page_names_its_feeds(client: Client, record: None) -> None:
    titles: dict[str, set[str]] = {}
    for kinds in pages.html_pages().values():
        for address in kinds.addresses():
            if client.get(address).status_code != 200:
                continue
            found = alternates(client, address)
            assert len({href for *_, href in found}) == len(found) >= 2, address
            for media_type, title, href in found:
                assert title.startswith("DomeTracker: ")
                titles.setdefault(title, set()).add(href)
                answer = client.get(href)
                assert answer.status_code == 200, href
                assert answer["Content-Type"].startswith(media_type)
    # No two feeds have the same title.
    assert {title: hrefs for title, hrefs in titles.items() if len(hrefs) > 1} == {}


def test_following_an_official_stands_under_the_name(client: Client, scene) -> None:
    speaker = scene["first"].speaker
    tree = lxml.html.fromstring(client.get(speaker.get_absolute_url()).content.decode())
    [follow] = tree.find_class("follow")
    assert "Follow Lorem Ipsum" in " ".join(follow.text_content().split())
    assert follow.getparent().find(".//h1") is not None
    links = [a.get("href") for a in follow.iterfind(".//a")]
    assert links == [
        f"/statements.atom?speaker={speaker.slug}",
        f"/statements.feed.json?speaker={speaker.slug}",
        f"/follow/?speaker={speaker.slug}",
    ]


def test_a_hub_is_named_where_there_is_one(client: Client, scene, settings) -> None:
    assert "hubs" not in as_json(client, "/statements.feed.json")
    assert not client.get("/statements.atom").has_header("Link")
    settings.WEBSUB_HUB = "https://hub.example/"
    told = as_json(client, "/statements.feed.json?topic=cost")
    assert told["hubs"] == [{"type": "WebSub", "url": "https://hub.example/"}]
    for suffix in ("atom", "feed.json"):
        link = client.get(f"/statements.{suffix}?topic=cost")["Link"]
        assert '<https://hub.example/>; rel="hub"' in link
        assert f'<http://testserver/statements.{suffix}?topic=cost>; rel="self"' in link
    read = as_atom(client, "/statements.atom")
    assert [one.href for one in read.feed.links if one.rel == "hub"] == ["https://hub.example/"]


def test_a_query_that_cannot_be_read_is_refused_in_both(client: Client) -> None:
    for suffix in ("atom", "feed.json"):
        assert client.get(reverse("statements-as", args=[suffix]), {"kind": "x"}).status_code == 400
