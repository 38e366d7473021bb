"""Near-duplicates: the statements one of whose wordings is like given words.

Two ways lead to candidates, which `quotes.text.similarity` then ranks:

* the speaker's statements that may be of the same days, whatever their words;
* anybody's, of any day, that have pairs of neighbouring words in common, which an index holds
  (archive_word_pairs). A pair that many statements have says little and would be dear to read, so
  only the first of its rows are taken, and it is asked for again together with the next such pair,
  then four of them, and so on, until they are rare. So what is read is bounded in an archive of
  any size.
"""

from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import NamedTuple

from django.db import connection

from quotes.dates.partial import PartialDate
from quotes.models.columns import FIRST_DAY
from quotes.models.people import Speaker
from quotes.models.statements import Citation, State, Statement, StatementQuerySet
from quotes.text.languages import primary_subtag
from quotes.text.similarity import LONGEST, Likeness, Wording

# What is worth showing to somebody who looks; and what is alike enough to stop and ask.
LEAST = 60
VERY = 85

# Articles name the day of the publication for the day of the utterance, and weekdays wrongly.
DAYS = timedelta(days=7)

# Pairs of words looked for, spread over words of any length.
_PAIRS = 48

# Rows read of one pair of words in one table: beyond, it is common.
_COMMON = 60

# Statements whose wordings are compared: by pairs of words, of which the rarest come first, and of
# the official.
_COMPARED_BY_PAIRS = 100
_COMPARED = 200


@dataclass(frozen=True, slots=True)
class Alike:
    """A statement with the wording of it that is most alike.

    ``citation_id`` is the number of the citation of that wording; None where it is the text of
    the statement.
    """

    statement: Statement
    likeness: Likeness
    wording: str
    citation_id: int | None
    is_same_speaker: bool

    @property
    def score(self) -> int:
        return self.likeness.score


def alike(
    words: str,
    *,
    speaker: Speaker | None = None,
    said: PartialDate | None = None,
    language: str = "",
    drafts: bool = False,
    without: Collection[int] = (),
    least: int = LEAST,
    most: int = 10,
) -> list[Alike]:
    """Statements that print words like these, those of the speaker first, the most alike first.

    ``said`` prefers the days around it, and never hides another day: an article may be wrong.
    ``language`` (BCP 47), where it is given, leaves out wordings of other languages. Only what is
    published is found, unless ``drafts``. ``without`` are numbers of statements to leave out.
    ``least`` is the lowest score that counts. Words without a letter or digit find nothing.
    """
    # PostgreSQL holds no NUL, and cannot be asked for one.
    asked = Wording(words.replace("\0", ""))
    if not asked.words:
        return []
    visible = Statement.objects.exclude(state=State.WITHDRAWN).exclude(pk__in=without)
    if not drafts:
        visible = visible.published()
    numbers = {
        *(_of_speaker(visible, speaker, said) if speaker else ()),
        *_sharing_pairs(words.replace("\0", "")),
    }
    best = _best_wordings(asked, numbers, language)
    best = {number: found for number, found in best.items() if found.likeness.score >= least}
    rows = visible.select_related("speaker").in_bulk(best)
    found = [
        Alike(row, *best[number], speaker is not None and row.speaker_id == speaker.pk)
        for number, row in rows.items()
    ]
    return sorted(found, key=lambda one: _order(one, said))[:most]


class _Best(NamedTuple):
    likeness: Likeness
    wording: str
    citation_id: int | None


def _best_wordings(asked: Wording, numbers: Collection[int], language: str) -> dict[int, _Best]:
    """The most alike of the wordings of each statement, by its number.

    Of equal ones a wording that a source prints, as that can be looked up.
    """
    measured: dict[str, Likeness] = {}
    best: dict[int, _Best] = {}
    for number, words, citation, printed_in in _wordings(numbers):
        if language and primary_subtag(printed_in) != primary_subtag(language):
            continue
        if words not in measured:
            measured[words] = asked.likeness(Wording(words))
        if number not in best or measured[words].score > best[number].likeness.score:
            best[number] = _Best(measured[words], words, citation)
    return best


