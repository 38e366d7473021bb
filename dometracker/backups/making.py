"""Writing a backup while the archive runs."""

import contextlib
import hashlib
import io
import json
import os
import subprocess
import tarfile
import tempfile
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import IO, Any, Protocol

from django.conf import settings
from psycopg import Connection

from dometracker.backups import BackupError, encryption, programs, rotation, tables
from dometracker.build import build_id

FORMAT = 1
ABOUT, MANIFEST, DUMP, KEY = "about.json", "manifest.json", "database.dump", "secret-key"
# A piece of the dump, whose whole length nobody knows before its end, is kept in memory.
PIECE = 16 * 1024 * 1024
# Of folders that a restore makes within those of the archive.
OWN = ".dometracker-"
# Any number will do, as long as no other program locks the same in this database.
_ALONE = 0x60_1D_BA_CC
_DUMP = [
    *(
        "--format=custom",
        "--no-owner",
        "--no-privileges",
        "--verbose",
    ),
    *("--no-unlogged-table-data", "--lock-wait-timeout=120s"),
]


class Step(Protocol):
    """A step of a long run, which is told how far it is."""

    def __enter__(self) -> "Step": ...
    def __exit__(self, *error: Any) -> None: ...
    def advance(self, by: int = 1) -> None: ...


# A step by its name and its length.
Steps = Callable[[str, int], Step]


def folders() -> dict[str, Path]:
    """The folders with files of the archive, by the name that they have in a backup."""
    named = {"media": settings.MEDIA_ROOT, "releases": settings.RELEASES_DIR}
    return {name: Path(folder).absolute() for name, folder in named.items() if folder}


def make(folder: Path, key: str, steps: Steps) -> Path:
    """Write a backup into the folder, and return its path. Raises BackupError.

    The file has its name when it is whole and on the disk, and not before.
    """
    encryption.require(key)
    at = datetime.now(UTC)
    path = folder / rotation.name_of(at, encryption.ENDINGS.get(encryption.kind_of(key), ""))
    try:
        folder.mkdir(parents=True, exist_ok=True)
        _remove_unfinished(folder)
        descriptor, name = tempfile.mkstemp(dir=folder, prefix=".unfinished-")
        draft = Path(name)
        try:
            with os.fdopen(descriptor, "wb") as file:
                with encryption.encrypted(file, key) as out:
                    _write(out, at, steps)
                file.flush()
                os.fsync(file.fileno())
            draft.rename(path)
        finally:
            draft.unlink(missing_ok=True)
        _sync(folder)
    except OSError as error:
        raise BackupError(f"The backup cannot be written to {folder}: {error.strerror}.") from error
    return path


