"""The sign-in page: one for the desk and for allauth, in the look of the desk."""

import os
from typing import Any

from allauth.account.views import LoginView
from django.contrib import admin
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.cache import add_never_cache_headers

from dometracker import gunicorn, languages
from dometracker.guesses import ToldToWait
from dometracker.signing_in import TYPED, read, written


class SignIn(ToldToWait, LoginView):
    """A name or an e-mail address and a password, or a passkey; what was typed goes along."""

    carried: dict[str, Any] | None = None

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if request.user.is_authenticated and not admin.site.has_permission(request):
            # The desk is closed to them, and would send them back here for ever.
            logout(request)
        response: HttpResponseBase = super().dispatch(request, *args, **kwargs)
        return response

    def form_valid(self, form: Any) -> HttpResponse:
        self.carried = read(self.request.POST.get(TYPED, ""))
        if self.carried is not None:
            url = self.get_next_url() or reverse("admin:index")
            self.request.session[TYPED] = {**self.carried, "url": url}
        response: HttpResponse = super().form_valid(form)
        return response

    def get_success_url(self) -> str | None:
        if self.carried is not None:
            return reverse("admin:send_again")
        url: str | None = super().get_success_url()
        return url

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        typed = self.request.POST.get(TYPED, "")
        told = {
            "next": self.get_next_url() or "",
            TYPED: typed,
            "was_signed_out": bool(typed),
            "is_demo": gunicorn.ANNOUNCED in os.environ,
        }
        context: dict[str, Any] = super().get_context_data(**told | kwargs)
        return context


def signed_out(request: HttpRequest) -> HttpResponse:
    """The sign-in page with what was sent by nobody; 403, because nothing of it was done."""
    view = SignIn()
    view.setup(request)
    context = view.get_context_data(
        form=view.get_form_class()(request=request),
        next=request.get_full_path(),
        typed=written(request),
        was_signed_out=True,
    )
    response = TemplateResponse(request, view.template_name, context, status=403)
    add_never_cache_headers(response)
    return response


def account_pages(request: HttpRequest) -> dict[str, Any]:
    """What templates of the desk are given by the site, for the pages that allauth makes."""
    match = request.resolver_match
    is_of_account = match is not None and not match.app_names and languages.is_admin_page(request)
    return admin.site.each_context(request) if is_of_account else {}
