"""Analyses for readers: topics in time, words of an official, what is printed and corrected most.

Each says in a sentence how it is made, and leads to the statements behind every number. Only what
is published counts.
"""

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from quotes.models import Dimension, Facet, Kind, Revision
from quotes.models.search_index import NONE
from quotes.presentation import list_addresses
from quotes.presentation.cards import Link, StatementCard, cards
from quotes.presentation.labels import count_display, facet_label, grouped
from quotes.revisions.comparison import changed_parts
from quotes.revisions.corrections import KINDS, PARTS
from quotes.search import facets
from quotes.search.analysis import (
    LEAST_STATEMENTS,
    MOST_OTHERS,
    MOST_OWN,
    OfficialTopics,
    OwnWord,
    TopicMonths,
    most_corrected,
    own_words,
    topics_by_official,
)
from quotes.search.filters import find
from quotes.search.rows import listed
from quotes.website.lists.asked import Asked, asked_of
from quotes.website.lists.listing import counted_query_context
from quotes.website.lists.month_bars import MonthBars, months_of
from quotes.website.lists.months import Month

OFFICIALS_SHOWN, TOPICS_SHOWN = 12, 6
WORDS_SHOWN = 40
STATEMENTS_SHOWN = 25
OFFICIALS_OFFERED = 100
# Of an official with fewer statements there is nothing to compare.
LEAST_SPOKEN = 5


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """What analyses there are."""
    return render(request, "quotes/analysis.html", {})


def _context(request: HttpRequest, asked: Asked) -> dict[str, Any]:
    """What the page of an analysis shows of the query it is made of."""
    trail = [Link(_("Analyses"), reverse("analysis"))]
    return counted_query_context(request, asked) | {"trail": trail}


# --- topics in time ------------------------------------------------------------------------------


class TopicLine:
    """A topic of an official, with a small drawing of the months."""

    def __init__(self, one: TopicMonths, url: str, months: Sequence[Month]) -> None:
        self.name = facet_label(one.topic)
        self.url = url
        self.count = grouped(one.total)
        self.months = MonthBars(one.months, months)


@dataclass(frozen=True)
class OfficialPanel:
    """An official with the topics spoken of most."""

    name: str
    url: str
    count: str
    lines: Sequence[TopicLine]


@require_safe
def topics(request: HttpRequest) -> HttpResponse:
    """Topics over time by official, for what the query string finds."""
    asked = asked_of(list_addresses.without_cuts(request.GET))
    spoke, is_estimated = topics_by_official(
        asked.found, officials=OFFICIALS_SHOWN, topics=TOPICS_SHOWN
    )
    months = months_of(topic.months for one in spoke for topic in one.topics)
    panels = [_panel(asked.query, one, months) for one in spoke]
    context = _context(request, asked) | {
        "panels": panels,
        # One scale for all, or the drawings could not be compared.
        "months": months,
        "peak": max((line.months.peak for panel in panels for line in panel.lines), default=0),
        "first_month": months[0].label if months else "",
        "last_month": months[-1].label if months else "",
        "is_estimated": is_estimated,
        "most": OFFICIALS_SHOWN,
        "most_topics": TOPICS_SHOWN,
    }
    return render(request, "quotes/analysis_topics.html", context)


def _panel(query: QueryDict, one: OfficialTopics, months: Sequence[Month]) -> OfficialPanel:
    own = list_addresses.setting(query, speaker=one.speaker.key)
    return OfficialPanel(
        facet_label(one.speaker),
        reverse("official", args=[one.speaker.key]),
        grouped(one.statements),
        [
            TopicLine(
                topic,
                list_addresses.statements_url(list_addresses.adding(own, "topic", topic.topic.key)),
                months,
            )
            for topic in one.topics
        ],
    )


# --- words ---------------------------------------------------------------------------------------


class WordLine:
    """A word that sets an official apart, and the statements that have it."""

    def __init__(self, one: OwnWord, query: QueryDict) -> None:
        self.word = one.word
        self.own, self.others = grouped(one.own), grouped(one.others)
        self.score = f"{one.score:.1f}"
        # In quotation marks, so that the list is of this very word.
        narrowed = list_addresses.setting(query, q=f'"{one.word}"')
        self.url = list_addresses.statements_url(narrowed)


@dataclass(frozen=True)
class OfficialChoice:
    """An official whose words can be looked at."""

    name: str
    url: str
    count: str


