"""What a load did."""

from dataclasses import dataclass, field


@dataclass
class Count:
    """How many entries of one kind were added, changed or left as they were.

    ``left_alone`` counts the rows that only the archive has.
    """

    added: int = 0
    changed: int = 0
    unchanged: int = 0
    left_alone: int = 0


@dataclass
class Summary:
    """The counts by kind ("speakers"), and the sentences on statements that were skipped."""

    counts: dict[str, Count] = field(default_factory=dict)
    skipped: list[str] = field(default_factory=list)
    revisions: int = 0
