"""Marks in a text the words that were searched for, as the search itself understands words."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db import connection
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from quotes.models import Statement
from quotes.models.search_index import CompiledSearch
from quotes.presentation.cards import FoundIn, StatementCard
from quotes.text.printed_words import printed_words

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
    texts = dict.fromkeys(text for card in cards for text in _texts(card))
    marks = found_marks(texts, search)
    for card in cards:
        text = card.statement.text
        if marks[text].spans:
            card.marked_text = _marked(text, marks[text].spans)
        if not marks[text].has_all:
            card.found_in = _found_in(card, marks)


def mark_descriptions(cards: Sequence[StatementCard], search: CompiledSearch) -> None:
    """Give each card the fields of its description in which the words stand; costs one query.

    A phrase is found there by its stems, and may not be marked: then the fields stand plain.
    """
    pks = [card.statement.pk for card in cards]
    notes = dict(Statement.objects.filter(pk__in=pks).values_list("pk", "note"))
    fields = {
        card.statement.pk: {
            _("Occasion"): card.occasion_name,
            _("Place"): card.place,
            _("Note"): notes.get(card.statement.pk, ""),
        }
        for card in cards
    }
    marks = found_marks({text for of_one in fields.values() for text in of_one.values()}, search)
    for card in cards:
        given = [(label, text) for label, text in fields[card.statement.pk].items() if text]
        marked = [(label, text) for label, text in given if marks[text].spans]
        card.described = tuple(
            (label, _marked(text, marks[text].spans)) for label, text in marked or given
        )


@dataclass(frozen=True, slots=True)
class MarkedText:
    """What is marked in a text; ``has_all`` is false where a phrase, or everything, is missing."""

    spans: list[tuple[int, int]]
    has_all: bool


def found_marks(texts: Iterable[str], search: CompiledSearch) -> dict[str, MarkedText]:
    """What is to be marked in each text: words with a stem that is searched for, and phrases."""
    tokens = {text: list(WORD.finditer(text)) for text in texts}
    hits: set[str] = set()
    if search.lexemes:
        hits = _hits({token[0] for found in tokens.values() for token in found}, search)
    patterns = [re.compile(f"{pattern[:-1]}(?= )") for pattern in search.phrases]
    marks = {}
    for text, found in tokens.items():
        phrases = [_phrase_spans(text, pattern) for pattern in patterns]
        words = [token.span() for token in found if token[0] in hits]
        spans = _joined([*words, *(span for spans in phrases for span in spans)])
        marks[text] = MarkedText(spans, bool(spans) and all(phrases))
    return marks


def _phrase_spans(text: str, pattern: re.Pattern[str]) -> list[tuple[int, int]]:
    """Where a phrase stands in a text, from its first word to its last."""
    line, places = " ", []
    for chunk in _CHUNK.finditer(text):
        for word in printed_words(chunk[0]):
            places += [chunk] * (len(word) + 1)
            line += f"{word} "
    spans = []
    for match in pattern.finditer(line):
        first, last = places[match.start()], places[match.end() - 2]
        start = first.start() + len(first[0]) - len(_BEFORE.sub("", first[0]))
        spans.append((start, last.start() + len(_BEHIND.sub("", last[0]))))
    return spans


# An omission in brackets, or whatever stands between blanks.
_CHUNK = re.compile(r"[\[(][\s.…]+[\])]|\S+")
_BEFORE = re.compile(r"^[^\w$€£¥]+(?=[\w$€£¥])")
_BEHIND = re.compile(r"(?<=[\w%€$£¥])[^\w%€$£¥]+$")


def _joined(spans: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    """The spans in order, those that overlap as one."""
    made: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        if made and start < made[-1][1]:
            made[-1] = made[-1][0], max(made[-1][1], end)
        else:
            made.append((start, end))
    return made


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


def _marked(text: str, spans: Iterable[tuple[int, int]]) -> SafeString:
    pieces, behind = [], 0
    for start, end in spans:
        pieces += [
            conditional_escape(text[behind:start]),
            format_html("<mark>{}</mark>", text[start:end]),
        ]
        behind = end
    return mark_safe("".join([*pieces, conditional_escape(text[behind:])]))


def _found_in(card: StatementCard, marks: dict[str, MarkedText]) -> FoundIn | None:
    """The first wording that has the words, cut to what stands around them."""
    with_words = [one for one in card.printings if one.quotation and marks[one.quotation].has_all]
    if not with_words or marks[card.statement.text].has_all:
        return None
    wording = with_words[0].quotation or ""
    spans = marks[wording].spans
    begin, end = max(0, spans[0][0] - AROUND), min(len(wording), spans[0][1] + AROUND)
    within = [(start - begin, min(stop, end) - begin) for start, stop in spans if start < end]
    shown = _marked(wording[begin:end], within)
    return FoundIn(
        with_words[0],
        mark_safe(f"{'…' if begin else ''}{shown}{'…' if end < len(wording) else ''}"),
    )
