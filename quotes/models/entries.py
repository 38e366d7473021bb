"""What is published, as it is found: a narrow row a statement, kept by the database itself.

A list, a search and every count read these tables and no other. Their rows are written only by SQL
functions (migrations 0005 and 0006), which triggers call in the transaction that changes the
record; nothing in Python saves them. ``manage.py check_entries`` proves that they are right.
"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import connection, models, transaction
from django.db.models import F, OrderBy
from django.db.models.functions import Length
from django.utils.translation import gettext_lazy as _

from quotes.models.fields import Fold, in_page_language
from quotes.models.finding import DRAWN, EntryQuerySet, FacetQuerySet, WordQuerySet
from quotes.models.statements import Statement
from quotes.models.vocabulary import one_of

# The key of a statement that has no value in a dimension.
NONE = "none"


class Dimension(models.TextChoices):
    """What statements can be told apart by: the names of the filter's parameters."""

    SPEAKER = "speaker", _("official")
    ROLE = "role", _("office on that day")
    PARTY = "party", _("party")
    COUNTRY = "country", _("country")
    TOPIC = "topic", _("topic")
    OUTLET = "outlet", _("outlet")
    SOURCE_KIND = "source-kind", _("kind of source")
    LANGUAGE = "language", _("language")
    KIND = "kind", _("how it is quoted")
    CHECK = "check", _("check of the words")
    SOURCES = "sources", _("number of sources")
    HAS = "has", _("has")
    PLACE = "place", _("place")
    OCCASION = "occasion", _("occasion")
    MONTH = "month", _("month")


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
    return [F("said_to").desc(), F("said_from").desc(), F("statement").desc()]


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
            models.Index(F("sources").desc(), *_newest_first(), name="entry_most_cited"),
            # Words and filters are answered by one index. A pending list (fastupdate) would make
            # single readers pay for writers.
            GinIndex(fields=["search", "facets"], fastupdate=False, name="entry_found"),
        ]


class EntrySample(EntryColumns):
    """Every 2^k-th entry, by a hash of its id: what large counts are estimated from."""

    objects = EntryQuerySet.as_manager()

    class Meta:
        verbose_name = _("sampled entry")
        verbose_name_plural = _("sampled entries")
        indexes = [
            GinIndex(fields=["search", "facets"], fastupdate=False, name="entrysample_found"),
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
