"""Corrections: the changes of what had been published, newest first.

A correction is a revision of a statement after its first, one of the names and offices of an
official, or what left only an address behind: a statement that was withdrawn, or something that was
merged into another. A first publication is none. Of a statement that stands no more, nothing that
it said is shown here.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from typing import Any, NamedTuple

from django import forms
from django.core.validators import RegexValidator
from django.db import connection
from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.expressions import RawSQL
from django.db.models.fields import BooleanField, CharField
from django.http import QueryDict
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from quotes.addresses import public_ids
from quotes.dates.display import humanize
from quotes.dates.partial import PartialDate, parse
from quotes.models import (
    Merge,
    Occasion,
    Outlet,
    Redirect,
    Revision,
    Source,
    Speaker,
    SpeakerRevision,
    State,
    Statement,
    Topic,
)
from quotes.models.vocabulary import Addressed
from quotes.revisions import comparison
from quotes.revisions.comparison import (
    abridged,
    changed_parts,
    changed_speaker_parts,
    part_label,
    speaker_text,
    text_difference,
    text_of,
)
from quotes.revisions.resolve import at
from quotes.text.differences import Piece
from quotes.text.joined import colon

# The kinds of change, in the order in which they are offered.
WITHDRAWN, MERGED = "withdrawn", "merged"
KINDS: dict[str, str | Promise] = {
    "words": gettext_lazy("words"),
    "wordings": gettext_lazy("sources and wordings"),
    "date": gettext_lazy("date"),
    "speaker": gettext_lazy("official"),
    "other": gettext_lazy("other facts"),
    WITHDRAWN: gettext_lazy("withdrawn"),
    MERGED: gettext_lazy("merged"),
}

# Which parts of a snapshot each kind is about, in the order of `quotes.revisions.comparison.PARTS`.
PARTS: dict[str, tuple[str, ...]] = {
    kind: tuple(name for name, field in comparison.PARTS.items() if field.change == kind)
    for kind in KINDS
    if kind not in (WITHDRAWN, MERGED)
}

# Which parts a revision changed is told by its state and the one before, and no index knows it. A
# list of one kind therefore looks through this many revisions at a time, which takes about 50 ms.
LOOKED_THROUGH = 2_000

# What leads to the page of each thing by its key.
_ROUTES = {
    Addressed.STATEMENT: "permalink",
    Addressed.SPEAKER: "official",
    Addressed.OUTLET: "outlet",
    Addressed.TOPIC: "topic",
    Addressed.SOURCE: "source-by-id",
    Addressed.OCCASION: "occasion",
}

_IS_GONE = Q(**{f"{kind}__isnull": True for kind in Addressed.values})
# What was renamed has a redirect too. Only a merge that has not been undone has this record.
_MERGES = Merge.objects.filter(
    kind=OuterRef("kind"), merged_key=OuterRef("old"), undone_at__isnull=True
)


@dataclass(frozen=True, slots=True)
class Correction:
    """One change of the public record.

    ``key`` names it for ever: ``7kq2m.3`` is the revision that made version 3, ``speaker:a-b.3``
    that of an official, and ``statement:7kq2m`` the record of an address, by what it was of.
    ``old`` is the public id or slug that the change is about, ``stands`` that of what is shown for
    it today: empty where nothing is. ``name`` says who spoke, or what another thing is called
    today; it is empty where that is not public. ``number`` is that of the version made, None for
    an address. ``texts`` are the words before and after, None where they are the same or not to be
    shown; of an official they are the names and offices in one line.
    """

    key: str
    made_at: datetime
    about: Addressed
    old: str
    kinds: tuple[str, ...]
    reason: str = ""
    editor_name: str = ""
    name: str = ""
    stands: str = ""
    said: PartialDate | None = None
    language: str = ""
    number: int | None = None
    parts: tuple[str, ...] = ()
    texts: tuple[str, str] | None = None

    @property
    def heading(self) -> str:
        """The title of the correction: of whom and when, or which address."""
        if self.said is not None and self.name:
            named = {"speaker": self.name, "date": humanize(self.said)}
            return _("%(speaker)s, %(date)s") % named
        thing = _("%(kind)s %(key)s") % {"kind": self.about.label.capitalize(), "key": self.old}
        return self.name if self.stands else f"{self.name}{colon()}{thing}" if self.name else thing

    @property
    def outcome(self) -> str:
        """A sentence on what became of an address; empty for a revision."""
        if self.number is not None:
            return ""
        if WITHDRAWN in self.kinds:
            return _("What stood at this address is no longer shown.")
        if not self.stands:
            return _("It was merged into another, which has since been withdrawn.")
        return _("What had the address “%(old)s” was merged into this.") % {"old": self.old}

    @property
    def kind_labels(self) -> list[str]:
        return [str(KINDS[kind]) for kind in self.kinds]

    @property
    def changed(self) -> str:
        """The labels of all parts that changed but the words, as the middle of a sentence."""
        return ", ".join(part_label(name) for name in self.parts if name != "text")

    @property
    def is_of_withdrawn(self) -> bool:
        """Whether it changed a statement that has been withdrawn since."""
        is_of_statement = self.about == Addressed.STATEMENT and self.number is not None
        return is_of_statement and not self.stands

    @property
    def pieces(self) -> Sequence[Piece]:
        """The difference of the words, with a few around each change."""
        if self.texts is None:
            return ()
        before, after = self.texts
        return abridged(text_difference({"text": before}, {"text": after}))

    @property
    def path(self) -> str:
        """The address of what stands; empty where nothing does."""
        return reverse(_ROUTES[self.about], args=[self.stands]) if self.stands else ""

    @property
    def before_path(self) -> str:
        """The address of the version before this change."""
        return self._pinned(-1)

    @property
    def after_path(self) -> str:
        """The address of the version that this change made."""
        return self._pinned(0)

    def _pinned(self, by: int) -> str:
        if self.number is None or not self.stands or self.about != Addressed.STATEMENT:
            return ""
        return reverse("pinned", args=[self.old, self.number + by])


# What is asked for


class CorrectionForm(forms.Form):
    """The parameters of the list."""

    change = forms.ChoiceField(
        required=False,
        choices=list(KINDS.items()),
        error_messages={
            "invalid_choice": gettext_lazy(
                "change: write words, wordings, date, speaker, other, withdrawn or merged."
            )
        },
    )
    month = forms.CharField(
        required=False,
        validators=[
            RegexValidator(
                r"^[12][0-9]{3}-(0[1-9]|1[0-2])\Z",
                gettext_lazy("month: write a month as 2026-07."),
            )
        ],
    )
    statement = forms.CharField(
        required=False,
        validators=[
            RegexValidator(
                public_ids.PATTERN, gettext_lazy("statement: write the id that is in its address.")
            )
        ],
    )
    after = forms.CharField(required=False, max_length=200)
    before = forms.CharField(required=False, max_length=200)


_MOMENT = "%Y%m%dT%H%M%S.%f"
_POSITION = re.compile(r"([0-9]{8}T[0-9]{6}\.[0-9]{6})-([0-2])-([0-9]{1,18})", re.ASCII)


@dataclass(frozen=True, order=True, slots=True)
class ListPosition:
    """The position of a correction: the list is in the order of all three, highest first.

    The parts of the list begin behind a place and not behind a row, since the record of a merge
    may be gone when it is undone.
    """

    made_at: datetime
    rank: int
    pk: int

    def __str__(self) -> str:
        return f"{self.made_at.astimezone(UTC):{_MOMENT}}-{self.rank}-{self.pk}"


# Of what was made in the same moment, addresses stand above revisions, and officials above both.
_RANKS: dict[type, int] = {Revision: 0, Redirect: 1, SpeakerRevision: 2}

CorrectedRow = Revision | Redirect | SpeakerRevision


def _position(text: str) -> ListPosition | None:
    """The place that a text names; None if it names none."""
    read = _POSITION.fullmatch(text)
    try:
        return read and ListPosition(
            datetime.strptime(read[1], _MOMENT).replace(tzinfo=UTC), int(read[2]), int(read[3])
        )
    except ValueError:
        return None


def _position_of(row: CorrectedRow) -> ListPosition:
    return ListPosition(row.made_at, _RANKS[type(row)], row.pk)


@dataclass
class CorrectionPage:
    """A part of the list. ``newer`` and ``older`` are what the parts around it begin behind, empty
    where there is none. ``reached`` is how far back a search for one kind of change has looked,
    where that is not the end of the list.
    """

    corrections: list[Correction] = field(default_factory=list)
    newer: str = ""
    older: str = ""
    reached: datetime | None = None
    errors: list[str] = field(default_factory=list)


def page(query: QueryDict, size: int) -> CorrectionPage:
    """The corrections that a query string asks for, at most ``size`` of them.

    Costs at most six queries, however many corrections there are.
    """
    form = CorrectionForm(query)
    if not form.is_valid():
        return CorrectionPage(
            errors=[str(error) for errors in form.errors.values() for error in errors]
        )
    asked = form.cleaned_data
    cut = asked["after"] or asked["before"]
    place = _position(cut) if cut else None
    if cut and place is None:
        return CorrectionPage(
            errors=[
                _("This list cannot be continued from there: the address is not one of its pages.")
            ]
        )
    is_reversed = bool(asked["before"] and not asked["after"])
    part = _CorrectionQuery(asked["change"], asked["month"], place, is_reversed, asked["statement"])
    return _page(part, size)


def title(query: QueryDict) -> str:
    """What a list of corrections is called by who follows it; names the statement by one query."""
    public_id = query.get("statement", "")
    if public_id:
        known = Statement.objects.published().select_related("speaker")
        statement = at(known, public_id=public_id)
        named = statement and _("%(speaker)s, %(date)s") % {
            "speaker": statement.speaker.public_name,
            "date": humanize(statement.said),
        }
        return _("Corrections of: %(name)s") % {"name": named or public_id[:80]}
    kind = KINDS.get(query.get("change", ""))
    return _("Corrections: %(kind)s") % {"kind": kind} if kind else _("Corrections")


def months() -> list[date]:
    """The first day of each month (UTC) in which something was corrected, newest first; by one
    query."""
    with connection.cursor() as cursor:
        cursor.execute(_MONTHS)
        return [month for (month,) in cursor.fetchall()]


# A month of revisions costs one look into an index, and none of them is counted.
_MONTHS = """
SELECT month::date FROM (
    SELECT month
    FROM (SELECT min(made_at) AT TIME ZONE 'UTC' AS first, max(made_at) AT TIME ZONE 'UTC' AS last
          FROM quotes_revision WHERE number > 1) ends,
         generate_series(date_trunc('month', first), last, interval '1 month') AS month
    WHERE EXISTS (SELECT FROM quotes_revision
                  WHERE number > 1 AND made_at >= month AT TIME ZONE 'UTC'
                    AND made_at < (month + interval '1 month') AT TIME ZONE 'UTC')
    UNION
    SELECT date_trunc('month', made_at AT TIME ZONE 'UTC') FROM quotes_speakerrevision
    WHERE number > 1
    UNION
    SELECT date_trunc('month', r.made_at AT TIME ZONE 'UTC') FROM quotes_redirect r
    WHERE r.reason <> ''
      AND (coalesce(r.speaker_id, r.outlet_id, r.topic_id, r.source_id, r.statement_id,
                    r.occasion_id) IS NULL
           OR EXISTS (SELECT FROM quotes_merge m WHERE m.kind = r.kind AND m.merged_key = r.old
                        AND m.undone_at IS NULL))
) AS corrected ORDER BY month DESC
"""


# Finding the rows


@dataclass(frozen=True)
class _CorrectionQuery:
    """The part of the list that is asked for: what it is narrowed to, and where it begins."""

    change: str
    month: str
    place: ListPosition | None
    is_reversed: bool
    statement: str = ""

    def revisions(self) -> QuerySet[Revision]:
        rows = Revision.objects.filter(number__gt=1)
        if self.statement:
            rows = rows.filter(statement__public_id=self.statement)
        return self._in_order(rows)

    def speaker_revisions(self) -> QuerySet[SpeakerRevision]:
        rows = SpeakerRevision.objects.filter(number__gt=1)
        return self._in_order(rows.none() if self.statement else rows)

    def redirects(self) -> QuerySet[Redirect]:
        wanted = {WITHDRAWN: _IS_GONE, MERGED: Exists(_MERGES)}
        records = Redirect.objects.filter(
            ~Q(reason=""), wanted.get(self.change) or _IS_GONE | Exists(_MERGES)
        )
        if self.statement:
            records = records.filter(kind=Addressed.STATEMENT, old=self.statement)
        return self._in_order(records)

    def _in_order(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        if self.month:
            rows = rows.filter(_in_month(self.month))
        if self.place:
            rows = rows.filter(_behind(self.place, _RANKS[rows.model], self.is_reversed))
        order = ("made_at", "pk") if self.is_reversed else ("-made_at", "-pk")
        return rows.order_by(*order)


def _in_month(text: str) -> Q:
    year, month = map(int, text.split("-"))
    until = datetime(year + month // 12, month % 12 + 1, 1, tzinfo=UTC)
    return Q(made_at__gte=datetime(year, month, 1, tzinfo=UTC), made_at__lt=until)


def _behind(place: ListPosition, rank: int, is_reversed: bool) -> Q:
    """Rows of one rank that stand behind a place; in the reverse order, before it."""
    ahead = "gt" if is_reversed else "lt"
    behind = Q(**{f"made_at__{ahead}": place.made_at})
    if rank == place.rank:
        behind |= Q(**{"made_at": place.made_at, f"pk__{ahead}": place.pk})
    elif (rank > place.rank) == is_reversed:
        behind |= Q(made_at=place.made_at)
    # Says nothing more, but is what an index is entered by.
    return behind & Q(**{f"made_at__{ahead}e": place.made_at})


def _key_of(row: CorrectedRow) -> str:
    if isinstance(row, Revision):
        return f"{row.statement.public_id}.{row.number}"
    if isinstance(row, SpeakerRevision):
        return f"{Addressed.SPEAKER}:{row.slug}.{row.number}"
    return f"{row.kind}:{row.old}"


def _page(part: _CorrectionQuery, size: int) -> CorrectionPage:
    rows: list[Any] = []
    if part.change not in (WITHDRAWN, MERGED):
        rows += _loaded_revisions(part)[: size + 1]
    if part.change not in PARTS:
        rows += _loaded_redirects(part)[: size + 1]
    if part.change in ("", "speaker"):
        rows += _loaded_speaker_revisions(part)[: size + 1]
    rows.sort(key=_position_of, reverse=not part.is_reversed)
    has_more = len(rows) > size
    rows = rows[:size]
    stopped = None if has_more else _where_looking_stopped(part)
    beyond = str(_position_of(rows[-1])) if has_more else str(stopped or "")
    back = str(_position_of(rows[0])) if rows else ""
    if part.is_reversed:
        rows.reverse()
        newer, older = beyond, back
    else:
        newer, older = back if part.place else "", beyond
    return CorrectionPage(_corrections(rows), newer, older, stopped.made_at if stopped else None)


def _loaded_redirects(part: _CorrectionQuery) -> QuerySet[Redirect]:
    """The records of addresses with what they lead to, and who merged what they were of."""
    return (
        part.redirects()
        .select_related("speaker", "outlet", "topic", "source", "statement", "occasion")
        .annotate(merged_by=Subquery(_MERGES.values("editor_name")[:1]))
    )


def _loaded_speaker_revisions(part: _CorrectionQuery) -> QuerySet[SpeakerRevision]:
    """The revisions of officials with the state before each, and the address that each has today
    if it is public."""
    before = SpeakerRevision.objects.filter(
        speaker_id=OuterRef("speaker_id"), number=OuterRef("number") - 1
    )
    public = Statement.objects.published().filter(speaker_id=OuterRef("speaker_id"))
    return part.speaker_revisions().annotate(
        state_before=Subquery(before.values("public_state")),
        stands=Subquery(public.values("speaker__slug")[:1]),
    )


def _loaded_revisions(part: _CorrectionQuery) -> QuerySet[Revision]:
    """The revisions with the state before each, and of one kind if that is asked for."""
    rows = part.revisions()
    if part.change:
        looked_through = part.revisions().values("pk")[:LOOKED_THROUGH]
        order = rows.query.order_by
        rows = Revision.objects.filter(_changes(part.change), pk__in=looked_through)
        rows = rows.order_by(*order)
    before = Revision.objects.filter(statement=OuterRef("statement"), number=OuterRef("number") - 1)
    return rows.select_related("statement").annotate(
        state_before=Subquery(before.values("public_state"))
    )


def _where_looking_stopped(part: _CorrectionQuery) -> ListPosition | None:
    """The last revision that a search for one kind looks at, if there may be more behind it."""
    if part.change not in PARTS:
        return None
    last = part.revisions().only("made_at")[LOOKED_THROUGH - 1 : LOOKED_THROUGH].first()
    return _position_of(last) if last else None


def _changes(kind: str) -> RawSQL:
    """SQL: whether a revision changed a part of a kind. As in `changed_parts`, what one of the two
    states does not say is not compared; what changed in no part that has a name is "other"."""
    changed, values = _differ(PARTS[kind])
    if kind == "other":
        anything, names = _differ([name for of in PARTS.values() for name in of])
        changed, values = f"({changed} OR ({anything}) IS NOT TRUE)", values + names
    return RawSQL(
        "EXISTS (SELECT FROM quotes_revision earlier"
        " WHERE earlier.statement_id = quotes_revision.statement_id"
        f" AND earlier.number = quotes_revision.number - 1 AND ({changed}))",
        values,
        output_field=BooleanField(),
    )


def _differ(names: Sequence[str]) -> tuple[str, list[str]]:
    compared = "earlier.public_state -> %s::text <> quotes_revision.public_state -> %s::text"
    return " OR ".join([compared] * len(names)), [name for name in names for _both in range(2)]


# From rows to corrections


def _corrections(rows: Sequence[CorrectedRow]) -> list[Correction]:
    """The corrections of some rows. One that was merged into something not public is left out:
    nothing public was changed by it."""
    onward = _standing_for(list(_ids_gone(rows)))
    names = _public_names([row for row in rows if isinstance(row, Redirect)])
    found = (_correction(row, onward, names) for row in rows)
    return [correction for correction in found if correction is not None]


def _correction(row: CorrectedRow, onward: "Onward", names: "Names") -> Correction | None:
    if isinstance(row, Revision):
        return _of_revision(row, onward)
    if isinstance(row, SpeakerRevision):
        return _of_speaker_revision(row)
    return _of_redirect(row, onward, names)


def _ids_gone(rows: Iterable[CorrectedRow]) -> Iterator[str]:
    """The public ids of the statements on a page that do not stand themselves."""
    for row in rows:
        if isinstance(row, Redirect):
            if row.statement_id:
                yield row.old
        elif isinstance(row, Revision) and row.statement.state != State.PUBLISHED:
            yield row.statement.public_id


class StandingStatement(NamedTuple):
    """A statement that stands for one that was merged."""

    public_id: str
    speaker: str
    said: PartialDate


Onward = dict[str, StandingStatement]


def _standing_for(public_ids: list[str]) -> Onward:
    """The statement that each was merged into, as far as that leads to one that stands.

    However many mergers lie between, by one query.
    """
    if not public_ids:
        return {}
    with connection.cursor() as cursor:
        cursor.execute(_STANDING, {"ids": public_ids, "published": State.PUBLISHED})
        return {
            asked: StandingStatement(public_id, speaker, parse(said))
            for asked, public_id, speaker, said in cursor.fetchall()
        }


# UNION leaves out what was found before, so that two that were merged into each other end.
_STANDING = """
WITH RECURSIVE onward (asked, id) AS (
    SELECT r.old, r.statement_id FROM quotes_redirect r
    WHERE r.kind = 'statement' AND r.old = ANY(%(ids)s) AND r.statement_id IS NOT NULL
    UNION
    SELECT o.asked, r.statement_id FROM onward o
    JOIN quotes_statement s ON s.id = o.id AND s.state <> %(published)s
    JOIN quotes_redirect r ON r.kind = 'statement' AND r.old = s.public_id
    WHERE r.statement_id IS NOT NULL
)
SELECT o.asked, s.public_id, p.name, s.said FROM onward o
JOIN quotes_statement s ON s.id = o.id
JOIN quotes_speaker p ON p.id = s.speaker_id
WHERE s.state = %(published)s
"""

Names = dict[tuple[str, str], str]


def _public_names(records: Sequence[Redirect]) -> Names:
    """The names that may be shown, by kind and key: of what has a page, and of who said what was
    withdrawn, if that official has one. By one query."""
    wanted: dict[str, list[str]] = {}
    for record in records:
        target = record.target
        if target is None and record.kind == Addressed.STATEMENT:
            wanted.setdefault(WITHDRAWN, []).append(record.old)
        elif target is not None and not isinstance(target, Statement):
            wanted.setdefault(record.kind, []).append(_public_key(target))
    if not wanted:
        return {}
    first, *others = (_named(kind, keys) for kind, keys in wanted.items())
    return {(kind, key): name for kind, key, name in first.union(*others, all=True)}


def _named(kind: str, keys: list[str]) -> QuerySet[Any, tuple[str, str, str]]:
    queries: dict[str, tuple[QuerySet[Any], str, str]] = {
        Addressed.SPEAKER: (Speaker.objects.public(), "slug", "name"),
        Addressed.OUTLET: (Outlet.objects.public(), "slug", "name"),
        Addressed.TOPIC: (Topic.objects.public(), "slug", "name"),
        Addressed.SOURCE: (Source.objects.public(), "public_id", "title"),
        Addressed.OCCASION: (Occasion.objects.public(), "slug", "name"),
        WITHDRAWN: (Speaker.objects.public(), "statements__public_id", "name"),
    }
    rows, key, name = queries[kind]
    kept = Value(str(kind), output_field=CharField())
    return rows.filter(**{f"{key}__in": keys}).order_by().values_list(kept, key, name)


def _of_revision(revision: Any, onward: Onward) -> Correction:
    """``revision`` has its ``state_before``."""
    statement = revision.statement
    before, after = revision.state_before, revision.public_state
    parts = tuple(changed_parts(before, after))
    kinds = tuple(kind for kind, names in PARTS.items() if any(name in parts for name in names))
    correction = Correction(
        key=_key_of(revision),
        made_at=revision.made_at,
        about=Addressed.STATEMENT,
        old=statement.public_id,
        kinds=kinds or ("other",),
        editor_name=revision.editor_name,
        number=revision.number,
        parts=parts,
    )
    merged = onward.get(statement.public_id)
    if statement.state != State.PUBLISHED and merged is None:
        # The reason may repeat words that were withdrawn.
        return correction
    return replace(
        correction,
        reason=revision.reason,
        stands=merged.public_id if merged else statement.public_id,
        name=text_of(after.get("speaker") or {}, "name"),
        said=statement.said,
        language=text_of(after, "language") or statement.language,
        texts=(text_of(before, "text"), text_of(after, "text")) if "text" in parts else None,
    )


def _of_speaker_revision(revision: Any) -> Correction:
    """``revision`` has its ``state_before``, and ``stands``, the address of today if public."""
    before, after = revision.state_before, revision.public_state
    correction = Correction(
        key=_key_of(revision),
        made_at=revision.made_at,
        about=Addressed.SPEAKER,
        old=revision.slug,
        kinds=("speaker",),
        editor_name=revision.editor_name,
        number=revision.number,
        parts=tuple(changed_speaker_parts(before, after)),
    )
    if not revision.stands:
        return correction
    return replace(
        correction,
        reason=revision.reason,
        stands=revision.stands,
        name=text_of(after, "name"),
        texts=(speaker_text(before), speaker_text(after)),
    )


def _of_redirect(record: Any, onward: Onward, names: Names) -> Correction | None:
    """``record`` has ``merged_by``."""
    target = record.target
    correction = Correction(
        key=_key_of(record),
        made_at=record.made_at,
        about=Addressed(record.kind),
        old=record.old,
        kinds=(WITHDRAWN if target is None else MERGED,),
        reason=record.reason,
        editor_name=record.merged_by or record.editor_name,
    )
    if target is None:
        return replace(correction, name=names.get((WITHDRAWN, record.old), ""))
    if isinstance(target, Statement):
        found = onward.get(record.old)
        if found is None:
            return correction
        return replace(correction, stands=found.public_id, name=found.speaker, said=found.said)
    key = _public_key(target)
    if (record.kind, key) not in names:
        return None
    # A source may have no title.
    return replace(correction, stands=key, name=names[record.kind, key] or key)


def _public_key(target: Any) -> str:
    """The part of an address that names a row that is not a statement."""
    return target.public_id if isinstance(target, Source) else target.slug
