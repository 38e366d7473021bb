"""Pairs of sources that look like one document and are two, as an editor has found.

No part of the record: nothing here is public, exported or in any history but that of the sources.
"""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from quotes.models.sources import Source


class TwoDocuments(models.Model):
    """Two sources that are not the same document: who said so, and when."""

    first = models.ForeignKey(Source, models.CASCADE, related_name="+")
    second = models.ForeignKey(Source, models.CASCADE, related_name="+")
    marked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+"
    )
    marked_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("two documents")
        verbose_name_plural = _("two documents")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(first__lt=models.F("second")), name="two_documents_in_order"
            ),
            models.UniqueConstraint(fields=["first", "second"], name="two_documents_once"),
        ]

    def __str__(self) -> str:
        return f"{self.first} / {self.second}"
