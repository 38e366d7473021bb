"""The operations of /api/v1/: each reads its request, asks, and answers."""

from collections.abc import Callable
from contextlib import suppress
from functools import wraps
from http import HTTPStatus
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override
from ninja import NinjaAPI
from ninja.errors import HttpError, ValidationError

from dometracker.problems import problem
from quotes.api import answers, checks, parameters, schemas
from quotes.api.changes import BEGINNING, CursorLost, changes_since, now
from quotes.api.reading import (
    SENT,
    Unreadable,
    cut_of,
    found_by,
    refuse_unknown,
    sent_of,
    site_of,
)
from quotes.api.resources import RESOURCES, Resource
from quotes.exports.statements_json import number_of, understood
from quotes.models import Dimension, Redirect
from quotes.models.vocabulary import Addressed
from quotes.presentation.labels import facet_label
from quotes.revisions.resolve import resolve_public_id
from quotes.search import facets

VERSION = "1"
NAMESPACE = "api"

api = NinjaAPI(
    title=settings.ARCHIVE_NAME,
    version=VERSION,
    urls_namespace=NAMESPACE,
    openapi_url=None,
    docs_url=None,
)

READ = ["GET", "HEAD"]
View = Callable[..., HttpResponse]

# What every operation may answer beside what it is asked for.
_ALWAYS = (429, 500, 503)


def responses(form: Any, *statuses: int) -> dict[int, Any]:
    """The answers of an operation: its form, and problems."""
    return {200: form, **dict.fromkeys(sorted({*statuses, *_ALWAYS}), schemas.Problem)}


# What a view raises for what cannot be answered.
_REFUSALS = (Unreadable, ValidationError, HttpError, Http404)


