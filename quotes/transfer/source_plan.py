"""The plan for the sources of a bibliography.

What is here is found by its address and only filled in where it has nothing; what is new gets an
outlet. What this archive has exported comes back as what it is.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django.utils.text import capfirst
from django.utils.translation import gettext as _now

from quotes.addresses.canonical import InvalidURL, canonical_url, unwrapped
from quotes.citing.bibliography_files.bibliography_entry import BibliographyEntry
from quotes.citing.bibliography_files.reading import BibliographyFile
from quotes.citing.own_exports import own_source
from quotes.citing.source_types import kind_of_type
from quotes.editing.known_sources import alike_documents, known_source
from quotes.editing.named_rows import canonical_of
from quotes.editing.source_outlets import OutletsOfDocuments
from quotes.editing.workflow import Account, may_change_shared
from quotes.models import Source, Statement
from quotes.text.languages import named_language
from quotes.transfer.entries import entry_of
from quotes.transfer.plan import FieldDifference, ImportPlan, PlannedEntry, differences
from quotes.transfer.schema import OutletEntry, SourceEntry

# What is filled in where a source that is here has nothing; what it has is never overwritten.
FILLED = ("title", "authors", "published", "archived_url")

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
        elif own := own_source(cited, self.is_own_host):
            entry.row = own if isinstance(own, Source) else None
            entry.before = entry.entry = entry_of(own) if entry.row else None
            entry.reasons += [] if entry.row else [str(own)]
        else:
            try:
                self._plan_page(entry, cited)
            except InvalidURL as error:
                entry.reasons.append(f"{capfirst(str(error))}.")

    def _plan_page(self, entry: PlannedEntry, cited: BibliographyEntry) -> None:
        # The first of the addresses that is one of the web; for none of them, why the first is not.
        url = next(filter(canonical_of, cited.urls), cited.urls[0])
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
        entry.reasons += outlet.faults
        entry.notes += outlet.notes
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
            *differences(SourceEntry(), told, ("url", "published", "authors")),
        ]


def _values(
    entry: PlannedEntry, cited: BibliographyEntry, url: str, archived_url: str
) -> dict[str, Any]:
    """What the file tells, as the columns of a source take it; what they do not is a reason."""
    given: dict[str, Any] = {
        "url": url,
        "archived_url": archived_url,
        "title": "" if cited.facts.get("untitled") == "yes" else cited.title,
        "authors": [] if cited.facts.get("unsigned") == "yes" else list(cited.authors),
        "published": cited.published,
        "kind": kind_of_type(cited.kind),
        "language": named_language(cited.language) or cited.language,
    }
    values = {}
    for name, value in given.items():
        try:
            if value:
                values[name] = SourceEntry.read(name, value)
        except ValueError as error:
            entry.reasons.append(f"{name}: {error}")
    return values
