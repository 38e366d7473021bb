"""The wordings of published statements, as quotations are held against them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

from quotes.dates.partial import PartialDate
from quotes.models import Citation, Kind, Statement
from quotes.models.vocabulary import AttributionDoubt, WordingDoubt
from quotes.text.languages import primary_subtag
from quotes.verification.unprinted import JOINED_BY

# Citations read of all statements that are looked at for one quotation.
_MOST_CITATIONS = 1_500


@dataclass(frozen=True, slots=True)
class RecordWording:
    """Words of a statement: its text, or what sources print, with those that do.

    ``citations`` are the numbers of the citations; none of the text alone. ``is_quoted`` is false
    for what a source, or the archive, says in its own words. ``is_translated``: the source has
    translated the words back, so that they are nobody's. ``is_doubted``: or else doubts them.
    ``is_joined``: the archive may have joined it by its marks of omission, and no source tells
    which of the pieces came first.
    """

    words: str
    language: str
    citations: tuple[int, ...] = ()
    is_quoted: bool = True
    is_translated: bool = False
    is_doubted: bool = False
    is_joined: bool = False

    @property
    def is_undoubted(self) -> bool:
        return not (self.is_translated or self.is_doubted)

    @property
    def is_sure(self) -> bool:
        return self.is_quoted and self.is_undoubted


@dataclass(frozen=True, slots=True)
class RecordStatement:
    """A published statement with its wordings, its text first."""

    pk: int
    speaker: str
    said: PartialDate
    is_misattributed: bool
    wordings: tuple[RecordWording, ...]
    sources: frozenset[int] = field(default_factory=frozenset)
    outlets: frozenset[int] = field(default_factory=frozenset)


def record_statements(numbers: Sequence[int]) -> list[RecordStatement]:
    """The published ones of these statements, in the order of the numbers. Two queries."""
    if not numbers:
        return []
    rows = {
        row[0]: row
        for row in Statement.objects.published()
        .filter(pk__in=numbers)
        .values_list("pk", "speaker__slug", "said", "doubt", "kind", "language", "text")
    }
    cited: dict[int, list[tuple]] = {number: [] for number in rows}
    found = Citation.objects.filter(statement__in=rows).order_by("position", "pk")
    for one in found.values_list(
        "statement_id",
        "pk",
        "wording",
        "kind",
        "doubt",
        "source_id",
        "source__outlet_id",
        "source__language",
    )[:_MOST_CITATIONS]:
        cited[one[0]].append(one)
    return [_statement(rows[number], cited[number]) for number in numbers if number in rows]


def _statement(row: tuple, cited: Sequence[tuple]) -> RecordStatement:
    pk, speaker, said, doubt, kind, language, text = row
    printed = _printed(cited)
    own = _own(RecordWording(text, language, is_quoted=kind != Kind.PARAPHRASE), printed)
    return RecordStatement(
        pk,
        speaker,
        said,
        doubt == AttributionDoubt.MISATTRIBUTED,
        (own, *printed),
        frozenset(one[5] for one in cited),
        frozenset(one[6] for one in cited),
    )


def _own(own: RecordWording, printed: Iterable[RecordWording]) -> RecordWording:
    """The text of a statement, doubted where all are that print it in its language."""
    primary = primary_subtag(own.language)
    there = [one for one in printed if primary_subtag(one.language) == primary]
    is_unsure = bool(there) and not any(one.is_undoubted for one in there)
    is_translated = is_unsure and all(one.is_translated for one in there)
    return replace(
        own,
        is_translated=is_translated,
        is_doubted=is_unsure and not is_translated,
        is_joined=True,
    )


def _printed(cited: Iterable[tuple]) -> list[RecordWording]:
    """What the sources print, equal wordings once, and of each source its pieces joined."""
    groups: dict[tuple, list[int]] = {}
    pieces: dict[int, list[tuple]] = {}
    for _statement, pk, wording, kind, doubt, source, _outlet, language in cited:
        if wording is None:
            continue
        key = (wording, language, kind != Kind.PARAPHRASE, doubt, False)
        groups.setdefault(key, []).append(pk)
        pieces.setdefault(source, []).append((pk, key))
    for of_source in pieces.values():
        if len(of_source) > 1 and len({key[1:] for _pk, key in of_source}) == 1:
            (_first, (_words, *rest, _is_joined)), *_others = of_source
            joined = JOINED_BY.join(key[0] for _pk, key in of_source)
            groups.setdefault((joined, *rest, True), []).extend(pk for pk, _key in of_source)
    return [
        RecordWording(
            words,
            language,
            tuple(numbers),
            is_quoted,
            doubt == WordingDoubt.BACK_TRANSLATION,
            bool(doubt) and doubt != WordingDoubt.BACK_TRANSLATION,
            is_joined,
        )
        for (words, language, is_quoted, doubt, is_joined), numbers in groups.items()
    ]
