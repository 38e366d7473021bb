"""Statements and how sources print them; the topics and occasions they share."""

from typing import Any

from django.contrib import admin
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils.formats import date_format
from django.utils.safestring import SafeString
from django.utils.text import Truncator
from django.utils.timezone import localtime
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from quotes.admin.base import (
    FOLDED,
    FOLDED_WHILE_EMPTY,
    CountriesFilter,
    LanguagesFilter,
    ReadOnly,
    ReasonedAddressedForm,
    ReasonedAdmin,
    ReasonedRecordForm,
    RecordAdmin,
    RecordFormSet,
    RecordInline,
    RecordStack,
    RowsFilter,
    counted,
    editor_name,
    link_to_list,
    numbered,
    without,
)
from quotes.admin.bulk import BulkAdmin
from quotes.admin.checks import CheckingAdmin
from quotes.admin.constraint_messages import refusal
from quotes.admin.forms import RecordForm, WordingField
from quotes.admin.importing import ImportingStatementsAdmin
from quotes.admin.list_mending import StatementMendFilter
from quotes.admin.list_search import StatementSearchAdmin
from quotes.admin.near_duplicate_warnings import AlikeAdmin, AlikeForm, AnotherWording
from quotes.admin.next_statement import AddingStatementsAdmin, FirstCitation
from quotes.admin.object_actions import ActingAdmin, WithdrawingAdmin
from quotes.admin.preview import PreviewAdmin
from quotes.admin.review_steps import WorkFilter, WorkflowForm
from quotes.admin.said import SaidAdmin, SaidForm
from quotes.editing import EditContext, record_changes
from quotes.editing.slugs import statement_parts
from quotes.models import (
    Citation,
    Figure,
    Kind,
    Occasion,
    Relation,
    Revision,
    State,
    Statement,
    StatementTopic,
    Topic,
)
from quotes.verification.store import forget


@admin.register(Topic)
class TopicAdmin(ActingAdmin):
    list_display = ["name", "name_fr", "slug", "statement_count"]
    search_fields = ["name", "name_fr", "slug"]
    prepopulated_fields = {"slug": ["name"]}
    fieldsets = [(None, {"fields": ["name", "name_fr", "slug", "description"]})]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Topic]:
        return super().get_queryset(request).annotate(counted=counted(StatementTopic, "topic"))

    @admin.display(description=_("statements"), ordering="counted")
    def statement_count(self, topic: Topic) -> SafeString:
        return link_to_list(
            Statement,
            topic.counted,  # type: ignore[attr-defined]
            topics__id__exact=topic.pk,
        )


@admin.register(Occasion)
class OccasionAdmin(ReasonedAdmin):
    form = ReasonedRecordForm
    list_display = ["name", "place", "date", "statement_count"]
    list_filter = [("date", admin.EmptyFieldListFilter)]
    search_fields = ["name", "name_fr", "place", "date"]
    fieldsets = [(None, {"fields": ["name", "name_fr", "place", "date", "url"]})]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Occasion]:
        return super().get_queryset(request).annotate(counted=counted(Statement, "occasion"))

    @admin.display(description=_("statements"), ordering="counted")
    def statement_count(self, occasion: Occasion) -> SafeString:
        return link_to_list(
            Statement,
            occasion.counted,  # type: ignore[attr-defined]
            occasion__id__exact=occasion.pk,
        )


class CitationForm(RecordForm):
    class Meta:
        field_classes = {"wording": WordingField}

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean()
        asked = "wording" not in self.errors and self.cleaned_data.get("kind") != Kind.PARAPHRASE
        if asked and not self.cleaned_data.get("wording"):
            self.add_refusal(refusal("citation_wording_unless_paraphrase"))
        return cleaned

    def save(self, commit: bool = True) -> Citation:
        """Other words, or another source, have not been checked, whatever was found before."""
        if self.instance.pk and {"wording", "source"} & set(self.changed_data):
            forget(self.instance)
        return super().save(commit)


