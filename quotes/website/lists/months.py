"""Months, as the bars over time count them."""

from collections.abc import Collection, Iterator
from datetime import date
from typing import NamedTuple

from quotes.dates.display import date_format


class Month(NamedTuple):
    year: int
    number: int

    @property
    def label(self) -> str:
        """As it is read: May 2025."""
        return date_format(date(self.year, self.number, 1), "F Y")

    @property
    def text(self) -> str:
        """As EDTF: 2025-05."""
        return f"{self.year:04}-{self.number:02}"


def month_of(key: str) -> Month:
    """The month that an EDTF text names."""
    year, number = key.split("-")
    return Month(int(year), int(number))


def through(months: Collection[Month]) -> Iterator[Month]:
    """Every month from the first of some to the last."""
    if not months:
        return
    month, last = min(months), max(months)
    while month <= last:
        yield month
        ahead = month.number == 12
        month = Month(month.year + 1, 1) if ahead else Month(month.year, month.number + 1)
