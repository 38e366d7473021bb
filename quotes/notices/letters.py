"""Letters to editors: each notice at once, or all of a day together, with a link to stop them."""

import logging
from collections.abc import Collection, Iterable
from datetime import datetime
from itertools import groupby
from smtplib import SMTPException

from django.conf import settings
from django.contrib.auth.models import User
from django.core import signing
from django.core.mail import EmailMessage
from django.db import transaction
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from dometracker.mail import Mailbox
from quotes.models.accounts import Letters, Notice, NoticeQuerySet, Profile

logger = logging.getLogger(__name__)

_STOP = "stop-notices"


def is_possible() -> bool:
    """Whether a letter could name its pages: where letters are only printed, they need no site."""
    return bool(settings.SITE_URL) or not settings.MAIL_FROM


def send_at_once(keys: Collection[int]) -> None:
    """Write to those of these notices' accounts who want to know at once.

    What cannot be sent is sent with the next digests.
    """
    at_once = Notice.objects.filter(pk__in=keys, account__profile__letters=Letters.AT_ONCE)
    _send(at_once, timezone.now())


def send_due(now: datetime) -> tuple[int, int]:
    """Write the digests that are due, and what could not be sent at once; how many letters were
    sent, and how many could not be."""
    return _send(Notice.objects.all(), now)


def _send(notices: NoticeQuerySet, now: datetime) -> tuple[int, int]:
    if not is_possible():
        return 0, 0
    due = notices.to_send(now).select_related("account__profile", "statement__speaker", "by")
    found = list(due.order_by("account", "made_at"))
    sent = failed = 0
    mailbox = Mailbox()
    try:
        for _account, rows in groupby(found, lambda row: row.account):
            if not mailbox.is_out_of_reach and _is_sent([*rows], now, mailbox):
                sent += 1
            else:
                failed += 1
    finally:
        mailbox.close()
    return sent, failed


def _is_sent(rows: list[Notice], now: datetime, mailbox: Mailbox) -> bool:
    """Whether a letter was taken by the server of mail; noted as sent before it is, so that two
    runs at once tell nothing twice."""
    account = rows[0].account
    profile, _is_new = Profile.objects.get_or_create(account=account)
    before = profile.digest_at
    with transaction.atomic():
        untold = Notice.objects.filter(pk__in=[row.pk for row in rows], mailed_at__isnull=True)
        keys = set(untold.select_for_update().values_list("pk", flat=True))
        Notice.objects.filter(pk__in=keys).update(mailed_at=now)
        if profile.letters == Letters.DAILY:
            Profile.objects.filter(pk=profile.pk).update(digest_at=now)
    if not keys:
        return True
    with translation.override(profile.language):
        letter = _letter(account, [row for row in rows if row.pk in keys])
    try:
        mailbox.take(letter)
    except (SMTPException, OSError) as error:
        logger.warning("A letter with notices could not be sent: %s", type(error).__name__)
        Notice.objects.filter(pk__in=keys).update(mailed_at=None)
        Profile.objects.filter(pk=profile.pk).update(digest_at=before)
        return False
    return True


def _letter(account: User, rows: Iterable[Notice]) -> EmailMessage:
    items = [(row, _url(reverse("admin:notice", args=[row.pk]))) for row in rows]
    stop = _url(reverse("notices-stop", args=[stop_token(account)]))
    context = {
        "items": items,
        "stop": stop,
        "archive": settings.ARCHIVE_NAME,
        "inbox": _url(reverse("admin:notices")),
    }
    text = render_to_string("admin/quotes/mail/notices.txt", context)
    told = ngettext("%(count)d notice", "%(count)d notices", len(items)) % {"count": len(items)}
    if len(items) == 1:
        row = items[0][0]
        told = _("%(kind)s: %(official)s") % {
            "kind": row.get_kind_display(),
            "official": row.statement.speaker.name,
        }
    headers = {
        "Auto-Submitted": "auto-generated",
        "List-Unsubscribe": f"<{stop}>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
    }
    sender = settings.MAIL_FROM or settings.DEFAULT_FROM_EMAIL
    subject = " ".join(f"{settings.ARCHIVE_NAME}: {told}".split())
    return EmailMessage(subject, text, sender, [account.email], headers=headers)


def _url(path: str) -> str:
    return f"{settings.SITE_URL}{path}"


def stop_token(account: User) -> str:
    """What the link of a letter names the account by, which is to be written to no more."""
    return signing.dumps(account.pk, salt=_STOP)


def is_stop_token(token: str) -> bool:
    return _account_of(token) is not None


def stop(token: str) -> bool:
    """Write to an account no more; False of a link that is damaged."""
    account = _account_of(token)
    if account is None or not User.objects.filter(pk=account).exists():
        return False
    Profile.objects.update_or_create(account_id=account, defaults={"letters": Letters.NEVER})
    return True


def _account_of(token: str) -> int | None:
    try:
        return int(signing.loads(token, salt=_STOP))
    except (signing.BadSignature, TypeError, ValueError):
        return None
