"""The internal history: every change of every row of the record, by whom. It is never public."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connection, models
from django.db.models import Model, Q
from django.utils.translation import gettext_lazy as _


class ChangeQuerySet(models.QuerySet["Change"]):
    def of(self, row: Model) -> "ChangeQuerySet":
        """The changes of a row and of what belongs to it, deleted rows among that."""
        table = str(row._meta.model_name)
        concerned = Q(table_name=table, row_id=row.pk)
        for owned in OWNED.get(table, ()):
            concerned |= Q(table_name=owned, owner_id=row.pk)
            concerned |= Q(table_name=owned, other_owner_id=row.pk)
        return self.filter(concerned)

    def newest_first(self) -> "ChangeQuerySet":
        return self.order_by("-pk")


class Change(models.Model):
    """A row that was inserted, updated or deleted, whoever did it. Written by trigger alone.

    ``before`` and ``after`` hold, as JSON, the columns that changed; of a new row and of a deleted
    one all of them. ``owner_id`` is the row that it belongs to (the statement of a citation),
    ``other_owner_id`` the one it belonged to before, or the second statement of a relation.
    ``account_id`` is empty for what was done outside of the admin. ``made_in`` is the number of
    the transaction.
    """

    id = models.BigAutoField(primary_key=True)
    made_at = models.DateTimeField()
    made_in = models.BigIntegerField()
    account_id = models.BigIntegerField(null=True)
    page = models.TextField()
    database_role = models.TextField()
    table_name = models.TextField()
    action = models.TextField()
    row_id = models.BigIntegerField(null=True)
    owner_id = models.BigIntegerField(null=True)
    other_owner_id = models.BigIntegerField(null=True)
    before: Any = models.JSONField(null=True)
    after: Any = models.JSONField(null=True)

    objects = ChangeQuerySet.as_manager()

    class Meta:
        managed = False
        db_table = "quotes_change"
        verbose_name = _("change")
        verbose_name_plural = _("changes")

    def __str__(self) -> str:
        return f"{self.table_name} {self.row_id}: {self.action}"


# The tables of the record, as the triggers have them (quotes/sql/change_log.sql).
TABLES = (
    *("statement", "citation", "statementtopic", "figure", "relation", "occasion", "topic"),
    *("speaker", "role", "alias", "source", "outlet", "capture", "redirect", "merge"),
)

# Which tables hold what belongs to a row.
OWNED = {
    "statement": ("citation", "statementtopic", "figure", "relation"),
    "speaker": ("role", "alias"),
    "source": ("capture",),
}


@contextmanager
def written_by(account_id: int, page: str) -> Iterator[None]:
    """What is written meanwhile over this connection is written by an account, from a page.

    For the session and not for a transaction, since a request may have several of them. A pooler
    between Django and PostgreSQL has to keep sessions together (PgBouncer's ``session`` mode).
    """
    _tell(str(account_id), page)
    try:
        yield
    finally:
        _tell("", "")


def _tell(account: str, page: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT set_config('archive.account', %s, false),"
            " set_config('archive.page', %s, false)",
            [account, page],
        )


@contextmanager
def without_history() -> Iterator[None]:
    """Within a transaction: nothing is kept and no revision asked for. For synthetic statements.

    They are test data, and a million of them take twice the room and time with a history that
    nobody reads. The triggers honour this only where there is no revision at all, so not in an
    archive from which anything was ever published.
    """
    _keep_none("on")
    yield
    _keep_none("off")


def _keep_none(value: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('archive.keep_no_history', %s, true)", [value])
