"""Who said it: people and institutions, the names they are printed under, the offices they held."""

import re
from collections.abc import Iterable

from django.db import models
from django.db.models import F, Prefetch, Q, Value
from django.db.models.expressions import RawSQL
from django.db.models.functions import Coalesce, Left, LTrim, NullIf
from django.utils.translation import gettext_lazy as _

from quotes.dates.partial import PartialDate
from quotes.models.columns import (
    SLUG,
    FirstDay,
    Fold,
    LastDay,
    PartialDateField,
    address,
    bound,
    in_page_language,
    is_country,
    is_published,
    matches,
    not_blank,
    statement_count,
    validate_country,
    validate_slug,
)
from quotes.models.name_index import IndexQuerySet
from quotes.models.vocabulary import SpeakerKind, one_of
from quotes.text.folding import search_fold


class SpeakerQuerySet(IndexQuerySet["Speaker"]):
    sorted_by = "folded_sort_name"

    def public(self) -> "SpeakerQuerySet":
        """Those of whom something is published."""
        return self.filter(is_published("speaker", "quotes_speaker.slug"))

    def with_statement_count(self) -> "SpeakerQuerySet":
        return self.annotate(statement_count=statement_count("speaker", "quotes_speaker.slug"))

    def named(self, text: str) -> "SpeakerQuerySet":
        """Those with a word that begins with the text, in a name of any kind or in an alias.

        Asked of the folded columns, the names of which are those of the facets.
        """
        is_named = RawSQL(
            """quotes_speaker.folded_sort_name ~ %s OR quotes_speaker.slug IN (
                SELECT key FROM quotes_facet
                WHERE dimension = 'speaker' AND (folded ~ %s OR folded_fr ~ %s)
            ) OR quotes_speaker.id IN (SELECT speaker_id FROM quotes_alias WHERE folded ~ %s)""",
            [rf"\m{re.escape(search_fold(text).strip())}"] * 4,
            output_field=models.BooleanField(),
        )
        return self.filter(is_named)

    def with_roles(self) -> "SpeakerQuerySet":
        return self.prefetch_related(Prefetch("roles", Role.objects.in_time()))


class Speaker(models.Model):
    """A person or an institution that said something."""

    slug = models.CharField(
        _("slug"),
        max_length=120,
        unique=True,
        validators=[validate_slug],
        help_text=_("The last part of the public address. It never changes after publication."),
    )
    kind = models.CharField(
        _("kind"), max_length=12, choices=SpeakerKind, default=SpeakerKind.PERSON
    )
    name = models.CharField(_("name"), max_length=200)
    name_fr = models.CharField(_("name in French"), max_length=200, blank=True)
    sort_name = models.CharField(
        _("sort name"), max_length=200, help_text=_("As in an index: Carney, Mark")
    )
    folded_sort_name = models.GeneratedField(
        expression=Fold("sort_name"), output_field=models.TextField(), db_persist=True
    )
    country = models.CharField(
        _("country"),
        max_length=2,
        blank=True,
        validators=[validate_country],
        help_text=_("Two capital letters (ISO 3166-1): CA"),
    )
    party = models.CharField(_("party"), max_length=120, blank=True)
    party_fr = models.CharField(_("party in French"), max_length=120, blank=True)
    description = models.TextField(_("description"), blank=True)
    wikidata = models.CharField(
        _("Wikidata item"), max_length=20, blank=True, help_text=_("For example Q12345")
    )

    objects = SpeakerQuerySet.as_manager()

    class Meta:
        verbose_name = _("official")
        verbose_name_plural = _("officials")
        ordering = ["sort_name", "pk"]
        indexes = [
            models.Index(Fold("name"), name="speaker_name_folded"),
            # A page of the index of names is read in its order, and no further than it goes.
            models.Index(
                Left(LTrim("folded_sort_name"), 1),
                LTrim("folded_sort_name"),
                "id",
                name="speaker_by_initial",
            ),
        ]
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
        return in_page_language(self.name, self.name_fr)

    @property
    def public_party(self) -> str:
        """The party in the language of the page."""
        return in_page_language(self.party, self.party_fr)

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
    folded = models.GeneratedField(
        expression=Fold("name"), output_field=models.TextField(), db_persist=True
    )
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

    def latest_of(self, speakers: Iterable[Speaker]) -> dict[int, "Role"]:
        """The role of each that is last in time, by the number of the speaker.

        One query, which reads no other roles and of these only the titles.
        """
        newest = self.filter(speaker__in=[speaker.pk for speaker in speakers]).order_by(
            "speaker_id", "-held_from", "-held_to", "-pk"
        )
        latest = newest.distinct("speaker_id").only("speaker", "title", "title_fr")
        return {role.speaker_id: role for role in latest}


class Role(models.Model):
    """An office, with the first and the last day it was held, as far as known."""

    speaker = models.ForeignKey(
        Speaker, models.CASCADE, related_name="roles", verbose_name=_("official")
    )
    title = models.CharField(_("title"), max_length=200)
    title_fr = models.CharField(_("title in French"), max_length=200, blank=True)
    organization = models.CharField(_("organization"), max_length=200, blank=True)
    organization_fr = models.CharField(_("organization in French"), max_length=200, blank=True)
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
        return in_page_language(self.title, self.title_fr)

    @property
    def public_organization(self) -> str:
        """The body in the language of the page."""
        return in_page_language(self.organization, self.organization_fr)

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
