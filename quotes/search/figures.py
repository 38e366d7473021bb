"""The figures of the statements that a query finds."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.contrib.postgres.aggregates import ArrayAgg
from django.db.models import Count, Max, Min, Q

from quotes.models import Figure
from quotes.models.columns import FIRST_DAY, LAST_DAY
from quotes.models.search_index import is_true
from quotes.models.statements import FigureQuerySet
from quotes.search.filters import SearchResult


def figures_of(found: SearchResult, quantity: str = "") -> FigureQuerySet:
    """The figures of what is found, those of one quantity if it is named; in no order.

    None of a query that cannot be read.
    """
    figures: FigureQuerySet = Figure.objects.public()
    if quantity:
        figures = figures.filter(quantity=quantity)
    if not found.is_valid:
        return figures.none()
    if not found.is_narrowed():
        return figures
    sql, params = found.entries.where()
    among = f"quotes_figure.statement_id IN (SELECT statement_id FROM quotes_entry WHERE {sql})"
    return figures.filter(is_true(among, *params))


@dataclass(frozen=True)
class QuantityTotals:
    """How much was said of a quantity: figures, officials, the days known, and the units."""

    quantity: str
    figures: int
    officials: int
    first: date | None
    last: date | None
    units: Sequence[str]


def quantities() -> list[QuantityTotals]:
    """Every quantity of the published statements, that of most figures first; costs a query."""
    rows = (
        Figure.objects.public()
        .order_by()
        .values("quantity")
        .annotate(
            figures=Count("pk"),
            officials=Count("statement__speaker", distinct=True),
            first=Min("statement__said_from", filter=Q(statement__said_from__gt=FIRST_DAY)),
            last=Max(
                "statement__said_to",
                filter=Q(statement__said_to__gt=FIRST_DAY, statement__said_to__lt=LAST_DAY),
            ),
            units=ArrayAgg("unit", distinct=True, ordering="unit"),
        )
        .order_by("-figures", "quantity")
    )
    return [QuantityTotals(**row) for row in rows]
