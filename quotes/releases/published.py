"""The releases that readers can download: what stands in the folder that RELEASES_DIR names.

Each is a folder that `manage.py release` has written, called by its day; beside it may stand the
same as one file (``--zip``). A file is given out only if the sums of its release list it.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from django.conf import settings

from quotes.releases import check_release
from quotes.releases.package import zip_of

_DAY = re.compile(r"\d{4}-\d\d-\d\d")


@dataclass(frozen=True)
class PublishedFile:
    """A file to download: its path within the release, its size in bytes, and its SHA-256."""

    name: str
    size: int
    sha256: str


@dataclass(frozen=True)
class PublishedRelease:
    """A release that is offered. ``whole`` is all of it as one file, if that is there."""

    day: str
    folder: Path
    seal: str
    files: tuple[PublishedFile, ...]
    whole: PublishedFile | None

    def file(self, name: str) -> PublishedFile | None:
        return next((one for one in self.files if one.name == name), None)

    @property
    def shown(self) -> list[PublishedFile]:
        """Those that one downloads by themselves; the sums of rows go with the others."""
        return [one for one in self.files if not one.name.startswith(f"{check_release.ROWS}/")]


def releases() -> list[PublishedRelease]:
    """All that are offered, the newest first; none where no folder is set or it cannot be read."""
    folder = settings.RELEASES_DIR
    if folder is None or not folder.is_dir():
        return []
    found = (path for path in folder.iterdir() if _DAY.fullmatch(path.name))
    made = (release(path.name) for path in found)
    return sorted((one for one in made if one), key=lambda one: one.day, reverse=True)


def release(day: str) -> PublishedRelease | None:
    """The release of a day, if it is offered."""
    folder = settings.RELEASES_DIR
    if folder is None or not _DAY.fullmatch(day):
        return None
    changed = _changed(folder / day / check_release.SUMS)
    return _read(folder / day, changed, _changed(zip_of(folder / day))) if changed else None


def _changed(file: Path) -> int:
    """When it was changed, in nanoseconds; 0 of what is not there."""
    try:
        return file.stat().st_mtime_ns
    except OSError:
        return 0


@lru_cache(maxsize=32)
def _read(folder: Path, _sums: int, _whole: int) -> PublishedRelease:
    """A release is never changed once it is there, so that its sums are read once; its ZIP file
    comes after it."""
    whole = zip_of(folder)
    return PublishedRelease(
        folder.name,
        folder,
        check_release.sha256_of(folder / check_release.SUMS),
        tuple(_listed(folder)),
        _file(whole, whole.name, check_release.sha256_of(whole)) if whole.is_file() else None,
    )


def _listed(folder: Path) -> Iterator[PublishedFile]:
    sums = folder / check_release.SUMS
    yield _file(sums, sums.name, check_release.sha256_of(sums))
    for line in sums.read_text(encoding="utf-8").splitlines():
        digest, _, name = line.partition("  ")
        path = (folder / name).resolve()
        if path.is_relative_to(folder.resolve()) and path.is_file():
            yield _file(path, name, digest)


def _file(path: Path, name: str, digest: str) -> PublishedFile:
    return PublishedFile(name, path.stat().st_size, digest)
