"""A list of statements, one statement or a source in other forms, at its address with a suffix."""

from collections.abc import Iterable, Mapping

from django.conf import settings
from django.http import (
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponseBase,
    HttpResponsePermanentRedirect,
    JsonResponse,
    QueryDict,
    StreamingHttpResponse,
)
from django.urls import reverse
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from quotes.citing.reference import Reference, of_source
from quotes.exports import reference_rows, statements_json
from quotes.exports.export_rows import ExportRequest, ExportRow, UnreadableQuery, with_revisions
from quotes.exports.feed_items import source_page
from quotes.exports.formats import (
    FORMATS,
    SOURCE_FORMATS,
    STATEMENT_FORMATS,
    Format,
)
from quotes.models import Redirect, Source
from quotes.models.vocabulary import Addressed
from quotes.presentation import list_addresses
from quotes.presentation.head import site_of
from quotes.presentation.moved import is_public
from quotes.revisions.resolve import at, resolve_public_id
from quotes.search.filters import FILTERED, NOT
from quotes.website.lists.sentence import title_of


@require_safe
def statements(request: HttpRequest, suffix: str) -> HttpResponseBase:
    """What the query string finds, in the form that the suffix names.

    400 with the reasons for a query that cannot be read, 404 for a suffix that names no form.
    """
    return whole_list(request, FORMATS, suffix, file_name(request.GET))


# What of a query a file is called by first; then comes whatever else narrows the list.
_NAMING = ("speaker", "topic", "outlet", "country", "role", "kind", "language")
_LONGEST_NAME = 80


def file_name(query: QueryDict) -> str:
    """What a download is called: by the list that it is, "dometracker-mark-carney-cost-2026".

    Of a list that is narrowed by what no name of a file can say ("купол"), "filtered".
    """
    dimensions = dict.fromkeys((*_NAMING, *FILTERED))
    narrowing = [value for name in dimensions for value in query.getlist(name)]
    for name in dimensions:
        narrowing += [f"not {value}" for value in query.getlist(NOT + name) if value]
    narrowing += [*query.getlist("q"), _span(query.get("since", ""), query.get("until", ""))]
    asked = [value for value in narrowing if value.strip()]
    parts = [*filter(None, map(slugify, asked))]
    if not parts:
        parts = ["filtered" if asked else "statements"]
    if query.get("rows") == "citations":
        parts = [*(parts if asked else []), "citations"]
    name = "-".join(dict.fromkeys([slugify(settings.ARCHIVE_NAME), *parts]))
    return name[:_LONGEST_NAME].rstrip("-")


def _span(since: str, until: str) -> str:
    """The days of a list in the name of its file; a year alone is that year and no other."""
    if since and until:
        return since if since == until else f"{since} to {until}"
    return f"since {since}" if since else until and f"until {until}"


def whole_list(
    request: HttpRequest, forms: Mapping[str, Format], suffix: str, name: str
) -> HttpResponseBase:
    """A list in one of its forms; ``name`` is that of the file where it is saved."""
    form = _form(forms, suffix)
    asked = _asked(request)
    try:
        body = form.write(asked)
    except UnreadableQuery as error:
        return _refusal(form, error.errors)
    return _response(request, form, body, name)


@require_safe
def statement(request: HttpRequest, public_id: str, suffix: str) -> HttpResponseBase:
    """One statement, for reference managers as its best source prints it.

    ``?source=`` and the public id of another of its sources chooses that one: 400 where it does
    not print the statement, 404 where there is none. Merged is 301, withdrawn 410.
    """
    form = _form(STATEMENT_FORMATS, suffix)
    found = resolve_public_id(public_id)
    if found is None:
        raise Http404(_("There is nothing at this address."))
    if found.statement is None:
        return _sentences(form, [found.reason], status=410)
    if found.was_merged:
        return _moved(request, "statement-as", found.statement.public_id, suffix)
    asked = _asked(request)
    if form.document is None:
        written = statements_json.write_one(asked, found.statement.pk)
        if written is None:
            raise Http404(_("There is nothing at this address."))
        return _response(request, form, written, public_id)
    try:
        chosen = _chosen(asked, with_revisions([found.statement])[0])
    except UnreadableQuery as error:
        return _refusal(form, error.errors)
    return _response(request, form, "".join(form.document([[chosen]])), public_id)


