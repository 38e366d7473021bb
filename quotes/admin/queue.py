"""Adding sources by their addresses, one or thirty: read by the worker, confirmed one by one.

Nothing enters the record here but the texts of sources that are in it. What was read for a new
source waits in the queue of its account until that confirms it (`quotes.admin.queued_source`).
"""

import re
from dataclasses import dataclass

from django import forms
from django.contrib import admin, messages
from django.contrib.admin import widgets
from django.db import transaction
from django.http import (
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponseRedirect,
    JsonResponse,
    QueryDict,
)
from django.template.loader import render_to_string
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from procrastinate.contrib.django.models import ProcrastinateJob

from dometracker.admin_site import SENT, page
from quotes.addresses.canonical import InvalidURL
from quotes.admin.editor import signed_in
from quotes.admin.forms import ProseField, sentence
from quotes.admin.list_columns import form_url, page_url
from quotes.admin.object_actions import table_context, table_media
from quotes.admin.row_choices import is_row_id
from quotes.capture import queue
from quotes.capture.tasks import is_worked_off, start
from quotes.editing.known_sources import here_already
from quotes.models import QueuedPage, QueueState, Source
from quotes.models.queued_pages import QueuedPageQuerySet

# Addresses that one form takes.
MOST = 50
# Rows of each kind that the page shows.
_SHOWN = 60

# The queue has a page here, in an editor's words; that of its library shows its tables.
admin.site.unregister(ProcrastinateJob)


class AddressesForm(forms.Form):
    """Takes addresses, one a line, in whatever else stands on it."""

    addresses = ProseField(
        label=_("Addresses, one per line"),
        widget=widgets.AdminTextareaWidget(
            attrs={"rows": 6, "spellcheck": "false", "autofocus": True}
        ),
        help_text=_(
            "Up to 50. We recognise archived copies (archive.org, archive.today), mobile and AMP "
            "pages and search-engine links."
        ),
    )

    def clean_addresses(self) -> list[str]:
        found = addresses_in(self.cleaned_data["addresses"])
        if len(found) > MOST:
            told = _now("These are %(count)d addresses. Send at most %(most)d at a time.")
            raise forms.ValidationError(told % {"count": len(found), "most": MOST})
        return found


def addresses_in(text: str) -> list[str]:
    """The addresses of a text, or a line without any as it stands; each once."""
    found: list[str] = []
    for line in text.splitlines():
        inside = [each.rstrip(".,;)>\"'") for each in re.findall(r"https?://[^\s<>\"]+", line)]
        found += inside or [line.strip()]
    return [*dict.fromkeys(filter(None, found))]


@page("queue/", "queue", of=Source, may="add")
def queue_page(request: HttpRequest) -> HttpResponse:
    """The form that takes addresses, and how far each one has got."""
    account = signed_in(request).pk
    form = AddressesForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        queued, wrong = _enqueue(form.cleaned_data["addresses"], account)
        if not wrong:
            return _answered(request, queued)
        for one, why in wrong.items():
            form.add_error("addresses", f"{one[:120]}: {why}")
        # What is in the queue by now need not be sent again.
        form.data = QueryDict(mutable=True)
        form.data["addresses"] = "\n".join(wrong)
    context = table_context(request, Source, _now("Add sources"))
    context |= {"form": form, "media": table_media(Source) + form.media, **_state(request)}
    return TemplateResponse(request, "admin/quotes/queue.html", context)


def _enqueue(addresses: list[str], account: int) -> tuple[list[QueuedPage], dict[str, str]]:
    """The rows of what was queued, and why the rest cannot be."""
    queued: list[QueuedPage] = []
    wrong: dict[str, str] = {}
    for one in addresses:
        try:
            queued.append(queue.enqueue(one, account, start))
        except InvalidURL as error:
            wrong[one] = sentence(error)
    return queued, wrong


def _answered(request: HttpRequest, queued: list[QueuedPage]) -> HttpResponse:
    """To the page of a single address, else to the queue."""
    if len(queued) == 1:
        return HttpResponseRedirect(page_url("queued", Source, queued[0].pk))
    told = ngettext("%(count)d address queued.", "%(count)d addresses queued.", len(queued))
    messages.success(request, told % {"count": len(queued)})
    return HttpResponseRedirect(page_url("queue", Source))


@page("queue/state/", "queue_state", of=Source, may="add", methods=("GET",))
def queue_state(request: HttpRequest) -> JsonResponse:
    """How far the queue has got, as HTML for the page that is open."""
    state = _state(request)
    html = render_to_string("admin/quotes/queue_state.html", state, request)
    return JsonResponse({"html": html, "waits": bool(state["is_busy"])})


