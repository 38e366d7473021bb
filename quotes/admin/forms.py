"""Forms that lose nothing that was typed, and say in a sentence what is wrong with it."""

from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.admin import widgets
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.forms import SimpleArrayField
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db import models
from django.utils.html import format_html
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from quotes.addresses.canonical import InvalidURL, canonical_url
from quotes.admin.constraint_messages import Refusal, refusal
from quotes.admin.list_columns import form_url
from quotes.dates.partial import PartialDate
from quotes.dates.relative import Unresolvable, resolve
from quotes.editing.slugs import free_slug
from quotes.models.columns import PartialDateField

REASON = "reason"
DESPITE_CHECK = "despite_check"


def sentence(message: object) -> str:
    """A message of a leaf, which begins small and has no full stop, as a sentence."""
    return f"{capfirst(str(message))}."


class EDTFField(forms.CharField):
    """A date as precise as it is known, in EDTF or in words; its value is a ``PartialDate``."""

    def __init__(self, **kwargs: Any) -> None:
        # Django adds a hidden copy where a default is computed; only the row itself counts here.
        super().__init__(**{**kwargs, "show_hidden_initial": False})

    def to_python(self, value: Any) -> Any:
        if isinstance(value, PartialDate):
            return value
        try:
            return resolve(super().to_python(value) or "", None).said
        except Unresolvable as error:
            raise ValidationError(sentence(error), code="invalid") from error

    def validate(self, value: PartialDate) -> None:
        super().validate(value.text)

    def run_validators(self, value: PartialDate) -> None:
        super().run_validators(value.text)


class AddressField(forms.CharField):
    """The URL of a document, kept as it was found."""

    def clean(self, value: Any) -> Any:
        address = super().clean(value)
        if address:
            try:
                canonical_url(address)
            except InvalidURL as error:
                raise ValidationError(sentence(error), code="invalid") from error
        return address


class ProseField(forms.CharField):
    """Text in paragraphs.

    A browser sends line ends as CR LF (HTML, "normalize newlines"); they are kept as LF, or every
    save would count as a change of the words.
    """

    def to_python(self, value: Any) -> Any:
        typed = super().to_python(value)
        return typed.replace("\r\n", "\n") if isinstance(typed, str) else typed

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        # Words in Arabic or Hebrew run from the right whatever the language of the page.
        return {**super().widget_attrs(widget), "dir": "auto"}


