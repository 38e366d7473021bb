"""Making an archive of a backup: beside what is there, compared, and then in its place."""

import contextlib
import json
import os
import shutil
import signal
import subprocess
import sys
import tarfile
import tempfile
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path, PurePosixPath
from typing import IO, Any

from django.conf import settings
from django.db import connection, connections
from django.db.migrations.loader import MigrationLoader
from psycopg import Connection, errors, sql

from dometracker.backups import BackupError, encryption, programs, tables
from dometracker.backups.making import (
    ABOUT,
    DUMP,
    FORMAT,
    KEY,
    MANIFEST,
    OWN,
    Hashing,
    Steps,
    folders,
)

# What makes an archive one that somebody may miss.
_HELD = (
    "quotes_statement",
    "quotes_speaker",
    "quotes_source",
    "quotes_outlet",
    "quotes_inquiry",
    "auth_user",
)
_OTHERS_GONE = 30


@dataclass
class Restored:
    """What was made of a backup, beside the archive: a database, and folders of files."""

    database: str
    about: dict[str, Any] = field(default_factory=dict)
    members: dict[str, tuple[int, str]] = field(default_factory=dict)
    manifest: dict[str, Any] = field(default_factory=dict)
    # By the name that a folder has in a backup.
    files: dict[str, Path] = field(default_factory=dict)
    secret_key: bytes = b""

    @property
    def rows(self) -> int:
        return sum(count for count, _hash in self.manifest["tables"].values())


def holds_something(raw: Connection[Any]) -> bool:
    """Whether there is anything in the archive that a restore would put away."""
    for table in _HELD:
        if _value(raw, "SELECT to_regclass(%s)", f"public.{table}") is None:
            continue
        query = sql.SQL("SELECT EXISTS (SELECT FROM {})").format(sql.Identifier("public", table))
        if _value(raw, query):
            return True
    return False


def rehearse(path: Path, key: str, steps: Steps) -> Restored:
    """Restore into a second database, compare every table and file, and remove both again."""
    with _restored(path, key, steps) as restored:
        return restored


def restore(path: Path, key: str, steps: Steps, *, replace: bool) -> tuple[Restored, str]:
    """Put what a backup holds in the place of the archive.

    Returns what was restored, and the name of the database with what was there before; empty where
    nothing was. Raises BackupError, and nothing of the archive has changed then.
    """
    with contextlib.closing(programs.connected()) as raw:
        before = holds_something(raw)
    if before and not replace:
        raise BackupError(
            "The archive is not empty. With --replace, what is there is put aside, and what the "
            "backup holds takes its place; with --dry-run, it is only tried."
        )
    with _ended_by_exception(), _restored(path, key, steps) as restored:
        stamp = f"{datetime.now(UTC):%Y%m%d_%H%M%S}"
        aside = _exchange(restored, stamp, replace=replace)
    if before:
        return restored, aside
    with contextlib.closing(programs.connected(aside)) as raw:
        # It may have been filled while the backup was read.
        if holds_something(raw):
            return restored, aside
    # Its tables alone, which the backup has as well.
    with contextlib.closing(programs.connected("postgres")) as server:
        server.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(aside)))
    return restored, ""


@contextlib.contextmanager
def _ended_by_exception() -> Iterator[None]:
    """Until the block ends, a signal that would end the process at once is a SystemExit."""
    signals = [
        number
        for number in (signal.SIGTERM, signal.SIGHUP)
        if threading.current_thread() is threading.main_thread()
        and signal.getsignal(number) is signal.SIG_DFL
    ]

    def end(number: int, _frame: Any) -> None:
        for each in signals:
            # What is put back is not interrupted by a second one.
            signal.signal(each, signal.SIG_IGN)
        sys.exit(128 + number)

    for number in signals:
        signal.signal(number, end)
    try:
        yield
    finally:
        for number in signals:
            signal.signal(number, signal.SIG_DFL)


@contextlib.contextmanager
def _restored(path: Path, key: str, steps: Steps) -> Iterator[Restored]:
    """What a backup holds, compared with its manifest, until the block ends."""
    with contextlib.closing(programs.connected()) as raw:
        archive = raw.info.dbname
        server = programs.server_major(raw)
    restored = Restored(f"{archive[:40]}_restored_{os.getpid()}")
    named = sql.Identifier(restored.database)
    with contextlib.closing(_to_server()) as raw:
        try:
            _create(raw, archive, named)
            _read(path, key, restored, steps)
            _compare(restored, server, steps)
            yield restored
        finally:
            # Under this name it is only while it has not taken the archive's place.
            raw.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(named))
            for folder in restored.files.values():
                shutil.rmtree(folder, ignore_errors=True)


