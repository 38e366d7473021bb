"""What the files of a record may say: keys, types and the rules within one entry.

The fields stand in the order in which they are written. ``sparse`` names those that are written
only where they differ from their default. The rules are those of the tables, so that whatever the
archive holds can be written and read again; docs/format.md tells them to editors.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from decimal import Decimal
from typing import Annotated, Any, ClassVar

from django.db.models import TextChoices
from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    PlainValidator,
    model_validator,
)
from pydantic_core import PydanticCustomError

from quotes.addresses import public_ids
from quotes.addresses.canonical import canonical_url
from quotes.dates.partial import PartialDate, parse
from quotes.models.columns import SLUG
from quotes.models.vocabulary import Bound, Kind, OutletKind, SourceKind, SpeakerKind
from quotes.text.characters import is_storable
from quotes.text.languages import is_language_tag
from quotes.transfer.yaml_document import PlainScalar

_NUMBER = re.compile(r"-?[0-9]{1,14}(\.[0-9]{1,6})?")


def wrong(message: str, *at: str | int) -> PydanticCustomError:
    """A mistake in an entry; ``at`` leads on to the value that is wrong."""
    # As a value, because in the template itself pydantic would read braces.
    return PydanticCustomError("rule", "{message}", {"message": message, "at": at})


def _rule(check: Callable[[Any], Any]) -> AfterValidator:
    """A check of what is known; null passes."""
    return AfterValidator(lambda value: value if value is None else check(value))


def _at_most(length: int) -> AfterValidator:
    def check(text: str) -> str:
        if len(text) > length:
            raise wrong(f"has {len(text)} characters; at most {length} fit")
        return text

    return _rule(check)


def _matching(pattern: str, message: str) -> AfterValidator:
    compiled = re.compile(pattern)

    def check(text: str) -> str:
        if not compiled.fullmatch(text):
            raise wrong(f"“{text}” {message}")
        return text

    return _rule(check)


def _word_of(choices: type[TextChoices]) -> AfterValidator:
    def check(text: str) -> str:
        if text not in choices.values:
            raise wrong(f"“{text}” is not one of {', '.join(choices.values)}")
        return text

    return _rule(check)


def _storable(text: str) -> str:
    """PostgreSQL has no place for U+0000, nor UTF-8 for half of a surrogate pair."""
    if not is_storable(text):
        raise wrong("a text cannot hold U+0000 or a lone surrogate")
    return text


def _not_blank(text: str) -> str:
    if not text.strip():
        raise wrong("must not be blank")
    return text


def _canonical(text: str) -> str:
    # Raises InvalidURL, a ValueError with its sentence.
    canonical_url(text)
    return text.strip()


def _language(text: str) -> str:
    if not is_language_tag(text):
        raise wrong(f"“{text}” is not a language tag such as en, fr-CA or zh-Hant (BCP 47)")
    return text


def _each_once(values: list[str]) -> list[str]:
    for index, value in enumerate(values):
        if value in values[:index]:
            raise wrong(f"“{value}” is given twice", index)
    return values


def _unknown_if_blank(value: Any) -> Any:
    return None if isinstance(value, str) and not value.strip() else value


def _nothing_if_null(value: Any) -> Any:
    return [] if value is None else value


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


Text = Annotated[str, _rule(_storable), _rule(_not_blank)]
OptionalText = Annotated[str | None, BeforeValidator(_unknown_if_blank), _rule(_storable)]
Short = Annotated[Text, _at_most(200)]
OptionalShort = Annotated[OptionalText, _at_most(200)]
_fits_address = _matching(SLUG, "is not fit for an address: no blanks, slashes, ? or #")
Address = Annotated[Text, _fits_address]
Slug = Annotated[Address, _at_most(120)]
LongSlug = Annotated[Address, _at_most(160)]
TopicSlug = Annotated[Address, _at_most(80)]
Country = Annotated[
    OptionalText, _matching(r"^[A-Z]{2}$", "is not a country such as CA (ISO 3166-1 alpha-2)")
]
Wikidata = Annotated[
    OptionalText,
    _matching(r"^Q[1-9][0-9]*$", "is not a Wikidata item such as Q12345"),
    _at_most(20),
]
PublicId = Annotated[
    OptionalText,
    _matching(
        public_ids.PATTERN,
        f"is not a public id: five or more characters of {public_ids.ALPHABET}",
    ),
    _at_most(16),
]
Language = Annotated[Text, _rule(_language), _at_most(35)]
URL = Annotated[OptionalText, _rule(_canonical)]
EDTF = Annotated[PartialDate, PlainValidator(_date)]
Number = Annotated[Decimal | None, PlainValidator(_number)]
Truth = Annotated[bool, PlainValidator(_truth)]
Moment = Annotated[datetime | None, PlainValidator(_moment)]
KindWord = Annotated[Text, _word_of(Kind)]
_Listed = BeforeValidator(_nothing_if_null)
_Once = AfterValidator(_each_once)


class RecordEntry(BaseModel):
    """One mapping of a file."""

    model_config = ConfigDict(extra="forbid", arbitrary_types_allowed=True, populate_by_name=True)

    sparse: ClassVar[frozenset[str]] = frozenset()

    def plain(self) -> dict[str, Any]:
        """The entry as it is written: text, lists, mappings, Decimal, bool and None."""
        return {
            field.alias or name: _plain(getattr(self, name))
            for name, field in type(self).model_fields.items()
            if name not in self.sparse or getattr(self, name) != field.get_default()
        }


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

    sparse = frozenset({"title_fr", "country"})

    title: Short
    title_fr: OptionalShort = None
    organization: OptionalShort = None
    country: Country = None
    since: EDTF = Field(PartialDate.unknown(), alias="from")
    until: EDTF = Field(PartialDate.unknown(), alias="to")

    @model_validator(mode="after")
    def _in_order(self) -> "RoleEntry":
        if self.since.first and self.until.last and self.since.first > self.until.last:
            raise wrong(f"the office ends ({self.until}) before it begins ({self.since})", "to")
        return self


class SpeakerEntry(RecordEntry):
    """A person or an institution that said something."""

    sparse = frozenset({"kind", "name_fr", "party", "description"})

    slug: Slug
    kind: Annotated[Text, _word_of(SpeakerKind)] = SpeakerKind.PERSON.value
    name: Short
    name_fr: OptionalShort = None
    sort_name: Short
    aliases: Annotated[list[Short], _Listed, _Once] = []
    country: Country = None
    party: Annotated[OptionalText, _at_most(120)] = None
    description: OptionalText = None
    roles: Annotated[list[RoleEntry], _Listed] = []
    wikidata: Wikidata = None


class SourceEntry(RecordEntry):
    """One document of an outlet."""

    sparse = frozenset({"public_id", "archived_url", "archived_at", "primary", "derived_from"})

    id: LongSlug
    public_id: PublicId = None
    url: URL
    archived_url: URL = None
    archived_at: Moment = None
    title: OptionalText = None
    outlet: OptionalShort
    authors: Annotated[list[Short], _Listed] = []
    published: EDTF = PartialDate.unknown()
    language: Language
    kind: Annotated[Text, _word_of(SourceKind)]
    primary: Truth = False
    wire: OptionalShort = None
    derived_from: OptionalText = None

    @model_validator(mode="after")
    def _has_outlet(self) -> "SourceEntry":
        if self.outlet is None and self.url is None:
            raise wrong("a source without a URL needs its outlet", "outlet")
        return self


class FigureEntry(RecordEntry):
    """A number in a statement."""

    sparse = frozenset({"as_of"})

    quantity: TopicSlug
    low: Number = None
    high: Number = None
    bound: Annotated[Text, _word_of(Bound)]
    unit: Annotated[Text, _at_most(40)]
    as_of: EDTF = PartialDate.unknown()

    @model_validator(mode="after")
    def _has_numbers_in_order(self) -> "FigureEntry":
        if self.low is None and self.high is None:
            raise wrong("a figure needs low, high or both", "low")
        if self.low is not None and self.high is not None and self.low > self.high:
            raise wrong(f"low ({self.low}) is greater than high ({self.high})", "low")
        return self


class CitationEntry(RecordEntry):
    """How one source prints one statement."""

    sparse = frozenset({"locator"})

    source: LongSlug
    quoted: OptionalText
    kind: KindWord
    via: OptionalShort = None
    locator: Annotated[OptionalText, _at_most(120)] = None

    @model_validator(mode="after")
    def _has_wording(self) -> "CitationEntry":
        if self.quoted is None and self.kind != Kind.PARAPHRASE:
            raise wrong("only a paraphrase may lack its wording", "quoted")
        return self


class StatementEntry(RecordEntry):
    """One utterance by one speaker."""

    sparse = frozenset({"public_id"})

    id: LongSlug
    public_id: PublicId = None
    speaker: Slug
    date: EDTF
    date_basis: OptionalText = None
    place: OptionalShort = None
    occasion: Annotated[OptionalText, _at_most(300)] = None
    kind: KindWord
    language: Language
    text: Text
    topics: Annotated[list[TopicSlug], _Listed, _Once] = []
    figures: Annotated[list[FigureEntry], _Listed] = []
    citations: Annotated[list[CitationEntry], _Listed]
    notes: OptionalText = None

    @model_validator(mode="after")
    def _is_cited(self) -> "StatementEntry":
        if not self.citations:
            raise wrong("a statement needs at least one citation", "citations")
        return self


class TopicEntry(RecordEntry):
    """What statements are about: its names and description."""

    sparse = frozenset({"name_fr", "description"})

    slug: TopicSlug
    name: Annotated[Text, _at_most(120)]
    name_fr: Annotated[OptionalText, _at_most(120)] = None
    description: OptionalText = None


def topic_name(slug: str) -> str:
    """What a topic is called that has no entry of its own."""
    words = slug.replace("-", " ").strip() or slug
    return words[:1].upper() + words[1:]


class OutletEntry(RecordEntry):
    """What is known of an outlet beyond the name that sources give it."""

    sparse = frozenset({"slug", "kind", "country", "hosts"})

    name: Short
    slug: Annotated[OptionalText, _fits_address, _at_most(120)] = None
    kind: Annotated[OptionalText, _word_of(OutletKind)] = None
    country: Country = None
    hosts: Annotated[list[Annotated[Text, _at_most(253)]], _Listed, _Once] = []


@dataclass
class ArchiveRecord:
    """A whole record, in the order of its files."""

    speakers: list[SpeakerEntry] = field(default_factory=list)
    sources: list[SourceEntry] = field(default_factory=list)
    statements: list[StatementEntry] = field(default_factory=list)
    topics: list[TopicEntry] = field(default_factory=list)
    outlets: list[OutletEntry] = field(default_factory=list)


@dataclass(frozen=True)
class RecordFile:
    """One file of a record: the part of it that it holds, its entries and how they are named."""

    part: str
    entry: type[RecordEntry]
    key: str
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
)
