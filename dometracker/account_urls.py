"""The pages of an account, below the desk: allauth's, with the archive's templates and forms.

What the archive has no use for (signing up, codes by mail, telephones) has no address.
"""

from allauth.account import views as account
from allauth.mfa.base import views as second_factor
from allauth.mfa.webauthn import views as passkeys
from django.urls import include, path, re_path

from dometracker.guesses import ToldToWait
from dometracker.sign_in import SignIn
from quotes.admin.second_factor import SecondFactors


class ConfirmPassword(ToldToWait, account.ReauthenticateView):
    """The password once more."""


class ChangePassword(ToldToWait, account.PasswordChangeView):
    """A new password in the place of one that is known."""


class SecondStep(ToldToWait, second_factor.AuthenticateView):
    """The second factor, after the password."""


class ConfirmCode(ToldToWait, second_factor.ReauthenticateView):
    """A code once more."""


_password = [
    path("change/", ChangePassword.as_view(), name="account_change_password"),
    path("set/", account.password_set, name="account_set_password"),
    path("forgotten/", account.password_reset, name="account_reset_password"),
    path("forgotten/sent/", account.password_reset_done, name="account_reset_password_done"),
    re_path(
        r"^forgotten/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$",
        account.password_reset_from_key,
        name="account_reset_password_from_key",
    ),
    path(
        "changed/",
        account.password_reset_from_key_done,
        name="account_reset_password_from_key_done",
    ),
]
_email = [
    path("", account.email, name="account_email"),
    path("sent/", account.email_verification_sent, name="account_email_verification_sent"),
    re_path(r"^(?P<key>[-:\w]+)/$", account.confirm_email, name="account_confirm_email"),
]
_second_factor = [
    path("", SecondFactors.as_view(), name="mfa_index"),
    path("step/", SecondStep.as_view(), name="mfa_authenticate"),
    path("confirm/", ConfirmCode.as_view(), name="mfa_reauthenticate"),
    path("app/", include("allauth.mfa.totp.urls")),
    path("codes/", include("allauth.mfa.recovery_codes.urls")),
    path("passkeys/sign-in/", passkeys.login_webauthn, name="mfa_login_webauthn"),
    path("passkeys/", include("allauth.mfa.webauthn.urls")),
]
urlpatterns = [
    path("admin/login/", SignIn.as_view(), name="account_login"),
    path("admin/account/sign-out/", account.logout, name="account_logout"),
    path("admin/account/closed/", account.account_inactive, name="account_inactive"),
    # allauth asks for its address; it says that nobody signs up.
    path("admin/account/new/", account.signup, name="account_signup"),
    path("admin/account/confirm/", ConfirmPassword.as_view(), name="account_reauthenticate"),
    path("admin/account/password/", include(_password)),
    path("admin/account/email/", include(_email)),
    path("admin/account/second-factor/", include(_second_factor)),
]
