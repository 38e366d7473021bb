"""The public changes behind a cursor, in the order in which they were committed.

A change names a thing and what happened; ``object`` is the thing as it is now, or null. Whoever
puts each object in the place of the one of that key, and drops it where there is none, has the
archive as it is when no change is left: what is read here a moment later than it changed is
followed by a change of its own.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _

from quotes.api.reading import Unreadable
from quotes.api.resources import RESOURCES, Object, Resource
from quotes.citing.reference import Site
from quotes.exports.export_rows import instant
from quotes.models import Merge, PublicChange, Redirect, Revision, SpeakerRevision
from quotes.models.vocabulary import Addressed

BEGINNING = "0"
_CURSOR = re.compile(r"([0-9]{1,18})\.([0-9a-f]{8})", re.ASCII)

# What the triggers note (quotes/sql/public_changes.sql).
FOLLOWED: dict[Addressed, Resource] = {
    one.moved: one for one in RESOURCES.values() if one.moved is not None
}

# What can happen. The first three are written by the triggers (quotes/sql/public_changes.sql).
PUBLISHED, REVISED, CHANGED = "published", "revised", "changed"
MERGED, RENAMED, WITHDRAWN = "merged", "renamed", "withdrawn"
HAPPENINGS = (PUBLISHED, REVISED, CHANGED, MERGED, RENAMED, WITHDRAWN)
_GONE = "gone"


class CursorLost(ValueError):
    """A cursor of which this archive knows nothing: it was emptied, or restored from a backup."""


@dataclass(frozen=True)
class ChangePart:
    """Some changes, the cursor to go on from, and whether there are more."""

    changes: list[Object]
    cursor: str
    has_more: bool


def changes_since(cursor: str, size: int, site: Site) -> ChangePart:
    """The first ``size`` changes behind a cursor. Raises `Unreadable` or `CursorLost`.

    Costs a fixed number of queries.
    """
    place = _place(cursor)
    rows = list(PublicChange.objects.filter(pk__gt=place).order_by("pk")[: size + 1])
    has_more = len(rows) > size
    rows = rows[:size]
    return ChangePart(_told(rows, site), rows[-1].cursor if rows else cursor, has_more)


def now() -> str:
    """The cursor behind all that has changed so far: where a copy of whole lists goes on."""
    last = PublicChange.objects.order_by("-pk").first()
    return last.cursor if last else BEGINNING


def _place(cursor: str) -> int:
    if cursor == BEGINNING:
        return 0
    read = _CURSOR.fullmatch(cursor)
    if read is None:
        raise Unreadable(
            [_("since: write a cursor that an earlier answer gave, or 0 for the beginning.")]
        )
    if not PublicChange.objects.filter(pk=int(read[1]), mark=read[2]).exists():
        raise CursorLost
    return int(read[1])


def _told(rows: Sequence[PublicChange], site: Site) -> list[Object]:
    objects = {
        about: resource.objects({row.key for row in rows if row.about == about}, site)
        for about, resource in FOLLOWED.items()
        if any(row.about == about for row in rows)
    }
    reasons, gone = _reasons(rows), _gone(rows, site)
    return [_change(row, objects[Addressed(row.about)].get(row.key), reasons, gone) for row in rows]


def _change(
    row: PublicChange,
    made: Object | None,
    reasons: dict[tuple[str, str, int], str],
    gone: dict[tuple[str, str], Object],
) -> Object:
    left: Object = {"what": row.act, "reason": "", "into": None}
    if row.act == _GONE:
        left = gone.get((row.about, row.key)) or left | {"what": WITHDRAWN}
    elif row.number is not None and made is not None:
        # Of what stands no more the reason may repeat words that were withdrawn.
        left["reason"] = reasons.get((row.about, row.key, row.number), "")
    return {
        "cursor": row.cursor,
        "made_at": instant(row.made_at),
        "resource": FOLLOWED[Addressed(row.about)].name,
        "key": row.key,
        "revision": row.number,
        **left,
        "object": made,
    }


def _reasons(rows: Iterable[PublicChange]) -> dict[tuple[str, str, int], str]:
    """Why the revisions among some changes were made."""
    numbered = [row for row in rows if row.number is not None]
    found: dict[tuple[str, str, int], str] = {}
    histories: tuple[tuple[Addressed, Any, str], ...] = (
        (Addressed.STATEMENT, Revision, "statement__public_id"),
        (Addressed.SPEAKER, SpeakerRevision, "speaker__slug"),
    )
    for about, model, key in histories:
        wanted = [row for row in numbered if row.about == about]
        if wanted:
            named = {f"{key}__in": {row.key for row in wanted}}
            numbers = {row.number for row in wanted}
            revisions = model.objects.filter(**named, number__in=numbers).order_by()
            for of, number, reason in revisions.values_list(key, "number", "reason"):
                found[about, of, number] = reason
    return found


def _gone(rows: Iterable[PublicChange], site: Site) -> dict[tuple[str, str], Object]:
    """What became of the things among some changes that had stood no more."""
    keys = {(row.about, row.key) for row in rows if row.act == _GONE}
    if not keys:
        return {}
    named = _any(Q(kind=about, merged_key=key) for about, key in sorted(keys))
    merged = set(Merge.objects.filter(named).values_list("kind", "merged_key"))
    # Of a merge that was undone no address tells any more.
    found: dict[tuple[str, str], Object] = {
        of: {"what": MERGED, "reason": "", "into": None} for of in merged
    }
    named = _any(Q(kind=about, old=key) for about, key in sorted(keys))
    records = list(Redirect.objects.filter(named).select_related(*Addressed.values))
    public = _public_keys(records, site)
    for record in records:
        of, into = (record.kind, record.old), _target_key(record)
        what = WITHDRAWN if record.target is None else MERGED if of in merged else RENAMED
        shown = into if (record.kind, into) in public else None
        found[of] = {"what": what, "reason": record.reason, "into": shown}
    return found


def _target_key(record: Redirect) -> str:
    """The key of what stands at the new address; empty where nothing does."""
    target: Any = record.target
    return "" if target is None else getattr(target, FOLLOWED[Addressed(record.kind)].key)


def _public_keys(records: Iterable[Redirect], site: Site) -> set[tuple[str, str]]:
    """The kinds and keys of what stands at new addresses, as far as it is public."""
    keys: dict[str, set[str]] = {}
    for record in records:
        keys.setdefault(record.kind, set()).add(_target_key(record))
    return {
        (kind, key)
        for kind, named in keys.items()
        for key in FOLLOWED[Addressed(kind)].objects(named - {""}, site)
    }


def _any(conditions: Iterable[Q]) -> Q:
    made = Q()
    for condition in conditions:
        made |= condition
    return made
