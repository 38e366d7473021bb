"""The form of a row: looked at; or sent, compared with what others saved, and saved or refused.

It takes the place of Django's ``changeform_view``, with Django's own parts, so that what is known
of an attempt to save (what was sent or restored, what the database refused, what is in conflict) is
handed from step to step and not left on the request. A table says what is its own by the methods
`form_context`, `object_links`, `sent_data`, `record` and `answer_saved`.
"""

from collections.abc import Mapping, Sequence
from copy import copy
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, NamedTuple

from django.contrib import messages
from django.contrib.admin import helpers
from django.contrib.admin.exceptions import DisallowedModelAdminToField
from django.contrib.admin.options import IS_POPUP_VAR, TO_FIELD_VAR, InlineModelAdmin
from django.contrib.admin.utils import flatten_fieldsets, unquote
from django.core.exceptions import PermissionDenied
from django.db import connection, transaction
from django.db.models import Model
from django.forms import BaseInlineFormSet
from django.forms.formsets import all_valid
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext as of_django

from quotes.admin import lost_updates, open_forms
from quotes.admin.constraint_messages import REFUSALS, Refusal, refusal_of
from quotes.admin.forms import DESPITE_CHECK, RecordForm
from quotes.admin.lost_updates import FormComparison
from quotes.editing import RefutedByCheck
from quotes.editing.locks import lock_record

if TYPE_CHECKING:
    from quotes.admin.base import Fieldsets, RecordAdmin


class Notice(NamedTuple):
    """A sentence for whoever has saved a form, and its level in ``django.contrib.messages``."""

    sentence: str
    level: int = messages.INFO


@dataclass(frozen=True, slots=True)
class Attempt:
    """What a form is filled with, and what is to be said above it."""

    data: QueryDict
    refused: Refusal | None = None
    comparison: FormComparison | None = None
    restored: open_forms.KeptForm | None = None


@dataclass(frozen=True, slots=True)
class InitialValues:
    """What a form begins with that is opened: values of its fields, and of new rows in it.

    ``rows`` are by the prefix of their formset; ``context`` is for the template.
    """

    initial: dict[str, Any] = field(default_factory=dict)
    rows: Mapping[str, list[dict[str, Any]]] = field(default_factory=dict)
    context: Mapping[str, Any] = field(default_factory=dict)


class Forms(NamedTuple):
    """The form of a row with the rows in it."""

    form: RecordForm
    formsets: list[BaseInlineFormSet]
    inlines: list[InlineModelAdmin]


def answer(
    table: "RecordAdmin", request: HttpRequest, object_id: str | None, form_url: str
) -> HttpResponse:
    """The form; once more, with a sentence, when the database refused what it was sent.

    Nothing of the first attempt stays: it runs in a transaction of its own.
    """
    if request.method != "POST":
        return _shown_or_saved(table, request, object_id, form_url, Attempt(request.POST))
    attempt = Attempt(table.sent_data(request))
    if open_forms.is_about_draft(request):
        kept = open_forms.draft_to_restore(request, table.model, object_id)
        if kept is None:
            return HttpResponseRedirect(request.get_full_path())
        # A form without a fault would be saved, and nobody has looked at this one yet.
        unseen = Refusal("", _("Check what was restored, then save."))
        attempt = Attempt(kept.as_sent(), refused=unseen, restored=kept)
    try:
        with transaction.atomic():
            return _shown_or_saved(table, request, object_id, form_url, attempt)
    except RefutedByCheck as refuted:
        attempt = replace(attempt, refused=Refusal(DESPITE_CHECK, str(refuted)))
    except REFUSALS as error:
        attempt = replace(attempt, refused=refusal_of(error))
    with transaction.atomic():
        return _shown_or_saved(table, request, object_id, form_url, attempt)


