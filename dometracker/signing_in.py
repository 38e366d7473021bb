"""Signing in, without loss of what was sent by somebody whose session had ended.

Django leads such a request to the sign-in page and forgets it. Here the sign-in page carries it
along as one field; once the password was right it waits in the session, until the page after it
sends it once more. Before that nothing is stored on the server, where anybody could fill it without
an account; and a form of another site never gets here, since its token is asked for first.
"""

import json
from collections.abc import Callable
from functools import update_wrapper
from typing import Any

from django.contrib.admin import AdminSite
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.template.response import TemplateResponse
from django.urls import URLPattern, URLResolver, path, reverse
from django.utils.cache import add_never_cache_headers
from django.utils.translation import gettext as _

TYPED = "typed"
# Sent along with what is sent again, so that it waits no longer.
SENT_AGAIN = "typed-before"
# What is not carried: the token, which is made anew, and what no page should hold.
_NOT_CARRIED = ("csrfmiddlewaretoken", "password")

View = Callable[..., HttpResponseBase]


class SigningInAgain(AdminSite):
    """A site whose sign-in page loses nothing of what was sent while nobody was signed in."""

    def get_urls(self) -> list[URLResolver | URLPattern]:
        again = path("signed-in-again/", self.admin_view(self._send_again), name="send_again")
        return [again, *super().get_urls()]

    def admin_view(self, view: View, cacheable: bool = False) -> Any:
        inner = super().admin_view(view, cacheable)

        def signed_in(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if _is_sent_form(request) and request.path != reverse("admin:logout"):
                # It imports the accounts, which are not there yet when the site is made.
                from dometracker.sign_in import signed_out

                return signed_out(request)
            if request.method == "POST" and SENT_AGAIN in request.POST:
                request.session.pop(TYPED, None)
            return inner(request, *args, **kwargs)

        return update_wrapper(signed_in, inner)

    def login(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        from dometracker.sign_in import SignIn

        response: HttpResponse = SignIn.as_view()(request)
        return response

    def _send_again(self, request: HttpRequest) -> HttpResponse:
        typed = request.session.get(TYPED)
        if typed is None:
            return HttpResponseRedirect(reverse("admin:index"))
        context = {
            **self.each_context(request),
            "title": _("Signed in again"),
            "url": typed["url"],
            "fields": typed["fields"],
            "has_files": typed["files"],
        }
        response = TemplateResponse(request, "admin/quotes/send_again.html", context)
        add_never_cache_headers(response)
        return response


def _is_sent_form(request: HttpRequest) -> bool:
    """Whether a page was sent by nobody. A script is led to the sign-in page and tells of it."""
    is_navigation = request.headers.get("Sec-Fetch-Mode", "navigate") == "navigate"
    return request.method == "POST" and request.user.is_anonymous and is_navigation


def written(request: HttpRequest) -> str:
    """What was sent, as the sign-in page carries it."""
    fields = [
        [name, text]
        for name, texts in request.POST.lists()
        if not any(word in name for word in _NOT_CARRIED)
        for text in texts
    ]
    return json.dumps({"fields": fields, "files": bool(request.FILES)})


def read(written: str) -> dict[str, Any] | None:
    """What a sign-in page carried; None where it is not of our making."""
    try:
        typed = json.loads(written)
        fields = [[str(name), str(text)] for name, text in typed["fields"]]
        return {"fields": fields, "files": bool(typed["files"])}
    except (ValueError, TypeError, KeyError, RecursionError):
        return None
