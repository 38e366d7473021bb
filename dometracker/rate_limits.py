"""How often one network may ask for what costs much: 429 beyond it, with ``Retry-After``.

Answers that are kept are not counted, nor is what an editor who is signed in asks for.
"""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.translation import gettext as _

from dometracker.deadlines import later
from dometracker.models import Rate
from dometracker.visitors import network_of

SEARCH = Rate(120, 0.5)
EXPORT = Rate(20, 6)
CHECK = Rate(6, 10)
QUOTATION = Rate(30, 2)
EMBED = Rate(240, 0.25)

# By the name of the route.
RATES = {
    "statements": SEARCH,
    "by-official": SEARCH,
    "choose": SEARCH,
    "statements-as": EXPORT,
    "corrections-as": EXPORT,
    "check-citations": CHECK,
    "check-citations-json": CHECK,
    "check-quotation": QUOTATION,
    "oembed": EMBED,
    "embedded-list": EMBED,
    "share-image": EMBED,
}
# Of these, what is asked with a query or sent is counted; the page itself is a page.
_ASKED = frozenset(
    (
        *("statements", "by-official", "choose"),
        *("check-citations", "check-citations-json", "check-quotation"),
    )
)


class RateLimitMiddleware:
    """Stands behind what knows the account."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self._get_response(request)

    def process_view(self, request: HttpRequest, *_view: Any) -> HttpResponse | None:
        rate = _rate_of(request)
        network = network_of(request) if rate else ""
        if rate is None or not network or _is_signed_in(request):
            return None
        seconds = rate.take("asks", str(rate.most), network)
        if not seconds:
            return None
        sentence = _("More has been asked for from your network than one reader needs.")
        return later(429, _("Too many requests"), sentence, seconds)


def _rate_of(request: HttpRequest) -> Rate | None:
    match = request.resolver_match
    name = match.url_name or "" if match else ""
    is_asked = bool(request.META.get("QUERY_STRING")) or request.method == "POST"
    return RATES.get(name) if is_asked or name not in _ASKED else None


def _is_signed_in(request: HttpRequest) -> bool:
    return settings.SESSION_COOKIE_NAME in request.COOKIES and request.user.is_authenticated
