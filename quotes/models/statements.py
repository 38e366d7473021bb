"""What was said, and how each source printed it."""

from collections.abc import Collection
from decimal import Decimal

from django.conf import settings
from django.db import connection, models
from django.db.models import F, Prefetch, Q
from django.utils.text import capfirst
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from quotes.addresses import public_ids
from quotes.models.columns import (
    SLUG,
    FirstDay,
    LastDay,
    PartialDateField,
    address,
    bound,
    in_page_language,
    is_language,
    is_published,
    matches,
    not_blank,
    statement_count,
    validate_language,
    validate_slug,
)
from quotes.models.figure_words import amount_words, quantity_name
from quotes.models.people import Role, Speaker
from quotes.models.sources import Capture, Outlet, Source
from quotes.models.vocabulary import (
    CAUTIONED,
    AttributionDoubt,
    Bound,
    Caution,
    CheckState,
    Kind,
    RelationKind,
    State,
    Watch,
    WordingDoubt,
    check_label,
    doubts,
    one_of,
)
from quotes.text.languages import direction


class TopicQuerySet(models.QuerySet["Topic"]):
    def public(self) -> "TopicQuerySet":
        """Those of published statements."""
        return self.filter(is_published("topic", "quotes_topic.slug"))

    def with_statement_count(self) -> "TopicQuerySet":
        return self.annotate(statement_count=statement_count("topic", "quotes_topic.slug"))


class Topic(models.Model):
    """What a statement is about."""

    slug = models.CharField(
        _("slug"),
        max_length=80,
        unique=True,
        validators=[validate_slug],
        help_text=_("The last part of the public address. It never changes after publication."),
    )
    name = models.CharField(_("name"), max_length=120)
    name_fr = models.CharField(_("name in French"), max_length=120, blank=True)
    description = models.TextField(_("description"), blank=True)
    description_fr = models.TextField(_("description in French"), blank=True)

    objects = TopicQuerySet.as_manager()

    class Meta:
        verbose_name = _("topic")
        verbose_name_plural = _("topics")
        ordering = ["name"]
        constraints = [
            not_blank("name", "topic_has_name"),
            matches("slug", SLUG, "topic_slug_form"),
        ]

    def __str__(self) -> str:
        return self.public_name

    def get_absolute_url(self) -> str:
        return address("topic", self.slug)

    @property
    def public_name(self) -> str:
        """The name in the language of the page."""
        return in_page_language(self.name, self.name_fr)

    @property
    def public_description(self) -> str:
        """The description in the language of the page."""
        return in_page_language(self.description, self.description_fr)


class OccasionQuerySet(models.QuerySet["Occasion"]):
    def public(self) -> "OccasionQuerySet":
        """Those of published statements."""
        return self.filter(models.Exists(_published_at(models.OuterRef("pk"))))

    def with_statement_count(self) -> "OccasionQuerySet":
        """With how many published statements were made at each."""
        counted = (
            _published_at(models.OuterRef("pk"))
            .order_by()
            .values("occasion")
            .annotate(n=models.Count("pk"))
        )
        return self.annotate(statement_count=models.Subquery(counted.values("n")))

    def newest_first(self) -> "OccasionQuerySet":
        """By the last day, then the first, on which they may have been; undated ones last."""
        return self.order_by("-held_to", "-held_from", "-pk")


def _published_at(occasion: models.OuterRef) -> "models.QuerySet[Statement]":
    return Statement.objects.published().filter(occasion=occasion)


