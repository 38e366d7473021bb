"""A published address never dies: what moved redirects, what is gone says why."""

from typing import Any, TypeVar

from django.db import models
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from quotes.models import Redirect

Row = TypeVar("Row", bound=models.Model)


def moved_or_missing(request: HttpRequest, kind: str, old: str) -> HttpResponse:
    """The answer for an address that names nothing public.

    301 to where the thing went, 410 with the reason when it is gone, otherwise a 404.
    """
    # PostgreSQL has no text with a NUL in it, so nothing can have borne such a name.
    record = None if "\0" in old else Redirect.objects.of(kind, old)
    if record is None:
        raise Http404(_("There is nothing at this address."))
    target: Any = record.target
    if target is None:
        return gone(request, record.reason)
    return redirect(target, permanent=True)


def gone(request: HttpRequest, reason: str) -> HttpResponse:
    """The page of what was withdrawn: 410, with the reason."""
    return render(request, "410.html", {"reason": reason}, status=410)


def at(queryset: "models.QuerySet[Row]", **key: str) -> "Row | None":
    """The public row with this key, or None; a key that no text column can hold finds none."""
    if any("\0" in value for value in key.values()):
        return None
    return queryset.filter(**key).first()
