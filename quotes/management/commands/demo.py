"""One command from an empty folder to an archive in the browser."""

import argparse
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.contrib.auth.models import User
from django.core.management import CommandError, call_command
from django.core.management.base import BaseCommand
from django.db import OperationalError, connection, connections
from django.db.utils import NotSupportedError
from django.urls import reverse

from dometracker import demo
from quotes.editing.roles import give_role
from quotes.editing.workflow import EditorGroup
from quotes.management.replaced_migrations import require_all_or_none
from quotes.transfer import loader

# Two, because nobody publishes what they began themselves.
EDITOR, REVIEWER = "editor", "reviewer"
# Any number will do, as long as no other program locks the same in this database.
SETTING_UP = 0x60_1D_D0_3E


class Command(BaseCommand):
    help = (
        "Migrate, load the bundled record into an empty archive, make two editors' accounts if "
        "there is none, and serve. A second run keeps every edit."
    )
    # `migrate` makes them, after the address is known to be free.
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("--host", default="127.0.0.1", help="where to listen (%(default)s)")
        parser.add_argument(
            "--port", default="8000", help="1 to 65535, or 0 for any that is free (%(default)s)"
        )
        parser.add_argument(
            "--prepare-only",
            action="store_true",
            help="prepare the database and the account, for another server at that address",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            self.run(options["host"], options["port"], options["prepare_only"])
        except demo.AddressError as error:
            raise CommandError(str(error)) from error
        except (OperationalError, NotSupportedError) as error:
            raise CommandError(str(error).strip()) from error
        except KeyboardInterrupt:
            self.stdout.write("\nStopped. What was not done is done next time.")
            sys.exit(130)

    def run(self, host: str, port: str, prepare_only: bool) -> None:
        listener = demo.listen(host, demo.parse_port(port))
        url = demo.url_of(listener)
        with self.step("Starting the database"):
            connection.ensure_connection()
        with self.alone():
            with self.step("Migrating"):
                require_all_or_none(connection)
                call_command("migrate", verbosity=0, interactive=False)
                call_command("make_groups", verbosity=0)
            if loader.is_empty():
                with self.step("Loading the bundled record", ending="\n"):
                    call_command("load_archive", stdout=self.stdout)
            fingerprint = demo.static_fingerprint()
            if not prepare_only and demo.collected_fingerprint() != fingerprint:
                with self.step("Collecting static files"):
                    call_command("collectstatic", verbosity=0, interactive=False)
                demo.COLLECTED.write_text(fingerprint)
            self.make_editors(url)
        connections.close_all()
        if prepare_only:
            listener.close()
        else:
            demo.start_worker()
            demo.become_server(listener)

    @contextmanager
    def step(self, name: str, ending: str = "") -> Iterator[None]:
        """Say what begins, and how long it took; ``ending`` sets apart what it says itself."""
        self.say(f"{name} … ", ending)
        started = time.monotonic()
        yield
        self.say(f"done ({time.monotonic() - started:.1f} s)")

    def say(self, text: str, ending: str = "\n") -> None:
        self.stdout.write(text, ending=ending)
        # A step that is shown only when it is over is no progress.
        self.stdout.flush()

    @contextmanager
    def alone(self) -> Iterator[None]:
        """Keep a second demo from migrating and loading into the same database meanwhile."""
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_try_advisory_lock(%s)", [SETTING_UP])
            if not cursor.fetchone()[0]:
                self.say("Waiting for another process that prepares the same archive …")
                cursor.execute("SELECT pg_advisory_lock(%s)", [SETTING_UP])
        # The lock ends with the connection, however that comes about.
        yield

    def make_editors(self, url: str) -> None:
        """Make the first two accounts and show their passwords, which are stored nowhere in clear.

        Both are editors. `createsuperuser` makes an administrator.
        """
        if User.objects.exists():
            return
        admin = url.removesuffix("/") + reverse("admin:index")
        self.say("\nTwo editors’ accounts were made. Their passwords are shown this once:")
        for name in (EDITOR, REVIEWER):
            password = demo.new_password()
            give_role(User.objects.create_user(name, password=password), EditorGroup.EDITOR)
            self.say(f"  name      {name}\n  password  {password}")
        self.say(
            f"  sign in   {admin}\nWhat one of them begins, the other reviews and publishes.\n"
        )