def _write(out: IO[bytes], at: datetime, steps: Steps) -> None:
    with contextlib.closing(programs.connected()) as snapshot:
        if not _is_alone(snapshot):
            raise BackupError("Another backup of this archive is being made.")
        tables.use_fixed_forms(snapshot)
        snapshot.execute("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
        with tarfile.open(fileobj=out, mode="w|", bufsize=1 << 20) as tar:
            written = Members(tar, at)
            written.add_json(ABOUT, _about(snapshot, at))
            dumped = dump(snapshot, steps)
            for number, piece in enumerate(_pieces(dumped)):
                written.add(f"{DUMP}/{number:06}", io.BytesIO(piece), len(piece))
            total = len(tables.names(snapshot))
            with steps("Hashing the tables", total) as step:
                hashed = tables.hashes(snapshot, step.advance)
            _add_files(written, steps)
            manifest = {
                "tables": hashed,
                "schema": tables.schema_hash(snapshot),
                "members": written.members,
            }
            written.add_json(MANIFEST, manifest)


def _is_alone(snapshot: Connection[Any]) -> bool:
    row = snapshot.execute("SELECT pg_try_advisory_lock(%s)", [_ALONE]).fetchone()
    return bool(row and row[0])


def _about(snapshot: Connection[Any], at: datetime) -> dict[str, Any]:
    """What must be known of a backup before it is read."""
    migrations = "SELECT app || '.' || name FROM django_migrations ORDER BY 1"
    has_any = snapshot.execute("SELECT to_regclass('public.django_migrations')").fetchone()
    if not has_any or has_any[0] is None:
        raise BackupError("There is no archive in the database: nothing was ever migrated there.")
    return {
        "format": FORMAT,
        "made_at": at.isoformat(timespec="seconds"),
        "site": settings.SITE_URL,
        "program": build_id(),
        "postgresql": programs.server_major(snapshot),
        "migrations": [name for (name,) in snapshot.execute(migrations)],
        "not kept": sorted(tables.NOT_KEPT),
    }


@dataclass
class Members:
    """The members of a backup as they are written: of each the size and the SHA-256."""

    tar: tarfile.TarFile
    at: datetime
    members: dict[str, tuple[int, str]] = field(default_factory=dict)

    def add(self, name: str, file: IO[bytes], size: int, mode: int = 0o600) -> None:
        info = tarfile.TarInfo(name)
        info.size, info.mtime, info.mode = size, int(self.at.timestamp()), mode
        hashing = Hashing(file)
        self.tar.addfile(info, hashing)
        self.members[name] = size, hashing.digest.hexdigest()

    def add_json(self, name: str, value: Any) -> None:
        content = json.dumps(value, ensure_ascii=False, indent=1).encode()
        self.add(name, io.BytesIO(content), len(content))


class Hashing(io.RawIOBase):
    """A file whose bytes are hashed as they are read."""

    def __init__(self, file: IO[bytes]) -> None:
        self.file = file
        self.digest = hashlib.sha256()

    def readable(self) -> bool:
        return True

    def read(self, size: int = -1, /) -> bytes:
        content = self.file.read(size)
        self.digest.update(content)
        return content


def dump(snapshot: Connection[Any], steps: Steps) -> Iterator[bytes]:
    """What pg_dump writes of the moment that the transaction of ``snapshot`` sees."""
    row = snapshot.execute("SELECT pg_export_snapshot()").fetchone()
    assert row
    dsn, environment = programs.address(snapshot)
    program = programs.program("pg_dump", programs.server_major(snapshot))
    command = [str(program), *_DUMP, f"--snapshot={row[0]}", f"--dbname={dsn}"]
    process = subprocess.Popen(
        command,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=environment,
        cwd="/",
    )
    assert process.stdout
    assert process.stderr
    told: list[str] = []
    with steps("Dumping the database", len(tables.names(snapshot))) as step:

        def listen(lines: IO[bytes]) -> None:
            for line in lines:
                if b"dumping contents of table" in line:
                    step.advance()
                else:
                    told.append(line.decode(errors="replace").strip())

        listener = threading.Thread(target=listen, args=[process.stderr], daemon=True)
        listener.start()
        try:
            while content := process.stdout.read(1 << 20):
                yield content
            status = process.wait()
        finally:
            process.kill()
            process.wait()
            listener.join()
            process.stdout.close()
            process.stderr.close()
    if status:
        raise BackupError("The database cannot be dumped. pg_dump says: " + " ".join(told[-3:]))


def _pieces(content: Iterator[bytes]) -> Iterator[bytes]:
    piece = bytearray()
    for some in content:
        piece += some
        if len(piece) >= PIECE:
            yield bytes(piece)
            piece.clear()
    yield bytes(piece)


def _add_files(written: Members, steps: Steps) -> None:
    found = [
        (f"{name}/{path.relative_to(folder).as_posix()}", path)
        for name, folder in folders().items()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and not path.relative_to(folder).parts[0].startswith(OWN)
    ]
    key = settings.HOME / KEY
    if key.exists():
        found.append((KEY, key))
    with steps("Adding files", len(found)) as step:
        for name, path in found:
            with path.open("rb") as file:
                status = os.fstat(file.fileno())
                written.add(name, file, status.st_size, status.st_mode & 0o755)
            step.advance()


def _remove_unfinished(folder: Path) -> None:
    """Remove what a run that was killed has left, if no run of now can be writing it."""
    an_hour_ago = datetime.now().timestamp() - 3600
    for path in folder.glob(".unfinished-*"):
        if path.stat().st_mtime < an_hour_ago:
            path.unlink()


def _sync(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
