"""The one command: from an empty folder to an archive in the browser, and again."""

import re
import socket
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from io import StringIO
from pathlib import Path

import pytest
from django.contrib.auth import get_user_model
from django.core.management import CommandError, call_command

from dometracker import demo
from quotes.management.commands.demo import Command
from tests.demo_server import Demo

# The address


@pytest.mark.parametrize(("text", "port"), [("8000", 8000), ("1", 1), ("65535", 65535), ("0", 0)])
def test_a_port_is_read(text: str, port: int):
    assert demo.parse_port(text) == port


@pytest.mark.parametrize("text", ["", "http", "80o0", "-1", "65536", "8000.5", "٨٠", "99999999999"])
def test_what_is_no_port_is_refused_in_a_sentence(text: str):
    with pytest.raises(demo.AddressError, match="is no port: give a number from 1 to 65535"):
        demo.parse_port(text)


@pytest.fixture
def listener() -> Iterator[socket.socket]:
    with demo.listen("127.0.0.1", 0) as opened:
        yield opened


def port_of(listener: socket.socket) -> int:
    return listener.getsockname()[1]


def test_the_port_is_taken_from_the_first_moment(listener: socket.socket):
    with pytest.raises(demo.AddressError, match=f"Port {port_of(listener)} .* is taken"):
        demo.listen("127.0.0.1", port_of(listener))


def test_a_port_is_free_again_at_once(listener: socket.socket):
    address = listener.getsockname()
    visitor = socket.create_connection(address)
    listener.accept()[0].close()
    listener.close()
    visitor.close()
    demo.listen("127.0.0.1", address[1]).close()


def test_an_unknown_host_is_refused_in_a_sentence():
    # TEST-NET-1 of RFC 5737, which no machine has.
    with pytest.raises(demo.AddressError, match=r"Nothing can be served at 192\.0\.2\.1"):
        demo.listen("192.0.2.1", 0)


def test_a_host_that_cannot_be_read_is_refused_in_a_sentence():
    with pytest.raises(demo.AddressError, match="is no address that this machine knows"):
        demo.listen("not a host", 0)


def test_the_address_is_one_that_a_browser_takes(listener: socket.socket):
    port = port_of(listener)
    assert demo.url_of(listener) == f"http://127.0.0.1:{port}/"
    with demo.listen("0.0.0.0", 0) as everywhere:
        assert demo.url_of(everywhere) == f"http://127.0.0.1:{port_of(everywhere)}/"


def test_an_address_of_version_6_stands_in_brackets():
    try:
        listener = demo.listen("[::1]", 0)
    except demo.AddressError:
        pytest.skip("this machine has no IPv6")
    with listener:
        assert demo.url_of(listener) == f"http://[::1]:{port_of(listener)}/"


def test_a_taken_port_ends_the_command_before_the_database_is_touched(listener: socket.socket):
    # This test may not use a database, so that any query would fail it.
    with pytest.raises(CommandError, match="is taken by another program"):
        call_command("demo", port=str(port_of(listener)))


def test_a_bad_port_ends_the_command_before_the_database_is_touched():
    with pytest.raises(CommandError, match="“eight” is no port"):
        call_command("demo", port="eight")


# The account


def test_passwords_are_long_and_differ():
    one, other = demo.new_password(), demo.new_password()
    assert one != other
    assert re.fullmatch(r"[a-hjkmnp-z2-9]{4}(-[a-hjkmnp-z2-9]{4}){3}", one)


@pytest.mark.django_db
def test_the_password_is_shown_once_and_signs_in(client):
    first, second = StringIO(), StringIO()
    Command(stdout=first).make_editors("http://127.0.0.1:8000/")
    Command(stdout=second).make_editors("http://127.0.0.1:8000/")
    password = re.search(r"(?m)^  password +(\S+)$", first.getvalue())[1]
    assert "http://127.0.0.1:8000/admin/" in first.getvalue()
    assert second.getvalue() == ""
    assert client.login(username="editor", password=password)


@pytest.mark.django_db
def test_no_account_is_made_where_there_is_one():
    get_user_model()._default_manager.create_user("somebody")
    shown = StringIO()
    Command(stdout=shown).make_editors("http://127.0.0.1:8000/")
    assert shown.getvalue() == ""
    assert get_user_model().objects.count() == 1


# All of it


@pytest.fixture
def start(tmp_path: Path) -> Iterator:
    demos: list[Demo] = []

    def started() -> Demo:
        demos.append(Demo(tmp_path / "home", BACKUP_DIR=str(tmp_path / "backups")))
        return demos[-1]

    yield started
    for one in demos:
        one.end()


def read(url: str) -> tuple[int, str]:
    with urllib.request.urlopen(url, timeout=30) as response:
        return response.status, response.read().decode()


def server_is_gone(home: Path) -> bool:
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline:
        if not list(home.rglob("postmaster.pid")):
            return True
        time.sleep(0.1)
    return False


def is_backed_up(folder: Path) -> bool:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        if list(folder.glob("dometracker-*.tar")):
            return True
        time.sleep(0.1)
    return False


def test_from_an_empty_folder_to_an_answer_and_again(start, tmp_path: Path):
    first = start()
    url = first.url()
    status, page = read(url)
    assert status == 200
    assert "Golden Dome" in page
    style = re.search(r'href="(/static/css/site\.[0-9a-f]+\.css)"', page)
    assert style, "the style sheet is not named by its hash"
    assert read(url.removesuffix("/") + style[1])[0] == 200
    with pytest.raises(urllib.error.HTTPError, match="404"):
        read(url + "no-such-page/")
    assert "password" in first.told
    assert is_backed_up(tmp_path / "backups"), "no backup was made while the site was served"
    assert first.interrupt() == 0, first.told
    assert "Traceback" not in first.told
    assert server_is_gone(tmp_path / "home"), "the embedded database was left running"

    again = start()
    assert read(again.url())[0] == 200
    assert "password" not in again.told
    assert "Loading" not in again.told
    assert again.interrupt() == 0, again.told
