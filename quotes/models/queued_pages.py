"""Pages on their way into the archive: asked for, read, and confirmed by an editor.

No part of the record: what was read waits here, for the account that asked, until it is confirmed
or put away, and goes by itself.
"""

from datetime import datetime, timedelta

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from quotes.models.sources import Source
from quotes.models.vocabulary import How, one_of

KEPT_FOR = timedelta(days=30)
# How many rows that are past their time are cleared away by one write.
CLEARED = 100


class QueueAim(models.TextChoices):
    """What a page is read for: a source to be begun, or the text of one that is here."""

    SOURCE = "source", _("new source")
    TEXT = "text", _("text of a source")


class QueueState(models.TextChoices):
    """How far a page has got."""

    WAITING = "waiting", _("waiting")
    READ = "read", _("to be confirmed")
    HERE = "here", _("already here")
    FAILED = "failed", _("not read")
    ADDED = "added", _("added")


class QueuedPageQuerySet(models.QuerySet["QueuedPage"]):
    def of(self, account_id: int | None) -> "QueuedPageQuerySet":
        """The sources that an account has asked for, the newest first."""
        asked = self.filter(account_id=account_id, aim=QueueAim.SOURCE)
        return asked.select_related("source__outlet").defer("document").order_by("-pk")

    def texts(self) -> "QueuedPageQuerySet":
        """The sources of the record whose text was asked for."""
        return self.filter(aim=QueueAim.TEXT)

    def overdue(self, now: datetime) -> "QueuedPageQuerySet":
        """Those that should have been asked for by now, the longest waiting first."""
        return self.filter(state=QueueState.WAITING, due_at__lte=now).order_by("due_at", "pk")

    def clear(self) -> None:
        """Delete what is past its time, a few rows. What others are just deleting is left."""
        past = self.filter(changed_at__lt=timezone.now() - KEPT_FOR).exclude(
            state=QueueState.WAITING
        )
        rows = past.select_for_update(skip_locked=True).values_list("pk", flat=True)[:CLEARED]
        self.filter(pk__in=list(rows)).delete()


class QueuedPage(models.Model):
    """A page that is to be read, or was: for a new source, or as the text of one.

    ``told`` says in the language of who asked what stood in the way. ``tries`` counts how often
    the page was asked for, the last time at ``asked_at``; the next is at ``due_at``. What was read
    is in ``document`` (`quotes.capture.documents.PageDocument` as JSON) with its ``origin``, and
    its ``title`` beside it, for lists;
    ``words`` are those that were selected on the page.
    """

    account = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.CASCADE,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("account"),
    )
    aim = models.CharField(_("aim"), max_length=8, choices=QueueAim, default=QueueAim.SOURCE)
    url = models.TextField(_("URL"))
    canonical_url = models.TextField(_("canonical URL"))
    host = models.TextField(_("host"))
    # The constraint is in the migration, with ON DELETE CASCADE: see the model WatchedPage.
    source = models.ForeignKey(
        Source,
        models.CASCADE,
        null=True,
        blank=True,
        related_name="queued",
        verbose_name=_("source"),
        db_constraint=False,
    )
    state = models.CharField(
        _("state"), max_length=8, choices=QueueState, default=QueueState.WAITING
    )
    told = models.TextField(_("result"), blank=True)
    language = models.CharField(_("language of the result"), max_length=8, default="en")
    tries = models.PositiveIntegerField(_("tries"), default=0)
    asked_at = models.DateTimeField(_("last asked for"), null=True, blank=True)
    due_at = models.DateTimeField(_("next try"), default=timezone.now)
    changed_at = models.DateTimeField(_("changed"), auto_now=True)
    how = models.CharField(_("how"), max_length=8, choices=How, default=How.FETCHED)
    taken_at = models.DateTimeField(_("taken"), null=True, blank=True)
    title = models.TextField(_("title"), blank=True)
    document = models.JSONField(_("what was read"), null=True, blank=True)
    origin = models.JSONField(_("origin"), default=dict, blank=True)
    words = models.TextField(_("selected words"), blank=True)

    objects = QueuedPageQuerySet.as_manager()

    class Meta:
        verbose_name = _("page in the queue")
        verbose_name_plural = _("pages in the queue")
        indexes = [
            models.Index(fields=["account", "-id"], name="queued_page_of_account"),
            models.Index(fields=["state", "due_at"], name="queued_page_due"),
            models.Index(fields=["host", "asked_at"], name="queued_page_of_host"),
        ]
        constraints = [
            one_of("aim", QueueAim, "queued_page_aim_known"),
            one_of("state", QueueState, "queued_page_state_known"),
            one_of("how", How, "queued_page_how_known"),
        ]

    def __str__(self) -> str:
        return self.url

    @property
    def is_waiting(self) -> bool:
        return self.state == QueueState.WAITING
