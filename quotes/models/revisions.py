"""What the public record was before: numbered states, addresses that moved, and merges."""

import hashlib
import json
from functools import reduce
from operator import and_, or_
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from quotes.models.columns import not_blank
from quotes.models.people import Speaker
from quotes.models.sources import Outlet, Source
from quotes.models.statements import Occasion, Statement, Topic
from quotes.models.vocabulary import Addressed, one_of


class StateWordPairs(models.Func):
    """SQL: the pairs of neighbouring words of a public state, by their hashes."""

    template = "archive_word_pairs(archive_state_words(%(expressions)s))"
    arity = 1
    output_field = ArrayField(models.IntegerField())


class Revision(models.Model):
    """A numbered public state of a statement, with its reason. Rows are only ever added.

    Each carries the hash of its own state and that of the one before it, so that a state that was
    changed afterwards breaks the chain; the database refuses a gap, a fork and a change.
    """

    statement = models.ForeignKey(
        Statement, models.PROTECT, related_name="revisions", verbose_name=_("statement")
    )
    number = models.PositiveIntegerField(_("number"))
    made_at = models.DateTimeField(_("date"))
    editor_name = models.CharField(_("editor"), max_length=150, blank=True)
    reason = models.TextField(_("reason"))
    public_state = models.JSONField(_("public state"), encoder=DjangoJSONEncoder)
    sha256 = models.CharField(max_length=64)
    previous_sha256 = models.CharField(max_length=64, blank=True)

    class Meta:
        verbose_name = _("revision")
        verbose_name_plural = _("revisions")
        ordering = ["statement", "number"]
        indexes = [
            # A first revision is a publication and no correction.
            models.Index(
                fields=["-made_at", "-id"], condition=Q(number__gt=1), name="revision_corrections"
            ),
            # The last of all, and what was made since.
            models.Index(fields=["-made_at", "-id"], name="revision_newest"),
            # Words that are quoted as they stood before a correction.
            GinIndex(StateWordPairs("public_state"), fastupdate=False, name="revision_words"),
        ]
        constraints = [
            not_blank("reason", "revision_has_reason"),
            models.UniqueConstraint(fields=["statement", "number"], name="revision_numbered_once"),
            models.CheckConstraint(condition=Q(number__gte=1), name="revision_from_one"),
            models.CheckConstraint(
                condition=Q(sha256__regex="^[0-9a-f]{64}$"), name="revision_sha256_form"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.statement.public_id} v{self.number}"


class SpeakerRevision(models.Model):
    """A numbered public state of an official's names and offices, with its reason.

    As of a statement, rows are only ever added, and each carries the hash of the one before. They
    stay when the official is merged into another and deleted; ``slug`` says who it was.
    """

    speaker = models.ForeignKey(
        Speaker,
        models.DO_NOTHING,
        null=True,
        db_constraint=False,
        related_name="revisions",
        verbose_name=_("official"),
    )
    slug = models.CharField(_("slug"), max_length=120)
    number = models.PositiveIntegerField(_("number"))
    made_at = models.DateTimeField(_("date"))
    editor_name = models.CharField(_("editor"), max_length=150, blank=True)
    reason = models.TextField(_("reason"))
    public_state = models.JSONField(_("public state"), encoder=DjangoJSONEncoder)
    sha256 = models.CharField(max_length=64)
    previous_sha256 = models.CharField(max_length=64, blank=True)

    class Meta:
        verbose_name = _("revision of an official")
        verbose_name_plural = _("revisions of officials")
        # By the number, not by the official, who may be there no more.
        ordering = ["speaker_id", "number"]
        indexes = [
            models.Index(
                fields=["-made_at", "-id"],
                condition=Q(number__gt=1),
                name="speakerrevision_corrections",
            )
        ]
        constraints = [
            not_blank("reason", "speakerrevision_has_reason"),
            models.UniqueConstraint(
                fields=["speaker", "number"], name="speakerrevision_numbered_once"
            ),
            models.CheckConstraint(condition=Q(number__gte=1), name="speakerrevision_from_one"),
            models.CheckConstraint(
                condition=Q(sha256__regex="^[0-9a-f]{64}$"), name="speakerrevision_sha256_form"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.slug} v{self.number}"


def state_sha256(public_state: dict[str, Any], previous_sha256: str) -> str:
    """SHA-256 (hexadecimal) of a public state and of the hash before it.

    The state is written as JSON with sorted keys and without blanks (after RFC 8785), so that
    anyone can compute it again from the published JSON.
    """
    written = json.dumps(public_state, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(f"{previous_sha256}\n{written}".encode()).hexdigest()


def _to_its_kind() -> Q:
    """No target but one of the kind that is named."""
    return reduce(
        and_, (Q(kind=kind) | Q(**{f"{kind}__isnull": True}) for kind in Addressed.values)
    )


def _somewhere_or_why() -> Q:
    """What has no target is gone, and its reason is given."""
    targets = (Q(**{f"{kind}__isnull": False}) for kind in Addressed.values)
    return reduce(or_, targets, Q(reason__regex=r"\S"))


class RedirectQuerySet(models.QuerySet["Redirect"]):
    def of(self, kind: str, old: str) -> "Redirect | None":
        """Where the thing that had this address went, if it is known to have had one."""
        # PostgreSQL has no text with a NUL in it, so nothing can have borne such a name.
        return None if "\0" in old else self.filter(kind=kind, old=old).first()


class Redirect(models.Model):
    """An address that was published and has moved, or is gone with a reason."""

    kind = models.CharField(_("kind"), max_length=10, choices=Addressed)
    old = models.CharField(_("old address part"), max_length=160)
    speaker = models.ForeignKey(
        Speaker,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("official"),
    )
    outlet = models.ForeignKey(
        Outlet,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="redirects",
        verbose_name=_("outlet"),
    )
    topic = models.ForeignKey(
        Topic, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("topic")
    )
    source = models.ForeignKey(
        Source, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("source")
    )
    statement = models.ForeignKey(
        Statement,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("statement"),
    )
    occasion = models.ForeignKey(
        Occasion,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("occasion"),
    )
    reason = models.TextField(_("reason"), blank=True)
    # Of a tombstone: who withdrew what stood there, by the public name. A merge has its own record.
    editor_name = models.CharField(_("editor"), max_length=150, blank=True, default="")
    made_at = models.DateTimeField(_("date"), auto_now_add=True)

    objects = RedirectQuerySet.as_manager()

    class Meta:
        verbose_name = _("redirect")
        verbose_name_plural = _("redirects")
        ordering = ["kind", "old"]
        indexes = [
            models.Index(
                fields=["-made_at", "-id"], condition=~Q(reason=""), name="redirect_corrections"
            )
        ]
        constraints = [
            one_of("kind", Addressed, "redirect_kind_known"),
            not_blank("old", "redirect_has_old_address"),
            models.UniqueConstraint(fields=["kind", "old"], name="redirect_once"),
            models.CheckConstraint(condition=_to_its_kind(), name="redirect_to_its_kind"),
            models.CheckConstraint(condition=_somewhere_or_why(), name="redirect_or_gone_why"),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.old}"

    @property
    def target(self) -> models.Model | None:
        """What stands at the new address; None when it is gone."""
        return getattr(self, self.kind)


class Merge(models.Model):
    """Two rows that were one and the same thing, made one; with all that it takes to undo that.

    The merged row may be there no more, so both are named by what they were called that day.
    ``moved`` holds, as plain JSON, ``told``, a sentence for each thing that moved, and ``steps``,
    what was written (`quotes.editing.merge.journal`).
    """

    kind = models.CharField(_("kind"), max_length=10, choices=Addressed)
    kept_id = models.BigIntegerField(_("number of the kept row"))
    kept_name = models.TextField(_("kept"))
    merged_key = models.CharField(_("address part of the merged row"), max_length=160)
    merged_name = models.TextField(_("merged into it"))
    moved = models.JSONField(_("what moved"))
    made_at = models.DateTimeField(_("date"))
    editor_name = models.CharField(_("editor"), max_length=150, blank=True)
    reason = models.TextField(_("reason"))
    undone_at = models.DateTimeField(_("undone"), null=True, blank=True)

    class Meta:
        verbose_name = _("merge")
        verbose_name_plural = _("merges")
        ordering = ["-made_at", "-pk"]
        constraints = [
            one_of("kind", Addressed, "merge_kind_known"),
            not_blank("reason", "merge_has_reason"),
        ]

    def __str__(self) -> str:
        return f"{self.merged_name} → {self.kept_name}"
