"""Sending: everybody who follows something is told of what is new in it, each thing once."""

import logging
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from smtplib import SMTPException

from django.utils import translation

from dometracker.mail import Mailbox
from quotes.models import Subscription
from quotes.website.alerts import letters
from quotes.website.alerts.subscriptions import forget_unconfirmed

logger = logging.getLogger(__name__)

# What was published this short a time ago waits for the next letter: its transaction may have begun
# before one that is read already, and a letter goes on from where the last one ended.
SETTLED_AFTER = timedelta(minutes=15)


@dataclass
class SentLetters:
    """How many letters were sent, how many readers had nothing to be told, how many letters could
    not be sent, and how many addresses were forgotten that nobody had confirmed."""

    sent: int = 0
    nothing_new: int = 0
    failed: int = 0
    forgotten: int = 0


def send_due(now: datetime) -> SentLetters:
    """Write to everybody who is due.

    A letter is noted as sent before it is, so that two runs at once, or one that is killed, never
    tell anything twice; what a server of mail refuses is tried again by the next run, and so is
    all that is left when it no longer answers.
    """
    done = SentLetters(forgotten=forget_unconfirmed(now))
    mailbox = Mailbox()
    try:
        for row in _each_due(now):
            if mailbox.is_out_of_reach:
                done.failed += 1
            else:
                _send(row, now, mailbox, done)
    finally:
        mailbox.close()
    return done


def _each_due(now: datetime) -> Iterator[Subscription]:
    for pk in list(Subscription.objects.due(now).values_list("pk", flat=True)):
        # It may have been stopped meanwhile.
        if row := Subscription.objects.due(now).filter(pk=pk).first():
            yield row


def _send(row: Subscription, now: datetime, mailbox: Mailbox, done: SentLetters) -> None:
    since, until = row.told_until, max(row.told_until or now, now - SETTLED_AFTER)
    assert since is not None
    with translation.override(row.language):
        followed = letters.of(row)
        told = followed.news(since, until)
        letter = letters.news(row, followed, told) if told.items else None
    untold = Subscription.objects.filter(pk=row.pk, told_until=since, told_at=row.told_at)
    if not untold.update(told_until=until, told_at=now):
        return
    if letter is None:
        done.nothing_new += 1
        return
    try:
        mailbox.take(letter)
    except (SMTPException, OSError) as error:
        logger.warning("A letter could not be sent: %s", type(error).__name__)
        sent = Subscription.objects.filter(pk=row.pk, told_until=until)
        sent.update(told_until=since, told_at=row.told_at)
        done.failed += 1
    else:
        done.sent += 1
