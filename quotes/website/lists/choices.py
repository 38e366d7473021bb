"""What a list can be narrowed to: the frequent values beside it, and a page with all of them."""

from dataclasses import dataclass
from math import ceil
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from quotes.models import Dimension
from quotes.models.dimensions import FACETS
from quotes.models.search_index import NONE
from quotes.presentation import list_addresses
from quotes.presentation.cards import Link
from quotes.presentation.labels import CODED, count_display, facet_label
from quotes.search import facets
from quotes.search.facets import CountedFacet
from quotes.search.filters import NOT, SearchResult, find
from quotes.search.queries import Count
from quotes.text.folding import search_fold
from quotes.website.lists.sentence import sentence

# The dimensions a list offers, in this order: those that stand open beside it, and then those that
# open on demand or when they are in use.
OFFERED = sorted(
    FACETS, key=lambda dimension: (not FACETS[dimension].open_place, FACETS[dimension].open_place)
)

# How many values of a dimension stand beside the list, and how many on a page of all of them.
SHOWN = 8
PAGE_SIZE = 100

# What decides which values the page of all shows, and not which statements the list does.
OWN_PARAMETERS = ("name", "order", "page")


@dataclass(frozen=True)
class FacetChoice:
    """A value as a link: it adds the value, or takes it away if it is in use.

    ``not_url`` leaves the value out; it is empty where the value is left out already.
    """

    id: str
    label: str
    count: str
    chosen: bool
    excluded: bool
    url: str
    not_url: str


def choice(
    query: QueryDict, found: SearchResult, value: CountedFacet, appending: list_addresses.Appending
) -> FacetChoice:
    dimension, key = Dimension(value.facet.dimension), value.facet.key
    chosen = value.facet.pk in [facet.pk for facet in found.chosen.get(dimension, [])]
    excluded = value.facet.pk in [facet.pk for facet in found.excluded.get(dimension, [])]
    if chosen or excluded:
        name = NOT + dimension if excluded else dimension.value
        url = list_addresses.statements_url(list_addresses.removing(query, name, key))
        without = list_addresses.statements_url(
            list_addresses.excluding(query, dimension.value, key)
        )
    else:
        url = appending.with_values({dimension.value: key})
        without = appending.with_values({NOT + dimension: key})
    return FacetChoice(
        id=f"{dimension}-{key}",
        label=facet_label(value.facet),
        count=count_display(value.count),
        chosen=chosen,
        excluded=excluded,
        url=url,
        not_url="" if excluded else without,
    )


def beside(
    query: QueryDict,
    found: SearchResult,
    dimension: Dimension,
    counted: facets.FacetCounts,
    appending: list_addresses.Appending,
) -> dict[str, Any]:
    """A dimension beside the list: its most frequent values, and where all of them are."""
    values = counted.of(dimension)
    in_use = _in_use(found, dimension)
    shown = [
        value for place, value in enumerate(values) if place < SHOWN or value.facet.pk in in_use
    ]
    is_whole = len(shown) == len(values)
    return {
        "name": dimension.value,
        "label": dimension.label,
        "choices": [choice(query, found, value, appending) for value in shown],
        "is_open": bool(FACETS[dimension].open_place or in_use),
        "more_url": ""
        if is_whole
        else list_addresses.choose_url(dimension.value, list_addresses.without_cuts(query)),
        "more_label": _("All %(values)s") % {"values": FACETS[dimension].plural},
    }


def is_worth_offering(
    found: SearchResult, dimension: Dimension, counted: facets.FacetCounts
) -> bool:
    """Whether there is anything to choose: not where all have the same value, or none has one."""
    values = counted.of(dimension)
    if _in_use(found, dimension):
        return True
    if not any(value.facet.key != NONE for value in values):
        return False
    return len(values) > 1 or values[0].count.number != counted.total.number


