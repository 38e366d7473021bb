"""What a merge moves from one row to the other: told before it, and written by it, in one place."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import Model, Q, QuerySet
from django.utils.translation import gettext as _

from quotes.editing.addressed import key_of, kind_of, new_redirect
from quotes.editing.merge.journal import Journal, moving_captures
from quotes.models import (
    Alias,
    Occasion,
    Outlet,
    Redirect,
    Source,
    Speaker,
    State,
    Statement,
    StatementTopic,
    Topic,
)
from quotes.models.vocabulary import Addressed
from quotes.text.folding import search_fold


@dataclass(frozen=True)
class Move:
    """One part of a merge: the sentence that tells it (may be empty), and what writes it."""

    sentence: str
    write: Callable[[Journal], None]


def moves(kept: Model, merged: Model, reason: str = "") -> list[Move]:
    """The parts of a merge, in the order in which they must be written."""
    kind = kind_of(kept)
    parts = [*_OF_KIND[kind](kept, merged), *_filled(kept, merged)]
    if kind is not Addressed.STATEMENT:
        parts += [*_redirects(kind, kept, merged), _removed(merged)]
    return [*parts, _address(kind, kept, merged, reason)]


def _speaker(kept: Speaker, merged: Speaker) -> Iterator[Move]:
    yield from _given(merged.statements.all(), speaker_id=kept.pk)
    names = {alias.name for alias in kept.aliases.all()} | {kept.name}
    aliases = merged.aliases.all()
    yield from _given(aliases.exclude(name__in=names), speaker_id=kept.pk)
    yield from _left_out(aliases.filter(name__in=names))
    known = names | {alias.name for alias in aliases}
    for name in dict.fromkeys(filter(None, [merged.name, merged.name_fr])):
        if name not in known:
            yield _new_alias(kept, name)
    roles, same = _parted(merged.roles.all(), kept.roles.all(), _ROLE)
    yield from _given(roles, speaker_id=kept.pk)
    yield from _left_out(same)


def _new_alias(kept: Speaker, name: str) -> Move:
    return Move(
        _("“%(name)s” becomes an alias.") % {"name": name},
        lambda journal: journal.add(Alias(speaker=kept, name=name)),
    )


def _outlet(kept: Outlet, merged: Outlet) -> Iterator[Move]:
    yield from _given(merged.sources.all(), outlet_id=kept.pk)
    yield from _given(merged.credited.all(), _("that credit it"), via_id=kept.pk)
    yield from _given(merged.wired.all(), _("that name it as the agency"), wire_id=kept.pk)
    hosts = [host for host in merged.hosts if host not in kept.hosts]
    if hosts:
        yield Move(
            _("Hosts that move: %(hosts)s.") % {"hosts": ", ".join(hosts)},
            lambda journal: journal.change(_row(kept), hosts=[*kept.hosts, *hosts]),
        )
    known = {search_fold(name) for name in (kept.name, *kept.aliases)}
    names = [name for name in merged.aliases if search_fold(name) not in known]
    if names:
        yield Move(
            _("Names that move: %(names)s.") % {"names": ", ".join(names)},
            lambda journal: journal.change(_row(kept), aliases=[*kept.aliases, *names]),
        )


def _topic(kept: Topic, merged: Topic) -> Iterator[Move]:
    links = StatementTopic.objects.filter(topic=merged)
    both = Q(statement__in=StatementTopic.objects.filter(topic=kept).values("statement"))
    yield from _given(links.exclude(both), topic_id=kept.pk)
    yield from _left_out(links.filter(both))


def _occasion(kept: Occasion, merged: Occasion) -> Iterator[Move]:
    yield from _given(merged.statements.all(), occasion_id=kept.pk)


def _source(kept: Source, merged: Source) -> Iterator[Move]:
    for move in _given(merged.captures.all(), source_id=kept.pk):
        yield Move(move.sentence, _with_captures(move.write))
    # Of one statement all pieces stay, in their order; what both print word for word is one.
    citations, same = _parted(merged.citations.all(), kept.citations.all(), _PRINTED_HERE)
    yield from _given(citations, source_id=kept.pk)
    yield from _left_out(same)
    yield from _given(merged.derived.all(), _("derived from it"), derived_from_id=kept.pk)


def _with_captures(write: Callable[[Journal], None]) -> Callable[[Journal], None]:
    def written(journal: Journal) -> None:
        with moving_captures():
            write(journal)

    return written


def _statement(kept: Statement, merged: Statement) -> Iterator[Move]:
    """What the kept one has already stays with the merged one, which is only withdrawn."""
    citations, _same = _parted(merged.citations.all(), kept.citations.all(), _PRINTED_THERE)
    yield from _appended(citations, kept.citations.all(), kept)
    topics, _same = _parted(merged.topic_links.all(), kept.topic_links.all(), ("topic_id",))
    yield from _appended(topics, kept.topic_links.all(), kept)
    figures, _same = _parted(merged.figures.all(), kept.figures.all(), _FIGURE)
    yield from _given(figures, statement_id=kept.pk)
    apart = merged.relations.exclude(to_statement=kept)
    relations, _same = _parted(apart, kept.relations.all(), ("kind", "to_statement_id"))
    yield from _given(relations, from_statement_id=kept.pk)
    apart = merged.related.exclude(from_statement=kept)
    relations, _same = _parted(apart, kept.related.all(), ("kind", "from_statement_id"))
    yield from _given(relations, _("to it"), to_statement_id=kept.pk)
    yield Move(
        _("The statement will be withdrawn. Its versions keep their pages."),
        lambda journal: journal.change(_row(merged), state=State.WITHDRAWN),
    )


_OF_KIND: dict[Addressed, Callable[[Any, Any], Iterator[Move]]] = {
    Addressed.SPEAKER: _speaker,
    Addressed.OUTLET: _outlet,
    Addressed.TOPIC: _topic,
    Addressed.SOURCE: _source,
    Addressed.STATEMENT: _statement,
    Addressed.OCCASION: _occasion,
}

# What makes two rows tell the same; whom they belong to left out.
_ROLE = ("title", "organization", "country", "since", "until")
_FIGURE = ("quantity", "low", "high", "bound", "unit", "as_of")
_PRINTED = ("kind", "wording", "via_id", "locator", "doubt", "doubt_reason")
_PRINTED_HERE = ("statement_id", *_PRINTED)
_PRINTED_THERE = ("source_id", *_PRINTED)

# Columns that are taken over where the kept row has nothing in them; those of a group together.
_FILLED: dict[Addressed, list[tuple[str, ...]]] = {
    Addressed.SPEAKER: [
        ("name_fr",),
        ("country",),
        ("party", "party_fr"),
        ("description",),
        ("wikidata",),
    ],
    Addressed.OUTLET: [("country",), ("kind",)],
    Addressed.TOPIC: [("name_fr",), ("description",), ("description_fr",)],
    Addressed.SOURCE: [
        ("title",),
        ("authors",),
        ("published",),
        ("archived_url", "archived_at"),
        ("wire_id",),
        ("derived_from_id",),
    ],
    Addressed.STATEMENT: [],
    Addressed.OCCASION: [("name_fr",), ("place",), ("date",), ("url",)],
}


def _filled(kept: Model, merged: Model) -> Iterator[Move]:
    for columns in _FILLED[kind_of(kept)]:
        values = {column: getattr(merged, column) for column in columns}
        if not _has(kept, columns[0]) and _has(merged, columns[0]):
            yield _taken_over(kept, values)


def _taken_over(kept: Model, values: dict[str, Any]) -> Move:
    first = next(iter(values))
    name = kept._meta.get_field(first).verbose_name  # type: ignore[union-attr]
    return Move(
        _("Copied, because the other has none: %(column)s.") % {"column": name},
        lambda journal: journal.change(_row(kept), **values),
    )


def _has(row: Model, column: str) -> bool:
    value = getattr(row, column)
    return bool(getattr(value, "text", value))


def _redirects(kind: Addressed, kept: Model, merged: Model) -> Iterator[Move]:
    """Older addresses of the merged row lead to the kept one at once, not by way of it."""
    older = Redirect.objects.filter(**{kind.value: merged})
    yield from _given(older, **{f"{kind}_id": kept.pk})


def _removed(merged: Model) -> Move:
    return Move("", lambda journal: journal.remove(_row(merged)))


def _address(kind: Addressed, kept: Model, merged: Model, reason: str) -> Move:
    key = key_of(merged)

    def write(journal: Journal) -> None:
        journal.remove(Redirect.objects.filter(kind=kind, old=key))
        journal.add(new_redirect(kind, key, kept, reason))

    return Move(_("The address “%(key)s” will redirect to the other.") % {"key": key}, write)


def _parted(
    rows: "QuerySet[Any]", present: "QuerySet[Any]", columns: Iterable[str]
) -> tuple["QuerySet[Any]", "QuerySet[Any]"]:
    """The rows that are not yet present, and those of which the same is."""
    columns = list(columns)
    there = {_values_of(row, columns) for row in present}
    same = [row.pk for row in rows if _values_of(row, columns) in there]
    return rows.exclude(pk__in=same), rows.filter(pk__in=same)


def _values_of(row: Model, columns: Iterable[str]) -> tuple[object, ...]:
    return tuple(getattr(row, column) for column in columns)


def _given(rows: "QuerySet[Any]", how: str = "", **columns: Any) -> Iterator[Move]:
    """The rows belong to the kept one; no part of the merge when there are none."""
    if rows.exists():
        told = {"rows": _counted(rows, how)}
        yield Move(_("Moved: %(rows)s.") % told, lambda journal: journal.change(rows, **columns))


def _left_out(rows: "QuerySet[Any]") -> Iterator[Move]:
    if rows.exists():
        told = {"rows": _counted(rows)}
        yield Move(
            _("Already there, so not moved: %(rows)s.") % told,
            lambda journal: journal.remove(rows),
        )


def _appended(rows: "QuerySet[Any]", present: "QuerySet[Any]", kept: Statement) -> Iterator[Move]:
    """The rows come after those that are there, in the order they have."""
    if not rows.exists():
        return
    behind = max((row.position for row in present), default=-1) + 1

    def write(journal: Journal) -> None:
        for position, row in enumerate(list(rows.order_by("position", "pk")), start=behind):
            journal.change(_row(row), statement_id=kept.pk, position=position)

    yield Move(_("Moved: %(rows)s.") % {"rows": _counted(rows)}, write)


def _counted(rows: "QuerySet[Any]", how: str = "") -> str:
    """How many rows of what: “3 citations credited to it”."""
    count, names = rows.count(), rows.model._meta
    name = names.verbose_name if count == 1 else names.verbose_name_plural
    return " ".join(filter(None, [str(count), str(name), how]))


def _row(row: Model) -> "QuerySet[Any]":
    return type(row)._default_manager.filter(pk=row.pk)
