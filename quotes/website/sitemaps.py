"""Sitemaps (sitemaps.org 0.9): an index, a part for each kind of page, and one of the newest
statements for aggregators of news.

Each page has the day of its last public change where the archive knows it, and the other languages
it is offered in.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from xml.etree.ElementTree import Element, SubElement, tostring

from django.conf import settings
from django.db.models import Max, OuterRef, Subquery
from django.db.models.functions import Coalesce
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.encoding import iri_to_uri
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from quotes.exports.export_rows import instant
from quotes.exports.feed_items import title_of
from quotes.models import (
    Facet,
    Figure,
    Occasion,
    Outlet,
    Revision,
    Source,
    Speaker,
    Statement,
    Topic,
)
from quotes.models.columns import address
from quotes.presentation.head import in_languages, site_of
from quotes.text.characters import NOT_XML

SITEMAP = "http://www.sitemaps.org/schemas/sitemap/0.9"
XHTML = "http://www.w3.org/1999/xhtml"
NEWS = "http://www.google.com/schemas/sitemap-news/0.9"

# Addresses of one part; the protocol allows 50,000, and a request may take ten seconds.
PART = 10_000
# News is what was published in so many days, and at most so much of it.
NEWS_DAYS = 2
MOST_NEWS = 1_000

_LEADING = (
    *("home", "statements", "officials", "sources", "outlets", "topics", "dates", "occasions"),
    *("figures", "threads", "analysis", "analysis-topics", "analysis-words", "analysis-printed"),
    *("analysis-corrected", "compare", "check-quotation", "data", "api-page", "corrections"),
    *("check-citations", "about", "policy", "contact"),
)


@dataclass(frozen=True)
class SitemapPage:
    """A page: its path, and when what it shows last changed, as far as is known."""

    path: str
    changed: datetime | None = None


@dataclass(frozen=True)
class Section:
    """A kind of page: how many there are, and those of a part."""

    count: Callable[[], int]
    pages: Callable[[int, int], Iterator[SitemapPage]]

    def parts(self) -> int:
        return -(-self.count() // PART)


def _leading(start: int, stop: int) -> Iterator[SitemapPage]:
    return (SitemapPage(reverse(name)) for name in _LEADING[start:stop])


def _statements(start: int, stop: int) -> Iterator[SitemapPage]:
    made = Revision.objects.filter(statement=OuterRef("pk")).order_by("-number").values("made_at")
    rows = (
        Statement.objects.published()
        .order_by("pk")
        .values_list("public_id", "slug", Coalesce(Subquery(made[:1]), "published_at"))
    )
    for public_id, slug, changed in rows[start:stop]:
        yield SitemapPage(address("statement", public_id, slug), changed)


def _rows(model: Any, route: str, *key: str) -> Section:
    def pages(start: int, stop: int) -> Iterator[SitemapPage]:
        rows = model.objects.public().order_by("pk").values_list(*key)
        return (SitemapPage(address(route, *keys)) for keys in rows[start:stop])

    return Section(lambda: model.objects.public().count(), pages)


def _months() -> list[str]:
    """The months in which something was said, as the kept counts have them."""
    months = Facet.objects.filter(dimension="month", total__gt=0).exclude(key="none")
    return list(months.order_by("key").values_list("key", flat=True))


def _calendar(start: int, stop: int) -> Iterator[SitemapPage]:
    for key in _months()[start:stop]:
        year, month = map(int, key.split("-"))
        yield SitemapPage(reverse("month", args=[year, month]))


def _quantities() -> list[str]:
    """The quantities of which a published statement names a figure."""
    figures = Figure.objects.public().order_by("quantity")
    return list(figures.values_list("quantity", flat=True).distinct())


def _figures(start: int, stop: int) -> Iterator[SitemapPage]:
    return (SitemapPage(reverse("figure", args=[one])) for one in _quantities()[start:stop])


SECTIONS: dict[str, Section] = {
    "pages": Section(lambda: len(_LEADING), _leading),
    "statements": Section(lambda: Statement.objects.published().count(), _statements),
    "officials": _rows(Speaker, "official", "slug"),
    "sources": _rows(Source, "source", "public_id", "slug"),
    "outlets": _rows(Outlet, "outlet", "slug"),
    "topics": _rows(Topic, "topic", "slug"),
    "occasions": _rows(Occasion, "occasion", "slug"),
    "figures": Section(lambda: len(_quantities()), _figures),
    "months": Section(lambda: len(_months()), _calendar),
}


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """The index of all parts (sitemaps.org, "Sitemap index files")."""
    origin = site_of(request).origin
    root = Element("sitemapindex", {"xmlns": SITEMAP})
    changed = {"statements": Revision.objects.aggregate(last=Max("made_at"))["last"]}
    for name, section in SECTIONS.items():
        for number in range(1, section.parts() + 1):
            part = SubElement(root, "sitemap")
            _text(part, "loc", origin + reverse("sitemap", args=[name, number]))
            _text(part, "lastmod", instant(changed.get(name)))
    _text(SubElement(root, "sitemap"), "loc", origin + reverse("news-sitemap"))
    return _xml(root)


@require_safe
def part(request: HttpRequest, name: str, number: int) -> HttpResponse:
    """The addresses of one part; 404 for one that there is not."""
    section = SECTIONS.get(name)
    if section is None or not 1 <= number <= max(section.parts(), 1):
        raise Http404(_("There is nothing at this address."))
    site = site_of(request)
    root = Element("urlset", {"xmlns": SITEMAP, "xmlns:xhtml": XHTML})
    for page in section.pages((number - 1) * PART, number * PART):
        others = in_languages(site, page.path)
        # Each language has an entry of its own, and each entry names all of them.
        for one in dict.fromkeys(other for _code, other in others):
            url = _url(root, "", one)
            _text(url, "lastmod", instant(page.changed))
            for code, other in others:
                attributes = {"rel": "alternate", "hreflang": code, "href": iri_to_uri(other)}
                SubElement(url, "xhtml:link", attributes)
    return _xml(root)


@require_safe
def news(request: HttpRequest) -> HttpResponse:
    """The statements published in the last two days (Google News sitemap 0.9), newest first."""
    origin = site_of(request).origin
    root = Element("urlset", {"xmlns": SITEMAP, "xmlns:news": NEWS})
    since = timezone.now() - timedelta(days=NEWS_DAYS)
    newest = Statement.objects.published().filter(published_at__gte=since)
    for one in newest.order_by("-published_at", "-pk").select_related("speaker")[:MOST_NEWS]:
        told = SubElement(_url(root, origin, one.get_absolute_url()), "news:news")
        publication = SubElement(told, "news:publication")
        _text(publication, "news:name", settings.ARCHIVE_NAME)
        # Of the page, which is in the language of the site whatever was spoken.
        _text(publication, "news:language", settings.LANGUAGE_CODE)
        _text(told, "news:publication_date", instant(one.published_at))
        # As in the feeds: with a doubt of who said it, and a mark where the words are cut.
        _text(told, "news:title", title_of(one))
    return _xml(root)


def _url(root: Element, origin: str, path: str) -> Element:
    url = SubElement(root, "url")
    _text(url, "loc", iri_to_uri(origin + path))
    return url


def _text(parent: Element, name: str, text: str | None) -> None:
    if text:
        SubElement(parent, name).text = NOT_XML.sub("\ufffd", text)


def _xml(root: Element) -> HttpResponse:
    text = '<?xml version="1.0" encoding="UTF-8"?>\n' + tostring(root, encoding="unicode") + "\n"
    return HttpResponse(text, content_type="application/xml; charset=utf-8")
