"""What is public of a statement and of an official, as plain JSON values: the one list of it.

Revisions keep it and hash it, exports send it out. It names the columns that go out, so that a new
column of the record stays private until somebody adds it here.
"""

from collections.abc import Mapping
from typing import Any

from quotes.models import Citation, Figure, Relation, Role, Speaker, Statement
from quotes.models.statements import plain_number

# Parts that states did not always tell, each with what stands for "there was none".
TOLD_LATER: dict[str, Any] = {"relations": []}


def public_state(statement: Statement) -> dict[str, Any]:
    """All that the public page of a statement says of it.

    Rows it refers to (speaker, outlet, source) are named by their public keys and by the name they
    bore on that day; what a page says of them beside that is theirs, and has no revision here
    (docs/editors.md). Load it by ``with_page()`` and ``with_relations()``. The history of every
    statement is hashed over this: a change here adds a revision to each of them, unless
    `TOLD_LATER` has the new part.
    """
    occasion = statement.occasion
    return {
        "public_id": statement.public_id,
        "slug": statement.slug,
        "speaker": {"slug": statement.speaker.slug, "name": statement.speaker.name},
        "offices": [role.title for role in statement.offices()],
        "said": statement.said.text,
        "said_basis": statement.said_basis,
        "place": statement.place,
        "occasion": occasion.name if occasion else "",
        "kind": statement.kind,
        "language": statement.language,
        "text": statement.text,
        "note": statement.note,
        "topics": [topic.slug for topic in statement.ordered_topics()],
        "figures": [_figure_state(figure) for figure in statement.figures.all()],
        "citations": [_citation_state(citation) for citation in statement.citations.all()],
        "relations": [_relation_state(relation) for relation in statement.public_relations()],
    }


def same_state(before: Mapping[str, Any], after: Mapping[str, Any]) -> bool:
    """Whether two states tell the same; one that is silent on a later part tells of none."""
    return {**TOLD_LATER, **before} == {**TOLD_LATER, **after}


def speaker_state(speaker: Speaker) -> dict[str, Any]:
    """What an official is called and the offices held, in time. Load it by ``with_roles()``."""
    return {
        "name": speaker.name,
        "name_fr": speaker.name_fr,
        "roles": [_role_state(role) for role in speaker.roles.all()],
    }


def _role_state(role: Role) -> dict[str, str]:
    return {
        "title": role.title,
        "title_fr": role.title_fr,
        "organization": role.organization,
        "country": role.country,
        "since": role.since.text,
        "until": role.until.text,
    }


def _citation_state(citation: Citation) -> dict[str, Any]:
    source = citation.source
    return {
        "source": source.public_id,
        "url": source.url,
        "outlet": source.outlet.name,
        "published": source.published.text,
        "kind": citation.kind,
        "wording": citation.wording,
        "via": citation.via.name if citation.via else "",
        "locator": citation.locator,
    }


def _relation_state(relation: Relation) -> dict[str, str]:
    return {
        "from": relation.from_statement.public_id,
        "kind": relation.kind,
        "to": relation.to_statement.public_id,
        "reason": relation.reason,
    }


def _figure_state(figure: Figure) -> dict[str, Any]:
    return {
        "quantity": figure.quantity,
        "low": plain_number(figure.low),
        "high": plain_number(figure.high),
        "bound": figure.bound,
        "unit": figure.unit,
        "as_of": figure.as_of.text,
    }
