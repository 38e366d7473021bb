"""Planned entries written into the archive, in few statements of SQL however many they are.

The one writer of imports: a record is written whole and published at once; what an account brings
in a file becomes its drafts, and what is public gets a revision either way.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.contrib.admin.models import ADDITION, CHANGE, LogEntry
from django.db.models import Model

from quotes.addresses import public_ids
from quotes.addresses.canonical import canonical_url
from quotes.editing import EditContext
from quotes.editing.slugs import FreeSlugs, source_parts, statement_parts
from quotes.editing.workflow import Account
from quotes.models import (
    Alias,
    Caution,
    CheckState,
    Citation,
    Figure,
    Occasion,
    Outlet,
    Redirect,
    Role,
    Source,
    Speaker,
    State,
    Statement,
    StatementTopic,
    Topic,
    Watch,
)
from quotes.models.vocabulary import Addressed
from quotes.text.languages import in_record_language
from quotes.transfer import outlets, schema
from quotes.transfer.entries import columns_of, entry_of
from quotes.transfer.plan import EntryOutcome, PlannedEntry

BATCH = 500

# Told the name of each part before it is written.
OnStep = Callable[[str], None]

# The column by which entries name a row.
_NAMES: dict[type[Model], str] = {
    Topic: "slug",
    Outlet: "name",
    Speaker: "slug",
    Source: "slug",
    Statement: "slug",
}

# Columns that a row keeps for good, because they are its public address.
_FIXED = frozenset({"slug", "public_id"})

_ADDRESSED: dict[type[Model], Addressed] = {
    Source: Addressed.SOURCE,
    Statement: Addressed.STATEMENT,
}

# A citation whose words are others has not been checked: nothing found out about the old words
# holds for it.
_NO_EVIDENCE: Mapping[str, Any] = {
    "capture_id": None,
    "start": None,
    "end": None,
    "prefix": "",
    "suffix": "",
    "check_state": CheckState.UNCHECKED,
    "caution": Caution.UNKNOWN,
    "credited_to": "",
    "checked_at": None,
    "watch": Watch.UNKNOWN,
    "watched_at": None,
}


@dataclass
class NamedRows:
    """The rows that entries name, asked for once each."""

    known: dict[type[Model], dict[str, Any]] = field(default_factory=lambda: defaultdict(dict))

    def add(self, rows: Iterable[Any]) -> None:
        for row in rows:
            self.known[type(row)][getattr(row, _NAMES[type(row)])] = row

    def ask_for(self, entries: Iterable[schema.RecordEntry]) -> None:
        """Read what the entries name and is in the archive."""
        missing: dict[type[Model], set[str]] = defaultdict(set)
        for entry in entries:
            for _place, model, name in entry.references():
                if model in _NAMES and name not in self.known[model]:
                    missing[model].add(name)
        for model, names in missing.items():
            self.add(model._default_manager.filter(**{f"{_NAMES[model]}__in": names}))

    def key_of(self, model: type[Model], name: str) -> int:
        """The primary key of the row of that name. Raises KeyError for one not asked for."""
        return self.known[model][name].pk


def write(
    entries: Sequence[PlannedEntry],
    act: EditContext,
    user: Account | None = None,
    on_step: OnStep = lambda _part: None,
) -> list[Statement]:
    """Write new and changed entries, in the transaction in which they were planned.

    Returns the statements that were written; `record_changes` is for the caller, who knows what
    else belongs to the act. Without a ``user`` the entries are those of a record: its statements
    are published, and occasions that nothing refers to any more go. With one, new statements are
    drafts that the account has begun, and the history of the admin has a line for each row.
    """
    written = [entry for entry in entries if entry.is_written]
    sources = {new.entry.id: new for entry in written for new in entry.new_sources}
    writer = _Writer(act, user, [*sources.values(), *written])
    for part in ("topics", "outlets", "speakers", "sources", "statements", "relations"):
        on_step(part)
        getattr(writer, part)()
    if user is not None:
        _log(writer.planned, user)
    return [one.row for one in writer.of(schema.StatementEntry)]


def _log(entries: Sequence[PlannedEntry], user: Account) -> None:
    """What was imported, in the history of the admin."""
    with in_record_language():
        for outcome, flag in ((EntryOutcome.NEW, ADDITION), (EntryOutcome.CHANGED, CHANGE)):
            rows = [entry.row for entry in entries if entry.outcome is outcome]
            if rows:
                LogEntry.objects.log_actions(user.pk, rows, flag, "Imported from a file.")  # type: ignore[arg-type]


@dataclass
class _Writer:
    act: EditContext
    user: Account | None
    planned: list[PlannedEntry]
    named: NamedRows = field(default_factory=NamedRows)

    def of(self, kind: type[schema.RecordEntry]) -> list[PlannedEntry]:
        return [planned for planned in self.planned if type(planned.entry) is kind]

    def rows(
        self,
        planned: Sequence[PlannedEntry],
        more: Callable[[PlannedEntry], dict[str, Any]] = lambda _one: {},
    ) -> None:
        """Add or update the row of each entry; ``more`` are columns beside those of its fields."""
        if not planned:
            return
        self.named.ask_for(one.entry for one in planned)
        model: Any = planned[0].entry.table.model
        if model in _ADDRESSED:
            self._give_addresses(model, [one for one in planned if one.row is None])
        columns = [columns_of(one.entry, self.named.key_of) | more(one) for one in planned]
        new = [(one, model(**c)) for one, c in zip(planned, columns, strict=True) if not one.row]
        model.objects.bulk_create([row for _one, row in new], batch_size=BATCH)
        changed = [(one, c) for one, c in zip(planned, columns, strict=True) if one.row]
        for one, values in changed:
            for column, value in values.items():
                if column not in _FIXED:
                    setattr(one.row, column, value)
        if changed:
            names = changed[0][1].keys() - _FIXED
            model.objects.bulk_update([one.row for one, _ in changed], names, batch_size=BATCH)
        for one, row in new:
            one.row = row

    def _give_addresses(self, model: Any, new: Sequence[PlannedEntry]) -> None:
        """Slugs and public ids: those a record gives or derives, or proposed and drawn ones."""
        taken = set(model.objects.values_list("public_id", flat=True)) if new else set()
        old = Redirect.objects.filter(kind=_ADDRESSED[model])
        taken.update(old.values_list("old", flat=True) if new else ())
        taken.update(one.entry.public_id for one in new if one.entry.public_id)
        slugs = FreeSlugs(model)
        for one in new:
            given = {"id": one.entry.id, "public_id": one.entry.public_id}
            if self.user is not None:
                given["id"] = slugs.proposed(*self._slug_parts(one.entry))
                given["public_id"] = public_ids.drawn(taken.__contains__)
            elif not given["public_id"]:
                given["public_id"] = public_ids.derived(one.entry.id, taken)
            one.entry = one.entry.but(**given)
            taken.add(given["public_id"])

    def _slug_parts(self, entry: Any) -> list[str]:
        if isinstance(entry, schema.StatementEntry):
            return statement_parts(entry.speaker, entry.date)
        outlet = self.named.known[Outlet][entry.outlet]
        return source_parts(outlet.slug, entry.published, entry.title or "")

    # --- what statements refer to ----------------------------------------------------------------

    def topics(self) -> None:
        self.rows(self.of(schema.TopicEntry))

    def outlets(self) -> None:
        """Those that are planned, and those that come with new sources."""
        planned = self.of(schema.OutletEntry)
        made: dict[str, schema.OutletEntry] = {}
        for one in self.planned:
            if begun := one.new_outlet:
                outlet = made.setdefault(begun.name, begun.but())
                outlet.hosts = list(dict.fromkeys([*outlet.hosts, *begun.hosts]))
        planned += [PlannedEntry(entry.name, entry=entry) for entry in made.values()]
        new = [one.entry for one in planned if one.row is None]
        slugs = self._outlet_slugs(new)
        for one in planned:
            one.entry = one.entry.but(slug=slugs.get(one.name, one.entry.slug))
        self.rows(planned)
        self.named.add(one.row for one in planned)

    def _outlet_slugs(self, new: Sequence[schema.OutletEntry]) -> dict[str, str]:
        """The slug of each new outlet: the one it gives, or one made of its name."""
        if not new:
            return {}
        taken = {*Outlet.objects.values_list("slug", flat=True)}
        taken.update(Redirect.objects.filter(kind=Addressed.OUTLET).values_list("old", flat=True))
        taken.update(old for entry in new for old in entry.formerly)
        given = {entry.name: entry.slug for entry in new if entry.slug}
        return outlets.slugs([entry.name for entry in new], given, taken)

    def speakers(self) -> None:
        planned = self.of(schema.SpeakerEntry)
        self.rows(planned)
        there = Alias.objects.filter(speaker__in=[one.row for one in planned])
        languages = {(alias.speaker_id, alias.name): alias.language for alias in there}

        def alias(speaker: Any, _position: int, name: str) -> dict[str, Any]:
            # One that stays keeps its language, which no file tells.
            return {"name": name, "language": languages.get((speaker.pk, name), "")}

        self._replace(Alias, "speaker", planned, "aliases", alias)
        self._replace(Role, "speaker", planned, "roles", self._columns)

    def _columns(self, _row: Any, _position: int, entry: schema.RecordEntry) -> dict[str, Any]:
        return columns_of(entry, self.named.key_of)

    def _replace(
        self,
        model: Any,
        owner: str,
        planned: Sequence[PlannedEntry],
        part: str,
        columns: Callable[[Any, int, Any], dict[str, Any]],
    ) -> None:
        """Write the rows of a list anew where it is another, in the order given."""
        differing = [one for one in planned if _differs(one, part)]
        model.objects.filter(**{f"{owner}__in": [one.row for one in differing]}).delete()
        model.objects.bulk_create(
            (
                model(**{owner: one.row}, **columns(one.row, position, value))
                for one in differing
                for position, value in enumerate(getattr(one.entry, part))
            ),
            batch_size=BATCH,
        )

    def sources(self) -> None:
        planned = self.of(schema.SourceEntry)
        # Of rows that change these, what only one row may have is let go of first, so that two can
        # exchange it.
        moved = [one for one in planned if _differs(one, "url") or _differs(one, "derived_from")]
        released = Source.objects.filter(pk__in=[one.row.pk for one in moved if one.row])
        released.update(url=None, canonical_url=None, derived_from=None)
        origins = [(one, one.entry.derived_from) for one in moved if one.entry.derived_from]
        for one, _name in origins:
            one.entry = one.entry.but(derived_from=None)
        called = [one.entry.id for one in planned]
        self.rows(planned, lambda one: {"canonical_url": _canonical(one.entry.url)})
        self.named.add(one.row for one in planned)
        # What a sheet cites by an address has got its own name just now.
        self.named.known[Source] |= {
            name: one.row for name, one in zip(called, planned, strict=True)
        }
        self.named.ask_for(one.entry.but(derived_from=name) for one, name in origins)
        for one, name in origins:
            one.row.derived_from_id = self.named.key_of(Source, name)
        rows = [one.row for one, _name in origins]
        Source.objects.bulk_update(rows, ["derived_from"], batch_size=BATCH)

    # --- statements ------------------------------------------------------------------------------

    def statements(self) -> None:
        planned = self.of(schema.StatementEntry)
        left = self._find_occasions(planned)
        self.rows(planned, self._workflow)
        if self.user is None:
            _clear_away(left)
        self._replace(StatementTopic, "statement", planned, "topics", self._topic)
        self._replace(Figure, "statement", planned, "figures", self._columns)
        self._write_citations([one for one in planned if _differs(one, "citations")])

    def relations(self) -> None:
        self.rows(self.of(schema.RelationEntry))

    def _topic(self, _row: Any, position: int, slug: str) -> dict[str, Any]:
        return {"topic_id": self.named.key_of(Topic, slug), "position": position}

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

    def _find_occasions(self, planned: Sequence[PlannedEntry]) -> set[int]:
        """Give each statement of a record its occasion, making those that are missing.

        It keeps the one it has while name, place and date stay. Returns those that were left.
        """
        left: set[int] = set()
        wanted: dict[OccasionKey, list[PlannedEntry]] = defaultdict(list)
        for one in planned if self.user is None else ():
            if one.before and _occasion_key(one.before) == _occasion_key(one.entry):
                one.occasion = one.row.occasion
                continue
            if one.row and one.row.occasion_id:
                left.add(one.row.occasion_id)
            if one.entry.occasion:
                wanted[_occasion_key(one.entry)].append(one)
        names = {key[0] for key in wanted}
        there = Occasion.objects.filter(name__in=names)
        known = {(row.name, row.place, row.date.text): row for row in there}
        missing = [
            Occasion(name=key[0], place=key[1], date=ones[0].entry.date)
            for key, ones in wanted.items()
            if key not in known
        ]
        for row in Occasion.objects.bulk_create(missing, batch_size=BATCH):
            known[row.name, row.place, row.date.text] = row
        for key, ones in wanted.items():
            for one in ones:
                one.occasion = known[key]
        return left

    def _write_citations(self, planned: Sequence[PlannedEntry]) -> None:
        new: list[Citation] = []
        changed: list[Citation] = []
        removed: list[int] = []
        for one in planned:
            rows = list(one.row.citations.all()) if one.before else []
            pairs, gone = paired(rows, one.entry.citations)
            removed += [row.pk for row in gone]
            for position, (row, entry) in enumerate(pairs):
                columns = columns_of(entry, self.named.key_of) | {"position": position}
                if row is None:
                    new.append(Citation(statement=one.row, **columns))
                elif any(getattr(row, column) != value for column, value in columns.items()):
                    if row.wording != entry.quoted:
                        columns |= _NO_EVIDENCE
                    for column, value in columns.items():
                        setattr(row, column, value)
                    changed.append(row)
        Citation.objects.filter(pk__in=removed).delete()
        Citation.objects.bulk_create(new, batch_size=BATCH)
        own = ["position", "kind", "wording", "via_id", "locator", "doubt", "doubt_reason"]
        names = [*own, *_NO_EVIDENCE]
        Citation.objects.bulk_update(changed, names, batch_size=BATCH)


def _differs(one: PlannedEntry, part: str) -> bool:
    return one.before is None or getattr(one.before, part) != getattr(one.entry, part)


def _canonical(url: str | None) -> str | None:
    # A bulk update writes this column as it stands, unlike save().
    return canonical_url(url) if url else None


OccasionKey = tuple[str, str, str]


def _occasion_key(entry: schema.StatementEntry) -> OccasionKey:
    return (entry.occasion or "", entry.place or "", entry.date.text)


def _clear_away(occasions: Collection[int]) -> None:
    """Delete those that no statement refers to, unless an editor wrote to them."""
    Occasion.objects.filter(pk__in=occasions, statements=None, name_fr="", url="").delete()


def paired(
    rows: Sequence[Citation], entries: Sequence[schema.CitationEntry]
) -> tuple[list[tuple[Citation | None, schema.CitationEntry]], list[Citation]]:
    """Each entry with the row that it continues, and the rows that none continues.

    First those that are alike in everything, then those with the same words in the same source,
    then what one source prints, in its order: so a row keeps the outcome of its check for as long
    as the words it was made for are cited.
    """
    free = [(row, entry_of(row)) for row in rows]
    found: dict[int, Citation] = {}
    likenesses: tuple[Callable[[schema.CitationEntry], Any], ...] = (
        lambda entry: entry,
        lambda entry: (entry.source, entry.quoted),
        lambda entry: entry.source,
    )
    for likeness in likenesses:
        for index, entry in enumerate(entries):
            match = next((pair for pair in free if likeness(pair[1]) == likeness(entry)), None)
            if index not in found and match:
                found[index] = match[0]
                free.remove(match)
    pairs = [(found.get(index), entry) for index, entry in enumerate(entries)]
    return pairs, [row for row, _entry in free]
