"""The values of a form as a browser sends them: read, written, compared, and said to a person."""

import re
from collections.abc import Iterable, Mapping
from typing import TypeAlias

from django import forms
from django.contrib.admin.widgets import RelatedFieldWidgetWrapper
from django.core.exceptions import ValidationError
from django.forms import ModelForm
from django.forms.formsets import DELETION_FIELD_NAME
from django.http import QueryDict
from django.utils.text import capfirst
from django.utils.translation import gettext as _

# The text of each control of a field; "" for none, and for a box that is not ticked.
Value: TypeAlias = list[str]
# The values of one row by the names of its fields.
Values: TypeAlias = dict[str, Value]
Fields: TypeAlias = Mapping[str, forms.Field]
# What was sent of a row, by the last part of the names of its controls.
Controls: TypeAlias = dict[str, list[str]]


def fields_of(form: ModelForm) -> dict[str, forms.Field]:
    """The fields of a form that hold values, without those that hold a row in its place."""
    places = {form._meta.model._meta.pk.name, DELETION_FIELD_NAME}
    return {
        name: field
        for name, field in form.fields.items()
        if name not in places and not isinstance(field, forms.models.InlineForeignKeyField)
    }


def controls_of(name: str, field: forms.Field) -> list[str]:
    """The names of the controls of one field."""
    parts = field.widget.widgets if isinstance(field.widget, forms.MultiWidget) else []
    return [f"{name}_{number}" for number, _part in enumerate(parts)] or [name]


def values_of(form: ModelForm) -> Values:
    """The values of a form that nobody has touched."""
    return {name: _value_shown(form[name]) for name in fields_of(form)}


def _value_shown(bound: forms.BoundField) -> Value:
    widget, value = bound.field.widget, bound.value()
    if isinstance(widget, RelatedFieldWidgetWrapper):
        widget = widget.widget
    if isinstance(widget, forms.MultiWidget):
        parts = zip(widget.widgets, widget.decompress(value) or (), strict=True)
        return [_text(part.format_value(one)) for part, one in parts]
    if isinstance(widget, forms.CheckboxInput):
        return ["on" if value else ""]
    return [_text(value if isinstance(widget, forms.Select) else widget.format_value(value))]


def _text(value: object) -> str:
    """Text with the line ends of the record."""
    return "" if value is None else str(value).replace("\r\n", "\n")


# --- what was sent -------------------------------------------------------------------------------


def value_in(row: Controls, name: str, field: forms.Field) -> Value:
    return [_text((row.get(control) or [""])[-1]) for control in controls_of(name, field)]


def values_in(row: Controls, fields: Fields) -> Values:
    return {name: value_in(row, name, field) for name, field in fields.items()}


def put(row: Controls, fields: Fields, values: Values) -> None:
    """Write values into a row, as if they had been sent."""
    for name in fields.keys() & values.keys():
        for control, text in zip(controls_of(name, fields[name]), values[name], strict=True):
            row[control] = [text]


def rows_in(sent: QueryDict, prefix: str) -> list[Controls]:
    """The rows of an inline in the order of their numbers, as far as they are counted."""
    total = sent.get(f"{prefix}-TOTAL_FORMS", "")
    count = int(total) if total.isascii() and total.isdecimal() and len(total) < 5 else 0
    found: dict[int, Controls] = {}
    for name, number, control in _numbered(sent, prefix):
        if number < count:
            found.setdefault(number, {})[control] = sent.getlist(name)
    return [found[number] for number in sorted(found)]


def put_rows(sent: QueryDict, prefix: str, old: list[Controls], new: list[Controls]) -> None:
    """Number the rows of an inline anew: those of the database first, as a formset reads them."""
    for name, _number, _control in _numbered(sent, prefix):
        del sent[name]
    for number, row in enumerate([*old, *new]):
        for control, texts in row.items():
            sent.setlist(f"{prefix}-{number}-{control}", texts)
    sent[f"{prefix}-TOTAL_FORMS"] = str(len(old) + len(new))
    sent[f"{prefix}-INITIAL_FORMS"] = str(len(old))


def _numbered(sent: Iterable[str], prefix: str) -> list[tuple[str, int, str]]:
    """The controls of an inline: their names, the numbers of their rows, the names' last parts."""
    found = (re.fullmatch(rf"{re.escape(prefix)}-([0-9]{{1,4}})-(.+)", name) for name in sent)
    return [(match[0], int(match[1]), match[2]) for match in found if match]


# --- compared, and said --------------------------------------------------------------------------


def same(field: forms.Field, one: Value, other: Value) -> bool:
    """Whether two values mean the same to a field: blanks at the ends of a name do not count."""
    if one == other:
        return True
    if isinstance(field, forms.ModelChoiceField | forms.MultiValueField):
        return False
    try:
        return field.to_python(one[0]) == field.to_python(other[0])
    except ValidationError:
        return False


def same_row(fields: Fields, one: Values | None, other: Values | None) -> bool:
    """The same of two rows, None for one that is not there."""
    if one is None or other is None:
        return one is other
    both = fields.keys() & one.keys() & other.keys()
    return all(same(fields[name], one[name], other[name]) for name in both)


def value_as_text(field: forms.Field, value: Value) -> str:
    """A value as a person reads it."""
    text = " ".join(filter(None, value))
    if isinstance(field, forms.BooleanField):
        return _("yes") if text else _("no")
    if isinstance(field, forms.ModelChoiceField):
        try:
            return str(field.clean(text) or "")
        except ValidationError:
            return text
    return str(dict(getattr(field, "choices", ())).get(text, text))


def row_as_text(fields: Fields, values: Values) -> str:
    """A whole row in a line."""
    known = ((fields[name], value) for name, value in values.items() if name in fields)
    return " · ".join(filter(None, (value_as_text(field, value) for field, value in known)))


def label_of(name: str, field: forms.Field) -> str:
    return str(capfirst(str(field.label or name)))
