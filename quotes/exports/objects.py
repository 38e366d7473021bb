"""Statements as the plain values that JSON and CSV send out, made by the database.

As objects of the tables, 25 statements cost nine queries and 30 ms; to send a hundred thousand took
minutes. What goes out is what `quotes.models.fields` gives a key of JSON; docs/exports.md tells it
to readers.
"""

import json
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django.db import connection, models

from quotes.citing.reference import Site
from quotes.models import State
from quotes.models.columns import parsed
from quotes.models.fields import (
    CITATION,
    FIGURE,
    JSON,
    RELATION,
    STATEMENT,
    FieldTable,
)
from quotes.models.statements import plain_number
from quotes.search.rows import OFFICES_THEN

# A moment as RFC 3339 writes it, in UTC, to the second.
_MOMENT = """to_char({column} AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"')"""

# Worked out from the others, when the database has answered.
_COMPLETED = ("url",)


def _pairs(table: FieldTable, alias: str, expressions: dict[str, str]) -> str:
    """SQL: the keys and values of a JSON object of a row, for ``json_build_object``.

    A key is that of the table, a value what stands in ``expressions``, else the column itself.
    """
    pairs = []
    for key, field in table.carried(JSON).items():
        if field.is_derived and key in _COMPLETED:
            continue
        pairs.append(f"'{key}', {expressions.get(field.name) or _column(table, alias, field.name)}")
        if field.beside is not None:
            pairs.append(_pairs(field.beside, "d", _OF_SOURCE))
    return ", ".join(pairs)


def _column(table: FieldTable, alias: str, name: str) -> str:
    """SQL: the value of a column that needs no other table."""
    column = table.model._meta.get_field(name)
    if not isinstance(column, models.Field) or column.is_relation:
        raise TypeError(f"JSON of {name} needs an expression of SQL")
    sql = f"{alias}.{column.column}"
    if isinstance(column, models.DateTimeField):
        return _MOMENT.format(column=sql)
    return f"{sql}::text" if isinstance(column, models.DecimalField) else sql


_OF_SOURCE = {"outlet": "o.name"}
_OF_CITATION = {"source": "d.public_id", "via": "coalesce(via.name, '')"}
_OF_RELATION = {"from_statement": "one.public_id", "to_statement": "two.public_id"}
_OF_STATEMENT = {
    "speaker": "json_build_object('slug', speaker.slug, 'name', speaker.name)",
    "offices": f"""(SELECT json_agg(r.title ORDER BY r.held_from, r.held_to, r.id)
            FROM {OFFICES_THEN})""",
    "occasion": "coalesce(occasion.name, '')",
    "topics": """(SELECT json_agg(t.slug ORDER BY st.position, st.id)
            FROM quotes_statementtopic st JOIN quotes_topic t ON t.id = st.topic_id
            WHERE st.statement_id = s.id)""",
    "figures": f"""(SELECT json_agg(json_build_object({_pairs(FIGURE, "f", {})}) ORDER BY f.id)
            FROM quotes_figure f WHERE f.statement_id = s.id)""",
    "citations": f"""(SELECT json_agg(json_build_object({_pairs(CITATION, "c", _OF_CITATION)})
                ORDER BY c.position, c.id)
            FROM quotes_citation c JOIN quotes_source d ON d.id = c.source_id
            JOIN quotes_outlet o ON o.id = d.outlet_id
            LEFT JOIN quotes_outlet via ON via.id = c.via_id WHERE c.statement_id = s.id)""",
    "relations": f"""(SELECT json_agg(json_build_object({_pairs(RELATION, "r", _OF_RELATION)})
                ORDER BY r.to_statement_id = s.id, r.id)
            FROM quotes_relation r
            JOIN quotes_statement one ON one.id = r.from_statement_id AND one.state = s.state
            JOIN quotes_statement two ON two.id = r.to_statement_id AND two.state = s.state
            WHERE s.id IN (r.from_statement_id, r.to_statement_id))""",
    "revision": "last.number",
    # What has no revision was last changed when it was published.
    "revised_at": _MOMENT.format(column="coalesce(last.made_at, s.published_at)"),
}

# An aggregate of no rows is null.
_LISTS = [key for key, field in STATEMENT.carried(JSON).items() if field.rows is not None]
# The database sends them as text, since JSON of its own making would round them.
_DECIMALS = [
    key
    for key, field in FIGURE.carried(JSON).items()
    if isinstance(FIGURE.model._meta.get_field(field.name), models.DecimalField)
]

_OBJECTS = f"""
    SELECT s.id, json_build_object({_pairs(STATEMENT, "s", _OF_STATEMENT)})::text
    FROM quotes_statement s
    JOIN quotes_speaker speaker ON speaker.id = s.speaker_id
    LEFT JOIN quotes_occasion occasion ON occasion.id = s.occasion_id
    LEFT JOIN LATERAL (
        SELECT r.number, r.made_at FROM quotes_revision r WHERE r.statement_id = s.id
        ORDER BY r.number DESC LIMIT 1
    ) AS last ON true
    WHERE s.id = ANY (%s) AND s.state = %s
"""


def objects_of(ids: Sequence[int], site: Site) -> list[dict[str, Any]]:
    """The published ones of these statements, in the order of their ids; costs one query."""
    with connection.cursor() as cursor:
        cursor.execute(_OBJECTS, [list(ids), State.PUBLISHED])
        found = dict(cursor.fetchall())
    return [_completed(json.loads(found[pk]), site) for pk in ids if pk in found]


def _completed(made: dict[str, Any], site: Site) -> dict[str, Any]:
    """The object of a statement, completed by what the database cannot work out."""
    said = parsed(made["said"])
    days = {
        "edtf": said.text,
        "first": said.first and said.first.isoformat(),
        "last": said.last and said.last.isoformat(),
    }
    lists = {key: made[key] or [] for key in _LISTS}
    figures = [_figure(figure) for figure in lists["figures"]]
    completed = made | lists | {"said": days, "figures": figures}
    completed["url"] = site.permalink(made["public_id"])
    return {key: completed[key] for key in STATEMENT.carried(JSON)}


def _figure(made: dict[str, Any]) -> dict[str, Any]:
    """A figure whose decimals, sent as text, are numbers."""
    numbers = {name: made[name] and plain_number(Decimal(made[name])) for name in _DECIMALS}
    return made | numbers
