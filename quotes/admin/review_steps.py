"""The way of a statement to the public, as the admin offers it: in its form, in lists, at a glance.

What is allowed is asked of ``quotes.editing.workflow``; here it becomes fields, actions, filters.
"""

from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeAlias

from django import forms
from django.contrib import admin, messages
from django.contrib.admin import widgets
from django.core.exceptions import PermissionDenied
from django.db import connection, transaction
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from quotes.admin.constraint_messages import REFUSALS, refusal_of
from quotes.admin.editor import edit_context, editor_name
from quotes.admin.forms import ProseField
from quotes.admin.gap_questions import ask_of_rows, is_answered
from quotes.admin.list_columns import list_url, page_url
from quotes.editing import RefutedByCheck, workflow
from quotes.editing.gaps import require_answer
from quotes.editing.review_notes import mentions_of, waiting_for
from quotes.editing.workflow import (
    Account,
    Action,
    NotAllowed,
    first_publication,
    group_of,
    last_sent_back,
    may,
    may_ever,
    needs_reason_to_send_back,
    publish_reviewed,
    send_back,
    to_review,
)
from quotes.models import State, Statement
from quotes.verification.store import check_citations, checkable, stale

if TYPE_CHECKING:
    from django.utils.functional import _StrOrPromise

# Withdrawing needs a public reason and a tombstone; the form alone cannot give it.
STATES_OF_A_FORM = [State.DRAFT, State.IN_REVIEW, State.PUBLISHED]
STEP_TO = {
    State.DRAFT: Action.SEND_BACK,
    State.IN_REVIEW: Action.SEND,
    State.PUBLISHED: Action.PUBLISH,
}
# Of many rows refused for one reason, how many are named.
NAMED = 5

# An action of a list as Django keeps it: what is called, its name, and what the menu calls it.
ListAction: TypeAlias = tuple[Callable[..., Any], str, str]

MINE, TO_REVIEW = "mine", "to-review"


def sent_back_field() -> ProseField:
    """Why a statement is sent back from review."""
    return ProseField(
        label=_("Note to the author (not published)"),
        required=False,
        max_length=2000,
        widget=widgets.AdminTextareaWidget(attrs={"rows": 2}),
        help_text=_("Required when you send a statement back. Its author will read this."),
    )


def offer_states(form: forms.ModelForm, user: Account, was: State) -> None:
    """Offer what is allowed. What else is sent is still read, to be refused with its reason."""
    field = form.fields["state"]
    assert isinstance(field, forms.ChoiceField)
    field.choices = [(state.value, state.label) for state in STATES_OF_A_FORM]
    sent = form.data.get(form.add_prefix("state"))
    field.widget.choices = [
        (state.value, state.label)
        for state in STATES_OF_A_FORM
        if state in (was, sent) or may(user, STEP_TO[state], form.instance)
    ]


def step_to(chosen: str | None, was: State) -> Action | None:
    """What the chosen state asks for; None when it is the one that the statement has."""
    return STEP_TO[State(chosen)] if chosen and chosen != was else None


def require_step(form: forms.ModelForm, step: Action, user: Account) -> None:
    """Refuse in a sentence a step that is not allowed, or that lacks its reason."""
    answer = may(user, step, form.instance)
    if not answer:
        form.add_error("state", answer.sentence)
    elif (
        step is Action.SEND_BACK
        and not form.cleaned_data.get("sent_back_because")
        and needs_reason_to_send_back(form.instance, user)
    ):
        form.add_error("sent_back_because", _now("Give a reason. The author will read it."))


def take_step(
    request: HttpRequest,
    statement: Statement,
    step: Action,
    *,
    sent_back: str,
    despite_check: str,
    is_complete: bool,
) -> None:
    """Take the step that the chosen state asked for. Raises `NotAllowed` and `RefutedByCheck`."""
    if step is Action.PUBLISH:
        context = first_publication(editor_name(request.user))
        if despite_check:
            context = edit_context(request, "", despite_check=despite_check)
        publish_reviewed(statement, request.user, context)
        require_answer(statement, request.user, is_complete)
    elif step is Action.SEND:
        workflow.send_to_review(statement, request.user)
    elif step is Action.SEND_BACK:
        send_back(statement, request.user, sent_back)


def tell_why_sent_back(request: HttpRequest, statement: Statement) -> None:
    """Say above the form of a draft who sent it back from review, and why."""
    note = last_sent_back(statement) if statement.state == State.DRAFT else None
    if note is None:
        return
    told = _now("Sent back: %(reason)s") % {"reason": note.text}
    if note.author:
        names = {"name": note.author.get_full_name() or note.author.get_username()}
        told = _now("Sent back by %(name)s: %(reason)s") % {**names, "reason": note.text}
    messages.warning(request, told)


# --- lists ---------------------------------------------------------------------------------------


class WorkFilter(admin.SimpleListFilter):
    """What waits for the one who looks."""

    title = _("work")
    parameter_name = "work"

    def lookups(
        self, request: HttpRequest, model_admin: admin.ModelAdmin
    ) -> "Iterator[tuple[str, _StrOrPromise]]":
        yield MINE, _("started by me")
        if may_ever(request.user, Action.PUBLISH):
            yield TO_REVIEW, _("to review")

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        if self.value() == MINE:
            return queryset.filter(created_by=request.user.pk)
        if self.value() == TO_REVIEW:
            return to_review(queryset, request.user)
        return queryset


