"""The histories of a release: every public revision in a chain of hashes, and addresses that moved.

The revisions of a statement are chained already (`quotes.models.revisions`). Here each row carries
a hash over itself and all rows before it as well, so that none can be taken out, put in or moved:
`check_release.chained` says how it is computed.
"""

from collections.abc import Iterator
from functools import cached_property
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet

from quotes.models import Merge, Redirect, Revision, Source, SpeakerRevision, State, Statement
from quotes.models.vocabulary import Addressed
from quotes.releases.check_release import chained
from quotes.releases.tables import CHUNK, Column, ReleaseTable, plain, public

_REVISION_COLUMNS = [
    Column("number", "integer", "Number of the version, from 1 and without a gap."),
    Column("made_at", "datetime", "When it was made (RFC 3339, UTC)."),
    Column("editor_name", "string", "Who made it, by the public name.", is_required=False),
    Column("reason", "string", "Why, in the words of the editor."),
    Column("public_state", "object", "All that was public from then on, as JSON."),
    Column(
        "sha256",
        "string",
        "SHA-256 of previous_sha256, a line feed and public_state with sorted keys and no blanks.",
    ),
    Column(
        "previous_sha256",
        "string",
        "The sha256 of the version before; empty of the first.",
        is_required=False,
    ),
    Column("chain", "string", "SHA-256 over the chain of the row before and this row."),
]


def revisions_table(merged: "MergedStatements") -> ReleaseTable:
    """Every version of what is published, and of what was merged into it."""
    of = Column("statement", "string", "Public id of the statement, which may have been merged.")

    def found() -> QuerySet[Revision]:
        published = Revision.objects.filter(statement__state=State.PUBLISHED)
        return published | Revision.objects.filter(statement__in=merged.standing)

    return ReleaseTable(
        "revisions",
        "Every public version of every statement, with its reason, in a chain of hashes.",
        [of, *_REVISION_COLUMNS],
        ("statement", "number"),
        lambda: _revisions(found(), "statement__public_id"),
    )


def speaker_revisions_table() -> ReleaseTable:
    """Every version of the names and offices of the officials that have a page."""
    of = Column("speaker", "string", "Slug of the official.", refers=("speakers", "slug"))
    slug = Column("slug", "string", "The slug on that day.")

    def found() -> QuerySet[SpeakerRevision]:
        return SpeakerRevision.objects.filter(speaker__in=public(_model_of("speaker")))

    return ReleaseTable(
        "speaker_revisions",
        "Every public version of the names and offices of officials, in a chain of hashes.",
        [of, slug, *_REVISION_COLUMNS],
        ("speaker", "number"),
        lambda: _revisions(found(), "speaker__slug", "slug"),
    )


def _revisions(found: QuerySet[Any], *of: str) -> Iterator[tuple[Any, ...]]:
    columns = [*of, *(column.name for column in _REVISION_COLUMNS[:-1])]
    head = ""
    rows = found.order_by("pk").values_list(*columns)
    for values in rows.iterator(chunk_size=CHUNK):
        told = tuple(map(plain, values))
        head = chained(head, told)
        yield (*told, head)


class MergedStatements:
    """What became of the statements that are public no more."""

    @cached_property
    def _ahead(self) -> dict[str, Statement]:
        """The statement that each merged one leads to, by the public id of the merged."""
        moved = Redirect.objects.filter(kind=Addressed.STATEMENT, statement__isnull=False)
        return {
            one.old: one.statement for one in moved.select_related("statement") if one.statement
        }

    def leads_on(self, public_id: str) -> bool:
        """Whether an address leads, however often it was merged, to a statement that stands."""
        seen = set()
        while (ahead := self._ahead.get(public_id)) is not None and public_id not in seen:
            if ahead.state == State.PUBLISHED:
                return True
            seen.add(public_id)
            public_id = ahead.public_id
        return False

    @cached_property
    def standing(self) -> list[int]:
        """The keys of the statements that were published, and merged into what stands."""
        ids = [public_id for public_id in self._ahead if self.leads_on(public_id)]
        gone = Statement.objects.filter(public_id__in=ids, published_at__isnull=False)
        return list(gone.exclude(state=State.PUBLISHED).values_list("pk", flat=True))


def redirects_table(merged: MergedStatements) -> ReleaseTable:
    """The addresses that were public and lead elsewhere by now, or are gone with a reason."""
    return ReleaseTable(
        "redirects",
        "Addresses that have moved, and tombstones of what was withdrawn.",
        [
            Column("kind", "string", "What it was the address of.", known=tuple(Addressed.values)),
            Column("old", "string", "Slug or public id in the old address."),
            Column(
                "to",
                "string",
                "Slug or public id of what is there now; empty if it was withdrawn.",
                is_required=False,
            ),
            Column("reason", "string", "Why, in the words of the editor.", is_required=False),
            Column("editor_name", "string", "Who did it, by the public name.", is_required=False),
            Column("is_merge", "boolean", "Whether it was merged with what is there now."),
            Column("made_at", "datetime", "When (RFC 3339, UTC)."),
        ],
        ("kind", "old"),
        lambda: _redirects(merged),
    )


def _redirects(merged: MergedStatements) -> Iterator[tuple[Any, ...]]:
    mergers = Merge.objects.filter(
        kind=OuterRef("kind"), merged_key=OuterRef("old"), undone_at__isnull=True
    )
    found = (
        Redirect.objects.select_related(*Addressed.values)
        .annotate(merged_by=mergers.values("editor_name")[:1], is_merge=Exists(mergers))
        .order_by("pk")
    )
    for one in found.iterator(chunk_size=CHUNK):
        to = _target(one, merged)
        if to is None:
            continue
        is_merge = bool(to and one.is_merge)
        by = one.merged_by or one.editor_name
        yield (one.kind, one.old, to, one.reason, by, is_merge, plain(one.made_at))


def _target(one: Redirect, merged: MergedStatements) -> str | None:
    """The key of what an address leads to, empty if that is gone; None of one that is not public.

    What was merged into a statement that was withdrawn since is gone with it: nothing of either is
    public any more but the reason.
    """
    target: Any = one.target
    if target is None:
        return "" if one.reason else None
    if isinstance(target, Statement):
        if merged.leads_on(one.old):
            return target.public_id
        return "" if target.published_at and one.reason else None
    if not public(type(target)).filter(pk=target.pk).exists():
        return None
    return target.public_id if isinstance(target, Source) else target.slug


def _model_of(kind: str) -> Any:
    return SpeakerRevision._meta.get_field(kind).related_model
