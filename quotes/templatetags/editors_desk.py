"""What the templates of the admin ask for beyond Django's own context."""

from django import template
from django.http import HttpRequest

from quotes.admin.first_steps import FirstStep, first_steps, is_shown
from quotes.admin.review_steps import WaitingWork, work_of
from quotes.editing.workflow import Account

register = template.Library()


@register.simple_tag
def waiting_for(user: Account) -> list[WaitingWork]:
    """What waits for an account, each with its count and the list that shows it."""
    return work_of(user)


@register.simple_tag
def steps_for(request: HttpRequest) -> list[FirstStep]:
    """The steps of a first visit; none once they are done or put away."""
    steps = first_steps(request.user)
    return steps if is_shown(request, steps) else []
