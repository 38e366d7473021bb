"""The heads of pages: one address each, previews, other forms, and what reference managers read."""

from typing import Any
from urllib.parse import parse_qs, quote_plus, urlsplit

import lxml.html
import pytest
from django.test import Client

from quotes.citing import coins, meta_tags
from quotes.citing.bylines import Name
from quotes.citing.reference import Reference, Site, of_source, references
from quotes.editing import EditContext, publish
from quotes.models import State, Statement
from quotes.models.vocabulary import SourceKind
from tests import factories, pages

pytestmark = pytest.mark.django_db

HOST = "http://testserver"
SITE = Site(HOST)

# Quotation marks of every kind, the end of an element, an ampersand, line breaks, right to left.
NASTY = "He said \"no\" & 'yes' </script> <b>\r\n שלום مرحبا “…” +1 100%"


class Head:
    """The head of a page, as a program reads it."""

    def __init__(self, html: str) -> None:
        self.element = lxml.html.fromstring(html).find("head")

    def metas(self, name: str) -> list[str]:
        """The contents of the elements with this name or property."""
        return [
            meta.get("content")
            for meta in self.element.iterfind("meta")
            if name in (meta.get("name"), meta.get("property"))
        ]

    def meta(self, name: str) -> str:
        (content,) = self.metas(name)
        return content

    def links(self, rel: str, **attributes: str) -> list[str]:
        return [
            link.get("href")
            for link in self.element.iterfind("link")
            if link.get("rel") == rel
            and all(link.get(name) == value for name, value in attributes.items())
        ]

    @property
    def canonical(self) -> str:
        (href,) = self.links("canonical")
        return href


def head(client: Client, address: str) -> Head:
    response = client.get(address)
    assert response.status_code == 200, address
    return Head(response.content.decode())


# Every page of the real record


def test_every_page_of_the_record_names_itself(client: Client, record: None):
    wrong = []
    for name, kinds in pages.html_pages().items():
        # A preview is no address to be known by: it ends, and is kept out of every index.
        for address in kinds.addresses() if name != "preview" else ():
            wrong += [f"{address}: {fault}" for fault in faults(client, address)]
    assert not wrong, "\n".join(wrong)


def faults(client: Client, address: str) -> list[str]:
    found, wrong = head(client, address), []
    if len(found.links("canonical")) != 1:
        return [f"{len(found.links('canonical'))} canonical addresses"]
    if not found.canonical.startswith(f"{HOST}/"):
        wrong.append(f"{found.canonical} is not absolute")
    answer = client.get(found.canonical.removeprefix(HOST))
    if answer.status_code != 200:
        wrong.append(f"{found.canonical} answers {answer.status_code}")
    elif Head(answer.content.decode()).canonical != found.canonical:
        wrong.append(f"{found.canonical} has another canonical address")
    if found.metas("og:url") != [found.canonical]:
        wrong.append("og:url is not the canonical address")
    for name in ("site_name", "type", "title", "description"):
        contents = found.metas(f"og:{name}")
        if len(contents) != 1 or not contents[0].strip():
            wrong.append(f"og:{name} is {contents}")
    if len(found.metas("twitter:card")) != 1:
        wrong.append("there is not one twitter:card")
    if not found.links("alternate", hreflang="fr"):
        wrong.append("no French page is named")
    return wrong


# Canonical addresses


@pytest.mark.parametrize(
    ("asked", "canonical"),
    [
        ("/statements/", "/statements/"),
        # A part of a list, however it is cut, is a window on the same list.
        ("/statements/?after=zzz", "/statements/"),
        ("/statements/?size=100", "/statements/"),
        # What narrows or orders a list makes another list.
        ("/statements/?topic=cost", "/statements/?topic=cost"),
        ("/statements/?sort=oldest", "/statements/?sort=oldest"),
        # In one order and without what says nothing.
        ("/statements/?topic=cost&q=dome&kind=", "/statements/?q=dome&topic=cost"),
        ("/statements/?topic=b&topic=a&topic=a", "/statements/?topic=a&topic=b"),
        ("/statements/?utm_source=x&sort=newest", "/statements/"),
        ("/statements/?dates=certainly", "/statements/"),
        ("/statements/?dates=possibly&since=2025", "/statements/?since=2025"),
        (
            "/statements/?since=2025&dates=certainly",
            "/statements/?dates=certainly&since=2025",
        ),
        ("/statements/?q=%20dome%20%26%20%2B", "/statements/?q=dome+%26+%2B"),
        # What the page itself stands for cannot be asked for again.
        ("/topics/cost/?topic=other&kind=direct", "/topics/cost/?kind=direct"),
        ("/dates/2025/?since=2024&dates=possibly", "/dates/2025/?dates=possibly"),
        ("/dates/2025/?dates=certainly", "/dates/2025/"),
        # Numbered pages are pages of their own.
        ("/sources/?page=1&x=y", "/sources/"),
        ("/about/?q=dome", "/about/"),
        ("/?after=1", "/"),
    ],
)
def test_a_page_is_known_by_one_address(asked: str, canonical: str, client: Client):
    factories.statement("2025-05-21", topics=(factories.topic("cost"),))
    assert head(client, asked).canonical == f"{HOST}{canonical}"