def _wordings(numbers: Collection[int]) -> Iterator[tuple[int, str, int | None, str]]:
    """Statement, words, citation and language of every wording, those of sources first."""
    cited = Citation.objects.filter(statement__in=numbers, wording__isnull=False)
    for row in cited.order_by("position", "pk").values_list(
        "statement_id", "wording", "pk", "source__language"
    ):
        yield row[0], row[1] or "", row[2], row[3]
    texts = Statement.objects.filter(pk__in=numbers).order_by("pk")
    for number, text, language in texts.values_list("pk", "text", "language"):
        yield number, text, None, language


def _order(one: Alike, said: PartialDate | None) -> tuple[bool, int, int, int]:
    return (
        not one.is_same_speaker,
        -one.score,
        _days_apart(one.statement, said),
        -one.statement.pk,
    )


def _days_apart(statement: Statement, said: PartialDate | None) -> int:
    """Days between the nearest possible days of both; 0 where one of them is not known."""
    if said is None or said.is_unknown or statement.said_to == FIRST_DAY:
        return 0
    first, last = said.first or statement.said_from, said.last or statement.said_to
    return max(0, (statement.said_from - last).days, (first - statement.said_to).days)


def _of_speaker(
    visible: StatementQuerySet, speaker: Speaker, said: PartialDate | None
) -> list[int]:
    """Numbers of the speaker's statements of the days around; the newest where no day is known.

    Those of no known day may be of any.
    """
    rows = visible.filter(speaker=speaker).newest_first().values_list("pk", flat=True)
    if said is None or said.is_unknown:
        return list(rows[:_COMPARED])
    around = rows.filter(said_to__gt=FIRST_DAY)
    if said.first:
        around = around.filter(said_to__gte=_moved(said.first, -DAYS))
    if said.last:
        around = around.filter(said_from__lte=_moved(said.last, DAYS))
    undated = rows.filter(said_to=FIRST_DAY)
    return [*around[:_COMPARED], *undated[: _COMPARED // 4]]


def _moved(day: date, by: timedelta) -> date:
    try:
        return day + by
    except OverflowError:
        return day


def _sharing_pairs(words: str) -> list[int]:
    """Numbers of the statements that share the rarest pairs of words with these."""
    sets = [[pair] for pair in _spread(_pairs(words))]
    weights: defaultdict[int, float] = defaultdict(float)
    while sets:
        common = []
        for pairs, (statements, is_common) in zip(sets, _having(sets), strict=True):
            for statement in statements:
                weights[statement] += len(pairs) / len(statements)
            if is_common:
                common.append(pairs)
        # Two and two, with the one before, so that a changed word spoils only its own.
        sets = [[*one, *other] for one, other in zip(common[::2], common[1::2], strict=False)]
    return sorted(weights, key=lambda number: (-weights[number], -number))[:_COMPARED_BY_PAIRS]


def _pairs(words: str) -> list[int]:
    """The pairs of words as the index has them, each once, in the order of the text."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT archive_word_pairs(%s)", [words[:LONGEST]])
        return list(dict.fromkeys(cursor.fetchone()[0]))


def _spread(pairs: Sequence[int]) -> Sequence[int]:
    """So many of them at most, from the beginning to the end."""
    step = max(1, -(-len(pairs) // _PAIRS))
    return pairs[::step]


_HAVING = """
(SELECT %s AS number, id AS statement FROM quotes_statement
    WHERE archive_word_pairs(text) @> %s::int[] LIMIT %s)
UNION ALL
(SELECT %s, statement_id FROM quotes_citation
    WHERE archive_word_pairs(wording) @> %s::int[] LIMIT %s)
"""


def _having(sets: Sequence[Sequence[int]]) -> list[tuple[set[int], bool]]:
    """For each set of pairs, statements that have all of it, and whether there are more."""
    found: list[list[int]] = [[] for _ in sets]
    asked: list[int | list[int]] = []
    for number, pairs in enumerate(sets):
        asked += [number, list(pairs), _COMMON] * 2
    with connection.cursor() as cursor:
        cursor.execute("UNION ALL".join([_HAVING] * len(sets)), asked)
        for number, statement in cursor:
            found[number].append(statement)
    return [(set(statements), len(statements) >= _COMMON) for statements in found]
