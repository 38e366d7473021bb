"""The tables of a release: which public rows each has, in which columns, and what these mean.

The columns are those that `quotes.models.fields` lets out, so that a new one goes along by itself.
What a page shows beside them, because it is no part of any other format, is named here. Rows stand
in the order of their keys, which decides in what order pages show what is otherwise equal, and a
row that others refer to is named by its public key.

What is of a check goes out in a table of its own: it is evidence only beside the text it was held
against, which is never public.
"""

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import OuterRef, QuerySet, Subquery
from django.db.models.expressions import RawSQL
from django.utils.translation import override

from quotes.dates.partial import PartialDate
from quotes.models import (
    Alias,
    CheckState,
    Citation,
    Figure,
    Occasion,
    Outlet,
    Relation,
    Role,
    Source,
    Speaker,
    State,
    Statement,
    StatementTopic,
    Topic,
)
from quotes.models.fields import (
    CITATION,
    FIGURE,
    OCCASION,
    OUTLET,
    RELATION,
    ROLE,
    SOURCE,
    SPEAKER,
    STATEMENT,
    TOPIC,
    FieldTable,
)
from quotes.models.statements import plain_number
from quotes.releases.meanings import MEANINGS

# Read from the database so many at a time.
CHUNK = 2_000

# What names a row of each model in the rows that refer to it.
_NAMED_BY: dict[type[models.Model], tuple[str, str]] = {
    Speaker: ("speakers", "slug"),
    Outlet: ("outlets", "slug"),
    Topic: ("topics", "slug"),
    Source: ("sources", "public_id"),
    Statement: ("statements", "public_id"),
    Occasion: ("occasions", "id"),
    Citation: ("citations", "id"),
}
# What has no public name of its own is counted within a release, and may be referred to so.
_COUNTED = (Occasion,)


@dataclass(frozen=True)
class Column:
    """A column of a table: its name, its type in Frictionless's words, and what it means.

    ``refers`` are the table and the column that it refers to, ``known`` the words it may be.
    """

    name: str
    type: str
    description: str
    is_required: bool = True
    is_unique: bool = False
    refers: tuple[str, str] | None = None
    known: tuple[str, ...] = ()

    @property
    def can_be_null(self) -> bool:
        """Whether an empty cell is nothing known, where it is not the empty text."""
        return not self.is_required and self.type != "string"


@dataclass(frozen=True)
class ReleaseTable:
    """A table: its columns, and its public rows as tuples of plain values."""

    name: str
    description: str
    columns: Sequence[Column]
    key: tuple[str, ...]
    rows: Callable[[], Iterator[tuple[Any, ...]]]
    # Of a table that is made from rows of the archive: which, and under which columns of it.
    model: type[models.Model] | None = None
    paths: tuple[str, ...] = ()
    searched: tuple[str, ...] = ()

    def column(self, name: str) -> Column:
        return next(column for column in self.columns if column.name == name)


def plain(value: Any) -> Any:
    """A value of a row as the files have it: text, whole number, decimal, truth or None.

    A moment is RFC 3339 in UTC with all that is known of it, a list is a tuple of texts.
    """
    if isinstance(value, PartialDate):
        return value.text
    if isinstance(value, datetime):
        return value.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
    if isinstance(value, Decimal):
        return plain_number(value)
    if isinstance(value, date):
        return value.isoformat()
    return tuple(value) if isinstance(value, list) else value


# --- which rows are public -----------------------------------------------------------------------

# What prints a published statement.
_SHOWN_SOURCES = """(
    SELECT c.source_id FROM quotes_citation c
    JOIN quotes_statement s ON s.id = c.statement_id WHERE s.state = 'published'
)"""
_SHOWN_OUTLETS = f"""(
    SELECT outlet_id FROM quotes_source WHERE id IN {_SHOWN_SOURCES}
    UNION SELECT wire_id FROM quotes_source WHERE id IN {_SHOWN_SOURCES}
    UNION SELECT c.via_id FROM quotes_citation c
    JOIN quotes_statement s ON s.id = c.statement_id WHERE s.state = 'published'
)"""

_OF_PUBLISHED = {"statement__state": State.PUBLISHED}


def _published() -> QuerySet[Statement]:
    return Statement.objects.published()


