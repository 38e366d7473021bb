"""What an editor doubts says so wherever it goes, and comes last among what is offered."""

import csv
import io
import json
from xml.etree import ElementTree

import html5lib
import pytest
from django.db import transaction
from django.http import QueryDict
from django.utils.html import strip_tags

from quotes.citing.reference import by_source
from quotes.dates import partial as edtf
from quotes.editing import EditContext, record_changes
from quotes.embedding.share_images import picture_of
from quotes.models import Citation, Source, Statement
from quotes.search.filters import find
from tests import factories

REASON = "The clip was cut together by somebody else"
WORDING_REASON = "Translated back from another language"
ATOM = "{http://www.w3.org/2005/Atom}"


def parse(response):
    return html5lib.parse(response.content.decode(), namespaceHTMLElements=False)


def loaded(made: Statement) -> Statement:
    return Statement.objects.with_page().get(pk=made.pk)


def doubt(statement: Statement, row, doubt: str, reason: str) -> Statement:
    """The statement as loaded, after an editor has doubted it or one of its citations."""
    row.doubt, row.doubt_reason = doubt, reason
    with transaction.atomic():
        row.save(update_fields=["doubt", "doubt_reason"])
        record_changes([statement.pk], EditContext("A doubt"))
    return loaded(statement)


@pytest.fixture
def misattributed(db) -> Statement:
    """A statement that its official did not make, which was published before that was known."""
    made = factories.statement(speaker=factories.speaker("Ann Long"), text="It will never fly.")
    return doubt(made, made, "misattributed", REASON)


@pytest.mark.parametrize(
    "address",
    ["/s/{}", "/s/{}/v/1", "/s/{}/v/2", "/embed/{}", "/embed/{}?v=1", "/embed/{}?v=2"],
)
def test_pages_of_a_misattributed_statement_say_so(misattributed, client, address):
    page = client.get(address.format(misattributed.public_id), follow=True)
    body = page.content.decode().partition("<body")[2]
    assert "Misattributed" in strip_tags(body)
    assert REASON in strip_tags(body)


def test_what_is_told_of_the_page_to_others_begins_with_the_doubt(misattributed, client):
    page = parse(client.get(misattributed.get_absolute_url()))
    assert page.find(".//title").text.strip().startswith("Misattributed: Ann Long")
    described = page.find(".//meta[@name='description']").get("content")
    assert described.startswith(f"Misattributed: {REASON}")
    image = page.find(".//meta[@property='og:image:alt']").get("content")
    assert image.startswith("Misattributed: Ann Long")
    nodes = json.loads(page.find(".//script[@type='application/ld+json']").text)["@graph"]
    told = [node for node in nodes if node["@type"] in ("Quotation", "Claim")]
    assert [node["disambiguatingDescription"] for node in told] == [f"Misattributed: {REASON}"] * 2
    assert not any({"creator", "author", "spokenByCharacter"} & node.keys() for node in told)


def test_the_share_image_names_the_doubt(misattributed):
    assert picture_of(misattributed, "dome.example").kind == "Misattributed · Direct quotation"


def test_what_is_copied_and_framed_names_the_doubt(misattributed, client):
    page = parse(client.get(misattributed.get_absolute_url()))
    copied = "".join(page.find(".//*[@id='embed-quotation']").itertext())
    assert f"Misattributed: {REASON}." in copied
    answer = client.get("/oembed", {"url": f"http://testserver/s/{misattributed.public_id}"})
    assert answer.json()["title"].startswith("Misattributed: Ann Long")


def test_a_feed_names_the_doubt_in_the_title_and_before_the_words(misattributed, client):
    entry = ElementTree.fromstring(client.get("/statements.atom").content).find(f"{ATOM}entry")
    assert entry.findtext(f"{ATOM}title") == "Misattributed: Ann Long: It will never fly."
    shown = "".join(entry.find(f"{ATOM}content").itertext())
    assert shown.startswith(f"Misattributed: {REASON}It will never fly.")


# --- wordings ------------------------------------------------------------------------------------


@pytest.fixture
def twice(db) -> Statement:
    """Printed by a source whose wording is doubted, and later by another."""
    made = factories.statement(
        text="It will fly.", wordings=("It shall take wing.", "It will fly.")
    )
    first = made.citations.order_by("position")[0]
    return doubt(made, first, "back-translation", WORDING_REASON)


def test_a_doubted_wording_is_never_the_first_row_of_a_sheet(twice, client):
    text = client.get("/statements.csv").getvalue().decode("utf-8-sig")
    (row,) = csv.DictReader(io.StringIO(text))
    assert (row["wording"], row["citation_doubt"]) == ("It will fly.", "")


def test_a_feed_has_the_doubted_source_last_and_says_why(twice, client):
    entry = ElementTree.fromstring(client.get("/statements.atom").content).find(f"{ATOM}entry")
    items = ["".join(item.itertext()) for item in entry.iter("{http://www.w3.org/1999/xhtml}li")]
    assert "(" not in items[0]
    assert items[1].endswith(f"(back-translation: {WORDING_REASON})")


@pytest.mark.parametrize("number", [1, 2])
def test_an_old_version_says_that_a_wording_is_doubted_today(twice, client, number):
    page = client.get(f"/s/{twice.public_id}/v/{number}", follow=True).content.decode()
    assert f"Back-translation: {WORDING_REASON}" in page


