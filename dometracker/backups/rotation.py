"""Which backups there are, whether one is due, and which may go."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

NAME = re.compile(r"dometracker-(\d{8}T\d{6}Z)\.tar(\.age|\.enc)?")
_FORM = "%Y%m%dT%H%M%SZ"


@dataclass(frozen=True, slots=True)
class Kept:
    """How many are kept: of so many days, weeks and months the newest of each."""

    days: int
    weeks: int
    months: int

    @classmethod
    def read(cls, text: str) -> "Kept":
        """Read ``days,weeks,months``."""
        return cls(*map(int, text.split(",")))


@dataclass(frozen=True, slots=True, order=True)
class Backup:
    """A backup in a folder, and the moment it is of."""

    at: datetime
    path: Path


def name_of(at: datetime, ending: str) -> str:
    """The name of a backup of that moment; ``ending`` says how it is encrypted."""
    return f"dometracker-{at.astimezone(UTC):{_FORM}}.tar{ending}"


def backups_in(folder: Path) -> list[Backup]:
    """The whole backups in a folder, the oldest first."""
    found = []
    for path in folder.iterdir() if folder.is_dir() else ():
        if named := NAME.fullmatch(path.name):
            found.append(Backup(datetime.strptime(named[1], _FORM).replace(tzinfo=UTC), path))
    return sorted(found)


def is_due(folder: Path, every: timedelta, now: datetime) -> bool:
    """Whether the newest backup is older than that; also if its day is still to come."""
    backups = backups_in(folder)
    return not backups or not (now - every < backups[-1].at <= now + timedelta(hours=1))


def superfluous(backups: Iterable[Backup], kept: Kept) -> list[Backup]:
    """Those that stand for no day, week or month any more. The newest one never does."""
    newest_first = sorted(backups, reverse=True)
    needed = set(newest_first[:1])
    for form, most in (("%Y-%m-%d", kept.days), ("%G-%V", kept.weeks), ("%Y-%m", kept.months)):
        by_span: dict[str, Backup] = {}
        for backup in newest_first:
            by_span.setdefault(backup.at.strftime(form), backup)
        needed |= set(list(by_span.values())[:most])
    return [backup for backup in newest_first if backup not in needed]
