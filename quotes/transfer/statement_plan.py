"""The plan for statements of a sheet: each row a citation, neighbouring rows of one together.

What a sheet does not say of a statement that is here stays as it is: a row becomes the whole entry
of its statement, completed from the archive.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from itertools import chain, groupby, product
from typing import Any

from django.db.models import Model
from django.utils.text import Truncator
from django.utils.translation import gettext as _now

from quotes.citing.bibliography_files.bibliography_entry import BibliographyEntry
from quotes.editing.named_rows import BY_NAME, RowsByName, canonical_of, sources_by_text
from quotes.editing.workflow import Account, Action, may
from quotes.models import Kind, Occasion, Outlet, Source, Speaker, State, Statement, Topic
from quotes.models.fields import CITATION, CSV, SHEET, SOURCE, STATEMENT, YAML
from quotes.search.near_duplicates import Utterance, known_of
from quotes.text.folding import search_fold
from quotes.transfer.entries import entry_of, with_entry
from quotes.transfer.plan import (
    EntryOutcome,
    FieldDifference,
    ImportPlan,
    PlannedEntry,
    differences,
)
from quotes.transfer.schema import (
    CitationEntry,
    EntryMistake,
    RecordEntry,
    SourceEntry,
    StatementEntry,
)
from quotes.transfer.sheets import STATE, ImportedTable, TableRow, UnreadableFile, parts
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


class KnownRows:
    """The rows that names in a sheet mean, read once for all of its rows."""

    def __init__(self, table: ImportedTable, planner: SourcePlanner) -> None:
        def cells(column: str) -> set[str]:
            return {row.cells.get(column, "").strip() for row in table.rows} - {""}

        asked = Statement.objects.filter(public_id__in=cells("public_id"))
        self.statements = {row.public_id: row for row in with_entry(asked)}
        columns = {Speaker: "speaker", Topic: "topics", Occasion: "occasion", Outlet: "via"}
        self.named: dict[type[Model], RowsByName] = {
            of: BY_NAME[of]() for of, name in columns.items() if cells(name) or of is Topic
        }
        named = [*self.named[Topic].values(), *self.named.get(Speaker, {}).values()]
        stored = (row.speaker for row in self.statements.values())
        # What a person calls those that entries name.
        self.names = {row.slug: str(row) for row in chain(stored, *named)}
        self.sources = sources_by_text(cells("source"))
        self.planner = planner
        self.new_sources: dict[str, tuple[TableRow, PlannedEntry]] = {}
        said = Statement.objects.filter(text__in=cells("text")).select_related("speaker")
        visible = said.exclude(state=State.WITHDRAWN)
        self.same_words = {(row.speaker.slug, row.text): row for row in visible}

    def one(self, of: type[Model], column: str, name: str, entry: PlannedEntry) -> Any:
        """The one row of this name; else None, and the reason is noted."""
        found = self.named[of].get(search_fold(name).strip(), set())
        if len(found) == 1:
            return next(iter(found))
        several = _now("%(column)s: more than one is called “%(name)s”.")
        none = _now("%(column)s: nothing here is called “%(name)s”.")
        entry.reasons.append((several if found else none) % {"column": column, "name": name})
        return None

    def source(self, row: TableRow, entry: PlannedEntry) -> Source | SourceEntry | None:
        """The source of a row, here or new; None for none, or for one that is refused."""
        name = row.cells.get("source", "").strip()
        if not name and row.cells.keys() & {*CITATION.carried(SHEET), *_OF_NEW_SOURCE}:
            entry.reasons.append(_now("%(column)s is missing.") % {"column": "source"})
        if not name or name in self.sources:
            return self.sources.get(name)
        if "://" not in name:
            reason = _now("source: “%(source)s” is not in the archive. Give its URL.")
            entry.reasons.append(reason % {"source": name})
            return None
        first, new = self._new_source(name, row)
        entry.reasons += [f"source: {reason}" for reason in new.reasons]
        if new.row or new.reasons:
            return new.row
        _refuse_contradictions(entry, _OF_NEW_SOURCE, first, row)
        if new not in entry.new_sources:
            entry.new_sources.append(new)
            entry.notes += new.notes
            told = "; ".join(one.after for one in new.differences if one.after)
            entry.differences.append(FieldDifference(_now("New source"), "", told))
        return new.entry

    def _new_source(self, url: str, row: TableRow) -> tuple[TableRow, PlannedEntry]:
        """What becomes of a source that no name means, and the first row with its address."""
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
            self.new_sources[key] = (row, planned)
            self.planner.plan(planned, cited)
            if planned.entry and not planned.row:
                planned.entry.id = url
        return self.new_sources[key]


# --- what becomes of each ------------------------------------------------------------------------


def planned_statements(
    table: ImportedTable, user: Account, is_own_host: Callable[[str], bool]
) -> ImportPlan:
    """What becomes of the statements of a sheet. Raises `UnreadableFile` for missing columns."""
    missing = [name for name in NEEDED if name not in table.columns]
    if missing and "public_id" not in table.columns:
        told = {"missing": ", ".join(missing), "known": ", ".join(COLUMNS)}
        reason = _now("Missing columns: %(missing)s. The columns are %(known)s.")
        raise UnreadableFile(reason % told)
    known = KnownRows(table, SourcePlanner(user, is_own_host))
    entries: list[PlannedEntry] = []
    seen: dict[Any, int] = {}
    for _key, together in groupby(table.rows, _statement_of):
        rows = list(together)
        entry = _planned(rows, table.columns, known)
        if not entry.reasons and entry.row:
            _change(entry, known, user)
        elif not entry.reasons:
            _begin(entry, known)
        _refuse_twice(entry, rows, seen)
        entries.append(entry)
    _note_near_duplicates(entries, known)
    read = (*COLUMNS, *_OF_NEW_SOURCE, STATE, "url")
    unread = ", ".join(name for name in table.columns if name not in read)
    ignored = _now("Columns ignored: %(names)s.") % {"names": unread} if unread else ""
    return ImportPlan(entries, tuple(filter(None, (table.note, ignored))))


def _statement_of(row: TableRow) -> tuple[str, ...]:
    """What rows of one statement share: its name, or, of a new one, who said what when."""
    named = row.cells.get("public_id", "").strip()
    told = (row.cells.get(name, "") for name in ("speaker", "said", "text"))
    return (named,) if named else ("", *told)


def _refuse_twice(entry: PlannedEntry, rows: list[TableRow], seen: dict[Any, int]) -> None:
    """One statement stands in one place of a file, or which of two is meant is a guess."""
    name = rows[0].cells.get("public_id", "").strip()
    said = (entry.entry.speaker, entry.entry.text) if entry.entry else ("", "")
    key = name or (said if all(said) else "")
    if key and seen.setdefault(key, entry.number) != entry.number:
        entry.reasons.append(_now("Already in row %(row)d.") % {"row": seen[key]})


def _planned(rows: list[TableRow], columns: Sequence[str], known: KnownRows) -> PlannedEntry:
    """The entry that the rows make, completed from the statement that they name."""
    first = rows[0].cells
    name = Truncator(first.get("text", "")).chars(90)
    entry = PlannedEntry(name, tuple(row.number for row in rows))
    entry.reasons += [fault for row in rows for fault in row.faults]
    public_id = first.get("public_id", "").strip()
    entry.row = known.statements.get(public_id)
    if public_id and not entry.row:
        entry.reasons.append(_now("No statement has the ID %(id)s.") % {"id": public_id})
    if entry.reasons:
        return entry
    if entry.row:
        entry.name = name or str(entry.row)
        entry.before = entry_of(entry.row)
        entry.occasion = entry.row.occasion
    elif "speaker" not in first:
        entry.reasons.append(_now("%(column)s is missing.") % {"column": "speaker"})
    _refuse_contradictions(entry, STATEMENT.carried(SHEET), *rows)
    told = dict(_values(StatementEntry, first, columns, known, entry))
    entry.entry = (entry.before or StatementEntry(kind=Kind.DIRECT.value)).but(**told)
    _cite(entry, rows, columns, known)
    if not entry.reasons:
        _check(entry.entry, entry)
    return entry


def _refuse_contradictions(
    entry: PlannedEntry, columns: Iterable[str], first: TableRow, *others: TableRow
) -> None:
    for row, name in product(others, columns):
        told = row.cells.get(name, "").strip()
        if told and told != first.cells.get(name, "").strip():
            reason = _now("%(name)s in row %(row)d differs from row %(first)d.")
            where = {"row": row.number, "first": first.number, "name": name}
            entry.reasons.append(reason % where)


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
        rows = []
        for one in parts(text) if key.is_list else filter(None, [text]):
            # Of several with one name, that which it has is the one that an export has named.
            there = None if key.is_list else getattr(entry.row, field.name, None)
            is_there = there is not None and getattr(there, field.names_by) == one
            rows.append(there if is_there else known.one(key.refers_to, column, one, entry))
        named = list(dict.fromkeys(getattr(row, field.names_by) for row in rows if row))
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


def _cite(
    entry: PlannedEntry, rows: list[TableRow], columns: Collection[str], known: KnownRows
) -> None:
    """Bring the citations that there are to what the file has, and add those that are new.

    None is ever removed, and of none what the file has no column for: that may have been added
    since it was written.
    """
    if "kind" in columns:
        columns = [*columns, "citation_kind"]
    told: list[tuple[Source | SourceEntry, dict[str, Any]]] = []
    for row in rows:
        if source := known.source(row, entry):
            name = source.slug if isinstance(source, Source) else source.id
            # Cited as the statement is, unless the row says otherwise.
            cells = {"citation_kind": row.cells.get("kind", Kind.DIRECT.value)} | row.cells
            values = dict(_values(CitationEntry, cells, columns, known, entry))
            if (one := (source, {"source": name, **values})) in told:
                repeated = _now("Row %(row)d repeats one before it.")
                entry.notes.append(repeated % {"row": row.number})
            else:
                told.append(one)
    new = [CitationEntry(**{"kind": Kind.DIRECT.value} | values) for _source, values in told]
    there = list(entry.row.citations.all()) if entry.row else []
    cited = {row.pk: entry_of(row) for row in there}
    cited_sources = [row.source_id for row in there]
    for place, (citation, made) in enumerate(paired(there, new)[0]):
        source, values = told[place]
        called = str(source) if isinstance(source, Source) else source.title or source.url
        label = _now("Citation of %(source)s") % {"source": called}
        if citation is None:
            words = made.quoted or str(Kind(made.kind).label)
            entry.differences.append(FieldDifference(label, "", words))
        else:
            if "wording" not in columns and cited_sources.count(citation.source_id) > 1:
                several = _now("wording: needed, as this source is cited more than once.")
                entry.reasons.append(several)
            before = cited[citation.pk]
            made = before.but(**values)
            entry.differences += differences(before, made, within=label)
        _check(made, entry)
        cited[citation.pk if citation else -place - 1] = made
    entry.entry.citations = list(cited.values())
    if told and not entry.entry.language:
        entry.entry.language = told[0][0].language


# --- new or changed ------------------------------------------------------------------------------


def _change(entry: PlannedEntry, known: KnownRows, user: Account) -> None:
    entry.differences[:0] = differences(entry.before, entry.entry, names=known.names)
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
        here = _now("The same wording is already here, with the ID %(id)s.")
        entry.reasons.append(here % {"id": same.public_id})
    else:
        entry.name = f"{known.names[new.speaker]}: {entry.name}"
        told = [key for key in new.by_key() if key not in ("id", "speaker", "text")]
        entry.differences[:0] = differences(StatementEntry(), new, told, known.names)


def _note_near_duplicates(entries: Sequence[PlannedEntry], known: KnownRows) -> None:
    """Say of each new statement which is nearly the same, here or in a row before."""
    new = [entry for entry in entries if entry.outcome is EntryOutcome.NEW]
    keys = {row.slug: row.pk for rows in known.named.get(Speaker, {}).values() for row in rows}
    asked = []
    for one in (entry.entry for entry in new):
        quoted = [cited.quoted for cited in one.citations if cited.quoted]
        asked.append(Utterance(keys[one.speaker], one.date, (one.text, *quoted)))
    for entry, found in zip(new, known_of(asked), strict=True):
        if found is None:
            continue
        told: dict[str, Any] = {"score": found.likeness.score}
        if isinstance(found.of, Statement):
            note = _now(
                "Nearly the same is already here, with the ID %(id)s: “%(words)s” "
                "(%(score)d %% match)."
            )
            told |= {"id": found.of.public_id, "words": Truncator(found.of.text).chars(90)}
        else:
            note = _now("Nearly the same stands in row %(row)d (%(score)d %% match).")
            told["row"] = new[found.of].number
        entry.notes.append(note % told)
