"""The stored outcome of every check of a wording against the texts of its source.

A check is no part of the public state of a statement (`quotes.revisions.snapshot`): it is a finding
about the text of a source on a day, which it names, and not a change of what the archive says. It
therefore makes no revision. Other words, or another source, make a citation *unchecked* again:
nothing that was found out about other words is shown as proof (`forget`).

Of quoted words that a text proves it is also read whom the page credits with them, once a text
(`quotes.verification.credits`). Another speaker or kind makes that *unknown* again.

Words are held against the newest text of their source first. Where that does not prove them, older
texts may: what was printed once was printed. That the newest text has other words in their place is
then told as what the watch finds. Where no text proves them, the outcome is that of the newest.
"""

from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property
from itertools import groupby
from operator import attrgetter
from typing import Any, NamedTuple

from django.db import models, transaction
from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.utils import timezone

from quotes.extraction import extract
from quotes.extraction.values import KnownSpeaker
from quotes.models import (
    Capture,
    Caution,
    CheckState,
    Citation,
    Source,
    Speaker,
    Statement,
    WatchedPage,
)
from quotes.models.link_checks import LOST
from quotes.models.vocabulary import QUOTED, Watch
from quotes.text.fragments import context
from quotes.text.spans import Span
from quotes.verification.credits import NOTHING_AGAINST, PageCredit, PageReading
from quotes.verification.known_speakers import known_speakers
from quotes.verification.matching import whole_again
from quotes.verification.verify import WordingVerdict, verify

PROOF = frozenset((CheckState.EXACT, CheckState.FOLDED, CheckState.OMISSIONS))

# Texts of one source that are asked, the newest first: a page that is captured every day would
# else cost a year of reading for each wording that was never there. The text that has proved words
# is always asked for them, however many came after it.
MOST_CAPTURES = 5

# What is kept of a check, and goes when the words are others.
_KEPT = (
    *("capture", "start", "end", "prefix", "suffix", "check_state", "checked_at"),
    *("caution", "credited_to"),
)


class Checked(NamedTuple):
    """The citation that was checked, and the verdict on its wording."""

    citation: Citation
    verdict: WordingVerdict


def check_source(source: Source) -> list[Checked]:
    """Hold every wording that a source is cited for against its texts, and keep the outcomes."""
    return check_citations(source.citations.select_related("source"))


@transaction.atomic
def check_citations(citations: Iterable[Citation]) -> list[Checked]:
    """Hold wordings against the texts of their sources, and keep the outcomes.

    One text is in memory at a time. A wording that somebody changes meanwhile keeps what that
    left, and so does one whose statement is given another speaker. Returned are those that a text
    was there for, in no order.
    """
    wordings = [citation for citation in citations if citation.wording]
    models.prefetch_related_objects(wordings, "source__outlet")
    by_source: dict[int, list[Citation]] = {}
    for citation in wordings:
        by_source.setdefault(citation.source_id, []).append(citation)
    readings = _Readings(_speakers_of(wordings))
    return [
        _stored(found, readings.speaker(found), readings.credit(found))
        for source_id, together in by_source.items()
        for found in _found(source_id, together)
    ]


def read_credits_again(statement_ids: Iterable[int]) -> None:
    """Read whom the pages credit with the words of what has another statement or speaker now.

    Each source by itself, so that no other writer waits until all their pages are read.
    """
    unread = checkable().filter(statement__in=statement_ids, caution=Caution.UNKNOWN)
    for _source, together in groupby(unread.order_by("source"), attrgetter("source_id")):
        check_citations(together)


def _speakers_of(citations: Iterable[Citation]) -> dict[int, Speaker]:
    """Who is said to speak in each statement now, whatever the citations were loaded with."""
    statements = Statement.objects.filter(pk__in={each.statement_id for each in citations})
    return {each.pk: each.speaker for each in statements.select_related("speaker")}


class _CheckOutcome(NamedTuple):
    """The text that decides on a citation and its verdict; and those of the newest text."""

    citation: Citation
    capture: Capture
    verdict: WordingVerdict
    newest: Capture
    verdict_of_newest: WordingVerdict


class _Readings:
    """Whom captured texts credit, each text read once; speakers are loaded for the first."""

    def __init__(self, speakers_of: dict[int, Speaker]) -> None:
        self._speakers_of = speakers_of
        self._read: tuple[int, PageReading] | None = None

    def speaker(self, found: _CheckOutcome) -> Speaker:
        """Whose the words are held to be."""
        return self._speakers_of[found.citation.statement_id]

    def credit(self, found: _CheckOutcome) -> PageCredit:
        """What the deciding text says against the words being the speaker's."""
        citation = found.citation
        if found.verdict.outcome not in PROOF or citation.kind not in QUOTED:
            return NOTHING_AGAINST
        return self._reading(found).credit(found.verdict, self.speaker(found).slug)

    def _reading(self, found: _CheckOutcome) -> PageReading:
        capture, source = found.capture, found.citation.source
        if self._read is None or self._read[0] != capture.pk:
            quotations = extract(
                capture.text,
                published=source.published,
                outlet=source.outlet.name,
                language=source.language,
                speakers=self._speakers,
            )
            self._read = capture.pk, PageReading.of(capture.text, quotations, self._speakers)
        return self._read[1]

    @cached_property
    def _speakers(self) -> list[KnownSpeaker]:
        return known_speakers()


