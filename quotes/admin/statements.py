"""The tables of statements, of the topics and occasions they share, and of their relations."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.contrib import admin, messages
from django.contrib.admin.options import InlineModelAdmin
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.db.models import QuerySet
from django.forms import ModelForm
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.utils.formats import date_format
from django.utils.safestring import SafeString
from django.utils.text import Truncator
from django.utils.timezone import localtime
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from quotes.admin import (
    bulk,
    importing,
    near_duplicate_warnings,
    next_statement,
    preview,
    review_steps,
)
from quotes.admin.base import (
    FOLDED,
    FOLDED_WHILE_EMPTY,
    AddressedAdmin,
    Fieldsets,
    ReasonedAdmin,
    RecordAdmin,
    without,
)
from quotes.admin.change_form import Forms, InitialValues, Notice
from quotes.admin.editor import edit_context
from quotes.admin.forms import DESPITE_CHECK, AddressedForm, reason_field
from quotes.admin.gap_questions import IS_COMPLETE
from quotes.admin.list_columns import (
    CountriesFilter,
    LanguagesFilter,
    RowsFilter,
    count_of,
    counted,
    link_to_list,
    numbered,
)
from quotes.admin.list_mending import StatementMendFilter
from quotes.admin.list_search import found_statements, searched
from quotes.admin.object_actions import Link, address_links, withdrawal_links
from quotes.admin.review_queue import comment_links
from quotes.admin.review_steps import ListAction, WorkFilter
from quotes.admin.reviewing import review_links
from quotes.admin.said import office_then
from quotes.admin.statement_form import (
    BOTH_STATEMENTS,
    CitationInline,
    FigureInline,
    RelationInline,
    RevisionInline,
    StatementForm,
    TopicInline,
)
from quotes.dates.partial import PartialDate
from quotes.editing import record_changes
from quotes.editing.gaps import holds_no_office
from quotes.editing.gate import figure_objections_of, text_objections_of
from quotes.editing.locks import lock_record
from quotes.editing.slugs import occasion_parts
from quotes.editing.workflow import Action, Answer, may, may_ever
from quotes.models import (
    Citation,
    Occasion,
    Relation,
    State,
    Statement,
    StatementTopic,
    Topic,
)
from quotes.verification.store import PROOF, Checked, check_citations, stale


@admin.register(Topic)
class TopicAdmin(AddressedAdmin[Topic]):
    list_display = ["name", "name_fr", "slug", "statement_count"]
    search_fields = ["name", "name_fr", "slug"]
    prepopulated_fields = {"slug": ["name"]}
    fieldsets = [(None, {"fields": ["name", "name_fr", "slug", "description", "description_fr"]})]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Topic]:
        return super().get_queryset(request).annotate(counted=counted(StatementTopic, "topic"))

    @admin.display(description=_("statements"), ordering="counted")
    def statement_count(self, topic: Topic) -> SafeString:
        return link_to_list(Statement, count_of(topic), topics__id__exact=topic.pk)

    def object_links(self, request: HttpRequest, row: Topic) -> list[Link]:
        return address_links(request, row)


class OccasionForm(AddressedForm):
    reason = reason_field()

    def slug_parts(self) -> list[str]:
        name, date = self.cleaned_data.get("name"), self.cleaned_data.get("date")
        return occasion_parts(name, date or PartialDate.unknown()) if name else []


@admin.register(Occasion)
class OccasionAdmin(ReasonedAdmin[Occasion], AddressedAdmin[Occasion]):
    form = OccasionForm
    list_display = ["name", "place", "date", "statement_count"]
    list_filter = [("date", admin.EmptyFieldListFilter)]
    search_fields = ["name", "name_fr", "place", "date", "slug"]
    fieldsets = [
        (None, {"fields": ["name", "name_fr", "place", "date", "url"]}),
        (_("Address"), {"classes": FOLDED, "fields": ["slug"]}),
    ]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Occasion]:
        return super().get_queryset(request).annotate(counted=counted(Statement, "occasion"))

    @admin.display(description=_("statements"), ordering="counted")
    def statement_count(self, occasion: Occasion) -> SafeString:
        return link_to_list(Statement, count_of(occasion), occasion__id__exact=occasion.pk)

    def object_links(self, request: HttpRequest, row: Occasion) -> list[Link]:
        return address_links(request, row)


@admin.register(Statement)
class StatementAdmin(ReasonedAdmin[Statement], AddressedAdmin[Statement]):
    """The list of statements and their form; both in the order of an editor's work."""

    form = StatementForm
    # Its rows come in the order of the work: first the source, then who said what, and when.
    add_form_template = "admin/quotes/adding_statement.html"
    inlines = [CitationInline, TopicInline, FigureInline, RelationInline, RevisionInline]
    actions = [review_steps.send_to_review, review_steps.publish]
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
        "Searches the quotation and its wordings, officials and their aliases, "
        "occasions and source titles; or enter the ID or address of a statement, or "
        "the URL of a source. Best matches come first. Accents and capitals do not "
        "matter; put phrases in “quotation marks”."
    )
    autocomplete_fields = ["speaker", "occasion"]
    readonly_fields = ["public_id", "published_at", "created_at", "updated_at"]
    fieldsets = [
        (None, {"fields": ["speaker", "text", ("kind", "language"), "state"]}),
        (_("When and where"), {"fields": ["said", "said_basis", "place", "occasion"]}),
        (
            _("Words that their source does not have"),
            {"classes": FOLDED, "fields": [DESPITE_CHECK]},
        ),
        (_("Note"), {"classes": FOLDED_WHILE_EMPTY, "fields": ["note"]}),
        (_("Doubt"), {"classes": FOLDED_WHILE_EMPTY, "fields": ["doubt", "doubt_reason"]}),
        (
            _("Reply of the person quoted"),
            {"classes": FOLDED_WHILE_EMPTY, "fields": ["reply", "reply_by"]},
        ),
        (_("Address"), {"classes": FOLDED, "fields": ["slug", "public_id"]}),
        (_("History"), {"classes": FOLDED, "fields": ["published_at", "created_at", "updated_at"]}),
    ]

    class Media:
        js = ["js/admin-alike.js"]
        css = {"all": ["css/admin-alike.css"]}

    # --- who may ---------------------------------------------------------------------------------

    def may_change(self, request: HttpRequest, row: Statement) -> Answer:
        return may(request.user, Action.CHANGE, row)

    def has_delete_permission(self, request: HttpRequest, obj: Statement | None = None) -> bool:
        """Of what was published, the page itself says to everybody why it stays: see ``kept``."""
        allowed = obj is None or obj.published_at or may(request.user, Action.DELETE, obj)
        return bool(super().has_delete_permission(request, obj) and allowed)

    def has_publish_permission(self, request: HttpRequest) -> bool:
        """Whether publishing is among the actions of a list; asked again for each row."""
        return bool(may_ever(request.user, Action.PUBLISH))

    # --- the list --------------------------------------------------------------------------------

    def get_queryset(self, request: HttpRequest) -> QuerySet[Statement]:
        rows = super().get_queryset(request).select_related("speaker")
        return rows.annotate(counted=counted(Citation, "statement"))

    @admin.display(description=_("words"), ordering="text")
    def words(self, statement: Statement) -> str:
        return Truncator(statement.text).chars(90)

    @admin.display(description=_("citations"), ordering="counted")
    def citation_count(self, statement: Statement) -> SafeString:
        return numbered(Citation, count_of(statement))

    @admin.display(description=_("changed"), ordering="updated_at")
    def updated_on(self, statement: Statement) -> str:
        return date_format(localtime(statement.updated_at))

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Statement], search_term: str
    ) -> tuple[QuerySet[Statement], bool]:
        return searched(request, queryset, search_term, found_statements)

    def get_actions(self, request: HttpRequest) -> dict[str, ListAction | None]:
        return {
            **super().get_actions(request),
            **bulk.bulk_actions(request),
            **importing.export_actions(request),
        }

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        bulk.require_row_numbers(request)
        review_steps.require_permission_to_publish(request)
        return super().changelist_view(request, extra_context)

    # --- the form --------------------------------------------------------------------------------

    def get_object(
        self, request: HttpRequest, object_id: str, from_field: str | None = None
    ) -> Statement | None:
        """The statement; locked while it is changed.

        Or a form would write the state it was made with over what somebody else is just doing,
        and what is withdrawn at that moment would be public again.
        """
        found = super().get_object(request, object_id, from_field)
        if found is None or request.method != "POST" or not connection.in_atomic_block:
            return found
        lock_record()
        Statement.objects.select_for_update().filter(pk=found.pk).first()
        return super().get_object(request, object_id, from_field)

    def get_readonly_fields(self, request: HttpRequest, obj: Statement | None = None) -> list[str]:
        fields = super().get_readonly_fields(request, obj)
        return [*fields, "state"] if obj and obj.published_at else fields

    def get_fieldsets(self, request: HttpRequest, obj: Statement | None = None) -> Fieldsets:
        """What is not there yet has no history; its id is drawn anew by each form until it is."""
        groups = [*super().get_fieldsets(request, obj)]
        asked = ["is_another"] if obj is None else []
        if obj is None or (not obj.published_at and may(request.user, Action.PUBLISH, obj)):
            asked.append(IS_COMPLETE)
        name, first = groups[0]
        groups[0] = (name, {**first, "fields": [*first["fields"], *asked]})
        if obj is None:
            return without(groups, {"public_id", "published_at", "created_at", "updated_at"})
        if obj.state == State.IN_REVIEW and may(request.user, Action.SEND_BACK, obj):
            groups.insert(1, (_("Review"), {"fields": ["sent_back_because"]}))
        return groups

    def get_form(
        self,
        request: HttpRequest,
        obj: Statement | None = None,
        change: bool = False,
        **kwargs: Any,
    ) -> type[ModelForm]:
        form = super().get_form(request, obj, change, **kwargs)
        assert issubclass(form, StatementForm)
        form.user = request.user
        if obj:
            form.base_fields.pop("is_another", None)
        if "text" in form.base_fields:
            next_statement.offer_words(form.base_fields["text"])
            near_duplicate_warnings.watch_words(form.base_fields["text"], obj)
        return form

    def get_inlines(
        self, request: HttpRequest, obj: Statement | None
    ) -> list[type[InlineModelAdmin]]:
        return [one for one in self.inlines if obj or one is not RevisionInline]

    def initial_values(self, request: HttpRequest, row: Statement | None) -> InitialValues:
        """What the link to the form keeps of another statement, or carries from its form."""
        if row:
            near_duplicate_warnings.tell_of_carried(request, row)
            review_steps.tell_why_sent_back(request, row)
            carried = near_duplicate_warnings.rows_carried_to(request, row)
            return InitialValues(rows={"citations": carried} if carried else {})
        kept = next_statement.begun_with(request)
        return InitialValues(
            {**kept.statement, **self.get_changeform_initial_data(request)},
            {"citations": [{"position": 0, **kept.citation}]},
            {"kept_values": kept.values},
        )

    def form_context(
        self, request: HttpRequest, row: Statement | None, form: ModelForm
    ) -> dict[str, Any]:
        # What was published is never deleted: see ``kept``. What cannot be done is not offered.
        return {"show_delete": False} if row and row.published_at else {}

    def object_links(self, request: HttpRequest, row: Statement) -> list[Link]:
        return [
            *preview.preview_links(request, row),
            *next_statement.another_links(request, row),
            *review_links(request, row),
            *comment_links(request, row),
            *withdrawal_links(request, row),
        ]

    # --- the save --------------------------------------------------------------------------------

    def sent_data(self, request: HttpRequest) -> QueryDict:
        return preview.data_of_preview(request)

    def save_model(
        self, request: HttpRequest, obj: Statement, form: StatementForm, change: bool
    ) -> None:
        if form.step:
            # The step is taken when the rows that belong to it are there: see ``record``.
            obj.state = form.was
        super().save_model(request, obj, form, change)

    def record(self, request: HttpRequest, made: Forms) -> list[Notice]:
        """The check of the words; then the revision, or the step that was asked for with it."""
        form = made.form
        assert isinstance(form, StatementForm)
        found = _check(form.instance)
        # A first publication makes its own revision.
        notices = [] if form.step is Action.PUBLISH else super().record(request, made)
        if form.step:
            sent_back = form.cleaned_data.get("sent_back_because", "")
            despite = form.cleaned_data.get(DESPITE_CHECK, "")
            review_steps.take_step(
                request,
                form.instance,
                form.step,
                sent_back=sent_back,
                despite_check=despite,
                is_complete=bool(form.cleaned_data.get(IS_COMPLETE)),
            )
        return [*notices, *found, *_notices_of_text(made), *_notices_of_date(form)]

    def answer_saved(
        self, request: HttpRequest, made: Forms, notices: list[Notice], *, change: bool
    ) -> HttpResponse:
        if preview.is_asked_for(request):
            return preview.page_of_form(request, made.form.instance)
        return super().answer_saved(request, made, notices, change=change)

    def response_post_save_add(self, request: HttpRequest, obj: Statement) -> HttpResponseRedirect:
        if next_statement.asks_for_another(request):
            return HttpResponseRedirect(next_statement.statement_url(like=obj.pk))
        return super().response_post_save_add(request, obj)

    # --- deleting --------------------------------------------------------------------------------

    def delete_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        try:
            return super().delete_view(request, object_id, extra_context)
        except PermissionDenied as error:
            row = self.get_object(request, object_id)
            why = may(request.user, Action.DELETE, row).sentence if row else ""
            raise PermissionDenied(why or str(error)) from error

    def get_deleted_objects(
        self, objs: Sequence[Statement] | QuerySet[Statement], request: HttpRequest
    ) -> tuple[list[str], dict[str, int], set[str], list[str]]:
        deleted, counts, lacking, protected = super().get_deleted_objects(objs, request)
        refused = [
            f"“{row}”: {answer.sentence}"
            for row in objs
            if not row.published_at and not (answer := may(request.user, Action.DELETE, row))
        ]
        return deleted, counts, lacking, [*refused, *protected]

    def kept(self, rows: Iterable[Statement]) -> list[str]:
        return [
            _now("“%(statement)s” has been published, so it cannot be deleted.")
            % {"statement": row}
            for row in rows
            if row.published_at
        ]