def _to_server() -> Connection[Any]:
    try:
        return programs.connected("postgres")
    except Exception as error:
        raise BackupError(
            f"A database is made from the one called postgres, which cannot be reached: {error}"
        ) from error


def _create(raw: Connection[Any], archive: str, named: sql.Identifier) -> None:
    """An empty database that sorts and folds as the archive's does."""
    make = sql.SQL("CREATE DATABASE {} TEMPLATE template0 ENCODING 'UTF8'").format(named)
    spelt = raw.execute(
        "SELECT datcollate, datctype FROM pg_database WHERE datname = %s AND datlocprovider = 'c'",
        [archive],
    ).fetchone()
    if spelt:
        collate, ctype = map(sql.Literal, spelt)
        make += sql.SQL(" LOCALE_PROVIDER libc LC_COLLATE {} LC_CTYPE {}").format(collate, ctype)
    try:
        raw.execute(make)
    except errors.InsufficientPrivilege as error:
        raise BackupError(
            f"The role {raw.info.user} may not make a database. Let a superuser say "
            f"ALTER ROLE {raw.info.user} CREATEDB, or restore as one who may."
        ) from error


# Reading


def _read(path: Path, key: str, restored: Restored, steps: Steps) -> None:
    """Fill the new database and folders with the members of a backup."""
    try:
        size = path.stat().st_size
        with (
            encryption.decrypted(path, key) as file,
            steps(f"Reading {path.name}", size) as step,
            tarfile.open(fileobj=file, mode="r|", bufsize=1 << 20) as tar,
        ):
            _take_members(tar, restored, step.advance)
    except OSError as error:
        raise BackupError(f"{path} cannot be read: {error.strerror or error}.") from error
    except (tarfile.TarError, EOFError) as error:
        raise BackupError(f"{path} is no whole backup: {error}.") from error
    if not restored.manifest:
        raise BackupError(f"{path} is no whole backup: it is cut off before its manifest.")


def _take_members(tar: tarfile.TarFile, restored: Restored, advance: Any) -> None:
    with contextlib.ExitStack() as loading:
        load: _Load | None = None
        for member in tar:
            if not restored.about and member.name != ABOUT:
                break
            content = tar.extractfile(member)
            if content is None:
                raise BackupError(f"{member.name} in the backup is no file.")
            hashing = Hashing(content)
            if member.name == MANIFEST:
                restored.manifest = json.load(hashing)
                break
            if member.name == ABOUT:
                restored.about = json.loads(hashing.read())
                _require_readable(restored.about)
            elif member.name.startswith(f"{DUMP}/"):
                load = load or loading.enter_context(_load(restored.database))
                load.write(hashing)
            elif member.name == KEY:
                restored.secret_key = hashing.read()
            else:
                _write_file(member, hashing, restored)
            restored.members[member.name] = member.size, hashing.digest.hexdigest()
            advance(member.size)


def _require_readable(about: dict[str, Any]) -> None:
    """Raises BackupError for a backup that this version of the program cannot read."""
    if about["format"] > FORMAT:
        raise BackupError("The backup has a later form than this version of the program knows.")
    known = {f"{app}.{name}" for app, name in MigrationLoader(None).disk_migrations}
    own = {"quotes", "dometracker"}
    ours = [name for name in about["migrations"] if name.split(".")[0] in own]
    later = [name for name in ours if name not in known and not _is_replaced(name)]
    if later:
        raise BackupError(
            f"The backup is of a later version of the program, whose tables this one does not "
            f"know ({later[-1]}). Check that version out first."
        )


def _is_replaced(name: str) -> bool:
    """Whether a migration of before the first release stands in for one that is here."""
    replaced = {
        (app, old)
        for migration in MigrationLoader(None, replace_migrations=False).disk_migrations.values()
        for app, old in migration.replaces
    }
    app, _, old = name.partition(".")
    return (app, old) in replaced


