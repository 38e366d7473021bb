"""Counts of what is found by official, topic, month and every other dimension.

Each dimension is counted without its own filter, so that what else could be chosen in it shows;
what is unknown is counted too. One query answers for all dimensions. Where very many statements
are found the counts are estimated from the sample, and say so.
"""

import json
import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db import connection, models
from django.utils.translation import get_language

from quotes.models import Dimension, Entry, EntrySample, Facet
from quotes.models.columns import FIRST_DAY, in_page_language
from quotes.models.search_index import NONE, EntryQuerySet
from quotes.search.filters import SearchResult
from quotes.search.queries import Count
from quotes.text.folding import search_fold

# So many sampled statements are enough for an estimate.
SAMPLED = 2_000

# A value that fewer of the sampled statements hold is there, but its number is anybody's guess.
LEAST_SAMPLED = 10

# Of months all are given, since they are drawn.
MOST_MONTHS = 2_400

# A part of the answer: the dimensions that are counted from the same entries.
_KEPT_TOTALS = """
    (SELECT %s::int, f.* FROM unnest(%s::text[]) AS asked(dimension) CROSS JOIN LATERAL (
        SELECT id, dimension, key, label, label_fr, total, total,
            row_number() OVER (ORDER BY total DESC, key)
        FROM quotes_facet WHERE dimension = asked.dimension AND total > 0
        ORDER BY total DESC, key
        LIMIT CASE WHEN asked.dimension = 'month' THEN {months} ELSE %s END
    ) AS f)
"""
_COUNTED = """
    (WITH hits AS MATERIALIZED ({entries}),
    counted AS (SELECT unnest(facets) AS id, count(*) AS n FROM hits GROUP BY 1),
    placed AS (
        SELECT f.id, f.dimension, f.key, f.label, f.label_fr, f.total, c.n,
            row_number() OVER (PARTITION BY f.dimension ORDER BY c.n DESC, f.key) AS place
        FROM counted c JOIN quotes_facet f USING (id) WHERE f.dimension = ANY (%s)
    )
    SELECT %s::int, * FROM placed
    WHERE place <= %s OR id = ANY (%s) OR (dimension = 'month' AND place <= {months})
    UNION ALL
    SELECT %s, NULL, NULL, NULL, NULL, NULL, NULL, count(*), 0 FROM hits)
"""


_ARCHIVE_MONTHS = """
    (SELECT %s::int, id, dimension, key, '', '', total, total, 0
    FROM quotes_facet WHERE dimension = %s AND key <> %s AND total > 0)
"""
# What stands instead of the number of a part.
_OF_ARCHIVE = -1


@dataclass(frozen=True, slots=True)
class FacetValue:
    """A `Facet` as plain values: the same are equal. A list shows more than a hundred."""

    pk: int
    dimension: str
    key: str
    label: str
    label_fr: str
    total: int

    @property
    def public_label(self) -> str:
        """As that of a `Facet`."""
        return in_page_language(self.label, self.label_fr)


@dataclass(frozen=True, slots=True)
class CountedFacet:
    """A value of a dimension, and how many of the statements found hold it."""

    facet: FacetValue
    count: Count


@dataclass
class FacetCounts:
    """The total of what is found, and the frequent values of each dimension."""

    total: Count
    values: dict[Dimension, list[CountedFacet]] = field(default_factory=lambda: defaultdict(list))
    # How many statements of the whole archive were said in each month; of no other dimension.
    archive_months: dict[str, int] = field(default_factory=dict)

    def of(self, dimension: Dimension) -> list[CountedFacet]:
        """The values of a dimension, the most frequent first."""
        return self.values.get(dimension, [])


@dataclass
class _CountedTogether:
    """Dimensions counted from the same entries: all found, or without the filter of one of them."""

    leaving_out: str
    dimensions: list[Dimension]
    is_kept: bool
    is_sampled: bool


