"""Synthetic archives: as many statements as wanted, spread as a real archive's are.

For measuring and for trying the pages out, never for show: officials, outlets, topics and places
are numbers with "Synthetic" before them, their slugs begin with ``synthetic-``, their hosts end in
``.example`` (RFC 2606). No person is invented.

The rows are plain tuples for COPY, in the order of ``TABLES``. One seed and size give the same rows
on every machine.
"""

import random
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import cache, cached_property
from itertools import accumulate, product
from typing import Any

from quotes.addresses.public_ids import ALPHABET, LENGTH

PREFIX = "synthetic-"
NAME = "Synthetic"

FIRST_DAY = date(2024, 1, 1)
DAYS = 3 * 365
# Words that only statements of the first half-year have: a search for one of them must reach the
# far end of a list that is newest first.
OLD_DAYS = 182
OLD_WORDS = [f"bygone{a}{b}" for a, b in product("bdfgklmnprst", "aeiou")]

MADE_AT = datetime(2026, 1, 1, tzinfo=UTC)

# The head of the vocabulary; stop words take their part of a real text, too.
COMMON_WORDS = (
    *("the of to and a in that is we for it on with this be not are will our as have".split()),
    *("missile defence golden dome shield space system cost billion interceptor radar".split()),
    *("country security partner threat programme sensor budget year launch orbit".split()),
)
COMMON_WORDS_FR = (
    *("le la de et les des en un que nous une est pour dans qui ne pas sur avec ce".split()),
    *("missile défense dôme bouclier espace système coût milliard radar sécurité pays".split()),
)

_SYLLABLES = {
    "en": ("b br c d dr f g h k l m n p r s st t tr v w".split(), "a e i o u ai ea ou".split()),
    "fr": ("b c ch d f g j l m n p r s t v".split(), "a é è e i o u ou eu oi".split()),
    "de": ("b d f g h k l m n p r s sch t w z".split(), "a ä e i o ö u ü ei au".split()),
    "ru": ("б в г д ж з к л м н п р с т".split(), "а е и о у ы я".split()),
}
_VOCABULARY = {"en": 20_000, "fr": 8_000, "de": 3_000, "ru": 3_000}
_LANGUAGES = (("en", "fr", "de", "ru"), (90, 98, 99, 100))
_COUNTRIES = (
    ("US", "CA", "RU", "CN", "GB", "FR", "DK", "JP", "PL", "DE", ""),
    (45, 70, 77, 82, 86, 89, 91, 93, 95, 97, 100),
)
_KINDS = (("direct", "partial", "paraphrase"), (60, 85, 100))
_SOURCE_KINDS = (
    ("news-article", "press-release", "transcript", "social-post", "video", "speech", "hearing"),
    (70, 80, 86, 92, 95, 98, 100),
)
_CHECKS = (("folded", "omissions", "differs", "not-found"), (60, 80, 95, 100))
_QUANTITIES = ("cost-usd", "interceptors", "satellites", "jobs", "years")

TOPICS, PLACES, PARTIES, OFFICES = 60, 200, 40, 150

Row = tuple[Any, ...]


@dataclass(frozen=True)
class Table:
    """A table, the columns that COPY fills, and about how many rows come."""

    name: str
    columns: tuple[str, ...]
    count: int
    rows: Callable[[], Iterator[Row]]


