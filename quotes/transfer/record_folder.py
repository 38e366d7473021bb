"""An `ArchiveRecord` as a folder of YAML files: read, with all that is wrong with it, and written.

No database is asked. An editor who mends a record wants all its mistakes at once, each with its
line, so a mistake in one entry keeps no other entry from being checked.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from quotes.addresses.canonical import canonical_url
from quotes.transfer.schema import PARTS, ArchiveRecord, EntryMistake, RecordEntry, file_of
from quotes.transfer.yaml_document import (
    Mistake,
    Place,
    RefusedRecord,
    YamlDocument,
    parse,
    written,
)


@dataclass
class _FilePart:
    """One file as read: its valid entries and all names in it, by their index."""

    kind: type[RecordEntry]
    document: YamlDocument
    entries: dict[int, Any] = field(default_factory=dict)
    names: dict[int, str] = field(default_factory=dict)

    def report(self, message: str, *place: str | int, of_key: bool = False) -> None:
        self.document.report(self.document.line_of(place, of_key=of_key), message)

    def where(self, *place: str | int) -> str:
        return f"{self.document.file}:{self.document.line_of(place)}"

    def given(self, key: str) -> list[tuple[Any, Place]]:
        """The value that each entry gives for a key."""
        return [(vars(entry)[key], (index, key)) for index, entry in self.entries.items()]


_GIVEN_BEFORE = "“%(value)s” was already given in %(where)s"


def read(folder: Path) -> ArchiveRecord:
    """Read and check a whole record. Raises `RefusedRecord` with every mistake found."""
    if not folder.is_dir():
        what = "is not a folder" if folder.exists() else "does not exist"
        raise RefusedRecord([Mistake(str(folder), 0, f"this {what}")])
    parts = {kind.part: _read_part(folder, kind) for kind in PARTS}
    _check_across(parts)
    mistakes = [
        mistake
        for part in parts.values()
        for mistake in sorted(part.document.mistakes, key=lambda mistake: mistake.line)
    ]
    if mistakes:
        raise RefusedRecord(mistakes)
    return ArchiveRecord(**{name: list(part.entries.values()) for name, part in parts.items()})


def _read_part(folder: Path, kind: type[RecordEntry]) -> _FilePart:
    name = file_of(kind)
    try:
        part = _FilePart(kind, parse(name, (folder / name).read_bytes()))
    except FileNotFoundError:
        part = _FilePart(kind, YamlDocument(name))
        if kind.is_required:
            part.document.report(0, f"this file is missing in {folder}")
    except OSError as error:
        part = _FilePart(kind, YamlDocument(name))
        part.document.report(0, f"this file cannot be read: {error.strerror}")
    else:
        _read_entries(part)
    return part


def _read_entries(part: _FilePart) -> None:
    data, kind = part.document.data, part.kind
    if data is None and not part.document.mistakes:
        part.report("the file is empty: write [] if there is nothing to list")
    elif data is not None and not isinstance(data, list):
        part.report("the file must be a list of entries, each beginning with a hyphen")
    elif data and kind.is_named:
        told = [item.get(kind.named_by) if isinstance(item, dict) else None for item in data]
        part.names = {index: name for index, name in enumerate(told) if isinstance(name, str)}
        named = [(name, (index, kind.named_by)) for index, name in part.names.items()]
        _check_once(part, named)
    for index, item in enumerate(data if isinstance(data, list) else ()):
        wrong: list[EntryMistake] = []
        entry = kind.read_all(item, wrong, (index,))
        if entry is not None:
            part.entries[index] = entry
        for one in wrong:
            has_key = isinstance(one.at[-1], str) and not one.is_of_key
            message = f"{one.at[-1]}: {one}" if has_key else str(one)
            part.report(message, *one.at, of_key=one.is_of_key)


def _check_across(parts: dict[str, _FilePart]) -> None:
    for part in parts.values():
        kind = part.kind
        _check_references(part, parts)
        # The keys by which the public knows an entry, beside the name that others know it by.
        for key in ({"public_id", "slug"} & kind.by_key().keys()) - {kind.named_by}:
            _check_once(part, part.given(key), f"{key}: {_GIVEN_BEFORE}")
    sources, outlets, relations = parts["sources"], parts["outlets"], parts["relations"]
    urls = [(url and canonical_url(url), place) for url, place in sources.given("url")]
    same = "url: this is the same document as “%(name)s” in %(where)s; make one source of them"
    _check_once(sources, urls, same)
    _check_origins(sources)
    # An address leads to one outlet, and not away from the one that has it.
    formerly = [
        (old, (*place, number))
        for former, place in outlets.given("formerly")
        for number, old in enumerate(former)
    ]
    _check_once(outlets, [*dict(outlets.given("slug")).items(), *formerly])
    named = [(entry.known_as, (index,)) for index, entry in relations.entries.items()]
    _check_once(relations, named, "this relation was already given in %(where)s")


def _check_once(
    part: _FilePart, given: Iterable[tuple[Any, Place]], message: str = _GIVEN_BEFORE
) -> None:
    """No value stands in two places; ``message`` takes the value and where it stood first."""
    known: dict[Any, Place] = {}
    for value, place in given:
        first = place if value is None else known.setdefault(value, place)
        if first != place:
            name = part.names.get(int(first[0]))
            told = {"value": value, "where": part.where(*first), "name": name}
            part.report(message % told, *place)


def _check_references(part: _FilePart, parts: dict[str, _FilePart]) -> None:
    """What a record must have an entry for has one."""
    needed = {one.kind.table.model: one for one in parts.values() if one.kind.is_required}
    known = {model: set(one.names.values()) for model, one in needed.items()}
    for index, entry in part.entries.items():
        for place, model, name in entry.references((index,)):
            target = needed.get(model)
            if target and target.document.data is not None and name not in known[model]:
                part.report(f"“{name}” is not in {target.document.file}", *place)


def _check_origins(sources: _FilePart) -> None:
    """No document is derived from itself by way of others; each ring is named once."""
    origins = {source.id: source.derived_from for source in sources.entries.values()}
    places = {source.id: index for index, source in sources.entries.items()}
    settled: set[str] = set()
    for start in origins:
        trail: list[str] = []
        name = start
        while name in origins and name not in settled:
            settled.add(name)
            trail.append(name)
            name = origins[name] or ""
        if name in trail:
            ring = " ← ".join([*trail[trail.index(name) :], name])
            message = f"derived_from: a source would be derived from itself: {ring}"
            sources.report(message, places[name], "derived_from")


# --- writing -------------------------------------------------------------------------------------


def texts(record: ArchiveRecord) -> dict[str, str | None]:
    """The text of each file by its name; None for an optional file that has nothing to say."""
    made = {}
    for kind in PARTS:
        entries = [entry.plain() for entry in getattr(record, kind.part)]
        made[file_of(kind)] = written(entries) if entries or kind.is_required else None
    return made


def write(record: ArchiveRecord, folder: Path, *, force: bool = False) -> None:
    """Write a record, making the folder if need be.

    Every file is written beside its place before the first takes its place, so that a full disk
    leaves the old record whole. Raises `RefusedRecord` for a folder that holds other things, unless
    ``force`` is given (no other file is touched even then), and OSError.
    """
    if not force:
        _refuse_foreign(folder)
    folder.mkdir(parents=True, exist_ok=True)
    new = texts(record)
    drafts = {name: folder / f".{name}.new" for name in new}
    try:
        for name, text in new.items():
            if text is not None:
                drafts[name].write_text(text, encoding="utf-8", newline="\n")
        for name, draft in drafts.items():
            if new[name] is None:
                (folder / name).unlink(missing_ok=True)
            else:
                draft.replace(folder / name)
    finally:
        for draft in drafts.values():
            draft.unlink(missing_ok=True)


def _refuse_foreign(folder: Path) -> None:
    required = [folder / file_of(kind) for kind in PARTS if kind.is_required]
    is_used = folder.is_dir() and any(folder.iterdir())
    if is_used and not all(path.is_file() for path in required):
        message = "this folder is not empty and holds no record: name another, or use --force"
        raise RefusedRecord([Mistake(str(folder), 0, message)])