class _Load:
    """pg_restore at work."""

    def __init__(self, process: "subprocess.Popen[bytes]") -> None:
        self.process = process

    def write(self, content: IO[bytes] | Hashing) -> None:
        assert self.process.stdin
        while part := content.read(1 << 20):
            with contextlib.suppress(BrokenPipeError):
                self.process.stdin.write(part)


@contextlib.contextmanager
def _load(database: str) -> Iterator[_Load]:
    """A pg_restore into the database, in one transaction, which is over when the block ends."""
    with contextlib.closing(programs.connected(database)) as raw:
        dsn, environment = programs.address(raw)
        program = programs.program("pg_restore", programs.server_major(raw))
    command = [str(program), "--exit-on-error", "--single-transaction", "--no-owner"]
    command += ["--no-privileges", f"--dbname={dsn}"]
    with tempfile.TemporaryFile() as told:
        process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=told, stderr=told, env=environment, cwd="/"
        )
        assert process.stdin
        try:
            yield _Load(process)
        except BaseException:
            process.kill()
            process.communicate()
            raise
        with contextlib.suppress(BrokenPipeError):
            process.stdin.close()
        if process.wait():
            told.seek(0)
            lines = told.read().decode(errors="replace").strip().splitlines()
            raise BackupError("The database cannot be restored: " + " ".join(lines[-3:]))


def _write_file(member: tarfile.TarInfo, content: Hashing, restored: Restored) -> None:
    name, *below = PurePosixPath(member.name).parts
    target = folders().get(name)
    if target is None:
        setting = {"media": "MEDIA_ROOT", "releases": "RELEASES_DIR"}.get(name)
        raise BackupError(
            f"The backup has files of {setting}, which is not set here: say where they belong."
            if setting
            else f"The backup has a file that no archive has: {member.name}."
        )
    if not below or ".." in below:
        raise BackupError(f"The backup has a file with no place in an archive: {member.name}.")
    if name not in restored.files:
        target.mkdir(parents=True, exist_ok=True)
        restored.files[name] = Path(tempfile.mkdtemp(dir=target, prefix=f"{OWN}new-"))
    path = restored.files[name].joinpath(*below)
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as file:
        shutil.copyfileobj(content, file)
    path.chmod(member.mode & 0o755)


# Comparing


def _compare(restored: Restored, server: int, steps: Steps) -> None:
    """Raises BackupError unless each member, and each table as it was restored, is as it was."""
    expected = {name: tuple(of) for name, of in restored.manifest["members"].items()}
    wrong = [
        f"{name} is {'missing' if name not in restored.members else 'damaged'}"
        for name in sorted(expected)
        if restored.members.get(name) != expected[name]
    ]
    wrong += [f"{name} is too much" for name in restored.members.keys() - expected.keys()]
    if wrong:
        raise BackupError(f"The backup is damaged: {'; '.join(wrong[:5])}.")
    with contextlib.closing(programs.connected(restored.database)) as raw:
        tables.use_fixed_forms(raw)
        listed = {name: (n, digest) for name, (n, digest) in restored.manifest["tables"].items()}
        with steps("Comparing the tables", len(listed)) as step:
            found = tables.hashes(raw, step.advance)
        wrong = tables.differences(listed, found)
        # Another version of PostgreSQL spells the same definition in other words.
        if restored.about["postgresql"] == server:
            same = tables.schema_hash(raw) == restored.manifest["schema"]
            wrong += [] if same else ["columns, functions, triggers or indexes are not the same"]
    if wrong:
        raise BackupError(f"What was restored is not what was backed up: {'; '.join(wrong[:5])}.")


# Taking the place


def _exchange(restored: Restored, stamp: str, *, replace: bool) -> str:
    """Put files and database in the place of the archive's, or neither.

    Returns the name of the database with what was there before.
    """
    with contextlib.closing(programs.connected()) as raw:
        archive = raw.info.dbname
    aside = f"{archive[:40]}_before_{stamp}"
    moved: list[tuple[Path, Path]] = []
    try:
        _exchange_files(restored, stamp, moved, replace=replace)
        _exchange_databases(archive, restored.database, aside)
    except BaseException:
        # The transaction may be over when the exception comes.
        if not _is_there(aside):
            _put_back(moved)
        raise
    return aside


