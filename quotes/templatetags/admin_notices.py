"""How many notices wait, for the badge in the head of every page of the desk."""

from django import template

from quotes.editing.workflow import Account
from quotes.models.accounts import Notice

register = template.Library()


@register.simple_tag
def unread_notices(user: Account) -> int:
    """The number of notices that an account has not opened."""
    return Notice.objects.filter(account=user.pk).unread().count()
