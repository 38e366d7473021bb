"""The functions and triggers of the database, a file a subject, and the operation that loads one.

README.md says what a file may contain, and how one is changed.
"""

import re
from pathlib import Path
from typing import Any

from django.db.migrations import RunSQL

FOLDER = Path(__file__).parent

_ROUTINE = re.compile(r"^CREATE OR REPLACE (?:FUNCTION|AGGREGATE) (\w+)", re.MULTILINE)


def path_of(subject: str, version: int) -> Path:
    """The file of one version of a subject: in ``earlier/`` once there is a later one."""
    earlier = FOLDER / "earlier" / f"{subject}_{version}.sql"
    return earlier if earlier.exists() else FOLDER / f"{subject}.sql"


class LoadSQL(RunSQL):
    """Loads a version of a subject; backward the version before it, or none of it.

    What a version no longer has is left alone both ways: the migration drops it by itself.
    """

    def __init__(self, subject: str, version: int) -> None:
        self.subject, self.version = subject, version
        text = path_of(subject, version).read_text(encoding="utf-8")
        super().__init__(text, self._earlier() if version > 1 else _dropped(text))

    def deconstruct(self) -> tuple[str, list[Any], dict[str, Any]]:
        return type(self).__name__, [], {"subject": self.subject, "version": self.version}

    def describe(self) -> str:
        return f"Load version {self.version} of quotes/sql/{self.subject}.sql"

    def _earlier(self) -> str:
        return path_of(self.subject, self.version - 1).read_text(encoding="utf-8")


def _dropped(text: str) -> str:
    """The commands that drop the routines of a file, and with them the triggers that call them."""
    names = reversed(_ROUTINE.findall(text))
    return "".join(f"DROP ROUTINE IF EXISTS {name} CASCADE;\n" for name in names)
