"""The values of a form as a browser sends them: read, written, compared, and said to a person."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from django import forms
from django.contrib.admin.widgets import RelatedFieldWidgetWrapper
from django.core.exceptions import ValidationError
from django.forms import BaseInlineFormSet, ModelForm
from django.forms.formsets import DELETION_FIELD_NAME
from django.http import QueryDict
from django.utils.datastructures import MultiValueDict
from django.utils.text import capfirst
from django.utils.translation import gettext as _

# Asked of each save anew and stored nowhere, so nobody else can have changed them.
NOT_STORED = frozenset({"reason", "sent_back_because", DELETION_FIELD_NAME})

# A value as a browser sends it: text, the parts of a date with its time, or whether it is ticked.
Value: TypeAlias = str | bool | list[str]
# The values of one row by the names of its fields.
Values: TypeAlias = dict[str, Value]
Fields: TypeAlias = Mapping[str, forms.Field]
# The controls of a row: what was sent under each name.
Controls: TypeAlias = dict[str, list[str]]


@dataclass
class SentRow:
    """A row as it was sent: the texts of its controls, of a row in an inline by their last part."""

    sent: Controls

    def value(self, name: str, field: forms.Field) -> Value:
        data = QueryDict(mutable=True)
        for control, texts in self.sent.items():
            data.setlist(control, texts)
        return _normal(field.widget.value_from_datadict(data, MultiValueDict(), name))

    def values(self, fields: Fields) -> Values:
        return {name: self.value(name, field) for name, field in fields.items()}

    def put(self, name: str, field: forms.Field, value: Value) -> None:
        controls = controls_of(name, field)
        for control in controls:
            self.sent.pop(control, None)
        if isinstance(value, list):
            for control, text in zip(controls, value, strict=True):
                self.sent[control] = [text]
        elif value is True:
            self.sent[name] = ["on"]
        elif value is not False:
            self.sent[name] = [value]

    @property
    def is_deleted(self) -> bool:
        return bool(self.sent.get(DELETION_FIELD_NAME))


class Inline:
    """A formset with what a merge asks of it."""

    def __init__(self, formset: BaseInlineFormSet) -> None:
        assert formset.model is not None and formset.prefix is not None
        options = formset.model._meta
        self.formset = formset
        self.prefix = formset.prefix
        self.id_name = options.pk.name
        self.row_name = str(capfirst(str(options.verbose_name)))
        self.fields = fields_of(formset.empty_form)

    def key(self, pk: object) -> str:
        return f"{self.prefix}-{pk}"

    def has(self, key: str) -> bool:
        return key.rpartition("-")[0] == self.prefix

    def stored(self) -> dict[str, Values]:
        """The values of the rows that are there, by their keys."""
        rows = (form for form in self.formset.initial_forms if form.instance.pk is not None)
        return {self.key(form.instance.pk): values_of(form) for form in rows}

    def put(self, data: QueryDict, kept: Sequence[SentRow], new: Sequence[SentRow]) -> None:
        """Number the rows anew: those of the database first, as a formset reads them."""
        for name in [name for name in data if numbered(name, self.prefix)[0] is not None]:
            del data[name]
        for number, row in enumerate([*kept, *new]):
            for name, texts in row.sent.items():
                data.setlist(f"{self.prefix}-{number}-{name}", texts)
        data[f"{self.prefix}-TOTAL_FORMS"] = str(len(kept) + len(new))
        data[f"{self.prefix}-INITIAL_FORMS"] = str(len(kept))


def sent_rows(sent: QueryDict, prefix: str) -> list[SentRow]:
    """The rows of an inline in the order of their numbers, as far as they are counted."""
    total = sent.get(f"{prefix}-TOTAL_FORMS", "")
    count = int(total) if total.isascii() and total.isdecimal() and len(total) < 5 else 0
    found: dict[int, Controls] = {}
    for name in sent:
        number, rest = numbered(name, prefix)
        if number is not None and number < count:
            found.setdefault(number, {})[rest] = sent.getlist(name)
    return [SentRow(found[number]) for number in sorted(found)]


def numbered(name: str, prefix: str) -> tuple[int | None, str]:
    """The number of the row that a control of an inline belongs to, and the last part of its name.

    No number for what is no such control.
    """
    found = re.fullmatch(rf"{re.escape(prefix)}-([0-9]{{1,4}})-(.+)", name)
    return (int(found[1]), found[2]) if found else (None, "")


def fields_of(form: ModelForm) -> dict[str, forms.Field]:
    """The fields of a form whose values are stored, without the keys that hold a row in place."""
    columns = form._meta.model._meta
    # Of a relation the reason is a column.
    unstored = NOT_STORED - {one.name for one in columns.fields} | {columns.pk.name}
    return {
        name: field
        for name, field in form.fields.items()
        if name not in unstored and not isinstance(field, forms.models.InlineForeignKeyField)
    }


def values_of(form: ModelForm) -> Values:
    """The values of a form that nobody has touched, as a browser would send them."""
    return {name: _as_sent(form[name]) for name in fields_of(form)}


def _as_sent(bound: forms.BoundField) -> Value:
    widget, value = bound.field.widget, bound.value()
    if isinstance(widget, RelatedFieldWidgetWrapper):
        widget = widget.widget
    if isinstance(widget, forms.MultiWidget):
        parts = zip(widget.widgets, widget.decompress(value) or (), strict=True)
        return [_text(part.format_value(one)) for part, one in parts]
    if isinstance(widget, forms.CheckboxInput):
        return bool(value)
    if isinstance(widget, forms.Select):
        return "" if value is None else str(value)
    return _normal(widget.format_value(value))


def _normal(value: object) -> Value:
    if isinstance(value, bool):
        return value
    return [_text(part) for part in value] if isinstance(value, list) else _text(value)


def _text(value: object) -> str:
    """Text with the line ends of the record; nothing for what is missing."""
    return "" if value is None else str(value).replace("\r\n", "\n")


def controls_of(name: str, field: forms.Field) -> list[str]:
    """The names of the controls of one field."""
    if isinstance(field.widget, forms.MultiWidget):
        return [f"{name}_{number}" for number, _widget in enumerate(field.widget.widgets)]
    return [name]


def same(field: forms.Field, one: Value, other: Value) -> bool:
    """Whether two values mean the same to a field: blanks at the ends of a name do not count."""
    if one == other:
        return True
    if isinstance(field, forms.ModelChoiceField | forms.MultiValueField):
        return False
    try:
        return field.to_python(one) == field.to_python(other)
    except ValidationError:
        return False


def value_as_text(field: forms.Field, value: Value) -> str:
    """A value as a person reads it."""
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, list):
        return " ".join(filter(None, value))
    if isinstance(field, forms.ModelChoiceField):
        try:
            return str(field.clean(value) or "")
        except ValidationError:
            return value
    choices = dict(getattr(field, "choices", ()))
    return str(choices.get(value, value))


def row_as_text(fields: Fields, values: Values) -> str:
    """A whole row in a line."""
    texts = (value_as_text(field, values.get(name, "")) for name, field in fields.items())
    return " · ".join(filter(None, texts))


def label_of(name: str, field: forms.Field) -> str:
    return str(capfirst(str(field.label or name)))
