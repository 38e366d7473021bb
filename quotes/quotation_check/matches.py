"""The statements that have quoted words, and how their sources print them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db.models import Max, Prefetch

from quotes.models import Citation, Revision, Statement
from quotes.quotation_check.record_wordings import RecordStatement, RecordWording
from quotes.quotation_check.same_words import QuotedWords, Standing, printed_words, standing
from quotes.quotation_check.verdicts import Printing, RecordMatch

# Statements that an answer names.
MOST_MATCHES = 5
_OF_CITATION = ("source__outlet", "source__wire", "via")


@dataclass(frozen=True, slots=True)
class FoundWords:
    """Quoted words where they stand: the statement, the best of its wordings, and the place.

    ``citations`` are the numbers of all that have the words as well as this one. ``longer`` is the
    longer sentence of which another source prints them as a part; empty where none does.
    """

    statement: RecordStatement
    wording: RecordWording
    standing: Standing
    citations: tuple[int, ...]
    longer: str = ""

    @property
    def is_exact(self) -> bool:
        """Whether it is whole, as a source prints it, and nobody doubts the words."""
        place = self.standing
        return (
            self.wording.is_sure and place.is_whole and not place.denial and not self.is_across_join
        )

    @property
    def is_across_join(self) -> bool:
        """Whether the words are of pieces that the archive has put in this order."""
        return self.wording.is_joined and self.standing.crosses

    @property
    def passage(self) -> str:
        return self.wording.words[slice(*self.standing.span)]

    @property
    def around(self) -> str:
        return self.wording.words[slice(*self.standing.around)]


def found_words(quoted: QuotedWords, statement: RecordStatement) -> FoundWords | None:
    """Where the words stand in a statement; None where they do not.

    A wording that denies them in the rest of its sentence goes before one that only has them: what
    one paper cuts out of a sentence with "not" is not what was said. The text of the archive is no
    surer than those who print the words. Slight words (`QuotedWords.is_slight`) are found where
    they are all of a wording, else nowhere.
    """
    is_slight = quoted.is_slight
    places = [
        (wording, place)
        for wording in statement.wordings
        if (place := standing(quoted, printed_words(wording.words), wording.language)) is not None
        and (not is_slight or printed_words(wording.words).is_all(place.span))
    ]
    if not places:
        return None
    printed = [one for one in places if one[0].citations]
    if printed and not any(wording.is_undoubted for wording, _place in printed):
        places = printed
    wording, place = max(places, key=lambda one: _rank(*one))
    citations = [
        number
        for other, there in places
        if other.is_sure == wording.is_sure
        and there.is_whole >= place.is_whole
        and (other is wording or not other.is_joined)
        for number in other.citations
    ]
    parts = (
        other.words[slice(*there.around)]
        for other, there in places
        if other.is_sure and place.is_whole and not there.is_whole
    )
    return FoundWords(
        statement, wording, place, tuple(dict.fromkeys(citations)), max(parts, key=len, default="")
    )


def _rank(wording: RecordWording, place: Standing) -> tuple[bool, ...]:
    return (
        wording.is_sure,
        wording.is_quoted,
        bool(place.denial) and wording.is_sure,
        not (wording.is_joined and place.crosses),
        place.is_whole,
        bool(wording.citations),
    )


@dataclass(frozen=True, slots=True)
class Shown:
    """A statement to be shown, with the passage and the citations that have the words."""

    number: int
    passage: str
    around: str
    citations: tuple[int, ...]


def shown(found: FoundWords) -> Shown:
    around = found.longer or found.around
    return Shown(found.statement.pk, found.passage, around, found.citations)


def record_matches(wanted: Sequence[Shown]) -> list[RecordMatch | None]:
    """The statements with their speakers, days and sources, each at its place in the list.

    None for one that was withdrawn a moment ago. As many queries for one as for many.
    """
    numbers = [one.number for one in wanted]
    rows = (
        Statement.objects.published()
        .select_related("speaker")
        .prefetch_related(Prefetch("citations", Citation.objects.select_related(*_OF_CITATION)))
        .in_bulk(numbers)
    )
    versions = dict(
        Revision.objects.filter(statement__in=rows)
        .order_by()
        .values_list("statement")
        .annotate(Max("number"))
    )
    return [
        _match(rows[one.number], one, versions.get(one.number)) if one.number in rows else None
        for one in wanted
    ]


def _match(row: Statement, one: Shown, version: int | None) -> RecordMatch:
    cited = {citation.pk: citation for citation in row.citations.all()}
    return RecordMatch(
        public_id=row.public_id,
        page=row.get_absolute_url(),
        speaker=row.speaker.public_name,
        speaker_slug=row.speaker.slug,
        said=row.said,
        kind=row.kind,
        language=row.language,
        text=row.text,
        passage=one.passage,
        around=one.around,
        version=version,
        printings=tuple(printings(cited[pk] for pk in one.citations if pk in cited)),
        doubt=row.doubt_sentence,
    )


def printings(citations: Iterable[Citation]) -> list[Printing]:
    """How sources print the words: those that were checked first, then the earliest."""
    made = [_printing(one) for one in citations]
    ordered = sorted(
        made,
        key=lambda one: (
            bool(one.doubt),
            not one.is_checked,
            one.published.first is None,
            str(one.published.first or ""),
        ),
    )
    return list({(one.page, one.wording): one for one in ordered}.values())


def _printing(citation: Citation) -> Printing:
    source = citation.source
    via = citation.via or source.wire
    return Printing(
        outlet=source.outlet.name,
        title=source.title,
        url=source.url or "",
        page=source.get_absolute_url(),
        published=source.published,
        wording=citation.wording or "",
        language=source.language,
        check_state=citation.check_state,
        check_label=citation.check_label,
        checked_at=citation.checked_at if citation.is_checked else None,
        doubt=" ".join(filter(None, [citation.doubt_reason, citation.caution_note])),
        via=via.name if via and via != source.outlet else "",
    )
