"""One change of many statements: a topic, an occasion, publishing; first planned, then made.

Each statement is a transaction of its own, and is asked again when it is locked: what is refused
stays as it is and is named.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, ClassVar

from django.db import models, transaction
from django.db.models import F, Max
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from quotes.editing.gate import objections, record_changes, refusal
from quotes.editing.locks import locked
from quotes.editing.refusals import Refused
from quotes.editing.workflow import (
    Account,
    Action,
    Answer,
    NotAllowed,
    Standing,
    may,
    publish_reviewed,
    standing_of,
)
from quotes.models import Occasion, State, Statement, StatementTopic, Topic
from quotes.revisions.edit_context import EditContext


class BulkChange:
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

    def write(self, statement: Statement, chosen: Any, user: Account, context: EditContext) -> None:
        """Write it into the locked row."""
        raise NotImplementedError

    # Whether `take_back` can set it back, by what `was` has kept.
    is_undoable: ClassVar[bool] = True

    def was(self, statement: Statement, chosen: Any) -> Any:
        """What it takes to set it back, as JSON."""
        return None

    def take_back(self, statement: Statement, chosen: int | None, was: Any) -> None:
        """Set the locked row back. Raises `Refused` where what it takes is gone."""
        raise NotImplementedError

    @transaction.atomic
    def take(self, statement: Statement, chosen: Any, user: Account, context: EditContext) -> Any:
        """Do it with one statement, in one transaction; what `was` there. Raises `NotAllowed`."""
        try:
            (row,) = locked(Statement, statement.pk)
        except Refused as refused:
            raise NotAllowed(str(refused)) from refused
        answer = may(user, self.action, row)
        if not answer:
            raise NotAllowed(answer.sentence)
        self.after(row, chosen)
        was = self.was(row, chosen)
        self.write(row, chosen, user, context)
        record_changes([row.pk], context)
        return was


def _touch(statement: Statement, **columns: Any) -> None:
    """Write columns; an editor who has the old version open in a form must not write it back."""
    rows = Statement.objects.filter(pk=statement.pk)
    rows.update(version=F("version") + 1, updated_at=timezone.now(), **columns)


def _required(model: type[models.Model], pk: int | None) -> Any:
    row = model._default_manager.filter(pk=pk).first()
    if row is None:
        raise Refused([_now("What it had before no longer exists.")])
    return row


def _names(topics: Sequence[Topic]) -> str:
    return ", ".join(topic.public_name for topic in topics) or _now("none")


class OfTopic(BulkChange):
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
            raise NotAllowed(_now("It already has this topic."))
        return _names([*topics, chosen])

    def write(
        self, statement: Statement, chosen: Topic, user: Account, context: EditContext
    ) -> None:
        last = statement.topic_links.aggregate(last=Max("position"))["last"]
        position = 0 if last is None else last + 1
        StatementTopic.objects.create(statement=statement, topic=chosen, position=position)
        _touch(statement)

    def take_back(self, statement: Statement, chosen: int | None, was: Any) -> None:
        statement.topic_links.filter(topic=chosen).delete()
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

    def write(
        self, statement: Statement, chosen: Topic, user: Account, context: EditContext
    ) -> None:
        statement.topic_links.filter(topic=chosen).delete()
        _touch(statement)

    def was(self, statement: Statement, chosen: Topic) -> int:
        return statement.topic_links.get(topic=chosen).position

    def take_back(self, statement: Statement, chosen: int | None, was: Any) -> None:
        topic = _required(Topic, chosen)
        StatementTopic.objects.create(statement=statement, topic=topic, position=was)
        _touch(statement)


class SetOccasion(BulkChange):
    key = "set_occasion"
    label = _("Set the occasion…")
    of = (Statement, "occasion")

    def title(self, chosen: Occasion) -> str:
        return _now("Set the occasion “%(occasion)s”") % {"occasion": chosen}

    def before(self, statement: Statement) -> str:
        return str(statement.occasion or _now("none"))

    def after(self, statement: Statement, chosen: Occasion) -> str:
        if statement.occasion == chosen:
            raise NotAllowed(_now("It already has this occasion."))
        return str(chosen)

    def write(
        self, statement: Statement, chosen: Occasion, user: Account, context: EditContext
    ) -> None:
        _touch(statement, occasion=chosen)

    def was(self, statement: Statement, chosen: Occasion) -> int | None:
        return statement.occasion_id

    def take_back(self, statement: Statement, chosen: int | None, was: Any) -> None:
        _touch(statement, occasion=None if was is None else _required(Occasion, was))


class PublishWithReason(BulkChange):
    key = "publish_with_reason"
    label = _("Publish with a reason…")
    action = Action.PUBLISH
    is_undoable = False

    def title(self, chosen: None) -> str:
        return _now("Publish")

    def before(self, statement: Statement) -> str:
        return str(State(statement.state).label)

    def after(self, statement: Statement, chosen: None) -> str:
        """A reason given for many is none for words that something speaks against."""
        if against := objections([statement.pk]):
            raise NotAllowed(" ".join(map(refusal, against)))
        return str(State.PUBLISHED.label)

    def write(
        self, statement: Statement, chosen: None, user: Account, context: EditContext
    ) -> None:
        publish_reviewed(statement, user, context)


CHANGES: dict[str, BulkChange] = {
    change.key: change for change in (AddTopic(), RemoveTopic(), SetOccasion(), PublishWithReason())
}


@dataclass(frozen=True, slots=True)
class PlannedChange:
    """What stands there of a statement, and what will."""

    statement: Statement
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class BulkPlan:
    """What a change would do: the rows that change, and those that do not, by the reason."""

    changes: list[PlannedChange] = field(default_factory=list)
    refused: dict[str, list[Statement]] = field(default_factory=dict)

    @property
    def is_public(self) -> bool:
        """Whether the public reads something else afterwards."""
        return any(one.statement.state == State.PUBLISHED for one in self.changes)


def planned(change: BulkChange, chosen: Any, keys: Sequence[int], user: Account) -> BulkPlan:
    """What the change would do with these statements, as they are now."""
    statements = (
        Statement.objects.filter(pk__in=keys)
        .select_related("speaker", "occasion")
        .prefetch_related("topic_links__topic")
    )
    # What is allowed depends on where a statement stands, and is asked once for all that do.
    answers: dict[Standing, Answer] = {}
    plan = BulkPlan()
    for statement in statements:
        standing = standing_of(statement, user)
        if standing not in answers:
            answers[standing] = may(user, change.action, statement)
        try:
            if not answers[standing]:
                raise NotAllowed(answers[standing].sentence)
            after = change.after(statement, chosen)
        except NotAllowed as refusal:
            plan.refused.setdefault(str(refusal), []).append(statement)
        else:
            plan.changes.append(PlannedChange(statement, change.before(statement), after))
    return plan
