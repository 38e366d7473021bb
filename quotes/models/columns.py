"""Columns that more than one table has: partial dates, their bounds, language and country codes."""

from datetime import date
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Any

from django.contrib.postgres.fields import ArrayField
from django.core.exceptions import ValidationError
from django.core.validators import MaxLengthValidator, RegexValidator
from django.db import models
from django.db.models import Q
from django.db.models.expressions import RawSQL
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from quotes.addresses import public_ids
from quotes.addresses.canonical import InvalidURL, canonical_url
from quotes.dates.partial import InvalidDate, PartialDate, parse
from quotes.text.characters import is_storable
from quotes.text.languages import is_language_tag

# An open beginning or end is stored as the first or last of all days, and an unknown date as the
# first of all days at both bounds, so that sorting and filtering compare plain dates, meet no NULL
# and put what is undated last in a list that is newest first.
FIRST_DAY = date.min
LAST_DAY = date.max

NOT_BLANK = r"\S"
SLUG = r"^[^\s/?#.][^\s/?#]*$"


def not_blank(field: str, name: str) -> models.CheckConstraint:
    """The column holds more than white space."""
    return matches(field, NOT_BLANK, name)


def matches(field: str, pattern: str, name: str) -> models.CheckConstraint:
    """The column matches the pattern, whoever writes it."""
    return models.CheckConstraint(condition=Q(**{f"{field}__regex": pattern}), name=name)


def is_country(name: str) -> models.CheckConstraint:
    """The column ``country`` is empty or has the form of an ISO 3166-1 alpha-2 code."""
    return matches("country", "^([A-Z]{2})?$", name)


def is_language(name: str) -> models.CheckConstraint:
    """The column ``language`` has the form of a BCP 47 tag."""
    return matches("language", "^[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*$", name)


def validate_language(value: str) -> None:
    if not is_language_tag(value):
        raise ValidationError(
            _("“%(value)s” is not a language tag such as en, fr-CA or zh-Hant (BCP 47)."),
            params={"value": value},
        )


validate_country = RegexValidator(
    r"^[A-Z]{2}$", _("Enter the country as two capital letters, such as CA (ISO 3166-1).")
)
validate_slug = RegexValidator(
    SLUG, _("This part of the address cannot contain spaces, slashes, ? or #.")
)


# A page of the record names the same days again and again, and the dates never change.
parsed = lru_cache(maxsize=10_000)(parse)

if TYPE_CHECKING:
    _PartialDateColumn = models.CharField[PartialDate | str, PartialDate]
else:
    _PartialDateColumn = models.CharField


class PartialDateField(_PartialDateColumn):
    """A date as precise as it is known: a ``PartialDate``, stored as its EDTF text.

    The empty text is an unknown date, so the column is never NULL.
    """

    description = _("date that may be partly known (EDTF)")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("max_length", 40)
        kwargs.setdefault("blank", True)
        kwargs.setdefault("default", PartialDate.unknown)
        super().__init__(*args, **kwargs)

    def from_db_value(self, value: str | None, *_: object) -> PartialDate | None:
        return None if value is None else parsed(value)

    def to_python(self, value: Any) -> Any:
        if value is None or isinstance(value, PartialDate):
            return value or PartialDate.unknown()
        try:
            return parse(str(value))
        except InvalidDate as error:
            raise ValidationError(str(error), code="invalid") from error

    def get_prep_value(self, value: Any) -> Any:
        if value is None or hasattr(value, "resolve_expression"):
            return value
        return value.text if isinstance(value, PartialDate) else parse(value).text

    def value_to_string(self, obj: models.Model) -> str:
        return self.get_prep_value(self.value_from_object(obj)) or ""

    def run_validators(self, value: Any) -> None:
        super().run_validators(value.text)

    def clean(self, value: Any, model_instance: models.Model | None) -> Any:
        partial = self.to_python(value)
        if not partial.text and not self.blank:
            raise ValidationError(self.error_messages["blank"], code="blank")
        self.run_validators(partial)
        return partial


class FirstDay(models.Func):
    """SQL: the first possible day of an EDTF text; ``FIRST_DAY`` when that is open or unknown."""

    function = "archive_first_day"
    arity = 1
    output_field = models.DateField()


class LastDay(models.Func):
    """SQL: the last possible day of an EDTF text; ``LAST_DAY`` when that is open or unknown."""

    function = "archive_last_day"
    arity = 1
    output_field = models.DateField()


