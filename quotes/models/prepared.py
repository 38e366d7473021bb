"""Query sets whose SQL is written once.

Django writes the SQL of a query anew each time it is asked: of the page of a statement, which asks
seven, that was a third of the whole time. A `Prepared` has the SQL of a query set kept; what it
finds are the same objects.
"""

from dataclasses import dataclass
from functools import cached_property
from typing import Any, Generic, TypeVar, cast

from django.db import connection, models
from django.db.models import ManyToOneRel, Prefetch
from django.db.models.query import get_related_populators

Row = TypeVar("Row", bound=models.Model)


class Asked(models.Expression):
    """What stands in a prepared query set for the value that is asked for."""

    def as_sql(self, *_: object) -> tuple[str, list[Any]]:  # type: ignore[override]
        return "%s", [self]


class Prepared(Generic[Row]):
    """A query set that is filtered by ``Asked()``, with all that it selects and prefetches.

    Prefetched is what has a foreign key to the row that is found, or to one selected with it, and
    what that has a foreign key to.
    """

    def __init__(self, rows: "models.QuerySet[Row]") -> None:
        self._rows = rows

    def first(self, asked: object) -> Row | None:
        """The row that is found first; none for a text that no column can hold."""
        if isinstance(asked, str) and "\0" in asked:
            return None
        row = next(iter(self.all(asked)), None)
        if row is not None:
            for part in self._parts:
                part.fill(row)
        return row

    def all(self, asked: object) -> list[Row]:
        """The rows that are found, without what is prefetched."""
        params: list[Any] = [
            asked if isinstance(one, Asked) else one for one in self._written.params
        ]
        with connection.cursor() as cursor:
            cursor.execute(self._written.sql, params)
            return [cast("Row", self._written.made(list(row))) for row in cursor.fetchall()]

    @cached_property
    def _written(self) -> "_Written":
        compiler = self._rows.query.get_compiler(connection=connection)
        sql, params = compiler.as_sql()
        places = compiler.klass_info["select_fields"]
        columns = slice(places[0], places[-1] + 1)
        return _Written(
            sql,
            params,
            compiler.klass_info["model"],
            columns,
            [expression.target.attname for expression, *_ in compiler.select[columns]],
            compiler.get_converters([expression for expression, *_ in compiler.select]),
            # The stubs are those of a later Django, which asks for one thing more.
            get_related_populators(  # type: ignore[call-arg]
                compiler.klass_info, compiler.select, connection.alias
            ),
        )

    @cached_property
    def _parts(self) -> list["_Many | _One"]:
        rows: Any = self._rows
        return [_part(rows.model, one) for one in rows._prefetch_related_lookups]


@dataclass(frozen=True)
class _Written:
    """The SQL of a query set, and how its rows become objects, as Django's ``ModelIterable`` has
    them made."""

    sql: str
    params: tuple[Any, ...]
    model: type[models.Model]
    columns: slice
    names: list[str]
    converters: dict[int, Any]
    populators: list[Any]

    def made(self, row: list[Any]) -> models.Model:
        for place, (converters, expression) in self.converters.items():
            for convert in converters:
                row[place] = convert(row[place], expression, connection)
        made = self.model.from_db(connection.alias, self.names, row[self.columns])
        for populator in self.populators:
            populator.populate(row, made)
        return made


@dataclass(frozen=True)
class _Many:
    """What is prefetched: the rows with a foreign key to the end of a way from the row."""

    way: list[str]
    relation: ManyToOneRel
    given: Any
    rows: Prepared[Any]

    def fill(self, row: models.Model) -> None:
        for name in self.way:
            row = getattr(row, name)
        accessor = self.relation.get_accessor_name()
        # Who asks further of what is kept asks the rows of this one, as in a prefetch of Django's.
        found = getattr(row, accessor)._apply_rel_filters(self.given.all())
        found._result_cache = self.rows.all(row.pk)
        found._prefetch_done = True
        for one in found._result_cache:
            if not self.relation.field.is_cached(one):
                self.relation.field.set_cached_value(one, row)
        kept = vars(row).setdefault("_prefetched_objects_cache", {})
        kept[accessor] = found


@dataclass(frozen=True)
class _One:
    """What is prefetched: the row that a foreign key at the end of a way names, if it is found."""

    way: list[str]
    relation: models.ForeignKey[Any, Any]
    rows: Prepared[Any]

    def fill(self, row: models.Model) -> None:
        for name in self.way:
            row = getattr(row, name)
        asked = getattr(row, self.relation.attname)
        found = None if asked is None else self.rows.first(asked)
        self.relation.set_cached_value(row, found)


def _part(model: type[models.Model], lookup: Prefetch | str) -> _Many | _One:
    given = lookup if isinstance(lookup, Prefetch) else Prefetch(lookup)
    *way, name = given.prefetch_through.split("__")
    for step in way:
        model = cast("type[models.Model]", model._meta.get_field(step).related_model)
    relation = cast("Any", model._meta.get_field(name))
    rows = given.queryset
    if rows is None:
        rows = relation.related_model._default_manager.all()
    if isinstance(relation, models.ForeignKey):
        return _One(way, relation, Prepared(rows.filter(pk=Asked()).order_by()))
    assert isinstance(relation, ManyToOneRel), f"{name} has no foreign key to {model}"
    return _Many(way, relation, rows, Prepared(rows.filter(**{relation.field.name: Asked()})))
