"""Marks in a text the words that were searched for, as the search itself understands words."""

import re
from collections.abc import Iterable, Sequence

from django.db import connection
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString, mark_safe

from quotes.models.search_index import CompiledSearch
from quotes.presentation.cards import FoundIn, StatementCard

# Of a wording that is shown because the words stand in it: so much before and after them.
AROUND = 80

# So many words are kept with their stems, some 20 MB of them.
MOST_KEPT = 50_000
_KEPT: dict[str, frozenset[str]] = {}

# A word as it is marked, whole: partnership, don’t, l’armée, U.S, co-operation.
WORD = re.compile(r"[^\W_]+(?:[’'.-][^\W_]+)*")


def mark(cards: Sequence[StatementCard], search: CompiledSearch) -> None:
    """Give each card its text with the words marked, or the wording in which they were found.

    Costs one query at most, however many cards: which words of the page share a stem with the
    search.
    """
    tokens = {text: list(WORD.finditer(text)) for card in cards for text in _texts(card)}
    hits = _hits({token[0] for found in tokens.values() for token in found}, search)
    for card in cards:
        text = card.statement.text
        if any(token[0] in hits for token in tokens[text]):
            card.marked_text = _marked(text, tokens[text], hits)
        else:
            card.found_in = _found_in(card, tokens, hits)


def _texts(card: StatementCard) -> Iterable[str]:
    yield card.statement.text
    yield from (each.quotation for each in card.citations if each.quotation)


def _hits(distinct: set[str], search: CompiledSearch) -> set[str]:
    """Which of these words have a stem, in any language of the archive, that is searched for."""
    stems = _stems(distinct)
    return {word for word in distinct if not search.lexemes.isdisjoint(stems[word])}


def _stems(words: set[str]) -> dict[str, frozenset[str]]:
    """The stems of each word in every language of the archive.

    They never change, and pages have most of their words in common: what was looked up is kept.
    """
    known = {word: stems for word in words if (stems := _KEPT.get(word)) is not None}
    if missing := list(words - known.keys()):
        found = _looked_up(missing)
        if len(_KEPT) + len(found) > MOST_KEPT:
            _KEPT.clear()
        _KEPT.update(found)
        known |= found
    return known


def _looked_up(words: list[str]) -> dict[str, frozenset[str]]:
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT word, tsvector_to_array(
                to_tsvector('pg_catalog.english', archive_search_text(word))
                || to_tsvector('pg_catalog.french', archive_search_text(word))
                || to_tsvector('pg_catalog.simple', archive_search_text(word)))
            FROM unnest(%s::text[]) AS page(word)
            """,
            [words],
        )
        return {word: frozenset(stems) for word, stems in cursor.fetchall()}


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


def _found_in(
    card: StatementCard, tokens: dict[str, list[re.Match[str]]], hits: set[str]
) -> FoundIn | None:
    """The first wording that has the words, cut to what stands around them."""
    for printing in card.printings:
        wording = printing.quotation or ""
        first = next((token for token in tokens.get(wording, ()) if token[0] in hits), None)
        if first is None:
            continue
        begin, end = max(0, first.start() - AROUND), min(len(wording), first.end() + AROUND)
        shown = f"{'…' if begin else ''}{wording[begin:end]}{'…' if end < len(wording) else ''}"
        return FoundIn(printing, _marked(shown, WORD.finditer(shown), hits))
    return None
