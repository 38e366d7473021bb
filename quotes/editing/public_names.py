"""The name under which readers see what an account changes, once its owner confirmed it."""

from django.contrib.auth.models import User
from django.utils import timezone
from django.utils.translation import get_language

from quotes.models.accounts import Profile


def confirm_public_name(account: User, public_name: str) -> None:
    """Let readers see an account under this name, or under none, as its owner has said."""
    told = {
        "public_name": public_name.strip(),
        "named_at": timezone.now(),
        "language": get_language() or "en",
    }
    Profile.objects.update_or_create(account=account, defaults=told)


def is_asked_for(account: User) -> bool:
    """Whether its owner has not said yet under which name readers see an account."""
    return not Profile.objects.filter(account=account, named_at__isnull=False).exists()


def public_name_of(account: User) -> str:
    """The name that stands in public revisions: empty until its owner has confirmed one."""
    named = Profile.objects.filter(account=account, named_at__isnull=False)
    return named.values_list("public_name", flat=True).first() or ""
