"""Decisions on the proposals of an article: accept, merge, reject, take back.

Each act is one function and one transaction, and leaves an entry in the history of what it changed.
Nothing here publishes: what is accepted is a draft. An act waits for the other writers of the
record and only then reads the proposal, so of two editors the second is told what the first did.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.contrib.admin.models import ADDITION, CHANGE, DELETION, LogEntry
from django.contrib.auth.models import User
from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from quotes.capture.captures import article_of
from quotes.dates.partial import PartialDate
from quotes.editing import EditContext, Refused, record_changes
from quotes.editing.locks import lock_record
from quotes.editing.slugs import sort_name_of
from quotes.editing.workflow import Action, EditorGroup, group_of, may
from quotes.extraction.figures import amounts
from quotes.extraction.values import Amount, Candidate, SaidOn
from quotes.models import (
    Alias,
    Capture,
    Citation,
    Decision,
    Figure,
    Occasion,
    Outlet,
    Proposal,
    Role,
    Source,
    Speaker,
    State,
    Statement,
    StatementTopic,
    Topic,
)
from quotes.models.columns import Fold
from quotes.models.revisions import state_sha256
from quotes.models.vocabulary import SpeakerKind
from quotes.revisions.snapshot import snapshot_of
from quotes.text.folding import search_fold
from quotes.text.languages import in_record_language, primary_subtag
from quotes.text.spans import Span
from quotes.verification.store import check_citations
from quotes.workbench.joined_words import statement_text, words_of
from quotes.workbench.offices import office_in
from quotes.workbench.transcripts import SpokenTurn

# What tells a proposal that an editor cut from a transcript from one that was found.
MARKED = "marked"

# Pieces of one statement; an article that prints more of them prints several statements.
MOST_PIECES = 20


@dataclass(frozen=True, slots=True)
class NewSpeaker:
    """An official who is not in the archive yet; ``title`` is their office, where it is known."""

    name: str
    is_institution: bool = False
    title: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class AcceptedProposal:
    """A proposal as an editor accepts it."""

    pieces: Sequence[Span]
    kind: str
    speaker: Speaker | NewSpeaker
    said: PartialDate = field(default_factory=PartialDate.unknown)
    said_basis: str = ""
    place: str = ""
    occasion: Occasion | None = None
    via: Outlet | None = None
    topics: Sequence[Topic] = ()
    figures: Sequence[Amount] = ()
    # An editor has read that the words were said, though the article does not seem to say so.
    is_said_after_all: bool = False


# The address part of a new row: of a speaker by the name, of a statement by speaker and day.
Named = Callable[[type[models.Model], Sequence[str]], str]


# --- what is proposed ----------------------------------------------------------------------------


@transaction.atomic
def propose(capture: Capture, candidates: Iterable[Candidate]) -> list[Proposal]:
    """Store the candidates of a text as proposals, once; earlier proposals stay as they are."""
    lock_record()
    known = list(Proposal.objects.filter(capture=capture))
    return known or _keep_found(capture, list(candidates))


@transaction.atomic
def propose_again(capture: Capture, candidates: Iterable[Candidate]) -> list[Proposal]:
    """Replace what nobody has touched by what is found now; the new proposals are returned.

    For a text of which more is known than before: its day, its officials. What was decided, edited
    or marked by hand stays, and nothing is proposed over it.
    """
    lock_record()
    proposals = Proposal.objects.filter(capture=capture)
    untouched = proposals.filter(decision=Decision.OPEN, version=1)
    untouched.exclude(candidate={}).exclude(candidate__has_key=MARKED).delete()
    taken = [span for proposal in proposals for span in pieces_of(proposal)]
    free = [
        candidate
        for candidate in candidates
        if not any(
            piece.start < span.end and span.start < piece.end
            for piece in candidate.pieces
            for span in taken
        )
    ]
    return _keep_found(capture, free)


def _keep_found(capture: Capture, candidates: Sequence[Candidate]) -> list[Proposal]:
    speakers = dict(Speaker.objects.values_list("slug", "pk"))
    named = {
        name: Outlet.objects.called(name) for name in {one.via for one in candidates if one.via}
    }
    own = capture.source.outlet
    outlets = {name: row.pk for name, row in named.items() if row and row != own}
    return Proposal.objects.bulk_create(
        Proposal(
            capture=capture,
            start=candidate.start,
            end=candidate.end,
            candidate=as_json(candidate),
            values=_first_values(candidate, speakers, outlets, capture.text),
        )
        for candidate in candidates
        if _are_spans(candidate.pieces, capture.text)
    )


def as_json(candidate: Candidate) -> dict[str, Any]:
    """A candidate as it is stored."""
    said = candidate.said
    return {
        "pieces": [[*span] for span in candidate.pieces],
        "kind": candidate.kind,
        "mention": [*candidate.mention] if candidate.mention else None,
        "cue": [*candidate.cue] if candidate.cue else None,
        "name": candidate.name,
        "speaker": candidate.speaker,
        "via": candidate.via,
        "said": _said_as_json(said) if said else None,
        "figures": [_amount_as_json(amount) for amount in candidate.figures],
        "language": candidate.language,
        "certainty": candidate.certainty,
        "speaker_certainty": candidate.speaker_certainty,
        "offered": [*candidate.offered],
        "not_said": candidate.not_said,
        "via_from": [*candidate.via_from] if candidate.via_from else None,
        "place": {"text": candidate.place.text, "from": [*candidate.place.carried_from]}
        if candidate.place
        else None,
    }


def _said_as_json(said: SaidOn) -> dict[str, Any]:
    carried = [*said.carried_from] if said.carried_from else None
    return {
        "said": said.said.text,
        "basis": said.basis,
        "phrase": [*said.phrase],
        "from": carried,
    }


def _amount_as_json(amount: Amount) -> dict[str, Any]:
    names = ("quantity", "low", "high", "bound", "unit")
    return {name: getattr(amount, name) for name in names} | {"span": [*amount.span]}


def amounts_of(proposal: Proposal) -> list[Amount]:
    """The figures that were found in the words, without those that lack quantity or unit."""
    stored = proposal.candidate.get("figures", [])
    amounts = [Amount(**{**amount, "span": Span(*amount["span"])}) for amount in stored]
    return [
        amount
        for amount in amounts
        if amount.quantity and amount.unit and (amount.low or amount.high)
    ]


def pieces_of(proposal: Proposal) -> list[Span]:
    """Where its words stand by now."""
    return [Span(*span) for span in proposal.values["pieces"]]


def report_of(proposal: Proposal) -> list[Span]:
    """Where the article says who said its words: the verb and the name that were found."""
    found = (proposal.candidate.get(name) for name in ("cue", "mention"))
    return [Span(*span) for span in found if span]


def _first_values(
    candidate: Candidate, speakers: dict[str, int], outlets: dict[str, int], text: str
) -> dict[str, Any]:
    said = candidate.said
    # A name alone is no proof: extraction has asked whether it is theirs, and left it open.
    speaker = speakers.get(candidate.speaker)
    return {
        "pieces": [[*span] for span in candidate.pieces],
        "kind": candidate.kind,
        "speaker": speaker,
        "new_speaker": "" if speaker else candidate.name,
        "said": said.said.text if said else "",
        "said_basis": said.basis if said else "",
        "new_title": "" if speaker else office_in(text, candidate.name),
        "place": candidate.place.text if candidate.place else "",
        "via": outlets.get(candidate.via),
        "topics": [],
        "figures": list(range(len(candidate.figures))),
    }


def _are_spans(spans: Sequence[Span], text: str) -> bool:
    """Whether they are stretches of the text with words in them, one behind the other."""
    behind = 0
    for start, end in spans:
        if not (behind <= start < end <= len(text) and text[start:end].strip()):
            return False
        behind = end
    return 0 < len(spans) <= MOST_PIECES


@transaction.atomic
def mark(capture: Capture, span: Span, turn: SpokenTurn | None = None) -> Proposal:
    """Propose words that extraction missed, of a turn with its speaker and day.

    Raises `Refused`.
    """
    lock_record()
    article = article_of(capture)
    pieces = turn.pieces(span) if turn else [span]
    if not _are_spans(pieces, article):
        raise Refused([_("These words are not in the article.")])
    if turn and span.end > turn.end:
        raise Refused([_("These words are of two speakers. Select those of one.")])
    start, end = pieces[0].start, pieces[-1].end
    if Proposal.objects.filter(capture=capture, start=start, end=end).exists():
        raise Refused([_("These words are already on a card.")])
    tag = "fr" if primary_subtag(capture.source.language) == "fr" else "en"
    figures = [amount for piece in pieces for amount in amounts(article, *piece, tag)]
    candidate: dict[str, Any] = {}
    if figures:
        candidate["figures"] = [_amount_as_json(amount) for amount in figures]
    said = turn.said if turn else None
    speaker = turn.speaker if turn else None
    if turn and not turn.turn.is_question:
        candidate |= {
            "mention": [*turn.turn.label],
            "name": turn.name,
            "speaker": speaker.slug if speaker else "",
            "offered": [*turn.offered],
        }
    values = {
        "pieces": [[*piece] for piece in pieces],
        "kind": "direct",
        "speaker": speaker.pk if speaker else None,
        "new_speaker": turn.name if turn and not speaker else "",
        "new_title": office_in(article, turn.name, turn.turn.office)
        if turn and not speaker
        else "",
        "place": "",
        "said": said.said.text if said else "",
        "said_basis": said.basis if said else "",
        "via": None,
        "topics": [],
        "figures": list(range(len(figures))),
    }
    if candidate:
        candidate[MARKED] = True
    return Proposal.objects.create(
        capture=capture, start=start, end=end, candidate=candidate, values=values
    )


@transaction.atomic
def keep(number: int, values: dict[str, Any]) -> Proposal:
    """Keep what a card holds by now, so that who leaves it finds it again. Raises `Refused`."""
    proposal = _open(number)
    changed = {**proposal.values, **values}
    pieces = [Span(*span) for span in changed["pieces"]]
    _require_spans(proposal, pieces)
    if changed != proposal.values:
        proposal.values = changed
        proposal.start, proposal.end = pieces[0].start, pieces[-1].end
        proposal.version += 1
        proposal.save(update_fields=["values", "start", "end", "version"])
    return proposal


@transaction.atomic
def spread(number: int) -> int:
    """Give day, place, occasion and outlet of a card to the other open ones that have none.

    Returns to how many. Raises `Refused`.
    """
    given = _open(number)
    count = 0
    others = Proposal.objects.filter(capture=given.capture, decision=Decision.OPEN)
    for other in others.exclude(pk=given.pk).select_for_update():
        values = dict(other.values)
        if not values.get("said") and given.values.get("said"):
            values |= {name: given.values.get(name, "") for name in ("said", "said_basis")}
        for name in ("place", "occasion", "via"):
            values[name] = values.get(name) or given.values.get(name)
        if values != other.values:
            other.values = values
            other.version += 1
            other.save(update_fields=["values", "version"])
            count += 1
    return count


# --- decisions -----------------------------------------------------------------------------------


@transaction.atomic
def accept(number: int, user: User, chosen: AcceptedProposal, named: Named) -> Statement:
    """Make a draft of a proposal, with a citation for each piece, checked at once.

    Raises `Refused`, and then nothing is written.
    """
    proposal = _open(number)
    _require_spans(proposal, chosen.pieces)
    _require_said(proposal, chosen)
    made: dict[str, Any] = {}
    speaker = chosen.speaker
    if isinstance(speaker, NewSpeaker):
        speaker = _new_speaker(speaker, user, named)
        made["speaker"] = speaker.pk
    source = proposal.capture.source
    statement = Statement.objects.create(
        slug=named(Statement, [speaker.slug, chosen.said.text]),
        speaker=speaker,
        said=chosen.said,
        said_basis=chosen.said_basis,
        place=chosen.place,
        occasion=chosen.occasion,
        kind=chosen.kind,
        language=source.language,
        text=statement_text(proposal.capture.text, chosen.pieces, report_of(proposal)),
        created_by=user,
    )
    made["citations"] = _cite(proposal, statement, chosen, 0)
    for position, topic in enumerate(chosen.topics):
        StatementTopic.objects.create(statement=statement, topic=topic, position=position)
    for amount in chosen.figures:
        Figure.objects.create(
            statement=statement,
            quantity=amount.quantity,
            low=amount.low or None,
            high=amount.high or None,
            bound=amount.bound,
            unit=amount.unit,
        )
    made["state"] = _fingerprint(statement)
    _decide(proposal, user, Decision.ACCEPTED, statement, made)
    _log(user, statement, ADDITION, f"Accepted from {source}.")
    return statement


@transaction.atomic
def merge(
    number: int, user: User, statement: Statement, chosen: AcceptedProposal, act: EditContext
) -> list[Citation]:
    """Add the words of a proposal to a statement that is there, as another wording of it.

    Of a published one this is a change that the public reads, so ``act`` needs a reason. Official,
    day, topics and figures stay those of the statement. Raises `Refused`.
    """
    proposal = _open(number)
    _require_spans(proposal, chosen.pieces)
    _require_said(proposal, chosen)
    statement = _changeable(statement, user)
    source = proposal.capture.source
    wordings = [proposal.capture.text[start:end] for start, end in chosen.pieces]
    if statement.citations.filter(source=source, wording__in=wordings).exists():
        raise Refused([_("This source is already cited there for these words.")])
    if statement.state == State.PUBLISHED and not act.reason.strip():
        raise Refused([_("This changes a published page. Give a reason.")])
    last = statement.citations.aggregate(last=models.Max("position"))["last"]
    made = {"citations": _cite(proposal, statement, chosen, 0 if last is None else last + 1)}
    record_changes([statement.pk], act)
    _decide(proposal, user, Decision.MERGED, statement, made)
    _log(user, statement, CHANGE, f"Another wording, from {source}.")
    return list(Citation.objects.filter(pk__in=made["citations"]).order_by("position"))


@transaction.atomic
def close_as_known(number: int, user: User, statement: Statement) -> Proposal:
    """Say that a statement has these words from this source already: nothing is added to it.

    Raises `Refused` where the source is not cited there.
    """
    proposal = _open(number)
    if not statement.citations.filter(source=proposal.capture.source).exists():
        raise Refused([_("This source is not cited there yet. Add the words as another wording.")])
    _decide(proposal, user, Decision.MERGED, statement, {"citations": []})
    _log_at_source(user, proposal, "Here already")
    return proposal


@transaction.atomic
def reject(number: int, user: User) -> Proposal:
    """Say that a proposal is no statement for the archive. Raises `Refused`."""
    proposal = _open(number)
    _decide(proposal, user, Decision.REJECTED, None, {})
    _log_at_source(user, proposal, "Rejected")
    return proposal


@transaction.atomic
def undo(number: int, user: User, act: EditContext) -> Proposal:
    """Take a decision back, with what was written for it.

    A draft that somebody has worked on since stays, and so does a wording: then this is refused.
    ``act`` is what a revision says where a published statement loses the wording. Raises `Refused`.
    """
    proposal = _locked(number)
    if proposal.is_open:
        raise Refused([_("There is no decision to undo.")])
    if group_of(user) is EditorGroup.CONTRIBUTOR and proposal.decided_by_id != user.pk:
        raise Refused([_("Contributors can undo only their own decisions.")])
    statement, made, was = proposal.statement, proposal.made, proposal.decision
    proposal.decision, proposal.decided_at, proposal.decided_by = Decision.OPEN, None, None
    proposal.statement, proposal.made = None, {}
    proposal.version += 1
    proposal.save()
    if statement and was == Decision.ACCEPTED:
        _delete_draft(statement, user, made)
    elif statement and was == Decision.MERGED and made["citations"]:
        _remove_wordings(statement, user, made["citations"], act)
    _log_at_source(user, proposal, "Decision taken back")
    return proposal


def _locked(number: int) -> Proposal:
    """The proposal as it is now, held until the transaction ends."""
    lock_record()
    rows = Proposal.objects.select_for_update(of=["self"])
    found = rows.select_related("capture__source", "statement", "decided_by").filter(pk=number)
    proposal = found.first()
    if proposal is None:
        raise Refused([_("This proposal no longer exists.")])
    return proposal


def _open(number: int) -> Proposal:
    proposal = _locked(number)
    if not proposal.is_open:
        told = {"editor": decided_by(proposal), "decision": proposal.get_decision_display()}
        raise Refused([_("%(editor)s has handled this in the meantime: %(decision)s.") % told])
    return proposal


def decided_by(proposal: Proposal) -> str:
    """Who decided, by the name that editors know each other by."""
    user = proposal.decided_by
    return (user.get_full_name() or user.get_username()) if user else _("Someone")


def _require_spans(proposal: Proposal, pieces: Sequence[Span]) -> None:
    if not _are_spans(pieces, proposal.capture.text):
        raise Refused([_("These words are not in the article.")])


def _require_said(proposal: Proposal, chosen: AcceptedProposal) -> None:
    """Refuse words that the article does not report as said, unless an editor has looked."""
    if proposal.candidate.get("not_said") and not chosen.is_said_after_all:
        raise Refused(
            [
                _(
                    "The article does not report these words as said. Read the sentence, and say "
                    "so on the card if they were said after all."
                )
            ]
        )


def _decide(
    proposal: Proposal,
    user: User,
    decision: Decision,
    statement: Statement | None,
    made: dict[str, Any],
) -> None:
    proposal.decision, proposal.decided_by, proposal.decided_at = decision, user, timezone.now()
    proposal.statement, proposal.made = statement, made
    proposal.version += 1
    proposal.save()


def _cite(
    proposal: Proposal, statement: Statement, chosen: AcceptedProposal, first: int
) -> list[int]:
    """A citation for each piece, held against the text at once; their numbers."""
    capture = proposal.capture
    citations = [
        Citation.objects.create(
            statement=statement,
            source=capture.source,
            position=first + number,
            kind=chosen.kind,
            wording=capture.text[span.start : span.end],
            via=chosen.via,
            capture=capture,
            start=span.start,
            end=span.end,
        )
        for number, span in enumerate(chosen.pieces)
    ]
    check_citations(citations)
    return [citation.pk for citation in citations]


def _new_speaker(new: NewSpeaker, user: User, named: Named) -> Speaker:
    folded = search_fold(new.name).strip()
    known = Speaker.objects.alias(folded=Fold("name")).filter(folded=folded).first()
    alias = Alias.objects.select_related("speaker").filter(folded=folded).first()
    known = known or (alias.speaker if alias else None)
    if known:
        told = {"name": new.name, "known": known}
        raise Refused(
            [_("“%(name)s” is already in the archive as %(known)s. Choose that official.") % told]
        )
    kind = SpeakerKind.INSTITUTION if new.is_institution else SpeakerKind.PERSON
    speaker = Speaker.objects.create(
        name=new.name,
        sort_name=sort_name_of(new.name, new.is_institution),
        slug=named(Speaker, [new.name]),
        kind=kind,
    )
    if new.title:
        Role.objects.create(speaker=speaker, title=new.title)
    _log(user, speaker, ADDITION, "Added from an article.")
    return speaker


def _changeable(statement: Statement, user: User) -> Statement:
    """The statement as it is now, if the account may change it. Raises `Refused`."""
    now = Statement.objects.select_for_update().filter(pk=statement.pk).first()
    if now is None:
        raise Refused([_("This statement no longer exists.")])
    if now.state == State.WITHDRAWN:
        raise Refused([_("This statement was withdrawn.")])
    answer = may(user, Action.CHANGE, now)
    if not answer:
        raise Refused([answer.sentence])
    return now


def _fingerprint(statement: Statement) -> str:
    """What tells whether somebody has worked on a draft; checks of its words are no work."""
    return state_sha256(snapshot_of(Statement.objects.with_page().get(pk=statement.pk)), "")


def _delete_draft(statement: Statement, user: User, made: dict[str, Any]) -> None:
    now = Statement.objects.select_for_update().get(pk=statement.pk)
    answer = may(user, Action.DELETE, now)
    if not answer:
        raise Refused([answer.sentence])
    if now.state != State.DRAFT or _fingerprint(now) != made["state"]:
        raise Refused([_("Someone has edited the draft since. To delete it, open the draft.")])
    _log(user, now, DELETION, "The acceptance was taken back.")
    now.delete()
    speaker = Speaker.objects.filter(pk=made.get("speaker", 0)).first()
    # Who has been given an office, an alias or another statement since is no longer only ours.
    if speaker and not speaker.statements.exists() and not speaker.aliases.exists():
        _log(user, speaker, DELETION, "The acceptance was taken back.")
        speaker.delete()


def _remove_wordings(
    statement: Statement, user: User, numbers: Sequence[int], act: EditContext
) -> None:
    now = _changeable(statement, user)
    citations = list(now.citations.select_related("capture").filter(pk__in=numbers))
    if len(citations) != len(numbers) or not all(map(_is_as_made, citations)):
        raise Refused(
            [_("Someone has changed the wording since. Remove it in the statement form.")]
        )
    Citation.objects.filter(pk__in=numbers).delete()
    record_changes([now.pk], act)
    _log(user, now, CHANGE, "A wording was taken back.")


def _is_as_made(citation: Citation) -> bool:
    """Whether it still has the words of its place; no editor's form sets a place."""
    if citation.capture is None or citation.start is None or citation.end is None:
        return False
    return citation.capture.text[citation.start : citation.end] == citation.wording


def _log(user: User, row: models.Model, flag: int, message: str) -> None:
    with in_record_language():
        LogEntry.objects.log_actions(user.pk, [row], flag, message, single_object=True)


def _log_at_source(user: User, proposal: Proposal, done: str) -> None:
    source: Source = proposal.capture.source
    words = words_of(proposal.capture.text, pieces_of(proposal), report_of(proposal))
    _log(user, source, CHANGE, f"{done}: “{words[:200]}”")
