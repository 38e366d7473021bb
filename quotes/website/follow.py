"""Following by e-mail: what is asked for, the link that confirms it, and the one that stops it."""

import logging
from smtplib import SMTPException
from typing import Any

from django import forms
from django.core.mail import get_connection
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from dometracker.models import Rate
from dometracker.visitors import network_of
from quotes.models import Every, Followed
from quotes.website.alerts import letters, subscriptions
from quotes.website.alerts.followed import Followable, followable

logger = logging.getLogger(__name__)

# So many letters may be asked for by one network, and for one address, whoever asks.
_BY_NETWORK = Rate(10, 120)
_FOR_ADDRESS = Rate(3, 3_600)


class FollowForm(forms.Form):
    """The address and how often. ``website`` is a field that no person sees; programs fill it."""

    email = forms.EmailField(
        max_length=254,
        error_messages={
            "required": gettext_lazy("Write your e-mail address."),
            "invalid": gettext_lazy("This is not an e-mail address: %(value)s"),
        },
    )
    every = forms.ChoiceField(
        choices=Every.choices,
        error_messages={
            "required": gettext_lazy("Choose how often."),
            "invalid_choice": gettext_lazy("Choose every day or every week."),
        },
    )
    website = forms.CharField(required=False)


# No token is asked for: it would need a cookie, which the public pages do not set. Nothing is
# changed but by whoever reads the letter that is sent.
@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def statements(request: HttpRequest) -> HttpResponse:
    """Follow the list of statements that the query string finds."""
    return _page(request, followable(Followed.STATEMENTS, request.GET))


@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def corrections(request: HttpRequest) -> HttpResponse:
    """Follow the corrections that the query string asks for, such as those of one statement."""
    return _page(request, followable(Followed.CORRECTIONS, request.GET))


@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def source(request: HttpRequest) -> HttpResponse:
    """Follow what a source prints: what is published of it."""
    return _page(request, followable(Followed.SOURCE, request.GET))


def _page(request: HttpRequest, followed: Followable) -> HttpResponse:
    if not subscriptions.is_offered():
        raise Http404(_("This archive sends no e-mail. Its feeds say the same."))
    context: dict[str, Any] = {
        "followed": followed,
        "every": Every.choices,
        "email": "",
        "chosen": Every.DAY.value,
        "errors": followed.errors,
        "is_sent": False,
    }
    status = 400 if followed.errors else 200
    if request.method == "POST" and not followed.errors:
        form = FollowForm(request.POST)
        context["email"] = request.POST.get("email", "")[:254]
        context["chosen"] = request.POST.get("every", "")
        if not form.is_valid():
            context["errors"] = [str(one) for of in form.errors.values() for one in of]
            status = 400
        elif wait := _too_often(request, form.cleaned_data["email"]):
            context["errors"], status = (
                [_("Too many letters were asked for. Try again later.")],
                429,
            )
            response = render(request, "quotes/follow.html", context, status=status)
            response["Retry-After"] = str(wait)
            return response
        # A program that filled the field that nobody sees is not told that it was noticed.
        elif form.cleaned_data["website"] or _is_sent(followed, form.cleaned_data):
            context["is_sent"] = True
        else:
            context["errors"] = [_("The letter could not be sent. Try again later.")]
            status = 503
    return render(request, "quotes/follow.html", context, status=status)


def _too_often(request: HttpRequest, email: str) -> int:
    network = network_of(request)
    wait = _BY_NETWORK.take("follow", network) if network else 0
    return wait or _FOR_ADDRESS.take("follow", email.lower())


def _is_sent(followed: Followable, told: dict[str, Any]) -> bool:
    """Whether the letter that asks for a confirmation was taken by the server of mail."""
    row, token = subscriptions.ask(followed, told["email"], Every(told["every"]))
    try:
        with get_connection() as connection:
            connection.send_messages([letters.confirmation(row, followed, token)])
    except (SMTPException, OSError) as error:
        logger.error("A letter was not sent: %s", type(error).__name__)
        return False
    return True


@csrf_exempt
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def confirm(request: HttpRequest, token: str) -> HttpResponse:
    """What the link of the first letter leads to.

    It is confirmed by a button: programs that look at letters before their readers do follow links.
    """
    row = subscriptions.to_confirm(token)
    if row is None:
        return _told(request, "expired", status=410)
    followed = letters.of(row)
    if request.method != "POST":
        return _told(request, "confirm", followed)
    subscriptions.confirm(token)
    return _told(request, "confirmed", followed)


@csrf_exempt
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def stop(request: HttpRequest, token: str) -> HttpResponse:
    """What the link of every letter leads to. Programs of mail post to it by themselves, at one
    click of their reader (RFC 8058); a browser shows a button."""
    if request.method == "POST":
        return _told(request, "stopped") if subscriptions.stop(token) else _damaged(request)
    return _told(request, "stop") if subscriptions.is_stop_link(token) else _damaged(request)


def _damaged(request: HttpRequest) -> HttpResponse:
    return _told(request, "damaged", status=404)


def _told(
    request: HttpRequest, what: str, followed: Followable | None = None, status: int = 200
) -> HttpResponse:
    context = {"what": what, "followed": followed}
    return render(request, "quotes/follow_link.html", context, status=status)
