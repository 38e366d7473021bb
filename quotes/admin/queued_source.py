"""One page of the queue on one screen: what was read of it, and the source it becomes.

What could not be read says why, and takes the text by hand. Only what an editor confirms here is
written: the source by the rules of its form, its text, and a card for the words that were selected.
"""

from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext as _now

from dometracker.admin_site import page
from quotes.addresses.canonical import InvalidURL
from quotes.admin.add_by_url import initial_of
from quotes.admin.captures import TextForm, added_text, text_context
from quotes.admin.constraint_messages import REFUSALS, refusal_of
from quotes.admin.list_columns import form_url, page_url
from quotes.admin.object_actions import table_context, table_media
from quotes.admin.queue import mine, own_page
from quotes.admin.row_choices import is_row_id
from quotes.admin.source_form import SourceForm
from quotes.admin.workbench import card_url, may_extract
from quotes.capture import queue
from quotes.capture.archive_copies import ask_soon
from quotes.capture.captures import capture, hash_of
from quotes.capture.documents import PageDocument
from quotes.capture.tasks import is_worked_off, start
from quotes.capture.twins import twins_of
from quotes.dates.partial import parse
from quotes.editing.known_sources import (
    alike_documents,
    begun,
    here_already,
    known_source,
    possibly_known,
)
from quotes.models import Capture, Outlet, QueuedPage, QueueState, Source
from quotes.models.vocabulary import How
from quotes.text.languages import is_language_tag

# In the order in which the page shows them.
FIELDS = ("title", "outlet", "new_outlet", "authors", "published", "language", "kind", "wire")
MORE_FIELDS = ("url", "archived_url", "is_primary", "slug")


@page("queue/<int:pk>/", "queued", of=Source, may="add")
def queued_page(request: HttpRequest, pk: int) -> HttpResponse:
    """What was read of one page, to be confirmed; or why nothing was, and a field for its text."""
    queued = own_page(request, pk)
    act = request.POST.get("act", "") if request.method == "POST" else ""
    acts = {"add": _add, "same": _same, "again": _again, "put_away": _put_away}
    if act in acts and _is_for(queued, act):
        return acts[act](request, queued)
    if queued.state in (QueueState.HERE, QueueState.ADDED) and queued.source:
        return _to_source(request, queued, queued.source)
    text = TextForm(Source(url=queued.url), *_sent(request))
    if request.method == "POST" and text.is_valid() and text.taken:
        taken = text.taken
        queued.taken_at, queued.origin = taken.taken_at, taken.origin
        queue.keep_read(queued, taken.document, taken.how)
        queued.save()
        return HttpResponseRedirect(page_url("queued", Source, queued.pk))
    return _page(request, queued, text)


def _is_for(queued: QueuedPage, act: str) -> bool:
    return act not in ("add", "same") or queued.state == QueueState.READ


def _sent(request: HttpRequest) -> tuple[object, ...]:
    return (request.POST, request.FILES) if "how" in request.POST else ()


def _page(
    request: HttpRequest, queued: QueuedPage, text: TextForm, form: SourceForm | None = None
) -> HttpResponse:
    document = queue.document_of(queued) if queued.state == QueueState.READ else None
    context: dict[str, Any] = {
        **table_context(request, Source, _title(queued, document)),
        "queued": queued,
        "text": text,
        "media": table_media(Source) + text.media,
        "how": How,
        "is_idle": queued.is_waiting and not is_worked_off(),
        "is_put_off": queued.is_waiting and queued.due_at > timezone.now(),
        "left": _others(request, queued).count(),
    }
    if document:
        form = form or _form(request, initial=initial_for(queued, document))
        context |= {
            "form": form,
            "fields": [form[name] for name in FIELDS if name in form.fields],
            "more_fields": [form[name] for name in MORE_FIELDS if name in form.fields],
            "media": context["media"] + form.media,
            "document": document,
            "shown": hash_of(document.text),
            "moved_to": queue.moved_to(queued),
            "twins": _twins(form, queued, document),
            "may_extract": may_extract(request),
            **text_context(document),
        }
    return TemplateResponse(request, "admin/quotes/queued.html", context)


def _title(queued: QueuedPage, document: PageDocument | None) -> str:
    if document:
        return _now("Confirm the source")
    return _now("Page not read") if queued.told else _now("Reading the page …")


def _form(request: HttpRequest, *sent: Any, initial: dict[str, Any] | None = None) -> SourceForm:
    table = admin.site.get_model_admin(Source)
    names = [name for name in (*FIELDS, *MORE_FIELDS) if name != "new_outlet"]
    form_class: Any = table.get_form(request, None, change=False, fields=names)
    form = form_class(*sent, initial=initial)
    assert isinstance(form, SourceForm)
    # Fetched pages have no reason to give; a proposed address is shown by none of them.
    form.fields.pop("reason", None)
    return form


def initial_for(queued: QueuedPage, document: PageDocument) -> dict[str, Any]:
    """What the form of a new source begins with: by the address, and by what the page says."""
    address = _address_of(queued)
    told, given = document.metadata, initial_of({"url": address})
    found: dict[str, Any] = {
        "title": told.title,
        "authors": list(told.authors),
        "published": parse(told.published),
        "wire": Outlet.objects.called(told.wire) if told.wire else None,
        "language": told.language if is_language_tag(told.language) else "",
    }
    if not given.get("outlet") and told.outlet:
        named = Outlet.objects.called(told.outlet)
        found["outlet"] = named and named.pk
        if not _is_account(address):
            found["new_outlet"] = "" if named else told.outlet[:200]
    return {**given, **{name: value for name, value in found.items() if value}}


