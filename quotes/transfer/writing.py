"""Planned entries written into the archive, in few statements of SQL however many they are.

The one writer of imports: a record is written whole and published at once; what an account brings
in a file becomes its drafts, and what is public gets a revision either way.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import repeat
from operator import attrgetter
from typing import Any

from django.contrib.admin.models import ADDITION, CHANGE, LogEntry
from django.db.models import Model, prefetch_related_objects

from quotes.addresses import public_ids
from quotes.addresses.canonical import canonical_url
from quotes.editing import EditContext
from quotes.editing.addressed import new_redirect, taken_addresses
from quotes.editing.slugs import (
    FreeSlugs,
    occasion_parts,
    outlet_slugs,
    source_parts,
    statement_parts,
)
from quotes.editing.workflow import Account
from quotes.models import (
    Alias,
    Citation,
    Figure,
    Occasion,
    Outlet,
    Redirect,
    Role,
    Source,
    State,
    Statement,
    StatementTopic,
    Topic,
)
from quotes.models.vocabulary import Addressed
from quotes.text.languages import in_record_language
from quotes.transfer import schema
from quotes.transfer.entries import columns_of, entry_of, name_column, named_rows
from quotes.transfer.plan import EntryOutcome, ImportPlan, PlannedEntry
from quotes.verification.store import Checked, check_citations, checkable, forget, stale

BATCH = 500

# Columns that a row keeps for good, because they are its public address.
_FIXED = frozenset({"slug", "public_id"})


def write(
    entries: Iterable[PlannedEntry],
    act: EditContext,
    user: Account | None = None,
    on_step: Callable[[str], None] = lambda _part: None,
) -> list[Checked]:
    """Write new and changed entries, in the transaction in which they were planned.

    The wordings of the statements that were written are then held against the texts of their
    sources, and returned with the outcome; `record_changes` is for the caller, who knows what else
    belongs to the act. Without a ``user`` the entries are those of a record: its statements are
    published, and occasions that nothing refers to any more go. With one, new statements are drafts
    that the account has begun, and the history of the admin has a line for each row. ``on_step`` is
    told the name of each part before it is written.
    """
    written = [entry for entry in entries if entry.is_written]
    sources = {new.entry.id: new for entry in written for new in entry.new_sources}
    plan = ImportPlan([*sources.values(), *written])
    writer = _Writer(act, user, plan)
    for kind in schema.BY_REFERENCE:
        on_step(kind.part)
        getattr(writer, kind.part, writer.rows)(plan.of(kind))
    rows = [one.row for one in plan.of(schema.StatementEntry)]
    if user is not None:
        prefetch_related_objects(rows, "speaker")
        _log(plan.entries, user)
    return check_citations(stale(checkable()).filter(statement__in=rows))


def _log(entries: Sequence[PlannedEntry], user: Account) -> None:
    """What was imported, in the history of the admin."""
    with in_record_language():
        for outcome, flag in ((EntryOutcome.NEW, ADDITION), (EntryOutcome.CHANGED, CHANGE)):
            rows = [entry.row for entry in entries if entry.outcome is outcome]
            LogEntry.objects.log_actions(user.pk, rows, flag, "Imported from a file.")  # type: ignore[arg-type]


@dataclass
class _Writer:
    """The parts of a plan, each written by the method of its name or else as rows alone.

    ``known`` are the rows that entries name, asked for once each.
    """

    act: EditContext
    user: Account | None
    plan: ImportPlan
    known: dict[type[Model], dict[str, Any]] = field(default_factory=lambda: defaultdict(dict))

    def rows(
        self, planned: Sequence[PlannedEntry], more: Iterable[dict[str, Any]] = repeat({})
    ) -> None:
        """Add or update the row of each entry; ``more`` are columns beside those of its fields."""
        if not planned:
            return
        self._ask_for(one.entry for one in planned)
        model: Any = planned[0].entry.table.model
        told = [
            (one, besides | columns_of(one.entry, self._key_of))
            for one, besides in zip(planned, more, strict=False)
        ]
        new = [(one, model(**columns)) for one, columns in told if one.row is None]
        model.objects.bulk_create([row for _one, row in new], batch_size=BATCH)
        changed = [(one.row, columns) for one, columns in told if one.row]
        for row, columns in changed:
            for column in columns.keys() - _FIXED:
                setattr(row, column, columns[column])
        if changed:
            names = changed[0][1].keys() - _FIXED
            model.objects.bulk_update([row for row, _ in changed], names, batch_size=BATCH)
        for one, row in new:
            one.row = row

    def _ask_for(self, entries: Iterable[schema.RecordEntry]) -> None:
        """Read what the entries name and is in the archive."""
        missing: dict[type[schema.RecordEntry], set[str]] = defaultdict(set)
        for entry in entries:
            for _place, model, name in entry.references():
                if model in schema.ENTRIES and name not in self.known[model]:
                    missing[schema.ENTRIES[model]].add(name)
        for kind, names in missing.items():
            rows = named_rows(kind, names)
            self.known[kind.table.model] |= {getattr(row, name_column(kind)): row for row in rows}

    def _key_of(self, model: type[Model], name: str) -> int:
        """The primary key of the row of that name. Raises KeyError for one not asked for."""
        return self.known[model][name].pk

    def _give_addresses(self, planned: Sequence[PlannedEntry]) -> None:
        """Slugs and public ids of new rows: those a record gives or derives, or proposed ones."""
        new = [one for one in planned if one.row is None]
        if not new:
            return
        model = new[0].entry.table.model
        taken = taken_addresses(model) | {one.entry.public_id for one in new}
        slugs = FreeSlugs(model)
        for one in new:
            entry, slug, public_id = one.entry, one.entry.id, one.entry.public_id
            if self.user is not None:
                if model is Statement:
                    named_after = statement_parts(entry.speaker, entry.date)
                else:
                    outlet = self.known[Outlet][entry.outlet]
                    named_after = source_parts(outlet.slug, entry.published, entry.title or "")
                slug = slugs.proposed(*named_after)
                public_id = public_ids.drawn(taken.__contains__)
            public_id = public_id or public_ids.derived(slug, taken)
            one.entry = entry.but(id=slug, public_id=public_id)
            taken.add(public_id)

    def _replace(self, model: Any, planned: Sequence[PlannedEntry], part: str) -> None:
        """Write the rows of a list anew where it is another, in the order given."""
        differing = [one for one in planned if _differs(one, part)]
        if not differing:
            return
        owner = differing[0].row._meta.model_name
        there = model.objects.filter(**{f"{owner}__in": [one.row for one in differing]})
        # A name that stays keeps its language, which no file tells.
        kept = {(a.speaker_id, a.name): a.language for a in there} if model is Alias else {}
        there.delete()
        rows = []
        for one in differing:
            for position, value in enumerate(getattr(one.entry, part)):
                if model is Alias:
                    columns = {"name": value, "language": kept.get((one.row.pk, value), "")}
                elif model is StatementTopic:
                    columns = {"topic_id": self._key_of(Topic, value), "position": position}
                else:
                    columns = columns_of(value, self._key_of)
                rows.append(model(**{owner: one.row}, **columns))
        model.objects.bulk_create(rows, batch_size=BATCH)

    # --- what statements refer to ----------------------------------------------------------------

    def outlets(self, planned: list[PlannedEntry]) -> None:
        """Those that are planned, and those that come with new sources."""
        made: dict[str, schema.OutletEntry] = {}
        for begun in filter(None, (one.new_outlet for one in self.plan.entries)):
            outlet = made.setdefault(begun.name, begun.but())
            outlet.hosts = list(dict.fromkeys([*outlet.hosts, *begun.hosts]))
        planned += [PlannedEntry(entry.name, entry=entry) for entry in made.values()]
        new = [one for one in planned if one.row is None]
        if new:
            formerly = {old for one in new for old in one.entry.formerly}
            given = {one.name: one.entry.slug for one in new if one.entry.slug}
            names = [one.name for one in new]
            slugs = outlet_slugs(names, given, taken_addresses(Outlet) | formerly)
            for one in new:
                one.entry = one.entry.but(slug=slugs[one.name])
        self.rows(planned)
        self.known[Outlet] |= {one.name: one.row for one in planned}

    def speakers(self, planned: list[PlannedEntry]) -> None:
        self.rows(planned)
        self._replace(Alias, planned, "aliases")
        self._replace(Role, planned, "roles")

    def sources(self, planned: list[PlannedEntry]) -> None:
        # Of rows that change these, what only one row may have is let go of first, so that two can
        # exchange it.
        moved = [one for one in planned if _differs(one, "url") or _differs(one, "derived_from")]
        released = Source.objects.filter(pk__in=[one.row.pk for one in moved if one.row])
        released.update(url=None, canonical_url=None, derived_from=None)
        origins = [(one, one.entry.derived_from) for one in moved if one.entry.derived_from]
        for one, _name in origins:
            one.entry = one.entry.but(derived_from=None)
        # What a sheet cites by an address gets its own name only now.
        called = [one.entry.id for one in planned]
        self._ask_for(one.entry for one in planned)
        self._give_addresses(planned)
        # A bulk update writes this column as it stands, unlike save().
        urls = [one.entry.url and canonical_url(one.entry.url) for one in planned]
        self.rows(planned, [{"canonical_url": url} for url in urls])
        for name, one in zip(called, planned, strict=True):
            self.known[Source] |= {name: one.row, one.row.slug: one.row}
        self._ask_for(one.entry.but(derived_from=name) for one, name in origins)
        for one, name in origins:
            one.row.derived_from_id = self._key_of(Source, name)
        rows = [one.row for one, _name in origins]
        Source.objects.bulk_update(rows, ["derived_from"], batch_size=BATCH)

    # --- statements ------------------------------------------------------------------------------

    def statements(self, planned: list[PlannedEntry]) -> None:
        left = self._find_occasions(planned) if self.user is None else {}
        self._give_addresses(planned)
        self.rows(planned, [self._workflow(one) for one in planned])
        # Unless an editor wrote to them.
        self._leave_occasions(left)
        self._replace(StatementTopic, planned, "topics")
        self._replace(Figure, planned, "figures")
        self._write_citations([one for one in planned if _differs(one, "citations")])

    def _workflow(self, one: PlannedEntry) -> dict[str, Any]:
        """What the archive itself says of a statement: its state, its times, its occasion."""
        row, at = one.row, self.act.at
        columns: dict[str, Any] = {
            "occasion_id": one.occasion.pk if one.occasion else None,
            "updated_at": at,
            # An editor who has the old version open in a form must not write it back.
            "version": row.version + 1 if row else 1,
        }
        if self.user is None:
            published_at = (row and row.published_at) or at
            return columns | {"state": State.PUBLISHED, "published_at": published_at}
        return columns if row else columns | {"created_by": self.user}

    def _find_occasions(self, planned: Sequence[PlannedEntry]) -> dict[int, Occasion | None]:
        """Give each statement of a record its occasion, making those that are missing.

        It keeps the one it has while name, place and date stay. Returns those that were left, each
        with the one that took its place.
        """
        moved = []
        for one in planned:
            if one.before and _occasion_of(one.before) == _occasion_of(one.entry):
                one.occasion = one.row.occasion
            else:
                moved.append(one)
        wanted = {_occasion_of(one.entry): one.entry.date for one in moved if one.entry.occasion}
        there = Occasion.objects.filter(name__in={name for name, *_ in wanted})
        known = {(row.name, row.place, row.date.text): row for row in there}
        slugs = FreeSlugs(Occasion)
        missing = [
            Occasion(
                slug=slugs.proposed(*occasion_parts(key[0], date)),
                name=key[0],
                place=key[1],
                date=date,
            )
            for key, date in wanted.items()
            if key not in known
        ]
        for row in Occasion.objects.bulk_create(missing, batch_size=BATCH):
            known[row.name, row.place, row.date.text] = row
        for one in moved:
            one.occasion = known.get(_occasion_of(one.entry))
        left = {one.row.occasion_id: one.occasion for one in moved if one.row}
        left.pop(None, None)
        return left

    def _leave_occasions(self, left: Mapping[int, Occasion | None]) -> None:
        """Delete what nothing refers to any more; its address leads to what took its place."""
        gone = Occasion.objects.filter(pk__in=left, statements=None, name_fr="", url="")
        for occasion in gone:
            new = left[occasion.pk]
            # It may have come back to an address that led elsewhere before.
            Redirect.objects.filter(kind=Addressed.OCCASION, old=occasion.slug).delete()
            older = Redirect.objects.filter(occasion=occasion)
            older.update(occasion=new, reason="" if new else self.act.reason)
            new_redirect(Addressed.OCCASION, occasion.slug, new, self.act.reason).save()
        gone.delete()

    def _write_citations(self, planned: Sequence[PlannedEntry]) -> None:
        names = [c.attname for c in Citation._meta.concrete_fields if not c.primary_key]
        cited: list[PlannedEntry] = []
        more: list[dict[str, Any]] = []
        for one in planned:
            pairs, gone = paired(one.row.citations.all() if one.before else (), one.entry.citations)
            Citation.objects.filter(pk__in=[row.pk for row in gone]).delete()
            for position, (row, entry) in enumerate(pairs):
                if row and row.wording != entry.quoted:
                    forget(row)
                there = {name: getattr(row, name) for name in names} if row else {}
                more.append(there | {"statement_id": one.row.pk, "position": position})
                cited.append(PlannedEntry("", row=row, entry=entry))
        self.rows(cited, more)


def _differs(one: PlannedEntry, part: str) -> bool:
    return one.before is None or getattr(one.before, part) != getattr(one.entry, part)


def _occasion_of(entry: schema.StatementEntry) -> tuple[str, str, str]:
    return (entry.occasion or "", entry.place or "", entry.date.text)


def paired(
    rows: Sequence[Citation], entries: Sequence[schema.CitationEntry]
) -> tuple[list[tuple[Citation | None, schema.CitationEntry]], list[Citation]]:
    """Each entry with the row that it continues, and the rows that none continues.

    First those that are alike in everything, then those with the same words in the same source,
    then what one source prints, in its order: so a row keeps the outcome of its check for as long
    as the words it was made for are cited.
    """
    free = {row: entry_of(row) for row in rows}
    found: dict[int, Citation] = {}
    for keys in (schema.CitationEntry.by_key(), ("source", "quoted"), ("source",)):
        alike = attrgetter(*keys)
        for index, entry in enumerate(entries):
            match = next((row for row, there in free.items() if alike(there) == alike(entry)), None)
            if index not in found and match:
                found[index] = match
                del free[match]
    return [(found.get(index), entry) for index, entry in enumerate(entries)], list(free)
