"""The keys of the admin: one table for the dialog that lists them, the script, and the docs."""

from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from quotes.admin.review_steps import MINE
from quotes.editing.workflow import Account, Action, may_ever


@dataclass(frozen=True, slots=True)
class Shortcut:
    """Keys, pressed one after the other, and what they do.

    ``act`` is what the script knows how to do; one that leads to a page has a ``url`` instead.
    """

    keys: tuple[str, ...]
    does: str | Promise
    act: str = ""
    url: str = ""


@dataclass(frozen=True, slots=True)
class ShortcutGroup:
    """Where keys work, with those that do."""

    name: Promise
    shortcuts: tuple[Shortcut, ...]


_EVERYWHERE = ShortcutGroup(
    _("On every page"),
    (
        Shortcut(("?",), _("show keyboard shortcuts"), act="help"),
        Shortcut(("/",), _("go to the search box"), act="search"),
        Shortcut(("Ctrl+K",), _("find anything, or go anywhere"), act="palette"),
    ),
)
_IN_LISTS = ShortcutGroup(
    _("In a list"),
    (
        Shortcut(("j",), _("next row"), act="next"),
        Shortcut(("k",), _("previous row"), act="previous"),
        Shortcut(("Enter",), _("open the row"), act="open"),
        Shortcut(("x",), _("select or unselect the row"), act="select"),
    ),
)
# Held together; they work while one types, too, and cannot be met by accident.
_IN_FORMS = ShortcutGroup(
    _("In a form"),
    (
        Shortcut(("Ctrl+Enter",), _("save"), act="save"),
        Shortcut(("Ctrl+S",), _("save and keep editing"), act="stay"),
        Shortcut(("p",), _("open the preview, if there is one"), act="preview"),
    ),
)

_IN_REVIEW = ShortcutGroup(
    _("In a review"),
    (
        Shortcut(("a",), _("go to Publish; Enter publishes"), act="publish"),
        Shortcut(("r",), _("write why it is sent back; Ctrl+Enter sends it"), act="sendBack"),
        Shortcut(("n",), _("next statement that is waiting"), act="nextReview"),
        Shortcut(("c",), _("write a comment"), act="comment"),
    ),
)

# The second key after "g", and the list it leads to.
_LISTS = {
    "s": ("statement", "", _("statements")),
    "o": ("speaker", "", _("officials")),
    "u": ("source", "", _("sources")),
    "l": ("outlet", "", _("outlets")),
    "c": ("occasion", "", _("occasions")),
    "t": ("topic", "", _("topics")),
    "m": ("statement", f"?work={MINE}", _("your statements")),
}


def shortcuts_for(user: Account) -> list[ShortcutGroup]:
    """The keys that an account has a use for, by where they work."""
    places = [Shortcut(("g", "h"), _("home page"), url=reverse("admin:index"))]
    for key, (model, query, name) in _LISTS.items():
        if _may_view(user, model):
            url = reverse(f"admin:quotes_{model}_changelist") + query
            places.append(Shortcut(("g", key), name, url=url))
    if may_ever(user, Action.PUBLISH):
        url = reverse("admin:quotes_statement_review_queue")
        places.append(Shortcut(("g", "r"), _("statements to review"), url=url))
    groups = [_EVERYWHERE, ShortcutGroup(_("Go to"), tuple(places)), _IN_LISTS, _IN_FORMS]
    return [*groups, _IN_REVIEW] if may_ever(user, Action.PUBLISH) else groups


def _may_view(user: Any, model: str) -> bool:
    return bool(user.has_perm(f"quotes.view_{model}") or user.has_perm(f"quotes.change_{model}"))
