"""A list of statements as an Atom feed (RFC 4287), in pages (RFC 5005, section 3)."""

from xml.etree.ElementTree import Element, SubElement

from quotes.citing.passages import page_of
from quotes.exports import atom
from quotes.exports.atom import add_link, add_text
from quotes.exports.export_rows import ExportRequest, ExportRow, instant
from quotes.exports.feed_items import FeedPage, content_of, list_page, one_a_source, title_of


def write(asked: ExportRequest) -> str:
    """A page of the feed, whole. Raises `UnreadableQuery`."""
    return document(asked, list_page(asked))


def document(asked: ExportRequest, page: FeedPage) -> str:
    """A page of a feed of statements."""
    updated = max((row.updated_at for row in page.rows), default=None)
    feed = atom.begin(asked, page.title, updated)
    atom.add_pages(feed, asked, page.path, newer=page.newer, older=page.older)
    for row in page.rows:
        feed.append(_entry(asked, row))
    return atom.document(feed)


def _entry(asked: ExportRequest, row: ExportRow) -> Element:
    statement = row.statement
    speaker = statement.speaker
    entry = Element("entry")
    add_text(entry, "id", atom.tag(asked, f"/s/{statement.public_id}"))
    add_text(entry, "title", title_of(statement)).set("xml:lang", statement.language)
    add_text(entry, "published", instant(statement.published_at))
    add_text(entry, "updated", instant(row.updated_at))
    author = SubElement(entry, "author")
    add_text(author, "name", speaker.public_name)
    add_text(author, "uri", asked.origin + speaker.get_absolute_url())
    add_link(entry, "alternate", asked.origin + statement.get_absolute_url(), "text/html")
    citations = one_a_source(statement.citations.all())
    for citation in citations:
        if url := page_of(citation):
            add_link(entry, "via", url)
    for topic in statement.ordered_topics():
        SubElement(entry, "category", {"term": topic.slug, "label": topic.public_name})
    content = SubElement(entry, "content", {"type": "xhtml"})
    content.append(content_of(statement, citations))
    return entry
