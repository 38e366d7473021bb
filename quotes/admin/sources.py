"""Outlets, their documents, and the captured text of those."""

from typing import Any

from django.contrib import admin
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.forms import ModelForm
from django.http import HttpRequest, HttpResponseRedirect
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from quotes.admin import add_by_url
from quotes.admin.base import (
    FOLDED,
    FOLDED_WHILE_EMPTY,
    AddressedAdmin,
    Fieldsets,
    ReadOnly,
    ReasonedAdmin,
    RecordInline,
    without,
)
from quotes.admin.captures import capture_links
from quotes.admin.change_form import InitialValues
from quotes.admin.forms import AddressedForm, HostsField, reason_field
from quotes.admin.list_columns import (
    CountriesFilter,
    LanguagesFilter,
    ValuesFilter,
    count_of,
    counted,
    link_to_list,
    link_to_row,
    numbered,
)
from quotes.admin.list_mending import SourceMendFilter
from quotes.admin.list_search import found_sources, searched
from quotes.admin.next_statement import from_source_links, statement_url
from quotes.admin.object_actions import Link, address_links
from quotes.admin.source_form import SourceForm
from quotes.admin.twin_pages import compare_link
from quotes.admin.workbench import workbench_links
from quotes.editing.workflow import EditorGroup, group_of
from quotes.models import Capture, Citation, Outlet, Source
from quotes.text.folding import search_fold

# Name of the button that saves a source and goes on to a statement from it.
TO_STATEMENT = "_to_statement"


class OutletForm(AddressedForm):
    reason = reason_field()

    class Meta:
        field_classes = {"hosts": HostsField}

    def clean_name(self) -> str:
        """A name that another outlet has, but for capitals, is that outlet."""
        name: str = self.cleaned_data["name"]
        same = Outlet.objects.exclude(pk=self.instance.pk).called(name)
        if same and search_fold(name) != search_fold(self.instance.name):
            told = format_html("{} {}", _now("This outlet is already here:"), link_to_row(same))
            raise ValidationError(told, code="unique")
        return name


@admin.register(Outlet)
class OutletAdmin(ReasonedAdmin[Outlet], AddressedAdmin[Outlet]):
    form = OutletForm
    list_display = ["name", "kind", "country", "host_names", "source_count"]
    list_filter = [("kind", ValuesFilter), ("country", CountriesFilter)]
    search_fields = ["name", "slug"]
    prepopulated_fields = {"slug": ["name"]}
    fieldsets = [(None, {"fields": ["name", "aliases", "slug", "kind", "country", "hosts"]})]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Outlet]:
        return super().get_queryset(request).annotate(counted=counted(Source, "outlet"))

    @admin.display(description=_("hosts"))
    def host_names(self, outlet: Outlet) -> str:
        return ", ".join(outlet.hosts)

    @admin.display(description=_("sources"), ordering="counted")
    def source_count(self, outlet: Outlet) -> SafeString:
        return link_to_list(Source, count_of(outlet), outlet__id__exact=outlet.pk)

    def object_links(self, request: HttpRequest, row: Outlet) -> list[Link]:
        return address_links(request, row)


class CitationsOfSource(ReadOnly, RecordInline):
    """The statements a source prints, in its order."""

    model = Citation
    verbose_name_plural = _("statements from this source")
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
class SourceAdmin(ReasonedAdmin[Source], AddressedAdmin[Source]):
    """The list of sources and their form. A new one begins with what its URL tells of it."""

    add_form_template = "admin/quotes/adding_source.html"
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
        "Searches titles, authors, outlets and IDs; you can also paste an address in "
        "any form. Best matches come first. Accents and capitals do not matter."
    )
    autocomplete_fields = ["outlet", "wire", "derived_from"]
    readonly_fields = ["public_id", "canonical_url"]
    fieldsets = [
        (None, {"fields": ["url", "outlet", "title", "authors", "published"]}),
        (_("Document"), {"fields": [("kind", "language"), "is_primary"]}),
        (
            _("Origin"),
            {"classes": FOLDED_WHILE_EMPTY, "fields": ["wire", "derived_from"]},
        ),
        (_("Archived copy"), {"fields": ["archived_url", "archived_at"]}),
        (_("Address"), {"classes": FOLDED, "fields": ["slug", "public_id", "canonical_url"]}),
    ]

    # --- the list --------------------------------------------------------------------------------

    def get_queryset(self, request: HttpRequest) -> QuerySet[Source]:
        return super().get_queryset(request).annotate(counted=counted(Citation, "source"))

    @admin.display(description=_("citations"), ordering="counted")
    def citation_count(self, source: Source) -> SafeString:
        return numbered(Citation, count_of(source))

    def get_list_display(self, request: HttpRequest) -> list[Any]:
        """Of what may be here twice the other, for who may change what is shared."""
        asked = request.GET.get(SourceMendFilter.parameter_name) == "twice"
        may = group_of(request.user) not in (None, EditorGroup.CONTRIBUTOR)
        if not (asked and may):
            return [*super().get_list_display(request)]
        return ["__str__", "possible_duplicate", "outlet", "published", "citation_count"]

    @admin.display(description=_("possible duplicate"))
    def possible_duplicate(self, source: Source) -> SafeString:
        return compare_link(source, getattr(source, "twin", 0))

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Source], search_term: str
    ) -> tuple[QuerySet[Source], bool]:
        return searched(request, queryset, search_term, found_sources)

    # --- the form --------------------------------------------------------------------------------

    def get_fieldsets(self, request: HttpRequest, obj: Source | None = None) -> Fieldsets:
        groups = super().get_fieldsets(request, obj)
        if obj:
            return groups
        # What is known only once the source is saved has no place in a new one.
        (name, first), *others = without(groups, {"canonical_url", "public_id"})
        fields = [*first["fields"]]
        if add_by_url.may_add_outlets(request):
            fields.insert(fields.index("outlet") + 1, "new_outlet")
        return [(name, {**first, "fields": fields}), *others]

    def get_form(
        self, request: HttpRequest, obj: Source | None = None, change: bool = False, **kwargs: Any
    ) -> type[ModelForm]:
        form = super().get_form(request, obj, change, **kwargs)
        if obj or not add_by_url.may_add_outlets(request):
            form.base_fields.pop("new_outlet", None)
        return form

    def initial_values(self, request: HttpRequest, row: Source | None) -> InitialValues:
        if row:
            return InitialValues()
        initial = add_by_url.initial_of(self.get_changeform_initial_data(request))
        return InitialValues(initial, context=add_by_url.context_of_new(initial))

    def object_links(self, request: HttpRequest, row: Source) -> list[Link]:
        return [
            *workbench_links(request, row),
            *capture_links(request, row),
            *from_source_links(request, row),
            *address_links(request, row),
        ]

    def save_model(self, request: HttpRequest, obj: Source, form: SourceForm, change: bool) -> None:
        if form.outlet_to_add:
            form.outlet_to_add.save()
            obj.outlet = form.outlet_to_add
            outlets = self.admin_site.get_model_admin(Outlet)
            outlets.log_addition(request, form.outlet_to_add, [{"added": {}}])
        super().save_model(request, obj, form, change)
        if not change:
            add_by_url.tell_of_alike(request, obj)

    def response_post_save_add(self, request: HttpRequest, obj: Source) -> HttpResponseRedirect:
        if TO_STATEMENT in request.POST:
            return HttpResponseRedirect(statement_url(source=obj.pk))
        return super().response_post_save_add(request, obj)
