"""What the files of a record may say: keys, types and the rules within one entry.

The fields stand in the order in which they are written, under the keys of the table of fields
(`quotes.models.fields`); what a value may be is what its column can hold, so that whatever the
archive holds can be written and read again. ``sparse`` names the keys that are written only where
they differ from their default. docs/format.md tells the rules to editors.
"""

import re
from dataclasses import dataclass, field
from datetime import UTC, datetime
from decimal import Decimal
from functools import cache
from typing import Any, ClassVar, get_args, get_origin

from django.db import models as columns
from django.db.models import Model
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from pydantic import BaseModel, ConfigDict, Field, field_validator, model_validator
from pydantic_core import PydanticCustomError
from pydantic_core.core_schema import ValidationInfo

from quotes import models
from quotes.addresses import public_ids
from quotes.addresses.canonical import canonical_url
from quotes.dates.partial import PartialDate, parse
from quotes.models.columns import SLUG, PartialDateField
from quotes.models.fields import TABLES, YAML
from quotes.models.vocabulary import Kind, SpeakerKind
from quotes.text.characters import is_storable
from quotes.text.languages import is_language_tag
from quotes.transfer.yaml_document import PlainScalar

_NUMBER = re.compile(r"-?[0-9]{1,14}(\.[0-9]{1,6})?")
_TABLES = {table.model: table for table in TABLES}


def wrong(message: str, *at: str | int) -> PydanticCustomError:
    """A mistake in an entry; ``at`` leads on to the value that is wrong."""
    # As a value, because in the template itself pydantic would read braces.
    return PydanticCustomError("rule", "{message}", {"message": message, "at": at})


# --- what a column can hold ----------------------------------------------------------------------

# Patterns by the name of the column, and what is said of a text that has not this form.
_NO_ADDRESS = gettext_lazy("“%(text)s” cannot be used in an address: no spaces, slashes, ? or #")
_FORMS = {
    "slug": (SLUG, _NO_ADDRESS),
    "old": (SLUG, _NO_ADDRESS),
    "quantity": (SLUG, _NO_ADDRESS),
    "country": (
        "[A-Z]{2}",
        gettext_lazy("“%(text)s” is not a country code such as CA (ISO 3166-1 alpha-2)"),
    ),
    "wikidata": (
        "Q[1-9][0-9]*",
        gettext_lazy("“%(text)s” is not a Wikidata item such as Q12345"),
    ),
    "public_id": (
        public_ids.PATTERN,
        gettext_lazy("“%(text)s” is not a public id: five or more characters of %(letters)s"),
    ),
}


def _text(column: Any, text: str) -> str:
    """A text as its column holds it."""
    told = {"text": text, "letters": public_ids.ALPHABET, "most": column.max_length}
    if not is_storable(text):
        raise wrong(_("a text cannot hold U+0000 or a lone surrogate"))
    if not text.strip():
        raise wrong(_("must not be blank"))
    pattern, sentence = _FORMS.get(column.name, ("", ""))
    if pattern and not re.fullmatch(pattern, text):
        raise wrong(str(sentence) % told)
    if column.choices and text not in dict(column.choices):
        told["known"] = ", ".join(dict(column.choices))
        raise wrong(_("“%(text)s” is not one of %(known)s") % told)
    if column.name == "language" and not is_language_tag(text):
        sentence = _("“%(text)s” is not a language tag such as en, fr-CA or zh-Hant (BCP 47)")
        raise wrong(sentence % told)
    if isinstance(column, columns.URLField):
        # Raises InvalidURL, a ValueError with its sentence.
        canonical_url(text)
        text = text.strip()
    if column.max_length and len(text) > column.max_length:
        told["count"] = len(text)
        raise wrong(_("is %(count)d characters long; the limit is %(most)d") % told)
    return text


def _date(value: Any) -> PartialDate:
    if isinstance(value, PartialDate):
        return value
    if value is not None and not isinstance(value, str):
        raise wrong("must be a date such as '2025-05-21', or null")
    return parse(value or "")


def _number(value: Any) -> Decimal | None:
    if value is None or isinstance(value, Decimal):
        return value
    if not isinstance(value, PlainScalar) or not _NUMBER.fullmatch(value):
        raise wrong("must be a number such as 175 or 17.5, without quotation marks")
    return shortest(Decimal(value))


def shortest(number: Decimal) -> Decimal:
    """The number without zeros behind its point, without exponent and without a minus at zero."""
    whole = number.to_integral_value()
    return whole + 0 if number == whole else number.normalize()


def _truth(value: Any) -> bool:
    if isinstance(value, bool):
        return value
    if not isinstance(value, PlainScalar) or value not in ("true", "false"):
        raise wrong("must be true or false")
    return value == "true"


def _moment(value: Any) -> datetime | None:
    if value is None or isinstance(value, datetime):
        return value
    try:
        moment = datetime.fromisoformat(value)
        if moment.tzinfo:
            return moment.astimezone(UTC)
    except (TypeError, ValueError, OverflowError):
        pass
    raise wrong("must be a moment with its time zone, such as '2025-05-21T14:30:00+00:00'")


