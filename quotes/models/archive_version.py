"""The version of the archive: which public state of the record an answer was made of."""

from threading import local
from typing import Any

from django.db import connection, models
from django.utils.translation import gettext_lazy as _
from psycopg import OperationalError
from psycopg.pq import ExecStatus, TransactionStatus

_MARK = "SELECT mark FROM quotes_archiveversion"
# Under this name each connection has it prepared.
_PREPARED = b"archive_mark"


class _Prepared(local):
    """On which connection of this thread the query is prepared."""

    on: object = None


_prepared = _Prepared()


class ArchiveVersion(models.Model):
    """One row: how often the record was changed, and a mark that no other state of it has.

    Written by trigger alone (``quotes/sql/archive_version.sql``), in the transaction of the change
    and under the lock of all writers. So a reader who finds a mark finds, from then on, at least
    the record that it stands for. ``mark`` is drawn anew each time, so that an archive restored
    from a backup never repeats one.
    """

    id = models.SmallIntegerField(primary_key=True, default=1)
    number = models.BigIntegerField(default=0)
    mark = models.UUIDField()

    class Meta:
        verbose_name = _("version of the archive")
        verbose_name_plural = _("version of the archive")
        constraints = [
            models.CheckConstraint(condition=models.Q(id=1), name="archiveversion_one_row"),
        ]

    def __str__(self) -> str:
        return f"{self.number} ({self.mark})"

    @classmethod
    def mark_now(cls) -> str:
        """The mark as committed; ``""`` for an archive that nobody has written to. One query."""
        with connection.cursor() as cursor:
            cursor.execute(_MARK)
            row = cursor.fetchone()
        return str(row[0]) if row else ""

    @classmethod
    def mark_at_once(cls) -> str:
        """The mark, asked of the connection that this thread has open, past Django and its cursors:
        a third of the time. ``""`` where it has none, and where it is broken or in use."""
        raw: Any = connection.connection
        if raw is None or raw.closed:
            return ""
        link = raw.pgconn
        if link.transaction_status != TransactionStatus.IDLE:
            return ""
        try:
            if _prepared.on is not raw:
                if link.prepare(_PREPARED, _MARK.encode()).status != ExecStatus.COMMAND_OK:
                    return ""
                _prepared.on = raw
            found = link.exec_prepared(_PREPARED, None)
        except OperationalError:
            return ""
        if found.status != ExecStatus.TUPLES_OK:
            # The server has forgotten it, as after a DISCARD ALL: the next who asks prepares it.
            _prepared.on = None
            return ""
        return found.get_value(0, 0).decode() if found.ntuples == 1 else ""