def spread(found: SearchResult, dimensions: Iterable[Dimension], most: int = 10) -> FacetCounts:
    """The ``most`` frequent values of each dimension, and all those chosen or excluded in it.

    Of months all are given. Costs two queries, one of them ``found.measured``.
    """
    if not found.is_valid:
        return FacetCounts(Count(0))
    parts = _parts(found, list(dimensions))
    kept = [f.pk for given in (found.chosen, found.excluded) for fs in given.values() for f in fs]
    statements, params = [], []
    for number, part in enumerate(parts):
        sql, sql_params = _sql(found, part, number, most, kept)
        statements.append(sql)
        params += sql_params
    if any(Dimension.MONTH in part.dimensions for part in parts):
        statements.append(_ARCHIVE_MONTHS)
        params += [_OF_ARCHIVE, Dimension.MONTH.value, NONE]
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(statements), params)
        return _spread(found, parts, cursor.fetchall())


def _parts(found: SearchResult, asked: list[Dimension]) -> list[_CountedTogether]:
    own = set(found.own_dimensions)
    others = [d for d in asked if d not in own and not (d == Dimension.MONTH and "dates" in own)]
    alone = [(d.value, d) for d in asked if d in own]
    if "dates" in own and Dimension.MONTH in asked:
        alone.append(("dates", Dimension.MONTH))
    return [_part(found, "", others), *(_part(found, cut, [d]) for cut, d in alone)]


def _part(found: SearchResult, leaving_out: str, dimensions: list[Dimension]) -> _CountedTogether:
    return _CountedTogether(
        leaving_out,
        dimensions,
        is_kept=not found.is_narrowed(leaving_out),
        is_sampled=found.measured.is_estimated(leaving_out),
    )


def _sql(
    found: SearchResult, part: _CountedTogether, number: int, most: int, kept: list[int]
) -> tuple[str, list[Any]]:
    if part.is_kept:
        return _KEPT_TOTALS.format(months=MOST_MONTHS), [number, part.dimensions, most]
    entries = counted_entries(found, part.leaving_out)
    sql, params = entries.values("facets").query.sql_with_params()
    return (
        _COUNTED.format(entries=sql, months=MOST_MONTHS),
        [*params, part.dimensions, number, most, kept, number],
    )


def counted_entries(found: SearchResult, leaving_out: str = "") -> EntryQuerySet:
    """The entries that are counted: all that is found, or enough of the sample."""
    if not found.measured.is_estimated(leaving_out):
        return found.among(Entry.objects.all(), leaving_out)
    count, rate = found.measured.counts[leaving_out], found.measured.sample_rate
    sampled = count.number // rate if count else 0
    return found.among(EntrySample.objects.all(), leaving_out).thinned(SAMPLED, of=sampled)


def _spread(found: SearchResult, parts: list[_CountedTogether], rows: list[tuple]) -> FacetCounts:
    counted_rows = {row[0]: row[7] for row in rows if row[1] is None}
    total = found.measured.counts[""] or Count(counted_rows[0])
    made = FacetCounts(total)
    for number, pk, dimension, key, label, label_fr, facet_total, n, _place in sorted(
        (row for row in rows if row[1] is not None), key=lambda row: (row[8], row[3])
    ):
        if number == _OF_ARCHIVE:
            made.archive_months[key] = n
            continue
        part = parts[number]
        facet = FacetValue(pk, dimension, key, label, label_fr, facet_total)
        count = Count(n)
        if part.is_sampled and not part.is_kept:
            whole = found.measured.counts[part.leaving_out] or total
            count = _estimate(n, counted_rows[number], whole.number)
        made.values[Dimension(dimension)].append(CountedFacet(facet, count))
    _add_chosen(found, parts, made)
    return made


def _estimate(n: int, sampled: int, whole: int) -> Count:
    return Count(round(n * whole / sampled), is_exact=False, is_rough=n < LEAST_SAMPLED)


def _add_chosen(found: SearchResult, parts: list[_CountedTogether], made: FacetCounts) -> None:
    """A value that is chosen is shown even where nothing holds it, or others are more frequent."""
    for part in parts:
        for dimension in part.dimensions:
            shown = {counted.facet.pk for counted in made.values[dimension]}
            for given in (found.chosen, found.excluded):
                for facet in given.get(dimension, []):
                    if facet.pk not in shown:
                        count = Count(facet.total if part.is_kept else 0)
                        made.values[dimension].append(CountedFacet(_value(facet), count))


def _value(facet: Facet) -> FacetValue:
    named = (facet.key, facet.label, facet.label_fr)
    return FacetValue(facet.pk, facet.dimension, *named, facet.total)