# --- which source is recommended ------------------------------------------------------------------

WORDS = "We have an ability to complete the shield."


@pytest.mark.parametrize(
    ("better", "worse"),
    [
        ({"title": "Headline"}, {"title": "", "published": "2025-05-20"}),
        ({"title": "", "wording": WORDS}, {"title": "Headline", "wording": "ability"}),
        ({"title": "Headline"}, {"title": "", "kind": "video", "published": "2025-05-20"}),
        ({"published": "2025-05-22"}, {"published": ""}),
        ({"published": "2025-05-22"}, {"published": "", "is_primary": True}),
        ({"is_primary": True, "published": "2025-05-23"}, {"published": "2025-05-22"}),
        ({"is_primary": True, "title": ""}, {"title": "Headline"}),
        ({"kind": "social-post", "title": "", "is_primary": True}, {"title": "Headline"}),
        ({"published": "2025-05-23"}, {"is_copy": True, "published": "2025-05-22"}),
        ({"language": "en", "title": ""}, {"language": "fr", "title": "Titre"}),
        ({"wording": "ability"}, {"doubt": "disputed", "wording": WORDS}),
        ({"title": "", "published": ""}, {"doubt": "back-translation", "is_primary": True}),
        ({"check_state": "unchecked", "title": ""}, {"check_state": "differs"}),
        ({"check_state": "exact"}, {"check_state": "unchecked", "published": "2025-05-20"}),
    ],
    ids=repr,
)
def test_the_source_that_is_recommended(better, worse):
    """Whatever the order in which they were recorded, and of rows that need no database."""
    pieces = [_citation(pk, given) for pk, given in enumerate((worse, better), start=1)]
    for ordered in (pieces, pieces[::-1]):
        statement = Statement(text=WORDS, language="en", public_id="7kq2m", pk=1)
        statement._prefetched_objects_cache = {"citations": ordered}
        assert [one[0].source.pk for one in by_source(statement)] == [2, 1]


def _citation(pk: int, given: dict[str, object]) -> Citation:
    told = {"title": "Headline", "published": "2025-05-22", "language": "en"} | given
    fields = {name: told.pop(name) for name in ("wording", "doubt", "check_state") if name in told}
    if told.pop("is_copy", False):
        told["derived_from_id"] = 3
    told |= {"public_id": f"{pk}kq2m", "published": edtf.parse(told["published"])}
    source = Source(pk=pk, **told)
    return Citation(pk=pk, source=source, **{"wording": WORDS, "kind": "direct"} | fields)


# --- lists ---------------------------------------------------------------------------------------

DOUBTS = {"doubt": "disputed", "doubt_reason": REASON}


@pytest.fixture
def five(db) -> list[str]:
    """The public ids of five statements, of which the newest and the third are doubted."""
    topic = factories.topic("cost")
    return [
        factories.statement(
            f"2025-05-0{day}",
            text="The shield costs much.",
            topics=(topic,),
            **(DOUBTS if day in (3, 5) else {}),
        ).public_id
        for day in range(1, 6)
    ]


def ids(client, query: str) -> list[str]:
    answer = json.loads(client.get(f"/statements.json?{query}").getvalue())
    return [one["public_id"] for one in answer["statements"]]


def on_page(client, query: str) -> list[str]:
    page = parse(client.get(f"/statements/?{query}"))
    return [one.get("id")[2:] for one in page.iter("article") if one.get("class") == "statement"]


@pytest.mark.parametrize("narrowed", ["", "topic=cost&", "q=shield&"])
@pytest.mark.parametrize(
    ("sort", "expected"),
    [
        ("newest", [4, 2, 1, 5, 3]),
        ("oldest", [1, 2, 4, 3, 5]),
        ("added", [4, 2, 1, 5, 3]),
        ("most-cited", [4, 2, 1, 5, 3]),
        ("relevance", [4, 2, 1, 5, 3]),
    ],
)
def test_what_is_doubted_is_last_in_every_order(five, client, narrowed, sort, expected):
    query = f"{narrowed}sort={sort}"
    wanted = [five[day - 1] for day in expected]
    assert on_page(client, query) == wanted
    assert ids(client, query) == wanted


@pytest.mark.parametrize("narrowed", ["", "&topic=cost"])
@pytest.mark.parametrize(
    ("sort", "expected"), [("newest", [4, 2, 1, 5, 3]), ("oldest", [1, 2, 4, 3, 5])]
)
def test_a_list_is_the_same_forward_and_back(five, narrowed, sort, expected):
    wanted = [five[day - 1] for day in expected]
    named = dict(Statement.objects.values_list("pk", "public_id"))
    found = find(QueryDict(f"sort={sort}{narrowed}"))
    for place, public_id in enumerate(wanted):
        at = found.place_at(public_id)
        for size in (1, 2, 5):
            after = [named[pk] for pk in found.ids(size, after=at)]
            before = [named[pk] for pk in found.ids(size, after=at, is_reversed=True)]
            assert after == wanted[place + 1 : place + 1 + size]
            assert before == wanted[max(0, place - size) : place][::-1]
    assert [named[pk] for pk in found.ids(2, is_reversed=True)] == wanted[:-3:-1]
