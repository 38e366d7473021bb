"""A folder of YAML files becomes a `ArchiveRecord`, or a list of everything that is wrong with it.

No database is asked. An editor who mends a record wants all its mistakes at once, each with its
line, so a mistake in one entry keeps no other entry from being checked.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from quotes.addresses.canonical import canonical_url
from quotes.transfer.schema import FILES, ArchiveRecord, EntryMistake, RecordFile
from quotes.transfer.yaml_document import Mistake, Place, RefusedRecord, YamlDocument, parse


@dataclass
class _FilePart:
    """One file as read: its valid entries by their index, and every name in it."""

    file: RecordFile
    document: YamlDocument
    entries: dict[int, Any] = field(default_factory=dict)
    names: set[str] = field(default_factory=set)
    mistakes: list[Mistake] = field(default_factory=list)

    def report(self, message: str, *place: str | int) -> None:
        self.mistakes.append(self.document.mistake(self.document.line_of(place), message))

    def where(self, *place: str | int) -> str:
        return f"{self.document.file}:{self.document.line_of(place)}"


_Parts = dict[str, _FilePart]

_GIVEN_BEFORE = "“%(value)s” was already given in %(where)s"


def read(folder: Path) -> ArchiveRecord:
    """Read and check a whole record. Raises `RefusedRecord` with every mistake found."""
    if not folder.is_dir():
        what = "is not a folder" if folder.exists() else "does not exist"
        raise RefusedRecord([Mistake(str(folder), 0, f"this {what}")])
    parts = {file.part: _read_part(folder, file) for file in FILES}
    _check_across(parts)
    mistakes = [
        mistake
        for part in parts.values()
        for mistake in sorted(part.mistakes, key=lambda mistake: mistake.line)
    ]
    if mistakes:
        raise RefusedRecord(mistakes)
    return ArchiveRecord(**{name: list(part.entries.values()) for name, part in parts.items()})


def _read_part(folder: Path, file: RecordFile) -> _FilePart:
    try:
        content = (folder / file.name).read_bytes()
    except FileNotFoundError:
        part = _FilePart(file, YamlDocument(file.name))
        if file.required:
            part.mistakes.append(Mistake(file.name, 0, f"this file is missing in {folder}"))
        return part
    except OSError as error:
        message = f"this file cannot be read: {error.strerror}"
        return _FilePart(file, YamlDocument(file.name), mistakes=[Mistake(file.name, 0, message)])
    part = _FilePart(file, parse(file.name, content))
    part.mistakes += part.document.mistakes
    _check_entries(part)
    return part


def _check_entries(part: _FilePart) -> None:
    data, key = part.document.data, part.file.key
    if data is None and not part.mistakes:
        part.report("the file is empty: write [] if there is nothing to list")
    elif data is not None and not isinstance(data, list):
        part.report("the file must be a list of entries, each beginning with a hyphen")
    elif data:
        told = [item.get(key) if isinstance(item, dict) else None for item in data]
        named = [(one, (index, key)) for index, one in enumerate(told) if isinstance(one, str)]
        part.names = {name for name, _place in named}
        _check_once(part, named)
        for index, item in enumerate(data):
            _check_entry(part, index, item)


def _check_entry(part: _FilePart, index: int, item: Any) -> None:
    wrong: list[EntryMistake] = []
    entry = part.file.entry.read_all(item, wrong, (index,))
    if entry is not None:
        part.entries[index] = entry
    for one in wrong:
        lines = part.document.line_of_key if one.is_of_key else part.document.line_of
        part.mistakes.append(part.document.mistake(lines(one.at), one.named()))


def _check_across(parts: _Parts) -> None:
    for part in parts.values():
        _check_references(part, parts)
        for key in (_GIVEN_ONCE & part.file.entry.by_key().keys()) - {part.file.key}:
            _check_once(part, _values(part, key), f"{key}: {_GIVEN_BEFORE}")
    _check_canonical_urls(parts["sources"])
    _check_origins(parts["sources"])
    _check_former_addresses(parts["outlets"])
    named = [(entry.name, (index,)) for index, entry in parts["relations"].entries.items()]
    _check_once(parts["relations"], named, "this relation was already given in %(where)s")


# The keys by which the public knows an entry, beside the name that others know it by.
_GIVEN_ONCE = frozenset({"public_id", "slug"})


def _values(part: _FilePart, key: str) -> list[tuple[Any, Place]]:
    return [(vars(entry)[key], (index, key)) for index, entry in part.entries.items()]


def _check_once(
    part: _FilePart, given: Iterable[tuple[Any, Place]], message: str = _GIVEN_BEFORE
) -> None:
    """No value stands in two places; ``message`` takes the value and where it stood first."""
    known: dict[Any, Place] = {}
    for value, place in given:
        first = place if value is None else known.setdefault(value, place)
        if first != place:
            part.report(message % {"value": value, "where": part.where(*first)}, *place)


def _check_references(part: _FilePart, parts: _Parts) -> None:
    """What a record must have an entry for has one."""
    needed = {one.file.entry.table.model: one for one in parts.values() if one.file.required}
    for index, entry in part.entries.items():
        for place, model, name in entry.references((index,)):
            target = needed.get(model)
            if target and target.document.data is not None and name not in target.names:
                part.report(f"“{name}” is not in {target.document.file}", *place)


def _check_canonical_urls(sources: _FilePart) -> None:
    known: dict[str, int] = {}
    for index, entry in sources.entries.items():
        first = known.setdefault(canonical_url(entry.url), index) if entry.url else index
        if first != index:
            same = f"“{sources.entries[first].id}” in {sources.where(first, 'url')}"
            message = f"url: this is the same document as {same}; make one source of them"
            sources.report(message, index, "url")


def _check_origins(sources: _FilePart) -> None:
    """No document is derived from itself by way of others; each ring is named once."""
    by_id = {source.id: (index, source) for index, source in sources.entries.items()}
    settled: set[str] = set()
    for start in by_id:
        trail: list[str] = []
        name = start
        while name in by_id and name not in settled:
            settled.add(name)
            trail.append(name)
            name = by_id[name][1].derived_from or ""
        if name in trail:
            ring = " ← ".join([*trail[trail.index(name) :], name])
            message = f"derived_from: a source would be derived from itself: {ring}"
            sources.report(message, by_id[name][0], "derived_from")


def _check_former_addresses(outlets: _FilePart) -> None:
    """An address leads to one outlet, and not away from the one that has it."""
    formerly = [
        (old, (index, "formerly", number))
        for index, entry in outlets.entries.items()
        for number, old in enumerate(entry.formerly)
    ]
    now = {slug: place for slug, place in _values(outlets, "slug") if slug}
    _check_once(outlets, [*now.items(), *formerly])
