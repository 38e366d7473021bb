"""A list of statements as an Atom feed (RFC 4287), in pages (RFC 5005, section 3)."""

import re
from collections.abc import Iterable
from datetime import UTC, datetime
from urllib.parse import urlsplit
from xml.etree.ElementTree import Element, SubElement, tostring

from django.conf import settings
from django.http import QueryDict
from django.urls import reverse
from django.utils.encoding import iri_to_uri
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from quotes.dates import humanize
from quotes.exports.rows import Asked, Row, Unreadable, instant, rows_of
from quotes.filters import find
from quotes.models import Citation, Kind, Statement

ATOM = "http://www.w3.org/2005/Atom"
XHTML = "http://www.w3.org/1999/xhtml"

# Entries of a page: the largest page a list has.
PAGE = 100

# A tag URI (RFC 4151) names whoever had the host on a day, and must never change.
TAG_DATE = "2026"
# When a feed that never held anything was last changed.
BEGINNING = datetime(2026, 1, 1, tzinfo=UTC)

_LONGEST_TITLE = 120

# XML 1.0 has no way at all to write these.
_NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def write(asked: Asked) -> str:
    """A page of the feed, whole. Raises `Unreadable`."""
    query = asked.query.copy()
    query["size"] = str(PAGE)
    found = find(query)
    page = found.page()
    if errors := found.errors + page.errors:
        raise Unreadable(errors)
    rows = rows_of(page.ids)
    feed = Element("feed", {"xmlns": ATOM, "xml:lang": get_language() or settings.LANGUAGE_CODE})
    _text(feed, "id", _tag(asked, asked.path + _question(_whole(asked.query))))
    _text(feed, "title", f"{settings.ARCHIVE_NAME}: {_('Statements')}")
    _text(feed, "updated", instant(max((row.updated_at for row in rows), default=BEGINNING)))
    newer, older = page.cuts([row.statement for row in rows])
    _links(feed, asked, newer=newer, older=older)
    for row in rows:
        feed.append(_entry(asked, row))
    xml = tostring(feed, encoding="unicode")
    # A reader of XML takes a bare carriage return for a line feed.
    return '<?xml version="1.0" encoding="utf-8"?>\n' + xml.replace("\r", "&#13;") + "\n"


def _whole(query: QueryDict) -> QueryDict:
    """The query of the whole list."""
    whole = QueryDict(mutable=True)
    for name, values in query.lists():
        if name not in ("after", "before", "size"):
            whole.setlist(name, values)
    return whole


def _question(query: QueryDict, **cut: str) -> str:
    query = query.copy()
    query.update(cut)
    return f"?{query.urlencode()}" if query else ""


def _links(feed: Element, asked: Asked, *, newer: str, older: str) -> None:
    whole = _whole(asked.query)
    here = asked.origin + asked.path
    cut = {name: at for name in ("after", "before") if (at := asked.query.get(name))}
    _link(feed, "self", here + _question(whole, **cut), "application/atom+xml")
    page = asked.origin + reverse("statements") + _question(whole)
    _link(feed, "alternate", page, "text/html")
    _link(feed, "first", here + _question(whole))
    if newer:
        _link(feed, "previous", here + _question(whole, before=newer))
    if older:
        _link(feed, "next", here + _question(whole, after=older))


def _entry(asked: Asked, row: Row) -> Element:
    statement = row.statement
    speaker = statement.speaker
    entry = Element("entry")
    _text(entry, "id", _tag(asked, f"/s/{statement.public_id}"))
    _text(entry, "title", _title(statement)).set("xml:lang", statement.language)
    _text(entry, "published", instant(statement.published_at))
    _text(entry, "updated", instant(row.updated_at))
    author = SubElement(entry, "author")
    _text(author, "name", speaker.public_name)
    _text(author, "uri", asked.origin + speaker.get_absolute_url())
    _link(entry, "alternate", asked.origin + statement.get_absolute_url(), "text/html")
    citations = _one_a_source(statement.citations.all())
    for citation in citations:
        if citation.source.url:
            _link(entry, "via", citation.source.url)
    for topic in statement.ordered_topics():
        SubElement(entry, "category", {"term": topic.slug, "label": topic.public_name})
    content = SubElement(entry, "content", {"type": "xhtml"})
    content.append(_content(statement, citations))
    return entry


def _title(statement: Statement) -> str:
    """Who, and how it begins."""
    title = f"{statement.speaker.public_name}: {' '.join(statement.text.split())}"
    return title if len(title) <= _LONGEST_TITLE else f"{title[: _LONGEST_TITLE - 1]}…"


def _content(statement: Statement, citations: list[Citation]) -> Element:
    """The words, when they were said, and every source that prints them."""
    div = Element("div", {"xmlns": XHTML})
    is_quoted = statement.kind != Kind.PARAPHRASE
    words = SubElement(div, "blockquote") if is_quoted else div
    _text(words, "p", statement.text, **_spoken_in(statement.language, statement.direction))
    _text(div, "p", humanize(statement.said))
    sources = SubElement(div, "ul")
    for citation in citations:
        sources.append(_source(citation))
    return div


def _source(citation: Citation) -> Element:
    source = citation.source
    item = Element("li")
    name = {"href": iri_to_uri(source.url)} if source.url else {}
    _text(item, "a" if source.url else "span", source.outlet.name, **name).tail = ": "
    if source.title:
        title = _text(item, "cite", source.title, **_spoken_in(source.language, source.direction))
        title.tail = ", "
    _text(item, "span", humanize(source.published))
    return item


def _spoken_in(language: str, direction: str) -> dict[str, str]:
    return {"lang": language, "xml:lang": language, "dir": direction}


def _one_a_source(citations: Iterable[Citation]) -> list[Citation]:
    """The first citation of each source, in their order."""
    first: dict[int, Citation] = {}
    for citation in citations:
        first.setdefault(citation.source_id, citation)
    return list(first.values())


def _tag(asked: Asked, specific: str) -> str:
    """A name for ever, of the host and something on it."""
    return f"tag:{urlsplit(asked.origin).hostname},{TAG_DATE}:{specific}"


def _text(parent: Element, name: str, text: str | None, **attributes: str) -> Element:
    element = SubElement(parent, name, attributes)
    element.text = _NOT_XML.sub("\ufffd", text or "")
    return element


def _link(parent: Element, rel: str, href: str, media_type: str = "") -> None:
    attributes = {"rel": rel, "href": iri_to_uri(href)}
    if media_type:
        attributes["type"] = media_type
    SubElement(parent, "link", attributes)
