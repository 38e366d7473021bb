"""What the pages say in schema.org: valid JSON-LD of its vocabulary, and true of the record."""

import json
import re
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.test import Client

from quotes.citing.reference import Site
from quotes.dates.partial import parse
from quotes.editing import EditContext, publish
from quotes.exports import linked_data
from quotes.models import Kind, Statement
from quotes.models.vocabulary import SourceKind
from tests import factories, pages
from tests.linked_data import documents

SITE = Site("https://archive.example")

# The part of schema.org (release 29) that is used: each type with the one above it.
PARENTS = {
    "Action": "Thing",
    "Article": "CreativeWork",
    "BreadcrumbList": "ItemList",
    "Claim": "CreativeWork",
    "CreativeWork": "Thing",
    "DataDownload": "MediaObject",
    "Dataset": "CreativeWork",
    "EntryPoint": "Intangible",
    "Intangible": "Thing",
    "ItemList": "Intangible",
    "ListItem": "Intangible",
    "MediaObject": "CreativeWork",
    "NewsArticle": "Article",
    "Occupation": "Intangible",
    "Organization": "Thing",
    "OrganizationRole": "Role",
    "Person": "Thing",
    "Place": "Thing",
    "ProfilePage": "WebPage",
    "Quotation": "CreativeWork",
    "Report": "Article",
    "Role": "Intangible",
    "SearchAction": "Action",
    "SocialMediaPosting": "Article",
    "VideoObject": "MediaObject",
    "WebPage": "CreativeWork",
    "WebSite": "CreativeWork",
}

# Each property with the types it may stand on and those its values may have. Of a value that
# schema.org wants as a thing it also takes a text, which is used for authors alone.
PROPERTIES = {
    "alternateName": ("Thing", "Text"),
    "appearance": ("Claim", "CreativeWork"),
    "archivedAt": ("CreativeWork", "URL"),
    "author": ("CreativeWork", "Person Organization Text"),
    "citation": ("CreativeWork", "CreativeWork"),
    "claimInterpreter": ("Claim", "Person Organization"),
    "contentUrl": ("MediaObject", "URL"),
    "creator": ("CreativeWork", "Person Organization"),
    "dateCreated": ("CreativeWork", "Date"),
    "dateModified": ("CreativeWork", "Date"),
    "datePublished": ("CreativeWork", "Date"),
    "description": ("Thing", "Text"),
    "distribution": ("Dataset", "DataDownload"),
    "encodingFormat": ("CreativeWork", "Text"),
    "endDate": ("Role", "Date"),
    "familyName": ("Person", "Text"),
    "firstAppearance": ("Claim", "CreativeWork"),
    "genre": ("CreativeWork", "Text"),
    "givenName": ("Person", "Text"),
    "hasOccupation": ("Person", "Occupation"),
    "headline": ("CreativeWork", "Text"),
    "identifier": ("Thing", "Text"),
    "inLanguage": ("CreativeWork", "Text"),
    "isAccessibleForFree": ("CreativeWork", "Boolean"),
    "isBasedOn": ("CreativeWork", "CreativeWork"),
    "isPartOf": ("CreativeWork", "CreativeWork"),
    "item": ("ListItem", "Thing"),
    "itemListElement": ("ItemList", "ListItem"),
    "keywords": ("CreativeWork", "Text"),
    "license": ("CreativeWork", "URL"),
    "locationCreated": ("CreativeWork", "Place"),
    "mainEntity": ("CreativeWork", "Thing"),
    "memberOf": ("Person Organization", "Organization"),
    "mentions": ("CreativeWork", "Thing"),
    "name": ("Thing", "Text"),
    "position": ("ListItem", "Integer"),
    "potentialAction": ("Thing", "Action"),
    "publisher": ("CreativeWork", "Organization"),
    # "query" with the suffix that says it is to be filled in (schema.org, "Actions").
    "query-input": ("SearchAction", "Text"),
    "roleName": ("Role", "Text"),
    "sameAs": ("Thing", "URL"),
    "spokenByCharacter": ("Quotation", "Person Organization"),
    "startDate": ("Role", "Date"),
    "target": ("Action", "EntryPoint"),
    "text": ("CreativeWork", "Text"),
    "url": ("Thing", "URL"),
    "urlTemplate": ("EntryPoint", "Text"),
    "version": ("CreativeWork", "Text"),
}

