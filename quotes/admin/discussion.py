"""The comments on a statement before it is public, and the colleague who is asked to review it."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.admin import widgets
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from dometracker.admin_site import SENT, page
from quotes.admin.editor import signed_in
from quotes.admin.forms import ProseField
from quotes.admin.object_actions import row_context
from quotes.admin.review_changes import changes_since_sent_back
from quotes.admin.review_queue import discussion_url, name_of
from quotes.editing.refusals import Refused
from quotes.editing.review_notes import (
    LONGEST,
    assign,
    colleagues,
    comment,
    may_comment,
    reviewers_of,
)
from quotes.models import Assignment, ReviewNote, Statement


class CommentForm(forms.Form):
    """Asks for a comment."""

    comment = ProseField(
        label=_("Comment"),
        max_length=LONGEST,
        widget=widgets.AdminTextareaWidget(attrs={"rows": 3}),
        help_text=_("Not published. Write @name to mention a colleague."),
    )


class AssignForm(forms.Form):
    """Asks who is to review a statement."""

    reviewer: Any = forms.ModelChoiceField(
        queryset=User.objects.none(), required=False, label=_("Reviewer"), empty_label=_("anyone")
    )

    def __init__(self, statement: Statement, sent: Any = None) -> None:
        asked = Assignment.objects.filter(statement=statement).first()
        super().__init__(sent, initial={"reviewer": asked.reviewer_id if asked else None})
        field: Any = self.fields["reviewer"]
        field.queryset = User.objects.filter(pk__in=[one.pk for one in reviewers_of(statement)])
        field.label_from_instance = name_of


@page("<int:pk>/discussion/", "discussion", of=Statement, may="view")
def discussion_page(request: HttpRequest, pk: int) -> HttpResponse:
    """The comments on a statement; by POST one more is written."""
    row = _row(request, pk)
    form = CommentForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        try:
            written = comment(row, signed_in(request), form.cleaned_data["comment"])
        except Refused as refused:
            form.add_error("comment", refused.sentences)
            if not may_comment(request.user, row):
                messages.error(request, str(refused))
        else:
            for name in written.unknown:
                told = _now("Nobody here is called @%(name)s.")
                messages.warning(request, told % {"name": name})
            messages.success(request, _now("Comment added."))
            return HttpResponseRedirect(discussion_url(row))
    context = {
        **row_context(request, row, _now("Comments")),
        **discussion_context(request, row, form),
        "changes": changes_since_sent_back(row),
    }
    return TemplateResponse(request, "admin/quotes/discussion.html", context)


@page("<int:pk>/assign/", "assign", of=Statement, may="view", methods=SENT)
def assign_page(request: HttpRequest, pk: int) -> HttpResponse:
    """Asks a colleague to review the statement, or nobody in particular."""
    row = _row(request, pk)
    form = AssignForm(row, request.POST)
    if not form.is_valid():
        messages.error(request, _now("Choose a colleague who may publish this statement."))
        return HttpResponseRedirect(discussion_url(row))
    try:
        asked = assign(row, signed_in(request), form.cleaned_data["reviewer"])
    except Refused as refused:
        messages.error(request, str(refused))
    else:
        told = _now("Anyone may review it.")
        if asked:
            told = _now("%(name)s is asked to review it.") % {"name": name_of(asked.reviewer)}
        messages.success(request, told)
    return HttpResponseRedirect(discussion_url(row))


def discussion_context(
    request: HttpRequest, row: Statement, form: CommentForm | None = None
) -> dict[str, Any]:
    """What the part of a page needs that shows comments and the reviewer."""
    notes = ReviewNote.objects.filter(statement=row).select_related("author")
    notes = notes.order_by("written_at", "pk")
    return {
        "comments": [(note, name_of(note.author)) for note in notes],
        "comment_form": (form or CommentForm()) if may_comment(request.user, row) else None,
        "assign_form": AssignForm(row) if may_comment(request.user, row) else None,
        "colleagues": [one.get_username() for one in colleagues() if one != request.user],
    }


def _row(request: HttpRequest, pk: int) -> Statement:
    found = Statement.objects.with_page().with_relations().filter(pk=pk).first()
    if found is None:
        raise Http404
    if not admin.site.get_model_admin(Statement).has_view_permission(request, found):
        raise PermissionDenied
    return found
