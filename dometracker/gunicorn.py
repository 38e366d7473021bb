"""How gunicorn serves the archive: ``gunicorn -c python:dometracker.gunicorn dometracker.wsgi``.

Options on the command line and in GUNICORN_CMD_ARGS take precedence. gunicorn itself reads
WEB_CONCURRENCY, the number of worker processes, unless it is named here.
"""

import gc
import http.client
import os
import subprocess
import sys
from pathlib import Path
from threading import Thread
from typing import Any
from urllib.parse import urlsplit

from dometracker import metrics

bind = ["127.0.0.1:8000"]
worker_class = "gthread"
if "WEB_CONCURRENCY" not in os.environ:
    workers = 2
threads = 4
# A worker whose heartbeat file lies on a busy disk is taken for dead.
worker_tmp_dir = "/dev/shm" if Path("/dev/shm").is_dir() else None
graceful_timeout = 10
loglevel = "warning"
# So that Django refuses a long address below /api/ in the form that programs read; the most that
# gunicorn can be set to.
limit_request_line = 8190
# Whether a visitor came by https is told by the proxy that BEHIND_PROXY stands for, and read by
# Django. gunicorn would believe it of every connection from this machine, and let a header of the
# visitor's name another path.
secure_scheme_headers: dict[str, str] = {}
forwarder_headers = ""
# Nobody here uses gunicornc, and a socket in the home folder is one door more.
control_socket_disable = True

# Set by `manage.py demo`: the address to print once a page can be read there.
ANNOUNCED = "DOMETRACKER_ANNOUNCE"
PAGE_LIMIT = 60


def post_fork(server: Any, worker: Any) -> None:
    # The memory of the counts is made here, before there is a second process.
    metrics.use_row(worker.age)


def post_worker_init(worker: Any) -> None:
    # What is loaded by now stays for the life of the worker. Kept out of the collector's sight, it
    # is not gone through again every few requests, which cost a tenth of a page.
    gc.collect()
    gc.freeze()
    url = os.environ.get(ANNOUNCED)
    if url and worker.age == 1:
        Thread(target=announce, args=[url], daemon=True).start()


def when_ready(server: Any) -> None:
    """Name settings that look mistyped, and have backups made while the site is served, if it is
    said where."""
    # After the settings are read, so that a file .env counts as well.
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "dometracker.settings")
    from django.conf import settings

    from dometracker import known_settings

    for told in known_settings.misspelt(os.environ):
        print(told, file=sys.stderr, flush=True)
    if settings.BACKUP_DIR:
        # It ends when its input does, which is when this process and its workers have ended.
        server.backups = subprocess.Popen(
            [sys.executable, "manage.py", "backup", "--repeat"],
            cwd=settings.BASE_DIR,
            stdin=subprocess.PIPE,
            # Ctrl-C is for the server, and a backup that was begun is finished.
            start_new_session=True,
        )


def on_exit(server: Any) -> None:
    if os.environ.get(ANNOUNCED):
        print("\nStopped.", flush=True)


def announce(url: str) -> None:
    """Ask for the page at ``url`` and print how it answers, on stdout if well."""
    address = urlsplit(url)
    connection = http.client.HTTPConnection(str(address.hostname), address.port, timeout=PAGE_LIMIT)
    try:
        connection.request("GET", address.path)
        status = connection.getresponse().status
    except OSError as error:
        print(f"No answer from {url}: {error}", file=sys.stderr, flush=True)
        return
    finally:
        connection.close()
    if status < 400:
        print(f"\nDomeTracker answers at {url} (Ctrl-C ends it)", flush=True)
    else:
        print(f"{url} answers with an error ({status}).", file=sys.stderr, flush=True)
