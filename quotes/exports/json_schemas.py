"""The schemas of the archive's own JSON (JSON Schema 2020-12), made from the table of fields.

They are published under ``/data/schemas/`` and go along with releases.
"""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import override

from quotes.addresses import public_ids
from quotes.models.fields import CITATION, FIGURE, JSON, RELATION, STATEMENT, FieldTable
from quotes.models.vocabulary import Addressed
from quotes.revisions.corrections import KINDS

Schema = dict[str, Any]

DIALECT = "https://json-schema.org/draft/2020-12/schema"

_TEXT: Schema = {"type": "string"}
_ADDRESS: Schema = {"type": "string", "format": "uri", "pattern": "^https?://"}
_MOMENT: Schema = {
    "type": "string",
    "format": "date-time",
    "pattern": r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$",
}
_DAY: Schema = {"type": "string", "format": "date"}
_COUNT: Schema = {"type": "integer", "minimum": 0}
_VERSION: Schema = {"type": "integer", "minimum": 1}
_PUBLIC_ID: Schema = {"type": "string", "pattern": public_ids.PATTERN}


def _or_null(schema: Schema) -> Schema:
    return {"anyOf": [schema, {"type": "null"}]}


def _list(of: Schema) -> Schema:
    return {"type": "array", "items": of}


def _object(properties: Mapping[str, Schema], optional: Iterable[str] = ()) -> Schema:
    required = [name for name in properties if name not in set(optional)]
    return {
        "type": "object",
        "properties": dict(properties),
        "required": required,
        "additionalProperties": False,
    }


def _fields(table: FieldTable, told: Mapping[str, Schema]) -> dict[str, Schema]:
    """A schema for each key that JSON has for a row; ``told`` are those that need their own."""
    made = {}
    for key, one in table.carried(JSON).items():
        made[key] = told.get(key) or _of_column(table.model._meta.get_field(one.name))
        if one.beside is not None:
            made |= _fields(one.beside, _OF_SOURCE)
    return made


def _of_column(column: Any) -> Schema:
    if isinstance(column, ArrayField):
        schema = _list(_TEXT)
    elif isinstance(column, models.BooleanField):
        schema = {"type": "boolean"}
    elif isinstance(column, models.DateTimeField):
        schema = _MOMENT
    elif isinstance(column, models.DecimalField):
        schema = {"type": "number"}
    elif column.choices:
        values = [str(value) for value, _label in column.choices]
        schema = {"enum": sorted({*values, *([""] if column.blank else [])})}
    else:
        schema = _TEXT
    schema = _or_null(schema) if column.null else schema
    return {"title": str(column.verbose_name), **schema}


_OF_SOURCE: dict[str, Schema] = {"outlet": _TEXT, "published": _TEXT}


def statement() -> Schema:
    """One statement, as `/s/<id>.json` and lists have it."""
    citation = _fields(CITATION, {"source": _PUBLIC_ID, "via": _TEXT})
    relation = _fields(RELATION, {"from": _PUBLIC_ID, "to": _PUBLIC_ID})
    said = _object({"edtf": _TEXT, "first": _or_null(_DAY), "last": _or_null(_DAY)})
    told = {
        "public_id": _PUBLIC_ID,
        "url": _ADDRESS,
        "speaker": _object({"slug": _TEXT, "name": _TEXT}),
        "offices": _list(_TEXT),
        "said": said,
        "occasion": _TEXT,
        "topics": _list(_TEXT),
        "figures": _list(_object(_fields(FIGURE, {}))),
        "citations": {**_list(_object(citation)), "minItems": 1},
        "relations": _list(_object(relation)),
        "revision": _or_null(_VERSION),
        "updated_at": _MOMENT,
    }
    return _object(_fields(STATEMENT, told))


def statements() -> Schema:
    """A list of statements, as `/statements.json` has it."""
    gone = _object(
        {
            "public_id": _PUBLIC_ID,
            "gone_at": _MOMENT,
            "reason": _TEXT,
            "merged_into": _or_null(_PUBLIC_ID),
        }
    )
    return _object(
        {
            "query": {"type": "object", "properties": {"sort": _TEXT}, "required": ["sort"]},
            "count": _object({"number": _COUNT, "is_exact": {"type": "boolean"}}),
            "statements": _list(statement()),
            "gone": _list(gone),
        },
        optional=["gone"],
    )


def corrections() -> Schema:
    """A page of corrections, as `/corrections.json` has it."""
    correction = _object(
        {
            "id": _TEXT,
            "made_at": _MOMENT,
            "changes": _list({"enum": list(KINDS)}),
            "parts": _list(_TEXT),
            "about": {"enum": list(Addressed.values)},
            "old": _TEXT,
            "url": _or_null(_ADDRESS),
            "name": _or_null(_TEXT),
            "reason": _or_null(_TEXT),
            "editor": _or_null(_TEXT),
            "version": _or_null(_VERSION),
            "before": _or_null(_ADDRESS),
            "after": _or_null(_ADDRESS),
            "text": _or_null(_object({"before": _TEXT, "after": _TEXT})),
        }
    )
    return _object(
        {
            "about": _ADDRESS,
            "next": _or_null(_ADDRESS),
            "corrections": _list(correction),
        }
    )


# By the name in the address, with a title.
SCHEMAS: dict[str, tuple[str, Callable[[], Schema]]] = {
    "statement": ("A statement", statement),
    "statements": ("A list of statements", statements),
    "corrections": ("Corrections", corrections),
}


def document(name: str, address: str) -> Schema:
    """The schema of that name, at its absolute address. Raises KeyError."""
    title, made = SCHEMAS[name]
    # One text, whoever asks.
    with override(settings.LANGUAGE_CODE):
        return {"$schema": DIALECT, "$id": address, "title": title, **made()}
