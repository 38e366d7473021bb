"""Dates as the styles write them: their order, short months, "ca.", ranges, in two languages.

Not those of the pages, which follow the language alone: a style has an order of its own.
"""

from dataclasses import dataclass, replace
from datetime import date
from typing import Literal

from quotes.dates.partial import PartialDate, Side

_MONTHS = {
    "en": (
        "January February March April May June July August September October November December"
    ).split(),
    "fr": (
        "janvier février mars avril mai juin juillet août septembre octobre novembre décembre"
    ).split(),
}
# MLA 9, appendix 1; the Bluebook's table T12 has the same.
_SHORT_MONTHS = {
    "en": "Jan. Feb. Mar. Apr. May June July Aug. Sept. Oct. Nov. Dec.".split(),
    "fr": "janv. févr. mars avr. mai juin juill. août sept. oct. nov. déc.".split(),
}
_SEASONS = {
    "en": ("Spring", "Summer", "Autumn", "Winter"),
    "fr": ("printemps", "été", "automne", "hiver"),
}

Order = Literal["month day, year", "day month year", "year, month day", "year, day month"]


@dataclass(frozen=True)
class Manner:
    """How a style writes a date. ``circa`` stands before what is approximate, ``doubt`` round it.

    ``doubt`` has ``{}`` where the date goes. ``has_wide_ranges`` sets blanks about the dash between
    dates that have blanks themselves: "30 May – 2 June 2025".
    """

    order: Order
    language: str = "en"
    circa: str = "ca."
    doubt: str = "{}?"
    is_short: bool = False
    has_small_seasons: bool = False
    has_wide_ranges: bool = False

    def written(self, partial: PartialDate) -> str:
        """The date; empty when nothing is known of it."""
        return self._qualified(partial, self._plain(partial))

    def day(self, day: date) -> str:
        return self._plain(PartialDate.of(day))

    def year(self, partial: PartialDate) -> str:
        """The year or years alone."""
        years = dict.fromkeys(self._parts(side)[0] for side in _known(partial))
        return self._qualified(partial, "–".join(years))

    def without_year(self, partial: PartialDate) -> str:
        """Day and month, of a date whose year stands elsewhere; empty where there is no more."""
        years = {self._parts(side)[0] for side in _known(partial)}
        if len(years) != 1 or len(_known(partial)) != len(partial.sides):
            return ""
        return self._middle(partial.sides)

    def _qualified(self, partial: PartialDate, written: str) -> str:
        if written and partial.is_approximate:
            written = f"{self.circa} {written}"
        if written and partial.is_uncertain:
            written = self.doubt.format(written)
        return written

    def _plain(self, partial: PartialDate) -> str:
        if not partial.sides:
            return ""
        years = {self._parts(side)[0] for side in _known(partial)}
        if len(partial.sides) == len(_known(partial)) and len(years) == 1:
            return self._composed(years.pop(), self._middle(partial.sides))
        first, last = (
            self._composed(*self._parts(side)) if side.first else "" for side in partial.sides
        )
        return self._range(first, last)

    def _range(self, first: str, last: str) -> str:
        is_wide = self.has_wide_ranges and " " in first + last
        return f"{first} – {last}".strip() if is_wide else f"{first}–{last}"

    def _composed(self, year: str, middle: str) -> str:
        if not middle:
            return year
        match self.order:
            case "month day, year":
                return f"{middle}, {year}" if middle[-1].isdigit() else f"{middle} {year}"
            case "day month year":
                return f"{middle} {year}"
        return f"{year}, {middle}"

    def _middle(self, sides: tuple[Side, ...]) -> str:
        """Day and month, or season, of one or two sides in one year."""
        parts = [self._parts(side)[1] for side in sides]
        if len(parts) == 1 or parts[0] == parts[1]:
            return parts[0]
        first, last = sides
        same_month = first.precision == last.precision == "day" and (
            first.first and last.first and first.first.month == last.first.month
        )
        if not same_month:
            return self._range(*parts) if all(parts) else "".join(parts)
        assert first.first is not None
        assert last.first is not None
        if self._day_is_first:
            return f"{self._number(first.first.day)}–{parts[1]}"
        return f"{parts[0]}–{last.first.day}"

    @property
    def _day_is_first(self) -> bool:
        return self.order in ("day month year", "year, day month")

    def _number(self, day: int) -> str:
        return "1er" if day == 1 and self.language == "fr" else str(day)

    def _parts(self, side: Side) -> tuple[str, str]:
        """The year, and what else is known, of a side that is known."""
        assert side.first is not None
        assert side.last is not None
        year = str(side.first.year)
        month = (_SHORT_MONTHS if self.is_short else _MONTHS)[self.language][side.first.month - 1]
        match side.precision:
            case "day":
                day = self._number(side.first.day)
                return year, f"{day} {month}" if self._day_is_first else f"{month} {day}"
            case "month":
                return year, month
            case "season":
                name = _SEASONS[self.language][int(side.text[-2:]) - 21]
                name = name.lower() if self.has_small_seasons else name
                last_year = str(side.last.year)
                return year if year == last_year else f"{year}–{last_year}", name
            case "decade":
                return (f"années {year}" if self.language == "fr" else f"{year}s"), ""
            case "century":
                return f"{year}–{side.last.year}", ""
        return year, ""


def _known(partial: PartialDate) -> list[Side]:
    """The sides of a date that are not open."""
    return [side for side in partial.sides if side.first]


def in_language(manner: Manner, language: str) -> Manner:
    """The English manner of a style in a language: French has the day before the month."""
    if language != "fr":
        return manner
    orders: dict[Order, Order] = {
        "month day, year": "day month year",
        "year, month day": "year, day month",
    }
    order = orders.get(manner.order, manner.order)
    return replace(manner, language="fr", order=order, circa="vers")
