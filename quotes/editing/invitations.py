"""Invitations: a link by e-mail with which somebody makes the account that was meant for them.

A link works for a week and once. It is sent again with another in its place, or taken back.
"""

import re
import secrets

from allauth.account.models import EmailAddress
from django.contrib.auth.models import User
from django.core import signing
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from quotes.editing.public_names import confirm_public_name
from quotes.editing.roles import give_role
from quotes.models.accounts import Invitation
from quotes.text.folding import search_fold

_INVITED = "invitation"


def invite(name: str, email: str, role: str, by: User) -> Invitation:
    """Note that somebody is invited. Raises ValidationError for whoever has an account already."""
    email = email.strip().lower()
    if User.objects.filter(email__iexact=email).exists():
        raise ValidationError(_("Another account has this e-mail address."))
    told = {"name": name, "role": role, "by": by, **_new_link()}
    row, _is_new = Invitation.objects.update_or_create(email=email, defaults=told)
    return row


def renew(invitation: Invitation) -> None:
    """Make the link of an invitation anew; the one of before leads nowhere."""
    for name, value in _new_link().items():
        setattr(invitation, name, value)
    invitation.save(update_fields=["key", "sent_at"])


def _new_link() -> dict[str, object]:
    return {"key": secrets.token_urlsafe(32), "sent_at": timezone.now()}


def token_of(invitation: Invitation) -> str:
    """What the link of an invitation names it by."""
    return signing.dumps([invitation.pk, invitation.key], salt=_INVITED)


def invited_by(token: str) -> Invitation | None:
    """The invitation that a link is of; None where it ended, was used, or was taken back."""
    try:
        pk, key = signing.loads(token, salt=_INVITED)
    except (signing.BadSignature, TypeError, ValueError):
        return None
    row = Invitation.objects.filter(pk=pk, key=key).first()
    return row if row and row.ends_at > timezone.now() else None


@transaction.atomic
def accept(token: str, public_name: str, password: str) -> User | None:
    """Make the account of an invitation and use it up; None where it is no longer open."""
    row = invited_by(token)
    if row is None or not Invitation.objects.filter(pk=row.pk, key=row.key).delete()[0]:
        return None
    account = User.objects.create_user(
        _free_name(row.email), row.email, password, first_name=row.name or public_name
    )
    give_role(account, row.role)
    EmailAddress.objects.create(user=account, email=row.email, primary=True, verified=True)
    confirm_public_name(account, public_name)
    return account


def _free_name(email: str) -> str:
    """A user name made of an address, which no account has."""
    name = re.sub(r"[^a-z0-9.]+", "-", search_fold(email.partition("@")[0])).strip("-.") or "user"
    taken = set(
        User.objects.filter(username__istartswith=name[:100]).values_list("username", flat=True)
    )
    names = (name[:100] + (f"-{number}" if number else "") for number in range(len(taken) + 1))
    lower = {one.casefold() for one in taken}
    return next(one for one in names if one.casefold() not in lower)
