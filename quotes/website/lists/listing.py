"""A list of statements as a page: what it shows, and every way to find others."""

from collections.abc import Iterator, Sequence
from typing import Any

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from quotes.dates.display import humanize
from quotes.models import Dimension
from quotes.models.columns import address
from quotes.models.search_index import CompiledSearch
from quotes.presentation import list_addresses
from quotes.presentation.alternates import downloads
from quotes.presentation.cards import Link, StatementCard, cards
from quotes.presentation.feeds import follow_list, list_feeds
from quotes.presentation.head import site_of
from quotes.presentation.labels import count_display, facet_label
from quotes.search import facets
from quotes.search.filters import (
    COUNTED,
    DATE_MODES,
    DEFAULT_SIZE,
    DESCRIPTION,
    NOT,
    PAGE_SIZES,
    SORTS,
    SearchResult,
)
from quotes.search.queries import MOST_RANKED, Count, capped_counts
from quotes.search.rows import ListedStatement, listed
from quotes.website.lists import choices
from quotes.website.lists.asked import Asked, asked_of
from quotes.website.lists.histogram import month_histogram
from quotes.website.lists.marking import mark, mark_descriptions
from quotes.website.lists.sentence import sentence, title_of
from quotes.website.lists.suggestions import NothingFound, nothing_found, officials_named

# What stands beside a list is counted so far.
MOST_DESCRIBED = 1_000


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
    asked = asked_of(_merged(query, request.GET, within))
    query, found = asked.query, asked.found
    page = found.page()
    # A page that stands for a time has a calendar instead.
    offered = [d for d in choices.OFFERED if d not in within and "since" not in within]
    # One value more than is shown, to know whether there are more.
    counted = facets.spread(
        found, [*offered, Dimension.MONTH] if offered else [], choices.SHOWN + 1
    )
    total = counted.total
    statements = listed(page.ids)
    newer, older = page.cuts(statements)
    shown_cards = _marked_cards(request, found, statements)
    is_empty = found.is_valid and not page.errors and not shown_cards
    nothing = nothing_found(found, query) if is_empty else NothingFound()
    title = title_of(found)
    # What cannot be read is followed by nobody.
    followed = query if found.is_valid else QueryDict()
    shown = {
        "section": "statements",
        "heading": sentence(found, total),
        "query": query.get("q", ""),
        "total": total,
        "total_display": count_display(total),
        "errors": found.errors + page.errors,
        "notes": asked.notes,
        "notes_ways_on": asked.ways_on,
        "hints": [*nothing.ways_on, _everything(query)],
        "nearest": _nearest(nothing),
        "described": _described(query, found, total),
        "cards": shown_cards,
        "formats": downloads(query) if found.is_valid else [],
        "feeds": list_feeds(followed, title),
        "follow": follow_list(followed, title, is_named=within in (("speaker",), ("topic",))),
        "newer_url": newer and _cut(request, within, query, before=newer),
        "older_url": older and _cut(request, within, query, after=older),
        "since": asked.typed["since"],
        "until": asked.typed["until"],
    }
    shown |= _narrowing(query, found, within, offered, counted)
    shown |= _ways_to_read(request, query, found, within, total)
    return render(request, template, shown | (context or {}))


def query_context(request: HttpRequest, asked: Asked) -> dict[str, Any]:
    """What a page that is made of a query, and is no list, shows of it."""
    return {
        "query": asked.query.get("q", ""),
        "scope": scope_of(asked.query),
        "errors": asked.found.errors,
        "notes": asked.notes,
        "chips": chips_of(asked.query, asked.found, path=request.path),
        "clear_url": request.path,
    }


def counted_query_context(request: HttpRequest, asked: Asked) -> dict[str, Any]:
    """The same, and the list that the query finds, with how many statements are in it."""
    found = asked.found
    return query_context(request, asked) | {
        "list_url": list_addresses.statements_url(asked.query),
        "sentence": sentence(found, found.count()) if found.is_valid else "",
    }


def _marked_cards(
    request: HttpRequest, found: SearchResult, statements: Sequence[ListedStatement]
) -> list[StatementCard]:
    """A card for each statement, with the words that were searched for marked in it."""
    shown = cards(statements, site_of(request))
    if found.words and shown:
        mark(shown, found.words)
        if found.is_described:
            mark_descriptions(shown, found.words)
    return shown


def _narrowing(
    query: QueryDict,
    found: SearchResult,
    within: Sequence[str],
    offered: Sequence[Dimension],
    counted: facets.FacetCounts,
) -> dict[str, Any]:
    """What the list is narrowed to, and to what else it could be."""
    chips = chips_of(query, found, within)
    asked = list_addresses.without_cuts(query).urlencode()
    months = counted.of(Dimension.MONTH)
    return {
        "chips": chips,
        "active_count": len(chips),
        "clear_url": address("statements"),
        "facets": [
            choices.beside(asked, found, dimension, counted)
            for dimension in offered
            if choices.is_worth_offering(found, dimension, counted)
        ],
        "histogram": offered
        and counted.total.number > 0
        and month_histogram(query, found, months, counted.archive_months, counted.total),
    }


def _ways_to_read(
    request: HttpRequest,
    query: QueryDict,
    found: SearchResult,
    within: Sequence[str],
    total: Count,
) -> dict[str, Any]:
    """In what order and how many at once, by whom, and what else the words may mean."""
    here = list_addresses.without_cuts(query)
    return {
        "is_search": bool(found.words),
        "perhaps": _perhaps(request, query, found, within),
        "scope": scope_of(query),
        "officials_named": officials_named(found) if found.words else [],
        "ranks_newest": MOST_RANKED if found.is_ranked and total.number > MOST_RANKED else 0,
        "by_official_url": ""
        if "speaker" in within
        else list_addresses.here(address("by-official"), here),
        "sorts": _sorts(request, query, found, within),
        "sizes": _sizes(request, query, found, within) if total.number > PAGE_SIZES[0] else [],
        "list_url": list_addresses.statements_url(here),
        "kept": [(name, value) for name, values in _kept(query).lists() for value in values],
        "is_certain": found.data.get("dates") == "certainly",
    }


