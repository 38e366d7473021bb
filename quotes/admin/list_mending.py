"""What is to be mended in the record: lists with a name, and how many rows each has."""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.contrib import admin
from django.db import connection
from django.db.models import Exists, F, Model, OuterRef, QuerySet
from django.db.models.expressions import RawSQL
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from quotes.admin.list_columns import list_url
from quotes.capture.duplicates import duplicates
from quotes.editing.workflow import Account, group_of
from quotes.models import Capture, CheckState, Citation, Role, Source, State, Statement
from quotes.models.link_checks import LOST
from quotes.models.vocabulary import CAUTIONED, SpeakerKind

if TYPE_CHECKING:
    from django.utils.functional import _StrOrPromise

# Counted so far, and no further: beyond it nobody plans a day by the number.
MOST_COUNTED = 10_000


# --- statements ----------------------------------------------------------------------------------


def with_unchecked_wordings(statements: QuerySet[Statement]) -> QuerySet[Statement]:
    """Those with a wording that nobody has held against its source yet."""
    return statements.filter(_cited(check_state=CheckState.UNCHECKED, wording__isnull=False))


def with_words_not_found(statements: QuerySet[Statement]) -> QuerySet[Statement]:
    """Those with a wording that differs from its source or was not found there."""
    return statements.filter(_cited(check_state__in=[CheckState.DIFFERS, CheckState.NOT_FOUND]))


def with_cautions(statements: QuerySet[Statement]) -> QuerySet[Statement]:
    """Those with words that their page credits to somebody else, or reports as not said."""
    return statements.filter(_cited(caution__in=CAUTIONED))


def with_words_lost(statements: QuerySet[Statement]) -> QuerySet[Statement]:
    """Those with words that are no longer as they were printed, as the watch found."""
    return statements.filter(_cited(watch__in=LOST))


def with_no_archived_copy(statements: QuerySet[Statement]) -> QuerySet[Statement]:
    """Those with a source on the web of which no archived copy is known."""
    return statements.filter(_cited(source__url__isnull=False, source__archived_url=""))


def without_office(statements: QuerySet[Statement]) -> QuerySet[Statement]:
    """Those of a person with no office on record on any day it may have been said; dated ones."""
    held = Role.objects.filter(
        speaker=OuterRef("speaker"),
        held_from__lte=OuterRef("said_to"),
        held_to__gte=OuterRef("said_from"),
    )
    spoken = statements.filter(speaker__kind=SpeakerKind.PERSON).exclude(said="")
    return spoken.filter(~Exists(held))


def without_date(statements: QuerySet[Statement]) -> QuerySet[Statement]:
    """Those of which nobody knows when they were said."""
    return statements.filter(said="")


def _cited(**how: object) -> Exists:
    return Exists(Citation.objects.filter(statement=OuterRef("pk"), **how))


# --- sources -------------------------------------------------------------------------------------


def untitled(sources: QuerySet[Source]) -> QuerySet[Source]:
    """Those without a title."""
    return sources.filter(title="")


def unpublished_when(sources: QuerySet[Source]) -> QuerySet[Source]:
    """Those without a publication date."""
    return sources.filter(published="")


def not_archived(sources: QuerySet[Source]) -> QuerySet[Source]:
    """Those on the web of which no archived copy is known."""
    return sources.filter(url__isnull=False, archived_url="")


def not_captured(sources: QuerySet[Source]) -> QuerySet[Source]:
    """Those whose text was never read."""
    return sources.filter(~Exists(Capture.objects.filter(source=OuterRef("pk"))))


def not_cited(sources: QuerySet[Source]) -> QuerySet[Source]:
    """Those that no statement cites."""
    return sources.filter(~Exists(Citation.objects.filter(source=OuterRef("pk"))))


def perhaps_twice(sources: QuerySet[Source]) -> QuerySet[Source]:
    """Those that look like another of their outlet, each with the key of that as ``twin``."""
    found = duplicates()
    twin = RawSQL("(%s::jsonb ->> quotes_source.id::text)::bigint", [json.dumps(found)])
    return sources.filter(pk__in=[*found]).annotate(twin=twin)


# --- lists ---------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Mending:
    """One kind of thing to mend: its name in a link, what it is called, and which rows have it."""

    key: str
    name: "_StrOrPromise"
    of: Callable[[QuerySet], QuerySet]
    # What takes a second to find is found when somebody looks.
    is_counted: bool = True


