"""What the formats for reference managers share: which references, and what no field of theirs has.

A reference manager knows who wrote what, where and when. Who was quoted, on which day and by whose
report it has no field for; these are the `facts`, which every format carries under the same names.
"""

import re
from collections.abc import Callable, Collection, Iterable, Iterator
from datetime import date
from urllib.parse import urlsplit

from django.utils.text import capfirst

from quotes.citing.reference import Reference, authors_of
from quotes.citing.source_types import SOURCE_TYPES

# The text of a document, in parts, from its references, a list for each part.
Document = Callable[[Iterable[list[Reference]]], Iterator[str]]


# Between the facts of a note; a reader tells them apart by the names that follow it.
BETWEEN_FACTS = " | "

# Whatever some reader of lines takes for the end of one (Unicode, UAX 14: BK, CR, LF, NL).
_BREAKS = re.compile("[\t\n\v\f\r\x1c-\x1e\x85\u2028\u2029]+")


def place_of_access(reference: Reference) -> str:
    """The address a reference leads to: where the source can be read, or where its copy is.

    What has neither can be read in this archive: the revision that was cited, which goes on showing
    its words, or what is known of the source.
    """
    source = reference.source
    return source.url or source.archived_url or kept_at(reference) or source.address


def kept_at(reference: Reference) -> str:
    """Where this archive keeps the words that are cited, in the revision that was."""
    return reference.said.pinned if reference.said else ""


def day_of_access(reference: Reference) -> date | None:
    """The day on which what stands at the `place_of_access` was read, where one is recorded."""
    return reference.accessed if is_read_here(reference) else reference.seen


def is_read_here(reference: Reference) -> bool:
    """Whether a reference leads to this archive, for want of another place."""
    return not (reference.source.url or reference.source.archived_url)


def archive_of(reference: Reference) -> str:
    """Whose archived copy it is: the host of its address."""
    return urlsplit(reference.source.archived_url).hostname or ""


def genre(reference: Reference) -> str:
    """What a style prints in brackets behind the title; nothing for what needs none."""
    type = SOURCE_TYPES[reference.source.kind]
    return capfirst(type.names["en"]) if type.has_genre else ""


def facts(reference: Reference, besides: Collection[str]) -> dict[str, str]:
    """What no field of a reference manager holds, by names that docs/exports.md promises.

    ``besides`` are those that the format has a field for, which holds them exactly. Each is one
    line; what is not known is left out. Dates are EDTF (ISO 8601-2).
    """
    source, said = reference.source, reference.said
    known: dict[str, str] = {}
    if said:
        known = {
            "speaker": said.speaker.literal,
            "office": "; ".join(said.offices),
            "said": said.said.text,
            "said-at": said.place,
            "occasion": said.occasion,
            "quoted": "yes" if said.is_quotation else "no",
            "words-language": said.language if said.language != source.language else "",
            "via": said.via,
            "passage": said.locator,
            "statement": said.public_id,
            "revision": str(said.revision or ""),
            "kept-at": said.pinned,
        }
    known |= {
        "published": source.published.text,
        "wire": source.wire,
        "untitled": "" if source.title else "yes",
        "unsigned": "" if authors_of(reference) == source.authors else "yes",
        "source-url": source.url,
        "archive-url": source.archived_url,
        "archive-date": source.archived_at.date().isoformat() if source.archived_at else "",
        "source-page": source.address,
    }
    return {name: one_line(value) for name, value in known.items() if value and name not in besides}


def one_line(text: str) -> str:
    """The text with a blank for each line break, for formats whose values are single lines."""
    return _BREAKS.sub(" ", text)
