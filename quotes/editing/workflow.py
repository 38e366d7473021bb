"""Who may do what with a statement on its way from a draft to the public record.

One table answers for every door: the form, the actions of a list, the rows inside a form and the
pages of single acts all ask ``may``, and the functions that act ask again for the locked row.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from django.conf import settings
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.auth.models import AbstractBaseUser, AnonymousUser, PermissionsMixin, User
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Q, QuerySet, prefetch_related_objects
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from quotes.editing import EditContext, publish
from quotes.editing.locks import lock_record
from quotes.models import ReviewNote, Revision, State, Statement
from quotes.models.accounts import NoticeKind
from quotes.notices import tell, tell_all
from quotes.revisions.snapshot import snapshot_of

Account = AbstractBaseUser | AnonymousUser


class EditorGroup(StrEnum):
    """The groups of accounts, by the name each has in the database, from the least trusted up."""

    CONTRIBUTOR = "contributor"
    EDITOR = "editor"
    ADMIN = "admin"


class Action(StrEnum):
    """What is done with a statement that is there. To withdraw one is to change what is public."""

    CHANGE = "change"
    DELETE = "delete"
    SEND = "send to review"
    SEND_BACK = "send back"
    PUBLISH = "publish"


class Standing(StrEnum):
    """Where a statement stands, seen from one account: until it is public, its beginner counts."""

    OWN_DRAFT = "own draft"
    OTHERS_DRAFT = "draft of somebody else"
    OWN_IN_REVIEW = "own, in review"
    OTHERS_IN_REVIEW = "in review, of somebody else"
    PUBLISHED = "published"
    WITHDRAWN = "withdrawn"


DRAFTS = frozenset({Standing.OWN_DRAFT, Standing.OTHERS_DRAFT})
IN_REVIEW = frozenset({Standing.OWN_IN_REVIEW, Standing.OTHERS_IN_REVIEW})
OWN = frozenset({Standing.OWN_DRAFT, Standing.OWN_IN_REVIEW})
NOT_YET_PUBLIC = DRAFTS | IN_REVIEW
NEVER: frozenset[Standing] = frozenset()

# What can be done at all, whoever does it: the record knows no other way.
_POSSIBLE: dict[Action, frozenset[Standing]] = {
    Action.CHANGE: frozenset(Standing),
    Action.DELETE: NOT_YET_PUBLIC,
    Action.SEND: DRAFTS,
    Action.SEND_BACK: IN_REVIEW,
    Action.PUBLISH: NOT_YET_PUBLIC,
}

# Of that, what each group may do. docs/editors.md says the same in words.
_ALLOWED: dict[EditorGroup, dict[Action, frozenset[Standing]]] = {
    EditorGroup.CONTRIBUTOR: {
        Action.CHANGE: OWN,
        Action.DELETE: frozenset({Standing.OWN_DRAFT}),
        Action.SEND: frozenset({Standing.OWN_DRAFT}),
        Action.SEND_BACK: frozenset({Standing.OWN_IN_REVIEW}),
        Action.PUBLISH: NEVER,
    },
    EditorGroup.EDITOR: {
        Action.CHANGE: NOT_YET_PUBLIC | {Standing.PUBLISHED},
        Action.DELETE: NOT_YET_PUBLIC,
        Action.SEND: DRAFTS,
        Action.SEND_BACK: IN_REVIEW,
        Action.PUBLISH: frozenset({Standing.OTHERS_IN_REVIEW}),
    },
    EditorGroup.ADMIN: _POSSIBLE,
}

_IMPOSSIBLE_BECAUSE: dict[Action, Promise] = {
    Action.DELETE: _("This statement is %(state)s and cannot go back to an earlier state."),
    Action.SEND: _("Only a draft can be sent for review; this statement is %(state)s."),
    Action.SEND_BACK: _("Only a statement in review can be sent back; this one is %(state)s."),
    Action.PUBLISH: _(
        "Only a statement that is not public yet can be published; this one is %(state)s."
    ),
}

_NOT_ALLOWED_BECAUSE: dict[tuple[EditorGroup, Action], Promise] = {
    (EditorGroup.CONTRIBUTOR, Action.CHANGE): _(
        "Contributors can change only their own statements, until they are published. "
        "Tell an editor what is wrong with this one."
    ),
    (EditorGroup.CONTRIBUTOR, Action.DELETE): _("Contributors can delete only their own drafts."),
    (EditorGroup.CONTRIBUTOR, Action.SEND): _(
        "Contributors can send only their own statements for review."
    ),
    (EditorGroup.CONTRIBUTOR, Action.SEND_BACK): _(
        "Contributors can take back only their own statements from review."
    ),
    (EditorGroup.CONTRIBUTOR, Action.PUBLISH): _(
        "Contributors cannot publish. Send the statement for review, and an editor will decide."
    ),
    (EditorGroup.EDITOR, Action.CHANGE): _("A withdrawn statement cannot be changed."),
    (EditorGroup.EDITOR, Action.PUBLISH): _(
        "You cannot publish your own draft; another editor must."
    ),
}
_STILL_A_DRAFT = _("This is still a draft. Send it for review first.")
_NO_GROUP = _(
    "Your account has no role yet. An administrator must add it to one of the archive’s groups."
)
_SHOWN_ELSEWHERE = _(
    "This is shown with public statements or with colleagues’ drafts. Tell an "
    "editor what is wrong with it."
)
_SAY_WHY_BACK = _("Say why you are sending it back. The author will read it.")

# Stored in the history of a statement, so it is the same in every language.
_SENT_BACK = "Sent back: "


@dataclass(frozen=True, slots=True)
class Answer:
    """True when something is allowed; else ``sentence`` says what stands against it."""

    sentence: str = ""

    def __bool__(self) -> bool:
        return not self.sentence


YES = Answer()


class NotAllowed(PermissionDenied):
    """Somebody may not do this; ``str()`` is the sentence that says why."""


def group_of(user: Account) -> EditorGroup | None:
    """The most trusted group that an account is in; a superuser counts as an admin."""
    if not isinstance(user, PermissionsMixin) or not user.is_active:
        return None
    if user.is_superuser:
        return EditorGroup.ADMIN
    # One page asks for each of its acts: the groups are read once an account that is at hand.
    prefetch_related_objects([user], "groups")
    names = {group.name for group in user.groups.all()}
    return next((group for group in reversed(EditorGroup) if group in names), None)


def standing_of(statement: Statement, user: Account) -> Standing:
    """Where a statement stands for this account. What nobody is known to have begun is not own."""
    own = statement.created_by_id is not None and statement.created_by_id == user.pk
    if statement.state == State.DRAFT:
        return Standing.OWN_DRAFT if own else Standing.OTHERS_DRAFT
    if statement.state == State.IN_REVIEW:
        return Standing.OWN_IN_REVIEW if own else Standing.OTHERS_IN_REVIEW
    return Standing(statement.state)


def may(user: Account, action: Action, statement: Statement) -> Answer:
    """Whether an account may do this with a statement, or a sentence why not."""
    group, standing = group_of(user), standing_of(statement, user)
    if group is None:
        return Answer(str(_NO_GROUP))
    if standing not in _POSSIBLE[action]:
        state = State(statement.state).label
        return Answer(str(_IMPOSSIBLE_BECAUSE[action]) % {"state": state})
    if standing in _allowed(group, action):
        return YES
    if group is EditorGroup.EDITOR and standing is Standing.OTHERS_DRAFT:
        return Answer(str(_STILL_A_DRAFT))
    return Answer(str(_NOT_ALLOWED_BECAUSE[group, action]))


def may_ever(user: Account, action: Action) -> Answer:
    """Whether there is any statement with which an account may do this."""
    group = group_of(user)
    if group is None:
        return Answer(str(_NO_GROUP))
    return YES if _allowed(group, action) else Answer(str(_NOT_ALLOWED_BECAUSE[group, action]))


def _allowed(group: EditorGroup, action: Action) -> frozenset[Standing]:
    allowed = _ALLOWED[group][action]
    if settings.SINGLE_EDITOR and (group, action) == (EditorGroup.EDITOR, Action.PUBLISH):
        # Nobody else is there to read it, so a review would be a formality.
        return allowed | OWN
    return allowed


def may_change_shared(user: Account, statements: QuerySet[Statement]) -> Answer:
    """Whether an account may change a row (a source, an official …) that these statements show.

    A contributor may mend what only their own unpublished statements show.
    """
    group = group_of(user)
    if group is None:
        return Answer(str(_NO_GROUP))
    if group is not EditorGroup.CONTRIBUTOR:
        return YES
    own = statements.model._default_manager.filter(
        created_by=user.pk, state__in=[State.DRAFT, State.IN_REVIEW]
    )
    if statements.exclude(pk__in=own.values("pk")).exists():
        return Answer(str(_SHOWN_ELSEWHERE))
    return YES


def to_review(statements: QuerySet[Statement], user: Account) -> QuerySet[Statement]:
    """Those in review that the account may publish."""
    group = group_of(user)
    allowed = _allowed(group, Action.PUBLISH) if group else NEVER
    if Standing.OTHERS_IN_REVIEW not in allowed:
        return statements.none()
    waiting = statements.filter(state=State.IN_REVIEW)
    if Standing.OWN_IN_REVIEW in allowed:
        return waiting
    return waiting.exclude(created_by=user.pk)


@transaction.atomic
def send_to_review(statement: Statement, user: Account) -> None:
    """Hand a draft to the editors. Raises NotAllowed."""
    _begin(statement, user, Action.SEND)
    _set_state(statement, State.IN_REVIEW)
    reviewers = [one for one in _reviewers() if may(one, Action.PUBLISH, statement)]
    others = [one for one in reviewers if one.pk != statement.created_by_id]
    tell_all(others, NoticeKind.TO_REVIEW, statement, by=_by(user))


@transaction.atomic
def send_back(statement: Statement, user: Account, reason: str) -> None:
    """Make what is in review a draft again. Raises NotAllowed.

    The reason is kept among the comments, with what the statement was like then, and in the history
    of the statement; who takes back their own needs none.
    """
    _begin(statement, user, Action.SEND_BACK)
    if needs_reason_to_send_back(statement, user) and not reason.strip():
        raise NotAllowed(str(_SAY_WHY_BACK))
    _set_state(statement, State.DRAFT)
    if reason.strip():
        seen = Statement.objects.with_page().with_relations().get(pk=statement.pk)
        ReviewNote.objects.create(
            statement=statement,
            author_id=user.pk,
            text=reason.strip(),
            sent_back=snapshot_of(seen),
        )
        told = f"{_SENT_BACK}{reason.strip()}"
        # Nobody without an account gets here.
        LogEntry.objects.log_actions(  # type: ignore[call-overload]
            user.pk, [statement], CHANGE, told, single_object=True
        )
    if statement.created_by:
        tell(statement.created_by, NoticeKind.SENT_BACK, statement, reason, by=_by(user))


@transaction.atomic
def publish_reviewed(statement: Statement, user: Account, act: EditContext) -> Revision:
    """Make a statement public, if the account may publish it. Raises NotAllowed."""
    _begin(statement, user, Action.PUBLISH)
    revision = publish(statement, act)
    if statement.created_by:
        tell(statement.created_by, NoticeKind.PUBLISHED, statement, by=_by(user))
    return revision


def _reviewers() -> QuerySet[User]:
    """Accounts that may publish something, with their groups at hand."""
    groups = [name for name in EditorGroup if _allowed(name, Action.PUBLISH)]
    may_review = Q(is_superuser=True) | Q(groups__name__in=groups)
    active = User.objects.filter(may_review, is_active=True).distinct()
    return active.prefetch_related("groups")


def _by(user: Account) -> User | None:
    return user if isinstance(user, User) else None


def needs_reason_to_send_back(statement: Statement, user: Account) -> bool:
    """Whether somebody else is to read why."""
    return standing_of(statement, user) is not Standing.OWN_IN_REVIEW


def last_sent_back(statement: Statement) -> ReviewNote | None:
    """Why and by whom a statement was last sent back from review, if it ever was."""
    notes = ReviewNote.objects.filter(statement=statement, sent_back__isnull=False)
    return notes.select_related("author").order_by("-written_at", "-pk").first()


def last_sent_back_of(statements: Iterable[Statement]) -> dict[int, ReviewNote]:
    """As `last_sent_back`, of many statements, by their numbers."""
    notes = ReviewNote.objects.filter(statement__in=[*statements], sent_back__isnull=False)
    newest = notes.order_by("statement_id", "-written_at", "-pk").distinct("statement_id")
    return {note.statement_id: note for note in newest.select_related("author")}


def first_publication(editor_name: str) -> EditContext:
    """The act of publishing, where an editor gives no other reason."""
    return EditContext("First published", editor_name)


def _begin(statement: Statement, user: Account, action: Action) -> None:
    """Lock the row, and ask about the state it has by now, not when the page was made."""
    lock_record()
    statement.refresh_from_db(
        fields=["state", "created_by"], from_queryset=Statement.objects.select_for_update()
    )
    answer = may(user, action, statement)
    if not answer:
        raise NotAllowed(answer.sentence)


def _set_state(statement: Statement, state: State) -> None:
    statement.state = state
    statement.save(update_fields=["state", "updated_at"])