def _chosen(asked: ExportRequest, row: ExportRow) -> Reference:
    """The statement in the source that is asked for, or in the best. Raises `UnreadableQuery`."""
    every = reference_rows.of_row(asked, row)
    wanted = asked.query.get("source")
    if not wanted:
        return every[0]
    for one in every:
        if one.source.public_id == wanted:
            return one
    if at(Source.objects.public(), public_id=wanted) is None:
        raise Http404(_("There is no source “%(id)s”.") % {"id": wanted[:80]})
    raise UnreadableQuery([_("source: “%(id)s” does not print this statement.") % {"id": wanted}])


@require_safe
def source(request: HttpRequest, public_id: str, suffix: str) -> HttpResponseBase:
    """A source alone, for reference managers, or a feed of what it prints. Merged is 301."""
    form = _form(SOURCE_FORMATS, suffix)
    found = at(Source.objects.public().select_related("outlet", "wire"), public_id=public_id)
    if found is None:
        return _source_moved(request, form, public_id)
    if form.feed is not None:
        written = form.feed(_asked(request), source_page(found))
        return _response(request, form, written, public_id)
    assert form.document
    asked_source = of_source(found, site_of(request))
    return _response(request, form, "".join(form.document([[asked_source]])), public_id)


def _source_moved(request: HttpRequest, form: Format, public_id: str) -> HttpResponse:
    record = Redirect.objects.of(Addressed.SOURCE, public_id)
    if record is None:
        raise Http404(_("There is nothing at this address."))
    if not isinstance(record.target, Source):
        return _sentences(form, [record.reason], status=410)
    if not is_public(record.target):
        raise Http404(_("There is nothing at this address."))
    return _moved(request, "source-as", record.target.public_id, form.suffix)


def _moved(request: HttpRequest, name: str, public_id: str, suffix: str) -> HttpResponse:
    """301 to the same form of the other one, with the same query."""
    address = list_addresses.here(reverse(name, args=[public_id, suffix]), request.GET)
    return HttpResponsePermanentRedirect(address)


def _form(forms: Mapping[str, Format], suffix: str) -> Format:
    form = forms.get(suffix)
    if form is None:
        known = ", ".join(f".{name}" for name in forms)
        raise Http404(_("Available formats: %(known)s.") % {"known": known})
    return form


def _asked(request: HttpRequest) -> ExportRequest:
    return ExportRequest(request.GET, site_of(request).origin, request.path, title_of)


def _response(
    request: HttpRequest, form: Format, body: str | Iterable[str], name: str
) -> HttpResponseBase:
    response: HttpResponseBase
    if isinstance(body, str):
        response = HttpResponse(body)
    else:
        # Of a stream only the headers are asked for by HEAD: nothing of it is made.
        response = StreamingHttpResponse(() if request.method == "HEAD" else body)
    response["Content-Type"] = _content_type(form.media_type)
    if settings.WEBSUB_HUB and form.label in ("Atom", "JSON Feed"):
        # WebSub 1.0, section 4: what a subscriber discovers, without reading the feed.
        here = request.build_absolute_uri()
        response["Link"] = f'<{settings.WEBSUB_HUB}>; rel="hub", <{here}>; rel="self"'
    if form.is_saved:
        response["Content-Disposition"] = f'attachment; filename="{name}.{form.suffix}"'
    return response


def _content_type(media_type: str) -> str:
    """JSON is UTF-8 by RFC 8259 and takes no charset."""
    return media_type if _is_json(media_type) else f"{media_type}; charset=utf-8"


def _is_json(media_type: str) -> bool:
    return media_type.endswith(("/json", "+json"))


def _refusal(form: Format, errors: list[str]) -> HttpResponse:
    """400: a sentence for each thing that cannot be read."""
    return _sentences(form, errors, status=400)


def _sentences(form: Format, errors: list[str], status: int) -> HttpResponse:
    """Why there is no document, as JSON where a program asked for that, else as plain text."""
    if _is_json(form.media_type):
        return JsonResponse(
            {"errors": errors}, status=status, json_dumps_params={"ensure_ascii": False}
        )
    text = "".join(f"{error}\n" for error in errors)
    return HttpResponse(text, status=status, content_type="text/plain; charset=utf-8")
