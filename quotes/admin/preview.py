"""The public page of a statement before it is public: what is stored, and what is in the form.

What is in the form is saved as it would be, shown, and rolled back, so the preview can differ in
nothing from what a save would make of it. docs/editors.md says what a link is good for.
"""

from django import forms
from django.conf import settings
from django.contrib import admin
from django.contrib.admin.models import CHANGE, LogEntry
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from dometracker import csp
from dometracker.admin_site import page
from quotes.admin.editor import signed_in
from quotes.admin.forms import REASON
from quotes.admin.gap_questions import IS_COMPLETE
from quotes.admin.list_columns import page_url
from quotes.admin.object_actions import Link, row_context
from quotes.models import State, Statement
from quotes.website.previews import HEADERS, link_to_preview, shown

# Name of the button that shows what is in the form.
PREVIEW = "_preview"
# In the address of a preview: it stands in a frame of the review, without head and foot.
FRAMED = "framed"
WITH_FRAME = csp.build({**settings.SECURE_CSP, "frame-src": [csp.SELF]})
_IN_FRAME = csp.build({**settings.SECURE_CSP, "frame-ancestors": [csp.SELF]})


# --- what is stored ------------------------------------------------------------------------------


@page("<int:pk>/preview/", "preview", of=Statement)
def preview_page(request: HttpRequest, pk: int) -> HttpResponse:
    """The page as it is stored. 404 for no such statement."""
    statement = Statement.objects.with_page().filter(pk=pk).first()
    if statement is None:
        raise Http404
    if not admin.site.get_model_admin(Statement).has_view_permission(request, statement):
        raise PermissionDenied
    if FRAMED not in request.GET:
        return _public_page(request, statement)
    response = _public_page(request, statement, framed=True)
    response["Content-Security-Policy"] = _IN_FRAME
    response["X-Frame-Options"] = "SAMEORIGIN"
    return response


@page("<int:pk>/link/", "link", of=Statement)
def link_page(request: HttpRequest, pk: int) -> HttpResponse:
    """Asked by POST, makes a link to the preview and shows it with its last day.

    That a link was made stands in the history of the statement; the link itself does not.
    """
    statement = admin.site.get_model_admin(Statement).get_object(request, str(pk))
    if statement is None:
        raise Http404
    if not _may_link(request, statement):
        raise PermissionDenied(
            _("Only people who can change a statement can share a preview link.")
        )
    context = row_context(request, statement, _("Preview link for a reviewer"))
    context |= {"preview_url": page_url("preview", statement)}
    if request.method == "POST":
        link = link_to_preview(statement, timezone.now())
        LogEntry.objects.log_actions(
            signed_in(request).pk,
            [statement],
            CHANGE,
            "Link to the preview made.",
            single_object=True,
        )
        context |= {"link": link, "link_url": request.build_absolute_uri(link.path)}
    context["media"] = forms.Media(js=["js/admin-open-forms.js"])
    response = TemplateResponse(request, "admin/quotes/preview_link.html", context)
    response["Cache-Control"] = HEADERS["Cache-Control"]
    return response


def preview_links(request: HttpRequest, statement: Statement) -> list[Link]:
    """The ways to look at a statement before it is public."""
    if statement.state == State.WITHDRAWN:
        return []
    stored = (page_url("preview", statement), _("Preview"))
    if not _may_link(request, statement):
        return [stored]
    return [stored, (page_url("link", statement), _("Preview link…"))]


def _may_link(request: HttpRequest, statement: Statement) -> bool:
    table = admin.site.get_model_admin(Statement)
    return statement.state != State.WITHDRAWN and table.has_change_permission(request, statement)


# --- what is in the form -------------------------------------------------------------------------


def is_asked_for(request: HttpRequest) -> bool:
    """Whether the form was sent by the button that shows what is in it."""
    return PREVIEW in request.POST


def data_of_preview(request: HttpRequest) -> QueryDict:
    """What the form was sent with; what the save asks for is answered."""
    if not is_asked_for(request):
        return request.POST
    data = request.POST.copy()
    # The history on the page shows it.
    data[REASON] = data.get(REASON, "").strip() or "Preview"
    data[IS_COMPLETE] = "on"
    return data


def page_of_form(request: HttpRequest, statement: Statement) -> HttpResponse:
    """The page of a statement that was just saved from a form; nothing of the save stays.

    Called in the transaction of the save.
    """
    saved = Statement.objects.with_page().get(pk=statement.pk)
    response = _public_page(request, saved, typed=True)
    transaction.set_rollback(True)
    return response


def _public_page(
    request: HttpRequest, statement: Statement, typed: bool = False, framed: bool = False
) -> HttpResponse:
    """The page as the public reads it, in the language of the site."""
    with override(settings.LANGUAGE_CODE):
        response = shown(request, statement, typed=typed, framed=framed)
    response["Content-Language"] = settings.LANGUAGE_CODE
    return response
