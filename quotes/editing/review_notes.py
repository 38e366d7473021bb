"""Comments on what is not public yet, the colleagues they name, and who is to review it."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from quotes.editing.locks import locked
from quotes.editing.refusals import Refused
from quotes.editing.workflow import Account, Action, EditorGroup, group_of, may, to_review
from quotes.models import Assignment, ReviewNote, State, Statement
from quotes.models.accounts import NoticeKind
from quotes.notices import tell, tell_all

LONGEST = 4_000

# "@ann", "@ann@news.example"; not the middle of an address of e-mail.
_MENTION = re.compile(r"(?<![\w.@+-])@([\w+-](?:[\w.@+-]*[\w+-])?)")


@dataclass(frozen=True, slots=True)
class WrittenNote:
    """A comment that was kept, and the names in it by which nobody is known here."""

    note: ReviewNote
    unknown: Sequence[str]


def colleagues() -> QuerySet[User]:
    """Whoever works at the desk, by name."""
    in_group = Q(groups__name__in=[*EditorGroup])
    users = User.objects.filter(Q(is_superuser=True) | in_group, is_active=True)
    return users.distinct().order_by("username")


def may_comment(user: Account, statement: Statement) -> bool:
    """Whether there is something to be said: until it is public, by anybody of the desk."""
    return group_of(user) is not None and statement.state in (State.DRAFT, State.IN_REVIEW)


@transaction.atomic
def comment(statement: Statement, user: User, text: str) -> WrittenNote:
    """Keep a comment, with the colleagues that it mentions (``@name``). Raises `Refused`."""
    (row,) = locked(Statement, statement.pk)
    if not may_comment(user, row):
        raise Refused([_("Comments are closed once a statement is published.")])
    words = text.strip()
    if not words:
        raise Refused([_("Write a comment first.")])
    if len(words) > LONGEST:
        told = _("A comment has at most %(count)s characters; this one has %(own)s.")
        raise Refused([told % {"count": LONGEST, "own": len(words)}])
    note = ReviewNote.objects.create(statement=row, author=user, text=words)
    named = dict.fromkeys(name.lower() for name in _MENTION.findall(words))
    known = {one.get_username().lower(): one for one in colleagues()} if named else {}
    mentioned = [known[name] for name in named if name in known]
    note.mentioned.set(mentioned)
    tell_all(mentioned, NoticeKind.MENTION, row, words, by=user)
    if row.created_by and row.created_by not in mentioned:
        tell(row.created_by, NoticeKind.COMMENT, row, words, by=user)
    return WrittenNote(note, [name for name in named if name not in known])


def reviewers_of(statement: Statement) -> list[User]:
    """Those who may publish the statement once it is in review."""
    asked = Statement(pk=statement.pk, state=State.IN_REVIEW, created_by_id=statement.created_by_id)
    users = colleagues().prefetch_related("groups")
    return [user for user in users if may(user, Action.PUBLISH, asked)]


@transaction.atomic
def assign(statement: Statement, user: User, reviewer: User | None) -> Assignment | None:
    """Ask one colleague to review a statement, or leave it to anybody. Raises `Refused`."""
    (row,) = locked(Statement, statement.pk)
    if not may_comment(user, row):
        raise Refused([_("Only a draft or a statement in review has a reviewer.")])
    if reviewer is None:
        Assignment.objects.filter(statement=row).delete()
        return None
    if reviewer not in reviewers_of(row):
        raise Refused([_("%(name)s may not publish this statement.") % {"name": reviewer}])
    asked, _made = Assignment.objects.update_or_create(
        statement=row, defaults={"reviewer": reviewer, "assigned_by": user}
    )
    tell(reviewer, NoticeKind.ASSIGNED, row, by=user)
    return asked


def waiting_for(statements: QuerySet[Statement], user: Account) -> QuerySet[Statement]:
    """Those in review that the account may publish and that nobody else was asked to read."""
    of_others = Q(assignment__isnull=False) & ~Q(assignment__reviewer=user.pk)
    return to_review(statements, user).exclude(of_others)


def sent_back_to(user: Account) -> QuerySet[Statement]:
    """The account's own drafts that a reviewer has sent back, the newest first."""
    notes = ReviewNote.objects.filter(sent_back__isnull=False)
    drafts = Statement.objects.filter(state=State.DRAFT, created_by=user.pk)
    return drafts.filter(pk__in=notes.values("statement")).order_by("-updated_at", "-pk")


def mentions_of(user: Account) -> QuerySet[ReviewNote]:
    """Comments that mention the account, on what is not public yet; the newest first."""
    notes = ReviewNote.objects.filter(
        mentioned=user.pk, statement__state__in=[State.DRAFT, State.IN_REVIEW]
    )
    return notes.select_related("author", "statement__speaker").order_by("-written_at", "-pk")
