"""References as RIS, the tagged format of Research Information Systems, in UTF-8.

A line is two characters of tag, two blanks, a hyphen, a blank and a value; it ends with CR LF, and
a value never holds a line break. A reference begins with ``TY`` and ends with ``ER``.
"""

from collections.abc import Iterable, Iterator

from django.conf import settings

from quotes.citing.reference import Name, Reference, account_of, authors_of, title_of
from quotes.citing.reference_fields import (
    BETWEEN_FACTS,
    archive_of,
    day_of_access,
    facts,
    genre,
    is_read_here,
    kept_at,
    one_line,
    place_of_access,
)
from quotes.citing.source_types import SOURCE_TYPES
from quotes.dates.partial import PartialDate

# The facts that a tag holds exactly.
_IN_TAGS = ("source-url", "archive-url", "kept-at")


def document(parts: Iterable[list[Reference]]) -> Iterator[str]:
    """The references one after another, with an empty line behind each."""
    for references in parts:
        yield "".join(_record(one) for one in references)


def _record(reference: Reference) -> str:
    lines = [
        f"{tag}  - {one_line(value)}\r\n" for tag, value in _fields(reference) if value.strip()
    ]
    return "".join([*lines, "ER  - \r\n\r\n"])


def _fields(reference: Reference) -> Iterator[tuple[str, str]]:
    """Tags and values in their order; the values may be empty."""
    source, said = reference.source, reference.said
    type = SOURCE_TYPES[source.kind]
    yield "TY", type.ris
    yield "ID", reference.key
    for author in authors_of(reference):
        yield "AU", _name(author)
    yield "TI", title_of(reference)
    yield "T2" if type.is_contained else "PB", account_of(source)[1]
    yield from _published(source.published)
    if said:
        yield "AB", said.words
        for topic in said.topics:
            yield "KW", topic
    yield "LA", source.language
    yield "M3", genre(reference)
    yield "DP", settings.ARCHIVE_NAME if said and is_read_here(reference) else ""
    yield "DB", archive_of(reference)
    yield "AN", source.archived_url
    address, accessed = place_of_access(reference), day_of_access(reference)
    yield "UR", address
    # The second address, where it is not the first: managers keep both.
    yield "UR", kept_at(reference) if kept_at(reference) != address else ""
    yield "Y2", f"{accessed:%Y/%m/%d}" if accessed else ""
    others = facts(reference, _IN_TAGS)
    yield "N1", BETWEEN_FACTS.join(f"{name}: {value}" for name, value in others.items())


def _name(name: Name) -> str:
    return f"{name.family}, {name.given}" if name.family else name.literal


def _published(partial: PartialDate) -> Iterator[tuple[str, str]]:
    """The year, and the date as far as it is known; of an interval, its first known side."""
    known = [side for side in partial.sides if side.first]
    if not known or not known[0].first:
        return
    day, precision = known[0].first, known[0].precision
    yield "PY", f"{day.year:04}"
    if precision == "day":
        yield "DA", f"{day.year:04}/{day.month:02}/{day.day:02}"
    elif precision == "month":
        yield "DA", f"{day.year:04}/{day.month:02}"
