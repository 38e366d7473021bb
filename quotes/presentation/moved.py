"""A published address never dies: what moved redirects, what is gone says why."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from quotes.addresses.mistyped import MeantAddress, meant
from quotes.models import Redirect, Revision, Source, Statement
from quotes.models.vocabulary import Addressed
from quotes.revisions.resolve import at, current_statement, withdrawal_reason, withdrawal_record


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
    if isinstance(target, Statement) and target.published_at:
        return withdrawn(request, target)
    # The address of another names what only drafts are about by now.
    if isinstance(target, Statement) or not is_public(target):
        raise Http404(_("There is nothing at this address."))
    return redirect(target, permanent=True)


def is_public(row: Any) -> bool:
    """Whether a row that statements lead to (a source, an official …) has a page of its own."""
    return bool(type(row).objects.public().filter(pk=row.pk).exists())


def address_meant(request: HttpRequest) -> str:
    """The address that a damaged one can only mean, with its query string; empty if there is none.

    It leads to something that is or was public, so that nobody is sent from one 404 to another.
    """
    for found in meant(request.path):
        address = _existing(found)
        if address and address != request.path:
            query = request.META.get("QUERY_STRING", "")
            return f"{address}?{query}" if query else address
    return ""


def _existing(found: MeantAddress) -> str:
    """The address of what was meant, if there is or was such a thing."""
    public_id = found.public_id
    if found.family == "source":
        if at(Source.objects.public(), public_id=public_id) is None and not _is_recorded(
            Addressed.SOURCE, public_id
        ):
            return ""
        if found.suffix in ("", "json"):
            return reverse("source-by-id", args=[public_id])
        return reverse("source-as", args=[public_id, found.suffix])
    statement = at(Statement.objects.filter(published_at__isnull=False), public_id=public_id)
    if statement is None and not _is_recorded(Addressed.STATEMENT, public_id):
        return ""
    if found.family == "embed":
        return reverse("embed", args=[public_id])
    if found.suffix:
        return reverse("statement-as", args=[public_id, found.suffix])
    if found.version is None:
        return reverse("permalink", args=[public_id])
    if statement and statement.revisions.filter(number=found.version).exists():
        return reverse("pinned", args=[public_id, found.version])
    return ""


def _is_recorded(kind: str, old: str) -> bool:
    return Redirect.objects.of(kind, old) is not None


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
