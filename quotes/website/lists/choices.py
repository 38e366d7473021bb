"""What a list can be narrowed to: the frequent values beside it, and a page with all of them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from math import ceil

from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.utils.text import capfirst
from django.utils.translation import get_language
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
# So many dimensions beside a list are kept by each process.
CHOICES_KEPT = 1_000

# What decides which values the page of all shows, and not which statements the list does.
OWN_PARAMETERS = ("name", "order", "page")

# What is called by words of the record, which are English, where nothing else is known.
_AS_RECORDED = (Dimension.PLACE, Dimension.OCCASION)


@dataclass(frozen=True)
class FacetChoice:
    """A value as a link: it adds the value, or takes it away if it is in use.

    ``not_url`` leaves the value out; it is empty where the value is left out already.
    ``is_as_recorded`` where it is called what the record calls it, whatever the page's language.
    """

    id: str
    label: str
    count: str
    chosen: bool
    excluded: bool
    url: str
    not_url: str
    is_as_recorded: bool = False


@dataclass(frozen=True, eq=False)
class DimensionChoices:
    """A dimension beside a list: its most frequent values, and where all of them are."""

    name: str
    label: str
    choices: Sequence[FacetChoice]
    is_open: bool
    more_url: str
    more_label: str


def _choices(
    query: QueryDict,
    values: Iterable[CountedFacet],
    chosen: frozenset[int],
    excluded: frozenset[int],
) -> tuple[FacetChoice, ...]:
    """The values for a list; ``chosen`` and ``excluded`` are primary keys of facets."""
    appending = list_addresses.Appending(query)
    return tuple(
        _choice(
            query,
            value,
            appending,
            is_chosen=value.facet.pk in chosen,
            is_excluded=value.facet.pk in excluded,
        )
        for value in values
    )


def _choice(
    query: QueryDict,
    value: CountedFacet,
    appending: list_addresses.Appending,
    *,
    is_chosen: bool,
    is_excluded: bool,
) -> FacetChoice:
    dimension, key = Dimension(value.facet.dimension), value.facet.key
    if is_chosen or is_excluded:
        name = NOT + dimension if is_excluded else dimension.value
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
        chosen=is_chosen,
        excluded=is_excluded,
        url=url,
        not_url="" if is_excluded else without,
        is_as_recorded=dimension in _AS_RECORDED and key != NONE and not value.facet.label_fr,
    )


def beside(
    asked: str, found: SearchResult, dimension: Dimension, counted: facets.FacetCounts
) -> DimensionChoices:
    """A dimension beside the list of a query string, which is ``asked``."""
    values = counted.of(dimension)
    chosen, excluded = _chosen(found, dimension), _excluded(found, dimension)
    in_use = chosen | excluded
    shown = [
        value for place, value in enumerate(values) if place < SHOWN or value.facet.pk in in_use
    ]
    is_whole = len(shown) == len(values)
    return _beside(get_language(), asked, dimension, tuple(shown), chosen, excluded, is_whole)


# From list to list, and from one state of the record to the next, most values are offered with the
# same numbers.
@lru_cache(maxsize=CHOICES_KEPT)
def _beside(
    _language: str | None,
    asked: str,
    dimension: Dimension,
    values: tuple[CountedFacet, ...],
    chosen: frozenset[int],
    excluded: frozenset[int],
    is_whole: bool,
) -> DimensionChoices:
    query = QueryDict(asked)
    return DimensionChoices(
        dimension.value,
        str(dimension.label),
        _choices(query, values, chosen, excluded),
        is_open=bool(FACETS[dimension].open_place or chosen or excluded),
        more_url="" if is_whole else list_addresses.choose_url(dimension.value, query),
        more_label=_("All %(values)s") % {"values": FACETS[dimension].plural},
    )


def is_worth_offering(
    found: SearchResult, dimension: Dimension, counted: facets.FacetCounts
) -> bool:
    """Whether there is anything to choose: not where all have the same value, or none has one."""
    values = counted.of(dimension)
    if _chosen(found, dimension) or _excluded(found, dimension):
        return True
    if not any(value.facet.key != NONE for value in values):
        return False
    return len(values) > 1 or values[0].count.number != counted.total.number


def _chosen(found: SearchResult, dimension: Dimension) -> frozenset[int]:
    return frozenset(facet.pk for facet in found.chosen.get(dimension, []))


def _excluded(found: SearchResult, dimension: Dimension) -> frozenset[int]:
    return frozenset(facet.pk for facet in found.excluded.get(dimension, []))


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
    chosen, excluded = (of(found, Dimension(dimension)) for of in (_chosen, _excluded))
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
        "choices": _choices(query, values.values, chosen, excluded),
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
