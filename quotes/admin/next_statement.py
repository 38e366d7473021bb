"""Adding statements one after the other: what the next has in common with the last is kept."""

from dataclasses import dataclass, field
from typing import Any, TypeVar
from urllib.parse import urlencode

from django import forms
from django.contrib import admin
from django.db import models
from django.http import HttpRequest
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from quotes.addresses.platforms import locator_of
from quotes.admin.list_columns import page_url
from quotes.admin.object_actions import Link
from quotes.admin.row_choices import is_row_id
from quotes.dates.display import humanize
from quotes.models import Citation, Kind, Source, Statement

Row = TypeVar("Row", bound=models.Model)

_LONGEST_LOCATOR = 20

# Name of the button that saves a statement and begins another one from its source.
ANOTHER = "_another"

# What the next statement of a source has in common with the last, as a rule.
KEPT = ("speaker", "said", "said_basis", "place", "occasion", "language", "kind")
KEPT_OF_CITATION = ("source", "via", "kind")


@dataclass(frozen=True, slots=True)
class KeptValues:
    """What a new statement begins with: values of its form and of its first citation.

    ``values`` are pairs of a label and what stands in that field, for whoever has not typed it.
    """

    statement: dict[str, Any] = field(default_factory=dict)
    citation: dict[str, Any] = field(default_factory=dict)
    values: list[tuple[str, str]] = field(default_factory=list)

    def __bool__(self) -> bool:
        return bool(self.statement or self.citation)


def kept_of(statement: Statement) -> KeptValues:
    """What is kept of a statement: the first of its sources, when and where it was said."""
    first = statement.citations.select_related("source", "via").order_by("position", "pk").first()
    values = {name: getattr(statement, name) for name in KEPT}
    printed = {name: getattr(first, name) for name in KEPT_OF_CITATION} if first else {}
    labelled = _labelled(
        Citation, {name: printed[name] for name in ("source", "via") if name in printed}
    )
    return KeptValues(_initial(values), _initial(printed), labelled + _labelled(Statement, values))


def kept_of_source(source: Source, locator: str = "") -> KeptValues:
    """What a statement begins with that is added from the page of a source.

    The place in it is that of the link, else the time in the source's own address.
    """
    place = locator[:_LONGEST_LOCATOR] or locator_of(source.url or "")
    printed = {"source": source, **({"locator": place} if place else {})}
    return KeptValues(
        {"language": source.language}, _initial(printed), _labelled(Citation, printed)
    )


def _initial(values: dict[str, Any]) -> dict[str, Any]:
    """The values as a form begins with them: rows by their number."""
    return {
        name: value.pk if isinstance(value, models.Model) else value
        for name, value in values.items()
    }


def _labelled(model: type[models.Model], values: dict[str, Any]) -> list[tuple[str, str]]:
    texts = {name: _as_text(name, value) for name, value in values.items()}
    labels: dict[str, Any] = {name: model._meta.get_field(name) for name in texts}
    return [(str(labels[name].verbose_name), text) for name, text in texts.items() if text]


def _as_text(name: str, value: Any) -> str:
    if name == "said":
        return "" if value.is_unknown else humanize(value)
    if name == "kind":
        return str(Kind(value).label)
    return str(value or "")


def begun_with(request: HttpRequest) -> KeptValues:
    """What the link to the form of a new statement asks to keep. What cannot be is left out."""
    like = _asked(Statement, request, "like")
    statements = admin.site.get_model_admin(Statement)
    if like and statements.has_view_permission(request, like):
        return kept_of(like)
    source = _asked(Source, request, "source")
    if source and admin.site.get_model_admin(Source).has_view_permission(request, source):
        return kept_of_source(source, request.GET.get("locator", ""))
    return KeptValues()


def asks_for_another(request: HttpRequest) -> bool:
    """Whether the form was sent by the button that goes on to another statement."""
    return ANOTHER in request.POST


def offer_words(field: forms.Field) -> None:
    """Name the two buttons by which words are taken from a citation, and given to it."""
    field.widget.attrs |= {
        "data-take": _("Copy the wording from the citation"),
        "data-give": _("Copy the wording of the statement"),
    }


def another_links(request: HttpRequest, statement: Statement) -> list[Link]:
    """The way to another statement from the source of this one."""
    may_add = admin.site.get_model_admin(Statement).has_add_permission(request)
    if not may_add or not statement.citations.exists():
        return []
    return [(statement_url(like=statement.pk), _now("Add another statement from this source"))]


def from_source_links(request: HttpRequest, source: Source) -> list[Link]:
    """The way from a source to a statement that it prints."""
    if not admin.site.get_model_admin(Statement).has_add_permission(request):
        return []
    return [(statement_url(source=source.pk), _now("Add a quotation from it"))]


def statement_url(**begun_with: object) -> str:
    """The form of a new statement, begun with the ``source`` it is from or one it is ``like``."""
    return f"{page_url('add', Statement)}?{urlencode(begun_with)}"


def _asked(model: type[Row], request: HttpRequest, name: str) -> Row | None:
    """The row whose number a link names, if it is one."""
    pk = request.GET.get(name, "")
    return model._default_manager.filter(pk=pk).first() if is_row_id(pk) else None
