"""Look whether the figures of published statements stand in their words."""

import sys
from collections.abc import Iterator
from typing import Any

from django.core.management.base import BaseCommand

from quotes.management.commands._tables import require_tables
from quotes.models import Figure
from quotes.verification.stated_figures import stands_in, stated, texts_of

# Statements whose words are in memory together.
BATCH = 500


class Command(BaseCommand):
    help = (
        "Look whether every figure of the published statements is said in their words: the text or "
        "a wording. Names those that are not, and exits with 1 where there are any."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        require_tables()
        count = 0
        unstated = []
        for figure, stands in checked():
            count += 1
            if not stands:
                unstated.append(figure)
        for figure in unstated:
            words = f"{figure.quantity}: {figure.amount}"
            self.stdout.write(f"{figure.statement.public_id}  {words}: not in these words")
        self.stdout.write(f"{count:,} figures, {len(unstated):,} of them not in the words")
        if unstated:
            sys.exit(1)


def checked() -> Iterator[tuple[Figure, bool]]:
    """Every public figure, and whether it stands in the words of its statement."""
    figures = Figure.objects.public().select_related("statement").order_by("statement", "pk")
    together: list[Figure] = []
    for figure in figures.iterator(chunk_size=BATCH):
        if len(together) >= BATCH and figure.statement_id != together[-1].statement_id:
            yield from _checked(together)
            together = []
        together.append(figure)
    yield from _checked(together)


def _checked(figures: list[Figure]) -> Iterator[tuple[Figure, bool]]:
    texts = texts_of({figure.statement_id: figure.statement for figure in figures}.values())
    for figure in figures:
        yield figure, stands_in(stated(figure), texts[figure.statement_id])
