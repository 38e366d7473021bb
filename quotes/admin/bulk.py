"""One change of many statements at once: a topic, an occasion, publishing with a reason.

A page shows what will change, row by row, before anything does. Each row is a transaction of its
own, and is asked again when it is locked: what is refused stays as it is and is named.
"""

from dataclasses import dataclass
from functools import partial
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.admin import widgets
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.contrib.admin.options import IS_POPUP_VAR
from django.core.exceptions import BadRequest, PermissionDenied, ValidationError
from django.db import models
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.template.response import TemplateResponse
from django.utils.text import capfirst
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from dometracker.admin_site import page
from quotes.admin.editor import edit_context
from quotes.admin.forms import REASON
from quotes.admin.gap_questions import GapReasonForm, IncompleteRow, incomplete, is_answered
from quotes.admin.list_columns import list_url, page_url
from quotes.admin.object_actions import (
    offer_rows,
    table_context,
    table_media,
    with_way_back,
)
from quotes.admin.review_steps import ListAction, take_each
from quotes.admin.row_choices import is_row_id
from quotes.editing.bulk_changes import CHANGES, BulkChange, BulkPlan, planned
from quotes.editing.desk_acts import keep_act
from quotes.editing.gaps import require_answer
from quotes.editing.workflow import Action, may_ever
from quotes.models import Statement
from quotes.text.languages import in_record_language

# So many rows at once: each is a transaction of some 40 ms, and a browser waits for all of them.
MOST_ROWS = 500

_CONFIRM, _APPLY = "confirm", "apply"


class ChoiceForm(forms.Form):
    """Asks for the row that all are given: found as one types, or, without JavaScript, by name."""

    chosen: Any = forms.ModelChoiceField(queryset=None, required=False)
    name = forms.CharField(
        required=False,
        max_length=300,
        label=_("Or its name"),
        widget=widgets.AdminTextInputWidget(),
    )

    def __init__(self, change: BulkChange, sent: QueryDict | None = None) -> None:
        super().__init__(sent)
        model, column = change.of or (Statement, "occasion")
        reference: Any = model._meta.get_field(column)
        self.change = change
        self.rows: QuerySet = reference.related_model._default_manager.all()
        self.fields["chosen"].label = capfirst(reference.verbose_name)
        offer_rows(self, "chosen", reference, self.rows)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if not self.errors and not cleaned.get("chosen"):
            cleaned["chosen"] = self._named(cleaned.get("name", "").strip())
        return cleaned

    def _named(self, name: str) -> models.Model:
        if not name:
            raise ValidationError(_now("Choose one, or write its name."))
        by_any = models.Q(*((path, name) for path in self.change.found_by), _connector=models.Q.OR)
        found = list(self.rows.filter(by_any)[:2])
        if len(found) == 1:
            return found[0]
        if found:
            raise ValidationError(_now("More than one is called “%(name)s”.") % {"name": name})
        raise ValidationError(_now("Nothing here is called “%(name)s”.") % {"name": name})


@dataclass(frozen=True, slots=True)
class SelectedRows:
    """The rows that were selected, and the list that they were selected in."""

    keys: list[int]
    back: str


@page("bulk/<slug:key>/", "bulk", of=Statement)
def bulk_page(request: HttpRequest, key: str) -> HttpResponse:
    """The pages of a change; only the last one's button makes it."""
    change = CHANGES.get(key)
    changelist = list_url(Statement)
    if change is None or request.method != "POST":
        return HttpResponseRedirect(changelist)
    _require_permission(request, change)
    asked = SelectedRows(_keys(request), _back(request, changelist))
    chosen = None
    if change.of:
        choice = ChoiceForm(change, request.POST)
        if not choice.is_valid():
            return _page(request, change, asked, choice=choice)
        chosen = choice.cleaned_data["chosen"]
    if request.POST.get("stage") != _APPLY:
        return _preview(request, change, asked, chosen)
    plan = planned(change, chosen, asked.keys, request.user)
    form = GapReasonForm(_needs_reason(change, plan), _gaps(request, change, plan), request.POST)
    if not form.is_valid():
        return _preview(request, change, asked, chosen, form)
    _apply(request, change, asked.keys, chosen, form.cleaned_data[REASON])
    return HttpResponseRedirect(asked.back)


def bulk_actions(request: HttpRequest) -> dict[str, ListAction]:
    """The changes that the account may make of some statements, for the menu of their list."""
    table = admin.site.get_model_admin(Statement)
    if IS_POPUP_VAR in request.GET or not table.has_change_permission(request):
        return {}
    allowed = (change for change in CHANGES.values() if may_ever(request.user, change.action))
    return {
        change.key: (partial(_begin, change), change.key, str(change.label)) for change in allowed
    }


