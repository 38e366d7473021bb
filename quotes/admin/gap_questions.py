"""The question about a gap, asked once: in the form of a statement, and of the rows of an act."""

from collections.abc import Sequence
from typing import NamedTuple

from django import forms
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, QueryDict
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from quotes.admin.object_actions import PublicReasonForm, carried, table_context
from quotes.editing.gaps import Gap, open_gap, open_gaps, question
from quotes.editing.workflow import Action, may
from quotes.models import Statement

# The answer; and that the question was shown, whatever was answered.
IS_COMPLETE, ASKED = "is_complete", "gaps_asked"


def complete_field() -> forms.BooleanField:
    """The answer that a statement goes on with its gap. Hidden until it is asked."""
    return forms.BooleanField(required=False, widget=forms.HiddenInput)


def ask(form: forms.BaseForm, gap: Gap) -> None:
    """Ask in a form whether a gap stays."""
    form.fields[IS_COMPLETE].widget = forms.CheckboxInput()
    # The field as it is drawn has its label since the form was first looked at.
    form[IS_COMPLETE].label = _now("Publish it as it is: %(gap)s") % {"gap": gap.words}


def ask_in_form(form: forms.ModelForm) -> None:
    """Ask before a statement is published from its form whether what is not known stays so."""
    speaker, said = form.cleaned_data.get("speaker"), form.cleaned_data.get("said")
    if speaker is None or said is None:
        return
    gap = open_gap(form.instance.pk, speaker, said)
    if gap:
        # Another error brings the form back: the answer is still there, and can be taken back.
        ask(form, gap)
        if not form.cleaned_data.get(IS_COMPLETE):
            form.add_error(IS_COMPLETE, question(gap))


class IncompleteRow(NamedTuple):
    """A statement, and what nobody knows of it."""

    statement: Statement
    gap: Gap


def incomplete(
    request: HttpRequest, statements: QuerySet[Statement], action: Action
) -> list[IncompleteRow]:
    """Those with a gap that the account is asked about before it takes the step."""
    found = Statement.objects.filter(pk__in=statements.order_by().values("pk"))
    rows = list(found.select_related("speaker").prefetch_related("speaker__roles"))
    gaps = open_gaps(rows)
    asked = [row for row in rows if row.pk in gaps and may(request.user, action, row)]
    return [IncompleteRow(row, gaps[row.pk]) for row in asked]


def ask_of_rows(
    request: HttpRequest,
    statements: QuerySet[Statement],
    action: Action,
    title: str,
    back: str,
) -> HttpResponse | None:
    """The page that asks about gaps before an act on many; None where nothing is to be asked.

    It sends again what it was sent, with the answer.
    """
    if ASKED in request.POST:
        return None
    rows = incomplete(request, statements, action)
    if not rows:
        return None
    context = {
        **table_context(request, Statement, title),
        "rows": rows,
        "again": carried(request),
        "back": back,
        "count": statements.order_by().values("pk").distinct().count(),
    }
    return TemplateResponse(request, "admin/quotes/gaps.html", context)


def is_answered(request: HttpRequest) -> bool:
    """Whether what is not known of the rows of an act stays so."""
    return IS_COMPLETE in request.POST


class GapReasonForm(PublicReasonForm):
    """Asks why, and where something is not known, whether it stays so."""

    def __init__(
        self, is_needed: bool, rows: Sequence[IncompleteRow], sent: QueryDict | None = None
    ) -> None:
        super().__init__(is_needed, sent)
        if rows:
            label = _("Publish these too, as they are")
            self.fields[IS_COMPLETE] = forms.BooleanField(label=label, required=False)
