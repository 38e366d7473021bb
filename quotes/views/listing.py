"""A list of statements as a page: what it shows, and every way to find others."""

from collections.abc import Sequence
from typing import Any

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.formats import number_format
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from quotes import facets
from quotes.dates import humanize
from quotes.filters import DATE_MODES, NOT, SORTS, Found, find
from quotes.models import Dimension, Facet
from quotes.models.finding import MOST_RANKED, Count
from quotes.models.vocabulary import CheckState, Kind, SourceKind
from quotes.views import addresses
from quotes.views.cards import Link, cards
from quotes.views.histogram import month_histogram
from quotes.views.marking import mark
from quotes.views.names import country_name, language_name
from quotes.views.suggestions import officials_named, ways_on

# The dimensions a list offers, in this order.
OFFERED = (
    Dimension.SPEAKER,
    Dimension.TOPIC,
    Dimension.KIND,
    Dimension.COUNTRY,
    Dimension.OUTLET,
    Dimension.ROLE,
    Dimension.PARTY,
    Dimension.SOURCE_KIND,
    Dimension.LANGUAGE,
    Dimension.CHECK,
    Dimension.SOURCES,
    Dimension.PLACE,
    Dimension.HAS,
)


def listing(
    request: HttpRequest,
    template: str,
    query: QueryDict,
    *,
    within: Sequence[str] = (),
    context: dict[str, Any] | None = None,
) -> HttpResponse:
    """Render a list of the statements that ``query`` and the request's own query string find.

    ``within`` names the parameters that the page itself stands for (an official's page shows that
    official's statements): they are not offered as filters, and its links lead to the full list.
    """
    query = _merged(query, request.GET, within)
    found = find(query)
    page = found.page()
    counted = facets.spread(found, [d for d in (*OFFERED, Dimension.MONTH) if d not in within])
    total = counted.total
    chips = _chips(query, found, within)
    shown_cards = cards(page.statements)
    if found.words and shown_cards:
        mark(shown_cards, found.words)
    is_empty = found.is_valid and not page.errors and not shown_cards
    shown = {
        "section": "statements",
        "heading": _heading(total, found),
        "query": query.get("q", ""),
        "total": total,
        "total_display": count_display(total),
        "errors": found.errors + page.errors,
        "hints": [
            *(ways_on(found, query) if is_empty else []),
            Link(_("All statements"), reverse("statements")),
        ],
        "officials_named": officials_named(found) if found.words else [],
        "ranks_newest": MOST_RANKED if found.ranks_only_newest else 0,
        "by_official_url": addresses.here(reverse("by-official"), addresses.without_cuts(query)),
        "cards": shown_cards,
        "newer_url": page.newer and _cut(request, within, query, before=page.newer),
        "older_url": page.older and _cut(request, within, query, after=page.older),
        "facets": [
            _facet(query, found, dimension, counted.of(dimension))
            for dimension in OFFERED
            if dimension not in within and _is_worth_offering(found, dimension, counted)
        ],
        "histogram": month_histogram(query, found, counted.of(Dimension.MONTH)),
        "chips": chips,
        "active_count": len(chips),
        "clear_url": reverse("statements"),
        "sorts": _sorts(request, query, found, within),
        "list_url": addresses.statements_url(addresses.without_cuts(query)),
        "kept": [(name, value) for name, values in _kept(query).lists() for value in values],
        "since": query.get("since", ""),
        "until": query.get("until", ""),
        "dates_mode": found.data.get("dates") or "possibly",
        "date_modes": DATE_MODES.items(),
    }
    return render(request, template, shown | (context or {}))


def _heading(total: Count, found: Found) -> str:
    """What the list is, in a few words."""
    if not found.is_valid:
        return _("Statements")
    return ngettext("%(count)s statement", "%(count)s statements", total.number) % {
        "count": count_display(total)
    }


def count_display(count: Count) -> str:
    """A number as it is read; of an estimate, that it is one."""
    if count.is_rough:
        return _("some")
    number = number_format(count.number, force_grouping=True)
    return number if count.is_exact else _("about %(number)s") % {"number": number}


