"""What editors tell each other about a statement before it is public, and who is to read it.

No part of the record: nothing here is public, exported or in any history.
"""

from typing import Any

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from quotes.models.columns import not_blank
from quotes.models.statements import Statement


class ReviewNote(models.Model):
    """A comment on a statement, or the reason why it was sent back from review.

    ``sent_back`` is of the latter: what would have been public of the statement at that moment, as
    `quotes.revisions.snapshot` takes it, so that the next review can be told what changed since.
    """

    statement = models.ForeignKey(
        Statement, models.CASCADE, related_name="review_notes", verbose_name=_("statement")
    )
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        related_name="+",
        verbose_name=_("author"),
    )
    text = models.TextField(_("comment"))
    mentioned: Any = models.ManyToManyField(
        settings.AUTH_USER_MODEL, related_name="+", verbose_name=_("mentioned"), blank=True
    )
    sent_back = models.JSONField(_("when sent back"), encoder=DjangoJSONEncoder, null=True)
    written_at = models.DateTimeField(_("written"), default=timezone.now)

    class Meta:
        default_permissions = ()
        verbose_name = _("comment")
        verbose_name_plural = _("comments")
        ordering = ["written_at", "pk"]
        constraints = [not_blank("text", "review_note_has_text")]

    def __str__(self) -> str:
        return f"{self.statement_id}: {self.text[:60]}"


class Assignment(models.Model):
    """Who is to review a statement. Others still may, and are told that it is taken."""

    statement = models.OneToOneField(
        Statement, models.CASCADE, related_name="assignment", verbose_name=_("statement")
    )
    reviewer = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", verbose_name=_("reviewer")
    )
    assigned_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        related_name="+",
        verbose_name=_("assigned by"),
    )
    assigned_at = models.DateTimeField(_("assigned"), auto_now=True)

    class Meta:
        default_permissions = ()
        verbose_name = _("assignment")
        verbose_name_plural = _("assignments")

    def __str__(self) -> str:
        return f"{self.statement_id}: {self.reviewer}"
