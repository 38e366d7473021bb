"""The one role that an account has, and how it is stored: as a group and Django's flag."""

from django.contrib.auth.models import Group, User
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from quotes.editing.workflow import Action, EditorGroup, may_ever

# From the least trusted up.
ROLE_NAMES = {
    EditorGroup.CONTRIBUTOR: _("contributor"),
    EditorGroup.EDITOR: _("editor"),
    EditorGroup.ADMIN: _("administrator"),
}


def role_of(account: User) -> EditorGroup | None:
    """The role of an account, whether it may sign in or not."""
    if account.pk is None:
        return None
    if account.is_superuser:
        return EditorGroup.ADMIN
    names = {group.name for group in account.groups.all()}
    return next((role for role in reversed(EditorGroup) if role in names), None)


@transaction.atomic
def give_role(account: User, role: str) -> None:
    """Make this the one role of an account; with ``""`` the desk is closed to it."""
    account.groups.set(Group.objects.filter(name=role) if role else [])
    account.is_staff = bool(role)
    account.save(update_fields=["is_staff"])


def kept_out() -> list[str]:
    """The names of accounts that have a role and may not sign in, since Django's flag is missing:
    somebody has taken it from them, or they are older than it."""
    closed = User.objects.filter(groups__name__in=list(EditorGroup), is_staff=False, is_active=True)
    return sorted(set(closed.values_list("username", flat=True)))


def may_publish(account: User) -> bool:
    """Whether there is any statement that an account may publish."""
    return bool(may_ever(account, Action.PUBLISH))