@dataclass
class BySpeaker:
    """The number of statements of one official; first and last of the days that are known."""

    speaker: Facet
    count: Count
    first: date | None
    last: date | None
    months: dict[str, int]


# Each speaker of what is found, how often, when first and last, and how often in each month. The
# facets of all hits are looked up together: one lookup for each hit takes five times as long.
_BY_SPEAKER = """
    WITH hits AS MATERIALIZED ({entries}),
    held AS (
        SELECT max(f.id) FILTER (WHERE f.dimension = 'speaker') AS speaker,
            max(f.key) FILTER (WHERE f.dimension = 'month') AS month, said_from, said_to
        FROM (SELECT statement_id, said_from, said_to, unnest(facets) AS facet FROM hits) AS one
        JOIN quotes_facet f ON f.id = facet AND f.dimension IN ('speaker', 'month')
        GROUP BY statement_id, said_from, said_to
    ),
    spoke AS (
        SELECT speaker, count(*) AS n, min(said_from) FILTER (WHERE is_day) AS first,
            max(said_to) FILTER (WHERE is_day) AS last
        FROM (SELECT *, said_from = said_to AND said_to > %s AS is_day FROM held) AS dated
        GROUP BY speaker ORDER BY n DESC, speaker LIMIT %s
    ),
    monthly AS (
        SELECT speaker, jsonb_object_agg(month, n) AS months FROM (
            SELECT speaker, month, count(*) AS n
            FROM held JOIN spoke USING (speaker) GROUP BY speaker, month
        ) AS counted GROUP BY speaker
    )
    SELECT f.id, f.key, f.label, f.label_fr, spoke.n, spoke.first, spoke.last, monthly.months,
        (SELECT count(*) FROM hits)
    FROM spoke JOIN monthly USING (speaker) JOIN quotes_facet f ON f.id = spoke.speaker
    ORDER BY spoke.n DESC, f.key
"""


def by_speaker(found: SearchResult, most: int = 50) -> list[BySpeaker]:
    """The officials who said what is found, the most frequent first.

    Where very many statements are found, numbers are estimated from a sample, and first and last
    are those of the sample. Costs two queries.
    """
    if not found.is_valid:
        return []
    count = found.measured.counts[""]
    is_sampled = found.measured.is_estimated()
    entries = counted_entries(found)
    columns = entries.values("statement_id", "facets", "said_from", "said_to")
    sql, params = columns.query.sql_with_params()
    with connection.cursor() as cursor:
        cursor.execute(_BY_SPEAKER.format(entries=sql), [*params, FIRST_DAY, most])
        rows = cursor.fetchall()
    return [
        BySpeaker(
            Facet(pk, Dimension.SPEAKER, key, label, label_fr),
            _estimate(n, hits, count.number) if is_sampled and count else Count(n),
            first,
            last,
            json.loads(months) if isinstance(months, str) else months,
        )
        for pk, key, label, label_fr, n, first, last, months, hits in rows
    ]


@dataclass
class FacetValues:
    """Some of the values of a dimension, in an order, and how many values there are in all."""

    total: int = 0
    values: list[CountedFacet] = field(default_factory=list)
    is_sampled: bool = False


_VALUES = """
    SELECT f.id, f.dimension, f.key, f.label, f.label_fr, f.total, {count}, {hits},
        count(*) OVER ()
    FROM {counted} WHERE f.dimension = %s AND {count} > 0 AND {named}
    ORDER BY {order}, f.key LIMIT %s OFFSET %s
"""
# People are sorted as in an index, by the family name; the facet has only what they are called.
_SORTED_AS = {
    Dimension.SPEAKER: "(SELECT s.folded_sort_name FROM quotes_speaker s WHERE s.slug = f.key)"
}
_HITS = """
    WITH hits AS MATERIALIZED ({entries}),
    counted AS (SELECT unnest(facets) AS id, count(*) AS n FROM hits GROUP BY 1)
"""