def test_the_second_page_of_sources_is_a_page_of_its_own(client: Client, monkeypatch):
    monkeypatch.setattr("quotes.website.sources.SOURCES_A_PAGE", 1)
    factories.statement()
    factories.statement()
    assert head(client, "/sources/?page=2").canonical == f"{HOST}/sources/?page=2"


def test_an_address_in_another_script_is_encoded(client: Client):
    outlet = factories.outlet("Правда")
    made = factories.draft()
    factories.citation(made, source=factories.source(outlet=outlet))
    publish(made, EditContext("First published"))
    canonical = head(client, outlet.get_absolute_url()).canonical
    assert canonical == f"{HOST}{outlet.get_absolute_url()}"
    assert canonical.isascii()


@pytest.mark.parametrize("address", ["/no-such-page/", "/statements/zzzzz/no-words/"])
def test_what_is_not_there_has_no_address(address: str, client: Client):
    response = client.get(address)
    assert response.status_code == 404
    assert "canonical" not in response.content.decode()


def test_what_was_withdrawn_has_no_address(client: Client):
    made = factories.statement()
    Statement.objects.filter(pk=made.pk).update(state=State.WITHDRAWN)
    response = client.get(made.get_absolute_url())
    assert response.status_code == 410
    assert "canonical" not in response.content.decode()


def test_the_other_languages_of_a_page_are_named(client: Client):
    for address in ("/about/", "/fr/about/"):
        found = head(client, address)
        assert found.canonical == HOST + address
        # Each names all of them, itself too, or search engines pass over it.
        assert found.links("alternate", hreflang="en") == [f"{HOST}/about/"]
        assert found.links("alternate", hreflang="fr") == [f"{HOST}/fr/about/"]
        assert found.links("alternate", hreflang="x-default") == [f"{HOST}/about/"]


# Previews


def test_a_statement_is_previewed_by_its_words_and_its_image(client: Client):
    speaker = factories.speaker("Mark Carney")
    made = factories.statement("2025-05-21", speaker=speaker, text="It is a good idea.")
    found = head(client, made.get_absolute_url())
    assert found.meta("og:type") == "article"
    assert found.meta("og:title") == "Mark Carney, 21 May 2025"
    assert found.meta("og:description") == "It is a good idea."
    assert found.meta("og:image:alt") == "Mark Carney, 21 May 2025: It is a good idea."
    assert (found.meta("og:image:width"), found.meta("og:image:height")) == ("1200", "630")
    assert found.meta("twitter:card") == "summary_large_image"
    image = found.meta("og:image")
    assert image.startswith(f"{HOST}/")
    assert client.get(image.removeprefix(HOST))["Content-Type"] == "image/png"


# Other forms


@pytest.mark.parametrize("what", ["statement", "source"])
def test_the_other_forms_are_named_in_the_head_and_in_the_header(what: str, client: Client):
    made = factories.statement()
    row = made if what == "statement" else made.citations.get().source
    response = client.get(row.get_absolute_url())
    found = Head(response.content.decode())
    for media_type in ("application/x-bibtex", "application/x-research-info-systems"):
        (href,) = found.links("alternate", type=media_type)
        assert f'<{href}>; rel="alternate"; type="{media_type}"' in response["Link"]
        assert client.get(href).status_code == 200


def test_a_statement_says_where_its_oembed_is(client: Client):
    found = head(client, factories.statement().get_absolute_url())
    for form in ("application/json+oembed", "text/xml+oembed"):
        (href,) = found.links("alternate", type=form)
        assert client.get(href.removeprefix(HOST)).status_code == 200