class Archive:
    """The rows of one synthetic archive.

    ``statements`` is their number; ``seed`` any whole number. Every table draws from a stream of
    its own, so that a column added to one leaves the others as they were.
    """

    def __init__(self, statements: int, seed: int) -> None:
        self.statements = statements
        self.seed = seed
        self.officials = min(5_000, 10 + statements // 50)
        self.outlets = min(800, 5 + statements // 100)
        self.sources = max(1, statements * 6 // 10)
        self.occasions = min(5_000, 3 + statements // 50)

    @property
    def tables(self) -> list[Table]:
        """The tables, each after those it refers to."""
        n = self.statements
        return [
            Table("quotes_topic", _TOPIC, TOPICS, self._topics),
            Table("quotes_speaker", _SPEAKER, self.officials, self._officials),
            Table("quotes_alias", _ALIAS, self.officials // 2, self._aliases),
            Table("quotes_role", _ROLE, self.officials * 2, self._roles),
            Table("quotes_outlet", _OUTLET, self.outlets, self._outlets),
            Table("quotes_occasion", _OCCASION, self.occasions, self._occasions),
            Table("quotes_source", _SOURCE, self.sources, self._sources),
            Table("quotes_capture", _CAPTURE, self.sources // 5, self._captures),
            Table("quotes_statement", _STATEMENT, n, self._statements),
            Table("quotes_statementtopic", _STATEMENTTOPIC, n * 2, self._topic_links),
            Table("quotes_figure", _FIGURE, n * 15 // 100, self._figures),
            Table("quotes_citation", _CITATION, n * 14 // 10, self._citations),
        ]

    def _random(self, stream: str) -> random.Random:
        return random.Random(f"{self.seed}/{stream}")

    def _topics(self) -> Iterator[Row]:
        for n in range(1, TOPICS + 1):
            name, name_fr = f"{NAME} Topic {n}", f"Sujet synthétique {n}"
            yield (n, f"{PREFIX}topic-{n}", name, name_fr, "", "")

    def _officials(self) -> Iterator[Row]:
        rng = self._random("officials")
        for n in range(1, self.officials + 1):
            party = f"{NAME} Party {_zipf_number(rng, PARTIES)}" if rng.random() < 0.8 else ""
            yield (
                *(n, f"{PREFIX}official-{n}", "person", f"{NAME} Official {n}", ""),
                *(f"Official {n}, {NAME}", _pick(rng, _COUNTRIES), party, "", "", ""),
            )

    def _aliases(self) -> Iterator[Row]:
        for n in range(1, self.officials // 2 + 1):
            yield (n, n * 2, f"S. Official {n * 2}", "en")

    def _roles(self) -> Iterator[Row]:
        """Two offices each, one after the other, the change at a day within the three years."""
        rng = self._random("roles")
        for n in range(1, self.officials + 1):
            change = FIRST_DAY + timedelta(rng.randrange(DAYS))
            until = change - timedelta(1)
            first, second = (_zipf_number(rng, OFFICES) for _ in range(2))
            yield (2 * n - 1, n, *_office(first), "", until.isoformat(), "", "", "")
            yield (2 * n, n, *_office(second), change.isoformat(), "", "", "", "")

    def _outlets(self) -> Iterator[Row]:
        rng = self._random("outlets")
        for n in range(1, self.outlets + 1):
            host = f"outlet-{n}.example"
            country = _pick(rng, _COUNTRIES)
            yield (n, f"{NAME} Outlet {n}", f"{PREFIX}outlet-{n}", [host], country, "newspaper", [])

    def _occasions(self) -> Iterator[Row]:
        rng = self._random("occasions")
        for n in range(1, self.occasions + 1):
            name, day = f"{NAME} Occasion {n}", _day(rng).isoformat()
            yield (n, f"occasion-{n}", name, "", _place(rng), day, f"https://occasions.example/{n}")

    def _sources(self) -> Iterator[Row]:
        rng = self._random("sources")
        outlets = Zipf(self.outlets)
        for n in range(1, self.sources + 1):
            outlet = outlets.draw(rng)
            url = f"https://outlet-{outlet}.example/{n}"
            title = f"{NAME} source {n}"
            yield (
                *(n, public_id(n, self.seed, self.sources), f"{PREFIX}source-{n}", outlet),
                *(url, url, "", title, [], _said(rng, _day(rng)), self.source_languages[n]),
                *(_pick(rng, _SOURCE_KINDS), False),
            )

    @cached_property
    def source_languages(self) -> list[str]:
        """The language of each source by its number; wordings are printed in it."""
        rng = self._random("source languages")
        return [_pick(rng, _LANGUAGES) for _ in range(self.sources + 1)]

    def _captures(self) -> Iterator[Row]:
        """Every fifth source was read; the text is of no matter."""
        for n in range(1, self.sources // 5 + 1):
            yield (n, n * 5, f"{NAME} capture {n}", "0" * 64, MADE_AT, "pasted", "{}")

    def _statements(self) -> Iterator[Row]:
        rng = self._random("statements")
        officials, occasions = Zipf(self.officials), Zipf(self.occasions)
        for n, (language, kind, text, day) in enumerate(self._texts(), 1):
            occasion = occasions.draw(rng) if rng.random() < 0.3 else None
            yield (
                *(n, public_id(n, self.seed, self.statements), f"{PREFIX}statement-{n}"),
                *(officials.draw(rng), _said(rng, day), "", _place(rng), occasion, kind),
                *(language, text, "", "published", 1, MADE_AT, MADE_AT, MADE_AT, "", "", "", ""),
            )

    def _texts(self) -> Iterator[tuple[str, str, str, date]]:
        """Language, kind, words and day of each statement.

        A stream of its own: the citations draw it a second time, so that memory holds no million
        texts.
        """
        rng = self._random("texts")
        for _ in range(self.statements):
            language, kind, day = _pick(rng, _LANGUAGES), _pick(rng, _KINDS), _day(rng)
            words = vocabulary(language).choices(rng, rng.randint(15, 60))
            if (day - FIRST_DAY).days < OLD_DAYS and rng.random() < 0.1:
                words[rng.randrange(len(words))] = rng.choice(OLD_WORDS)
            yield language, kind, " ".join(words).capitalize() + ".", day

    def _topic_links(self) -> Iterator[Row]:
        rng = self._random("topics")
        topics = Zipf(TOPICS)
        number = 0
        for statement in range(1, self.statements + 1):
            drawn = dict.fromkeys(topics.draw(rng) for _ in range(rng.randint(1, 4)))
            for position, topic in enumerate(drawn):
                number += 1
                yield (number, statement, topic, position)

    def _figures(self) -> Iterator[Row]:
        rng = self._random("figures")
        number = 0
        for statement in range(1, self.statements + 1):
            if rng.random() < 0.15:
                number += 1
                low = rng.randint(1, 2_000)
                yield (number, statement, rng.choice(_QUANTITIES), low, None, "exact", "1", "")

    def _citations(self) -> Iterator[Row]:
        rng = self._random("citations")
        number = 0
        for statement, (language, kind, text, _) in enumerate(self._texts(), 1):
            position = 0
            while True:
                number += 1
                source = rng.randint(1, self.sources)
                wording = self._wording(rng, source, language, kind, text)
                yield (
                    *(number, statement, source, position, kind, wording),
                    *(*_check(rng, source), "", "", "", "unknown", "", "", "unknown", ""),
                )
                position += 1
                # So that there are 1.4 to a statement.
                if rng.random() > 2 / 7:
                    break

    def _wording(
        self, rng: random.Random, source: int, language: str, kind: str, text: str
    ) -> str | None:
        """The words as they stand, a piece of them, or others in the language of the source."""
        if kind == "paraphrase" and rng.random() < 0.5:
            return None
        printed_in = self.source_languages[source]
        if printed_in != language:
            return " ".join(vocabulary(printed_in).choices(rng, rng.randint(8, 30)))
        if rng.random() < 0.7:
            return text
        words = text.split()
        start = rng.randrange(len(words) // 2)
        return " ".join(words[start : start + rng.randint(4, 20)])


class Zipf:
    """Numbers from 1 to ``size``, of which the n-th is drawn about 1/n as often as the first."""

    def __init__(self, size: int) -> None:
        self.numbers = range(1, size + 1)
        self.weights = list(accumulate(1 / (n + 1.7) for n in self.numbers))

    def draw(self, rng: random.Random) -> int:
        return rng.choices(self.numbers, cum_weights=self.weights)[0]


class Vocabulary:
    """The words of a language, the common ones first, drawn after Zipf's law."""

    def __init__(self, words: Sequence[str]) -> None:
        self.words = words
        self.weights = Zipf(len(words)).weights

    def choices(self, rng: random.Random, count: int) -> list[str]:
        return rng.choices(self.words, cum_weights=self.weights, k=count)


@cache
def vocabulary(language: str) -> Vocabulary:
    """The words of a language: the same for every seed, so that one search fits every archive."""
    rng = random.Random(f"vocabulary {language}")
    heads = {"en": COMMON_WORDS, "fr": COMMON_WORDS_FR}
    words = dict.fromkeys(heads.get(language, ()))
    onsets, vowels = _SYLLABLES[language]
    syllables = [onset + vowel for onset, vowel in product(onsets, vowels)]
    while len(words) < _VOCABULARY[language]:
        words["".join(rng.choices(syllables, k=rng.randint(2, 4)))] = None
    return Vocabulary(list(words))


@cache
def _zipf(size: int) -> Zipf:
    return Zipf(size)


def _zipf_number(rng: random.Random, size: int) -> int:
    return _zipf(size).draw(rng)


def _pick(rng: random.Random, of: tuple[Sequence[str], Sequence[int]]) -> str:
    values, cumulative = of
    return rng.choices(values, cum_weights=cumulative)[0]


def _day(rng: random.Random) -> date:
    """A day of the three years, later ones more often."""
    return FIRST_DAY + timedelta(int(DAYS * rng.random() ** 0.7))


def _said(rng: random.Random, day: date) -> str:
    """The day as it is known (EDTF): 85 % of days, 10 % of months, 4 % of years, else unknown."""
    known = rng.random()
    if known < 0.85:
        return day.isoformat()
    if known < 0.95:
        return f"{day:%Y-%m}"
    return f"{day:%Y}" if known < 0.99 else ""


def _place(rng: random.Random) -> str:
    return f"{NAME} Place {_zipf_number(rng, PLACES)}" if rng.random() < 0.6 else ""


def _office(number: int) -> tuple[str, str]:
    return f"{NAME} Office {number}", f"Fonction synthétique {number}"


def _check(rng: random.Random, source: int) -> tuple[int | None, str, datetime | None]:
    """Capture, outcome and time of the check, which only a source that was read can have."""
    if source % 5:
        return None, "unchecked", None
    return source // 5, _pick(rng, _CHECKS), MADE_AT


def public_id(number: int, seed: int, count: int) -> str:
    """The short id of a row: different for each number from 1 to ``count``, and no sequence.

    Multiplying by a number without a common divisor is one to one (modulo the number of all ids).
    """
    base = len(ALPHABET)
    length = LENGTH
    while base**length <= count:
        length += 1
    rest = (number * 7_368_787 + seed * 104_729) % base**length
    digits = []
    for _ in range(length):
        rest, digit = divmod(rest, base)
        digits.append(ALPHABET[digit])
    return "".join(digits)


_TOPIC = ("id", "slug", "name", "name_fr", "description", "description_fr")
_SPEAKER = (
    *("id", "slug", "kind", "name", "name_fr", "sort_name", "country", "party", "description"),
    *("wikidata", "party_fr"),
)
_ALIAS = ("id", "speaker_id", "name", "language")
_ROLE = (
    *("id", "speaker_id", "title", "title_fr", "since", "until", "organization", "country"),
    "organization_fr",
)
_OUTLET = ("id", "name", "slug", "hosts", "country", "kind", "aliases")
_OCCASION = ("id", "slug", "name", "name_fr", "place", "date", "url")
_SOURCE = (
    *("id", "public_id", "slug", "outlet_id", "url", "canonical_url", "archived_url", "title"),
    *("authors", "published", "language", "kind", "is_primary"),
)
_CAPTURE = ("id", "source_id", "text", "sha256", "taken_at", "how", "metadata")
_STATEMENT = (
    *("id", "public_id", "slug", "speaker_id", "said", "said_basis", "place", "occasion_id"),
    *("kind", "language", "text", "note", "state", "version", "created_at", "updated_at"),
    *("published_at", "doubt", "doubt_reason", "reply", "reply_by"),
)
_STATEMENTTOPIC = ("id", "statement_id", "topic_id", "position")
_FIGURE = ("id", "statement_id", "quantity", "low", "high", "bound", "unit", "as_of")
_CITATION = (
    *("id", "statement_id", "source_id", "position", "kind", "wording", "capture_id"),
    *("check_state", "checked_at", "locator", "prefix", "suffix", "watch"),
    *("doubt", "doubt_reason", "caution", "credited_to"),
)
