"""Forms that editors have open, and what they typed there and have not saved.

Neither is a part of the record: nothing here is public, exported or in any history, and both go
by themselves.
"""

from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import models, transaction
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

# A window says every 30 seconds that it is open; after this long without a word it counts as shut.
SHUT_AFTER = timedelta(minutes=2)
KEPT_FOR = timedelta(days=30)
# How many rows that are past their time are cleared away by one write, so that none takes long.
CLEARED = 100

# Stands for the row that a form is about to make.
NEW = 0


class OfAnAccount(models.Model):
    """Something of one account at the form of one row, named by its table and number."""

    account = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", verbose_name=_("account")
    )
    table = models.CharField(_("table"), max_length=40)
    row_id = models.BigIntegerField(_("number of the row"), default=NEW)

    class Meta:
        abstract = True


class OpenFormQuerySet(models.QuerySet["OpenForm"]):
    def at(self, table: str, row_id: int) -> "OpenFormQuerySet":
        """Those that are open now at the form of a row, the longest first."""
        fresh = self.filter(table=table, row_id=row_id, seen_at__gt=timezone.now() - SHUT_AFTER)
        return fresh.select_related("account").order_by("opened_at", "pk")

    @transaction.atomic
    def see(self, account_id: int, table: str, row_id: int) -> None:
        """Note that the account has the form open, and clear away what was shut without a word."""
        now = timezone.now()
        _clear(self.filter(seen_at__lt=now - SHUT_AFTER))
        self.update_or_create(
            account_id=account_id,
            table=table,
            row_id=row_id,
            defaults={"seen_at": now},
            create_defaults={"seen_at": now, "opened_at": now},
        )


class OpenForm(OfAnAccount):
    """A form that an account has open, in however many windows."""

    opened_at = models.DateTimeField(_("opened"))
    seen_at = models.DateTimeField(_("last seen"))

    objects = OpenFormQuerySet.as_manager()

    class Meta:
        verbose_name = _("open form")
        verbose_name_plural = _("open forms")
        indexes = [models.Index(fields=["seen_at"], name="open_form_seen")]
        constraints = [
            models.UniqueConstraint(fields=["table", "row_id", "account"], name="open_form_once")
        ]

    def __str__(self) -> str:
        return f"{self.table} {self.row_id}"


class KeptFormQuerySet(models.QuerySet["KeptForm"]):
    def of(self, account_id: int, table: str, row_id: int) -> "KeptFormQuerySet":
        """What the account has typed at that form, if anything is kept of it."""
        rows = self.filter(account_id=account_id, table=table, row_id=row_id)
        return rows.filter(kept_at__gt=timezone.now() - KEPT_FOR)

    @transaction.atomic
    def keep(
        self, account_id: int, table: str, row_id: int, content: dict[str, list[str]]
    ) -> datetime:
        """Keep what stands in a form, in place of what was kept of it before; the time of it."""
        now = timezone.now()
        _clear(self.filter(kept_at__lt=now - KEPT_FOR))
        self.update_or_create(
            account_id=account_id,
            table=table,
            row_id=row_id,
            defaults={"content": content, "kept_at": now},
        )
        return now


class KeptForm(OfAnAccount):
    """What an account typed in a form and has not saved: the values of each field, as sent.

    For that account alone.
    """

    content = models.JSONField(_("content"))
    kept_at = models.DateTimeField(_("kept"))

    objects = KeptFormQuerySet.as_manager()

    class Meta:
        verbose_name = _("kept form")
        verbose_name_plural = _("kept forms")
        indexes = [models.Index(fields=["kept_at"], name="kept_form_kept")]
        constraints = [
            models.UniqueConstraint(fields=["account", "table", "row_id"], name="kept_form_once")
        ]

    def __str__(self) -> str:
        return f"{self.table} {self.row_id}"

    def as_sent(self) -> QueryDict:
        """What was typed, as the form would send it."""
        data = QueryDict(mutable=True)
        for name, texts in self.content.items():
            data.setlist(name, texts)
        return data


def _clear(past: "models.QuerySet[Any]") -> None:
    """Delete a few rows. What another transaction is just deleting is left to it."""
    rows = past.select_for_update(skip_locked=True).values_list("pk", flat=True)[:CLEARED]
    past.model._default_manager.filter(pk__in=list(rows)).delete()
