"""What is published, as it is found: a narrow row a statement, kept by the database itself.

A list, a search and every count read these tables and no other. Their rows are written only by SQL
functions (quotes/sql/search_index.sql), which triggers call in the transaction that changes the
record; nothing in Python saves them. ``manage.py check_entries`` proves that they are right.
"""

import math
import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import connection, models, transaction
from django.db.models import F, OrderBy, Q
from django.db.models.expressions import RawSQL
from django.db.models.functions import Coalesce, Length
from django.utils.translation import gettext_lazy as _

from quotes.dates.partial import PartialDate
from quotes.models.columns import FIRST_DAY, Fold, in_page_language
from quotes.models.dimensions import Dimension
from quotes.models.statements import Statement
from quotes.models.vocabulary import one_of
from quotes.text.folding import search_fold

# The columns that a list is sorted by, and whether the highest come first. A day that is unknown
# within a year or a month is neither the newest of it nor the oldest.
ORDERS: dict[str, tuple[tuple[str, ...], bool]] = {
    "newest": (("said_from", "said_to", "statement_id"), True),
    "oldest": (("said_to", "said_from", "statement_id"), False),
    "added": (("added", "statement_id"), True),
    "most-cited": (("sources", "said_from", "said_to", "statement_id"), True),
}


# So many values of a dimension at most are meant by one word typed into the search box.
MOST_MEANT = 50


# A number below 1,024 for an entry, by a hash of its id: what a part of the sample is drawn by. The
# lowest bits of the hash say what is in the sample at all.
DRAWN = RawSQL("((hashint8(statement_id) >> 20) & 1023)", [], output_field=models.IntegerField())


Where = tuple[str, tuple[Any, ...]]


EVERYTHING: Where = ("true", ())
NOTHING: Where = ("false", ())

# Of an entry: somebody else may have said it. These are few, and last in every order.
DOUBTED: Where = ("statement_id IN (SELECT id FROM quotes_statement WHERE doubt <> '')", ())


@dataclass(frozen=True, slots=True)
class CompiledSearch:
    """A search as PostgreSQL reads it.

    ``said`` is the condition that the words stand in what was said, or in the name or office of
    who said it; ``described``, that they were not all said, and that the description has what was
    not: occasion, place and note. ``tsquery`` has all words by their stems, of phrases too, and is
    empty when all are too common; ``ranking`` has the same without the markers of languages, which
    would count as words. What is to be marked are words with one of the ``lexemes``, and
    ``phrases``: patterns of printed words.
    """

    tsquery: str
    ranking: str = ""
    lexemes: frozenset[str] = frozenset()
    phrases: tuple[str, ...] = ()
    said: Where = EVERYTHING
    described: Where = NOTHING


