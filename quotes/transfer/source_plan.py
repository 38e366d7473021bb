"""The plan for the sources of a bibliography.

What is here is found by its address and only filled in where it has nothing; what is new gets an
outlet. What this archive has exported comes back as what it is.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import chain
from typing import Any
from urllib.parse import urlsplit

from django.utils.text import capfirst
from django.utils.translation import gettext as _now

from quotes.addresses.canonical import InvalidURL, canonical_url, host_of, unwrapped
from quotes.addresses.platforms import account_of
from quotes.citing.bibliography_check.permalinks import permalinks
from quotes.citing.bibliography_files.bibliography_entry import BibliographyEntry
from quotes.editing.known_sources import (
    alike_documents,
    begun,
    known_source,
    name_of_host,
    outlets_of,
)
from quotes.editing.workflow import Account, may_change_shared
from quotes.models import Outlet, Source, Statement
from quotes.text.folding import search_fold
from quotes.text.languages import is_language_tag
from quotes.transfer.bibliography_reader import BibliographyFile, kind_of
from quotes.transfer.entries import entry_of
from quotes.transfer.plan import (
    FieldDifference,
    ImportPlan,
    PlannedEntry,
    differences,
)
from quotes.transfer.schema import OutletEntry, SourceEntry

# What is filled in where a source that is here has nothing; what it has is never overwritten.
FILLED = ("title", "authors", "published", "archived_url")
# What is shown of a new one, besides its title.
_SHOWN = ("url", "published", "authors")

_OWN_SOURCE = re.compile(r"(?:/[a-z]{2})?/sources/(?P<id>[^/.]+)(?:[/.].*)?")
_LOST_LETTER = "\ufffd"


def planned_sources(
    file: BibliographyFile, user: Account, is_own_host: Callable[[str], bool]
) -> ImportPlan:
    """What becomes of the sources of a bibliography.

    ``is_own_host`` says of a host whether this archive answers there.
    """
    planner = SourcePlanner(user, is_own_host)
    planned = []
    for place, cited in enumerate(file.entries, start=1):
        # A line, and in JSON, which has none, the place in the list.
        entry = PlannedEntry(cited.title or next(iter(cited.urls), ""), (cited.line or place,))
        entry.notes += cited.notes
        planner.plan(entry, cited)
        planned.append(entry)
    return ImportPlan(planned, file.notes)


@dataclass
class SourcePlanner:
    """Says of one document after the other what becomes of it, as the ones before it leave things.

    ``is_own_host`` says of a host whether this archive answers there.
    """

    user: Account
    is_own_host: Callable[[str], bool]
    by_name: dict[str, Outlet] = field(default_factory=dict)
    by_host: dict[str, tuple[Outlet, ...]] = field(default_factory=dict)
    # The host of each new name that was derived from one, and how each new name is spelled first.
    new_names: dict[str, str] = field(default_factory=dict)
    spellings: dict[str, str] = field(default_factory=dict)
    seen: dict[str, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.by_name = {search_fold(outlet.name): outlet for outlet in Outlet.objects.all()}

    def plan(self, entry: PlannedEntry, cited: BibliographyEntry) -> None:
        """Say what becomes of an entry; reasons make it a refused one."""
        entry.reasons += cited.problems
        if cited.fault or not cited.urls:
            no_url = _now("Missing URL.")
            entry.reasons.append(cited.fault or no_url)
            return
        if _LOST_LETTER in "".join((*cited.urls, cited.title, *cited.authors, cited.container)):
            entry.reasons.append(
                _now("It contains a replacement character (�): a letter was lost.")
            )
            return
        if self._is_own_export(entry, cited):
            return
        try:
            url = _web_address(cited.urls)
            found = unwrapped(url)
            address = canonical_url(found.url)
            entry.row = known_source(url)
        except InvalidURL as error:
            entry.reasons.append(f"{capfirst(str(error))}.")
            return
        first = self.seen.setdefault(address, entry.number)
        if first != entry.number:
            told = {"number": first}
            entry.reasons.append(_now("The same document is in entry %(number)d.") % told)
            return
        archived_url = found.archived_url or cited.facts.get("archive-url", "")
        values = _values(entry, cited, found.url, archived_url)
        if entry.row:
            self._compare(entry, values)
        else:
            self._begin(entry, cited, values, found.url)

    # --- what this archive has exported ----------------------------------------------------------

    def _is_own_export(self, entry: PlannedEntry, cited: BibliographyEntry) -> bool:
        """Whether an entry has an address of this archive: then it is known, or refused."""
        url = next((url for url in cited.urls if "://" in url), "")
        if not self._own_path(url):
            return False
        pages = (url, cited.facts.get("source-page", ""))
        others = (cited.facts.get("source-url", ""), *cited.urls)
        found = chain(map(self._own_source, pages), map(self._known, others))
        entry.row = next(filter(None, found), None)
        if entry.row:
            entry.before = entry.entry = entry_of(entry.row)
        elif any(permalinks(url)):
            entry.reasons.append(_now("This is a statement in this archive, not a source."))
        else:
            entry.reasons.append(_now("This is a page of this archive, not a source."))
        return True

    def _own_path(self, url: str) -> str:
        try:
            parts = urlsplit(url)
            return parts.path if self.is_own_host(parts.netloc) else ""
        except ValueError:
            return ""

    def _own_source(self, url: str) -> Source | None:
        match = _OWN_SOURCE.fullmatch(self._own_path(url))
        return Source.objects.filter(public_id=match["id"]).first() if match else None

    def _known(self, url: str) -> Source | None:
        try:
            return known_source(url) if url and not self._own_path(url) else None
        except InvalidURL:
            return None

    # --- what is here, and what is new -----------------------------------------------------------

    def _compare(self, entry: PlannedEntry, values: dict[str, Any]) -> None:
        entry.before = entry_of(entry.row)
        told = {name: value for name, value in values.items() if name in FILLED}
        filled = {
            name: value
            for name, value in told.items()
            if not getattr(entry.before, name) or not str(getattr(entry.before, name))
        }
        entry.entry = entry.before.but(**filled)
        entry.differences += differences(Source, entry.before, entry.entry)
        shown = Statement.objects.filter(citations__source=entry.row)
        entry.is_public = shown.published().exists()
        if filled and not (answer := may_change_shared(self.user, shown)):
            entry.reasons.append(answer.sentence)

    def _begin(
        self, entry: PlannedEntry, cited: BibliographyEntry, values: dict[str, Any], url: str
    ) -> None:
        account = account_of(url)
        if account and account.name:
            name = self._outlet_of_account(entry, url)
        else:
            name = self._outlet(entry, cited.container, host_of(url))
        defaults = {
            column: Source._meta.get_field(column).get_default()  # type: ignore[union-attr]
            for column in ("language", "kind")
        }
        entry.entry = SourceEntry(id="", outlet=name, **defaults | values)
        told = entry.entry
        for one in alike_documents(name, told.published, told.title or ""):
            entry.notes.append(
                _now("“%(source)s” is of this outlet and day, with nearly this title.")
                % {"source": one}
            )
        if entry.new_outlet:
            name = _now("%(name)s (new)") % {"name": name}
        blank = SourceEntry(url=None, authors=[])
        entry.differences = [
            FieldDifference(_now("Outlet"), "", name),
            *differences(Source, blank, entry.entry, _SHOWN),
        ]

    def _outlet_of_account(self, entry: PlannedEntry, url: str) -> str:
        """The outlet of an account, whatever the file calls the platform."""
        beginning = begun(url)
        if beginning.outlet:
            return beginning.outlet.name
        name = self._spelled((beginning.new_outlet or str(beginning.outlets[0]))[:200])
        if not beginning.outlets:
            entry.new_outlet = OutletEntry(name=name, slug=None, kind=None, country=None, hosts=[])
        return name

    def _outlet(self, entry: PlannedEntry, container: str, host: str) -> str:
        """The name of the outlet: that with the host, or with the name in the file, or a new one.

        A name that is only derived from the host says nothing of another outlet that has it.
        """
        if host not in self.by_host:
            self.by_host[host] = outlets_of(host)
        outlets = self.by_host[host]
        called = self._called(container) if container else None
        if called and (not outlets or called in outlets):
            return called.name
        if len(outlets) == 1:
            return outlets[0].name
        if outlets:
            told = {"host": host, "outlets": ", ".join(map(str, outlets))}
            entry.reasons.append(_now("%(host)s belongs to several outlets: %(outlets)s.") % told)
            return ""
        name = container[:200] or self._derived_name(entry, host)
        if not container:
            self.new_names[search_fold(name)] = host
        entry.new_outlet = OutletEntry(
            name=self._spelled(name), slug=None, kind=None, country=None, hosts=[host]
        )
        return entry.new_outlet.name

    def _called(self, container: str) -> Outlet | None:
        return self.by_name.get(search_fold(container)) or Outlet.objects.called(container)

    def _derived_name(self, entry: PlannedEntry, host: str) -> str:
        """A name made of the host; the host itself where an outlet with other hosts has that."""
        name = name_of_host(host)[:200]
        folded = search_fold(name)
        if folded in self.by_name or self.new_names.get(folded, host) != host:
            told = {"name": name, "host": host}
            entry.notes.append(
                _now("An outlet called “%(name)s” already exists, with other hosts than %(host)s.")
                % told
            )
            return host[:200]
        return name

    def _spelled(self, name: str) -> str:
        """The name as the file spells it first."""
        return self.spellings.setdefault(search_fold(name), name)


def _web_address(urls: tuple[str, ...]) -> str:
    """The first of the addresses that is one of the web. Raises InvalidURL for the first else."""
    for url in urls:
        try:
            canonical_url(unwrapped(url).url)
        except InvalidURL:
            continue
        return url
    canonical_url(unwrapped(urls[0]).url)
    return urls[0]


def _values(
    entry: PlannedEntry, cited: BibliographyEntry, url: str, archived_url: str
) -> dict[str, Any]:
    """What the file tells, as the columns of a source take it; what they do not is a reason."""
    given: dict[str, Any] = {
        "url": url,
        "archived_url": archived_url,
        "title": "" if cited.facts.get("untitled") == "yes" else cited.title,
        "authors": list(cited.authors),
        "published": cited.published,
        "kind": kind_of(cited),
        "language": cited.language if is_language_tag(cited.language) else "",
    }
    values = {}
    for name, value in given.items():
        try:
            if value:
                values[name] = SourceEntry.read(name, value)
        except ValueError as error:
            entry.reasons.append(f"{name}: {error}")
    return values
