"""A published address never dies: what moved redirects, what is gone says why."""

from typing import Any, TypeVar

from django.db import models
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from quotes.models import Redirect, Revision, State, Statement
from quotes.models.vocabulary import Addressed

Row = TypeVar("Row", bound=models.Model)


def moved_or_missing(request: HttpRequest, kind: str, old: str) -> HttpResponse:
    """The answer for an address that names nothing public.

    301 to where the thing went, 410 with the reason when it is gone, otherwise a 404.
    """
    record = Redirect.objects.of(kind, old)
    if record is None:
        raise Http404(_("There is nothing at this address."))
    target: Any = record.target
    if target is None:
        return gone(request, record.reason, record)
    return redirect(target, permanent=True)


def standing(statement: Statement) -> Statement | None:
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


def withdrawn(request: HttpRequest, statement: Statement) -> HttpResponse:
    """The answer for a statement that stands no more: 301 if it was merged, else 410 and why."""
    successor = standing(statement)
    if successor is not None:
        return redirect(successor, permanent=True)
    return gone(request, withdrawal_reason(statement), _withdrawal(statement))


def withdrawal_reason(statement: Statement) -> str:
    """Why a statement was withdrawn, in the words of the editor who did it."""
    record = _withdrawal(statement)
    return record.reason if record else _("This statement was withdrawn.")


def _withdrawal(statement: Statement) -> Redirect | Revision | None:
    """What says who withdrew a statement, when and why."""
    record = Redirect.objects.of(Addressed.STATEMENT, statement.public_id)
    if record is not None and record.reason:
        return record
    return Revision.objects.filter(statement=statement).order_by("-number").first()


def gone(
    request: HttpRequest, reason: str, record: Redirect | Revision | None = None
) -> HttpResponse:
    """The page of what was withdrawn: 410, with the reason, and who gave it where it is known."""
    return render(request, "410.html", {"reason": reason, "record": record}, status=410)


def at(queryset: "models.QuerySet[Row]", **key: str) -> "Row | None":
    """The public row with this key, or None; a key that no text column can hold finds none."""
    if any("\0" in value for value in key.values()):
        return None
    return queryset.filter(**key).first()
