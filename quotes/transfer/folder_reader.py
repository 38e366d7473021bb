"""A folder of YAML files becomes a `ArchiveRecord`, or a list of everything that is wrong with it.

No database is asked. An editor who mends a record wants all its mistakes at once, each with its
line, so a mistake in one entry keeps no other entry from being checked.
"""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from quotes.addresses.canonical import canonical_url
from quotes.transfer.schema import FILES, ArchiveRecord, RecordFile, SourceEntry
from quotes.transfer.yaml_document import Mistake, Place, RefusedRecord, YamlDocument, parse


@dataclass
class _FilePart:
    """One file as read: its valid entries by their index, and the index of every name in it."""

    file: RecordFile
    document: YamlDocument
    entries: dict[int, Any] = field(default_factory=dict)
    names: dict[str, int] = field(default_factory=dict)
    mistakes: list[Mistake] = field(default_factory=list)

    def report(self, message: str, *place: str | int) -> None:
        self.mistakes.append(self.document.mistake(self.document.line_of(place), message))

    def where(self, *place: str | int) -> str:
        return f"{self.document.file}:{self.document.line_of(place)}"


_Parts = dict[str, _FilePart]


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
    data = part.document.data
    if data is None and not part.mistakes:
        part.report("the file is empty: write [] if there is nothing to list")
    elif data is not None and not isinstance(data, list):
        part.report("the file must be a list of entries, each beginning with a hyphen")
    elif data:
        for index, item in enumerate(data):
            _check_entry(part, index, item)


def _check_entry(part: _FilePart, index: int, item: Any) -> None:
    name = item.get(part.file.key) if part.file.key and isinstance(item, dict) else None
    if isinstance(name, str):
        first = part.names.setdefault(name, index)
        if first != index:
            where = part.where(first, part.file.key)
            part.report(f"“{name}” was already given in {where}", index, part.file.key)
    try:
        part.entries[index] = part.file.entry.model_validate(item)
    except ValidationError as errors:
        for error in errors.errors():
            part.mistakes.append(_mistake(part.document, index, error))


def _mistake(document: YamlDocument, index: int, error: Any) -> Mistake:
    place: Place = (index, *error["loc"], *error.get("ctx", {}).get("at", ()))
    if error["type"] == "extra_forbidden":
        return document.mistake(document.line_of_key(place), f"unknown key “{place[-1]}”")
    if error["type"] == "missing":
        return document.mistake(document.line_of(place), f"the key “{place[-1]}” is missing")
    named = f"{place[-1]}: " if isinstance(place[-1], str) else ""
    return document.mistake(document.line_of(place), named + _in_words(error))


_TYPE_WORDS = {
    "string_type": "must be a text",
    "list_type": "must be a list",
    "model_type": "must be keys with their values",
}


def _in_words(error: Any) -> str:
    if error["type"] == "value_error":
        return str(error["ctx"]["error"])
    if error["type"] == "string_type" and error["input"] is None:
        return "must not be null"
    return _TYPE_WORDS.get(error["type"], error["msg"])


def _check_across(parts: _Parts) -> None:
    _check_references(parts)
    _check_canonical_urls(parts["sources"])
    _check_origins(parts["sources"])
    for name in ("sources", "statements"):
        _check_given_once(parts[name], "public_id")
    _check_given_once(parts["outlets"], "slug")
    _check_former_addresses(parts["outlets"])
    _check_relations(parts["relations"])


def _check_references(parts: _Parts) -> None:
    statements, sources = parts["statements"], parts["sources"]
    for index, statement in statements.entries.items():
        _check_reference(statements, parts["speakers"], statement.speaker, index, "speaker")
        for number, citation in enumerate(statement.citations):
            place = (index, "citations", number, "source")
            _check_reference(statements, sources, citation.source, *place)
    for index, source in sources.entries.items():
        if source.derived_from:
            _check_reference(sources, sources, source.derived_from, index, "derived_from")
    relations = parts["relations"]
    for index, relation in relations.entries.items():
        _check_reference(relations, statements, relation.from_statement, index, "from")
        _check_reference(relations, statements, relation.to_statement, index, "to")


def _check_reference(part: _FilePart, target: _FilePart, name: str, *place: str | int) -> None:
    if target.document.data is not None and name not in target.names:
        part.report(f"“{name}” is not in {target.document.file}", *place)


def _check_canonical_urls(sources: _FilePart) -> None:
    known: dict[str, int] = {}
    for index, source in sources.entries.items():
        if source.url is None:
            continue
        first = known.setdefault(canonical_url(source.url), index)
        if first != index:
            where = sources.where(first, "url")
            same = f"this is the same document as “{sources.entries[first].id}” in {where}"
            sources.report(f"url: {same}; make one source of them", index, "url")


def _check_origins(sources: _FilePart) -> None:
    """No document is derived from itself by way of others; each ring is named once."""
    by_id: dict[str, tuple[int, SourceEntry]] = {
        source.id: (index, source) for index, source in sources.entries.items()
    }
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


def _check_given_once(part: _FilePart, key: str) -> None:
    known: dict[str, int] = {}
    for index, entry in part.entries.items():
        value = getattr(entry, key)
        first = index if value is None else known.setdefault(value, index)
        if first != index:
            where = part.where(first, key)
            part.report(f"{key}: “{value}” was already given in {where}", index, key)


def _check_former_addresses(outlets: _FilePart) -> None:
    """An address leads to one outlet, and not away from the one that has it."""
    known: dict[str, tuple[str | int, ...]] = {
        entry.slug: (index, "slug") for index, entry in outlets.entries.items() if entry.slug
    }
    for index, entry in outlets.entries.items():
        for number, old in enumerate(entry.formerly):
            place = (index, "formerly", number)
            first = known.setdefault(old, place)
            if first != place:
                outlets.report(f"“{old}” was already given in {outlets.where(*first)}", *place)


def _check_relations(relations: _FilePart) -> None:
    known: dict[str, int] = {}
    for index, entry in relations.entries.items():
        first = known.setdefault(entry.name, index)
        if first != index:
            where = relations.where(first)
            relations.report(f"this relation was already given in {where}", index)
