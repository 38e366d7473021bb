"""The kinds of pages that are asked for, and the random workload: addresses here and at the peer.

A kind holds several addresses of its sort, asked in turn, so that no measure is that of one page
that happens to lie warm. ``Pair.theirs`` is the page that shows the same rows in Datasette (the
same filter, order, page size and facets), or nothing where it has no such page.
"""

import random
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, urlencode

from bench.synthetic_rows import OLD_WORDS, vocabulary

LIST = "/statements/"
PEER_LIST = "/archive/statements"
SIZE = 25
# Dimensions of which a statement can have several values: arrays in the peer's table.
SEVERAL = ("topic", "outlet", "source-kind", "check", "role")
# So many addresses to a kind, and to the random workload.
VARIANTS = 8
WORKLOAD = 400

Filters = Iterable[tuple[str, str]]


@dataclass(frozen=True)
class Pair:
    """The address of a page here, and of the page with the same rows at the peer."""

    ours: str
    theirs: str = ""


@dataclass(frozen=True)
class Kind:
    """A sort of page. Unless ``whole``, only the first bytes of the answer are waited for."""

    name: str
    pairs: tuple[Pair, ...]
    whole: bool = True


def listed(
    filters: Filters = (),
    *,
    words: str = "",
    since: str = "",
    until: str = "",
    dates: str = "possibly",
    sort: str = "newest",
    after: dict[str, Any] | None = None,
    path: str = LIST,
) -> Pair:
    """A list of statements, on the page that ``path`` names, which stands for one filter itself.

    ``since`` and ``until`` are days; ``after`` is a mark of the survey.
    """
    filters = list(filters)
    asked = list(filters) if path == LIST else []
    asked += [("q", words), ("since", since), ("until", until)]
    asked.append(("dates", dates if since or until else ""))
    asked.append(("sort", sort if sort != "newest" else ""))
    asked.append(("after", after["public_id"] if after else ""))
    ours = _address(path, [(name, value) for name, value in asked if value])
    is_known = sort in ("newest", "oldest") and ":" not in words
    if not is_known:
        return Pair(ours)
    theirs = [*_peer_filters(filters), *_peer_dates(since, until, dates), *_peer_cut(sort, after)]
    theirs += [("_search", words)] if words else []
    return Pair(ours, _address(PEER_LIST, theirs))


def _address(path: str, query: Sequence[tuple[str, object]]) -> str:
    return f"{path}?{urlencode(query, quote_via=quote)}" if query else path


def _peer_filters(filters: Filters) -> list[tuple[str, str]]:
    """As Datasette's own facet links write them."""
    return [
        (f"{column(name)}__arraycontains" if name in SEVERAL else column(name), value)
        for name, value in filters
    ]


def column(dimension: str) -> str:
    """The column of the peer's table that holds a dimension."""
    return dimension.replace("-", "_")


def _peer_dates(since: str, until: str, dates: str) -> list[tuple[str, str]]:
    first, last = ("said_from", "said_to") if dates == "certainly" else ("said_to", "said_from")
    asked = [(f"{first}__gte", since), (f"{last}__lte", until)]
    return [(name, value) for name, value in asked if value]


def _peer_cut(sort: str, after: dict[str, Any] | None) -> list[tuple[str, object]]:
    order = "_sort_desc" if sort == "newest" else "_sort"
    cut: list[tuple[str, object]] = [(order, "said_to"), ("_size", SIZE)]
    if after:
        cut.append(("_next", f"{after['said_to']},{after['id']}"))
    return cut


