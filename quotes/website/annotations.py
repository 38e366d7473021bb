"""A statement as Web Annotations, for programs that show notes beside the documents of others."""

from django.http import (
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponsePermanentRedirect,
    JsonResponse,
)
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from quotes.exports.export_rows import with_revisions
from quotes.exports.web_annotations import MEDIA_TYPE, captures_of, collection
from quotes.presentation.head import site_of
from quotes.revisions.resolve import resolve_public_id


@require_safe
def statement(request: HttpRequest, public_id: str) -> HttpResponse:
    """Where each source prints the statement. Merged is 301, withdrawn 410, unknown 404."""
    found = resolve_public_id(public_id)
    if found is None:
        raise Http404(_("There is nothing at this address."))
    if found.statement is None:
        return _json({"errors": [found.reason]}, "application/json", status=410)
    if found.was_merged:
        address = reverse("statement-annotation", args=[found.statement.public_id])
        return HttpResponsePermanentRedirect(address)
    site = site_of(request)
    row = with_revisions([found.statement])[0]
    address = site.origin + reverse("statement-annotation", args=[public_id])
    return _json(collection(row, site, address, captures_of(row)), MEDIA_TYPE)


def _json(content: dict[str, object], media_type: str, status: int = 200) -> HttpResponse:
    return JsonResponse(
        content,
        status=status,
        content_type=media_type,
        json_dumps_params={"ensure_ascii": False},
    )
