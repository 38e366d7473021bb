"""No lost update: what somebody else saved while a form was open is never overwritten unseen.

A form carries, signed, the values it was opened with: its own and those of the rows in it. A save
takes the lock that every writer of the record takes, reads what is stored now, and compares the
three in the same transaction (``three_way_merge``). Nothing is saved until the editor has seen what
is different. A form that does not say what it was opened with is saved as it is: it is a program's.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from django.contrib.admin.helpers import InlineAdminFormSet
from django.contrib.admin.models import LogEntry
from django.contrib.admin.options import get_content_type_for_model
from django.db.models import Model
from django.forms import ModelForm
from django.http import HttpRequest, HttpResponse, QueryDict
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from quotes.admin.form_values import Fields, SentRow, label_of, sent_rows, value_as_text
from quotes.admin.three_way_merge import Opened, StoredForms, ThreeWayMerge, opened_with
from quotes.models import Statement

if TYPE_CHECKING:
    from quotes.admin.base import RecordAdmin

# Name of the field that says what a form was opened with.
OPENED = "_opened"


@dataclass(frozen=True, slots=True)
class FormComparison:
    """What was sent, compared with what is stored.

    ``data`` is what the form goes on with. ``sentence`` says why nothing is saved; ``""`` where
    nothing speaks against it. ``token`` is what the form counts as opened with from now on.
    """

    data: QueryDict
    sentence: str = ""
    token: str = ""
    merge: ThreeWayMerge | None = None
    changed_by: str = ""
    changed_at: datetime | None = None


def compare(sent: QueryDict, stored: StoredForms, row: Model) -> FormComparison:
    """What somebody else saved meanwhile, put into what was sent."""
    opened = opened_with(sent.get(OPENED, ""))
    if opened is None:
        sentence = _("Not saved: you opened this form too long ago. Check it, then save again.")
        return FormComparison(sent, sentence, _token(stored, row))
    merge = ThreeWayMerge(stored, opened, sent, _state_of(row))
    if not merge.lines:
        return FormComparison(merge.data)
    sentence = _("Not saved: this was changed while you had it open. Compare the versions below.")
    who, when = _changed_by(row, opened.at)
    return FormComparison(merge.data, sentence, merge.opened.signed(), merge, who, when)


def context_of_form(
    request: HttpRequest,
    row: Model,
    comparison: FormComparison | None,
    form: ModelForm,
    inlines: Sequence[InlineAdminFormSet],
) -> dict[str, object]:
    """What a form is opened with; when it comes back with errors, what it was opened with."""
    if request.method != "POST":
        changeable = [one.formset for one in inlines if one.has_change_permission]
        return {"opened": _token(StoredForms(form, changeable), row)}
    token = comparison.token if comparison else ""
    context: dict[str, object] = {"opened": token or request.POST.get(OPENED, "")}
    if comparison and comparison.merge:
        context["merging"] = comparison.merge
        context["changed_by"] = {"who": comparison.changed_by, "when": comparison.changed_at}
    return context


def _token(stored: StoredForms, row: Model) -> str:
    return Opened(stored.rows(), timezone.now().isoformat(), _state_of(row)).signed()


def _state_of(row: Model) -> str:
    """The state of a statement by its name; nothing for rows of other tables."""
    return str(row.get_state_display()) if isinstance(row, Statement) else ""


def _changed_by(row: Model, since: str) -> tuple[str, datetime | None]:
    """Who last changed the row in the admin after that time, and when; ``("", None)`` if nobody."""
    entries = LogEntry.objects.filter(
        content_type=get_content_type_for_model(row),
        object_id=str(row.pk),
        action_time__gt=parse_datetime(since) or timezone.now(),
    )
    last = entries.select_related("user").order_by("-action_time", "-pk").first()
    if last is None:
        return "", None
    return last.user.get_full_name() or last.user.get_username(), last.action_time


# --- what can no longer be saved -----------------------------------------------------------------


def gone_page(table: "RecordAdmin", request: HttpRequest) -> HttpResponse:
    """409 for a row that is no longer there, with all that was typed."""
    return _typed_page(table, request, _("Someone has deleted or merged it in the meantime."), 409)


def forbidden_page(table: "RecordAdmin", request: HttpRequest, why: str) -> HttpResponse:
    """403 for a row that the account may no longer change, with all that was typed."""
    return _typed_page(table, request, why or _("You don’t have permission to change it."), 403)


def _typed_page(table: "RecordAdmin", request: HttpRequest, why: str, status: int) -> HttpResponse:
    """All that was typed, to be copied, where the form itself cannot come back."""
    context = {
        **table.admin_site.each_context(request),
        "opts": table.opts,
        "title": _("Not saved: %(name)s") % {"name": table.opts.verbose_name},
        "why": why,
        "typed": list(_typed_rows(table, request)),
    }
    return TemplateResponse(request, "admin/quotes/not_saved.html", context, status=status)


def _typed_rows(
    table: "RecordAdmin", request: HttpRequest
) -> Iterator[tuple[str, list[tuple[str, str]]]]:
    """What was typed, row by row: the name of the row, then pairs of a label and a text."""
    fields = table.get_form(request, None, change=False).base_fields
    sent = SentRow({name: request.POST.getlist(name) for name in request.POST})
    yield capfirst(str(table.opts.verbose_name)), _typed_values(fields, sent)
    for formset, inline in table.get_formsets_with_inlines(request):
        for row in sent_rows(request.POST, formset.get_default_prefix()):
            values = _typed_values(formset.form.base_fields, row)
            if values:
                yield capfirst(str(inline.opts.verbose_name)), values


def _typed_values(fields: Fields, row: SentRow) -> list[tuple[str, str]]:
    """The labels of the fields that were sent, and what stood in them."""
    typed = (
        (label_of(name, field), value_as_text(field, row.value(name, field)))
        for name, field in fields.items()
        if name in row.sent
    )
    return [(label, text) for label, text in typed if text]
