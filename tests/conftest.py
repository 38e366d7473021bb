"""What every test stands on: settings that are quick, no network, a database that is up to date."""

import gc
import ipaddress
import socket
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Any

import pytest
from django.core.signals import setting_changed
from django.db import connection, transaction
from django.db.models.signals import post_save
from django.template.backends.jinja2 import Template
from django.test import override_settings
from django.test.signals import template_rendered
from django.urls import clear_url_caches
from hypothesis import settings

from dometracker import bounded
from quotes.editing.public_names import confirm_public_name
from tests import databases, loaded

ROOT = Path(__file__).resolve().parent.parent

# How many examples a property is tried with, where its test does not say so itself, and without a
# clock: a busy machine is no fault. `make test` tries the same ones each time, so that its answer
# is about the change; `make torture` chooses the second, and looks for others.
settings.register_profile("quick", max_examples=40, deadline=None, derandomize=True)
settings.register_profile("torture", max_examples=300, deadline=None)
settings.load_profile("quick")

BROWSER = ROOT / "tests" / "browser"

# Those of a few long tests, begun first, so that no process waits for another's at the end.
SLOW = ("test_bench.py", "test_demo.py", "test_database.py")

# Those that take pages of the desk, imports and references through tables of cases. What they send
# to the server is what Django and SQL of ours send in other tests too, so that they are not taken a
# second time on another server, but for those that commit. A new file is.
MATRICES = {
    f"test_{name}.py"
    for name in (
        *("admin_adding", "admin_bulk", "admin_import", "admin_junk", "check_citations"),
        *("every_door", "fuzz", "gate", "import_own_exports", "reference_formats", "roles"),
        *("watch", "workbench"),
    )
}

QUICK = {
    # The real hasher is slow on purpose.
    "PASSWORD_HASHERS": ["django.contrib.auth.hashers.MD5PasswordHasher"],
    # Static files are found where they lie, so that no test needs collectstatic before it.
    "STORAGES": {
        "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    },
    # A test may change what an answer is made of without a change of the record.
    "CACHES": {
        "default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"},
        "answers": {"BACKEND": "django.core.cache.backends.dummy.DummyCache"},
    },
    "WHITENOISE_USE_FINDERS": True,
    "WHITENOISE_AUTOREFRESH": True,
    # A machine that is busy is no fault.
    "PATIENCE": None,
    "SECURITY_CONTACT": "mailto:safety@archive.example",
    # E-mail is offered, and goes nowhere.
    "MAIL_FROM": "archive@archive.example",
    "SITE_URL": "https://archive.example",
    # What a developer's .env says of the production site is no business of the tests.
    "SECURE_SSL_REDIRECT": False,
    "SESSION_COOKIE_SECURE": False,
    "CSRF_COOKIE_SECURE": False,
}


def confirm_name(instance: Any, created: bool, **_told: Any) -> None:
    """The accounts of tests have confirmed their names; tests/test_invitations.py has others."""
    if created and instance.get_full_name():
        confirm_public_name(instance, instance.get_full_name())


post_save.connect(confirm_name, sender="auth.User")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--database-only",
        action="store_true",
        help="leave out what is the same on every server: tests without a database, and MATRICES",
    )


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    """Leave out the browser tests, unless they are named: they run in a process of their own."""
    if collection_path != BROWSER:
        return None
    named = [config.invocation_params.dir / argument.partition("::")[0] for argument in config.args]
    return None if any(path.resolve().is_relative_to(BROWSER) for path in named) else True


def touches_database(item: pytest.Item) -> bool:
    return has_transaction(item) or "django_db_setup" in item.fixturenames


def depends_on_server(item: pytest.Item) -> bool:
    return touches_database(item) and (item.path.name not in MATRICES or commits(item))


def commits(item: pytest.Item) -> bool:
    """Whether other connections see what the test writes, and wait for it, as that server lets
    them."""
    mark = item.get_closest_marker("django_db")
    is_marked = mark is not None and mark.kwargs.get("transaction", False)
    return is_marked or "transactional_db" in item.fixturenames


def has_transaction(item: pytest.Item) -> bool:
    """Whether pytest-django takes back what the test writes. The browser tests commit theirs."""
    return "db" in item.fixturenames or item.get_closest_marker("django_db") is not None


LEFT_OUT = pytest.StashKey[int]()


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    items.sort(key=lambda item: item.path.name not in SLOW)
    if config.getoption("--database-only"):
        left_out = [item for item in items if not depends_on_server(item)]
        config.hook.pytest_deselected(items=left_out)
        items[:] = filter(depends_on_server, items)
        config.stash[LEFT_OUT] = len(left_out)