def _is_there(database: str) -> bool:
    """Whether there is such a database, as far as the server can be asked."""
    try:
        with contextlib.closing(_to_server()) as raw:
            query = "SELECT EXISTS (SELECT FROM pg_database WHERE datname = %s)"
            return bool(_value(raw, query, database))
    except BackupError:
        return False


def _exchange_databases(archive: str, new: str, aside: str) -> None:
    """Give the new database the archive's name, and the archive's another, in one transaction."""
    connections.close_all()
    rename = sql.SQL("ALTER DATABASE {} RENAME TO {}")
    with (
        contextlib.closing(_to_server()) as raw,
        _others_sent_away(archive, new),
        raw.transaction(),
    ):
        # While it is renamed nobody new comes in, and PostgreSQL waits some seconds for the others.
        for name, other in ((archive, aside), (new, archive)):
            raw.execute(rename.format(sql.Identifier(name), sql.Identifier(other)))


@contextlib.contextmanager
def _others_sent_away(*databases: str) -> Iterator[None]:
    """End each connection to these databases, again and again until the block ends."""
    over = threading.Event()

    def send_away(raw: Connection[Any]) -> None:
        with contextlib.closing(raw):
            for _ in range(_OTHERS_GONE * 10):
                raw.execute(
                    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                    " WHERE datname = ANY(%s) AND pid <> pg_backend_pid()",
                    [list(databases)],
                )
                if over.wait(0.1):
                    return

    sender = threading.Thread(target=send_away, args=[_to_server()], daemon=True)
    sender.start()
    try:
        yield
    finally:
        over.set()
        sender.join()


def _exchange_files(
    restored: Restored, stamp: str, moved: list[tuple[Path, Path]], *, replace: bool
) -> None:
    """Move the files of the archive aside and those of the backup in, and note each in ``moved``.

    Whoever replaces an archive gets the files of the backup alone: a folder of which it has none is
    emptied as well.
    """

    def move(origin: Path, target: Path) -> None:
        target.parent.mkdir(parents=True, exist_ok=True)
        moved.append((origin, target))
        origin.rename(target)

    try:
        for name, folder in folders().items():
            new = restored.files.get(name)
            if not folder.is_dir() or not (new or replace):
                continue
            for path in [path for path in folder.iterdir() if not path.name.startswith(OWN)]:
                move(path, folder / f"{OWN}before-{stamp}" / path.name)
            for path in list(new.iterdir()) if new else []:
                move(path, folder / path.name)
        _exchange_key(restored.secret_key, stamp, move)
    except OSError as error:
        raise BackupError(f"The files cannot be put in place: {error}.") from error


def _put_back(moved: list[tuple[Path, Path]]) -> None:
    for origin, target in reversed(moved):
        # The last may have been noted and not moved.
        if not os.path.lexists(origin):
            target.rename(origin)
    for folder in {target.parent for _origin, target in moved}:
        if folder.name.startswith(OWN):
            with contextlib.suppress(OSError):
                folder.rmdir()


def _exchange_key(secret_key: bytes, stamp: str, move: Any) -> None:
    """The key by which everybody stays signed in; one in the environment takes precedence."""
    key = settings.HOME / KEY
    if not secret_key or (key.exists() and key.read_bytes() == secret_key):
        return
    settings.HOME.mkdir(parents=True, exist_ok=True)
    draft = settings.HOME / f"{KEY}.new"
    draft.touch(0o600)
    draft.write_bytes(secret_key)
    if key.exists():
        move(key, settings.HOME / f"{KEY}.before-{stamp}")
    move(draft, key)


def _value(raw: Connection[Any], query: Any, *params: Any) -> Any:
    row = raw.execute(query, params).fetchone()
    return row[0] if row else None


def folders_left_behind() -> list[Path]:
    """Folders of files that were put aside by a restore, or left by one that was killed."""
    return sorted(
        path
        for folder in folders().values()
        for part in ("before", "new")
        for path in folder.glob(f"{OWN}{part}-*")
    )


def left_behind() -> list[str]:
    """Databases that were put aside by a restore, or left by one that was killed."""
    archive = connection.settings_dict["NAME"]
    pattern = f"{archive[:40]}_(before_[0-9]{{8}}_[0-9]{{6}}|restored_[0-9]+)"
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT datname FROM pg_database WHERE datname ~ %s ORDER BY 1", [f"^{pattern}$"]
        )
        return [name for (name,) in cursor.fetchall()]
