"""Addresses of lists: the query string with one value more, or one less."""

from functools import lru_cache
from urllib.parse import quote_plus

from django.http import QueryDict

from quotes.models.columns import address
from quotes.search.filters import NOT

# What a list is cut by; a new list begins at its beginning.
CUTS = ("after", "before")


def statements_url(query: QueryDict) -> str:
    """The address of the list of statements that the query finds."""
    return _with_query(address("statements"), query)


def choose_url(dimension: str, query: QueryDict) -> str:
    """The address of the page that offers all values of a dimension."""
    return _with_query(address("choose", dimension), query)


def here(path: str, query: QueryDict) -> str:
    """The address of a page with another query string."""
    return _with_query(path, query)


def _with_query(path: str, query: QueryDict) -> str:
    return f"{path}?{query.urlencode()}" if query else path


def without_cuts(query: QueryDict) -> QueryDict:
    """A copy that can be changed, from the beginning of the list, without empty parameters."""
    changed = QueryDict(mutable=True)
    for name, values in query.lists():
        given = [value for value in values if value]
        if given and name not in CUTS:
            changed.setlist(name, given)
    return changed


def adding(query: QueryDict, name: str, value: str) -> QueryDict:
    """The query with one value more of a parameter."""
    changed = without_cuts(query)
    if value not in changed.getlist(name):
        changed.appendlist(name, value)
    return changed


def removing(query: QueryDict, name: str, value: str) -> QueryDict:
    """The query without one value of a parameter."""
    changed = without_cuts(query)
    left = [other for other in changed.getlist(name) if other != value]
    if left:
        changed.setlist(name, left)
    else:
        changed.pop(name, None)
    return changed


class Appending:
    """Addresses of a list with one value more, for the hundreds of links that a page has of them.

    To copy and write out the whole query for each would take longer than to find the statements.
    """

    def __init__(self, query: QueryDict) -> None:
        whole = statements_url(without_cuts(query))
        self._start = whole + ("&" if "?" in whole else "?")

    def with_values(self, values: dict[str, str]) -> str:
        """The address with these values by parameter; the query must not have them already."""
        pairs = "&".join(f"{name}={_quoted(value)}" for name, value in values.items())
        return f"{self._start}{pairs}"


# The names of parameters need no quoting, and the same values stand beside every list.
_quoted = lru_cache(maxsize=20_000)(quote_plus)


def excluding(query: QueryDict, name: str, value: str) -> QueryDict:
    """The query that no longer asks for a value of a parameter, but for what does not have it."""
    return adding(removing(query, name, value), NOT + name, value)


def setting(query: QueryDict, **values: str) -> QueryDict:
    """The query with parameters set to one value each; an empty value takes one away."""
    changed = without_cuts(query)
    for name, value in values.items():
        if value:
            changed[name] = value
        else:
            changed.pop(name, None)
    return changed
