"""What a process that had no part in it finds in an archive: python -m tests.archive_witness WHAT.

``prepare`` makes some published statements and an editor; ``state`` prints, as JSON, what stands
there now and whether it is whole; ``read-only`` and ``writable`` set what the database allows.
"""

import contextlib
import json
import sys
from collections.abc import Callable
from io import StringIO
from typing import Any

import django

django.setup()


from django.contrib.auth import get_user_model  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.db import connection  # noqa: E402

from quotes.models import Revision, Statement  # noqa: E402
from quotes.revisions.chain import broken_at  # noqa: E402
from quotes.revisions.snapshot import snapshot_of  # noqa: E402
from tests import factories  # noqa: E402
from tests.served_archive import PASSWORD  # noqa: E402

STATEMENTS = 6


def prepare() -> list[int]:
    call_command("migrate", verbosity=0, interactive=False)
    call_command("make_groups", verbosity=0)
    get_user_model()._default_manager.create_superuser("editor", password=PASSWORD)
    return [factories.statement(place="Room 0").pk for _ in range(STATEMENTS)]


def state() -> dict[str, Any]:
    places: dict[int, list[str]] = {}
    broken, half = [], []
    for statement in Statement.objects.published().order_by("pk"):
        history = list(Revision.objects.filter(statement=statement).order_by("number"))
        places[statement.pk] = [revision.public_state["place"] for revision in history]
        if broken_at(history) is not None:
            broken.append(statement.pk)
        if history[-1].public_state != json.loads(json.dumps(snapshot_of(statement), default=str)):
            half.append(statement.pk)
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM quotes_unrecorded")
        unrecorded = cursor.fetchone()[0]
    told = StringIO()
    with contextlib.suppress(SystemExit):
        call_command("check_entries", stdout=told, stderr=StringIO())
    return {
        "places": places,
        "broken": broken,
        "half": half,
        "unrecorded": unrecorded,
        "entries": told.getvalue().strip(),
    }


def set_read_only(is_so: bool) -> None:
    name = connection.ops.quote_name(str(connection.settings_dict["NAME"]))
    with connection.cursor() as cursor:
        cursor.execute("SET default_transaction_read_only = off")
        setting = "on" if is_so else "off"
        cursor.execute(f"ALTER DATABASE {name} SET default_transaction_read_only = {setting}")


ASKED: dict[str, Callable[[], Any]] = {
    "prepare": prepare,
    "state": state,
    "read-only": lambda: set_read_only(True),
    "writable": lambda: set_read_only(False),
}

if __name__ == "__main__":
    print(json.dumps(ASKED[sys.argv[1]]()), flush=True)
