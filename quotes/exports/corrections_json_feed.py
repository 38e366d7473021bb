"""The corrections as a JSON Feed (version 1.1), newest first."""

from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from quotes.exports import atom, json_feed
from quotes.exports.atom import PAGE
from quotes.exports.corrections_atom import content_of, title_of
from quotes.exports.export_rows import ExportRequest, UnreadableQuery, instant
from quotes.revisions.corrections import Correction, page, title


def write(asked: ExportRequest) -> str:
    """A page of the feed, whole. Raises `UnreadableQuery`."""
    found = page(asked.query, PAGE)
    if found.errors:
        raise UnreadableQuery(found.errors)
    items = [_item(asked, correction) for correction in found.corrections]
    return json_feed.document(asked, title(asked.query), reverse("corrections"), found.older, items)


def _item(asked: ExportRequest, correction: Correction) -> dict[str, Any]:
    # The addresses to cite by are one, in whatever language the feed is.
    with translation.override(settings.LANGUAGE_CODE):
        path = correction.after_path or correction.path
    return {
        "id": atom.tag(asked, f"/corrections/{correction.key}"),
        "url": asked.origin + path if path else None,
        "title": title_of(correction),
        "content_html": content_of(correction) or title_of(correction),
        "date_published": instant(correction.made_at),
        "authors": [{"name": correction.editor_name or _("an editor")}],
        "tags": correction.kind_labels,
    }
