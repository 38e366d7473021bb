"""One change of many statements at once: a topic, an occasion, publishing with a reason.

A page shows what will change, row by row, before anything does. Each row is a transaction of its
own, and is asked again when it is locked: what is refused stays as it is and is named.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any, ClassVar

from django import forms
from django.contrib import admin, messages
from django.contrib.admin import widgets
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.contrib.admin.options import IS_POPUP_VAR
from django.core.exceptions import BadRequest, PermissionDenied, ValidationError
from django.db import models, transaction
from django.db.models import F, Max, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.text import capfirst
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from quotes.admin.base import editor_name
from quotes.admin.forms import REASON
from quotes.admin.object_actions import ReasonForm
from quotes.admin.review_steps import WorkflowAdmin
from quotes.admin.row_choices import RowSelect, is_row_id
from quotes.editing import EditContext, record_changes
from quotes.editing.locks import locked
from quotes.editing.refusals import Refused
from quotes.editing.workflow import (
    Account,
    Action,
    Answer,
    NotAllowed,
    Standing,
    may,
    may_ever,
    publish_reviewed,
    standing_of,
)
from quotes.models import Occasion, State, Statement, StatementTopic, Topic
from quotes.text.languages import in_record_language

# So many rows at once: each is a transaction of some 40 ms, and a browser waits for all of them.
MOST_ROWS = 500

_CONFIRM, _APPLY = "confirm", "apply"


class BulkAct:
    """What is done with each of many statements. ``chosen`` is the row chosen for all of them."""

    key: ClassVar[str]
    label: ClassVar[str | Promise]
    action: ClassVar[Action] = Action.CHANGE
    # The column that names what is chosen, and how that is found without JavaScript.
    of: ClassVar[tuple[type[models.Model], str] | None] = None
    found_by: ClassVar[tuple[str, ...]] = ("name__iexact",)

    def title(self, chosen: Any) -> str:
        """What is done, as the history of each statement says it."""
        raise NotImplementedError

    def before(self, statement: Statement) -> str:
        """What stands there now, of that which changes."""
        raise NotImplementedError

    def after(self, statement: Statement, chosen: Any) -> str:
        """What will stand there. Raises `NotAllowed` where nothing would change."""
        raise NotImplementedError

    def write(self, statement: Statement, chosen: Any, user: Account, act: EditContext) -> None:
        """Write it into the locked row."""
        raise NotImplementedError

    @transaction.atomic
    def take(self, statement: Statement, chosen: Any, user: Account, act: EditContext) -> None:
        """Do it with one statement, in one transaction. Raises `NotAllowed`."""
        try:
            (row,) = locked(Statement, statement.pk)
        except Refused as refused:
            raise NotAllowed(str(refused)) from refused
        answer = may(user, self.action, row)
        if not answer:
            raise NotAllowed(answer.sentence)
        self.after(row, chosen)
        self.write(row, chosen, user, act)
        record_changes([row.pk], act)


def _touch(statement: Statement, **columns: Any) -> None:
    """Write columns; an editor who has the old version open in a form must not write it back."""
    rows = Statement.objects.filter(pk=statement.pk)
    rows.update(version=F("version") + 1, updated_at=timezone.now(), **columns)


def _names(topics: Sequence[Topic]) -> str:
    return ", ".join(topic.public_name for topic in topics) or _now("none")


class OfTopic(BulkAct):
    of = (StatementTopic, "topic")
    found_by = ("slug__iexact", "name__iexact")

    def before(self, statement: Statement) -> str:
        return _names(statement.ordered_topics())


class AddTopic(OfTopic):
    key = "add_topic"
    label = _("Add a topic…")

    def title(self, chosen: Topic) -> str:
        return _now("Add the topic “%(topic)s”") % {"topic": chosen}

    def after(self, statement: Statement, chosen: Topic) -> str:
        topics = statement.ordered_topics()
        if chosen in topics:
            raise NotAllowed(_now("It has this topic already."))
        return _names([*topics, chosen])

    def write(self, statement: Statement, chosen: Topic, user: Account, act: EditContext) -> None:
        last = statement.topic_links.aggregate(last=Max("position"))["last"]
        position = 0 if last is None else last + 1
        StatementTopic.objects.create(statement=statement, topic=chosen, position=position)
        _touch(statement)


class RemoveTopic(OfTopic):
    key = "remove_topic"
    label = _("Remove a topic…")

    def title(self, chosen: Topic) -> str:
        return _now("Remove the topic “%(topic)s”") % {"topic": chosen}

    def after(self, statement: Statement, chosen: Topic) -> str:
        topics = statement.ordered_topics()
        if chosen not in topics:
            raise NotAllowed(_now("It does not have this topic."))
        return _names([topic for topic in topics if topic != chosen])

    def write(self, statement: Statement, chosen: Topic, user: Account, act: EditContext) -> None:
        statement.topic_links.filter(topic=chosen).delete()
        _touch(statement)


class SetOccasion(BulkAct):
    key = "set_occasion"
    label = _("Set the occasion…")
    of = (Statement, "occasion")

    def title(self, chosen: Occasion) -> str:
        return _now("Set the occasion “%(occasion)s”") % {"occasion": chosen}

    def before(self, statement: Statement) -> str:
        return str(statement.occasion or _now("none"))

    def after(self, statement: Statement, chosen: Occasion) -> str:
        if statement.occasion == chosen:
            raise NotAllowed(_now("It has this occasion already."))
        return str(chosen)

    def write(
        self, statement: Statement, chosen: Occasion, user: Account, act: EditContext
    ) -> None:
        _touch(statement, occasion=chosen)


class PublishWithReason(BulkAct):
    key = "publish_with_reason"
    label = _("Publish with a reason…")
    action = Action.PUBLISH

    def title(self, chosen: None) -> str:
        return _now("Publish")

    def before(self, statement: Statement) -> str:
        return str(State(statement.state).label)

    def after(self, statement: Statement, chosen: None) -> str:
        return str(State.PUBLISHED.label)

    def write(self, statement: Statement, chosen: None, user: Account, act: EditContext) -> None:
        publish_reviewed(statement, user, act)


ACTS: dict[str, BulkAct] = {
    act.key: act for act in (AddTopic(), RemoveTopic(), SetOccasion(), PublishWithReason())
}


class ChoiceForm(forms.Form):
    """Asks for the row that all are given: found as one types, or, without JavaScript, by name."""

    chosen: Any = forms.ModelChoiceField(queryset=None, required=False)
    name = forms.CharField(
        required=False,
        max_length=300,
        label=_("Or its name"),
        widget=widgets.AdminTextInputWidget(),
    )

    def __init__(self, act: BulkAct, site: admin.AdminSite, *args: Any) -> None:
        super().__init__(*args)
        model, column = act.of or (Statement, "occasion")
        self.act, reference = act, model._meta.get_field(column)
        chosen: Any = self.fields["chosen"]
        chosen.label = capfirst(reference.verbose_name)  # type: ignore[union-attr]
        chosen.queryset = reference.related_model._default_manager.all()  # type: ignore[union-attr]
        chosen.widget = RowSelect(reference, site)
        chosen.widget.choices = chosen.choices

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        if not self.errors and not cleaned.get("chosen"):
            cleaned["chosen"] = self._named(cleaned.get("name", "").strip())
        return cleaned

    def _named(self, name: str) -> models.Model:
        if not name:
            raise ValidationError(_now("Choose one, or write its name."))
        by_any = models.Q(*((path, name) for path in self.act.found_by), _connector=models.Q.OR)
        rows: QuerySet[Any] = self.fields["chosen"].queryset  # type: ignore[attr-defined]
        found = list(rows.filter(by_any)[:2])
        if len(found) == 1:
            return found[0]
        if found:
            raise ValidationError(_now("Several have the name “%(name)s”.") % {"name": name})
        raise ValidationError(_now("Nothing has the name “%(name)s”.") % {"name": name})


class BulkReasonForm(ReasonForm):
    """Asks why, where the public reads something else afterwards."""

    def __init__(self, is_needed: bool, *args: Any) -> None:
        super().__init__(*args)
        self.fields[REASON].required = is_needed


@dataclass(frozen=True, slots=True)
class Change:
    """What stands there of a statement, and what will."""

    statement: Statement
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Plan:
    """What an act would do: the rows that change, and those that do not, by the reason."""

    changes: list[Change] = field(default_factory=list)
    refused: dict[str, list[Statement]] = field(default_factory=dict)

    @property
    def is_public(self) -> bool:
        """Whether the public reads something else afterwards."""
        return any(change.statement.state == State.PUBLISHED for change in self.changes)


def planned(act: BulkAct, chosen: Any, keys: Sequence[int], user: Account) -> Plan:
    """What the act would do with these statements, as they are now."""
    statements = (
        Statement.objects.filter(pk__in=keys)
        .select_related("speaker", "occasion")
        .prefetch_related("topic_links__topic")
    )
    # What is allowed depends on where a statement stands, and is asked once for all that do.
    answers: dict[Standing, Answer] = {}
    plan = Plan()
    for statement in statements:
        standing = standing_of(statement, user)
        if standing not in answers:
            answers[standing] = may(user, act.action, statement)
        try:
            if not answers[standing]:
                raise NotAllowed(answers[standing].sentence)
            after = act.after(statement, chosen)
        except NotAllowed as refusal:
            plan.refused.setdefault(str(refusal), []).append(statement)
        else:
            plan.changes.append(Change(statement, act.before(statement), after))
    return plan


@dataclass(frozen=True, slots=True)
class Asked:
    """The rows that were selected, and the list that they were selected in."""

    keys: list[int]
    back: str


class BulkAdmin(WorkflowAdmin):
    """The admin of statements, as far as many are changed at once."""

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(self.bulk_view)
        page = path("bulk/<slug:key>/", view, name="quotes_statement_bulk")
        return [page, *super().get_urls()]

    def get_actions(self, request: HttpRequest) -> dict[str, Any]:
        offered = super().get_actions(request)
        if IS_POPUP_VAR in request.GET or not self.has_change_permission(request):
            return offered
        allowed = (act for act in ACTS.values() if may_ever(request.user, act.action))
        begun = {act.key: (partial(_begin, act), act.key, act.label) for act in allowed}
        return {**offered, **begun}

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        if not all(map(is_row_id, request.POST.getlist(ACTION_CHECKBOX_NAME))):
            raise BadRequest(_now("A row is named by its number."))
        return super().changelist_view(request, extra_context)

    def begin_bulk(
        self, request: HttpRequest, act: BulkAct, queryset: QuerySet
    ) -> HttpResponse | None:
        """The first page of an act with the rows that were selected in the list."""
        selected = queryset.order_by().values_list("pk", flat=True).distinct()
        keys = list(selected[: MOST_ROWS + 1])
        if len(keys) > MOST_ROWS:
            told = _now("At most %(count)s statements are changed at once: select fewer.")
            self.message_user(request, told % {"count": f"{MOST_ROWS:,}"}, messages.ERROR)
            return None
        asked = Asked(keys, request.get_full_path())
        if act.of:
            return self._bulk_page(request, act, asked, choice=ChoiceForm(act, self.admin_site))
        return self._confirm(request, act, asked, None)

    def bulk_view(self, request: HttpRequest, key: str) -> HttpResponse:
        """The pages of an act; only the last one's button acts."""
        act = ACTS.get(key)
        changelist = reverse("admin:quotes_statement_changelist")
        if act is None or request.method != "POST":
            return HttpResponseRedirect(changelist)
        self._require_allowed(request, act)
        asked = Asked(_keys(request), _back(request, changelist))
        chosen = None
        if act.of:
            choice = ChoiceForm(act, self.admin_site, request.POST)
            if not choice.is_valid():
                return self._bulk_page(request, act, asked, choice=choice)
            chosen = choice.cleaned_data["chosen"]
        if request.POST.get("stage") != _APPLY:
            return self._confirm(request, act, asked, chosen)
        plan = planned(act, chosen, asked.keys, request.user)
        form = BulkReasonForm(_needs_reason(act, plan), request.POST)
        if not form.is_valid():
            return self._confirm(request, act, asked, chosen, form)
        self._apply(request, act, asked.keys, chosen, form.cleaned_data[REASON])
        return HttpResponseRedirect(asked.back)

    def _require_allowed(self, request: HttpRequest, act: BulkAct) -> None:
        """Raises PermissionDenied where the account may do this with no statement at all."""
        answer = may_ever(request.user, act.action)
        if not answer or not self.has_change_permission(request):
            raise PermissionDenied(answer.sentence)

    def _apply(
        self, request: HttpRequest, act: BulkAct, keys: list[int], chosen: Any, reason: str
    ) -> None:
        done = EditContext(reason, editor_name(request.user))
        with in_record_language():
            note = f"{act.title(chosen)}."
        changed = self._each(
            request,
            Statement.objects.filter(pk__in=keys),
            lambda statement: act.take(statement, chosen, request.user, done),
            note,
        )
        if changed:
            told = ngettext(
                "%(act)s: %(count)d statement was changed.",
                "%(act)s: %(count)d statements were changed.",
                changed,
            )
            named = {"act": act.title(chosen), "count": changed}
            self.message_user(request, told % named, messages.SUCCESS)

    def _confirm(
        self,
        request: HttpRequest,
        act: BulkAct,
        asked: Asked,
        chosen: Any,
        form: forms.Form | None = None,
    ) -> HttpResponse:
        plan = planned(act, chosen, asked.keys, request.user)
        form = form or BulkReasonForm(_needs_reason(act, plan))
        context = {"plan": plan, "form": form, "chosen": chosen, "title": act.title(chosen)}
        return self._bulk_page(request, act, asked, **context)

    def _bulk_page(
        self, request: HttpRequest, act: BulkAct, asked: Asked, **shown: Any
    ) -> HttpResponse:
        form = shown.get("choice") or shown["form"]
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": str(act.label).rstrip("…"),
            "media": self.media + form.media,
            "action_url": reverse("admin:quotes_statement_bulk", args=[act.key]),
            "keys": ",".join(map(str, asked.keys)),
            "count": len(asked.keys),
            "back": asked.back,
            "stage": _CONFIRM if "choice" in shown else _APPLY,
            **shown,
        }
        return TemplateResponse(request, "admin/quotes/bulk.html", context)


def _begin(
    act: BulkAct, model_admin: BulkAdmin, request: HttpRequest, queryset: QuerySet
) -> HttpResponse | None:
    return model_admin.begin_bulk(request, act, queryset)


def _needs_reason(act: BulkAct, plan: Plan) -> bool:
    return plan.is_public or act.action is Action.PUBLISH


def _keys(request: HttpRequest) -> list[int]:
    """The rows that a page was made for. Raises BadRequest for what no page of ours has sent."""
    keys = request.POST.get("keys", "").split(",")
    if not all(map(is_row_id, keys)) or len(keys) > MOST_ROWS:
        raise BadRequest(_now("A row is named by its number."))
    return [int(key) for key in keys]


def _back(request: HttpRequest, changelist: str) -> str:
    """The list that the rows were selected in; never another site."""
    back = request.POST.get("back", "")
    return back if back == changelist or back.startswith(f"{changelist}?") else changelist
