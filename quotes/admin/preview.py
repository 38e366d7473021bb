"""The public page of a statement before it is public: what is stored, and what is in the form.

What is in the form is saved as it would be, shown, and rolled back, so the preview can differ in
nothing from what a save would make of it. docs/editors.md says what a link is good for.
"""

from typing import Any

from django import forms
from django.conf import settings
from django.contrib.admin.models import CHANGE, LogEntry
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from quotes.admin.base import RecordAdmin
from quotes.admin.forms import REASON
from quotes.admin.object_actions import page_context
from quotes.models import State, Statement
from quotes.website.previews import HEADERS, link_to_preview, shown

# Name of the button that shows what is in the form.
PREVIEW = "_preview"


class PreviewAdmin(RecordAdmin):
    """The admin of statements, as far as their public page is shown before it is public."""

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view
        return [
            path("<int:pk>/preview/", view(self.preview_view), name="quotes_statement_preview"),
            path("<int:pk>/link/", view(self.link_view), name="quotes_statement_link"),
            *super().get_urls(),
        ]

    def acts(self, request: HttpRequest, row: Statement) -> list[tuple[str, str]]:
        pages = [("preview", _("Preview")), ("link", _("Link for a reviewer…"))]
        offered = pages if self._may_link(request, row) else pages[:1]
        if row.state == State.WITHDRAWN:
            offered = []
        own = [
            (reverse(f"admin:quotes_statement_{name}", args=[row.pk]), told)
            for name, told in offered
        ]
        return [*own, *super().acts(request, row)]  # type: ignore[misc]

    # --- what is stored --------------------------------------------------------------------------

    def preview_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """The page as it is stored. 404 for no such statement."""
        statement = Statement.objects.with_page().filter(pk=pk).first()
        if statement is None:
            raise Http404
        if not self.has_view_permission(request, statement):
            raise PermissionDenied
        return _public_page(request, statement)

    def link_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Asked by POST, makes a link to the preview and shows it with its last day.

        That a link was made stands in the history of the statement; the link itself does not.
        """
        row = self.get_object(request, str(pk))
        if row is None:
            raise Http404
        if not self._may_link(request, row):
            raise PermissionDenied(_("Only who may change a statement makes a link to it."))
        context = page_context(self, request, row, _("A link for a reviewer"))
        context |= {"preview_url": reverse("admin:quotes_statement_preview", args=[pk])}
        if request.method == "POST":
            link = link_to_preview(row, timezone.now())
            LogEntry.objects.log_actions(  # type: ignore[call-overload]
                request.user.pk, [row], CHANGE, "Link to the preview made.", single_object=True
            )
            context |= {"link": link, "link_url": request.build_absolute_uri(link.path)}
        context["media"] = forms.Media(js=["js/admin-open-forms.js"])
        response = TemplateResponse(request, "admin/quotes/preview_link.html", context)
        response["Cache-Control"] = HEADERS["Cache-Control"]
        return response

    def _may_link(self, request: HttpRequest, row: Statement) -> bool:
        return row.state != State.WITHDRAWN and self.has_change_permission(request, row)

    # --- what is in the form ---------------------------------------------------------------------

    def changeform_view(
        self, request: Any, object_id: str | None = None, *args: Any, **kwargs: Any
    ) -> HttpResponse:
        if request.method != "POST" or PREVIEW not in request.POST:
            return super().changeform_view(request, object_id, *args, **kwargs)
        request.POST = request.POST.copy()
        if not request.POST.get(REASON, "").strip():
            # The history on the page shows it; the reason proper is asked for by the save.
            request.POST[REASON] = "Preview"
        with transaction.atomic():
            response = super().changeform_view(request, object_id, *args, **kwargs)
            saved = getattr(request, "previewed", None)
            if saved is not None and response.status_code == 302:
                statement = Statement.objects.with_page().get(pk=saved)
                response = _public_page(request, statement, typed=True)
            transaction.set_rollback(True)
        return response

    def save_related(self, request: Any, form: Any, formsets: Any, change: bool) -> None:
        super().save_related(request, form, formsets, change)
        request.previewed = form.instance.pk

    def message_user(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        """A message tells what was done, and a preview does nothing."""
        if PREVIEW not in request.POST:
            super().message_user(request, *args, **kwargs)


def _public_page(request: HttpRequest, statement: Statement, typed: bool = False) -> HttpResponse:
    """The page as the public reads it, in the language of the site."""
    with override(settings.LANGUAGE_CODE):
        response = shown(request, statement, typed=typed)
    response["Content-Language"] = settings.LANGUAGE_CODE
    return response