class CitationFormSet(RecordFormSet):
    def clean(self) -> None:
        super().clean()
        if self.instance.state == State.PUBLISHED and not self._left():
            raise ValidationError(str(refusal("statement_published_is_cited").sentence))

    def _left(self) -> int:
        """How many citations there will be."""
        gone = len(self.deleted_forms)
        unused = sum(not form.has_changed() for form in self.extra_forms)
        return self.total_form_count() - gone - unused


class CitationInline(AnotherWording, FirstCitation, RecordStack):
    model = Citation
    form = CitationForm
    formset = CitationFormSet
    autocomplete_fields = ["source", "via"]
    readonly_fields = ["check_state", "checked_at"]
    fieldsets = [
        (
            None,
            {
                "fields": [
                    "source",
                    ("kind", "position"),
                    "wording",
                    ("via", "locator"),
                    ("check_state", "checked_at"),
                ]
            },
        )
    ]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Citation]:
        return super().get_queryset(request).select_related("source__outlet", "via")

    def get_fieldsets(self, request: HttpRequest, obj: Statement | None = None) -> Any:
        """What is not saved yet cannot have been checked."""
        [(name, options)] = super().get_fieldsets(request, obj)
        fields = options["fields"] if obj else options["fields"][:-1]
        return [(name, {**options, "fields": fields})]


