"""What was found in an article, and what an editor decided about it. No part of the record."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from quotes.models.sources import Capture
from quotes.models.statements import Statement
from quotes.models.vocabulary import one_of


class Decision(models.TextChoices):
    """What became of a proposal."""

    OPEN = "open", _("open")
    ACCEPTED = "accepted", _("accepted")
    REJECTED = "rejected", _("rejected")
    MERGED = "merged", _("added as another wording")


class Proposal(models.Model):
    """A statement that an article seems to print, until somebody accepts, adds or rejects it.

    ``candidate`` is what extraction found, and empty where an editor marked the words; ``values``
    is what the card holds by now, so that who leaves and returns finds it again. Each change
    counts ``version`` up, by which the others at the same article notice it. Of one that was
    accepted or merged, ``made`` says what was written into the record for it, which is what can be
    taken back.
    """

    capture = models.ForeignKey(
        Capture, models.PROTECT, related_name="proposals", verbose_name=_("capture")
    )
    # Where its words begin and end in the text; it is by these that an article is read.
    start = models.PositiveIntegerField(_("start"))
    end = models.PositiveIntegerField(_("end"))
    candidate = models.JSONField(_("as found"), default=dict, blank=True)
    values = models.JSONField(_("as edited"), default=dict)
    version = models.PositiveIntegerField(_("version"), default=1)
    decision = models.CharField(
        _("decision"), max_length=8, choices=Decision, default=Decision.OPEN
    )
    decided_at = models.DateTimeField(_("decided"), null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("decided by"),
    )
    # A draft may be deleted in its own form; that it was accepted stays true.
    statement = models.ForeignKey(
        Statement,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="proposals",
        verbose_name=_("statement"),
    )
    made = models.JSONField(_("what was written"), default=dict, blank=True)

    class Meta:
        verbose_name = _("proposal")
        verbose_name_plural = _("proposals")
        ordering = ["start", "end", "pk"]
        constraints = [
            one_of("decision", Decision, "proposal_decision_known"),
            models.CheckConstraint(
                condition=Q(end__gt=F("start")), name="proposal_end_after_start"
            ),
            models.CheckConstraint(
                condition=Q(decision=Decision.OPEN, decided_at__isnull=True, statement__isnull=True)
                | (~Q(decision=Decision.OPEN) & Q(decided_at__isnull=False)),
                name="proposal_decided_when",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.capture}: {self.start}–{self.end}"

    @property
    def is_open(self) -> bool:
        return self.decision == Decision.OPEN
