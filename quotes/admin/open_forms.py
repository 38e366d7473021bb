"""Forms while they are open: who else has the same one open, and what is typed but not saved.

Both are told and never in the way: nobody is locked out, since what two editors save at once is
compared in any case (``quotes.admin.lost_updates``).
"""

from typing import Any

from django.contrib import admin
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.db import models
from django.http import (
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponseRedirect,
    JsonResponse,
    QueryDict,
)
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from quotes.admin.constraint_messages import Refusal
from quotes.admin.row_choices import is_row_id
from quotes.models import KeptForm, OpenForm
from quotes.models.form_drafts import NEW

RESTORE, DISCARD, CLOSING = "_restore", "_discard", "_closing"

# Characters in all that is kept of one form. The longest statement with 25 citations has a tenth.
MOST_KEPT = 1_000_000

# Of a form that is kept, what belongs to the window it was sent from and not to what was typed.
_OF_THE_WINDOW = frozenset({"csrfmiddlewaretoken", RESTORE, DISCARD, CLOSING})


def others_told(request: Any, table: str, row_id: int) -> str:
    """Who else has the form open, in sentences; ``""`` for nobody."""
    others = OpenForm.objects.at(table, row_id).exclude(account=request.user.pk)
    return " ".join(
        _("%(name)s has had this open since %(time)s.")
        % {
            "name": other.account.get_full_name() or other.account.get_username(),
            "time": date_format(timezone.localtime(other.opened_at), "TIME_FORMAT"),
        }
        for other in others
    )


class OpenFormsAdmin(admin.ModelAdmin):
    """The admin of rows whose forms are watched over while they are open."""

    @property
    def _form_table(self) -> str:
        return str(self.opts.model_name)

    # --- addresses -------------------------------------------------------------------------------

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view
        name = f"{self.opts.app_label}_{self._form_table}"
        return [
            path("<int:pk>/open/", view(require_POST(self.open_view)), name=f"{name}_open"),
            path("<int:pk>/kept/", view(require_POST(self.keep_view)), name=f"{name}_keep"),
            path("kept/", view(require_POST(self.keep_view)), name=f"{name}_keep_new"),
            *super().get_urls(),
        ]

    def _form_address(self, name: str, *args: int) -> str:
        return reverse(f"admin:{self.opts.app_label}_{self._form_table}_{name}", args=args)

    def open_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """A window says that it is still open, or (``_closing``) that it is not; JSON.

        The answer's ``others`` is a sentence on who else has the form open. 404 for no such row.
        """
        self._require_form(request, pk)
        if CLOSING in request.POST:
            OpenForm.objects.filter(
                account=request.user.pk, table=self._form_table, row_id=pk
            ).delete()
            return HttpResponse(status=204)
        OpenForm.objects.see(self._account_id(request), self._form_table, pk)
        return JsonResponse({"others": others_told(request, self._form_table, pk)})

    def keep_view(self, request: HttpRequest, pk: int = NEW) -> HttpResponse:
        """Keep what stands in a form; JSON with ``kept``, the time in words.

        413 with a sentence for more than `MOST_KEPT` characters.
        """
        self._require_form(request, pk)
        content = {
            name: [text.replace("\0", "") for text in texts]
            for name, texts in request.POST.lists()
            if name not in _OF_THE_WINDOW and "\0" not in name
        }
        if sum(len(text) for texts in content.values() for text in texts) > MOST_KEPT:
            told = _("Not kept: this is too long. Save it soon.")
            return JsonResponse({"kept": told}, status=413)
        kept_at = KeptForm.objects.keep(self._account_id(request), self._form_table, pk, content)
        time = date_format(timezone.localtime(kept_at), "TIME_FORMAT")
        return JsonResponse(
            {"kept": _("Kept for you at %(time)s, not saved yet.") % {"time": time}}
        )

    def _require_form(self, request: HttpRequest, pk: int) -> None:
        """Raises Http404 for no such row and PermissionDenied for one that may not be changed."""
        if pk == NEW:
            if not self.has_add_permission(request):
                raise PermissionDenied
            return
        row = self.get_object(request, str(pk))
        if row is None:
            raise Http404
        if not self.has_change_permission(request, row):
            raise PermissionDenied

    def _account_id(self, request: HttpRequest) -> int:
        assert request.user.pk is not None  # who is not signed in does not get here
        return request.user.pk

    # --- the form --------------------------------------------------------------------------------

    def changeform_view(
        self, request: Any, object_id: str | None = None, *args: Any, **kwargs: Any
    ) -> HttpResponse:
        """The form; with ``_restore`` as it was kept and not saved, with ``_discard`` without."""
        if request.method == "POST" and {RESTORE, DISCARD} & set(request.POST):
            kept = self._kept_form(request, _number(object_id)).first()
            if kept is None or RESTORE not in request.POST:
                self._kept_form(request, _number(object_id)).delete()
                return HttpResponseRedirect(request.get_full_path())
            self._restore_form(request, kept)
        return super().changeform_view(request, object_id, *args, **kwargs)

    def _restore_form(self, request: Any, kept: KeptForm) -> None:
        data = QueryDict(mutable=True)
        for name, texts in kept.content.items():
            data.setlist(name, texts)
        request.POST = data
        request.restored_at = kept.kept_at
        # A form without a fault would be saved, and nobody has looked at this one yet.
        request.refused = Refusal("", _("Look at what was restored, and save."))

    def _kept_form(self, request: HttpRequest, row_id: int) -> models.QuerySet[KeptForm]:
        return KeptForm.objects.of(self._account_id(request), self._form_table, row_id)

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        super().save_related(request, form, formsets, change)
        self._kept_form(request, form.instance.pk if change else NEW).delete()

    def render_change_form(
        self,
        request: Any,
        context: dict[str, Any],
        add: bool = False,
        change: bool = False,
        form_url: str = "",
        obj: Any = None,
    ) -> HttpResponse:
        may = self.has_add_permission(request) if add else self.has_change_permission(request, obj)
        if may and not context.get("is_popup"):
            # Django shows the form of a copy that was refused as a change of no row.
            context |= self._told_of_form(request, obj.pk if change and obj else NEW)
        if getattr(request, "restored_at", None):
            context["restored_at"] = request.restored_at
            if not getattr(request, "merging", None):
                # Nobody has tried to save it: what is missing is no mistake yet.
                context["errors"] = None
        return super().render_change_form(request, context, add, change, form_url, obj)

    def _told_of_form(self, request: HttpRequest, row_id: int) -> dict[str, Any]:
        """What the form tells above itself, and the addresses that its script writes to."""
        if row_id == NEW:
            told: dict[str, Any] = {"keep_url": self._form_address("keep_new")}
        else:
            OpenForm.objects.see(self._account_id(request), self._form_table, row_id)
            told = {
                "keep_url": self._form_address("keep", row_id),
                "open_url": self._form_address("open", row_id),
                "others": others_told(request, self._form_table, row_id),
            }
        if request.method == "GET":
            told["kept"] = self._kept_form(request, row_id).first()
        return told


def _number(object_id: str | None) -> int:
    """The number of the row in the address of a form; that of a new one where there is none."""
    written = unquote(object_id) if object_id else ""
    return int(written) if is_row_id(written) else NEW
