"""Officials, with the names they are printed under and the offices they held."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from quotes.admin.base import AddressedAdmin, ReasonedAdmin, RecordInline
from quotes.admin.forms import AddressedForm, reason_field
from quotes.admin.list_columns import (
    CountriesFilter,
    ValuesFilter,
    count_of,
    counted,
    link_to_list,
)
from quotes.admin.object_actions import Link, address_links
from quotes.editing.slugs import sort_name_of
from quotes.models import Alias, Role, Speaker, Statement
from quotes.models.vocabulary import SpeakerKind


class AliasInline(RecordInline):
    model = Alias


class RoleInline(RecordInline):
    model = Role
    fields = ["title", "organization", "country", "since", "until", "title_fr", "organization_fr"]


class SpeakerForm(AddressedForm):
    """The form of an official; a sort name left empty is proposed, as the address is."""

    reason = reason_field()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "sort_name" in self.fields:
            self.fields["sort_name"].required = False
            self.fields["sort_name"].help_text = _("Leave empty: we suggest “Last name, First”.")

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean()
        name = self.cleaned_data.get("name")
        if name and not self.cleaned_data.get("sort_name") and "sort_name" not in self.errors:
            is_institution = self.cleaned_data.get("kind") == SpeakerKind.INSTITUTION
            self.cleaned_data["sort_name"] = sort_name_of(name, is_institution)
        return cleaned


@admin.register(Speaker)
class SpeakerAdmin(ReasonedAdmin[Speaker], AddressedAdmin[Speaker]):
    form = SpeakerForm
    inlines = [RoleInline, AliasInline]
    list_display = ["name", "offices", "country", "party", "kind", "statement_count"]
    list_filter = ["kind", ("country", CountriesFilter), ("party", ValuesFilter)]
    search_fields = ["name", "name_fr", "sort_name", "aliases__name", "slug"]
    search_help_text = _("Searches names and aliases. Accents and capitals do not matter.")
    prepopulated_fields = {"slug": ["name"]}
    fieldsets = [
        (None, {"fields": ["name", "sort_name", "name_fr", "slug"]}),
        (
            _("Identity"),
            {"fields": [("kind", "country"), ("party", "party_fr"), "wikidata", "description"]},
        ),
    ]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Speaker]:
        number = counted(Statement, "speaker")
        return super().get_queryset(request).annotate(counted=number).prefetch_related("roles")

    @admin.display(description=_("roles"))
    def offices(self, speaker: Speaker) -> str:
        return ", ".join(role.title for role in speaker.roles.all())

    @admin.display(description=_("statements"), ordering="counted")
    def statement_count(self, speaker: Speaker) -> SafeString:
        return link_to_list(Statement, count_of(speaker), speaker__id__exact=speaker.pk)

    def object_links(self, request: HttpRequest, row: Speaker) -> list[Link]:
        return address_links(request, row)
