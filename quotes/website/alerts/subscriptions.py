"""Subscriptions: asked for by anybody, confirmed by whoever reads the address, stopped at once.

A link in a letter is signed and names a row; whoever has the letter needs nothing else.
"""

from datetime import datetime
from typing import Any

from django.conf import settings
from django.core import signing
from django.db import transaction
from django.utils import timezone
from django.utils.translation import get_language

from quotes.models import Every, Subscription
from quotes.models.subscriptions import CONFIRMED_WITHIN
from quotes.website.alerts.followed import Followable

_CONFIRM, _STOP = "follow-confirm", "follow-stop"


def is_offered() -> bool:
    """Whether the archive sends e-mail: it has a sender, and knows its own address."""
    return bool(settings.MAIL_FROM and settings.SITE_URL)


def ask(followed: Followable, email: str, every: Every) -> tuple[Subscription, str]:
    """Note that somebody wants to follow something, and the token of the link that confirms it.

    Who follows it already is asked again, and only then written to more or less often.
    """
    defaults = {
        "every": every,
        "language": get_language() or settings.LANGUAGE_CODE,
        "asked_at": timezone.now(),
    }
    key = {"email": email, "what": followed.what, "query": followed.stored}
    # The two days to confirm it in begin anew; a link of before leads nowhere.
    Subscription.objects.filter(**key, confirmed_at=None).delete()
    row, _is_new = Subscription.objects.get_or_create(**key, defaults=defaults)
    return row, _signed(row, _CONFIRM, str(every))


def stop_token(row: Subscription) -> str:
    return _signed(row, _STOP)


def _signed(row: Subscription, salt: str, *more: str) -> str:
    # The number of a row may be another's after the archive was made anew.
    moment = f"{row.asked_at.timestamp():.6f}"
    return signing.dumps([row.pk, moment, *more], salt=salt)


def _read(token: str, salt: str, max_age: Any = None) -> list[Any] | None:
    try:
        return signing.loads(token, salt=salt, max_age=max_age)
    except signing.BadSignature:
        return None


def to_confirm(token: str) -> Subscription | None:
    """The subscription that a link confirms; None of a link that is damaged or too old."""
    told = _read(token, _CONFIRM, CONFIRMED_WITHIN)
    return _row(told) if told else None


@transaction.atomic
def confirm(token: str) -> Subscription | None:
    """Begin to write to somebody, of what becomes public from now on."""
    told = _read(token, _CONFIRM, CONFIRMED_WITHIN)
    row = _row(told) if told else None
    if row is None or told is None:
        return None
    same = Subscription.objects.filter(pk=row.pk)
    same.update(every=told[2])
    # Who was told something meanwhile, or confirms a second time, is not told it again.
    now = timezone.now()
    same.filter(confirmed_at=None).update(confirmed_at=now, told_until=now, told_at=now)
    return same.first()


def is_stop_link(token: str) -> bool:
    return _read(token, _STOP) is not None


def stop(token: str) -> bool:
    """Forget a subscription; False of a link that is damaged. One that is gone is stopped, too."""
    told = _read(token, _STOP)
    if told is None:
        return False
    if row := _row(told):
        row.delete()
    return True


def _row(told: list[Any]) -> Subscription | None:
    row = Subscription.objects.filter(pk=told[0]).first()
    return row if row and f"{row.asked_at.timestamp():.6f}" == told[1] else None


def forget_unconfirmed(now: datetime) -> int:
    """Delete what nobody has confirmed in time; how many that was."""
    return Subscription.objects.forgotten(now).delete()[0]