class Fold(models.Func):
    """SQL: the text without case and accents, as ``quotes.text.search_fold`` makes it."""

    function = "archive_fold"
    arity = 1
    output_field = models.TextField()


class TextSketch(models.Func):
    """SQL: the hashes by which texts are found that are nearly the same (text_sketch.sql)."""

    function = "archive_text_sketch"
    arity = 1
    output_field = ArrayField(models.IntegerField())


def bound(expression: type[models.Func], of: str | models.Func) -> models.GeneratedField:
    """A column that the database itself derives from a partial date."""
    return models.GeneratedField(
        expression=expression(of), output_field=models.DateField(), db_persist=True
    )


class CanonicalURLField(models.CharField):
    """The identity of the document at another column's URL, derived whenever a row is saved."""

    def __init__(self, *args: Any, of: str, **kwargs: Any) -> None:
        self.of = of
        kwargs |= {"max_length": 2000, "null": True, "editable": False, "unique": True}
        super().__init__(*args, **kwargs)

    def deconstruct(self) -> Any:
        name, path, args, kwargs = super().deconstruct()
        for implied in ("max_length", "null", "editable", "unique"):
            kwargs.pop(implied, None)
        return name, path, args, {**kwargs, "of": self.of}

    def pre_save(self, model_instance: models.Model, add: bool) -> str | None:
        url = getattr(model_instance, self.of)
        value = canonical_url(url) if url else None
        setattr(model_instance, self.attname, value)
        return value


def validate_url(value: str) -> None:
    try:
        canonical_url(value)
    except InvalidURL as error:
        raise ValidationError(str(error), code="invalid") from error


def is_published(dimension: str, key: str) -> RawSQL:
    """Whether a published statement has a row as its value in a dimension; ``key`` is its column.

    Asked of the kept totals (``quotes.models.search_index``), since to ask the statements takes
    seconds where there are a million.
    """
    return RawSQL(
        f"EXISTS (SELECT FROM quotes_facet f"
        f" WHERE f.dimension = %s AND f.key = {key} AND f.total > 0)",
        [dimension],
        output_field=models.BooleanField(),
    )


def statement_count(dimension: str, key: str) -> RawSQL:
    """How many published statements have a row as their value in a dimension: a kept total."""
    return RawSQL(
        f"coalesce((SELECT f.total FROM quotes_facet f"
        f" WHERE f.dimension = %s AND f.key = {key}), 0)",
        [dimension],
        output_field=models.IntegerField(),
    )


def in_page_language(name: str, name_fr: str) -> str:
    """What something is called in the language of the page: French where there is any."""
    return name_fr if name_fr and get_language() == "fr" else name


def address(name: str, *args: str) -> str:
    """A public address, mostly of a row, in the language of the page.

    A list has hundreds of them; to look up the pattern each time is a third of what it costs.
    """
    return _address(get_language(), name, args)


@lru_cache(maxsize=20_000)
def _address(language: str | None, name: str, args: tuple[str, ...]) -> str:
    return reverse(name, args=args)


# What the database holds these columns to, beside what they are validated by in forms.
_FORMS: dict[str, Any] = {
    "old": validate_slug,
    "wikidata": RegexValidator("^Q[1-9][0-9]*$", _("This is not a Wikidata item such as Q12345.")),
    "public_id": RegexValidator(
        public_ids.PATTERN,
        _("This is not a public id: five or more lower-case letters and digits."),
    ),
}


def held_text(column: Any, text: str) -> str:
    """A text of a file as its column holds it. Raises ValueError with a sentence."""
    if not is_storable(text):
        raise ValueError(_now("a text cannot hold U+0000 or a lone surrogate"))
    if not text.strip():
        raise ValueError(_now("must not be blank"))
    known = dict(column.choices or ())
    if known and text not in known:
        told = {"text": text, "known": ", ".join(known)}
        raise ValueError(_now("“%(text)s” is not one of %(known)s") % told)
    # Plain, without how it was written.
    held = text.strip() if isinstance(column, models.URLField) else str(text)
    try:
        for validate in _validators(column):
            validate(held)
    except ValidationError as error:
        raise ValueError(error.messages[0].rstrip(".")) from None
    return held


@cache
def _validators(column: Any) -> list[Any]:
    """Those of the column; of an address only what keeps two of one document from being two."""
    if isinstance(column, models.URLField):
        return [validate_url, MaxLengthValidator(column.max_length)]
    return [*column.validators, *filter(None, [_FORMS.get(column.name)])]