def in_site_language(view: View) -> View:
    """A view whose data and addresses are those of the site's own language, the same for everybody.

    What it refuses is asked again in the language that the program accepts, which is active.
    """

    @wraps(view)
    def answered(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        with suppress(*_REFUSALS), override(settings.LANGUAGE_CODE):
            response = view(request, *args, **kwargs)
            if response.status_code < 400:
                response["Content-Language"] = settings.LANGUAGE_CODE
                return response
        return view(request, *args, **kwargs)

    return answered


def reads(
    path: str, name: str, about: Any, form: Any, *statuses: int, told: list[parameters.Parameter]
) -> Callable[[View], View]:
    """Registers an operation that reads; ``told`` are its parameters in the query."""
    summary, _dot, _rest = str(about).partition(".")

    def register(view: View) -> View:
        made = in_site_language(view)
        made.__name__ = name.replace("-", "_")
        return api.api_operation(
            READ,
            path,
            response=responses(form, *statuses),
            operation_id=name.replace("-", "_"),
            url_name=name,
            summary=summary,
            description=str(about),
            openapi_extra={"parameters": told},
        )(made)

    return register


# Resources


def _offer(resource: Resource) -> None:
    """The list of a resource, and each of its objects."""
    told = parameters.of_list(resource)
    known = parameters.names(told)
    expansions = [one.of for one in resource.expansions]

    @reads(
        f"/{resource.name}",
        f"list-{resource.name}",
        resource.about,
        schemas.list_of(resource.name),
        400,
        told=told,
    )
    def listed(request: HttpRequest) -> HttpResponse:
        query = request.GET
        refuse_unknown(query, known)
        found, cut = found_by(query), cut_of(query)
        sent = sent_of(query, resource.members, expansions)
        part = resource.part(found, cut, site_of(request))
        is_counted = resource.name == "statements"
        head = {"query": understood(found), "count": number_of(found.count())} if is_counted else {}
        return answers.part(request, resource, part, sent, head)

    gone = (301, 410) if resource.moved else ()

    @reads(
        f"/{resource.name}/{{key}}",
        f"get-{resource.one}",
        gettext_lazy("One of them, by its key."),
        schemas.item_of(resource.name),
        *(400, 404, *gone),
        told=parameters.sent(resource),
    )
    def one(request: HttpRequest, key: str) -> HttpResponse:
        refuse_unknown(request.GET, SENT)
        sent = sent_of(request.GET, resource.members, expansions)
        site = site_of(request)
        made = resource.objects([key], site).get(key)
        if made is None:
            return _elsewhere(request, resource, key)
        return answers.item(resource, made, sent, site)


def _elsewhere(request: HttpRequest, resource: Resource, key: str) -> HttpResponse:
    """301 to what an object was merged into, 410 with the reason for what was withdrawn, or 404."""
    if resource.moved == Addressed.STATEMENT:
        found = resolve_public_id(key)
        if found is not None:
            if found.statement is None:
                return problem(410, found.reason)
            return _moved(request, resource, found.statement.public_id)
    elif resource.moved and (record := Redirect.objects.of(resource.moved, key)):
        target: Any = record.target
        if target is None:
            return problem(410, record.reason)
        new = getattr(target, resource.key)
        if resource.objects([new], site_of(request)):
            return _moved(request, resource, new)
    raise Http404(_("There is nothing at this address."))


def _moved(request: HttpRequest, resource: Resource, key: str) -> HttpResponse:
    address = reverse(f"{NAMESPACE}:get-{resource.one}", args=[key])
    query = request.META.get("QUERY_STRING", "")
    return HttpResponsePermanentRedirect(f"{address}?{query}" if query else address)


for _resource in RESOURCES.values():
    _offer(_resource)


# Facets

_DIMENSION = "dimension"
_MOST_VALUES = 100
_OF_TABLE = [
    *parameters.filters(is_ordered=False),
    parameters.in_query(
        _DIMENSION,
        gettext_lazy("The only dimensions to count."),
        {"type": "array", "items": {"type": "string", "enum": list(Dimension.values)}},
        style="form",
        explode=False,
    ),
]
_OF_VALUES = [
    *parameters.filters(is_ordered=False),
    parameters.in_query(
        "name",
        gettext_lazy("Only values with a word that begins so."),
        {"type": "string"},
    ),
    parameters.in_query(
        "page",
        gettext_lazy("Which hundred of them, from 1."),
        {"type": "integer", "minimum": 1, "maximum": 1000, "default": 1},
    ),
]


@reads(
    "/facets",
    "list-facets",
    gettext_lazy("How many of the statements found have which value of each dimension."),
    schemas.FacetTable,
    400,
    told=_OF_TABLE,
)
def facet_table(request: HttpRequest) -> HttpResponse:
    query = request.GET
    refuse_unknown(query, parameters.names(_OF_TABLE))
    found = found_by(query)
    given = [name for value in query.getlist(_DIMENSION) for name in value.split(",") if name]
    if wrong := [name for name in given if name not in Dimension.values]:
        raise Unreadable(_no_dimension(name) for name in wrong)
    dimensions = [Dimension(name) for name in dict.fromkeys(given)] or list(Dimension)
    counted = facets.spread(found, dimensions)
    table = {
        dimension.value: [_value(value) for value in counted.of(dimension)]
        for dimension in dimensions
    }
    head = {"query": understood(found), "count": number_of(counted.total)}
    return answers.answer({**head, "facets": table})


@reads(
    "/facets/{dimension}",
    "get-facet",
    gettext_lazy("All values of a dimension that what is found has, the most frequent first."),
    schemas.FacetValues,
    *(400, 404),
    told=_OF_VALUES,
)
def facet_values(request: HttpRequest, dimension: str) -> HttpResponse:
    if dimension not in Dimension.values:
        raise Http404(_no_dimension(dimension))
    query, site = request.GET, site_of(request)
    refuse_unknown(query, parameters.names(_OF_VALUES))
    found, page = found_by(query), _number(query.get("page") or "1")
    before = (page - 1) * _MOST_VALUES
    values = facets.values(
        found, Dimension(dimension), name=query.get("name", ""), most=_MOST_VALUES, offset=before
    )
    if before and not values.values:
        raise Http404(_("There are fewer values: this part of the list is empty."))
    has_more = before + len(values.values) < values.total
    ahead = answers.around(request, site, page=str(page + 1)) if has_more else None
    back = answers.around(request, site, page=str(page - 1)) if page > 1 else None
    body = {
        "query": understood(found),
        "dimension": dimension,
        "total": values.total,
        "next": ahead,
        "previous": back,
        "values": [_value(value) for value in values.values],
    }
    return answers.answer(body, {"next": ahead, "prev": back})


def _no_dimension(name: str) -> str:
    told = {"name": name[:80], "known": ", ".join(Dimension.values)}
    return _("There is no dimension “%(name)s”; these are: %(known)s.") % told


def _number(text: str) -> int:
    if not text.isascii() or not text.isdigit() or not 1 <= int(text[:9]) <= 1000:
        raise Unreadable([_("page: write a whole number from 1 to 1000.")])
    return int(text)


def _value(value: facets.CountedFacet) -> dict[str, Any]:
    label = facet_label(value.facet)
    return {"key": value.facet.key, "label": label, "count": number_of(value.count)}


# What changed

_SINCE = "since"
_OF_CHANGES = [
    parameters.in_query(
        _SINCE,
        gettext_lazy("The cursor that the last answer gave; 0 is the beginning."),
        {"type": "string", "default": BEGINNING},
    ),
    parameters.of_cut("size"),
]


@reads(
    "/changes",
    "list-changes",
    gettext_lazy("What changed of what is public, in order: nothing is missed behind a cursor."),
    schemas.ChangeList,
    *(400, 410),
    told=_OF_CHANGES,
)
def changes(request: HttpRequest) -> HttpResponse:
    query, site = request.GET, site_of(request)
    refuse_unknown(query, parameters.names(_OF_CHANGES))
    try:
        part = changes_since(query.get(_SINCE) or BEGINNING, cut_of(query).size, site)
    except CursorLost:
        sentence = _("This archive knows nothing of this cursor: begin anew, from 0.")
        return problem(410, sentence)
    ahead = answers.around(request, site, since=part.cursor) if part.has_more else None
    body = {"cursor": part.cursor, "next": ahead, "changes": part.changes}
    return answers.answer(body, {"next": ahead})


# Quotations


def _take(path: str, name: str, about: Any, form: Any, view: View, body: Any) -> None:
    """Registers an operation that is sent something, and keeps nothing of it."""
    summary, _dot, _rest = str(about).partition(".")
    api.post(
        path,
        response=responses(form, 400, 413, 415),
        operation_id=name.replace("-", "_"),
        url_name=name,
        summary=summary,
        description=str(about),
        openapi_extra={"requestBody": checks.body_of(body)},
    )(view)


_take(
    "/check",
    "check-text",
    gettext_lazy(
        "What the archive says of each quotation in a text. Nothing of it is stored or logged."
    ),
    checks.CheckedText,
    checks.check_one,
    checks.Question,
)
_take(
    "/check/batch",
    "check-texts",
    gettext_lazy("The same of several texts. Nothing of them is stored or logged."),
    checks.CheckedTexts,
    checks.check_several,
    checks.Questions,
)


# Where everything is


@reads(
    "/",
    "directory",
    gettext_lazy("Where everything is."),
    schemas.Directory,
    400,
    told=[],
)
def directory(request: HttpRequest) -> HttpResponse:
    refuse_unknown(request.GET, ())
    origin = site_of(request).origin
    lists = {name: origin + reverse(f"{NAMESPACE}:list-{name}") for name in RESOURCES}
    return answers.answer(
        {
            "documentation": origin + reverse("api-page"),
            "openapi": origin + reverse("openapi"),
            "resources": lists,
            "facets": origin + reverse(f"{NAMESPACE}:list-facets"),
            "changes": origin + reverse(f"{NAMESPACE}:list-changes"),
            "check": origin + reverse(f"{NAMESPACE}:check-text"),
            "cursor": now(),
        }
    )


# What went wrong


@api.exception_handler(Unreadable)
def unreadable(request: HttpRequest, error: Unreadable) -> HttpResponse:
    return problem(400, errors=error.errors)


@api.exception_handler(ValidationError)
def invalid(request: HttpRequest, error: ValidationError) -> HttpResponse:
    """422: what was sent has another form."""
    told = [f"{'.'.join(map(str, one['loc']))}: {one['msg']}" for one in error.errors]
    return problem(422, errors=told)


@api.exception_handler(HttpError)
def refused(request: HttpRequest, error: HttpError) -> HttpResponse:
    """What the framework refuses, such as a body that is no JSON."""
    return problem(error.status_code, error.message)


@api.exception_handler(Http404)
def missing(request: HttpRequest, error: Http404) -> HttpResponse:
    return problem(404, str(error) or HTTPStatus.NOT_FOUND.description)
