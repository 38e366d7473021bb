"""What changed in what one official said of a quantity: "US$61 billion, then US$71 billion"."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.urls import reverse
from django.utils.text import capfirst

from quotes.models import Figure
from quotes.models.figure_words import quantity_name
from quotes.presentation.cards import Link, StatementCard
from quotes.text.units import unit_of

# The higher and the lower number of a figure, written out, and its bound.
_Value = tuple[Decimal | None, Decimal | None, str]


@dataclass(frozen=True)
class FigureStep:
    """A figure in a change: how much, and the statement with its words."""

    amount: str
    statement: StatementCard


@dataclass(frozen=True)
class FigureChange:
    """The figures that an official named of a quantity, one after another, each unlike the last."""

    speaker: str
    quantity: Link
    steps: Sequence[FigureStep]


def figure_changes(figures: Iterable[Figure]) -> list[FigureChange]:
    """The changes in some figures, which come in time, each with its statement and speaker.

    Only figures of one unit and for one time are compared, of statements that nobody doubts and of
    which it is known which was said first.
    """
    together: dict[tuple[int, str, str, str], list[Figure]] = defaultdict(list)
    for figure in figures:
        if not figure.statement.doubt and figure.statement.said.last:
            measure = unit_of(figure.unit).measure
            key = (figure.statement.speaker_id, figure.quantity, measure, str(figure.as_of))
            together[key].append(figure)
    changes = []
    for of_one in together.values():
        steps = _steps(of_one)
        if len(steps) > 1:
            changes.append(_change(steps))
    return changes


def _change(steps: Sequence[Figure]) -> FigureChange:
    first = steps[0]
    name = capfirst(quantity_name(first.quantity))
    return FigureChange(
        first.statement.speaker.public_name,
        Link(name, reverse("figure", args=[first.quantity])),
        [FigureStep(capfirst(one.amount), StatementCard(one.statement)) for one in steps],
    )


def _steps(figures: Sequence[Figure]) -> list[Figure]:
    """The figures of each statement that names others than the one before, and was said after it.

    Two numbers of one statement are no change, nor are they when both are named again.
    """
    by_statement: dict[int, list[Figure]] = defaultdict(list)
    for figure in figures:
        by_statement[figure.statement_id].append(figure)
    steps: list[list[Figure]] = []
    for named in by_statement.values():
        values = {_value(figure) for figure in named}
        if not steps or (
            values != {_value(figure) for figure in steps[-1]} and _is_later(named[0], steps[-1][0])
        ):
            steps.append(named)
    return [figure for named in steps for figure in named] if len(steps) > 1 else []


def _value(figure: Figure) -> _Value:
    unit = unit_of(figure.unit)
    low, high = (
        None if end is None else unit.whole(end).normalize() for end in (figure.low, figure.high)
    )
    # A single number is the same whether it is written at one end or at both.
    return low if high is None else high, high if low is None else low, figure.bound


def _is_later(figure: Figure, before: Figure) -> bool:
    first, last = figure.statement.said.first, before.statement.said.last
    return first is not None and last is not None and first > last
