"""What lists of the admin are made of: filters by value, counted rows, links to rows and lists."""

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

from django.contrib import admin, messages
from django.contrib.admin.views.main import ERROR_FLAG, ChangeList
from django.db import models
from django.db.models import Count, OuterRef, Subquery
from django.db.models.functions import Coalesce
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from quotes.presentation.names import country_name, language_name

if TYPE_CHECKING:
    from django.contrib.admin.filters import _ListFilterChoices


class ValuesFilter(admin.AllValuesFieldListFilter):
    """A filter by each value that a column has. The empty one has a name, or its link had none."""

    def has_output(self) -> bool:
        return self.lookup_val is not None or len(self.lookup_choices) > 1

    def choices(self, changelist: ChangeList) -> "Iterator[_ListFilterChoices]":
        every, *values = super().choices(changelist)
        yield every
        for choice in values:
            yield {**choice, "display": self.named(str(choice["display"])) or _("none given")}

    def named(self, value: str) -> str:
        """A value as Django shows it: what it is called, and behind it a number, if asked for."""
        return value


class LanguagesFilter(ValuesFilter):
    def named(self, value: str) -> str:
        return _decoded(value, language_name)


class CountriesFilter(ValuesFilter):
    def named(self, value: str) -> str:
        return _decoded(value, country_name)


def _decoded(value: str, name_of: Callable[[str], str]) -> str:
    """A code as Django shows it, perhaps with a number behind it, with its name instead."""
    code, blank, number = value.partition(" ")
    return f"{name_of(code)}{blank}{number}" if code else ""


class RowsFilter(admin.RelatedFieldListFilter):
    """A filter by each row that is referred to; what refers to none has a name."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.empty_value_display = format_html("{}", _("none given"))


def counted(model: type[models.Model], column: str) -> Coalesce:
    """SQL: how many rows of another table refer to this one by that column.

    Not a join: a list joined and grouped loses the order of its table.
    """
    referring = model._default_manager.filter(**{column: OuterRef("pk")}).order_by()
    number = referring.values(column).annotate(number=Count("*")).values("number")
    return Coalesce(Subquery(number), 0)


def count_of(row: models.Model) -> int:
    """What `counted` has counted for a row of a list, under the name ``counted``."""
    return int(getattr(row, "counted", 0))


def numbered(model: type[models.Model], count: int) -> SafeString:
    """A number with what it counts, seen only where the list is too narrow for headings."""
    name = model._meta.verbose_name if count == 1 else model._meta.verbose_name_plural
    return format_html('{}<span class="of-a-number"> {}</span>', count, name)


def link_to_list(model: type[models.Model], count: int, **chosen: object) -> SafeString:
    """A number that leads to the rows it counts."""
    query = "&".join(f"{name}={value}" for name, value in chosen.items())
    return format_html('<a href="{}?{}">{}</a>', list_url(model), query, numbered(model, count))


def link_to_row(row: models.Model, text: str = "") -> SafeString:
    """A link to the form of a row."""
    return format_html('<a href="{}">{}</a>', form_url(row), text or str(row))


def list_url(model: type[models.Model]) -> str:
    """The address of the list of a table."""
    return page_url("changelist", model)


def form_url(row: models.Model) -> str:
    """The address of the form of a row."""
    return page_url("change", row)


def page_url(name: str, of: models.Model | type[models.Model], *args: object) -> str:
    """The address of a page of a table, or, given a row, of one of the pages of that row."""
    own = [] if isinstance(of, type) else [of.pk]
    route = f"admin:{of._meta.app_label}_{of._meta.model_name}_{name}"
    return reverse(route, args=[*own, *args])


def tell_unknown_parameters(request: HttpRequest, response: HttpResponse) -> None:
    """Name what an address asks of a list and the list does not know, so that it was left out."""
    if ERROR_FLAG in request.GET:
        told = _("The address asked for a filter that this list does not have. All rows are shown.")
        messages.warning(request, told)
    changelist = (getattr(response, "context_data", None) or {}).get("cl")
    for chosen in getattr(changelist, "filter_specs", ()):
        if not isinstance(chosen, admin.SimpleListFilter) or chosen.value() is None:
            continue
        if str(chosen.value()) not in {str(value) for value, _name in chosen.lookup_choices}:
            told = _("“%(value)s” is not known to the filter “%(filter)s”, and was left out.")
            names = {"value": str(chosen.value())[:80], "filter": chosen.title}
            messages.warning(request, told % names)
