"""The queue of the review: what waits for me, what came back to me, what I am asked about."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.contrib import admin, messages
from django.contrib.auth.models import User
from django.db.models import Count, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _

from dometracker.admin_site import page
from quotes.admin.list_columns import page_url
from quotes.admin.object_actions import Link, table_context
from quotes.editing.review_notes import mentions_of, sent_back_to, waiting_for
from quotes.editing.workflow import Account, Action, last_sent_back_of, may_ever, to_review
from quotes.models import Change, CheckState, Citation, ReviewNote, State, Statement

# Rows of one part of the page; how many more there are is told.
MOST = 100
# Of what came back, so many are shown on the first page of the desk.
MOST_AT_HOME = 5

# The outcomes of a check, the worst first.
_WORST = [CheckState.NOT_FOUND, CheckState.DIFFERS, CheckState.UNCHECKED]


@dataclass(frozen=True, slots=True)
class QueuedStatement:
    """A statement in a part of the queue; ``url`` leads to what is to be done with it."""

    statement: Statement
    url: str
    since: datetime
    check: str
    comments: int
    note: ReviewNote | None = None

    @property
    def began(self) -> str:
        return name_of(self.statement.created_by)

    @property
    def reviewer(self) -> str:
        asked = getattr(self.statement, "assignment", None)
        return name_of(asked.reviewer) if asked else ""


@dataclass(frozen=True, slots=True)
class QueuePart:
    """A part of the page: a heading, rows, and how many are left out."""

    key: str
    heading: str
    empty: str = ""
    rows: list[QueuedStatement] = field(default_factory=list)
    more: int = 0


@page("review/", "review_queue", of=Statement, may="change")
def review_queue(request: HttpRequest) -> HttpResponse:
    """What came back to the account, what waits for it, and what it waits for."""
    context = {
        **table_context(request, Statement, _("Review")),
        "parts": list(_parts(request.user)),
        "mentions": [(note, discussion_url(note.statement)) for note in mentions_of(request.user)],
        "begin_url": page_url("review_next", Statement) if next_waiting(request.user) else "",
    }
    return TemplateResponse(request, "admin/quotes/review_queue.html", context)


@page("review/next/", "review_next", of=Statement, may="change")
def review_next(request: HttpRequest) -> HttpResponse:
    """Leads to the review of what has waited longest."""
    url = next_url(request.user)
    if url == queue_url():
        messages.info(request, _("Nothing is waiting for your review."))
    return HttpResponseRedirect(url)


def queue_url() -> str:
    return page_url("review_queue", Statement)


def next_url(user: Account, behind: Statement | None = None) -> str:
    """The review of the next that waits for the account; the queue where there is none."""
    pk = next_waiting(user, behind)
    return page_url("review", Statement(pk=pk)) if pk else queue_url()


def discussion_url(statement: Statement) -> str:
    """Where the comments on a statement are: on its review while it waits, else their own page."""
    in_review = statement.state == State.IN_REVIEW
    own = page_url("review" if in_review else "discussion", statement)
    return f"{own}#comments"


def name_of(user: object) -> str:
    """The name by which editors know each other; empty for nobody."""
    return (user.get_full_name() or user.get_username()) if isinstance(user, User) else ""


def in_order(statements: QuerySet[Statement]) -> QuerySet[Statement]:
    """Those that waited longest first; ``sent_at`` is when each was last sent to review."""
    sent = Change.objects.filter(
        table_name="statement", row_id=OuterRef("pk"), after__state=State.IN_REVIEW
    )
    last = Subquery(sent.order_by("-pk").values("made_at")[:1])
    return statements.annotate(sent_at=Coalesce(last, "updated_at")).order_by("sent_at", "pk")


def next_waiting(user: Account, behind: Statement | None = None) -> int | None:
    """The number of what has waited longest for the account, or longest behind another one."""
    waiting = list(
        in_order(waiting_for(Statement.objects.all(), user)).values_list("pk", flat=True)
    )
    if behind and behind.pk in waiting:
        at = waiting.index(behind.pk)
        waiting = [*waiting[at + 1 :], *waiting[:at]]
    return waiting[0] if waiting else None


def _parts(user: Account) -> Iterator[QueuePart]:
    statements = Statement.objects.all()
    back = sent_back_to(user)
    if back.exists():
        yield _part("back", _("Sent back to you"), back, page="change")
    if may_ever(user, Action.PUBLISH):
        waiting = in_order(waiting_for(statements, user))
        empty = _("Nothing is waiting for your review.")
        yield _part("waiting", _("Waiting for you"), waiting, empty=empty)
        others = to_review(statements, user).exclude(pk__in=waiting.order_by().values("pk"))
        if others.exists():
            yield _part("others", _("Assigned to a colleague"), in_order(others))
    own = in_order(statements.filter(created_by=user.pk, state=State.IN_REVIEW))
    if own.exists():
        yield _part("own", _("Yours awaiting review"), own, page="discussion")


def _part(
    key: str, heading: str, found: QuerySet[Statement], *, page: str = "review", empty: str = ""
) -> QueuePart:
    rows = _rows(key, found, page, MOST + 1)
    more = found.count() - MOST if len(rows) > MOST else 0
    return QueuePart(key, heading, empty, rows[:MOST], more)


def _rows(key: str, found: QuerySet[Statement], page: str, most: int) -> list[QueuedStatement]:
    counted = found.annotate(comments=Count("review_notes", distinct=True))
    loaded = counted.select_related("speaker", "created_by", "assignment__reviewer")
    rows = list(loaded[:most])
    if not rows:
        return []
    checks = _worst_checks(rows)
    notes = last_sent_back_of(rows) if key == "back" else {}
    return [
        QueuedStatement(
            row,
            page_url(page, row),
            getattr(row, "sent_at", row.updated_at),
            checks.get(row.pk, ""),
            getattr(row, "comments", 0),
            notes.get(row.pk),
        )
        for row in rows
    ]


def _worst_checks(statements: Sequence[Statement]) -> dict[int, str]:
    """Of each statement the worst outcome among the checks of its wordings, in words."""
    found: dict[int, set[str]] = {}
    cited = Citation.objects.filter(statement__in=statements, wording__isnull=False)
    for statement, state in cited.values_list("statement", "check_state"):
        found.setdefault(statement, set()).add(state)
    return {
        pk: str(CheckState(next((one for one in _WORST if one in states), CheckState.EXACT)).label)
        for pk, states in found.items()
    }


def sent_back_at_home(user: Account) -> list[QueuedStatement]:
    """What was sent back to the account, for the first page of the desk."""
    return _rows("back", sent_back_to(user), "change", MOST_AT_HOME)


def comment_links(request: HttpRequest, statement: Statement) -> list[Link]:
    """The way to the comments on a statement that is not public yet."""
    if statement.state not in (State.DRAFT, State.IN_REVIEW):
        return []
    if not admin.site.get_model_admin(Statement).has_view_permission(request, statement):
        return []
    count = ReviewNote.objects.filter(statement=statement).count()
    name = _("Comments (%(count)d)") % {"count": count} if count else _("Comments")
    return [(f"{page_url('discussion', statement)}#comments", name)]
