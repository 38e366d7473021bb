"""The list of statements, one statement, and the short address of one."""

from datetime import timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from quotes.dates.display import humanize
from quotes.embedding.embeds import copies, embed_code, of_statement
from quotes.models import Revision, State, Statement
from quotes.models.prepared import Asked, Prepared
from quotes.models.vocabulary import Addressed
from quotes.presentation.alternates import alternates, statement_alternates, with_links
from quotes.presentation.cards import Link, StatementCard, cards, chain, wording_groups
from quotes.presentation.feeds import follow_statement
from quotes.presentation.head import site_of
from quotes.presentation.moved import moved_or_missing, withdrawn
from quotes.presentation.names import language_name
from quotes.revisions.resolve import at
from quotes.search.queries import ids_around
from quotes.search.rows import listed
from quotes.website import citing_panel
from quotes.website.lists.listing import listing
from quotes.website.provenance import origins_line
from quotes.website.subjects import statement_subject
from quotes.website.versions import history, relation_label

# How far apart two statements may be said and still stand "around the same time".
NEAR = timedelta(days=7)
NEAR_SHOWN = 4

_KNOWN = Prepared(
    Statement.objects.filter(published_at__isnull=False, public_id=Asked())
    .order_by()
    .with_page()
    .with_relations()
)
_REVISIONS = Prepared(Revision.objects.filter(statement=Asked()).order_by("number"))


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """The statements that the query string finds, with every way to find others."""
    page = listing(request, "quotes/statements.html", request.GET)
    return with_links(page, alternates(request.GET))


@require_safe
def permalink(request: HttpRequest, public_id: str) -> HttpResponse:
    """The short address: on to the page, whose longer address says what it is about."""
    statement = at(Statement.objects.filter(published_at__isnull=False), public_id=public_id)
    if statement is None:
        return moved_or_missing(request, Addressed.STATEMENT, public_id)
    return redirect(statement, permanent=True)


@require_safe
def page(request: HttpRequest, public_id: str, slug: str) -> HttpResponse:
    """One statement, and how each source printed it."""
    statement = _KNOWN.first(public_id)
    if statement is None:
        return moved_or_missing(request, Addressed.STATEMENT, public_id)
    if statement.state == State.WITHDRAWN:
        return withdrawn(request, statement)
    if slug != statement.slug:
        return redirect(statement, permanent=True)
    response = render(request, "quotes/statement.html", page_context(request, statement))
    return with_links(response, statement_alternates(statement))


def page_context(request: HttpRequest, statement: Statement) -> dict[str, Any]:
    """All that the page of a statement shows, which was loaded ``with_page().with_relations()``."""
    card = StatementCard(statement)
    revisions = _REVISIONS.all(statement.pk)
    heading = _("%(speaker)s, %(date)s") % {
        "speaker": statement.speaker.public_name,
        "date": humanize(statement.said),
    }
    last_revision = revisions[-1].number if revisions else None
    origin = site_of(request).origin
    embedded = of_statement(statement, last_revision)
    code = embed_code(statement, embedded, origin)
    return {
        "section": "statements",
        "statement": card,
        "trail": [
            Link(statement.speaker.public_name, statement.speaker.get_absolute_url()),
        ],
        "wordings": wording_groups(statement),
        "any_checked": any(one.is_checked for one in statement.citations.all()),
        "chain": chain(card, statement),
        "cite": citing_panel.of_statement(request, statement, last_revision),
        "near": cards(listed(_near(statement))),
        "figures": statement.figures.all(),
        "language": language_name(statement.language),
        "relations": _relations(statement),
        "canonical": request.build_absolute_uri(statement.get_absolute_url()),
        "versions": history(statement, revisions),
        "origins": origins_line(statement),
        "office_note": _office_note(statement),
        "heading": heading,
        "subject": statement_subject(statement, last_revision, heading, site_of(request)),
        "feeds": follow_statement(statement.public_id, heading).feeds,
        "follow": follow_statement(statement.public_id, heading),
        "permalink": request.build_absolute_uri(f"/s/{statement.public_id}"),
        "embed": code,
        "copies": copies(statement, embedded, code, origin),
    }


def _relations(statement: Statement) -> list[dict[str, object]]:
    """What this statement does to others, then what others do to it."""
    return [
        {
            "label": relation_label(relation.kind, relation.from_statement_id == statement.pk),
            "statement": StatementCard(relation.other_than(statement)),
            "reason": relation.reason,
        }
        for relation in statement.public_relations()
    ]


def _near(statement: Statement) -> list[int]:
    """Other statements said within days of this one, when its day is known well enough."""
    first, last = statement.said.first, statement.said.last
    if first is None or last is None or last - first > NEAR:
        return []
    around = ids_around(first, first - NEAR, last + NEAR, NEAR_SHOWN + 1)
    return [pk for pk in around if pk != statement.pk][:NEAR_SHOWN]


def _office_note(statement: Statement) -> str:
    """What a reader should know of the office shown: whether its dates are recorded."""
    offices = statement.offices()
    if offices and not all(role.is_dated for role in offices):
        return _("The dates of this office are not recorded.")
    return ""