# What is told of on one page and named on others.
ELSEWHERE = {"dataset": "Dataset", "website": "WebSite", "claim": "Claim"}

DATE = re.compile(r"[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?")


def is_a(type: str, wanted: str) -> bool:
    return any(one in lineage(type) for one in wanted.split())


def lineage(type: str) -> list[str]:
    return [type, *lineage(PARENTS[type])] if type in PARENTS else [type]


class Checker:
    """Everything that is wrong with a document, in sentences."""

    def __init__(self, document: dict[str, Any]) -> None:
        self.wrong: list[str] = []
        self.types: dict[str, str] = {}
        if document.get("@context") != "https://schema.org":
            self.wrong.append("the context is not schema.org")
        self._learn(document["@graph"])
        for node in document["@graph"]:
            self._check(node)

    def _learn(self, value: Any) -> None:
        for one in value if isinstance(value, list) else [value]:
            if isinstance(one, dict):
                if "@id" in one and "@type" in one:
                    self.types[one["@id"]] = one["@type"]
                for inner in one.values():
                    self._learn(inner)

    def _check(self, node: dict[str, Any]) -> None:
        type = node.get("@type")
        if type not in PARENTS:
            self.wrong.append(f"there is no type {type}")
            return
        for name, value in node.items():
            if name == "@id" and not is_url(value):
                self.wrong.append(f"{value} is no absolute name")
            if name.startswith("@"):
                continue
            domain, wanted = PROPERTIES.get(name, ("", ""))
            # A role repeats the property that it stands in the middle of.
            if not (is_a(type, domain) or is_a(type, "Role")):
                self.wrong.append(f"{type} has no {name}")
            values = value if isinstance(value, list) else [value]
            if not values:
                self.wrong.append(f"{name} is an empty list")
            for one in values:
                self._check_value(name, one, wanted)

    def _check_value(self, name: str, value: Any, wanted: str) -> None:
        if isinstance(value, dict):
            type = value.get("@type") or self.type_of(value.get("@id", ""))
            if is_a(type, "Role"):
                self._check_value(name, value.get(name), wanted)
            elif not is_a(type, wanted):
                self.wrong.append(f"{name} is a {type or value}, not a {wanted}")
            if "@type" in value:
                self._check(value)
        elif not any(is_literal(value, one) for one in wanted.split()):
            self.wrong.append(f"{name} is {value!r}, not a {wanted}")

    def type_of(self, id: str) -> str:
        return self.types.get(id) or ELSEWHERE.get(urlsplit(id).fragment, "")


def is_url(value: Any) -> bool:
    return isinstance(value, str) and bool(urlsplit(value).scheme and urlsplit(value).netloc)


def is_literal(value: Any, wanted: str) -> bool:
    match wanted:
        case "Boolean":
            return isinstance(value, bool)
        case "Integer":
            return isinstance(value, int) and not isinstance(value, bool)
        case "URL":
            return is_url(value)
        case "Date":
            return isinstance(value, str) and bool(DATE.fullmatch(value))
        case "Text":
            return isinstance(value, str) and bool(value.strip())
    return False


def faults(nodes: list[dict[str, Any]]) -> list[str]:
    return Checker({"@context": "https://schema.org", "@graph": nodes}).wrong


# The checker itself


@pytest.mark.parametrize(
    "node",
    [
        {"@type": "Quote"},
        {"@type": "Quotation", "words": "x"},
        {"@type": "Person", "text": "x"},
        {"@type": "Quotation", "text": ""},
        {"@type": "Quotation", "text": None},
        {"@type": "Quotation", "citation": []},
        {"@type": "Quotation", "url": "/s/x"},
        {"@type": "Quotation", "dateCreated": "2025-05-21~"},
        {"@type": "Quotation", "creator": {"@type": "Place", "name": "Ottawa"}},
        {"@type": "Quotation", "creator": {"@id": "https://nowhere.example/#x"}},
        {"@type": "Person", "hasOccupation": {"@type": "Role", "startDate": "2025"}},
    ],
)
def test_what_is_not_schema_org_is_noticed(node: dict[str, Any]):
    assert faults([node])