def _shown_or_saved(
    table: "RecordAdmin",
    request: HttpRequest,
    object_id: str | None,
    form_url: str,
    attempt: Attempt,
) -> HttpResponse:
    """The page of the form, or what follows a save."""
    request = _with_data(request, attempt.data)
    is_compared = object_id is not None and lost_updates.OPENED in request.POST
    if is_compared:
        lock_record()
    row = _row(table, request, object_id)
    if is_compared:
        if row is None:
            why = _("Someone has deleted or merged it in the meantime.")
            return lost_updates.not_saved_page(table, request, why, 409)
        if not table.has_change_permission(request, row):
            why = table.why_not_changed(request, row) or _(
                "You don’t have permission to change it."
            )
            return lost_updates.not_saved_page(table, request, why, 403)
        attempt = _compared(table, request, row, attempt)
        request = _with_data(request, attempt.data)
    else:
        _require_permission(table, request, object_id, row)
    if row is None and object_id is not None:
        return table._get_obj_does_not_exist_redirect(request, table.opts, object_id)  # type: ignore[attr-defined]
    groups = table.get_fieldsets(request, row)
    begun = InitialValues() if request.method == "POST" else table.initial_values(request, row)
    made = _forms(table, request, row, attempt, begun, flatten_fieldsets(groups))
    if request.method == "POST" and _is_valid(made):
        notices = save(table, request, made, change=row is not None)
        return table.answer_saved(request, made, notices, change=row is not None)
    return _page(table, request, row, form_url, attempt, begun, made, groups)


def _with_data(request: HttpRequest, data: QueryDict) -> HttpRequest:
    """The request as if it had sent this."""
    if data is request.POST:
        return request
    same = copy(request)
    same.POST = data  # type: ignore[assignment]
    return same


def _row(table: "RecordAdmin", request: HttpRequest, object_id: str | None) -> Model | None:
    """The row of the form; None for a new one, and for one that is not there."""
    to_field = _to_field(request)
    if to_field and not table.to_field_allowed(request, to_field):
        raise DisallowedModelAdminToField(f"The field {to_field} cannot be referenced.")
    return table.get_object(request, unquote(object_id), to_field) if object_id else None


def _to_field(request: HttpRequest) -> str | None:
    return request.POST.get(TO_FIELD_VAR, request.GET.get(TO_FIELD_VAR))


def _require_permission(
    table: "RecordAdmin", request: HttpRequest, object_id: str | None, row: Model | None
) -> None:
    """Raises PermissionDenied, with a sentence where there is one."""
    if object_id is None:
        allowed = table.has_add_permission(request)
    elif request.method == "POST":
        allowed = table.has_change_permission(request, row)
    else:
        allowed = table.has_view_or_change_permission(request, row)
    if not allowed:
        raise PermissionDenied(table.why_not_changed(request, row) if row else "")


def _compared(table: "RecordAdmin", request: HttpRequest, row: Model, attempt: Attempt) -> Attempt:
    """The attempt with what somebody else saved meanwhile put into it, and with what to choose."""
    # Not every table has a trigger that takes the lock of the record.
    table.model._default_manager.select_for_update(of=("self",)).filter(pk=row.pk).first()
    comparison = FormComparison(request.POST, stored_forms(table, request, row), row)
    refused = Refusal("", comparison.sentence) if comparison.sentence else attempt.refused
    return replace(attempt, data=comparison.data, refused=refused, comparison=comparison)


def stored_forms(
    table: "RecordAdmin", request: HttpRequest, row: Model
) -> lost_updates.StoredForms:
    """The forms over the row as it is stored, whatever was sent."""
    looking = _with_data(request, QueryDict())
    looking.method = "GET"
    form = table.get_form(looking, row, change=True)(instance=row)
    formsets, inlines = _formsets(table, looking, row, change=True)
    rows = zip(formsets, inlines, strict=True)
    changeable = [formset for formset, inline in rows if inline.has_change_permission(looking, row)]
    return lost_updates.StoredForms(form, changeable)


def _forms(
    table: "RecordAdmin",
    request: HttpRequest,
    row: Model | None,
    attempt: Attempt,
    begun: InitialValues,
    fields: Sequence[str],
) -> Forms:
    form_class = table.get_form(request, row, change=row is not None, fields=fields)
    if request.method == "POST":
        form = form_class(request.POST, request.FILES, instance=row)
    elif row:
        form = form_class(instance=row)
    else:
        form = form_class(initial=begun.initial)
    assert isinstance(form, RecordForm)
    form.refused = attempt.refused
    formsets, inlines = _formsets(table, request, form.instance, change=row is not None)
    for formset in formsets:
        formset.initial_extra = begun.rows.get(formset.prefix or "")
    return Forms(form, formsets, inlines)


