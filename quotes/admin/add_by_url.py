"""Adding a source by its URL: what is in the archive already is found, what is new is begun.

Everything is read from the address itself and from the record; nothing is fetched.
"""

import json
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.contrib import admin, messages
from django.contrib.admin import widgets
from django.contrib.admin.options import IS_POPUP_VAR
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.template.response import TemplateResponse
from django.utils.html import format_html
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from dometracker.admin_site import page
from quotes.addresses.canonical import InvalidURL
from quotes.addresses.platforms import locator_of
from quotes.admin.forms import AddressField, sentence
from quotes.admin.list_columns import form_url, page_url
from quotes.admin.next_statement import statement_url
from quotes.admin.object_actions import table_context, table_media
from quotes.admin.row_choices import is_row_id
from quotes.editing.known_sources import (
    alike_documents,
    begun,
    here_already,
    known_source,
    possibly_known,
)
from quotes.models import Outlet, Source


class URLForm(forms.Form):
    url = AddressField(
        label=_("URL of the document"),
        max_length=2000,
        widget=widgets.AdminURLFieldWidget(attrs={"autofocus": True}),
        help_text=_(
            "Copy it from the address bar. We recognise archived copies (archive.org, "
            "archive.today), mobile and AMP pages and search-engine links."
        ),
    )


@page("from-url/", "from_url", of=Source, may="add", methods=("GET",))
def from_url_page(request: HttpRequest) -> HttpResponse:
    """Leads from a URL to the source that is here, or to the form of a new one."""
    form = URLForm(request.GET if "url" in request.GET else None)
    twins: list[Source] = []
    if form.is_valid():
        url = form.cleaned_data["url"]
        same = known_source(url)
        if same:
            return _to_known(request, same, locator_of(url))
        twins = possibly_known(url)
        if not twins:
            return HttpResponseRedirect(add_url(url=url))
    context = table_context(request, Source, _now("Add from a URL"))
    context |= {
        "form": form,
        "media": table_media(Source) + form.media,
        "twins": [(twin, here_already(twin)) for twin in twins],
        "new_url": add_url(url=form.cleaned_data["url"]) if twins else "",
    }
    return TemplateResponse(request, "admin/quotes/adding_url.html", context)


def _to_known(request: HttpRequest, source: Source, locator: str) -> HttpResponse:
    place = {"locator": locator} if locator else {}
    add = format_html(
        '<a href="{}">{}</a>',
        statement_url(source=source.pk, **place),
        _now("Add a quotation from it"),
    )
    messages.warning(request, format_html("{} {}", here_already(source), add))
    return HttpResponseRedirect(form_url(source))


def tell_of_alike(request: HttpRequest, source: Source) -> None:
    """Say which source of its outlet and day may be the same document, and the way to merge."""
    found = alike_documents(source.outlet.name, source.published, source.title, source.pk)
    for one in found:
        messages.warning(
            request,
            format_html(
                '{} <a href="{}">{}</a> <a href="{}">{}</a>',
                _now("Another document of this outlet and day has nearly this title:"),
                form_url(one),
                one,
                page_url("merge", source),
                _now("Merge into…"),
            ),
        )


@page("known/", "known", of=Source, may="add or change", methods=("GET",))
def known_page(request: HttpRequest) -> JsonResponse:
    """What the form may say of a ``url`` while it is typed; ``pk`` is that of its own source.

    ``sentence`` and ``links`` (``url`` and ``name``); for a new document ``begun``, the values
    to begin with. Status 200 also for what is no address yet.
    """
    url = request.GET.get("url", "").strip()
    if not url:
        return JsonResponse({"sentence": "", "links": []})
    try:
        return JsonResponse(_known_of(request, url))
    except InvalidURL as error:
        return JsonResponse({"sentence": sentence(error), "links": []})


def _known_of(request: HttpRequest, url: str) -> dict[str, object]:
    own = request.GET.get("pk", "")
    same = known_source(url)
    if same and str(same.pk) != own:
        return {"sentence": here_already(same), "links": [_link(request, same)]}
    if is_row_id(own):
        return {"sentence": "", "links": []}
    beginning = begun(url)
    twins = possibly_known(url)
    outlet = beginning.outlet
    return {
        "sentence": _now("This document may already be here:") if twins else beginning.guessed,
        "links": [_link(request, twin) for twin in twins],
        "begun": {
            "url": beginning.url,
            "archived_url": beginning.archived_url,
            "outlet": {"id": str(outlet.pk), "text": str(outlet)} if outlet else None,
            "new_outlet": beginning.new_outlet,
            "language": beginning.language,
            "kind": beginning.kind,
        },
    }


def _link(request: HttpRequest, source: Source) -> dict[str, str]:
    chooses = IS_POPUP_VAR in request.GET
    return {
        "url": page_url("choose" if chooses else "change", source),
        "name": str(source),
    }


@page("<int:pk>/choose/", "choose", of=Source, methods=("GET",))
def choose_page(request: HttpRequest, pk: int) -> HttpResponse:
    """Closes a window that was opened to add a source, with one that is here as its choice."""
    source = Source.objects.filter(pk=pk).first() if is_row_id(pk) else None
    if source is None:
        raise Http404
    if not admin.site.get_model_admin(Source).has_view_permission(request, source):
        raise PermissionDenied
    # As Django's own script reads it (admin/popup_response.js).
    chosen = json.dumps({"value": str(source.pk), "obj": str(source)})
    context = {"popup_response_data": chosen}
    return TemplateResponse(request, "admin/popup_response.html", context)


# --- what the form of a new source begins with ---------------------------------------------------


def may_add_outlets(request: HttpRequest) -> bool:
    return admin.site.get_model_admin(Outlet).has_add_permission(request)


def initial_of(given: Mapping[str, str | list[str]]) -> dict[str, Any]:
    """What its URL tells of a new source, unless the link to the form says more."""
    try:
        beginning = begun(str(given.get("url", "")))
    except InvalidURL:
        return {**given}
    read = {
        "archived_url": beginning.archived_url,
        "outlet": beginning.outlet and beginning.outlet.pk,
        "new_outlet": beginning.new_outlet,
        "language": beginning.language,
        "kind": beginning.kind,
    }
    known = {name: value for name, value in read.items() if value}
    return {**known, **given, "url": beginning.url}


def context_of_new(initial: Mapping[str, Any]) -> dict[str, object]:
    """What the form of a new source says of the URL that it begins with."""
    try:
        beginning = begun(initial.get("url", ""))
    except InvalidURL:
        return {}
    if initial.get("outlet"):
        return {"begun": beginning}
    kept = {"url": beginning.url, "archived_url": initial.get("archived_url", "")}
    shared = [(add_url(**kept, outlet=outlet.pk), outlet) for outlet in beginning.outlets]
    return {"begun": beginning, "begun_outlets": shared}


def add_url(**begun_with: object) -> str:
    """The form of a new source."""
    return f"{page_url('add', Source)}?{urlencode(begun_with)}"
