"""What the templates of the admin ask for beyond Django's own context."""

from django import template

from quotes.admin.workflow import Work, work_of
from quotes.workflow import Account

register = template.Library()


@register.simple_tag
def waiting_for(user: Account) -> list[Work]:
    """What waits for an account, each with its count and the list that shows it."""
    return work_of(user)
