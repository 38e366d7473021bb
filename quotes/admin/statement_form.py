"""The form of a statement, and the forms of what belongs to it: citations, topics, figures."""

from typing import Any

from django.contrib import admin
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from quotes.admin import near_duplicate_warnings, review_steps
from quotes.admin.base import Fieldsets, ReadOnly, RecordFormSet, RecordInline, RecordStack
from quotes.admin.constraint_messages import refusal
from quotes.admin.forms import (
    AddressedForm,
    RecordForm,
    WordingField,
    despite_check_field,
    reason_field,
)
from quotes.admin.gap_questions import ask_in_form, complete_field
from quotes.admin.near_duplicate_warnings import another_field, carried_to
from quotes.admin.review_steps import sent_back_field
from quotes.admin.said import SAID_HELP, ReadDate, SaidField, SaidWidget, read_in_form
from quotes.dates.partial import PartialDate
from quotes.editing.slugs import statement_parts
from quotes.editing.workflow import Account, Action
from quotes.models import (
    Citation,
    Figure,
    Kind,
    Relation,
    Revision,
    State,
    Statement,
    StatementTopic,
)
from quotes.verification.store import forget

# Of a relation, what its name is made of.
BOTH_STATEMENTS = ("from_statement__speaker", "to_statement__speaker")


class StatementForm(AddressedForm):
    """Who said what, when and where; the next step on its way to the public; and why.

    The day is read as its first source gives it. Another state asks for a step, and a step that is
    not allowed is refused in a sentence. A new statement that is much like one that is there is
    asked about once; so is the publication of one whose day or office is not known.
    """

    # Whose form it is; set on the class, which is made anew for each request.
    user: Account

    reason = reason_field()
    despite_check = despite_check_field()
    sent_back_because = sent_back_field()
    is_another = another_field()
    is_complete = complete_field()

    class Meta:
        field_classes = {"said": SaidField}
        widgets = {"said": SaidWidget()}
        help_texts = {"said": SAID_HELP}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.date: ReadDate | None = None
        self.was = State(self.instance.state)
        if self.instance.pk is None:
            self.instance.created_by = self.user
        if "state" in self.fields:
            review_steps.offer_states(self, self.user, self.was)

    @property
    def step(self) -> Action | None:
        """What the chosen state asks for; None when it is the one that the statement has."""
        return review_steps.step_to(self.cleaned_data.get("state"), self.was)

    def clean_said(self) -> PartialDate:
        self.date = read_in_form(self.cleaned_data["said"], self.data, self.instance)
        return self.date.resolved.said

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean()
        if self.step:
            review_steps.require_step(self, self.step, self.user)
        if self.step is Action.PUBLISH:
            ask_in_form(self)
        if self.date and self.cleaned_data.get("said_basis") == "":
            self.cleaned_data["said_basis"] = self.date.resolved.basis
        near_duplicate_warnings.ask_whether_new(self, self.user)
        return cleaned

    def slug_parts(self) -> list[str]:
        speaker, said = self.cleaned_data.get("speaker"), self.cleaned_data.get("said")
        return statement_parts(speaker.slug, said) if speaker and said is not None else []


# --- citations -----------------------------------------------------------------------------------


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


class CitationInline(RecordStack):
    """How each source prints the statement. One stands ready in a new statement.

    So do those that were carried here from the form of another.
    """

    model = Citation
    form = CitationForm
    formset = CitationFormSet
    autocomplete_fields = ["source", "via"]
    readonly_fields = ["check_state", "checked_at", "caution_told"]
    fieldsets = [
        (
            None,
            {
                "fields": [
                    "source",
                    ("kind", "position"),
                    "wording",
                    ("via", "locator"),
                    ("doubt", "doubt_reason"),
                    ("check_state", "checked_at", "caution_told"),
                ]
            },
        )
    ]

    @admin.display(description=_("caution"), empty_value="–")
    def caution_told(self, citation: Citation) -> str:
        return citation.caution_note

    def get_extra(self, request: HttpRequest, obj: Statement | None = None, **kwargs: Any) -> int:
        return len(carried_to(request, obj)) if obj else 1

    def get_queryset(self, request: HttpRequest) -> QuerySet[Citation]:
        return super().get_queryset(request).select_related("source__outlet", "via")

    def get_fieldsets(self, request: HttpRequest, obj: Statement | None = None) -> Fieldsets:
        """What is not saved yet cannot have been checked."""
        [(name, options)] = super().get_fieldsets(request, obj)
        fields = options["fields"] if obj else options["fields"][:-1]
        return [(name, {**options, "fields": fields})]


# --- what else belongs to a statement ------------------------------------------------------------


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
        return super().get_queryset(request).select_related(*BOTH_STATEMENTS)


class RevisionInline(ReadOnly, RecordInline):
    model = Revision
    classes = ["collapse"]
    fields = readonly_fields = ("number", "made_at", "editor_name", "reason")
    show_change_link = True

    def get_queryset(self, request: HttpRequest) -> QuerySet[Revision]:
        return super().get_queryset(request).select_related("statement").defer("public_state")
