"""What the admin of every table does alike: search, refusals in sentences, reasons for changes.

`RecordAdmin` is one table of the record; `ReasonedAdmin` one that published statements show;
`AddressedAdmin` one whose rows have a public page. No class here knows of any page beside the list
and the form: those register themselves (`dometracker.admin_site.page`).
"""

from collections.abc import Iterable, Sequence
from functools import reduce
from operator import or_
from typing import TYPE_CHECKING, Any, TypeAlias

from django.contrib import admin, messages
from django.contrib.admin.models import LogEntry
from django.contrib.admin.options import IS_POPUP_VAR
from django.contrib.admin.utils import flatten
from django.db import Error
from django.db.models import Model, ProtectedError, Q, QuerySet, RestrictedError
from django.forms import BaseInlineFormSet, ModelForm
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.utils.decorators import method_decorator
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_protect

from quotes.admin import change_form, every_change
from quotes.admin.change_form import Forms, InitialValues, Notice
from quotes.admin.constraint_messages import REFUSALS, refusal_of
from quotes.admin.editor import edit_context
from quotes.admin.forms import (
    DESPITE_CHECK,
    FORM_FIELDS,
    REASON,
    AddressedForm,
    RecordForm,
    name_for_screen_reader,
)
from quotes.admin.list_columns import tell_unknown_parameters
from quotes.admin.row_choices import ChoosingAdmin, Row
from quotes.editing import record_changes
from quotes.editing.addressed import statements_showing, was_public
from quotes.editing.workflow import Answer, may_change_shared
from quotes.models.columns import Fold
from quotes.text.folding import search_fold
from quotes.text.languages import in_record_language

if TYPE_CHECKING:
    from django.contrib.admin.options import _FieldOpts
    from django.utils.functional import _StrOrPromise

KEPT = (ProtectedError, RestrictedError)

# Of a group of fields: folded away, always or while nothing stands in them. Django opens a folded
# group in which something is wrong.
FOLDED = ["collapse"]
FOLDED_WHILE_EMPTY = ["collapse", "while-empty"]

# The groups of fields of a form, as Django has them: a title, and options with the ``fields``.
Fieldsets: TypeAlias = "list[tuple[_StrOrPromise | None, _FieldOpts]]"


def without(fieldsets: Fieldsets, names: set[str]) -> Fieldsets:
    """Groups of fields less those of the names, and less the groups in which nothing is left."""
    left: Fieldsets = [
        (title, {**options, "fields": [one for one in options["fields"] if one not in names]})
        for title, options in fieldsets
    ]
    return [(title, options) for title, options in left if options["fields"]]


