"""The page of a statement before it is public, for whoever holds a signed link that expires.

The one way by which a reader without an account sees a draft. The link names the statement and the
time it was made, signed with the key of the site; nothing is stored, so there is nothing to guess
and nothing to clean up. It shows what is stored when it is opened, and ends with its time, with the
withdrawal of the statement, or with its deletion.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from quotes.models import State, Statement
from quotes.website.statements import page_context

_SALT = "quotes.preview"

# Neither a cache nor an index may hold it (RFC 9111, 5.2.2.5), and no site that it links to may
# learn the link (Referrer Policy).
HEADERS = {
    "Cache-Control": "private, no-store",
    "X-Robots-Tag": "noindex, nofollow, noarchive",
    "Referrer-Policy": "no-referrer",
}


@dataclass(frozen=True, slots=True)
class PreviewLink:
    """A link to the preview of a statement: its address on this site, and when it was made."""

    path: str
    made_at: datetime

    @property
    def expires_at(self) -> datetime:
        return self.made_at + timedelta(days=settings.PREVIEW_LINK_DAYS)


def link_to_preview(statement: Statement, made_at: datetime) -> PreviewLink:
    """A link that works from ``made_at`` for `PREVIEW_LINK_DAYS` days."""
    made_at = made_at.replace(microsecond=0)
    named = [statement.pk, statement.public_id, int(made_at.timestamp())]
    return PreviewLink(reverse("preview", args=[signing.dumps(named, salt=_SALT)]), made_at)


@require_safe
def page(request: HttpRequest, token: str) -> HttpResponse:
    """The page of the statement that the link was made for, as it is stored now.

    404 for a link that was not made here and for a statement that is there no more, 410 for one
    that has expired or whose statement was withdrawn; neither says anything of the statement.
    """
    try:
        pk, public_id, made = signing.loads(token, salt=_SALT)
    except signing.BadSignature:
        return _refused(request, 404, _("This link is not valid, or part of it is missing."))
    link = PreviewLink(request.path, datetime.fromtimestamp(made, UTC))
    if timezone.now() >= link.expires_at:
        return _refused(
            request, 410, _("This link has expired. Ask the person who sent it for a new one.")
        )
    found = Statement.objects.with_page().with_relations().filter(pk=pk, public_id=public_id)
    statement = found.first()
    if statement is None:
        return _refused(request, 404, _("What this link showed no longer exists."))
    if statement.state == State.WITHDRAWN:
        return _refused(request, 410, _("What this link showed has been withdrawn."))
    return shown(request, statement, link=link)


def shown(
    request: HttpRequest,
    statement: Statement,
    link: PreviewLink | None = None,
    typed: bool = False,
    framed: bool = False,
) -> HttpResponse:
    """The public page of a statement, whatever its state, under a banner that says what it is.

    ``link`` is the one by which the reader came; ``typed`` is for what is in a form and not stored;
    ``framed`` leaves out banner, head and foot, for a page of the desk that shows it in a frame.
    409 for one without a citation, which has no such page.
    """
    if not statement.citations.all():
        told = _(
            "It has no source yet, and its page shows how sources printed it. Add a source first."
        )
        return _refused(request, 409, told)
    context = page_context(request, statement)
    context |= {"link": link, "typed": typed, "framed": framed}
    context["is_public"] = statement.state == State.PUBLISHED and not typed
    response = render(request, "quotes/preview.html", context)
    return _kept_from_caches(response)


def _refused(request: HttpRequest, status: int, sentence: str) -> HttpResponse:
    response = render(request, "quotes/no_preview.html", {"sentence": sentence}, status=status)
    return _kept_from_caches(response)


def _kept_from_caches(response: HttpResponse) -> HttpResponse:
    for name, value in HEADERS.items():
        response[name] = value
    return response
