"""The way of a statement to the public, as the admin offers it: in its form, in lists, at a glance.

What is allowed is asked of ``quotes.editing.workflow``; here it becomes fields, actions, filters.
"""

from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

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

from quotes.admin.base import REFUSALS, ReasonedAdmin, editor_name
from quotes.admin.constraint_messages import refusal_of
from quotes.admin.forms import ProseField
from quotes.editing.locks import lock_record
from quotes.editing.workflow import (
    Account,
    Action,
    Answer,
    NotAllowed,
    first_publication,
    group_of,
    may,
    may_ever,
    needs_reason_to_send_back,
    publish_reviewed,
    send_back,
    send_to_review,
    sent_back_because,
    to_review,
)
from quotes.models import State, Statement

# Withdrawing needs a public reason and a tombstone; the form alone cannot give it.
STATES_OF_A_FORM = [State.DRAFT, State.IN_REVIEW, State.PUBLISHED]
STEP_TO = {
    State.DRAFT: Action.SEND_BACK,
    State.IN_REVIEW: Action.SEND,
    State.PUBLISHED: Action.PUBLISH,
}
# Of many rows refused for one reason, how many are named.
NAMED = 5

MINE, TO_REVIEW = "mine", "to-review"


class WorkflowForm(forms.ModelForm):
    """A form in which another state asks for a step, and a step is refused in a sentence."""

    # Set for each request.
    user: Any = None

    sent_back_because = ProseField(
        label=_("Why it is sent back"),
        required=False,
        max_length=2000,
        widget=widgets.AdminTextareaWidget(attrs={"rows": 2}),
        help_text=_("Whoever began the statement reads this. Never published."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.was = State(self.instance.state)
        if self.instance.pk is None:
            self.instance.created_by = self.user
        if "state" in self.fields:
            self._offer_states(self.fields["state"])

    def _offer_states(self, field: Any) -> None:
        """Offer what is allowed. What else is sent is still read, to be refused with its reason."""
        field.choices = [(state.value, state.label) for state in STATES_OF_A_FORM]
        sent = self.data.get(self.add_prefix("state"))
        field.widget.choices = [
            (state.value, state.label)
            for state in STATES_OF_A_FORM
            if state in (self.was, sent) or may(self.user, STEP_TO[state], self.instance)
        ]

    @property
    def step(self) -> Action | None:
        """What the chosen state asks for; None when it is the one that the statement has."""
        chosen = self.cleaned_data.get("state")
        return STEP_TO[State(chosen)] if chosen and chosen != self.was else None

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean()
        if self.step:
            self._ask(self.step)
        return cleaned

    def _ask(self, step: Action) -> None:
        answer = may(self.user, step, self.instance)
        if not answer:
            self.add_error("state", answer.sentence)
        elif step is Action.SEND_BACK and self._reason_is_missing():
            self.add_error("sent_back_because", _now("Say why: whoever began it reads this."))

    def _reason_is_missing(self) -> bool:
        given = self.cleaned_data.get("sent_back_because")
        return not given and needs_reason_to_send_back(self.instance, self.user)


class WorkFilter(admin.SimpleListFilter):
    """What waits for the one who looks."""

    title = _("work")
    parameter_name = "work"

    def lookups(self, request: HttpRequest, model_admin: Any) -> Iterator[Any]:
        yield MINE, _("begun by me")
        if may_ever(request.user, Action.PUBLISH):
            yield TO_REVIEW, _("to review")

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        if self.value() == MINE:
            return queryset.filter(created_by=request.user.pk)
        if self.value() == TO_REVIEW:
            return to_review(queryset, request.user)
        return queryset


@dataclass(frozen=True, slots=True)
class Work:
    """So many statements that wait for somebody, and the query of the list that shows them."""

    name: str
    query: str
    count: int


def work_of(user: Account) -> list[Work]:
    """What waits for an account, for the first page of the admin."""
    if not group_of(user):
        return []
    statements = Statement.objects.all()
    mine = statements.filter(created_by=user.pk)
    work = [
        Work(
            _now("Drafts that you began"),
            f"work={MINE}&state__exact={State.DRAFT}",
            mine.filter(state=State.DRAFT).count(),
        ),
        Work(
            _now("Yours, in review"),
            f"work={MINE}&state__exact={State.IN_REVIEW}",
            mine.filter(state=State.IN_REVIEW).count(),
        ),
    ]
    if may_ever(user, Action.PUBLISH):
        waiting = to_review(statements, user).count()
        work.append(Work(_now("To review"), f"work={TO_REVIEW}", waiting))
    return work


class WorkflowAdmin(ReasonedAdmin):
    """The admin of statements, as far as states and groups go."""

    actions = ["send_to_review", "publish"]

    def get_form(
        self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any
    ) -> Any:
        form: Any = super().get_form(request, obj, change, **kwargs)
        form.user = request.user
        return form

    def get_object(
        self, request: HttpRequest, object_id: str, from_field: str | None = None
    ) -> Statement | None:
        """The statement; locked while it is changed.

        Or a form would write the state it was made with over what somebody else is just doing,
        and what is withdrawn at that moment would be public again.
        """
        found = super().get_object(request, object_id, from_field)
        if found is None or request.method != "POST" or not connection.in_atomic_block:
            return found
        lock_record()
        Statement.objects.select_for_update().filter(pk=found.pk).first()
        return super().get_object(request, object_id, from_field)

    def get_fieldsets(self, request: HttpRequest, obj: Statement | None = None) -> Any:
        fieldsets = [*super().get_fieldsets(request, obj)]
        if obj and obj.state == State.IN_REVIEW and may(request.user, Action.SEND_BACK, obj):
            fieldsets.insert(1, (_("Review"), {"fields": ["sent_back_because"]}))
        return fieldsets

    def render_change_form(
        self, request: HttpRequest, context: Any, *args: Any, **kwargs: Any
    ) -> HttpResponse:
        statement = context["original"]
        if request.method == "GET" and statement and statement.state == State.DRAFT:
            reason = sent_back_because(statement)
            if reason:
                told = _now("Sent back from review: %(reason)s") % {"reason": reason}
                self.message_user(request, told, messages.WARNING)
        return super().render_change_form(request, context, *args, **kwargs)

    # --- permissions -----------------------------------------------------------------------------

    def may_change(self, request: HttpRequest, row: Any) -> Answer:
        return may(request.user, Action.CHANGE, row)

    def may_delete(self, request: HttpRequest, row: Any) -> Answer:
        return may(request.user, Action.DELETE, row)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Of what was published, the page itself says to everybody why it stays: see ``kept``."""
        allowed = obj is None or obj.published_at or self.may_delete(request, obj)
        return bool(super().has_delete_permission(request, obj) and allowed)

    def has_publish_permission(self, request: HttpRequest) -> bool:
        """Whether publishing is among the actions of a list; asked again for each row."""
        return bool(may_ever(request.user, Action.PUBLISH))

    def delete_view(
        self, request: HttpRequest, object_id: str, extra_context: Any = None
    ) -> HttpResponse:
        try:
            return super().delete_view(request, object_id, extra_context)
        except PermissionDenied as error:
            why = self.why_not(request, object_id, self.may_delete)
            raise PermissionDenied(why or str(error)) from error

    def get_deleted_objects(self, objs: Any, request: HttpRequest) -> Any:
        deleted, counts, lacking, protected = super().get_deleted_objects(objs, request)
        refused = [
            f"“{row}”: {answer.sentence}"
            for row in objs
            if not row.published_at and not (answer := self.may_delete(request, row))
        ]
        return deleted, counts, lacking, [*refused, *protected]

    # --- steps -----------------------------------------------------------------------------------

    def save_model(self, request: HttpRequest, obj: Statement, form: Any, change: bool) -> None:
        if form.step:
            # The step is taken when the rows that belong to it are there: see ``record``.
            obj.state = form.was
        super().save_model(request, obj, form, change)

    def record(self, request: HttpRequest, form: Any, formsets: Any) -> None:
        statement: Statement = form.instance
        if form.step is Action.PUBLISH:
            act = first_publication(editor_name(request.user))
            publish_reviewed(statement, request.user, act)
            return
        super().record(request, form, formsets)
        if form.step is Action.SEND:
            send_to_review(statement, request.user)
        elif form.step is Action.SEND_BACK:
            send_back(statement, request.user, form.cleaned_data["sent_back_because"])

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        if request.method == "POST" and "publish" in request.POST.getlist("action"):
            answer = may_ever(request.user, Action.PUBLISH)
            if not answer:
                raise PermissionDenied(answer.sentence)
        return super().changelist_view(request, extra_context)

    @admin.action(description=_("Send to review"), permissions=["change"])
    def send_to_review(self, request: HttpRequest, queryset: QuerySet) -> None:
        sent = self._each(
            request,
            queryset,
            lambda statement: send_to_review(statement, request.user),
            "Sent to review.",
        )
        if sent:
            told = ngettext(
                "%(count)d statement was sent to review.",
                "%(count)d statements were sent to review.",
                sent,
            )
            self.message_user(request, told % {"count": sent}, messages.SUCCESS)

    @admin.action(description=_("Publish"), permissions=["publish"])
    def publish(self, request: HttpRequest, queryset: QuerySet) -> None:
        def step(statement: Statement) -> None:
            publish_reviewed(statement, request.user, first_publication(editor_name(request.user)))

        published = self._each(request, queryset, step, "Published.")
        if published:
            told = ngettext(
                "%(count)d statement was published.",
                "%(count)d statements were published.",
                published,
            )
            self.message_user(request, told % {"count": published}, messages.SUCCESS)

    def _each(
        self,
        request: HttpRequest,
        queryset: QuerySet,
        step: Callable[[Statement], object],
        note: str,
    ) -> int:
        """Take a step with each row for itself; how many were done. Says which were not, and why.

        A row is a transaction, so that one which cannot be done does not undo the others.
        """
        done = 0
        refused: dict[str, list[str]] = defaultdict(list)
        for statement in self._selected(queryset):
            try:
                with transaction.atomic():
                    step(statement)
                    self.log_change(request, statement, note)
                    connection.check_constraints()
                done += 1
            except NotAllowed as error:
                refused[str(error)].append(str(statement))
            except REFUSALS as error:
                refused[str(refusal_of(error).sentence)].append(str(statement))
            except Statement.DoesNotExist:
                gone = _now("Somebody else has just deleted it.")
                refused[gone].append(str(statement))
        for sentence, names in refused.items():
            self._say_refused(request, sentence, names)
        return done

    def _selected(self, queryset: QuerySet) -> QuerySet[Statement]:
        """Each row once, however often a filter or a search has found it."""
        found = queryset.order_by().values("pk")
        return Statement.objects.filter(pk__in=found).select_related("speaker")

    def _say_refused(self, request: HttpRequest, sentence: str, names: list[str]) -> None:
        named = "; ".join(f"“{name}”" for name in names[:NAMED])
        if len(names) > NAMED:
            named += _now(" and %(count)d more") % {"count": len(names) - NAMED}
        told = ngettext(
            "%(count)d statement stays as it is. %(sentence)s (%(named)s)",
            "%(count)d statements stay as they are. %(sentence)s (%(named)s)",
            len(names),
        )
        self.message_user(
            request,
            told % {"count": len(names), "sentence": sentence, "named": named},
            messages.ERROR,
        )
