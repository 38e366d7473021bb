"""What the admin of every table does alike: search, refusals in sentences, reasons for changes."""

from collections.abc import Callable, Iterable, Iterator
from functools import reduce
from operator import or_
from typing import Any

from django.contrib import admin, messages
from django.contrib.admin.options import IS_POPUP_VAR
from django.contrib.admin.utils import flatten, unquote
from django.contrib.auth.models import AbstractBaseUser, AnonymousUser
from django.core.exceptions import PermissionDenied
from django.db import DataError, IntegrityError, connection, models
from django.db.models import (
    Count,
    OuterRef,
    ProtectedError,
    Q,
    QuerySet,
    RestrictedError,
    Subquery,
)
from django.db.models.functions import Coalesce
from django.forms import BaseInlineFormSet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from quotes.admin.constraint_messages import refusal_of
from quotes.admin.every_change import EveryChangeAdmin
from quotes.admin.forms import (
    FORM_FIELDS,
    REASON,
    AddressedForm,
    ReasonedForm,
    RecordForm,
    name_for_screen_reader,
)
from quotes.admin.lost_updates import LostUpdatesAdmin
from quotes.admin.open_forms import OpenFormsAdmin
from quotes.admin.row_choices import ChoosingAdmin
from quotes.editing import EditContext, record_changes
from quotes.editing.workflow import Answer, may_change_shared
from quotes.models import Statement
from quotes.models.columns import Fold
from quotes.presentation.names import country_name, language_name
from quotes.text.folding import search_fold
from quotes.text.languages import in_record_language

REFUSALS = (IntegrityError, DataError)
KEPT = (ProtectedError, RestrictedError)

# Of a group of fields: folded away, always or while nothing stands in them. Django opens a folded
# group in which something is wrong.
FOLDED = ["collapse"]
FOLDED_WHILE_EMPTY = ["collapse", "while-empty"]


def editor_name(user: AbstractBaseUser | AnonymousUser) -> str:
    """The name that stands in a public revision: never the name an account signs in with."""
    return user.get_full_name() if hasattr(user, "get_full_name") else ""


class ValuesFilter(admin.AllValuesFieldListFilter):
    """A filter by each value that a column has. The empty one has a name, or its link had none."""

    def has_output(self) -> bool:
        return self.lookup_val is not None or len(self.lookup_choices) > 1

    def choices(self, changelist: Any) -> Iterator[Any]:
        every, *values = super().choices(changelist)
        yield every
        for choice in values:
            yield {**choice, "display": self.named(str(choice["display"])) or _("none given")}

    def named(self, value: str) -> str:
        """A value as Django shows it: what it is called, and behind it a number, if asked for."""
        return value


class LanguagesFilter(ValuesFilter):
    def named(self, value: str) -> str:
        return _decoded(value, language_name)


class CountriesFilter(ValuesFilter):
    def named(self, value: str) -> str:
        return _decoded(value, country_name)


def _decoded(value: str, name_of: Callable[[str], str]) -> str:
    """A code as Django shows it, perhaps with a number behind it, with its name instead."""
    code, blank, number = value.partition(" ")
    return f"{name_of(code)}{blank}{number}" if code else ""