class WordingField(ProseField):
    """Words exactly as printed: nothing is stripped. Without any, NULL."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{**kwargs, "strip": False, "empty_value": None})

    def to_python(self, value: Any) -> str | None:
        typed = super().to_python(value)
        return typed if typed and typed.strip() else None


class LinesField(SimpleArrayField):
    """A list of names, one a line, because names hold commas."""

    widget = forms.Textarea

    def __init__(self, base_field: forms.Field, **kwargs: Any) -> None:
        super().__init__(base_field, **{**kwargs, "delimiter": "\n", "show_hidden_initial": False})

    def to_python(self, value: Any) -> Any:
        if isinstance(value, str):
            value = "\n".join(filter(None, map(str.strip, self.split(value))))
        return super().to_python(value)

    def split(self, value: str) -> list[str]:
        return value.splitlines()


class HostsField(LinesField):
    """Web hosts, in lower case, with commas, blanks or line ends between."""

    def split(self, value: str) -> list[str]:
        return value.lower().replace(",", " ").split()

    def prepare_value(self, value: Any) -> Any:
        return ", ".join(value) if isinstance(value, list) else value


def name_for_screen_reader(field: forms.Field) -> None:
    """A control in a table of rows has no <label> (WCAG 2.2, 4.1.2)."""
    widget: Any = getattr(field.widget, "widget", field.widget)
    if field.label and not widget.is_hidden:
        widget.attrs.setdefault("aria-label", str(capfirst(field.label)))


# How the admin asks for the columns of our tables.
FORM_FIELDS: dict[type[models.Field], dict[str, Any]] = {
    PartialDateField: {"form_class": EDTFField, "widget": widgets.AdminTextInputWidget},
    models.URLField: {"form_class": AddressField, "widget": widgets.AdminURLFieldWidget},
    models.TextField: {
        "form_class": ProseField,
        "widget": widgets.AdminTextareaWidget(attrs={"rows": 3}),
    },
    ArrayField: {
        "form_class": LinesField,
        "widget": widgets.AdminTextareaWidget(attrs={"rows": 2}),
    },
}


class RecordForm(forms.ModelForm):
    """A form over one row, with the sentences of the record's rules.

    ``refused`` is what the database had against the same data a moment ago, in a transaction that
    was rolled back.
    """

    refused: Refusal | None = None

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            name_for_screen_reader(field)

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean()
        if self.refused:
            self.add_refusal(self.refused)
        return cleaned

    def add_refusal(self, refused: Refusal) -> None:
        known = refused.field in self.fields
        self.add_error(refused.field if known else None, ValidationError(str(refused.sentence)))

    def _post_clean(self) -> None:
        # A row as the database has it keeps every rule, and 25 citations are 150 questions.
        if self.instance.pk is None or self.has_changed():
            super()._post_clean()  # type: ignore[misc]

    def _update_errors(self, errors: ValidationError) -> None:
        """Say the broken rules of the model in our sentences, beside the field."""
        rules = {
            constraint.get_violation_error_message(): constraint.name
            for _model, constraints in self.instance.get_constraints()
            for constraint in constraints
        }
        found = errors.error_dict.get(NON_FIELD_ERRORS, [])
        broken = [rules[text] for error in found for text in error.messages if text in rules]
        others = [error for error in found if not set(error.messages) & set(rules)]
        left = {
            field: [self._with_way(error) for error in told]
            for field, told in {**errors.error_dict, NON_FIELD_ERRORS: others}.items()
        }
        super()._update_errors(  # type: ignore[misc]
            ValidationError({field: messages for field, messages in left.items() if messages})
        )
        for rule in broken:
            self.add_refusal(refusal(rule))

    def _with_way(self, error: ValidationError) -> ValidationError:
        """What another row has already, with the way to that row."""
        is_listed = admin.site.is_registered(type(self.instance))
        if error.code != "unique" or not error.params or not is_listed:
            return error
        columns = {name: getattr(self.instance, name) for name in error.params["unique_check"]}
        row = type(self.instance)._default_manager.filter(**columns).first()
        if row is None or getattr(row, "pk", None) == self.instance.pk:
            return error
        told = _("This is here already:")
        link = format_html('{} <a href="{}">{}</a>', told, form_url(row), row)
        return ValidationError(link, code=error.code)


class AddressedForm(RecordForm):
    """A form over what has a page of its own: an address part left empty is proposed."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "slug" in self.fields:
            self.fields["slug"].required = False

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean()
        if "slug" in self.fields and "slug" not in self.errors:
            self._propose_slug()
        return cleaned

    def slug_parts(self) -> list[str]:
        """What the address is made of; nothing while that is missing."""
        name = self.cleaned_data.get("name")
        return [name] if name else []

    def _propose_slug(self) -> None:
        parts = self.slug_parts()
        if self.cleaned_data.get("slug"):
            return
        row = self.instance
        proposed = free_slug(type(row), *parts, besides=row.pk)
        if proposed:
            self.cleaned_data["slug"] = proposed
        elif not self.errors:
            self.add_error(
                "slug", _("Enter the last part of the address; we could not suggest one.")
            )


def despite_check_field() -> ProseField:
    """Asks why words are published that a source or the wordings speak against."""
    return ProseField(
        label=_("Why it is published although a source or its own wordings speak against it"),
        required=False,
        max_length=2000,
        widget=widgets.AdminTextareaWidget(attrs={"rows": 2}),
        help_text=_(
            "Published with the revision. Without it, words that a source refutes, or that no "
            "wording of the statement has, do not become public."
        ),
    )


def reason_field() -> ProseField:
    """Asks why, where a change may show on the page of a published statement."""
    return ProseField(
        label=_("Reason for the change"),
        required=False,
        max_length=2000,
        widget=widgets.AdminTextareaWidget(attrs={"rows": 2}),
        help_text=_("Required if this changes a published page. Readers will see it."),
    )
