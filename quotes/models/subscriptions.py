"""Who wants to hear by e-mail of what is new in a list, or of corrections.

No part of the record: nothing here is public, exported or in any history. A row goes when its
reader stops it, or does not confirm it in time.
"""

from datetime import datetime, timedelta

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from quotes.models.vocabulary import one_of

LONGEST_QUERY = 2_000

# An address that nobody confirms is forgotten.
CONFIRMED_WITHIN = timedelta(days=2)


class Followed(models.TextChoices):
    """What can be followed."""

    STATEMENTS = "statements", _("new statements")
    CORRECTIONS = "corrections", _("corrections")
    SOURCE = "source", _("what a source prints")


class Every(models.TextChoices):
    """How often somebody wants to be written to, at most."""

    DAY = "day", _("every day")
    WEEK = "week", _("every week")


_APART = {Every.DAY: timedelta(days=1), Every.WEEK: timedelta(days=7)}
# A run that is a little earlier than the one of the day before leaves out no day.
_EARLY = timedelta(hours=1)


class HubNotice(models.Model):
    """Up to which moment a hub of WebSub has been told of changed feeds; at most one row."""

    told_until = models.DateTimeField(_("told until"))

    class Meta:
        verbose_name = _("notice to the hub")
        verbose_name_plural = _("notices to the hub")

    def __str__(self) -> str:
        return f"{self.told_until:%Y-%m-%d %H:%M}"


class SubscriptionQuerySet(models.QuerySet["Subscription"]):
    def due(self, now: datetime) -> "SubscriptionQuerySet":
        """Those whose reader is to be told of what is new by now, the longest due first."""
        is_due = Q()
        for every, apart in _APART.items():
            is_due |= Q(every=every, told_at__lte=now - apart + _EARLY)
        return self.filter(is_due, confirmed_at__isnull=False).order_by("told_at", "pk")

    def forgotten(self, now: datetime) -> "SubscriptionQuerySet":
        """Those that nobody has confirmed in time."""
        return self.filter(
            confirmed_at__isnull=True,
            asked_at__lt=now - CONFIRMED_WITHIN,
        )


class Subscription(models.Model):
    """A list that somebody follows by e-mail.

    ``query`` is the query string of the list. ``told_until`` is the moment up to which the reader
    has been told of everything, ``told_at`` when that was looked at last.
    """

    email = models.EmailField(_("e-mail address"), max_length=254)
    what = models.CharField(_("what is followed"), max_length=12, choices=Followed)
    query = models.CharField(_("query"), max_length=LONGEST_QUERY, blank=True)
    every = models.CharField(_("how often"), max_length=4, choices=Every, default=Every.DAY)
    language = models.CharField(_("language"), max_length=35)
    asked_at = models.DateTimeField(_("asked for"))
    confirmed_at = models.DateTimeField(_("confirmed"), null=True, blank=True)
    told_until = models.DateTimeField(_("told until"), null=True, blank=True)
    told_at = models.DateTimeField(_("looked at"), null=True, blank=True)

    objects = SubscriptionQuerySet.as_manager()

    class Meta:
        verbose_name = _("subscription")
        verbose_name_plural = _("subscriptions")
        constraints = [
            models.UniqueConstraint(fields=["email", "what", "query"], name="subscription_once"),
            one_of("what", Followed, "subscription_what_known"),
            one_of("every", Every, "subscription_every_known"),
            models.CheckConstraint(
                condition=Q(confirmed_at__isnull=True)
                | Q(told_until__isnull=False, told_at__isnull=False),
                name="subscription_told_from_its_beginning",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.email}: {self.what} {self.query}".strip()