class RowsFilter(admin.RelatedFieldListFilter):
    """A filter by each row that is referred to; what refers to none has a name."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.empty_value_display = _("none given")  # type: ignore[assignment]


def counted(model: type[models.Model], column: str) -> Coalesce:
    """SQL: how many rows of another table refer to this one by that column.

    Not a join: a list joined and grouped loses the order of its table.
    """
    referring = model._default_manager.filter(**{column: OuterRef("pk")}).order_by()
    number = referring.values(column).annotate(number=Count("*")).values("number")
    return Coalesce(Subquery(number), 0)


def numbered(model: type[models.Model], count: int) -> SafeString:
    """A number with what it counts, seen only where the list is too narrow for headings."""
    name = model._meta.verbose_name if count == 1 else model._meta.verbose_name_plural
    return format_html('{}<span class="of-a-number"> {}</span>', count, name)


def link_to_list(model: type[models.Model], count: int, **chosen: object) -> SafeString:
    """A number that leads to the rows it counts."""
    query = "&".join(f"{name}={value}" for name, value in chosen.items())
    name = f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist"
    return format_html('<a href="{}?{}">{}</a>', reverse(name), query, numbered(model, count))


def link_to_row(row: models.Model, text: str = "") -> SafeString:
    """A link to the form of a row."""
    name = f"admin:{row._meta.app_label}_{row._meta.model_name}_change"
    return format_html('<a href="{}">{}</a>', reverse(name, args=[row.pk]), text or str(row))


def without(fieldsets: Any, names: set[str]) -> list[tuple[Any, dict[str, Any]]]:
    """Groups of fields less those of the names, and less the groups in which nothing is left."""
    left = [
        (title, {**options, "fields": [one for one in options["fields"] if one not in names]})
        for title, options in fieldsets
    ]
    return [(title, options) for title, options in left if options["fields"]]


class RecordAdmin(EveryChangeAdmin, ChoosingAdmin, OpenFormsAdmin, LostUpdatesAdmin):
    """The admin of one table of the record."""

    form = RecordForm
    formfield_overrides = FORM_FIELDS
    list_per_page = 50
    show_full_result_count = False

    class Media:
        js = ["js/admin-labels.js", "js/admin-open-forms.js"]
        css = {"all": ["css/admin-open-forms.css"]}

    def get_form(
        self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any
    ) -> Any:
        form: Any = super().get_form(request, obj, change, **kwargs)
        # The class is made anew for each request.
        form.refused = getattr(request, "refused", None)
        return form

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        return [
            (name, self._opened(request, obj, options))
            for name, options in super().get_fieldsets(request, obj)
        ]

    def _opened(self, request: HttpRequest, obj: Any, options: Any) -> Any:
        """A group that is folded while it is empty, open as soon as something stands in it."""
        classes = [*options.get("classes", ())]
        if "while-empty" not in classes or not any(
            request.POST.get(name) or (obj and getattr(obj, name))
            for name in flatten(options["fields"])
        ):
            return options
        return {**options, "classes": [one for one in classes if one != "collapse"]}

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet, search_term: str
    ) -> tuple[QuerySet, bool]:
        """Rows in which every word is found somewhere, blind to case and accents."""
        paths = self.get_search_fields(request)
        for word in search_fold(search_term).split() if paths else ():
            queryset = queryset.filter(pk__in=self._found(paths, word))
        return queryset, False

    def _found(self, paths: Iterable[str], word: str) -> QuerySet:
        folded = {f"searched_{number}": Fold(path) for number, path in enumerate(paths)}
        somewhere = reduce(or_, (Q(**{f"{name}__contains": word}) for name in folded))
        return self.model._default_manager.annotate(**folded).filter(somewhere).values("pk")

    def log_addition(self, request: HttpRequest, obj: Any, message: Any) -> Any:
        with in_record_language():
            return super().log_addition(request, obj, message)

    def log_change(self, request: HttpRequest, obj: Any, message: Any) -> Any:
        with in_record_language():
            return super().log_change(request, obj, message)

    def changeform_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """The form; once more, with a sentence, when the database refused what it was sent.

        Nothing of the first attempt stays: Django runs it in a transaction of its own.
        """
        try:
            return super().changeform_view(request, *args, **kwargs)
        except REFUSALS as error:
            request.refused = refusal_of(error)  # type: ignore[attr-defined]
        return super().changeform_view(request, *args, **kwargs)

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        super().save_related(request, form, formsets, change)
        self.record(request, form, formsets)
        # Deferred rules speak now, while the answer can still be the form, not at the commit.
        connection.check_constraints()

    def record(self, request: HttpRequest, form: Any, formsets: Any) -> None:
        """What else belongs to the same transaction once all rows are saved."""

    def kept(self, rows: Iterable[Any]) -> list[str]:
        """Sentences why some of the rows cannot be deleted."""
        return []

    def get_deleted_objects(self, objs: Any, request: HttpRequest) -> Any:
        deleted, counts, lacking, protected = super().get_deleted_objects(objs, request)
        return deleted, counts, lacking, [*self.kept(objs), *protected]

    def delete_view(
        self, request: HttpRequest, object_id: str, extra_context: Any = None
    ) -> HttpResponse:
        try:
            return super().delete_view(request, object_id, extra_context)
        except (*REFUSALS, *KEPT) as error:
            self._say_kept(request, error)
        return HttpResponseRedirect(request.path)

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        if IS_POPUP_VAR not in request.GET:
            # Django's "Select … to change" is said to who came to read or to publish, too.
            extra_context = {"title": capfirst(self.opts.verbose_name_plural)} | (
                extra_context or {}
            )
        try:
            return super().changelist_view(request, extra_context)
        except (*REFUSALS, *KEPT, OverflowError) as error:
            if request.method == "POST" and not isinstance(error, OverflowError):
                self._say_kept(request, error)
                return HttpResponseRedirect(request.get_full_path())
            if not request.GET:
                raise
        # A NUL, or a year beyond all calendars: Django finds out only when it asks the database.
        told = _("No list can be narrowed to what this address asks for. Here is the whole list.")
        self.message_user(request, told, messages.WARNING)
        return HttpResponseRedirect(request.path)

    def _say_kept(self, request: HttpRequest, error: Exception) -> None:
        if isinstance(error, KEPT):
            sentence: object = _("Not deleted: something else in the record still refers to it.")
        else:
            sentence = refusal_of(error).sentence  # type: ignore[arg-type]
        self.message_user(request, str(sentence), messages.ERROR)


class AddressedAdmin(RecordAdmin):
    """The admin of what has a page of its own, whose address is a promise once it is public."""

    form = AddressedForm

    def statements(self, row: Any) -> QuerySet[Statement]:
        """The statements whose public page shows something of the row."""
        return row.statements.all()

    def was_public(self, row: Any) -> bool:
        """Whether its address has been given out; a withdrawn statement counts."""
        return self.statements(row).filter(published_at__isnull=False).exists()

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        fields = [*super().get_readonly_fields(request, obj)]
        return [*fields, "slug"] if obj and self.was_public(obj) else fields

    def get_prepopulated_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        # Only a new row: an address that follows a corrected name would break links to a draft.
        return {} if obj else super().get_prepopulated_fields(request, obj)

    def get_view_on_site_url(self, obj: Any = None) -> str | None:
        return super().get_view_on_site_url(obj) if obj and self.was_public(obj) else None


class ReasonedAdmin(RecordAdmin):
    """The admin of what published statements show: a change of theirs is recorded with a reason.

    Whether the public reads something else is not guessed from the form: the new public state is
    compared with the last one, and a revision without reason is refused by the database.
    """

    change_form_template = "admin/quotes/reasoned_change_form.html"

    def shown_by(self, row: Any) -> QuerySet[Statement]:
        """The statements that a change of the row may change in public."""
        return row.statements.all()

    def may_change(self, request: HttpRequest, row: Any) -> Answer:
        """Whether the account's group may change the row, which no permission of a table says."""
        return may_change_shared(request.user, self.shown_by(row))

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        allowed = obj is None or self.may_change(request, obj)
        return bool(super().has_change_permission(request, obj) and allowed)

    def changeform_view(
        self, request: HttpRequest, object_id: str | None = None, *args: Any, **kwargs: Any
    ) -> HttpResponse:
        try:
            return super().changeform_view(request, object_id, *args, **kwargs)
        except PermissionDenied as error:
            why = self.why_not(request, object_id, self.may_change) if object_id else ""
            raise PermissionDenied(why or str(error)) from error

    def why_not(
        self, request: HttpRequest, object_id: str, ask: Callable[[HttpRequest, Any], Answer]
    ) -> str:
        """The sentence behind a refusal, of which Django says nothing but 403."""
        row = self.get_object(request, unquote(object_id))
        return ask(request, row).sentence if row else ""

    def get_form(
        self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any
    ) -> Any:
        form: Any = super().get_form(request, obj, change, **kwargs)
        if not obj or not self.shown_by(obj).published().exists():  # type: ignore[attr-defined]
            form.base_fields.pop(REASON, None)
        return form

    def act(self, request: HttpRequest, form: Any, default: str = "") -> EditContext:
        return EditContext(form.cleaned_data.get(REASON) or default, editor_name(request.user))

    def record(self, request: HttpRequest, form: Any, formsets: Any) -> None:
        super().record(request, form, formsets)
        changed = form.has_changed() or any(formset.has_changed() for formset in formsets)
        if changed:
            shown = self.shown_by(form.instance).values_list("pk", flat=True)
            record_changes(set(shown), self.act(request, form))


class ReasonedRecordForm(ReasonedForm, RecordForm):
    pass


class ReasonedAddressedForm(ReasonedForm, AddressedForm):
    pass


class ReadOnly:
    """Rows that are looked at in the admin and never changed there.

    For evidence and history the database refuses a change as well.
    """

    def has_add_permission(self, *args: Any, **kwargs: Any) -> bool:
        return False

    def has_change_permission(self, *args: Any, **kwargs: Any) -> bool:
        return False

    def has_delete_permission(self, *args: Any, **kwargs: Any) -> bool:
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

    def add_fields(self, form: Any, index: int | None) -> None:
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
