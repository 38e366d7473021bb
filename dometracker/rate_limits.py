"""How often one network may ask for what costs much: 429 beyond it, with ``Retry-After``.

Answers that are kept are not counted, nor is what an editor who is signed in asks for. What is
counted below /api/ says how much is left (``RateLimit-…``, as the drafts of the IETF's "RateLimit
header fields for HTTP" had it up to the sixth, which is what clients read).
"""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.translation import gettext as _

from dometracker.deadlines import later
from dometracker.models import Rate, Taken
from dometracker.problems import is_for_programs
from dometracker.visitors import network_of

SEARCH = Rate(120, 0.5)
EXPORT = Rate(20, 6)
# Asked for with every key that is pressed.
SUGGEST = Rate(240, 0.25)
CHECK = Rate(6, 10)
QUOTATION = Rate(30, 2)
# Twenty quotations at once.
BATCH = Rate(6, 20)
EMBED = Rate(240, 0.25)
API = Rate(200, 0.5)

# By the name of the route.
RATES = {
    "statements": SEARCH,
    "by-official": SEARCH,
    "choose": SEARCH,
    "suggest": SUGGEST,
    "statements-as": EXPORT,
    "corrections-as": EXPORT,
    "check-citations": CHECK,
    "check-citations-json": CHECK,
    "check-quotation": QUOTATION,
    "oembed": EMBED,
    "embedded-list": EMBED,
    "share-image": EMBED,
    # All that is below /api/, and what of it has a rate of its own.
    "api": API,
    "api:check-text": QUOTATION,
    "api:check-texts": BATCH,
}
# What is told to one reader and not to the next, so that it is never kept with an answer.
OF_READER = ("RateLimit-Limit", "RateLimit-Remaining", "RateLimit-Reset")
_COUNTED = "_counted"
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
        response = self._get_response(request)
        counted: tuple[Rate, Taken] | None = getattr(request, _COUNTED, None)
        if counted is not None:
            rate, taken = counted
            told = (rate.most, taken.left, taken.whole_in)
            for name, number in zip(OF_READER, told, strict=True):
                response[name] = str(number)
        return response

    def process_view(self, request: HttpRequest, *_view: Any) -> HttpResponse | None:
        rate = _rate_of(request)
        network = network_of(request) if rate else ""
        if rate is None or not network or _is_signed_in(request):
            return None
        taken = rate.ask("asks", str(rate.most), network)
        if is_for_programs(request):
            setattr(request, _COUNTED, (rate, taken))
        if not taken.wait:
            return None
        sentence = _("More has been asked for from your network than one reader needs.")
        return later(request, 429, _("Too many requests"), sentence, taken.wait)


def _rate_of(request: HttpRequest) -> Rate | None:
    match = request.resolver_match
    if is_for_programs(request):
        return RATES.get(match.view_name if match else "", RATES["api"])
    name = match.url_name or "" if match else ""
    is_asked = bool(request.META.get("QUERY_STRING")) or request.method == "POST"
    return RATES.get(name) if is_asked or name not in _ASKED else None


def _is_signed_in(request: HttpRequest) -> bool:
    return settings.SESSION_COOKIE_NAME in request.COOKIES and request.user.is_authenticated
