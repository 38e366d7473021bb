"""Does a figure stand in the words it was taken from?

Its numbers must be said there, in digits or in words, and with its unit wherever the words name one
beside the number: 25 percent are not found in "25 years". Of dollars without a country beside them
("$61 billion") an editor may know whose they are. "In the trillions" says at least one trillion.

Only English and French are read as languages; in any other a number is found by its digits. What is
not found may be said all the same, in words that no program here reads: it is a person's to decide.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from quotes.extraction.figures import amounts, numbers_in
from quotes.models import Citation, Figure, Statement
from quotes.models.vocabulary import Bound
from quotes.text.languages import primary_subtag
from quotes.text.number_words import NUMBERS
from quotes.text.units import DOLLARS, SCALES, Unit, unit_of

_READ = ("en", "fr")
_NUMERAL = re.compile(r"\d+(?:[.,\u00a0\u202f\u2009 ’']\d{3})*(?:[.,]\d+)?")
_PLURAL_SCALE = re.compile(r"\b(thousand|million|milliard|billion|trillion)s\b", re.IGNORECASE)
_FRENCH_SCALES = {"milliard": Decimal(10**9), "billion": Decimal(10**12)}
# What says whose dollars are meant.
_WHOSE = re.compile(r"US|U\.S|C\$|CA|A\$|AU|NZ|merican|méricain|anadi|ustrali")


@dataclass(frozen=True, slots=True)
class StatedFigure:
    """A figure as far as it can be looked for: its numbers, its bound and the code of its unit."""

    low: Decimal | None
    high: Decimal | None
    bound: str
    unit: str

    @property
    def numbers(self) -> list[Decimal]:
        """Its numbers, written out, each once."""
        unit = unit_of(self.unit)
        ends = (end for end in (self.low, self.high) if end is not None)
        return list(dict.fromkeys(unit.whole(end).normalize() for end in ends))


def stated(figure: Figure) -> StatedFigure:
    """The figure of a row."""
    return StatedFigure(figure.low, figure.high, figure.bound, figure.unit)


def texts_of(statements: Iterable[Statement]) -> dict[int, list[tuple[str, str]]]:
    """The words of statements by their keys: the text, then each wording, with their language.

    Costs a query.
    """
    found = {one.pk: [(one.text, one.language)] for one in statements}
    printed = Citation.objects.filter(statement__in=list(found), wording__isnull=False)
    columns = ("statement", "wording", "source__language")
    for statement, wording, language in printed.order_by("pk").values_list(*columns):
        found[statement].append((wording, language))
    return found


def stands_in(figure: StatedFigure, texts: Iterable[tuple[str, str]]) -> bool:
    """Whether all numbers of a figure are said in one of the texts, each with its language."""
    return any(_stands_in(figure, text, language) for text, language in texts)


def _stands_in(figure: StatedFigure, text: str, language: str) -> bool:
    said = list(_said(text, language))
    unit = unit_of(figure.unit)
    if all(any(one.says(number, unit) for one in said) for number in figure.numbers):
        return True
    is_open = figure.bound == Bound.AT_LEAST and len(figure.numbers) == 1
    return is_open and figure.numbers[0] in _plural_scales(text, language)


@dataclass(frozen=True, slots=True)
class _SaidNumber:
    """A number in a text; ``measure`` is empty where the words name none beside it."""

    number: Decimal
    measure: str = ""
    is_marked: bool = False
    # In a language that is not read, its scale may stand in any word.
    is_of_any_scale: bool = False

    def says(self, number: Decimal, unit: Unit) -> bool:
        if self.is_of_any_scale:
            scales = (Decimal(1), *SCALES.values())
            return any(self.number * scale == number for scale in scales)
        return self.number == number and self._may_mean(unit)

    def _may_mean(self, unit: Unit) -> bool:
        if not self.measure or self.measure == unit.measure:
            return True
        if self.measure in DOLLARS and unit.measure in DOLLARS:
            return not self.is_marked
        return unit.is_counted and unit_of(self.measure).is_counted


def _said(text: str, language: str) -> Iterator[_SaidNumber]:
    if primary_subtag(language) not in _READ:
        for numeral in _NUMERAL.findall(text):
            for number in _readings(numeral):
                yield _SaidNumber(number, is_of_any_scale=True)
        return
    counted: set[Decimal] = set()
    for amount in amounts(text, 0, len(text), language):
        is_marked = bool(_WHOSE.search(text[slice(*amount.span)]))
        for end in {amount.low, amount.high} - {""}:
            counted.add(Decimal(end))
            yield _SaidNumber(Decimal(end), amount.unit, is_marked)
    for number in numbers_in(text, language) - counted:
        yield _SaidNumber(number)
    for word in re.findall(r"[^\W\d_]+", text.lower()):
        if word in NUMBERS and Decimal(NUMBERS[word]) not in counted:
            yield _SaidNumber(Decimal(NUMBERS[word]))


def _readings(numeral: str) -> set[Decimal]:
    """What a numeral may mean where it is not known which sign parts thousands: "1.200", "1,2"."""
    bare = re.sub(r"[^\d.,]", "", numeral)
    written = {re.sub(r"[.,]", "", bare), bare.replace(",", "."), bare.replace(",", "")}
    return set(filter(None, map(_decimal, written)))


def _decimal(written: str) -> Decimal | None:
    try:
        return Decimal(written)
    except InvalidOperation:
        return None


def _plural_scales(text: str, language: str) -> set[Decimal]:
    """What "in the trillions" is at least."""
    is_french = primary_subtag(language) == "fr"
    scales = SCALES | (_FRENCH_SCALES if is_french else {})
    words = {match[1].lower() for match in _PLURAL_SCALE.finditer(text)}
    return {scales[word].normalize() for word in words if word in scales}
