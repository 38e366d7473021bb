"""Resolution of the id of a statement: it stands, it was merged, or it was withdrawn."""

from dataclasses import dataclass
from typing import TypeVar

from django.db import models
from django.utils.translation import gettext as _

from quotes.models import Redirect, Revision, State, Statement
from quotes.models.vocabulary import Addressed

Row = TypeVar("Row", bound=models.Model)


@dataclass(frozen=True)
class Resolution:
    """The statement that an id leads to, or the reason why it leads to none.

    ``statement`` is the published one to show, loaded by ``with_page()``; None when it was
    withdrawn, for ``reason``. ``asked`` is the statement that has the id, another one if it
    ``was_merged``; None if no row has the id any more.
    """

    statement: Statement | None
    reason: str = ""
    was_merged: bool = False
    asked: Statement | None = None


def resolve_public_id(public_id: str) -> Resolution | None:
    """The resolution of an id; None if nothing public ever had it."""
    published = Statement.objects.filter(published_at__isnull=False)
    asked = begin = at(published, public_id=public_id)
    if begin is None:
        record = Redirect.objects.of(Addressed.STATEMENT, public_id)
        if record is None:
            return None
        if record.statement is None:
            return Resolution(None, record.reason)
        begin = record.statement
    stands = current_statement(begin)
    if stands is None:
        return Resolution(None, withdrawal_reason(begin), asked=asked)
    shown = Statement.objects.with_page().get(pk=stands.pk)
    return Resolution(shown, was_merged=shown != asked, asked=asked)


def newest_revision(statement: Statement) -> Revision | None:
    """The last numbered state of a statement; None for one without history."""
    return statement.revisions.order_by("-number").first()


def current_statement(statement: Statement) -> Statement | None:
    """The statement that stands for this one: itself, or what it was merged into.

    None where it was withdrawn, or what it was merged into was.
    """
    seen = set()
    while statement.state != State.PUBLISHED:
        # Two statements that were merged into each other would lead round for ever.
        if statement.pk in seen:
            return None
        seen.add(statement.pk)
        record = Redirect.objects.of(Addressed.STATEMENT, statement.public_id)
        if record is None or record.statement is None:
            return None
        statement = record.statement
    return statement


def withdrawal_reason(statement: Statement) -> str:
    """Why a statement was withdrawn, in the words of the editor who did it."""
    record = withdrawal_record(statement)
    return record.reason if record else _("This statement was withdrawn.")


def withdrawal_record(statement: Statement) -> Redirect | Revision | None:
    """The record of a withdrawal: who, when and why."""
    record = Redirect.objects.of(Addressed.STATEMENT, statement.public_id)
    if record is not None and record.reason:
        return record
    return Revision.objects.filter(statement=statement).order_by("-number").first()


def at(queryset: "models.QuerySet[Row]", **key: str) -> "Row | None":
    """The public row with this key, or None; a key that no text column can hold finds none."""
    if any("\0" in value for value in key.values()):
        return None
    return queryset.filter(**key).first()
