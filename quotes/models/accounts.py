"""What the archive keeps of an account beside how it signs in, and what it is told.

No part of the record: nothing here is public, exported or in any history.
"""

from datetime import datetime, timedelta

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from quotes.models.statements import State, Statement
from quotes.models.vocabulary import one_of

LONGEST_NOTICE = 2_000
# A digest that is a little early leaves out no day.
_DIGESTS_APART = timedelta(hours=23)
# The link of a letter with an invitation works so long.
INVITED_FOR = timedelta(days=7)
# What could not be sent in so many days is read on the desk, or not at all.
_LETTERS_WITHIN = timedelta(days=3)


class Letters(models.TextChoices):
    """When an account is written to about its notices."""

    AT_ONCE = "at-once", _("at once")
    DAILY = "daily", _("once a day")
    NEVER = "never", _("never")


class Profile(models.Model):
    """The public name of an account, and how it wants to be told. An account without is as one that
    has chosen nothing.

    ``public_name`` is used once its owner has said so, at ``named_at``; it may be empty then.
    """

    account = models.OneToOneField(
        settings.AUTH_USER_MODEL, models.CASCADE, primary_key=True, related_name="profile"
    )
    public_name = models.CharField(_("public name"), max_length=150, blank=True)
    named_at = models.DateTimeField(_("public name confirmed"), null=True, blank=True)
    letters = models.CharField(
        _("notices by e-mail"), max_length=8, choices=Letters, default=Letters.DAILY
    )
    language = models.CharField(_("language"), max_length=35, default="en")
    digest_at = models.DateTimeField(_("last digest"), null=True, blank=True)

    class Meta:
        verbose_name = _("profile")
        verbose_name_plural = _("profiles")
        constraints = [one_of("letters", Letters, "profile_letters_known")]

    def __str__(self) -> str:
        return f"{self.account_id}: {self.public_name}"


class NoticeKind(models.TextChoices):
    """What somebody is told of."""

    TO_REVIEW = "to-review", _("waits for review")
    SENT_BACK = "sent-back", _("sent back")
    PUBLISHED = "published", _("published")
    MENTION = "mention", _("you are mentioned")
    COMMENT = "comment", _("comment")
    ASSIGNED = "assigned", _("assigned to you")


class NoticeQuerySet(models.QuerySet["Notice"]):
    def current(self) -> "NoticeQuerySet":
        """Without those that ask for a review which is done."""
        is_done = Q(kind=NoticeKind.TO_REVIEW) & ~Q(statement__state=State.IN_REVIEW)
        return self.exclude(is_done)

    def unread(self) -> "NoticeQuerySet":
        """Current ones that nobody has opened."""
        return self.current().filter(read_at__isnull=True)

    def to_send(self, now: datetime) -> "NoticeQuerySet":
        """Unread ones of which their account is to be written to now, and was not."""
        is_at_once = Q(account__profile__letters=Letters.AT_ONCE)
        no_digest = Q(account__profile__digest_at__isnull=True)
        is_due = no_digest | Q(account__profile__digest_at__lte=now - _DIGESTS_APART)
        is_daily = Q(account__profile__isnull=True) | Q(account__profile__letters=Letters.DAILY)
        return self.unread().filter(
            is_at_once | (is_daily & is_due),
            mailed_at__isnull=True,
            made_at__gt=now - _LETTERS_WITHIN,
            account__is_active=True,
            account__is_staff=True,
            account__email__gt="",
        )


class Notice(models.Model):
    """Something that an account is told about a statement."""

    account = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="notices", db_index=False
    )
    kind = models.CharField(_("kind"), max_length=10, choices=NoticeKind)
    statement = models.ForeignKey(Statement, models.CASCADE, related_name="+")
    text = models.CharField(_("text"), max_length=LONGEST_NOTICE, blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    made_at = models.DateTimeField(_("told at"), db_default=Now())
    read_at = models.DateTimeField(_("read at"), null=True, blank=True)
    mailed_at = models.DateTimeField(_("sent by e-mail at"), null=True, blank=True)

    objects = NoticeQuerySet.as_manager()

    class Meta:
        verbose_name = _("notice")
        verbose_name_plural = _("notices")
        constraints = [one_of("kind", NoticeKind, "notice_kind_known")]
        indexes = [
            models.Index(
                F("account"),
                F("read_at").asc(nulls_first=True),
                F("made_at").desc(),
                name="notice_unread_first",
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.statement_id}"


class Invitation(models.Model):
    """Somebody who was asked by e-mail to make an account, and has not done it yet.

    ``key`` is what the link of the last letter names; it changes when the letter is sent again.
    """

    name = models.CharField(_("name"), max_length=150, blank=True)
    email = models.EmailField(_("e-mail address"), unique=True)
    role = models.CharField(_("role"), max_length=16)
    key = models.CharField(max_length=43)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    sent_at = models.DateTimeField(_("sent at"))

    class Meta:
        verbose_name = _("invitation")
        verbose_name_plural = _("invitations")

    def __str__(self) -> str:
        return self.email

    @property
    def ends_at(self) -> datetime:
        """When the link of its letter stops to work."""
        return self.sent_at + INVITED_FOR
