"""Two rows that are one and the same thing: one is kept, and a merge can be undone."""

from contextlib import nullcontext
from dataclasses import dataclass
from typing import Any

from django.db import IntegrityError, connection, transaction
from django.db.models import Model
from django.utils.translation import gettext as _

from quotes.editing.addressed import MODELS, key_field, key_of, kind_of, showing
from quotes.editing.gate import let_through
from quotes.editing.locks import locked
from quotes.editing.merge.agreement import obstacles
from quotes.editing.merge.journal import ChangedSince, Journal, moving_captures, take_back
from quotes.editing.merge.moves import Move, moves
from quotes.editing.refusals import Refused
from quotes.models import Merge
from quotes.models.vocabulary import Addressed
from quotes.revisions.edit_context import EditContext
from quotes.revisions.record import record_changes
from quotes.text.languages import in_record_language
from quotes.verification.store import read_credits_again


@dataclass(frozen=True, slots=True)
class Preview:
    """What a merge would do, and what stands in its way, a sentence each."""

    moves: list[str]
    obstacles: list[str]


def preview(kept: Model, merged: Model) -> Preview:
    """What `merge` would do with two rows of one kind. Writes nothing."""
    against = obstacles(kept, merged)
    if kept.pk == merged.pk:
        return Preview([], against)
    return Preview(_sentences(moves(kept, merged)), against)


def _sentences(parts: list[Move]) -> list[str]:
    return [part.sentence for part in parts if part.sentence]


@transaction.atomic
def merge(kept: Model, merged: Model, act: EditContext) -> Merge:
    """Give all that belongs to one row to another of its kind, which stands for both from then on.

    A merged statement is withdrawn and keeps its revisions; a merged official, outlet, topic or
    source is deleted. Its address leads to the kept one. Each published statement of which the
    public state has changed gets a revision. Raises `Refused`; TypeError for rows of two kinds.
    """
    model, kind = type(kept), kind_of(kept)
    if not isinstance(merged, model):
        raise TypeError("only rows of one kind are merged")
    if kept.pk == merged.pk:
        raise Refused(obstacles(kept, merged))
    kept, merged = locked(model, kept.pk, merged.pk)
    if against := obstacles(kept, merged):
        raise Refused(against)
    concerned = showing(kept) | showing(merged)
    with in_record_language():
        names = {"kept_name": str(kept), "merged_name": str(merged), "merged_key": key_of(merged)}
        parts, journal = moves(kept, merged, act.reason), Journal()
        told = _sentences(parts)
    for part in parts:
        part.write(journal)
    _record(kind, concerned, act)
    return Merge.objects.create(
        kind=kind,
        kept_id=kept.pk,
        **names,
        moved={"told": told, "steps": journal.steps},
        made_at=act.at,
        editor_name=act.editor_name,
        reason=act.reason,
    )


@transaction.atomic
def undo(merge_record: Merge, act: EditContext) -> Any:
    """Give everything back as it was before a merge; the row that stands again.

    What was corrected since stays corrected, but where something that moved has been moved again
    or deleted, all is left as it is. Raises `Refused`.
    """
    kind = Addressed(merge_record.kind)
    model = MODELS[kind]
    (kept,) = locked(model, merge_record.kept_id)
    record = Merge.objects.select_for_update().get(pk=merge_record.pk)
    if record.undone_at:
        raise Refused([_("This merge has already been undone.")])
    if not record.moved["steps"]:
        raise Refused([_("This merge came with a release, which does not say what was moved.")])
    concerned = showing(kept)
    _take_back(kind, record)
    restored = model.objects.get(**{key_field(kind): record.merged_key})
    record.undone_at = merge_record.undone_at = act.at
    record.save(update_fields=["undone_at"])
    concerned |= showing(restored)
    _record(kind, concerned, act)
    _require_whole()
    return restored


def _record(kind: Addressed, concerned: set[int], act: EditContext) -> None:
    """Make the revisions, and read whom pages credit with words that have moved.

    Of two statements the gate is asked: words come under a text or an official that may not have
    them, or lose the doubt that was told; and what was withdrawn by a merge may read otherwise by
    the time it is public again. So their pages are read first. Those of all that an official ever
    said are read when every other writer no longer waits for it.
    """
    if kind is Addressed.STATEMENT:
        read_credits_again(concerned)
        let_through(record_changes(concerned, act), act)
    else:
        record_changes(concerned, act)
        # What is not read then, stays unknown, and is by the next check.
        transaction.on_commit(lambda: read_credits_again(concerned), robust=True)


def _take_back(kind: Addressed, record: Merge) -> None:
    captures = moving_captures() if kind is Addressed.SOURCE else nullcontext()
    try:
        with transaction.atomic(), captures:
            take_back(record.moved["steps"])
    except ChangedSince as error:
        raise Refused(
            [_("Something that was moved has been changed since. Undo the later change first.")]
        ) from error
    except IntegrityError as error:
        raise _in_the_way() from error


def _require_whole() -> None:
    """Ask the rules that wait for the end, one of which is that revisions have been added."""
    try:
        with transaction.atomic():
            connection.check_constraints()
    except IntegrityError as error:
        raise _in_the_way() from error


def _in_the_way() -> Refused:
    return Refused([_("The name or address is in use again, or something depends on it.")])
