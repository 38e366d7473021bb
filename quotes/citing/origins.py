"""How many of those who print the same words have them from somebody else.

Twelve outlets that print one agency's report are one witness and not twelve. Who has the words from
whom is known only as far as the documents say it; docs/origins.md gives the rules, with examples.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class OriginDocument:
    """A document that prints the words, or one that such a document was made from.

    Outlets are known by any name that is the same for the same outlet; an empty one is nobody.
    ``via`` is whom the document credits with the words, ``wire`` the agency whose report it is.
    ``is_primary``: the speaker's own words at first hand. ``is_agency``: its outlet is a news
    agency, which says so when it has words from others.
    """

    outlet: str
    via: str = ""
    wire: str = ""
    derived_from: "OriginDocument | None" = None
    is_primary: bool = False
    is_agency: bool = False


@dataclass(frozen=True, slots=True)
class Origins:
    """From how many independent origins a statement comes.

    ``outlets``: who prints it. ``known``: the outlets that are an origin by what is recorded.
    ``unknown``: each outlet that may or may not be another one, and each ring of outlets that
    credit each other; a ring is one origin at most.
    """

    outlets: frozenset[str] = frozenset()
    known: frozenset[str] = frozenset()
    unknown: frozenset[frozenset[str]] = frozenset()

    @property
    def at_least(self) -> int:
        """The number of independent origins that is certain: 1 even where none is known by name.

        Somebody heard the words that are printed; 0 only where nobody prints them.
        """
        return max(len(self.known), 1) if self.outlets else 0

    @property
    def is_exact(self) -> bool:
        """Whether there are no more origins than ``at_least`` as far as the documents say."""
        return len(self.known) + len(self.unknown) <= 1 or not self.unknown

    @property
    def unknown_outlets(self) -> int:
        """How many outlets it is not known of whether they have the words from another one."""
        return len(frozenset().union(*self.unknown))


@dataclass
class _Credits:
    """Who credits whom, and what is known of an outlet apart from that."""

    given: dict[str, set[str]] = field(default_factory=dict)
    printing: set[str] = field(default_factory=set)
    own: set[str] = field(default_factory=set)
    agencies: set[str] = field(default_factory=set)


def independent_origins(documents: Iterable[OriginDocument]) -> Origins:
    """The origins of what these documents print, in whatever order they come.

    An outlet is a known origin if one of its documents is primary, or is said to be its own
    report (it credits its own outlet), or if the way from somebody who credits it ends there and
    it is a news agency or prints nothing here itself. An outlet whose documents credit nobody is
    unknown, and is not made known by others that credit it: so no copy of what is already there
    ever raises ``at_least``.
    """
    credits = _credits(documents)
    known, unknown = set(credits.own), set()
    for ring in _ends(credits.given):
        if ring & credits.own:
            continue
        is_silent = bool(ring & credits.printing - credits.agencies)
        if len(ring) > 1 or is_silent:
            unknown.add(ring)
        else:
            known |= ring
    return Origins(frozenset(credits.printing), frozenset(known), frozenset(unknown))


def _credits(documents: Iterable[OriginDocument]) -> _Credits:
    found = _Credits()
    for document in documents:
        found.printing.add(document.outlet)
        if document.is_agency:
            found.agencies.add(document.outlet)
        for step in _ancestry(document):
            _read(found, step)
    return found


def _ancestry(document: OriginDocument) -> Iterator[OriginDocument]:
    """The document and what it was made from, as far as that says where the words come from.

    Whom a document itself credits with the words is nearer to them than what it was made from.
    """
    step: OriginDocument | None = document
    while step is not None:
        yield step
        step = None if _is_credited(step) else step.derived_from


def _is_credited(document: OriginDocument) -> bool:
    return bool(document.is_primary or document.via or document.wire)


def _read(found: _Credits, document: OriginDocument) -> None:
    credited = found.given.setdefault(document.outlet, set())
    if document.is_primary:
        found.own.add(document.outlet)
    elif document.via or document.wire:
        _read_credit(found, document, document.via or document.wire)
    elif document.derived_from and document.derived_from.outlet != document.outlet:
        credited.add(document.derived_from.outlet)


def _read_credit(found: _Credits, document: OriginDocument, origin: str) -> None:
    """An agency's report that credits somebody else: so does then the agency."""
    found.given.setdefault(origin, set())
    if origin == document.outlet:
        found.own.add(origin)
        return
    found.given[document.outlet].add(origin)
    if document.wire not in ("", origin, document.outlet):
        found.given.setdefault(document.wire, set()).add(origin)


def _ends(credits: Mapping[str, set[str]]) -> list[frozenset[str]]:
    """Where every way of credits ends: at an outlet that credits nobody, or in a ring.

    A ring is a set of outlets each of which leads to each other and to nobody outside.
    """
    reached = {outlet: _reachable(credits, outlet) for outlet in credits}
    rings = {frozenset(reach) for reach in reached.values()}
    return [ring for ring in rings if all(reached[outlet] == ring for outlet in ring)]


def _reachable(credits: Mapping[str, set[str]], start: str) -> set[str]:
    reached, ahead = {start}, [start]
    while ahead:
        new = credits[ahead.pop()] - reached
        reached |= new
        ahead.extend(new)
    return reached