class EntryQuerySet(models.QuerySet[Any]):
    """Of entries, or of the sample of them, which has the same columns."""

    def holding(self, facets: Iterable["Facet"]) -> "EntryQuerySet":
        """Those that hold one of the facets."""
        return self.filter(facets__overlap=[facet.pk for facet in facets])

    def lacking(self, facets: Iterable["Facet"]) -> "EntryQuerySet":
        """Those that hold none of the facets."""
        return self.exclude(facets__overlap=[facet.pk for facet in facets])

    def matching(self, words: CompiledSearch) -> "EntryQuerySet":
        """Those in which the words were said."""
        return self.filter(_holds(words.said))

    def described_by(self, words: CompiledSearch) -> "EntryQuerySet":
        """Those that only their description has all the words of: occasion, place, note."""
        return self.filter(_holds(words.described))

    def said_within(
        self, since: PartialDate | None, until: PartialDate | None, *, certainly: bool
    ) -> "EntryQuerySet":
        """Said in a span of days: some possible day of theirs in it, or all of them.

        An end that is not given is open. What has no date at all was said in no span.
        """
        first = since.first if since else None
        last = until.last if until else None
        if first is None and last is None:
            return self
        entries = self.filter(said_to__gt=FIRST_DAY)
        if first:
            # Implied by the other, where all days must lie in the span; it is what an index has.
            entries = entries.filter(said_to__gte=first)
            if certainly:
                entries = entries.filter(said_from__gte=first)
        if last:
            entries = entries.filter(**{"said_to__lte" if certainly else "said_from__lte": last})
        return entries

    def newest_first(self) -> "EntryQuerySet":
        """In the order of a list, the latest first."""
        return self.order_by(*(f"-{column}" for column in ORDERS["newest"][0]))

    def said_on_one_day(self) -> "EntryQuerySet":
        """Whose day is known."""
        return self.filter(said_from=models.F("said_to"), said_to__gt=FIRST_DAY)

    def thinned(self, most: int, *, of: int) -> "EntryQuerySet":
        """About ``most`` of about ``of`` entries, drawn by a hash of their ids; all, of fewer.

        Never the first that come: rows lie in the order they were entered in, and would tell of
        old statements only.
        """
        if of <= most:
            return self
        return self.alias(drawn=DRAWN).filter(drawn__lt=math.ceil(1024 * most / of))

    def undated(self) -> "EntryQuerySet":
        """Of whose day nothing is known."""
        return self.filter(said_to=FIRST_DAY)

    def where(self) -> Where:
        """The condition of these entries as SQL, to be set into a query that says how to ask."""
        compiler = self.query.get_compiler(connection=connection)
        if not self.query.where:
            return EVERYTHING
        sql, params = compiler.compile(self.query.where)
        return sql, tuple(params)


def _holds(where: Where) -> RawSQL:
    return is_true(where[0], *where[1])


def is_true(sql: str, *params: object) -> RawSQL:
    return RawSQL(sql, params, output_field=models.BooleanField())


_NAMED = """
    SELECT f.* FROM quotes_facet f
    JOIN unnest(%s::text[], %s::text[]) AS named (dimension, key) USING (dimension, key)
"""


class FacetQuerySet(models.QuerySet["Facet"]):
    def named(self, wanted: Iterable[tuple[str, str]]) -> dict[tuple[str, str], "Facet"]:
        """The facets of these dimensions and keys that the archive has, by both."""
        pairs = sorted({(dimension, key) for dimension, key in wanted if "\0" not in key})
        if not pairs:
            return {}
        # As a condition of Django's the pairs would take longer to write than to find.
        found = self.raw(_NAMED, [list(each) for each in zip(*pairs, strict=True)])
        return {(facet.dimension, facet.key): facet for facet in found}

    def called(self, dimension: str, text: str) -> list["Facet"]:
        """The facets of a dimension that a person means by a word: by its key, else by its name.

        A name is meant by any run of its words, blind to case and accents; a dimension has few
        enough names for a scan, and at most ``MOST_MEANT`` are taken.
        """
        text = text.replace("\0", "")
        exact: list[Facet] = list(self.filter(dimension=dimension, key__iexact=text))
        if exact:
            return exact
        pattern = rf"\m{re.escape(search_fold(text).strip())}\M"
        is_called = is_true("folded ~ %s", pattern)
        return list(self.filter(is_called, dimension=dimension, total__gt=0)[:MOST_MEANT])

    def totals(self) -> dict[str, int]:
        """How many statements, speakers and outlets there are, and how many unchecked statements.

        A statement is unchecked as long as one of its wordings is. One query over kept counts.
        """
        held = Q(total__gt=0)
        unchecked = Q(dimension="check", key="unchecked")
        return self.aggregate(
            statements=Coalesce(models.Sum("total", filter=Q(dimension="kind")), 0),
            speakers=models.Count("pk", filter=held & Q(dimension="speaker")),
            outlets=models.Count("pk", filter=held & Q(dimension="outlet") & ~Q(key="none")),
            unchecked=Coalesce(models.Sum("total", filter=unchecked), 0),
        )

    def meant_by(self, words: Iterable[str], lexemes: Iterable[str]) -> list["Facet"]:
        """The speakers and topics that are named among words, the most frequent first.

        A speaker is named by the last word of the name, or by two of its words; a topic by a word
        with the same stem. ``words`` are folded.
        """
        given = sorted(words)
        is_named = is_true(
            """dimension = 'speaker' AND (regexp_split_to_array(folded, ' '))[
                    array_upper(regexp_split_to_array(folded, ' '), 1)] = ANY (%s)
                OR dimension = 'speaker' AND (SELECT count(*) FROM unnest(%s::text[]) AS word
                    WHERE word = ANY (regexp_split_to_array(folded, ' '))) > 1
                OR dimension = 'topic' AND tsvector_to_array(
                    to_tsvector('pg_catalog.english', folded)
                    || to_tsvector('pg_catalog.french', folded_fr)) && %s::text[]""",
            given,
            given,
            sorted(lexemes),
        )
        known = self.filter(is_named, total__gt=0).exclude(key=NONE)
        return list(known.order_by("-total", "key")[:MOST_MEANT])

    def speakers_named(self, text: str, most: int) -> list["Facet"]:
        """The speakers whom a name means: a run of the words of their name, or a whole alias."""
        folded = search_fold(text).strip()
        is_named = is_true(
            """folded ~ %s OR key IN (
                SELECT s.slug FROM quotes_alias a JOIN quotes_speaker s ON s.id = a.speaker_id
                WHERE archive_fold(a.name) = %s)""",
            rf"\m{re.escape(folded)}\M",
            folded,
        )
        named = self.filter(is_named, dimension="speaker", total__gt=0)
        return list(named.order_by("-total", "key")[:most])


