"""The public list of what was changed after it was published."""

from dataclasses import dataclass
from datetime import date
from itertools import groupby

from django.http import HttpRequest, HttpResponse, HttpResponseBase, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from quotes.dates.display import date_format
from quotes.exports.formats import CORRECTION_FORMATS
from quotes.presentation import list_addresses
from quotes.presentation.alternates import Alternate, with_links
from quotes.presentation.cards import Link
from quotes.presentation.feeds import correction_feeds, follow_corrections
from quotes.presentation.labels import grouped
from quotes.revisions import corrections
from quotes.revisions.corrections import KINDS, LOOKED_THROUGH
from quotes.text.languages import direction
from quotes.website.downloads import whole_list

PAGE = 25


@dataclass(frozen=True)
class FilterChoice:
    """A link to a list that is narrowed in one way."""

    label: str
    url: str
    chosen: bool


class Choices:
    """Links from a list to those that are narrowed otherwise, each from its beginning."""

    def __init__(self, path: str, query: QueryDict) -> None:
        self._path, self._query = path, query

    def choice(self, label: str, name: str, value: str) -> FilterChoice:
        chosen = self._query.get(name, "") == value
        return FilterChoice(label, self.address(**{name: value}), chosen)

    def address(self, **values: str) -> str:
        return list_addresses.here(self._path, list_addresses.setting(self._query, **values))

    def kinds(self) -> list[FilterChoice]:
        """Every kind of change; the first is all of them."""
        named = [(_("All changes"), ""), *((capfirst(str(KINDS[kind])), kind) for kind in KINDS)]
        return [self.choice(label, "change", kind) for label, kind in named]

    def years(self) -> list[tuple[int, list[FilterChoice]]]:
        """The months in which something was corrected, by year; newest first."""
        return [
            (year, [self._month(first) for first in of_year])
            for year, of_year in groupby(corrections.months(), key=lambda first: first.year)
        ]

    def _month(self, first: date) -> FilterChoice:
        return self.choice(date_format(first, "F"), "month", f"{first:%Y-%m}")


@require_safe
def page(request: HttpRequest) -> HttpResponse:
    """The corrections, newest first, of one kind or month where that is asked for."""
    found = corrections.page(request.GET, PAGE)
    query = QueryDict() if found.errors else _narrowed(request.GET)
    choices = Choices(request.path, query)
    formats = _formats(query)
    title = corrections.title(query)
    context = {
        "section": "about",
        "found": found,
        "direction": direction,
        "kinds": choices.kinds(),
        "any_month": choices.choice(_("At any time"), "month", ""),
        "years": choices.years(),
        "is_narrowed": bool(query),
        "looked_through": grouped(LOOKED_THROUGH),
        "hints": [Link(_("All corrections"), reverse("corrections"))],
        "formats": formats,
        "title": title,
        "feeds": correction_feeds(query, title),
        "follow": follow_corrections(query, title),
        "newer_url": found.newer and choices.address(before=found.newer),
        "older_url": found.older and choices.address(after=found.older),
    }
    return with_links(render(request, "quotes/corrections.html", context), formats)


@require_safe
def in_form(request: HttpRequest, suffix: str) -> HttpResponseBase:
    """The corrections as a feed or as JSON.

    400 with the reasons for a query that cannot be read, 404 for a suffix that names no form.
    """
    return whole_list(request, CORRECTION_FORMATS, suffix, "corrections")


def _narrowed(asked: QueryDict) -> QueryDict:
    """What the list is narrowed by, without the rest of the query string."""
    kept = QueryDict(mutable=True)
    for name in ("change", "month", "statement"):
        if value := asked.get(name, "").strip():
            kept[name] = value
    return kept


def _formats(query: QueryDict) -> list[Alternate]:
    return [
        Alternate(
            form.label,
            form.media_type,
            list_addresses.here(reverse("corrections-as", args=[form.suffix]), query),
        )
        for form in CORRECTION_FORMATS.values()
    ]
