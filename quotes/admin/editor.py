"""The account at work: its name in public revisions, and its number."""

from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest

from quotes.editing import EditContext
from quotes.editing.public_names import public_name_of
from quotes.editing.workflow import Account


def editor_name(user: Account) -> str:
    """The name that stands in a public revision: what its owner has confirmed, and never the name
    an account signs in with."""
    return public_name_of(user) if isinstance(user, User) else ""


def edit_context(request: HttpRequest, reason: str, *, despite_check: str = "") -> EditContext:
    """Who changes the record by this request, and why.

    ``despite_check`` is the public reason for words that the text of their source does not have; it
    stands before any other.
    """
    reasons = dict.fromkeys(filter(None, (despite_check.strip(), reason.strip())))
    return EditContext(
        " ".join(reasons), editor_name(request.user), overrides_check=bool(despite_check.strip())
    )


def signed_in(request: HttpRequest) -> User:
    """The account. Raises PermissionDenied where there is none, which no page lets happen."""
    if not isinstance(request.user, User):
        raise PermissionDenied
    return request.user
