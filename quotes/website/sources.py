"""The sources and their outlets: the lists, and a page for each."""

from collections import defaultdict
from dataclasses import dataclass

from django.db.models import Prefetch, Q
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from quotes.models import Citation, Outlet, Source, Statement
from quotes.models.prepared import Asked, Prepared
from quotes.models.sources import SourceQuerySet
from quotes.models.vocabulary import Addressed, OutletKind
from quotes.presentation.alternates import source_alternates, with_links
from quotes.presentation.cards import Link, SourceLine, StatementCard, cards
from quotes.presentation.feeds import follow_list, follow_source, list_feeds, source_feeds
from quotes.presentation.head import site_of
from quotes.presentation.list_addresses import here, setting, statements_url
from quotes.presentation.moved import moved_or_missing
from quotes.presentation.names import country_name, language_name
from quotes.presentation.watched import is_gone
from quotes.revisions.resolve import at
from quotes.search.rows import ListedStatement, listed
from quotes.website import citing_panel
from quotes.website.lists.alphabet import index_of
from quotes.website.subjects import source_subject

SOURCES_A_PAGE = 100
CREDITED_SHOWN = 25

# A list of sources is not read further than this; the filters lead there.
LAST_PAGE = 1_000

_PUBLIC = Prepared(
    Source.objects.public()
    .filter(public_id=Asked())
    .order_by()
    .select_related("outlet", "wire")
    .prefetch_related(
        Prefetch(
            "citations",
            Citation.objects.select_related("via").order_by("start", "position", "pk"),
        ),
        # As long as that one is public too; a draft's source stays unnamed.
        Prefetch("derived_from", Source.objects.public().select_related("outlet")),
    )
)


@dataclass
class SourcePage:
    """A part of a list of sources, and where the parts around it are."""

    lines: list[SourceLine]
    newer_url: str
    older_url: str


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """All sources, newest first."""
    page = _page_of(request, Source.objects.public())
    return render(request, "quotes/sources.html", vars(page))


def _page_of(request: HttpRequest, sources: SourceQuerySet) -> SourcePage:
    """A page of sources, newest first. They are not counted: that takes seconds for a million."""
    text = request.GET.get("page") or "1"
    number = int(text) if text.isascii() and text.isdigit() and len(text) < 6 else 0
    if not 1 <= number <= LAST_PAGE:
        raise Http404(_("This list has no such page."))
    start = (number - 1) * SOURCES_A_PAGE
    rows = list(
        sources.with_statement_count()
        .select_related("outlet")
        .newest_first()[start : start + SOURCES_A_PAGE + 1]
    )
    if not rows and number > 1:
        raise Http404(_("This list has no such page."))

    def url(other: int) -> str:
        return here(request.path, setting(request.GET, page=str(other)))

    return SourcePage(
        [SourceLine(source) for source in rows[:SOURCES_A_PAGE]],
        newer_url=url(number - 1) if number > 1 else "",
        older_url=url(number + 1) if len(rows) > SOURCES_A_PAGE else "",
    )


@require_safe
def by_id(request: HttpRequest, public_id: str) -> HttpResponse:
    """A source by its id alone: on to its page."""
    source = at(Source.objects.public(), public_id=public_id)
    if source is None:
        return moved_or_missing(request, Addressed.SOURCE, public_id)
    return redirect(source, permanent=True)


@require_safe
def page(request: HttpRequest, public_id: str, slug: str) -> HttpResponse:
    """One source, and the statements it prints, in its order."""
    source = _PUBLIC.first(public_id)
    if source is None:
        return moved_or_missing(request, Addressed.SOURCE, public_id)
    if slug != source.slug:
        return redirect(source, permanent=True)
    line = SourceLine(source)
    printed = _in_printed_order(source)
    page_is_gone = is_gone(piece for line in printed for piece in line.every)
    context = {
        "section": "sources",
        "source": line,
        "trail": [
            Link(_("Sources"), reverse("sources")),
            Link(source.outlet.name, source.outlet.get_absolute_url()),
        ],
        "language": language_name(source.language),
        "printed": printed,
        "feeds": source_feeds(source),
        "follow": follow_source(source),
        "is_gone": page_is_gone,
        "cite": citing_panel.of_a_source(request, source, is_gone=page_is_gone),
        "order_note": _order_note(printed),
        "subject": source_subject(
            source,
            [line.card.statement.public_id for line in printed],
            list(dict.fromkeys(line.card.statement.speaker.name for line in printed)),
            site_of(request),
        ),
    }
    response = render(request, "quotes/source.html", context)
    return with_links(response, source_alternates(source))


class _Printed:
    """A statement as this source printed it: its own words here, in its pieces."""

    def __init__(self, statement: ListedStatement, here: list[Citation]) -> None:
        first = here[0]
        self.card = StatementCard(statement)
        self.every = here
        self.pieces = [citation for citation in here if citation.quotation is not None]
        self.place = (first.start is None, first.start or 0, first.pk)
        self.is_placed = first.start is not None
        self.via = next((citation.via.name for citation in here if citation.via), "")
        self.check_state = first.check_state
        self.check_display = first.check_label
        self.is_cautioned = first.is_cautioned


def _in_printed_order(source: Source) -> list[_Printed]:
    """By where the words stand in the source, as far as that is recorded; then as entered."""
    pieces: dict[int, list[Citation]] = defaultdict(list)
    for citation in source.citations.all():
        pieces[citation.statement_id].append(citation)
    printed = [_Printed(statement, pieces[statement.pk]) for statement in listed(pieces)]
    return sorted(printed, key=lambda one: one.place)


def _order_note(printed: list[_Printed]) -> str:
    """What the order of the list is; nothing where there is none to speak of."""
    if len(printed) < 2:
        return ""
    if all(line.is_placed for line in printed):
        return _("In the order the source prints them.")
    return _("In the order they were entered; their position in the source is not recorded.")


@require_safe
def outlets(request: HttpRequest) -> HttpResponse:
    """The outlets by name: all, those of a letter, or those of a name."""
    found = index_of(request, Outlet.objects.public())
    # Outlet.get_kind_display translates all kinds for each row: half of what the page costs.
    kinds = {kind: str(label) for kind, label in OutletKind.choices}
    lines = [
        {
            "outlet": outlet,
            "country": country_name(outlet.country),
            "kind": kinds.get(outlet.kind, ""),
        }
        for outlet in found.rows
    ]
    context = {"section": "sources", "index": found, "lines": lines}
    return render(request, "quotes/outlets.html", context)


@require_safe
def outlet(request: HttpRequest, slug: str) -> HttpResponse:
    """One outlet: its sources, and the statements they print."""
    found = at(Outlet.objects.shown(), slug=slug)
    if found is None:
        return moved_or_missing(request, Addressed.OUTLET, slug)
    page = _page_of(request, Source.objects.public().filter(outlet=found))
    credited = (
        Statement.objects.published()
        .filter(Q(citations__via=found) | Q(citations__source__wire=found))
        .distinct()
        .newest_first()
        .values_list("pk", flat=True)
    )
    outlet_query = setting(QueryDict(), outlet=found.slug)
    context = {
        "section": "sources",
        "trail": [Link(_("Outlets"), reverse("outlets"))],
        "outlet": found,
        "country": country_name(found.country),
        "credited": cards(listed(credited[:CREDITED_SHOWN]), site_of(request)),
        "statements_url": statements_url(outlet_query),
        "feeds": list_feeds(outlet_query, found.name),
        "follow": follow_list(outlet_query, found.name, is_named=True),
        **vars(page),
    }
    return render(request, "quotes/outlet.html", context)
