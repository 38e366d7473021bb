"""Outlets, their documents, and the captured text of those."""

from django.contrib import admin
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from quotes.admin.add_by_url import AddedSourceForm, AddingAdmin, URLWidget
from quotes.admin.base import (
    FOLDED,
    FOLDED_WHILE_EMPTY,
    CountriesFilter,
    LanguagesFilter,
    ReadOnly,
    ReasonedAddressedForm,
    ReasonedAdmin,
    RecordInline,
    ValuesFilter,
    counted,
    link_to_list,
    link_to_row,
    numbered,
)
from quotes.admin.captures import CapturingAdmin
from quotes.admin.forms import HostsField
from quotes.admin.importing import ImportingSourcesAdmin
from quotes.admin.list_mending import SourceMendFilter
from quotes.admin.list_search import SourceSearchAdmin
from quotes.admin.object_actions import ActingAdmin
from quotes.admin.row_choices import OutletChoices
from quotes.admin.workbench import WorkbenchAdmin
from quotes.editing.slugs import source_parts
from quotes.models import Capture, Citation, Outlet, Source, Statement


class OutletForm(ReasonedAddressedForm):
    class Meta:
        field_classes = {"hosts": HostsField}


@admin.register(Outlet)
class OutletAdmin(OutletChoices, ReasonedAdmin, ActingAdmin):
    form = OutletForm
    list_display = ["name", "kind", "country", "host_names", "source_count"]
    list_filter = [("kind", ValuesFilter), ("country", CountriesFilter)]
    search_fields = ["name", "slug"]
    prepopulated_fields = {"slug": ["name"]}
    fieldsets = [(None, {"fields": ["name", "slug", "kind", "country", "hosts"]})]

    def statements(self, row: Outlet) -> QuerySet[Statement]:
        printed_or_credited = Q(citations__source__outlet=row) | Q(citations__via=row)
        return Statement.objects.filter(printed_or_credited).distinct()

    shown_by = statements

    def get_queryset(self, request: HttpRequest) -> QuerySet[Outlet]:
        return super().get_queryset(request).annotate(counted=counted(Source, "outlet"))

    @admin.display(description=_("hosts"))
    def host_names(self, outlet: Outlet) -> str:
        return ", ".join(outlet.hosts)

    @admin.display(description=_("sources"), ordering="counted")
    def source_count(self, outlet: Outlet) -> SafeString:
        return link_to_list(
            Source,
            outlet.counted,  # type: ignore[attr-defined]
            outlet__id__exact=outlet.pk,
        )


class SourceForm(AddedSourceForm, ReasonedAddressedForm):
    class Meta:
        widgets = {"url": URLWidget()}

    def slug_parts(self) -> list[str]:
        outlet = self.slug_of_outlet()
        if not outlet or "published" not in self.cleaned_data:
            return []
        cleaned = self.cleaned_data
        return source_parts(outlet, cleaned["published"], cleaned.get("title", ""))


class CitationsOfSource(ReadOnly, RecordInline):
    """The statements a source prints, in its order."""

    model = Citation
    verbose_name_plural = _("statements cited from it")
    fields = readonly_fields = ("statement_link", "kind", "wording", "check_state")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Citation]:
        return super().get_queryset(request).select_related("statement__speaker", "source")

    @admin.display(description=_("statement"))
    def statement_link(self, citation: Citation) -> SafeString:
        return link_to_row(citation.statement)


class CapturesOfSource(ReadOnly, RecordInline):
    model = Capture
    fields = readonly_fields = ("taken_at", "how", "sha256")
    show_change_link = True

    def get_queryset(self, request: HttpRequest) -> QuerySet[Capture]:
        return super().get_queryset(request).select_related("source").defer("text")


@admin.register(Source)
class SourceAdmin(
    SourceSearchAdmin,
    ImportingSourcesAdmin,
    WorkbenchAdmin,
    CapturingAdmin,
    AddingAdmin,
    ReasonedAdmin,
    ActingAdmin,
):
    form = SourceForm
    inlines = [CitationsOfSource, CapturesOfSource]
    list_display = ["__str__", "outlet", "published", "kind", "language", "citation_count"]
    list_select_related = ["outlet"]
    list_filter = [
        SourceMendFilter,
        "kind",
        ("language", LanguagesFilter),
        "is_primary",
    ]
    date_hierarchy = "published_from"
    search_fields = ["title", "url", "canonical_url", "outlet__name", "slug", "public_id"]
    search_help_text = _(
        "Words of the title, authors, outlet or an id; an address in whatever form it was pasted. "
        "Best first, and accents and capitals do not matter."
    )
    autocomplete_fields = ["outlet", "wire", "derived_from"]
    readonly_fields = ["public_id", "canonical_url"]
    fieldsets = [
        (None, {"fields": ["url", "outlet", "title", "authors", "published"]}),
        (_("What it is"), {"fields": [("kind", "language"), "is_primary"]}),
        (
            _("Where it comes from"),
            {"classes": FOLDED_WHILE_EMPTY, "fields": ["wire", "derived_from"]},
        ),
        (_("Archived copy"), {"fields": ["archived_url", "archived_at"]}),
        (_("Address"), {"classes": FOLDED, "fields": ["slug", "public_id", "canonical_url"]}),
    ]

    def statements(self, row: Source) -> QuerySet[Statement]:
        return Statement.objects.filter(citations__source=row).distinct()

    shown_by = statements

    def get_queryset(self, request: HttpRequest) -> QuerySet[Source]:
        return super().get_queryset(request).annotate(counted=counted(Citation, "source"))

    @admin.display(description=_("citations"), ordering="counted")
    def citation_count(self, source: Source) -> SafeString:
        return numbered(Citation, source.counted)  # type: ignore[attr-defined]
