"""What every test stands on: settings that are quick, no network, a database that is up to date."""

import hashlib
import ipaddress
import socket
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import django
import pytest
from django.core.signals import setting_changed
from django.db import connection
from django.template.backends.jinja2 import Template
from django.test import override_settings
from django.test.signals import template_rendered
from django.urls import clear_url_caches
from hypothesis import settings

from tests import loaded

ROOT = Path(__file__).resolve().parent.parent

# How many examples a property is tried with, where its test does not say so itself, and without a
# clock: a busy machine is no fault. `make test` tries the same ones each time, so that its answer
# is about the change; `make torture` chooses the second, and looks for others.
settings.register_profile("quick", max_examples=40, deadline=None, derandomize=True)
settings.register_profile("torture", max_examples=300, deadline=None)
settings.load_profile("quick")

QUICK = {
    # The real hasher is slow on purpose.
    "PASSWORD_HASHERS": ["django.contrib.auth.hashers.MD5PasswordHasher"],
    # Static files are found where they lie, so that no test needs collectstatic before it.
    "STORAGES": {
        "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    },
    "WHITENOISE_USE_FINDERS": True,
    "WHITENOISE_AUTOREFRESH": True,
    # What a developer's .env says of the production site is no business of the tests.
    "SECURE_SSL_REDIRECT": False,
    "SESSION_COOKIE_SECURE": False,
    "CSRF_COOKIE_SECURE": False,
}


@pytest.fixture(scope="session", autouse=True)
def quick_settings() -> Iterator[None]:
    with override_settings(**QUICK):
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


# A kept database (--reuse-db) carries the fingerprint of what made it as its comment, so that it
# is made anew when a migration has changed, and not when a test fails for no visible reason.


def fingerprint() -> str:
    """Of all that decides what a fresh test database looks like."""
    digest = hashlib.sha256(f"Django {django.__version__}".encode())
    for path in sorted((ROOT / "quotes" / "migrations").glob("*.py")):
        digest.update(path.name.encode() + path.read_bytes())
    return digest.hexdigest()


def kept_fingerprint() -> str:
    with connection._nodb_cursor() as cursor:
        cursor.execute(
            "SELECT shobj_description(oid, 'pg_database') FROM pg_database WHERE datname = %s",
            [connection.settings_dict["TEST"]["NAME"]],
        )
        row = cursor.fetchone()
    return (row and row[0]) or ""


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings: None) -> None:
    """Name the test database, of which Django else only knows how it will name it."""
    connection.settings_dict["TEST"]["NAME"] = connection.creation._get_test_db_name()


@pytest.fixture(scope="session")
def django_db_createdb(
    django_db_createdb: bool, django_db_modify_db_settings: None, django_db_blocker: Any
) -> bool:
    with django_db_blocker.unblock():
        return django_db_createdb or kept_fingerprint() != fingerprint()


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: Any) -> None:
    name = connection.settings_dict["NAME"]
    if name != connection.settings_dict["TEST"]["NAME"]:
        return  # no test asked for a database, so none was made
    with django_db_blocker.unblock(), connection.cursor() as cursor:
        quoted = connection.ops.quote_name(name)
        cursor.execute(f"COMMENT ON DATABASE {quoted} IS '{fingerprint()}'")
        # What tests have committed is flushed after them, published statements too.
        cursor.execute(f"ALTER DATABASE {quoted} SET archive.may_be_emptied = 'on'")
        cursor.execute("SET archive.may_be_emptied = 'on'")


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
    if "db" not in request.fixturenames and not request.node.get_closest_marker("django_db"):
        yield
        return
    request.getfixturevalue("db")
    yield
    # A response that was closed has closed the connection, and with it what was not committed.
    if connection.connection and not connection.connection.closed:
        with connection.cursor() as cursor:
            cursor.execute("DELETE FROM quotes_unrecorded")