def _nearest(nothing: NothingFound) -> list[StatementCard]:
    nearest = cards(listed(nothing.nearest)) if nothing.nearest else []
    if nearest:
        mark(nearest, CompiledSearch("", lexemes=nothing.lexemes))
    return nearest


def _everything(query: QueryDict) -> Link:
    """The whole archive: for the words that were searched for, if anything else was asked."""
    words = list_addresses.setting(QueryDict(), q=query.get("q", ""))
    if words and scope_of(query):
        label = _("Search the whole archive for “%(words)s”") % {"words": words["q"]}
        return Link(label, list_addresses.statements_url(words))
    return Link(_("All statements"), address("statements"))


def scope_of(query: QueryDict) -> list[tuple[str, str]]:
    """What the search box keeps: all that the list is narrowed by, but for the words."""
    kept = list_addresses.without_cuts(query)
    for name in ("q", "in", "size"):
        kept.pop(name, None)
    if set(kept) <= {"sort"}:
        return []
    return [(name, value) for name, values in kept.lists() for value in values]


def _described(query: QueryDict, found: SearchResult, total: Count) -> Link | None:
    """The list of those that only their description has the words of, if there are any.

    Not where very many are found, or have the words in some order, each of which would have to be
    looked at.
    """
    if not found.words or found.is_described or total.number > COUNTED or found.has_common_words:
        return None
    [number] = capped_counts([found.described.where()], MOST_DESCRIBED + 1)
    if not number:
        return None
    shown = number_format(min(number, MOST_DESCRIBED), force_grouping=True)
    label = ngettext(
        "%(count)s statement has these words only in its description (occasion, place or note)",
        "%(count)s statements have these words only in their description (occasion, place or note)",
        number,
    ) % {"count": shown if number <= MOST_DESCRIBED else _("More than %s") % shown}
    changed = list_addresses.setting(query, **{"in": DESCRIPTION})
    return Link(label, list_addresses.statements_url(changed))


def _perhaps(
    request: HttpRequest, query: QueryDict, found: SearchResult, within: Sequence[str]
) -> Link | None:
    """The list with uncertain dates let in, where they are left out."""
    is_certain = found.data.get("dates") == "certainly" and "dates" in found.own_dimensions
    if not is_certain or "dates" in within or found.measured.is_estimated():
        return None
    certainly, possibly = capped_counts(
        [found.entries.where(), found.possibly().where()], MOST_DESCRIBED + 1
    )
    if possibly <= certainly or possibly > MOST_DESCRIBED:
        return None
    label = ngettext(
        "%(count)s more may have been said then",
        "%(count)s more may have been said then",
        possibly - certainly,
    ) % {"count": count_display(Count(possibly - certainly))}
    return Link(label, _cut(request, within, query, dates=""))


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


def chips_of(
    query: QueryDict, found: SearchResult, within: Sequence[str] = (), path: str = ""
) -> list[dict[str, Any]]:
    """What the list is narrowed by, each with the address of the list without it.

    ``path`` is that of another page of the same query.
    """
    chips = [*_word_chips(query, found), *_facet_chips(query, found), *_date_chips(query, found)]
    for chip in chips:
        chip["remove_url"] = list_addresses.here(path or address("statements"), chip["without"])
    return [
        chip for chip in chips if chip["id"] not in within and chip["dimension_of"] not in within
    ]


def _word_chips(query: QueryDict, found: SearchResult) -> Iterator[dict[str, Any]]:
    if words := query.get("q", "").strip():
        without = list_addresses.setting(query, q="", **{"in": ""})
        yield _chip("q", pgettext("a filter", "Search"), words, without)
        if found.is_described:
            without = list_addresses.setting(query, **{"in": ""})
            yield _chip("in", _("Words"), _("only in the description"), without)


def _facet_chips(query: QueryDict, found: SearchResult) -> Iterator[dict[str, Any]]:
    for facets_by_dimension, prefix in ((found.chosen, ""), (found.excluded, NOT)):
        for dimension, chosen in facets_by_dimension.items():
            for facet in chosen:
                without = list_addresses.removing(query, prefix + dimension, facet.key)
                name = f"{prefix}{dimension}-{facet.key}"
                made = _chip(name, str(dimension.label), facet_label(facet), without)
                yield made | {"excluded": bool(prefix), "dimension_of": dimension.value}


def _date_chips(query: QueryDict, found: SearchResult) -> Iterator[dict[str, Any]]:
    for name, label in (("since", _("Since")), ("until", _("Until"))):
        if (value := query.get(name, "").strip()) and found.is_valid:
            without = list_addresses.setting(query, **{name: ""})
            yield _chip(name, label, humanize(found.data[name]) or value, without)
    if (mode := query.get("dates")) == "certainly" and "dates" in found.own_dimensions:
        yield _chip(
            "dates", _("Said"), str(DATE_MODES[mode]), list_addresses.setting(query, dates="")
        )


def _chip(id: str, dimension: str, label: str, without: QueryDict) -> dict[str, Any]:
    return {
        "id": id,
        "dimension": dimension,
        "label": label,
        "without": without,
        "excluded": False,
        "dimension_of": "",
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