def _in_use(found: SearchResult, dimension: Dimension) -> set[int]:
    given = (found.chosen.get(dimension, []), found.excluded.get(dimension, []))
    return {facet.pk for of_one in given for facet in of_one}


@require_safe
def page(request: HttpRequest, dimension: str) -> HttpResponse:
    """All values of a dimension, for the list that the rest of the query string finds.

    Own parameters: ``name`` (what a word of the label begins with), ``order`` ("count" or "name"),
    ``page``.
    """
    if dimension not in [offered.value for offered in OFFERED]:
        raise Http404(_("There is no such filter."))
    query = _of_the_list(request.GET)
    found = find(query)
    number = _page_number(request.GET.get("page") or "1")
    name = request.GET.get("name", "").replace("\0", "").strip()[:100]
    by_label = request.GET.get("order") == "name"
    values = _values(found, Dimension(dimension), name, by_label=by_label, number=number)
    if number > 1 and not values.values:
        raise Http404(_("This list has no such page."))
    pages = ceil(values.total / PAGE_SIZE)

    def at(**own: str) -> str:
        kept = {"name": name, "order": "name" if by_label else ""} | own
        return list_addresses.choose_url(dimension, list_addresses.setting(query, **kept))

    plural = str(FACETS[Dimension(dimension)].plural)
    appending = list_addresses.Appending(query)
    context = {
        "section": "statements",
        "query": query.get("q", ""),
        "trail": [Link(_("Statements"), list_addresses.statements_url(query))],
        "dimension": dimension,
        "heading": _("Choose %(values)s") % {"values": plural},
        "plural": capfirst(plural),
        "sentence": sentence(found, found.count() if found.is_valid else Count(0)),
        "list_url": list_addresses.statements_url(query),
        "errors": found.errors,
        "kept": [(key, value) for key, given in query.lists() for value in given],
        "name": name,
        "by_label": by_label,
        "orders": [
            {"label": _("Most statements"), "url": at(order=""), "chosen": not by_label},
            {"label": _("A to Z"), "url": at(order="name"), "chosen": by_label},
        ],
        "choices": [choice(query, found, value, appending) for value in values.values],
        "total": values.total,
        "is_sampled": values.is_sampled,
        "first": (number - 1) * PAGE_SIZE + 1,
        "last": (number - 1) * PAGE_SIZE + len(values.values),
        "newer_url": at(page=str(number - 1) if number > 2 else "") if number > 1 else "",
        "older_url": at(page=str(number + 1)) if number < pages else "",
    }
    return render(request, "quotes/choose.html", context)


def _of_the_list(asked: QueryDict) -> QueryDict:
    query = list_addresses.without_cuts(asked)
    for name in OWN_PARAMETERS:
        query.pop(name, None)
    return query


def _page_number(text: str) -> int:
    if not text.isascii() or not text.isdigit() or not 0 < int(text[:6]) <= 10_000:
        raise Http404(_("This list has no such page."))
    return int(text[:6])


def _values(
    found: SearchResult, dimension: Dimension, name: str, *, by_label: bool, number: int
) -> facets.FacetValues:
    """A page of the values. Those with names that the database does not know are few."""
    offset = (number - 1) * PAGE_SIZE
    if dimension not in CODED:
        return facets.values(
            found, dimension, name=name, by_label=by_label, most=PAGE_SIZE, offset=offset
        )
    known = facets.values(found, dimension)
    folded = search_fold(name).strip()
    fitting = [
        value
        for value in known.values
        if any(word.startswith(folded) for word in _ends(facet_label(value.facet)))
    ]
    if by_label:
        fitting.sort(key=lambda value: (value.facet.key == NONE, facet_label(value.facet)))
    return facets.FacetValues(len(fitting), fitting[offset : offset + PAGE_SIZE], known.is_sampled)


def _ends(label: str) -> list[str]:
    """The folded label from each of its words on."""
    words = search_fold(label).split()
    return [" ".join(words[place:]) for place in range(len(words))] or [""]
