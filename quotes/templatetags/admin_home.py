"""What the first page of the admin shows: the work that waits, first steps, what is to mend."""

from django import template
from django.contrib.auth.models import User
from django.http import HttpRequest

from quotes.admin.first_steps import FirstStep, first_steps, is_shown
from quotes.admin.inquiries import may_answer
from quotes.admin.list_mending import ToMend, to_mend
from quotes.admin.review_queue import QueuedStatement, sent_back_at_home
from quotes.admin.review_steps import WaitingWork, work_of
from quotes.editing.public_names import is_asked_for
from quotes.editing.roles import may_publish
from quotes.editing.workflow import Account
from quotes.models import Inquiry

register = template.Library()


@register.simple_tag
def waiting_for(user: Account) -> list[WaitingWork]:
    """What waits for an account, each with its count and the list that shows it."""
    return work_of(user)


@register.simple_tag
def messages_for(request: HttpRequest) -> int:
    """How many messages of readers wait, for who may answer them."""
    return Inquiry.objects.waiting().count() if may_answer(request) else 0


@register.simple_tag
def name_is_asked_of(user: Account) -> bool:
    """Whether an account that may publish has not said yet under which name readers see it."""
    return isinstance(user, User) and may_publish(user) and is_asked_for(user)


@register.simple_tag
def sent_back_for(user: Account) -> list[QueuedStatement]:
    """What a reviewer has sent back to the account, with the reason."""
    return sent_back_at_home(user)


@register.simple_tag
def steps_for(request: HttpRequest) -> list[FirstStep]:
    """The steps of a first visit; none once they are done or put away."""
    steps = first_steps(request.user)
    return steps if is_shown(request, steps) else []


@register.simple_tag
def mending_for(user: Account) -> dict[str, list[ToMend]]:
    """What is to be mended, by the kind of row, each with its count and its list."""
    return to_mend(user)
