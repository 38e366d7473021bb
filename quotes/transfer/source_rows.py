"""Sources from a bibliography: what is here is found by its address, what is new gets an outlet."""

from dataclasses import dataclass, field
from typing import Any

from django.contrib.admin.models import ADDITION, CHANGE, LogEntry
from django.core.exceptions import ValidationError
from django.utils.text import capfirst
from django.utils.translation import gettext as _now

from quotes.addresses.canonical import InvalidURL, canonical_url, host_of, unwrapped
from quotes.citing.bibliography_files.entries import BibliographyEntry
from quotes.editing import EditContext, record_changes
from quotes.editing.known_sources import known_source, name_of_host, outlets_of
from quotes.editing.slugs import proposed_slug, source_parts
from quotes.editing.workflow import Account, may_change_shared
from quotes.models import Outlet, Source, Statement
from quotes.models.sources import outlet_slug
from quotes.text.folding import search_fold
from quotes.text.languages import is_language_tag
from quotes.transfer.bibliographies import BibliographyFile, kind_of
from quotes.transfer.plans import Difference, Outcome, Plan, Planned

# What is filled in where a source that is here has nothing; what it has is never overwritten.
FILLED = ("title", "authors", "published", "archived_url")


@dataclass(slots=True)
class Wanted:
    """Values by column. A new outlet is made for a new source where none has its host or name."""

    values: dict[str, Any] = field(default_factory=dict)
    new_outlet: str = ""
    host: str = ""


def planned(file: BibliographyFile, user: Account) -> Plan:
    """What becomes of the sources of a bibliography."""
    by_name = {search_fold(outlet.name): outlet for outlet in Outlet.objects.all()}
    by_host: dict[str, tuple[Outlet, ...]] = {}
    seen: dict[str, int] = {}
    entries = [
        _planned(number, item, by_name, by_host, seen, user) for number, item in file.entries
    ]
    return Plan(entries, file.notes)


def _planned(
    number: int,
    item: BibliographyEntry,
    by_name: dict[str, Outlet],
    by_host: dict[str, tuple[Outlet, ...]],
    seen: dict[str, int],
    user: Account,
) -> Planned:
    on_the_web = (url for url in item.urls if url.lower().startswith("http"))
    url = next(on_the_web, next(iter(item.urls), ""))
    entry = Planned((number,), item.title or url)
    entry.reasons += item.problems
    if item.fault or not url:
        entry.reasons.append(item.fault or _now("It has no URL, by which a source is known."))
        return entry
    try:
        found = unwrapped(url)
        address = canonical_url(found.url)
        entry.row = known_source(url)
    except InvalidURL as error:
        entry.reasons.append(f"{capfirst(str(error))}.")
        return entry
    first = seen.setdefault(address, number)
    if first != number:
        entry.reasons.append(_now("The same document stands in %(number)d.") % {"number": first})
        return entry
    entry.wanted = wanted = Wanted(host=host_of(found.url))
    _take_values(entry, item, found.url, found.archived_url or item.facts.get("archive-url", ""))
    if entry.row:
        _compare(entry, wanted, user)
    else:
        _begin(entry, item, wanted, by_name, by_host)
    if entry.reasons:
        entry.outcome = Outcome.REFUSED
    return entry


def _take_values(entry: Planned, item: BibliographyEntry, url: str, archived_url: str) -> None:
    given: dict[str, Any] = {
        "url": url,
        "archived_url": archived_url,
        "title": item.title,
        "authors": list(item.authors),
        "published": item.published,
        "kind": kind_of(item),
        "language": item.language if is_language_tag(item.language) else "",
    }
    for name, value in given.items():
        column: Any = Source._meta.get_field(name)
        if not value:
            continue
        try:
            entry.wanted.values[name] = column.clean(value, None)
        except ValidationError as error:
            entry.reasons.append(f"{name}: {' '.join(error.messages)}")


