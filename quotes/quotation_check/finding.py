"""The published statements that may have given words: found by an index, decided elsewhere.

The index of entries has the hashes of the words of every printed wording and of the pairs of
neighbouring words (``archive_phrase_keys``). What has all the pairs of a quotation may have it word
for word. What is nearly the same has most of them: it is asked for by runs of four words, then of
three, then by words that stand anywhere, and no further than until something like it is found. A
run is rare where its pairs are not, so that what is read stays small in an archive of any size.

Entries are of published statements alone, so no draft is ever among them.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import combinations

from django.db import connection
from rapidfuzz.distance import LCSseq

from quotes.text.printed_words import OMISSION, phrase_keys, phrase_pattern, printed_words

# Statements looked at that have all the words; those that are asked for each run of words.
_MOST_SAME, _MOST_OF_RUN = 30, 40
# Runs of words that are asked for at once, and keys of one quotation.
_MOST_RUNS, _MOST_KEYS = 16, 24
# Statements whose words are compared with the quotation, and those that are handed on.
_MOST_COMPARED, _MOST_NEAREST = 80, 8
# The share of the quotation's words in their order from which on nothing nearer is looked for.
_NEAR_ENOUGH = 0.75
_FEW_WORDS = 8

_SAME = """
SELECT statement_id FROM quotes_entry
WHERE archive_phrase_keys(printed) @> ARRAY[{hashes}]::int[] {patterns}{among} LIMIT %s
"""
_RUN = """
(SELECT %s::int AS run, statement_id FROM quotes_entry
    WHERE archive_phrase_keys(printed) @> ARRAY[{hashes}]::int[] LIMIT %s)
"""
_PRINTED = "SELECT statement_id, printed FROM quotes_entry WHERE statement_id = ANY (%s)"


def having(runs: Sequence[str], speakers: Iterable[int] = ()) -> list[int]:
    """Numbers of statements that print the runs of words, in one wording or in several.

    Blind to case, accents and all marks (`printed_words`). ``speakers`` are numbers of facets:
    their statements come first, and more of them are found.
    """
    words = [each for run in runs if (each := printed_words(run))]
    if not words:
        return []
    of_speakers = _having(words, sorted(speakers)) if speakers else []
    return list(dict.fromkeys([*of_speakers, *_having(words, [])]))


def _having(runs: Sequence[list[str]], speakers: list[int]) -> list[int]:
    keys = [key for run in runs for key in _spread(phrase_keys(run), _MOST_KEYS)]
    if not keys:
        return []
    # A short text is held against the words there, or what only has its pairs would crowd it out.
    patterns = [phrase_pattern(run) for run in runs if len(run) <= _FEW_WORDS]
    sql = _SAME.format(
        hashes=_hashes(keys),
        patterns="".join(["AND printed ~ %s "] * len(patterns)),
        among="AND facets && %s::int[]" if speakers else "",
    )
    with connection.cursor() as cursor:
        cursor.execute(sql, [*keys, *patterns, *([speakers] if speakers else []), _MOST_SAME])
        return [statement for (statement,) in cursor]


def _hashes(keys: Sequence[str]) -> str:
    return ", ".join(["hashtext(%s)"] * len(keys))


def _spread(of: Sequence[str], most: int) -> Sequence[str]:
    """So many of them at most, from the beginning to the end."""
    return of[:: max(1, -(-len(of) // most))]


def nearest(text: str) -> list[int]:
    """Numbers of the statements whose wordings are most like the words, the most alike first."""
    words = printed_words(text)
    named = [word for word in words if word not in ("%", OMISSION) and not word.startswith("$")]
    compared: dict[int, float] = {}
    for sets in _rounds(named):
        shared = _sharing(sets)
        fresh = [one for one, _count in shared.most_common(_MOST_COMPARED) if one not in compared]
        compared |= _shares(named, fresh)
        if compared and max(compared.values()) >= _NEAR_ENOUGH:
            break
    return sorted(compared, key=lambda one: (-compared[one], one))[:_MOST_NEAREST]


def _rounds(words: list[str]) -> Iterator[list[list[str]]]:
    """Sets of keys, to be asked for one list after another: first those that are rarest."""
    for length in (4, 3):
        yield [phrase_keys(run) for run in _runs(words, length)]
    yield _all_but_one(words) if len(words) <= _FEW_WORDS else []
    yield [list(run) for run in _runs(_longer(words), 3)]
    # Of pairs those of small words alone are in every text.
    told = [run for run in _runs(words, 2) if _longer(run)]
    yield [phrase_keys(run) for run in _spread_runs(told)]


def _runs(words: Sequence[str], length: int) -> list[list[str]]:
    if len(words) < length:
        return []
    runs = [list(words[at : at + length]) for at in range(len(words) - length + 1)]
    return list(_spread_runs(runs)) if length > 2 else runs


def _spread_runs(runs: Sequence[list[str]]) -> Sequence[list[str]]:
    return runs[:: max(1, -(-len(runs) // _MOST_RUNS))]


def _all_but_one(words: Sequence[str]) -> list[list[str]]:
    """The words of a short text without each of them, in any order."""
    each = list(dict.fromkeys(words))
    return [list(some) for some in combinations(each, len(each) - 1)] if len(each) > 1 else []


def _longer(words: Sequence[str]) -> list[str]:
    """The longer words of a text, each once, in the order of the text."""
    return [word for word in dict.fromkeys(words) if len(word) > 4]


def _sharing(sets: Sequence[Sequence[str]]) -> Counter[int]:
    """How many of the sets of keys each statement has, by its number."""
    sets = [keys for keys in sets if keys]
    if not sets:
        return Counter()
    sql = "UNION ALL".join(_RUN.format(hashes=_hashes(keys)) for keys in sets)
    asked: list[int | str] = []
    for number, keys in enumerate(sets):
        asked += [number, *keys, _MOST_OF_RUN]
    weights: Counter[int] = Counter()
    with connection.cursor() as cursor:
        cursor.execute(sql, asked)
        for _run, statement in cursor:
            weights[statement] += 1
    return weights


def _shares(words: list[str], statements: Sequence[int]) -> dict[int, float]:
    """What share of the words each statement has in one of its wordings, in their order."""
    if not statements:
        return {}
    shares = {}
    with connection.cursor() as cursor:
        cursor.execute(_PRINTED, [list(statements)])
        for statement, printed in cursor:
            lines = [line.split() for line in printed.split("\n")]
            shares[statement] = max(_share(words, line) for line in lines)
    return shares


def _share(words: list[str], line: list[str]) -> float:
    """The share of the words that stand in the line in their order; a little less in a long one."""
    shared = LCSseq.similarity(words, line)
    longer = max(0, len(line) - len(words)) / (len(words) + len(line))
    return shared / len(words) - 0.05 * longer
