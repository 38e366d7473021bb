"""The first visit of an editor: the few steps of the work, each ticked off when it is done.

What is done is read from the record, so nothing is kept but the wish not to see the steps, and
that in a cookie.
"""

from collections.abc import Iterator
from typing import NamedTuple

from django.contrib import admin
from django.contrib.admin.models import ADDITION, CHANGE, LogEntry
from django.contrib.contenttypes.models import ContentType
from django.db.models import BigIntegerField, Exists, OuterRef, QuerySet
from django.db.models.functions import Cast
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from dometracker.admin_site import READ, SENT, page
from quotes.editing.workflow import Account, Action, group_of, may_ever
from quotes.models import Source, State, Statement

HIDDEN = "first-steps"
_YEAR = 365 * 24 * 60 * 60


class FirstStep(NamedTuple):
    """One thing to do for the first time: what, how, where, and whether it has been done."""

    name: str
    how: str
    url: str
    is_done: bool


def first_steps(user: Account) -> list[FirstStep]:
    """The steps of an account, none where it belongs to no group. Costs up to four questions."""
    return list(_steps(user)) if group_of(user) else []


def _steps(user: Account) -> Iterator[FirstStep]:
    yield FirstStep(
        _("Add a source"),
        _(
            "Paste the address of an article, a press release or a transcript. If it is "
            "already here, we take you to it."
        ),
        reverse("admin:quotes_source_add"),
        _log(user, Source).filter(action_flag=ADDITION).exists(),
    )
    begun = Statement.objects.filter(created_by=user.pk)
    yield FirstStep(
        _("Add a quotation from it"),
        _(
            "Who said it, the exact words of the source, and when. Write “Wednesday” if "
            "the source does, and we work out the date from the publication date."
        ),
        reverse("admin:quotes_statement_add"),
        begun.exists(),
    )
    yield FirstStep(
        _("Send it for review"),
        _("Nothing goes public until a colleague has read it. Choose “in review” and save."),
        f"{_list()}?work=mine&state__exact={State.DRAFT}",
        begun.exclude(state=State.DRAFT).exists(),
    )
    if may_ever(user, Action.PUBLISH):
        yield FirstStep(
            _("Review a colleague’s draft"),
            _(
                "Compare the words with the source. Publish the draft, or send it back and say "
                "why. After that, every change carries a public reason."
            ),
            f"{_list()}?work=to-review",
            _has_published(user),
        )


def _list() -> str:
    return reverse("admin:quotes_statement_changelist")


def _log(user: Account, model: type[Source] | type[Statement]) -> QuerySet[LogEntry]:
    of_model = ContentType.objects.get_for_model(model)
    return LogEntry.objects.filter(user=user.pk, content_type=of_model)


def _has_published(user: Account) -> bool:
    """Whether somebody else's statement on which the account worked is public."""
    entries = _log(user, Statement).filter(action_flag=CHANGE)
    public = Statement.objects.published().filter(pk=OuterRef("statement"))
    worked_on = entries.annotate(statement=Cast("object_id", BigIntegerField()))
    return worked_on.filter(Exists(public.exclude(created_by=user.pk))).exists()


def is_shown(request: HttpRequest, steps: list[FirstStep]) -> bool:
    """Whether the first page has them: until all are done, or the account has put them away."""
    return not _is_put_away(request) and not all(step.is_done for step in steps)


def _is_put_away(request: HttpRequest) -> bool:
    return bool(request.COOKIES.get(HIDDEN))


@page("first-steps/", "first_steps", methods=(*READ, *SENT))
def first_steps_page(request: HttpRequest) -> HttpResponse:
    """The steps, to be found again; by POST they are put away or set out again."""
    if request.method == "POST":
        return _put_away_or_back(request)
    context = {
        **admin.site.each_context(request),
        "title": _("First steps"),
        "steps": first_steps(request.user),
        "is_hidden": _is_put_away(request),
    }
    return TemplateResponse(request, "admin/quotes/first_steps_page.html", context)


def _put_away_or_back(request: HttpRequest) -> HttpResponse:
    response = HttpResponseRedirect(reverse("admin:index"))
    if "show" in request.POST:
        response.delete_cookie(HIDDEN, path=reverse("admin:index"))
    else:
        response.set_cookie(
            HIDDEN,
            "hidden",
            max_age=_YEAR,
            path=reverse("admin:index"),
            secure=request.is_secure(),
            httponly=True,
            samesite="Lax",
        )
    return response