@require_safe
def words(request: HttpRequest) -> HttpResponse:
    """The words that set one official apart, or the officials to choose from."""
    query = QueryDict(mutable=True)
    if slug := request.GET.get("speaker", "").strip():
        query["speaker"] = slug
    found = find(query)
    official = next(iter(found.chosen.get(Dimension.SPEAKER, [])), None)
    context: dict[str, Any] = {
        "trail": [Link(_("Analyses"), reverse("analysis"))],
        "errors": found.errors,
        "official": facet_label(official) if official else "",
        "least": LEAST_STATEMENTS,
        "most_own": grouped(MOST_OWN),
        "most_others": grouped(MOST_OTHERS),
        "lines": [],
        "offered": [] if official else _offered(),
    }
    if official:
        context |= _words_of(official, query)
    return render(request, "quotes/analysis_words.html", context)


def _words_of(official: Facet, query: QueryDict) -> dict[str, Any]:
    spoken = facets.values(find(query), Dimension.LANGUAGE, most=1).values
    known = Facet.objects.named(
        [("kind", Kind.PARAPHRASE.value), *(("language", one.facet.key) for one in spoken)]
    )
    language = next((known["language", one.facet.key] for one in spoken), None)
    if language is None:
        return {}
    paraphrase = known.get(("kind", Kind.PARAPHRASE.value))
    found = own_words(official, language, paraphrase, WORDS_SHOWN)
    narrowed = list_addresses.setting(
        query, language=language.key, **{"not-kind": paraphrase.key if paraphrase else ""}
    )
    return {
        "lines": [WordLine(one, narrowed) for one in found.words],
        "language": facet_label(language),
        "own_total": grouped(found.own_total),
        "others_total": grouped(found.others_total),
        "list_url": list_addresses.statements_url(narrowed),
        "official_url": reverse("official", args=[official.key]),
    }


def _offered() -> list[OfficialChoice]:
    values = facets.values(find(QueryDict()), Dimension.SPEAKER, most=OFFICIALS_OFFERED).values
    return [
        OfficialChoice(
            facet_label(one.facet),
            list_addresses.here(
                reverse("analysis-words"),
                list_addresses.setting(QueryDict(), speaker=one.facet.key),
            ),
            count_display(one.count),
        )
        for one in values
        if one.facet.key != NONE and one.count.number >= LEAST_SPOKEN
    ]


# --- most printed, most corrected ----------------------------------------------------------------


@require_safe
def most_printed(request: HttpRequest) -> HttpResponse:
    """The statements that most sources print, of what the query string finds."""
    query = list_addresses.setting(request.GET, sort="most-cited", size="")
    asked = asked_of(query)
    found = asked.found
    shown = cards(listed(found.ids(STATEMENTS_SHOWN))) if found.is_valid else []
    context = _context(request, asked) | {
        "cards": [card for card in shown if card.source_count],
        "most": STATEMENTS_SHOWN,
    }
    # The order is that of the page, and nothing to be taken away.
    return render(request, "quotes/analysis_printed.html", context)


@dataclass(frozen=True)
class CorrectedLine:
    """A statement that was corrected, how often, and in what."""

    card: StatementCard
    count: int
    kinds: str


@require_safe
def corrected(request: HttpRequest) -> HttpResponse:
    """The statements that were corrected most often."""
    found = most_corrected(STATEMENTS_SHOWN)
    kinds = _kinds_of([pk for pk, _count in found])
    counts = dict(found)
    context = {
        "trail": [Link(_("Analyses"), reverse("analysis"))],
        "lines": [
            CorrectedLine(card, counts[card.statement.pk], kinds.get(card.statement.pk, ""))
            for card in cards(listed(counts))
        ],
        "most": STATEMENTS_SHOWN,
    }
    return render(request, "quotes/analysis_corrected.html", context)


def _kinds_of(statement_ids: Sequence[int]) -> dict[int, str]:
    """In what each statement was corrected, and how often: "words (2), date (1)"; one query."""
    revisions = Revision.objects.filter(statement__in=statement_ids).order_by("statement", "number")
    states: dict[int, list[dict[str, Any]]] = defaultdict(list)
    for pk, state in revisions.values_list("statement", "public_state"):
        states[pk].append(state)
    return {pk: _kinds(of_one) for pk, of_one in states.items()}


def _kinds(states: Sequence[dict[str, Any]]) -> str:
    counts: Counter[str] = Counter()
    for before, after in pairwise(states):
        parts = changed_parts(before, after)
        counts.update(kind for kind, names in PARTS.items() if any(n in parts for n in names))
    return ", ".join(
        _("%(kind)s (%(count)d)") % {"kind": KINDS[kind], "count": count}
        for kind, count in counts.most_common()
    )
