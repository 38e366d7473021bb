"""What an act wrote into the record, row by row, so that it can be taken back."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime
from itertools import groupby
from typing import Any

from django.apps import apps
from django.db import connection
from django.db.models import Model, QuerySet

from quotes.dates.partial import PartialDate

_ADDED, _CHANGED, _REMOVED = "added", "changed", "removed"
_ADDRESSED = {"speaker", "outlet", "topic", "source", "statement"}

Step = dict[str, Any]


class ChangedSince(Exception):
    """A row is no longer as the act left it."""


class Journal:
    """Writes rows, and keeps in ``steps``, as plain JSON, what takes it back."""

    def __init__(self) -> None:
        self.steps: list[Step] = []

    def change(self, rows: "QuerySet[Any]", **columns: Any) -> None:
        """Give columns of the rows another value, by one UPDATE. A reference is ``…_id``."""
        before = {
            str(values.pop("pk")): {name: _plain(value) for name, value in values.items()}
            for values in rows.values("pk", *columns)
        }
        if not before:
            return
        _rows(rows.model, before).update(**columns)
        after = {name: _plain(value) for name, value in columns.items()}
        self._note(_CHANGED, rows.model, before=before, after=after)

    def add(self, row: Model) -> None:
        """Write a new row."""
        row.save(force_insert=True)
        self._note(_ADDED, type(row), rows=[_values(row)])

    def remove(self, rows: "QuerySet[Any]") -> None:
        """Delete rows. What still refers to them is an error, and never swept along."""
        removed = [_values(row) for row in rows]
        if not removed:
            return
        self._note(_REMOVED, rows.model, rows=removed)
        _rows(rows.model, [values["id"] for values in removed])._raw_delete(using=rows.db)

    def _note(self, did: str, model: type[Model], **written: Any) -> None:
        self.steps.append({"did": did, "table": model._meta.model_name, **written})


def take_back(steps: Iterable[Step]) -> None:
    """Make every row what it was before these steps.

    Only what the steps wrote is looked at and set back: a wording corrected since stays corrected.
    Raises `ChangedSince` when a row is gone, or has been written again where a step wrote it.
    """
    for step in sorted(steps, key=_turn):
        _UNDO[step["did"]](apps.get_model("quotes", step["table"]), step)


def _turn(step: Step) -> int:
    """When a step is taken back; not simply in reverse, since the database looks at each at once.

    Added rows go first, because what comes back may need their address. Then comes back what rows
    are given to, or entries would be made without it. A capture is changed before the citations
    that point into it, both ways, and before one comes back.
    """
    if step["did"] == _REMOVED and step["table"] in _ADDRESSED:
        return 1
    return {_ADDED: 0, _CHANGED: 2, _REMOVED: 3}[step["did"]]


@contextmanager
def moving_captures() -> Iterator[None]:
    """Within a transaction: captures may be given to another source. Nothing else of them changes.

    The trigger ``capture_never_changes`` looks for this setting.
    """
    _allow_moving("on")
    yield
    _allow_moving("off")


def _allow_moving(value: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('archive.move_captures', %s, true)", [value])


def _remove_added(model: Any, step: Step) -> None:
    for values in step["rows"]:
        row = model._default_manager.filter(**values)
        if not row.exists():
            raise ChangedSince
        row._raw_delete(using=row.db)


def _change_back(model: Any, step: Step) -> None:
    before = step["before"]
    if _rows(model, before).filter(**step["after"]).count() != len(before):
        raise ChangedSince
    # What was the same before is one UPDATE, as it was one.
    by_values = sorted(before, key=lambda pk: repr(before[pk]))
    for _same, pks in groupby(by_values, key=lambda pk: repr(before[pk])):
        together = list(pks)
        _rows(model, together).update(**before[together[0]])


def _restore_removed(model: Any, step: Step) -> None:
    for values in step["rows"]:
        typed = {field.attname: field.to_python(values[field.attname]) for field in _columns(model)}
        row = model(**typed)
        row.save(force_insert=True)
        # Some columns are set by themselves whenever a row is made.
        typed.pop("id")
        _rows(model, [row.pk]).update(**typed)


_UNDO = {_ADDED: _remove_added, _CHANGED: _change_back, _REMOVED: _restore_removed}


def _rows(model: Any, pks: Iterable[Any]) -> "QuerySet[Any]":
    return model._default_manager.filter(pk__in=list(pks))


def _columns(model: Any) -> list[Any]:
    """The columns that are written; what the database derives from them is not."""
    return [field for field in model._meta.concrete_fields if not field.generated]


def _values(row: Any) -> dict[str, Any]:
    return {field.attname: _plain(getattr(row, field.attname)) for field in _columns(type(row))}


def _plain(value: Any) -> Any:
    """A value as JSON has it, and as Django reads it back."""
    if isinstance(value, PartialDate):
        return value.text
    # Not by Django's encoder, which cuts the microseconds.
    return value.isoformat() if isinstance(value, datetime) else value
