"""CSL-JSON, the input of the Citation Style Language (CSL 1.0.2): a list, one item, or wrapped."""

import json
from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext as _

from quotes.citing.bibliography_files.author_names import is_nobody, name_of_csl, printed_or_told
from quotes.citing.bibliography_files.bibliography_entry import (
    BibliographyEntry,
    UnreadableFile,
    doi_address,
    fact_lines,
    first_of,
    json_of,
    language_of,
)
from quotes.citing.bibliography_files.dates import day_of_csl, edtf_of_csl
from quotes.citing.bibliography_files.markup import one_line, without_markup
from quotes.text.characters import is_storable, storable

_WORDS = ("abstract", "annote", "quote")

# Items are flat but for names, dates and custom fields.
_DEEPEST = 6


def read_csl(text: str) -> Iterator[BibliographyEntry]:
    """The items of a file. Raises `UnreadableFile` for what is no JSON, or no list."""
    items = json_of(text)
    if isinstance(items, dict):
        # One item alone, or the list as some programs wrap it.
        items = items["items"] if isinstance(items.get("items"), list) else [items]
    if not isinstance(items, list):
        raise UnreadableFile(_("This is not CSL-JSON, which is a list of items."))
    yield from map(_entry, items)


def _entry(item: Any) -> BibliographyEntry:
    if not isinstance(item, dict):
        return BibliographyEntry(
            fault=_("This is not a CSL-JSON item, which has names and values.")
        )
    texts = tuple(_strings(item))
    fields = {str(name): storable(value) for name, value in item.items() if isinstance(value, str)}

    def text(*names: str) -> str:
        return one_line(without_markup(first_of(fields, names)))

    key = item.get("id")
    language, unread = language_of(text("language"))
    told = item.get("author") or []
    names = told if isinstance(told, list) else [told]
    return BibliographyEntry(
        key=storable(str(key))[:200] if isinstance(key, (str, int)) else "",
        problems=() if all(map(is_storable, texts)) else (_unstorable(),),
        notes=(*_unread_names(names), *_unread_date(item.get("issued")), *unread),
        texts=tuple(map(storable, texts)),
        words=without_markup(first_of(fields, _WORDS)),
        accessed=day_of_csl(item.get("accessed")),
        urls=tuple(_urls(fields)),
        title=text("title"),
        authors=tuple(without_markup(name) for name in map(_name, names) if not is_nobody(name)),
        published=edtf_of_csl(item.get("issued")),
        container=text("container-title", "publisher"),
        language=language,
        kind=text("type"),
        facts=_facts(fields),
    )


def _unstorable() -> str:
    return _("A text cannot hold U+0000 or half a character.")


def _strings(value: Any, depth: int = 0) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif depth < _DEEPEST and isinstance(value, (list, dict)):
        for inner in value.values() if isinstance(value, dict) else value:
            yield from _strings(inner, depth + 1)


def _urls(fields: dict[str, str]) -> Iterator[str]:
    if url := one_line(fields.get("URL", "")):
        yield url
    if doi := doi_address(fields.get("DOI", "")):
        yield doi


def _name(name: Any) -> str:
    """A name in parts, or, as some programs write it, a text; ``""`` for anything else."""
    if isinstance(name, str):
        return storable(printed_or_told(one_line(name)))
    return storable(name_of_csl(name)) if isinstance(name, dict) else ""


def _unread_names(names: list[Any]) -> Iterator[str]:
    for name in names:
        if name and not _name(name):
            told = {"name": storable(json.dumps(name, ensure_ascii=False))[:80]}
            yield _("The author “%(name)s” could not be read.") % told


def _unread_date(issued: Any) -> Iterator[str]:
    if issued and not edtf_of_csl(issued):
        told: Any = issued
        if isinstance(issued, dict):
            told = issued.get("raw") or issued.get("literal") or issued.get("date-parts")
        if told := "" if told is None else str(told).strip():
            yield _("The date “%(date)s” could not be read.") % {"date": storable(told)[:80]}


def _facts(fields: dict[str, str]) -> dict[str, str]:
    facts = fact_lines(fields.get("note", ""))
    copy = fields.get("archive_location", "")
    return facts | ({"archive-url": copy} if "://" in copy else {})
