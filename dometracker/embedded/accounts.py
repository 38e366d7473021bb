"""Which user of the operating system runs the server, and what that user can reach."""

import os
import pwd
import subprocess
from pathlib import Path
from typing import Any, NamedTuple

from dometracker.embedded import EmbeddedDatabaseError

# PostgreSQL refuses to run as root. The first of these that exists does it instead.
UNPRIVILEGED = ("postgres", "pgserver", "nobody")


class Account(NamedTuple):
    """A user of the operating system."""

    uid: int
    gid: int
    name: str

    def as_user(self) -> dict[str, Any]:
        """Keywords for ``subprocess`` that run a program as this user; none if we are it."""
        if self.uid == os.geteuid():
            return {}
        return {"user": self.uid, "group": self.gid, "extra_groups": []}

    def can_enter(self, folder: Path) -> bool:
        """Whether this user can reach and enter the folder, by the kernel's own answer."""
        test = subprocess.run(["test", "-x", os.fspath(folder)], cwd="/", **self.as_user())
        return test.returncode == 0


def of(uid: int) -> Account:
    """The account with this number; PostgreSQL needs every user it meets to have a name."""
    try:
        entry = pwd.getpwuid(uid)
    except KeyError:
        raise EmbeddedDatabaseError(
            f"The user number {uid} has no name on this machine, and PostgreSQL does not run "
            "without one. Add the user to /etc/passwd or set DATABASE_URL."
        ) from None
    return Account(entry.pw_uid, entry.pw_gid, entry.pw_name)


def current() -> Account:
    """The user this process runs as."""
    return of(os.geteuid())


def unprivileged() -> Account:
    """The existing user that runs the server when we are root."""
    for name in UNPRIVILEGED:
        try:
            return of(pwd.getpwnam(name).pw_uid)
        except KeyError:
            continue
    raise EmbeddedDatabaseError(
        f"PostgreSQL does not run as root, and none of the users {', '.join(UNPRIVILEGED)} exists "
        "on this machine. Make one of them, run as an ordinary user, or set DATABASE_URL."
    )