@page("queue/texts/", "queue_texts", of=Source, may="add", methods=SENT)
def queue_texts(request: HttpRequest) -> HttpResponse:
    """Have the text of every source read that has none."""
    with transaction.atomic():
        done = QueuedPage.objects.texts().filter(state=QueueState.ADDED)
        if not QueuedPage.objects.texts().filter(state=QueueState.WAITING).exists():
            done.delete()
        count = len(queue.enqueue_texts(queue.without_text(), start))
    told = ngettext("%(count)d page queued.", "%(count)d pages queued.", count)
    messages.success(request, told % {"count": count})
    return HttpResponseRedirect(page_url("queue", Source))


@page("queue/again/", "queue_again", of=Source, may="add", methods=SENT)
def queue_again(request: HttpRequest) -> HttpResponse:
    """Ask anew for one page, or for all of one's own that were given up."""
    named = request.POST.get("page", "")
    rows = mine(request).filter(state__in=[QueueState.FAILED, QueueState.WAITING])
    if named:
        rows = rows.filter(pk=named) if is_row_id(named) else rows.none()
    else:
        rows = rows.filter(state=QueueState.FAILED)
    count = queue.try_again(rows, start)
    told = ngettext(
        "%(count)d page will be tried again.", "%(count)d pages will be tried again.", count
    )
    messages.success(request, told % {"count": count})
    return HttpResponseRedirect(page_url("queue", Source))


@page("queue/clear/", "queue_clear", of=Source, may="add", methods=SENT)
def queue_clear(request: HttpRequest) -> HttpResponse:
    """Put away one page, or all of one's own that need nothing more."""
    named = request.POST.get("page", "")
    if named:
        rows = mine(request).filter(pk=named) if is_row_id(named) else mine(request).none()
    else:
        rows = mine(request).filter(state__in=[QueueState.ADDED, QueueState.HERE])
    rows.order_by().delete()
    return HttpResponseRedirect(page_url("queue", Source))


def mine(request: HttpRequest) -> QueuedPageQuerySet:
    """The pages that the account has asked for."""
    return QueuedPage.objects.of(signed_in(request).pk)


def own_page(request: HttpRequest, pk: int) -> QueuedPage:
    """One of them, with what was read. Raises Http404."""
    rows = mine(request).defer(None)
    found = rows.filter(pk=pk).first() if is_row_id(pk) else None
    if found is None:
        raise Http404
    return found


# --- what is shown -------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class ShownPage:
    """A row of the queue: what it is called, what became of it, and where it leads."""

    page: QueuedPage
    name: str
    told: str
    url: str


def _state(request: HttpRequest) -> dict[str, object]:
    rows = [*mine(request)[:_SHOWN]]
    groups = [
        (state, name, [_shown(row) for row in rows if row.state == state])
        for state, name in (
            (QueueState.READ, _now("To confirm")),
            (QueueState.FAILED, _now("Could not be read")),
            (QueueState.WAITING, _now("Waiting")),
            (QueueState.HERE, _now("Already in the archive")),
            (QueueState.ADDED, _now("Added")),
        )
    ]
    texts = _state_of_texts()
    waits = any(row.is_waiting for row in rows) or bool(texts["waiting"])
    return {
        "groups": [group for group in groups if group[2]],
        "states": QueueState,
        "texts": texts,
        "is_busy": waits,
        "is_idle": waits and not is_worked_off(),
    }


def _shown(row: QueuedPage) -> ShownPage:
    told = row.told
    if row.state == QueueState.HERE and row.source:
        told = here_already(row.source)
    address = page_url("queued", Source, row.pk)
    if row.state in (QueueState.HERE, QueueState.ADDED) and row.source:
        address = form_url(row.source)
    name = str(row.source) if row.source else row.title or row.url
    return ShownPage(row, name, told, address)


def _state_of_texts() -> dict[str, object]:
    """How many sources of the record have no text, and how far the queue of them is."""
    rows = QueuedPage.objects.texts()
    counts = {state: rows.filter(state=state).count() for state in QueueState}
    failed = rows.filter(state=QueueState.FAILED).select_related("source").order_by("-asked_at")
    put_off = rows.filter(state=QueueState.WAITING, tries__gt=0).count()
    return {
        "missing": queue.without_text().count(),
        "all": sum(counts.values()),
        "done": counts[QueueState.ADDED] + counts[QueueState.FAILED],
        "added": counts[QueueState.ADDED],
        "waiting": counts[QueueState.WAITING],
        "put_off": put_off,
        "failed": counts[QueueState.FAILED],
        "last_failed": failed[:20],
    }
