"""The outcome of every check, kept beside the wording it is about.

A check is no part of the public state of a statement (`quotes.exports.state`): it is a finding
about the text of a source on a day, which it names, and not a change of what the archive says. It
therefore makes no revision. Other words, or another source, make a citation *unchecked* again:
nothing that was found out about other words is shown as proof (`forget`).

Words are held against the newest text of their source first. Where that does not prove them, older
texts may: what was printed once was printed, and that it stands there no longer is for the watch to
say. Where none does, the outcome is that of the newest text.
"""

from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

from django.db import models, transaction
from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.utils import timezone

from quotes.ingest.candidates import Span
from quotes.ingest.verify import Verdict, verify
from quotes.models import Capture, CheckState, Citation, Source
from quotes.models.vocabulary import Watch
from quotes.placing import place

PROOF = frozenset((CheckState.EXACT, CheckState.FOLDED, CheckState.OMISSIONS))

# Texts of one source that are asked, the newest first: a page that is captured every day would
# else cost a year of reading for each wording that was never there.
MOST_CAPTURES = 5

# What is kept of a check, and goes when the words are others.
_KEPT = ("capture", "start", "end", "prefix", "suffix", "check_state", "checked_at")


class Checked(NamedTuple):
    """A citation that has been held against a text, and what was found."""

    citation: Citation
    verdict: Verdict


def check_citation(citation: Citation) -> Verdict | None:
    """Hold one wording against the texts of its source, and keep the outcome.

    None, and nothing written, where the source has no text or the citation no wording.
    """
    checked = check_citations([citation])
    return checked[0].verdict if checked else None


def check_source(source: Source) -> list[Checked]:
    """Hold every wording that a source is cited for against its texts, and keep the outcomes."""
    return check_citations(source.citations.select_related("source"))


@transaction.atomic
def check_citations(citations: Iterable[Citation]) -> list[Checked]:
    """Hold wordings against the texts of their sources, and keep the outcomes.

    One text is in memory at a time. A wording that somebody changes meanwhile keeps what that
    left. Returned are those that a text was there for, in no order.
    """
    by_source: dict[int, list[Citation]] = {}
    for citation in citations:
        if citation.wording:
            by_source.setdefault(citation.source_id, []).append(citation)
    return [
        _stored(citation, capture, verdict)
        for source_id, together in by_source.items()
        for citation, capture, verdict in _found(source_id, together)
    ]


def _found(
    source_id: int, citations: Iterable[Citation]
) -> Iterator[tuple[Citation, Capture, Verdict]]:
    """Each citation with the text that decides, and the verdict of that."""
    waiting = list(citations)
    newest: list[tuple[Citation, Capture, Verdict]] = []
    for capture in _captures(source_id):
        found = [(each, capture, _verdict(each, capture)) for each in waiting]
        newest = newest or found
        proved = [each for each in found if each[2].outcome in PROOF]
        yield from proved
        done = {citation.pk for citation, _capture, _verdict in proved}
        waiting = [each for each in waiting if each.pk not in done]
        newest = [each for each in newest if each[0].pk not in done]
        if not waiting:
            return
    yield from newest


def _captures(source_id: int) -> Iterator[Capture]:
    captures = Capture.objects.filter(source=source_id).order_by("-taken_at", "-pk")
    for pk in captures.values_list("pk", flat=True)[:MOST_CAPTURES]:
        yield Capture.objects.get(pk=pk)


def _verdict(citation: Citation, capture: Capture) -> Verdict:
    """What is found, near the place where the words were found in this text before."""
    is_placed = citation.capture_id == capture.pk and citation.start is not None
    return verify(
        citation.wording or "",
        capture.text,
        language=citation.source.language,
        hint=Span(citation.start or 0, citation.end or 0) if is_placed else None,
    )


def _stored(citation: Citation, capture: Capture, verdict: Verdict) -> Checked:
    citation.capture = capture
    citation.start, citation.end = verdict.start, verdict.end
    citation.check_state, citation.checked_at = verdict.outcome, timezone.now()
    place(citation)
    same_words = Citation.objects.filter(
        pk=citation.pk, source=citation.source_id, wording=citation.wording
    )
    same_words.update(**{name: getattr(citation, name) for name in _KEPT})
    return Checked(citation, verdict)


def forget(citation: Citation) -> None:
    """Back to *unchecked*, to be called before saving when the words or the source are others.

    What the watch found was about the old words as well. Saves nothing itself.
    """
    citation.watch, citation.watched_at = Watch.UNKNOWN, None
    citation.check_state = CheckState.UNCHECKED
    citation.checked_at = citation.capture = citation.start = citation.end = None
    citation.prefix = citation.suffix = ""


def checkable() -> "QuerySet[Citation]":
    """The citations with a wording whose source has a text."""
    texts = Capture.objects.filter(source=OuterRef("source"))
    return Citation.objects.filter(Exists(texts), wording__isnull=False)


def stale(citations: "QuerySet[Citation]") -> "QuerySet[Citation]":
    """Those that were never checked, or not since the newest text of their source was taken."""
    newer = Capture.objects.filter(source=OuterRef("source"), taken_at__gt=OuterRef("checked_at"))
    return citations.filter(Q(check_state=CheckState.UNCHECKED) | Exists(newer))


def passages(citations: "QuerySet[Citation]", longest: int) -> dict[int, str]:
    """What the texts have in the place of wordings that differ, by the number of the citation.

    Read by the database from the captured texts, which a page must not load; longer passages are
    left out.
    """
    read: Any = models.Func(
        F("capture__text"),
        F("start") + 1,
        F("end") - F("start"),
        function="substr",
        output_field=models.TextField(),
    )
    differing = citations.filter(
        check_state=CheckState.DIFFERS, end__isnull=False, end__lte=F("start") + longest
    )
    return dict(differing.annotate(passage=read).values_list("pk", "passage"))