def _check(statement: Statement) -> list[Notice]:
    """Check what the statement cites and nobody has checked yet against the texts it is from."""
    unchecked = stale(Citation.objects.filter(statement=statement))
    return [
        Notice(_outcome(checked), messages.WARNING)
        for checked in check_citations(unchecked.select_related("source__outlet"))
        if checked.verdict.outcome not in PROOF
        or checked.verdict.findings
        or checked.citation.is_cautioned
    ]


def _notices_of_text(made: Forms) -> list[Notice]:
    """Words of the text that no wording has, and figures that no words have.

    Only told, where it does not become public.
    """
    statement = made.form.instance
    rows = [
        row
        for formset in made.formsets
        if formset.model is Citation
        for row in formset.forms
        if row not in formset.deleted_forms
    ]
    cited = sorted((row.instance for row in rows), key=lambda citation: citation.position or 0)
    against = [*text_objections_of(statement, cited), *figure_objections_of([statement.pk])]
    return [Notice(sentence, messages.WARNING) for sentence in against]


def _outcome(checked: Checked) -> str:
    """What a check found, in sentences."""
    citation, verdict = checked
    outcome = _now("%(outlet)s: %(outcome)s.") % {
        "outlet": citation.outlet_name,
        "outcome": verdict.outcome.label,
    }
    findings = (finding.sentence for finding in verdict.findings)
    return " ".join((outcome, *findings, citation.caution_note)).rstrip()


