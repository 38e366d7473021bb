"""Whether pages still show what was cited from them: what the last looks found. No part of the
record: it is found by a machine, can be found again, and leaves no revision."""

from datetime import datetime

from django.db import models
from django.db.models import Exists, OuterRef
from django.utils.translation import gettext_lazy as _

from quotes.models.sources import Capture, Source
from quotes.models.statements import Citation, Watch
from quotes.models.vocabulary import one_of

# What an editor should look at.
LOST = (Watch.ALTERED, Watch.REMOVED, Watch.GONE)


class PageState(models.TextChoices):
    """What a look found of a page. *Missing* is once, *gone* is after several times."""

    UNSEEN = "unseen", _("not checked yet")
    READABLE = "readable", _("readable")
    MISSING = "missing", _("not found")
    BLOCKED = "blocked", _("cannot be read")


class WatchedPageQuerySet(models.QuerySet["WatchedPage"]):
    def due(self, now: datetime) -> "WatchedPageQuerySet":
        """Those to be looked at by now, the longest waiting first."""
        return self.filter(due_at__lte=now).order_by("due_at", "pk")

    def waiting_for_archive(self, now: datetime) -> "WatchedPageQuerySet":
        """Those for which a web archive is to be asked by now."""
        return self.filter(archive_due_at__lte=now).order_by("archive_due_at", "pk")

    def with_losses(self) -> "WatchedPageQuerySet":
        """Those on which words that were cited are no longer as they were printed."""
        lost = Citation.objects.filter(source=OuterRef("source"), watch__in=LOST)
        return self.filter(Exists(lost))


class WatchedPage(models.Model):
    """The page of a source, as far as the watch has got with it.

    ``failures`` counts looks in a row that ended as ``state`` says, since ``failing_since``;
    ``capture`` has the text of the last look that read the page, ``article_sha256`` the hash of its
    article alone. ``seen_at`` is when an editor took note of what was found. Rows with an
    ``archive_due_at`` are the queue for an archived copy.
    """

    # The constraint is in migration 0001, with ON DELETE CASCADE: a merge of two sources deletes
    # one without asking Django what else there is, and what was found can be found again.
    source = models.OneToOneField(
        Source,
        models.CASCADE,
        related_name="watched",
        verbose_name=_("source"),
        db_constraint=False,
    )
    state = models.CharField(_("page"), max_length=8, choices=PageState, default=PageState.UNSEEN)
    told = models.TextField(_("result"), blank=True)
    failures = models.PositiveIntegerField(_("failed checks"), default=0)
    failing_since = models.DateTimeField(_("failing since"), null=True, blank=True)
    looked_at = models.DateTimeField(_("last checked"), null=True, blank=True)
    due_at = models.DateTimeField(_("next check"), db_index=True)
    read_url = models.TextField(_("address at the last check"), blank=True)
    etag = models.TextField(blank=True)
    last_modified = models.TextField(blank=True)
    article_sha256 = models.CharField(max_length=64, blank=True)
    capture = models.ForeignKey(
        Capture,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("text at the last check"),
    )
    seen_at = models.DateTimeField(_("reviewed by an editor"), null=True, blank=True)
    archive_due_at = models.DateTimeField(
        _("next request for an archived copy"), null=True, blank=True, db_index=True
    )
    archive_tries = models.PositiveIntegerField(_("requests for an archived copy"), default=0)
    archive_told = models.TextField(_("web archive’s answer"), blank=True)

    objects = WatchedPageQuerySet.as_manager()

    class Meta:
        verbose_name = _("watched page")
        verbose_name_plural = _("watched pages")
        ordering = ["-looked_at", "-pk"]
        constraints = [one_of("state", PageState, "watched_page_state_known")]

    def __str__(self) -> str:
        return str(self.source)
