"""The parts of every Atom feed of the archive (RFC 4287), in pages (RFC 5005, section 3)."""

from datetime import UTC, datetime
from urllib.parse import urlsplit
from xml.etree.ElementTree import Element, SubElement, tostring

from django.conf import settings
from django.http import QueryDict
from django.utils.encoding import iri_to_uri
from django.utils.translation import get_language

from quotes.exports.export_rows import ExportRequest, instant
from quotes.text.characters import NOT_XML

ATOM = "http://www.w3.org/2005/Atom"

# Entries of a page: the largest page a list has.
PAGE = 100

# A tag URI (RFC 4151) names whoever had the host on a day, and must never change.
TAG_DATE = "2026"
# When a feed that never held anything was last changed.
BEGINNING = datetime(2026, 1, 1, tzinfo=UTC)


def begin(asked: ExportRequest, title: str, updated: datetime | None) -> Element:
    """A feed of the whole list that is asked for, as yet without links and entries."""
    feed = Element("feed", {"xmlns": ATOM, "xml:lang": get_language() or settings.LANGUAGE_CODE})
    add_text(feed, "id", tag(asked, asked.path + question(whole(asked.query))))
    add_text(feed, "title", title_of_feed(title))
    add_text(feed, "updated", instant(updated or BEGINNING))
    return feed


def title_of_feed(title: str) -> str:
    """The title that a feed has among those of other sites."""
    return f"{settings.ARCHIVE_NAME}: {title}"


def add_pages(feed: Element, asked: ExportRequest, page: str, *, newer: str, older: str) -> None:
    """Link the feed to itself, its page in HTML (``page`` is the path), and the parts around it.

    ``newer`` and ``older`` are what those parts begin behind; empty where there is none.
    """
    query = whole(asked.query)
    here = asked.origin + asked.path
    cut = {name: at for name in ("after", "before") if (at := asked.query.get(name))}
    add_link(feed, "self", here + question(query, **cut), "application/atom+xml")
    if settings.WEBSUB_HUB:
        add_link(feed, "hub", settings.WEBSUB_HUB)
    add_link(feed, "alternate", asked.origin + page + question(query), "text/html")
    add_link(feed, "first", here + question(query))
    if newer:
        add_link(feed, "previous", here + question(query, before=newer))
    if older:
        add_link(feed, "next", here + question(query, after=older))


def document(feed: Element) -> str:
    """The feed as it is sent."""
    xml = tostring(feed, encoding="unicode")
    # A reader of XML takes a bare carriage return for a line feed.
    return '<?xml version="1.0" encoding="utf-8"?>\n' + xml.replace("\r", "&#13;") + "\n"


def tag(asked: ExportRequest, specific: str) -> str:
    """A name for ever, of the host and something on it."""
    return f"tag:{urlsplit(asked.origin).hostname},{TAG_DATE}:{specific}"


def add_text(parent: Element, name: str, text: str | None, **attributes: str) -> Element:
    element = SubElement(parent, name, attributes)
    element.text = NOT_XML.sub("\ufffd", text or "")
    return element


def add_link(parent: Element, rel: str, href: str, media_type: str = "") -> None:
    attributes = {"rel": rel, "href": iri_to_uri(href)}
    if media_type:
        attributes["type"] = media_type
    SubElement(parent, "link", attributes)


def whole(query: QueryDict) -> QueryDict:
    """The query of the whole list."""
    kept = QueryDict(mutable=True)
    for name, values in query.lists():
        if name not in ("after", "before", "size"):
            kept.setlist(name, values)
    return kept


def question(query: QueryDict, **cut: str) -> str:
    """A query string with its question mark; empty where nothing is asked."""
    query = query.copy()
    query.update(cut)
    return f"?{query.urlencode()}" if query else ""
