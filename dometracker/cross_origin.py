"""Who may read an answer from the page of another site: everybody, what is public data.

Nothing that depends on who asks is sent this way: no credentials are allowed, so that a browser
sends none (Fetch Standard, 3.3).
"""

import re
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase

# The API, and lists, statements and sources in their other forms.
_OPEN = re.compile(
    r"(?:/[a-z]{2})?/(?:api/|oembed$|(?:statements|corrections)\.|(?:s|sources)/[^/]+\.[a-z.]+$"
    r"|s/[^/]+/annotation\.jsonld$|data/citation\.cff$)"
)
ALLOW = ("Access-Control-Allow-Origin", "*")
# What a script may read beside what it always may.
_EXPOSED = (
    "Content-Disposition, ETag, Link, RateLimit-Limit, RateLimit-Remaining, RateLimit-Reset, "
    "Retry-After"
)
_ONE_DAY = "86400"


def is_open(path: str) -> bool:
    """Whether an address gives public data."""
    return _OPEN.match(path) is not None


class CrossOriginMiddleware:
    """Stands within what keeps answers, so that they are kept with these headers."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if not is_open(request.path):
            return self._get_response(request)
        is_preflight = "Access-Control-Request-Method" in request.headers
        if request.method == "OPTIONS" and is_preflight:
            return _preflight()
        response = self._get_response(request)
        response[ALLOW[0]] = ALLOW[1]
        response["Access-Control-Expose-Headers"] = _EXPOSED
        return response


def _preflight() -> HttpResponse:
    """What a browser asks before a script sends more than a plain request."""
    told = {
        ALLOW[0]: ALLOW[1],
        "Access-Control-Allow-Methods": "GET, HEAD, POST, OPTIONS",
        "Access-Control-Allow-Headers": "Accept, Content-Type, If-None-Match",
        "Access-Control-Max-Age": _ONE_DAY,
    }
    return HttpResponse(status=204, headers=told)
