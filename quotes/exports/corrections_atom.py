"""The corrections as an Atom feed (RFC 4287), newest first."""

from xml.etree.ElementTree import Element, SubElement

from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from quotes.exports import atom
from quotes.exports.atom import PAGE, add_link, add_text
from quotes.exports.export_rows import ExportRequest, UnreadableQuery, instant
from quotes.revisions.corrections import KINDS, Correction, page, title
from quotes.text.differences import Piece
from quotes.text.joined import colon
from quotes.text.languages import direction

_MARKS = {"insert": "<ins>{}</ins>", "delete": "<del>{}</del>"}


def write(asked: ExportRequest) -> str:
    """A page of the feed, whole. Raises `UnreadableQuery`."""
    found = page(asked.query, PAGE)
    if found.errors:
        raise UnreadableQuery(found.errors)
    newest = max((one.made_at for one in found.corrections), default=None)
    feed = atom.begin(asked, title(asked.query), newest)
    atom.add_pages(feed, asked, reverse("corrections"), newer=found.newer, older=found.older)
    for correction in found.corrections:
        feed.append(_entry(asked, correction))
    return atom.document(feed)


def _entry(asked: ExportRequest, correction: Correction) -> Element:
    entry = Element("entry")
    add_text(entry, "id", atom.tag(asked, f"/corrections/{correction.key}"))
    add_text(entry, "title", title_of(correction))
    add_text(entry, "published", instant(correction.made_at))
    add_text(entry, "updated", instant(correction.made_at))
    author = SubElement(entry, "author")
    add_text(author, "name", correction.editor_name or _("an editor"))
    # The addresses to cite by are one, in whatever language the feed is.
    with translation.override(settings.LANGUAGE_CODE):
        _add_links(entry, asked.origin, correction)
    for kind in correction.kinds:
        SubElement(entry, "category", {"term": kind, "label": str(KINDS[kind])})
    add_text(entry, "content", content_of(correction), type="html")
    return entry


def _add_links(entry: Element, origin: str, correction: Correction) -> None:
    """To the version that was made and the one before it (RFC 5829), and to what stands today."""
    if correction.after_path:
        add_link(entry, "alternate", origin + correction.after_path, "text/html")
        add_link(entry, "predecessor-version", origin + correction.before_path, "text/html")
        add_link(entry, "related", origin + correction.path, "text/html")
    elif correction.path:
        add_link(entry, "alternate", origin + correction.path, "text/html")


def title_of(correction: Correction) -> str:
    """Of whom and when, and what changed."""
    return f"{correction.heading}{colon()}{', '.join(correction.kind_labels)}"


def content_of(correction: Correction) -> SafeString:
    """The reason, the outcome and the difference of the words, as HTML."""
    sentences = [correction.reason, correction.outcome]
    if correction.is_of_withdrawn:
        sentences.append(_("This statement was withdrawn later."))
    if correction.changed:
        sentences.append(_("Changed: %(parts)s") % {"parts": correction.changed})
    paragraphs = format_html_join("", "<p>{}</p>", ((text,) for text in sentences if text))
    return paragraphs + _difference(correction)


def _difference(correction: Correction) -> SafeString:
    if not correction.pieces:
        return SafeString()
    language = correction.language
    pieces = format_html_join("", "{}", ((_marked(piece),) for piece in correction.pieces))
    return format_html('<p lang="{}" dir="{}">{}</p>', language, direction(language), pieces)


def _marked(piece: Piece) -> SafeString:
    return format_html(_MARKS.get(piece.op, "{}"), piece.text)
