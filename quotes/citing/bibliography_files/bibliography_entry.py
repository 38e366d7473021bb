"""The entry of a bibliography, and the sentences for files that have none."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from urllib.parse import quote

from django.utils.translation import gettext as _

from quotes.text.characters import storable
from quotes.text.languages import named_language

MOST_ENTRIES = 5_000

# What of a DOI stands in an address as it is; an address that is quoted already stays so.
_IN_DOI = "/:;()._-~!$&'*+,=@%"

# How JSON begins, and neither ``[1] A note``, ``[a link](…)`` nor ``{{a template}}``.
_JSON = re.compile(
    r"""\s*(?: \{\s*["}]
        | (?:\[\s*)+ (?: [{"\]] | (?:null|true|false)\b | $ | -?[0-9][0-9.eE+-]*\s*(?:,|\]\s*$) )
    )""",
    re.VERBOSE,
)


class UnreadableFile(ValueError):
    """A file that is no bibliography or table; ``str()`` is a sentence for a person."""


class BibliographyTooLarge(UnreadableFile):
    """More than is read at once."""


@dataclass(frozen=True, slots=True)
class BibliographyEntry:
    """What one entry says, in plain text: TeX and markup undone, every value on one line.

    ``line`` counts from 1 and is None in JSON. ``fault`` is a sentence where the entry cannot be
    read at all, ``problems`` are sentences on single values that cannot be taken as they stand, and
    ``notes`` on what was left out. ``texts`` are all values as they are written, to look for
    addresses in; ``inherited`` those of the entry that its ``crossref`` names. ``words`` are cited
    ones, ``accessed`` is the day on which they were read. ``published`` is EDTF (ISO 8601-2),
    ``kind`` the type as the format spells it, in small letters. ``facts`` are what an export of
    this archive adds under names of its own (docs/exports.md).
    """

    key: str = ""
    line: int | None = None
    fault: str = ""
    problems: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    texts: tuple[str, ...] = ()
    inherited: tuple[str, ...] = ()
    words: str = ""
    accessed: date | None = None
    urls: tuple[str, ...] = ()
    title: str = ""
    authors: tuple[str, ...] = ()
    published: str = ""
    container: str = ""
    language: str = ""
    kind: str = ""
    facts: Mapping[str, str] = field(default_factory=dict)


def form_of(text: str) -> str:
    """The format of a text, by how it begins or what stands at the head of its lines.

    ``csl-json``, ``ris``, ``bibtex``, or ``text`` for what is none of them.
    """
    if _JSON.match(text):
        return "csl-json"
    if re.search(r"^[ \t]*TY {0,2}-", text, re.MULTILINE | re.IGNORECASE):
        return "ris"
    if re.search(r"^[ \t]*@\w+[ \t]*[{(]", text, re.MULTILINE):
        return "bibtex"
    return "text"


def json_of(text: str) -> Any:
    """What a text in JSON holds. Raises `UnreadableFile`."""
    try:
        return json.loads(text)
    except json.JSONDecodeError as error:
        raise UnreadableFile(
            _("Line %(line)d cannot be read as JSON: %(reason)s.")
            % {"line": error.lineno, "reason": error.msg}
        ) from None
    except RecursionError:
        raise UnreadableFile(_("This JSON is nested too deeply.")) from None
    except ValueError:
        # Python reads no whole numbers of thousands of digits.
        raise UnreadableFile(_("A number in this JSON is too long to read.")) from None


def cleaned(text: str) -> str:
    """The text without what no page and no database can hold, and with ``\\n`` at its line ends."""
    return storable(text.replace("\r\n", "\n").replace("\r", "\n")).removeprefix("\ufeff")


def too_many() -> BibliographyTooLarge:
    return BibliographyTooLarge(
        _("The file has more than %(limit)d entries. Split it.") % {"limit": MOST_ENTRIES}
    )


def too_costly() -> BibliographyTooLarge:
    return BibliographyTooLarge(_("This takes too much time or memory to read. Split it."))


def doi_address(value: str) -> str:
    """The address of a DOI (ISO 26324), however it is introduced; ``""`` for what is none."""
    found = re.search(r"10\.[0-9]{4,9}(?:\.[0-9]+)*/\S+", value)
    return f"https://doi.org/{quote(found[0], safe=_IN_DOI)}" if found else ""


def language_of(text: str) -> tuple[str, tuple[str, ...]]:
    """The tag of a language (BCP 47), and a sentence where what is written names none."""
    tag = named_language(text)
    note = _("The language “%(language)s” could not be read.") % {"language": text.strip()[:80]}
    return tag, (note,) if text.strip() and not tag else ()


def first_of(fields: Mapping[str, str], names: tuple[str, ...]) -> str:
    """The first field of these names that has a value."""
    return next((fields[name].strip() for name in names if fields.get(name, "").strip()), "")


def fact_lines(*notes: str) -> dict[str, str]:
    """The facts in notes that an export of this archive has written: ``name: value`` each."""
    parts = [part for note in notes for part in re.split(r"\n| \| ", note)]
    pairs = (part.partition(": ") for part in parts)
    return {name.strip(): value.strip() for name, colon, value in pairs if colon}