# Reference managers


def cited(**fields: Any) -> Reference:
    """A statement by Mark Carney in one source, of which the test gives what it cares about."""
    speaker = factories.speaker("Mark Carney", sort_name="Carney, Mark")
    made = factories.draft("2025-05-21", speaker=speaker, text=fields.pop("text", "A good idea."))
    published = fields.pop("published", "2025-05-22")
    fields.setdefault("outlet", factories.outlet("CBC News"))
    fields.setdefault("title", "Carney on the dome")
    factories.citation(made, source=factories.source(published, **fields))
    publish(made, EditContext("First published"))
    loaded = Statement.objects.with_page().get(pk=made.pk)
    return references(loaded, SITE, 1)[0]


def tags(reference: Reference) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for name, content in meta_tags.of_reference(reference):
        found.setdefault(name, []).append(content)
    return found


def test_an_article_is_told_with_its_author_outlet_date_and_words():
    reference = cited(authors=["Jane Doe"], url="https://cbc.example/dome")
    assert reference.said
    found = tags(reference)
    assert found["z:itemType"] == ["newspaperArticle"]
    assert found["DC.title"] == found["citation_title"] == ["Carney on the dome"]
    assert found["DC.source"] == ["CBC News"]
    assert found["DC.creator"] == ["Doe, Jane"]
    assert found["bib:contributors"] == ["Carney, Mark"]
    assert found["DC.date"] == found["citation_date"] == ["2025-05-22"]
    assert found["citation_public_url"] == ["https://cbc.example/dome"]
    assert f"kept-at: {reference.said.pinned}" in found["z:extra"][0].splitlines()
    assert found["citation_abstract"] == ["A good idea."]
    assert "source-url: https://cbc.example/dome" in found["z:extra"][0].splitlines()
    assert "said: 2025-05-21" in found["z:extra"][0].splitlines()


@pytest.mark.parametrize(
    ("kind", "item_type", "genre"),
    [
        (SourceKind.NEWS_ARTICLE, "newspaperArticle", None),
        (SourceKind.PRESS_RELEASE, "document", ["Press release"]),
        (SourceKind.TRANSCRIPT, "webpage", ["Transcript"]),
        (SourceKind.SPEECH, "presentation", ["Speech"]),
        (SourceKind.SOCIAL_POST, "forumPost", ["Social media post"]),
        (SourceKind.REPORT, "report", None),
        (SourceKind.VIDEO, "videoRecording", ["Video"]),
        (SourceKind.HEARING, "hearing", ["Hearing"]),
    ],
)
def test_every_kind_of_source_makes_the_item_that_it_is(kind, item_type, genre):
    reference = cited(kind=kind)
    found = tags(reference)
    assert found["z:itemType"] == [item_type]
    assert found.get("DC.type") == genre
    assert fields_of(coins.of_reference(reference))["rft.type"] == [item_type]
    # One of them, or Zotero would have the outlet twice.
    assert ("DC.source" in found) != ("DC.publisher" in found)


def test_an_undated_source_is_not_dated_by_what_was_said():
    found = tags(cited(published=""))
    assert found["citation_date"] == ["n.d."]
    assert "DC.date" not in found


def test_a_doubtful_date_is_told_in_words_and_nowhere_as_if_it_were_certain():
    found = tags(cited(published="2025-05~"))
    assert found["citation_date"] == ["about May 2025"]
    assert "DC.date" not in found


def test_a_source_alone_names_whom_it_quotes():
    source = factories.source("2025-05-22", title="The dome")
    quoted = [Name("Mark Carney", "Carney", "Mark"), Name("Ministry of Defence")]
    found = meta_tags.of_reference(of_source(source, SITE), quoted)
    assert [tag.content for tag in found if tag.name == "bib:contributors"] == [
        "Carney, Mark",
        "Ministry of Defence,",
    ]
    assert "citation_abstract" not in {tag.name for tag in found}


@pytest.mark.parametrize(
    ("name", "written"),
    [
        (Name("Mark Carney", "Carney", "Mark"), "Carney, Mark"),
        (Name("CBC News"), "CBC News,"),
        (Name("Reuters"), "Reuters"),
    ],
)
def test_a_name_is_written_so_that_zotero_parts_it_rightly(name: Name, written: str):
    assert coins.indexed(name) == written


