"""Statements from a table: each row a citation, neighbouring rows of one statement together."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from typing import Any

from django.contrib.admin.models import ADDITION, CHANGE, LogEntry
from django.core.exceptions import ValidationError
from django.db.models import F, Prefetch, Q
from django.utils import timezone
from django.utils.text import Truncator, capfirst
from django.utils.translation import gettext as _now

from quotes.addresses import public_ids
from quotes.addresses.canonical import InvalidURL, canonical_url, unwrapped
from quotes.editing import EditContext, record_changes
from quotes.editing.slugs import proposed_slug, statement_parts
from quotes.editing.workflow import Account, Action, may
from quotes.models import (
    Alias,
    CheckState,
    Citation,
    Kind,
    Occasion,
    Outlet,
    Source,
    Speaker,
    State,
    Statement,
    StatementTopic,
    Topic,
)
from quotes.text.folding import search_fold
from quotes.text.languages import in_record_language
from quotes.transfer.plans import Difference, Outcome, Plan, Planned
from quotes.transfer.tables import Row, Table, UnreadableFile

# Columns that are fields of a statement, or lead to a row that it belongs to.
FIELDS = ("said", "said_basis", "place", "kind", "language", "text", "note")
REFERENCES = ("speaker", "occasion", "topics")
OF_CITATION = ("source", "wording", "citation_kind", "via", "locator")
COLUMNS = ("public_id", "speaker", *FIELDS, "occasion", "topics", *OF_CITATION)
# What a new statement cannot do without.
NEEDED = ("speaker", "text", "source")
# Written by an export for whoever reads it, and not read again.
TOLD_ONLY = ("state", "url")

SEPARATOR = ";"

# Rows that one statement of SQL writes.
BATCH = 500

_LONGEST = Statement._meta.get_field("slug").max_length or 0
# Of an address part, what is never cut off or changed for length.
_SHORTEST = 40


@dataclass(slots=True)
class Wanted:
    """What a statement shall be: values by column, and its citations. What is missing stays."""

    values: dict[str, Any] = field(default_factory=dict)
    topics: list[Topic] | None = None
    citations: list[dict[str, Any]] = field(default_factory=list)


class Known:
    """The rows that names in a table mean, read once for all of its rows."""

    def __init__(self, table: Table) -> None:
        def cells(column: str) -> set[str]:
            return {row.cells.get(column, "").strip() for row in table.rows} - {""}

        self.statements = _statements(cells("public_id"))
        self.speakers = _speakers() if cells("speaker") else {}
        self.topics = _by_name(Topic.objects.all(), "slug", "name", "name_fr")
        self.outlets = _by_name(Outlet.objects.all(), "slug", "name") if cells("via") else {}
        self.occasions = _by_name(Occasion.objects.all(), "name", "name_fr")
        self.sources = _sources(cells("source"))
        self.same_words = _same_words(cells("text"))


Named = dict[str, set[Any]]


def _by_name(rows: Iterable[Any], *columns: str) -> Named:
    named: Named = defaultdict(set)
    for row in rows:
        for column in columns:
            if name := search_fold(getattr(row, column)).strip():
                named[name].add(row)
    return named


def _speakers() -> Named:
    named = _by_name(Speaker.objects.all(), "slug", "name", "name_fr", "sort_name")
    exact = dict(named)
    for alias in Alias.objects.select_related("speaker"):
        # A name of somebody is not taken from them by an alias of somebody else.
        if alias.folded.strip() not in exact:
            named[alias.folded.strip()].add(alias.speaker)
    return named


def _statements(public_ids: set[str]) -> dict[str, Statement]:
    citations = Citation.objects.select_related("source", "via").order_by("position", "pk")
    found = (
        Statement.objects.filter(public_id__in=public_ids)
        .select_related("speaker", "occasion")
        .prefetch_related("topic_links__topic", Prefetch("citations", citations))
    )
    return {statement.public_id: statement for statement in found}


def _same_words(texts: set[str]) -> dict[tuple[int, str], Statement]:
    found = Statement.objects.filter(text__in=texts).exclude(state=State.WITHDRAWN)
    return {(statement.speaker_id, statement.text): statement for statement in found}


def _sources(cells: set[str]) -> dict[str, Source]:
    """By the cell that names them: a URL in any form, an id, or the last part of an address."""
    canonical = {cell: url for cell in cells if (url := _canonical(cell))}
    asked = Q(canonical_url__in=canonical.values()) | Q(public_id__in=cells) | Q(slug__in=cells)
    rows = list(Source.objects.filter(asked).select_related("outlet"))
    by_key = {key: row for row in rows for key in (row.slug, row.public_id, row.canonical_url)}
    keys = {cell: canonical.get(cell, cell) for cell in cells}
    return {cell: by_key[key] for cell, key in keys.items() if key in by_key}


def _canonical(cell: str) -> str:
    try:
        return canonical_url(unwrapped(cell).url) if "://" in cell else ""
    except InvalidURL:
        return ""


# --- what becomes of each ------------------------------------------------------------------------


def planned(table: Table, user: Account) -> Plan:
    """The plan for the statements of a table. Raises `UnreadableFile` where columns are missing."""
    _require_columns(table)
    known = Known(table)
    entries = []
    seen: dict[Any, int] = {}
    for rows in _together(table.rows):
        entry = _planned(rows, table.columns, known, user)
        _refuse_twice(entry, rows, seen)
        entries.append(entry)
    unread = [name for name in table.columns if name and name not in (*COLUMNS, *TOLD_ONLY)]
    notes = [_now("Not read: the columns %(names)s.") % {"names": ", ".join(unread)}]
    return Plan(entries, (*table.notes, *(notes if unread else ())))


def _require_columns(table: Table) -> None:
    missing = [name for name in NEEDED if name not in table.columns]
    if missing and "public_id" not in table.columns:
        told = {"missing": ", ".join(missing), "known": ", ".join(COLUMNS)}
        raise UnreadableFile(
            _now("Columns are missing: %(missing)s. The columns are %(known)s.") % told
        )


def _together(rows: Sequence[Row]) -> Iterator[list[Row]]:
    """Rows of one statement: those that name it, or, of a new one, neighbours with its words."""

    def key(row: Row) -> tuple[str, ...]:
        if named := row.cells.get("public_id", "").strip():
            return (named,)
        return ("", *(row.cells.get(name, "") for name in ("speaker", "said", "text")))

    for _key, group in groupby(rows, key):
        yield list(group)


def _refuse_twice(entry: Planned, rows: list[Row], seen: dict[Any, int]) -> None:
    """One statement stands in one place of a file, or which of two is meant is a guess."""
    wanted = entry.wanted
    name = rows[0].cells.get("public_id", "").strip()
    key = name or (wanted and (wanted.values.get("speaker"), wanted.values.get("text")))
    if not key or (not name and not all(key)):
        return
    first = seen.setdefault(key, entry.number)
    if first != entry.number:
        entry.outcome = Outcome.REFUSED
        entry.reasons.append(_now("It stands in row %(row)d already.") % {"row": first})


def _planned(rows: list[Row], columns: Sequence[str], known: Known, user: Account) -> Planned:
    first = rows[0].cells
    entry = Planned(tuple(row.number for row in rows), Truncator(first.get("text", "")).chars(90))
    for row in rows:
        entry.reasons += row.faults
    public_id = first.get("public_id", "").strip()
    if public_id and public_id not in known.statements:
        entry.reasons.append(_now("No statement has the id %(id)s.") % {"id": public_id})
        return entry
    entry.row = known.statements.get(public_id)
    _refuse_contradictions(entry, rows)
    entry.wanted = wanted = _wanted(rows, columns, known, entry)
    if entry.row:
        entry.name = entry.name or str(entry.row)
        _compare(entry, wanted, user)
    elif not entry.reasons:
        _begin(entry, wanted, known)
    if entry.reasons:
        entry.outcome = Outcome.REFUSED
    return entry


def _refuse_contradictions(entry: Planned, rows: list[Row]) -> None:
    for row in rows[1:]:
        for name in (*FIELDS, *REFERENCES):
            told, first = row.cells.get(name, ""), rows[0].cells.get(name, "")
            if told.strip() and told != first:
                where = {"row": row.number, "first": rows[0].number, "name": name}
                entry.reasons.append(
                    _now("%(name)s is another in row %(row)d than in row %(first)d.") % where
                )


def _wanted(rows: list[Row], columns: Sequence[str], known: Known, entry: Planned) -> Wanted:
    cells = rows[0].cells
    wanted = Wanted()
    for name in FIELDS:
        if name in columns and (entry.row or cells.get(name, "").strip()):
            _take_field(wanted, name, cells.get(name, "").strip(), entry)
    speaker = cells.get("speaker", "").strip()
    if speaker or entry.row is None:
        wanted.values["speaker"] = _one(known.speakers, "speaker", speaker, entry)
    if "occasion" in columns:
        wanted.values["occasion"] = _occasion(cells.get("occasion", "").strip(), known, entry)
    if "topics" in columns:
        names = [name.strip() for name in cells.get("topics", "").split(SEPARATOR)]
        found = [_one(known.topics, "topics", name, entry) for name in names if name]
        wanted.topics = list(dict.fromkeys(topic for topic in found if topic))
    for row in rows:
        if citation := _citation(row, known, entry):
            wanted.citations.append(citation)
    return wanted


def _take_field(wanted: Wanted, name: str, text: str, entry: Planned) -> None:
    column: Any = Statement._meta.get_field(name)
    try:
        wanted.values[name] = column.clean(text, None)
    except ValidationError as error:
        entry.reasons.append(f"{name}: {' '.join(error.messages)}")


def _one(named: Named, column: str, name: str, entry: Planned) -> Any:
    """The one row of this name; else None, and the reason is noted."""
    if not name:
        entry.reasons.append(_now("%(column)s is missing.") % {"column": column})
        return None
    found = named.get(search_fold(name).strip(), set())
    if len(found) == 1:
        return next(iter(found))
    told = {"column": column, "name": name}
    if found:
        reason = _now("%(column)s: several have the name “%(name)s”.") % told
    else:
        reason = _now("%(column)s: nothing has the name “%(name)s”.") % told
    entry.reasons.append(reason)
    return None


def _occasion(name: str, known: Known, entry: Planned) -> Occasion | None:
    if not name:
        return None
    is_same = entry.row and entry.row.occasion and entry.row.occasion.name == name
    # Of several with one name, that which it has is the one that an export has named.
    return entry.row.occasion if is_same else _one(known.occasions, "occasion", name, entry)


def _citation(row: Row, known: Known, entry: Planned) -> dict[str, Any] | None:
    cells = row.cells
    name = cells.get("source", "").strip()
    if not name:
        return None
    source = known.sources.get(name)
    if source is None:
        told = {"source": name}
        entry.reasons.append(
            _now("source: “%(source)s” is not in the archive: import it first.") % told
        )
        return None
    wording = cells.get("wording")
    default = cells.get("kind", "").strip() or Kind.DIRECT
    citation = {
        "source": source,
        "kind": cells.get("citation_kind", "").strip() or default,
        "wording": wording if wording and wording.strip() else None,
        "locator": cells.get("locator", "").strip(),
        "via": None,
    }
    if via := cells.get("via", "").strip():
        citation["via"] = _one(known.outlets, "via", via, entry)
    _check_citation(citation, entry)
    return citation


def _check_citation(citation: dict[str, Any], entry: Planned) -> None:
    if citation["kind"] not in Kind.values:
        told = {"kind": citation["kind"], "known": ", ".join(Kind.values)}
        entry.reasons.append(_now("citation_kind: “%(kind)s” is none of %(known)s.") % told)
    elif citation["wording"] is None and citation["kind"] != Kind.PARAPHRASE:
        entry.reasons.append(_now("wording: only a paraphrase may do without."))
    longest = Citation._meta.get_field("locator").max_length or 0
    if len(citation["locator"]) > longest:
        told = {"longest": str(longest)}
        entry.reasons.append(_now("locator: has more than %(longest)s characters.") % told)


def _begin(entry: Planned, wanted: Wanted, known: Known) -> None:
    """A new statement, unless its speaker has said the same words here."""
    values = wanted.values
    if not values.get("text"):
        entry.reasons.append(_now("%(column)s is missing.") % {"column": "text"})
    elif not wanted.citations:
        entry.reasons.append(_now("%(column)s is missing.") % {"column": "source"})
    elif same := known.same_words.get((values["speaker"].pk, values["text"])):
        entry.row = same
        entry.reasons.append(
            _now("The same words are here already, with the id %(id)s.") % {"id": same.public_id}
        )
    else:
        entry.outcome = Outcome.NEW
        entry.name = f"{values['speaker']}: {entry.name}"
        entry.differences = list(_beginning(wanted))


def _beginning(wanted: Wanted) -> Iterator[Difference]:
    """What a new statement has beside its speaker and its words."""
    for name, value in wanted.values.items():
        if name not in ("speaker", "text") and _text(value):
            yield _difference(name, "", value)
    if wanted.topics:
        yield _difference("topics", "", ", ".join(map(str, wanted.topics)))
    for citation in wanted.citations:
        yield from _citation_differences(citation, None)


def _compare(entry: Planned, wanted: Wanted, user: Account) -> None:
    row: Statement = entry.row
    for name, after in wanted.values.items():
        before = getattr(row, name)
        if before != after:
            entry.differences.append(_difference(name, before, after))
    if wanted.topics is not None and wanted.topics != row.ordered_topics():
        named = [", ".join(map(str, topics)) for topics in (row.ordered_topics(), wanted.topics)]
        entry.differences.append(_difference("topics", *named))
    for citation, there in _paired(row, wanted.citations):
        entry.differences += _citation_differences(citation, there)
    entry.outcome = Outcome.CHANGED if entry.differences else Outcome.UNCHANGED
    entry.is_public = row.state == State.PUBLISHED
    if entry.differences and not (answer := may(user, Action.CHANGE, row)):
        entry.reasons.append(answer.sentence)


def _difference(name: str, before: Any, after: Any) -> Difference:
    label = str(Statement._meta.get_field(name).verbose_name)  # type: ignore[union-attr]
    return Difference(capfirst(label), _text(before), _text(after))


def _text(value: Any) -> str:
    return "" if value is None else str(value)


def _paired(
    row: Statement, citations: list[dict[str, Any]]
) -> list[tuple[dict[str, Any], Citation | None]]:
    """Each citation of the file with the one it continues: first of all that with its words.

    None is ever removed: what a file leaves out may have been added since it was written.
    """
    free = list(row.citations.all())
    pairs: dict[int, Citation] = {}
    for columns in (("source", "wording"), ("source",)):
        for index, citation in enumerate(citations):
            alike = (
                there
                for there in free
                if all(getattr(there, name) == citation[name] for name in columns)
            )
            if index not in pairs and (there := next(alike, None)):
                pairs[index] = there
                free.remove(there)
    return [(citation, pairs.get(index)) for index, citation in enumerate(citations)]


def _citation_differences(citation: dict[str, Any], there: Citation | None) -> list[Difference]:
    label = _now("Citation of %(source)s") % {"source": citation["source"]}
    if there is None:
        return [Difference(label, "", citation["wording"] or str(Kind(citation["kind"]).label))]
    return [
        Difference(f"{label}, {name}", _text(getattr(there, name)), _text(after))
        for name, after in citation.items()
        if getattr(there, name) != after
    ]


# --- what is written -----------------------------------------------------------------------------


def write(entries: list[Planned], user: Account, act: EditContext) -> None:
    """Write planned entries, inside the transaction in which they were planned.

    New ones are drafts that the account has begun. Each statement gets an entry in the history of
    the admin; what is public gets its revision with the reason of the act.
    """
    new = [entry for entry in entries if entry.outcome is Outcome.NEW]
    changed = [entry for entry in entries if entry.outcome is Outcome.CHANGED]
    _write_new([entry.wanted for entry in new], user)
    for entry in changed:
        _write_changed(entry.row, entry.wanted)
    rows = [entry.row for entry in changed]
    _log(rows, CHANGE, user)
    record_changes([row.pk for row in rows], act)


def _write_new(all_wanted: list[Wanted], user: Account) -> None:
    """By few statements of SQL, however many there are: a file may have thousands."""
    slugs, ids = Slugs(), _free_ids(len(all_wanted))
    begun = [
        _begun(wanted, user, slugs, public_id)
        for wanted, public_id in zip(all_wanted, ids, strict=True)
    ]
    rows = Statement.objects.bulk_create(begun, batch_size=BATCH)
    pairs = list(zip(rows, all_wanted, strict=True))
    Citation.objects.bulk_create(
        (
            Citation(statement=row, position=position, **citation)
            for row, wanted in pairs
            for position, citation in enumerate(wanted.citations)
        ),
        batch_size=BATCH,
    )
    StatementTopic.objects.bulk_create(
        (
            StatementTopic(statement=row, topic=topic, position=position)
            for row, wanted in pairs
            for position, topic in enumerate(wanted.topics or ())
        ),
        batch_size=BATCH,
    )
    _log(rows, ADDITION, user)


def _log(rows: list[Statement], flag: int, user: Account) -> None:
    if not rows:
        return
    with in_record_language():
        LogEntry.objects.log_actions(user.pk, rows, flag, "Imported from a file.")  # type: ignore[arg-type]


class Slugs:
    """Address parts that are taken, read once for all namesakes: a file may have thousands."""

    def __init__(self) -> None:
        self._taken: dict[str, set[str]] = {}

    def proposed(self, row: Statement) -> str:
        """A free one, which is taken from now on."""
        parts = statement_parts(row.speaker.slug, row.said)
        base = row.speaker.slug
        if base not in self._taken:
            named = Statement.objects.filter(slug__startswith=base[:_SHORTEST])
            self._taken[base] = set(named.values_list("slug", flat=True))
        taken = self._taken[base]
        slug = proposed_slug(*parts, is_taken=taken.__contains__, longest=_LONGEST)
        taken.add(slug)
        return slug


def _free_ids(count: int) -> set[str]:
    """So many public ids that no statement has, where the default would ask for each by itself."""
    free: set[str] = set()
    while len(free) < count:
        drawn = {public_ids.drawn(free.__contains__) for _ in range(count - len(free))}
        taken = Statement.objects.filter(public_id__in=drawn)
        free |= drawn - set(taken.values_list("public_id", flat=True))
    return free


def _begun(wanted: Wanted, user: Any, slugs: Slugs, public_id: str) -> Statement:
    row = Statement(created_by=user, public_id=public_id, **wanted.values)
    if "language" not in wanted.values:
        row.language = wanted.citations[0]["source"].language
    row.slug = slugs.proposed(row)
    return row


def _write_changed(row: Statement, wanted: Wanted) -> None:
    Statement.objects.filter(pk=row.pk).update(
        **wanted.values, version=F("version") + 1, updated_at=timezone.now()
    )
    if wanted.topics is not None and wanted.topics != row.ordered_topics():
        row.topic_links.all().delete()
        StatementTopic.objects.bulk_create(
            StatementTopic(statement=row, topic=topic, position=position)
            for position, topic in enumerate(wanted.topics)
        )
    position = row.citations.count()
    for citation, there in _paired(row, wanted.citations):
        if there is None:
            Citation.objects.create(statement=row, position=position, **citation)
            position += 1
        elif any(getattr(there, name) != value for name, value in citation.items()):
            _change_citation(there, citation)


def _change_citation(there: Citation, citation: dict[str, Any]) -> None:
    if there.wording != citation["wording"]:
        # The outcome of the check was about other words.
        there.check_state = CheckState.UNCHECKED
        there.checked_at = there.capture = there.start = there.end = None
        there.prefix = there.suffix = ""
    for name, value in citation.items():
        setattr(there, name, value)
    there.save()
