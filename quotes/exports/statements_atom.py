"""A list of statements as an Atom feed (RFC 4287), in pages (RFC 5005, section 3)."""

from collections.abc import Iterable
from xml.etree.ElementTree import Element, SubElement

from django.urls import reverse
from django.utils.encoding import iri_to_uri
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from quotes.citing.passages import page_of
from quotes.dates.display import humanize
from quotes.exports import atom
from quotes.exports.atom import PAGE, add_link, add_text
from quotes.exports.export_rows import ExportRequest, ExportRow, UnreadableQuery, instant, rows_of
from quotes.models import Citation, Kind, Statement
from quotes.search.filters import find

XHTML = "http://www.w3.org/1999/xhtml"

_LONGEST_TITLE = 120


def write(asked: ExportRequest) -> str:
    """A page of the feed, whole. Raises `UnreadableQuery`."""
    query = asked.query.copy()
    query["size"] = str(PAGE)
    # A feed tells what is new to its readers, which may have been said long ago.
    query["sort"] = query.get("sort") or "added"
    asked.refuse_unknown()
    found = find(query)
    page = found.page()
    if errors := found.errors + page.errors:
        raise UnreadableQuery(errors)
    rows = rows_of(page.ids)
    updated = max((row.updated_at for row in rows), default=None)
    feed = atom.begin(asked, _("Statements"), updated)
    newer, older = page.cuts([row.statement for row in rows])
    atom.add_pages(feed, asked, reverse("statements"), newer=newer, older=older)
    for row in rows:
        feed.append(_entry(asked, row))
    return atom.document(feed)


def _entry(asked: ExportRequest, row: ExportRow) -> Element:
    statement = row.statement
    speaker = statement.speaker
    entry = Element("entry")
    add_text(entry, "id", atom.tag(asked, f"/s/{statement.public_id}"))
    add_text(entry, "title", _title(statement)).set("xml:lang", statement.language)
    add_text(entry, "published", instant(statement.published_at))
    add_text(entry, "updated", instant(row.updated_at))
    author = SubElement(entry, "author")
    add_text(author, "name", speaker.public_name)
    add_text(author, "uri", asked.origin + speaker.get_absolute_url())
    add_link(entry, "alternate", asked.origin + statement.get_absolute_url(), "text/html")
    citations = _one_a_source(statement.citations.all())
    for citation in citations:
        if url := page_of(citation):
            add_link(entry, "via", url)
    for topic in statement.ordered_topics():
        SubElement(entry, "category", {"term": topic.slug, "label": topic.public_name})
    content = SubElement(entry, "content", {"type": "xhtml"})
    content.append(_content(statement, citations))
    return entry


def _title(statement: Statement) -> str:
    """The title of an entry: the official, and the first words; first of all, a doubt of these."""
    parts = [capfirst(statement.get_doubt_display()), statement.speaker.public_name]
    title = ": ".join([*filter(None, parts), " ".join(statement.text.split())])
    return title if len(title) <= _LONGEST_TITLE else f"{title[: _LONGEST_TITLE - 1]}…"


def _content(statement: Statement, citations: list[Citation]) -> Element:
    """The words, when they were said, and every source that prints them."""
    div = Element("div", {"xmlns": XHTML})
    if statement.doubt:
        add_text(SubElement(div, "p"), "strong", statement.doubt_sentence)
    is_quoted = statement.kind != Kind.PARAPHRASE
    words = SubElement(div, "blockquote") if is_quoted else div
    add_text(words, "p", statement.text, **_spoken_in(statement.language, statement.direction))
    add_text(div, "p", humanize(statement.said))
    sources = SubElement(div, "ul")
    for citation in citations:
        sources.append(_source(citation))
    return div


def _source(citation: Citation) -> Element:
    source = citation.source
    item = Element("li")
    url = page_of(citation)
    name = {"href": iri_to_uri(url)} if url else {}
    add_text(item, "a" if url else "span", source.outlet.name, **name).tail = ": "
    if source.title:
        spoken_in = _spoken_in(source.language, source.direction)
        add_text(item, "cite", source.title, **spoken_in).tail = ", "
    add_text(item, "span", humanize(source.published))
    if citation.doubt:
        told = f"{citation.get_doubt_display()}: {citation.doubt_reason}"
        add_text(item, "strong", f" ({told})")
    return item


def _spoken_in(language: str, direction: str) -> dict[str, str]:
    return {"lang": language, "xml:lang": language, "dir": direction}


def _one_a_source(citations: Iterable[Citation]) -> list[Citation]:
    """The first citation of each source, in their order; doubtful wordings come last."""
    first: dict[int, Citation] = {}
    for citation in sorted(citations, key=lambda citation: citation.is_doubted):
        first.setdefault(citation.source_id, citation)
    return list(first.values())
