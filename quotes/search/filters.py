"""The one reader of a query string: what ``?speaker=…&q=…`` finds.

Page, facets, timeline, feed and every export start from ``find(query)``. A query that cannot be
read finds nothing and says why; nothing here raises for what a person typed.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import islice
from typing import Any, Protocol

import django_filters
from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.text import capfirst
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from quotes.dates.partial import InvalidDate, PartialDate
from quotes.dates.typed import typed_date
from quotes.models import Dimension, Entry, EntrySample, Facet, Outlet
from quotes.models.dimensions import FACETS
from quotes.models.search_index import (
    DOUBTED,
    NOTHING,
    ORDERS,
    CompiledSearch,
    EntryQuerySet,
    Where,
    is_true,
)
from quotes.search import query_language
from quotes.search.compilation import compile_search
from quotes.search.queries import (
    MOST_RANKED,
    Count,
    ListPlace,
    ids_by_relevance,
    ids_in_order,
    measure,
)

NOT = "not-"

# What can be filtered by.
FILTERED = tuple(FACETS)

SORTS = {
    "newest": gettext_lazy("Newest"),
    "oldest": gettext_lazy("Oldest"),
    "added": gettext_lazy("Last added"),
    "relevance": gettext_lazy("Most relevant"),
    "most-cited": gettext_lazy("Most cited"),
}
DATE_MODES = {
    "possibly": gettext_lazy("possibly in this period"),
    "certainly": gettext_lazy("certainly in this period"),
}
# Where the words stand: in what was said and who said it, or only in what describes it.
SAID, DESCRIPTION = "said", "description"
PLACES = (SAID, DESCRIPTION)
PAGE_SIZES = (10, 25, 50, 100)
DEFAULT_SIZE = 25


class ParameterValues(forms.Field):
    """All the values of one parameter, each once: ``?topic=a&topic=b`` is a list of two."""

    widget = forms.SelectMultiple

    def to_python(self, value: Any) -> list[str]:
        return list(dict.fromkeys(text.strip() for text in value or () if text.strip()))


class DayField(forms.Field):
    """One end of a range of days, as precise as it was typed."""

    def to_python(self, value: Any) -> PartialDate | None:
        text = (value or "").strip()
        # The unknown date, which an empty text means elsewhere, would be an end like any other.
        if not text:
            return None
        try:
            return _typed(text)
        except InvalidDate as error:
            raise ValidationError(str(error)) from error


def _typed(text: str) -> PartialDate:
    return typed_date(text.replace("\0", " "), get_language() or "en")


class WordsField(forms.Field):
    """The text of a search. Every text can be read."""

    def to_python(self, value: Any) -> query_language.SearchText:
        return query_language.read((value or "").replace("\0", " "))


class FacetFilter(django_filters.Filter):
    """Entries that hold one of the values (OR); of an excluding filter, none of them.

    The form has turned the values into facets by then.
    """

    field_class = ParameterValues

    def filter(self, qs: EntryQuerySet, value: list[Facet]) -> EntryQuerySet:
        if not value:
            return qs
        return qs.lacking(value) if self.exclude else qs.holding(value)


class WordsFilter(django_filters.Filter):
    """Entries whose words match, and that the field words among them allow."""

    field_class = WordsField

    def filter(self, qs: EntryQuerySet, value: "ParsedQuery | None") -> EntryQuerySet:
        if value is None:
            return qs
        if value.compiled is not None and value.is_described:
            qs = qs.described_by(value.compiled)
        elif value.compiled is not None:
            qs = qs.matching(value.compiled)
        for facets, is_negated in value.typed:
            qs = qs.lacking(facets) if is_negated else qs.holding(facets)
        return qs


class PlainFilter(django_filters.Filter):
    """A parameter that is validated with the others, but narrows nothing by itself."""

    def filter(self, qs: EntryQuerySet, value: object) -> EntryQuerySet:
        return qs


class ParsedQuery:
    """A search as the database is asked it: compiled words, and field words as facets."""

    def __init__(
        self,
        compiled: CompiledSearch | None,
        typed: list[tuple[list[Facet], bool]],
        *,
        is_described: bool = False,
    ) -> None:
        self.compiled = compiled
        self.typed = typed
        self.is_described = is_described


_NO_WORD = gettext_lazy("There is no word in this that could be searched for.")


class QueryForm(forms.Form):
    """Checks what no parameter can check alone: that values exist, that the dates agree."""

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        words: query_language.SearchText = data.get("q", query_language.SearchText())
        self._take_typed_dates(data, words)
        self._find_facets(data)
        data["q"] = self._wanted(words, is_described=data.get("in") == DESCRIPTION)
        self._refuse_reversed_dates(data)
        return data

    def _take_typed_dates(self, data: dict[str, Any], words: query_language.SearchText) -> None:
        """``since:`` and ``until:`` among the words fill the parameter, unless it is given."""
        for word in words.fields:
            if word.name not in ("since", "until"):
                continue
            try:
                typed = _typed(word.value)
            except InvalidDate as error:
                self.add_error("q", str(error))
                continue
            if not data.get(word.name):
                data[word.name] = typed

    def _find_facets(self, data: dict[str, Any]) -> None:
        """Turn the values of every dimension into facets, by one query."""
        chosen = {
            name: values
            for name, values in data.items()
            if values and name.removeprefix(NOT) in FILTERED
        }
        if not chosen:
            return
        known = Facet.objects.named(
            (name.removeprefix(NOT), value) for name, values in chosen.items() for value in values
        )
        known |= _without_documents(
            value
            for name in ("outlet", f"{NOT}outlet")
            for value in chosen.get(name, ())
            if (Dimension.OUTLET, value) not in known
        )
        for name, values in chosen.items():
            dimension = Dimension(name.removeprefix(NOT))
            data[name] = [known[dimension, v] for v in values if (dimension, v) in known]
            for value in values:
                if (dimension, value) not in known:
                    self.add_error(name, _not_in_archive(dimension, value))

    def _wanted(
        self, words: query_language.SearchText, *, is_described: bool
    ) -> ParsedQuery | None:
        if words.is_too_much:
            self.add_error("q", _too_much())
            return None
        typed = []
        for word in words.fields:
            if word.name in ("since", "until"):
                continue
            facets = Facet.objects.called(word.name, word.value)
            if not facets:
                self.add_error("q", _not_in_archive(Dimension(word.name), word.value))
            typed.append((facets, word.is_negated))
        if not words and not words.fields:
            if self.data.get("q", "").replace("\0", " ").strip():
                self.add_error("q", _NO_WORD)
            return None
        compiled = compile_search(words) if words else None
        if compiled is not None and compiled.said == NOTHING:
            self.add_error("q", _NO_WORD)
        return ParsedQuery(compiled, typed, is_described=is_described)

    def _refuse_reversed_dates(self, data: dict[str, Any]) -> None:
        since, until = data.get("since"), data.get("until")
        if since and until and since.first and until.last and since.first > until.last:
            self.add_error("until", _("The last day is before the first one."))


def _without_documents(slugs: Iterable[str]) -> dict[tuple[str, str], Facet]:
    """Facets that no statement has, of outlets that are public and have published no document of
    their own: agencies whose reports others print."""
    wanted = [slug for slug in slugs if "\0" not in slug]
    if not wanted:
        return {}
    return {
        (Dimension.OUTLET, one.slug): Facet(
            pk=0, dimension=Dimension.OUTLET, key=one.slug, label=one.name, total=0
        )
        for one in Outlet.objects.public().filter(slug__in=wanted)
    }


def _too_much() -> str:
    return _(
        "A search can have at most %(words)d words, %(alternatives)d alternatives and %(filters)d "
        "filters."
    ) % {
        "words": query_language.MOST_TERMS,
        "alternatives": query_language.MOST_ALTERNATIVES,
        "filters": query_language.MOST_FIELDS,
    }


def _not_in_archive(dimension: Dimension, value: str) -> str:
    return _("%(dimension)s: there is no “%(value)s” in this archive.") % {
        "dimension": capfirst(dimension.label),
        "value": value[:80],
    }


def _filters() -> dict[str, django_filters.Filter]:
    """A filter for every parameter that decides what is found, by its name in the address."""
    filters: dict[str, django_filters.Filter] = {"q": WordsFilter(required=False)}
    for dimension in FILTERED:
        filters[dimension] = FacetFilter(required=False)
        filters[NOT + dimension] = FacetFilter(required=False, exclude=True)
    for name in ("since", "until"):
        filters[name] = PlainFilter(required=False)
        filters[name].field_class = DayField
    for name, choices in (
        ("dates", DATE_MODES.items()),
        ("sort", SORTS.items()),
        ("in", zip(PLACES, PLACES, strict=True)),
    ):
        filters[name] = PlainFilter(required=False, choices=list(choices))
        filters[name].field_class = forms.ChoiceField
    return filters


FILTERS = _filters()

# What else stands in the address of a list: the part of it that is shown, and the rows of a table.
CUTS = ("after", "before", "size", "rows")

# What other sites add to an address; it asks for nothing.
_TRACKING = re.compile(r"utm_\w+|fbclid|gclid|dclid|msclkid|twclid|igshid|mc_[ce]id|_ga")


def unknown_parameters(query: Mapping[str, Any]) -> list[str]:
    """The parameters with a value that no list knows, in their order."""
    return [
        name
        for name in query
        if query.get(name) and not (name in FILTERS or name in CUTS or _TRACKING.fullmatch(name))
    ]


class StatementFilter(django_filters.FilterSet):
    """The filter itself; its filters are named as the parameters are, hyphens and all."""

    class Meta:
        form = QueryForm

    def __init__(self, query: Mapping[str, Any], queryset: EntryQuerySet) -> None:
        # A query names a few of the 33 parameters; fields for all of them would be made, copied
        # and cleaned for each page, which takes longer than to find what it asks for.
        self.base_filters = {name: one for name, one in FILTERS.items() if name in query}
        super().__init__(query, queryset=queryset)

    def narrowed(self, entries: EntryQuerySet, leaving_out: str = "") -> EntryQuerySet:
        """Those of the entries that pass, without regard to one dimension if it is named.

        "dates" leaves out the range of days.
        """
        data = self.form.cleaned_data
        for name, one in self.filters.items():
            if not leaving_out or name.removeprefix(NOT) != leaving_out:
                entries = one.filter(entries, data.get(name))
        return entries if leaving_out == "dates" else self.in_span(entries)

    def in_span(self, entries: EntryQuerySet) -> EntryQuerySet:
        """Those of the entries that were said in the range of days, if one is asked for."""
        data = self.form.cleaned_data
        return entries.said_within(
            data.get("since"), data.get("until"), certainly=data.get("dates") == "certainly"
        )


class SearchResult:
    """The result of a query: its entries, counts, ids and pages."""

    def __init__(self, query: Mapping[str, Any]) -> None:
        self.query = query
        self._filter = StatementFilter(query, queryset=Entry.objects.all())
        self._filter.form.is_valid()

    @property
    def is_valid(self) -> bool:
        return self._filter.form.is_valid()

    @property
    def errors(self) -> list[str]:
        """A sentence for each parameter that could not be read."""
        errors = self._filter.form.errors.values()
        return [str(error) for of_one in errors for error in of_one]

    @property
    def refused(self) -> dict[str, list[str]]:
        """The same sentences by parameter."""
        refused = self._filter.form.errors.items()
        return {name: [str(error) for error in errors] for name, errors in refused}

    @property
    def data(self) -> dict[str, Any]:
        """The parameters as they were understood; what could not be is missing."""
        return self._filter.form.cleaned_data

    @property
    def entries(self) -> EntryQuerySet:
        """All entries found, in no order. Nothing at all when the query cannot be read."""
        return self.among(Entry.objects.all())

    def among(self, entries: EntryQuerySet, leaving_out: str = "") -> EntryQuerySet:
        """Those of some entries that the query finds.

        ``leaving_out`` names a dimension (or "dates") that is not filtered by: a facet's counts
        leave out its own.
        """
        if not self.is_valid:
            return entries.none()
        return self._filter.narrowed(entries, leaving_out)

    def possibly(self) -> EntryQuerySet:
        """Those that would be found if uncertain dates were let in."""
        data = self.data
        others = self.among(Entry.objects.all(), "dates")
        return others.said_within(data.get("since"), data.get("until"), certainly=False)

    @property
    def described(self) -> EntryQuerySet:
        """Those that the words describe, by occasion, place or note, without having been said."""
        wanted = self.data.get("q") if self.is_valid else None
        if not wanted or not wanted.compiled or wanted.is_described:
            return Entry.objects.none()
        others = self._filter.narrowed(Entry.objects.all(), "q")
        for facets, is_negated in wanted.typed:
            others = others.lacking(facets) if is_negated else others.holding(facets)
        return others.described_by(wanted.compiled)

    @cached_property
    def chosen(self) -> dict[Dimension, list[Facet]]:
        """The facets asked for, by dimension."""
        return self._facets("")

    @cached_property
    def excluded(self) -> dict[Dimension, list[Facet]]:
        """The facets that must not be held, by dimension."""
        return self._facets(NOT)

    def _facets(self, prefix: str) -> dict[Dimension, list[Facet]]:
        if not self.is_valid:
            return {}
        given = {dimension: self.data.get(prefix + dimension) for dimension in FILTERED}
        return {dimension: facets for dimension, facets in given.items() if facets}

    @property
    def words(self) -> CompiledSearch | None:
        """The compiled words, where there are any to search for."""
        wanted = self.data.get("q") if self.is_valid else None
        return wanted.compiled if wanted else None

    @property
    def is_described(self) -> bool:
        """Whether the words are looked for in descriptions alone."""
        wanted = self.data.get("q") if self.is_valid else None
        return bool(wanted and wanted.compiled and wanted.is_described)

    @property
    def sort(self) -> str:
        """The order of the list: newest, unless words are searched for and relevance is asked."""
        return self.data.get("sort") or "newest"

    @property
    def order(self) -> str:
        """The order that the list has: without words nothing is relevant."""
        return "newest" if self.sort == "relevance" and not self.is_ranked else self.sort

    @property
    def own_dimensions(self) -> list[str]:
        """The dimensions that are filtered by, and "dates" for a range of days."""
        named = [d.value for d in FILTERED if d in self.chosen or d in self.excluded]
        is_dated = self.is_valid and (self.data.get("since") or self.data.get("until"))
        return [*named, "dates"] if is_dated else named

    @cached_property
    def measured(self) -> "Measurement":
        """The size of the archive and about that of the result; costs one query."""
        return _measure(self)

    @property
    def has_common_words(self) -> bool:
        """Whether very many statements have the stems of the words, as the sample tells; costs one
        query where there is a sample."""
        if not self.words or not self.words.ranking or not self.measured.sample_rate:
            return False
        stems: Where = ("search @@ %s::tsquery", (self.words.ranking,))
        _, rate, [sampled] = measure([stems])
        return sampled * rate > COUNTED

    def count(self) -> Count:
        """The number of statements found: counted, or estimated where they are very many."""
        return self.measured.counts[""] or Count(self.entries.count())

    def ids(
        self, size: int, *, after: ListPlace | None = None, is_reversed: bool = False
    ) -> list[int]:
        """The first ``size`` statements of the list behind a place, in the order asked for."""
        if self.is_ranked:
            return _behind(self._ranked, after, size, is_reversed=is_reversed)
        return ids_in_order(
            self.among(Entry.objects.all(), "dates"),
            self.order,
            size,
            span=self._span,
            after=after,
            is_reversed=is_reversed,
            **self._sizes,
        )

    def places(self, ids: Iterable[int]) -> dict[int, ListPlace]:
        """The places in the list of those of some statements that are public, by id."""
        if self.is_ranked:
            numbers = {pk: number for number, pk in enumerate(self._ranked)}
            last = len(numbers)
            return {pk: ListPlace((numbers.get(pk, last), pk)) for pk in ids}
        columns = ORDERS[self.order][0]
        rows = Entry.objects.filter(pk__in=ids).values_list("statement__doubt", *columns)
        return {row[-1]: ListPlace(tuple(row[1:]), bool(row[0])) for row in rows}

    @cached_property
    def _ranked(self) -> list[int]:
        """The statements in the order of relevance."""
        if not self.words:
            return []
        entries = self.among(Entry.objects.all(), "dates")
        return ids_by_relevance(entries, self.words, span=self._span, **self._sizes)

    @property
    def _sizes(self) -> dict[str, int]:
        return {"total": self.measured.entries, "expected": self._expected}

    @property
    def _span(self) -> EntryQuerySet:
        """The entries of the days asked for, whatever else is."""
        return self._filter.in_span(Entry.objects.all())

    def chunks(self, size: int) -> Iterator[list[int]]:
        """The whole list in its order, ``size`` ids of statements at a time.

        One query, whose rows the database keeps until they are asked for: no long list is held
        here whole, and none changes while it is read. By relevance, it ends with what is ranked.
        """
        if self.is_ranked:
            ids = iter(self.ids(MOST_RANKED))
        else:
            columns, highest_first = ORDERS[self.order]
            order = [f"-{column}" if highest_first else column for column in columns]
            listed = self.entries.order_by(is_true(DOUBTED[0]).asc(), *order).values_list(
                "statement_id", flat=True
            )
            count = self.measured.counts[""]
            is_short = count is not None and count.number <= size
            ids = iter(listed) if is_short else listed.iterator(chunk_size=size)
        while chunk := list(islice(ids, size)):
            yield chunk

    @property
    def is_ranked(self) -> bool:
        """Whether the list is in the order of relevance."""
        return self.sort == "relevance" and self.words is not None

    @property
    def _expected(self) -> int:
        """The expected number of statements. Where nothing is estimated the archive is small."""
        count = self.measured.counts[""]
        if count is None:
            return COUNTED if self.measured.sample_rate else self.measured.entries
        return count.number

    def page(self) -> "ResultPage":
        """The part of the list that ``after``, ``before`` and ``size`` ask for."""
        return _page(self)

    def part(
        self, size: int, at: ListPlace | None = None, *, is_reversed: bool = False
    ) -> "ResultPage":
        """The ``size`` statements of the list behind a place, or before it."""
        ids = self.ids(size + 1, after=at, is_reversed=is_reversed)
        has_more = len(ids) > size
        ids = ids[:size]
        if is_reversed:
            ids.reverse()
        return ResultPage(
            ids,
            has_newer=has_more if is_reversed else at is not None,
            has_older=is_reversed or has_more,
        )

    def place_at(self, public_id: str) -> ListPlace:
        """The place of a statement. Raises `LookupError` where it has none."""
        known = Entry.objects.filter(statement__public_id=public_id).values_list("pk", flat=True)
        found = list(self.places(known).values())
        if not found:
            raise LookupError(public_id)
        return found[0]

    def is_narrowed(self, leaving_out: str = "") -> bool:
        """Whether anything at all is filtered by, but for one dimension."""
        if not self.is_valid:
            return True
        others = [name for name in self.own_dimensions if name != leaving_out]
        return bool(others or self.data.get("q"))

    def only_facet(self, leaving_out: str = "") -> Facet | None:
        """The one facet that everything found holds, when nothing else is filtered by."""
        others = [name for name in self.own_dimensions if name != leaving_out]
        if not self.is_valid or self.data.get("q") or len(others) != 1 or others == ["dates"]:
            return None
        chosen = self.chosen.get(Dimension(others[0]), [])
        is_one = len(chosen) == 1 and Dimension(others[0]) not in self.excluded
        return chosen[0] if is_one else None


def find(query: QueryDict) -> SearchResult:
    """Read a query string. Costs one query for all the values it names and one for its words."""
    return SearchResult(query)


def _behind(ids: list[int], after: ListPlace | None, size: int, *, is_reversed: bool) -> list[int]:
    """The part of a ranked list behind a place of it, in its order or in the reverse."""
    if after is None:
        start = len(ids) if is_reversed else 0
    elif after.pk in ids:
        start = ids.index(after.pk) + (0 if is_reversed else 1)
    else:
        # What stood there is gone, and the next one has moved up.
        start = after.values[0]
    return ids[:start][::-1][:size] if is_reversed else ids[start : start + size]


# Above this many, statements are not counted but estimated, where the archive keeps a sample.
COUNTED = 10_000


@dataclass(frozen=True)
class Measurement:
    """The size of the archive, and of what is found: in all, and without each own dimension.

    A count of None is not known, and small enough to be taken from the entries themselves.
    """

    entries: int
    sample_rate: int
    counts: dict[str, Count | None]

    def is_estimated(self, cut: str = "") -> bool:
        """Whether so much is found that it is counted from the sample."""
        count = self.counts[cut]
        return bool(self.sample_rate and count is not None and count.number > COUNTED)


def _measure(found: SearchResult) -> Measurement:
    cuts = ["", *found.own_dimensions]
    asked = [cut for cut in cuts if found.is_narrowed(cut) and not found.only_facet(cut)]
    wheres = [found.among(EntrySample.objects.all(), cut).where() for cut in asked]
    entries, rate, sampled = measure(wheres)
    counts: dict[str, Count | None] = dict.fromkeys(cuts)
    for cut in cuts:
        facet = found.only_facet(cut)
        if not found.is_narrowed(cut):
            counts[cut] = Count(entries)
        elif facet is not None:
            counts[cut] = Count(facet.total)
    for cut, number in zip(asked, sampled, strict=True):
        if number * rate > COUNTED:
            counts[cut] = Count(number * rate, is_exact=False)
    return Measurement(entries, rate, counts)


class Identified(Protocol):
    """A statement, as far as a cut of a list names it."""

    @property
    def public_id(self) -> str: ...


@dataclass
class ResultPage:
    """A part of a list: the ids of its statements, and whether there are parts before and after.

    What is shown of them is loaded by whoever shows it.
    """

    ids: list[int] = field(default_factory=list)
    has_newer: bool = False
    has_older: bool = False
    errors: list[str] = field(default_factory=list)

    def cuts(self, statements: Sequence[Identified]) -> tuple[str, str]:
        """The public ids that the parts before and after begin behind; "" where there is none."""
        if not statements:
            return "", ""
        newer = statements[0].public_id if self.has_newer else ""
        return newer, statements[-1].public_id if self.has_older else ""


class CutForm(forms.Form):
    """The part of a list that is asked for: it does not decide what is found."""

    after = forms.CharField(required=False, max_length=16)
    before = forms.CharField(required=False, max_length=16)
    size = forms.TypedChoiceField(
        required=False, coerce=int, empty_value=None, choices=[(n, n) for n in PAGE_SIZES]
    )


def _page(found: SearchResult) -> ResultPage:
    form = CutForm(found.query)
    if not form.is_valid():
        return ResultPage(
            errors=[str(error) for errors in form.errors.values() for error in errors]
        )
    if not found.is_valid:
        return ResultPage()
    cut = form.cleaned_data
    size = cut["size"] or DEFAULT_SIZE
    is_reversed = bool(cut["before"] and not cut["after"])
    at = cut["after"] or cut["before"]
    try:
        place = found.place_at(at) if at else None
    except LookupError:
        return ResultPage(errors=[not_in_list(at)])
    return found.part(size, place, is_reversed=is_reversed)


def not_in_list(key: str) -> str:
    """The sentence for a list that is to begin behind what is not in it."""
    return _("This list cannot be continued: there is no “%s” in it.") % key
