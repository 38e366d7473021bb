"""Threads: statements that repeat, revise, contradict, clarify, deny or answer each other."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from quotes.dates.display import humanize
from quotes.models import Relation, State, Statement
from quotes.models.vocabulary import Addressed, RelationKind
from quotes.presentation.cards import Link, StatementCard, cards
from quotes.presentation.head import site_of
from quotes.presentation.moved import moved_or_missing, withdrawn
from quotes.revisions.resolve import at
from quotes.search.rows import ListedStatement, listed
from quotes.website.versions import relation_label

# A thread shows so many statements, those nearest to the one that is asked for.
MOST_IN_THREAD = 100
# The list of threads is made of so many relations, the newest, and shows so many threads.
MOST_RELATIONS = 5_000
MOST_THREADS = 200


@dataclass(frozen=True)
class ThreadRelation:
    """What a statement of a thread does to another, or that to it, and why."""

    label: str
    other: Link
    reason: str


@dataclass
class ThreadEntry:
    """A statement of a thread; ``is_asked`` is true of the one whose thread is shown."""

    card: StatementCard
    is_asked: bool
    relations: list[ThreadRelation] = field(default_factory=list)


@require_safe
def page(request: HttpRequest, public_id: str) -> HttpResponse:
    """The thread of a statement: all that relations connect with it, in the order it was said."""
    known = Statement.objects.filter(published_at__isnull=False)
    statement = at(known.select_related("speaker"), public_id=public_id)
    if statement is None:
        return moved_or_missing(request, Addressed.STATEMENT, public_id)
    if statement.state == State.WITHDRAWN:
        return withdrawn(request, statement)
    ids = Relation.objects.thread_of(statement.pk, MOST_IN_THREAD + 1)
    entries = _entries(request, statement, ids[:MOST_IN_THREAD])
    first = entries[0].card.statement
    canonical = reverse("thread", args=[first.public_id if len(ids) > 1 else public_id])
    context = {
        "section": "statements",
        "trail": [Link(_("Threads"), reverse("threads"))],
        "statement": StatementCard(statement),
        "entries": entries,
        "is_cut": len(ids) > MOST_IN_THREAD,
        "most": MOST_IN_THREAD,
        "canonical": request.build_absolute_uri(canonical),
    }
    return render(request, "quotes/thread.html", context)


def _entries(request: HttpRequest, asked: Statement, ids: Sequence[int]) -> list[ThreadEntry]:
    made = {
        card.statement.pk: ThreadEntry(card, card.statement.pk == asked.pk)
        for card in cards(sorted(listed(ids), key=_in_time), site_of(request))
    }
    relations = Relation.objects.among(made).order_by("pk")
    for relation in relations:
        one, other = made[relation.from_statement_id], made[relation.to_statement_id]
        one.relations.append(_told(relation, other.card, is_own=True))
        other.relations.append(_told(relation, one.card, is_own=False))
    return list(made.values())


def _told(relation: Relation, other: StatementCard, *, is_own: bool) -> ThreadRelation:
    statement = other.statement
    who = _("%(speaker)s, %(date)s") % {
        "speaker": statement.speaker.public_name,
        "date": humanize(statement.said),
    }
    label = relation_label(relation.kind, is_own)
    return ThreadRelation(label, Link(who, f"#s-{statement.public_id}"), relation.reason)


def _in_time(statement: ListedStatement) -> tuple[date, date, str]:
    """In the order they may have been said; what has no day comes first."""
    first, last = statement.said.first, statement.said.last
    return (first or date.min, last or date.min, statement.public_id)


# --- all threads ---------------------------------------------------------------------------------


@dataclass(frozen=True)
class ThreadLine:
    """A thread in the list of all: how it begins, and what is in it."""

    begins: StatementCard
    count: int
    speakers: Sequence[str]
    kinds: str
    last: str

    @property
    def url(self) -> str:
        return reverse("thread", args=[self.begins.statement.public_id])


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """All threads, that of the newest statement first."""
    rows = Relation.objects.public().order_by("-pk")[: MOST_RELATIONS + 1]
    ends = ("from_statement", "to_statement")
    days = [f"{end}__{day}" for end in ends for day in ("said_from", "said_to")]
    relations = list(rows.values_list(*ends, "kind", *days))
    said: dict[int, tuple[date, date, int]] = {}
    for one, other, _kind, *of_both in relations:
        for pk, first, last in ((one, *of_both[:2]), (other, *of_both[2:])):
            said[pk] = (first or date.min, last or date.min, pk)
    threads = _connected(relation[:3] for relation in relations[:MOST_RELATIONS])
    threads.sort(key=lambda thread: max(said[pk] for pk in thread[0]), reverse=True)
    shown = threads[:MOST_THREADS]
    # Only of the threads that are shown more is read than their days.
    found = {one.pk: one for one in listed({pk for ids, _kinds in shown for pk in ids})}
    context = {
        "section": "statements",
        "lines": [
            _line([found[pk] for pk in ids if pk in found], kinds)
            for ids, kinds in shown
            if not found.keys().isdisjoint(ids)
        ],
        "is_cut": len(relations) > MOST_RELATIONS or len(threads) > MOST_THREADS,
        "most": MOST_THREADS,
    }
    return render(request, "quotes/threads.html", context)


def _line(statements: Sequence[ListedStatement], kinds: Counter[str]) -> ThreadLine:
    """A thread as the list of all tells it."""
    in_time = sorted(statements, key=_in_time)
    speakers = Counter(one.speaker.public_name for one in in_time)
    return ThreadLine(
        StatementCard(in_time[0]),
        len(in_time),
        [name for name, _count in speakers.most_common()],
        _kinds(kinds),
        humanize(in_time[-1].said),
    )


def _kinds(kinds: Counter[str]) -> str:
    """How its statements are related: "3 × replies to, 1 × denies"."""
    return ", ".join(
        ngettext("%(count)d × %(does)s", "%(count)d × %(does)s", count)
        % {"count": count, "does": RelationKind(kind).label}
        for kind, count in kinds.most_common()
    )


def _connected(
    relations: Iterable[tuple[int, int, str]],
) -> list[tuple[set[int], Counter[str]]]:
    """The statements that relations connect, thread by thread, and the relations by kind."""
    root: dict[int, int] = {}

    def found(pk: int) -> int:
        root.setdefault(pk, pk)
        while root[pk] != pk:
            root[pk] = root[root[pk]]
            pk = root[pk]
        return pk

    pairs = list(relations)
    for one, other, _kind in pairs:
        root[found(one)] = found(other)
    threads: dict[int, tuple[set[int], Counter[str]]] = defaultdict(lambda: (set(), Counter()))
    for one, other, kind in pairs:
        ids, kinds = threads[found(one)]
        ids |= {one, other}
        kinds[kind] += 1
    return list(threads.values())
