"""The request for an export, and its statements with their revisions: common to all formats."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import chain, islice

from django.http import QueryDict
from django.utils.translation import gettext as _

from quotes.models import Revision, Statement
from quotes.search.filters import FILTERED, SearchResult, find, unknown_parameters

# So many statements are in memory at a time. A chunk costs seven queries, so that fewer are slower
# and more gain nothing.
CHUNK = 500
# So many are sent first, and each time twice as many: an answer begins at once, and whoever looks
# at its beginning and goes away has not made the server load much more.
FIRST = 25

# What a row stands for, by the value of the parameter "rows".
ROWS = ("statements", "citations")


class UnreadableQuery(ValueError):
    """A query that cannot be read; ``errors`` holds a sentence for each reason."""

    def __init__(self, errors: list[str]) -> None:
        super().__init__(" ".join(errors))
        self.errors = errors


@dataclass(frozen=True)
class ExportRequest:
    """A list that is asked for in another form.

    ``origin`` is the scheme and host of this site, without a slash at its end; ``path`` is the
    path that was asked for. ``naming`` says what its readers call a list that was found.
    """

    query: QueryDict
    origin: str
    path: str
    naming: Callable[[SearchResult], str] = lambda _found: ""

    def found(self) -> SearchResult:
        """The result of the query. Raises `UnreadableQuery`."""
        self.refuse_unknown()
        found = find(self.query)
        if not found.is_valid:
            raise UnreadableQuery(found.errors)
        return found

    def refuse_unknown(self) -> None:
        """Raises `UnreadableQuery` for a parameter that asks for nothing: it is a mistake."""
        if unknown := unknown_parameters(self.query):
            known = ", ".join([*FILTERED, "q", "since", "until", "dates", "sort"])
            sentence = _("“%(name)s” is not a parameter of lists; these are: %(known)s.")
            raise UnreadableQuery(
                [sentence % {"name": name[:80], "known": known} for name in unknown]
            )

    def is_by_citation(self) -> bool:
        """Whether a row is a citation, and not a statement. Raises `UnreadableQuery`."""
        by = self.query.get("rows") or ROWS[0]
        if by in ROWS:
            return by == "citations"
        named = {"value": by[:80], "known": ", ".join(ROWS)}
        raise UnreadableQuery([_("rows: “%(value)s” is not one of %(known)s.") % named])


@dataclass(frozen=True)
class ExportRow:
    """A statement, and the number and time of the last change of what is public of it."""

    statement: Statement
    revision: int | None
    updated_at: datetime


def chunks(found: SearchResult) -> Iterator[list[ExportRow]]:
    """All statements of a list in its order, as many at a time as `id_chunks` gives.

    One that is withdrawn between the finding and the loading is left out.
    """
    yield from map(rows_of, id_chunks(found))


def id_chunks(found: SearchResult) -> Iterator[list[int]]:
    """The ids of all statements of a list: ``FIRST`` of them, then more, then ``CHUNK`` a time."""
    ids, size = chain.from_iterable(found.chunks(CHUNK)), min(FIRST, CHUNK)
    while part := list(islice(ids, size)):
        yield part
        size = min(2 * size, CHUNK)


def rows_of(ids: Sequence[int]) -> list[ExportRow]:
    """The published ones of these statements, whole, in the order of their ids."""
    loaded = Statement.objects.published().with_page().in_bulk(ids)
    return with_revisions([loaded[pk] for pk in ids if pk in loaded])


def with_revisions(statements: Sequence[Statement]) -> list[ExportRow]:
    """The statements with their last revisions, by one query.

    ``updated_at`` is not the statement's own, which also tells when a draft of it was saved. A
    statement that has no revision was last changed when it was published.
    """
    newest = (
        Revision.objects.filter(statement__in=[statement.pk for statement in statements])
        .order_by("statement_id", "-number")
        .distinct("statement_id")
        .values_list("statement_id", "number", "made_at")
    )
    last = {pk: (number, made_at) for pk, number, made_at in newest}
    return [
        ExportRow(statement, *last.get(statement.pk, (None, statement.published_at)))
        for statement in statements
    ]


def instant(moment: datetime | None) -> str | None:
    """A moment as RFC 3339 writes it, in UTC, to the second: ``2026-05-21T14:03:00Z``."""
    if moment is None:
        return None
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
