"""The verbs by which entries are found, sorted, cut and counted.

They know how the entries are stored, so that no page has to.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import connection, models
from django.db.models import Q
from django.db.models.expressions import RawSQL

from quotes.dates import PartialDate
from quotes.models.fields import FIRST_DAY, Fold
from quotes.search import CONFIGURATIONS, SearchText, Term
from quotes.text import search_fold

if TYPE_CHECKING:
    from quotes.models.entries import Entry, Facet

# The columns that a list is sorted by, and whether the highest come first.
ORDERS: dict[str, tuple[tuple[str, ...], bool]] = {
    "newest": (("said_to", "said_from", "statement_id"), True),
    "oldest": (("said_to", "said_from", "statement_id"), False),
    "most-cited": (("sources", "said_to", "said_from", "statement_id"), True),
}

# So many values of a dimension at most are meant by one word typed into the search box.
MOST_MEANT = 50


@dataclass(frozen=True, slots=True)
class Count:
    """How many there are; ``is_exact`` is false of an estimate."""

    number: int
    is_exact: bool = True


@dataclass(frozen=True, slots=True)
class CompiledSearch:
    """A search as PostgreSQL reads it. ``tsquery`` is empty when all its words are too common."""

    tsquery: str
    lexemes: frozenset[str] = frozenset()


class EntryQuerySet(models.QuerySet["Entry"]):
    def holding(self, facets: Iterable["Facet"]) -> "EntryQuerySet":
        """Those that hold one of the facets."""
        return self.filter(facets__overlap=[facet.pk for facet in facets])

    def lacking(self, facets: Iterable["Facet"]) -> "EntryQuerySet":
        """Those that hold none of the facets."""
        return self.exclude(facets__overlap=[facet.pk for facet in facets])

    def matching(self, words: "CompiledSearch") -> "EntryQuerySet":
        """Those whose words match."""
        return self.filter(_true("search @@ %s::tsquery", words.tsquery))

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
            entries = entries.filter(**{"said_from__gte" if certainly else "said_to__gte": first})
        if last:
            entries = entries.filter(**{"said_to__lte" if certainly else "said_from__lte": last})
        return entries

    def sorted(self, order: str, *, is_reversed: bool = False) -> "EntryQuerySet":
        """In one of ``ORDERS``, or in its reverse."""
        columns, highest_first = ORDERS[order]
        sign = "-" if highest_first != is_reversed else ""
        return self.order_by(*(f"{sign}{column}" for column in columns))

    def beyond(self, order: str, entry: "Entry", *, is_reversed: bool = False) -> "EntryQuerySet":
        """Those that come after an entry in an order, or before it in its reverse."""
        columns, highest_first = ORDERS[order]
        sign = "<" if highest_first != is_reversed else ">"
        places = ", ".join(["%s"] * len(columns))
        values = [getattr(entry, column) for column in columns]
        # One comparison of rows: written out as ORs it is not answered by one walk of the index.
        return self.filter(_true(f"({', '.join(columns)}) {sign} ({places})", *values))

    def counted(self) -> Count:
        """How many there are."""
        return Count(self.count())


def _true(sql: str, *params: object) -> RawSQL:
    return RawSQL(sql, params, output_field=models.BooleanField())


class FacetQuerySet(models.QuerySet["Facet"]):
    def named(self, wanted: Iterable[tuple[str, str]]) -> dict[tuple[str, str], "Facet"]:
        """The facets of these dimensions and keys that the archive has, by both."""
        pairs = {(dimension, key) for dimension, key in wanted if "\0" not in key}
        condition = Q()
        for dimension, key in pairs:
            condition |= Q(dimension=dimension, key=key)
        found = self.filter(condition) if pairs else self.none()
        return {(facet.dimension, facet.key): facet for facet in found}

    def called(self, dimension: str, text: str) -> list["Facet"]:
        """The facets of a dimension that a person means by a word: by its key, else by its name.

        A name is meant by any run of its words, blind to case and accents; a value has few enough
        names for a scan, and at most ``MOST_MEANT`` are taken.
        """
        exact = self.filter(dimension=dimension, key__iexact=text.replace("\0", ""))
        if found := list(exact):
            return found
        pattern = rf"\m{re.escape(search_fold(text).strip())}\M"
        return list(
            self.filter(dimension=dimension)
            .annotate(folded=Fold("label"))
            .filter(folded__regex=pattern)[:MOST_MEANT]
        )


def compile_search(words: SearchText) -> CompiledSearch:
    """Turn words into a query, with a branch for each language that documents are stemmed in.

    A branch asks for the marker of its language, so that stop words and negation are right in it;
    one that is left without words (all are stop words) is dropped. Costs one query.
    """
    branches, params = [], []
    for marker, configuration in CONFIGURATIONS.items():
        sql, branch_params = _any_of(words.alternatives, configuration)
        branches.append(
            f"(SELECT CASE WHEN numnode(q) > 0 THEN %s::tsquery && q ELSE ''::tsquery END"
            f" FROM (SELECT {sql}) AS branch(q))"
        )
        params += [f"'{marker}'", *branch_params]
    lexemes = " || ".join(
        "tsvector_to_array(to_tsvector(%s::regconfig, archive_fold(%s)))" for _ in CONFIGURATIONS
    )
    wanted = " ".join(words.wanted)
    for configuration in CONFIGURATIONS.values():
        params += [configuration, wanted]
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT ({' || '.join(branches)})::text, {lexemes}", params)
        tsquery, found = cursor.fetchone()
    return CompiledSearch(tsquery, frozenset(found))


def _any_of(alternatives: list[list[Term]], configuration: str) -> tuple[str, list[str]]:
    """SQL of alternatives, each of terms that all hold."""
    parts, params = [], []
    for terms in alternatives:
        texts = []
        for term in terms:
            negation = "!!" if term.is_negated else ""
            texts.append(f"{negation}phraseto_tsquery(%s::regconfig, archive_fold(%s))")
            params += [configuration, term.text]
        parts.append(f"({' && '.join(texts)})")
    return " || ".join(parts), params
