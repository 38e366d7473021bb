"""What is asked of a list by its address, as far as it can be read; and what could not be.

A page shows its list all the same and says what it left out. Programs are refused instead.
"""

from dataclasses import dataclass, field

from django.http import QueryDict
from django.utils.translation import gettext as _

from quotes.presentation import list_addresses
from quotes.presentation.cards import Link
from quotes.search.filters import SearchResult, find, unknown_parameters
from quotes.search.query_language import FIELDS

DATES = ("since", "until")


@dataclass
class Asked:
    """A query and what it finds, without the parameters that could not be read.

    ``notes`` has a sentence for each of those, and ``ways_on`` what may have been meant. ``typed``
    are the dates as they were typed, to stand in their fields again.
    """

    query: QueryDict
    found: SearchResult
    notes: list[str] = field(default_factory=list)
    ways_on: list[Link] = field(default_factory=list)
    typed: dict[str, str] = field(default_factory=dict)


def asked_of(query: QueryDict) -> Asked:
    """Read a query. Dates that cannot be read, and what is no filter at all, are left out."""
    typed = {name: query.get(name, "").strip() for name in DATES}
    unknown = unknown_parameters(query)
    notes, ways_on = _unknown(query, unknown)
    query = _without(query, unknown) if unknown else query
    found = find(query)
    if refused := [name for name in DATES if name in found.refused]:
        notes += [
            _("%(reason)s The list is shown without this date.") % {"reason": _ended(reason)}
            for name in refused
            for reason in found.refused[name]
        ]
        query = _without(query, refused)
        found = find(query)
    return Asked(query, found, notes, ways_on, typed)


def _unknown(query: QueryDict, names: list[str]) -> tuple[list[str], list[Link]]:
    notes, ways_on = [], []
    for name in names:
        notes.append(
            _("“%(name)s” is not a filter of this list and was left out.") % {"name": name[:40]}
        )
        if meant := FIELDS.get(name.lower()):
            changed = list_addresses.adding(_without(query, names), meant, query.get(name, ""))
            label = _("Filter by “%(name)s” instead") % {"name": meant}
            ways_on.append(Link(label, list_addresses.statements_url(changed)))
    return notes, ways_on


def _without(query: QueryDict, names: list[str]) -> QueryDict:
    left = query.copy()
    for name in names:
        left.pop(name, None)
    return left


def _ended(reason: str) -> str:
    return reason if reason.endswith((".", "?", "!")) else f"{reason}."
