"""Accounts as the desk shows them: a person has a name, an e-mail address and one role.

Groups, permissions and Django's two flags are how a role is stored, and no field of any form.
"""

from copy import copy
from typing import Any

from allauth.account.admin import EmailAddress
from allauth.mfa.admin import Authenticator
from allauth.usersessions.admin import UserSession
from django import forms
from django.contrib import admin
from django.contrib.auth.admin import UserAdmin
from django.contrib.auth.models import Group, User
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from quotes.editing.roles import ROLE_NAMES, give_role, role_of
from quotes.editing.workflow import EditorGroup

# Django and allauth register their own as their modules are imported, which is done above. A person
# has a role, and what it is made of is not edited by hand.
admin.site.unregister([User, Group, EmailAddress, Authenticator, UserSession])


class PersonForm(forms.ModelForm):
    """Who somebody is, what they may do, and whether they may still sign in."""

    name = forms.CharField(
        label=_("name"),
        max_length=150,
        required=False,
        help_text=_("As colleagues see it. What readers see, people confirm themselves."),
    )
    role = forms.ChoiceField(
        label=_("role"),
        choices=[("", _("none: cannot sign in")), *ROLE_NAMES.items()],
        required=False,
        help_text=_(
            "Contributors write drafts. Editors also publish what others wrote. Administrators "
            "also manage people."
        ),
    )

    class Meta:
        model = User
        fields = ["username", "email", "is_active"]
        labels = {"is_active": _("may sign in")}
        help_texts = {
            "username": _("To sign in with, beside the e-mail address. Readers never see it."),
            "is_active": _(
                "Untick to close the account: it is signed out everywhere, and its work stays."
            ),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        person = self.instance
        self.fields["name"].initial = person.get_full_name()
        self.fields["role"].initial = role_of(person) or ""

    def clean_email(self) -> str:
        email = self.cleaned_data["email"].lower()
        others = User.objects.exclude(pk=self.instance.pk)
        if email and others.filter(email__iexact=email).exists():
            raise forms.ValidationError(_("Another account has this e-mail address."))
        return email

    def save(self, commit: bool = True) -> User:
        person: User = super().save(commit=False)
        if self.cleaned_data["name"] != person.get_full_name():
            person.first_name, person.last_name = self.cleaned_data["name"], ""
        if commit:
            person.save()
        return person


class RoleFilter(admin.SimpleListFilter):
    """People by what they may do."""

    title = _("role")
    parameter_name = "role"

    def lookups(self, request: HttpRequest, model_admin: Any) -> Any:
        return [*ROLE_NAMES.items()]

    def queryset(self, request: HttpRequest, people: QuerySet[User]) -> QuerySet[User]:
        if self.value() == EditorGroup.ADMIN:
            return people.filter(is_superuser=True) | people.filter(groups__name=self.value())
        return people.filter(groups__name=self.value()) if self.value() else people


@admin.register(User)
class AccountAdmin(UserAdmin):
    """People: who may sign in, and as what."""

    form = PersonForm
    fieldsets = [
        (None, {"fields": ["name", "email", "username", "role", "is_active"]}),
        (_("Use"), {"fields": ["last_login", "date_joined"]}),
    ]
    readonly_fields = ["last_login", "date_joined"]
    list_display = ["called", "email", "role", "is_active", "last_login"]
    list_filter = [RoleFilter, "is_active"]
    actions = ["remove_second_factor"]
    filter_horizontal = []

    class Media:
        js = ["js/admin-labels.js"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[User]:
        people: QuerySet[User] = super().get_queryset(request)
        return people.prefetch_related("groups")

    @admin.action(description=_("Remove the second factor (lost phone)"), permissions=["change"])
    def remove_second_factor(self, request: HttpRequest, people: QuerySet[User]) -> None:
        """Let people sign in with their password again, and set up another second factor."""
        chosen = [one for one in people if self.has_change_permission(request, one)]
        Authenticator.objects.filter(user__in=chosen).delete()
        for one in chosen:
            self.log_change(request, one, "Second factor removed.")
        names = ", ".join(one.get_username() for one in chosen) or "-"
        self.message_user(request, _now("Second factor removed: %(names)s") % {"names": names})

    def add_view(self, request: HttpRequest, form_url: str = "", extra_context: Any = None) -> Any:
        """People are invited, and set their own password."""
        return HttpResponseRedirect(reverse("admin:auth_user_invite"))

    @admin.display(description=_("name"), ordering="first_name")
    def called(self, person: User) -> str:
        return person.get_full_name() or person.get_username()

    @admin.display(description=_("role"))
    def role(self, person: User) -> str:
        role = role_of(person)
        return str(ROLE_NAMES[role]) if role else "-"

    def get_form(
        self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any
    ) -> Any:
        form = super().get_form(request, obj, change=change, **kwargs)
        # Nobody takes from themselves what they would need to get it back, and who is a superuser
        # is decided at the command line. One's own address is changed by a letter to it.
        is_own = obj is not None and obj.pk == request.user.pk
        is_kept = obj is not None and (obj.is_superuser or is_own)
        for name, is_fixed in (("role", is_kept), ("is_active", is_kept), ("email", is_own)):
            if is_fixed and name in form.base_fields:
                # The field itself is that of all forms.
                form.base_fields[name] = copy(form.base_fields[name])
                form.base_fields[name].disabled = True
        return form

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Only a superuser changes a superuser: with the address goes the account."""
        is_above = obj is not None and obj.is_superuser and not request.user.is_superuser
        return super().has_change_permission(request, obj) and not is_above

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """An account is closed and not deleted: its name stands in the history of its work."""
        return False

    def save_model(self, request: HttpRequest, obj: User, form: Any, change: bool) -> None:
        super().save_model(request, obj, form, change)
        if "role" in form.changed_data:
            give_role(obj, form.cleaned_data["role"])
        if "email" in form.changed_data:
            EmailAddress.objects.filter(user=obj).delete()
            if obj.email:
                EmailAddress.objects.create(user=obj, email=obj.email, primary=True, verified=True)
