"""A list of statements as a page: what it shows, and every way to find others."""

from collections.abc import Sequence
from typing import Any

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.formats import number_format
from django.utils.translation import gettext as _

from quotes.dates.display import humanize
from quotes.models import Dimension
from quotes.presentation import list_addresses
from quotes.presentation.alternates import alternates
from quotes.presentation.cards import Link, cards
from quotes.presentation.head import site_of
from quotes.presentation.labels import count_display, facet_label
from quotes.search import facets
from quotes.search.filters import (
    DATE_MODES,
    DEFAULT_SIZE,
    NOT,
    PAGE_SIZES,
    SORTS,
    SearchResult,
    find,
)
from quotes.search.queries import MOST_RANKED
from quotes.search.rows import listed
from quotes.website.lists import choices
from quotes.website.lists.histogram import month_histogram
from quotes.website.lists.marking import mark
from quotes.website.lists.sentence import sentence
from quotes.website.lists.suggestions import officials_named, ways_on


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
    A page that stands for a time shows a calendar instead of filters and a timeline.
    """
    query = _merged(query, request.GET, within)
    found = find(query)
    page = found.page()
    # One value more than is shown, to know whether there are more.
    offered = [d for d in choices.OFFERED if d not in within and "since" not in within]
    asked = [*offered, Dimension.MONTH] if offered else []
    counted = facets.spread(found, asked, choices.SHOWN + 1)
    total = counted.total
    chips = _chips(query, found, within)
    appending = list_addresses.Appending(query)
    statements = listed(page.ids)
    newer, older = page.cuts(statements)
    shown_cards = cards(statements, site_of(request))
    if found.words and shown_cards:
        mark(shown_cards, found.words)
    is_empty = found.is_valid and not page.errors and not shown_cards
    shown = {
        "section": "statements",
        "heading": sentence(found, total),
        "query": query.get("q", ""),
        "total": total,
        "total_display": count_display(total),
        "errors": found.errors + page.errors,
        "hints": [
            *(ways_on(found, query) if is_empty else []),
            Link(_("All statements"), reverse("statements")),
        ],
        "officials_named": officials_named(found) if found.words else [],
        "ranks_newest": MOST_RANKED if found.is_ranked and total.number > MOST_RANKED else 0,
        "by_official_url": list_addresses.here(
            reverse("by-official"), list_addresses.without_cuts(query)
        ),
        "cards": shown_cards,
        "formats": alternates(query) if found.is_valid else [],
        "newer_url": newer and _cut(request, within, query, before=newer),
        "older_url": older and _cut(request, within, query, after=older),
        "facets": [
            choices.beside(query, found, dimension, counted, appending)
            for dimension in offered
            if choices.is_worth_offering(found, dimension, counted)
        ],
        "histogram": offered
        and month_histogram(
            query, found, counted.of(Dimension.MONTH), counted.archive_months, total
        ),
        "chips": chips,
        "active_count": len(chips),
        "clear_url": reverse("statements"),
        "sorts": _sorts(request, query, found, within),
        "sizes": _sizes(request, query, found, within) if total.number > PAGE_SIZES[0] else [],
        "list_url": list_addresses.statements_url(list_addresses.without_cuts(query)),
        "kept": [(name, value) for name, values in _kept(query).lists() for value in values],
        "since": query.get("since", ""),
        "until": query.get("until", ""),
        "dates_mode": found.data.get("dates") or "possibly",
        "date_modes": DATE_MODES.items(),
    }
    return render(request, template, shown | (context or {}))


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
    changed = list_addresses.setting(query, **cut)
    for name in within:
        changed.pop(name, None)
    return list_addresses.here(request.path, changed)


def _kept(query: QueryDict) -> QueryDict:
    """What the form of dates must carry along: everything but the dates themselves."""
    kept = list_addresses.without_cuts(query)
    for name in ("since", "until", "dates"):
        kept.pop(name, None)
    return kept


def _chips(query: QueryDict, found: SearchResult, within: Sequence[str]) -> list[dict[str, Any]]:
    """What the list is narrowed by, each with the address of the list without it."""
    chips = []
    if words := query.get("q", "").strip():
        chips.append(_chip("q", _("Search"), words, list_addresses.setting(query, q="")))
    for facets_by_dimension, prefix in ((found.chosen, ""), (found.excluded, NOT)):
        for dimension, chosen in facets_by_dimension.items():
            for facet in chosen:
                if dimension not in within:
                    without = list_addresses.removing(query, prefix + dimension, facet.key)
                    name = f"{prefix}{dimension}-{facet.key}"
                    chip = _chip(name, str(dimension.label), facet_label(facet), without)
                    chips.append(chip | {"excluded": bool(prefix)})
    for name, label in (("since", _("Since")), ("until", _("Until"))):
        if (value := query.get(name, "").strip()) and found.is_valid:
            text = humanize(found.data[name])
            chips.append(
                _chip(name, label, text or value, list_addresses.setting(query, **{name: ""}))
            )
    if (mode := query.get("dates")) == "certainly" and "dates" in found.own_dimensions:
        without = list_addresses.setting(query, dates="")
        chips.append(_chip("dates", _("Said"), str(DATE_MODES[mode]), without))
    return [chip for chip in chips if chip["id"] not in within]


def _chip(id: str, dimension: str, label: str, without: QueryDict) -> dict[str, Any]:
    return {
        "id": id,
        "dimension": dimension,
        "label": label,
        "remove_url": list_addresses.statements_url(without),
        "excluded": False,
    }


def _sorts(
    request: HttpRequest, query: QueryDict, found: SearchResult, within: Sequence[str]
) -> list[dict[str, Any]]:
    """The orders the list can be put in; relevance only where words are searched for."""
    return [
        {
            "name": name,
            "label": label,
            "chosen": name == found.sort,
            "url": _cut(request, within, query, sort=name),
        }
        for name, label in SORTS.items()
        if name != "relevance" or found.words
    ]


def _sizes(
    request: HttpRequest, query: QueryDict, found: SearchResult, within: Sequence[str]
) -> list[dict[str, Any]]:
    """How many statements a page can have; each link leads to the beginning of the list."""
    given = query.get("size", "")
    return [
        {
            "label": number_format(size),
            "chosen": given == str(size) or (not given and size == DEFAULT_SIZE),
            "url": _cut(request, within, query, size="" if size == DEFAULT_SIZE else str(size)),
        }
        for size in PAGE_SIZES
    ]
