"""A list of statements as a JSON Feed (version 1.1), in pages."""

from typing import Any
from xml.etree.ElementTree import tostring

from quotes.citing.passages import page_of
from quotes.exports import atom, json_feed
from quotes.exports.export_rows import ExportRequest, ExportRow, instant
from quotes.exports.feed_items import FeedPage, content_of, list_page, one_a_source, title_of


def write(asked: ExportRequest) -> str:
    """A page of the feed, whole. Raises `UnreadableQuery`."""
    return document(asked, list_page(asked))


def document(asked: ExportRequest, page: FeedPage) -> str:
    """A page of a feed of statements."""
    items = [_item(asked, row) for row in page.rows]
    return json_feed.document(asked, page.title, page.path, page.older, items)


def _item(asked: ExportRequest, row: ExportRow) -> dict[str, Any]:
    statement = row.statement
    speaker = statement.speaker
    citations = one_a_source(statement.citations.all())
    content = content_of(statement, citations)
    del content.attrib["xmlns"]
    return {
        "id": atom.tag(asked, f"/s/{statement.public_id}"),
        "url": asked.origin + statement.get_absolute_url(),
        "external_url": next(filter(None, map(page_of, citations)), None),
        "title": title_of(statement),
        "content_html": tostring(content, encoding="unicode", method="html"),
        "date_published": instant(statement.published_at),
        "date_modified": instant(row.updated_at),
        "authors": [
            {"name": speaker.public_name, "url": asked.origin + speaker.get_absolute_url()}
        ],
        "tags": [topic.public_name for topic in statement.ordered_topics()],
        "language": statement.language,
    }