_PUBLIC: dict[type[models.Model], Callable[[], QuerySet[Any]]] = {
    Speaker: lambda: Speaker.objects.filter(pk__in=_published().values("speaker")),
    Alias: lambda: Alias.objects.filter(speaker__in=public(Speaker)),
    Role: lambda: Role.objects.filter(speaker__in=public(Speaker)),
    Outlet: lambda: Outlet.objects.filter(pk__in=RawSQL(_SHOWN_OUTLETS, [])),
    Source: lambda: Source.objects.filter(pk__in=RawSQL(_SHOWN_SOURCES, [])),
    Topic: lambda: Topic.objects.filter(pk__in=_published().values("topic_links__topic")),
    Occasion: lambda: Occasion.objects.filter(pk__in=_published().values("occasion")),
    Statement: lambda: _published(),
    StatementTopic: lambda: StatementTopic.objects.filter(**_OF_PUBLISHED),
    Figure: lambda: Figure.objects.filter(**_OF_PUBLISHED),
    Citation: lambda: Citation.objects.filter(**_OF_PUBLISHED),
    Relation: lambda: Relation.objects.public(),
}


def _derived_from() -> Subquery:
    """What a source was made from, if that is public too: a source of drafts stays unnamed."""
    return Subquery(public(Source).filter(pk=OuterRef("derived_from")).values("public_id")[:1])


def public(model: type[models.Model]) -> QuerySet[Any]:
    """The rows of a model that are, or are shown beside, what is published."""
    return _PUBLIC[model]()


# --- tables of the record ------------------------------------------------------------------------

_ID = Column("id", "integer", "Number of the row within this release.", is_unique=True)
_ANCHOR = Column(
    "id", "integer", "Number of the citation, which its page has as #c-number.", is_unique=True
)


def _column(model: type[models.Model], name: str) -> Column:
    """The column of a field of the model; of a reference, the public key of the other row."""
    model_field: Any = model._meta.get_field(name)
    described = MEANINGS.get(f"{model._meta.model_name}.{name}") or _label(model_field)
    is_required = not (model_field.null or model_field.blank)
    if model_field.is_relation:
        refers = _NAMED_BY[model_field.related_model]
        kind = "integer" if model_field.related_model in _COUNTED else "string"
        described = f"{described.rstrip('.')}: the {refers[1]} in {refers[0]}."
        return Column(name, kind, described, is_required, refers=refers)
    known = tuple(str(value) for value, _label in model_field.flatchoices if value)
    return Column(
        name,
        _type_of(model_field),
        described,
        is_required,
        is_unique=bool(model_field.unique) and is_required,
        known=known,
    )


def _label(model_field: Any) -> str:
    """The label of a column and its help, as sentences."""
    sentences = [str(model_field.verbose_name).capitalize(), str(model_field.help_text)]
    return " ".join(f"{one.rstrip('.')}." for one in sentences if one)


def _type_of(model_field: Any) -> str:
    types = (
        (ArrayField, "array"),
        (models.DateTimeField, "datetime"),
        (models.BooleanField, "boolean"),
        (models.DecimalField, "number"),
        (models.IntegerField, "integer"),
    )
    return next((name for kind, name in types if isinstance(model_field, kind)), "string")


def _of_record(
    name: str,
    description: str,
    model: type[models.Model],
    columns: Sequence[str],
    *,
    key: tuple[str, ...] = ("id",),
    searched: tuple[str, ...] = (),
) -> ReleaseTable:
    """A table of the public rows of a model; one whose key is ``id`` has its rows counted."""
    is_counted = key == ("id",) and "pk" not in columns
    # The descriptions are the same, whoever makes the release.
    with override("en"):
        made = [_ANCHOR if column == "pk" else _column(model, column) for column in columns]
    paths = [_path(model, column) for column in columns]
    counts = [_counted_model(model, column) for column in columns]

    def rows() -> Iterator[tuple[Any, ...]]:
        numbers = {other: numbers_of(other) for other in counts if other is not None}
        asked = [_derived_from() if path == "derived_from__public_id" else path for path in paths]
        found = public(model).order_by("pk").values_list(*asked)
        for number, values in enumerate(found.iterator(chunk_size=CHUNK), start=1):
            told = [
                plain(value) if other is None or value is None else numbers[other][value]
                for value, other in zip(values, counts, strict=True)
            ]
            yield (number, *told) if is_counted else tuple(told)

    return ReleaseTable(
        name,
        description,
        [_ID, *made] if is_counted else made,
        key,
        rows,
        model,
        tuple(columns),
        searched,
    )


