"""The outlet that prints a document, by its address and by what a file calls it."""

from dataclasses import dataclass

from django.utils.translation import gettext as _now

from quotes.addresses.canonical import host_of
from quotes.addresses.platforms import account_of
from quotes.editing.known_sources import begun, name_of_host, outlets_of
from quotes.models import Outlet
from quotes.text.folding import search_fold

_LONGEST_NAME = 200


@dataclass(frozen=True, slots=True)
class OutletOfDocument:
    """The name of an outlet, and of a new one its hosts.

    ``notes`` are sentences on a new name, ``faults`` say why no outlet can be named.
    """

    name: str
    hosts: list[str] | None = None
    notes: tuple[str, ...] = ()
    faults: tuple[str, ...] = ()


class OutletsOfDocuments:
    """Names the outlet of one document after the other, as the ones before it leave things."""

    def __init__(self) -> None:
        self.by_name = {search_fold(outlet.name): outlet for outlet in Outlet.objects.all()}
        self.by_host: dict[str, tuple[Outlet, ...]] = {}
        # The host of each new name that was derived from one, and how each is spelled first.
        self.new_names: dict[str, str] = {}
        self.spellings: dict[str, str] = {}

    def of(self, url: str, called: str) -> OutletOfDocument:
        """The outlet with the host, or with the name that a file gives, or a new one.

        An account of a platform is an outlet, whatever the file calls the platform. A name that is
        only derived from the host says nothing of another outlet that has it.
        """
        host, account = host_of(url), account_of(url)
        if account and account.name:
            beginning = begun(url)
            outlets, called, hosts = beginning.outlets[:1], beginning.new_outlet, []
        else:
            if host not in self.by_host:
                self.by_host[host] = outlets_of(host)
            outlets, hosts = self.by_host[host], [host]
            named = self._named(called) if called else None
            if named and (not outlets or named in outlets):
                return OutletOfDocument(named.name)
        if len(outlets) == 1:
            return OutletOfDocument(outlets[0].name)
        if outlets:
            told = {"host": host, "outlets": ", ".join(map(str, outlets))}
            fault = _now("%(host)s belongs to several outlets: %(outlets)s.") % told
            return OutletOfDocument("", faults=(fault,))
        name, note = (called[:_LONGEST_NAME], "") if called else self._derived_name(host)
        spelled = self.spellings.setdefault(search_fold(name), name)
        return OutletOfDocument(spelled, hosts, (note,) if note else ())

    def _named(self, name: str) -> Outlet | None:
        return self.by_name.get(search_fold(name)) or Outlet.objects.called(name)

    def _derived_name(self, host: str) -> tuple[str, str]:
        """A name made of the host; the host itself where an outlet with other hosts has that."""
        name, note = name_of_host(host)[:_LONGEST_NAME], ""
        folded = search_fold(name)
        if folded in self.by_name or self.new_names.get(folded, host) != host:
            told = {"name": name, "host": host}
            note = _now(
                "An outlet called “%(name)s” already exists, with other hosts than %(host)s."
            )
            name, note = host[:_LONGEST_NAME], note % told
        self.new_names[search_fold(name)] = host
        return name, note
