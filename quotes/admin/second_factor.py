"""A second factor for whoever can publish, where the archive is served by https.

Until it is set up every page of the desk leads to the page that does it; what was sent meanwhile
waits in the session, and is offered to be sent again.
"""

import json
from collections.abc import Callable
from typing import Any

from allauth.mfa.base.views import IndexView
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib.auth.models import User
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from dometracker.languages import is_admin_page
from dometracker.signing_in import TYPED, written
from quotes.editing.roles import role_of
from quotes.editing.workflow import EditorGroup

# Recovery codes alone are none.
_FACTORS = [Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN]
# Below the desk: what one needs to get a second factor, or to leave.
_OPEN = ("account/", "login/", "logout/", "language/", "jsi18n/", "invitation/", "notices/stop/")


def has_second_factor(account: User) -> bool:
    """Whether more than a password is asked for."""
    return Authenticator.objects.filter(user=account, type__in=_FACTORS).exists()


def is_missing(account: Any) -> bool:
    """Whether an account has to set up a second factor before it goes on."""
    is_asked = settings.HTTPS and isinstance(account, User) and account.is_active
    if not is_asked or not account.is_staff or role_of(account) == EditorGroup.CONTRIBUTOR:
        return False
    return not has_second_factor(account)


class SecondFactorMiddleware:
    """Leads who has to set up a second factor to the page that does it.

    Stands behind what knows the account and what asks for the token of a form.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, *_view: Any) -> HttpResponse | None:
        if not settings.HTTPS or not is_admin_page(request) or _is_open(request.path):
            return None
        if not is_missing(request.user):
            return None
        is_navigation = request.headers.get("Sec-Fetch-Mode", "navigate") == "navigate"
        if request.method == "POST" and is_navigation:
            sent = json.loads(written(request))
            request.session[TYPED] = {**sent, "url": request.get_full_path()}
        return HttpResponseRedirect(reverse("mfa_index"))


def _is_open(path: str) -> bool:
    return path.removeprefix(reverse("admin:index")).startswith(_OPEN)


class SecondFactors(IndexView):
    """What an account signs in with beside its password, and how to go on once it is there."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        missing = is_missing(self.request.user)
        leads_on = "admin:send_again" if TYPED in self.request.session else "admin:index"
        told = {
            "second_factor_is_missing": missing,
            "second_factor_is_there": settings.HTTPS and not missing,
            "second_factor_leads_on": reverse(leads_on),
        }
        context: dict[str, Any] = super().get_context_data(**told | kwargs)
        return context