class WordQuerySet(models.QuerySet[Any]):
    def of_length(self, least: int, most: int) -> list[str]:
        """All words that are so many characters long."""
        words = self.annotate(length=Length("word"))
        return list(
            words.filter(length__gte=least, length__lte=most).values_list("word", flat=True)
        )


# The key of a statement that has no value in a dimension.
NONE = "none"


def folded_label(of: str) -> models.GeneratedField:
    return models.GeneratedField(
        expression=Fold(of), output_field=models.TextField(), db_persist=True
    )


class Facet(models.Model):
    """One value of one dimension, with the number of published statements that have it.

    A value that no statement has any more keeps its row, with a total of 0, so that its number
    means the same for as long as the archive is not rebuilt.
    """

    id = models.AutoField(primary_key=True)
    dimension = models.CharField(max_length=12, choices=Dimension)
    key = models.TextField()
    label = models.TextField(blank=True)
    label_fr = models.TextField(blank=True)
    # The labels without case and accents, kept since to fold thousands of them takes 20 ms.
    folded = folded_label("label")
    folded_fr = folded_label("label_fr")
    # No check that it is positive: a wrong total must not stop an editor's work.
    total = models.IntegerField(default=0)

    objects = FacetQuerySet.as_manager()

    class Meta:
        verbose_name = _("facet")
        verbose_name_plural = _("facets")
        constraints = [
            one_of("dimension", Dimension, "facet_dimension_known"),
            models.UniqueConstraint(fields=["dimension", "key"], name="facet_once"),
        ]
        indexes = [models.Index("dimension", F("total").desc(), "key", name="facet_most_first")]

    def __str__(self) -> str:
        return f"{self.dimension}={self.key} ({self.total})"

    @property
    def public_label(self) -> str:
        """The label in the language of the page; of a code (a country, a kind) the code itself."""
        return in_page_language(self.label, self.label_fr)


def _newest_first() -> list[OrderBy]:
    return [F("said_from").desc(), F("said_to").desc(), F("statement").desc()]


class PhraseKeys(models.Func):
    """SQL: the words and pairs of words of printed texts, by their hashes."""

    function = "archive_phrase_keys"
    arity = 1
    output_field = ArrayField(models.IntegerField())


class EntryColumns(models.Model):
    """The columns of an entry, in the order the SQL functions name them."""

    # The triggers delete what has no statement any more. Left to Django or to a foreign key, the
    # row would go without being taken from the totals, and a bulk load would pay for a million
    # checks.
    statement = models.OneToOneField(
        Statement, models.DO_NOTHING, primary_key=True, db_constraint=False
    )
    said_to = models.DateField()
    said_from = models.DateField()
    sources = models.SmallIntegerField()
    search = SearchVectorField()
    facets = ArrayField(models.IntegerField())
    # When it was published.
    added = models.DateTimeField()
    # The words of the text and of each other wording, a line each: what a phrase is held against.
    printed = models.TextField()

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return f"{self.statement_id}"


