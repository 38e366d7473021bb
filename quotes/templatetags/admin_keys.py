"""The keys of the admin, for the dialog that lists them."""

from django import template

from quotes.admin.keys import ShortcutGroup, shortcuts_for
from quotes.editing.workflow import Account

register = template.Library()


@register.simple_tag
def keys_for(user: Account) -> list[ShortcutGroup]:
    """The keys that an account has a use for, by where they work."""
    return shortcuts_for(user)
