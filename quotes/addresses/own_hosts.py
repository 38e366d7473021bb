"""Whether an address is one of this archive."""

from django.conf import settings
from django.http.request import validate_host


def is_own_host(host: str, asked: str) -> bool:
    """Whether this archive answers at a host, with its port or without.

    ``asked`` is the host of the request, which counts whatever ``ALLOWED_HOSTS`` says.
    """
    named = [name for name in settings.ALLOWED_HOSTS if name != "*"]
    domain, _colon, _port = host.lower().partition(":")
    return host.lower() == asked.lower() or validate_host(domain, named)