_READERS: dict[type, Any] = {
    PartialDateField: _date,
    columns.DecimalField: _number,
    columns.BooleanField: _truth,
    columns.DateTimeField: _moment,
}


def _texts(column: Any, values: list[Any], once: bool) -> list[Any]:
    """A list of texts; with ``once`` each of them may stand there once."""
    for index, value in enumerate(values):
        if not isinstance(value, str):
            raise wrong("must not be null" if value is None else "must be a text", index)
        try:
            _text(column, value)
        except PydanticCustomError as error:
            raise wrong(error.message(), index) from None
        if once and value in values[:index]:
            raise wrong(f"“{value}” is given twice", index)
    return values


class RecordEntry(BaseModel):
    """One mapping of a file: an entry for a row of its ``model``."""

    model_config = ConfigDict(extra="forbid", arbitrary_types_allowed=True, populate_by_name=True)

    model: ClassVar[type[Model]]
    sparse: ClassVar[frozenset[str]] = frozenset()

    def plain(self) -> dict[str, Any]:
        """The entry as it is written: text, lists, mappings, Decimal, bool and None."""
        return {
            field.alias or name: _plain(getattr(self, name))
            for name, field in type(self).model_fields.items()
            if name not in self.sparse or getattr(self, name) != field.get_default()
        }

    @field_validator("*", mode="before")
    @classmethod
    def _as_its_column(cls, value: Any, info: ValidationInfo) -> Any:
        return cls.read(info.field_name or "", value)

    @classmethod
    def read(cls, key: str, value: Any) -> Any:
        """A value as its column holds it; one of another type than it should have is returned.

        Raises ValueError with a sentence: `wrong`, `InvalidDate` or `InvalidURL`.
        """
        annotation = cls.model_fields[key].annotation
        is_list = get_origin(annotation) is list
        if is_list and value is None:
            return []
        column = column_of(cls.model, key)
        if reader := _READERS.get(type(column)):
            return reader(value)
        if is_list and isinstance(value, list) and column is not None:
            return _texts(column, value, once=key in _EACH_ONCE)
        if is_list or not isinstance(value, str):
            return value
        if not value.strip() and type(None) in get_args(annotation):
            return None
        return _text(column, value)


def reason_of(error: Exception) -> str:
    """The sentence of an error that `RecordEntry.read` raises."""
    return error.message() if isinstance(error, PydanticCustomError) else str(error)


# Lists in which a text that stands twice is a slip; two authors may have one name.
_EACH_ONCE = frozenset(["aliases", "topics", "hosts", "formerly"])


@cache
def column_of(model: type[Model], key: str) -> Any:
    """The column that holds what stands under a key of an entry; None for entries within it.

    Of a reference, and of a list of names, it is the column by which the other row is named.
    """
    carried = _TABLES[model].carried(YAML)
    # Where the key is a word of Python ("from"), the entry has the name of the column.
    field = carried.get(key) or next(one for one in carried.values() if one.name == key)
    column: Any = model._meta.get_field(field.name)
    if field.of is not None:
        return None
    if field.shows:
        return column.related_model._meta.get_field(field.entry_by or field.shows[0])
    return getattr(column, "base_field", column)


def _plain(value: Any) -> Any:
    if isinstance(value, RecordEntry):
        return value.plain()
    if isinstance(value, PartialDate):
        return value.text or None
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, list):
        return [_plain(item) for item in value]
    return value


class RoleEntry(RecordEntry):
    """An office, with its first and last day as far as known."""

    model = models.Role
    sparse = frozenset({"title_fr", "country"})

    title: str
    title_fr: str | None = None
    organization: str | None = None
    country: str | None = None
    since: PartialDate = Field(PartialDate.unknown(), alias="from")
    until: PartialDate = Field(PartialDate.unknown(), alias="to")

    @model_validator(mode="after")
    def _in_order(self) -> "RoleEntry":
        if self.since.first and self.until.last and self.since.first > self.until.last:
            raise wrong(f"the office ends ({self.until}) before it begins ({self.since})", "to")
        return self


class SpeakerEntry(RecordEntry):
    """A person or an institution that said something."""

    model = models.Speaker
    sparse = frozenset({"kind", "name_fr", "party", "description"})

    slug: str
    kind: str = SpeakerKind.PERSON.value
    name: str
    name_fr: str | None = None
    sort_name: str
    aliases: list[str] = []
    country: str | None = None
    party: str | None = None
    description: str | None = None
    roles: list[RoleEntry] = []
    wikidata: str | None = None


class SourceEntry(RecordEntry):
    """One document of an outlet."""

    model = models.Source
    sparse = frozenset({"public_id", "archived_url", "archived_at", "primary", "derived_from"})

    id: str
    public_id: str | None = None
    url: str | None
    archived_url: str | None = None
    archived_at: datetime | None = None
    title: str | None = None
    outlet: str | None
    authors: list[str] = []
    published: PartialDate = PartialDate.unknown()
    language: str
    kind: str
    primary: bool = False
    wire: str | None = None
    derived_from: str | None = None

    @model_validator(mode="after")
    def _has_outlet(self) -> "SourceEntry":
        if self.outlet is None and self.url is None:
            raise wrong("a source without a URL needs its outlet", "outlet")
        return self


