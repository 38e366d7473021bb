"""The gate before the public: what the text of a source refutes is not published by accident.

Every door through which words become public ends in `publish` or in `record_changes`, and both ask
here. A direct or partial wording that its source's text does not have is let through only by an act
whose reason was given for this (``EditContext.overrides_check``); that reason is the one of the
revision, so readers see it. A wording whose source has a text and that has not been held against it
is not let through at all: whoever opens a door checks first (`quotes.verification.store`).

Asked of are the words that the last public state does not have: what is public already can be
corrected elsewhere without this.
"""

from collections.abc import Collection, Iterable, Iterator

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from quotes.editing.refusals import Refused
from quotes.models import Capture, CheckState, Citation, Kind, Revision
from quotes.revisions import record
from quotes.revisions.edit_context import EditContext

REFUTED = (CheckState.DIFFERS, CheckState.NOT_FOUND)
# What a paraphrase says is nobody's wording.
QUOTED = (Kind.DIRECT, Kind.PARTIAL)

# How much of a wording a sentence repeats.
_LONGEST_ECHO = 120


class RefutedByCheck(Refused):
    """Words would become public that the text of their source does not have."""


@transaction.atomic(savepoint=False)
def record_changes(statement_ids: Iterable[int], act: EditContext) -> list[Revision]:
    """As `quotes.revisions.record.record_changes`, with the gate. Raises `RefutedByCheck`."""
    added = record.record_changes(statement_ids, act)
    let_through(added, act)
    return added


def let_through(added: Collection[Revision], act: EditContext) -> None:
    """Look at what new revisions make public. Raises `RefutedByCheck`, which undoes them."""
    if not added:
        return
    revisions = {revision.statement_id: revision for revision in added}
    stopped = [*_stopped(revisions)]
    unheld = [each for each in stopped if each.check_state == CheckState.UNCHECKED]
    refuted = [each for each in stopped if each.check_state != CheckState.UNCHECKED]
    if unheld or (refuted and not (act.overrides_check and act.reason.strip())):
        raise RefutedByCheck([*map(_unheld, unheld), *map(refutation, refuted)])


def refuted_citations(statement_ids: Iterable[int]) -> list[Citation]:
    """The quoted wordings of statements that a text of their source refutes."""
    return [*_quoted(statement_ids).filter(check_state__in=REFUTED)]


def refutation(citation: Citation) -> str:
    """The sentence against a wording that the text of its source does not have."""
    return _(
        "%(outlet)s: %(outcome)s: “%(wording)s”. It is published only with a public reason for it."
    ) % {
        "outlet": citation.outlet_name,
        "outcome": CheckState(citation.check_state).label,
        "wording": _echo(citation.wording or ""),
    }


def _unheld(citation: Citation) -> str:
    return _("%(outlet)s: not yet held against the text of the source: “%(wording)s”.") % {
        "outlet": citation.outlet_name,
        "wording": _echo(citation.wording or ""),
    }


def _echo(text: str) -> str:
    text = " ".join(text.split())
    return text if len(text) <= _LONGEST_ECHO else text[: _LONGEST_ECHO - 1] + "…"


def _stopped(revisions: dict[int, Revision]) -> Iterator[Citation]:
    """Citations that the gate asks about and that the public state before did not have."""
    texts = Capture.objects.filter(source=OuterRef("source"))
    asked = _quoted(revisions).filter(
        Q(check_state__in=REFUTED) | Q(Exists(texts), check_state=CheckState.UNCHECKED)
    )
    for citation in asked:
        if not _was_public(citation, revisions[citation.statement_id]):
            yield citation


def _quoted(statement_ids: Iterable[int]) -> QuerySet[Citation]:
    return Citation.objects.filter(
        statement__in=[*statement_ids], kind__in=QUOTED, wording__isnull=False
    ).select_related("source__outlet")


def _was_public(citation: Citation, revision: Revision) -> bool:
    """Whether the revision before this one quotes the same words of the same source."""
    before = Revision.objects.filter(
        statement=revision.statement_id, number=revision.number - 1
    ).first()
    return before is not None and any(
        shown["wording"] == citation.wording
        and shown["source"] == citation.source.public_id
        and shown["kind"] in QUOTED
        for shown in before.public_state["citations"]
    )
