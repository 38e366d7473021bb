"""The record of acts that can be undone: what was done with which statements, and the way back."""

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from dometracker.admin_site import page
from quotes.admin.base import ReadOnly, RecordAdmin
from quotes.admin.editor import edit_context, signed_in
from quotes.admin.forms import DESPITE_CHECK, despite_check_field
from quotes.admin.list_columns import form_url, link_to_row, page_url
from quotes.admin.object_actions import (
    Link,
    ReasonForm,
    action_page,
    refusals_of,
    sent_fields,
)
from quotes.admin.review_queue import name_of
from quotes.editing.desk_acts import (
    WITHDRAWAL,
    UndoneAct,
    check_withdrawn,
    may_undo,
    undo_act,
)
from quotes.editing.gate import objections
from quotes.models import DeskAct, State, Statement

# Statements that a page names; of more the number is told.
_NAMED = 50


@admin.register(DeskAct)
class DeskActAdmin(ReadOnly, RecordAdmin[DeskAct]):
    """What was done with many statements at once, and withdrawals: to be read, and undone."""

    list_display = ["title", "count", "who", "made_at", "undone_at"]
    list_filter = [("undone_at", admin.EmptyFieldListFilter)]
    list_select_related = ["account"]
    date_hierarchy = "made_at"
    search_fields = ["title", "reason"]
    fields = ["title", "reason", "who", "made_at", "statements", "undone_at"]
    readonly_fields = ["statements", "who"]

    @admin.display(description=_("statements"))
    def count(self, act: DeskAct) -> int:
        return len(act.rows)

    @admin.display(description=_("who"))
    def who(self, act: DeskAct) -> str:
        return name_of(act.account) or "-"

    @admin.display(description=_("statements"))
    def statements(self, act: DeskAct) -> SafeString:
        keys = [row["statement"] for row in act.rows]
        found = Statement.objects.select_related("speaker").filter(pk__in=keys).order_by("pk")
        lines = format_html_join("", "<li>{}</li>", ((link_to_row(one),) for one in found[:_NAMED]))
        more = len(keys) - _NAMED
        left = _now("and %(count)d more") % {"count": more} if more > 0 else ""
        return format_html("<ul>{}</ul>{}", lines, left)

    def object_links(self, request: HttpRequest, row: DeskAct) -> list[Link]:
        if not may_undo(request.user, row):
            return []
        return [(page_url("undo", row), _now("Undo this…"))]


@page("<int:pk>/undo/", "undo", of=DeskAct, may="view")
def undo_act_page(request: HttpRequest, pk: int) -> HttpResponse:
    """Says what would be set back and asks why; by POST it is done, each statement for itself."""
    act = DeskAct.objects.filter(pk=pk).first()
    if act is None:
        raise Http404
    if act.undone_at or not act.is_open:
        messages.info(request, _now("This can no longer be undone."))
        return HttpResponseRedirect(form_url(act))
    if not may_undo(request.user, act):
        raise PermissionDenied
    keys = [row["statement"] for row in act.rows]
    form = ReasonForm(sent_fields(request))
    is_withdrawal = act.kind == WITHDRAWAL
    if is_withdrawal:
        check_withdrawn(act)
    if is_withdrawal and objections(keys):
        form.fields[DESPITE_CHECK] = despite_check_field()
    public = Statement.objects.filter(pk__in=keys, state=State.PUBLISHED)
    form.fields["reason"].required = is_withdrawal or public.exists()
    outcomes: list[UndoneAct] = []
    if form.is_bound and form.is_valid():
        context = edit_context(
            request,
            form.cleaned_data["reason"] or "An act was undone",
            despite_check=form.cleaned_data.get(DESPITE_CHECK, ""),
        )
        user = signed_in(request)
        sentences = refusals_of(lambda: outcomes.append(undo_act(act, user, context)))
        if not sentences and _is_told(request, act, outcomes[0], form):
            return HttpResponseRedirect(form_url(act))
        for sentence in sentences:
            form.refuse([sentence])
    return action_page(
        request,
        act,
        form,
        title=_now("Undo: %(act)s") % {"act": act.title},
        follows=_follows(len([row for row in act.rows if not row.get("undone")]), is_withdrawal),
        button=_now("Undo this"),
    )


def _follows(count: int, is_withdrawal: bool) -> list[str]:
    if is_withdrawal:
        return [
            _now("The statement is public again at its address, with a revision that says why."),
            _now("If it was changed since it was withdrawn, nothing is done."),
        ]
    return [
        ngettext(
            "%(count)d statement gets back what it had before.",
            "%(count)d statements get back what they had before.",
            count,
        )
        % {"count": count},
        _now("Each that is published gets a revision with your reason."),
        _now("What was changed since stays as it is, and is named."),
    ]


def _is_told(request: HttpRequest, act: DeskAct, outcome: UndoneAct, form: ReasonForm) -> bool:
    """Say what was set back; of what was not, why. Whether anything was."""
    table = admin.site.get_model_admin(Statement)
    for statement in outcome.done:
        table.log_change(request, statement, f"Undone: {act.title}")
    refused = [
        _now("%(statement)s: %(sentence)s") % {"statement": statement, "sentence": sentence}
        for sentence, statements in outcome.refused.items()
        for statement in statements[:_NAMED]
    ]
    if not outcome.done:
        form.refuse(refused or [_now("This can no longer be undone.")])
        return False
    told = ngettext(
        "Undone for %(count)d statement.", "Undone for %(count)d statements.", len(outcome.done)
    )
    messages.success(request, told % {"count": len(outcome.done)})
    for sentence in refused:
        messages.error(request, sentence)
    return True
