"""Counts over what is found that no list shows: topics in time by official, words, corrections."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from django.db import connection
from django.db.models import Count as Counted
from django.db.models import Max

from quotes.models import Entry, Facet, Revision, State
from quotes.models.search_index import DOUBTED, NONE, is_true
from quotes.search.facets import counted_entries
from quotes.search.filters import SearchResult
from quotes.text.keyness import SIGNIFICANT, log_likelihood

# So many statements of an official are read for words, and so many of all others.
MOST_OWN, MOST_OTHERS = 5_000, 10_000
# A word that fewer of an official's statements have may be chance.
LEAST_STATEMENTS = 3


# --- topics --------------------------------------------------------------------------------------


@dataclass
class TopicMonths:
    """A topic of an official: how often in each month, by its EDTF text; "none" of an unknown."""

    topic: Facet
    months: dict[str, int] = field(default_factory=dict)

    @property
    def total(self) -> int:
        return sum(self.months.values())


@dataclass
class OfficialTopics:
    """An official with the topics spoken of most, the most frequent first."""

    speaker: Facet
    statements: int
    topics: list[TopicMonths]


_TOPICS = """
    WITH hits AS MATERIALIZED ({entries}),
    held AS MATERIALIZED (
        SELECT h.statement_id, f.id, f.dimension, f.key
        FROM hits h CROSS JOIN LATERAL unnest(h.facets) AS one(id)
        JOIN quotes_facet f USING (id) WHERE f.dimension IN ('speaker', 'topic', 'month')
    ),
    spoke AS (
        SELECT id, count(*) AS n FROM held WHERE dimension = 'speaker'
        GROUP BY id ORDER BY n DESC, id LIMIT %s
    )
    SELECT s.id, spoke.n, t.id, coalesce(m.key, %s), count(*)
    FROM spoke JOIN held s ON s.id = spoke.id AND s.dimension = 'speaker'
    JOIN held t ON t.statement_id = s.statement_id AND t.dimension = 'topic' AND t.key <> %s
    LEFT JOIN held m ON m.statement_id = s.statement_id AND m.dimension = 'month'
    GROUP BY 1, 2, 3, 4
"""


def topics_by_official(
    found: SearchResult, *, officials: int, topics: int
) -> tuple[list[OfficialTopics], bool]:
    """The officials with most statements, each with the most frequent topics, month by month.

    Also whether the counts are those of a sample. Costs three queries.
    """
    if not found.is_valid:
        return [], False
    entries = counted_entries(found).values("statement_id", "facets")
    sql, params = entries.query.sql_with_params()
    with connection.cursor() as cursor:
        cursor.execute(_TOPICS.format(entries=sql), [*params, officials, NONE, NONE])
        rows = cursor.fetchall()
    named = Facet.objects.in_bulk({pk for row in rows for pk in (row[0], row[2])})
    made: dict[int, OfficialTopics] = {}
    by_topic: dict[tuple[int, int], TopicMonths] = {}
    for speaker, statements, topic, month, n in rows:
        official = made.setdefault(speaker, OfficialTopics(named[speaker], statements, []))
        if (speaker, topic) not in by_topic:
            by_topic[speaker, topic] = TopicMonths(named[topic])
            official.topics.append(by_topic[speaker, topic])
        by_topic[speaker, topic].months[month] = n
    for official in made.values():
        official.topics.sort(key=lambda one: (-one.total, one.topic.key))
        del official.topics[topics:]
    in_order = sorted(made.values(), key=lambda one: (-one.statements, one.speaker.key))
    return in_order, found.measured.is_estimated()


# --- words ---------------------------------------------------------------------------------------


@dataclass(frozen=True)
class OwnWord:
    """A word that sets an official apart: how many statements have it, and of others'."""

    word: str
    own: int
    others: int
    score: float


@dataclass(frozen=True)
class OwnWords:
    """The words of an official, those that set apart most first, and how much was compared."""

    words: Sequence[OwnWord]
    own_total: int
    others_total: int


# The words are those that a phrase is held against, in the first line: the text of the statement.
# A wording may be a translation, which is nobody's own word.
_WORDS = """
    WITH own AS MATERIALIZED ({own}), others AS MATERIALIZED ({others}),
    own_words AS (
        SELECT word, count(*) AS n FROM (
            SELECT DISTINCT statement_id, word
            FROM own
            CROSS JOIN LATERAL string_to_table(split_part(printed, E'\\n', 1), ' ') AS word
        ) AS each WHERE word ~ '[[:alpha:]]{{3}}' GROUP BY word HAVING count(*) >= %s
    ),
    other_words AS (
        SELECT word, count(*) AS n FROM (
            SELECT DISTINCT statement_id, word
            FROM others
            CROSS JOIN LATERAL string_to_table(split_part(printed, E'\\n', 1), ' ') AS word
        ) AS each JOIN own_words USING (word) GROUP BY word
    )
    SELECT word, own_words.n, coalesce(other_words.n, 0),
        (SELECT count(*) FROM own), (SELECT count(*) FROM others)
    FROM own_words LEFT JOIN other_words USING (word)
    WHERE to_tsvector('pg_catalog.english', word) <> ''
        AND to_tsvector('pg_catalog.french', word) <> ''
"""


def own_words(speaker: Facet, language: Facet, paraphrase: Facet | None, most: int) -> OwnWords:
    """The words that set an official apart from all others who are quoted in a language.

    Compared are the statements that have a word. Paraphrases are nobody's words, and what may be
    somebody else's is left out. Of very many statements a sample is read. Costs a query.
    """
    quoted = Entry.objects.holding([language]).exclude(is_true(DOUBTED[0]))
    if paraphrase:
        quoted = quoted.lacking([paraphrase])
    own = quoted.holding([speaker]).thinned(MOST_OWN, of=speaker.total)
    others = quoted.lacking([speaker]).thinned(MOST_OTHERS, of=language.total)
    own_sql, own_params = own.values("statement_id", "printed").query.sql_with_params()
    sql, params = others.values("statement_id", "printed").query.sql_with_params()
    with connection.cursor() as cursor:
        asked = _WORDS.format(own=own_sql, others=sql)
        cursor.execute(asked, [*own_params, *params, LEAST_STATEMENTS])
        rows = cursor.fetchall()
    own_total, others_total = rows[0][3:] if rows else (0, 0)
    words = [
        OwnWord(word, n, of_others, log_likelihood(n, own_total, of_others, others_total))
        for word, n, of_others, *_totals in rows
    ]
    telling = [one for one in words if one.score >= SIGNIFICANT]
    telling.sort(key=lambda one: (-one.score, one.word))
    return OwnWords(telling[:most], own_total, others_total)


# --- corrections ---------------------------------------------------------------------------------


def most_corrected(most: int) -> list[tuple[int, int]]:
    """The published statements with most revisions after their first: key and number.

    Of equals that which was changed last comes first. Costs a query.
    """
    rows = (
        Revision.objects.filter(number__gt=1, statement__state=State.PUBLISHED)
        .order_by()
        .values("statement")
        .annotate(n=Counted("pk"), last=Max("made_at"))
        .order_by("-n", "-last", "statement")[:most]
    )
    return [(row["statement"], row["n"]) for row in rows]