class Entry(EntryColumns):
    """A published statement as it is found: days, sources, words, and the numbers of its facets.

    What is not published has none, so a draft cannot leak and a count is a plain count.
    """

    objects = EntryQuerySet.as_manager()

    class Meta:
        verbose_name = _("entry")
        verbose_name_plural = _("entries")
        indexes = [
            models.Index(*_newest_first(), name="entry_newest_first"),
            models.Index("said_to", "said_from", "statement", name="entry_oldest_first"),
            models.Index(F("sources").desc(), *_newest_first(), name="entry_most_cited"),
            models.Index(F("added").desc(), F("statement").desc(), name="entry_last_added"),
            # Words and filters are answered by one index. A pending list (fastupdate) would make
            # single readers pay for writers.
            GinIndex(fields=["search", "facets"], fastupdate=False, name="entry_found"),
            GinIndex(PhraseKeys("printed"), fastupdate=False, name="entry_phrases"),
        ]


class EntrySample(EntryColumns):
    """Every 2^k-th entry, by a hash of its id: what large counts are estimated from."""

    objects = EntryQuerySet.as_manager()

    class Meta:
        verbose_name = _("sampled entry")
        verbose_name_plural = _("sampled entries")
        indexes = [
            GinIndex(fields=["search", "facets"], fastupdate=False, name="entrysample_found"),
            GinIndex(PhraseKeys("printed"), fastupdate=False, name="entrysample_phrases"),
            models.Index(fields=["said_to", "said_from"], name="entrysample_days"),
            models.Index(DRAWN, name="entrysample_drawn"),
        ]


class EntryState(models.Model):
    """One row: how many entries there are, and one in how many of them is in the sample."""

    id = models.SmallIntegerField(primary_key=True, default=1)
    entries = models.IntegerField(default=0)
    # 0: there is no sample, as all can be counted.
    sample_rate = models.IntegerField(default=0)

    class Meta:
        verbose_name = _("state of the entries")
        verbose_name_plural = _("state of the entries")
        constraints = [
            models.CheckConstraint(condition=models.Q(id=1), name="entrystate_one_row"),
        ]

    def __str__(self) -> str:
        return f"{self.entries} entries, sample 1:{self.sample_rate}"

    @classmethod
    def now(cls) -> "EntryState":
        """The row as stored; that of an empty archive when nothing was ever published."""
        return cls.objects.first() or cls()


class Word(models.Model):
    """A word of the published texts and wordings, folded: what a misspelt one is compared with.

    Words are added as entries are written; those that are no longer used stay until a rebuild, as
    a suggestion is tried before it is offered.
    """

    word = models.TextField(primary_key=True)

    objects = WordQuerySet.as_manager()

    class Meta:
        verbose_name = _("word")
        verbose_name_plural = _("words")
        indexes = [models.Index(Length("word"), name="word_length")]

    def __str__(self) -> str:
        return self.word


def refresh_entries(statement_ids: Iterable[int]) -> None:
    """Make the entries of these statements, and all that is counted from them, what they should be.

    The triggers do this by themselves. It writes only what differs: some 5 ms for one statement,
    a quarter of a millisecond each for many.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT archive_refresh_entries(%s::bigint[])", [list(statement_ids)])


def rebuild_entries() -> None:
    """Make all entries, totals and the sample anew; readers wait until the transaction ends.

    The way to follow a bulk load: far cheaper a row than refreshing.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT archive_rebuild_entries()")


@contextmanager
def deferred_entries() -> Iterator[None]:
    """One transaction in which the triggers leave the entries alone, and a rebuild at its end.

    For loading very many rows. Nobody else sees the entries behind the record, since both are
    committed together; other writers wait meanwhile.
    """
    with transaction.atomic():
        _defer("on")
        yield
        _defer("off")
        rebuild_entries()


def _defer(value: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('archive.defer_entries', %s, true)", [value])
