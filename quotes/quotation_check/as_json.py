"""A checked text as plain values for JSON, as docs/check-quotation.md promises them."""

from datetime import datetime
from typing import Any

from quotes.citing.reference import Site
from quotes.exports.export_rows import instant
from quotes.quotation_check.verdicts import (
    Answer,
    CheckedText,
    FormerWords,
    JoinedPart,
    Outcome,
    Printing,
    QuotationVerdict,
    RecordMatch,
)


def as_json(checked: CheckedText, site: Site) -> dict[str, Any]:
    """What `check_text` found, ready for `json.dumps`; addresses are absolute ones of the site."""
    counts = [verdict.outcome for verdict in checked.verdicts]
    return {
        "language": checked.language,
        "whole_text": checked.is_whole_text,
        "skipped": checked.skipped,
        "unread": checked.unread,
        "hints": dict(checked.hint_notes),
        "outcomes": {outcome.value: counts.count(outcome) for outcome in Outcome},
        "quotations": [_verdict(verdict, site) for verdict in checked.verdicts],
    }


def _verdict(verdict: QuotationVerdict, site: Site) -> dict[str, Any]:
    return {
        "number": verdict.number,
        "words": verdict.words,
        "start": verdict.start,
        "end": verdict.end,
        "outcome": verdict.outcome.value,
        "sentence": verdict.sentence,
        "notes": list(verdict.notes),
        "answers": [_answer(one) for one in verdict.answers],
        "statements": [_match(one, site) for one in verdict.matches],
        "difference": [{"op": piece.op, "text": piece.text} for piece in verdict.difference],
        "findings": list(verdict.findings),
        "omitted": list(verdict.omitted),
        "parts": [_part(one, site) for one in verdict.parts],
        "former": _former(verdict.former, site) if verdict.former else None,
    }


def _answer(answer: Answer) -> dict[str, str]:
    return {
        "question": answer.question,
        "asked": answer.asked,
        "fits": answer.fits.value,
        "sentence": answer.sentence,
    }


def _match(match: RecordMatch, site: Site) -> dict[str, Any]:
    return {
        "statement": match.public_id,
        "url": site.permalink(match.public_id),
        "version": match.version,
        "speaker": match.speaker_slug,
        "speaker_name": match.speaker,
        "said": match.said.text,
        "kind": match.kind,
        "language": match.language,
        "text": match.text,
        "passage": match.passage,
        "around": match.around,
        "doubt": match.doubt or None,
        "sources": [_printing(one, site) for one in match.printings],
    }


def _printing(one: Printing, site: Site) -> dict[str, Any]:
    return {
        "outlet": one.outlet,
        "title": one.title,
        "url": one.url or None,
        "page": f"{site.origin}{one.page}",
        "published": one.published.text,
        "via": one.via or None,
        "language": one.language,
        "wording": one.wording,
        "check": one.check_state,
        "checked_at": _instant(one.checked_at),
        "doubt": one.doubt or None,
    }


def _part(part: JoinedPart, site: Site) -> dict[str, Any]:
    return {
        "words": part.words,
        "outcome": part.outcome.value,
        "statement": _match(part.match, site),
    }


def _former(former: FormerWords, site: Site) -> dict[str, Any]:
    return {
        "statement": former.public_id,
        "url": site.pinned(former.public_id, former.version),
        "version": former.version,
        "withdrawn": former.is_withdrawn,
        "merged_into": former.merged_into or None,
        "reason": former.reason,
        "date": _instant(former.date),
        "text": former.text or None,
        "language": former.language or None,
    }


def _instant(moment: datetime | None) -> str | None:
    return instant(moment) if moment else None
