"""E-mail: by any server of mail that a URL names, and else printed to the log."""

import logging
from collections.abc import Sequence
from smtplib import SMTPException, SMTPServerDisconnected
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

from django.core.mail import EmailMessage, get_connection
from django.core.mail.backends.base import BaseEmailBackend

logger = logging.getLogger(__name__)

SMTP = "django.core.mail.backends.smtp.EmailBackend"
LOG = "dometracker.mail.LogBackend"
_PORTS = {"smtp": 25, "smtps": 465}
# Letters in a row to which the server of mail does not answer; it is not asked for more of them.
_MOST_UNANSWERED = 3


class LogBackend(BaseEmailBackend):
    """Prints each letter to the log, as it would have been read."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        for message in email_messages:
            logger.info(
                "A letter to %s, which is printed because no server of mail is set up:\n%s\n\n%s",
                ", ".join(message.to),
                message.subject,
                message.body,
            )
        return len(email_messages)


class Mailbox:
    """The connection to the server of mail, opened when it is needed, and anew once it is lost."""

    def __init__(self) -> None:
        self._connection = get_connection()
        self.unanswered = 0

    @property
    def is_out_of_reach(self) -> bool:
        return self.unanswered >= _MOST_UNANSWERED

    def take(self, letter: EmailMessage) -> None:
        """Send a letter. Raises SMTPException and OSError.

        One that the connection was lost at is sent by a new one: servers close what was idle, or
        has sent much.
        """
        try:
            self._send(letter)
        except SMTPServerDisconnected:
            self._send(letter)

    def _send(self, letter: EmailMessage) -> None:
        try:
            self._connection.send_messages([letter])
        except (SMTPException, OSError) as error:
            is_refused = isinstance(error, SMTPException) and not isinstance(
                error, SMTPServerDisconnected
            )
            self.unanswered = 0 if is_refused else self.unanswered + 1
            self.close()
            raise
        self.unanswered = 0

    def close(self) -> None:
        try:
            self._connection.close()
        except (SMTPException, OSError) as error:
            logger.info(
                "A connection to the server of mail was not closed: %s", type(error).__name__
            )


def settings_of(url: str) -> dict[str, Any]:
    """Django's settings for ``smtp://user:password@host:587/?tls=1`` or ``smtps://host``.

    ``tls=1`` asks an ``smtp`` server for encryption before anything is told (STARTTLS, RFC 3207).
    Raises ValueError.
    """
    parts = urlsplit(url)
    if parts.scheme not in _PORTS or not parts.hostname or parts.path not in ("", "/"):
        raise ValueError("MAIL_URL is smtp://user:password@host:port/?tls=1 or smtps://host")
    return {
        "EMAIL_HOST": parts.hostname,
        "EMAIL_PORT": parts.port or _PORTS[parts.scheme],
        "EMAIL_HOST_USER": unquote(parts.username or ""),
        "EMAIL_HOST_PASSWORD": unquote(parts.password or ""),
        "EMAIL_USE_SSL": parts.scheme == "smtps",
        "EMAIL_USE_TLS": parse_qs(parts.query).get("tls") == ["1"] and parts.scheme == "smtp",
    }