class RecordAdmin(ChoosingAdmin[Row], admin.ModelAdmin[Row]):
    """The admin of one table of the record."""

    form = RecordForm
    formfield_overrides = FORM_FIELDS
    list_per_page = 50
    show_full_result_count = False
    object_history_template = "admin/quotes/every_change.html"

    class Media:
        js = ["js/admin-labels.js", "js/admin-open-forms.js"]

    # --- the form --------------------------------------------------------------------------------

    @method_decorator(csrf_protect)
    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        return change_form.answer(self, request, object_id, form_url)

    def get_fieldsets(self, request: HttpRequest, obj: Row | None = None) -> Fieldsets:
        """The groups of fields; one folded while empty is open as soon as something is in it."""
        return [
            (name, _opened(request.POST, obj, options))
            for name, options in super().get_fieldsets(request, obj)
        ]

    def initial_values(self, request: HttpRequest, row: Row | None) -> InitialValues:
        """What a form that is opened begins with."""
        return InitialValues({} if row else self.get_changeform_initial_data(request))

    def form_context(
        self, request: HttpRequest, row: Row | None, form: ModelForm
    ) -> dict[str, Any]:
        """What the template of the form needs besides what it needs for every table."""
        return {}

    def object_links(self, request: HttpRequest, row: Row) -> list[tuple[str, str]]:
        """What can be done with a row beyond its form: the address of each page, and its name."""
        return []

    def why_not_changed(self, request: HttpRequest, row: Row) -> str:
        """The sentence behind a refusal, of which Django says nothing but 403."""
        return ""

    def sent_data(self, request: HttpRequest) -> QueryDict:
        """What a form was sent with."""
        return request.POST

    def record(self, request: HttpRequest, made: Forms) -> list[Notice]:
        """Write what else belongs to the same transaction once all rows are saved."""
        return []

    def answer_saved(
        self, request: HttpRequest, made: Forms, notices: list[Notice], *, change: bool
    ) -> HttpResponse:
        """What follows a save: its line in the history, the notices, the next page."""
        row = made.form.instance
        message = self.construct_change_message(
            request,
            made.form,  # type: ignore[arg-type]
            made.formsets,
            not change,
        )
        for notice in notices:
            messages.add_message(request, notice.level, notice.sentence)
        if change:
            self.log_change(request, row, message)
            return self.response_change(request, row)
        self.log_addition(request, row, message)
        return self.response_add(request, row)

    # --- the history -----------------------------------------------------------------------------

    def log_addition(self, request: HttpRequest, obj: Row, message: Any) -> LogEntry:
        with in_record_language():
            return super().log_addition(request, obj, message)

    def log_change(self, request: HttpRequest, obj: Row, message: Any) -> LogEntry:
        with in_record_language():
            return super().log_change(request, obj, message)

    def history_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        context = every_change.context_of_history(self, request, object_id)
        return super().history_view(request, object_id, context)

    # --- the list --------------------------------------------------------------------------------

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Row], search_term: str
    ) -> tuple[QuerySet[Row], bool]:
        """Rows in which every word is found somewhere, blind to case and accents."""
        paths = self.get_search_fields(request)
        for word in search_fold(search_term).split() if paths else ():
            queryset = queryset.filter(pk__in=self._rows_with(paths, word))
        return queryset, False

    def _rows_with(self, paths: Iterable[str], word: str) -> QuerySet:
        folded = {f"searched_{number}": Fold(path) for number, path in enumerate(paths)}
        somewhere = reduce(or_, (Q(**{f"{name}__contains": word}) for name in folded))
        return self.model._default_manager.annotate(**folded).filter(somewhere).values("pk")

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        if IS_POPUP_VAR not in request.GET:
            # Django's "Select … to change" is said to who came to read or to publish, too.
            extra_context = {"title": capfirst(self.opts.verbose_name_plural)} | (
                extra_context or {}
            )
        try:
            response = super().changelist_view(request, extra_context)
            tell_unknown_parameters(request, response)
            return response
        except (*REFUSALS, *KEPT, OverflowError) as error:
            if request.method == "POST" and not isinstance(error, OverflowError):
                self._say_not_deleted(request, error)
                return HttpResponseRedirect(request.get_full_path())
            if not request.GET:
                raise
        # A NUL, or a year beyond all calendars: Django finds out only when it asks the database.
        sentence = _("This address filters by something we do not know. Here is the whole list.")
        self.message_user(request, sentence, messages.WARNING)
        return HttpResponseRedirect(request.path)

    # --- deleting --------------------------------------------------------------------------------

    def kept(self, rows: Iterable[Row]) -> list[str]:
        """Sentences why some of the rows cannot be deleted."""
        return []

    def get_deleted_objects(
        self, objs: Sequence[Row] | QuerySet[Row], request: HttpRequest
    ) -> tuple[list[str], dict[str, int], set[str], list[str]]:
        deleted, counts, lacking, protected = super().get_deleted_objects(objs, request)
        return deleted, counts, lacking, [*self.kept(objs), *protected]

    def delete_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        try:
            return super().delete_view(request, object_id, extra_context)
        except (*REFUSALS, *KEPT) as error:
            self._say_not_deleted(request, error)
        return HttpResponseRedirect(request.path)

    def _say_not_deleted(self, request: HttpRequest, error: Exception) -> None:
        if isinstance(error, Error) and not isinstance(error, KEPT):
            sentence = str(refusal_of(error).sentence)
        else:
            sentence = _("Not deleted: other entries in the record still refer to it.")
        self.message_user(request, sentence, messages.ERROR)


def _opened(sent: QueryDict, row: Model | None, options: "_FieldOpts") -> "_FieldOpts":
    """A group that is folded while it is empty, open as soon as something stands in it."""
    classes = [*options.get("classes", ())]
    if "while-empty" not in classes or not any(
        sent.get(name) or (row and getattr(row, name)) for name in flatten(options["fields"])
    ):
        return options
    return {**options, "classes": [one for one in classes if one != "collapse"]}


