"""Where a weakness is reported (RFC 9116)."""

from datetime import timedelta

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

# It must be looked at again within a year; it is made anew for each who asks.
_FRESH = timedelta(days=180)


@require_safe
def security_txt(request: HttpRequest) -> HttpResponse:
    """The file, where `SECURITY_CONTACT` says whom to write to; else 404."""
    if not settings.SECURITY_CONTACT:
        raise Http404
    expires = (timezone.now() + _FRESH).replace(hour=0, minute=0, second=0, microsecond=0)
    lines = [
        *(f"Contact: {contact}" for contact in settings.SECURITY_CONTACT.split()),
        f"Expires: {expires.isoformat().replace('+00:00', 'Z')}",
        "Preferred-Languages: en, fr",
        f"Canonical: {request.build_absolute_uri()}",
    ]
    return HttpResponse("\n".join([*lines, ""]), content_type="text/plain; charset=utf-8")
