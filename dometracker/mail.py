"""E-mail: by any server of mail that a URL names, and else printed to the log."""

import logging
from collections.abc import Sequence
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend

logger = logging.getLogger(__name__)

SMTP = "django.core.mail.backends.smtp.EmailBackend"
LOG = "dometracker.mail.LogBackend"
_PORTS = {"smtp": 25, "smtps": 465}


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
