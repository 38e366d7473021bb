"""``manage.py work_queue``: the worker, which reads the pages of the queue one after the other."""

import argparse
import logging
import os
import signal
import sys
import threading
import time
from typing import Any

from django.core.management.base import BaseCommand
from django.db import OperationalError, connections
from procrastinate.contrib.django import app
from procrastinate.contrib.django.django_connector import DjangoConnector
from procrastinate.exceptions import ConnectorException

from quotes.capture import tasks
from quotes.management.commands._tables import require_tables

logger = logging.getLogger(__name__)

# Seconds until a database that was lost is asked again, and until a stop does not wait any longer.
AGAIN = 5.0
GRACE = 3.0


class Command(BaseCommand):
    help = (
        "Work off the queue of pages that editors want read (docs/operations.md), until it is "
        "stopped. A page that was being read when a worker died is read by the next."
    )

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument(
            "--until-idle", action="store_true", help="end when nothing is due, for cron"
        )
        parser.add_argument(
            "--with-stdin",
            action="store_true",
            help="end when the standard input closes: with the process that holds its other end",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        require_tables()
        if options["with_stdin"]:
            threading.Thread(target=end_with_stdin, daemon=True).start()
        while True:
            try:
                run(until_idle=options["until_idle"])
            except (ConnectorException, OperationalError) as error:
                logger.warning("The queue cannot be read: %s", error)
                time.sleep(AGAIN)
            else:
                return


def run(*, until_idle: bool) -> None:
    """Work until stopped by a signal, or until nothing is due."""
    tasks.resume_soon()
    connections.close_all()
    assert isinstance(app.connector, DjangoConnector)
    with app.replace_connector(app.connector.get_worker_connector()):
        app.run_worker(wait=not until_idle, delete_jobs="successful", name="queue")


def end_with_stdin() -> None:
    """Stop this process when its standard input closes; a page that is being read is left."""
    sys.stdin.buffer.read()
    os.kill(os.getpid(), signal.SIGTERM)
    time.sleep(GRACE)
    os._exit(1)
