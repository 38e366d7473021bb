"""The list of statements in other forms, at its own address with a suffix."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.http import (
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponseBase,
    JsonResponse,
    QueryDict,
    StreamingHttpResponse,
)
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import conditional_page, require_safe

from quotes.exports.formats import FORMATS, Format
from quotes.exports.rows import Asked, Unreadable
from quotes.views import addresses

# A proxy that reads 4 KB of headers answers 502 to more; a long query would stand in this header
# once for each format. The page itself links to them all the same.
LONGEST_LINK_HEADER = 1_500


@dataclass(frozen=True)
class Alternate:
    """The same list in another form."""

    label: str
    media_type: str
    url: str


@require_safe
@conditional_page
def statements(request: HttpRequest, suffix: str) -> HttpResponseBase:
    """What the query string finds, in the form that the suffix names.

    400 with the reasons for a query that cannot be read, 404 for a suffix that names no form.
    """
    form = FORMATS.get(suffix)
    if form is None:
        known = ", ".join(f".{name}" for name in FORMATS)
        raise Http404(_("This list is to be had as %(known)s.") % {"known": known})
    origin = f"{request.scheme}://{request.get_host()}"
    try:
        body = form.write(Asked(request.GET, origin, request.path))
    except Unreadable as error:
        return _refusal(form, error.errors)
    response = _response(body, request.method == "HEAD")
    response["Content-Type"] = _content_type(form.media_type)
    if form.filename:
        response["Content-Disposition"] = f'attachment; filename="{form.filename}"'
    return response


def _response(body: str | Iterable[str], is_head: bool) -> HttpResponseBase:
    if isinstance(body, str):
        return HttpResponse(body)
    # Of a stream only the headers are asked for by HEAD: nothing of it is made.
    return StreamingHttpResponse(() if is_head else body)


def _content_type(media_type: str) -> str:
    """JSON is UTF-8 by RFC 8259 and takes no charset."""
    return media_type if _is_json(media_type) else f"{media_type}; charset=utf-8"


def _is_json(media_type: str) -> bool:
    return media_type.endswith(("/json", "+json"))


def _refusal(form: Format, errors: list[str]) -> HttpResponse:
    """400: a sentence for each thing that cannot be read."""
    if _is_json(form.media_type):
        return JsonResponse(
            {"errors": errors}, status=400, json_dumps_params={"ensure_ascii": False}
        )
    text = "".join(f"{error}\n" for error in errors)
    return HttpResponse(text, status=400, content_type="text/plain; charset=utf-8")


def alternates(query: QueryDict) -> list[Alternate]:
    """The addresses of the whole list that the query finds, in every form there is."""
    whole = addresses.without_cuts(query)
    whole.pop("size", None)
    return [
        Alternate(
            form.label,
            form.media_type,
            addresses.here(reverse("statements-as", args=[form.suffix]), whole),
        )
        for form in FORMATS.values()
    ]


def with_links(response: HttpResponse, others: Sequence[Alternate]) -> HttpResponse:
    """The response, naming its alternates in a Link header (RFC 8288)."""
    header = ", ".join(
        f'<{other.url}>; rel="alternate"; type="{other.media_type}"' for other in others
    )
    if len(header) <= LONGEST_LINK_HEADER:
        response["Link"] = header
    return response