class TopicInline(RecordInline):
    model = StatementTopic
    verbose_name = _("topic")
    verbose_name_plural = _("topics")
    autocomplete_fields = ["topic"]
    fields = ["topic", "position"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[StatementTopic]:
        return super().get_queryset(request).select_related("topic")


class FigureInline(RecordInline):
    model = Figure


class RelationInline(RecordInline):
    model = Relation
    fk_name = "from_statement"
    autocomplete_fields = ["to_statement"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Relation]:
        return super().get_queryset(request).with_statements()  # type: ignore[attr-defined]


class RevisionInline(ReadOnly, RecordInline):
    model = Revision
    classes = ["collapse"]
    fields = readonly_fields = ("number", "made_at", "editor_name", "reason")
    show_change_link = True

    def get_queryset(self, request: HttpRequest) -> QuerySet[Revision]:
        return super().get_queryset(request).select_related("statement").defer("public_state")


class StatementForm(AlikeForm, SaidForm, WorkflowForm, ReasonedAddressedForm):
    def slug_parts(self) -> list[str]:
        speaker, said = self.cleaned_data.get("speaker"), self.cleaned_data.get("said")
        return statement_parts(speaker.slug, said) if speaker and said is not None else []


@admin.register(Statement)
class StatementAdmin(
    PreviewAdmin,
    AlikeAdmin,
    StatementSearchAdmin,
    AddingStatementsAdmin,
    CheckingAdmin,
    SaidAdmin,
    ImportingStatementsAdmin,
    BulkAdmin,
    WithdrawingAdmin,
):
    form = StatementForm
    inlines = [CitationInline, TopicInline, FigureInline, RelationInline, RevisionInline]
    list_display = ["words", "speaker", "said", "state", "citation_count", "updated_on"]
    list_display_links = ["words"]
    list_select_related = ["speaker"]
    list_filter = [
        WorkFilter,
        StatementMendFilter,
        "state",
        "kind",
        ("language", LanguagesFilter),
        ("topics", RowsFilter),
        "citations__check_state",
        ("speaker__country", CountriesFilter),
    ]
    date_hierarchy = "said_from"
    search_fields = [
        "text",
        "speaker__name",
        "speaker__aliases__name",
        "citations__wording",
        "slug",
        "public_id",
    ]
    search_help_text = _(
        "Words of the text or of a wording, officials and their aliases, occasions, what a source "
        "is called; an id or an address of a statement; the URL of a source. Best first, and "
        "accents and capitals do not matter; a phrase stands in “quotation marks”."
    )
    autocomplete_fields = ["speaker", "occasion"]
    readonly_fields = ["public_id", "published_at", "created_at", "updated_at"]
    fieldsets = [
        (None, {"fields": ["speaker", "text", ("kind", "language"), "state"]}),
        (_("When and where"), {"fields": ["said", "said_basis", "place", "occasion"]}),
        (_("Note"), {"classes": FOLDED_WHILE_EMPTY, "fields": ["note"]}),
        (_("Address"), {"classes": FOLDED, "fields": ["slug", "public_id"]}),
        (_("History"), {"classes": FOLDED, "fields": ["published_at", "created_at", "updated_at"]}),
    ]

    def statements(self, row: Statement) -> QuerySet[Statement]:
        return Statement.objects.filter(pk=row.pk)

    shown_by = statements

    def get_queryset(self, request: HttpRequest) -> QuerySet[Statement]:
        rows = super().get_queryset(request).select_related("speaker")
        return rows.annotate(counted=counted(Citation, "statement"))

    @admin.display(description=_("words"), ordering="text")
    def words(self, statement: Statement) -> str:
        return Truncator(statement.text).chars(90)

    @admin.display(description=_("citations"), ordering="counted")
    def citation_count(self, statement: Statement) -> SafeString:
        return numbered(Citation, statement.counted)  # type: ignore[attr-defined]

    @admin.display(description=_("changed"), ordering="updated_at")
    def updated_on(self, statement: Statement) -> str:
        return date_format(localtime(statement.updated_at))

    def render_change_form(
        self, request: HttpRequest, context: Any, *args: Any, **kwargs: Any
    ) -> HttpResponse:
        if context["original"] and context["original"].published_at:
            # It is never deleted: see ``kept``. What cannot be done is not offered.
            context["show_delete"] = False
        return super().render_change_form(request, context, *args, **kwargs)

    def get_readonly_fields(self, request: HttpRequest, obj: Statement | None = None) -> Any:
        fields = super().get_readonly_fields(request, obj)
        return [*fields, "state"] if obj and obj.published_at else fields

    def get_fieldsets(self, request: HttpRequest, obj: Statement | None = None) -> Any:
        """What is not there yet has no history; its id is drawn anew by each form until it is."""
        fieldsets = super().get_fieldsets(request, obj)
        if obj:
            return fieldsets
        return without(fieldsets, {"public_id", "published_at", "created_at", "updated_at"})

    def get_inlines(self, request: HttpRequest, obj: Statement | None = None) -> Any:
        inlines = super().get_inlines(request, obj)
        return inlines if obj else [one for one in inlines if one is not RevisionInline]

    def kept(self, rows: Any) -> list[str]:
        return [
            _now("“%(statement)s” was published, and what was public stays.") % {"statement": row}
            for row in rows
            if row.published_at
        ]


@admin.register(Relation)
class RelationAdmin(RecordAdmin):
    """Relations by themselves. Why two statements are related is why their pages change."""

    list_display = ["from_statement", "kind", "to_statement", "reason"]
    list_filter = ["kind"]
    search_fields = ["reason", "from_statement__text", "to_statement__text"]
    autocomplete_fields = ["from_statement", "to_statement"]
    fieldsets = [
        (
            None,
            {
                "fields": ["from_statement", "kind", "to_statement", "reason"],
                "description": _(
                    "Between published statements, both pages show the relation with its reason, "
                    "and both get a revision for that reason."
                ),
            },
        )
    ]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Relation]:
        return super().get_queryset(request).with_statements()  # type: ignore[attr-defined]

    def record(self, request: HttpRequest, form: Any, formsets: Any) -> None:
        super().record(request, form, formsets)
        record_changes([], EditContext(form.cleaned_data["reason"], editor_name(request.user)))

    def kept(self, rows: Any) -> list[str]:
        return [
            _now(
                "Both pages show “%(relation)s”: take it away in the form of its statement, "
                "where a reason is asked for."
            )
            % {"relation": row}
            for row in rows
            if row.from_statement.state == row.to_statement.state == State.PUBLISHED
        ]
