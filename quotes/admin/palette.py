"""The palette (Ctrl+K): officials, statements, sources, outlets and what one can do, by typing."""

from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

from django.contrib import admin
from django.db.models import Model, QuerySet
from django.http import HttpRequest, JsonResponse
from django.urls import reverse
from django.utils.text import Truncator, capfirst
from django.utils.translation import gettext as _

from dometracker.admin_site import READ, page
from quotes.admin.list_columns import form_url, list_url, page_url
from quotes.admin.list_search import found_sources, found_statements
from quotes.admin.review_queue import queue_url
from quotes.admin.row_choices import CHOICES
from quotes.editing.workflow import group_of
from quotes.models import Occasion, Outlet, Source, Speaker, Statement, Topic
from quotes.search.query_language import LONGEST_QUERY
from quotes.text.folding import search_fold

# Rows of a kind that are offered.
MOST = 6
# Fewer letters name too many rows.
LEAST = 2


class Offer(NamedTuple):
    """Something that the palette leads to."""

    text: str
    detail: str
    url: str


@page("find/", "find", methods=READ)
def find_page(request: HttpRequest) -> JsonResponse:
    """What ``q`` finds, as JSON: groups with a name and offers of text, detail and address."""
    text = request.GET.get("q", "").replace("\0", " ")[:LONGEST_QUERY].strip()
    groups = [
        {"name": name, "offers": [offer._asdict() for offer in offers]}
        for name, offers in _groups(request, text)
        if offers
    ]
    return JsonResponse({"groups": groups})


def _groups(request: HttpRequest, text: str) -> Iterator[tuple[str, list[Offer]]]:
    yield _("Actions"), _actions(request, text)
    if len(text) < LEAST:
        return
    for model, rows_of in _ROWS.items():
        table = admin.site.get_model_admin(model)
        if not table.has_view_permission(request):
            continue
        rows = rows_of(table.get_queryset(request), text)
        name = capfirst(str(model._meta.verbose_name_plural))
        yield name, [_offer(request, row, text) for row in rows[:MOST]]


def _offer(request: HttpRequest, row: Any, text: str) -> Offer:
    shown = Truncator(str(row)).chars(120)
    choices = CHOICES.get(type(row))
    detail = choices.detail(request, row, text) if choices else ""
    return Offer(shown, detail, form_url(row))


def _ranked(rows: QuerySet[Any], text: str) -> QuerySet[Any]:
    return CHOICES[rows.model].ranked(rows, search_fold(text).strip())


def _statements(rows: QuerySet[Any], text: str) -> list[Any]:
    return _in_order(rows.select_related("speaker"), found_statements(rows, text))


def _sources(rows: QuerySet[Any], text: str) -> list[Any]:
    return _in_order(rows.select_related("outlet"), found_sources(rows, text))


def _in_order(rows: QuerySet[Any], keys: list[int]) -> list[Any]:
    found = rows.in_bulk(keys[:MOST])
    return [found[key] for key in keys[:MOST] if key in found]


def _named(rows: QuerySet[Any], text: str) -> QuerySet[Any]:
    return rows.filter(name__icontains=text).order_by("name", "pk")


_ROWS: dict[type[Model], Callable[[QuerySet[Any], str], Any]] = {
    Speaker: _ranked,
    Statement: _statements,
    Source: _sources,
    Outlet: _ranked,
    Topic: _named,
    Occasion: _named,
}


def _actions(request: HttpRequest, text: str) -> list[Offer]:
    """What one can do whose name has all the words."""
    words = search_fold(text).split()
    return [
        offer
        for offer in _all_actions(request)
        if all(word in search_fold(offer.text) for word in words)
    ]


def _all_actions(request: HttpRequest) -> Iterator[Offer]:
    def may_add(model: type[Model]) -> bool:
        return bool(admin.site.get_model_admin(model).has_add_permission(request))

    def offer(name: str, url: str) -> Offer:
        return Offer(name, "", url)

    if group_of(request.user):
        yield offer(_("Review"), queue_url())
        yield offer(_("Our work"), reverse("admin:team"))
    yield offer(_("First steps"), reverse("admin:first_steps"))
    if may_add(Source):
        yield offer(_("Add sources"), page_url("queue", Source))
        yield offer(_("Add from a URL"), page_url("from_url", Source))
    if may_add(Statement):
        yield offer(_("Import statements"), page_url("import", Statement))
        yield offer(_("Import sources"), page_url("import", Source))
    for model in _ROWS:
        table = admin.site.get_model_admin(model)
        names = model._meta.verbose_name, model._meta.verbose_name_plural
        if table.has_view_permission(request):
            yield offer(_("List: %(name)s") % {"name": names[1]}, list_url(model))
        if may_add(model):
            yield offer(_("Add: %(name)s") % {"name": names[0]}, page_url("add", model))
