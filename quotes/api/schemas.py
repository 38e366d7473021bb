"""The forms of what the API answers, made from the tables of fields.

They describe, and are what a client is generated from; what is sent is made by the exports and by
`quotes.models.fields`, and held against them by tests/test_api.py. A member may be missing where
the request names fewer (``fields=``), but for the key.
"""

from collections.abc import Callable
from datetime import date, datetime
from functools import cache
from typing import Any, Literal, Union

from django.contrib.postgres.fields import ArrayField
from django.db import models
from ninja import Schema
from pydantic import ConfigDict, Field, create_model

from quotes.api.changes import FOLLOWED, HAPPENINGS
from quotes.api.resources import RESOURCES, Resource
from quotes.models import Dimension
from quotes.models import fields as f
from quotes.models.columns import PartialDateField
from quotes.models.fields import FieldFormat, FieldTable

# The type of a member, and what is said of it.
Member = tuple[Any, Any]
Members = dict[str, Any]


def _plain(schema: dict[str, Any]) -> None:
    """A schema without the titles and defaults that say nothing."""
    for member in schema.get("properties", {}).values():
        member.pop("title", None)
        member.pop("default", None)


class Form(Schema):
    """The base of all. Members may be added to each, so that a reader has to let others be."""

    model_config = ConfigDict(json_schema_extra=_plain)


class Days(Form):
    """A date as precise as it is known (EDTF), with the first and the last day it may mean."""

    edtf: str
    first: date | None
    last: date | None


class Named(Form):
    """A row of another resource, by its key and its name."""

    slug: str
    name: str


class Count(Form):
    """How many are found; an estimate where ``is_exact`` is false."""

    number: int
    is_exact: bool


class Problem(Form):
    """What went wrong (RFC 9457); ``errors`` has a sentence for each thing that cannot be read."""

    type: str
    title: str
    status: int
    detail: str
    errors: list[str] = Field(default_factory=list)


# What no column says: the values that are worked out for a statement, and those that the exports
# spell in a way of their own.
_WORKED_OUT: dict[str, Any] = {
    "url": str,
    "offices": list[str],
    "revision": int | None,
    "updated_at": datetime | None,
}
_SAID = "said"


def _optional(kind: Any, about: str = "") -> Member:
    return kind, Field(default_factory=lambda: None, description=about or None)


def _required(kind: Any, about: str = "") -> Member:
    return kind, Field(description=about or None)


def _members(table: FieldTable, format: FieldFormat, member: Callable[..., Member]) -> Members:
    """The members of an object of a table: the type of each, and what it is."""
    made: Members = {}
    for key, one in table.carried(format).items():
        about = str(one.label or _label(table, one.name))
        made[key] = member(_type(table, key, one, format), about)
        if one.beside is not None:
            made |= _members(one.beside, format, member)
    return made


def _label(table: FieldTable, name: str) -> str:
    if name not in {field.name for field in table.model._meta.get_fields()}:
        return ""
    column = table.model._meta.get_field(name)
    return str(getattr(column, "verbose_name", ""))


def _type(table: FieldTable, key: str, one: f.Field, format: FieldFormat) -> Any:
    if one.is_derived:
        return _WORKED_OUT[key]
    if one.of is not None:
        return list[part_of(one.of, format)]  # type: ignore[misc]
    shows = one.shown_in(format)
    if one.rows is not None:
        return list[str]
    if shows:
        return Named if len(shows) > 1 else str
    column: Any = table.model._meta.get_field(one.name)
    if key == _SAID and format is f.JSON:
        return Days
    kind = _type_of_column(column)
    return kind | None if column.null else kind


def _type_of_column(column: Any) -> Any:
    if isinstance(column, ArrayField):
        return list[str]
    if isinstance(column, models.DateTimeField):
        return datetime
    if isinstance(column, models.BooleanField):
        return bool
    if isinstance(column, models.DecimalField):
        return float
    if isinstance(column, models.IntegerField):
        return int
    if column.choices and not isinstance(column, PartialDateField):
        words = [value for value, _label in column.choices if value or column.blank]
        return Literal[tuple(dict.fromkeys([*[""] * bool(column.blank), *words]))]
    return str


@cache
def part_of(table: FieldTable, format: FieldFormat) -> type[Form]:
    """The form of a row within another, such as a citation in its statement."""
    name = table.model.__name__ + ("InStatement" if format is f.JSON else "")
    return create_model(name, __base__=Form, **_members(table, format, _required))


