"""The corrections as JSON (RFC 8259), newest first, in pages."""

import json
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils import translation

from quotes.exports.atom import PAGE, question, whole
from quotes.exports.export_rows import ExportRequest, UnreadableQuery, instant
from quotes.revisions.corrections import Correction, page


def write(asked: ExportRequest) -> str:
    """A page of the list, one correction a line. Raises `UnreadableQuery`."""
    found = page(asked.query, PAGE)
    if found.errors:
        raise UnreadableQuery(found.errors)
    query = whole(asked.query)
    ahead = asked.origin + asked.path + question(query, after=found.older) if found.older else None
    # The addresses to cite by are one, in whatever language the list was asked for.
    with translation.override(settings.LANGUAGE_CODE):
        lines = [_dumped(_object(asked.origin, one)) for one in found.corrections]
        about = asked.origin + reverse("corrections")
    head = _dumped({"about": about, "next": ahead})
    written = "".join(f"\n{line}," for line in lines)
    return f'{head[:-1]}, "corrections": [{written.removesuffix(",")}\n]}}\n'


def _dumped(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)


def _object(origin: str, correction: Correction) -> dict[str, Any]:
    """A correction, in the columns that docs/exports.md promises."""

    def absolute(path: str) -> str | None:
        return origin + path if path else None

    texts = correction.texts
    return {
        "id": correction.key,
        "made_at": instant(correction.made_at),
        "changes": list(correction.kinds),
        "parts": list(correction.parts),
        "about": correction.about,
        "old": correction.old,
        "url": absolute(correction.path),
        "name": correction.name or None,
        "reason": correction.reason or None,
        "editor": correction.editor_name or None,
        "version": correction.number,
        "before": absolute(correction.before_path),
        "after": absolute(correction.after_path),
        "text": {"before": texts[0], "after": texts[1]} if texts else None,
    }
