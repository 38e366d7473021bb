"""Near-duplicates: the statements one of whose wordings is like given words.

Two ways lead to candidates, which `quotes.text.similarity` then ranks by their words, by whether
the speaker is the same, and by whether both may have been said in the same days:

* the speaker's statements that may be of the same days, whatever their words;
* anybody's, of any day, that have pairs of neighbouring words in common, which an index holds
  (archive_word_pairs). A pair that many statements have says little and would be dear to read, so
  only the first of its rows are taken, and it is asked for again together with the next such pair,
  then four of them, and so on, until they are rare. So what is read is bounded in an archive of
  any size.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from typing import NamedTuple, TypeAlias

from django.db import connection
from django.db.models import Q

from quotes.dates.partial import PartialDate
from quotes.models.columns import FIRST_DAY, LAST_DAY
from quotes.models.people import Speaker
from quotes.models.statements import Citation, State, Statement, StatementQuerySet
from quotes.text.languages import primary_subtag
from quotes.text.similarity import LEAST as LEAST
from quotes.text.similarity import LONGEST, Likeness, Nearness, Wording, common_stems
from quotes.text.similarity import VERY as VERY

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

# The newest texts of an official, which tell what words they use all the time.
_HEARD = 100

# Wordings of one official that are read by their words for one entry: beyond, words are common.
_MOST_PLACES = 2_000

# Statements of one official that the entries of a file are compared with.
_MOST_OF_SPEAKER = 2_000


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
    rows = visible.select_related("speaker").in_bulk(numbers)
    near = {number: _nearness(row, speaker, said) for number, row in rows.items()}
    common = _common_stems(visible, speaker) if speaker else frozenset()
    best = _best_wordings(asked, near, common, language, least)
    found = [
        Alike(rows[number], *one, speaker is not None and rows[number].speaker_id == speaker.pk)
        for number, one in best.items()
        if one.likeness.score >= least
    ]
    return sorted(found, key=lambda one: _order(one, said))[:most]


class _Best(NamedTuple):
    likeness: Likeness
    wording: str
    citation_id: int | None


def _best_wordings(
    asked: Wording,
    near: Mapping[int, Nearness],
    common: Collection[str],
    language: str,
    least: int,
) -> dict[int, _Best]:
    """The most alike of the wordings of each statement, by its number.

    Of equal ones a wording that a source prints, as that can be looked up.
    """
    best: dict[int, _Best] = {}
    for number, words, citation, printed_in in _wordings(near):
        if language and primary_subtag(printed_in) != primary_subtag(language):
            continue
        found = asked.likeness(_ready(words), near[number], common, least)
        if number not in best or found.score > best[number].likeness.score:
            best[number] = _Best(found, words, citation)
    return best


# Who types is compared with the same wordings at every pause.
_ready = lru_cache(maxsize=2_000)(Wording)


def _nearness(row: Statement, speaker: Speaker | None, said: PartialDate | None) -> Nearness:
    """What speaks for two utterances being one, besides their words."""
    if speaker is not None and row.speaker_id != speaker.pk:
        return Nearness.FAR
    return _between(_days_of(row), _days(said))


_Days: TypeAlias = tuple[date, date] | None


def _days(said: PartialDate | None) -> _Days:
    """The first and last possible day; None where nothing is known."""
    if said is None or said.is_unknown:
        return None
    return said.first or FIRST_DAY, said.last or LAST_DAY


def _days_of(row: Statement) -> _Days:
    return None if row.said_to == FIRST_DAY else (row.said_from, row.said_to)


def _apart(one: _Days, other: _Days) -> int:
    """Days between the nearest possible days of both; 0 where one of them is not known."""
    if one is None or other is None:
        return 0
    return max(0, (one[0] - other[1]).days, (other[0] - one[1]).days)


def _between(one: _Days, other: _Days) -> Nearness:
    if one is None or other is None:
        return Nearness.DAY_UNKNOWN
    if _apart(one, other) > DAYS.days:
        return Nearness.FAR
    are_told = max(one[1] - one[0], other[1] - other[0]) <= DAYS
    return Nearness.SAME_DAYS if are_told else Nearness.DAY_UNKNOWN


def _common_stems(visible: StatementQuerySet, speaker: Speaker) -> frozenset[str]:
    texts = visible.filter(speaker=speaker).newest_first().values_list("text", flat=True)
    return common_stems([_ready(text) for text in texts[:_HEARD]])


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
        _apart(_days_of(one.statement), _days(said)),
        -one.statement.pk,
    )


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


def same_day(
    speaker: Speaker,
    said: PartialDate,
    language: str,
    without: Collection[int] = (),
    most: int = 3,
) -> list[Statement]:
    """Statements of the speaker said on exactly that day, in another language.

    No words tell whether a translation is of the same utterance, so these can only be looked at.
    """
    if not said.first or said.first != said.last:
        return []
    rows = Statement.objects.filter(speaker=speaker, said_from=said.first, said_to=said.last)
    others = rows.exclude(state=State.WITHDRAWN).exclude(pk__in=without)
    spoken = primary_subtag(language)
    found = others.select_related("speaker").order_by("pk")[:_COMPARED]
    return [one for one in found if primary_subtag(one.language) != spoken][:most]


# --- many at once --------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Utterance:
    """What one entry of a file says of a statement: its speaker, day, and wordings."""

    speaker: int
    said: PartialDate
    wordings: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Known:
    """What is very like an entry: a statement that is here, or an earlier entry, by its place."""

    likeness: Likeness
    of: Statement | int


def known_of(asked: Sequence[Utterance]) -> list[Known | None]:
    """For each entry what is very like it: the same measure as `alike`, for files of thousands.

    Compared with the newest 2,000 statements of its official that may be of the days of all their
    entries, and with the entries before it.
    """
    found: list[Known | None] = [None] * len(asked)
    places: defaultdict[int, list[int]] = defaultdict(list)
    for place, one in enumerate(asked):
        places[one.speaker].append(place)
    visible = Statement.objects.exclude(state=State.WITHDRAWN)
    for speaker in Speaker.objects.filter(pk__in=places):
        heard = _Heard(speaker, visible, [asked[place] for place in places[speaker.pk]])
        for place in places[speaker.pk]:
            said = _days(asked[place].said)
            wordings = [Wording(words) for words in dict.fromkeys(asked[place].wordings)]
            found[place] = heard.like(wordings, said)
            for wording in wordings:
                heard.add(wording, said, place)
    return found


class _Heard:
    """The wordings of one official, by the words that say most."""

    def __init__(
        self, speaker: Speaker, visible: StatementQuerySet, asked: Sequence[Utterance]
    ) -> None:
        self.common = _common_stems(visible, speaker)
        self.places: defaultdict[str, list[int]] = defaultdict(list)
        self.wordings: list[tuple[Wording, _Days, Statement | int]] = []
        rows = visible.filter(speaker=speaker).newest_first()
        if all(one.said.first and one.said.last for one in asked):
            first = _moved(min(one.said.first for one in asked if one.said.first), -DAYS)
            last = _moved(max(one.said.last for one in asked if one.said.last), DAYS)
            around = Q(said_to__gte=first, said_from__lte=last)
            rows = rows.filter(around | Q(said_to=FIRST_DAY))
        here = {row.pk: row for row in rows[:_MOST_OF_SPEAKER]}
        told = dict.fromkeys((number, words) for number, words, *_rest in _wordings(here))
        for number, words in told:
            self.add(Wording(words), _days_of(here[number]), here[number])

    def add(self, wording: Wording, days: _Days, of: Statement | int) -> None:
        for stem in wording.known:
            self.places[stem].append(len(self.wordings))
        self.wordings.append((wording, days, of))

    def like(self, asked: Iterable[Wording], said: _Days) -> Known | None:
        """The best that is very alike to one of the wordings."""
        best: Known | None = None
        for words in asked:
            for place in self._sharing(words):
                other, days, of = self.wordings[place]
                least = best.likeness.score + 1 if best else VERY
                found = words.likeness(other, _between(days, said), self.common, least)
                if found.score >= least:
                    best = Known(found, of)
        return best

    def _sharing(self, words: Wording) -> list[int]:
        """Where the wordings stand that share most of its words, the rare ones first.

        What is said in nearly these words shares the rarest of them, or else the next.
        """
        shared: defaultdict[int, float] = defaultdict(float)
        read = 0
        for having in sorted((self.places.get(stem, []) for stem in words.known), key=len):
            if read > _MOST_PLACES:
                break
            read += len(having)
            for place in having:
                shared[place] += 1 / len(having)
        return sorted(shared, key=lambda place: -shared[place])[:_COMPARED_BY_PAIRS]


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
