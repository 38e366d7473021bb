"""What an import would do, entry by entry, before anything is done."""

import hashlib
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class Outcome(StrEnum):
    """What becomes of an entry of a file."""

    NEW = "new"
    CHANGED = "changed"
    UNCHANGED = "unchanged"
    REFUSED = "refused"


LABELS: dict[Outcome, str | Promise] = {
    Outcome.NEW: _("new"),
    Outcome.CHANGED: _("changed"),
    Outcome.UNCHANGED: _("unchanged"),
    Outcome.REFUSED: _("refused"),
}


@dataclass(frozen=True, slots=True)
class Difference:
    """A field of a row: what stands there, and what the file has."""

    name: str
    before: str
    after: str


@dataclass(slots=True)
class Planned:
    """An entry of a file, and what becomes of it.

    ``numbers`` are those of its rows or lines; ``row`` is the row that it changes or is the same
    as. ``wanted`` is for whoever writes it.
    """

    numbers: tuple[int, ...]
    name: str
    outcome: Outcome = Outcome.REFUSED
    reasons: list[str] = field(default_factory=list)
    differences: list[Difference] = field(default_factory=list)
    is_public: bool = False
    row: Any = None
    wanted: Any = None

    @property
    def number(self) -> int:
        return self.numbers[0]

    @property
    def where(self) -> str:
        return ", ".join(map(str, self.numbers))

    @property
    def label(self) -> str:
        return str(LABELS[self.outcome])

    @property
    def is_written(self) -> bool:
        return self.outcome in (Outcome.NEW, Outcome.CHANGED)


@dataclass(frozen=True, slots=True)
class Plan:
    """What becomes of a file. ``notes`` say how it was read."""

    entries: list[Planned]
    notes: tuple[str, ...] = ()

    @property
    def counts(self) -> list[tuple[str, int]]:
        """How many entries there are of each outcome that there is."""
        found = Counter(entry.outcome for entry in self.entries)
        return [(str(LABELS[outcome]), found[outcome]) for outcome in Outcome if found[outcome]]

    @property
    def written(self) -> list[Planned]:
        return [entry for entry in self.entries if entry.is_written]

    @property
    def shown(self) -> list[Planned]:
        """All but the unchanged, of which the number says enough."""
        return [entry for entry in self.entries if entry.outcome is not Outcome.UNCHANGED]

    @property
    def is_public(self) -> bool:
        """Whether the public would read something else."""
        return any(entry.is_public for entry in self.written)

    def without(self, numbers: Iterable[int]) -> "Plan":
        """The plan without the entries that begin at these numbers."""
        left_out = set(numbers)
        return Plan([entry for entry in self.entries if entry.number not in left_out], self.notes)

    def digest(self) -> str:
        """The same for plans that would do the same: what was looked at is what is done."""
        told = [
            (entry.numbers, entry.outcome, entry.differences, entry.row and entry.row.pk)
            for entry in self.entries
        ]
        return hashlib.sha256(repr(told).encode()).hexdigest()
