"""A whole list in a frame on somebody else's page: the newest statements that a query finds."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.clickjacking import xframe_options_exempt
from django.views.decorators.http import require_safe

from dometracker import csp
from quotes.embedding.embeds import FRESH
from quotes.presentation import list_addresses
from quotes.presentation.cards import StatementCard
from quotes.search.filters import find
from quotes.search.rows import listed
from quotes.text.quotation_marks import marks
from quotes.website.lists.sentence import sentence

# A frame is looked at and not worked through; the rest is one link away.
SHOWN = 10


@xframe_options_exempt
@csp.override(frame_ancestors=["*"])
@require_safe
def page(request: HttpRequest) -> HttpResponse:
    """The first statements of the list that has the same query string, newest first unless asked.

    400 with the reasons for a query that cannot be read, as a page for the frame.
    """
    query = list_addresses.without_cuts(request.GET)
    query.pop("size", None)
    found = find(query)
    found_page = found.page()
    errors = found.errors + found_page.errors
    shown = [] if errors else listed(found_page.ids[:SHOWN])
    context = {
        "errors": errors,
        "heading": _("Statements") if errors else sentence(found, found.count()),
        "cards": [(StatementCard(one), marks(one.language)) for one in shown],
        "list_url": request.build_absolute_uri(list_addresses.statements_url(query)),
        "origin": f"{request.scheme}://{request.get_host()}",
    }
    status = 400 if errors else 200
    response = render(request, "quotes/embed_list.html", context, status=status)
    response["Cache-Control"] = f"public, max-age={FRESH}"
    return response
