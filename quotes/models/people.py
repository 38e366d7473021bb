"""Who said it: people and institutions, the names they are printed under, the offices they held."""

from collections.abc import Iterable

from django.db import models
from django.db.models import F, Prefetch, Q, Value
from django.db.models.functions import Coalesce, NullIf
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from quotes.dates import PartialDate
from quotes.models.fields import (
    SLUG,
    FirstDay,
    Fold,
    LastDay,
    PartialDateField,
    address,
    bound,
    is_country,
    is_published,
    matches,
    not_blank,
    statement_count,
    validate_country,
    validate_slug,
)
from quotes.models.vocabulary import SpeakerKind, one_of


class SpeakerQuerySet(models.QuerySet["Speaker"]):
    def public(self) -> "SpeakerQuerySet":
        """Those of whom something is published."""
        return self.filter(is_published("speaker", "quotes_speaker.slug"))

    def with_statement_count(self) -> "SpeakerQuerySet":
        return self.annotate(statement_count=statement_count("speaker", "quotes_speaker.slug"))

    def by_name(self) -> "SpeakerQuerySet":
        """In the order of a printed index, blind to case and accents."""
        return self.order_by(Fold("sort_name"), "pk")

    def with_roles(self) -> "SpeakerQuerySet":
        return self.prefetch_related(Prefetch("roles", Role.objects.in_time()))


class Speaker(models.Model):
    """A person or an institution that said something."""

    slug = models.CharField(
        _("slug"),
        max_length=120,
        unique=True,
        validators=[validate_slug],
        help_text=_("The last part of the public address; it never changes once published."),
    )
    kind = models.CharField(
        _("kind"), max_length=12, choices=SpeakerKind, default=SpeakerKind.PERSON
    )
    name = models.CharField(_("name"), max_length=200)
    name_fr = models.CharField(_("name in French"), max_length=200, blank=True)
    sort_name = models.CharField(
        _("sort name"), max_length=200, help_text=_("As in an index: Carney, Mark")
    )
    country = models.CharField(
        _("country"),
        max_length=2,
        blank=True,
        validators=[validate_country],
        help_text=_("Two letters, ISO 3166-1: CA"),
    )
    party = models.CharField(_("party"), max_length=120, blank=True)
    description = models.TextField(_("description"), blank=True)
    wikidata = models.CharField(
        _("Wikidata item"), max_length=20, blank=True, help_text=_("Such as Q12345")
    )

    objects = SpeakerQuerySet.as_manager()

    class Meta:
        verbose_name = _("official")
        verbose_name_plural = _("officials")
        ordering = ["sort_name", "pk"]
        indexes = [models.Index(Fold("name"), name="speaker_name_folded")]
        constraints = [
            not_blank("name", "speaker_has_name"),
            not_blank("sort_name", "speaker_has_sort_name"),
            matches("slug", SLUG, "speaker_slug_form"),
            is_country("speaker_country_code"),
            matches("wikidata", "^(Q[1-9][0-9]*)?$", "speaker_wikidata_item"),
            one_of("kind", SpeakerKind, "speaker_kind_known"),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return address("official", self.slug)

    @property
    def public_name(self) -> str:
        """The name in the language of the page."""
        return (get_language() == "fr" and self.name_fr) or self.name

    def offices_on(self, said: PartialDate) -> list["Role"]:
        """The roles that this speaker held, or may have held, when something was said.

        A role without dates may have been held at any time; nothing is said of an unknown day.
        Reads ``roles``, so prefetch it for a list.
        """
        return [role for role in self.roles.all() if role.may_be_held_on(said)]


class Alias(models.Model):
    """A form of a name that sources print. Two speakers may share one."""

    speaker = models.ForeignKey(
        Speaker, models.CASCADE, related_name="aliases", verbose_name=_("official")
    )
    name = models.CharField(_("name"), max_length=200)
    language = models.CharField(_("language"), max_length=35, blank=True)

    class Meta:
        verbose_name = _("alias")
        verbose_name_plural = _("aliases")
        ordering = ["pk"]
        indexes = [models.Index(Fold("name"), name="alias_name_folded")]
        constraints = [
            not_blank("name", "alias_has_name"),
            models.UniqueConstraint(fields=["speaker", "name"], name="alias_once_a_speaker"),
        ]

    def __str__(self) -> str:
        return self.name


class RoleQuerySet(models.QuerySet["Role"]):
    def in_time(self) -> "RoleQuerySet":
        """Earliest first; those without dates keep the order they were entered in."""
        return self.order_by("held_from", "held_to", "pk")


class Role(models.Model):
    """An office, with the first and the last day it was held, as far as known."""

    speaker = models.ForeignKey(
        Speaker, models.CASCADE, related_name="roles", verbose_name=_("official")
    )
    title = models.CharField(_("title"), max_length=200)
    title_fr = models.CharField(_("title in French"), max_length=200, blank=True)
    organization = models.CharField(_("organization"), max_length=200, blank=True)
    country = models.CharField(
        _("country"), max_length=2, blank=True, validators=[validate_country]
    )
    since = PartialDateField(_("since"))
    until = PartialDateField(_("until"))
    held_from = bound(FirstDay, "since")
    # An end that is not known is open: the office may still be held.
    held_to = bound(LastDay, Coalesce(NullIf("until", Value("")), Value("..")))

    objects = RoleQuerySet.as_manager()

    class Meta:
        verbose_name = _("role")
        verbose_name_plural = _("roles")
        ordering = ["pk"]
        constraints = [
            not_blank("title", "role_has_title"),
            is_country("role_country_code"),
            models.CheckConstraint(
                condition=Q(held_from__lte=F("held_to")), name="role_since_before_until"
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def public_title(self) -> str:
        """The title in the language of the page."""
        return (get_language() == "fr" and self.title_fr) or self.title

    @property
    def is_dated(self) -> bool:
        return bool(self.since.text or self.until.text)

    def may_be_held_on(self, said: PartialDate) -> bool:
        """Whether the days of the role and the possible days of ``said`` have one in common."""
        if not said.text:
            return False
        return not (
            (self.since.first and said.last and self.since.first > said.last)
            or (self.until.last and said.first and self.until.last < said.first)
        )


def office_titles(roles: Iterable[Role]) -> list[str]:
    """The titles of roles, each once, in the language of the page."""
    return list(dict.fromkeys(role.public_title for role in roles))
