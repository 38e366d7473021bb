"""Acts of editors that can be undone within some days: changes of many statements, withdrawals."""

from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

# How long an act can be undone from its record.
UNDONE_WITHIN = timedelta(days=30)


class DeskAct(models.Model):
    """What was done with some statements at once, and what it takes to undo it.

    ``rows`` has an object for each statement: its number ``statement``; ``was``, what stood there
    before; ``state``, the digest of its public state after the act, by which is told whether it was
    changed since; once it was undone, ``undone`` is true. No part of the record.
    """

    kind = models.CharField(_("kind"), max_length=20)
    title = models.CharField(_("what was done"), max_length=400)
    reason = models.TextField(_("reason"), blank=True)
    account = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        related_name="+",
        verbose_name=_("account"),
    )
    chosen = models.BigIntegerField(_("number of what was chosen"), null=True)
    rows: Any = models.JSONField(_("statements"), default=list)
    made_at = models.DateTimeField(_("date"), default=timezone.now)
    undone_at = models.DateTimeField(_("undone"), null=True, blank=True)

    class Meta:
        default_permissions = ("view",)
        verbose_name = _("act that can be undone")
        verbose_name_plural = _("acts that can be undone")
        ordering = ["-made_at", "-pk"]

    def __str__(self) -> str:
        return self.title

    @property
    def is_open(self) -> bool:
        """Whether it can still be undone."""
        return self.undone_at is None and timezone.now() < self.made_at + UNDONE_WITHIN
