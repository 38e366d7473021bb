"""A published address never dies: what moved redirects, what is gone says why."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from quotes.models import Redirect, Revision, Statement
from quotes.revisions.resolve import current_statement, withdrawal_reason, withdrawal_record


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


def withdrawn(request: HttpRequest, statement: Statement) -> HttpResponse:
    """The answer for a statement that stands no more: 301 if it was merged, else 410 and why."""
    successor = current_statement(statement)
    if successor is not None:
        return redirect(successor, permanent=True)
    return gone(request, withdrawal_reason(statement), withdrawal_record(statement))


def gone(
    request: HttpRequest, reason: str, record: Redirect | Revision | None = None
) -> HttpResponse:
    """The page of what was withdrawn: 410, with the reason, and who gave it where it is known."""
    return render(request, "410.html", {"reason": reason, "record": record}, status=410)
