"""Adding statements one after the other: what the next has in common with the last is kept."""

from dataclasses import dataclass, field
from typing import Any

from django.contrib.admin.options import BaseModelAdmin
from django.db import models
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from quotes.admin.add_by_url import statement_url
from quotes.admin.base import RecordAdmin
from quotes.admin.row_choices import is_row_id
from quotes.dates.display import humanize
from quotes.models import Citation, Kind, Source, Statement

# Name of the button that saves a statement and begins another one from its source.
ANOTHER = "_another"

# What the next statement of a source has in common with the last, as a rule.
KEPT = ("speaker", "said", "said_basis", "place", "occasion", "language", "kind")
KEPT_OF_CITATION = ("source", "via", "kind")


@dataclass(frozen=True, slots=True)
class Kept:
    """What a new statement begins with: values of its form and of its first citation.

    ``told`` are pairs of a label and what stands in that field, for whoever has not typed it.
    """

    statement: dict[str, Any] = field(default_factory=dict)
    citation: dict[str, Any] = field(default_factory=dict)
    told: list[tuple[str, str]] = field(default_factory=list)

    def __bool__(self) -> bool:
        return bool(self.statement or self.citation)


def kept_of(statement: Statement) -> Kept:
    """What is kept of a statement: the first of its sources, when and where it was said."""
    first = statement.citations.select_related("source", "via").order_by("position", "pk").first()
    values = {name: getattr(statement, name) for name in KEPT}
    printed = {name: getattr(first, name) for name in KEPT_OF_CITATION} if first else {}
    told = _told(Citation, {name: printed[name] for name in ("source", "via") if name in printed})
    return Kept(_initial(values), _initial(printed), told + _told(Statement, values))


def kept_of_source(source: Source) -> Kept:
    """What a statement begins with that is added from the page of a source."""
    printed = {"source": source}
    return Kept({"language": source.language}, _initial(printed), _told(Citation, printed))


def _initial(values: dict[str, Any]) -> dict[str, Any]:
    """The values as a form begins with them: rows by their number."""
    return {
        name: value.pk if isinstance(value, models.Model) else value
        for name, value in values.items()
    }


def _told(model: type[models.Model], values: dict[str, Any]) -> list[tuple[str, str]]:
    shown = {name: _shown(name, value) for name, value in values.items()}
    labels: dict[str, Any] = {name: model._meta.get_field(name) for name in shown}
    return [(str(labels[name].verbose_name), text) for name, text in shown.items() if text]


def _shown(name: str, value: Any) -> str:
    if name == "said":
        return "" if value.is_unknown else humanize(value)
    if name == "kind":
        return str(Kind(value).label)
    return str(value or "")


class FirstCitation(BaseModelAdmin):
    """Citations of a statement: a new one stands ready in the form of a new statement."""

    def get_extra(self, request: HttpRequest, obj: Any = None, **kwargs: Any) -> int:
        return 0 if obj else 1


class AddingStatementsAdmin(RecordAdmin):
    """The admin of statements, as far as one follows another."""

    # Its rows come in the order of the work: first the source, then who said what, and when.
    add_form_template = "admin/quotes/adding_statement.html"

    def get_form(
        self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any
    ) -> Any:
        form: Any = super().get_form(request, obj, change, **kwargs)
        if "text" in form.base_fields:
            form.base_fields["text"].widget.attrs |= {
                "data-take": _("Take the words from the citation"),
                "data-give": _("Take the words of the statement"),
            }
        return form

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        given = super().get_changeform_initial_data(request)
        return {**self._kept(request).statement, **given}

    def get_formset_kwargs(
        self, request: HttpRequest, obj: Any, inline: Any, prefix: str
    ) -> dict[str, Any]:
        kwargs = super().get_formset_kwargs(request, obj, inline, prefix)
        if isinstance(inline, FirstCitation) and obj.pk is None and request.method == "GET":
            kwargs["initial"] = [{"position": 0, **self._kept(request).citation}]
        return kwargs

    def render_change_form(
        self, request: HttpRequest, context: Any, *args: Any, **kwargs: Any
    ) -> HttpResponse:
        if context["original"] is None and request.method == "GET":
            context["kept_values"] = self._kept(request).told
        return super().render_change_form(request, context, *args, **kwargs)

    def _kept(self, request: HttpRequest) -> Kept:
        """What the link to the form asks to keep. What cannot be kept is left out."""
        if not hasattr(request, "kept"):
            request.kept = self._asked_to_keep(request)  # type: ignore[attr-defined]
        return request.kept  # type: ignore[attr-defined]

    def _asked_to_keep(self, request: HttpRequest) -> Kept:
        like = _asked(Statement, request, "like")
        if like and self.has_view_permission(request, like):
            return kept_of(like)
        source = _asked(Source, request, "source")
        sources = self.admin_site.get_model_admin(Source)
        if source and sources.has_view_permission(request, source):
            return kept_of_source(source)
        return Kept()

    def response_post_save_add(self, request: HttpRequest, obj: Statement) -> HttpResponseRedirect:
        if ANOTHER in request.POST:
            return HttpResponseRedirect(statement_url(like=obj.pk))
        return super().response_post_save_add(request, obj)

    def acts(self, request: HttpRequest, row: Statement) -> list[tuple[str, str]]:
        others = super().acts(request, row)  # type: ignore[misc]
        if not self.has_add_permission(request) or not row.citations.exists():
            return others
        another = _now("Add another statement from this source")
        return [(statement_url(like=row.pk), another), *others]


def _asked(model: type[models.Model], request: HttpRequest, name: str) -> Any:
    """The row whose number a link names, if it is one."""
    pk = request.GET.get(name, "")
    return model._default_manager.filter(pk=pk).first() if is_row_id(pk) else None
