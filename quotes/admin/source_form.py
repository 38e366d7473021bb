"""The form of a source: a document enters the archive once, whatever leads to it."""

from typing import Any

from django import forms
from django.contrib.admin import widgets
from django.contrib.admin.options import IS_POPUP_VAR
from django.core.exceptions import ValidationError
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from quotes.addresses.canonical import Unwrapped, host_of, unwrapped
from quotes.addresses.platforms import account_of
from quotes.admin.forms import AddressedForm, reason_field
from quotes.admin.list_columns import link_to_row, page_url
from quotes.editing.known_sources import known_source
from quotes.editing.slugs import free_slug, source_parts
from quotes.models import Outlet, Source


class URLWidget(widgets.AdminURLFieldWidget):
    """A field for a URL that tells its script whom to ask whether the document is known."""

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        asked = {"data-known": page_url("known", Source)}
        return super().get_context(name, value, {**(attrs or {}), **asked})


class SourceForm(AddressedForm):
    """Takes a document into the archive once, whatever leads to it, and its outlet with it.

    ``outlet_to_add`` is an outlet that is not saved yet; whoever saves the source saves it first.
    """

    outlet_to_add: Outlet | None = None
    pasted: Unwrapped | None = None

    reason = reason_field()
    new_outlet = forms.CharField(
        label=_("Or a new outlet"),
        required=False,
        max_length=200,
        widget=widgets.AdminTextInputWidget(),
        help_text=_("New outlet’s name; this site’s address is added to it."),
    )

    class Meta:
        widgets = {"url": URLWidget()}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "new_outlet" in self.fields:
            self.fields["outlet"].required = False

    def slug_parts(self) -> list[str]:
        outlet = self.cleaned_data.get("outlet") or self.outlet_to_add
        if not outlet or "published" not in self.cleaned_data:
            return []
        cleaned = self.cleaned_data
        return source_parts(outlet.slug, cleaned["published"], cleaned.get("title", ""))

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
            link = format_html('<a href="{}">{}</a>', page_url("choose", source), source)
        return format_html("{} {}", _now("This document is already in the archive:"), link)

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
            self.add_error("outlet", _now("Choose an outlet, or name a new one."))
            return
        same = Outlet.objects.called(name)
        if same:
            # Whoever names an outlet that is here means that one.
            self.cleaned_data["outlet"] = same
            return
        outlet = new_outlet(name, self.cleaned_data.get("url") or "")
        try:
            outlet.full_clean()
        except ValidationError as error:
            self.add_error("new_outlet", error.messages)
        else:
            self.outlet_to_add = outlet


def new_outlet(name: str, url: str) -> Outlet:
    """An outlet of this name, with the host of a URL unless that is a platform's; not saved."""
    hosts = [host_of(url)] if url and account_of(url) is None else []
    return Outlet(name=name, slug=free_slug(Outlet, name), hosts=hosts)
