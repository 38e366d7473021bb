"""Where the files of an embedded database lie, and that nobody else can reach them."""

import hashlib
import os
import stat
import sys
import tempfile
from pathlib import Path

from dometracker.embedded import EmbeddedDatabaseError, accounts
from dometracker.embedded.accounts import Account

SYSTEM = Path("/var/lib/dometracker")
FOLDER = "postgres"
NOTE = "postgres-is-elsewhere.txt"
# sockaddr_un.sun_path has 108 bytes on Linux and 104 on macOS and BSD, with the final zero.
LONGEST_SOCKET = 107 if sys.platform == "linux" else 103
PORT = 5432


def place_of(home: Path) -> Path:
    """The folder for the database of ``home``; it may not exist yet.

    That is ``home/postgres``. Only when we are root, and the user who runs the server cannot
    enter ``home``, it is a folder in /var/lib/dometracker named after ``home``, and a note in
    ``home`` says so.

    Raises EmbeddedDatabaseError if the note names another folder: then ``home`` was moved or
    copied, and neither an empty database nor a shared one is what its owner expects.
    """
    inside = home / FOLDER
    if os.path.lexists(inside):
        return inside
    outside = SYSTEM / _short_hash(home)
    if (home / NOTE).exists():
        noted = (home / NOTE).read_text(errors="replace").split("\n")[0]
        if noted != str(outside):
            raise EmbeddedDatabaseError(
                f"The database was kept in {noted} when this folder had another path than {home}. "
                f"If the folder was moved, rename that one to {outside} and delete {home / NOTE}; "
                "if it is a copy that needs a database of its own, only delete the note."
            )
        return outside
    if os.geteuid() != 0:
        return inside
    if outside.exists() or not accounts.unprivileged().can_enter(home):
        return outside
    return inside


def prepare(home: Path, place: Path, account: Account) -> None:
    """Make the folder of the database, closed to all but us and the server's user."""
    if place.parent == SYSTEM:
        make_system_folder()
        if not (home / NOTE).exists():
            why = f"This folder cannot be entered by the user {account.name}, who runs PostgreSQL."
            (home / NOTE).write_text(f"{place}\nholds the database of this folder.\n{why}\n")
    place.mkdir(mode=0o700, exist_ok=True)
    if place.stat().st_uid == os.geteuid() == 0:
        # Each time, as the first time may have been interrupted between these lines.
        os.chown(place, 0, account.gid)
        place.chmod(0o750)


def make_system_folder() -> None:
    """Make /var/lib/dometracker, in which only root may write."""
    try:
        if not SYSTEM.exists():
            SYSTEM.mkdir()
            SYSTEM.chmod(0o755)
        found = SYSTEM.lstat()
        if not stat.S_ISDIR(found.st_mode) or found.st_uid != 0 or found.st_mode & 0o022:
            raise PermissionError("it is not a folder that only root can write to")
    except OSError as error:
        raise EmbeddedDatabaseError(
            "The project lies below a folder that is closed to the user who runs PostgreSQL, and "
            f"{SYSTEM} cannot be used in its stead ({error}). Move the project, set "
            "DOMETRACKER_HOME to an open folder, run as an ordinary user, or set DATABASE_URL."
        ) from error


def socket_folder(place: Path, account: Account) -> Path:
    """Make and return a private folder whose name is fit for a socket address.

    It lies beside the data, or, if that path is too long or libpq would read it as a list of
    hosts, in /run (root) or in the folder for temporary files.
    """
    folder = place / "socket"
    if not _fit_for_socket(folder):
        root = Path("/run") if os.geteuid() == 0 and Path("/run").is_dir() else None
        parent = root or Path(tempfile.gettempdir())
        folder = parent / f"dometracker-{account.uid}-{_short_hash(place)}"
        if not _fit_for_socket(folder):
            raise EmbeddedDatabaseError(
                f"The path {folder} is too long for a socket. Set TMPDIR to a shorter one."
            )
    make_private(folder, account)
    return folder


def make_private(folder: Path, account: Account) -> None:
    """Make ``folder`` for ``account`` alone, or make sure that it is such a folder already.

    In a folder that everybody can write to, a stranger may have put a folder or a link of that
    name: nothing that is not ours is followed or changed.
    """
    try:
        folder.mkdir(mode=0o700)
        if account.uid != os.geteuid():
            os.chown(folder, account.uid, account.gid, follow_symlinks=False)
    except FileExistsError:
        pass
    found = folder.lstat()
    private = stat.S_ISDIR(found.st_mode) and not found.st_mode & 0o077
    if not private or found.st_uid != account.uid:
        raise EmbeddedDatabaseError(
            f"{folder} should be a folder that only the user {account.name} can enter, and it is "
            "not; somebody else may have made it. Remove it, or set TMPDIR to another folder."
        )


def _fit_for_socket(folder: Path) -> bool:
    name = str(folder / f".s.PGSQL.{PORT}")
    try:
        return len(name.encode()) <= LONGEST_SOCKET and "," not in name
    except UnicodeEncodeError:
        return False


def _short_hash(path: Path) -> str:
    return hashlib.sha256(os.fsencode(path)).hexdigest()[:12]
