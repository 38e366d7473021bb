"""What a feed of statements says, in whatever form: a page of it, titles, and the words with their
sources as XHTML.

A feed tells what is new to its readers, which may have been said long ago: its order is that of
publication.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from xml.etree.ElementTree import Element, SubElement

from django.urls import reverse
from django.utils.encoding import iri_to_uri
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from quotes.citing.passages import page_of
from quotes.dates.display import humanize
from quotes.exports.atom import PAGE, add_text
from quotes.exports.export_rows import ExportRequest, ExportRow, UnreadableQuery, rows_of
from quotes.models import Citation, Kind, Source, Statement
from quotes.search.filters import find
from quotes.text.joined import colon

XHTML = "http://www.w3.org/1999/xhtml"

_LONGEST_TITLE = 120


@dataclass(frozen=True)
class FeedPage:
    """A page of a feed: its title, its statements, the path of the same list in HTML, and what
    the pages around it begin behind, empty where there is none."""

    title: str
    rows: list[ExportRow]
    path: str
    newer: str = ""
    older: str = ""


def list_page(asked: ExportRequest) -> FeedPage:
    """The page of a list that is asked for. Raises `UnreadableQuery`."""
    query = asked.query.copy()
    query["size"] = str(PAGE)
    query["sort"] = query.get("sort") or "added"
    asked.refuse_unknown()
    found = find(query)
    page = found.page()
    if errors := found.errors + page.errors:
        raise UnreadableQuery(errors)
    rows = rows_of(page.ids)
    newer, older = page.cuts([row.statement for row in rows])
    title = asked.naming(found) or _("Statements")
    return FeedPage(title, rows, reverse("statements"), newer, older)


def source_page(source: Source) -> FeedPage:
    """The statements that a source prints, those that were published last first."""
    printed = Statement.objects.published().filter(citations__source=source).distinct()
    newest = printed.order_by("-published_at", "-pk").values_list("pk", flat=True)[:PAGE]
    return FeedPage(str(source), rows_of(list(newest)), source.get_absolute_url())


def title_of(statement: Statement) -> str:
    """The title of an entry: the official, and the first words; first of all, a doubt of these.

    A paraphrase says that it is one: what stands behind a name and a colon reads as a quotation.
    """
    parts = [capfirst(statement.get_doubt_display()), statement.speaker.public_name]
    text = " ".join(statement.text.split())
    if statement.kind == Kind.PARAPHRASE:
        text = _("Paraphrase: %(text)s") % {"text": text}
    title = colon().join([*filter(None, parts), text])
    return title if len(title) <= _LONGEST_TITLE else f"{title[: _LONGEST_TITLE - 1]}…"


def content_of(statement: Statement, citations: list[Citation]) -> Element:
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
        told = f"{citation.get_doubt_display()}{colon()}{citation.doubt_reason}"
        add_text(item, "strong", f" ({told})")
    return item


def _spoken_in(language: str, direction: str) -> dict[str, str]:
    return {"lang": language, "xml:lang": language, "dir": direction}


def one_a_source(citations: Iterable[Citation]) -> list[Citation]:
    """The first citation of each source, in their order; doubtful wordings come last."""
    first: dict[int, Citation] = {}
    for citation in sorted(citations, key=lambda citation: citation.is_doubted):
        first.setdefault(citation.source_id, citation)
    return list(first.values())
