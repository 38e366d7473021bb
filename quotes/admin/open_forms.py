"""Forms while they are open: who else has the same one open, and what is typed but not saved.

Both are told and never in the way: nobody is locked out, since what two editors save at once is
compared in any case (``quotes.admin.lost_updates``).
"""

from datetime import datetime

from django.contrib import admin
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.db.models import Model, QuerySet
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from dometracker.admin_site import SENT, page
from quotes.admin.editor import signed_in
from quotes.admin.list_columns import page_url
from quotes.admin.row_choices import is_row_id
from quotes.editing.workflow import Account
from quotes.models import (
    KeptForm,
    Occasion,
    OpenForm,
    Outlet,
    Redirect,
    Relation,
    Source,
    Speaker,
    Statement,
    Topic,
)
from quotes.models.form_drafts import NEW

# The tables that editors write in forms.
WRITTEN = (Statement, Source, Speaker, Outlet, Topic, Occasion, Relation, Redirect)

RESTORE, DISCARD, CLOSING = "_restore", "_discard", "_closing"

# Characters in all that is kept of one form. The longest statement with 25 citations has a tenth.
MOST_KEPT = 1_000_000

# Of a form that is kept, what belongs to the window it was sent from and not to what was typed.
_OF_THE_WINDOW = frozenset({"csrfmiddlewaretoken", RESTORE, DISCARD, CLOSING})


# --- the pages that the script of a form writes to -----------------------------------------------


@page("<int:pk>/open/", "open", of=WRITTEN, methods=SENT)
def open_page(request: HttpRequest, pk: int, model: type[Model]) -> HttpResponse:
    """A window says that it is still open, or (``_closing``) that it is not; JSON.

    The answer's ``others`` is a sentence on who else has the form open. 404 for no such row.
    """
    _require_form(request, model, pk)
    account, table = signed_in(request), _table_name(model)
    if CLOSING in request.POST:
        OpenForm.objects.filter(account=account, table=table, row_id=pk).delete()
        return HttpResponse(status=204)
    OpenForm.objects.see(account.pk, table, pk)
    return JsonResponse({"others": who_else_has_it_open(account, model, pk)})


@page("<int:pk>/kept/", "keep", of=WRITTEN, methods=SENT)
@page("kept/", "keep_new", of=WRITTEN, methods=SENT)
def keep_page(request: HttpRequest, model: type[Model], pk: int = NEW) -> HttpResponse:
    """Keep what stands in a form; JSON with ``kept``, the time in words.

    413 with a sentence for more than `MOST_KEPT` characters.
    """
    _require_form(request, model, pk)
    content = {
        name: [text.replace("\0", "") for text in texts]
        for name, texts in request.POST.lists()
        if name not in _OF_THE_WINDOW and "\0" not in name
    }
    if sum(len(text) for texts in content.values() for text in texts) > MOST_KEPT:
        return JsonResponse(
            {"kept": _("Not autosaved: the text is too long. Save it soon.")}, status=413
        )
    kept_at = KeptForm.objects.keep(signed_in(request).pk, _table_name(model), pk, content)
    sentence = _("Draft autosaved %(time)s") % {"time": _time(kept_at)}
    return JsonResponse({"kept": sentence})


def _require_form(request: HttpRequest, model: type[Model], pk: int) -> None:
    """Raises Http404 for no such row and PermissionDenied for one that may not be changed."""
    table = admin.site.get_model_admin(model)
    if pk == NEW:
        if not table.has_add_permission(request):
            raise PermissionDenied
        return
    row = table.get_object(request, str(pk))
    if row is None:
        raise Http404
    if not table.has_change_permission(request, row):
        raise PermissionDenied


def who_else_has_it_open(user: Account, model: type[Model], row_id: int) -> str:
    """Who else has the form open, in sentences; ``""`` for nobody."""
    others = OpenForm.objects.at(_table_name(model), row_id).exclude(account=user.pk)
    return " ".join(
        _("%(name)s has had this open since %(time)s")
        % {
            "name": other.account.get_full_name() or other.account.get_username(),
            "time": _time(other.opened_at),
        }
        for other in others
    )


def _time(moment: datetime) -> str:
    return date_format(timezone.localtime(moment), "TIME_FORMAT")


def _table_name(model: type[Model]) -> str:
    return str(model._meta.model_name)


# --- drafts of forms -----------------------------------------------------------------------------


def is_about_draft(request: HttpRequest) -> bool:
    """Whether what was sent asks for what was typed before, or to throw it away."""
    return bool({RESTORE, DISCARD} & set(request.POST))


def draft_to_restore(
    request: HttpRequest, model: type[Model], object_id: str | None
) -> KeptForm | None:
    """What was typed before, if it is asked for; otherwise it is thrown away."""
    written = unquote(object_id) if object_id else ""
    drafts = _drafts(request, model, int(written) if is_row_id(written) else NEW)
    kept = drafts.first()
    if kept and RESTORE in request.POST:
        return kept
    drafts.delete()
    return None


def forget_draft(request: HttpRequest, model: type[Model], row: Model | None) -> None:
    """Throw away what was typed and is now saved: in the form of a row, or of a new one."""
    _drafts(request, model, row.pk if row else NEW).delete()


def _drafts(request: HttpRequest, model: type[Model], row_id: int) -> QuerySet[KeptForm]:
    return KeptForm.objects.of(signed_in(request).pk, _table_name(model), row_id)


def context_of_form(
    request: HttpRequest, model: type[Model], row: Model | None
) -> dict[str, object]:
    """What the form tells above itself, and the addresses that its script writes to."""
    context: dict[str, object] = {}
    if row is None:
        context["keep_url"] = page_url("keep_new", model)
    else:
        account = signed_in(request)
        OpenForm.objects.see(account.pk, _table_name(model), row.pk)
        context["keep_url"] = page_url("keep", row)
        context["open_url"] = page_url("open", row)
        context["others"] = who_else_has_it_open(account, model, row.pk)
    if request.method == "GET":
        context["kept"] = _drafts(request, model, row.pk if row else NEW).first()
    return context