class Occasion(models.Model):
    """The press conference, hearing or post where several statements were made."""

    slug = models.CharField(
        _("slug"),
        max_length=160,
        unique=True,
        validators=[validate_slug],
        help_text=_("The last part of the public address. It never changes after publication."),
    )
    name = models.CharField(_("name"), max_length=300)
    name_fr = models.CharField(_("name in French"), max_length=300, blank=True)
    place = models.CharField(_("place"), max_length=200, blank=True)
    date = PartialDateField(_("date"))
    held_from = bound(FirstDay, "date")
    held_to = bound(LastDay, "date")
    url = models.URLField(_("URL"), max_length=2000, blank=True)

    objects = OccasionQuerySet.as_manager()

    class Meta:
        verbose_name = _("occasion")
        verbose_name_plural = _("occasions")
        ordering = ["-date", "name"]
        indexes = [
            models.Index(
                F("held_to").desc(),
                F("held_from").desc(),
                F("id").desc(),
                name="occasion_newest_first",
            )
        ]
        constraints = [
            not_blank("name", "occasion_has_name"),
            matches("slug", SLUG, "occasion_slug_form"),
            models.UniqueConstraint(fields=["name", "place", "date"], name="occasion_once"),
        ]

    def __str__(self) -> str:
        return " · ".join(filter(None, [self.public_name, self.place, self.date.text]))

    def get_absolute_url(self) -> str:
        return address("occasion", self.slug)

    @property
    def public_name(self) -> str:
        """The name in the language of the page."""
        return in_page_language(self.name, self.name_fr)


class StatementQuerySet(models.QuerySet["Statement"]):
    def published(self) -> "StatementQuerySet":
        """What the public may read."""
        return self.filter(state=State.PUBLISHED)

    def newest_first(self) -> "StatementQuerySet":
        """By the last day, then the first, on which they may have been said; undated ones last."""
        return self.order_by("-said_to", "-said_from", "-pk")

    def with_page(self) -> "StatementQuerySet":
        """All that a statement's own page shows."""
        return self.select_related("speaker", "occasion").prefetch_related(
            Prefetch("speaker__roles", Role.objects.in_time()),
            Prefetch("topic_links", StatementTopic.objects.select_related("topic")),
            Prefetch(
                "citations",
                Citation.objects.select_related("source__outlet", "source__wire", "via").order_by(
                    "position", "pk"
                ),
            ),
            "figures",
        )

    def with_relations(self) -> "StatementQuerySet":
        """What it does to others and what they do to it; no export of a list asks for that."""
        return self.prefetch_related(
            Prefetch("relations", Relation.objects.with_statements()),
            Prefetch("related", Relation.objects.with_statements()),
        )


def new_statement_id() -> str:
    return public_ids.drawn(lambda taken: Statement.objects.filter(public_id=taken).exists())