def require_row_numbers(request: HttpRequest) -> None:
    """Raises BadRequest for a list that is sent with what is no number of a row."""
    if not all(map(is_row_id, request.POST.getlist(ACTION_CHECKBOX_NAME))):
        raise BadRequest(_now("Identify each row by its number."))


def _begin(
    change: BulkChange,
    table: admin.ModelAdmin[Statement],
    request: HttpRequest,
    queryset: QuerySet[Statement],
) -> HttpResponse | None:
    """The first page of a change with the rows that were selected in the list."""
    selected = queryset.order_by().values_list("pk", flat=True).distinct()
    keys = list(selected[: MOST_ROWS + 1])
    if len(keys) > MOST_ROWS:
        sentence = _now("You can change at most %(count)s statements at once. Select fewer.")
        messages.error(request, sentence % {"count": f"{MOST_ROWS:,}"})
        return None
    asked = SelectedRows(keys, request.get_full_path())
    if change.of:
        return _page(request, change, asked, choice=ChoiceForm(change))
    return _preview(request, change, asked, None)


def _require_permission(request: HttpRequest, change: BulkChange) -> None:
    """Raises PermissionDenied where the account may do this with no statement at all."""
    answer = may_ever(request.user, change.action)
    if not answer or not admin.site.get_model_admin(Statement).has_change_permission(request):
        raise PermissionDenied(answer.sentence)


def _apply(
    request: HttpRequest, change: BulkChange, keys: list[int], chosen: Any, reason: str
) -> None:
    context = edit_context(request, reason)
    with in_record_language():
        note = f"{change.title(chosen)}."

    was: dict[int, Any] = {}

    def step(statement: Statement) -> None:
        was[statement.pk] = change.take(statement, chosen, request.user, context)
        if change.action is Action.PUBLISH:
            require_answer(statement, request.user, is_answered(request))

    changed = take_each(
        request,
        Statement.objects.filter(pk__in=keys),
        step,
        note,
    )
    if changed:
        sentence = ngettext(
            "%(act)s: %(count)d statement was changed.",
            "%(act)s: %(count)d statements were changed.",
            len(changed),
        )
        told = sentence % {"act": change.title(chosen), "count": len(changed)}
        if change.is_undoable:
            kept = {pk: was[pk] for pk in changed}
            act = keep_act(change.key, note, reason, request.user, kept, chosen)
            messages.success(request, with_way_back(told, act))
        else:
            messages.success(request, told)


def _preview(
    request: HttpRequest,
    change: BulkChange,
    asked: SelectedRows,
    chosen: Any,
    form: forms.Form | None = None,
) -> HttpResponse:
    plan = planned(change, chosen, asked.keys, request.user)
    rows = _gaps(request, change, plan)
    form = form or GapReasonForm(_needs_reason(change, plan), rows)
    title = change.title(chosen)
    return _page(
        request, change, asked, plan=plan, form=form, chosen=chosen, title=title, rows=rows
    )


def _page(
    request: HttpRequest, change: BulkChange, asked: SelectedRows, **shown: Any
) -> HttpResponse:
    form = shown.get("choice") or shown["form"]
    context = {
        **table_context(request, Statement, str(change.label).rstrip("…")),
        "media": table_media(Statement) + form.media,
        "action_url": page_url("bulk", Statement, change.key),
        "keys": ",".join(map(str, asked.keys)),
        "count": len(asked.keys),
        "back": asked.back,
        "stage": _CONFIRM if "choice" in shown else _APPLY,
        **shown,
    }
    return TemplateResponse(request, "admin/quotes/bulk.html", context)


def _gaps(request: HttpRequest, change: BulkChange, plan: BulkPlan) -> list[IncompleteRow]:
    """The rows to be published of which something is not known."""
    if change.action is not Action.PUBLISH:
        return []
    keys = [one.statement.pk for one in plan.changes]
    return incomplete(request, Statement.objects.filter(pk__in=keys), change.action)


def _needs_reason(change: BulkChange, plan: BulkPlan) -> bool:
    return plan.is_public or change.action is Action.PUBLISH


def _keys(request: HttpRequest) -> list[int]:
    """The rows that a page was made for. Raises BadRequest for what no page of ours has sent."""
    keys = request.POST.get("keys", "").split(",")
    if not all(map(is_row_id, keys)) or len(keys) > MOST_ROWS:
        raise BadRequest(_now("Identify each row by its number."))
    return [int(key) for key in keys]


def _back(request: HttpRequest, changelist: str) -> str:
    """The list that the rows were selected in; never another site."""
    back = request.POST.get("back", "")
    return back if back == changelist or back.startswith(f"{changelist}?") else changelist
