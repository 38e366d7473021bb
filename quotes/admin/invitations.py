"""Inviting people: who is asked, what became of it, and the page where one accepts."""

import logging
from smtplib import SMTPException
from typing import Any

from allauth.account.adapter import get_adapter
from allauth.account.internal.flows.login import perform_login
from allauth.account.models import Login
from django import forms
from django.conf import settings
from django.contrib import admin, messages
from django.contrib.auth.models import User
from django.contrib.auth.password_validation import (
    password_validators_help_text_html,
    validate_password,
)
from django.core.exceptions import ValidationError
from django.core.mail import EmailMessage
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.loader import render_to_string
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from dometracker.admin_site import READ, SENT, page
from quotes.admin.editor import signed_in
from quotes.editing.invitations import accept, invite, invited_by, renew, token_of
from quotes.editing.roles import ROLE_NAMES
from quotes.editing.workflow import EditorGroup
from quotes.models.accounts import INVITED_FOR, Invitation

logger = logging.getLogger(__name__)


class InvitationForm(forms.Form):
    """Who is invited, and as what."""

    name = forms.CharField(label=gettext_lazy("Name"), max_length=150)
    email = forms.EmailField(label=gettext_lazy("E-mail address"))
    role = forms.ChoiceField(
        label=gettext_lazy("Role"),
        choices=[*ROLE_NAMES.items()],
        initial=EditorGroup.CONTRIBUTOR,
        help_text=gettext_lazy(
            "Contributors write drafts. Editors also publish what others wrote. Administrators "
            "also manage people."
        ),
    )


class AcceptForm(forms.Form):
    """The public name and a password of one's own, twice."""

    public_name = forms.CharField(
        label=gettext_lazy("Name that readers see"),
        max_length=150,
        required=False,
        help_text=gettext_lazy(
            "It stands in the public history of whatever you publish or correct. Leave it empty to "
            "publish without a name. You can change it later; what was published keeps the old one."
        ),
        widget=forms.TextInput({"autocomplete": "name"}),
    )
    password1 = forms.CharField(
        label=gettext_lazy("Password"),
        strip=False,
        widget=forms.PasswordInput({"autocomplete": "new-password"}),
    )
    password2 = forms.CharField(
        label=gettext_lazy("Password, once more"),
        strip=False,
        widget=forms.PasswordInput({"autocomplete": "new-password"}),
    )

    def __init__(self, invitation: Invitation, *args: Any, **kwargs: Any) -> None:
        kwargs["initial"] = {"public_name": invitation.name}
        super().__init__(*args, **kwargs)
        self._invitation = invitation
        self.fields["password1"].help_text = password_validators_help_text_html()

    def clean_password2(self) -> str:
        first, second = (self.cleaned_data.get(f"password{number}", "") for number in (1, 2))
        if first and first != second:
            raise ValidationError(_("The two passwords differ."))
        like = User(email=self._invitation.email, first_name=self._invitation.name)
        validate_password(second, like)
        return second


@page("invite/", "invite", of=User, may="add", methods=(*READ, *SENT))
def invite_page(request: HttpRequest) -> HttpResponse:
    """The form of an invitation, and those that are open, each to be sent again or taken back."""
    form = InvitationForm(request.POST if "email" in request.POST else None)
    if request.method == "POST":
        if "invitation" in request.POST:
            return _again_or_back(request)
        if form.is_valid():
            try:
                row = invite(**form.cleaned_data, by=signed_in(request))
            except ValidationError as error:
                form.add_error("email", error)
            else:
                _send(request, row)
                return HttpResponseRedirect(reverse("admin:auth_user_invite"))
    context = {
        **admin.site.each_context(request),
        "title": _("Invite somebody"),
        "form": form,
        "opts": User._meta,
        "role_names": ROLE_NAMES,
        "open": Invitation.objects.select_related("by").order_by("-sent_at"),
    }
    return TemplateResponse(request, "admin/quotes/invite.html", context)


def _again_or_back(request: HttpRequest) -> HttpResponse:
    key = request.POST["invitation"]
    row = Invitation.objects.filter(pk=key).first() if key.isdecimal() else None
    if row is None:
        messages.warning(request, _("This invitation was accepted or taken back meanwhile."))
    elif "take_back" in request.POST:
        row.delete()
        messages.success(
            request, _("The invitation of %(email)s was taken back.") % {"email": row.email}
        )
    else:
        renew(row)
        _send(request, row)
    return HttpResponseRedirect(reverse("admin:auth_user_invite"))


def _send(request: HttpRequest, row: Invitation) -> None:
    """Write to whom is invited; where no e-mail is set up, the link is shown to be passed on."""
    path = reverse("invitation", args=[token_of(row)])
    url = f"{settings.SITE_URL}{path}" if settings.SITE_URL else request.build_absolute_uri(path)
    context = {"row": row, "url": url, "archive": settings.ARCHIVE_NAME, "days": INVITED_FOR.days}
    context["role"] = ROLE_NAMES.get(EditorGroup(row.role), row.role)
    text = render_to_string("admin/quotes/mail/invitation.txt", context)
    subject = _("%(archive)s: an account for you") % {"archive": settings.ARCHIVE_NAME}
    try:
        EmailMessage(subject, text, get_adapter().get_from_email(), [row.email]).send()
    except (SMTPException, OSError) as error:
        logger.error("An invitation was not sent: %s", type(error).__name__)
        messages.error(request, _("The e-mail could not be sent. Pass this link on: %s") % url)
        return
    told = _("An invitation was sent to %(email)s.") % {"email": row.email}
    if not settings.MAIL_FROM:
        told = _("No e-mail is set up. Pass this link on: %s") % url
    messages.success(request, told)


@sensitive_post_parameters("password1", "password2")
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def accept_page(request: HttpRequest, token: str) -> HttpResponse:
    """Where the link of an invitation leads: a name for readers and a password, and one is in."""
    row = invited_by(token)
    context = {**admin.site.each_context(request), "row": row, "has_permission": False}
    if row is None:
        told = {**context, "title": _("This invitation no longer works")}
        return TemplateResponse(request, "admin/quotes/invitation.html", told, status=410)
    form = AcceptForm(row, request.POST if request.method == "POST" else None)
    if form.is_valid():
        account = accept(token, form.cleaned_data["public_name"], form.cleaned_data["password2"])
        if account is not None:
            login = Login(user=account, redirect_url=reverse("admin:index"))
            response: HttpResponse = perform_login(request, login)
            return response
    context |= {
        "title": _("Your account at %(archive)s") % {"archive": settings.ARCHIVE_NAME},
        "form": form,
        "role": ROLE_NAMES.get(EditorGroup(row.role), row.role),
    }
    return TemplateResponse(request, "admin/quotes/invitation.html", context)