def _merged(query: QueryDict, asked: QueryDict, within: Sequence[str]) -> QueryDict:
    """What the page stands for, and what else was asked."""
    if query is asked:
        return query
    merged = query.copy()
    for name, values in asked.lists():
        if name not in within:
            merged.setlist(name, values)
    return merged


def _cut(request: HttpRequest, within: Sequence[str], query: QueryDict, **cut: str) -> str:
    """The address of another part of this list, on this page."""
    changed = addresses.setting(query, **cut)
    for name in within:
        changed.pop(name, None)
    return addresses.here(request.path, changed)


def _kept(query: QueryDict) -> QueryDict:
    """What the form of dates must carry along: everything but the dates themselves."""
    kept = addresses.without_cuts(query)
    for name in ("since", "until", "dates"):
        kept.pop(name, None)
    return kept


def _is_worth_offering(found: Found, dimension: Dimension, counted: facets.Spread) -> bool:
    """A dimension in which there is something to choose, or in which something is chosen."""
    values = counted.of(dimension)
    in_use = dimension in found.chosen or dimension in found.excluded
    return in_use or any(value.facet.key != "none" for value in values)


def _facet(
    query: QueryDict, found: Found, dimension: Dimension, counted: list[facets.Counted]
) -> dict[str, Any]:
    """A dimension beside the list: its most frequent values, each a link."""
    chosen = {facet.pk for facet in found.chosen.get(dimension, [])}
    return {
        "name": dimension.value,
        "label": dimension.label,
        "choices": [
            {
                "label": facet_label(value.facet),
                "count": count_display(value.count),
                "chosen": value.facet.pk in chosen,
                "url": addresses.statements_url(
                    (addresses.removing if value.facet.pk in chosen else addresses.adding)(
                        query, dimension.value, value.facet.key
                    )
                ),
            }
            for value in counted
        ],
    }


def _chips(query: QueryDict, found: Found, within: Sequence[str]) -> list[dict[str, Any]]:
    """What the list is narrowed by, each with the address of the list without it."""
    chips = []
    if words := query.get("q", "").strip():
        chips.append(_chip(_("Search"), words, addresses.setting(query, q="")))
    for facets_by_dimension, prefix in ((found.chosen, ""), (found.excluded, NOT)):
        for dimension, chosen in facets_by_dimension.items():
            for facet in chosen:
                if dimension not in within:
                    without = addresses.removing(query, prefix + dimension, facet.key)
                    chip = _chip(str(dimension.label), facet_label(facet), without)
                    chips.append(chip | {"excluded": bool(prefix)})
    for name, label in (("since", _("Since")), ("until", _("Until"))):
        if (value := query.get(name, "").strip()) and found.is_valid:
            text = humanize(found.data[name])
            chips.append(_chip(label, text or value, addresses.setting(query, **{name: ""})))
    return chips


def _chip(dimension: str, label: str, without: QueryDict) -> dict[str, Any]:
    return {
        "dimension": dimension,
        "label": label,
        "remove_url": addresses.statements_url(without),
        "excluded": False,
    }


def _sorts(
    request: HttpRequest, query: QueryDict, found: Found, within: Sequence[str]
) -> list[dict[str, Any]]:
    """The orders the list can be put in; relevance only where words are searched for."""
    return [
        {
            "label": label,
            "chosen": name == found.sort,
            "url": _cut(request, within, query, sort=name),
        }
        for name, label in SORTS.items()
        if name != "relevance" or found.words
    ]


_CODED = {
    Dimension.KIND: Kind,
    Dimension.CHECK: CheckState,
    Dimension.SOURCE_KIND: SourceKind,
}


def facet_label(facet: Facet) -> str:
    """What a value is called on the page."""
    dimension = Dimension(facet.dimension)
    if facet.key == "none":
        return _("unknown")
    if dimension in _CODED:
        return str(_CODED[dimension](facet.key).label)
    match dimension:
        case Dimension.COUNTRY:
            return country_name(facet.key)
        case Dimension.LANGUAGE:
            return language_name(facet.key)
        case Dimension.SOURCES:
            return {"1": _("one source"), "2": _("two or more"), "5": _("five or more")}[facet.key]
        case Dimension.HAS:
            return {"figure": _("a figure")}[facet.key]
        case _:
            return (get_language() == "fr" and facet.label_fr) or facet.label or facet.key
