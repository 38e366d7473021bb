"""Officials, with the names they are printed under and the offices they held."""

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
from quotes.models import Alias, Role, Speaker, Statement


class AliasInline(RecordInline):
    model = Alias


class RoleInline(RecordInline):
    model = Role
    fields = ["title", "organization", "country", "since", "until", "title_fr", "organization_fr"]


class SpeakerForm(AddressedForm):
    reason = reason_field()


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
