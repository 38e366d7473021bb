"""What readers write to the archive: that something is wrong or missing, a reply, a question.

No part of the record: nothing here is public, exported or in any history. What an inquiry leads to
is a correction, a source or a reply like any other, with its revision.
"""

from datetime import datetime, timedelta

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from quotes.addresses import public_ids
from quotes.models.columns import matches, not_blank
from quotes.models.statements import Statement
from quotes.models.vocabulary import one_of

LONGEST_TEXT = 5_000
# Name and address of who wrote are kept so long after the last word on it.
KEPT_AFTER = timedelta(days=365)


class About(models.TextChoices):
    """What somebody writes for."""

    CORRECTION = "correction", _("something is wrong")
    SOURCE = "source", _("a source is missing")
    REPLY = "reply", _("a reply by the person quoted")
    TAKEDOWN = "takedown", _("something should not be here")
    OTHER = "other", _("something else")


class InquiryState(models.TextChoices):
    """How far the editors are with it."""

    NEW = "new", _("new")
    OPEN = "open", _("being looked into")
    DONE = "done", _("done")
    DECLINED = "declined", _("declined")
    SPAM = "spam", _("spam")


WAITING = (InquiryState.NEW, InquiryState.OPEN)


def new_reference() -> str:
    return public_ids.drawn(lambda taken: Inquiry.objects.filter(reference=taken).exists())


class InquiryQuerySet(models.QuerySet["Inquiry"]):
    def waiting(self) -> "InquiryQuerySet":
        """Those on which nobody has said the last word, the oldest first."""
        return self.filter(state__in=WAITING).order_by("received_at", "pk")

    def forget_senders(self, now: datetime) -> int:
        """Take names and addresses from those that ended long ago; how many they were."""
        ended = self.exclude(state__in=WAITING).filter(ended_at__lt=now - KEPT_AFTER)
        return ended.exclude(name="", email="").update(name="", email="")


class Inquiry(models.Model):
    """One message of a reader, and what became of it."""

    reference = models.CharField(
        _("reference"), max_length=16, unique=True, editable=False, default=new_reference
    )
    about = models.CharField(_("about"), max_length=10, choices=About)
    statement = models.ForeignKey(
        Statement,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="inquiries",
        verbose_name=_("statement"),
    )
    text = models.TextField(_("message"), max_length=LONGEST_TEXT)
    url = models.URLField(_("address of a source"), max_length=2_000, blank=True)
    name = models.CharField(_("name"), max_length=200, blank=True)
    email = models.EmailField(_("e-mail address"), max_length=254, blank=True)
    language = models.CharField(_("language"), max_length=35)
    received_at = models.DateTimeField(_("received"), auto_now_add=True)
    state = models.CharField(
        _("state"), max_length=10, choices=InquiryState, default=InquiryState.NEW
    )
    answer = models.TextField(_("answer"), blank=True)
    answered_at = models.DateTimeField(_("answered"), null=True, blank=True)
    ended_at = models.DateTimeField(_("ended"), null=True, blank=True)
    editor = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("editor"),
    )

    objects = InquiryQuerySet.as_manager()

    class Meta:
        verbose_name = _("message from a reader")
        verbose_name_plural = _("messages from readers")
        ordering = ["received_at", "pk"]
        indexes = [
            models.Index(
                "received_at",
                "id",
                name="inquiry_waiting",
                condition=Q(state__in=["new", "open"]),
            )
        ]
        constraints = [
            matches("reference", public_ids.PATTERN, "inquiry_reference_form"),
            not_blank("text", "inquiry_has_words"),
            one_of("about", About, "inquiry_about_known"),
            one_of("state", InquiryState, "inquiry_state_known"),
            models.CheckConstraint(
                condition=Q(state__in=["new", "open"], ended_at__isnull=True)
                | (~Q(state__in=["new", "open"]) & Q(ended_at__isnull=False)),
                name="inquiry_ended_when",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.reference}: {self.get_about_display()}"

    @property
    def is_waiting(self) -> bool:
        return self.state in WAITING
