"""The Content-Security-Policy header, in the names of Django 6 (drop this file there).

No nonces and no hashes: with nothing inline, every page stays cacheable.
See W3C "Content Security Policy Level 3".
"""

from collections.abc import Callable, Mapping, Sequence
from functools import wraps

from django.conf import settings
from django.http import HttpRequest, HttpResponse

NONE = "'none'"
SELF = "'self'"

PERMISSIONS_POLICY = "camera=(), geolocation=(), microphone=(), payment=(), usb=()"


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
            return response

        return wrapped

    return decorate


class ContentSecurityPolicyMiddleware:
    """Puts the policy on every response that has none of its own."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        response.setdefault("Content-Security-Policy", build(settings.SECURE_CSP))
        response.setdefault("Permissions-Policy", PERMISSIONS_POLICY)
        return response
