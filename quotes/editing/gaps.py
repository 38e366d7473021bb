"""Gaps: what readers look for in a statement and nobody knows, its day or the office held then.

Who takes such a statement on its way to the public is asked about it once, by whatever door. The
answer stands in the history of the statement, and answers for this gap alone: for another day or
another official it is asked again. Programs (imports, ``load_archive``) are not asked.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.contenttypes.models import ContentType
from django.utils.translation import gettext as _

from quotes.dates.partial import PartialDate
from quotes.editing.workflow import Account, NotAllowed
from quotes.models import Speaker, Statement
from quotes.models.vocabulary import SpeakerKind


@dataclass(frozen=True, slots=True)
class Gap:
    """What is not known, in words; and the answer that it stays so, as the history keeps it."""

    words: str
    # Looked for when it is asked about, so it is the same in every language.
    answer: str


def gap_of(speaker: Speaker | None, said: PartialDate) -> Gap | None:
    """What is not known of words that were said by somebody then."""
    if said.is_unknown:
        return Gap(_("nobody knows the day"), "Its day is not known, and it stays without.")
    if speaker and holds_no_office(speaker, said):
        answer = f"No office of {speaker.slug} on {said.text} is known, and it stays without."
        return Gap(_("no office is recorded for that day"), answer)
    return None


def holds_no_office(speaker: Speaker | None, said: PartialDate) -> bool:
    """Whether a person is on record without an office at that time, which asks for a look."""
    if speaker is None or said.is_unknown or speaker.kind == SpeakerKind.INSTITUTION:
        return False
    return not speaker.offices_on(said)


def open_gap(pk: int | None, speaker: Speaker, said: PartialDate) -> Gap | None:
    """The gap of a statement, stored or not, that nobody has answered for."""
    gap = gap_of(speaker, said)
    return gap if gap and (pk is None or not _answers({pk: gap})) else None


def open_gaps(statements: Iterable[Statement]) -> dict[int, Gap]:
    """The gaps that nobody has answered for, by statement. Reads the roles of their officials."""
    found = {one.pk: gap for one in statements if (gap := gap_of(one.speaker, one.said))}
    answers = _answers(found)
    return {pk: gap for pk, gap in found.items() if (str(pk), gap.answer) not in answers}


def require_answer(statement: Statement, user: Account, is_answered: bool) -> None:
    """After a step that locked the row: keep the answer for its gap. Raises NotAllowed without."""
    statement.refresh_from_db(fields=["speaker", "said"])
    gap = open_gap(statement.pk, statement.speaker, statement.said)
    if gap is None:
        return
    if not is_answered:
        raise NotAllowed(question(gap))
    # Nobody without an account gets here.
    LogEntry.objects.log_actions(  # type: ignore[call-overload]
        user.pk, [statement], CHANGE, gap.answer, single_object=True
    )


def _answers(gaps: dict[int, Gap]) -> set[tuple[str | None, str]]:
    """The answers to any of these gaps, each with the number of its statement."""
    if not gaps:
        return set()
    entries = LogEntry.objects.filter(
        content_type=ContentType.objects.get_for_model(Statement),
        object_id__in=[str(pk) for pk in gaps],
        change_message__in={gap.answer for gap in gaps.values()},
    )
    return set(entries.values_list("object_id", "change_message"))


def question(gap: Gap) -> str:
    """What is asked once, in a sentence."""
    told = {"gap": gap.words[:1].upper() + gap.words[1:]}
    return _("%(gap)s. Say once that it goes on as it is, or fill it in.") % told