# Every page of the real record


@pytest.mark.django_db
def test_every_page_of_the_record_speaks_schema_org(client: Client, record: None):
    wrong, types = [], set()
    for kinds in pages.html_pages().values():
        for address in kinds.addresses():
            for document in documents(client.get(address).content.decode()):
                checker = Checker(document)
                wrong += [f"{address}: {fault}" for fault in checker.wrong]
                types |= {node["@type"] for node in document["@graph"]}
    assert not wrong, "\n".join(wrong)
    # Or the walk has seen nothing.
    assert {
        *("BreadcrumbList", "Claim", "Dataset", "NewsArticle", "Person"),
        *("ProfilePage", "Quotation", "WebSite"),
    } <= types


# What is said


def loaded(statement: Statement) -> Statement:
    return Statement.objects.with_page().get(pk=statement.pk)


def nodes_of(statement: Statement) -> dict[str, dict[str, Any]]:
    """The nodes of a statement's page by type; of several of a type, the first."""
    nodes = linked_data.of_statement(loaded(statement), SITE)
    assert faults(nodes) == []
    found: dict[str, dict[str, Any]] = {}
    for node in nodes:
        found.setdefault(node["@type"], node)
    return found


@pytest.mark.django_db
def test_a_quotation_names_its_speaker_its_day_and_its_sources():
    speaker = factories.speaker("Mark Carney", sort_name="Carney, Mark", wikidata="Q5384028")
    made = factories.draft(
        "2025-05-21", speaker=speaker, place="Ottawa", text="It is a good idea.", language="en-CA"
    )
    source = factories.source(
        "2025-05-22",
        title="Carney on the dome",
        authors=["Jane Doe", "CBC News"],
        archived_url="https://web.archive.example/1",
    )
    factories.citation(made, source=source)
    publish(made, EditContext("First published"))
    nodes = nodes_of(made)
    quotation, person, article = nodes["Quotation"], nodes["Person"], nodes["NewsArticle"]
    assert quotation["text"] == "It is a good idea."
    assert quotation["dateCreated"] == "2025-05-21"
    assert quotation["inLanguage"] == "en-CA"
    assert quotation["locationCreated"] == {"@type": "Place", "name": "Ottawa"}
    assert quotation["creator"] == quotation["spokenByCharacter"] == {"@id": person["@id"]}
    assert quotation["citation"] == [quotation["isBasedOn"]] == [{"@id": article["@id"]}]
    assert person["sameAs"] == "https://www.wikidata.org/entity/Q5384028"
    assert (person["givenName"], person["familyName"]) == ("Mark", "Carney")
    assert article["headline"] == "Carney on the dome"
    assert article["datePublished"] == "2025-05-22"
    assert article["archivedAt"] == "https://web.archive.example/1"
    # Nobody knows whether the second byline is a person.
    assert [one if isinstance(one, str) else one["@type"] for one in article["author"]] == [
        "Person",
        "CBC News",
    ]
    assert nodes["WebPage"]["mainEntity"] == {"@id": quotation["@id"]}


@pytest.mark.django_db
def test_a_paraphrase_is_a_claim_that_this_archive_interprets():
    made = factories.draft(kind=Kind.PARAPHRASE, text="He doubts the price.")
    factories.citation(made, wording=None)
    publish(made, EditContext("First published"))
    nodes = nodes_of(made)
    assert "Quotation" not in nodes
    assert nodes["Claim"]["claimInterpreter"]["name"] == "DomeTracker"
    assert nodes["WebPage"]["mainEntity"] == {"@id": nodes["Claim"]["@id"]}


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("published", "first"),
    [
        (("2025-05-22", "2025-05-21"), 1),
        (("2025-05-22",), 0),
        (("2025-05", "2025-06-01"), 0),
        # A month may begin before the day, an undated one before all, two of a day before each
        # other.
        (("2025-05-22", "2025-05"), None),
        (("2025-05-22", ""), None),
        (("2025-05-22", "2025-05-22"), None),
        (("",), None),
    ],
)
def test_the_first_appearance_is_said_only_where_the_dates_leave_no_doubt(published, first):
    made = factories.draft()
    sources = [factories.source(day) for day in published]
    for position, source in enumerate(sources):
        factories.citation(made, source=source, position=position)
    publish(made, EditContext("First published"))
    claim = nodes_of(made)["Claim"]
    assert len(claim["appearance"]) == len(sources)
    if first is None:
        assert "firstAppearance" not in claim
    else:
        address = sources[first].get_absolute_url()
        assert claim["firstAppearance"] == {"@id": f"{SITE.origin}{address}#source"}