class Statement(models.Model):
    """One utterance by one speaker."""

    public_id = models.CharField(
        _("public id"), max_length=16, unique=True, editable=False, default=new_statement_id
    )
    slug = models.CharField(
        _("slug"),
        max_length=160,
        unique=True,
        validators=[validate_slug],
        help_text=_("Used in the public address and in exports."),
    )
    speaker = models.ForeignKey(
        Speaker, models.PROTECT, related_name="statements", verbose_name=_("official")
    )
    said = PartialDateField(
        _("said"), help_text=_("2025, 2025-05, 2025-05-21, 2025-05-21~ or 2025-05/2025-06 (EDTF)")
    )
    said_from = bound(FirstDay, "said")
    said_to = bound(LastDay, "said")
    said_basis = models.TextField(
        _("basis of the date"), blank=True, help_text=_("How we know the date.")
    )
    place = models.CharField(_("place"), max_length=200, blank=True)
    occasion = models.ForeignKey(
        Occasion,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="statements",
        verbose_name=_("occasion"),
    )
    kind = models.CharField(_("kind"), max_length=10, choices=Kind, default=Kind.DIRECT)
    language = models.CharField(
        _("language"), max_length=35, default="en", validators=[validate_language]
    )
    text = models.TextField(
        _("words"),
        help_text=_("The best version of the quotation, or a short summary if paraphrased."),
    )
    note = models.TextField(_("note"), blank=True, help_text=_("Where sources disagree."))
    doubt = models.CharField(
        _("doubt"),
        max_length=20,
        choices=AttributionDoubt,
        blank=True,
        help_text=_("Shown with its reason wherever the statement is."),
    )
    doubt_reason = models.TextField(_("reason for the doubt"), blank=True)
    reply = models.TextField(
        _("reply"),
        blank=True,
        help_text=_("What the person quoted answers to this entry, whole and in their own words."),
    )
    reply_by = models.CharField(
        _("reply by"),
        max_length=200,
        blank=True,
        help_text=_("Who signed the reply, and when: Office of the Minister, 3 December 2026."),
    )
    topics = models.ManyToManyField(
        Topic, through="StatementTopic", related_name="statements", verbose_name=_("topics")
    )
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.DRAFT)
    version = models.PositiveIntegerField(_("version"), default=1, editable=False)
    created_at = models.DateTimeField(_("created"), auto_now_add=True)
    updated_at = models.DateTimeField(_("updated"), auto_now=True)
    published_at = models.DateTimeField(_("published"), null=True, blank=True, editable=False)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
        verbose_name=_("created by"),
    )

    objects = StatementQuerySet.as_manager()

    class Meta:
        verbose_name = _("statement")
        verbose_name_plural = _("statements")
        ordering = ["-said_to", "-said_from", "-pk"]
        indexes = [
            models.Index(
                F("said_to").desc(),
                F("said_from").desc(),
                F("id").desc(),
                name="statement_newest_first",
            ),
            # The news: what was published last.
            models.Index(
                F("published_at").desc(),
                F("id").desc(),
                name="statement_news",
                condition=Q(state=State.PUBLISHED),
            ),
            # Few; they come last in every list, which looks for them each time.
            models.Index("id", name="statement_doubted", condition=~Q(doubt="")),
            # Drafts and what is in review are few beside what is public, and asked for all day.
            models.Index(
                F("id").desc(), condition=~Q(state=State.PUBLISHED), name="statement_not_public"
            ),
        ]
        constraints = [
            matches("public_id", public_ids.PATTERN, "statement_public_id_form"),
            matches("slug", SLUG, "statement_slug_form"),
            is_language("statement_language_tag"),
            not_blank("text", "statement_has_words"),
            one_of("kind", Kind, "statement_kind_known"),
            one_of("state", State, "statement_state_known"),
            *doubts(AttributionDoubt, "statement"),
            models.CheckConstraint(
                condition=Q(reply="", reply_by="") | Q(reply__regex=r"\S", reply_by__regex=r"\S"),
                name="statement_reply_is_signed",
            ),
            models.CheckConstraint(
                condition=Q(said_from__lte=F("said_to")), name="statement_dates_in_order"
            ),
            models.CheckConstraint(
                condition=Q(state__in=[State.DRAFT, State.IN_REVIEW])
                | Q(published_at__isnull=False),
                name="statement_published_when",
            ),
        ]

    def __str__(self) -> str:
        words = self.text if len(self.text) <= 80 else f"{self.text[:79]}…"
        return f"{self.speaker}: {words}"

    def get_absolute_url(self) -> str:
        return address("statement", self.public_id, self.slug)

    @property
    def doubt_sentence(self) -> str:
        """Whether the official may not have said it, and why; empty where nobody doubts it."""
        if not self.doubt:
            return ""
        told = {"doubt": capfirst(self.get_doubt_display()), "reason": self.doubt_reason}
        return gettext("%(doubt)s: %(reason)s") % told

    @property
    def direction(self) -> str:
        return direction(self.language)

    def ordered_topics(self) -> list[Topic]:
        """Its topics in the order an editor gave; reads ``topic_links``."""
        return [link.topic for link in self.topic_links.all()]

    def public_relations(self) -> list["Relation"]:
        """What it does to others, then what others do to it; those with what is public alone.

        Load it by ``with_relations()``, or each of them costs a query more.
        """
        either = [*self.relations.all(), *self.related.all()]
        return [one for one in either if one.other_than(self).state == State.PUBLISHED]

    def offices(self) -> list[Role]:
        """The roles its speaker held, or may have held, on the day it was said."""
        return self.speaker.offices_on(self.said)

    def office_titles(self) -> list[str]:
        """Their titles, each once, in the language of the page."""
        return list(dict.fromkeys(role.public_title for role in self.offices()))


