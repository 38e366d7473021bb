"""Rows that stand in an index of names: their order, their initials, and those of one initial."""

from collections.abc import Collection
from typing import ClassVar, Self, TypeVar

from django.db import models
from django.db.models import Count
from django.db.models.functions import Left, LTrim

Row = TypeVar("Row", bound=models.Model)


class IndexQuerySet(models.QuerySet[Row]):
    """Rows with a stored column of the name they are sorted by, folded (``archive_fold``).

    It is stored because to fold five thousand names takes PostgreSQL some 20 ms, and each page of
    an index needs the initials of all.
    """

    sorted_by: ClassVar[str]

    def public(self) -> Self:
        """Those that the index names."""
        raise NotImplementedError

    def with_statement_count(self) -> Self:
        """With ``statement_count``, the number of published statements."""
        raise NotImplementedError

    def named(self, text: str) -> Self:
        """Those of whose names a word begins with the text, blind to case and accents."""
        raise NotImplementedError

    def by_name(self) -> Self:
        """In the order of a printed index, blind to case and accents and to blanks before a name.

        The initial comes first, so that one index of the table serves the whole and one letter.
        """
        return self.order_by(self._initial(), LTrim(self.sorted_by), "pk")

    def initials(self) -> dict[str, int]:
        """How many names begin with each character, folded. Blanks before it do not count."""
        counted = self.order_by().values(initial=self._initial()).annotate(names=Count("pk"))
        return dict(counted.values_list("initial", "names"))

    def beginning_with(self, characters: Collection[str]) -> Self:
        """Those whose name begins with one of the characters, which must be folded."""
        return self.alias(initial=self._initial()).filter(initial__in=characters)

    def _initial(self) -> Left:
        return Left(LTrim(self.sorted_by), 1)
