"""What became of a statement that had an address: it stands, it was merged, or it was withdrawn."""

from dataclasses import dataclass

from quotes.models import Redirect, Revision, Statement
from quotes.models.vocabulary import Addressed
from quotes.views import moved


@dataclass(frozen=True)
class Standing:
    """What the id of a statement leads to.

    ``statement`` is the published one to show, loaded by ``with_page()``; None when it was
    withdrawn, for ``reason``. ``asked`` is the statement that has the id, another one if it
    ``was_merged``; None if no row has the id any more.
    """

    statement: Statement | None
    reason: str = ""
    was_merged: bool = False
    asked: Statement | None = None


def standing(public_id: str) -> Standing | None:
    """How the statement of this id stands; None if nothing public ever had the id."""
    published = Statement.objects.filter(published_at__isnull=False)
    asked = begin = moved.at(published, public_id=public_id)
    if begin is None:
        record = Redirect.objects.of(Addressed.STATEMENT, public_id)
        if record is None:
            return None
        if record.statement is None:
            return Standing(None, record.reason)
        begin = record.statement
    stands = moved.standing(begin)
    if stands is None:
        return Standing(None, moved.withdrawal_reason(begin), asked=asked)
    shown = Statement.objects.with_page().get(pk=stands.pk)
    return Standing(shown, was_merged=shown != asked, asked=asked)


def newest_revision(statement: Statement) -> Revision | None:
    """The last numbered state of a statement; None for one without history."""
    return statement.revisions.order_by("-number").first()
