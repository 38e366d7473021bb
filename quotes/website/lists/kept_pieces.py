"""The pieces of lists as HTML, kept: the same stand in list after list.

A piece is made from plain values that never change and from the language of the page, and from
nothing else. What was made of the same values is therefore right for as long as the process runs; a
statement that changes has other values. The choices beside a list and its timeline are values that
are kept themselves (`choices`, `histogram`), so theirs are found by the object, and as many are
kept: up to 5 KB of HTML each, and up to 30 KB for a timeline.
"""

from collections.abc import Callable
from functools import lru_cache
from typing import Any

from django.conf import settings
from django.template.loader import get_template
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from quotes.citing.reference import Site
from quotes.presentation.cards import FoundIn, StatementCard
from quotes.search.rows import ListedStatement
from quotes.website.lists.choices import CHOICES_KEPT, DimensionChoices
from quotes.website.lists.histogram import TIMELINES_KEPT, Timeline

# So many cards are kept by each process, 4 KB of HTML and about as much of values each.
MOST_KEPT = 4_000


def card_html(card: StatementCard) -> SafeString:
    """The card of a statement in a list."""
    make = _card if settings.DEBUG else _kept_card
    assert isinstance(card.statement, ListedStatement)
    return make(
        get_language(), card.statement, card.marked_text, card.found_in, card.site, card.described
    )


def _card(
    _language: str | None,
    statement: ListedStatement,
    marked_text: SafeString | None,
    found_in: FoundIn | None,
    site: Site | None,
    described: tuple[tuple[str, SafeString], ...],
) -> SafeString:
    """The active language is named since what is kept differs by it."""
    card = StatementCard(statement, marked_text, found_in, site, described)
    return _macro("quotes/_statement.html", "statement_card")(card)


_kept_card = lru_cache(maxsize=MOST_KEPT)(_card)


def choices_html(facet: DimensionChoices) -> SafeString:
    """A dimension beside a list."""
    return (_choices if settings.DEBUG else _kept_choices)(facet)


def _choices(facet: DimensionChoices) -> SafeString:
    return _macro("quotes/_facet.html", "facet_choices")(facet)


_kept_choices = lru_cache(maxsize=CHOICES_KEPT)(_choices)


def timeline_html(timeline: Timeline) -> SafeString:
    """The timeline above a list."""
    return (_timeline if settings.DEBUG else _kept_timeline)(timeline)


def _timeline(timeline: Timeline) -> SafeString:
    return _macro("quotes/_histogram.html", "timeline")(timeline)


_kept_timeline = lru_cache(maxsize=TIMELINES_KEPT)(_timeline)


def _macro(template: str, name: str) -> Callable[..., SafeString]:
    found: Any = get_template(template)
    made: Callable[..., SafeString] = getattr(found.template.module, name)
    return made
