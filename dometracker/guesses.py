"""Guessing of passwords and codes is slowed down, and nobody elsewhere is locked out by it.

What was wrong is counted for an account from one network, and for one network over all accounts:
who guesses there slows down everybody who signs in there for the first time. A browser in which
somebody has signed in as that account carries a cookie that says so, and has counts of its own,
which others cannot use up (OWASP, *Slow Down Online Guessing Attacks with Device Cookies*). The
counts are in the database, so that all processes share them.

Wrong codes of a second factor are counted for the account wherever they come from, and beside the
wrong passwords: whoever gets as far as to guess one knows the password, and types it again at will.
"""

import hashlib
import logging
from collections.abc import Callable
from typing import Any, TypeVar

from django.contrib.auth.models import User
from django.core import signing
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import ngettext

from dometracker.models import Rate
from dometracker.visitors import network_of

logger = logging.getLogger(__name__)

COOKIE = "signed-in-before"
_SALT = "dometracker.guesses"
_KNOWN_FOR = 180 * 86_400
_THROTTLED = "throttled"

OF_ACCOUNT = Rate(5, 60)
OF_NETWORK = Rate(50, 10)
OF_CODES = Rate(5, 300)

Counts = list[tuple[Rate, tuple[str, ...]]]
Answer = TypeVar("Answer")


def guess(request: HttpRequest, account: str, check: Callable[[], Answer]) -> Answer:
    """What ``check`` returns, which raises ValidationError where a password or a code is wrong.

    It is not asked while too many were wrong; then ValidationError is raised with the sentence.
    """
    return _guessed(_counts(request, account), check)


def guess_code(request: HttpRequest, account: int, check: Callable[[], Answer]) -> Answer:
    """As `guess`, of a code of the second factor of the account of a primary key."""
    who = _known_as(request, key_of(account)) or key_of(account)
    return _guessed([(OF_CODES, ("code", who))], check)


def _guessed(counts: Counts, check: Callable[[], Answer]) -> Answer:
    # Counted before it is looked at, so that many at once are many.
    seconds = _taken(counts)
    if seconds:
        # Without the name: people type passwords in its place.
        logger.warning("Too many wrong passwords or codes")
        raise _come_back(seconds)
    answer = check()
    (of_account, who), *others = counts
    of_account.forget(*who)
    for rate, them in others:
        rate.give_back(*them)
    return answer


def _come_back(seconds: int) -> ValidationError:
    minutes = -(-seconds // 60)
    sentence = ngettext(
        "Too many wrong passwords or codes. Try again in %(count)d minute.",
        "Too many wrong passwords or codes. Try again in %(count)d minutes.",
        minutes,
    )
    told = {"count": minutes, "seconds": seconds}
    return ValidationError(sentence, code=_THROTTLED, params=told)


def seconds_to_wait(form: BaseForm | None) -> int:
    """How long a form asks to wait before it looks at anything again; 0 where it does not."""
    errors = form.errors.as_data().values() if form is not None and form.is_bound else ()
    told = (error for of_field in errors for error in of_field if error.code == _THROTTLED)
    return max((int((error.params or {})["seconds"]) for error in told), default=0)


class ToldToWait:
    """Of a view with a form: 429 for its page where the form asks to come back later."""

    def render_to_response(self, context: dict[str, Any], **response_kwargs: Any) -> HttpResponse:
        response: HttpResponse = super().render_to_response(context, **response_kwargs)  # type: ignore[misc]
        if seconds := seconds_to_wait(context.get("form")):
            response.status_code = 429
            response["Retry-After"] = str(seconds)
        return response


def account_typed(text: str) -> str:
    """The account that a name or an e-mail address stands for, as it is counted by: one, however
    it is typed. What stands for none is counted by itself."""
    text = text.strip()
    found = User.objects.filter(Q(username__iexact=text) | Q(email__iexact=text)).order_by("pk")
    key = found.values_list("pk", flat=True).first()
    return text.casefold() if key is None else key_of(key)


def key_of(account: int) -> str:
    """By what the account of a primary key is counted."""
    return f"account {account}"


def _taken(counts: Counts) -> int:
    """Count one more of each and return 0; or of none, and the seconds to wait."""
    for number, (rate, who) in enumerate(counts):
        if seconds := rate.take(*who):
            for before, those in counts[:number]:
                before.give_back(*those)
            return seconds
    return 0


def _counts(request: HttpRequest, account: str) -> Counts:
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


def remember(request: HttpRequest, response: HttpResponse, account: int) -> None:
    """Let the browser say next time that the account of this primary key has signed in there."""
    response.set_cookie(
        COOKIE,
        signing.dumps(key_of(account), salt=_SALT),
        max_age=_KNOWN_FOR,
        path=reverse("admin:index"),
        secure=request.is_secure(),
        httponly=True,
        samesite="Strict",
    )
