"""Serve the archive on one's own machine: take the address first, hand it to gunicorn last."""

import errno
import hashlib
import os
import secrets
import socket
import subprocess
import sys
from pathlib import Path
from typing import NoReturn

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders

from dometracker import gunicorn

# Without what is easily confused when it is typed from a screen: 0 and o, 1 and l and i.
PASSWORD_CHARACTERS = "abcdefghjkmnpqrstuvwxyz23456789"
BACKLOG = 128


class AddressError(ValueError):
    """An address that cannot be served; ``str()`` is a sentence for the person who gave it."""


# Of which files the collected ones were made; beside them, so that both go together.
COLLECTED = settings.STATIC_ROOT / ".collected"


def static_fingerprint() -> str:
    """What would be collected: SHA-256 of the names, sizes and times of all static files.

    To collect takes seconds, as each file is compressed; to look whether one has changed does not.
    """
    digest = hashlib.sha256()
    for finder in get_finders():
        for name, storage in finder.list([]):
            status = Path(storage.path(name)).stat()
            digest.update(f"{name} {status.st_size} {status.st_mtime_ns}\n".encode())
    return digest.hexdigest()


def collected_fingerprint() -> str:
    """That of the files already collected; empty where there are none."""
    manifest = settings.STATIC_ROOT / "staticfiles.json"
    return COLLECTED.read_text() if COLLECTED.exists() and manifest.exists() else ""


def parse_port(text: str) -> int:
    """The port that ``text`` names; 0 stands for any that is free. Raises AddressError."""
    if not (text.isascii() and text.isdigit() and int(text) <= 65535):
        raise AddressError(f"“{text}” is no port: give a number from 1 to 65535.")
    return int(text)


def listen(host: str, port: int) -> socket.socket:
    """A socket that already listens at the address, so that nobody can take it meanwhile.

    Raises AddressError if the port is taken or forbidden, or the host is not this machine.
    """
    name = host.removeprefix("[").removesuffix("]")
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(
            name, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
        listener = socket.socket(family, kind, protocol)
    except OSError as error:
        raise AddressError(
            f"“{host}” is no address that this machine knows ({error.strerror})."
        ) from error
    try:
        # Or the port stays taken for a minute after a demo with open connections has ended.
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(address)
        listener.listen(BACKLOG)
    except OSError as error:
        listener.close()
        raise AddressError(_why_not(host, port, error)) from error
    return listener


def _why_not(host: str, port: int, error: OSError) -> str:
    another = "Choose another: make demo PORT=8001."
    if isinstance(error, PermissionError):
        return f"Only root may serve on port {port}. {another}"
    if error.errno == errno.EADDRINUSE:
        return f"Port {port} of {host} is taken by another program. {another}"
    return f"Nothing can be served at {host}, port {port}: {error.strerror}."


def url_of(listener: socket.socket) -> str:
    """The address of the archive for a browser on this machine."""
    host, port = listener.getsockname()[:2]
    # "All addresses" is a place to listen at, not one to visit.
    host = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)
    return f"http://[{host}]:{port}/" if ":" in host else f"http://{host}:{port}/"


def new_password() -> str:
    """Four groups of four characters: 79 bits, enough against any guessing."""
    groups = ("".join(secrets.choice(PASSWORD_CHARACTERS) for _ in range(4)) for _ in range(4))
    return "-".join(groups)


def start_worker() -> None:
    """Start the process that works off the queue; it ends with this one, however that ends.

    The other end of its standard input passes over to gunicorn and its workers, and closes with the
    last of them. Its own session keeps Ctrl-C for the server, and readers come first.
    """
    reading, writing = os.pipe()
    subprocess.Popen(
        [sys.executable, "manage.py", "work_queue", "--with-stdin"],
        cwd=settings.BASE_DIR,
        stdin=reading,
        stdout=subprocess.DEVNULL,
        start_new_session=True,
        preexec_fn=_stand_back,
    )
    os.close(reading)
    os.set_inheritable(writing, True)


def _stand_back() -> None:
    os.nice(10)


def become_server(listener: socket.socket) -> NoReturn:
    """Turn this process into gunicorn, which thus gets every signal that is meant for us.

    The lock by which the embedded database knows its users passes over with the process.
    """
    listener.set_inheritable(True)
    os.chdir(settings.BASE_DIR)
    command = [sys.executable, "-m", "gunicorn", "--config", "python:dometracker.gunicorn"]
    command += ["--bind", f"fd://{listener.fileno()}", "dometracker.wsgi"]
    os.execve(sys.executable, command, {**os.environ, gunicorn.ANNOUNCED: url_of(listener)})
