"""What a phrase costs the database, found in three ways, on an archive that is filled.

    DOMETRACKER_HOME=bench/home/1000000 DJANGO_SETTINGS_MODULE=bench.settings \
        python -m bench.child bench.phrases

* words, then the text: an index of single words finds candidates, the printed words decide
* a second vector: all printed words with their places, unstemmed
* pairs, then the text: an index of words and of pairs of neighbours finds candidates, the printed
  words decide; the way of the archive

The structures of the first two are made for this and dropped at the end. Prints a line for each
phrase: how many it finds, up to the bound of an exact count, and the least time of each way, which
are asked in turn; then what each structure took and its size.
"""

import time
from collections.abc import Callable, Iterator
from typing import Any

from django.db import connection

from quotes.text.printed_words import phrase_keys, phrase_pattern, printed_words

ROUNDS = 5
MOST = 10_000
GIVEN = (
    "not",
    "will not",
    "golden dome",
    "the missile",
    "to the of and a",
    "missile defence system",
)
# Phrases of this many words are drawn from the archive itself, so many of each.
DRAWN = {2: 3, 5: 3, 12: 2}

WORDS_INDEX = """CREATE INDEX bench_phrase_words ON quotes_entry
    USING gin (string_to_array(printed, ' ')) WITH (fastupdate = off)"""
VECTOR_TABLE = """CREATE UNLOGGED TABLE bench_phrase_vectors AS
    SELECT statement_id, to_tsvector('pg_catalog.simple', printed) AS words FROM quotes_entry"""
VECTOR_INDEX = """CREATE INDEX ON bench_phrase_vectors
    USING gin (words) WITH (fastupdate = off)"""
DROPPED = (
    "DROP INDEX IF EXISTS bench_phrase_words",
    "DROP TABLE IF EXISTS bench_phrase_vectors",
)

DECIDED = "printed LIKE %s AND printed ~ %s"
SIZES = {
    "single words, index": "bench_phrase_words",
    "second vector, table": "bench_phrase_vectors",
    "second vector, index": "bench_phrase_vectors_words_idx",
    "pairs, index": "entry_phrases",
}

Where = tuple[str, str, list[Any]]


def by_words(words: list[str]) -> Where:
    """Candidates have all the words."""
    where = f"string_to_array(printed, ' ') @> %s::text[] AND {DECIDED}"
    return "quotes_entry", where, [words, *_deciding(words)]


def by_vector(words: list[str]) -> Where:
    """The words stand one behind the other in a vector."""
    where = "words @@ phraseto_tsquery('pg_catalog.simple', %s)"
    return "bench_phrase_vectors", where, [" ".join(words)]


def by_pairs(words: list[str]) -> Where:
    """Candidates have all the pairs; the condition of a search (quotes/search/compilation.py)."""
    keys = phrase_keys(words)
    hashes = ", ".join(["hashtext(%s)"] * len(keys))
    where = f"archive_phrase_keys(printed) @> ARRAY[{hashes}]::int[] AND {DECIDED}"
    return "quotes_entry", where, [*keys, *_deciding(words)]


WAYS: dict[str, Callable[[list[str]], Where]] = {
    "words, then text": by_words,
    "second vector": by_vector,
    "pairs, then text": by_pairs,
}


def _deciding(words: list[str]) -> list[str]:
    return [f"% {max(words, key=len)} %", phrase_pattern(words)]


def drawn() -> Iterator[str]:
    """Phrases from the middle of statements that lie evenly through the archive."""
    wanted = [length for length, times in DRAWN.items() for _ in range(times)]
    with connection.cursor() as cursor:
        cursor.execute("SELECT min(statement_id), max(statement_id) FROM quotes_entry")
        first, last = cursor.fetchone()
        for place, length in enumerate(wanted, 1):
            near = first + (last - first) * place // (len(wanted) + 1)
            cursor.execute(
                "SELECT printed FROM quotes_entry WHERE statement_id >= %s "
                "AND cardinality(string_to_array(printed, ' ')) > 16 ORDER BY statement_id LIMIT 1",
                [near],
            )
            yield " ".join(cursor.fetchone()[0].split("\n")[0].split()[1 : 1 + length])


def timed(where: Where) -> tuple[int, float]:
    """How many rows hold it, up to ``MOST``, and the milliseconds of the database's answer."""
    table, condition, params = where
    asked = f"SELECT count(*) FROM (SELECT 1 FROM {table} WHERE {condition} LIMIT {MOST}) AS f"
    with connection.cursor() as cursor:
        started = time.perf_counter()
        cursor.execute(asked, params)
        return cursor.fetchone()[0], (time.perf_counter() - started) * 1000


def line(phrase: str) -> str:
    words = printed_words(phrase)
    best = dict.fromkeys(WAYS, float("inf"))
    found = dict.fromkeys(WAYS, 0)
    for _round in range(ROUNDS):
        for name, way in WAYS.items():
            found[name], milliseconds = timed(way(words))
            best[name] = min(best[name], milliseconds)
    numbers = dict.fromkeys(f"{number:,}" for number in found.values())
    cells = " | ".join(f"{milliseconds:,.1f}" for milliseconds in best.values())
    return f"| “{phrase}” | {' / '.join(numbers)} | {cells} |"


def make() -> Iterator[str]:
    """Make the two structures, and tell what each took and how large each of the three is."""
    with connection.cursor() as cursor:
        for statement in DROPPED:
            cursor.execute(statement)
        for statement in (WORDS_INDEX, VECTOR_TABLE, VECTOR_INDEX):
            started = time.perf_counter()
            cursor.execute(statement)
            yield f"{time.perf_counter() - started:.0f} s: {' '.join(statement.split())[:60]} …"
        for table in ("quotes_entry", "bench_phrase_vectors"):
            cursor.execute(f"ANALYZE {table}")
        for name, relation in SIZES.items():
            cursor.execute("SELECT pg_relation_size(%s::regclass) / 1000000", [relation])
            yield f"{name}: {cursor.fetchone()[0]:,} MB"


def main() -> None:
    try:
        made = list(make())
        print(f"| phrase | found | {' | '.join(f'{name}, ms' for name in WAYS)} |")
        print("|---|---:|" + "---:|" * len(WAYS))
        for phrase in (*GIVEN, *drawn()):
            print(line(phrase), flush=True)
        print("", *made, sep="\n")
    finally:
        with connection.cursor() as cursor:
            for statement in DROPPED:
                cursor.execute(statement)


if __name__ == "__main__":
    main()
