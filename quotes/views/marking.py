"""Marks in a text the words that were searched for, as the search itself understands words."""

import re
from collections.abc import Iterable, Sequence

from django.db import connection
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString, mark_safe

from quotes.models.finding import CompiledSearch
from quotes.views.cards import Card, FoundIn

# Of a wording that is shown because the words stand in it: so much before and after them.
AROUND = 80

# A word as it is marked, whole: partnership, don’t, l’armée, U.S, co-operation.
WORD = re.compile(r"[^\W_]+(?:[’'.-][^\W_]+)*")


def mark(cards: Sequence[Card], search: CompiledSearch) -> None:
    """Give each card its text with the words marked, or the wording in which they were found.

    Costs one query, however many cards: which words of the page share a stem with the search.
    """
    tokens = {text: list(WORD.finditer(text)) for card in cards for text in _texts(card)}
    hits = _hits({token[0] for found in tokens.values() for token in found}, search)
    for card in cards:
        text = card.statement.text
        if any(token[0] in hits for token in tokens[text]):
            card.marked_text = _marked(text, tokens[text], hits)
        else:
            card.found_in = _found_in(card, tokens, hits)


def _texts(card: Card) -> Iterable[str]:
    yield card.statement.text
    yield from (citation.wording for citation in card.citations if citation.wording)


def _hits(distinct: set[str], search: CompiledSearch) -> set[str]:
    """Which of these words have a stem, in any language of the archive, that is searched for."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT word FROM unnest(%s::text[]) AS page(word) WHERE tsvector_to_array(
                to_tsvector('pg_catalog.english', archive_search_text(word))
                || to_tsvector('pg_catalog.french', archive_search_text(word))
                || to_tsvector('pg_catalog.simple', archive_search_text(word))) && %s::text[]
            """,
            [list(distinct), list(search.lexemes)],
        )
        return {row[0] for row in cursor.fetchall()}


def _marked(text: str, tokens: Iterable[re.Match[str]], hits: set[str]) -> SafeString:
    pieces, end = [], 0
    for token in tokens:
        if token[0] in hits:
            pieces += [
                conditional_escape(text[end : token.start()]),
                format_html("<mark>{}</mark>", token[0]),
            ]
            end = token.end()
    return mark_safe("".join([*pieces, conditional_escape(text[end:])]))


def _found_in(card: Card, tokens: dict[str, list[re.Match[str]]], hits: set[str]) -> FoundIn | None:
    """The first wording that has the words, cut to what stands around them."""
    for citation in card.citations:
        wording = citation.wording or ""
        first = next((token for token in tokens.get(wording, ()) if token[0] in hits), None)
        if first is None:
            continue
        begin, end = max(0, first.start() - AROUND), min(len(wording), first.end() + AROUND)
        shown = f"{'…' if begin else ''}{wording[begin:end]}{'…' if end < len(wording) else ''}"
        return FoundIn(citation.source, _marked(shown, WORD.finditer(shown), hits))
    return None
