"""Releases to download, and the schemas of what the archive serves as JSON."""

import mimetypes
from pathlib import Path

from django.http import FileResponse, Http404, HttpRequest, HttpResponseBase, JsonResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import condition, require_safe

from quotes.exports import json_schemas
from quotes.presentation.head import site_of
from quotes.releases.published import PublishedFile, release

# What the table of types of a machine may not know.
_TYPES = {
    ".csv": "text/csv; charset=utf-8",
    ".md": "text/markdown; charset=utf-8",
    ".json": "application/json",
    ".jsonl": "application/jsonl",
    ".parquet": "application/vnd.apache.parquet",
    ".db": "application/vnd.sqlite3",
    ".zip": "application/zip",
}
_TEXT = "text/plain; charset=utf-8"


def media_type(name: str) -> str:
    """The media type of a file of a release."""
    suffix = Path(name).suffix
    # A script is to be read before it is run.
    is_plain = suffix in ("", ".txt", ".sums", ".py")
    found = _TEXT if is_plain else _TYPES.get(suffix) or mimetypes.guess_type(name)[0]
    return found or "application/octet-stream"


def _found(day: str, name: str) -> tuple[PublishedFile, Path] | None:
    """A file of a release, and where it lies; ``name`` is empty of the release as one file."""
    made = release(day)
    if made is None:
        return None
    if not name:
        return (made.whole, made.folder.with_name(made.whole.name)) if made.whole else None
    one = made.file(name)
    return (one, made.folder / one.name) if one else None


def _etag(_request: HttpRequest, day: str, name: str = "") -> str | None:
    found = _found(day, name)
    return f'"{found[0].sha256}"' if found else None


@require_safe
@condition(etag_func=_etag)
def file(_request: HttpRequest, day: str, name: str = "") -> HttpResponseBase:
    """A file of a release; without a name, all of it as one. 404 for what its sums do not list."""
    found = _found(day, name)
    if found is None:
        raise Http404(_("There is nothing at this address."))
    one, path = found
    is_saved = path.suffix in (".zip", ".db", ".parquet")
    response = FileResponse(
        path.open("rb"), content_type=media_type(one.name), as_attachment=is_saved
    )
    response["Cache-Control"] = "public, max-age=86400"
    return response


@require_safe
def schema(request: HttpRequest, name: str) -> JsonResponse:
    """A schema of the archive's own JSON, at the address that it names as its own."""
    if name not in json_schemas.SCHEMAS:
        raise Http404(_("There is nothing at this address."))
    address = site_of(request).origin + reverse("schema", args=[name])
    return JsonResponse(
        json_schemas.document(name, address),
        content_type="application/schema+json",
        json_dumps_params={"ensure_ascii": False, "indent": 2},
    )