class Values:
    """What the survey found, by how common it is. Draws with a generator of its own."""

    def __init__(self, survey: dict[str, Any], seed: int) -> None:
        self.survey = survey
        self.rng = random.Random(f"workload {seed}")
        words = vocabulary("en").words
        # The first twenty are stop words and their like.
        self.very_common = [word for word in words[20:50] if len(word) > 4]
        self.common = words[200:600]
        self.english = [s["text"] for s in survey["samples"] if s["language"] == "en"]

    def values(self, dimension: str) -> list[str]:
        return [key for key, _total in self.survey["values"][dimension]]

    def common_value(self, dimension: str) -> str:
        return self.rng.choice(self.values(dimension)[:3])

    def rare_value(self, dimension: str) -> str:
        values = self.values(dimension)
        return self.rng.choice(values[len(values) // 2 :])

    def busy(self, dimension: str) -> list[str]:
        return self.values(dimension)[:VARIANTS]

    def with_total(self, dimension: str, total: int) -> list[str]:
        """The values whose totals come nearest to ``total``."""
        known = sorted(self.survey["values"][dimension], key=lambda one: abs(one[1] - total))
        return [key for key, _total in known[:VARIANTS]]

    def text_words(self) -> list[str]:
        return self.rng.choice(self.english).rstrip(".").casefold().split()

    def very_common_word(self) -> str:
        return self.rng.choice(self.very_common)

    def common_word(self) -> str:
        return self.rng.choice(self.common)

    def rare_word(self) -> str:
        """The rarest word of a statement: it is found once at least."""
        ranks = {word: rank for rank, word in enumerate(vocabulary("en").words)}
        return max(self.text_words(), key=lambda word: ranks.get(word, 0))

    def old_word(self) -> str:
        return self.rng.choice(OLD_WORDS)

    def phrase(self) -> str:
        words = self.text_words()
        start = self.rng.randrange(len(words) - 3)
        return '"' + " ".join(words[start : start + 3]) + '"'

    def mark(self) -> dict[str, Any]:
        return self.rng.choice(self.survey["marks"])

    def span(self) -> tuple[str, str]:
        """Two days, one to six months apart."""
        month = self.rng.randrange(0, 30)
        end = month + self.rng.randint(1, 6)
        return _first_of(month), _first_of(end)


def _first_of(month: int) -> str:
    """The first day of a month, counted from the first that synthetic statements have."""
    return f"{2024 + month // 12}-{month % 12 + 1:02}-01"


def kinds(survey: dict[str, Any], seed: int) -> list[Kind]:
    """All kinds of pages, in the order they are reported."""
    v = Values(survey, seed)

    def some(make: Callable[[], Pair]) -> tuple[Pair, ...]:
        return tuple(dict.fromkeys(make() for _ in range(VARIANTS)))

    return [
        Kind("home", (Pair("/"),)),
        Kind("statements, newest", (listed(),)),
        Kind("one common filter", tuple(listed([("country", c)]) for c in v.busy("country")[:3])),
        Kind("one rare filter", some(lambda: listed([("speaker", v.rare_value("speaker"))]))),
        Kind("three filters", some(lambda: three(v))),
        Kind("three filters, rare", some(lambda: three_rare(v))),
        Kind("very common word", some(lambda: listed(words=v.very_common_word()))),
        Kind("common word", some(lambda: listed(words=v.common_word()))),
        Kind("rare word", some(lambda: listed(words=v.rare_word()))),
        Kind("old-only word", some(lambda: listed(words=v.old_word()))),
        Kind("phrase", some(lambda: listed(words=v.phrase()))),
        Kind("words and filter", some(lambda: words_and_filter(v))),
        Kind("field words", some(lambda: field_words(v))),
        Kind("nothing found", some(lambda: listed(words=f"{v.rare_word()}zzyzx {v.rare_word()}"))),
        Kind("by relevance", some(lambda: listed(words=v.very_common_word(), sort="relevance"))),
        Kind("most cited", (listed(sort="most-cited"),)),
        Kind("dates, possibly", some(lambda: dated(v, "possibly"))),
        Kind("dates, certainly", some(lambda: dated(v, "certainly"))),
        Kind("deep page", tuple(listed(after=mark) for mark in survey["marks"])),
        Kind("deep page, filtered", some(lambda: deep_filtered(v))),
        Kind("by official", some(lambda: by_official(v))),
        Kind("choose officials", some(lambda: Pair(f"/statements/choose/speaker/?q={word(v)}"))),
        Kind("official, busy", tuple(official(key) for key in v.busy("speaker"))),
        Kind("official, rare", some(lambda: official(v.rare_value("speaker")))),
        Kind("officials", (Pair("/officials/"),)),
        Kind("topic", tuple(topic(key) for key in v.busy("topic"))),
        Kind("topics", (Pair("/topics/"),)),
        Kind("sources", (Pair("/sources/"),)),
        Kind("outlets", (Pair("/outlets/"),)),
        Kind("outlet", tuple(Pair(f"/outlets/{key}/") for key in v.busy("outlet"))),
        Kind("source", tuple(row_page("sources", one) for one in survey["sources"][:VARIANTS])),
        Kind("statement", tuple(row_page("statements", s) for s in survey["samples"][:VARIANTS])),
        Kind("dates", (Pair("/dates/"),)),
        Kind("dates, month", tuple(month(number) for number in range(12, 12 + VARIANTS))),
        Kind("JSON list of about 25", tuple(json_list(k) for k in v.with_total("speaker", SIZE))),
        Kind("JSON, all, first bytes", (Pair("/statements.json"),), whole=False),
        Kind("CSV, all, first bytes", (_csv(()),), whole=False),
        Kind(
            "CSV of about 250", tuple(_csv([("speaker", k)]) for k in v.with_total("speaker", 250))
        ),
        Kind("Atom", (Pair("/statements.atom"),)),
        Kind("random workload", tuple(workload(v, WORKLOAD))),
    ]


def word(v: Values) -> str:
    return quote(v.common_word())


def three(v: Values) -> Pair:
    return listed([(name, v.common_value(name)) for name in ("country", "topic", "kind")])


def three_rare(v: Values) -> Pair:
    """The values of an existing kind each, whose combination few or no statements have."""
    return listed([(name, v.rare_value(name)) for name in ("topic", "outlet", "place")])


def words_and_filter(v: Values) -> Pair:
    return listed([("topic", v.common_value("topic"))], words=v.common_word())


def field_words(v: Values) -> Pair:
    return listed(words=f"topic:{v.common_value('topic')} since:2025-05 {v.common_word()}")


def dated(v: Values, dates: str) -> Pair:
    since, until = v.span()
    return listed(since=since, until=until, dates=dates)


def deep_filtered(v: Values) -> Pair:
    return listed([("country", v.common_value("country"))], after=v.mark())


def by_official(v: Values) -> Pair:
    return Pair(f"/statements/by-official/?q={word(v)}")


def official(key: str) -> Pair:
    return listed([("speaker", key)], path=f"/officials/{key}/")


def topic(key: str) -> Pair:
    return listed([("topic", key)], path=f"/topics/{key}/")


def month(number: int) -> Pair:
    """The page of a month; at the peer the list of what was certainly said in it."""
    last = f"{_first_of(number)[:8]}31"
    theirs = listed(since=_first_of(number), until=last, dates="certainly").theirs
    return Pair(f"/dates/{_first_of(number)[:7].replace('-', '/')}/", theirs)


def row_page(table: str, row: dict[str, Any]) -> Pair:
    """The page of one row, which Datasette has too, without what hangs on it."""
    return Pair(row["url"], f"/archive/{table}/{row['id']}")


def json_list(speaker: str) -> Pair:
    """Datasette's barest: no count, no facets, no suggestions, an array of rows."""
    bare = {"_shape": "array", "_nocount": 1, "_nofacet": 1, "_nosuggest": 1, "_size": 100}
    asked = {"speaker": speaker, "_sort_desc": "said_to"} | bare
    return Pair(
        f"/statements.json?speaker={speaker}", _address(f"{PEER_LIST}.json", [*asked.items()])
    )


def _csv(filters: Sequence[tuple[str, str]]) -> Pair:
    theirs = [*_peer_filters(filters), ("_sort_desc", "said_to"), ("_stream", 1)]
    return Pair(_address("/statements.csv", filters), _address(f"{PEER_LIST}.csv", theirs))


# How often each sort of list is asked for in the random workload. Only lists: the pages of single
# statements, which are quicker, would flatter it.
MIX: tuple[tuple[int, Callable[[Values], Pair]], ...] = (
    (8, lambda v: listed()),
    (10, lambda v: listed([("country", v.common_value("country"))])),
    (6, lambda v: listed([("topic", v.common_value("topic"))])),
    (8, lambda v: listed([("speaker", v.rare_value("speaker"))])),
    (8, three),
    (6, three_rare),
    (10, lambda v: listed(words=v.very_common_word())),
    (8, lambda v: listed(words=v.common_word())),
    (8, lambda v: listed(words=v.rare_word())),
    (6, lambda v: listed(words=v.old_word())),
    (6, lambda v: listed(words=v.phrase())),
    (4, lambda v: listed(words=f"{v.very_common_word()} {v.common_word()}")),
    (6, words_and_filter),
    (3, lambda v: listed(words=v.common_word(), sort="relevance")),
    (3, lambda v: dated(v, "possibly")),
    (3, lambda v: dated(v, "certainly")),
    (4, lambda v: listed(after=v.mark())),
    (3, deep_filtered),
    (3, lambda v: listed(words=v.common_word(), sort="oldest")),
)


def workload(v: Values, count: int) -> list[Pair]:
    """``count`` lists in random order, each sort as often as ``MIX`` says; the draws are the
    generator's of ``v``, so that one seed and archive give one workload."""
    sorts = [make for _share, make in MIX]
    shares = [share for share, _make in MIX]
    return [make(v) for make in v.rng.choices(sorts, shares, k=count)]