def _notices_of_date(form: StatementForm) -> list[Notice]:
    """How the day was read, and that the official held no office then."""
    statement: Statement = form.instance
    notices = [Notice(form.date.sentence)] if form.date and form.date.sentence else []
    is_spoken_anew = bool({"speaker", "said"} & set(form.changed_data))
    if is_spoken_anew and holds_no_office(statement.speaker, statement.said):
        sentence = office_then(statement.speaker, statement.said)
        notices.append(Notice(sentence, messages.WARNING))
    return notices


@admin.register(Relation)
class RelationAdmin(RecordAdmin[Relation]):
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
                    "If both statements are published, both pages show the relation and its "
                    "reason, and both get a revision."
                ),
            },
        )
    ]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Relation]:
        return super().get_queryset(request).select_related(*BOTH_STATEMENTS)

    def record(self, request: HttpRequest, made: Forms) -> list[Notice]:
        record_changes([], edit_context(request, made.form.cleaned_data["reason"]))
        return []

    def kept(self, rows: Iterable[Relation]) -> list[str]:
        return [
            _now(
                "Both pages show “%(relation)s”. Remove it in the form of its statement, where "
                "you can give a reason."
            )
            % {"relation": row}
            for row in rows
            if row.from_statement.state == row.to_statement.state == State.PUBLISHED
        ]
