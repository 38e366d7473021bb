"""Errors as programs read them, ``application/problem+json`` (RFC 9457), for all below /api/."""

import json
from collections.abc import Callable, Mapping, Sequence
from http import HTTPStatus

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.translation import gettext as _

MEDIA_TYPE = "application/problem+json"
BELOW = "/api/"


def is_for_programs(request: HttpRequest) -> bool:
    """Whether whoever asks is answered with a problem where a reader gets a page."""
    return request.path.startswith(BELOW)


def problem(
    status: int,
    detail: str = "",
    *,
    errors: Sequence[str] = (),
    headers: Mapping[str, str] | None = None,
) -> HttpResponse:
    """An error with a sentence, or with one for each thing that cannot be read."""
    told: dict[str, object] = {
        "type": "about:blank",
        "title": HTTPStatus(status).phrase,
        "status": status,
        "detail": detail or " ".join(errors),
    }
    if errors:
        told["errors"] = list(errors)
    content = json.dumps(told, ensure_ascii=False)
    return HttpResponse(
        content, status=status, content_type=MEDIA_TYPE, headers=dict(headers or {})
    )


# An address, with its query. What the server reads of one (dometracker/gunicorn.py) is more.
LONGEST_ADDRESS = 4_000


class ProblemMiddleware:
    """Says in the same form that an address below /api/ is too long (414), or does not take a
    method (405); of OPTIONS, which methods it takes."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if is_for_programs(request) and len(request.get_full_path()) > LONGEST_ADDRESS:
            detail = _("An address can have at most %d characters, its query among them.")
            return problem(414, detail % LONGEST_ADDRESS)
        response = self._get_response(request)
        if response.status_code != 405 or not is_for_programs(request):
            return response
        allowed = ", ".join(sorted({*response.get("Allow", "").split(", "), "OPTIONS"} - {""}))
        if request.method == "OPTIONS":
            return HttpResponse(status=204, headers={"Allow": allowed})
        detail = _("This address takes only: %(methods)s.") % {"methods": allowed}
        return problem(405, detail, headers={"Allow": allowed})
