"""What the templates of the admin ask for about lists and keys."""

from django import template

from quotes.admin.keys import ShortcutGroup, shortcuts_for
from quotes.admin.list_mending import ToMend, to_mend
from quotes.editing.workflow import Account

register = template.Library()


@register.simple_tag
def mending_for(user: Account) -> dict[str, list[ToMend]]:
    """What is to be mended, by the kind of row, each with its count and its list."""
    return to_mend(user)


@register.simple_tag
def keys_for(user: Account) -> list[ShortcutGroup]:
    """The keys that an account has a use for, by where they work."""
    return shortcuts_for(user)