def _path(model: type[models.Model], name: str) -> str:
    if name == "pk":
        return name
    model_field: Any = model._meta.get_field(name)
    if not model_field.is_relation or model_field.related_model in _COUNTED:
        return model_field.attname
    return f"{name}__{_NAMED_BY[model_field.related_model][1]}"


def _counted_model(model: type[models.Model], name: str) -> type[models.Model] | None:
    other = None if name == "pk" else model._meta.get_field(name).related_model
    return other if other in _COUNTED else None


def numbers_of(model: type[models.Model]) -> dict[int, int]:
    """The number within a release of each public row that is counted, by its primary key."""
    keys = public(model).order_by("pk").values_list("pk", flat=True)
    return {pk: number for number, pk in enumerate(keys.iterator(chunk_size=CHUNK), start=1)}


def _let_out(table: FieldTable, without: frozenset[str] = frozenset()) -> list[str]:
    """The columns of a model that any format carries; what is worked out, or a list, is none."""
    return [
        one.name
        for one in table.fields
        if not one.is_derived and one.rows is None and one.name not in without
    ]


# Of a check, and so in the table of checks.
CHECKED = (
    "check_state",
    "checked_at",
    "caution",
    "credited_to",
    "start",
    "end",
    "prefix",
    "suffix",
)


def record_tables() -> list[ReleaseTable]:
    """The tables of what is published, each before those that refer to it."""
    return [
        _of_record(
            "topics",
            "What statements are about.",
            Topic,
            _let_out(TOPIC),
            key=("slug",),
        ),
        _of_record(
            "outlets",
            "Who publishes: newspapers, broadcasters, agencies, governments.",
            Outlet,
            _let_out(OUTLET),
            key=("slug",),
        ),
        _of_record(
            "speakers",
            "The officials and institutions that said something.",
            Speaker,
            _let_out(SPEAKER),
            key=("slug",),
            searched=("name", "description"),
        ),
        _of_record("aliases", "Forms of a name that sources print.", Alias, ["speaker", "name"]),
        _of_record(
            "roles", "Offices, with the days they were held.", Role, ["speaker", *_let_out(ROLE)]
        ),
        _of_record(
            "sources",
            "The documents that print the statements.",
            Source,
            _let_out(SOURCE),
            key=("public_id",),
            searched=("title",),
        ),
        _of_record(
            "occasions",
            "Events at which statements were made.",
            Occasion,
            [*_let_out(OCCASION), *(name for name in OCCASION.internal)],
        ),
        _of_record(
            "statements",
            "What was said: one utterance of one speaker a row.",
            Statement,
            _let_out(STATEMENT),
            key=("public_id",),
            searched=("text", "note"),
        ),
        _of_record(
            "statement_topics",
            "Which topics each statement has, in their order.",
            StatementTopic,
            ["statement", "topic", "position"],
            key=("statement", "topic"),
        ),
        _of_record("figures", "Numbers in statements.", Figure, ["statement", *_let_out(FIGURE)]),
        _of_record(
            "citations",
            "How a source prints a statement, word for word.",
            Citation,
            ["pk", "statement", "position", *_let_out(CITATION, frozenset(CHECKED))],
            searched=("wording",),
        ),
        _of_record(
            "relations",
            "What one statement does to another, and why an editor says so.",
            Relation,
            _let_out(RELATION),
            key=("kind", "from_statement", "to_statement"),
        ),
    ]


def checks_table() -> ReleaseTable:
    """The outcomes of checks, by the number of the citation."""
    made = [_column(Citation, name) for name in CHECKED]

    def rows() -> Iterator[tuple[Any, ...]]:
        checked = public(Citation).exclude(check_state=CheckState.UNCHECKED)
        found = checked.order_by("pk").values_list("pk", *CHECKED)
        return (tuple(map(plain, values)) for values in found.iterator(chunk_size=CHUNK))

    of = Column(
        "citation",
        "integer",
        "Citation whose wording was held against the text of its source.",
        is_unique=True,
        refers=("citations", "id"),
    )
    return ReleaseTable(
        "checks",
        "What came of holding wordings against the captured text of their sources. The texts are "
        "not part of a release, so that nobody can repeat a check from it alone.",
        [of, *made],
        ("citation",),
        rows,
    )


def cells(values: Sequence[Any]) -> tuple[Any, ...]:
    """The values of a row as CSV and SQLite have them: a list as JSON, a truth as a word."""
    return tuple(map(_cell, values))


def _cell(value: Any) -> Any:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, tuple | dict):
        return json.dumps(value, ensure_ascii=False, separators=(",", ":"), sort_keys=True)
    return value
