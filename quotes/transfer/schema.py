"""What the files of a record may say: keys, types and the rules within one entry.

The keys are those of the table of fields (`quotes.models.fields`); what a value may be is what its
column can hold, so that whatever the archive holds can be written and read again. docs/format.md
tells the rules to editors.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from decimal import Decimal
from functools import cache
from itertools import chain
from types import SimpleNamespace
from typing import Any, ClassVar, Self

from django.db import models as columns
from django.db.models import Model
from django.utils.translation import gettext as _

from quotes.addresses.canonical import host_of
from quotes.dates.partial import PartialDate, parse
from quotes.models import fields
from quotes.models.columns import PartialDateField, held_text
from quotes.models.fields import YAML, FieldTable
from quotes.models.fields import Field as TableField
from quotes.models.vocabulary import Kind
from quotes.transfer.yaml_document import Place, PlainScalar

_NUMBER = re.compile(r"-?[0-9]{1,14}(\.[0-9]{1,6})?")


class EntryMistake(ValueError):
    """A mistake in an entry; ``at`` leads to the value that is wrong, or to its key."""

    def __init__(self, message: str, *at: str | int, is_of_key: bool = False) -> None:
        super().__init__(message)
        self.at = at
        self.is_of_key = is_of_key


def _date(value: Any) -> PartialDate:
    if value is not None and not isinstance(value, str):
        raise EntryMistake("must be a date such as '2025-05-21', or null")
    return parse(value or "")


def _number(value: Any) -> Decimal | None:
    if value is None:
        return None
    if not isinstance(value, PlainScalar) or not _NUMBER.fullmatch(value):
        raise EntryMistake("must be a number such as 175 or 17.5, without quotation marks")
    return shortest(Decimal(value))


def shortest(number: Decimal) -> Decimal:
    """The number without zeros behind its point, without exponent and without a minus at zero."""
    whole = number.to_integral_value()
    return whole + 0 if number == whole else number.normalize()


def _truth(value: Any) -> bool:
    if not isinstance(value, PlainScalar) or value not in ("true", "false"):
        raise EntryMistake("must be true or false")
    return value == "true"


def _moment(value: Any) -> datetime | None:
    if value is None:
        return None
    try:
        moment = datetime.fromisoformat(value)
        if moment.tzinfo:
            return moment.astimezone(UTC)
    except (TypeError, ValueError, OverflowError):
        pass
    raise EntryMistake("must be a moment with its time zone, such as '2025-05-21T14:30:00+00:00'")


_READERS: dict[type, Any] = {
    PartialDateField: _date,
    columns.DecimalField: _number,
    columns.BooleanField: _truth,
    columns.DateTimeField: _moment,
}


# --- entries -------------------------------------------------------------------------------------


@dataclass(frozen=True)
class EntryKey:
    """One key of an entry, and the ``column`` that holds its value; None for ``inner`` entries.

    ``mark`` is what stands behind its name in `RecordEntry.keys`, ``refers_to`` the model of the
    rows that its values name.
    """

    mark: str
    column: Any
    inner: "type[RecordEntry] | None"
    refers_to: type[Model] | None
    is_list: bool

    @property
    def default(self) -> Any:
        """What it is where it is not given. A list is made anew each time."""
        if self.is_list:
            return []
        if isinstance(self.column, PartialDateField):
            return PartialDate.unknown()
        told = self.column.default
        return None if callable(told) or self.mark != "?" else told

    @property
    def may_be_null(self) -> bool:
        return self.mark != "!" and self.default is None

    def read(self, value: Any, mistakes: list[EntryMistake], at: Place) -> Any:
        """A value as its column holds it; what it cannot hold adds to the ``mistakes``."""
        if not self.is_list:
            return self._read_one(value, mistakes, at)
        if value is not None and not isinstance(value, list):
            mistakes.append(EntryMistake("must be a list", *at))
            return []
        held: list[Any] = []
        for index, one in enumerate(value or ()):
            held.append(self._read_one(one, mistakes, (*at, index)))
            # Two authors may have one name; elsewhere a text that stands twice is a slip.
            may_repeat = self.inner or self.column.name == "authors"
            if not may_repeat and held[-1] is not None and held[-1] in held[:-1]:
                mistakes.append(EntryMistake(f"“{one}” is given twice", *at, index))
        return held

    def _read_one(self, value: Any, mistakes: list[EntryMistake], at: Place) -> Any:
        if self.inner:
            return self.inner.read_all(value, mistakes, at)
        try:
            return _READERS.get(type(self.column), self._text)(value)
        except ValueError as error:
            mistakes.append(EntryMistake(str(error), *at))

    def _text(self, value: Any) -> str | None:
        if self.may_be_null and (value is None or (isinstance(value, str) and not value.strip())):
            return None
        if not isinstance(value, str):
            raise EntryMistake("must not be null" if value is None else "must be a text")
        return held_text(self.column, value)


class RecordEntry(SimpleNamespace):
    """One mapping of a file: an entry for a row of the model of its ``table``.

    ``keys`` are those of the table in the order in which they are written. One with ``!`` must be
    given, one with ``*`` as well but may be null, and one with ``?`` is written only where it says
    something. The first of them is ``named_by``, which others name the entry by if it ``is_named``.

    ``part`` is the part of a record that holds such entries, and their file; empty for those
    that stand within others. One that is not ``is_required`` is of what needs no entry to be named.
    """

    table: ClassVar[FieldTable]
    keys: ClassVar[str]
    part: ClassVar[str] = ""
    named_by: ClassVar[str]
    is_named: ClassVar[bool] = True
    is_required: ClassVar[bool] = True

    def __init_subclass__(cls) -> None:
        cls.named_by = cls.keys.split()[0].rstrip("!*?")

    def __init__(self, **values: Any) -> None:
        keys = self.by_key()
        if unknown := values.keys() - keys.keys():
            raise TypeError(f"{type(self).__name__} has no {', '.join(sorted(unknown))}")
        super().__init__(**{name: key.default for name, key in keys.items()} | values)

    @classmethod
    @cache
    def by_key(cls) -> dict[str, EntryKey]:
        """What is known of each key, in their order."""
        fields = cls.table.carried(YAML)
        marked = [(word.rstrip("!*?"), word[-1]) for word in cls.keys.split()]
        return {name: _entry_key(cls.table.model, fields[name], mark) for name, mark in marked}

    @classmethod
    def read(cls, key: str, value: Any) -> Any:
        """A value as its column holds it. Raises `EntryMistake`."""
        mistakes: list[EntryMistake] = []
        held = cls.by_key()[key].read(value, mistakes, ())
        if mistakes:
            raise mistakes[0]
        return held

    @classmethod
    def read_all(cls, told: Any, mistakes: list[EntryMistake], at: Place = ()) -> Self | None:
        """The entry that a mapping tells; None where that adds to the ``mistakes``."""
        if not isinstance(told, dict):
            mistakes.append(EntryMistake("must be keys with their values", *at))
            return None
        keys, before = cls.by_key(), len(mistakes)
        missing = [name for name, key in keys.items() if key.mark in "!*" and name not in told]
        wrong = {name: f"unknown key “{name}”" for name in told if name not in keys}
        wrong |= {name: f"the key “{name}” is missing" for name in missing}
        for name, message in wrong.items():
            mistakes.append(EntryMistake(message, *at, name, is_of_key=True))
        given = [name for name in keys if name in told]
        entry = cls(**{name: keys[name].read(told[name], mistakes, (*at, name)) for name in given})
        if len(mistakes) == before:
            try:
                entry.check()
                return entry
            except EntryMistake as mistake:
                mistakes.append(EntryMistake(str(mistake), *at, *mistake.at))
        return None

    @property
    def known_as(self) -> str:
        """The name that a record knows the entry by."""
        return str(vars(self)[self.named_by])

    @classmethod
    def only_named(cls, name: str) -> Self:
        """The entry of what has none of its own and that others name."""
        return cls(**{cls.named_by: name})

    def check(self) -> None:
        """Raise `EntryMistake` where values do not go together."""

    def references(self, at: Place = ()) -> Iterator[tuple[Place, type[Model], str]]:
        """Where the entry names rows, of which model, and their names."""
        for name, key in self.by_key().items():
            value = vars(self)[name]
            values = enumerate(value) if key.is_list else [(None, value)]
            for index, one in values:
                place = (*at, name) if index is None else (*at, name, index)
                if key.inner:
                    yield from one.references(place)
                elif key.refers_to and one:
                    yield place, key.refers_to, one

    def plain(self) -> dict[str, Any]:
        """The entry as it is written: text, lists, mappings, Decimal, bool and None."""
        return {
            name: _plain(value)
            for name, key in self.by_key().items()
            if (value := vars(self)[name]) != key.default or key.mark != "?"
        }

    def but(self, **values: Any) -> Self:
        """The entry with other values."""
        return type(self)(**vars(self) | values)


def _entry_key(model: type[Model], field: TableField, mark: str) -> EntryKey:
    """Of a reference, and of a list of names, the column is the one that names the other row."""
    column: Any = model._meta.get_field(field.name)
    if field.of is not None:
        return EntryKey(mark, None, ENTRIES[field.of.model], None, is_list=True)
    is_list = field.rows is not None or hasattr(column, "base_field")
    refers_to = column.related_model if column.many_to_one or column.many_to_many else None
    if field.shows:
        column = column.related_model._meta.get_field(field.names_by)
    return EntryKey(mark, getattr(column, "base_field", column), None, refers_to, is_list)


def _plain(value: Any) -> Any:
    if isinstance(value, RecordEntry):
        return value.plain()
    if isinstance(value, PartialDate):
        return value.text or None
    if isinstance(value, datetime):
        return value.isoformat()
    return [_plain(item) for item in value] if isinstance(value, list) else value


class RoleEntry(RecordEntry):
    """An office, with its first and last day as far as known."""

    table = fields.ROLE
    keys = "title! title_fr? organization organization_fr? country? from to"

    def check(self) -> None:
        since, until = vars(self)["from"], self.to
        if since.first and until.last and since.first > until.last:
            raise EntryMistake(f"the office ends ({until}) before it begins ({since})", "to")


class SpeakerEntry(RecordEntry):
    """A person or an institution that said something."""

    table = fields.SPEAKER
    part = "speakers"
    keys = (
        "slug! kind? name! name_fr? sort_name! aliases country party? party_fr? description?"
        " roles wikidata"
    )


class SourceEntry(RecordEntry):
    """One document of an outlet."""

    table = fields.SOURCE
    part = "sources"
    keys = (
        "id! public_id? url* archived_url? archived_at? title outlet* authors published language! "
        "kind! primary? wire derived_from?"
    )

    def check(self) -> None:
        if self.outlet is None and self.url is None:
            raise EntryMistake("a source without a URL needs its outlet", "outlet")

    def with_outlet(self) -> Self:
        """The entry with its outlet: one that nobody knows is named after its host."""
        return self.but(outlet=self.outlet or host_of(self.url or "")[:200])


class FigureEntry(RecordEntry):
    """A number in a statement."""

    table = fields.FIGURE
    keys = "quantity! low high bound! unit! as_of?"

    def check(self) -> None:
        if self.low is None and self.high is None:
            raise EntryMistake("a figure needs low, high or both", "low")
        if self.low is not None and self.high is not None and self.low > self.high:
            raise EntryMistake(f"low ({self.low}) is greater than high ({self.high})", "low")


def _check_doubt(entry: RecordEntry) -> None:
    if bool(entry.doubt) != bool(entry.doubt_reason):
        raise EntryMistake(_("a doubt needs its reason, and a reason its doubt"), "doubt_reason")


class CitationEntry(RecordEntry):
    """How one source prints one statement."""

    table = fields.CITATION
    keys = "source! quoted* kind! via locator? doubt? doubt_reason?"

    def check(self) -> None:
        if self.quoted is None and self.kind != Kind.PARAPHRASE:
            raise EntryMistake(_("needed for a quotation; only a paraphrase has none"), "quoted")
        _check_doubt(self)


class StatementEntry(RecordEntry):
    """One utterance by one speaker."""

    table = fields.STATEMENT
    part = "statements"
    keys = (
        "id! public_id? speaker! date* date_basis place occasion kind! language! text! topics "
        "figures citations! notes doubt? doubt_reason? reply? reply_by?"
    )

    def check(self) -> None:
        _check_doubt(self)
        if bool(self.reply) != bool(self.reply_by):
            raise EntryMistake(_("a reply names who signed it: both or neither"), "reply_by")
        if not self.citations:
            raise EntryMistake("a statement needs at least one citation", "citations")


class TopicEntry(RecordEntry):
    """What statements are about: its names and description."""

    table = fields.TOPIC
    part = "topics"
    is_required = False
    keys = "slug! name! name_fr? description? description_fr?"

    @classmethod
    def only_named(cls, name: str) -> Self:
        words = name.replace("-", " ").strip() or name
        return cls(slug=name, name=words[:1].upper() + words[1:])


class OutletEntry(RecordEntry):
    """What is known of an outlet beyond the name that sources give it."""

    table = fields.OUTLET
    part = "outlets"
    is_required = False
    keys = "name! slug? kind? country? hosts? aliases? formerly?"

    def check(self) -> None:
        if self.slug in self.formerly:
            raise EntryMistake(f"“{self.slug}” is the slug that it has now", "formerly")


class RelationEntry(RecordEntry):
    """What one statement does to another, and why."""

    table = fields.RELATION
    part = "relations"
    keys = "from! to! kind! reason!"
    is_named = is_required = False

    def check(self) -> None:
        if vars(self)["from"] == self.to:
            raise EntryMistake("a statement is not related to itself", "to")

    @property
    def ends(self) -> tuple[str, str]:
        """The two statements, by their names."""
        return vars(self)["from"], self.to

    @property
    def known_as(self) -> str:
        """The two statements, and what one does to the other."""
        return f"{vars(self)['from']} {self.kind} {self.to}"


# What kind of entry a row of a model is.
ENTRIES = {entry.table.model: entry for entry in RecordEntry.__subclasses__()}


@dataclass
class ArchiveRecord:
    """A whole record, in the order of its files."""

    speakers: list[SpeakerEntry] = field(default_factory=list)
    sources: list[SourceEntry] = field(default_factory=list)
    statements: list[StatementEntry] = field(default_factory=list)
    topics: list[TopicEntry] = field(default_factory=list)
    outlets: list[OutletEntry] = field(default_factory=list)
    relations: list[RelationEntry] = field(default_factory=list)

    def named(self, model: type[Model]) -> set[str]:
        """The names of all rows of a model that an entry names."""
        entries = chain.from_iterable(vars(self).values())
        references = chain.from_iterable(entry.references() for entry in entries)
        return {name for _place, of, name in references if of is model}


# The parts of a record in the order of `ArchiveRecord`, and in that in which they are written, so
# that what an entry names is there before it.
PARTS = (SpeakerEntry, SourceEntry, StatementEntry, TopicEntry, OutletEntry, RelationEntry)
BY_REFERENCE = (*PARTS[3:5], *PARTS[:3], *PARTS[5:])


def file_of(kind: type[RecordEntry]) -> str:
    """The name of the file that holds the entries of a kind."""
    return f"{kind.part}.yaml"