def pytest_collection_finish() -> None:
    """Spare the thousands of tests and their modules each full collection: they stay to the end."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(10_000)


def pytest_sessionfinish(session: pytest.Session) -> None:
    """Tell the process that started this one, which counts no test that it does not see."""
    if hasattr(session.config, "workeroutput"):
        session.config.workeroutput["left_out"] = session.config.stash.get(LEFT_OUT, 0)


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node: Any) -> None:
    """Each process has left out the same tests."""
    node.config.stash[LEFT_OUT] = getattr(node, "workeroutput", {}).get("left_out", 0)


def pytest_terminal_summary(
    terminalreporter: pytest.TerminalReporter, config: pytest.Config
) -> None:
    if left_out := config.stash.get(LEFT_OUT, 0):
        terminalreporter.write_line(f"{left_out} tests are the same on every server: left out.")


@pytest.fixture(scope="session", autouse=True)
def quick_settings() -> Iterator[None]:
    with override_settings(**QUICK):
        yield


@pytest.fixture(scope="session", autouse=True)
def parsers_at_hand() -> Iterator[None]:
    """Parsers run where a test can reach into them; tests/test_limits.py has them run apart."""
    with bounded.in_this_process():
        yield


@pytest.fixture(scope="session", autouse=True)
def contexts_of_jinja() -> Iterator[None]:
    """Let ``response.context`` be that of a Jinja2 page too: Django tells its client of its own."""
    render = Template.render

    def told(self: Template, context: dict | None = None, request: Any = None) -> str:
        template_rendered.send(sender=Template, template=self, context=dict(context or {}))
        return render(self, context, request)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Template, "render", told)
        yield


class NetworkError(RuntimeError):
    """A test tried to leave this machine."""


@pytest.fixture(scope="session", autouse=True)
def addresses_of_languages() -> Iterator[None]:
    """Django keeps the addresses of each language, as if what is offered never changed."""

    def forget(setting: str, **_of_no_concern: Any) -> None:
        if setting == "LANGUAGES":
            clear_url_caches()

    setting_changed.connect(forget)
    yield
    setting_changed.disconnect(forget)


def refuse_remote(address: Any) -> None:
    """Raise NetworkError unless the address of a socket is on this machine."""
    if not isinstance(address, tuple):
        return  # a Unix socket
    host = str(address[0])
    try:
        local = ipaddress.ip_address(host).is_loopback
    except ValueError:
        local = host == "localhost"
    if not local:
        raise NetworkError(f"a test may not connect to {host}")


@pytest.fixture(scope="session", autouse=True)
def no_network() -> Iterator[None]:
    """Refuse every connection to another machine."""
    connect = socket.socket.connect
    connect_ex = socket.socket.connect_ex

    def guarded(self: socket.socket, address: Any) -> None:
        refuse_remote(address)
        connect(self, address)

    def guarded_ex(self: socket.socket, address: Any) -> int:
        refuse_remote(address)
        return connect_ex(self, address)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(socket.socket, "connect", guarded)
        patch.setattr(socket.socket, "connect_ex", guarded_ex)
        yield


@pytest.fixture(scope="session")
def template(
    django_test_environment: None, django_db_modify_db_settings: None, django_db_blocker: Any
) -> str:
    """The name of a database with nothing but its tables; nothing stays connected to it."""
    with django_db_blocker.unblock():
        return databases.template()


@pytest.fixture(scope="session")
def django_db_setup(template: str, django_db_blocker: Any) -> Iterator[None]:
    """A copy of the template for this process, dropped at the end."""
    name = connection.creation._get_test_db_name()
    with django_db_blocker.unblock(), databases.copy_of(template, name):
        # What tests have committed is flushed after them, published statements too.
        databases.allow_to_be_emptied()
        with django_db_blocker.block():
            yield


# The loader takes seconds for the bundled record, the copy of what it leaves a tenth of one.


@pytest.fixture(scope="session")
def copied_record(django_db_setup: None, django_db_blocker: Any) -> list[loaded.Copied]:
    with django_db_blocker.unblock():
        return loaded.copied_out()


@pytest.fixture
def record(db: None, copied_record: list[loaded.Copied]) -> None:
    """The archive holds the bundled record."""
    loaded.copy_in(copied_record)


@pytest.fixture(autouse=True)
def unrecorded_scenes(request: pytest.FixtureRequest) -> Iterator[None]:
    """A test may set its scene row by row: what it changed in public needs no revision at its end.

    Those that are about just this have an empty fixture of this name.
    """
    if not has_transaction(request.node):
        yield
        return
    request.getfixturevalue("db")
    yield
    # A response that was closed has closed the connection, and with it what was not committed.
    if connection.connection and not connection.connection.closed:
        with connection.cursor() as cursor:
            cursor.execute("DELETE FROM quotes_unrecorded")


Cell = Callable[..., AbstractContextManager[None]]


@pytest.fixture
def cell(db: None, subtests: pytest.Subtests, unrecorded_scenes: None) -> Cell:
    """A cell of a matrix whose scene is set once: named if it fails, and undone at its end.

    It is held to the same constraints as a whole test.
    """

    @contextmanager
    def one(**names: Any) -> Iterator[None]:
        with subtests.test(**names), transaction.atomic():
            yield
            with connection.cursor() as cursor:
                cursor.execute("DELETE FROM quotes_unrecorded")
            connection.check_constraints()
            transaction.set_rollback(True)

    return one