def _address_of(queued: QueuedPage) -> str:
    """The address of the page whose text was read, which a redirect may have led to."""
    return queue.moved_to(queued) or queued.url


def _is_account(url: str) -> bool:
    try:
        return begun(url).account is not None
    except InvalidURL:
        return False


def _twins(
    form: SourceForm, queued: QueuedPage, document: PageDocument
) -> list[tuple[Source, str]]:
    """Sources that may be this document, each with what is known of it."""
    chosen = str(form["outlet"].value() or "")
    outlet = Outlet.objects.filter(pk=int(chosen)).first() if is_row_id(chosen) else None
    published = parse(document.metadata.published)
    rows = [*possibly_known(_address_of(queued))]
    if outlet:
        rows += alike_documents(outlet.name, published, document.metadata.title)
    unsaved = Source(outlet=outlet, published=published)
    rows += [twin.source for twin in twins_of(unsaved, document) if twin.is_document]
    return [(row, here_already(row)) for row in dict.fromkeys(rows)]


# --- what is done --------------------------------------------------------------------------------


def _add(request: HttpRequest, queued: QueuedPage) -> HttpResponse:
    """Write the source with its text, both or neither."""
    form = _form(request, request.POST)
    document = queue.document_of(queued)
    # What is kept is what was looked at; the form is cleaned before it takes an error.
    if form.errors is not None and document and request.POST.get("shown") != hash_of(document.text):
        told = _now("The text was replaced after you opened this page. Check it, then confirm.")
        form.add_error(None, ValidationError(told))
    if document is None or not form.is_valid():
        queued.refresh_from_db()
        if queued.state == QueueState.ADDED and queued.source:
            return _to_source(request, queued, queued.source)
        same = known_source(_address_of(queued))
        if same:
            # Somebody else has added it meanwhile: its text can still be used.
            return _taken_for(request, queued, same)
        return _page(request, queued, TextForm(Source(url=queued.url)), form)
    try:
        with transaction.atomic():
            source, kept = _written(request, queued, form, document)
            connection.check_constraints()
    except REFUSALS as error:
        refused = refusal_of(error)
        field = refused.field if refused.field in form.fields else None
        form.add_error(field, ValidationError(str(refused.sentence)))
        return _page(request, queued, TextForm(Source(url=queued.url)), form)
    ask_soon(source)
    messages.success(request, added_text(source, kept))
    return _onward(request, queued, source, kept)


def _written(
    request: HttpRequest, queued: QueuedPage, form: SourceForm, document: PageDocument
) -> tuple[Source, Capture]:
    table = admin.site.get_model_admin(Source)
    source = table.save_form(request, form, change=False)
    table.save_model(request, source, form, change=False)
    form.save_m2m()
    table.log_addition(request, source, [{"added": {}}])
    kept = capture(source, document, How(queued.how), queued.taken_at, queued.origin)
    finish(queued, source)
    return source, kept


def finish(queued: QueuedPage, source: Source) -> None:
    """Note that a page is in the archive; what was read of it is kept there."""
    queued.source, queued.state, queued.document = source, QueueState.ADDED, None
    queued.save()


def _onward(
    request: HttpRequest, queued: QueuedPage, source: Source, kept: Capture
) -> HttpResponse:
    """To the next page that waits, if asked for, or to the quotations of this one."""
    following = _others(request, queued).order_by("pk").first()
    if "next" in request.POST and following:
        return HttpResponseRedirect(page_url("queued", Source, following.pk))
    if not may_extract(request):
        return HttpResponseRedirect(form_url(source))
    return HttpResponseRedirect(card_url(request, kept, queued.words))


def _others(request: HttpRequest, queued: QueuedPage) -> Any:
    return mine(request).filter(state=QueueState.READ).exclude(pk=queued.pk)


def _same(request: HttpRequest, queued: QueuedPage) -> HttpResponse:
    """It is a source that is here: its text is offered there."""
    number = request.POST.get("source", "")
    source = Source.objects.filter(pk=number).first() if is_row_id(number) else None
    if source is None:
        return HttpResponseRedirect(page_url("queued", Source, queued.pk))
    return _taken_for(request, queued, source)


def _taken_for(request: HttpRequest, queued: QueuedPage, source: Source) -> HttpResponse:
    queued.source, queued.state = source, QueueState.HERE
    queued.save(update_fields=["source", "state", "changed_at"])
    return _to_source(request, queued, source)


def _to_source(request: HttpRequest, queued: QueuedPage, source: Source) -> HttpResponse:
    """To the source that is here: with what was read, to the page that keeps its text."""
    if queued.state == QueueState.HERE:
        messages.info(request, here_already(source))
        if queued.document:
            return HttpResponseRedirect(f"{page_url('capture', source)}?queued={queued.pk}")
    return HttpResponseRedirect(form_url(source))


def _again(request: HttpRequest, queued: QueuedPage) -> HttpResponse:
    queue.try_again([queued], start)
    return HttpResponseRedirect(page_url("queued", Source, queued.pk))


def _put_away(request: HttpRequest, queued: QueuedPage) -> HttpResponse:
    following = _others(request, queued).order_by("pk").first()
    queued.delete()
    messages.success(request, _now("Discarded. Nothing was added to the archive."))
    if following:
        return HttpResponseRedirect(page_url("queued", Source, following.pk))
    return HttpResponseRedirect(page_url("queue", Source))