class StatementTopic(models.Model):
    """A topic of a statement, in the order an editor gave."""

    statement = models.ForeignKey(
        Statement, models.CASCADE, related_name="topic_links", verbose_name=_("statement")
    )
    topic = models.ForeignKey(Topic, models.PROTECT, verbose_name=_("topic"))
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    class Meta:
        verbose_name = _("topic of a statement")
        verbose_name_plural = _("topics of a statement")
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["statement", "topic"], name="topic_once_a_statement")
        ]

    def __str__(self) -> str:
        return str(self.topic)


class Citation(models.Model):
    """How one source prints one statement. A source may print it in several pieces."""

    statement = models.ForeignKey(
        Statement, models.CASCADE, related_name="citations", verbose_name=_("statement")
    )
    source = models.ForeignKey(
        Source, models.PROTECT, related_name="citations", verbose_name=_("source")
    )
    position = models.PositiveSmallIntegerField(_("position"), default=0)
    kind = models.CharField(_("kind"), max_length=10, choices=Kind, default=Kind.DIRECT)
    wording = models.TextField(
        _("wording"),
        null=True,
        blank=True,
        help_text=_("Exactly what is between the source’s quotation marks."),
    )
    via = models.ForeignKey(
        Outlet,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="credited",
        verbose_name=_("via"),
        help_text=_("News agency or outlet the source quotes."),
    )
    locator = models.CharField(
        _("locator"), max_length=120, blank=True, help_text=_("Page, time or paragraph.")
    )
    doubt = models.CharField(
        _("doubt"),
        max_length=20,
        choices=WordingDoubt,
        blank=True,
        help_text=_(
            "A doubtful wording comes last everywhere and is never offered first for citing."
        ),
    )
    doubt_reason = models.TextField(_("reason for the doubt"), blank=True)
    capture = models.ForeignKey(
        Capture,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="citations",
        verbose_name=_("capture"),
    )
    start = models.PositiveIntegerField(_("start"), null=True, blank=True)
    end = models.PositiveIntegerField(_("end"), null=True, blank=True)
    prefix = models.TextField(_("words before"), blank=True)
    suffix = models.TextField(_("words after"), blank=True)
    check_state = models.CharField(
        _("check"), max_length=10, choices=CheckState, default=CheckState.UNCHECKED
    )
    checked_at = models.DateTimeField(_("checked"), null=True, blank=True)
    caution = models.CharField(
        _("caution"), max_length=10, choices=Caution, default=Caution.UNKNOWN
    )
    credited_to = models.TextField(_("credited by the page to"), blank=True)
    watch = models.CharField(_("watch"), max_length=8, choices=Watch, default=Watch.UNKNOWN)
    watched_at = models.DateTimeField(_("watched"), null=True, blank=True)

    class Meta:
        verbose_name = _("citation")
        verbose_name_plural = _("citations")
        ordering = ["position", "pk"]
        indexes = [
            models.Index(
                fields=["statement"],
                condition=Q(check_state__in=[CheckState.DIFFERS, CheckState.NOT_FOUND]),
                name="citation_to_mend",
            )
        ]
        constraints = [
            one_of("kind", Kind, "citation_kind_known"),
            one_of("check_state", CheckState, "citation_check_known"),
            one_of("watch", Watch, "citation_watch_known"),
            one_of("caution", Caution, "citation_caution_known"),
            *doubts(WordingDoubt, "citation"),
            models.CheckConstraint(
                condition=Q(wording__isnull=False, wording__regex=r"\S")
                | Q(kind=Kind.PARAPHRASE, wording__isnull=True),
                name="citation_wording_unless_paraphrase",
            ),
            models.CheckConstraint(
                condition=Q(start__isnull=True, end__isnull=True)
                | Q(
                    end__gt=F("start"),
                    start__isnull=False,
                    end__isnull=False,
                    capture__isnull=False,
                ),
                name="citation_end_after_start",
            ),
            models.CheckConstraint(
                condition=Q(check_state=CheckState.UNCHECKED)
                | Q(checked_at__isnull=False, capture__isnull=False),
                name="citation_checked_when_and_where",
            ),
            models.CheckConstraint(
                condition=Q(caution=Caution.UNKNOWN) | ~Q(check_state=CheckState.UNCHECKED),
                name="citation_caution_of_a_check",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.source}"

    @property
    def is_doubted(self) -> bool:
        """Whether an editor holds the wording for doubtful; ``doubt_reason`` says why."""
        return bool(self.doubt)

    @property
    def is_checked(self) -> bool:
        """Whether the wording was compared with a text of its source."""
        return self.check_state != CheckState.UNCHECKED

    @property
    def caution_note(self) -> str:
        """What the page says against the attribution, in a sentence; empty where it says nothing.

        That a reading of the page was not possible, or is still due, is nothing against it.
        """
        sentences = {
            Caution.CREDITED: gettext("The page credits these words to %(name)s."),
            Caution.PARTLY: gettext("The page credits part of these words to %(name)s."),
            Caution.SEPARATE: gettext(
                "These words are joined from separate quotations, and the page does not clearly "
                "credit all of them to the same speaker."
            ),
            Caution.NOT_SAID: gettext("The page reports these words as not said, or not yet said."),
        }
        sentence = sentences.get(Caution(self.caution), "")
        return sentence % {"name": self.credited_to or gettext("somebody else")} if sentence else ""

    @property
    def is_cautioned(self) -> bool:
        """Whether the page speaks against these words being the speaker's."""
        return self.caution in CAUTIONED

    @property
    def check_label(self) -> str:
        """The outcome of the check in words, never a proof without its caution."""
        return check_label(CheckState(self.check_state), is_cautioned=self.is_cautioned)

    @property
    def quotation(self) -> str | None:
        """The words between the source's quotation marks; None where it reports in its own."""
        return None if self.kind == Kind.PARAPHRASE else self.wording

    @property
    def language(self) -> str:
        """The language the words are printed in."""
        return self.source.language

    @property
    def outlet_name(self) -> str:
        return self.source.outlet.name


class FigureQuerySet(models.QuerySet["Figure"]):
    def public(self) -> "FigureQuerySet":
        """Those of published statements."""
        return self.filter(statement__state=State.PUBLISHED)

    def with_statement(self) -> "FigureQuerySet":
        """With the statement and who said it."""
        return self.select_related("statement__speaker")

    def in_time(self) -> "FigureQuerySet":
        """In the order in which they were said; those of an unknown day first."""
        return self.order_by(
            "statement__said_from", "statement__said_to", "statement__public_id", "pk"
        )


class Figure(models.Model):
    """A number in a statement."""

    statement = models.ForeignKey(
        Statement, models.CASCADE, related_name="figures", verbose_name=_("statement")
    )
    quantity = models.CharField(_("quantity"), max_length=80, validators=[validate_slug])
    low = models.DecimalField(_("low"), max_digits=20, decimal_places=6, null=True, blank=True)
    high = models.DecimalField(_("high"), max_digits=20, decimal_places=6, null=True, blank=True)
    bound = models.CharField(_("bound"), max_length=8, choices=Bound, default=Bound.EXACT)
    unit = models.CharField(_("unit"), max_length=40)
    as_of = PartialDateField(_("as of"))

    objects = FigureQuerySet.as_manager()

    class Meta:
        verbose_name = _("figure")
        verbose_name_plural = _("figures")
        ordering = ["pk"]
        indexes = [models.Index(fields=["quantity", "statement"], name="figure_of_a_quantity")]
        constraints = [
            not_blank("quantity", "figure_has_quantity"),
            not_blank("unit", "figure_has_unit"),
            one_of("bound", Bound, "figure_bound_known"),
            models.CheckConstraint(
                condition=Q(low__isnull=False) | Q(high__isnull=False), name="figure_has_number"
            ),
            models.CheckConstraint(
                condition=Q(low__isnull=True) | Q(high__isnull=True) | Q(low__lte=F("high")),
                name="figure_low_before_high",
            ),
        ]

    def __str__(self) -> str:
        low, high = plain_number(self.low), plain_number(self.high)
        numbers = dict.fromkeys(str(number) for number in (low, high) if number is not None)
        return f"{self.quantity}: {self.get_bound_display()} {'–'.join(numbers)} {self.unit}"

    @property
    def quantity_name(self) -> str:
        """What its quantity is called in the language of the page."""
        return quantity_name(self.quantity)

    @property
    def amount(self) -> str:
        """The number with its bound and unit, in words."""
        return amount_words(self.low, self.high, self.bound, self.unit)


# The rows of a recursive query are made one after another, as many as are asked for.
_THREAD = """
WITH RECURSIVE thread (id) AS (
    SELECT %s::bigint
    UNION
    SELECT other.id FROM thread
    CROSS JOIN LATERAL (
        SELECT to_statement_id AS id FROM quotes_relation WHERE from_statement_id = thread.id
        UNION ALL
        SELECT from_statement_id FROM quotes_relation WHERE to_statement_id = thread.id
    ) AS linked
    JOIN quotes_statement other ON other.id = linked.id AND other.state = %s
) SELECT id FROM thread LIMIT %s
"""


class RelationQuerySet(models.QuerySet["Relation"]):
    def with_statements(self) -> "RelationQuerySet":
        """Both statements, with who said them."""
        return self.select_related("from_statement__speaker", "to_statement__speaker")

    def public(self) -> "RelationQuerySet":
        """Those between published statements."""
        published = State.PUBLISHED
        return self.filter(from_statement__state=published, to_statement__state=published)

    def among(self, statement_ids: Collection[int]) -> "RelationQuerySet":
        """Those from one of some statements to another of them."""
        ids = list(statement_ids)
        return self.filter(from_statement__in=ids, to_statement__in=ids)

    def thread_of(self, statement_id: int, most: int) -> list[int]:
        """The published statements that relations lead to from one of them, itself among them.

        At most so many, those that fewest steps lead to. Costs a query.
        """
        with connection.cursor() as cursor:
            cursor.execute(_THREAD, [statement_id, State.PUBLISHED, most])
            return [pk for (pk,) in cursor.fetchall()]


class Relation(models.Model):
    """What one statement does to another, and why an editor says so."""

    kind = models.CharField(_("kind"), max_length=12, choices=RelationKind)
    from_statement = models.ForeignKey(
        Statement, models.CASCADE, related_name="relations", verbose_name=_("statement")
    )
    to_statement = models.ForeignKey(
        Statement, models.CASCADE, related_name="related", verbose_name=_("other statement")
    )
    reason = models.TextField(_("reason"))

    objects = RelationQuerySet.as_manager()

    class Meta:
        verbose_name = _("relation")
        verbose_name_plural = _("relations")
        ordering = ["pk"]
        constraints = [
            one_of("kind", RelationKind, "relation_kind_known"),
            not_blank("reason", "relation_has_reason"),
            models.CheckConstraint(
                condition=~Q(from_statement=F("to_statement")), name="relation_not_to_itself"
            ),
            models.UniqueConstraint(
                fields=["kind", "from_statement", "to_statement"], name="relation_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.from_statement} {self.get_kind_display()} {self.to_statement}"

    def other_than(self, statement: Statement) -> Statement:
        """The other of its two statements."""
        is_from = self.from_statement_id == statement.pk
        return self.to_statement if is_from else self.from_statement


def plain_number(number: Decimal | None) -> int | float | None:
    """A stored number as JSON and YAML write it: 500, 17.5."""
    if number is None:
        return None
    return int(number) if number == number.to_integral_value() else float(number)
