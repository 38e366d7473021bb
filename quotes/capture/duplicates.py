"""Sources that may be here twice, for a person to look: told by their titles or their texts.

Copies that other outlets print are sources of their own, so that only those of one outlet are
compared. A number or a "not" that only one has parts them, and so does an editor (`TwoDocuments`).
"""

from collections.abc import Iterable, Iterator
from functools import cache

from django.db import connection

from quotes.capture.twins import day_of, may_be_one_day, runs_of, with_newest_text
from quotes.models import Source, TwoDocuments
from quotes.text.titles import LEAST_WORDS, TitleWords

# Pairs of texts, not settled otherwise, that are read to be sure; those with the newest sources.
MOST_READ = 200

# Pairs of sources of one outlet and exactly one day whose titles have so many words in common, and
# half of those of the longer, that it is to be asked whether they are alike (`quotes.text.titles`);
# or that have one captured text. Looked at are the newest that share their day, not where an
# outlet has more than 100 on one.
_BY_DAY = """
    WITH several AS MATERIALIZED (
        SELECT id, outlet_id, day, title
        FROM (
            SELECT id, outlet_id, published_from AS day, title,
                count(*) OVER (PARTITION BY outlet_id, published_from) AS of_day
            FROM quotes_source WHERE published_from = published_to
        ) AS dated
        WHERE of_day BETWEEN 2 AND 100
        ORDER BY day DESC, id DESC LIMIT 10000
    ), words AS MATERIALIZED (
        SELECT *, count(*) OVER (PARTITION BY id) AS length
        FROM (
            SELECT DISTINCT id, outlet_id, day, title, word
            FROM several, unnest(regexp_split_to_array(archive_fold(title), '\\W+')) AS word
            WHERE word <> ''
        ) AS of_each
    ), texts AS MATERIALIZED (
        SELECT DISTINCT several.id, outlet_id, day, sha256
        FROM several JOIN quotes_capture ON source_id = several.id
    )
    SELECT one.id, other.id, one.title, other.title
    FROM words AS one JOIN words AS other USING (outlet_id, day, word)
    WHERE one.id < other.id
    GROUP BY one.id, other.id, one.title, other.title, one.length, other.length
    HAVING count(*) >= %s AND 2 * count(*) >= greatest(one.length, other.length)
    UNION
    SELECT one.id, other.id, NULL, NULL
    FROM texts AS one JOIN texts AS other USING (outlet_id, day, sha256)
    WHERE one.id < other.id
"""

# Pairs of sources of one outlet whose newest texts have a third of their sketches in common. A run
# of words that more than twenty texts of the outlet have is what stands on its every page.
_BY_TEXT = """
    WITH newest AS MATERIALIZED (
        SELECT DISTINCT ON (source_id) source_id, sketch FROM quotes_capture
        ORDER BY source_id, taken_at DESC, id DESC
    ), runs AS MATERIALIZED (
        SELECT source_id, outlet_id, hash, count(*) OVER (PARTITION BY outlet_id, hash) AS times
        FROM newest JOIN quotes_source AS source ON source.id = source_id, unnest(sketch) AS hash
    ), few AS MATERIALIZED (SELECT * FROM runs WHERE times BETWEEN 2 AND 20)
    SELECT one.source_id, other.source_id
    FROM few AS one JOIN few AS other USING (outlet_id, hash)
    WHERE one.source_id < other.source_id
    GROUP BY 1, 2 HAVING count(*) >= 8
    EXCEPT SELECT * FROM unnest(%s::bigint[], %s::bigint[])
    ORDER BY 2 DESC, 1 DESC LIMIT %s
"""


def duplicates() -> dict[int, int]:
    """For each source that may be here twice another that may be the same; keys of both."""
    told_apart = set(TwoDocuments.objects.values_list("first", "second"))
    with connection.cursor() as cursor:
        cursor.execute(_BY_DAY, [LEAST_WORDS])
        of_day = {*_alike(cursor.fetchall())} - told_apart
        known = sorted(told_apart | of_day)
        ends = [[pair[end] for pair in known] for end in (0, 1)]
        cursor.execute(_BY_TEXT, [*ends, MOST_READ])
        by_text = cursor.fetchall()
    found: dict[int, int] = {}
    for one, other in sorted(of_day | {*_with_one_text(by_text)}):
        found.setdefault(one, other)
        found.setdefault(other, one)
    return found


def _alike(pairs: Iterable[tuple[int, int, str | None, str | None]]) -> Iterator[tuple[int, int]]:
    """Those of the pairs whose titles are alike, and those without, which have one text."""
    ready = cache(TitleWords.of)
    for one, other, title, other_title in pairs:
        if title is None or other_title is None or ready(title).is_alike(ready(other_title)):
            yield one, other


def _with_one_text(pairs: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    """Those of the pairs whose newest texts are the same article."""
    pairs = list(pairs)
    rows = with_newest_text(Source.objects.filter(pk__in={pk for pair in pairs for pk in pair}))
    read = {row.pk: (runs_of(row), day_of(row.published)) for row in rows}
    same = []
    for one, other in pairs:
        if not {one, other} <= read.keys():
            continue  # Merged since.
        (runs, day), (other_runs, other_day) = read[one], read[other]
        if runs.is_same(other_runs, same_day=may_be_one_day(day, other_day)):
            same.append((one, other))
    return same


# --- told apart ----------------------------------------------------------------------------------


def mark_of(one: Source, other: Source) -> TwoDocuments | None:
    """Who has said that they are two documents, and when; None for nobody."""
    first, second = sorted((one.pk, other.pk))
    marks = TwoDocuments.objects.filter(first=first, second=second)
    return marks.select_related("marked_by").first()
