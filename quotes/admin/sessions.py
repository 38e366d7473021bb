"""Where an account is signed in: each browser with its device and its last visit, to be ended."""

import re
import time
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from allauth.usersessions.models import UserSession
from django.contrib import admin, messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from dometracker.admin_site import READ, SENT, page
from dometracker.languages import is_admin_page
from quotes.admin.editor import signed_in

_SEEN = "seen"
_SEEN_EVERY = timedelta(minutes=5).total_seconds()
# In this order: each of them says the names of some that stand after it.
_BROWSERS = ("Edg", "OPR", "Firefox", "Chrome", "Safari")
_NAMES = {"Edg": "Edge", "OPR": "Opera", "CrOS": "ChromeOS", "Mac OS X": "macOS"}
_SYSTEMS = ("iPhone", "iPad", "Android", "CrOS", "Windows", "Mac OS X", "Linux")


def device_of(user_agent: str) -> str:
    """A browser and its system as people call them: “Firefox, Windows”."""
    parts = [
        next((_NAMES.get(one, one) for one in names if re.search(rf"\b{one}", user_agent)), "")
        for names in (_BROWSERS, _SYSTEMS)
    ]
    return ", ".join(filter(None, parts)) or user_agent or _("unknown device")


class SeenMiddleware:
    """Notes every few minutes that a session of the desk is used, and from where."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if is_admin_page(request) and request.user.is_authenticated:
            now = time.time()
            if now - request.session.get(_SEEN, 0) > _SEEN_EVERY:
                request.session[_SEEN] = now
                UserSession.objects.create_from_request(request)
        return self.get_response(request)


@page("account/sessions/", "sessions", methods=(*READ, *SENT))
def sessions(request: HttpRequest) -> HttpResponse:
    """Browsers in which one is signed in; by POST one of them, or all others, are signed out."""
    account = signed_in(request)
    rows = UserSession.objects.purge_and_list(account)
    if request.method == "POST":
        own = request.session.session_key
        ended = [
            row
            for row in rows
            if row.session_key != own
            and ("others" in request.POST or str(row.pk) == request.POST.get("session"))
        ]
        for row in ended:
            row.end()
        messages.success(request, _("Signed out there.") if ended else _("Nothing to sign out."))
        return HttpResponseRedirect(reverse("admin:sessions"))
    newest = sorted(rows, key=lambda row: row.last_seen_at, reverse=True)
    context: dict[str, Any] = {
        **admin.site.each_context(request),
        "title": _("Where you are signed in"),
        "rows": [
            (row, device_of(row.user_agent), row.session_key == request.session.session_key)
            for row in newest
        ],
    }
    return TemplateResponse(request, "admin/quotes/sessions.html", context)
