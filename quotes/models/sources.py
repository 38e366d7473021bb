"""Where it was printed: outlets, their documents, and the text of a document as it once stood."""

import re

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.db.models.expressions import RawSQL
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from quotes.addresses import public_ids
from quotes.models.columns import (
    SLUG,
    CanonicalURLField,
    FirstDay,
    Fold,
    LastDay,
    PartialDateField,
    TextSketch,
    address,
    bound,
    is_country,
    is_language,
    is_published,
    matches,
    not_blank,
    statement_count,
    validate_country,
    validate_language,
    validate_slug,
    validate_url,
)
from quotes.models.name_index import IndexQuerySet
from quotes.models.vocabulary import How, OutletKind, SourceKind, State, one_of
from quotes.text.folding import search_fold
from quotes.text.languages import direction


def _exists(condition: str) -> RawSQL:
    """Whether a citation of a published statement is tied to the row of the outer query."""
    return RawSQL(
        f"EXISTS (SELECT FROM quotes_citation c JOIN quotes_statement s ON s.id = c.statement_id"
        f" WHERE {condition} AND s.state = %s)",
        [State.PUBLISHED],
        output_field=models.BooleanField(),
    )


class OutletQuerySet(IndexQuerySet["Outlet"]):
    sorted_by = "folded"

    def public(self) -> "OutletQuerySet":
        """Those that printed, or are credited with, a published statement."""
        credited = _exists("c.via_id = quotes_outlet.id")
        return self.filter(is_published("outlet", "quotes_outlet.slug") | credited)

    def shown(self) -> "OutletQuerySet":
        """The public ones, and agencies of whom others have a whole document that prints one."""
        wired = _exists(
            "c.source_id IN (SELECT d.id FROM quotes_source d WHERE d.wire_id = quotes_outlet.id)"
        )
        return self.filter(
            is_published("outlet", "quotes_outlet.slug")
            | _exists("c.via_id = quotes_outlet.id")
            | wired
        )

    def with_statement_count(self) -> "OutletQuerySet":
        return self.annotate(statement_count=statement_count("outlet", "quotes_outlet.slug"))

    def named(self, text: str) -> "OutletQuerySet":
        """Those of whose name a word begins with the text, blind to case and accents."""
        return self.filter(folded__regex=rf"\m{re.escape(search_fold(text).strip())}")

    def called(self, name: str) -> "Outlet | None":
        """The one that a text means by a name: its own, or else an alias that no other has.

        Blind to case, accents and an article in front. Reads the names of all.
        """
        wanted = _bare(name)
        rows = list(self.order_by("pk"))
        named = [row for row in rows if _bare(row.name) == wanted]
        aliased = [row for row in rows if wanted in map(_bare, row.aliases)]
        found = named or aliased
        exact = [row for row in found if row.folded == search_fold(name).strip()]
        return found[0] if wanted and len(found) == 1 else next(iter(exact), None)


def _bare(name: str) -> str:
    """A name as outlets are compared by: folded, without the article in front."""
    return _ARTICLE.sub("", search_fold(name).strip())


_ARTICLE = re.compile(r"^(?:the|le|la|les) |^l['’]")


