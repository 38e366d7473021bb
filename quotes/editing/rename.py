"""A new address for what has one: the old one leads there for ever."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from quotes.editing.addressed import kind_of, new_redirect, showing, was_public
from quotes.editing.locks import locked
from quotes.editing.refusals import Refused
from quotes.models import Redirect, Revision
from quotes.models.vocabulary import Addressed
from quotes.revisions.edit_context import EditContext
from quotes.revisions.record import record_changes


@transaction.atomic
def rename(row: Any, slug: str, act: EditContext) -> list[Revision]:
    """Give an official, outlet, topic, source or statement another last part of its address.

    If it was public, the old part leads to it from then on. The slug is part of the public state
    of the statements that show it, so each of them gets a revision. Raises `Refused`.
    """
    model, kind = type(row), kind_of(row)
    (now,) = locked(model, row.pk)
    _require_possible(now, slug)
    own_old = _require_own(kind, slug, now)
    if own_old:
        # It gets back an address that it had before, which then leads nowhere else.
        own_old.delete()
    if was_public(now):
        Redirect.objects.filter(kind=kind, old=now.slug).delete()
        new_redirect(kind, now.slug, now, act.reason).save()
    model._default_manager.filter(pk=now.pk).update(slug=slug)
    row.slug = slug
    return record_changes(showing(now), act)


def _require_possible(now: Any, slug: str) -> None:
    """Raise `Refused` for what is no address part, or has been given to another row."""
    if slug == now.slug:
        raise Refused([_("This is already its address.")])
    field = now._meta.get_field("slug")
    try:
        field.clean(slug, now)
    except ValidationError as error:
        raise Refused(error.messages) from error
    other = type(now)._default_manager.filter(slug=slug).first()
    if other:
        raise Refused([_("“%(other)s” already has this address.") % {"other": other}])


def _require_own(kind: Addressed, slug: str, now: Any) -> Redirect | None:
    """The redirect under the new name, if it leads to this very row; `Refused` if elsewhere.

    An address that was published once is never given another meaning.
    """
    redirect = Redirect.objects.of(kind, slug)
    if redirect is None or redirect.target == now:
        return redirect
    if redirect.target is None:
        raise Refused([_("This address was public; it explains why its page is gone.")])
    raise Refused(
        [_("This address was public and redirects to “%(other)s”.") % {"other": redirect.target}]
    )
