"""The Content-Security-Policy header, in the names of Django 6 (drop this file there).

No nonces and no hashes: with nothing inline, every page stays cacheable.
See W3C "Content Security Policy Level 3".
"""

from collections.abc import Callable, Mapping, Sequence
from functools import wraps
from typing import TypeVar

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase

NONE = "'none'"
SELF = "'self'"

# What no page here asks a browser for.
PERMISSIONS_POLICY = ", ".join(
    f"{feature}=()"
    for feature in (
        "accelerometer autoplay camera display-capture encrypted-media fullscreen geolocation"
        " gyroscope hid magnetometer microphone midi payment picture-in-picture screen-wake-lock"
        " serial usb xr-spatial-tracking"
    ).split()
)

# Who may load an answer into a page of their own (Fetch Standard, 3.7).
CORP = "Cross-Origin-Resource-Policy"


def build(policy: Mapping[str, Sequence[str]]) -> str:
    """The value of the header: each directive with its sources."""
    return "; ".join(f"{directive} {' '.join(sources)}" for directive, sources in policy.items())


def override(**directives: Sequence[str]) -> Callable:
    """Make one view's policy differ: ``@override(frame_ancestors=["*"])``."""
    changed = {name.replace("_", "-"): sources for name, sources in directives.items()}

    def decorate(view: Callable) -> Callable:
        @wraps(view)
        def wrapped(request: HttpRequest, *args, **kwargs) -> HttpResponse:
            response = view(request, *args, **kwargs)
            response["Content-Security-Policy"] = build({**settings.SECURE_CSP, **changed})
            return for_other_sites(response)

        return wrapped

    return decorate


Response = TypeVar("Response", bound=HttpResponseBase)


def for_other_sites(response: Response) -> Response:
    """A response that is made to be shown on other sites."""
    response[CORP] = "cross-origin"
    return response


class ContentSecurityPolicyMiddleware:
    """Puts the policies on every response that has none of its own."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        response.setdefault("Content-Security-Policy", build(settings.SECURE_CSP))
        response.setdefault("Permissions-Policy", PERMISSIONS_POLICY)
        response.setdefault(CORP, "same-origin")
        return response
