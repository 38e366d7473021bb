"""Statements as the plain values that JSON and CSV send out, made by the database.

As objects of the tables, 25 statements cost nine queries and 30 ms; to send a hundred thousand took
minutes. The columns are those of docs/exports.md: what is not named here does not go out.
"""

import json
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django.db import connection

from quotes.citing.reference import Site
from quotes.models import State
from quotes.models.columns import parsed
from quotes.models.statements import plain_number
from quotes.search.rows import OFFICES_THEN

# A moment as RFC 3339 writes it, in UTC, to the second.
_MOMENT = """to_char({column} AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"')"""

# What has no revision was last changed when it was published.
_OBJECTS = f"""
    SELECT s.id, json_build_object(
        'public_id', s.public_id,
        'speaker', json_build_object('slug', speaker.slug, 'name', speaker.name),
        'offices', (SELECT json_agg(r.title ORDER BY r.held_from, r.held_to, r.id)
            FROM {OFFICES_THEN}),
        'said', s.said, 'said_basis', s.said_basis, 'place', s.place,
        'occasion', coalesce(occasion.name, ''),
        'kind', s.kind, 'language', s.language, 'text', s.text, 'note', s.note,
        'topics', (SELECT json_agg(t.slug ORDER BY st.position, st.id)
            FROM quotes_statementtopic st JOIN quotes_topic t ON t.id = st.topic_id
            WHERE st.statement_id = s.id),
        'figures', (SELECT json_agg(json_build_object(
                'quantity', f.quantity, 'low', f.low::text, 'high', f.high::text,
                'bound', f.bound, 'unit', f.unit, 'as_of', f.as_of) ORDER BY f.id)
            FROM quotes_figure f WHERE f.statement_id = s.id),
        'citations', (SELECT json_agg(json_build_object(
                'source', d.public_id, 'url', d.url, 'archived_url', d.archived_url,
                'title', d.title, 'outlet', o.name, 'published', d.published,
                'authors', d.authors, 'language', d.language, 'source_kind', d.kind,
                'kind', c.kind, 'wording', c.wording, 'via', coalesce(via.name, ''),
                'locator', c.locator, 'check', c.check_state,
                'checked_at', {_MOMENT.format(column="c.checked_at")}
                ) ORDER BY c.position, c.id)
            FROM quotes_citation c JOIN quotes_source d ON d.id = c.source_id
            JOIN quotes_outlet o ON o.id = d.outlet_id
            LEFT JOIN quotes_outlet via ON via.id = c.via_id WHERE c.statement_id = s.id),
        'relations', (SELECT json_agg(json_build_object(
                'from', one.public_id, 'kind', r.kind, 'to', two.public_id, 'reason', r.reason)
                ORDER BY r.to_statement_id = s.id, r.id)
            FROM quotes_relation r
            JOIN quotes_statement one ON one.id = r.from_statement_id AND one.state = s.state
            JOIN quotes_statement two ON two.id = r.to_statement_id AND two.state = s.state
            WHERE s.id IN (r.from_statement_id, r.to_statement_id)),
        'revision', last.number,
        'published_at', {_MOMENT.format(column="s.published_at")},
        'updated_at', {_MOMENT.format(column="coalesce(last.made_at, s.published_at)")})::text
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
    """What the database gave, with what only we can tell, in the order of the documentation."""
    said = parsed(made["said"])
    days = {
        "edtf": said.text,
        "first": said.first and said.first.isoformat(),
        "last": said.last and said.last.isoformat(),
    }
    url = site.permalink(made["public_id"])
    return (
        {"public_id": made["public_id"], "url": url}
        | made
        | {
            "said": days,
            "offices": made["offices"] or [],
            "topics": made["topics"] or [],
            "figures": [_figure(figure) for figure in made["figures"] or ()],
            "citations": made["citations"] or [],
            "relations": made["relations"] or [],
        }
    )


def _figure(made: dict[str, Any]) -> dict[str, Any]:
    numbers = {name: made[name] and plain_number(Decimal(made[name])) for name in ("low", "high")}
    return made | numbers
