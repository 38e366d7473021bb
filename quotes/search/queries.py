"""The verbs by which entries are found, sorted, cut and counted.

They know how the entries are stored, so that no page has to. docs/architecture.md says why each
question is asked the way it is; docs/measurements.md what it costs at a million statements.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import connection

from quotes.models.search_index import (
    DOUBTED,
    EVERYTHING,
    ORDERS,
    CompiledSearch,
    EntryQuerySet,
    Where,
)

_SURE: Where = (f"NOT {DOUBTED[0]}", DOUBTED[1])

# Relevance ranks so many of the newest hits: to rank all hits of a common word takes seconds.
MOST_RANKED = 2_000


# So many rows are read along the index of a list, times the square root of the archive's size,
# before the index of words and facets is asked: a word whose hits are all old would otherwise be
# looked for through every row.
WALK = 6


# A longer walk is worth its while where many are wanted of a common word, up to so many rows.
LONGEST_WALK = 30_000


@dataclass(frozen=True, slots=True)
class Count:
    """A number; ``is_exact`` is false of an estimate, ``is_rough`` of a mere guess."""

    number: int
    is_exact: bool = True
    is_rough: bool = False


@dataclass(frozen=True, slots=True)
class ListPlace:
    """A place in a list, which stays where it is when what stood there is found no more.

    ``values`` are those of the columns that the list is sorted by, the statement's id the last of
    them; by relevance, how many statements are ranked before it, and the id. What is doubted comes
    behind everything else.
    """

    values: tuple[Any, ...]
    is_doubted: bool = False

    @property
    def pk(self) -> int:
        """The id of the statement that stood there."""
        return int(self.values[-1])


def measure(wheres: Sequence[Where]) -> tuple[int, int, list[int]]:
    """The number of entries, one in how many is sampled, and how many of those fit each condition.

    Where there is no sample the rate is 0, and so are the counts.
    """
    counts = "".join(
        f", CASE WHEN sample_rate > 0 THEN ("
        f"SELECT count(*) FROM quotes_entrysample WHERE {sql}) ELSE 0 END"
        for sql, _ in wheres
    )
    params = [param for _, params in wheres for param in params]
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT entries, sample_rate{counts} FROM quotes_entrystate", params)
        row = cursor.fetchone() or (0, 0, *(0 for _ in wheres))
    return row[0], row[1], list(row[2:])


def capped_counts(wheres: Sequence[Where], most: int) -> list[int]:
    """The number of entries that fit each condition, counted up to ``most``; one query."""
    counts = ", ".join(
        f"(SELECT count(*) FROM (SELECT FROM quotes_entry WHERE {sql} LIMIT {most}) AS capped)"
        for sql, _ in wheres
    )
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {counts}", [p for _, params in wheres for p in params])
        return list(cursor.fetchone())


def ids_in_order(
    entries: EntryQuerySet,
    order: str,
    size: int,
    *,
    span: EntryQuerySet,
    after: ListPlace | None = None,
    is_reversed: bool = False,
    total: int,
    expected: int,
) -> list[int]:
    """The first ``size`` statements of a list behind a place, in one of ``ORDERS``.

    The list is of those ``entries`` that are in the ``span`` of days too: a walk begins where the
    span does. ``expected`` is about how many there are in the whole list and ``total`` how many
    entries in the archive; they decide which way is tried first, and never what is found.
    """
    columns, highest_first = ORDERS[order]
    descends = highest_first != is_reversed
    sorting = ", ".join(f"{column} {'DESC' if descends else 'ASC'}" for column in columns)
    where, days = entries.where(), span.where()
    beyond = _beyond(columns, after, descends=descends)
    # What is doubted is a list of its own behind the other; backward it comes first.
    is_among_last = after is not None and after.is_doubted
    is_first = is_reversed and (after is None or is_among_last)
    last_from = beyond if is_among_last or is_first else EVERYTHING
    doubted = _directly(_both(_both(where, days), _both(DOUBTED, last_from)), sorting, size)
    if is_among_last and not is_reversed:
        return _ids(*doubted)
    before = [doubted] if is_first else []
    behind = [] if is_reversed else [doubted]
    if is_among_last:
        beyond = EVERYTHING
    # The index of the list finds the place of a day, unless it is in the order of something else.
    if where == EVERYTHING and (days == EVERYTHING or columns[0] in ("said_to", "said_from")):
        walk = _walk(EVERYTHING, _both(_both(beyond, days), _SURE), sorting, size, size)
        return _ids_one_after_another([*before, walk, *behind], size)
    reach = int(WALK * math.sqrt(total)) + size
    if expected:
        reach = max(reach, min(2 * size * total // expected, LONGEST_WALK))
    if expected * reach >= size * total:
        walk = _walk(where, _both(_both(beyond, days), _SURE), sorting, size, reach)
        is_whole = total <= reach
        found = _ids_one_after_another([*before, walk, *(behind if is_whole else [])], size)
        if len(found) == size or is_whole:
            return found
    fenced = _fenced(_both(_both(where, days), _SURE), beyond, sorting, size)
    return _ids_one_after_another([*before, fenced, *behind], size)


def ids_around(day: date, earliest: date, latest: date, most: int) -> list[int]:
    """The statements said closest to a day, the closest first, all their possible days in a span.

    One walk of an index into each direction, as far as it takes: a day may have thousands.
    """
    halves = " UNION ALL ".join(
        f"""(SELECT statement_id, abs(said_to - %s) AS distance FROM quotes_entry
            WHERE said_to {beyond} AND said_from >= %s AND said_to <= %s
            ORDER BY said_to {way}, said_from {way}, statement_id {way} LIMIT %s)"""
        for beyond, way in ((">= %s", "ASC"), ("< %s", "DESC"))
    )
    sql = f"SELECT statement_id FROM ({halves}) AS near ORDER BY distance, statement_id LIMIT %s"
    half = (day, day, earliest, latest, most)
    return _ids(sql, (*half, *half, most))


def _beyond(columns: tuple[str, ...], after: ListPlace | None, *, descends: bool) -> Where:
    """The condition of what comes behind a place: a comparison that one index walk answers."""
    if after is None:
        return EVERYTHING
    places = ", ".join(["%s"] * len(columns))
    sign = "<" if descends else ">"
    return f"({', '.join(columns)}) {sign} ({places})", after.values


def _both(one: Where, other: Where) -> Where:
    return f"{one[0]} AND ({other[0]})", (*one[1], *other[1])


def _walk(where: Where, keyset: Where, sorting: str, size: int, reach: int) -> Where:
    """Read ``reach`` rows in the order of the list, and take those that fit."""
    sql = f"""
        SELECT statement_id FROM (
            SELECT * FROM quotes_entry WHERE {keyset[0]} ORDER BY {sorting} LIMIT {reach}
        ) AS quotes_entry WHERE {where[0]} ORDER BY {sorting} LIMIT {size}"""
    return sql, (*keyset[1], *where[1])


def _fenced(where: Where, keyset: Where, sorting: str, size: int) -> Where:
    """Find all that fit, by whatever index finds them, and sort only those."""
    sql = f"""
        WITH hits AS MATERIALIZED (
            SELECT statement_id, said_to, said_from, sources, added
            FROM quotes_entry WHERE {where[0]}
        ) SELECT statement_id FROM hits WHERE {keyset[0]} ORDER BY {sorting} LIMIT {size}"""
    return sql, (*where[1], *keyset[1])


def _directly(where: Where, sorting: str, size: int) -> Where:
    """Find what fits of a few."""
    sql = f"SELECT statement_id FROM quotes_entry WHERE {where[0]} ORDER BY {sorting} LIMIT {size}"
    return sql, where[1]


def _ids_one_after_another(parts: Sequence[Where], size: int) -> list[int]:
    """What each of some queries finds, one behind the other; a query in all."""
    numbered = " UNION ALL ".join(
        f"(SELECT statement_id, {number} AS part, row_number() OVER () AS place FROM ({sql}) AS p)"
        for number, (sql, _params) in enumerate(parts)
    )
    sql = f"SELECT statement_id FROM ({numbered}) AS parts ORDER BY part, place LIMIT {size}"
    return _ids(sql, [param for _sql, params in parts for param in params])


def ids_by_relevance(
    entries: EntryQuerySet,
    words: CompiledSearch,
    *,
    span: EntryQuerySet,
    total: int,
    expected: int,
) -> list[int]:
    """The most relevant of the newest ``MOST_RANKED`` statements, the best first.

    Ranked by cover density (Clarke, Cormack and Tudhope), which weighs a phrase above scattered
    words, and by the weights of text, wordings, names and places.
    """
    newest = ids_in_order(entries, "newest", MOST_RANKED, span=span, total=total, expected=expected)
    sql = f"""
        SELECT statement_id FROM quotes_entry WHERE statement_id = ANY (%s)
        ORDER BY {DOUBTED[0]}, ts_rank_cd('{{0.1, 0.2, 0.6, 1.0}}', search, %s::tsquery, 1) DESC,
                 said_from DESC, said_to DESC, statement_id DESC"""
    return _ids(sql, (newest, words.ranking))


# So many of the entries that have any of the words are looked at for those that have most.
MOST_COMPARED = 5_000


def ids_nearest(where: Where, words: Sequence[Where], *, most: int) -> list[int]:
    """The statements that fit and have at least half of the words, those with most of them first.

    ``words`` are the conditions of each. Those that lack one word only are all looked at; of the
    others a bounded number, so that common words cost no more than rare ones.
    """
    each = [f"({sql})::int" for sql, _ in words]
    params = [param for _, given in words for param in given]
    any_of = " OR ".join(f"({sql})" for sql, _ in words)
    parts = [(f"({any_of})", tuple(params), MOST_COMPARED)]
    if len(words) > 2:
        for left_out in range(len(words)):
            others = [one for place, one in enumerate(words) if place != left_out]
            sql = " AND ".join(f"({one})" for one, _ in others)
            parts.append((sql, tuple(p for _, given in others for p in given), most))
    near = " UNION ".join(
        f"(SELECT statement_id FROM quotes_entry WHERE {sql} AND ({where[0]}) LIMIT {limit})"
        for sql, _, limit in parts
    )
    sql = f"""
        SELECT statement_id FROM (
            SELECT statement_id, said_from, said_to, {" + ".join(each)} AS n FROM quotes_entry
            WHERE statement_id IN ({near})
        ) AS compared WHERE 2 * n >= %s
        ORDER BY n DESC, said_from DESC, said_to DESC, statement_id DESC LIMIT %s"""
    of_parts = [param for _, given, _ in parts for param in (*given, *where[1])]
    return _ids(sql, [*params, *of_parts, len(words), most])


def _ids(sql: str, params: Sequence[Any]) -> list[int]:
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        return [row[0] for row in cursor.fetchall()]
