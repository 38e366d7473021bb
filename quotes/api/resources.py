"""The resources: which rows are public, by which key each is known, and the object it is.

Of a statement the object is that of the exports; of a part of it, what stands in that object. Of
the others the columns are those that `quotes.models.fields` carries in a resource.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import models
from django.db.models import Prefetch, Q
from django.db.models.expressions import RawSQL
from django.urls import reverse
from django.utils.translation import gettext_lazy

from quotes.api import cursors
from quotes.api.reading import Cut, Unreadable
from quotes.citing.reference import Site
from quotes.exports.export_rows import instant
from quotes.exports.objects import objects_of
from quotes.models import (
    Citation,
    Figure,
    Occasion,
    Outlet,
    Relation,
    Revision,
    Role,
    Source,
    Speaker,
    SpeakerRevision,
    State,
    Statement,
    StatementTopic,
    Topic,
)
from quotes.models.fields import (
    CITATION,
    FIGURE,
    JSON,
    OCCASION,
    OUTLET,
    RELATION,
    RESOURCE,
    ROLE,
    SOURCE,
    SPEAKER,
    STATEMENT,
    TOPIC,
    FieldFormat,
    FieldTable,
)
from quotes.models.vocabulary import Addressed
from quotes.search.filters import SearchResult, not_in_list
from quotes.search.queries import ListPlace

Object = dict[str, Any]
Rows = models.QuerySet[Any]


@dataclass
class Part:
    """A part of a list: its objects, and the places that the parts around it begin behind.

    A place is empty where there is no such part.
    """

    objects: list[Object] = field(default_factory=list)
    newer: str = ""
    older: str = ""


@dataclass(frozen=True)
class Expansion:
    """What can be sent beside an object: the objects of another resource that it names."""

    of: str
    keys: Callable[[Object], Iterable[str]]


@dataclass(frozen=True, kw_only=True)
class Resource:
    """A kind of object. ``name`` is what its list is called in addresses and answers.

    ``key`` is the member by which an object is known, ``table`` and ``format`` say which others it
    has, and ``own`` those that are worked out for it, each with what it is. ``moved`` is set where
    an address that was merged or withdrawn is remembered.
    """

    name: str
    one: str
    about: Any
    key: str
    table: FieldTable | None
    format: FieldFormat = RESOURCE
    own: Mapping[str, Any] = field(default_factory=dict)
    expansions: tuple[Expansion, ...] = ()
    moved: Addressed | None = None

    @property
    def members(self) -> list[str]:
        """The members of an object, in their order."""
        carried = members_of(self.table, self.format) if self.table else []
        return list(dict.fromkeys([self.key, *self.own, *carried]))

    def part(self, found: SearchResult, cut: Cut, site: Site) -> Part:
        """The part of the list that belongs to what is found."""
        raise NotImplementedError

    def objects(self, keys: Iterable[str], site: Site) -> dict[str, Object]:
        """The public objects that have these keys, by key."""
        raise NotImplementedError


def members_of(table: FieldTable, format: FieldFormat) -> list[str]:
    """The keys of an object of a table, those of a row beside it behind its own."""
    names = []
    for key, one in table.carried(format).items():
        names.append(key)
        if one.beside is not None:
            names += members_of(one.beside, format)
    return names


# Statements


class Statements(Resource):
    """Found, sorted and cut as in every list."""

    def part(self, found: SearchResult, cut: Cut, site: Site) -> Part:
        page = found.part(cut.size, self._place(found, cut.at), is_reversed=cut.is_reversed)
        made = objects_of(page.ids, site)
        ends = found.places(page.ids) if page.has_newer or page.has_older else {}
        at = [cursors.of_statement(ends[pk], found.order) for pk in page.ids if pk in ends]
        if not at:
            return Part(made)
        return Part(made, at[0] if page.has_newer else "", at[-1] if page.has_older else "")

    def _place(self, found: SearchResult, at: str) -> ListPlace | None:
        """The place that a part begins behind. Raises `Unreadable`."""
        if cursors.is_cursor(at):
            return cursors.statement_at(at, found.order)
        try:
            return found.place_at(at) if at else None
        except LookupError as error:
            raise Unreadable([not_in_list(at)]) from error

    def objects(self, keys: Iterable[str], site: Site) -> dict[str, Object]:
        known = Statement.objects.published().filter(public_id__in=_storable(keys))
        return _by(self.key, objects_of(list(known.values_list("pk", flat=True)), site))


# What has rows of its own


@dataclass(frozen=True, kw_only=True)
class RowResource(Resource):
    """Rows in the order in which they were entered.

    ``rows`` are all public ones, with what an object is made of. ``key_of`` gives the key of one
    and ``having`` keeps at least those with one of the keys. ``of`` keeps what belongs to
    statements, which a query set of their ids stands for. ``more`` makes what stands in no table.
    """

    rows: Callable[[], Rows]
    key_of: Callable[[Any], str]
    having: Callable[[Sequence[str]], Q]
    of: Callable[[Rows], Q]
    more: Callable[[Any, Site], Object] | None = None

    def part(self, found: SearchResult, cut: Cut, site: Site) -> Part:
        rows = self.rows()
        if found.is_narrowed():
            rows = rows.filter(self.of(found.entries.values("statement_id")))
        if cut.at:
            rows = rows.filter(**{"pk__lt" if cut.is_reversed else "pk__gt": self._place(cut.at)})
        read = list(rows.order_by("-pk" if cut.is_reversed else "pk")[: cut.size + 1])
        has_more = len(read) > cut.size
        read = read[: cut.size]
        if cut.is_reversed:
            read.reverse()
        made = [self._object(row, site) for row in read]
        if not made:
            return Part()
        has_newer = has_more if cut.is_reversed else bool(cut.at)
        has_older = cut.is_reversed or has_more
        first, last = cursors.of_row(read[0].pk), cursors.of_row(read[-1].pk)
        return Part(made, first if has_newer else "", last if has_older else "")

    def objects(self, keys: Iterable[str], site: Site) -> dict[str, Object]:
        wanted = set(_storable(keys))
        if not wanted:
            return {}
        rows = self.rows().filter(self.having(sorted(wanted))).order_by("pk")
        made = _by(self.key, (self._object(row, site) for row in rows))
        return {key: one for key, one in made.items() if key in wanted}

    def _place(self, at: str) -> int:
        """The id of the row that a part begins behind. Raises `Unreadable`."""
        if cursors.is_cursor(at):
            return cursors.row_at(at)
        for row in self.rows().filter(self.having([at])):
            if self.key_of(row) == at:
                return int(row.pk)
        raise Unreadable([not_in_list(at)])

    def _object(self, row: Any, site: Site) -> Object:
        made = {self.key: self.key_of(row)} | (self.more(row, site) if self.more else {})
        if self.table is not None:
            made |= self.table.public(row, self.format)
        return {name: written(made[name]) for name in self.members}


def written(value: Any) -> Any:
    """A value of a row as JSON has it; a moment in UTC, to the second."""
    if isinstance(value, datetime):
        return instant(value)
    if isinstance(value, list):
        return [written(one) for one in value]
    if isinstance(value, dict):
        return {name: written(one) for name, one in value.items()}
    return value


def _by(key: str, made: Iterable[Object]) -> dict[str, Object]:
    return {one[key]: one for one in made}


def _storable(keys: Iterable[str]) -> list[str]:
    """Those that a text column can hold."""
    return [key for key in keys if "\0" not in key]


def _page(name: str, site: Site, *args: str) -> str:
    return site.origin + reverse(name, args=args)


# Keys of what is part of another: the key of that, a dot, and which of its parts.


def _owner(key: str) -> str:
    return key.rpartition(".")[0]


def _owned_by(column: str) -> Callable[[Sequence[str]], Q]:
    """Those whose owner is one of those that the keys name."""
    return lambda keys: Q(**{f"{column}__in": [_owner(key) for key in keys]})


def _place(table: str, owner: str, order: str) -> RawSQL:
    """SQL: the place of a row among those of its owner, from 1."""
    owners = " AND ".join(f"o.{column} = {table}.{column}" for column in owner.split())
    columns = [column.strip() for column in order.split()]
    ours, others = (", ".join(f"{of}.{column}" for column in columns) for of in (table, "o"))
    return RawSQL(
        f"(SELECT count(*) FROM {table} o WHERE {owners} AND ({others}) <= ({ours}))",
        [],
        output_field=models.IntegerField(),
    )


def _published(path: str) -> Q:
    return Q(**{f"{path}state": State.PUBLISHED})


def _speakers_of(ids: Rows) -> Rows:
    return Statement.objects.filter(pk__in=ids).order_by().values("speaker_id")


def _sources() -> Rows:
    # What a source was made from may be what only a draft cites.
    return (
        Source.objects.public()
        .select_related("outlet", "wire")
        .prefetch_related(Prefetch("derived_from", Source.objects.public()))
    )


def _citations() -> Rows:
    place = _place("quotes_citation", "statement_id source_id", "position id")
    return (
        Citation.objects.filter(_published("statement__"))
        .select_related("statement", "source__outlet", "via")
        .annotate(place=place)
    )


def _of_revision(row: Revision | SpeakerRevision, _site: Site) -> Object:
    return {
        "number": row.number,
        "made_at": row.made_at,
        "editor_name": row.editor_name,
        "reason": row.reason,
        "sha256": row.sha256,
        "previous_sha256": row.previous_sha256,
        "state": row.public_state,
    }


_REVISION: dict[str, Any] = {
    "number": int,
    "made_at": datetime,
    "editor_name": str,
    "reason": str,
    "sha256": str,
    "previous_sha256": str,
    "state": dict[str, Any],
}


def _with(
    name: str, value: Callable[[Any], str], more: Any = None
) -> Callable[[Any, Site], Object]:
    """What a row belongs to, before what else is made of it."""
    return lambda row, site: {name: value(row)} | (more(row, site) if more else {})


OF_STATEMENT = Expansion("statements", lambda made: [made["statement"]])
OF_OFFICIAL = Expansion("officials", lambda made: [made["official"]])

_ALL: tuple[Resource, ...] = (
    Statements(
        name="statements",
        one="statement",
        about=gettext_lazy("What was said, by whom, when, and how each source printed it."),
        key="public_id",
        table=STATEMENT,
        format=JSON,
        expansions=(
            Expansion("officials", lambda made: [made["speaker"]["slug"]]),
            Expansion("sources", lambda made: [one["source"] for one in made["citations"]]),
            Expansion("topics", lambda made: made["topics"]),
            Expansion(
                "statements",
                lambda made: (
                    {key for one in made["relations"] for key in (one["from"], one["to"])}
                    - {made["public_id"]}
                ),
            ),
        ),
        moved=Addressed.STATEMENT,
    ),
    RowResource(
        name="officials",
        one="official",
        about=gettext_lazy("Who said it, with the offices held, in time."),
        key="slug",
        table=SPEAKER,
        own={"page": str},
        moved=Addressed.SPEAKER,
        rows=lambda: Speaker.objects.public().with_roles().prefetch_related("aliases"),
        key_of=lambda row: row.slug,
        having=lambda keys: Q(slug__in=keys),
        of=lambda ids: Q(pk__in=_speakers_of(ids)),
        more=lambda row, site: {"page": _page("official", site, row.slug)},
    ),
    RowResource(
        name="offices",
        one="office",
        about=gettext_lazy("The offices of the officials, with the days on which they were held."),
        key="id",
        table=ROLE,
        own={"official": str},
        expansions=(OF_OFFICIAL,),
        rows=lambda: (
            Role.objects.filter(speaker__in=Speaker.objects.public())
            .select_related("speaker")
            .annotate(place=_place("quotes_role", "speaker_id", "held_from held_to id"))
        ),
        key_of=lambda row: f"{row.speaker.slug}.{row.place}",
        having=_owned_by("speaker__slug"),
        of=lambda ids: Q(speaker__in=_speakers_of(ids)),
        more=_with("official", lambda row: row.speaker.slug),
    ),
    RowResource(
        name="sources",
        one="source",
        about=gettext_lazy("The documents that print statements."),
        key="public_id",
        table=SOURCE,
        own={"page": str},
        expansions=(Expansion("outlets", lambda made: [made["outlet"]["slug"]]),),
        moved=Addressed.SOURCE,
        rows=_sources,
        key_of=lambda row: row.public_id,
        having=lambda keys: Q(public_id__in=keys),
        of=lambda ids: Q(pk__in=Citation.objects.filter(statement__in=ids).values("source_id")),
        more=lambda row, site: {"page": site.source(row)},
    ),
    RowResource(
        name="outlets",
        one="outlet",
        about=gettext_lazy("Who publishes: newspapers, broadcasters, agencies, governments."),
        key="slug",
        table=OUTLET,
        own={"page": str},
        moved=Addressed.OUTLET,
        rows=lambda: Outlet.objects.public(),
        key_of=lambda row: row.slug,
        having=lambda keys: Q(slug__in=keys),
        of=lambda ids: (
            Q(pk__in=Source.objects.filter(citations__statement__in=ids).values("outlet"))
            | Q(pk__in=Citation.objects.filter(statement__in=ids).values("via"))
        ),
        more=lambda row, site: {"page": _page("outlet", site, row.slug)},
    ),
    RowResource(
        name="topics",
        one="topic",
        about=gettext_lazy("What statements are about."),
        key="slug",
        table=TOPIC,
        own={"page": str},
        moved=Addressed.TOPIC,
        rows=lambda: Topic.objects.public(),
        key_of=lambda row: row.slug,
        having=lambda keys: Q(slug__in=keys),
        of=lambda ids: Q(pk__in=StatementTopic.objects.filter(statement__in=ids).values("topic")),
        more=lambda row, site: {"page": _page("topic", site, row.slug)},
    ),
    RowResource(
        name="occasions",
        one="occasion",
        about=gettext_lazy("The hearings, press conferences and interviews where it was said."),
        key="slug",
        table=OCCASION,
        own={"page": str},
        moved=Addressed.OCCASION,
        rows=lambda: Occasion.objects.public(),
        key_of=lambda row: row.slug,
        having=lambda keys: Q(slug__in=keys),
        of=lambda ids: Q(
            pk__in=Statement.objects.filter(pk__in=ids).order_by().values("occasion_id")
        ),
        more=lambda row, site: {"page": _page("occasion", site, row.slug)},
    ),
    RowResource(
        name="figures",
        one="figure",
        about=gettext_lazy("The numbers that statements name."),
        key="id",
        table=FIGURE,
        format=JSON,
        own={"statement": str},
        expansions=(OF_STATEMENT,),
        rows=lambda: (
            Figure.objects.filter(_published("statement__"))
            .select_related("statement")
            .annotate(place=_place("quotes_figure", "statement_id", "id"))
        ),
        key_of=lambda row: f"{row.statement.public_id}.{row.place}",
        having=_owned_by("statement__public_id"),
        of=lambda ids: Q(statement__in=ids),
        more=_with("statement", lambda row: row.statement.public_id),
    ),
    RowResource(
        name="citations",
        one="citation",
        about=gettext_lazy("How each source prints a statement: the wording, and its check."),
        key="id",
        table=CITATION,
        format=JSON,
        own={"statement": str},
        expansions=(OF_STATEMENT, Expansion("sources", lambda made: [made["source"]])),
        rows=_citations,
        key_of=lambda row: f"{row.statement.public_id}.{row.source.public_id}-{row.place}",
        having=_owned_by("statement__public_id"),
        of=lambda ids: Q(statement__in=ids),
        more=_with("statement", lambda row: row.statement.public_id),
    ),
    RowResource(
        name="revisions",
        one="revision",
        about=gettext_lazy("The numbered public states of statements, each with its reason."),
        key="id",
        table=None,
        own={"statement": str, **_REVISION},
        expansions=(OF_STATEMENT,),
        rows=lambda: Revision.objects.filter(_published("statement__")).select_related("statement"),
        key_of=lambda row: f"{row.statement.public_id}.{row.number}",
        having=_owned_by("statement__public_id"),
        of=lambda ids: Q(statement__in=ids),
        more=_with("statement", lambda row: row.statement.public_id, _of_revision),
    ),
    RowResource(
        name="official-revisions",
        one="official-revision",
        about=gettext_lazy("The numbered public states of officials: their names and offices."),
        key="id",
        table=None,
        own={"official": str, **_REVISION},
        expansions=(OF_OFFICIAL,),
        rows=lambda: SpeakerRevision.objects.filter(
            speaker__in=Speaker.objects.public()
        ).select_related("speaker"),
        key_of=lambda row: f"{row.speaker.slug}.{row.number}",
        having=_owned_by("speaker__slug"),
        of=lambda ids: Q(speaker__in=_speakers_of(ids)),
        more=_with("official", lambda row: row.speaker.slug, _of_revision),
    ),
    RowResource(
        name="relations",
        one="relation",
        about=gettext_lazy("What one statement does to another, and why an editor says so."),
        key="id",
        table=RELATION,
        format=JSON,
        expansions=(Expansion("statements", lambda made: [made["from"], made["to"]]),),
        rows=lambda: Relation.objects.public().select_related("from_statement", "to_statement"),
        key_of=lambda row: (
            f"{row.from_statement.public_id}.{row.kind}.{row.to_statement.public_id}"
        ),
        having=lambda keys: Q(from_statement__public_id__in=[k.partition(".")[0] for k in keys]),
        of=lambda ids: Q(from_statement__in=ids) | Q(to_statement__in=ids),
    ),
)

RESOURCES: dict[str, Resource] = {one.name: one for one in _ALL}
