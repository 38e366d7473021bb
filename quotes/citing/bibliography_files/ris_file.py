"""RIS, the tagged format of Research Information Systems, as programs write it in practice."""

import re
from collections.abc import Iterator, Mapping
from itertools import chain

from django.utils.translation import gettext as _

from quotes.citing.bibliography_files.author_names import UnreadableName, inverted, is_nobody
from quotes.citing.bibliography_files.bibliography_entry import (
    BibliographyEntry,
    doi_address,
    fact_lines,
    language_of,
)
from quotes.citing.bibliography_files.dates import day_of, edtf, first_edtf
from quotes.citing.bibliography_files.markup import one_line, without_markup

# A tag has two blanks behind it. Where they are missing, only the tags that RIS has are tags, or a
# wrapped line that begins "UN - the council" would be one; in small letters ("so - they say") only
# in a file that begins so.
_LINE = re.compile(r"(?P<tag>[A-Za-z][A-Za-z0-9])(?P<blanks> {0,2})-(?: (?P<value>.*))?$")
_TAGS = frozenset(
    "TY ER A1 A2 A3 A4 AB AD AN AU AV BT C1 C2 C3 C4 C5 C6 C7 C8 CA CN CP CT CY DA DB DO DP ED EP"
    " ET ID IS J1 J2 JA JF JO KW L1 L2 L3 L4 LA LB LK M1 M2 M3 N1 N2 NV OP PB PP PY RI RN RP SE SN"
    " SO SP ST SV T1 T2 T3 TA TI TT U1 U2 U3 U4 U5 UR VL VO Y1 Y2".split()
)
_SMALL = re.compile(r"\s*ty ?-")
# In these a line that goes on goes on without a blank.
_ADDRESSES = frozenset(["UR", "L1", "L2", "LK", "DO"])

# The lines of each value by tag.
Record = dict[str, list[list[str]]]


def read_ris(text: str) -> Iterator[BibliographyEntry]:
    """The records of a file: each ends with its ER, or, without one, before the next TY.

    A line without a tag continues the one before it. The readers that exist lose a record that
    has no ER, and take a time that grows with the square of such lines.
    """
    record: Record = {}
    begins = 0
    lines: list[str] = []
    is_small = _SMALL.match(text) is not None
    for number, line in enumerate(text.split("\n"), start=1):
        tag, value = _tagged(line, is_small)
        if not tag:
            if record and line.strip():
                lines.append(line.strip())
            continue
        if record and (tag == "ER" or (tag == "TY" and "TY" in record)):
            yield _entry(record, begins)
            record = {}
        if tag == "ER":
            continue
        if not record:
            begins = number
        lines = [value]
        record.setdefault(tag, []).append(lines)
    if record:
        yield _entry(record, begins)


def _tagged(line: str, is_small: bool) -> tuple[str, str]:
    """The tag of a line in capitals and its value; ``""`` for a line that goes on."""
    match = _LINE.match(line.strip(" \t\ufeff"))
    if match is None:
        return "", ""
    tag = match["tag"].upper()
    is_short = tag in _TAGS and (is_small or match["tag"].isupper())
    is_tag = match["blanks"] == "  " or is_short
    return (tag, (match["value"] or "").strip()) if is_tag else ("", "")


def _entry(record: Record, line: int) -> BibliographyEntry:
    values = {
        tag: ["".join(lines) if tag in _ADDRESSES else " ".join(lines) for lines in all_lines]
        for tag, all_lines in record.items()
    }
    whole = {tag: "\n".join("\n".join(lines) for lines in found) for tag, found in record.items()}

    def first(*tags: str) -> str:
        return next((value for tag in tags for value in values.get(tag, ()) if value.strip()), "")

    authors, problems = _authors([name for tag in ("AU", "A1") for name in values.get(tag, ())])
    dates = [value for tag in ("DA", "PY", "Y1") for value in values.get(tag, ()) if value]
    published = first_edtf(dates)
    language, unread = language_of(first("LA"))
    return BibliographyEntry(
        key=first("ID"),
        line=line,
        problems=problems,
        notes=(*_unread(dates), *unread),
        texts=tuple(value for found in values.values() for value in found),
        words=without_markup(next((whole[t] for t in ("AB", "N2", "RN") if whole.get(t)), "")),
        accessed=day_of(first("Y2")),
        urls=tuple(_urls(values)),
        title=one_line(without_markup(first("TI", "T1"))),
        authors=authors,
        published=published,
        container=one_line(without_markup(first("T2", "JO", "JF", "PB"))),
        language=language,
        kind=first("TY").lower(),
        facts=_facts(values),
    )


def _authors(names: list[str]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The authors, and a sentence where what stands there cannot be names.

    A tag has one of them; some programs put several into one, with semicolons between.
    """
    try:
        several = (without_markup(name).split(";") for name in names)
        plain = map(one_line, chain.from_iterable(several))
        return tuple(inverted(name) for name in plain if not is_nobody(name)), ()
    except UnreadableName as error:
        return (), (str(error),)


def _unread(dates: list[str]) -> Iterator[str]:
    """A sentence for each date that was not read, but for those that say nothing."""
    for date in dates:
        if re.search("[^0/]", date) and not edtf(date):
            yield _("The date “%(date)s” could not be read.") % {"date": date[:80]}


def _urls(values: Mapping[str, list[str]]) -> Iterator[str]:
    """The addresses in their order: a tag for each, or several in one with semicolons between."""
    for tag in ("UR", "L2", "LK"):
        for value in values.get(tag, ()):
            for url in re.split(r"\s*;\s*(?=[a-z]+:)|\s+", value.replace("&amp;", "&")):
                if url.strip(" ;"):
                    yield url.strip(" ;")
    yield from filter(None, map(doi_address, values.get("DO", ())))


def _facts(values: Mapping[str, list[str]]) -> dict[str, str]:
    facts = fact_lines(*values.get("N1", ()))
    copies = [value for value in values.get("AN", ()) if "://" in value]
    others = values.get("UR", [])[1:]
    return (
        facts
        | ({"archive-url": copies[0]} if copies else {})
        | ({"source-url": others[0]} if others else {})
    )
