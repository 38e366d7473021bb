"""Several sentences of the record that a quotation joins as if they were one passage."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from quotes.quotation_check.matches import FoundWords
from quotes.quotation_check.record_wordings import RecordStatement
from quotes.quotation_check.same_words import PrintedWords, QuotedWords, printed_words, quoted_words
from quotes.quotation_check.sentence_ends import sentences

# Sentences of one quotation that are looked for one by one.
_MOST_SENTENCES = 12
# Words that a run at the beginning or the end must have to tell where it is from.
_FEWEST_WORDS = 4
# Places that are tried for the cut between two of them.
_MOST_CUTS = 8

Find = Callable[[QuotedWords], FoundWords | None]


@dataclass(frozen=True, slots=True)
class FoundPart:
    """A sentence of a quotation, and where it stands; None where nowhere."""

    words: str
    found: FoundWords | None


def found_sentences(quoted: str, find: Find) -> list[FoundPart]:
    """Each sentence of a quotation with where it stands; nothing for a single one."""
    parts = sentences(quoted)
    if not 1 < len(parts) <= _MOST_SENTENCES:
        return []
    found = [FoundPart(part, find(quoted_words([part]))) for part in parts]
    last = len(found) - 1
    return [
        part
        if _is_one(part, has_before=number > 0, has_behind=number < last)
        else FoundPart(part.words, None)
        for number, part in enumerate(found)
    ]


def _is_one(part: FoundPart, *, has_before: bool = False, has_behind: bool = False) -> bool:
    """Whether a sentence stands there whole, but for where the quotation begins or ends."""
    if part.found is None:
        return False
    place = part.found.standing
    return (place.begins or not has_before) and (place.ends or not has_behind)


def two_runs(quoted: str, statements: Iterable[RecordStatement], find: Find) -> list[FoundPart]:
    """The two halves of a quotation that stand in two different statements, or nothing.

    Words of one statement with others left out between them are no such halves.
    """
    words = PrintedWords(quoted.strip(" .,;:!?\"'“”‘’«»…\u00a0\u202f"))
    if not words.keys:
        return []
    heads: dict[int, int] = {}
    tails: dict[int, int] = {}
    for statement in statements:
        for wording in statement.wordings:
            there = printed_words(wording.words).keys
            heads[statement.pk] = max(heads.get(statement.pk, 0), _head(words.keys, there))
            tail = _head(words.keys[::-1], there[::-1])
            tails[statement.pk] = max(tails.get(statement.pk, 0), tail)
    length = len(words.keys)
    if any(heads[number] + tails[number] >= length for number in heads):
        return []
    best = max(
        (
            (head + tail, head, length - tail, one, other)
            for one, head in heads.items()
            for other, tail in tails.items()
            if one != other and head + tail >= length
        ),
        default=None,
    )
    if best is None:
        return []
    return _halves(words, range(best[1], max(0, best[2] - 1), -1), find)


def _head(keys: Sequence[str], there: Sequence[str]) -> int:
    """How many of the first words and marks stand together somewhere."""
    longest = 0
    first = keys[0].lower()
    for at, key in enumerate(there):
        if key.lower() != first:
            continue
        length = 1
        while (
            length < len(keys) and at + length < len(there) and keys[length] == there[at + length]
        ):
            length += 1
        longest = max(longest, length)
    return longest


def _halves(words: PrintedWords, cuts: Sequence[int], find: Find) -> list[FoundPart]:
    """The quotation cut in two where both halves stand."""
    tokens = words.tokens
    for cut in [cut for cut in cuts if 0 < cut < len(tokens)][:_MOST_CUTS]:
        one, other = words.text[: tokens[cut - 1].end], words.text[tokens[cut].start :]
        halves = [quoted_words([one]), quoted_words([other])]
        if min(len(half.runs[0]) if half.runs else 0 for half in halves) < _FEWEST_WORDS:
            continue
        first, second = (FoundPart(half.text.strip(), find(half)) for half in halves)
        if _is_one(first, has_behind=True) and _is_one(second, has_before=True):
            return [first, second]
    return []