def _found(source_id: int, citations: Sequence[Citation]) -> Iterator[_CheckOutcome]:
    waiting = list(citations)
    newest: dict[int, _CheckOutcome] = {}
    for capture in _captures(source_id, citations):
        for each in list(waiting):
            verdict = _verdict(each, capture)
            first = newest.setdefault(
                each.pk, _CheckOutcome(each, capture, verdict, capture, verdict)
            )
            if verdict.outcome in PROOF:
                yield first._replace(capture=capture, verdict=verdict)
                del newest[each.pk]
                waiting.remove(each)
        if not waiting:
            return
    yield from newest.values()


def _captures(source_id: int, citations: Iterable[Citation]) -> Iterator[Capture]:
    captures = Capture.objects.filter(source=source_id).order_by("-taken_at", "-pk")
    numbers = list(captures.values_list("pk", flat=True)[:MOST_CAPTURES])
    proofs = {each.capture_id or 0 for each in citations if each.check_state in PROOF}
    if older := proofs - {0, *numbers}:
        numbers += captures.filter(pk__in=older).values_list("pk", flat=True)
    for pk in numbers:
        yield Capture.objects.get(pk=pk)


def _verdict(citation: Citation, capture: Capture) -> WordingVerdict:
    """What is found, near the place where the words were found in this text before."""
    is_placed = citation.capture_id == capture.pk and citation.start is not None
    return verify(
        citation.wording or "",
        capture.text,
        language=citation.source.language,
        hint=Span(citation.start or 0, citation.end or 0) if is_placed else None,
    )


def _stored(found: _CheckOutcome, speaker: Speaker, credit: PageCredit) -> Checked:
    citation, verdict = found.citation, found.verdict
    citation.capture = found.capture
    citation.start, citation.end = verdict.start, verdict.end
    citation.check_state, citation.checked_at = verdict.outcome, timezone.now()
    citation.caution, citation.credited_to = credit
    place(citation)
    was = citation.watch
    kept = {name: getattr(citation, name) for name in _KEPT} | _seen_by_text(found)
    if citation.watch != was and citation.watch in LOST:
        # Back on the queue for editors, as after a look that finds the same.
        WatchedPage.objects.filter(source=citation.source_id).update(seen_at=None)
    # Nobody gives the statement another speaker between this look at it and the end of the check.
    statements = Statement.objects.select_for_update(no_key=True)
    if not statements.filter(pk=citation.statement_id, speaker=speaker).values("pk"):
        return Checked(citation, verdict)
    same_words = Citation.objects.filter(
        pk=citation.pk,
        source=citation.source_id,
        wording=citation.wording,
        statement=citation.statement_id,
        kind=citation.kind,
    )
    same_words.update(**kept)
    return Checked(citation, verdict)


def place(citation: Citation) -> bool:
    """Fill ``prefix`` and ``suffix`` from the capture, for links to the words; whether they can be.

    To be called, before saving, whenever the wording, the capture, ``start`` or ``end`` is set or
    changed; nothing is saved here. Both are left empty where the words have no offsets, do not
    stand at them, or cannot be told from a twin. Reads the text of ``capture``.
    """
    found = None
    if citation.capture and citation.start is not None and citation.end is not None:
        words = citation.wording or ""
        found = context(citation.capture.text, citation.start, citation.end, words)
    citation.prefix, citation.suffix = found or ("", "")
    return found is not None


def _seen_by_text(found: _CheckOutcome) -> dict[str, Any]:
    """What the newest text says of proved words, where it is newer than the last look at the page.

    Words that it lacks altogether are not called removed: a text may be a part of its page.
    """
    citation, newest = found.citation, found.newest
    is_older = citation.watched_at is not None and newest.taken_at <= citation.watched_at
    if is_older or found.verdict.outcome not in PROOF or citation.watch == Watch.GONE:
        return {}
    there = found.verdict_of_newest.outcome
    if there == CheckState.DIFFERS:
        citation.watch = Watch.ALTERED
    elif there in PROOF and citation.watch in (Watch.ALTERED, Watch.REMOVED):
        citation.watch = Watch.PRESENT
    else:
        return {}
    citation.watched_at = newest.taken_at
    return {"watch": citation.watch, "watched_at": citation.watched_at}


def forget(citation: Citation) -> None:
    """Back to *unchecked*, to be called before saving when the words or the source are others.

    What the watch found was about the old words as well. Saves nothing itself.
    """
    citation.watch, citation.watched_at = Watch.UNKNOWN, None
    citation.check_state = CheckState.UNCHECKED
    citation.checked_at = citation.capture = citation.start = citation.end = None
    citation.prefix = citation.suffix = citation.credited_to = ""
    citation.caution = Caution.UNKNOWN


def checkable() -> "QuerySet[Citation]":
    """The citations with a wording whose source has a text."""
    texts = Capture.objects.filter(source=OuterRef("source"))
    return Citation.objects.filter(Exists(texts), wording__isnull=False)


def stale(citations: "QuerySet[Citation]") -> "QuerySet[Citation]":
    """Those that were never checked, or not since the newest text of their source was taken.

    So are proved words of which it was not read whom the page credits.
    """
    newer = Capture.objects.filter(source=OuterRef("source"), taken_at__gt=OuterRef("checked_at"))
    is_unread = Q(caution=Caution.UNKNOWN)
    return citations.filter(Q(check_state=CheckState.UNCHECKED) | is_unread | Exists(newer))


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
    found = differing.annotate(passage=read).values_list("pk", "passage", "wording")
    return {pk: whole_again(passage, wording or "") for pk, passage, wording in found}