def _class_name(resource: Resource) -> str:
    return "".join(part.capitalize() for part in resource.one.split("-"))


@cache
def object_of(name: str) -> type[Form]:
    """The form of an object of a resource, of which members may be left out."""
    resource = RESOURCES[name]
    return create_model(_class_name(resource), __base__=Form, **_members_of(resource, _optional))


@cache
def whole_of(name: str) -> type[Form]:
    """The form of an object of a resource where nothing of it can be left out."""
    resource = RESOURCES[name]
    title = f"Whole{_class_name(resource)}"
    return create_model(title, __base__=Form, **_members_of(resource, _required))


def _members_of(resource: Resource, member: Callable[..., Member]) -> Members:
    members: Members = {name: member(kind) for name, kind in resource.own.items()}
    if resource.table is not None:
        members |= _members(resource.table, resource.format, member)
    members[resource.key] = _required(str)
    return {name: members[name] for name in resource.members}


@cache
def included_of(names: tuple[str, ...]) -> type[Form]:
    """What was asked for by ``expand``, by resource."""
    members: Members = {
        name: (list[object_of(name)], Field(default_factory=list))  # type: ignore[misc]
        for name in names
    }
    title = "".join(_class_name(RESOURCES[name]) for name in names) + "Included"
    return create_model(title, __base__=Form, **members)


def _beside(resource: Resource) -> Members:
    names = tuple(expansion.of for expansion in resource.expansions)
    if not names:
        return {}
    about = "What was asked for by “expand”, each object once."
    return {"included": _optional(included_of(names) | None, about)}


def item_of(name: str) -> type[Form]:
    """The form of the answer for one object: its members, and what was asked for beside."""
    resource = RESOURCES[name]
    form = object_of(name)
    beside = _beside(resource)
    if not beside:
        return form
    return create_model(f"{_class_name(resource)}Item", __base__=form, **beside)


def list_of(name: str) -> type[Form]:
    """The form of the answer for a list."""
    resource = RESOURCES[name]
    members: Members = {}
    if name == "statements":
        about = "The query as it was understood; always with the order of the list."
        members["query"] = _required(dict[str, Any], about)
        members["count"] = _required(Count, "How many statements are found.")
    members["next"] = _required(str | None, "The address of the next part.")
    members["previous"] = _required(str | None, "The address of the part before.")
    members[name.replace("-", "_")] = _required(list[object_of(name)])  # type: ignore[misc]
    return create_model(
        f"{_class_name(resource)}List", __base__=Form, **members, **_beside(resource)
    )


# Facets


class FacetValue(Form):
    """A value of a dimension, and how many of the statements found have it. ``key`` is what the
    parameter of the dimension takes; “none” stands for what is unknown."""

    key: str
    label: str
    count: Count


class FacetTable(Form):
    """The frequent values of each dimension, each counted without its own filter."""

    query: dict[str, Any]
    count: Count
    facets: dict[Dimension, list[FacetValue]]


class FacetValues(Form):
    """All values of one dimension that what is found has, without its own filter."""

    query: dict[str, Any]
    dimension: Dimension
    total: int
    next: str | None
    previous: str | None
    values: list[FacetValue]


# Changes


@cache
def _changed() -> type[Form]:
    """The form of a change."""
    objects = tuple(whole_of(one.name) for one in FOLLOWED.values())
    either: Any = Union[(*objects, None)]
    members: Members = {
        "cursor": _required(str, "What to send as “since” by who has seen this change."),
        "made_at": _required(datetime, "When."),
        "resource": _required(Literal[tuple(one.name for one in FOLLOWED.values())], "Of what."),
        "key": _required(str, "Its key at that time."),
        "what": _required(Literal[HAPPENINGS], "What happened."),
        "revision": _required(int | None, "The number of the revision that was made."),
        "reason": _required(str, "Why, as far as it is told."),
        "into": _required(str | None, "The key of what it was merged into, or is called now."),
        "object": _required(either, "What it is now; null where it is not public any more."),
    }
    return create_model("Change", __base__=Form, **members)


ChangeList = create_model(
    "ChangeList",
    __base__=Form,
    cursor=_required(str, "What to send as “since” next time."),
    next=_required(str | None, "The address of more changes, if there are any."),
    changes=_required(list[_changed()]),  # type: ignore[misc]
)


class Directory(Form):
    """Where everything is. ``cursor`` stands behind all that has changed so far."""

    documentation: str
    openapi: str
    resources: dict[str, str]
    facets: str
    changes: str
    check: str
    cursor: str
