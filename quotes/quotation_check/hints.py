"""Whose words it is said to be, where they stood and when: what the asker may add to a text."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from quotes.addresses.canonical import InvalidURL, canonical_url, host_of, unwrapped
from quotes.dates.partial import InvalidDate, PartialDate
from quotes.dates.typed import typed_date
from quotes.editing.known_sources import known_source, outlets_of
from quotes.models import Dimension, Facet, Outlet, Source

# Characters of a hint that are read.
LONGEST_HINT = 2_000
_LONGEST_ECHO = 80


@dataclass(frozen=True, slots=True)
class Hints:
    """What the asker says of a text, as it was typed; empty where nothing is said.

    ``speaker`` is a name or the last part of an official's address, as in the filters of a list;
    ``where`` the name of an outlet or the address of a source; ``when`` a date as people write it,
    or in EDTF.
    """

    speaker: str = ""
    where: str = ""
    when: str = ""


@dataclass(frozen=True, slots=True)
class ReadHints:
    """The hints as the archive understands them.

    ``speakers`` are the numbers of the facets of all officials who may be meant, ``slugs`` their
    address parts. ``source`` and ``outlets`` are numbers of public ones. ``notes`` say what leads
    nowhere, by hint.
    """

    given: Hints
    speakers: tuple[int, ...] = ()
    slugs: frozenset[str] = frozenset()
    source: int | None = None
    outlets: frozenset[int] = frozenset()
    when: PartialDate | None = None
    notes: dict[str, str] = field(default_factory=dict)

    @property
    def place_is_known(self) -> bool:
        return self.source is not None or bool(self.outlets)


def read_hints(given: Hints) -> ReadHints:
    """The hints as the archive understands them; what cannot be read is noted, never refused."""
    given = Hints(*(_clean(one) for one in (given.speaker, given.where, given.when)))
    notes: dict[str, str] = {}
    facets = _speakers(given.speaker) if given.speaker else []
    if given.speaker and not facets:
        notes["speaker"] = _("This archive has no official called “%(name)s”.") % {
            "name": _echo(given.speaker)
        }
    source, outlets = _place(given.where, notes) if given.where else (None, frozenset())
    when = _day(given.when, notes) if given.when else None
    return ReadHints(
        given,
        tuple(facet.pk for facet in facets),
        frozenset(facet.key for facet in facets),
        source,
        frozenset(outlets),
        when,
        notes,
    )


def _clean(text: str) -> str:
    return " ".join(text.replace("\0", " ").split())[:LONGEST_HINT]


def _echo(text: str) -> str:
    return text if len(text) <= _LONGEST_ECHO else text[:_LONGEST_ECHO] + "…"


def _speakers(name: str) -> list[Facet]:
    """The officials whom a name means, of whom something is published."""
    named = Facet.objects.called(Dimension.SPEAKER, name)
    found = named or Facet.objects.speakers_named(name, most=10)
    return [facet for facet in found if facet.total > 0]


def _place(text: str, notes: dict[str, str]) -> tuple[int | None, Iterable[int]]:
    """The source or the outlets that a place names, public ones alone."""
    if "://" in text or text.lower().startswith("www."):
        return _of_address(text, notes)
    outlet = Outlet.objects.called(text)
    found = [outlet] if outlet else _of_host(text)
    public = _public(found)
    if not public:
        notes["where"] = _("This archive has no outlet called “%(name)s”.") % {"name": _echo(text)}
    return None, public


def _of_address(text: str, notes: dict[str, str]) -> tuple[int | None, Iterable[int]]:
    address = text if "://" in text else f"https://{text}"
    try:
        source = known_source(address)
        host = host_of(canonical_url(unwrapped(address).url))
    except InvalidURL:
        notes["where"] = _("“%(address)s” is not an address that can be read.") % {
            "address": _echo(text)
        }
        return None, ()
    if source is not None and Source.objects.public().filter(pk=source.pk).exists():
        return source.pk, (source.outlet_id,)
    public = _public(outlets_of(host))
    notes["where"] = (
        _("This archive has no source with this address, but others of its outlet.")
        if public
        else _("This archive has no source with this address, and none of its outlet.")
    )
    return None, public


def _of_host(text: str) -> list[Outlet]:
    """The outlets of a host that was typed without more: cbc.ca."""
    if " " in text or "." not in text:
        return []
    try:
        return list(outlets_of(host_of(canonical_url(f"https://{text}"))))
    except InvalidURL:
        return []


def _public(outlets: Iterable[Outlet]) -> frozenset[int]:
    wanted = [outlet.pk for outlet in outlets]
    return frozenset(Outlet.objects.public().filter(pk__in=wanted).values_list("pk", flat=True))


def _day(text: str, notes: dict[str, str]) -> PartialDate | None:
    try:
        return typed_date(text, get_language() or "en")
    except InvalidDate as error:
        notes["when"] = str(error)
        return None
