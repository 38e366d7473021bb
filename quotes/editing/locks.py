"""Rows as they are now, held until the transaction ends."""

from typing import Any

from django.db import connection, models
from django.utils.translation import gettext as _

from quotes.editing.refusals import Refused


def lock_record() -> None:
    """Wait for the other writers of the record, until the transaction ends.

    Triggers take this lock before the first row, but with relations, redirects and columns that no
    entry is made of after it. Who locks a row by hand calls this first: taken after the row, it
    could be what another writer holds who waits for that row.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT archive_lock_entries()")


def locked(model: type[models.Model], *keys: int) -> list[Any]:
    """The rows with these primary keys, read anew and in the order given. Raises `Refused`.

    They are locked in the order of their keys, whichever is named first.
    """
    lock_record()
    rows = model._default_manager.filter(pk__in=keys).order_by("pk").select_for_update()
    found = {row.pk: row for row in rows}
    if set(found) != set(keys):
        raise Refused([_("It no longer exists: someone has just merged or deleted it.")])
    return [found[key] for key in keys]