class Outlet(models.Model):
    """Who publishes: a newspaper, a broadcaster, an agency, a government."""

    name = models.CharField(_("name"), max_length=200, unique=True)
    folded = models.GeneratedField(
        expression=Fold("name"), output_field=models.TextField(), db_persist=True
    )
    slug = models.CharField(
        _("slug"),
        max_length=120,
        unique=True,
        validators=[validate_slug],
        help_text=_("The last part of the public address. It never changes after publication."),
    )
    hosts = ArrayField(
        models.CharField(max_length=253),
        verbose_name=_("hosts"),
        default=list,
        blank=True,
        help_text=_("Websites, separated by commas: cbc.ca, cbc.radio-canada.ca"),
    )
    aliases = ArrayField(
        models.CharField(max_length=200),
        verbose_name=_("other names"),
        default=list,
        blank=True,
        help_text=_("As articles credit it, each on its own line: AP, The Associated Press"),
    )
    country = models.CharField(
        _("country"), max_length=2, blank=True, validators=[validate_country]
    )
    kind = models.CharField(_("kind"), max_length=12, choices=OutletKind, blank=True)

    objects = OutletQuerySet.as_manager()

    class Meta:
        verbose_name = _("outlet")
        verbose_name_plural = _("outlets")
        ordering = ["name"]
        constraints = [
            not_blank("name", "outlet_has_name"),
            matches("slug", SLUG, "outlet_slug_form"),
            is_country("outlet_country_code"),
            models.CheckConstraint(
                condition=Q(kind__in=["", *OutletKind.values]), name="outlet_kind_known"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return address("outlet", self.slug)


class SourceQuerySet(models.QuerySet["Source"]):
    def public(self) -> "SourceQuerySet":
        """Those that print a published statement."""
        return self.filter(_exists("c.source_id = quotes_source.id"))

    def with_statement_count(self) -> "SourceQuerySet":
        """How many published statements each prints; meant for a page of sources, not for all."""
        count = RawSQL(
            "(SELECT count(DISTINCT c.statement_id) FROM quotes_citation c"
            " JOIN quotes_statement s ON s.id = c.statement_id"
            " WHERE c.source_id = quotes_source.id AND s.state = %s)",
            [State.PUBLISHED],
            output_field=models.IntegerField(),
        )
        return self.annotate(statement_count=count)

    def newest_first(self) -> "SourceQuerySet":
        """By the day they may last have been published; the undated ones last."""
        return self.order_by("-published_to", "-published_from", "-pk")


def new_source_id() -> str:
    return public_ids.drawn(lambda taken: Source.objects.filter(public_id=taken).exists())


class Source(models.Model):
    """One document of an outlet: an article, a transcript, a release, a hearing."""

    public_id = models.CharField(
        _("public id"), max_length=16, unique=True, editable=False, default=new_source_id
    )
    slug = models.CharField(
        _("slug"),
        max_length=160,
        unique=True,
        validators=[validate_slug],
        help_text=_("Used in the public address and in exports."),
    )
    outlet = models.ForeignKey(
        Outlet, models.PROTECT, related_name="sources", verbose_name=_("outlet")
    )
    url = models.URLField(
        _("URL"),
        max_length=2000,
        null=True,
        blank=True,
        validators=[validate_url],
        help_text=_("Leave empty for print-only sources."),
    )
    canonical_url = CanonicalURLField(verbose_name=_("canonical URL"), of="url")
    archived_url = models.URLField(_("archived copy"), max_length=2000, blank=True)
    archived_at = models.DateTimeField(_("archived"), null=True, blank=True)
    title = models.TextField(
        _("title"), blank=True, help_text=_("The headline as it appears on the page.")
    )
    authors = ArrayField(
        models.CharField(max_length=200), verbose_name=_("authors"), default=list, blank=True
    )
    published = PartialDateField(_("published"))
    published_from = bound(FirstDay, "published")
    published_to = bound(LastDay, "published")
    language = models.CharField(
        _("language"), max_length=35, default="en", validators=[validate_language]
    )
    kind = models.CharField(
        _("kind"), max_length=16, choices=SourceKind, default=SourceKind.NEWS_ARTICLE
    )
    is_primary = models.BooleanField(
        _("primary"),
        default=False,
        help_text=_("First-hand source (transcript, video, official page)"),
    )
    wire = models.ForeignKey(
        Outlet,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="wired",
        verbose_name=_("wire"),
        help_text=_("The agency that wrote the report, if it is named."),
    )
    derived_from = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="derived",
        verbose_name=_("derived from"),
    )

    objects = SourceQuerySet.as_manager()

    class Meta:
        verbose_name = _("source")
        verbose_name_plural = _("sources")
        ordering = ["-published_to", "-published_from", "-pk"]
        indexes = [
            models.Index(
                F("published_to").desc(),
                F("published_from").desc(),
                F("id").desc(),
                name="source_newest_first",
            )
        ]
        constraints = [
            matches("public_id", public_ids.PATTERN, "source_public_id_form"),
            matches("slug", SLUG, "source_slug_form"),
            is_language("source_language_tag"),
            one_of("kind", SourceKind, "source_kind_known"),
            models.CheckConstraint(
                condition=Q(url__isnull=True, canonical_url__isnull=True)
                | Q(
                    url__isnull=False,
                    url__regex=r"^[Hh][Tt][Tt][Pp][Ss]?://",
                    canonical_url__isnull=False,
                    canonical_url__regex="^https://.",
                ),
                name="source_url_canonical",
            ),
            models.CheckConstraint(
                condition=~Q(derived_from=F("id")), name="source_not_from_itself"
            ),
            models.CheckConstraint(
                condition=Q(published_from__lte=F("published_to")), name="source_dates_in_order"
            ),
        ]

    def __str__(self) -> str:
        return self.title or self.url or self.slug

    def get_absolute_url(self) -> str:
        return address("source", self.public_id, self.slug)

    @property
    def direction(self) -> str:
        return direction(self.language)


class Capture(models.Model):
    """The text of a source as it stood on a day. It is never public and never changes."""

    source = models.ForeignKey(
        Source, models.PROTECT, related_name="captures", verbose_name=_("source")
    )
    text = models.TextField(_("text"))
    sha256 = models.CharField(_("SHA-256 of the text"), max_length=64, editable=False)
    sketch = models.GeneratedField(
        expression=TextSketch("text"),
        output_field=ArrayField(models.IntegerField()),
        db_persist=True,
    )
    taken_at = models.DateTimeField(_("taken"))
    how = models.CharField(_("how"), max_length=8, choices=How)
    metadata = models.JSONField(_("metadata"), default=dict, blank=True)

    class Meta:
        verbose_name = _("capture")
        verbose_name_plural = _("captures")
        ordering = ["-taken_at", "-pk"]
        constraints = [
            not_blank("text", "capture_has_text"),
            one_of("how", How, "capture_how_known"),
            models.CheckConstraint(
                condition=Q(sha256__regex="^[0-9a-f]{64}$"), name="capture_sha256_form"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.source} · {self.taken_at:%Y-%m-%d}"


def outlet_slug(name: str) -> str:
    """The address part of an outlet's name; names in any script keep their letters."""
    return slugify(name, allow_unicode=True)[:100] or "outlet"