def values(
    found: SearchResult,
    dimension: Dimension,
    *,
    name: str = "",
    by_label: bool = False,
    most: int = 1_000,
    offset: int = 0,
) -> FacetValues:
    """All values of a dimension that what is found holds, without the dimension's own filter.

    ``name`` keeps those with a word of the label that begins so, blind to case and accents. The
    most frequent come first, or by label, what is unknown last. Where very many statements are
    found, a value that none of the sampled ones holds is missing. Costs two queries.
    """
    if not found.is_valid:
        return FacetValues()
    own = dimension.value if dimension.value in found.own_dimensions else ""
    part = _part(found, own, [dimension])
    folded = "coalesce(nullif(f.folded_fr, ''), f.folded)" if get_language() == "fr" else "f.folded"
    parts = {"counted": "quotes_facet f", "count": "f.total", "hits": "0", "named": "true"}
    params: list[Any] = []
    before = ""
    if not part.is_kept:
        entries = counted_entries(found, own)
        sql, of_entries = entries.values("facets").query.sql_with_params()
        before, params = _HITS.format(entries=sql), [*of_entries]
        parts["counted"] = "counted JOIN quotes_facet f USING (id)"
        parts |= {"count": "counted.n", "hits": "(SELECT count(*) FROM hits)"}
    params.append(dimension.value)
    if words := search_fold(name.replace("\0", "")).strip():
        parts["named"] = f"{folded} ~ %s"
        params.append(rf"\m{re.escape(words)}")
    by_name = f"f.key = '{NONE}', {_SORTED_AS.get(dimension, folded)}"
    parts["order"] = by_name if by_label else f"{parts['count']} DESC"
    with connection.cursor() as cursor:
        cursor.execute(before + _VALUES.format(**parts), [*params, most, offset])
        rows = cursor.fetchall()
    return _values(found, part, rows)


def _values(found: SearchResult, part: _CountedTogether, rows: list[tuple]) -> FacetValues:
    made = FacetValues(rows[0][8] if rows else 0, is_sampled=part.is_sampled and not part.is_kept)
    whole = found.measured.counts[part.leaving_out]
    for pk, dimension, key, label, label_fr, facet_total, n, hits, _total in rows:
        count = _estimate(n, hits, whole.number) if made.is_sampled and whole else Count(n)
        made.values.append(
            CountedFacet(FacetValue(pk, dimension, key, label, label_fr, facet_total), count)
        )
    return made


@dataclass
class DayCounts:
    """The number of statements of each day: of those found, and of the whole archive.

    The latter are only a shape: counted from the sample where there is one, and empty where they
    would be the same.
    """

    found: dict[date, Count] = field(default_factory=dict)
    archive: dict[date, int] = field(default_factory=dict)


def days(found: SearchResult, first: date, last: date) -> DayCounts:
    """The counts of each day of a span, without regard to the range asked for.

    Only what is known to the day counts. Costs one query.
    """
    measured = found.measured
    is_sampled = measured.is_estimated()
    entries = found.among((EntrySample if is_sampled else Entry).objects.all(), "dates")
    asked = _by_day(entries, first, last, of_archive=False)
    if found.is_narrowed("dates"):
        shape = EntrySample if measured.sample_rate else Entry
        asked = asked.union(_by_day(shape.objects.all(), first, last, of_archive=True), all=True)
    made = DayCounts()
    for day, n, of_archive in asked:
        if of_archive:
            made.archive[day] = n
        elif is_sampled:
            rough = n < LEAST_SAMPLED
            made.found[day] = Count(n * measured.sample_rate, is_exact=False, is_rough=rough)
        else:
            made.found[day] = Count(n)
    return made


def years(found: SearchResult) -> dict[int, Count]:
    """The counts of each year, without regard to the range asked for.

    Only what was certainly said within one year counts. Costs one query.
    """
    measured = found.measured
    is_sampled = measured.is_estimated()
    entries = found.among((EntrySample if is_sampled else Entry).objects.all(), "dates")
    within = entries.filter(said_from__year=models.F("said_to__year"), said_to__gt=FIRST_DAY)
    counted = within.values("said_to__year").annotate(n=models.Count("pk"))
    return {
        year: Count(n * measured.sample_rate, is_exact=False, is_rough=n < LEAST_SAMPLED)
        if is_sampled
        else Count(n)
        for year, n in counted.values_list("said_to__year", "n")
    }


def _by_day(entries: EntryQuerySet, first: date, last: date, *, of_archive: bool) -> Any:
    known = entries.filter(said_from=models.F("said_to"), said_to__range=(first, last))
    counted = known.values("said_to").annotate(
        n=models.Count("pk"), of_archive=models.Value(of_archive)
    )
    return counted.values_list("said_to", "n", "of_archive")