OF_STATEMENTS = (
    Mending("unchecked", _("unchecked wordings"), with_unchecked_wordings),
    Mending("not-found", _("words not found in the source"), with_words_not_found),
    Mending("credited", _("credited to somebody else by the page"), with_cautions),
    Mending("lost", _("quotation changed or removed on the page"), with_words_lost),
    Mending("not-archived", _("no archived copy"), with_no_archived_copy),
    Mending("no-office", _("no office recorded for that date"), without_office),
    Mending("no-date", _("undated"), without_date),
)
OF_SOURCES = (
    Mending("no-title", _("no title"), untitled),
    Mending("no-date", _("no publication date"), unpublished_when),
    Mending("not-archived", _("no archived copy"), not_archived),
    Mending("not-captured", _("no article text"), not_captured),
    Mending("not-cited", _("not cited"), not_cited),
    Mending("twice", _("possible duplicates"), perhaps_twice, is_counted=False),
)


class MendFilter(admin.SimpleListFilter):
    """Rows in which one thing is to be mended."""

    title = _("needs fixing")
    parameter_name = "mend"
    # In the list of filters, where long ones are folded: see filter.html.
    stays_open = True
    mendings: tuple[Mending, ...] = ()

    def lookups(
        self, request: HttpRequest, model_admin: admin.ModelAdmin
    ) -> "Iterator[tuple[str, _StrOrPromise]]":
        return ((mending.key, mending.name) for mending in self.mendings)

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        chosen = (mending for mending in self.mendings if mending.key == self.value())
        return next((mending.of(queryset) for mending in chosen), queryset)


class StatementMendFilter(MendFilter):
    """What was withdrawn is left as it is."""

    mendings = OF_STATEMENTS

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        found = super().queryset(request, queryset)
        return found.exclude(state=State.WITHDRAWN) if self.value() else found


class SourceMendFilter(MendFilter):
    mendings = OF_SOURCES


@dataclass(frozen=True, slots=True)
class ToMend:
    """So many rows to mend, and the address of their list.

    ``count`` is ``"10,000+"`` of more, and ``""`` where only looking tells.
    """

    name: str
    url: str
    count: str


def to_mend(user: Account) -> dict[str, list[ToMend]]:
    """What is to be mended in statements and in sources, for the first page; one query.

    What nothing is to be mended of is left out; all, for who is in no group.
    """
    if not group_of(user):
        return {}
    statements = Statement.objects.exclude(state=State.WITHDRAWN)
    asked: list[tuple[type[Model], Mending, QuerySet]] = [
        *((Statement, mending, mending.of(statements)) for mending in OF_STATEMENTS),
        *((Source, mending, _rows_of(mending, Source.objects.all())) for mending in OF_SOURCES),
    ]
    counts = _counted([rows for _model, _mending, rows in asked])
    found: dict[str, list[ToMend]] = {}
    for (model, mending, _rows), count in zip(asked, counts, strict=True):
        if count:
            listed = f"{list_url(model)}?mend={mending.key}"
            kind = str(model._meta.verbose_name_plural)
            told = ToMend(str(mending.name), listed, _about(count))
            if not mending.is_counted:
                told = ToMend(f"{mending.name}…", listed, "")
            found.setdefault(kind, []).append(told)
    return found


def _rows_of(mending: Mending, rows: QuerySet) -> QuerySet:
    """The rows to mend; all where that is not counted, so that there is something to look at."""
    return mending.of(rows) if mending.is_counted else rows


def _counted(asked: list[QuerySet]) -> list[int]:
    """How many rows each has, counted to one beyond ``MOST_COUNTED``."""
    parts: list[str] = []
    params: list[str | int] = []
    for rows in asked:
        few = rows.order_by().values(one=F("pk"))[: MOST_COUNTED + 1]
        sql, given = few.query.sql_with_params()
        parts.append(f"(SELECT count(*) FROM ({sql}) AS few)")
        params += given
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {', '.join(parts)}", params)
        return list(cursor.fetchone())


def _about(count: int) -> str:
    return f"{count:,}" if count <= MOST_COUNTED else f"{MOST_COUNTED:,}+"
