"""What somebody follows: its name, its page, and what is new in it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlencode

from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _

from quotes.models import Citation, Entry, Followed, Redirect, Source
from quotes.models.search_index import EntryQuerySet
from quotes.models.subscriptions import LONGEST_QUERY
from quotes.models.vocabulary import Addressed
from quotes.presentation import list_addresses
from quotes.revisions import corrections
from quotes.revisions.corrections import Correction
from quotes.revisions.resolve import at
from quotes.search.filters import find, unknown_parameters
from quotes.search.rows import ListedStatement, listed
from quotes.website.lists.sentence import title_of

# What one letter tells at most; the rest is a link away.
MOST_TOLD = 50

# What says how a page shows a list, and not which list it is.
_SHOWN = ("size", "sort", "rows", "page")
_OF_CORRECTIONS = ("change", "month", "statement")
# The filters by what can be merged and renamed.
_MOVING = (Addressed.SPEAKER, Addressed.OUTLET, Addressed.TOPIC)


@dataclass(frozen=True)
class News:
    """What is new, the oldest first, and how much more there is than is told."""

    items: list[ListedStatement] | list[Correction]
    more: int = 0


@dataclass(frozen=True)
class Followable:
    """A list that can be followed, as a query asks for it; ``errors`` say why it cannot be."""

    what: Followed
    query: QueryDict
    name: str
    errors: list[str]

    @property
    def stored(self) -> str:
        """The query string, the same for all ways to ask for the list."""
        pairs = [(name, value) for name, values in self.query.lists() for value in values]
        return urlencode(sorted(pairs))

    @property
    def path(self) -> str:
        """The page of the list."""
        if self.what == Followed.SOURCE:
            source = _source(self.query)
            return source.get_absolute_url() if source else reverse("sources")
        route = "statements" if self.what == Followed.STATEMENTS else "corrections"
        return list_addresses.here(reverse(route), self.query)

    def news(self, since: datetime, until: datetime) -> News:
        """What became public after one moment, and no later than another."""
        return _NEWS[self.what](self.query, since, until)


def followable(what: Followed, asked: QueryDict) -> Followable:
    """What a query string asks to follow."""
    query = list_addresses.without_cuts(asked)
    for name in _SHOWN:
        query.pop(name, None)
    if what == Followed.CORRECTIONS:
        kept = QueryDict(mutable=True)
        for name in _OF_CORRECTIONS:
            if value := query.get(name):
                kept[name] = value
        found = corrections.page(kept, 1)
        return Followable(what, kept, corrections.title(kept), found.errors)
    if what == Followed.SOURCE:
        return _followable_source(asked)
    _follow_moves(query)
    for name in unknown_parameters(query):
        query.pop(name, None)
    result = find(query)
    made = Followable(what, query, title_of(result), [] if result.is_valid else result.errors)
    if len(made.stored) > LONGEST_QUERY:
        made.errors.append(_("This list has more filters than can be followed."))
    return made


def _followable_source(asked: QueryDict) -> Followable:
    source = _source(asked)
    query = QueryDict(mutable=True)
    query["source"] = source.public_id if source else asked.get("source", "")
    if source is None:
        told = _("There is no source “%(id)s”.") % {"id": query["source"][:80]}
        return Followable(Followed.SOURCE, query, _("a source"), [told])
    return Followable(Followed.SOURCE, query, str(source), [])


def _source(query: QueryDict) -> Source | None:
    """The public source that a query names, also by the id of one that was merged into it."""
    public_id = query.get("source", "")
    sources = Source.objects.public().select_related("outlet")
    found = at(sources, public_id=public_id)
    if found is None and (moved := Redirect.objects.of(Addressed.SOURCE, public_id)):
        found = at(sources, public_id=moved.source.public_id) if moved.source else None
    return found


def _follow_moves(query: QueryDict) -> None:
    """Put in the place of what was merged or renamed what it is now."""
    for kind in _MOVING:
        for name in (kind.value, f"not-{kind.value}"):
            named = query.getlist(name)
            moved = {
                one.old: getattr(one.target, "slug", one.old)
                for one in Redirect.objects.filter(
                    kind=kind, old__in=[text for text in named if "\0" not in text]
                ).select_related(kind.value)
            }
            if moved:
                query.setlist(name, list(dict.fromkeys(moved.get(text, text) for text in named)))


def _new_statements(query: QueryDict, since: datetime, until: datetime) -> News:
    return _new_of(find(query).entries, since, until)


def _new_of_source(query: QueryDict, since: datetime, until: datetime) -> News:
    """What was published of what a source prints; nothing of one that is no longer public."""
    printed = Citation.objects.filter(source=_source(query)).values("statement")
    return _new_of(Entry.objects.filter(statement__in=printed), since, until)


def _new_of(entries: EntryQuerySet, since: datetime, until: datetime) -> News:
    entries = entries.filter(added__gt=since, added__lte=until)
    ids = list(entries.order_by("added", "statement_id").values_list("statement_id", flat=True))
    return News(listed(ids[:MOST_TOLD]), max(0, len(ids) - MOST_TOLD))


def _new_corrections(query: QueryDict, since: datetime, until: datetime) -> News:
    found = corrections.page(query, MOST_TOLD * 4)
    new = [one for one in found.corrections if since < one.made_at <= until]
    return News(list(reversed(new))[:MOST_TOLD], max(0, len(new) - MOST_TOLD))


_NEWS: Mapping[str, Callable[[QueryDict, datetime, datetime], News]] = {
    Followed.STATEMENTS: _new_statements,
    Followed.CORRECTIONS: _new_corrections,
    Followed.SOURCE: _new_of_source,
}
