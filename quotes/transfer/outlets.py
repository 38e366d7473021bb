"""Names of outlets, and the part of an address that each name gets."""

from collections.abc import Callable, Container, Iterable, Mapping
from itertools import chain, count

from quotes.addresses.canonical import host_of
from quotes.models.sources import Outlet, outlet_slug
from quotes.transfer.schema import ArchiveRecord, SourceEntry


def outlet_of(source: SourceEntry) -> str:
    """The name of the outlet of a source; an outlet nobody knows is named after its host."""
    return source.outlet or host_of(source.url or "")[:200]


def named(record: ArchiveRecord) -> set[str]:
    """Every outlet that a record names anywhere."""
    entries = chain(record.sources, record.statements)
    references = chain.from_iterable(entry.references() for entry in entries)
    return (
        {name for _place, model, name in references if model is Outlet}
        | set(map(outlet_of, record.sources))
        | {outlet.name for outlet in record.outlets}
    )


def slugs(
    names: Iterable[str], given: Mapping[str, str], taken: Container[str] = ()
) -> dict[str, str]:
    """A slug for each name: the one given, or one made of the name that no other name has.

    Names that would share a slug ("TIME", "Time") are numbered in the order of their characters,
    whatever order they come in, so that every archive numbers them alike.
    """
    used = set(given.values())
    chosen = dict(given)
    for name in sorted(set(names) - set(given)):
        chosen[name] = _free(outlet_slug(name), lambda slug: slug in used or slug in taken)
        used.add(chosen[name])
    return chosen


def _free(slug: str, is_used: Callable[[str], bool]) -> str:
    if not is_used(slug):
        return slug
    return next(f"{slug}-{number}" for number in count(2) if not is_used(f"{slug}-{number}"))