class FigureEntry(RecordEntry):
    """A number in a statement."""

    model = models.Figure
    sparse = frozenset({"as_of"})

    quantity: str
    low: Decimal | None = None
    high: Decimal | None = None
    bound: str
    unit: str
    as_of: PartialDate = PartialDate.unknown()

    @model_validator(mode="after")
    def _has_numbers_in_order(self) -> "FigureEntry":
        if self.low is None and self.high is None:
            raise wrong("a figure needs low, high or both", "low")
        if self.low is not None and self.high is not None and self.low > self.high:
            raise wrong(f"low ({self.low}) is greater than high ({self.high})", "low")
        return self


def _check_doubt(doubt: str | None, reason: str | None) -> None:
    if bool(doubt) != bool(reason):
        raise wrong(_("a doubt needs its reason, and a reason its doubt"), "doubt_reason")


class CitationEntry(RecordEntry):
    """How one source prints one statement."""

    model = models.Citation
    sparse = frozenset({"locator", "doubt", "doubt_reason"})

    source: str
    quoted: str | None
    kind: str
    via: str | None = None
    locator: str | None = None
    doubt: str | None = None
    doubt_reason: str | None = None

    @model_validator(mode="after")
    def _has_wording(self) -> "CitationEntry":
        if self.quoted is None and self.kind != Kind.PARAPHRASE:
            raise wrong(_("required for quotations"), "quoted")
        _check_doubt(self.doubt, self.doubt_reason)
        return self


class StatementEntry(RecordEntry):
    """One utterance by one speaker."""

    model = models.Statement
    sparse = frozenset({"public_id", "doubt", "doubt_reason"})

    id: str
    public_id: str | None = None
    speaker: str
    date: PartialDate
    date_basis: str | None = None
    place: str | None = None
    occasion: str | None = None
    kind: str
    language: str
    text: str
    topics: list[str] = []
    figures: list[FigureEntry] = []
    citations: list[CitationEntry]
    notes: str | None = None
    doubt: str | None = None
    doubt_reason: str | None = None

    @model_validator(mode="after")
    def _is_cited(self) -> "StatementEntry":
        if not self.citations:
            raise wrong("a statement needs at least one citation", "citations")
        _check_doubt(self.doubt, self.doubt_reason)
        return self


class TopicEntry(RecordEntry):
    """What statements are about: its names and description."""

    model = models.Topic
    sparse = frozenset({"name_fr", "description", "description_fr"})

    slug: str
    name: str
    name_fr: str | None = None
    description: str | None = None
    description_fr: str | None = None


def topic_name(slug: str) -> str:
    """What a topic is called that has no entry of its own."""
    words = slug.replace("-", " ").strip() or slug
    return words[:1].upper() + words[1:]


class OutletEntry(RecordEntry):
    """What is known of an outlet beyond the name that sources give it."""

    model = models.Outlet
    sparse = frozenset({"slug", "kind", "country", "hosts", "formerly"})

    name: str
    slug: str | None = None
    kind: str | None = None
    country: str | None = None
    hosts: list[str] = []
    formerly: list[str] = []

    @model_validator(mode="after")
    def _has_moved(self) -> "OutletEntry":
        if self.slug in self.formerly:
            raise wrong(f"“{self.slug}” is the slug that it has now", "formerly")
        return self


class RelationEntry(RecordEntry):
    """What one statement does to another, and why."""

    model = models.Relation

    from_statement: str = Field(alias="from")
    to_statement: str = Field(alias="to")
    kind: str
    reason: str

    @model_validator(mode="after")
    def _is_between_two(self) -> "RelationEntry":
        if self.from_statement == self.to_statement:
            raise wrong("a statement is not related to itself", "to")
        return self

    @property
    def name(self) -> str:
        """What tells it from others: the two statements, and what one does to the other."""
        return f"{self.from_statement} {self.kind} {self.to_statement}"


@dataclass
class ArchiveRecord:
    """A whole record, in the order of its files."""

    speakers: list[SpeakerEntry] = field(default_factory=list)
    sources: list[SourceEntry] = field(default_factory=list)
    statements: list[StatementEntry] = field(default_factory=list)
    topics: list[TopicEntry] = field(default_factory=list)
    outlets: list[OutletEntry] = field(default_factory=list)
    relations: list[RelationEntry] = field(default_factory=list)


@dataclass(frozen=True)
class RecordFile:
    """One file of a record: the part of it that it holds, its entries and how they are named.

    Entries without a ``key`` are not named by others.
    """

    part: str
    entry: type[RecordEntry]
    key: str = ""
    required: bool = True

    @property
    def name(self) -> str:
        return f"{self.part}.yaml"


FILES = (
    RecordFile("speakers", SpeakerEntry, "slug"),
    RecordFile("sources", SourceEntry, "id"),
    RecordFile("statements", StatementEntry, "id"),
    RecordFile("topics", TopicEntry, "slug", required=False),
    RecordFile("outlets", OutletEntry, "name", required=False),
    RecordFile("relations", RelationEntry, required=False),
)
