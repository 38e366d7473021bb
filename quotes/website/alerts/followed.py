"""What somebody follows: its name, its page, and what is new in it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlencode

from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _

from quotes.models import Followed
from quotes.models.subscriptions import LONGEST_QUERY
from quotes.presentation import list_addresses
from quotes.revisions import corrections
from quotes.revisions.corrections import Correction
from quotes.search.filters import find, unknown_parameters
from quotes.search.rows import ListedStatement, listed
from quotes.website.lists.sentence import title_of

# What one letter tells at most; the rest is a link away.
MOST_TOLD = 50

# What says how a page shows a list, and not which list it is.
_SHOWN = ("size", "sort", "rows", "page")
_OF_CORRECTIONS = ("change", "month", "statement")


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
    for name in unknown_parameters(query):
        query.pop(name, None)
    result = find(query)
    made = Followable(what, query, title_of(result), [] if result.is_valid else result.errors)
    if len(made.stored) > LONGEST_QUERY:
        made.errors.append(_("This list has more filters than can be followed."))
    return made


def _new_statements(query: QueryDict, since: datetime, until: datetime) -> News:
    entries = find(query).entries.filter(added__gt=since, added__lte=until)
    ids = list(entries.order_by("added", "statement_id").values_list("statement_id", flat=True))
    return News(listed(ids[:MOST_TOLD]), max(0, len(ids) - MOST_TOLD))


def _new_corrections(query: QueryDict, since: datetime, until: datetime) -> News:
    found = corrections.page(query, MOST_TOLD * 4)
    new = [one for one in found.corrections if since < one.made_at <= until]
    return News(list(reversed(new))[:MOST_TOLD], max(0, len(new) - MOST_TOLD))


_NEWS: Mapping[str, Callable[[QueryDict, datetime, datetime], News]] = {
    Followed.STATEMENTS: _new_statements,
    Followed.CORRECTIONS: _new_corrections,
}