def test_values_arrive_as_they_were_said(client: Client):
    made = factories.draft(text=NASTY)
    source = factories.source("2025", title=NASTY, authors=[NASTY])
    factories.citation(made, source=source)
    publish(made, EditContext("First published"))
    for row in (made, source):
        found = head(client, row.get_absolute_url())
        # A parser of HTML has made line feeds of all line breaks.
        assert found.meta("DC.title").split() == NASTY.split()
        assert found.meta("citation_title").split() == NASTY.split()
    found = head(client, made.get_absolute_url())
    assert found.meta("citation_abstract").split() == NASTY.split()
    assert found.meta("og:description").split() == NASTY.split()


def test_every_prefix_of_a_name_says_what_it_stands_for(client: Client):
    found = head(client, factories.statement().get_absolute_url())
    names = {meta.get("name") for meta in found.element.iterfind("meta")} - {None}
    prefixes = {name[: name.index(mark)] for mark in ".:" for name in names if mark in name}
    assert prefixes - {"twitter"} == {"DC", "bib", "z"}
    for prefix in prefixes - {"twitter"}:
        assert found.links(f"schema.{prefix}") == [dict(meta_tags.SCHEMAS)[prefix]]


# COinS


def fields_of(context_object: str) -> dict[str, list[str]]:
    return parse_qs(context_object, strict_parsing=True)


def test_a_context_object_has_the_keys_of_the_journal_format():
    reference = cited(authors=["Jane Doe", "CBC News"], text=NASTY, title=NASTY)
    assert reference.said
    assert fields_of(coins.of_reference(reference)) == {
        "ctx_ver": ["Z39.88-2004"],
        "rft_val_fmt": ["info:ofi/fmt:kev:mtx:journal"],
        "rft_id": [reference.said.pinned],
        "rft.genre": ["article"],
        "rft.atitle": [NASTY],
        "rft.jtitle": ["CBC News"],
        "rft.au": ["Doe, Jane", "CBC News,"],
        "rft.contributor": ["Carney, Mark"],
        "rft.date": ["2025-05-22"],
        "rft.language": ["en"],
        "rft.description": [NASTY],
        "rft.type": ["newspaperArticle"],
    }


@pytest.mark.parametrize("text", [NASTY, "a+b=c&d", "Дом, 圆顶 ~ -_.", "\x7f é/?#"])
def test_a_value_is_encoded_as_the_standard_library_does(text: str):
    assert f"&rft.description={quote_plus(text)}&" in coins.of_reference(cited(text=text))


def test_the_type_stands_behind_the_title():
    """Zotero reads the keys in their order, and a title differs from type to type."""
    keys = list(fields_of(coins.of_reference(cited(kind=SourceKind.VIDEO))))
    assert keys.index("rft.atitle") < keys.index("rft.type")


def test_what_is_not_known_is_left_out():
    keys = fields_of(coins.of_reference(cited(published="", title="")))
    assert "rft.date" not in keys
    assert keys["rft.atitle"] == ["[Mark Carney: “A good idea.”]"]


def spans(client: Client, address: str) -> list[dict[str, list[str]]]:
    page = lxml.html.fromstring(client.get(address).content.decode())
    return [fields_of(span.get("title")) for span in page.iterfind(".//span[@class='Z3988']")]


@pytest.mark.parametrize("address", ["/statements/", "/topics/cost/", "/dates/2025/", "/"])
def test_a_list_offers_each_of_its_statements(address: str, client: Client):
    topic = factories.topic("cost")
    made = [factories.statement("2025-05-21", topics=(topic,)) for _each in range(3)]
    found = spans(client, address)
    assert sorted(fields["rft_id"][0] for fields in found) == sorted(
        f"{HOST}/s/{statement.public_id}" for statement in made
    )


def test_the_page_of_a_statement_has_none(client: Client):
    """Zotero would take them before the better elements of the head, its neighbours with it."""
    near = [factories.statement("2025-05-21") for _each in range(3)]
    assert spans(client, near[0].get_absolute_url()) == []


def test_a_listed_statement_is_cited_as_on_its_page(client: Client):
    reference = cited(authors=["Jane Doe"])
    assert reference.said
    (found,) = spans(client, "/statements/")
    expected = fields_of(coins.of_reference(reference))
    # A list does not know which revision is the last.
    assert found == expected | {"rft_id": [reference.said.permalink]}
    assert urlsplit(found["rft_id"][0]).path == f"/s/{reference.said.public_id}"
