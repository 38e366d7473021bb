"""The process that owns the embedded server: it starts it and stops it when nobody uses it.

Run as a script, by path, with the standard library alone, so that it is small and starts in
milliseconds. Nothing here depends on a client saying goodbye: every process that uses the server
holds a shared lock on the file ``users``, which the kernel drops even after SIGKILL, and the
keeper stops the server once it can take that lock for itself.

    python -I -S keeper.py PLACE LINGER UID GID …/bin/postgres -c NAME=VALUE …
"""

import contextlib
import fcntl
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import NamedTuple

PROC = Path("/proc")
POLL = 0.2
STOP_LIMIT = 120
LOG_LIMIT = 4 * 2**20
LOG_KEPT = 64 * 2**10
ANOTHER_KEEPER = 3


class PidFile(NamedTuple):
    """What a server says of itself in ``postmaster.pid``; lines it has yet to write are empty."""

    pid: int
    socket_folder: str
    status: str


def pid_file(data: Path) -> PidFile | None:
    """The content of ``postmaster.pid``, whether or not the server it names still lives."""
    try:
        lines = os.fsdecode((data / "postmaster.pid").read_bytes()).split("\n")
        pid = int(lines[0])
    except (OSError, ValueError):
        return None
    lines += [""] * 8
    return PidFile(pid, lines[4], lines[7].strip())


def command_line(pid: int) -> str:
    """The command line of a process, its arguments joined by blanks; empty if there is none."""
    if (PROC / "self/cmdline").exists():
        try:
            return os.fsdecode((PROC / f"{pid}/cmdline").read_bytes()).replace("\0", " ")
        except OSError:
            return ""
    ps = subprocess.run(["ps", "-ww", "-o", "args=", "-p", str(pid)], capture_output=True)
    return os.fsdecode(ps.stdout).strip()


def running(data: Path) -> PidFile | None:
    """The living server on ``data``.

    After a crash or a reboot the recorded number may belong to any other process, so it is
    believed only when that process is PostgreSQL on this very folder.
    """
    server = pid_file(data)
    if server and f"postgres -D {data} " in command_line(server.pid) + " ":
        return server
    return None


class Server:
    """The server process: our own child, or one that an earlier keeper left behind."""

    def __init__(self, data: Path, command: list[str], as_user: dict) -> None:
        self.data = data
        self.child: subprocess.Popen | None = None
        found = running(data)
        self.pid = found.pid if found else self._start(command, as_user)

    def _start(self, command: list[str], as_user: dict) -> int:
        env = dict(os.environ)
        if stale := pid_file(self.data):
            # PostgreSQL refuses to start while the recorded process lives, whatever that process
            # is, except when it is its own grandparent. Named as such, a number that now belongs
            # to a stranger is passed over; and unlike after deleting the file, PostgreSQL still
            # refuses if backends of the former server hold its shared memory.
            env["PG_GRANDPARENT_PID"] = str(stale.pid)
        self.child = subprocess.Popen(
            command, stdin=subprocess.DEVNULL, env=env, cwd="/", **as_user
        )
        return self.child.pid

    def lives(self) -> bool:
        if self.child:
            return self.child.poll() is None
        found = running(self.data)
        return found is not None and found.pid == self.pid

    def busy_starting(self) -> bool:
        """Whether it still recovers from a crash, which would begin anew if it were stopped."""
        recorded = pid_file(self.data)
        return recorded is not None and recorded.pid == self.pid and recorded.status == "starting"

    def stop(self) -> None:
        """Stop in PostgreSQL's *fast* mode; *immediate* if even that hangs, which loses nothing."""
        for sign in (signal.SIGINT, signal.SIGQUIT):
            with contextlib.suppress(ProcessLookupError):
                os.kill(self.pid, sign)
            deadline = time.monotonic() + STOP_LIMIT
            while self.lives() and time.monotonic() < deadline:
                time.sleep(0.02)


class Users:
    """The lock file that every user of the server holds shared."""

    def __init__(self, path: Path, linger: float) -> None:
        self.file = os.open(path, os.O_RDONLY)
        self.linger = linger
        self.alone_since: float | None = None

    def all_left(self) -> bool:
        """Whether nobody has been there for the linger time; if so, newcomers wait from now on."""
        try:
            fcntl.flock(self.file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            self.alone_since = None
            return False
        now = time.monotonic()
        if self.alone_since is None:
            self.alone_since = now
        if now - self.alone_since >= self.linger:
            return True
        fcntl.flock(self.file, fcntl.LOCK_UN)
        return False

    def let_in(self) -> None:
        os.close(self.file)


def bound(log: int) -> None:
    """Keep only the end of the log once it is large: nobody else rotates it."""
    size = os.fstat(log).st_size
    if size > LOG_LIMIT:
        end = os.pread(log, LOG_KEPT, size - LOG_KEPT)
        os.ftruncate(log, 0)
        os.write(log, end)


def keep(server: Server, users: Users, log: int) -> None:
    """Return when the server has ended, by itself or because nobody needs it any more."""
    told_to_stop = []
    signal.signal(signal.SIGTERM, lambda *_: told_to_stop.append(True))
    while server.lives():
        bound(log)
        if told_to_stop or (not server.busy_starting() and users.all_left()):
            server.stop()
            return
        time.sleep(POLL)


def detach() -> None:
    """Leave the terminal, the session and the parent, so that none of their ends is ours."""
    os.setsid()
    if os.fork():
        os._exit(0)
    signal.signal(signal.SIGHUP, signal.SIG_IGN)
    signal.signal(signal.SIGINT, signal.SIG_IGN)


def main(place: Path, linger: float, uid: int, gid: int, program: str, options: list[str]) -> None:
    mine = os.open(place / "keeper", os.O_RDONLY)
    try:
        fcntl.flock(mine, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        sys.exit(ANOTHER_KEEPER)
    # The lock is ours before the process that called us goes on, and the child inherits it.
    detach()
    log = os.open(place / "server.log", os.O_RDWR | os.O_APPEND)
    users = Users(place / "users", linger)
    drop = os.geteuid() == 0
    as_user = {"user": uid, "group": gid, "extra_groups": []} if drop else {}
    # "-D" joins the command only here, or our own command line would look like a server's.
    command = [program, "-D", str(place / "data"), *options]
    keep(Server(place / "data", command, as_user), users, log)
    # In this order: whoever finds the keeper's lock taken while holding the users' lock may rely
    # on a keeper that has not yet decided to stop.
    os.close(mine)
    users.let_in()


if __name__ == "__main__":
    _, folder, seconds, user, group, postgres, *rest = sys.argv
    main(Path(folder), float(seconds), int(user), int(group), postgres, rest)