@pytest.mark.parametrize(
    ("edtf", "date"),
    [
        ("2025-05-21", "2025-05-21"),
        ("2025-05", "2025-05"),
        ("2025", "2025"),
        ("2025-05-XX", "2025-05"),
        ("2025-05-21~", ""),
        ("2025?", ""),
        ("2025-05/2025-06", ""),
        ("2025-21", ""),
        ("202X", ""),
        ("", ""),
    ],
)
def test_a_date_is_said_to_the_precision_that_iso_8601_has(edtf, date):
    assert linked_data.date_of(parse(edtf)) == date


@pytest.mark.django_db
def test_an_official_is_told_with_offices_names_and_their_days():
    speaker = factories.speaker("Mark Carney", sort_name="Carney, Mark")
    factories.role(speaker, "Governor", "2008-02", "2013-06-01", organization="Bank of Canada")
    factories.role(speaker, "Prime Minister")
    nodes = linked_data.of_official(speaker, speaker.roles.all(), ["M. Carney"], SITE)
    assert faults(nodes) == []
    person = nodes[1]
    assert person["alternateName"] == ["M. Carney"]
    assert person["hasOccupation"] == [
        {
            "@type": "Role",
            "hasOccupation": {"@type": "Occupation", "name": "Governor"},
            "startDate": "2008-02",
            "endDate": "2013-06-01",
        },
        {"@type": "Role", "hasOccupation": {"@type": "Occupation", "name": "Prime Minister"}},
    ]
    assert [one["memberOf"]["name"] for one in person["memberOf"]] == ["Bank of Canada"]


@pytest.mark.django_db
def test_an_institution_is_an_organization_without_occupation():
    body = factories.speaker("Ministry of Defence", kind="institution")
    factories.role(body, "Spokesperson")
    nodes = linked_data.of_official(body, body.roles.all(), [], SITE)
    assert faults(nodes) == []
    assert nodes[1]["@type"] == "Organization"
    assert "hasOccupation" not in nodes[1]


@pytest.mark.django_db
@pytest.mark.parametrize("kind", SourceKind)
def test_every_kind_of_source_has_a_type(kind):
    node = linked_data.source(factories.source("2025", kind=kind), SITE)
    assert faults([node]) == []
    assert ("genre" in node) == (kind != SourceKind.NEWS_ARTICLE)


NASTY = '</script><!-- "&amp;" \' <b>\u2028\u2029\n שלום'


def test_a_text_cannot_end_the_element_it_stands_in():
    text = linked_data.script_text([{"@type": "Quotation", "text": NASTY}])
    assert not set(text) & set("<>&\u2028\u2029")
    assert json.loads(text)["@graph"][0]["text"] == NASTY


@pytest.mark.django_db
def test_words_that_look_like_markup_arrive_as_they_were_said(client: Client):
    made = factories.statement(text=NASTY)
    html = client.get(made.get_absolute_url()).content.decode()
    (document,) = documents(html)
    quotation = next(node for node in document["@graph"] if node["@type"] == "Quotation")
    assert quotation["text"] == NASTY
    assert html.count("<script") == html.count("</script>")


@pytest.mark.django_db
def test_the_way_down_to_a_page_ends_with_the_page(client: Client):
    speaker = factories.speaker("Mark Carney", slug="mark-carney")
    made = factories.statement("2025-05-21", speaker=speaker)
    (document,) = documents(client.get(made.get_absolute_url()).content.decode())
    steps = next(node for node in document["@graph"] if node["@type"] == "BreadcrumbList")
    assert [(step["position"], step["name"]) for step in steps["itemListElement"]] == [
        (1, "Mark Carney"),
        (2, "Mark Carney, 21 May 2025"),
    ]
    last = steps["itemListElement"][-1]["item"]["@id"]
    assert last == f"http://testserver{made.get_absolute_url()}"
