"""The columns of the record, one row each: what a column is called, and which formats carry it.

Snapshots of revisions, the texts of corrections, JSON, CSV, the YAML of a record, the import of
sheets and the resources of the API are made from these tables, and the column lists of the triggers
are held against them (tests/test_fields.py). A column that is in no row stays inside; its table
then says why. docs/adding.md shows what else a new column takes.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from functools import cached_property
from typing import Any

from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from quotes.dates.partial import PartialDate
from quotes.models.people import Alias, Role, Speaker
from quotes.models.sources import Outlet, Source
from quotes.models.statements import (
    Citation,
    Figure,
    Occasion,
    Relation,
    Statement,
    StatementTopic,
    Topic,
    plain_number,
)


class FieldFormat(StrEnum):
    """The formats that carry columns: revisions, exports, files of a record, an imported sheet.

    RESOURCE is what an official, an office, a source, an outlet, a topic or an occasion is by
    itself in the API. A statement and its parts are there what they are in JSON.
    """

    SNAPSHOT = "snapshot"
    JSON = "json"
    CSV = "csv"
    YAML = "yaml"
    SHEET = "sheet"
    RESOURCE = "resource"


SNAPSHOT, JSON, CSV, YAML, SHEET, RESOURCE = FieldFormat
EVERYWHERE = (SNAPSHOT, JSON, CSV, YAML, SHEET)

# Of a column that every snapshot has.
ALWAYS: Any = object()


@dataclass(frozen=True, slots=True)
class Field:
    """One column, or one value that is worked out for a row.

    ``keys`` is what each format calls it; a format without a key does not carry it. ``label`` is
    what a reader calls it within a sentence on what changed ("the place"), ``change`` the kind of
    correction it belongs to, and ``rank`` its place in such a sentence, the lowest first.

    Of a reference, ``shows`` are the columns of the other row that stand for it, ``entry_by`` the
    one that does so in YAML, where it is not the first of them, and ``links_by`` those that do so
    in a resource; ``beside`` is the table of the other row where its own columns stand beside. Of a
    list, ``rows`` gives the rows in their order, and ``of`` the table of each.

    ``if_absent`` is what is true of a snapshot from before the column was public. A row within a
    list has no key for it in a snapshot as long as it is that, since lists are compared whole.
    """

    name: str
    keys: Mapping[FieldFormat, str]
    label: Promise | str = ""
    change: str = "other"
    rank: int = 9
    shows: tuple[str, ...] = ()
    entry_by: str = ""
    links_by: tuple[str, ...] = ()
    beside: "FieldTable | None" = None
    rows: Callable[[Any], Iterable[Any]] | None = None
    of: "FieldTable | None" = None
    is_derived: bool = False
    if_absent: Any = ALWAYS

    @property
    def names_by(self) -> str:
        """The column by which an entry names the other row; ``""`` of what is no reference."""
        return self.entry_by or next(iter(self.shows), "")

    def public(self, row: Any, format: FieldFormat) -> Any:
        """The value as JSON has it: text, number, truth, list, object or null."""
        if self.rows is not None:
            return [self._of_other(one, format) for one in self.rows(row)]
        value = getattr(row, self.name)
        return self._of_other(value, format) if self.shows else plain(value)

    def entry(self, row: Any) -> Any:
        """The value as an entry of YAML has it; None where nothing is known.

        Of a list of rows that have a table of their own, the rows.
        """
        by = self.names_by
        if self.rows is not None:
            return [one if self.of else getattr(one, by) for one in self.rows(row)]
        value = getattr(row, self.name)
        if by and value is not None:
            value = getattr(value, by)
        return None if isinstance(value, str) and not value.strip() else value

    def _of_other(self, other: Any, format: FieldFormat) -> Any:
        """The value for another row: by its own table, one of its columns, or several by name."""
        if self.of is not None:
            return self.of.public(other, format)
        if other is None:
            return ""
        shows = self.shown_in(format)
        if len(shows) == 1:
            return plain(getattr(other, shows[0]))
        return {name: plain(getattr(other, name)) for name in shows}

    def shown_in(self, format: FieldFormat) -> tuple[str, ...]:
        """The columns that stand for the other row in a format."""
        return self.links_by if format is RESOURCE and self.links_by else self.shows


def plain(value: Any) -> Any:
    """A value of a column as JSON writes it: a partial date as EDTF, a decimal as a number."""
    if isinstance(value, PartialDate):
        return value.text
    return plain_number(value) if isinstance(value, Decimal) else value


@dataclass(frozen=True, eq=False)
class FieldTable:
    """The fields of a model in the order of JSON and CSV.

    ``internal`` says of each column that no format carries why that is so. ``belongs_by`` are the
    columns that tie a row to what it is a part of, and say where in it the row stands.
    """

    model: type[models.Model]
    fields: tuple[Field, ...]
    internal: Mapping[str, str] = field(default_factory=dict)
    belongs_by: tuple[str, ...] = ()

    def carried(self, format: FieldFormat) -> Mapping[str, Field]:
        """The fields that a format carries, by the key that it has for each, in order."""
        return self._carried[format]

    @cached_property
    def _carried(self) -> dict[FieldFormat, dict[str, Field]]:
        return {
            format: {one.keys[format]: one for one in self.fields if format in one.keys}
            for format in FieldFormat
        }

    def public(self, row: Any, format: FieldFormat) -> dict[str, Any]:
        """The values of a row that a format carries, as JSON has them."""
        made = {}
        for key, one in self.carried(format).items():
            value = one.public(row, format)
            if format is SNAPSHOT and self.belongs_by and value == one.if_absent:
                continue
            made[key] = value
            if one.beside is not None:
                made |= one.beside.public(getattr(row, one.name), format)
        return made


def _field(
    name: str,
    formats: tuple[FieldFormat, ...],
    label: Promise | str = "",
    *,
    json: str = "",
    csv: str = "",
    yaml: str = "",
    sheet: str = "",
    resource: str = "",
    **more: Any,
) -> Field:
    """A field that these formats carry, by its own name unless they have another for it."""
    named = {JSON: json, CSV: csv, YAML: yaml, SHEET: sheet, RESOURCE: resource}
    named[SNAPSHOT] = json
    return Field(name, {format: named[format] or name for format in formats}, label, **more)


def _derived(name: str, formats: tuple[FieldFormat, ...], label: Any = "", **more: Any) -> Field:
    """A value that is worked out for a row."""
    return _field(name, formats, label, is_derived=True, **more)


_RECORD = (YAML,)
_PUBLIC_RECORD = (YAML, RESOURCE)
_PUBLISHED = (SNAPSHOT, JSON, CSV)
_EXPORTED = (JSON, CSV)

TOPIC = FieldTable(
    Topic,
    (
        _field("slug", _PUBLIC_RECORD),
        _field("name", _PUBLIC_RECORD),
        _field("name_fr", _PUBLIC_RECORD),
        _field("description", _PUBLIC_RECORD),
        _field("description_fr", _PUBLIC_RECORD),
    ),
)

OUTLET = FieldTable(
    Outlet,
    (
        _field("name", _PUBLIC_RECORD),
        _field("slug", _PUBLIC_RECORD),
        _field("kind", _PUBLIC_RECORD),
        _field("country", _PUBLIC_RECORD),
        _field("hosts", _RECORD),
        _field("aliases", _RECORD),
        _field(
            "redirects",
            _RECORD,
            yaml="formerly",
            rows=lambda row: sorted(row.redirects.all(), key=lambda one: one.old),
            shows=("old",),
        ),
    ),
)

OCCASION = FieldTable(
    Occasion,
    (
        _field("slug", (RESOURCE,)),
        _field("name", (RESOURCE,)),
        _field("name_fr", (RESOURCE,)),
        _field("place", (RESOURCE,)),
        _field("date", (RESOURCE,)),
        _field("url", (RESOURCE,)),
    ),
)

ROLE = FieldTable(
    Role,
    (
        _field("title", (SNAPSHOT, YAML, RESOURCE)),
        _field("title_fr", (SNAPSHOT, YAML, RESOURCE)),
        _field("organization", (SNAPSHOT, YAML, RESOURCE)),
        _field("organization_fr", (SNAPSHOT, YAML, RESOURCE), if_absent=""),
        _field("country", (SNAPSHOT, YAML, RESOURCE)),
        _field("since", (SNAPSHOT, YAML, RESOURCE), yaml="from"),
        _field("until", (SNAPSHOT, YAML, RESOURCE), yaml="to"),
    ),
    belongs_by=("speaker",),
)

ALIAS = FieldTable(
    Alias,
    (),
    internal={
        "name": "goes out with the official, as one of the aliases",
        "language": "of the editors' work: the language in which a source has printed the name",
    },
    belongs_by=("speaker",),
)

SPEAKER = FieldTable(
    Speaker,
    (
        _field("slug", _PUBLIC_RECORD),
        _field("kind", _PUBLIC_RECORD),
        _field("name", (SNAPSHOT, YAML, RESOURCE), _("the name"), rank=1),
        _field("name_fr", (SNAPSHOT, YAML, RESOURCE), _("the name in French"), rank=2),
        _field("sort_name", _PUBLIC_RECORD),
        _field("aliases", _PUBLIC_RECORD, rows=lambda row: row.aliases.all(), shows=("name",)),
        _field("country", _PUBLIC_RECORD),
        _field("party", _PUBLIC_RECORD),
        _field("party_fr", _PUBLIC_RECORD),
        _field("description", _PUBLIC_RECORD),
        _field(
            "roles",
            (SNAPSHOT, YAML, RESOURCE),
            _("the offices"),
            rank=3,
            resource="offices",
            rows=lambda row: row.roles.all(),
            of=ROLE,
        ),
        _field("wikidata", _PUBLIC_RECORD),
    ),
)

# What JSON, CSV and snapshots carry of a source stands within each of its citations.
SOURCE = FieldTable(
    Source,
    (
        _field("slug", _RECORD, yaml="id"),
        _field("public_id", _PUBLIC_RECORD),
        _field("url", (*_PUBLISHED, *_PUBLIC_RECORD), csv="source_url"),
        _field("archived_url", (*_EXPORTED, *_PUBLIC_RECORD)),
        _field("archived_at", _PUBLIC_RECORD),
        _field("title", (*_EXPORTED, *_PUBLIC_RECORD), csv="source_title"),
        _field(
            "outlet",
            (*_PUBLISHED, *_PUBLIC_RECORD),
            shows=("name",),
            links_by=("slug", "name"),
        ),
        _field("published", (*_PUBLISHED, *_PUBLIC_RECORD), csv="source_published"),
        _field("authors", (*_EXPORTED, *_PUBLIC_RECORD), csv="source_authors"),
        _field("language", (*_EXPORTED, *_PUBLIC_RECORD), csv="source_language"),
        _field(
            "kind",
            (*_EXPORTED, *_PUBLIC_RECORD),
            json="source_kind",
            csv="source_kind",
        ),
        _field("is_primary", _PUBLIC_RECORD, yaml="primary", resource="primary"),
        _field("wire", _PUBLIC_RECORD, shows=("name",)),
        _field("derived_from", _PUBLIC_RECORD, shows=("slug",), links_by=("public_id",)),
    ),
    internal={"canonical_url": "worked out from the URL whenever a source is saved"},
)

FIGURE = FieldTable(
    Figure,
    (
        _field("quantity", (SNAPSHOT, JSON, YAML)),
        _field("low", (SNAPSHOT, JSON, YAML)),
        _field("high", (SNAPSHOT, JSON, YAML)),
        _field("bound", (SNAPSHOT, JSON, YAML)),
        _field("unit", (SNAPSHOT, JSON, YAML)),
        _field("as_of", (SNAPSHOT, JSON, YAML)),
    ),
    belongs_by=("statement",),
)

CITATION = FieldTable(
    Citation,
    (
        _field("source", EVERYWHERE, shows=("public_id",), entry_by="slug", beside=SOURCE),
        _field("kind", EVERYWHERE, csv="citation_kind", sheet="citation_kind"),
        _field("wording", EVERYWHERE, yaml="quoted"),
        _field("via", EVERYWHERE, shows=("name",)),
        _field("locator", EVERYWHERE),
        _field("doubt", EVERYWHERE, csv="citation_doubt", sheet="citation_doubt", if_absent=""),
        _field(
            "doubt_reason",
            EVERYWHERE,
            csv="citation_doubt_reason",
            sheet="citation_doubt_reason",
            if_absent="",
        ),
        _field("check_state", _EXPORTED, json="check", csv="check"),
        _field("checked_at", _EXPORTED),
        _field("caution", _EXPORTED),
        _field("credited_to", _EXPORTED),
    ),
    internal={
        "capture": "the text of a source is never public",
        "start": "in Web Annotations alone",
        "end": "in Web Annotations alone",
        "prefix": "in Web Annotations and links alone",
        "suffix": "in Web Annotations and links alone",
        "watch": "on pages alone: it is of today",
        "watched_at": "on pages alone: it is of today",
    },
    belongs_by=("statement", "position"),
)

STATEMENT_TOPIC = FieldTable(StatementTopic, (), belongs_by=("statement", "topic", "position"))

RELATION = FieldTable(
    Relation,
    (
        _field(
            "from_statement",
            (SNAPSHOT, JSON, YAML),
            json="from",
            yaml="from",
            shows=("public_id",),
            entry_by="slug",
        ),
        _field("kind", (SNAPSHOT, JSON, YAML)),
        _field(
            "to_statement",
            (SNAPSHOT, JSON, YAML),
            json="to",
            yaml="to",
            shows=("public_id",),
            entry_by="slug",
        ),
        _field("reason", (SNAPSHOT, JSON, YAML)),
    ),
)

STATEMENT = FieldTable(
    Statement,
    (
        _field("public_id", EVERYWHERE),
        _derived("url", _EXPORTED),
        _field("slug", (SNAPSHOT, YAML), _("the address"), yaml="id", rank=10),
        _field(
            "speaker",
            EVERYWHERE,
            _("who said it"),
            change="speaker",
            rank=3,
            shows=("slug", "name"),
        ),
        _derived("speaker_slug", (CSV,)),
        _derived(
            "offices",
            _PUBLISHED,
            _("the office"),
            change="speaker",
            rank=3,
            rows=lambda row: row.offices(),
            shows=("title",),
        ),
        _field("said", EVERYWHERE, _("the date"), yaml="date", change="date", rank=4),
        _derived("said_first", (CSV,)),
        _derived("said_last", (CSV,)),
        _field(
            "said_basis",
            EVERYWHERE,
            _("how the day is known"),
            yaml="date_basis",
            change="date",
            rank=4,
        ),
        _field("place", EVERYWHERE, _("the place"), rank=5),
        _field("occasion", EVERYWHERE, _("the occasion"), rank=5, shows=("name",)),
        _field("kind", EVERYWHERE, _("the kind of quotation"), rank=5),
        _field("language", EVERYWHERE, _("the language"), rank=5),
        _field("text", EVERYWHERE, _("the words"), change="words", rank=1),
        _field("note", EVERYWHERE, _("the note"), yaml="notes", rank=7),
        _field("doubt", EVERYWHERE, _("the doubt"), change="speaker", rank=6, if_absent=""),
        _field(
            "doubt_reason",
            EVERYWHERE,
            _("the reason for the doubt"),
            change="speaker",
            rank=6,
            if_absent="",
        ),
        _field("reply", EVERYWHERE, _("the reply"), rank=7, if_absent=""),
        _field("reply_by", EVERYWHERE, _("who replied"), rank=7, if_absent=""),
        _field(
            "topics",
            EVERYWHERE,
            _("the topics"),
            rows=lambda row: row.ordered_topics(),
            shows=("slug",),
        ),
        _field(
            "figures",
            (SNAPSHOT, JSON, CSV, YAML),
            _("the figures"),
            rank=6,
            rows=lambda row: row.figures.all(),
            of=FIGURE,
        ),
        _field(
            "citations",
            (SNAPSHOT, JSON, YAML),
            _("the sources and their wordings"),
            change="wordings",
            rank=2,
            rows=lambda row: row.citations.all(),
            of=CITATION,
        ),
        _field(
            "relations",
            (SNAPSHOT, JSON),
            _("the related statements"),
            rank=8,
            rows=lambda row: row.public_relations(),
            of=RELATION,
            if_absent=[],
        ),
        _derived("revision", _EXPORTED),
        _field("published_at", _EXPORTED),
        _derived("revised_at", _EXPORTED, json="updated_at", csv="updated_at"),
        _derived("source_count", (CSV,), csv="sources"),
    ),
    internal={
        "state": "only what is published goes out",
        "version": "counts saves, so that two editors do not overwrite each other",
        "created_at": "of the editors' work",
        "updated_at": "of the editors' work: also tells when a draft was saved",
        "created_by": "of the editors' work",
    },
)

TABLES = (
    STATEMENT,
    CITATION,
    FIGURE,
    RELATION,
    STATEMENT_TOPIC,
    OCCASION,
    TOPIC,
    SPEAKER,
    ALIAS,
    ROLE,
    SOURCE,
    OUTLET,
)
