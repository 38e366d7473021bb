"""What allauth asks the archive: who may have an account, who asks, and how letters are sent."""

import logging
from smtplib import SMTPException
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.models import User
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from dometracker.guesses import remember
from dometracker.visitors import address_of

logger = logging.getLogger(__name__)


class AccountAdapter(DefaultAccountAdapter):
    """Accounts are made by invitation, and nobody signs up."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def get_client_ip(self, request: HttpRequest) -> str:
        return address_of(request) or "0.0.0.0"

    def get_from_email(self) -> str:
        return settings.MAIL_FROM or settings.DEFAULT_FROM_EMAIL

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Send a letter; what a server of mail refuses is told on the page, and is no failure."""
        try:
            super().send_mail(template_prefix, email, context)
        except (SMTPException, OSError) as error:
            logger.error("A letter was not sent: %s", type(error).__name__)
            sentence = _("The e-mail could not be sent. Try again later.")
            messages.error(self.request, sentence)

    def post_login(self, request: HttpRequest, user: Any, **kwargs: Any) -> HttpResponse:
        response: HttpResponse = super().post_login(request, user, **kwargs)
        assert isinstance(user, User)
        remember(request, response, user.pk)
        return response


class SecondFactorAdapter(DefaultMFAAdapter):
    """Second factors are named after the archive, not after the machine it runs on."""

    def _get_site_name(self) -> str:
        return settings.ARCHIVE_NAME
