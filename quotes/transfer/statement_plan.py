"""The plan for statements of a sheet: each row a citation, neighbouring rows of one together.

What a sheet does not say of a statement that is here stays as it is: a row becomes the whole entry
of its statement, completed from the archive.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import chain, groupby
from typing import Any

from django.utils.text import Truncator
from django.utils.translation import gettext as _now

from quotes.citing.bibliography_files.bibliography_entry import BibliographyEntry
from quotes.editing.named_rows import (
    RowsByName,
    canonical_of,
    rows_by_name,
    sources_by_text,
    speakers_by_name,
)
from quotes.editing.workflow import Account, Action, may
from quotes.models import (
    Kind,
    Occasion,
    Outlet,
    State,
    Statement,
    Topic,
)
from quotes.models.fields import CITATION, CSV, SHEET, SOURCE, STATEMENT, YAML
from quotes.search.near_duplicates import Asked, known_of
from quotes.text.folding import search_fold
from quotes.transfer.entries import entry_of, with_entry
from quotes.transfer.plan import (
    EntryOutcome,
    FieldDifference,
    ImportPlan,
    PlannedEntry,
    differences,
    shown,
)
from quotes.transfer.schema import CitationEntry, EntryMistake, StatementEntry
from quotes.transfer.sheet_reader import SEVERAL, ImportedTable, TableRow, UnreadableFile
from quotes.transfer.source_plan import SourcePlanner
from quotes.transfer.writing import paired

_OF_STATEMENT = STATEMENT.carried(SHEET)
_OF_CITATION = CITATION.carried(SHEET)
COLUMNS = (*_OF_STATEMENT, *_OF_CITATION)
# Columns whose cells are values of a statement, by the key that an entry has for each.
_VALUES = {
    name: field.keys[YAML]
    for name, field in _OF_STATEMENT.items()
    if name != "public_id" and not field.shows and field.rows is None
}
# What a row may say of a source that is not here yet, by the key that an entry has for each.
_OF_NEW_SOURCE = {
    column: field.keys[YAML]
    for column, field in SOURCE.carried(CSV).items()
    if column != "source_url"
}
_CITATION_COLUMNS = {field.keys[YAML]: name for name, field in _OF_CITATION.items()}
_DIRECT = Kind.DIRECT.value
# Stands for a source that is named by its address, which no name of one that is here can be.
_NEW = "new"
# What a new statement cannot do without.
NEEDED = ("speaker", "text", "source")
# Written by an export for whoever reads it, and not read again.
EXPORTED_ONLY = ("state", "url")


class KnownRows:
    """The rows that names in a sheet mean, read once for all of its rows."""

    def __init__(self, table: ImportedTable, planner: SourcePlanner) -> None:
        def cells(column: str) -> set[str]:
            return {row.cells.get(column, "").strip() for row in table.rows} - {""}

        asked = Statement.objects.filter(public_id__in=cells("public_id"))
        self.statements = {row.public_id: row for row in with_entry(asked)}
        self.named: dict[str, RowsByName] = {
            "speaker": speakers_by_name() if cells("speaker") else {},
            "topics": rows_by_name(Topic.objects.all(), "slug", "name", "name_fr"),
            "occasion": rows_by_name(Occasion.objects.all(), "name", "name_fr"),
            "via": rows_by_name(Outlet.objects.all(), "slug", "name") if cells("via") else {},
        }
        self.sources = sources_by_text(cells("source"))
        self.planner = planner
        self.new_sources: dict[str, PlannedEntry] = {}
        self.same_words = _same_words(cells("text"))

    def new_source(self, row: TableRow) -> PlannedEntry:
        """What becomes of a source that no name means, by its address; planned once."""
        url = row.cells["source"].strip()
        key = canonical_of(url) or url
        if key not in self.new_sources:
            told = {key: row.cells.get(name, "").strip() for name, key in _OF_NEW_SOURCE.items()}
            names = (name.strip() for name in told.pop("authors").split(SEVERAL))
            cited = BibliographyEntry(
                urls=(url,),
                authors=tuple(filter(None, names)),
                container=told.pop("outlet"),
                facts={"archive-url": told.pop("archived_url")},
                **told,  # type: ignore[arg-type]
            )
            planned = PlannedEntry(url, (row.number,))
            self.planner.plan(planned, cited)
            if planned.row:
                self.sources[url] = planned.row
            elif planned.entry:
                planned.entry.id = url
            self.new_sources[key] = planned
        return self.new_sources[key]

    def names(self) -> dict[str, str]:
        """What officials and topics are called, by the slugs that entries name them by."""
        named = chain(self.named["speaker"].values(), self.named["topics"].values())
        stored = (row.speaker for row in self.statements.values())
        return {row.slug: str(row) for row in chain(stored, *named)}


def _same_words(texts: set[str]) -> dict[tuple[str, str], Statement]:
    found = Statement.objects.filter(text__in=texts).exclude(state=State.WITHDRAWN)
    return {(row.speaker.slug, row.text): row for row in found.select_related("speaker")}


# --- what becomes of each ------------------------------------------------------------------------


def planned_statements(
    table: ImportedTable, user: Account, is_own_host: Callable[[str], bool]
) -> ImportPlan:
    """What becomes of the statements of a sheet. Raises `UnreadableFile` for missing columns."""
    _require_columns(table)
    known = KnownRows(table, SourcePlanner(user, is_own_host))
    names = known.names()
    entries: list[PlannedEntry] = []
    seen: dict[Any, int] = {}
    for rows in _together(table.rows):
        entry = _planned(rows, table.columns, known)
        if not entry.reasons:
            _decide(entry, known, names, user)
        _refuse_twice(entry, rows, seen)
        entries.append(entry)
    _note_near_duplicates(entries, known)
    read = (*COLUMNS, *_OF_NEW_SOURCE, *EXPORTED_ONLY)
    unread = [name for name in table.columns if name not in read]
    notes = [_now("Columns ignored: %(names)s.") % {"names": ", ".join(unread)}]
    return ImportPlan(entries, (*table.notes, *(notes if unread else ())))


def _require_columns(table: ImportedTable) -> None:
    missing = [name for name in NEEDED if name not in table.columns]
    if missing and "public_id" not in table.columns:
        told = {"missing": ", ".join(missing), "known": ", ".join(COLUMNS)}
        raise UnreadableFile(
            _now("Missing columns: %(missing)s. The columns are %(known)s.") % told
        )


def _together(rows: Sequence[TableRow]) -> Iterator[list[TableRow]]:
    """Rows of one statement: those that name it, or, of a new one, neighbours with its words."""

    def key(row: TableRow) -> tuple[str, ...]:
        if named := row.cells.get("public_id", "").strip():
            return (named,)
        return ("", *(row.cells.get(name, "") for name in ("speaker", "said", "text")))

    for _key, group in groupby(rows, key):
        yield list(group)


def _refuse_twice(entry: PlannedEntry, rows: list[TableRow], seen: dict[Any, int]) -> None:
    """One statement stands in one place of a file, or which of two is meant is a guess."""
    name = rows[0].cells.get("public_id", "").strip()
    key = name or (entry.entry and (entry.entry.speaker, entry.entry.text))
    if not key or (not name and not all(key)):
        return
    first = seen.setdefault(key, entry.number)
    if first != entry.number:
        entry.reasons.append(_now("Already in row %(row)d.") % {"row": first})


def _planned(rows: list[TableRow], columns: Sequence[str], known: KnownRows) -> PlannedEntry:
    """The entry that the rows make, completed from the statement that they name."""
    first = rows[0].cells
    name = Truncator(first.get("text", "")).chars(90)
    entry = PlannedEntry(name, tuple(row.number for row in rows))
    entry.reasons += [fault for row in rows for fault in row.faults]
    public_id = first.get("public_id", "").strip()
    if public_id and public_id not in known.statements:
        entry.reasons.append(_now("No statement has the ID %(id)s.") % {"id": public_id})
    entry.row = known.statements.get(public_id)
    if any(row.faults for row in rows) or (public_id and not entry.row):
        return entry
    if entry.row:
        entry.name = name or str(entry.row)
        entry.before = entry_of(entry.row)
        entry.occasion = entry.row.occasion
    _refuse_contradictions(entry, rows)
    told = dict(_values_of_cells(entry, first, columns, known))
    if citations := [found for row in rows if (found := _citation(entry, row, known))]:
        told["citations"] = _merged(entry.row, citations, columns)
    entry.entry = (entry.before or StatementEntry(kind=_DIRECT)).but(**told)
    if not entry.reasons and bool(entry.entry.doubt) != bool(entry.entry.doubt_reason):
        entry.reasons.append(f"doubt: {_now('a doubt needs its reason, and a reason its doubt')}")
    if entry.occasion or "occasion" in columns:
        entry.entry.occasion = entry.occasion.name if entry.occasion else None
    return entry


def _refuse_contradictions(entry: PlannedEntry, rows: list[TableRow]) -> None:
    for row in rows[1:]:
        for name in _OF_STATEMENT:
            told, first = row.cells.get(name, ""), rows[0].cells.get(name, "")
            if told.strip() and told != first:
                where = {"row": row.number, "first": rows[0].number, "name": name}
                entry.reasons.append(
                    _now("%(name)s in row %(row)d differs from row %(first)d.") % where
                )


def _values_of_cells(
    entry: PlannedEntry, cells: Mapping[str, str], columns: Sequence[str], known: KnownRows
) -> Iterator[tuple[str, Any]]:
    """What the cells of a statement say, by the keys of its entry; reasons for what they cannot."""
    if entry.row is None and "speaker" not in cells:
        entry.reasons.append(_now("%(column)s is missing.") % {"column": "speaker"})
    for name, field in _OF_STATEMENT.items():
        text = cells.get(name, "").strip()
        if name == "public_id" or name not in columns or not (text or entry.row):
            continue
        key = field.keys[YAML]
        if name == "occasion":
            entry.occasion = _occasion(entry, text, known)
        elif name == "topics":
            names = filter(None, (name.strip() for name in text.split(SEVERAL)))
            rows = [_one(known, "topics", name, entry) for name in names]
            yield key, list(dict.fromkeys(row.slug for row in rows if row))
        elif name == "speaker":
            if text and (row := _one(known, "speaker", text, entry)):
                yield key, row.slug
        else:
            try:
                yield key, StatementEntry.read(key, text)
            except ValueError as error:
                entry.reasons.append(f"{name}: {error}")


def _one(known: KnownRows, column: str, name: str, entry: PlannedEntry) -> Any:
    """The one row of this name; else None, and the reason is noted."""
    found = known.named[column].get(search_fold(name).strip(), set())
    if len(found) == 1:
        return next(iter(found))
    told = {"column": column, "name": name}
    if found:
        reason = _now("%(column)s: more than one is called “%(name)s”.") % told
    else:
        reason = _now("%(column)s: nothing here is called “%(name)s”.") % told
    entry.reasons.append(reason)
    return None


def _occasion(entry: PlannedEntry, name: str, known: KnownRows) -> Occasion | None:
    # Of several with one name, that which it has is the one that an export has named.
    if entry.occasion and entry.occasion.name == name:
        return entry.occasion
    return _one(known, "occasion", name, entry) if name else None


def _source(entry: PlannedEntry, row: TableRow, known: KnownRows) -> str:
    """The name of the source of a row; ``""`` for none, or for one that is refused."""
    name = row.cells.get("source", "").strip()
    if not name or name in known.sources:
        return known.sources[name].slug if name else ""
    if "://" not in name:
        reason = _now("source: “%(source)s” is not in the archive. Give its URL.")
        entry.reasons.append(reason % {"source": name})
        return ""
    new = known.new_source(row)
    if new.reasons:
        entry.reasons += [f"source: {reason}" for reason in new.reasons]
        return ""
    if new.row:
        return str(new.row.slug)
    if new not in entry.new_sources:
        entry.new_sources.append(new)
        entry.notes += new.notes
    return str(new.entry.id)


def _citation(entry: PlannedEntry, row: TableRow, known: KnownRows) -> CitationEntry | None:
    source = _source(entry, row, known)
    if not source:
        return None
    cells = {
        field.keys[YAML]: row.cells.get(name, "").strip() for name, field in _OF_CITATION.items()
    }
    credited = _one(known, "via", cells["via"], entry) if cells["via"] else None
    told = cells | {
        "source": _NEW if "/" in source else source,
        "quoted": row.cells.get("wording", ""),
        "kind": cells["kind"] or row.cells.get("kind", "").strip() or _DIRECT,
        "via": credited and credited.name,
    }
    mistakes: list[EntryMistake] = []
    citation = CitationEntry.read_all(told, mistakes)
    entry.reasons += [f"{_CITATION_COLUMNS[str(one.at[0])]}: {one}" for one in mistakes]
    return citation and citation.but(source=source)


def _told_of(new: PlannedEntry) -> str:
    return "; ".join(difference.after for difference in new.differences if difference.after)


def _merged(
    row: Statement | None, told: list[CitationEntry], columns: Sequence[str]
) -> list[CitationEntry]:
    """The citations that there are, as the file has them, and behind them those that are new.

    None is ever removed, and of none what the file has no column for: that may have been added
    since it was written.
    """
    rows = list(row.citations.all()) if row else []
    pairs, _others = paired(rows, told)
    has_kind = {"kind", "citation_kind"} & {*columns}
    keys = [key for key, name in _CITATION_COLUMNS.items() if name in columns and key != "kind"]
    told_keys = [*keys, *(["kind"] if has_kind else [])]
    continued = {
        there.pk: entry_of(there).but(**{key: getattr(entry, key) for key in told_keys})
        for there, entry in pairs
        if there
    }
    kept = [continued.get(there.pk) or entry_of(there) for there in rows]
    return [*kept, *(entry for there, entry in pairs if there is None)]


# --- new or changed ------------------------------------------------------------------------------


def _decide(entry: PlannedEntry, known: KnownRows, names: Mapping[str, str], user: Account) -> None:
    if entry.row is None:
        _begin(entry, known, names)
        return
    entry.differences += differences(Statement, entry.before, entry.entry, names=names)
    entry.differences += _citation_differences(entry, known)
    entry.is_moved = entry.row.occasion != entry.occasion
    entry.is_public = entry.row.state == State.PUBLISHED
    if entry.is_written and not (answer := may(user, Action.CHANGE, entry.row)):
        entry.reasons.append(answer.sentence)


def _begin(entry: PlannedEntry, known: KnownRows, names: Mapping[str, str]) -> None:
    """A new statement, unless its speaker has said the same words here."""
    new = entry.entry
    missing = "" if new.text and new.citations else "source" if new.text else "text"
    if missing:
        entry.reasons.append(_now("%(column)s is missing.") % {"column": missing})
    elif same := known.same_words.get((new.speaker, new.text)):
        entry.row = same
        entry.reasons.append(
            _now("The same wording is already here, with the ID %(id)s.") % {"id": same.public_id}
        )
    else:
        entry.name = f"{names[new.speaker]}: {entry.name}"
        told = [key for key in new.by_key() if key not in ("id", "speaker", "text")]
        entry.differences += differences(Statement, StatementEntry(), new, told, names)
        entry.differences += _citation_differences(entry, known)
        if not new.language:
            languages = {row.slug: row.language for row in known.sources.values()}
            languages |= {one.entry.id: one.entry.language for one in entry.new_sources}
            new.language = languages[new.citations[0].source]


def _note_near_duplicates(entries: Sequence[PlannedEntry], known: KnownRows) -> None:
    """Say of each new statement which is nearly the same, here or in a row before."""
    new = [entry for entry in entries if entry.outcome is EntryOutcome.NEW]
    slugs = {row.slug: row.pk for rows in known.named["speaker"].values() for row in rows}
    asked = [
        Asked(
            slugs[entry.entry.speaker],
            entry.entry.date,
            (entry.entry.text, *(one.quoted for one in entry.entry.citations if one.quoted)),
        )
        for entry in new
    ]
    for entry, found in zip(new, known_of(asked), strict=True):
        if found is None:
            continue
        told: dict[str, object] = {"score": found.likeness.score}
        if isinstance(found.of, Statement):
            told |= {"id": found.of.public_id, "words": Truncator(found.of.text).chars(90)}
            note = _now(
                "Nearly the same is already here, with the ID %(id)s: “%(words)s” "
                "(%(score)d %% match)."
            )
        else:
            told["row"] = new[found.of].number
            note = _now("Nearly the same stands in row %(row)d (%(score)d %% match).")
        entry.notes.append(note % told)


def _citation_differences(entry: PlannedEntry, known: KnownRows) -> Iterator[FieldDifference]:
    rows = list(entry.row.citations.all()) if entry.row else []
    called = {row.source.slug: str(row.source) for row in rows}
    called |= {row.slug: str(row) for row in known.sources.values()}
    for one in entry.new_sources:
        called[one.entry.id] = one.entry.title or one.entry.url
        yield FieldDifference(_now("New source"), "", _told_of(one))
    pairs, _others = paired(rows, entry.entry.citations)
    for there, citation in pairs:
        label = _now("Citation of %(source)s") % {"source": called[citation.source]}
        if there is None:
            yield FieldDifference(label, "", citation.quoted or str(Kind(citation.kind).label))
            continue
        before = entry_of(there)
        for name, field in _OF_CITATION.items():
            old, new = (shown(getattr(one, field.keys[YAML]), {}) for one in (before, citation))
            if old != new:
                yield FieldDifference(f"{label}, {name}", old, new)
