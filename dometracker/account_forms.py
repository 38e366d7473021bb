"""The forms of allauth as the archive has them: wrong passwords and codes are counted by its own
rule (`dometracker.guesses`), and a letter is not sent as often as somebody asks for one."""

from typing import Any

from allauth.account.forms import (
    ChangePasswordForm,
    LoginForm,
    ReauthenticateForm,
    ResetPasswordForm,
)
from allauth.core import context
from allauth.core.internal.cryptokit import normalize_user_code
from allauth.mfa.adapter import get_adapter
from allauth.mfa.base.forms import AuthenticateForm
from allauth.mfa.base.forms import ReauthenticateForm as ReauthenticateByCodeForm
from allauth.mfa.models import Authenticator
from django import forms
from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dometracker.guesses import account_typed, guess, guess_code, key_of
from dometracker.models import Rate
from dometracker.visitors import network_of

# So many letters may be asked for by one network, and for one address, whoever asks.
_LETTERS_BY_NETWORK = Rate(10, 120)
_LETTERS_FOR_ADDRESS = Rate(3, 3_600)
# Longer than a code of an app is right.
_ONCE = Rate(1, 120)


class SignInForm(LoginForm):
    """A name or an e-mail address, and the password."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        name = self.fields["login"]
        name.label = gettext_lazy("E-mail address or user name")
        name.error_messages["required"] = gettext_lazy("Type your e-mail address or user name.")
        name.widget = forms.TextInput({"autocomplete": "username webauthn", "maxlength": 254})
        name.widget.attrs |= {"autocapitalize": "none", "autofocus": True}
        password = self.fields["password"]
        password.label = gettext_lazy("Password")
        password.help_text = ""
        password.error_messages["required"] = gettext_lazy("Type your password.")
        password.widget.attrs.pop("placeholder", None)

    def clean(self) -> dict[str, Any]:
        if self.errors:
            return self.cleaned_data
        return guess(self.request, account_typed(self.cleaned_data["login"]), super().clean)

    def _clean_with_password(self, credentials: dict[str, Any]) -> dict[str, Any]:
        told: dict[str, Any] = super()._clean_with_password(credentials)
        assert isinstance(self.user, User)
        if self.user.is_active and not self.user.is_staff:
            raise ValidationError(
                _("Your account has no role yet. Ask an administrator of the archive for one.")
            )
        return told


class ConfirmPasswordForm(ReauthenticateForm):
    """The password, asked for again before something of the account is changed."""

    def clean_password(self) -> str:
        return guess(context.request, key_of(self.user.pk), super().clean_password)


class NewPasswordForm(ChangePasswordForm):
    """The password of before, and the new one twice."""

    def clean_oldpassword(self) -> str:
        assert self.user is not None
        return guess(context.request, key_of(self.user.pk), super().clean_oldpassword)


class CountedCode:
    """Of a form with a code: wrong ones are counted, and one of an app is taken once."""

    def clean_code(self) -> str:
        return guess_code(context.request, self.user.pk, self._code)  # type: ignore[attr-defined]

    def _code(self) -> str:
        code: str = super().clean_code()  # type: ignore[misc]
        factor: Authenticator = self.authenticator  # type: ignore[attr-defined]
        is_of_app = factor.type == Authenticator.Type.TOTP
        # allauth notes it in a cache, which each process has for itself.
        used = ("totp", str(factor.user_id), normalize_user_code(code))
        if is_of_app and _ONCE.take(*used):
            raise get_adapter().validation_error("incorrect_code")
        return code


class CodeForm(CountedCode, AuthenticateForm):
    """A code of an app or a recovery code, after the password."""


class ConfirmCodeForm(CountedCode, ReauthenticateByCodeForm):
    """A code, asked for again before something of the account is changed."""


class ForgottenPasswordForm(ResetPasswordForm):
    """The address to which a link is sent that sets a new password."""

    def clean_email(self) -> str:
        email: str = super().clean_email()
        network = network_of(context.request)
        wait = _LETTERS_BY_NETWORK.take("forgotten", network) if network else 0
        if wait or _LETTERS_FOR_ADDRESS.take("forgotten", email.lower()):
            raise ValidationError(_("Too many letters were asked for. Try again later."))
        return email
