"""Two or three officials side by side: what each said on a topic or a search, in time."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext
from django.views.decorators.http import require_safe

from quotes.dates.display import date_format, humanize
from quotes.dates.partial import PartialDate
from quotes.models import Dimension, Facet
from quotes.models.columns import address
from quotes.models.search_index import NONE
from quotes.presentation import list_addresses
from quotes.presentation.cards import Link, StatementCard, cards
from quotes.presentation.head import site_of
from quotes.presentation.labels import count_display, facet_label
from quotes.search import facets
from quotes.search.figures import figures_of
from quotes.search.filters import SearchResult, find
from quotes.search.rows import listed
from quotes.website.figure_changes import FigureChange, figure_changes
from quotes.website.lists.asked import Asked, asked_of
from quotes.website.lists.listing import query_context

MOST_OFFICIALS = 3
# So many statements of each official are shown, the newest.
MOST_EACH = 50
# So many officials and topics are offered to choose from.
MOST_OFFERED = 60
# Of so many figures, the newest, changes are looked for.
MOST_FIGURES = 1_000

# What the form of the page asks for by itself; all other parameters are kept.
_ASKED = ("topic", "q", "since", "until")


@dataclass(frozen=True)
class Column:
    """An official who is compared, with what was found."""

    slug: str
    name: str
    url: str
    list_url: str
    without_url: str
    count: str
    cards: Sequence[StatementCard]
    is_cut: bool


@dataclass
class Period:
    """A month, or an uncertain time, with what each official said in it, column by column."""

    label: str
    cells: list[list[StatementCard]] = field(default_factory=list)


@require_safe
def page(request: HttpRequest) -> HttpResponse:
    """Officials side by side, or, while fewer than two are chosen, officials to choose from."""
    name = request.GET.get("name", "").replace("\0", "").strip()[:100]
    asked, too_many = _asked(request.GET)
    query, found = asked.query, asked.found
    officials = found.chosen.get(Dimension.SPEAKER, [])
    columns = [_column(request, query, one) for one in officials]
    is_whole = len(officials) >= MOST_OFFICIALS
    context = query_context(request, asked) | {
        "section": "officials",
        "trail": [Link(_("Officials"), address("officials"))],
        "heading": _heading(officials),
        "notes": [*asked.notes, *too_many],
        "columns": columns,
        "periods": list(_periods(columns)) if len(columns) > 1 else [],
        "changes": _changes(found, officials),
        "offered": [] if is_whole else _offered(request.path, query, found, name),
        "name": name,
        "form": ComparingForm(query, found, asked.typed),
        "most": MOST_EACH,
    }
    return render(request, "quotes/compare.html", context)


def _asked(sent: QueryDict) -> tuple[Asked, list[str]]:
    """What is asked for, with at most three officials, and a sentence on those left out."""
    query = list_addresses.without_cuts(sent)
    # The page has its own order, and finds the names of officials by itself.
    for name in ("name", "sort", "size", "rows"):
        query.pop(name, None)
    speakers = list(dict.fromkeys(query.getlist("speaker")))
    if not speakers:
        return asked_of(query), []
    query.setlist("speaker", speakers[:MOST_OFFICIALS])
    left_out = len(speakers) - MOST_OFFICIALS
    if left_out <= 0:
        return asked_of(query), []
    sentence = ngettext(
        "At most %(most)d officials can be compared; %(count)d was left out.",
        "At most %(most)d officials can be compared; %(count)d were left out.",
        left_out,
    )
    return asked_of(query), [sentence % {"most": MOST_OFFICIALS, "count": left_out}]


def _heading(officials: Sequence[Facet]) -> str:
    names = [facet_label(one) for one in officials]
    if not names:
        return _("Compare officials")
    if len(names) == 1:
        return _("Compare %(name)s with …") % {"name": names[0]}
    return _("%(first)s and %(last)s compared") % {
        "first": ", ".join(names[:-1]),
        "last": names[-1],
    }


def _column(request: HttpRequest, query: QueryDict, official: Facet) -> Column:
    own = query.copy()
    own.setlist("speaker", [official.key])
    found = find(own)
    ids = found.ids(MOST_EACH + 1)
    return Column(
        slug=official.key,
        name=facet_label(official),
        url=address("official", official.key),
        list_url=list_addresses.statements_url(own),
        without_url=list_addresses.here(
            request.path, list_addresses.removing(query, "speaker", official.key)
        ),
        count=count_display(found.count()),
        cards=cards(listed(ids[:MOST_EACH]), site_of(request)),
        is_cut=len(ids) > MOST_EACH,
    )


# --- in time -------------------------------------------------------------------------------------


def _periods(columns: Sequence[Column]) -> Iterator[Period]:
    """The months in which any of them spoke, and the uncertain times, the oldest first."""
    made: dict[tuple[date, date, str], Period] = {}
    for place, column in enumerate(columns):
        for card in reversed(column.cards):
            key = _period_key(card.statement.said)
            period = made.setdefault(key, Period(key[2], [[] for _column in columns]))
            period.cells[place].append(card)
    for key in sorted(made):
        yield made[key]


def _period_key(said: PartialDate) -> tuple[date, date, str]:
    """By what a day is sorted, and what its month is called; a longer time stands for itself."""
    first, last = said.first, said.last
    if first and last and (first.year, first.month) == (last.year, last.month):
        month = first.replace(day=1)
        return month, month, date_format(month, pgettext("format of a month", "F Y"))
    return first or date.min, last or date.max, humanize(said)


# --- figures -------------------------------------------------------------------------------------


def _changes(found: SearchResult, officials: Sequence[Facet]) -> list[FigureChange]:
    if not officials:
        return []
    keys = [one.key for one in officials]
    figures = figures_of(found).filter(statement__speaker__slug__in=keys).with_statement()
    newest = list(figures.in_time().reverse()[:MOST_FIGURES])
    return figure_changes(reversed(newest))


# --- choosing ------------------------------------------------------------------------------------


@dataclass(frozen=True)
class OfferedOfficial:
    """An official who can be put beside those chosen."""

    name: str
    url: str
    count: str


def _offered(path: str, query: QueryDict, found: SearchResult, name: str) -> list[OfferedOfficial]:
    """The officials with statements in the list, those of most first, or those of a name."""
    chosen = set(query.getlist("speaker"))
    values = facets.values(
        found, Dimension.SPEAKER, name=name, most=MOST_OFFERED + MOST_OFFICIALS
    ).values
    return [
        OfferedOfficial(
            facet_label(one.facet),
            list_addresses.here(path, list_addresses.adding(query, "speaker", one.facet.key)),
            count_display(one.count),
        )
        for one in values
        if one.facet.key not in chosen and one.facet.key != NONE
    ][:MOST_OFFERED]


@dataclass(frozen=True)
class TopicChoice:
    """A topic that the comparison can be narrowed to."""

    key: str
    label: str
    count: str
    is_chosen: bool


class ComparingForm:
    """The form by which the comparison is narrowed: a topic, words and days."""

    def __init__(self, query: QueryDict, found: SearchResult, typed: dict[str, str]) -> None:
        chosen = query.getlist("topic")
        values = facets.values(found, Dimension.TOPIC, most=MOST_OFFERED).values
        self.topics = [
            TopicChoice(
                one.facet.key,
                facet_label(one.facet),
                count_display(one.count),
                one.facet.key in chosen,
            )
            for one in values
            if one.facet.key != NONE
        ]
        self.words = query.get("q", "")
        self.since, self.until = typed["since"], typed["until"]
        self.kept = [
            (name, value)
            for name, values in query.lists()
            for value in values
            if name not in _ASKED
        ]
