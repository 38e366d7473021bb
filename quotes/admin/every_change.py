"""The internal history of a row, drafts included: who changed which column, from what to what.

Read from `Change`, which triggers write, so that it also has what no form knows of.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import groupby
from typing import Any

from django.apps import apps
from django.contrib import admin
from django.contrib.admin.utils import unquote
from django.contrib.auth import get_user_model
from django.core.paginator import Page, Paginator
from django.db.models import DateTimeField, ForeignKey, Model
from django.http import HttpRequest
from django.utils.dateparse import parse_datetime
from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from quotes.models import Change, Statement
from quotes.revisions.comparison import abridged
from quotes.text.differences import Piece, word_difference

# Rows of the history on one page.
SIZE = 50
PAGE = "changes"
# A value that is longer is shown by its words that changed.
LONG = 60

# Columns that change by themselves whenever a row is saved.
_KEPT_BY_ITSELF = {"id", "version", "updated_at"}
# Columns that say what a row belongs to.
_OWNERS = {"statement_id", "speaker_id", "source_id"}

RowNames = dict[tuple[type[Model], Any], str]


@dataclass(frozen=True, slots=True)
class ColumnChange:
    """One column: its values before and after, or, of long ones, the words that differ."""

    name: str
    before: str
    after: str
    pieces: Sequence[Piece] = ()


@dataclass(frozen=True, slots=True)
class RowChange:
    """What was done with one row, by its name and what became of its columns."""

    row: str
    action: str
    columns: list[ColumnChange]


@dataclass(frozen=True, slots=True)
class Transaction:
    """What was done at once. ``who`` is a name, or says that it was not done in the admin."""

    made_at: datetime
    who: str
    page: str
    rows: list[RowChange] = field(default_factory=list)


def context_of_history(
    table: admin.ModelAdmin, request: HttpRequest, object_id: str
) -> dict[str, Any]:
    """What the history of a row shows besides Django's log: all changes, also of its parts."""
    context: dict[str, Any] = {"names_are_shown": may_see_accounts(request)}
    row = table.get_object(request, unquote(object_id))
    if row is None:
        return context
    changes = Paginator(Change.objects.of(row).newest_first(), SIZE)
    shown = changes.get_page(request.GET.get(PAGE))
    return context | {
        "changes": shown,
        "changes_range": changes.get_elided_page_range(shown.number),
        "transactions": transactions(request, row, shown),
    }


def may_see_accounts(request: HttpRequest) -> bool:
    """Whether other accounts are called by their names: who may look at accounts anyway."""
    return request.user.has_perm("auth.view_user")


def transactions(request: HttpRequest, row: Model, part: Page[Change]) -> list[Transaction]:
    """A part of the history of a row, by what was done at once; latest first.

    Costs one query for the accounts and one for each kind of row that a value refers to.
    """
    changes = list(part)
    writers, names = account_names(request, changes), _names_of_references(changes)
    done = []
    for _number, together in groupby(changes, lambda change: change.made_in):
        same = list(together)
        rows = [shown for change in same if (shown := _row_change(change, row, names))]
        if rows:
            done.append(
                Transaction(same[0].made_at, writers[writer_of(same[0])], same[0].page, rows)
            )
    return done


def writer_of(change: Change) -> tuple[int | None, str]:
    return change.account_id, change.database_role


def account_names(
    request: HttpRequest, changes: Iterable[Change]
) -> dict[tuple[int | None, str], str]:
    writers = {writer_of(change) for change in changes}
    accounts = get_user_model()._default_manager.in_bulk(
        [account for account, _role in writers if account is not None]
    )
    sees = may_see_accounts(request)

    def name(account_id: int | None, role: str) -> str:
        if account_id is None:
            return _("Outside the admin (database role “%(role)s”)") % {"role": role}
        if account_id == request.user.pk:
            return _("You")
        if not sees:
            return _("An editor")
        account: Any = accounts.get(account_id)
        if account is None:
            return _("Account no. %(number)s (deleted)") % {"number": account_id}
        return account.get_full_name() or account.get_username()

    return {writer: name(*writer) for writer in writers}


def _row_change(change: Change, of: Model, names: RowNames) -> RowChange | None:
    """None where nothing changed but what changes by itself."""
    model = _model(change)
    before, after = change.before or {}, change.after or {}
    itself = change.table_name == of._meta.model_name
    columns = [
        _column_change(column, before.get(column.attname), after.get(column.attname), names)
        for column in _columns(model)
        if _is_shown(change, column)
    ]
    if change.action == "update" and not columns:
        return None
    name = str(model._meta.verbose_name)
    # A row of another table is told from its likes by its number.
    row = capfirst(name) if itself else f"{capfirst(name)} {change.row_id}"
    return RowChange(row, action_name(change.action), columns)


def action_name(action: str) -> str:
    """What became of a row, in words: what is stored is the SQL command, in small letters."""
    names = {
        "insert": _("added"),
        "update": _("changed"),
        "delete": _("deleted"),
        # Of a whole table, which only somebody at the database can do.
        "truncate": _("cleared"),
    }
    return names[action]


def _is_shown(change: Change, column: Any) -> bool:
    before, after = change.before or {}, change.after or {}
    name = column.attname
    if name in _KEPT_BY_ITSELF or not (name in before or name in after):
        return False
    if change.action == "update":
        return True
    # Of a row that came or went, what it belongs to is known, and an empty column says nothing.
    value = before.get(name, after.get(name))
    is_owner = name in _OWNERS and value == change.owner_id
    return value not in (None, "", [], {}) and not is_owner


def _column_change(column: Any, before: Any, after: Any, names: RowNames) -> ColumnChange:
    was, now = _value_as_text(column, before, names), _value_as_text(column, after, names)
    is_long = was and now and max(len(was), len(now)) > LONG
    pieces = abridged(word_difference(was, now)) if is_long else ()
    return ColumnChange(capfirst(str(column.verbose_name)), was, now, pieces)


def _value_as_text(column: Any, value: Any, names: RowNames) -> str:
    if value is None or value == "":
        return ""
    if isinstance(column, ForeignKey):
        model: Any = column.related_model
        return names.get((model, value)) or _("no. %(number)s (deleted)") % {"number": value}
    if column.choices:
        return str(dict(column.flatchoices).get(value, value))
    if isinstance(column, DateTimeField) and (moment := parse_datetime(value)):
        return date_format(localtime(moment), "DATETIME_FORMAT")
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, list):
        return ", ".join(map(str, value))
    return str(value)


def _names_of_references(changes: Iterable[Change]) -> RowNames:
    """What the rows are called today that the values of these changes refer to."""
    wanted: dict[Any, set[int]] = defaultdict(set)
    for change in changes:
        for column in _columns(_model(change)):
            if isinstance(column, ForeignKey) and _is_shown(change, column):
                values = ((change.before or {}), (change.after or {}))
                wanted[column.related_model].update(
                    value[column.attname] for value in values if value.get(column.attname)
                )
    return {(model, row.pk): str(row) for model, pks in wanted.items() for row in _rows(model, pks)}


def _rows(model: Any, pks: set[int]) -> Iterable[Model]:
    rows = model._default_manager.filter(pk__in=pks)
    # A statement is called by who spoke, too.
    return rows.select_related("speaker") if model is Statement else rows


def _model(change: Change) -> type[Model]:
    return apps.get_model("quotes", change.table_name)


def _columns(model: type[Model]) -> Iterator[Any]:
    return (column for column in model._meta.concrete_fields if not column.generated)
