"""The occasions: hearings, news conferences, interviews and posts, with all that was said."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from quotes.addresses.time_codes import seconds_of
from quotes.citing.passages import recording_at
from quotes.dates.display import humanize, machine
from quotes.models import Citation, Occasion, Source, Statement
from quotes.models.vocabulary import Addressed
from quotes.presentation.cards import Link, SourceLine, StatementCard, cards
from quotes.presentation.head import site_of
from quotes.presentation.list_addresses import here, setting
from quotes.presentation.moved import moved_or_missing
from quotes.revisions.resolve import at
from quotes.search.rows import ListedStatement, listed

OCCASIONS_A_PAGE = 100
# A list of occasions is not read further than this.
LAST_PAGE = 1_000
# The page of an occasion shows so many statements, the first.
MOST_STATEMENTS = 500


class OccasionLine:
    """An occasion in the list of all."""

    def __init__(self, occasion: Occasion) -> None:
        self.name = occasion.public_name
        self.name_fr = occasion.name_fr
        self.url = occasion.get_absolute_url()
        self.place = occasion.place
        self.date_display = humanize(occasion.date)
        self.date_machine = machine(occasion.date)
        self.statement_count: int = occasion.statement_count  # type: ignore[attr-defined]


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """All occasions, newest first. They are not counted: that takes long where there are many."""
    text = request.GET.get("page") or "1"
    number = int(text) if text.isascii() and text.isdigit() and len(text) < 6 else 0
    if not 1 <= number <= LAST_PAGE:
        raise Http404(_("This list has no such page."))
    start = (number - 1) * OCCASIONS_A_PAGE
    occasions = Occasion.objects.public().with_statement_count().newest_first()
    rows = list(occasions[start : start + OCCASIONS_A_PAGE + 1])
    if not rows and number > 1:
        raise Http404(_("This list has no such page."))

    def url(other: int) -> str:
        return here(request.path, setting(request.GET, page=str(other)))

    context = {
        "lines": [OccasionLine(one) for one in rows[:OCCASIONS_A_PAGE]],
        "newer_url": url(number - 1) if number > 1 else "",
        "older_url": url(number + 1) if len(rows) > OCCASIONS_A_PAGE else "",
    }
    return render(request, "quotes/occasions.html", context)


@dataclass(frozen=True)
class Recording:
    """The place in a recording at which words are said."""

    label: str
    url: str


@dataclass(frozen=True)
class SaidThere:
    """A statement of an occasion, and where recordings have it."""

    card: StatementCard
    recordings: Sequence[Recording]


@require_safe
def page(request: HttpRequest, slug: str) -> HttpResponse:
    """One occasion: when and where it was, and all that was said there, in order."""
    occasion = at(Occasion.objects.public(), slug=slug)
    if occasion is None:
        return moved_or_missing(request, Addressed.OCCASION, slug)
    statements = Statement.objects.published().filter(occasion=occasion)
    in_time = statements.order_by("said_from", "said_to", "pk").values_list("pk", flat=True)
    ids = list(in_time[: MOST_STATEMENTS + 1])
    found = listed(ids[:MOST_STATEMENTS])
    citations = _citations(found)
    order = _order(found, citations)
    said = [
        SaidThere(card, _recordings(citations[card.statement.pk]))
        for card in cards(sorted(found, key=order.place), site_of(request))
    ]
    context = {
        "section": "occasions",
        "trail": [Link(_("Occasions"), reverse("occasions"))],
        "occasion": occasion,
        "date": _shared(occasion.date.text and occasion.date, [one.said for one in found]),
        "place": _shared(occasion.place, [one.place for one in found]),
        "said": said,
        "order_note": order.note if len(said) > 1 else "",
        "is_cut": len(ids) > MOST_STATEMENTS,
        "most": MOST_STATEMENTS,
        "speakers": _speakers(found),
        "lines": _sources(citations),
    }
    return render(request, "quotes/occasion.html", context)


def _shared(own: object, of_statements: Sequence[object]) -> str:
    """What is known of the occasion, or what all its statements agree on; else nothing."""
    values = {own} if own else set(of_statements)
    one = next(iter(values)) if len(values) == 1 else None
    if one is None or isinstance(one, str):
        return one or ""
    return humanize(one) if one.text else ""  # type: ignore[attr-defined, arg-type]


def _citations(found: Sequence[ListedStatement]) -> Mapping[int, list[Citation]]:
    rows = (
        Citation.objects.filter(statement__in=[one.pk for one in found])
        .select_related("source__outlet")
        .order_by("position", "pk")
    )
    by_statement: dict[int, list[Citation]] = defaultdict(list)
    for row in rows:
        by_statement[row.statement_id].append(row)
    return by_statement


def _recordings(citations: Sequence[Citation]) -> list[Recording]:
    """Where recordings have the words, each once."""
    found = {
        url: Recording(f"{citation.outlet_name}, {citation.locator}", url)
        for citation in citations
        if (url := recording_at(citation))
    }
    return list(found.values())


def _speakers(found: Sequence[ListedStatement]) -> list[tuple[Link, int]]:
    """Who spoke, the most quoted first."""
    counts = Counter(one.speaker for one in found)
    return [
        (Link(speaker.public_name, speaker.get_absolute_url()), count)
        for speaker, count in counts.most_common()
    ]


def _sources(citations: Mapping[int, Sequence[Citation]]) -> list[SourceLine]:
    """The sources that print what was said there, those of most statements first."""
    sources: dict[int, Source] = {}
    counts: Counter[int] = Counter()
    for of_one in citations.values():
        printed = {citation.source_id: citation.source for citation in of_one}
        sources |= printed
        counts.update(printed.keys())
    for pk, source in sources.items():
        source.statement_count = counts[pk]  # type: ignore[attr-defined]
    return [SourceLine(sources[pk]) for pk, _count in counts.most_common()]


# --- in order ------------------------------------------------------------------------------------


class _Order:
    """The order of what was said, and where it is taken from."""

    def __init__(self, places: Mapping[int, int], note: str) -> None:
        self._places = places
        self.note = note

    def place(self, statement: ListedStatement) -> tuple[object, ...]:
        first, last = statement.said.first, statement.said.last
        day = (first.toordinal() if first else 0, last.toordinal() if last else 0)
        return (*day, self._places.get(statement.pk, 0), statement.pk)


def _order(found: Sequence[ListedStatement], citations: Mapping[int, Sequence[Citation]]) -> _Order:
    """By the recording, if it has all of it; else by the source that prints all of it; else as the
    statements were entered. Days come first, where there are several."""
    by_source: dict[int, dict[int, int]] = defaultdict(dict)
    by_recording: dict[int, dict[int, int]] = defaultdict(dict)
    names: dict[int, str] = {}
    for pk, of_one in citations.items():
        for citation in of_one:
            names[citation.source_id] = citation.outlet_name
            if citation.start is not None:
                by_source[citation.source_id].setdefault(pk, citation.start)
            if recording_at(citation):
                seconds = seconds_of(citation.locator) or 0
                by_recording[citation.source_id].setdefault(pk, seconds)
    for places, note in (
        (by_recording, _("In the order of the recording (%(outlet)s).")),
        (by_source, _("In the order %(outlet)s prints them.")),
    ):
        whole = [source for source, placed in places.items() if len(placed) == len(found)]
        if whole:
            return _Order(places[whole[0]], note % {"outlet": names[whole[0]]})
    note = _("By day, and within a day in the order they were entered: no source places all.")
    return _Order({}, note)
