"""The inbox of an account: what waits for it, what was sent back, who mentions it."""

from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from dometracker.admin_site import READ, SENT, page
from quotes.admin.editor import signed_in
from quotes.models.accounts import Letters, Notice, NoticeKind, Profile
from quotes.notices import letters

# So many that were read are shown, the newest first.
_READ_SHOWN = 50


class LettersForm(forms.Form):
    """How often somebody wants to be written to about notices."""

    letters = forms.ChoiceField(choices=Letters.choices, widget=forms.RadioSelect)


@dataclass(frozen=True, slots=True)
class Inbox:
    """The notices of an account: those nobody has opened, and the newest others."""

    unread: list[Notice]
    read: list[Notice]


def inbox_of(account: Any) -> Inbox:
    """The notices of an account, in two queries."""
    rows = Notice.objects.filter(account=account).select_related("statement__speaker", "by")
    newest = rows.order_by("-made_at", "-pk")
    unread = list(newest.unread())
    read = newest.exclude(pk__in=[row.pk for row in unread])[:_READ_SHOWN]
    return Inbox(unread, list(read))


@page("notices/", "notices", methods=(*READ, *SENT))
def notices(request: HttpRequest) -> HttpResponse:
    """All notices; by POST all are marked as read, or it is said how often to write."""
    account = signed_in(request)
    if request.method == "POST":
        return _changed(request)
    profile = Profile.objects.filter(account=account).first() or Profile(account=account)
    context = {
        **admin.site.each_context(request),
        "title": _("Notices"),
        "inbox": inbox_of(account),
        "choices": Letters.choices,
        "chosen": profile.letters,
        "is_written_to": bool(account.email) and letters.is_possible(),
    }
    return TemplateResponse(request, "admin/quotes/notices.html", context)


def _changed(request: HttpRequest) -> HttpResponse:
    account = signed_in(request)
    if "read" in request.POST:
        Notice.objects.filter(account=account, read_at=None).update(read_at=timezone.now())
    else:
        form = LettersForm(request.POST)
        if form.is_valid():
            chosen = {**form.cleaned_data, "language": get_language() or "en"}
            Profile.objects.update_or_create(account=account, defaults=chosen)
            messages.success(request, _("Saved."))
        else:
            messages.error(request, _("Choose how often you want to be written to."))
    return HttpResponseRedirect(reverse("admin:notices"))


@page("notices/<int:pk>/", "notice", methods=READ)
def notice(request: HttpRequest, pk: int) -> HttpResponse:
    """Leads to what a notice is about, and notes that it was read."""
    row = Notice.objects.filter(pk=pk, account=signed_in(request)).first()
    if row is None:
        raise Http404
    Notice.objects.filter(pk=pk, read_at=None).update(read_at=timezone.now())
    waits = Notice.objects.filter(pk=pk).current().exists()
    is_to_review = row.kind == NoticeKind.TO_REVIEW and waits
    name = "review" if is_to_review else "change"
    return HttpResponseRedirect(reverse(f"admin:quotes_statement_{name}", args=[row.statement_id]))


# Programs of mail post to it by themselves, at one click of their reader (RFC 8058), and nobody has
# to be signed in.
@csrf_exempt
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def stop(request: HttpRequest, token: str) -> HttpResponse:
    """Ends the letters about notices; a browser shows a button."""
    is_post = request.method == "POST"
    is_known = letters.stop(token) if is_post else letters.is_stop_token(token)
    context = {
        **admin.site.each_context(request),
        "title": _("Letters about notices"),
        "is_known": is_known,
        "is_stopped": is_post and is_known,
    }
    status = 200 if is_known else 404
    return TemplateResponse(request, "admin/quotes/notices_stop.html", context, status=status)
