"""The plan for statements of a sheet: each row a citation, neighbouring rows of one together.

What a sheet does not say of a statement that is here stays as it is: a row becomes the whole entry
of its statement, completed from the archive.
"""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from itertools import chain, groupby
from typing import Any

from django.db.models import Model
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
from quotes.models import Kind, Occasion, Outlet, Speaker, State, Statement, Topic
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
)
from quotes.transfer.schema import CitationEntry, EntryMistake, RecordEntry, StatementEntry
from quotes.transfer.sheet_reader import ImportedTable, TableRow, UnreadableFile, parts
from quotes.transfer.source_plan import SourcePlanner
from quotes.transfer.writing import paired

COLUMNS = (*STATEMENT.carried(SHEET), *CITATION.carried(SHEET))
# What a row may say of a source that is not here yet, by the key that an entry has for each.
_OF_NEW_SOURCE = {
    column: field.keys[YAML]
    for column, field in SOURCE.carried(CSV).items()
    if column != "source_url"
}
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
        self.named: dict[type[Model], RowsByName] = {
            Speaker: speakers_by_name() if cells("speaker") else {},
            Topic: rows_by_name(Topic.objects.all(), "slug", "name", "name_fr"),
            Occasion: rows_by_name(Occasion.objects.all(), "name", "name_fr"),
            Outlet: rows_by_name(Outlet.objects.all(), "slug", "name") if cells("via") else {},
        }
        named = chain(self.named[Speaker].values(), self.named[Topic].values())
        stored = (row.speaker for row in self.statements.values())
        # What a person calls those that entries name.
        self.names = {row.slug: str(row) for row in chain(stored, *named)}
        self.sources = sources_by_text(cells("source"))
        self.planner = planner
        self.new_sources: dict[str, PlannedEntry] = {}
        same = Statement.objects.filter(text__in=cells("text")).exclude(state=State.WITHDRAWN)
        self.same_words = {
            (row.speaker.slug, row.text): row for row in same.select_related("speaker")
        }

    def one(self, of: type[Model], column: str, name: str, entry: PlannedEntry) -> Any:
        """The one row of this name; else None, and the reason is noted."""
        found = self.named[of].get(search_fold(name).strip(), set())
        if len(found) == 1:
            return next(iter(found))
        told = {"column": column, "name": name}
        if found:
            reason = _now("%(column)s: more than one is called “%(name)s”.") % told
        else:
            reason = _now("%(column)s: nothing here is called “%(name)s”.") % told
        entry.reasons.append(reason)
        return None

    def new_source(self, row: TableRow) -> PlannedEntry:
        """What becomes of a source that no name means, by its address; planned once."""
        url = row.cells["source"].strip()
        key = canonical_of(url) or url
        if key not in self.new_sources:
            told = {key: row.cells.get(name, "").strip() for name, key in _OF_NEW_SOURCE.items()}
            cited = BibliographyEntry(
                urls=(url,),
                authors=tuple(parts(told.pop("authors"))),
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


# --- what becomes of each ------------------------------------------------------------------------


def planned_statements(
    table: ImportedTable, user: Account, is_own_host: Callable[[str], bool]
) -> ImportPlan:
    """What becomes of the statements of a sheet. Raises `UnreadableFile` for missing columns."""
    missing = [name for name in NEEDED if name not in table.columns]
    if missing and "public_id" not in table.columns:
        told = {"missing": ", ".join(missing), "known": ", ".join(COLUMNS)}
        raise UnreadableFile(
            _now("Missing columns: %(missing)s. The columns are %(known)s.") % told
        )
    known = KnownRows(table, SourcePlanner(user, is_own_host))
    entries: list[PlannedEntry] = []
    seen: dict[Any, int] = {}
    for _key, together in groupby(table.rows, _statement_of):
        rows = list(together)
        entry = _planned(rows, table.columns, known)
        if not entry.reasons:
            _decide(entry, known, user)
        _refuse_twice(entry, rows, seen)
        entries.append(entry)
    _note_near_duplicates(entries, known)
    read = (*COLUMNS, *_OF_NEW_SOURCE, *EXPORTED_ONLY)
    unread = [name for name in table.columns if name not in read]
    notes = [_now("Columns ignored: %(names)s.") % {"names": ", ".join(unread)}]
    return ImportPlan(entries, (*table.notes, *(notes if unread else ())))


def _statement_of(row: TableRow) -> tuple[str, ...]:
    """What rows of one statement share: its name, or, of a new one, who said what when."""
    named = row.cells.get("public_id", "").strip()
    told = (row.cells.get(name, "") for name in ("speaker", "said", "text"))
    return (named,) if named else ("", *told)


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
    elif "speaker" not in first:
        entry.reasons.append(_now("%(column)s is missing.") % {"column": "speaker"})
    _refuse_contradictions(entry, rows)
    told = dict(_values(StatementEntry, first, columns, known, entry))
    if cited := [found for row in rows if (found := _cited(entry, row, columns, known))]:
        told["citations"] = _merged(entry.row, cited)
    entry.entry = (entry.before or StatementEntry(kind=Kind.DIRECT.value)).but(**told)
    if not entry.reasons:
        _check(entry.entry, entry)
    return entry


def _refuse_contradictions(entry: PlannedEntry, rows: list[TableRow]) -> None:
    for row in rows[1:]:
        for name in STATEMENT.carried(SHEET):
            told, first = row.cells.get(name, ""), rows[0].cells.get(name, "")
            if told.strip() and told != first:
                where = {"row": row.number, "first": rows[0].number, "name": name}
                entry.reasons.append(
                    _now("%(name)s in row %(row)d differs from row %(first)d.") % where
                )


def _values(
    kind: type[RecordEntry],
    cells: Mapping[str, str],
    columns: Collection[str],
    known: KnownRows,
    entry: PlannedEntry,
) -> Iterator[tuple[str, Any]]:
    """What the cells of a row say, by the keys of an entry; reasons for what they cannot.

    An empty cell of a column of the file empties what is here.
    """
    for column, field in kind.table.carried(SHEET).items():
        text = cells.get(column, "")
        text = text if column == "wording" else text.strip()
        is_new = entry.row is None and kind is StatementEntry
        if column not in columns or column in ("public_id", "source") or (is_new and not text):
            continue
        name = field.keys[YAML]
        key = kind.by_key()[name]
        if key.refers_to is None:
            try:
                yield name, kind.read(name, text)
            except ValueError as error:
                entry.reasons.append(f"{column}: {error}")
            continue
        by = field.entry_by or field.shows[0]
        rows = []
        for one in parts(text) if key.is_list else filter(None, [text]):
            # Of several with one name, that which it has is the one that an export has named.
            there = None if key.is_list else getattr(entry.row, field.name, None)
            is_there = there is not None and getattr(there, by) == one
            rows.append(there if is_there else known.one(key.refers_to, column, one, entry))
        named = list(dict.fromkeys(getattr(row, by) for row in rows if row))
        if key.refers_to is Occasion:
            entry.occasion = next(iter(rows), None)
        if key.is_list or text or key.may_be_null:
            yield name, named if key.is_list else next(iter(named), None)


def _check(made: RecordEntry, entry: PlannedEntry) -> None:
    """Note what does not go together, in words of the sheet; a missing source is said elsewhere."""
    columns = {one.keys[YAML]: name for name, one in made.table.carried(SHEET).items()}
    try:
        made.check()
    except EntryMistake as mistake:
        if column := columns.get(str(mistake.at[0])):
            entry.reasons.append(f"{column}: {mistake}")


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


def _cited(
    entry: PlannedEntry, row: TableRow, columns: Collection[str], known: KnownRows
) -> dict[str, Any] | None:
    """What a row says of a citation, by the keys of its entry."""
    source = _source(entry, row, known)
    if not source:
        return None
    # Cited as the statement is, unless the row says otherwise.
    cells = {"citation_kind": row.cells.get("kind", Kind.DIRECT.value)} | row.cells
    columns = [*columns, *(["citation_kind"] if "kind" in columns else [])]
    told = {"source": source} | dict(_values(CitationEntry, cells, columns, known, entry))
    _check(_new_citation(told), entry)
    return told


def _new_citation(told: dict[str, Any]) -> CitationEntry:
    return CitationEntry(**{"kind": Kind.DIRECT.value} | told)


def _merged(row: Statement | None, told: list[dict[str, Any]]) -> list[CitationEntry]:
    """The citations that there are, as the file has them, and behind them those that are new.

    None is ever removed, and of none what the file has no column for: that may have been added
    since it was written.
    """
    rows = list(row.citations.all()) if row else []
    pairs, _others = paired(rows, [_new_citation(one) for one in told])
    continued = {
        there.pk: entry_of(there).but(**one)
        for (there, _entry), one in zip(pairs, told, strict=True)
        if there
    }
    kept = [continued.get(there.pk) or entry_of(there) for there in rows]
    return [*kept, *(entry for there, entry in pairs if there is None)]


# --- new or changed ------------------------------------------------------------------------------


def _decide(entry: PlannedEntry, known: KnownRows, user: Account) -> None:
    if entry.row is None:
        _begin(entry, known)
        return
    entry.differences += differences(entry.before, entry.entry, names=known.names)
    entry.differences += _citation_differences(entry, known)
    entry.is_moved = entry.row.occasion != entry.occasion
    entry.is_public = entry.row.state == State.PUBLISHED
    if entry.is_written and not (answer := may(user, Action.CHANGE, entry.row)):
        entry.reasons.append(answer.sentence)


def _begin(entry: PlannedEntry, known: KnownRows) -> None:
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
        entry.name = f"{known.names[new.speaker]}: {entry.name}"
        told = [key for key in new.by_key() if key not in ("id", "speaker", "text")]
        entry.differences += differences(StatementEntry(), new, told, known.names)
        entry.differences += _citation_differences(entry, known)
        if not new.language:
            languages = {row.slug: row.language for row in known.sources.values()}
            languages |= {one.entry.id: one.entry.language for one in entry.new_sources}
            new.language = languages[new.citations[0].source]


def _citation_differences(entry: PlannedEntry, known: KnownRows) -> Iterator[FieldDifference]:
    rows = list(entry.row.citations.all()) if entry.row else []
    called = {row.source.slug: str(row.source) for row in rows}
    called |= {row.slug: str(row) for row in known.sources.values()}
    for one in entry.new_sources:
        called[one.entry.id] = one.entry.title or one.entry.url
        told = "; ".join(difference.after for difference in one.differences if difference.after)
        yield FieldDifference(_now("New source"), "", told)
    pairs, _others = paired(rows, entry.entry.citations)
    for there, citation in pairs:
        label = _now("Citation of %(source)s") % {"source": called[citation.source]}
        if there is None:
            yield FieldDifference(label, "", citation.quoted or str(Kind(citation.kind).label))
        else:
            yield from differences(entry_of(there), citation, within=label)


def _note_near_duplicates(entries: Sequence[PlannedEntry], known: KnownRows) -> None:
    """Say of each new statement which is nearly the same, here or in a row before."""
    new = [entry for entry in entries if entry.outcome is EntryOutcome.NEW]
    slugs = {row.slug: row.pk for rows in known.named[Speaker].values() for row in rows}
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
