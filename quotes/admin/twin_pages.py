"""Two sources side by side: one document, to be merged, or two, to be told apart."""

from collections.abc import Sequence
from typing import NamedTuple

from django.contrib import admin, messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.text import Truncator
from django.utils.translation import gettext as _

from dometracker.admin_site import page
from quotes.admin.editor import signed_in
from quotes.admin.list_columns import form_url, list_url, page_url
from quotes.admin.object_actions import changeable_row, row_context
from quotes.capture.captures import article_of
from quotes.capture.duplicates import mark_of
from quotes.editing.known_sources import statements_of
from quotes.models import Capture, Source, TwoDocuments
from quotes.text.differences import Piece, compare_wording
from quotes.text.languages import in_record_language

# Characters of a text that are shown.
_SHOWN = 1_200


class ComparedSource(NamedTuple):
    """A source as it stands beside another; ``merge_url`` merges it into that."""

    source: Source
    url: str
    merge_url: str
    statements: int
    capture: Capture | None
    text: str


@page("<int:pk>/twin/<int:other>/", "twin", of=Source, may="change")
def twin_page(request: HttpRequest, pk: int, other: int) -> HttpResponse:
    """Both side by side; by POST they are told apart, or no longer are."""
    if pk == other:
        raise Http404
    one, two = (changeable_row(request, Source, number) for number in (pk, other))
    if request.method == "POST":
        _tell_apart(request, one, two)
        return HttpResponseRedirect(f"{list_url(Source)}?mend=twice")
    sides = [_compared(one, two), _compared(two, one)]
    context = {
        **row_context(request, one, _("One document or two?")),
        "sides": sides,
        "text_difference": _difference(sides[0].text, sides[1].text),
        "mark": mark_of(one, two),
    }
    return TemplateResponse(request, "admin/quotes/twins.html", context)


def compare_link(source: Source, other: int) -> SafeString:
    """The way to the page, for the list of what may be here twice."""
    url = page_url("twin", source, other)
    return format_html('<a href="{}">{}</a>', url, _("Compare the two…"))


def _compared(source: Source, other: Source) -> ComparedSource:
    capture = source.captures.order_by("-taken_at", "-pk").first()
    return ComparedSource(
        source,
        form_url(source),
        f"{page_url('merge', source)}?other={other.pk}",
        statements_of(source),
        capture,
        Truncator(article_of(capture)).chars(_SHOWN) if capture else "",
    )


def _difference(one: str, other: str) -> Sequence[Piece]:
    """What stands otherwise in the other, in pieces; nothing where one of them is empty."""
    return compare_wording(one, other).pieces if one and other else ()


def _tell_apart(request: HttpRequest, one: Source, two: Source) -> None:
    """Keep that they are two documents, or forget it; the history of both says so, once."""
    first, second = sorted((one, two), key=lambda row: row.pk)
    if "again" in request.POST:
        changed, _rows = TwoDocuments.objects.filter(first=first, second=second).delete()
        told, note = _("They are listed as possible duplicates again."), "Perhaps the same as {}."
    else:
        _mark, changed = TwoDocuments.objects.get_or_create(
            first=first, second=second, defaults={"marked_by": signed_in(request)}
        )
        told, note = _("Noted: these are two documents."), "Not the same document as {}."
    table = admin.site.get_model_admin(Source)
    with in_record_language():
        for row, other in ((one, two), (two, one)) if changed else ():
            table.log_change(request, row, note.format(other))
    messages.success(request, told)
