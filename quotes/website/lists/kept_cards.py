"""The cards of lists as HTML, kept: the same statements stand in list after list.

A card is made from plain values that never change (`ListedStatement`) and from the language of the
page, and from nothing else. What was made of the same values is therefore right for as long as the
process runs; a statement that changes has other values.
"""

from functools import lru_cache
from typing import Any

from django.conf import settings
from django.template.loader import get_template
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from quotes.citing.reference import Site
from quotes.presentation.cards import FoundIn, StatementCard
from quotes.search.rows import ListedStatement

# So many cards are kept by each process, 4 KB of HTML and about as much of values each.
MOST_KEPT = 4_000


def card_html(card: StatementCard) -> SafeString:
    """The card of a statement in a list."""
    make = _made if settings.DEBUG else _kept
    assert isinstance(card.statement, ListedStatement)
    return make(
        get_language(), card.statement, card.marked_text, card.found_in, card.site, card.described
    )


def _made(
    _language: str | None,
    statement: ListedStatement,
    marked_text: SafeString | None,
    found_in: FoundIn | None,
    site: Site | None,
    described: tuple[tuple[str, SafeString], ...],
) -> SafeString:
    """The active language is named since what is kept differs by it."""
    template: Any = get_template("quotes/_statement.html")
    return template.template.module.statement_card(
        StatementCard(statement, marked_text, found_in, site, described)
    )


_kept = lru_cache(maxsize=MOST_KEPT)(_made)