class ReasonedAdmin(RecordAdmin[Row]):
    """The admin of what published statements show: a change of theirs is recorded with a reason.

    Whether the public reads something else is not guessed from the form: the new public state is
    compared with the last one, and a revision without reason is refused by the database.
    """

    change_form_template = "admin/quotes/reasoned_change_form.html"

    def may_change(self, request: HttpRequest, row: Row) -> Answer:
        """Whether the account's group may change the row, which no permission of a table says."""
        return may_change_shared(request.user, statements_showing(row))

    def has_change_permission(self, request: HttpRequest, obj: Row | None = None) -> bool:
        allowed = obj is None or self.may_change(request, obj)
        return bool(super().has_change_permission(request, obj) and allowed)

    def why_not_changed(self, request: HttpRequest, row: Row) -> str:
        return self.may_change(request, row).sentence

    def get_form(
        self, request: HttpRequest, obj: Row | None = None, change: bool = False, **kwargs: Any
    ) -> type[ModelForm]:
        form = super().get_form(request, obj, change, **kwargs)
        if not obj or not statements_showing(obj).published().exists():
            form.base_fields.pop(REASON, None)
        return form

    def record(self, request: HttpRequest, made: Forms) -> list[Notice]:
        notices = super().record(request, made)
        form, formsets, _inlines = made
        if form.has_changed() or any(formset.has_changed() for formset in formsets):
            showing = statements_showing(form.instance).values_list("pk", flat=True)
            reason = form.cleaned_data.get(REASON) or ""
            despite = form.cleaned_data.get(DESPITE_CHECK) or ""
            context = edit_context(request, reason, despite_check=despite)
            record_changes(set(showing), context)
        return notices


class AddressedAdmin(RecordAdmin[Row]):
    """The admin of what has a page of its own, whose address is a promise once it is public."""

    form = AddressedForm

    def get_readonly_fields(self, request: HttpRequest, obj: Row | None = None) -> list[str]:
        fields = [*super().get_readonly_fields(request, obj)]
        return [*fields, "slug"] if obj and was_public(obj) else fields

    def get_prepopulated_fields(
        self, request: HttpRequest, obj: Row | None = None
    ) -> dict[str, Sequence[str]]:
        # Only a new row: an address that follows a corrected name would break links to a draft.
        return {} if obj else super().get_prepopulated_fields(request, obj)

    def get_view_on_site_url(self, obj: Row | None = None) -> str | None:
        return super().get_view_on_site_url(obj) if obj and was_public(obj) else None


class ReadOnly:
    """Rows that are looked at in the admin and never changed there.

    For evidence and history the database refuses a change as well.
    """

    def has_add_permission(self, request: HttpRequest, *of: object) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


class RecordFormSet(BaseInlineFormSet):
    """Rows of an inline. A new one is placed behind those that are there."""

    def total_form_count(self) -> int:
        """As many forms as were sent; where that is more than are taken, those of stored rows.

        What is refused for its number is not made into two thousand forms first.
        """
        sent = (self.is_bound and self.management_form.cleaned_data["TOTAL_FORMS"]) or 0
        if sent > self.absolute_max:
            return len(self.get_queryset())
        return super().total_form_count()

    def add_fields(self, form: ModelForm, index: int | None) -> None:
        super().add_fields(form, index)
        if "DELETE" in form.fields:
            name_for_screen_reader(form.fields["DELETE"])

    def get_form_kwargs(self, index: int | None) -> dict[str, Any]:
        kwargs = super().get_form_kwargs(index)
        is_new = index is None or index >= self.initial_form_count()
        if is_new and "position" in self.form.base_fields:
            kwargs["initial"] = {"position": self.initial_form_count()}
        return kwargs


class RecordInline(ChoosingAdmin, admin.TabularInline):
    """Rows that belong to another, in a table; on a phone one below the other."""

    template = "admin/quotes/rows.html"
    form = RecordForm
    formset = RecordFormSet
    formfield_overrides = FORM_FIELDS
    extra = 0


class RecordStack(ChoosingAdmin, admin.StackedInline):
    """Rows that belong to another, one below the other, where a table has not enough room."""

    form = RecordForm
    formset = RecordFormSet
    formfield_overrides = FORM_FIELDS
    extra = 0
