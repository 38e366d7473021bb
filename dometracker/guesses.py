"""Guessing of passwords is slowed down, and nobody elsewhere is locked out by it.

Wrong passwords are counted for an account from one network, and for one network over all accounts:
who guesses there slows down everybody who signs in there for the first time. A browser in which
somebody has signed in as that account carries a cookie that says so, and has counts of its own,
which others cannot use up (OWASP, *Slow Down Online Guessing Attacks with Device Cookies*).
"""

import hashlib
import logging
from typing import Any

from django.contrib.admin.forms import AdminAuthenticationForm
from django.core import signing
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import ngettext

from dometracker.models import Rate
from dometracker.visitors import network_of

logger = logging.getLogger(__name__)

COOKIE = "signed-in-before"
_SALT = "dometracker.guesses"
_KNOWN_FOR = 180 * 86_400

OF_ACCOUNT = Rate(5, 60)
OF_NETWORK = Rate(50, 10)

Counts = list[tuple[Rate, tuple[str, ...]]]


class GuessedForm(AdminAuthenticationForm):
    """Django's form, which asks for no password while too many were wrong.

    ``seconds`` is how long that lasts.
    """

    seconds = 0

    def clean(self) -> dict[str, Any]:
        assert self.request is not None
        account, password = map(self.cleaned_data.get, ("username", "password"))
        if not account or not password:
            return super().clean()
        counts = _counts(self.request, account)
        # Counted before it is looked at, so that many at once are many.
        self.seconds = _taken(counts)
        if self.seconds:
            # Without the name: people type passwords in its place.
            logger.warning("Too many wrong passwords from %s", network_of(self.request) or "here")
            minutes = -(-self.seconds // 60)
            sentence = ngettext(
                "Too many wrong passwords. Try again in %(count)d minute.",
                "Too many wrong passwords. Try again in %(count)d minutes.",
                minutes,
            )
            raise ValidationError(sentence % {"count": minutes}, code="throttled")
        data = super().clean()
        (of_account, account), *others = counts
        of_account.forget(*account)
        for rate, who in others:
            rate.give_back(*who)
        return data


def _taken(counts: Counts) -> int:
    """Count one more of each and return 0; or of none, and the seconds to wait."""
    for number, (rate, who) in enumerate(counts):
        if seconds := rate.take(*who):
            for before, those in counts[:number]:
                before.give_back(*those)
            return seconds
    return 0


def _counts(request: HttpRequest, account: str) -> Counts:
    account = account.strip().casefold()
    if known := _known_as(request, account):
        return [(OF_ACCOUNT, ("known", known))]
    network = network_of(request)
    of_account = (OF_ACCOUNT, ("account", account, network))
    return [of_account, (OF_NETWORK, ("network", network))] if network else [of_account]


def _known_as(request: HttpRequest, account: str) -> str:
    """The digest of the cookie, where it is of this account; else ``""``."""
    cookie = request.COOKIES.get(COOKIE, "")
    try:
        of = signing.loads(cookie, salt=_SALT, max_age=_KNOWN_FOR)
    except signing.BadSignature:
        return ""
    return hashlib.sha256(cookie.encode()).hexdigest() if of == account else ""


def remember(request: HttpRequest, response: HttpResponse, account: str) -> None:
    """Let the browser say next time that this account has signed in there."""
    response.set_cookie(
        COOKIE,
        signing.dumps(account.strip().casefold(), salt=_SALT),
        max_age=_KNOWN_FOR,
        path=reverse("admin:login"),
        secure=request.is_secure(),
        httponly=True,
        samesite="Strict",
    )
