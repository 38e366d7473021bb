"""Choosing a row by typing: officials by any form of their name, outlets by name or host."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from django.contrib import admin
from django.contrib.admin import widgets
from django.contrib.admin.options import BaseModelAdmin
from django.contrib.admin.views.autocomplete import AutocompleteJsonView
from django.db import models
from django.db.models import Case, Exists, F, Func, OuterRef, Q, QuerySet, Value, When
from django.forms import Field, Media, ModelChoiceField
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils import timezone
from django.utils.translation import gettext as _now

from dometracker.admin_site import page
from quotes.admin.list_columns import page_url
from quotes.dates.display import humanize
from quotes.dates.partial import InvalidDate, PartialDate, parse
from quotes.models import Alias, Outlet, Speaker
from quotes.models.columns import Fold
from quotes.text.folding import search_fold

Row = TypeVar("Row", bound=models.Model)

# Characters; no name is longer, and nobody types more to find one.
LONGEST_TERM = 200

# The largest number that a bigint holds for certain has 18 digits.
_MOST_DIGITS = 18


def is_row_id(text: object) -> bool:
    """Whether this can be the number of a row at all: other values are not looked up."""
    written = str(text)
    return written.isascii() and written.isdecimal() and len(written) <= _MOST_DIGITS


class RowSelect(widgets.AutocompleteSelect):
    """Chooses a row by typing. What is no number of a row is refused by the field, not looked up.

    Where the rows have a list of their own to choose from, that is asked, and drawn with details.
    """

    def get_url(self) -> str:
        model = self._chosen_model()
        return page_url("choices", model) if model in CHOICES else super().get_url()

    def build_attrs(
        self, base_attrs: dict[str, Any], extra_attrs: dict[str, Any] | None = None
    ) -> dict[str, Any]:
        attrs = super().build_attrs(base_attrs, extra_attrs)
        return {**attrs, "data-choices": ""} if self._chosen_model() in CHOICES else attrs

    def optgroups(
        self, name: str, value: Sequence[str], attr: dict[str, Any] | None = None
    ) -> list[tuple[str | None, list[dict[str, Any]], int | None]]:
        return super().optgroups(name, [sent for sent in value if is_row_id(sent)], attr)

    def _chosen_model(self) -> type[models.Model]:
        return self.field.remote_field.model

    @property
    def media(self) -> Media:
        # Named together, they are loaded in this order: ours replaces a function of Django's.
        scripts = ["admin/js/autocomplete.js", "js/admin-adding.js"]
        ours = Media(js=scripts, css={"all": ["css/admin-adding.css"]})
        return super().media + ours


class ChoosingAdmin(BaseModelAdmin[Row]):
    """A form, or rows in one, in which other rows are chosen."""

    def formfield_for_foreignkey(
        self, db_field: models.ForeignKey, request: HttpRequest, **kwargs: Any
    ) -> ModelChoiceField | None:
        completes = db_field.name in self.get_autocomplete_fields(request)
        if completes and "widget" not in kwargs:
            kwargs["widget"] = RowSelect(db_field, self.admin_site)
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def formfield_for_dbfield(
        self, db_field: models.Field, request: HttpRequest, **kwargs: Any
    ) -> Field | None:
        """Beside a choice stand two signs: what adds a row, and what opens the chosen one.

        Django's third would delete the chosen row out of the whole record, which nobody comes for.
        """
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        widget = field.widget if field else None
        if isinstance(widget, widgets.RelatedFieldWidgetWrapper):
            widget.can_delete_related = False
            widget.can_view_related &= not widget.can_change_related
        return field


@dataclass(frozen=True, slots=True)
class RankedChoices:
    """How rows that are chosen often enough to deserve it are ordered, and told from namesakes.

    ``ranked`` takes rows and a folded term and gives those it finds, best first and without ties.
    """

    ranked: Callable[[QuerySet, str], QuerySet]
    detail: Callable[[HttpRequest, Any, str], str]


class ChoicesView(AutocompleteJsonView):
    """A page of the rows that a term finds, best first: ``id``, ``text`` and a ``detail``.

    A page that does not exist is 404; a field that chooses no such row is 403, as in Django's own.
    """

    def process_request(self, request: HttpRequest) -> Any:
        term, *asked = super().process_request(request)
        # No text in the database holds a NUL, and PostgreSQL refuses to be asked for one.
        return term.replace("\0", "")[:LONGEST_TERM], *asked

    def get_queryset(self) -> QuerySet:
        rows = self.model_admin.get_queryset(self.request)
        rows = rows.complex_filter(self.source_field.get_limit_choices_to())
        return CHOICES[rows.model].ranked(rows, search_fold(self.term).strip())

    def serialize_result(self, obj: models.Model, to_field_name: str) -> dict[str, str]:
        found = super().serialize_result(obj, to_field_name)
        return {**found, "detail": CHOICES[type(obj)].detail(self.request, obj, self.term)}


@page("choices/", "choices", of=(Speaker, Outlet))
def choices_page(request: HttpRequest, model: type[models.Model]) -> HttpResponseBase:
    """The rows that a term finds, as JSON."""
    return ChoicesView.as_view(admin_site=admin.site)(request)


def _speaker_detail(request: HttpRequest, row: Speaker, term: str) -> str:
    """The office on the day ``said`` (EDTF), or today's, and the alias that was found."""
    parts = [offices_on_day(row, _day_asked(request)), alias_found(row, search_fold(term))]
    return " · ".join(filter(None, parts))


