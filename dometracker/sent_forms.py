"""What strangers send by POST without a token: its length, its kind, and what is too much of it."""

from django.core.exceptions import BadRequest, SuspiciousOperation
from django.http import HttpRequest
from django.http.multipartparser import MultiPartParserError
from django.http.request import UnreadablePostError

# What a form adds to the text that it sends.
ENVELOPE = 100_000

# So much of what is too large is read and thrown away: a connection that is closed while the
# sender is still sending shows the sender an error of the network, and not the answer.
_MOST_DISCARDED = 50_000_000

# What Django raises for a body that is not the form it says it is.
NO_FORM = (BadRequest, MultiPartParserError, SuspiciousOperation, UnreadablePostError)

FORM_TYPES = ("application/x-www-form-urlencoded", "multipart/form-data")


def wants_json(request: HttpRequest) -> bool:
    """Whether the sender prefers JSON to a page."""
    return request.get_preferred_type(["text/html", "application/json"]) == "application/json"


def content_length(request: HttpRequest) -> int | None:
    """The bytes that the sender announces; None where that is no number."""
    length = request.META.get("CONTENT_LENGTH") or "0"
    if not (length.isascii() and length.isdigit() and len(length) < 20):
        return None
    return int(length)


def discard(request: HttpRequest) -> None:
    """Read what is too large to its end, and keep nothing of it."""
    left = _MOST_DISCARDED
    while left > 0 and (chunk := request.read(min(left, 65_536))):
        left -= len(chunk)
