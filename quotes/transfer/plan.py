"""What an import would do, entry by entry, before anything is done."""

import hashlib
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db import models
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from quotes.models.fields import YAML
from quotes.transfer.schema import OutletEntry, RecordEntry


class EntryOutcome(models.TextChoices):
    """What becomes of an entry of a file."""

    NEW = "new", _("new")
    CHANGED = "changed", _("changed")
    UNCHANGED = "unchanged", _("unchanged")
    REFUSED = "refused", _("refused")


@dataclass(frozen=True, slots=True)
class FieldDifference:
    """A field of a row: what stands there, and what the file has."""

    name: str
    before: str
    after: str


@dataclass(slots=True)
class PlannedEntry:
    """An entry of a file, and what becomes of it.

    ``numbers`` are those of its rows or lines. ``row`` is the row that it changes or is the same
    as, ``before`` the entry of that row, ``entry`` what it shall be, whole, and ``told`` what a
    record says of it, with addresses that the row may not have. ``is_moved`` is true where it shall
    have another state or occasion. ``notes`` say what of the file was left out. Of a statement
    ``occasion`` is the row that it belongs to, where that is not found by name, place and date, and
    ``new_sources`` are made with it; so is the ``new_outlet`` of a source.
    """

    name: str
    numbers: tuple[int, ...] = (0,)
    reasons: list[str] = field(default_factory=list)
    differences: list[FieldDifference] = field(default_factory=list)
    is_public: bool = False
    row: Any = None
    before: Any = None
    entry: Any = None
    told: Any = None
    is_moved: bool = False
    notes: list[str] = field(default_factory=list)
    occasion: Any = None
    new_outlet: OutletEntry | None = None
    new_sources: "list[PlannedEntry]" = field(default_factory=list)

    @property
    def outcome(self) -> EntryOutcome:
        if self.reasons:
            return EntryOutcome.REFUSED
        if self.before is None:
            return EntryOutcome.NEW
        is_same = self.before == self.entry and not self.is_moved
        return EntryOutcome.UNCHANGED if is_same else EntryOutcome.CHANGED

    @property
    def number(self) -> int:
        return self.numbers[0]

    @property
    def where(self) -> str:
        return ", ".join(map(str, self.numbers))

    @property
    def is_written(self) -> bool:
        return self.outcome in (EntryOutcome.NEW, EntryOutcome.CHANGED)


@dataclass(frozen=True, slots=True)
class ImportPlan:
    """What becomes of a file. ``notes`` say how it was read."""

    entries: list[PlannedEntry]
    notes: tuple[str, ...] = ()

    @property
    def counts(self) -> list[tuple[str, int]]:
        """How many entries there are of each outcome that there is."""
        found = Counter(entry.outcome for entry in self.entries)
        return [(str(one.label), found[one]) for one in EntryOutcome if found[one]]

    def of(self, kind: type[RecordEntry]) -> list[PlannedEntry]:
        """The planned entries of one kind."""
        return [entry for entry in self.entries if type(entry.entry) is kind]

    @property
    def written(self) -> list[PlannedEntry]:
        return [entry for entry in self.entries if entry.is_written]

    @property
    def shown(self) -> list[PlannedEntry]:
        """All but the unchanged, of which the number says enough."""
        return [entry for entry in self.entries if entry.outcome is not EntryOutcome.UNCHANGED]

    @property
    def is_public(self) -> bool:
        """Whether the public would read something else."""
        return any(entry.is_public for entry in self.written)

    def without(self, numbers: Iterable[int]) -> "ImportPlan":
        """The plan without the entries that begin at these numbers."""
        left_out = set(numbers)
        kept = [entry for entry in self.entries if entry.number not in left_out]
        return ImportPlan(kept, self.notes)

    def digest(self) -> str:
        """The same for plans that would do the same: what was looked at is what is done."""
        told = [
            (entry.numbers, entry.outcome, entry.differences, entry.row and entry.row.pk)
            for entry in self.entries
        ]
        return hashlib.sha256(repr(told).encode()).hexdigest()


def differences(
    before: RecordEntry,
    after: RecordEntry,
    keys: Collection[str] | None = None,
    names: Mapping[str, str] | None = None,
    within: str = "",
) -> Iterator[FieldDifference]:
    """How the plain values of two entries of a kind differ, in the order of their keys.

    ``keys`` narrows them; ``names`` is what a person calls the rows that entries name. ``within``
    is what they are a part of.
    """

    def shown(entry: RecordEntry) -> str:
        value = getattr(entry, name)
        texts = map(str, value if isinstance(value, list) else [] if value is None else [value])
        return ", ".join((names or {}).get(text, text) for text in texts)

    for name, carried in before.table.carried(YAML).items():
        if carried.of is None and (keys is None or name in keys):
            old, new = shown(before), shown(after)
            if old != new:
                column: Any = before.table.model._meta.get_field(carried.name)
                label = capfirst(str(column.verbose_name))
                yield FieldDifference(f"{within}, {label}" if within else label, old, new)
