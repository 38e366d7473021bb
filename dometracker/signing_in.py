"""What was sent by somebody whose session had ended: kept in the browser until they sign in again.

Django leads such a request to the sign-in page and forgets it. Here the sign-in page carries it
along as one field, and the page after it sends it once more. Nothing is stored on the server, where
anybody could fill it without an account; and a form of another site never gets here, since its
token is asked for first.
"""

import json
from collections.abc import Callable
from functools import update_wrapper
from typing import Any

from django.contrib.admin import AdminSite
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.cache import add_never_cache_headers
from django.utils.translation import gettext as _

TYPED = "typed"
# What is not carried: the token, which is made anew, and what no page should hold.
_NOT_CARRIED = ("csrfmiddlewaretoken", "password")

View = Callable[..., HttpResponseBase]


class SigningInAgain(AdminSite):
    """A site whose sign-in page loses nothing of what was sent while nobody was signed in."""

    def admin_view(self, view: View, cacheable: bool = False) -> Any:
        inner = super().admin_view(view, cacheable)

        def signed_in(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if _is_sent_form(request) and request.path != reverse("admin:logout"):
                return self._signed_out(request)
            return inner(request, *args, **kwargs)

        return update_wrapper(signed_in, inner)

    def _signed_out(self, request: HttpRequest) -> HttpResponse:
        """The sign-in page with what was sent; 403, because nothing of it was done."""
        # It imports the accounts, which are not there yet when the site is made.
        from django.contrib.admin.forms import AdminAuthenticationForm

        context = {
            **self.each_context(request),
            "title": _("Log in"),
            "form": AdminAuthenticationForm(request),
            "app_path": reverse("admin:login"),
            "next": request.get_full_path(),
            "was_signed_out": True,
            TYPED: _written(request),
        }
        response = TemplateResponse(request, "admin/login.html", context, status=403)
        add_never_cache_headers(response)
        return response

    def login(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        # They import the accounts, as above.
        from dometracker.guesses import GuessedForm, remember

        self.login_form = GuessedForm
        written = request.POST.get(TYPED, "")
        carried = {TYPED: written, "was_signed_out": bool(written)}
        response = super().login(request, {**carried, **(extra_context or {})})
        typed = _read(written)
        if request.method == "POST" and isinstance(response, HttpResponseRedirect):
            remember(request, response, request.POST.get("username", ""))
        elif isinstance(response, TemplateResponse):
            _tell_to_wait(response)
        if typed is None or not isinstance(response, HttpResponseRedirect):
            return response
        again = self._send_again(request, response.url, **typed)
        again.cookies = response.cookies
        return again

    def _send_again(
        self, request: HttpRequest, url: str, fields: list[list[str]], files: bool
    ) -> HttpResponse:
        context = {
            **self.each_context(request),
            "title": _("Signed in again"),
            "url": url,
            "fields": fields,
            "has_files": files,
        }
        response = TemplateResponse(request, "admin/quotes/send_again.html", context)
        add_never_cache_headers(response)
        return response


def _tell_to_wait(response: TemplateResponse) -> None:
    """429 for the sign-in page where its form asks to come back later."""
    seconds = getattr((response.context_data or {}).get("form"), "seconds", 0)
    if seconds:
        response.status_code = 429
        response["Retry-After"] = str(seconds)


def _is_sent_form(request: HttpRequest) -> bool:
    """Whether a page was sent by nobody. A script is led to the sign-in page and tells of it."""
    is_navigation = request.headers.get("Sec-Fetch-Mode", "navigate") == "navigate"
    return request.method == "POST" and request.user.is_anonymous and is_navigation


def _written(request: HttpRequest) -> str:
    fields = [
        [name, text]
        for name, texts in request.POST.lists()
        if not any(word in name for word in _NOT_CARRIED)
        for text in texts
    ]
    return json.dumps({"fields": fields, "files": bool(request.FILES)})


def _read(written: str) -> dict[str, Any] | None:
    """What a sign-in page carried; None where it is not of our making."""
    try:
        typed = json.loads(written)
        fields = [[str(name), str(text)] for name, text in typed["fields"]]
        return {"fields": fields, "files": bool(typed["files"])}
    except (ValueError, TypeError, KeyError, RecursionError):
        return None
