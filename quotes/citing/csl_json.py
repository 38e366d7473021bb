"""References as CSL-JSON: the input of the Citation Style Language (CSL 1.0.2, csl-data.json)."""

import json
from collections.abc import Iterable, Iterator
from typing import Any

from django.conf import settings

from quotes.citing.reference import Name, Reference, Said, account_of, authors_of, title_of
from quotes.citing.reference_fields import (
    day_of_access,
    facts,
    genre,
    is_read_here,
    place_of_access,
)
from quotes.citing.source_types import SOURCE_TYPES
from quotes.dates.partial import PartialDate, Side

# What is itself the event at which something was said. Of an undated article, Chicago would print
# the date of an event as that of the article, and of a hearing it prints both.
_EVENTS = ("speech",)

# EDTF counts seasons from 21, CSL from 1.
_BEFORE_SPRING = 20


def document(parts: Iterable[list[Reference]]) -> Iterator[str]:
    """An array with an item a line."""
    separator = "[\n"
    for references in parts:
        if references:
            yield separator + ",\n".join(
                json.dumps(item(one), ensure_ascii=False) for one in references
            )
            separator = ",\n"
    yield "[]\n" if separator == "[\n" else "\n]\n"


def item(reference: Reference) -> dict[str, Any]:
    """One item; a variable that is not known is missing.

    The web copy stands in the note: ``archive`` is to CSL an archive of papers.
    The speaker stands in the note: as a contributor (CSL 1.0.2) APA and MLA would print the name as
    that of a second author.
    """
    source, said = reference.source, reference.said
    type = SOURCE_TYPES[source.kind]
    variables = {
        "id": reference.key,
        "type": type.csl,
        "genre": genre(reference),
        "title": _title(reference),
        "author": [_name(author) for author in authors_of(reference)],
        "container-title" if type.is_contained else "publisher": account_of(source)[1],
        "issued": _date(source.published),
        "language": source.language,
        "URL": place_of_access(reference),
        "note": "\n".join(f"{name}: {value}" for name, value in facts(reference, ()).items()),
    }
    if said:
        variables |= {
            "abstract": said.words,
            "keyword": ", ".join(said.topics),
            # Styles print it as the place of the address (MLA).
            "source": settings.ARCHIVE_NAME if is_read_here(reference) else "",
        }
        variables |= _event(said) if type.csl in _EVENTS else {}
    if accessed := day_of_access(reference):
        variables["accessed"] = _date(PartialDate.of(accessed))
    return {name: value for name, value in variables.items() if value}


def _title(reference: Reference) -> str:
    """The words that stand for a title are marked as not to be capitalized by a style."""
    title = title_of(reference)
    return title if reference.source.title else f'<span class="nocase">{title}</span>'


def _event(said: Said) -> dict[str, Any]:
    return {
        "event-date": _date(said.said),
        "event-place": said.place,
        "event-title": said.occasion,
    }


def _name(name: Name) -> dict[str, str]:
    if not name.family:
        return {"literal": name.literal}
    return {"family": name.family, "given": name.given}


def _date(partial: PartialDate) -> dict[str, Any] | None:
    """As near as the structured dates of CSL come; ``facts`` has the date itself.

    An open interval is its known end, "circa"; decades and centuries are intervals.
    """
    known = [side for side in partial.sides if side.first]
    if not known:
        return None
    parts = [_parts(side) for side in known]
    if len(known) == 1 and known[0].precision in ("decade", "century"):
        side = known[0]
        assert side.first
        assert side.last
        parts = [[side.first.year], [side.last.year]]
    structured: dict[str, Any] = {"date-parts": parts}
    if len(partial.sides) == 1 and known[0].precision == "season":
        structured["season"] = int(known[0].text[-2:]) - _BEFORE_SPRING
    if partial.is_approximate or partial.is_uncertain or len(known) < len(partial.sides):
        structured["circa"] = True
    return structured


def _parts(side: Side) -> list[int]:
    assert side.first
    day = side.first
    known = {"day": 3, "month": 2}.get(side.precision, 1)
    return [day.year, day.month, day.day][:known]