def _formsets(
    table: "RecordAdmin", request: HttpRequest, row: Model, *, change: bool
) -> tuple[list[BaseInlineFormSet], list[InlineModelAdmin]]:
    return table._create_formsets(request, row, change)  # type: ignore[attr-defined]


def _is_valid(made: Forms) -> bool:
    is_valid = made.form.is_valid()
    # All are asked, so that one look shows everything that is wrong.
    return all_valid(made.formsets) and is_valid


# --- the save ------------------------------------------------------------------------------------


def save(table: "RecordAdmin", request: HttpRequest, made: Forms, *, change: bool) -> list[Notice]:
    """Write the row, the rows in it and what belongs to the same transaction, in this order.

    Raises one of `REFUSALS` where a rule of the record is broken.
    """
    row = table.save_form(request, made.form, change)
    table.save_model(request, row, made.form, change)
    table.save_related(request, made.form, made.formsets, change)
    open_forms.forget_draft(request, table.model, row if change else None)
    notices = table.record(request, made)
    # Deferred rules speak now, while the answer can still be the form, not at the commit.
    connection.check_constraints()
    return notices


# --- the page ------------------------------------------------------------------------------------


def _page(
    table: "RecordAdmin",
    request: HttpRequest,
    row: Model | None,
    form_url: str,
    attempt: Attempt,
    begun: InitialValues,
    made: Forms,
    groups: "Fieldsets",
) -> HttpResponse:
    changes = row is None or table.has_change_permission(request, row)
    admin_form = _admin_form(table, request, row, made, groups, changes)
    inlines = table.get_inline_formsets(request, made.formsets, made.inlines, row)
    context: dict[str, Any] = {
        **table.admin_site.each_context(request),
        "title": _title(table, row, changes),
        "subtitle": str(row) if row else None,
        "adminform": admin_form,
        "object_id": str(row.pk) if row else None,
        "original": row,
        "is_popup": _is_popup(request),
        "to_field": _to_field(request),
        "media": sum((one.media for one in inlines), table.media + admin_form.media),
        "inline_admin_formsets": inlines,
        "errors": helpers.AdminErrorList(made.form, made.formsets),
        "preserved_filters": table.get_preserved_filters(request),
        "object_actions": table.object_links(request, row) if row else [],
        **begun.context,
    }
    context |= _context_of_attempt(request, row, attempt, made, inlines)
    if changes and not _is_popup(request):
        context |= open_forms.context_of_form(request, table.model, row)
    context |= table.form_context(request, row, made.form)
    response = table.render_change_form(
        request, context, add=row is None, change=row is not None, obj=row, form_url=form_url
    )
    if attempt.comparison and attempt.comparison.lines:
        response.status_code = 409
    return response


def _admin_form(
    table: "RecordAdmin",
    request: HttpRequest,
    row: Model | None,
    made: Forms,
    groups: "Fieldsets",
    changes: bool,
) -> helpers.AdminForm:
    """The form in its groups of fields; where nothing may be changed, none has a control."""
    fieldsets: list[Any] = list(groups)
    return helpers.AdminForm(
        made.form,
        fieldsets,
        table.get_prepopulated_fields(request, row) if changes else {},
        table.get_readonly_fields(request, row) if changes else flatten_fieldsets(groups),
        model_admin=table,
    )


def _context_of_attempt(
    request: HttpRequest,
    row: Model | None,
    attempt: Attempt,
    made: Forms,
    inlines: list[helpers.InlineAdminFormSet],
) -> dict[str, Any]:
    """What became of what was sent: restored, in conflict, or opened with which values."""
    comparison = attempt.comparison
    context: dict[str, Any] = {}
    if attempt.restored:
        context["restored_at"] = attempt.restored.kept_at
        if not (comparison and comparison.lines):
            # Nobody has tried to save it: what is missing is no mistake yet.
            context["errors"] = None
    if row is not None:
        context |= lost_updates.context_of_form(request, row, comparison, made.form, inlines)
    return context


def _is_popup(request: HttpRequest) -> bool:
    return IS_POPUP_VAR in request.POST or IS_POPUP_VAR in request.GET


def _title(table: "RecordAdmin", row: Model | None, changes: bool) -> str:
    """Django's own title, in its own words."""
    if row is None:
        title = of_django("Add %s")
    else:
        title = of_django("Change %s") if changes else of_django("View %s")
    return title % table.opts.verbose_name
