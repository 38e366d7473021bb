"""The panel "Cite this" of a statement's page and of a source's."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.conf import settings
from django.http import HttpRequest, QueryDict
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from quotes.citing.reference import Reference, by_source, of_source, own_title_of, reference
from quotes.citing.styles import STYLES, CitationStyle, Cited, StyledText
from quotes.dates.display import humanize
from quotes.models import Source, Statement
from quotes.models.vocabulary import Watch
from quotes.presentation.alternates import Alternate, source_alternates, statement_alternates
from quotes.presentation.head import site_of
from quotes.presentation.list_addresses import here, setting
from quotes.text.languages import primary_subtag

# What the watch finds of a page that can no longer be shown as evidence.
_GONE = frozenset({Watch.REMOVED, Watch.GONE})

# The part of the page that a link within the panel comes back to.
ANCHOR = "cite"


@dataclass(frozen=True)
class PanelText:
    """A text to copy. ``is_code`` is for what a program reads."""

    label: Promise
    text: StyledText
    is_code: bool


@dataclass(frozen=True)
class PanelStyle:
    """A style with its texts; ``notes`` tell what is not recorded or stands otherwise in it."""

    key: str
    label: str
    texts: list[PanelText]
    notes: list[str]


@dataclass(frozen=True)
class SourceChoice:
    """A source that the statement can be cited from."""

    label: str
    url: str
    is_chosen: bool


@dataclass(frozen=True)
class Panel:
    """``first`` is the key of the style that is shown before a reader chooses.

    ``printed_by`` names the source in which a statement is cited; it is empty for a source.
    """

    styles: list[PanelStyle]
    first: str
    choices: list[SourceChoice]
    formats: list[Alternate]
    printed_by: str = ""
    note: str = ""


def of_statement(request: HttpRequest, statement: Statement, revision: int | None) -> Panel:
    """How to cite a statement in the source that ``?cite=`` names, or in the best.

    Load the statement by ``with_page()``; ``revision`` is its last one. Runs no query.
    """
    every = by_source(statement)
    wanted = request.GET.get("cite", "")
    chosen = next((one for one in every if one[0].source.public_id == wanted), every[0])
    source = chosen[0].source
    cited = reference(statement, chosen, site_of(request), revision, timezone.now().date())
    return Panel(
        _styles(cited, is_gone=all(piece.watch in _GONE for piece in chosen)),
        _first(request.GET),
        _choices(request, [pieces[0].source for pieces in every], source),
        _of_source(statement_alternates(statement), source, is_best=chosen is every[0]),
        _named(source, is_only=source.published.is_unknown),
        _note(wanted, source) or statement.doubt_sentence,
    )


def of_a_source(request: HttpRequest, source: Source, *, is_gone: bool = False) -> Panel:
    """How to cite a source; one whose page is gone, by its archived copy.

    Load it with its outlet and its wire.
    """
    cited = of_source(source, site_of(request), timezone.now().date())
    styles = _styles(cited, is_gone=is_gone)
    return Panel(styles, _first(request.GET), [], source_alternates(source))


def _styles(cited: Reference, *, is_gone: bool = False) -> list[PanelStyle]:
    once = Cited(cited, get_language() or settings.LANGUAGE_CODE, is_gone)
    return [
        PanelStyle(
            style.key,
            style.label,
            [
                PanelText(form.label, text, is_code=form.key == "template")
                for form, text in style.written(once)
            ],
            list(_notes(style, cited)),
        )
        for style in STYLES.values()
    ]


def _notes(style: CitationStyle, cited: Reference) -> Iterator[str]:
    """What a citation does not tell because it is not recorded, and what the style wants else."""
    source = cited.source
    title = own_title_of(cited)
    if not title:
        yield _("The title of the source is not recorded. A description stands in its place.")
    if source.published.is_unknown:
        yield _("The date of publication is not recorded.")
    if style.asks_for_access and source.url and cited.seen is None:
        yield _(
            "The day on which the source was read is not recorded. "
            "Add the day on which you read it."
        )
    if title and style.capitals and primary_subtag(source.language) == "en":
        named = {"style": style.label, "capitals": style.capitals.value}
        yield _("The title stands as printed. %(style)s sets titles in %(capitals)s.") % named


def _first(query: QueryDict) -> str:
    wanted = query.get("style", "")
    return wanted if wanted in STYLES else next(iter(STYLES))


def _choices(request: HttpRequest, sources: list[Source], chosen: Source) -> list[SourceChoice]:
    """The sources, best first, where there is more than one to choose from."""
    if len(sources) < 2:
        return []
    outlets = Counter(source.outlet_id for source in sources)
    return [
        SourceChoice(
            _named(source, is_only=outlets[source.outlet_id] == 1),
            f"{here(request.path, setting(request.GET, cite=source.public_id))}#{ANCHOR}",
            source is chosen,
        )
        for source in sources
    ]


def _named(source: Source, *, is_only: bool) -> str:
    """By its outlet; one of several of an outlet also by its day."""
    name = source.outlet.name
    return name if is_only else f"{name}, {humanize(source.published)}"


def _of_source(formats: Iterable[Alternate], source: Source, *, is_best: bool) -> list[Alternate]:
    """The forms for reference managers, of the statement in the chosen source."""
    query = "" if is_best else f"?source={source.public_id}"
    return [
        Alternate(form.label, form.media_type, form.url + query)
        for form in formats
        if form.media_type != "application/json"
    ]


def _note(wanted: str, shown: Source) -> str:
    if not wanted or wanted == shown.public_id:
        return ""
    asked = {"id": wanted[:40], "outlet": shown.outlet.name}
    return _("No source of this statement has the id “%(id)s”: cited is %(outlet)s.") % asked
