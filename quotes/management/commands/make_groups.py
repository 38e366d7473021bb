"""The groups of accounts and their permissions, as the code has them.

A command and not a migration: Django makes the permissions only once all migrations have run.
"""

from typing import Any

from django.contrib.auth.models import Group, Permission
from django.core.management import CommandError
from django.core.management.base import BaseCommand
from django.db import transaction
from django.db.models import QuerySet

from quotes.editing.roles import kept_out
from quotes.editing.workflow import EditorGroup

# What a contributor works on, row by row as the workflow allows: the statement and its parts.
OWN_WORK = ("statement", "citation", "statementtopic", "figure")
# What a contributor may add, and mend while only their own unpublished statements show it.
SHARED = ("speaker", "outlet", "source", "occasion")
# What readers write to the editors, with their addresses.
PRIVATE = ("view_inquiry", "view_subscription")
PARTS_OF_SHARED = ("alias", "role")
# What an administrator may do with accounts: they are closed, never deleted.
PEOPLE = ("view_user", "add_user", "change_user")


class Command(BaseCommand):
    help = (
        "Make the groups contributor, editor and admin, and give them exactly the permissions "
        "that this version of the archive has for them. Run it after migrate; again does no harm."
    )

    @transaction.atomic
    def handle(self, *args: Any, **options: Any) -> None:
        for name in EditorGroup:
            group, _made = Group.objects.get_or_create(name=name)
            group.permissions.set(permissions_of(name))
        if options["verbosity"]:
            self.stdout.write(f"Groups: {', '.join(EditorGroup)}.")
            if names := kept_out():
                self.stdout.write(
                    f"In a group, but without staff status, so that they cannot sign in: "
                    f"{', '.join(names)}. Give them a role under People on the desk."
                )


def permissions_of(group: EditorGroup) -> QuerySet[Permission]:
    """What a group may do with the tables. Raises CommandError before the first ``migrate``."""
    ours = Permission.objects.filter(content_type__app_label="quotes")
    if group is EditorGroup.ADMIN:
        people = Permission.objects.filter(content_type__app_label="auth", codename__in=PEOPLE)
        return ours | people
    if group is EditorGroup.EDITOR:
        return ours
    names = codenames_of_contributors()
    found = ours.filter(codename__in=names)
    if found.count() != len(names):
        raise CommandError("Some permissions are not there yet: run migrate first.")
    seen = ours.filter(codename__startswith="view_").exclude(codename__in=PRIVATE)
    return seen | found


def codenames_of_contributors() -> set[str]:
    """What contributors may do beyond looking."""
    everything = {
        f"{verb}_{table}"
        for table in (*OWN_WORK, *PARTS_OF_SHARED)
        for verb in ("add", "change", "delete")
    }
    return everything | {f"{verb}_{table}" for table in SHARED for verb in ("add", "change")}
