"""The gate before the public: what the text of a source refutes is not published by accident.

Every door through which words become public ends in `publish` or in `record_changes`, and both ask
here. A direct or partial wording that its source's text does not have is let through only by an act
whose reason was given for this (``EditContext.overrides_check``); that reason is the one of the
revision, so readers see it. The same is asked of words that the page credits to somebody else, or
reports as not said, unless the statement says itself that its attribution is doubtful. A wording
whose source has a text and that has not been held against it is not let through at all: whoever
opens a door checks first (`quotes.verification.store`).

So is the text of a direct or partial statement, which readers cite and copy: words of it that none
of the statement's own wordings prints (`quotes.verification.unprinted`) need such a reason.

Asked of are the words that the public state before does not have, or has under another name, or has
with a doubt that is gone: what is public already can be corrected elsewhere without this.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Hashable, Iterable, Mapping
from decimal import Decimal
from itertools import groupby
from typing import Any

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from quotes.editing.refusals import Refused
from quotes.models import Capture, Caution, CheckState, Citation, Figure, Revision, Statement
from quotes.models.figure_words import amount_words, quantity_name
from quotes.models.vocabulary import QUOTED, Bound
from quotes.revisions import record
from quotes.revisions.edit_context import EditContext
from quotes.text.languages import is_french
from quotes.verification.stated_figures import StatedFigure, stands_in, stated, texts_of
from quotes.verification.unprinted import unprinted, with_joined

# The public states before some revisions, by statement.
_StatesBefore = Callable[[dict[int, Revision]], list[dict[str, Any]]]

REFUTED = (CheckState.DIFFERS, CheckState.NOT_FOUND)
# Cautions that a reason is asked for; that words are joined is only told.
ASKED = (Caution.CREDITED, Caution.PARTLY, Caution.NOT_SAID)

# How much of a wording a sentence repeats.
_LONGEST_ECHO = 120


class RefutedByCheck(Refused):
    """Words would become public that a source, or all wordings of their statement, do not have."""


@transaction.atomic(savepoint=False)
def record_changes(statement_ids: Iterable[int], act: EditContext) -> list[Revision]:
    """As `quotes.revisions.record.record_changes`, with the gate. Raises `RefutedByCheck`."""
    added = record.record_changes(statement_ids, act)
    let_through(added, act)
    return added


def let_through(added: Collection[Revision], act: EditContext, *, as_first: bool = False) -> None:
    """Look at what new revisions make public. Raises `RefutedByCheck`, which undoes them.

    ``as_first`` is for what comes back to the public: nothing counts as public before.
    """
    if not added:
        return
    revisions = {revision.statement_id: revision for revision in added}
    before = _no_states if as_first else _states_before
    stopped, texts = _stopped(revisions, before), _texts_stopped(revisions, before)
    unheld = [each for each in stopped if each.caution == Caution.UNKNOWN]
    refuted = [objection(each) for each in stopped if each.caution != Caution.UNKNOWN]
    against = [*refuted, *texts]
    if unheld or (against and not (act.overrides_check and act.reason.strip())):
        raise RefutedByCheck([*map(_unheld, unheld), *map(refusal, against)])


def objections(statement_ids: Collection[int]) -> list[str]:
    """What speaks against statements as they are: a text of a source, or their own wordings."""
    cited = (
        _quoted(statement_ids)
        .annotate(is_refuted=_REFUTED)
        .order_by("statement_id", "position", "pk")
    )
    found: list[str] = []
    for _statement, together in groupby(cited, key=lambda citation: citation.statement_id):
        citations = list(together)
        found += [objection(each) for each in citations if each.is_refuted]
        statement = citations[0].statement
        found += text_objections_of(statement, citations)
    return [*found, *figure_objections_of(statement_ids)]


def refuted_citations(statement_ids: Iterable[int]) -> list[Citation]:
    """The quoted wordings of statements that a text of their source speaks against."""
    return [*_quoted(statement_ids).filter(_REFUTED)]


def refusal(objection: str) -> str:
    """The sentence by which a door is shut for what speaks against words."""
    return _("%(objection)s It is published only with a public reason for it.") % {
        "objection": objection
    }


def text_objections_of(statement: Statement, citations: Iterable[Citation]) -> list[str]:
    """What the wordings of a statement, in their order, say against its text as it is now."""
    quoted = [
        (each.source_id, each.wording) for each in citations if each.kind in QUOTED and each.wording
    ]
    return text_objections(statement.kind, statement.text, quoted, statement.language)


def text_objections(
    kind: str, text: str, quoted: Iterable[tuple[Hashable, str]], language: str
) -> list[str]:
    """What the quoted wordings of a statement say against its text; empty for a paraphrase.

    Each is given with what names its source, in the order of the statement.
    """
    if kind not in QUOTED:
        return []
    return [
        _("The text “%(text)s” has words that none of its wordings prints so: “%(words)s”.")
        % {"text": _echo(text), "words": _echo(text[slice(*span)])}
        for span in unprinted(text, with_joined(quoted), language)
    ]


def figure_objections(
    figures: Iterable[StatedFigure], names: Iterable[str], texts: Collection[tuple[str, str]]
) -> list[str]:
    """A sentence for each figure that is said in none of the texts, each with its language.

    ``names`` are what the quantities of the figures are called.
    """
    return [
        _("The figure “%(quantity)s: %(amount)s” stands in none of the words of this statement.")
        % {
            "quantity": name,
            "amount": amount_words(figure.low, figure.high, figure.bound, figure.unit),
        }
        for figure, name in zip(figures, names, strict=True)
        if not stands_in(figure, texts)
    ]


def figure_objections_of(statement_ids: Collection[int]) -> list[str]:
    """What the words of statements say against their figures; two queries, one without figures."""
    figures = Figure.objects.filter(statement__in=[*statement_ids]).select_related("statement")
    by_statement: dict[Statement, list[Figure]] = defaultdict(list)
    for figure in figures.order_by("statement", "pk"):
        by_statement[figure.statement].append(figure)
    if not by_statement:
        return []
    texts = texts_of(by_statement)
    return [
        told
        for statement, of_one in by_statement.items()
        for told in figure_objections(
            map(stated, of_one), (one.quantity_name for one in of_one), texts[statement.pk]
        )
    ]


def objection(citation: Citation) -> str:
    """What the text of its source says against a wording; empty where it says nothing."""
    told = {"outlet": citation.outlet_name, "wording": _echo(citation.wording or "")}
    if citation.check_state in REFUTED:
        outcome = CheckState(citation.check_state).label
        return _("%(outlet)s: %(outcome)s: “%(wording)s”.") % {**told, "outcome": outcome}
    if citation.is_cautioned:
        note = citation.caution_note
        return _("%(outlet)s: “%(wording)s”: %(caution)s") % {**told, "caution": note}
    return ""


def _unheld(citation: Citation) -> str:
    return _("%(outlet)s: not yet held against the text of the source: “%(wording)s”.") % {
        "outlet": citation.outlet_name,
        "wording": _echo(citation.wording or ""),
    }


def _echo(text: str) -> str:
    text = " ".join(text.split())
    return text if len(text) <= _LONGEST_ECHO else text[: _LONGEST_ECHO - 1] + "…"


# A doubt that the statement itself tells, with its reason, needs no other.
_REFUTED = Q(check_state__in=REFUTED) | Q(caution__in=ASKED, statement__doubt="")


def _texts_stopped(revisions: dict[int, Revision], states_before: _StatesBefore) -> list[str]:
    """What is said against texts and figures that are public now and was not before."""
    found = [told for one in revisions.values() for told in _told_of(one.public_state)]
    if not found:
        return []
    known = {told for state in states_before(revisions) for told in _told_of(state)}
    return [told for told in found if told not in known]


def _told_of(state: dict[str, Any]) -> list[str]:
    """What a public state says against its own text and its own figures."""
    figures = state.get("figures") or []
    wordings = [one.get("wording") or "" for one in state.get("citations", ())]
    language = state.get("language", "")
    texts = [(state.get("text", ""), language)]
    # In which language a source prints them is no part of the state.
    texts += [(one, "fr" if _reads_french(one) else language) for one in wordings]
    return [
        *text_objections(*_text_of(state)),
        *figure_objections(
            map(_figure_of, figures),
            (quantity_name(one.get("quantity", "")) for one in figures),
            texts,
        ),
    ]


def _reads_french(wording: str) -> bool:
    return "milliard" in wording.lower() or is_french(wording)


def _figure_of(shown: Mapping[str, Any]) -> StatedFigure:
    """A figure of a public state, whose numbers are those of JSON; an older one may lack parts."""
    low, high = (
        None if shown.get(end) is None else Decimal(str(shown[end])) for end in ("low", "high")
    )
    return StatedFigure(low, high, shown.get("bound", Bound.EXACT), shown.get("unit", ""))


def _text_of(state: dict[str, Any]) -> tuple[str, str, list[tuple[Hashable, str]], str]:
    """Of a public state: kind, text, quoted wordings and language; an older one may lack them."""
    quoted: list[tuple[Hashable, str]] = [
        (one.get("source"), one["wording"])
        for one in state.get("citations", ())
        if one.get("kind") in QUOTED and one.get("wording")
    ]
    return state.get("kind", ""), state.get("text", ""), quoted, state.get("language", "")


def _stopped(revisions: dict[int, Revision], states_before: _StatesBefore) -> list[Citation]:
    """Citations that the gate asks about and that the public state before did not have."""
    texts = Capture.objects.filter(source=OuterRef("source"))
    is_unheld = ~Q(check_state=CheckState.UNCHECKED) | Q(Exists(texts))
    asked = [*_quoted(revisions).filter(_REFUTED | (Q(caution=Caution.UNKNOWN) & is_unheld))]
    if not asked:
        return []
    before = states_before(revisions)
    return [each for each in asked if not any(_has(state, each) for state in before)]


def _quoted(statement_ids: Iterable[int]) -> QuerySet[Citation]:
    return Citation.objects.filter(
        statement__in=[*statement_ids], kind__in=QUOTED, wording__isnull=False
    ).select_related("source__outlet", "statement__speaker")


def _no_states(revisions: dict[int, Revision]) -> list[dict[str, Any]]:
    return []


def _states_before(revisions: dict[int, Revision]) -> list[dict[str, Any]]:
    """The public states before these revisions; one query."""
    rows = (
        Revision.objects.filter(statement__in=revisions.keys())
        .exclude(pk__in=[revision.pk for revision in revisions.values()])
        .order_by("statement_id", "-number")
        .distinct("statement_id")
    )
    return list(rows.values_list("public_state", flat=True))


def _has(state: dict[str, Any], citation: Citation) -> bool:
    """Whether a public state quotes the same words of the same source, of the same speaker.

    That the text does not have the words is the same of whomever they are. A state that told a
    doubt did not say that they are the speaker's.
    """
    speaker, before = citation.statement.speaker, state["speaker"]
    is_same = before["slug"] == speaker.slug or before["name"] == speaker.name
    if citation.check_state not in REFUTED and (state.get("doubt") or not is_same):
        return False
    return any(
        shown["wording"] == citation.wording
        and shown["source"] == citation.source.public_id
        and shown["kind"] in QUOTED
        for shown in state["citations"]
    )
