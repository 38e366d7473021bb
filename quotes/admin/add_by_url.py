"""Adding a source by its URL: what is in the archive already is found, what is new is begun.

Everything is read from the address itself and from the record; nothing is fetched.
"""

import json
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.contrib import messages
from django.contrib.admin import widgets
from django.contrib.admin.options import IS_POPUP_VAR
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from quotes.addresses.canonical import (
    InvalidURL,
    Unwrapped,
    host_of,
    unwrapped,
)
from quotes.admin.base import RecordAdmin, link_to_row, without
from quotes.admin.forms import AddressField, sentence
from quotes.admin.row_choices import is_row_id
from quotes.editing.known_sources import begun, here_already, known_source, possibly_known
from quotes.editing.slugs import proposed_slug
from quotes.models import Outlet, Source, Statement
from quotes.text.folding import search_fold

# Name of the button that saves a source and goes on to a statement from it.
TO_STATEMENT = "_to_statement"


class URLWidget(widgets.AdminURLFieldWidget):
    """A field for a URL that tells its script whom to ask whether the document is known."""

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        asked = {"data-known": reverse("admin:quotes_source_known")}
        return super().get_context(name, value, {**(attrs or {}), **asked})


class AddedSourceForm(forms.ModelForm):
    """Takes a document into the archive once, whatever leads to it, and its outlet with it.

    ``outlet_to_add`` is an outlet that is not saved yet; whoever saves the source saves it first.
    """

    outlet_to_add: Outlet | None = None
    pasted: Unwrapped | None = None

    new_outlet = forms.CharField(
        label=_("Or a new outlet"),
        required=False,
        max_length=200,
        widget=widgets.AdminTextInputWidget(),
        help_text=_("Its name. Made together with the source, with the host of the URL."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "new_outlet" in self.fields:
            self.fields["outlet"].required = False

    def clean_url(self) -> str | None:
        url = self.cleaned_data["url"]
        if not url:
            return url
        found = unwrapped(url)
        same = known_source(url)
        if same and same.pk != self.instance.pk:
            raise ValidationError(self._already(same), code="unique")
        if self.instance.pk:
            return url
        self.pasted = found
        return found.url

    def _already(self, source: Source) -> SafeString:
        """The refusal, with a link; in a window that was opened to choose, it chooses."""
        link = link_to_row(source)
        if IS_POPUP_VAR in self.data:
            link = format_html('<a href="{}">{}</a>', choosing_url(source), source)
        return format_html("{} {}", _now("This document is in the archive already:"), link)

    def clean(self) -> dict[str, Any] | None:
        cleaned = self.cleaned_data
        if self.pasted and not cleaned.get("archived_url") and "archived_url" not in self.errors:
            cleaned["archived_url"] = self.pasted.archived_url
        if "new_outlet" in self.fields and not cleaned.get("outlet"):
            self._begin_outlet(cleaned.get("new_outlet", ""))
        return super().clean()

    def _begin_outlet(self, name: str) -> None:
        if {"outlet", "new_outlet"} & set(self.errors):
            return
        if not name:
            self.add_error("outlet", _now("Choose the outlet, or name a new one."))
            return
        same = Outlet.objects.filter(folded=search_fold(name)).first()
        if same:
            told = format_html("{} {}", _now("This outlet is here already:"), link_to_row(same))
            self.add_error("new_outlet", ValidationError(told, code="unique"))
            return
        outlet = new_outlet(name, self.cleaned_data.get("url") or "")
        try:
            outlet.full_clean()
        except ValidationError as error:
            self.add_error("new_outlet", error.messages)
        else:
            self.outlet_to_add = outlet

    def slug_of_outlet(self) -> str:
        outlet = self.cleaned_data.get("outlet") or self.outlet_to_add
        return outlet.slug if outlet else ""


def new_outlet(name: str, url: str) -> Outlet:
    """An outlet of this name, with the host of a URL; not saved."""
    longest: Any = Outlet._meta.get_field("slug").max_length
    slug = proposed_slug(
        name, is_taken=lambda taken: Outlet.objects.filter(slug=taken).exists(), longest=longest
    )
    return Outlet(name=name, slug=slug, hosts=[host_of(url)] if url else [])


def choosing_url(source: Source) -> str:
    return reverse("admin:quotes_source_choose", args=[source.pk])


class URLForm(forms.Form):
    url = AddressField(
        label=_("URL of the document"),
        max_length=2000,
        widget=widgets.AdminURLFieldWidget(attrs={"autofocus": True}),
        help_text=_(
            "As it stands in the address bar. Archived copies (archive.org, archive.today), "
            "mobile and AMP pages and links of search engines are recognised."
        ),
    )


class AddingAdmin(RecordAdmin):
    """The admin of sources, as far as their URLs go."""

    add_form_template = "admin/quotes/adding_source.html"

    def get_urls(self) -> list[URLPattern]:
        return [
            self._page("from-url/", "from_url", self.from_url_view),
            self._page("known/", "known", self.known_view),
            self._page("<int:pk>/choose/", "choose", self.choose_view),
            *super().get_urls(),
        ]

    def _page(self, route: str, name: str, view: Any) -> URLPattern:
        wrapped = self.admin_site.admin_view(require_GET(view))
        return path(route, wrapped, name=f"quotes_source_{name}")

    def from_url_view(self, request: HttpRequest) -> HttpResponse:
        """Leads from a URL to the source that is here, or to the form of a new one."""
        if not self.has_add_permission(request):
            raise PermissionDenied
        form = URLForm(request.GET if "url" in request.GET else None)
        twins: list[Source] = []
        if form.is_valid():
            url = form.cleaned_data["url"]
            same = known_source(url)
            if same:
                return self._to_known(request, same)
            twins = possibly_known(url)
            if not twins:
                return HttpResponseRedirect(add_url(url=url))
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": _now("Add from a URL"),
            "form": form,
            "media": self.media + form.media,
            "twins": [(twin, here_already(twin)) for twin in twins],
            "new_url": add_url(url=form.cleaned_data["url"]) if twins else "",
        }
        return TemplateResponse(request, "admin/quotes/adding_url.html", context)

    def _to_known(self, request: HttpRequest, source: Source) -> HttpResponse:
        told = here_already(source)
        add = format_html(
            '<a href="{}">{}</a>', statement_url(source=source.pk), _now("Add a statement from it")
        )
        self.message_user(request, format_html("{} {}", told, add), messages.WARNING)
        return HttpResponseRedirect(reverse("admin:quotes_source_change", args=[source.pk]))

    def known_view(self, request: HttpRequest) -> JsonResponse:
        """What the form may say of a ``url`` while it is typed; ``pk`` is that of its own source.

        ``sentence`` and ``links`` (``url`` and ``name``); for a new document ``begun``, the values
        to begin with. Status 200 also for what is no address yet.
        """
        if not (self.has_add_permission(request) or self.has_change_permission(request)):
            raise PermissionDenied
        url = request.GET.get("url", "").strip()
        if not url:
            return JsonResponse({"sentence": "", "links": []})
        try:
            return JsonResponse(self._told_of(request, url))
        except InvalidURL as error:
            return JsonResponse({"sentence": sentence(error), "links": []})

    def _told_of(self, request: HttpRequest, url: str) -> dict[str, Any]:
        own = request.GET.get("pk", "")
        same = known_source(url)
        if same and str(same.pk) != own:
            return {"sentence": here_already(same), "links": [self._link(request, same)]}
        if is_row_id(own):
            return {"sentence": "", "links": []}
        beginning = begun(url)
        twins = possibly_known(url)
        told = _now("This may be a document that is here already:") if twins else beginning.guessed
        outlet = beginning.outlet
        return {
            "sentence": told,
            "links": [self._link(request, twin) for twin in twins],
            "begun": {
                "url": beginning.url,
                "archived_url": beginning.archived_url,
                "outlet": {"id": str(outlet.pk), "text": str(outlet)} if outlet else None,
                "new_outlet": beginning.new_outlet,
                "language": beginning.language,
                "kind": beginning.kind,
            },
        }

    def _link(self, request: HttpRequest, source: Source) -> dict[str, str]:
        form = reverse("admin:quotes_source_change", args=[source.pk])
        chooses = IS_POPUP_VAR in request.GET
        return {"url": choosing_url(source) if chooses else form, "name": str(source)}

    def choose_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Closes a window that was opened to add a source, with one that is here as its choice."""
        source = Source.objects.filter(pk=pk).first() if is_row_id(pk) else None
        if source is None:
            raise Http404
        if not self.has_view_permission(request, source):
            raise PermissionDenied
        # As Django's own script reads it (admin/popup_response.js).
        chosen = json.dumps({"value": str(source.pk), "obj": str(source)})
        context = {"popup_response_data": chosen}
        return TemplateResponse(request, "admin/popup_response.html", context)

    # --- the form of a source ------------------------------------------------------------------

    def get_fieldsets(self, request: HttpRequest, obj: Source | None = None) -> Any:
        fieldsets = super().get_fieldsets(request, obj)
        if obj:
            return fieldsets
        # What is known only once the source is saved has no place in a new one.
        (name, first), *others = without(fieldsets, {"canonical_url", "public_id"})
        fields = [*first["fields"]]
        if self._may_add_outlets(request):
            fields.insert(fields.index("outlet") + 1, "new_outlet")
        return [(name, {**first, "fields": fields}), *others]

    def get_form(
        self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any
    ) -> Any:
        form = super().get_form(request, obj, change, **kwargs)
        if obj or not self._may_add_outlets(request):
            form.base_fields.pop("new_outlet", None)
        return form

    def _may_add_outlets(self, request: HttpRequest) -> bool:
        return self.admin_site.get_model_admin(Outlet).has_add_permission(request)

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        """A new source begins with what its URL tells, unless the link to the form says more."""
        given = super().get_changeform_initial_data(request)
        try:
            beginning = begun(str(given.get("url", "")))
        except InvalidURL:
            return given
        told = {
            "archived_url": beginning.archived_url,
            "outlet": beginning.outlet and beginning.outlet.pk,
            "new_outlet": beginning.new_outlet,
            "language": beginning.language,
            "kind": beginning.kind,
        }
        known = {name: value for name, value in told.items() if value}
        return {**known, **given, "url": beginning.url}

    def render_change_form(
        self, request: HttpRequest, context: Any, *args: Any, **kwargs: Any
    ) -> HttpResponse:
        form = context["adminform"].form
        if context["original"] is None and not form.is_bound:
            context |= _told_at_start(form.initial)
        return super().render_change_form(request, context, *args, **kwargs)

    def save_model(self, request: HttpRequest, obj: Source, form: Any, change: bool) -> None:
        outlet = getattr(form, "outlet_to_add", None)
        if outlet:
            outlet.save()
            obj.outlet = outlet
            self.log_addition(request, outlet, [{"added": {}}])
        super().save_model(request, obj, form, change)

    def response_post_save_add(self, request: HttpRequest, obj: Source) -> HttpResponseRedirect:
        if TO_STATEMENT in request.POST:
            return HttpResponseRedirect(statement_url(source=obj.pk))
        return super().response_post_save_add(request, obj)

    def acts(self, request: HttpRequest, row: Source) -> list[tuple[str, str]]:
        others = super().acts(request, row)  # type: ignore[misc]
        if not self.admin_site.get_model_admin(Statement).has_add_permission(request):
            return others
        return [(statement_url(source=row.pk), _now("Add a statement from it")), *others]


def _told_at_start(initial: Mapping[str, Any]) -> dict[str, Any]:
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
    return f"{reverse('admin:quotes_source_add')}?{urlencode(begun_with)}"


def statement_url(**begun_with: object) -> str:
    """The form of a new statement, begun with the ``source`` it is from or one it is ``like``."""
    return f"{reverse('admin:quotes_statement_add')}?{urlencode(begun_with)}"
