"""What programs ask for by themselves: sitemaps, robots.txt, llms.txt, OpenSearch."""

import re
from datetime import timedelta
from urllib.parse import urlsplit
from urllib.robotparser import RobotFileParser
from xml.etree import ElementTree

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from protego import Protego

from quotes.editing import EditContext, withdraw
from quotes.models import Facet, Statement
from quotes.models.change_log import without_history
from quotes.website import sitemaps
from quotes.website.alerts import hub
from tests import factories as make

pytestmark = pytest.mark.django_db

NAMES = {"s": sitemaps.SITEMAP, "news": sitemaps.NEWS, "xhtml": sitemaps.XHTML}


def xml(client: Client, address: str) -> ElementTree.Element:
    response = client.get(address)
    assert response.status_code == 200
    assert response["Content-Type"] == "application/xml; charset=utf-8"
    return ElementTree.fromstring(response.content)


def locations(root: ElementTree.Element) -> list[str]:
    return [one.text or "" for one in root.findall("*/s:loc", NAMES)]


def path(url: str) -> str:
    parts = urlsplit(url)
    assert (parts.scheme, parts.netloc) == ("http", "testserver")
    return parts.path


# --- sitemaps ------------------------------------------------------------------------------------


def test_the_sitemaps_name_every_page_once_and_each_answers(
    client: Client, record: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sitemaps, "PART", 100)
    parts = locations(xml(client, "/sitemap.xml"))
    found = [url for part in parts for url in locations(xml(client, path(part)))]
    assert parts[-1].endswith("/sitemap-news.xml")
    statements = Statement.objects.published()
    assert sum("/sitemap-statements-" in part for part in parts) == -(-statements.count() // 100)
    news = locations(xml(client, "/sitemap-news.xml"))
    pages = found[: len(found) - len(news)]
    assert len(set(pages)) == len(pages)
    addresses = {f"http://testserver{one.get_absolute_url()}" for one in statements}
    assert addresses <= set(pages)
    for kind in ("officials", "sources", "outlets", "topics", "dates", "occasions", "figures"):
        of_kind = [url for url in pages if path(url).startswith(f"/{kind}/")]
        assert len(of_kind) > 1
        for url in of_kind[:3]:
            assert client.get(path(url)).status_code == 200, url


def test_the_day_of_a_page_is_that_of_its_last_public_change(client: Client) -> None:
    made = make.statement()
    root = xml(client, "/sitemap-statements-1.xml")
    last = root.findtext("s:url/s:lastmod", namespaces=NAMES)
    assert last == made.revisions.get().made_at.strftime("%Y-%m-%dT%H:%M:%SZ")


def test_what_is_not_public_is_in_no_sitemap(client: Client) -> None:
    gone, draft = make.statement(), make.draft()
    withdraw(gone, EditContext("It was never said."))
    everything = "".join(
        client.get(path(part)).content.decode() for part in locations(xml(client, "/sitemap.xml"))
    )
    assert gone.public_id not in everything
    assert draft.public_id not in everything


@pytest.mark.parametrize(
    "address", ["/sitemap-statements-2.xml", "/sitemap-nothing-1.xml", "/sitemap-topics-0.xml"]
)
def test_a_part_that_is_not_there(client: Client, address: str) -> None:
    assert client.get(address).status_code == 404


def test_each_language_has_its_entry_and_names_all(client: Client) -> None:
    made = make.statement()
    root = xml(client, "/sitemap-statements-1.xml")
    english = f"http://testserver{made.get_absolute_url()}"
    french = english.replace("testserver/", "testserver/fr/")
    assert locations(root) == [english, french]
    for url in root.findall("s:url", NAMES):
        links = url.findall("xhtml:link", NAMES)
        named = [(link.get("hreflang"), link.get("href")) for link in links]
        assert named == [("en", english), ("fr", french), ("x-default", english)]


def test_news_is_what_was_published_in_two_days(client: Client) -> None:
    fresh, old = make.statement(text="Fresh & <new>."), make.statement(text="An old one.")
    with without_history():
        Statement.objects.filter(pk=old.pk).update(published_at=timezone.now() - timedelta(days=3))
    root = xml(client, "/sitemap-news.xml")
    assert locations(root) == [f"http://testserver{fresh.get_absolute_url()}"]
    title = root.findtext("s:url/news:news/news:title", namespaces=NAMES)
    assert title == f"{fresh.speaker.name}: Fresh & <new>."
    language = "s:url/news:news/news:publication/news:language"
    assert root.findtext(language, namespaces=NAMES) == "en"


def test_a_title_of_the_news_says_what_it_is(client: Client) -> None:
    """Words that are cut say so, and so do words that somebody else may have said."""
    long = make.statement(text=f"{'We will pay. ' * 20}Not a cent, that is.")
    doubted = make.statement(text="Short.", doubt="disputed", doubt_reason="Two men are named.")
    told = make.statement(text="He would not pay.", kind="paraphrase")
    root = xml(client, "/sitemap-news.xml")
    titles = dict(
        zip(
            locations(root),
            [one.text or "" for one in root.findall("s:url/news:news/news:title", NAMES)],
            strict=True,
        )
    )
    assert titles[f"http://testserver{long.get_absolute_url()}"].endswith("…")
    title = titles[f"http://testserver{doubted.get_absolute_url()}"]
    assert title == f"Disputed attribution: {doubted.speaker.name}: Short."
    title = titles[f"http://testserver{told.get_absolute_url()}"]
    assert title == f"{told.speaker.name}: Paraphrase: He would not pay."


def test_what_is_new_is_read_along_an_index(client: Client, settings) -> None:
    """However much there is: of the index of sitemaps, the news, and what a hub is told."""
    settings.SITE_URL = "https://archive.example"
    make.statement()
    since = timezone.now() - timedelta(hours=1)
    asked = {
        "revision_newest": lambda: client.get("/sitemap.xml"),
        "statement_news": lambda: client.get("/sitemap-news.xml"),
        "revision_newest ": lambda: list(hub._changed(since)),
    }
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off; SET LOCAL enable_bitmapscan = off")
        for index, ask in asked.items():
            with CaptureQueriesContext(connection) as queries:
                ask()
            plans = []
            for query in queries:
                if "made_at" in query["sql"] or "published_at" in query["sql"]:
                    cursor.execute(f"EXPLAIN {query['sql']}")
                    plans.append("\n".join(line for (line,) in cursor))
            assert any(index.strip() in plan for plan in plans), plans


# --- robots.txt and llms.txt ---------------------------------------------------------------------


def test_robots_are_kept_from_what_is_without_end_and_find_the_rest(client: Client) -> None:
    text = client.get("/robots.txt").content.decode()
    read, simple = Protego.parse(text), RobotFileParser()
    # One that knows no wildcards is kept from less, and from nothing that it should have.
    simple.parse(text.splitlines())
    sitemaps = ["http://testserver/sitemap.xml", "http://testserver/sitemap-news.xml"]
    assert list(read.sitemaps) == simple.site_maps() == sitemaps
    for address, may in {
        "/": True,
        "/statements/": True,
        "/statements/abc/a-slug/": True,
        "/officials/lorem/": True,
        "/statements.json": True,
        "/admin/": False,
        "/preview/x/": False,
        "/statements/?speaker=lorem": False,
        "/statements/choose/speaker/": False,
        "/fr/statements/": True,
        "/fr/preview/x/": False,
        "/fr/statements/choose/speaker/": False,
        "/language/fr/": False,
    }.items():
        assert read.can_fetch(f"http://testserver{address}", "anybot") is may, address
        assert not may or simple.can_fetch("anybot", f"http://testserver{address}"), address


def test_every_link_of_llms_txt_answers(client: Client, record: None) -> None:
    response = client.get("/llms.txt")
    assert response["Content-Type"] == "text/markdown; charset=utf-8"
    text = response.content.decode()
    assert text.startswith("# DomeTracker\n\n> ")
    assert "&#" not in text
    assert "&amp;" not in text
    links = re.findall(r"\]\((http://testserver[^)]+)\)", text)
    assert len(links) > 12
    for link in links:
        assert client.get(path(link)).status_code == 200, link


# --- OpenSearch ----------------------------------------------------------------------------------


def test_a_browser_learns_how_to_search(client: Client) -> None:
    make.statement(text="The shield works.")
    assert 'rel="search"' in client.get("/").content.decode()
    response = client.get("/opensearch.xml")
    assert response["Content-Type"].startswith("application/opensearchdescription+xml")
    root = ElementTree.fromstring(response.content)
    space = "{http://a9.com/-/spec/opensearch/1.1/}"
    assert len(root.findtext(f"{space}ShortName") or "") <= 16
    templates = {one.get("type"): one.get("template") or "" for one in root.iter(f"{space}Url")}
    assert set(templates) >= {"text/html", "application/x-suggestions+json"}
    for template in templates.values():
        address = template.replace("http://testserver", "").replace("{searchTerms}", "shield")
        assert client.get(address).status_code == 200, address


def suggestions(client: Client, text: str) -> list:
    response = client.get("/suggest", {"q": text})
    assert response["Content-Type"] == "application/x-suggestions+json"
    return response.json()


def test_names_are_suggested_while_one_types(client: Client, django_assert_num_queries) -> None:
    topic = make.topic("cost", name="Cost")
    speaker = make.speaker("Élodie Ipsum", name_fr="Élodie Ipsum")
    make.statement(speaker=speaker, topics=(topic,))
    make.statement(speaker=speaker)
    make.speaker("Elodie Nobody")
    # One is for the version of the archive.
    with django_assert_num_queries(2):
        asked, names, known, urls = suggestions(client, "elo")
    assert (asked, names, known) == ("elo", ["Élodie Ipsum"], ["Official: 2 statements"])
    assert client.get(path(urls[0])).status_code == 200
    assert suggestions(client, "IPS")[1] == ["Élodie Ipsum"]
    assert suggestions(client, "cos")[2] == ["Topic: 1 statement"]
    for text in ("", " ", "zzyzx", "(", "a" * 5_000, "\0", "%"):
        assert suggestions(client, text)[1:] == [[], [], []]


def test_months_are_told_as_the_calendar_has_them(client: Client, record: None) -> None:
    months = locations(xml(client, "/sitemap-months-1.xml"))
    told = Facet.objects.filter(dimension="month", total__gt=0).exclude(key="none").count()
    assert len(months) == told * 2
    assert client.get(path(months[-1])).status_code == 200
