"""The version of the archive: which public state of the record an answer was made of."""

from django.db import connection, models
from django.utils.translation import gettext_lazy as _


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
            cursor.execute("SELECT mark FROM quotes_archiveversion")
            row = cursor.fetchone()
        return str(row[0]) if row else ""
