"""Django's forms of accounts and groups, with a label on every control."""

from django.contrib import admin
from django.contrib.auth.admin import GroupAdmin, UserAdmin
from django.contrib.auth.models import Group, User

# Django registers its own as its module is imported, which is done above.
admin.site.unregister([User, Group])


@admin.register(User)
class AccountAdmin(UserAdmin):
    """Django's, but that nobody sets when an account was made or last used.

    As fields each of the two is a pair of controls under one label, so that the second has none
    (WCAG 2.2, 1.3.1 and 4.1.2).
    """

    readonly_fields = ("last_login", "date_joined")

    class Media:
        js = ["js/admin-labels.js"]


@admin.register(Group)
class AccountGroupAdmin(GroupAdmin):
    """Django's, with the names that its lists of permissions lack."""

    class Media:
        js = ["js/admin-labels.js"]