def _compare(entry: Planned, wanted: Wanted, user: Account) -> None:
    row: Source = entry.row
    wanted.values = {
        name: value
        for name, value in wanted.values.items()
        if name in FILLED and not _told(getattr(row, name))
    }
    for name, value in wanted.values.items():
        entry.differences.append(Difference(_label(name), "", _told(value)))
    entry.outcome = Outcome.CHANGED if wanted.values else Outcome.UNCHANGED
    shown = Statement.objects.filter(citations__source=row)
    entry.is_public = shown.published().exists()
    if wanted.values and not (answer := may_change_shared(user, shown)):
        entry.reasons.append(answer.sentence)


def _label(name: str) -> str:
    column: Any = Source._meta.get_field(name)
    return capfirst(str(column.verbose_name))


def _told(value: Any) -> str:
    return ", ".join(value) if isinstance(value, list) else str(value)


def _begin(
    entry: Planned,
    item: BibliographyEntry,
    wanted: Wanted,
    by_name: dict[str, Outlet],
    by_host: dict[str, tuple[Outlet, ...]],
) -> None:
    """A new source: of the outlet with its host, or with the name that the file gives, or a new."""
    entry.outcome = Outcome.NEW
    if wanted.host not in by_host:
        by_host[wanted.host] = outlets_of(wanted.host)
    outlets = by_host[wanted.host]
    called = by_name.get(search_fold(item.container)) if item.container else None
    if called and (not outlets or called in outlets):
        wanted.values["outlet"] = called
    elif len(outlets) == 1:
        wanted.values["outlet"] = outlets[0]
    elif outlets:
        told = {"host": wanted.host, "outlets": ", ".join(map(str, outlets))}
        entry.reasons.append(_now("%(host)s is a host of several outlets: %(outlets)s.") % told)
        return
    else:
        wanted.new_outlet = (item.container or name_of_host(wanted.host))[:200]
    outlet = wanted.values.get("outlet") or _now("%(name)s (new)") % {"name": wanted.new_outlet}
    entry.differences = [
        Difference(_now("Outlet"), "", str(outlet)),
        *(
            Difference(_label(name), "", _told(value))
            for name, value in wanted.values.items()
            if name in ("url", "published", "authors")
        ),
    ]


# --- what is written -----------------------------------------------------------------------------


def write(entries: list[Planned], user: Account, act: EditContext) -> None:
    """Write planned entries, inside the transaction in which they were planned."""
    made: dict[str, Outlet] = {}
    for entry in entries:
        wanted: Wanted = entry.wanted
        is_new = entry.outcome is Outcome.NEW
        if is_new:
            entry.row = _begun(wanted, made)
        else:
            for name, value in wanted.values.items():
                setattr(entry.row, name, value)
            entry.row.save()
        LogEntry.objects.log_actions(  # type: ignore[call-overload]
            user.pk,
            [entry.row],
            ADDITION if is_new else CHANGE,
            "Imported from a file.",
            single_object=True,
        )
    rows = [entry.row.pk for entry in entries]
    shown = Statement.objects.filter(citations__source__in=rows)
    record_changes(set(shown.values_list("pk", flat=True)), act)


def _begun(wanted: Wanted, made: dict[str, Outlet]) -> Source:
    values = dict(wanted.values)
    if wanted.new_outlet:
        values["outlet"] = _outlet(wanted, made)
    source = Source(**values)
    source.slug = _free_slug(
        Source, *source_parts(source.outlet.slug, source.published, source.title)
    )
    source.save(force_insert=True)
    return source


def _outlet(wanted: Wanted, made: dict[str, Outlet]) -> Outlet:
    """The new outlet; one for all sources of the file that name it."""
    name = search_fold(wanted.new_outlet)
    if name not in made:
        slug = _free_slug(Outlet, outlet_slug(wanted.new_outlet))
        made[name] = Outlet.objects.create(name=wanted.new_outlet, slug=slug, hosts=[wanted.host])
    elif wanted.host not in made[name].hosts:
        made[name].hosts.append(wanted.host)
        made[name].save(update_fields=["hosts"])
    return made[name]


def _free_slug(model: Any, *parts: str) -> str:
    return proposed_slug(
        *parts,
        is_taken=lambda slug: model.objects.filter(slug=slug).exists(),
        longest=model._meta.get_field("slug").max_length,
    )
