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

from quotes.addresses.canonical import InvalidURL, canonical_url, unwrapped
from quotes.citing.bibliography_check.permalinks import permalinks
from quotes.citing.bibliography_files.bibliography_entry import BibliographyEntry
from quotes.citing.bibliography_files.reading import BibliographyFile
from quotes.citing.source_types import kind_of_type
from quotes.editing.known_sources import alike_documents, known_source
from quotes.editing.named_rows import canonical_of
from quotes.editing.source_outlets import OutletsOfDocuments
from quotes.editing.workflow import Account, may_change_shared
from quotes.models import Source, Statement
from quotes.text.languages import is_language_tag
from quotes.transfer.entries import entry_of
from quotes.transfer.plan import FieldDifference, ImportPlan, PlannedEntry, differences
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
    outlets: OutletsOfDocuments = field(default_factory=OutletsOfDocuments)
    seen: dict[str, int] = field(default_factory=dict)

    def plan(self, entry: PlannedEntry, cited: BibliographyEntry) -> None:
        """Say what becomes of an entry; reasons make it a refused one."""
        entry.reasons += cited.problems
        told = "".join((*cited.urls, cited.title, *cited.authors, cited.container))
        if cited.fault or not cited.urls:
            entry.reasons.append(cited.fault or _now("Missing URL."))
        elif _LOST_LETTER in told:
            lost = _now("It contains a replacement character (�): a letter was lost.")
            entry.reasons.append(lost)
        elif not self._is_own_export(entry, cited):
            try:
                self._plan_page(entry, cited, _web_address(cited.urls))
            except InvalidURL as error:
                entry.reasons.append(f"{capfirst(str(error))}.")

    def _plan_page(self, entry: PlannedEntry, cited: BibliographyEntry, url: str) -> None:
        found = unwrapped(url)
        entry.row = known_source(url)
        first = self.seen.setdefault(canonical_url(found.url), entry.number)
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
        # An unknown day is written as nothing.
        missing = [name for name in FILLED if not str(getattr(entry.before, name) or "")]
        filled = {name: values[name] for name in missing if name in values}
        entry.entry = entry.before.but(**filled)
        entry.differences += differences(entry.before, entry.entry)
        shown = Statement.objects.filter(citations__source=entry.row)
        entry.is_public = shown.published().exists()
        if filled and not (answer := may_change_shared(self.user, shown)):
            entry.reasons.append(answer.sentence)

    def _begin(
        self, entry: PlannedEntry, cited: BibliographyEntry, values: dict[str, Any], url: str
    ) -> None:
        outlet = self.outlets.of(url, cited.container)
        if outlet.fault:
            entry.reasons.append(outlet.fault)
        if outlet.note:
            entry.notes.append(outlet.note)
        shown = outlet.name
        if outlet.hosts is not None:
            entry.new_outlet = OutletEntry(name=outlet.name, hosts=outlet.hosts)
            shown = _now("%(name)s (new)") % {"name": outlet.name}
        defaults = {
            column: Source._meta.get_field(column).get_default()  # type: ignore[union-attr]
            for column in ("language", "kind")
        }
        entry.entry = told = SourceEntry(id="", outlet=outlet.name, **defaults | values)
        for one in alike_documents(outlet.name, told.published, told.title or ""):
            entry.notes.append(
                _now("“%(source)s” is of this outlet and day, with nearly this title.")
                % {"source": one}
            )
        entry.differences = [
            FieldDifference(_now("Outlet"), "", shown),
            *differences(SourceEntry(), told, _SHOWN),
        ]


def _web_address(urls: tuple[str, ...]) -> str:
    """The first of the addresses that is one of the web. Raises InvalidURL for the first else."""
    return next(filter(canonical_of, urls), urls[0])


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
        "kind": kind_of_type(cited.kind),
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
