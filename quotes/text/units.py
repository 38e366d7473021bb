"""Units of figures: what is counted, and by how much its numbers are written shorter.

A unit is a code of ISO 4217 for money ("USD"), "dollar" for dollars of nobody knows which country,
"percent", "year" for a year of the calendar, a plural of time ("years"), or the plural noun of what
is counted ("interceptors"). Before or behind it may stand a scale: "USD-billion", "billion USD".
"""

import re
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

PERCENT = "percent"
# A year of the calendar, which is no quantity of years.
YEAR = "year"
# Dollars of which the words do not say whose they are.
ANY_DOLLAR = "dollar"
DOLLARS = frozenset((ANY_DOLLAR, "USD", "CAD", "AUD", "NZD"))
TIMES = frozenset("seconds minutes hours days weeks months years decades".split())

SCALES = {
    "thousand": Decimal(10**3),
    "million": Decimal(10**6),
    "billion": Decimal(10**9),
    "trillion": Decimal(10**12),
}

_CURRENCY = re.compile(r"[A-Z]{3}")
_PARTS = re.compile(r"[\s-]+")


@dataclass(frozen=True, slots=True)
class Unit:
    """What is counted, and what a number of it is multiplied by.

    Two units of one ``measure`` count the same thing: a scale is a way to write a number, and
    nothing is converted by it.
    """

    measure: str
    scale: Decimal = Decimal(1)

    @property
    def is_money(self) -> bool:
        return self.measure == ANY_DOLLAR or _CURRENCY.fullmatch(self.measure) is not None

    @property
    def is_counted(self) -> bool:
        """Whether things are counted: neither money nor a share, a time or a year."""
        return not self.is_money and self.measure not in (PERCENT, YEAR, *TIMES)

    def whole(self, number: Decimal) -> Decimal:
        """A number of this unit, written out."""
        return number * self.scale


@lru_cache(maxsize=1_000)
def unit_of(code: str) -> Unit:
    """The unit that a figure names; a word that is none of the above is what is counted."""
    parts = _PARTS.split(code.strip())
    for scale_at, rest in ((-1, parts[:-1]), (0, parts[1:])):
        scale = SCALES.get(parts[scale_at].lower().rstrip("s"))
        if rest and scale:
            return Unit(_measure(rest), scale)
    return Unit(_measure(parts))


def _measure(parts: list[str]) -> str:
    whole = "-".join(parts)
    folded = whole.lower()
    if folded in ("%", PERCENT, "percentage", "per-cent"):
        return PERCENT
    if folded in ("dollars", "$"):
        return ANY_DOLLAR
    return whole if _CURRENCY.fullmatch(whole) else folded
