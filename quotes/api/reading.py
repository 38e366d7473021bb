"""What a request to the API asks for: the query of a list, and how much of it is sent.

What is found is read by `quotes.search.filters.find` alone; here stand only the parameters that no
page has.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from django import forms
from django.http import HttpRequest, QueryDict
from django.utils.translation import gettext as _

from quotes.citing.reference import Site
from quotes.search.filters import (
    DEFAULT_SIZE,
    FILTERS,
    CutForm,
    SearchResult,
    find,
    unknown_parameters,
)

# What is sent of each object, and what is sent beside it.
FIELDS, EXPAND = "fields", "expand"
SENT = (FIELDS, EXPAND)
CUT = ("after", "before", "size")
# What only a list of statements has: the others stand in the order in which they were entered.
ORDER = "sort"


class _KeyedCutForm(CutForm):
    """A cut at any key: that of a part of a statement is longer than that of a statement."""

    after = forms.CharField(required=False, max_length=200)
    before = forms.CharField(required=False, max_length=200)


class Unreadable(ValueError):
    """A request that cannot be read; ``errors`` has a sentence for each reason."""

    def __init__(self, errors: Iterable[str]) -> None:
        self.errors = list(errors)
        super().__init__(" ".join(self.errors))


@dataclass(frozen=True)
class Cut:
    """The part of a list that is asked for: ``size`` objects behind one, or before it."""

    size: int
    after: str = ""
    before: str = ""

    @property
    def at(self) -> str:
        return self.after or self.before

    @property
    def is_reversed(self) -> bool:
        return bool(self.before and not self.after)


@dataclass(frozen=True)
class Sent:
    """What is sent: of an object only these ``fields`` if any are named, and what stands beside."""

    fields: frozenset[str] = frozenset()
    expand: tuple[str, ...] = ()

    def of(self, made: dict[str, object], key: str) -> dict[str, object]:
        """An object with what was asked for of it, its key always among that."""
        if not self.fields:
            return made
        return {name: value for name, value in made.items() if name in self.fields or name == key}


def site_of(request: HttpRequest) -> Site:
    return Site(f"{request.scheme}://{request.get_host()}")


def refuse_unknown(query: QueryDict, known: Collection[str]) -> None:
    """Raises `Unreadable` for a parameter that the address does not have, whatever its value: it
    is a mistake."""
    named = dict.fromkeys(query, "any value")
    suspects = {*unknown_parameters(named), *FILTERS, *CUT, "rows"} - set(known)
    wrong = [name for name in query if name in suspects]
    if wrong:
        sentence = _("“%(name)s” is not a parameter of this address; these are: %(known)s.")
        told = ", ".join(known) or _("none")
        raise Unreadable(sentence % {"name": name[:80], "known": told} for name in wrong)


def found_by(query: QueryDict) -> SearchResult:
    """The result of a query. Raises `Unreadable`."""
    found = find(query)
    if not found.is_valid:
        raise Unreadable(found.errors)
    return found


def cut_of(query: QueryDict) -> Cut:
    """The part that is asked for. Raises `Unreadable`."""
    form = _KeyedCutForm(query)
    if not form.is_valid():
        raise Unreadable(
            f"{name}: {error}" for name, errors in form.errors.items() for error in errors
        )
    cut = form.cleaned_data
    return Cut(cut["size"] or DEFAULT_SIZE, cut["after"], cut["before"])


def sent_of(query: QueryDict, fields: Collection[str], expansions: Collection[str]) -> Sent:
    """What is sent of what is found. Raises `Unreadable` for a name that is not known."""
    named = {name: _named(query, name) for name in SENT}
    known = {FIELDS: fields, EXPAND: expansions}
    wrong = [
        _("%(parameter)s: “%(name)s” is not one of %(known)s.")
        % {"parameter": parameter, "name": name[:80], "known": ", ".join(known[parameter])}
        for parameter, names in named.items()
        for name in names
        if name not in known[parameter]
    ]
    if wrong:
        raise Unreadable(wrong)
    return Sent(frozenset(named[FIELDS]), tuple(dict.fromkeys(named[EXPAND])))


def _named(query: QueryDict, parameter: str) -> list[str]:
    """The names in a parameter, with commas between them or each in a parameter of its own."""
    given = (name.strip() for value in query.getlist(parameter) for name in value.split(","))
    return [name for name in given if name]