def ranked_speakers(rows: QuerySet[Speaker], folded: str) -> QuerySet[Speaker]:
    """Those in whose names and aliases every word stands: first by name, then by alias.

    First the whole name, then its beginning, then beginnings of its words, and so with aliases.
    """
    words = folded.split()
    names = {"name_folded": Fold("name"), "french_folded": Fold("name_fr")}
    columns = [*names, "folded_sort_name"]
    rows = rows.alias(**names)
    for word in words:
        rows = rows.filter(_any(columns, "contains", word) | Q(slug__contains=word) | _alias(word))
    if not words:
        return rows.order_by("sort_name", "pk")
    rank = Case(
        When(_any(columns, "exact", folded), then=0),
        When(_any(columns, "startswith", folded), then=1),
        When(_each_begins_a_word(columns, words), then=2),
        When(_alias(folded, "exact"), then=3),
        When(_alias(folded, "startswith"), then=4),
        When(_alias(folded), then=5),
        default=6,
    )
    return rows.order_by(rank, "sort_name", "pk")


def ranked_outlets(rows: QuerySet[Outlet], folded: str) -> QuerySet[Outlet]:
    """Those in whose name, hosts or address every word stands: first by name, then by host."""
    words = folded.split()
    hosts = Func(F("hosts"), Value(" "), function="array_to_string", output_field=_TEXT)
    names = Func(F("aliases"), Value(" "), function="array_to_string", output_field=_TEXT)
    rows = rows.alias(host_names=hosts, other_names=Fold(names))
    for word in words:
        rows = rows.filter(_any(["folded", "other_names", "host_names", "slug"], "contains", word))
    if not words:
        return rows.order_by("name", "pk")
    rank = Case(
        When(folded=folded, then=0),
        When(folded__startswith=folded, then=1),
        When(_each_begins_a_word(["folded"], words), then=2),
        When(_each_begins_a_word(["other_names"], words), then=3),
        When(hosts__contains=[folded], then=4),
        default=5,
    )
    return rows.order_by(rank, "name", "pk")


_TEXT: models.Field = models.TextField()


def _any(columns: Iterable[str], lookup: str, text: str) -> Q:
    return Q(*((f"{column}__{lookup}", text) for column in columns), _connector=Q.OR)


def _alias(text: str, lookup: str = "contains") -> Exists:
    return Exists(Alias.objects.filter(speaker=OuterRef("pk"), **{f"folded__{lookup}": text}))


def _each_begins_a_word(columns: Iterable[str], words: Iterable[str]) -> Q:
    # \m is the beginning of a word (PostgreSQL documentation, 9.7.3).
    beginnings = (_any(columns, "regex", rf"\m{_escaped(word)}") for word in words)
    return Q(*beginnings)


def _escaped(word: str) -> str:
    """For PostgreSQL, where a backslash before a letter or digit means something else."""
    return "".join(c if c.isalnum() else f"\\{c}" for c in word)


def offices_on_day(speaker: Speaker, said: PartialDate | None) -> str:
    """The offices of a day, or of today; ``""`` for one without a record of offices."""
    asked = said or PartialDate.of(timezone.localdate())
    titles = ", ".join(dict.fromkeys(role.public_title for role in speaker.offices_on(asked)))
    if not said or not speaker.roles.all():
        return titles
    told = {"offices": titles, "date": humanize(said)}
    if titles:
        return _now("%(offices)s (%(date)s)") % told
    return _now("no office recorded for %(date)s") % told


def alias_found(speaker: Speaker, folded: str) -> str:
    """The alias in which the words of a term were found, where the names have not all of them."""
    words = folded.split()
    names = search_fold(" ".join([speaker.name, speaker.name_fr, speaker.sort_name]))
    missing = [word for word in words if word not in names]
    if not missing:
        return ""

    def fits(alias: Alias) -> tuple[int, int]:
        return _in(alias.folded, missing), _in(alias.folded, words)

    best = max(speaker.aliases.all(), key=fits, default=None)
    if best is None or not _in(best.folded, missing):
        return ""
    return _now("also “%(alias)s”") % {"alias": best.name}


def _in(text: str, words: Iterable[str]) -> int:
    return sum(word in text for word in words)


def _day_asked(request: HttpRequest) -> PartialDate | None:
    """The day that a form was understood to mean; what is none of these counts as not given."""
    try:
        said = parse(request.GET.get("said", ""))
    except InvalidDate:
        return None
    return None if said.is_unknown else said


CHOICES: dict[type[models.Model], RankedChoices] = {
    Speaker: RankedChoices(
        lambda rows, folded: ranked_speakers(rows, folded).prefetch_related("aliases"),
        _speaker_detail,
    ),
    Outlet: RankedChoices(ranked_outlets, lambda _request, outlet, _term: ", ".join(outlet.hosts)),
}