@dataclass(frozen=True, slots=True)
class WaitingWork:
    """So many statements that wait for somebody, and the page that shows them."""

    name: str
    url: str
    count: int


def work_of(user: Account) -> list[WaitingWork]:
    """What waits for an account, for the first page of the admin."""
    if not group_of(user):
        return []
    statements = Statement.objects.all()
    mine = statements.filter(created_by=user.pk)
    listed, queue = f"{list_url(Statement)}?work=", page_url("review_queue", Statement)
    work = [
        WaitingWork(
            _now("Your drafts"),
            f"{listed}{MINE}&state__exact={State.DRAFT}",
            mine.filter(state=State.DRAFT).count(),
        ),
        WaitingWork(
            _now("Yours awaiting review"),
            f"{listed}{MINE}&state__exact={State.IN_REVIEW}",
            mine.filter(state=State.IN_REVIEW).count(),
        ),
    ]
    if may_ever(user, Action.PUBLISH):
        waiting = waiting_for(statements, user).count()
        work.append(WaitingWork(_now("To review"), queue, waiting))
    mentions = mentions_of(user).count()
    if mentions:
        work.append(WaitingWork(_now("Comments that mention you"), f"{queue}#mentions", mentions))
    return work


@admin.action(description=_("Send for review"), permissions=["change"])
def send_to_review(
    table: admin.ModelAdmin[Statement], request: HttpRequest, queryset: QuerySet[Statement]
) -> HttpResponse | None:
    return send_all_to_review(request, queryset, list_url(Statement))


def send_all_to_review(
    request: HttpRequest, queryset: QuerySet[Statement], back: str
) -> HttpResponse | None:
    """Send each that may be sent; or the page that asks first about what is not known of them."""
    asked = ask_of_rows(request, queryset, Action.SEND, _now("Send for review"), back)
    if asked:
        return asked

    def step(statement: Statement) -> None:
        workflow.send_to_review(statement, request.user)
        require_answer(statement, request.user, is_answered(request))

    sent = len(take_each(request, queryset, step, "Sent to review."))
    if sent:
        sentence = ngettext(
            "%(count)d statement was sent for review.",
            "%(count)d statements were sent for review.",
            sent,
        )
        messages.success(request, sentence % {"count": sent})
    return None


@admin.action(description=_("Publish"), permissions=["publish"])
def publish(
    table: admin.ModelAdmin[Statement], request: HttpRequest, queryset: QuerySet[Statement]
) -> HttpResponse | None:
    back = list_url(Statement)
    asked = ask_of_rows(request, queryset, Action.PUBLISH, _now("Publish"), back)
    if asked:
        return asked

    def step(statement: Statement) -> None:
        publish_reviewed(statement, request.user, first_publication(editor_name(request.user)))
        require_answer(statement, request.user, is_answered(request))

    published = len(take_each(request, queryset, step, "Published."))
    if published:
        sentence = ngettext(
            "%(count)d statement was published.",
            "%(count)d statements were published.",
            published,
        )
        messages.success(request, sentence % {"count": published})
    return None


def require_permission_to_publish(request: HttpRequest) -> None:
    """Raises PermissionDenied, with its reason, where a list is asked to publish in vain."""
    if "publish" in request.POST.getlist("action"):
        answer = may_ever(request.user, Action.PUBLISH)
        if not answer:
            raise PermissionDenied(answer.sentence)


def take_each(
    request: HttpRequest,
    queryset: QuerySet[Statement],
    step: Callable[[Statement], object],
    note: str,
) -> list[int]:
    """Take a step with each row for itself; the numbers of those done. Says of the others why.

    A row is a transaction, so that one which cannot be done does not undo the others.
    """
    table = admin.site.get_model_admin(Statement)
    done: list[int] = []
    refused: dict[str, list[str]] = defaultdict(list)
    # What is found stays, whether a step is taken or refused for it.
    cited = stale(checkable()).filter(statement__in=_each_once(queryset).order_by().values("pk"))
    check_citations(cited.select_related("source"))
    for statement in _each_once(queryset):
        try:
            with transaction.atomic():
                step(statement)
                table.log_change(request, statement, note)
                connection.check_constraints()
            done.append(statement.pk)
        except (NotAllowed, RefutedByCheck) as error:
            refused[str(error)].append(str(statement))
        except REFUSALS as error:
            refused[str(refusal_of(error).sentence)].append(str(statement))
        except Statement.DoesNotExist:
            gone = _now("Someone else has just deleted it.")
            refused[gone].append(str(statement))
    for sentence, names in refused.items():
        _say_refused(request, sentence, names)
    return done


def _each_once(queryset: QuerySet[Statement]) -> QuerySet[Statement]:
    """Each row once, however often a filter or a search has found it."""
    found = queryset.order_by().values("pk")
    return Statement.objects.filter(pk__in=found).select_related("speaker")


def _say_refused(request: HttpRequest, sentence: str, names: list[str]) -> None:
    named = "; ".join(f"“{name}”" for name in names[:NAMED])
    if len(names) > NAMED:
        named += _now(" and %(count)d more") % {"count": len(names) - NAMED}
    refusal = ngettext(
        "%(count)d statement was not changed. %(sentence)s (%(named)s)",
        "%(count)d statements were not changed. %(sentence)s (%(named)s)",
        len(names),
    )
    messages.error(request, refusal % {"count": len(names), "sentence": sentence, "named": named})
