"""Names of outlets, and the part of an address that each name gets."""

from collections.abc import Callable, Container, Iterable, Mapping
from itertools import count

from quotes.addresses.canonical import host_of
from quotes.models.sources import outlet_slug
from quotes.transfer.schema import ArchiveRecord, SourceEntry, StatementEntry


def outlet_of(source: SourceEntry) -> str:
    """The name of the outlet of a source; an outlet nobody knows is named after its host."""
    return source.outlet or host_of(source.url or "")[:200]


def named_in_sources(sources: Iterable[SourceEntry]) -> set[str]:
    """Every outlet that sources name."""
    return {name for source in sources for name in (outlet_of(source), source.wire) if name}


def named_in_statements(statements: Iterable[StatementEntry]) -> set[str]:
    """Every outlet that citations credit."""
    return {
        citation.via for statement in statements for citation in statement.citations if citation.via
    }


def named(record: ArchiveRecord) -> set[str]:
    """Every outlet that a record names anywhere."""
    return (
        named_in_sources(record.sources)
        | named_in_statements(record.statements)
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
